//! Asks: clean energy is at least nine tenths of the park's energy (清洁能源消费占比).
//!
//! Formula: [(R + Z + nuclear) × k + non-fossil heat and fuels] / W, with Z = min(P, T + C) the electricity covered by green trading and
//! certificates. The annex does not define 清洁能源: only non-fossil energy counts here; the reading that counts natural gas is printed beside.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 2 (guiding, with stated exemptions).

use super::{Case, Finding, declared};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &["electricity.direct_green", "electricity.zero_rated", "energy.total", "clean_energy_share"]);
    let finding = finding.of_ratio(
        &case.accounts.clean_energy_share,
        case.limit(clause),
        "clean energy or energy in all is not known, or energy is not positive",
    );
    declared::exempt(case, clause, finding)
}
