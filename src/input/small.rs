//! Reads a small table (registry, certificates, factors …) whole, as rows by our names of the columns.

mod units;

use std::collections::BTreeMap;
use std::io::Read;

use super::error::InputError;
use super::row::Row;
use super::scan::Record;
use super::table::misspelt::misspelt;
use super::table::rivals::{Rival, conflict, rivals};
use super::table::understand::of_small;
use super::table::{Kept, Recognise, Table, TableOptions, find_column, folded, twins, with_unit};
use crate::dossier::headers::Column;
use crate::dossier::understanding::Understanding;
use crate::dossier::{Code, Defect, Effect, Position};
use crate::files::{Digested, Files};
use crate::near::shown;
use crate::say;
use crate::say::{Message, Part};

/// The columns of a small table, with the names that the manifest gives them.
struct Wanted<'a> {
    columns: &'a [Column],
    options: &'a TableOptions,
    /// Column groups of which one must be there, beside the required ones.
    either: &'a [&'a [&'a str]],
}

impl Recognise for Wanted<'_> {
    type Columns = Vec<(&'static str, usize)>;

    fn recognise(&self, header: &[String]) -> Result<Self::Columns, Vec<Message>> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for column in self.columns {
            let stated = self.options.columns.get(column.name);
            let names: Vec<&str> = std::iter::once(column.name).chain(column.aliases.iter().copied()).collect();
            let at = if self.options.headless && stated.is_none() { None } else { find_column(header, stated, &names) };
            match at {
                Some(at) => found.push((column.name, at)),
                None if column.required || stated.is_some() => missing.push(Message::verbatim(format_args!("`{}`", column.name))),
                None => {}
            }
        }
        for group in self.either {
            if !group.iter().any(|name| found.iter().any(|(n, _)| n == name)) {
                let names = group.iter().map(|n| Message::verbatim(format_args!("`{n}`")));
                missing.push(say!("{names}", names => Part::list(names, say!(" or "))));
            }
        }
        if missing.is_empty() { Ok(found) } else { Err(missing) }
    }
}

/// What a small file holds.
pub(super) struct SmallFile {
    pub(super) rows: Vec<Row>,
    /// Units in the headers of the columns.
    pub(super) units: Vec<(&'static str, String)>,
    pub(super) count: u64,
    /// Name in messages, with the sheet where it is a workbook.
    pub(super) shown: String,
    pub(super) sheet: Option<String>,
    pub(super) digested: Digested,
    /// How it was understood.
    pub(super) understood: Understanding,
    /// Rows that cannot be read.
    pub(super) defects: Vec<Defect>,
}

/// Reads the rows of one file of a kind of table (`meters`, `trades` …).
pub(super) fn read(
    files: &Files,
    name: &str,
    file: usize,
    options: &TableOptions,
    kind: &'static str,
    columns: &[Column],
    either: &[&[&str]],
) -> Result<SmallFile, InputError> {
    let (mut table, found) = Table::open(files, name, options, &Wanted { columns, options, either })?;
    let (shown, line) = (table.shown_name().to_owned(), table.header_line);
    if let Some(why) = misspelt(&table.header, columns, &found) {
        return Err(InputError::at(&shown, line, why));
    }
    if let Some(why) = found.iter().filter_map(|&(_, at)| table.header.get(at)).find_map(|cell| twins(&table.header, cell)) {
        return Err(InputError::at(&shown, line, why));
    }
    if let Some(why) = ambiguous(&table.header, columns, &found, options) {
        return Err(InputError::at(&shown, line, why));
    }
    let understood = of_small(&table, kind, options, &found);
    let unit = |at: usize| table.header.get(at).and_then(|cell| with_unit(cell).1).map(str::to_owned);
    let units: Vec<(&'static str, String)> = found.iter().filter_map(|&(column, at)| Some((column, unit(at)?))).collect();
    let rivals = rivals(&table.header, columns, &found, options);
    table.kept = kept(columns, &found);
    let (mut rows, faults) = rows(&mut table, file, &found, &rivals)?;
    if let (Some((line, why)), "meters") = (faults.first(), kind) {
        return Err(InputError::at(&shown, *line, why.clone()));
    }
    if rows.is_empty() && faults.is_empty() && table.notes.iter().any(|note| note.chars().any(|c| c.is_ascii_digit())) {
        return Err(InputError::at(
            &shown,
            line,
            say!("every row below the header is a total or a note, so that nothing of it would count: give the rows that the total sums"),
        ));
    }
    let defects = faults.into_iter().map(|(line, why)| unread(why, Position { file, line }, &shown)).collect();
    let units_of_rows = units::apply(kind, &mut rows, &units).and_then(|()| units::of_rows(kind, &mut rows, &units));
    units_of_rows.map_err(|(at, why)| InputError::at(&shown, at.unwrap_or(line), why))?;
    let sheet = table.sheet.clone();
    let (_, count, digested) = table.finish()?;
    Ok(SmallFile { rows, units, count, shown, sheet, digested, understood, defects })
}

/// Reads the rows of a file that is at hand as bytes.
pub(super) fn read_bytes(
    bytes: &[u8],
    name: &str,
    file: usize,
    options: &TableOptions,
    columns: &[Column],
    either: &[&[&str]],
) -> Result<Vec<Row>, InputError> {
    let (mut table, found) = Table::from(bytes, name, options, &Wanted { columns, options, either })?;
    rows(&mut table, file, &found, &[]).map(|(rows, _)| rows)
}

/// What a row of a table fills.
fn kept(columns: &[Column], found: &[(&'static str, usize)]) -> Kept {
    let required = |name: &str| columns.iter().any(|column| column.name == name && column.required);
    let told = ["certificate_id", "first_id", "certificate_first_id", "product"];
    Kept {
        filled: found.iter().filter(|(name, _)| required(name)).map(|&(_, at)| at).collect(),
        either: found.iter().filter(|(name, _)| told.contains(name) && !required(name)).map(|&(_, at)| at).collect(),
        ..Kept::default()
    }
}

/// Columns of numbers that several headers fit, unless park.toml names one or one has our own name.
fn ambiguous(header: &[String], columns: &[Column], found: &[(&'static str, usize)], options: &TableOptions) -> Option<Message> {
    found.iter().filter(|(name, _)| units::is_measured(name) && !options.columns.contains_key(*name)).find_map(|&(name, at)| {
        let column = columns.iter().find(|column| column.name == name)?;
        if folded(&with_unit(&header[at]).0) == folded(name) {
            return None;
        }
        let fits =
            |cell: &String| column.aliases.iter().any(|alias| folded(alias) == folded(&with_unit(cell).0) || folded(alias) == folded(cell));
        let taken = |at: usize| found.iter().any(|&(other, place)| other != name && place == at);
        let all: Vec<String> =
            header.iter().enumerate().filter(|(at, cell)| fits(cell) && !taken(*at)).map(|(_, cell)| cell.clone()).collect();
        (all.len() > 1).then(|| {
            say!(
                "several columns may be `{name}` ({known}) and nothing says which of them; state it as `columns = { {name} = \"…\" }`",
                name, known => Part::names(all)
            )
        })
    })
}

fn surplus() -> Message {
    say!("the row has more cells than the header: a thousands separator without quotes, or a cell that the header does not name")
}

/// Why a row of a small table cannot be read as it stands.
pub(super) fn fault(record: &Record<'_>, width: usize) -> Option<Message> {
    if (width..record.len()).any(|at| !record.get(at).is_empty()) {
        return Some(surplus());
    }
    let damaged = (0..record.len()).map(|at| record.text(at)).find(|cell| cell.contains('\u{fffd}'))?;
    Some(say!(
        "the cell `{cell}` has bytes that are no text in the file's encoding: save the file anew as UTF-8, or correct the cell",
        cell = shown(&damaged)
    ))
}

/// The defect of such a row.
pub(super) fn unread(why: Message, position: Position, name: &str) -> Defect {
    Defect::new(Code::UnparsableRow, Effect::Blocks, why.at(format!("{name}:{}", position.line))).at(position)
}

/// Cells up to the last that a header names; a file without a header may have any.
pub(super) fn width(header: &[String]) -> usize {
    header.iter().rposition(|cell| !cell.trim().is_empty()).map_or(usize::MAX, |last| last + 1)
}

/// The rows, and the lines that cannot be read, with why.
type Sorted = (Vec<Row>, Vec<(u64, Message)>);

fn rows<R: Read>(table: &mut Table<R>, file: usize, found: &[(&'static str, usize)], rivals: &[Rival]) -> Result<Sorted, InputError> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let width = width(&table.header);
    let name = table.shown_name().to_owned();
    while let Some(record) = table.next()? {
        let line = record.line;
        if record.broken {
            // What follows it, to the end of the file, is in its last cell.
            return Err(InputError::at(&name, line, say!("a quote is opened and never closed: close it, or double it")));
        }
        if let Some(why) = fault(&record, width) {
            faults.push((line, why));
            continue;
        }
        if let Some(why) = conflict(&record, rivals) {
            return Err(InputError::at(&name, line, why));
        }
        let cells: BTreeMap<&'static str, String> = found.iter().map(|&(column, at)| (column, record.text(at).into_owned())).collect();
        rows.push(Row { position: Position { file, line }, cells });
    }
    Ok((rows, faults))
}
