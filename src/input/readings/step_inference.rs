//! Steps that the first readings of a file do not show: of files that are too short, and of meters whose step is not one.

use std::sync::Arc;

use super::super::step::{infer, loose};
use super::conversion::snapped;
use super::intake::Intake;
use super::log::{DefectLog, Finding};
use super::meter::{MeterReadings, Pending, Steps};
use super::plan::{self, Plan};
use super::retention::Stepping;
use super::stamps::REGULAR;
use crate::dossier::{Code, Effect};
use crate::measure::{Civil, Step};
use crate::say;
use crate::say::Message;

/// Readings off the grid from which on, and one in how many readings, the intervals in which they lie are not trusted either.
const STRAYS: (usize, usize) = (8, 100);

impl MeterReadings<'_> {
    /// Has the files read once more, with all stamps of a meter looked at before its step is decided.
    pub(in crate::input) fn watch(&mut self) {
        debug_assert!(matches!(self.retention.stepping, Stepping::Head), "a meter is watched once");
        self.retention.stepping = Stepping::Watched;
        self.steps = Steps::Broken;
        self.again = true;
        self.keep_values();
    }

    /// Places the readings of files that were too short to show their step.
    pub(in crate::input) fn settle_deferred(&mut self, intake: &mut Intake<'_>) {
        let deferred = std::mem::take(&mut self.deferred);
        if deferred.is_empty() || matches!(self.steps, Steps::Broken) {
            return;
        }
        // Their rows stand before others that are read already: of two readings of one interval the first would be taken for the second.
        if self.is_summed() && !self.lie_apart(&deferred) {
            return self.keep_values();
        }
        let is_on = |step: Step| deferred.iter().all(|p| snapped(step, p.at, self.form_of(p).placing.snap).is_some());
        let mut known: Vec<Step> = self.series.iter().map(|s| s.step).collect();
        known.sort();
        if let Some(step) = known.iter().copied().find(|&step| is_on(step)) {
            return self.flush(intake, step, deferred);
        }
        let mut stamps: Vec<Civil> = deferred.iter().map(|p| p.at).collect();
        stamps.sort_unstable();
        stamps.dedup();
        match infer(&stamps) {
            Some(step) if known.is_empty() && is_on(step) => {
                self.inferred = Some(step);
                self.flush(intake, step, deferred);
            }
            None if known.is_empty() && loose(&stamps).is_some() => {
                let (interval, snap) = loose(&stamps).unwrap_or((Step::DAY, 0));
                let message = beside_grid(&self.scope.meter.id, deferred.len(), interval, snap);
                intake.log.push(
                    self.scope.meter,
                    Finding::new(Code::UnknownStep, Effect::Discards, message).at(deferred[0].sample.place).count(deferred.len() as u64),
                );
            }
            None if known.is_empty() => self.tell_unstepped(&mut intake.log, deferred.len() as u64, deferred[0].sample.place),
            _ => self.watch(),
        }
    }

    /// Says that the step of some readings is not known.
    fn tell_unstepped(&self, log: &mut DefectLog<'_>, count: u64, place: u32) {
        let message = say!(
            "the step of {id} cannot be told from {count} reading(s); they are not used: state `interval = \"15min\"` for these readings",
            id = self.scope.meter.id,
            count
        );
        log.push(self.scope.meter, Finding::new(Code::UnknownStep, Effect::Discards, message).at(place).count(count));
    }

    /// Whether readings lie in intervals of a summed meter that have none, each in another.
    fn lie_apart(&self, readings: &[Pending]) -> bool {
        let Some(series) = self.series.first() else { return true };
        let cell = |p: &Pending| {
            let placing = self.form_of(p).placing;
            let grid = snapped(series.step, p.at, placing.snap)?;
            series.cell(series.step.index(if placing.at_start { grid } else { series.step.previous(grid) }))
        };
        let mut cells: Vec<usize> = readings.iter().filter_map(cell).collect();
        cells.sort_unstable();
        cells.windows(2).all(|pair| pair[0] != pair[1]) && !cells.iter().any(|&cell| series.has(cell))
    }

    /// Once all is read: whether the step of a meter holds for all of its readings.
    pub(in crate::input) fn settle_steps(&mut self, intake: &mut Intake<'_>) {
        match std::mem::take(&mut self.steps) {
            Steps::Watched(stamps) => {
                let known: Vec<Step> = self.series.iter().map(|s| s.step).collect();
                self.retention.stepping = Stepping::Planned(Arc::new(Plan::of(stamps, &known)));
                self.again = true;
            }
            Steps::Planned(_) => {
                self.distrust(intake);
                if let Some((count, place)) = self.unstepped {
                    self.tell_unstepped(&mut intake.log, count, place);
                }
            }
            Steps::Head => {
                let changes = self.inferred.is_some_and(|step| self.series.iter().any(|s| s.step == step && plan::may_change(s)));
                if changes {
                    self.watch();
                }
            }
            Steps::Broken => {}
        }
    }

    /// Says readings of a finer step among those of a stated one: what is left of them would be taken for all.
    pub(in crate::input) fn tell_finer(&mut self, intake: &mut Intake<'_>) {
        let beside = std::mem::take(&mut self.beside);
        let moved = std::mem::take(&mut self.moved);
        let mut found: Option<(Step, u64, u32)> = None;
        let mut note = |step: Step, count: u64, place: u32| {
            let all = found.get_or_insert((step, 0, place));
            (all.1, all.2) = (all.1 + count, all.2.min(place));
        };
        for (step, at, place) in beside {
            let below = step.floor(at);
            let series = self.series(intake, step);
            let has = |index: i64| series.cell(index).is_some_and(|cell| series.has(cell));
            let index = step.index(below);
            if (at.0 - below.0) % REGULAR == 0 && has(index) && (has(index - 1) || has(index + 1)) {
                note(step, 1, place);
            }
        }
        for ((step, _), (_, met, place)) in moved.into_iter().filter(|(_, (alone, met, _))| met > alone) {
            note(step, met, place);
        }
        let Some((step, count, place)) = found.filter(|(_, count, _)| *count >= STRAYS.0 as u64) else { return };
        let message = say!(
            "{count} readings of {id} stand between those on its stated grid of {step}, in a regular finer step: the readings are of that step, and what is used of them would be taken for all; correct `interval` or `snap`, or take it out",
            count, id = self.scope.meter.id, step => step.said()
        );
        intake.log.push(self.scope.meter, Finding::new(Code::UnparsableRow, Effect::Blocks, message).at(place).count(count));
    }

    /// Where many readings are off the grid of the step that the others show, the readings of the intervals in which they lie may be of a part of
    /// these only: they are not used.
    fn distrust(&mut self, intake: &mut Intake<'_>) {
        let strays = std::mem::take(&mut self.strays);
        let readings: usize = self.series.iter().map(|s| (0..s.len()).filter(|&cell| s.has(cell)).count()).sum();
        if strays.len() < STRAYS.0 || strays.len() * STRAYS.1 < readings {
            return;
        }
        for (step, at, place) in strays {
            let series = self.series(intake, step);
            if let Some(cell) = series.cell(step.index(step.floor(at))).filter(|&cell| series.has(cell)) {
                series.discard(cell);
                series.list(cell, place);
            }
        }
    }
}

/// Says that readings stand beside the grid of their step, and what reads them.
pub(in crate::input) fn beside_grid(id: &str, count: usize, interval: Step, snap: i64) -> Message {
    say!(
        "the {count} readings of {id} stand up to {snap} min beside the grid of {interval}, and are not used: state `interval = \"{interval}\"` and `snap = \"{snap}min\"` for these files",
        count,
        id,
        snap,
        interval
    )
}
