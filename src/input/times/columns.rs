//! The columns that say when a row or a cell is of, beside a stamp in one column: a date with an hour number, a point number or a time range; year
//! and month; a period; months or days across. And the zone that a header states.

use std::collections::BTreeSet;

use crate::input::field::{PartialDate, clock_range, narrow, stamp, trimmed};
use crate::input::table::heading::Heading;
use crate::input::table::{find_column, folded, is_footer_cell, with_unit};
use crate::input::titled;

/// Headers of numbers of hours.
pub(in crate::input) const HOUR: &[&str] = &[
    "hour",
    "hr",
    "小时",
    "小时数",
    "小时序号",
    "时",
    "钟点",
    "整点",
    "时点",
    "hour_ending",
    "hour_no",
    "hora",
    "heure",
    "stunde",
    "ora",
    "uur",
    "godzina",
    "時",
    "시간",
];
/// Headers of minutes, which the number of the hour stands beside.
pub(in crate::input) const MINUTE: &[&str] = &["minute", "minutes", "min", "分", "分钟", "minuto", "分鐘"];
/// Headers of numbers of points of the day.
pub(in crate::input) const POINT: &[&str] = &[
    "point",
    "point_no",
    "点号",
    "点数",
    "点",
    "点序",
    "点序号",
    "数据点",
    "数据点号",
    "采样点",
    "采样点号",
    "采集点号",
    "曲线点号",
    "时点号",
    "时点序号",
];
/// Headers of ranges of the day, or of periods.
pub(in crate::input) const PERIOD: &[&str] =
    &["period", "time_range", "时段", "时间段", "时间区间", "时段范围", "统计时段", "数据时段", "时间范围"];
/// Headers of billing periods.
pub(in crate::input) const BILLING: &[&str] = &[
    "period",
    "billing_period",
    "计费周期",
    "账期",
    "结算周期",
    "用电周期",
    "账单周期",
    "计费期间",
    "结算期间",
    "抄表周期",
    "抄表区间",
    "起止日期",
    "起止时间",
    "统计周期",
    "用电期间",
    "计费时段",
    "计量周期",
    "周期",
];
/// Headers of years.
pub(in crate::input) const YEAR: &[&str] = &["year", "年份", "年", "年度", "统计年份"];
/// Headers of months, with or without their year.
pub(in crate::input) const MONTH: &[&str] = &[
    "month",
    "月份",
    "月",
    "年月",
    "抄表月份",
    "统计月份",
    "电费年月",
    "电费月份",
    "用电月份",
    "用电年月",
    "账单月份",
    "结算月份",
    "数据月份",
    "账期",
    "抄表年月",
    "统计年月",
];
/// Headers of days of the month.
pub(in crate::input) const DAY: &[&str] = &["day", "日", "号", "日号"];
/// Headers of dates, which a clock may stand beside.
const DATES: &[&str] = &[
    "date",
    "数据日期",
    "日期",
    "抄表日期",
    "冻结日期",
    "统计日期",
    "用电日期",
    "发电日期",
    "fecha",
    "datum",
    "giorno",
    "jour",
    "tag",
    "日付",
    "일자",
];
/// Headers of clocks, which a date may stand beside.
const CLOCKS: &[&str] = &["time", "时间", "时刻", "采集时间", "数据时间", "抄表时间", "统计时间"];

/// The columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeColumns {
    /// Year.
    pub year: Option<usize>,
    /// Month, with or without its year.
    pub month: Option<usize>,
    /// Day of the month.
    pub day: Option<usize>,
    /// Number of the hour.
    pub hour: Option<usize>,
    /// Minute of the hour.
    pub minute: Option<usize>,
    /// Number of the point of the day.
    pub point: Option<usize>,
    /// A range of the day, or a period.
    pub period: Option<usize>,
    /// Times of day below a header of days across.
    pub clock: Option<usize>,
    /// A date that holds where the time column gives a clock alone.
    pub beside: Option<usize>,
    /// Columns of days or months across.
    pub across: Vec<(usize, PartialDate)>,
    /// Offset that the header of the time states, in seconds.
    pub offset: Option<i32>,
    /// The rows above the header, the cells of each beside each other.
    pub title: Vec<String>,
}

impl TimeColumns {
    /// Whether the time of a row is put together from several cells.
    pub fn are_several(&self) -> bool {
        [self.year, self.month, self.day, self.hour, self.point, self.period].iter().any(Option::is_some)
    }

    /// The columns among them, those across aside.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        let parts = [self.year, self.month, self.day, self.hour, self.minute, self.point, self.period, self.clock, self.beside];
        parts.into_iter().flatten()
    }

    /// Finds what stands beside `time` and `date`, which may be found to be another; `stated` gives what the manifest calls a column, and `missing` takes
    /// those that it names and the header does not have.
    pub fn find(
        header: &[String],
        stated: &dyn Fn(&str) -> Option<String>,
        headless: bool,
        time: &mut Option<usize>,
        date: &mut Option<usize>,
        missing: &mut Vec<(&'static str, String)>,
    ) -> Self {
        let mut found = Self::default();
        let mut named = |key: &'static str| {
            let name = stated(key)?;
            let at = find_column(header, Some(&name), &[]);
            if at.is_none() {
                missing.push((key, name));
            }
            at
        };
        found.year = named("year");
        found.month = named("month");
        found.day = named("day");
        found.hour = named("hour");
        found.minute = named("minute");
        found.point = named("point");
        found.period = named("period");
        if headless {
            return found;
        }
        found.offset = time.or(*date).and_then(|at| zone(&header[at]));
        let is = |at: usize, names: &[&str]| {
            let cell = folded(with_unit(&header[at]).0.as_ref());
            names.iter().any(|name| folded(name) == cell)
        };
        // A column named as the time may be one of numbers.
        let day = date.or_else(|| (0..header.len()).find(|&other| is(other, DATES)));
        if let (Some(at), Some(day)) = (*time, day) {
            for (names, slot) in [(HOUR, &mut found.hour), (POINT, &mut found.point), (PERIOD, &mut found.period)] {
                if slot.is_none() && is(at, names) {
                    *slot = Some(at);
                    (*time, *date) = (None, Some(day));
                    break;
                }
            }
        }
        if *time == *date {
            *time = None;
        }
        if [found.hour, found.point, found.period].iter().all(Option::is_none) && stated("time").is_none_or(|name| is_date(&name)) {
            let whole = |names: &[&str]| (0..header.len()).find(|at| is(*at, names) && Some(*at) != *time && Some(*at) != *date);
            if time.is_none_or(|at| is(at, DATES)) {
                found.hour = whole(HOUR);
                found.point = if found.hour.is_none() { whole(POINT) } else { None };
                found.period = if found.hour.or(found.point).is_none() { whole(PERIOD) } else { None };
                let clock = whole(CLOCKS);
                if found.hour.or(found.point).or(found.period).is_some() {
                    if date.is_none() {
                        *date = time.take().or(day);
                    }
                } else if let (Some(clock), Some(day)) = (clock, *time)
                    && stated("time").is_none()
                {
                    (*time, found.beside) = (Some(clock), Some(day));
                }
            } else if let (Some(at), None) = (*time, *date)
                && is(at, CLOCKS)
            {
                found.beside = whole(DATES);
            }
        }
        if found.hour.is_some() {
            found.minute = found.minute.or_else(|| (0..header.len()).find(|at| is(*at, MINUTE)));
        }
        if time.is_none() && date.is_none() || found.month.is_some() || found.year.is_some() {
            let find = |names: &[&str], taken: &[Option<usize>]| {
                names.iter().find_map(|name| (0..header.len()).find(|at| is(*at, &[name]) && !taken.contains(&Some(*at))))
            };
            found.year = found.year.or_else(|| find(YEAR, &[*time, *date]));
            found.month = found.month.or_else(|| find(MONTH, &[found.year, *time, *date]));
            if found.year.is_some() && found.month.is_some() {
                found.day = found.day.or_else(|| find(DAY, &[found.year, found.month, *time, *date]));
            }
        }
        found
    }

    /// The header of the time, where it names a zone whose offset cannot be known from its name: 时间(CET), Time [Europe/Berlin].
    pub fn named_zone<'a>(&self, time: Option<usize>, header: &'a [String]) -> Option<&'a str> {
        header.get(time?).map(|cell| cell.trim()).filter(|cell| names_zone(cell))
    }

    /// Takes the rows above the header.
    pub fn below(&mut self, above: &[(u64, Vec<String>)]) {
        self.title = above.iter().map(|(_, cells)| beside(cells)).filter(|row| !row.is_empty()).collect();
    }

    /// Finds the columns of years and months beside `date`, where none gives the whole date.
    pub fn of_months(
        header: &[String],
        stated: &dyn Fn(&str) -> Option<String>,
        date: Option<usize>,
        missing: &mut Vec<(&'static str, String)>,
    ) -> Self {
        let (mut time, mut date) = (None, date);
        let found = Self::find(header, stated, false, &mut time, &mut date, missing);
        Self { hour: None, minute: None, point: None, period: None, beside: None, offset: None, ..found }
    }

    /// Whether the columns across are months that do not say a day.
    pub fn are_months_across(&self) -> bool {
        self.across.first().is_some_and(|(_, label)| label.month.is_some() && label.day.is_none())
    }

    /// Whether the columns across are years, below which the rows name the months.
    pub fn are_years_across(&self) -> bool {
        self.across.first().is_some_and(|(_, label)| label.year.is_some() && label.month.is_none())
    }

    /// Whether the columns across are days.
    pub fn are_days_across(&self) -> bool {
        self.across.first().is_some_and(|(_, label)| label.day.is_some())
    }

    /// The column of times of day beside days across: ranges or clocks in all of the first rows, each once.
    pub fn clock_beside(header: &[String], rows: &[(u64, Vec<String>)], is_free: &dyn Fn(usize) -> bool) -> Option<usize> {
        (0..header.len()).filter(|at| is_free(*at)).find(|&at| {
            let mut seen = BTreeSet::new();
            told_below(rows, at).all(|cell| is_time_of_day(cell) && seen.insert(cell)) && seen.len() >= 3
        })
    }

    /// The column of days beside months across, 1日 to 31日 below a blank header, 日 or 日期: a matrix of one meter. Of the first rows below the header all
    /// must be days of a month, each once.
    pub fn days_beside(header: &[String], rows: &[(u64, Vec<String>)], is_free: &dyn Fn(usize) -> bool) -> Option<usize> {
        (0..header.len()).filter(|at| is_free(*at)).find(|&at| {
            let name = header[at].trim().to_lowercase();
            let may_be = name.is_empty() || name.contains('日') || name.contains("day") || name.contains("date");
            let mut days = BTreeSet::new();
            may_be && told_below(rows, at).all(|cell| day_alone(cell).is_some_and(|day| days.insert(day))) && days.len() >= 3
        })
    }

    /// Finds months or days across: columns whose headers are all months, or all days, at least two of them.
    pub fn find_across(header: &[String], named: &[usize]) -> Vec<(usize, PartialDate)> {
        let free = || header.iter().enumerate().filter(|(at, _)| !named.contains(at));
        let labels: Vec<(usize, PartialDate)> =
            free().filter_map(|(at, cell)| PartialDate::header(cell).map(|label| (at, label))).collect();
        let days = labels.iter().filter(|(_, label)| label.day.is_some()).count();
        if labels.len() >= 2 && (days == 0 || days == labels.len()) && are_distinct(&labels) {
            return labels;
        }
        // Years, each below which the rows name the months.
        let years: Vec<(usize, PartialDate)> =
            free().filter_map(|(at, cell)| Some((at, PartialDate { year: Some(year_alone(cell)?), ..PartialDate::default() }))).collect();
        if years.len() >= 2 && are_distinct(&years) {
            return years;
        }
        // 1 to 31 without a word.
        let bare = |cell: &str| trimmed(cell).parse::<u32>().ok().filter(|_| trimmed(cell).len() <= 2);
        let numbers: Vec<(usize, PartialDate)> = free()
            .filter_map(|(at, cell)| bare(&narrow(cell)).map(|day| (at, PartialDate { day: Some(day), ..PartialDate::default() })))
            .collect();
        let all: BTreeSet<u32> = numbers.iter().filter_map(|(_, label)| label.day).collect();
        let is_month = (28..=31).contains(&numbers.len())
            && all.len() == numbers.len()
            && all.first() == Some(&1)
            && all.last().is_some_and(|last| *last as usize == all.len());
        if is_month { numbers } else { Vec::new() }
    }
}

/// The year that a header gives, and nothing else: 2024年, 2024年度.
fn year_alone(cell: &str) -> Option<i32> {
    let plain = narrow(trimmed(cell)).into_owned();
    let digits = plain.trim_end_matches('度').strip_suffix('年')?.trim();
    digits.parse().ok().filter(|year| digits.len() == 4 && (1990..=2100).contains(year))
}

/// Whether a cell is a time of the day, or a range of it: 00:15, 0时, 00:00-00:15.
pub(in crate::input) fn is_time_of_day(cell: &str) -> bool {
    let is_clock = || cell.contains([':', '时', '点']) && cell.len() < 12 && stamp(&format!("2000-01-01 {cell}"), None).is_ok();
    clock_range(cell).is_some() || is_clock()
}

/// The cells of a column in the rows below a header that are filled and no word of a total or a note.
fn told_below(rows: &[(u64, Vec<String>)], at: usize) -> impl Iterator<Item = &str> {
    let cells = rows.iter().filter_map(move |(_, cells)| cells.get(at)).map(|cell| cell.trim());
    cells.filter(|cell| !cell.is_empty() && !is_footer_cell(cell, false))
}

/// The day of a month that a cell gives, and nothing else: 1日, 1号, 1.
pub(in crate::input) fn day_alone(cell: &str) -> Option<u32> {
    let plain = narrow(trimmed(cell)).into_owned();
    let digits = plain.trim_end_matches(['日', '号']);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    let is_short = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|day| is_short && (1..=31).contains(day))
}

/// The cells of a row above the header, those of a merged cell once.
pub(in crate::input) fn beside(cells: &[String]) -> String {
    let mut cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    cells.dedup();
    let mut text = String::new();
    for (at, cell) in cells.iter().enumerate() {
        // A word and its value in cells of their own, not two headers.
        let is_told = at > 0 && titled::is_word(cells[at - 1]) && !titled::is_word(cell) && Heading::of(cell).is_none() && !is_date(cell);
        if at > 0 {
            text.push(if is_told { '：' } else { ' ' });
        }
        text.push_str(cell);
    }
    text
}

fn is_date(name: &str) -> bool {
    DATES.iter().any(|date| folded(date) == folded(name))
}

fn are_distinct(labels: &[(usize, PartialDate)]) -> bool {
    labels.iter().enumerate().all(|(at, (_, label))| labels[at + 1..].iter().all(|(_, other)| other != label))
}

/// Whether a header names a zone by a name.
fn names_zone(header: &str) -> bool {
    const ZONES: [&str; 22] = [
        "CET", "CEST", "MEZ", "MESZ", "WET", "WEST", "EET", "EEST", "BST", "EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT", "AEST", "AEDT",
        "ACST", "AWST", "NZST", "MSK",
    ];
    let text = narrow(header).into_owned();
    let words = |signs: &'static [char]| text.split(signs).map(str::trim).collect::<Vec<_>>();
    let area = words(&['(', ')', '[', ']', ' ']).into_iter().any(|word| {
        let areas = ["Europe/", "America/", "Australia/", "Africa/", "Pacific/", "Atlantic/", "Asia/"];
        areas.iter().any(|area| word.starts_with(area)) && !CHINA.iter().any(|city| word.ends_with(city))
    });
    area || words(&['(', ')', '[', ']', ' ', '_']).into_iter().any(|word| ZONES.contains(&word))
}

/// Names of the zone of China.
const CHINA: [&str; 5] = ["Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Beijing", "Asia/Hong_Kong"];

/// The zone that a header states: 时间(UTC), Time (GMT+8), Date/time UTC, 数据时间（UTC+08:00）, 时间(北京时间).
pub(in crate::input) fn zone(header: &str) -> Option<i32> {
    let text = narrow(header).to_uppercase();
    if text.contains("北京时间") {
        return Some(8 * 3600);
    }
    let (at, length) = ["UTC", "GMT"].iter().find_map(|word| text.find(word).map(|at| (at, word.len())))?;
    // A letter beside it makes another word of it.
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    if text[..at].ends_with(is_letter) || text[at + length..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let rest = text[at + length..].trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | ':'))).unwrap_or(rest.len());
    offset(&rest[..end])
}

/// Seconds of `+8`, `+08:00`, `-03:30`, nothing: what a zone can be, in quarter hours from −12 to +14.
fn offset(text: &str) -> Option<i32> {
    if text.is_empty() {
        return Some(0);
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match text[1..].split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if text.len() == 5 => text[1..].split_at(2),
        None => (&text[1..], "0"),
    };
    let seconds = sign * (hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60);
    is_zone(seconds).then_some(seconds)
}

/// Whether a zone can be so many seconds east of UTC.
pub(in crate::input) fn is_zone(seconds: i32) -> bool {
    seconds % 900 == 0 && (-12 * 3600..=14 * 3600).contains(&seconds)
}

/// A header without the zone that it states, as names are looked for: `Date Time UTC` is `Date Time`.
pub(in crate::input) fn without_zone(header: &str) -> Option<String> {
    zone(header)?;
    let text = narrow(header);
    let upper = text.to_uppercase();
    // Only ASCII letters change their case here, so that places are the same.
    let (at, word) = ["UTC", "GMT", "北京时间"].iter().find_map(|word| upper.find(word).map(|at| (at, word)))?;
    let behind = text.get(at + word.len()..)?.trim_start_matches(|c: char| c.is_ascii_digit() || "+-:".contains(c));
    let before = text.get(..at)?.trim_end_matches([' ', '(', '[', '_', '-', '/']);
    let behind = behind.trim_start_matches([')', ']', ' ']);
    let left = if before.is_empty() { behind } else { before };
    (!left.is_empty()).then(|| left.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(header: &str) -> Vec<String> {
        header.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn zones_in_headers() {
        for (header, wanted) in [
            ("数据时间(UTC)", 0),
            ("Time (GMT+8)", 8 * 3600),
            ("Date/time UTC", 0),
            ("时间（UTC+08:00）", 8 * 3600),
            ("时间(北京时间)", 8 * 3600),
            ("time_utc", 0),
            ("Time [UTC-03:30]", -12_600),
            ("UTC时间", 0),
        ] {
            assert_eq!(zone(header), Some(wanted), "{header}");
        }
        for header in ["时间", "UTCX", "Time (GMT+25)", "outcome", "Time (UTC+08:07)"] {
            assert_eq!(zone(header), None, "{header}");
        }
        assert_eq!(without_zone("Date Time UTC").as_deref(), Some("Date Time"));
        assert_eq!(without_zone("数据时间（UTC+08:00）").as_deref(), Some("数据时间"));
        assert_eq!(without_zone("UTC时间").as_deref(), Some("时间"));
    }

    #[test]
    fn numbers_stand_beside_a_date() {
        let found = |header: &str, time: Option<usize>, date: Option<usize>| {
            let (mut time, mut date) = (time, date);
            let found = TimeColumns::find(&cells(header), &|_| None, false, &mut time, &mut date, &mut Vec::new());
            (time, date, found)
        };
        let (time, date, columns) = found("表号,日期,小时,电量", Some(1), None);
        assert_eq!((time, date, columns.hour), (None, Some(1), Some(2)));
        let (time, date, columns) = found("表号,数据日期,点号,功率(kW)", Some(1), None);
        assert_eq!((time, date, columns.point), (None, Some(1), Some(2)));
        let (time, date, columns) = found("表号,日期,时段,电量", Some(1), None);
        assert_eq!((time, date, columns.period), (None, Some(1), Some(2)));
        let (time, _, columns) = found("表号,日期,时间,电量", Some(2), None);
        assert_eq!((time, columns.beside), (Some(2), Some(1)));
        let (time, _, columns) = found("表号,年份,月份,电量", None, None);
        assert_eq!((time, columns.year, columns.month), (None, Some(1), Some(2)));
        let (time, _, columns) = found("表号,时间,电量", Some(1), None);
        assert_eq!((time, columns), (Some(1), TimeColumns::default()));
    }

    #[test]
    fn months_and_days_stand_across() {
        let count = |header: &str| TimeColumns::find_across(&cells(header), &[0]).len();
        assert_eq!(count("表号,1月,2月,3月,合计"), 3);
        assert_eq!(count("表号,倍率,2025-01,2025-02"), 2);
        let days: Vec<String> = (1..=31).map(|day| day.to_string()).collect();
        assert_eq!(count(&format!("表号,{}", days.join(","))), 31);
        assert_eq!(count("表号,1,2,3"), 0);
        assert_eq!(count("表号,1月,1月"), 0);
        assert_eq!(count("表号,2025-01-01,5"), 0);
    }
}
