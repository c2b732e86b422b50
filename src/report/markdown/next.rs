//! What to do next: a numbered list, each action with the command that explains it.

use super::escape::{Sheet, escape};
use crate::report::schema::Report;
use crate::report::text::next::said;

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    if report.next.is_empty() {
        return;
    }
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.next"));
    let line = |(number, action)| format!("{number}. {} `{}`", escape(&said(report, action, lang)), action.command);
    let lines: Vec<String> = (1..).zip(&report.next).map(line).collect();
    sheet.list(&lines);
}
