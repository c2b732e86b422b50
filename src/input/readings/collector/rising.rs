//! Registers whose readings come in the order of time: each difference is summed as it comes, and no reading is kept but the last, and those
//! around a gap or given twice.
//!
//! The first readings of a meter are kept until they show that they follow each other. Whatever is out of the ordinary afterwards (disorder, a
//! drop, two readings of one time that differ, an estimate, another unit, a rise above the rating) is for [`crate::input::readings::register::energies`], which looks at all readings in the order of time:
//! the files are then read once more, and those of the meter kept.

use super::{Collector, Conversion};
use crate::dossier::Sums;
use crate::input::readings::register::energies::{Reading, is_contradicted};
use crate::input::readings::retention::most_segments;
use crate::input::step::infer;
use crate::measure::{Civil, Step};

/// Readings of a meter that are looked at before they are summed: a day of quarter hours.
const FIRST: usize = 96;

/// A register whose readings have followed each other so far.
#[derive(Clone, Debug)]
pub(in crate::input) struct Chain {
    step: Step,
    /// Minutes of it.
    minutes: u32,
    /// The last reading.
    last: Reading,
    /// Whether its row is noted as used.
    noted: bool,
    /// Readings with those given right behind them for the same time.
    twice: Vec<(Reading, Reading)>,
    /// Readings with the next ones, where those in between are missing.
    gaps: Vec<(Reading, Reading)>,
    /// Times that were read, and how many of them come right after the one before.
    times: (u64, u64),
    /// The last reading in grains, where the next ones may take the short way.
    total: Option<i64>,
}

impl Chain {
    /// The minute of the last reading.
    fn minute(&self) -> Option<i32> {
        i32::try_from(self.last.at.0 / 60).ok()
    }
}

impl Collector<'_> {
    /// Takes a reading of a cumulative register.
    pub(in crate::input) fn take_register(&mut self, meter: usize, reading: Reading, interval: Option<Step>) {
        let state = &mut self.states[meter];
        state.step_declared = interval.or(state.step_declared);
        if state.chain.is_some() {
            return self.go_on(meter, reading);
        }
        // What is read once more need not be kept now.
        if state.broken {
            return;
        }
        state.registers.push(reading);
        if state.registers.len() == FIRST {
            self.chain(meter);
        }
    }

    /// Takes what a register shows, from a minute on and `step` minutes apart, as long as nothing about it is out of the ordinary: says how many
    /// readings. The next is left to [`Collector::take_register`]. The first stands on `line`, the others on the lines that follow.
    pub(in crate::input) fn take_rises(
        &mut self,
        meter: usize,
        minute: i32,
        step: i32,
        numbers: impl Iterator<Item = (i64, u8)>,
        line: u64,
    ) -> usize {
        let place = self.place(line);
        let prime = &self.primes[meter];
        let state = &mut self.states[meter];
        let (true, Some(chain)) = (prime.turn == self.turn, &mut state.chain) else { return 0 };
        let (Some(total), Some(before)) = (chain.total, chain.minute()) else { return 0 };
        let since = before.wrapping_sub(prime.origin);
        if minute != before + prime.step || since < 0 {
            return 0;
        }
        let cell = (since / prime.step).cast_unsigned();
        if cell < prime.cells.0 || cell >= prime.cells.1 {
            return 0;
        }
        let Some(summed) = state.series.first_mut().and_then(|s| s.summed.as_mut()) else { return 0 };
        let at = cell as usize;
        let most = if step == prime.step { (prime.cells.1 - cell) as usize } else { 1 };
        let (taken, sums, last) = prime.rises(total, numbers.take(most), &mut self.grains);
        let (Some((total, mantissa, decimals)), Ok(count)) = (last, u32::try_from(taken)) else { return 0 };
        if !std::mem::replace(&mut chain.noted, true) {
            let position = self.places.position(chain.last.place);
            summed.note_row(position.file, position.line, chain.last.place);
        }
        let grains = &self.grains[..taken];
        summed.put_all(at, grains, &sums, place, true);
        summed.note_rows(self.file, line, place, count);
        chain.total = Some(total);
        chain.times = (chain.times.0 + u64::from(count), chain.times.1 + u64::from(count));
        chain.last.at = chain.last.at.plus(i64::from(chain.minutes) * 60 * i64::from(count));
        (chain.last.mantissa, chain.last.decimals) = (mantissa.into(), decimals.into());
        chain.last.place = place.saturating_add(count - 1);
        if let Some(pool) = prime.pool {
            self.pools[pool as usize].add_all(at, grains);
        }
        taken
    }

    /// Lets the readings of a register that follow each other in the open file take the short way.
    pub(in crate::input) fn prime_register(&mut self, meter: usize, conversion: Conversion) {
        let Some(step) = self.states[meter].chain.as_ref().filter(|c| c.last.given.conversion == conversion).map(|c| c.step) else {
            return;
        };
        self.prime(meter, conversion, Some(step), true);
        let prime = &self.primes[meter];
        let Some(chain) = &mut self.states[meter].chain else { return };
        // A multiplier below zero is for another road.
        let is_rising = prime.factors.iter().any(|&factor| factor > 0);
        let number = i64::try_from(chain.last.mantissa).ok().zip(u8::try_from(chain.last.decimals).ok());
        chain.total = number.filter(|_| is_rising).and_then(|number| prime.exact(number));
    }

    /// Sums the differences of a register from now on, if its readings so far follow each other.
    fn chain(&mut self, meter: usize) {
        let state = &self.states[meter];
        let readings = state.registers.all();
        let mut stamps: Vec<Civil> = readings.iter().map(|r| r.at).collect();
        let is_ordered = stamps.is_sorted();
        stamps.dedup();
        let (true, Some(step @ Step::Minutes(minutes))) = (is_ordered, infer(&stamps)) else { return };
        let is_even = stamps.iter().all(|&at| step.index_at(at).is_some());
        let whole = Some((self.period.from(), self.period.until()));
        let is_plain = state.series.is_empty() && self.windows[meter] == whole && self.meters[meter].multipliers.is_empty();
        let is_stated = state.step_declared.is_none_or(|declared| declared == step);
        let is_alike = readings.iter().all(|r| !r.estimated && r.given == readings[0].given);
        let is_summed = !self.shared && self.memory.sums(meter, step);
        // What a day's end hides is for another road.
        if readings[0].given.resets_daily {
            return;
        }
        if !(is_even && is_plain && is_stated && is_alike && is_summed) {
            return;
        }
        self.series(meter, step);
        let state = &mut self.states[meter];
        state.registers = crate::input::readings::register::energies::Readings::default();
        state.chain =
            Some(Chain { step, minutes, last: readings[0], noted: false, twice: Vec::new(), gaps: Vec::new(), times: (1, 0), total: None });
        self.pass(meter, &readings[0]);
        let mut passed = 1;
        while passed < readings.len() {
            let taken = if self.short { self.flush_rises(meter, &readings[passed..]) } else { 0 };
            if taken == 0 {
                self.take_register(meter, readings[passed], None);
                if self.short {
                    self.prime_register(meter, readings[passed].given.conversion);
                }
            }
            passed += taken.max(1);
        }
    }

    /// Takes the first of some readings the short way, if they are of the open file; says how many.
    fn flush_rises(&mut self, meter: usize, readings: &[Reading]) -> usize {
        let [first, ..] = readings else { return 0 };
        let Some(minutes) = self.states[meter].chain.as_ref().map(|chain| chain.minutes) else { return 0 };
        let (Ok(minute), true) = (i32::try_from(first.at.0 / 60), first.place > self.base) else { return 0 };
        let line = u64::from(first.place - self.base);
        let mut next = (first.at, first.place);
        let numbers = readings.iter().map_while(|reading| {
            let follows = (reading.at, reading.place) == next;
            next = (reading.at.plus(i64::from(minutes) * 60), reading.place.saturating_add(1));
            let number = (i64::try_from(reading.mantissa).ok()?, u8::try_from(reading.decimals).ok()?);
            follows.then_some(number)
        });
        self.take_rises(meter, minute, minutes.cast_signed(), numbers, line)
    }

    /// Notes a reading that is of no interval of the period.
    fn pass(&mut self, meter: usize, reading: &Reading) {
        if reading.at < self.period.from() || reading.at > self.period.until() {
            self.note_outside(meter, reading.place);
        }
    }

    /// Takes the next reading of a register whose readings have come in order so far.
    fn go_on(&mut self, meter: usize, end: Reading) {
        let state = &self.states[meter];
        let Some(&Chain { step, minutes, last: start, noted, .. }) = state.chain.as_ref() else { return };
        let apart = end.at.0 - start.at.0;
        let is_next = apart == i64::from(minutes) * 60;
        let is_alike = end.given == start.given && !end.estimated && apart >= 0 && apart % (i64::from(minutes) * 60) == 0;
        if !is_alike || self.shared || state.step_declared.is_some_and(|declared| declared != step) {
            return self.keep_values(meter);
        }
        self.pass(meter, &end);
        if apart == 0 && is_contradicted(&start, &end) {
            return self.keep_values(meter);
        }
        if apart == 0 {
            // Two readings that differ leave the steps on either side of them between two values.
            let exact = |r: &Reading| crate::input::readings::register::energies::exact(r.mantissa, r.decimals);
            if exact(&start) != exact(&end) {
                return self.keep_values(meter);
            }
            return self.list(meter, |chain| &mut chain.twice, (start, end));
        }
        let mut is_used = false;
        if end.at > self.period.from() && start.at < self.period.until() {
            let decimals = start.decimals.max(end.decimals);
            let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
            let rise = lift(&start).zip(lift(&end)).and_then(|(start, end)| end.checked_sub(start)).filter(|&rise| rise >= 0);
            let Some((value, decimals)) = rise.and_then(|rise| end.given.conversion.energy(rise, decimals)) else {
                return self.keep_values(meter);
            };
            if !noted {
                self.note(meter, &start);
            }
            if is_next {
                let series = self.series(meter, step);
                let Some(cell) = series.cell(step.index(start.at)) else { return self.keep_values(meter) };
                self.put_grains(meter, step, cell, value, decimals, end.place, false);
                if self.states[meter].series.first().is_none_or(|series| series.summed.is_none() || !series.has(cell)) {
                    return self.keep_values(meter);
                }
            } else {
                if self.series(meter, step).grains(value, decimals).is_none() {
                    return self.keep_values(meter);
                }
                self.list(meter, |chain| &mut chain.gaps, (start, end));
                self.note(meter, &end);
            }
            is_used = true;
        }
        if let Some(chain) = &mut self.states[meter].chain {
            (chain.last, chain.noted, chain.total) = (end, is_used, None);
            chain.times = (chain.times.0 + 1, chain.times.1 + u64::from(is_next));
        }
    }

    /// Notes the row of a reading as used.
    fn note(&mut self, meter: usize, reading: &Reading) {
        let position = self.places.position(reading.place);
        if let Some(summed) = self.states[meter].series.first_mut().and_then(|s| s.summed.as_mut()) {
            summed.note_row(position.file, position.line, reading.place);
        }
    }

    /// Keeps two readings that are told once all are there, as long as there are few.
    fn list(&mut self, meter: usize, into: fn(&mut Chain) -> &mut Vec<(Reading, Reading)>, pair: (Reading, Reading)) {
        let most = self.states[meter].series.first().map_or(0, most_segments);
        let Some(list) = self.states[meter].chain.as_mut().map(into) else { return };
        list.push(pair);
        if list.len() > most {
            self.keep_values(meter);
        }
    }

    /// Ends a register that was summed as it came: its gaps get their totals, and what was given twice is listed.
    pub(in crate::input) fn end_chain(&mut self, meter: usize) {
        let state = &mut self.states[meter];
        let Some(chain) = &mut state.chain else { return };
        // Of times that follow each other no more than every second is on the grid of a longer step, so that four of five are not.
        if state.step_declared.is_none() && chain.times.1 * 5 <= chain.times.0 * 2 {
            return self.keep_values(meter);
        }
        let (step, twice, gaps) = (chain.step, std::mem::take(&mut chain.twice), std::mem::take(&mut chain.gaps));
        // A register that was read outside the period alone is one that was not read in it.
        if gaps.is_empty() && state.series.first().and_then(|s| s.summed.as_ref()).is_some_and(|summed| summed.present.is_empty()) {
            state.series.clear();
        }
        for (first, second) in twice {
            crate::input::readings::register::energies::told_twice(self, meter, &first, &second);
        }
        for (start, end) in gaps {
            crate::input::readings::register::energies::between(self, meter, step, &start, &end);
        }
    }
}

impl super::Prime {
    /// Makes grains of the rises from one number to the next, as long as nothing about them is out of the ordinary: how many, what they come to,
    /// and the last number with its grains. What `grains` held before, and holds behind them, is of no meaning.
    // By itself, so that all it works with stays in registers.
    #[inline(never)]
    fn rises(
        &self,
        mut total: i64,
        numbers: impl Iterator<Item = (i64, u8)>,
        grains: &mut Vec<i64>,
    ) -> (usize, Sums, Option<(i64, i64, u8)>) {
        let most = numbers.size_hint().1.unwrap_or(0);
        if grains.len() < most {
            grains.resize(most, 0);
        }
        let (mut sums, mut taken, mut last) = (Sums::default(), 0, None);
        for (number, grain) in numbers.zip(grains.iter_mut()) {
            match self.exact(number) {
                // A reading below zero is looked at with all the others.
                Some(now) if number.0 >= 0 && now >= total && now - total <= self.most => {
                    *grain = now - total;
                    sums.add(*grain);
                    (total, last) = (now, Some((now, number.0, number.1)));
                    taken += 1;
                }
                _ => break,
            }
        }
        (taken, sums, last)
    }
}
