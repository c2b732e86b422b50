//! A look at all rows of a table for what its first rows do not show: meters, directions, units and other words that come later, columns that are
//! empty at first, numbers in another notation.
//!
//! A row is new where one of its cells is new to its column: of a column of words each word, of a column of numbers or times each shape.

use std::collections::BTreeSet;

use super::rows::{Gathering, Row, Source};
use crate::input::error::InputError;
use crate::input::scan::Record;

/// Different cells of a column of words, and of one of numbers, after which shapes alone are told apart.
const WORDS: [usize; 2] = [1000, 40];
/// Shapes of a column that are told apart.
const SHAPES: usize = 2000;
/// Bytes of a shape.
const LONGEST: usize = 48;
/// Rows that are kept.
const MOST: usize = 2000;
/// Columns that are looked at.
const COLUMNS: usize = 2000;

/// A row: its line and its cells.
type Line = (u64, Vec<String>);

/// Looks at all rows of a table, but for those that are its header once more; gives those that are new. `numbers` says of each column whether its cells
/// are numbers or times.
pub(super) fn new_rows(
    numbers: &[bool],
    is_header: &(dyn Fn(&Record<'_>) -> bool + Sync),
    source: &mut Source<'_, '_>,
) -> Result<Vec<Line>, InputError> {
    let start = || Look::new(numbers);
    let take = |look: &mut Look, row: Row<'_>| {
        if let Row::Data(record) = row
            && !is_header(record)
            && look.is_new(record.fields())
        {
            look.rows.push((record.line, record.texts()));
        }
    };
    let gathered = source.gather(&Gathering { start: &start, take: &take })?;
    let mut all = Look::new(numbers);
    for part in gathered.parts {
        for (line, cells) in part.state.rows {
            if all.is_new(cells.iter().map(String::as_bytes)) {
                all.rows.push((line + part.line, cells));
            }
        }
    }
    Ok(all.rows)
}

/// What is known of a column.
#[derive(Clone, Default)]
struct Known {
    /// How many cells are told apart by all they say; none any more where there were too many.
    words: usize,
    cells: BTreeSet<Vec<u8>>,
    /// The cell before.
    last: Vec<u8>,
}

/// What was seen so far.
struct Look {
    columns: Vec<Known>,
    rows: Vec<Line>,
    kept: usize,
    shape: Vec<u8>,
}

impl Look {
    fn new(numbers: &[bool]) -> Self {
        let columns = numbers.iter().map(|numbers| Known { words: WORDS[usize::from(*numbers)], ..Known::default() }).collect();
        Self { columns, rows: Vec::new(), kept: 0, shape: Vec::new() }
    }

    /// Takes the cells of a row: whether one of them is new to its column.
    fn is_new<'c>(&mut self, cells: impl Iterator<Item = &'c [u8]>) -> bool {
        let mut is_new = false;
        for (at, cell) in cells.take(COLUMNS).enumerate() {
            if at >= self.columns.len() {
                self.columns.push(Known { words: WORDS[1], ..Known::default() });
            }
            let column = &mut self.columns[at];
            if column.last != cell {
                column.last.clear();
                column.last.extend_from_slice(cell);
                is_new |= column.note(cell, &mut self.shape);
            }
        }
        is_new &= self.kept < MOST;
        self.kept += usize::from(is_new);
        is_new
    }
}

impl Known {
    fn note(&mut self, cell: &[u8], shape: &mut Vec<u8>) -> bool {
        if self.words > 0 {
            if self.cells.contains(cell) {
                return false;
            }
            if self.cells.len() < self.words {
                self.cells.insert(cell.to_vec());
                return true;
            }
            let words = std::mem::take(&mut self.cells);
            self.words = 0;
            for word in &words {
                shape_of(word, shape);
                self.cells.insert(shape.clone());
            }
        }
        shape_of(cell, shape);
        if self.cells.contains(shape) || self.cells.len() >= SHAPES {
            return false;
        }
        self.cells.insert(shape.clone());
        true
    }
}

/// The shape of a cell: its digits are alike, however many follow one another.
fn shape_of(cell: &[u8], shape: &mut Vec<u8>) {
    shape.clear();
    for &byte in cell {
        let byte = if byte.is_ascii_digit() { b'9' } else { byte };
        if byte != b'9' || shape.last() != Some(&b'9') {
            shape.push(byte);
        }
        if shape.len() == LONGEST {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(numbers: &[bool], rows: &[&[&str]]) -> Vec<usize> {
        let mut look = Look::new(numbers);
        (0..rows.len()).filter(|at| look.is_new(rows[*at].iter().map(|cell| cell.as_bytes()))).collect()
    }

    #[test]
    fn a_word_is_new_once_and_numbers_are_alike() {
        let words: Vec<String> = (0..60).map(|n| format!("{n}.5")).collect();
        let mut rows: Vec<Vec<&str>> = words.iter().map(|value| vec!["A", value]).collect();
        rows.extend([vec!["A", "99.1"], vec!["B", "1.1"], vec!["A", "7,5"], vec!["B", "8,5"], vec!["A", "-"]]);
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let found = told(&[false, true], &rows);
        // The first numbers are told apart one by one; behind them the meter B, the decimal comma and the hyphen are new.
        assert_eq!(found.iter().filter(|at| **at >= 60).copied().collect::<Vec<_>>(), [61, 62, 64]);
        assert_eq!(found.iter().filter(|at| **at < 60).count(), WORDS[1]);
    }
}
