//! The fast path for the stamps of meter exports.

use super::clock::is_zone;
use super::stamped::{Stamp, YEARS};
use crate::measure::Civil;

/// Reads `YYYY-MM-DD` and `YYYY-MM-DD HH:MM` with `-` or `/`, a blank or `T`, one or two digits in each part, seconds or not, `±HH:MM`, `Z` or
/// neither. `None` for any other text, lawful or not: the reference decides. Allocates nothing.
pub fn fixed_stamp(bytes: &[u8]) -> Option<Stamp> {
    let mut at = 0;
    let year = exactly(bytes, &mut at, 4)?;
    let separator = *bytes.get(at).filter(|b| matches!(b, b'-' | b'/'))?;
    at += 1;
    let month = one_or_two(bytes, &mut at)?;
    expect(bytes, &mut at, separator)?;
    let day = one_or_two(bytes, &mut at)?;
    let is_day = YEARS.contains(&year) && (1..=12).contains(&month) && day > 0 && day <= days_in(year, month);
    if at == bytes.len() {
        return is_day.then(|| Stamp::Day(Civil(days_since_epoch(year, month, day) * 86_400).day()));
    }
    bytes.get(at).filter(|b| matches!(b, b' ' | b'T'))?;
    at += 1;
    let hour = one_or_two(bytes, &mut at)?;
    expect(bytes, &mut at, b':')?;
    let minute = exactly(bytes, &mut at, 2)?;
    let mut second = 0;
    let with_seconds = bytes.get(at) == Some(&b':');
    if with_seconds {
        at += 1;
        second = exactly(bytes, &mut at, 2)?;
    }
    // Without seconds, what follows a hyphen may be the end of a range.
    if bytes.get(at) == Some(&b'-') && !with_seconds && !bytes.contains(&b'T') {
        return None;
    }
    let offset = offset(bytes, &mut at).ok()?;
    let lawful = hour < 24 && minute < 60 && second < 60 || hour == 24 && minute == 0 && second == 0;
    if at != bytes.len() || !lawful || !is_day {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Some(Stamp::Instant { civil_seconds: days_since_epoch(year, month, day) * 86_400 + seconds, offset })
}

fn digit(bytes: &[u8], at: usize) -> Option<u32> {
    let digit = bytes.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(u32::from(digit))
}

fn exactly(bytes: &[u8], at: &mut usize, digits: usize) -> Option<u32> {
    let mut value = 0;
    for _ in 0..digits {
        value = value * 10 + digit(bytes, *at)?;
        *at += 1;
    }
    Some(value)
}

fn one_or_two(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let first = digit(bytes, *at)?;
    *at += 1;
    Some(match digit(bytes, *at) {
        Some(second) => {
            *at += 1;
            first * 10 + second
        }
        None => first,
    })
}

fn expect(bytes: &[u8], at: &mut usize, wanted: u8) -> Option<()> {
    (bytes.get(*at) == Some(&wanted)).then(|| *at += 1)
}

/// An offset that the reference has to judge.
struct Odd;

fn offset(bytes: &[u8], at: &mut usize) -> Result<Option<i32>, Odd> {
    let sign = match bytes.get(*at) {
        None => return Ok(None),
        Some(b'Z') => {
            *at += 1;
            return Ok(Some(0));
        }
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return Err(Odd),
    };
    *at += 1;
    let hours = exactly(bytes, at, 2).ok_or(Odd)?;
    expect(bytes, at, b':').ok_or(Odd)?;
    let minutes = exactly(bytes, at, 2).ok_or(Odd)?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| Odd)?;
    if minutes < 60 && is_zone(sign * seconds) { Ok(Some(sign * seconds)) } else { Err(Odd) }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a day of the Gregorian calendar, counted in years that begin in March.
fn days_since_epoch(year: u32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = i64::from((153 * ((month + 9) % 12) + 2) / 5 + day - 1);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::super::stamp::general;
    use super::*;

    #[test]
    fn the_shapes_of_exports_are_taken() {
        for text in [
            "2025-01-01 00:15",
            "2025-01-01 00:15:00",
            "2025-01-01T00:15:00+08:00",
            "2025/1/1 0:15",
            "2025-01-01 24:00",
            "2025-01-01",
            "2025/1/1",
        ] {
            assert!(fixed_stamp(text.as_bytes()).is_some(), "{text}");
        }
        for text in ["2025-01", "2025-02-29", "20250101 0015", "2025-02-29 00:00", "2025-01-01 24:01", "2025-01-01  00:15", "2025-1/1 0:15"]
        {
            assert!(fixed_stamp(text.as_bytes()).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn fast_and_general_agree(text in "(19|20|00)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-2]?[0-9]:[0-6][0-9](:[0-6][0-9])?([-+](08|1[0-9]|07):[0-6][0-9]|Z| )?)?") {
            let slow = general(&text, None).ok();
            if let Some(fast) = fixed_stamp(text.as_bytes()) {
                prop_assert_eq!(Some(fast), slow);
            } else {
                prop_assert!(slow.is_none() || text.ends_with(' '), "{} is left to the slow path", text);
            }
        }

        #[test]
        fn every_lawful_minute_is_taken(days in 0..60_000_i32, minute in 0..=1440_u32) {
            let day = NaiveDate::from_epoch_days(days).expect("a day");
            let text = format!("{day} {:02}:{:02}", minute / 60, minute % 60);
            let civil_seconds = Civil::midnight(day).0 + i64::from(minute) * 60;
            prop_assert_eq!(fixed_stamp(text.as_bytes()), Some(Stamp::Instant { civil_seconds, offset: None }));
        }
    }
}
