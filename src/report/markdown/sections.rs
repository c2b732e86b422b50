//! The sections of a park's page.

use std::collections::BTreeMap;

use super::escape::{Sheet, escape};
use super::mark::mark;
use crate::dossier::Effect;
use crate::measure::Exact;
use crate::report::page::number::{UNKNOWN, all_digits, count};
use crate::report::schema::{Assumption, DataReport, DefectReport, Report, RuleReport};
use crate::report::tables;
use crate::report::text::scale::Scale;
use crate::report::text::{
    assumptions as texts, certificates as text_certificates, citations as cited, deciding as said, figure_name, register as text_register,
    rule_name, rules_at,
};
use crate::report::words::Lang;
use crate::rule::Outcome;
use crate::standard::Level;

fn digits(number: Option<&Exact>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), all_digits)
}

pub(super) fn head(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let scope = lang.find(&format!("summary.scope-{}", report.park.scope)).unwrap_or(&report.park.scope);
    let mut parts: Vec<String> = report.park.province.iter().map(|p| escape(p)).collect();
    parts.push(escape(scope));
    let period = lang.fill("summary.period-span", &[&report.period.start, &report.period.end]);
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    parts.push(format!("{period}{interim}"));
    parts.push(escape(&lang.of_policy(&report.policy.title)));
    parts.extend(report.policy.edition.as_ref().map(|edition| lang.fill("summary.edition", &[edition])));
    sheet.line(&parts.join(" · "));
    if report.period.interim {
        sheet.line(lang.word(if report.run.interim { "summary.to-date" } else { "summary.withheld" }));
    }
    if let Some(note) = crate::report::force::noted(report, lang) {
        sheet.line(&escape(&note));
    }
    if report.figures.values().any(|figure| figure.inferred) {
        sheet.line(lang.word("summary.inferred"));
    }
    if let Some(default) = report.assumptions.iter().find(|a| a.setting == "electricity_equivalent" && a.default) {
        let unit = default.unit.as_deref().unwrap_or_default();
        sheet.line(&lang.fill("summary.default-equivalent", &[&default.value, &unit]));
    }
}

/// Where the park stands on the way to recognition.
pub(super) fn acceptance(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("acceptance.heading"));
    for line in report.acceptance.said(lang) {
        sheet.line(&escape(&line));
    }
    for citation in &report.acceptance.says {
        let words = cited::quoted(citation, lang).join(" ");
        sheet.line(&escape(&format!("{}: {words}", cited::place(citation, lang))));
    }
}

/// The built-in values in the place of those that were stated, and the texts that the policy rests on.
pub(super) fn built_in(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let rows: Vec<Vec<String>> =
        texts::built_in_rows(report, lang).into_iter().map(|row| row.iter().map(|cell| escape(cell)).collect()).collect();
    if !rows.is_empty() {
        sheet.heading(3, lang.word("criteria.heading"));
        let columns = [
            lang.word("column.setting"),
            lang.word("column.value"),
            lang.word("criteria.built-in-value"),
            lang.word("criteria.as-built-in"),
        ];
        sheet.whole_table(&columns, rows);
    }
    let texts: Vec<String> = report.policy.rests_on.iter().map(|text| format!("{} {}", escape(&text.name), escape(&text.sha256))).collect();
    sheet.line(&format!("{} {}", lang.word("criteria.rests-on"), texts.join(" · ")));
}

pub(super) fn rules(sheet: &mut Sheet, report: &Report, level: Level) {
    let lang = sheet.lang;
    let rows: Vec<Vec<String>> = rules_at(report, level).map(|rule| rule_row(rule, lang)).collect();
    if rows.is_empty() {
        return;
    }
    sheet.heading(3, lang.find(&format!("section.{level}")).unwrap_or(level.name()));
    let columns = ["rule", "outcome", "measured", "limit", "margin", "bounds", "reason"].map(|name| format!("column.{name}"));
    let columns: Vec<&str> = columns.iter().map(|key| lang.find(key).unwrap_or(key)).collect();
    sheet.whole_table(&columns, rows);
}

fn rule_row(rule: &RuleReport, lang: Lang) -> Vec<String> {
    let scale = Scale::of(rule, lang);
    let outcome = lang.find(&format!("outcome.{}", rule.outcome)).unwrap_or(rule.outcome.name());
    let sign = rule.comparison.sign();
    let known = |text: Option<String>| text.map_or_else(|| UNKNOWN.to_owned(), |text| escape(&text));
    let bounds = rule.measured.as_ref().and_then(|m| {
        let bounds = scale.bounds(m, rule.lower.as_ref(), rule.upper.as_ref(), rule.limit.as_ref(), lang)?;
        Some(bounds.split_once([':', '：']).map_or(bounds.clone(), |(_, rest)| rest.trim().to_owned()))
    });
    let mut reasons: Vec<String> = rule.reason.iter().map(|reason| lang.reason(reason)).collect();
    reasons.extend(rule.measured.as_ref().zip(rule.limit.as_ref()).and_then(|(m, limit)| scale.belied(m, limit, lang)));
    reasons.extend(crate::report::force::of_rule(rule, lang));
    vec![
        escape(rule_name(lang, rule.id)),
        format!("{} {outcome}", mark(rule.outcome)),
        known(rule.measured.as_ref().map(|m| scale.shown(m))),
        known(rule.limit.as_ref().map(|l| format!("{sign} {}", scale.limit(l)))),
        known(rule.margin.as_ref().map(|m| scale.difference(m, lang))),
        bounds.map_or_else(String::new, |b| escape(&b)),
        escape(&reasons.join("; ")),
    ]
}

pub(super) fn deciding(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let open: Vec<&RuleReport> = report.rules.iter().filter(|r| r.outcome == Outcome::Indeterminate && !r.deciding.is_empty()).collect();
    if open.is_empty() {
        return;
    }
    sheet.heading(3, lang.word("section.deciding"));
    for rule in open {
        sheet.line(&escape(&lang.fill("deciding.of", &[&rule_name(lang, rule.id)])));
        let scale = Scale::of(rule, lang);
        let rows = rule.deciding.iter().map(|d| {
            let days = said::days(&d.from, &d.to, lang);
            let effect = d.effect.as_ref().map(|e| scale.effect(e, lang));
            vec![escape(&d.meter), days, effect.unwrap_or_else(|| lang.word("rule-row.unbounded-effect").to_owned())]
        });
        let columns = [lang.word("column.meter"), lang.word("column.days"), lang.word("column.effect")];
        sheet.table(&columns, rows.collect());
    }
}

pub(super) fn headroom(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let said: Vec<String> = report.rules.iter().filter_map(|rule| Some(said::said(lang, rule, report.headroom.get(rule.id)?))).collect();
    if said.is_empty() {
        return;
    }
    sheet.heading(3, lang.word("section.headroom"));
    for text in said {
        sheet.line(&escape(&text));
    }
}

pub(super) fn figures(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("markdown.figures"));
    let rows = report.figures.iter().map(|(id, figure)| {
        let name = escape(&figure_name(lang, id));
        let inferred = if figure.inferred { lang.in_brackets(lang.word("electricity.inferred")) } else { String::new() };
        let bounds = match (&figure.value, &figure.lower, &figure.upper) {
            (Some(value), Some(lower), Some(upper)) if lower == value && upper == value => String::new(),
            (None, None, None) => String::new(),
            (_, None, None) => lang.word("bounds.unbounded").to_owned(),
            (_, Some(lower), None) => lang.fill("bounds.no-upper", &[&all_digits(lower)]),
            (_, None, Some(upper)) => lang.fill("bounds.no-lower", &[&all_digits(upper)]),
            (_, Some(lower), Some(upper)) => lang.fill("bounds.between", &[&all_digits(lower), &all_digits(upper)]),
        };
        vec![format!("{name}{inferred}"), digits(figure.value.as_ref()), figure.unit.to_owned(), bounds]
    });
    let columns = [lang.word("column.figure"), lang.word("column.value"), lang.word("column.unit"), lang.word("column.bounds")];
    sheet.whole_table(&columns, rows.collect());
    let net = &report.net_zero;
    let rows = [("residual", net.residual.as_ref()), ("offsets", Some(&net.offsets)), ("net", net.net.as_ref())];
    let rows = rows.map(|(name, value)| {
        vec![lang.find(&format!("net-zero.{name}")).unwrap_or(name).to_owned(), digits(value), net.unit.to_owned(), String::new()]
    });
    sheet.heading(3, lang.word("section.net-zero"));
    sheet.whole_table(&columns, rows.to_vec());
    sheet.line(crate::report::net_zero::reached(net, lang));
    for line in crate::report::net_zero::offsets(net, lang) {
        sheet.line(&escape(&line));
    }
    for other in &report.sensitivities {
        let key = format!("sensitivity.{}", other.setting);
        sheet.line(&escape(
            &lang.fill(&key, &[&format!("{} = {}", figure_name(lang, other.figure), digits(other.result.as_ref())), &other.value]),
        ));
    }
}

pub(super) fn matching(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.matching"));
    let step = report.resolution.step.as_str();
    sheet.line(&lang.fill("electricity.resolution-alone", &[&lang.find(&format!("step.{step}")).unwrap_or(step)]));
    let share = |value: &serde_json::Value| value.as_str().and_then(Exact::parse);
    let scale = Scale::of_unit("1", lang);
    let rows = report.matching.iter().map(|(rung, value)| {
        let name = lang.find(&format!("rung.{rung}")).unwrap_or(rung).to_owned();
        vec![name, share(value).map_or_else(|| UNKNOWN.to_owned(), |s| scale.part(&s))]
    });
    sheet.whole_table(&[lang.word("column.rung"), lang.word("column.share")], rows.collect());
}

pub(super) fn months(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let scale = Scale::of_unit("1", lang);
    let rows: Vec<Vec<String>> = report
        .months
        .iter()
        .map(|m| {
            let numbers = [&m.grid_import, &m.direct_green, &m.consumption].map(|n| digits(n.as_ref()));
            let share = m.share.as_ref().map_or_else(|| UNKNOWN.to_owned(), |s| scale.part(s));
            [vec![m.month.clone()], numbers.to_vec(), vec![share]].concat()
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let unit = lang.in_brackets("MWh");
    sheet.heading(3, &format!("{}{unit}", lang.word("section.months")));
    let columns = [
        lang.word("column.month"),
        lang.word("column.import"),
        lang.word("column.green"),
        lang.word("column.consumption"),
        lang.word("column.share"),
    ];
    sheet.table(&columns, rows);
}

fn place(file: &str, line: u64, lang: Lang) -> String {
    escape(&lang.fill("defects.place", &[&file, &line]))
}

pub(super) fn certificates(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let ledger = &report.certificates;
    sheet.heading(3, lang.word("section.certificates"));
    if ledger.presented == 0 && ledger.rejected.is_empty() {
        sheet.line(lang.word("certificates.none"));
        return;
    }
    let rejected = ledger.rejected.iter().fold(0_u64, |sum, r| sum.saturating_add(r.quantity));
    let totals = [count(ledger.presented), count(ledger.counted), count(rejected), count(ledger.unused)];
    sheet.line(&lang.fill("certificates.totals", &[&totals[0], &totals[1], &totals[2], &totals[3]]));
    for said in text_certificates::claimed(report, lang) {
        sheet.line(&escape(&said));
    }
    let rows = ledger.rejected.iter().map(|r| {
        let reason = lang.find(&format!("rejection.{}", r.reason)).unwrap_or(r.reason.name()).to_owned();
        vec![reason, escape(&r.certificate), count(r.quantity), place(&r.file, r.line, lang)]
    });
    let columns =
        [lang.word("column.reason"), lang.word("section.certificates"), lang.word("column.certificates"), lang.word("column.place")];
    sheet.table(&columns, rows.collect());
}

/// Green-power trades: how much counts, what does not, and the codes that counted ones claim.
pub(super) fn trades(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    let trades = &report.trades;
    if !trades.presented.is_zero() || !trades.rejected.is_empty() {
        sheet.line(&text_certificates::traded(report, lang));
        let rows = trades.rejected.iter().map(|r| {
            let reason = lang.find(&format!("rejection.{}", r.reason)).unwrap_or(r.reason.name()).to_owned();
            vec![reason, escape(&r.contract), all_digits(&r.mwh), place(&r.file, r.line, lang)]
        });
        let columns = [lang.word("column.reason"), lang.word("trades.contract"), "MWh", lang.word("column.place")];
        sheet.table(&columns, rows.collect());
    }
    for (key, codes) in
        [("certificates.counted-codes", &report.certificates.counted_codes), ("trades.counted-codes", &trades.counted_codes)]
    {
        if !codes.is_empty() {
            sheet.line(&format!("**{}**", lang.find(key).unwrap_or(key)));
            let rows = codes.iter().map(|c| vec![escape(&c.first_id), escape(&c.last_id), count(c.quantity)]);
            sheet.table(&["1", "n", lang.word("column.certificates")], rows.collect());
        }
    }
}

/// The register of meters, and what the required rules rest on.
pub(super) fn register(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("register.title"));
    for remark in text_register::remarks(report, lang) {
        sheet.line(&escape(&remark));
    }
    let rows = report.meters.iter().map(|m| {
        let energy = m.energy.as_ref().map_or_else(|| UNKNOWN.to_owned(), all_digits);
        let enters = if m.enters.is_empty() { lang.word("register.uncounted").to_owned() } else { m.enters.join(" ") };
        let flow = format!("{}, {}", m.carrier, m.flow);
        vec![escape(&m.id), escape(&flow), energy, m.unit.to_owned(), escape(&text_register::service(m, lang)), escape(&enters)]
    });
    let columns = ["column.meter", "register.carrier", "register.energy", "column.unit", "register.in-service", "register.enters"]
        .map(|key| lang.find(key).unwrap_or(key));
    sheet.table(&columns, rows.collect());
    if !report.materiality.is_empty() {
        sheet.heading(3, lang.word("materiality.title"));
    }
    for (rule, made) in &report.materiality {
        for part in [&made.numerator, &made.denominator] {
            sheet.line(&format!("**{}** {}", escape(rule), escape(&text_register::makeup(part, lang))));
        }
    }
}

pub(super) fn defects(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.defects"));
    if report.defects.is_empty() {
        sheet.line(lang.word("defects.none"));
    }
    for effect in Effect::ALL.iter().copied() {
        let of: Vec<&DefectReport> = report.defects.iter().filter(|d| d.effect == effect).collect();
        if of.is_empty() {
            continue;
        }
        sheet.heading(4, lang.find(&format!("effect.{effect}")).unwrap_or(effect.name()));
        // Every kind with its counts, then the entries one by one.
        let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for defect in &of {
            let sum = kinds.entry(defect.code.name()).or_default();
            *sum = (sum.0 + 1, sum.1.saturating_add(defect.count));
        }
        for (code, (entries, concerned)) in kinds {
            let name = crate::report::text::defects::name(code, lang);
            let head = lang.fill("defects.head", &[&code, &name, &count(concerned)]);
            sheet.line(&format!("**{}** × {}", escape(&head), count(entries)));
        }
        let rows = of.iter().map(|d| {
            let at = match (&d.file, d.line) {
                (Some(file), Some(line)) => place(file, line, lang),
                (Some(file), None) => escape(file),
                _ => lang.word("defects.by-accounts").to_owned(),
            };
            let explained = d.explained.as_ref().map(|place| lang.in_brackets(&lang.fill("correction.explained", &[place])));
            let message = escape(&format!("{}{}", lang.say(&d.message), explained.unwrap_or_default()));
            vec![d.code.name().to_owned(), at, d.meter.as_ref().map_or_else(String::new, |m| escape(m)), count(d.count), message]
        });
        let columns = ["defect", "place", "meter", "count", "message"].map(|name| format!("column.{name}"));
        let columns: Vec<&str> = columns.iter().map(|key| lang.find(key).unwrap_or(key)).collect();
        sheet.table(&columns, rows.collect());
    }
}

pub(super) fn completeness(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.completeness"));
    let mut meters: Vec<&DataReport> = report.data.iter().collect();
    meters.sort_by_key(|d| std::cmp::Reverse((d.missing, d.estimated)));
    let incomplete = meters.iter().filter(|d| d.missing > 0 || d.estimated > 0).count() as u64;
    if incomplete == 0 {
        sheet.line(&lang.fill("completeness.all", &[&count(meters.len() as u64)]));
    } else {
        sheet.line(&lang.fill("html.completeness-some", &[&count(incomplete), &count(meters.len() as u64)]));
    }
    let rows = meters.iter().map(|d| vec![escape(&d.meter), count(d.expected), count(d.present), count(d.missing), count(d.estimated)]);
    let columns = ["meter", "expected", "present", "missing", "estimated"].map(|name| format!("column.{name}"));
    let columns: Vec<&str> = columns.iter().map(|key| lang.find(key).unwrap_or(key)).collect();
    sheet.table(&columns, rows.collect());
}

/// What a setting is called, with the name by which it is set or cited.
fn setting(assumption: &Assumption, lang: Lang) -> String {
    let name = texts::name(assumption, lang);
    let code = escape(&assumption.setting);
    if name.contains(&assumption.setting) { escape(&name) } else { format!("{} {code}", escape(&name)) }
}

pub(super) fn assumptions(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    for (key, default) in [("section.stated", false), ("section.assumptions", true)] {
        let rows: Vec<Vec<String>> = report
            .assumptions
            .iter()
            .filter(|a| a.default == default)
            .map(|a| {
                let source = a.source.as_deref().unwrap_or(UNKNOWN);
                let source = if default { lang.of_policy(source) } else { lang.reason(source) };
                vec![setting(a, lang), escape(&texts::value(a, lang)), escape(&source)]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        sheet.heading(3, lang.find(key).unwrap_or(key));
        sheet.table(&[lang.word("column.setting"), lang.word("column.value"), lang.word("column.source")], rows);
    }
}

pub(super) fn citations(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("html.citations"));
    let rows = report.rules.iter().map(|rule| {
        let name = lang.find(&format!("rule.{}.name", rule.id)).unwrap_or(rule.id);
        vec![
            format!("{} `{}`", escape(name), rule.id),
            escape(&cited::place(&rule.citation, lang)),
            escape(&cited::quoted(&rule.citation, lang).join(" ")),
        ]
    });
    let columns = ["column.rule", "column.source", "html.quoted"].map(|key| lang.word(key));
    sheet.whole_table(&columns, rows.collect());
}

pub(super) fn tables(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.tables"));
    let rows = tables::told(report, lang).into_iter().map(|told| {
        let options = if told.options.is_empty() { None } else { Some(lang.fill("tables.options", &[&told.options])) };
        let columns: Vec<String> = [told.read].into_iter().chain(told.left).chain(options).map(|line| escape(&line)).collect();
        vec![told.files.iter().map(|file| escape(file)).collect::<Vec<_>>().join("<br>"), escape(&told.how), columns.join("<br>")]
    });
    let columns = [lang.word("column.file"), lang.word("column.how"), lang.word("column.columns")];
    sheet.table(&columns, rows.collect());
    if !report.unread_files.is_empty() {
        sheet.heading(3, lang.word("section.unread-files"));
        let rows = report.unread_files.iter().map(|file| vec![escape(file)]);
        sheet.table(&[lang.word("column.file")], rows.collect());
    }
}

pub(super) fn inputs(sheet: &mut Sheet, report: &Report) {
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.inputs"));
    let rows = report.inputs.iter().map(|i| vec![escape(&i.file), count(i.rows), count(i.bytes), format!("`{}`", i.sha256)]);
    let columns = [lang.word("column.file"), lang.word("column.rows"), lang.word("column.bytes"), lang.word("column.digest")];
    sheet.table(&columns, rows.collect());
    let tool = [report.tool.name, report.tool.version, &report.policy.name, &report.policy.sha256].map(escape);
    sheet.line(&lang.fill("inputs.tool", &[&tool[0], &tool[1], &tool[2], &tool[3]]));
    let ledger = report.run.ledger.iter().map(|ledger| (lang.word("html.run-ledger"), escape(ledger)));
    let scenario =
        report.scenario.iter().map(|tried| (lang.word("html.scenario-file"), format!("{} `{}`", escape(&tried.file), tried.sha256)));
    let last = report.run.last_year.iter().map(|last| (lang.word("html.last-year"), format!("`{}`", last.sha256)));
    for (what, which) in ledger.chain(scenario).chain(last) {
        sheet.line(&format!("{what}: {which}"));
    }
}
