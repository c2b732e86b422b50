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
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct ReadingsReport {
    pub points: Vec<PointReport>,
    pub alone: Vec<ReadReport>,
    pub combinations: CombinationsReport,
    pub depends: Vec<DependenceReport>,
}

/// An open point.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct PointReport {
    pub reading: &'static str,
    pub in_force: String,
    pub others: Vec<String>,
    pub unit: Option<&'static str>,
}

/// Another reading by itself.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct ReadReport {
    pub reading: &'static str,
    pub value: String,
    pub moves: bool,
    pub verdict: &'static str,
    pub rules: Vec<ReadRuleReport>,
}

/// A rule under another reading.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct ReadRuleReport {
    pub id: &'static str,
    pub level: &'static str,
    pub outcome: &'static str,
    pub measured: Option<Exact>,
    pub lower: Option<Exact>,
    pub upper: Option<Exact>,
    pub limit: Option<Exact>,
    /// Whether the outcome is another.
    pub turns: bool,
}

/// All combinations.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct CombinationsReport {
    pub varied: Vec<&'static str>,
    pub count: usize,
    pub verdicts: BTreeMap<&'static str, usize>,
    pub all: Vec<CombinationReport>,
}

/// A combination: what is read otherwise, the verdict, and the outcomes that turn.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct CombinationReport {
    pub readings: BTreeMap<&'static str, String>,
    pub verdict: &'static str,
    pub turned: BTreeMap<&'static str, &'static str>,
}

/// The verdict, or a rule, that depends on readings.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the fields are described at the head of this file")]
pub struct DependenceReport {
    pub of: &'static str,
    pub outcomes: BTreeMap<&'static str, usize>,
    pub on: Vec<&'static str>,
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
