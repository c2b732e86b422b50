//! Asks: little of the energy is estimated (估算数据占比).
//!
//! Formula: Σ estimated / Σ all, as energy, over the boundary meters of electricity, or of another carrier if its share is greater. All
//! required rules depend on it. A share above half of the limit is warned of.
//!
//! Source: our decision (METHOD 7).

use std::collections::BTreeMap;

use super::{Case, Finding, Outcome};
use crate::account::enters;
use crate::dossier::{Carrier, State};
use crate::measure::Exact;
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let dossier = case.dossier;
    let mut sums: BTreeMap<Carrier, (Exact, Exact)> = BTreeMap::new();
    for (index, meter) in dossier.meters.iter().enumerate() {
        let Some(series) = dossier.series[index].as_ref().filter(|_| enters(dossier, &case.accounts.electric, index)) else { continue };
        let (mut estimated, mut all) = (0_i128, 0_i128);
        if let Some(summed) = &series.summed {
            all += summed.magnitude();
        }
        for cell in (0..series.len()).filter(|_| series.summed.is_none()) {
            if series.has(cell) {
                let value = series.cells.get(cell).abs();
                all += value;
                if series.states[cell].has(State::ESTIMATED) {
                    estimated += value;
                }
            }
        }
        all += series.spreads.iter().map(|s| s.total.abs()).sum::<i128>();
        let sum = sums.entry(meter.carrier).or_insert_with(|| (Exact::zero(), Exact::zero()));
        sum.0 += &series.base_units(estimated);
        sum.1 += &series.base_units(all);
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
    finding.reason = finding.reason.or(reason);
    finding
}
