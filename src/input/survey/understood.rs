//! The columns of a table as they were understood, for one way of reading them.

use super::around::Base;
use super::clock::Clock;
use super::found::{Column, Role, Shape};
use super::sense::Quantity;
use super::sheet::Sheet;
use crate::input::field::{self, DateOrder, Range};
use crate::input::manifest::Layout;
use crate::measure::SECONDS_PER_DAY;
use crate::say::Message;
/// The columns as understood, for one way of reading them.
#[derive(Clone)]
pub(super) struct Understood {
    pub(super) shape: Shape,
    pub(super) layout: Option<Layout>,
    pub(super) columns: Vec<Column>,
    /// Points in a day of a wide table, and whether its header labels ends, where it says so.
    pub(super) per_day: usize,
    pub(super) point_ends: Option<bool>,
    /// The columns and the words by which its rows are chosen.
    pub(super) filters: Vec<(usize, Vec<String>)>,
    /// What follows the id of the row's meter: `/反向`.
    pub(super) suffix: String,
    /// The meter of a file, or a sheet, of one meter.
    pub(super) own: String,
    /// Whether that is the name of a column.
    pub(super) named: bool,
    /// Where the year or month stands that the rows do not say.
    pub(super) base: Option<Base>,
    /// The columns that together say the time, where no one stamp does.
    pub(super) clock: Option<Clock>,
    /// Whether another column of the same kind is read by another table, so that each is named.
    pub(super) beside: bool,
    /// Whether the values are a counter of the day.
    pub(super) daily: bool,
    /// Whether the values are power.
    pub(super) power: bool,
    /// Whether it holds energies, all of them as what a month or a year has come to so far.
    pub(super) running_totals: bool,
    pub(super) notes: Vec<Message>,
}

impl Understood {
    /// Index of the column of a role.
    pub(super) fn at(&self, role: &Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == *role)
    }

    /// Whether neither a column says the meters of its rows, nor a column is one meter's.
    pub(super) fn names_no_meter(&self) -> bool {
        !self.columns.iter().any(|column| matches!(column.role, Role::Meter | Role::OfMeter(_)))
    }

    pub(super) fn set(&mut self, at: usize, role: Role) {
        self.columns[at].role = role;
    }

    pub(super) fn is_free(&self, at: usize) -> bool {
        matches!(self.columns[at].role, Role::Unused(_))
    }
}

/// Headers of a file; none where it has no header.
pub(super) fn cells(sheet: &Sheet) -> Vec<String> {
    sheet.names().to_vec()
}

/// Whether the rows of a sheet are a day or more apart, as far as its first rows tell.
pub(super) fn days_apart(sheet: &Sheet, found: &Understood) -> bool {
    if found.at(&Role::Clock).is_some() {
        return false;
    }
    if let Some(clock) = &found.clock {
        let times = &clock.columns.times;
        if let Some(at) = clock.columns.time.filter(|at| sheet.profiles[*at].is_ranges()) {
            let is_days = |cell: &String| matches!(field::range(cell, Some(DateOrder::Dmy)), Ok(Some(Range::Moments(from, until))) if until - from >= SECONDS_PER_DAY);
            return sheet.profiles[at].distinct.iter().all(is_days);
        }
        return times.hour.or(times.point).or(times.period).is_none() && clock.epoch().is_none();
    }
    let Some(at) = found.at(&Role::Time) else { return true };
    let profile = &sheet.profiles[at];
    profile.instants == 0
        || profile.distinct.iter().all(|cell| {
            let tail = cell.split([' ', 'T']).nth(1).unwrap_or("");
            tail.is_empty() || tail.chars().all(|c| matches!(c, '0' | ':' | '.'))
        })
}

/// The layout by which a quantity is read.
pub(super) fn layout_of(quantity: Quantity, days: bool) -> (Layout, bool, bool) {
    match quantity {
        Quantity::Register => (Layout::Register, false, false),
        Quantity::Day if !days => (Layout::Register, true, false),
        Quantity::Power => (Layout::Long, false, true),
        _ => (Layout::Long, false, false),
    }
}
