//! Meters of one flow of which one measures what others measure too: a meter at the grid connection above its inverters, a gateway above its
//! transformers, a monthly table beside the curve of the same plant. Counted together they would be the energy twice.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::meter::Day;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};

/// The energy of a meter as far as it can be compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Energy {
    /// Sums by days, or by months where its step is one; in millionths of its unit.
    sums: BTreeMap<i64, i128>,
    monthly: bool,
}

/// What a meter is to others of its flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Others, by their places, add up to it.
    Whole(Vec<usize>),
    /// Another, by its place, has the same energy.
    Same(usize),
}

/// Of how many meters at most sums are looked for.
const MOST: usize = 10;
/// Months and days that two meters must share.
const MONTHS: usize = 6;
const DAYS: usize = 60;

/// A month as a day: its first.
fn month(day: i64) -> i64 {
    let first = Civil(day * SECONDS_PER_DAY).day().with_day(1);
    first.map_or(day, |first| Civil::midnight(first).0 / SECONDS_PER_DAY)
}

impl Energy {
    /// Takes in the days of a table; `scale` is the unit's size in the unit by which all are compared.
    pub(super) fn add(&mut self, days: &[Day], step: Option<Step>, scale: i128) {
        self.monthly |= step == Some(Step::Month);
        for day in days {
            *self.sums.entry(day.number).or_default() += day.sum.saturating_mul(scale);
        }
    }

    fn by_months(&self) -> BTreeMap<i64, i128> {
        let mut months: BTreeMap<i64, i128> = BTreeMap::new();
        for (day, sum) in &self.sums {
            *months.entry(month(*day)).or_default() += sum;
        }
        months
    }
}

/// Finds what the meters of one flow are to each other. `named` says which are called a whole; no other is taken for one.
pub(super) fn relations(meters: &[(usize, &Energy, bool)]) -> Vec<(usize, Relation)> {
    if meters.len() < 2 || meters.len() > MOST {
        return Vec::new();
    }
    let total = |energy: &Energy| energy.sums.values().sum::<i128>();
    let totals: BTreeMap<usize, i128> = meters.iter().map(|(place, energy, _)| (*place, total(energy))).collect();
    let mut found = Vec::new();
    for (at, &(place, energy, named)) in meters.iter().enumerate() {
        let others: Vec<&(usize, &Energy, bool)> = meters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, m)| m).collect();
        // The fewest parts first, so that what has nothing to do with it is not among them.
        let mut sets: Vec<u32> = (1..1_u32 << others.len()).collect();
        sets.sort_by_key(|set| set.count_ones());
        let whole = sets.into_iter().find_map(|set| {
            let parts: Vec<&(usize, &Energy, bool)> = (0..others.len()).filter(|n| set >> n & 1 == 1).map(|n| others[n]).collect();
            // What is far from it over all is not looked at day by day.
            let sum: i128 = parts.iter().map(|part| totals[&part.0]).sum();
            if sum.abs_diff(totals[&place]).saturating_mul(20) > totals[&place].unsigned_abs() {
                return None;
            }
            // Plants under one sky share their course: halves add up to a whole that none of them is, but for what it is called.
            let equal = match parts[..] {
                [part] => energy.monthly && !part.1.monthly && adds_up(energy, &parts, 1),
                _ => named && parts.iter().all(|part| !part.2) && adds_up(energy, &parts, 30),
            };
            equal.then(|| parts.iter().map(|part| part.0).collect::<Vec<_>>())
        });
        match whole.as_deref() {
            // Of two the one in the coarser step stands for the other.
            Some([one]) => found.push((place, Relation::Same(*one))),
            Some(parts) => found.push((place, Relation::Whole(parts.to_vec()))),
            None => {}
        }
    }
    found
}

/// Whether the parts add up to a whole in nearly all that all of them share, each within so many thousandths.
fn adds_up(whole: &Energy, parts: &[&(usize, &Energy, bool)], thousandths: u128) -> bool {
    let monthly = whole.monthly || parts.iter().any(|part| part.1.monthly);
    let sums = |energy: &Energy| if monthly { energy.by_months() } else { energy.sums.clone() };
    let (all, of_parts) = (sums(whole), parts.iter().map(|part| sums(part.1)).collect::<Vec<_>>());
    let (mut shared, mut equal, mut nonzero) = (0_usize, 0_usize, 0_usize);
    for (span, sum) in &all {
        let values: Vec<i128> = of_parts.iter().filter_map(|part| part.get(span).copied()).collect();
        if values.len() < parts.len() {
            continue;
        }
        let total: i128 = values.iter().sum();
        shared += 1;
        nonzero += usize::from(*sum != 0 && values.iter().all(|value| *value != 0));
        equal += usize::from(sum.abs_diff(total).saturating_mul(1000) <= sum.unsigned_abs().saturating_mul(thousandths));
    }
    let least = if monthly { MONTHS } else { DAYS };
    shared >= least && nonzero * 2 >= shared && equal * 10 >= shared * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A year of days by a rule.
    fn energy(of: impl Fn(i128) -> i128) -> Energy {
        let days: Vec<Day> = (20_089..20_454).map(|number| Day { number, count: 24, sum: of(number.into()) }).collect();
        let mut energy = Energy::default();
        energy.add(&days, Some(Step::Minutes(60)), 1);
        energy
    }

    #[test]
    fn a_whole_and_its_parts_are_told_from_neighbours() {
        let (one, two) = (energy(|n| 1000 + n % 37 * 50), energy(|n| 2000 + n % 53 * 40));
        let connection = energy(|n| (3000 + n % 37 * 50 + n % 53 * 40) * 98 / 100);
        let other = energy(|n| 3100 + n % 41 * 90);
        let (i, n) = (|at, energy| (at, energy, false), |at, energy| (at, energy, true));
        assert_eq!(relations(&[i(0, &one), i(1, &two), n(2, &connection)]), [(2, Relation::Whole(vec![0, 1]))]);
        // The sum, and no name that says so.
        assert_eq!(relations(&[i(0, &one), i(1, &two), i(2, &connection)]), []);
        assert_eq!(relations(&[i(0, &one), i(1, &two), n(2, &other)]), []);
        // Three inverters of one plant, of which one is as large as the others together, are three.
        let exact = energy(|n| 3000 + n % 37 * 50 + n % 53 * 40);
        assert_eq!(relations(&[i(0, &one), i(1, &two), i(2, &exact)]), []);
        let mut monthly = Energy::default();
        let months: Vec<Day> = one.by_months().into_iter().map(|(number, sum)| Day { number, count: 1, sum }).collect();
        monthly.add(&months, Some(Step::Month), 1);
        assert_eq!(relations(&[i(0, &one), i(1, &two), i(2, &monthly)]), [(2, Relation::Same(0))]);
    }
}
