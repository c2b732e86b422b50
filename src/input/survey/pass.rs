//! The pass over all rows: every reading by its meter and time, every cell that is no number, and what follows from them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::around::{Base, completed};
use super::calendar;
use super::clock::Clock;
use super::found::{Role, Shape, Unreadable};
use super::meter::Reading;
use super::order::is_ambiguous;
use super::sheet::{Sheet, is_title, is_told, names_meter, number_and_unit, read_any};
use super::sums::{Keep, OfMeter};
use super::understood::Understood;
use super::words;
use crate::input::field::{self, DateOrder, NumberError, PartialDate, Stamp, StampError, is_missing, narrow, trimmed};
use crate::input::manifest::{Layout, QualityWord};
use crate::input::qualified;
use crate::input::quality;
use crate::input::scan::Record;
use crate::input::table::{is_subtotal, is_total_cell};
use crate::input::times::columns::{beside, zone};
use crate::input::times::{self as timed, Moment, Refusal};
use crate::input::titled::{self, Titled};
use crate::measure::{Civil, Exact, SECONDS_PER_DAY};
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// Kinds of trouble that are told one by one; the rest is counted with the last.
const TOLD: usize = 8;

/// Words that are not those by which rows are chosen, with the meters of their rows.
pub(super) type Passed = BTreeMap<String, BTreeSet<String>>;

/// A reading before the first date: meter, seconds of the day, value.
type Early = (String, i64, Option<(i128, u32)>);

/// What is gathered row by row.
pub(super) struct Pass<'a> {
    pub(super) found: &'a Understood,
    pub(super) order: Option<DateOrder>,
    pub(super) meters: BTreeMap<String, OfMeter>,
    /// Which readings are kept.
    pub(super) keep: Keep,
    /// The columns of values: each with the meter that it is of, where that is not the row's.
    values: Vec<(usize, Option<&'a str>)>,
    /// Whether rows take something from those before them, so that they cannot be gathered by ranges.
    pub(super) is_bound: bool,
    /// Readings before the first date.
    pub(super) early: Vec<Early>,
    pub(super) first_date: Option<i64>,
    pub(super) last_date: String,
    pub(super) previous: Option<i64>,
    pub(super) midnight_written: Option<u64>,
    /// Midnights that stand behind the last time of their own date, and all others that follow a time.
    pub(super) closing: u64,
    pub(super) opening: u64,
    pub(super) forward: u64,
    pub(super) backward: u64,
    pub(super) whole_days: bool,
    pub(super) offsets: Vec<i32>,
    /// The times that several cells say.
    clock: Option<(&'a Clock, timed::Times<'a>)>,
    /// Whether the commas of its numbers are decimal marks.
    commas: bool,
    /// What the names around the rows say of the date that these leave out.
    base: Option<Base>,
    /// Rows that may be the title of a further block.
    titles: Vec<(u64, String)>,
    /// The meter of the rows at hand, where no column of theirs says it.
    own: Cow<'a, str>,
    /// Whether the titles of the blocks of rows name their meters.
    pub(super) titled: bool,
    /// Whether no column says a meter.
    pub(super) no_meter: bool,
    /// Where columns of some roles stand.
    at: Places,
    /// Whether a further header states other units.
    pub(super) other_units: bool,
    /// Times that are intervals by themselves.
    pub(super) spans: u64,
    pub(super) rows: u64,
    pub(super) placeholders: u64,
    pub(super) thousands: u64,
    pub(super) missing_words: Vec<String>,
    pub(super) unreadable: Vec<Unreadable>,
    /// The words of rows that another word than theirs chooses, with their meters.
    pub(super) passed: Passed,
    /// What rows say of their meter: names, multipliers, units.
    pub(super) registry: BTreeMap<String, [BTreeSet<String>; 3]>,
    /// The title of the section of the rows at hand, and those of each meter's rows.
    section: Option<String>,
    pub(super) sections: BTreeMap<String, BTreeSet<String>>,
}

/// The columns of some roles, which each row is asked for.
struct Places {
    meter: Option<usize>,
    time: Option<usize>,
    date: Option<usize>,
    clock: Option<usize>,
    /// Name, multiplier and unit of the row's meter.
    registry: [Option<usize>; 3],
    /// What says that a row's numbers are of no use.
    quality: Option<usize>,
    /// All that say a time, or a part of one.
    times: Vec<usize>,
}

impl Places {
    fn of(found: &Understood) -> Self {
        let times = found.columns.iter().enumerate();
        let times = times.filter(|(_, column)| matches!(column.role, Role::Time | Role::Date | Role::Clock | Role::Part(_)));
        Self {
            meter: found.at(&Role::Meter),
            time: found.at(&Role::Time),
            date: found.at(&Role::Date),
            clock: found.at(&Role::Clock),
            registry: [Role::Name, Role::Multiplier, Role::UnitOf].map(|role| found.at(&role)),
            quality: found.at(&Role::Quality),
            times: if found.shape.is_readings() { times.map(|(at, _)| at).collect() } else { Vec::new() },
        }
    }
}

impl<'a> Pass<'a> {
    pub(super) fn new(found: &'a Understood, order: Option<DateOrder>, keep: Keep, commas: bool) -> Self {
        Self {
            found,
            order,
            meters: BTreeMap::new(),
            keep,
            values: found
                .columns
                .iter()
                .enumerate()
                .filter_map(|(at, c)| match &c.role {
                    Role::Value => Some((at, None)),
                    Role::OfMeter(own) => Some((at, Some(own.as_str()))),
                    _ => None,
                })
                .collect(),
            is_bound: false,
            early: Vec::new(),
            first_date: None,
            last_date: String::new(),
            previous: None,
            midnight_written: None,
            closing: 0,
            opening: 0,
            forward: 0,
            backward: 0,
            whole_days: true,
            offsets: found.at(&Role::Time).and_then(|at| zone(&found.columns[at].name)).into_iter().collect(),
            clock: found.clock.as_ref().map(|clock| (clock, clock.times())),
            commas,
            base: found.base,
            titles: Vec::new(),
            own: Cow::Borrowed(&found.own),
            titled: false,
            no_meter: found.names_no_meter(),
            at: Places::of(found),
            other_units: false,
            spans: 0,
            rows: 0,
            placeholders: 0,
            thousands: 0,
            missing_words: Vec::new(),
            unreadable: Vec::new(),
            passed: Passed::new(),
            registry: BTreeMap::new(),
            section: None,
            sections: BTreeMap::new(),
        }
    }

    /// Takes a row.
    pub(super) fn take(&mut self, sheet: &Sheet, record: &Record<'_>) {
        if self.is_heading(sheet, record) || self.is_total(record) {
            return;
        }
        self.rows += 1;
        if record.broken {
            self.trouble(record.line, &record.text(0), say!("a quote is opened and never closed"));
        } else if self.found.shape.is_readings() {
            self.row(record);
        } else if self.found.shape == Shape::Meters {
            self.listed(record);
        }
    }

    /// Takes in what was gathered of the rows behind, whose lines count from 1 behind that line.
    pub(super) fn join(&mut self, other: Self, line: u64) {
        for (id, meter) in other.meters {
            self.meters.entry(id).or_default().join(meter);
        }
        self.early.extend(other.early);
        self.first_date = self.first_date.or(other.first_date);
        self.midnight_written = self.midnight_written.or(other.midnight_written.map(|at| at + line));
        self.closing += other.closing;
        self.opening += other.opening;
        self.forward += other.forward;
        self.backward += other.backward;
        self.whole_days &= other.whole_days;
        self.offsets = other.offsets;
        self.other_units |= other.other_units;
        self.titled |= other.titled;
        self.spans += other.spans;
        self.rows += other.rows;
        self.placeholders += other.placeholders;
        self.thousands += other.thousands;
        for word in other.missing_words {
            if !self.missing_words.contains(&word) && self.missing_words.len() < TOLD {
                self.missing_words.push(word);
            }
        }
        for found in other.unreadable {
            self.unreadable_more(Unreadable { line: found.line + line, ..found });
        }
        for (word, ids) in other.passed {
            self.passed.entry(word).or_default().extend(ids);
        }
        for (id, titles) in other.sections {
            self.sections.entry(id).or_default().extend(titles);
        }
        for (id, told) in other.registry {
            let known = self.registry.entry(id).or_default();
            known.iter_mut().zip(told).for_each(|(known, told)| known.extend(told));
        }
    }

    fn unreadable_more(&mut self, found: Unreadable) {
        if let Some(known) = self.unreadable.iter_mut().find(|u| u.why == found.why) {
            known.count += found.count;
        } else if self.unreadable.len() < TOLD {
            self.unreadable.push(found);
        } else if let Some(last) = self.unreadable.last_mut() {
            last.count += found.count;
        }
    }

    fn trouble(&mut self, line: u64, excerpt: &str, why: Message) {
        self.unreadable_more(Unreadable { count: 1, line, excerpt: shown(excerpt), why });
    }

    /// Whether a row is no data: the header once more, or the title above it, which then holds for the rows below.
    fn is_heading(&mut self, sheet: &Sheet, record: &Record<'_>) -> bool {
        let other_units = sheet.is_header_in_other_units(record);
        self.other_units |= other_units;
        if sheet.is_header(record) || other_units {
            let titles: Vec<String> = std::mem::take(&mut self.titles).into_iter().map(|(_, text)| text).collect();
            if !titles.is_empty() {
                self.retitle(&titles, sheet);
            }
            return true;
        }
        let first = record.get(0);
        let is_text = first.starts_with(b"20") || first.iter().any(|byte| !byte.is_ascii() || byte.is_ascii_alphabetic());
        // A word and its value stand in a row of few cells, of a table that says no meter in its rows.
        let may_name = self.no_meter
            && !first.first().is_some_and(u8::is_ascii_digit)
            && (record.len() < sheet.width || record.get(record.len() - 1).is_empty() || record.text(0).contains(['：', ':']));
        if is_text && !record.broken && (may_name || record.get(1).is_empty() || record.get(1) == first) {
            let cells = record.texts();
            let goes_on = || !self.titles.is_empty() && is_told(&cells);
            if is_title(&cells) || may_name && (names_meter(&cells) || goes_on()) {
                self.is_bound = true;
                self.titles.push((record.line, beside(&cells)));
                return true;
            }
        }
        for (line, text) in std::mem::take(&mut self.titles) {
            if self.at.meter.is_some() && titled::is_section(&text) {
                // It holds for the rows below.
                self.section = Some(text);
            } else if read_any(&text).is_err() {
                self.rows += 1;
                self.trouble(line, &text, say!("the time cannot be read: {why}", why => StampError::Unreadable.said()));
            }
        }
        false
    }

    /// Takes the title of a further block: what it says of the date and of the meter.
    fn retitle(&mut self, titles: &[String], sheet: &Sheet) {
        if self.no_meter
            && let Some(told) = titled::of_block(titles.iter().map(String::as_str))
        {
            if !self.titled && sheet.titled.is_none() {
                self.entitle_first(sheet);
            }
            self.note_name(&told);
            self.titled = true;
            self.own = Cow::Owned(told.id);
        }
        if let Some(base) = &mut self.base {
            let named = titles.iter().map(|text| calendar::named(text)).find(|named| !named.is_nothing()).unwrap_or_default();
            base.named = calendar::Named { year: named.year.or(base.named.year), month: named.month.or(base.named.month) };
        }
        if let Some((clock, times)) = &mut self.clock {
            times.renamed(&clock.titled(titles));
        }
        self.last_date.clear();
    }

    /// Whether a row is the total of those above it: 合计 stands where these have their time.
    fn is_total(&self, record: &Record<'_>) -> bool {
        self.at.times.iter().any(|&at| is_total_cell(record.get(at)))
    }

    /// Gives what was read so far the name that stands above the first header.
    fn entitle_first(&mut self, sheet: &Sheet) {
        let Some(first) = titled::of_block(sheet.title_rows.iter().map(String::as_str)) else { return };
        let own = format!("{}{}", self.found.own, self.found.suffix);
        if let Some(meter) = self.meters.remove(&own) {
            self.meters.insert(format!("{}{}", first.id, self.found.suffix), meter);
        }
        self.note_name(&first);
    }

    /// Notes the name that a title gives a meter beside its number.
    pub(super) fn note_name(&mut self, titled: &Titled) {
        if let Some(name) = &titled.name {
            self.registry.entry(format!("{}{}", titled.id, self.found.suffix)).or_default()[0].insert(name.clone());
        }
    }

    fn row(&mut self, record: &Record<'_>) {
        let found = self.found;
        let other = found.filters.iter().find(|(at, words)| !words.iter().any(|word| record.text(*at) == word.as_str()));
        if let Some((at, _)) = other {
            if found.columns[*at].role == Role::Kind {
                self.pass_over(&record.text(*at), &found.at(&Role::Meter).map_or(Cow::Borrowed(""), |at| record.text(at)));
            }
            return;
        }
        let own = match self.at.meter {
            Some(at) => record.text(at),
            None => self.own.clone(),
        };
        if own.is_empty() {
            self.trouble(record.line, "", say!("the row names no meter"));
            return;
        }
        if is_subtotal(own.as_bytes()) {
            return;
        }
        let id = if found.suffix.is_empty() { own } else { Cow::Owned(format!("{own}{}", found.suffix)) };
        self.note_registry(record, &id);
        if let Some(section) = &self.section
            && !self.sections.get(id.as_ref()).is_some_and(|known| known.contains(section))
        {
            self.sections.entry(id.clone().into_owned()).or_default().insert(section.clone());
        }
        if self.is_bad(record) {
            return;
        }
        match self.found.layout {
            Some(Layout::Wide) if self.found.shape.is_across() => self.across(record, &id),
            Some(Layout::Wide) => self.wide(record, &id),
            Some(Layout::Bill) => self.bill(record, &id),
            _ => self.long(record, &id),
        }
    }

    /// Whether a row says of itself that it is not to be used: what it holds contradicts nothing.
    fn is_bad(&self, record: &Record<'_>) -> bool {
        let Some(at) = self.at.quality else { return false };
        quality::meaning(&self.found.columns[at].name, &record.text(at), &BTreeMap::new()) == Some(QualityWord::Bad)
    }

    /// Notes a row that another word than its own chooses.
    fn pass_over(&mut self, word: &str, id: &str) {
        if self.passed.get(word).is_some_and(|ids| ids.contains(id)) {
            return;
        }
        self.passed.entry(word.to_owned()).or_default().insert(id.to_owned());
    }

    /// Notes what a row of a list says of its meter.
    fn listed(&mut self, record: &Record<'_>) {
        let id = self.found.at(&Role::Meter).map(|at| record.text(at).trim().to_owned()).filter(|id| !id.is_empty());
        let Some(id) = id else { return };
        let of = |wanted: fn(&Role) -> bool| {
            let columns = self.found.columns.iter().filter(move |column| wanted(&column.role));
            columns.map(|column| record.text(column.number - 1).trim().to_owned()).filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        let stated = of(|role| *role == Role::Multiplier);
        let ratios = of(|role| matches!(role, Role::Known("ct_ratio" | "pt_ratio")));
        let product = || ratios.iter().try_fold(Exact::one(), |product, text| Some(product * &qualified::ratio(text)?));
        let multiplier = stated.first().cloned().or_else(|| product().filter(|_| !ratios.is_empty()).map(|product| product.to_string()));
        let known = self.registry.entry(id.clone()).or_default();
        known[0].insert(of(|role| *role == Role::Name).join(" "));
        known[1].extend(multiplier);
        self.meters.entry(id).or_default();
    }

    /// Notes what a row says of its meter.
    fn note_registry(&mut self, record: &Record<'_>, id: &str) {
        if self.at.registry.iter().all(Option::is_none) {
            return;
        }
        let told = self.at.registry.map(|at| at.map(|at| record.text(at).trim().to_owned()).filter(|text| !text.is_empty()));
        if told.iter().all(Option::is_none) {
            return;
        }
        let known = self.registry.entry(id.to_owned()).or_default();
        for (known, told) in known.iter_mut().zip(told) {
            if let Some(told) = told
                && known.len() < 3
            {
                known.insert(told);
            }
        }
    }

    /// A stamp in seconds of the file's own clock (that of the first offset, where stamps state one).
    fn stamp(&mut self, text: &str, line: u64) -> Option<i64> {
        let whole = self.base.and_then(|base| completed(text, base));
        match field::stamp(whole.as_deref().unwrap_or(text), self.order) {
            Ok(Stamp::Instant { civil_seconds, offset }) => {
                // 05:24:00 has those signs too, and is no midnight.
                let is_written = |tail: &str| tail.contains("24:00") || tail.contains("24时") || tail.ends_with("2400");
                if civil_seconds.rem_euclid(SECONDS_PER_DAY) == 0 && is_written(&narrow(trimmed(text))) {
                    self.midnight_written = self.midnight_written.or(Some(line));
                }
                self.whole_days = false;
                Some(match offset {
                    None => civil_seconds,
                    Some(offset) => {
                        if !self.offsets.contains(&offset) {
                            self.offsets.push(offset);
                        }
                        civil_seconds - i64::from(offset) + i64::from(self.offsets[0])
                    }
                })
            }
            Ok(Stamp::Day(day)) => Some(Civil::midnight(day).0),
            Ok(Stamp::Month(month)) => Some(Civil::midnight(month.first_day()).0),
            Err(_) if is_ambiguous(text) => {
                self.trouble(line, text, say!("day and month cannot be told apart: declare `date_order`"));
                None
            }
            Err(error) => {
                self.trouble(line, text, say!("the time cannot be read: {why}", why => error.said()));
                None
            }
        }
    }

    /// Notes how a stamp follows the one of the row before.
    fn follow(&mut self, at: i64) {
        if let Some(previous) = self.previous {
            let midnight = at.rem_euclid(SECONDS_PER_DAY) == 0;
            if midnight && previous > at && previous - at < SECONDS_PER_DAY && previous - at >= SECONDS_PER_DAY / 2 {
                self.closing += 1;
            } else if midnight && at > previous && at - previous < SECONDS_PER_DAY {
                self.opening += 1;
            } else if at < previous {
                self.backward += 1;
            } else if at > previous {
                self.forward += 1;
            }
        }
        self.previous = Some(at);
    }

    fn value(&mut self, cell: &[u8], line: u64) -> Result<Option<(i128, u32)>, ()> {
        if let Some(number) = field::decimal(cell).filter(|_| !self.commas) {
            return Ok(Some(number));
        }
        let mut text = String::from_utf8_lossy(cell).into_owned();
        if self.commas
            && let Some(plain) = field::with_point(&text)
        {
            text = plain;
        }
        match field::decimal_text(&text, &[]) {
            Ok(Some(number)) => {
                let plain = narrow(trimmed(&text)).into_owned();
                let digits = plain.trim_start_matches(['+', '-', ' ']);
                self.thousands += u64::from(digits.contains([',', ' ']));
                Ok(Some(number))
            }
            Ok(None) => {
                self.placeholders += 1;
                Ok(None)
            }
            Err(_) if words::is_odd_missing(&text) => {
                self.placeholders += 1;
                if !self.missing_words.contains(&text) && self.missing_words.len() < TOLD {
                    self.missing_words.push(text);
                }
                Ok(None)
            }
            Err(_) if number_and_unit(&text).is_some() => {
                let plain = number_and_unit(&text).and_then(|(number, _)| field::decimal_text(number, &[]).ok().flatten());
                self.thousands += u64::from(text.contains(','));
                Ok(plain)
            }
            Err(error) => {
                let why = match error {
                    NumberError::NotANumber(_) => say!("the value is not a number; write digits with a point, such as 1234.5"),
                    NumberError::TooLong(_) => say!("the value has too many digits to be a measured value"),
                };
                self.trouble(line, &text, why);
                Err(())
            }
        }
    }

    fn put(&mut self, id: &str, at: i64, until: i64, cell: &[u8], line: u64) {
        let value = self.value(cell, line);
        // A cell that cannot be read still shows that its interval has a row.
        let (unreadable, reading) = (u64::from(value.is_err()), Reading { at, until, value: value.unwrap_or(None) });
        let keep = self.keep;
        let take = |meter: &mut OfMeter| {
            meter.unreadable += unreadable;
            meter.put(reading, keep);
        };
        match self.meters.get_mut(id) {
            Some(meter) => take(meter),
            None => take(self.meters.entry(id.to_owned()).or_default()),
        }
    }

    fn long(&mut self, record: &Record<'_>, id: &str) {
        let line = record.line;
        if self.clock.is_some() {
            let Some((at, _)) = self.moment(record) else { return };
            self.follow(at);
            self.put_all(record, id, at);
            return;
        }
        let text = match (self.at.time, self.at.date, self.at.clock) {
            (Some(at), ..) => record.text(at).into_owned(),
            (None, Some(date), Some(clock)) => {
                let given = record.text(date).into_owned();
                let clock = record.text(clock).into_owned();
                if given.is_empty() {
                    self.is_bound = true;
                } else {
                    self.last_date = given;
                }
                if self.last_date.is_empty() {
                    if let Some(at) = self.stamp(&format!("2000-01-01 {clock}"), line) {
                        let clock = at.rem_euclid(SECONDS_PER_DAY);
                        self.follow(at);
                        for (column, own) in self.values.clone() {
                            if let Ok(value) = self.value(record.get(column), line) {
                                self.early.push((own.unwrap_or(id).to_owned(), clock, value));
                            }
                        }
                    }
                    return;
                }
                format!("{} {clock}", self.last_date)
            }
            _ => return,
        };
        let Some(at) = self.stamp(&text, line) else { return };
        if self.first_date.is_none() {
            self.first_date = Some(at.div_euclid(SECONDS_PER_DAY));
            if !self.early.is_empty() {
                self.previous = None;
            }
        }
        self.follow(at);
        self.put_all(record, id, at);
    }

    /// Takes the values of a row.
    fn put_all(&mut self, record: &Record<'_>, id: &str, at: i64) {
        for value in 0..self.values.len() {
            let (column, own) = self.values[value];
            self.put(own.unwrap_or(id), at, 0, record.get(column), record.line);
        }
    }

    fn wide(&mut self, record: &Record<'_>, id: &str) {
        let day = if self.clock.is_some() {
            self.day_of(record)
        } else {
            self.found.at(&Role::Date).and_then(|date| self.stamp(&record.text(date), record.line))
        };
        let Some(day) = day else { return };
        let day = day.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
        self.follow(day);
        let seconds = SECONDS_PER_DAY / i64::try_from(self.found.per_day.max(1)).unwrap_or(1);
        let points: Vec<(usize, usize)> = self
            .found
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, c)| if let Role::Point(slot) = c.role { Some((at, slot)) } else { None })
            .collect();
        for (column, slot) in points {
            self.put(id, day + i64::try_from(slot).unwrap_or(0) * seconds, 0, record.get(column), record.line);
        }
    }

    /// The midnight of the day of a row that gives a part of it, or none.
    fn day_of(&mut self, record: &Record<'_>) -> Option<i64> {
        let (clock, times) = self.clock.as_mut()?;
        let columns = &clock.columns;
        let text = columns.date.map(|at| record.text(at).into_owned()).unwrap_or_default();
        let why = match times.part_of(columns, record).and_then(|row| times.across(PartialDate::default(), row)) {
            Ok(field::Known::Day(day)) => return Some(Civil::midnight(day).0),
            Ok(field::Known::Month(_)) => say!("no row so far gives a date"),
            Err(Refusal::Row(why) | Refusal::File(why)) => why,
        };
        self.trouble(record.line, &text, why);
        None
    }

    /// When a row is of whose time several cells say: its start and its end, in seconds of the file's own clock.
    fn moment(&mut self, record: &Record<'_>) -> Option<(i64, i64)> {
        let (clock, times) = self.clock.as_mut()?;
        let columns = &clock.columns;
        let told = if self.found.layout == Some(Layout::Bill) && columns.times.period.is_none() {
            times.whole(columns, record).map(timed::of_known)
        } else if self.found.layout == Some(Layout::Bill) {
            let at = columns.times.period.unwrap_or_default();
            match field::range(&record.text(at), self.order) {
                Ok(Some(field::Range::Days(from, until))) => Ok(Moment::Days(from, until)),
                Ok(Some(field::Range::Moments(from, until))) => Ok(Moment::Span(from, until)),
                _ => Err(Refusal::Row(say!("`{text}` is no period", text = shown(&record.text(at))))),
            }
        } else {
            times.moment(columns, record)
        };
        match told {
            Ok(Moment::Instant(at, offset)) => {
                self.whole_days = false;
                self.offsets.extend(offset.filter(|offset| !self.offsets.contains(offset)));
                Some((at, at))
            }
            Ok(Moment::Day(day)) => Some((Civil::midnight(day).0, Civil::midnight(day).0 + SECONDS_PER_DAY)),
            Ok(Moment::Month(month)) => Some((Civil::midnight(month.first_day()).0, Civil::midnight(month.last_day()).0 + SECONDS_PER_DAY)),
            Ok(Moment::Span(from, until)) => {
                self.whole_days = false;
                self.spans += 1;
                Some((from, until))
            }
            Ok(Moment::Days(from, until)) => Some((Civil::midnight(from).0, Civil::midnight(until).0 + SECONDS_PER_DAY)),
            Err(Refusal::Row(why) | Refusal::File(why)) => {
                let time = [Role::Date, Role::Time].iter().find_map(|role| self.found.at(role));
                let text = record.text(time.or(columns.times.all().next()).unwrap_or_default()).into_owned();
                self.trouble(record.line, &text, why);
                None
            }
        }
    }

    fn across(&mut self, record: &Record<'_>, id: &str) {
        let Some((clock, times)) = self.clock.as_mut() else { return };
        let timed = clock.columns.times.clock.map(|at| record.text(at).into_owned());
        let mut spans = 0;
        let told: Vec<(usize, Result<i64, Message>)> = {
            let why = |refusal| match refusal {
                Refusal::Row(why) | Refusal::File(why) => why,
            };
            let row = times.part_of(&clock.columns, record);
            match row {
                Err(refusal) => vec![(0, Err(why(refusal)))],
                Ok(row) => (clock.columns.times.across.iter())
                    .map(|(at, label)| {
                        let first = times.across(*label, row).and_then(|known| match (known, &timed) {
                            (field::Known::Day(day), Some(text)) => Ok(match times.of_day(day, text)? {
                                Moment::Span(from, _) => {
                                    spans += 1;
                                    from
                                }
                                Moment::Instant(at, _) => at,
                                _ => Civil::midnight(day).0,
                            }),
                            (field::Known::Day(day), None) => Ok(Civil::midnight(day).0),
                            (field::Known::Month(month), _) => Ok(Civil::midnight(month.first_day()).0),
                        });
                        let first = first.map_err(why);
                        (*at, first)
                    })
                    .collect(),
            }
        };
        self.spans += spans;
        self.whole_days &= timed.is_none();
        for (column, first) in told {
            match first {
                Ok(first) => self.put(id, first, 0, record.get(column), record.line),
                // A 31st that the month does not have stays empty.
                Err(_) if is_missing(&record.text(column), &[]) => {}
                Err(why) => self.trouble(record.line, &record.text(column), why),
            }
        }
    }

    fn bill(&mut self, record: &Record<'_>, id: &str) {
        let at = |role: &Role| self.found.at(role);
        let (start, end) = (at(&Role::Start), at(&Role::End));
        let value = at(&Role::Energy).or(at(&Role::EndReading));
        if let (None, None, Some(value), Some(base)) = (start, end, value, self.base) {
            // A monthly sheet: its month stands around it.
            let (Some(year), Some(month)) = (base.named.year, base.named.month) else { return };
            let first = chrono::NaiveDate::from_ymd_opt(year, month, 1);
            let next = first.and_then(|day| day.checked_add_months(chrono::Months::new(1)));
            if let (Some(first), Some(next)) = (first, next) {
                self.put(id, Civil::midnight(first).0, Civil::midnight(next).0, record.get(value), record.line);
            }
            return;
        }
        if let (true, Some(value)) = (self.clock.is_some(), value) {
            let Some((from, until)) = self.moment(record) else { return };
            self.follow(from);
            self.put(id, from, until, record.get(value), record.line);
            return;
        }
        let (Some(start), Some(end), Some(value)) = (start, end, value) else { return };
        let from = self.stamp(&record.text(start), record.line);
        let until = self.stamp(&record.text(end), record.line);
        let (Some(from), Some(until)) = (from, until) else { return };
        if until < from {
            self.trouble(record.line, &record.text(end), say!("the row ends before it starts"));
            return;
        }
        self.follow(from);
        self.put(id, from, until, record.get(value), record.line);
    }
}
