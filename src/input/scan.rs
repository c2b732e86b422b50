//! Records of delimited text: bytes, delimiters, quotes and newlines, not energy.
//!
//! The `csv` crate reads the same from what it writes itself, which a test holds; it cannot read what exports hold beside: the full-width comma, a quote
//! that never closes (it takes the rest of the file for one field), CR alone at the end of a line, line ends of several kinds in one file.
//!
//! Streams; holds one buffer, which grows only for a record longer than itself. Line numbers are those of an editor, whatever the line
//! ending (LF, CRLF, CR) and after blank lines. Quotes follow RFC 4180; a quote that never closes breaks its own line only.

use std::io::{self, Read};

use super::encoding::Text;
use crate::say;

/// Longest quoted record; a quote still open after this many bytes is taken as never closed.
const LONGEST_QUOTED: usize = 1 << 20;

/// Longest line, in bytes of UTF-8: no export has one, and a file without line ends would fill the memory.
const LONGEST_LINE: usize = 64 << 20;

/// What separates fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// An ASCII character.
    Byte(u8),
    /// The full-width comma `，`.
    WideComma,
}

/// Extent of one record within a scanner's buffer.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    start: usize,
    end: usize,
    /// Newlines inside the record (in quoted fields).
    inner: u64,
    quoted: bool,
    broken: bool,
}

/// A record: its line and its fields.
#[derive(Debug)]
pub struct Record<'a> {
    /// Line at which it starts, from 1.
    pub line: u64,
    /// Whether a quote was opened and never closed on it.
    pub broken: bool,
    text: &'a [u8],
    ends: &'a [u32],
    gap: u32,
}

impl<'a> Record<'a> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no field at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A field without surrounding blanks; empty where there is none.
    pub fn get(&self, index: usize) -> &'a [u8] {
        let Some(&end) = self.ends.get(index) else { return b"" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] + self.gap };
        self.text[start as usize..end as usize].trim_ascii()
    }

    /// A field as text; what is not UTF-8 is replaced.
    pub fn text(&self, index: usize) -> std::borrow::Cow<'a, str> {
        String::from_utf8_lossy(self.get(index))
    }

    /// All fields.
    pub fn fields(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.len()).map(|i| self.get(i))
    }

    /// All fields as text.
    pub fn texts(&self) -> Vec<String> {
        self.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect()
    }

    /// The one field that is filled, or the text that all filled ones repeat, as merged cells do.
    pub fn lone(&self) -> Option<&'a [u8]> {
        let mut filled = self.fields().filter(|field| !field.is_empty());
        let first = filled.next()?;
        filled.all(|field| field == first).then_some(first)
    }

    /// Whether every field is blank.
    pub fn is_blank(&self) -> bool {
        self.fields().all(<[u8]>::is_empty)
    }
}

/// A reader of records.
pub struct Records<R> {
    text: Text<R>,
    buffer: Vec<u8>,
    position: usize,
    line: u64,
    ended: bool,
    delimiter: Delimiter,
    ends: Vec<u32>,
    scratch: Vec<u8>,
    extent: Extent,
    record_line: u64,
    /// Newlines inside records so far.
    inner: u64,
}

impl<R: Read> Records<R> {
    /// Records of a text, which starts at line 1.
    pub fn new(text: Text<R>, delimiter: Delimiter) -> Self {
        Self {
            text,
            buffer: Vec::new(),
            position: 0,
            line: 1,
            ended: false,
            delimiter,
            ends: Vec::new(),
            scratch: Vec::new(),
            extent: Extent::default(),
            record_line: 0,
            inner: 0,
        }
    }

    /// Name of the encoding in use.
    pub fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    /// The raw stream, once all records were taken.
    pub fn into_raw(self) -> R {
        self.text.into_raw()
    }

    /// The first lines of the text, for finding the header: at most `lines` of them, decoded, without consuming any.
    pub fn peek(&mut self, lines: usize) -> io::Result<&[u8]> {
        loop {
            let found = memchr::memchr2_iter(b'\n', b'\r', &self.buffer[self.position..]).nth(lines * 2);
            if let Some(end) = found {
                return Ok(&self.buffer[self.position..self.position + end]);
            }
            if self.buffer.len() - self.position > LONGEST_QUOTED || !self.more()? {
                return Ok(&self.buffer[self.position..]);
            }
        }
    }

    /// Sets the delimiter for the records to come.
    pub fn set_delimiter(&mut self, delimiter: Delimiter) {
        self.delimiter = delimiter;
    }

    /// The delimiter.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The next record; blank lines (no character but blanks) are passed over.
    #[allow(clippy::should_implement_trait, reason = "a record borrows the reader: no iterator can lend it")]
    pub fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        Ok(if self.advance()? { Some(self.current()) } else { None })
    }

    /// Steps to the next record; `false` at the end. Blank lines are passed over.
    pub fn advance(&mut self) -> io::Result<bool> {
        loop {
            self.pass_empty_lines();
            let Some(extent) = self.find_extent()? else { return Ok(false) };
            self.record_line = self.line;
            self.line += 1 + extent.inner;
            self.inner += extent.inner;
            let text = &self.buffer[extent.start..extent.end];
            if text.trim_ascii().is_empty() {
                continue;
            }
            self.ends.clear();
            if extent.quoted {
                unquote(text, self.delimiter, &mut self.scratch, &mut self.ends);
            } else {
                split(text, self.delimiter, &mut self.ends);
            }
            self.extent = extent;
            return Ok(true);
        }
    }

    /// The record stepped to last.
    pub fn current(&self) -> Record<'_> {
        let Extent { start, end, quoted, broken, .. } = self.extent;
        let text = if quoted { &self.scratch[..] } else { &self.buffer[start..end] };
        let gap = match self.delimiter {
            Delimiter::WideComma if !quoted => 3,
            _ => u32::from(!quoted),
        };
        Record { line: self.record_line, broken, text, ends: &self.ends, gap }
    }

    /// Line of the record stepped to last.
    pub fn current_line(&self) -> u64 {
        self.record_line
    }

    /// Lines that were passed.
    pub fn lines(&self) -> u64 {
        self.line - 1
    }

    /// Newlines inside the records stepped to so far.
    pub fn inner_lines(&self) -> u64 {
        self.inner
    }

    /// Whether nothing beyond ASCII has passed.
    pub fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }

    /// Passes over every record that starts at or before a line.
    pub fn skip_through(&mut self, line: u64) -> io::Result<()> {
        while self.line <= line {
            let Some(extent) = self.find_extent()? else { return Ok(()) };
            self.line += 1 + extent.inner;
        }
        Ok(())
    }

    /// Reads more text; `false` at its end.
    fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.position > 0 {
            self.buffer.drain(..self.position);
            self.position = 0;
        }
        self.ended = !self.text.fill(&mut self.buffer)?;
        Ok(!self.ended)
    }

    /// Steps over the lines of nothing at hand, all at once: a file may be full of them.
    fn pass_empty_lines(&mut self) {
        let empty = self.buffer[self.position..].iter().take_while(|&&byte| byte == b'\n').count();
        if empty > 0 {
            self.position += empty;
            self.line += empty as u64;
            self.record_line = self.line - 1;
        }
    }

    /// Finds the next record and steps over it.
    fn find_extent(&mut self) -> io::Result<Option<Extent>> {
        let mut searched = 0;
        loop {
            let start = self.position;
            let rest = &self.buffer[start..];
            match memchr::memchr3(b'\n', b'\r', b'"', &rest[searched..]).map(|i| i + searched) {
                Some(at) if rest[at] == b'"' => {
                    if opens(&rest[..at], self.delimiter) {
                        return self.quoted_extent().map(Some);
                    }
                    searched = at + 1;
                }
                Some(at) => {
                    let mut length = 1;
                    if rest[at] == b'\r' {
                        if at + 1 == rest.len() && !self.ended {
                            self.more()?;
                            continue;
                        }
                        length += usize::from(rest.get(at + 1) == Some(&b'\n'));
                    }
                    self.position = start + at + length;
                    return Ok(Some(Extent { start, end: start + at, inner: 0, quoted: false, broken: false }));
                }
                None => {
                    searched = rest.len();
                    if searched > LONGEST_LINE {
                        let message = say!("line {line} is longer than 64 MiB: this is no table of delimited text", line = self.line);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                    }
                    if self.more()? {
                        continue;
                    }
                    let (start, end) = (self.position, self.buffer.len());
                    self.position = end;
                    return Ok((start < end).then_some(Extent { start, end, inner: 0, quoted: false, broken: false }));
                }
            }
        }
    }

    /// The extent of a record in which a field opens with a quote.
    fn quoted_extent(&mut self) -> io::Result<Extent> {
        loop {
            let start = self.position;
            match quoted_end(&self.buffer[start..], self.delimiter, self.ended) {
                QuotedEnd::At { end, next, inner } => {
                    self.position = start + next;
                    return Ok(Extent { start, end: start + end, inner, quoted: true, broken: false });
                }
                QuotedEnd::More if self.buffer.len() - start <= LONGEST_QUOTED => {
                    self.more()?;
                }
                // Never closed: the line stands by itself, its quotes taken as they are.
                QuotedEnd::More | QuotedEnd::Open => {
                    let rest = &self.buffer[start..];
                    let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                    let crlf = rest[end..].starts_with(b"\r\n");
                    self.position = start + (end + 1 + usize::from(crlf)).min(rest.len());
                    return Ok(Extent { start, end: start + end, inner: 0, quoted: false, broken: true });
                }
            }
        }
    }
}

/// Whether a quote that follows `before` on its line opens a field.
fn opens(before: &[u8], delimiter: Delimiter) -> bool {
    let before = before.trim_ascii_end();
    before.is_empty()
        || match delimiter {
            Delimiter::Byte(b'\t') => true,
            Delimiter::Byte(byte) => before.last() == Some(&byte),
            Delimiter::WideComma => before.ends_with("，".as_bytes()),
        }
}

enum QuotedEnd {
    At { end: usize, next: usize, inner: u64 },
    More,
    Open,
}

/// Length of the delimiter that stands at the start of `rest`, 0 if none does.
fn delimiter_at(rest: &[u8], delimiter: Delimiter) -> usize {
    match delimiter {
        Delimiter::Byte(byte) => usize::from(rest.first() == Some(&byte)),
        Delimiter::WideComma if rest.starts_with("，".as_bytes()) => 3,
        Delimiter::WideComma => 0,
    }
}

/// Where a record with quoted fields ends.
fn quoted_end(text: &[u8], delimiter: Delimiter, ended: bool) -> QuotedEnd {
    let (mut at, mut inner, mut inside, mut at_start) = (0, 0, false, true);
    while at < text.len() {
        let byte = text[at];
        if inside {
            if byte == b'"' {
                if text.get(at + 1) == Some(&b'"') {
                    at += 1;
                } else {
                    inside = false;
                }
            } else if byte == b'\n' || (byte == b'\r' && text.get(at + 1) != Some(&b'\n')) {
                inner += 1;
            }
        } else if byte == b'\n' || byte == b'\r' {
            if byte == b'\r' && at + 1 == text.len() && !ended {
                return QuotedEnd::More;
            }
            let crlf = byte == b'\r' && text.get(at + 1) == Some(&b'\n');
            return QuotedEnd::At { end: at, next: at + 1 + usize::from(crlf), inner };
        } else if at_start && byte == b'"' {
            inside = true;
            at_start = false;
        } else if delimiter_at(&text[at..], delimiter) > 0 {
            at_start = true;
            at += delimiter_at(&text[at..], delimiter) - 1;
        } else if byte != b' ' && byte != b'\t' {
            at_start = false;
        }
        at += 1;
    }
    match (ended, inside) {
        (false, _) => QuotedEnd::More,
        (true, true) => QuotedEnd::Open,
        (true, false) => QuotedEnd::At { end: text.len(), next: text.len(), inner },
    }
}

/// Ends of the fields of a record without quotes.
fn split(text: &[u8], delimiter: Delimiter, ends: &mut Vec<u32>) {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    match delimiter {
        Delimiter::Byte(byte) => {
            for (at, &b) in text.iter().enumerate() {
                if b == byte {
                    ends.push(offset(at));
                }
            }
        }
        Delimiter::WideComma => ends.extend(memchr::memmem::find_iter(text, "，".as_bytes()).map(offset)),
    }
    ends.push(offset(text.len()));
}

/// Copies the fields of a record with quotes, unquoted, one after the other.
fn unquote(text: &[u8], delimiter: Delimiter, out: &mut Vec<u8>, ends: &mut Vec<u32>) {
    out.clear();
    let (mut at, mut inside, mut at_start) = (0, false, true);
    while at < text.len() {
        let byte = text[at];
        if inside {
            if byte != b'"' {
                out.push(byte);
            } else if text.get(at + 1) == Some(&b'"') {
                out.push(b'"');
                at += 1;
            } else {
                inside = false;
            }
        } else if at_start && byte == b'"' {
            inside = true;
            at_start = false;
        } else if delimiter_at(&text[at..], delimiter) > 0 {
            ends.push(u32::try_from(out.len()).unwrap_or(u32::MAX));
            at_start = true;
            at += delimiter_at(&text[at..], delimiter) - 1;
        } else {
            at_start &= byte == b' ' || byte == b'\t';
            out.push(byte);
        }
        at += 1;
    }
    ends.push(u32::try_from(out.len()).unwrap_or(u32::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(Text::open(bytes, None).expect("bytes"), Delimiter::Byte(b','));
        let mut all = Vec::new();
        while let Some(record) = records.next().expect("bytes") {
            all.push((record.line, record.texts()));
        }
        all
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lines_are_those_of_an_editor() {
        let expected = vec![row(1, &["a", "b"]), row(3, &["c", "d"]), row(5, &["e"])];
        for eol in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "c,d", " ", "e"].join(eol);
            assert_eq!(records(text.as_bytes()), expected, "{eol:?}");
        }
    }

    #[test]
    fn quoted_fields_may_hold_anything() {
        let text = "a,\"b,\"\"c\"\"\nd\",e\r\nf, \"g\" ,h\n";
        assert_eq!(records(text.as_bytes()), vec![row(1, &["a", "b,\"c\"\nd", "e"]), row(3, &["f", "g", "h"])]);
    }

    #[test]
    fn a_quote_that_never_closes_breaks_its_own_line_only() {
        assert_eq!(records(b"a,b\n\"c,d\ne,f"), vec![row(1, &["a", "b"]), row(2, &["\"c", "d"]), row(3, &["e", "f"])]);
        assert_eq!(records(b"5\" pipe,x\ny"), vec![row(1, &["5\" pipe", "x"]), row(2, &["y"])]);
    }

    proptest! {
        /// The plain reader of the `csv` crate is the reference.
        #[test]
        fn equals_the_csv_crate(rows in proptest::collection::vec(proptest::collection::vec("[a-c,\" é电\n\r]{0,6}", 1..5), 1..20)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("in memory");
            }
            let bytes = writer.into_inner().expect("in memory");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[..]);
            let plain: Vec<Vec<String>> = reader
                .byte_records()
                .map(|r| r.expect("in memory").iter().map(|f| String::from_utf8_lossy(f.trim_ascii()).into_owned()).collect::<Vec<_>>())
                .filter(|r| r.len() > 1 || !r[0].is_empty())
                .collect();
            let ours: Vec<Vec<String>> = records(&bytes).into_iter().map(|r| r.1).filter(|r| r.len() > 1 || !r[0].is_empty()).collect();
            prop_assert_eq!(ours, plain);
        }
    }
}
