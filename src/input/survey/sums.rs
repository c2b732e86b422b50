//! The readings of a meter of a large file: of all of them the sums by days and the ends, of some days all readings.
//!
//! Whole days tell the step, the course and what contradicts itself; which days are kept follows from the date alone, so that they are the same of all
//! meters and of every order of the rows.

use std::collections::BTreeMap;

use super::meter::{Day, Gaps, MeterSurvey, Reading, millionths};
use crate::measure::{Civil, SECONDS_PER_DAY};

/// Days in a row that are kept.
const RUN: i64 = 3;
/// Readings that are kept of each meter and part, whatever their days: those of months and years stand far apart.
const FIRST: usize = 48;

/// Which readings of a meter are kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keep {
    /// All of them.
    All,
    /// Those of some days of so many.
    Of(i64),
}

impl Keep {
    /// Of a file of so many bytes: about half a million rows.
    pub(super) fn of(bytes: u64) -> Self {
        let rows = i64::try_from(bytes / 40).unwrap_or(i64::MAX);
        Self::Of((rows / 500_000 * RUN).clamp(RUN * 2, RUN * 20))
    }
}

/// The readings of a day: how many numbers, their sum, the greatest, and the first in time.
#[derive(Clone, Copy, Debug)]
struct Tally {
    count: u32,
    sum: i128,
    most: i128,
    first: (i64, i128),
}

impl Tally {
    fn join(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.most = self.most.max(other.most);
        if other.first.0 < self.first.0 {
            self.first = other.first;
        }
    }
}

/// Sums by days, and the first and last stamp.
#[derive(Clone, Debug, Default)]
struct Days {
    tallies: BTreeMap<i64, Tally>,
    ends: Option<(i64, i64)>,
    /// The day of the reading before.
    last: Option<(i64, Tally)>,
}

impl Days {
    fn note(&mut self, at: i64, value: Option<i128>) {
        self.ends = Some(self.ends.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        let Some(value) = value else { return };
        let day = at.div_euclid(SECONDS_PER_DAY);
        let tally = Tally { count: 1, sum: value, most: value, first: (at, value) };
        match &mut self.last {
            Some((open, known)) if *open == day => known.join(tally),
            _ => {
                self.settle();
                self.last = Some((day, tally));
            }
        }
    }

    fn add(&mut self, day: i64, tally: Tally) {
        self.tallies.entry(day).and_modify(|known| known.join(tally)).or_insert(tally);
    }

    /// Files the day of the reading before.
    fn settle(&mut self) {
        if let Some((day, tally)) = self.last.take() {
            self.add(day, tally);
        }
    }

    fn join(&mut self, mut other: Self) {
        other.settle();
        self.settle();
        for (day, tally) in other.tallies {
            self.add(day, tally);
        }
        self.ends = match (self.ends, other.ends) {
            (Some(one), Some(more)) => Some((one.0.min(more.0), one.1.max(more.1))),
            (one, more) => one.or(more),
        };
    }

    /// Puts it later by a day.
    fn later(mut self) -> Self {
        self.settle();
        let tallies = self.tallies.into_iter().map(|(day, tally)| {
            let first = (tally.first.0 + SECONDS_PER_DAY, tally.first.1);
            (day + 1, Tally { first, ..tally })
        });
        let ends = self.ends.map(|(first, last)| (first + SECONDS_PER_DAY, last + SECONDS_PER_DAY));
        Self { tallies: tallies.collect(), ends, last: None }
    }
}

/// What was gathered of a meter.
#[derive(Clone, Debug, Default)]
pub(super) struct OfMeter {
    /// The readings that are kept.
    pub(super) readings: Vec<Reading>,
    /// Cells that cannot be read.
    pub(super) unreadable: u64,
    /// The stamps at midnight, which may close their date, and all others.
    midnights: Days,
    others: Days,
    numbers: u64,
    negatives: u64,
    blank: u64,
}

impl OfMeter {
    /// Takes a reading.
    pub(super) fn put(&mut self, reading: Reading, keep: Keep) {
        let Keep::Of(every) = keep else { return self.readings.push(reading) };
        let at = reading.at;
        match reading.value {
            Some(value) => {
                self.numbers += 1;
                self.negatives += u64::from(value.0 < 0);
            }
            None => self.blank += 1,
        }
        let days = if at.rem_euclid(SECONDS_PER_DAY) == 0 { &mut self.midnights } else { &mut self.others };
        days.note(at, reading.value.map(millionths));
        if at.div_euclid(SECONDS_PER_DAY).rem_euclid(every) < RUN || self.readings.len() < FIRST {
            self.readings.push(reading);
        }
    }

    /// Takes in what a later part of the file says of the same meter.
    pub(super) fn join(&mut self, other: Self) {
        self.readings.extend(other.readings);
        self.unreadable += other.unreadable;
        self.midnights.join(other.midnights);
        self.others.join(other.others);
        self.numbers += other.numbers;
        self.negatives += other.negatives;
        self.blank += other.blank;
    }

    /// Moves the readings at midnight to the next: they close their date.
    pub(super) fn close_midnights(&mut self) {
        let midnights = self.readings.iter_mut().filter(|reading| reading.at.rem_euclid(SECONDS_PER_DAY) == 0);
        midnights.for_each(|reading| reading.at += SECONDS_PER_DAY);
        self.midnights = std::mem::take(&mut self.midnights).later();
    }

    /// Puts what all readings say in place of what those say that were kept; gives the first and the last stamp, where not all were kept.
    pub(super) fn complete(self, meter: &mut MeterSurvey) -> Option<(Civil, Civil)> {
        let mut days = self.others;
        days.join(self.midnights);
        days.settle();
        let (first, last) = days.ends?;
        // Of whole days as many contradict each other as of all.
        let share = |count: u64| count.saturating_mul(self.numbers).checked_div(meter.readings).unwrap_or(0);
        (meter.conflicts, meter.duplicates, meter.off_grid) = (share(meter.conflicts), share(meter.duplicates), share(meter.off_grid));
        meter.readings = self.numbers;
        meter.negatives = self.negatives;
        meter.placeholders = self.blank.saturating_sub(meter.unreadable);
        meter.gaps = Gaps::default();
        let tallies = days.tallies.into_iter();
        meter.days = tallies.map(|(number, t)| Day { number, count: t.count, sum: t.sum, first: t.first.1, most: t.most }).collect();
        (meter.first, meter.last) = (Some(Civil(first)), Some(Civil(last)));
        Some((Civil(first), Civil(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(readings: &[Reading], keep: Keep) -> (MeterSurvey, Vec<Reading>) {
        let mut of = OfMeter::default();
        for reading in readings {
            of.put(*reading, keep);
        }
        let mut kept = of.readings.clone();
        let mut meter = super::super::meter::count("M", &mut kept, 0, None).0;
        of.complete(&mut meter);
        (meter, kept)
    }

    proptest! {
        /// Days and ends are those of all readings, however few are kept and in whatever order they stand.
        #[test]
        fn days_and_ends_are_those_of_all(values in proptest::collection::vec(-5_i128..500, 100..900), step in prop::sample::select(vec![900_i64, 3600, 86_400]), turn in 0_usize..90) {
            let mut readings: Vec<Reading> =
                (0_i64..).zip(&values).map(|(n, value)| Reading { at: 1_735_660_800 + n * step, until: 0, value: Some((*value, 1)) }).collect();
            let of_all = whole(&readings, Keep::All).0;
            readings.rotate_left(turn);
            let (some, kept) = whole(&readings, Keep::Of(12));
            prop_assert!(step != 3600 || readings.len() < 600 || kept.len() < readings.len());
            prop_assert_eq!((some.first, some.last, some.readings, some.negatives), (of_all.first, of_all.last, of_all.readings, of_all.negatives));
            prop_assert_eq!(some.days, of_all.days);
            prop_assert_eq!(some.step, of_all.step);
        }
    }
}
