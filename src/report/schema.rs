//! The report's public schema, `lingtan.report/1`. Measured and computed numbers are decimal strings; counts are integers; what is unknown is null or
//! absent, never 0.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::measure::Exact;

/// Schema name; a change of the schema bumps its number.
pub const SCHEMA: &str = "lingtan.report/1";

/// A report on one park.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Report {
    pub schema: &'static str,
    pub tool: Tool,
    pub policy: Policy,
    pub run: RunSettings,
    pub park: Park,
    pub period: PeriodReport,
    pub verdict: &'static str,
    pub rules: Vec<RuleReport>,
    pub figures: BTreeMap<String, FigureReport>,
    pub resolution: Resolution,
    pub matching: Matching,
    pub months: Vec<MonthReport>,
    pub certificates: Certificates,
    pub headroom: BTreeMap<&'static str, HeadroomReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<super::changes::ChangesReport>,
    pub net_zero: NetZero,
    pub sensitivities: Vec<Sensitivity>,
    pub defects: Vec<DefectReport>,
    pub data: Vec<DataReport>,
    pub assumptions: Vec<Assumption>,
    pub inputs: Vec<InputReport>,
}

/// The program.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

/// The policy and the settings that were in force.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Policy {
    pub name: String,
    pub title: String,
    pub sha256: String,
    pub settings: BTreeMap<String, String>,
}

/// How the run was asked for.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RunSettings {
    pub interim: bool,
    pub ledger: Option<String>,
}

/// The park.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Park {
    pub name: String,
    pub province: Option<String>,
    pub scope: String,
}

/// The period, both ends included.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PeriodReport {
    pub start: String,
    pub end: String,
    pub interim: bool,
}

/// A rule's finding.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RuleReport {
    pub id: &'static str,
    pub level: &'static str,
    pub outcome: &'static str,
    pub measured: Option<Exact>,
    pub lower: Option<Exact>,
    pub upper: Option<Exact>,
    pub unit: String,
    pub comparison: &'static str,
    pub limit: Option<Exact>,
    pub margin: Option<Exact>,
    pub reason: Option<String>,
    pub deciding: Vec<DecidingReport>,
    pub figures: Vec<&'static str>,
    pub citation: CitationReport,
}

/// Meters and days that would decide a rule.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DecidingReport {
    pub meter: String,
    pub from: String,
    pub to: String,
    pub effect: Option<Exact>,
}

/// Where the law says it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CitationReport {
    pub document: String,
    pub item: String,
    pub quote: String,
}

/// A figure.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FigureReport {
    pub value: Option<Exact>,
    pub lower: Option<Exact>,
    pub upper: Option<Exact>,
    pub unit: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    pub trail: Vec<TrailReport>,
}

/// Lines of a file under a figure.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TrailReport {
    pub file: String,
    pub first_line: u64,
    pub last_line: u64,
    pub rows: u64,
}

/// The resolution of the run.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Resolution {
    pub step: String,
    pub set_by: Vec<String>,
}

/// The matching ladder.
pub type Matching = serde_json::Map<String, serde_json::Value>;

/// A month.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MonthReport {
    pub month: String,
    pub grid_import: Option<Exact>,
    pub direct_green: Option<Exact>,
    pub consumption: Option<Exact>,
    pub share: Option<Exact>,
}

/// The certificate ledger.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Certificates {
    pub presented: u64,
    pub counted: u64,
    pub unused: u64,
    pub rejected: Vec<RejectionReport>,
}

/// Certificates that do not count.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RejectionReport {
    pub certificate: String,
    pub quantity: u64,
    pub reason: &'static str,
    pub file: String,
    pub line: u64,
}

/// Headroom of a rule.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct HeadroomReport {
    pub change: Option<Exact>,
    pub unit: &'static str,
    pub of: &'static str,
}

/// The net-zero layer.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct NetZero {
    pub residual: Option<Exact>,
    pub offsets: Exact,
    pub net: Option<Exact>,
    pub unit: &'static str,
}

/// A result under another reading of a default.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Sensitivity {
    pub setting: &'static str,
    pub value: Exact,
    pub figure: &'static str,
    pub result: Option<Exact>,
}

/// A defect.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DefectReport {
    pub code: &'static str,
    pub effect: &'static str,
    pub meter: Option<String>,
    pub file: Option<String>,
    pub line: Option<u64>,
    pub count: u64,
    pub message: String,
}

/// Completeness of a meter.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DataReport {
    pub meter: String,
    pub expected: u64,
    pub present: u64,
    pub missing: u64,
    pub estimated: u64,
}

/// A setting or factor in force, with its source.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Assumption {
    pub setting: String,
    pub value: String,
    pub unit: Option<String>,
    pub default: bool,
    pub source: Option<String>,
}

/// An input.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct InputReport {
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    pub rows: u64,
}
