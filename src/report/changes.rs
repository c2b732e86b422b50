//! The key `changes`: single changes that would flip a required rule, with what each does to the others.
//!
//! By rule: its outcome and whether it is `exact` (its bounds meet; else the amounts are those of the point figures). By change: what is changed,
//! `more` or `less` of it, the `amount` in `unit` (`null` with `impossible` where none can do it), and whether that much is `needed` for the
//! rule to fail no longer or can be `borne` while it still passes. `step` tells amounts apart: one step less than is needed does not flip the
//! rule, one step more than can be borne does, and makes of it what `becomes` says. `effects` judges the required rules at the amount.

use schemars::JsonSchema;
use serde::Serialize;

use crate::dossier::Dossier;
use crate::measure::Exact;
use crate::rule::{Changes, Flip, Impossible, Pointed};
use crate::standard::Level;

/// Changes that would flip the required rules.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct ChangesReport {
    pub rules: Vec<RuleChangesReport>,
    pub unavailable: Vec<UnavailableReport>,
}

/// Those of one rule.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct RuleChangesReport {
    pub id: &'static str,
    pub outcome: &'static str,
    pub exact: bool,
    pub changes: Vec<ChangeReport>,
}

/// A required rule of which nothing can be said.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct UnavailableReport {
    pub id: &'static str,
    pub reason: &'static str,
}

/// One change.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct ChangeReport {
    pub change: &'static str,
    pub meter: Option<String>,
    pub carrier: Option<String>,
    pub direction: &'static str,
    pub amount_is: &'static str,
    pub amount: Option<Exact>,
    pub unit: &'static str,
    pub step: Exact,
    pub becomes: Option<&'static str>,
    pub impossible: Option<&'static str>,
    pub available: Option<Exact>,
    pub effects: Vec<PointedReport>,
}

/// A required rule on point figures that are no evidence.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct PointedReport {
    pub id: &'static str,
    pub level: &'static str,
    pub measured: Option<Exact>,
    pub limit: Option<Exact>,
    pub outcome: &'static str,
}

pub(super) fn publish(dossier: &Dossier, changes: &Changes) -> Option<ChangesReport> {
    if changes.rules.is_empty() && changes.unavailable.is_empty() {
        return None;
    }
    let rules = changes.rules.iter().map(|rule| RuleChangesReport {
        id: rule.rule,
        outcome: rule.outcome.name(),
        exact: rule.exact,
        changes: rule.changes.iter().map(|flip| change(dossier, flip)).collect(),
    });
    let unavailable = changes.unavailable.iter().map(|(id, reason)| UnavailableReport { id, reason: reason.name() });
    Some(ChangesReport { rules: rules.collect(), unavailable: unavailable.collect() })
}

fn change(dossier: &Dossier, flip: &Flip) -> ChangeReport {
    let Flip { change, helps, amount } = flip;
    let meter = change.lever.meter().map(|m| &dossier.meters[m]);
    let (reached, impossible) = match amount {
        Ok(reached) => (Some(reached), None),
        Err(impossible) => (None, Some(impossible)),
    };
    ChangeReport {
        change: change.lever.name(),
        meter: meter.map(|m| m.id.clone()),
        carrier: meter.map(|m| m.carrier.to_string()),
        direction: if *helps == change.lever.more_helps() { "more" } else { "less" },
        amount_is: if *helps { "needed" } else { "borne" },
        amount: reached.map(|r| r.amount.clone()),
        unit: change.unit,
        step: change.grain.clone(),
        becomes: reached.map(|r| r.becomes.name()),
        impossible: impossible.map(Impossible::name),
        available: match impossible {
            Some(Impossible::BeyondAvailable(most)) => Some(most.clone()),
            _ => None,
        },
        effects: reached.map_or_else(Vec::new, |r| pointed(&r.effects)),
    }
}

/// The rules that are required at some totals.
pub(super) fn pointed(rules: &[Pointed]) -> Vec<PointedReport> {
    rules
        .iter()
        .filter(|p| p.level == Level::Required)
        .map(|p| PointedReport {
            id: p.id,
            level: p.level.name(),
            measured: p.measured.clone(),
            limit: p.limit.clone(),
            outcome: p.outcome.name(),
        })
        .collect()
}
