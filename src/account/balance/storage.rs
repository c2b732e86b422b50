//! Which part of the stored and exported energy is renewable (METHOD 3): export, charge and release, bin by bin, with one pool.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

use super::flows::Flows;
use super::grid::Grid;
use crate::measure::Exact;

/// The attribution of a run, per bin, in run units.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// `S_c,re`.
    pub charge: Vec<i128>,
    /// `S_d,re`.
    pub discharge: Vec<i128>,
    /// `X_re`.
    pub export: Vec<i128>,
    /// Energy released beyond the pool's content, and the bins in which that was.
    pub unexplained: (i128, Vec<usize>),
}

impl Attribution {
    /// A of a bin: r − `S_c,re` + `S_d,re`, before export.
    pub fn available(&self, flows: &Flows, b: usize) -> i128 {
        flows.renewable[b] - self.charge[b] + self.discharge[b]
    }

    /// R of a bin.
    pub fn direct_green(&self, flows: &Flows, b: usize) -> i128 {
        self.available(flows, b) - self.export[b]
    }
}

/// `a × b / c` in whole `grain`s, rounded half to even; 0 where `c` is 0.
fn product(a: i128, b: i128, c: i128, grain: i128) -> i128 {
    if c == 0 {
        return 0;
    }
    let (numerator, denominator) = match a.checked_mul(b) {
        Some(n) if c.checked_mul(grain).is_some() => (n, c * grain),
        _ => return big_product(a, b, c, grain),
    };
    let whole = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    let up = match (rest * 2).cmp(&denominator) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    (whole + i128::from(up)) * grain
}

fn big_product(a: i128, b: i128, c: i128, grain: i128) -> i128 {
    let whole = rounded(&(BigInt::from(a) * BigInt::from(b)), &(BigInt::from(c) * BigInt::from(grain)));
    whole.to_i128().unwrap_or(0) * grain
}

/// `numerator / denominator` as a whole number, rounded half to even, without reducing the fraction first.
fn rounded(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    if denominator.is_negative() {
        return rounded(&-numerator, &-denominator);
    }
    let (whole, rest) = numerator.div_mod_floor(denominator);
    let up = match (rest * 2_u8).cmp(denominator) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole.is_odd(),
    };
    if up { whole + 1_u8 } else { whole }
}

/// Attributes export, charge and release of every bin. `round_trip` overrides the measured efficiency of the stores.
pub(in crate::account) fn attribute(grid: &Grid, flows: &Flows, round_trip: Option<&Exact>) -> Attribution {
    let length = grid.len();
    let mut result =
        Attribution { charge: vec![0; length], discharge: vec![0; length], export: vec![0; length], unexplained: (0, Vec::new()) };
    let (charged, released) = (flows.charge.iter().sum::<i128>(), flows.discharge.iter().sum::<i128>());
    let mut pool = Pool::new(charged, released, round_trip);
    let grain = grid.unit.per_picomwh();
    for b in 0..length {
        let (r, x) = (flows.renewable[b], flows.export[b]);
        let (sc, sd) = (flows.charge[b], flows.discharge[b]);
        if sc != 0 {
            let surplus = (r - flows.end_use(b).max(0)).max(0);
            let exported = x.min(r);
            let direct = sc.min((surplus - x).max(0));
            let rest = r - exported - direct;
            let mix = rest + flows.import[b] + flows.fossil[b] + flows.nuclear[b];
            result.charge[b] = direct + product(sc - direct, rest, mix, grain);
            pool.charge(sc, result.charge[b]);
        }
        if sd != 0 {
            let (renewable, beyond) = pool.release(sd, grain);
            result.discharge[b] = renewable;
            if beyond > 0 {
                result.unexplained.0 += beyond;
                result.unexplained.1.push(b);
            }
        }
        result.export[b] = x.min(r + result.discharge[b]);
    }
    result
}

/// The stores of a park as one pool. Contents are kept × `per`, so that η = `per`-fold draws stay whole numbers.
struct Pool {
    content: BigInt,
    renewable: BigInt,
    /// η = `numerator / denominator`: a release of S draws S × denominator / numerator.
    numerator: BigInt,
    denominator: BigInt,
}

impl Pool {
    fn new(charged: i128, released: i128, round_trip: Option<&Exact>) -> Self {
        let (numerator, denominator) = match round_trip {
            Some(stated) if stated.is_positive() => (stated.numer(), stated.denom()),
            _ if charged <= 0 || released <= 0 || released >= charged => (BigInt::from(1), BigInt::from(1)),
            _ => {
                let exact = Exact::ratio(released, charged);
                (exact.numer(), exact.denom())
            }
        };
        Self { content: BigInt::from(0), renewable: BigInt::from(0), numerator, denominator }
    }

    fn charge(&mut self, energy: i128, renewable: i128) {
        self.content += BigInt::from(energy) * &self.numerator;
        self.renewable += BigInt::from(renewable) * &self.numerator;
    }

    /// Releases energy: its renewable part, rounded to `grain`, and what the pool's content does not explain.
    fn release(&mut self, energy: i128, grain: i128) -> (i128, i128) {
        let zero = BigInt::from(0);
        let wanted = BigInt::from(energy) * &self.denominator;
        if self.content <= zero {
            return (0, energy);
        }
        if wanted >= self.content {
            // All of it: what was renewable comes out × η; the rest was never charged.
            let renewable = rounded(&self.renewable, &(&self.denominator * BigInt::from(grain)));
            let beyond = Exact::of_big(&wanted - &self.content, self.denominator.clone()).floor();
            self.content = BigInt::from(0);
            self.renewable = BigInt::from(0);
            return (renewable.to_i128().unwrap_or(0) * grain, beyond.to_i128().unwrap_or(0));
        }
        let share = rounded(&(BigInt::from(energy) * &self.renewable), &(&self.content * BigInt::from(grain)));
        let renewable = share.to_i128().unwrap_or(0) * grain;
        // The renewable content falls in proportion, to 1/numerator of a run unit.
        self.renewable = rounded(&(&self.renewable * (&self.content - &wanted)), &self.content);
        self.content -= &wanted;
        (renewable, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_round_as_exact_fractions_do() {
        for n in -40_i64..40 {
            for d in (-8_i64..9).filter(|&d| d != 0) {
                let exact = Exact::of_big(n.into(), d.into()).rounded(0);
                assert_eq!(rounded(&n.into(), &d.into()), exact.numer(), "{n}/{d}");
            }
        }
    }

    #[test]
    fn products_round_half_to_even() {
        assert_eq!(product(5, 1, 2, 1), 2);
        assert_eq!(product(7, 1, 2, 1), 4);
        assert_eq!(product(10, 10, 3, 10), 30);
        assert_eq!(product(i128::MAX / 4, 8, 8, 1), i128::MAX / 4);
        assert_eq!(product(3, 3, 0, 1), 0);
    }

    #[test]
    fn a_pool_releases_what_it_was_charged_with() {
        // 100 charged, 60 of it renewable; 80 released: η = 0.8. Half of the release (40) draws 50 of 100: 40 × 60 % = 24.
        let mut pool = Pool::new(100, 80, None);
        pool.charge(100, 60);
        assert_eq!(pool.release(40, 1), (24, 0));
        assert_eq!(pool.release(40, 1), (24, 0));
        assert_eq!(pool.release(5, 1), (0, 5));
    }
}
