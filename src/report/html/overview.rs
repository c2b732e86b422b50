//! Several parks on one page: a table of all of them first.

use maud::{Markup, html};

use super::head::called;
use super::sheet::{Sheet, badge, digits, mark, name, number};
use crate::report::schema::Report;
use crate::report::text::rules_at;
use crate::report::text::scale::Scale;
use crate::report::words::Lang;

pub(super) fn write(reports: &[Report], lang: Lang) -> Markup {
    let mut rules: Vec<&str> = Vec::new();
    for rule in reports.iter().flat_map(|r| rules_at(r, "required")) {
        if !rules.contains(&rule.id) {
            rules.push(rule.id);
        }
    }
    let caption = lang.word("html.overview");
    html! {
        header class="head overview" {
            p class="eyebrow" { (lang.word("html.eyebrow")) }
            h1 { (lang.fill("html.title-several", &[&reports.len()])) }
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table {
                    caption { (caption) }
                    thead {
                        tr {
                            th scope="col" { (lang.word("summary.park")) }
                            th scope="col" { (lang.word("summary.period")) }
                            th scope="col" { (lang.word("verdict.label")) }
                            @for rule in &rules { th scope="col" { (called(lang, rule)) } }
                        }
                    }
                    tbody { @for (at, report) in reports.iter().enumerate() { (row(&Sheet::new(report, lang, Some(at + 1)), &rules)) } }
                }
            }
        }
    }
}

fn row(sheet: &Sheet<'_>, rules: &[&str]) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    html! {
        tr {
            th scope="row" { @if let Some(number) = sheet.number() { (number) ". " } a href={ "#" (sheet.anchor("top")) } { (name(&report.park.name)) } }
            td class="days-column" { (lang.fill("summary.period-span", &[&report.period.start, &report.period.end])) @if report.period.interim { (lang.in_brackets(sheet.word("summary.interim"))) } }
            td { span class={ "badge " (report.verdict) } { span class="mark" aria-hidden="true" { (mark(report.verdict)) } " " (lang.find(&format!("verdict.{}", report.verdict)).unwrap_or(report.verdict)) } }
            @for id in rules {
                td {
                    @if let Some(rule) = rules_at(report, "required").find(|r| r.id == *id) {
                        @let scale = Scale::of(rule, lang);
                        @match &rule.measured { Some(measured) => (number(measured, &scale.shown(measured))), None => (digits(None)) }
                        " " (badge(rule.outcome, lang))
                    }
                }
            }
        }
    }
}
