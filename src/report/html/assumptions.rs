//! The values in force: each with its value, whether the park stated it or it was taken by default, and its source.

use maud::{Markup, html};

use super::sheet::Sheet;
use crate::report::page::clean;
use crate::report::page::number::UNKNOWN;
use crate::report::schema::Assumption;
use crate::report::text::assumptions::{name, value};

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let rows = |default: bool| -> Vec<Markup> { sheet.report.assumptions.iter().filter(|a| a.default == default).map(|a| row(sheet, a)).collect() };
    let (stated, defaults) = (rows(false), rows(true));
    let head = [
        (sheet.word("column.setting"), false),
        (sheet.word("column.value"), false),
        (sheet.word("html.origin"), false),
        (sheet.word("column.source"), false),
    ];
    let body = html! {
        p { (sheet.word("html.assumptions-lead")) }
        @if !stated.is_empty() { (sheet.table("", sheet.word("section.stated"), &head, &stated)) }
        @if !defaults.is_empty() { (sheet.table("", sheet.word("section.assumptions"), &head, &defaults)) }
    };
    Some(sheet.section("assumptions", sheet.word("html.assumptions"), &body))
}

fn row(sheet: &Sheet<'_>, assumption: &Assumption) -> Markup {
    let lang = sheet.lang;
    let source = assumption.source.as_deref().unwrap_or(UNKNOWN);
    let source = if assumption.default { lang.of_policy(source) } else { lang.reason(source) };
    let called = name(assumption, lang);
    let bare = !called.contains(&assumption.setting);
    html! {
        tr {
            th scope="row" { (clean(&called)) @if bare { " " code { (clean(&assumption.setting)) } } }
            td { data value=(assumption.value) { (clean(&value(assumption, lang))) } }
            td { @if assumption.default { span class="origin default" { (sheet.word("html.default")) } } @else { span class="origin stated" { (sheet.word("html.stated")) } } }
            td class="source" { (clean(&source)) }
        }
    }
}
