//! Asks: green electricity of the direct lines covers a good part of the park's load (占总用电量比例), more from 2030.
//!
//! Formula: R / U.
//!
//! Source: 发改能源〔2025〕650号 and 发改能源〔2026〕688号 (advisory here).

use super::direct_line::{self, Needs};
use super::{Case, Finding};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    direct_line::judge(case, clause, &["electricity.direct_green", "electricity.consumption"], Needs::Balance, &|electric| {
        (electric.green.value.mwh().clone(), electric.consumption.value.mwh().clone())
    })
}
