//! Serial numbers of days, as spreadsheets keep dates: days since 1899-12-30, the time of day as a fraction of one.

use std::borrow::Cow;

use super::decimal;
use crate::measure::Civil;

/// Days from 1899-12-30 to 1970-01-01.
const EPOCH: i64 = 25_569;
/// Serials that are taken for dates: 1954-10-03 to 2119-01-11.
const DATES: std::ops::Range<i64> = 20_000..80_000;
const SECONDS: i128 = 86_400;

/// A moment as a serial number says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serial {
    /// Whole days since 1899-12-30.
    pub days: i64,
    /// Seconds of the day, rounded to the nearest one (printed fractions of a day are never exact).
    pub seconds: i64,
}

impl Serial {
    /// Reads a decimal number that is not negative, of any size.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, decimals) = decimal(text.as_bytes())?;
        let unit = 10_i128.checked_pow(decimals)?;
        let seconds = mantissa.checked_mul(SECONDS)?.checked_add(unit / 2)?.checked_div(unit)?;
        if mantissa < 0 {
            return None;
        }
        let seconds = i64::try_from(seconds).ok()?;
        // What was cut off at three or four decimals hides the minute that was meant.
        let minute = (seconds + 30).div_euclid(60) * 60;
        let hidden = match decimals {
            3 => 44,
            4 => 5,
            _ => 0,
        };
        let seconds = if (seconds - minute).abs() <= hidden { minute } else { seconds };
        Some(Self { days: seconds / 86_400, seconds: seconds % 86_400 })
    }

    /// The same, where it can be a date of a meter.
    pub fn date(text: &str) -> Option<Self> {
        let whole = text.find('.').unwrap_or(text.len());
        let plain = whole == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Self::parse(text).filter(|serial| plain && DATES.contains(&serial.days))
    }

    /// Seconds since 1970-01-01 00:00 of the clock that it was written by.
    pub fn civil_seconds(self) -> i64 {
        (self.days - EPOCH) * 86_400 + self.seconds
    }
}

/// Whether a cell is a serial number with a time of day.
pub fn is_timed_serial(text: &str) -> bool {
    text.contains('.') && Serial::date(text).is_some()
}

/// A date cell as text: `2025-01-01` where it is a serial number, else as it stands.
pub fn plain_date(text: &str) -> Cow<'_, str> {
    match Serial::date(text) {
        Some(serial) => Cow::Owned(Civil(serial.civil_seconds()).day().to_string()),
        None => Cow::Borrowed(text),
    }
}

/// A time cell as text: `00:15:00` where it is a fraction of a day, else as it stands.
pub fn plain_time(text: &str) -> Cow<'_, str> {
    // A bare 1 is the first hour, not the end of the day.
    let fraction = text == "0" || text.starts_with("0.") || text == "1.0";
    match Serial::parse(text).filter(|_| fraction) {
        Some(Serial { days, seconds }) => {
            Cow::Owned(format!("{:02}:{:02}:{:02}", days * 24 + seconds / 3600, seconds / 60 % 60, seconds % 60))
        }
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days_and_their_fractions() {
        let new_year = 20_089 * 86_400;
        for (text, seconds) in [
            ("45658", 0),
            ("45658.0104166667", 900),
            ("45658.010416666664", 900),
            ("45658.01041666", 900),
            ("45658.0104", 900),
            ("45658.01", 864),
            ("45658.042", 3600),
            ("45658.99999", 86_399),
            ("45658.9999999", 86_400),
            ("45658.5", 43_200),
        ] {
            assert_eq!(Serial::date(text).map(Serial::civil_seconds), Some(new_year + seconds), "{text}");
        }
        for text in ["19999", "80000", "4565", "45658.", "20250101", "-45658", "4.5658e4", "45658,5", "1e400"] {
            assert!(text == "45658." || Serial::date(text).is_none(), "{text}");
        }
    }
}
