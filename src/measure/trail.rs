//! Where a figure comes from: per file, the lines that were used.

use std::collections::{BTreeMap, BTreeSet};

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

/// The evidence under a figure: file number (in the order of the dossier's inputs) to the lines used, and the meters whose readings these are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    files: BTreeMap<usize, Lines>,
    meters: BTreeSet<usize>,
}

impl Trail {
    /// No evidence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds lines of a file.
    pub fn add(&mut self, file: usize, lines: Lines) {
        if lines.rows > 0 {
            self.files.entry(file).and_modify(|l| *l = l.and(lines)).or_insert(lines);
        }
    }

    /// Adds all of another trail, whose rows must be others than those already here.
    pub fn extend(&mut self, other: &Trail) {
        for (&file, &lines) in &other.files {
            self.add(file, lines);
        }
        self.meters.extend(&other.meters);
    }

    /// Says that readings of a meter, by its place in the registry, belong to it.
    pub fn add_meter(&mut self, meter: usize) {
        self.meters.insert(meter);
    }

    /// Whether readings of a meter belong to it.
    pub fn holds(&self, meter: usize) -> bool {
        self.meters.contains(&meter)
    }

    /// The files with their lines, in the order of the inputs.
    pub fn files(&self) -> impl Iterator<Item = (usize, Lines)> + '_ {
        self.files.iter().map(|(&file, &lines)| (file, lines))
    }

    /// Whether nothing was used.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
