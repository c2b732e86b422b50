//! Two meters with one series: an export that was stored under two names counts its energy twice.
//!
//! Meters are compared by what each of their days comes to, and reading by reading only where days are alike: nothing is added where readings
//! are summed but the sums of days.

use std::collections::BTreeMap;

use super::collect::Collector;
use crate::dossier::{Code, Effect, Flow, Meter, Series};
use crate::measure::{SECONDS_PER_DAY, Step};
use crate::say;

/// Intervals in a row from which on readings that are the same are no accident.
const LEAST: usize = 96;
/// Readings among them that differ from the one before: two plants rest through the same nights.
const CHANGES: usize = 8;
/// Meters up to which two days that come to the same are looked at closer.
const FEW: usize = 64;
/// Meters up to which the sums of days are kept of those that are summed.
pub(super) const MOST_METERS: usize = 1000;

/// Whether a meter counts twice where its series stands under another name.
pub(super) fn counts(meter: &Meter) -> bool {
    meter.at_boundary() && meter.flow != Flow::Curtailed
}

/// Pairs of meters of which some days come to the same.
fn alike<'s>(meters: &[Meter], series: impl Iterator<Item = (usize, &'s Series)>) -> Vec<(usize, usize)> {
    let mut days: BTreeMap<(Step, usize, i128), Vec<usize>> = BTreeMap::new();
    let mut wanted: BTreeMap<Step, usize> = BTreeMap::new();
    for (meter, series) in series.filter(|(meter, _)| counts(&meters[*meter])) {
        let per_day = series.step.seconds().map_or(1, |s| usize::try_from(SECONDS_PER_DAY / s).unwrap_or(1)).max(1);
        // Of many meters, some come to the same on a few days by accident.
        wanted.insert(series.step, (if meters.len() <= FEW { 2 } else { 10 }).min(series.len().div_ceil(per_day)));
        for (day, sum) in sums(series, per_day).into_iter().enumerate().filter(|(_, sum)| *sum != 0) {
            days.entry((series.step, day, sum)).or_default().push(meter);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), (Step, usize)> = BTreeMap::new();
    for ((step, ..), meters) in days {
        for pair in meters.windows(2) {
            pairs.entry((pair[0], pair[1])).or_insert((step, 0)).1 += 1;
        }
    }
    pairs.into_iter().filter(|(_, (step, count))| wanted.get(step).is_some_and(|least| count >= least)).map(|(pair, _)| pair).collect()
}

/// What the days of a series come to, in grains that are the same for all.
fn sums(series: &Series, per_day: usize) -> Vec<i128> {
    let scaled = |sum: i128| 24_u32.checked_sub(series.scale).and_then(|n| sum.checked_mul(10_i128.checked_pow(n)?)).unwrap_or(0);
    if let Some(summed) = &series.summed {
        return summed.days.iter().map(|&sum| scaled(sum.into())).collect();
    }
    let mut days = vec![0; series.len().div_ceil(per_day)];
    for cell in (0..series.len()).filter(|&cell| series.has(cell)) {
        days[cell / per_day] += series.cells.get(cell);
    }
    days.into_iter().map(scaled).collect()
}

/// Meters that are summed and may be twins: their values must be looked at.
pub(super) fn suspects(collector: &Collector<'_>) -> Vec<usize> {
    let pairs = alike(collector.meters, collector.first_series());
    let mut all: Vec<usize> = pairs.into_iter().flat_map(|(a, b)| [a, b]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Lists meters that share their readings.
pub(super) fn tell(collector: &mut Collector<'_>, series: &[Option<Series>]) {
    let kept = series.iter().enumerate().filter_map(|(meter, series)| Some((meter, series.as_ref()?)));
    for (first, second) in alike(collector.meters, kept) {
        let (Some(a), Some(b)) = (&series[first], &series[second]) else { continue };
        if a.summed.is_none() && b.summed.is_none() {
            compare(collector, (first, a), (second, b));
        }
    }
}

/// Readings in a row that two series share.
#[derive(Clone, Copy, Default)]
struct Shared {
    first: usize,
    count: usize,
    changes: usize,
}

fn compare(collector: &mut Collector<'_>, (first, a): (usize, &Series), (second, b): (usize, &Series)) {
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
    let (from, until) = (a.start(shared.first), a.step.next(a.start(shared.first + shared.count - 1)));
    // What a load repeats counts in the balance of loads alone.
    let (meter, other) = if collector.meters[first].flow == Flow::Load { (first, second) } else { (second, first) };
    let place = series_place(if meter == second { b } else { a }, shared.first);
    let effect = if shared.count >= LEAST { Effect::Blocks } else { Effect::Notes };
    let message = say!(
        "{id} repeats {other} in {count} intervals from {from} to {until}: the same series stands under two meters, and counts twice; correct the export, or explain it in a correction's note",
        id = collector.meters[meter].id,
        other = collector.meters[other].id,
        count = shared.count,
        from,
        until
    );
    let count = shared.count as u64;
    collector.defect_during(Code::IdenticalSeries, effect, Some(meter), place, count, message, Some((from, until)));
}

fn series_place(series: &Series, cell: usize) -> Option<u32> {
    series.places.get(cell).copied().filter(|&place| place > 0)
}
