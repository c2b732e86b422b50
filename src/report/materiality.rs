//! The key `materiality`: of each required rule, what its numerator and its denominator are made of, and the margin beside it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::account::materiality::{Makeup, of_direct_share, of_intensity};
use crate::measure::Exact;
use crate::rule::{Assessment, Case};
use crate::standard::Level;

/// What a required rule rests on.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct MaterialityReport {
    /// Of what is measured against the limit, the upper part of the fraction.
    pub numerator: PartReport,
    /// The lower part.
    pub denominator: PartReport,
    /// By how much the limit is kept; null if it is not known.
    pub margin: Option<Exact>,
}

/// What a figure is made of: shares of one, which add up to it but for `defaults`. Null if a meter of it was not read at all.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct PartReport {
    /// The figure.
    #[schemars(schema_with = "shape::figure_name")]
    #[serde(deserialize_with = "super::word::read")]
    pub figure: Word,
    /// Share that was measured.
    pub measured: Option<Exact>,
    /// Share that was estimated.
    pub estimated: Option<Exact>,
    /// Share that a correction states.
    pub corrected: Option<Exact>,
    /// Share that was discarded or is missing, at the mean of what was read.
    pub missing: Option<Exact>,
    /// Share that the park declares without a meter.
    pub declared: Option<Exact>,
    /// Share of the whole that rests on default factors.
    pub defaults: Option<Exact>,
}

impl PartReport {
    fn of(figure: &'static str, makeup: Option<&Makeup>) -> Self {
        let share = |of: fn(&Makeup) -> &Exact| makeup.map(of).cloned();
        Self {
            figure,
            measured: share(|m| &m.measured),
            estimated: share(|m| &m.estimated),
            corrected: share(|m| &m.corrected),
            missing: share(|m| &m.missing),
            declared: share(|m| &m.declared),
            defaults: share(|m| &m.defaults),
        }
    }

    /// The shares with the key of each, in order.
    pub fn shares(&self) -> [(&'static str, Option<&Exact>); 6] {
        [
            ("measured", self.measured.as_ref()),
            ("estimated", self.estimated.as_ref()),
            ("corrected", self.corrected.as_ref()),
            ("missing", self.missing.as_ref()),
            ("declared", self.declared.as_ref()),
            ("defaults", self.defaults.as_ref()),
        ]
    }
}

/// What the required rules rest on.
pub(super) fn publish(case: &Case<'_>, assessment: &Assessment) -> BTreeMap<&'static str, MaterialityReport> {
    let (dossier, accounts) = (case.dossier, case.accounts);
    let required = assessment.findings.iter().filter(|f| f.level == Level::Required);
    let of = |id: &str| match id {
        "direct-green-share" => Some((["electricity.direct_green", "electricity.consumption"], of_direct_share(dossier, accounts))),
        "near-zero" | "carbon-intensity-tier" => {
            Some((["emissions.total", "energy.total"], of_intensity(dossier, accounts, case.settings)))
        }
        _ => None,
    };
    let found = required.filter_map(|finding| {
        let (figures, [numerator, denominator]) = of(finding.id)?;
        let numerator = PartReport::of(figures[0], numerator.as_ref());
        let denominator = PartReport::of(figures[1], denominator.as_ref());
        Some((finding.id, MaterialityReport { numerator, denominator, margin: finding.margin.clone() }))
    });
    found.collect()
}

super::word::as_they_stand!(MaterialityReport);
