//! The report's public schema, `lingtan.report/1`. Measured and computed numbers are decimal strings; counts are integers; what is unknown is null or
//! absent, never 0.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use super::citation::CitationReport;
use super::materiality::MaterialityReport;
use super::shape;
use super::word::Word;
use crate::account::{Carpet, MeterDays, MonthSupply, OffsetReason};
use crate::dossier::{Code, Effect};
use crate::measure::{Exact, Fractions, Period};
use crate::rule::{Outcome, Verdict};
use crate::say::Message;
use crate::standard::{Comparison, Level};

/// Schema name; a change of the schema bumps its number.
pub const SCHEMA: &str = "lingtan.report/1";

/// A report on one park.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Report {
    /// Name and number of this schema.
    #[schemars(schema_with = "name_of_schema")]
    #[serde(deserialize_with = "super::word::read")]
    pub schema: Word,
    /// The program.
    pub tool: Tool,
    /// The policy and its settings in force.
    pub policy: Policy,
    /// How the run was asked for.
    pub run: RunSettings,
    /// The park.
    pub park: Park,
    /// The period.
    pub period: PeriodReport,
    /// The verdict; required rules alone decide it.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict: Verdict,
    /// By whose law the park is judged.
    pub criteria: super::criteria::CriteriaReport,
    /// What the park states where the method has a default; absent where it states nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<super::criteria::StatedReport>,
    /// What each rule says, in the order of the rules.
    pub rules: Vec<RuleReport>,
    /// What to do next, most urgent first; empty where the park passes and nothing is foreseen to be wanting.
    pub next: Vec<super::next::ActionReport>,
    /// Where the park stands on the way to recognition; it changes no outcome.
    pub acceptance: super::acceptance::AcceptanceReport,
    /// The figures by name.
    #[schemars(schema_with = "shape::by_figure::<FigureReport>")]
    pub figures: BTreeMap<String, FigureReport>,
    /// The resolution of the run.
    pub resolution: Resolution,
    /// Share of consumption that green supply matched, by rung; null where the rung is finer than the data.
    #[schemars(schema_with = "matching")]
    pub matching: Matching,
    /// Month by month.
    pub months: Vec<MonthReport>,
    /// The certificate ledger, in whole certificates of 1 `MWh`.
    pub certificates: super::purchases::Certificates,
    /// Green-power trades, in `MWh`.
    pub trades: super::purchases::Trades,
    /// What is needed or spare, by rule.
    #[schemars(schema_with = "shape::by_rule::<HeadroomReport>")]
    #[serde(deserialize_with = "super::word::read")]
    pub headroom: BTreeMap<Word, HeadroomReport>,
    /// Single changes that would flip a required rule, or that one can bear; absent where nothing applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<super::changes::ChangesReport>,
    /// What may come of the year; only of an interim run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<super::projection::ProjectionReport>,
    /// What other readings of the rules would make of the park; only where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readings: Option<super::readings::ReadingsReport>,
    /// What a scenario would make of the park; only where one was tried. It decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<super::scenario::ScenarioReport>,
    /// The net-zero layer, beside the rules.
    pub net_zero: NetZero,
    /// Results under other readings of a default.
    pub sensitivities: Vec<Sensitivity>,
    /// Corrections and waivers of readings; absent where the park names no file of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Vec<super::corrections::CorrectionReport>>,
    /// What the rules say without corrections; absent where the park names no file of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_corrections: Option<super::corrections::WithoutReport>,
    /// Defects of the evidence.
    pub defects: Vec<DefectReport>,
    /// Completeness, meter by meter.
    pub data: Vec<DataReport>,
    /// The register of meters, with the figures that each enters.
    pub meters: Vec<super::register::MeterReport>,
    /// How much of each required rule is measured.
    #[schemars(schema_with = "shape::by_rule::<MaterialityReport>")]
    #[serde(deserialize_with = "super::word::read")]
    pub materiality: BTreeMap<Word, super::materiality::MaterialityReport>,
    /// Settings, constants and factors in force.
    pub assumptions: Vec<Assumption>,
    /// The files read, with their digests.
    pub inputs: Vec<InputReport>,
    /// How each table was read: its columns with their roles, and what of it is not used.
    pub tables: Vec<super::tables::TableReport>,
    /// Files of the park's folder that no table reads.
    pub unread_files: Vec<String>,
    /// What forms for people need beyond the rest; nothing in it is judged.
    #[serde(rename = "rendering")]
    pub detail: Detail,
}

impl Report {
    /// The rules of a level.
    pub(super) fn rules_at(&self, level: Level) -> impl Iterator<Item = &RuleReport> {
        self.rules.iter().filter(move |rule| rule.level == level)
    }
}

/// What forms for people need beyond the rest of the report: energy by month and source, the day and the year, the meters' days, and what the report
/// says in both languages and to the last digit.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(into = "super::rendering::Rendering", try_from = "super::rendering::Rendering")]
#[allow(missing_docs)]
pub struct Detail {
    pub supply: Vec<MonthSupply>,
    pub carpet: Option<Carpet>,
    pub calendar: Vec<MeterDays>,
    pub paraphrases: Vec<[String; 2]>,
    pub messages: Vec<Message>,
    pub fractions: Fractions,
}

/// The program.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Tool {
    /// Its name.
    #[serde(deserialize_with = "super::word::read")]
    pub name: Word,
    /// Its version.
    #[serde(deserialize_with = "super::word::read")]
    pub version: Word,
    /// Commit of its source, where whoever built it said so (`LINGTAN_COMMIT`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub commit: Option<Word>,
}

/// The policy and the settings that were in force.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Day of its edition: when it was last held against its documents; null of a policy file that states none.
    #[schemars(schema_with = "shape::day_or_null")]
    pub edition: Option<String>,
    /// SHA-256 of its text.
    #[schemars(schema_with = "shape::digest")]
    pub sha256: String,
    /// Every text that it rests on: its own, those of the policies that it extends, the factors.
    pub rests_on: Vec<RestsOn>,
    /// Settings by name, in words as they are set.
    pub settings: BTreeMap<String, String>,
}

/// A text that a policy rests on.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RestsOn {
    /// Name of the policy, or `factors`.
    pub name: String,
    /// SHA-256 of its text.
    #[schemars(schema_with = "shape::digest")]
    pub sha256: String,
}

/// How the run was asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RunSettings {
    /// Whether a period that is no natural year was to be judged.
    pub interim: bool,
    /// The park's folder as seen from the working directory, with `/` between its parts, empty for the working directory itself; in JSON Lines and in the
    /// array of several parks. The JSON of one park has none: it is the same wherever the folder lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// SHA-256 of the folder with the names and digests of the inputs, as compact JSON `[folder, [[file, sha256], …]]`; beside `folder` only.
    #[schemars(schema_with = "shape::digest")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder_sha256: Option<String>,
    /// File of certificates that earlier runs counted.
    pub ledger: Option<String>,
    /// Whether other readings of the rules were asked for; absent where not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub readings: Option<Word>,
    /// Text of the policy file that the command line gave, so that the run can be repeated without it; absent where it gave none or a built-in name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The scenario that was tried; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<super::scenario::ScenarioRun>,
    /// What was used of the report on an earlier year, of which a projection was to be made; absent where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_year: Option<super::projection::LastYearReport>,
    /// Certificates of this park that a park before it in the same run counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claimed: Vec<ClaimedReport>,
}

/// Certificates that a park before this one counts in the same run.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ClaimedReport {
    /// That park.
    pub park: String,
    /// Its period.
    pub period: String,
    /// First code.
    pub first_id: String,
    /// Last code.
    pub last_id: String,
    /// How many.
    pub quantity: u64,
}

/// The park.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Park {
    /// Its name.
    pub name: String,
    /// Its province.
    pub province: Option<String>,
    /// The whole park, or a park within it.
    #[schemars(schema_with = "shape::scope")]
    pub scope: String,
}

/// The period, both ends included.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct PeriodReport {
    /// First day.
    #[schemars(schema_with = "shape::day")]
    pub start: String,
    /// Last day, included.
    #[schemars(schema_with = "shape::day")]
    pub end: String,
    /// Whether it is no natural year.
    pub interim: bool,
}

impl PeriodReport {
    /// The days from its first to its last.
    pub(crate) fn days(&self) -> Option<Period> {
        Period::parse(&format!("{}..{}", self.start, self.end))
    }
}

/// A rule's finding.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RuleReport {
    /// Name of the rule, or of an indicator of the policy's own.
    #[schemars(schema_with = "shape::rule_or_indicator")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// What its outcome means for the verdict.
    pub level: Level,
    /// Its outcome.
    pub outcome: Outcome,
    /// What was measured; null if it is not known.
    pub measured: Option<Exact>,
    /// Least value that the evidence allows; null if there is none.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows; null if there is none.
    pub upper: Option<Exact>,
    /// Unit of the numbers of this rule.
    pub unit: String,
    /// On which side of the limit a value passes; at the limit it does.
    pub comparison: Comparison,
    /// The limit; null if none applies.
    pub limit: Option<Exact>,
    /// By how much it is kept: positive on the passing side.
    pub margin: Option<Exact>,
    /// Why, where the numbers do not say it.
    pub reason: Option<String>,
    /// Readings that would decide it, largest effect first.
    pub deciding: Vec<DecidingReport>,
    /// Figures that it rests on.
    #[schemars(schema_with = "shape::figure_names")]
    #[serde(deserialize_with = "super::word::read")]
    pub figures: Vec<Word>,
    /// First day on which the document that it cites is in force; null where that is no law.
    #[schemars(schema_with = "shape::day_or_null")]
    pub in_force_from: Option<String>,
    /// Last day on which it is in force; absent where the document names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "shape::day")]
    pub in_force_until: Option<String>,
    /// Whether that document was not in force at the end of the period, so that the rule is judged for reference; it changes no outcome.
    pub judged_for_reference: bool,
    /// Where the law says it.
    pub citation: CitationReport,
}

/// Meters and days that would decide a rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DecidingReport {
    /// Meter.
    pub meter: String,
    /// First day.
    #[schemars(schema_with = "shape::day")]
    pub from: String,
    /// Last day, included.
    #[schemars(schema_with = "shape::day")]
    pub to: String,
    /// By how much it moves what is measured; null if without bound.
    pub effect: Option<Exact>,
}

/// A figure.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct FigureReport {
    /// Its value; null if it is not known.
    pub value: Option<Exact>,
    /// Least value that the evidence allows; null if there is none.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows; null if there is none.
    pub upper: Option<Exact>,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// Present and true where it is inferred, not metered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// Lines that it comes from.
    pub trail: Vec<TrailReport>,
}

impl FigureReport {
    /// Whether it is of something that this park does not have: zero, and without any evidence under it.
    pub(super) fn has_no_object(&self) -> bool {
        let none = |x: &Option<Exact>| x.as_ref().is_some_and(Exact::is_zero);
        self.trail.is_empty() && none(&self.value) && none(&self.lower) && none(&self.upper)
    }
}

/// Lines of a file under a figure.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct TrailReport {
    /// File, relative to the park's folder.
    pub file: String,
    /// First line.
    pub first_line: u64,
    /// Last line.
    pub last_line: u64,
    /// Rows used between them.
    pub rows: u64,
}

/// The resolution of the run.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Resolution {
    /// Step of time at which supply and use are compared.
    #[schemars(schema_with = "shape::step")]
    pub step: String,
    /// Meters of the coarsest step, which set it.
    pub set_by: Vec<String>,
}

/// The rungs of the matching ladder, in their order.
pub(super) const RUNGS: [&str; 7] = ["resolution", "quarter-hour", "half-hour", "hour", "day", "month", "year"];

/// The matching ladder.
pub type Matching = serde_json::Map<String, serde_json::Value>;

/// A month.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct MonthReport {
    /// Month, YYYY-MM.
    #[schemars(schema_with = "shape::month")]
    pub month: String,
    /// Grid import, `MWh`.
    pub grid_import: Option<Exact>,
    /// Directly supplied green electricity, `MWh`.
    pub direct_green: Option<Exact>,
    /// Consumption, `MWh`.
    pub consumption: Option<Exact>,
    /// Share of direct green supply in consumption.
    pub share: Option<Exact>,
    /// On-site fossil generation, `MWh`.
    pub onsite_fossil: Option<Exact>,
    /// Emissions beside those of purchased electricity, tCO2, without process output that is declared for the year; null where a factor is missing.
    pub other_emissions: Option<Exact>,
    /// Energy beside electricity, tce; null where a coefficient is missing.
    pub other_energy: Option<Exact>,
}

/// Headroom of a rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct HeadroomReport {
    /// Change that would reach the limit: positive is needed, negative is spare; null if no change would.
    pub change: Option<Exact>,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// Figure that would have to change.
    #[schemars(schema_with = "shape::figure_name")]
    #[serde(deserialize_with = "super::word::read")]
    pub of: Word,
}

/// The net-zero layer.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct NetZero {
    /// Emissions in all; null if they are not known.
    pub residual: Option<Exact>,
    /// Offsets that count.
    pub offsets: Exact,
    /// Emissions less offsets, not clipped at zero.
    pub net: Option<Exact>,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// Whether emissions less offsets are zero or below, whatever the bounds of the emissions; null where these leave it open. Never part of the verdict.
    pub reached: Option<bool>,
    /// The offsets that count, by vintage and standard; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<OffsetReport>,
    /// Offsets that do not count, with the reason; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<RejectedOffsetReport>,
}

/// Offsets of a vintage and a standard.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct OffsetReport {
    /// Year of the vintage.
    pub vintage: i32,
    /// Standard.
    pub standard: String,
    /// Tonnes of CO2.
    pub tco2: Exact,
}

/// An offset that does not count.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RejectedOffsetReport {
    /// Its id.
    pub offset: String,
    /// Tonnes of CO2.
    pub tco2: Exact,
    /// Why it does not count.
    pub reason: OffsetReason,
    /// File.
    pub file: String,
    /// Line.
    pub line: u64,
}

/// A result under another reading of a default.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Sensitivity {
    /// What is read otherwise.
    #[serde(deserialize_with = "super::word::read")]
    pub setting: Word,
    /// The other value.
    pub value: Exact,
    /// Figure that it changes.
    #[schemars(schema_with = "shape::figure_name")]
    #[serde(deserialize_with = "super::word::read")]
    pub figure: Word,
    /// What the figure would be.
    pub result: Option<Exact>,
}

/// A defect.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DefectReport {
    /// Code.
    pub code: Code,
    /// What it does to the assessment.
    pub effect: Effect,
    /// Meter.
    pub meter: Option<String>,
    /// File.
    pub file: Option<String>,
    /// Line.
    pub line: Option<u64>,
    /// Readings, rows or intervals concerned.
    pub count: u64,
    /// Place, excerpt, arithmetic and remedy.
    pub message: Message,
    /// File and line of the correction or waiver that explains it; absent where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
}

/// Completeness of a meter.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DataReport {
    /// Meter.
    pub meter: String,
    /// Intervals that the period has.
    pub expected: u64,
    /// Intervals with a reading that is used.
    pub present: u64,
    /// Intervals without one.
    pub missing: u64,
    /// Intervals whose reading is estimated or corrected.
    pub estimated: u64,
    /// Intervals that a correction covers, among the estimated; absent where there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub corrected: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A setting or factor in force, with its source.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Assumption {
    /// Name of the setting, constant or factor.
    pub setting: String,
    /// Its value, a decimal or a word.
    pub value: String,
    /// Unit.
    pub unit: Option<String>,
    /// Whether nobody stated it.
    pub default: bool,
    /// Where it stands.
    pub source: Option<String>,
}

/// An input.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct InputReport {
    /// File, relative to the park's folder.
    pub file: String,
    /// SHA-256 of its bytes.
    #[schemars(schema_with = "shape::digest")]
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// Data rows, without headers, blank and total rows.
    pub rows: u64,
}

/// The schema as JSON text.
pub fn schema() -> String {
    shape::schema_of::<Report>(SCHEMA)
}

fn name_of_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "const": SCHEMA })
}

fn matching(generator: &mut SchemaGenerator) -> Schema {
    let share = generator.subschema_for::<Option<Exact>>().to_value();
    shape::keyed(&RUNGS, &share)
}

super::word::as_they_stand!(HeadroomReport);
