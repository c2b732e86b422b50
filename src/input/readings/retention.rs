//! Which meters keep every value, and which readings are remembered to be compared with later ones.
//!
//! Most meters only add to the sum of their flow: their readings are summed as they come, and nothing of them is kept but a bit per
//! interval. Whatever needs single values (netting, subtraction, estimation, the sun's hours, registers with drops, meters whose step changes) keeps them. What shows only while
//! reading, such as a second reading of an interval whose first is forgotten, is noted, and the files are read once more.

use std::sync::Arc;

use crate::dossier::{Bits, Carrier, Flow, Meter, Series};
use crate::input::readings::plan::Plan;
use crate::measure::Step;

/// Meters up to which sums fit 64 bits.
const MOST_METERS: usize = 1 << 20;

/// What is kept of each meter.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Memory {
    /// Whether a meter keeps its values.
    values: Vec<bool>,
    /// Cells of a meter whose readings are remembered.
    wanted: Vec<Option<Bits>>,
    /// How the steps of a meter's stamps are found.
    stepping: Vec<Stepping>,
    /// Whether a meter's readings contradict its rating.
    unrated: Vec<bool>,
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

impl Memory {
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
                || crate::input::readings::solar::is_solar(meter)
        });
        Self {
            values: values.collect(),
            wanted: vec![None; meters.len()],
            stepping: vec![Stepping::Head; meters.len()],
            unrated: vec![false; meters.len()],
        }
    }

    /// Whether the readings of a meter at a step are summed.
    pub(in crate::input) fn sums(&self, meter: usize, step: Step) -> bool {
        !self.values[meter] && step.seconds().is_some_and(|s| s < 86_400)
    }

    /// Lets a meter keep its values; whether that is new.
    pub(in crate::input) fn keep_values(&mut self, meter: usize) -> bool {
        !std::mem::replace(&mut self.values[meter], true)
    }

    /// Lets the reading of a cell be remembered.
    pub(in crate::input) fn remember(&mut self, meter: usize, cell: usize, length: usize) {
        self.wanted[meter].get_or_insert_with(|| Bits::new(length)).put(cell);
    }

    /// Whether a meter's readings contradict its rating.
    pub(in crate::input) fn is_unrated(&self, meter: usize) -> bool {
        self.unrated[meter]
    }

    /// Lets a meter's readings stand against its rating.
    pub(in crate::input) fn unrate(&mut self, meter: usize) {
        self.unrated[meter] = true;
    }

    /// The meters whose readings contradict their rating.
    pub(in crate::input) fn all_unrated(&self) -> Vec<usize> {
        (0..self.unrated.len()).filter(|&meter| self.unrated[meter]).collect()
    }

    /// How the step of a meter's stamps is found.
    pub(in crate::input) fn stepping(&self, meter: usize) -> &Stepping {
        &self.stepping[meter]
    }

    /// Has all stamps of a meter looked at before its step is decided.
    pub(in crate::input) fn watch(&mut self, meter: usize) {
        self.stepping[meter] = Stepping::Watched;
    }

    /// The steps of a meter, from all of its stamps.
    pub(in crate::input) fn plan(&mut self, meter: usize, plan: Plan) {
        self.stepping[meter] = Stepping::Planned(Arc::new(plan));
    }

    /// Cells to be remembered of a meter.
    pub(in crate::input) fn wanted(&self, meter: usize) -> Option<Bits> {
        self.wanted[meter].clone()
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

/// Whether the readings of a series come in no order.
pub(in crate::input) fn is_disordered(series: &Series) -> bool {
    series.summed.as_ref().is_some_and(|s| s.disorder() > most_segments(series))
}
