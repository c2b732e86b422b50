//! How the numbers and stamps of a column become energies of intervals: unit, multiplier, placing.

use crate::dossier::{Carrier, Dimension, GRAINS, Meter, Unit};
use crate::measure::{Civil, Exact, Step};
use crate::say;
use crate::say::Message;

/// How a table's stamps are placed on the grid of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Placing {
    /// Step that the table declares.
    pub(in crate::input) interval: Option<Step>,
    /// Whether stamps label the start of their interval.
    pub(in crate::input) at_start: bool,
    /// Seconds by which a stamp may be off its grid.
    pub(in crate::input) snap: i64,
}

/// The factor from the numbers of a column to grains of energy: unit, multiplier, and time where the numbers are mean power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Conversion {
    /// Grains of a unit of a number are `factor × 10^-decimals`, times the minutes (of power) or [`GRAINS`] (of energy).
    pub(in crate::input) factor: i128,
    /// See `factor`.
    pub(in crate::input) decimals: u32,
    /// Whether the numbers are mean power over their interval.
    pub(in crate::input) power: bool,
    /// Whether the multiplier, which changes in time, is still to be applied.
    changing: bool,
}

impl Conversion {
    /// The conversion of a meter's values given in `unit`, with or without its multiplier.
    pub(in crate::input) fn of(meter: &Meter, unit: Unit, power: bool, multiplier: &Exact) -> Result<Self, Message> {
        let unit = match (power, unit.dimension) {
            (true, Dimension::Energy) => unit.per_hour().ok_or_else(|| say!("mean power cannot be read in {unit}", unit))?,
            _ => unit,
        };
        let fits = match meter.carrier {
            Carrier::Electricity => matches!(unit.dimension, Dimension::Energy | Dimension::Power),
            _ => unit.dimension == meter.unit.dimension,
        };
        if !fits {
            return Err(say!("{id} is measured in {own}; {unit} does not fit it", id = meter.id, own = meter.unit, unit));
        }
        let size = match (meter.carrier, unit.dimension) {
            (Carrier::Electricity, _) => unit.size(),
            // Energy of heat and fuels is kept in GJ: 1 GJ = 2500/9 kWh.
            (_, Dimension::Energy) => unit.size() * Exact::ratio(9, 2500),
            _ => unit.size(),
        };
        let exact = size * multiplier;
        let mut decimals = 0;
        let mut scaled = exact;
        while scaled.to_i128().is_none() {
            if decimals == 24 {
                return Err(say!("the multiplier of {id} in {unit} cannot be held exactly", id = meter.id, unit));
            }
            scaled = scaled * Exact::from(10_i64);
            decimals += 1;
        }
        Ok(Self { factor: scaled.to_i128().unwrap_or(0), decimals, power: unit.dimension == Dimension::Power, changing: false })
    }

    /// The same for a meter whose multiplier changes: it is applied once the time of the value is known.
    pub(in crate::input) fn changing(self) -> Self {
        Self { changing: true, ..self }
    }

    /// The conversion of a value measured from `from` until `until`; `None` if the multiplier changes in between.
    pub(in crate::input) fn over(self, meter: &Meter, from: Civil, until: Civil) -> Option<Self> {
        if !self.changing {
            return Some(self);
        }
        let mut multiplier = meter.multiplier_over(from, until)?.clone();
        let mut decimals = self.decimals;
        while multiplier.to_i128().is_none() {
            if decimals > 48 {
                return None;
            }
            multiplier = multiplier * Exact::from(10_i64);
            decimals += 1;
        }
        Some(Self { factor: self.factor.checked_mul(multiplier.to_i128()?)?, decimals, changing: false, ..self })
    }

    /// Grains of an energy, as (number, decimals).
    pub(in crate::input) fn energy(self, mantissa: i128, decimals: u32) -> Option<(i128, u32)> {
        self.grains(mantissa, decimals, GRAINS)
    }

    /// Grains of a value over `minutes`, as (number, decimals).
    pub(in crate::input) fn grains(self, mantissa: i128, decimals: u32, minutes: i64) -> Option<(i128, u32)> {
        let time = if self.power { minutes } else { GRAINS };
        let value = mantissa.checked_mul(self.factor)?.checked_mul(i128::from(time))?;
        Some((value, decimals + self.decimals))
    }
}

/// How a reading is given: most readings of a file have this in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Form {
    /// Placing of its stamp.
    pub(in crate::input) placing: Placing,
    /// Conversion of its number.
    pub(in crate::input) conversion: Conversion,
}

/// Unit in which a meter's energies are kept.
pub(in crate::input) fn base_unit(meter: &Meter) -> &'static str {
    match (meter.carrier, meter.unit.dimension) {
        (Carrier::Electricity, _) => "kWh",
        (_, Dimension::Energy) => "GJ",
        (_, dimension) => dimension.base(),
    }
}

/// The most grains that a meter of a rating can count over `minutes`: 1.2 × the rating.
pub(in crate::input) fn most_grains(scale: u32, rating: &Exact, minutes: i64) -> i128 {
    let limit = rating * &Exact::ratio(i128::from(minutes) * 12, 10) * crate::dossier::power_of_ten(scale);
    limit.floor().to_i128().unwrap_or(i128::MAX)
}

/// The grid point of a stamp, if it is on one or near enough.
pub(in crate::input) fn snapped(step: Step, at: Civil, snap: i64) -> Option<Civil> {
    let below = step.floor(at);
    if below == at {
        return Some(at);
    }
    let above = step.next(below);
    if at.0 - below.0 <= above.0 - at.0 && at.0 - below.0 <= snap {
        Some(below)
    } else if above.0 - at.0 <= snap {
        Some(above)
    } else {
        None
    }
}
