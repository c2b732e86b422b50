//! Ranges: `00:00-01:00` of a day, `2025-03-01 00:00~00:15`, `2025-01-01至2025-01-31`. A range is the interval itself, whatever stamps label.

use chrono::NaiveDate;

use super::fixed::fixed_stamp;
use super::stamp::{general, moment};
use super::stamped::{DateOrder, Stamp, StampError};
use super::{narrow, trimmed};
use crate::measure::Civil;

/// Signs between the ends of a range, the plainest first: a hyphen may also stand within a date or before an offset.
const SIGNS: [&str; 10] = ["至", "到", " to ", "~", "～", "—", "–", " - ", "/", "-"];

/// Minutes of the day from and until which a text says something is: `00:00-00:15`, `0-1时`, `0时~1时`, `23:45-24:00`; the last may be 00:00.
pub fn clock_range(text: &str) -> Option<(u32, u32)> {
    let plain = narrow(trimmed(text)).into_owned();
    // 01时段 to 24时段: the hour that ends then.
    if let Some(hour) = plain.strip_suffix("时段").and_then(|digits| digits.strip_prefix('第').unwrap_or(digits).parse::<u32>().ok()) {
        return (1..=24).contains(&hour).then(|| (hour * 60 - 60, hour * 60));
    }
    let (from, until) = parted(&plain)?;
    // The word behind both is that of both: 0-1时.
    let word = ["时", "点", "h", "H"].into_iter().find(|word| until.ends_with(word)).unwrap_or_default();
    let spoken = if from.chars().all(|c| c.is_ascii_digit()) && !word.is_empty() { format!("{from}{word}") } else { from.to_owned() };
    let (from, until) = (minutes(&spoken)?, minutes(until)?);
    let until = if until == 0 && from > 0 { 1440 } else { until };
    (from < until).then_some((from, until))
}

/// The ends of a range of the day, where exactly one sign parts two texts.
fn parted(text: &str) -> Option<(&str, &str)> {
    SIGNS.iter().filter(|sign| **sign != "/").find_map(|sign| {
        let (from, until) = text.split_once(sign)?;
        (!until.contains(sign)).then_some((from.trim(), until.trim()))
    })
}

/// Minutes of `00:15`, `00:15:00`, `1时`, `1点`, `24:00`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim();
    let number = |digits: &str| -> Option<u32> { if matches!(digits.len(), 1 | 2) { digits.parse().ok() } else { None } };
    let hours = ["时", "点", "h", "H"].into_iter().find_map(|word| text.strip_suffix(word)).and_then(number);
    let found = if let Some(hours) = hours {
        hours * 60
    } else {
        let mut parts = text.split(':');
        let (hours, minutes) = (number(parts.next()?)?, number(parts.next()?).filter(|m| *m < 60)?);
        match (parts.next(), parts.next()) {
            (None | Some("00"), None) => hours * 60 + minutes,
            _ => return None,
        }
    };
    (found <= 1440).then_some(found)
}

/// The ends of a range that states its date: seconds since 1970-01-01 00:00 on the clock that it was written by. Days are whole: `until` is then the
/// last day, and the second of the answer says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// From one moment until another.
    Moments(i64, i64),
    /// From one day to another.
    Days(NaiveDate, NaiveDate),
}

/// Reads `2025-03-01 00:00-01:00`, `2025-03-01 00:00~2025-03-01 00:15`, `2025-01-01至2025-01-31`, `20250101-20250131`; `None` for anything else.
pub fn range(text: &str, order: Option<DateOrder>) -> Result<Option<Range>, StampError> {
    let plain = narrow(trimmed(text)).into_owned();
    for sign in SIGNS {
        for (at, _) in plain.match_indices(sign) {
            let (from, until) = (plain[..at].trim(), plain[at + sign.len()..].trim());
            if from.is_empty() || until.is_empty() {
                continue;
            }
            let start = match moment(from, order) {
                Ok(start) => start,
                Err(StampError::AmbiguousOrder) if moment(until, order).is_ok() => return Err(StampError::AmbiguousOrder),
                Err(_) => continue,
            };
            match (start, moment(until, order)) {
                (Stamp::Day(from), Ok(Stamp::Day(until))) if from <= until => return Ok(Some(Range::Days(from, until))),
                (Stamp::Instant { civil_seconds: from, offset: None }, Ok(Stamp::Instant { civil_seconds: until, offset: None }))
                    if from < until =>
                {
                    return Ok(Some(Range::Moments(from, until)));
                }
                (Stamp::Instant { civil_seconds, offset: None }, _) => {
                    let midnight = civil_seconds.div_euclid(86_400) * 86_400;
                    if let Some(end) = minutes(until) {
                        let end = midnight + i64::from(end) * 60;
                        let end = if end == midnight { end + 86_400 } else { end };
                        if civil_seconds < end {
                            return Ok(Some(Range::Moments(civil_seconds, end)));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    Ok(None)
}

/// Reads a stamp, which a range is not. `order` is what the table declares about dates that end with their year; without it such a date is read only
/// where it can mean one day.
pub fn stamp(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    match fixed_stamp(text.as_bytes()) {
        Some(stamp) => Ok(stamp),
        None if may_be_range(text) && matches!(range(text, order), Ok(Some(_))) => Err(StampError::Range),
        None => general(text, order),
    }
}

/// Whether a stamp without seconds ends with a hyphen and a time: ` 00:00-01:00`.
fn may_be_range(text: &str) -> bool {
    let is_clock = |text: &str| {
        let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        text.split_once(':').is_some_and(|(hours, minutes)| digits(hours, 2) && digits(minutes, 2) && minutes.len() == 2)
    };
    let Some((head, tail)) = text.trim_end().rsplit_once('-') else { return false };
    let clock = head.rsplit_once(|c: char| c.is_whitespace() || matches!(c, '日' | '号')).map(|(_, clock)| clock);
    is_clock(tail) && clock.is_some_and(is_clock)
}

/// The ends of a range of a day that is known.
pub fn range_of_day(day: NaiveDate, (from, until): (u32, u32)) -> Range {
    let midnight = Civil::midnight(day).0;
    Range::Moments(midnight + i64::from(from) * 60, midnight + i64::from(until) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_day() {
        for (text, wanted) in [
            ("00:00-01:00", (0, 60)),
            ("00:00~00:15", (0, 15)),
            ("00:00至00:15", (0, 15)),
            ("23:45-24:00", (1425, 1440)),
            ("23:00—00:00", (1380, 1440)),
            ("0-1时", (0, 60)),
            ("23时-24时", (1380, 1440)),
            ("0点~1点", (0, 60)),
            ("00:00:00-00:30:00", (0, 30)),
            ("００：００－０１：００", (0, 60)),
            ("0:00 - 1:00", (0, 60)),
        ] {
            assert_eq!(clock_range(text), Some(wanted), "{text}");
        }
        for text in ["0-1", "01:00-00:30", "00:00", "6-1", "2025-01", "00:00-25:00", "01:00-01:00"] {
            assert_eq!(clock_range(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_with_their_date() {
        let day = |d: u32| NaiveDate::from_ymd_opt(2025, 1, d).expect("a day");
        let at = |d: u32, minutes: i64| Civil::midnight(day(d)).0 + minutes * 60;
        for (text, wanted) in [
            ("2025-01-01 00:00-01:00", Range::Moments(at(1, 0), at(1, 60))),
            ("2025-01-01 23:00-00:00", Range::Moments(at(1, 1380), at(2, 0))),
            ("2025-01-01 00:00~2025-01-01 00:15", Range::Moments(at(1, 0), at(1, 15))),
            ("2025/1/1 0:00 - 2025/1/1 1:00", Range::Moments(at(1, 0), at(1, 60))),
            ("2025-01-01 00:00:00 to 2025-01-01 01:00:00", Range::Moments(at(1, 0), at(1, 60))),
            ("2025-01-01至2025-01-31", Range::Days(day(1), day(31))),
            ("20250101-20250131", Range::Days(day(1), day(31))),
            ("2025年1月1日—2025年1月31日", Range::Days(day(1), day(31))),
            ("2025.01.01-2025.01.31", Range::Days(day(1), day(31))),
            ("2025/01/01-2025/01/31", Range::Days(day(1), day(31))),
            ("2025-01-01/2025-01-31", Range::Days(day(1), day(31))),
        ] {
            assert_eq!(range(text, None), Ok(Some(wanted)), "{text}");
        }
        for text in ["2025-01-01", "2025-01-01 00:15", "2025-01-31至2025-01-01", "2025-01-01 05:00-03:00", "x", ""] {
            assert_eq!(range(text, None), Ok(None), "{text}");
        }
        assert_eq!(range("3/4/2025-5/4/2025", None), Err(StampError::AmbiguousOrder));
    }
}
