//! What other readings of the rules would make of the park, where they were asked for.

use super::escape::{Sheet, escape};
use super::mark::mark;
use crate::report::schema::Report;
use crate::report::text::readings::{combined, concluded, instead, said};
use crate::rule::Verdict;

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    let Some(readings) = &report.readings else { return };
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.readings"));
    sheet.line(lang.word("readings.about"));
    let verdict = |verdict: Verdict| format!("{} {}", mark(verdict), lang.find(&format!("verdict.{verdict}")).unwrap_or(verdict.name()));
    let rows = readings.alone.iter().filter_map(|read| {
        let (instead, in_force) = instead(readings, read, lang)?;
        Some(vec![escape(&instead), escape(&in_force), verdict(read.verdict), escape(&said(report, read, lang))])
    });
    let columns = ["readings.instead", "readings.in-force", "column.verdict", "readings.rules"].map(|key| lang.word(key));
    sheet.table(&columns, rows.collect());
    for (_, told) in concluded(readings, lang) {
        sheet.line(&escape(&told));
    }
    if readings.combinations.varied.is_empty() {
        return;
    }
    let rows = readings.combinations.all.iter().map(|combination| {
        let (read, turned) = combined(readings, combination, lang);
        vec![escape(&read), verdict(combination.verdict), escape(&turned)]
    });
    sheet.heading(4, lang.word("readings.all-combinations"));
    sheet.table(&[lang.word("readings.instead"), lang.word("column.verdict"), lang.word("readings.turned")], rows.collect());
}
