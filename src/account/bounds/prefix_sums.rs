//! What the bins come to where nothing is unknown, as running totals, and where to find what is: the extremes of a ratio are sought many times, each
//! time with a few bins open.

use std::collections::BTreeMap;

use super::unknown::{MissingRuns, Unknown};
use super::varying::Varying;
use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;
use crate::account::balance::storage::Attribution;

/// Totals of some bins: R as attributed, U, the fossil part of it that is generated on site, P and nuclear supply.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::account) struct Sums {
    pub(in crate::account) green: i128,
    pub(in crate::account) used: i128,
    pub(in crate::account) fossil: i128,
    pub(in crate::account) import: i128,
    pub(in crate::account) nuclear: i128,
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
pub(in crate::account) struct PrefixSums {
    /// Totals of the bins before each.
    before: Vec<Sums>,
}

impl PrefixSums {
    /// The running totals of some bins.
    pub(in crate::account) fn new(bins: &Bins, attribution: &Attribution) -> Self {
        let mut before = Vec::with_capacity(bins.grid.len() + 1);
        let mut sum = Sums::default();
        before.push(sum);
        for b in 0..bins.grid.len() {
            let own = Sums {
                green: attribution.direct_green(&bins.flows, b),
                used: bins.flows.consumption(b),
                fossil: bins.flows.fossil[b],
                import: bins.flows.import[b],
                nuclear: bins.flows.nuclear[b],
            };
            sum = sum.zip(own, |a, b| a + b);
            before.push(sum);
        }
        Self { before }
    }

    /// Totals of the bins from one to another, exclusive.
    pub(in crate::account) fn sums(&self, from: usize, until: usize) -> Sums {
        if from < until { self.before[until].zip(self.before[from], |a, b| a - b) } else { Sums::default() }
    }
}

/// Where to find what is unknown of a meter.
#[derive(Clone, Debug)]
pub(in crate::account) struct Index {
    /// Whether anything is stored, or may be.
    pub(in crate::account) stores: bool,
    /// Unknown readings of each meter, by their number.
    of_meter: BTreeMap<usize, Vec<u32>>,
}

impl Index {
    /// That of some bins.
    pub(in crate::account) fn of(bins: &Bins) -> Self {
        let stored = |role: Role| matches!(role, Role::Charge | Role::Discharge | Role::Store);
        let stores = bins.flows.charge.iter().chain(&bins.flows.discharge).any(|&v| v != 0) || bins.unknowns.any(|p| stored(p.role));
        let mut of_meter: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (number, unknown) in bins.unknowns.readings.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            for (meter, _) in bins.unknowns.read_with(unknown) {
                let numbers = of_meter.entry(meter).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self { stores, of_meter }
    }

    /// The unknown readings that vary, in the order of bins, those aside that are lacking in runs.
    pub(in crate::account) fn varying<'a>(&self, bins: &'a Bins, varying: Varying) -> Vec<&'a Unknown> {
        match varying {
            Varying::All => bins.unknowns.readings.iter().collect(),
            Varying::Of { meter, .. } => {
                let numbers = self.of_meter.get(&meter).map_or(&[][..], Vec::as_slice);
                let unknown = numbers.iter().map(|&n| &bins.unknowns.readings[n as usize]);
                unknown.filter(|u| bins.unknowns.read_with(u).any(|(m, at)| varying.has(m, at))).collect()
            }
        }
    }
}

/// What of the lacking readings varies.
pub(in crate::account) fn missing_runs(bins: &Bins, varying: Varying) -> impl Iterator<Item = &MissingRuns> {
    let among = match varying {
        Varying::All => &bins.unknowns.missing[..],
        // They are in the order of meters.
        Varying::Of { meter, .. } => {
            let first = bins.unknowns.missing.partition_point(|lack| lack.meter < meter);
            let count = bins.unknowns.missing[first..].partition_point(|lack| lack.meter == meter);
            &bins.unknowns.missing[first..first + count]
        }
    };
    among.iter().filter(move |lack| lack.within(varying).next().is_some())
}
