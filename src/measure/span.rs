//! A value with the bounds between which the truth lies.

use std::ops::{Add, Neg, Sub};

use super::{Amount, Exact};

/// A point value and the least and greatest value that the evidence allows. A bound of `None` is unbounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// The point value: what the evidence at hand adds up to.
    pub value: T,
    /// The least possible value, `None` if there is none.
    pub lower: Option<T>,
    /// The greatest possible value, `None` if there is none.
    pub upper: Option<T>,
}

impl<T: Amount> Span<T> {
    /// A value known exactly.
    pub fn known(value: T) -> Self {
        Self { lower: Some(value.clone()), upper: Some(value.clone()), value }
    }

    /// None of it, exactly.
    pub fn zero() -> Self {
        Self::known(T::of(Exact::zero()))
    }

    /// Whether the bounds meet in the value.
    pub fn is_known(&self) -> bool {
        self.lower.as_ref() == Some(&self.value) && self.upper.as_ref() == Some(&self.value)
    }

    /// The span in another quantity, each of its numbers mapped by `f`, which must not decrease.
    pub fn map_up<U: Amount>(&self, f: impl Fn(&Exact) -> Exact) -> Span<U> {
        let map = |x: &T| U::of(f(x.exact()));
        Span { value: map(&self.value), lower: self.lower.as_ref().map(map), upper: self.upper.as_ref().map(map) }
    }

    /// The span times a factor of either sign, in another quantity.
    pub fn times<U: Amount>(&self, factor: &Exact) -> Span<U> {
        let scaled = self.map_up(|x| x * factor);
        if factor.is_negative() {
            Span { value: scaled.value, lower: scaled.upper, upper: scaled.lower }
        } else if factor.is_zero() {
            Span::zero()
        } else {
            scaled
        }
    }
}

impl<T: Amount + Add<Output = T>> Add for Span<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let both = |a: Option<T>, b: Option<T>| a.zip(b).map(|(a, b)| a + b);
        Self { value: self.value + other.value, lower: both(self.lower, other.lower), upper: both(self.upper, other.upper) }
    }
}

impl<T: Amount + Neg<Output = T>> Neg for Span<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, lower: self.upper.map(|x| -x), upper: self.lower.map(|x| -x) }
    }
}

impl<T: Amount + Add<Output = T> + Neg<Output = T>> Sub for Span<T> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + (-other)
    }
}
