//! The key `scenario`, where one was tried: what it would make of the park, beside what the park is. The verdict and the rules above are the park's own.
//!
//! `changes`: what is supposed, in the order of the file, with what each came to in the point figures. `assumptions`: what is taken for granted, by names
//! that `lingtan explain scenario` and the catalogue of texts say in words. `rules`, `figures` and `headroom`: `base` as the park is, `scenario` as it would
//! be, each with its bounds; data rules are the park's own and are left out. `figures[].difference` is scenario less base.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shape;
use super::word::Word;
use crate::account::scenario::{Came, Exchange};
use crate::account::{Figure, Mode};
use crate::dossier::{Dossier, Flow, Planned};
use crate::measure::Exact;
use crate::rule::{Assessment, Case, Finding, Headroom, Outcome, Verdict, WhatIf};
use crate::standard::Level;

/// A scenario that was tried, with the file that states it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Name of the file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What it would make of the park.
    pub what_if: WhatIf,
}

/// The file of a scenario, so that it can be tried again.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ScenarioRun {
    /// Name of the file.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// What a scenario would make of the park.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ScenarioReport {
    /// Name that the file gives it.
    pub name: Option<String>,
    /// Name of the file.
    pub file: String,
    /// SHA-256 of the file.
    #[schemars(schema_with = "shape::digest")]
    pub sha256: String,
    /// What is supposed, in the order of the file.
    pub changes: Vec<SupposedReport>,
    /// What is taken for granted.
    #[schemars(schema_with = "assumption_words")]
    #[serde(deserialize_with = "super::word::read")]
    pub assumptions: Vec<Word>,
    /// The verdict that the park would have.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict: Verdict,
    /// The rules as they are and as they would be.
    pub rules: Vec<RuleBeside>,
    /// The figures as they are and as they would be.
    pub figures: Vec<FigureBeside>,
    /// What would be needed or spare, by rule.
    pub headroom: Vec<HeadroomBeside>,
}

/// Something that is supposed, with what it came to. Energies of electricity are in `MWh`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[schemars(transform = describe_kind)]
pub enum SupposedReport {
    /// Further generation.
    Generation {
        /// What it is generated from.
        #[serde(deserialize_with = "super::word::read")]
        technology: Word,
        /// Generation on site, or a direct line.
        #[serde(deserialize_with = "super::word::read")]
        flow: Word,
        /// Installed capacity, MW.
        mw: Exact,
        /// Meters whose readings are scaled.
        profile: Vec<String>,
        /// The capacity that they measure, MW.
        profile_mw: Exact,
        /// What is generated, own use taken away.
        generated: Exact,
        /// Grid import that it takes the place of.
        displaced: Exact,
        /// What is exported of it.
        exported: Exact,
        /// Steps of the run in which it is not known what becomes of it.
        unknown_steps: u64,
    },
    /// A battery.
    Battery {
        /// What it delivers once full.
        mwh: Exact,
        /// Its power, MW.
        mw: Exact,
        /// What comes out of what goes in.
        round_trip: Exact,
        /// What it takes in.
        charged: Exact,
        /// What it gives out.
        discharged: Exact,
        /// What it could still deliver at the end.
        left: Exact,
        /// Steps of the run in which it stands still because something is unknown.
        still_steps: u64,
    },
    /// More or less of what meters measure.
    Scale {
        /// The carrier or the meter.
        of: String,
        /// The meters.
        meters: Vec<String>,
        /// By how many per cent.
        percent: Exact,
        /// What they measure, and would.
        quantities: Vec<QuantityBeside>,
        /// Of electricity: import that it takes the place of; negative where import rises.
        displaced: Option<Exact>,
        /// Of electricity: what is exported of it; negative where export falls.
        exported: Option<Exact>,
        /// Of electricity: steps of the run in which it is not known what becomes of it.
        unknown_steps: Option<u64>,
    },
    /// Certificates that count.
    Certificates {
        /// How much.
        mwh: Exact,
    },
    /// Green-power trading settled with certificates.
    Trades {
        /// How much.
        mwh: Exact,
    },
}

/// A quantity as it is and as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct QuantityBeside {
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// As it is.
    pub base: Exact,
    /// As it would be.
    pub scenario: Exact,
}

/// A rule as it is and as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RuleBeside {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Whether its outcome is another.
    pub turns: bool,
    /// As it is.
    pub base: RuleSide,
    /// As it would be.
    pub scenario: RuleSide,
}

/// One side of a rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RuleSide {
    /// Level.
    pub level: Level,
    /// Outcome.
    pub outcome: Outcome,
    /// What is measured; null if it is not known.
    pub measured: Option<Exact>,
    /// Its least value; null if there is none.
    pub lower: Option<Exact>,
    /// Its greatest value; null if there is none.
    pub upper: Option<Exact>,
    /// Its limit; null if none applies.
    pub limit: Option<Exact>,
}

/// A figure as it is and as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct FigureBeside {
    /// Figure.
    #[schemars(schema_with = "shape::figure_name")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Its unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// As it is.
    pub base: FigureSide,
    /// As it would be.
    pub scenario: FigureSide,
    /// The latter less the former; null where one is not known.
    pub difference: Option<Exact>,
}

/// One side of a figure.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct FigureSide {
    /// The value; null if it is not known.
    pub value: Option<Exact>,
    /// Its least value; null if there is none.
    pub lower: Option<Exact>,
    /// Its greatest value; null if there is none.
    pub upper: Option<Exact>,
}

/// What a rule needs or can spare, as it is and as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct HeadroomBeside {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// The figure that it is of.
    #[schemars(schema_with = "shape::figure_name")]
    #[serde(deserialize_with = "super::word::read")]
    pub of: Word,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// `MWh` still needed, negative where spare; null where no amount can do it or none applies.
    pub base: Option<Exact>,
    /// The same as it would be.
    pub scenario: Option<Exact>,
}

/// What a scenario can take for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "no-evidence",
    "data-rules",
    "profile-scaled",
    "profile-service",
    "profile-gross",
    "import-first",
    "inferred-exchange",
    "coarse-steps",
    "unknown-steps",
    "battery-greedy",
    "battery-loss",
    "battery-left",
    "battery-still",
    "stores-as-metered",
    "scaled-quantities",
    "purchase-counts",
];

pub(super) fn publish(case: &Case<'_>, assessment: &Assessment, tried: &Tried) -> ScenarioReport {
    let what_if = &tried.what_if;
    let pairs = assessment.findings.iter().zip(&what_if.findings).filter(|(now, _)| now.level != Level::Data);
    let rules = pairs.map(|(now, then)| RuleBeside {
        id: now.id,
        turns: now.outcome != then.outcome,
        base: rule_side(now),
        scenario: rule_side(then),
    });
    let figures = case.accounts.figures.iter().zip(&what_if.figures).map(|(now, then)| FigureBeside {
        id: now.id,
        unit: now.unit,
        base: figure_side(now),
        scenario: figure_side(then),
        difference: now.span.as_ref().zip(then.span.as_ref()).map(|(now, then)| &then.0 - &now.0),
    });
    let changes = what_if.scenario.changes.iter().zip(&what_if.came).map(|(change, came)| supposed(case.dossier, change, came));
    ScenarioReport {
        name: what_if.scenario.name.clone(),
        file: tried.file.clone(),
        sha256: tried.sha256.clone(),
        changes: changes.collect(),
        assumptions: assumptions(case, what_if),
        verdict: what_if.verdict,
        rules: rules.collect(),
        figures: figures.collect(),
        headroom: beside(&assessment.headroom, &what_if.headroom),
    }
}

fn rule_side(finding: &Finding) -> RuleSide {
    RuleSide {
        level: finding.level,
        outcome: finding.outcome,
        measured: finding.measured.clone(),
        lower: finding.lower.clone(),
        upper: finding.upper.clone(),
        limit: finding.limit.clone(),
    }
}

fn figure_side(figure: &Figure) -> FigureSide {
    let (value, lower, upper) = figure.span.clone().map_or((None, None, None), |(value, lower, upper)| (Some(value), lower, upper));
    FigureSide { value, lower, upper }
}

fn beside(base: &[(&'static str, Headroom)], then: &[(&'static str, Headroom)]) -> Vec<HeadroomBeside> {
    let mut ids: Vec<(&'static str, &'static str)> = Vec::new();
    for (id, headroom) in base.iter().chain(then) {
        if !ids.iter().any(|(known, _)| known == id) {
            ids.push((id, headroom.of));
        }
    }
    let of = |all: &[(&'static str, Headroom)], id: &str| all.iter().find(|(known, _)| *known == id).and_then(|(_, h)| h.change.clone());
    ids.into_iter().map(|(id, name)| HeadroomBeside { id, of: name, unit: "MWh", base: of(base, id), scenario: of(then, id) }).collect()
}

fn mega(kilo: &Exact) -> Exact {
    kilo / &Exact::from(1000_i64)
}

fn supposed(dossier: &Dossier, change: &Planned, came: &Came) -> SupposedReport {
    let names = |meters: &[usize]| meters.iter().map(|&m| dossier.meters[m].id.clone()).collect();
    match (change, came) {
        (Planned::Generation { technology, flow, capacity, profile, measured, .. }, Came::Generation { generated, exchange }) => {
            SupposedReport::Generation {
                technology,
                flow: flow.name(),
                mw: mega(capacity),
                profile: names(profile),
                profile_mw: mega(measured),
                generated: generated.clone(),
                displaced: exchange.displaced.clone(),
                exported: exchange.exported.clone(),
                unknown_steps: exchange.unknown,
            }
        }
        (Planned::Storage { energy, power, round_trip }, Came::Storage { charged, discharged, left, still }) => SupposedReport::Battery {
            mwh: mega(energy),
            mw: mega(power),
            round_trip: round_trip.clone(),
            charged: charged.clone(),
            discharged: discharged.clone(),
            left: left.clone(),
            still_steps: *still,
        },
        (Planned::Scale { of, meters, percent }, Came::Scale { quantities, exchange }) => SupposedReport::Scale {
            of: of.clone(),
            meters: names(meters),
            percent: percent.clone(),
            quantities: quantities
                .iter()
                .map(|(unit, base, scenario)| QuantityBeside { unit, base: base.clone(), scenario: scenario.clone() })
                .collect(),
            displaced: exchange.as_ref().map(|e| e.displaced.clone()),
            exported: exchange.as_ref().map(|e| e.exported.clone()),
            unknown_steps: exchange.as_ref().map(|e| e.unknown),
        },
        (Planned::Trades { energy }, _) => SupposedReport::Trades { mwh: energy.clone() },
        (_, Came::Purchase { energy }) => SupposedReport::Certificates { mwh: energy.clone() },
        // Each change comes to what is of its kind.
        _ => SupposedReport::Certificates { mwh: Exact::zero() },
    }
}

/// What is taken for granted, in the order of the list.
fn assumptions(case: &Case<'_>, what_if: &WhatIf) -> Vec<&'static str> {
    let (dossier, electric) = (case.dossier, &case.accounts.electric);
    let changes = || what_if.scenario.changes.iter().zip(&what_if.came);
    let exchanges: Vec<&Exchange> = changes()
        .filter_map(|(_, came)| match came {
            Came::Generation { exchange, .. } => Some(exchange),
            Came::Scale { exchange, .. } => exchange.as_ref(),
            _ => None,
        })
        .collect();
    let profiles: Vec<usize> = changes()
        .filter_map(|(change, _)| match change {
            Planned::Generation { profile, .. } => Some(profile.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    let moved = !exchanges.is_empty();
    let battery = |what: &dyn Fn(&Exact, u64) -> bool| {
        changes().any(|(_, came)| matches!(came, Came::Storage { left, still, .. } if what(left, *still)))
    };
    let partly = |&m: &usize| {
        let service = dossier.meters[m].service;
        dossier.period.within(service.from, service.to) != Some(dossier.period)
    };
    let gross = |&m: &usize| dossier.meters.iter().any(|other| other.flow == Flow::Auxiliary && other.parent.is_none_or(|p| p == m));
    let stores = [Flow::StorageCharge, Flow::StorageDischarge, Flow::StorageNet].iter().any(|flow| electric.by_flow.contains_key(flow));
    let coarse = electric.bins.grid.step.seconds().is_none_or(|seconds| seconds > 3600);
    let holds = |name: &str| match name {
        "no-evidence" | "data-rules" => true,
        "profile-scaled" => !profiles.is_empty(),
        "profile-service" => profiles.iter().any(partly),
        "profile-gross" => profiles.iter().any(gross),
        "import-first" => moved && electric.mode != Mode::Inferred,
        "inferred-exchange" => moved && electric.mode == Mode::Inferred,
        "coarse-steps" => moved && coarse,
        "unknown-steps" => exchanges.iter().any(|exchange| exchange.unknown > 0),
        "battery-greedy" | "battery-loss" => battery(&|_, _| true),
        "battery-left" => battery(&|left, _| left.is_positive()),
        "battery-still" => battery(&|_, still| still > 0),
        "stores-as-metered" => battery(&|_, _| true) && stores,
        "scaled-quantities" => changes().any(|(change, _)| matches!(change, Planned::Scale { .. })),
        _ => changes().any(|(change, _)| matches!(change, Planned::Certificates { .. } | Planned::Trades { .. })),
    };
    ASSUMPTIONS.iter().copied().filter(|name| holds(name)).collect()
}

fn assumption_words(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "enum": ASSUMPTIONS } })
}

/// Describes the key that tells the kinds of a supposition apart.
fn describe_kind(schema: &mut Schema) {
    let Some(Value::Array(kinds)) = schema.get_mut("oneOf") else { return };
    for kind in kinds {
        kind["properties"]["change"]["description"] = json!("Kind of the change.");
    }
}
