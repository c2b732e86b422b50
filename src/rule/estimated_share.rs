//! Asks: little of the energy is estimated or corrected (估算数据占比).
//!
//! Formula: Σ estimated / Σ all, as energy, over the boundary meters of electricity, or of another carrier if its share is greater. A correction is
//! no reading and counts as estimated, with the greatest of what it states, what it replaces, and the mean of its meter's readings over its time: no
//! value, and not zero either, makes much missing time look like little. All required rules depend on it. A share above half of the limit is warned of.
//!
//! Source: our decision (METHOD 7).

use std::collections::BTreeMap;

use super::{Case, Finding, Outcome};
use crate::account::enters;
use crate::dossier::{Carrier, Dossier, Series, Standing, State};
use crate::measure::Exact;
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let dossier = case.dossier;
    let mut sums: BTreeMap<Carrier, (Exact, Exact)> = BTreeMap::new();
    for (index, meter) in dossier.meters.iter().enumerate() {
        let Some(series) = dossier.series[index].as_ref().filter(|_| enters(dossier, &case.accounts.electric, index)) else { continue };
        let (mut estimated, mut all) = (0_i128, 0_i128);
        // What is summed is never estimated.
        let kept = if series.totals.is_some() { 0 } else { series.len() };
        all += series.totals.as_ref().map_or(0, |summed| summed.magnitude());
        for cell in (0..kept).filter(|&cell| series.has(cell)) {
            let value = series.cells.get(cell).abs();
            all += value;
            if series.states[cell].has(State::ESTIMATED) {
                estimated += value;
            }
        }
        estimated += series.spreads.iter().filter(|s| !s.corrected && s.estimated).map(|s| s.total.abs()).sum::<i128>();
        all += series.spreads.iter().filter(|s| !s.corrected).map(|s| s.total.abs()).sum::<i128>();
        let all = series.base_units(all);
        let corrected = corrected(dossier, index, series, &all);
        let sum = sums.entry(meter.carrier).or_insert_with(|| (Exact::zero(), Exact::zero()));
        sum.0 += &(series.base_units(estimated) + &corrected);
        sum.1 += &(all + &corrected);
    }
    let finding = Finding::new(case, clause, &[]);
    let Some(share) = sums.values().filter_map(|(estimated, all)| estimated.over(all)).max() else {
        return finding
            .against(case.limit(clause))
            .because(Outcome::Indeterminate, "no energy was read of which a share could be estimated");
    };
    let warn = clause.warn.as_ref().filter(|warn| share > **warn);
    let reason = warn.map(|warn| format!("more than {warn} of the energy is estimated"));
    let mut finding = finding.exactly(share).against(case.limit(clause)).decided();
    // Above the limit, the limit is what is told.
    finding.reason = finding.reason.or(reason.filter(|_| finding.outcome == Outcome::Pass));
    finding
}

/// What the corrections of a meter count for, in base units, where its readings come to `read`.
fn corrected(dossier: &Dossier, meter: usize, series: &Series, read: &Exact) -> Exact {
    // Of a dossier without its corrections none is in force.
    if !series.spreads.iter().any(|s| s.corrected) {
        return Exact::zero();
    }
    let seconds = |cell: usize| i128::from(series.step.next(series.start(cell)).0 - series.start(cell).0);
    let read_for: i128 = (0..series.len()).filter(|&c| series.has(c)).map(seconds).sum();
    let spread_for: i128 = series.spreads.iter().filter(|s| !s.corrected).map(|s| i128::from(s.until.0 - s.from.0)).sum();
    let applied = dossier.corrections.iter().filter(|c| c.meter == meter && c.standing == Standing::Applied);
    applied
        .map(|c| {
            let time = Exact::from(i128::from(c.until.0 - c.from.0));
            let usual = (read * &time).over(&Exact::from(read_for + spread_for)).unwrap_or_else(Exact::zero);
            c.amount.abs().max(c.replaced_amount.clone()).max(usual)
        })
        .sum()
}
