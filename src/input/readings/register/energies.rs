//! Cumulative registers: the energy of a step is the difference of two readings × multiplier.
//!
//! Across a gap the total is known and its split is not. A drop is a rollover if it goes from the top tenth of the register's range to the
//! lowest tenth; otherwise the register was reset or exchanged and the step is unknown: never negative, never a huge number. A reading that no
//! meter shows is left out before ([`crate::input::readings::register::glitch`]).
//!
//! A register that starts again each day is one of that day: what it shows was counted since midnight, and what was counted after its last
//! reading of a day is not known, but for the sun, which does not shine then.

use super::super::super::step::{infer, loose};
use super::super::conversion::{base_unit, snapped};
use super::super::intake::Intake;
use super::super::log::{DefectLog, Finding};
use super::super::meter::{Energy, MeterReadings};
use super::super::solar::is_solar;
use super::super::step_inference::beside_grid;
use super::glitch::{Sifted, sift};
use super::reading::{Reading, Readings, exact, is_contradicted};
use crate::dossier::{Code, Effect, GRAINS, Meter, Spread};
use crate::measure::{Civil, Exact, Step};
use crate::say;
use crate::say::Message;

/// Turns the readings of a register into energies per step.
pub(in crate::input) fn energies(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, readings: Readings, declared: Option<Step>) {
    if readings.is_empty() {
        return;
    }
    let mut readings = readings.all();
    readings.sort_by_key(|r| (r.at, r.place));
    let mut stamps: Vec<Civil> = readings.iter().map(|r| r.at).collect();
    stamps.dedup();
    let id = own.scope.meter.id.clone();
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
        return intake
            .log
            .push(own.scope.meter, Finding::new(Code::UnknownStep, Effect::Discards, message).at(readings[0].place).count(count));
    };
    let resets_daily = readings.iter().any(|r| r.given.resets_daily);
    let (mut used, others) = on_grid(own, intake, step, readings);
    if resets_daily {
        used.retain(|reading| others.iter().all(|other| other.at != reading.at));
        return by_days(own, intake, step, &used);
    }
    let rating = own.scope.meter.rating.clone();
    let Sifted { used, glitches, leaps } = sift(used, |a, b| is_within(rating.as_ref(), a, b));
    tell_glitches(own, intake, &used, &glitches);
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    for pair in used.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        if end.at <= from || start.at >= until {
            continue;
        }
        if leaps.contains(&end.at) {
            leap(own, intake, step, &start, &end);
            continue;
        }
        between(own, intake, step, &start, &end);
    }
    loosen(own, intake, step, &used, &others);
}

/// Whether the rise between two readings is within what a rating allows; `None` where that is not known.
fn is_within(rating: Option<&Exact>, start: &Reading, end: &Reading) -> Option<bool> {
    let (first, last) = (exact(start.mantissa, start.decimals), exact(end.mantissa, end.decimals));
    let (factor, decimals) = end.given.conversion.energy(1, 0)?;
    let energy = (last - first) * exact(factor, decimals);
    let most = rating? * &Exact::ratio(i128::from(end.at.0 - start.at.0) * i128::from(GRAINS), 3600);
    Some(energy <= most)
}

fn tell_glitches(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, used: &[Reading], glitches: &[Reading]) {
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    for glitch in glitches.iter().filter(|g| from <= g.at && g.at <= until) {
        let after = used.partition_point(|r| r.at < glitch.at);
        let (Some(before), Some(after)) = (after.checked_sub(1).and_then(|n| used.get(n)), used.get(after)) else { continue };
        let message = say!(
            "the register of {id} reads {read} at {at}, between {first} at {start} and {last} at {end}: no meter counts so; the reading is not used, and the energy from {start} to {end} is their difference",
            id = own.scope.meter.id,
            read = exact(glitch.mantissa, glitch.decimals),
            at = glitch.at,
            first = exact(before.mantissa, before.decimals),
            start = before.at,
            last = exact(after.mantissa, after.decimals),
            end = after.at
        );
        let during = Some((before.at, after.at));
        intake.log.push(own.scope.meter, Finding::new(Code::RegisterGlitch, Effect::Discards, message).at(glitch.place).during(during));
    }
}

/// The energies of a register that starts again at each midnight.
fn by_days(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, used: &[Reading]) {
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    let is_dark = is_solar(own.scope.meter);
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
                between(own, intake, step, if opens { &from_zero } else { &start }, &end);
            }
            continue;
        }
        let same_day = start.at.day() == end.at.plus(-1).day();
        closes = same_day && end.at == midnight && total(&end) >= total(&start) && end.mantissa > 0;
        if !in_period {
            continue;
        }
        if closes {
            between(own, intake, step, &start, &end);
        } else if is_dark && Civil::midnight(start.at.day()).plus(crate::measure::SECONDS_PER_DAY) == midnight {
            between(own, intake, step, &from_zero, &end);
        } else {
            let count = unknown(own, intake, step, &start, &end);
            let message = say!(
                "the register of {id} starts again at midnight: what it counted from {start} to then is not known; {count} interval(s) are missing: read it at 24:00",
                id = own.scope.meter.id,
                start = start.at,
                count
            );
            let during = Some((start.at, end.at));
            intake.log.push(
                own.scope.meter,
                Finding::new(Code::MissingInterval, Effect::Notes, message).at(end.place).count(count.max(1)).during(during),
            );
        }
    }
}

/// Where readings of one time contradict each other, the steps on either side of it have one total and no split; a step at the edge of what was read, or
/// beside a gap, has any of the totals that the readings make.
fn loosen(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, used: &[Reading], others: &[Reading]) {
    let mut times: Vec<Civil> = others.iter().map(|other| other.at).collect();
    times.sort_unstable();
    times.dedup();
    for at in times.into_iter().filter(|at| own.scope.period.from() <= *at && *at <= own.scope.period.until()).collect::<Vec<_>>() {
        let series = own.series(intake, step);
        let cell = series.cell(step.index(at)).filter(|_| series.totals.is_none());
        match cell.filter(|&cell| cell > 0 && series.has(cell) && series.has(cell - 1)) {
            Some(cell) => match series.loose.last_mut() {
                Some(run) if run.end >= cell => run.end = cell + 1,
                _ => series.loose.push(cell - 1..cell + 1),
            },
            None => {
                for pair in used.windows(2).filter(|pair| pair[0].at == at || pair[1].at == at) {
                    dispute(own, intake, step, (&pair[0], &pair[1]), others);
                }
            }
        }
    }
}

/// Lets the energy between two readings be what other readings of the same times make of it too.
fn dispute(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, (start, end): (&Reading, &Reading), others: &[Reading]) {
    let versions = |reading: &Reading| -> Vec<Reading> {
        std::iter::once(*reading).chain(others.iter().filter(|other| other.at == reading.at).copied()).collect()
    };
    let mut energies = Vec::new();
    for (first, last) in versions(start).iter().flat_map(|first| versions(end).into_iter().map(move |last| (*first, last))) {
        let decimals = first.decimals.max(last.decimals);
        let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
        // A register does not fall: readings between which it would are not both meant.
        let rise = lift(&first).zip(lift(&last)).map(|(first, last)| last - first).filter(|&rise| rise >= 0);
        let conversion = last.given.conversion.over(own.scope.meter, start.at, end.at);
        energies.extend(
            rise.zip(conversion).and_then(|(rise, conversion)| conversion.energy(rise, decimals)).map(|energy| (energy, last.place)),
        );
    }
    let series = own.series(intake, step);
    if series.totals.is_some() {
        return;
    }
    let cell = series.cell(step.index(start.at)).filter(|&cell| step.next(start.at) == end.at && series.has(cell));
    let mut ends: Option<(i128, i128)> = None;
    let (energies, places): (Vec<(i128, u32)>, Vec<u32>) = energies.into_iter().unzip();
    for (grains, place) in series.all_grains(&energies).into_iter().zip(places) {
        let Some(grains) = grains else { continue };
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
pub(in crate::input) fn between(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading) {
    let Some((value, decimals)) = difference(own, intake, step, start, end) else { return };
    if step.next(start.at) != end.at {
        return gap(own, intake, step, start, end, (value, decimals));
    }
    let series = own.series(intake, step);
    let Some(cell) = series.cell(step.index(start.at)) else { return };
    series.further_rows.push(start.place);
    own.put_energy(
        intake,
        step,
        cell,
        Energy { value: (value, decimals), place: end.place, is_estimated: start.estimated || end.estimated },
    );
}

/// Lists a reading of a time that was read before.
pub(in crate::input) fn tell_twice(log: &mut DefectLog<'_>, meter: &Meter, last: &Reading, reading: &Reading) {
    let (grid, later) = (last.at, last.place.max(reading.place));
    let value = |r: &Reading| exact(r.mantissa, r.decimals);
    let is_same = !is_contradicted(last, reading);
    let code = if is_same { Code::DuplicateReading } else { Code::ConflictingReading };
    // Of many no more is said than how many.
    if log.count(code, meter, Some(log.position(later).file), 1) {
        return;
    }
    let id = meter.id.clone();
    if is_same {
        let message = say!("the register of {id} at {grid} appears twice with the same reading; the second is discarded", id, grid);
        log.push(meter, Finding::new(code, Effect::Discards, message).at(later));
    } else {
        let message = say!(
            "the register of {id} at {grid} reads {first} and {second}: what the intervals around it come to has bounds, and the first in the order of files is the point value",
            id,
            grid,
            first = value(last),
            second = value(reading)
        );
        log.push(meter, Finding::new(code, Effect::Notes, message).at(later));
    }
}

/// The readings on the grid, one per instant, and beside them those of the same instants that differ; all others are listed.
fn on_grid(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, readings: Vec<Reading>) -> (Vec<Reading>, Vec<Reading>) {
    let id = own.scope.meter.id.clone();
    let (from, until) = (own.scope.period.from(), own.scope.period.until());
    let mut used: Vec<Reading> = Vec::with_capacity(readings.len());
    let mut others: Vec<Reading> = Vec::new();
    for mut reading in readings {
        if reading.at < from || reading.at > until {
            own.note_outside(&intake.log, reading.place);
        } else if own.scope.is_idle(reading.at, reading.at) {
            own.note_idle(&intake.log, reading.place);
        }
        let Some(grid) = snapped(step, reading.at, reading.given.snap) else {
            if reading.at >= from && reading.at <= until {
                let message = say!(
                    "{at} of {id} is not on its grid of {step}; not used: state `snap` if the clock is known to be off",
                    at = reading.at, id, step => step.said()
                );
                intake.log.push(own.scope.meter, Finding::new(Code::OffGridReading, Effect::Discards, message).at(reading.place));
            }
            continue;
        };
        reading.at = grid;
        if let Some(last) = used.last_mut().filter(|last| last.at == grid) {
            tell_twice(&mut intake.log, own.scope.meter, last, &reading);
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

/// End − start in grains, or `None` (and a defect) where the register was reset.
fn difference(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading) -> Option<(i128, u32)> {
    let decimals = start.decimals.max(end.decimals);
    let lift = |r: &Reading| 10_i128.checked_pow(decimals - r.decimals).and_then(|f| r.mantissa.checked_mul(f));
    let (first, last) = (lift(start)?, lift(end)?);
    let mut rise = last - first;
    let registered = own.scope.meter;
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
                intake.log.push(own.scope.meter, Finding::new(Code::RegisterRollover, Effect::Notes, message).at(end.place).during(during));
            }
            _ => {
                reset(
                    own,
                    intake,
                    step,
                    start,
                    end,
                    say!("{first} to {last}", first = exact(first, decimals), last = exact(last, decimals)),
                );
                return None;
            }
        }
    }
    let Some(conversion) = end.given.conversion.over(own.scope.meter, start.at, end.at) else {
        let count = unknown(own, intake, step, start, end);
        own.multiplier_change(&mut intake.log, (start.at, end.at), end.place, count);
        return None;
    };
    let grains = conversion.energy(rise, decimals);
    if grains.is_none() {
        reset(own, intake, step, start, end, say!("a reading with more digits than can be added exactly"));
    }
    grains
}

/// Lists the steps between two readings as unknown, and counts them.
fn unknown(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading) -> u64 {
    let window = own.scope.window;
    let series = own.series(intake, step);
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
fn reset(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading, what: Message) {
    let id = own.scope.meter.id.clone();
    let count = unknown(own, intake, step, start, end);
    let message = say!(
        "the register of {id} falls from {what}, which its digits do not explain: a reset or an exchange of the meter; {count} interval(s) are unknown: give the old and the new meter a row each with `from` and `to`",
        id, what => what, count
    );
    let during = Some((start.at, end.at));
    intake.log.push(
        own.scope.meter,
        Finding::new(Code::RegisterReset, Effect::Discards, message).at(end.place).count(count.max(1)).during(during),
    );
}

/// Lists a rise into or out of readings that another meter shows: it is no energy.
fn leap(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading) {
    let count = unknown(own, intake, step, start, end);
    let message = say!(
        "the register of {id} leaps from {first} to {last}, and several readings later falls back or rose before: another meter stood in for it; {count} interval(s) are unknown: give each meter a row with `from` and `to`",
        id = own.scope.meter.id,
        first = exact(start.mantissa, start.decimals),
        last = exact(end.mantissa, end.decimals),
        count
    );
    let during = Some((start.at, end.at));
    intake.log.push(
        own.scope.meter,
        Finding::new(Code::RegisterReset, Effect::Discards, message).at(end.place).count(count.max(1)).during(during),
    );
}

/// A rise over several steps: the total stays exact, its split is unknown.
fn gap(own: &mut MeterReadings<'_>, intake: &mut Intake<'_>, step: Step, start: &Reading, end: &Reading, value: (i128, u32)) {
    let window = own.scope.window;
    let Some(total) = own.grains(intake, step, value) else { return };
    own.judge_total(intake, step, total, (start.at, end.at), end.place);
    let series = own.series(intake, step);
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
    let registered = own.scope.meter;
    let message = say!(
        "the register of {id} was not read between {start} and {end}: {count} interval(s) of {step} are missing; their total of {amount} {unit} is known, its split is not",
        id = registered.id, start = start.at, end = end.at, count, step => step.said(), amount, unit = base_unit(registered)
    );
    let during = Some((start.at, end.at));
    intake
        .log
        .push(own.scope.meter, Finding::new(Code::MissingInterval, Effect::Notes, message).at(start.place).count(count).during(during));
}
