//! A sign that stands for an outcome.

use crate::rule::Outcome;

/// A sign that stands out in a long page.
pub(super) fn mark(outcome: impl Into<Outcome>) -> &'static str {
    match outcome.into() {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Indeterminate => "❔",
        Outcome::NotApplicable | Outcome::Exempt => NONE,
    }
}

/// The sign of what has no outcome.
pub(super) const NONE: &str = "➖";
/// The sign of a park that cannot be read.
pub(super) const UNREAD: &str = "⛔";
