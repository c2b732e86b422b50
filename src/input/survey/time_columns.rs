//! Finds the columns that together say when a row or a cell is of.

use std::collections::BTreeSet;

use super::around::Around;
use super::clock::Clock;
use super::found::{Part, Role};
use super::keys;
use super::sense::{Quantity, is_of_month, not_energy, sense};
use super::sheet::{Sheet, read_any};
use super::understood::{Understood, cells};
use super::words;
use crate::dossier::Dimension;
use crate::input::field::{self, DateOrder, PartialDate, Range, StampError};
use crate::input::manifest::Layout;
use crate::input::table::columns;
use crate::input::table::find_column;
use crate::input::times::columns::{BILLING, TimeColumns};
use crate::input::times::epoch::looks_like_epoch;
use crate::input::times::seen::count;
use crate::say;
use crate::say::Message;

/// Marks the columns of a clock, each by what it says.
fn mark(found: &mut Understood, clock: Clock) {
    let times = &clock.columns.times;
    let parts = [
        (times.year, Part::Year),
        (times.month, Part::Month),
        (times.day, Part::Day),
        (times.hour, Part::Hour),
        (times.minute, Part::Minute),
        (times.point, Part::Point),
        (times.period, Part::Period),
    ];
    for (at, part) in parts {
        if let Some(at) = at {
            found.set(at, Role::Part(part));
        }
    }
    if let Some(at) = clock.columns.date {
        found.set(at, Role::Date);
    }
    if let Some(at) = times.clock {
        found.set(at, Role::Clock);
    }
    for (at, label) in &times.across {
        found.set(*at, Role::Across(*label));
    }
    found.clock = Some(clock);
}

/// A date with an hour, a point or a range beside it; year and month, and a day, in columns.
pub(super) fn beside(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    if sheet.header.is_none() {
        return false;
    }
    let header = cells(sheet);
    let first = find_column(&header, None, columns::TIME);
    // A column of months may be taken for the time, and its year stands beside it.
    for given in [first, None] {
        let (mut time, mut date) = (given, None);
        let times = TimeColumns::find(&header, &|_| None, false, &mut time, &mut date, &mut Vec::new());
        if times.are_several() && time.is_none() && are_told(sheet, &times, date) && times.all().chain(date).all(|at| found.is_free(at)) {
            let mut clock = Clock::new(Layout::Long, times, sheet, around);
            clock.columns.date = date;
            mark(found, clock);
            return true;
        }
    }
    false
}

/// Whether the cells of the columns are what their headers call them.
fn are_told(sheet: &Sheet, times: &TimeColumns, date: Option<usize>) -> bool {
    let all = |at: Option<usize>, is: &dyn Fn(&str) -> bool| {
        at.is_none_or(|at| {
            let profile = &sheet.profiles[at];
            profile.filled > 0 && profile.distinct.iter().all(|cell| is(cell))
        })
    };
    let dated = match date {
        // A date that has its time of day needs nothing beside it.
        Some(at) => sheet.profiles[at].is_stamps(true) && sheet.profiles[at].instants == 0,
        None => times.month.is_some() && (times.year.is_some() || times.day.is_some()),
    };
    let is_number = |least: u32, most: u32| move |cell: &str| part(cell).is_some_and(|number| (least..=most).contains(&number));
    let is_month = |cell: &str| is_number(1, 12)(cell) || PartialDate::header(cell).is_some_and(|label| label.day.is_none());
    let is_hour = |cell: &str| count(cell).is_some_and(|hour| hour <= 24) || field::clock_range(cell).is_some();
    dated
        && all(times.hour, &is_hour)
        && all(times.minute, &is_number(0, 59))
        && all(times.point, &|cell| count(cell).is_some())
        && all(times.period, &|cell| field::clock_range(cell).is_some())
        && all(times.year, &is_number(1900, 2200))
        && all(times.month, &is_month)
        && all(times.day, &is_number(1, 31))
}

/// The number of a year, a month or a day: 2025, 2025年, 3月, 1日.
fn part(cell: &str) -> Option<u32> {
    let plain = field::narrow(field::trimmed(cell)).into_owned();
    let digits = plain.trim_end_matches(|c: char| "年月日号份度".contains(c)).trim_end();
    digits.strip_suffix(".0").unwrap_or(digits).parse().ok()
}

/// Times of day without a date, where the name of the sheet or the file says the day (`日报_20250131.csv`).
pub(super) fn of_named_day(sheet: &Sheet, found: &mut Understood, around: &Around<'_>, clock: usize) -> bool {
    let Some(base) = around.day(sheet) else { return false };
    let Some(mut made) = Clock::dated_by(&base, Layout::Long, sheet, around) else { return false };
    made.columns.time = Some(clock);
    found.base = Some(base);
    found.set(clock, Role::Time);
    found.clock = Some(made);
    true
}

/// Why times that can be seen are not read, and what would be: those of daylight saving time, years of another calendar, instants across.
pub(super) fn refused(sheet: &Sheet) -> Option<Message> {
    // Such a row is no header to whom it is one of data.
    let rows = [sheet.names()].into_iter().chain(sheet.rows.first().map(|(_, cells)| cells.as_slice()));
    let instants = |cells: &[String]| -> Vec<String> {
        cells.iter().filter(|cell| matches!(read_any(cell), Ok(field::Stamp::Instant { .. }))).cloned().collect()
    };
    let across = rows.map(instants).find(|found| found.len() > 3).unwrap_or_default();
    if let [first, .., last] = &across[..] {
        return Some(say!(
            "its columns are instants, from `{first}` to `{last}`: tables are read with a row for each time, so that rows and columns must change places",
            first,
            last
        ));
    }
    (0..sheet.width).find_map(|at| {
        let profile = &sheet.profiles[at];
        let all = |is: &dyn Fn(&str) -> bool| profile.filled > 1 && profile.distinct.iter().all(|cell| is(cell.trim()));
        let first = profile.distinct.first()?;
        let saving = |cell: &str| {
            let word = cell.rsplit(' ').next().unwrap_or_default();
            ["DST", "CEST", "BST", "EDT", "CDT", "MDT", "PDT", "AEDT", "MESZ", "CET", "EST", "CST", "PST", "MST", "AEST", "JST", "IST"]
                .contains(&word)
                && cell.len() > word.len()
                && read_any(cell[..cell.len() - word.len()].trim()).is_ok()
        };
        let republic = |cell: &str| {
            let (year, rest) = cell.split_once(['/', '-', '.'])?;
            let year: u32 = year.parse().ok().filter(|year| (80..=200).contains(year))?;
            read_any(&format!("{}-{}", year + 1911, rest.replace(['/', '.'], "-"))).is_ok().then_some(year + 1911)
        };
        if profile.distinct.iter().any(|cell| saving(cell.trim())) && all(&|cell| saving(cell) || read_any(cell).is_ok()) {
            return Some(say!(
                "the times of column {column}, such as `{first}`, end with the name of a zone or of daylight saving time, which does not say how far from UTC they are: export them in Beijing time, or with their offset (+08:00)",
                column = at + 1,
                first
            ));
        }
        if all(&|cell| republic(cell).is_some()) {
            return Some(say!(
                "column {column} counts its years from 1911, such as `{first}`: write the years of the common calendar, {year}",
                column = at + 1,
                first,
                year = republic(first).unwrap_or_default()
            ));
        }
        None
    })
}

/// Ranges of time with their dates in one cell: 2025-03-01 00:00~01:00.
pub(super) fn of_ranges(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    let Some(at) = (0..sheet.width).find(|at| found.is_free(*at) && sheet.profiles[*at].is_ranges()) else { return false };
    // The same hours behind every stamp are its offset from UTC.
    let doubtful = |cell: &&String| matches!(field::stamp(cell, Some(DateOrder::Dmy)), Err(StampError::Range));
    let tails: BTreeSet<&str> =
        sheet.profiles[at].distinct.iter().filter(doubtful).filter_map(|cell| cell.rsplit_once('-').map(|(_, tail)| tail)).collect();
    if tails.len() == 1 {
        return false;
    }
    let mut clock = Clock::new(Layout::Long, TimeColumns::default(), sheet, around);
    clock.columns.time = Some(at);
    found.set(at, Role::Time);
    found.clock = Some(clock);
    true
}

/// Rows without a time, where the names around the table say the month that all of them are of: a statistical form of a month.
pub(super) fn of_named_month(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    let is_energy = |at: usize| {
        let name = sheet.name(at);
        let unit = words::unit_of(name).is_some_and(|unit| !unit.guess && unit.unit.dimension == Dimension::Energy);
        let quantity = sense(name).quantity;
        let told = matches!(quantity, Some(Quantity::Energy)) || is_of_month(name) || unit && quantity.is_none();
        found.is_free(at) && sheet.profiles[at].is_numbers() && not_energy(name).is_none() && told
    };
    if sheet.header.is_none() || !(0..sheet.width).any(is_energy) {
        return false;
    }
    let Some(base) = around.month(sheet) else { return false };
    let Some(clock) = Clock::dated_by(&base, Layout::Long, sheet, around) else { return false };
    let before = found.clone();
    keys::choose(sheet, found);
    // One row for each meter, and no more: else something tells its rows apart.
    if found.at(&Role::Meter).is_none_or(|at| keys::clashes(sheet, found, Some(at)) > 0) {
        *found = before;
        return false;
    }
    found.base = Some(base);
    found.clock = Some(clock);
    true
}

/// Numbers of seconds or milliseconds since 1970 in the column of the time.
pub(super) fn since_1970(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    let header = cells(sheet);
    let Some(at) = find_column(&header, None, columns::TIME).filter(|at| found.is_free(*at) && sheet.header.is_some()) else {
        return false;
    };
    let mut units = sheet.profiles[at].distinct.iter().map(|cell| looks_like_epoch(cell.trim()));
    let Some(Some(unit)) = units.next() else { return false };
    if !units.all(|other| other == Some(unit)) {
        return false;
    }
    let mut clock = Clock::new(Layout::Long, TimeColumns::default(), sheet, around);
    clock.columns.time = Some(at);
    clock.table.epoch = Some(unit);
    found.set(at, Role::Time);
    found.clock = Some(clock);
    true
}

/// A period in one cell, as bills have it; year and month of registers that stand beside them.
pub(super) fn of_bill(sheet: &Sheet, found: &mut Understood, around: &Around<'_>, registers: bool) -> bool {
    if sheet.header.is_none() {
        return false;
    }
    let header = cells(sheet);
    let is_period = |at: &usize| {
        let profile = &sheet.profiles[*at];
        let is_range = |cell: &String| matches!(field::range(cell, Some(DateOrder::Ymd)), Ok(Some(Range::Days(..))));
        profile.filled > 0 && profile.distinct.iter().all(is_range) && found.is_free(*at)
    };
    let period = BILLING.iter().filter_map(|name| find_column(&header, None, &[name])).find(is_period);
    let mut times = TimeColumns::default();
    if period.is_some() {
        times.period = period;
    } else if registers {
        times = TimeColumns::of_months(&header, &|_| None, None, &mut Vec::new());
        let told = times.month.is_some_and(|at| {
            let profile = &sheet.profiles[at];
            profile.is_stamps(true) || times.year.is_some() || profile.distinct.iter().all(|cell| part(cell).is_some_and(|n| n <= 12))
        });
        if !told || times.day.is_some() {
            return false;
        }
        if times.year.is_none() && !sheet.profiles[times.month.unwrap_or(0)].is_stamps(true) && around.year(sheet).is_none() {
            return false;
        }
    } else {
        return false;
    }
    mark(found, Clock::new(Layout::Bill, times, sheet, around));
    true
}

/// Points of a day across, where the rows give no whole day: a day of the month, or none, and the names around the table say the rest. Says in which column
/// the day stands.
pub(super) fn of_points(sheet: &Sheet, found: &mut Understood, around: &Around<'_>, is_free: &dyn Fn(usize) -> bool) -> bool {
    let part = (0..sheet.width).filter(|at| is_free(*at)).find_map(|at| Some((at, around.completes(sheet, at)?)));
    let (date, base) = match part {
        Some((at, base)) => (Some(at), Some(base)),
        None => (None, around.day(sheet)),
    };
    let Some(base) = base else { return false };
    let Some(mut clock) = Clock::dated_by(&base, Layout::Wide, sheet, around) else { return false };
    clock.columns.date = date;
    found.base = Some(base);
    mark(found, clock);
    true
}

/// Months or days across. Where neither the columns nor the rows say the year (and the month), the names of the file may.
pub(super) fn across(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> Option<PartialDate> {
    let header = cells(sheet);
    let mut times = TimeColumns::of_months(&header, &|_| None, None, &mut Vec::new());
    let named: Vec<usize> = times.all().collect();
    times.across = TimeColumns::find_across(&header, &named);
    let numbers = |at: usize| sheet.profiles[at].is_numbers() || sheet.profiles[at].filled == 0;
    let told = times.all().all(|at| sheet.profiles[at].filled > 0 && found.is_free(at));
    if times.across.is_empty() || !told || !times.across.iter().all(|(at, _)| numbers(*at) && found.is_free(*at)) {
        return None;
    }
    let labels = times.across.iter().map(|(_, label)| *label);
    let first = labels.clone().next()?;
    let lacks = PartialDate { year: first.year.or(times.year.map(|_| 0)), month: first.month.or(times.month.map(|_| 0)), day: first.day };
    let across: Vec<usize> = times.across.iter().map(|(at, _)| *at).collect();
    let days = if times.are_months_across() && times.all().next().is_none() {
        TimeColumns::days_beside(&header, &sheet.rows, &|at| found.is_free(at) && !across.contains(&at))
    } else {
        None
    };
    if times.are_days_across() {
        times.clock = TimeColumns::clock_beside(&header, &sheet.rows, &|at| found.is_free(at) && !across.contains(&at));
    }
    let mut clock = Clock::new(Layout::Wide, times, sheet, around);
    clock.columns.date = days;
    mark(found, clock);
    // A day below each of the months.
    Some(PartialDate { day: lacks.day.or(days.map(|_| 0)), ..lacks })
}
