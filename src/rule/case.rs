//! What a rule judges.

use crate::account::Accounts;
use crate::dossier::Dossier;
use crate::measure::{Amount, CoalEquivalent, Exact, Span};
use crate::standard::{Clause, Level, Settings, Standard};

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
    pub(super) fn level(&self, clause: &Clause) -> (Level, bool) {
        let Some(annual) = self.annual_energy() else { return (self.settings.level_for(clause, None), false) };
        // Unbounded above, W may be of any size; `advisory_from_tce` itself stands for it.
        let most = annual.upper.as_ref().map(Amount::exact).or(clause.advisory_from_tce.as_ref());
        let [least, most] = [annual.lower.as_ref().map(Amount::exact), most].map(|w| self.settings.level_for(clause, w));
        (if most == Level::Required { most } else { least }, least != most)
    }

    /// The limit of a clause in this run, where it does not depend on size.
    pub(super) fn limit(&self, clause: &Clause) -> Option<Exact> {
        self.settings.limit_for(clause, &self.dossier.period, None)
    }
}
