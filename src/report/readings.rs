//! The key `readings`, where other readings were asked for: what they would make of the park. The verdict is always that of the readings in force.
//!
//! `points`: the open points, each with the reading in force and the others. `alone`: each other reading by itself, whether it moves anything, the
//! verdict, and the rules of which it moves anything. `combinations`: all of those points that move anything (`varied`), how many, the verdicts
//! among them, and what each turns. `depends`: the verdict and the rules whose outcome depends on a reading: two combinations that differ in that
//! reading alone (`on`), or that reading alone from what is in force (`alone`), differ in the outcome.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::measure::Exact;
use crate::rule::{OpenPoint, Read, Readings, differ};
use crate::standard::Level;

/// What other readings would make of the park.
#[derive(Clone, Debug, JsonSchema, Serialize)]
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
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PointReport {
    /// Its name.
    pub reading: &'static str,
    /// The reading in force.
    pub in_force: String,
    /// The others.
    pub others: Vec<String>,
    /// Unit of the readings, where they are quantities.
    pub unit: Option<&'static str>,
}

/// Another reading by itself.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReadReport {
    /// The open point.
    pub reading: &'static str,
    /// How it is read.
    pub value: String,
    /// Whether any number moves.
    pub moves: bool,
    /// The verdict under it.
    pub verdict: &'static str,
    /// The rules of which it moves anything.
    pub rules: Vec<ReadRuleReport>,
}

/// A rule under another reading.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReadRuleReport {
    /// The rule.
    pub id: &'static str,
    /// Its level.
    pub level: &'static str,
    /// Its outcome.
    pub outcome: &'static str,
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
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CombinationsReport {
    /// The open points that are varied.
    pub varied: Vec<&'static str>,
    /// How many combinations there are.
    pub count: usize,
    /// How many of them have each verdict.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// All of them.
    pub all: Vec<CombinationReport>,
}

/// A combination: what is read otherwise, the verdict, and the outcomes that turn.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CombinationReport {
    /// What is read otherwise.
    pub readings: BTreeMap<&'static str, String>,
    /// The verdict.
    pub verdict: &'static str,
    /// The rules whose outcome turns, with the outcome.
    pub turned: BTreeMap<&'static str, &'static str>,
}

/// The verdict, or a rule, that depends on readings.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DependenceReport {
    /// The rule, or the verdict.
    pub of: &'static str,
    /// Its outcomes under the combinations.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Readings that alone part two combinations with different outcomes.
    pub on: Vec<&'static str>,
    /// Readings that alone turn the outcome in force.
    pub alone: Vec<&'static str>,
}

pub(super) fn publish(readings: &Readings) -> ReadingsReport {
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

fn alone(in_force: &Read, read: &Read, moves: bool) -> Option<ReadReport> {
    let (point, value) = read.otherwise.first()?;
    let pairs = in_force.findings.iter().zip(&read.findings);
    let rules = pairs.filter(|(now, then)| then.level != Level::Data && differ(now, then)).map(|(now, then)| ReadRuleReport {
        id: then.id,
        level: then.level.name(),
        outcome: then.outcome.name(),
        measured: then.measured.clone(),
        lower: then.lower.clone(),
        upper: then.upper.clone(),
        limit: then.limit.clone(),
        turns: then.outcome != now.outcome,
    });
    Some(ReadReport { reading: point.name(), value: value.clone(), moves, verdict: read.verdict.name(), rules: rules.collect() })
}

fn combination(in_force: &Read, read: &Read) -> CombinationReport {
    let pairs = in_force.findings.iter().zip(&read.findings);
    CombinationReport {
        readings: read.otherwise.iter().map(|(point, value)| (point.name(), value.clone())).collect(),
        verdict: read.verdict.name(),
        turned: pairs.filter(|(now, then)| now.outcome != then.outcome).map(|(_, then)| (then.id, then.outcome.name())).collect(),
    }
}
