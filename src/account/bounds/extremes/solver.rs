//! The extreme of a weighted sum over the bins of a run: the sum of the extremes of its bins and of its totals of unknown split.

use super::choice::Choices;
use super::element::{Element, Open};
use super::split::{Of, Spreading};
use super::totals::Totals;
use super::weights::Weights;
use super::{gateway, inferred};
use crate::account::bounds::prefix_sums::PrefixSums;
use crate::account::bounds::unknown::UNBOUNDED;

/// The bins of a run, prepared for [`Extremes::solve`].
#[derive(Clone, Debug, Default)]
pub(in crate::account) struct Extremes {
    pub(super) inferred: bool,
    /// Bins with unknown readings; those that are solved as one stand as one.
    pub(super) open: Vec<Open>,
    /// The unknown readings of the open bins; those that vary alike stand as one.
    pub(super) elements: Vec<Element>,
    pub(super) spreadings: Vec<Spreading>,
    /// The bins without unknown readings: from one to another, exclusive.
    pub(super) gaps: Vec<(usize, usize)>,
    /// Their totals, with the least and the greatest R.
    pub(super) closed: [Totals; 2],
    /// On-site fossil generation of these bins.
    pub(super) closed_fossil: i128,
    /// Least and greatest R of those of them in which the attribution of storage is not known.
    pub(super) tainted_green: [i128; 2],
    /// The bin from which the attribution of storage is not known.
    pub(super) tainted_from: usize,
}

impl Extremes {
    /// Adds the totals of the bins whose readings are all known.
    pub(in crate::account) fn on(mut self, prefix_sums: &PrefixSums) -> Self {
        for (from, until) in std::mem::take(&mut self.gaps) {
            let clear = self.tainted_from.clamp(from, until.max(from));
            let (known, tainted) = (prefix_sums.sums(from, clear), prefix_sums.sums(clear, until));
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
    pub(in crate::account) fn is_far(&self) -> bool {
        self.elements.iter().any(|e| e.low < -UNBOUNDED / 4 || e.high > UNBOUNDED / 4)
    }

    /// Whether what it gives are bounds from outside and need not be extremes: beside stores once something is unknown, and where a total whose split
    /// is not known meets another, or another reading that is not known; and where a reading in several terms is taken apart.
    pub(in crate::account) fn is_outside(&self) -> bool {
        let stored = self.tainted_from != usize::MAX && !self.open.is_empty();
        stored
            || self.open.iter().any(|open| self.is_apart(open))
            || self.spreadings.len() > 1
            || (!self.spreadings.is_empty() && !self.elements.is_empty())
    }

    /// Whether a reading that stands in several terms of a bin is taken for several readings.
    fn is_apart(&self, open: &Open) -> bool {
        let own = &self.elements[open.elements.clone()];
        if self.inferred { own.iter().any(|e| e.apart().len() > 1) } else { own.len() > 1 && own.iter().any(Element::is_joint) }
    }

    /// Whether anything varies at all.
    pub(in crate::account) fn is_exact(&self) -> bool {
        self.open.is_empty()
    }

    /// Between what the totals whose split is not known change a figure, beyond what it is without them.
    pub(in crate::account) fn spread_range(&self, of: Of) -> (i128, i128) {
        let ranges = self.spreadings.iter().map(|spreading| spreading.range(of));
        ranges.fold((0, 0), |sum, range| (sum.0 + range.0, sum.1 + range.1))
    }

    /// The same of one of them.
    pub(in crate::account) fn spread_range_of(&self, number: usize, of: Of) -> (i128, i128) {
        self.spreadings.get(number).map_or((0, 0), |spreading| spreading.range(of))
    }

    /// The totals at the greatest (or least) value of the weighted sum.
    pub(in crate::account) fn solve(&self, weights: &Weights, greatest: bool) -> Totals {
        let mut totals = self.closed[usize::from(greatest)];
        if !weights.fossil {
            totals.used -= self.closed_fossil;
        }
        let choices = Choices::new(weights, greatest);
        for open in &self.open {
            let (own, tainted) = (&self.elements[open.elements.clone()], open.bin >= self.tainted_from);
            let part = if self.inferred {
                inferred::extreme(open, own, tainted, weights, greatest)
            } else if greatest {
                gateway::greatest(open, own, tainted, &choices)
            } else {
                gateway::least(open, own, tainted, &choices)
            };
            totals = totals.plus(part.times(open.times));
        }
        self.spreadings.iter().fold(totals, |totals, spreading| totals.plus(spreading.best(weights, greatest)))
    }
}
