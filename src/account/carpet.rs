//! The share of direct green supply through the year and the day, for the eye. No rule uses it.

use chrono::NaiveDate;

use super::balance::electricity::Mode;
use super::settle::Accounts;
use super::supply::uncertain;
use crate::measure::{SECONDS_PER_DAY, Step};

/// What is known of one slot of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A reading is missing or contested, or only a longer total is known.
    Unknown,
    /// Nothing was consumed.
    Idle,
    /// Whole tenths of consumption that direct green supply covers, rounded down: 0 to 10.
    Tenths(u8),
}

/// Days by slots of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carpet {
    /// First day.
    pub first: NaiveDate,
    /// Slots of a day.
    pub per_day: usize,
    /// The slots, day after day.
    pub slots: Vec<Slot>,
}

impl Carpet {
    /// Number of days.
    pub fn days(&self) -> usize {
        self.slots.len() / self.per_day.max(1)
    }
}

/// R / U of every hour, or of every longer slot where the run's resolution is coarser; `None` where it is the month, or consumption is not known at
/// all.
pub fn carpet(accounts: &Accounts) -> Option<Carpet> {
    let (bins, attribution) = (&accounts.electric.bins, &accounts.electric.attribution);
    let Step::Minutes(minutes) = bins.grid.step.meet(Step::Minutes(60)) else { return None };
    if accounts.electric.mode == Mode::Neither || bins.grid.is_empty() {
        return None;
    }
    let seconds = i64::from(minutes) * 60;
    let per_day = usize::try_from(SECONDS_PER_DAY / seconds).ok()?;
    let uncertain = uncertain(accounts);
    let start = bins.grid.start(0);
    let length = usize::try_from((bins.grid.step.next(bins.grid.start(bins.grid.len() - 1)).0 - start.0) / seconds).ok()?;
    let mut sums = vec![(0_i128, 0_i128, false); length];
    for (b, unknown) in uncertain.into_iter().enumerate() {
        let at = usize::try_from((bins.grid.start(b).0 - start.0) / seconds).unwrap_or(0);
        let Some(sum) = sums.get_mut(at) else { continue };
        sum.0 += attribution.direct_green(&bins.flows, b);
        sum.1 += bins.flows.consumption(b);
        sum.2 |= unknown;
    }
    let slots = sums.into_iter().map(|(green, used, unknown)| if unknown { Slot::Unknown } else { slot(green, used) }).collect();
    Some(Carpet { first: start.day(), per_day, slots })
}

fn slot(green: i128, used: i128) -> Slot {
    if used <= 0 {
        return Slot::Idle;
    }
    Slot::Tenths(u8::try_from((green * 10).div_euclid(used).clamp(0, 10)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_half() {
        assert_eq!(slot(50, 100), Slot::Tenths(5));
        assert_eq!(slot(49, 100), Slot::Tenths(4));
        assert_eq!(slot(100, 100), Slot::Tenths(10));
        assert_eq!(slot(130, 100), Slot::Tenths(10));
        assert_eq!(slot(-3, 100), Slot::Tenths(0));
        assert_eq!(slot(0, 0), Slot::Idle);
    }
}
