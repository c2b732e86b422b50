//! The key `readings`, where other readings were asked for: what they would make of the park. The verdict is always that of the readings in force.
//!
//! `points`: the open points, each with the reading in force and the others. `alone`: each other reading by itself, whether it moves anything, the
//! verdict, and the rules of which it moves anything. `combinations`: all of those points that move anything (`varied`), how many, the verdicts
//! among them, and what each turns. `depends`: the verdict and the rules whose outcome depends on a reading: two combinations that differ in that
//! reading alone (`on`), or that reading alone from what is in force (`alone`), differ in the outcome.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::Word;
use crate::measure::Exact;
use crate::rule::{Interpretations, Interpreted, OpenPoint, Outcome, Verdict, differ};
use crate::standard::Level;

/// What other readings would make of the park.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ReadingsReport {
    /// The open points.
    pub points: Vec<PointReport>,
    /// Each other reading by itself.
    pub alone: Vec<ReadReport>,
    /// All combinations of the readings that move anything.
    pub combinations: CombinationsReport,
    /// The verdict and the rules whose outcome depends on a reading.
    pub depends: Vec<DependenceReport>,
}

/// An open point.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct PointReport {
    /// Its name.
    #[serde(deserialize_with = "super::word::read")]
    pub reading: Word,
    /// The reading in force.
    pub in_force: String,
    /// The others.
    pub others: Vec<String>,
    /// Unit of the readings, where they are quantities.
    #[serde(default, deserialize_with = "super::word::read")]
    pub unit: Option<Word>,
}

/// Another reading by itself.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ReadReport {
    /// The open point.
    #[serde(deserialize_with = "super::word::read")]
    pub reading: Word,
    /// How it is read.
    pub value: String,
    /// Whether any number moves.
    pub moves: bool,
    /// The verdict under it.
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// The rules of which it moves anything.
    pub rules: Vec<ReadRuleReport>,
}

/// A rule under another reading.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ReadRuleReport {
    /// The rule.
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Its level.
    #[schemars(with = "String")]
    pub level: Level,
    /// Its outcome.
    #[schemars(with = "String")]
    pub outcome: Outcome,
    /// What is measured.
    pub measured: Option<Exact>,
    /// Least value that the evidence allows.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows.
    pub upper: Option<Exact>,
    /// Its limit.
    pub limit: Option<Exact>,
    /// Whether the outcome is another.
    pub turns: bool,
}

/// All combinations.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CombinationsReport {
    /// The open points that are varied.
    #[serde(deserialize_with = "super::word::read")]
    pub varied: Vec<Word>,
    /// How many combinations there are.
    pub count: usize,
    /// How many of them have each verdict.
    #[serde(deserialize_with = "super::word::read")]
    pub verdicts: BTreeMap<Word, usize>,
    /// All of them.
    pub all: Vec<CombinationReport>,
}

/// A combination: what is read otherwise, the verdict, and the outcomes that turn.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CombinationReport {
    /// What is read otherwise.
    #[serde(deserialize_with = "super::word::read")]
    pub readings: BTreeMap<Word, String>,
    /// The verdict.
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// The rules whose outcome turns, with the outcome.
    #[schemars(with = "BTreeMap<String, String>")]
    #[serde(deserialize_with = "super::word::read")]
    pub turned: BTreeMap<Word, Outcome>,
}

/// The verdict, or a rule, that depends on readings.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DependenceReport {
    /// The rule, or the verdict.
    #[serde(deserialize_with = "super::word::read")]
    pub of: Word,
    /// Its outcomes under the combinations.
    #[serde(deserialize_with = "super::word::read")]
    pub outcomes: BTreeMap<Word, usize>,
    /// Readings that alone part two combinations with different outcomes.
    #[serde(deserialize_with = "super::word::read")]
    pub on: Vec<Word>,
    /// Readings that alone turn the outcome in force.
    #[serde(deserialize_with = "super::word::read")]
    pub alone: Vec<Word>,
}

pub(super) fn publish(readings: &Interpretations) -> ReadingsReport {
    let names = |points: &[OpenPoint]| points.iter().map(|p| p.name()).collect();
    let mut verdicts = BTreeMap::new();
    for read in &readings.combinations {
        *verdicts.entry(read.verdict.name()).or_default() += 1;
    }
    ReadingsReport {
        points: readings
            .choices
            .iter()
            .map(|choice| PointReport {
                reading: choice.point.name(),
                in_force: choice.values[0].clone(),
                others: choice.values[1..].to_vec(),
                unit: choice.point.unit(),
            })
            .collect(),
        alone: readings.alone.iter().filter_map(|(read, moves)| alone(&readings.in_force, read, *moves)).collect(),
        combinations: CombinationsReport {
            varied: names(&readings.varied),
            count: readings.combinations.len(),
            verdicts,
            all: readings.combinations.iter().map(|read| combination(&readings.in_force, read)).collect(),
        },
        depends: readings
            .depends
            .iter()
            .map(|d| DependenceReport {
                of: d.rule.unwrap_or("verdict"),
                outcomes: d.outcomes.clone(),
                on: names(&d.on),
                alone: names(&d.alone),
            })
            .collect(),
    }
}

fn alone(in_force: &Interpreted, read: &Interpreted, moves: bool) -> Option<ReadReport> {
    let (point, value) = read.otherwise.first()?;
    let pairs = in_force.findings.iter().zip(&read.findings);
    let rules = pairs.filter(|(now, then)| then.level != Level::Data && differ(now, then)).map(|(now, then)| ReadRuleReport {
        id: then.id,
        level: then.level,
        outcome: then.outcome,
        measured: then.measured.clone(),
        lower: then.lower.clone(),
        upper: then.upper.clone(),
        limit: then.limit.clone(),
        turns: then.outcome != now.outcome,
    });
    Some(ReadReport { reading: point.name(), value: value.clone(), moves, verdict: read.verdict, rules: rules.collect() })
}

fn combination(in_force: &Interpreted, read: &Interpreted) -> CombinationReport {
    let pairs = in_force.findings.iter().zip(&read.findings);
    CombinationReport {
        readings: read.otherwise.iter().map(|(point, value)| (point.name(), value.clone())).collect(),
        verdict: read.verdict,
        turned: pairs.filter(|(now, then)| now.outcome != then.outcome).map(|(_, then)| (then.id, then.outcome)).collect(),
    }
}
