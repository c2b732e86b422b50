//! Several parks in one table, the worst first, with their sums.

use super::section::{Cell, Column, Section, Table, Tone, Value};
use crate::measure::Exact;
use crate::report::overview::{Line, overview};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::standing::TOTALS;
use crate::report::told::Told;
use crate::report::words::Lang;

/// The table of parks.
pub(crate) fn of(told: &[Told], lang: Lang) -> Section {
    let overview = overview(told, lang);
    let mut section = Section::first(lang.fill("portfolio.title", &[&count(told.len() as u64)]), Tone::Plain);
    let mut rows: Vec<Vec<Cell>> = overview.lines.iter().map(|line| row(line, lang)).collect();
    let mut sums: Vec<Cell> = vec![lang.word("portfolio.all").into()];
    sums.resize(6, Cell::default());
    sums.extend(overview.sums.into_iter().map(total));
    sums.push(overview.tally.into());
    rows.push(sums);
    let mut columns = vec![
        Column::from(lang.word("column.park")),
        Column::from(lang.word("column.file")),
        Column::from(lang.word("column.verdict")),
        Column::from(lang.word("acceptance.stage")),
        Column::from("ρ %"),
        Column::from("I tCO2/tce"),
    ];
    columns.extend(TOTALS.map(|(_, unit)| Column::from(unit)));
    columns.push(Column::from(lang.word("portfolio.decided-by")));
    section.table(Table::whole(columns, rows));
    section
}

fn row(line: &Line<'_>, lang: Lang) -> Vec<Cell> {
    let shown = |id: &str, places: u32, by: i64| {
        let value = line.value(id).map(|value| Value::Number(&value * &Exact::from(by)));
        Cell::valued(line.shown(id, places, by), value)
    };
    let mut row = vec![
        line.told.name().into(),
        line.told.folder.as_str().into(),
        Cell::toned(line.word(lang), line.outcome.map_or(Tone::Unread, Tone::from)),
        line.stage(lang).into(),
        shown("direct_green_share", 2, 100),
        shown("carbon_intensity", 4, 1),
    ];
    row.extend(line.totals.iter().cloned().map(total));
    row.push(line.why.as_str().into());
    row
}

fn total(total: Option<(Exact, String)>) -> Cell {
    total.map_or_else(|| UNKNOWN.into(), |(number, text)| Cell::valued(text, Some(Value::Number(number))))
}
