//! A scenario (情景): what is supposed to be otherwise in a park. It is no evidence, and nothing of it is ever recorded.

use super::{Flow, Source};
use crate::measure::Exact;

/// What is supposed of a park.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub name: Option<String>,
    /// What is changed, in the order of the file.
    pub changes: Vec<Planned>,
}

/// One thing that is supposed to be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// Further generation, by the readings of meters of the park.
    Generation {
        /// What it is generated from.
        source: Source,
        /// The word for it.
        technology: &'static str,
        /// Generation on site, or a direct line.
        flow: Flow,
        /// Installed capacity that is added, kW.
        capacity: Exact,
        /// The meters whose readings are scaled.
        profile: Vec<usize>,
        /// The capacity that these measure, kW.
        measured: Exact,
    },
    /// A further battery.
    Storage {
        /// What it can deliver once full, kWh.
        energy: Exact,
        /// The most that it takes in or gives out, kW.
        power: Exact,
        /// What comes out of what goes in.
        round_trip: Exact,
    },
    /// More or less of what meters measure.
    Scale {
        /// The carrier, or the meter, as the file names it.
        of: String,
        /// The meters.
        meters: Vec<usize>,
        /// By how many per cent, signed.
        percent: Exact,
    },
    /// Further certificates that count.
    Certificates {
        /// How many.
        quantity: u128,
    },
    /// Further green-power trading settled with certificates.
    Trades {
        /// `MWh`.
        energy: Exact,
    },
}
