//! Where the park stands on the way to recognition, with the words of the documents.

use maud::{Markup, html};

use super::citations::address;
use super::sheet::Sheet;
use crate::report::page::clean;
use crate::report::text::citations::{place, quoted};

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (lang, acceptance) = (sheet.lang, &sheet.report.acceptance);
    let body = html! {
        @for line in acceptance.said(lang) { p { (clean(&line)) } }
        @for citation in &acceptance.says {
            p class="source" {
                (clean(&place(citation, lang)))
                @for words in quoted(citation, lang) { " · " (clean(&words)) }
                " · " (lang.named("standing.", citation.standing.name()))
                @if let Some(url) = &citation.url { " · " span class="url" { (address(url)) } }
            }
        }
    };
    sheet.section("acceptance", sheet.word("acceptance.heading"), &body)
}
