//! Preparation of the extremes, once for all weights: which bins are open, what is known of them, and how their unknown readings vary.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::ops::Range;

use super::aggregate::{ByRole, EqualBins, LinearBins, MissingByBin};
use super::element::{Element, Known, Open, enters};
use super::hull::{Hull, Interval, Shared};
use super::solver::Extremes;
use super::split::Spreading;
use super::stores::{self, Parts, Stores};
use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;
use crate::account::balance::storage::Attribution;
use crate::account::bounds::prefix_sums::{Index, PrefixSums, missing_runs};
use crate::account::bounds::unknown::{MissingRuns, Placement, Split, UNBOUNDED, Unknown};
use crate::account::bounds::varying::Varying;
use crate::measure::Exact;

/// How the stores of a run are attributed.
#[derive(Clone, Copy, Debug)]
pub(in crate::account) struct Stored<'a> {
    /// What the point figures attribute.
    pub(in crate::account) attribution: &'a Attribution,
    /// A stated efficiency.
    pub(in crate::account) round_trip: Option<&'a Exact>,
}

impl Extremes {
    /// Prepares the unknown readings that vary, before the bins between them are added; the others stay at their point value. Where nothing is stored,
    /// that asks for no attribution.
    pub(in crate::account) fn unclosed(bins: &Bins, index: &Index, varying: Varying, stored: Option<Stored<'_>>) -> Self {
        prepare(&Chosen::of(bins, index, varying, UNBOUNDED), index, stored)
    }

    /// The same with unbounded readings held at their near end.
    pub(in crate::account) fn near(bins: &Bins, sums: &PrefixSums, index: &Index, varying: Varying, stored: Stored<'_>) -> Self {
        prepare(&Chosen::of(bins, index, varying, 0), index, Some(stored)).on(sums)
    }
}

/// What varies, of all that is unknown.
struct Chosen<'a> {
    bins: &'a Bins,
    varying: Varying,
    /// What an unbounded end of a range is taken as.
    far: i128,
    readings: Vec<&'a Unknown>,
    missing: Vec<&'a MissingRuns>,
    splits: Vec<&'a Split>,
}

impl<'a> Chosen<'a> {
    fn of(bins: &'a Bins, index: &Index, varying: Varying, far: i128) -> Self {
        let inferred = bins.flows.inferred;
        let counts = |placement: &Placement| placement.terms.iter().any(|term| enters(term.role, inferred));
        let mut readings = index.varying(bins, varying);
        readings.retain(|unknown| counts(bins.unknowns.placement(unknown)));
        let missing = missing_runs(bins, varying).filter(|missing| counts(&missing.placement)).collect();
        let splits = &bins.unknowns.splits;
        let splits = splits.iter().filter(|s| enters(s.role, inferred) && varying.has(s.meter, s.at)).collect();
        Self { bins, varying, far, readings, missing, splits }
    }

    /// An unknown reading as it varies.
    fn element(&self, placement: &Placement) -> Option<Element> {
        Element::reaching(placement, self.far, self.bins.flows.inferred)
    }

    /// Whether a reading, or a total, of a store varies.
    fn opens_stores(&self) -> bool {
        let placements = self.readings.iter().map(|u| self.bins.unknowns.placement(u));
        let mut terms = placements.chain(self.missing.iter().map(|missing| &missing.placement)).flat_map(|placement| &placement.terms);
        terms.any(|term| term.role.is_stored()) || self.splits.iter().any(|split| split.role.is_stored())
    }

    /// Charge and discharge of the run, with all that varies of them: between these lies the efficiency of the stores.
    fn stored_in_all(&self) -> (Interval, Interval) {
        let flows = &self.bins.flows;
        let (mut charged, mut released) = (Interval::of(flows.charge.iter().sum()), Interval::of(flows.discharge.iter().sum()));
        let mut vary = |placement: &Placement, count: i128| {
            if !placement.terms.iter().any(|term| term.role.is_stored()) {
                return;
            }
            let mut point = Known::default();
            placement.terms.iter().for_each(|term| point.take(term.role, term.point));
            let own = self.element(placement).map(|element| Hull::of(&point, &[element])).unwrap_or_default();
            for (sum, own) in [(&mut charged, own.charge), (&mut released, own.discharge)] {
                *sum = sum.plus(Interval { low: own.low * count, high: own.high * count });
            }
        };
        for unknown in &self.readings {
            vary(self.bins.unknowns.placement(unknown), 1);
        }
        for missing in &self.missing {
            vary(&missing.placement, missing.within(self.varying).map(|run| i128::from(run.1 - run.0)).sum());
        }
        for split in self.splits.iter().filter(|split| split.is_open() && split.role.is_stored()) {
            let inside: i128 = split.bins.iter().map(|part| part.1).sum();
            let mut bin = Shared::default();
            bin.widen(split);
            let point = Interval::of(inside);
            let all = Interval { low: split.least.min(split.total), high: split.least.max(split.total) };
            match split.role {
                Role::Discharge => released = released.less(point).plus(all),
                Role::Charge => charged = charged.less(point).plus(all),
                _ => {
                    charged = charged.plus(bin.hull.charge);
                    released = released.plus(bin.hull.discharge);
                }
            }
        }
        (charged, released)
    }
}

/// Prepares what varies.
fn prepare(chosen: &Chosen<'_>, index: &Index, stored: Option<Stored<'_>>) -> Extremes {
    let bins = chosen.bins;
    let missing = MissingByBin::of(bins, &chosen.missing, chosen.varying, |missing| chosen.element(&missing.placement));
    let mut parts: Vec<(usize, usize, i128)> =
        chosen.splits.iter().enumerate().flat_map(|(at, split)| split.bins.iter().map(move |&(b, part)| (b, at, part))).collect();
    parts.sort_by_key(|part| part.0);
    let firsts = [chosen.readings.first().map(|u| u.bin), parts.first().map(|part| part.0), Some(missing.from)];
    let lasts = [chosen.readings.last().map(|u| u.bin + 1), parts.last().map(|part| part.0 + 1), Some(missing.until)];
    let first = firsts.into_iter().flatten().min().unwrap_or(usize::MAX);
    let until = lasts.into_iter().flatten().max().unwrap_or(0);
    let tainted_from = match stored {
        Some(_) if index.stores && chosen.opens_stores() => 0,
        Some(_) if index.stores => first,
        _ => usize::MAX,
    };
    let pool = stored.filter(|_| index.stores && first < bins.grid.len()).map(|stored| {
        let (charged, released) = chosen.stored_in_all();
        let grain = bins.grid.unit.per_picomwh();
        PoolWalk { stores: Stores::new(charged, released, stored.round_trip, grain), attribution: stored.attribution, grain }
    });
    let mut walk = Walk {
        chosen,
        missing,
        readings: chosen.readings.iter().peekable(),
        parts: parts.into_iter().peekable(),
        pool,
        extremes: Extremes { inferred: bins.flows.inferred, tainted_from, ..Extremes::default() },
        by_role: ByRole::default(),
        linear: LinearBins::default(),
        equal: EqualBins::default(),
        shared: BTreeMap::new(),
        closed_from: 0,
    };
    for b in first..until {
        walk.visit(b);
    }
    walk.finish()
}

/// The pool of the stores, followed bin by bin.
struct PoolWalk<'a> {
    stores: Stores,
    attribution: &'a Attribution,
    grain: i128,
}

impl PoolWalk<'_> {
    /// Follows the pool over bins whose readings are all known; adds least and greatest R of those in which the attribution is lost.
    fn pass_known(&mut self, bins: &Bins, range: Range<usize>, tainted_from: usize, green: &mut [i128; 2]) {
        let flows = &bins.flows;
        for b in range {
            let charge = Interval::of(self.attribution.charge[b]);
            let (stored, given) = (Interval::of(flows.charge[b]), Interval::of(flows.discharge[b]));
            let release = self.stores.pass(stored, charge, given, flows.discharge[b]);
            if b >= tainted_from {
                let own = Parts { charge, release }.green(flows, b);
                (green[0], green[1]) = (green[0] + own[0], green[1] + own[1]);
            }
        }
    }

    /// Follows the pool over an open bin: what of its known charge and release may be renewable.
    fn pass_open(&mut self, (bin, splits): (&mut Shared, &[&Split]), b: usize, open: &mut OpenBin, alone: bool, inferred: bool) {
        let known = &mut open.known;
        let mut all = bin.clone();
        for split in splits {
            all.widen(split);
        }
        let Hull { charge, discharge, .. } = all.hull;
        // Of what is known of the charge.
        let renewable = if charge != Interval::of(known.charge) || discharge != Interval::of(known.discharge) {
            Interval { low: known.charge.min(0), high: known.charge.max(0) }
        } else if alone {
            Interval::of(self.attribution.charge[b])
        } else {
            stores::charged(&all.hull, known.charge, inferred, self.grain)
        };
        let in_all = Interval { low: renewable.low, high: renewable.high + (charge.high - known.charge).max(0) };
        let release = self.stores.pass(charge, in_all, discharge, known.discharge);
        (known.charge_least, known.charge_most) = (renewable.low, renewable.high);
        (known.release_least, known.release_most) = (release.low, release.high);
        let further = (bin.hull.discharge.high - known.discharge).max(0);
        bin.hull.released = Interval { low: release.low, high: release.high + further };
    }
}

/// A bin once its unknown readings and parts of totals are taken out of it.
struct OpenBin {
    known: Known,
    /// Parts of totals that stand in netting groups, by group.
    grouped: BTreeMap<usize, i128>,
    /// Net energy of the netting groups of which something is open.
    nets: Vec<(usize, Interval)>,
}

impl OpenBin {
    /// Takes an unknown reading out of what is known. Returns where it stands, once parts of totals are taken out of its netting group.
    fn take<'a>(&mut self, chosen: &Chosen<'_>, placement: &'a Placement) -> Cow<'a, Placement> {
        for term in &placement.terms {
            self.known.take(term.role, term.point);
        }
        let Some(group) = placement.terms.iter().find_map(|term| term.group).filter(|group| self.grouped.contains_key(group)) else {
            return Cow::Borrowed(placement);
        };
        let parts = self.grouped.remove(&group).unwrap_or(0);
        let mut placement = placement.clone();
        for term in placement.terms.iter_mut().filter(|term| term.group == Some(group)) {
            term.offset -= parts;
        }
        if let Some(Element { low, high, .. }) = chosen.element(&placement) {
            self.nets.push((group, Interval { low, high }));
        }
        Cow::Owned(placement)
    }
}

/// The walk over the bins, with what it gathers.
struct Walk<'a> {
    chosen: &'a Chosen<'a>,
    missing: MissingByBin,
    /// Unknown readings, by bin.
    readings: Peekable<std::slice::Iter<'a, &'a Unknown>>,
    /// Parts of totals, by bin: bin, number of the total, energy.
    parts: Peekable<std::vec::IntoIter<(usize, usize, i128)>>,
    pool: Option<PoolWalk<'a>>,
    extremes: Extremes,
    by_role: ByRole,
    linear: LinearBins,
    equal: EqualBins,
    /// Bins in which parts of totals lie.
    shared: BTreeMap<usize, Shared>,
    /// The first bin after the last open one.
    closed_from: usize,
}

impl<'a> Walk<'a> {
    /// Closes the bins up to one, exclusive, of which all is known.
    fn close_until(&mut self, until: usize) {
        let range = self.closed_from..until;
        self.extremes.gaps.push((range.start, range.end));
        if let Some(pool) = &mut self.pool {
            pool.pass_known(self.chosen.bins, range, self.extremes.tainted_from, &mut self.extremes.tainted_green);
        }
        self.closed_from = until + 1;
    }

    /// Opens a bin, if anything of it varies.
    fn visit(&mut self, b: usize) {
        let start = self.extremes.elements.len();
        let is_missing = self.missing.take(b, &mut self.by_role, &mut self.extremes.elements);
        let is_split = self.parts.peek().is_some_and(|part| part.0 == b);
        if !is_missing && !is_split && self.readings.peek().is_none_or(|u| u.bin != b) {
            return;
        }
        self.close_until(b);
        let (mut open, splits) = self.take_out(b);
        let inferred = self.extremes.inferred;
        if inferred {
            // Import and export follow from the rest.
            (open.known.import, open.known.export) = (0, 0);
        }
        if is_split || self.pool.is_some() {
            let own = &self.extremes.elements[start..];
            let mut bin = Shared { hull: Hull::of(&open.known, own), nets: std::mem::take(&mut open.nets) };
            if let Some(pool) = &mut self.pool {
                pool.pass_open((&mut bin, &splits), b, &mut open, own.is_empty() && !is_split, inferred);
            }
            if is_split {
                self.shared.insert(b, bin);
            }
        }
        self.put(b, &open.known, start, is_split);
    }

    /// Takes the unknown readings of a bin, and its parts of totals, out of what is known of it.
    fn take_out(&mut self, b: usize) -> (OpenBin, Vec<&'a Split>) {
        let (chosen, bins) = (self.chosen, self.chosen.bins);
        let mut open = OpenBin { known: Known::of(&bins.flows, b), grouped: BTreeMap::new(), nets: Vec::new() };
        let mut splits: Vec<&Split> = Vec::new();
        while let Some((_, at, part)) = self.parts.next_if(|part| part.0 == b) {
            let split = chosen.splits[at];
            splits.push(split);
            match split.group {
                Some(group) => *open.grouped.entry(group).or_default() += part,
                None => open.known.take(split.role, part),
            }
        }
        while let Some(unknown) = self.readings.next_if(|u| u.bin == b) {
            let placement = open.take(chosen, bins.unknowns.placement(unknown));
            let element = chosen.element(&placement).and_then(|element| self.by_role.take(element));
            self.extremes.elements.extend(element);
        }
        for (group, parts) in std::mem::take(&mut open.grouped) {
            open.nets.push((group, Interval::of(open.known.take_of_group(&bins.flows.groups[group], b, parts))));
        }
        self.extremes.elements.extend(self.by_role.drain());
        (open, splits)
    }

    /// Puts an open bin beside the others, or into one that stands for it.
    fn put(&mut self, b: usize, known: &Known, start: usize, is_split: bool) {
        let Extremes { open, elements, inferred, tainted_from, .. } = &mut self.extremes;
        if !is_split {
            let (own, tainted) = (&elements[start..], b >= *tainted_from);
            if self.linear.take(b, known, own, tainted, *inferred) || self.equal.take(known, own, tainted, open, elements) {
                elements.truncate(start);
                return;
            }
            self.equal.note(known, tainted, open.len());
        }
        open.push(Open { bin: b, known: *known, elements: start..elements.len(), times: 1 });
    }

    /// The extremes, once the last open bin is behind.
    fn finish(mut self) -> Extremes {
        self.close_until(self.chosen.bins.grid.len());
        let Self { chosen, mut extremes, linear, mut shared, .. } = self;
        linear.put(&mut extremes.open, &mut extremes.elements);
        for split in &chosen.splits {
            let numbers: BTreeSet<usize> = split.bins.iter().map(|part| part.0).collect();
            let mut own: Vec<&mut Shared> = match (numbers.first(), numbers.last()) {
                (Some(&first), Some(&last)) => {
                    shared.range_mut(first..=last).filter(|(b, _)| numbers.contains(b)).map(|(_, bin)| bin).collect()
                }
                _ => Vec::new(),
            };
            extremes.spreadings.push(Spreading::of(split, &mut own, extremes.inferred));
        }
        extremes
    }
}
