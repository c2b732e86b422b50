//! Two meters with one series: an export that was stored under two names counts its energy twice.
//!
//! Meters are compared by what each of their days comes to, and reading by reading only where days are alike: nothing is added where readings
//! are summed but the sums of days.

use std::collections::BTreeMap;

use super::log::{DefectLog, Finding};
use crate::dossier::{Code, Effect, Flow, Meter, Series};
use crate::measure::{Civil, SECONDS_PER_DAY, Step};
use crate::say;

/// Intervals in a row from which on readings that are the same are no accident.
const LEAST: usize = 96;
/// Readings among them that differ from the one before: two plants rest through the same nights.
const CHANGES: usize = 8;
/// Meters up to which two days that come to the same are looked at closer.
const FEW: usize = 64;
/// Meters up to which the sums of days are kept of those that are summed.
pub(in crate::input) const MOST_METERS: usize = 1000;

/// Whether a meter counts twice where its series stands under another name.
pub(in crate::input) fn counts(meter: &Meter) -> bool {
    meter.at_boundary() && meter.flow != Flow::Curtailed
}

/// Pairs of meters of which some days come to the same.
fn alike<'s>(meters: &[Meter], series: impl Iterator<Item = (usize, &'s Series)>) -> Vec<(usize, usize)> {
    // Days of hours and days of days are days; months are compared with months.
    let mut days: BTreeMap<(bool, usize, i128), Vec<usize>> = BTreeMap::new();
    let mut wanted: BTreeMap<usize, usize> = BTreeMap::new();
    for (meter, series) in series.filter(|(meter, _)| counts(&meters[*meter])) {
        let per_day = per_day(series);
        // Of many meters, some come to the same on a few days by accident.
        wanted.insert(meter, (if meters.len() <= FEW { 2 } else { 10 }).min(series.len().div_ceil(per_day)));
        for (day, sum) in sums(series, per_day).into_iter().enumerate().filter(|(_, sum)| *sum != 0) {
            days.entry((series.step == Step::Month, day, sum)).or_default().push(meter);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for meters in days.into_values() {
        for pair in meters.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_default() += 1;
        }
    }
    let enough = |(pair, count): &((usize, usize), usize)| {
        [pair.0, pair.1].iter().all(|meter| wanted.get(meter).is_some_and(|least| count >= least))
    };
    pairs.into_iter().filter(enough).map(|(pair, _)| pair).collect()
}

/// Intervals of a day in a series; 1 of months.
fn per_day(series: &Series) -> usize {
    series.step.seconds().map_or(1, |s| usize::try_from(SECONDS_PER_DAY / s).unwrap_or(1)).max(1)
}

/// What the days of a series come to, in grains that are the same for all.
fn sums(series: &Series, per_day: usize) -> Vec<i128> {
    let scaled = |sum: i128| 24_u32.checked_sub(series.scale).and_then(|n| sum.checked_mul(10_i128.checked_pow(n)?)).unwrap_or(0);
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
    if equal.len() < LEAST || changes < CHANGES {
        return;
    }
    let start = a.start(0);
    let day = |day: usize| start.plus(i64::try_from(day).unwrap_or(0) * SECONDS_PER_DAY);
    tell_repeated(meters, log, (first, a), (second, b), (equal.len(), 0), (day(from), day(last + 1)));
}

/// Readings in a row that two series share.
#[derive(Clone, Copy, Default)]
struct Shared {
    first: usize,
    count: usize,
    changes: usize,
}

fn compare(meters: &[Meter], log: &mut DefectLog<'_>, (first, a): (usize, &Series), (second, b): (usize, &Series)) {
    let (mut run, mut longest) = (Shared::default(), Shared::default());
    let (mut common, mut differ) = (Shared::default(), 0_usize);
    let mut before: Option<i128> = None;
    let size = |series: &Series| 10_i128.checked_pow(24_u32.saturating_sub(series.scale)).unwrap_or(1);
    let (size_a, size_b) = (size(a), size(b));
    for cell in 0..a.len().min(b.len()) {
        let (value, other) = match (a.has(cell), b.has(cell)) {
            (true, true) => (a.cells.get(cell), b.cells.get(cell)),
            // What neither has says nothing.
            (false, false) => continue,
            _ => {
                differ += 1;
                run = Shared::default();
                continue;
            }
        };
        let same = if size_a == size_b { value == other } else { value.checked_mul(size_a) == other.checked_mul(size_b) };
        if !same {
            differ += 1;
            run = Shared::default();
            before = None;
            continue;
        }
        let changed = usize::from(before.is_some_and(|before| before != value));
        before = Some(value);
        if run.count == 0 {
            run.first = cell;
        }
        run = Shared { count: run.count + 1, changes: run.changes + changed, ..run };
        if common.count == 0 {
            common.first = cell;
        }
        common = Shared { count: common.count + 1, changes: common.changes + changed, ..common };
        if run.count > longest.count {
            longest = run;
        }
    }
    let shared = if longest.count >= LEAST && longest.changes >= CHANGES {
        longest
    } else if differ == 0 && common.changes > 0 && common.count >= 3 {
        common
    } else {
        return;
    };
    let span = (a.start(shared.first), a.step.next(a.start(shared.first + shared.count - 1)));
    tell_repeated(meters, log, (first, a), (second, b), (shared.count, shared.first), span);
}

/// Says that one series repeats another: in how many intervals, from which cell on.
fn tell_repeated(
    meters: &[Meter],
    log: &mut DefectLog<'_>,
    (first, a): (usize, &Series),
    (second, b): (usize, &Series),
    (count, cell): (usize, usize),
    (from, until): (Civil, Civil),
) {
    // What a load repeats counts in the balance of loads alone.
    let (meter, other) = if meters[first].flow == Flow::Load { (first, second) } else { (second, first) };
    let place = series_place(if meter == second { b } else { a }, cell);
    let effect = if count >= LEAST { Effect::Blocks } else { Effect::Notes };
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
