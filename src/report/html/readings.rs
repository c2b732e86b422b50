//! What other readings of the rules would make of the park, where they were asked for: each alone, what depends on which, every combination.

use maud::{Markup, html};

use super::sheet::{Sheet, badge, number};
use crate::report::names::rule_title;
use crate::report::page::Ink;
use crate::report::page::number::UNKNOWN;
use crate::report::readings::{ReadReport, ReadRuleReport, ReadingsReport};
use crate::report::text::readings::{combined, concluded, instead};
use crate::report::text::scale::Scale;
use crate::rule::Verdict;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let readings = sheet.report.readings.as_ref()?;
    let lang = sheet.lang;
    let rows: Vec<Markup> = readings.alone.iter().filter_map(|read| row(sheet, readings, read)).collect();
    let head = [
        (sheet.word("readings.instead"), false),
        (sheet.word("readings.in-force"), false),
        (sheet.word("column.verdict"), false),
        (sheet.word("readings.rules"), false),
    ];
    let body = html! {
        p { (sheet.word("readings.about")) }
        (sheet.table("readings-table quiet", sheet.word("section.readings"), &head, &rows))
        @for (ink, told) in concluded(readings, lang) { p class=[(ink == Ink::Doubt).then_some("remark")] { (told) } }
        (combinations(sheet, readings))
    };
    Some(sheet.section("readings", sheet.word("section.readings"), &body))
}

fn row(sheet: &Sheet<'_>, readings: &ReadingsReport, read: &ReadReport) -> Option<Markup> {
    let lang = sheet.lang;
    let (instead, in_force) = instead(readings, read, lang)?;
    let moved = if read.moves { "readings.moves-no-rule" } else { "readings.moves-nothing" };
    Some(html! {
        tr {
            th scope="row" { (instead) }
            td { (in_force) }
            td { (verdict(sheet, read.verdict)) }
            td {
                @if read.rules.is_empty() { span class="faint" { (sheet.word(moved)) } }
                @else { ul class="effects" { @for rule in &read.rules { li { (of_rule(sheet, rule)) } } } }
            }
        }
    })
}

fn verdict(sheet: &Sheet<'_>, verdict: Verdict) -> Markup {
    html! { span class={ "badge " (verdict) } { span class="mark" aria-hidden="true" { (super::sheet::mark(verdict.into())) } " " (sheet.lang.named("verdict.", verdict.name())) } }
}

/// A rule under another reading; its bounds where they are not the measured value.
fn of_rule(sheet: &Sheet<'_>, read: &ReadRuleReport) -> Markup {
    let lang = sheet.lang;
    let rule = sheet.report.rules.iter().find(|r| r.id == read.id);
    let scale = rule.map_or_else(|| Scale::of_unit("1", lang), |rule| Scale::of(rule, lang));
    let sign = rule.map_or("≤", |r| r.comparison.sign());
    let differ = read.measured.is_some() && (read.lower != read.measured || read.upper != read.measured);
    html! {
        (badge(read.outcome, lang)) " " (rule_title(lang, read.id)) " "
        span class="numbers" {
            @match &read.measured { Some(measured) => (number(measured, &scale.shown(measured))), None => (UNKNOWN) }
            @if let Some(limit) = &read.limit { span class="faint" { " " (sign) " " (number(limit, &scale.bare_limit(limit))) } }
        }
        @if differ {
            span class="under" {
                @match &read.lower { Some(lower) => (number(lower, &scale.shown(lower))), None => (sheet.word("html.no-lower")) }
                " " (sheet.word("html.to")) " "
                @match &read.upper { Some(upper) => (number(upper, &scale.shown(upper))), None => (sheet.word("html.no-upper")) }
            }
        }
        @if read.turns { strong { (lang.in_brackets(sheet.word("readings.turns"))) } }
    }
}

/// Every combination, folded.
fn combinations(sheet: &Sheet<'_>, readings: &ReadingsReport) -> Markup {
    let lang = sheet.lang;
    if readings.combinations.varied.is_empty() {
        return html! {};
    }
    let row = |combination| {
        let (read, turned) = combined(readings, combination, lang);
        html! { tr { th scope="row" { (read) } td { (verdict(sheet, combination.verdict)) } td { (turned) } } }
    };
    let rows: Vec<Markup> = readings.combinations.all.iter().map(row).collect();
    let caption = sheet.word("readings.all-combinations");
    let head = [(sheet.word("readings.instead"), false), (sheet.word("column.verdict"), false), (sheet.word("readings.turned"), false)];
    html! { details { summary { (caption) } (sheet.table("readings-all quiet", caption, &head, &rows)) } }
}
