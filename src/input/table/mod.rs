//! A table in a file: which encoding, delimiter and header row, and which column is what.

pub(super) mod apart;
pub(super) mod bills;
pub(super) mod columns;
mod delimiter;
mod footer;
mod header;
pub(super) mod heading;
pub(super) mod left_over;
pub(super) mod misspelt;
pub(super) mod qualities;
pub(super) mod rivals;
pub(super) mod roles;
pub(super) mod title_unit;
pub(super) mod understand;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use encoding_rs::Encoding;

pub(super) use self::delimiter::leading_delimiter;
use self::delimiter::ordered_candidates;
pub(super) use self::footer::{Kept, is_footer, is_footer_cell, is_subtotal, is_total_cell, may_start_footer};
pub(super) use self::header::joined;
use self::header::lower;
pub(super) use self::header::twins;
pub(super) use self::header::{bracketed, brackets};
pub use self::header::{find_column, folded, with_unit};
pub use self::understand::understand;
use super::encoding::Text;
use super::error::InputError;
use super::field::is_timed_serial;
use super::scan::{Delimiter, Record, Records};
use super::source::Source;
use super::template::Names;
use crate::dossier::Unit;
use crate::files::Digested;
use crate::say;
use crate::say::{Message, Part};

/// Rows within which a header is looked for.
pub(super) const HEADER_ROWS: usize = 40;

/// What the manifest says about a table of files.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// Declared encoding.
    pub encoding: Option<&'static Encoding>,
    /// Declared delimiter.
    pub delimiter: Option<Delimiter>,
    /// Lines above the header.
    pub skip_rows: Option<usize>,
    /// Whether there is no header row; columns are then named by number.
    pub headless: bool,
    /// Sheets of a workbook: names, numbers from 1, or patterns.
    pub sheets: Vec<String>,
    /// Whether what is read says by itself that every sheet is meant (`meter = "{sheet}"`, `date = "{sheet}"`).
    pub every_sheet: bool,
    /// Words that mean missing, beside the usual ones.
    pub missing: Vec<String>,
    /// Names of columns in the file, by our name of them.
    pub columns: BTreeMap<String, String>,
    /// Rows that are read, where not all are: the header of a column, and what stands in it.
    pub selected: Vec<(String, Vec<String>)>,
}

/// The columns that a reader of tables asks for: tried against each candidate header row.
pub trait Recognise {
    /// What is known once the header is understood.
    type Columns;
    /// Understands a header row (without surrounding blanks), or says which columns it misses.
    fn recognise(&self, header: &[String]) -> Result<Self::Columns, Vec<Message>>;

    /// The same, where the rows above the header and the first below it may say something of its columns.
    fn recognise_among(
        &self,
        _above: &[(u64, Vec<String>)],
        header: &[String],
        _below: &[(u64, Vec<String>)],
    ) -> Result<Self::Columns, Vec<Message>> {
        self.recognise(header)
    }

    /// Whether of a header of two rows the lower alone may name a column: 小时 above 0时 … 23时.
    fn names_stand_below(&self) -> bool {
        false
    }
}

/// An open table, past its header.
pub struct Table<R> {
    records: Records<R>,
    name: String,
    rows: u64,
    /// The header cells; empty where there is no header.
    pub header: Vec<String>,
    /// Line of the header.
    pub header_line: u64,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// Columns in which serial numbers of spreadsheets have a time of day.
    timed: Vec<usize>,
    /// Columns that select rows, with what must stand in them.
    selects: Vec<(usize, Vec<String>)>,
    /// Rows that were left out so, and what stood there in the first of them.
    left_out: (u64, String),
    /// The first of the notes and totals below the rows.
    pub(super) notes: Vec<String>,
    /// Rows that are data though they start with a word of these.
    pub(super) kept: Kept,
}

impl Table<Source> {
    /// Line of the last record, number of data rows, digest and size, once all rows were taken.
    pub fn finish(mut self) -> Result<(u64, u64, Digested), InputError> {
        while self.next()?.is_some() {}
        if self.rows == 0 && self.left_out.0 > 0 {
            let (count, cell) = &self.left_out;
            let message = say!(
                "`where` selects none of its {count} rows, the first of which has `{cell}`; correct `where`, or take the file out of `files`",
                count,
                cell = crate::near::shown(cell)
            );
            return Err(InputError::at(&self.name, self.header_line, message));
        }
        let (line, rows) = (self.records.current_line(), self.rows);
        let digested = self.records.into_raw().finish().map_err(|e| InputError::io(&self.name, 0, &e))?;
        Ok((line, rows, digested))
    }
}

/// A file's name in messages, with the sheet at hand.
pub(super) fn in_sheet(name: &str, sheet: &str) -> String {
    format!("{name}[{}]", crate::near::shown(sheet))
}

impl<R: Read> Table<R> {
    /// Finds the header of a stream.
    pub fn from<C: Recognise>(stream: R, name: &str, options: &TableOptions, columns: &C) -> Result<(Self, C::Columns), InputError> {
        let io = |e: std::io::Error| InputError::io(name, 0, &e);
        let text = Text::open(stream, options.encoding).map_err(io)?;
        let mut records = Records::new(text, Delimiter::Byte(b','));
        let wanted = options.skip_rows.unwrap_or(0);
        let head = records.peek(wanted + HEADER_ROWS).map_err(io)?.to_vec();
        let candidates: Vec<Delimiter> = match options.delimiter {
            Some(stated) => vec![stated],
            None => ordered_candidates(&[&head]),
        };
        let mut table = Self {
            records,
            name: name.to_owned(),
            rows: 0,
            header: Vec::new(),
            header_line: 0,
            sheet: None,
            timed: Vec::new(),
            notes: Vec::new(),
            kept: Kept::default(),
            selects: Vec::new(),
            left_out: (0, String::new()),
        };
        if options.headless {
            let rows = head_rows(&head, candidates[0], wanted);
            let width = usual_width(&rows).max(options.columns.values().filter_map(|name| name.trim().parse().ok()).max().unwrap_or(0));
            let numbers: Vec<String> = (1..=width).map(|n| n.to_string()).collect();
            // The title is said to be no header either; a row of several names is no title.
            let titles =
                |(_, cells): &(u64, Vec<String>)| cells.iter().filter(|cell| !cell.trim().is_empty()).collect::<BTreeSet<_>>().len() <= 2;
            let above: Vec<(u64, Vec<String>)> =
                head_rows(&head, candidates[0], 0).into_iter().filter(|(line, _)| *line <= wanted as u64).filter(titles).collect();
            let understood = columns.recognise_among(&above, &numbers, &[]).map_err(|missing| missing_columns(name, &missing, &[]))?;
            table.start(candidates[0], wanted as u64, &rows)?;
            table.header = numbers;
            table.select(&options.selected)?;
            table.header.clear();
            return Ok((table, understood));
        }
        let mut best: Option<(Vec<Message>, Vec<String>)> = None;
        for &delimiter in &candidates {
            let rows = head_rows(&head, delimiter, wanted);
            for (at, (line, cells)) in rows.iter().enumerate() {
                // A row of units below the names belongs to them.
                if let Some(united) = rows.get(at + 1).and_then(|(_, below)| united(cells, below))
                    && let Ok(understood) = columns.recognise_among(&rows[..at], &united, &rows[at + 2..])
                {
                    table.start(delimiter, rows[at + 1].0, &rows)?;
                    table.header = united;
                    table.select(&options.selected)?;
                    return Ok((table, understood));
                }
                match columns.recognise_among(&rows[..at], cells, &rows[at + 1..]) {
                    Ok(understood) => {
                        table.start(delimiter, *line, &rows)?;
                        table.header.clone_from(cells);
                        table.select(&options.selected)?;
                        return Ok((table, understood));
                    }
                    Err(missing) if best.as_ref().is_none_or(|(least, _)| missing.len() < least.len()) => {
                        best = Some((missing, cells.clone()));
                    }
                    Err(_) => {}
                }
            }
        }
        for &delimiter in &candidates {
            let rows = head_rows(&head, delimiter, wanted);
            for (at, pair) in rows.windows(2).enumerate() {
                // A third row may hold the units of the second.
                let with_units = rows.get(at + 2).and_then(|(_, units)| united(&pair[1].1, units));
                let last = at + 1 + usize::from(with_units.is_some());
                let (upper, below) = (&pair[0].1, with_units.as_ref().unwrap_or(&pair[1].1));
                // Of names that stand below alone, those above stay above: a unit may stand in them.
                let alone = columns.names_stand_below().then(|| (lower(upper, below), at + 1));
                let both = [joined(upper, below, false), joined(upper, below, true)].map(|cells| (cells, at));
                for (cells, above) in both.into_iter().chain(alone) {
                    if let Ok(understood) = columns.recognise_among(&rows[..above], &cells, &rows[last + 1..]) {
                        table.start(delimiter, rows[last].0, &rows)?;
                        table.header = cells;
                        table.select(&options.selected)?;
                        return Ok((table, understood));
                    }
                }
            }
        }
        match best {
            Some((missing, cells)) => Err(missing_columns(name, &missing, &cells)),
            None => Err(InputError::at(name, 0, say!("the file is empty: it has no header row"))),
        }
    }

    /// Goes to the first data row, behind the header line; `rows` are the first of the file.
    fn start(&mut self, delimiter: Delimiter, line: u64, rows: &[(u64, Vec<String>)]) -> Result<(), InputError> {
        self.records.set_delimiter(delimiter);
        if let Some(above) = data_above(rows, line) {
            let message = say!(
                "the row stands above the header (line {line}) and looks like one of data: put it below the header, or state `skip_rows` if it is none",
                line
            );
            return Err(InputError::at(&self.name, above, message));
        }
        self.header_line = line;
        for (_, cells) in rows.iter().filter(|(at, _)| *at > line) {
            for (column, _) in cells.iter().enumerate().filter(|(_, cell)| is_timed_serial(cell)) {
                if !self.timed.contains(&column) {
                    self.timed.push(column);
                }
            }
        }
        self.skip_lines(line)
    }

    /// Finds the columns by which rows are selected.
    fn select(&mut self, selected: &[(String, Vec<String>)]) -> Result<(), InputError> {
        for (name, values) in selected {
            let Some(at) = find_column(&self.header, Some(name), &[]) else {
                let known = Part::names(self.header.iter().filter(|cell| !cell.is_empty()).take(12).map(|cell| crate::near::shown(cell)));
                let message =
                    say!("`where` names the column `{name}`, which the header does not have; it has: {known}", name, known => known);
                return Err(InputError::at(&self.name, self.header_line, message));
            };
            self.selects.push((at, values.iter().map(|value| folded(value)).collect()));
        }
        Ok(())
    }

    /// Takes back the last rows from the count of data rows: they were a header, and the title above it.
    pub(super) fn uncount(&mut self, rows: u64) {
        self.rows = self.rows.saturating_sub(rows);
    }

    /// Whether the serial numbers of a column have a time of day, so that a whole one is a midnight and no day.
    pub(super) fn has_timed_serials(&self, column: usize) -> bool {
        self.timed.contains(&column)
    }

    /// The names of the file at a path in the park.
    pub(super) fn names(&self, path: &str) -> Names {
        Names { path: path.to_owned(), sheet: self.sheet.clone(), ..Names::default() }
    }

    /// Name of the file in messages, with the sheet where it is a workbook.
    pub(super) fn shown_name(&self) -> &str {
        &self.name
    }

    /// Name of the encoding in use.
    pub fn encoding(&self) -> &'static str {
        self.records.encoding()
    }

    /// The delimiter.
    pub(super) fn delimiter(&self) -> Delimiter {
        self.records.delimiter()
    }

    /// Passes over all records that start at or before a line.
    pub(super) fn skip_lines(&mut self, line: u64) -> Result<(), InputError> {
        if line == 0 {
            return Ok(());
        }
        self.records.skip_through(line).map_err(|e| InputError::io(&self.name, line, &e))
    }

    /// The next data row: blank rows and total rows are passed over.
    #[allow(clippy::should_implement_trait, reason = "a record borrows the table: no iterator can lend it")]
    pub fn next(&mut self) -> Result<Option<Record<'_>>, InputError> {
        // The borrow checker cannot see that a passed-over record is not returned, so that the loop asks twice.
        loop {
            match self.records.advance() {
                Err(error) => return Err(InputError::io(&self.name, self.records.current_line(), &error)),
                Ok(false) => return Ok(None),
                Ok(true) => {}
            }
            let record = self.records.current();
            if record.is_blank() {
                continue;
            }
            if self.kept.is_footer(&record) {
                // A note may say how the numbers are to be read.
                if self.notes.len() < 20 {
                    self.notes.push(record.texts().concat());
                }
                continue;
            }
            let passed = self.selects.iter().find(|(at, values)| {
                let cell = folded(&record.text(*at));
                !values.contains(&cell)
            });
            if let Some((at, _)) = passed {
                if self.left_out.0 == 0 {
                    self.left_out.1 = record.text(*at).into_owned();
                }
                self.left_out.0 += 1;
                continue;
            }
            self.rows += 1;
            return Ok(Some(self.records.current()));
        }
    }
}

/// The line of a row above the header that is filled as the header is and has as many numbers as the first row below it: no title.
fn data_above(rows: &[(u64, Vec<String>)], line: u64) -> Option<u64> {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let numbers = |cells: &[String]| cells.iter().filter(|cell| is_number(cell)).count();
    let header = rows.iter().find(|(at, _)| *at == line).map(|(_, cells)| filled(cells))?;
    let first = rows.iter().find(|(at, cells)| *at > line && filled(cells) > 0).map(|(_, cells)| numbers(cells))?;
    let is_data = |cells: &[String]| {
        let count = numbers(cells);
        filled(cells) >= header.saturating_sub(1).max(3) && count >= 1 && count + 1 >= first
    };
    rows.iter().find(|(at, cells)| *at < line && is_data(cells)).map(|(at, _)| *at)
}

/// Whether a cell is a number or a date.
fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && cell.chars().any(|c| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '/' | ':' | ' ' | '年' | '月' | '日'))
}

/// The names of a header with the units of the row below it, where that row holds units alone.
pub(super) fn united(names: &[String], below: &[String]) -> Option<Vec<String>> {
    // A merged cell repeats its name below.
    let filled: Vec<&String> = below
        .iter()
        .enumerate()
        .filter(|(at, cell)| !cell.trim().is_empty() && names.get(*at) != Some(*cell))
        .map(|(_, cell)| cell)
        .collect();
    if filled.is_empty() || below.len() > names.len() || !filled.iter().all(|cell| Unit::parse(cell).is_some()) {
        return None;
    }
    let unit =
        |at: usize| below.get(at).filter(|cell| names.get(at) != Some(*cell)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let named = |(at, name): (usize, &String)| match unit(at) {
        Some(unit) if with_unit(name).1.is_none() && !name.trim().is_empty() => format!("{}({unit})", name.trim()),
        _ => name.clone(),
    };
    Some(names.iter().enumerate().map(named).collect())
}

/// The commonest number of cells of some rows; the greater of equals.
fn usual_width(rows: &[(u64, Vec<String>)]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, cells) in rows {
        *counts.entry(cells.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(0, |(width, _)| width)
}

fn missing_columns(name: &str, missing: &[Message], cells: &[String]) -> InputError {
    let shown: Vec<String> = cells.iter().filter(|c| !c.is_empty()).take(12).map(|c| crate::near::shown(c)).collect();
    let found =
        if shown.is_empty() { Message::nothing() } else { say!("; the header nearest to it has: {known}", known => Part::names(shown)) };
    InputError::at(
        name,
        0,
        say!(
            "no header row with a column for {known}{found}; name the columns with `columns = { … }`",
            known => Part::list(missing.iter().cloned(), say!(", ")), found => found
        ),
    )
}

/// The first rows of a text behind `skipped` lines as cells, with their lines.
fn head_rows(head: &[u8], delimiter: Delimiter, skipped: usize) -> Vec<(u64, Vec<String>)> {
    let Ok(text) = Text::open(head, Some(encoding_rs::UTF_8)) else { return Vec::new() };
    let mut records = Records::new(text, delimiter);
    let mut rows = Vec::new();
    while let Ok(Some(record)) = records.next() {
        if record.line > skipped as u64 {
            rows.push((record.line, record.texts()));
        }
        if rows.len() > HEADER_ROWS * 2 {
            break;
        }
    }
    rows
}
