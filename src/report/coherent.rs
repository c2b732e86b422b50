//! Whether a report that was read says one thing: its verdict follows from its rules, the outcome of each from its bounds and its limit. What the program
//! wrote does; what was edited at one place does not.

use super::Report;
use super::criteria::{PolicyBy, State};
use super::schema::{FigureReport, RuleReport};
use crate::measure::Exact;
use crate::rule::{By, Outcome, Verdict};
use crate::standard::Level;

/// The first key that does not follow from the others.
pub(super) fn contradiction(report: &Report) -> Option<String> {
    let rule = report.rules.iter().find_map(|rule| of_rule(rule).map(|key| format!("rules.{}.{key}", rule.id)));
    rule.or_else(|| {
        let required = report.rules.iter().filter(|rule| rule.level == Level::Required).map(|rule| rule.outcome);
        let interim = report.period.interim && !report.run.interim;
        let verdict = if interim { Verdict::Indeterminate } else { Verdict::of(required) };
        (report.verdict != verdict).then(|| "verdict".to_owned())
    })
    .or_else(|| of_criteria(report))
    .or_else(|| of_figures(report))
    .or_else(|| {
        // A trade counts by as many certificates as it has whole MWh.
        let trades = &report.trades;
        let codes: u128 = trades.counted_codes.iter().map(|codes| u128::from(codes.quantity)).sum();
        let certified = &trades.counted - &trades.uncertified;
        let counted = i128::try_from(codes).map(|codes| Exact::from(codes) * Exact::from(2_i64)).ok()?;
        (counted < certified).then(|| "trades.counted_codes".to_owned())
    })
}

/// The key of the criteria that does not follow from the others: what changed none gives the verdict that it has, and a policy of the park's own is
/// never alone in deciding.
fn of_criteria(report: &Report) -> Option<String> {
    let criteria = &report.criteria;
    let is_changed = !criteria.changed.is_empty();
    let by_park = criteria.policy_by == PolicyBy::Park;
    let brought = criteria.changed.iter().any(|changed| changed.by == By::PolicyFile);
    let wrong = if (criteria.state == State::Stated) != is_changed {
        Some("state")
    } else if by_park && brought && !criteria.built_in_decides || criteria.built_in_decides && !by_park {
        Some("built_in_decides")
    } else if !is_changed && criteria.verdict_as_built_in != report.verdict {
        Some("verdict_as_built_in")
    } else {
        None
    };
    wrong.map(|key| format!("criteria.{key}"))
}

/// A figure outside its own bounds, or a month outside the period.
fn of_figures(report: &Report) -> Option<String> {
    let is_outside = |figure: &FigureReport| {
        let value = figure.value.as_ref();
        let below = value.zip(figure.lower.as_ref()).is_some_and(|(value, lower)| value < lower);
        below || value.zip(figure.upper.as_ref()).is_some_and(|(value, upper)| value > upper)
    };
    let figure = report.figures.iter().find(|(_, figure)| is_outside(figure)).map(|(name, _)| format!("figures.{name}.value"));
    let within = |month: &str| {
        let (start, end) = (&report.period.start, &report.period.end);
        start.get(..7).is_none_or(|start| start <= month) && end.get(..7).is_none_or(|end| month <= end)
    };
    figure.or_else(|| report.months.iter().any(|month| !within(&month.month)).then(|| "months".to_owned()))
}

/// The key of a rule that does not follow from its others.
fn of_rule(rule: &RuleReport) -> Option<&'static str> {
    let limit = rule.limit.as_ref()?;
    if let (Some(measured), Some(margin)) = (&rule.measured, &rule.margin)
        && rule.comparison.margin(measured, limit) != *margin
    {
        return Some("margin");
    }
    // A rule without bounds is judged by what was measured.
    let bounds = match (&rule.lower, &rule.upper) {
        (None, None) => (rule.measured.as_ref(), rule.measured.as_ref()),
        (lower, upper) => (lower.as_ref(), upper.as_ref()),
    };
    let decided = rule.comparison.decides(bounds, limit);
    let follows = match rule.outcome {
        Outcome::Pass => decided == Some(true),
        Outcome::Fail => decided == Some(false),
        Outcome::Indeterminate | Outcome::NotApplicable | Outcome::Exempt => true,
    };
    (!follows).then_some("outcome")
}
