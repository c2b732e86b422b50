//! Where a row stands, and when something holds.

use chrono::NaiveDate;

/// Where a row stands: the number of the file among the inputs, and its line as an editor counts it, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Index into [`super::Dossier::inputs`].
    pub file: usize,
    /// Line, from 1.
    pub line: u64,
}

/// Dates from and to which something holds, both included, open where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether it holds on a day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|f| f <= day) && self.to.is_none_or(|t| day <= t)
    }
}
