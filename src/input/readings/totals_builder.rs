//! Sums readings as they come, in whatever order: the builder of [`MeterTotals`].
//!
//! Two readings of one interval can be compared only while the value of the first is known: if it was the one before, or if it is remembered
//! ([`Remembered`]).

use std::collections::BTreeMap;

use super::climb::Climb;
use crate::dossier::{Frozen, IntervalSet, MeterTotals, Segment, scaled};
use crate::measure::{Lines, Step};

/// Greatest magnitude of a reading that is summed, in grains: sums over 2^20 meters and 2^20 intervals still fit 64 bits.
pub(in crate::input) const LARGEST: i64 = 1 << 42;

/// The readings of chosen cells, for comparing later ones with.
#[derive(Clone, Debug)]
struct Remembered {
    /// A bit for each cell.
    wanted: Vec<u64>,
    /// Number of wanted cells before each word.
    before: Vec<u32>,
    kept: Vec<Option<i64>>,
}

impl Remembered {
    /// A stash for some cells.
    fn of(wanted: &IntervalSet) -> Self {
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
struct Stretch {
    /// First cell.
    first: u32,
    /// Last cell.
    last: u32,
    /// Row of the first cell.
    first_place: u32,
    /// Row of the last cell.
    last_place: u32,
    head: Run,
    tail: Run,
    tail_place: u32,
}

impl Stretch {
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

    /// The cells and rows of it.
    fn segment(&self) -> Segment {
        Segment { first: self.first, last: self.last, first_place: self.first_place, last_place: self.last_place }
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
pub(in crate::input) struct Magnitudes {
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
    pub(in crate::input) fn none_above(&self, times: i128) -> bool {
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

    fn scale(&mut self) -> Option<()> {
        // Counted in other grains from now on: the counts would mix.
        (self.greatest == 0).then_some(())
    }
}

/// What became of a reading that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Summing {
    /// It is the first of its cell and was added.
    New,
    /// The cell has a reading of the same value.
    Same,
    /// The cell has a reading of another value, the first one being this.
    Other(i64),
    /// The cell has a reading whose value is not known any more.
    Unknown,
}

/// What readings that follow each other come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Sums {
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
    pub(in crate::input) fn of(values: &[i64]) -> Self {
        let mut all = Self::default();
        for &value in values {
            all.add(value);
        }
        all
    }

    /// Adds the next reading.
    #[inline]
    pub(in crate::input) fn add(&mut self, value: i64) {
        self.total += value;
        self.positive += value.max(0);
        self.greatest = self.greatest.max(value);
        self.repeats |= value == self.last;
        self.last = value;
    }
}

/// What a summed meter is to keep beside its sums.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Keeping {
    /// Sums by day.
    pub(in crate::input) days: bool,
    /// Magnitudes.
    pub(in crate::input) magnitudes: bool,
    /// Cells whose readings are remembered.
    pub(in crate::input) remembered: Option<IntervalSet>,
}

/// Builds the [`MeterTotals`] of a meter whose readings are summed as they come: what is needed until all are there.
#[derive(Clone, Debug)]
pub(in crate::input) struct TotalsBuilder {
    /// Stretches that are not being added to.
    segments: Vec<Stretch>,
    /// The stretch that is. Kept apart, so that readings in the order of time touch no `Vec`.
    current: Option<Stretch>,
    cells_per_day: u32,
    /// Rows used, by file.
    rows: BTreeMap<usize, Lines>,
    /// Rows used of the file at hand.
    open: Option<(usize, Lines)>,
    last_row: u32,
    frozen: Vec<Frozen>,
    /// Cells from which on a stretch of one value is frozen.
    least_frozen: u32,
    /// Magnitudes, where no rating says what is possible.
    pub(in crate::input) magnitudes: Option<Box<Magnitudes>>,
    /// Cell and value of the last reading.
    recent: (u32, i64),
    remembered: Option<Box<Remembered>>,
    /// Whether the readings may be those of a counter.
    pub(in crate::input) climb: Climb,
    greatest: i64,
}

/// The totals of a meter with their builder.
pub(in crate::input) struct SumsAt<'m> {
    /// The totals.
    pub(in crate::input) totals: &'m mut MeterTotals,
    /// Their builder.
    pub(in crate::input) builder: &'m mut TotalsBuilder,
}

impl TotalsBuilder {
    /// No readings yet, of so many cells of a step; with the totals that they are added to.
    pub(in crate::input) fn new(length: usize, step: Step, keeping: Keeping) -> (Self, MeterTotals) {
        let cells_per_day = step.seconds().and_then(|s| u32::try_from(86_400 / s).ok()).unwrap_or(1).max(1);
        let days = if keeping.days { length.div_ceil(cells_per_day as usize) } else { 0 };
        let builder = Self {
            segments: Vec::new(),
            current: None,
            cells_per_day,
            rows: BTreeMap::new(),
            open: None,
            last_row: u32::MAX,
            frozen: Vec::new(),
            least_frozen: cells_per_day.max(2),
            magnitudes: keeping.magnitudes.then(Box::default),
            recent: (u32::MAX, 0),
            remembered: keeping.remembered.map(|wanted| Box::new(Remembered::of(&wanted))),
            climb: Climb::new(cells_per_day),
            greatest: 0,
        };
        (builder, MeterTotals::new(length, days))
    }

    /// Adds a reading of a row.
    #[inline]
    pub(in crate::input) fn put(&mut self, totals: &mut MeterTotals, cell: usize, value: i64, place: u32) -> Summing {
        if !totals.present.put(cell) {
            return self.again(cell, value);
        }
        self.put_all(totals, cell, &[value], &Sums::of(&[value]), (place, false));
        Summing::New
    }
    /// Adds readings of cells that have none, from one on, with their sums: the first of the row `place`, the others of it too or each of a row
    /// of its own.
    pub(in crate::input) fn put_all(
        &mut self,
        totals: &mut MeterTotals,
        cell: usize,
        values: &[i64],
        sums: &Sums,
        (place, alone): (u32, bool),
    ) {
        let [first, rest @ ..] = values else { return };
        let [.., last] = values else { return };
        #[allow(clippy::cast_possible_truncation, reason = "a series has fewer than 2^32 cells")]
        let at = cell as u32;
        totals.present.fill(cell, values.len());
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
        totals.total += sums.total;
        totals.positive += sums.positive;
        self.greatest = self.greatest.max(sums.greatest);
        if !totals.days.is_empty() {
            self.add_days(&mut totals.days, at, values, sums.total);
        }
        if let Some(magnitudes) = &mut self.magnitudes {
            for &value in values {
                magnitudes.note(value);
            }
        }
        if let Some(remembered) = &mut self.remembered {
            for (n, &value) in values.iter().enumerate() {
                remembered.keep(cell + n, value);
            }
        }
        let before = Some(self.recent).filter(|(at, _)| *at != u32::MAX);
        self.climb.take(cell, values, before, sums.greatest == 0 && sums.total == 0);
        self.recent = (at + u32::try_from(values.len() - 1).unwrap_or(0), *last);
    }
    /// Adds readings that follow each other to the sums of their days: mostly they are of one.
    fn add_days(&self, days: &mut [i64], at: u32, values: &[i64], total: i64) {
        let mut from = 0;
        while from < values.len() {
            let cell = at + u32::try_from(from).unwrap_or(0);
            let until = (from + (self.cells_per_day - cell % self.cells_per_day) as usize).min(values.len());
            let whole = from == 0 && until == values.len();
            days[(cell / self.cells_per_day) as usize] += if whole { total } else { values[from..until].iter().sum() };
            from = until;
        }
    }
    fn again(&self, cell: usize, value: i64) -> Summing {
        let recent = Some(self.recent).filter(|(at, _)| *at as usize == cell).map(|(_, v)| v);
        match recent.or_else(|| self.remembered.as_ref().and_then(|r| r.get(cell))) {
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
        self.current = Some(Stretch::one(at, place, value));
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
    pub(in crate::input) fn note_row(&mut self, file: usize, line: u64, place: u32) {
        self.note_rows(file, line, place, 1);
    }
    /// Notes so many rows that were used, the first on `line`, one on each line.
    #[inline]
    pub(in crate::input) fn note_rows(&mut self, file: usize, line: u64, place: u32, count: u32) {
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
    /// Number of segments so far: many mean that the readings come in no order.
    pub(in crate::input) fn disorder(&self) -> usize {
        self.segments.len()
    }
    /// Ends the summing: the segments in the order of time, joined, and what was frozen.
    pub(in crate::input) fn finish(mut self, totals: &mut MeterTotals) {
        self.close_rows();
        if let Some(segment) = self.current.take() {
            self.segments.push(segment);
        }
        self.segments.sort_unstable_by_key(|s| s.first);
        let segments = std::mem::take(&mut self.segments);
        let mut joined: Vec<Stretch> = Vec::with_capacity(segments.len());
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
        totals.segments = joined.iter().map(Stretch::segment).collect();
        self.frozen.sort_unstable_by_key(|run| run.first);
        totals.frozen = self.frozen;
        totals.rows = self.rows;
    }
    /// Counts in grains a factor finer. `None` if that does not fit.
    pub(in crate::input) fn scale(&mut self, factor: i64) -> Option<()> {
        let runs = self.segments.iter_mut().chain(&mut self.current).flat_map(|s| [&mut s.head.value, &mut s.tail.value]);
        let values = [&mut self.greatest, &mut self.recent.1].into_iter().chain(runs);
        for value in values.chain(self.frozen.iter_mut().map(|run| &mut run.value)) {
            *value = scaled(*value, factor)?;
        }
        if let Some(magnitudes) = &mut self.magnitudes {
            magnitudes.scale()?;
        }
        self.remembered.as_mut().map_or(Some(()), |r| r.scale(factor))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            let (mut builder, mut totals) = TotalsBuilder::new(values.len(), step, Keeping::default());
            for &cell in &cells {
                let place = u32::try_from(cell).unwrap_or(0) + 100;
                prop_assert_eq!(builder.put(&mut totals, cell, values[cell].unwrap_or(0), place), Summing::New);
            }
            builder.finish(&mut totals);
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
            let found: Vec<_> = totals.segments.iter().map(|s| (s.first as usize, s.last as usize, s.first_place as usize, s.last_place as usize)).collect();
            prop_assert_eq!(found, runs);
            let found: Vec<_> = totals.frozen.iter().map(|f| (f.first as usize, f.place as usize, f.length as usize, f.value)).collect();
            prop_assert_eq!(found, frozen);
            let absent: Vec<usize> = totals.present.absent(0, values.len()).collect();
            prop_assert_eq!(absent, (0..values.len()).filter(|&c| values[c].is_none()).collect::<Vec<_>>());
        }

        /// Readings put in together leave what they leave one by one.
        #[test]
        fn readings_put_in_together_are_put_in_one_by_one(
            runs in proptest::collection::vec((0_usize..200, 1_usize..70, 0_i64..3, any::<bool>(), any::<bool>()), 1..12),
        ) {
            let step = Step::Minutes(360);
            let mut wanted = IntervalSet::new(200);
            (0..200).step_by(7).for_each(|cell| { wanted.put(cell); });
            let keeping = Keeping { days: true, magnitudes: true, remembered: Some(wanted) };
            let (mut together, mut sums) = TotalsBuilder::new(200, step, keeping.clone());
            let (mut apart, mut sums_apart) = TotalsBuilder::new(200, step, keeping);
            let mut line = 1_u32;
            for (from, length, spread, same, alone) in runs {
                let most = sums.present.absent_from(from, length.min(200 - from));
                let values: Vec<i64> = (0..most).map(|n| if same { spread } else { i64::try_from(n * n).unwrap_or(0) % (spread + 2) - 1 }).collect();
                prop_assert_eq!(most, (from..200.min(from + length)).take_while(|&c| !sums_apart.present.has(c)).count());
                let count = u32::try_from(most).unwrap_or(0);
                together.put_all(&mut sums, from, &values, &Sums::of(&values), (line, alone));
                together.note_rows(0, line.into(), line, if alone { count } else { count.min(1) });
                for (n, &value) in (0..).zip(&values) {
                    let row = if alone { line + n } else { line };
                    prop_assert_eq!(apart.put(&mut sums_apart, from + n as usize, value, row), Summing::New);
                    apart.note_row(0, row.into(), row);
                }
                line += count + 2;
            }
            prop_assert_eq!(format!("{together:?}"), format!("{apart:?}"));
            together.finish(&mut sums);
            apart.finish(&mut sums_apart);
            prop_assert_eq!(format!("{sums:?}"), format!("{sums_apart:?}"));
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
    fn the_cells_that_were_asked_for_are_remembered() {
        let mut wanted = IntervalSet::new(200);
        wanted.put(3);
        wanted.put(130);
        let keeping = Keeping { remembered: Some(wanted), ..Keeping::default() };
        let (mut builder, mut totals) = TotalsBuilder::new(200, Step::Minutes(15), keeping);
        for cell in 0..150 {
            builder.put(&mut totals, cell, 7, 1);
        }
        assert_eq!(builder.put(&mut totals, 3, 7, 2), Summing::Same);
        assert_eq!(builder.put(&mut totals, 130, 8, 2), Summing::Other(7));
        assert_eq!(builder.put(&mut totals, 4, 7, 2), Summing::Unknown);
        assert_eq!(builder.put(&mut totals, 149, 7, 2), Summing::Same);
    }
}
