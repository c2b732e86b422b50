//! Single changes that would flip a required rule: a table for each rule, with what a change makes of the other required rules.

use maud::{Markup, html};

use super::sheet::{Sheet, badge, number};
use crate::report::changes::{ChangeReport, PointedReport, RuleChangesReport};
use crate::report::names::rule_title;
use crate::report::page::clean;
use crate::report::page::number::{UNKNOWN, all_digits};
use crate::report::text::changes::{SaidChange, said, shown, unavailable};
use crate::report::text::scale::Scale;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let changes = sheet.report.changes.as_ref()?;
    let body = html! {
        p { (sheet.word("html.changes-lead")) }
        @for rule in &changes.rules { (of_rule(sheet, rule)) }
        @for rule in &changes.unavailable { p class="faint" { (unavailable(rule, sheet.lang)) } }
    };
    Some(sheet.section("changes", sheet.word("section.changes"), &body))
}

fn of_rule(sheet: &Sheet<'_>, rule: &RuleChangesReport) -> Markup {
    let said = said(sheet.report, rule, sheet.lang);
    let rows: Vec<Markup> = said.changes.iter().map(|(change, said)| row(sheet, change, said)).collect();
    let head =
        [(sheet.word("html.changes-what"), false), (sheet.word("html.changes-amount"), false), (sheet.word("html.changes-then"), false)];
    html! {
        (sheet.table("changes-table", &said.lead, &head, &rows))
        @if said.never_counts { p class="faint" { (sheet.word("changes.never-counts")) } }
    }
}

fn row(sheet: &Sheet<'_>, change: &ChangeReport, said: &SaidChange) -> Markup {
    html! {
        tr {
            th scope="row" { (clean(&said.what)) }
            td {
                @match (&change.amount, &change.available) {
                    (Some(amount), _) => { data value=(amount) { (said.amount) } },
                    (None, Some(available)) => { data value=(available) class="faint" { (said.amount) } },
                    (None, None) => { span class="faint" { (said.amount) } },
                }
                (said.becomes)
                @if change.amount.is_some() {
                    span class="under" { (step(sheet, change)) }
                }
            }
            td {
                @if change.effects.is_empty() { (UNKNOWN) }
                @else { ul class="effects" { @for effect in &change.effects { li { (after(sheet, effect)) } } } }
            }
        }
    }
}

/// To what the amount is told.
fn step(sheet: &Sheet<'_>, change: &ChangeReport) -> Markup {
    let lang = sheet.lang;
    if change.unit == "certificate" {
        return number(&change.step, sheet.word("html.changes-whole"));
    }
    html! { (sheet.word("html.changes-step")) " " (number(&change.step, &shown(&change.step, change.unit, lang, false))) }
}

/// A required rule after the change.
fn after(sheet: &Sheet<'_>, effect: &PointedReport) -> Markup {
    let lang = sheet.lang;
    let rule = sheet.report.rules.iter().find(|r| r.id == effect.id);
    let scale = rule.map(|rule| Scale::of(rule, lang));
    let sign = rule.map_or("≤", |r| r.comparison.sign());
    html! {
        (badge(effect.outcome, lang)) " " (rule_title(lang, effect.id))
        " "
        span class="numbers" {
            @if let Some(measured) = &effect.measured {
                (number(measured, &scale.as_ref().map_or_else(|| all_digits(measured), |s| s.shown(measured))))
            }
            @if let Some(limit) = &effect.limit {
                span class="faint" { " " (sign) " " (number(limit, &scale.as_ref().map_or_else(|| all_digits(limit), |s| s.bare_limit(limit)))) }
            }
        }
    }
}
