//! The first rows of a file: delimiter, line ending, header row, and what kind of text stands in each column.

use std::collections::BTreeSet;
use std::io::Read;

use super::found::Header;
use super::marked::Marked;
use super::words;
use crate::dossier::Unit;
use crate::dossier::headers;
use crate::input::encoding::Text;
use crate::input::error::InputError;
use crate::input::field::{self, Comma, DateOrder, Marks, Stamp, StampError, is_missing};
use crate::input::points::points;
use crate::input::scan::{Delimiter, Record, Records};
use crate::input::table::columns::{self, UNIT};
use crate::input::table::title_unit::unit_of_title;
use crate::input::table::{self, find_column, folded, with_unit};
use crate::input::times::columns::{TimeColumns, beside};
use crate::input::titled::{self, Titled};
use crate::say;

/// Lines that are looked at to understand the columns.
const SAMPLE: usize = 200;

/// A row of the sample.
pub(super) type Line = (u64, Vec<String>);

/// The sample, split into header and rows.
#[derive(Clone)]
pub(super) struct Sheet {
    pub(super) delimiter: Delimiter,
    pub(super) line_ending: &'static str,
    pub(super) header: Option<Header>,
    /// The row above the header, where it names what the header repeats; a name holds for the empty cells at its right.
    pub(super) above: Vec<String>,
    /// Of a header of two rows, the names of its columns alone, without what stands above them.
    names: Vec<String>,
    /// What stands above the header.
    pub(super) titles: Vec<String>,
    /// The same by rows, as the readers take them.
    pub(super) title_rows: Vec<String>,
    /// The meter that they name (表计：1#进线).
    pub(super) titled: Option<Titled>,
    /// The unit that stands there (单位：kWh).
    pub(super) unit: Option<Unit>,
    /// What the file, its sheet and its title are called.
    pub(super) called: String,
    /// The rows of the header as they stand.
    header_rows: Vec<Vec<String>>,
    /// Last line of the header, 0 if there is none.
    pub(super) skip: u64,
    pub(super) rows: Vec<Line>,
    /// Rows behind these that show what they do not.
    further: Vec<Line>,
    pub(super) width: usize,
    pub(super) profiles: Vec<Profile>,
}

/// What the cells of a column are, in the sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Cells that hold something.
    pub(super) filled: usize,
    pub(super) numbers: usize,
    /// Numbers of eight and more digits that are dates as well.
    pub(super) compact: usize,
    /// Numbers that are serial numbers of days, as spreadsheets keep dates.
    pub(super) serials: usize,
    /// Ranges of time with their date: 2025-03-01 00:00~01:00.
    pub(super) ranges: usize,
    pub(super) instants: usize,
    pub(super) days: usize,
    pub(super) months: usize,
    pub(super) clocks: usize,
    /// The unit that stands behind its numbers.
    pub(super) unit: Option<Unit>,
    /// Whether some have one unit behind them, and others another.
    pub(super) several_units: bool,
    pub(super) distinct: BTreeSet<String>,
    /// What the commas and points of its numbers may be.
    pub(super) marks: Marks,
    /// Whether the first rows hold nothing of it.
    is_late: bool,
}

impl Profile {
    fn note(&mut self, cell: &str) {
        if is_missing(cell, &[]) || words::is_odd_missing(cell) {
            return;
        }
        self.filled += 1;
        if self.distinct.len() < 50 {
            self.distinct.insert(cell.to_owned());
        }
        self.marks.note(cell);
        let number = field::decimal_text(cell, &[]).is_ok()
            || (field::comma(cell) == Comma::Decimal || field::parts_thousands(cell))
                && field::with_point(cell).is_some_and(|plain| field::decimal_text(&plain, &[]).is_ok())
            || number_and_unit(cell).is_some_and(|(_, unit)| {
                self.several_units |= self.unit.is_some_and(|known| known != unit);
                self.unit = self.unit.or(Some(unit));
                true
            });
        self.numbers += usize::from(number);
        let digits = cell.bytes().all(|b| b.is_ascii_digit());
        let stamp = read_any(cell);
        match stamp {
            Ok(_) if number && matches!(cell.len(), 8 | 12 | 14) && digits => self.compact += 1,
            Ok(Stamp::Month(_)) if number && cell.len() == 6 && digits => self.compact += 1,
            Ok(_) if number => self.serials += usize::from(field::Serial::date(cell).is_some()),
            Ok(Stamp::Instant { .. }) => self.instants += 1,
            Ok(Stamp::Day(_)) => self.days += 1,
            Ok(Stamp::Month(_)) => self.months += 1,
            Err(_) if is_clock(cell) => self.clocks += 1,
            Err(_) => self.ranges += usize::from(!number && is_range(cell)),
        }
    }

    /// Takes a cell behind the first rows: of a column that was empty there, all it says; else how its numbers are written.
    fn note_further(&mut self, cell: &str) {
        if self.filled == 0 || self.is_late {
            let before = self.filled;
            self.note(cell);
            self.is_late |= self.filled > before;
        } else if self.is_numbers() && !is_missing(cell, &[]) {
            self.marks.note(cell);
        }
    }

    /// Whether its cells are numbers or times, whose words are all different.
    pub(super) fn is_measured(&self) -> bool {
        self.filled == 0 || self.is_numbers() || self.is_stamps(true) || self.is_clock() || self.is_ranges()
    }

    /// Whether nearly all of its cells are stamps. Of a column that is `named` as a time some are enough, and numbers that are dates count.
    pub(super) fn is_stamps(&self, named: bool) -> bool {
        let stamps = self.instants + self.days + self.months + if named { self.compact + self.serials } else { 0 };
        let least = if named { 1 } else { 4 };
        stamps > 0 && stamps * 5 >= self.filled * least
    }

    /// Whether its cells are ranges of time, each with its date.
    pub(super) fn is_ranges(&self) -> bool {
        self.ranges > 0 && self.ranges * 5 >= self.filled * 4
    }

    pub(super) fn is_clock(&self) -> bool {
        self.filled > 0 && self.clocks * 5 >= self.filled * 4
    }

    pub(super) fn is_numbers(&self) -> bool {
        self.filled > 0 && self.numbers * 2 >= self.filled
    }
}

/// A number with its unit behind it: 50,014.0kWh.
pub(super) fn number_and_unit(cell: &str) -> Option<(&str, Unit)> {
    let cell = cell.trim();
    let at = cell.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' '))).filter(|at| *at > 0)?;
    let unit = Unit::parse(&cell[at..])?;
    field::decimal_text(cell[..at].trim(), &[]).ok().flatten()?;
    Some((cell[..at].trim(), unit))
}

/// A stamp in any order of day and month.
pub(super) fn read_any(cell: &str) -> Result<Stamp, StampError> {
    field::stamp(cell, None).or_else(|error| match error {
        StampError::AmbiguousOrder => field::stamp(cell, Some(DateOrder::Dmy)),
        StampError::TwoDigitYear => {
            let orders = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];
            orders.into_iter().find_map(|order| field::stamp(cell, Some(order)).ok()).ok_or(error)
        }
        other => Err(other),
    })
}

/// A range of moments with its date, in any order of day and month.
fn is_range(cell: &str) -> bool {
    cell.len() > 11 && matches!(field::range(cell, Some(DateOrder::Dmy)), Ok(Some(field::Range::Moments(..))))
}

fn is_clock(cell: &str) -> bool {
    cell.contains([':', '时']) && cell.len() < 24 && field::stamp(&format!("2000-01-01 {cell}"), None).is_ok()
}

impl Sheet {
    /// Reads the sample.
    pub(super) fn read<R: Read>(raw: &mut Marked<R>, name: &str) -> Result<Self, InputError> {
        let io = |e: std::io::Error| InputError::io(name, 0, &e);
        let text = Text::open(raw, None).map_err(io)?;
        let mut records = Records::new(text, Delimiter::Byte(b','));
        let head = records.peek(SAMPLE).map_err(io)?.to_vec();
        if head.trim_ascii().is_empty() {
            return Err(InputError::at(name, 0, say!("the file is empty: there is nothing to read in it")));
        }
        if memchr::memchr_iter(0, &head).count() * 20 > head.len() {
            return Err(InputError::at(name, 0, say!("this is no text (it is full of NUL bytes): export it as CSV")));
        }
        let (delimiter, mut all) = split(&head);
        take_units(&mut all);
        let modal = modal_width(&all);
        let (header, first) = find_header(&all, modal);
        let upper = header.filter(|&at| at > 0).map(|at| all[at - 1].1.clone()).unwrap_or_default();
        // A title holds for all columns, and groups none.
        let groups: BTreeSet<&String> = upper.iter().filter(|c| !c.is_empty()).collect();
        let joined = header.is_some_and(|at| {
            is_lower_half(&upper, &all[at].1, all.get(first).map_or(&[][..], |r| &r.1))
                || (groups.len() > 1 && tells_apart(&upper, &all[at].1))
        });
        // A name and a value are no groups of columns.
        let pair = !joined && upper.len() == 2 && is_preamble(&upper, all.get(first..).unwrap_or_default());
        // Nor is a row of more cells than the table has.
        let wider = upper.iter().filter(|cell| !cell.is_empty()).count() > all.get(first).map_or(usize::MAX, |row| row.1.len());
        let above = if groups.len() > 1 && !pair && !wider { filled_right(&upper) } else { Vec::new() };
        let skip = header.map_or(0, |at| all[at].0);
        let names = header.map(|at| all[at].1.clone()).unwrap_or_default();
        let (names, cells) = if joined {
            // A row of units below the names belongs to them: 下网电量 above 万kWh.
            let of_unit = |at: usize| {
                let (name, unit) = (upper.get(at).filter(|c| !c.is_empty())?, names.get(at)?);
                Unit::parse(unit).map(|_| format!("{name}({unit})"))
            };
            let plain = |at: usize| names.get(at).filter(|c| !c.is_empty()).or(upper.get(at)).cloned().unwrap_or_default();
            let own = |at: usize| of_unit(at).unwrap_or_else(|| plain(at));
            // What stands above holds for the columns at its right, where these could not be told apart else.
            let plain = table::joined(&upper, &names, false);
            let cells = if are_distinct(&plain) { plain } else { table::joined(&upper, &names, true) };
            ((0..names.len().max(upper.len())).map(own).collect(), cells)
        } else {
            (names.clone(), names)
        };
        let rows_above: Vec<&[String]> = all[..header.unwrap_or(0)].iter().rev().take(6).rev().map(|(_, cells)| cells.as_slice()).collect();
        let raw = header.map(|at| all[at].1.clone()).unwrap_or_default();
        let (names, above, cells) = match named_above(&raw, &rows_above) {
            // Where the readers would join the rows otherwise, its columns go by their numbers.
            Some(named) if joined => (named, Vec::new(), vec![String::new(); raw.len()]),
            Some(named) => (named, Vec::new(), cells),
            None => (names, above, cells),
        };
        let top = header.map_or(0, |at| at.saturating_sub(usize::from(joined)));
        let titles: Vec<String> = all[..top].iter().flat_map(|r| r.1.iter().filter(|c| !c.is_empty()).cloned()).collect();
        let title_rows: Vec<String> = all[..top].iter().map(|row| beside(&row.1)).filter(|row| !row.is_empty()).collect();
        let titled = titled::of(title_rows.iter().map(String::as_str));
        let unit = all[..top].iter().rev().find_map(|row| unit_of_title(&row.1));
        let header = header.map(|at| Header { line: all[at].0, cells });
        let header_rows: Vec<Vec<String>> =
            if header.is_some() { all[top..first].iter().map(|row| trimmed_row(&row.1)).collect() } else { Vec::new() };
        let rows: Vec<Line> = all.into_iter().skip(first).filter(|(_, cells)| !is_footer_row(cells)).collect();
        let mut rows = without_headers(rows, &header_rows);
        // The title of a section says nothing of the columns.
        rows.retain(|(_, cells)| modal < 3 || !is_title(cells) || cells.iter().any(|cell| read_any(cell).is_ok()));
        let width = rows.iter().map(|r| r.1.len()).chain(header.iter().map(|h| h.cells.len())).max().unwrap_or(0).min(2000);
        let mut profiles = vec![Profile::default(); width];
        for (_, cells) in &rows {
            for (profile, cell) in profiles.iter_mut().zip(cells) {
                profile.note(cell);
            }
        }
        Ok(Self {
            delimiter,
            line_ending: line_ending(&head),
            header,
            above,
            names,
            titles,
            title_rows,
            titled,
            unit,
            called: String::new(),
            header_rows,
            skip,
            rows,
            further: Vec::new(),
            width,
            profiles,
        })
    }

    /// Takes rows of the whole table, each of which shows something; those behind the first rows are kept beside them.
    pub(super) fn take_further(&mut self, rows: Vec<Line>) {
        let first = self.rows.last().map_or(0, |(line, _)| *line);
        let rows: Vec<Line> = rows.into_iter().filter(|(line, cells)| *line > first && !is_title(cells) && !names_meter(cells)).collect();
        for (_, cells) in &rows {
            for (profile, cell) in self.profiles.iter_mut().zip(cells) {
                profile.note_further(cell);
            }
        }
        self.further = rows;
    }

    /// The rows that are known: the first ones, and those that show something else.
    pub(super) fn known_rows(&self) -> impl Iterator<Item = &Vec<String>> {
        self.rows.iter().chain(&self.further).map(|(_, cells)| cells)
    }

    /// The different words of a column, as far as they are known.
    pub(super) fn words(&self, column: usize) -> BTreeSet<&str> {
        let further = self.further.iter().filter_map(|(_, cells)| cells.get(column)).map(String::as_str);
        let further = further.filter(|cell| !is_missing(cell, &[]) && !words::is_odd_missing(cell));
        self.profiles.get(column).into_iter().flat_map(|profile| &profile.distinct).map(String::as_str).chain(further).collect()
    }

    /// Whether a row of data is the header once more.
    pub(super) fn is_header(&self, record: &Record<'_>) -> bool {
        let first = |row: &Vec<String>| row.first().is_some_and(|cell| cell.as_bytes() == record.get(0));
        let cells = || trimmed_row(&record.texts());
        self.header_rows.iter().any(|row| first(row) && *row == cells())
    }

    /// Whether a row is the header once more, in which some names state another unit.
    pub(super) fn is_header_in_other_units(&self, record: &Record<'_>) -> bool {
        let Some(row) = self.header_rows.last().filter(|row| row.first().is_some_and(|cell| cell.as_bytes() == record.get(0))) else {
            return false;
        };
        let cells = trimmed_row(&record.texts());
        row.len() == cells.len()
            && row.iter().zip(&cells).all(|(one, other)| folded(&with_unit(one).0) == folded(&with_unit(other).0))
            && *row != cells
    }

    /// The parts of a table that goes on at its right, below the same header once more: the 1st to the 15th, and beside them the 16th to the 31st.
    /// Columns of one name below names of several meters are no such parts.
    pub(super) fn parts(&self) -> Option<Vec<std::ops::Range<usize>>> {
        if !self.above.is_empty() {
            return None;
        }
        let names: Vec<String> = (0..self.width).map(|at| folded(self.name(at))).collect();
        let blank = |at: usize| names[at].is_empty() && self.profiles[at].filled == 0;
        let runs: Vec<std::ops::Range<usize>> = (0..names.len())
            .filter(|&at| !blank(at) && (at == 0 || blank(at - 1)))
            .map(|from| from..(from..names.len()).find(|&at| blank(at)).unwrap_or(names.len()))
            .collect();
        let parts = if let [whole] = &runs[..] {
            let length = (2..=whole.len() / 2).find(|length| {
                whole.len() % length == 0 && whole.clone().all(|at| names[at] == names[whole.start + (at - whole.start) % length])
            })?;
            whole.clone().step_by(length).map(|from| from..from + length).collect()
        } else {
            runs
        };
        let alike = |part: &std::ops::Range<usize>| names[part.clone()] == names[parts[0].clone()];
        let is_table = |part: &std::ops::Range<usize>| {
            let mut profiles = part.clone().map(|at| &self.profiles[at]);
            part.len() > 1
                && !names[part.start].is_empty()
                && profiles.clone().any(|p| p.is_stamps(true))
                && profiles.any(|p| p.is_numbers() && !p.is_stamps(true))
        };
        (parts.len() > 1 && parts.iter().all(|part| alike(part) && is_table(part))).then_some(parts)
    }

    /// The same table with nothing in the columns outside a part.
    pub(super) fn only(&self, part: &std::ops::Range<usize>) -> Self {
        let mut one = self.clone();
        for at in (0..self.width).filter(|at| !part.contains(at)) {
            one.profiles[at] = Profile::default();
            if let Some(name) = one.names.get_mut(at) {
                name.clear();
            }
            for (_, cells) in one.rows.iter_mut().chain(&mut one.further) {
                if let Some(cell) = cells.get_mut(at) {
                    cell.clear();
                }
            }
        }
        one
    }

    /// Name of a column, empty where it has none.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The names of all columns.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

/// The cells of a row up to its last that is filled.
fn trimmed_row(cells: &[String]) -> Vec<String> {
    let end = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells[..end].to_vec()
}

/// The rows of a sample without those that are the header once more, and the titles above them.
fn without_headers(rows: Vec<Line>, header_rows: &[Vec<String>]) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::new();
    let several = rows.iter().any(|row| header_rows.contains(&trimmed_row(&row.1)));
    for row in rows {
        if header_rows.contains(&trimmed_row(&row.1)) {
            while kept.last().is_some_and(|(_, cells)| is_title(cells) || names_meter(cells)) {
                kept.pop();
            }
        } else {
            kept.push(row);
        }
    }
    // The sample may end with a title whose header it does not show.
    while several && kept.last().is_some_and(|(_, cells)| is_title(cells) || names_meter(cells)) {
        kept.pop();
    }
    kept
}

/// Whether a row is one text, as titles are: nothing else stands in it.
pub(super) fn is_title(cells: &[String]) -> bool {
    let filled: BTreeSet<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    filled.len() == 1 && filled.iter().all(|cell| field::decimal_text(cell, &[]).is_err())
}

/// Whether a row names a meter, as the title of a block of rows does: by a word for it and its name, with little beside it.
pub(super) fn names_meter(cells: &[String]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let paired = cells.first().is_some_and(|cell| cell.contains([':', '：']));
    (1..5).contains(&filled) && (paired || filled < cells.len().max(2)) && titled::of([beside(cells).as_str()]).is_some()
}

/// Whether a row may go on with a title: a word and what it says, none of it a number or a time.
pub(super) fn is_told(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    (1..5).contains(&filled.len()) && filled.iter().all(|cell| read_any(cell).is_err() && !is_number(cell))
}

/// A row of group names, each held for the empty cells at its right.
fn filled_right(upper: &[String]) -> Vec<String> {
    let mut last = "";
    upper
        .iter()
        .map(|cell| {
            last = if cell.is_empty() { last } else { cell };
            last.to_owned()
        })
        .collect()
}

/// Whether a header row is the lower half of one of two rows: some of its columns have their names in the row above alone.
fn is_lower_half(upper: &[String], lower: &[String], data: &[String]) -> bool {
    let filled = |row: &[String], at: usize| row.get(at).is_some_and(|c| !c.is_empty());
    let groups = upper.iter().filter(|c| !c.is_empty()).count();
    let distinct: BTreeSet<&String> = upper.iter().filter(|c| !c.is_empty()).collect();
    groups >= 2
        && distinct.len() >= 2
        && (0..data.len()).any(|at| filled(upper, at) && !filled(lower, at) && filled(data, at))
        && !upper.iter().any(|c| c.contains(['：', ':']))
}

/// Puts the units of a row of units alone behind the names above it; the line is then that of the units.
fn take_units(rows: &mut Vec<Line>) {
    for at in 1..rows.len().min(table::HEADER_ROWS) {
        let named = rows[at - 1].1.iter().filter(|cell| !cell.is_empty()).count() >= 2;
        if let Some(names) = table::united(&rows[at - 1].1, &rows[at].1).filter(|_| named) {
            rows[at] = (rows[at].0, names);
            rows.remove(at - 1);
            return;
        }
    }
}

/// Whether cells that are filled differ from each other.
fn are_distinct(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    filled.iter().collect::<BTreeSet<_>>().len() == filled.len()
}

/// Whether names that repeat differ once the groups above them are put before them: 上月示数 below 正向有功 and below 反向有功.
fn tells_apart(upper: &[String], lower: &[String]) -> bool {
    !are_distinct(lower)
        && !upper.iter().any(|cell| cell.contains(['：', ':']))
        && [false, true].iter().any(|fill| are_distinct(&table::joined(upper, lower, *fill)))
}

/// Whether a row of the sample is a total or a note below the table.
fn is_footer_row(cells: &[String]) -> bool {
    let mut filled = cells.iter().filter(|c| !c.is_empty());
    let Some(first) = filled.next() else { return true };
    table::is_footer_cell(first, filled.next().is_none())
}

fn line_ending(head: &[u8]) -> &'static str {
    let lf = memchr::memchr_iter(b'\n', head).count();
    let crlf = memchr::memmem::find_iter(head, b"\r\n").count();
    let cr = memchr::memchr_iter(b'\r', head).count() - crlf;
    match (lf - crlf, crlf, cr) {
        (0, 0, 0) => "none",
        (_, 0, 0) => "LF",
        (0, _, 0) => "CRLF",
        (0, 0, _) => "CR",
        _ => "mixed",
    }
}

/// The delimiter by which the most rows have the same number of cells, and the rows split by it.
fn split(head: &[u8]) -> (Delimiter, Vec<Line>) {
    let candidates = [Delimiter::Byte(b'\t'), Delimiter::Byte(b';'), Delimiter::Byte(b'|'), Delimiter::WideComma, Delimiter::Byte(b',')];
    let mut best = (Delimiter::Byte(b','), Vec::new(), (0, 0));
    for delimiter in candidates {
        let rows = rows_of(head, delimiter);
        let width = modal_width(&rows);
        let score = if width < 2 { (0, 0) } else { (rows.iter().filter(|r| r.1.len() == width).count(), width) };
        if score > best.2 || best.1.is_empty() {
            best = (delimiter, rows, score);
        }
    }
    if best.2 == (0, 0) {
        return (Delimiter::Byte(b','), rows_of(head, Delimiter::Byte(b',')));
    }
    (best.0, best.1)
}

fn rows_of(head: &[u8], delimiter: Delimiter) -> Vec<Line> {
    let Ok(text) = Text::open(head, Some(encoding_rs::UTF_8)) else { return Vec::new() };
    let mut records = Records::new(text, delimiter);
    let mut rows = Vec::new();
    while let Ok(Some(record)) = records.next() {
        rows.push((record.line, record.fields().take(2000).map(|f| String::from_utf8_lossy(f).into_owned()).collect()));
        if rows.len() == SAMPLE {
            break;
        }
    }
    rows
}

/// The commonest number of cells; the greater of equals.
fn modal_width(rows: &[Line]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for (_, cells) in rows {
        *counts.entry(cells.len()).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(0, |(width, _)| width)
}

/// The header row and the first data row.
fn find_header(rows: &[Line], modal: usize) -> (Option<usize>, usize) {
    for (at, (_, cells)) in rows.iter().enumerate() {
        let next = rows.get(at + 1).map_or(&[][..], |row| &row.1);
        if is_known_header(cells) || is_header_across(cells, next) {
            let lower = rows.get(at + 1).filter(|(_, next)| is_second_row(cells, next, modal));
            return if lower.is_some() { (Some(at + 1), at + 2) } else { (Some(at), at + 1) };
        }
        let below = rows.get(at + 1..).unwrap_or_default();
        if is_across(cells, below) {
            return (Some(at), at + 1);
        }
        if is_data(cells, modal) && !is_preamble(cells, below) && !describes(cells, below, modal) {
            let filled = |above: usize| rows[above].1.iter().filter(|c| !c.is_empty()).count();
            // The title of a section may stand between the header and its first row: 一、下网侧.
            let sections = (1..=at.min(3)).take_while(|up| modal > 2 && filled(at - up) == 1).count();
            let above = at.checked_sub(1 + sections).filter(|&above| filled(above) * 2 >= cells.len().min(4));
            return (above, at);
        }
    }
    if rows.is_empty() { (None, 0) } else { (Some(0), 1) }
}

/// Whether a row below a header names what the header leaves open: no data in it, and names under the groups of the header.
fn is_second_row(header: &[String], next: &[String], modal: usize) -> bool {
    let filled = next.iter().filter(|c| !c.is_empty()).count();
    let named = next.iter().enumerate().filter(|(at, c)| !c.is_empty() && header.get(*at) != Some(*c)).count();
    // A header that groups columns repeats its names, or leaves cells open.
    let groups = header.iter().any(String::is_empty) || (1..header.len()).any(|at| header[..at].contains(&header[at]));
    groups
        && filled >= 2
        && named >= 2
        && !is_data(next, modal)
        && !next.iter().any(|c| field::decimal_text(c, &[]).is_ok_and(|n| n.is_some()))
}

/// Whether a row holds the usual headers of a table of a park, or the points of a day.
fn is_known_header(cells: &[String]) -> bool {
    let has = |names: &[&str]| find_column(cells, None, names).is_some();
    let time = has(columns::TIME) || has(columns::DATE) || has(columns::END);
    let value = has(columns::VALUE) || has(columns::READING) || has(columns::ENERGY) || has(columns::END_READING);
    let filled = cells.iter().filter(|c| !c.is_empty()).count();
    let small = [
        headers::CERTIFICATES,
        headers::METERS,
        headers::TRADES,
        headers::PRODUCTS,
        headers::FACTORS,
        headers::OFFSETS,
        headers::INDICATORS,
    ];
    let known = small.into_iter().any(|table| words::found_in(cells, table) * 2 >= filled && filled >= 3);
    let is_named = || cells.iter().any(|cell| !cell.is_empty() && (super::sense::is_name(cell) || super::sense::is_kind(cell)));
    (time && value)
        || (has(UNIT) && filled > 2 && is_named())
        || known
        || !points(cells, &[]).0.is_empty()
        || !points(cells, &[0]).0.is_empty()
        || !points(cells, &[0, 1]).0.is_empty()
}

/// Whether a row is a header of days, months or years, which are no data: the row below has numbers under them.
fn is_header_across(cells: &[String], next: &[String]) -> bool {
    let across = TimeColumns::find_across(cells, &[]);
    let is_number = |at: &usize| next.get(*at).is_some_and(|cell| cell.is_empty() || field::decimal_text(cell, &[]).is_ok());
    let first = cells.first().is_some_and(|cell| cell.is_empty() || read_any(cell).is_err() && field::decimal_text(cell, &[]).is_err());
    let filled = across.iter().filter(|(at, _)| next.get(*at).is_some_and(|cell| !cell.is_empty())).count();
    first && across.len() >= 3 && filled > 0 && across.iter().all(|(at, _)| is_number(at))
}

/// Whether a row of a name and a value stands above the table: two cells where later rows have more.
fn is_preamble(cells: &[String], below: &[Line]) -> bool {
    let filled = |cells: &[String]| cells.iter().filter(|c| !c.is_empty()).count();
    let most = below.iter().take(60).map(|r| filled(&r.1)).max().unwrap_or(0);
    filled(cells) == 2
        && most > 2
        && cells
            .first()
            .is_some_and(|c| !c.is_empty() && read_any(c).is_err() && !is_range(c) && !is_clock(c) && field::decimal_text(c, &[]).is_err())
}

/// Whether a row is a header of days across: more dates than a row of a bill has, each another, and numbers below them.
fn is_across(cells: &[String], below: &[Line]) -> bool {
    let days: Vec<usize> =
        (0..cells.len()).filter(|at| matches!(read_any(&cells[*at]), Ok(Stamp::Day(_))) && !is_number(&cells[*at])).collect();
    let distinct: BTreeSet<&String> = days.iter().map(|at| &cells[*at]).collect();
    let first = below.first().map(|(_, cells)| cells.as_slice()).unwrap_or_default();
    let named = cells.first().is_some_and(|cell| !cell.is_empty() && read_any(cell).is_err() && !is_number(cell));
    days.len() > 4
        && distinct.len() == days.len()
        && named
        && days.iter().all(|at| first.get(*at).is_none_or(|cell| cell.is_empty() || is_number(cell)))
}

/// Whether a cell is a number.
fn is_number(cell: &str) -> bool {
    field::decimal_text(cell, &[]).is_ok_and(|number| number.is_some())
}

/// Whether a row with numbers or dates describes the table whose header stands below it: serial numbers of devices above columns, the parameters
/// of the export.
fn describes(cells: &[String], below: &[Line], modal: usize) -> bool {
    let filled = |cells: &[String]| cells.iter().filter(|c| !c.is_empty()).count();
    let dated =
        |cells: &[String]| cells.iter().any(|cell| read_any(cell).is_ok() && field::decimal_text(cell, &[]).is_err() || is_range(cell));
    let is_text = |cells: &[String]| {
        filled(cells) >= 2 && !dated(cells) && cells.iter().all(|cell| field::decimal_text(cell, &[]).map_or(true, |n| n.is_none()))
    };
    let row = |at: usize| below.get(at).map(|(_, cells)| cells.as_slice());
    (0..10).any(|at| {
        let (Some(header), Some(first), Some(second)) = (row(at), row(at + 1), row(at + 2)) else { return false };
        let table = is_text(header) && [first, second].iter().all(|cells| dated(cells) && is_data(cells, modal));
        table && (!dated(cells) || cells.len() != modal && first.len() == modal && filled(cells) > filled(first))
    })
}

/// The names of columns that share one name, or that are called by their unit alone, with what the rows above say of each: the device, the quantity.
fn named_above(names: &[String], above: &[&[String]]) -> Option<Vec<String>> {
    const BRACKETS: [char; 4] = ['[', ']', '(', ')'];
    let nameless = |name: &String| {
        let twins = names.iter().filter(|other| table::folded(other) == table::folded(name)).count() > 1;
        twins || name.is_empty() || name.starts_with(BRACKETS) && name.ends_with(BRACKETS) || Unit::parse(name).is_some()
    };
    let columns: Vec<usize> = (1..names.len()).collect();
    let filled = columns.iter().filter(|at| !names[**at].is_empty()).count();
    if filled < 2 || !columns.iter().all(|at| nameless(&names[*at])) {
        return None;
    }
    let cell = |row: &[String], at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
    let rows: Vec<Vec<String>> = above.iter().map(|row| columns.iter().map(|at| cell(row, *at)).collect()).collect();
    // Rows that say something of every column.
    let rows: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().all(|cell| !cell.is_empty())).collect();
    let units = |row: &&&Vec<String>| row.iter().all(|cell| Unit::parse(cell.trim_matches(['[', ']'])).is_some());
    let telling: Vec<&&Vec<String>> = rows.iter().filter(|row| !units(row) && row.iter().collect::<BTreeSet<_>>().len() > 1).collect();
    if rows.len() < 2 || telling.is_empty() {
        return None;
    }
    let mut all = names.to_vec();
    for (place, at) in columns.iter().enumerate() {
        let mut parts: Vec<&str> = telling.iter().map(|row| row[place].as_str()).collect();
        parts.dedup();
        let unit = rows.iter().filter(units).map(|row| row[place].as_str()).chain([names[*at].as_str()]);
        let unit =
            unit.map(|text| text.trim_matches(BRACKETS)).find(|text| Unit::parse(text).is_some() || names[*at].starts_with(BRACKETS));
        all[*at] = unit.filter(|unit| !unit.is_empty()).map_or_else(|| parts.join(" "), |unit| format!("{} ({unit})", parts.join(" ")));
    }
    let distinct: BTreeSet<&String> = columns.iter().map(|at| &all[*at]).collect();
    (distinct.len() == columns.len()).then_some(all)
}

/// Whether a row is one of data: with a stamp, a time of day, or mostly numbers.
fn is_data(cells: &[String], modal: usize) -> bool {
    let filled: Vec<&String> = cells.iter().filter(|c| !c.is_empty()).collect();
    if filled.is_empty() || (filled.len() == 1 && modal > 1) {
        return false;
    }
    let mut row = Profile::default();
    for cell in &filled {
        row.note(cell);
    }
    row.instants + row.days + row.clocks + row.compact + row.ranges > 0 || row.numbers * 2 >= filled.len()
}
