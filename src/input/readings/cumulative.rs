//! Counters that are read as energies: a series that never falls, or falls at midnight alone, is no series of energies.
//!
//! A true series falls again and again: the sun sets, shifts end. One that does not fall through 96 readings, a day at least, while it rises
//! several times, is what a register shows.

use super::climb::{Climb, LEAST_CLIMB, LEAST_RISES, READINGS_A_RISE};
use super::log::{DefectLog, Finding};
use super::scope::Scope;
use crate::dossier::{Code, Effect, Series};
use crate::say;
use crate::say::Message;

/// Rises of a day from which on a series that falls at midnight alone is a counter of the day.
const RISES_A_DAY: usize = 4;

/// Lists a series of energies that is a counter.
pub(in crate::input) fn inspect(scope: Scope<'_>, log: &mut DefectLog<'_>, series: &Series) {
    let per_day = series.step.seconds().and_then(|s| usize::try_from(86_400 / s).ok()).unwrap_or(1).max(1);
    let least = LEAST_CLIMB.max(per_day);
    // From the last fall on: the first cell, readings, rises; and the falls at midnight.
    let (mut first, mut count, mut rises, mut falls) = (0, 0, 0, 0);
    let mut found: Option<(usize, usize, usize)> = None;
    let mut before: Option<(usize, i128)> = None;
    for cell in (0..series.len()).filter(|&cell| series.has(cell)) {
        let value = series.cells.get(cell);
        let fell = before.is_some_and(|(_, last)| value < last);
        let new_day = before.is_some_and(|(at, _)| at / per_day != cell / per_day);
        if before.is_none() || (fell && !(per_day > 1 && (new_day || Climb::is_near_midnight(cell, per_day)))) {
            (first, count, rises, falls) = (cell, 1, 0, 0);
        } else {
            count += 1;
            falls += usize::from(fell);
            rises += usize::from(before.is_some_and(|(_, last)| value > last));
        }
        before = Some((cell, value));
        // One midnight proves little: a counter of the day is seen over two days.
        let climbs = count >= if falls > 0 { 2 * least } else { least }
            && rises >= LEAST_RISES.max(falls * RISES_A_DAY)
            && rises * READINGS_A_RISE >= count;
        if climbs && found.is_none_or(|(_, readings, _)| count > readings) {
            found = Some((first, count, falls));
        }
    }
    let Some((first, count, falls)) = found else { return };
    let start = series.start(first);
    let what: Message = if falls > 0 {
        say!(
            "falls at midnight alone: a counter of the day, read as energies; state `layout = \"register\"` and `resets = \"daily\"` for these readings"
        )
    } else {
        say!("never falls: a cumulative register, read as energies; state `layout = \"register\"` for these readings")
    };
    let message = say!("{id}: a series of {count} readings from {start} {what}", id = scope.meter.id, count, start, what => what);
    let place = series.places.get(first).copied().filter(|&place| place > 0);
    log.push(scope.meter, Finding::new(Code::CumulativeSeries, Effect::Blocks, message).at(place).count(count as u64));
}
