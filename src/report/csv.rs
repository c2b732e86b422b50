//! CSV for spreadsheets and scripts: one tidy table of everything that the JSON report holds, never localised.
//!
//! UTF-8 with a byte order mark, so that spreadsheets read Chinese; CRLF between records (RFC 4180). A row is one thing said; `section` and `item` say
//! what it is, `detail` which side of it, and the other columns carry what there is of it. Numbers are the decimals of the JSON report, to the digit.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` (or a tab or a line break before one) for a formula. Texts come from the park's files,
//! so a text that begins so, or with an apostrophe, gets an apostrophe before it; one apostrophe taken off gives the text back. A plain decimal such as
//! `-12.5` cannot be a formula and stays a number.

use super::Report;
use super::projection::BandOf;
use super::told::Told;
use crate::measure::Exact;
use crate::rule::{Never, Outcome, Verdict};
use crate::standard::Level;

/// The columns.
pub const COLUMNS: &[&str] = &[
    "folder",
    "park",
    "period_start",
    "period_end",
    "section",
    "item",
    "detail",
    "value",
    "lower",
    "upper",
    "unit",
    "comparison",
    "limit",
    "margin",
    "level",
    "outcome",
    "effect",
    "meter",
    "from",
    "to",
    "file",
    "line",
    "first_line",
    "last_line",
    "rows",
    "count",
    "text",
];

/// The table of all parks.
pub fn render(told: &[Told]) -> String {
    std::iter::once(head()).chain(told.iter().map(rows)).collect()
}

/// The byte order mark and the names of the columns.
pub fn head() -> String {
    "\u{feff}".to_owned() + &records([COLUMNS])
}

/// The rows of a park.
pub fn rows(park: &Told) -> String {
    let mut sheet = Sheet { rows: Vec::new() };
    let head = match &park.result {
        Ok(report) => {
            write(&mut sheet, report);
            if park.denied {
                sheet.row("run", "denied").set("text", super::told::denied_warnings().to_string());
            }
            [&park.folder, &report.park.name, &report.period.start, &report.period.end].map(|text| text_cell(text))
        }
        Err(message) => {
            sheet.row("error", "could-not-run").set("text", message.to_string());
            [text_cell(&park.folder), String::new(), String::new(), String::new()]
        }
    };
    records(sheet.rows.iter().map(|Row(cells)| head.iter().chain(&cells[head.len()..])))
}

pub(super) fn records<R: IntoIterator<Item: AsRef<[u8]>>>(records: impl IntoIterator<Item = R>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for record in records {
        // Writing to memory does not fail.
        let _ = writer.write_record(record);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

struct Sheet {
    rows: Vec<Row>,
}

struct Row(Vec<String>);

impl Sheet {
    fn row(&mut self, section: &str, item: &str) -> &mut Row {
        let at = self.rows.len();
        self.rows.push(Row(vec![String::new(); COLUMNS.len()]));
        let row = &mut self.rows[at];
        row.set("section", section).set("item", item);
        row
    }
}

impl Row {
    fn put(&mut self, column: &str, cell: String) -> &mut Self {
        if let Some(at) = COLUMNS.iter().position(|name| *name == column) {
            self.0[at] = cell;
        }
        self
    }

    fn set(&mut self, column: &str, text: impl AsRef<str>) -> &mut Self {
        self.put(column, text_cell(text.as_ref()))
    }

    fn some(&mut self, column: &str, text: Option<&String>) -> &mut Self {
        match text {
            Some(text) => self.set(column, text),
            None => self,
        }
    }

    fn exact(&mut self, column: &str, number: Option<&Exact>) -> &mut Self {
        match number {
            Some(number) => self.put(column, number.to_string()),
            None => self,
        }
    }

    fn number(&mut self, column: &str, number: u64) -> &mut Self {
        self.put(column, number.to_string())
    }
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn text_cell(text: &str) -> String {
    // Controls that no spreadsheet keeps, and that a terminal would obey.
    let text = &text.chars().map(|c| if c.is_control() && !matches!(c, '\t' | '\r' | '\n') { '\u{fffd}' } else { c }).collect::<String>();
    let first = text.trim_start().chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) || text.starts_with(['\'', '\t', '\r', '\n']);
    if formula && !is_decimal(text) { format!("'{text}") } else { text.to_owned() }
}

/// A plain decimal, which is a number and no formula.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(fraction)
}

fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn write(sheet: &mut Sheet, report: &Report) {
    write_run(sheet, report);
    write_rules(sheet, report);
    write_next(sheet, report);
    write_changes(sheet, report);
    write_projection(sheet, report);
    write_figures(sheet, report);
    write_readings(sheet, report);
    write_scenario(sheet, report);
    write_ledger(sheet, report);
    write_corrections(sheet, report);
    write_evidence(sheet, report);
}

fn write_run(sheet: &mut Sheet, report: &Report) {
    sheet.row("run", "schema").set("text", report.schema);
    sheet.row("run", "tool").set("detail", report.tool.name).set("text", report.tool.version);
    sheet.row("run", "policy").set("detail", &report.policy.name).set("text", &report.policy.title);
    sheet.row("run", "policy-edition").some("text", report.policy.edition.as_ref());
    sheet.row("run", "policy-sha256").set("text", &report.policy.sha256);
    if let Some(commit) = report.tool.commit {
        sheet.row("run", "tool-commit").set("text", commit);
    }
    for text in &report.policy.rests_on {
        sheet.row("rests-on", &text.name).set("text", &text.sha256);
    }
    sheet.row("run", "judge-interim").set("text", yes(report.run.interim));
    sheet.row("run", "ledger").some("text", report.run.ledger.as_ref());
    if let Some(readings) = report.run.readings {
        sheet.row("run", "readings").set("text", readings);
    }
    if let Some(policy) = &report.run.policy {
        sheet.row("run", "policy-file").set("text", policy);
    }
    if let Some(scenario) = &report.run.scenario {
        sheet.row("run", "scenario").set("file", &scenario.file).set("text", &scenario.text);
    }
    for claim in &report.run.claimed {
        let row = sheet.row("claimed", &claim.park).set("detail", &claim.period).number("count", claim.quantity);
        row.set("from", &claim.first_id).set("to", &claim.last_id);
    }
    sheet.row("run", "period-interim").set("text", yes(report.period.interim));
    sheet.row("run", "province").some("text", report.park.province.as_ref());
    sheet.row("run", "scope").set("text", &report.park.scope);
    sheet.row("run", "resolution").set("text", &report.resolution.step);
    for meter in &report.resolution.set_by {
        sheet.row("run", "resolution-set-by").set("meter", meter);
    }
    for (name, value) in &report.policy.settings {
        sheet.row("setting", name).set("text", value);
    }
    sheet.row("verdict", "verdict").set("outcome", report.verdict_in_effect());
    sheet.row("criteria", "verdict-by-the-policy").set("outcome", report.verdict);
    write_criteria(sheet, report);
}

/// By whose law the verdict is: a row for each criterion that is not built in, and for each value that the park states; first what is to be read with it.
fn write_criteria(sheet: &mut Sheet, report: &Report) {
    for message in super::by_whose_law::interim(report).into_iter().chain(super::by_whose_law::beside(report)) {
        sheet.row("verdict", "beside").set("text", message.to_string());
    }
    let criteria = &report.criteria;
    sheet.row("criteria", "state").set("text", criteria.state);
    sheet.row("criteria", "built-in").set("text", &criteria.built_in);
    sheet.row("criteria", "policy-by").set("text", criteria.policy_by);
    sheet.row("criteria", "verdict-as-built-in").set("outcome", criteria.verdict_as_built_in);
    sheet.row("criteria", "built-in-decides").set("text", yes(criteria.built_in_decides));
    for changed in &criteria.changed {
        sheet.row("criterion", &changed.setting).set("detail", "value").some("text", changed.value.as_ref());
        let row = sheet.row("criterion", &changed.setting).set("detail", "built-in").some("text", changed.built_in.as_ref());
        row.set("outcome", changed.outcome_as_built_in);
        sheet.row("criterion", &changed.setting).set("detail", "source").some("text", changed.source.as_ref());
        sheet.row("criterion", &changed.setting).set("detail", "by").set("text", changed.by);
    }
    if let Some(stated) = &report.stated {
        sheet.row("stated", "verdict-as-built-in").set("outcome", stated.verdict_as_built_in);
        for depends in &stated.depends {
            sheet.row("stated", "depends").set("detail", depends);
        }
        for value in &stated.values {
            let row = sheet.row("stated-value", &value.setting).set("detail", "value").set("text", &value.value);
            row.some("unit", value.unit.as_ref());
            let row = sheet.row("stated-value", &value.setting).set("detail", "built-in").some("text", value.built_in.as_ref());
            row.set("outcome", value.verdict_as_built_in.map_or("", Verdict::name));
            sheet.row("stated-value", &value.setting).set("detail", "source").some("text", value.source.as_ref());
            for depends in &value.depends {
                sheet.row("stated-value", &value.setting).set("detail", "depends").set("text", depends);
            }
        }
    }
}

fn write_rules(sheet: &mut Sheet, report: &Report) {
    for rule in &report.rules {
        let row = sheet.row("rule", rule.id).exact("value", rule.measured.as_ref()).exact("lower", rule.lower.as_ref());
        row.exact("upper", rule.upper.as_ref()).set("unit", &rule.unit).set("comparison", rule.comparison);
        row.exact("limit", rule.limit.as_ref()).exact("margin", rule.margin.as_ref());
        row.set("level", rule.level).set("outcome", rule.outcome).some("text", rule.reason.as_ref());
        let cited = &rule.citation;
        let citation = [
            ("document", cited.document.as_str()),
            ("item", &cited.item),
            ("quote", &cited.quote),
            ("words", cited.words.name()),
            ("standing", cited.standing.name()),
        ];
        for (detail, text) in citation {
            sheet.row("rule-citation", rule.id).set("detail", detail).set("text", text);
        }
        sheet.row("rule-citation", rule.id).set("detail", "url").some("text", cited.url.as_ref());
        let row = sheet.row("rule-force", rule.id).some("from", rule.in_force_from.as_ref()).some("to", rule.in_force_until.as_ref());
        row.set("text", if rule.judged_for_reference { "judged for reference" } else { "in force" });
        for figure in &rule.figures {
            sheet.row("rule-figure", rule.id).set("detail", figure);
        }
        for deciding in &rule.deciding {
            let row = sheet.row("rule-deciding", rule.id).set("meter", &deciding.meter).set("from", &deciding.from);
            row.set("to", &deciding.to).exact("value", deciding.effect.as_ref()).set("unit", &rule.unit);
        }
    }
    let acceptance = &report.acceptance;
    let row = sheet.row("acceptance", acceptance.stage.name()).number("count", acceptance.holding as u64);
    row.some("to", acceptance.end_year.map(|year| year.to_string()).as_ref());
    if let Some(listed) = &acceptance.listed {
        let row = sheet.row("acceptance-listed", &listed.name).number("count", u64::from(listed.number));
        row.set("text", &listed.document);
    }
    for condition in &acceptance.conditions {
        let row = sheet.row("acceptance-condition", condition.rule).set("detail", condition.role).set("outcome", condition.outcome);
        row.set("text", yes(condition.holds));
    }
    for cited in &acceptance.says {
        let parts = [("document", &cited.document), ("item", &cited.item), ("quote", &cited.quote)];
        for (detail, text) in parts {
            sheet.row("acceptance-citation", cited.words.name()).set("detail", detail).set("text", text);
        }
        sheet.row("acceptance-citation", cited.standing.name()).set("detail", "url").some("text", cited.url.as_ref());
    }
    for (rule, headroom) in &report.headroom {
        let row = sheet.row("headroom", rule).set("detail", headroom.of);
        row.exact("value", headroom.change.as_ref()).set("unit", headroom.unit);
    }
}

/// A row for each change, numbered within its rule; then a row for each rule after it, with the same number in `count`.
/// What to do next, by the number of the action.
fn write_next(sheet: &mut Sheet, report: &Report) {
    for (number, action) in (1_u64..).zip(&report.next) {
        let item = number.to_string();
        let row = sheet.row("next", &item).set("detail", action.action).set("text", &action.text);
        row.set("outcome", if action.decides == Some(true) { "decides" } else { "" }).exact("value", action.amount.as_ref());
        row.exact("effect", action.effect.as_ref()).some("meter", action.meter.as_ref());
        row.some("from", action.from.as_ref()).some("to", action.to.as_ref()).some("file", action.file.as_ref());
        row.set("level", action.of.unwrap_or_default());
        if let Some(line) = action.line {
            row.number("line", line);
        }
        if let Some(count) = action.count {
            row.number("count", count);
        }
        sheet.row("next-command", &item).set("text", &action.command);
        for rule in &action.rules {
            sheet.row("next-rule", &item).set("detail", rule);
        }
        for option in &action.options {
            let row = sheet.row("next-option", &item).set("detail", option.change).exact("value", Some(&option.amount));
            row.set("unit", option.unit).set("comparison", option.direction).set("outcome", option.verdict);
            row.some("meter", option.meter.as_ref()).some("text", option.carrier.as_ref());
        }
    }
}

fn write_changes(sheet: &mut Sheet, report: &Report) {
    let Some(changes) = &report.changes else { return };
    for rule in &changes.rules {
        let row = sheet.row("changes", rule.id).set("outcome", rule.outcome);
        row.set("detail", if rule.exact { "exact" } else { "point" });
        for (number, change) in (1..).zip(&rule.changes) {
            let row = sheet.row("change", rule.id).set("detail", change.change).number("count", number);
            row.set("comparison", change.direction).set("level", change.amount_is).exact("value", change.amount.as_ref());
            row.set("unit", change.unit).some("meter", change.meter.as_ref()).some("text", change.carrier.as_ref());
            row.set("outcome", change.becomes.map_or("", Outcome::name)).set("effect", change.impossible.map_or("", Never::name));
            row.exact("limit", change.available.as_ref());
            sheet.row("change-step", rule.id).number("count", number).exact("value", Some(&change.step)).set("unit", change.unit);
            for after in &change.effects {
                let row = sheet.row("change-effect", rule.id).set("detail", after.id).number("count", number);
                row.exact("value", after.measured.as_ref()).exact("limit", after.limit.as_ref());
                row.set("level", after.level).set("outcome", after.outcome);
            }
        }
    }
    for rule in &changes.unavailable {
        sheet.row("changes-unavailable", rule.id).set("text", rule.reason);
    }
}

/// What may come of the year: how it was made, flows, totals, months, rules, and what is needed.
fn write_projection(sheet: &mut Sheet, report: &Report) {
    let Some(projection) = &report.projection else { return };
    if let Some(why) = projection.unavailable {
        sheet.row("projection", "unavailable").set("text", why);
    }
    let Some(year) = &projection.year_end else { return };
    let row = sheet.row("projection", "year-end").set("detail", year.method).set("from", &year.from).set("to", &year.until);
    row.exact("value", Some(&year.months_left)).set("unit", "month").number("count", u64::try_from(year.full_days).unwrap_or(0));
    row.set("text", if year.exact { "exact" } else { "point" });
    let types = if year.by_day_type { "workday-weekend" } else { "calendar-day" };
    sheet.row("projection", "days").set("detail", types);
    if let Some(last) = year.last_year {
        sheet.row("projection", "last-year").set("value", last.to_string());
    }
    sheet.row("projection", "band").set("detail", year.band_of.map_or("", BandOf::name)).number("count", year.band_count as u64);
    for flow in &year.flows {
        let row = sheet.row("projection-flow", flow.flow).set("detail", flow.basis).exact("value", flow.rest.as_ref());
        row.set("unit", flow.unit).some("text", flow.growth.as_ref().map(ToString::to_string).as_ref());
    }
    for (id, figure) in &year.figures {
        sheet.row("projection-figure", id).set("detail", "to-date").exact("value", Some(&figure.to_date)).set("unit", figure.unit);
        let row = sheet.row("projection-figure", id).set("detail", "year-end").exact("value", Some(&figure.value)).set("unit", figure.unit);
        row.exact("lower", figure.lower.as_ref()).exact("upper", figure.upper.as_ref());
    }
    for month in &year.months {
        let cells = [("grid_import", &month.grid_import), ("direct_green", &month.direct_green), ("consumption", &month.consumption)];
        for (detail, value) in cells {
            sheet.row("projection-month", &month.month).set("detail", detail).exact("value", Some(value)).set("unit", "MWh");
        }
    }
    for rule in &year.rules {
        let row = sheet.row("projection-rule", rule.id).exact("value", rule.measured.as_ref()).exact("lower", rule.lower.as_ref());
        row.exact("upper", rule.upper.as_ref()).exact("limit", rule.limit.as_ref()).set("level", rule.level.map_or("", Level::name));
        row.set("outcome", rule.outcome.map_or("", Outcome::name)).set("detail", rule.outlook.map_or("", Outcome::name));
        row.some("from", rule.lower_like.as_ref()).some("to", rule.upper_like.as_ref()).set("text", rule.unavailable.unwrap_or_default());
    }
    let out_of_reach = |sheet: &mut Sheet, rule: &str, out: &super::projection::OutOfReachReport| {
        let row = sheet.row("projection-out-of-reach", rule).set("value", out.month.as_deref().unwrap_or_default());
        row.set("lower", out.earliest.as_deref().unwrap_or_default()).set("upper", out.latest.as_deref().unwrap_or_default());
    };
    if let Some(need) = &year.direct_supply {
        let rule = "direct-green-share";
        for (detail, value) in [("so-far", &need.so_far), ("projected", &need.projected), ("step", &need.step)] {
            sheet.row("projection-need", rule).set("detail", detail).exact("value", Some(value)).set("unit", need.unit);
        }
        let row = sheet.row("projection-need", rule).set("detail", "needed").exact("value", Some(&need.needed)).set("unit", need.unit);
        row.exact("lower", need.lower.as_ref())
            .exact("upper", need.upper.as_ref())
            .set("text", if need.impossible { "impossible" } else { "" });
        out_of_reach(sheet, rule, &need.out_of_reach);
    }
    for need in &year.certificates {
        let count = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        let row = sheet.row("projection-need", need.rule).set("detail", "needed").set("value", count(need.needed));
        row.set("lower", count(need.lower)).set("upper", count(need.upper)).set("unit", "certificate");
        row.set("from", &need.generated_from).set("to", &need.generated_until);
        sheet.row("projection-need", need.rule).set("detail", "retired-until").set("to", &need.retired_until);
        out_of_reach(sheet, need.rule, &need.out_of_reach);
    }
    if let Some(last) = &report.run.last_year {
        sheet.row("last-year", "sha256").set("text", &last.sha256);
        for month in &last.months {
            let cells = [
                ("grid_import", &month.grid_import, "MWh"),
                ("direct_green", &month.direct_green, "MWh"),
                ("onsite_fossil", &month.onsite_fossil, "MWh"),
                ("further_electricity", &month.further_electricity, "MWh"),
                ("other_emissions", &month.other_emissions, "tCO2"),
                ("other_energy", &month.other_energy, "tce"),
            ];
            for (detail, value, unit) in cells {
                sheet.row("last-year", &month.month).set("detail", detail).exact("value", value.as_ref()).set("unit", unit);
            }
        }
    }
}

fn write_figures(sheet: &mut Sheet, report: &Report) {
    for (id, figure) in &report.figures {
        let row = sheet.row("figure", id).exact("value", figure.value.as_ref()).exact("lower", figure.lower.as_ref());
        row.exact("upper", figure.upper.as_ref()).set("unit", figure.unit);
        if figure.inferred {
            row.set("detail", "inferred");
        }
        for lines in &figure.trail {
            let row = sheet.row("figure-trail", id).set("file", &lines.file);
            row.number("first_line", lines.first_line).number("last_line", lines.last_line).number("rows", lines.rows);
        }
    }
    for (rung, share) in &report.matching {
        let row = sheet.row("matching", rung).set("unit", "1");
        if let Some(share) = share.as_str() {
            row.set("value", share);
        }
    }
    for month in &report.months {
        let cells = [
            ("grid_import", &month.grid_import, "MWh"),
            ("direct_green", &month.direct_green, "MWh"),
            ("consumption", &month.consumption, "MWh"),
            ("share", &month.share, "1"),
            ("onsite_fossil", &month.onsite_fossil, "MWh"),
            ("other_emissions", &month.other_emissions, "tCO2"),
            ("other_energy", &month.other_energy, "tce"),
        ];
        for (detail, value, unit) in cells {
            sheet.row("month", &month.month).set("detail", detail).exact("value", value.as_ref()).set("unit", unit);
        }
    }
    for sensitivity in &report.sensitivities {
        let row = sheet.row("sensitivity", sensitivity.setting).set("detail", sensitivity.figure);
        row.exact("value", sensitivity.result.as_ref()).set("text", sensitivity.value.to_string());
    }
    let net = &report.net_zero;
    for (item, value) in [("residual", net.residual.as_ref()), ("offsets", Some(&net.offsets)), ("net", net.net.as_ref())] {
        sheet.row("net-zero", item).exact("value", value).set("unit", net.unit);
    }
    let reached = net.reached.map_or("open", yes);
    sheet.row("net-zero", "reached").set("text", reached);
    for offset in &net.counted {
        let row = sheet.row("offset-counted", &offset.standard).set("detail", offset.vintage.to_string());
        row.exact("value", Some(&offset.tco2)).set("unit", net.unit);
    }
    for offset in &net.rejected {
        let row = sheet.row("offset-rejected", &offset.offset).set("detail", offset.reason).exact("value", Some(&offset.tco2));
        row.set("unit", net.unit).set("file", &offset.file).number("line", offset.line);
    }
}

/// Other readings of the rules, where they were asked for.
fn write_readings(sheet: &mut Sheet, report: &Report) {
    let Some(readings) = &report.readings else { return };
    for point in &readings.points {
        let values = std::iter::once(("in-force", &point.in_force)).chain(point.others.iter().map(|other| ("other", other)));
        for (detail, value) in values {
            sheet.row("reading", point.reading).set("detail", detail).set("value", value).set("unit", point.unit.unwrap_or_default());
        }
    }
    for read in &readings.alone {
        let row = sheet.row("reading-verdict", read.reading).set("value", &read.value).set("outcome", read.verdict);
        row.set("effect", if read.moves { "moves" } else { "none" });
        for rule in &read.rules {
            let row = sheet.row("reading-rule", read.reading).set("detail", rule.id).exact("value", rule.measured.as_ref());
            row.exact("lower", rule.lower.as_ref()).exact("upper", rule.upper.as_ref()).exact("limit", rule.limit.as_ref());
            row.set("level", rule.level).set("outcome", rule.outcome).set("effect", if rule.turns { "turns" } else { "moves" });
            row.set("text", &read.value);
        }
    }
    let all = &readings.combinations;
    for point in &all.varied {
        sheet.row("reading-varied", point);
    }
    sheet.row("reading-combinations", "count").number("count", all.count as u64);
    for (verdict, count) in &all.verdicts {
        sheet.row("reading-combinations", "verdict").set("outcome", verdict).number("count", *count as u64);
    }
    for (number, combination) in all.all.iter().enumerate() {
        let item = (number + 1).to_string();
        sheet.row("reading-combination", &item).set("detail", "verdict").set("outcome", combination.verdict);
        for (point, value) in &combination.readings {
            sheet.row("reading-combination", &item).set("detail", point).set("value", value);
        }
        for (rule, outcome) in &combination.turned {
            sheet.row("reading-combination", &item).set("detail", rule).set("outcome", outcome);
        }
    }
    for depends in &readings.depends {
        for (outcome, count) in &depends.outcomes {
            sheet.row("reading-depends", depends.of).set("outcome", outcome).number("count", *count as u64);
        }
        for point in &depends.on {
            let how = if depends.alone.contains(point) { "alone" } else { "together" };
            sheet.row("reading-depends", depends.of).set("detail", point).set("effect", how);
        }
    }
}

/// A scenario: what is supposed, numbered; then each rule, figure and headroom as it is (`base`) and as it would be (`scenario`).
fn write_scenario(sheet: &mut Sheet, report: &Report) {
    let Some(scenario) = &report.scenario else { return };
    sheet.row("scenario", "name").some("text", scenario.name.as_ref());
    sheet.row("scenario", "sha256").set("file", &scenario.file).set("text", &scenario.sha256);
    sheet.row("scenario", "verdict").set("outcome", scenario.verdict);
    for name in &scenario.assumptions {
        sheet.row("scenario-assumption", name);
    }
    for (number, change) in scenario.changes.iter().enumerate() {
        let serde_json::Value::Object(said) = serde_json::to_value(change).unwrap_or_default() else { continue };
        let item = (number + 1).to_string();
        for (key, value) in &said {
            for (detail, value) in flat(key, value) {
                sheet.row("scenario-change", &item).set("detail", &detail).set("value", &value);
            }
        }
    }
    for rule in &scenario.rules {
        for (side, detail) in [(&rule.base, "base"), (&rule.scenario, "scenario")] {
            let row = sheet.row("scenario-rule", rule.id).set("detail", detail).exact("value", side.measured.as_ref());
            row.exact("lower", side.lower.as_ref()).exact("upper", side.upper.as_ref()).exact("limit", side.limit.as_ref());
            row.set("level", side.level).set("outcome", side.outcome).set("effect", if rule.turns { "turns" } else { "" });
        }
    }
    for figure in &scenario.figures {
        for (side, detail) in [(&figure.base, "base"), (&figure.scenario, "scenario")] {
            let row = sheet.row("scenario-figure", figure.id).set("detail", detail).exact("value", side.value.as_ref());
            row.exact("lower", side.lower.as_ref()).exact("upper", side.upper.as_ref()).set("unit", figure.unit);
        }
        sheet
            .row("scenario-figure", figure.id)
            .set("detail", "difference")
            .exact("value", figure.difference.as_ref())
            .set("unit", figure.unit);
    }
    for headroom in &scenario.headroom {
        for (side, detail) in [(&headroom.base, "base"), (&headroom.scenario, "scenario")] {
            let row = sheet.row("scenario-headroom", headroom.id).set("detail", detail).exact("value", side.as_ref());
            row.set("unit", headroom.unit).set("text", headroom.of);
        }
    }
}

/// The texts of a value with the path to each.
fn flat(path: &str, value: &serde_json::Value) -> Vec<(String, String)> {
    use serde_json::Value;
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![(path.to_owned(), text.clone())],
        Value::Array(values) => values.iter().flat_map(|value| flat(path, value)).collect(),
        Value::Object(values) => values.iter().flat_map(|(key, value)| flat(&format!("{path}.{key}"), value)).collect(),
        other => vec![(path.to_owned(), other.to_string())],
    }
}

fn write_ledger(sheet: &mut Sheet, report: &Report) {
    let ledger = &report.certificates;
    for (item, count) in [("presented", ledger.presented), ("counted", ledger.counted), ("unused", ledger.unused)] {
        sheet.row("certificates", item).number("count", count);
    }
    let trades = &report.trades;
    for (section, codes) in [("certificates-counted", &ledger.counted_codes), ("trades-counted", &trades.counted_codes)] {
        for range in codes {
            sheet.row(section, "codes").set("from", &range.first_id).set("to", &range.last_id).number("count", range.quantity);
        }
    }
    for (item, mwh) in [("presented", &trades.presented), ("counted", &trades.counted)] {
        sheet.row("trades", item).exact("value", Some(mwh)).set("unit", trades.unit);
    }
    sheet.row("trades", "uncertified").exact("value", Some(&trades.uncertified)).set("unit", trades.unit);
    for rule in &trades.depends {
        sheet.row("trades", "depends").set("detail", rule);
    }
    for rejection in &trades.rejected {
        let row = sheet.row("trade-rejected", &rejection.contract).set("detail", rejection.reason).exact("value", Some(&rejection.mwh));
        row.set("unit", trades.unit).set("file", &rejection.file).number("line", rejection.line);
    }
    for rejection in &ledger.rejected {
        let row = sheet.row("certificate-rejected", &rejection.certificate).set("detail", rejection.reason);
        row.number("count", rejection.quantity).set("file", &rejection.file).number("line", rejection.line);
    }
}

/// A row for each correction with its numbers, then one for each of its texts and dates; then the rules without corrections.
fn write_corrections(sheet: &mut Sheet, report: &Report) {
    for correction in report.corrections.iter().flatten() {
        let row =
            sheet.row("correction", correction.status.name()).set("meter", &correction.meter).exact("value", correction.value.as_ref());
        row.set("unit", correction.unit.unwrap_or_default()).set("from", &correction.from).set("to", &correction.to);
        row.set("text", &correction.reason).set("file", &correction.file).number("line", correction.line);
        row.number("count", correction.intervals).number("rows", correction.replaced);
        let texts = [
            ("note", correction.note.as_ref()),
            ("approved_by", Some(&correction.approved_by)),
            ("approved_on", correction.approved_on.as_ref()),
            ("expires", Some(&correction.expires)),
        ];
        for (detail, text) in texts.into_iter().filter_map(|(detail, text)| Some((detail, text?))) {
            let row = sheet.row("correction-text", correction.status.name()).set("detail", detail).set("text", text);
            row.set("meter", &correction.meter).set("file", &correction.file).number("line", correction.line);
        }
        let row = sheet.row("correction-explains", correction.status.name()).set("meter", &correction.meter);
        row.set("file", &correction.file).number("line", correction.line).number("count", correction.explains);
    }
    let Some(without) = &report.without_corrections else { return };
    sheet.row("without-corrections", "verdict").set("outcome", without.verdict);
    for depends in &without.depends {
        sheet.row("without-corrections", "depends").set("detail", depends);
    }
    for rule in &without.rules {
        let row = sheet.row("without-corrections-rule", rule.id).exact("value", rule.measured.as_ref()).exact("lower", rule.lower.as_ref());
        row.exact("upper", rule.upper.as_ref()).exact("limit", rule.limit.as_ref()).set("level", rule.level);
        row.set("outcome", rule.outcome).set("detail", rule.with);
    }
}

fn write_evidence(sheet: &mut Sheet, report: &Report) {
    for defect in &report.defects {
        let row = sheet.row("defect", defect.code.name()).set("effect", defect.effect).some("meter", defect.meter.as_ref());
        row.some("file", defect.file.as_ref()).number("count", defect.count).set("text", defect.message.to_string());
        row.some("detail", defect.explained.as_ref());
        if let Some(line) = defect.line {
            row.number("line", line);
        }
    }
    for data in &report.data {
        let counts = [("expected", data.expected), ("present", data.present), ("missing", data.missing), ("estimated", data.estimated)];
        let corrected = (data.corrected > 0).then_some(("corrected", data.corrected));
        for (detail, count) in counts.into_iter().chain(corrected) {
            sheet.row("data", detail).set("meter", &data.meter).number("count", count);
        }
    }
    write_register(sheet, report);
    for assumption in &report.assumptions {
        let row = sheet.row("assumption", &assumption.setting).set("value", &assumption.value).some("unit", assumption.unit.as_ref());
        row.set("detail", if assumption.default { "default" } else { "stated" }).some("text", assumption.source.as_ref());
    }
    for input in &report.inputs {
        let row = sheet.row("input", "sha256").set("file", &input.file).number("rows", input.rows);
        row.set("text", &input.sha256);
        sheet.row("input", "bytes").set("file", &input.file).number("count", input.bytes);
    }
    for table in &report.tables {
        let row = sheet.row("table", table.layout).set("file", &table.file).set("detail", table.encoding).set("text", &table.delimiter);
        row.number("line", table.header_line).number("rows", table.rows);
        if let Some(name) = &table.sheet {
            sheet.row("table", "sheet").set("file", &table.file).set("text", name);
        }
        for column in &table.columns {
            let row = sheet.row("table-column", &column.role).set("file", &table.file).set("text", &column.header);
            row.set("detail", column.why)
                .set("outcome", column.used)
                .number("first_line", column.number as u64)
                .some("unit", column.unit.as_ref());
            row.some("meter", column.meter.as_ref());
            if let Some(last) = column.last {
                row.number("last_line", last as u64);
            }
        }
        for (name, value) in &table.options {
            sheet.row("table-option", name).set("file", &table.file).set("text", value);
        }
    }
    for file in &report.unread_files {
        sheet.row("unread-file", "file").set("file", file);
    }
}

/// A row for each meter with its energy, then one for each of its texts, figures and files.
fn write_register(sheet: &mut Sheet, report: &Report) {
    for meter in &report.meters {
        let row = sheet.row("meter", "energy").set("meter", &meter.id).exact("value", meter.energy.as_ref()).set("unit", meter.unit);
        row.some("from", meter.from.as_ref()).some("to", meter.to.as_ref()).set("detail", meter.flow).set("text", meter.carrier);
        sheet.row("meter", "multiplier").set("meter", &meter.id).exact("value", Some(&meter.multiplier));
        for step in &meter.multipliers {
            sheet
                .row("meter", "multiplier")
                .set("meter", &meter.id)
                .exact("value", Some(&step.multiplier))
                .some("from", step.from.as_ref());
        }
        if let Some(loss) = &meter.loss_percent {
            sheet.row("meter", "loss_percent").set("meter", &meter.id).exact("value", Some(loss));
        }
        let texts = [("label", &meter.label), ("parent", &meter.parent), ("source", &meter.source), ("service_note", &meter.service_note)];
        for (item, text) in texts.into_iter().filter_map(|(item, text)| Some((item, text.as_ref()?))) {
            sheet.row("meter", item).set("meter", &meter.id).set("text", text);
        }
        sheet.row("meter", "registered_unit").set("meter", &meter.id).set("text", meter.registered_unit);
        if let Some(applied) = meter.multiplier_applied {
            sheet.row("meter", "multiplier_applied").set("meter", &meter.id).set("text", if applied { "yes" } else { "no" });
        }
        for (item, text) in
            [("positive", meter.positive), ("use", meter.used_as)].into_iter().filter_map(|(item, text)| Some((item, text?)))
        {
            sheet.row("meter", item).set("meter", &meter.id).set("text", text);
        }
        for (item, value) in [("rating", &meter.rating), ("ncv", &meter.ncv)].into_iter().filter(|(_, value)| value.is_some()) {
            sheet.row("meter", item).set("meter", &meter.id).exact("value", value.as_ref());
        }
        for other in &meter.less {
            sheet.row("meter", "less").set("meter", &meter.id).set("text", other);
        }
        for figure in &meter.enters {
            sheet.row("meter", "enters").set("meter", &meter.id).set("detail", figure);
        }
        if meter.is_uncounted() {
            sheet.row("meter", "uncounted").set("meter", &meter.id);
        }
        for file in &meter.files {
            sheet.row("meter", "file").set("meter", &meter.id).set("file", file);
        }
    }
    for (rule, made) in &report.materiality {
        for (part, side) in [(&made.numerator, "numerator"), (&made.denominator, "denominator")] {
            sheet.row("materiality-figure", rule).set("detail", side).set("text", part.figure);
            for (share, value) in part.shares() {
                let row = sheet.row("materiality", rule).set("detail", side).set("text", share);
                row.exact("value", value).set("unit", "1");
            }
        }
        sheet.row("materiality", rule).set("detail", "margin").exact("value", made.margin.as_ref());
    }
}

#[cfg(test)]
mod tests {
    use super::text_cell;

    #[test]
    fn no_text_is_a_formula_and_every_number_stays_one() {
        for hostile in
            ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{3000}=1", "-", "＝1", "'x", "-1e5", "--1"]
        {
            assert_eq!(text_cell(hostile), format!("'{hostile}"), "{hostile:?}");
        }
        for plain in ["-12.5", "0", "-3", "12.000000000001", "M-1=2", "电表1", ""] {
            assert_eq!(text_cell(plain), plain);
        }
    }
}
