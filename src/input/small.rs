//! Reads a small table (registry, certificates, factors …) whole, as rows by our names of the columns.

use std::collections::BTreeMap;
use std::io::Read;

use super::error::InputError;
use super::headers::Column;
use super::row::Row;
use super::table::{Recognise, Table, TableOptions, find_column, with_unit};
use crate::dossier::Position;
use crate::files::{Digested, Files};
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
    /// What stands in brackets behind the headers of the columns: a unit, as a rule.
    pub(super) units: Vec<(&'static str, String)>,
    pub(super) count: u64,
    /// Name in messages, with the sheet where it is a workbook.
    pub(super) shown: String,
    pub(super) digested: Digested,
}

/// Reads the rows of one file.
pub(super) fn read(
    files: &Files,
    name: &str,
    file: usize,
    options: &TableOptions,
    columns: &[Column],
    either: &[&[&str]],
) -> Result<SmallFile, InputError> {
    let (mut table, found) = Table::open(files, name, options, &Wanted { columns, options, either })?;
    let rows = rows(&mut table, file, &found)?;
    let unit = |at: usize| table.header.get(at).and_then(|cell| with_unit(cell).1).map(str::to_owned);
    let units = found.iter().filter_map(|&(column, at)| Some((column, unit(at)?))).collect();
    let shown = table.shown_name().to_owned();
    let (_, count, digested) = table.finish()?;
    Ok(SmallFile { rows, units, count, shown, digested })
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
    rows(&mut table, file, &found)
}

fn rows<R: Read>(table: &mut Table<R>, file: usize, found: &[(&'static str, usize)]) -> Result<Vec<Row>, InputError> {
    let mut rows = Vec::new();
    while let Some(record) = table.next()? {
        if record.broken {
            // What follows it, to the end of the file, is in its last cell.
            let line = record.line;
            return Err(InputError::at(table.shown_name(), line, say!("a quote is opened and never closed: close it, or double it")));
        }
        let cells: BTreeMap<&'static str, String> = found.iter().map(|&(column, at)| (column, record.text(at).into_owned())).collect();
        rows.push(Row { position: Position { file, line: record.line }, cells });
    }
    Ok(rows)
}
