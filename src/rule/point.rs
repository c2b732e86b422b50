//! The required rules judged on totals alone: for what is no evidence — a change, a projection, a scenario. The verdict never comes from here.

use super::Outcome;
use super::required::REQUIRED;
use crate::account::Totals;
use crate::measure::{Exact, Period};
use crate::standard::{Level, Settings, Standard};

/// A rule on totals without bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointResult {
    /// Rule.
    pub id: &'static str,
    /// Its level at these totals.
    pub level: Level,
    /// ρ or I.
    pub measured: Option<Exact>,
    /// The limit.
    pub limit: Option<Exact>,
    /// Outcome.
    pub outcome: Outcome,
}

/// By what totals are judged.
#[derive(Clone, Copy)]
pub struct PointCriteria<'a> {
    /// What the law asks.
    pub standard: &'a Standard,
    /// The settings of the run.
    pub settings: &'a Settings,
    /// The period of the totals.
    pub period: Period,
}

impl PointCriteria<'_> {
    /// A quantity of the period as it would be over a whole year.
    pub(super) fn annual(&self, value: &Exact) -> Exact {
        if self.period.is_interim() {
            value * &Exact::ratio(i128::from(self.period.days_in_year()), i128::from(self.period.days()))
        } else {
            value.clone()
        }
    }

    /// The rules that can be required, judged on totals.
    pub fn judge(&self, totals: &Totals) -> Vec<PointResult> {
        REQUIRED.into_iter().map(|id| self.judge_one(id, totals)).collect()
    }

    /// One of them.
    pub fn judge_one(&self, id: &'static str, totals: &Totals) -> PointResult {
        let clause = self.standard.clause(id);
        let annual = totals.energy().map(|w| self.annual(&w));
        let level = self.settings.level_for(clause, annual.as_ref());
        let share = id == "direct-green-share";
        let measured = if share { totals.share() } else { totals.intensity() };
        let limit = self.settings.limit_for(clause, &self.period, annual.as_ref());
        let outcome = match (&measured, &limit) {
            (None, _) => Outcome::Indeterminate,
            (Some(_), None) => Outcome::NotApplicable,
            (Some(measured), Some(limit)) if clause.comparison.holds(measured, limit) => Outcome::Pass,
            (Some(_), Some(_)) => Outcome::Fail,
        };
        PointResult { id, level, measured, limit, outcome }
    }
}
