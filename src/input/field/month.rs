//! Months as registries and contracts write them.

use super::date::{Date, date};
use super::scan::Scan;
use super::serial::Serial;
use super::stamped::StampError;
use super::{narrow, trimmed};
use crate::measure::{Civil, Month};

/// Reads `2025-03`, `2025年3月`, `Mar-2025`, `March 2025`, `03/2025`, `202503`, `2025/3` or `2025.3`.
/// A day is taken for its month: spreadsheets turn `2025-03` into `2025/3/1`.
pub fn month(text: &str) -> Result<Month, StampError> {
    let bare = trimmed(text);
    let plain = narrow(bare);
    if let Some(serial) = Serial::date(&plain).filter(|serial| serial.seconds == 0) {
        return Ok(Month::of(Civil(serial.civil_seconds()).day()));
    }
    let mut scan = Scan::new(&plain);
    let read = date(&mut scan, None)?;
    let midnight = scan.blanks() && matches!(scan.rest(), "0:00" | "00:00" | "0:00:00" | "00:00:00");
    match read {
        Date::Month(month) if scan.at_end() => Ok(month),
        Date::Day(day) if scan.at_end() || midnight => Ok(Month::of(day)),
        _ => Err(StampError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn march_in_every_spelling() {
        for text in [
            "2025-03",
            "2025年3月",
            "2025年03月",
            "Mar-2025",
            "March 2025",
            "03/2025",
            "3/2025",
            "202503",
            "2025/3",
            "2025.3",
            "2025-Mar",
            "2025 March",
            "2025/3/1",
            "2025-03-01 00:00:00",
            "MAR 2025",
            "２０２５－０３",
            "2025年3月1日",
        ] {
            assert_eq!(month(text), Ok(Month { year: 2025, month: 3 }), "{text}");
        }
    }

    #[test]
    fn what_is_no_month_says_why() {
        assert!(matches!(month("Mar-25"), Err(StampError::TwoDigitYear)));
        assert!(matches!(month("2025-13"), Err(StampError::NoSuchDay)));
        assert!(matches!(month("3/4/2025"), Err(StampError::AmbiguousOrder)));
        for text in ["", "2025", "3", "Marzo 2025", "2025-03-01 00:15", "2025-03 x"] {
            assert!(matches!(month(text), Err(StampError::Unreadable)), "{text}");
        }
    }
}
