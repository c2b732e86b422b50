//! A reduced fraction: of two machine integers while it fits them, of big integers where it does not.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// A reduced fraction. A value has one form only: the small one wherever it fits, so that equal values are equal field by field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fraction {
    /// Numerator, and denominator above zero; neither is the least `i128`.
    Small(i128, i128),
    /// One that does not fit.
    Big(Box<BigRational>),
}

use Fraction::{Big, Small};

/// Greatest common divisor of magnitudes.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    loop {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return num_integer::gcd(a, b).into();
        }
        if b == 0 {
            return a;
        }
        (a, b) = (b, a % b);
    }
}

/// Greatest common divisor; above zero unless both are zero.
fn common(a: i128, b: i128) -> i128 {
    // Neither is the least `i128`, and nothing divides one by more than itself.
    gcd(a.unsigned_abs(), b.unsigned_abs()).cast_signed()
}

/// An integer that fits, but for the least one, whose negative would not.
fn fitting(value: &BigInt) -> Option<i128> {
    i128::try_from(value).ok().filter(|&v| v != i128::MIN)
}

impl Fraction {
    /// A fraction of integers; the denominator must not be zero.
    pub(super) fn of(numerator: i128, denominator: i128) -> Self {
        if numerator == i128::MIN || denominator == i128::MIN {
            return Self::of_big(BigRational::new(numerator.into(), denominator.into()));
        }
        let divisor = common(numerator, denominator) * denominator.signum();
        Small(numerator / divisor, denominator / divisor)
    }

    /// A fraction of big integers, reduced already.
    pub(super) fn of_big(value: BigRational) -> Self {
        match (fitting(value.numer()), fitting(value.denom())) {
            (Some(numerator), Some(denominator)) => Small(numerator, denominator),
            _ => Big(Box::new(value)),
        }
    }

    /// The same of big integers.
    pub(super) fn big(&self) -> BigRational {
        match self {
            Small(numerator, denominator) => BigRational::new_raw((*numerator).into(), (*denominator).into()),
            Big(value) => (**value).clone(),
        }
    }

    pub(super) fn numer(&self) -> BigInt {
        match self {
            Small(numerator, _) => (*numerator).into(),
            Big(value) => value.numer().clone(),
        }
    }

    pub(super) fn denom(&self) -> BigInt {
        match self {
            Small(_, denominator) => (*denominator).into(),
            Big(value) => value.denom().clone(),
        }
    }

    /// −1, 0 or 1.
    pub(super) fn sign(&self) -> i32 {
        match self {
            Small(numerator, _) => i32::from(*numerator > 0) - i32::from(*numerator < 0),
            Big(value) => i32::from(value.is_positive()) - i32::from(value.is_negative()),
        }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let small = || {
            let (Small(a, b), Small(c, d)) = (self, other) else { return None };
            if *c == 0 {
                return Some(Small(*a, *b));
            }
            if b == d {
                let sum = a.checked_add(*c).filter(|&s| s != i128::MIN)?;
                let divisor = common(sum, *b);
                return Some(Small(sum / divisor, b / divisor));
            }
            // What both denominators share can cancel; nothing else can.
            let shared = common(*b, *d);
            let (left, right) = (b / shared, d / shared);
            let sum = a.checked_mul(right)?.checked_add(c.checked_mul(left)?).filter(|&s| s != i128::MIN)?;
            let divisor = common(sum, shared);
            Some(Small(sum / divisor, left.checked_mul(d / divisor)?))
        };
        small().unwrap_or_else(|| Self::of_big(self.big() + other.big()))
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let small = || {
            let (Small(a, b), Small(c, d)) = (self, other) else { return None };
            let (first, second) = (common(*a, *d), common(*c, *b));
            let numerator = (a / first).checked_mul(c / second)?;
            let denominator = (b / second).checked_mul(d / first)?;
            (numerator != i128::MIN).then_some(Small(numerator, denominator))
        };
        small().unwrap_or_else(|| Self::of_big(self.big() * other.big()))
    }

    /// `1 / self`; `self` must not be zero.
    pub(super) fn inverse(&self) -> Self {
        match self {
            Small(numerator, denominator) => {
                assert!(*numerator != 0, "division by zero");
                Small(denominator * numerator.signum(), numerator.abs())
            }
            Big(value) => Self::of_big(value.recip()),
        }
    }

    pub(super) fn negative(&self) -> Self {
        match self {
            Small(numerator, denominator) => Small(-numerator, *denominator),
            Big(value) => Self::of_big(-(**value).clone()),
        }
    }

    pub(super) fn floor(&self) -> Self {
        match self {
            Small(numerator, denominator) => Small(numerator.div_euclid(*denominator), 1),
            Big(value) => Self::of_big(value.floor()),
        }
    }

    pub(super) fn to_i128(&self) -> Option<i128> {
        match self {
            Small(numerator, 1) => Some(*numerator),
            Small(..) => None,
            Big(value) => value.denom().is_one().then(|| i128::try_from(value.numer()).ok())?,
        }
    }
}

impl From<i128> for Fraction {
    fn from(value: i128) -> Self {
        Self::of(value, 1)
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Small(a, b), Small(c, d)) = (self, other) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b)) {
                return left.cmp(&right);
            }
        }
        self.big().cmp(&other.big())
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Fraction {
    fn default() -> Self {
        Small(0, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Zero;
    use proptest::prelude::*;

    /// Integers of all sizes, with many at the edges of what fits.
    fn integer() -> impl Strategy<Value = BigInt> {
        let edge = (prop_oneof![Just(i128::MAX), Just(i128::MIN), Just(i128::from(i64::MAX)), Just(0)], -2_i128..3);
        prop_oneof![
            (-20_i128..20).prop_map(BigInt::from),
            any::<i64>().prop_map(BigInt::from),
            any::<i128>().prop_map(BigInt::from),
            edge.prop_map(|(edge, by)| BigInt::from(edge) + by),
            (any::<i128>(), any::<i64>()).prop_map(|(a, b)| BigInt::from(a) * b),
            (0_u32..40, -9_i64..9).prop_map(|(power, digit)| BigInt::from(10).pow(power) * digit),
        ]
    }

    fn rational() -> impl Strategy<Value = BigRational> {
        (integer(), integer().prop_filter("a denominator", |d| !d.is_zero())).prop_map(|(n, d)| BigRational::new(n, d))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Each operation gives what big rationals give, in the one form that a value has.
        #[test]
        fn fractions_are_what_big_rationals_are(a in rational(), b in rational()) {
            let (x, y) = (Fraction::of_big(a.clone()), Fraction::of_big(b.clone()));
            let same = |found: Fraction, wanted: BigRational| {
                assert_eq!(found.big(), wanted);
                assert_eq!(found, Fraction::of_big(wanted));
            };
            same(x.plus(&y), &a + &b);
            same(x.plus(&y.negative()), &a - &b);
            same(x.plus(&x.negative()), BigRational::zero());
            same(x.times(&y), &a * &b);
            same(x.floor(), a.floor());
            same(x.negative(), -a.clone());
            if !b.is_zero() {
                same(y.inverse(), b.recip());
                same(x.times(&y.inverse()), &a / &b);
            }
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.sign(), i32::from(a.is_positive()) - i32::from(a.is_negative()));
            prop_assert_eq!(x.to_i128(), a.is_integer().then(|| i128::try_from(a.numer()).ok()).flatten());
            prop_assert_eq!((x.numer(), x.denom()), (a.numer().clone(), a.denom().clone()));
        }

        #[test]
        fn a_fraction_of_integers_is_reduced(n in any::<i128>(), d in any::<i128>().prop_filter("a denominator", |&d| d != 0)) {
            prop_assert_eq!(Fraction::of(n, d).big(), BigRational::new(n.into(), d.into()));
        }
    }
}
