//! Stamps: an instant, a day or a month, in every spelling that meter exports use.

use chrono::NaiveDate;
use thiserror::Error;

use super::fixed::fixed_stamp;
use super::month::month_named;
use super::scan::Scan;
use super::{narrow, trimmed};
use crate::measure::{Civil, Month};

/// Order of day and month where the year stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Year, month, day: says nothing about dates that end with their year.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

impl DateOrder {
    /// Reads `ymd`, `dmy` or `mdy`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ymd" => Some(Self::Ymd),
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }
}

/// What a time column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A point in time.
    Instant {
        /// Seconds since 1970-01-01 00:00 on the clock that the stamp was written by. 24:00 is 00:00 of the next day;
        /// fractions of a second are dropped.
        civil_seconds: i64,
        /// Seconds by which that clock is ahead of UTC, where the stamp says so.
        offset: Option<i32>,
    },
    /// A whole day.
    Day(NaiveDate),
    /// A whole month.
    Month(Month),
}

/// A cell that is not a stamp.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StampError {
    /// Day and month cannot be told apart.
    #[error("`{0}` may be day-month or month-day; declare `date_order = \"dmy\"` or `\"mdy\"` for this table")]
    AmbiguousOrder(String),
    /// The year has two digits.
    #[error("`{0}` has a year of two digits; write all four, such as 2025-03-01")]
    TwoDigitYear(String),
    /// The calendar has no such day.
    #[error("`{0}` names a day that the calendar does not have")]
    NoSuchDay(String),
    /// The day has no such time.
    #[error("`{0}` names a time that no day has; a day runs from 00:00 to 24:00")]
    NoSuchTime(String),
    /// It is something else.
    #[error("`{0}` is not a date or time; write it as 2025-03-01 00:15")]
    Unreadable(String),
}

/// Why a text is not a stamp, before the text is named.
pub(super) type Why = fn(String) -> StampError;

/// Reads a stamp. `order` is what the table declares about dates that end with their year; without it such a date is read only
/// where it can mean one day.
pub fn stamp(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    match fixed_stamp(text.as_bytes()) {
        Some(stamp) => Ok(stamp),
        None => general(text, order),
    }
}

/// Reads a day; the time of day, if there is one, says nothing.
pub fn day(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, StampError> {
    let bare = trimmed(text);
    let plain = narrow(bare);
    match read(&plain, order).map_err(|why| why(bare.to_owned()))? {
        (Date::Day(day), _) => Ok(day),
        (Date::Month(_), _) => Err(StampError::Unreadable(bare.to_owned())),
    }
}

/// The reference that takes every spelling.
pub(super) fn general(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    let bare = trimmed(text);
    let plain = narrow(bare);
    read(&plain, order)
        .map(|parts| match parts {
            (Date::Month(month), _) => Stamp::Month(month),
            (Date::Day(day), None) => Stamp::Day(day),
            (Date::Day(day), Some((seconds, offset))) => Stamp::Instant { civil_seconds: Civil::midnight(day).0 + seconds, offset },
        })
        .map_err(|why| why(bare.to_owned()))
}

/// A date as written.
pub(super) enum Date {
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
}

/// Seconds of the day, and the offset from UTC.
type Time = (i64, Option<i32>);

fn read(text: &str, order: Option<DateOrder>) -> Result<(Date, Option<Time>), Why> {
    if matches!(text.len(), 12 | 14) && text.bytes().all(|b| b.is_ascii_digit()) {
        let (day, clock) = text.split_at(8);
        return Ok((Date::Day(compact_day(day)?), Some(time(&mut Scan::new(clock))?)));
    }
    let mut scan = Scan::new(text);
    let date = date(&mut scan, order)?;
    if scan.at_end() {
        return Ok((date, None));
    }
    let parted = scan.blanks() || scan.one_of(&['T', 't']).is_some() || text[..text.len() - scan.rest().len()].ends_with(['日', '号']);
    match date {
        Date::Day(_) if parted => Ok((date, Some(time(&mut scan)?))),
        _ => Err(StampError::Unreadable),
    }
}

/// Reads a date and leaves what follows it.
pub(super) fn date(scan: &mut Scan<'_>, order: Option<DateOrder>) -> Result<Date, Why> {
    let head = scan.digits();
    match head.len() {
        8 => compact_day(head).map(Date::Day),
        6 => month_of(century(&head[..4])?, number(&head[4..])).map(Date::Month),
        4 => year_first(scan, number(head)),
        1 | 2 => year_last(scan, number(head), order),
        0 => named_first(scan),
        _ => Err(StampError::Unreadable),
    }
}

fn compact_day(digits: &str) -> Result<NaiveDate, Why> {
    day_of(century(&digits[..4])?, number(&digits[4..6]), number(&digits[6..8]))
}

/// `2025-01-01`, `2025/1`, `2025年1月1日`, `2025.1.1`, `2025-Jan`, after the year.
fn year_first(scan: &mut Scan<'_>, year: u32) -> Result<Date, Why> {
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
        scan.one_of(&['日', '号']).ok_or(StampError::Unreadable as Why)?;
        return day_of(year, month, day).map(Date::Day);
    }
    let word = scan.letters();
    let month = match word {
        "" if separator == ' ' => return Err(StampError::Unreadable),
        "" => short(scan.digits())?,
        name => month_named(name).ok_or(StampError::Unreadable as Why)?,
    };
    if separator == ' ' || scan.one_of(&[separator]).is_none() {
        return month_of(year, month).map(Date::Month);
    }
    let day = short(scan.digits())?;
    day_of(year, month, day).map(Date::Day)
}

/// `31/03/2018`, `31-Mar-2018`, `03/2025`, after the first number.
fn year_last(scan: &mut Scan<'_>, first: u32, order: Option<DateOrder>) -> Result<Date, Why> {
    let separator = match scan.one_of(&['-', '/', '.']) {
        Some(separator) => separator,
        None if scan.blanks() => ' ',
        None => return Err(StampError::Unreadable),
    };
    let name = scan.letters();
    if !name.is_empty() {
        let month = month_named(name).ok_or(StampError::Unreadable as Why)?;
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
    let year = year(scan.digits())?;
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
fn named_first(scan: &mut Scan<'_>) -> Result<Date, Why> {
    let month = month_named(scan.letters()).ok_or(StampError::Unreadable as Why)?;
    scan.one_of(&['.']);
    if scan.one_of(&['-', '/']).is_none() && !scan.blanks() {
        return Err(StampError::Unreadable);
    }
    month_of(year(scan.digits())?, month).map(Date::Month)
}

/// `0:15`, `00:15:00.000`, `0015`, `00时15分`, `1:15:00 AM`, each with `Z` or `+08:00`.
fn time(scan: &mut Scan<'_>) -> Result<Time, Why> {
    let mut half = [("上午", 0), ("下午", 12)].into_iter().find(|(word, _)| scan.word(word)).map(|(_, hours)| hours);
    scan.blanks();
    let head = scan.digits();
    let (mut hour, minute, second) = match head.len() {
        1 | 2 => clock(scan, number(head))?,
        4 => (number(&head[..2]), number(&head[2..]), 0),
        6 => (number(&head[..2]), number(&head[2..4]), number(&head[4..])),
        _ => return Err(StampError::Unreadable),
    };
    scan.blanks();
    if half.is_none() {
        half = [("AM", 0), ("PM", 12), ("am", 0), ("pm", 12)].into_iter().find(|(word, _)| scan.word(word)).map(|(_, hours)| hours);
        scan.blanks();
    }
    if let Some(hours) = half {
        if !(1..=12).contains(&hour) {
            return Err(StampError::NoSuchTime);
        }
        hour = hour % 12 + hours;
    }
    let lawful = hour < 24 && minute < 60 && second < 60 || (hour, minute, second) == (24, 0, 0);
    let offset = offset(scan)?;
    match (scan.at_end(), lawful) {
        (false, _) => Err(StampError::Unreadable),
        (true, false) => Err(StampError::NoSuchTime),
        (true, true) => Ok((i64::from(hour * 3600 + minute * 60 + second), offset)),
    }
}

/// Minutes and seconds after the hour.
fn clock(scan: &mut Scan<'_>, hour: u32) -> Result<(u32, u32, u32), Why> {
    let unreadable = StampError::Unreadable as Why;
    let two = |digits: &str| if digits.len() == 2 { Ok(number(digits)) } else { Err(unreadable) };
    if scan.one_of(&['时', '点']).is_some() {
        let minute = if scan.at_end() { 0 } else { short(scan.digits())? };
        if !scan.at_end() && !scan.word("分") {
            return Err(unreadable);
        }
        let second = if scan.at_end() { 0 } else { short(scan.digits())? };
        return if scan.at_end() || scan.word("秒") { Ok((hour, minute, second)) } else { Err(unreadable) };
    }
    scan.one_of(&[':']).ok_or(unreadable)?;
    let minute = two(scan.digits())?;
    if scan.one_of(&[':']).is_none() {
        return Ok((hour, minute, 0));
    }
    let second = two(scan.digits())?;
    if scan.one_of(&['.', ',']).is_some() && scan.digits().is_empty() {
        return Err(unreadable);
    }
    Ok((hour, minute, second))
}

fn offset(scan: &mut Scan<'_>) -> Result<Option<i32>, Why> {
    if scan.one_of(&['Z', 'z']).is_some() {
        return Ok(Some(0));
    }
    let Some(sign) = scan.one_of(&['+', '-']) else { return Ok(None) };
    let head = scan.digits();
    let (hours, minutes) = match head.len() {
        1 | 2 if scan.one_of(&[':']).is_some() => (number(head), short(scan.digits())?),
        1 | 2 => (number(head), 0),
        4 => (number(&head[..2]), number(&head[2..])),
        _ => return Err(StampError::Unreadable),
    };
    if hours > 14 || minutes > 59 {
        return Err(StampError::NoSuchTime);
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or(0);
    Ok(Some(if sign == '-' { -seconds } else { seconds }))
}

/// The value of a few ASCII digits.
fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |n, d| n * 10 + u32::from(d - b'0'))
}

/// One or two digits.
fn short(digits: &str) -> Result<u32, Why> {
    if matches!(digits.len(), 1 | 2) { Ok(number(digits)) } else { Err(StampError::Unreadable) }
}

/// Four digits.
fn year(digits: &str) -> Result<u32, Why> {
    match digits.len() {
        4 => Ok(number(digits)),
        2 => Err(StampError::TwoDigitYear),
        _ => Err(StampError::Unreadable),
    }
}

/// The year of a date without separators, which is taken for one only in the centuries of meters: `250101` is no month of 2501.
fn century(digits: &str) -> Result<u32, Why> {
    let year = number(digits);
    if (1900..2200).contains(&year) { Ok(year) } else { Err(StampError::TwoDigitYear) }
}

fn day_of(year: u32, month: u32, day: u32) -> Result<NaiveDate, Why> {
    let year = i32::try_from(year).ok().filter(|y| *y > 0).ok_or(StampError::NoSuchDay as Why)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(StampError::NoSuchDay as Why)
}

fn month_of(year: u32, month: u32) -> Result<Month, Why> {
    day_of(year, month, 1).map(Month::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-01-01 00:00 is 20,089 days after 1970-01-01: 55 × 365 + 14 leap days.
    const NEW_YEAR: i64 = 20_089 * 86_400;

    fn instant(text: &str, order: Option<DateOrder>) -> (i64, Option<i32>) {
        match stamp(text, order) {
            Ok(Stamp::Instant { civil_seconds, offset }) => (civil_seconds - NEW_YEAR, offset),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_quarter_past_midnight_in_every_spelling() {
        for text in [
            "2025-01-01 00:15:00",
            "2025-01-01 00:15",
            "2025-01-01T00:15",
            "2025/1/1 0:15",
            "2025年1月1日 00时15分",
            "2025年01月01日00:15",
            "20250101 0015",
            "202501010015",
            "20250101001500",
            "2025-01-01 0015",
            "2025.1.1 0:15",
            "２０２５－０１－０１　００：１５",
            "2025-01-01 00:15:00.000",
            "1/1/2025 12:15:00 AM",
            "01.01.2025 00:15",
            "2025/1/1 上午 12:15:00",
            "01-Jan-2025 00:15",
            "2025年1月1日 0时15分0秒",
            " 2025-01-01 00:15 ",
        ] {
            assert_eq!(instant(text, None), (900, None), "{text}");
        }
        assert_eq!(instant("2025-01-01T00:15:00+08:00", None), (900, Some(28_800)));
        assert_eq!(instant("2025-01-01 00:15:00 +0800", None), (900, Some(28_800)));
        assert_eq!(instant("2025-01-01T00:15:00.5-07:00", None), (900, Some(-25_200)));
        assert_eq!(instant("2025-01-01T00:15Z", None), (900, Some(0)));
        assert_eq!(instant("1/1/2025 1:15:00 PM", None).0, 13 * 3600 + 900);
        assert_eq!(instant("2025/1/1 下午 1:15", None).0, 13 * 3600 + 900);
    }

    #[test]
    fn midnight_at_the_end_is_the_next_day() {
        for text in ["2025-01-01 24:00", "2025-01-01 2400", "2025-01-01 24:00:00", "20250101 2400", "2025年1月1日 24时", "2025/1/1 24:00"]
        {
            assert_eq!(instant(text, None), (86_400, None), "{text}");
        }
    }

    #[test]
    fn days_and_months() {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
        for text in ["2025-01-01", "20250101", "2025/1/1", "2025年1月1日", "2025.1.1", "1/1/2025"] {
            assert_eq!(stamp(text, None), Ok(Stamp::Day(first)), "{text}");
        }
        let january = Month { year: 2025, month: 1 };
        for text in ["2025-01", "202501", "2025/01", "2025年1月", "2025.1", "Jan-2025", "01/2025"] {
            assert_eq!(stamp(text, None), Ok(Stamp::Month(january)), "{text}");
        }
        assert_eq!(day("2025-01-01 14:22:10", None), Ok(first));
        assert_eq!(day("2025-01-01 24:00", None), Ok(first));
        assert!(day("2025-01", None).is_err());
    }

    #[test]
    fn a_year_at_the_end_needs_an_order() {
        let april = NaiveDate::from_ymd_opt(2018, 4, 3).expect("a day");
        assert_eq!(stamp("3/4/2018", None), Err(StampError::AmbiguousOrder("3/4/2018".to_owned())));
        assert_eq!(stamp("3/4/2018", Some(DateOrder::Ymd)), Err(StampError::AmbiguousOrder("3/4/2018".to_owned())));
        assert_eq!(stamp("3/4/2018", Some(DateOrder::Dmy)), Ok(Stamp::Day(april)));
        assert_eq!(stamp("4/3/2018", Some(DateOrder::Mdy)), Ok(Stamp::Day(april)));
        let march = NaiveDate::from_ymd_opt(2018, 3, 31).expect("a day");
        for text in ["31/03/2018", "3/31/2018", "31.03.2018", "31-03-2018"] {
            assert_eq!(stamp(text, None), Ok(Stamp::Day(march)), "{text}");
        }
        assert!(matches!(stamp("3/31/2018", Some(DateOrder::Dmy)), Err(StampError::NoSuchDay(_))));
        assert_eq!(instant("31/03/2018 00:00", None).0, Civil::midnight(march).0 - NEW_YEAR);
    }

    #[test]
    fn what_is_no_stamp_says_why() {
        for text in ["1/1/18", "18-01-31", "250101", "31-Mar-18"] {
            assert!(matches!(stamp(text, None), Err(StampError::TwoDigitYear(_))), "{text}");
        }
        for text in ["2025-02-30", "0000-01-01 00:00", "2025-13", "2025-02-29 00:15", "20250230"] {
            assert!(matches!(stamp(text, None), Err(StampError::NoSuchDay(_))), "{text}");
        }
        for text in [
            "2025-01-01 25:00",
            "2025-01-01 24:15",
            "2025-01-01 00:60",
            "2025-01-01 13:00 PM",
            "2025-01-01 00:00+15:00",
            "2025-01-01 00:00:60",
        ] {
            assert!(matches!(stamp(text, None), Err(StampError::NoSuchTime(_))), "{text}");
        }
        for text in [
            "",
            "x",
            "2025",
            "45658.01",
            "2025-01/01",
            "2025-01-01 5",
            "2025-01-01 00:1",
            "2025-01-01 00:15 x",
            "2025-01 00:15",
            "2025-01-0100:15",
            "2025年1",
        ] {
            assert!(matches!(stamp(text, None), Err(StampError::Unreadable(_))), "{text}: {:?}", stamp(text, None));
        }
    }
}
