//! What a figure is made of (METHOD 11, materiality): how much of it was measured, estimated, corrected, missed, declared, and how much rests on defaults.
//!
//! Each meter's part is weighed by its energy; what it misses is taken at the mean of its readings, so that the parts add up to one. It decides nothing.

use super::carriers::{Part, Place, emits};
use super::profile::{after_loss, total};
use super::settle::Accounts;
use super::{Electric, Mode};
use crate::dossier::{Dossier, Flow, Source};
use crate::measure::Exact;
use crate::standard::{Feedstock, Settings};

/// The parts of a figure, as shares of one. `defaults` is beside the others: what of the whole rests on default factors.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Makeup {
    pub measured: Exact,
    pub estimated: Exact,
    pub corrected: Exact,
    pub missing: Exact,
    pub declared: Exact,
    pub defaults: Exact,
}

/// What adds to a figure, or is taken from it: how much, of which meter (of none: it is declared), and whether by a default factor.
struct Contribution {
    weight: Exact,
    meter: Option<usize>,
    default: bool,
}

/// What R and U are made of.
pub fn of_direct_share(dossier: &Dossier, accounts: &Accounts) -> [Option<Makeup>; 2] {
    let electric = &accounts.electric;
    let supply = [
        Flow::DirectLine,
        Flow::OnsiteRenewable,
        Flow::Auxiliary,
        Flow::StorageCharge,
        Flow::StorageDischarge,
        Flow::StorageNet,
        Flow::GridExport,
    ];
    let nuclear = |m: &usize| dossier.meters[*m].flow == Flow::DirectLine && dossier.meters[*m].source == Source::Nuclear;
    let green: Vec<usize> = electric.meters(&supply).into_iter().filter(|m| !nuclear(m)).collect();
    let plain = |meters: Vec<usize>| makeup(accounts, energies(dossier, &meters, &Exact::one(), false));
    [plain(green), plain(used(electric))]
}

/// What E and W are made of.
pub fn of_intensity(dossier: &Dossier, accounts: &Accounts, settings: &Settings) -> [Option<Makeup>; 2] {
    let electric = &accounts.electric;
    let gateway =
        if electric.mode == Mode::Inferred { electric.balance_meters() } else { electric.meters(&[Flow::GridImport, Flow::GridNet]) };
    let value = |id: &str| accounts.figure(id).and_then(|f| f.span.as_ref()).map_or_else(Exact::zero, |span| span.0.clone());
    // The emissions of electricity are those of what was imported, whichever gateway it came by.
    let imported = energies(dossier, &gateway, &Exact::one(), false);
    let all: Exact = imported.iter().map(|c| &c.weight).sum();
    let of_electricity = value("emissions.electricity").abs();
    let by_gateway = imported.into_iter().filter_map(|c| Some(Contribution { weight: (&c.weight * &of_electricity).over(&all)?, ..c }));
    let carried = |part: &Part, factor: Option<&Exact>, default: bool| {
        Some(Contribution { weight: (&part.quantity.0 * factor?).abs(), meter: Some(part.meter), default })
    };
    let emitted = accounts.parts.iter().filter(|p| emits(p));
    let emissions = by_gateway
        .chain(emitted.filter_map(|p| carried(p, p.per_unit.emissions.as_ref(), p.per_unit.default_emissions)))
        .chain(std::iter::once(Contribution { weight: value("emissions.process").abs(), meter: None, default: false }));
    let is_default = settings.list.iter().any(|s| s.name == "electricity_equivalent" && s.is_default);
    let counts = |p: &&Part| p.place != Place::Feedstock || settings.feedstock_energy() == Feedstock::Included;
    let energy = energies(dossier, &networks(electric), settings.electricity_equivalent(), is_default)
        .into_iter()
        .chain(accounts.parts.iter().filter(counts).filter_map(|p| carried(p, p.per_unit.energy.as_ref(), p.per_unit.default_energy)));
    [makeup(accounts, emissions.collect()), makeup(accounts, energy.collect())]
}

/// The meters of consumption.
fn used(electric: &Electric) -> Vec<usize> {
    match electric.mode {
        Mode::Inferred => electric.meters(&[Flow::Load, Flow::StorageCharge, Flow::StorageDischarge, Flow::StorageNet]),
        _ => [networks(electric), electric.meters(&[Flow::OnsiteFossil])].concat(),
    }
}

/// The meters of what enters energy as electricity.
fn networks(electric: &Electric) -> Vec<usize> {
    match electric.mode {
        Mode::Inferred => electric.balance_meters(),
        _ => {
            electric.meters(&[Flow::GridImport, Flow::GridExport, Flow::GridNet, Flow::DirectLine, Flow::OnsiteRenewable, Flow::Auxiliary])
        }
    }
}

/// The energy of meters of electricity in `MWh`, times a factor.
fn energies(dossier: &Dossier, meters: &[usize], factor: &Exact, default: bool) -> Vec<Contribution> {
    let mwh = Exact::ratio(1, 1000);
    let weight = |meter: usize| (total(dossier, meter) * after_loss(&dossier.meters[meter])).abs() * &mwh * factor;
    meters.iter().map(|&meter| Contribution { weight: weight(meter), meter: Some(meter), default }).collect()
}

/// The makeup of all that contributes; `None` where there is nothing, or where of a meter nothing at all is known.
fn makeup(accounts: &Accounts, contributions: Vec<Contribution>) -> Option<Makeup> {
    let zero = Exact::zero;
    let mut sum = Makeup { measured: zero(), estimated: zero(), corrected: zero(), missing: zero(), declared: zero(), defaults: zero() };
    let mut all = zero();
    for Contribution { weight, meter, default } in contributions {
        let Some(meter) = meter else {
            all += &weight;
            sum.declared += &weight;
            continue;
        };
        let count = &accounts.completeness[meter];
        let number = |n: u64| Exact::from(i128::from(n));
        let whole = if count.present == 0 {
            // A register whose steps are not known may know its total all the same.
            if weight.is_zero() && count.expected > 0 {
                return None;
            }
            sum.measured += &weight;
            weight
        } else {
            let each = weight.over(&number(count.present))?;
            let estimated = count.estimated.min(count.present);
            let corrected = count.corrected.min(estimated);
            sum.measured += &(&each * &number(count.present - estimated));
            sum.estimated += &(&each * &number(estimated - corrected));
            sum.corrected += &(&each * &number(corrected));
            sum.missing += &(&each * &number(count.missing));
            each * number(count.present.saturating_add(count.missing))
        };
        if default {
            sum.defaults += &whole;
        }
        all += &whole;
    }
    let share = |part: &Exact| part.over(&all);
    if !all.is_positive() {
        return None;
    }
    Some(Makeup {
        measured: share(&sum.measured)?,
        estimated: share(&sum.estimated)?,
        corrected: share(&sum.corrected)?,
        missing: share(&sum.missing)?,
        declared: share(&sum.declared)?,
        defaults: share(&sum.defaults)?,
    })
}
