//! What a stamp says, or why it says nothing.

use chrono::NaiveDate;

use crate::measure::Month;
use crate::say;
use crate::say::Message;

/// Order of year, month and day: where the year stands last, and where it has two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Year, month, day: says nothing about dates that end with a year of four digits.
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

/// Years that a date may have.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1900..=2200;

/// Why a cell is not a stamp; the caller names the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampError {
    /// Day and month cannot be told apart.
    AmbiguousOrder,
    /// The year has two digits.
    TwoDigitYear,
    /// The calendar has no such day.
    NoSuchDay,
    /// No meter was read in that year, and every interval up to it would be worked out.
    FarYear,
    /// The day has no such time.
    NoSuchTime,
    /// It may be a range of the day (`00:00-01:00`) or carry an offset: only the rows around it tell.
    Range,
    /// It is something else.
    Unreadable,
}

impl StampError {
    /// What is wrong, and what would help.
    pub fn said(self) -> Message {
        match self {
            Self::AmbiguousOrder => say!("it may be day-month or month-day; declare `date_order = \"dmy\"` or `\"mdy\"` for this table"),
            Self::TwoDigitYear => say!(
                "its year has two digits; state `date_order` (\"ymd\", \"dmy\" or \"mdy\") for this table, or write all four, as in 2025-03-01"
            ),
            Self::NoSuchDay => say!("the calendar has no such day"),
            Self::FarYear => say!("it lies outside the years {first} to {last}", first = YEARS.start(), last = YEARS.end()),
            Self::Range => say!("it may be a range of time or carry an offset from UTC; write a range as 00:00~01:00"),
            Self::NoSuchTime => say!("a day has no such time; it runs from 00:00 to 24:00"),
            Self::Unreadable => say!("it is not a date or time; write it as 2025-03-01 or 2025-03-01 00:15"),
        }
    }
}
