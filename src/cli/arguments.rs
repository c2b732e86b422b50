//! What the commands take: their arguments, and the formats that several of them write.

use std::path::PathBuf;

use clap::ValueEnum;

use super::terminal::{Look, Manner};

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a terminal
    Text,
    /// The report's schema; an array for several parks
    Json,
    /// JSON Lines: one report a line; of a park that cannot be read, its folder and the error
    Jsonl,
    /// One page for a browser and for paper
    Html,
    /// For pull requests: at most the length of one comment
    Markdown,
    /// For spreadsheets: one table of everything
    Csv,
    /// For CI: a suite per park, a case per rule
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// For code scanning
    Sarif,
    /// An in-toto statement, to be signed by another tool
    InToto,
    /// A workbook: a page for reading, and a sheet for each kind of rows
    Xlsx,
}

/// Arguments of `inspect`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  lingtan inspect exports/*.csv")]
pub(super) struct InspectArguments {
    /// Files, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Format
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: SurveyFormat,
    #[command(flatten)]
    pub(super) look: Look,
}

/// Formats of what files look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SurveyFormat {
    /// For a terminal
    Text,
    /// For programs
    Json,
}

/// Arguments of `check`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lingtan check fixtures/parks/full-pass\n  lingtan check . --format json --output report.json\n  lingtan check . --period 2025-01..2025-06 --interim --set vintage=within-validity"
)]
pub(super) struct CheckArguments {
    /// Park folders (default: the current one)
    #[arg(value_name = "PARK")]
    pub(super) parks: Vec<PathBuf>,
    /// Park folders, one a line, from a file (`-`: standard input); a report a line as soon as it is done, each park by itself (jsonl)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["parks", "record", "report", "output"])]
    pub(super) parks_from: Option<PathBuf>,
    #[command(flatten)]
    pub(super) publishing: Publishing,
    /// Period: 2025, 2025-06, 2025-01..2025-06 or 2025-01-01..2025-06-30
    #[arg(long)]
    pub(super) period: Option<String>,
    /// Policy: a built-in name or a file
    #[arg(long)]
    pub(super) policy: Option<String>,
    /// A policy setting: NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// Certificates that earlier runs counted (CSV)
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Option<PathBuf>,
    /// Enter the certificates that this run counts in the ledger, once the reports are delivered
    #[arg(long, requires = "ledger")]
    pub(super) record: bool,
    /// JSON report on an earlier natural year: an interim period is projected like its months
    #[arg(long, value_name = "REPORT")]
    pub(super) last_year: Option<PathBuf>,
    /// Refuse every criterion that is not built in: settings that are given, and policy files
    #[arg(long, value_name = "WHICH", value_parser = ["built-in"])]
    pub(super) criteria: Option<String>,
    /// Judge a period that is no natural year
    #[arg(long)]
    pub(super) interim: bool,
    /// Tell what other readings of the rules, where the texts are silent, would make of the park; the verdict stays that of those in force
    #[arg(long, alias = "interpretations", value_name = "WHICH", value_parser = ["all"])]
    pub(super) readings: Option<String>,
    /// Tell what a scenario would make of the park (TOML; `lingtan explain scenario`); the verdict stays that of the park
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub(super) scenario: Option<PathBuf>,
    /// Threads to use, at most four for each core
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

/// How what was found out about parks is told, of `check` and `merge`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Publishing {
    /// Format of the report
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Write the report to a file, whole or not at all (`-`: standard output)
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write a further report beside it, in one run: FORMAT=FILE; may be given again
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(super) report: Vec<String>,
    /// Leave a pass undecided that rests on warnings: a defect that blocks, evidence missing or discarded that moves a bound of a required rule, or a stated value, correction or changed criterion on which an outcome depends
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    pub(super) deny: Option<String>,
    /// End with 0 whatever the verdicts, for schedulers that take any other code for an error; errors still end with 2
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// The table of parks only, without what holds each of them back (text)
    #[arg(long, conflicts_with = "details")]
    pub(super) summary: bool,
    /// Everything that the report says, not only one screen of it (text)
    #[arg(long)]
    pub(super) details: bool,
    #[command(flatten)]
    pub(super) manner: Manner,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  lingtan explain\n  lingtan explain near-zero\n  lingtan explain 绿电直接供应比例 --lang zh")]
pub(super) struct ExplainArguments {
    /// Name, in English or Chinese; without one, everything that can be explained is listed
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) look: Look,
}
