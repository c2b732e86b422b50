//! Which meter a row or a column is of.

use super::{Reader, Trouble, fixed_id};
use crate::dossier::Meter;
use crate::input::error::InputError;
use crate::input::field::near;
use crate::input::ids::{self};
use crate::input::manifest::MeterOf;
use crate::input::qualified::{self};
use crate::input::readings::collector::Collector;
use crate::input::readings::entry::Given;
use crate::input::scan::Record;
use crate::input::table::bills::BillColumns;
use crate::input::table::is_subtotal;
use crate::measure::Exact;
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Reader<'_> {
    /// The registered meter of an id as it stands in a file.
    pub(super) fn find(&self, id: &[u8]) -> Option<usize> {
        let whole = |id: &[u8]| match &self.table.meter {
            Some(MeterOf::Around(before, after)) => self.ids.get(&[before.as_bytes(), id, after.as_bytes()].concat()).copied(),
            _ => self.ids.get(id).copied().or_else(|| self.ids.get(&[id, "/正向".as_bytes()].concat()).copied()),
        };
        whole(id).or_else(|| {
            let text = std::str::from_utf8(id).ok()?;
            match ids::unwrapped(text) {
                std::borrow::Cow::Borrowed(_) => None,
                std::borrow::Cow::Owned(plain) => whole(plain.as_bytes()),
            }
        })
    }

    /// The registered meter of the other direction of one.
    pub(super) fn reverse_of(&self, meter: usize, meters: &[Meter]) -> Option<usize> {
        let id = meters[meter].id.as_str();
        let id = id.strip_suffix("/正向").unwrap_or(id);
        self.ids.get(format!("{id}/反向").as_bytes()).copied()
    }

    /// The meter of the file, where no column says it.
    pub(super) fn fixed_meter(&self, collector: &Collector<'_>) -> Result<Option<usize>, InputError> {
        let Some(id) = fixed_id(self.table, &self.names) else { return Ok(None) };
        self.known(&id, collector.meters).map(Some)
    }

    pub(super) fn known(&self, id: &str, meters: &[Meter]) -> Result<usize, InputError> {
        self.ids.get(id.as_bytes()).copied().ok_or_else(|| {
            let near = near(id, meters.iter().map(|m| m.id.as_str()));
            InputError::at(
                self.name,
                0,
                say!("park.toml says that this file is of meter `{id}`, which is not in the registry{near}", id = shown(id), near => near),
            )
            .coded("unknown-meter")
        })
    }

    /// Meter and column of each column that is one meter's.
    pub(super) fn column_meters(&self) -> Result<Vec<(usize, usize)>, InputError> {
        let mut found = Vec::new();
        for &(index, column) in &self.columns.meters {
            let id = &self.table.meter_columns[index].0;
            if let Some(&meter) = self.ids.get(id.as_bytes()) {
                found.push((meter, column));
            } else {
                let near = near(id, self.ids.keys().filter_map(|k| std::str::from_utf8(k).ok()));
                let message =
                    say!("`columns.meters` names the meter `{id}`, which is not in the registry{near}", id = shown(id), near => near);
                return Err(InputError::at(crate::input::manifest::MANIFEST, 0, message).coded("unknown-meter"));
            }
        }
        Ok(found)
    }

    /// The meter of a row; `None` if it is not registered (which is noted).
    pub(super) fn meter(&mut self, record: &Record<'_>, fixed: Option<usize>, meters: &[Meter]) -> Result<Option<usize>, Trouble> {
        let Some(column) = self.columns.meter else { return Ok(fixed) };
        let id = record.get(column);
        if id == self.last_id && !id.is_empty() {
            if self.last_meter.is_none() {
                self.note_unregistered_row(record, id);
            }
            return Ok(self.last_meter);
        }
        self.last_id.clear();
        self.last_id.extend_from_slice(id);
        self.last_meter = None;
        if id.is_empty() {
            return Err(Trouble::Nameless(say!("the row names no meter")));
        }
        self.last_meter = self.find(id);
        if self.last_meter.is_none() {
            let text = String::from_utf8_lossy(id).into_owned();
            if let Some(fit) = ids::rounded(&ids::unwrapped(&text), meters) {
                let may_be = if fit.is_empty() {
                    Message::nothing()
                } else {
                    say!(" (it may be {known})", known => qualified::names(fit.into_iter()))
                };
                let message = say!(
                    "`{id}` is the id of a meter that a spreadsheet rounded to a number: its last digits are lost{may_be}; export the column as text",
                    id = shown(&text), may_be => may_be
                );
                return Err(Trouble::File(InputError::at(self.name, record.line, message).coded("unknown-meter")));
            }
            self.note_unregistered_row(record, id);
        }
        Ok(self.last_meter)
    }

    /// Notes a row whose meter is not registered, or that is the title of a section.
    fn note_unregistered_row(&mut self, record: &Record<'_>, id: &[u8]) {
        // What some meters come to together is said of each of them already.
        if !is_subtotal(id) && !self.is_section(record) {
            self.note_unknown(id, record.line);
        }
    }

    pub(super) fn note_unknown(&mut self, id: &[u8], line: u64) {
        self.unknown.entry(id.to_vec()).or_insert((0, line)).0 += 1;
    }

    /// Notes a reading of a direction that no meter is registered for, unless it is zero.
    pub(super) fn note_unregistered(&mut self, record: &Record<'_>, meter: usize, column: usize) {
        let cell = record.get(column);
        let is_zero = cell.is_empty() || matches!(self.given(cell), Given::Missing | Given::Number(0, _));
        if !is_zero {
            self.unregistered.entry(meter).or_insert((0, record.line)).0 += 1;
        }
    }

    /// Notes a bill of a direction that no meter is registered for, unless its register rests.
    pub(super) fn note_unregistered_bill(&mut self, record: &Record<'_>, meter: usize, columns: BillColumns) {
        let number = |at: Option<usize>| at.and_then(|at| self.printed(record, at)).map(|(number, _)| number);
        let rests = match (number(columns.start_reading), number(columns.end_reading), number(columns.energy)) {
            (Some(first), Some(last), _) => first == last,
            (_, _, Some(energy)) => energy == Exact::zero(),
            _ => true,
        };
        if !rests {
            self.unregistered.entry(meter).or_insert((0, record.line)).0 += 1;
        }
    }
}
