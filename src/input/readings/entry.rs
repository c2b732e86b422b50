//! A reading as a row gives it: when, what, and of which quality. Nothing is converted or judged yet.

use crate::measure::{Civil, Step};
use crate::say::Message;

/// When a reading is of.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) enum When {
    /// An instant of the park's civil time, which labels an interval as the table says.
    Instant(Civil),
    /// An interval, by its start and length.
    Interval(Civil, Step),
}

/// What was given as a value.
#[derive(Clone, Debug)]
pub(in crate::input) enum Given {
    /// `mantissa × 10^-decimals` in the unit of the readings.
    Number(i128, u32),
    /// A placeholder, or nothing.
    Missing,
    /// Something that is no number, and why.
    Bad(String, Message),
}

/// What a reading says of its own quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Quality {
    /// Measured.
    Good,
    /// Estimated.
    Estimated,
    /// Not to be used.
    Bad,
}

/// A reading of a row.
#[derive(Clone, Debug)]
pub(in crate::input) struct Entry {
    pub(in crate::input) when: When,
    pub(in crate::input) given: Given,
    pub(in crate::input) quality: Quality,
    pub(in crate::input) line: u64,
}
