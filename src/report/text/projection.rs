//! What may come of the year of an interim run, in words: how it was projected, the totals, the required rules, and what their targets take.

use super::scale::Scale;
use crate::measure::Exact;
use crate::report::names::{figure_name, rule_name};
use crate::report::page::number::{UNKNOWN, all_digits, count, grouped, places, rounded};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::projection::{
    BandOf, CertificatesReport, DirectSupplyReport, Method, OutOfReachReport, ProjectedRuleReport, YearEndReport,
};
use crate::report::schema::Report;
use crate::report::standing::outcome_ink;
use crate::report::words::Lang;
use crate::rule::{NotProjected, Outcome};

/// The totals that are shown, in their order.
const TOTALS: [&str; 7] = [
    "electricity.grid_import",
    "electricity.consumption",
    "electricity.direct_green",
    "electricity.zero_rated",
    "electricity.residual",
    "energy.total",
    "emissions.total",
];

/// Months below which the seasons to come are said to be unseen.
const EARLY: i64 = 5;

/// A total, as it is told.
pub(in crate::report) struct Total {
    /// Its name and unit.
    pub(in crate::report) name: String,
    /// Unit.
    pub(in crate::report) unit: &'static str,
    /// To date, and at the end of the year, with the numbers as they are.
    pub(in crate::report) values: [(Exact, String); 2],
    /// The band.
    pub(in crate::report) band: String,
}

/// A rule, as it is told.
pub(in crate::report) struct ToldRule<'a> {
    /// The rule.
    pub(in crate::report) rule: &'a ProjectedRuleReport,
    /// Projected, band, limit, outlook.
    pub(in crate::report) cells: [String; 4],
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(projection) = &report.projection else { return };
    let lang = page.style.lang;
    page.heading(lang.word("section.projection"));
    if let Some(why) = projection.unavailable {
        page.paragraph(2, Ink::Doubt, lang.named("projection.", why.name()));
    }
    let Some(year) = &projection.year_end else { return };
    page.paragraph(2, Ink::Faint, &how(year, lang).join(if lang == Lang::En { " " } else { "" }));
    for warning in warnings(year, lang) {
        page.paragraph(2, Ink::Doubt, &warning);
    }
    page.blank();
    let mut table = Table::new(&[
        ("", Align::Left),
        (lang.word("projection.to-date"), Align::Right),
        (lang.word("projection.year-end"), Align::Right),
        ("", Align::Left),
        (lang.word("projection.band"), Align::Left),
    ]);
    for total in totals(year, lang) {
        let [(_, to_date), (_, value)] = total.values;
        table.row(vec![
            total.name.into(),
            to_date.into(),
            Cell::inked(value, Ink::Strong),
            total.unit.into(),
            Cell::inked(total.band, Ink::Faint),
        ]);
    }
    page.table(2, &table);
    page.blank();
    let mut table = Table::new(&[
        (lang.word("column.rule"), Align::Left),
        (lang.word("projection.projected"), Align::Right),
        (lang.word("projection.band"), Align::Left),
        (lang.word("column.limit"), Align::Right),
        (lang.word("projection.outlook"), Align::Left),
    ]);
    for told in rules(report, year, lang) {
        let ink = told.rule.outlook.map_or(Ink::Faint, outcome_ink);
        let [measured, band, limit, outlook] = told.cells;
        table.row(vec![
            rule_name(lang, told.rule.id).into(),
            Cell::inked(measured, Ink::Strong),
            Cell::inked(band, Ink::Faint),
            limit.into(),
            Cell::inked(outlook, ink),
        ]);
    }
    if !table.is_empty() {
        page.table(2, &table);
        page.blank();
    }
    for sentence in needs(report, year, lang) {
        page.paragraph(2, Ink::Plain, &sentence);
    }
}

/// How the year was projected, sentence by sentence.
pub(in crate::report) fn how(year: &YearEndReport, lang: Lang) -> Vec<String> {
    let mut all = vec![lang.fill("projection.left", &[&year.from, &year.until, &all_digits(&year.months_left.rounded(1))])];
    let days = count(u64::try_from(year.full_days).unwrap_or(0));
    match year.last_year {
        Some(last) => {
            all.push(lang.fill("projection.last-year", &[&last]));
            let moves = |flow: &&crate::report::projection::FlowReport| {
                flow.basis == Method::RunRate && flow.rest.as_ref().is_none_or(|r| !r.is_zero())
            };
            let name = |flow: &str| lang.find(&format!("projection.flow.{flow}")).unwrap_or_default().to_owned();
            let others: Vec<String> = year.flows.iter().filter(moves).map(|f| name(f.flow)).collect();
            if !others.is_empty() {
                all.push(lang.fill("projection.last-year-but", &[&last, &lang.list(&others)]));
            }
        }
        None => all.push(lang.fill(if year.by_day_type { "projection.run-rate" } else { "projection.run-rate-even" }, &[&days])),
    }
    all.push(match year.band_of {
        Some(BandOf::Weeks) => lang.fill("projection.band-weeks", &[&year.band_count]),
        Some(BandOf::Months) => lang.fill("projection.band-months", &[&year.band_count]),
        None => lang.word("projection.band-none").to_owned(),
    });
    all.push(lang.word("projection.purchases").to_owned());
    all
}

/// What to know before believing it.
pub(in crate::report) fn warnings(year: &YearEndReport, lang: Lang) -> Vec<String> {
    let seen = Exact::from(12_i64) - &year.months_left;
    let early = year.last_year.is_none() && seen < Exact::from(EARLY);
    let all = [(!year.exact, "projection.inexact"), (early, "projection.early")];
    all.iter().filter(|(holds, _)| *holds).filter_map(|(_, key)| lang.find(key)).map(str::to_owned).collect()
}

/// The totals.
pub(in crate::report) fn totals(year: &YearEndReport, lang: Lang) -> Vec<Total> {
    let told = TOTALS.iter().filter_map(|id| Some((*id, year.figures.get(id)?)));
    told.map(|(id, figure)| {
        let places = places([&figure.to_date, &figure.value]);
        let shown = |number: &Exact| rounded(number, places);
        let band = figure.lower.as_ref().zip(figure.upper.as_ref()).filter(|(lower, upper)| lower != upper);
        Total {
            name: figure_name(lang, id),
            unit: figure.unit,
            values: [&figure.to_date, &figure.value].map(|n| (n.clone(), shown(n))),
            band: band.map_or_else(String::new, |(lower, upper)| lang.fill("projection.between", &[&shown(lower), &shown(upper)])),
        }
    })
    .collect()
}

/// The rules that are projected.
pub(in crate::report) fn rules<'a>(report: &Report, year: &'a YearEndReport, lang: Lang) -> Vec<ToldRule<'a>> {
    let projected = year.rules.iter().filter(|rule| rule.unavailable.is_none());
    projected
        .filter_map(|rule| {
            let now = report.rules.iter().find(|r| r.id == rule.id)?;
            let scale = Scale::of(now, lang);
            let sign = now.comparison.sign();
            let known = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
            let band = rule.lower.as_ref().zip(rule.upper.as_ref()).map(|(lower, upper)| {
                let number = |n: &Exact| scale.shown(n).trim_end_matches(scale.suffix()).to_owned();
                format!("{}{}", lang.fill("projection.between", &[&number(lower), &number(upper)]), percent_only(&scale))
            });
            let outlook = rule.outlook.map_or("", Outcome::name);
            let outlook = lang.named("projection.outlook-", outlook).to_owned();
            let limit = rule.limit.as_ref().map(|l| format!("{sign} {}", scale.bare_limit(l)));
            Some(ToldRule { rule, cells: [known(rule.measured.as_ref().map(|m| scale.shown(m))), known(band), known(limit), outlook] })
        })
        .collect()
}

/// The sign of a percentage, where the numbers are percentages; other units stand behind the projected value alone.
fn percent_only(scale: &Scale) -> &str {
    if scale.suffix().contains('%') { scale.suffix() } else { "" }
}

/// What the targets take, and which rules are not projected.
pub(in crate::report) fn needs(report: &Report, year: &YearEndReport, lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    for rule in &year.rules {
        if let Some(why) = rule.unavailable {
            let key = if why == NotProjected::NothingFull.name() {
                "projection.undetermined-nothing-full".to_owned()
            } else {
                format!("changes.unavailable-{why}")
            };
            all.push(lang.fill("projection.undetermined", &[&rule_name(lang, rule.id), &lang.find(&key).unwrap_or(why)]));
        }
        if let Some(need) = year.direct_supply.as_ref().filter(|_| rule.id == "direct-green-share") {
            all.extend(direct(report, rule, need, lang));
        }
        all.extend(year.certificates.iter().filter(|need| need.rule == rule.id).map(|need| certificates(need, lang)));
    }
    if let Some(need) = year.certificates.iter().find(|need| need.needed.is_some()) {
        all.push(lang.fill("projection.certificates-when", &[&need.generated_from, &need.generated_until, &need.retired_until]));
    }
    all
}

fn in_band(lower: Option<&str>, upper: Option<&str>, lang: Lang) -> String {
    let differ = lower.zip(upper).filter(|(lower, upper)| lower != upper);
    differ.map_or_else(String::new, |(lower, upper)| lang.in_brackets(&lang.fill("projection.in-band", &[&lower, &upper])))
}

/// A number rounded up: what is needed, or more.
fn up(number: &Exact, places: u32) -> String {
    let scale = (0..places).fold(Exact::one(), |scale, _| scale * Exact::from(10_i64));
    grouped(&((number * &scale).ceil() / scale).to_fixed(places))
}

fn direct(report: &Report, rule: &ProjectedRuleReport, need: &DirectSupplyReport, lang: Lang) -> Vec<String> {
    let name = rule_name(lang, rule.id);
    let scale = report.rules.iter().find(|r| r.id == rule.id).map(|r| Scale::of(r, lang));
    let limit = scale.zip(rule.limit.as_ref()).map_or_else(String::new, |(scale, limit)| scale.limit(limit));
    if need.impossible {
        return vec![lang.fill("projection.direct-impossible", &[&name, &limit])];
    }
    let places = places([&need.needed, &need.so_far, &need.projected]);
    let [lower, upper] = [&need.lower, &need.upper].map(|end| end.as_ref().map(|n| up(n, places)));
    let band = in_band(lower.as_deref(), upper.as_deref(), lang);
    let needed = if need.needed.is_zero() {
        let band = if need.upper.as_ref().is_some_and(|u| !u.is_zero()) { band } else { String::new() };
        lang.fill("projection.direct-reached", &[&name, &limit, &band])
    } else {
        let (so_far, projected) = (rounded(&need.so_far, places), rounded(&need.projected, places));
        lang.fill("projection.direct-needed", &[&name, &limit, &up(&need.needed, places), &band, &so_far, &projected])
    };
    vec![needed, out_of_reach(&need.out_of_reach, lang)]
}

fn out_of_reach(out: &OutOfReachReport, lang: Lang) -> String {
    let month = |month: &Option<String>| month.clone().unwrap_or_else(|| lang.word("projection.never").to_owned());
    let band = if out.earliest == out.latest {
        String::new()
    } else {
        lang.in_brackets(&lang.fill("projection.out-band", &[&month(&out.earliest), &month(&out.latest)]))
    };
    match &out.month {
        Some(month) => lang.fill("projection.direct-out", &[month, &band]),
        None => lang.fill("projection.direct-in", &[&band]),
    }
}

fn certificates(need: &CertificatesReport, lang: Lang) -> String {
    let name = rule_name(lang, need.rule);
    let Some(needed) = need.needed else { return lang.fill("projection.certificates-impossible", &[&name]) };
    let shown = |n: Option<u64>| n.map(count);
    let band = match (need.lower, need.upper) {
        (Some(lower), None) => lang.in_brackets(&lang.fill("projection.certificates-most", &[&count(lower)])),
        (lower, upper) => in_band(shown(lower).as_deref(), shown(upper).as_deref(), lang),
    };
    if needed == 0 {
        lang.fill("projection.certificates-none", &[&name, &band])
    } else {
        lang.fill("projection.certificates-needed", &[&name, &count(needed), &band])
    }
}
