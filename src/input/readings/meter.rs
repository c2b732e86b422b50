//! The readings of one meter: its series at each step, what is to be known of them, and what is wrong with them.
//!
//! A reading arrives with its row ([`super::stamps`], [`super::register`], [`super::billing`]) and is put into the cell of its interval here, judged
//! by sign and rating. The series is a row of cells over the period; how much of each reading is kept says [`super::retention`]. Where more must be
//! kept than was, `again` is set: the files are read once more.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bill::Bill;
use super::conversion::{Conversion, Form, base_unit, most_grains};
use super::entry::{Given, Quality};
use super::fast_path::{FastPath, Numbers};
use super::intake::Intake;
use super::log::{DefectLog, Finding};
use super::plan::{Plan, Stamps};
use super::register::reading::{Readings, Rising};
use super::retention::{MeterRetention, Stepping, by_day, most_segments};
use super::scope::Scope;
use super::totals_builder::{Keeping, LARGEST, Summing, SumsAt, TotalsBuilder};
use super::twins;
use crate::dossier::{Carrier, Code, Conflict, Defect, Effect, Meter, PoolKind, Position, Put, Series, Source};
use crate::measure::{Civil, Exact, Step};
use crate::say;
use crate::say::{Message, Part};

/// A number or the lack of one, in its row.
#[derive(Clone, Debug)]
pub(in crate::input) struct Sample {
    /// What was given.
    pub(in crate::input) given: Given,
    /// Its quality.
    pub(in crate::input) quality: Quality,
    /// Place of its row.
    pub(in crate::input) place: u32,
}

/// A stamped reading that waits for its meter's step to show.
#[derive(Clone, Debug)]
pub(in crate::input) struct Pending {
    pub(in crate::input) at: Civil,
    pub(in crate::input) sample: Sample,
    /// Number of the form in which it was given.
    pub(in crate::input) form: u32,
}

/// Energy of an interval, as a row gives it or two readings of a register make it.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Energy {
    /// `value × 10^-decimals` grains.
    pub(in crate::input) value: (i128, u32),
    /// Place of its row.
    pub(in crate::input) place: u32,
    /// Whether it rests on an estimate.
    pub(in crate::input) is_estimated: bool,
}

/// Where the step of a meter's stamps comes from, while the files are read.
#[derive(Debug, Default)]
pub(in crate::input) enum Steps {
    /// The first readings of each file.
    #[default]
    Head,
    /// Nowhere yet: the stamps are only looked at.
    Watched(Stamps),
    /// What all of them showed.
    Planned(Arc<Plan>),
    /// They turned out to differ: the files are read once more.
    Broken,
}

/// Readings off the grid of their step: the step, the stamp, the place.
pub(in crate::input) type OffGrid = Vec<(Step, Civil, u32)>;

/// The readings of one meter.
pub(in crate::input) struct MeterReadings<'a> {
    /// Its number in the registry.
    pub(in crate::input) index: usize,
    /// The meter and the period.
    pub(in crate::input) scope: Scope<'a>,
    /// What is kept of its readings.
    pub(in crate::input) retention: MeterRetention,
    /// Whether the files must be read once more, with more kept.
    pub(in crate::input) again: bool,
    /// The fast path of its readings in the open file.
    pub(in crate::input) fast: FastPath,
    /// Its series, one per step.
    pub(in crate::input) series: Vec<Series>,
    /// Builder of the totals of its series, where its readings are summed: then it has one series.
    pub(in crate::input) builder: Option<Box<TotalsBuilder>>,
    /// Whether its days are compared with those of other meters.
    is_compared: bool,
    /// Turn of the file that `step` and `pending` are of.
    pub(in crate::input) turn: u64,
    /// Step of its stamps in that file, once it was inferred.
    pub(in crate::input) step: Option<Step>,
    /// Readings of that file from which the step is still to be inferred.
    pub(in crate::input) pending: Vec<Pending>,
    /// Readings of files too short to show their step.
    pub(in crate::input) deferred: Vec<Pending>,
    forms: Vec<Form>,
    /// Readings outside the period, by file: how many, and the first line.
    outside: BTreeMap<usize, (u64, u64)>,
    /// The first reading that reaches over an end of the period.
    straddling: Option<(Civil, Civil, u32)>,
    /// Readings inside the period on days on which the meter is out of service, by file: how many, and the first line.
    idle: BTreeMap<usize, (u64, u64)>,
    /// Negative readings that are a plant's own use: how many, and the first row.
    pub(in crate::input) own_use: Option<(u64, u32)>,
    /// Readings of its register, until all are there.
    pub(in crate::input) registers: Readings,
    /// Its register, once that is summed as it comes.
    pub(in crate::input) rising: Option<Rising>,
    /// Whether it was summed as it came, and cannot be: its readings are read once more.
    pub(in crate::input) is_broken: bool,
    /// Its bills, until all are there.
    pub(in crate::input) bills: Vec<Bill>,
    /// Step that the tables of its readings declare.
    pub(in crate::input) step_declared: Option<Step>,
    /// The step that the files so far showed.
    pub(in crate::input) inferred: Option<Step>,
    /// Where its steps come from.
    pub(in crate::input) steps: Steps,
    /// Stamps of no step: how many, the first row of them.
    pub(in crate::input) unstepped: Option<(u64, u32)>,
    /// Whether it has readings that are energies of their interval.
    pub(in crate::input) is_energy: bool,
    /// Readings above 1.2 × its rating: how many, the first row of them.
    pub(in crate::input) above: (u64, u32),
    /// Whether one of them is a total over several intervals.
    pub(in crate::input) total_above: bool,
    /// Readings off the grid of an inferred step.
    pub(in crate::input) strays: OffGrid,
    /// Readings off the grid of a stated step.
    pub(in crate::input) beside: OffGrid,
    /// Readings that `snap` moved, by how far they were off: how many had their interval alone, how many met another there, the first row.
    pub(in crate::input) moved: BTreeMap<(Step, i64), (u64, u64, u32)>,
    /// Scale, minutes, and the most grains that the rating allows there.
    cap: Option<(u32, i64, i128)>,
    /// Scale of the summed readings, and the pool that they are added to.
    pool: Option<(u32, Option<usize>)>,
}

impl<'a> MeterReadings<'a> {
    /// No readings yet, of the meter of a number among so many.
    pub(in crate::input) fn new(index: usize, scope: Scope<'a>, retention: MeterRetention, meters: usize) -> Self {
        let steps = match &retention.stepping {
            Stepping::Head => Steps::Head,
            Stepping::Watched => Steps::Watched(Stamps::default()),
            Stepping::Planned(plan) => Steps::Planned(Arc::clone(plan)),
        };
        Self {
            index,
            scope,
            retention,
            again: false,
            fast: FastPath::default(),
            series: Vec::new(),
            builder: None,
            is_compared: meters <= twins::MOST_METERS && twins::counts(scope.meter),
            turn: 0,
            step: None,
            pending: Vec::new(),
            deferred: Vec::new(),
            forms: Vec::new(),
            outside: BTreeMap::new(),
            straddling: None,
            idle: BTreeMap::new(),
            own_use: None,
            registers: Readings::default(),
            rising: None,
            is_broken: false,
            bills: Vec::new(),
            step_declared: None,
            inferred: None,
            steps,
            unstepped: None,
            is_energy: false,
            above: (0, u32::MAX),
            total_above: false,
            strays: Vec::new(),
            beside: Vec::new(),
            moved: BTreeMap::new(),
            cap: None,
            pool: None,
        }
    }

    /// The series at a step.
    pub(in crate::input) fn series(&mut self, intake: &Intake<'_>, step: Step) -> &mut Series {
        if let Some(at) = self.series.iter().position(|s| s.step == step) {
            return &mut self.series[at];
        }
        // Values are compared between steps.
        if self.is_summed() {
            self.keep_values();
        }
        let series = self.new_series(intake, step);
        self.series.push(series);
        let last = self.series.len() - 1;
        &mut self.series[last]
    }

    fn new_series(&mut self, intake: &Intake<'_>, step: Step) -> Series {
        let (from, until) = (self.scope.period.from(), self.scope.period.until());
        let first = self.series.is_empty();
        if !first || intake.open.is_shared || intake.is_ending || !self.retention.sums(step) {
            return Series::new(step, from, until);
        }
        let meter = self.scope.meter;
        let days = by_day(meter) || self.is_compared;
        let keeping = Keeping { days, magnitudes: meter.rating.is_none(), remembered: self.retention.remembered.clone() };
        Series::summed(step, from, until, |length| {
            let (builder, totals) = TotalsBuilder::new(length, step, keeping);
            self.builder = Some(Box::new(builder));
            totals
        })
    }

    /// The totals of its summed readings, with their builder.
    #[inline]
    pub(in crate::input) fn sums(&mut self) -> Option<SumsAt<'_>> {
        let totals = self.series.first_mut()?.totals.as_mut()?;
        Some(SumsAt { totals, builder: self.builder.as_mut()? })
    }

    /// Its series, once all is read: what was summed is told.
    pub(in crate::input) fn take_series(&mut self) -> Vec<Series> {
        let builder = self.builder.take();
        if let (Some(builder), Some(totals)) = (builder, self.series.first_mut().and_then(|series| series.totals.as_mut())) {
            builder.finish(totals);
        }
        std::mem::take(&mut self.series)
    }

    /// Forgets its series.
    pub(in crate::input) fn clear(&mut self) {
        self.series.clear();
        self.builder = None;
    }

    /// Whether its summed readings come in no order.
    fn is_disordered(&self) -> bool {
        let segments = self.builder.as_ref().map_or(0, |builder| builder.disorder());
        self.series.first().is_some_and(|series| segments > most_segments(series))
    }

    /// `value × 10^-decimals` grains as grains of its series at a step, whose scale grows if need be. `None` if it does not fit.
    pub(in crate::input) fn grains(&mut self, intake: &Intake<'_>, step: Step, (value, decimals): (i128, u32)) -> Option<i128> {
        let series = self.series(intake, step);
        let (before, is_summed) = (series.scale, series.totals.is_some());
        let grains = series.grains(value, decimals)?;
        let finer = series.scale - before;
        if let Some(builder) = self.builder.as_mut().filter(|_| is_summed && finer > 0) {
            builder.scale(10_i64.checked_pow(finer)?)?;
        }
        Some(grains)
    }

    /// Whether its readings are being summed.
    pub(in crate::input) fn is_summed(&self) -> bool {
        self.builder.is_some()
    }

    /// Has the files read once more, with the values of this meter kept; what was summed of it is of no use.
    pub(in crate::input) fn keep_values(&mut self) {
        self.again |= self.retention.keep_values();
        self.is_broken |= self.rising.take().is_some();
        self.clear();
        self.pool = None;
    }

    /// Number of a form.
    pub(in crate::input) fn form(&mut self, form: Form) -> u32 {
        let known = self.forms.iter().rposition(|f| *f == form).unwrap_or_else(|| {
            self.forms.push(form);
            self.forms.len() - 1
        });
        u32::try_from(known).unwrap_or(u32::MAX)
    }

    /// The form of a number.
    pub(in crate::input) fn form_of(&self, pending: &Pending) -> Form {
        self.forms[pending.form as usize]
    }

    /// Takes numbers the fast path, as long as they are ordinary: says how many.
    #[inline]
    pub(in crate::input) fn push_run(&mut self, intake: &mut Intake<'_>, run: Numbers<impl Iterator<Item = (i64, u8)>>) -> usize {
        let totals = self.series.first_mut().and_then(|series| series.totals.as_mut());
        let into = totals.zip(self.builder.as_mut()).map(|(totals, builder)| SumsAt { totals, builder });
        self.fast.push_run(into, intake, run)
    }

    /// Takes the number that follows the last one, on a line of its own, if it is ordinary; whether it did.
    #[inline]
    pub(in crate::input) fn push_next(&mut self, intake: &mut Intake<'_>, minute: i32, number: (i64, u8), line: u64) -> bool {
        let totals = self.series.first_mut().and_then(|series| series.totals.as_mut());
        let into = totals.zip(self.builder.as_mut()).map(|(totals, builder)| SumsAt { totals, builder });
        self.fast.push_next(into, intake, minute, number, line)
    }

    /// Lets its ordinary readings in the open file take the fast path, if they are summed and their step is known.
    pub(in crate::input) fn prepare_fast_path(
        &mut self,
        intake: &mut Intake<'_>,
        conversion: Conversion,
        step: Option<Step>,
        at_start: bool,
    ) {
        let (before, turn) = (self.fast, intake.open.turn);
        self.fast = before.forgotten(turn);
        let stepped = step.or(if self.turn == turn { self.step } else { None });
        let (Some(step), [series], Some(window)) = (stepped, &self.series[..], self.scope.window) else { return };
        if series.step != step || intake.open.is_shared || intake.is_ending || !self.is_summed() || self.is_disordered() {
            return;
        }
        let scale = series.scale;
        let Some(fast) = self.fast.prepared(self.scope.meter, series, window, (conversion, at_start), turn) else { return };
        let pool = self.pool(intake, step, scale);
        if !before.is_of(turn) {
            intake.touched.push(self.index);
        }
        self.fast = fast.pooled(pool);
    }

    /// The pool of its summed readings; `None` for a meter that does not count at the boundary.
    fn pool(&mut self, intake: &mut Intake<'_>, step: Step, scale: u32) -> Option<usize> {
        if let Some((known, pool)) = self.pool
            && known == scale
        {
            return pool;
        }
        let meter = self.scope.meter;
        let counts = meter.carrier == Carrier::Electricity && meter.at_boundary();
        let nuclear = meter.source == Source::Nuclear;
        let pool = counts.then(|| intake.pool(PoolKind { flow: meter.flow, positive: meter.positive, nuclear, step, scale }));
        self.pool = Some((scale, pool));
        pool
    }

    /// Adds a reading of a summed meter; `None` where it cannot be judged before the files are read once more.
    fn add(&mut self, intake: &mut Intake<'_>, step: Step, cell: usize, grains: i128, place: u32) -> Option<Put> {
        let series = self.series(intake, step);
        let (scale, length) = (series.scale, series.len());
        let Some(value) = i64::try_from(grains).ok().filter(|v| v.abs() <= LARGEST) else {
            self.keep_values();
            return None;
        };
        let Some(put) = self.add_to_sums(cell, value, place) else {
            if intake.open.is_twin {
                return Some(Put::Duplicate(place));
            }
            self.retention.remember(cell, length);
            self.again = true;
            return None;
        };
        if self.is_disordered() {
            self.keep_values();
            return None;
        }
        if put == Put::New
            && let Some(pool) = self.pool(intake, step, scale)
        {
            intake.pools[pool].add(cell, value);
        }
        if !matches!(put, Put::Duplicate(_)) {
            let position = intake.log.position(place);
            if let Some(builder) = &mut self.builder {
                builder.note_row(position.file, position.line, place);
            }
        }
        Some(put)
    }

    /// Adds a reading to the sums. `None` if the first reading of the cell is not known any more.
    fn add_to_sums(&mut self, cell: usize, value: i64, place: u32) -> Option<Put> {
        let SumsAt { totals, builder } = self.sums()?;
        let summing = builder.put(totals, cell, value, place);
        let conflicts = &mut self.series.first_mut()?.conflicts;
        let known = match summing {
            Summing::New => return Some(Put::New),
            Summing::Same => return Some(Put::Duplicate(place)),
            Summing::Other(known) => known,
            Summing::Unknown if conflicts.contains_key(&cell) => 0,
            Summing::Unknown => return None,
        };
        let first = !conflicts.contains_key(&cell);
        let conflict = conflicts.entry(cell).or_insert_with(|| Conflict { values: vec![known.into()] });
        if conflict.values.contains(&value.into()) {
            return Some(Put::Duplicate(place));
        }
        conflict.values.push(value.into());
        Some(Put::Conflict(first, place))
    }

    /// Puts a reading into the cell of its interval, or lists why it cannot be used.
    pub(in crate::input) fn put(&mut self, intake: &mut Intake<'_>, step: Step, index: i64, sample: Sample, conversion: Conversion) {
        // What is metered in another way too is looked at when all is there.
        if self.rising.is_some() {
            self.keep_values();
        }
        let Sample { given, quality, place } = sample;
        let start = step.start(index);
        if !self.scope.serves(start, step.next(start)) {
            let placeholder = matches!(given, Given::Missing) || quality == Quality::Bad;
            let (from, until, end) = (self.scope.period.from(), self.scope.period.until(), step.next(start));
            let is_inside = from <= start && end <= until;
            // A part of what a month came to belongs to the period, and how much is not known.
            if !placeholder && !is_inside && start < until && from < end {
                self.straddling.get_or_insert((start, end, place));
            }
            return if !placeholder && is_inside { self.note_idle(&intake.log, place) } else { self.note_outside(&intake.log, place) };
        }
        let Some(cell) = self.series(intake, step).cell(index) else { return self.note_outside(&intake.log, place) };
        match given {
            _ if quality == Quality::Bad => {}
            Given::Missing => {}
            Given::Bad(excerpt, why) => self.refuse(intake, step, cell, place, (&excerpt, why)),
            Given::Number(mantissa, decimals) => {
                let Some(conversion) = conversion.over(self.scope.meter, start, step.next(start)) else {
                    self.series(intake, step).list(cell, place);
                    return self.multiplier_change(&mut intake.log, (start, step.next(start)), place, 1);
                };
                self.is_energy |= !conversion.power;
                let minutes = (step.next(start).0 - start.0) / 60;
                match conversion.grains(mantissa, decimals, minutes) {
                    Some(value) => {
                        self.put_energy(intake, step, cell, Energy { value, place, is_estimated: quality == Quality::Estimated });
                    }
                    None => self.refuse(intake, step, cell, place, ("", say!("has more digits than can be added exactly"))),
                }
            }
        }
    }

    /// Says that a value spans a change of the multiplier.
    pub(in crate::input) fn multiplier_change(&self, log: &mut DefectLog<'_>, (from, until): (Civil, Civil), place: u32, count: u64) {
        let meter = self.scope.meter;
        let inside = |day: &chrono::NaiveDate| from < Civil::midnight(*day) && Civil::midnight(*day) < until;
        let day =
            meter.multipliers.iter().filter_map(|(day, _)| *day).find(inside).map_or_else(Message::nothing, |day| say!(" on {day}", day));
        let message = say!(
            "the energy of {id} from {from} until {until} spans the change of its multiplier{day}: how much was measured before it is not known; not used: give a reading at 00:00 of that day",
            id = meter.id, from, until, day => day
        );
        log.push(meter, Finding::new(Code::MultiplierChange, Effect::Discards, message).at(place).count(count).during((from, until)));
    }

    /// Lists a value that is no number: its excerpt, and why.
    fn refuse(&mut self, intake: &mut Intake<'_>, step: Step, cell: usize, place: u32, (excerpt, why): (&str, Message)) {
        let series = self.series(intake, step);
        let start = series.start(cell);
        series.list(cell, place);
        let message = say!(
            "the value of {id} for the {step} from {start} {why}: `{excerpt}`; it counts as missing",
            id = self.scope.meter.id, step => step.said(), start, why => why, excerpt = crate::near::shown(excerpt)
        );
        let finding = Finding::new(Code::UnparsableRow, Effect::Discards, message).at(place).during((start, step.next(start)));
        intake.log.push(self.scope.meter, finding);
    }

    /// Puts energy, judged by sign and rating, into a cell.
    pub(in crate::input) fn put_energy(&mut self, intake: &mut Intake<'_>, step: Step, cell: usize, energy: Energy) {
        let Energy { value, place, is_estimated } = energy;
        let meter = self.scope.meter;
        let Some(grains) = self.grains(intake, step, value) else {
            if self.is_summed() {
                return self.keep_values();
            }
            return self.refuse(intake, step, cell, place, ("", say!("has more digits than can be added exactly")));
        };
        let summed = self.is_summed();
        if summed && is_estimated {
            return self.keep_values();
        }
        let series = self.series(intake, step);
        let start = series.start(cell);
        let during = (start, step.next(start));
        let flow = meter.flow;
        if grains < 0 && !flow.is_signed() && !flow.has_own_use() {
            series.list(cell, place);
            let read = series.base_units(grains);
            let message = say!(
                "{id} ({flow}) reads {read} {unit} for the {step} from {start}, and cannot be negative; it counts as missing: if the meter counts both ways, register it as signed",
                id = meter.id, flow = flow.name(), read, unit = base_unit(meter), step => step.said(), start
            );
            let finding = Finding::new(Code::NegativeReading, Effect::Discards, message).at(place).during(during);
            return intake.log.push(meter, finding);
        }
        if let Some(rating) = &meter.rating {
            let scale = series.scale;
            let minutes = (step.next(start).0 - start.0) / 60;
            if grains.abs() > self.most(rating, scale, minutes) {
                if summed {
                    return self.keep_values();
                }
                if self.note_above(place) {
                    return self.refuse_spike(intake, step, cell, (grains, place), rating);
                }
            }
        }
        let put = if summed {
            self.add(intake, step, cell, grains, place)
        } else {
            Some(self.series(intake, step).put(cell, grains, place, is_estimated))
        };
        let Some(put) = put else { return };
        // Own use is one of the values that may be true, whichever comes first.
        if grains < 0 && flow.has_own_use() && !matches!(put, Put::Duplicate(_)) {
            self.note_own_use(place);
        }
        self.tell_repeated(intake, step, cell, put);
    }

    /// The most grains that the rating allows over so many minutes.
    fn most(&mut self, rating: &Exact, scale: u32, minutes: i64) -> i128 {
        match self.cap {
            Some((s, m, cap)) if s == scale && m == minutes => cap,
            _ => {
                let cap = most_grains(scale, rating, minutes);
                self.cap = Some((scale, minutes, cap));
                cap
            }
        }
    }

    /// Lists a reading above the rating.
    fn refuse_spike(&mut self, intake: &mut Intake<'_>, step: Step, cell: usize, (grains, place): (i128, u32), rating: &Exact) {
        let meter = self.scope.meter;
        let series = self.series(intake, step);
        series.note_spike(cell, grains);
        series.list(cell, place);
        let start = series.start(cell);
        let message = say!(
            "{id} reads {read} {unit} for the {step} from {start}, above 1.2 × {most} {unit} (its rating over that time); it counts as missing: check the multiplier and the rating",
            id = meter.id,
            read = series.base_units(grains),
            unit = base_unit(meter),
            step => step.said(),
            start,
            most = rating * &Exact::ratio(i128::from((step.next(start).0 - start.0) / 60), 60)
        );
        intake.log.push(meter, Finding::new(Code::Spike, Effect::Discards, message).at(place).during((start, step.next(start))));
    }

    /// Lists a further reading of an interval.
    fn tell_repeated(&mut self, intake: &mut Intake<'_>, step: Step, cell: usize, put: Put) {
        let meter = self.scope.meter;
        match put {
            Put::New | Put::Conflict(false, _) => {}
            Put::Duplicate(later) => {
                let file = intake.log.position(later).file;
                if intake.log.count(Code::DuplicateReading, meter, Some(file), 1) {
                    return self.fast.count_duplicates(intake.open.is_twin);
                }
                let start = self.series(intake, step).start(cell);
                let message = say!(
                    "the {step} from {start} of {id} appears twice with the same value; the second is discarded",
                    step => step.said(), start, id = meter.id
                );
                let finding = Finding::new(Code::DuplicateReading, Effect::Discards, message).at(later).during((start, step.next(start)));
                intake.log.push(meter, finding);
            }
            Put::Conflict(true, later) => {
                let series = self.series(intake, step);
                let start = series.start(cell);
                let values: Vec<Message> = series
                    .conflicts
                    .get(&cell)
                    .map(|c| c.values.iter().map(|&v| Message::verbatim(series.base_units(v))).collect())
                    .unwrap_or_default();
                let message = say!(
                    "{id} has different values for the {step} from {start}: {values} {unit}; the first in the order of files is the point value, the least and the greatest are its bounds",
                    id = meter.id, step => step.said(), start, values => Part::list(values, say!(" and ")), unit = base_unit(meter)
                );
                let finding = Finding::new(Code::ConflictingReading, Effect::Notes, message).at(later).during((start, step.next(start)));
                intake.log.push(meter, finding);
            }
        }
    }

    /// Counts a reading outside the period.
    pub(in crate::input) fn note_outside(&mut self, log: &DefectLog<'_>, place: u32) {
        count_in_file(&mut self.outside, log.position(place));
    }

    /// Counts a reading inside the period of a meter that is out of service.
    pub(in crate::input) fn note_idle(&mut self, log: &DefectLog<'_>, place: u32) {
        count_in_file(&mut self.idle, log.position(place));
    }

    /// Notes a reading of a generator's own use.
    pub(in crate::input) fn note_own_use(&mut self, place: u32) {
        let entry = self.own_use.get_or_insert((0, place));
        entry.0 += 1;
        entry.1 = entry.1.min(place);
    }

    /// Says what is said once per meter or per file: own use, readings outside the period or the meter's service.
    pub(in crate::input) fn tell(&mut self, log: &mut DefectLog<'_>) {
        let Scope { meter, period, .. } = self.scope;
        if let Some((count, place)) = self.own_use {
            let message =
                say!("{id} has {count} negative reading(s): the plant's own use, no supply in those intervals", id = meter.id, count);
            log.push(meter, Finding::new(Code::OwnUseReading, Effect::Notes, message).at(place).count(count));
        }
        if let Some((from, until, place)) = self.straddling {
            let message = say!(
                "a reading of {id} from {from} to {until} reaches over an end of the period, {start} to {end}: what of it lies inside is not known; judge whole months, or give finer readings",
                id = meter.id,
                from,
                until,
                start = period.start,
                end = period.end
            );
            log.push(meter, Finding::new(Code::OutsidePeriod, Effect::Blocks, message).at(place).during((from, until)));
        }
        for (file, (count, line)) in std::mem::take(&mut self.outside) {
            let message = say!(
                "{count} reading(s) of {id} lie outside {start} to {end}; they are not used",
                count,
                id = meter.id,
                start = period.start,
                end = period.end
            );
            list_in_file(log, meter, (Code::OutsidePeriod, Effect::Discards), (file, line, count), message);
        }
        for (file, (count, line)) in std::mem::take(&mut self.idle) {
            let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
            let message = say!(
                "{count} reading(s) of {id} are of days on which it is out of service (in service from {from} to {to}): correct `from` or `to` in the \
                 registry, or take the rows out",
                count,
                id = meter.id,
                from = day(meter.service.from),
                to = day(meter.service.to)
            );
            list_in_file(log, meter, (Code::OutOfServiceReading, Effect::Blocks), (file, line, count), message);
        }
    }
}

/// Counts a reading in its file, with the first line of them.
fn count_in_file(files: &mut BTreeMap<usize, (u64, u64)>, position: Position) {
    let entry = files.entry(position.file).or_insert((0, position.line));
    entry.0 += 1;
    entry.1 = entry.1.min(position.line);
}

/// Lists what is said once per file: its number, the first line, how many readings.
fn list_in_file(
    log: &mut DefectLog<'_>,
    meter: &Meter,
    (code, effect): (Code, Effect),
    (file, line, count): (usize, u64, u64),
    message: Message,
) {
    let message = message.at(log.line(file, line));
    let position = Some(Position { file, line });
    log.list(Defect::new(code, effect, message).at(position).of(meter.id.clone()).count(count));
}
