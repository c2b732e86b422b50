//! Cumulative registers: the energy of a step is the difference of two readings × multiplier.
//!
//! Across a gap the total is known and its split is not. A drop is a rollover if it goes from the top tenth of the register's range to the
//! lowest tenth; otherwise the register was reset or exchanged and the step is unknown: never negative, never a huge number. A reading that no
//! meter shows is left out before ([`crate::input::readings::register::glitch`]).
//!
//! A register that starts again each day is one of that day: what it shows was counted since midnight, and what was counted after its last
//! reading of a day is not known, but for the sun, which does not shine then.

use crate::dossier::{Code, Effect, GRAINS, Spread};
use crate::input::readings::collector::{Collector, Conversion, base_unit, snapped};
use crate::input::readings::register::glitch::{Sifted, sift};
use crate::input::readings::solar::is_solar;
use crate::input::step::{infer, loose};
use crate::measure::{Civil, Exact, Step};
use crate::say;
use crate::say::Message;

/// How readings of a register are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct GivenAs {
    /// From its numbers to energies.
    pub(in crate::input) conversion: Conversion,
    /// Seconds by which a stamp may be off its grid.
    pub(in crate::input) snap: i64,
    /// Whether the register starts again from zero at each midnight.
    pub(in crate::input) resets_daily: bool,
}

/// A reading of a register.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Reading {
    pub(in crate::input) at: Civil,
    pub(in crate::input) mantissa: i128,
    pub(in crate::input) decimals: u32,
    pub(in crate::input) estimated: bool,
    pub(in crate::input) place: u32,
    pub(in crate::input) given: GivenAs,
}

/// A reading as it is kept until all are there: many are given in one form.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Kept {
    at: Civil,
    /// The halves of its digits, so that no room is left between the fields.
    digits: (i64, u64),
    place: u32,
    /// Number of the form in which it was given.
    form: u32,
    decimals: u16,
    estimated: bool,
}

/// The readings of a register, as they come.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Readings {
    kept: Vec<Kept>,
    forms: Vec<GivenAs>,
}

impl Readings {
    /// Whether there are none.
    pub(in crate::input) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds a reading.
    pub(in crate::input) fn push(&mut self, reading: Reading) {
        let form = self.forms.iter().rposition(|f| *f == reading.given).unwrap_or_else(|| {
            self.forms.push(reading.given);
            self.forms.len() - 1
        });
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the lower half")]
        let low = reading.mantissa as u64;
        #[allow(clippy::cast_possible_truncation, reason = "what is left is the upper half")]
        let high = (reading.mantissa >> 64) as i64;
        self.kept.push(Kept {
            at: reading.at,
            digits: (high, low),
            place: reading.place,
            form: u32::try_from(form).unwrap_or(u32::MAX),
            // No number has more than some hundred decimals.
            decimals: u16::try_from(reading.decimals).unwrap_or(u16::MAX),
            estimated: reading.estimated,
        });
    }

    /// How many there are.
    pub(in crate::input) fn len(&self) -> usize {
        self.kept.len()
    }

    /// All of them.
    pub(in crate::input) fn all(&self) -> Vec<Reading> {
        let of = |kept: &Kept| {
            let mantissa = i128::from(kept.digits.0) << 64 | i128::from(kept.digits.1);
            let (decimals, estimated, given) = (kept.decimals.into(), kept.estimated, self.forms[kept.form as usize]);
            Reading { at: kept.at, mantissa, decimals, estimated, place: kept.place, given }
        };
        self.kept.iter().map(of).collect()
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

/// Turns the readings of a register into energies per step.
pub(in crate::input) fn energies(collector: &mut Collector<'_>, meter: usize, readings: Readings, declared: Option<Step>) {
    collector.end_chain(meter);
    if readings.is_empty() {
        return;
    }
    let mut readings = readings.all();
    readings.sort_by_key(|r| (r.at, r.place));
    let mut stamps: Vec<Civil> = readings.iter().map(|r| r.at).collect();
    stamps.dedup();
    let id = collector.meters[meter].id.clone();
    let Some(step) = declared.or_else(|| infer(&stamps)) else {
        let message = match (loose(&stamps), stamps.len()) {
            (_, 0..=1) => say!("the register of {id} was read once only; a difference needs two readings", id),
            (Some((interval, snap)), _) => beside_grid(&id, stamps.len(), interval, snap),
            (None, count) => say!(
                "the {count} readings of the register of {id} follow no step, and are not used: state their `interval` for these files, and with `snap` how far beside it they may stand",
                count,
                id
            ),
        };
        let count = u64::try_from(stamps.len()).unwrap_or(u64::MAX);
        return collector.defect(Code::UnknownStep, Effect::Discards, Some(meter), Some(readings[0].place), count, message);
    };
    let resets_daily = readings.iter().any(|r| r.given.resets_daily);
    let (mut used, others) = on_grid(collector, meter, step, readings);
    if resets_daily {
        used.retain(|reading| others.iter().all(|other| other.at != reading.at));
        return by_days(collector, meter, step, &used);
    }
    let rating = collector.meters[meter].rating.clone();
    let Sifted { used, glitches, leaps } = sift(used, |a, b| is_within(rating.as_ref(), a, b));
    tell_glitches(collector, meter, &used, &glitches);
    let (from, until) = (collector.period.from(), collector.period.until());
    for pair in used.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        if end.at <= from || start.at >= until {
            continue;
        }
        if leaps.contains(&end.at) {
            leap(collector, meter, step, &start, &end);
            continue;
        }
        between(collector, meter, step, &start, &end);
    }
    loosen(collector, meter, step, &used, &others);
}

/// Whether the rise between two readings is within what a rating allows; `None` where that is not known.
fn is_within(rating: Option<&Exact>, start: &Reading, end: &Reading) -> Option<bool> {
    let (first, last) = (exact(start.mantissa, start.decimals), exact(end.mantissa, end.decimals));
    let (factor, decimals) = end.given.conversion.energy(1, 0)?;
    let energy = (last - first) * exact(factor, decimals);
    let most = rating? * &Exact::ratio(i128::from(end.at.0 - start.at.0) * i128::from(GRAINS), 3600);
    Some(energy <= most)
}

fn tell_glitches(collector: &mut Collector<'_>, meter: usize, used: &[Reading], glitches: &[Reading]) {
    let (from, until) = (collector.period.from(), collector.period.until());
    for glitch in glitches.iter().filter(|g| from <= g.at && g.at <= until) {
        let after = used.partition_point(|r| r.at < glitch.at);
        let (Some(before), Some(after)) = (after.checked_sub(1).and_then(|n| used.get(n)), used.get(after)) else { continue };
        let message = say!(
            "the register of {id} reads {read} at {at}, between {first} at {start} and {last} at {end}: no meter counts so; the reading is not used, and the energy from {start} to {end} is their difference",
            id = collector.meters[meter].id,
            read = exact(glitch.mantissa, glitch.decimals),
            at = glitch.at,
            first = exact(before.mantissa, before.decimals),
            start = before.at,
            last = exact(after.mantissa, after.decimals),
            end = after.at
        );
        let during = Some((before.at, after.at));
        collector.defect_during(Code::RegisterGlitch, Effect::Discards, Some(meter), Some(glitch.place), 1, message, during);
    }
}

/// The energies of a register that starts again at each midnight.
fn by_days(collector: &mut Collector<'_>, meter: usize, step: Step, used: &[Reading]) {
    let (from, until) = (collector.period.from(), collector.period.until());
    let is_dark = is_solar(&collector.meters[meter]);
    // Whether the first of two readings, at midnight, shows the day that ends there.
    let mut closes = false;
    for pair in used.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let midnight = Civil::midnight(end.at.day());
        let from_zero = Reading { mantissa: 0, ..start };
        let total = |r: &Reading| exact(r.mantissa, r.decimals);
        let was_closed = std::mem::take(&mut closes);
        let in_period = end.at > from && start.at < until;
        if start.at >= midnight {
            let opens = start.at == midnight && (was_closed || total(&end) < total(&start));
            if in_period {
                between(collector, meter, step, if opens { &from_zero } else { &start }, &end);
            }
            continue;
        }
        let same_day = start.at.day() == end.at.plus(-1).day();
        closes = same_day && end.at == midnight && total(&end) >= total(&start) && end.mantissa > 0;
        if !in_period {
            continue;
        }
        if closes {
            between(collector, meter, step, &start, &end);
        } else if is_dark && Civil::midnight(start.at.day()).plus(crate::measure::SECONDS_PER_DAY) == midnight {
            between(collector, meter, step, &from_zero, &end);
        } else {
            let count = unknown(collector, meter, step, &start, &end);
            let message = say!(
                "the register of {id} starts again at midnight: what it counted from {start} to then is not known; {count} interval(s) are missing: read it at 24:00",
                id = collector.meters[meter].id,
                start = start.at,
                count
            );
            let during = Some((start.at, end.at));
            collector.defect_during(Code::MissingInterval, Effect::Notes, Some(meter), Some(end.place), count.max(1), message, during);
        }
    }
}

/// Where readings of one time contradict each other, the steps on either side of it have one total and no split; a step at the edge of what was read, or
/// beside a gap, has any of the totals that the readings make.
fn loosen(collector: &mut Collector<'_>, meter: usize, step: Step, used: &[Reading], others: &[Reading]) {
    let mut times: Vec<Civil> = others.iter().map(|other| other.at).collect();
    times.sort_unstable();
    times.dedup();
    for at in times.into_iter().filter(|at| collector.period.from() <= *at && *at <= collector.period.until()).collect::<Vec<_>>() {
        let series = collector.series(meter, step);
        let cell = series.cell(step.index(at)).filter(|_| series.summed.is_none());
        match cell.filter(|&cell| cell > 0 && series.has(cell) && series.has(cell - 1)) {
            Some(cell) => match series.loose.last_mut() {
                Some(run) if run.end >= cell => run.end = cell + 1,
                _ => series.loose.push(cell - 1..cell + 1),
            },
            None => {
                for pair in used.windows(2).filter(|pair| pair[0].at == at || pair[1].at == at) {
                    dispute(collector, meter, step, (&pair[0], &pair[1]), others);
                }
            }
        }
    }
}

/// Lets the energy between two readings be what other readings of the same times make of it too.
fn dispute(collector: &mut Collector<'_>, meter: usize, step: Step, (start, end): (&Reading, &Reading), others: &[Reading]) {
    let versions = |reading: &Reading| -> Vec<Reading> {
        std::iter::once(*reading).chain(others.iter().filter(|other| other.at == reading.at).copied()).collect()
    };
    let mut energies = Vec::new();
    for (first, last) in versions(start).iter().flat_map(|first| versions(end).into_iter().map(move |last| (*first, last))) {
        let decimals = first.decimals.max(last.decimals);
        let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
        // A register does not fall: readings between which it would are not both meant.
        let rise = lift(&first).zip(lift(&last)).map(|(first, last)| last - first).filter(|&rise| rise >= 0);
        let conversion = last.given.conversion.over(&collector.meters[meter], start.at, end.at);
        energies.extend(
            rise.zip(conversion).and_then(|(rise, conversion)| conversion.energy(rise, decimals)).map(|energy| (energy, last.place)),
        );
    }
    let series = collector.series(meter, step);
    if series.summed.is_some() {
        return;
    }
    let cell = series.cell(step.index(start.at)).filter(|&cell| step.next(start.at) == end.at && series.has(cell));
    let mut ends: Option<(i128, i128)> = None;
    for ((value, decimals), place) in energies {
        let Some(grains) = series.grains(value, decimals) else { continue };
        match cell {
            // The first in the order of files stands; it is told already that they contradict each other.
            Some(cell) => {
                let standing = series.places[cell];
                series.put(cell, grains, place.max(standing), false);
            }
            None => ends = Some(ends.map_or((grains, grains), |(least, most)| (least.min(grains), most.max(grains)))),
        }
    }
    let spread = series.spreads.iter_mut().rev().find(|spread| spread.from == start.at && spread.until == end.at);
    if let (Some(spread), Some((least, most))) = (spread, ends) {
        spread.disputed = Some((least.min(spread.total), most.max(spread.total))).filter(|ends| ends.0 < ends.1);
    }
}

/// Puts the energy between two readings into the interval between them, or spreads it over several.
pub(in crate::input) fn between(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading) {
    let Some((value, decimals)) = difference(collector, meter, step, start, end) else { return };
    if step.next(start.at) != end.at {
        return gap(collector, meter, step, start, end, value, decimals);
    }
    let series = collector.series(meter, step);
    let Some(cell) = series.cell(step.index(start.at)) else { return };
    series.further_rows.push(start.place);
    collector.put_grains(meter, step, cell, value, decimals, end.place, start.estimated || end.estimated);
}

/// Whether two readings of one time differ.
pub(in crate::input) fn is_contradicted(a: &Reading, b: &Reading) -> bool {
    (a.mantissa, a.decimals) != (b.mantissa, b.decimals) && exact(a.mantissa, a.decimals) != exact(b.mantissa, b.decimals)
}

/// Lists a reading of a time that was read before.
pub(in crate::input) fn told_twice(collector: &mut Collector<'_>, meter: usize, last: &Reading, reading: &Reading) {
    let (grid, later) = (last.at, last.place.max(reading.place));
    let value = |r: &Reading| exact(r.mantissa, r.decimals);
    let is_same = !is_contradicted(last, reading);
    let code = if is_same { Code::DuplicateReading } else { Code::ConflictingReading };
    // Of many no more is said than how many.
    if collector.count(code, meter, later) {
        return;
    }
    let id = collector.meters[meter].id.clone();
    if is_same {
        let message = say!("the register of {id} at {grid} appears twice with the same reading; the second is discarded", id, grid);
        collector.defect(code, Effect::Discards, Some(meter), Some(later), 1, message);
    } else {
        let message = say!(
            "the register of {id} at {grid} reads {first} and {second}: what the intervals around it come to has bounds, and the first in the order of files is the point value",
            id,
            grid,
            first = value(last),
            second = value(reading)
        );
        collector.defect(code, Effect::Notes, Some(meter), Some(later), 1, message);
    }
}

/// The readings on the grid, one per instant, and beside them those of the same instants that differ; all others are listed.
fn on_grid(collector: &mut Collector<'_>, meter: usize, step: Step, readings: Vec<Reading>) -> (Vec<Reading>, Vec<Reading>) {
    let id = collector.meters[meter].id.clone();
    let (from, until) = (collector.period.from(), collector.period.until());
    let mut used: Vec<Reading> = Vec::with_capacity(readings.len());
    let mut others: Vec<Reading> = Vec::new();
    for mut reading in readings {
        if reading.at < from || reading.at > until {
            collector.note_outside(meter, reading.place);
        } else if collector.is_idle(meter, reading.at, reading.at) {
            collector.note_idle(meter, reading.place);
        }
        let Some(grid) = snapped(step, reading.at, reading.given.snap) else {
            if reading.at >= from && reading.at <= until {
                let message = say!(
                    "{at} of {id} is not on its grid of {step}; not used: state `snap` if the clock is known to be off",
                    at = reading.at, id, step => step.said()
                );
                collector.defect(Code::OffGridReading, Effect::Discards, Some(meter), Some(reading.place), 1, message);
            }
            continue;
        };
        reading.at = grid;
        if let Some(last) = used.last_mut().filter(|last| last.at == grid) {
            told_twice(collector, meter, last, &reading);
            let differs = is_contradicted(last, &reading);
            if reading.place < last.place {
                std::mem::swap(last, &mut reading);
            }
            if differs {
                others.push(reading);
            }
            continue;
        }
        used.push(reading);
    }
    (used, others)
}

pub(in crate::input) fn exact(mantissa: i128, decimals: u32) -> Exact {
    Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals)).unwrap_or_else(Exact::zero)
}

/// End − start in grains, or `None` (and a defect) where the register was reset.
fn difference(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading) -> Option<(i128, u32)> {
    let decimals = start.decimals.max(end.decimals);
    let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
    let (first, last) = (lift(start)?, lift(end)?);
    let mut rise = last - first;
    let registered = &collector.meters[meter];
    let id = registered.id.clone();
    if rise < 0 {
        let range = registered.digits.and_then(|d| 10_i128.checked_pow(d.checked_add(decimals)?));
        let rolls = range.is_some_and(|range| first * 10 >= range * 9 && last * 10 <= range && last >= 0);
        match range {
            Some(range) if rolls => {
                rise += range;
                let message = say!(
                    "the register of {id} falls from {first} to {last}: a rollover of its {digits} digits, {rise} counted",
                    id,
                    first = exact(first, decimals),
                    last = exact(last, decimals),
                    digits = registered.digits.unwrap_or(0),
                    rise = exact(rise, decimals)
                );
                let during = Some((start.at, end.at));
                collector.defect_during(Code::RegisterRollover, Effect::Notes, Some(meter), Some(end.place), 1, message, during);
            }
            _ => {
                reset(
                    collector,
                    meter,
                    step,
                    start,
                    end,
                    say!("{first} to {last}", first = exact(first, decimals), last = exact(last, decimals)),
                );
                return None;
            }
        }
    }
    let Some(conversion) = end.given.conversion.over(&collector.meters[meter], start.at, end.at) else {
        let count = unknown(collector, meter, step, start, end);
        collector.multiplier_change(meter, start.at, end.at, end.place, count);
        return None;
    };
    let grains = conversion.energy(rise, decimals);
    if grains.is_none() {
        reset(collector, meter, step, start, end, say!("a reading with more digits than can be added exactly"));
    }
    grains
}

/// Lists the steps between two readings as unknown, and counts them.
fn unknown(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading) -> u64 {
    let window = collector.window(meter);
    let series = collector.series(meter, step);
    let mut count = 0;
    let mut at = start.at;
    while at < end.at {
        if let Some(cell) = series.cell(step.index(at)).filter(|_| window.is_some_and(|(f, u)| f <= at && step.next(at) <= u)) {
            series.list(cell, end.place);
            count += 1;
        }
        at = step.next(at);
    }
    count
}

/// Lists a drop that is no rollover: the steps across it are unknown.
fn reset(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading, what: Message) {
    let id = collector.meters[meter].id.clone();
    let count = unknown(collector, meter, step, start, end);
    let message = say!(
        "the register of {id} falls from {what}, which its digits do not explain: a reset or an exchange of the meter; {count} interval(s) are unknown: give the old and the new meter a row each with `from` and `to`",
        id, what => what, count
    );
    let during = Some((start.at, end.at));
    collector.defect_during(Code::RegisterReset, Effect::Discards, Some(meter), Some(end.place), count.max(1), message, during);
}

/// Lists a rise into or out of readings that another meter shows: it is no energy.
fn leap(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading) {
    let count = unknown(collector, meter, step, start, end);
    let message = say!(
        "the register of {id} leaps from {first} to {last}, and several readings later falls back or rose before: another meter stood in for it; {count} interval(s) are unknown: give each meter a row with `from` and `to`",
        id = collector.meters[meter].id,
        first = exact(start.mantissa, start.decimals),
        last = exact(end.mantissa, end.decimals),
        count
    );
    let during = Some((start.at, end.at));
    collector.defect_during(Code::RegisterReset, Effect::Discards, Some(meter), Some(end.place), count.max(1), message, during);
}

/// A rise over several steps: the total stays exact, its split is unknown.
fn gap(collector: &mut Collector<'_>, meter: usize, step: Step, start: &Reading, end: &Reading, value: i128, decimals: u32) {
    let window = collector.window(meter);
    let series = collector.series(meter, step);
    let Some(total) = series.grains(value, decimals) else { return };
    collector.judge_total(meter, step, total, (start.at, end.at), end.place);
    let series = collector.series(meter, step);
    let mut at = start.at;
    let mut count = 0;
    while at < end.at {
        if let Some(cell) = series.cell(step.index(at)).filter(|_| window.is_some_and(|(f, u)| f <= at && step.next(at) <= u)) {
            series.mark_spread(cell);
            count += 1;
        }
        at = step.next(at);
    }
    if count == 0 {
        return;
    }
    let estimated = start.estimated || end.estimated;
    series.spreads.push(Spread { from: start.at, until: end.at, total, disputed: None, place: end.place, corrected: false, estimated });
    series.further_rows.push(start.place);
    let amount = series.base_units(total);
    let registered = &collector.meters[meter];
    let message = say!(
        "the register of {id} was not read between {start} and {end}: {count} interval(s) of {step} are missing; their total of {amount} {unit} is known, its split is not",
        id = registered.id, start = start.at, end = end.at, count, step => step.said(), amount, unit = base_unit(registered)
    );
    let during = Some((start.at, end.at));
    collector.defect_during(Code::MissingInterval, Effect::Notes, Some(meter), Some(start.place), count, message, during);
}
