//! Asks: where the load meters cover the whole park, the balance closes (电量平衡).
//!
//! Formula: |U − (L + `S_c` − `S_d`)| / U. Applies only where `[meters] loads_complete = true`. The required rules depend on it.
//!
//! Source: our decision (METHOD 3 and 7).

use super::{Case, Finding, Outcome};
use crate::account::Mode;
use crate::measure::{Amount, Electricity, Exact, Share, Span};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &["electricity.balance_residual", "electricity.consumption", "electricity.load"]);
    if !case.dossier.loads_complete {
        return finding.because(Outcome::NotApplicable, "the load meters are not stated to cover the whole park (`loads_complete`)");
    }
    let limit = case.limit(clause);
    let electric = &case.accounts.electric;
    if electric.mode == Mode::Neither {
        return finding.against(limit).because(Outcome::Indeterminate, "neither a gateway meter nor load meters are registered");
    }
    let (residual, used) = (&electric.residual, &electric.consumption);
    let ratio = |part: &Exact, whole: &Exact| if whole.is_positive() { part.over(whole) } else { None };
    let Some(value) = ratio(&residual.value.mwh().abs(), used.value.mwh()) else {
        return finding.against(limit).because(Outcome::Indeterminate, "consumption is zero or negative");
    };
    // residual / U = 1 − (L + S_c − S_d) / U, whose parts no reading shares.
    let measured = electric.load.clone() + electric.charge.clone() - electric.discharge.clone();
    let share = |part: Option<&Electricity>, whole: Option<&Electricity>| ratio(part?.mwh(), whole?.mwh());
    let low = share(measured.upper.as_ref(), used.lower.as_ref()).map(|s| Exact::one() - s);
    let high = share(measured.lower.as_ref(), used.upper.as_ref()).map(|s| Exact::one() - s);
    let vanishes = used.lower.as_ref().is_none_or(|least| !least.mwh().is_positive());
    let (low, high) = if vanishes { (None, None) } else { (low, high) };
    let (low, high) = if electric.mode == Mode::Inferred { (Some(Exact::zero()), Some(Exact::zero())) } else { (low, high) };
    let crosses = low.as_ref().is_none_or(|l| !l.is_positive()) && high.as_ref().is_none_or(|h| !h.is_negative());
    let lower = if vanishes && electric.mode != Mode::Inferred {
        None
    } else if crosses {
        Some(Exact::zero())
    } else {
        low.iter().chain(&high).map(Exact::abs).min()
    };
    let upper = low.as_ref().zip(high.as_ref()).map(|(l, h)| l.abs().max(h.abs()));
    let span = Span { value: Share::of(value), lower: lower.map(Share::of), upper: upper.map(Share::of) };
    finding.measuring(&span).against(limit).decided()
}
