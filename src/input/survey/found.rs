//! What was found in a file: its kind of table, the role of each column, what its stamps and its meters are like.

use super::label::Convention;
use super::meter::MeterSurvey;
use super::words::UnitFound;
use crate::dossier::Record;
use crate::input::field::{DateOrder, PartialDate};
use crate::input::manifest::Layout;
use crate::input::scan::Delimiter;
use crate::input::times::epoch::Epoch;
use crate::input::worded::Worded;
use crate::measure::Step;
use crate::say;
use crate::say::Message;

/// What kind of table a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A row for each reading.
    Long,
    /// A row for each meter and day.
    Wide,
    /// A row for each reading of a cumulative register.
    Register,
    /// A row for each bill.
    Bill,
    /// A row for each time, a column for each meter.
    MeterColumns,
    /// A row for each meter, a column for each month.
    Months,
    /// A row for each meter, a column for each day.
    Days,
    /// A row for each time of day, a column for each day.
    DayTimes,
    /// Green certificates, in a record of some kind.
    Certificates(Record),
    /// A list of meters: their multipliers, names and uses.
    Meters,
    /// One of the other tables of a park, by its name in the manifest.
    Declared(&'static str),
    /// Australian NEM12 or NEM13 meter data.
    Nem,
    /// None of these.
    Unknown,
}

impl Shape {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Wide => "wide",
            Self::Register => "register",
            Self::Bill => "bill",
            Self::MeterColumns => "meter-columns",
            Self::Months => "months",
            Self::Days => "days",
            Self::DayTimes => "day-times",
            Self::Certificates(Record::Register) => "certificates",
            Self::Certificates(Record::Retirement) => "certificate-retirements",
            Self::Certificates(Record::Holding) => "certificate-holdings",
            Self::Certificates(Record::Purchase) => "certificate-trades",
            Self::Certificates(Record::Issue) => "certificate-issues",
            Self::Meters => "meter-list",
            Self::Declared(table) => table,
            Self::Nem => "nem12",
            Self::Unknown => "unknown",
        }
    }

    /// Whether its columns are months or days.
    pub fn is_across(self) -> bool {
        matches!(self, Self::Months | Self::Days | Self::DayTimes)
    }

    /// Whether it holds readings of meters that a `[[readings]]` table can name.
    pub fn is_readings(self) -> bool {
        matches!(
            self,
            Self::Long | Self::Wide | Self::Register | Self::Bill | Self::MeterColumns | Self::Months | Self::Days | Self::DayTimes
        )
    }
}

/// A part of the time of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Year.
    Year,
    /// Month.
    Month,
    /// Day of the month.
    Day,
    /// Number of the hour.
    Hour,
    /// Minute of the hour.
    Minute,
    /// Number of the point of the day.
    Point,
    /// A range of the day, or a period.
    Period,
}

impl Part {
    /// What `columns` of a table calls it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Point => "point",
            Self::Period => "period",
        }
    }

    /// Its name in reports.
    pub fn name(self) -> Message {
        match self {
            Self::Year => say!("year"),
            Self::Month => say!("month"),
            Self::Day => say!("day of the month"),
            Self::Hour => say!("number of the hour"),
            Self::Minute => say!("minute"),
            Self::Point => say!("number of the point of the day"),
            Self::Period => say!("period"),
        }
    }
}

/// What a column was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Id of the meter.
    Meter,
    /// Date and time, or a day, or a month.
    Time,
    /// Date, beside a time of day.
    Date,
    /// Time of day, beside a date.
    Clock,
    /// Value of the reading.
    Value,
    /// One interval of the day, by its number from 0.
    Point(usize),
    /// Values of one meter.
    OfMeter(String),
    /// Values of a month or a day, as far as its header tells it.
    Across(PartialDate),
    /// A part of the time.
    Part(Part),
    /// Name of the meter, beside its id.
    Name,
    /// Unit of the row's meter.
    UnitOf,
    /// What the row's number is of: its rows are read by a word in it.
    Kind,
    /// Quality of the reading.
    Quality,
    /// Start of the bill or interval.
    Start,
    /// End of the bill or interval.
    End,
    /// Register at the start of a bill.
    StartReading,
    /// Register at the end of a bill.
    EndReading,
    /// Multiplier.
    Multiplier,
    /// Energy of a bill.
    Energy,
    /// A column of another table of a park.
    Known(&'static str),
    /// Not used, and why.
    Unused(Message),
}

impl Role {
    /// Its name in reports.
    pub fn name(&self) -> Message {
        match self {
            Self::Meter => say!("meter"),
            Self::Time => say!("time"),
            Self::Date => say!("date"),
            Self::Clock => say!("time of day"),
            Self::Value => say!("value"),
            Self::Point(slot) => say!("interval {number} of the day", number = slot + 1),
            Self::OfMeter(id) => say!("values of the meter {id}", id),
            Self::Across(label) => say!("values of {date}", date = label),
            Self::Part(part) => part.name(),
            Self::Name => say!("name of the meter"),
            Self::UnitOf => say!("unit of the meter"),
            Self::Kind => say!("what the row is of"),
            Self::Quality => say!("quality"),
            Self::Start => say!("start"),
            Self::End => say!("end"),
            Self::StartReading => say!("start reading"),
            Self::EndReading => say!("end reading"),
            Self::Multiplier => say!("multiplier"),
            Self::Energy => say!("energy"),
            Self::Known(name) => Message::verbatim(name),
            Self::Unused(why) => say!("not used: {why}", why => why.clone()),
        }
    }
}

/// A column of the file.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its number, from 1.
    pub number: usize,
    /// Its header, with the header above it where the rows share one name.
    pub name: String,
    /// What it was understood as.
    pub role: Role,
    /// Unit of its values.
    pub unit: Option<UnitFound>,
    /// What stands above its header, where a group of columns has a name.
    pub above: String,
    /// Whether its header speaks of power.
    pub power: bool,
    /// Whether its values never fall while most of them rise.
    pub cumulative: bool,
}

/// The header row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its line.
    pub line: u64,
    /// Its cells as they stand.
    pub cells: Vec<String>,
}

/// Rows that cannot be read, by their reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// How many cells or rows.
    pub count: u64,
    /// Line of the first.
    pub line: u64,
    /// What stands there.
    pub excerpt: String,
    /// Why it cannot be read.
    pub why: Message,
}

/// What the stamps of a file say.
#[derive(Clone, Debug)]
pub struct Times {
    /// First stamp as it is meant (after a midnight that closes its date was moved).
    pub first: crate::measure::Civil,
    /// Last stamp.
    pub last: crate::measure::Civil,
    /// Step, where all meters share one.
    pub step: Option<Step>,
    /// Where no step is told, the one beside whose grid all stamps stand, and by how many minutes at most.
    pub loose: Option<(Step, i64)>,
    /// Which end of its interval a stamp labels.
    pub convention: Convention,
    /// Whether 00:00 of a date is that date's end, with the number of times that this shows.
    pub closing_midnights: u64,
    /// Seconds by which all stamps are off the grid of their step.
    pub off_grid: i64,
    /// Offsets from UTC that the stamps state, in seconds.
    pub offsets: Vec<i32>,
    /// Date to state for rows that stand before the first date.
    pub undated: Option<chrono::NaiveDate>,
    /// Whether the rows go back in time from first to last.
    pub descending: bool,
}

/// What a file looks like.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Name of the encoding, with its mark.
    pub encoding: String,
    /// Sheet of a workbook, the first of those that are alike.
    pub sheet: Option<String>,
    /// Further sheets that are read alike.
    pub alike: Vec<String>,
    /// Sheets of the workbook, 0 for other files.
    pub sheets: usize,
    /// The columns and the words by which its rows are chosen.
    pub filters: Vec<(String, Vec<String>)>,
    /// What follows the id of the row's meter.
    pub suffix: String,
    /// The meter of a file or sheet that names none.
    pub own: Option<String>,
    /// Whether that is a name of its own, rather than the name of the file.
    pub named: bool,
    /// Whether the rows above each header name the meter of the rows below it.
    pub titled: bool,
    /// Where the year or month stands that the rows do not say.
    pub base: Option<Place>,
    /// Whether a further header of the file states other units, so that each header's own is read.
    pub several_units: bool,
    /// Whether another column of the same kind is read by another table, so that each is named.
    pub beside: bool,
    /// Whether the values are a counter of the day.
    pub daily: bool,
    /// Whether the values are power.
    pub power: bool,
    /// What words around the rows say of their multiplier, and the text that says it.
    pub(super) worded: Option<(Worded, String)>,
    /// How stamps count since 1970, where they do.
    pub epoch: Option<Epoch>,
    /// The column that tells rows of one meter and time apart, where some differ.
    pub apart: Option<String>,
    /// Whether that column holds small numbers, as hours and points of a day are.
    pub(super) apart_counts: bool,
    /// Line ending.
    pub line_ending: &'static str,
    /// Delimiter.
    pub delimiter: Delimiter,
    /// Header row; `None` where there is none.
    pub header: Option<Header>,
    /// Rows above the first data row that belong to the header.
    pub skip: u64,
    /// Kind of table.
    pub shape: Shape,
    /// Layout to read it with.
    pub layout: Option<Layout>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Data rows, without header, blank and total rows.
    pub rows: u64,
    /// Cells that say that there is no value.
    pub placeholders: u64,
    /// Numbers with thousands separators.
    pub thousands: u64,
    /// Words that stand for a missing number and are not among the usual ones.
    pub missing_words: Vec<String>,
    /// What cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Order of day and month, where a year stands last.
    pub order: Option<OrderFound>,
    /// What the stamps say, where there are any.
    pub times: Option<Times>,
    /// Meters, in the order of their ids.
    pub meters: Vec<MeterSurvey>,
    /// Sheets of the workbook that are not read, and why.
    pub unread: Vec<(String, Message)>,
    /// The words of rows that another word than theirs chooses, with their meters.
    pub(super) passed: std::collections::BTreeMap<String, std::collections::BTreeSet<String>>,
    /// Meters of which no row is read, and why.
    pub lost: Vec<Message>,
    /// Whether it holds energies, all of them as what a month or a year has come to so far: none of them is read.
    pub running_totals: bool,
    /// Sheets of the workbook that hold nothing but such.
    pub running_sheets: Vec<String>,
    /// What else is worth knowing, remedies included.
    pub notes: Vec<Message>,
}

impl Survey {
    /// Whether a column that tells rows apart may be that of hours or points of the day.
    pub fn counts_time(&self, column: &str) -> bool {
        self.apart_counts && self.apart.as_deref() == Some(column)
    }

    /// The column of a role.
    pub fn column(&self, role: &Role) -> Option<&Column> {
        self.columns.iter().find(|c| c.role == *role)
    }
}

/// Which of them says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The title.
    Title,
    /// The sheet's name.
    Sheet,
    /// The file's name.
    Stem,
    /// The name of its folder.
    Folder,
}

impl Place {
    /// As park.toml states it.
    pub fn stated(self) -> &'static str {
        match self {
            Self::Title => "{title}",
            Self::Sheet => "{sheet}",
            Self::Stem => "{stem}",
            Self::Folder => "{folder}",
        }
    }
}

/// What the dates say about their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFound {
    /// The order, `None` where it cannot be told.
    pub order: Option<DateOrder>,
    /// How it was concluded, or why not.
    pub why: Message,
}

/// A file of the folder, as surveyed, or why it could not be.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its name relative to the folder.
    pub name: String,
    /// What it looks like, in each way in which it has to be read.
    pub survey: Result<Vec<Survey>, Message>,
}

/// Says a message in the language of the reader.
pub type Told<'a> = &'a dyn Fn(&Message) -> String;

/// The id of a file of one meter: its name without folder and ending, as `meter = "{stem}"` takes it.
pub fn stem(name: &str) -> &str {
    let base = name.rsplit('/').next().unwrap_or(name);
    let base = base.strip_suffix(".gz").unwrap_or(base);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}
