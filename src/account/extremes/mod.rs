//! Exact extremes over everything that is unknown (METHOD 8, bounds).
//!
//! A ratio N/D is at least `t` for some values of the unknown readings exactly if the maximum of N − t·D is not negative. For a given `t` that
//! maximum separates by bin, and within a bin it is piecewise linear in each unknown reading, so that only the ends of each range, zero,
//! and the point at which exports meet supply need to be looked at. [`Extremes::solve`] does that for any weights of the four totals in
//! which the ratios of the rules are linear; `bounds` iterates on `t`, which ends at the exact extreme after a few rounds.
//!
//! Unbounded ranges are taken as [`BIG`], larger than any energy; a result that contains it is unbounded.

mod choice;
mod element;
mod gateway;
mod inferred;
mod split;

use num_bigint::BigInt;

use self::choice::Choices;
use self::element::{Element, Known, Open};
use super::bins::{Bins, Split};
use super::ground::{Ground, Takes};
use super::unknown::{Role, Unknown};

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

    /// Whether an unbounded reading moves one of the totals that have a weight.
    pub(super) fn is_unbounded(&self) -> bool {
        [self.green, self.used, self.import, self.nuclear].into_iter().any(|v| v.abs() > BIG / 4)
    }
}

/// Weights of the totals: `green·R + import·P + nuclear·D⁺ − used·U`. The first three are not negative.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) green: BigInt,
    pub(super) import: BigInt,
    pub(super) nuclear: BigInt,
    pub(super) used: BigInt,
    /// Whether on-site fossil generation counts as used.
    pub(super) fossil: bool,
}

impl Weights {
    fn score(&self, t: &Totals) -> BigInt {
        &self.green * t.green + &self.import * t.import + &self.nuclear * t.nuclear - &self.used * t.used
    }
}

/// The bins of a run, prepared for [`Extremes::solve`].
pub(super) struct Extremes<'a> {
    inferred: bool,
    open: Vec<Open>,
    /// The unknown readings of the open bins.
    elements: Vec<Element>,
    splits: Vec<&'a Split>,
    /// Totals of all bins without unknown readings, with the least and the greatest R.
    closed: [Totals; 2],
    /// On-site fossil generation of these bins.
    closed_fossil: i128,
    /// The bin from which the attribution of storage is not known.
    tainted_from: usize,
    /// What an unbounded end of a range is taken as.
    far: i128,
}

impl<'a> Extremes<'a> {
    /// Prepares the unknown readings that vary; the others stay at their point value.
    pub(super) fn new(ground: &Ground<'a>, takes: Takes) -> Self {
        Self::reaching(ground, takes, BIG)
    }

    /// The same with unbounded readings held at their near end.
    pub(super) fn near(ground: &Ground<'a>, takes: Takes) -> Self {
        Self::reaching(ground, takes, 0)
    }

    fn reaching(ground: &Ground<'a>, takes: Takes, far: i128) -> Self {
        let bins = ground.bins;
        let relevant = |role: Role| bins.inferred || role != Role::Load;
        let mut taken = ground.taken(takes);
        taken.retain(|u| bins.place(u).parts.iter().any(|p| relevant(p.role)));
        let splits: Vec<&Split> = bins.splits.iter().filter(|s| relevant(s.role) && takes.has(s.meter, s.at)).collect();
        let stored = |role: Role| matches!(role, Role::Charge | Role::Discharge | Role::Store);
        let tainted_from = if !ground.stores {
            usize::MAX
        } else if taken.iter().flat_map(|u| &bins.place(u).parts).any(|p| stored(p.role)) || splits.iter().any(|s| stored(s.role)) {
            0
        } else {
            let first = taken.iter().map(|u| u.bin).chain(splits.iter().filter_map(|s| s.bins.first().map(|b| b.0))).min();
            first.unwrap_or(usize::MAX)
        };
        let mut open: Vec<usize> = taken.iter().map(|u| u.bin).chain(splits.iter().flat_map(|s| s.bins.iter().map(|b| b.0))).collect();
        open.sort_unstable();
        open.dedup();
        let mut this = Self {
            inferred: bins.inferred,
            open: Vec::with_capacity(open.len()),
            elements: Vec::with_capacity(taken.len()),
            splits,
            closed: [Totals::default(); 2],
            closed_fossil: 0,
            tainted_from,
            far,
        };
        // Parts of totals by bin.
        let mut placed: Vec<(usize, &Split, i128)> =
            this.splits.iter().flat_map(|&s| s.bins.iter().map(move |&(b, part)| (b, s, part))).collect();
        placed.sort_by_key(|p| p.0);
        let (mut next, mut placed) = (taken.iter().peekable(), placed.into_iter().peekable());
        let mut from = 0;
        for b in open {
            this.close(ground, from, b);
            from = b + 1;
            let mut known = Known::of(bins, b);
            while let Some((_, split, part)) = placed.next_if(|p| p.0 == b) {
                known.take_part(bins, b, split, part);
            }
            let first = this.elements.len();
            while let Some(unknown) = next.next_if(|u| u.bin == b) {
                this.open(bins, unknown, &mut known);
            }
            if bins.inferred {
                // Import and export follow from the rest.
                (known.import, known.export) = (0, 0);
            }
            this.open.push(Open { bin: b, known, elements: first..this.elements.len() });
        }
        this.close(ground, from, bins.len());
        this
    }

    /// Adds the totals of bins whose readings are all known.
    fn close(&mut self, ground: &Ground<'_>, from: usize, until: usize) {
        let clear = self.tainted_from.clamp(from, until.max(from));
        let (known, tainted) = (ground.sums(from, clear), ground.sums(clear, until));
        let base = Totals {
            green: known.green,
            used: known.used + tainted.used,
            import: known.import + tainted.import,
            nuclear: known.nuclear + tainted.nuclear,
        };
        self.closed_fossil += known.fossil + tainted.fossil;
        for (closed, green) in self.closed.iter_mut().zip([tainted.least, tainted.most]) {
            *closed = closed.plus(base).plus(Totals { green, ..Totals::default() });
        }
    }

    /// Whether anything varies at all.
    pub(super) fn is_exact(&self) -> bool {
        self.open.is_empty()
    }

    /// An unknown reading: its point value is taken out of what is known.
    fn open(&mut self, bins: &Bins, unknown: &Unknown, known: &mut Known) {
        let place = bins.place(unknown);
        let matters = |role: Role| !place.placed_only || matches!(role, Role::Renewable | Role::Export);
        // The whole of an energy whose place is unknown varies in one of its bins: what the point figures put into the others is taken out of them.
        // Where import follows from loads they keep it.
        let kept = place.placed_only && bins.inferred;
        for part in place.parts.iter().filter(|p| !kept || matters(p.role)) {
            known.take(part.role, part.point, kept);
        }
        let range = place.range;
        let low = range.low.unwrap_or_else(|| if self.far == 0 { range.high.unwrap_or(0).min(0) } else { -self.far });
        let high = range.high.unwrap_or_else(|| if self.far == 0 { low.max(0) } else { self.far });
        self.elements.extend(Element::of(place, low, high, |p| matters(p.role)));
    }

    /// The totals at the greatest (or least) value of the weighted sum.
    pub(super) fn solve(&self, weights: &Weights, greatest: bool) -> Totals {
        let mut totals = self.closed[usize::from(greatest)];
        if !weights.fossil {
            totals.used -= self.closed_fossil;
        }
        let choices = Choices::new(weights, greatest);
        let mut margins: Vec<(usize, i128)> = Vec::new();
        for open in &self.open {
            let tainted = open.bin >= self.tainted_from;
            let (part, margin) = if self.inferred {
                self.inferred_bin(open, tainted, weights, greatest)
            } else if greatest {
                self.greatest_bin(open, tainted, &choices)
            } else {
                self.least_bin(open, tainted, &choices)
            };
            totals = totals.plus(part);
            if !self.splits.is_empty() {
                margins.push((open.bin, margin));
            }
        }
        for split in &self.splits {
            totals = totals.plus(self.split(split, &margins, weights.fossil, greatest));
        }
        totals
    }
}
