//! The list of what is wrong with readings, and where their rows stand.

use std::collections::BTreeMap;

use super::super::error::InputError;
use crate::dossier::{Code, Defect, Defects, Effect, Meter, Places, Position};
use crate::measure::Civil;
use crate::say;
use crate::say::Message;

/// What is wrong with readings of a meter.
#[derive(Clone, Debug)]
pub(in crate::input) struct Finding {
    code: Code,
    effect: Effect,
    message: Message,
    row: Option<u32>,
    count: u64,
    during: Option<(Civil, Civil)>,
}

impl Finding {
    /// Of one reading, of no row and no particular time.
    pub(in crate::input) fn new(code: Code, effect: Effect, message: Message) -> Self {
        Self { code, effect, message, row: None, count: 1, during: None }
    }

    /// In a row, by its place.
    pub(in crate::input) fn at(self, row: impl Into<Option<u32>>) -> Self {
        Self { row: row.into(), ..self }
    }

    /// Of so many readings, rows or intervals.
    pub(in crate::input) fn count(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// Of a time: from, until.
    pub(in crate::input) fn during(self, during: impl Into<Option<(Civil, Civil)>>) -> Self {
        Self { during: during.into(), ..self }
    }
}

/// The defects found so far, and the numbers of the rows that they name.
pub(in crate::input) struct DefectLog<'a> {
    defects: &'a mut Defects,
    /// Names of the inputs.
    names: &'a [String],
    /// Names in messages of what was opened under a name of its own (a sheet), by the place before its first row.
    shown_as: BTreeMap<u32, String>,
    places: Places,
}

impl<'a> DefectLog<'a> {
    /// A log over defects that are listed already; `names` are those of the inputs.
    pub(in crate::input) fn new(names: &'a [String], defects: &'a mut Defects) -> Self {
        Self { defects, names, shown_as: BTreeMap::new(), places: Places::default() }
    }

    /// Starts a file; its line `n` has the place `base + n`.
    pub(in crate::input) fn open(&mut self, file: usize) -> u32 {
        self.places.open(file)
    }

    /// Gives a name of its own in messages to what was opened with this base.
    pub(in crate::input) fn show_as(&mut self, base: u32, name: &str) {
        self.shown_as.insert(base, name.to_owned());
    }

    /// Ends a file, which has so many lines.
    pub(in crate::input) fn close(&mut self, file: usize, lines: u64) -> Result<(), InputError> {
        if self.places.close(lines) {
            return Ok(());
        }
        let why = say!("the files have more than 4 294 967 295 lines in all; check a shorter period");
        Err(InputError::at(&self.names[file], 0, why))
    }

    /// File and line of a place.
    pub(in crate::input) fn position(&self, place: u32) -> Position {
        self.places.position(place)
    }

    /// `file:line` of a place.
    pub(in crate::input) fn shown(&self, place: u32) -> String {
        let position = self.places.position(place);
        let base = u64::from(place).checked_sub(position.line).and_then(|base| u32::try_from(base).ok());
        let shown = base.and_then(|base| self.shown_as.get(&base)).unwrap_or(&self.names[position.file]);
        format!("{shown}:{}", position.line)
    }

    /// `file:line` of a line of a file.
    pub(in crate::input) fn line(&self, file: usize, line: u64) -> String {
        format!("{}:{line}", self.names[file])
    }

    /// Lists what is wrong with readings of a meter.
    pub(in crate::input) fn push(&mut self, meter: &Meter, finding: Finding) {
        let Finding { code, effect, message, row, count, during } = finding;
        let position = row.map(|row| self.places.position(row));
        let message = match row {
            Some(row) => message.at(self.shown(row)),
            None => message,
        };
        let meter = Some(meter.id.clone());
        self.defects.push(Defect::new(code, effect, message).at(position).of(meter).count(count).during(during));
    }

    /// Lists a defect that says by itself where it stands.
    pub(in crate::input) fn list(&mut self, defect: Defect) {
        self.defects.push(defect);
    }

    /// Counts further defects of a meter in a file, if those of their kind are no longer listed one by one.
    pub(in crate::input) fn count(&mut self, code: Code, meter: &Meter, file: Option<usize>, count: u64) -> bool {
        self.defects.count(code, &meter.id, file, count)
    }

    /// The defects listed so far.
    pub(in crate::input) fn iter(&self) -> impl Iterator<Item = &Defect> {
        self.defects.iter()
    }

    /// Where rows stand, once all files are read.
    pub(in crate::input) fn into_places(self) -> Places {
        self.places
    }
}
