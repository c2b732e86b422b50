//! Asks: the park's carbon per unit of energy is near zero (近零): a tenth of the baseline of existing parks or less.
//!
//! Formula: I = E / W ≤ baseline / 10. E counts CO2 of fuels, conversion, electricity beyond the zero-rated, heat and processes; W is
//! energy in standard coal, electricity at the equivalent value. Parks of a million tce or more have a looser official tier, so that
//! this rule only advises them.
//!
//! Source: NEWS of December 2025 on LIST-52 (about one tenth of the average of existing parks). The baseline of 2.1 tCO2/tce is the national level of
//! parks by an expert's reading (READING-2025), which does not offer it for judging a single park; a park may state another with its source.

use super::{Case, Finding};
use crate::standard::Clause;

/// Why I may be undefined.
pub(super) const UNDEFINED: &str = "emissions or energy are not known (a factor or a meter is missing), or energy is not positive";

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    Finding::new(case, clause, &["emissions.total", "energy.total", "carbon_intensity"]).of_ratio(
        &case.accounts.carbon_intensity,
        case.limit(clause),
        UNDEFINED,
    )
}
