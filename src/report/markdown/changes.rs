//! Single changes that would flip a required rule: a table for each rule.

use super::escape::{Sheet, escape};
use crate::report::page::number::UNKNOWN;
use crate::report::schema::Report;
use crate::report::text::changes::{said, unavailable};

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    let Some(changes) = &report.changes else { return };
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.changes"));
    for rule in &changes.rules {
        let said = said(report, rule, lang);
        sheet.line(&escape(&said.lead));
        let rows = said.changes.iter().map(|(_, change)| {
            let then = if change.then.is_empty() { UNKNOWN.to_owned() } else { escape(&lang.list(&change.then)) };
            vec![escape(&change.what), escape(&format!("{}{}", change.amount, change.becomes)), then]
        });
        let columns = [lang.word("html.changes-what"), lang.word("html.changes-amount"), lang.word("markdown.changes-others")];
        sheet.table(&columns, rows.collect());
        if said.never_counts {
            sheet.line(lang.word("changes.never-counts"));
        }
    }
    for rule in &changes.unavailable {
        sheet.line(&escape(&unavailable(rule, lang)));
    }
}
