//! The key `changes`: single changes that would flip a required rule, with what each does to the others.
//!
//! By rule: its outcome and whether it is `exact` (its bounds meet; else the amounts are those of the point figures). By change: what is changed,
//! `more` or `less` of it, the `amount` in `unit` (`null` with `impossible` where none can do it), and whether that much is `needed` for the
//! rule to fail no longer or can be `borne` while it still passes. `step` tells amounts apart: one step less than is needed does not flip the
//! rule, one step more than can be borne does, and makes of it what `becomes` says. `effects` judges the required rules at the amount.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::closed_list::closed_list;
use crate::dossier::Dossier;
use crate::measure::Exact;
use crate::rule::{BreakEven, Changes, Impossible, Never, Outcome, PointResult, Unavailable};
use crate::standard::Level;

closed_list! {
    /// Whether there is more or less of what is changed.
    Direction {
        /// More.
        More = "more",
        /// Less.
        Less = "less",
    }

    /// What an amount is to its rule.
    AmountIs {
        /// The least that is needed for the rule to fail no longer.
        Needed = "needed",
        /// The most that can be borne while it passes.
        Borne = "borne",
    }
}

/// Changes that would flip the required rules.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ChangesReport {
    /// Rules, each with the changes that would flip it.
    pub rules: Vec<RuleChangesReport>,
    /// Required rules of which nothing can be said.
    pub unavailable: Vec<UnavailableReport>,
}

/// Those of one rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RuleChangesReport {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Its outcome on the point figures.
    pub outcome: Outcome,
    /// Whether its bounds meet in the point figures; else the amounts hold for these only.
    pub exact: bool,
    /// The changes.
    pub changes: Vec<ChangeReport>,
}

/// A required rule of which nothing can be said.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct UnavailableReport {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Why: a data rule failed, its value is not known, or the park may be of several tiers.
    pub reason: Unavailable,
}

/// One change.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ChangeReport {
    /// What is changed.
    #[schemars(schema_with = "shape::change")]
    #[serde(deserialize_with = "super::word::read")]
    pub change: Word,
    /// Meter whose fuel or heat is changed; null for the other changes.
    pub meter: Option<String>,
    /// What that meter measures.
    pub carrier: Option<String>,
    /// Whether there is more or less of it.
    pub direction: Direction,
    /// Whether the amount is the least that is needed for the rule to fail no longer, or the most that can be borne while it passes.
    pub amount_is: AmountIs,
    /// The amount; null where no amount flips the rule.
    pub amount: Option<Exact>,
    /// Unit of the amount, of the step and of what is available.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// What tells two amounts apart: one step less than is needed does not flip the rule, one step more than can be borne does.
    pub step: Exact,
    /// What the rule becomes: at the amount if needed, one step beyond it if borne.
    #[schemars(schema_with = "shape::outcome_or_null")]
    #[serde(default)]
    pub becomes: Option<Outcome>,
    /// Why no amount flips the rule; null where one does.
    #[schemars(schema_with = "shape::impossible")]
    #[serde(default)]
    pub impossible: Option<Never>,
    /// How much of it can change so at most, where that is too little.
    pub available: Option<Exact>,
    /// The required rules at the amount, on point figures.
    pub effects: Vec<PointedReport>,
}

/// A required rule on point figures that are no evidence.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct PointedReport {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Level.
    pub level: Level,
    /// Its value then.
    pub measured: Option<Exact>,
    /// Its limit then.
    pub limit: Option<Exact>,
    /// Its outcome then.
    pub outcome: Outcome,
}

pub(super) fn publish(dossier: &Dossier, changes: &Changes) -> Option<ChangesReport> {
    if changes.rules.is_empty() && changes.unavailable.is_empty() {
        return None;
    }
    let rules = changes.rules.iter().map(|rule| RuleChangesReport {
        id: rule.rule,
        outcome: rule.outcome,
        exact: rule.exact,
        changes: rule.changes.iter().map(|flip| change(dossier, flip)).collect(),
    });
    let unavailable = changes.unavailable.iter().map(|(id, reason)| UnavailableReport { id, reason: *reason });
    Some(ChangesReport { rules: rules.collect(), unavailable: unavailable.collect() })
}

fn change(dossier: &Dossier, flip: &BreakEven) -> ChangeReport {
    let BreakEven { change, helps, amount } = flip;
    let meter = change.lever.meter().map(|m| &dossier.meters[m]);
    let (reached, impossible) = match amount {
        Ok(reached) => (Some(reached), None),
        Err(impossible) => (None, Some(impossible)),
    };
    ChangeReport {
        change: change.lever.name(),
        meter: meter.map(|m| m.id.clone()),
        carrier: meter.map(|m| m.carrier.to_string()),
        direction: if *helps == change.lever.more_helps() { Direction::More } else { Direction::Less },
        amount_is: if *helps { AmountIs::Needed } else { AmountIs::Borne },
        amount: reached.map(|r| r.amount.clone()),
        unit: change.unit,
        step: change.grain.clone(),
        becomes: reached.map(|r| r.becomes),
        impossible: impossible.map(Impossible::never),
        available: match impossible {
            Some(Impossible::BeyondAvailable(most)) => Some(most.clone()),
            _ => None,
        },
        effects: reached.map_or_else(Vec::new, |r| pointed(&r.effects)),
    }
}

/// The rules that are required at some totals.
pub(super) fn pointed(rules: &[PointResult]) -> Vec<PointedReport> {
    rules
        .iter()
        .filter(|p| p.level == Level::Required)
        .map(|p| PointedReport { id: p.id, level: p.level, measured: p.measured.clone(), limit: p.limit.clone(), outcome: p.outcome })
        .collect()
}
