//! Readings that are not known: where each stands in the balance, and within which range it lies.
//!
//! The readings that a meter lacks have their place and range in common: these are kept once, beside a small entry for each reading, or, where nothing
//! else varies with them, for each run of readings in a row.

use std::collections::BTreeMap;
use std::ops;

use chrono::NaiveDate;

use super::bins::{Bins, Group};
use super::ground::Takes;
use super::profile::Range;
use crate::measure::{Civil, Step};

/// What an unknown reading is to the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Grid import.
    Import,
    /// Grid export.
    Export,
    /// Signed at the grid, import positive.
    Net,
    /// Renewable supply (direct line or on site), own use negative.
    Renewable,
    /// Nuclear direct line.
    Nuclear,
    /// On-site fossil generation.
    Fossil,
    /// Storage charge.
    Charge,
    /// Storage discharge.
    Discharge,
    /// Signed at a store, charge positive.
    Store,
    /// Load.
    Load,
}

/// A reading that is not known, or not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Bin in which it lies.
    pub bin: usize,
    /// Meter.
    pub meter: usize,
    /// When its interval starts.
    pub at: Civil,
    /// Its place among those of the bins.
    place: u32,
}

/// Where a reading that is not known stands, and what it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Further readings that vary with it as one (of a netting group): meter, start.
    pub with: Vec<(usize, Civil)>,
    /// Its range, as read.
    pub range: Range,
    /// Where it stands in the balance.
    pub parts: Vec<Part>,
}

/// Readings that a meter lacks, which are alike but for their time and stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Meter.
    pub meter: usize,
    /// Where each stands, and its range.
    pub place: Place,
    /// Their length.
    pub step: Step,
    /// Number, by their step, from which the runs count.
    first: i64,
    /// Readings in a row: from one to another, exclusive; rising.
    runs: Vec<(u32, u32)>,
}

impl Lack {
    /// Readings whose numbers by the step are counted from `first`: runs from one to another, exclusive, rising and apart.
    pub(super) fn of(meter: usize, place: Place, step: Step, first: i64, runs: impl Iterator<Item = (usize, usize)>) -> Option<Self> {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let runs: Vec<(u32, u32)> = runs.map(|(from, until)| (number(from), number(until))).collect();
        (!runs.is_empty()).then_some(Self { meter, place, step, first, runs })
    }

    /// How many there are.
    pub fn count(&self) -> i128 {
        self.runs.iter().map(|run| i128::from(run.1 - run.0)).sum()
    }

    /// The runs of those that start within a time: numbers of the step from one to another, exclusive.
    pub(super) fn within(&self, takes: Takes) -> impl Iterator<Item = (i64, i64)> + '_ {
        let number = |at: Civil| self.step.index(at) + i64::from(self.step.floor(at) < at);
        let (from, until) = match takes {
            Takes::All => (i64::MIN, i64::MAX),
            Takes::Of { meter, from, until } if meter == self.meter => (number(from), number(until)),
            Takes::Of { .. } => (0, 0),
        };
        let runs = self.runs.iter().map(|run| (self.first + i64::from(run.0), self.first + i64::from(run.1)));
        runs.map(move |run| (run.0.max(from), run.1.min(until))).filter(|run| run.0 < run.1)
    }

    /// The days on which they start, run by run: none of them is longer than a day.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.within(Takes::All).flat_map(|(first, until)| {
            let last = self.step.start(until - 1).day();
            self.step.start(first).day().iter_days().take_while(move |&day| day <= last)
        })
    }

    /// When each of them starts.
    pub(super) fn starts(&self) -> impl Iterator<Item = Civil> + '_ {
        self.within(Takes::All).flat_map(|run| run.0..run.1).map(|number| self.step.start(number))
    }
}

/// A place in the balance in which an unknown reading stands: `offset + reading × factor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The meter that counts there.
    pub owner: usize,
    /// What it is.
    pub role: Role,
    /// Its netting group, if it has one.
    pub group: Option<usize>,
    /// The factor, as numerator and denominator: sign and loss.
    pub factor: (i128, i128),
    /// What is known beside it.
    pub offset: i128,
    /// What the point figures take for all of it.
    pub point: i128,
}

impl Part {
    /// Its value for a value of the reading.
    pub fn value(&self, reading: i128) -> i128 {
        if self.factor == (1, 1) { self.offset + reading } else { self.offset + reading * self.factor.0 / self.factor.1 }
    }

    /// The reading at which its value is zero.
    pub fn zero(&self) -> i128 {
        if self.factor.0 == 0 { 0 } else { -self.offset * self.factor.1 / self.factor.0 }
    }
}

impl Place {
    /// A reading of some range that stands in one place.
    pub(super) fn of(range: Range, part: Part) -> Self {
        Self { with: Vec::new(), range, parts: vec![part] }
    }

    /// The readings at which anything may turn: the ends of its range, zero, and where a part of it is zero.
    pub fn turns(&self) -> Vec<i128> {
        let low = self.range.low.unwrap_or(-super::extremes::BIG);
        let high = self.range.high.unwrap_or(super::extremes::BIG);
        turns(low, high, &self.parts)
    }
}

/// The values from `low` to `high` at which anything may turn, rising.
pub(super) fn turns(low: i128, high: i128, parts: &[Part]) -> Vec<i128> {
    let mut all = vec![low, high];
    all.extend(std::iter::once(0).chain(parts.iter().map(Part::zero)).filter(|&z| low < z && z < high));
    all.sort_unstable();
    all.dedup();
    all
}

impl Bins {
    /// Takes note of a reading that is not known.
    pub(super) fn open(&mut self, bin: usize, meter: usize, at: Civil, place: Place) {
        if self.places.last() != Some(&place) {
            self.places.push(place);
        }
        let place = u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX);
        self.unknown.push(Unknown { bin, meter, at, place });
    }

    /// Where an unknown reading stands.
    pub fn place(&self, unknown: &Unknown) -> &Place {
        &self.places[unknown.place as usize]
    }

    /// The readings that an unknown one is made of: meter, start.
    pub fn readings<'a>(&'a self, unknown: &'a Unknown) -> impl Iterator<Item = (usize, Civil)> + 'a {
        std::iter::once((unknown.meter, unknown.at)).chain(self.place(unknown).with.iter().copied())
    }

    /// The places in which unknown readings stand, with the number of these.
    pub fn standing(&self) -> impl Iterator<Item = (&Place, i128)> {
        let mut counts = vec![0_i128; self.places.len()];
        for unknown in &self.unknown {
            counts[unknown.place as usize] += 1;
        }
        let lacks = self.lacks.iter().map(|lack| (&lack.place, lack.count()));
        self.places.iter().zip(counts).filter(|(_, count)| *count > 0).chain(lacks)
    }

    /// The bins in which readings of a step lie that are numbered in a row: bins from one to another, exclusive, with how many lie in each.
    pub(super) fn over(&self, step: Step, run: (i64, i64), mut each: impl FnMut(ops::Range<usize>, i128)) {
        let bin = |number: i64| self.bin(step.start(number));
        if step == self.step {
            return each(bin(run.0)..bin(run.1 - 1) + 1, 1);
        }
        let mut number = run.0;
        while number < run.1 {
            let b = bin(number);
            let next = step.index(self.step.next(self.start(b)).plus(-1)) + 1;
            let until = next.clamp(number + 1, run.1);
            each(b..b + 1, i128::from(until - number));
            number = until;
        }
    }

    /// Whether each bin has an unknown reading in such a place as is wanted.
    pub(super) fn with_unknown(&self, wanted: impl Fn(&Place) -> bool) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        for unknown in self.unknown.iter().filter(|u| wanted(self.place(u))) {
            found[unknown.bin] = true;
        }
        for lack in self.lacks.iter().filter(|lack| wanted(&lack.place)) {
            for run in lack.within(Takes::All) {
                self.over(lack.step, run, |bins, _| found[bins].fill(true));
            }
        }
        found
    }

    /// Gives each reading that is lacking an entry of its own, in the order of bins.
    pub(super) fn take_apart(&mut self) {
        for lack in std::mem::take(&mut self.lacks) {
            for at in lack.starts() {
                self.open(self.bin(at), lack.meter, at, lack.place.clone());
            }
        }
        self.unknown.sort_by_key(|u| (u.bin, u.meter, u.at));
    }

    /// Whether an unknown reading is to be found in a part such as is wanted.
    pub fn any_unknown(&self, wanted: impl Fn(&Part) -> bool) -> bool {
        self.standing().flat_map(|(place, _)| &place.parts).any(wanted)
    }

    /// One entry for each unknown reading, with every place in which it stands, in the order of bins.
    pub(super) fn merge_unknown(&mut self) {
        let mut all = std::mem::take(&mut self.unknown);
        let places = &mut self.places;
        let key = |u: &Unknown| (u.bin, u.meter, u.at);
        all.sort_by_key(key);
        all.dedup_by(|next, last| {
            let same = key(last) == key(next);
            if same {
                let mut both = places[last.place as usize].clone();
                both.parts.extend_from_slice(&places[next.place as usize].parts);
                last.place = u32::try_from(places.len()).unwrap_or(u32::MAX);
                places.push(both);
            }
            same
        });
        self.unknown = all;
    }

    /// The unknown readings of a netting group in a bin vary as one: what is left of the group is a generator's net.
    pub(super) fn merge_groups(&mut self, groups: &[Group]) {
        if groups.is_empty() {
            return;
        }
        let mut merged: BTreeMap<(usize, usize), (Unknown, Place)> = BTreeMap::new();
        let mut left = Vec::with_capacity(self.unknown.len());
        for unknown in std::mem::take(&mut self.unknown) {
            let place = self.place(&unknown).clone();
            let (grouped, rest): (Vec<Part>, Vec<Part>) = place.parts.into_iter().partition(|p| p.group.is_some());
            for part in grouped {
                let Some(group) = part.group else { continue };
                let ends = |reading: Option<i128>| reading.map(|r| part.value(r));
                let (a, b) = (ends(place.range.low), ends(place.range.high));
                let (low, high) = if part.factor.0 < 0 { (b, a) } else { (a, b) };
                let net = groups[group].net[unknown.bin];
                let role = if groups[group].nuclear { Role::Nuclear } else { Role::Renewable };
                let whole = Part { owner: part.owner, role, group: Some(group), factor: (1, 1), offset: net, point: net };
                let none = Range { low: Some(0), high: Some(0) };
                let (one, its) = merged.entry((unknown.bin, group)).or_insert_with(|| (unknown, Place::of(none, whole)));
                if (one.meter, one.at) != (unknown.meter, unknown.at) {
                    its.with.push((unknown.meter, unknown.at));
                }
                its.range = Range { low: its.range.low.zip(low).map(|(a, b)| a + b), high: its.range.high.zip(high).map(|(a, b)| a + b) };
                its.parts[0].offset -= part.point;
            }
            if !rest.is_empty() {
                left.push((unknown, Place { parts: rest, ..place }));
            }
        }
        left.extend(merged.into_values());
        left.sort_by_key(|(u, _)| (u.bin, u.meter, u.at));
        self.places.clear();
        for (unknown, place) in left {
            self.open(unknown.bin, unknown.meter, unknown.at, place);
        }
    }
}
