//! The pass over all rows: every reading by its meter and time, every cell that is no number, and what follows from them.

use std::collections::BTreeMap;
use std::io::Read;

use super::columns::Understood;
use super::foreign::Marked;
use super::label::{self, Convention, Edges};
use super::meter::{self, MeterSurvey, Reading};
use super::order::{OrderFound, is_ambiguous};
use super::sheet::Sheet;
use super::{Role, Shape, Survey, Times, Unreadable, stem, words};
use crate::input::collect::shown;
use crate::input::encoding::Text;
use crate::input::error::InputError;
use crate::input::field::{self, DateOrder, Stamp, narrow, trimmed};
use crate::input::manifest::{Label, Layout};
use crate::input::scan::{Record, Records};
use crate::input::table::is_total;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};

/// Kinds of trouble that are told one by one; the rest is counted with the last.
const TOLD: usize = 8;

/// What is gathered row by row.
struct Pass<'a> {
    found: &'a Understood,
    order: Option<DateOrder>,
    meters: BTreeMap<String, (Vec<Reading>, u64)>,
    /// Readings before the first date: meter, seconds of the day, value.
    early: Vec<(String, i64, Option<(i128, u32)>)>,
    first_date: Option<i64>,
    last_date: String,
    previous: Option<i64>,
    midnight_written: Option<u64>,
    /// Midnights that stand behind the last time of their own date, and all others that follow a time.
    closing: u64,
    opening: u64,
    forward: u64,
    backward: u64,
    whole_days: bool,
    offsets: Vec<i32>,
    rows: u64,
    placeholders: u64,
    thousands: u64,
    missing_words: Vec<String>,
    unreadable: Vec<Unreadable>,
}

/// Counts all rows.
pub(super) fn count<R: Read>(
    sheet: &Sheet,
    mut found: Understood,
    order: Option<OrderFound>,
    name: &str,
    raw: R,
) -> Result<Survey, InputError> {
    let text = Text::open(Marked::open(raw, name)?, None).map_err(|e| InputError::at(name, 0, e.to_string()))?;
    let mut records = Records::new(text, sheet.delimiter);
    let at_line = |line: u64| move |e: std::io::Error| InputError::at(name, line, e.to_string());
    records.skip_through(sheet.skip).map_err(at_line(sheet.skip))?;
    let mut pass = Pass::new(&found, order.as_ref().and_then(|o| o.order));
    let own = stem(name);
    loop {
        match records.advance() {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err(at_line(records.current_line())(error)),
        }
        let record = records.current();
        if record.is_blank() || is_total(&record) {
            continue;
        }
        pass.rows += 1;
        if record.broken {
            pass.trouble(record.line, &record.text(0), "a quote is opened and never closed");
        } else if found.shape.is_readings() {
            pass.row(&record, own);
        }
    }
    let encoding = records.encoding().to_owned();
    let Pass { rows, placeholders, thousands, missing_words, unreadable, .. } = &pass;
    let (rows, placeholders, thousands) = (*rows, *placeholders, *thousands);
    let (missing_words, unreadable) = (missing_words.clone(), unreadable.clone());
    let (times, meters) = pass.conclude(sheet, order);
    let mut notes = std::mem::take(&mut found.notes);
    registers(&mut found, &meters, &mut notes);
    if let Some(times) = &times {
        tell_offsets(times, &mut notes);
    }
    Ok(Survey {
        encoding,
        line_ending: sheet.line_ending,
        delimiter: sheet.delimiter,
        header: sheet.header.clone(),
        skip: sheet.skip,
        shape: found.shape,
        layout: found.layout,
        columns: found.columns,
        rows,
        placeholders,
        thousands,
        missing_words,
        unreadable,
        times,
        meters,
        notes,
    })
}

impl<'a> Pass<'a> {
    fn new(found: &'a Understood, order: Option<DateOrder>) -> Self {
        Self {
            found,
            order,
            meters: BTreeMap::new(),
            early: Vec::new(),
            first_date: None,
            last_date: String::new(),
            previous: None,
            midnight_written: None,
            closing: 0,
            opening: 0,
            forward: 0,
            backward: 0,
            whole_days: true,
            offsets: Vec::new(),
            rows: 0,
            placeholders: 0,
            thousands: 0,
            missing_words: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    fn trouble(&mut self, line: u64, excerpt: &str, why: &str) {
        if let Some(known) = self.unreadable.iter_mut().find(|u| u.why == why) {
            known.count += 1;
        } else if self.unreadable.len() < TOLD {
            self.unreadable.push(Unreadable { count: 1, line, excerpt: shown(excerpt), why: why.to_owned() });
        } else if let Some(last) = self.unreadable.last_mut() {
            last.count += 1;
        }
    }

    fn row(&mut self, record: &Record<'_>, own: &str) {
        let id = match self.found.at(&Role::Meter) {
            Some(at) => record.text(at).into_owned(),
            None => own.to_owned(),
        };
        if id.is_empty() {
            self.trouble(record.line, "", "the row names no meter");
            return;
        }
        match self.found.layout {
            Some(Layout::Wide) => self.wide(record, &id),
            Some(Layout::Bill) => self.bill(record, &id),
            _ => self.long(record, &id),
        }
    }

    /// A stamp in seconds of the file's own clock (that of the first offset, where stamps state one).
    fn stamp(&mut self, text: &str, line: u64) -> Option<i64> {
        match field::stamp(text, self.order) {
            Ok(Stamp::Instant { civil_seconds, offset }) => {
                let tail = narrow(trimmed(text)).into_owned();
                if tail.contains("24:00")
                    || tail.contains("24时")
                    || (civil_seconds.rem_euclid(SECONDS_PER_DAY) == 0 && tail.ends_with("2400"))
                {
                    self.midnight_written = self.midnight_written.or(Some(line));
                }
                self.whole_days = false;
                Some(match offset {
                    None => civil_seconds,
                    Some(offset) => {
                        if !self.offsets.contains(&offset) {
                            self.offsets.push(offset);
                        }
                        civil_seconds - i64::from(offset) + i64::from(self.offsets[0])
                    }
                })
            }
            Ok(Stamp::Day(day)) => Some(Civil::midnight(day).0),
            Ok(Stamp::Month(month)) => Some(Civil::midnight(month.first_day()).0),
            Err(_) if is_ambiguous(text) => {
                self.trouble(line, text, "day and month cannot be told apart: declare `date_order`");
                None
            }
            Err(error) => {
                self.trouble(line, text, &format!("the time cannot be read: {error}"));
                None
            }
        }
    }

    /// Notes how a stamp follows the one of the row before.
    fn follow(&mut self, at: i64) {
        if let Some(previous) = self.previous {
            let midnight = at.rem_euclid(SECONDS_PER_DAY) == 0;
            if midnight && previous > at && previous - at < SECONDS_PER_DAY && previous - at >= SECONDS_PER_DAY / 2 {
                self.closing += 1;
            } else if midnight && at > previous && at - previous < SECONDS_PER_DAY {
                self.opening += 1;
            } else if at < previous {
                self.backward += 1;
            } else if at > previous {
                self.forward += 1;
            }
        }
        self.previous = Some(at);
    }

    fn value(&mut self, cell: &[u8], line: u64) -> Result<Option<(i128, u32)>, ()> {
        if let Some(number) = field::decimal(cell) {
            return Ok(Some(number));
        }
        let text = String::from_utf8_lossy(cell).into_owned();
        match field::decimal_text(&text, &[]) {
            Ok(Some(number)) => {
                let plain = narrow(trimmed(&text)).into_owned();
                let digits = plain.trim_start_matches(['+', '-', ' ']);
                self.thousands += u64::from(digits.contains([',', ' ']));
                Ok(Some(number))
            }
            Ok(None) => {
                self.placeholders += 1;
                Ok(None)
            }
            Err(_) if words::is_odd_missing(&text) => {
                self.placeholders += 1;
                if !self.missing_words.contains(&text) && self.missing_words.len() < TOLD {
                    self.missing_words.push(text);
                }
                Ok(None)
            }
            Err(error) => {
                let why = error.to_string().replace(&format!("`{}`", trimmed(&text)), "the value");
                self.trouble(line, &text, &why);
                Err(())
            }
        }
    }

    fn put(&mut self, id: &str, at: i64, until: i64, cell: &[u8], line: u64) {
        let value = self.value(cell, line);
        if !self.meters.contains_key(id) {
            self.meters.insert(id.to_owned(), (Vec::new(), 0));
        }
        let Some((readings, unreadable)) = self.meters.get_mut(id) else { return };
        // A cell that cannot be read still shows that its interval has a row.
        *unreadable += u64::from(value.is_err());
        readings.push(Reading { at, until, value: value.unwrap_or(None) });
    }

    fn long(&mut self, record: &Record<'_>, id: &str) {
        let line = record.line;
        let columns: Vec<(usize, &str)> = self
            .found
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, c)| match &c.role {
                Role::Value => Some((at, id)),
                Role::OfMeter(own) => Some((at, own.as_str())),
                _ => None,
            })
            .collect();
        let text = match (self.found.at(&Role::Time), self.found.at(&Role::Date), self.found.at(&Role::Clock)) {
            (Some(at), ..) => record.text(at).into_owned(),
            (None, Some(date), Some(clock)) => {
                let given = record.text(date).into_owned();
                let clock = record.text(clock).into_owned();
                if !given.is_empty() {
                    self.last_date = given;
                }
                if self.last_date.is_empty() {
                    if let Some(at) = self.stamp(&format!("2000-01-01 {clock}"), line) {
                        let clock = at.rem_euclid(SECONDS_PER_DAY);
                        self.follow(at);
                        for (column, id) in columns {
                            if let Ok(value) = self.value(record.get(column), line) {
                                self.early.push((id.to_owned(), clock, value));
                            }
                        }
                    }
                    return;
                }
                format!("{} {clock}", self.last_date)
            }
            _ => return,
        };
        let Some(at) = self.stamp(&text, line) else { return };
        if self.first_date.is_none() {
            self.first_date = Some(at.div_euclid(SECONDS_PER_DAY));
            if !self.early.is_empty() {
                self.previous = None;
            }
        }
        self.follow(at);
        for (column, id) in columns {
            self.put(id, at, 0, record.get(column), line);
        }
    }

    fn wide(&mut self, record: &Record<'_>, id: &str) {
        let Some(date) = self.found.at(&Role::Date) else { return };
        let Some(day) = self.stamp(&record.text(date), record.line) else { return };
        let day = day.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
        self.follow(day);
        let seconds = SECONDS_PER_DAY / i64::try_from(self.found.per_day.max(1)).unwrap_or(1);
        let points: Vec<(usize, usize)> = self
            .found
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, c)| if let Role::Point(slot) = c.role { Some((at, slot)) } else { None })
            .collect();
        for (column, slot) in points {
            self.put(id, day + i64::try_from(slot).unwrap_or(0) * seconds, 0, record.get(column), record.line);
        }
    }

    fn bill(&mut self, record: &Record<'_>, id: &str) {
        let at = |role: &Role| self.found.at(role);
        let (start, end) = (at(&Role::Start), at(&Role::End));
        let value = at(&Role::Energy).or(at(&Role::EndReading));
        let (Some(start), Some(end), Some(value)) = (start, end, value) else { return };
        let from = self.stamp(&record.text(start), record.line);
        let until = self.stamp(&record.text(end), record.line);
        let (Some(from), Some(until)) = (from, until) else { return };
        if until < from {
            self.trouble(record.line, &record.text(end), "the row ends before it starts");
            return;
        }
        self.follow(from);
        self.put(id, from, until, record.get(value), record.line);
    }

    /// What follows from all rows.
    fn conclude(mut self, sheet: &Sheet, order: Option<OrderFound>) -> (Option<Times>, Vec<MeterSurvey>) {
        let closes =
            self.closing > 0 && self.closing > self.opening * 4 && self.closing > self.backward && self.found.layout != Some(Layout::Wide);
        let closing = if closes { self.closing } else { 0 };
        if closes {
            let midnights = self.meters.values_mut().flat_map(|m| &mut m.0).filter(|r| r.at.rem_euclid(SECONDS_PER_DAY) == 0);
            midnights.for_each(|r| r.at += SECONDS_PER_DAY);
        }
        let undated = self.undated(closes);
        let step = self.bill_step();
        if let Some(step) = step {
            // Rows with start and end are readings of the interval's end.
            self.meters.values_mut().flat_map(|m| &mut m.0).for_each(|r| (r.at, r.until) = (r.until, 0));
            debug_assert!(step.seconds().is_some());
        }
        let known = match self.found.layout {
            Some(Layout::Wide) => u32::try_from(self.found.per_day).ok().filter(|n| *n > 0).map(|n| Step::Minutes(1440 / n)),
            _ => step,
        };
        let (mut meters, mut edges, mut offs) = (Vec::new(), Vec::new(), Vec::new());
        for (id, (readings, unreadable)) in &mut self.meters {
            let (meter, stamps, off) = meter::count(id, readings, *unreadable, known);
            if let (Some(first), Some(last), Some(step)) = (stamps.first(), stamps.last(), meter.step) {
                edges.push(Edges { first: first.plus(-off), last: last.plus(-off), step });
                offs.push(off);
            }
            meters.push(meter);
        }
        let first = meters.iter().filter_map(|m| m.first).min();
        let last = meters.iter().filter_map(|m| m.last).max();
        let (Some(first), Some(last)) = (first, last) else { return (None, meters) };
        let common = meters.first().and_then(|m| m.step).filter(|step| meters.iter().all(|m| m.step == Some(*step)));
        let off_grid = offs.first().copied().filter(|off| offs.iter().all(|o| o == off)).unwrap_or(0);
        let convention = self.convention(sheet, &edges, step.is_some());
        let times = Times {
            first,
            last,
            step: common,
            convention,
            closing_midnights: closing,
            off_grid,
            offsets: self.offsets,
            order,
            undated,
            descending: self.backward > self.forward,
        };
        (Some(times), meters)
    }

    /// Files the readings before the first date under the date that they must have; gives the date to state for them.
    fn undated(&mut self, closes: bool) -> Option<chrono::NaiveDate> {
        let day = self.first_date?;
        if self.early.is_empty() {
            return None;
        }
        for (id, clock, value) in std::mem::take(&mut self.early) {
            let at = day * SECONDS_PER_DAY + clock;
            self.meters.entry(id).or_default().0.push(Reading { at, until: 0, value });
        }
        Some(Civil((day - i64::from(closes)) * SECONDS_PER_DAY).day())
    }

    /// The step of rows with start and end, if nearly all have the same and it is a day or shorter.
    fn bill_step(&self) -> Option<Step> {
        if self.found.layout != Some(Layout::Bill) || self.found.at(&Role::EndReading).is_some() || self.whole_days {
            return None;
        }
        let mut counts = BTreeMap::new();
        for reading in self.meters.values().flat_map(|m| &m.0) {
            *counts.entry(reading.until - reading.at).or_insert(0_usize) += 1;
        }
        let total: usize = counts.values().sum();
        let (seconds, count) = counts.into_iter().max_by_key(|&(_, count)| count)?;
        let minutes = u32::try_from(seconds / 60).ok().filter(|m| *m > 0 && 1440 % m == 0 && seconds % 60 == 0)?;
        (count * 5 >= total * 4).then_some(Step::Minutes(minutes))
    }

    fn convention(&self, sheet: &Sheet, edges: &[Edges], intervals: bool) -> Convention {
        if self.found.layout == Some(Layout::Wide) {
            return match self.found.point_ends {
                Some(true) => Convention::new(Some(Label::End), "the header labels each point by the end of its interval"),
                Some(false) => Convention::new(Some(Label::Start), "the header labels each point by the start of its interval"),
                None => Convention::new(None, "the points are numbered, not timed"),
            };
        }
        if intervals {
            return Convention::new(Some(Label::End), "rows give start and end; the end is read");
        }
        if self.found.layout == Some(Layout::Bill) {
            return Convention::new(None, "bills give start and end");
        }
        if self.whole_days {
            return Convention::new(None, "a bare day or month is that day or month");
        }
        let header = self.found.at(&Role::Time).map_or("", |at| sheet.name(at));
        let column = if header.eq_ignore_ascii_case("date") { "" } else { header };
        label::conclude(self.midnight_written, column, edges)
    }
}

/// Takes a file whose values never fall for one of register readings, unless its header says energy.
fn registers(found: &mut Understood, meters: &[MeterSurvey], notes: &mut Vec<String>) {
    if found.shape == Shape::Wide || found.shape == Shape::Bill || meters.is_empty() {
        return;
    }
    let cumulative: Vec<&str> = meters.iter().filter(|m| m.cumulative).map(|m| m.id.as_str()).collect();
    for column in &mut found.columns {
        column.cumulative = match &column.role {
            Role::OfMeter(id) => cumulative.contains(&id.as_str()),
            Role::Value => !cumulative.is_empty(),
            _ => false,
        };
    }
    if cumulative.is_empty() || found.shape == Shape::Register {
        return;
    }
    let several = cumulative.len() < meters.len();
    let names: Vec<String> = cumulative.iter().take(5).map(|id| shown(id)).collect();
    if several {
        notes.push(format!(
            "the values of {} never fall: if they are readings of a register, read them by a [[readings]] table of their own with layout = \"register\"",
            names.join(", ")
        ));
        return;
    }
    notes.push(format!("the values of {} never fall: they are taken for readings of a register (layout = \"register\"); if they are energies, state \"long\"", names.join(", ")));
    if found.shape == Shape::Long {
        found.shape = Shape::Register;
    }
    found.layout = Some(Layout::Register);
}

/// Says what stated offsets mean for the reading.
fn tell_offsets(times: &Times, notes: &mut Vec<String>) {
    if times.offsets.is_empty() {
        return;
    }
    let names: Vec<String> = times
        .offsets
        .iter()
        .take(4)
        .map(|o| format!("{}{:02}:{:02}", if *o < 0 { '-' } else { '+' }, o.abs() / 3600, o.abs() / 60 % 60))
        .collect();
    notes.push(format!("the stamps state their offset from UTC ({}): they are converted to the park's time when read", names.join(", ")));
}
