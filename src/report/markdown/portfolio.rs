//! Several parks in one table, the worst first; the pages of the parks follow in the order given.

use super::escape::{Sheet, escape};
use super::mark::{UNREAD, mark};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::portfolio::{TOTALS, overview};
use crate::report::told::Told;

pub(super) fn write(sheet: &mut Sheet, told: &[Told]) {
    let lang = sheet.lang;
    let overview = overview(told, lang);
    sheet.heading(2, &lang.fill("portfolio.title", &[&count(told.len() as u64)]));
    let total = |total: &Option<(_, String)>| total.as_ref().map_or_else(|| UNKNOWN.to_owned(), |(_, text)| text.clone());
    let mut rows: Vec<Vec<String>> = overview
        .lines
        .iter()
        .map(|line| {
            let mut row = vec![
                escape(line.told.name()),
                escape(&line.told.folder),
                format!("{} {}", line.outcome.map_or(UNREAD, mark), line.word(lang)),
                line.stage(lang),
            ];
            row.extend([line.shown("direct_green_share", 2, 100), line.shown("carbon_intensity", 4, 1)]);
            row.extend(line.totals.iter().map(total));
            row.push(escape(&line.why));
            row
        })
        .collect();
    let mut sums = vec![lang.word("portfolio.all").to_owned(), String::new(), String::new(), String::new(), String::new(), String::new()];
    sums.extend(overview.sums.iter().map(total));
    sums.push(overview.tally);
    rows.push(sums);
    let mut columns = vec![
        lang.word("column.park"),
        lang.word("column.file"),
        lang.word("column.verdict"),
        lang.word("acceptance.stage"),
        "ρ %",
        "I tCO2/tce",
    ];
    columns.extend(TOTALS.map(|(_, unit)| unit));
    columns.push(lang.word("portfolio.decided-by"));
    sheet.whole_table(&columns, rows);
}
