//! The totals that the ratios of the required rules rest on, as point values, and how a change moves them.
//!
//! ρ = R / U; E = f × max(0, P − T − C) + E'; W = (P + D + G − X) × k + W', where E' and W' are what is not electricity (E' less a credit for
//! export, where the settings give one). Everything is exact.

use super::balance::electricity::Mode;
use super::foresight::timeline::{Amounts, Component};
use super::settle::Accounts;
use crate::measure::Exact;
use crate::standard::{Constants, Settings};

/// The totals of a run, or of what a run would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// R, `MWh`.
    pub green: Exact,
    /// U, `MWh`.
    pub used: Exact,
    /// P, `MWh`.
    pub import: Exact,
    /// P + D + G − X, `MWh`.
    pub net: Exact,
    /// T + C, `MWh`.
    pub zero_rated: Exact,
    /// E', tCO2; `None` where a factor is missing.
    pub other_emissions: Option<Exact>,
    /// W', tce; `None` where a coefficient is missing.
    pub other_energy: Option<Exact>,
    /// f, tCO2/MWh.
    pub factor: Exact,
    /// k, tce/MWh.
    pub equivalent: Exact,
}

/// What one unit of a change adds to the totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slope {
    /// To R.
    pub green: Option<Exact>,
    /// To P.
    pub import: Option<Exact>,
    /// To T + C.
    pub zero_rated: Option<Exact>,
    /// To E'.
    pub emissions: Option<Exact>,
    /// To W'.
    pub energy: Option<Exact>,
}

impl Totals {
    /// The totals of accounts, where electricity is known.
    pub fn of(accounts: &Accounts, constants: &Constants, settings: &Settings) -> Option<Self> {
        let electric = &accounts.electric;
        if electric.mode == Mode::Neither {
            return None;
        }
        let (factor, equivalent) = (constants.electricity_factor.clone(), settings.electricity_equivalent().clone());
        let import = electric.import.value.mwh().clone();
        let net = electric.net.value.mwh().clone();
        let zero_rated = accounts.traded.mwh() + accounts.eligible.mwh();
        let charged = accounts.residual.value.mwh() * &factor;
        let of_net = &net * &equivalent;
        Some(Self {
            green: electric.green.value.mwh().clone(),
            used: electric.consumption.value.mwh().clone(),
            other_emissions: accounts.emissions.as_ref().map(|e| e.value.t() - &charged),
            other_energy: accounts.energy.as_ref().map(|w| w.value.tce() - &of_net),
            import,
            net,
            zero_rated,
            factor,
            equivalent,
        })
    }

    /// The totals after so many units of a change (negative: the other way).
    #[must_use]
    pub fn after(&self, slope: &Slope, amount: &Exact) -> Self {
        let moved = |value: &Exact, by: &Option<Exact>| by.as_ref().map_or_else(|| value.clone(), |by| value + &(by * amount));
        Self {
            green: moved(&self.green, &slope.green),
            import: moved(&self.import, &slope.import),
            zero_rated: moved(&self.zero_rated, &slope.zero_rated),
            other_emissions: self.other_emissions.as_ref().map(|e| moved(e, &slope.emissions)),
            other_energy: self.other_energy.as_ref().map(|w| moved(w, &slope.energy)),
            ..self.clone()
        }
    }

    /// The totals with what further time adds; purchases stay as they are.
    #[must_use]
    pub fn with(&self, rest: &Amounts) -> Self {
        let more = |value: &Option<Exact>, stream: Component| value.as_ref().map(|v| v + rest.of(stream));
        Self {
            green: &self.green + rest.of(Component::Green),
            used: &self.used + &rest.used(),
            import: &self.import + rest.of(Component::Import),
            net: &self.net + &rest.net(),
            other_emissions: more(&self.other_emissions, Component::Emissions),
            other_energy: more(&self.other_energy, Component::Energy),
            ..self.clone()
        }
    }

    /// max(0, P − T − C).
    pub fn residual(&self) -> Exact {
        let residual = &self.import - &self.zero_rated;
        if residual.is_negative() { Exact::zero() } else { residual }
    }

    /// E, tCO2.
    pub fn emissions(&self) -> Option<Exact> {
        Some(self.residual() * &self.factor + self.other_emissions.as_ref()?)
    }

    /// W, tce.
    pub fn energy(&self) -> Option<Exact> {
        Some(&self.net * &self.equivalent + self.other_energy.as_ref()?)
    }

    /// ρ, where consumption is positive.
    pub fn share(&self) -> Option<Exact> {
        self.used.is_positive().then(|| self.green.over(&self.used)).flatten()
    }

    /// I, where energy is positive.
    pub fn intensity(&self) -> Option<Exact> {
        let energy = self.energy()?;
        energy.is_positive().then(|| self.emissions()?.over(&energy)).flatten()
    }
}
