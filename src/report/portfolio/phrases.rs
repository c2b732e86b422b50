//! What every form of the portfolio for people says, in either language.

use super::{Counts, GroupTotals, ParkEntry, Portfolio, RuleEntry, SumReport};
use crate::report::acceptance::stage_in_words;
use crate::report::names::{figure_name, province_name};
use crate::report::page::number::{UNKNOWN, count, places, rounded};
use crate::report::standing::{VERDICTS, mark, word};
use crate::report::text::scale::Scale;
use crate::report::words::Lang;
use crate::rule::{Outcome, Stage, Verdict};

/// What a group of parks is called.
pub(in crate::report) type GroupName = fn(&GroupTotals, Lang) -> String;

/// The tables of totals: heading, groups, what each is called. That of periods only where there are several.
pub(in crate::report) fn tables(portfolio: &Portfolio) -> Vec<(&'static str, &[GroupTotals], GroupName)> {
    let mut tables: Vec<(&'static str, &[GroupTotals], GroupName)> =
        vec![("portfolio.by-province", &portfolio.by_province, province_of), ("portfolio.by-stage", &portfolio.by_stage, stage_of)];
    if portfolio.periods() > 1 {
        tables.push(("portfolio.by-period", &portfolio.by_period, period_of));
    }
    tables
}

fn province_of(group: &GroupTotals, lang: Lang) -> String {
    group.name.as_deref().map_or_else(|| lang.word("portfolio.no-province").to_owned(), |name| province_name(lang, name).to_owned())
}

fn stage_of(group: &GroupTotals, lang: Lang) -> String {
    let stage = group.name.as_deref().and_then(Stage::parse);
    stage.map_or_else(|| word(None, lang).to_owned(), |stage| stage_in_words(stage, None, lang))
}

fn period_of(group: &GroupTotals, lang: Lang) -> String {
    let days = group.name.as_deref().and_then(|name| name.split_once('/'));
    days.map_or_else(|| word(None, lang).to_owned(), |(start, end)| lang.fill("summary.period-span", &[&start, &end]))
}

/// How many parks came to what, in words with their marks.
pub(in crate::report) fn tally(counts: &Counts, lang: Lang) -> String {
    let marked = |verdict: Option<Verdict>| {
        let mark = verdict.map_or_else(String::new, |verdict| format!("{} ", mark(verdict.into())));
        (counts.of(verdict) > 0).then(|| format!("{} {mark}{}", count(counts.of(verdict) as u64), word(verdict, lang)))
    };
    lang.list(&VERDICTS.into_iter().filter_map(marked).collect::<Vec<_>>())
}

/// What must be known before the totals are believed.
pub(in crate::report) fn notes(portfolio: &Portfolio, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if portfolio.periods() > 1 {
        notes.push(lang.fill("portfolio.periods", &[&count(portfolio.periods() as u64)]));
    }
    let noted = portfolio.parks.iter().filter(|park| !park.notes.is_empty()).count();
    if noted > 0 {
        notes.push(lang.fill("portfolio.noted", &[&count(noted as u64)]));
    }
    notes
}

/// A sum without its unit.
pub(in crate::report) fn bare_sum(sum: &SumReport) -> String {
    sum.value.as_ref().map_or_else(|| UNKNOWN.to_owned(), |value| rounded(value, places([value])))
}

/// A sum with its unit, and how many parks it is without.
pub(in crate::report) fn sum(sum: &SumReport, lang: Lang) -> (String, String) {
    let value = if sum.value.is_some() { format!("{} {}", bare_sum(sum), sum.unit) } else { bare_sum(sum) };
    let without = if sum.unknown > 0 { lang.fill("portfolio.without", &[&count(sum.unknown as u64)]) } else { String::new() };
    (value, without)
}

/// Outcomes of a rule, the worst first.
pub(in crate::report) const OUTCOMES: [Outcome; 5] =
    [Outcome::Fail, Outcome::Indeterminate, Outcome::Pass, Outcome::NotApplicable, Outcome::Exempt];

/// A sum without its unit, which its column says, and how many parks it is without.
pub(in crate::report) fn short_sum(sum: &SumReport, lang: Lang) -> String {
    let value = bare_sum(sum);
    if sum.unknown > 0 { value + &lang.in_brackets(&lang.fill("portfolio.without-short", &[&count(sum.unknown as u64)])) } else { value }
}

/// The symbol of a figure, its name where it has none.
pub(in crate::report) fn symbol(figure: &str, lang: Lang) -> String {
    lang.find(&format!("figure.{figure}.symbol")).map_or_else(|| figure_name(lang, figure), str::to_owned)
}

/// What a required rule says of a park: what was measured, by how much the limit is kept.
pub(in crate::report) fn of_rule(rule: &RuleEntry, lang: Lang) -> String {
    let scale = Scale::of_unit(&rule.unit, lang);
    let measured = rule.measured.as_ref().map_or_else(|| UNKNOWN.to_owned(), |measured| scale.bare(measured));
    let margin = rule.margin.as_ref().map_or_else(String::new, |margin| lang.in_brackets(&scale.difference(margin, lang)));
    format!("{measured}{margin}")
}

/// A verdict as a word, with a word for a period that is no natural year.
pub(in crate::report) fn verdict(park: &ParkEntry, lang: Lang) -> String {
    let interim = park.period.as_ref().is_some_and(|period| period.interim);
    let interim = if interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    format!("{}{interim}", word(park.verdict, lang))
}

/// Where a park stands on the way to recognition.
pub(in crate::report) fn stage(park: &ParkEntry, lang: Lang) -> String {
    park.stage.map_or_else(|| UNKNOWN.to_owned(), |stage| stage_in_words(stage, park.end_year, lang))
}
