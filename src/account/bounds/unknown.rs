//! What the evidence leaves unknown: single readings, runs of missing readings, and totals whose split over bins is not known.
//!
//! The readings that a meter lacks have their placement (terms and range) in common. It is kept once, beside a small entry for each reading, or, where
//! nothing else varies with them, for each run of readings in a row: a meter that is silent for a year takes a few bytes and not a gigabyte.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::varying::Varying;
use crate::account::balance::flows::Group;
use crate::account::balance::grid::Grid;
use crate::account::balance::role::Role;
use crate::account::profile::Range;
use crate::measure::{Civil, Step};

/// Stands for an unbounded end of a range, in run units: larger than any energy, small enough that sums of many stay in 128 bits.
pub(in crate::account) const UNBOUNDED: i128 = 1 << 100;

/// Everything that is unknown of the electricity of a run.
#[derive(Clone, Debug, Default)]
pub struct Unknowns {
    /// Single readings, in the order of bins once they are merged.
    pub readings: Vec<Unknown>,
    /// Runs of missing readings of meters that nothing else varies with, in the order of meters.
    pub missing: Vec<MissingRuns>,
    /// Totals whose split over bins is not known.
    pub splits: Vec<Split>,
    /// Where the readings stand, and within which range; a reading names its own by number.
    placements: Vec<Placement>,
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
    /// Number of its placement.
    placement: u32,
}

/// Where a reading that is not known stands, and what it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Further readings that vary with it as one (of a netting group): meter, start.
    pub with: Vec<(usize, Civil)>,
    /// Its range, as read.
    pub range: Range,
    /// The terms of the balance in which it stands.
    pub terms: Vec<Term>,
}

/// Missing readings of a meter, alike but for their time; each stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRuns {
    /// Meter.
    pub meter: usize,
    /// Where each stands, and its range.
    pub placement: Placement,
    /// Their length.
    pub step: Step,
    /// Number, by their step, from which the runs count.
    first: i64,
    /// Readings in a row: from one to another, exclusive; rising.
    runs: Vec<(u32, u32)>,
}

impl MissingRuns {
    /// Readings whose numbers by the step are counted from `first`: runs from one to another, exclusive, rising and apart.
    pub(in crate::account) fn of(
        meter: usize,
        placement: Placement,
        step: Step,
        first: i64,
        runs: impl Iterator<Item = (usize, usize)>,
    ) -> Option<Self> {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let runs: Vec<(u32, u32)> = runs.map(|(from, until)| (number(from), number(until))).collect();
        (!runs.is_empty()).then_some(Self { meter, placement, step, first, runs })
    }

    /// How many there are.
    pub fn count(&self) -> i128 {
        self.runs.iter().map(|run| i128::from(run.1 - run.0)).sum()
    }

    /// The runs of those that start within a time: numbers of the step from one to another, exclusive.
    pub(in crate::account) fn within(&self, varying: Varying) -> impl Iterator<Item = (i64, i64)> + '_ {
        let number = |at: Civil| self.step.index(at) + i64::from(self.step.floor(at) < at);
        let (from, until) = match varying {
            Varying::All => (i64::MIN, i64::MAX),
            Varying::Of { meter, from, until } if meter == self.meter => (number(from), number(until)),
            Varying::Of { .. } => (0, 0),
        };
        let runs = self.runs.iter().map(|run| (self.first + i64::from(run.0), self.first + i64::from(run.1)));
        runs.map(move |run| (run.0.max(from), run.1.min(until))).filter(|run| run.0 < run.1)
    }

    /// The days on which they start, run by run: none of them is longer than a day.
    pub(in crate::account) fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.within(Varying::All).flat_map(|(first, until)| {
            let last = self.step.start(until - 1).day();
            self.step.start(first).day().iter_days().take_while(move |&day| day <= last)
        })
    }

    /// When each of them starts.
    pub(in crate::account) fn starts(&self) -> impl Iterator<Item = Civil> + '_ {
        self.within(Varying::All).flat_map(|run| run.0..run.1).map(|number| self.step.start(number))
    }
}

/// A term of the balance in which an unknown reading stands: `offset + reading × factor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
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

impl Term {
    /// Its value for a value of the reading.
    pub fn value(&self, reading: i128) -> i128 {
        if self.factor == (1, 1) { self.offset + reading } else { self.offset + reading * self.factor.0 / self.factor.1 }
    }

    /// The reading at which its value is zero.
    pub fn zero(&self) -> i128 {
        if self.factor.0 == 0 { 0 } else { -self.offset * self.factor.1 / self.factor.0 }
    }
}

impl Placement {
    /// A reading of some range that stands in one term.
    pub(in crate::account) fn of(range: Range, term: Term) -> Self {
        Self { with: Vec::new(), range, terms: vec![term] }
    }

    /// The readings at which anything may turn: the ends of its range, zero, and where a part of it is zero.
    pub fn turns(&self) -> Vec<i128> {
        let low = self.range.low.unwrap_or(-UNBOUNDED);
        let high = self.range.high.unwrap_or(UNBOUNDED);
        turns(low, high, &self.terms)
    }
}

/// The values from `low` to `high` at which anything may turn, rising.
pub(in crate::account) fn turns(low: i128, high: i128, terms: &[Term]) -> Vec<i128> {
    let mut all = vec![low, high];
    all.extend(std::iter::once(0).chain(terms.iter().map(Term::zero)).filter(|&z| low < z && z < high));
    all.sort_unstable();
    all.dedup();
    all
}

/// A known total whose split over bins is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Meter.
    pub meter: usize,
    /// What it is.
    pub role: Role,
    /// Its netting group, if it has one.
    pub group: Option<usize>,
    /// The bins that it spans, with the share that the point figures put there.
    pub bins: Vec<(usize, i128)>,
    /// All of it, or the most.
    pub total: i128,
    /// The least of it, on the same side of zero: nothing where some of its time lies outside the period, so that anything up to all may lie inside.
    pub least: i128,
    /// When it starts.
    pub at: Civil,
    /// When it ends.
    pub until: Civil,
}

impl Split {
    /// Whether how much of it there is is not known either.
    pub fn is_open(&self) -> bool {
        self.least != self.total
    }
}

impl Unknowns {
    /// Notes a reading that is not known.
    pub(in crate::account) fn open(&mut self, bin: usize, meter: usize, at: Civil, placement: Placement) {
        if self.placements.last() != Some(&placement) {
            self.placements.push(placement);
        }
        let placement = u32::try_from(self.placements.len() - 1).unwrap_or(u32::MAX);
        self.readings.push(Unknown { bin, meter, at, placement });
    }

    /// Where an unknown reading stands.
    pub fn placement(&self, unknown: &Unknown) -> &Placement {
        &self.placements[unknown.placement as usize]
    }

    /// The meters' readings that vary as one with an unknown one: meter, start.
    pub fn read_with<'a>(&'a self, unknown: &'a Unknown) -> impl Iterator<Item = (usize, Civil)> + 'a {
        std::iter::once((unknown.meter, unknown.at)).chain(self.placement(unknown).with.iter().copied())
    }

    /// The placements in which unknown readings stand, with the number of these.
    pub fn standing(&self) -> impl Iterator<Item = (&Placement, i128)> {
        let mut counts = vec![0_i128; self.placements.len()];
        for unknown in &self.readings {
            counts[unknown.placement as usize] += 1;
        }
        let missing = self.missing.iter().map(|missing| (&missing.placement, missing.count()));
        self.placements.iter().zip(counts).filter(|(_, count)| *count > 0).chain(missing)
    }

    /// Whether each bin of a grid has an unknown reading in such a placement as is wanted.
    pub(in crate::account) fn bins_with(&self, grid: &Grid, wanted: impl Fn(&Placement) -> bool) -> Vec<bool> {
        let mut found = vec![false; grid.len()];
        for unknown in self.readings.iter().filter(|u| wanted(self.placement(u))) {
            found[unknown.bin] = true;
        }
        for missing in self.missing.iter().filter(|missing| wanted(&missing.placement)) {
            for run in missing.within(Varying::All) {
                grid.covered_by(missing.step, run, |bins, _| found[bins].fill(true));
            }
        }
        found
    }

    /// Gives each missing reading an entry of its own, in the order of bins.
    pub(in crate::account) fn take_apart(&mut self, grid: &Grid) {
        for missing in std::mem::take(&mut self.missing) {
            for at in missing.starts() {
                self.open(grid.bin(at), missing.meter, at, missing.placement.clone());
            }
        }
        self.sort();
    }

    /// Puts the single readings in the order of bins.
    pub(in crate::account) fn sort(&mut self) {
        self.readings.sort_by_key(|u| (u.bin, u.meter, u.at));
    }

    /// Whether an unknown reading stands in a term such as is wanted.
    pub fn any(&self, wanted: impl Fn(&Term) -> bool) -> bool {
        self.standing().flat_map(|(placement, _)| &placement.terms).any(wanted)
    }

    /// Leaves one entry for each unknown reading, with every term in which it stands, in the order of bins: a reading that is subtracted from one meter
    /// and counts at another takes one value in both.
    pub(in crate::account) fn merge_readings(&mut self) {
        self.sort();
        let placements = &mut self.placements;
        let key = |u: &Unknown| (u.bin, u.meter, u.at);
        self.readings.dedup_by(|next, last| {
            let same = key(last) == key(next);
            if same {
                let mut both = placements[last.placement as usize].clone();
                both.terms.extend_from_slice(&placements[next.placement as usize].terms);
                last.placement = u32::try_from(placements.len()).unwrap_or(u32::MAX);
                placements.push(both);
            }
            same
        });
    }

    /// Merges the unknown readings of a netting group in a bin, which vary as one: what is left of the group is a generator's net.
    pub(in crate::account) fn merge_groups(&mut self, groups: &[Group]) {
        if groups.is_empty() {
            return;
        }
        let mut merged: BTreeMap<(usize, usize), (Unknown, Placement)> = BTreeMap::new();
        let mut left = Vec::with_capacity(self.readings.len());
        for unknown in std::mem::take(&mut self.readings) {
            let placement = self.placement(&unknown).clone();
            let (grouped, rest): (Vec<Term>, Vec<Term>) = placement.terms.into_iter().partition(|term| term.group.is_some());
            for term in grouped {
                let Some(group) = term.group else { continue };
                let ends = |reading: Option<i128>| reading.map(|r| term.value(r));
                let (a, b) = (ends(placement.range.low), ends(placement.range.high));
                let (low, high) = if term.factor.0 < 0 { (b, a) } else { (a, b) };
                let net = groups[group].net[unknown.bin];
                let role = if groups[group].nuclear { Role::Nuclear } else { Role::Renewable };
                let whole = Term { owner: term.owner, role, group: Some(group), factor: (1, 1), offset: net, point: net };
                let none = Range { low: Some(0), high: Some(0) };
                let (one, its) = merged.entry((unknown.bin, group)).or_insert_with(|| (unknown, Placement::of(none, whole)));
                if (one.meter, one.at) != (unknown.meter, unknown.at) {
                    its.with.push((unknown.meter, unknown.at));
                }
                its.range = Range { low: its.range.low.zip(low).map(|(a, b)| a + b), high: its.range.high.zip(high).map(|(a, b)| a + b) };
                its.terms[0].offset -= term.point;
            }
            if !rest.is_empty() {
                left.push((unknown, Placement { terms: rest, ..placement }));
            }
        }
        left.extend(merged.into_values());
        left.sort_by_key(|(u, _)| (u.bin, u.meter, u.at));
        self.placements.clear();
        for (unknown, placement) in left {
            self.open(unknown.bin, unknown.meter, unknown.at, placement);
        }
    }
}
