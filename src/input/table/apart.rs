//! Whether rows that seem to repeat each other differ in a column that is not read: then they are no repetitions, and the table is not understood.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::Table;
use super::columns::Columns;
use super::left_over::left_over;
use super::understand::telling_apart;
use crate::dossier::understanding::Role;
use crate::input::error::InputError;
use crate::input::field::decimal_text;
use crate::input::manifest::Readings;
use crate::input::qualified::kind;
use crate::near::shown;
use crate::say;

/// Rows of which meter and time are remembered.
const HELD: usize = 1 << 21;

/// A column in which rows of one meter and time differ.
struct Differing {
    line: u64,
    cells: (String, String),
    rows: u64,
}

/// Refuses a table in which rows of one meter and time differ in a column that nothing reads.
pub(in crate::input) fn refuse<R: Read>(table: &mut Table<R>, readings: &Readings, columns: &Columns) -> Result<(), InputError> {
    let mut candidates = telling_apart(readings, columns, &table.header);
    candidates.extend(columns.kinds.iter().map(|&at| (at, table.header.get(at).cloned().unwrap_or_default())));
    if candidates.is_empty() {
        return Ok(());
    }
    let named = [columns.meter, columns.date, columns.time, columns.start, columns.end];
    let keys: Vec<usize> = named.into_iter().flatten().chain(columns.times.all()).collect();
    let mut seen: BTreeMap<Vec<u8>, Vec<String>> = BTreeMap::new();
    let mut differing: BTreeMap<usize, Differing> = BTreeMap::new();
    let mut values: Vec<BTreeSet<String>> = vec![BTreeSet::new(); candidates.len()];
    let mut rows = 0_u64;
    while let Some(record) = table.next()? {
        rows += 1;
        let mut key = Vec::new();
        for &column in &keys {
            key.extend_from_slice(record.get(column));
            key.push(0);
        }
        // Rows of another direction or part are told apart already.
        let kinds = columns.kinds.iter().map(|&at| kind(&record.text(at)));
        key.extend(kinds.flat_map(|kind| format!("{kind:?}").into_bytes()));
        let cells: Vec<String> = candidates.iter().map(|(at, _)| record.text(*at).into_owned()).collect();
        for (values, cell) in values.iter_mut().zip(&cells) {
            if values.len() < 10_000 {
                values.insert(cell.clone());
            }
        }
        match seen.get(&key) {
            Some(first) => {
                for (at, (first, cell)) in first.iter().zip(&cells).enumerate().filter(|(_, (first, cell))| first != cell) {
                    let one = || Differing { line: record.line, cells: (first.clone(), cell.clone()), rows: 0 };
                    differing.entry(at).or_insert_with(one).rows += 1;
                }
            }
            None if seen.len() < HELD => {
                seen.insert(key, cells);
            }
            None => {}
        }
    }
    let told = differing.into_iter().find(|(at, found)| {
        let known = left_over(&candidates[*at].1).0 == Role::Kind;
        let number = |cell: &str| decimal_text(cell, &[]).ok().flatten();
        let measured = [&found.cells.0, &found.cells.1].iter().any(|cell| number(cell).is_some_and(|(_, decimals)| decimals > 0));
        let counted = number(&found.cells.0).is_some() && number(&found.cells.1).is_some() && values[*at].len() as u64 == rows.min(10_000);
        known || !(measured || counted)
    });
    let Some((at, Differing { line, cells, rows })) = told else { return Ok(()) };
    let header = shown(candidates[at].1.trim());
    let message = say!(
        "{rows} row(s) have the meter and time of a row before and differ from it in the column `{header}` (`{first}` and `{second}`): say which rows are read in the [[readings]] table, as `where = { {header} = \"{first}\" }`, or what the column is, as `columns = { time = \"{header}\" }`",
        rows,
        header,
        first = shown(&cells.0),
        second = shown(&cells.1)
    );
    Err(InputError::at(table.shown_name(), line, message))
}
