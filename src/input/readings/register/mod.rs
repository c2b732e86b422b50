//! Cumulative registers: what they show becomes the energy between two readings.

pub(super) mod energies;
mod glitch;
pub(super) mod reading;
mod rising;
