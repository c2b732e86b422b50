//! A bin with unknown readings: what is known in it, and what each unknown reading adds to the totals.

use std::ops::Range;

use super::super::unknown::{Placement, Term, turns};
use super::totals::Totals;
use crate::account::balance::flows::{Flows, Group};
use crate::account::balance::role::Role;

/// A bin with unknown readings.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) bin: usize,
    pub(super) known: Known,
    /// Its unknown readings among those of the run.
    pub(super) elements: Range<usize>,
    /// How many bins it stands for, all of them the same.
    pub(super) times: i128,
}

/// An unknown reading of a bin, netting groups merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) low: i128,
    pub(super) high: i128,
    pub(super) stands: Stands,
}

/// On which side of zero the range of a reading lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Nowhere below.
    Above,
    /// Nowhere above.
    Below,
    /// As far below as above.
    Both,
}

/// Whether energy in a role enters the extremes: loads do where import and export follow from them (METHOD 9).
pub(super) fn enters(role: Role, inferred: bool) -> bool {
    inferred || role != Role::Load
}

/// Where an unknown reading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// In one place, as it is: what the place holds is the reading.
    As(Role),
    /// In several.
    In(Vec<Term>),
}

impl Element {
    /// An unknown reading as it varies, with `far` for an end that is unbounded; where `far` is 0, such an end is held at the near one.
    pub(super) fn reaching(placement: &Placement, far: i128, inferred: bool) -> Option<Self> {
        let range = placement.range;
        let low = range.low.unwrap_or_else(|| if far == 0 { range.high.unwrap_or(0).min(0) } else { -far });
        let high = range.high.unwrap_or_else(|| if far == 0 { low.max(0) } else { far });
        Self::of(placement, low, high, inferred)
    }

    /// A reading from `low` to `high`, where it stands in a place that enters the extremes.
    pub(super) fn of(place: &Placement, low: i128, high: i128, inferred: bool) -> Option<Self> {
        let parts: Vec<&Term> = place.terms.iter().filter(|part| enters(part.role, inferred)).collect();
        match &parts[..] {
            [] => None,
            [part] => Some(Self::part(part, low, high)),
            several => Some(Self { low, high, stands: Stands::In(several.iter().map(|&part| part.clone()).collect()) }),
        }
    }

    /// What a part of it holds for a reading from `low` to `high`.
    fn part(part: &Term, low: i128, high: i128) -> Self {
        let (a, b) = (part.value(low), part.value(high));
        Self { low: a.min(b), high: a.max(b), stands: Stands::As(part.role) }
    }

    /// Its parts as readings of their own: each takes all of its values whatever the others are, so that nothing possible is left out.
    pub(super) fn apart(&self) -> Vec<Self> {
        match &self.stands {
            Stands::As(_) => vec![self.clone()],
            Stands::In(parts) => parts.iter().map(|part| Self::part(part, self.low, self.high)).collect(),
        }
    }

    /// Whether it stands in several terms, of which one moves supply against export.
    pub(super) fn is_joint(&self) -> bool {
        match &self.stands {
            Stands::As(_) => false,
            Stands::In(parts) => parts.iter().any(|part| matches!(part.role, Role::Export | Role::Net | Role::Renewable)),
        }
    }

    /// Its role and on which side of zero it lies, if it stands in one place: of such readings of one role and side, whatever is
    /// best for one is best for all. `None` where what is best depends on how far it goes to either side.
    pub(super) fn kind(&self) -> Option<(Role, Side)> {
        let Stands::As(role) = self.stands else { return None };
        let side = match (self.low, self.high) {
            (low, _) if low >= 0 => Side::Above,
            (_, high) if high <= 0 => Side::Below,
            (low, high) if low == -high && matches!(role, Role::Renewable | Role::Nuclear) => Side::Both,
            _ => return None,
        };
        Some((role, side))
    }

    /// Whether it is a signed meter's: it may be import or export.
    pub(super) fn is_net(&self) -> bool {
        matches!(self.stands, Stands::As(Role::Net)) && self.high > 0
    }

    /// The range of each signed store in which it stands, charge positive.
    pub(super) fn stores(&self) -> Vec<(i128, i128)> {
        let stores = self.apart().into_iter().filter(|own| matches!(own.stands, Stands::As(Role::Store)));
        stores.map(|own| (own.low, own.high)).collect()
    }

    /// The values at which anything may turn.
    pub(super) fn turns(&self) -> Vec<i128> {
        match &self.stands {
            Stands::As(_) => turns(self.low, self.high, &[]),
            Stands::In(parts) => turns(self.low, self.high, parts),
        }
    }

    /// What a value of it comes to, given what a value in a role does.
    pub(super) fn sum(&self, value: i128, wanted: &dyn Fn(Role, i128) -> i128) -> i128 {
        match &self.stands {
            Stands::As(role) => wanted(*role, value),
            Stands::In(parts) => parts.iter().map(|p| wanted(p.role, p.value(value))).sum(),
        }
    }
}

/// What unknown readings add to the totals, to R aside, and to supply over export.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effect {
    pub(super) totals: Totals,
    pub(super) aside: i128,
    pub(super) over: i128,
}

impl Effect {
    /// Adds an energy in a role. `fossil` generation counts as used or not; stores weigh on the side of the extreme.
    pub(super) fn add(&mut self, role: Role, value: i128, fossil: bool, greatest: bool) {
        let Self { totals: t, aside, over } = self;
        match role {
            Role::Import => (t.used, t.import) = (t.used + value, t.import + value),
            Role::Export => (t.used, *over) = (t.used - value, *over - value),
            Role::Net => (t.used, t.import, *over) = (t.used + value, t.import + value.max(0), *over + value.min(0)),
            Role::Renewable => (t.used, *over) = (t.used + value, *over + value.max(0)),
            Role::Nuclear => (t.used, t.nuclear) = (t.used + value, t.nuclear + value.max(0)),
            Role::Fossil if fossil => t.used += value,
            Role::Charge if !greatest => *aside -= value,
            Role::Discharge if greatest => *over += value,
            Role::Store if greatest => *over += (-value).max(0),
            Role::Store => *aside -= value.max(0),
            _ => {}
        }
    }

    /// Both.
    pub(super) fn plus(self, other: Self) -> Self {
        Self { totals: self.totals.plus(other.totals), aside: self.aside + other.aside, over: self.over + other.over }
    }

    /// The totals, with R as the greater of what stands aside and that with supply over export.
    pub(super) fn closed(self) -> Totals {
        Totals { green: self.aside + self.over.max(0), ..self.totals }
    }
}

/// Known energies of a bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    pub(super) import: i128,
    pub(super) export: i128,
    pub(super) signed: i128,
    pub(super) renewable: i128,
    pub(super) nuclear: i128,
    pub(super) fossil: i128,
    pub(super) charge: i128,
    pub(super) discharge: i128,
    pub(super) load: i128,
    /// Of charge, the least that is renewable where the pool is not known.
    pub(super) charge_least: i128,
    /// The most.
    pub(super) charge_most: i128,
    /// Of discharge, the least that is renewable where the pool is not known.
    pub(super) release_least: i128,
    /// The most.
    pub(super) release_most: i128,
}

impl Known {
    /// All that the bins hold at their point.
    pub(super) fn of(flows: &Flows, b: usize) -> Self {
        Self {
            import: flows.import[b],
            export: flows.export[b],
            signed: flows.direct[b] + flows.onsite[b],
            renewable: flows.renewable[b],
            nuclear: flows.nuclear[b],
            fossil: flows.fossil[b],
            charge: flows.charge[b],
            discharge: flows.discharge[b],
            load: flows.load[b],
            ..Self::default()
        }
    }

    /// Adds those of another bin.
    pub(super) fn add(&mut self, other: &Self) {
        self.import += other.import;
        self.export += other.export;
        self.signed += other.signed;
        self.renewable += other.renewable;
        self.nuclear += other.nuclear;
        self.fossil += other.fossil;
        self.charge += other.charge;
        self.discharge += other.discharge;
        self.load += other.load;
        self.charge_least += other.charge_least;
        self.charge_most += other.charge_most;
        self.release_least += other.release_least;
        self.release_most += other.release_most;
    }

    /// Varying parts of totals out of a netting group of which nothing else is unknown; returns what is left of its net energy.
    pub(super) fn take_of_group(&mut self, group: &Group, b: usize, parts: i128) -> i128 {
        let net = group.net[b];
        let bare = net - parts;
        let supply = if group.nuclear { &mut self.nuclear } else { &mut self.renewable };
        *supply += bare.max(0) - net.max(0);
        self.signed -= parts;
        bare
    }

    /// Varying the point value of an unknown reading, or of a part of a total, out of what is known.
    pub(super) fn take(&mut self, role: Role, value: i128) {
        match role {
            Role::Import => self.import -= value,
            Role::Export => self.export -= value,
            Role::Net => {
                self.import -= value.max(0);
                self.export -= (-value).max(0);
            }
            Role::Renewable => {
                self.renewable -= value.max(0);
                self.signed -= value;
            }
            Role::Nuclear => {
                self.nuclear -= value.max(0);
                self.signed -= value;
            }
            Role::Fossil => self.fossil -= value,
            Role::Charge => self.charge -= value,
            Role::Discharge => self.discharge -= value,
            Role::Store => {
                self.charge -= value.max(0);
                self.discharge -= (-value).max(0);
            }
            Role::Load => self.load -= value,
        }
    }
}
