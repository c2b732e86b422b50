//! Totals of unknown split (register gaps, bills that are no calendar months) where other energies of their meter cover the same time (METHOD 8).
//!
//! Nothing may count twice: the finer energies are used, and a total that they cover is discarded. A total that reaches beyond what crosses it holds
//! energy of its own, of which it is not known how much: it is discarded too, and that blocks.

use super::conversion::base_unit;
use super::log::{DefectLog, Finding};
use super::scope::Scope;
use crate::dossier::{Code, Effect, Series, Spread, State};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// A time in seconds.
type Time = (i64, i64);

/// What becomes of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Nothing else is of its time.
    Used,
    /// Others cover all of its time.
    Covered,
    /// Others lie within it.
    Coarser,
    /// Others begin before it or end after it, and leave some of its time over.
    Crossed,
}

/// Lets what was read above the rating bound what another row says of the same interval: of two readings that differ, it is not known which holds.
pub(in crate::input) fn hold_spikes(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &mut Series) {
    if series.totals.is_some() || series.spikes.is_empty() {
        return;
    }
    let beside: Vec<(usize, (i128, i128))> =
        series.spikes.iter().filter(|(cell, _)| series.has(**cell)).map(|(&cell, &ends)| (cell, ends)).collect();
    for (cell, (least, most)) in beside {
        let place = series.places[cell];
        for value in [least, most] {
            series.put(cell, value, place.saturating_add(1), false);
        }
        series.further_rows.retain(|&row| row != place.saturating_add(1));
        let start = series.start(cell);
        let during = Some((start, series.step.next(start)));
        let message = say!(
            "{id} reads {low} and, above its rating, {high} {unit} for the {step} from {start}: the first is the point value, and both are its bounds",
            id = scope.meter.id,
            low = series.base_units(series.cells.get(cell)),
            high = series.base_units(if most.abs() >= least.abs() { most } else { least }),
            unit = base_unit(scope.meter),
            step => series.step.said(),
            start
        );
        log.push(scope.meter, Finding::new(Code::ConflictingReading, Effect::Notes, message).at(place).during(during));
    }
}

/// Leaves of the totals and readings of a meter those that are of no time twice.
pub(in crate::input) fn resolve(scope: Scope<'_>, log: &mut DefectLog<'_>, all: &mut [Series]) {
    if all.iter().all(|series| series.spreads.is_empty() || series.totals.is_some()) {
        return;
    }
    let period = (scope.period.from().0, scope.period.until().0);
    let inside = |spread: &Spread| (spread.from.0.max(period.0), spread.until.0.min(period.1));
    for series in all.iter_mut() {
        merge_equal(scope, log, series);
    }
    discard_coarser_cells(scope, log, all);
    // Readings, one after the other: none is of the time of another any more.
    let mut kept: Vec<(Time, Exact)> = all
        .iter()
        .flat_map(|series| (0..series.len()).filter(|&cell| series.has(cell)).map(move |cell| (series, cell)))
        .map(|(series, cell)| ((series.start(cell).0, series.step.next(series.start(cell)).0), series.base_units(series.cells.get(cell))))
        .collect();
    kept.sort_by_key(|(time, _)| *time);
    let mut totals: Vec<(usize, usize)> =
        all.iter().enumerate().flat_map(|(at, series)| (0..series.spreads.len()).map(move |spread| (at, spread))).collect();
    totals.sort_by_key(|&(at, number)| {
        let spread = &all[at].spreads[number];
        (spread.until.0 - spread.from.0, spread.from, spread.place)
    });
    let mut dropped: Vec<(usize, usize)> = Vec::new();
    // Those that readings cover go first, so that they stand in the way of no other.
    for covered in [true, false] {
        for &(at, number) in &totals {
            let spread = all[at].spreads[number].clone();
            let time = inside(&spread);
            if time.0 >= time.1 || dropped.contains(&(at, number)) {
                continue;
            }
            let (standing, sum) = judge(&kept, time);
            if standing == Standing::Used && !covered {
                let place = kept.partition_point(|(other, _)| *other < time);
                kept.insert(place, (time, all[at].base_units(spread.total)));
            } else if standing == Standing::Covered || (standing != Standing::Used && !covered) {
                dropped.push((at, number));
                let whole = (spread.from.0, spread.until.0) == time && standing == Standing::Covered;
                tell(scope, log, &all[at], &spread, standing, whole.then_some(sum));
            }
        }
    }
    for (at, series) in all.iter_mut().enumerate() {
        let gone: Vec<usize> = dropped.iter().filter(|(of, _)| *of == at).map(|&(_, number)| number).collect();
        if !gone.is_empty() {
            let mut number = 0;
            series.spreads.retain(|_| {
                number += 1;
                !gone.contains(&(number - 1))
            });
            mark_anew(series);
        }
    }
}

/// Makes a reading that contradicts another of a total that is of the very time of one interval, beside a reading of it.
fn merge_equal(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &mut Series) {
    let mut left = Vec::new();
    for spread in std::mem::take(&mut series.spreads) {
        let cell = series
            .cell(series.step.index(spread.from))
            .filter(|&cell| series.has(cell) && series.start(cell) == spread.from && series.step.next(spread.from) == spread.until);
        let Some(cell) = cell else {
            left.push(spread);
            continue;
        };
        let standing = series.cells.get(cell);
        let ends = spread.ends();
        for value in [spread.total, ends.0, ends.1] {
            series.put(cell, value, spread.place.max(series.places[cell]), spread.estimated);
        }
        if (standing, standing) != ends {
            let message = say!(
                "{id} has different values for the {step} from {start}: the point value is the reading's, the bounds are the least and the greatest",
                id = scope.meter.id, step => series.step.said(), start = spread.from
            );
            let during = Some((spread.from, spread.until));
            log.push(scope.meter, Finding::new(Code::ConflictingReading, Effect::Notes, message).at(spread.place).during(during));
        }
    }
    series.spreads = left;
}

/// Takes out readings of which a shorter total is a part.
fn discard_coarser_cells(scope: Scope<'_>, log: &mut DefectLog<'_>, all: &mut [Series]) {
    let parts: Vec<(Spread, Exact)> =
        all.iter().flat_map(|series| series.spreads.iter().map(|spread| (spread.clone(), series.base_units(spread.total)))).collect();
    for series in all.iter_mut() {
        for (part, amount) in &parts {
            let Some(cell) = series.cell(series.step.index(part.from)).filter(|&cell| series.has(cell)) else { continue };
            let (start, end) = (series.start(cell), series.step.next(series.start(cell)));
            if part.until > end {
                continue;
            }
            let message = say!(
                "the {step} from {start} of {id} is covered in part by a total from {from} to {until} ({amount} {unit}), which is used; the coarser reading of {total} {unit} is discarded",
                step => series.step.said(),
                start,
                id = scope.meter.id,
                from = part.from,
                until = part.until,
                amount = amount.clone(),
                total = series.base_units(series.cells.get(cell)),
                unit = base_unit(scope.meter)
            );
            let place = series.places[cell];
            series.discard(cell);
            if series.spreads.contains(part) {
                series.states[cell].set(State::SPREAD);
            }
            log.push(scope.meter, Finding::new(Code::OverlappingReading, Effect::Discards, message).at(place).during((start, end)));
        }
    }
}

/// How a total stands to the energies that are used, which are of no time twice; and the sum of those within its time.
fn judge(kept: &[(Time, Exact)], time: Time) -> (Standing, Exact) {
    let (mut covered, mut crossed, mut any, mut sum) = (0, false, false, Exact::zero());
    let first = kept.partition_point(|(other, _)| other.1 <= time.0);
    for (other, amount) in kept[first..].iter().take_while(|(other, _)| other.0 < time.1).filter(|(other, _)| other.1 > time.0) {
        any = true;
        crossed |= other.0 < time.0 || other.1 > time.1;
        covered += other.1.min(time.1) - other.0.max(time.0);
        sum += amount;
    }
    let standing = match (any, crossed) {
        (false, _) => Standing::Used,
        _ if covered >= time.1 - time.0 => Standing::Covered,
        (_, true) => Standing::Crossed,
        (_, false) => Standing::Coarser,
    };
    // What reaches beyond says nothing of this time alone.
    (standing, if crossed { Exact::zero() } else { sum })
}

/// Difference between a total and the finer energies that is worth saying, as a share: 1/200.
const DIFFERENCE: i64 = 200;

fn tell(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, spread: &Spread, standing: Standing, sum: Option<Exact>) {
    let total = series.base_units(spread.total);
    let unit = base_unit(scope.meter);
    let apart = sum.filter(|sum| sum.is_positive() && (&total - sum).abs() * Exact::from(DIFFERENCE) > total.abs());
    let more = match (standing, apart) {
        (Standing::Crossed, _) => {
            say!(
                "; it reaches beyond them, and how much of it they hold is not known: give the readings of the time that it has alone, or take one of the exports out"
            )
        }
        (Standing::Coarser, _) => say!("; what they leave over of its time is missing"),
        (_, Some(sum)) => say!("; they add up to {sum} {unit}, more than 0.5 % apart", sum, unit),
        _ => Message::nothing(),
    };
    let message = say!(
        "the {total} {unit} of {id} from {start} to {end} are of a time that other readings of it cover, which are used; the total is discarded{more}",
        total, unit, id = scope.meter.id, start = spread.from, end = spread.until, more => more
    );
    let effect = if standing == Standing::Crossed { Effect::Blocks } else { Effect::Discards };
    let during = Some((spread.from, spread.until));
    log.push(scope.meter, Finding::new(Code::OverlappingReading, effect, message).at(spread.place).during(during));
}

/// Marks the intervals that the totals which are left cover.
fn mark_anew(series: &mut Series) {
    let mut times: Vec<Time> = series.spreads.iter().map(|spread| (spread.from.0, spread.until.0)).collect();
    times.sort_unstable();
    for cell in 0..series.len() {
        let state = series.states[cell];
        if !state.has(State::SPREAD) && !state.has(State::BILLED) {
            continue;
        }
        let (start, end) = (series.start(cell).0, series.step.next(series.start(cell)).0);
        let covered: i64 = times.iter().map(|time| (time.1.min(end) - time.0.max(start)).max(0)).sum();
        if covered >= end - start {
            continue;
        }
        series.states[cell].clear(State::BILLED);
        if covered > 0 {
            series.states[cell].set(State::SPREAD);
        } else {
            series.states[cell].clear(State::SPREAD);
        }
    }
}
