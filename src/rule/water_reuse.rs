//! Asks: industrial water is used again (工业用水重复利用率).
//!
//! Formula: reused / (reused + fresh); declared as `numerator` and `denominator`.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 6 (guiding, with stated exemptions).

use super::{Case, Finding, declared};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    declared::sum(case, clause)
}
