//! What to do next, right under the required rules: a numbered list, each action with the command that explains it.

use maud::{Markup, html};

use super::sheet::{Sheet, number, prose};
use crate::report::next::ActionReport;
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::text::next::said;

/// Actions that are shown; the others are folded.
const SHOWN: usize = 3;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let all = &sheet.report.next;
    if all.is_empty() {
        return None;
    }
    let (first, further) = all.split_at(SHOWN.min(all.len()));
    let body = html! {
        ol { @for action in first { (item(sheet, action)) } }
        @if !further.is_empty() {
            details {
                summary { (sheet.lang.fill("html.further-rows", &[&count(further.len() as u64)])) }
                ol start=(SHOWN + 1) { @for action in further { (item(sheet, action)) } }
            }
        }
    };
    Some(sheet.section("next", sheet.word("section.next"), &body))
}

fn item(sheet: &Sheet<'_>, action: &ActionReport) -> Markup {
    html! {
        li {
            (prose(&said(sheet.report, action, sheet.lang)))
            // Every digit of the numbers that the sentence rounds.
            @for amount in action.effect.iter().chain(&action.amount).chain(action.options.iter().map(|option| &option.amount)) {
                (number(amount, ""))
            }
            " " code class="command" { (clean(&action.command)) }
        }
    }
}
