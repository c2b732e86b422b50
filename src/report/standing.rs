//! What a park came to among several: how bad that is, how it stands out, and its totals.

use std::cmp::Reverse;

use super::Report;
use super::page::Ink;
use super::told::Told;
use super::words::Lang;
use crate::measure::Exact;
use crate::rule::{Outcome, Verdict};
use crate::standard::Level;

/// The totals of a park that tables of parks show, with their units.
pub(super) const TOTALS: [(&str, &str); 3] =
    [("electricity.consumption", "U MWh"), ("energy.total", "W tce"), ("emissions.total", "E tCO2")];

/// What parks come to, the worst first; none of those that could not be read.
pub(super) const VERDICTS: [Option<Verdict>; 4] = [None, Some(Verdict::Fail), Some(Verdict::Indeterminate), Some(Verdict::Pass)];

/// How good what a park came to is: the lesser, the worse. Of parks that came to the same, the one with the most required rules that failed is the worst,
/// then that with the most that could not be decided.
pub(super) fn rank(told: &Told) -> (usize, Reverse<(usize, usize)>) {
    let outcome = told.outcome();
    let place = VERDICTS.iter().position(|verdict| *verdict == outcome).unwrap_or_default();
    let required = |outcome: Outcome| {
        let rules = told.result.iter().flat_map(|report| report.rules_at(Level::Required));
        rules.filter(|rule| rule.outcome == outcome).count()
    };
    (place, Reverse((required(Outcome::Fail), required(Outcome::Indeterminate))))
}

/// A figure of a report; none where it is not known.
pub(super) fn value(report: &Report, id: &str) -> Option<Exact> {
    report.figures.get(id)?.value.clone()
}

/// How what a park came to stands out.
pub(super) fn ink(outcome: Option<Verdict>) -> Ink {
    outcome.map_or(Ink::Bad, outcome_ink)
}

/// How an outcome or a verdict stands out.
pub(super) fn outcome_ink(outcome: impl Into<Outcome>) -> Ink {
    match outcome.into() {
        Outcome::Pass => Ink::Good,
        Outcome::Fail => Ink::Bad,
        Outcome::Indeterminate => Ink::Doubt,
        Outcome::NotApplicable | Outcome::Exempt => Ink::Faint,
    }
}

/// The mark of an outcome: a shape beside the word.
pub(super) fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::Indeterminate => "?",
        Outcome::NotApplicable | Outcome::Exempt => "–",
    }
}

/// What a park came to as a word.
pub(super) fn word(outcome: Option<Verdict>, lang: Lang) -> &'static str {
    let key = outcome.map_or_else(|| "portfolio.unread".to_owned(), |verdict| format!("verdict.{verdict}"));
    lang.find(&key).unwrap_or_default()
}
