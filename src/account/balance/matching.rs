//! The matching ladder (METHOD 3): how much of consumption is matched by green supply at each rung, from the resolution up to the year.

use std::ops::Range;

use super::bins::Bins;
use super::storage::Attribution;
use crate::closed_list::closed_list;
use crate::measure::{Exact, Month, Step};

closed_list! {
    /// A rung of the ladder.
    Rung {
        /// The run's own resolution.
        Resolution = "resolution",
        /// Fifteen minutes.
        QuarterHour = "quarter-hour",
        /// Thirty minutes.
        HalfHour = "half-hour",
        /// An hour.
        Hour = "hour",
        /// A civil day.
        Day = "day",
        /// A calendar month.
        Month = "month",
        /// The whole run.
        Year = "year",
    }
}

impl Rung {
    /// Its step; the year has none, being the whole run.
    fn step(self, resolution: Step) -> Option<Step> {
        match self {
            Rung::Resolution => Some(resolution),
            Rung::QuarterHour => Some(Step::Minutes(15)),
            Rung::HalfHour => Some(Step::Minutes(30)),
            Rung::Hour => Some(Step::Minutes(60)),
            Rung::Day => Some(Step::DAY),
            Rung::Month => Some(Step::Month),
            Rung::Year => None,
        }
    }
}

/// The share matched at each rung: Σ min(A, N) / ΣU, `None` where the rung is finer than the resolution or not a multiple of it, or U is not positive.
pub(in crate::account) fn ladder(bins: &Bins, attribution: &Attribution) -> Vec<(Rung, Option<Exact>)> {
    let consumption: i128 = (0..bins.grid.len()).map(|b| bins.flows.consumption(b)).sum();
    Rung::ALL
        .iter()
        .copied()
        .map(|rung| {
            let fits = rung.step(bins.grid.step).is_none_or(|step| bins.grid.step.divides(step));
            let share = (fits && consumption > 0).then(|| {
                let matched = matched(bins, attribution, rung.step(bins.grid.step));
                Exact::from(matched).over(&Exact::from(consumption))
            });
            (rung, share.flatten())
        })
        .collect()
}

fn matched(bins: &Bins, attribution: &Attribution, step: Option<Step>) -> i128 {
    let matched = |bins_of: Range<usize>| {
        let supply: i128 = bins_of.clone().map(|b| attribution.available(&bins.flows, b)).sum();
        supply.min(bins_of.map(|b| bins.flows.end_use(b)).sum())
    };
    match step {
        None => matched(0..bins.grid.len()),
        Some(Step::Month) => bins.grid.in_turn(Month::of).into_iter().map(|(_, bins_of)| matched(bins_of)).sum(),
        Some(step) => {
            let (mut total, mut first) = (0, 0);
            let mut turn = None;
            for b in 0..bins.grid.len() {
                let own = step.index(bins.grid.start(b));
                if turn != Some(own) {
                    turn = Some(own);
                    total += matched(first..b);
                    first = b;
                }
            }
            total + matched(first..bins.grid.len())
        }
    }
}
