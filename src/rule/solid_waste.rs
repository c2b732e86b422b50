//! Asks: industrial solid waste is put to use (工业固体废弃物综合利用率).
//!
//! Formula: used / (generated + old stock used); declared as `numerator` and `denominator`.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 4 (guiding, with stated exemptions).

use super::{Case, Finding, declared};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    declared::sum(case, clause)
}
