//! The first screen: whose report, of when, the verdict, the required rules on their scales, and what a reader must know before believing any of it.

use maud::{Markup, html};

use super::gauge::{Room, gauge};
use super::sheet::{Sheet, badge, mark, name, number, prose};
use crate::report::names::rule_title;
use crate::report::page::Ink;
use crate::report::page::number::UNKNOWN;
use crate::report::schema::RuleReport;
use crate::report::text::scale::Scale;
use crate::report::text::summary::noted;
use crate::report::words::Lang;
use crate::rule::Outcome;
use crate::standard::Level;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let park = &report.park;
    let scope = lang.named("summary.scope-", &park.scope);
    let period = lang.fill("summary.period-span", &[&report.period.start, &report.period.end]);
    let verdict = report.verdict_in_effect();
    let word = |lang: Lang| {
        let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
        format!("{}{interim}", lang.named("verdict.", verdict.name()))
    };
    html! {
        header class="head" {
            p class="eyebrow" { (sheet.word("html.eyebrow")) }
            (sheet.heading(0, "top", &name(&park.name)))
            p class="about" {
                @if let Some(province) = &park.province { (name(province)) " · " }
                (scope) " · " (period)
                @if report.period.interim { (lang.in_brackets(sheet.word("summary.interim"))) }
                " · " (name(&lang.of_policy(&report.policy.title))) " " code { (name(&report.policy.name)) }
            }
            div class={ "verdict " (verdict) } {
                span class="mark" aria-hidden="true" { (mark(verdict.into())) }
                div {
                    p class="verdict-word" {
                        span class="faint" { (sheet.word("verdict.label")) } " "
                        strong { (word(lang)) } " "
                        span class="other" lang=(if lang == Lang::En { "zh-CN" } else { "en" }) { (word(lang.other())) }
                    }
                    @for line in because(sheet) { p { (line) } }
                }
            }
            (list(noted(report, lang).into_iter().filter(|(ink, _)| *ink == Ink::Bad)))
        }
    }
}

/// What a reader must know beside the verdict; what the verdict itself hangs on stands above the rules.
pub(super) fn notes(sheet: &Sheet<'_>) -> Markup {
    list(noted(sheet.report, sheet.lang).into_iter().filter(|(ink, _)| *ink != Ink::Bad))
}

fn list(notes: impl Iterator<Item = (Ink, String)>) -> Markup {
    let mut notes = notes.peekable();
    html! {
        @if notes.peek().is_some() {
            ul class="notes" {
                @for (ink, note) in notes { li class=(match ink { Ink::Bad => "bad", Ink::Doubt => "doubt", _ => "plain" }) { (note) } }
            }
        }
    }
}

/// Which required rules failed, stay open, passed.
fn because(sheet: &Sheet<'_>) -> Vec<String> {
    let (report, lang) = (sheet.report, sheet.lang);
    let outcomes = [
        (Outcome::Fail, "summary.failed"),
        (Outcome::Indeterminate, "summary.undecided"),
        (Outcome::Pass, "summary.passed"),
        (Outcome::NotApplicable, "summary.not-applicable"),
        (Outcome::Exempt, "summary.exempt"),
    ];
    let mut lines: Vec<String> = outcomes
        .into_iter()
        .filter_map(|(outcome, key)| {
            let names: Vec<String> =
                report.rules_at(Level::Required).filter(|r| r.outcome == outcome).map(|r| rule_title(lang, r.id).to_owned()).collect();
            (!names.is_empty()).then(|| lang.fill(key, &[&lang.list(&names)]))
        })
        .collect();
    if !report.rules_at(Level::Required).any(|r| matches!(r.outcome, Outcome::Pass | Outcome::Fail | Outcome::Indeterminate)) {
        lines.push(sheet.word("summary.none-applied").to_owned());
    }
    lines
}

/// The required rules, one card each.
pub(super) fn rules_required(sheet: &Sheet<'_>) -> Markup {
    let rules: Vec<&RuleReport> = sheet.report.rules_at(Level::Required).collect();
    let body = html! {
        div class="cards" { @for rule in rules { (card(sheet, rule)) } }
    };
    sheet.section("required", sheet.word("section.required"), &body)
}

fn card(sheet: &Sheet<'_>, rule: &RuleReport) -> Markup {
    let lang = sheet.lang;
    let scale = Scale::of(rule, lang);
    html! {
        div class={ "card " (rule.outcome) } {
            (sheet.heading(2, &format!("rule-{}", rule.id), &html! { (rule_title(lang, rule.id)) }))
            p class="outcome" { (badge(rule.outcome, lang)) " " code { (rule.id) } }
            p class="big" {
                @match &rule.measured {
                    Some(measured) => (number(measured, &scale.shown(measured))),
                    None => (UNKNOWN),
                }
            }
            (gauge(sheet, rule, Room::Card))
            dl class="pairs" { (numbers(sheet, rule, &scale)) }
            @for remark in remarks(sheet, rule, &scale) { p class={ "remark " (rule.outcome) } { (prose(&remark)) } }
            p class="links" {
                a href={ "#" (sheet.anchor(&format!("cite-{}", rule.id))) } { (sheet.word("html.to-citation")) }
                @for figure in &rule.figures {
                    " · " a href={ "#" (sheet.anchor(&format!("figure-{figure}"))) } { (crate::report::names::figure_name(lang, figure)) }
                }
            }
        }
    }
}

fn numbers(sheet: &Sheet<'_>, rule: &RuleReport, scale: &Scale) -> Markup {
    let lang = sheet.lang;
    let sign = rule.comparison.sign();
    html! {
        @if let Some(limit) = &rule.limit {
            div { dt { (sheet.word("column.limit")) } dd { (sign) " " (number(limit, &scale.limit(limit))) } }
        }
        @if let Some(margin) = &rule.margin {
            div { dt { (sheet.word("column.margin")) } dd { (number(margin, &scale.difference(margin, lang))) } }
        }
        @if rule.measured.is_some() {
            div { dt { (sheet.word("column.bounds")) } dd { (bounds(sheet, rule, scale)) } }
        }
    }
}

/// The bounds of a rule: none apart where they are the measured value.
pub(super) fn bounds(sheet: &Sheet<'_>, rule: &RuleReport, scale: &Scale) -> Markup {
    let lang = sheet.lang;
    let Some(measured) = &rule.measured else { return html! { (UNKNOWN) } };
    if rule.lower.as_ref() == Some(measured) && rule.upper.as_ref() == Some(measured) {
        return html! { (sheet.word("html.exact")) };
    }
    // Digits enough that the bounds, and the limit, are told apart.
    let all: Vec<crate::measure::Exact> =
        [rule.lower.as_ref(), rule.upper.as_ref(), rule.limit.as_ref()].into_iter().flatten().map(|x| scale.drawn(x)).collect();
    let mut apart: Vec<&crate::measure::Exact> = all.iter().collect();
    apart.dedup();
    let least = if rule.unit == "1" { 2 } else { 4 };
    let places = crate::report::page::number::places_apart(&apart, least);
    let shown = |x: &crate::measure::Exact| {
        number(x, &format!("{}{}", crate::report::page::number::rounded(&scale.drawn(x), places), scale.suffix()))
    };
    html! {
        @match (&rule.lower, &rule.upper) {
            (Some(lower), Some(upper)) => { (shown(lower)) " " (sheet.word("html.to")) " " (shown(upper)) },
            (Some(lower), None) => { "≥ " (shown(lower)) (lang.in_brackets(sheet.word("html.no-upper"))) },
            (None, Some(upper)) => { "≤ " (shown(upper)) (lang.in_brackets(sheet.word("html.no-lower"))) },
            (None, None) => (sheet.word("bounds.unbounded")),
        }
    }
}

/// What the numbers of a rule do not say: where a shown number would belie the decision, and the reason.
pub(super) fn remarks(sheet: &Sheet<'_>, rule: &RuleReport, scale: &Scale) -> Vec<String> {
    let belied = rule.measured.as_ref().zip(rule.limit.as_ref()).and_then(|(m, l)| scale.belied(m, l, sheet.lang));
    let reason = rule.reason.as_ref().map(|reason| sheet.lang.reason(reason));
    belied.into_iter().chain(reason).chain(crate::report::force::of_rule(rule, sheet.lang)).collect()
}

/// Where to find what.
pub(super) fn contents(sheet: &Sheet<'_>) -> Markup {
    let open = sheet.report.rules.iter().any(|r| r.outcome == Outcome::Indeterminate && !r.deciding.is_empty());
    let all = [
        ("next", "section.next"),
        ("deciding", "section.deciding"),
        ("headroom", "section.headroom"),
        ("totals", "html.totals"),
        ("electricity", "section.electricity"),
        ("emissions", "html.emissions"),
        ("certificates", "section.certificates"),
        ("acceptance", "acceptance.heading"),
        ("changes", "html.changes"),
        ("projection", "html.projection"),
        ("scenario", "section.scenario"),
        ("readings", "section.readings"),
        ("further-rules", "html.further-rules"),
        ("time", "html.time"),
        ("ratios", "section.ratios"),
        ("quality", "html.quality"),
        ("corrections", "section.corrections"),
        ("defects", "section.defects"),
        ("assumptions", "html.assumptions"),
        ("figures", "html.figures"),
        ("citations", "html.citations"),
        ("tables", "section.tables"),
        ("inputs", "section.inputs"),
        ("about", "html.about"),
    ];
    let there = |id: &str| match id {
        "next" => !sheet.report.next.is_empty(),
        "deciding" => open,
        "changes" => sheet.report.changes.is_some(),
        "scenario" => sheet.report.scenario.is_some(),
        "projection" => sheet.report.projection.is_some(),
        "readings" => sheet.report.readings.is_some(),
        "corrections" => sheet.report.corrections.is_some(),
        "headroom" => !sheet.report.headroom.is_empty(),
        _ => true,
    };
    html! {
        nav class="contents" aria-label=(sheet.word("html.contents")) {
            ul {
                @if sheet.number().is_some() { li { a href="#parks" { (sheet.word("html.overview")) } } }
                @for (id, key) in all { @if there(id) { li { a href={ "#" (sheet.anchor(id)) } { (sheet.word(key)) } } } }
            }
        }
    }
}
