//! The key `next`: what to do next, most urgent first, where a park does not pass or its year is not expected to pass. It decides nothing.
//!
//! Every action is taken from the rest of the report: defects that block, data rules that failed, readings that would decide (`rules[].deciding`), what the
//! rest of an interim year needs (`projection`), the smallest changes of a failed rule (`changes`), evidence that was discarded and would count. Each names the
//! required rules that it bears on and a command that explains it. A rule that is open and for which nothing else is known is told with its reason.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::changes::Direction;
use super::shape;
use super::word::Word;
use crate::measure::Exact;
use crate::rule::Verdict;

/// Kinds of actions.
pub const ACTIONS: &[&str] = &[
    "mend",
    "repair-evidence",
    "read-again",
    "supply-directly",
    "obtain-certificates",
    "change",
    "meet-built-in-law",
    "complete-year",
    "look-up",
];

/// An action that would bring the park nearer to a verdict, or to a pass.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
pub struct ActionReport {
    /// What to do.
    #[schemars(schema_with = "action")]
    #[serde(deserialize_with = "super::word::read")]
    pub action: Word,
    /// Required rules that it bears on.
    #[serde(deserialize_with = "super::word::read")]
    pub rules: Vec<Word>,
    /// `mend`: code of the defect. `repair-evidence`: the data rule that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub of: Option<Word>,
    /// `mend`: how many rows or readings; of certificates that are not counted, how many certificates. `obtain-certificates`: how many more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// `mend`: file of the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `mend`: its line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// `read-again`, `mend`: the meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    /// `read-again`: first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "shape::day")]
    pub from: Option<String>,
    /// `read-again`: last day, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "shape::day")]
    pub to: Option<String>,
    /// `read-again`: whether nothing else is missing, so that the first rule is decided by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<bool>,
    /// `read-again`: by how much it can move what the first rule measures; absent where that has no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Exact>,
    /// `supply-directly`: `MWh` a month of direct green supply that the rest of the year needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Exact>,
    /// `change`: changes of which one is enough, those first after which every required rule passes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionReport>,
    /// Command that explains it.
    pub command: String,
    /// The action in an English sentence.
    pub text: String,
}

/// A change that is enough for its rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct OptionReport {
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
    /// The least amount that is enough.
    pub amount: Exact,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// What the verdict would be with it, by all required rules.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict: Verdict,
}

pub(super) fn action(_: &mut SchemaGenerator) -> Schema {
    shape::one_of(ACTIONS.iter().copied())
}
