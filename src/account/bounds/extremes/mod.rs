//! Exact extremes over everything that is unknown (METHOD 8, bounds): a page of theory.
//!
//! # What is maximised
//!
//! Every bounded figure of a rule is a ratio N / D whose numerator and denominator are linear in four totals of the run ([`Totals`]: R, U, P and nuclear
//! supply) and in quantities beside electricity. Each unknown reading x lies in a known range, and one reading takes one value wherever it stands. The
//! upper bound is the greatest N(x) / D(x) over that box, the lower bound the least; D is positive on all of it, else no bound is given. For such a D,
//!
//! ```text
//! N / D ≥ t for some x   ⇔   F(t) = max over x of (N − t·D) ≥ 0
//! ```
//!
//! so the upper bound is the t at which F(t) = 0. [`Extremes::solve`] finds the maximum (or minimum) of a weighted sum of the four totals; the weights
//! contain t ([`Weights`]). `bounds::ratio` does the iteration on t.
//!
//! # Why vertices suffice
//!
//! For a given t the sum separates by bin, since no reading lies in two. Within a bin each total is piecewise linear in each reading. A signed reading
//! turns at zero; R turns where supply meets export, R = (r − X)⁺ but for storage; where import is inferred (METHOD 9) import and export turn where the
//! need of the bin is zero. A piecewise linear function on a box takes its extremes at vertices of the pieces, so that only ends of ranges, zeros and
//! these meeting points are looked at:
//!
//! - *Greatest* ([`gateway`]): the weight of R is not negative, and R is the greater of two linear forms (counting supply over export, or nothing). The
//!   greatest of both is the greatest over either form, and in a linear form each reading goes to an end of its own: no combination is tried.
//! - *Least* ([`gateway`]): the least of the greater of two forms lies at an end, or where both are equal. Readings go to their end as if supply counted;
//!   those that raise supply and consumption alike then go back until supply meets export, which costs no R.
//! - *Inferred* ([`inferred`]): loads, generators and stores of a bin act through six sums; every vertex of these is tried.
//!
//! One term does not separate: purchases cover import only up to Z, max(0, P − T − C). `bounds::ratio` prices import between nothing and its full factor
//! and mixes the two optima that meet at P = T + C.
//!
//! # The iteration on t, and its ending
//!
//! Start from the point figure t₀. Let x be an optimum of N − t·D; the next t is N(x) / D(x). This is Dinkelbach's method (1967), Newton's method on the
//! convex function F: for the upper bound t rises in each round after the first, for the lower it falls. There are finitely many vertices and no t comes
//! twice, so it ends, at a t which its own optimum reproduces; then F(t) = 0 and t is the bound. Two to four rounds are usual. After 200 the side is given
//! no bound, which can only turn a decided rule into an undecided one. The first round may step the other way: the point takes a missing reading as
//! nothing, which need not lie within what is possible.
//!
//! # Cost
//!
//! Preparation ([`prepare`]) visits each bin from the first open one to the last, once. A round costs the open bins and their readings; bins of which all is
//! known enter as prefix sums. Three aggregations ([`aggregate`]) keep the open bins few: readings of one role and side in a bin are one; bins in which it
//! is certain on which side of export supply lies are one, since all is linear in them; bins alike in all that is known and unknown are solved once.
//!
//! # What is approximated, and from which side
//!
//! Always from outside: bounds may be wider than the truth, never narrower, and [`Extremes::is_outside`] says so beside the figure.
//!
//! - *Stores* ([`stores`]). From the first open bin on the renewable content of the pool is followed by intervals; every rounding goes outwards.
//! - *Totals of unknown split* ([`split`]). Exact alone, from outside beside each other or beside unknown readings.
//! - *A reading in several terms* of one bin, such as one that is subtracted from another meter, beside further unknown readings: taken for as many readings.
//! - *Unbounded readings* count as `UNBOUNDED`, larger than any energy; a result that contains it has no bound.
//!
//! # Worked example
//!
//! Two bins. In the first, import is 2, export 1, and the reading v of a PV plant is missing: 0 ≤ v ≤ 6. In the second, import is 4 and PV 3. Then
//! R = (v − 1)⁺ + 3 and U = (2 + v − 1) + (4 + 3) = 8 + v. The point takes v = 0: t₀ = 3/8.
//!
//! - Upper bound: at t = 3/8, R − t·U falls with v up to 1 (slope −3/8) and rises beyond (slope 5/8): v = 6 is best, t₁ = 8/14 = 4/7. At t = 4/7 the best
//!   is v = 6 again (0, against −11/7 at v = 0): the bound is 4/7.
//! - Lower bound: the same slopes make v = 1 worst, no end of the range but the point where supply meets export: t₁ = 3/9 = 1/3. At t = 1/3 it is v = 1
//!   again: the bound is 1/3.
//!
//! `tests::the_worked_example_of_the_theory` holds the program to these numbers; the other tests of this room hold it to every whole value of the readings
//! of small parks.

mod aggregate;
mod choice;
mod element;
mod gateway;
mod hull;
mod inferred;
mod prepare;
#[cfg(test)]
mod realised;
mod solver;
mod split;
mod stores;
#[cfg(test)]
mod tests;
mod totals;
mod weights;

pub(in crate::account) use prepare::Stored;
pub(in crate::account) use solver::Extremes;
pub(in crate::account) use split::Of;
pub(in crate::account) use totals::Totals;
pub(in crate::account) use weights::Weights;
