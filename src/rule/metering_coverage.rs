//! Asks: every meter that counts at the park's boundary was read in the period (计量覆盖).
//!
//! Formula: fails if a boundary meter that enters U, R, E or W has no reading at all in the period; measured is the lowest coverage of such a
//! meter, readings present / readings expected. A correction is no reading: it does not make a meter read. All required rules depend on it.
//!
//! Source: our decision (METHOD 7).

use super::{Case, Finding, Outcome};
use crate::account::{Deciding, enters};
use crate::measure::Exact;
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let dossier = case.dossier;
    let finding = Finding::new(case, clause, &[]);
    let mut lowest: Option<Exact> = None;
    let mut unread = Vec::new();
    for (index, meter) in dossier.meters.iter().enumerate() {
        if !enters(dossier, &case.accounts.electric, index) || dossier.period.within(meter.service.from, meter.service.to).is_none() {
            continue;
        }
        let complete = &case.accounts.completeness[index];
        // A correction is no reading.
        let known = complete.present - complete.corrected.min(complete.present);
        let read = dossier.series[index].as_ref().is_some_and(|s| known > 0 || s.spreads.iter().any(|s| !s.corrected));
        if !read {
            unread.push(index);
        }
        let coverage = if complete.expected == 0 { Exact::zero() } else { Exact::ratio(i128::from(known), i128::from(complete.expected)) };
        lowest = Some(lowest.map_or(coverage.clone(), |l| l.min(coverage)));
    }
    let Some(lowest) = lowest else {
        return finding
            .because(Outcome::Fail, "no registered meter counts at the park's boundary in the period: there is nothing to check");
    };
    let finding = finding.exactly(lowest).against(case.limit(clause));
    if !unread.is_empty() {
        let names: Vec<&str> = unread.iter().map(|&m| dossier.meters[m].id.as_str()).collect();
        let reason = format!("no reading at all in the period of {}", names.join(", "));
        let mut finding = finding.because(Outcome::Fail, reason);
        for meter in unread {
            let service = dossier.meters[meter].service;
            if let Some(window) = dossier.period.within(service.from, service.to) {
                finding.deciding.push(Deciding { meter, from: window.start, to: window.end, effect: None });
            }
        }
        return finding;
    }
    if finding.limit.is_some() { finding.decided() } else { Finding { outcome: Outcome::Pass, ..finding } }
}
