//! Which days of which meter are complete, for the eye. The counts of completeness are made elsewhere; this only says when.

use super::balance::subtraction::net_series;
use super::profile::window;
use super::settle::Accounts;
use crate::dossier::{Dossier, State};
use crate::measure::{Civil, SECONDS_PER_DAY};

/// What a meter has on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Day {
    /// Not in service.
    #[default]
    Out,
    /// Every interval was read.
    Complete,
    /// Every interval has a value, at least one of them an estimate or corrected.
    Estimated,
    /// Some intervals are missing.
    Partial,
    /// Every interval is missing.
    Missing,
}

/// The days of a meter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeterDays {
    /// Meter.
    pub meter: usize,
    /// Each day of the period.
    pub days: Vec<Day>,
}

/// The days of the meters that want the most, at most so many of them, in the order of what they want; meters that want nothing follow.
pub fn calendar(dossier: &Dossier, accounts: &Accounts, most: usize) -> Vec<MeterDays> {
    let mut meters: Vec<usize> = (0..dossier.meters.len()).collect();
    meters.sort_by_key(|&m| {
        let c = &accounts.completeness[m];
        std::cmp::Reverse((c.missing, c.estimated))
    });
    meters.truncate(most);
    meters.into_iter().map(|meter| MeterDays { meter, days: days(dossier, meter) }).collect()
}

fn days(dossier: &Dossier, meter: usize) -> Vec<Day> {
    let period = dossier.period;
    let length = usize::try_from(period.days()).unwrap_or(0);
    let mut all = vec![Day::Out; length];
    let Some(window) = window(&dossier.meters[meter], &period) else { return all };
    let opening = period.from();
    let at = |time: Civil| usize::try_from((time.0 - opening.0).div_euclid(SECONDS_PER_DAY)).ok().filter(|&d| d < length);
    let Some(found) = net_series(dossier, meter) else {
        if let (Some(from), Some(to)) = (at(window.from()), at(window.until().plus(-1))) {
            all[from..=to].fill(Day::Missing);
        }
        return all;
    };
    let series = found.series;
    let mut counts = vec![(0_u32, 0_u32, 0_u32); length];
    if let Some(summed) = &series.totals {
        // Its cells part the day, and none of them is estimated or corrected.
        for (day, count) in counts.iter_mut().enumerate() {
            let start = opening.plus(i64::try_from(day).unwrap_or(0) * SECONDS_PER_DAY);
            let cells = series.cells_within(start.max(window.from()), start.plus(SECONDS_PER_DAY).min(window.until()));
            *count = (u32::try_from(cells.len()).unwrap_or(u32::MAX), summed.present.count_within(cells.start, cells.end), 0);
        }
    } else {
        for cell in series.cells_within(window.from(), window.until()) {
            let (start, end) = (series.start(cell), series.step.next(series.start(cell)));
            let (Some(from), Some(to)) = (at(start), at(end.plus(-1))) else { continue };
            for count in &mut counts[from..=to] {
                count.0 += 1;
                let corrected = series.state(cell).has(State::CORRECTED);
                count.1 += u32::from(series.has(cell) || corrected);
                count.2 += u32::from(series.state(cell).has(State::ESTIMATED) || corrected);
            }
        }
    }
    for (day, (expected, present, estimated)) in all.iter_mut().zip(counts) {
        *day = match (expected, present, estimated) {
            (0, _, _) => Day::Out,
            (_, 0, _) => Day::Missing,
            (e, p, _) if p < e => Day::Partial,
            (_, _, 0) => Day::Complete,
            _ => Day::Estimated,
        };
    }
    all
}
