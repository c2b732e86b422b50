//! The figures: all of them with every digit, energy and emissions with their parts, and the net-zero layer.

use super::section::{Cell, Column, Section, Table, Tone, Value};
use crate::measure::Exact;
use crate::report::names::figure_name;
use crate::report::net_zero;
use crate::report::page::number::all_digits;
use crate::report::parts::parts;
use crate::report::schema::{FigureReport, Report, Sensitivity};
use crate::report::text::scale::Scale;
use crate::report::words::Lang;

/// The columns of the bounds of a figure: a sentence on a page, two numbers in a workbook.
pub(super) fn bounds(unit: &'static str, lang: Lang) -> [Column; 3] {
    let of_unit = |column: Column| if unit.is_empty() { column } else { column.of_unit(unit) };
    [
        Column::on_pages(lang.word("column.bounds")),
        of_unit(Column::in_cells(lang.word("column.lower"))),
        of_unit(Column::in_cells(lang.word("column.upper"))),
    ]
}

/// The bounds of a figure; on a page nothing where they are its value.
pub(super) fn in_bounds(figure: &FigureReport, lang: Lang) -> [Cell; 3] {
    let said = match (&figure.value, &figure.lower, &figure.upper) {
        (Some(value), Some(lower), Some(upper)) if lower == value && upper == value => String::new(),
        (None, None, None) => String::new(),
        (_, None, None) => lang.word("bounds.unbounded").to_owned(),
        (_, Some(lower), None) => lang.fill("bounds.no-upper", &[&all_digits(lower)]),
        (_, None, Some(upper)) => lang.fill("bounds.no-lower", &[&all_digits(upper)]),
        (_, Some(lower), Some(upper)) => lang.fill("bounds.between", &[&all_digits(lower), &all_digits(upper)]),
    };
    [said.into(), Cell::digits(figure.lower.as_ref()), Cell::digits(figure.upper.as_ref())]
}

/// A part of a whole.
pub(super) fn share(part: Option<&Exact>, lang: Lang) -> Cell {
    let scale = Scale::of_unit("1", lang);
    part.map_or_else(Cell::unknown, |part| Cell::valued(scale.part(part), Some(Value::Share(part.clone()))))
}

/// Every figure with every digit.
pub(crate) fn all(report: &Report, lang: Lang) -> Section {
    let rows = report.figures.iter().map(|(id, figure)| {
        let inferred = if figure.inferred { lang.in_brackets(lang.word("electricity.inferred")) } else { String::new() };
        let mut row = vec![format!("{}{inferred}", figure_name(lang, id)).into(), id.as_str().into()];
        row.extend([Cell::digits(figure.value.as_ref()), figure.unit.into()]);
        row.extend(in_bounds(figure, lang));
        row
    });
    let mut columns = vec![
        Column::from(lang.word("column.figure")),
        Column::in_cells(lang.word("column.id")),
        Column::from(lang.word("column.value")),
        Column::from(lang.word("column.unit")),
    ];
    columns.extend(bounds("", lang));
    let mut section = Section::new(lang.word("markdown.figures"));
    section.table(Table::whole(columns, rows.collect()));
    section
}

/// The parts of the emissions or of the energy, each with its share of the total.
pub(crate) fn of_group(report: &Report, group: &str, unit: &'static str, lang: Lang) -> Section {
    let rows = parts(report, group).into_iter().map(|part| {
        let tone = if part.is_total { Tone::Strong } else { Tone::Plain };
        let mut row = vec![Cell::toned(figure_name(lang, &part.id), tone), part.id.as_str().into()];
        row.extend([Cell { tone, ..Cell::digits(part.figure.value.as_ref()) }, share(part.share.as_ref(), lang)]);
        row.extend(in_bounds(part.figure, lang));
        row
    });
    let mut columns = vec![
        Column::from(lang.word("column.figure")),
        Column::in_cells(lang.word("column.id")),
        Column::from(lang.word("column.value")).of_unit(unit),
        Column::from(lang.word("column.share")),
    ];
    columns.extend(bounds(unit, lang));
    let mut section = Section::new(lang.named("section.", group));
    section.table(Table::whole(columns, rows.collect()));
    section
}

/// The net-zero layer, and what figures would be under other readings of a default.
pub(crate) fn net_zero(report: &Report, lang: Lang) -> Section {
    let net = &report.net_zero;
    let rows = [("residual", net.residual.as_ref()), ("offsets", Some(&net.offsets)), ("net", net.net.as_ref())];
    let row =
        |(name, value): (&str, Option<&Exact>)| vec![lang.named("net-zero.", name).into(), Cell::digits(value), net.unit.into(), "".into()];
    let columns = [
        Column::from(lang.word("column.figure")),
        Column::from(lang.word("column.value")),
        Column::from(lang.word("column.unit")),
        Column::on_pages(lang.word("column.bounds")),
    ];
    let mut section = Section::new(lang.word("section.net-zero"));
    section.table(Table::whole(columns, rows.map(row).to_vec()));
    section.say(net_zero::reached(net, lang));
    section.say_all(net_zero::offsets(net, lang));
    section.say_all(report.sensitivities.iter().map(|other| otherwise(other, lang)));
    section
}

/// What a figure would be under another reading of a default.
fn otherwise(other: &Sensitivity, lang: Lang) -> String {
    let result = Cell::digits(other.result.as_ref()).text.words();
    let result = format!("{} = {result}", figure_name(lang, other.figure));
    lang.fill(&format!("sensitivity.{}", other.setting), &[&result, &other.value])
}
