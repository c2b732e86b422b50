//! How a table was understood: what each of its columns is and why, which of them are used, and what is left over.
//!
//! One value for all who ask: `check` reads by it and keeps it in the report (`tables`), `inspect` shows it, `init` writes it down. It is made by
//! `input::table::understand` from a header row and the first rows, and says for every column of the header
//!
//! - its [`Role`] (`meter`, `time`, `value`, `multiplier` …; of a column that is none of them, what it holds instead: `money`, `row-number` …);
//! - [`Why`] it has it: stated in park.toml, its own name, an alias, a unit, the values in it;
//! - whether it is [used](Use), understood and not used, or not understood.
//!
//! A run of like columns (the points of a wide table) is one entry from [`Column::first`] to [`Column::last`].

use std::sync::Arc;

use crate::closed_list::closed_list;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Ids of meters.
    Meter,
    /// Names of meters beside their ids.
    MeterName,
    /// The time of a reading, or its date and time.
    Time,
    /// The date, where the time stands apart.
    Date,
    /// Energy or power of an interval.
    Value,
    /// What a register shows.
    Reading,
    /// Energy or power of one meter; its id.
    OfMeter(String),
    /// The other direction of the row's meter; what follows its id (`/反向`).
    Direction(&'static str),
    /// Points of a day.
    Points,
    /// What a reading says of its own quality.
    Quality,
    /// Start of a bill.
    Start,
    /// End of a bill.
    End,
    /// Register at the start of a bill.
    StartReading,
    /// Register at the end of a bill.
    EndReading,
    /// Energy of a bill.
    Energy,
    /// The multiplier of the row's meter.
    Multiplier,
    /// Ratio of current transformers.
    CurrentRatio,
    /// Ratio of voltage transformers.
    VoltageRatio,
    /// Unit of the row.
    Unit,
    /// What the row's number is of: direction, tariff part, active or reactive.
    Kind,
    /// Selects rows (`where`).
    Selects,
    /// A tariff part of a total.
    TariffPart,
    /// A phase of a total.
    Phase,
    /// Reactive energy or power.
    Reactive,
    /// A column of a small table, by our name of it.
    Cell(&'static str),
    /// Number of the row.
    RowNumber,
    /// A remark.
    Remark,
    /// Money.
    Money,
    /// Carbon or coal that was saved.
    Saving,
    /// Voltage, current, power factor and the like.
    Measurement,
    /// When a row was written or sent.
    WrittenAt,
    /// The park's or a customer's name, address or account.
    Owner,
    /// Another value, beside the one that is read.
    OtherValue,
    /// Nothing that the program knows.
    Unknown,
}

impl Role {
    /// Its kebab-case name.
    pub fn name(&self) -> &str {
        match self {
            Self::Meter => "meter",
            Self::MeterName => "meter-name",
            Self::Time => "time",
            Self::Date => "date",
            Self::Value => "value",
            Self::Reading => "reading",
            Self::OfMeter(_) => "of-meter",
            Self::Direction(_) => "direction",
            Self::Points => "points",
            Self::Quality => "quality",
            Self::Start => "start",
            Self::End => "end",
            Self::StartReading => "start-reading",
            Self::EndReading => "end-reading",
            Self::Energy => "energy",
            Self::Multiplier => "multiplier",
            Self::CurrentRatio => "current-ratio",
            Self::VoltageRatio => "voltage-ratio",
            Self::Unit => "unit",
            Self::Kind => "kind",
            Self::Selects => "selects",
            Self::TariffPart => "tariff-part",
            Self::Phase => "phase",
            Self::Reactive => "reactive",
            Self::Cell(name) => name,
            Self::RowNumber => "row-number",
            Self::Remark => "remark",
            Self::Money => "money",
            Self::Saving => "saving",
            Self::Measurement => "measurement",
            Self::WrittenAt => "written-at",
            Self::Owner => "owner",
            Self::OtherValue => "other-value",
            Self::Unknown => "unknown",
        }
    }
}

closed_list! {
    /// Why a column has its role.
    Why {
        /// park.toml says so.
        Stated = "stated",
        /// It has our name of the role.
        Name = "name",
        /// It has a usual header of the role.
        Alias = "alias",
        /// Its unit says so.
        Unit = "unit",
        /// What stands in it says so.
        Values = "values",
        /// Nothing does.
        Nothing = "nothing",
    }
}

closed_list! {
    /// What becomes of a column.
    Use {
        /// It is read.
        Used = "used",
        /// It is checked against what is read.
        Checked = "checked",
        /// It is understood, and not used.
        Unused = "unused",
        /// It is not understood.
        NotUnderstood = "not-understood",
    }
}

/// A column, or a run of like columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Number of the first, from 1.
    pub first: usize,
    /// Number of the last; that of the first where it is one column.
    pub last: usize,
    /// Its header cell, of a run the first and the last; empty where the table has no header.
    pub header: String,
    /// What it holds.
    pub role: Role,
    /// Why.
    pub why: Why,
    /// What becomes of it.
    pub used: Use,
    /// The unit that its header states, as it stands there.
    pub unit: Option<String>,
}

/// A table as understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understanding {
    /// `long`, `wide`, `register`, `bill`, or the name of a small table (`meters`, `trades` …).
    pub layout: &'static str,
    /// Encoding, by its WHATWG label.
    pub encoding: &'static str,
    /// What separates its fields; empty for a workbook.
    pub delimiter: String,
    /// Line of the header, 0 where there is none; its last line where it has two.
    pub header_line: u64,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// The options by which it is read, as park.toml states them.
    pub options: Vec<(String, String)>,
}

impl Understanding {
    /// The columns that are not read, those first that are not understood.
    pub fn left_over(&self) -> impl Iterator<Item = &Column> {
        let of = |used: Use| self.columns.iter().filter(move |column| column.used == used);
        of(Use::NotUnderstood).chain(of(Use::Unused))
    }
}

/// A table that was read.
#[derive(Clone, Debug)]
pub struct ReadTable {
    /// Index of its file among the inputs.
    pub file: usize,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// Data rows: without header, blank and total rows, and without those that `where` leaves out.
    pub rows: u64,
    /// How it was understood; shared by files of one shape.
    pub understood: Arc<Understanding>,
}
