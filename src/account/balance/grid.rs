//! The time grid of a run: equal steps over the period, and the unit in which energies are counted in them.

use std::ops;

use chrono::NaiveDate;

use crate::account::profile::RunUnit;
use crate::measure::{Civil, Exact, Period, SECONDS_PER_DAY, Step};

/// The bins of a run: the period cut into steps of its resolution. A bin is named by its number from 0.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Length of a bin.
    pub step: Step,
    /// Number of the first bin, as [`Step::index`] counts.
    pub first: i64,
    /// Unit of all energies.
    pub unit: RunUnit,
    length: usize,
}

impl Grid {
    /// The grid over a period.
    pub(in crate::account) fn over_period(period: &Period, step: Step, unit: RunUnit) -> Self {
        let first = step.index(period.from());
        let length = usize::try_from(step.index(period.until().plus(-1)) - first + 1).unwrap_or(0);
        Self::new(first, length, step, unit)
    }

    /// So many bins from one on, by the number of its step.
    pub(in crate::account) fn new(first: i64, length: usize, step: Step, unit: RunUnit) -> Self {
        Self { step, first, unit, length }
    }

    /// Number of bins.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Start of a bin.
    pub fn start(&self, bin: usize) -> Civil {
        self.step.start(self.first + i64::try_from(bin).unwrap_or(0))
    }

    /// The bin in which a time lies; the first or the last for one outside.
    pub(in crate::account) fn bin(&self, at: Civil) -> usize {
        usize::try_from(self.step.index(at) - self.first).unwrap_or(0).min(self.length.saturating_sub(1))
    }

    /// The bins in a row that start on days of one key, such as their month.
    pub(in crate::account) fn in_turn<K: PartialEq>(&self, key: impl Fn(NaiveDate) -> K) -> Vec<(K, ops::Range<usize>)> {
        let mut turns: Vec<(K, ops::Range<usize>)> = Vec::new();
        let mut day = None;
        for b in 0..self.length {
            let start = self.start(b);
            let own = start.0.div_euclid(SECONDS_PER_DAY);
            if day != Some(own) {
                day = Some(own);
                let key = key(start.day());
                if turns.last().is_none_or(|last| last.0 != key) {
                    turns.push((key, b..b));
                }
            }
            if let Some(last) = turns.last_mut() {
                last.1.end = b + 1;
            }
        }
        turns
    }

    /// The bins in which readings of a step lie that are numbered in a row: bins from one to another, exclusive, with how many lie in each.
    pub(in crate::account) fn covered_by(&self, step: Step, run: (i64, i64), mut each: impl FnMut(ops::Range<usize>, i128)) {
        let bin = |number: i64| self.bin(step.start(number));
        if step == self.step {
            return each(bin(run.0)..bin(run.1 - 1) + 1, 1);
        }
        let mut number = run.0;
        while number < run.1 {
            let b = bin(number);
            let next = step.index(self.step.next(self.start(b)).plus(-1)) + 1;
            let until = next.clamp(number + 1, run.1);
            each(b..b + 1, i128::from(until - number));
            number = until;
        }
    }

    /// A sum of run units as `MWh`.
    pub fn mwh(&self, units: i128) -> Exact {
        Exact::from(units) / self.unit.per_mwh()
    }
}
