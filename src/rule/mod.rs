//! Whether it is enough: one file per rule, whose module documentation is what `lingtan explain` prints.
//!
//! A rule reads the accounts and its clause of the standard and returns a finding. Limits are data of the standard; no number of the law
//! stands here. To add a rule: a file, a line in [`RULES`], a clause in the policy.

mod acceptance;
mod balance_closure;
mod blocked;
mod carbon_intensity_tier;
mod certificate_ledger;
mod change;
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
mod judged;
mod metering_coverage;
mod near_zero;
mod point;
mod product_energy;
mod projection;
mod reading;
mod scenario;
mod solid_waste;
mod sub_meter_reconciliation;
mod verdict;
mod waste_energy;
mod water_reuse;

use crate::account::Accounts;
use crate::dossier::Dossier;
use crate::measure::{Amount, CoalEquivalent, Exact, Span};
use crate::standard::{Clause, Level, Settings, Standard};

pub use acceptance::{Acceptance, Condition, Role, Stage, acceptance};
pub use change::{Changes, Flip, Impossible, Reached, RuleChanges, Unavailable};
pub use correction::uncorrected;
pub use criteria::{Changed, Criteria, Law, StatedValue, criteria};
pub use finding::{Finding, Outcome};
pub use headroom::Headroom;
pub use judged::Judged;
pub use point::{Measure, Pointed};
pub use projection::{
    Banded, CertificateNeed, DirectNeed, NotProjected, OutOfReach, ProjectedFigure, ProjectedRule, Untold, YearEnd, projection,
};
pub use reading::{Choice, Dependence, OpenPoint, Read, Readings, differ, readings};
pub use scenario::{WhatIf, what_if};
pub use verdict::{Assessment, Verdict, assess, turned_by};

/// What a rule judges.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What was submitted.
    pub dossier: &'a Dossier,
    /// What follows from it.
    pub accounts: &'a Accounts,
    /// What the law asks.
    pub standard: &'a Standard,
    /// The settings of the run.
    pub settings: &'a Settings,
}

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

impl Case<'_> {
    /// W as it would be over a whole year: × days in the year / days covered.
    pub fn annual_energy(&self) -> Option<Span<CoalEquivalent>> {
        let energy = self.accounts.energy.as_ref()?;
        let period = &self.dossier.period;
        if !period.is_interim() {
            return Some(energy.clone());
        }
        let factor = Exact::ratio(i128::from(period.days_in_year()), i128::from(period.days()));
        Some(energy.map_up(|x| x * &factor))
    }

    /// The level of a clause in this run, and whether another level is possible too: the bounds of W may reach over the size from which a rule only
    /// advises. The stricter of the two is given then.
    fn level(&self, clause: &Clause) -> (Level, bool) {
        let Some(annual) = self.annual_energy() else { return (self.settings.level_for(clause, None), false) };
        // Unbounded above, W may be of any size; `advisory_from_tce` itself stands for it.
        let most = annual.upper.as_ref().map(Amount::exact).or(clause.advisory_from_tce.as_ref());
        let [least, most] = [annual.lower.as_ref().map(Amount::exact), most].map(|w| self.settings.level_for(clause, w));
        (if most == Level::Required { most } else { least }, least != most)
    }

    /// The limit of a clause in this run, where it does not depend on size.
    fn limit(&self, clause: &Clause) -> Option<Exact> {
        self.settings.limit_for(clause, &self.dossier.period, None)
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
