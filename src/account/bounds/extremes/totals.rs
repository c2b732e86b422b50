//! The four totals in which the ratios of the rules are linear.

use crate::account::bounds::unknown::UNBOUNDED;

/// Totals of a run, in run units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::account) struct Totals {
    /// R.
    pub(in crate::account) green: i128,
    /// U, or P + D + G − X where the weights leave fossil generation out.
    pub(in crate::account) used: i128,
    /// P.
    pub(in crate::account) import: i128,
    /// Supply of nuclear lines.
    pub(in crate::account) nuclear: i128,
}

impl Totals {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            green: self.green + other.green,
            used: self.used + other.used,
            import: self.import + other.import,
            nuclear: self.nuclear + other.nuclear,
        }
    }

    pub(super) fn times(self, count: i128) -> Self {
        Self { green: self.green * count, used: self.used * count, import: self.import * count, nuclear: self.nuclear * count }
    }

    /// Whether an unbounded reading moves one of the totals that have a weight.
    pub(in crate::account) fn is_unbounded(&self) -> bool {
        [self.green, self.used, self.import, self.nuclear].into_iter().any(|v| v.abs() > UNBOUNDED / 4)
    }
}
