//! What is kept of each meter's readings: every value, or sums alone.
//!
//! Most meters only add to the sum of their flow: their readings are summed as they come, and one bit per interval is kept. Whatever needs single
//! values (netting, subtraction, estimation, the sun's hours, registers with drops, meters whose step changes) keeps them. What shows only while
//! reading, such as a second reading of an interval whose first value was not kept, is noted here, and the files are read once more.

use std::sync::Arc;

use super::plan::Plan;
use super::solar::is_solar;
use crate::dossier::{Carrier, Flow, IntervalSet, Meter, Series};
use crate::measure::Step;

/// Meters up to which sums fit 64 bits.
const MOST_METERS: usize = 1 << 20;

/// What is kept of each meter, in the order of the registry.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Retention {
    meters: Vec<MeterRetention>,
}

/// What is kept of a meter.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct MeterRetention {
    /// Whether it keeps its values.
    values: bool,
    /// Cells whose readings are remembered, where its readings are summed.
    pub(in crate::input) remembered: Option<IntervalSet>,
    /// How the steps of its stamps are found.
    pub(in crate::input) stepping: Stepping,
    /// Whether its readings contradict its rating: they stand against it.
    pub(in crate::input) is_unrated: bool,
}

/// How the step of a meter's stamps is found, where none is declared.
#[derive(Clone, Debug, Default)]
pub(in crate::input) enum Stepping {
    /// From those at the head of each file: most meters have one step.
    #[default]
    Head,
    /// Not yet: all stamps are looked at first.
    Watched,
    /// From all of them.
    Planned(Arc<Plan>),
}

impl Retention {
    /// What the registry asks for; `all` keeps every value of every meter.
    pub(in crate::input) fn of(meters: &[Meter], all: bool) -> Self {
        let netted = meters.iter().any(|m| m.flow == Flow::Auxiliary);
        let subtracted = |index: usize| meters.iter().any(|m| m.less.contains(&index));
        let subtracting = meters.iter().any(|m| !m.less.is_empty());
        let values = meters.iter().enumerate().map(|(index, meter)| {
            all || meters.len() > MOST_METERS
                || !meter.less.is_empty()
                || (subtracting && subtracted(index))
                || meter.loss_percent.is_some()
                || (netted && (meter.flow.has_own_use() || meter.flow == Flow::Auxiliary))
                || meter.flow == Flow::Curtailed
                || is_solar(meter)
        });
        values.map(|values| MeterRetention { values, ..MeterRetention::default() }).collect()
    }

    /// Lets a meter keep its values.
    pub(in crate::input) fn keep_values(&mut self, meter: usize) {
        self.meters[meter].keep_values();
    }

    /// What is kept of each meter.
    pub(in crate::input) fn into_meters(self) -> Vec<MeterRetention> {
        self.meters
    }
}

impl FromIterator<MeterRetention> for Retention {
    fn from_iter<I: IntoIterator<Item = MeterRetention>>(meters: I) -> Self {
        Self { meters: meters.into_iter().collect() }
    }
}

impl MeterRetention {
    /// Whether readings at a step are summed.
    pub(in crate::input) fn sums(&self, step: Step) -> bool {
        !self.values && step.seconds().is_some_and(|s| s < 86_400)
    }

    /// Lets the meter keep its values; whether that is new.
    pub(in crate::input) fn keep_values(&mut self) -> bool {
        !std::mem::replace(&mut self.values, true)
    }

    /// Lets the reading of a cell be remembered, of so many cells.
    pub(in crate::input) fn remember(&mut self, cell: usize, length: usize) {
        self.remembered.get_or_insert_with(|| IntervalSet::new(length)).put(cell);
    }
}

/// Whether a meter's sums are needed by day: the factors of heat and fuels have dates.
pub(in crate::input) fn by_day(meter: &Meter) -> bool {
    meter.carrier != Carrier::Electricity
}

/// Segments beyond which what is kept of a series that comes in no order outgrows its values.
pub(in crate::input) fn most_segments(series: &Series) -> usize {
    64 + series.len() / 16
}
