//! Whether it is enough: one file per rule, whose module documentation is what `lingtan explain` prints.
//!
//! A rule reads the accounts and its clause of the standard and returns a finding. Limits are data of the standard; no number of the law
//! stands here. To add a rule: a file, a line in [`RULES`], a clause in the policy.

mod acceptance;
mod assessment;
mod balance_closure;
mod blocked;
mod break_even;
mod carbon_intensity_tier;
mod case;
mod certificate_ledger;
mod clean_energy_share;
mod correction;
mod criteria;
mod declared;
mod direct_export;
mod direct_green_share;
mod direct_line;
mod direct_load;
mod direct_self_use;
mod estimated_share;
mod finding;
mod headroom;
mod interpretation;
mod judged;
mod metering_coverage;
mod near_zero;
mod point;
mod product_energy;
mod projection;
mod required;
mod scenario;
mod solid_waste;
mod sub_meter_reconciliation;
mod verdict;
mod waste_energy;
mod water_reuse;

use crate::standard::Clause;

pub use acceptance::{Acceptance, Condition, Role, Stage, acceptance};
pub use assessment::{Assessment, Judged, Verdict};
pub use break_even::{BreakEven, Changes, Impossible, Never, Reached, RuleChanges, Unavailable};
pub use case::Case;
pub use correction::uncorrected;
pub use criteria::{By, Changed, Criteria, Law, StatedValue, criteria};
pub use finding::{Finding, Outcome};
pub use headroom::Headroom;
pub use interpretation::{Choice, Dependence, Interpretations, Interpreted, OpenPoint, differ, interpretations};
pub use point::{PointCriteria, PointResult};
pub use projection::{
    Banded, CertificateNeed, DirectNeed, NotProjected, OutOfReach, ProjectedFigure, ProjectedRule, Untold, YearEnd, projection,
};
pub use scenario::{WhatIf, what_if};
pub(crate) use verdict::is_guard;
pub use verdict::{assess, turned_by};

/// A rule: its id, its documentation, and how it judges.
pub struct Rule {
    /// Id.
    pub id: &'static str,
    /// The source of its file, whose module documentation explains it.
    source: &'static str,
    judge: fn(&Case<'_>, &Clause) -> Finding,
}

macro_rules! rules {
    ($($module:ident $id:literal;)*) => {
        &[$(Rule { id: $id, source: include_str!(concat!(stringify!($module), ".rs")), judge: $module::judge },)*]
    };
}

/// Every rule, in the order of reports.
pub const RULES: &[Rule] = rules! {
    direct_green_share "direct-green-share";
    near_zero "near-zero";
    carbon_intensity_tier "carbon-intensity-tier";
    clean_energy_share "clean-energy-share";
    product_energy "product-energy";
    solid_waste "solid-waste";
    waste_energy "waste-energy";
    water_reuse "water-reuse";
    direct_self_use "direct-self-use";
    direct_load "direct-load";
    direct_export "direct-export";
    metering_coverage "metering-coverage";
    estimated_share "estimated-share";
    balance_closure "balance-closure";
    certificate_ledger "certificate-ledger";
    sub_meter_reconciliation "sub-meter-reconciliation";
};

impl Rule {
    /// What it asks, its formula and its source: the module documentation of its file.
    pub fn documentation(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_standard_is_judged_and_explained() {
        let ids: Vec<&str> = RULES.iter().map(|r| r.id).collect();
        assert_eq!(ids, crate::standard::RULES);
        for rule in RULES {
            let text = rule.documentation();
            assert!(text.contains("Asks:") && text.contains("Formula:") && text.contains("Source:"), "{}", rule.id);
        }
    }
}
