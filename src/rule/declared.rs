//! Indicators that a park declares: sums of their rows, and stated exemptions.

use super::{Case, Finding, Outcome};
use crate::dossier::Indicator;
use crate::measure::Exact;
use crate::standard::{Clause, Level};

/// The rows that declare a rule.
pub(super) fn rows<'a>(case: &Case<'a>, id: &str) -> Vec<&'a Indicator> {
    case.dossier.indicators.iter().filter(|i| i.indicator == id).collect()
}

/// A stated exemption wins over a value; only guiding indicators can be exempted.
pub(super) fn exempt(case: &Case<'_>, clause: &Clause, finding: Finding) -> Finding {
    let reason = rows(case, finding.id).into_iter().find_map(|i| i.exempt.clone());
    match reason {
        Some(reason) if clause.level == Level::Guiding => finding.because(Outcome::Exempt, reason),
        _ => finding,
    }
}

/// Judges Σ numerator / Σ denominator of the rows that declare a rule, or a weighted mean where every row states a weight as its `value`.
pub(super) fn sum(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &[]);
    let rows = rows(case, clause.id);
    let limit = case.limit(clause);
    if rows.is_empty() {
        return finding.against(limit).because(Outcome::Indeterminate, format!("nobody declared `{}` in an indicators file", clause.id));
    }
    let judged = match ratio(&rows) {
        Some(measured) => finding.exactly(measured).against(limit).decided(),
        None => finding
            .against(limit)
            .because(Outcome::Indeterminate, "a numerator or denominator is missing, or the denominators are not positive"),
    };
    exempt(case, clause, judged)
}

fn ratio(rows: &[&Indicator]) -> Option<Exact> {
    let pairs: Vec<(&Exact, &Exact)> =
        rows.iter().map(|r| Some((r.numerator.as_ref()?, r.denominator.as_ref()?))).collect::<Option<_>>()?;
    if rows.iter().all(|r| r.value.is_some()) {
        // Stated weights.
        let weights: Vec<&Exact> = rows.iter().filter_map(|r| r.value.as_ref()).collect();
        let whole: Exact = weights.iter().copied().sum();
        if !whole.is_positive() || pairs.iter().any(|(_, d)| !d.is_positive()) {
            return None;
        }
        let mut mean = Exact::zero();
        for (weight, (n, d)) in weights.iter().zip(&pairs) {
            mean += &(*weight * &n.over(d)?);
        }
        return mean.over(&whole);
    }
    let numerator: Exact = pairs.iter().map(|p| p.0).sum();
    let denominator: Exact = pairs.iter().map(|p| p.1).sum();
    if denominator.is_positive() { numerator.over(&denominator) } else { None }
}
