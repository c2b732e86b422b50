//! Two meters with one series: an export that was stored under two names counts its energy twice.
//!
//! Meters are compared by what each of their days comes to, and reading by reading only where days are alike: nothing is added where readings
//! are summed but the sums of days. An export whose values were rounded, or altered here and there, is still one series: of a few meters, days
//! that are nearly alike are looked at too.

use std::collections::BTreeMap;

use num_integer::Integer;

use super::log::{DefectLog, Finding};
use crate::dossier::{Code, Effect, Flow, Meter, Series};
use crate::measure::{Civil, SECONDS_PER_DAY, Step};
use crate::say;

/// Intervals in a row from which on readings that are the same are no accident.
const LEAST: usize = 96;
/// Days that are as many, where two meters have no other day in common: each of them holds a day's readings.
const DAYS: usize = 7;
/// Readings among them that differ from the one before: two plants rest through the same nights.
const CHANGES: usize = 8;
/// Meters up to which two days that come to the same are looked at closer, and days that nearly come to the same.
const FEW: usize = 64;
/// One part of this many: how far apart the days of two meters may be that nearly come to the same.
const NEAR: i128 = 100;
/// Of this many days on which two meters both have energy, at most one may lie further apart.
const NEAR_DAYS: usize = 8;
/// Steps of the coarser resolution that half of the shared readings exceed: below it, two like plants often show the same.
const FINE: i128 = 100;
/// Readings of which the resolution of a series is taken.
const SAMPLE: usize = 2000;
/// Meters up to which the sums of days are kept of those that are summed.
pub(in crate::input) const MOST_METERS: usize = 1000;

/// Whether a meter counts twice where its series stands under another name.
pub(in crate::input) fn counts(meter: &Meter) -> bool {
    meter.at_boundary() && meter.flow != Flow::Curtailed
}

/// Pairs of meters of which some days come to the same.
fn alike<'s>(meters: &[Meter], series: impl Iterator<Item = (usize, &'s Series)>) -> Vec<(usize, usize)> {
    let mut wanted: BTreeMap<usize, usize> = BTreeMap::new();
    // Days of hours and days of days are days; months are compared with months.
    let (mut daily, mut monthly) = (Vec::new(), Vec::new());
    for (meter, series) in series.filter(|(meter, _)| counts(&meters[*meter])) {
        let per_day = per_day(series);
        // Of many meters, some come to the same on a few days by accident.
        wanted.insert(meter, (if meters.len() <= FEW { 2 } else { 10 }).min(series.len().div_ceil(per_day)));
        if series.step == Step::Month { &mut monthly } else { &mut daily }.push((meter, sums(series, per_day)));
    }
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for all in [&daily, &monthly] {
        let days = all.iter().map(|(_, sums)| sums.len()).max().unwrap_or(0);
        let mut of_day: Vec<(i128, usize)> = Vec::with_capacity(all.len());
        for day in 0..days {
            of_day.clear();
            of_day.extend(all.iter().filter_map(|(meter, sums)| Some((*sums.get(day).filter(|sum| **sum != 0)?, *meter))));
            of_day.sort_unstable();
            for pair in of_day.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                *pairs.entry((pair[0].1, pair[1].1)).or_default() += 1;
            }
        }
    }
    let few = if meters.len() <= FEW { daily } else { Vec::new() };
    let enough = |(pair, count): &((usize, usize), usize)| {
        [pair.0, pair.1].iter().all(|meter| wanted.get(meter).is_some_and(|least| count >= least))
    };
    let mut all: Vec<(usize, usize)> = pairs.into_iter().filter(enough).map(|(pair, _)| pair).collect();
    for (at, (first, a)) in few.iter().enumerate() {
        all.extend(few[at + 1..].iter().filter(|(_, b)| are_near(a, b)).map(|(second, _)| (*first, *second)));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether the days on which two meters both have energy nearly come to the same, but for a few.
fn are_near(a: &[i128], b: &[i128]) -> bool {
    let both = a.iter().zip(b).filter(|(one, other)| **one != 0 && **other != 0);
    let (mut count, mut apart) = (0_usize, 0_usize);
    for (one, other) in both {
        count += 1;
        apart += usize::from(one.abs_diff(*other) > one.unsigned_abs().max(other.unsigned_abs()) / NEAR.unsigned_abs());
    }
    count >= 2 && apart <= count / NEAR_DAYS
}

/// Intervals of a day in a series; 1 of months.
fn per_day(series: &Series) -> usize {
    series.step.seconds().map_or(1, |s| usize::try_from(SECONDS_PER_DAY / s).unwrap_or(1)).max(1)
}

/// What the days of a series come to, in grains that are the same for all.
fn sums(series: &Series, per_day: usize) -> Vec<i128> {
    let grain = 24_u32.checked_sub(series.scale).and_then(|n| 10_i128.checked_pow(n));
    let scaled = |sum: i128| grain.and_then(|grain| sum.checked_mul(grain)).unwrap_or(0);
    if let Some(summed) = &series.totals {
        return summed.days.iter().map(|&sum| scaled(sum.into())).collect();
    }
    let mut days = vec![0; series.len().div_ceil(per_day)];
    for cell in (0..series.len()).filter(|&cell| series.has(cell)) {
        days[cell / per_day] += series.cells.get(cell);
    }
    days.into_iter().map(scaled).collect()
}

/// Meters that are summed and may be twins: their values must be looked at.
pub(in crate::input) fn suspects<'s>(meters: &[Meter], series: impl Iterator<Item = (usize, &'s Series)>) -> Vec<usize> {
    let pairs = alike(meters, series);
    let mut all: Vec<usize> = pairs.into_iter().flat_map(|(a, b)| [a, b]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Lists meters that share their readings.
pub(in crate::input) fn tell(meters: &[Meter], log: &mut DefectLog<'_>, series: &[Option<Series>]) {
    let kept = series.iter().enumerate().filter_map(|(meter, series)| Some((meter, series.as_ref()?)));
    for (first, second) in alike(meters, kept) {
        let (Some(a), Some(b)) = (&series[first], &series[second]) else { continue };
        if a.step != b.step {
            compare_days(meters, log, (first, a), (second, b));
        } else if a.totals.is_none() && b.totals.is_none() {
            compare(meters, log, (first, a), (second, b));
        }
    }
}

/// Series of two steps, of which one is the sums of the other: as many days as readings of one step are none by accident.
fn compare_days(meters: &[Meter], log: &mut DefectLog<'_>, (first, a): (usize, &Series), (second, b): (usize, &Series)) {
    let (of_a, of_b) = (sums(a, per_day(a)), sums(b, per_day(b)));
    let equal: Vec<(usize, i128)> = of_a
        .iter()
        .zip(&of_b)
        .enumerate()
        .filter(|(_, (one, other))| one == other && **one != 0)
        .map(|(day, (sum, _))| (day, *sum))
        .collect();
    let changes = equal.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    let (Some(&(from, _)), Some(&(last, _))) = (equal.first(), equal.last()) else { return };
    let both = of_a.iter().zip(&of_b).filter(|(one, other)| **one != 0 && **other != 0).count();
    let is_overlap = both == equal.len() && equal.len() >= DAYS && changes + 2 >= DAYS;
    if !is_overlap && (equal.len() < LEAST || changes < CHANGES) {
        return;
    }
    let start = a.start(0);
    let day = |day: usize| start.plus(i64::try_from(day).unwrap_or(0) * SECONDS_PER_DAY);
    tell_repeated(meters, log, (first, a), (second, b), (equal.len(), 0), (day(from), day(last + 1)), Effect::Blocks);
}

/// How many readings two series share, from which interval on.
#[derive(Clone, Copy, Default)]
struct Shared {
    first: usize,
    last: usize,
    count: usize,
    /// Readings that differ from the shared one before.
    changes: usize,
}

impl Shared {
    /// With the reading of one more interval.
    fn and(self, cell: usize, changed: usize) -> Self {
        let first = if self.count == 0 { cell } else { self.first };
        Self { first, last: cell, count: self.count + 1, changes: self.changes + changed }
    }
}

/// Readings that two series share.
#[derive(Default)]
struct Comparison {
    /// The longest run of intervals in which both show the same.
    longest: Shared,
    /// All intervals in which both show the same.
    common: Shared,
    /// Intervals in which they are not the same, or of which one has none.
    differ: usize,
    /// Intervals in which both show something, and not the same.
    contradict: usize,
    /// Intervals in which both show the same but for the rounding of one, and not zero.
    rounded: Shared,
    /// The readings of these, in steps of the coarser resolution.
    sizes: Vec<i128>,
    /// Intervals in which they differ by more than rounding.
    apart: usize,
}

impl Comparison {
    fn of(a: &Series, b: &Series) -> Self {
        let scale = a.scale.max(b.scale);
        let (resolution_a, resolution_b) = (resolution(a, scale), resolution(b, scale));
        let coarser = resolution_a.max(resolution_b).max(1);
        // Of two exports, one may be rounded.
        let rounding = if resolution_a == resolution_b { 0 } else { coarser.unsigned_abs() };
        let mut found = Self::default();
        let (mut run, mut before, mut before_rounded) = (Shared::default(), None, 0);
        for cell in 0..a.len().min(b.len()) {
            let (value, other) = match (a.has(cell), b.has(cell)) {
                (true, true) => (a.cells.get(cell).saturating_mul(unit(a, scale)), b.cells.get(cell).saturating_mul(unit(b, scale))),
                // What neither has says nothing.
                (false, false) => continue,
                _ => {
                    found.differ += 1;
                    run = Shared::default();
                    continue;
                }
            };
            if value != 0 && value.abs_diff(other).saturating_mul(2) <= rounding {
                found.rounded = found.rounded.and(cell, usize::from(before_rounded != value));
                found.sizes.push(value.abs() / coarser);
                before_rounded = value;
            } else {
                found.apart += usize::from(value != other);
            }
            if value == other {
                let changed = usize::from(before.is_some_and(|before| before != value));
                before = Some(value);
                run = run.and(cell, changed);
                found.common = found.common.and(cell, changed);
                if run.count > found.longest.count {
                    found.longest = run;
                }
            } else {
                found.differ += 1;
                found.contradict += 1;
                (run, before) = (Shared::default(), None);
            }
        }
        found
    }

    /// All that both have, where it is the same over several days, as in two exports of one meter that overlap.
    fn overlap(&mut self) -> Option<Shared> {
        if self.contradict > 0 || self.common.count < DAYS || self.common.changes + 2 < DAYS || self.sizes.is_empty() {
            return None;
        }
        let half = self.sizes.len() / 2;
        let (_, &mut median, _) = self.sizes.select_nth_unstable(half);
        (median >= FINE).then_some(self.common)
    }

    /// The shared readings where they are at least half of all, in a resolution in which that is no accident.
    fn mostly(&mut self) -> Option<Shared> {
        let count = self.rounded.count;
        if count < LEAST || count < self.apart || self.rounded.changes < CHANGES {
            return None;
        }
        let (_, &mut median, _) = self.sizes.select_nth_unstable(count / 2);
        (median >= FINE).then_some(self.rounded)
    }
}

/// What a grain of a series comes to in units of a scale at least as fine.
fn unit(series: &Series, scale: u32) -> i128 {
    10_i128.checked_pow(scale - series.scale).unwrap_or(1)
}

/// The step in which a series counts, in units of a scale: the greatest divisor of its first readings.
fn resolution(series: &Series, scale: u32) -> i128 {
    let known = (0..series.len()).filter(|&cell| series.has(cell)).map(|cell| series.cells.get(cell)).filter(|value| *value != 0);
    known.take(SAMPLE).fold(0, |step: i128, value| step.gcd(&value)).saturating_mul(unit(series, scale))
}

fn compare(meters: &[Meter], log: &mut DefectLog<'_>, (first, a): (usize, &Series), (second, b): (usize, &Series)) {
    let mut found = Comparison::of(a, b);
    let of_days = a.step.seconds().is_some_and(|seconds| seconds >= SECONDS_PER_DAY);
    let mut effect = Effect::Blocks;
    let shared = if found.longest.count >= LEAST && found.longest.changes >= CHANGES {
        found.longest
    } else if let Some(mostly) = found.mostly() {
        mostly
    } else if let Some(overlap) = if of_days { found.overlap() } else { None } {
        overlap
    } else if found.differ == 0 && found.common.changes > 0 && found.common.count >= 3 {
        if found.common.count < LEAST {
            effect = Effect::Notes;
        }
        found.common
    } else {
        return;
    };
    let span = (a.start(shared.first), a.step.next(a.start(shared.last)));
    tell_repeated(meters, log, (first, a), (second, b), (shared.count, shared.first), span, effect);
}

/// Says that one series repeats another: in how many intervals, from which cell on.
fn tell_repeated(
    meters: &[Meter],
    log: &mut DefectLog<'_>,
    (first, a): (usize, &Series),
    (second, b): (usize, &Series),
    (count, cell): (usize, usize),
    (from, until): (Civil, Civil),
    effect: Effect,
) {
    // What a load repeats counts in the balance of loads alone.
    let (meter, other) = if meters[first].flow == Flow::Load { (first, second) } else { (second, first) };
    let place = series_place(if meter == second { b } else { a }, cell);
    let message = say!(
        "{id} repeats {other} in {count} intervals from {from} to {until}: the same series stands under two meters, and counts twice; correct the export, or explain it in a correction's note",
        id = meters[meter].id,
        other = meters[other].id,
        count,
        from,
        until
    );
    log.push(&meters[meter], Finding::new(Code::IdenticalSeries, effect, message).at(place).count(count as u64).during((from, until)));
}

fn series_place(series: &Series, cell: usize) -> Option<u32> {
    series.places.get(cell).copied().filter(|&place| place > 0)
}
