//! Headroom (METHOD 7): how much direct supply, or zero-rated purchase, is still needed; negative is spare.

use super::{Case, Finding, Outcome};
use crate::account::Mode;
use crate::measure::Exact;

/// What would bring a rule to its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// `MWh` still needed; `None` where no such amount can do it.
    pub change: Option<Exact>,
    /// The figure that it would change.
    pub of: &'static str,
}

/// Headroom of the rules that have one: none for a blocked rule, one that does not apply, or where no single limit holds.
pub(super) fn headroom(case: &Case<'_>, findings: &[Finding]) -> Vec<(&'static str, Headroom)> {
    let accounts = case.accounts;
    if accounts.electric.mode == Mode::Neither {
        return Vec::new();
    }
    let mut all = Vec::new();
    for finding in findings {
        let applies =
            !finding.blocked && finding.measured.is_some() && !matches!(finding.outcome, Outcome::NotApplicable | Outcome::Exempt);
        let Some(limit) = finding.limit.as_ref().filter(|_| applies) else { continue };
        match finding.id {
            "direct-green-share" => {
                let change = limit * accounts.electric.consumption.value.mwh() - accounts.electric.green.value.mwh();
                all.push((finding.id, Headroom { change: Some(change), of: "electricity.direct_green" }));
            }
            "near-zero" | "carbon-intensity-tier" => {
                let (Some(emissions), Some(energy)) = (&accounts.emissions, &accounts.energy) else { continue };
                let excess = emissions.value.t() - &(limit * energy.value.tce());
                let change = excess.over(&case.standard.constants.electricity_factor);
                let change = change.filter(|c| c <= accounts.residual.value.mwh());
                all.push((finding.id, Headroom { change, of: "electricity.zero_rated" }));
            }
            _ => {}
        }
    }
    all
}
