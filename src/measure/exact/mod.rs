//! An exact rational number: what is read, summed, multiplied and divided without ever being rounded.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::Zero;

mod fraction;
mod stored;

use fraction::Fraction;
pub use stored::{Fractions, fractions_written, with_fractions};

/// Decimal places that a report prints when a value does not terminate earlier.
const PLACES: u32 = 12;

/// An exact rational number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Fraction);

impl Exact {
    /// Zero.
    pub fn zero() -> Self {
        Self(Fraction::default())
    }

    /// One.
    pub fn one() -> Self {
        Self(Fraction::from(1))
    }

    /// `numerator / denominator`; the denominator must not be zero.
    pub fn ratio(numerator: i128, denominator: i128) -> Self {
        assert!(denominator != 0, "a ratio needs a denominator");
        Self(Fraction::of(numerator, denominator))
    }

    /// `numerator / denominator` of big integers; the denominator must not be zero.
    pub fn of_big(numerator: BigInt, denominator: BigInt) -> Self {
        Self(Fraction::of_big(BigRational::new(numerator, denominator)))
    }

    /// Reads a plain decimal such as `-12.50`, `.5` or `1.2e-5`, exactly. `None` if the text is anything else, or has
    /// more than 60 digits on a side.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        if exponent.unsigned_abs() > 60 {
            return None;
        }
        let (negative, digits) = match mantissa.as_bytes().first()? {
            b'-' => (true, &mantissa[1..]),
            b'+' => (false, &mantissa[1..]),
            _ => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() > 60 || fraction.len() > 60 {
            return None;
        }
        if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let joined = format!("{whole}{fraction}");
        let value = BigInt::parse_bytes(joined.as_bytes(), 10)?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        let ten = |n: i32| BigInt::from(10).pow(n.unsigned_abs());
        let value = if negative { -value } else { value };
        Some(if scale >= 0 { Self::of_big(value, ten(scale)) } else { Self::of_big(value * ten(scale), 1.into()) })
    }

    /// Whether the value is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.sign() < 0
    }

    /// Whether the value is above zero.
    pub fn is_positive(&self) -> bool {
        self.0.sign() > 0
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.0.sign() == 0
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The value divided by `other`, or `None` where `other` is zero.
    pub fn over(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| self / other)
    }

    /// The largest integer not above the value.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor())
    }

    /// The smallest integer not below the value.
    #[must_use]
    pub fn ceil(&self) -> Self {
        -(-self).floor()
    }

    /// The value as an integer, if it is one that fits.
    pub fn to_i128(&self) -> Option<i128> {
        self.0.to_i128()
    }

    /// Numerator of the reduced fraction.
    pub fn numer(&self) -> BigInt {
        self.0.numer()
    }

    /// Denominator of the reduced fraction, positive.
    pub fn denom(&self) -> BigInt {
        self.0.denom()
    }

    /// The value rounded half to even to `places` decimal places.
    #[must_use]
    pub fn rounded(&self, places: u32) -> Self {
        let scale = BigInt::from(10).pow(places);
        Self::of_big(half_even(self, &scale), scale)
    }

    /// The decimal with exactly `places` places, rounded half to even: for the eye, never for a decision.
    pub fn to_fixed(&self, places: u32) -> String {
        let scaled = half_even(self, &BigInt::from(10).pow(places));
        let digits = format!("{:0>width$}", scaled.magnitude().to_string(), width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if scaled.sign() == Sign::Minus { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

/// `value × scale`, rounded half to even to an integer.
fn half_even(value: &Exact, scale: &BigInt) -> BigInt {
    let numer = value.numer() * scale;
    let denom = &value.denom();
    let two = BigInt::from(2);
    let floor = {
        let quotient = &numer / denom;
        if (&numer % denom).sign() == Sign::Minus { quotient - 1 } else { quotient }
    };
    let rest = numer - &floor * denom;
    match (rest * &two).cmp(denom) {
        Ordering::Less => floor,
        Ordering::Greater => floor + 1,
        Ordering::Equal if (&floor % &two).is_zero() => floor,
        Ordering::Equal => floor + 1,
    }
}

/// The exact decimal if it terminates within 12 places, else rounded half to even to 12; no trailing zeros.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = self.to_fixed(PLACES);
        let trimmed = fixed.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if trimmed == "-0" { "0" } else { trimmed })
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self(Fraction::from(i128::from(value)))
    }
}

impl From<i128> for Exact {
    fn from(value: i128) -> Self {
        Self(Fraction::from(value))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $of:expr;)*) => { $(
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact { $trait::$method(&self, &other) }
        }
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                let of: fn(&Fraction, &Fraction) -> Fraction = $of;
                Exact(of(&self.0, &other.0))
            }
        }
        impl $trait<&Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact { $trait::$method(&self, other) }
        }
    )* };
}

operators! {
    Add add Fraction::plus;
    Sub sub |a, b| a.plus(&b.negative());
    Mul mul Fraction::times;
    Div div |a, b| a.times(&b.inverse());
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        -&self
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(self.0.negative())
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        self.0 = self.0.plus(&other.0);
    }
}

impl SubAssign<&Exact> for Exact {
    fn sub_assign(&mut self, other: &Exact) {
        self.0 = self.0.plus(&other.0.negative());
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::zero(), |mut total, x| {
            total += &x;
            total
        })
    }
}

impl<'a> Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(iter: I) -> Self {
        iter.fold(Self::zero(), |mut total, x| {
            total += x;
            total
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).expect(text)
    }

    #[test]
    fn prints_exactly_or_to_twelve_places_half_even() {
        assert_eq!(exact("71234.50").to_string(), "71234.5");
        assert_eq!(exact("-0.0").to_string(), "0");
        assert_eq!(exact("1e3").to_string(), "1000");
        assert_eq!(Exact::ratio(1, 3).to_string(), "0.333333333333");
        assert_eq!(Exact::ratio(2, 3).to_string(), "0.666666666667");
        assert_eq!(exact("0.0000000000005").to_string(), "0");
        assert_eq!(exact("0.0000000000015").to_string(), "0.000000000002");
        assert_eq!(exact("-0.0000000000005").to_string(), "0");
    }

    #[test]
    fn refuses_what_is_not_a_decimal() {
        for text in ["", "-", ".", "1e400", "NaN", "1,2", "0x1", "1 2", "--", "1e", "٣"] {
            assert_eq!(Exact::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn fixed_places_are_for_the_eye() {
        assert_eq!(exact("0.49999").to_fixed(2), "0.50");
        assert_eq!(exact("-1.5").to_fixed(0), "-2");
        assert_eq!(exact("0.125").to_fixed(2), "0.12");
    }
}
