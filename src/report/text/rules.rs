//! The rules of a level: measured, limit, margin, outcome, and below each what the numbers alone do not say.

use super::scale::Scale;
use crate::report::force;
use crate::report::names::rule_name;
use crate::report::page::number::UNKNOWN;
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::schema::{Report, RuleReport};
use crate::report::standing::outcome_ink;
use crate::report::words::Lang;
use crate::rule::Outcome;
use crate::standard::Level;

pub(super) fn write(page: &mut Page, report: &Report, level: Level) {
    let lang = page.style.lang;
    let mut table = Table::new(&[
        (lang.word("column.rule"), Align::Left),
        (lang.word("column.measured"), Align::Right),
        (lang.word("column.limit"), Align::Left),
        (lang.word("column.margin"), Align::Right),
        (lang.word("column.outcome"), Align::Left),
    ]);
    for rule in report.rules_at(level) {
        row(&mut table, rule, lang);
    }
    if !table.is_empty() {
        page.heading(lang.named("section.", level.name()));
        page.table(2, &table);
    }
}

fn row(table: &mut Table, rule: &RuleReport, lang: Lang) {
    let scale = Scale::of(rule, lang);
    let outcome = lang.named("outcome.", rule.outcome.name());
    let faint = if matches!(rule.outcome, Outcome::NotApplicable | Outcome::Exempt) { Ink::Faint } else { Ink::Plain };
    let sign = rule.comparison.sign();
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
    table.row(vec![
        Cell::inked(rule_name(lang, rule.id), faint),
        Cell::inked(or_unknown(rule.measured.as_ref().map(|m| scale.shown(m))), faint),
        Cell::inked(or_unknown(rule.limit.as_ref().map(|l| format!("{sign} {}", scale.bare_limit(l)))), faint),
        Cell::inked(or_unknown(rule.margin.as_ref().map(|m| scale.difference(m, lang))), faint),
        Cell::inked(outcome, outcome_ink(rule.outcome)),
    ]);
    if let Some(measured) = &rule.measured {
        if let Some(bounds) = scale.bounds(measured, rule.lower.as_ref(), rule.upper.as_ref(), rule.limit.as_ref(), lang) {
            table.note(Ink::Faint, bounds);
        }
        if let Some(belied) = rule.limit.as_ref().and_then(|limit| scale.belied(measured, limit, lang)) {
            table.note(Ink::Doubt, belied);
        }
    }
    if let Some(reason) = &rule.reason {
        table.note(Ink::Faint, lang.reason(reason));
    }
    if let Some(force) = force::of_rule(rule, lang) {
        table.note(Ink::Doubt, force);
    }
}
