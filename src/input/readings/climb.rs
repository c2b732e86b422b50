//! Whether readings that are summed as they come may be those of a counter: they rise and do not fall, but at midnight.
//!
//! Of a batch of readings only those are looked at that lie behind its last fall, or behind the last before so many that they might be a counter's: of a
//! true series, which falls often, next to nothing.

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
        let (mut at, least) = (0, self.least());
        while at + 1 < values.len() && !self.is_suspect {
            // Before so many readings nothing is a suspect: the last fall among them is looked for from their end.
            let wanted = least.saturating_sub(self.readings as usize).max(1);
            let end = (at + wanted).min(values.len() - 1);
            let falls = |n: &usize| values[*n] < values[*n - 1] && !near(cell + n);
            if let Some(fall) = (at + 1..=end).rev().find(falls) {
                (self.readings, self.rises) = (1, 0);
                at = fall;
                continue;
            }
            let rises = values[at..=end].windows(2).filter(|pair| pair[1] > pair[0]).count();
            self.readings = self.readings.saturating_add(u32::try_from(end - at).unwrap_or(u32::MAX));
            self.rises += u32::try_from(rises).unwrap_or(u32::MAX);
            self.judge();
            at = end;
        }
    }

    /// Readings without a fall from which on they may be those of a counter: as many as a day has, at least.
    fn least(&self) -> usize {
        LEAST_CLIMB.max(self.per_day as usize)
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
        self.is_suspect = self.readings as usize >= self.least() && self.rises as usize >= LEAST_RISES;
    }
}
