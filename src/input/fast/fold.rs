//! Folding what the files hold into the collector, in the order of files and lines. One thread at a time does it.

use std::sync::Arc;

use super::super::encoding::Text;
use super::super::error::InputError;
use super::super::manifest::Readings;
use super::super::scan::{Delimiter, Records};
use super::super::source::Source;
use super::super::table::Table;
use super::super::table::columns::Columns;
use super::super::table::understand::of_readings;
use super::super::template::Names;
use super::item::{Context, Item, Whole};
use super::number::Value;
use super::pieces::Buffer;
use super::rows::{Other, Rows, Run};
use super::shape::Values;
use super::task::{Entry, Note, Task};
use crate::files::Digested;
use crate::input::readings::collector::Collector;
use crate::input::readings::fast_path::Numbers;
use crate::input::readings::reader::{Reader, RowRead};
use crate::measure::Step;

/// The fold.
pub(super) struct Fold<'a, 'c> {
    task: Task<'a>,
    collector: &'c mut Collector<'a>,
    open: Option<Open<'a>>,
    /// What was read.
    pub(super) notes: Vec<Note>,
}

/// The file at hand.
struct Open<'a> {
    context: Arc<Context>,
    reader: Reader<'a>,
    table: &'a Readings,
    /// Lines read.
    lines: u64,
    /// Line of the last row.
    last: u64,
    rows: u64,
    /// Whether the plain reader has read the rest.
    left: bool,
}

impl<'a, 'c> Fold<'a, 'c> {
    /// A fold into a collector.
    pub(super) fn new(task: Task<'a>, collector: &'c mut Collector<'a>) -> Self {
        Self { task, collector, open: None, notes: Vec::new() }
    }

    /// Takes the next item; gives back what can be used again.
    pub(super) fn take(&mut self, item: Item) -> Result<Option<(Rows, Option<Buffer>)>, InputError> {
        match item {
            Item::Open(context, columns, header) => self.start(context, *columns, header)?,
            Item::Piece(rows, buffer) => {
                self.piece(&rows, &buffer)?;
                return Ok(Some((rows, None)));
            }
            Item::Whole(whole) => {
                let Whole { context, columns, header, rows, buffer, digested } = *whole;
                self.start(context, columns, header)?;
                self.piece(&rows, &buffer)?;
                self.close(Some(digested))?;
                return Ok(Some((rows, Some(buffer))));
            }
            Item::Leave => self.leave()?,
            Item::Close(digested) => self.close(digested)?,
            Item::Plain(entry) => self.plain(entry)?,
            Item::Failed(error) => return Err(error),
        }
        Ok(None)
    }

    fn start(&mut self, context: Arc<Context>, columns: Columns, header: u64) -> Result<(), InputError> {
        let entry = &self.task.entries[context.entry];
        let table = &self.task.readings[entry.tables[0]];
        self.collector.open(entry.file);
        self.collector.allow_fast_path();
        if context.twin {
            self.collector.repeat();
        }
        let names = Names { path: entry.name.clone(), ..Names::default() };
        let mut reader = Reader::new(self.task.files, table, &entry.name, names, entry.file, self.task.offset, columns, self.task.ids);
        reader.start(&context.header, self.collector)?;
        self.open = Some(Open { context, reader, table, lines: header, last: header, rows: 0, left: false });
        Ok(())
    }

    fn piece(&mut self, rows: &Rows, buffer: &Buffer) -> Result<(), InputError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        // Where most lines need the plain reader it had better read them all.
        let alone = matches!(open.context.shape.values, Values::Stamped { .. });
        let read = if alone { rows.values.len() } else { rows.runs.len() };
        if !rows.fit || rows.others.len() > 64 + read {
            return self.leave();
        }
        if open.left {
            return Ok(());
        }
        let step = open.context.shape.step(open.table);
        let mut values = &rows.values[..];
        let mut others = rows.others.iter().peekable();
        for at in 0..=rows.runs.len() {
            while let Some(other) = others.next_if(|o| o.before as usize == at) {
                open.lines += 1;
                if matches!(open.other(*other, buffer, self.collector)?, RowRead::Header { .. }) {
                    // The lines behind it have other columns.
                    return self.leave();
                }
                open.lines += u64::from(other.blank);
            }
            let Some(run) = rows.runs.get(at) else { break };
            let (here, rest) = values.split_at(run.count as usize);
            values = rest;
            open.run(*run, here, alone, step, self.collector)?;
        }
        Ok(())
    }

    /// Leaves the rest of the file to the plain reader.
    fn leave(&mut self) -> Result<(), InputError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        if std::mem::replace(&mut open.left, true) {
            return Ok(());
        }
        let name = &self.task.entries[open.context.entry].name;
        let (mut rest, _) = Table::open(self.task.files, name, &open.table.source.options, open.table)?;
        rest.skip_lines(open.lines)?;
        rest.kept.clone_from(&open.reader.kept);
        while let Some(record) = rest.next()? {
            if let RowRead::Header { rows } = open.reader.row(&record, self.collector)? {
                rest.uncount(rows);
            }
        }
        let (last, rows, _) = rest.finish()?;
        open.last = open.last.max(last);
        open.rows += rows;
        Ok(())
    }

    fn close(&mut self, digested: Option<Digested>) -> Result<(), InputError> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        open.reader.finish(self.collector)?;
        self.collector.close(open.last)?;
        let file = self.task.entries[open.context.entry].file;
        let understood = Arc::clone(&open.context.understood);
        self.notes.push(Note { file, rows: open.rows, digested, shared: false, tables: vec![(None, open.rows, understood)] });
        Ok(())
    }

    /// Has the plain reader read a file, by every table that names it.
    fn plain(&mut self, entry: usize) -> Result<(), InputError> {
        let Entry { name, file, tables } = &self.task.entries[entry];
        let collector = &mut *self.collector;
        collector.open(*file);
        let mut lines = 0;
        let mut shared = tables.len() > 1;
        for (turn, &index) in tables.iter().enumerate() {
            let claimed = claimed(tables.iter().filter(|other| **other != index).map(|other| &self.task.readings[*other]));
            let table = &Readings { claimed, ..self.task.readings[index].clone() };
            let read: Vec<(Table<Source>, Columns)> = Table::open_each(self.task.files, name, &table.source.options, table)?;
            let (mut counted, mut last, mut told) = (0, None, Vec::new());
            for (sheet, (mut rows, columns)) in read.into_iter().enumerate() {
                let (understood, name_of_sheet) = (Arc::new(of_readings(&rows, table, &columns)), rows.sheet.clone());
                if rows.sheet.is_some() {
                    // Each sheet counts its own rows.
                    if turn > 0 || sheet > 0 {
                        collector.close(std::mem::take(&mut lines))?;
                        collector.open(*file);
                    }
                    collector.show_as(rows.shown_name());
                }
                shared |= columns.has_several_meters();
                if shared {
                    collector.share();
                }
                let shown = rows.shown_name().to_owned();
                let mut reader =
                    Reader::new(self.task.files, table, &shown, rows.names(name), *file, self.task.offset, columns, self.task.ids);
                reader.read(&mut rows, collector)?;
                let (last_line, count, digested) = rows.finish()?;
                lines = lines.max(last_line);
                counted += count;
                last = Some(digested);
                told.push((name_of_sheet, count, understood));
            }
            self.notes.push(Note { file: *file, rows: counted, digested: last, shared, tables: told });
        }
        collector.close(lines)
    }
}

/// The headers of the columns that other tables read from the same file by name.
pub(in crate::input) fn claimed<'a>(others: impl Iterator<Item = &'a Readings>) -> Vec<String> {
    let named = |table: &'a Readings| {
        let values = ["value", "reading", "energy"].into_iter().filter_map(|name| table.source.options.columns.get(name));
        values.chain(table.meter_columns.iter().map(|(_, header)| header)).cloned()
    };
    others.flat_map(named).collect()
}

impl Open<'_> {
    /// Takes the values of a run, each on a line of its own or all on one.
    #[inline]
    fn run(
        &mut self,
        run: Run,
        values: &[Value],
        alone: bool,
        step: Option<Step>,
        collector: &mut Collector<'_>,
    ) -> Result<(), InputError> {
        self.reader.go_on(collector);
        let meter = run.meter as usize;
        let line = self.lines + 1;
        let (mut at, mut minute) = (0, run.minute);
        if let ([value], true) = (values, alone && !self.context.shape.register)
            && let Some(number) = value.number()
            && collector.push_next(meter, minute, number, line)
        {
            at = 1;
        }
        while at < values.len() {
            let line = line + if alone { at as u64 } else { 0 };
            let numbers = values[at..].iter().map_while(|v| v.number());
            let ahead = Numbers { minute, step: run.step, numbers, line, alone };
            let mut taken = if self.context.shape.register { collector.push_rises(meter, ahead) } else { collector.push_run(meter, ahead) };
            if taken == 0 && alone {
                let numbers = values[at..].iter().map(|v| v.number());
                taken = self.reader.sample(meter, Numbers { minute, step: run.step, numbers, line, alone }, collector)?;
            }
            if taken == 0 {
                self.reader.take(meter, minute, values[at].number(), line, step, collector)?;
                taken = 1;
            }
            at += taken;
            minute += run.step * i32::try_from(taken).unwrap_or(0);
        }
        let lines = if alone { values.len() as u64 } else { 1 };
        self.lines += lines;
        self.rows += lines;
        self.last = self.lines;
        Ok(())
    }

    /// Has the plain reader read a line.
    fn other(&mut self, other: Other, buffer: &Buffer, collector: &mut Collector<'_>) -> Result<RowRead, InputError> {
        // With its end: what a character of several bytes is cut by is part of what it reads as.
        let (content, end) = (buffer.content(), other.end as usize);
        let end = end + usize::from(content.get(end) == Some(&b'\n'));
        let bytes = &content[other.start as usize..end];
        if bytes.trim_ascii().is_empty() {
            return Ok(RowRead::Data);
        }
        let context = &self.context;
        let name = |error: std::io::Error| InputError::io(self.reader.name, self.lines, &error);
        let text = Text::open(bytes, Some(context.encoding)).map_err(name)?;
        let mut records = Records::new(text, Delimiter::Byte(context.shape.delimiter));
        let Some(mut record) = records.next().map_err(name)? else { return Ok(RowRead::Data) };
        record.line = self.lines;
        self.last = self.lines;
        if record.is_blank() {
            return Ok(RowRead::Data);
        }
        if self.reader.kept.is_footer(&record) {
            self.reader.note(&record);
            return Ok(RowRead::Data);
        }
        let read = self.reader.row(&record, collector)?;
        match read {
            RowRead::Data => self.rows += 1,
            // The header itself is not counted yet, the title above it is.
            RowRead::Header { rows } => self.rows = self.rows.saturating_sub(rows - 1),
        }
        Ok(read)
    }
}
