//! The lines of a piece as rows: meter, minute, number; and the lines that are left to the plain reader.

use super::super::field::{DateOrder, Stamp, fixed_stamp, stamp};
use super::super::table::may_start_footer;
use super::number::{Manner, Value, clock, number, sixteen};
use super::prediction::Expected;
use super::shape::{Ids, Shape, Values};

/// Minutes of a day.
const DAY: i32 = 1440;
/// The first ten bytes of sixteen.
const DATE: u128 = (1 << 80) - 1;

/// Values of a meter at times that follow each other evenly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Meter.
    pub(super) meter: u32,
    /// The park's minute of the first stamp.
    pub(super) minute: i32,
    /// Minutes from one to the next.
    pub(super) step: i32,
    /// Number of values.
    pub(super) count: u32,
}

/// A line that is left to the plain reader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    /// Runs before it in the piece.
    pub(super) before: u32,
    /// Where it stands in the piece.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// Lines without a character that follow it.
    pub(super) blank: u32,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Runs: each value on a line of its own, or all of them on one.
    pub(super) runs: Vec<Run>,
    /// Values of the runs.
    pub(super) values: Vec<Value>,
    /// Lines left to the plain reader.
    pub(super) others: Vec<Other>,
    /// Whether the piece can be read on this road at all.
    pub(super) fit: bool,
}

/// What a thread keeps from piece to piece: guesses only, right or wrong.
#[derive(Debug, Default)]
pub(super) struct Guess {
    meter: u32,
    /// Key and mask of that meter, and the length of its id.
    key: (u128, u128),
    length: usize,
    next: Vec<u32>,
    stamp: u128,
    minute: i32,
    day: u128,
    day_minute: i32,
    suffix: Vec<u8>,
    suffix_shift: i32,
    date: Vec<u8>,
    date_minute: i32,
    /// How the last value was written.
    manner: Option<Manner>,
    /// Where the stamp and the value of the last line are, if both stand behind each other as they are read.
    fields: Option<(usize, usize)>,
}

impl Rows {
    /// Reads a piece.
    pub(super) fn read(&mut self, bytes: &[u8], shape: &Shape, ids: &Ids, order: Option<DateOrder>, guess: &mut Guess) {
        self.runs.clear();
        self.values.clear();
        self.others.clear();
        self.fit = is_fit(bytes, shape);
        if !self.fit {
            return;
        }
        // No text holds sixteen bytes 0xFF.
        let none = (u128::MAX, 0);
        *guess = Guess { next: std::mem::take(&mut guess.next), key: none, stamp: u128::MAX, day: u128::MAX, ..Guess::default() };
        guess.next.resize(ids.keys.len(), 0);
        let mut line = Line { bytes, shape, ids, order, guess };
        let mut growing = Growing::default();
        let mut at = 0;
        while at < bytes.len() {
            if growing.expected.is_any() {
                let (next, count) = line.follow(at, &growing.expected, &mut self.values);
                if count > 0 {
                    growing.go_on(&mut self.runs, count);
                    at = next;
                    continue;
                }
            }
            let read = match shape.values {
                _ if shape.labelled && (bytes[at] == shape.delimiter || may_start_footer(&bytes[at..], shape.chinese)) => None,
                Values::Stamped { time, value } => line.stamped(at, time, value).map(|(meter, minute, value, next)| {
                    let step = growing.add(&mut self.runs, meter, minute);
                    match line.guess.fields {
                        Some((stamp, value)) if step > 0 => growing.expected = Expected::after(&bytes[at..], stamp - at, value - at, step),
                        // Of the line of another meter nothing is expected, where every line is.
                        _ => growing.expected.forget(),
                    }
                    self.values.push(value);
                    next
                }),
                Values::Day { date, first, count, slot, minutes } => {
                    let offset = i32::try_from(slot).unwrap_or(0) * minutes.cast_signed();
                    let before = self.values.len();
                    let day = line.day(at, date, first, count, &mut self.values);
                    if day.is_none() {
                        self.values.truncate(before);
                    }
                    day.map(|(meter, minute, next)| {
                        let count = u32::try_from(count).unwrap_or(0);
                        self.runs.push(Run { meter, minute: minute + offset, step: minutes.cast_signed(), count });
                        next
                    })
                }
            };
            at = read.unwrap_or_else(|| {
                growing.end(&mut self.runs);
                let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
                // A piece is far smaller than 4 GiB.
                let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                let blank = blank_lines(&bytes[(end + 1).min(bytes.len())..]);
                self.others.push(Other { before: short(self.runs.len()), start: short(at), end: short(end), blank: short(blank.0) });
                end + 1 + blank.1
            });
        }
        growing.end(&mut self.runs);
    }
}

/// The run to which stamped values are added.
#[derive(Debug, Default)]
struct Growing {
    run: Option<Run>,
    /// Minute of the value that would continue it.
    next: i32,
    /// Minutes between values of the last run that had several.
    step: i32,
    /// How a line starts that goes on where the run is.
    expected: Expected,
}

impl Growing {
    /// Adds a value; how many minutes after the last one of the same meter, 0 where that is of another.
    #[inline]
    fn add(&mut self, runs: &mut Vec<Run>, meter: u32, minute: i32) -> i32 {
        let follows = self.run.is_some_and(|run| run.meter == meter);
        let step = if follows { minute.wrapping_sub(self.next.wrapping_sub(self.step)) } else { 0 };
        if follows && minute == self.next {
            self.more(runs, self.step, 1);
        } else {
            self.other(runs, meter, minute);
        }
        step
    }

    /// Adds the values of so many lines that were expected, at least one.
    fn go_on(&mut self, runs: &mut Vec<Run>, count: u32) {
        self.expected.advance(count);
        self.more(runs, self.expected.step(), count);
    }

    /// Adds so many values of the same meter, the first so many minutes after the last one, and each after the one before.
    fn more(&mut self, runs: &mut Vec<Run>, step: i32, count: u32) {
        let Some(run) = &mut self.run else { return };
        if step == self.step {
            run.step = step;
            run.count += count;
            self.next = self.next.wrapping_add(step * count.cast_signed());
        } else {
            // The first may start a run; with the one behind it the step is that of the run.
            let (meter, minute) = (run.meter, self.next.wrapping_sub(self.step).wrapping_add(step));
            self.other(runs, meter, minute);
            if count > 1 {
                self.more(runs, step, count - 1);
            }
        }
    }

    fn other(&mut self, runs: &mut Vec<Run>, meter: u32, minute: i32) {
        if let Some(run) = &mut self.run {
            let step = minute.wrapping_sub(run.minute);
            if run.meter == meter && run.count == 1 && step > 0 {
                (run.step, run.count, self.step) = (step, 2, step);
                self.next = minute.wrapping_add(step);
                return;
            }
            runs.push(*run);
        }
        self.run = Some(Run { meter, minute, step: 0, count: 1 });
        self.next = minute.wrapping_add(self.step);
    }

    fn end(&mut self, runs: &mut Vec<Run>) {
        runs.extend(self.run.take());
        self.expected = Expected::default();
    }
}

/// No quote, no CR but before LF, and text of the encoding.
fn is_fit(bytes: &[u8], shape: &Shape) -> bool {
    let bare_cr = || {
        let next = bytes[1..].iter().chain(std::iter::once(&0));
        bytes.iter().zip(next).filter(|&(&a, &b)| a == b'\r' && b != b'\n').count() > 0
    };
    // One look at all bytes finds the usual file fit.
    #[allow(clippy::needless_bitwise_bool, reason = "without a branch, many bytes are looked at together")]
    let plain = |bytes: &[u8]| bytes.iter().fold(true, |all, &b| all & (b < 0x80) & (b != b'"') & (b != b'\r'));
    if bytes.chunks(4096).all(plain) {
        return true;
    }
    memchr::memchr(b'"', bytes).is_none()
        && (memchr::memchr(b'\r', bytes).is_none() || !bare_cr())
        && (shape.chinese || bytes.is_ascii() || std::str::from_utf8(bytes).is_ok())
}

/// How many lines without a character a text begins with, and their bytes.
fn blank_lines(text: &[u8]) -> (usize, usize) {
    let lines = text.iter().take_while(|&&byte| byte == b'\n').count();
    if lines > 0 {
        return (lines, lines);
    }
    let lines = text.chunks_exact(2).take_while(|pair| pair == b"\r\n").count();
    (lines, 2 * lines)
}

/// Minutes of a time to which minutes of a day can be added.
fn small(seconds: i64) -> Option<i32> {
    i32::try_from(seconds / 60).ok().filter(|minutes| minutes.abs() < 1 << 30)
}

struct Line<'a> {
    bytes: &'a [u8],
    shape: &'a Shape,
    ids: &'a Ids,
    order: Option<DateOrder>,
    guess: &'a mut Guess,
}

impl Line<'_> {
    /// Where the field at a place ends; `None` past the end.
    #[inline]
    fn end(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(&byte) = self.bytes.get(end) {
            if byte == self.shape.delimiter || byte == b'\n' || byte == b'\r' {
                break;
            }
            end += 1;
        }
        end
    }

    /// Passes over fields; `None` where the line ends before.
    #[inline]
    fn skip(&self, mut at: usize, fields: usize) -> Option<usize> {
        for _ in 0..fields {
            at = self.end(at);
            if self.bytes.get(at) != Some(&self.shape.delimiter) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The line after the one in which a field ends.
    #[inline]
    fn following(&self, at: usize) -> Option<usize> {
        match self.bytes.get(at) {
            None => Some(at),
            Some(b'\n') => Some(at + 1),
            Some(b'\r') if self.bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
            Some(&byte) if byte == self.shape.delimiter => {
                let end = memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |n| at + n);
                // More cells than the header has are looked at by the plain reader, but for an empty one at the end.
                let cells = memchr::memchr_iter(self.shape.delimiter, &self.bytes[at..end]).count();
                let closing = self.shape.behind == 0 && matches!(self.bytes[at + 1..end], [] | [b'\r']);
                (cells <= self.shape.behind || closing).then_some((end + 1).min(self.bytes.len()))
            }
            _ => None,
        }
    }

    /// A meter's id: meter, where the field ends.
    #[inline]
    fn meter(&mut self, at: usize) -> Option<(u32, usize)> {
        let found = sixteen(self.bytes, at);
        if let Some(found) = found
            && found & self.guess.key.1 == self.guess.key.0
        {
            return Some((self.guess.meter, at + self.guess.length));
        }
        self.other_meter(at, found)
    }

    /// Another meter than on the line before.
    fn other_meter(&mut self, at: usize, found: Option<u128>) -> Option<(u32, usize)> {
        let before = self.guess.meter as usize;
        let next = self.guess.next[before];
        let (key, mask) = self.ids.keys[next as usize];
        let meter = if mask != 0 && found.is_some_and(|found| found & mask == key) {
            next
        } else {
            let end = self.end(at);
            self.ids.find(&self.bytes[at..end])?
        };
        let (key, mask) = self.ids.keys[meter as usize];
        let length = self.ids.lengths[meter as usize];
        self.guess.next[before] = meter;
        self.guess.meter = meter;
        // A mask of 0 is none: no text is found so.
        self.guess.key = if mask == 0 { (u128::MAX, 0) } else { (key, mask) };
        self.guess.length = length;
        Some((meter, at + length))
    }

    /// A stamp: the park's minute, where the field ends.
    #[inline]
    fn stamp(&mut self, at: usize) -> Option<(i32, usize)> {
        if let Some(found) = sixteen(self.bytes, at) {
            let known = if found == self.guess.stamp {
                Some(self.guess.minute)
            } else if found & DATE == self.guess.day {
                clock(found).map(|minutes| self.guess.day_minute + minutes)
            } else {
                None
            };
            if let Some(minute) = known {
                (self.guess.stamp, self.guess.minute) = (found, minute);
                let after = at + 16;
                if self.bytes.get(after) == Some(&self.shape.delimiter) {
                    return Some((self.placed(minute, self.shape.shift), after));
                }
                let end = after + self.guess.suffix.len();
                if !self.guess.suffix.is_empty()
                    && self.bytes[after..].starts_with(&self.guess.suffix)
                    && self.bytes.get(end) == Some(&self.shape.delimiter)
                {
                    return Some((self.placed(minute, self.guess.suffix_shift), end));
                }
            }
        }
        self.other_stamp(at)
    }

    /// The park's minute of a minute as stamped.
    #[inline]
    fn placed(&self, minute: i32, shift: i32) -> i32 {
        let closing = self.shape.closes_date && minute.rem_euclid(DAY) == 0;
        minute + shift + if closing { DAY } else { 0 }
    }

    #[cold]
    fn other_stamp(&mut self, at: usize) -> Option<(i32, usize)> {
        let end = self.end(at);
        let text = &self.bytes[at..end];
        let Stamp::Instant { civil_seconds, offset } = fixed_stamp(text)? else { return None };
        if civil_seconds % 60 != 0 || offset.is_some_and(|o| o % 60 != 0) {
            return None;
        }
        let minute = small(civil_seconds)?;
        let shift = offset.map_or(self.shape.shift, |o| self.shape.park - o / 60);
        if let Some(found) = sixteen(text, 0)
            && let Some(minutes) = clock(found)
            && text[4] == text[7]
        {
            self.guess.day = found & DATE;
            self.guess.day_minute = minute - minutes;
            (self.guess.stamp, self.guess.minute) = (found, minute);
            self.guess.suffix.clear();
            // Seconds other than 00 were refused above.
            self.guess.suffix.extend_from_slice(&text[16..]);
            self.guess.suffix_shift = shift;
        }
        Some((self.placed(minute, shift), end))
    }

    /// A row of one stamped value: meter, minute, value, the place of the next line.
    #[inline]
    fn stamped(&mut self, start: usize, time: usize, value: usize) -> Option<(u32, i32, Value, usize)> {
        self.guess.fields = None;
        let (meter, minute, at) = match (self.shape.meter, self.shape.fixed) {
            (Some(column), _) if column < time && time < value => {
                let (meter, end) = self.meter(self.skip(start, column)?)?;
                let stamp = self.skip(end, time - column)?;
                let (minute, end) = self.stamp(stamp)?;
                let at = self.skip(end, value - time)?;
                self.guess.fields = Some((stamp, at));
                (meter, minute, at)
            }
            (None, Some(meter)) if time < value => {
                let stamp = self.skip(start, time)?;
                let (minute, end) = self.stamp(stamp)?;
                let at = self.skip(end, value - time)?;
                self.guess.fields = Some((stamp, at));
                (meter, minute, at)
            }
            (column, fixed) => {
                // Columns in another order: each is looked for from the start of the line.
                let meter = match column {
                    Some(column) => self.meter(self.skip(start, column)?)?.0,
                    None => fixed?,
                };
                let (minute, _) = self.stamp(self.skip(start, time)?)?;
                (meter, minute, self.skip(start, value)?)
            }
        };
        let (value, end) = self.value(at)?;
        self.guess.manner = self.bytes.get(end).map(|&byte| Manner::of(value, byte));
        if self.shape.register && value.is_negative() {
            return None;
        }
        Some((meter, minute, value, self.following(end)?))
    }

    /// Reads the numbers of lines as long as each starts as expected: where the next line is, and how many there were.
    // By itself, so that all it works with stays in registers.
    #[inline(never)]
    fn follow(&self, mut at: usize, expected: &Expected, values: &mut Vec<Value>) -> (usize, u32) {
        let bytes = self.bytes;
        let mut manner = self.guess.manner;
        let mut count = 0;
        for wanted in expected.ahead() {
            let Some((from, word)) = expected.value(wanted, bytes, at) else { break };
            let (value, next) = if let Some((value, length)) = manner.and_then(|manner| manner.read(word)) {
                // Behind a CR is always a LF here.
                match manner.map(|manner| manner.end()) {
                    Some(b'\n') => (value, Some(from + length + 1)),
                    Some(b'\r') => (value, Some(from + length + 2)),
                    _ => (value, self.following(from + length)),
                }
            } else {
                let Some((value, length)) = bytes.get(from..).and_then(number) else { break };
                if self.shape.register && value.is_negative() {
                    break;
                }
                // A longer one is read by itself, in whatever manner.
                if length < 8 {
                    manner = bytes.get(from + length).map(|&end| Manner::of(value, end));
                }
                (value, self.following(from + length))
            };
            let Some(next) = next else { break };
            values.push(value);
            count += 1;
            at = next;
        }
        (at, count)
    }

    /// A value, and where the field ends.
    #[inline]
    fn value(&self, at: usize) -> Option<(Value, usize)> {
        match number(self.bytes.get(at..)?) {
            Some((value, length)) => Some((value, at + length)),
            None if self.end(at) == at => Some((Value::MISSING, at)),
            None => None,
        }
    }

    /// A row of a day's values: meter, the minute at which the day starts, the place of the next line.
    fn day(&mut self, start: usize, date: usize, first: usize, count: usize, values: &mut Vec<Value>) -> Option<(u32, i32, usize)> {
        let meter = match self.shape.meter {
            Some(column) => self.meter(self.skip(start, column)?)?.0,
            None => self.shape.fixed?,
        };
        let at = self.skip(start, date)?;
        let end = self.end(at);
        let text = &self.bytes[at..end];
        if self.guess.date != text {
            let text = std::str::from_utf8(text).ok()?;
            let seconds = match stamp(text, self.order) {
                Ok(Stamp::Day(day)) => crate::measure::Civil::midnight(day).0,
                Ok(Stamp::Instant { civil_seconds, .. }) if civil_seconds.rem_euclid(86_400) == 0 => civil_seconds,
                _ => return None,
            };
            self.guess.date_minute = small(seconds)?;
            self.guess.date.clear();
            self.guess.date.extend_from_slice(text.as_bytes());
        }
        let mut at = self.skip(end, first - date)?;
        let mut manner = self.guess.manner;
        for slot in 0..count {
            let word = self.bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|word| u64::from_le_bytes(*word));
            let read = if let (Some(manner), Some(word)) = (manner, word) { manner.read(word) } else { None };
            let (value, end) = if let Some((value, length)) = read {
                (value, at + length)
            } else {
                let (value, end) = self.value(at)?;
                // The last value of a line has another end.
                if self.bytes.get(end) == Some(&self.shape.delimiter) {
                    manner = Some(Manner::of(value, self.shape.delimiter));
                }
                (value, end)
            };
            values.push(value);
            at = end;
            if slot + 1 < count {
                if self.bytes.get(at) != Some(&self.shape.delimiter) {
                    return None;
                }
                at += 1;
            }
        }
        self.guess.manner = manner;
        Some((meter, self.guess.date_minute + self.shape.shift, self.following(at)?))
    }
}
