//! Bounds of the three ratios and of each figure of electricity: the iteration on top of [`super::extremes`].

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_traits::Zero;

use super::extremes::{Extremes, Stored, Totals, Weights};
use super::prefix_sums::{Index, PrefixSums};
use super::varying::Varying;
use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;
use crate::account::balance::storage::Attribution;
use crate::measure::{Amount, Exact, Share, Span};

/// Rounds after which an iteration is given up (each ends after a few).
const ROUNDS: usize = 200;

/// A quantity beside electricity whose size is not known: what a unit of it adds to numerator and denominator.
#[derive(Clone, Debug)]
pub(in crate::account) struct Other {
    /// Meter.
    pub meter: usize,
    /// When its interval starts.
    pub at: crate::measure::Civil,
    /// Least quantity beyond what the point figures take, in the meter's base unit; `None` is unbounded.
    pub low: Option<Exact>,
    /// Greatest quantity beyond what the point figures take.
    pub high: Option<Exact>,
    /// tCO2 per unit.
    pub emissions: Exact,
    /// tce per unit.
    pub energy: Exact,
    /// tce of clean energy per unit.
    pub clean: Exact,
}

/// A ratio as a sum over electricity and the rest: numerator = green·R + max or min of imports + nuclear + rest; denominator = used·U + rest.
#[derive(Clone, Debug)]
pub(in crate::account) struct Ratio {
    /// Numerator per `MWh` of R.
    pub(in crate::account) green: Exact,
    /// Numerator per `MWh` of nuclear supply.
    pub(in crate::account) nuclear: Exact,
    /// Numerator per `MWh` of import beyond the zero-rated energy (emissions), or of import within it (clean share).
    pub(in crate::account) import: Exact,
    /// Whether it is import beyond the zero-rated energy that counts, else import within it.
    pub(in crate::account) beyond: bool,
    /// Zero-rated energy T + C in `MWh`.
    pub(in crate::account) zero_rated: Exact,
    /// Denominator per `MWh` used.
    pub(in crate::account) used: Exact,
    /// Whether on-site fossil generation counts as used.
    pub(in crate::account) fossil: bool,
    /// Rest of the numerator, at its point.
    pub(in crate::account) numerator: Exact,
    /// Rest of the denominator, at its point.
    pub(in crate::account) denominator: Exact,
    /// Rest that is unknown: numerator per unit, denominator per unit, low, high beyond the point.
    pub(in crate::account) others: Vec<(Exact, Exact, Option<Exact>, Option<Exact>)>,
}

/// The unknown readings with all of their ranges, and with unbounded ones held at their near end.
#[derive(Clone, Debug)]
pub(in crate::account) struct Ends {
    varying: Varying,
    pub(in crate::account) all: Extremes,
    /// Made where it is asked for: most ranges end.
    near: OnceLock<Extremes>,
}

impl Ends {
    /// Those of the readings that vary.
    fn of(all: Extremes, varying: Varying) -> Self {
        Self { varying, all, near: OnceLock::new() }
    }
}

/// What is unknown of the electricity of a run, made ready once for all that is asked of it.
#[derive(Clone, Debug)]
pub(in crate::account) struct Ready {
    prefix_sums: PrefixSums,
    index: Index,
    /// All unknown readings.
    pub(in crate::account) ends: Ends,
    /// A stated efficiency of the stores.
    round_trip: Option<Exact>,
}

impl Ready {
    /// The attribution of some bins, with what is unknown of them beside it.
    pub(in crate::account) fn beside(
        bins: &Bins,
        round_trip: Option<&Exact>,
        attribution: impl FnOnce() -> Attribution + Send,
    ) -> (Self, Attribution) {
        let index = Index::of(bins);
        let unknown = |attribution: Option<&Attribution>| {
            let stored = attribution.map(|attribution| Stored { attribution, round_trip });
            Extremes::unclosed(bins, &index, Varying::All, stored)
        };
        let (all, attribution) = if index.stores {
            let attribution = attribution();
            (unknown(Some(&attribution)), attribution)
        } else {
            // Nothing waits for the attribution.
            rayon::join(|| unknown(None), attribution)
        };
        let prefix_sums = PrefixSums::new(bins, &attribution);
        let ends = Ends::of(all.on(&prefix_sums), Varying::All);
        (Self { prefix_sums, index, ends, round_trip: round_trip.cloned() }, attribution)
    }

    fn stored<'a>(&'a self, attribution: &'a Attribution) -> Stored<'a> {
        Stored { attribution, round_trip: self.round_trip.as_ref() }
    }

    /// The unknown readings of a meter in a time, the others held at their point. Where R does not count, nothing is asked of the stores.
    pub(in crate::account) fn ends_of(&self, bins: &Bins, attribution: Option<&Attribution>, varying: Varying) -> Ends {
        let stored = attribution.map(|attribution| self.stored(attribution));
        Ends::of(Extremes::unclosed(bins, &self.index, varying, stored).on(&self.prefix_sums), varying)
    }

    fn near<'a>(&self, bins: &Bins, attribution: &Attribution, ends: &'a Ends) -> &'a Extremes {
        if !ends.all.is_far() {
            return &ends.all;
        }
        ends.near.get_or_init(|| Extremes::near(bins, &self.prefix_sums, &self.index, ends.varying, self.stored(attribution)))
    }
}

/// The bins of a run, what is attributed in them, and what is unknown of them.
pub(in crate::account) type Run<'a> = (&'a Bins, &'a Attribution, &'a Ready);

/// Numerator and denominator at some values of the unknown readings.
type Pair = (Exact, Exact);

impl Ratio {
    fn pair(&self, bins: &Bins, t: &Totals, rest: &Pair) -> Pair {
        let import = bins.grid.mwh(t.import);
        let counted = if self.beyond {
            let beyond = &import - &self.zero_rated;
            if beyond.is_negative() { Exact::zero() } else { beyond }
        } else if import < self.zero_rated {
            import
        } else {
            self.zero_rated.clone()
        };
        let numerator =
            &self.green * &bins.grid.mwh(t.green) + &self.nuclear * &bins.grid.mwh(t.nuclear) + &self.import * &counted + &rest.0;
        (numerator, &self.used * &bins.grid.mwh(t.used) + &rest.1)
    }

    /// Weights of the totals for N − t·D, `import` counting or not, as whole numbers.
    fn weights(&self, t: &Exact, import: bool) -> Weights {
        let zero = Exact::zero();
        self.weights_at(t, if import { &self.import } else { &zero })
    }

    /// The same with a price of import.
    fn weights_at(&self, t: &Exact, import: &Exact) -> Weights {
        let used = t * &self.used;
        let scale = [&self.green, &self.nuclear, import, &used].iter().fold(BigInt::from(1), |scale, x| lcm(&scale, &x.denom()));
        let whole = |x: &Exact| x.numer() * (&scale / x.denom());
        Weights::new([whole(&self.green), whole(import), whole(&self.nuclear), whole(&used)], self.fossil)
    }

    /// The rest of numerator and denominator at the extreme for `t`; `None` where it is unbounded, unless `near` holds unbounded ends.
    fn rest(&self, t: &Exact, greatest: bool, near: bool) -> Option<Pair> {
        let (mut numerator, mut denominator) = (self.numerator.clone(), self.denominator.clone());
        for (n, d, low, high) in &self.others {
            let slope = n - &(t * d);
            if slope.is_zero() {
                continue;
            }
            let (end, other) = if slope.is_positive() == greatest { (high, low) } else { (low, high) };
            let end = match (end, other) {
                (Some(end), _) => end.clone(),
                (None, Some(other)) if near => other.clone(),
                (None, None) if near => Exact::zero(),
                (None, _) => return None,
            };
            numerator += &(n * &end);
            denominator += &(d * &end);
        }
        Some((numerator, denominator))
    }

    /// Totals at the extreme of N − t·D.
    fn solve(&self, extremes: &Extremes, bins: &Bins, t: &Exact, greatest: bool) -> Totals {
        let with = extremes.solve(&self.weights(t, true), greatest);
        if self.import.is_zero() {
            return with;
        }
        let without = extremes.solve(&self.weights(t, false), greatest);
        let point = |totals: &Totals| {
            let (n, d) = self.pair(bins, totals, &(Exact::zero(), Exact::zero()));
            n - t * &d
        };
        let import = |totals: &Totals| bins.grid.mwh(totals.import);
        // `beyond` is the greater of two linear terms, `within` the lesser of two.
        if self.beyond == greatest {
            let first = point(&with) >= point(&without);
            return if first == greatest { with } else { without };
        }
        // Least of a maximum, or greatest of a minimum: at an end, or where import meets the zero-rated energy. Between the ends the price of import
        // is one at which readings are indifferent; the prices around it show which of them move, and how.
        let mut ladder = vec![with, without];
        if let Some(critical) = (t * &self.used).over(&self.import)
            && critical.is_positive()
            && critical < Exact::one()
        {
            let half = Exact::ratio(1, 2);
            for price in [&critical * &half, (&critical + &Exact::one()) * &half] {
                ladder.push(extremes.solve(&self.weights_at(t, &(&self.import * &price)), greatest));
            }
        }
        ladder.sort_by_key(|totals| totals.import);
        let (first, last) = (ladder[0], ladder[ladder.len() - 1]);
        if import(&first) >= self.zero_rated {
            return first;
        }
        if import(&last) <= self.zero_rated {
            return last;
        }
        let at = ladder.iter().position(|totals| import(totals) >= self.zero_rated).unwrap_or(1).max(1);
        let (mut low, mut high) = (ladder[at - 1], ladder[at]);
        // Both are optimal at the price at which the lines of their sums meet, or others are: until none is, what lies between them is no bound.
        let line = |totals: &Totals| {
            let free = Self { import: Exact::zero(), ..self.clone() };
            let (n, d) = free.pair(bins, totals, &(Exact::zero(), Exact::zero()));
            n - t * &d
        };
        for _ in 0..ROUNDS {
            if high.is_unbounded() || low.is_unbounded() || import(&low) == import(&high) {
                break;
            }
            let Some(price) = (line(&low) - line(&high)).over(&(import(&high) - import(&low))) else { break };
            let price = price.max(Exact::zero()).min(self.import.clone());
            let next = extremes.solve(&self.weights_at(t, &price), greatest);
            let sum = |totals: &Totals| line(totals) + &price * &import(totals);
            let (before, after) = (sum(&low), sum(&next));
            if next.is_unbounded() || (if greatest { after <= before } else { after >= before }) {
                break;
            }
            if import(&next) < self.zero_rated {
                low = next;
            } else {
                high = next;
            }
        }
        between(&low, &high, (&self.zero_rated * &bins.grid.unit.per_mwh()).floor().to_i128().unwrap_or(0))
    }

    /// Numerator and denominator at the extreme of N − t·D; `None` where it is unbounded.
    fn reached(&self, extremes: &Extremes, bins: &Bins, t: &Exact, greatest: bool, near: bool) -> Option<Pair> {
        let totals = self.solve(extremes, bins, t, greatest);
        let rest = self.rest(t, greatest, near)?;
        (!totals.is_unbounded()).then(|| self.pair(bins, &totals, &rest))
    }

    /// The least or greatest value of the ratio; `None` where moving an unbounded reading on would still move it.
    pub(in crate::account) fn extreme(
        &self,
        ends: &Ends,
        (bins, attribution, ready): Run<'_>,
        point: &Exact,
        greatest: bool,
    ) -> Option<Exact> {
        if ends.all.is_exact() && self.others.is_empty() {
            return Some(point.clone());
        }
        let mut t = point.clone();
        // An unbounded reading in the denominator draws the ratio to zero; zero itself may be reached without it.
        let zero = Exact::zero();
        if ((greatest && t.is_negative()) || (!greatest && t.is_positive()))
            && let Some((n, d)) = self.reached(&ends.all, bins, &zero, greatest, false)
            && d.is_positive()
            && (if greatest { !n.is_negative() } else { !n.is_positive() })
        {
            t = n / d;
        }
        for round in 0..ROUNDS {
            let all = self.reached(&ends.all, bins, &t, greatest, false);
            let unbounded = all.is_none();
            // Where the way on is without end, the near ends may still lead further; else the side has no bound.
            let (n, d) = match all {
                Some(pair) => pair,
                None => self.reached(ready.near(bins, attribution, ends), bins, &t, greatest, true)?,
            };
            if !d.is_positive() {
                return None;
            }
            let next = n / d;
            // The point itself may lie outside (what is missing counts as nothing in it): the first round starts from what is possible.
            if next == t || (round > 0 && (next > t) != greatest) {
                return (!unbounded).then_some(t);
            }
            t = next;
        }
        None
    }

    /// The ratio with its exact bounds.
    pub(in crate::account) fn span(&self, ends: &Ends, run: Run<'_>, point: Exact) -> Span<Share> {
        let lower = self.extreme(ends, run, &point, false);
        let upper = self.extreme(ends, run, &point, true);
        Span { value: Share::of(point), lower: lower.map(Share::of), upper: upper.map(Share::of) }
    }
}

/// The totals at which import is `target`, on the line between two totals.
fn between(low: &Totals, high: &Totals, target: i128) -> Totals {
    if high.is_unbounded() {
        // Imports without end: each unit of them is a unit used.
        return Totals { import: target, used: low.used + target - low.import, ..*low };
    }
    let share = Exact::ratio(target - low.import, (high.import - low.import).max(1));
    let mix = |a: i128, b: i128| a + (Exact::from(b - a) * &share).floor().to_i128().unwrap_or(0);
    Totals { green: mix(low.green, high.green), used: mix(low.used, high.used), import: target, nuclear: mix(low.nuclear, high.nuclear) }
}

fn lcm(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut x, mut y) = (a.clone(), b.clone());
    while !y.is_zero() {
        (x, y) = (y.clone(), x % y);
    }
    a / x * b
}

/// Least and greatest of a sum of each unknown reading's contribution, beyond its point; `None` is unbounded.
pub(in crate::account) fn sum_range(
    bins: &Bins,
    point: i128,
    contribution: &dyn Fn(Role, i128) -> i128,
    wanted: &dyn Fn(usize) -> bool,
) -> (Option<i128>, Option<i128>) {
    let (mut low, mut high) = (Some(point), Some(point));
    let far = super::unknown::UNBOUNDED;
    for (place, count) in bins.unknowns.standing() {
        let parts: Vec<_> = place.terms.iter().filter(|p| wanted(p.owner)).collect();
        let stands: i128 = parts.iter().map(|p| contribution(p.role, p.point)).sum();
        let at = |reading: i128| parts.iter().map(|p| contribution(p.role, p.value(reading))).sum::<i128>();
        let values: Vec<i128> = place.turns().into_iter().map(at).collect();
        let (least, most) = (values.iter().min().copied().unwrap_or(0), values.iter().max().copied().unwrap_or(0));
        let bounded = |v: i128| v.abs() < far / 2;
        low = low.filter(|_| bounded(least)).map(|l| l + (least - stands) * count);
        high = high.filter(|_| bounded(most)).map(|h| h + (most - stands) * count);
    }
    // A total that reaches beyond the period may lie in it from none to all; one that rows contradict is between the least and the greatest.
    for split in bins.unknowns.splits.iter().filter(|split| split.is_open() && wanted(split.meter)) {
        if bins.flows.inferred && split.group.is_some() {
            // Supply of a netting group is no sum of parts.
            continue;
        }
        let stands: i128 = split.bins.iter().map(|part| contribution(split.role, part.1)).sum();
        let (least, all) = (contribution(split.role, split.least), contribution(split.role, split.total));
        (low, high) = (low.map(|l| l + all.min(least) - stands), high.map(|h| h + all.max(least) - stands));
    }
    (low, high)
}

/// Least and greatest R, as the weights of the extremes with only R in them.
pub(in crate::account) fn green_range(extremes: &Extremes) -> (Option<i128>, Option<i128>) {
    let weights = Weights::new([1, 0, 0, 0].map(BigInt::from), true);
    let end = |greatest: bool| {
        let green = extremes.solve(&weights, greatest).green;
        (green.abs() < super::unknown::UNBOUNDED / 4).then_some(green)
    };
    (end(false), end(true))
}
