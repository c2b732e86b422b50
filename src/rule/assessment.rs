//! What the rules say of a park: findings and a verdict.

use super::break_even::Changes;
use super::finding::{Finding, Outcome};
use super::headroom::Headroom;
use crate::closed_list::closed_list;

closed_list! {
    /// Verdict on a park; the greater is the worse.
    Verdict {
        /// Every required rule that applies passed, and at least one applied.
        Pass = "pass",
        /// Neither.
        Indeterminate = "indeterminate",
        /// A required rule failed.
        Fail = "fail",
    }
}

impl Verdict {
    /// The verdict on the outcomes of the required rules.
    pub fn of(required: impl IntoIterator<Item = Outcome>) -> Self {
        let required: Vec<Outcome> = required.into_iter().collect();
        if required.contains(&Outcome::Fail) {
            Self::Fail
        } else if required.contains(&Outcome::Indeterminate) || !required.contains(&Outcome::Pass) {
            Self::Indeterminate
        } else {
            Self::Pass
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Indeterminate => Self::Indeterminate,
            Verdict::Fail => Self::Fail,
        }
    }
}

/// What the rules say of a park.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The verdict.
    pub verdict: Verdict,
    /// The findings, in the order of the rules.
    pub findings: Vec<Finding>,
    /// Headroom by rule.
    pub headroom: Vec<(&'static str, Headroom)>,
    /// Single changes that would flip a required rule.
    pub changes: Changes,
    /// What the rules say without corrections, where the park states any; it is judged apart ([`super::uncorrected`]).
    pub uncorrected: Option<Judged>,
}

/// Verdict and findings of a case that is judged beside the report's own.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The findings, in the order of the rules.
    pub findings: Vec<Finding>,
}
