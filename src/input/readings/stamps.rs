//! Stamped readings of a meter: the step of its stamps in a file is inferred from the first of them, and each is placed on the grid of that step.

use super::super::step::infer;
use super::conversion::{Conversion, Form, Placing, snapped};
use super::entry::{Entry, Given, Quality, When};
use super::fast_path::Numbers;
use super::intake::Intake;
use super::log::Finding;
use super::meter::{MeterReadings, Pending, Sample, Steps};
use crate::dossier::{Code, Effect};
use crate::measure::{Civil, Step};
use crate::say;

/// Readings of one meter in one file that are looked at before its step is decided.
const SAMPLE: usize = 256;
/// Readings off the grid of a stated step that are remembered.
const MOST_BESIDE: usize = 100_000;
/// Seconds of which the offsets of readings in a finer step are multiples.
pub(in crate::input) const REGULAR: i64 = 300;
/// Readings below which a file alone does not decide a step.
const STRONG: usize = 8;

impl MeterReadings<'_> {
    /// Takes a reading.
    pub(in crate::input) fn take(&mut self, intake: &mut Intake<'_>, entry: Entry, placing: Placing, conversion: Conversion) {
        let sample = Sample { given: entry.given, quality: entry.quality, place: intake.open.place(entry.line) };
        match entry.when {
            When::Interval(start, step) => self.put(intake, step, step.index(start), sample, conversion),
            When::Instant(at) => {
                let form = Form { placing, conversion };
                if let Some(step) = placing.interval {
                    self.step_declared = Some(step);
                    return self.stamp(intake, step, at, sample, form);
                }
                match &mut self.steps {
                    Steps::Head => {}
                    Steps::Watched(stamps) => return stamps.push(at, placing.at_start),
                    Steps::Broken => return,
                    Steps::Planned(plan) => {
                        let Some(step) = plan.step(at, placing.at_start) else {
                            let unstepped = self.unstepped.get_or_insert((0, sample.place));
                            *unstepped = (unstepped.0 + 1, unstepped.1.min(sample.place));
                            return;
                        };
                        return self.stamp(intake, step, at, sample, form);
                    }
                }
                if let Some(step) = self.step_here(intake) {
                    return self.stamp(intake, step, at, sample, form);
                }
                let form = self.form(form);
                self.pending.push(Pending { at, sample, form });
                if self.pending.len() >= SAMPLE {
                    self.settle(intake, false);
                }
            }
        }
    }

    /// The step in the open file, once it was inferred.
    fn step_here(&mut self, intake: &mut Intake<'_>) -> Option<Step> {
        if self.turn != intake.open.turn {
            self.turn = intake.open.turn;
            self.step = None;
            intake.touched.push(self.index);
        }
        self.step
    }

    /// Takes numbers, each on a line of its own, into the sample by which the step in the open file is inferred: says how many, none once that is
    /// known.
    pub(in crate::input) fn sample(
        &mut self,
        intake: &mut Intake<'_>,
        run: Numbers<impl Iterator<Item = Option<(i64, u8)>>>,
        form: Form,
    ) -> usize {
        let is_head = matches!(self.steps, Steps::Head);
        if form.placing.interval.is_some() || !is_head || self.step_here(intake).is_some() {
            return 0;
        }
        let place = intake.open.place(run.line);
        let form = self.form(form);
        let before = self.pending.len();
        let mut at = (i64::from(run.minute), place);
        self.pending.extend(run.numbers.take(SAMPLE - before).map(|number| {
            let given = number.map_or(Given::Missing, |(mantissa, decimals)| Given::Number(mantissa.into(), decimals.into()));
            let pending = Pending { at: Civil(at.0 * 60), sample: Sample { given, quality: Quality::Good, place: at.1 }, form };
            at = (at.0 + i64::from(run.step), at.1.saturating_add(1));
            pending
        }));
        let taken = self.pending.len() - before;
        if self.pending.len() >= SAMPLE {
            self.settle(intake, false);
        }
        taken
    }

    /// Decides the step in the open file from the readings seen so far, if they suffice.
    pub(in crate::input) fn settle(&mut self, intake: &mut Intake<'_>, at_end: bool) {
        if self.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let mut stamps: Vec<Civil> = pending.iter().map(|p| p.at).collect();
        stamps.sort_unstable();
        stamps.dedup();
        if at_end && stamps.len() < STRONG {
            self.deferred.extend(pending);
            return;
        }
        match infer(&stamps) {
            Some(step) => {
                let inferred = *self.inferred.get_or_insert(step);
                if inferred != step {
                    return self.watch();
                }
                self.step = Some(step);
                self.flush(intake, step, pending);
            }
            None => self.deferred.extend(pending),
        }
    }

    /// Places readings that waited for their step.
    pub(in crate::input) fn flush(&mut self, intake: &mut Intake<'_>, step: Step, pending: Vec<Pending>) {
        // A multiplier that changes is taken by the time of each reading.
        let is_fast = intake.open.is_fast && !intake.is_ending && self.scope.meter.multipliers.is_empty();
        let mut passed = 0;
        // A reading of another unit, or of another label, takes the fast path only once that is prepared for it.
        let mut prepared = None;
        for at in 0..pending.len() {
            if at < passed {
                continue;
            }
            let is_prepared = is_fast && prepared == Some(pending[at].form);
            passed = at + if is_prepared { self.flush_run(intake, step, &pending[at..]) } else { 0 };
            if at < passed {
                continue;
            }
            let p = &pending[at];
            let form = self.form_of(p);
            self.stamp(intake, step, p.at, p.sample.clone(), form);
            if is_fast {
                self.prepare_fast_path(intake, form.conversion, None, form.placing.at_start);
                prepared = Some(p.form);
            }
        }
    }

    /// Takes the first of some readings, all of the open file, the fast path; says how many.
    fn flush_run(&mut self, intake: &mut Intake<'_>, step: Step, pending: &[Pending]) -> usize {
        let (Step::Minutes(minutes), [first, ..]) = (step, pending) else { return 0 };
        let (Ok(minute), 0) = (i32::try_from(first.at.0 / 60), first.at.0 % 60) else { return 0 };
        let line = u64::from(first.sample.place.saturating_sub(intake.open.base));
        let mut next = (first.at, first.sample.place);
        let numbers = pending.iter().map_while(|p| {
            let follows = (p.at, p.sample.place) == next && p.sample.quality == Quality::Good && p.form == first.form;
            next = (p.at.plus(i64::from(minutes) * 60), p.sample.place.saturating_add(1));
            let Given::Number(mantissa, decimals) = p.sample.given else { return None };
            Some((i64::try_from(mantissa).ok()?, u8::try_from(decimals).ok()?)).filter(|_| follows)
        });
        self.push_run(intake, Numbers { minute, step: minutes.cast_signed(), numbers, line, alone: true })
    }

    /// Places a stamped reading on the grid of its step.
    fn stamp(&mut self, intake: &mut Intake<'_>, step: Step, at: Civil, sample: Sample, form: Form) {
        let Form { placing, conversion } = form;
        if let Some(index) = step.index_at(at) {
            let index = if placing.at_start { index } else { index - 1 };
            return self.put(intake, step, index, sample, conversion);
        }
        let Some(grid) = snapped(step, at, placing.snap) else {
            return self.off_grid(intake, step, at, sample.place, placing);
        };
        let start = if placing.at_start { grid } else { step.previous(grid) };
        let off = at.0 - step.floor(at).0;
        if off % REGULAR == 0 {
            let series = self.series(intake, step);
            let met = series.cell(step.index(start)).is_some_and(|cell| series.has(cell));
            let count = self.moved.entry((step, off)).or_insert((0, 0, sample.place));
            *if met { &mut count.1 } else { &mut count.0 } += 1;
        }
        self.put(intake, step, step.index(start), sample, conversion);
    }

    /// Lists a reading off the grid of its step.
    fn off_grid(&mut self, intake: &mut Intake<'_>, step: Step, at: Civil, place: u32, placing: Placing) {
        if at < self.scope.period.from() || at > self.scope.period.until() {
            return self.note_outside(&intake.log, place);
        }
        if placing.interval.is_none() && matches!(self.steps, Steps::Head) {
            return self.watch();
        }
        if placing.interval.is_none() {
            self.strays.push((step, at, place));
        } else if self.beside.len() < MOST_BESIDE {
            self.beside.push((step, at, place));
        }
        let meter = self.scope.meter;
        let near = step.floor(at);
        let message = say!(
            "{at} of {id} is not on its grid of {step} (nearest below: {near}); not used: state `snap` if the clock is known to be off",
            at, id = meter.id, step => step.said(), near
        );
        let finding = Finding::new(Code::OffGridReading, Effect::Discards, message).at(place).during((near, step.next(near)));
        intake.log.push(meter, finding);
    }
}
