//! When a row or a cell of a file of readings is of, whatever columns and names say it.
//!
//! | shape | read as |
//! |---|---|
//! | one stamp: `2025-03-01 00:15`, a day, a month, a serial number | an instant, a day, a month |
//! | a range in place of a stamp: `2025-03-01 00:00-01:00`, `00:00~00:15` beside a date | that interval, whatever stamps label |
//! | date with an hour number (`columns = { date, hour }`) | 0 to 23: from that hour on; 1 to 24: until then; a file that shows neither 0 nor 24 asks for `time_label` |
//! | date with a point number (`columns = { date, point }`) | 1 to 24, 48, 96, 288 (or from 0) of the day; a file that does not show the last asks for `interval` |
//! | year and month, year and month and day (`columns = { year, month, day }`) | that month, that day |
//! | a period in one cell (`columns = { period }`): 2025-01-01至2025-01-31 | both days included where a period of the column is whole months so |
//! | a part of the date in the row (`1日`, `1`, `6-1`, `6月1日 00:15`, `3月`) | with the rest that `date` or the names of the file say ([`base`]) |
//! | days or months across (layout `wide`) | the day or month of each column, with the rest of the row and the names |
//! | seconds or milliseconds since 1970 | only where `epoch = "s"` or `"ms"` says so |

pub mod base;
pub mod columns;
pub(super) mod epoch;
pub(super) mod seen;

use chrono::{Datelike, NaiveDate};

use self::base::Base;
use self::epoch::{Epoch, looks_like_epoch};
use self::seen::{Seen, count};
use super::field::{self, Known, PartialDate, Range, Serial, Stamp, StampError, Unknown};
use super::manifest::{Label, Readings};
use super::scan::Record;
use super::table::columns::Columns;
use super::template::Names;
use crate::measure::{Civil, Month, SECONDS_PER_DAY, Step};
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// When something is of, on the clock that the file was written by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// An instant, with its own offset where it states one.
    Instant(i64, Option<i32>),
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
    /// From one instant until another.
    Span(i64, i64),
    /// From one day to another, as written.
    Days(NaiveDate, NaiveDate),
}

/// Why a time cannot be read.
pub(super) enum Refusal {
    /// The row cannot be read.
    Row(Message),
    /// Nor can any row of its kind: the table needs an option.
    File(Message),
}

/// The times of a file.
pub(super) struct Times<'a> {
    table: &'a Readings,
    base: Result<Base, Message>,
    /// What a look at the whole file shows, once it was looked at.
    seen: Option<Seen>,
    /// The date of the rows before, which holds where a merged or blank cell gives none.
    last: String,
    parts: PartialDate,
    /// Whether a whole serial number in the time column is a midnight.
    timed: bool,
    /// The date of the last plain stamp, with the seconds at which its day starts.
    day: ([u8; 10], i64),
}

impl<'a> Times<'a> {
    /// The times of a file of these names.
    pub(super) fn new(table: &'a Readings, names: &Names) -> Self {
        let base = Base::of(table.date.as_ref(), names);
        Self { table, base, seen: None, last: String::new(), parts: PartialDate::default(), timed: false, day: ([0; 10], 0) }
    }

    /// Takes other names of the file: those of a further block of its rows.
    pub(super) fn renamed(&mut self, names: &Names) {
        self.base = Base::of(self.table.date.as_ref(), names);
        self.last.clear();
        self.parts = PartialDate::default();
    }

    /// Starts anew behind a header.
    pub(super) fn restart(&mut self) {
        self.day = ([0; 10], 0);
    }

    /// Says whether serial numbers of the time column have times of day.
    pub(super) fn are_timed(&mut self, timed: bool) {
        self.timed = timed;
    }

    /// Whether the file must be looked at as a whole before its first row is read.
    pub(super) fn asks_for_look(&self, columns: &Columns) -> bool {
        self.seen.is_none() && (columns.times.hour.is_some() || columns.times.point.is_some() || columns.times.period.is_some())
    }

    /// Whether a cell may be a range or carry an offset, which only a look at the whole file tells.
    pub(super) fn doubts(&self, columns: &Columns, record: &Record<'_>) -> bool {
        self.seen.is_none()
            && columns.time.is_some_and(|at| {
                let cell = record.get(at);
                cell.len() > 11
                    && cell.contains(&b'-')
                    && matches!(field::stamp(&record.text(at), self.table.source.date_order), Err(StampError::Range))
            })
    }

    /// Takes what was seen of the whole file.
    pub(super) fn saw(&mut self, seen: Seen) {
        self.seen = Some(seen);
    }

    /// What was seen of the whole file.
    pub(super) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    /// The offset of stamps that state none, seconds east of UTC.
    pub(super) fn offset(table: &Readings, columns: &Columns) -> Option<i32> {
        table.utc_offset.or(columns.times.offset)
    }

    fn base(&self) -> Result<&Base, Refusal> {
        self.base.as_ref().map_err(|why| Refusal::File(why.clone()))
    }

    /// When a row is of.
    pub(super) fn moment(&mut self, columns: &Columns, record: &Record<'_>) -> Result<Moment, Refusal> {
        let time = columns.time.map_or(&b""[..], |at| record.get(at));
        let plain = columns.date.is_none() && !columns.times.are_several() && self.table.epoch.is_none();
        if plain {
            // Most rows are of the same day as the row before: only the clock is read anew.
            if time.len() == 16
                && time[..10] == self.day.0
                && let Some(seconds) = clock(&time[10..])
            {
                return Ok(Moment::Instant(self.day.1 + seconds, None));
            }
            let text = std::str::from_utf8(time).map_err(|_| Refusal::Row(say!("the time is not text")))?;
            if let (Some(day), 16) = (text.as_bytes().get(..10), text.len())
                && let Ok(Stamp::Instant { civil_seconds, offset: None }) = field::stamp(text, self.table.source.date_order)
                && let Some(seconds) = clock(&text.as_bytes()[10..])
            {
                self.day.0.copy_from_slice(day);
                self.day.1 = civil_seconds - seconds;
                return Ok(Moment::Instant(civil_seconds, None));
            }
            return self.stamped(columns, record, text);
        }
        if let Some(epoch) = self.table.epoch {
            return since(&String::from_utf8_lossy(time), epoch);
        }
        self.together(columns, record)
    }

    /// A time that stands in one cell, or a clock whose date stands elsewhere.
    fn stamped(&mut self, columns: &Columns, record: &Record<'_>, text: &str) -> Result<Moment, Refusal> {
        let order = self.table.source.date_order;
        if self.timed
            && let Some(serial) = Serial::date(text)
        {
            return Ok(Moment::Instant(serial.civil_seconds(), None));
        }
        let why = match field::stamp(text, order) {
            Ok(stamp) => return Ok(of_stamp(stamp)),
            Err(StampError::Range) if !self.seen.as_ref().is_none_or(|seen| seen.tails_differ) => {
                return field::stamp_with_offset(text, order).map(of_stamp).map_err(|why| Self::refused(text, why));
            }
            Err(why) => why,
        };
        match field::range(text, order) {
            Ok(Some(range)) => return Ok(of_range(range)),
            Err(error) => return Err(Self::refused(text, error)),
            Ok(None) => {}
        }
        if why == StampError::AmbiguousOrder {
            return Err(Self::refused(text, why));
        }
        if let Some(unit) = looks_like_epoch(text) {
            return Err(Refusal::File(say!(
                "the time `{text}` may be {unit} since 1970: state `epoch = \"{short}\"` for these files if it is",
                text = shown(text),
                unit => if unit == Epoch::Seconds { say!("seconds") } else { say!("milliseconds") },
                short = if unit == Epoch::Seconds { "s" } else { "ms" }
            )));
        }
        // The date, or a part of it, stands elsewhere.
        if let Some((part, clock)) = PartialDate::leading(text, order) {
            let date = self.completed(part)?;
            return self.joined(date, &clock, text);
        }
        if let Some(number) = bare(text)
            && self.base.as_ref().is_ok_and(|base| base.known.month.is_some())
        {
            let date = self.completed(PartialDate { day: Some(number), ..PartialDate::default() })?;
            return self.joined(date, "", text);
        }
        if let Some(at) = columns.times.beside {
            let date = self.date_of(&record.text(at))?;
            return self.joined(date, text, text);
        }
        if self.base()?.known.day.is_some() && !text.is_empty() {
            if !self.last.is_empty() {
                return self.joined_text(&self.last.clone(), text, text);
            }
            let date = self.completed(PartialDate::default())?;
            return self.joined(date, text, text);
        }
        if text.is_empty() && self.table.date.is_some() && columns.time.is_none() {
            return self.completed(PartialDate::default()).map(of_known);
        }
        Err(Self::refused(text, why))
    }

    /// A time that is put together from several cells.
    fn together(&mut self, columns: &Columns, record: &Record<'_>) -> Result<Moment, Refusal> {
        let order = self.table.source.date_order;
        if let Some(at) = columns.times.period {
            let text = record.text(at);
            if let Some(range) = field::range(&text, order).map_err(|why| Self::refused(&text, why))? {
                return Ok(of_range(range));
            }
        }
        let date = match columns.date {
            Some(at) => {
                let given = record.text(at);
                if given.is_empty() {
                    // A stated date is that of the rows before the first one that gives a date.
                    if self.last.is_empty() && self.base()?.known.day.is_some() {
                        self.last = day_text(self.completed(PartialDate::default())?);
                    }
                } else if field::stamp(&field::plain_date(&given), order).is_ok()
                    || PartialDate::leading(&given, order).is_none() && bare(&given).is_none()
                {
                    self.last = field::plain_date(&given).into_owned();
                } else {
                    self.last = day_text(self.date_of(&given)?);
                }
                if self.last.is_empty() {
                    return Err(Refusal::Row(say!("no row so far gives a date")));
                }
                self.last.clone()
            }
            None => day_text(self.parts_of(columns, record)?),
        };
        let day = || match field::stamp(&date, order) {
            Ok(Stamp::Day(day)) => Ok(day),
            Ok(Stamp::Instant { civil_seconds, .. }) => Ok(Civil(civil_seconds).day()),
            Ok(Stamp::Month(_)) => {
                Err(Refusal::Row(say!("`{date}` is a month, and the row is of an hour or a part of a day", date = shown(&date))))
            }
            Err(why) => Err(Self::refused(&date, why)),
        };
        if let Some(at) = columns.times.hour {
            let text = record.text(at);
            // The date may have its time already, and the hour says it once more.
            if self.seen.as_ref().is_some_and(|seen| seen.clocked)
                && let Ok(stamp @ Stamp::Instant { .. }) = field::stamp(&date, order)
            {
                return Ok(of_stamp(stamp));
            }
            if let Some((from, until)) = field::clock_range(&text) {
                return Ok(of_range(field::range_of_day(day()?, (from, until))));
            }
            if let Some(hour) = count(&text) {
                if let Some(minute) = columns.times.minute {
                    let clock = format!("{hour:02}:{:0>2}", record.text(minute).trim());
                    return self.joined_text(&date, &clock, &clock);
                }
                return self.hour(day()?, hour, &text);
            }
            return self.joined_text(&date, &text, &text);
        }
        if let Some(at) = columns.times.point {
            let text = record.text(at);
            let Some(point) = count(&text) else {
                return Err(Refusal::Row(say!("`{text}` is not the number of a point of the day", text = shown(&text))));
            };
            return self.point(day()?, point, &text);
        }
        if let Some(at) = columns.times.period {
            let text = record.text(at);
            let Some(range) = field::clock_range(&text) else {
                return Err(Refusal::Row(say!("`{text}` is not a range of time such as 00:00-01:00", text = shown(&text))));
            };
            return Ok(of_range(field::range_of_day(day()?, range)));
        }
        let time = columns.time.map(|at| record.text(at).into_owned()).unwrap_or_default();
        if let Some(range) = field::clock_range(&time) {
            return Ok(of_range(field::range_of_day(day()?, range)));
        }
        self.joined_text(&date, &time, &time)
    }

    /// An hour by its number.
    fn hour(&self, day: NaiveDate, hour: u32, text: &str) -> Result<Moment, Refusal> {
        if hour > 24 {
            return Err(Refusal::Row(say!("a day has no hour `{text}`", text = shown(text))));
        }
        let (least, most) = self.seen.as_ref().and_then(|seen| seen.hours).unwrap_or((hour, hour));
        let midnight = Civil::midnight(day).0;
        let at = midnight + i64::from(hour) * 3600;
        if self.table.layout == super::manifest::Layout::Register {
            return Ok(Moment::Instant(at, None));
        }
        let starts = match (self.table.label, self.table.says_label, least == 0, most == 24) {
            (label, true, ..) => label == Label::Start,
            (_, false, true, false) => true,
            (_, false, false, true) => false,
            (_, false, true, true) => {
                return Err(Refusal::File(say!(
                    "its hours are numbered from 0 to 24, which are 25: state `time_label = \"start\"` where the hour 1 starts at 01:00, `time_label = \"end\"` where it ends then"
                )));
            }
            (_, false, false, false) => {
                return Err(Refusal::File(say!(
                    "its hours are numbered from {least} to {most}, which does not say whether the hour 1 starts or ends at 01:00: state `time_label = \"start\"` or `time_label = \"end\"` for these files",
                    least,
                    most
                )));
            }
        };
        Ok(if starts { Moment::Span(at, at + 3600) } else { Moment::Span(at - 3600, at) })
    }

    /// A point of the day by its number.
    fn point(&self, day: NaiveDate, point: u32, text: &str) -> Result<Moment, Refusal> {
        let (least, most) = self.seen.as_ref().and_then(|seen| seen.points).unwrap_or((point, point));
        let stated = match self.table.interval {
            Some(Step::Minutes(minutes)) => Some(1440 / minutes),
            _ => None,
        };
        let shows = |count: u32| if least == 0 { most + 1 == count } else { most == count };
        let per_day = stated.or_else(|| super::points::POINTS.into_iter().filter_map(|n| u32::try_from(n).ok()).find(|&n| shows(n)));
        let Some(per_day) = per_day else {
            return Err(Refusal::File(say!(
                "its points are numbered from {least} to {most}, which does not say how many a day has: state `interval = \"15min\"` for these files where it has 96",
                least,
                most
            )));
        };
        let first = u32::from(least != 0);
        if point < first || point - first >= per_day {
            return Err(Refusal::Row(say!("a day of {per_day} points has no point `{text}`", per_day, text = shown(text))));
        }
        let length = SECONDS_PER_DAY / i64::from(per_day);
        let start = Civil::midnight(day).0 + i64::from(point - first) * length;
        if self.table.layout == super::manifest::Layout::Register {
            return Ok(Moment::Instant(start, None));
        }
        Ok(Moment::Span(start, start + length))
    }

    /// The date of a row that gives it in columns of year, month and day.
    fn parts_of(&mut self, columns: &Columns, record: &Record<'_>) -> Result<Known, Refusal> {
        let order = self.table.source.date_order;
        let number = |at: usize, what: Message| -> Result<Option<u32>, Refusal> {
            let text = record.text(at);
            let plain = field::narrow(field::trimmed(&text)).into_owned();
            let digits = plain.trim_end_matches(|c: char| "年月日号份度".contains(c)).trim_end();
            let digits = digits.strip_suffix(".0").unwrap_or(digits);
            if digits.is_empty() {
                return Ok(None);
            }
            let is_number = digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
            match digits.parse() {
                Ok(number) if is_number => Ok(Some(number)),
                _ => Err(Refusal::Row(say!("the {what} `{text}` is not a number", what => what, text = shown(&text)))),
            }
        };
        let mut part = PartialDate::default();
        if let Some(at) = columns.times.month {
            let text = record.text(at);
            match field::stamp(&text, order) {
                Ok(Stamp::Month(month)) => part = PartialDate::of_month(month),
                Ok(Stamp::Day(day)) if columns.times.day.is_some() || day.day() == 1 => part = PartialDate::of_month(Month::of(day)),
                Ok(Stamp::Day(day)) => part = PartialDate::of(day),
                _ if PartialDate::header(&text).is_some_and(|found| found.month.is_some() && found.day.is_none()) => {
                    part = PartialDate::header(&text).unwrap_or_default();
                }
                _ => part.month = number(at, say!("month"))?,
            }
        }
        if let Some(at) = columns.times.year
            && let Some(year) = number(at, say!("year"))?
        {
            part.year = i32::try_from(year).ok();
        }
        if let Some(at) = columns.times.day {
            part.day = number(at, say!("day"))?;
        }
        // Merged cells give a year or a month once.
        let blank = |at: Option<usize>| at.is_some_and(|at| record.get(at).is_empty());
        let last = PartialDate {
            year: self.parts.year.filter(|_| blank(columns.times.year) || columns.times.year.is_none()),
            month: self.parts.month.filter(|_| blank(columns.times.month)),
            day: None,
        };
        let part = part.or(PartialDate { year: last.year.filter(|_| blank(columns.times.year)), ..last });
        self.parts = part;
        self.completed(part)
    }

    /// A day or month of which a row gives a part, with what the names of the file say.
    fn completed(&self, part: PartialDate) -> Result<Known, Refusal> {
        let base = self.base()?;
        let mut whole = part.or(base.known);
        // The last stamp of a December is of the next year.
        if part.year.is_none() && part.month == Some(1) && base.known.month == Some(12) {
            whole.year = whole.year.map(|year| year + 1);
        }
        whole.known().map_err(|why| match why {
            Unknown::Year => Refusal::File(base.lacks(say!("the year"))),
            Unknown::Month => Refusal::File(base.lacks(say!("the month"))),
            Unknown::NoSuchDay => Refusal::Row(say!("the time cannot be read ({why})", why => StampError::NoSuchDay.said())),
        })
    }

    /// The date that a cell gives, whole or in part.
    pub(super) fn date_of(&self, text: &str) -> Result<Known, Refusal> {
        let order = self.table.source.date_order;
        match field::stamp(&field::plain_date(text), order) {
            Ok(Stamp::Day(day)) => return Ok(Known::Day(day)),
            Ok(Stamp::Month(month)) => return Ok(Known::Month(month)),
            Ok(Stamp::Instant { civil_seconds, .. }) if civil_seconds.rem_euclid(SECONDS_PER_DAY) == 0 => {
                return Ok(Known::Day(Civil(civil_seconds).day()));
            }
            Err(StampError::AmbiguousOrder) => return Err(Self::refused(text, StampError::AmbiguousOrder)),
            _ => {}
        }
        if let Some((part, rest)) = PartialDate::leading(text, order)
            && rest.is_empty()
        {
            return self.completed(part);
        }
        match bare(text) {
            Some(day) => self.completed(PartialDate { day: Some(day), ..PartialDate::default() }),
            None => Err(Refusal::Row(say!("`{text}` is not a day", text = shown(text)))),
        }
    }

    /// The day of a row of a wide table, where it gives one; what it gives of the date of columns across.
    pub(super) fn part_of(&mut self, columns: &Columns, record: &Record<'_>) -> Result<PartialDate, Refusal> {
        if columns.times.are_years_across() {
            let text = columns.times.month.or(columns.date).map(|at| record.text(at).into_owned()).unwrap_or_default();
            let number = field::narrow(field::trimmed(&text)).parse().ok().filter(|month| (1..=12).contains(month));
            let month = PartialDate::header(&text).and_then(|label| label.month.filter(|_| label.day.is_none())).or(number);
            return month
                .map(|month| PartialDate { month: Some(month), ..PartialDate::default() })
                .ok_or_else(|| Refusal::Row(say!("the {what} `{text}` is not a number", what => say!("month"), text = shown(&text))));
        }
        if let Some(at) = columns.date {
            let text = record.text(at);
            if let Some(day) = columns::day_alone(&text).filter(|_| columns.times.are_months_across()) {
                return Ok(PartialDate { day: Some(day), ..PartialDate::default() });
            }
            if !text.is_empty() {
                return Ok(match self.date_of(&text)? {
                    Known::Day(day) => PartialDate::of(day),
                    Known::Month(month) => PartialDate::of_month(month),
                });
            }
        }
        if columns.times.year.is_some() || columns.times.month.is_some() {
            let year_alone = columns.times.month.is_none();
            if year_alone {
                let at = columns.times.year.unwrap_or(usize::MAX);
                let text = record.text(at);
                let year = count_year(&text);
                return year
                    .map(|year| PartialDate { year: Some(year), ..PartialDate::default() })
                    .ok_or_else(|| Refusal::Row(say!("the {what} `{text}` is not a number", what => say!("year"), text = shown(&text))));
            }
            return self.parts_of(columns, record).map(|known| match known {
                Known::Day(day) => PartialDate::of(day),
                Known::Month(month) => PartialDate::of_month(month),
            });
        }
        Ok(PartialDate::default())
    }

    /// The day or month of a column across, with what its row gives.
    pub(super) fn across(&self, label: PartialDate, row: PartialDate) -> Result<Known, Refusal> {
        let row = match label {
            // Points across: the row alone gives the day.
            label if label == PartialDate::default() => row,
            label if label.day.is_some() => PartialDate { day: None, ..row },
            // Below years the rows name the months.
            label if label.month.is_none() => PartialDate { year: None, ..row },
            // A day alone is of each of the months across.
            _ => PartialDate { day: row.day.filter(|_| row.month.is_none()), month: None, ..row },
        };
        self.completed(label.or(row))
    }

    /// The month or day of a bill that gives no dates of its own.
    pub(super) fn whole(&mut self, columns: &Columns, record: &Record<'_>) -> Result<Known, Refusal> {
        if columns.times.year.is_some() || columns.times.month.is_some() {
            return self.parts_of(columns, record);
        }
        self.completed(PartialDate { day: None, ..PartialDate::default() }).map(|known| match known {
            Known::Day(day) => Known::Month(Month::of(day)),
            month @ Known::Month(_) => month,
        })
    }

    /// The time of day of a row in the day of a column across.
    pub(super) fn of_day(&self, day: NaiveDate, text: &str) -> Result<Moment, Refusal> {
        self.joined(Known::Day(day), text, text)
    }

    fn joined(&self, date: Known, clock: &str, text: &str) -> Result<Moment, Refusal> {
        if clock.is_empty() {
            return Ok(of_known(date));
        }
        if let (Known::Day(day), Some(range)) = (date, field::clock_range(clock)) {
            return Ok(of_range(field::range_of_day(day, range)));
        }
        self.joined_text(&day_text(date), clock, text)
    }

    fn joined_text(&self, date: &str, clock: &str, text: &str) -> Result<Moment, Refusal> {
        let order = self.table.source.date_order;
        // The clock may be a whole stamp itself.
        if let Ok(stamp @ Stamp::Instant { .. }) = field::stamp(clock, order) {
            return Ok(of_stamp(stamp));
        }
        let joined = format!("{date} {}", field::plain_time(clock));
        field::stamp(joined.trim(), order).map(of_stamp).map_err(|why| {
            let both = if text.is_empty() { joined.trim() } else { text };
            Self::refused(if why == StampError::AmbiguousOrder { joined.trim() } else { both }, why)
        })
    }

    fn refused(text: &str, why: StampError) -> Refusal {
        match why {
            StampError::AmbiguousOrder => Refusal::File(say!(
                "`{text}` may be day/month or month/day: state `date_order = \"dmy\"` or \"mdy\" for these files",
                text = shown(text)
            )),
            other => Refusal::Row(say!("the time cannot be read ({why})", why => other.said())),
        }
    }
}

fn of_stamp(stamp: Stamp) -> Moment {
    match stamp {
        Stamp::Instant { civil_seconds, offset } => Moment::Instant(civil_seconds, offset),
        Stamp::Day(day) => Moment::Day(day),
        Stamp::Month(month) => Moment::Month(month),
    }
}

pub(super) fn of_known(known: Known) -> Moment {
    match known {
        Known::Day(day) => Moment::Day(day),
        Known::Month(month) => Moment::Month(month),
    }
}

fn of_range(range: Range) -> Moment {
    match range {
        Range::Moments(from, until) => Moment::Span(from, until),
        Range::Days(from, until) => Moment::Days(from, until),
    }
}

/// A date as it is joined with a clock.
fn day_text(known: Known) -> String {
    match known {
        Known::Day(day) => day.to_string(),
        Known::Month(month) => format!("{}-{:02}", month.year, month.month),
    }
}

/// A day of the month as a bare number.
fn bare(text: &str) -> Option<u32> {
    columns::day_alone(text).filter(|_| !text.contains(['日', '号']))
}

fn count_year(text: &str) -> Option<i32> {
    let plain = field::narrow(field::trimmed(text)).into_owned();
    plain.trim_end_matches(['年', '度']).parse().ok().filter(|year| (1900..=2200).contains(year))
}

/// A moment as seconds or milliseconds since 1970.
fn since(text: &str, epoch: Epoch) -> Result<Moment, Refusal> {
    let (mantissa, decimals) = field::decimal(field::trimmed(text).as_bytes()).ok_or_else(|| not_epoch(text))?;
    let unit = if epoch == Epoch::Seconds { 1 } else { 1000 };
    let scale = 10_i128.checked_pow(decimals).and_then(|scale| scale.checked_mul(unit)).ok_or_else(|| not_epoch(text))?;
    let seconds = i64::try_from(mantissa.div_euclid(scale)).map_err(|_| not_epoch(text))?;
    // 1900 to 2200, as of every other stamp.
    if (-2_208_988_800..7_258_118_400).contains(&seconds) { Ok(Moment::Instant(seconds, Some(0))) } else { Err(not_epoch(text)) }
}

fn not_epoch(text: &str) -> Refusal {
    Refusal::Row(say!("`{text}` is no time since 1970 of the years 1900 to 2200", text = shown(text)))
}

/// Seconds of a clock time written ` 00:15` or `T00:15`, below 24:00.
fn clock(text: &[u8]) -> Option<i64> {
    let [b' ' | b'T', h1 @ b'0'..=b'9', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'9', m2 @ b'0'..=b'9'] = *text else { return None };
    let number = |a: u8, b: u8| i64::from(a - b'0') * 10 + i64::from(b - b'0');
    let (hours, minutes) = (number(h1, h2), number(m1, m2));
    (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)
}
