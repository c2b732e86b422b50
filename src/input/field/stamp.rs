//! Stamps: an instant, a day or a month, in every spelling that meter exports use, the serial numbers of spreadsheets included.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::clock::{Time, time};
use super::date::{Date, compact_day, date};
use super::fixed::fixed_stamp;
use super::scan::Scan;
use super::serial::Serial;
use super::stamped::{DateOrder, Stamp, StampError};
use super::{narrow, trimmed};
use crate::measure::Civil;

/// Reads a stamp that is no range. `order` is what the table declares about dates that end with their year; without it such a date is read only
/// where it can mean one day.
pub(super) fn moment(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    fixed_stamp(text.as_bytes()).map_or_else(|| general(text, order), Ok)
}

/// Reads a stamp of which it is known that `-01:00` behind it is an offset.
pub fn stamp_with_offset(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    general(text, order)
}

/// Reads a day; the time of day, if there is one, says nothing.
pub fn day(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, StampError> {
    let bare = trimmed(text);
    let plain = narrow(bare);
    if let Some(serial) = Serial::date(&plain) {
        return Ok(Civil(serial.civil_seconds()).day());
    }
    match read(&plain, order)? {
        (Date::Day(day), _) => Ok(day),
        (Date::Month(_), _) => Err(StampError::Unreadable),
    }
}

/// A stamp without the day of the week: 2025年1月1日 星期三, 2025-01-01(周三), 2025-01-01 Wed.
fn without_weekday(text: Cow<'_, str>) -> Cow<'_, str> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if text.is_ascii() && text.bytes().filter(u8::is_ascii_alphabetic).count() < 3 {
        return text;
    }
    let chinese = text.find("星期").or_else(|| text.find("周"));
    let (at, length) = if let Some(at) = chinese {
        let letters = text[at..].char_indices().take_while(|(_, c)| "星期周一二三四五六日天".contains(*c));
        (at, letters.map(|(n, c)| n + c.len_utf8()).last().unwrap_or(0))
    } else {
        let lower = text.to_ascii_lowercase();
        let start = |day: &&str| lower.find(&format!(" {day}")).or_else(|| lower.find(&format!("({day}")));
        let Some(at) = DAYS.iter().find_map(start) else { return text };
        (at, text[at + 1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len() - at, |end| end + 1))
    };
    let (before, behind) = (&text[..at], &text[at + length..]);
    let trim: &[char] = &[' ', '(', ')', '（', '）', ','];
    let (before, behind) = (before.trim_end_matches(trim), behind.trim_start_matches(trim));
    Cow::Owned(if behind.is_empty() { before.to_owned() } else { format!("{before} {behind}") })
}

/// The reference that takes every spelling.
pub(super) fn general(text: &str, order: Option<DateOrder>) -> Result<Stamp, StampError> {
    let bare = trimmed(text);
    let plain = without_weekday(narrow(bare));
    if let Some(serial) = Serial::date(&plain) {
        let civil_seconds = serial.civil_seconds();
        return Ok(if plain.contains('.') {
            Stamp::Instant { civil_seconds, offset: None }
        } else {
            Stamp::Day(Civil(civil_seconds).day())
        });
    }
    read(&plain, order).map(|parts| match parts {
        (Date::Month(month), _) => Stamp::Month(month),
        (Date::Day(day), None) => Stamp::Day(day),
        (Date::Day(day), Some((seconds, offset))) => Stamp::Instant { civil_seconds: Civil::midnight(day).0 + seconds, offset },
    })
}

fn read(text: &str, order: Option<DateOrder>) -> Result<(Date, Option<Time>), StampError> {
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

#[cfg(test)]
mod tests {
    use super::super::stamp;
    use super::*;
    use crate::measure::Month;

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
        assert_eq!(stamp("3/4/2018", None), Err(StampError::AmbiguousOrder));
        assert_eq!(stamp("3/4/2018", Some(DateOrder::Ymd)), Err(StampError::AmbiguousOrder));
        assert_eq!(stamp("3/4/2018", Some(DateOrder::Dmy)), Ok(Stamp::Day(april)));
        assert_eq!(stamp("4/3/2018", Some(DateOrder::Mdy)), Ok(Stamp::Day(april)));
        let march = NaiveDate::from_ymd_opt(2018, 3, 31).expect("a day");
        for text in ["31/03/2018", "3/31/2018", "31.03.2018", "31-03-2018"] {
            assert_eq!(stamp(text, None), Ok(Stamp::Day(march)), "{text}");
        }
        assert!(matches!(stamp("3/31/2018", Some(DateOrder::Dmy)), Err(StampError::NoSuchDay)));
        assert_eq!(instant("31/03/2018 00:00", None).0, Civil::midnight(march).0 - NEW_YEAR);
    }

    #[test]
    fn what_is_no_stamp_says_why() {
        for text in ["1/1/18", "18-01-31", "250101", "31-Mar-18"] {
            assert!(matches!(stamp(text, None), Err(StampError::TwoDigitYear)), "{text}");
        }
        for text in ["0000-01-01 00:00", "9999-12-31 24:00", "1899-12-31", "2201-01"] {
            assert!(matches!(stamp(text, None), Err(StampError::FarYear)), "{text}");
        }
        for text in ["2025-02-30", "2025-13", "2025-02-29 00:15", "20250230"] {
            assert!(matches!(stamp(text, None), Err(StampError::NoSuchDay)), "{text}");
        }
        for text in [
            "2025-01-01 25:00",
            "2025-01-01 24:15",
            "2025-01-01 00:60",
            "2025-01-01 13:00 PM",
            "2025-01-01 00:00+15:00",
            "2025-01-01 00:00:60",
        ] {
            assert!(matches!(stamp(text, None), Err(StampError::NoSuchTime)), "{text}");
        }
        for text in [
            "",
            "x",
            "2025",
            "19999.01",
            "2025-01/01",
            "2025-01-01 5",
            "2025-01-01 00:1",
            "2025-01-01 00:15 x",
            "2025-01 00:15",
            "2025-01-0100:15",
            "2025年1",
        ] {
            assert!(matches!(stamp(text, None), Err(StampError::Unreadable)), "{text}: {:?}", stamp(text, None));
        }
    }
}
