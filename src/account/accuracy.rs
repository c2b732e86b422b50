//! Meter accuracy, where the setting asks for it (`accuracy = stated`): each meter's total lies within ± its class of what it reads (METHOD 8).
//!
//! The total of a meter moves the sums that it enters; how it moves R is taken in proportion to what of it counts there.

use super::balance::bins::MeterSum;
use super::balance::electricity::Electric;
use super::balance::role::Role;
use super::carriers::Part;
use crate::dossier::Dossier;
use crate::measure::{Amount, Electricity, Exact, Span};

/// How far a meter's class lets its total move.
#[derive(Clone, Debug)]
pub(super) struct Slack {
    /// What the meter is to the balance.
    pub(super) role: Role,
    /// `MWh` to either side.
    pub(super) amount: Exact,
    /// `MWh` of R per `MWh` of it.
    pub(super) green: Exact,
    /// `MWh` of U per `MWh` of it.
    pub(super) used: Exact,
}

/// Widens the figures of electricity by the classes of the meters; returns how far each moves.
pub(super) fn widen(dossier: &Dossier, electric: &mut Electric) -> Vec<Slack> {
    let bins = &electric.bins;
    let share = |part: i128, whole: i128| if whole == 0 { Exact::zero() } else { Exact::ratio(part, whole) };
    let total = |values: &[i128]| values.iter().sum::<i128>();
    let exported = share(total(&electric.attribution.export), total(&bins.flows.export));
    let charged = share(total(&electric.attribution.charge), total(&bins.flows.charge));
    let released = share(total(&electric.attribution.discharge), total(&bins.flows.discharge));
    let (zero, one) = (Exact::zero, Exact::one);
    let mut all = Vec::new();
    for (&meter, &MeterSum { role, signed, .. }) in &bins.sums {
        let Some(class) = &dossier.meters[meter].accuracy_class else { continue };
        let amount = bins.grid.mwh(signed).abs() * class / Exact::from(100_i64);
        let inferred = bins.flows.inferred;
        let (green, used) = match role {
            Role::Import | Role::Net | Role::Fossil if inferred => (zero(), zero()),
            Role::Import | Role::Net | Role::Fossil => (zero(), one()),
            Role::Export => (-exported.clone(), -one()),
            Role::Renewable => (one(), if inferred { zero() } else { one() }),
            Role::Nuclear => (zero(), if inferred { zero() } else { one() }),
            Role::Charge => (-charged.clone(), if inferred { one() } else { zero() }),
            Role::Discharge => (released.clone(), if inferred { -one() } else { zero() }),
            Role::Store => (zero(), if inferred { one() } else { zero() }),
            Role::Load => (zero(), if inferred { one() } else { zero() }),
        };
        all.push(Slack { role, amount, green, used });
    }
    let spread = |span: &mut Span<Electricity>, weight: &dyn Fn(&Slack) -> Exact| {
        let width: Exact = all.iter().map(|s| weight(s).abs() * &s.amount).sum();
        span.lower = span.lower.take().map(|l| Electricity::of(l.mwh() - &width));
        span.upper = span.upper.take().map(|u| Electricity::of(u.mwh() + &width));
    };
    let is = |roles: &'static [Role]| move |s: &Slack| if roles.contains(&s.role) { Exact::one() } else { Exact::zero() };
    spread(&mut electric.import, &is(&[Role::Import, Role::Net]));
    spread(&mut electric.export, &is(&[Role::Export, Role::Net]));
    spread(&mut electric.direct, &is(&[Role::Nuclear]));
    spread(&mut electric.onsite, &is(&[Role::Renewable]));
    spread(&mut electric.fossil, &is(&[Role::Fossil]));
    spread(&mut electric.charge, &is(&[Role::Charge, Role::Store]));
    spread(&mut electric.discharge, &is(&[Role::Discharge, Role::Store]));
    spread(&mut electric.load, &is(&[Role::Load]));
    spread(&mut electric.consumption, &|s| s.used.clone());
    spread(&mut electric.green, &|s| s.green.clone());
    spread(&mut electric.net, &|s| if s.role == Role::Fossil { Exact::zero() } else { s.used.clone() });
    spread(&mut electric.residual, &|s| if s.role == Role::Load { Exact::one() } else { s.used.clone() });
    all
}

/// Widens the quantities of heat and fuels by the classes of their meters.
pub(super) fn widen_parts(dossier: &Dossier, parts: &mut [Part]) {
    for part in parts {
        let Some(class) = &dossier.meters[part.meter].accuracy_class else { continue };
        let width = part.quantity.0.abs() * class / Exact::from(100_i64);
        let (point, low, high) = &mut part.quantity;
        let _ = point;
        *low = low.take().map(|l| l - &width);
        *high = high.take().map(|h| h + &width);
        part.unknown.push((dossier.period.from(), Some(-&width), Some(width)));
    }
}
