//! The values in force: each with its value, whether the park stated it or it was taken by default, and its source.

use maud::{Markup, html};

use super::sheet::{Sheet, prose};
use crate::report::page::clean;
use crate::report::page::number::UNKNOWN;
use crate::report::schema::Assumption;
use crate::report::text::assumptions::{name, value};
use crate::report::words::Lang;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let rows = |default: bool| -> Vec<Markup> {
        sheet.report.assumptions.iter().filter(|a| a.default == default).map(|a| row(sheet, a)).collect()
    };
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
    sheet.section("assumptions", sheet.word("html.assumptions"), &body)
}

/// What a setting, constant or factor is called; in English too by a term where there is one.
fn called(assumption: &Assumption, lang: Lang) -> String {
    let setting = assumption.setting.as_str();
    if lang == Lang::Zh || setting.starts_with("constants.") {
        return name(assumption, lang);
    }
    if let Some((carrier, kind)) = setting.strip_prefix("factors.").and_then(|rest| rest.rsplit_once('.')) {
        let key = format!("factor.{kind}");
        let carrier = carrier.replace('-', " ");
        return if lang.find(&key).is_some() { lang.fill(&key, &[&carrier]) } else { setting.to_owned() };
    }
    if let Some(rule) = setting.strip_prefix("limits.").or_else(|| setting.strip_prefix("levels.")) {
        return format!("{setting}{}", lang.in_brackets(super::head::called(lang, rule)));
    }
    lang.find(&format!("setting.name.{setting}")).unwrap_or(setting).to_owned()
}

fn row(sheet: &Sheet<'_>, assumption: &Assumption) -> Markup {
    let lang = sheet.lang;
    let source = assumption.source.as_deref().unwrap_or(UNKNOWN);
    let source = if assumption.default { lang.of_policy(source) } else { lang.reason(source) };
    let called = called(assumption, lang);
    let bare = !called.contains(&assumption.setting);
    html! {
        tr {
            th scope="row" { (clean(&called)) @if bare { " " code { (clean(&assumption.setting)) } } }
            td { data value=(assumption.value) { (clean(&value(assumption, lang))) } }
            td { @if assumption.default { span class="origin default" { (sheet.word("html.default")) } } @else { span class="origin stated" { (sheet.word("html.stated")) } } }
            td class="source" { (prose(&source)) }
        }
    }
}
