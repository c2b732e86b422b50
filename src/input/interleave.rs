//! One meter's readings spread over files row by row: each file alone shows too long a step; together they show the true one.

use super::collect::Collector;
use crate::dossier::{Series, State};
use crate::measure::{Civil, Step};

/// Steps in minutes on whose grid the stamps of a file may lie together with those of others.
const USUAL: [u32; 6] = [60, 30, 20, 15, 10, 5];

/// How the stamps of a file's readings of one meter are to be placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamped {
    /// Whether they label the start of their interval.
    pub(super) at_start: bool,
    /// Whether their values are mean power.
    pub(super) power: bool,
}

/// Whether at least four of five stamps satisfy a condition.
fn most(stamps: &[Civil], wanted: impl Fn(Civil) -> bool) -> bool {
    stamps.iter().filter(|&&at| wanted(at)).count() * 5 >= stamps.len() * 4
}

/// The number of the interval that a stamp labels.
fn labelled(step: Step, at: Civil, stamped: Stamped) -> Option<i64> {
    step.index_at(at).map(|index| if stamped.at_start { index } else { index - 1 })
}

/// Whether stamps lie between the readings of a series, and are not those readings again.
fn interleaves(series: &Series, stamps: &[Civil], stamped: Stamped) -> bool {
    let present = |c: &usize| series.has(*c);
    let (Some(first), Some(last)) = ((0..series.len()).find(present), (0..series.len()).rfind(present)) else { return false };
    let (from, until) = (series.start(first), series.step.next(series.step.next(series.start(last))));
    let known = |at: Civil| labelled(series.step, at, stamped).and_then(|index| series.cell(index)).is_some_and(|c| series.has(c));
    most(stamps, |at| from <= at && at <= until) && most(stamps, |at| !known(at))
}

/// The step at which a file's readings of a meter are placed, given what other files showed; series of other files that were placed at too long a step
/// are placed anew.
pub(super) fn reconcile(collector: &mut Collector<'_>, meter: usize, step: Step, stamps: &[Civil], stamped: Stamped) -> Step {
    let on_grid = |step: Step| most(stamps, |at| step.index_at(at).is_some());
    let mut step = step;
    if !on_grid(step) {
        let finer = USUAL.into_iter().map(Step::Minutes).find(|&s| s < step && on_grid(s));
        step = finer.unwrap_or(step);
    }
    let inferred = collector.inferred(meter);
    if let Some(&(finest, _)) = inferred.iter().min_by_key(|(s, _)| *s)
        && finest < step
        && on_grid(finest)
        && interleaves(collector.series(meter, finest), stamps, stamped)
    {
        step = finest;
    }
    for (coarse, placed) in inferred.into_iter().filter(|(s, _)| *s > step && *s <= Step::DAY) {
        if interleaves(collector.series(meter, coarse), stamps, placed) {
            let old = collector.take_series(meter, coarse);
            place_anew(&old, collector.series(meter, step), placed);
        }
    }
    collector.note_inferred(meter, step, stamped);
    step
}

/// Places the readings of a series in one of a finer step, by the stamps that they had.
fn place_anew(old: &Series, new: &mut Series, stamped: Stamped) {
    let minutes = |step: Step| step.seconds().map_or(1, |s| i128::from(s / 60));
    for cell in 0..old.len() {
        let start = old.start(cell);
        let at = if stamped.at_start { start } else { old.step.next(start) };
        let Some(into) = labelled(new.step, at, stamped).and_then(|index| new.cell(index)) else { continue };
        let state = old.states[cell];
        if state.has(State::LISTED) {
            new.list(into, old.places[cell]);
        }
        if !state.has(State::PRESENT) {
            continue;
        }
        let mut values = vec![old.cells.get(cell)];
        if let Some(conflict) = old.conflicts.get(&cell) {
            values.extend(conflict.values.iter().copied().filter(|v| *v != values[0]).collect::<Vec<_>>());
        }
        for value in values {
            // Mean power was taken over the longer step.
            let value = if stamped.power { value * minutes(new.step) / minutes(old.step) } else { value };
            if let Some(grains) = new.grains(value, old.scale) {
                new.put(into, grains, old.places[cell], state.has(State::ESTIMATED));
            }
        }
    }
    new.further_rows.extend(&old.further_rows);
}
