//! Reads the files of a `[[readings]]` table row by row into a collector. Nothing is held but the row at hand.

mod bills;
mod blocks;
mod conversions;
mod direct;
mod kinds;
mod long;
mod moments;
mod numbers;
mod owner_of_row;
mod refused;
mod wide;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;

use crate::dossier::{Effect, Unit};
use crate::files::Files;
use crate::input::error::InputError;
use crate::input::ids::MeterIds;
use crate::input::manifest::{Layout, MeterOf, Readings};
use crate::input::qualified::{Kind, Kinds};
use crate::input::readings::collector::Collector;
use crate::input::readings::conversion::Conversion;
use crate::input::scan::Record;
use crate::input::table::columns::Columns;
use crate::input::table::qualities::hidden_quality;
use crate::input::table::{Kept, Table, bracketed, twins};
use crate::input::template::{Name, Names};
use crate::input::times::Times;
use crate::input::worded::Worded;
use crate::measure::Exact;
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// What the readings of a file are read with.
pub(in crate::input) struct Reader<'a> {
    files: &'a Files,
    pub(in crate::input) table: &'a Readings,
    pub(in crate::input) name: &'a str,
    /// The names that it has in the park.
    names: Names,
    pub(in crate::input) file: usize,
    pub(in crate::input) park_offset: i32,
    pub(in crate::input) columns: Columns,
    ids: &'a MeterIds,
    owners: Owners,
    /// Conversions of the meters that were met, and the last of them.
    conversions: BTreeMap<usize, Conversion>,
    converted: Option<(usize, Conversion)>,
    /// That of the last row which states a unit or a multiplier: meter, column, the two as stated.
    row_conversion: Option<(usize, Option<usize>, Option<Unit>, Option<Exact>, Conversion)>,
    unknown: BTreeMap<Vec<u8>, (u64, u64)>,
    /// Meters that are registered, and whose other direction is not though it is not zero: readings, first line.
    unregistered: BTreeMap<usize, (u64, u64)>,
    /// Words of the quality column that are not known: readings, first line.
    odd_qualities: BTreeMap<String, (u64, u64)>,
    /// Totals and parts that stand in rows of their own.
    kinds: Kinds,
    /// What the number of the row at hand is of.
    kind: Kind,
    /// Names of the columns.
    header: Vec<String>,
    /// Line of the row at hand.
    line: u64,
    last_id: Vec<u8>,
    last_meter: Option<usize>,
    /// When its rows are of.
    times: Times<'a>,
    /// Whether the rows are those of a sheet of a workbook.
    sheeted: bool,
    /// What stands around the rows of a multiplier, and the text that says it.
    worded: Option<(Worded, String)>,
    /// Notes below the rows that speak of one.
    notes: Vec<String>,
    /// Rows that may be the title of a further block: with a header behind them they are.
    titles: Vec<TitleRow>,
    /// What the rows above the first header of each meter tell.
    told: BTreeMap<String, BTreeSet<String>>,
    /// Rows of one text that could not be read: with data below them they may name another meter.
    strays: Vec<TitleRow>,
    /// Titles of sections among rows that say their meters.
    sections: Option<(TitleRow, u64)>,
    /// Rows that are data though they start with a word of a total or a note.
    pub(in crate::input) kept: Kept,
}

/// A row that may be the title of a further block.
struct TitleRow {
    line: u64,
    cells: Vec<String>,
}

/// The meters of a file, where no column of its rows says them.
#[derive(Clone)]
struct Owners {
    /// The one of the whole file.
    fixed: Option<usize>,
    /// Meter and column of each column that is one meter's.
    by_column: Vec<(usize, usize)>,
}

/// What a row was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum RowRead {
    /// One of data, whether it could be used or not.
    Data,
    /// A header once more, from which on the columns are others.
    Header {
        /// The rows that were none of data: it, and the title above it.
        rows: u64,
    },
}

/// Why a row cannot be used.
enum Trouble {
    /// The row cannot be read: of which interval it is, is not known.
    Row(Message),
    /// The row does not even say of which meter it is.
    Nameless(Message),
    /// The meter and the time are known, and the value cannot be read: the reading is missing.
    Value(Message),
    File(InputError),
}

impl<'a> Reader<'a> {
    /// A reader of one file.
    #[allow(clippy::too_many_arguments, reason = "a file, the table that reads it, and the park around both")]
    pub(in crate::input) fn new(
        files: &'a Files,
        table: &'a Readings,
        name: &'a str,
        mut names: Names,
        file: usize,
        park_offset: i32,
        columns: Columns,
        ids: &'a MeterIds,
    ) -> Self {
        names.entitle(columns.times.title.clone());
        let mut columns = columns;
        columns.unit_named = unit_of_names(&names);
        let times = Times::new(table, &names);
        Self {
            files,
            table,
            name,
            names,
            file,
            park_offset,
            columns,
            ids,
            owners: Owners { fixed: None, by_column: Vec::new() },
            conversions: BTreeMap::new(),
            converted: None,
            row_conversion: None,
            unknown: BTreeMap::new(),
            unregistered: BTreeMap::new(),
            odd_qualities: BTreeMap::new(),
            kinds: Kinds::default(),
            kind: Kind::default(),
            header: Vec::new(),
            line: 0,
            last_id: Vec::new(),
            last_meter: None,
            times,
            sheeted: false,
            worded: None,
            notes: Vec::new(),
            titles: Vec::new(),
            told: BTreeMap::new(),
            strays: Vec::new(),
            sections: None,
            kept: Kept::default(),
        }
        .around()
    }

    /// Learns what stands around the rows of a multiplier: in the rows above the header, the names of the sheet, the file and its folders.
    fn around(mut self) -> Self {
        let Names { path, sheet, title, .. } = &self.names;
        let texts = title.iter().map(String::as_str).chain(sheet.as_deref()).chain([path.as_str()]);
        self.worded = Worded::among(texts).map(|(told, text)| (told, text.to_owned()));
        self.note_title();
        self
    }

    /// Notes a row below the table that may speak of a multiplier.
    pub(in crate::input) fn note(&mut self, record: &Record<'_>) {
        let text = record.texts().concat();
        if self.notes.len() < 20 && Worded::of(&text).is_some() {
            self.notes.push(text);
        }
    }

    /// Reads all rows.
    pub(in crate::input) fn read<R: Read>(&mut self, rows: &mut Table<R>, collector: &mut Collector<'_>) -> Result<(), InputError> {
        self.sheeted = rows.sheet.is_some();
        self.times.are_timed(self.columns.time.is_some_and(|c| rows.has_timed_serials(c)));
        self.start(&rows.header, collector)?;
        rows.kept.clone_from(&self.kept);
        while let Some(record) = rows.next()? {
            if let RowRead::Header { rows: none } = self.row(&record, collector)? {
                rows.uncount(none);
            }
        }
        self.notes.extend(rows.notes.drain(..).filter(|text| Worded::of(text).is_some()));
        self.finish(collector)
    }

    /// Which rows are data though they start with a word of a total or a note: those of a registered meter; in a file of one meter, those that state
    /// their time.
    fn kept(&self) -> Kept {
        let Columns { time, date, start, value, energy, .. } = self.columns;
        let times: Vec<usize> = [time, date].into_iter().flatten().chain(self.columns.times.all()).collect();
        if let Some(column) = self.columns.meter {
            return Kept { ids: Some((column, Arc::clone(self.ids))), times, ..Kept::default() };
        }
        let either: Vec<usize> = [time, date, start].into_iter().flatten().collect();
        let filled = [value, energy].into_iter().flatten().chain(self.columns.points.first().map(|point| point.column)).collect();
        if either.is_empty() { Kept { times, ..Kept::default() } } else { Kept { filled, either, ids: None, times } }
    }

    /// Learns what is to be known of the file's meters before its first row; `header` is its header row.
    pub(in crate::input) fn start(&mut self, header: &[String], collector: &Collector<'_>) -> Result<(), InputError> {
        self.header = header.to_vec();
        if let (Some(stated), Some(said)) = (self.table.utc_offset, self.columns.times.offset)
            && stated != said
        {
            let cell = self.columns.time.or(self.columns.date).and_then(|at| header.get(at)).map_or("", |cell| cell.trim());
            let why = say!(
                "`utc_offset` of its [[readings]] table is {stated}, the column `{header}` says {said}: correct the one that is wrong",
                stated = offset_text(stated),
                said = offset_text(said),
                header = shown(cell)
            );
            return Err(InputError::at(self.name, 0, why));
        }
        if let (None, None, Some(cell)) = (
            self.table.utc_offset,
            self.columns.times.offset,
            self.columns.times.named_zone(self.columns.time.or(self.columns.date), header),
        ) {
            let why = say!(
                "the column `{header}` names a zone: state how far its clock is from UTC in the [[readings]] table, such as `utc_offset = \"+01:00\"`; where it has summer time, export stamps that state their offset",
                header = shown(cell)
            );
            return Err(InputError::at(self.name, 0, why));
        }
        if let Some(why) = self.twin_headers(header).or_else(|| hidden_quality(header, &self.table.source.options)) {
            return Err(InputError::at(self.name, 0, why));
        }
        if self.times.asks_for_look(&self.columns) {
            self.look()?;
        }
        self.kept = self.kept();
        self.owners = Owners { fixed: self.fixed_meter(collector)?, by_column: self.column_meters()? };
        Ok(())
    }

    /// Two columns of one name, of which one is read.
    fn twin_headers(&self, header: &[String]) -> Option<Message> {
        let columns = &self.columns;
        let single = [columns.meter, columns.time, columns.date, columns.value, columns.quality, columns.multiplier, columns.row_unit];
        let bill = [columns.start, columns.end, columns.start_reading, columns.end_reading, columns.energy, columns.reverse];
        let used = single.into_iter().chain(bill).flatten().chain(columns.meters.iter().map(|&(_, at)| at));
        used.filter_map(|at| header.get(at)).find_map(|cell| twins(header, cell))
    }

    /// Says what showed only over all rows.
    pub(in crate::input) fn finish(&mut self, collector: &mut Collector<'_>) -> Result<(), InputError> {
        self.untitled(collector);
        self.leave_strays(collector);
        self.tell_sections(collector);
        self.tell_unknown(collector);
        self.tell_unregistered(collector)?;
        self.tell_qualities(collector);
        if let Some((told, text)) = Worded::among(self.notes.iter().map(String::as_str)) {
            let meters: Vec<usize> = self.conversions.keys().copied().collect();
            for meter in meters {
                self.judge_worded(meter, &told, text, collector);
            }
        }
        self.kinds.finish(collector.meters, collector.log()).map_err(|(line, why)| InputError::at(self.name, line, why))
    }

    /// Reads a row.
    pub(in crate::input) fn row(&mut self, record: &Record<'_>, collector: &mut Collector<'_>) -> Result<RowRead, InputError> {
        self.line = record.line;
        if record.broken {
            self.unparsable(collector, None, Effect::Blocks, record.line, say!("a quote is opened and never closed"), record);
            return Ok(RowRead::Data);
        }
        if let Some(columns) = self.header_again(record) {
            let titles = self.retitle(collector)?;
            self.restart(columns, record, collector)?;
            return Ok(RowRead::Header { rows: titles + 1 });
        }
        if self.is_header_row(record) {
            let titles = self.retitle(collector)?;
            return Ok(RowRead::Header { rows: titles + 1 });
        }
        if let Some(title) = self.title_again(record) {
            self.titles.push(title);
            return Ok(RowRead::Data);
        }
        self.untitled(collector);
        let fixed = self.owners.fixed;
        if let Some(why) = self.surplus(record) {
            let owner = match self.columns.meter {
                None => fixed,
                Some(column) => match self.find(record.get(column)) {
                    None if !record.get(column).is_empty() => {
                        self.note_unknown(record.get(column), record.line);
                        return Ok(RowRead::Data);
                    }
                    found => found,
                },
            };
            self.unparsable(collector, owner, Effect::Blocks, record.line, why, record);
            return Ok(RowRead::Data);
        }
        if !self.columns.silent.is_empty() {
            self.hear(record);
        }
        let result = match self.table.layout {
            Layout::Long | Layout::Register => self.long(record, fixed, collector),
            Layout::Wide => self.wide(record, fixed, collector),
            Layout::Bill => self.bill(record, fixed, collector),
        };
        match result {
            Ok(()) => {
                self.go_on(collector);
                Ok(RowRead::Data)
            }
            Err(Trouble::File(error)) => Err(error),
            Err(_) if self.holds_nothing(record) => Ok(RowRead::Data),
            Err(_) if self.is_stray(record) || self.is_section(record) => Ok(RowRead::Data),
            Err(Trouble::Nameless(why)) => {
                self.unparsable(collector, fixed, Effect::Blocks, record.line, why, record);
                Ok(RowRead::Data)
            }
            Err(trouble @ (Trouble::Row(_) | Trouble::Value(_))) => {
                let effect = if matches!(trouble, Trouble::Value(_)) { Effect::Discards } else { Effect::Blocks };
                let (Trouble::Row(why) | Trouble::Value(why) | Trouble::Nameless(why)) = trouble else { return Ok(RowRead::Data) };
                let meter = fixed.or(self.last_meter.filter(|_| self.columns.meter.is_some()));
                self.unparsable(collector, meter, effect, record.line, why, record);
                Ok(RowRead::Data)
            }
        }
    }
}

/// The unit that the name of the sheet or the file states in its brackets: 负荷曲线(kW).csv.
pub(in crate::input) fn unit_of_names(names: &Names) -> Option<Unit> {
    let stem = names.get(Name::Stem);
    names.sheet.as_deref().into_iter().chain([stem.as_str()]).find_map(|name| Unit::parse(bracketed(name.trim())?))
}

/// The id of the meter that a whole file is of, where no column says it.
pub(in crate::input) fn fixed_id(table: &Readings, names: &Names) -> Option<String> {
    match &table.meter {
        None | Some(MeterOf::Around(..)) => None,
        Some(MeterOf::Fixed(id)) => Some(id.clone()),
        Some(MeterOf::Named(named)) => Some(named.fill(names)),
    }
}

/// An offset as it is written: +08:00.
fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}
