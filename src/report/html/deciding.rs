//! What is still needed: the readings that would decide an open rule, with how far each can move it, and the headroom of the others.

use maud::{Markup, html};

use super::chart::Axis;
use super::sheet::{Sheet, name, number};
use crate::measure::Exact;
use crate::report::names::rule_title;
use crate::report::page::clean;
use crate::report::schema::{DecidingReport, HeadroomReport, RuleReport};
use crate::report::text::changes::shown;
use crate::report::text::deciding::{days, said};
use crate::report::text::scale::Scale;

/// Meters and days shown for a rule; the others are folded.
const SHOWN: usize = 8;

/// What would decide the rules that the evidence leaves open.
pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let open: Vec<&RuleReport> = sheet.report.rules.iter().filter(|r| !r.deciding.is_empty()).collect();
    if open.is_empty() {
        return None;
    }
    let body = html! {
        p { (sheet.word("html.deciding-lead")) }
        @for rule in open { (of_rule(sheet, rule)) }
    };
    Some(sheet.section("deciding", sheet.word("section.deciding"), &body))
}

fn of_rule(sheet: &Sheet<'_>, rule: &RuleReport) -> Markup {
    let lang = sheet.lang;
    let scale = Scale::of(rule, lang);
    let most = rule.deciding.iter().filter_map(|d| d.effect.as_ref()).max().cloned().unwrap_or_else(Exact::one);
    let axis = Axis::new(Exact::zero(), most, 0, 100);
    let row = |d: &DecidingReport| {
        let days = days(&d.from, &d.to, lang);
        let width = d.effect.as_ref().map_or_else(|| "100".to_owned(), |effect| axis.place(effect));
        html! {
            tr {
                th scope="row" { (name(&d.meter)) }
                td class="days-column" { (days) }
                td class="number" {
                    @match &d.effect {
                        Some(effect) => (number(effect, &scale.effect(effect, lang))),
                        None => (sheet.word("rule-row.unbounded-effect")),
                    }
                }
                td class="bar" {
                    svg class="inline" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                        rect class="effect" width=(width) height="8" {}
                    }
                }
            }
        }
    };
    let rows: Vec<Markup> = rule.deciding.iter().map(row).collect();
    let head = [
        (sheet.word("column.meter"), false),
        (sheet.word("column.days"), false),
        (sheet.word("column.effect"), true),
        (sheet.word("html.effect-drawn"), false),
    ];
    let caption = lang.fill("deciding.of", &[&rule_title(lang, rule.id)]);
    sheet.long_table("deciding-table", &caption, &head, &rows, SHOWN)
}

/// Headroom in words and numbers.
pub(super) fn write_headroom(sheet: &Sheet<'_>) -> Option<Markup> {
    let (report, lang) = (sheet.report, sheet.lang);
    if report.headroom.is_empty() {
        return None;
    }
    let row = |(rule, headroom): (&RuleReport, &HeadroomReport)| {
        html! {
            tr {
                th scope="row" { (rule_title(lang, rule.id)) }
                td {
                    @match &headroom.change {
                        Some(change) if !change.is_zero() => {
                            (sheet.word(if change.is_positive() { "html.still-needed" } else { "html.to-spare" })) " "
                            (number(change, &shown(&change.abs(), headroom.unit, lang, change.is_positive())))
                            span class="under" { a href={ "#" (sheet.anchor(&format!("figure-{}", headroom.of))) } { (crate::report::names::figure_name(lang, headroom.of)) } }
                        },
                        // Why no amount is told stands in the sentence.
                        change => { @if let Some(change) = change { (number(change, "")) } (clean(&said(lang, rule, headroom))) },
                    }
                }
            }
        }
    };
    let rows: Vec<Markup> = report.rules.iter().filter_map(|rule| report.headroom.get(rule.id).map(|h| (rule, h))).map(row).collect();
    let head = [(sheet.word("column.rule"), false), (sheet.word("html.change"), false)];
    Some(sheet.section(
        "headroom",
        sheet.word("section.headroom"),
        &sheet.table("headroom-table", sheet.word("html.headroom-caption"), &head, &rows),
    ))
}
