//! Exact extremes over everything that is unknown (METHOD 8, bounds).
//!
//! A ratio N/D is at least `t` for some values of the unknown readings exactly if the maximum of N − t·D is not negative. For a given `t` that
//! maximum separates by bin, and within a bin it is piecewise linear in each unknown reading, so that only the ends of each range, zero,
//! and the point at which exports meet supply need to be looked at. [`Extremes::solve`] does that for any weights of the four totals in
//! which the ratios of the rules are linear; `bounds` iterates on `t`, which ends at the exact extreme after a few rounds.
//!
//! Unbounded ranges are taken as [`BIG`], larger than any energy; a result that contains it is unbounded.

mod alike;
mod choice;
mod element;
mod gateway;
mod hull;
mod inferred;
#[cfg(test)]
mod realised;
mod split;
mod stores;
#[cfg(test)]
mod tests;
mod weights;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use self::alike::{Alike, Lacking, Plain, Same};
use self::choice::Choices;
use self::element::{Element, Known, Open, enters};
use self::hull::{Hull, Interval, Shared};
pub(super) use self::split::Of;
use self::split::Spreading;
use self::stores::{Parts, Stores};
pub(super) use self::weights::Weights;
use super::bins::{Bins, Split};
use super::ground::{Ground, Index, Takes, lacking};
use super::storage::Attribution;
use super::unknown::{Lack, Place, Role, Unknown};
use crate::measure::Exact;

/// Stands for an unbounded end of a range, in run units.
pub(super) const BIG: i128 = 1 << 100;

/// Totals of a run, in run units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// R.
    pub(super) green: i128,
    /// U, or P + D + G − X where the weights leave fossil generation out.
    pub(super) used: i128,
    /// P.
    pub(super) import: i128,
    /// Supply of nuclear lines.
    pub(super) nuclear: i128,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            green: self.green + other.green,
            used: self.used + other.used,
            import: self.import + other.import,
            nuclear: self.nuclear + other.nuclear,
        }
    }

    fn times(self, count: i128) -> Self {
        Self { green: self.green * count, used: self.used * count, import: self.import * count, nuclear: self.nuclear * count }
    }

    /// Whether an unbounded reading moves one of the totals that have a weight.
    pub(super) fn is_unbounded(&self) -> bool {
        [self.green, self.used, self.import, self.nuclear].into_iter().any(|v| v.abs() > BIG / 4)
    }
}

/// The bins of a run, prepared for [`Extremes::solve`].
#[derive(Clone, Debug)]
pub(super) struct Extremes {
    inferred: bool,
    /// Bins with unknown readings; those that are solved as one stand as one.
    open: Vec<Open>,
    /// The unknown readings of the open bins; those that vary alike stand as one.
    elements: Vec<Element>,
    spreadings: Vec<Spreading>,
    /// The bins without unknown readings: from one to another, exclusive.
    gaps: Vec<(usize, usize)>,
    /// Their totals, with the least and the greatest R.
    closed: [Totals; 2],
    /// On-site fossil generation of these bins.
    closed_fossil: i128,
    /// Least and greatest R of those of them in which the attribution of storage is not known.
    tainted_green: [i128; 2],
    /// The bin from which the attribution of storage is not known.
    tainted_from: usize,
    /// What an unbounded end of a range is taken as.
    far: i128,
}

/// How the stores of a run are attributed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored<'a> {
    /// What the point figures attribute.
    pub(super) attribution: &'a Attribution,
    /// A stated efficiency.
    pub(super) round_trip: Option<&'a Exact>,
}

/// Whether a role is that of a store.
fn stored(role: Role) -> bool {
    matches!(role, Role::Charge | Role::Discharge | Role::Store)
}

impl Extremes {
    /// Prepares the unknown readings that vary, before the bins between them are added; the others stay at their point value. Where nothing is stored,
    /// that asks for no attribution.
    pub(super) fn unclosed(bins: &Bins, index: &Index, takes: Takes, stored: Option<Stored<'_>>) -> Self {
        Self::reaching(bins, index, takes, stored, BIG)
    }

    /// The same with unbounded readings held at their near end.
    pub(super) fn near(bins: &Bins, ground: &Ground, index: &Index, takes: Takes, stored: Stored<'_>) -> Self {
        Self::reaching(bins, index, takes, Some(stored), 0).on(ground)
    }

    fn reaching(bins: &Bins, index: &Index, takes: Takes, stores: Option<Stored<'_>>, far: i128) -> Self {
        let stands = |place: &Place| place.parts.iter().any(|p| enters(p.role, bins.inferred));
        let mut taken = index.taken(bins, takes);
        taken.retain(|u| stands(bins.place(u)));
        let lacks: Vec<&Lack> = lacking(bins, takes).filter(|lack| stands(&lack.place)).collect();
        let splits: Vec<&Split> = bins.splits.iter().filter(|s| enters(s.role, bins.inferred) && takes.has(s.meter, s.at)).collect();
        let mut this = Self {
            inferred: bins.inferred,
            open: Vec::new(),
            elements: Vec::new(),
            spreadings: Vec::new(),
            gaps: Vec::new(),
            closed: [Totals::default(); 2],
            closed_fossil: 0,
            tainted_green: [0; 2],
            tainted_from: 0,
            far,
        };
        let mut lacking = Lacking::of(bins, &lacks, takes, |lack| this.element(&lack.place));
        // Parts of totals by bin.
        let mut placed: Vec<(usize, usize, i128)> =
            splits.iter().enumerate().flat_map(|(at, s)| s.bins.iter().map(move |&(b, part)| (b, at, part))).collect();
        placed.sort_by_key(|p| p.0);
        let firsts = [taken.first().map(|u| u.bin), placed.first().map(|p| p.0), Some(lacking.from)];
        let lasts = [taken.last().map(|u| u.bin + 1), placed.last().map(|p| p.0 + 1), Some(lacking.until)];
        let first = firsts.into_iter().flatten().min().unwrap_or(usize::MAX);
        let until = lasts.into_iter().flatten().max().unwrap_or(0);
        let places = taken.iter().map(|u| bins.place(u)).chain(lacks.iter().map(|lack| &lack.place));
        let open_stores = places.flat_map(|place| &place.parts).any(|p| stored(p.role)) || splits.iter().any(|s| stored(s.role));
        this.tainted_from = match stores {
            Some(_) if index.stores && open_stores => 0,
            Some(_) if index.stores => first,
            _ => usize::MAX,
        };
        let mut pool = stores.filter(|_| index.stores && first < bins.len()).map(|stores| {
            let (charged, released) = this.stored_in_all(bins, &taken, &lacks, takes, &splits);
            let grain = bins.unit.per_picomwh();
            (Stores::new(charged, released, stores.round_trip, grain), stores.attribution, grain)
        });
        // The bins whose readings are all known, from one to another.
        let pass = |pool: &mut Option<(Stores, &Attribution, i128)>, green: &mut [i128; 2], from: usize, until: usize, tainted: usize| {
            let Some((pool, attribution, _)) = pool else { return };
            for b in from..until {
                let charge = Interval::of(attribution.charge[b]);
                let (stored, given) = (Interval::of(bins.charge[b]), Interval::of(bins.discharge[b]));
                let release = pool.pass(stored, charge, given, bins.discharge[b]);
                if b >= tainted {
                    let own = Parts { charge, release }.green(bins, b);
                    (green[0], green[1]) = (green[0] + own[0], green[1] + own[1]);
                }
            }
        };
        let (mut next, mut placed) = (taken.iter().peekable(), placed.into_iter().peekable());
        let (mut alike, mut plain, mut same) = (Alike::default(), Plain::default(), Same::default());
        let mut shared: BTreeMap<usize, Shared> = BTreeMap::new();
        let mut from = 0;
        for b in first..until {
            let start = this.elements.len();
            let lacks = lacking.take(b, &mut alike, &mut this.elements);
            let is_split = placed.peek().is_some_and(|p| p.0 == b);
            if !lacks && !is_split && next.peek().is_none_or(|u| u.bin != b) {
                continue;
            }
            this.gaps.push((from, b));
            pass(&mut pool, &mut this.tainted_green, from, b, this.tainted_from);
            from = b + 1;
            let mut known = Known::of(bins, b);
            let mut own_splits: Vec<&Split> = Vec::new();
            // Parts of totals that stand in netting groups.
            let mut grouped: BTreeMap<usize, i128> = BTreeMap::new();
            while let Some((_, at, part)) = placed.next_if(|p| p.0 == b) {
                own_splits.push(splits[at]);
                match splits[at].group {
                    Some(group) => *grouped.entry(group).or_default() += part,
                    None => known.take(splits[at].role, part),
                }
            }
            let mut nets: Vec<(usize, Interval)> = Vec::new();
            while let Some(unknown) = next.next_if(|u| u.bin == b) {
                let place = this.place(bins, unknown, &mut known, &mut grouped, &mut nets);
                let element = this.element(&place).and_then(|element| alike.take(element));
                this.elements.extend(element);
            }
            for (group, parts) in grouped {
                nets.push((group, Interval::of(known.take_of_group(&bins.groups[group], b, parts))));
            }
            this.elements.extend(alike.drain());
            if bins.inferred {
                // Import and export follow from the rest.
                (known.import, known.export) = (0, 0);
            }
            if is_split || pool.is_some() {
                let own = &this.elements[start..];
                let mut bin = Shared { hull: Hull::of(&known, own), nets };
                if let Some((pool, attribution, grain)) = &mut pool {
                    let mut all = bin.clone();
                    for split in &own_splits {
                        all.widen(split);
                    }
                    let Hull { charge, discharge, .. } = all.hull;
                    // Of what is known of the charge.
                    let renewable = if charge != Interval::of(known.charge) || discharge != Interval::of(known.discharge) {
                        Interval { low: known.charge.min(0), high: known.charge.max(0) }
                    } else if own.is_empty() && !is_split {
                        Interval::of(attribution.charge[b])
                    } else {
                        stores::charged(&all.hull, known.charge, bins.inferred, *grain)
                    };
                    let in_all = Interval { low: renewable.low, high: renewable.high + (charge.high - known.charge).max(0) };
                    let release = pool.pass(charge, in_all, discharge, known.discharge);
                    (known.charge_least, known.charge_most) = (renewable.low, renewable.high);
                    (known.release_least, known.release_most) = (release.low, release.high);
                    let further = (bin.hull.discharge.high - known.discharge).max(0);
                    bin.hull.released = Interval { low: release.low, high: release.high + further };
                }
                if is_split {
                    shared.insert(b, bin);
                }
            }
            if !is_split {
                let (own, tainted) = (&this.elements[start..], b >= this.tainted_from);
                if plain.take(b, &known, own, tainted, bins.inferred) || same.take(&known, own, tainted, &mut this.open, &this.elements) {
                    this.elements.truncate(start);
                    continue;
                }
                same.note(&known, tainted, this.open.len());
            }
            this.open.push(Open { bin: b, known, elements: start..this.elements.len(), times: 1 });
        }
        this.gaps.push((from, bins.len()));
        pass(&mut pool, &mut this.tainted_green, from, bins.len(), this.tainted_from);
        plain.put(&mut this.open, &mut this.elements);
        for split in splits {
            let numbers: BTreeSet<usize> = split.bins.iter().map(|part| part.0).collect();
            let mut own: Vec<&mut Shared> = match (numbers.first(), numbers.last()) {
                (Some(&first), Some(&last)) => {
                    shared.range_mut(first..=last).filter(|(b, _)| numbers.contains(b)).map(|(_, bin)| bin).collect()
                }
                _ => Vec::new(),
            };
            this.spreadings.push(Spreading::of(split, &mut own, bins.inferred));
        }
        this
    }

    /// Where an unknown reading stands, once parts of totals are taken out of its netting group; its point value is taken out of what is known.
    fn place<'a>(
        &self,
        bins: &'a Bins,
        unknown: &Unknown,
        known: &mut Known,
        grouped: &mut BTreeMap<usize, i128>,
        nets: &mut Vec<(usize, Interval)>,
    ) -> Cow<'a, Place> {
        let place = bins.place(unknown);
        for part in &place.parts {
            known.take(part.role, part.point);
        }
        let Some(group) = place.parts.iter().find_map(|p| p.group).filter(|group| grouped.contains_key(group)) else {
            return Cow::Borrowed(place);
        };
        let parts = grouped.remove(&group).unwrap_or(0);
        let mut place = place.clone();
        for part in place.parts.iter_mut().filter(|p| p.group == Some(group)) {
            part.offset -= parts;
        }
        if let Some(Element { low, high, .. }) = self.element(&place) {
            nets.push((group, Interval { low, high }));
        }
        Cow::Owned(place)
    }

    /// Charge and discharge of a run, with all that varies of them.
    fn stored_in_all(&self, bins: &Bins, taken: &[&Unknown], lacks: &[&Lack], takes: Takes, splits: &[&Split]) -> (Interval, Interval) {
        let (mut charged, mut released) = (Interval::of(Bins::sum(&bins.charge)), Interval::of(Bins::sum(&bins.discharge)));
        let mut vary = |place: &Place, count: i128| {
            if !place.parts.iter().any(|p| stored(p.role)) {
                return;
            }
            let mut point = Known::default();
            place.parts.iter().for_each(|p| point.take(p.role, p.point));
            let own = self.element(place).map(|element| Hull::of(&point, &[element])).unwrap_or_default();
            for (sum, own) in [(&mut charged, own.charge), (&mut released, own.discharge)] {
                *sum = sum.plus(Interval { low: own.low * count, high: own.high * count });
            }
        };
        for unknown in taken {
            vary(bins.place(unknown), 1);
        }
        for lack in lacks {
            vary(&lack.place, lack.within(takes).map(|run| i128::from(run.1 - run.0)).sum());
        }
        for split in splits.iter().filter(|split| split.is_open() && stored(split.role)) {
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

    /// Adds the totals of the bins whose readings are all known.
    pub(super) fn on(mut self, ground: &Ground) -> Self {
        for (from, until) in std::mem::take(&mut self.gaps) {
            let clear = self.tainted_from.clamp(from, until.max(from));
            let (known, tainted) = (ground.sums(from, clear), ground.sums(clear, until));
            let base = Totals {
                green: known.green,
                used: known.used + tainted.used,
                import: known.import + tainted.import,
                nuclear: known.nuclear + tainted.nuclear,
            };
            self.closed_fossil += known.fossil + tainted.fossil;
            self.closed.iter_mut().for_each(|closed| *closed = closed.plus(base));
        }
        for (closed, green) in self.closed.iter_mut().zip(self.tainted_green) {
            *closed = closed.plus(Totals { green, ..Totals::default() });
        }
        self
    }

    /// Whether an unknown reading is without bound.
    pub(super) fn is_far(&self) -> bool {
        self.elements.iter().any(|e| e.low < -BIG / 4 || e.high > BIG / 4)
    }

    /// Whether what it gives are bounds from outside and need not be extremes: beside stores once something is unknown, and where a total whose split
    /// is not known meets another, or another reading that is not known; and where a reading in several places is taken apart.
    pub(super) fn is_outside(&self) -> bool {
        let stored = self.tainted_from != usize::MAX && !self.open.is_empty();
        stored
            || self.open.iter().any(|open| self.is_apart(open))
            || self.spreadings.len() > 1
            || (!self.spreadings.is_empty() && !self.elements.is_empty())
    }

    /// Whether a reading that stands in several places of a bin is taken for several readings.
    fn is_apart(&self, open: &Open) -> bool {
        let own = &self.elements[open.elements.clone()];
        if self.inferred { own.iter().any(|e| e.apart().len() > 1) } else { own.len() > 1 && own.iter().any(Element::is_joint) }
    }

    /// Whether anything varies at all.
    pub(super) fn is_exact(&self) -> bool {
        self.open.is_empty()
    }

    /// Between what the totals whose split is not known change a figure, beyond what it is without them.
    pub(super) fn spread_range(&self, of: Of) -> (i128, i128) {
        let ranges = self.spreadings.iter().map(|spreading| spreading.range(of));
        ranges.fold((0, 0), |sum, range| (sum.0 + range.0, sum.1 + range.1))
    }

    /// The same of one of them.
    pub(super) fn spread_range_of(&self, number: usize, of: Of) -> (i128, i128) {
        self.spreadings.get(number).map_or((0, 0), |spreading| spreading.range(of))
    }

    /// An unknown reading as it varies.
    fn element(&self, place: &Place) -> Option<Element> {
        let range = place.range;
        let low = range.low.unwrap_or_else(|| if self.far == 0 { range.high.unwrap_or(0).min(0) } else { -self.far });
        let high = range.high.unwrap_or_else(|| if self.far == 0 { low.max(0) } else { self.far });
        Element::of(place, low, high, self.inferred)
    }

    /// The totals at the greatest (or least) value of the weighted sum.
    pub(super) fn solve(&self, weights: &Weights, greatest: bool) -> Totals {
        let mut totals = self.closed[usize::from(greatest)];
        if !weights.fossil {
            totals.used -= self.closed_fossil;
        }
        let choices = Choices::new(weights, greatest);
        for open in &self.open {
            let tainted = open.bin >= self.tainted_from;
            let part = if self.inferred {
                self.inferred_bin(open, tainted, weights, greatest)
            } else if greatest {
                self.greatest_bin(open, tainted, &choices)
            } else {
                self.least_bin(open, tainted, &choices)
            };
            totals = totals.plus(part.times(open.times));
        }
        self.spreadings.iter().fold(totals, |totals, spreading| totals.plus(spreading.best(weights, greatest)))
    }
}
