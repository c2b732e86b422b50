//! The keys `corrections` and `without_corrections`, where the park names files of corrections.
//!
//! `corrections`: every row of them in the order of files and lines, whether it is used or not, with who approved it, until when, and what it stands for.
//! `without_corrections`: the verdict and the rules as they would be on the readings alone; `depends` names the verdict and the required rules that
//! another outcome would have. The verdict of the report is the one with the corrections that are in force.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::dossier::{Correction, Dossier};
use crate::measure::Exact;
use crate::rule::{Assessment, Finding, Outcome, Verdict};
use crate::standard::Level;

/// A correction or waiver.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CorrectionReport {
    /// Meter.
    pub meter: String,
    /// Where its span starts, in the park's civil time.
    #[schemars(schema_with = "shape::instant")]
    pub from: String,
    /// Where its span ends, exclusive: 00:00 of the next day where the row gives a day.
    #[schemars(schema_with = "shape::instant")]
    pub to: String,
    /// What became of it: its value is applied, it is a waiver in force, it expired, or it concerns nothing.
    pub status: crate::dossier::Standing,
    /// Energy or quantity of the whole span; null for a waiver.
    pub value: Option<Exact>,
    /// Unit of the value; null for a waiver.
    #[serde(default, deserialize_with = "super::word::read")]
    pub unit: Option<Word>,
    /// Note.
    pub note: Option<String>,
    /// Reason.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// Day of the approval; null where the file has no such column.
    #[schemars(schema_with = "shape::day_or_null")]
    pub approved_on: Option<String>,
    /// Last day on which the approval holds.
    #[schemars(schema_with = "shape::day")]
    pub expires: String,
    /// File.
    pub file: String,
    /// Line.
    pub line: u64,
    /// Intervals that its value stands for.
    pub intervals: u64,
    /// Readings that its value replaced.
    pub replaced: u64,
    /// Defects that it explains.
    pub explains: u64,
}

/// What the rules say without corrections.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct WithoutReport {
    /// The verdict without them.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict: Verdict,
    /// The verdict and the required rules of which the outcome depends on corrections; empty where none does.
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
    /// The required rules, and the others whose outcome depends on corrections.
    pub rules: Vec<WithoutRuleReport>,
}

/// A rule without corrections.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct WithoutRuleReport {
    /// The rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Its level without corrections.
    pub level: Level,
    /// Its outcome without corrections.
    pub outcome: Outcome,
    /// Its outcome with them, as in `rules`.
    pub with: Outcome,
    /// What is measured without corrections.
    pub measured: Option<Exact>,
    /// Least value that the evidence allows.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows.
    pub upper: Option<Exact>,
    /// Its limit.
    pub limit: Option<Exact>,
}

/// Every correction and waiver; `None` where the park names no file of them.
pub(super) fn publish(dossier: &Dossier) -> Option<Vec<CorrectionReport>> {
    dossier.has_corrections.then(|| dossier.corrections.iter().map(|c| one(dossier, c)).collect())
}

fn one(dossier: &Dossier, correction: &Correction) -> CorrectionReport {
    CorrectionReport {
        meter: dossier.meters[correction.meter].id.clone(),
        from: correction.from.to_string(),
        to: correction.until.to_string(),
        status: correction.standing,
        value: correction.value.clone(),
        unit: correction.value.is_some().then(|| correction.unit.name()),
        note: correction.note.clone(),
        reason: correction.reason.clone(),
        approved_by: correction.approved_by.clone(),
        approved_on: correction.approved_on.map(|day| day.to_string()),
        expires: correction.expires.to_string(),
        file: dossier.inputs[correction.position.file].name.clone(),
        line: correction.position.line,
        intervals: correction.intervals,
        replaced: correction.replaced,
        explains: correction.explains,
    }
}

/// What the rules say without corrections; `None` where it was not judged.
pub(super) fn without(assessment: &Assessment) -> Option<WithoutReport> {
    let without = assessment.uncorrected.as_ref()?;
    let pairs = || assessment.findings.iter().zip(&without.findings);
    let required = |(with, without): &(&Finding, &Finding)| with.level == Level::Required || without.level == Level::Required;
    let turned = |(with, without): &(&Finding, &Finding)| with.outcome != without.outcome;
    let verdict = (without.verdict != assessment.verdict).then_some("verdict");
    let rules = pairs().filter(|pair| required(pair) && turned(pair)).map(|(with, _)| with.id);
    Some(WithoutReport {
        verdict: without.verdict,
        depends: verdict.into_iter().chain(rules).collect(),
        rules: pairs().filter(|pair| required(pair) || turned(pair)).map(|(with, without)| rule(with, without)).collect(),
    })
}

fn rule(with: &Finding, without: &Finding) -> WithoutRuleReport {
    WithoutRuleReport {
        id: without.id,
        level: without.level,
        outcome: without.outcome,
        with: with.outcome,
        measured: without.measured.clone(),
        lower: without.lower.clone(),
        upper: without.upper.clone(),
        limit: without.limit.clone(),
    }
}
