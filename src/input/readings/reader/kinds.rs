//! Totals, their tariff parts and the reverse direction, where they stand in rows of their own.

use super::{Reader, Trouble};
use crate::dossier::{Dimension, Meter};
use crate::input::error::InputError;
use crate::input::qualified::{self, Kind};
use crate::input::readings::collector::Collector;
use crate::input::scan::Record;
use crate::near::shown;
use crate::say;

impl Reader<'_> {
    /// What the number of a row is of, by the words in its columns of kinds: `None` where the row is not read.
    pub(super) fn kind_of(&mut self, record: &Record<'_>) -> Kind {
        let mut all = Kind::default();
        for at in 0..self.columns.kinds.len() {
            let cell = record.text(self.columns.kinds[at]);
            if cell.is_empty() {
                continue;
            }
            let found = qualified::kind(&cell);
            self.kinds.note(record.line, &cell, found.is_some());
            if let Some(kind) = found {
                all = Kind { reverse: all.reverse | kind.reverse, part: all.part | kind.part, reactive: all.reactive | kind.reactive };
            }
        }
        all
    }

    /// The meter that a row's number is of, with what the row says of it; `None` where it is not read.
    pub(super) fn told_apart(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        collector: &mut Collector<'_>,
    ) -> Result<Option<usize>, Trouble> {
        self.power_by_word(record, &collector.meters[meter])?;
        if self.columns.kinds.is_empty() {
            return Ok(Some(meter));
        }
        self.kind = self.kind_of(record);
        if self.kind.reactive {
            return Ok(None);
        }
        let column = self.columns.value.or(self.columns.energy).or(self.columns.end_reading);
        if self.kind.reverse && self.reverse_of(meter, collector.meters).is_none() {
            if let Some(column) = column.filter(|_| !self.kind.part) {
                self.note_unregistered(record, meter, column);
            }
            return Ok(None);
        }
        let own = if self.kind.reverse { self.reverse_of(meter, collector.meters).unwrap_or(meter) } else { meter };
        let edges = [self.columns.date, self.columns.time, self.columns.start, self.columns.end];
        let when = edges.into_iter().flatten().chain(self.columns.times.all()).fold(Vec::new(), |mut when, column| {
            when.extend_from_slice(record.get(column));
            when.push(0);
            when
        });
        let value = column.and_then(|column| self.printed(record, column));
        let part = self.kind.part.then(|| self.columns.kinds.iter().map(|&at| record.text(at)).collect::<Vec<_>>().join(" "));
        self.kinds.take(own, when, part.as_deref().map(|word| (record.line, word)), value, collector.place(record.line));
        Ok((!self.kind.part).then_some(own))
    }

    /// A row whose word says that its number is power (数据项: 有功功率), where it would be taken for energy.
    fn power_by_word(&self, record: &Record<'_>, registered: &Meter) -> Result<(), Trouble> {
        if self.columns.items.is_empty() || self.table.says_quantity || self.table.unit.is_some() {
            return Ok(());
        }
        let says_power = |text: &str| text.contains("功率") && !text.contains("功率因数");
        let Some(word) = self.columns.items.iter().map(|&at| record.text(at)).find(|text| says_power(text)) else { return Ok(()) };
        let unit = self.unit(self.columns.value, registered, self.unit_of_row(record, None)?)?;
        if unit.dimension != Dimension::Energy {
            return Ok(());
        }
        let why = say!(
            "the row says `{word}`, which is power, and {id} would be read in {unit}, which is energy: state what it holds in its [[readings]] table, such as `unit = \"kW\"`, or `quantity = \"energy\"` if it is energy",
            word = shown(&word),
            id = shown(&registered.id),
            unit
        );
        Err(Trouble::File(InputError::at(self.name, record.line, why).coded("unknown-unit")))
    }
}
