//! Where a figure comes from: per file, the lines that were used.

use std::collections::BTreeMap;

/// Lines of one file that entered a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// First line used, counted from 1 as an editor shows it.
    pub first: u64,
    /// Last line used.
    pub last: u64,
    /// Rows used.
    pub rows: u64,
}

impl Lines {
    /// A single row.
    pub fn one(line: u64) -> Self {
        Self { first: line, last: line, rows: 1 }
    }

    /// Both together; rows of both count.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last), rows: self.rows + other.rows }
    }
}

/// The evidence under a figure: file number (in the order of the dossier's inputs) to the lines used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail(BTreeMap<usize, Lines>);

impl Trail {
    /// No evidence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds lines of a file.
    pub fn add(&mut self, file: usize, lines: Lines) {
        if lines.rows > 0 {
            self.0.entry(file).and_modify(|l| *l = l.and(lines)).or_insert(lines);
        }
    }

    /// Adds all of another trail, whose rows must be others than those already here.
    pub fn extend(&mut self, other: &Trail) {
        for (&file, &lines) in &other.0 {
            self.add(file, lines);
        }
    }

    /// The files with their lines, in the order of the inputs.
    pub fn files(&self) -> impl Iterator<Item = (usize, Lines)> + '_ {
        self.0.iter().map(|(&file, &lines)| (file, lines))
    }

    /// Whether nothing was used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
