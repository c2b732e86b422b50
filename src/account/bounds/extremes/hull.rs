//! Between which values the flows of a bin lie, whatever its unknown readings are.

use super::element::{Element, Known, Stands};
use crate::account::balance::role::Role;
use crate::account::bounds::unknown::Split;

/// The values from `low` to `high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) low: i128,
    pub(super) high: i128,
}

impl Interval {
    /// One value.
    pub(super) fn of(value: i128) -> Self {
        Self { low: value, high: value }
    }

    /// Sums of a value of each.
    pub(super) fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    /// Differences of a value of each.
    pub(super) fn less(self, other: Self) -> Self {
        Self { low: self.low - other.high, high: self.high - other.low }
    }

    /// The positive part of its values.
    pub(super) fn above(self) -> Self {
        Self { low: self.low.max(0), high: self.high.max(0) }
    }

    /// The negative part of its values, as positive numbers.
    pub(super) fn below(self) -> Self {
        Self { low: (-self.high).max(0), high: (-self.low).max(0) }
    }

    /// The lesser of a value of each.
    pub(super) fn least(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// The greater of a value of each.
    pub(super) fn most(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// With anything between nothing and an energy added.
    fn with_part(self, energy: i128) -> Self {
        Self { low: self.low + energy.min(0), high: self.high + energy.max(0) }
    }
}

/// The flows of a bin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hull {
    pub(super) import: Interval,
    pub(super) export: Interval,
    pub(super) signed: Interval,
    pub(super) renewable: Interval,
    pub(super) nuclear: Interval,
    pub(super) fossil: Interval,
    pub(super) charge: Interval,
    pub(super) discharge: Interval,
    pub(super) load: Interval,
    /// Renewable energy that stores release.
    pub(super) released: Interval,
}

/// What a value in a role adds to each flow, in the order of [`Hull`].
fn flows(role: Role, v: i128) -> [i128; 9] {
    match role {
        Role::Import => [v, 0, 0, 0, 0, 0, 0, 0, 0],
        Role::Export => [0, v, 0, 0, 0, 0, 0, 0, 0],
        Role::Net => [v.max(0), (-v).max(0), 0, 0, 0, 0, 0, 0, 0],
        Role::Renewable => [0, 0, v, v.max(0), 0, 0, 0, 0, 0],
        Role::Nuclear => [0, 0, v, 0, v.max(0), 0, 0, 0, 0],
        Role::Fossil => [0, 0, 0, 0, 0, v, 0, 0, 0],
        Role::Charge => [0, 0, 0, 0, 0, 0, v, 0, 0],
        Role::Discharge => [0, 0, 0, 0, 0, 0, 0, v, 0],
        Role::Store => [0, 0, 0, 0, 0, 0, v.max(0), (-v).max(0), 0],
        Role::Load => [0, 0, 0, 0, 0, 0, 0, 0, v],
    }
}

impl Hull {
    /// What is known of a bin, and its unknown readings at either end.
    pub(super) fn of(known: &Known, elements: &[Element]) -> Self {
        let k = known;
        let mut all = [k.import, k.export, k.signed, k.renewable, k.nuclear, k.fossil, k.charge, k.discharge, k.load].map(Interval::of);
        for element in elements {
            let mut own: Option<[Interval; 9]> = None;
            for reading in element.turns() {
                let values = match &element.stands {
                    Stands::As(role) => flows(*role, reading),
                    Stands::In(parts) => parts.iter().fold([0; 9], |mut sum, p| {
                        sum.iter_mut().zip(flows(p.role, p.value(reading))).for_each(|(sum, v)| *sum += v);
                        sum
                    }),
                };
                match &mut own {
                    None => own = Some(values.map(Interval::of)),
                    Some(own) => {
                        for (own, v) in own.iter_mut().zip(values) {
                            *own = Interval { low: own.low.min(v), high: own.high.max(v) };
                        }
                    }
                }
            }
            for (all, own) in all.iter_mut().zip(own.unwrap_or_default()) {
                *all = all.plus(own);
            }
        }
        let [import, export, signed, renewable, nuclear, fossil, charge, discharge, load] = all;
        Self { import, export, signed, renewable, nuclear, fossil, charge, discharge, load, released: Interval::default() }
    }

    /// Charge and discharge, where nothing of them is unknown, aside: supply of the sources that a store is charged from, and what it is for.
    pub(super) fn end_use(&self, inferred: bool) -> Interval {
        if inferred {
            return self.load;
        }
        let sources = self.import.plus(self.signed).plus(self.fossil);
        sources.less(self.export).less(self.charge).plus(self.discharge)
    }

    /// What is left of consumption for renewable supply where import and export follow from the loads (METHOD 9).
    pub(super) fn left(&self) -> Interval {
        self.load.plus(self.charge).less(self.nuclear).less(self.fossil).less(self.discharge)
    }

    /// Import and export, which follow from the rest where they are not metered.
    pub(super) fn exchanged(&self, inferred: bool) -> (Interval, Interval) {
        if !inferred {
            return (self.import, self.export);
        }
        let need = self.left().less(self.renewable);
        (need.above(), need.below())
    }
}

/// A bin in which parts of totals lie whose split is not known: its flows, and the net energy of the netting groups of which something is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    pub(super) hull: Hull,
    pub(super) nets: Vec<(usize, Interval)>,
}

impl Shared {
    /// Net energy of a split's netting group.
    pub(super) fn net(&self, split: &Split) -> Option<Interval> {
        let group = split.group?;
        self.nets.iter().find(|net| net.0 == group).map(|net| net.1)
    }

    /// Lets any part of a total lie in the bin.
    pub(super) fn widen(&mut self, split: &Split) {
        let Self { hull, nets } = self;
        let total = split.total;
        let net = split.group.and_then(|group| nets.iter_mut().find(|net| net.0 == group));
        let mut supplied = |flow: &mut Interval| match net {
            Some((_, net)) => {
                let before = net.above();
                *net = net.with_part(total);
                *flow = Interval { low: flow.low - before.low, high: flow.high - before.high }.plus(net.above());
            }
            None => *flow = flow.with_part(total.max(0)),
        };
        match split.role {
            Role::Import => hull.import = hull.import.with_part(total),
            Role::Export => hull.export = hull.export.with_part(total),
            Role::Net => {
                hull.import = hull.import.with_part(total.abs());
                hull.export = hull.export.with_part(total.abs());
            }
            Role::Renewable => {
                supplied(&mut hull.renewable);
                hull.signed = hull.signed.with_part(total);
            }
            Role::Nuclear => {
                supplied(&mut hull.nuclear);
                hull.signed = hull.signed.with_part(total);
            }
            Role::Fossil => hull.fossil = hull.fossil.with_part(total),
            Role::Charge => hull.charge = hull.charge.with_part(total),
            Role::Discharge => {
                hull.discharge = hull.discharge.with_part(total);
                hull.released = hull.released.with_part(total.max(0));
            }
            Role::Store => {
                hull.charge = hull.charge.with_part(total.abs());
                hull.discharge = hull.discharge.with_part(total.abs());
            }
            Role::Load => hull.load = hull.load.with_part(total),
        }
    }
}
