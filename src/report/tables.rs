//! The keys `tables` and `unread_files`: how each table was read, what was not used of it, and which files of the park's folder nothing read.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::Word;
use crate::dossier::Dossier;
use crate::dossier::understanding::{Column, Role, Use, Why};

/// A table that was read: a file, or a sheet of a workbook.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct TableReport {
    /// File, relative to the park's folder.
    pub file: String,
    /// The sheet, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Layout of readings (`long`, `wide`, `register`, `bill`), else the table of park.toml that reads it (`meters`, `certificates` …).
    #[serde(deserialize_with = "super::word::read")]
    pub layout: Word,
    /// Encoding, by its WHATWG label.
    #[serde(deserialize_with = "super::word::read")]
    pub encoding: Word,
    /// What separates its fields; empty for a workbook.
    pub delimiter: String,
    /// Line of its header, the last where it has two; 0 where it has none.
    pub header_line: u64,
    /// Data rows: without header, blank and total rows, and without those that `where` leaves out.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnReport>,
    /// The options of park.toml by which it is read.
    pub options: BTreeMap<String, String>,
}

/// A column, or a run of like columns.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// Its number, from 1.
    pub number: usize,
    /// Number of the last of a run of like columns; absent for one column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<usize>,
    /// Its header; of a run the first and the last.
    pub header: String,
    /// What it holds.
    pub role: String,
    /// The meter that it is of, where it is one meter's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    /// Why it has its role: stated, name, alias, unit, values; `nothing` where nothing says what it holds.
    #[schemars(with = "String")]
    pub why: Why,
    /// What becomes of it: used, checked against what is used, unused, not-understood.
    #[schemars(with = "String")]
    pub used: Use,
    /// The unit that its header states, as it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

pub(super) fn publish(dossier: &Dossier) -> Vec<TableReport> {
    let of = |table: &crate::dossier::understanding::ReadTable| TableReport {
        file: dossier.inputs.get(table.file).map(|input| input.name.clone()).unwrap_or_default(),
        sheet: table.sheet.clone(),
        layout: table.understood.layout,
        encoding: table.understood.encoding,
        delimiter: table.understood.delimiter.clone(),
        header_line: table.understood.header_line,
        rows: table.rows,
        columns: table.understood.columns.iter().map(column).collect(),
        options: table.understood.options.iter().cloned().collect(),
    };
    dossier.tables.iter().map(of).collect()
}

fn column(column: &Column) -> ColumnReport {
    ColumnReport {
        number: column.first,
        last: (column.last > column.first).then_some(column.last),
        header: column.header.clone(),
        role: column.role.name().to_owned(),
        meter: if let Role::OfMeter(id) = &column.role { Some(id.clone()) } else { None },
        why: column.why,
        used: column.used,
        unit: column.unit.clone(),
    }
}
