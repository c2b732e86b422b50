//! What the first lines of a file say of it: its columns, its shape, the ids in it. Of many files with the same first line, the first is looked
//! at in full; of the others only what could make a difference.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::Encoding;

use super::super::field::is_timed_serial;
use super::super::scan::Delimiter;
use super::super::table::columns::Columns;
use super::super::table::understand::of_readings;
use super::super::table::{HEADER_ROWS, Table, leading_delimiter};
use super::super::template::Names;
use super::shape::{Ids, Shape};
use super::task::Task;
use crate::dossier::understanding::Understanding;
use crate::input::readings::reader::fixed_id;

/// Bytes within which the header of a file is looked for.
pub(super) const HEAD: usize = 256 * 1024;
/// First lines that are remembered.
const MOST: usize = 64;

/// The head of a file for the fast road.
#[derive(Debug)]
pub(super) struct Head {
    /// Its shape.
    pub(super) shape: Shape,
    /// Its columns.
    pub(super) columns: Columns,
    /// Encoding of its lines.
    pub(super) encoding: &'static Encoding,
    /// Ids as they stand in it.
    pub(super) ids: Arc<Ids>,
    /// Line of the header.
    pub(super) line: u64,
    /// Bytes up to the line behind it.
    pub(super) length: usize,
    /// Its header row.
    pub(super) header: Arc<Vec<String>>,
    /// How it is understood.
    pub(super) understood: Arc<Understanding>,
}

/// The heads of all files.
#[derive(Debug, Default)]
pub(super) struct Heads {
    known: Mutex<Vec<Arc<First>>>,
    /// Ids by delimiter and encoding.
    ids: Mutex<BTreeMap<(u8, bool), Arc<Ids>>>,
}

/// A first line that is a header.
#[derive(Debug)]
struct First {
    /// Number of the table that reads it.
    table: usize,
    line: Vec<u8>,
    /// The same in UTF-8.
    text: Vec<u8>,
    delimiter: Delimiter,
    encoding: &'static str,
    columns: Columns,
    header: Arc<Vec<String>>,
    understood: Arc<Understanding>,
}

impl Heads {
    /// The head of a file, if it is one for this road; `start` is the whole of it, or its first [`HEAD`] bytes.
    pub(super) fn of(&self, task: &Task<'_>, number: usize, start: &[u8]) -> Option<Head> {
        let entry = &task.entries[number];
        let [index] = entry.tables[..] else { return None };
        let table = &task.readings[index];
        let fixed = match fixed_id(table, &Names { path: entry.name.clone(), ..Names::default() }) {
            Some(id) => Some(u32::try_from(*task.ids.get(id.as_bytes())?).ok()?),
            None => None,
        };
        let shaped = |columns: &Columns, delimiter, encoding| Shape::of(table, columns, delimiter, encoding, task.offset, fixed);
        let options = &table.source.options;
        // The plain reader looks at so many lines for the header: those must be there.
        let looked = (options.skip_rows.unwrap_or(0) + HEADER_ROWS) * 2 + 1;
        if start.len() == HEAD && memchr::memchr_iter(b'\n', start).take(looked).count() < looked {
            return None;
        }
        if let Some(first) = self.known(index, start, options.delimiter) {
            let shape = shaped(&first.columns, first.delimiter, first.encoding)?;
            let told = (Arc::clone(&first.header), Arc::clone(&first.understood));
            return self.head(task, shape, first.columns.clone(), (1, first.line.len()), told);
        }
        let whole = if start.len() < HEAD { start.len() } else { memchr::memrchr(b'\n', start)? + 1 };
        let (found, columns) = Table::from(Cursor::new(&start[..whole]), &entry.name, options, table).ok()?;
        let length = behind_lines(start, found.header_line)?;
        // What is empty in the first rows may say the quality of later ones.
        if !columns.silent.is_empty() {
            return None;
        }
        // Serial numbers of spreadsheets take their meaning from the rows around them.
        if columns.time.is_some_and(|c| found.has_timed_serials(c)) {
            return None;
        }
        if options.headless && start.starts_with(b"\xef\xbb\xbf") {
            return None;
        }
        let (delimiter, encoding) = (found.delimiter(), found.encoding());
        let shape = shaped(&columns, delimiter, encoding)?;
        let told = (Arc::new(found.header.clone()), Arc::new(of_readings(&found, table, &columns)));
        // What stands in a column that no header explains may say what it is, in each file anew.
        let is_explained =
            !columns.quality_by_values && (columns.quality.is_some() || table.unexplained(&columns, &found.header).is_empty());
        if is_explained && found.header_line == 1 && !options.headless && options.skip_rows.is_none() {
            let line = start[..length].to_vec();
            let own = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
            let text = own.decode_without_bom_handling(&line).0.into_owned().into_bytes();
            let (header, understood) = told.clone();
            let first = First { table: index, line, text, delimiter, encoding, columns: columns.clone(), header, understood };
            self.remember(first, start, options.delimiter);
        }
        self.head(task, shape, columns, (found.header_line, length), told)
    }

    fn head(
        &self,
        task: &Task<'_>,
        shape: Shape,
        columns: Columns,
        (line, length): (u64, usize),
        (header, understood): (Arc<Vec<String>>, Arc<Understanding>),
    ) -> Option<Head> {
        if task.ids.is_empty() || task.ids.len() >= 1 << 24 {
            return None;
        }
        let encoding = if shape.chinese { encoding_rs::GB18030 } else { encoding_rs::UTF_8 };
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = ids.entry((shape.delimiter, shape.chinese)).or_insert_with(|| Arc::new(Ids::new(task.ids, &shape)));
        Some(Head { shape, columns, encoding, ids: Arc::clone(ids), line, length, header, understood })
    }

    /// The first line of a file, if a look at the whole would find the same header in it.
    fn known(&self, table: usize, start: &[u8], stated: Option<Delimiter>) -> Option<Arc<First>> {
        let line = &start[..=memchr::memchr(b'\n', start)?];
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let first = Arc::clone(known.iter().find(|first| first.table == table && first.line == line)?);
        drop(known);
        first.stands_in(start, stated).then_some(first)
    }

    /// Remembers a first line in which the header was found at the start of a file.
    fn remember(&self, first: First, start: &[u8], stated: Option<Delimiter>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = known.iter().all(|other| (other.table, &other.line) != (first.table, &first.line));
        if is_new && known.len() < MOST && first.stands_in(start, stated) {
            known.push(Arc::new(first));
        }
    }
}

impl First {
    /// Whether a look at the first bytes of a file that starts with this line finds what was found where it was seen first: the header, its
    /// delimiter, the encoding, and no serial numbers of spreadsheets.
    fn stands_in(&self, start: &[u8], stated: Option<Delimiter>) -> bool {
        let Some(rest) = start.get(self.line.len()..) else { return false };
        // The encoding is decided by the first four bytes and by what is no UTF-8.
        let is_encoded_so = self.line.len() >= 4 && (rest.is_ascii() || (self.encoding == "UTF-8" && std::str::from_utf8(start).is_ok()));
        // The delimiter is looked for in so many lines, and in them are the rows that stand around the header.
        let end = memchr::memchr2_iter(b'\n', b'\r', start).nth(HEADER_ROWS * 2).unwrap_or(start.len());
        let Some(near) = start.get(self.line.len()..end) else { return false };
        let Delimiter::Byte(delimiter) = self.delimiter else { return false };
        let is_delimited_so = stated.unwrap_or_else(|| leading_delimiter(&[&self.text, near])) == self.delimiter;
        let cell = |line: &[u8], column: usize| {
            let cell = line.split(|&byte| byte == delimiter).nth(column).filter(|cell| cell.contains(&b'.'))?;
            Some(String::from_utf8_lossy(cell.trim_ascii()).into_owned())
        };
        let is_serial = |line: &[u8]| self.columns.time.and_then(|time| cell(line, time)).is_some_and(|cell| is_timed_serial(&cell));
        is_encoded_so
            && is_delimited_so
            && memchr::memchr(b'"', &start[..end]).is_none()
            && !near.split(|&byte| matches!(byte, b'\n' | b'\r')).any(is_serial)
    }
}

/// Where the line behind so many lines starts, if no quote and no bare CR makes lines of another kind.
fn behind_lines(head: &[u8], lines: u64) -> Option<usize> {
    let mut at = 0;
    for _ in 0..lines {
        at += memchr::memchr(b'\n', &head[at..])? + 1;
    }
    let above = &head[..at];
    let bare = above.iter().enumerate().any(|(n, &b)| b == b'"' || (b == b'\r' && above.get(n + 1) != Some(&b'\n')));
    (!bare).then_some(at)
}
