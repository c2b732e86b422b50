//! Dates of which a part stands elsewhere: the month in the name of a sheet, the year in a title, the day in the row.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::scan::Scan;
use super::stamped::DateOrder;
use super::{narrow, trimmed};
use crate::measure::Month;

/// Years that a name may mean.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;
const NUMERALS: [&str; 12] = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
/// Signs that a month may be parted from its year by.
const PARTING: [char; 4] = ['-', '/', '.', '_'];

/// A date with the parts that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartialDate {
    /// Year.
    pub year: Option<i32>,
    /// Month, 1 to 12.
    pub month: Option<u32>,
    /// Day of the month.
    pub day: Option<u32>,
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.year, self.month, self.day) {
            (Some(year), None, _) => write!(f, "{year}"),
            (Some(year), Some(month), None) => write!(f, "{year}-{month:02}"),
            (Some(year), Some(month), Some(day)) => write!(f, "{year}-{month:02}-{day:02}"),
            (None, month, day) => write!(f, "{}-{}", month.unwrap_or(0), day.unwrap_or(0)),
        }
    }
}

/// What a known date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
}

/// Why the parts of a date do not make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The year is not said.
    Year,
    /// The month is not said.
    Month,
    /// The calendar has no such day.
    NoSuchDay,
}

impl PartialDate {
    /// Every part of a day.
    pub fn of(day: NaiveDate) -> Self {
        use chrono::Datelike;
        Self { year: Some(day.year()), month: Some(day.month()), day: Some(day.day()) }
    }

    /// Year and month.
    pub fn of_month(month: Month) -> Self {
        Self { day: None, ..Self::of(month.first_day()) }
    }

    /// Its parts, and where it lacks one, that of another.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { year: self.year.or(other.year), month: self.month.or(other.month), day: self.day.or(other.day) }
    }

    /// Whether no part that both know differs.
    pub fn agrees(self, other: Self) -> bool {
        let same = |a: Option<u32>, b: Option<u32>| a.zip(b).is_none_or(|(a, b)| a == b);
        same(self.month, other.month) && same(self.day, other.day) && self.year.zip(other.year).is_none_or(|(a, b)| a == b)
    }

    /// The day or month that it is.
    pub fn known(self) -> Result<Known, Unknown> {
        let year = self.year.ok_or(Unknown::Year)?;
        let month = self.month.ok_or(Unknown::Month)?;
        let day = NaiveDate::from_ymd_opt(year, month, self.day.unwrap_or(1)).ok_or(Unknown::NoSuchDay)?;
        Ok(if self.day.is_some() { Known::Day(day) } else { Known::Month(Month::of(day)) })
    }

    /// What a text of the manifest states: `2025`, `2025-06` or `2025-06-01`.
    pub fn stated(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let number = |text: &str| if text.bytes().all(|b| b.is_ascii_digit()) { text.parse::<u32>().ok() } else { None };
        let year = parts.first().filter(|year| year.len() == 4).and_then(|year| number(year))?;
        let month = parts.get(1).map(|month| number(month).filter(|m| (1..=12).contains(m)));
        let day = parts.get(2).map(|day| number(day));
        if parts.len() > 3 || month == Some(None) || day == Some(None) {
            return None;
        }
        let found = Self { year: i32::try_from(year).ok(), month: month.flatten(), day: day.flatten() };
        let whole = found.day.is_none() || found.known().is_ok();
        whole.then_some(found)
    }

    /// What the names of a file say: the year and the month that stand in them, where they speak of one year and of one month. A whole date is
    /// when a file was made, as a rule, and is passed over unless `days` asks for it.
    pub fn named(text: &str, days: bool) -> Self {
        let (mut years, mut months, mut found_days) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for mention in mentions(&narrow(text)) {
            if mention.day.is_some() && !days {
                continue;
            }
            years.extend(mention.year);
            months.extend(mention.month);
            found_days.extend(mention.day);
        }
        // The sheet of a day: 1日, 31号.
        let plain = narrow(trimmed(text)).into_owned();
        let alone = plain.strip_suffix(['日', '号']).and_then(|digits| digits.parse().ok()).filter(|day| days && (1..=31).contains(day));
        Self { year: only(&years), month: only(&months), day: only(&found_days).or(alone) }
    }

    /// The partial date with which a cell starts, and what follows it: `1日`, `6月1日 00:15`, `6-1`, `6月`. A bare number is left to the caller.
    pub fn leading(text: &str, order: Option<DateOrder>) -> Option<(Self, String)> {
        let plain = narrow(trimmed(text)).into_owned();
        if let Some(at) = NUMERALS.iter().position(|name| plain == *name || plain.strip_suffix('份') == Some(name)) {
            return Some((Self { month: u32::try_from(at + 1).ok(), ..Self::default() }, String::new()));
        }
        let mut scan = Scan::new(&plain);
        let head = scan.digits();
        let small = |digits: &str, most: u32| digits.parse::<u32>().ok().filter(|n| digits.len() <= 2 && (1..=most).contains(n));
        let first = small(head, 31)?;
        let found = if scan.one_of(&['日', '号']).is_some() {
            Self { day: Some(first), ..Self::default() }
        } else if scan.word("月份") || scan.word("月") {
            let month = Some(first).filter(|m| *m <= 12)?;
            scan.blanks();
            let rest = scan.rest();
            let digits = scan.digits();
            match small(digits, 31) {
                Some(day) if scan.one_of(&['日', '号']).is_some() => Self { month: Some(month), day: Some(day), year: None },
                _ => return Some((Self { month: Some(month), ..Self::default() }, rest.trim().to_owned())),
            }
        } else {
            scan.one_of(&['-', '/'])?;
            let second = small(scan.digits(), 31)?;
            if !(scan.at_end() || scan.rest().starts_with(' ')) {
                return None;
            }
            let (month, day) = if order == Some(DateOrder::Dmy) { (second, first) } else { (first, second) };
            Self { month: Some(month).filter(|m| *m <= 12), day: Some(day), year: None }
        };
        if found.month.is_none() && found.day.is_none() {
            return None;
        }
        Some((found, scan.rest().trim().to_owned()))
    }

    /// What the header of a column says, where days or months stand across: `1月`, `2025-01`, `2025年1月`, `1日`, `6-1`, `2025-06-01`.
    pub fn header(text: &str) -> Option<Self> {
        let bare = trimmed(text);
        if let Ok(super::Stamp::Month(month)) = super::stamp(bare, None) {
            return Some(Self::of_month(month));
        }
        match super::stamp(bare, None) {
            Ok(super::Stamp::Day(day)) => return Some(Self::of(day)),
            // A workbook writes its dates with their midnight.
            Ok(super::Stamp::Instant { civil_seconds, offset: None }) if civil_seconds.rem_euclid(86_400) == 0 => {
                return Some(Self::of(crate::measure::Civil(civil_seconds).day()));
            }
            _ => {}
        }
        if let Some(at) = NUMERALS.iter().position(|name| bare == *name || bare.strip_suffix('份') == Some(name)) {
            return Some(Self { month: u32::try_from(at + 1).ok(), ..Self::default() });
        }
        if bare.bytes().all(|b| b.is_ascii_alphabetic())
            && let Some(month) = super::month_name::month_named(bare).filter(|_| bare.len() >= 3)
        {
            return Some(Self { month: Some(month), ..Self::default() });
        }
        Self::leading(bare, None).filter(|(_, rest)| rest.is_empty()).map(|(found, _)| found)
    }
}

/// The one that was found, where one was.
fn only<T: Copy + Ord>(found: &BTreeSet<T>) -> Option<T> {
    if found.len() == 1 { found.first().copied() } else { None }
}

/// The dates, months and years that a text mentions, in its order.
fn mentions(text: &str) -> Vec<PartialDate> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(sign) = rest.chars().next() {
        if let Some((at, name)) = NUMERALS.iter().enumerate().rev().find(|(_, name)| rest.starts_with(**name)) {
            found.push(PartialDate { month: u32::try_from(at + 1).ok(), ..PartialDate::default() });
            rest = &rest[name.len()..];
            before = '月';
            continue;
        }
        if sign.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            if let Some(month) = super::month_name::month_named(&rest[..end]).filter(|_| end >= 3) {
                found.push(PartialDate { month: Some(month), ..PartialDate::default() });
            }
            rest = &rest[end..];
            before = 'a';
            continue;
        }
        if !sign.is_ascii_digit() {
            rest = &rest[sign.len_utf8()..];
            before = sign;
            continue;
        }
        let (mention, left) = numbers(rest, before);
        found.extend(mention);
        rest = left;
        before = '0';
    }
    found
}

/// What the digits at the start of a text mention, and what follows them.
fn numbers(text: &str, before: char) -> (Option<PartialDate>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
    let year = |digits: &str| Some(number(digits)).filter(|y| YEARS.contains(y)).and_then(|y| i32::try_from(y).ok());
    let month = |digits: &str| Some(number(digits)).filter(|m| (1..=12).contains(m) && digits.len() <= 2);
    let day = |digits: &str| Some(number(digits)).filter(|d| (1..=31).contains(d) && digits.len() <= 2);
    match digits.len() {
        8 => {
            let (y, m, d) = (year(&digits[..4]), month(&digits[4..6]), day(&digits[6..]));
            (y.and(m).and(d).map(|_| PartialDate { year: y, month: m, day: d }), rest)
        }
        6 => {
            let (y, m) = (year(&digits[..4]), month(&digits[4..]));
            (y.and(m).map(|_| PartialDate { year: y, month: m, day: None }), rest)
        }
        4 => {
            let Some(y) = year(digits) else { return (None, rest) };
            let only = PartialDate { year: Some(y), ..PartialDate::default() };
            let mut scan = Scan::new(rest);
            let parted = if scan.word("年") {
                scan.word("度");
                scan.blanks();
                true
            } else {
                scan.one_of(&PARTING).is_some()
            };
            let behind = scan.rest();
            let next = scan.digits();
            let Some(m) = month(next).filter(|_| parted) else { return (Some(only), behind) };
            let chinese = scan.word("月");
            let after = scan.rest();
            let separated = chinese || scan.one_of(&PARTING).is_some();
            let d = day(scan.digits()).filter(|_| separated);
            if d.is_some() {
                scan.one_of(&['日', '号']);
                return (Some(PartialDate { year: Some(y), month: Some(m), day: d }), scan.rest());
            }
            (Some(PartialDate { year: Some(y), month: Some(m), day: None }), after)
        }
        1 | 2 => {
            // `1-12月` is a span of months, and `3个月` is none.
            let mut scan = Scan::new(rest);
            if !scan.word("月") || before == '-' || before == '~' || before == '至' {
                let spans = before == '-' || before == '~' || before == '至';
                let second = PartialDate { month: month(digits), ..PartialDate::default() };
                return (if spans && rest.starts_with('月') { Some(second) } else { None }, rest);
            }
            let m = month(digits);
            let after = scan.rest();
            let d = day(scan.digits()).filter(|_| scan.one_of(&['日', '号']).is_some());
            let left = if d.is_some() { scan.rest() } else { after };
            (m.map(|_| PartialDate { year: None, month: m, day: d }), left)
        }
        _ => (None, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> PartialDate {
        let part = |n: u32| if n == 0 { None } else { Some(n) };
        PartialDate { year: if year == 0 { None } else { Some(year) }, month: part(month), day: part(day) }
    }

    #[test]
    fn names_speak_of_a_year_and_a_month() {
        for (text, wanted) in [
            ("2025年1月 园区能源抄表日报", date(2025, 1, 0)),
            ("2025年抄表日报 12月", date(2025, 12, 0)),
            ("关口202503", date(2025, 3, 0)),
            ("report_2025-06", date(2025, 6, 0)),
            ("2025.6 1#进线", date(2025, 6, 0)),
            ("2025年度用电量统计表", date(2025, 0, 0)),
            ("十二月", date(0, 12, 0)),
            ("一月份", date(0, 1, 0)),
            ("Mar 2025", date(2025, 3, 0)),
            ("能源计量日报（2025年）", date(2025, 0, 0)),
            ("2025年1月至2025年12月", date(2025, 0, 0)),
            ("2024-2025", date(0, 0, 0)),
            ("DB-001 96点", date(0, 0, 0)),
            ("导出 2026-01-05", date(0, 0, 0)),
            ("20260105", date(0, 0, 0)),
            ("近3个月", date(0, 0, 0)),
        ] {
            assert_eq!(PartialDate::named(text, false), wanted, "{text}");
        }
        assert_eq!(PartialDate::named("2025-06-01", true), date(2025, 6, 1));
    }

    #[test]
    fn cells_start_with_a_part_of_a_date() {
        for (text, wanted, rest) in [
            ("1日", date(0, 0, 1), ""),
            ("６月１日 00:15", date(0, 6, 1), "00:15"),
            ("6-1", date(0, 6, 1), ""),
            ("6/1 0:15", date(0, 6, 1), "0:15"),
            ("12月", date(0, 12, 0), ""),
            ("3月份", date(0, 3, 0), ""),
        ] {
            assert_eq!(PartialDate::leading(text, None), Some((wanted, rest.to_owned())), "{text}");
        }
        assert_eq!(PartialDate::leading("1/6", Some(DateOrder::Dmy)), Some((date(0, 6, 1), String::new())));
        for text in ["1", "00:15", "32日", "2025-06-01", "x", "", "6-1-2", "13月"] {
            assert_eq!(PartialDate::leading(text, None), None, "{text}");
        }
    }

    #[test]
    fn headers_speak_of_days_and_months() {
        for (text, wanted) in [
            ("1月", date(0, 1, 0)),
            ("十二月", date(0, 12, 0)),
            ("2025-01", date(2025, 1, 0)),
            ("2025年1月", date(2025, 1, 0)),
            ("202501", date(2025, 1, 0)),
            ("Jan", date(0, 1, 0)),
            ("31日", date(0, 0, 31)),
            ("2025-06-01", date(2025, 6, 1)),
        ] {
            assert_eq!(PartialDate::header(text), Some(wanted), "{text}");
        }
        for text in ["合计", "v1", "1", "00:15", "倍率"] {
            assert_eq!(PartialDate::header(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_of_the_manifest_states_a_part() {
        assert_eq!(PartialDate::stated("2025"), Some(date(2025, 0, 0)));
        assert_eq!(PartialDate::stated("2025-06"), Some(date(2025, 6, 0)));
        assert_eq!(PartialDate::stated("2025-06-01"), Some(date(2025, 6, 1)));
        for text in ["2025-13", "25", "2025-02-30", "x", "2025-", "06"] {
            assert_eq!(PartialDate::stated(text), None, "{text}");
        }
    }
}
