//! Corrections and waivers: what a named person approved to stand in place of readings, or as the explanation of a defect.

use chrono::NaiveDate;

use super::{Completeness, Position, Series, Unit};
use crate::closed_list::closed_list;
use crate::measure::{Civil, Exact};

closed_list! {
    /// What became of a correction or waiver.
    Standing {
        /// Its value stands in place of the readings of its span.
        Applied = "applied",
        /// It explains defects, and changes no figure.
        Waiver = "waiver",
        /// It expired before the end of the period or of its span, and is not used.
        Expired = "expired",
        /// It concerns nothing of the period.
        Unused = "unused",
    }
}

/// A correction (it has a value) or a waiver (it has a note only).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Meter.
    pub meter: usize,
    /// Where its span starts.
    pub from: Civil,
    /// Where its span ends, exclusive.
    pub until: Civil,
    /// Energy or quantity of the whole span as stated, multiplier applied.
    pub value: Option<Exact>,
    /// Unit of the value.
    pub unit: Unit,
    /// The value in base units of the meter's series (kWh, GJ, m³, t, tce).
    pub amount: Exact,
    /// Note.
    pub note: Option<String>,
    /// Reason, never blank.
    pub reason: String,
    /// Who approved it, never blank.
    pub approved_by: String,
    /// Day of the approval, where the file has such a column.
    pub approved_on: Option<NaiveDate>,
    /// Last day on which the approval holds.
    pub expires: NaiveDate,
    /// Where it stands.
    pub position: Position,
    /// What became of it.
    pub standing: Standing,
    /// Intervals that its value stands for.
    pub intervals: u64,
    /// Readings that it replaced.
    pub replaced: u64,
    /// What those readings came to, signs apart, in base units.
    pub replaced_amount: Exact,
    /// Defects that it explains.
    pub explains: u64,
}

impl Correction {
    /// Whether an approval that ends with `expires` still holds when the period and the span end.
    pub fn outlives(&self, period_end: NaiveDate) -> bool {
        self.expires >= period_end.max(self.last_day())
    }

    /// The last day of its span.
    pub fn last_day(&self) -> NaiveDate {
        self.until.plus(-1).day()
    }

    /// Its span for a reader: days where it begins and ends with one, else instants.
    pub fn span(&self) -> (String, String) {
        if self.from == Civil::midnight(self.from.day()) && self.until == Civil::midnight(self.until.day()) {
            (self.from.day().to_string(), self.last_day().to_string())
        } else {
            (self.from.to_string(), self.until.to_string())
        }
    }
}

/// What a corrected meter measured without its corrections.
#[derive(Clone, Debug)]
pub struct Uncorrected {
    /// Meter.
    pub meter: usize,
    /// Its series as read.
    pub series: Option<Series>,
    /// How complete that is.
    pub completeness: Completeness,
}
