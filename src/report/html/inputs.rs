//! The files that were read, each with its whole digest.

use maud::{Markup, html};

use super::sheet::Sheet;
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::schema::InputReport;

/// Files that are shown; the others are folded.
const SHOWN: usize = 60;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (inputs, lang) = (&sheet.report.inputs, sheet.lang);
    let sum = |of: fn(&InputReport) -> u64| count(inputs.iter().map(of).fold(0, u64::saturating_add));
    let totals = [count(inputs.len() as u64), sum(|i| i.rows), sum(|i| i.bytes)];
    let rows: Vec<Markup> = inputs
        .iter()
        .map(|input| {
            html! {
                tr {
                    th scope="row" { span class="place" { (clean(&input.file)) } }
                    td class="number" { (count(input.rows)) }
                    td class="number" { (count(input.bytes)) }
                    td { code class="digest" { (input.sha256) } }
                }
            }
        })
        .collect();
    let head = [
        (sheet.word("column.file"), false),
        (sheet.word("column.rows"), true),
        (sheet.word("column.bytes"), true),
        (sheet.word("html.sha256"), false),
    ];
    let body = html! {
        p { (lang.fill("inputs.totals", &[&totals[0], &totals[1], &totals[2]])) " " (sheet.word("html.inputs-lead")) }
        (sheet.long_table("quiet", sheet.word("section.inputs"), &head, &rows, SHOWN))
    };
    sheet.section("inputs", sheet.word("section.inputs"), &body)
}
