//! What a rule says: its outcome, and the numbers that it was judged by.

use super::Case;
use crate::account::{Bounded, Deciding};
use crate::closed_list::closed_list;
use crate::measure::{Amount, Exact, Span};
use crate::standard::{Citation, Clause, Comparison, Level};

closed_list! {
    /// Outcome of a rule.
    Outcome {
        /// It holds.
        Pass = "pass",
        /// It does not.
        Fail = "fail",
        /// The evidence cannot decide it.
        Indeterminate = "indeterminate",
        /// It has no object in this park.
        NotApplicable = "not-applicable",
        /// The park is exempt from it, for a stated reason.
        Exempt = "exempt",
    }
}

/// Said where a value lies outside its own bounds, which would be a fault of the program: no verdict rests on it.
pub(super) const CONTRADICTED: &str =
    "a figure that it rests on lies outside its own bounds: a fault of the program, which is to be reported; no outcome rests on it";

/// Why a rule is not decided.
pub(super) const EITHER_SIDE: &str = "what is missing could move it to either side of the limit";

/// The same where the bounds are not known to be reached.
const OUTSIDE: &str = "what is missing could move it to either side of the limit; its bounds are from outside, since stores, totals whose split is not known, or readings that count in several places stand beside what is missing";

/// What a rule says.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Rule.
    pub id: &'static str,
    /// Level in this run.
    pub level: Level,
    /// Whether the bounds of W leave the level open, so that a failure need not be one of the park.
    pub(super) level_open: bool,
    /// Outcome.
    pub outcome: Outcome,
    /// What was measured.
    pub measured: Option<Exact>,
    /// Its least value.
    pub lower: Option<Exact>,
    /// Its greatest value.
    pub upper: Option<Exact>,
    /// Unit of all three and of the limit.
    pub unit: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// The limit.
    pub limit: Option<Exact>,
    /// By how much it is kept: positive on the passing side.
    pub margin: Option<Exact>,
    /// Why, where the outcome is not plain from the numbers.
    pub reason: Option<String>,
    /// What would decide it.
    pub deciding: Vec<Deciding>,
    /// Figures that it rests on.
    pub figures: Vec<&'static str>,
    /// Whether a data rule that failed made it indeterminate.
    pub blocked: bool,
    /// Where the law says it.
    pub citation: Citation,
}

impl Finding {
    /// A finding without numbers yet.
    pub(super) fn new(case: &Case<'_>, clause: &Clause, figures: &[&'static str]) -> Self {
        let (level, level_open) = case.level(clause);
        Self {
            id: clause.id,
            level,
            level_open,
            outcome: Outcome::Indeterminate,
            measured: None,
            lower: None,
            upper: None,
            unit: clause.unit.clone(),
            comparison: clause.comparison,
            limit: None,
            margin: None,
            reason: None,
            deciding: Vec::new(),
            figures: figures.to_vec(),
            blocked: false,
            citation: clause.citation.clone(),
        }
    }

    /// With a limit; the margin follows.
    pub(super) fn against(mut self, limit: Option<Exact>) -> Self {
        self.margin = self.measured.as_ref().zip(limit.as_ref()).map(|(measured, limit)| self.comparison.margin(measured, limit));
        self.limit = limit;
        self
    }

    /// With an outcome and a reason.
    pub(super) fn because(mut self, outcome: Outcome, reason: impl Into<String>) -> Self {
        self.outcome = outcome;
        self.reason = Some(reason.into());
        self
    }

    /// With what was measured and its bounds.
    pub(super) fn measuring<T: Amount>(mut self, span: &Span<T>) -> Self {
        let bound = |b: &Option<T>| b.as_ref().map(|b| b.exact().clone());
        self.measured = Some(span.value.exact().clone());
        self.lower = bound(&span.lower);
        self.upper = bound(&span.upper);
        self
    }

    /// With an exactly known measure.
    pub(super) fn exactly(mut self, measured: Exact) -> Self {
        self.lower = Some(measured.clone());
        self.upper = Some(measured.clone());
        self.measured = Some(measured);
        self
    }

    /// Decides it by its bounds: all of them on one side of the limit, or indeterminate.
    pub(super) fn decided(mut self) -> Self {
        let Some(limit) = self.limit.clone() else { return self };
        let Some(measured) = &self.measured else { return self };
        let below = self.lower.as_ref().is_some_and(|lower| measured < lower);
        let above = self.upper.as_ref().is_some_and(|upper| measured > upper);
        if below || above {
            return self.because(Outcome::Indeterminate, CONTRADICTED);
        }
        match self.comparison.decides((self.lower.as_ref(), self.upper.as_ref()), &limit) {
            Some(true) => self.outcome = Outcome::Pass,
            Some(false) => self.outcome = Outcome::Fail,
            None => {
                self.outcome = Outcome::Indeterminate;
                self.reason = Some(EITHER_SIDE.to_owned());
            }
        }
        self
    }

    /// Judges a ratio with exact bounds against a limit.
    pub(super) fn of_ratio(self, ratio: &Bounded, limit: Option<Exact>, undefined: &str) -> Self {
        let Some(span) = &ratio.span else { return self.against(limit).because(Outcome::Indeterminate, undefined) };
        let mut finding = self.measuring(span).against(limit).decided();
        if finding.outcome == Outcome::Indeterminate {
            finding.deciding.clone_from(&ratio.deciding);
            if ratio.outside && finding.reason.as_deref() == Some(EITHER_SIDE) {
                finding.reason = Some(OUTSIDE.to_owned());
            }
        }
        finding
    }
}
