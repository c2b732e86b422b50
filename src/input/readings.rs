//! Reads the files of a `[[readings]]` table row by row into a collector. Nothing is held but the row at hand.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use super::bill::{self, Bill, instant};
use super::collect::{Collector, Conversion, Entry, Given, Placing, Quality, When, shown};
use super::error::InputError;
use super::field::{self, Comma, Known, Mark, MarkError, Marks, PartialDate, Range, Stamp, StampError, near};
use super::ids::{self, MeterIds};
use super::manifest::{Label, Layout, MeterOf, QualityWord, Readings};
use super::points::Columns;
use super::qualified::{self, Kind, Kinds, Multiplier};
use super::quality;
use super::register::{GivenAs, Reading as RegisterReading};
use super::scan::Record;
use super::table::bills::BillColumns;
use super::table::roles::unit_above;
use super::table::{Kept, Recognise, Table, bracketed, twins, with_unit};
use super::template::{Name, Names};
use super::times::columns::beside;
use super::times::seen::Seen;
use super::times::{Moment, Refusal, Times};
use super::worded::Worded;
use super::workbook;
use crate::dossier::{Code, Defect, Dimension, Effect, Meter, Position, Unit};
use crate::files::Files;
use crate::measure::{Civil, Exact, Month, SECONDS_PER_DAY, Step};
use crate::say;
use crate::say::Message;

/// What the readings of a file are read with.
pub(super) struct Reader<'a> {
    files: &'a Files,
    pub(super) table: &'a Readings,
    pub(super) name: &'a str,
    /// The names that it has in the park.
    names: Names,
    pub(super) file: usize,
    pub(super) park_offset: i32,
    pub(super) columns: Columns,
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
    /// Rows that are data though they start with a word of a total or a note.
    pub(super) kept: Kept,
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
pub(super) enum RowRead {
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
    pub(super) fn new(
        files: &'a Files,
        table: &'a Readings,
        name: &'a str,
        mut names: Names,
        file: usize,
        park_offset: i32,
        columns: Columns,
        ids: &'a MeterIds,
    ) -> Self {
        names.title.clone_from(&columns.times.title);
        let mut columns = columns;
        columns.unit_above = columns.unit_above.or_else(|| unit_of_names(&names));
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
            last_id: Vec::new(),
            last_meter: None,
            times,
            sheeted: false,
            worded: None,
            notes: Vec::new(),
            titles: Vec::new(),
            kept: Kept::default(),
        }
        .around()
    }

    /// Learns what stands around the rows of a multiplier: in the rows above the header, the names of the sheet, the file and its folders.
    fn around(mut self) -> Self {
        let Names { path, sheet, title } = &self.names;
        let texts = title.iter().map(String::as_str).chain(sheet.as_deref()).chain([path.as_str()]);
        self.worded = Worded::among(texts).map(|(told, text)| (told, text.to_owned()));
        self
    }

    /// Notes a row below the table that may speak of a multiplier.
    pub(super) fn note(&mut self, record: &Record<'_>) {
        let text = (0..record.len()).map(|at| record.text(at).into_owned()).collect::<String>();
        if self.notes.len() < 20 && Worded::of(&text).is_some() {
            self.notes.push(text);
        }
    }

    /// Reads all rows.
    pub(super) fn read<R: Read>(&mut self, rows: &mut Table<R>, collector: &mut Collector<'_>) -> Result<(), InputError> {
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
        if let Some(column) = self.columns.meter {
            return Kept { ids: Some((column, Arc::clone(self.ids))), ..Kept::default() };
        }
        let Columns { time, date, start, value, energy, .. } = self.columns;
        let either: Vec<usize> = [time, date, start].into_iter().flatten().collect();
        let filled = [value, energy].into_iter().flatten().chain(self.columns.points.first().map(|point| point.column)).collect();
        if either.is_empty() { Kept::default() } else { Kept { filled, either, ids: None } }
    }

    /// Learns what is to be known of the file's meters before its first row; `header` is its header row.
    pub(super) fn start(&mut self, header: &[String], collector: &Collector<'_>) -> Result<(), InputError> {
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
        if let Some(why) = self.twin_headers(header) {
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
    pub(super) fn finish(&mut self, collector: &mut Collector<'_>) -> Result<(), InputError> {
        self.untitled(collector);
        self.tell_unknown(collector);
        self.tell_unregistered(collector)?;
        self.tell_qualities(collector);
        if let Some((told, text)) = Worded::among(self.notes.iter().map(String::as_str)) {
            let meters: Vec<usize> = self.conversions.keys().copied().collect();
            for meter in meters {
                self.judge_worded(meter, &told, text, collector);
            }
        }
        self.kinds.finish(collector).map_err(|(line, why)| InputError::at(self.name, line, why))
    }

    /// Reads a row.
    pub(super) fn row(&mut self, record: &Record<'_>, collector: &mut Collector<'_>) -> Result<RowRead, InputError> {
        if record.broken {
            self.unparsable(collector, None, Effect::Blocks, record.line, say!("a quote is opened and never closed"), record);
            return Ok(RowRead::Data);
        }
        if let Some(columns) = self.header_again(record) {
            let titles = self.retitle();
            self.restart(columns, record, collector)?;
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
        let result = match self.table.layout {
            Layout::Long | Layout::Register => self.long(record, fixed, collector),
            Layout::Wide => self.wide(record, fixed, collector),
            Layout::Bill => self.bill(record, fixed, collector),
        };
        match result {
            Ok(()) => Ok(RowRead::Data),
            Err(Trouble::File(error)) => Err(error),
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

    /// The columns of a row that is a header once more: it has words where others have their time.
    fn header_again(&self, record: &Record<'_>) -> Option<Columns> {
        if self.table.source.options.headless {
            return None;
        }
        if self.is_same_header(record) {
            return Some(self.columns.clone());
        }
        let column = self.columns.time.or(self.columns.date).or(self.columns.start)?;
        let cell = record.get(column);
        let is_word =
            !cell.is_empty() && !cell.iter().any(u8::is_ascii_digit) && cell.iter().any(|b| b.is_ascii_alphabetic() || !b.is_ascii());
        if !is_word {
            return None;
        }
        let cells: Vec<String> = (0..record.len()).map(|at| record.text(at).into_owned()).collect();
        self.table.recognise(&cells).ok()
    }

    /// Whether a row is the header as it stood.
    fn is_same_header(&self, record: &Record<'_>) -> bool {
        let first = self.header.first().is_some_and(|cell| !cell.is_empty() && cell.trim().as_bytes() == record.get(0));
        first
            && (0..record.len().max(self.header.len()))
                .all(|at| record.text(at).trim() == self.header.get(at).map_or("", |cell| cell.trim()))
    }

    /// A row that may be the title of a further block of rows, 2025年2月电量日报: one text, none of it where values stand.
    fn title_again(&self, record: &Record<'_>) -> Option<TitleRow> {
        if self.titles.len() >= 4 || self.table.source.options.headless {
            return None;
        }
        let mut filled = (0..record.len()).filter(|&at| !record.get(at).is_empty());
        let first = filled.next()?;
        // Most rows have numbers behind their first cell.
        let is_text = |at: usize| record.get(at).first().is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
        // A unit may stand above its column alone.
        let alone = filled.clone().next().is_none() && is_text(first);
        if (first > 0 && !alone) || !filled.clone().all(|at| record.get(at) == record.get(first) || is_text(at)) || filled.count() > 3 {
            return None;
        }
        let cells: Vec<String> = (0..record.len()).map(|at| record.text(at).into_owned()).collect();
        let dated = first == 0 && PartialDate::named(&cells[first], false) != PartialDate::default();
        let of_unit = || unit_above(&cells).is_some();
        (dated || of_unit()).then_some(TitleRow { line: record.line, cells })
    }

    /// Takes the rows above a further header for what stands around the rows below it; says how many they are.
    fn retitle(&mut self) -> u64 {
        if self.titles.is_empty() {
            return 0;
        }
        let titles = std::mem::take(&mut self.titles);
        if let Some(unit) = titles.iter().rev().find_map(|title| unit_above(&title.cells)) {
            self.columns.unit_above = Some(unit);
        }
        self.names.title = titles.iter().map(|title| beside(&title.cells)).collect();
        self.times.renamed(&self.names);
        let told = Worded::among(self.names.title.iter().map(String::as_str)).map(|(told, text)| (told, text.to_owned()));
        self.worded = told.or(self.worded.take());
        titles.len() as u64
    }

    /// Says of rows that were no titles that they cannot be read; one of a month or a day alone has lost nothing.
    fn untitled(&mut self, collector: &mut Collector<'_>) {
        for TitleRow { line, cells } in std::mem::take(&mut self.titles) {
            if field::stamp(&cells[0], self.table.source.date_order).is_ok() {
                continue;
            }
            // A unit that a row states below the header may be that of the rows behind it.
            let effect = if unit_above(&cells).is_some() { Effect::Blocks } else { Effect::Discards };
            let why = say!("the time cannot be read ({why})", why => StampError::Unreadable.said());
            collector.defects.push(self.unused(effect, None, line, why, &cells));
        }
    }

    /// Starts the columns anew.
    fn restart(&mut self, columns: Columns, record: &Record<'_>, collector: &mut Collector<'_>) -> Result<(), InputError> {
        let quality = self.columns.quality.filter(|_| self.columns.quality_by_values).and_then(|at| self.header.get(at));
        let same = quality.and_then(|name| (0..record.len()).find(|&at| record.text(at) == name.trim()));
        let quality = columns.quality.or(same);
        self.columns = Columns { unit_above: self.columns.unit_above, quality, quality_by_values: same.is_some(), ..columns };
        self.conversions.clear();
        self.converted = None;
        self.row_conversion = None;
        self.last_id.clear();
        self.last_meter = None;
        self.times.restart();
        let header: Vec<String> = (0..record.len()).map(|at| record.text(at).into_owned()).collect();
        self.start(&header, collector)
    }

    /// Why a row has more cells than its header: its numbers may have slid into other columns.
    fn surplus(&self, record: &Record<'_>) -> Option<Message> {
        let width = self.columns.width;
        if width == 0 || record.len() <= width {
            return None;
        }
        if (width..record.len()).any(|at| !record.get(at).is_empty()) {
            let filled = (0..record.len()).rposition(|at| !record.get(at).is_empty()).map_or(0, |last| last + 1);
            return Some(say!(
                "the row has {filled} cells, the header {width}: a thousands separator without quotes, or a cell that the header does not name; quote the number, or name the column",
                filled,
                width
            ));
        }
        let value = self.columns.value.or(self.columns.energy)?;
        let (head, tail) = (record.get(value), record.get(value + 1));
        let head = head.strip_prefix(b"-").unwrap_or(head);
        let whole = tail.split(|b| *b == b'.').next().unwrap_or(b"");
        let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        (digits(head) && head.len() <= 3 && digits(whole) && whole.len() == 3).then(|| {
            say!(
                "the row has one cell more than the header, and `{head},{tail}` may be one number: quote it",
                head = String::from_utf8_lossy(record.get(value)).into_owned(),
                tail = String::from_utf8_lossy(tail).into_owned()
            )
        })
    }

    /// Takes a number, or the lack of one, that the fast road has read; the step is given where the layout fixes it.
    pub(super) fn take(
        &mut self,
        meter: usize,
        minute: i32,
        number: Option<(i64, u8)>,
        line: u64,
        step: Option<Step>,
        collector: &mut Collector<'_>,
    ) -> Result<(), InputError> {
        let wide = self.table.layout == Layout::Wide;
        let conversion = self.plain_conversion(meter, line, collector)?;
        let at = Civil(i64::from(minute) * 60);
        if self.table.layout == Layout::Register {
            if let Some((mantissa, decimals)) = number {
                let (mantissa, decimals, place) = (mantissa.into(), decimals.into(), collector.place(line));
                let reading = RegisterReading { at, mantissa, decimals, estimated: false, place, given: self.register_given(conversion) };
                collector.take_register(meter, reading, self.table.interval);
                collector.prime_register(meter, conversion);
            }
            return Ok(());
        }
        let given = number.map_or(Given::Missing, |(mantissa, decimals)| Given::Number(mantissa.into(), decimals.into()));
        let when = if wide { When::Interval(at, step.unwrap_or(Step::DAY)) } else { When::Instant(at) };
        collector.take(meter, Entry { when, given, quality: Quality::Good, line }, self.placing(), conversion);
        // A multiplier that changes is taken by the time of each reading.
        if collector.meters[meter].multipliers.is_empty() {
            collector.prime(meter, conversion, step, wide || self.table.label == Label::Start);
        }
        Ok(())
    }

    /// Takes numbers of a meter, or the lack of them, that the fast road has read on a line each, until its step in the file shows: says how many.
    pub(super) fn sample(
        &mut self,
        meter: usize,
        minute: i32,
        step: i32,
        numbers: impl Iterator<Item = Option<(i64, u8)>>,
        line: u64,
        collector: &mut Collector<'_>,
    ) -> Result<usize, InputError> {
        if self.table.layout != Layout::Long || self.table.interval.is_some() {
            return Ok(0);
        }
        let conversion = self.plain_conversion(meter, line, collector)?;
        Ok(collector.sample(meter, minute, step, numbers, line, self.placing(), conversion))
    }

    /// The conversion of what the fast road has read on a line.
    fn plain_conversion(&mut self, meter: usize, line: u64, collector: &mut Collector<'_>) -> Result<Conversion, InputError> {
        let column = if self.table.layout == Layout::Wide { None } else { Some(self.columns.value.unwrap_or(usize::MAX)) };
        self.conversion(meter, column, collector, None, None).map_err(|trouble| match trouble {
            Trouble::File(error) => error,
            Trouble::Row(why) | Trouble::Nameless(why) | Trouble::Value(why) => InputError::at(self.name, line, why),
        })
    }

    fn unparsable(
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
        collector.defects.push(self.unused(effect, meter.map(|m| collector.meters[m].id.clone()), line, why, &cells));
    }

    /// What says of a row, by its first cells, why it is not used.
    fn unused(&self, effect: Effect, meter: Option<String>, line: u64, why: Message, cells: &[String]) -> Defect {
        let excerpt = shown(&cells.iter().take(EXCERPT).map(String::as_str).collect::<Vec<_>>().join(","));
        Defect {
            code: Code::UnparsableRow,
            effect,
            meter,
            position: Some(Position { file: self.file, line }),
            count: 1,
            message: say!("{why}: `{excerpt}`; the row is not used", why => why, excerpt).at(format!("{}:{line}", self.name)),
            during: None,
            explained: None,
        }
    }

    /// Says which meters of the file are not registered.
    pub(super) fn tell_unknown(&mut self, collector: &mut Collector<'_>) {
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
            collector.defects.push(Defect {
                code: Code::UnknownMeter,
                effect: Effect::Discards,
                meter: Some(id),
                position,
                count,
                message,
                during: None,
                explained: None,
            });
        }
    }

    /// Says which registered meters have readings of another direction that no meter is registered for: at the park's boundary it is an error.
    fn tell_unregistered(&mut self, collector: &mut Collector<'_>) -> Result<(), InputError> {
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
            collector.defects.push(Defect {
                code: Code::UnknownMeter,
                effect: Effect::Discards,
                meter,
                position: Some(Position { file: self.file, line }),
                count,
                message: message.at(format!("{}:{line}", self.name)),
                during: None,
                explained: None,
            });
        }
        Ok(())
    }

    /// Says which words of quality are not known.
    fn tell_qualities(&mut self, collector: &mut Collector<'_>) {
        for (word, (count, line)) in std::mem::take(&mut self.odd_qualities) {
            let word = shown(&word);
            let message = say!(
                "{count} reading(s) have the quality `{word}`, which is not known: they count as missing; say what it means in the [[readings]] table, as `qualities = { {word} = \"good\" }`, \"estimated\" or \"bad\"",
                count, word
            )
            .at(format!("{}:{line}", self.name));
            collector.defects.push(Defect {
                code: Code::UnknownQuality,
                effect: Effect::Discards,
                meter: None,
                position: Some(Position { file: self.file, line }),
                count,
                message,
                during: None,
                explained: None,
            });
        }
    }

    /// The registered meter of an id as it stands in a file.
    fn find(&self, id: &[u8]) -> Option<usize> {
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
    fn reverse_of(&self, meter: usize, meters: &[Meter]) -> Option<usize> {
        let id = meters[meter].id.as_str();
        let id = id.strip_suffix("/正向").unwrap_or(id);
        self.ids.get(format!("{id}/反向").as_bytes()).copied()
    }

    /// The meter of the file, where no column says it.
    fn fixed_meter(&self, collector: &Collector<'_>) -> Result<Option<usize>, InputError> {
        let Some(id) = fixed_id(self.table, &self.names) else { return Ok(None) };
        self.known(&id, collector.meters).map(Some)
    }

    fn known(&self, id: &str, meters: &[Meter]) -> Result<usize, InputError> {
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
    fn column_meters(&self) -> Result<Vec<(usize, usize)>, InputError> {
        let mut found = Vec::new();
        for &(index, column) in &self.columns.meters {
            let id = &self.table.meter_columns[index].0;
            if let Some(&meter) = self.ids.get(id.as_bytes()) {
                found.push((meter, column));
            } else {
                let near = near(id, self.ids.keys().filter_map(|k| std::str::from_utf8(k).ok()));
                let message =
                    say!("`columns.meters` names the meter `{id}`, which is not in the registry{near}", id = shown(id), near => near);
                return Err(InputError::at(super::manifest::MANIFEST, 0, message).coded("unknown-meter"));
            }
        }
        Ok(found)
    }

    /// The meter of a row; `None` if it is not registered (which is noted).
    fn meter(&mut self, record: &Record<'_>, fixed: Option<usize>, meters: &[Meter]) -> Result<Option<usize>, Trouble> {
        let Some(column) = self.columns.meter else { return Ok(fixed) };
        let id = record.get(column);
        if id == self.last_id && !id.is_empty() {
            if self.last_meter.is_none() {
                self.note_unknown(id, record.line);
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
            self.note_unknown(id, record.line);
        }
        Ok(self.last_meter)
    }

    fn note_unknown(&mut self, id: &[u8], line: u64) {
        self.unknown.entry(id.to_vec()).or_insert((0, line)).0 += 1;
    }

    /// The conversion of a meter's values in this file, of a multiplier and a unit that the row states, where it states any.
    fn conversion(
        &mut self,
        meter: usize,
        column: Option<usize>,
        collector: &mut Collector<'_>,
        multiplier: Option<&Exact>,
        row_unit: Option<Unit>,
    ) -> Result<Conversion, Trouble> {
        let of_file = multiplier.is_none() && row_unit.is_none();
        if of_file {
            let last = self.converted.filter(|(of, _)| *of == meter).map(|(_, conversion)| conversion);
            if let Some(conversion) = last.or_else(|| self.conversions.get(&meter).copied()) {
                self.converted = Some((meter, conversion));
                return Ok(conversion);
            }
            if self.table.layout == Layout::Register {
                collector.multipliers.absent(meter);
            }
            self.worded(meter, column, collector);
        }
        let registered = &collector.meters[meter];
        let unit = self.unit(column, registered, row_unit)?;
        if self.table.layout == Layout::Register && (unit.dimension == Dimension::Power || self.table.power) {
            let why = say!(
                "readings of a register are read as what a counter shows, and those of {id} are in {unit}, which is power: read power with layout = \"long\", or correct the unit",
                id = shown(&registered.id),
                unit
            );
            return Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")));
        }
        self.contradiction(column, unit, registered)?;
        let changing = multiplier.is_none() && !registered.multipliers.is_empty();
        let one = Exact::one();
        let applied = multiplier.unwrap_or(if changing { &one } else { &registered.multiplier });
        let conversion = Conversion::of(registered, unit, self.table.power, applied)
            .map_err(|why| Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))?;
        let conversion = if changing { conversion.changing() } else { conversion };
        // Each of them can be held exactly.
        for (_, multiplier) in registered.multipliers.iter().filter(|_| changing) {
            Conversion::of(registered, unit, self.table.power, multiplier)
                .map_err(|why| Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))?;
        }
        if of_file {
            self.conversions.insert(meter, conversion);
            self.converted = Some((meter, conversion));
        }
        Ok(conversion)
    }

    /// Holds what words say of a multiplier against the registry: those of the column's header, of the meter's name, and of what stands around the rows.
    fn worded(&self, meter: usize, column: Option<usize>, collector: &mut Collector<'_>) {
        let Columns { multiplier, ratios, value, end_reading, energy, .. } = &self.columns;
        if multiplier.is_some() || ratios.iter().any(Option::is_some) {
            return;
        }
        let header = column.or(*value).or(*end_reading).or(*energy).and_then(|at| self.header.get(at));
        let meters = collector.meters;
        let own = [Some(&meters[meter].id), meters[meter].label.as_ref(), header];
        let own = Worded::among(own.into_iter().flatten().map(String::as_str));
        let around = self.worded.as_ref().map(|(told, text)| (told.clone(), text.as_str()));
        if let Some((told, text)) = own.or(around) {
            self.judge_worded(meter, &told, text, collector);
        }
    }

    fn judge_worded(&self, meter: usize, told: &Worded, text: &str, collector: &mut Collector<'_>) {
        let Some(why) = qualified::judge_worded(&collector.meters[meter], told, text, self.table.layout == Layout::Register) else {
            return;
        };
        if collector.multipliers.is_news(meter) {
            let place = collector.place(0);
            collector.defect(Code::RegistryConflict, Effect::Blocks, Some(meter), Some(place), 1, why);
        }
    }

    /// The conversion of a row's values, which may state its unit and its multiplier.
    fn row_conversion(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        column: Option<usize>,
        of_cell: Option<Unit>,
        collector: &mut Collector<'_>,
    ) -> Result<Conversion, Trouble> {
        let stated = self.stated_multiplier(record)?;
        let unit = self.unit_of_row(record, of_cell)?;
        if stated.is_none() && unit.is_none() {
            return self.conversion(meter, column, collector, None, None);
        }
        if let Some((of, at, of_unit, of_multiplier, conversion)) = &self.row_conversion
            && (*of, *at, *of_unit) == (meter, column, unit)
            && *of_multiplier == stated
        {
            return Ok(*conversion);
        }
        let registered = &collector.meters[meter];
        let place = collector.place(record.line);
        let (multiplier, conflict) = match &stated {
            None => (None, None),
            Some(row) => match qualified::judge(registered, row, self.table.layout == Layout::Register) {
                Multiplier::Registered => (None, None),
                Multiplier::Row => (Some(row.clone()), collector.multipliers.note(registered, meter, row, place)),
                Multiplier::Conflict(why) => (None, Some(why)),
            },
        };
        if let Some(why) = conflict
            && collector.multipliers.is_news(meter)
        {
            collector.defect(Code::RegistryConflict, Effect::Blocks, Some(meter), Some(place), 1, why);
        }
        let conversion = self.conversion(meter, column, collector, multiplier.as_ref(), unit)?;
        self.row_conversion = Some((meter, column, unit, stated, conversion));
        Ok(conversion)
    }

    /// The multiplier that a row states.
    fn stated_multiplier(&self, record: &Record<'_>) -> Result<Option<Exact>, Trouble> {
        let Columns { multiplier, ratios, .. } = &self.columns;
        let mut product = None;
        for column in [*multiplier, ratios[0], ratios[1]].into_iter().flatten() {
            let text = record.text(column);
            if field::is_missing(&text, &self.table.source.options.missing) {
                continue;
            }
            let factor = qualified::ratio(&text).ok_or_else(|| {
                Trouble::Row(say!("the multiplier `{text}` is neither a number above zero nor a ratio such as 200/5", text = shown(&text)))
            })?;
            product = Some(product.map_or(factor.clone(), |product: Exact| product * &factor));
        }
        Ok(product)
    }

    /// The unit that a row states, in a column of its own or behind the number.
    fn unit_of_row(&self, record: &Record<'_>, of_cell: Option<Unit>) -> Result<Option<Unit>, Trouble> {
        let of_row = self.stated_unit(record)?;
        match (of_row, of_cell) {
            (Some(row), Some(cell)) if row != cell => {
                let why =
                    say!("a number of the row is in {cell}, its column of units says {row}: correct the one that is wrong", cell, row);
                Err(Trouble::File(InputError::at(self.name, record.line, why).coded("unknown-unit")))
            }
            (row, cell) => Ok(cell.or(row)),
        }
    }

    /// The unit that a row states in a column of its own, or behind the word that says what its number is of.
    fn stated_unit(&self, record: &Record<'_>) -> Result<Option<Unit>, Trouble> {
        let Some(column) = self.columns.row_unit else {
            let word = |at: &usize| with_unit(&record.text(*at)).1.and_then(Unit::parse);
            return Ok(self.columns.items.iter().find_map(word));
        };
        let text = record.text(column);
        if field::is_missing(&text, &self.table.source.options.missing) {
            return Ok(None);
        }
        if let Some(unit) = Unit::parse(&text) {
            return Ok(Some(unit));
        }
        // 单位 is a unit, and it is a company.
        let is_name = text.chars().count() > 6
            || ["公司", "厂", "局", "园", "部", "中心", "车间", "院", "所", "站"].iter().any(|word| text.ends_with(word));
        if is_name && !self.table.source.options.columns.contains_key("unit") {
            return Ok(None);
        }
        let why = say!(
            "`{text}` in the column `{header}` is no unit of energy, power or fuel; select the rows that are read in the [[readings]] table, such as `where = { {header} = \"kWh\" }`",
            text = shown(&text),
            header = shown(self.header.get(column).map_or("", |cell| cell.trim()))
        );
        Err(Trouble::File(InputError::at(self.name, record.line, why).coded("unknown-unit")))
    }

    /// A header that speaks of power over values that would be taken for energy.
    fn contradiction(&self, column: Option<usize>, unit: Unit, registered: &Meter) -> Result<(), Trouble> {
        if self.table.says_quantity || self.table.unit.is_some() || unit.dimension != Dimension::Energy {
            return Ok(());
        }
        let Some((_, header)) = self.columns.powers.iter().find(|(at, _)| Some(*at) == column.or(self.columns.value)) else {
            return Ok(());
        };
        let why = say!(
            "the column `{header}` speaks of power, and {id} would be read in {unit}, which is energy: state what it holds in its [[readings]] table, such as `unit = \"kW\"`, or `quantity = \"energy\"` if it is energy",
            header = shown(header),
            id = registered.id,
            unit
        );
        Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))
    }

    /// The unit of a column: as its row, its header or park.toml says, which must not differ; else the meter's.
    fn unit(&self, column: Option<usize>, registered: &Meter, row: Option<Unit>) -> Result<Unit, Trouble> {
        let in_header = || self.columns.units.iter().find(|(at, _)| Some(*at) == column).map(|&(_, unit)| unit);
        let header = in_header().or(self.columns.unit).or(self.columns.unit_above);
        let said = [(self.table.unit, Message::verbatim("park.toml")), (row, say!("the row")), (header, say!("the header"))];
        let mut found: Option<(Unit, &Message)> = None;
        for (unit, by) in said.iter().filter_map(|(unit, by)| unit.map(|unit| (unit, by))) {
            let Some((first, first_by)) = found else {
                found = Some((unit, by));
                continue;
            };
            if first.dimension != unit.dimension || first.size() != unit.size() {
                let why = say!(
                    "{by} says that the values of {id} are in {unit}, {first_by} that they are in {first}: correct `unit` in the [[readings]] table, or the file",
                    by => by.clone(), id = shown(&registered.id), unit, first_by => first_by.clone(), first
                );
                return Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")));
            }
        }
        match found {
            Some((unit, _)) => Ok(unit),
            None => self.registered_unit(registered),
        }
    }

    /// The registered unit of a meter, which must not be another than the one that the meter's id states: 进线有功功率(kW).
    fn registered_unit(&self, registered: &Meter) -> Result<Unit, Trouble> {
        let name = registered.id.as_str();
        let stated = with_unit(name).1.and_then(Unit::parse);
        let Some(unit) = stated.filter(|unit| unit.dimension != registered.unit.dimension || unit.size() != registered.unit.size()) else {
            return Ok(registered.unit);
        };
        let why = say!(
            "no header states the unit; the name `{name}` says {unit}, the registry {registered}: state `unit` in the [[readings]] table, or correct the registry",
            name = shown(name),
            unit,
            registered = registered.unit
        );
        Err(Trouble::File(InputError::at(self.name, 0, why).coded("unknown-unit")))
    }

    /// Says where the tariff parts of a total do not add up to it.
    fn judge_tariff(&self, record: &Record<'_>, meter: usize, column: usize, collector: &mut Collector<'_>) {
        let Some(tariff) = self.columns.tariffs.iter().find(|t| t.total == column) else { return };
        if let Some(why) = tariff.mismatch(record, &self.table.source.options.missing) {
            let message = say!("{id}: {why}", id = shown(&collector.meters[meter].id), why => why.0.clone());
            let place = collector.place(record.line);
            collector.defect(Code::TariffMismatch, why.1, Some(meter), Some(place), 1, message);
        }
    }

    fn placing(&self) -> Placing {
        Placing { interval: self.table.interval, at_start: self.table.label == Label::Start, snap: self.table.snap }
    }

    /// How the readings of a register are given.
    fn register_given(&self, conversion: Conversion) -> GivenAs {
        GivenAs { conversion, snap: self.table.snap, resets_daily: self.table.resets_daily }
    }

    /// Looks at the whole file for what no single row shows.
    fn look(&mut self) -> Result<(), InputError> {
        let table = self.table.of_sheet(self.names.sheet.clone());
        let (mut rows, columns) = Table::open(self.files, &self.names.path, &table.source.options, &table)?;
        let single = [columns.value, columns.reverse, columns.energy, columns.start_reading, columns.end_reading];
        let single = single.into_iter().chain(columns.reverse_bill.all().map(Some));
        let several = columns.meters.iter().map(|&(_, at)| at).chain(columns.points.iter().map(|point| point.column));
        let across = columns.times.across.iter().map(|&(at, _)| at);
        let numbers: Vec<usize> = single.flatten().chain(several).chain(across).collect();
        let mut seen = Seen::default();
        while let Some(record) = rows.next()? {
            seen.note(&record, &columns.times, (columns.time, columns.date), &numbers, self.table.source.date_order);
        }
        self.times.saw(seen);
        Ok(())
    }

    fn refused(&self, refusal: Refusal, line: u64) -> Trouble {
        match refusal {
            Refusal::Row(why) => Trouble::Row(why),
            Refusal::File(why) => Trouble::File(InputError::at(self.name, line, why)),
        }
    }

    /// When a long or register row is of.
    fn moment(&mut self, record: &Record<'_>) -> Result<Moment, Trouble> {
        if self.times.doubts(&self.columns, record) {
            self.look().map_err(Trouble::File)?;
        }
        self.times.moment(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))
    }

    /// Park time of an instant.
    fn local(&self, seconds: i64, offset: Option<i32>) -> Civil {
        let stamped = offset.or(Times::offset(self.table, &self.columns)).unwrap_or(self.park_offset);
        Civil(seconds - i64::from(stamped) + i64::from(self.park_offset))
    }

    fn when(&self, moment: Moment) -> Result<When, Trouble> {
        Ok(match moment {
            // Spreadsheets make the first of a month of 2025年1月.
            Moment::Day(day) if self.table.interval == Some(Step::Month) => {
                let month = Month::of(day);
                if day != month.first_day() && day != month.last_day() {
                    return Err(Trouble::Row(say!(
                        "`interval` of its [[readings]] table is a month, and {day} is neither the first day of one nor the last",
                        day
                    )));
                }
                When::Interval(Civil::midnight(month.first_day()), Step::Month)
            }
            Moment::Day(day) => When::Interval(Civil::midnight(day), Step::DAY),
            Moment::Month(month) => When::Interval(Civil::midnight(month.first_day()), Step::Month),
            Moment::Instant(seconds, offset) => {
                let closes = self.table.closes_date && seconds.rem_euclid(SECONDS_PER_DAY) == 0;
                let at = self.local(seconds, offset);
                When::Instant(if closes { at.plus(SECONDS_PER_DAY) } else { at })
            }
            Moment::Span(from, until) => Self::interval(self.local(from, None), self.local(until, None))?,
            Moment::Days(from, until) => {
                let inclusive = self.times.seen().is_none_or(|seen| seen.inclusive);
                let until = if inclusive { until.succ_opt().unwrap_or(until) } else { until };
                Self::interval(Civil::midnight(from), Civil::midnight(until))?
            }
        })
    }

    /// An interval by its ends, which must be one of a step.
    fn interval(from: Civil, until: Civil) -> Result<When, Trouble> {
        let minutes = u32::try_from((until.0 - from.0) / 60).ok().filter(|minutes| *minutes > 0 && (until.0 - from.0) % 60 == 0);
        let step = minutes.filter(|minutes| 1440 % minutes == 0).map(Step::Minutes);
        let month = Step::Month.floor(from) == from && Step::Month.next(from) == until;
        match step {
            Some(step) if step.floor(from) == from => Ok(When::Interval(from, step)),
            _ if month => Ok(When::Interval(from, Step::Month)),
            _ => Err(Trouble::Row(say!("from {from} to {until} is no interval of a step that divides a day, and no month", from, until))),
        }
    }

    fn given(&self, cell: &[u8]) -> Given {
        let missing = &self.table.source.options.missing;
        if !missing.is_empty() && missing.iter().any(|m| m.trim().as_bytes() == cell) {
            return Given::Missing;
        }
        match field::decimal(cell) {
            Some((mantissa, decimals)) => Given::Number(mantissa, decimals),
            None => match field::decimal_text(&String::from_utf8_lossy(cell), missing) {
                Ok(Some((mantissa, decimals))) => Given::Number(mantissa, decimals),
                Ok(None) => Given::Missing,
                Err(_) => Given::Bad(String::from_utf8_lossy(cell).into_owned(), say!("is not a number")),
            },
        }
    }

    /// The number of a cell, with the unit that stands behind it, where one does.
    fn number(&mut self, record: &Record<'_>, column: usize) -> Result<(Given, Option<Unit>), Trouble> {
        let cell = record.get(column);
        let commas = self.table.decimal == Some(Mark::Comma);
        if !commas || cell.iter().all(u8::is_ascii_digit) {
            let plain = field::decimal(cell).is_some();
            if plain || field::is_missing(&record.text(column), &self.table.source.options.missing) {
                return Ok((self.located(self.given(cell), column, record.line), None));
            }
        }
        let text = record.text(column).into_owned();
        if field::is_missing(&text, &self.table.source.options.missing) {
            return Ok((Given::Missing, None));
        }
        let bad = |this: &Self, why: Message| Ok((this.located(Given::Bad(text.clone(), why), column, record.line), None));
        let (digits, unit) = field::number_and_unit(&text);
        let unit = match (unit.as_str(), Unit::parse(&unit)) {
            ("", _) => None,
            (_, Some(unit)) => Some(unit),
            (_, None) => return bad(self, say!("is not a number")),
        };
        // Where no number of the column contradicts it, its points part thousands throughout: what was read before as decimals is not.
        if self.table.decimal.is_none() && field::parts_thousands(&digits) && self.mark_of(column)? == Ok(Mark::Comma) {
            let why = say!(
                "`{text}` parts its thousands by points, so that other numbers of the file may do so too: state `decimal = \",\"` for these files",
                text = shown(&text)
            );
            return Err(Trouble::File(InputError::at(self.name, record.line, why)));
        }
        let mark = match (self.table.decimal, field::comma(&digits)) {
            (Some(mark), _) => mark,
            (None, Comma::None | Comma::Thousands) => Mark::Point,
            (None, Comma::Neither) => return bad(self, say!("is not a number")),
            (None, Comma::Decimal | Comma::Open) => match self.mark_of(column)? {
                Ok(mark) => mark,
                Err(MarkError::Contrary) => {
                    return bad(self, say!("has a comma that other numbers of its column contradict"));
                }
                Err(MarkError::Open) => {
                    let header = shown(self.header.get(column).map_or("", |cell| cell.trim()));
                    let why = say!(
                        "`{text}` may be thousands or decimals, and no number of the column `{header}` tells which: state `decimal = \",\"` or `decimal = \".\"` for these files",
                        text = shown(&text),
                        header
                    );
                    return Err(Trouble::File(InputError::at(self.name, record.line, why)));
                }
            },
        };
        let plain = match mark {
            Mark::Comma => field::with_point(&digits),
            Mark::Point => Some(digits),
        };
        match plain.map(|plain| field::decimal_text(&plain, &[])) {
            Some(Ok(Some((mantissa, decimals)))) => Ok((Given::Number(mantissa, decimals), unit)),
            _ => bad(self, say!("is not a number")),
        }
    }

    /// What the commas of a column are, by a look at all of it; where it leaves them open, by the other columns of numbers, which one program wrote.
    fn mark_of(&mut self, column: usize) -> Result<Result<Mark, MarkError>, Trouble> {
        if self.times.seen().is_none() {
            self.look().map_err(Trouble::File)?;
        }
        let Some(seen) = self.times.seen() else { return Ok(Err(MarkError::Open)) };
        let own = seen.marks.get(&column).copied().unwrap_or_default().decide();
        Ok(if own == Err(MarkError::Open) {
            seen.marks.values().fold(Marks::default(), |all, marks| all.with(*marks)).decide().map_err(|_| MarkError::Open)
        } else {
            own
        })
    }

    /// A value with the name of its cell, where it cannot be read and stands in a workbook.
    fn located(&self, given: Given, column: usize, line: u64) -> Given {
        match given {
            Given::Bad(text, why) if self.sheeted => {
                let why = if workbook::is_uncomputed(&text) {
                    say!("is a formula whose result is not stored: open the workbook in Excel or WPS, save it, and read that")
                } else {
                    why
                };
                Given::Bad(format!("{}: {text}", workbook::cell_name(column, line)), why)
            }
            other => other,
        }
    }

    fn quality(&mut self, record: &Record<'_>) -> Quality {
        let Some(column) = self.columns.quality else { return Quality::Good };
        let word = record.get(column);
        if word.is_empty() {
            return Quality::Good;
        }
        let word = String::from_utf8_lossy(word);
        let header = self.header.get(column).map_or("", String::as_str);
        match quality::meaning(header, &word, &self.table.qualities) {
            Some(QualityWord::Good) => Quality::Good,
            Some(QualityWord::Estimated) => Quality::Estimated,
            Some(QualityWord::Bad) => Quality::Bad,
            None if field::is_missing(&word, &self.table.source.options.missing) => Quality::Good,
            None => {
                self.odd_qualities.entry(word.into_owned()).or_insert((0, record.line)).0 += 1;
                Quality::Bad
            }
        }
    }

    /// What the number of a row is of, by the words in its columns of kinds: `None` where the row is not read.
    fn kind_of(&mut self, record: &Record<'_>) -> Kind {
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
    fn told_apart(&mut self, record: &Record<'_>, meter: usize, collector: &mut Collector<'_>) -> Option<usize> {
        if self.columns.kinds.is_empty() {
            return Some(meter);
        }
        self.kind = self.kind_of(record);
        if self.kind.reactive {
            return None;
        }
        let column = self.columns.value.or(self.columns.energy).or(self.columns.end_reading);
        if self.kind.reverse && self.reverse_of(meter, collector.meters).is_none() {
            if let Some(column) = column.filter(|_| !self.kind.part) {
                self.note_unregistered(record, meter, column);
            }
            return None;
        }
        let own = if self.kind.reverse { self.reverse_of(meter, collector.meters)? } else { meter };
        let edges = [self.columns.date, self.columns.time, self.columns.start, self.columns.end];
        let when = edges.into_iter().flatten().chain(self.columns.times.all()).fold(Vec::new(), |mut when, column| {
            when.extend_from_slice(record.get(column));
            when.push(0);
            when
        });
        let value = column.and_then(|column| self.printed(record, column));
        let part = self.kind.part.then(|| self.columns.kinds.iter().map(|&at| record.text(at)).collect::<Vec<_>>().join(" "));
        self.kinds.take(own, when, part.as_deref().map(|word| (record.line, word)), value, collector.place(record.line));
        (!self.kind.part).then_some(own)
    }

    /// A number with the decimals that are printed.
    fn printed(&self, record: &Record<'_>, column: usize) -> Option<(Exact, u32)> {
        let text = record.text(column);
        let (mantissa, decimals) = field::decimal_text(&text, &self.table.source.options.missing).ok()??;
        let printed = text.split_once(['.', '．']).map_or(0, |(_, fraction)| fraction.trim().chars().count());
        Some((Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals))?, u32::try_from(printed).ok()?))
    }

    /// Notes a reading of a direction that no meter is registered for, unless it is zero.
    fn note_unregistered(&mut self, record: &Record<'_>, meter: usize, column: usize) {
        let cell = record.get(column);
        let is_zero = cell.is_empty() || matches!(self.given(cell), Given::Missing | Given::Number(0, _));
        if !is_zero {
            self.unregistered.entry(meter).or_insert((0, record.line)).0 += 1;
        }
    }

    fn long(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        if !self.owners.by_column.is_empty() {
            let moment = self.moment(record)?;
            // What is wrong with one column keeps no other from being read.
            let mut trouble = Ok(());
            for (meter, column) in self.owners.by_column.clone() {
                let result = self.value(record, meter, column, moment, collector);
                trouble = trouble.and(result);
            }
            return trouble;
        }
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(own) = self.told_apart(record, meter, collector) else { return Ok(()) };
        let moment = self.moment(record)?;
        let mut trouble = Ok(());
        if let Some(column) = self.columns.value {
            trouble = self.value(record, own, column, moment, collector);
        }
        if let Some(column) = self.columns.reverse {
            let result = if let Some(reverse) = self.reverse_of(meter, collector.meters) {
                self.value(record, reverse, column, moment, collector)
            } else {
                self.note_unregistered(record, meter, column);
                Ok(())
            };
            trouble = trouble.and(result);
        }
        trouble
    }

    /// Takes one value of a long or register row.
    fn value(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        column: usize,
        moment: Moment,
        collector: &mut Collector<'_>,
    ) -> Result<(), Trouble> {
        let (given, unit) = self.number(record, column)?;
        let conversion = self.row_conversion(record, meter, Some(column), unit, collector)?;
        if !self.columns.tariffs.is_empty() {
            self.judge_tariff(record, meter, column, collector);
        }
        let quality = self.quality(record);
        if self.table.layout == Layout::Long {
            let entry = Entry { when: self.when(moment)?, given, quality, line: record.line };
            collector.take(meter, entry, self.placing(), conversion);
            return Ok(());
        }
        let at = match moment {
            Moment::Day(day) => instant(day),
            Moment::Span(..) | Moment::Days(..) => {
                return Err(Trouble::Row(say!("a register shows its reading at an instant, and the row is of a span of time")));
            }
            // 月末示数 of a month is what the register shows at its end.
            Moment::Month(month) if self.is_of_the_end(column) => Civil::midnight(month.last_day()).plus(SECONDS_PER_DAY),
            Moment::Instant(..) | Moment::Month(_) => match self.when(moment)? {
                When::Instant(at) | When::Interval(at, _) => at,
            },
        };
        match given {
            Given::Missing => {}
            _ if quality == Quality::Bad => {}
            Given::Bad(text, why) => return Err(Trouble::Value(say!("the reading `{text}` {why}", text = shown(&text), why => why))),
            Given::Number(mantissa, _) if mantissa < 0 => return Err(Trouble::Value(say!("a register cannot read below zero"))),
            Given::Number(mantissa, decimals) => {
                let estimated = quality == Quality::Estimated;
                let place = collector.place(record.line);
                let reading = RegisterReading { at, mantissa, decimals, estimated, place, given: self.register_given(conversion) };
                collector.take_register(meter, reading, self.table.interval);
            }
        }
        Ok(())
    }

    /// Whether the header of a register says that it is read at the end of a month.
    fn is_of_the_end(&self, column: usize) -> bool {
        self.header.get(column).is_some_and(|cell| ["月末", "期末", "月底", "月终"].iter().any(|word| cell.contains(word)))
    }

    fn wide(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(meter) = self.told_apart(record, meter, collector) else { return Ok(()) };
        let conversion = self.row_conversion(record, meter, None, None, collector)?;
        let quality = self.quality(record);
        let row = self.times.part_of(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))?;
        if self.columns.points.is_empty() {
            // What is wrong with one column keeps no other from being read.
            let mut trouble = Ok(());
            for (column, label) in self.columns.times.across.clone() {
                let (given, unit) = self.number(record, column)?;
                if matches!(given, Given::Missing) {
                    // A month has no more days than it has; of others it is missing anyway.
                    continue;
                }
                let conversion = if unit.is_some() { self.row_conversion(record, meter, None, unit, collector)? } else { conversion };
                let when = match self.when_across(label, row, record) {
                    Ok(when) => when,
                    Err(Trouble::Row(why)) => {
                        trouble = trouble.and(Err(Trouble::Row(why)));
                        continue;
                    }
                    Err(file) => return Err(file),
                };
                let entry = Entry { when, given, quality, line: record.line };
                collector.take(meter, entry, self.placing(), conversion);
            }
            return trouble;
        }
        let day = match self.times.across(PartialDate::default(), row).map_err(|refusal| self.refused(refusal, record.line))? {
            Known::Day(day) => day,
            Known::Month(_) => return Err(Trouble::Row(say!("no row so far gives a date"))),
        };
        let minutes = 1440 / u32::try_from(self.columns.per_day).unwrap_or(1440).max(1);
        let step = Step::Minutes(minutes);
        let midnight = self.local(Civil::midnight(day).0, None);
        for index in 0..self.columns.points.len() {
            let point = self.columns.points[index];
            let start = midnight.plus(i64::try_from(point.slot).unwrap_or(0) * i64::from(minutes) * 60);
            let (given, unit) = self.number(record, point.column)?;
            let conversion = if unit.is_some() { self.row_conversion(record, meter, None, unit, collector)? } else { conversion };
            let entry = Entry { when: When::Interval(start, step), given, quality, line: record.line };
            collector.take(meter, entry, self.placing(), conversion);
        }
        Ok(())
    }

    /// When the cell of a column across is of.
    fn when_across(&self, label: PartialDate, row: PartialDate, record: &Record<'_>) -> Result<When, Trouble> {
        let known = self.times.across(label, row).map_err(|refusal| self.refused(refusal, record.line))?;
        match (known, self.columns.times.clock) {
            (Known::Day(day), Some(clock)) => {
                let text = record.text(clock);
                let moment = self.times.of_day(day, &text).map_err(|refusal| self.refused(refusal, record.line))?;
                self.when(moment)
            }
            (Known::Day(day), None) => Ok(When::Interval(Civil::midnight(day), Step::DAY)),
            (Known::Month(month), _) => Ok(When::Interval(Civil::midnight(month.first_day()), Step::Month)),
        }
    }

    /// The ends of a bill, each with whether it is a date without a time.
    fn bill_ends(&mut self, record: &Record<'_>) -> Result<((Civil, bool), (Civil, bool)), Trouble> {
        if self.columns.start.is_some() || self.columns.end.is_some() {
            let start = self.bill_end(record, self.columns.start, say!("start"))?;
            return Ok((start, self.bill_end(record, self.columns.end, say!("end"))?));
        }
        if let Some(column) = self.columns.times.period {
            let text = record.text(column).into_owned();
            let order = self.table.source.date_order;
            let ambiguous = |_| {
                let message = say!("`{text}` may be day/month or month/day: state `date_order`", text = shown(&text));
                Trouble::File(InputError::at(self.name, record.line, message))
            };
            return match (field::range(&text, order).map_err(ambiguous)?, field::stamp(&text, order)) {
                (Some(Range::Days(from, until)), _) => {
                    let inclusive = self.times.seen().is_some_and(|seen| seen.inclusive);
                    let until = if inclusive { until.succ_opt().unwrap_or(until) } else { until };
                    Ok(((instant(from), true), (instant(until), true)))
                }
                (Some(Range::Moments(from, until)), _) => Ok(((self.local(from, None), false), (self.local(until, None), false))),
                (None, Ok(Stamp::Month(month))) => Ok(month_ends(month)),
                _ => Err(Trouble::Row(say!("`{text}` is no period such as 2025-01-01至2025-01-31", text = shown(&text)))),
            };
        }
        match self.times.whole(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))? {
            Known::Month(month) => Ok(month_ends(month)),
            Known::Day(day) => Ok(((instant(day), true), (instant(day), true))),
        }
    }

    fn bill_end(&self, record: &Record<'_>, column: Option<usize>, what: Message) -> Result<(Civil, bool), Trouble> {
        let text = column.map_or(String::new(), |c| record.text(c).into_owned());
        match field::stamp(&text, self.table.source.date_order) {
            Ok(Stamp::Day(day)) => Ok((instant(day), true)),
            Ok(Stamp::Instant { civil_seconds, offset }) => Ok((self.local(civil_seconds, offset), false)),
            Err(StampError::AmbiguousOrder) => {
                let message = say!("`{text}` may be day/month or month/day: state `date_order`", text = shown(&text));
                Err(Trouble::File(InputError::at(self.name, record.line, message)))
            }
            _ => Err(Trouble::Row(say!("the {what} `{text}` is not a date", what => what, text = shown(&text)))),
        }
    }

    fn bill(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(own) = self.told_apart(record, meter, collector) else { return Ok(()) };
        let ends = self.bill_ends(record)?;
        let ((start, from_date), (end, to_date)) = ends;
        if end < start || (end == start && !(from_date && to_date)) {
            return Err(Trouble::Row(say!("the bill ends before it starts")));
        }
        let Columns { start_reading, end_reading, energy, reverse_bill, .. } = self.columns;
        let forward = BillColumns { start_reading, end_reading, energy };
        let result = self.bill_of(record, own, ends, forward, collector);
        if !reverse_bill.are_enough() {
            return result;
        }
        let of_reverse = match self.reverse_of(meter, collector.meters) {
            Some(reverse) if reverse_bill.all().any(|at| !record.get(at).is_empty()) => {
                self.bill_of(record, reverse, ends, reverse_bill, collector)
            }
            Some(_) => Ok(()),
            None => {
                self.note_unregistered_bill(record, meter, reverse_bill);
                Ok(())
            }
        };
        result.and(of_reverse)
    }

    /// Notes a bill of a direction that no meter is registered for, unless its register rests.
    fn note_unregistered_bill(&mut self, record: &Record<'_>, meter: usize, columns: BillColumns) {
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

    /// Takes the bill of one direction.
    fn bill_of(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        ((start, from_date), (end, to_date)): ((Civil, bool), (Civil, bool)),
        columns: BillColumns,
        collector: &mut Collector<'_>,
    ) -> Result<(), Trouble> {
        let mut of_cells = None;
        let mut number = |this: &mut Self, column: Option<usize>| -> Result<Option<(i128, u32)>, Trouble> {
            let Some(column) = column else { return Ok(None) };
            let (given, unit) = this.number(record, column)?;
            of_cells = of_cells.or(unit);
            match given {
                Given::Missing => Ok(None),
                Given::Number(mantissa, decimals) => Ok(Some((mantissa, decimals))),
                Given::Bad(text, why) => Err(Trouble::Row(say!("`{text}` {why}", text = shown(&text), why => why))),
            }
        };
        let (first, last) = (number(self, columns.start_reading)?, number(self, columns.end_reading)?);
        let stated = number(self, columns.energy)?;
        let multiplier = self.stated_multiplier(record)?;
        let exact = |(mantissa, decimals): (i128, u32)| {
            Exact::from(mantissa).over(&crate::dossier::power_of_ten(decimals)).unwrap_or_else(Exact::zero)
        };
        let place = collector.place(record.line);
        let dates_only = from_date && to_date;
        let quality = self.quality(record);
        if quality == Quality::Bad {
            // Its time is missing.
            return Ok(());
        }
        let estimated = quality == Quality::Estimated;
        if let Some(column) = columns.energy {
            self.judge_tariff(record, meter, column, collector);
        }
        let registered = &collector.meters[meter];
        if let (Some(first), Some(last)) = (first, last) {
            let decimals = first.1.max(last.1);
            let rise = exact(last) - exact(first);
            let id = registered.id.clone();
            if rise.is_negative() {
                return Err(Trouble::Row(say!(
                    "the register of {id} falls from {first} to {last}: a reset or an exchange of the meter",
                    id,
                    first = exact(first),
                    last = exact(last)
                )));
            }
            let Some(in_force) = registered.multiplier_over(start, end).or(multiplier.as_ref()).cloned() else {
                bill::unknown(collector, meter, (start, end), place);
                return Ok(());
            };
            let multiplier = multiplier.unwrap_or_else(|| in_force.clone());
            let applied = registered.multiplier_applied == Some(true) && registered.stated_multiplier.as_ref() == Some(&multiplier);
            if multiplier != in_force && registered.stated_multiplier.is_some() && !applied && collector.multipliers.is_news(meter) {
                let message = say!(
                    "the bill of {id} is made with a multiplier of {multiplier}, its meter is registered with {in_force}: correct `multiplier` of {id}, or leave it empty so that the bill's is used",
                    id = id.clone(),
                    multiplier = multiplier.clone(),
                    in_force
                );
                collector.defect(Code::RegistryConflict, Effect::Blocks, Some(meter), Some(place), 1, message);
            } else if registered.stated_multiplier.is_none() {
                collector.multipliers.bill(meter, &multiplier, place);
            }
            let registered = &collector.meters[meter];
            let counted = &rise * &multiplier;
            let row_unit = self.unit_of_row(record, of_cells)?;
            let (own, billed) = (self.unit(None, registered, row_unit)?, self.unit(columns.energy, registered, row_unit)?);
            let mut others = Vec::new();
            if let Some(stated) = stated.map(exact)
                && &stated * &billed.size() != &counted * &own.size()
            {
                let (said, read) = (&stated * &billed.size(), &counted * &own.size());
                // Losses that a bill adds are a few per cent; what differs by more is one of two figures, and it is not known which.
                let gap = (&said - &read).abs() * Exact::from(20_i64);
                let disputed = gap >= said.abs() && gap >= read.abs();
                others.extend(said.over(&(&own.size() * &multiplier)).filter(|_| disputed).and_then(|rise| {
                    let scaled = rise * crate::dossier::power_of_ten(BILL_DECIMALS);
                    let outward = if said > read { scaled.ceil() } else { scaled.floor() };
                    Some((outward.to_i128()?, BILL_DECIMALS))
                }));
                let message = say!(
                    "the bill of {id} states {stated} {billed}, but ({last} − {first}) × {multiplier} = {counted} {own}; the readings are used",
                    id,
                    stated,
                    billed,
                    last = exact(last),
                    first = exact(first),
                    multiplier,
                    counted,
                    own
                );
                let effect = if disputed { Effect::Discards } else { Effect::Notes };
                collector.defect(Code::BillMismatch, effect, Some(meter), Some(place), 1, message);
            }
            let row_unit = self.unit_of_row(record, of_cells)?;
            let conversion = self.conversion(meter, None, collector, Some(&multiplier), row_unit)?;
            let scaled = rise * crate::dossier::power_of_ten(decimals);
            let mantissa = scaled.to_i128().ok_or_else(|| Trouble::Row(say!("its readings have more digits than can be added exactly")))?;
            let energy = (mantissa, decimals);
            let others = others.into_iter().map(|energy| vec![(conversion, energy)]).collect();
            let readings = Some((exact(first), exact(last)));
            collector.take_bill(meter, Bill { start, end, dates_only, energy, place, conversion, readings, estimated, others });
            return Ok(());
        }
        let Some(energy) = stated else {
            return Err(Trouble::Row(say!("the bill gives neither both readings nor an energy")));
        };
        // A stated energy has its multiplier in it already.
        let row_unit = self.unit_of_row(record, of_cells)?;
        let conversion = self.conversion(meter, columns.energy, collector, Some(&Exact::one()), row_unit)?;
        let bill = Bill { start, end, dates_only, energy, place, conversion, readings: None, estimated, others: Vec::new() };
        collector.take_bill(meter, bill);
        Ok(())
    }
}

/// Of how many cells an excerpt of a row is made.
const EXCERPT: usize = 6;
/// Decimals to which a bill's stated energy is kept where it bounds what the readings say.
const BILL_DECIMALS: u32 = 9;

/// The unit that the name of the sheet or the file states in its brackets: 负荷曲线(kW).csv.
pub(super) fn unit_of_names(names: &Names) -> Option<Unit> {
    let stem = names.get(Name::Stem);
    names.sheet.as_deref().into_iter().chain([stem.as_str()]).find_map(|name| Unit::parse(bracketed(name.trim())?))
}

/// The id of the meter that a whole file is of, where no column says it.
pub(super) fn fixed_id(table: &Readings, names: &Names) -> Option<String> {
    match &table.meter {
        None | Some(MeterOf::Around(..)) => None,
        Some(MeterOf::Fixed(id)) => Some(id.clone()),
        Some(MeterOf::Named(named)) => Some(named.fill(names)),
    }
}

/// The ends of a month, as dates.
fn month_ends(month: Month) -> ((Civil, bool), (Civil, bool)) {
    ((instant(month.first_day()), true), (instant(month.last_day().succ_opt().unwrap_or(month.last_day())), true))
}

/// An offset as it is written: +08:00.
fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}
