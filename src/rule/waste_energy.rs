//! Asks: waste heat, cold and pressure are recovered (余热余冷余压综合利用率).
//!
//! Formula: Σ recovered / Σ recoverable over heat, cold and pressure, one row each; where every row states a weight as its `value`, the
//! weighted mean of their ratios.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 5 (guiding, with stated exemptions).

use super::{Case, Finding, declared};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    declared::sum(case, clause)
}
