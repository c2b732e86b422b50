//! A row of a small table, as the table reader yields it: cells by our names of the columns, and where it stands.

use std::collections::BTreeMap;

use super::error::InputError;
use super::field::{DateOrder, trimmed};
use crate::dossier::{Code, Defect, Effect, Position};
use crate::say::Message;

/// A row of a small table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub position: Position,
    /// Its cells by column name; columns that the file does not have are absent.
    pub cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// A cell without surrounding blanks; `""` where the file has no such column.
    pub fn get(&self, name: &str) -> &str {
        self.cells.get(name).map_or("", |cell| trimmed(cell))
    }
}

/// What is known of a table beside its rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sheet<'a> {
    /// Names of the files, in the order in which positions number them.
    pub files: &'a [String],
    /// Declared order of dates that end with their year.
    pub order: Option<DateOrder>,
    /// Words that mean missing, beside the usual ones.
    pub missing: &'a [String],
}

impl Sheet<'_> {
    /// Name of the file in which something stands.
    pub fn file(&self, position: Position) -> &str {
        self.files.get(position.file).map_or("", String::as_str)
    }
}

/// What is wrong with a row, before it is known what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Code, where the error has one.
    pub(super) code: Option<&'static str>,
    /// Excerpt, arithmetic and remedy.
    pub(super) message: Message,
}

impl Fault {
    /// A fault without a code.
    pub(super) fn new(message: Message) -> Self {
        Self { code: None, message }
    }

    /// A fault with a code.
    pub(super) fn coded(code: &'static str, message: Message) -> Self {
        Self { code: Some(code), message }
    }

    /// The error that keeps the park from being read.
    pub(super) fn error(self, position: Position, sheet: &Sheet<'_>) -> InputError {
        let error = InputError::at(sheet.file(position), position.line, self.message);
        match self.code {
            Some(code) => error.coded(code),
            None => error,
        }
    }

    /// The defect of a row that cannot be read.
    pub(super) fn unparsable(self, position: Position, sheet: &Sheet<'_>, effect: Effect) -> Defect {
        Defect::new(Code::UnparsableRow, effect, self.message.at(format!("{}:{}", sheet.file(position), position.line))).at(position)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Rows of a table written as a header and lines with `|` between cells; the header is line 1 of the file.
    pub(in crate::input) fn rows(names: &[&'static str], lines: &[&str]) -> Vec<Row> {
        lines
            .iter()
            .zip(2..)
            .map(|(text, line)| Row {
                position: Position { file: 0, line },
                cells: names.iter().copied().zip(text.split('|').map(str::to_owned)).collect(),
            })
            .collect()
    }

    #[test]
    fn absent_cells_are_empty_and_blanks_are_trimmed() {
        let row = &rows(&["meter_id"], &["\u{3000}M1 "])[0];
        assert_eq!((row.get("meter_id"), row.get("unit")), ("M1", ""));
    }
}
