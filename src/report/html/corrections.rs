//! Corrections and waivers, each with its approval, and the rules with them and without.

use maud::{Markup, html};

use super::sheet::{Sheet, badge, name, number};
use crate::report::corrections::{CorrectionReport, WithoutRuleReport};
use crate::report::names::rule_title;
use crate::report::page::clean;
use crate::report::page::number::{UNKNOWN, count};
use crate::report::text::corrections::{Measured, compared, measured, span, status, value};

/// Corrections shown before the others are folded.
const SHOWN: usize = 20;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let corrections = sheet.report.corrections.as_ref()?;
    let head = [
        (sheet.word("column.meter"), false),
        (sheet.word("column.span"), false),
        (sheet.word("column.value"), true),
        (sheet.word("column.status"), false),
        (sheet.word("column.intervals"), true),
        (sheet.word("column.replaced"), true),
        (sheet.word("column.approved"), false),
    ];
    let rows: Vec<Markup> = corrections.iter().map(|c| row(sheet, c)).collect();
    let body = html! {
        @if corrections.is_empty() { p { (sheet.word("correction.none")) } }
        @else {
            p { (sheet.word("correction.about")) }
            (sheet.long_table("corrections-table", sheet.word("section.corrections"), &head, &rows, SHOWN))
            (without(sheet))
        }
    };
    Some(sheet.section("corrections", sheet.word("section.corrections"), &body))
}

fn row(sheet: &Sheet<'_>, correction: &CorrectionReport) -> Markup {
    let lang = sheet.lang;
    html! {
        tr {
            th scope="row" { (name(&correction.meter)) }
            td { (span(correction, lang)) }
            td class="number" {
                @match &correction.value { Some(exact) => (number(exact, &value(correction, lang))), None => (UNKNOWN) }
            }
            td { (status(correction, lang)) }
            td class="number" { (count(correction.intervals)) }
            td class="number" { (count(correction.replaced)) }
            td class="message" {
                (clean(&correction.reason))
                @if let Some(note) = &correction.note { span class="under" { (clean(&lang.fill("correction.note", &[note]))) } }
                span class="under" {
                    @match &correction.approved_on {
                        Some(day) => (clean(&lang.fill("correction.approved", &[&correction.approved_by, day, &correction.expires]))),
                        None => (clean(&lang.fill("correction.approved-undated", &[&correction.approved_by, &correction.expires]))),
                    }
                }
                @if correction.explains > 0 { span class="under" { (lang.fill("correction.explains", &[&count(correction.explains)])) } }
                span class="under" { (sheet.place(&correction.file, correction.line)) }
            }
        }
    }
}

/// The rules with corrections and without.
fn without(sheet: &Sheet<'_>) -> Markup {
    let Some(without) = &sheet.report.without_corrections else { return html! {} };
    let head = [(sheet.word("column.rule"), false), (sheet.word("column.with"), false), (sheet.word("column.without"), false)];
    let rows: Vec<Markup> = without.rules.iter().map(|rule| rule_row(sheet, rule)).collect();
    let caption = compared(sheet.report, sheet.lang);
    html! {
        @if rows.is_empty() { p { (caption) } }
        @else { (sheet.table("without-table", &caption, &head, &rows)) }
    }
}

fn rule_row(sheet: &Sheet<'_>, rule: &WithoutRuleReport) -> Markup {
    let lang = sheet.lang;
    let Measured { with, without, bounds } = measured(sheet.report, rule, lang);
    let now = sheet.report.rules.iter().find(|r| r.id == rule.id).and_then(|r| r.measured.as_ref());
    html! {
        tr {
            th scope="row" { (rule_title(lang, rule.id)) }
            td {
                (badge(rule.with, lang)) " "
                span class="numbers" { @match now { Some(exact) => (number(exact, &with)), None => (with) } }
            }
            td {
                (badge(rule.outcome, lang)) " "
                span class="numbers" { @match &rule.measured { Some(exact) => (number(exact, &without)), None => (without) } }
                @if let Some(bounds) = bounds { span class="under" { (bounds) } }
            }
        }
    }
}
