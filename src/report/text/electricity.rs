//! Electricity: the balance by flow, the matching ladder, and the months.

use super::scale::{Scale, figure_bounds};
use crate::measure::Exact;
use crate::report::names::figure_name;
use crate::report::page::number::{UNKNOWN, places, rounded};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::schema::{FigureReport, Report};
use crate::report::words::Lang;

/// The flows, in the order of the balance; the second says whether a line is kept where nothing is known of it.
const FLOWS: &[(&str, bool)] = &[
    ("grid_import", true),
    ("direct_line", false),
    ("onsite_renewable", false),
    ("onsite_fossil", false),
    ("grid_export", false),
    ("consumption", true),
    ("storage_charge", false),
    ("storage_discharge", false),
    ("direct_green", true),
    ("load", false),
    ("balance_residual", false),
    ("green_traded", false),
    ("certificates_eligible", false),
    ("zero_rated", false),
    ("unused_zero_rated", false),
    ("residual", true),
];

/// Meters that are named as those that set the resolution.
const SETTERS: usize = 4;

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let flows = flows(report);
    page.heading(lang.word("section.electricity"));
    let consumption = report.figures.get("electricity.consumption").and_then(|f| f.value.as_ref());
    if consumption.is_none() {
        page.paragraph(2, Ink::Doubt, lang.word("electricity.unknown"));
    }
    let mut table = Table::new(&[
        ("", Align::Left),
        (lang.word("electricity.unit"), Align::Right),
        (lang.word("column.of-consumption"), Align::Right),
        (lang.word("column.bounds"), Align::Left),
    ]);
    let places = places(flows.iter().filter_map(|(_, f)| f.value.as_ref()));
    for (id, figure) in &flows {
        table.row(cells(id, figure, consumption, places, lang));
    }
    page.table(2, &table);
}

/// The flows that this park has, in the order of the balance.
pub(in crate::report) fn flows(report: &Report) -> Vec<(String, &FigureReport)> {
    let traded = report.figures.get("electricity.green_traded").and_then(|f| f.value.as_ref());
    let purchases = report.certificates.presented > 0 || traded.is_some_and(|t| !t.is_zero());
    FLOWS
        .iter()
        .filter_map(|(name, kept)| {
            let id = format!("electricity.{name}");
            let figure = report.figures.get(&id)?;
            let of_purchase = matches!(*name, "certificates_eligible" | "zero_rated" | "unused_zero_rated");
            let shown = match &figure.value {
                Some(value) if of_purchase => purchases || !value.is_zero(),
                Some(_) => *kept || !figure.has_no_object(),
                None => *kept,
            };
            shown.then_some((id, figure))
        })
        .collect()
}

fn cells(id: &str, figure: &FigureReport, consumption: Option<&Exact>, places: u32, lang: Lang) -> Vec<Cell> {
    let inferred = if figure.inferred { lang.in_brackets(lang.word("electricity.inferred")) } else { String::new() };
    let name = format!("{}{inferred}", figure_name(lang, id));
    let ink = if matches!(id, "electricity.consumption" | "electricity.direct_green") { Ink::Strong } else { Ink::Plain };
    let share = figure.value.as_ref().zip(consumption.filter(|c| c.is_positive())).and_then(|(v, whole)| v.over(whole));
    let (value, bounds) = match &figure.value {
        Some(value) => (rounded(value, places), figure_bounds(value, figure.lower.as_ref(), figure.upper.as_ref(), places, lang)),
        None => (UNKNOWN.to_owned(), String::new()),
    };
    let percent = Scale::of_unit("1", lang);
    vec![
        Cell::inked(name, ink),
        Cell::inked(value, ink),
        share.map_or_else(|| UNKNOWN.to_owned(), |s| percent.part(&s)).into(),
        Cell::inked(bounds, Ink::Faint),
    ]
}

/// The matching ladder: how much of consumption green supply matches, from the resolution of the data up to the whole period.
pub(super) fn write_matching(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    page.heading(lang.word("section.matching"));
    let step = lang.named("step.", &report.resolution.step);
    let said = match report.resolution.set_by.as_slice() {
        [] => lang.fill("electricity.resolution-alone", &[&step]),
        meters if meters.len() > SETTERS => {
            lang.fill("electricity.resolution-many", &[&step, &lang.list(&meters[..SETTERS]), &(meters.len() - SETTERS)])
        }
        meters => lang.fill("electricity.resolution", &[&step, &lang.list(meters)]),
    };
    page.paragraph(2, Ink::Plain, &said);
    let percent = Scale::of_unit("1", lang);
    let mut table = Table::new(&[("", Align::Left), ("", Align::Right)]);
    let share = |rung: &str| report.matching.get(rung).and_then(serde_json::Value::as_str).and_then(Exact::parse);
    for rung in report.matching.keys() {
        let name = lang.named("rung.", rung);
        let own = if rung == "resolution" { lang.in_brackets(step) } else { String::new() };
        table.row(vec![format!("{name}{own}").into(), share(rung).map_or_else(|| UNKNOWN.to_owned(), |s| percent.shown(&s)).into()]);
    }
    page.table(2, &table);
    let limit = report.rules.iter().find(|r| r.id == "direct-green-share").and_then(|r| r.limit.as_ref());
    if let (Some(finest), Some(year), Some(limit)) = (share("resolution"), share("year"), limit)
        && finest < *limit
        && year >= *limit
    {
        page.paragraph(2, Ink::Doubt, &lang.fill("electricity.only-annually", &[&percent.limit(limit), &percent.shown(&finest)]));
    }
}

/// Month by month.
pub(super) fn write_months(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    if report.months.is_empty() {
        return;
    }
    page.heading(lang.word("section.months"));
    let all = report.months.iter().flat_map(|m| [&m.grid_import, &m.direct_green, &m.consumption]).flatten();
    let places = places(all);
    let energy = |x: &Option<Exact>| x.as_ref().map_or_else(|| UNKNOWN.to_owned(), |x| rounded(x, places));
    let percent = Scale::of_unit("1", lang);
    let mut table = Table::new(&[
        (lang.word("column.month"), Align::Left),
        (lang.word("column.import"), Align::Right),
        (lang.word("column.consumption"), Align::Right),
        (lang.word("column.green"), Align::Right),
        (lang.word("column.share"), Align::Right),
    ]);
    for month in &report.months {
        table.row(vec![
            (&month.month).into(),
            energy(&month.grid_import).into(),
            energy(&month.consumption).into(),
            energy(&month.direct_green).into(),
            month.share.as_ref().map_or_else(|| UNKNOWN.to_owned(), |s| percent.shown(s)).into(),
        ]);
    }
    page.table(2, &table);
}
