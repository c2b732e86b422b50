//! Dates as written: with the year first or last, with names of months, or without separators.

use chrono::NaiveDate;

use super::month_name::month_named;
use super::scan::{Scan, number, short};
use super::stamped::{DateOrder, StampError, YEARS};
use crate::measure::Month;

/// A date as written.
pub(super) enum Date {
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
}

/// The century of a year of two digits.
const CENTURY: u32 = 2000;

/// Reads a date and leaves what follows it.
pub(super) fn date(scan: &mut Scan<'_>, order: Option<DateOrder>) -> Result<Date, StampError> {
    let head = scan.digits();
    match head.len() {
        8 => compact_day(head).map(Date::Day),
        6 => month_of(century(&head[..4])?, number(&head[4..])).map(Date::Month),
        4 => year_first(scan, number(head)),
        2 if scan.rest().starts_with('年') => year_first(scan, CENTURY + number(head)),
        1 | 2 => year_last(scan, head, order),
        0 => named_first(scan),
        _ => Err(StampError::Unreadable),
    }
}

/// `20250101`.
pub(super) fn compact_day(digits: &str) -> Result<NaiveDate, StampError> {
    day_of(century(&digits[..4])?, number(&digits[4..6]), number(&digits[6..8]))
}

/// `2025-01-01`, `2025/1`, `2025年1月1日`, `2025.1.1`, `2025-Jan`, after the year.
fn year_first(scan: &mut Scan<'_>, year: u32) -> Result<Date, StampError> {
    let separator = match scan.one_of(&['-', '/', '.', '年']) {
        Some(separator) => separator,
        None if scan.blanks() => ' ',
        None => return Err(StampError::Unreadable),
    };
    if separator == '年' {
        scan.blanks();
        let month = short(scan.digits())?;
        if !scan.word("月") {
            return Err(StampError::Unreadable);
        }
        scan.blanks();
        if !scan.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return month_of(year, month).map(Date::Month);
        }
        let day = short(scan.digits())?;
        scan.one_of(&['日', '号']).ok_or(StampError::Unreadable)?;
        return day_of(year, month, day).map(Date::Day);
    }
    let word = scan.letters();
    let month = match word {
        "" if separator == ' ' => return Err(StampError::Unreadable),
        "" => short(scan.digits())?,
        name => month_named(name).ok_or(StampError::Unreadable)?,
    };
    if separator == ' ' || scan.one_of(&[separator]).is_none() {
        return month_of(year, month).map(Date::Month);
    }
    let day = short(scan.digits())?;
    day_of(year, month, day).map(Date::Day)
}

/// `31/03/2018`, `31-Mar-2018`, `03/2025`, after the first number; where an order is stated, `25-03-31` and `31/03/25` too.
fn year_last(scan: &mut Scan<'_>, head: &str, order: Option<DateOrder>) -> Result<Date, StampError> {
    let first = number(head);
    let separator = match scan.one_of(&['-', '/', '.']) {
        Some(separator) => separator,
        None if scan.blanks() => ' ',
        None => return Err(StampError::Unreadable),
    };
    let name = scan.letters();
    if !name.is_empty() {
        let month = month_named(name).ok_or(StampError::Unreadable)?;
        let parted = if separator == ' ' { scan.blanks() } else { scan.one_of(&[separator]).is_some() };
        return if parted { day_of(year(scan.digits())?, month, first).map(Date::Day) } else { Err(StampError::Unreadable) };
    }
    let middle = scan.digits();
    if separator == ' ' || middle.is_empty() {
        return Err(StampError::Unreadable);
    }
    if middle.len() == 4 {
        return month_of(number(middle), first).map(Date::Month);
    }
    let second = short(middle)?;
    if scan.one_of(&[separator]).is_none() {
        return Err(StampError::Unreadable);
    }
    let last = scan.digits();
    let year = match (last.len(), order) {
        (2, Some(DateOrder::Dmy | DateOrder::Mdy)) => CENTURY + number(last),
        (1 | 2, Some(DateOrder::Ymd)) if head.len() == 2 => return day_of(CENTURY + first, second, number(last)).map(Date::Day),
        (1, _) if head.len() == 2 => return Err(StampError::TwoDigitYear),
        _ => year(last)?,
    };
    let (month, day) = match order {
        Some(DateOrder::Dmy) => (second, first),
        Some(DateOrder::Mdy) => (first, second),
        _ if first > 12 => (second, first),
        _ if second > 12 || first == second => (first, second),
        _ => return Err(StampError::AmbiguousOrder),
    };
    day_of(year, month, day).map(Date::Day)
}

/// `Mar-2025`, `March 2025`.
fn named_first(scan: &mut Scan<'_>) -> Result<Date, StampError> {
    let month = month_named(scan.letters()).ok_or(StampError::Unreadable)?;
    scan.one_of(&['.']);
    if scan.one_of(&['-', '/']).is_none() && !scan.blanks() {
        return Err(StampError::Unreadable);
    }
    month_of(year(scan.digits())?, month).map(Date::Month)
}

/// Four digits.
fn year(digits: &str) -> Result<u32, StampError> {
    match digits.len() {
        4 => Ok(number(digits)),
        2 => Err(StampError::TwoDigitYear),
        _ => Err(StampError::Unreadable),
    }
}

/// The year of a date without separators, which is taken for one only in the centuries of meters: `250101` is no month of 2501.
fn century(digits: &str) -> Result<u32, StampError> {
    let year = number(digits);
    if (1900..2200).contains(&year) { Ok(year) } else { Err(StampError::TwoDigitYear) }
}

fn day_of(year: u32, month: u32, day: u32) -> Result<NaiveDate, StampError> {
    if !YEARS.contains(&year) {
        return Err(StampError::FarYear);
    }
    let year = i32::try_from(year).map_err(|_| StampError::FarYear)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(StampError::NoSuchDay)
}

fn month_of(year: u32, month: u32) -> Result<Month, StampError> {
    day_of(year, month, 1).map(Month::of)
}
