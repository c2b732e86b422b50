//! The keys `criteria` and `stated`: by whose law a park is judged (METHOD 11).
//!
//! `criteria`: whether every criterion is the built-in law's; each that is not, with its built-in value and what the park would come to by that; the verdict
//! under the built-in law. `stated`: what the park states where the method has a default, each with the default, and what depends on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::closed_list::closed_list;
use crate::rule::{Assessment, By, Changed, Criteria, Outcome, StatedValue, Verdict};

closed_list! {
    /// Whether every criterion is the built-in law's.
    State {
        /// Every one is.
        BuiltIn = "built-in",
        /// Some are not.
        Stated = "stated",
    }

    /// Who named the policy.
    PolicyBy {
        /// The park.
        Park = "park",
        /// Whoever ran the program.
        CommandLine = "command-line",
    }
}

/// By whose law a park is judged.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CriteriaReport {
    /// `built-in` where every criterion is the built-in law's, else `stated`.
    pub state: State,
    /// Name of the built-in policy.
    pub built_in: String,
    /// Who named the policy: the park, or whoever ran the program.
    pub policy_by: PolicyBy,
    /// Every criterion that is another than the built-in law's.
    pub changed: Vec<ChangedReport>,
    /// The verdict under the built-in law, of the same evidence.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict_as_built_in: Verdict,
    /// Whether the built-in law decides too, since the park brought its policy itself: the exit code is the worse of the two.
    pub built_in_decides: bool,
}

/// A criterion that is another than the built-in law's.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ChangedReport {
    /// The setting, or the path of the key in a policy file.
    pub setting: String,
    /// Its value; null where there is none.
    pub value: Option<String>,
    /// The built-in value; null where there is none.
    pub built_in: Option<String>,
    /// What the policy file quotes for it; null where the command line gave it.
    pub source: Option<String>,
    /// Who changed it.
    pub by: By,
    /// Outcome of the rule that it concerns, or the verdict where it concerns more than one, with this criterion alone as it is built in.
    pub outcome_as_built_in: Outcome,
}

/// What the park states where the method has a default.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StatedReport {
    /// Every value that is stated.
    pub values: Vec<StatedValueReport>,
    /// The verdict with the default in the place of every one that has a default.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict_as_built_in: Verdict,
    /// The verdict and the required rules of which the outcome depends on these values, one alone or all together; empty where none does.
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
}

/// A value that is stated.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StatedValueReport {
    /// The setting, `factors.ITEM` or `ncv.METER`.
    pub setting: String,
    /// Its value.
    pub value: String,
    /// Unit of both values; null where they carry their own, or have none.
    pub unit: Option<String>,
    /// The built-in value; null where the method has none.
    pub built_in: Option<String>,
    /// Source that is stated with it.
    pub source: Option<String>,
    /// The verdict with the built-in value; null where the method has none.
    #[schemars(schema_with = "shape::verdict_or_null")]
    #[serde(default)]
    pub verdict_as_built_in: Option<Verdict>,
    /// The verdict and the required rules of which the outcome depends on this value alone.
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
}

/// The key `criteria`.
pub(super) fn publish(assessment: &Assessment, criteria: Option<&Criteria>, policy: &str, policy_given: bool) -> CriteriaReport {
    let changed: Vec<ChangedReport> = criteria.iter().flat_map(|c| &c.changed).map(changed).collect();
    CriteriaReport {
        state: if changed.is_empty() { State::BuiltIn } else { State::Stated },
        built_in: criteria.map_or(policy, |c| &c.built_in).to_owned(),
        policy_by: if policy_given { PolicyBy::CommandLine } else { PolicyBy::Park },
        changed,
        verdict_as_built_in: criteria.map_or(assessment.verdict, |c| c.as_built_in.verdict),
        built_in_decides: criteria.is_some_and(|c| c.built_in_decides),
    }
}

fn changed(changed: &Changed) -> ChangedReport {
    ChangedReport {
        setting: changed.setting.clone(),
        value: changed.value.clone(),
        built_in: changed.built_in.clone(),
        source: changed.source.clone(),
        by: changed.by,
        outcome_as_built_in: changed.outcome_as_built_in,
    }
}

/// The key `stated`; absent where the park states nothing.
pub(super) fn stated(assessment: &Assessment, criteria: Option<&Criteria>) -> Option<StatedReport> {
    let criteria = criteria.filter(|c| !c.stated.is_empty())?;
    let together = criteria.without_stated.turns(assessment);
    let alone = |id: &&'static str| criteria.stated.iter().any(|value| value.turns.contains(id));
    let all = std::iter::once("verdict").chain(assessment.findings.iter().map(|finding| finding.id));
    Some(StatedReport {
        values: criteria.stated.iter().map(stated_value).collect(),
        verdict_as_built_in: criteria.without_stated.verdict,
        depends: all.filter(|id| together.contains(id) || alone(id)).collect(),
    })
}

fn stated_value(stated: &StatedValue) -> StatedValueReport {
    StatedValueReport {
        setting: stated.setting.clone(),
        value: stated.value.clone(),
        unit: stated.unit.clone(),
        built_in: stated.built_in.clone(),
        source: stated.source.clone(),
        verdict_as_built_in: stated.verdict_as_built_in,
        depends: stated.turns.clone(),
    }
}

impl CriteriaReport {
    /// The verdict in effect beside a verdict of the policy.
    pub(super) fn in_effect(&self, verdict: Verdict) -> Verdict {
        if self.built_in_decides { verdict.max(self.verdict_as_built_in) } else { verdict }
    }
}
