//! Indicators that a park declares: sums of their rows, stated exemptions, and those that a policy has beside the rules of the program.

use super::{Case, Finding, Outcome};
use crate::dossier::Indicator;
use crate::measure::{Amount, Exact};
use crate::standard::{Clause, Level, Measure};

/// The rows that declare a rule, or an indicator of the policy's own by any of its names.
pub(super) fn rows<'a>(case: &Case<'a>, id: &str) -> Vec<&'a Indicator> {
    let own = case.standard.indicators.iter().find(|indicator| indicator.clause.id == id);
    let named = |row: &&Indicator| own.map_or(row.indicator == id, |own| own.is_named(&row.indicator));
    case.dossier.indicators.iter().filter(named).collect()
}

/// Judges an indicator of the policy's own.
pub(super) fn own(case: &Case<'_>, clause: &Clause) -> Finding {
    match clause.measure {
        Measure::Value => value(case, clause),
        Measure::OffsetShare => offset_share(case, clause),
        Measure::Rule | Measure::Ratio | Measure::Growth => sum(case, clause),
    }
}

/// A value that one row declares, in the unit of the indicator.
fn value(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &[]);
    let limit = case.limit(clause);
    let judged = match rows(case, clause.id).as_slice() {
        [] => finding.against(limit).because(Outcome::Indeterminate, format!("nobody declared `{}` in an indicators file", clause.id)),
        [row] => match &row.value {
            Some(_) if clause.unit != "1" && plain(&row.unit) != plain(&clause.unit) => {
                let reason = format!("it is declared in `{}`, where {} is asked for", row.unit, clause.unit);
                finding.against(limit).because(Outcome::Indeterminate, reason)
            }
            Some(value) => finding.exactly(value.clone()).against(limit).decided(),
            None => finding.against(limit).because(Outcome::Indeterminate, "no `value` is declared"),
        },
        _ => finding.against(limit).because(Outcome::Indeterminate, "it is declared more than once"),
    };
    exempt(case, clause, judged)
}

/// Offsets that count over emissions.
fn offset_share(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &["emissions.total"]);
    let limit = case.limit(clause);
    let counted = case.accounts.offsets.counted.t();
    let over = |emissions: &Exact| if emissions.is_positive() { counted.over(emissions) } else { None };
    let judged = match case.accounts.emissions.as_ref().and_then(|e| Some((e, over(e.value.exact())?))) {
        Some((emissions, share)) => {
            let mut finding = finding.exactly(share);
            // More emissions make a smaller share.
            finding.lower = emissions.upper.as_ref().map_or_else(|| Some(Exact::zero()), |e| over(e.exact()));
            finding.upper = emissions.lower.as_ref().and_then(|e| over(e.exact()));
            finding.against(limit).decided()
        }
        None => finding.against(limit).because(Outcome::Indeterminate, "emissions are not known or not positive"),
    };
    exempt(case, clause, judged)
}

/// A unit as it is compared: without blanks, the Chinese of a few in signs.
fn plain(unit: &str) -> String {
    let unit: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
    [("万元", "10^4CNY"), ("吨标准煤", "tce"), ("吨二氧化碳", "tCO2"), ("CO₂", "CO2"), ("个", "count")]
        .iter()
        .fold(unit, |unit, (word, sign)| unit.replace(word, sign))
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
