//! Whether readings that are summed as they come may be those of a counter: they rise and do not fall, but at midnight.
//!
//! Readings are looked at until the first fall in a batch of them, so that of a true series next to nothing is looked at.

/// Readings without a fall from which on a series may be a counter.
pub(in crate::input) const LEAST_CLIMB: usize = 96;
/// Rises among them.
pub(in crate::input) const LEAST_RISES: usize = 10;
/// Of so many readings of a counter at least one is above the one before: a battery that charges at one power seldom rises.
pub(in crate::input) const READINGS_A_RISE: usize = 8;

/// What was seen since the last fall.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Climb {
    per_day: u32,
    readings: u32,
    rises: u32,
    /// Whether the readings of some time may be those of a counter.
    pub(in crate::input) is_suspect: bool,
}

impl Climb {
    /// Nothing seen yet of a series of so many cells in a day.
    pub(in crate::input) fn new(per_day: u32) -> Self {
        Self { per_day, readings: 0, rises: 0, is_suspect: false }
    }

    /// Whether a cell lies within an hour of midnight: counters of the day start again around it.
    #[inline]
    pub(in crate::input) fn is_near_midnight(cell: usize, per_day: usize) -> bool {
        let slot = cell % per_day;
        slot * 24 <= per_day || (slot + 1) * 24 > per_day * 23
    }

    /// Looks at the readings of cells from one on, given the cell and value of the last reading before them; `idle` says that all are zero.
    pub(in crate::input) fn take(&mut self, cell: usize, values: &[i64], before: Option<(u32, i64)>, idle: bool) {
        if self.is_suspect {
            return;
        }
        let [first, ..] = values else { return };
        let per_day = self.per_day as usize;
        let near = |cell: usize| Self::is_near_midnight(cell, per_day);
        let (mut fell, mut rises) = (false, 0);
        if let Some((at, last)) = before {
            // In the order of time, whichever came first.
            let (earlier, later, behind) = if (at as usize) < cell { (last, *first, cell) } else { (*first, last, at as usize) };
            let (a, b) = (at / self.per_day, u32::try_from(cell).unwrap_or(u32::MAX) / self.per_day);
            fell = later < earlier && a == b && !near(behind);
            rises = u32::from(later > earlier);
        }
        if fell {
            (self.readings, self.rises) = (0, 0);
            rises = 0;
        }
        self.count(rises);
        if idle {
            self.readings = self.readings.saturating_add(u32::try_from(values.len() - 1).unwrap_or(u32::MAX));
            self.judge();
            return;
        }
        for (n, pair) in values.windows(2).enumerate() {
            if pair[1] < pair[0] && !near(cell + n + 1) {
                (self.readings, self.rises) = (0, 0);
            }
            self.count(u32::from(pair[1] > pair[0]));
        }
    }

    /// Counts a reading, so that a run taken at once and its readings taken one by one leave the same.
    #[inline]
    fn count(&mut self, rises: u32) {
        if !self.is_suspect {
            self.readings = self.readings.saturating_add(1);
            self.rises += rises;
            self.judge();
        }
    }

    fn judge(&mut self) {
        self.is_suspect = self.readings as usize >= LEAST_CLIMB.max(self.per_day as usize) && self.rises as usize >= LEAST_RISES;
    }
}
