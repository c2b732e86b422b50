//! Checks parks, as `lingtan check` does: read, settle, assess, publish, in one call.
//!
//! ```no_run
//! use lingtan::check::Check;
//! use lingtan::measure::Period;
//!
//! # fn main() -> Result<(), lingtan::check::CheckError> {
//! let report = Check::new("parks/north")
//!     .period(Period::parse("2025").expect("a year"))
//!     .policy("cn-hunan")
//!     .ledger("certificates.csv")?
//!     .run()?;
//! println!("{}: {}", report.park.name, report.verdict);
//! # Ok(())
//! # }
//! ```
//!
//! Several parks of one run, of which no two count the same certificate, are checked by [`check_all`].

mod error;
mod examine;
mod merge;
mod parks;
mod policy;
mod repeated;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::account::LastYear;
use crate::dossier::Stated;
use crate::files::{Passed, read_outside};
use crate::input::ledger::Ledger;
use crate::input::scenario::Plan;
use crate::input::{Overrides, ReadMode};
use crate::measure::Period;
use crate::report::stored;
use crate::say;

pub use crate::rule::Verdict;
pub use error::CheckError;
#[doc(hidden)]
pub use examine::examine;
pub(crate) use merge::{Group, Identity, Judged, Merged, merge};
pub use parks::{Checked, check_all};
pub(crate) use parks::{Counted, is_denied, one, threads_of};
pub(crate) use repeated::repeated;

/// The source of a setting that whoever runs the program gave.
pub(crate) const COMMAND_LINE: &str = "command line";

/// A park, and how it is to be checked.
#[derive(Clone, Debug)]
pub struct Check {
    pub(crate) park: PathBuf,
    pub(crate) request: Request,
}

/// How a park is to be checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// What is said over the manifest.
    pub(crate) overrides: Overrides,
    /// Text of the policy file of an earlier run, which is no longer looked for.
    pub(crate) policy: Option<String>,
    /// Whether a period that is no natural year is judged.
    pub(crate) interim: bool,
    /// Whether other interpretations of the rules are told.
    pub(crate) interpretations: bool,
    /// The reports on an earlier year that were given: of each park its own is taken.
    pub(crate) last_years: Vec<LastYear>,
    /// Whether criteria other than the built-in ones are refused.
    pub(crate) built_in_criteria: bool,
    /// Whether a park that passes with warnings is undecided.
    pub(crate) deny_warnings: bool,
}

impl Check {
    /// A park folder: one with a `park.toml`.
    pub fn new(park: impl Into<PathBuf>) -> Self {
        Self { park: park.into(), request: Request::default() }
    }

    /// Another park, checked in the same way.
    #[must_use]
    pub fn of(&self, park: impl Into<PathBuf>) -> Self {
        Self { park: park.into(), request: self.request.clone() }
    }

    /// Its folder.
    pub fn park(&self) -> &Path {
        &self.park
    }

    /// The period to judge, in place of the one that the park states.
    #[must_use]
    pub fn period(mut self, period: Period) -> Self {
        self.request.overrides.period = Some(period);
        self
    }

    /// Judges a period that is no natural year on its figures to date; its verdict is `indeterminate` else.
    #[must_use]
    pub fn interim(mut self) -> Self {
        self.request.interim = true;
        self
    }

    /// The policy, a built-in name or the path of a file, in place of the one that the park names.
    #[must_use]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.request.overrides.policy = Some(policy.into());
        self
    }

    /// A setting of the policy, over what the park states ([`crate::standard::SETTINGS`]).
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let stated = Stated { value: value.to_owned(), unit: None, source: Some(COMMAND_LINE.to_owned()) };
        self.request.overrides.settings.insert(name.to_owned(), stated);
        self
    }

    /// The certificates that earlier runs counted: a CSV file, which is read now.
    pub fn ledger(self, path: impl AsRef<Path>) -> Result<Self, CheckError> {
        Ok(self.with_ledger(Arc::new(Ledger::read(path.as_ref())?)))
    }

    pub(crate) fn with_ledger(mut self, ledger: Arc<Ledger>) -> Self {
        self.request.overrides.ledger = Some(ledger);
        self
    }

    /// A scenario to be tried on the park beside the verdict: a TOML file, which is read now.
    pub fn scenario(mut self, path: impl AsRef<Path>) -> Result<Self, CheckError> {
        let (bytes, _) = read_outside(path.as_ref())?;
        let shown = path.as_ref().display().to_string();
        let Ok(text) = String::from_utf8(bytes) else { return Err(say!("not UTF-8").at(shown).into()) };
        self.request.overrides.scenario = Some(Arc::new(Plan::parse(&shown, &text)?));
        Ok(self)
    }

    /// The JSON report on an earlier natural year, by whose months an interim period is projected; it is read now.
    pub fn last_year(mut self, report: impl AsRef<Path>) -> Result<Self, CheckError> {
        self.request.last_years = stored::last_years(report.as_ref())?;
        Ok(self)
    }

    /// Tells what other interpretations of the rules, where the texts are silent, would make of the park.
    #[must_use]
    pub fn interpretations(mut self) -> Self {
        self.request.interpretations = true;
        self
    }

    /// Leaves a park that passes with warnings undecided ([`Checked::denied`]).
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.request.deny_warnings = true;
        self
    }

    /// Refuses every criterion that is not built in: settings that are given, and policy files.
    #[must_use]
    pub fn built_in_criteria(mut self) -> Self {
        self.request.built_in_criteria = true;
        self
    }

    /// Threads to use; the machine's cores where not stated.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.request.overrides.threads = Some(threads);
        self
    }

    /// Counts the bytes that are read, for whoever shows progress.
    pub(crate) fn counted(mut self, passed: Option<Passed>) -> Self {
        self.request.overrides.passed = passed;
        self
    }

    /// Keeps the value of every reading, also where the accounts need a sum only.
    #[doc(hidden)]
    #[must_use]
    pub fn all_values(mut self) -> Self {
        self.request.overrides.all_values = true;
        self
    }

    /// Reads files of readings in one way only.
    #[doc(hidden)]
    #[must_use]
    pub fn road(mut self, road: ReadMode) -> Self {
        self.request.overrides.road = road;
        self
    }
}
