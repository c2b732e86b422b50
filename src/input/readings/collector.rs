//! Folds readings into series as they stream: finds each meter's step, puts each reading into its cell, and lists what cannot be used.

mod rating;
mod rising;
mod step_inference;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::dossier::{
    Carrier, Code, Completeness, Defect, Defects, Dimension, Effect, GRAINS, Keep, LARGEST, Meter, Places, Pool, PoolKind, Put, Series,
    Source, Sums, Unit,
};
use crate::input::error::InputError;
use crate::input::qualified::Multipliers;
use crate::input::readings::bill::Bill;
use crate::input::readings::plan::{Plan, Stamps};
use crate::input::readings::retention::{Memory, Stepping, by_day, is_disordered, most_segments};
use crate::input::step::infer;
use crate::measure::{Civil, Exact, Period, Step};
pub(in crate::input) use crate::near::shown;
use crate::say;
use crate::say::{Message, Part};

/// Readings of one meter in one file that are looked at before its step is decided.
const SAMPLE: usize = 256;
/// Readings off the grid of a stated step that are remembered.
const MOST_BESIDE: usize = 100_000;
/// Seconds of which the offsets of readings in a finer step are multiples.
const REGULAR: i64 = 300;
/// Readings below which a file alone does not decide a step.
const STRONG: usize = 8;

/// When a reading is of.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) enum When {
    /// An instant of the park's civil time, which labels an interval as the table says.
    Instant(Civil),
    /// An interval by its start and length.
    Interval(Civil, Step),
}

/// What was given as a value.
#[derive(Clone, Debug)]
pub(in crate::input) enum Given {
    /// `mantissa × 10^-decimals` in the unit of the readings.
    Number(i128, u32),
    /// A placeholder, or nothing.
    Missing,
    /// Something that is no number, and why.
    Bad(String, Message),
}

/// What a reading says of its own quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Quality {
    /// Measured.
    Good,
    /// Estimated.
    Estimated,
    /// Not to be used.
    Bad,
}

/// How the stamps of a table are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Placing {
    /// Declared step.
    pub(in crate::input) interval: Option<Step>,
    /// Whether stamps label the start of their interval.
    pub(in crate::input) at_start: bool,
    /// Seconds by which a stamp may be off its grid.
    pub(in crate::input) snap: i64,
}

/// From the numbers of a table to grains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Conversion {
    factor: i128,
    decimals: u32,
    power: bool,
    /// Whether the multiplier, which changes in time, is still to be applied.
    changing: bool,
}

impl Conversion {
    /// The conversion of a meter's values given in `unit`, with or without its multiplier.
    pub(in crate::input) fn of(meter: &Meter, unit: Unit, power: bool, multiplier: &Exact) -> Result<Self, Message> {
        let unit = match (power, unit.dimension) {
            (true, Dimension::Energy) => unit.per_hour().ok_or_else(|| say!("mean power cannot be read in {unit}", unit))?,
            _ => unit,
        };
        let fits = match meter.carrier {
            Carrier::Electricity => matches!(unit.dimension, Dimension::Energy | Dimension::Power),
            _ => unit.dimension == meter.unit.dimension,
        };
        if !fits {
            return Err(say!("{id} is measured in {own}; {unit} does not fit it", id = meter.id, own = meter.unit, unit));
        }
        let size = match (meter.carrier, unit.dimension) {
            (Carrier::Electricity, _) => unit.size(),
            // Energy of heat and fuels is kept in GJ: 1 GJ = 2500/9 kWh.
            (_, Dimension::Energy) => unit.size() * Exact::ratio(9, 2500),
            _ => unit.size(),
        };
        let exact = size * multiplier;
        let mut decimals = 0;
        let mut scaled = exact;
        while scaled.to_i128().is_none() {
            if decimals == 24 {
                return Err(say!("the multiplier of {id} in {unit} cannot be held exactly", id = meter.id, unit));
            }
            scaled = scaled * Exact::from(10_i64);
            decimals += 1;
        }
        Ok(Self { factor: scaled.to_i128().unwrap_or(0), decimals, power: unit.dimension == Dimension::Power, changing: false })
    }

    /// The same for a meter whose multiplier changes: it is applied once the time of the value is known.
    pub(in crate::input) fn changing(self) -> Self {
        Self { changing: true, ..self }
    }

    /// The conversion of a value measured from `from` until `until`; `None` if the multiplier changes in between.
    pub(in crate::input) fn over(self, meter: &Meter, from: Civil, until: Civil) -> Option<Self> {
        if !self.changing {
            return Some(self);
        }
        let mut multiplier = meter.multiplier_over(from, until)?.clone();
        let mut decimals = self.decimals;
        while multiplier.to_i128().is_none() {
            if decimals > 48 {
                return None;
            }
            multiplier = multiplier * Exact::from(10_i64);
            decimals += 1;
        }
        Some(Self { factor: self.factor.checked_mul(multiplier.to_i128()?)?, decimals, changing: false, ..self })
    }

    /// Grains of an energy, as (number, decimals).
    pub(in crate::input) fn energy(self, mantissa: i128, decimals: u32) -> Option<(i128, u32)> {
        self.grains(mantissa, decimals, GRAINS)
    }

    /// Grains of a value over `minutes`, as (number, decimals).
    fn grains(self, mantissa: i128, decimals: u32, minutes: i64) -> Option<(i128, u32)> {
        let time = if self.power { minutes } else { GRAINS };
        let value = mantissa.checked_mul(self.factor)?.checked_mul(i128::from(time))?;
        Some((value, decimals + self.decimals))
    }
}

/// A reading as it comes from a row.
#[derive(Clone, Debug)]
pub(in crate::input) struct Entry {
    pub(in crate::input) when: When,
    pub(in crate::input) given: Given,
    pub(in crate::input) quality: Quality,
    pub(in crate::input) line: u64,
}

/// A reading that waits for its meter's step to show.
#[derive(Clone, Debug)]
struct Pending {
    at: Civil,
    given: Given,
    quality: Quality,
    place: u32,
    /// Number of the form in which it was given.
    form: u32,
}

/// How readings are given: many have one form in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    placing: Placing,
    conversion: Conversion,
}

#[derive(Default)]
struct State {
    series: Vec<Series>,
    /// Turn of the file that `step` and `pending` are of.
    turn: u64,
    step: Option<Step>,
    pending: Vec<Pending>,
    deferred: Vec<Pending>,
    forms: Vec<Form>,
    outside: BTreeMap<usize, (u64, u64)>,
    /// Readings inside the period on days on which the meter is out of service, by file: how many, and the first line.
    idle: BTreeMap<usize, (u64, u64)>,
    own_use: Option<(u64, u32)>,
    registers: crate::input::readings::register::energies::Readings,
    /// The register, once it is summed as it comes.
    chain: Option<rising::Chain>,
    /// Whether it was, and cannot be: its readings are read once more.
    broken: bool,
    bills: Vec<Bill>,
    step_declared: Option<Step>,
    /// The step that the files so far showed.
    inferred: Option<Step>,
    /// What is looked at of its stamps.
    steps: Steps,
    /// Stamps of no step: how many, the first row of them.
    unstepped: Option<(u64, u32)>,
    /// Whether it has readings that are energies of their interval.
    is_energy: bool,
    /// Readings above 1.2 × its rating: how many, the first row of them.
    above: (u64, u32),
    /// Whether one of them is a total over several intervals.
    total_above: bool,
    /// Readings off the grid of an inferred step: the step, and where they would lie.
    strays: Vec<(Step, Civil, u32)>,
    /// Readings off the grid of a stated step.
    beside: Vec<(Step, Civil, u32)>,
    /// Readings that `snap` moved, by how far they were off: how many had their interval alone, how many met another there, the first row.
    moved: BTreeMap<(Step, i64), (u64, u64, u32)>,
    /// Scale, minutes, and the most grains that the rating allows there.
    cap: Option<(u32, i64, i128)>,
    /// Scale of the summed readings, and the pool that they are added to.
    pool: Option<(u32, Option<usize>)>,
}

/// Where the steps of a meter's stamps come from, while the files are read.
#[derive(Debug, Default)]
enum Steps {
    /// The head of each file.
    #[default]
    Head,
    /// Nowhere: the stamps are only looked at.
    Watched(Stamps),
    /// What all of them showed.
    Planned(Arc<Plan>),
    /// They turned out to differ: the files are read once more.
    Broken,
}

impl State {
    /// Number of a form.
    fn form(&mut self, form: Form) -> u32 {
        let known = self.forms.iter().rposition(|f| *f == form).unwrap_or_else(|| {
            self.forms.push(form);
            self.forms.len() - 1
        });
        u32::try_from(known).unwrap_or(u32::MAX)
    }
}

/// How a reading of a summed meter in the open file becomes grains of a cell, where nothing about it is out of the ordinary.
#[derive(Clone, Copy, Debug, Default)]
struct Prime {
    /// Turn of the file that this is of.
    turn: u64,
    /// Minute that labels the first cell.
    origin: i32,
    /// Minutes of a cell.
    step: i32,
    /// Cells in which readings may lie.
    cells: (u32, u32),
    /// Minute and cell that follow the last reading.
    next: (i32, u32),
    /// Grains of a unit of a value with so many decimals; 0 where that is no whole number.
    factors: [i64; DECIMALS],
    /// Least and greatest grains.
    least: i64,
    most: i64,
    /// Its pool.
    pool: Option<u32>,
    /// Segments up to which its readings are in order enough.
    segments: usize,
    /// Whether further duplicates of the file are only counted, and how many there are.
    counted: (bool, u64),
}

impl Prime {
    /// Grains of a number, where they are a whole number of them.
    #[inline]
    fn exact(&self, (mantissa, decimals): (i64, u8)) -> Option<i64> {
        let factor = self.factors.get(usize::from(decimals)).copied().filter(|&factor| factor != 0)?;
        mantissa.checked_mul(factor)
    }

    /// Grains of a number, unless something about it is out of the ordinary.
    #[inline]
    fn grains(&self, number: (i64, u8)) -> Option<i64> {
        self.exact(number).filter(|&value| value >= self.least && value <= self.most)
    }

    /// Makes grains of numbers as long as nothing about them is out of the ordinary: how many, and what they come to. What `grains` held before,
    /// and holds behind them, is of no meaning.
    // By itself, so that all it works with stays in registers.
    #[inline(never)]
    fn scale(&self, numbers: impl Iterator<Item = (i64, u8)>, grains: &mut Vec<i64>) -> (usize, Sums) {
        let most = numbers.size_hint().1.unwrap_or(0);
        if grains.len() < most {
            grains.resize(most, 0);
        }
        let (mut sums, mut taken) = (Sums::default(), 0);
        for (number, grain) in numbers.zip(grains.iter_mut()) {
            let Some(value) = self.grains(number) else { break };
            *grain = value;
            sums.add(value);
            taken += 1;
        }
        (taken, sums)
    }
}

/// Decimals that the ordinary road takes, and one.
const DECIMALS: usize = 10;

/// What was collected.
pub(in crate::input) struct Collected {
    pub(in crate::input) series: Vec<Option<Series>>,
    pub(in crate::input) completeness: Vec<Completeness>,
    pub(in crate::input) own_use: Vec<bool>,
    /// Meters whose readings contradict their rating.
    pub(in crate::input) unrated: Vec<usize>,
    pub(in crate::input) places: Places,
    pub(in crate::input) pools: Vec<Pool>,
}

/// Folds readings into series.
pub(in crate::input) struct Collector<'a> {
    pub(in crate::input) meters: &'a [Meter],
    pub(in crate::input) period: Period,
    pub(in crate::input) defects: &'a mut Defects,
    pub(in crate::input) names: &'a [String],
    /// Names in messages of what was opened under a name of its own (a sheet), by the place before its first row.
    shown_as: BTreeMap<u32, String>,
    places: Places,
    states: Vec<State>,
    turn: u64,
    base: u32,
    file: usize,
    /// Meters of the open file whose step is inferred or that take the short way.
    touched: Vec<usize>,
    /// The part of the period in which each meter was in service.
    windows: Vec<Option<(Civil, Civil)>>,
    memory: Memory,
    /// Whether the files must be read once more, with more kept.
    again: bool,
    /// Whether rows of the open file hold readings of several meters.
    shared: bool,
    /// Whether the open file is byte for byte one that was read before.
    twin: bool,
    /// Whether the ordinary readings of the open file may take the short way.
    short: bool,
    /// Whether all files are read.
    ending: bool,
    pools: Vec<Pool>,
    primes: Vec<Prime>,
    /// Grains of the numbers at hand.
    grains: Vec<i64>,
    /// What files say of the multipliers of meters.
    pub(in crate::input) multipliers: Multipliers,
    /// Unknown ids that may still be held against all that are registered.
    searches: u32,
}

impl<'a> Collector<'a> {
    /// A collector for a period; `names` are those of the inputs.
    pub(in crate::input) fn new(
        meters: &'a [Meter],
        period: Period,
        names: &'a [String],
        defects: &'a mut Defects,
        memory: Memory,
    ) -> Self {
        let steps = |meter: usize| match memory.stepping(meter) {
            Stepping::Head => Steps::Head,
            Stepping::Watched => Steps::Watched(Stamps::default()),
            Stepping::Planned(plan) => Steps::Planned(Arc::clone(plan)),
        };
        let states = (0..meters.len()).map(|meter| State { steps: steps(meter), above: (0, u32::MAX), ..State::default() }).collect();
        let window = |m: &Meter| period.within(m.service.from, m.service.to).map(|w| (w.from(), w.until()));
        let windows = meters.iter().map(window).collect();
        Self {
            meters,
            period,
            defects,
            names,
            shown_as: BTreeMap::new(),
            places: Places::default(),
            states,
            turn: 0,
            base: 0,
            file: 0,
            touched: Vec::new(),
            windows,
            memory,
            again: false,
            shared: false,
            twin: false,
            short: false,
            ending: false,
            pools: Vec::new(),
            primes: vec![Prime::default(); meters.len()],
            grains: Vec::new(),
            multipliers: Multipliers::default(),
            searches: 100,
        }
    }

    /// The multipliers of which the registry says nothing, as files state them; says where some files of a meter state one and others do not.
    pub(in crate::input) fn told_multipliers(&mut self) -> Vec<(usize, Exact)> {
        for (meter, stated, place) in self.multipliers.partly() {
            let id = shown(&self.meters[meter].id);
            let message = say!(
                "the multiplier {stated} of {id} stands here, and other readings of it stand in a file without one: state `multiplier` of {id} in the registry",
                stated,
                id
            );
            if self.multipliers.is_news(meter) {
                self.defect(Code::RegistryConflict, Effect::Blocks, Some(meter), Some(place), 1, message);
            }
        }
        self.multipliers.used.iter().map(|(&meter, (stated, _))| (meter, stated.clone())).collect()
    }

    /// Whether one more unknown id may be held against all that are registered.
    pub(in crate::input) fn take_search(&mut self) -> bool {
        let more = self.searches > 0;
        self.searches = self.searches.saturating_sub(1);
        more
    }

    /// Says that rows of the open file hold readings of several meters.
    pub(in crate::input) fn share(&mut self) {
        self.shared = true;
    }

    /// Starts a file.
    pub(in crate::input) fn open(&mut self, file: usize) {
        self.turn += 1;
        self.file = file;
        self.shared = false;
        self.twin = false;
        self.short = false;
        self.base = self.places.open(file);
    }

    /// Says that the ordinary readings of the open file may take the short way.
    pub(in crate::input) fn shorten(&mut self) {
        self.short = true;
    }

    /// Says that the open file is byte for byte one that was read before: every reading of it stands already.
    pub(in crate::input) fn repeat(&mut self) {
        self.twin = true;
    }

    /// Gives what was opened last a name of its own in messages.
    pub(in crate::input) fn show_as(&mut self, name: &str) {
        self.shown_as.insert(self.base, name.to_owned());
    }

    /// Ends a file, which has so many lines.
    pub(in crate::input) fn close(&mut self, lines: u64) -> Result<(), InputError> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for meter in touched.drain(..) {
            self.settle(meter, true);
            let repeated = std::mem::take(&mut self.primes[meter].counted).1;
            if repeated > 0 {
                self.defects.count(Code::DuplicateReading, &self.meters[meter].id, Some(self.file), repeated);
            }
        }
        self.touched = touched;
        if self.places.close(lines) {
            Ok(())
        } else {
            Err(InputError::at(
                &self.names[self.file],
                0,
                say!("the files have more than 4 294 967 295 lines in all; check a shorter period"),
            ))
        }
    }

    /// Place of a line of the open file.
    pub(in crate::input) fn place(&self, line: u64) -> u32 {
        self.base.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
    }

    /// The file of a place.
    pub(in crate::input) fn file_of(&self, place: u32) -> usize {
        self.places.position(place).file
    }

    /// `file:line` of a place.
    pub(in crate::input) fn shown(&self, place: u32) -> String {
        let position = self.places.position(place);
        let base = u64::from(place).checked_sub(position.line).and_then(|base| u32::try_from(base).ok());
        let shown = base.and_then(|base| self.shown_as.get(&base)).unwrap_or(&self.names[position.file]);
        format!("{shown}:{}", position.line)
    }

    /// Counts a further defect of a meter at a place, if those of its kind are no longer listed one by one.
    pub(in crate::input) fn count(&mut self, code: Code, meter: usize, place: u32) -> bool {
        let file = self.places.position(place).file;
        self.defects.count(code, &self.meters[meter].id, Some(file), 1)
    }

    /// Records a defect of a meter at a place.
    pub(in crate::input) fn defect(
        &mut self,
        code: Code,
        effect: Effect,
        meter: Option<usize>,
        place: Option<u32>,
        count: u64,
        message: Message,
    ) {
        self.defect_during(code, effect, meter, place, count, message, None);
    }

    /// Records a defect of a meter at a place, with the time that it is of.
    #[allow(clippy::too_many_arguments, reason = "one defect, taken apart")]
    pub(in crate::input) fn defect_during(
        &mut self,
        code: Code,
        effect: Effect,
        meter: Option<usize>,
        place: Option<u32>,
        count: u64,
        message: Message,
        during: Option<(Civil, Civil)>,
    ) {
        let position = place.map(|p| self.places.position(p));
        let message = match place {
            Some(place) => message.at(self.shown(place)),
            None => message,
        };
        self.defects.push(Defect {
            code,
            effect,
            meter: meter.map(|m| self.meters[m].id.clone()),
            position,
            count,
            message,
            during,
            explained: None,
        });
    }

    /// Takes a reading of a meter.
    pub(in crate::input) fn take(&mut self, meter: usize, entry: Entry, placing: Placing, conversion: Conversion) {
        let place = self.place(entry.line);
        match entry.when {
            When::Interval(start, step) => self.put(meter, step, step.index(start), entry.given, entry.quality, place, conversion),
            When::Instant(at) => {
                if let Some(step) = placing.interval {
                    self.states[meter].step_declared = Some(step);
                    return self.stamp(meter, step, at, entry.given, entry.quality, place, placing, conversion);
                }
                match &mut self.states[meter].steps {
                    Steps::Head => {}
                    Steps::Watched(stamps) => return stamps.push(at, placing.at_start),
                    Steps::Broken => return,
                    Steps::Planned(plan) => {
                        let Some(step) = plan.step(at, placing.at_start) else {
                            let unstepped = self.states[meter].unstepped.get_or_insert((0, place));
                            *unstepped = (unstepped.0 + 1, unstepped.1.min(place));
                            return;
                        };
                        return self.stamp(meter, step, at, entry.given, entry.quality, place, placing, conversion);
                    }
                }
                if let Some(step) = self.step_here(meter) {
                    return self.stamp(meter, step, at, entry.given, entry.quality, place, placing, conversion);
                }
                let state = &mut self.states[meter];
                let form = state.form(Form { placing, conversion });
                state.pending.push(Pending { at, given: entry.given, quality: entry.quality, place, form });
                if state.pending.len() >= SAMPLE {
                    self.settle(meter, false);
                }
            }
        }
    }

    /// The step of a meter in the open file, once it was inferred.
    fn step_here(&mut self, meter: usize) -> Option<Step> {
        let state = &mut self.states[meter];
        if state.turn != self.turn {
            state.turn = self.turn;
            state.step = None;
            self.touched.push(meter);
        }
        state.step
    }

    /// Takes numbers of a meter, each on a line of its own, into the sample by which its step in the open file is inferred: says how many, none
    /// once that is known.
    #[allow(clippy::too_many_arguments, reason = "readings, taken apart")]
    pub(in crate::input) fn sample(
        &mut self,
        meter: usize,
        minute: i32,
        step: i32,
        numbers: impl Iterator<Item = Option<(i64, u8)>>,
        line: u64,
        placing: Placing,
        conversion: Conversion,
    ) -> usize {
        let is_head = matches!(self.states[meter].steps, Steps::Head);
        if placing.interval.is_some() || !is_head || self.step_here(meter).is_some() {
            return 0;
        }
        let place = self.place(line);
        let state = &mut self.states[meter];
        let form = state.form(Form { placing, conversion });
        let before = state.pending.len();
        let mut at = (i64::from(minute), place);
        state.pending.extend(numbers.take(SAMPLE - before).map(|number| {
            let given = number.map_or(Given::Missing, |(mantissa, decimals)| Given::Number(mantissa.into(), decimals.into()));
            let pending = Pending { at: Civil(at.0 * 60), given, quality: Quality::Good, place: at.1, form };
            at = (at.0 + i64::from(step), at.1.saturating_add(1));
            pending
        }));
        let taken = state.pending.len() - before;
        if state.pending.len() >= SAMPLE {
            self.settle(meter, false);
        }
        taken
    }

    /// Takes numbers of a summed meter, from a minute on and `step` minutes apart, as long as nothing about them is out of the ordinary: says how
    /// many. The next is left to [`Collector::take`]. The first stands on `line`, the others on it too or on the lines that follow.
    #[inline]
    pub(in crate::input) fn take_plain(
        &mut self,
        meter: usize,
        minute: i32,
        step: i32,
        numbers: impl Iterator<Item = (i64, u8)>,
        line: u64,
        alone: bool,
    ) -> usize {
        let place = self.place(line);
        let prime = &mut self.primes[meter];
        if prime.turn != self.turn {
            return 0;
        }
        let cell = if minute == prime.next.0 {
            prime.next.1
        } else {
            let since = minute.wrapping_sub(prime.origin);
            if since < 0 || since % prime.step != 0 {
                return 0;
            }
            (since / prime.step).cast_unsigned()
        };
        if cell < prime.cells.0 || cell >= prime.cells.1 {
            return 0;
        }
        let Some(summed) = self.states[meter].series.first_mut().and_then(|s| s.summed.as_mut()) else { return 0 };
        let at = cell as usize;
        let most = if step == prime.step { (prime.cells.1 - cell) as usize } else { 1 };
        let most = most.min(numbers.size_hint().1.unwrap_or(most));
        let free = summed.present.absent_from(at, most);
        // Of a file that was read before, readings that stand already are only counted.
        let repeated = free == 0 && self.twin && prime.counted.0;
        let most = match (repeated, free) {
            (true, _) => summed.present.present_from(at, most),
            (false, 0) => return 0,
            (false, _) if summed.disorder() > prime.segments => return 0,
            _ => free,
        };
        let (taken, sums) = prime.scale(numbers.take(most), &mut self.grains);
        #[allow(clippy::cast_possible_truncation, reason = "no more than there are cells, of which there are fewer than 2^32")]
        let count = taken as u32;
        if count > 0 {
            prime.next = (minute + prime.step * count.cast_signed(), cell + count);
        }
        if repeated {
            prime.counted.1 += u64::from(count);
            return taken;
        }
        let grains = &self.grains[..taken];
        summed.put_all(at, grains, &sums, place, alone);
        summed.note_rows(self.file, line, place, if alone { count } else { count.min(1) });
        if let Some(pool) = prime.pool {
            self.pools[pool as usize].add_all(at, grains);
        }
        taken
    }

    /// Takes the number that follows the last one of a summed meter, on a line of its own, if nothing about it is out of the ordinary; whether it
    /// did. Where every line is another meter's, this is what is done on each.
    #[inline]
    pub(in crate::input) fn take_next(&mut self, meter: usize, minute: i32, number: (i64, u8), line: u64) -> bool {
        let place = self.place(line);
        let prime = &mut self.primes[meter];
        let cell = prime.next.1;
        if prime.turn != self.turn || minute != prime.next.0 || cell >= prime.cells.1 {
            return false;
        }
        let Some(grains) = prime.grains(number) else { return false };
        let Some(summed) = self.states[meter].series.first_mut().and_then(|s| s.summed.as_mut()) else { return false };
        let at = cell as usize;
        if summed.present.absent_from(at, 1) == 0 || summed.disorder() > prime.segments {
            return false;
        }
        prime.next = (minute + prime.step, cell + 1);
        summed.put_all(at, &[grains], &Sums::of(&[grains]), place, true);
        summed.note_rows(self.file, line, place, 1);
        if let Some(pool) = prime.pool {
            self.pools[pool as usize].add(at, grains);
        }
        true
    }

    /// Lets the ordinary readings of a meter in the open file take the short way, if they are summed and their step is known.
    pub(in crate::input) fn prime(&mut self, meter: usize, conversion: Conversion, step: Option<Step>, at_start: bool) {
        let before = std::mem::take(&mut self.primes[meter]);
        let counted = if before.turn == self.turn { before.counted } else { (false, 0) };
        self.primes[meter].counted = counted;
        let state = &self.states[meter];
        let stepped = step.or(if state.turn == self.turn { state.step } else { None });
        let (Some(step), [series], Some((from, until))) = (stepped, &state.series[..], self.windows[meter]) else { return };
        let Step::Minutes(minutes) = step else { return };
        if series.summed.is_none() || series.step != step || self.shared || self.ending || is_disordered(series) {
            return;
        }
        let scale = series.scale;
        let time = i128::from(if conversion.power { i64::from(minutes) } else { GRAINS });
        let mut factors = [0; DECIMALS];
        for (places, factor) in (conversion.decimals..).zip(factors.iter_mut()) {
            let grains = scale.checked_sub(places).and_then(|n| 10_i128.checked_pow(n)).and_then(|n| n.checked_mul(conversion.factor));
            *factor = grains.and_then(|n| i64::try_from(n.checked_mul(time)?).ok()).unwrap_or(0);
        }
        let registered = &self.meters[meter];
        let rated = registered.rating.as_ref().map(|rating| most_grains(scale, rating, i64::from(minutes)));
        let most = rated.and_then(|most| i64::try_from(most).ok()).unwrap_or(LARGEST).min(LARGEST);
        let least = if registered.flow.is_signed() { -most } else { 0 };
        let cells = series.cells_within(from, until);
        let first = series.start(0);
        let labelled = if at_start { first } else { step.next(first) };
        let Ok(origin) = i32::try_from(labelled.0 / 60) else { return };
        let segments = most_segments(series);
        let pool = self.pool(meter, step, scale).and_then(|p| u32::try_from(p).ok());
        let cell = |at: usize| u32::try_from(at).unwrap_or(0);
        if before.turn != self.turn {
            self.touched.push(meter);
        }
        self.primes[meter] = Prime {
            turn: self.turn,
            origin,
            step: minutes.cast_signed(),
            cells: (cell(cells.start), cell(cells.end)),
            next: (i32::MIN, 0),
            factors,
            least,
            most,
            pool,
            segments,
            counted,
        };
    }

    /// Takes a bill.
    pub(in crate::input) fn take_bill(&mut self, meter: usize, bill: Bill) {
        self.states[meter].bills.push(bill);
    }

    /// Decides the step of a meter in the open file from the readings seen so far, if they suffice.
    fn settle(&mut self, meter: usize, at_end: bool) {
        let state = &mut self.states[meter];
        if state.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut state.pending);
        let mut stamps: Vec<Civil> = pending.iter().map(|p| p.at).collect();
        stamps.sort_unstable();
        stamps.dedup();
        if at_end && stamps.len() < STRONG {
            state.deferred.extend(pending);
            return;
        }
        match infer(&stamps) {
            Some(step) => {
                let inferred = *self.states[meter].inferred.get_or_insert(step);
                if inferred != step {
                    return self.watch(meter);
                }
                self.states[meter].step = Some(step);
                self.flush(meter, step, pending);
            }
            None => state.deferred.extend(pending),
        }
    }

    fn flush(&mut self, meter: usize, step: Step, pending: Vec<Pending>) {
        // A multiplier that changes is taken by the time of each reading.
        let is_short = self.short && !self.ending && self.meters[meter].multipliers.is_empty();
        let mut passed = 0;
        // A reading of another unit, or of another label, takes the short way only once that is prepared for it.
        let mut primed = None;
        for at in 0..pending.len() {
            if at < passed {
                continue;
            }
            let is_primed = is_short && primed == Some(pending[at].form);
            passed = at + if is_primed { self.flush_plain(meter, step, &pending[at..]) } else { 0 };
            if at < passed {
                continue;
            }
            let p = &pending[at];
            let Form { placing, conversion } = self.states[meter].forms[p.form as usize];
            self.stamp(meter, step, p.at, p.given.clone(), p.quality, p.place, placing, conversion);
            if is_short {
                self.prime(meter, conversion, None, placing.at_start);
                primed = Some(p.form);
            }
        }
    }

    /// Takes the first of some readings, all of the open file, the short way; says how many.
    fn flush_plain(&mut self, meter: usize, step: Step, pending: &[Pending]) -> usize {
        let (Step::Minutes(minutes), [first, ..]) = (step, pending) else { return 0 };
        let (Ok(minute), 0) = (i32::try_from(first.at.0 / 60), first.at.0 % 60) else { return 0 };
        let line = u64::from(first.place.saturating_sub(self.base));
        let mut next = (first.at, first.place);
        let numbers = pending.iter().map_while(|p| {
            let follows = (p.at, p.place) == next && p.quality == Quality::Good && p.form == first.form;
            next = (p.at.plus(i64::from(minutes) * 60), p.place.saturating_add(1));
            let Given::Number(mantissa, decimals) = p.given else { return None };
            Some((i64::try_from(mantissa).ok()?, u8::try_from(decimals).ok()?)).filter(|_| follows)
        });
        self.take_plain(meter, minute, minutes.cast_signed(), numbers, line, true)
    }

    /// Places a stamped reading on its meter's grid.
    #[allow(clippy::too_many_arguments, reason = "one reading, taken apart")]
    fn stamp(
        &mut self,
        meter: usize,
        step: Step,
        at: Civil,
        given: Given,
        quality: Quality,
        place: u32,
        placing: Placing,
        conversion: Conversion,
    ) {
        if let Some(index) = step.index_at(at) {
            let index = if placing.at_start { index } else { index - 1 };
            return self.put(meter, step, index, given, quality, place, conversion);
        }
        let Some(grid) = snapped(step, at, placing.snap) else {
            if at < self.period.from() || at > self.period.until() {
                self.outside(meter, place);
            } else {
                if placing.interval.is_none() && matches!(self.states[meter].steps, Steps::Head) {
                    return self.watch(meter);
                }
                if placing.interval.is_none() {
                    self.states[meter].strays.push((step, at, place));
                } else if self.states[meter].beside.len() < MOST_BESIDE {
                    self.states[meter].beside.push((step, at, place));
                }
                let id = &self.meters[meter].id;
                let near = step.floor(at);
                let message = say!(
                    "{at} of {id} is not on its grid of {step} (nearest below: {near}); not used: state `snap` if the clock is known to be off",
                    at, id, step => step.said(), near
                );
                let during = Some((near, step.next(near)));
                self.defect_during(Code::OffGridReading, Effect::Discards, Some(meter), Some(place), 1, message, during);
            }
            return;
        };
        let start = if placing.at_start { grid } else { step.previous(grid) };
        let off = at.0 - step.floor(at).0;
        if off % REGULAR == 0 {
            let series = self.series(meter, step);
            let met = series.cell(step.index(start)).is_some_and(|cell| series.has(cell));
            let count = self.states[meter].moved.entry((step, off)).or_insert((0, 0, place));
            *if met { &mut count.1 } else { &mut count.0 } += 1;
        }
        self.put(meter, step, step.index(start), given, quality, place, conversion);
    }

    fn outside(&mut self, meter: usize, place: u32) {
        let position = self.places.position(place);
        let entry = self.states[meter].outside.entry(position.file).or_insert((0, position.line));
        entry.0 += 1;
        entry.1 = entry.1.min(position.line);
    }

    /// Counts a reading inside the period of a meter that is out of service.
    pub(in crate::input) fn note_idle(&mut self, meter: usize, place: u32) {
        let position = self.places.position(place);
        let entry = self.states[meter].idle.entry(position.file).or_insert((0, position.line));
        entry.0 += 1;
        entry.1 = entry.1.min(position.line);
    }

    /// Whether a time lies in the period, and in part on days on which the meter is out of service.
    pub(in crate::input) fn is_idle(&self, meter: usize, from: Civil, until: Civil) -> bool {
        let (from, until) = (from.max(self.period.from()), until.min(self.period.until()));
        let served = self.window(meter).is_some_and(|(start, end)| start <= from && until <= end);
        from <= until && !served
    }

    /// Whether an interval lies in the period and in the meter's service.
    fn inside(&self, meter: usize, step: Step, start: Civil) -> bool {
        self.window(meter).is_some_and(|(from, until)| from <= start && step.next(start) <= until)
    }

    /// The series of the meters that have one alone, before overlaps are resolved.
    pub(in crate::input) fn first_series(&self) -> impl Iterator<Item = (usize, &Series)> {
        self.states.iter().enumerate().filter_map(|(meter, state)| match &state.series[..] {
            [series] => Some((meter, series)),
            _ => None,
        })
    }

    /// Whether the readings of a meter are being summed.
    fn is_summed(&self, meter: usize) -> bool {
        self.states[meter].series.first().is_some_and(|s| s.summed.is_some())
    }

    /// Has the files read once more, with the values of this meter kept; what was summed of it is of no use.
    fn keep_values(&mut self, meter: usize) {
        self.again |= self.memory.keep_values(meter);
        self.states[meter].broken |= self.states[meter].chain.take().is_some();
        self.states[meter].series.clear();
        self.states[meter].pool = None;
    }

    /// The part of the period in which a meter was in service.
    pub(in crate::input) fn window(&self, meter: usize) -> Option<(Civil, Civil)> {
        self.windows[meter]
    }

    /// The series of a meter at a step.
    pub(in crate::input) fn series(&mut self, meter: usize, step: Step) -> &mut Series {
        if let Some(at) = self.states[meter].series.iter().position(|s| s.step == step) {
            return &mut self.states[meter].series[at];
        }
        // Values are compared between steps.
        if self.is_summed(meter) {
            self.keep_values(meter);
        }
        let series = self.new_series(meter, step);
        let all = &mut self.states[meter].series;
        all.push(series);
        let last = all.len() - 1;
        &mut all[last]
    }

    fn new_series(&self, meter: usize, step: Step) -> Series {
        let (from, until) = (self.period.from(), self.period.until());
        let first = self.states[meter].series.is_empty();
        if !first || self.shared || self.ending || !self.memory.sums(meter, step) {
            return Series::new(step, from, until);
        }
        let registered = &self.meters[meter];
        let compared = self.meters.len() <= crate::input::readings::twins::MOST_METERS && crate::input::readings::twins::counts(registered);
        let keep = Keep { days: by_day(registered) || compared, magnitudes: registered.rating.is_none(), stash: self.memory.wanted(meter) };
        Series::summing(step, from, until, keep)
    }

    /// The pool of a summed meter; `None` for one that does not count at the boundary.
    fn pool(&mut self, meter: usize, step: Step, scale: u32) -> Option<usize> {
        if let Some((known, pool)) = self.states[meter].pool
            && known == scale
        {
            return pool;
        }
        let registered = &self.meters[meter];
        let counts = registered.carrier == Carrier::Electricity && registered.at_boundary();
        let kind =
            PoolKind { flow: registered.flow, positive: registered.positive, nuclear: registered.source == Source::Nuclear, step, scale };
        let pool = counts.then(|| {
            self.pools.iter().position(|p| p.kind == kind).unwrap_or_else(|| {
                let (first, last) = (step.index(self.period.from()), step.index(self.period.until().plus(-1)));
                self.pools.push(Pool::new(kind, first, usize::try_from(last - first + 1).unwrap_or(0)));
                self.pools.len() - 1
            })
        });
        self.states[meter].pool = Some((scale, pool));
        pool
    }

    /// Adds a reading of a summed meter; `None` where it cannot be judged before the files are read once more.
    fn add(&mut self, meter: usize, step: Step, cell: usize, grains: i128, place: u32) -> Option<Put> {
        let series = self.series(meter, step);
        let scale = series.scale;
        let Some(value) = i64::try_from(grains).ok().filter(|v| v.abs() <= LARGEST) else {
            self.keep_values(meter);
            return None;
        };
        let Some(put) = series.add(cell, value, place) else {
            if self.twin {
                return Some(Put::Duplicate(place));
            }
            let series = self.series(meter, step);
            let length = series.len();
            self.memory.remember(meter, cell, length);
            self.again = true;
            return None;
        };
        if is_disordered(series) {
            self.keep_values(meter);
            return None;
        }
        if put == Put::New
            && let Some(pool) = self.pool(meter, step, scale)
        {
            self.pools[pool].add(cell, value);
        }
        if !matches!(put, Put::Duplicate(_)) {
            let position = self.places.position(place);
            if let Some(summed) = &mut self.series(meter, step).summed {
                summed.note_row(position.file, position.line, place);
            }
        }
        Some(put)
    }

    /// Puts a reading into its cell, or lists why it cannot be used.
    #[allow(clippy::too_many_arguments, reason = "one reading, taken apart")]
    fn put(&mut self, meter: usize, step: Step, index: i64, given: Given, quality: Quality, place: u32, conversion: Conversion) {
        // What is metered in another way too is looked at when all is there.
        if self.states[meter].chain.is_some() {
            self.keep_values(meter);
        }
        let start = step.start(index);
        if !self.inside(meter, step, start) {
            let placeholder = matches!(given, Given::Missing) || quality == Quality::Bad;
            let idle = !placeholder && self.period.from() <= start && step.next(start) <= self.period.until();
            return if idle { self.note_idle(meter, place) } else { self.outside(meter, place) };
        }
        let Some(cell) = self.series(meter, step).cell(index) else { return self.outside(meter, place) };
        match given {
            _ if quality == Quality::Bad => {}
            Given::Missing => {}
            Given::Bad(excerpt, why) => self.bad(meter, step, cell, place, &excerpt, why),
            Given::Number(mantissa, decimals) => {
                let Some(conversion) = conversion.over(&self.meters[meter], start, step.next(start)) else {
                    self.series(meter, step).list(cell, place);
                    return self.multiplier_change(meter, start, step.next(start), place, 1);
                };
                self.states[meter].is_energy |= !conversion.power;
                let minutes = (step.next(start).0 - start.0) / 60;
                match conversion.grains(mantissa, decimals, minutes) {
                    Some((value, decimals)) => self.put_grains(meter, step, cell, value, decimals, place, quality == Quality::Estimated),
                    None => self.bad(meter, step, cell, place, "", say!("has more digits than can be added exactly")),
                }
            }
        }
    }

    /// Says that a value spans a change of its meter's multiplier.
    pub(in crate::input) fn multiplier_change(&mut self, meter: usize, from: Civil, until: Civil, place: u32, count: u64) {
        let registered = &self.meters[meter];
        let inside = |day: &NaiveDate| from < Civil::midnight(*day) && Civil::midnight(*day) < until;
        let day = registered
            .multipliers
            .iter()
            .filter_map(|(day, _)| *day)
            .find(inside)
            .map_or_else(Message::nothing, |day| say!(" on {day}", day));
        let message = say!(
            "the energy of {id} from {from} until {until} spans the change of its multiplier{day}: how much was measured before it is not known; not used: give a reading at 00:00 of that day",
            id = registered.id, from, until, day => day
        );
        self.defect_during(Code::MultiplierChange, Effect::Discards, Some(meter), Some(place), count, message, Some((from, until)));
    }

    fn bad(&mut self, meter: usize, step: Step, cell: usize, place: u32, excerpt: &str, why: Message) {
        let series = self.series(meter, step);
        let start = series.start(cell);
        series.list(cell, place);
        let id = &self.meters[meter].id;
        let message = say!(
            "the value of {id} for the {step} from {start} {why}: `{excerpt}`; it counts as missing",
            id, step => step.said(), start, why => why, excerpt = shown(excerpt)
        );
        self.defect_during(Code::UnparsableRow, Effect::Discards, Some(meter), Some(place), 1, message, Some((start, step.next(start))));
    }

    /// Puts a number of grains, judged by sign and rating, into a cell.
    #[allow(clippy::too_many_arguments, reason = "one reading, taken apart")]
    pub(in crate::input) fn put_grains(
        &mut self,
        meter: usize,
        step: Step,
        cell: usize,
        value: i128,
        decimals: u32,
        place: u32,
        estimated: bool,
    ) {
        let registered = &self.meters[meter];
        let series = self.series(meter, step);
        let Some(grains) = series.grains(value, decimals) else {
            if self.is_summed(meter) {
                return self.keep_values(meter);
            }
            return self.bad(meter, step, cell, place, "", say!("has more digits than can be added exactly"));
        };
        let summed = series.summed.is_some();
        if summed && estimated {
            return self.keep_values(meter);
        }
        let start = series.start(cell);
        let during = Some((start, step.next(start)));
        let scale = series.scale;
        let flow = registered.flow;
        if grains < 0 && !flow.is_signed() && !flow.has_own_use() {
            let series = self.series(meter, step);
            series.list(cell, place);
            let read = series.base_units(grains);
            let id = &registered.id;
            let message = say!(
                "{id} ({flow}) reads {read} {unit} for the {step} from {start}, and cannot be negative; it counts as missing: if the meter counts both ways, register it as signed",
                id, flow = flow.name(), read, unit = base_unit(registered), step => step.said(), start
            );
            return self.defect_during(Code::NegativeReading, Effect::Discards, Some(meter), Some(place), 1, message, during);
        }
        if let Some(rating) = &registered.rating {
            let minutes = (step.next(start).0 - start.0) / 60;
            let cap = match self.states[meter].cap {
                Some((s, m, cap)) if s == scale && m == minutes => cap,
                _ => {
                    let cap = most_grains(scale, rating, minutes);
                    self.states[meter].cap = Some((scale, minutes, cap));
                    cap
                }
            };
            if grains.abs() > cap && summed {
                return self.keep_values(meter);
            }
            if grains.abs() > cap && self.note_above(meter, place) {
                let series = self.series(meter, step);
                series.note_spike(cell, grains);
                series.list(cell, place);
                let read = series.base_units(grains);
                let most = rating * &Exact::ratio(i128::from(minutes), 60);
                let unit = base_unit(registered);
                let message = say!(
                    "{id} reads {read} {unit} for the {step} from {start}, above 1.2 × {most} {unit} (its rating over that time); it counts as missing: check the multiplier and the rating",
                    id = registered.id, read, unit, step => step.said(), start, most
                );
                return self.defect_during(Code::Spike, Effect::Discards, Some(meter), Some(place), 1, message, during);
            }
        }
        let put = if summed {
            self.add(meter, step, cell, grains, place)
        } else {
            Some(self.series(meter, step).put(cell, grains, place, estimated))
        };
        let Some(put) = put else { return };
        // Own use is one of the values that may be true, whichever comes first.
        if grains < 0 && flow.has_own_use() && !matches!(put, Put::Duplicate(_)) {
            self.note_own_use(meter, place);
        }
        match put {
            Put::New => {}
            Put::Duplicate(later) => {
                let id = &registered.id;
                let file = self.places.position(later).file;
                if self.defects.count(Code::DuplicateReading, id, Some(file), 1) {
                    self.primes[meter].counted.0 = self.twin;
                    return;
                }
                let message = say!(
                    "the {step} from {start} of {id} appears twice with the same value; the second is discarded",
                    step => step.said(), start, id
                );
                self.defect_during(Code::DuplicateReading, Effect::Discards, Some(meter), Some(later), 1, message, during);
            }
            Put::Conflict(first, later) => {
                if first {
                    let series = self.series(meter, step);
                    let values: Vec<Message> = series
                        .conflicts
                        .get(&cell)
                        .map(|c| c.values.iter().map(|&v| Message::verbatim(series.base_units(v))).collect())
                        .unwrap_or_default();
                    let unit = base_unit(registered);
                    let message = say!(
                        "{id} has different values for the {step} from {start}: {values} {unit}; the first in the order of files is the point value, the least and the greatest are its bounds",
                        id = registered.id, step => step.said(), start, values => Part::list(values, say!(" and ")), unit
                    );
                    self.defect_during(Code::ConflictingReading, Effect::Notes, Some(meter), Some(later), 1, message, during);
                }
            }
        }
    }

    /// Ends the collection: registers and bills become energies, overlaps are resolved, gaps found. `Err` where the files must be read once more,
    /// with what is then to be kept.
    pub(in crate::input) fn finish(mut self) -> Result<Collected, Memory> {
        self.ending = true;
        for meter in 0..self.meters.len() {
            self.settle_deferred(meter);
            let registers = std::mem::take(&mut self.states[meter].registers);
            let bills = std::mem::take(&mut self.states[meter].bills);
            if self.is_summed(meter) && !(registers.is_empty() && bills.is_empty()) {
                self.keep_values(meter);
            }
            let declared = self.states[meter].step_declared;
            crate::input::readings::register::energies::energies(&mut self, meter, registers, declared);
            crate::input::readings::bill::energies(&mut self, meter, bills);
            self.tell(meter);
            self.tell_idle(meter);
            self.settle_steps(meter);
            self.tell_finer(meter);
            self.settle_rating(meter);
            let state = &self.states[meter];
            let first = state.series.first().and_then(|series| Some((series, series.summed.as_ref()?)));
            let climbs = first.is_some_and(|(_, summed)| state.is_energy && summed.climb.is_suspect);
            let is_contradicted = first.is_some_and(|(series, summed)| series.conflicts.len() as u64 * 2 > summed.present.count());
            if crate::input::readings::validate::may_spike(state.series.first()) || climbs || is_contradicted {
                self.keep_values(meter);
            }
        }
        for meter in crate::input::readings::twins::suspects(&self) {
            if self.is_summed(meter) {
                self.keep_values(meter);
            }
        }
        if self.again {
            return Err(self.memory);
        }
        let mut series = Vec::new();
        let mut completeness = Vec::new();
        for meter in 0..self.meters.len() {
            let steps = std::mem::take(&mut self.states[meter].series);
            let merged = crate::input::readings::validate::merge(&mut self, meter, steps);
            completeness.push(crate::input::readings::validate::inspect(&mut self, meter, merged.as_ref()));
            if let Some(series) = merged.as_ref().filter(|s| s.summed.is_none() && self.states[meter].is_energy) {
                crate::input::readings::cumulative::inspect(&mut self, meter, series);
            }
            series.push(merged);
        }
        crate::input::readings::twins::tell(&mut self, &series);
        let own_use = self.states.iter().map(|s| s.own_use.is_some()).collect();
        // To some, nothing was added in the end.
        let pools = self.pools.into_iter().filter(|pool| pool.total.iter().chain(&pool.positive).any(|&sum| sum != 0)).collect();
        let unrated = self.memory.all_unrated();
        Ok(Collected { series, completeness, own_use, unrated, places: self.places, pools })
    }

    /// Reports what is told once per meter or per file: own use, readings outside the period.
    fn tell(&mut self, meter: usize) {
        let id = self.meters[meter].id.clone();
        if let Some((count, place)) = self.states[meter].own_use {
            let message = say!("{id} has {count} negative reading(s): the plant's own use, no supply in those intervals", id, count);
            self.defect(Code::OwnUseReading, Effect::Notes, Some(meter), Some(place), count, message);
        }
        for (file, (count, line)) in std::mem::take(&mut self.states[meter].outside) {
            let period = self.period;
            let message = say!(
                "{count} reading(s) of {id} lie outside {start} to {end}; they are not used",
                count,
                id,
                start = period.start,
                end = period.end
            )
            .at(format!("{}:{line}", self.names[file]));
            let position = Some(crate::dossier::Position { file, line });
            self.defects.push(Defect {
                code: Code::OutsidePeriod,
                effect: Effect::Discards,
                meter: Some(id.clone()),
                position,
                count,
                message,
                during: None,
                explained: None,
            });
        }
    }

    /// Reports readings inside the period on days on which their meter is out of service.
    fn tell_idle(&mut self, meter: usize) {
        for (file, (count, line)) in std::mem::take(&mut self.states[meter].idle) {
            let registered = &self.meters[meter];
            let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
            let message = say!(
                "{count} reading(s) of {id} are of days on which it is out of service (in service from {from} to {to}): correct `from` or `to` in the \
                 registry, or take the rows out",
                count,
                id = registered.id,
                from = day(registered.service.from),
                to = day(registered.service.to)
            )
            .at(format!("{}:{line}", self.names[file]));
            self.defects.push(Defect {
                code: Code::OutOfServiceReading,
                effect: Effect::Blocks,
                meter: Some(registered.id.clone()),
                position: Some(crate::dossier::Position { file, line }),
                count,
                message,
                during: None,
                explained: None,
            });
        }
    }

    /// Notes a reading of a generator's own use.
    pub(in crate::input) fn note_own_use(&mut self, meter: usize, place: u32) {
        let entry = self.states[meter].own_use.get_or_insert((0, place));
        entry.0 += 1;
        entry.1 = entry.1.min(place);
    }

    /// Counts readings outside the period of a file (for registers, whose stamps are judged at the end).
    pub(in crate::input) fn note_outside(&mut self, meter: usize, place: u32) {
        self.outside(meter, place);
    }
}

/// Unit in which a meter's energies are kept.
pub(in crate::input) fn base_unit(meter: &Meter) -> &'static str {
    match (meter.carrier, meter.unit.dimension) {
        (Carrier::Electricity, _) => "kWh",
        (_, Dimension::Energy) => "GJ",
        (_, dimension) => dimension.base(),
    }
}

/// The most grains that a meter of a rating can count over `minutes`: 1.2 × the rating.
fn most_grains(scale: u32, rating: &Exact, minutes: i64) -> i128 {
    let limit = rating * &Exact::ratio(i128::from(minutes) * 12, 10) * crate::dossier::power_of_ten(scale);
    limit.floor().to_i128().unwrap_or(i128::MAX)
}

/// The grid point of a stamp, if it is on one or near enough.
pub(in crate::input) fn snapped(step: Step, at: Civil, snap: i64) -> Option<Civil> {
    let below = step.floor(at);
    if below == at {
        return Some(at);
    }
    let above = step.next(below);
    if at.0 - below.0 <= above.0 - at.0 && at.0 - below.0 <= snap {
        Some(below)
    } else if above.0 - at.0 <= snap {
        Some(above)
    } else {
        None
    }
}
