//! What may come of the year of an interim run: the totals, the required rules, and what their targets take.

use super::escape::{Sheet, escape};
use super::mark::{NONE, mark};
use crate::report::schema::Report;
use crate::report::text::projection::{how, needs, rules, totals, warnings};
use crate::report::text::rule_name;

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    let Some(projection) = &report.projection else { return };
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.projection"));
    if let Some(why) = projection.unavailable {
        sheet.line(lang.find(&format!("projection.{why}")).unwrap_or(why.name()));
    }
    let Some(year) = &projection.year_end else { return };
    sheet.line(&escape(&how(year, lang).join(" ")));
    for warning in warnings(year, lang) {
        sheet.line(&escape(&warning));
    }
    let rows = totals(year, lang).into_iter().map(|total| {
        let [(_, to_date), (_, value)] = total.values;
        vec![escape(&total.name), to_date, value, total.unit.to_owned(), total.band]
    });
    let columns = [
        lang.word("column.figure"),
        lang.word("projection.to-date"),
        lang.word("projection.year-end"),
        lang.word("column.unit"),
        lang.word("projection.band"),
    ];
    sheet.whole_table(&columns, rows.collect());
    let rows: Vec<Vec<String>> = rules(report, year, lang)
        .into_iter()
        .map(|told| {
            let [measured, band, limit, outlook] = told.cells;
            vec![
                escape(rule_name(lang, told.rule.id)),
                measured,
                band,
                limit,
                format!("{} {outlook}", told.rule.outlook.map_or(NONE, mark)),
            ]
        })
        .collect();
    let columns = [
        lang.word("column.rule"),
        lang.word("projection.projected"),
        lang.word("projection.band"),
        lang.word("column.limit"),
        lang.word("projection.outlook"),
    ];
    if !rows.is_empty() {
        sheet.whole_table(&columns, rows);
    }
    for sentence in needs(report, year, lang) {
        sheet.line(&escape(&sentence));
    }
}
