//! Rows that are no readings: a header that stands again, the title of a further block below it, rows with more cells than the header.

use super::{Reader, TitleRow};
use crate::dossier::{Code, Defect, Effect, Position, Unit};
use crate::input::error::InputError;
use crate::input::field::{self, PartialDate, StampError};
use crate::input::manifest::MeterOf;
use crate::input::quality;
use crate::input::readings::collector::Collector;
use crate::input::scan::Record;
use crate::input::table::columns::Columns;
use crate::input::table::title_unit::unit_of_title;
use crate::input::table::{Recognise, folded, with_unit};
use crate::input::template::Name;
use crate::input::times::columns::beside;
use crate::input::titled;
use crate::input::worded::Worded;
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// Rows of one text that are kept.
const STRAYS: usize = 20;

/// Why a row that is none of data cannot be read as data.
fn not_a_time() -> Message {
    say!("the time cannot be read ({why})", why => StampError::Unreadable.said())
}

impl Reader<'_> {
    /// The columns of a row that is a header once more: it has words where others have their time.
    pub(super) fn header_again(&self, record: &Record<'_>) -> Option<Columns> {
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
        let cells = record.texts();
        self.table.recognise(&cells).ok()
    }

    /// Whether a row is the header as it stood.
    pub(super) fn is_same_header(&self, record: &Record<'_>) -> bool {
        let first = self.header.first().is_some_and(|cell| !cell.is_empty() && cell.trim().as_bytes() == record.get(0));
        first
            && (0..record.len().max(self.header.len()))
                .all(|at| record.text(at).trim() == self.header.get(at).map_or("", |cell| cell.trim()))
    }

    /// Whether the rows above each header name the meter of the rows below it.
    pub(super) fn is_titled(&self) -> bool {
        matches!(&self.table.meter, Some(MeterOf::Named(named)) if named.takes(Name::TitleMeter))
    }

    /// A row that may be the title of a further block of rows, 2025年2月电量日报, 表计：2#进线: one text, none of it where values stand.
    pub(super) fn title_again(&self, record: &Record<'_>) -> Option<TitleRow> {
        if self.titles.len() >= 4 || self.table.source.options.headless {
            return None;
        }
        let mut filled = (0..record.len()).filter(|&at| !record.get(at).is_empty());
        let first = filled.next()?;
        if filled.clone().count() < 4
            && let Some(cells) = self.meter_again(record, first)
        {
            return Some(TitleRow { line: record.line, cells });
        }
        // Most rows have numbers behind their first cell.
        let is_text = |at: usize| record.get(at).first().is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
        // A unit may stand above its column alone.
        let alone = filled.clone().next().is_none() && is_text(first);
        if (first > 0 && !alone) || !filled.clone().all(|at| record.get(at) == record.get(first) || is_text(at)) || filled.count() > 3 {
            return None;
        }
        let cells = record.texts();
        let dated = first == 0 && PartialDate::named(&cells[first], false) != PartialDate::default();
        let of_unit = || unit_of_title(&cells).is_some();
        (dated || of_unit() || !self.titles.is_empty()).then_some(TitleRow { line: record.line, cells })
    }

    /// The cells of a row that names a meter: by a word for it, or, where each block has a title, by its one text.
    fn meter_again(&self, record: &Record<'_>, first: usize) -> Option<Vec<String>> {
        let is_text = record.get(first).first().is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
        let is_lone = record.lone().is_some();
        let told = || is_lone || titled::is_word(&record.text(first));
        if self.owners.fixed.is_none() || !(is_text || self.is_titled() && is_lone) || !told() {
            return None;
        }
        let cells = record.texts();
        let row = beside(&cells);
        let found = if self.is_titled() { titled::of_block([row.as_str()].into_iter()) } else { titled::of([row.as_str()]) };
        found.map(|_| cells)
    }

    /// The meter whose title the one at hand is; in a file of one meter all are of it.
    fn titled_meter(&self) -> String {
        if self.is_titled() { self.names.meter.clone().unwrap_or_default() } else { String::new() }
    }

    /// Whether a row is one of those of the header once more, as on each page of a print: the names alone where the units stand below them, or the units.
    pub(super) fn is_header_row(&self, record: &Record<'_>) -> bool {
        let mut filled = (0..record.len()).filter(|&at| !record.get(at).is_empty());
        let Some(first) = filled.next().filter(|&at| record.len() > 1 && !record.get(at)[0].is_ascii_digit()) else { return false };
        let header = |at: usize| self.header.get(at).map(|cell| with_unit(cell));
        let is_name = |at: usize| header(at).is_some_and(|(name, _)| !name.is_empty() && folded(&name) == folded(&record.text(at)));
        let is_unit = |at: usize| {
            let stated = header(at).and_then(|(_, unit)| Unit::parse(unit?));
            stated.is_some() && stated == Unit::parse(record.text(at).trim_matches(['(', ')', '（', '）']))
        };
        // The first cell decides of nearly every row.
        if is_name(first) { filled.clone().next().is_some() && filled.all(is_name) } else { is_unit(first) && filled.all(is_unit) }
    }

    /// Notes what the rows above the first header tell.
    pub(super) fn note_title(&mut self) {
        self.told.insert(self.titled_meter(), titled::telling_of(&self.names.title));
    }

    /// Whether the title at hand tells something that the first one of the same meter does not: it may be of another one.
    fn is_of_another(&mut self) -> bool {
        let (meter, told) = (self.titled_meter(), titled::telling_of(&self.names.title));
        let known = self.told.entry(meter).or_insert_with(|| told.clone());
        self.owners.fixed.is_some() && !told.is_subset(known)
    }

    /// Says of rows of one text that what stands below them, data or a header, may be of another meter.
    #[inline]
    pub(in crate::input) fn go_on(&mut self, collector: &mut Collector<'_>) {
        if !self.strays.is_empty() {
            let why = say!(
                "the row is not understood, and rows of data stand below it: it may name another meter; put each meter into a file of its own, or its name above its header as `表计：…` with `meter = \"{title.meter}\"`"
            );
            for row in std::mem::take(&mut self.strays) {
                self.list_title(&row, Effect::Blocks, why.clone(), collector);
            }
        }
    }

    /// Takes the rows above a further header for what stands around the rows below it; says how many they are.
    pub(super) fn retitle(&mut self, collector: &mut Collector<'_>) -> Result<u64, InputError> {
        self.go_on(collector);
        let titles = std::mem::take(&mut self.titles);
        let Some(first) = titles.first() else { return Ok(0) };
        let rows: Vec<String> = titles.iter().map(|title| beside(&title.cells)).collect();
        let before = self.names.meter.clone();
        let told = titled::of(rows.iter().map(String::as_str)).filter(|told| before.as_ref() != Some(&told.id));
        if let Some(told) = told.filter(|_| self.owners.fixed.is_some() && !self.is_titled()) {
            let why = say!(
                "the title of these rows names the meter `{id}`, and the file is read as one meter's: state `meter = \"{title.meter}\"` in its [[readings]] table, and register each meter that a title names",
                id = shown(&told.id)
            );
            return Err(InputError::at(self.name, first.line, why));
        }
        self.names.entitle(rows);
        if self.is_of_another() {
            let why = say!(
                "the title of these rows tells other things than that of the rows above, and they are read as one meter's: put each meter into a file of its own, or its name above its header as `表计：…` with `meter = \"{title.meter}\"`"
            );
            self.list_title(first, Effect::Blocks, why, collector);
        }
        let unit = titles.iter().rev().find_map(|title| unit_of_title(&title.cells));
        // The unit of another meter is not that of the rows below.
        if self.is_titled()
            && before != self.names.meter
            && unit.is_none()
            && self.columns.unit_above.or(self.columns.unit_named).is_some_and(|unit| unit.name() != "kWh")
        {
            let why = say!("the title of these rows states no unit, and that of the meter above does: state the unit above each header");
            self.list_title(first, Effect::Blocks, why, collector);
        }
        self.columns.unit_above = unit.or(self.columns.unit_above);
        self.times.renamed(&self.names);
        let told = Worded::among(self.names.title.iter().map(String::as_str)).map(|(told, text)| (told, text.to_owned()));
        self.worded = told.or(self.worded.take());
        Ok(titles.len() as u64)
    }

    /// Says of rows that were no titles that they cannot be read; one of a month or a day alone has lost nothing.
    pub(super) fn untitled(&mut self, collector: &mut Collector<'_>) {
        for row in std::mem::take(&mut self.titles) {
            if field::stamp(&row.cells[0], self.table.source.date_order).is_ok() {
                continue;
            }
            let text = beside(&row.cells);
            if self.is_titled() || titled::of([text.as_str()]).is_some() {
                let why = say!("the row names a meter, and no header stands below it: put the header there, or the meter into a column");
                self.list_title(&row, Effect::Blocks, why, collector);
                continue;
            }
            // A unit that a row states below the header may be that of the rows behind it, and so may a name.
            let known = self.told.values().next();
            let tells = titled::telling(&text).is_some_and(|told| known.is_none_or(|known| !known.contains(&told)));
            let effect =
                if unit_of_title(&row.cells).is_some() || tells && self.owners.fixed.is_some() { Effect::Blocks } else { Effect::Discards };
            self.list_title(&row, effect, not_a_time(), collector);
        }
    }

    /// Keeps a row of one text, where the rows name no meter, until it shows whether data stand below it; says whether it is one.
    pub(super) fn is_stray(&mut self, record: &Record<'_>) -> bool {
        let is_kept = record.lone().is_some_and(titled::has_letter) && self.owners.fixed.is_some() && self.strays.len() < STRAYS;
        if is_kept {
            self.strays.push(TitleRow { line: record.line, cells: record.texts() });
        }
        is_kept
    }

    /// Notes the title of a section of rows that say their meters; says whether a row is one.
    pub(super) fn is_section(&mut self, record: &Record<'_>) -> bool {
        let is_title = |text: &[u8]| record.len() > 1 && titled::is_section(&String::from_utf8_lossy(text));
        if self.columns.meter.is_none() || !record.lone().is_some_and(is_title) {
            return false;
        }
        let first = || (TitleRow { line: record.line, cells: record.texts() }, 0);
        self.sections.get_or_insert_with(first).1 += 1;
        true
    }

    /// Says of the titles of sections that they were taken for such.
    pub(super) fn tell_sections(&self, collector: &mut Collector<'_>) {
        let Some((TitleRow { line, cells }, count)) = &self.sections else { return };
        let text = cells.iter().find(|cell| !cell.is_empty()).map(|cell| shown(cell)).unwrap_or_default();
        let message = say!(
            "{count} row(s) hold one text and no number, such as `{text}`: they are taken for titles of the rows below, whose flows are those of the registry",
            count,
            text
        );
        let position = Position { file: self.file, line: *line };
        collector
            .list(Defect::new(Code::SectionTitle, Effect::Notes, message.at(format!("{}:{line}", self.name))).at(position).count(*count));
    }

    /// Says of rows of one text below which nothing stands that they cannot be read.
    pub(super) fn leave_strays(&mut self, collector: &mut Collector<'_>) {
        for row in std::mem::take(&mut self.strays) {
            self.list_title(&row, Effect::Discards, not_a_time(), collector);
        }
    }

    /// Lists a row that is none of data.
    fn list_title(&self, row: &TitleRow, effect: Effect, why: Message, collector: &mut Collector<'_>) {
        collector.list(self.unused(effect, None, row.line, why, &row.cells));
    }

    /// Starts the columns anew.
    pub(super) fn restart(&mut self, columns: Columns, record: &Record<'_>, collector: &mut Collector<'_>) -> Result<(), InputError> {
        let quality = self.columns.quality.filter(|_| self.columns.quality_by_values).and_then(|at| self.header.get(at));
        let same = quality.and_then(|name| (0..record.len()).find(|&at| record.text(at) == name.trim()));
        let quality = columns.quality.or(same);
        let unit = |columns: &Columns| columns.units.first().map(|&(_, unit)| unit).or(columns.unit);
        let loses = unit(&self.columns).is_some_and(|unit| unit.name() != "kWh") && unit(&columns).is_none();
        if loses && self.columns.unit_above.or(self.columns.unit_named).is_none() && columns.row_unit.is_none() {
            let why = say!("this header states no unit, and the header above it does: state the unit in both");
            collector.list(self.unused(Effect::Blocks, None, record.line, why, &record.texts()));
        }
        let Columns { unit_above, unit_named, .. } = self.columns;
        self.columns = Columns { unit_above, unit_named, quality, quality_by_values: same.is_some(), ..columns };
        self.conversions.clear();
        self.converted = None;
        self.row_conversion = None;
        self.last_id.clear();
        self.last_meter = None;
        self.times.restart();
        let header = record.texts();
        self.start(&header, collector)
    }

    /// Takes a column that was empty so far, and that no header explains, for that of the quality where its first word is one of quality.
    pub(super) fn hear(&mut self, record: &Record<'_>) {
        let filled = |at: &usize| !record.get(*at).is_empty();
        let Some(at) = self.columns.silent.iter().copied().find(filled) else { return };
        if quality::is_telling(&record.text(at)) {
            (self.columns.quality, self.columns.quality_by_values) = (Some(at), true);
            self.columns.silent.clear();
        } else {
            self.columns.silent.retain(|other| *other != at);
        }
    }

    /// Why a row has more cells than its header: its numbers may have slid into other columns.
    pub(super) fn surplus(&self, record: &Record<'_>) -> Option<Message> {
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
}
