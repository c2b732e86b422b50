//! Workbooks (`.xlsx`, `.xlsb`, `.xls`, `.ods`): a sheet becomes delimited text whose line numbers are the spreadsheet's row numbers, so that
//! everything behind it reads a sheet as it reads a file.
//!
//! A number cell is written as the shortest decimal that gives the stored number back, which is what the spreadsheet shows; one of
//! 10^15 and more, of which a spreadsheet keeps 15 digits only, is written with an exponent, so that it is never taken for a code.
//! A date cell is written as a date, with its time of day if any date of its column has one. A merged cell stands in each of its places, but a
//! number merged over several rows stands in the first of them only: it would be counted once for each row. A formula whose result was never
//! stored (as programs write them, and Excel would work out) stands as the formula itself, `=D2-C2`, which is no number of a meter.
//! Hidden sheets are read only where they are named.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Sheets, XlsxFormulaMetadata, open_workbook_auto_from_rs};
use glob::Pattern;

use super::field::Serial;
use super::markup::{self, Page};
use super::sheet_cells::{Cells, Value};
use crate::measure::Civil;
use crate::say;
use crate::say::{Message, Part};

/// What separates the cells in the text of a sheet.
pub(super) const DELIMITER: u8 = b',';
/// The most text that a sheet may become, and a part of a workbook may unpack to, in bytes.
pub(super) const LARGEST: usize = 512 << 20;
/// The most places that merged cells may stand in.
const MOST_MERGED: usize = 2 << 20;
/// Days between the two epochs that workbooks count from.
const EPOCH_1904: i64 = 1462;

/// An open workbook.
pub(super) struct Book {
    kind: Kind,
}

enum Kind {
    Binary(Box<Sheets<Cursor<Vec<u8>>>>),
    /// One that is text: its sheets are read already.
    Markup(Vec<Page>),
}

/// A sheet as text.
pub(super) struct SheetText {
    /// Its name.
    pub(super) name: String,
    /// Its rows as lines.
    pub(super) text: Vec<u8>,
}

impl Book {
    /// Opens a workbook.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Message> {
        let zipped = bytes.starts_with(b"PK");
        if zipped && largest_part(&bytes).is_some_and(|size| size > LARGEST as u64) {
            return Err(say!("a workbook of which a part unpacks to more than 512 MiB; export the sheet as CSV"));
        }
        if markup::is_markup(&bytes) {
            return markup::pages(&bytes).map(|pages| Self { kind: Kind::Markup(pages) });
        }
        let sheets = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| {
            if zipped {
                say!("a zip archive that cannot be read as a workbook ({e}); unpack it if it holds exports, or save the workbook again", e)
            } else {
                say!("a workbook that cannot be read ({e}); save it again as .xlsx without a password", e)
            }
        })?;
        Ok(Self { kind: Kind::Binary(Box::new(sheets)) })
    }

    /// The names of its sheets in their order, each with whether it is hidden.
    fn names(&self) -> Vec<(String, bool)> {
        match &self.kind {
            Kind::Binary(sheets) => {
                sheets.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
            }
            Kind::Markup(pages) => pages.iter().map(|page| (page.name.clone(), page.hidden)).collect(),
        }
    }

    /// The names of its sheets that may hold what is asked for: those that the manifest names (by name, by number from 1, or by a pattern such as
    /// `*月`), else all. A hidden sheet is one of them only where its own name is given.
    pub(super) fn candidates(&self, stated: &[String]) -> Result<Vec<String>, Message> {
        let names = self.names();
        let visible = || names.iter().filter(|(_, hidden)| !hidden).map(|(name, _)| name.clone());
        if stated.is_empty() {
            let all: Vec<String> = visible().collect();
            if all.is_empty() && !names.is_empty() {
                let known = Part::names(names.iter().map(|(name, _)| name.clone()));
                return Err(say!("all its sheets are hidden ({known}); name the one to be read with `sheet = \"…\"`", known => known));
            }
            return Ok(all);
        }
        let mut wanted: Vec<String> = Vec::new();
        for stated in stated {
            let bare = stated.trim();
            let exact = names.iter().find(|(name, _)| name.trim() == bare);
            let numbered = || bare.parse::<usize>().ok().and_then(|n| names.get(n.checked_sub(1)?));
            if let Some((name, _)) = exact.or_else(numbered) {
                wanted.push(name.clone());
                continue;
            }
            let pattern = Pattern::new(bare).ok().filter(|_| bare.contains(['*', '?', '[']));
            let before = wanted.len();
            wanted.extend(visible().filter(|name| pattern.as_ref().is_some_and(|p| p.matches(name.trim()))));
            if wanted.len() == before {
                let known = Part::names(names.iter().map(|(name, _)| name.clone()));
                return Err(say!("there is no sheet `{stated}`; its sheets are: {known}", stated, known => known));
            }
        }
        // In the order of the workbook, each once.
        Ok(names.into_iter().map(|(name, _)| name).filter(|name| wanted.contains(name)).collect())
    }

    /// A sheet as text.
    pub(super) fn sheet(&mut self, name: &str) -> Result<SheetText, Message> {
        let unreadable = |e: &dyn std::fmt::Display| say!("the sheet `{name}` cannot be read ({e})", name, e);
        let sheets = match &mut self.kind {
            Kind::Binary(sheets) => sheets.as_mut(),
            Kind::Markup(pages) => {
                let cells = pages.iter_mut().find(|page| page.name == name).map(|page| &mut page.cells);
                let Some(cells) = cells else { return Err(unreadable(&"there is none of this name")) };
                cells.sort_by_key(|&(row, column, _)| (row, column));
                return written(cells).map(|text| SheetText { name: name.to_owned(), text }).ok_or_else(|| unreadable(&TOO_LARGE));
            }
        };
        let (mut cells, merged) = match sheets {
            Sheets::Xlsx(book) => {
                let merged = book.merge_cells_by_sheet_name(name).map_err(|e| unreadable(&e))?;
                let late = book.has_1904_epoch();
                let mut reader = book.worksheet_cells_reader(name).map_err(|e| unreadable(&e))?;
                let (mut cells, mut size) = (Cells::new(), 0);
                while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|e| unreadable(&e))? {
                    let (row, column) = cell.pos;
                    let value = match cell.value {
                        DataRef::SharedString(text) => Some(Value::Text(text.to_owned())),
                        other => value(&Data::from(other), late),
                    };
                    let value = value.or_else(|| cell.formula.map(|formula| Value::Text(uncomputed(formula))));
                    if let Some(Value::Text(text) | Value::Number(text)) = &value {
                        size += text.len();
                    }
                    if size > LARGEST {
                        return Err(unreadable(&TOO_LARGE));
                    }
                    cells.extend(value.map(|v| (row, column, v)));
                }
                (cells, merged)
            }
            Sheets::Xls(book) => {
                let merged = book.merge_cells_by_sheet_name(name).map_err(|e| unreadable(&e))?;
                let late = book.has_1904_epoch();
                (used(&book.worksheet_range(name).map_err(|e| unreadable(&e))?, late), merged)
            }
            other => (used(&other.worksheet_range(name).map_err(|e| unreadable(&e))?, false), Vec::new()),
        };
        cells.sort_by_key(|&(row, column, _)| (row, column));
        spread(&mut cells, &merged).ok_or_else(|| unreadable(&"its merged cells cover too many places; undo the merging"))?;
        written(&cells).map(|text| SheetText { name: name.to_owned(), text }).ok_or_else(|| unreadable(&TOO_LARGE))
    }
}

/// A formula as it stands in place of the result that was never stored.
fn uncomputed(formula: XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => format!("={formula}"),
        _ => "=…".to_owned(),
    }
}

/// Whether the text of a cell is a formula whose result was never stored.
pub(super) fn is_uncomputed(text: &str) -> bool {
    text.starts_with('=') && text.len() > 1 && !text.starts_with("=\"")
}

fn used(range: &calamine::Range<Data>, late: bool) -> Cells {
    let (top, left) = range.start().unwrap_or((0, 0));
    let at = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
    range.used_cells().filter_map(|(row, column, data)| Some((at(top, row), at(left, column), value(data, late)?))).collect()
}

/// What a cell holds, `None` where it is empty.
fn value(data: &Data, late: bool) -> Option<Value> {
    match data {
        Data::Empty => None,
        Data::String(text) if text.trim().is_empty() => None,
        Data::String(text) => Some(Value::Text(text.clone())),
        Data::Int(number) => Some(Value::Number(number.to_string())),
        Data::Float(number) => Some(Value::Number(decimal(&number.to_string()))),
        Data::Bool(flag) => Some(Value::Text(if *flag { "TRUE" } else { "FALSE" }.to_owned())),
        Data::DateTime(moment) => Some(moment_of(moment, late)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Value::Text(iso(text))),
        Data::Error(error) => Some(Value::Text(error.to_string())),
    }
}

/// The printed number, with an exponent where it is longer than what a spreadsheet keeps.
fn decimal(text: &str) -> String {
    let digits = text.trim_start_matches('-');
    if digits.len() <= 15 || digits.contains('.') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let sign = &text[..text.len() - digits.len()];
    let rest = digits[1..].trim_end_matches('0');
    format!("{sign}{}.{}E+{}", &digits[..1], if rest.is_empty() { "0" } else { rest }, digits.len() - 1)
}

fn moment_of(moment: &ExcelDateTime, late: bool) -> Value {
    let text = moment.as_f64().to_string();
    let Some(mut serial) = Serial::parse(&text) else { return Value::Number(text) };
    if late && moment.is_datetime() && serial.days > 0 {
        serial.days += EPOCH_1904;
    }
    Value::Moment(serial)
}

/// A moment of an `OpenDocument` sheet: a date or stamp stays, `PT00H15M00S` becomes `00:15:00`.
fn iso(text: &str) -> String {
    let Some(rest) = text.strip_prefix("PT") else { return text.to_owned() };
    let parts: Vec<&str> = rest.split(['H', 'M', 'S']).collect();
    match parts[..] {
        [hours, minutes, seconds, ..] => format!("{hours:0>2}:{minutes:0>2}:{:0>2}", seconds.split('.').next().unwrap_or("0")),
        _ => text.to_owned(),
    }
}

/// Why a sheet is refused.
const TOO_LARGE: &str = "it is too large; export it as CSV";

/// The size of the largest part of a zip archive, as its directory states it; `None` where it has none that can be read.
fn largest_part(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize, length: usize| {
        let slice = bytes.get(at..at.checked_add(length)?)?;
        Some(slice.iter().rev().fold(0_u64, |n, &b| n << 8 | u64::from(b)))
    };
    let place = |at: usize, length: usize| usize::try_from(number(at, length)?).ok();
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let mut at = place(end + 16, 4)?;
    let mut largest = 0;
    while number(at, 4)? == 0x0201_4b50 {
        largest = largest.max(number(at + 24, 4)?);
        at += 46 + place(at + 28, 2)? + place(at + 30, 2)? + place(at + 32, 2)?;
    }
    Some(largest)
}

/// Puts merged cells into each of their places; `None` where those are too many.
fn spread(cells: &mut Cells, merged: &[Dimensions]) -> Option<()> {
    let mut size = 0;
    let mut added = Cells::new();
    for region in merged {
        let Ok(at) = cells.binary_search_by_key(&region.start, |&(row, column, _)| (row, column)) else { continue };
        let downwards = !matches!(cells[at].2, Value::Number(_));
        let last_row = if downwards { region.end.0 } else { region.start.0 };
        for row in region.start.0..=last_row {
            for column in region.start.1..=region.end.1 {
                if (row, column) == region.start {
                    continue;
                }
                if let Value::Text(text) | Value::Number(text) = &cells[at].2 {
                    size += text.len();
                }
                if added.len() >= MOST_MERGED || size > LARGEST {
                    return None;
                }
                let copy = match &cells[at].2 {
                    Value::Text(text) => Value::Text(text.clone()),
                    Value::Number(text) => Value::Number(text.clone()),
                    Value::Moment(serial) => Value::Moment(*serial),
                };
                added.push((row, column, copy));
            }
        }
    }
    cells.append(&mut added);
    cells.sort_by_key(|&(row, column, _)| (row, column));
    cells.dedup_by_key(|&mut (row, column, _)| (row, column));
    Some(())
}

/// The lines of a sheet; `None` if they are too long.
fn written(cells: &Cells) -> Option<Vec<u8>> {
    let timed: BTreeSet<u32> = cells
        .iter()
        .filter(|(_, _, v)| matches!(v, Value::Moment(s) if s.days > 0 && s.seconds > 0))
        .map(|&(_, column, _)| column)
        .collect();
    let (mut out, mut line, mut next) = (String::new(), 0, 0);
    for (row, column, value) in cells {
        if line < *row {
            out.extend(std::iter::repeat_n('\n', usize::try_from(row - line).ok()?));
            (line, next) = (*row, 0);
        }
        out.extend(std::iter::repeat_n(char::from(DELIMITER), usize::try_from(column.saturating_sub(next)).ok()?));
        next = *column;
        match value {
            Value::Number(text) => out.push_str(text),
            Value::Text(text) => quoted(&mut out, text),
            Value::Moment(serial) => moment(&mut out, *serial, timed.contains(column)),
        }
        if out.len() > LARGEST {
            return None;
        }
    }
    out.push('\n');
    Some(out.into_bytes())
}

/// Writes a text on one line.
fn quoted(out: &mut String, text: &str) {
    let quotes = text.contains(['"', ',']);
    if quotes {
        out.push('"');
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    if quotes {
        out.push('"');
    }
}

/// Writes a date, a time of day, or both.
fn moment(out: &mut String, serial: Serial, timed: bool) {
    let (hours, minutes, seconds) = (serial.seconds / 3600, serial.seconds / 60 % 60, serial.seconds % 60);
    let _ = match serial.days {
        0 => write!(out, "{hours:02}:{minutes:02}:{seconds:02}"),
        // A time column's 24:00, which is kept as one whole day.
        1 if serial.seconds == 0 => write!(out, "24:00:00"),
        _ if timed => write!(out, "{} {hours:02}:{minutes:02}:{seconds:02}", Civil(serial.civil_seconds()).day()),
        _ => write!(out, "{}", Civil(serial.civil_seconds()).day()),
    };
}

/// A cell as a spreadsheet names it: `B12`.
pub(super) fn cell_name(column: usize, row: u64) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    format!("{}{row}", letters.iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_what_the_spreadsheet_shows() {
        assert_eq!([cell_name(0, 1), cell_name(25, 2), cell_name(26, 3), cell_name(16_383, 9)], ["A1", "Z2", "AA3", "XFD9"]);
        assert_eq!(decimal("0.1"), "0.1");
        assert_eq!(decimal("123456789012345"), "123456789012345");
        assert_eq!(decimal("-1234567890123450"), "-1.23456789012345E+15");
        assert_eq!(iso("PT00H15M00S"), "00:15:00");
    }

    #[test]
    fn merged_numbers_are_not_counted_again() {
        let mut cells = vec![(0, 0, Value::Text("表".to_owned())), (0, 1, Value::Number("5".to_owned()))];
        assert!(spread(&mut cells, &[Dimensions::new((0, 0), (2, 0)), Dimensions::new((0, 1), (2, 1))]).is_some());
        let text = written(&cells).map(|t| String::from_utf8_lossy(&t).into_owned());
        assert_eq!(text.as_deref(), Some("表,5\n表\n表\n"));
    }

    #[test]
    fn a_midnight_among_times_keeps_its_time() {
        let at = |text: &str| Value::Moment(Serial::parse(text).expect("a serial"));
        let cells =
            vec![(0, 0, at("45658")), (1, 0, at("45658.0104166667")), (1, 1, at("45658")), (1, 2, at("0.0104166667")), (1, 3, at("1"))];
        let text = written(&cells).map(|t| String::from_utf8_lossy(&t).into_owned());
        assert_eq!(text.as_deref(), Some("2025-01-01 00:00:00\n2025-01-01 00:15:00,2025-01-01,00:15:00,24:00:00\n"));
    }
}
