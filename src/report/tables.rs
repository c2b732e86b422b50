//! The keys `tables` and `unread_files`: how each table was read, what was not used of it, and which files of the park's folder nothing read.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::Report;
use super::word::Word;
use super::words::Lang;
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

/// Tables that were read alike, as the forms for people tell them.
pub(super) struct Told {
    /// The files, with their rows.
    pub(super) files: Vec<String>,
    /// Layout, encoding, delimiter, line of the header.
    pub(super) how: String,
    /// The columns that are read, then those that are held against them.
    pub(super) read: String,
    /// Those that are not used, and those that are not understood; empty where there are none.
    pub(super) left: Vec<String>,
    /// The options of park.toml; empty where there are none.
    pub(super) options: String,
}

/// The tables of a report, those together that were read alike, in the order of the first of each.
pub(super) fn told(report: &Report, lang: Lang) -> Vec<Told> {
    let mut groups: Vec<Vec<&TableReport>> = Vec::new();
    let like = |a: &TableReport, b: &TableReport| {
        (a.layout, a.encoding, &a.delimiter, a.header_line, &a.columns, &a.options)
            == (b.layout, b.encoding, &b.delimiter, b.header_line, &b.columns, &b.options)
    };
    for table in &report.tables {
        match groups.iter_mut().find(|group| like(group[0], table)) {
            Some(group) => group.push(table),
            None => groups.push(vec![table]),
        }
    }
    groups.iter().map(|group| tell(group, lang)).collect()
}

fn tell(group: &[&TableReport], lang: Lang) -> Told {
    let one = group[0];
    let name = |table: &&TableReport| {
        let sheet = table.sheet.as_ref().map(|sheet| format!("[{sheet}]")).unwrap_or_default();
        format!("{}{sheet}{}", table.file, lang.in_brackets(&lang.fill("tables.rows", &[&super::page::number::count(table.rows)])))
    };
    let delimiter = if one.delimiter.is_empty() { lang.word("tables.workbook") } else { &one.delimiter };
    let layout = lang.find(&format!("layout.{}", one.layout)).unwrap_or(one.layout);
    let of = |used: Use| -> Vec<String> { one.columns.iter().filter(|c| c.used == used).map(|c| described(c, lang)).collect() };
    let read = lang.list(&of(Use::Used));
    let checked = of(Use::Checked);
    let read = if checked.is_empty() { read } else { format!("{read}; {}", lang.fill("tables.checked", &[&lang.list(&checked)])) };
    let left = [(Use::Unused, "tables.unused"), (Use::NotUnderstood, "tables.not-understood")];
    let left = left.into_iter().filter_map(|(used, key)| {
        let columns = of(used);
        (!columns.is_empty()).then(|| lang.fill(key, &[&lang.list(&columns)]))
    });
    let options: Vec<String> = one.options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    Told {
        files: group.iter().map(name).collect(),
        how: lang.fill("tables.how", &[&layout, &one.encoding, &delimiter, &one.header_line]),
        read,
        left: left.collect(),
        options: options.join("; "),
    }
}

/// A column: its header, and what it holds.
fn described(column: &ColumnReport, lang: Lang) -> String {
    let number = column.last.map_or_else(|| column.number.to_string(), |last| format!("{}–{last}", column.number));
    let header = if column.header.is_empty() { format!("#{number}") } else { format!("#{number} {}", column.header) };
    let role = lang.find(&format!("role.{}", column.role)).unwrap_or(&column.role);
    let meter = column.meter.as_ref().map(|meter| format!(" {meter}")).unwrap_or_default();
    let why = if column.why == Why::Stated { lang.in_brackets(lang.word("tables.stated")) } else { String::new() };
    format!("{header}: {role}{meter}{why}")
}
