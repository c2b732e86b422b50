//! What a total that is known adds, where its split over bins is not (a register gap, METHOD 8).

use super::super::bins::Split;
use super::super::unknown::Role;
use super::{Extremes, Totals};

impl Extremes {
    /// What a total of unknown split adds, given how far supply exceeds export in each of its bins.
    pub(super) fn split(&self, split: &Split, margins: &[(usize, i128)], fossil: bool, greatest: bool) -> Totals {
        let total = split.total;
        let mut added = Totals::default();
        // Bins of a split, like margins, are in their order.
        let margin = |b: usize| margins.binary_search_by_key(&b, |m| m.0).ok().map(|at| margins[at].1);
        let here: Vec<i128> = split.bins.iter().filter_map(|&(b, _)| margin(b)).collect();
        if self.inferred {
            // Bounds from outside: what the split adds to R lies between nothing and all of it.
            match split.role {
                Role::Load | Role::Charge => added.used = total,
                Role::Discharge => added.used = -total,
                Role::Fossil if !fossil => added.used = -total,
                Role::Nuclear => added.nuclear = total.max(0),
                _ => {}
            }
            if split.role == Role::Renewable && total >= 0 {
                // Spread over the bins with room for it, or all in the one with the least room.
                added.green = if greatest { total.min(here.iter().sum()) } else { total.min(here.iter().copied().min().unwrap_or(0)) };
            } else if greatest && matches!(split.role, Role::Load | Role::Discharge) {
                added.green = total.max(0);
            } else if !greatest && matches!(split.role, Role::Charge | Role::Store | Role::Fossil | Role::Nuclear) {
                added.green = -total.max(0);
            }
            return added;
        }
        match split.role {
            Role::Import | Role::Net => {
                added.used = total;
                added.import = total.max(0);
            }
            Role::Fossil => added.used = if fossil { total } else { 0 },
            Role::Nuclear => (added.used, added.nuclear) = (total, total.max(0)),
            // What a generator's own use takes, wherever it is placed.
            Role::Renewable if total < 0 => {
                added.used = total;
                let covered: i128 = here.iter().map(|&y| y.max(0)).sum();
                added.green = if greatest {
                    -here.iter().map(|&y| y.max(0) - (y + total).max(0)).min().unwrap_or(-total)
                } else {
                    -(-total).min(covered)
                };
            }
            Role::Renewable | Role::Discharge if greatest || split.role == Role::Renewable => {
                added.used = if split.role == Role::Renewable { total } else { 0 };
                added.green = if greatest {
                    here.iter().map(|&y| (y + total).max(0) - y.max(0)).max().unwrap_or(total)
                } else {
                    let absorbed: i128 = here.iter().map(|&y| (-y).max(0)).sum();
                    (total - absorbed).max(0)
                };
            }
            Role::Export => {
                added.used = -total;
                let covered: i128 = here.iter().map(|&y| y.max(0)).sum();
                added.green = if greatest {
                    -here.iter().map(|&y| y.max(0) - (y - total).max(0)).min().unwrap_or(total)
                } else {
                    -total.min(covered)
                };
            }
            Role::Charge | Role::Store if !greatest => added.green = -total.max(0),
            _ => {}
        }
        added
    }
}
