//! The rows of a table: one after the other, or, of a large file, range by range on several threads.
//!
//! What is gathered from ranges is the same whatever the number of threads: the ranges follow from the file alone, and what was gathered from each is put
//! together in their order. Where a range cannot be read by itself (a quoted field reaches over its end, the text is of two encodings), the
//! rows are taken one after the other.

use std::io::Read;

use rayon::prelude::*;

use crate::files::Ranges;
use crate::input::encoding::Text;
use crate::input::error::InputError;
use crate::input::scan::{Delimiter, Record, Records};
use crate::input::table;

/// A row below the header.
pub(super) enum Row<'a> {
    /// One of data.
    Data(&'a Record<'a>),
    /// A total or a note, its cells one after the other.
    Footer(String),
}

/// What was gathered from rows that follow one another.
pub(super) struct Part<S> {
    pub(super) state: S,
    /// Lines of the file before those of the part.
    pub(super) line: u64,
}

/// What was gathered from all rows, part by part.
pub(super) struct Gathered<S> {
    pub(super) parts: Vec<Part<S>>,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
}

/// Starts the gathering of a part, and takes its rows one by one.
pub(super) struct Gathering<'g, S> {
    pub(super) start: &'g (dyn Fn() -> S + Sync),
    pub(super) take: &'g (dyn Fn(&mut S, Row<'_>) + Sync),
}

/// Where the bytes of a table come from.
pub(super) struct Source<'s, 'o> {
    /// Name in messages.
    pub(super) name: &'s str,
    /// Gives the bytes from the start, as often as they are needed.
    pub(super) open: &'s mut Open<'o>,
    /// The ranges of a large file.
    pub(super) ranges: Option<&'s Ranges>,
    /// What is between its cells.
    pub(super) delimiter: Delimiter,
    /// Last line of its header.
    pub(super) skip: u64,
}

/// Gives the bytes of a table from the start.
pub(super) type Open<'o> = dyn FnMut() -> Result<Box<dyn Read + 'o>, InputError> + 'o;

/// What came of a range.
struct OfRange<S> {
    state: S,
    lines: u64,
    encoding: &'static str,
    is_ascii: bool,
}

impl Source<'_, '_> {
    /// Gathers from all rows, by ranges where it can be.
    pub(super) fn gather<S: Send>(&mut self, gathering: &Gathering<'_, S>) -> Result<Gathered<S>, InputError> {
        match self.ranges.and_then(|ranges| self.by_ranges(ranges, gathering)) {
            Some(gathered) => Ok(gathered),
            None => self.in_order(gathering),
        }
    }

    /// Gathers from all rows, one after the other.
    pub(super) fn in_order<S>(&mut self, gathering: &Gathering<'_, S>) -> Result<Gathered<S>, InputError> {
        let name = self.name;
        let text = Text::open((self.open)()?, None).map_err(|e| InputError::io(name, 0, &e))?;
        let mut records = Records::new(text, self.delimiter);
        records.skip_through(self.skip).map_err(|e| InputError::io(name, self.skip, &e))?;
        let mut state = (gathering.start)();
        match take_all(&mut records, &mut state, gathering) {
            Ok(_) => Ok(Gathered { parts: vec![Part { state, line: 0 }], encoding: records.encoding() }),
            Err(error) => Err(InputError::io(name, records.current_line(), &error)),
        }
    }

    /// Gathers by ranges; `None` where one of them cannot be read by itself.
    fn by_ranges<S: Send>(&self, ranges: &Ranges, gathering: &Gathering<'_, S>) -> Option<Gathered<S>> {
        let (delimiter, skip) = (self.delimiter, self.skip);
        let of_range = |number: usize| -> Option<OfRange<S>> {
            let text = Text::open(ranges.open(number).ok()?, None).ok()?;
            let mut records = Records::new(text, delimiter);
            if number == 0 {
                records.skip_through(skip).ok()?;
                // The header has to stand in the first range.
                if records.lines() < skip {
                    return None;
                }
            }
            let mut state = (gathering.start)();
            let is_whole = take_all(&mut records, &mut state, gathering).ok()?;
            let (lines, encoding, is_ascii) = (records.lines(), records.encoding(), records.is_ascii());
            is_whole.then_some(OfRange { state, lines, encoding, is_ascii })
        };
        let all: Vec<OfRange<S>> = (0..ranges.count()).into_par_iter().map(of_range).collect::<Option<_>>()?;
        // ASCII is the same in every encoding.
        let encoding = all.iter().find(|part| !part.is_ascii).or(all.first())?.encoding;
        if all.iter().any(|part| !part.is_ascii && part.encoding != encoding) {
            return None;
        }
        let mut line = 0;
        let mut parts = Vec::new();
        for part in all {
            parts.push(Part { state: part.state, line });
            line += part.lines;
        }
        Some(Gathered { parts, encoding })
    }
}

/// Takes all records to the end; says whether each stands on a line of its own.
fn take_all<R: Read, S>(records: &mut Records<R>, state: &mut S, gathering: &Gathering<'_, S>) -> std::io::Result<bool> {
    let mut is_whole = true;
    while records.advance()? {
        let record = records.current();
        is_whole &= !record.broken;
        if record.is_blank() {
            continue;
        }
        let row = if table::is_footer(&record) { Row::Footer(record.texts().concat()) } else { Row::Data(&record) };
        (gathering.take)(state, row);
    }
    Ok(is_whole && records.inner_lines() == 0)
}
