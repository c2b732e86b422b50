//! Asks: little of the green electricity available is exported to the grid (上网电量比例).
//!
//! Formula: `X_re` / (r + stated curtailed energy), r = D⁺ + G⁺.
//!
//! Source: 发改能源〔2025〕650号 and 发改能源〔2026〕688号 (advisory here).

use super::direct_line::{self, Needs, available};
use super::{Case, Finding};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    direct_line::judge(case, clause, &["electricity.grid_export"], Needs::Generation, &|electric| {
        let exported: i128 = electric.attribution.export.iter().sum();
        (electric.bins.grid.mwh(exported), available(electric))
    })
}
