//! Asks: most of the green electricity available over direct lines and on site is used by the park itself (自发自用比例).
//!
//! Formula: R / (r + stated curtailed energy), r = D⁺ + G⁺.
//!
//! Source: 发改能源〔2025〕650号 and 发改能源〔2026〕688号 (advisory here).

use super::direct_line::{self, Needs, available};
use super::{Case, Finding};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    direct_line::judge(case, clause, &["electricity.direct_green"], Needs::Generation, &|electric| {
        (electric.green.value.mwh().clone(), available(electric))
    })
}
