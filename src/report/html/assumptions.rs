//! The values in force: each with its value, whether the park stated it or it was taken by default, and its source.

use maud::{Markup, html};

use super::sheet::{Sheet, prose};
use crate::report::criteria::State;
use crate::report::names::rule_title;
use crate::report::page::clean;
use crate::report::page::number::UNKNOWN;
use crate::report::schema::Assumption;
use crate::report::text::assumptions::{name, value};
use crate::report::words::Lang;
use crate::rule::Outcome;

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
        (built_in(sheet))
        @if !stated.is_empty() { (sheet.table("", sheet.word("section.stated"), &head, &stated)) }
        @if !defaults.is_empty() { (sheet.table("", sheet.word("section.assumptions"), &head, &defaults)) }
    };
    sheet.section("assumptions", sheet.word("html.assumptions"), &body)
}

/// By whose law the park is judged: each criterion and each stated value with the built-in one.
fn built_in(sheet: &Sheet<'_>) -> Markup {
    let report = sheet.report;
    let head = [
        (sheet.word("column.setting"), false),
        (sheet.word("column.value"), false),
        (sheet.word("criteria.built-in-value"), false),
        (sheet.word("criteria.as-built-in"), false),
        (sheet.word("column.source"), false),
    ];
    let cell = |text: Option<&String>| text.map_or_else(|| UNKNOWN.to_owned(), |text| clean(text));
    let outcome = |outcome: Outcome| sheet.lang.named("outcome.", outcome.name());
    let changed: Vec<Markup> = report
        .criteria
        .changed
        .iter()
        .map(|c| {
            html! { tr {
                th scope="row" { code { (clean(&c.setting)) } }
                td { (cell(c.value.as_ref())) }
                td { (cell(c.built_in.as_ref())) }
                td { (outcome(c.outcome_as_built_in)) }
                td class="source" { (sheet.word(&format!("criteria.by-{}", c.by))) @if let Some(source) = &c.source { " · " (sheet.word("criteria.quoted")) " " (prose(source)) } }
            } }
        })
        .collect();
    let stated: Vec<Markup> = report
        .stated
        .iter()
        .flat_map(|stated| &stated.values)
        .map(|value| {
            let unit = value.unit.as_deref().filter(|unit| *unit != "1").unwrap_or_default();
            html! { tr {
                th scope="row" { code { (clean(&value.setting)) } }
                td { (clean(&value.value)) " " (clean(unit)) }
                td { (cell(value.built_in.as_ref())) @if value.built_in.is_some() { " " (clean(unit)) } }
                td { (value.verdict_as_built_in.map_or(UNKNOWN, |verdict| outcome(verdict.into()))) }
                td class="source" { (cell(value.source.as_ref())) }
            } }
        })
        .collect();
    html! {
        p { (sheet.lang.fill(if report.criteria.state == State::BuiltIn { "criteria.all-built-in" } else { "criteria.some-stated" }, &[&clean(&report.criteria.built_in)])) }
        @if !changed.is_empty() { (sheet.table("", sheet.word("criteria.changed"), &head, &changed)) }
        @if !stated.is_empty() { (sheet.table("", sheet.word("criteria.stated"), &head, &stated)) }
        p class="faint" {
            (sheet.word("criteria.rests-on"))
            @for text in &report.policy.rests_on { " " code { (clean(&text.name)) } " " code class="digest" { (text.sha256) } }
        }
    }
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
        return format!("{setting}{}", lang.in_brackets(rule_title(lang, rule)));
    }
    lang.named("setting.name.", setting).to_owned()
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
