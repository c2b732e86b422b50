//! What is known of a meter whose single readings are not kept: sums, a bit per interval, runs of intervals; no value.
//!
//! A series of values costs 13 bytes per interval. Most meters of a park only add to the sum of their flow: for those the sum is kept per
//! flow and interval ([`Pool`]), and of the meter itself what its completeness, its gaps and its frozen stretches need.

use std::collections::BTreeMap;

use super::{Direction, Flow, IntervalSet};
use crate::measure::{Lines, Step};

/// Intervals in a row that all have a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First cell.
    pub first: u32,
    /// Last cell.
    pub last: u32,
    /// Row of the first cell.
    pub first_place: u32,
    /// Row of the last cell.
    pub last_place: u32,
}

/// The same value, not zero, over a long time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// First cell.
    pub first: u32,
    /// Row of the first cell.
    pub place: u32,
    /// Number of cells.
    pub length: u32,
    /// The value, in grains.
    pub value: i64,
}

/// What is known of a meter whose readings are summed.
#[derive(Clone, Debug)]
pub struct MeterTotals {
    /// Cells with a reading.
    pub present: IntervalSet,
    /// Cells that are part of a known total whose split is not known; none where there is no such total.
    pub spread: IntervalSet,
    /// The segments of `present`, ascending, apart from each other.
    pub segments: Vec<Segment>,
    /// Cells whose reading is listed under a code of its own, with its row.
    pub listed: BTreeMap<u32, u32>,
    /// Sum of all readings.
    pub total: i64,
    /// Sum of the positive ones.
    pub positive: i64,
    /// Sum of each day, where the figures need it (fuels, whose factor may change).
    pub days: Vec<i64>,
    /// Rows used, by file.
    pub rows: BTreeMap<usize, Lines>,
    /// The same value for a long time.
    pub frozen: Vec<Frozen>,
}

impl MeterTotals {
    /// No readings yet, of so many cells and days.
    pub fn new(length: usize, days: usize) -> Self {
        Self {
            present: IntervalSet::new(length),
            spread: IntervalSet::new(length),
            segments: Vec::new(),
            listed: BTreeMap::new(),
            total: 0,
            positive: 0,
            days: vec![0; days],
            rows: BTreeMap::new(),
            frozen: Vec::new(),
        }
    }

    /// Σ of the magnitudes of all readings.
    pub fn magnitude(&self) -> i128 {
        i128::from(self.positive) * 2 - i128::from(self.total)
    }

    /// Marks a cell as part of a known total whose split is not known.
    pub fn mark_spread(&mut self, cell: usize) {
        self.spread.put(cell);
    }

    /// The cells of a range of which nothing is known, as runs from one to another, exclusive, ascending.
    pub fn unknown_runs(&self, from: usize, until: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.present.absent_runs(from, until).flat_map(|(from, until)| self.spread.absent_runs(from, until))
    }

    /// The cells of a range of which nothing is known, ascending.
    pub fn unknown(&self, from: usize, until: usize) -> impl Iterator<Item = usize> + '_ {
        self.unknown_runs(from, until).flat_map(|(from, until)| from..until)
    }

    /// Lists a cell under a code of its own.
    pub fn list(&mut self, cell: usize, place: u32) {
        if !self.present.has(cell) {
            self.listed.entry(u32::try_from(cell).unwrap_or(u32::MAX)).or_insert(place);
        }
    }

    /// Counts in grains a factor finer. `None` if that does not fit.
    pub fn scale(&mut self, factor: i64) -> Option<()> {
        let values = [&mut self.total, &mut self.positive].into_iter().chain(&mut self.days);
        for value in values.chain(self.frozen.iter_mut().map(|run| &mut run.value)) {
            *value = scaled(*value, factor)?;
        }
        Some(())
    }
}

/// A sum in grains a factor finer. `None` if that does not fit.
pub fn scaled(value: i64, factor: i64) -> Option<i64> {
    value.checked_mul(factor).filter(|value| value.unsigned_abs() < 1 << 61)
}

/// Sums of a flow per cell over the summed meters that count at the boundary.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What its meters are.
    pub kind: PoolKind,
    /// Number of the first cell ([`Step::index`]).
    pub first: i64,
    /// Sums in grains.
    pub total: Vec<i64>,
    /// Sums of the positive readings, of flows of either sign.
    pub positive: Vec<i64>,
}

/// What the meters of a pool have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolKind {
    /// Flow.
    pub flow: Flow,
    /// What a positive reading is, of a signed meter.
    pub positive: Option<Direction>,
    /// Whether the source is nuclear.
    pub nuclear: bool,
    /// Length of a cell.
    pub step: Step,
    /// Decimal places of a grain.
    pub scale: u32,
}

impl PoolKind {
    /// Whether the positive and the negative readings count apart.
    pub fn is_split(&self) -> bool {
        self.flow.is_signed() || self.flow.has_own_use()
    }
}

impl Pool {
    /// Nothing yet, of so many cells.
    pub fn new(kind: PoolKind, first: i64, length: usize) -> Self {
        let positive = if kind.is_split() { vec![0; length] } else { Vec::new() };
        Self { kind, first, total: vec![0; length], positive }
    }

    /// Adds a reading.
    pub fn add(&mut self, cell: usize, value: i64) {
        self.add_all(cell, &[value]);
    }

    /// Adds readings of cells that follow each other.
    pub fn add_all(&mut self, cell: usize, values: &[i64]) {
        let add = |sums: &mut [i64], of: fn(i64) -> i64| sums.iter_mut().zip(values).for_each(|(sum, &value)| *sum += of(value));
        let cells = cell..cell + values.len();
        add(&mut self.total[cells.clone()], |v| v);
        if !self.positive.is_empty() {
            add(&mut self.positive[cells], |v| v.max(0));
        }
    }
}
