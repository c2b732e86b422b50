//! What one meter measured: one cell per step of the period, exact integers, and what is known about each cell.
//!
//! A cell holds an integer number of *grains*. A grain is 1/60 of the base unit × 10^-scale: kWh for electricity, GJ for heat and
//! for fuels metered by energy, m³, t or tce for other fuels. The sixtieth makes mean power over minutes exact.

use std::collections::BTreeMap;

use super::totals::MeterTotals;
use crate::measure::{Civil, Exact, Step};

/// Grains per base unit at scale 0.
pub const GRAINS: i64 = 60;

/// State of a cell, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State(u8);

impl State {
    /// There is a value.
    pub const PRESENT: Self = Self(1);
    /// The value is an estimate.
    pub const ESTIMATED: Self = Self(2);
    /// A reading was here that is listed under a code of its own and not used.
    pub const LISTED: Self = Self(4);
    /// Two different values were given.
    pub const CONFLICT: Self = Self(8);
    /// Part of a register gap or bill whose total is known and whose split is not.
    pub const SPREAD: Self = Self(16);
    /// Covered by bills whose periods are no calendar months.
    pub const BILLED: Self = Self(32);
    /// Part of a correction; its total is known, its split is not.
    pub const CORRECTED: Self = Self(64);

    /// Whether all bits of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets the bits of `other`.
    pub fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Clears the bits of `other`.
    pub fn clear(&mut self, other: Self) {
        self.0 &= !other.0;
    }
}

/// The values of a series: 64 bits each while they fit.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Each value fits 64 bits.
    Narrow(Vec<i64>),
    /// At least one does not.
    Wide(Vec<i128>),
}

impl Cells {
    /// The value of a cell, 0 where there is none.
    pub fn get(&self, index: usize) -> i128 {
        match self {
            Self::Narrow(values) => i128::from(values[index]),
            Self::Wide(values) => values[index],
        }
    }

    fn set(&mut self, index: usize, value: i128) {
        match self {
            Self::Narrow(values) => {
                if let Ok(narrow) = i64::try_from(value) {
                    values[index] = narrow;
                } else {
                    let mut wide: Vec<i128> = values.iter().map(|&v| i128::from(v)).collect();
                    wide[index] = value;
                    *self = Self::Wide(wide);
                }
            }
            Self::Wide(values) => values[index] = value,
        }
    }
}

/// The values given for one interval, where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Every distinct value, in grains, in the order read.
    pub values: Vec<i128>,
}

/// Energy whose total is known over a time that spans several cells, or the edge of the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Where it starts.
    pub from: Civil,
    /// Where it ends.
    pub until: Civil,
    /// Grains in all.
    pub total: i128,
    /// Least and greatest total, where rows contradict each other; the total is that of the first.
    pub disputed: Option<(i128, i128)>,
    /// Row that gave it.
    pub place: u32,
    /// Whether it is a correction, and no reading.
    pub corrected: bool,
    /// Whether it rests on an estimate.
    pub estimated: bool,
}

impl Spread {
    /// Least and greatest total.
    pub fn ends(&self) -> (i128, i128) {
        self.disputed.unwrap_or((self.total, self.total))
    }
}

/// What became of a reading that was put into a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is used.
    New,
    /// The same value stands there already; the later row of the two is given.
    Duplicate(u32),
    /// Another value stands there; whether this is the first time, and the place of the later row.
    Conflict(bool, u32),
}

/// What one meter measured at one step.
#[derive(Clone, Debug)]
pub struct Series {
    /// Length of a cell.
    pub step: Step,
    /// Number of the first cell ([`Step::index`]).
    pub first: i64,
    /// Decimal places of a grain.
    pub scale: u32,
    /// Number of cells.
    length: usize,
    /// Values in grains; none where the readings are summed.
    pub cells: Cells,
    /// State of each cell; none where the readings are summed: [`Series::state`] says it of either.
    pub states: Vec<State>,
    /// Row of each cell's reading (see `Places`); none where the readings are summed.
    pub places: Vec<u32>,
    /// What is kept instead of values, where the readings are summed.
    pub totals: Option<Box<MeterTotals>>,
    /// Cells with more than one value.
    pub conflicts: BTreeMap<usize, Conflict>,
    /// Readings above the rating that are not used, in grains: the least and the greatest of a cell. What is missing there may reach up to them.
    pub spikes: BTreeMap<usize, (i128, i128)>,
    /// Known totals with an unknown split.
    pub spreads: Vec<Spread>,
    /// Cells in a row whose total is known while its split is not, since readings of a register between them contradict each other.
    pub loose: Vec<std::ops::Range<usize>>,
    /// Rows used beside those of the cells (the opening reading of a register).
    pub further_rows: Vec<u32>,
}

impl Series {
    /// An empty series from one instant to another.
    pub fn new(step: Step, from: Civil, until: Civil) -> Self {
        let bare = Self::bare(step, from, until);
        let length = bare.length;
        Self { cells: Cells::Narrow(vec![0; length]), states: vec![State::default(); length], places: vec![0; length], ..bare }
    }

    /// An empty series from one instant to another, of a meter whose readings are summed.
    pub fn summed(step: Step, from: Civil, until: Civil, totals: impl FnOnce(usize) -> MeterTotals) -> Self {
        let bare = Self::bare(step, from, until);
        Self { totals: Some(Box::new(totals(bare.length))), ..bare }
    }

    fn bare(step: Step, from: Civil, until: Civil) -> Self {
        let first = step.index(from);
        let last = step.index(until.plus(-1));
        Self {
            step,
            first,
            scale: 3,
            length: usize::try_from(last - first + 1).unwrap_or(0),
            cells: Cells::Narrow(Vec::new()),
            states: Vec::new(),
            places: Vec::new(),
            totals: None,
            conflicts: BTreeMap::new(),
            spikes: BTreeMap::new(),
            spreads: Vec::new(),
            loose: Vec::new(),
            further_rows: Vec::new(),
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The cell of a step number, if it lies in the series.
    pub fn cell(&self, index: i64) -> Option<usize> {
        usize::try_from(index - self.first).ok().filter(|&at| at < self.length)
    }

    /// The cells that lie in a time, whole.
    pub fn cells_within(&self, from: Civil, until: Civil) -> std::ops::Range<usize> {
        let at = |index: i64| usize::try_from(index - self.first).unwrap_or(0).min(self.length);
        let first = self.step.index(from) + i64::from(self.step.floor(from) < from);
        let start = at(first);
        start..at(self.step.index(until)).max(start)
    }

    /// State of a cell.
    pub fn state(&self, cell: usize) -> State {
        let Some(totals) = &self.totals else { return self.states[cell] };
        let mut state = State::default();
        if totals.present.has(cell) {
            state.set(State::PRESENT);
            if self.conflicts.contains_key(&cell) {
                state.set(State::CONFLICT);
            }
        } else if u32::try_from(cell).is_ok_and(|cell| totals.listed.contains_key(&cell)) {
            state.set(State::LISTED);
        } else if totals.spread.has(cell) {
            state.set(State::SPREAD);
        }
        state
    }

    /// Marks a cell as part of a known total whose split is not known.
    pub fn mark_spread(&mut self, cell: usize) {
        match &mut self.totals {
            Some(totals) => totals.mark_spread(cell),
            None => self.states[cell].set(State::SPREAD),
        }
    }

    /// Start of a cell.
    pub fn start(&self, cell: usize) -> Civil {
        self.step.start(self.first + i64::try_from(cell).unwrap_or(0))
    }

    /// Whether a cell has a value.
    pub fn has(&self, cell: usize) -> bool {
        match &self.totals {
            None => self.states[cell].has(State::PRESENT),
            Some(totals) => totals.present.has(cell),
        }
    }

    /// A number of grains of this series as base units.
    pub fn base_units(&self, grains: i128) -> Exact {
        Exact::from(grains).over(&(Exact::from(GRAINS) * power_of_ten(self.scale))).unwrap_or_else(Exact::zero)
    }

    /// `value × 10^-decimals` grains as grains of this series, whose scale grows if need be. `None` if it does not fit.
    pub fn grains(&mut self, value: i128, decimals: u32) -> Option<i128> {
        if decimals > self.scale {
            self.rescale(decimals)?;
        }
        value.checked_mul(*TENS.get((self.scale - decimals) as usize)?).filter(|v| v.unsigned_abs() < 1 << 100)
    }

    /// Several such values, all in the scale that the finest of them asks for.
    pub fn all_grains(&mut self, values: &[(i128, u32)]) -> Vec<Option<i128>> {
        let finest = values.iter().map(|&(_, decimals)| decimals).max();
        if let Some(finest) = finest {
            self.grains(0, finest);
        }
        values.iter().map(|&(value, decimals)| self.grains(value, decimals)).collect()
    }

    fn rescale(&mut self, scale: u32) -> Option<()> {
        let factor = 10_i128.checked_pow(scale - self.scale)?;
        let scaled = |v: i128| v.checked_mul(factor).filter(|v| v.unsigned_abs() < 1 << 110);
        let mut values = Vec::with_capacity(self.states.len());
        for cell in 0..self.states.len() {
            values.push(scaled(self.cells.get(cell))?);
        }
        for conflict in self.conflicts.values_mut() {
            for value in &mut conflict.values {
                *value = scaled(*value)?;
            }
        }
        for (least, greatest) in self.spikes.values_mut() {
            (*least, *greatest) = (scaled(*least)?, scaled(*greatest)?);
        }
        for spread in &mut self.spreads {
            spread.total = scaled(spread.total)?;
            if let Some((least, most)) = &mut spread.disputed {
                (*least, *most) = (scaled(*least)?, scaled(*most)?);
            }
        }
        if let Some(totals) = &mut self.totals {
            totals.scale(i64::try_from(factor).ok()?)?;
        }
        self.cells = match values.iter().map(|&v| i64::try_from(v)).collect::<Result<Vec<_>, _>>() {
            Ok(narrow) => Cells::Narrow(narrow),
            Err(_) => Cells::Wide(values),
        };
        self.scale = scale;
        Some(())
    }

    /// Puts a reading, in grains of this series, into a cell. Of several rows for one cell the first in the order of places is the point value.
    pub fn put(&mut self, cell: usize, value: i128, place: u32, estimated: bool) -> Put {
        if !self.has(cell) {
            self.cells.set(cell, value);
            self.places[cell] = place;
            self.states[cell].set(State::PRESENT);
            if estimated {
                self.states[cell].set(State::ESTIMATED);
            }
            return Put::New;
        }
        let standing = self.cells.get(cell);
        let (earlier, later) = (self.places[cell].min(place), self.places[cell].max(place));
        let known = standing == value || self.conflicts.get(&cell).is_some_and(|c| c.values.contains(&value));
        if place == earlier && place != self.places[cell] {
            self.places[cell] = place;
            self.cells.set(cell, value);
            self.states[cell].clear(State::ESTIMATED);
            if estimated {
                self.states[cell].set(State::ESTIMATED);
            }
        }
        if known {
            return Put::Duplicate(later);
        }
        let first = !self.states[cell].has(State::CONFLICT);
        self.states[cell].set(State::CONFLICT);
        let conflict = self.conflicts.entry(cell).or_insert_with(|| Conflict { values: vec![standing] });
        conflict.values.push(value);
        self.further_rows.push(later);
        Put::Conflict(first, later)
    }

    /// Puts an estimate into a cell that has no value.
    pub fn estimate(&mut self, cell: usize, value: i128) {
        self.cells.set(cell, value);
        self.states[cell].set(State::PRESENT);
        self.states[cell].set(State::ESTIMATED);
    }

    /// Marks a cell whose reading is listed under a code of its own.
    pub fn list(&mut self, cell: usize, place: u32) {
        if let Some(totals) = &mut self.totals {
            return totals.list(cell, place);
        }
        if !self.has(cell) && !self.states[cell].has(State::LISTED) {
            self.states[cell].set(State::LISTED);
            self.places[cell] = place;
        }
    }

    /// Notes a reading above the rating, in grains, that is not used.
    pub fn note_spike(&mut self, cell: usize, value: i128) {
        let (least, greatest) = self.spikes.entry(cell).or_insert((value, value));
        (*least, *greatest) = ((*least).min(value), (*greatest).max(value));
    }

    /// Takes a value out again (a coarser reading where finer ones stand).
    pub fn discard(&mut self, cell: usize) {
        self.cells.set(cell, 0);
        self.states[cell] = State::default();
        self.conflicts.remove(&cell);
    }

    /// The distinct rows whose readings are used, ascending.
    pub fn rows(&self) -> Vec<u32> {
        let cells = (0..self.len()).filter(|&c| self.has(c) && (self.places[c] > 0)).map(|c| self.places[c]);
        let mut rows: Vec<u32> = cells.collect();
        rows.extend(self.spreads.iter().map(|s| s.place));
        rows.extend(&self.further_rows);
        #[allow(clippy::stable_sort_primitive, reason = "a few ascending stretches, which the stable sort finds and merges")]
        rows.sort();
        rows.dedup();
        rows
    }
}

/// Powers of ten that fit.
const TENS: [i128; 39] = {
    let mut all = [1; 39];
    let mut at = 1;
    while at < 39 {
        all[at] = all[at - 1] * 10;
        at += 1;
    }
    all
};

/// 10^scale.
pub fn power_of_ten(scale: u32) -> Exact {
    Exact::of_big(num_bigint::BigInt::from(10).pow(scale), 1.into())
}

/// How complete a meter is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Intervals of the period in which it was in service.
    pub expected: u64,
    /// Intervals with a reading.
    pub present: u64,
    /// Intervals without.
    pub missing: u64,
    /// Intervals whose reading is an estimate or a correction, among those present.
    pub estimated: u64,
    /// Intervals that a correction covers, among the estimated.
    pub corrected: u64,
}

/// Rows numbered through all files, so that a cell needs four bytes to say where it comes from.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Number of the row above the first of each file, with the file.
    bases: Vec<(u32, usize)>,
    next: u32,
}

impl Places {
    /// Starts a file; its line `n` has the place `base + n`.
    pub fn open(&mut self, file: usize) -> u32 {
        self.bases.push((self.next, file));
        self.next
    }

    /// Ends a file after its last line. `false` if there are more rows in all than can be numbered.
    pub fn close(&mut self, lines: u64) -> bool {
        match u32::try_from(lines).ok().and_then(|l| self.next.checked_add(l)?.checked_add(1)) {
            Some(next) => {
                self.next = next;
                true
            }
            None => false,
        }
    }

    /// File and line of a place.
    pub fn position(&self, place: u32) -> super::Position {
        let at = self.bases.partition_point(|&(base, _)| base < place).saturating_sub(1);
        let (base, file) = self.bases.get(at).copied().unwrap_or((0, 0));
        super::Position { file, line: u64::from(place.saturating_sub(base)) }
    }
}
