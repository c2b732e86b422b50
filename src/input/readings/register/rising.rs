//! Registers whose readings come in the order of time: each difference is summed as it comes, and no reading is kept but the last, and those
//! around a gap or given twice.
//!
//! The first readings of a meter are kept until they show that they follow each other. Whatever is out of the ordinary afterwards (disorder, a
//! drop, two readings of one time that differ, an estimate, another unit, a rise above the rating) is for [`super::energies`], which looks at all
//! readings in the order of time: the files are then read once more, and the readings of the meter kept.

use super::super::super::step::infer;
use super::super::conversion::Conversion;
use super::super::fast_path::Numbers;
use super::super::intake::Intake;
use super::super::meter::{Energy, MeterReadings};
use super::super::retention::most_segments;
use super::super::totals_builder::SumsAt;
use super::energies::{between, tell_twice};
use super::reading::{Reading, Readings, Rising, is_contradicted};
use crate::dossier::Series;
use crate::measure::{Civil, Step};

/// Readings of a meter that are looked at before they are summed: a day of quarter hours.
const FIRST: usize = 96;

impl MeterReadings<'_> {
    /// Takes a reading of a cumulative register.
    pub(in crate::input) fn take_register(&mut self, intake: &mut Intake<'_>, reading: Reading, interval: Option<Step>) {
        self.step_declared = interval.or(self.step_declared);
        if self.rising.is_some() {
            return self.rise(intake, reading);
        }
        // What is read once more need not be kept now.
        if self.is_broken {
            return;
        }
        self.registers.push(reading);
        if self.registers.len() == FIRST {
            self.start_rising(intake);
        }
    }

    /// Takes what a register shows, each reading on a line of its own, as long as it rises as usual: says how many readings. The next is left to
    /// [`MeterReadings::take_register`].
    pub(in crate::input) fn push_rises(&mut self, intake: &mut Intake<'_>, run: Numbers<impl Iterator<Item = (i64, u8)>>) -> usize {
        let Some(rising) = &mut self.rising else { return 0 };
        let totals = self.series.first_mut().and_then(|series| series.totals.as_mut());
        let into = totals.zip(self.builder.as_mut()).map(|(totals, builder)| SumsAt { totals, builder });
        self.fast.push_rises(rising, into, intake, run)
    }

    /// Lets the readings of a register that follow each other in the open file take the fast path.
    pub(in crate::input) fn prepare_rises(&mut self, intake: &mut Intake<'_>, conversion: Conversion) {
        let Some(step) = self.rising.as_ref().filter(|rising| rising.last.given.conversion == conversion).map(|rising| rising.step) else {
            return;
        };
        self.prepare_fast_path(intake, conversion, Some(step), true);
        let Some(rising) = &mut self.rising else { return };
        // A multiplier below zero is for the general code.
        let number = i64::try_from(rising.last.mantissa).ok().zip(u8::try_from(rising.last.decimals).ok());
        rising.total = number.filter(|_| self.fast.is_rising()).and_then(|number| self.fast.exact(number));
    }

    /// Sums the differences of a register from now on, if its readings so far follow each other.
    fn start_rising(&mut self, intake: &mut Intake<'_>) {
        let readings = self.registers.all();
        let mut stamps: Vec<Civil> = readings.iter().map(|r| r.at).collect();
        let is_ordered = stamps.is_sorted();
        stamps.dedup();
        let (true, Some(step @ Step::Minutes(minutes))) = (is_ordered, infer(&stamps)) else { return };
        let is_even = stamps.iter().all(|&at| step.index_at(at).is_some());
        let whole = Some((self.scope.period.from(), self.scope.period.until()));
        let is_plain = self.series.is_empty() && self.scope.window == whole && self.scope.meter.multipliers.is_empty();
        let is_stated = self.step_declared.is_none_or(|declared| declared == step);
        let is_alike = readings.iter().all(|r| !r.estimated && r.given == readings[0].given);
        let is_summed = !intake.open.is_shared && self.retention.sums(step);
        // What the end of a day hides needs all readings in the order of time.
        let resets_daily = readings[0].given.resets_daily;
        if resets_daily || !(is_even && is_plain && is_stated && is_alike && is_summed) {
            return;
        }
        self.series(intake, step);
        self.registers = Readings::default();
        self.rising = Some(Rising {
            step,
            minutes,
            last: readings[0],
            noted: false,
            twice: Vec::new(),
            gaps: Vec::new(),
            times: (1, 0),
            total: None,
        });
        self.note_if_outside(intake, &readings[0]);
        let mut passed = 1;
        while passed < readings.len() {
            let taken = if intake.open.is_fast { self.flush_rises(intake, &readings[passed..]) } else { 0 };
            if taken == 0 {
                self.take_register(intake, readings[passed], None);
                if intake.open.is_fast {
                    self.prepare_rises(intake, readings[passed].given.conversion);
                }
            }
            passed += taken.max(1);
        }
    }

    /// Takes the first of some readings the fast path, if they are of the open file; says how many.
    fn flush_rises(&mut self, intake: &mut Intake<'_>, readings: &[Reading]) -> usize {
        let [first, ..] = readings else { return 0 };
        let Some(minutes) = self.rising.as_ref().map(|rising| rising.minutes) else { return 0 };
        let (Ok(minute), true) = (i32::try_from(first.at.0 / 60), first.place > intake.open.base) else { return 0 };
        let line = u64::from(first.place - intake.open.base);
        let mut next = (first.at, first.place);
        let numbers = readings.iter().map_while(|reading| {
            let follows = (reading.at, reading.place) == next;
            next = (reading.at.plus(i64::from(minutes) * 60), reading.place.saturating_add(1));
            let number = (i64::try_from(reading.mantissa).ok()?, u8::try_from(reading.decimals).ok()?);
            follows.then_some(number)
        });
        self.push_rises(intake, Numbers { minute, step: minutes.cast_signed(), numbers, line, alone: true })
    }

    /// Counts a reading that is of no interval of the period.
    fn note_if_outside(&mut self, intake: &Intake<'_>, reading: &Reading) {
        if reading.at < self.scope.period.from() || reading.at > self.scope.period.until() {
            self.note_outside(&intake.log, reading.place);
        }
    }

    /// Takes the next reading of a register whose readings have come in order so far.
    fn rise(&mut self, intake: &mut Intake<'_>, end: Reading) {
        let Some(&Rising { step, minutes, last: start, .. }) = self.rising.as_ref() else { return };
        let apart = end.at.0 - start.at.0;
        let is_next = apart == i64::from(minutes) * 60;
        let is_alike = end.given == start.given && !end.estimated && apart >= 0 && apart % (i64::from(minutes) * 60) == 0;
        if !is_alike || intake.open.is_shared || self.step_declared.is_some_and(|declared| declared != step) {
            return self.keep_values();
        }
        self.note_if_outside(intake, &end);
        if apart == 0 {
            // Two readings that differ leave the steps on either side of them between two values.
            if is_contradicted(&start, &end) {
                return self.keep_values();
            }
            return self.remember_pair(|rising| &mut rising.twice, (start, end));
        }
        let is_used = end.at > self.scope.period.from() && start.at < self.scope.period.until();
        if is_used && !self.use_rise(intake, &start, &end) {
            return self.keep_values();
        }
        if let Some(rising) = &mut self.rising {
            (rising.last, rising.noted, rising.total) = (end, is_used, None);
            rising.times = (rising.times.0 + 1, rising.times.1 + u64::from(is_next));
        }
    }

    /// Adds the energy between the last reading and the next, or remembers both around a gap; whether it could.
    fn use_rise(&mut self, intake: &mut Intake<'_>, start: &Reading, end: &Reading) -> bool {
        let Some(&Rising { step, minutes, noted, .. }) = self.rising.as_ref() else { return false };
        let decimals = start.decimals.max(end.decimals);
        let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
        let rise = lift(start).zip(lift(end)).and_then(|(start, end)| end.checked_sub(start)).filter(|&rise| rise >= 0);
        let Some(value) = rise.and_then(|rise| end.given.conversion.energy(rise, decimals)) else { return false };
        if !noted {
            self.note_row(intake, start);
        }
        if end.at.0 - start.at.0 == i64::from(minutes) * 60 {
            let Some(cell) = self.series(intake, step).cell(step.index(start.at)) else { return false };
            self.put_energy(intake, step, cell, Energy { value, place: end.place, is_estimated: false });
            return self.series.first().is_some_and(|series| series.totals.is_some() && series.has(cell));
        }
        if self.grains(intake, step, value).is_none() {
            return false;
        }
        self.remember_pair(|rising| &mut rising.gaps, (*start, *end));
        self.note_row(intake, end);
        true
    }

    /// Notes the row of a reading as used.
    fn note_row(&mut self, intake: &Intake<'_>, reading: &Reading) {
        let position = intake.log.position(reading.place);
        if let Some(builder) = &mut self.builder {
            builder.note_row(position.file, position.line, reading.place);
        }
    }

    /// Keeps two readings that are told once all are there, as long as there are few.
    fn remember_pair(&mut self, into: fn(&mut Rising) -> &mut Vec<(Reading, Reading)>, pair: (Reading, Reading)) {
        let most = self.series.first().map_or(0, most_segments);
        let Some(list) = self.rising.as_mut().map(into) else { return };
        list.push(pair);
        if list.len() > most {
            self.keep_values();
        }
    }

    /// Ends a register that was summed as it came: its gaps get their totals, and what was given twice is listed.
    pub(in crate::input) fn end_rising(&mut self, intake: &mut Intake<'_>) {
        let Some(rising) = &mut self.rising else { return };
        // Of times that follow each other no more than every second is on the grid of a longer step, so that four of five are not.
        if self.step_declared.is_none() && rising.times.1 * 5 <= rising.times.0 * 2 {
            return self.keep_values();
        }
        let (step, twice, gaps) = (rising.step, std::mem::take(&mut rising.twice), std::mem::take(&mut rising.gaps));
        // A register that was read outside the period alone is one that was not read in it.
        let is_unread = |series: &Series| series.totals.as_ref().is_some_and(|totals| totals.present.is_empty());
        if gaps.is_empty() && self.series.first().is_some_and(is_unread) {
            self.clear();
        }
        for (first, second) in twice {
            tell_twice(&mut intake.log, self.scope.meter, &first, &second);
        }
        for (start, end) in gaps {
            between(self, intake, step, &start, &end);
        }
    }
}
