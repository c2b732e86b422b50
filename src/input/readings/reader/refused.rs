//! Rows that cannot be used, listed with their excerpt; and what is said once per file: unknown meters, directions and words of quality.

use super::Reader;
use crate::dossier::{Code, Defect, Effect, Position};
use crate::input::error::InputError;
use crate::input::field::near;
use crate::input::ids::{self};
use crate::input::manifest::MeterOf;
use crate::input::readings::collector::Collector;
use crate::input::scan::Record;
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Reader<'_> {
    /// Whether a row has nothing in the columns of a table that names them by their numbers: the part beside it is longer, the 1st to the 16th of a month
    /// beside the 17th to the 31st.
    pub(super) fn holds_nothing(&self, record: &Record<'_>) -> bool {
        self.table.source.options.headless && self.columns.taken().into_iter().all(|at| record.get(at).is_empty())
    }

    pub(super) fn unparsable(
        &self,
        collector: &mut Collector<'_>,
        meter: Option<usize>,
        effect: Effect,
        line: u64,
        why: Message,
        record: &Record<'_>,
    ) {
        // A row without a cell where its values stand loses none.
        let columns = [self.columns.value, self.columns.reverse, self.columns.energy, self.columns.end_reading];
        let several = self.columns.meters.iter().map(|&(_, at)| at).chain(self.columns.points.iter().map(|point| point.column));
        let holds_value = columns.into_iter().flatten().chain(several).any(|at| !record.get(at).is_empty());
        let effect = if holds_value || record.broken { effect } else { Effect::Discards };
        let cells: Vec<String> = record.fields().take(EXCERPT).map(|f| String::from_utf8_lossy(f).into_owned()).collect();
        collector.list(self.unused(effect, meter.map(|m| collector.meters[m].id.clone()), line, why, &cells));
    }

    /// What says of a row, by its first cells, why it is not used.
    pub(super) fn unused(&self, effect: Effect, meter: Option<String>, line: u64, why: Message, cells: &[String]) -> Defect {
        let excerpt = shown(&cells.iter().take(EXCERPT).map(String::as_str).collect::<Vec<_>>().join(","));
        Defect::new(
            Code::UnparsableRow,
            effect,
            say!("{why}: `{excerpt}`; the row is not used", why => why, excerpt).at(format!("{}:{line}", self.name)),
        )
        .at(Position { file: self.file, line })
        .of(meter)
    }

    /// Says which meters of the file are not registered.
    pub(in crate::input) fn tell_unknown(&mut self, collector: &mut Collector<'_>) {
        for (id, (count, line)) in std::mem::take(&mut self.unknown) {
            let id = String::from_utf8_lossy(&id).into_owned();
            let id = match &self.table.meter {
                Some(MeterOf::Around(before, after)) => format!("{before}{id}{after}"),
                _ => id,
            };
            let meters = collector.meters;
            let near = match ids::without_zeros(&id, meters) {
                Some(own) => say!("; `{own}` differs from it only by zeros in front, which a spreadsheet takes off", own),
                // A file of thousands of unknown meters is not held against all that are registered, again and again.
                None if collector.take_search() => near(&id, meters.iter().map(|m| m.id.as_str())),
                None => Message::nothing(),
            };
            let message = say!(
                "{count} row(s) of meter `{id}`, which is not in the registry{near}; they are not used: register it",
                count, id = shown(&id), near => near
            )
            .at(format!("{}:{line}", self.name));
            let position = Some(Position { file: self.file, line });
            collector.list(Defect::new(Code::UnknownMeter, Effect::Discards, message).at(position).of(id).count(count));
        }
    }

    /// Says which registered meters have readings of another direction that no meter is registered for: at the park's boundary it is an error.
    pub(super) fn tell_unregistered(&mut self, collector: &mut Collector<'_>) -> Result<(), InputError> {
        for (meter, (count, line)) in std::mem::take(&mut self.unregistered) {
            let registered = &collector.meters[meter];
            let message = say!(
                "{count} reading(s) of the reverse direction (反向) of {id} are not zero, and no meter `{id}/反向` is registered; register it with its flow, or name the column that is read as `columns = { value = \"…\" }`",
                count,
                id = shown(registered.id.strip_suffix("/正向").unwrap_or(&registered.id))
            );
            if registered.at_boundary() {
                return Err(InputError::at(self.name, line, message).coded("unknown-meter"));
            }
            let meter = Some(format!("{}/反向", registered.id));
            collector.list(
                Defect::new(Code::UnknownMeter, Effect::Discards, message.at(format!("{}:{line}", self.name)))
                    .at(Position { file: self.file, line })
                    .of(meter)
                    .count(count),
            );
        }
        Ok(())
    }

    /// Says which words of quality are not known.
    pub(super) fn tell_qualities(&mut self, collector: &mut Collector<'_>) {
        for (word, (count, line)) in std::mem::take(&mut self.odd_qualities) {
            let word = shown(&word);
            let message = say!(
                "{count} reading(s) have the quality `{word}`, which is not known: they count as missing; say what it means in the [[readings]] table, as `qualities = { {word} = \"good\" }`, \"estimated\" or \"bad\"",
                count, word
            )
            .at(format!("{}:{line}", self.name));
            collector
                .list(Defect::new(Code::UnknownQuality, Effect::Discards, message).at(Position { file: self.file, line }).count(count));
        }
    }
}

/// Of how many cells an excerpt of a row is made.
const EXCERPT: usize = 6;
