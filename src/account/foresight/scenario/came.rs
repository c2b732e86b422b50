//! What a change came to, or why it cannot be worked out.

use thiserror::Error;

use super::exchange::Exchange;
use crate::measure::{Exact, Step};
use crate::say;
use crate::say::Message;

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Further generation.
    Generation {
        /// What it generates, own use taken away, `MWh`.
        generated: Exact,
        /// What becomes of it.
        exchange: Exchange,
    },
    /// A battery.
    Storage {
        /// What it takes in, `MWh`.
        charged: Exact,
        /// What it gives out, `MWh`.
        discharged: Exact,
        /// What it could still deliver at the end, `MWh`.
        left: Exact,
        /// Bins in which it stands still because something is unknown.
        still: u64,
    },
    /// More or less of what meters measure: unit, before, after; of a generator in `MWh` with what becomes of the difference.
    Scale {
        /// Quantities by unit.
        quantities: Vec<(&'static str, Exact, Exact)>,
        /// What becomes of more, or less, electricity.
        exchange: Option<Exchange>,
    },
    /// Certificates or trades, `MWh`.
    Purchase {
        /// How much.
        energy: Exact,
    },
}

/// A change of a scenario that cannot be worked out on a park.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.why.said())]
pub struct Refused {
    /// Its number in the scenario, from 0.
    pub change: usize,
    /// Why.
    pub why: Why,
}

/// Why a change cannot be worked out on a park.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Why {
    /// Nothing says what the park consumes.
    NoBalance,
    /// Readings too coarse for a battery.
    Coarse { step: Step, meters: String },
    /// Readings of a profile too coarse for the run.
    CoarseProfile { meter: String, step: Step, resolution: Step },
    /// More than can be counted.
    Beyond { meter: String, factor: Exact },
}

impl Why {
    /// What is wrong, and what would help.
    pub fn said(&self) -> Message {
        match self {
            Self::NoBalance => say!(
                "the park registers neither a gateway nor load meters, so that what generation or a battery would do to its import is not known: register them"
            ),
            Self::Coarse { step, meters } => say!(
                "a battery moves energy between hours, and the readings of {meters} are by {step}, which is the run's resolution: bring quarter-hourly or \
                 hourly readings of these meters, or leave the battery out",
                meters,
                step
            ),
            Self::CoarseProfile { meter, step, resolution } => say!(
                "the readings of {meter} are by {step}, coarser than the run's resolution ({resolution}): name a profile of finer readings",
                meter,
                step,
                resolution
            ),
            Self::Beyond { meter, factor } => say!(
                "{meter} × {factor} is more energy than can be counted: check `mw` and the capacity of the profile (`rating_kw`, `profile_mw`)",
                meter,
                factor
            ),
        }
    }
}
