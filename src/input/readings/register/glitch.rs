//! Readings of a register that no meter shows: one that falls to zero and is right again, or leaps up and back.
//!
//! Such a reading stands below both of its neighbours in time, or above both, and they alone would rise plausibly. Taken at its word it would be
//! a reset and a huge rise, or two of them; without it the step runs from neighbour to neighbour, and its total is known. Several of them in a row
//! may be a meter that stood in for another, with energy of its own: they are no glitch.

use super::reading::Reading;
use crate::dossier::power_of_ten;
use crate::measure::{Civil, Exact};

/// Times of the median rise per hour up to which a rise is plausible.
const TIMES: i64 = 20;
const HOUR: i64 = 3600;

/// The readings of a register, parted.
pub(in crate::input) struct Sifted {
    /// Those that are used.
    pub(in crate::input) used: Vec<Reading>,
    /// Those that no meter shows.
    pub(in crate::input) glitches: Vec<Reading>,
    /// Where another meter's readings begin or end with a leap that is no energy: the later reading's time.
    pub(in crate::input) leaps: Vec<Civil>,
}

/// The readings of a register, one for each instant, in the order of time, without those that are glitches; and the glitches. `most` says what
/// a meter's rating allows between two of them, where it is known.
pub(in crate::input) fn sift(readings: Vec<Reading>, most: impl Fn(&Reading, &Reading) -> Option<bool>) -> Sifted {
    let falls = readings.windows(2).any(|pair| below(&pair[1], &pair[0]));
    if !falls {
        return Sifted { used: readings, glitches: Vec::new(), leaps: Vec::new() };
    }
    let usual = median(&readings);
    let plausible = |a: &Reading, b: &Reading| {
        let rise = value(b) - value(a);
        !rise.is_negative()
            && (most(a, b) == Some(true)
                || usual
                    .as_ref()
                    .is_some_and(|usual| &rise * &Exact::from(HOUR) <= usual * &Exact::from((b.at.0 - a.at.0).saturating_mul(TIMES))))
    };
    let mut kept: Vec<Reading> = Vec::with_capacity(readings.len());
    let (mut glitches, mut leaps) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < readings.len() {
        let next = readings[at];
        let Some(last) = kept.last().copied().filter(|last| below(&next, last)) else {
            kept.push(next);
            at += 1;
            continue;
        };
        // Below the reading before, until one that goes on from there.
        let back = (at + 1..readings.len()).find(|&n| !below(&readings[n], &last)).filter(|&n| plausible(&last, &readings[n]));
        match back {
            Some(n) if n == at + 1 => {
                glitches.push(next);
                at = n;
                continue;
            }
            Some(n) if !plausible(&readings[n - 1], &readings[n]) => {
                leaps.push(readings[n].at);
                leaps.extend(at_rest(&readings[at..n]));
            }
            _ => {}
        }
        // Above the reading after, since one from which that goes on.
        let before = kept.iter().rposition(|reading| !below(&next, reading));
        match before.filter(|&n| !value(&next).is_zero() && plausible(&kept[n], &next)) {
            Some(n) if n + 2 == kept.len() => glitches.extend(kept.pop()),
            Some(n) if !plausible(&kept[n], &kept[n + 1]) => {
                leaps.push(kept[n + 1].at);
                leaps.extend(at_rest(&kept[n + 1..]));
            }
            _ => {}
        }
        kept.push(next);
        at += 1;
    }
    Sifted { used: kept, glitches, leaps }
}

/// The later times of readings that all show the same: no meter counted then, and what the register would have shown is not known.
fn at_rest(run: &[Reading]) -> Vec<Civil> {
    let rests = run.windows(2).all(|pair| value(&pair[0]) == value(&pair[1]));
    if rests { run.iter().skip(1).map(|reading| reading.at).collect() } else { Vec::new() }
}

/// Whether a reading is lower than another.
fn below(a: &Reading, b: &Reading) -> bool {
    if a.decimals == b.decimals { a.mantissa < b.mantissa } else { value(a) < value(b) }
}

fn value(reading: &Reading) -> Exact {
    Exact::from(reading.mantissa).over(&power_of_ten(reading.decimals)).unwrap_or_else(Exact::zero)
}

/// The median rise per hour from one reading to the next, of those that rise: many registers rest for half of their time.
fn median(readings: &[Reading]) -> Option<Exact> {
    let rise = |pair: &[Reading]| {
        let rise = (value(&pair[1]) - value(&pair[0])) * Exact::from(HOUR);
        if rise.is_positive() { rise.over(&Exact::from(pair[1].at.0 - pair[0].at.0)) } else { None }
    };
    let mut rises: Vec<Exact> = readings.windows(2).filter_map(rise).collect();
    rises.sort();
    rises.get(rises.len().saturating_sub(1) / 2).cloned()
}
