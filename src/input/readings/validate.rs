//! What shows only once a meter's readings are all there: overlaps of steps, gaps, frozen values, spikes without a rating.

use super::conversion::base_unit;
use super::log::{DefectLog, Finding};
use super::scope::Scope;
use super::solar;
use super::totals_builder::TotalsBuilder;
use crate::dossier::{Code, Completeness, Effect, Series, State};
use crate::measure::{Civil, Exact, Step};
use crate::say;
use crate::say::Message;

/// Difference between a coarse reading and the finer ones that is worth saying, as a share: 1/200.
const DIFFERENCE: i64 = 200;
/// A reading this many times the median is worth saying where no rating is known.
const MEDIANS: i128 = 20;

/// Makes one series of those at different steps: the finer readings are used, the coarser discarded where they cover the same time.
pub(in crate::input) fn merge(scope: Scope<'_>, log: &mut DefectLog<'_>, mut steps: Vec<Series>) -> Option<Series> {
    steps.sort_by_key(|s| s.step);
    let used = |s: &Series| match &s.totals {
        Some(summed) => !summed.present.is_empty() || !summed.listed.is_empty(),
        None => s.states.iter().any(|&state| state != State::default()),
    };
    if !steps.iter().any(used) {
        // Placeholders only: the step is known all the same, and every interval of it is missing.
        steps.truncate(1);
        return steps.pop();
    }
    steps.retain(used);
    for coarse in 1..steps.len() {
        let (finer, rest) = steps.split_at_mut(coarse);
        discard_covered(scope, log, finer, &mut rest[0]);
    }
    for series in &mut steps {
        super::overlaps::hold_spikes(scope, log, series);
    }
    super::overlaps::resolve(scope, log, &mut steps);
    let mut left: Vec<Series> = steps.into_iter().filter(used).collect();
    if left.len() > 1 {
        // Readings of several steps remain, each for its own time: the coarsest of them is the meter's step.
        let coarsest = left.pop()?;
        return Some(left.into_iter().fold(coarsest, |into, finer| coarsened(into, &finer)));
    }
    left.pop()
}

fn discard_covered(scope: Scope<'_>, log: &mut DefectLog<'_>, finer: &[Series], coarse: &mut Series) {
    let id = scope.meter.id.clone();
    for cell in 0..coarse.len() {
        if !coarse.has(cell) {
            continue;
        }
        let (start, end) = (coarse.start(cell), coarse.step.next(coarse.start(cell)));
        let mut found: Option<(Exact, bool, Step)> = None;
        for series in finer {
            let cells = (series.step.index(start)..series.step.index(end)).filter_map(|i| series.cell(i));
            let (mut sum, mut any, mut all) = (0_i128, false, true);
            for fine in cells {
                if series.has(fine) {
                    any = true;
                    sum += series.cells.get(fine);
                } else {
                    all = false;
                }
            }
            if any {
                found = Some((series.base_units(sum), all, series.step));
            }
        }
        let Some((sum, complete, step)) = found else { continue };
        let total = coarse.base_units(coarse.cells.get(cell));
        let off = (&total - &sum).abs() * Exact::from(DIFFERENCE) > total.abs();
        let place = coarse.places[cell];
        let unit = base_unit(scope.meter);
        let difference = match (complete, off) {
            (true, true) => {
                say!("; it says {total} {unit}, the finer ones add up to {sum} {unit}, more than 0.5 % apart", total, unit, sum)
            }
            (true, false) => Message::nothing(),
            (false, _) => say!("; the finer ones are incomplete: they add up to {sum} {unit} of its {total} {unit}", sum, unit, total),
        };
        let message = say!(
            "the {coarse} from {start} of {id} is covered by readings of {step}, which are used; the coarser one is discarded{difference}",
            coarse => coarse.step.said(), start, id, step => step.said(), difference => difference
        );
        coarse.discard(cell);
        log.push(scope.meter, Finding::new(Code::OverlappingReading, Effect::Discards, message).at(place).during((start, end)));
    }
}

/// A series of a coarser step into which a finer one is summed, where all of the finer cells are there.
fn coarsened(mut into: Series, finer: &Series) -> Series {
    for cell in 0..into.len() {
        if into.has(cell) {
            continue;
        }
        let (start, end) = (into.start(cell), into.step.next(into.start(cell)));
        let cells: Vec<usize> = (finer.step.index(start)..finer.step.index(end)).filter_map(|i| finer.cell(i)).collect();
        if !cells.is_empty() && cells.iter().all(|&c| finer.has(c)) {
            let sum: i128 = cells.iter().map(|&c| finer.cells.get(c)).sum();
            if let Some(grains) = into.grains(sum, finer.scale) {
                let estimated = cells.iter().any(|&c| finer.states[c].has(State::ESTIMATED));
                into.put(cell, grains, finer.places[cells[0]], estimated);
                into.further_rows.extend(cells[1..].iter().map(|&c| finer.places[c]));
            }
        } else if let Some(&listed) = cells.iter().find(|&&c| finer.states[c].has(State::LISTED)) {
            into.list(cell, finer.places[listed]);
        }
    }
    into
}

/// Whether readings that are summed may be far above their median, so that their values must be looked at.
pub(in crate::input) fn may_spike(builder: &TotalsBuilder) -> bool {
    builder.magnitudes.as_ref().is_some_and(|magnitudes| !magnitudes.none_above(MEDIANS))
}

/// Lists gaps and frozen values of a series whose readings were summed, and counts how complete it is.
fn inspect_summed(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, window: (Civil, Civil)) -> Completeness {
    let Some(summed) = &series.totals else { return Completeness::default() };
    let cells = series.cells_within(window.0, window.1);
    let (expected, present) = (cells.len() as u64, summed.present.count());
    // Stretches that have readings, or readings listed under a code of their own, with the row of their last cell.
    let spans = summed.segments.iter().map(|s| (s.first, s.last, s.last_place));
    // Where another row gave the reading, that one is the row.
    let listed = summed.listed.iter().filter(|(cell, _)| !summed.present.has(**cell as usize)).map(|(&cell, &place)| (cell, cell, place));
    // Across a known total no row gave the last cell.
    let short = |cell: usize| u32::try_from(cell).unwrap_or(u32::MAX);
    let spread = series.spreads.iter().map(|s| series.cells_within(s.from, s.until)).filter(|cells| !cells.is_empty());
    let spread = spread.map(|cells| (short(cells.start), short(cells.end - 1), 0));
    let mut known: Vec<(u32, u32, u32)> = spans.chain(listed).chain(spread).collect();
    known.sort_unstable();
    let mut at = cells.start;
    let mut before = None;
    for (first, last, place) in known.into_iter().map(|(a, b, place)| (a as usize, b as usize, place)) {
        if first > at {
            tell_gap(scope, log, series, at, (first - at) as u64, before);
        }
        at = at.max(last + 1);
        before = Some(place);
    }
    if at < cells.end {
        tell_gap(scope, log, series, at, (cells.end - at) as u64, before);
    }
    for run in &summed.frozen {
        tell_frozen(scope, log, series, run.first as usize, run.length as usize, run.value.into(), run.place);
    }
    Completeness { expected, present, missing: expected - present.min(expected), estimated: 0, corrected: 0 }
}

/// Lists gaps, frozen values and spikes of a series, and counts how complete it is.
pub(in crate::input) fn inspect(scope: Scope<'_>, log: &mut DefectLog<'_>, series: Option<&Series>) -> Completeness {
    let Some(series) = series else { return Completeness::default() };
    let Some((from, until)) = scope.window else { return Completeness::default() };
    if series.totals.is_some() {
        return inspect_summed(scope, log, series, (from, until));
    }
    let mut completeness = Completeness::default();
    let mut gap: Option<(usize, u64)> = None;
    let mut before: Option<usize> = None;
    for cell in 0..series.len() {
        let start = series.start(cell);
        if start < from || series.step.next(start) > until {
            continue;
        }
        completeness.expected += 1;
        let state = series.states[cell];
        if state.has(State::PRESENT) || state.has(State::BILLED) {
            completeness.present += 1;
            completeness.estimated += u64::from(state.has(State::ESTIMATED));
        } else {
            completeness.missing += 1;
        }
        let absent = !state.has(State::PRESENT) && !state.has(State::LISTED) && !state.has(State::SPREAD) && !state.has(State::BILLED);
        match (absent, gap) {
            (true, Some((first, count))) => gap = Some((first, count + 1)),
            (true, None) => gap = Some((cell, 1)),
            (false, Some((first, count))) => {
                tell_gap(scope, log, series, first, count, before.map(|cell: usize| series.places[cell]));
                gap = None;
            }
            (false, None) => {}
        }
        if !absent {
            before = Some(cell);
        }
    }
    if let Some((first, count)) = gap {
        tell_gap(scope, log, series, first, count, before.map(|cell| series.places[cell]));
    }
    tell_contradicted(scope, log, series);
    frozen(scope, log, series);
    solar::inspect(scope, log, series);
    if scope.meter.rating.is_none() {
        spikes(scope, log, series);
    }
    completeness
}

fn tell_gap(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, first: usize, count: u64, before: Option<u32>) {
    let id = &scope.meter.id;
    let place = before.filter(|&p| p > 0);
    let file = place.map(|p| log.position(p).file);
    if log.count(Code::MissingInterval, scope.meter, file, count) {
        return;
    }
    let last = first + usize::try_from(count).unwrap_or(1) - 1;
    let (from, until) = (series.start(first), series.step.next(series.start(last)));
    let message = say!("{count} interval(s) of {id} are missing, from {start} to {end}", count, id, start = from, end = until);
    log.push(scope.meter, Finding::new(Code::MissingInterval, Effect::Notes, message).at(place).count(count).during((from, until)));
}

/// A meter most of whose readings contradict each other: what it measured is not known.
fn tell_contradicted(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series) {
    let (conflicts, present) = (series.conflicts.len(), (0..series.len()).filter(|&cell| series.has(cell)).count());
    if conflicts * 2 <= present {
        return;
    }
    let place = series.conflicts.keys().next().and_then(|&cell| series.places.get(cell)).copied().filter(|&place| place > 0);
    let message = say!(
        "{conflicts} of {present} intervals of {id} have readings that contradict each other: what it measured is not known; find the column that tells these rows apart, or take out the export that is wrong",
        conflicts,
        present,
        id = scope.meter.id
    );
    log.push(scope.meter, Finding::new(Code::ConflictingReading, Effect::Blocks, message).at(place).count(conflicts as u64));
}

/// The same value, not zero, for 24 hours or longer.
fn frozen(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series) {
    // Two months that come to the same are no frozen meter.
    let Some(least) = series.step.seconds().and_then(|s| usize::try_from(86_400 / s).ok()).map(|least| least.max(2)) else { return };
    let mut run = 0;
    for cell in 0..=series.len() {
        let same = cell > 0
            && cell < series.len()
            && series.has(cell)
            && series.has(cell - 1)
            && series.cells.get(cell) != 0
            && series.cells.get(cell) == series.cells.get(cell - 1);
        if same {
            run += 1;
            continue;
        }
        if run + 1 >= least && run > 0 {
            let first = cell - run - 1;
            tell_frozen(scope, log, series, first, run + 1, series.cells.get(first), series.places[first]);
        }
        run = 0;
    }
}

fn tell_frozen(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, first: usize, length: usize, value: i128, place: u32) {
    let registered = scope.meter;
    let (from, until) = (series.start(first), series.step.next(series.start(first + length - 1)));
    let message = say!(
        "{id} reads the same {amount} {unit} for {length} intervals from {start}: is the meter frozen?",
        id = registered.id,
        amount = series.base_units(value),
        unit = base_unit(registered),
        length,
        start = from
    );
    log.push(scope.meter, Finding::new(Code::FrozenReading, Effect::Notes, message).at(place).count(length as u64).during((from, until)));
}

/// Readings above 20 × the median, where no rating says what is possible.
fn spikes(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series) {
    let mut values: Vec<i128> = (0..series.len()).filter(|&c| series.has(c)).map(|c| series.cells.get(c).abs()).collect();
    if values.is_empty() {
        return;
    }
    values.sort_unstable();
    // Of a meter that rests half of the time, the median is that of the others.
    if values[values.len() / 2] == 0 {
        values.retain(|&value| value != 0);
    }
    if values.is_empty() {
        return;
    }
    // Twice the median, so that it is a whole number.
    let middle = values.len() / 2;
    let twice = if values.len() % 2 == 1 { values[middle] * 2 } else { values[middle - 1] + values[middle] };
    if twice <= 0 {
        return;
    }
    for cell in 0..series.len() {
        let value = series.cells.get(cell);
        if series.has(cell) && value.abs() * 2 > twice * MEDIANS {
            let registered = scope.meter;
            let unit = base_unit(registered);
            let median = series.base_units(twice).over(&Exact::from(2_i64)).unwrap_or_else(Exact::zero);
            let message = say!(
                "{id} reads {amount} {unit} for the {step} from {start}, above 20 × its median of {median} {unit}: state `rating_kw` or `rating` so that it can be judged",
                id = registered.id, amount = series.base_units(value), unit, step => series.step.said(), start = series.start(cell), median
            );
            let during = Some((series.start(cell), series.step.next(series.start(cell))));
            log.push(scope.meter, Finding::new(Code::Spike, Effect::Notes, message).at(series.places[cell]).during(during));
        }
    }
}
