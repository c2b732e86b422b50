//! Between which values the renewable parts of charge and release lie once something is unknown (METHOD 8: bounds with storage).
//!
//! The renewable part of a charge depends on the readings of its own bin alone. What is released is a fraction of the pool's content, and the pool is
//! followed by two intervals: its content, and the fraction of it that is renewable. A charge moves the fraction towards that of the charge, by the
//! weight of the charge in the new content; a release leaves it as it is. Both are monotone in either interval, so that their ends bound every outcome;
//! everything is rounded outwards. What was unknown fades as the pool is charged anew: the bounds are from outside, and narrow again by themselves.
//!
//! Where a reading of the stores themselves is unknown, so are their efficiency and the content from the start of the run; where it has no upper bound,
//! nothing is said of what is released but that it is no more than all of it.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::hull::{Hull, Interval};
use crate::account::balance::flows::Flows;
use crate::measure::Exact;

/// One, as fractions of the pool are counted.
const ONE: i128 = 1 << 40;
/// Contents above this are not followed.
const MOST: i128 = 1 << 84;

/// Renewable parts of charge and release.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    pub(super) charge: Interval,
    pub(super) release: Interval,
}

/// The pool, with what is unknown of it.
#[derive(Clone, Debug)]
pub(super) struct Stores {
    /// η in units of [`ONE`].
    efficiency: Interval,
    /// 1 / η in units of [`ONE`].
    draw: Interval,
    content: Interval,
    fraction: Interval,
    /// Whether nothing can be said of the pool.
    lost: bool,
    grain: i128,
}

/// `a × b / c`, rounded down or up; `c` is positive.
pub(super) fn scaled(a: i128, b: i128, c: i128, up: bool) -> i128 {
    match a.checked_mul(b) {
        Some(product) if up => -Integer::div_floor(&-product, &c),
        Some(product) => Integer::div_floor(&product, &c),
        None => {
            let (product, c) = (BigInt::from(a) * b, BigInt::from(c));
            let whole = if up { -(-product).div_floor(&c) } else { product.div_floor(&c) };
            whole.to_i128().unwrap_or(if up { i128::MAX / 4 } else { 0 })
        }
    }
}

impl Stores {
    /// The empty pool of a run in which so much is charged and released in all.
    pub(super) fn new(charged: Interval, released: Interval, round_trip: Option<&Exact>, grain: i128) -> Self {
        let whole = |x: &Exact, up: bool| {
            let units = x * &Exact::from(ONE);
            let units = if up { units.ceil() } else { units.floor() };
            units.to_i128().unwrap_or(if up { MOST } else { 0 })
        };
        let (least, most) = match round_trip.filter(|stated| stated.is_positive()) {
            Some(stated) => (stated.clone(), stated.clone()),
            None => efficiency(charged, released),
        };
        let inverse = |x: &Exact| Exact::one().over(x);
        let draw = Interval {
            low: inverse(&most).map_or(0, |x| whole(&x, false)),
            high: inverse(&least).map_or(MOST, |x| whole(&x, true)).min(MOST),
        };
        let efficiency = Interval { low: whole(&least, false), high: whole(&most, true) };
        let lost = [charged, released].iter().any(|sum| sum.high > MOST || sum.low < -MOST);
        Self { efficiency, draw, content: Interval::default(), fraction: Interval { low: 0, high: ONE }, lost, grain }
    }

    /// Varying a bin: its charge with the renewable part of it, and its release. Returns the renewable part of a known release, which others may add to.
    pub(super) fn pass(&mut self, charge: Interval, renewable: Interval, release: Interval, known: i128) -> Interval {
        let outside = Interval { low: known.min(0), high: known.max(0) };
        if self.lost || charge.low < 0 || release.low < 0 {
            self.lost = true;
            return outside;
        }
        if charge.high > 0 {
            self.charge(charge, renewable);
        }
        if self.content.high > MOST {
            self.lost = true;
            return outside;
        }
        if release.high == 0 {
            return Interval::default();
        }
        let part = |fraction: i128, content: i128, efficiency: i128, up: bool| {
            scaled(known.min(scaled(content, efficiency, ONE, up)), fraction, ONE, up)
        };
        // The attribution is rounded to its grain.
        let low = part(self.fraction.low, self.content.low, self.efficiency.low, false) - self.grain;
        let high = part(self.fraction.high, self.content.high, self.efficiency.high, true) + self.grain;
        self.content = Interval {
            low: (self.content.low - scaled(release.high, self.draw.high, ONE, true)).max(0),
            high: (self.content.high - scaled(release.low, self.draw.low, ONE, false)).max(0),
        };
        Interval { low: low.clamp(0, known.max(0)), high: high.clamp(0, known.max(0)) }
    }

    fn charge(&mut self, charge: Interval, renewable: Interval) {
        // The weight of the charge in the new content, and its own renewable fraction.
        let weight = Interval {
            low: if charge.low == 0 { 0 } else { scaled(charge.low, ONE, self.content.high + charge.low, false) },
            high: scaled(charge.high, ONE, self.content.low + charge.high, true),
        };
        let own = Interval {
            low: if renewable.low <= 0 { 0 } else { scaled(renewable.low, ONE, charge.high, false) },
            high: if renewable.high <= 0 {
                0
            } else if charge.low == 0 {
                ONE
            } else {
                scaled(renewable.high, ONE, charge.low, true).min(ONE)
            },
        };
        let mixed = |before: i128, own: i128, up: bool| {
            let at = |weight: i128| scaled(own - before, weight, ONE, up) + before;
            let (a, b) = (at(weight.low), at(weight.high));
            if up { a.max(b) } else { a.min(b) }
        };
        self.fraction = Interval {
            low: mixed(self.fraction.low, own.low, false).clamp(0, ONE),
            high: mixed(self.fraction.high, own.high, true).clamp(0, ONE),
        };
        self.content = self.content.plus(charge);
    }
}

/// Least and greatest η = min(1, released / charged), 1 where either is nothing.
fn efficiency(charged: Interval, released: Interval) -> (Exact, Exact) {
    let one = Exact::one;
    let quotient = |released: i128, charged: i128| {
        if charged <= 0 || released >= charged { one() } else { Exact::ratio(released.max(0), charged) }
    };
    let least = quotient(released.low, charged.high);
    let most = if charged.low <= 0 || released.low <= 0 { one() } else { quotient(released.high, charged.low) };
    // Where nothing was released, η is of no account.
    if released.high <= 0 || charged.high <= 0 { (one(), one()) } else { (least, most) }
}

/// The renewable part of a charge, none of which is unknown, in a bin of which other readings are (METHOD 3: attribution).
pub(super) fn charged(hull: &Hull, charge: i128, inferred: bool, grain: i128) -> Interval {
    let outside = Interval { low: charge.min(0), high: charge.max(0) };
    let (import, export) = hull.exchanged(inferred);
    let supply = hull.renewable;
    let others = import.plus(hull.fossil).plus(hull.nuclear);
    if charge <= 0 || others.low < 0 || export.low < 0 {
        return outside;
    }
    let surplus = supply.less(hull.end_use(inferred).above()).above();
    // What the surplus gives, and what is left of supply beside it.
    let direct = surplus.less(export).above().least(Interval::of(charge));
    let kept = supply.less(export).above();
    let rest = Interval { low: (kept.low - direct.high).max(0), high: (kept.high - direct.low).max(0) };
    let mixed = |direct: i128, rest: i128, others: i128, up: bool| {
        direct + if rest == 0 { 0 } else { scaled(charge - direct, rest, rest + others, up) }
    };
    let low = mixed(direct.low, rest.low, others.high, false) - grain;
    let high = mixed(direct.high, rest.high, others.low, true) + grain;
    Interval { low: low.clamp(0, charge), high: high.clamp(0, charge) }
}

impl Parts {
    /// Least and greatest R of a bin of which all is known but the pool.
    pub(super) fn green(&self, flows: &Flows, b: usize) -> [i128; 2] {
        let over = flows.renewable[b] - flows.export[b];
        [(over + self.release.low).max(0) - self.charge.high, (over + self.release.high).max(0) - self.charge.low]
    }
}
