//! What only a look at a whole file shows: whether hours count from 0 or to 24, which point is the last of a day, whether `00:00-01:00` is a range
//! or carries an offset, whether a period includes its last day, what a comma in a number is.

use std::collections::BTreeMap;

use super::columns::TimeColumns;
use crate::input::field::{self, DateOrder, Marks, Range, Stamp, StampError};
use crate::input::scan::Record;
use crate::measure::{Month, SECONDS_PER_DAY};

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Seen {
    /// Least and greatest number of an hour.
    pub(in crate::input) hours: Option<(u32, u32)>,
    /// Least and greatest number of a point.
    pub(in crate::input) points: Option<(u32, u32)>,
    /// Whether a date column holds times of the day.
    pub(in crate::input) clocked: bool,
    /// Whether a period runs from the first to the last day of a month, so that its last day is part of it.
    pub(in crate::input) inclusive: bool,
    /// The last six signs of stamps that may be ranges, and whether they differ.
    tail: Option<String>,
    pub(in crate::input) tails_differ: bool,
    /// What commas and points of a column may be.
    pub(in crate::input) marks: BTreeMap<usize, Marks>,
}

impl Seen {
    /// Takes a row.
    pub(in crate::input) fn note(
        &mut self,
        record: &Record<'_>,
        columns: &TimeColumns,
        (time, date): (Option<usize>, Option<usize>),
        numbers: &[usize],
        order: Option<DateOrder>,
    ) {
        if let Some(hour) = columns.hour.and_then(|at| count(&record.text(at))) {
            spread(&mut self.hours, hour);
        }
        if let Some(point) = columns.point.and_then(|at| count(&record.text(at))) {
            spread(&mut self.points, point);
        }
        if columns.hour.or(columns.point).is_some()
            && let Some(at) = date
            && let Ok(Stamp::Instant { civil_seconds, .. }) = field::stamp(&record.text(at), order)
        {
            self.clocked |= civil_seconds.rem_euclid(SECONDS_PER_DAY) != 0;
        }
        if let Some(at) = columns.period
            && let Ok(Some(Range::Days(from, until))) = field::range(&record.text(at), order)
        {
            let month = Month::of(from);
            self.inclusive |= from == month.first_day() && until == Month::of(until).last_day();
        }
        if let Some(at) = time {
            let text = record.text(at);
            if let Err(StampError::Range) = field::stamp(&text, order) {
                let tail = text.get(text.len().saturating_sub(6)..).unwrap_or_default();
                match &self.tail {
                    None => self.tail = Some(tail.to_owned()),
                    Some(first) => self.tails_differ |= first != tail,
                }
            }
        }
        for &at in numbers {
            let cell = record.get(at);
            if cell.iter().any(|b| !matches!(b, b'-' | b' ')) {
                self.marks.entry(at).or_default().note(&record.text(at));
            }
        }
    }
}

fn spread(bounds: &mut Option<(u32, u32)>, number: u32) {
    let (least, most) = bounds.unwrap_or((number, number));
    *bounds = Some((least.min(number), most.max(number)));
}

/// The number of an hour or a point: `1`, `01`, `第1点`, `1时`, `h01`, `1.0`.
pub(in crate::input) fn count(text: &str) -> Option<u32> {
    let plain = field::narrow(field::trimmed(text)).to_lowercase();
    let digits = plain.trim_start_matches(['第', '点', 'h', 'p', 't', 'v', 'q']).trim_end_matches(['时', '点', '小', 'h']);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) { None } else { digits.parse().ok() }
}
