//! The readings of all meters, as the files are read one after the other in the order of their names.
//!
//! Each reading goes to its meter ([`MeterReadings`]); what the meters share is the [`Intake`]. When all files are read, registers and bills become
//! energies, each meter's series of several steps become one, and what shows only then is listed. A meter of which more must be kept than was has
//! the files read once more.

use super::super::error::InputError;
use super::super::qualified::Multipliers;
use super::bill::Bill;
use super::conversion::{Conversion, Form, Placing};
use super::entry::Entry;
use super::fast_path::Numbers;
use super::intake::{Intake, OpenFile};
use super::log::{DefectLog, Finding};
use super::meter::MeterReadings;
use super::register::reading::Reading;
use super::retention::Retention;
use super::scope::Scope;
use super::stated_units::StatedUnits;
use super::{billing, cumulative, register, twins, validate};
use crate::dossier::{Code, Completeness, Defect, Defects, Effect, Meter, Places, Pool, Series};
use crate::measure::{Exact, Period, Step};
use crate::near::shown;
use crate::say;

/// Unknown ids that are held against all that are registered.
const SEARCHES: u32 = 100;

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

/// Collects readings by meter.
pub(in crate::input) struct Collector<'a> {
    /// The registry.
    pub(in crate::input) meters: &'a [Meter],
    /// The readings of each.
    readings: Vec<MeterReadings<'a>>,
    intake: Intake<'a>,
    /// What files say of the multipliers of meters.
    pub(in crate::input) multipliers: Multipliers,
    /// What files say of their units.
    pub(in crate::input) units: StatedUnits,
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
        retention: Retention,
    ) -> Self {
        let each = meters.iter().zip(retention.into_meters()).enumerate();
        let readings = each.map(|(index, (meter, kept))| MeterReadings::new(index, Scope::of(meter, period), kept, meters.len()));
        Self {
            meters,
            readings: readings.collect(),
            intake: Intake::new(period, DefectLog::new(names, defects)),
            multipliers: Multipliers::default(),
            units: StatedUnits::default(),
            searches: SEARCHES,
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
                self.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, message).at(place));
            }
        }
        self.multipliers.used.iter().map(|(&meter, (stated, _))| (meter, stated.clone())).collect()
    }

    /// Says which meters are registered in another unit than their files state.
    pub(in crate::input) fn tell_units(&mut self) {
        for (meter, unit, place) in self.units.contradicted() {
            let registered = &self.meters[meter];
            let message = say!(
                "the files say that the values of {id} are in {unit}, the registry says {registered}: correct `unit` of {id} in the registry, or state `unit` in the [[readings]] table where the file is wrong",
                id = shown(&registered.id),
                unit,
                registered = registered.unit
            );
            self.push(meter, Finding::new(Code::RegistryConflict, Effect::Blocks, message).at(place));
        }
    }

    /// Whether one more unknown id may be held against all that are registered.
    pub(in crate::input) fn take_search(&mut self) -> bool {
        let more = self.searches > 0;
        self.searches = self.searches.saturating_sub(1);
        more
    }

    /// Starts a file.
    pub(in crate::input) fn open(&mut self, file: usize) {
        let turn = self.intake.open.turn + 1;
        let base = self.intake.log.open(file);
        self.intake.open = OpenFile { turn, file, base, is_shared: false, is_twin: false, is_fast: false };
    }

    /// Says that rows of the open file hold readings of several meters.
    pub(in crate::input) fn share(&mut self) {
        self.intake.open.is_shared = true;
    }

    /// Says that the ordinary readings of the open file may take the fast path.
    pub(in crate::input) fn allow_fast_path(&mut self) {
        self.intake.open.is_fast = true;
    }

    /// Says that the open file is byte for byte one that was read before: every reading of it stands already.
    pub(in crate::input) fn repeat(&mut self) {
        self.intake.open.is_twin = true;
    }

    /// Gives what was opened last a name of its own in messages.
    pub(in crate::input) fn show_as(&mut self, name: &str) {
        self.intake.log.show_as(self.intake.open.base, name);
    }

    /// Ends a file, which has so many lines.
    pub(in crate::input) fn close(&mut self, lines: u64) -> Result<(), InputError> {
        let mut touched = std::mem::take(&mut self.intake.touched);
        touched.sort_unstable();
        touched.dedup();
        let file = self.intake.open.file;
        for meter in touched.drain(..) {
            let readings = &mut self.readings[meter];
            readings.settle(&mut self.intake, true);
            let repeated = readings.fast.take_counted();
            if repeated > 0 {
                self.intake.log.count(Code::DuplicateReading, &self.meters[meter], Some(file), repeated);
            }
        }
        self.intake.touched = touched;
        self.intake.log.close(file, lines)
    }

    /// Place of a line of the open file.
    pub(in crate::input) fn place(&self, line: u64) -> u32 {
        self.intake.open.place(line)
    }

    /// Lists what is wrong with readings of a meter.
    pub(in crate::input) fn push(&mut self, meter: usize, finding: Finding) {
        self.intake.log.push(&self.meters[meter], finding);
    }

    /// Lists a defect that says by itself where it stands.
    pub(in crate::input) fn list(&mut self, defect: Defect) {
        self.intake.log.list(defect);
    }

    /// The list of defects.
    pub(in crate::input) fn log(&mut self) -> &mut DefectLog<'a> {
        &mut self.intake.log
    }

    /// The defects listed so far.
    pub(in crate::input) fn defects(&self) -> impl Iterator<Item = &Defect> {
        self.intake.log.iter()
    }

    /// Takes a reading of a meter.
    pub(in crate::input) fn take(&mut self, meter: usize, entry: Entry, placing: Placing, conversion: Conversion) {
        self.readings[meter].take(&mut self.intake, entry, placing, conversion);
    }

    /// Takes numbers of a meter from which its step in the open file is inferred: says how many, none once that is known.
    pub(in crate::input) fn sample(&mut self, meter: usize, run: Numbers<impl Iterator<Item = Option<(i64, u8)>>>, form: Form) -> usize {
        self.readings[meter].sample(&mut self.intake, run, form)
    }

    /// Takes numbers of a summed meter, as long as they are ordinary: says how many. The next is left to [`Collector::take`].
    #[inline]
    pub(in crate::input) fn push_run(&mut self, meter: usize, run: Numbers<impl Iterator<Item = (i64, u8)>>) -> usize {
        self.readings[meter].push_run(&mut self.intake, run)
    }

    /// Takes the number that follows the last one of a summed meter, on a line of its own, if it is ordinary; whether it did.
    #[inline]
    pub(in crate::input) fn push_next(&mut self, meter: usize, minute: i32, number: (i64, u8), line: u64) -> bool {
        self.readings[meter].push_next(&mut self.intake, minute, number, line)
    }

    /// Lets the ordinary readings of a meter in the open file take the fast path, if they are summed and their step is known.
    pub(in crate::input) fn prepare_fast_path(&mut self, meter: usize, conversion: Conversion, step: Option<Step>, at_start: bool) {
        self.readings[meter].prepare_fast_path(&mut self.intake, conversion, step, at_start);
    }

    /// Takes a reading of a cumulative register.
    pub(in crate::input) fn take_register(&mut self, meter: usize, reading: Reading, interval: Option<Step>) {
        self.readings[meter].take_register(&mut self.intake, reading, interval);
    }

    /// Takes what a register shows, as long as it rises as usual: says how many readings. The next is left to [`Collector::take_register`].
    pub(in crate::input) fn push_rises(&mut self, meter: usize, run: Numbers<impl Iterator<Item = (i64, u8)>>) -> usize {
        self.readings[meter].push_rises(&mut self.intake, run)
    }

    /// Lets the readings of a register that follow each other in the open file take the fast path.
    pub(in crate::input) fn prepare_rises(&mut self, meter: usize, conversion: Conversion) {
        self.readings[meter].prepare_rises(&mut self.intake, conversion);
    }

    /// Takes a bill.
    pub(in crate::input) fn take_bill(&mut self, meter: usize, bill: Bill) {
        self.readings[meter].bills.push(bill);
    }

    /// Lists the months of a bill whose energy is not known, since the multiplier changes within it.
    pub(in crate::input) fn take_unknown_bill(&mut self, meter: usize, bill: (crate::measure::Civil, crate::measure::Civil), place: u32) {
        billing::unknown(&mut self.readings[meter], &mut self.intake, bill, place);
    }

    /// Ends the collection: registers and bills become energies, overlaps are resolved, gaps found. `Err` where the files must be read once more,
    /// with what is then to be kept.
    pub(in crate::input) fn finish(mut self) -> Result<Collected, Retention> {
        self.intake.is_ending = true;
        for readings in &mut self.readings {
            conclude(readings, &mut self.intake);
        }
        let first = self.readings.iter().filter_map(|own| if let [series] = &own.series[..] { Some((own.index, series)) } else { None });
        for meter in twins::suspects(self.meters, first) {
            let readings = &mut self.readings[meter];
            if readings.is_summed() {
                readings.keep_values();
            }
        }
        if self.readings.iter().any(|readings| readings.again) {
            return Err(self.readings.into_iter().map(|readings| readings.retention).collect());
        }
        let Intake { mut log, pools, .. } = self.intake;
        let (mut all, mut completeness) = (Vec::new(), Vec::new());
        for readings in &mut self.readings {
            let merged = validate::merge(readings.scope, &mut log, readings.take_series());
            completeness.push(validate::inspect(readings.scope, &mut log, merged.as_ref()));
            if let Some(series) = merged.as_ref().filter(|s| s.totals.is_none() && readings.is_energy) {
                cumulative::inspect(readings.scope, &mut log, series);
            }
            all.push(merged);
        }
        twins::tell(self.meters, &mut log, &all);
        let own_use = self.readings.iter().map(|readings| readings.own_use.is_some()).collect();
        let unrated = self.readings.iter().filter(|readings| readings.retention.is_unrated).map(|readings| readings.index).collect();
        // To some, nothing was added in the end.
        let pools = pools.into_iter().filter(|pool| pool.total.iter().chain(&pool.positive).any(|&sum| sum != 0)).collect();
        Ok(Collected { series: all, completeness, own_use, unrated, places: log.into_places(), pools })
    }
}

/// Ends the readings of a meter: what waited for its step, its register and its bills become energies; whether its values must be looked at.
fn conclude(readings: &mut MeterReadings<'_>, intake: &mut Intake<'_>) {
    readings.settle_deferred(intake);
    let (registers, bills) = (std::mem::take(&mut readings.registers), std::mem::take(&mut readings.bills));
    if readings.is_summed() && !(registers.is_empty() && bills.is_empty()) {
        readings.keep_values();
    }
    let declared = readings.step_declared;
    readings.end_rising(intake);
    register::energies::energies(readings, intake, registers, declared);
    billing::energies(readings, intake, bills);
    readings.tell(&mut intake.log);
    readings.settle_steps(intake);
    readings.tell_finer(intake);
    readings.settle_rating(&mut intake.log);
    if let (Some(builder), Some(series)) = (&readings.builder, readings.series.first()) {
        let climbs = readings.is_energy && builder.climb.is_suspect;
        let present = series.totals.as_ref().map_or(0, |totals| totals.present.count());
        let is_contradicted = series.conflicts.len() as u64 * 2 > present;
        if validate::may_spike(builder) || climbs || is_contradicted {
            readings.keep_values();
        }
    }
}
