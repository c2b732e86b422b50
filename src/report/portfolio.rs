//! Several parks in one table, worst first: verdict, the two figures that decide, the rule that does, and the totals.
//!
//! A sum is given only where every park has its part of it: a sum of what is known would look like the whole.

use super::page::number::{UNKNOWN, count, places, rounded};
use super::page::{Align, Cell, Ink, Page, Style, Table};
use super::told::Told;
use super::words::Lang;
use super::{Report, text};
use crate::measure::Exact;

/// The totals of a park that the table shows, with their units.
const TOTALS: [(&str, &str); 3] = [("electricity.consumption", "U MWh"), ("energy.total", "W tce"), ("emissions.total", "E tCO2")];

/// What a park came to: the lesser, the worse.
fn outcome(told: &Told) -> (u8, &'static str) {
    match &told.result {
        Err(_) => (0, "unread"),
        Ok(report) if report.verdict == "fail" => (1, "fail"),
        Ok(report) if report.verdict == "pass" && !told.denied => (3, "pass"),
        Ok(_) => (2, "indeterminate"),
    }
}

/// The table of parks: the worst first, of equals in the order given.
pub fn render(told: &[Told], style: &Style) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    page.heading(&lang.fill("portfolio.title", &[&count(told.len() as u64)]));
    let mut order: Vec<&Told> = told.iter().collect();
    order.sort_by_key(|told| outcome(told).0);
    let mut columns = vec![
        (lang.word("column.park"), Align::Left),
        (lang.word("column.verdict"), Align::Left),
        ("ρ %", Align::Right),
        ("I tCO2/tce", Align::Right),
    ];
    columns.extend(TOTALS.iter().map(|(_, head)| (*head, Align::Right)));
    columns.push((lang.word("portfolio.decided-by"), Align::Left));
    let mut table = Table::new(&columns).flexible();
    // One number of places for each column of totals.
    let all = |id: &str| -> Vec<Option<Exact>> { told.iter().map(|told| value(told.result.as_ref().ok()?, id)).collect() };
    let widths: Vec<u32> = TOTALS.iter().map(|(id, _)| places(all(id).iter().flatten())).collect();
    for told in order {
        let (_, outcome) = outcome(told);
        let report = told.result.as_ref().ok();
        let shown = |id: &str, places: u32, by: i64| match report.and_then(|report| value(report, id)) {
            Some(value) => rounded(&(&value * &Exact::from(by)), places),
            None => UNKNOWN.to_owned(),
        };
        let mut row: Vec<Cell> = vec![
            told.name().into(),
            Cell::inked(lang.find(&format!("verdict.{outcome}")).unwrap_or(lang.word("portfolio.unread")), ink(outcome)),
            shown("direct_green_share", 2, 100).into(),
            shown("carbon_intensity", 4, 1).into(),
        ];
        row.extend(TOTALS.iter().zip(&widths).map(|((id, _), places)| Cell::from(shown(id, *places, 1))));
        row.push(why(told, lang).into());
        table.row(row);
    }
    let mut sums: Vec<Cell> = vec![Cell::inked(lang.word("portfolio.all"), Ink::Strong), "".into(), "".into(), "".into()];
    for ((id, _), places) in TOTALS.iter().zip(&widths) {
        let sum = all(id).into_iter().try_fold(Exact::zero(), |sum, value| Some(&sum + &value?));
        sums.push(sum.map_or_else(|| UNKNOWN.to_owned(), |sum| rounded(&sum, *places)).into());
    }
    sums.push(tally(told, lang).into());
    table.row(sums);
    page.table(2, &table);
    page.finish()
}

/// The table, then the report of each park in the order given.
pub fn render_all(told: &[Told], style: &Style) -> String {
    let reports = super::reports(told).map(|report| text::render(report, style));
    std::iter::once(render(told, style)).chain(reports).collect::<Vec<_>>().join("\n")
}

fn value(report: &Report, id: &str) -> Option<Exact> {
    report.figures.get(id)?.value.clone()
}

fn ink(outcome: &str) -> Ink {
    match outcome {
        "pass" => Ink::Good,
        "indeterminate" => Ink::Doubt,
        _ => Ink::Bad,
    }
}

/// The required rules that made a verdict what it is, or why there is none.
fn why(told: &Told, lang: Lang) -> String {
    let report = match &told.result {
        Ok(report) => report,
        Err(message) => return lang.say(message).lines().next().unwrap_or_default().to_owned(),
    };
    if told.denied {
        return "--deny warnings".to_owned();
    }
    let rules = text::rules_at(report, "required").filter(|rule| rule.outcome == report.verdict && report.verdict != "pass");
    let names: Vec<String> = rules.map(|rule| text::rule_name(lang, rule.id).to_owned()).collect();
    match report.verdict {
        "pass" => String::new(),
        _ if !names.is_empty() => lang.list(&names),
        _ if report.period.interim => lang.word("portfolio.interim").to_owned(),
        _ => lang.word("summary.none-applied").to_owned(),
    }
}

/// How many parks came to what.
fn tally(told: &[Told], lang: Lang) -> String {
    let name = |outcome: &str| lang.find(&format!("verdict.{outcome}")).unwrap_or(lang.word("portfolio.unread")).to_owned();
    let all = ["unread", "fail", "indeterminate", "pass"];
    let counts = all.map(|wanted| (wanted, told.iter().filter(|told| outcome(told).1 == wanted).count()));
    lang.list(&counts.iter().filter(|(_, n)| *n > 0).map(|(outcome, n)| format!("{n} {}", name(outcome))).collect::<Vec<_>>())
}
