//! What the sun says of a solar meter: generation at night, and a clock that was set anew.
//!
//! China's one civil time puts solar noon between about 11:30 in the east and 15:00 in the far west, so that no park generates from 22:00 to
//! 03:00. The middle of a day's generation moves by minutes from week to week; a jump of 45 minutes is the clock, not the sun.

use super::conversion::base_unit;
use super::log::{DefectLog, Finding};
use super::scope::Scope;
use crate::dossier::{Code, Effect, Meter, Series, Source};
use crate::measure::SECONDS_PER_DAY;
use crate::say;

/// Hours in which no park in China has sun, as seconds of the civil day.
const NIGHT: (i64, i64) = (22 * 3600, 3 * 3600);
/// A reading at night that is at least this part of the meter's greatest: 1/100.
const PART: i128 = 100;
/// Days whose middle is taken together.
const DAYS: usize = 7;
/// Seconds by which the middle of generation must jump.
const JUMP: i64 = 45 * 60;

/// Whether a meter is one of solar generation.
pub(in crate::input) fn is_solar(meter: &Meter) -> bool {
    const WORDS: [&str; 5] = ["solar", "pv", "photovoltaic", "光伏", "太阳能"];
    meter.flow.has_own_use() && matches!(&meter.source, Source::Renewable(name) if WORDS.contains(&name.to_lowercase().as_str()))
}

/// Looks at a series of a solar meter.
pub(in crate::input) fn inspect(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series) {
    let Some(step) = series.step.seconds().filter(|&s| s <= 3600) else { return };
    if !is_solar(scope.meter) {
        return;
    }
    night(scope, log, series, step);
    shifts(scope, log, series, step);
}

fn second_of_day(series: &Series, cell: usize) -> i64 {
    series.start(cell).0.rem_euclid(SECONDS_PER_DAY)
}

/// Readings at night that the sun does not explain: one entry per meter.
fn night(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, step: i64) {
    let greatest = (0..series.len()).map(|c| series.cells.get(c)).max().unwrap_or(0);
    let dark = |cell: usize| {
        let second = second_of_day(series, cell);
        second >= NIGHT.0 || second + step <= NIGHT.1
    };
    let shining = |&cell: &usize| series.has(cell) && series.cells.get(cell) > 0 && series.cells.get(cell) * PART >= greatest && dark(cell);
    let found: Vec<usize> = (0..series.len()).filter(shining).collect();
    let Some(&first) = found.first() else { return };
    let registered = scope.meter;
    let message = say!(
        "{id} is solar, and reads {amount} {unit} for the {step} from {start}, when there is no sun ({count} such reading(s)): check its clock, its time label and what it measures",
        id = registered.id,
        amount = series.base_units(series.cells.get(first)),
        unit = base_unit(registered),
        step => series.step.said(),
        start = series.start(first),
        count = found.len()
    );
    let place = series.places[first];
    let last = found.last().copied().unwrap_or(first);
    let during = Some((series.start(first), series.step.next(series.start(last))));
    log.push(scope.meter, Finding::new(Code::NightGeneration, Effect::Notes, message).at(place).count(found.len() as u64).during(during));
}

/// Jumps of the middle of a day's generation between two weeks.
fn shifts(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series, step: i64) {
    let per_day = usize::try_from(SECONDS_PER_DAY / step).unwrap_or(1);
    let mut middles: Vec<(usize, i64)> = Vec::new();
    let mut cell = 0;
    while cell < series.len() {
        let end = (cell + per_day).min(series.len());
        if end - cell == per_day && (cell..end).all(|c| series.has(c)) {
            let energy: i128 = (cell..end).map(|c| series.cells.get(c).max(0)).sum();
            let moment: i128 = (cell..end).map(|c| series.cells.get(c).max(0) * i128::from(second_of_day(series, c) + step / 2)).sum();
            if energy > 0 {
                middles.push((cell, i64::try_from(moment / energy).unwrap_or(0)));
            }
        }
        cell = end;
    }
    let mut at = DAYS;
    while at + DAYS <= middles.len() {
        let (before, after) = (median(&middles[at - DAYS..at]), median(&middles[at..at + DAYS]));
        if (after - before).abs() < JUMP {
            at += 1;
            continue;
        }
        // The day on which it jumped: the first that is nearer to the new middle than to the old, and stays there.
        let day = (at - DAYS..at + DAYS)
            .find(|&d| middles[d..(d + 3).min(middles.len())].iter().all(|m| (m.1 - after).abs() < (m.1 - before).abs()));
        let (first, _) = middles[day.unwrap_or(at)];
        let minutes = (after - before) / 60;
        let message = say!(
            "the middle of the generation of {id} moves by {minutes} minutes at {day}: its clock was set anew, or its label convention changed",
            id = scope.meter.id,
            minutes,
            day = series.start(first).day()
        );
        let place = series.places[first];
        let during = Some((series.start(first), series.start(first).plus(SECONDS_PER_DAY)));
        log.push(scope.meter, Finding::new(Code::ClockShift, Effect::Notes, message).at(place).during(during));
        at += 2 * DAYS;
    }
}

fn median(days: &[(usize, i64)]) -> i64 {
    let mut middles: Vec<i64> = days.iter().map(|d| d.1).collect();
    middles.sort_unstable();
    middles[middles.len() / 2]
}
