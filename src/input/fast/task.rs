//! What the fast reader is asked to read, and what it read.

use std::sync::Arc;

use super::super::ids::MeterIds;
use super::super::manifest::Readings;
use super::mode::ReadMode;
use crate::dossier::understanding::Understanding;
use crate::files::{Digested, Files};

/// A file of readings, and the tables that read it.
#[derive(Clone, Debug)]
pub(in crate::input) struct Entry {
    /// Its name.
    pub(in crate::input) name: String,
    /// Its number among the inputs.
    pub(in crate::input) file: usize,
    /// Numbers of the tables.
    pub(in crate::input) tables: Vec<usize>,
}

/// What the files are read with.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Task<'a> {
    /// The park's files.
    pub(in crate::input) files: &'a Files,
    /// Tables of readings.
    pub(in crate::input) readings: &'a [Readings],
    /// The files, in the order of their names.
    pub(in crate::input) entries: &'a [Entry],
    /// Meters by id.
    pub(in crate::input) ids: &'a MeterIds,
    /// Seconds of the park's time east of UTC.
    pub(in crate::input) offset: i32,
    /// Threads.
    pub(in crate::input) threads: usize,
    /// How they are walked.
    pub(in crate::input) road: ReadMode,
}

/// What was read of a file.
#[derive(Debug)]
pub(in crate::input) struct Note {
    /// The file's number among the inputs.
    pub(in crate::input) file: usize,
    /// Data rows.
    pub(in crate::input) rows: u64,
    /// Digest, unless it is made apart.
    pub(in crate::input) digested: Option<Digested>,
    /// Whether one row of it holds readings of several meters.
    pub(in crate::input) shared: bool,
    /// How it was read: for each sheet of a workbook its name, the data rows, and how it was understood.
    pub(in crate::input) tables: Vec<(Option<String>, u64, Arc<Understanding>)>,
}
