//! Several parks on one page: a table of all of them first, the worst at its top, each with the way to its report below.

use maud::{Markup, html};

use super::sheet::{badge, digits, mark, name, number};
use crate::measure::Exact;
use crate::report::names::rule_title;
use crate::report::overview::{Line, overview};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::schema::Report;
use crate::report::standing::TOTALS;
use crate::report::text::scale::Scale;
use crate::report::told::{Told, reports};
use crate::report::words::Lang;
use crate::rule::Verdict;
use crate::standard::Level;

pub(super) fn write(told: &[Told], lang: Lang) -> Markup {
    let mut rules: Vec<&str> = Vec::new();
    for rule in reports(told).flat_map(|r| r.rules_at(Level::Required)) {
        if !rules.contains(&rule.id) {
            rules.push(rule.id);
        }
    }
    let overview = overview(told, lang);
    let caption = lang.fill("portfolio.title", &[&count(told.len() as u64)]);
    html! {
        header class="head overview" {
            p class="eyebrow" { (lang.word("html.eyebrow")) }
            h1 id="parks" { (lang.fill("html.title-several", &[&told.len()])) }
            p class="about" { (overview.tally) }
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table class="parks-table" {
                    caption { (caption) }
                    thead {
                        tr {
                            th scope="col" { (lang.word("summary.park")) }
                            th scope="col" { (lang.word("column.verdict")) }
                            th scope="col" { (lang.word("acceptance.stage")) }
                            @for rule in &rules { th scope="col" { (rule_title(lang, rule)) } }
                            @for (_, unit) in TOTALS { th scope="col" class="number" { (unit) } }
                        }
                    }
                    tbody { @for line in &overview.lines { (row(line, &rules, lang)) } }
                    tfoot {
                        tr class="strong" {
                            th scope="row" { (lang.word("portfolio.all")) }
                            td {}
                            td {}
                            @for _ in &rules { td {} }
                            @for sum in &overview.sums { (total(sum.as_ref())) }
                        }
                    }
                }
            }
        }
    }
}

fn row(line: &Line<'_>, rules: &[&str], lang: Lang) -> Markup {
    let class = line.outcome.unwrap_or(Verdict::Fail);
    let report = line.told.result.as_ref().ok();
    html! {
        tr {
            th scope="row" {
                @match line.number {
                    Some(number) => a href={ "#park-" (number) "-top" } { (name(line.told.name())) },
                    None => (name(line.told.name())),
                }
                @if let Some(report) = report {
                    span class="under" { (lang.fill("summary.period-span", &[&report.period.start, &report.period.end])) @if report.period.interim { (lang.in_brackets(lang.word("summary.interim"))) } }
                }
            }
            td {
                span class={ "badge " (class) } { span class="mark" aria-hidden="true" { (mark(class.into())) } " " (line.word(lang)) }
                @if !line.why.is_empty() { span class="under" { (name(&line.why)) } }
            }
            td { (line.stage(lang)) }
            @for id in rules { td { @if let Some(report) = report { (of_rule(report, id, lang)) } @else { (UNKNOWN) } } }
            @for value in &line.totals { (total(value.as_ref())) }
        }
    }
}

fn of_rule(report: &Report, id: &str, lang: Lang) -> Markup {
    let Some(rule) = report.rules_at(Level::Required).find(|r| r.id == id) else { return html! { (UNKNOWN) } };
    let scale = Scale::of(rule, lang);
    html! {
        span class="numbers" { @match &rule.measured { Some(measured) => (number(measured, &scale.shown(measured))), None => (digits(None)) } }
        " " (badge(rule.outcome, lang))
    }
}

fn total(value: Option<&(Exact, String)>) -> Markup {
    html! { td class="number" { @match value { Some((exact, shown)) => (number(exact, shown)), None => (digits(None)) } } }
}
