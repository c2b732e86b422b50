//! How an outcome stands out on a page.

use crate::report::page::Ink;
use crate::rule::Outcome;

/// How an outcome or a verdict stands out.
pub(super) fn outcome_ink(outcome: impl Into<Outcome>) -> Ink {
    match outcome.into() {
        Outcome::Pass => Ink::Good,
        Outcome::Fail => Ink::Bad,
        Outcome::Indeterminate => Ink::Doubt,
        Outcome::NotApplicable | Outcome::Exempt => Ink::Faint,
    }
}
