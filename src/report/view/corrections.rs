//! Corrections and waivers, each with its approval, and the rules with them and without.

use super::section::{Cell, Piece, Section, Table, Text};
use crate::report::corrections::{CorrectionReport, WithoutRuleReport};
use crate::report::names::rule_name;
use crate::report::schema::Report;
use crate::report::text::corrections::{Measured, compared, measured, span, status, told, value};
use crate::report::words::Lang;
use crate::rule::Outcome;

/// The corrections; none where the park names no file of them.
pub(crate) fn of(report: &Report, lang: Lang) -> Option<Section> {
    let corrections = report.corrections.as_ref()?;
    let mut section = Section::new(lang.word("section.corrections"));
    if corrections.is_empty() {
        section.say(lang.word("correction.none"));
        return Some(section);
    }
    section.say(lang.word("correction.about"));
    let row = |c: &CorrectionReport| {
        vec![
            c.meter.as_str().into(),
            span(c, lang).into(),
            value(c, lang).into(),
            status(c, lang).into(),
            Text::lines(told(c, lang)).into(),
        ]
    };
    let columns = ["meter", "span", "value", "status", "approved"].map(|name| format!("column.{name}"));
    let columns = columns.map(|key| lang.find(&key).unwrap_or_default());
    section.table(Table::new(columns, corrections.iter().map(row).collect()));
    if let Some(without) = &report.without_corrections {
        section.say(compared(report, lang));
        let rows = without.rules.iter().map(|rule| beside(report, rule, lang)).collect();
        section.table(Table::new([lang.word("column.rule"), lang.word("column.with"), lang.word("column.without")], rows));
    }
    Some(section)
}

/// A rule with corrections and without.
fn beside(report: &Report, rule: &WithoutRuleReport, lang: Lang) -> Vec<Cell> {
    let outcome = |outcome: Outcome| lang.named("outcome.", outcome.name()).to_owned();
    let Measured { with, without, bounds } = measured(report, rule, lang);
    let mut other = Text::from(format!("{without} {}", outcome(rule.outcome)));
    if let Some(bounds) = bounds {
        other = other.and(Piece::Break).then(bounds);
    }
    vec![rule_name(lang, rule.id).into(), format!("{with} {}", outcome(rule.with)).into(), other.into()]
}
