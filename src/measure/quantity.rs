//! Quantities: the type names the quantity, the constructor names the unit.
//!
//! Electricity and heat are two types; they meet only in coal equivalent, by a factor of the law (`standard`).

use std::ops::{Add, Neg, Sub};

use super::Exact;

/// A quantity of one unit, built on an exact number.
pub trait Amount: Clone + PartialEq + PartialOrd {
    /// The unit's symbol as printed in reports.
    const UNIT: &'static str;
    /// The quantity of `value` units.
    fn of(value: Exact) -> Self;
    /// The number of units.
    fn exact(&self) -> &Exact;
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident $from:ident $get:ident $unit:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Exact);

        impl $name {
            #[doc = concat!("From a number of ", $unit, ".")]
            pub fn $from(value: Exact) -> Self { Self(value) }
            #[doc = concat!("The number of ", $unit, ".")]
            pub fn $get(&self) -> &Exact { &self.0 }
            /// None of it.
            pub fn zero() -> Self { Self(Exact::zero()) }
        }

        impl Amount for $name {
            const UNIT: &'static str = $unit;
            fn of(value: Exact) -> Self { Self(value) }
            fn exact(&self) -> &Exact { &self.0 }
        }

        impl Add for $name { type Output = Self; fn add(self, other: Self) -> Self { Self(self.0 + other.0) } }
        impl Sub for $name { type Output = Self; fn sub(self, other: Self) -> Self { Self(self.0 - other.0) } }
        impl Neg for $name { type Output = Self; fn neg(self) -> Self { Self(-self.0) } }
    )* };
}

quantities! {
    /// Electrical energy.
    Electricity from_mwh mwh "MWh";
    /// Heat.
    Heat from_gj gj "GJ";
    /// Energy in tonnes of standard coal (标准煤).
    CoalEquivalent from_tce tce "tce";
    /// Carbon dioxide.
    Emissions from_t t "tCO2";
    /// A share of a whole, 1 being all of it.
    Share from_one one "1";
}

/// kWh in a GJ: a kWh is 3.6 MJ.
pub fn kwh_in_gj() -> Exact {
    Exact::ratio(2500, 9)
}
