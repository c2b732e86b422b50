//! Steps that the head of a file does not show: of files that are too short, and of meters whose step is not one.

use super::{Collector, Pending, Steps, snapped};
use crate::dossier::{Code, Effect};
use crate::input::readings::plan::{self, Plan};
use crate::input::readings::register::energies::beside_grid;
use crate::input::readings::retention::Stepping;
use crate::input::step::{infer, loose};
use crate::measure::{Civil, Step};
use crate::say;

/// Readings off the grid from which on, and one in how many readings, the intervals in which they lie are not trusted either.
const STRAYS: (usize, usize) = (8, 100);

impl Collector<'_> {
    /// Has the files read once more, with all stamps of a meter looked at before its step is decided.
    pub(in crate::input) fn watch(&mut self, meter: usize) {
        debug_assert!(matches!(self.memory.stepping(meter), Stepping::Head), "a meter is watched once");
        self.memory.watch(meter);
        self.states[meter].steps = Steps::Broken;
        self.again = true;
        self.keep_values(meter);
    }

    /// Places the readings of files that were too short to show their step.
    pub(in crate::input) fn settle_deferred(&mut self, meter: usize) {
        let deferred = std::mem::take(&mut self.states[meter].deferred);
        if deferred.is_empty() || matches!(self.states[meter].steps, Steps::Broken) {
            return;
        }
        // Their rows stand before others that are read already: of two readings of one interval the first would be taken for the second.
        if self.is_summed(meter) && !self.lie_apart(meter, &deferred) {
            return self.keep_values(meter);
        }
        let state = &self.states[meter];
        let is_on = |step: Step| deferred.iter().all(|p| snapped(step, p.at, state.forms[p.form as usize].placing.snap).is_some());
        let mut known: Vec<Step> = state.series.iter().map(|s| s.step).collect();
        known.sort();
        if let Some(step) = known.iter().copied().find(|&step| is_on(step)) {
            return self.flush(meter, step, deferred);
        }
        let mut stamps: Vec<Civil> = deferred.iter().map(|p| p.at).collect();
        stamps.sort_unstable();
        stamps.dedup();
        match infer(&stamps) {
            Some(step) if known.is_empty() && is_on(step) => {
                self.states[meter].inferred = Some(step);
                self.flush(meter, step, deferred);
            }
            None if known.is_empty() && loose(&stamps).is_some() => {
                let (interval, snap) = loose(&stamps).unwrap_or((Step::DAY, 0));
                let message = beside_grid(&self.meters[meter].id, deferred.len(), interval, snap);
                self.defect(Code::UnknownStep, Effect::Discards, Some(meter), Some(deferred[0].place), deferred.len() as u64, message);
            }
            None if known.is_empty() => self.tell_unstepped(meter, deferred.len() as u64, deferred[0].place),
            _ => self.watch(meter),
        }
    }

    /// Says that the step of some readings is not known.
    fn tell_unstepped(&mut self, meter: usize, count: u64, place: u32) {
        let message = say!(
            "the step of {id} cannot be told from {count} reading(s); they are not used: state `interval = \"15min\"` for these readings",
            id = self.meters[meter].id,
            count
        );
        self.defect(Code::UnknownStep, Effect::Discards, Some(meter), Some(place), count, message);
    }

    /// Whether readings lie in intervals of a summed meter that have none, each in another.
    fn lie_apart(&self, meter: usize, readings: &[Pending]) -> bool {
        let state = &self.states[meter];
        let Some(series) = state.series.first() else { return true };
        let cell = |p: &Pending| {
            let placing = state.forms[p.form as usize].placing;
            let grid = snapped(series.step, p.at, placing.snap)?;
            series.cell(series.step.index(if placing.at_start { grid } else { series.step.previous(grid) }))
        };
        let mut cells: Vec<usize> = readings.iter().filter_map(cell).collect();
        cells.sort_unstable();
        cells.windows(2).all(|pair| pair[0] != pair[1]) && !cells.iter().any(|&cell| series.has(cell))
    }

    /// Once all is read: whether the step of a meter holds for all of its readings.
    pub(in crate::input) fn settle_steps(&mut self, meter: usize) {
        let state = &mut self.states[meter];
        match std::mem::take(&mut state.steps) {
            Steps::Watched(stamps) => {
                let known: Vec<Step> = state.series.iter().map(|s| s.step).collect();
                self.memory.plan(meter, Plan::of(stamps, &known));
                self.again = true;
            }
            Steps::Planned(_) => {
                self.distrust(meter);
                if let Some((count, place)) = self.states[meter].unstepped {
                    self.tell_unstepped(meter, count, place);
                }
            }
            Steps::Head => {
                let changes = state.inferred.is_some_and(|step| state.series.iter().any(|s| s.step == step && plan::may_change(s)));
                if changes {
                    self.watch(meter);
                }
            }
            Steps::Broken => {}
        }
    }

    /// Says readings of a finer step among those of a stated one: what is left of them would be taken for all.
    pub(in crate::input) fn tell_finer(&mut self, meter: usize) {
        let beside = std::mem::take(&mut self.states[meter].beside);
        let moved = std::mem::take(&mut self.states[meter].moved);
        let mut found: Option<(Step, u64, u32)> = None;
        let mut note = |step: Step, count: u64, place: u32| {
            let all = found.get_or_insert((step, 0, place));
            (all.1, all.2) = (all.1 + count, all.2.min(place));
        };
        for (step, at, place) in beside {
            let below = step.floor(at);
            let series = self.series(meter, step);
            let has = |index: i64| series.cell(index).is_some_and(|cell| series.has(cell));
            let index = step.index(below);
            if (at.0 - below.0) % super::REGULAR == 0 && has(index) && (has(index - 1) || has(index + 1)) {
                note(step, 1, place);
            }
        }
        for ((step, _), (_, met, place)) in moved.into_iter().filter(|(_, (alone, met, _))| met > alone) {
            note(step, met, place);
        }
        let Some((step, count, place)) = found.filter(|(_, count, _)| *count >= STRAYS.0 as u64) else { return };
        let message = say!(
            "{count} readings of {id} stand between those on its stated grid of {step}, in a regular finer step: the readings are of that step, and what is used of them would be taken for all; correct `interval` or `snap`, or take it out",
            count, id = self.meters[meter].id, step => step.said()
        );
        self.defect(Code::UnparsableRow, Effect::Blocks, Some(meter), Some(place), count, message);
    }

    /// Where many readings are off the grid of the step that the others show, the readings of the intervals in which they lie may be of a part of
    /// these only: they are not used.
    fn distrust(&mut self, meter: usize) {
        let strays = std::mem::take(&mut self.states[meter].strays);
        let readings: usize = self.states[meter].series.iter().map(|s| (0..s.len()).filter(|&cell| s.has(cell)).count()).sum();
        if strays.len() < STRAYS.0 || strays.len() * STRAYS.1 < readings {
            return;
        }
        for (step, at, place) in strays {
            let series = self.series(meter, step);
            if let Some(cell) = series.cell(step.index(step.floor(at))).filter(|&cell| series.has(cell)) {
                series.discard(cell);
                series.list(cell, place);
            }
        }
    }
}
