//! Cumulative registers.

pub(super) mod energies;
mod glitch;
