//! What a scenario supposes beside the balance of electricity.

use std::collections::BTreeMap;

use super::carriers::Part;
use crate::measure::Exact;

/// What is supposed beside the balance of electricity.
#[derive(Clone, Debug)]
pub(super) struct Supposed {
    /// Further certificates.
    pub(super) certificates: u128,
    /// Further trades, `MWh`.
    pub(super) traded: Exact,
    /// What the quantities of meters are multiplied by.
    pub(super) scales: BTreeMap<usize, Exact>,
}

impl Default for Supposed {
    fn default() -> Self {
        Self { certificates: 0, traded: Exact::zero(), scales: BTreeMap::new() }
    }
}

impl Supposed {
    /// Scales the quantities of heat and fuels, what is unknown of them included.
    pub(super) fn scale(&self, parts: &mut [Part]) {
        for part in parts {
            let Some(factor) = self.scales.get(&part.meter) else { continue };
            let scaled = |end: &mut Option<Exact>| *end = end.take().map(|end| end * factor);
            part.quantity.0 = &part.quantity.0 * factor;
            scaled(&mut part.quantity.1);
            scaled(&mut part.quantity.2);
            for (_, low, high) in &mut part.unknown {
                scaled(low);
                scaled(high);
            }
        }
    }
}
