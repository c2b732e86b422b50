//! Which of the unknown readings vary while the others stay at their point value.

use crate::measure::Civil;

/// Which unknown readings vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::account) enum Varying {
    /// All of them.
    All,
    /// Those of a meter that start within a time.
    Of {
        /// Meter.
        meter: usize,
        /// From when.
        from: Civil,
        /// Until when, exclusive.
        until: Civil,
    },
}

impl Varying {
    /// Whether a reading of a meter at a time varies.
    pub(in crate::account) fn has(self, meter: usize, at: Civil) -> bool {
        match self {
            Self::All => true,
            Self::Of { meter: wanted, from, until } => wanted == meter && from <= at && at < until,
        }
    }
}
