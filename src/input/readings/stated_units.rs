//! The units that files state for meters, held against the registry: one that no file repeats is wrong, or all the files are.

use std::collections::BTreeMap;

use crate::dossier::{Meter, Unit};

/// What files state of the unit of each meter.
#[derive(Debug, Default)]
pub(in crate::input) struct StatedUnits {
    met: BTreeMap<usize, Stated>,
}

#[derive(Debug, Default)]
struct Stated {
    /// Whether a file states the registered unit.
    agrees: bool,
    /// The first other size of the same quantity, and where it is stated.
    differs: Option<(Unit, u32)>,
}

impl StatedUnits {
    /// Takes what a header or a row states of a meter. Power beside energy is no contradiction: a meter that counts kWh may be exported in kW.
    pub(in crate::input) fn note(&mut self, index: usize, meter: &Meter, unit: Unit, place: u32) {
        let stated = self.met.entry(index).or_default();
        if unit.dimension != meter.unit.dimension || unit.size() == meter.unit.size() {
            stated.agrees = true;
        } else {
            stated.differs = stated.differs.or(Some((unit, place)));
        }
    }

    /// The meters of which files state another unit than the registry, and none states that.
    pub(in crate::input) fn contradicted(&self) -> Vec<(usize, Unit, u32)> {
        let of = |(&index, stated): (&usize, &Stated)| stated.differs.filter(|_| !stated.agrees).map(|(unit, place)| (index, unit, place));
        self.met.iter().filter_map(of).collect()
    }
}
