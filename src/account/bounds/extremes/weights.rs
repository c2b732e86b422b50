//! The weighted sum that is made greatest, or least.

use std::ops::{Mul, Sub};

use ethnum::I256;
use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive};

use super::totals::Totals;

/// Bits of a weight up to which sums fit 256 bits: totals have at most 127, and there are four.
const BITS: u64 = 120;

/// Weights of the totals: `green·R + import·P + nuclear·D⁺ − used·U`. The first three are not negative.
#[derive(Clone, Debug)]
pub(in crate::account) struct Weights {
    /// R, P, nuclear supply, U.
    of: Of,
    /// Whether on-site fossil generation counts as used.
    pub(in crate::account) fossil: bool,
}

#[derive(Clone, Debug)]
enum Of {
    Wide([I256; 4]),
    Big([BigInt; 4]),
}

impl Weights {
    /// The weights of R, P, nuclear supply and U.
    pub(in crate::account) fn new(of: [BigInt; 4], fossil: bool) -> Self {
        let wide = |weight: &BigInt| weight.to_i128().filter(|_| weight.bits() <= BITS).map(I256::from);
        let of = match [wide(&of[0]), wide(&of[1]), wide(&of[2]), wide(&of[3])] {
            [Some(green), Some(import), Some(nuclear), Some(used)] => Of::Wide([green, import, nuclear, used]),
            _ => Of::Big(of),
        };
        Self { of, fossil }
    }

    /// The weighted sum of some totals.
    pub(super) fn score(&self, t: &Totals) -> Score {
        match &self.of {
            Of::Wide([green, import, nuclear, used]) => Score::Wide(
                green * I256::from(t.green) + import * I256::from(t.import) + nuclear * I256::from(t.nuclear) - used * I256::from(t.used),
            ),
            Of::Big([green, import, nuclear, used]) => {
                Score::Big(green * t.green + import * t.import + nuclear * t.nuclear - used * t.used)
            }
        }
    }
}

/// A weighted sum: in 256 bits where the weights leave room for that, else as long as it gets. Those of the same weights are of the same kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Score {
    Wide(I256),
    Big(BigInt),
}

impl Score {
    /// Its sign.
    pub(super) fn sign(&self) -> Sign {
        let sign = match self {
            Self::Wide(score) => score.signum().as_i8(),
            Self::Big(score) => score.signum().to_i8().unwrap_or(0),
        };
        match sign {
            0 => Sign::NoSign,
            1.. => Sign::Plus,
            _ => Sign::Minus,
        }
    }

    /// As long as it gets.
    pub(super) fn big(&self) -> BigInt {
        match self {
            Self::Wide(score) => {
                let (high, low) = score.into_words();
                (BigInt::from(high) << 128) + BigInt::from(low.cast_unsigned())
            }
            Self::Big(score) => score.clone(),
        }
    }
}

impl Sub for &Score {
    type Output = Score;

    fn sub(self, other: Self) -> Score {
        match (self, other) {
            (Score::Wide(a), Score::Wide(b)) => Score::Wide(a - b),
            _ => Score::Big(self.big() - other.big()),
        }
    }
}

impl Mul<i128> for &Score {
    type Output = BigInt;

    fn mul(self, times: i128) -> BigInt {
        self.big() * times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_of_256_bits_are_those_of_any_length(
            weights in proptest::array::uniform4(-(1_i128 << 119)..(1 << 119)),
            a in proptest::array::uniform4(any::<i128>()),
            b in proptest::array::uniform4(any::<i128>()),
        ) {
            let totals = |[green, import, nuclear, used]: [i128; 4]| Totals { green, used, import, nuclear };
            let big = weights.map(BigInt::from);
            let (wide, long) = (Weights::new(big.clone(), true), Weights { of: Of::Big(big), fossil: true });
            prop_assert!(matches!(wide.of, Of::Wide(_)));
            let [first, second] = [a, b].map(|t| (wide.score(&totals(t)), long.score(&totals(t))));
            prop_assert_eq!(first.0.big(), first.1.big());
            prop_assert_eq!(first.0.sign(), first.1.sign());
            prop_assert_eq!(first.0.cmp(&second.0), first.1.cmp(&second.1));
            prop_assert_eq!((&first.0 - &second.0).big(), first.1.big() - second.1.big());
        }
    }
}
