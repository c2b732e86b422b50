//! What the readings of one meter are like: step, gaps, duplicates, conflicts, signs, and whether they look like a register.

use crate::dossier::Unit;
use crate::input::step::infer;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};

/// A reading of the pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) at: i64,
    /// End of a bill, else 0.
    pub(super) until: i64,
    /// The number, mantissa and decimals; `None` where there is none.
    pub(super) value: Option<(i128, u32)>,
}

/// Runs of absent intervals between the first and the last reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// How many runs.
    pub runs: u64,
    /// How many intervals in them.
    pub intervals: u64,
    /// Intervals of the longest.
    pub longest: u64,
    /// Last stamp before the first of them.
    pub after: Option<Civil>,
}

/// The readings of a day, as far as two tables are compared by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970.
    pub number: i64,
    /// How many numbers.
    pub count: u32,
    /// Their sum, in millionths of the file's unit.
    pub sum: i128,
    /// The first of them.
    pub first: i128,
    /// The greatest.
    pub most: i128,
}

/// What the readings of a meter are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeterSurvey {
    /// Its id, as the file names it.
    pub id: String,
    /// The name that the file gives it beside its id.
    pub label: Option<String>,
    /// The title of the section of its rows, where that is one: 二、上网侧.
    pub section: Option<String>,
    /// The multiplier that the file states for it, where that is one.
    pub multiplier: Option<String>,
    /// The unit that the rows state for it, where that is one.
    pub unit: Option<Unit>,
    /// Intervals with a number.
    pub readings: u64,
    /// First stamp.
    pub first: Option<Civil>,
    /// Last stamp.
    pub last: Option<Civil>,
    /// Step.
    pub step: Option<Step>,
    /// Intervals without a row.
    pub gaps: Gaps,
    /// Numbers that repeat one of the same interval.
    pub duplicates: u64,
    /// Intervals with two different numbers.
    pub conflicts: u64,
    /// Numbers below zero.
    pub negatives: u64,
    /// Rows without a number.
    pub placeholders: u64,
    /// Cells that are neither a number nor a placeholder.
    pub unreadable: u64,
    /// Stamps that are not on the grid of the step.
    pub off_grid: u64,
    /// Whether the values never fall (or all but never) while nearly all rise or stay: a register's.
    pub cumulative: bool,
    /// Whether they fall so often that they are no register's.
    pub falls: bool,
    /// Whether they never fall: at rest, or with no numbers at all.
    pub steady: bool,
    /// Whether they fall at midnights alone: a counter of the day.
    pub daily: bool,
    /// Its days, in time.
    pub days: Vec<Day>,
}

impl MeterSurvey {
    /// Takes in what a further sheet or file says of the same meter.
    pub(super) fn join(&mut self, other: Self) {
        self.label = self.label.take().or(other.label);
        self.section = self.section.take().or(other.section);
        self.multiplier = self.multiplier.take().or(other.multiplier);
        self.unit = self.unit.or(other.unit);
        self.readings += other.readings;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = [self.last, other.last].into_iter().flatten().max();
        self.step = self.step.filter(|step| Some(*step) == other.step);
        self.gaps.runs += other.gaps.runs;
        self.gaps.intervals += other.gaps.intervals;
        self.gaps.longest = self.gaps.longest.max(other.gaps.longest);
        self.gaps.after = self.gaps.after.or(other.gaps.after);
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.negatives += other.negatives;
        self.placeholders += other.placeholders;
        self.unreadable += other.unreadable;
        self.off_grid += other.off_grid;
        self.cumulative &= other.cumulative;
        self.falls |= other.falls;
        self.steady &= other.steady;
        self.daily &= other.daily;
        self.days.extend(other.days);
    }

    /// A meter of which nothing is known yet.
    pub(super) fn named(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            label: None,
            multiplier: None,
            section: None,
            unit: None,
            readings: 0,
            first: None,
            last: None,
            step: None,
            gaps: Gaps::default(),
            duplicates: 0,
            conflicts: 0,
            negatives: 0,
            placeholders: 0,
            unreadable: 0,
            off_grid: 0,
            cumulative: false,
            falls: false,
            steady: true,
            daily: false,
            days: Vec::new(),
        }
    }
}

/// Counts a meter's readings. Also gives its distinct stamps, in time, and seconds by which they are off the grid.
pub(super) fn count(id: &str, readings: &mut [Reading], unreadable: u64, known: Option<Step>) -> (MeterSurvey, Vec<Civil>, i64) {
    readings.sort_by_key(|r| r.at);
    let mut found = MeterSurvey { unreadable, ..MeterSurvey::named(id) };
    found.negatives = readings.iter().filter(|r| r.value.is_some_and(|v| v.0 < 0)).count() as u64;
    found.placeholders = (readings.iter().filter(|r| r.value.is_none()).count() as u64).saturating_sub(unreadable);
    let mut stamps = Vec::new();
    for group in readings.chunk_by(|a, b| a.at == b.at) {
        stamps.push(Civil(group[0].at));
        let numbers: Vec<(i128, u32)> = group.iter().filter_map(|r| r.value).collect();
        let distinct: std::collections::BTreeSet<_> = numbers.iter().collect();
        found.readings += u64::from(!numbers.is_empty());
        found.duplicates += (numbers.len() - distinct.len()) as u64;
        found.conflicts += u64::from(distinct.len() > 1);
    }
    found.days = days(readings);
    found.first = stamps.first().copied();
    found.last = stamps.last().copied();
    found.cumulative = is_cumulative(readings);
    found.falls = falls(readings);
    found.steady = is_steady(readings);
    found.daily = is_daily(readings);
    let bills = readings.iter().any(|r| r.until != 0);
    if bills {
        found.last = readings.iter().map(|r| Civil(r.until)).max();
        found.gaps = holes(readings);
        return (found, stamps, 0);
    }
    found.step = known.or_else(|| infer(&stamps));
    let Some(step) = found.step else { return (found, stamps, 0) };
    let off = residue(step, &stamps);
    let on_grid: Vec<Civil> = stamps.iter().filter(|s| step.floor(s.plus(-off)) == s.plus(-off)).copied().collect();
    found.off_grid = (stamps.len() - on_grid.len()) as u64;
    for pair in on_grid.windows(2) {
        let absent = step.index(pair[1].plus(-off)) - step.index(pair[0].plus(-off)) - 1;
        if let Some(absent) = u64::try_from(absent).ok().filter(|n| *n > 0) {
            found.gaps.runs += 1;
            found.gaps.intervals += absent;
            found.gaps.longest = found.gaps.longest.max(absent);
            found.gaps.after = found.gaps.after.or(Some(pair[0]));
        }
    }
    if usize::try_from(found.gaps.runs).is_ok_and(|runs| runs * 2 > on_grid.len()) {
        // Nearly every reading is followed by a hole: the step is no step (bills, or days of a clock that shifts).
        (found.step, found.gaps, found.off_grid) = (None, Gaps::default(), 0);
        return (found, stamps, 0);
    }
    (found, stamps, off)
}

/// A number in millionths.
pub(super) fn millionths((mantissa, decimals): (i128, u32)) -> i128 {
    match decimals {
        0..=6 => mantissa.saturating_mul(10_i128.pow(6 - decimals)),
        _ => 10_i128.checked_pow(decimals - 6).map_or(0, |scale| mantissa / scale),
    }
}

/// The sums of each day, of readings in time.
fn days(readings: &[Reading]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for (at, (mantissa, decimals)) in readings.iter().filter_map(|r| Some((r.at, r.value?))) {
        let number = at.div_euclid(SECONDS_PER_DAY);
        let value = millionths((mantissa, decimals));
        match days.last_mut().filter(|day| day.number == number) {
            Some(day) => (day.count, day.sum, day.most) = (day.count.saturating_add(1), day.sum.saturating_add(value), day.most.max(value)),
            None => days.push(Day { number, count: 1, sum: value, first: value, most: value }),
        }
    }
    days
}

/// Seconds between the grid and most of the stamps.
fn residue(step: Step, stamps: &[Civil]) -> i64 {
    let mut counts = std::collections::BTreeMap::new();
    for stamp in stamps {
        *counts.entry(stamp.0 - step.floor(*stamp).0).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|&(off, count)| (count, std::cmp::Reverse(off))).map_or(0, |(off, _)| off)
}

/// Holes between bills; a one-day hole between all of them means inclusive ends and is none.
fn holes(readings: &[Reading]) -> Gaps {
    let between: Vec<i64> = readings.windows(2).map(|pair| pair[1].at - pair[0].until).filter(|hole| *hole != 0).collect();
    let mut gaps = Gaps::default();
    if between.len() + 1 == readings.len() && between.iter().all(|hole| *hole == 86_400) {
        return gaps;
    }
    for pair in readings.windows(2).filter(|pair| pair[1].at > pair[0].until) {
        let days = u64::try_from((pair[1].at - pair[0].until) / 86_400).unwrap_or(0);
        gaps.runs += 1;
        gaps.intervals += days;
        gaps.longest = gaps.longest.max(days);
        gaps.after = gaps.after.or(Some(Civil(pair[0].until)));
    }
    gaps
}

/// Whether values in time never fall, or fall so rarely that a rollover or an exchange explains it, while most of them rise.
fn is_cumulative(readings: &[Reading]) -> bool {
    let values: Vec<(i128, u32)> = readings.iter().filter_map(|r| r.value).collect();
    if values.len() < 9 {
        return false;
    }
    let (mut rises, mut falls) = (0_usize, 0_usize);
    for pair in values.windows(2) {
        match compare(pair[0], pair[1]) {
            std::cmp::Ordering::Less => rises += 1,
            std::cmp::Ordering::Greater => falls += 1,
            std::cmp::Ordering::Equal => {}
        }
    }
    let steps = values.len() - 1;
    (falls == 0 && rises >= 8 && rises * 4 >= steps) || (falls > 0 && falls * 50 <= rises && rises * 10 >= steps * 9)
}

/// Whether no value in time is below the one before it, nor below zero.
fn is_steady(readings: &[Reading]) -> bool {
    let values: Vec<(i128, u32)> = readings.iter().filter_map(|r| r.value).collect();
    values.first().is_none_or(|first| first.0 >= 0)
        && values.windows(2).all(|pair| compare(pair[0], pair[1]) != std::cmp::Ordering::Greater)
}

/// Whether values in time fall at more than one of eight steps, as no register does.
fn falls(readings: &[Reading]) -> bool {
    let values: Vec<(i128, u32)> = readings.iter().filter_map(|r| r.value).collect();
    let falls = values.windows(2).filter(|pair| compare(pair[0], pair[1]) == std::cmp::Ordering::Greater).count();
    values.len() > 4 && falls * 8 > values.len()
}

/// Whether values rise or stay through each day and fall between days alone: a counter of the day.
fn is_daily(readings: &[Reading]) -> bool {
    let values: Vec<(i64, (i128, u32))> = readings.iter().filter_map(|r| Some((r.at, r.value?))).collect();
    let (mut rises, mut falls) = (0_usize, 0_usize);
    for pair in values.windows(2) {
        // Midnight may close a day or open one.
        let days = |at: i64| (at.div_euclid(SECONDS_PER_DAY), (at - 1).div_euclid(SECONDS_PER_DAY));
        let (before, after) = (days(pair[0].0), days(pair[1].0));
        let same_day = before.0 == after.0 && before.1 == after.1;
        match compare(pair[0].1, pair[1].1) {
            std::cmp::Ordering::Less => rises += usize::from(same_day),
            std::cmp::Ordering::Greater if same_day => return false,
            std::cmp::Ordering::Greater => falls += 1,
            std::cmp::Ordering::Equal => {}
        }
    }
    falls > 0 && rises >= 8 && rises > falls * 3
}

fn compare(a: (i128, u32), b: (i128, u32)) -> std::cmp::Ordering {
    let decimals = a.1.max(b.1);
    let lift = |v: (i128, u32)| 10_i128.checked_pow(decimals - v.1).and_then(|f| v.0.checked_mul(f));
    match (lift(a), lift(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => std::cmp::Ordering::Equal,
    }
}
