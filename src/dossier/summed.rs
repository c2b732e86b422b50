//! What is kept of a meter whose readings are summed as they come: a bit per interval, runs of intervals, sums; no value.
//!
//! A series of values costs 13 bytes per interval. Most meters of a park only add to the sum of their flow: for those the sum is kept per
//! flow and interval ([`Pool`]), and of the meter itself what its completeness, its gaps and its frozen stretches need. Two readings of one
//! interval can be compared only while the first is known: if it was the one before, or if it is remembered ([`Stash`]).

use std::collections::BTreeMap;

use super::{Bits, Climb, Direction, Flow};
use crate::measure::{Lines, Step};

/// Greatest magnitude of a reading that is summed, in grains: sums over 2^20 meters and 2^20 intervals still fit 64 bits.
pub const LARGEST: i64 = 1 << 42;

/// The readings of chosen cells, for comparing later ones with.
#[derive(Clone, Debug)]
struct Stash {
    /// A bit for each cell.
    wanted: Vec<u64>,
    /// Number of wanted cells before each word.
    before: Vec<u32>,
    kept: Vec<Option<i64>>,
}

impl Stash {
    /// A stash for some cells.
    fn of(wanted: &Bits) -> Self {
        let mut sum = 0;
        let wanted = wanted.words();
        let before = wanted
            .iter()
            .map(|word| {
                let at = sum;
                sum += word.count_ones();
                at
            })
            .collect();
        Self { wanted, before, kept: vec![None; sum as usize] }
    }

    fn slot(&self, cell: usize) -> Option<usize> {
        let word = *self.wanted.get(cell >> 6)?;
        let below = word & ((1 << (cell & 63)) - 1);
        (word >> (cell & 63) & 1 == 1).then(|| (self.before[cell >> 6] + below.count_ones()) as usize)
    }

    fn keep(&mut self, cell: usize, value: i64) {
        if let Some(slot) = self.slot(cell) {
            self.kept[slot] = Some(value);
        }
    }

    fn get(&self, cell: usize) -> Option<i64> {
        self.slot(cell).and_then(|slot| self.kept[slot])
    }

    fn scale(&mut self, factor: i64) -> Option<()> {
        for value in self.kept.iter_mut().flatten() {
            *value = value.checked_mul(factor)?;
        }
        Some(())
    }
}

/// Cells in a row with the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    value: i64,
    length: u32,
}

/// Cells in a row that all have a reading.
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
    head: Run,
    tail: Run,
    tail_place: u32,
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

impl Segment {
    fn one(cell: u32, place: u32, value: i64) -> Self {
        let run = Run { value, length: 1 };
        Self { first: cell, last: cell, first_place: place, last_place: place, head: run, tail: run, tail_place: place }
    }

    fn len(&self) -> u32 {
        self.last - self.first + 1
    }

    /// The run that ends the segment, if it does not also start it.
    fn inner_tail(&self) -> Option<Frozen> {
        let first = self.last + 1 - self.tail.length;
        (first > self.first).then_some(Frozen { first, place: self.tail_place, length: self.tail.length, value: self.tail.value })
    }

    /// The run that starts the segment, if it does not also end it.
    fn inner_head(&self) -> Option<Frozen> {
        (self.head.length < self.len()).then_some(self.whole_head())
    }

    fn whole_head(&self) -> Frozen {
        Frozen { first: self.first, place: self.first_place, length: self.head.length, value: self.head.value }
    }

    #[inline]
    fn append(&mut self, place: u32, value: i64) -> Option<Frozen> {
        let mut closed = None;
        if value == self.tail.value {
            if self.head.length == self.len() {
                self.head.length += 1;
            }
            self.tail.length += 1;
        } else {
            if self.tail.length > 1 {
                closed = self.inner_tail();
            }
            self.tail = Run { value, length: 1 };
            self.tail_place = place;
        }
        self.last += 1;
        self.last_place = place;
        closed
    }

    /// Appends readings that follow, the first in the row `place`, the others there too or in the rows that follow; closed runs go to `closed`.
    /// `repeats` says whether any of them is equal to the one before it.
    fn append_all(&mut self, place: u32, alone: bool, values: &[i64], repeats: bool, mut closed: impl FnMut(Frozen)) {
        let row = |n: usize| if alone { place.saturating_add(u32::try_from(n).unwrap_or(u32::MAX)) } else { place };
        let repeats = repeats || values.first() == Some(&self.tail.value);
        let (Some(&last), false) = (values.last(), repeats) else {
            return values.iter().enumerate().filter_map(|(n, &value)| self.append(row(n), value)).for_each(closed);
        };
        if self.tail.length > 1 {
            self.inner_tail().into_iter().for_each(&mut closed);
        }
        self.tail = Run { value: last, length: 1 };
        self.tail_place = row(values.len() - 1);
        self.last_place = self.tail_place;
        self.last += u32::try_from(values.len()).unwrap_or(u32::MAX);
    }

    fn prepend(&mut self, place: u32, value: i64) -> Option<Frozen> {
        let mut closed = None;
        if value == self.head.value {
            if self.tail.length == self.len() {
                self.tail.length += 1;
                self.tail_place = place;
            }
            self.head.length += 1;
        } else {
            closed = self.inner_head();
            self.head = Run { value, length: 1 };
        }
        self.first -= 1;
        self.first_place = place;
        closed
    }

    /// This segment and the one that starts where it ends; and the runs that are closed by that.
    fn join(&self, next: &Self) -> (Self, [Option<Frozen>; 2]) {
        let constant = |s: &Self| s.head.length == s.len();
        let mut joined = Self { last: next.last, last_place: next.last_place, tail: next.tail, tail_place: next.tail_place, ..*self };
        if self.tail.value != next.head.value {
            return (joined, [self.inner_tail(), next.inner_head()]);
        }
        let run = Run { value: self.tail.value, length: self.tail.length + next.head.length };
        let mut closed = None;
        if constant(self) {
            joined.head = run;
        }
        if constant(next) {
            joined.tail = run;
            joined.tail_place = self.tail_place;
        }
        if !constant(self) && !constant(next) {
            let first = self.last + 1 - self.tail.length;
            closed = Some(Frozen { first, place: self.tail_place, length: run.length, value: run.value });
        }
        (joined, [closed, None])
    }
}

/// Magnitudes of readings, counted by their leading bits: enough to bound the median, and to know that nothing is far above it.
#[derive(Clone, Debug)]
pub struct Magnitudes {
    counts: Vec<u32>,
    greatest: i64,
}

/// Buckets of a doubling: 2^FINE.
const FINE: u32 = 3;

impl Default for Magnitudes {
    fn default() -> Self {
        Self { counts: vec![0; 64 << FINE], greatest: 0 }
    }
}

impl Magnitudes {
    #[inline]
    fn note(&mut self, value: i64) {
        let magnitude = value.unsigned_abs();
        self.counts[Self::bucket(magnitude)] += 1;
        self.greatest = self.greatest.max(value.saturating_abs());
    }

    #[inline]
    fn bucket(magnitude: u64) -> usize {
        if magnitude < 1 << FINE {
            return usize::try_from(magnitude).unwrap_or(0);
        }
        let doublings = magnitude.ilog2();
        let fine = magnitude >> (doublings - FINE) & ((1 << FINE) - 1);
        (((doublings - FINE + 1) << FINE) as usize) + fine as usize
    }

    /// The least magnitude that a bucket holds.
    fn least(bucket: usize) -> i128 {
        let fine = 1_usize << FINE;
        if bucket < fine {
            return bucket as i128;
        }
        let (doublings, part) = (bucket / fine - 1, bucket % fine);
        ((fine + part) as i128) << doublings
    }

    /// Whether no magnitude can be above `times` × the median.
    pub fn none_above(&self, times: i128) -> bool {
        let all: u64 = self.counts.iter().map(|&c| u64::from(c)).sum();
        if all == 0 {
            return true;
        }
        // The two middle magnitudes (or the one, twice) are at least the least of their buckets; both zero means that nothing is judged.
        let at = |rank: u64| {
            let mut seen = 0;
            self.counts.iter().position(|&count| {
                seen += u64::from(count);
                seen > rank
            })
        };
        let (Some(low), Some(high)) = (at((all - 1) / 2), at(all / 2)) else { return true };
        if low == 0 && high == 0 {
            // Of a meter that rests half of the time, the median is that of the others.
            return self.counts.first().is_none_or(|&zero| zero == 0) || Self { counts: self.without_zeros(), ..*self }.none_above(times);
        }
        i128::from(self.greatest) * 2 <= times * (Self::least(low) + Self::least(high))
    }

    fn without_zeros(&self) -> Vec<u32> {
        std::iter::once(0).chain(self.counts.iter().copied().skip(1)).collect()
    }

    fn scale(&mut self, _factor: i64) -> Option<()> {
        // Counted in other grains from now on: the counts would mix.
        (self.greatest == 0).then_some(())
    }
}

/// What became of a reading that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summing {
    /// It is the first of its cell and was added.
    New,
    /// The cell has a reading of the same value.
    Same,
    /// The cell has a reading of another value, the first one being this.
    Other(i64),
    /// The cell has a reading whose value is not known any more.
    Unknown,
}

/// What is kept of a summed meter.
#[derive(Clone, Debug)]
pub struct Summed {
    /// Cells with a reading.
    pub present: Bits,
    /// Cells that are part of a known total whose split is not known; none where there is no such total.
    pub spread: Bits,
    /// Segments that are not being added to.
    segments: Vec<Segment>,
    current: Option<Segment>,
    /// Cells whose reading is listed under a code of its own, with its row.
    pub listed: BTreeMap<u32, u32>,
    /// Sum of all readings.
    pub total: i64,
    /// Sum of the positive ones.
    pub positive: i64,
    /// Sum of each day, where the figures need it (fuels, whose factor may change).
    pub days: Vec<i64>,
    cells_per_day: u32,
    /// Rows used, by file, once finished.
    pub rows: BTreeMap<usize, Lines>,
    /// Rows used of the file at hand.
    open: Option<(usize, Lines)>,
    last_row: u32,
    /// The same value for a long time.
    pub frozen: Vec<Frozen>,
    least_frozen: u32,
    /// Magnitudes, where no rating says what is possible.
    pub magnitudes: Option<Box<Magnitudes>>,
    recent: (u32, i64),
    stash: Option<Box<Stash>>,
    /// Whether the readings may be those of a counter.
    pub climb: Climb,
    /// Greatest value seen.
    pub greatest: i64,
}

/// What readings that follow each other come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Sum of all.
    total: i64,
    /// Sum of the positive ones.
    positive: i64,
    /// Greatest of them.
    greatest: i64,
    /// Whether one is equal to the one before it.
    repeats: bool,
    last: i64,
}

impl Default for Sums {
    fn default() -> Self {
        // No reading is as low as that.
        Self { total: 0, positive: 0, greatest: i64::MIN, repeats: false, last: i64::MIN }
    }
}

impl Sums {
    /// The sums of some readings.
    pub fn of(values: &[i64]) -> Self {
        let mut all = Self::default();
        for &value in values {
            all.add(value);
        }
        all
    }

    /// Adds the next reading.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.total += value;
        self.positive += value.max(0);
        self.greatest = self.greatest.max(value);
        self.repeats |= value == self.last;
        self.last = value;
    }
}

/// What a summed meter is to keep.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    /// Sums by day.
    pub days: bool,
    /// Magnitudes.
    pub magnitudes: bool,
    /// Cells whose readings are remembered.
    pub stash: Option<Bits>,
}

impl Summed {
    /// Nothing yet, of so many cells of a step.
    pub fn new(length: usize, step: Step, keep: Keep) -> Self {
        let cells_per_day = step.seconds().and_then(|s| u32::try_from(86_400 / s).ok()).unwrap_or(1).max(1);
        let days = if keep.days { length.div_ceil(cells_per_day as usize) } else { 0 };
        Self {
            present: Bits::new(length),
            spread: Bits::new(length),
            segments: Vec::new(),
            current: None,
            listed: BTreeMap::new(),
            total: 0,
            positive: 0,
            days: vec![0; days],
            cells_per_day,
            rows: BTreeMap::new(),
            open: None,
            last_row: u32::MAX,
            frozen: Vec::new(),
            least_frozen: cells_per_day.max(2),
            magnitudes: keep.magnitudes.then(Box::default),
            recent: (u32::MAX, 0),
            stash: keep.stash.map(|wanted| Box::new(Stash::of(&wanted))),
            climb: Climb::new(cells_per_day),
            greatest: 0,
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

    /// Number of segments so far: many mean that the readings come in no order.
    pub fn disorder(&self) -> usize {
        self.segments.len()
    }

    /// Adds a reading of a row.
    #[inline]
    pub fn put(&mut self, cell: usize, value: i64, place: u32) -> Summing {
        if !self.present.put(cell) {
            return self.again(cell, value);
        }
        self.put_all(cell, &[value], &Sums::of(&[value]), place, false);
        Summing::New
    }

    /// Adds readings of cells that have none, from one on, with their sums: the first of the row `place`, the others of it too or each of a row
    /// of its own.
    pub fn put_all(&mut self, cell: usize, values: &[i64], sums: &Sums, place: u32, alone: bool) {
        let [first, rest @ ..] = values else { return };
        let [.., last] = values else { return };
        #[allow(clippy::cast_possible_truncation, reason = "a series has fewer than 2^32 cells")]
        let at = cell as u32;
        self.present.fill(cell, values.len());
        let rest = match &self.current {
            Some(segment) if segment.last + 1 == at => values,
            _ => {
                let run = self.elsewhere(at, place, *first);
                if let Some(run) = run {
                    self.freeze(run);
                }
                rest
            }
        };
        // A reading before the others in time stands alone: the cell behind it has one already.
        if let Some(mut segment) = self.current.take() {
            let place = if rest.len() < values.len() && alone { place.saturating_add(1) } else { place };
            segment.append_all(place, alone, rest, sums.repeats, |run| self.freeze(run));
            self.current = Some(segment);
        }
        self.total += sums.total;
        self.positive += sums.positive;
        self.greatest = self.greatest.max(sums.greatest);
        if !self.days.is_empty() {
            self.add_days(at, values, sums.total);
        }
        if let Some(magnitudes) = &mut self.magnitudes {
            for &value in values {
                magnitudes.note(value);
            }
        }
        if let Some(stash) = &mut self.stash {
            for (n, &value) in values.iter().enumerate() {
                stash.keep(cell + n, value);
            }
        }
        let before = Some(self.recent).filter(|(at, _)| *at != u32::MAX);
        self.climb.take(cell, values, before, sums.greatest == 0 && sums.total == 0);
        self.recent = (at + u32::try_from(values.len() - 1).unwrap_or(0), *last);
    }

    /// Adds readings that follow each other to the sums of their days: mostly they are of one.
    fn add_days(&mut self, at: u32, values: &[i64], total: i64) {
        let mut from = 0;
        while from < values.len() {
            let cell = at + u32::try_from(from).unwrap_or(0);
            let until = (from + (self.cells_per_day - cell % self.cells_per_day) as usize).min(values.len());
            let whole = from == 0 && until == values.len();
            self.days[(cell / self.cells_per_day) as usize] += if whole { total } else { values[from..until].iter().sum() };
            from = until;
        }
    }

    fn again(&self, cell: usize, value: i64) -> Summing {
        let recent = Some(self.recent).filter(|(at, _)| *at as usize == cell).map(|(_, v)| v);
        match recent.or_else(|| self.stash.as_ref().and_then(|s| s.get(cell))) {
            Some(known) if known == value => Summing::Same,
            Some(known) => Summing::Other(known),
            None => Summing::Unknown,
        }
    }

    fn freeze(&mut self, run: Frozen) {
        if run.value != 0 && run.length >= self.least_frozen {
            self.frozen.push(run);
        }
    }

    /// A reading that does not follow the one before it.
    #[cold]
    fn elsewhere(&mut self, at: u32, place: u32, value: i64) -> Option<Frozen> {
        if let Some(segment) = &mut self.current
            && segment.first == at + 1
        {
            return segment.prepend(place, value);
        }
        self.close();
        self.current = Some(Segment::one(at, place, value));
        None
    }

    /// Ends the current segment, joined with its neighbour if that was the one before.
    fn close(&mut self) {
        let Some(segment) = self.current.take() else { return };
        let joined = match self.segments.last() {
            Some(before) if before.last + 1 == segment.first => before.join(&segment),
            Some(after) if segment.last + 1 == after.first => segment.join(after),
            _ => return self.segments.push(segment),
        };
        self.segments.pop();
        self.segments.push(joined.0);
        joined.1.into_iter().flatten().for_each(|run| self.freeze(run));
    }

    /// Notes a row that was used.
    #[inline]
    pub fn note_row(&mut self, file: usize, line: u64, place: u32) {
        self.note_rows(file, line, place, 1);
    }

    /// Notes so many rows that were used, the first on `line`, one on each line.
    #[inline]
    pub fn note_rows(&mut self, file: usize, line: u64, place: u32, count: u32) {
        if count == 0 || (count == 1 && place == self.last_row) {
            return;
        }
        self.last_row = place.saturating_add(count - 1);
        let end = line + u64::from(count) - 1;
        match &mut self.open {
            Some((open, lines)) if *open == file => {
                lines.first = lines.first.min(line);
                lines.last = lines.last.max(end);
                lines.rows += u64::from(count);
            }
            _ => {
                self.close_rows();
                self.open = Some((file, Lines { first: line, last: end, rows: count.into() }));
            }
        }
    }

    fn close_rows(&mut self) {
        if let Some((file, lines)) = self.open.take() {
            self.rows.entry(file).and_modify(|l| *l = l.and(lines)).or_insert(lines);
        }
    }

    /// Lists a cell under a code of its own.
    pub fn list(&mut self, cell: usize, place: u32) {
        if !self.present.has(cell) {
            self.listed.entry(u32::try_from(cell).unwrap_or(u32::MAX)).or_insert(place);
        }
    }

    /// Counts in grains a factor finer. `None` if that does not fit.
    pub fn scale(&mut self, factor: i64) -> Option<()> {
        let scale = |v: &mut i64| {
            *v = v.checked_mul(factor).filter(|v| v.unsigned_abs() < 1 << 61)?;
            Some(())
        };
        scale(&mut self.total)?;
        scale(&mut self.positive)?;
        scale(&mut self.greatest)?;
        scale(&mut self.recent.1)?;
        for day in &mut self.days {
            scale(day)?;
        }
        for segment in self.segments.iter_mut().chain(&mut self.current) {
            scale(&mut segment.head.value)?;
            scale(&mut segment.tail.value)?;
        }
        for run in &mut self.frozen {
            scale(&mut run.value)?;
        }
        if let Some(magnitudes) = &mut self.magnitudes {
            magnitudes.scale(factor)?;
        }
        self.stash.as_mut().map_or(Some(()), |s| s.scale(factor))
    }

    /// Ends the summing: the segments in the order of time, joined, and what was frozen.
    pub fn finish(&mut self) {
        self.close_rows();
        if let Some(segment) = self.current.take() {
            self.segments.push(segment);
        }
        self.segments.sort_unstable_by_key(|s| s.first);
        let segments = std::mem::take(&mut self.segments);
        let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
        for segment in segments {
            match joined.last_mut() {
                Some(before) if before.last + 1 == segment.first => {
                    let (both, closed) = before.join(&segment);
                    *before = both;
                    closed.into_iter().flatten().for_each(|run| self.freeze(run));
                }
                _ => joined.push(segment),
            }
        }
        for segment in &joined {
            self.freeze(segment.whole_head());
            if let Some(run) = segment.inner_tail() {
                self.freeze(run);
            }
        }
        joined.shrink_to_fit();
        self.segments = joined;
        self.frozen.sort_unstable_by_key(|run| run.first);
        self.stash = None;
    }

    /// The segments, once finished: ascending, apart from each other.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// In whatever order readings come, the segments are the runs of cells that are there, and the frozen stretches are those that a
        /// walk over all values finds.
        #[test]
        fn segments_and_frozen_stretches_do_not_depend_on_order(
            values in proptest::collection::vec(proptest::option::weighted(0.9, 0_i64..3), 1..120),
            order in proptest::collection::vec(any::<u32>(), 120),
            sorted in 0..3,
        ) {
            let step = Step::Minutes(360);
            let mut cells: Vec<usize> = (0..values.len()).filter(|&c| values[c].is_some()).collect();
            match sorted {
                0 => {}
                1 => cells.reverse(),
                _ => cells.sort_by_key(|&c| order[c]),
            }
            let mut summed = Summed::new(values.len(), step, Keep::default());
            for &cell in &cells {
                let place = u32::try_from(cell).unwrap_or(0) + 100;
                prop_assert_eq!(summed.put(cell, values[cell].unwrap_or(0), place), Summing::New);
            }
            summed.finish();
            let mut runs = Vec::new();
            let mut frozen = Vec::new();
            let mut cell = 0;
            while cell < values.len() {
                let Some(value) = values[cell] else { cell += 1; continue };
                if cell == 0 || values[cell - 1].is_none() {
                    let end = (cell..values.len()).find(|&c| values[c].is_none()).unwrap_or(values.len());
                    runs.push((cell, end - 1, cell + 100, end + 99));
                }
                let end = (cell..values.len()).find(|&c| values[c] != Some(value)).unwrap_or(values.len());
                if value != 0 && end - cell >= 4 {
                    frozen.push((cell, cell + 100, end - cell, value));
                }
                cell = end;
            }
            let found: Vec<_> = summed.segments().iter().map(|s| (s.first as usize, s.last as usize, s.first_place as usize, s.last_place as usize)).collect();
            prop_assert_eq!(found, runs);
            let found: Vec<_> = summed.frozen.iter().map(|f| (f.first as usize, f.place as usize, f.length as usize, f.value)).collect();
            prop_assert_eq!(found, frozen);
            let absent: Vec<usize> = summed.present.absent(0, values.len()).collect();
            prop_assert_eq!(absent, (0..values.len()).filter(|&c| values[c].is_none()).collect::<Vec<_>>());
        }

        /// Readings put in together leave what they leave one by one.
        #[test]
        fn readings_put_in_together_are_put_in_one_by_one(
            runs in proptest::collection::vec((0_usize..200, 1_usize..70, 0_i64..3, any::<bool>(), any::<bool>()), 1..12),
        ) {
            let step = Step::Minutes(360);
            let mut wanted = Bits::new(200);
            (0..200).step_by(7).for_each(|cell| { wanted.put(cell); });
            let keep = Keep { days: true, magnitudes: true, stash: Some(wanted) };
            let (mut together, mut apart) = (Summed::new(200, step, keep.clone()), Summed::new(200, step, keep));
            let mut line = 1_u32;
            for (from, length, spread, same, alone) in runs {
                let most = together.present.absent_from(from, length.min(200 - from));
                let values: Vec<i64> = (0..most).map(|n| if same { spread } else { i64::try_from(n * n).unwrap_or(0) % (spread + 2) - 1 }).collect();
                prop_assert_eq!(most, (from..200.min(from + length)).take_while(|&c| !apart.present.has(c)).count());
                let count = u32::try_from(most).unwrap_or(0);
                together.put_all(from, &values, &Sums::of(&values), line, alone);
                together.note_rows(0, line.into(), line, if alone { count } else { count.min(1) });
                for (n, &value) in (0..).zip(&values) {
                    let row = if alone { line + n } else { line };
                    prop_assert_eq!(apart.put(from + n as usize, value, row), Summing::New);
                    apart.note_row(0, row.into(), row);
                }
                line += count + 2;
            }
            together.finish();
            apart.finish();
            prop_assert_eq!(format!("{together:?}"), format!("{apart:?}"));
        }

        /// That nothing is far above the median is never said where something is.
        #[test]
        fn magnitudes_never_hide_a_spike(mut values in proptest::collection::vec(prop_oneof![0_i64..50, 0_i64..100_000, any::<i32>().prop_map(i64::from)], 1..60)) {
            let mut magnitudes = Magnitudes::default();
            for &v in &values {
                magnitudes.note(v);
            }
            for v in &mut values {
                *v = v.abs();
            }
            values.sort_unstable();
            let twice = i128::from(values[(values.len() - 1) / 2]) + i128::from(values[values.len() / 2]);
            let spike = twice > 0 && values.iter().any(|&v| i128::from(v) * 2 > 20 * twice);
            prop_assert!(!(spike && magnitudes.none_above(20)));
        }
    }

    #[test]
    fn a_stash_remembers_the_cells_that_it_was_asked_for() {
        let mut wanted = Bits::new(200);
        wanted.put(3);
        wanted.put(130);
        let mut summed = Summed::new(200, Step::Minutes(15), Keep { stash: Some(wanted), ..Keep::default() });
        for cell in 0..150 {
            summed.put(cell, 7, 1);
        }
        assert_eq!(summed.put(3, 7, 2), Summing::Same);
        assert_eq!(summed.put(130, 8, 2), Summing::Other(7));
        assert_eq!(summed.put(4, 7, 2), Summing::Unknown);
        assert_eq!(summed.put(149, 7, 2), Summing::Same);
    }
}
