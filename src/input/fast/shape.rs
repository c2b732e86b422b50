//! The shape of a file that can be read on the fast road: where its columns are, and what its stamps mean.

use std::collections::BTreeMap;

use super::super::manifest::{Layout, Readings};
use super::super::scan::Delimiter;
use super::super::table::columns::Columns;
use super::super::table::is_footer_cell;
use super::super::times::Times;
use crate::measure::Step;

/// Id of a meter in a file, its number in the registry.
#[derive(Debug)]
pub(super) struct Ids {
    /// Ids as they stand in the file, with what follows them, for sixteen-byte comparison: key, mask; by meter. A mask of 0 is none.
    pub(super) keys: Vec<(u128, u128)>,
    /// Length of each id.
    pub(super) lengths: Vec<usize>,
    names: BTreeMap<Vec<u8>, u32>,
}

impl Ids {
    /// The ids of a registry, as they stand before a delimiter.
    pub(super) fn new(ids: &BTreeMap<Vec<u8>, usize>, shape: &Shape) -> Self {
        let mut keys = vec![(0, 0); ids.len()];
        let mut lengths = vec![0; ids.len()];
        let mut names = BTreeMap::new();
        // A row that starts with a word such as 合计 is a total row, even where a meter is called so.
        for (id, &meter) in ids.iter().filter(|(id, _)| !is_footer_cell(&String::from_utf8_lossy(id), false)) {
            let encoded = std::str::from_utf8(id).ok().filter(|_| shape.chinese).map(|id| encoding_rs::GB18030.encode(id).0.into_owned());
            let id = encoded.as_ref().unwrap_or(id);
            lengths[meter] = id.len();
            names.insert(id.clone(), u32::try_from(meter).unwrap_or(u32::MAX));
            if id.len() < 16 {
                let mut bytes = [0_u8; 16];
                bytes[..id.len()].copy_from_slice(id);
                bytes[id.len()] = shape.delimiter;
                let mask = u128::MAX >> (8 * (15 - id.len()));
                keys[meter] = (u128::from_le_bytes(bytes), mask);
            }
        }
        Self { keys, lengths, names }
    }

    /// The meter of an id.
    pub(super) fn find(&self, id: &[u8]) -> Option<u32> {
        self.names.get(id).copied()
    }
}

/// Where the values of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// One, with its stamp, in columns of their own.
    Stamped {
        /// Column of the stamp.
        time: usize,
        /// Column of the value.
        value: usize,
    },
    /// A day's, in columns beside each other, behind the date.
    Day {
        /// Column of the date.
        date: usize,
        /// Column of the first value.
        first: usize,
        /// Number of values.
        count: usize,
        /// Slot of the day of the first value.
        slot: usize,
        /// Minutes of a slot.
        minutes: u32,
    },
}

/// The shape of a file.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Whether a line starts with a cell that is neither meter nor time, and may be the word of a total row.
    pub(super) labelled: bool,
    /// Delimiter.
    pub(super) delimiter: u8,
    /// Column of the meter; `None` where the whole file is of one.
    pub(super) meter: Option<usize>,
    /// That one.
    pub(super) fixed: Option<u32>,
    /// Where the values are.
    pub(super) values: Values,
    /// Minutes between stamps without an offset and the park's time.
    pub(super) shift: i32,
    /// The park's minutes east of UTC.
    pub(super) park: i32,
    /// Whether 00:00 of a date is that date's end.
    pub(super) closes_date: bool,
    /// Whether the bytes are GB18030 (else UTF-8).
    pub(super) chinese: bool,
    /// Whether the values are what a register shows, which is never below zero.
    pub(super) register: bool,
    /// Cells that a row may have behind its last value.
    pub(super) behind: usize,
}

impl Shape {
    /// The shape of a file, if it is plain enough.
    pub(super) fn of(
        table: &Readings,
        columns: &Columns,
        delimiter: Delimiter,
        encoding: &str,
        park_offset: i32,
        fixed: Option<u32>,
    ) -> Option<Self> {
        let Delimiter::Byte(delimiter) = delimiter else { return None };
        let chinese = match encoding {
            "UTF-8" => false,
            "gb18030" | "GBK" => true,
            _ => return None,
        };
        let whole = |seconds: i32| (seconds % 60 == 0).then_some(seconds / 60);
        let park = whole(park_offset)?;
        let shift = park - whole(Times::offset(table, columns).unwrap_or(park_offset))?;
        // A second byte of a letter of GB18030 may be any sign from `0` on.
        let cut_within = chinese && delimiter >= b'0';
        // A number may be a word for what is missing.
        let numbers_mean_missing =
            (table.source.options.missing.iter()).any(|m| m.trim().starts_with(|c: char| c.is_ascii_digit() || c == '-'));
        if cut_within || numbers_mean_missing {
            return None;
        }
        let plain = columns.meters.is_empty()
            && columns.quality.is_none()
            && columns.tariffs.is_empty()
            && !columns.qualify_rows()
            && table.source.options.selected.is_empty()
            && table.date.is_none()
            && table.epoch.is_none()
            && table.decimal.is_none()
            && !columns.times.are_several()
            && columns.times.across.is_empty()
            && table.meter_columns.is_empty()
            && !matches!(table.meter, Some(super::super::manifest::MeterOf::Around(..)))
            && (columns.meter.is_some() != fixed.is_some());
        if !plain {
            return None;
        }
        let values = match table.layout {
            Layout::Long | Layout::Register if columns.date.is_none() => Values::Stamped { time: columns.time?, value: columns.value? },
            Layout::Wide => {
                let first = *columns.points.first()?;
                let beside = columns.points.iter().enumerate().all(|(n, p)| p.column == first.column + n && p.slot == first.slot + n);
                let date = columns.date?;
                let before = date < first.column && columns.meter.is_none_or(|m| m < first.column);
                if !beside || !before || columns.per_day == 0 || 1440 % columns.per_day != 0 {
                    return None;
                }
                let minutes = u32::try_from(1440 / columns.per_day).ok()?;
                Values::Day { date, first: first.column, count: columns.points.len(), slot: first.slot, minutes }
            }
            _ => return None,
        };
        let leading = columns.meter == Some(0) || columns.time == Some(0) || columns.date == Some(0);
        Some(Self {
            labelled: !leading,
            delimiter,
            meter: columns.meter,
            fixed,
            values,
            shift,
            park,
            closes_date: table.closes_date,
            chinese,
            register: table.layout == Layout::Register,
            behind: match values {
                Values::Stamped { value, .. } => columns.width.checked_sub(value + 1)?,
                Values::Day { first, count, .. } => columns.width.checked_sub(first + count)?,
            },
        })
    }

    /// Step of the values, where the layout or the table fixes it.
    pub(super) fn step(&self, table: &Readings) -> Option<Step> {
        match self.values {
            Values::Stamped { .. } => table.interval,
            Values::Day { minutes, .. } => Some(Step::Minutes(minutes)),
        }
    }
}
