//! Electricity: the balance by flow, the matching ladder, and the months.

use super::figures::{bounds, in_bounds, share};
use super::section::{Cell, Column, Section, Table, Tone};
use crate::measure::Exact;
use crate::report::names::figure_name;
use crate::report::schema::{MonthReport, Report};
use crate::report::text::electricity::flows;
use crate::report::words::Lang;

/// The balance by flow, each with its share of consumption.
pub(crate) fn balance(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.electricity"));
    let consumption = report.figures.get("electricity.consumption").and_then(|f| f.value.as_ref());
    if consumption.is_none() {
        section.toned(Tone::Doubt, lang.word("electricity.unknown"));
    }
    let rows = flows(report).into_iter().map(|(id, figure)| {
        let inferred = if figure.inferred { lang.in_brackets(lang.word("electricity.inferred")) } else { String::new() };
        let part = figure.value.as_ref().zip(consumption.filter(|c| c.is_positive())).and_then(|(v, whole)| v.over(whole));
        let mut row = vec![format!("{}{inferred}", figure_name(lang, &id)).into(), id.into()];
        row.extend([Cell::digits(figure.value.as_ref()), share(part.as_ref(), lang)]);
        row.extend(in_bounds(figure, lang));
        row
    });
    let mut columns = vec![
        Column::from(lang.word("column.figure")),
        Column::in_cells(lang.word("column.id")),
        Column::from(lang.word("column.value")).of_unit("MWh"),
        Column::from(lang.word("column.of-consumption")),
    ];
    columns.extend(bounds("MWh", lang));
    section.table(Table::whole(columns, rows.collect()));
    section
}

/// The matching ladder: how much of consumption green supply matches, from the resolution of the data up to the whole period.
pub(crate) fn matching(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.matching"));
    let step = report.resolution.step.as_str();
    section.say(lang.fill("electricity.resolution-alone", &[&lang.named("step.", step)]));
    let rows = report.matching.iter().map(|(rung, value)| {
        let part = value.as_str().and_then(Exact::parse);
        vec![lang.named("rung.", rung).into(), share(part.as_ref(), lang)]
    });
    section.table(Table::whole([lang.word("column.rung"), lang.word("column.share")], rows.collect()));
    section
}

/// Month by month; none where the report has no months.
pub(crate) fn months(report: &Report, lang: Lang) -> Option<Section> {
    if report.months.is_empty() {
        return None;
    }
    let row = |m: &MonthReport| {
        let mut row = vec![m.month.as_str().into()];
        row.extend([&m.grid_import, &m.direct_green, &m.consumption].map(|number| Cell::digits(number.as_ref())));
        row.push(share(m.share.as_ref(), lang));
        row.extend([&m.onsite_fossil, &m.other_emissions, &m.other_energy].map(|number| Cell::digits(number.as_ref())));
        row
    };
    let columns = [
        Column::from(lang.word("column.month")),
        Column::from(lang.word("column.import")).of_unit("MWh"),
        Column::from(lang.word("column.green")).of_unit("MWh"),
        Column::from(lang.word("column.consumption")).of_unit("MWh"),
        Column::from(lang.word("column.share")),
        Column::in_cells(lang.word("column.fossil")).of_unit("MWh"),
        Column::in_cells(lang.word("column.other-emissions")).of_unit("tCO2"),
        Column::in_cells(lang.word("column.other-energy")).of_unit("tce"),
    ];
    let mut section = Section::new(format!("{}{}", lang.word("section.months"), lang.in_brackets("MWh")));
    section.table(Table::new(columns, report.months.iter().map(row).collect()));
    Some(section)
}
