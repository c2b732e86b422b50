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
mod inferred;
mod split;
#[cfg(test)]
mod tests;
mod weights;

use self::alike::{Alike, Lacking, Plain, Same};
use self::choice::Choices;
use self::element::{Element, Known, Open};
pub(super) use self::weights::Weights;
use super::bins::{Bins, Split};
use super::ground::{Ground, Index, Takes, lacking};
use super::unknown::{Lack, Place, Role};

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

/// Whether it matters what a reading is in a role: of one whose place alone is unknown, only where it moves R.
fn matters(place: &Place, role: Role) -> bool {
    !place.placed_only || matches!(role, Role::Renewable | Role::Export)
}

/// The bins of a run, prepared for [`Extremes::solve`].
#[derive(Clone, Debug)]
pub(super) struct Extremes {
    inferred: bool,
    /// Bins with unknown readings; those that are solved as one stand as one.
    open: Vec<Open>,
    /// The unknown readings of the open bins; those that vary alike stand as one.
    elements: Vec<Element>,
    splits: Vec<Split>,
    /// The bins without unknown readings: from one to another, exclusive.
    gaps: Vec<(usize, usize)>,
    /// Their totals, with the least and the greatest R.
    closed: [Totals; 2],
    /// On-site fossil generation of these bins.
    closed_fossil: i128,
    /// The bin from which the attribution of storage is not known.
    tainted_from: usize,
    /// What an unbounded end of a range is taken as.
    far: i128,
}

impl Extremes {
    /// Prepares the unknown readings that vary; the others stay at their point value.
    pub(super) fn new(bins: &Bins, ground: &Ground, index: &Index, takes: Takes) -> Self {
        Self::unclosed(bins, index, takes).on(ground)
    }

    /// The same before the bins between them are added.
    pub(super) fn unclosed(bins: &Bins, index: &Index, takes: Takes) -> Self {
        Self::reaching(bins, index, takes, BIG)
    }

    /// The same with unbounded readings held at their near end.
    pub(super) fn near(bins: &Bins, ground: &Ground, index: &Index, takes: Takes) -> Self {
        Self::reaching(bins, index, takes, 0).on(ground)
    }

    fn reaching(bins: &Bins, index: &Index, takes: Takes, far: i128) -> Self {
        let relevant = |role: Role| bins.inferred || role != Role::Load;
        let stands = |place: &Place| place.parts.iter().any(|p| relevant(p.role));
        let mut taken = index.taken(bins, takes);
        taken.retain(|u| stands(bins.place(u)));
        let lacks: Vec<&Lack> = lacking(bins, takes).filter(|lack| stands(&lack.place)).collect();
        let splits: Vec<Split> = bins.splits.iter().filter(|s| relevant(s.role) && takes.has(s.meter, s.at)).cloned().collect();
        let mut this = Self {
            inferred: bins.inferred,
            open: Vec::new(),
            elements: Vec::new(),
            splits,
            gaps: Vec::new(),
            closed: [Totals::default(); 2],
            closed_fossil: 0,
            tainted_from: 0,
            far,
        };
        let mut lacking = Lacking::of(bins, &lacks, takes, |lack| this.element(&lack.place));
        // Parts of totals by bin.
        let mut placed: Vec<(usize, usize, i128)> =
            this.splits.iter().enumerate().flat_map(|(at, s)| s.bins.iter().map(move |&(b, part)| (b, at, part))).collect();
        placed.sort_by_key(|p| p.0);
        let firsts = [taken.first().map(|u| u.bin), placed.first().map(|p| p.0), Some(lacking.from)];
        let lasts = [taken.last().map(|u| u.bin + 1), placed.last().map(|p| p.0 + 1), Some(lacking.until)];
        let first = firsts.into_iter().flatten().min().unwrap_or(usize::MAX);
        let until = lasts.into_iter().flatten().max().unwrap_or(0);
        let stored = |role: Role| matches!(role, Role::Charge | Role::Discharge | Role::Store);
        let places = taken.iter().map(|u| bins.place(u)).chain(lacks.iter().map(|lack| &lack.place));
        this.tainted_from = if !index.stores {
            usize::MAX
        } else if places.flat_map(|place| &place.parts).any(|p| stored(p.role)) || this.splits.iter().any(|s| stored(s.role)) {
            0
        } else {
            first
        };
        let (mut next, mut placed) = (taken.iter().peekable(), placed.into_iter().peekable());
        let (mut alike, mut plain, mut same) = (Alike::default(), Plain::default(), Same::default());
        let mut from = 0;
        for b in first..until {
            let start = this.elements.len();
            let lacks = lacking.take(b, &mut alike, &mut this.elements);
            let split = placed.peek().is_some_and(|p| p.0 == b);
            if !lacks && !split && next.peek().is_none_or(|u| u.bin != b) {
                continue;
            }
            this.gaps.push((from, b));
            from = b + 1;
            let mut known = Known::of(bins, b);
            while let Some((_, at, part)) = placed.next_if(|p| p.0 == b) {
                known.take_part(bins, b, &this.splits[at], part);
            }
            while let Some(unknown) = next.next_if(|u| u.bin == b) {
                let place = bins.place(unknown);
                this.take_out(place, &mut known);
                let element = this.element(place).and_then(|element| alike.take(element));
                this.elements.extend(element);
            }
            this.elements.extend(alike.drain());
            if bins.inferred {
                // Import and export follow from the rest.
                (known.import, known.export) = (0, 0);
            }
            if !split {
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
        plain.put(&mut this.open, &mut this.elements);
        this
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
            for (closed, green) in self.closed.iter_mut().zip([tainted.least, tainted.most]) {
                *closed = closed.plus(base).plus(Totals { green, ..Totals::default() });
            }
        }
        self
    }

    /// Whether an unknown reading is without bound.
    pub(super) fn is_far(&self) -> bool {
        self.elements.iter().any(|e| e.low < -BIG / 4 || e.high > BIG / 4)
    }

    /// Whether anything varies at all.
    pub(super) fn is_exact(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes the point value of an unknown reading out of what is known.
    fn take_out(&self, place: &Place, known: &mut Known) {
        // The whole of an energy whose place is unknown varies in one of its bins: what the point figures put into the others is taken out of them.
        // Where import follows from loads they keep it.
        let kept = place.placed_only && self.inferred;
        for part in place.parts.iter().filter(|p| !kept || matters(place, p.role)) {
            known.take(part.role, part.point, kept);
        }
    }

    /// An unknown reading as it varies.
    fn element(&self, place: &Place) -> Option<Element> {
        let range = place.range;
        let low = range.low.unwrap_or_else(|| if self.far == 0 { range.high.unwrap_or(0).min(0) } else { -self.far });
        let high = range.high.unwrap_or_else(|| if self.far == 0 { low.max(0) } else { self.far });
        Element::of(place, low, high, |p| matters(place, p.role))
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
            totals = totals.plus(part.times(open.times));
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
