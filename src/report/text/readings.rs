//! What other readings of the rules would make of the park, where they were asked for: each alone, all combinations in number, and what depends on which.

use crate::report::names::rule_name;
use crate::report::standing::outcome_ink;
use std::collections::BTreeMap;

use super::scale::Scale;
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::readings::{CombinationReport, DependenceReport, ReadReport, ReadRuleReport, ReadingsReport};
use crate::report::schema::Report;
use crate::report::words::Lang;

/// What `of` says of a dependence of the verdict.
const VERDICT: &str = "verdict";

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(readings) = &report.readings else { return };
    let lang = page.style.lang;
    page.heading(lang.word("section.readings"));
    page.paragraph(2, Ink::Plain, lang.word("readings.about"));
    let mut table = Table::new(&[
        (lang.word("readings.instead"), Align::Left),
        (lang.word("readings.in-force"), Align::Left),
        (lang.word("column.verdict"), Align::Left),
        (lang.word("readings.rules"), Align::Left),
    ])
    .flexible();
    for read in &readings.alone {
        let Some((instead, in_force)) = instead(readings, read, lang) else { continue };
        table.row(vec![
            instead.into(),
            Cell::inked(in_force, Ink::Faint),
            Cell::inked(lang.named("verdict.", read.verdict.name()), outcome_ink(read.verdict)),
            Cell::inked(said(report, read, lang), Ink::Faint),
        ]);
    }
    page.table(2, &table);
    page.blank();
    for (ink, told) in concluded(readings, lang) {
        page.paragraph(2, ink, &told);
    }
}

/// The other reading of an open point, and the one in force.
pub(in crate::report) fn instead(readings: &ReadingsReport, read: &ReadReport, lang: Lang) -> Option<(String, String)> {
    let point = readings.points.iter().find(|p| p.reading == read.reading)?;
    let shown = |value: &str| value_name(lang, value, point.unit);
    Some((lang.fill("readings.of", &[&point_name(lang, read.reading), &shown(&read.value)]), shown(&point.in_force)))
}

/// What the combinations come to, and what depends on which reading.
pub(in crate::report) fn concluded(readings: &ReadingsReport, lang: Lang) -> Vec<(Ink, String)> {
    let all = &readings.combinations;
    let names: Vec<String> = all.varied.iter().map(|p| point_name(lang, p)).collect();
    if names.is_empty() {
        return vec![(Ink::Plain, lang.word("readings.none-moves").to_owned())];
    }
    let verdicts = counted(lang, "verdict", &all.verdicts);
    let mut told = vec![(Ink::Plain, lang.fill("readings.combinations", &[&all.count, &lang.list(&names), &verdicts]))];
    if readings.depends.is_empty() {
        told.push((Ink::Good, lang.word("readings.nothing-depends").to_owned()));
    }
    for depends in &readings.depends {
        told.push((if depends.of == VERDICT { Ink::Doubt } else { Ink::Plain }, depending(depends, lang)));
    }
    told
}

/// Whether the verdict depends on readings, and on which.
pub(super) fn of_verdict(readings: &ReadingsReport, lang: Lang) -> String {
    let all = &readings.combinations;
    match readings.depends.iter().find(|depends| depends.of == VERDICT) {
        Some(depends) => depending(depends, lang),
        None if all.varied.is_empty() => lang.word("readings.none-moves").to_owned(),
        None => lang.fill("readings.same-verdict", &[&all.count]),
    }
}

/// What an outcome depends on.
fn depending(depends: &DependenceReport, lang: Lang) -> String {
    let verdict = depends.of == VERDICT;
    let of = if verdict { lang.word("readings.the-verdict") } else { rule_name(lang, depends.of) };
    let points = |points: &[&'static str]| lang.list(&points.iter().map(|p| point_name(lang, p)).collect::<Vec<_>>());
    let outcomes = counted(lang, if verdict { "verdict" } else { "outcome" }, &depends.outcomes);
    if depends.alone.is_empty() {
        lang.fill("readings.depends-together", &[&of, &points(&depends.on), &outcomes])
    } else {
        lang.fill("readings.depends", &[&of, &points(&depends.on), &outcomes, &points(&depends.alone)])
    }
}

/// What a combination reads otherwise, and the rules that it turns.
pub(in crate::report) fn combined(readings: &ReadingsReport, combination: &CombinationReport, lang: Lang) -> (String, String) {
    let unit = |point: &str| readings.points.iter().find(|p| p.reading == point).and_then(|p| p.unit);
    let read = combination
        .readings
        .iter()
        .map(|(point, value)| lang.fill("readings.of", &[&point_name(lang, point), &value_name(lang, value, unit(point))]));
    let read: Vec<String> = read.collect();
    let turned = combination
        .turned
        .iter()
        .map(|(rule, outcome)| lang.fill("readings.of", &[&rule_name(lang, rule), &lang.named("outcome.", outcome.name())]));
    let turned: Vec<String> = turned.collect();
    let or = |list: Vec<String>, key| if list.is_empty() { lang.word(key).to_owned() } else { lang.list(&list) };
    (or(read, "readings.as-in-force"), or(turned, "readings.turns-nothing"))
}

/// What an open point is called.
pub(in crate::report) fn point_name(lang: Lang, point: &str) -> String {
    lang.named("readings.point.", point).to_owned()
}

/// A reading as it is said.
pub(in crate::report) fn value_name(lang: Lang, value: &str, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{value} {unit}"),
        None => lang.named("readings.value.", value).to_owned(),
    }
}

/// How many combinations come to what.
fn counted(lang: Lang, kind: &str, outcomes: &BTreeMap<&'static str, usize>) -> String {
    let one = |(outcome, count): (&&'static str, &usize)| {
        let name = lang.find(&format!("{kind}.{outcome}")).unwrap_or(outcome);
        lang.fill("readings.counted", &[&name, count])
    };
    lang.list(&outcomes.iter().map(one).collect::<Vec<_>>())
}

/// The rules that another reading moves.
pub(in crate::report) fn said(report: &Report, read: &ReadReport, lang: Lang) -> String {
    if read.rules.is_empty() {
        return lang.word(if read.moves { "readings.moves-no-rule" } else { "readings.moves-nothing" }).to_owned();
    }
    lang.list(&read.rules.iter().map(|rule| of_rule(report, rule, lang)).collect::<Vec<_>>())
}

fn of_rule(report: &Report, rule: &ReadRuleReport, lang: Lang) -> String {
    let outcome = lang.named("outcome.", rule.outcome.name());
    let now = report.rules.iter().find(|r| r.id == rule.id);
    let measured = now.zip(rule.measured.as_ref()).map_or_else(String::new, |(r, m)| Scale::of(r, lang).shown(m));
    let measured = if measured.is_empty() { crate::report::page::number::UNKNOWN.to_owned() } else { measured };
    let text = lang.fill("changes.effect", &[&rule_name(lang, rule.id), &measured, &outcome]);
    if rule.turns { lang.fill("changes.turned", &[&text]) } else { text }
}
