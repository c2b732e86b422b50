//! The step of a meter, inferred from its stamps.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::measure::{Civil, Step};

/// Steps that are looked for, longest first; those that are no usual step need more evidence.
pub(super) const STEPS: [(u32, usize); 16] = [
    (1440, 2),
    (720, 8),
    (480, 8),
    (360, 8),
    (240, 8),
    (180, 8),
    (120, 8),
    (60, 2),
    (30, 2),
    (20, 2),
    (15, 2),
    (10, 2),
    (5, 2),
    (3, 8),
    (2, 8),
    (1, 2),
];

/// The longest step on whose grid at least four of five stamps lie, all with the same offset from it. `stamps` are distinct, ascending. `None` if
/// they are too few.
pub(super) fn infer(stamps: &[Civil]) -> Option<Step> {
    if stamps.len() < 2 {
        return None;
    }
    even(stamps).or_else(|| shared(stamps))
}

/// The step of stamps that follow each other evenly, at most a day apart: of a grid on which not all of them lie, no more than every second one
/// does, and of ends of months there are fewer still.
fn even(stamps: &[Civil]) -> Option<Step> {
    let [first, second, ..] = stamps else { return None };
    let apart = second.0 - first.0;
    if apart > 86_400 || stamps.windows(2).any(|pair| pair[1].0 - pair[0].0 != apart) {
        return None;
    }
    let fits = |(minutes, least): &(u32, usize)| stamps.len() >= *least && apart % (i64::from(*minutes) * 60) == 0;
    STEPS.into_iter().find(fits).map(|(minutes, _)| Step::Minutes(minutes))
}

/// The step on whose grid four of five stamps lie.
fn shared(stamps: &[Civil]) -> Option<Step> {
    let enough = |count: usize| count * 5 >= stamps.len() * 4;
    let month_ends = stamps.iter().filter(|s| s.0.rem_euclid(86_400) == 0 && s.day().day() == 1).count();
    if enough(month_ends) {
        return Some(Step::Month);
    }
    let times = times_of_day(stamps);
    STEPS.into_iter().filter(|(_, least)| stamps.len() >= *least).map(|(minutes, _)| minutes).find_map(|minutes| {
        let offsets = times.iter().map(|&(second, count)| (second % (i64::from(minutes) * 60), count));
        // If more than half have one offset, it is the one that is left when others are struck off against it.
        let (mut likely, mut lead) = (0, 0_usize);
        for (offset, count) in offsets.clone() {
            if offset == likely {
                lead += count;
            } else if let Some(rest) = lead.checked_sub(count) {
                lead = rest;
            } else {
                (likely, lead) = (offset, count - lead);
            }
        }
        let alike = offsets.filter(|(offset, _)| *offset == likely).map(|(_, count)| count).sum();
        enough(alike).then_some(Step::Minutes(minutes))
    })
}

/// The seconds of the day that stamps show, with how many show each. Every step that is looked for divides the day.
fn times_of_day(stamps: &[Civil]) -> Vec<(i64, usize)> {
    let mut minutes = [0_usize; 1440];
    let mut others: BTreeMap<i64, usize> = BTreeMap::new();
    for stamp in stamps {
        let second = stamp.0.rem_euclid(86_400);
        match usize::try_from(second / 60).ok().and_then(|minute| minutes.get_mut(minute)) {
            Some(count) if second % 60 == 0 => *count += 1,
            _ => *others.entry(second).or_default() += 1,
        }
    }
    let whole = (0_i64..).step_by(60).zip(minutes).filter(|(_, count)| *count > 0);
    whole.chain(others).collect()
}

/// The step of stamps that stand beside its grid, each by another time (14:00:07, 15:00:14), and the greatest of these times in whole minutes: what
/// `interval` and `snap` would have to state. `None` where they follow no grid within a quarter of its step.
pub(super) fn loose(stamps: &[Civil]) -> Option<(Step, i64)> {
    let mut apart: Vec<i64> = stamps.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    apart.sort_unstable();
    let median = *apart.get(apart.len() / 2).filter(|_| apart.len() >= 2)?;
    let near = |minutes: u32| (i64::from(minutes) * 60 - median).abs() * 8 <= i64::from(minutes) * 60;
    let (minutes, _) = STEPS.into_iter().find(|(minutes, least)| *least == 2 && near(*minutes))?;
    let step = i64::from(minutes) * 60;
    let beside = |stamp: &Civil| {
        let behind = stamp.0.rem_euclid(step);
        behind.min(step - behind)
    };
    let most = stamps.iter().map(beside).max()?;
    let snap = (most + 59) / 60;
    // Two of them for one place of the grid would contradict each other.
    let mut places: Vec<i64> = stamps.iter().map(|stamp| (stamp.0 + step / 2).div_euclid(step)).collect();
    places.dedup();
    (most > 0 && snap * 60 * 4 <= step && places.len() == stamps.len()).then_some((Step::Minutes(minutes), snap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamps(minutes: &[i64]) -> Vec<Civil> {
        minutes.iter().map(|m| Civil(m * 60)).collect()
    }

    #[test]
    fn stamps_beside_their_grid_show_it() {
        let hours: Vec<Civil> = (1..15).map(|hour| Civil(hour * 3600 + hour * 7 % 60)).collect();
        assert_eq!(infer(&hours), None);
        assert_eq!(loose(&hours), Some((Step::Minutes(60), 1)));
        let quarters: Vec<Civil> = (1..15).map(|n| Civil(n * 900 - n * 5)).collect();
        assert_eq!(loose(&quarters), Some((Step::Minutes(15), 2)));
        let bills: Vec<Civil> = [0, 31, 59, 90].into_iter().map(|day| Civil(day * 86_400 + 3_700 * day)).collect();
        assert_eq!(loose(&bills), None);
        assert_eq!(loose(&stamps(&[0, 60, 120])), None, "on it");
    }

    proptest! {
        /// The offsets are counted as they would be one by one.
        #[test]
        fn a_step_is_the_longest_that_four_of_five_stamps_share(
            grid in prop::sample::select(vec![1_i64, 5, 15, 60, 97, 1440]),
            seconds in prop::sample::select(vec![0_i64, 0, 7]),
            noise in prop::collection::btree_map(0_i64..3000, prop::option::weighted(0.15, 0_i64..90_000), 2..60),
        ) {
            let mut all: Vec<Civil> =
                noise.into_iter().map(|(at, off)| Civil(1_740_000_000 + at * grid * 60 + seconds + off.unwrap_or(0))).collect();
            all.sort_unstable();
            all.dedup();
            let shared = |minutes: u32| {
                let offset = |s: &Civil| s.0.rem_euclid(i64::from(minutes) * 60);
                all.iter().any(|a| all.iter().filter(|b| offset(b) == offset(a)).count() * 5 >= all.len() * 4)
            };
            let wanted = STEPS.into_iter().find(|&(minutes, least)| all.len() >= least && shared(minutes)).map(|(m, _)| Step::Minutes(m));
            // Ends of months are judged before.
            prop_assume!(infer(&all) != Some(Step::Month));
            prop_assert_eq!(infer(&all), wanted.filter(|_| all.len() > 1));
        }
    }

    proptest! {
        /// Stamps that follow each other evenly have the step that a look at each of them finds.
        #[test]
        fn an_even_step_is_the_shared_one(first in 0_i64..100_000, apart in prop_oneof![1_i64..1450, prop::sample::select(vec![5_i64, 15, 60, 720, 1440])], second in prop::sample::select(vec![0_i64, 0, 1, 30]), count in 2_usize..300) {
            let all: Vec<Civil> = (0..count).map(|n| Civil(1_740_000_000 + (first + apart * i64::try_from(n).unwrap()) * 60 + second)).collect();
            prop_assert_eq!(even(&all), shared(&all).filter(|_| apart <= 1440));
        }
    }

    #[test]
    fn the_step_shows_in_any_order_and_with_gaps() {
        assert_eq!(infer(&stamps(&[0, 15, 30, 60, 75])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[1, 16, 31, 46])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[0, 60, 180, 240])), Some(Step::Minutes(60)));
        assert_eq!(infer(&stamps(&[1440, 2880, 5760])), Some(Step::DAY));
        assert_eq!(infer(&stamps(&[0, 15, 30, 37, 45, 60, 75, 90, 105, 120])), Some(Step::Minutes(15)));
        assert_eq!(infer(&stamps(&[7])), None);
    }
}
