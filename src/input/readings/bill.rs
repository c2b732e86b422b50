//! A bill: start and end reading, multiplier, energy, for a period that need not be a calendar month.

use chrono::NaiveDate;

use super::conversion::Conversion;
use crate::measure::{Civil, Exact};

/// A bill.
#[derive(Clone, Debug)]
pub(in crate::input) struct Bill {
    pub(in crate::input) start: Civil,
    pub(in crate::input) end: Civil,
    /// Whether both dates came without a time.
    pub(in crate::input) dates_only: bool,
    /// Rise of the register, `mantissa × 10^-decimals`, and the multiplier of the row, or the energy stated.
    pub(in crate::input) energy: (i128, u32),
    pub(in crate::input) place: u32,
    pub(in crate::input) conversion: Conversion,
    /// What the register shows at its start and its end, where the row says it.
    pub(in crate::input) readings: Option<(Exact, Exact)>,
    /// Whether it is an estimate.
    pub(in crate::input) estimated: bool,
    /// Energies that other rows, or other cells, state for the same time: each the sum of its terms, with the conversion of each.
    pub(in crate::input) others: Vec<Vec<(Conversion, (i128, u32))>>,
}

impl Bill {
    /// Whether it and another of the same time may be those of two meters, of which one took the place of the other: the registers of both start elsewhere.
    pub(in crate::input) fn may_follow(&self, other: &Self) -> bool {
        matches!((&self.readings, &other.readings), (Some((first, last)), Some((others_first, others_last)))
            if first != others_first && (last, first) != (others_last, others_first))
    }
}

/// Whether a date stands alone in a cell: then it is an instant at 00:00 of that day.
pub(in crate::input) fn instant(day: NaiveDate) -> Civil {
    Civil::midnight(day)
}
