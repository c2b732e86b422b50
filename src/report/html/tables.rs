//! How the tables were read, and the files that nothing read.

use maud::{Markup, html};

use super::sheet::Sheet;
use crate::report::page::clean;
use crate::report::view::read_tables::told;

/// Tables that are shown; the others are folded.
const SHOWN: usize = 20;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let rows: Vec<Markup> = told(sheet.report, sheet.lang)
        .into_iter()
        .map(|told| {
            html! {
                tr {
                    th scope="row" { @for file in &told.files { span class="place" { (clean(file)) } " " } }
                    td { (clean(&told.how)) }
                    td class="message" {
                        (clean(&told.read))
                        @for left in &told.left { span class="under" { (clean(left)) } }
                        @if !told.options.is_empty() { span class="under" { (clean(&sheet.lang.fill("tables.options", &[&told.options]))) } }
                    }
                }
            }
        })
        .collect();
    let head = [(sheet.word("column.file"), false), (sheet.word("column.how"), false), (sheet.word("column.columns"), false)];
    let unread = &sheet.report.unread_files;
    let body = html! {
        (sheet.long_table("quiet", sheet.word("section.tables"), &head, &rows, SHOWN))
        @if !unread.is_empty() {
            p { (sheet.word("section.unread-files")) ": " @for file in unread { span class="place" { (clean(file)) } " " } }
        }
    };
    sheet.section("tables", sheet.word("section.tables"), &body)
}
