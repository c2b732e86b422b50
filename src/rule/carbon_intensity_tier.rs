//! Asks: the park's carbon per unit of energy is within the official tier of its size (单位能耗碳排放).
//!
//! Formula: I = E / W against the tier of W (of a whole year: W × days in the year / days covered). Below the smallest tier the rule does
//! not apply. Where the bounds of W reach over several tiers, each is judged, and the rule is decided where all agree.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 1.

use super::near_zero::UNDEFINED;
use super::{Case, Finding, Outcome};
use crate::measure::{Amount, Exact};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &["emissions.total", "energy.total", "carbon_intensity"]);
    let intensity = &case.accounts.carbon_intensity;
    if let Some(stated) = case.settings.limit(clause.id) {
        return finding.of_ratio(intensity, Some(stated.clone()), UNDEFINED);
    }
    let Some(annual) = case.annual_energy() else { return finding.because(Outcome::Indeterminate, UNDEFINED) };
    let period = &case.dossier.period;
    let limits: Vec<Option<Exact>> = clause
        .tiers_between(period, annual.lower.as_ref().map(Amount::exact), annual.upper.as_ref().map(Amount::exact))
        .into_iter()
        .map(|tier| tier.map(|t| t.value.clone()))
        .collect();
    let none = || {
        let smallest = clause.limits.iter().filter_map(|l| l.min_tce.as_ref()).min();
        let size = smallest.map_or(String::new(), |s| format!(" below {s} tce"));
        format!("the park uses {} tce a year; there is no tier{size}", annual.value.tce().to_fixed(0))
    };
    if limits.iter().all(Option::is_none) {
        let finding = match &intensity.span {
            Some(span) => finding.measuring(span),
            None => finding,
        };
        return finding.because(Outcome::NotApplicable, none());
    }
    let judged: Vec<(Outcome, Finding)> = limits
        .iter()
        .map(|limit| match limit {
            Some(limit) => {
                let judged = finding.clone().of_ratio(intensity, Some(limit.clone()), UNDEFINED);
                (judged.outcome, judged)
            }
            None => (Outcome::NotApplicable, finding.clone()),
        })
        .collect();
    let first = judged[0].0;
    if judged.len() == 1 {
        return judged.into_iter().next().map_or(finding, |j| j.1);
    }
    let agreed = judged.iter().all(|j| j.0 == first);
    let mut several = match &intensity.span {
        Some(span) => finding.measuring(span),
        None => finding,
    };
    several.deciding.clone_from(&intensity.deciding);
    if agreed && first != Outcome::Indeterminate {
        several.deciding.clear();
        return several.because(first, "the bounds of the park's energy reach over several tiers, which agree");
    }
    several.because(Outcome::Indeterminate, "the bounds of the park's energy reach over several tiers, which do not agree")
}
