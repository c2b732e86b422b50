//! Times that several cells of a row say together (date and hour, date and point, year and month, a period), that stand across, or that count from
//! 1970: found by the columns, and put together by the rules, by which the readers of readings do it.

use super::around::{Around, Base};
use super::rows::{Gathering, Row, Source};
use super::sheet::Sheet;
use crate::input::error::InputError;
use crate::input::field::DateOrder;
use crate::input::manifest::{Layout, Readings};
use crate::input::table::columns::Columns;
use crate::input::template::{Names, Template};
use crate::input::times::Times;
use crate::input::times::base::DateOf;
use crate::input::times::columns::TimeColumns;
use crate::input::times::epoch::Epoch;
use crate::input::times::seen::Seen;

/// The columns that say the time, and what a table that reads them states.
#[derive(Clone)]
pub(super) struct Clock {
    pub(super) columns: Columns,
    pub(super) table: Readings,
    names: Names,
    seen: Option<Seen>,
}

impl Clock {
    pub(super) fn new(layout: Layout, times: TimeColumns, sheet: &Sheet, around: &Around<'_>) -> Self {
        let names = Names {
            path: around.path.to_owned(),
            sheet: around.sheet.map(str::to_owned),
            title: sheet.title_rows.clone(),
            ..Names::default()
        };
        let table = Readings { layout, ..Readings::default() };
        Self { columns: Columns { times, ..Columns::default() }, table, names, seen: None }
    }

    /// A clock of a table whose day, month or year a name around it says; `None` where the name cannot be stated.
    pub(super) fn dated_by(base: &Base, layout: Layout, sheet: &Sheet, around: &Around<'_>) -> Option<Self> {
        let template = Template::parse(base.place.stated()).ok()??;
        let mut clock = Self::new(layout, TimeColumns::default(), sheet, around);
        clock.table.date = Some(DateOf::Named(template));
        Some(clock)
    }

    /// The names around the rows, with another title.
    pub(super) fn titled(&self, titles: &[String]) -> Names {
        Names { title: titles.to_vec(), ..self.names.clone() }
    }

    /// How stamps count since 1970, where they do.
    pub(super) fn epoch(&self) -> Option<Epoch> {
        self.table.epoch
    }

    /// Takes the order of day and month.
    pub(super) fn ordered(&mut self, order: Option<DateOrder>) {
        self.table.source.date_order = order;
    }

    /// The times of the rows.
    pub(super) fn times(&self) -> Times<'_> {
        let mut times = Times::new(&self.table, &self.names);
        if let Some(seen) = &self.seen {
            times.saw(seen.clone());
        }
        times
    }

    /// Looks at all rows, where only these tell from which number hours and points count.
    pub(super) fn look(&mut self, source: &mut Source<'_, '_>) -> Result<(), InputError> {
        if !self.times().asks_for_look(&self.columns) {
            return Ok(());
        }
        let stamps = (self.columns.time, self.columns.date);
        let take = |seen: &mut Seen, row: Row<'_>| {
            if let Row::Data(record) = row {
                seen.note(record, &self.columns.times, stamps, &[], self.table.source.date_order);
            }
        };
        let gathered = source.in_order(&Gathering { start: &Seen::default, take: &take })?;
        self.seen = gathered.parts.into_iter().next().map(|part| part.state);
        Ok(())
    }
}
