//! What the bins come to where nothing is unknown, as running totals, and where to find what is: the extremes of a ratio are sought many times, each
//! time with a few bins open.

use std::collections::BTreeMap;

use super::bins::Bins;
use super::storage::Attribution;
use super::unknown::{Lack, Role, Unknown};
use crate::measure::Civil;

/// Which unknown readings vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
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

impl Takes {
    /// Whether a reading of a meter at a time varies.
    pub(super) fn has(self, meter: usize, at: Civil) -> bool {
        match self {
            Self::All => true,
            Self::Of { meter: wanted, from, until } => wanted == meter && from <= at && at < until,
        }
    }
}

/// Totals of some bins: R as attributed, U, the fossil part of it that is generated on site, P and nuclear supply.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) green: i128,
    pub(super) used: i128,
    pub(super) fossil: i128,
    pub(super) import: i128,
    pub(super) nuclear: i128,
}

impl Sums {
    fn zip(self, other: Self, f: fn(i128, i128) -> i128) -> Self {
        Self {
            green: f(self.green, other.green),
            used: f(self.used, other.used),
            fossil: f(self.fossil, other.fossil),
            import: f(self.import, other.import),
            nuclear: f(self.nuclear, other.nuclear),
        }
    }
}

/// Running totals over the bins of a run.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// Totals of the bins before each.
    before: Vec<Sums>,
}

impl Ground {
    /// The running totals of some bins.
    pub(super) fn new(bins: &Bins, attribution: &Attribution) -> Self {
        let mut before = Vec::with_capacity(bins.len() + 1);
        let mut sum = Sums::default();
        before.push(sum);
        for b in 0..bins.len() {
            let own = Sums {
                green: attribution.direct_green(bins, b),
                used: bins.consumption(b),
                fossil: bins.fossil[b],
                import: bins.import[b],
                nuclear: bins.nuclear[b],
            };
            sum = sum.zip(own, |a, b| a + b);
            before.push(sum);
        }
        Self { before }
    }

    /// Totals of the bins from one to another, exclusive.
    pub(super) fn sums(&self, from: usize, until: usize) -> Sums {
        if from < until { self.before[until].zip(self.before[from], |a, b| a - b) } else { Sums::default() }
    }
}

/// Where to find what is unknown of a meter.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// Whether anything is stored, or may be.
    pub(super) stores: bool,
    /// Unknown readings of each meter, by their number.
    of_meter: BTreeMap<usize, Vec<u32>>,
}

impl Index {
    /// That of some bins.
    pub(super) fn of(bins: &Bins) -> Self {
        let stored = |role: Role| matches!(role, Role::Charge | Role::Discharge | Role::Store);
        let stores = bins.charge.iter().chain(&bins.discharge).any(|&v| v != 0) || bins.any_unknown(|p| stored(p.role));
        let mut of_meter: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (number, unknown) in bins.unknown.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            for (meter, _) in bins.readings(unknown) {
                let numbers = of_meter.entry(meter).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self { stores, of_meter }
    }

    /// The unknown readings that vary, in the order of bins, those aside that are lacking in runs.
    pub(super) fn taken<'a>(&self, bins: &'a Bins, takes: Takes) -> Vec<&'a Unknown> {
        match takes {
            Takes::All => bins.unknown.iter().collect(),
            Takes::Of { meter, .. } => {
                let numbers = self.of_meter.get(&meter).map_or(&[][..], Vec::as_slice);
                let unknown = numbers.iter().map(|&n| &bins.unknown[n as usize]);
                unknown.filter(|u| bins.readings(u).any(|(m, at)| takes.has(m, at))).collect()
            }
        }
    }
}

/// What of the lacking readings varies.
pub(super) fn lacking(bins: &Bins, takes: Takes) -> impl Iterator<Item = &Lack> {
    let among = match takes {
        Takes::All => &bins.lacks[..],
        // They are in the order of meters.
        Takes::Of { meter, .. } => {
            let first = bins.lacks.partition_point(|lack| lack.meter < meter);
            let count = bins.lacks[first..].partition_point(|lack| lack.meter == meter);
            &bins.lacks[first..first + count]
        }
    };
    among.iter().filter(move |lack| lack.within(takes).next().is_some())
}
