//! Civil time: instants, months, steps and periods. No time zones are kept: an instant is the park's civil clock.

use std::fmt;

use crate::say;
use crate::say::Message;
use chrono::{Datelike, Days, Months, NaiveDate};

/// Seconds in a civil day; the park's civil time has no daylight saving.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// An instant of the park's civil time: seconds since 1970-01-01 00:00 on its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil(pub i64);

impl Civil {
    /// 00:00 of a day.
    pub fn midnight(day: NaiveDate) -> Self {
        Self(days_since_epoch(day) * SECONDS_PER_DAY)
    }

    /// The day in which the instant lies (00:00 belongs to the day that it opens).
    pub fn day(self) -> NaiveDate {
        let days = i32::try_from(self.0.div_euclid(SECONDS_PER_DAY)).unwrap_or(0);
        NaiveDate::from_epoch_days(days).unwrap_or_default()
    }

    /// The instant `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

/// `2025-03-01 00:15`, with seconds only where there are any.
impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        write!(f, "{} {:02}:{:02}", self.day(), second / 3600, second / 60 % 60)?;
        if second % 60 != 0 {
            write!(f, ":{:02}", second % 60)?;
        }
        Ok(())
    }
}

fn days_since_epoch(day: NaiveDate) -> i64 {
    i64::from(day.to_epoch_days())
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year of the Gregorian calendar.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month, if there is one of that number.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|_| Self { year, month })
    }

    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - Days::new(1)
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = self.index() + i64::from(months);
        Self::from_index(index)
    }

    /// Months since January of year 0.
    pub fn index(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// The inverse of [`Month::index`].
    pub fn from_index(index: i64) -> Self {
        Self { year: i32::try_from(index.div_euclid(12)).unwrap_or(0), month: u32::try_from(index.rem_euclid(12)).unwrap_or(0) + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The length of a meter's interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A number of minutes that divides a day; 1440 is the day.
    Minutes(u32),
    /// A calendar month.
    Month,
}

impl Step {
    /// A civil day.
    pub const DAY: Self = Self::Minutes(1440);

    /// Reads `15min`, `1h`, `hour`, `day`, `1d`, `month`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let minutes = match text.as_str() {
            "month" | "1month" | "1mo" | "月" => return Some(Self::Month),
            "day" | "1d" | "1day" | "daily" | "日" => 1440,
            "hour" | "1h" | "1hour" | "hourly" | "时" => 60,
            "quarter-hour" => 15,
            "half-hour" => 30,
            other => {
                let digits = other.trim_end_matches(|c: char| !c.is_ascii_digit());
                let number: u32 = digits.parse().ok()?;
                match other[digits.len()..].trim() {
                    "min" | "m" | "minutes" | "minute" | "分钟" => number,
                    "h" | "hours" => number.checked_mul(60)?,
                    _ => return None,
                }
            }
        };
        (minutes > 0 && 1440 % minutes == 0).then_some(Self::Minutes(minutes))
    }

    /// Its length in seconds; `None` for a month, whose length varies.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Self::Minutes(minutes) => Some(i64::from(minutes) * 60),
            Self::Month => None,
        }
    }

    /// The shortest step that is a multiple of both and divides a day, else the day; a month makes it the month.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        match (self, other) {
            (Self::Minutes(a), Self::Minutes(b)) => {
                let lcm = a / gcd(a, b) * b;
                if lcm <= 1440 && 1440 % lcm == 0 { Self::Minutes(lcm) } else { Self::DAY }
            }
            _ => Self::Month,
        }
    }

    /// Whether a whole number of `self` fits in each `other`.
    pub fn divides(self, other: Self) -> bool {
        match (self, other) {
            (Self::Minutes(a), Self::Minutes(b)) => b % a == 0,
            (Self::Minutes(_) | Self::Month, Self::Month) => true,
            (Self::Month, Self::Minutes(_)) => false,
        }
    }

    /// The number of the step that starts at an instant, if one does: one division, for the path that every reading takes.
    pub fn index_at(self, at: Civil) -> Option<i64> {
        match self {
            Self::Minutes(minutes) => {
                let seconds = i64::from(minutes) * 60;
                let index = at.0.div_euclid(seconds);
                (index * seconds == at.0).then_some(index)
            }
            Self::Month => (self.floor(at) == at).then(|| self.index(at)),
        }
    }

    /// The start of the step in which an instant lies.
    pub fn floor(self, at: Civil) -> Civil {
        match self {
            Self::Minutes(minutes) => {
                let seconds = i64::from(minutes) * 60;
                Civil(at.0.div_euclid(seconds) * seconds)
            }
            Self::Month => Civil::midnight(Month::of(at.day()).first_day()),
        }
    }

    /// The start of the following step, for an instant that is itself a start.
    pub fn next(self, start: Civil) -> Civil {
        match self {
            Self::Minutes(minutes) => start.plus(i64::from(minutes) * 60),
            Self::Month => Civil::midnight(Month::of(start.day()).plus(1).first_day()),
        }
    }

    /// The start of the preceding step, for an instant that is itself a start.
    pub fn previous(self, start: Civil) -> Civil {
        match self {
            Self::Minutes(minutes) => start.plus(-i64::from(minutes) * 60),
            Self::Month => Civil::midnight(Month::of(start.day()).plus(-1).first_day()),
        }
    }

    /// Hours in the step that starts at `start`, as (numerator, denominator).
    pub fn hours(self, start: Civil) -> (i64, i64) {
        ((self.next(start).0 - start.0) / 60, 60)
    }

    /// The number of the step in which an instant lies, counted from 1970-01-01 00:00 (months: from year 0).
    pub fn index(self, at: Civil) -> i64 {
        match self {
            Self::Minutes(minutes) => at.0.div_euclid(i64::from(minutes) * 60),
            Self::Month => Month::of(at.day()).index(),
        }
    }

    /// The start of the step of a number; the inverse of [`Step::index`].
    pub fn start(self, index: i64) -> Civil {
        match self {
            Self::Minutes(minutes) => Civil(index * i64::from(minutes) * 60),
            Self::Month => Civil::midnight(Month::from_index(index).first_day()),
        }
    }
}

impl Step {
    /// The step, to be said in any language.
    pub fn said(self) -> Message {
        match self {
            Self::Minutes(1440) => say!("day"),
            Self::Minutes(_) => Message::verbatim(self),
            Self::Month => say!("month"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(1440) => f.write_str("day"),
            Self::Minutes(minutes) => write!(f, "{minutes}min"),
            Self::Month => f.write_str("month"),
        }
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A period of whole days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Period {
    /// A natural year.
    pub fn year(year: i32) -> Option<Self> {
        Some(Self { start: NaiveDate::from_ymd_opt(year, 1, 1)?, end: NaiveDate::from_ymd_opt(year, 12, 31)? })
    }

    /// Reads `2025`, `2025-06`, `2025-01..2025-06` or `2025-01-01..2025-06-30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let edge = |part: &str| -> Option<Self> {
            let part = part.trim();
            match part.len() {
                4 => Self::year(part.parse().ok()?),
                7 => {
                    let day = NaiveDate::parse_from_str(&format!("{part}-01"), "%Y-%m-%d").ok()?;
                    Some(Self { start: day, end: Month::of(day).last_day() })
                }
                _ => {
                    let day = NaiveDate::parse_from_str(part, "%Y-%m-%d").ok()?;
                    Some(Self { start: day, end: day })
                }
            }
        };
        let period = Self { start: edge(first)?.start, end: edge(last)?.end };
        (period.start <= period.end).then_some(period)
    }

    /// Whether it is not exactly one natural year.
    pub fn is_interim(&self) -> bool {
        Self::year(self.start.year()) != Some(*self)
    }

    /// First instant.
    pub fn from(&self) -> Civil {
        Civil::midnight(self.start)
    }

    /// The instant at which it ends (00:00 of the day after).
    pub fn until(&self) -> Civil {
        Civil::midnight(self.end).plus(SECONDS_PER_DAY)
    }

    /// Number of days.
    pub fn days(&self) -> i64 {
        (self.end - self.start).num_days() + 1
    }

    /// Days in the natural year in which it starts.
    pub fn days_in_year(&self) -> i64 {
        if self.start.leap_year() { 366 } else { 365 }
    }

    /// The same days a year later.
    pub fn next_year(&self) -> Option<Self> {
        let months = chrono::Months::new(12);
        Some(Self { start: self.start.checked_add_months(months)?, end: self.end.checked_add_months(months)? })
    }

    /// The part of it that lies within the days `from` to `to` (both included, open where absent).
    pub fn within(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        let start = from.map_or(self.start, |d| d.max(self.start));
        let end = to.map_or(self.end, |d| d.min(self.end));
        (start <= end).then_some(Self { start, end })
    }

    /// Whether a whole month lies in it.
    pub fn contains_month(&self, month: Month) -> bool {
        self.start <= month.first_day() && month.last_day() <= self.end
    }

    /// The months that it touches, in order.
    pub fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let (first, last) = (Month::of(self.start).index(), Month::of(self.end).index());
        (first..=last).map(Month::from_index)
    }

    /// The day `months` after its start, used for validity of certificates.
    pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
        day.checked_add_months(Months::new(months)).unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_meet_where_a_day_can_be_divided() {
        let minutes = Step::Minutes;
        assert_eq!(minutes(10).meet(minutes(15)), minutes(30));
        assert_eq!(minutes(5).meet(minutes(60)), minutes(60));
        assert_eq!(minutes(60).meet(Step::DAY), Step::DAY);
        assert_eq!(minutes(5).meet(Step::Month), Step::Month);
    }

    #[test]
    fn a_leap_year_has_35136_quarter_hours() {
        let year = Period::year(2024).expect("a year");
        let step = Step::Minutes(15);
        assert_eq!(step.index(year.until()) - step.index(year.from()), 35_136);
    }

    #[test]
    fn twelve_months_from_april_are_interim() {
        assert!(Period::parse("2025-04..2026-03").expect("a period").is_interim());
        assert!(!Period::parse("2025").expect("a period").is_interim());
        assert!(Period::parse("2025-02-30").is_none());
    }
}
