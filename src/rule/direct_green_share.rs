//! Asks: green electricity supplied directly, by direct lines and generation on site, is at least half of the park's electricity
//! (绿色电力直接供应比例).
//!
//! Formula: ρ = R / U. R = D⁺ + G⁺ − `S_c,re` + `S_d,re` − `X_re`: direct lines and on-site renewable generation, less what of it was stored or
//! exported, plus what of it the stores released. U = P + D + G + F − X. Certificates and trading over the public grid never count.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 4; the formula of R from 发改能源〔2026〕688号 (11).

use super::{Case, Finding};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let undefined = match case.accounts.electric.mode {
        crate::account::Mode::Neither => "neither a gateway meter nor load meters are registered, so that consumption is not known",
        _ => "consumption is zero or negative, so that the share is undefined",
    };
    Finding::new(case, clause, &["electricity.direct_green", "electricity.consumption"]).of_ratio(
        &case.accounts.direct_green_share,
        case.limit(clause),
        undefined,
    )
}
