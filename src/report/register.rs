//! The key `meters`: the register, with what each meter measured in the period and the figures that it enters. One that enters none is uncounted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::account::{Accounts, Trails, base_unit, total};
use crate::dossier::{Direction, Dossier, Source, Use};
use crate::measure::Exact;

/// A meter as registered, with what it measured.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct MeterReport {
    /// Its id.
    pub id: String,
    /// What it measures.
    #[serde(deserialize_with = "super::word::read")]
    pub carrier: Word,
    /// What its energy is to the park.
    #[serde(deserialize_with = "super::word::read")]
    pub flow: Word,
    /// The meter above it.
    pub parent: Option<String>,
    /// Factor of every value.
    pub multiplier: Exact,
    /// Where the factor changes: the first day of each, and what it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub multipliers: Vec<MultiplierReport>,
    /// Unit of its readings as registered: of those whose file or table states none.
    #[serde(deserialize_with = "super::word::read")]
    pub registered_unit: Word,
    /// Whether its values have the multiplier in them already, where the registry says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiplier_applied: Option<bool>,
    /// What a positive reading of a signed meter means: `in` or `out` of the park's network.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub positive: Option<Word>,
    /// Meters whose energy is subtracted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub less: Vec<String>,
    /// Rating of the measured circuit: kW, or base units of its dimension per hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Exact>,
    /// What a fuel is used for, where it is not burnt in the park.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub used_as: Option<Word>,
    /// Measured net calorific value, GJ per base unit of its dimension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ncv: Option<Exact>,
    /// Loss between it and the park, in per cent.
    pub loss_percent: Option<Exact>,
    /// Origin of its energy, where the registry states it.
    pub source: Option<String>,
    /// First day of service.
    pub from: Option<String>,
    /// Last day of service.
    pub to: Option<String>,
    /// Why nothing replaces it on days on which it is out of service.
    pub service_note: Option<String>,
    /// What it measured in the period, after the multiplier, before loss; null if nothing was read.
    pub energy: Option<Exact>,
    /// Unit of that.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// Figures that it enters, by itself or as what is subtracted; none of an uncounted meter.
    #[schemars(schema_with = "shape::figure_names")]
    #[serde(deserialize_with = "super::word::read")]
    pub enters: Vec<Word>,
    /// Files with its readings.
    pub files: Vec<String>,
    /// Name for people.
    pub label: Option<String>,
}

/// A multiplier from a day on.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct MultiplierReport {
    /// First day; null for the first of them where the registry gives the meter no first day of service.
    #[schemars(schema_with = "shape::day_or_null")]
    pub from: Option<String>,
    /// The factor.
    pub multiplier: Exact,
}

/// The register of a park.
pub(super) fn publish(dossier: &Dossier, accounts: &Accounts) -> Vec<MeterReport> {
    let trails = Trails::of(dossier);
    let meters = dossier.meters.iter().enumerate().map(|(at, meter)| MeterReport {
        id: meter.id.clone(),
        label: meter.label.clone(),
        carrier: meter.carrier.name(),
        flow: meter.flow.name(),
        parent: meter.parent.map(|parent| dossier.meters[parent].id.clone()),
        multiplier: meter.multiplier.clone(),
        multipliers: meter
            .multipliers
            .iter()
            .map(|(day, by)| MultiplierReport { from: day.map(|day| day.to_string()), multiplier: by.clone() })
            .collect(),
        registered_unit: meter.unit.name(),
        multiplier_applied: meter.multiplier_applied,
        positive: meter.positive.map(|direction| match direction {
            Direction::In => "in",
            Direction::Out => "out",
        }),
        less: meter.less.iter().map(|other| dossier.meters[*other].id.clone()).collect(),
        rating: meter.rating.clone(),
        used_as: match meter.used_as {
            Use::Fuel => None,
            Use::Feedstock => Some("feedstock"),
            Use::Conversion => Some("conversion"),
            Use::Bunker => Some("bunker"),
        },
        ncv: meter.ncv.clone(),
        loss_percent: meter.loss_percent.clone(),
        source: match &meter.source {
            Source::Unstated => None,
            Source::Nuclear => Some("nuclear".to_owned()),
            Source::Fossil => Some("fossil".to_owned()),
            Source::NonFossil => Some("non-fossil".to_owned()),
            Source::Renewable(name) => Some(name.clone()),
        },
        from: meter.service.from.map(|day| day.to_string()),
        to: meter.service.to.map(|day| day.to_string()),
        service_note: meter.service_note.clone(),
        energy: dossier.series[at].as_ref().map(|_| total(dossier, at)),
        unit: base_unit(meter),
        enters: accounts.figures.iter().filter(|figure| figure.trail.holds(at)).map(|figure| figure.id).collect(),
        files: trails.files_of(at).map(|file| dossier.inputs[file].name.clone()).collect(),
    });
    meters.collect()
}

impl MeterReport {
    /// Whether it was read and enters no figure.
    pub fn is_uncounted(&self) -> bool {
        self.enters.is_empty() && self.energy.is_some()
    }
}
