//! Many parks on one page: how many came to what, totals, then a table of the parks, the worst first. No scripts; what a park lacks unfolds beside it.

use maud::{Markup, html};

use super::sheet::{badge, mark, name, number};
use super::{chart, document};
use crate::report::names::{figure_name, province_name, rule_title};
use crate::report::page::number::{UNKNOWN, count};
use crate::report::portfolio::phrases::{GroupName, OUTCOMES, notes, short_sum, stage, sum, symbol, tables, tally};
use crate::report::portfolio::{Counts, FIGURES, GroupTotals, ParkEntry, Portfolio, RuleEntry};
use crate::report::standing::{VERDICTS, word};
use crate::report::text::scale::Scale;
use crate::report::words::Lang;
use crate::rule::{Outcome, Verdict};

/// The page.
pub fn render(portfolio: &Portfolio, lang: Lang) -> String {
    let title = lang.fill("portfolio.heading", &[&count(portfolio.parks.len() as u64)]);
    document(
        &title,
        lang,
        &html! {
            (chart::patterns())
            main class="portfolio" {
                (head(portfolio, &title, lang))
                (parks(portfolio, lang))
                (rules(portfolio, lang))
                @for (key, groups, name) in tables(portfolio) { (totals(key, groups, name, lang)) }
            }
        },
    )
}

fn head(portfolio: &Portfolio, title: &str, lang: Lang) -> Markup {
    html! {
        header class="head" {
            p class="eyebrow" { (lang.word("portfolio.eyebrow")) }
            h1 id="top" { (title) }
            p class="about" { (tally(&portfolio.all.counts, lang)) }
            (share(&portfolio.all.counts))
            @let notes = notes(portfolio, lang);
            @if !notes.is_empty() { ul class="notes" { @for note in notes { li class="doubt" { (note) } } } }
            dl class="sums" {
                @for (figure, _) in FIGURES {
                    @if let Some(found) = portfolio.all.sums.get(figure) {
                        @let (value, without) = sum(found, lang);
                        div {
                            dt { (figure_name(lang, figure)) }
                            dd {
                                @match &found.value { Some(exact) => (number(exact, &value)), None => (value) }
                                @if !without.is_empty() { span class="under" { (without) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How many parks came to what, as parts of a bar; the words stand above it.
fn share(counts: &Counts) -> Markup {
    html! {
        div class="share" aria-hidden="true" {
            @for verdict in VERDICTS {
                @let number = counts.of(verdict);
                @if number > 0 { span class=(class(verdict)) style={ "flex-grow:" (number) } { (count(number as u64)) } }
            }
        }
    }
}

fn class(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("unread", Verdict::name)
}

fn parks(portfolio: &Portfolio, lang: Lang) -> Markup {
    let caption = lang.fill("portfolio.title", &[&count(portfolio.parks.len() as u64)]);
    html! {
        section class="parks" aria-labelledby="parks" {
            h2 id="parks" { (caption) }
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table class="portfolio-table" {
                    caption class="unseen" { (caption) }
                    thead {
                        tr {
                            th scope="col" { (lang.word("summary.park")) }
                            th scope="col" { (lang.word("column.verdict")) }
                            @for rule in &portfolio.by_rule { th scope="col" { (rule_title(lang, rule.id)) } }
                            th scope="col" { (lang.word("portfolio.lacks")) }
                        }
                    }
                    tbody { @for park in &portfolio.parks { (row(park, portfolio, lang)) } }
                }
            }
        }
    }
}

fn row(park: &ParkEntry, portfolio: &Portfolio, lang: Lang) -> Markup {
    html! {
        tr {
            th scope="row" {
                (name(park.name()))
                span class="under" {
                    @if let Some(province) = &park.province { (name(province_name(lang, province))) " · " }
                    @if park.stage.is_some() { (stage(park, lang)) }
                }
                @if let Some(period) = &park.period { span class="under" { (lang.fill("summary.period-span", &[&period.start, &period.end])) } }
            }
            td {
                span class={ "badge " (class(park.verdict)) } {
                    span class="mark" aria-hidden="true" { (park.verdict.map_or("✗", |verdict| mark(verdict.into()))) } " " (word(park.verdict, lang))
                }
                @if park.period.as_ref().is_some_and(|period| period.interim) { span class="under" { (lang.word("summary.interim")) } }
            }
            @for totals in &portfolio.by_rule { td data-label=(rule_title(lang, totals.id)) { @match park.rule(totals.id) { Some(rule) => (of_rule(rule, lang)), None => (UNKNOWN) } } }
            td class="lacks" { (lacks(park, lang)) }
        }
    }
}

fn of_rule(rule: &RuleEntry, lang: Lang) -> Markup {
    let scale = Scale::of_unit(&rule.unit, lang);
    html! {
        span class="numbers" { @match &rule.measured { Some(measured) => (number(measured, &scale.shown(measured))), None => (UNKNOWN) } }
        " " (badge(rule.outcome, lang))
        @if let Some(limit) = &rule.limit {
            @let bounds = rule.measured.as_ref().and_then(|measured| scale.bounds(measured, rule.lower.as_ref(), rule.upper.as_ref(), Some(limit), lang));
            @if let Some(bounds) = bounds { span class="under" { (bounds) } }
            span class="under" {
                (rule.comparison.sign()) " " (scale.bare_limit(limit))
                @if let Some(margin) = &rule.margin { " · " span class="numbers" { (lang.word("column.margin")) " " (number(margin, &scale.difference(margin, lang))) } }
            }
        }
    }
}

/// Why a park could not be read, what must be known beside its verdict, what it lacks: the first of it, the rest folded.
fn lacks(park: &ParkEntry, lang: Lang) -> Markup {
    html! {
        @if let Some(error) = &park.error { p class="error" { (name(&lang.say(error))) } }
        @if let Some(first) = park.lacks.first() { p { (name(&first.said)) } }
        @if park.lacks.len() > 1 {
            details {
                summary { (lang.fill("portfolio.more-lacks", &[&count(park.lacks.len() as u64 - 1)])) }
                ul { @for lack in &park.lacks[1..] { li { (name(&lack.said)) } } }
            }
        }
        @if !park.notes.is_empty() { ul class="notes" { @for note in &park.notes { li class="doubt" { (name(&lang.say(note))) } } } }
    }
}

fn rules(portfolio: &Portfolio, lang: Lang) -> Markup {
    let caption = lang.word("portfolio.by-rule");
    let number = |number: usize| html! { td class="number" { (count(number as u64)) } };
    let outcome = |outcome: Outcome| lang.named("outcome.", outcome.name());
    html! {
        @if !portfolio.by_rule.is_empty() {
            section class="by-rule" aria-labelledby="by-rule" {
                h2 id="by-rule" { (caption) }
                div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                    table class="totals-table" {
                        caption class="unseen" { (caption) }
                        thead {
                            tr {
                                th scope="col" { (lang.word("column.rule")) }
                                @for word in OUTCOMES.map(outcome) { th scope="col" class="number" { (word) } }
                                th scope="col" class="number" { (lang.word("portfolio.not-asked")) }
                            }
                        }
                        tbody {
                            @for rule in &portfolio.by_rule {
                                tr {
                                    th scope="row" { (rule_title(lang, rule.id)) }
                                    @for outcome in OUTCOMES { (number(rule.of(outcome))) }
                                    (number(rule.without))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn totals(key: &str, groups: &[GroupTotals], called: GroupName, lang: Lang) -> Markup {
    let id = key.rsplit('.').next().unwrap_or_default();
    let caption = lang.word(key);
    html! {
        section class="totals" aria-labelledby=(id) {
            h2 id=(id) { (caption) }
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table class="totals-table" {
                    caption class="unseen" { (caption) }
                    thead {
                        tr {
                            th scope="col" { span class="unseen" { (caption) } }
                            th scope="col" class="number" { (lang.word("portfolio.parks")) }
                            @for verdict in VERDICTS { th scope="col" class="number" { (word(verdict, lang)) } }
                            @for (figure, unit) in FIGURES { th scope="col" class="number" { (lang.fill("portfolio.sum-of", &[&symbol(figure, lang), &unit])) } }
                        }
                    }
                    tbody { @for group in groups { (group_row(group, called, lang)) } }
                }
            }
        }
    }
}

fn group_row(group: &GroupTotals, called: GroupName, lang: Lang) -> Markup {
    html! {
        tr {
            th scope="row" { (name(&called(group, lang))) }
            td class="number" { (count(group.counts.parks as u64)) }
            @for verdict in VERDICTS { td class="number" { (count(group.counts.of(verdict) as u64)) } }
            @for (figure, _) in FIGURES {
                td class="number" {
                    @if let Some(sum) = group.sums.get(figure) {
                        @match &sum.value { Some(exact) => (number(exact, &short_sum(sum, lang))), None => (short_sum(sum, lang)) }
                    }
                }
            }
        }
    }
}
