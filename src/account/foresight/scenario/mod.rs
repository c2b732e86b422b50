//! What a park would come to if something were otherwise: further generation, a battery, more or less of a flow, further certificates.
//!
//! The changes are made to the park's own bins, in this order whatever the order of the file: generation (each change after the one above it), then
//! batteries, then what has no time. Everything that follows — attribution, resolution, bounds, emissions, energy — is what it is for any park.
//!
//! - **Generation** follows the readings of its profile, each × added capacity / capacity of the profile, after the profile's own loss, rounded half
//!   to even to 1e-12 `MWh`. In each bin it takes the place of grid import; what is beyond import is exported. Less generation is taken from export
//!   first and then imported; so is the own use of a generator at night. Consumption U never moves.
//! - **Missing readings** stay missing. Where the profile has none, the added generation is unknown, between nothing and its capacity (never zero for
//!   want of better). Where import is unknown, so is what is displaced: the bounds let it vary, and the point follows the point of import.
//! - **A battery** does one thing in a bin. It charges where export of renewable generation, min(X, r), is more than import, up to that export, its power
//!   × hours and its room; else it discharges up to import, power × hours and what it holds. The loss is taken when it charges, so that its `MWh` are
//!   what it can deliver; it starts empty. It stands still in a bin in which anything is unknown. Several take their turns in the order of the file. What
//!   the park stores already stays as metered. A day or a month is too coarse for it, and refused.
//! - **More or less of a fuel or of heat** scales the quantity of a meter, unknown readings included.
//! - Where import is inferred from loads (METHOD 9), import and export follow from the same balance as without the scenario.

mod battery;
mod came;
mod exchange;
mod generator;

use std::collections::BTreeMap;

use crate::account::accuracy::{self, Slack};
use crate::account::balance::electricity::{Balance, Mode, balance, conclude};
use crate::account::profile::base_unit;
use crate::account::settle::{Accounts, settle_rest};
use crate::account::supposed::Supposed;
use crate::dossier::{Carrier, Dossier, Flow, Planned, Scenario};
use crate::measure::Exact;
use crate::standard::{Accuracy, Settings, Standard};

pub use came::{Came, Refused, Why};
pub use exchange::Exchange;

/// What a dossier was before a scenario's generators were put into it.
#[derive(Debug)]
pub struct Before {
    /// How many meters it had.
    meters: usize,
    /// The losses of meters that are scaled.
    losses: Vec<(usize, Option<Exact>)>,
    /// The meters that each change adds or scales in the balance of electricity.
    of: Vec<Vec<usize>>,
}

/// Puts a scenario's generators into a dossier.
pub fn extend(dossier: &mut Dossier, scenario: &Scenario) -> Result<Before, Refused> {
    let mut before = Before { meters: dossier.meters.len(), losses: Vec::new(), of: Vec::new() };
    let (mut added, mut losses) = (Vec::new(), Vec::new());
    for change in &scenario.changes {
        let mut of = Vec::new();
        match change {
            Planned::Generation { source, technology, flow, capacity, profile, measured } => {
                let factor = capacity.over(measured).unwrap_or_else(Exact::zero);
                for &meter in profile {
                    let wanted = generator::Wanted { source, technology, flow: *flow, capacity, factor: &factor };
                    of.push(before.meters + added.len());
                    added.push(generator::added(dossier, meter, &wanted).map_err(|why| Refused { change: before.of.len(), why })?);
                }
            }
            Planned::Scale { meters, percent, .. } => {
                of.extend(meters.iter().copied().filter(|&m| dossier.meters[m].carrier == Carrier::Electricity));
                losses.extend(of.iter().map(|&meter| (meter, generator::loss_after(&dossier.meters[meter], percent))));
            }
            Planned::Storage { .. } | Planned::Certificates { .. } | Planned::Trades { .. } => {}
        }
        before.of.push(of);
    }
    for generator in added {
        dossier.own_use.push(generator.own_use);
        dossier.completeness.push(generator.completeness);
        dossier.series.push(Some(generator.series));
        dossier.meters.push(generator.meter);
    }
    for (meter, loss) in losses {
        before.losses.push((meter, dossier.meters[meter].loss_percent.replace(loss)));
    }
    Ok(before)
}

/// Makes a dossier what it was.
pub fn restore(dossier: &mut Dossier, before: Before) {
    for (meter, loss) in before.losses {
        dossier.meters[meter].loss_percent = loss;
    }
    dossier.meters.truncate(before.meters);
    dossier.series.truncate(before.meters);
    dossier.completeness.truncate(before.meters);
    dossier.own_use.truncate(before.meters);
}

/// Settles an extended dossier with everything else that a scenario supposes. Says of each change what it came to.
pub fn settle(
    dossier: &Dossier,
    before: &Before,
    base: &Accounts,
    standard: &Standard,
    settings: &Settings,
    scenario: &Scenario,
) -> Result<(Accounts, Vec<Came>), Refused> {
    let mut balance = balance(dossier);
    let mut exchanges = exchanges(dossier, before, base, &mut balance, scenario)?;
    let mut stores = stores(dossier, base, &mut balance, scenario)?;
    let mut defects = Vec::new();
    let mut electric = conclude(balance, settings, &mut defects);
    let slack: Vec<Slack> = if settings.accuracy() == Accuracy::Stated { accuracy::widen(dossier, &mut electric) } else { Vec::new() };
    let supposed = supposed(scenario);
    let accounts = settle_rest(dossier, standard, settings, electric, slack, defects, &supposed);
    let came = scenario.changes.iter().enumerate().map(|(number, change)| match change {
        Planned::Generation { .. } => {
            let generated = before.of[number].iter().filter_map(|meter| accounts.electric.bins.sums.get(meter)).map(|sum| sum.signed).sum();
            let exchange = exchanges.remove(&number).unwrap_or_default();
            Came::Generation { generated: accounts.electric.bins.grid.mwh(generated), exchange }
        }
        Planned::Storage { .. } => stores.remove(&number).unwrap_or(Came::Purchase { energy: Exact::zero() }),
        Planned::Scale { meters, .. } => {
            Came::Scale { quantities: quantities(dossier, base, &accounts, meters), exchange: exchanges.remove(&number) }
        }
        Planned::Certificates { quantity } => {
            let whole = Exact::from(i128::try_from(*quantity).unwrap_or(i128::MAX));
            Came::Purchase { energy: whole * &standard.constants.certificate_energy }
        }
        Planned::Trades { energy } => Came::Purchase { energy: energy.clone() },
    });
    let came = came.collect();
    Ok((accounts, came))
}

/// Lets further, or less, generation take the place of import or be exported; by the number of the change.
fn exchanges(
    dossier: &Dossier,
    before: &Before,
    base: &Accounts,
    balance: &mut Balance,
    scenario: &Scenario,
) -> Result<BTreeMap<usize, Exchange>, Refused> {
    let changed: Vec<usize> = (0..scenario.changes.len()).filter(|&number| !before.of[number].is_empty()).collect();
    if changed.is_empty() {
        return Ok(BTreeMap::new());
    }
    if balance.mode == Mode::Neither {
        return Err(Refused { change: changed[0], why: Why::NoBalance });
    }
    let resolution = base.electric.bins.grid.step;
    if balance.bins.grid.step != resolution {
        let coarse = before.of.iter().flatten().find(|&&m| dossier.series[m].as_ref().is_some_and(|s| !s.step.divides(resolution)));
        let coarse = coarse.copied().unwrap_or(before.of[changed[0]][0]);
        let step = dossier.series[coarse].as_ref().map_or(resolution, |s| s.step);
        let change = before.of.iter().position(|of| of.contains(&coarse)).unwrap_or(changed[0]);
        let why = Why::CoarseProfile { meter: dossier.meters[coarse].id.clone(), step, resolution };
        return Err(Refused { change, why });
    }
    let moves: Vec<exchange::Moves> = changed
        .iter()
        .map(|&number| {
            let old = |meter: usize| before.losses.iter().find(|(m, _)| *m == meter).map(|(_, loss)| loss.clone());
            exchange::Moves::of(dossier, &balance.bins, before.of[number].iter().map(|&meter| (meter, old(meter))))
        })
        .collect();
    let found = match balance.mode {
        Mode::Inferred => exchange::inferred(&balance.bins, &moves),
        _ => exchange::metered(&mut balance.bins, &moves),
    };
    Ok(changed.into_iter().zip(found).collect())
}

/// Dispatches the batteries; by the number of the change.
fn stores(dossier: &Dossier, base: &Accounts, balance: &mut Balance, scenario: &Scenario) -> Result<BTreeMap<usize, Came>, Refused> {
    let mut found = BTreeMap::new();
    for (number, change) in scenario.changes.iter().enumerate() {
        let Planned::Storage { energy, power, round_trip } = change else { continue };
        if balance.mode == Mode::Neither {
            return Err(Refused { change: number, why: Why::NoBalance });
        }
        let step = balance.bins.grid.step;
        if step.seconds().is_none_or(|seconds| seconds > 3600) {
            let ids: Vec<&str> = base.electric.set_by.iter().take(5).map(|&m| dossier.meters[m].id.as_str()).collect();
            return Err(Refused { change: number, why: Why::Coarse { step, meters: ids.join(", ") } });
        }
        found.insert(number, battery::dispatch(&mut balance.bins, energy, power, round_trip));
        // A store is there, though no meter of the park measures it.
        balance.by_flow.entry(Flow::StorageCharge).or_default();
        balance.by_flow.entry(Flow::StorageDischarge).or_default();
    }
    Ok(found)
}

/// What a scenario supposes beside the balance of electricity.
fn supposed(scenario: &Scenario) -> Supposed {
    let mut all = Supposed::default();
    for change in &scenario.changes {
        match change {
            Planned::Certificates { quantity } => all.certificates = all.certificates.saturating_add(*quantity),
            Planned::Trades { energy } => all.traded += energy,
            Planned::Scale { meters, percent, .. } => {
                let hundred = Exact::from(100_i64);
                let factor = (&hundred + percent) / hundred;
                all.scales.extend(meters.iter().map(|&meter| (meter, factor.clone())));
            }
            Planned::Generation { .. } | Planned::Storage { .. } => {}
        }
    }
    all
}

/// What meters measure before and after, summed by unit.
fn quantities(dossier: &Dossier, base: &Accounts, after: &Accounts, meters: &[usize]) -> Vec<(&'static str, Exact, Exact)> {
    let mut all: Vec<(&'static str, Exact, Exact)> = Vec::new();
    for &meter in meters {
        let registered = &dossier.meters[meter];
        let electric = registered.carrier == Carrier::Electricity;
        let unit = if electric { "MWh" } else { base_unit(registered) };
        let of = |accounts: &Accounts| -> Exact {
            if electric {
                let bins = &accounts.electric.bins;
                return bins.sums.get(&meter).map_or_else(Exact::zero, |sum| bins.grid.mwh(sum.signed));
            }
            accounts.parts.iter().filter(|part| part.meter == meter).map(|part| &part.quantity.0).sum()
        };
        let at = all.iter().position(|(known, ..)| *known == unit).unwrap_or_else(|| {
            all.push((unit, Exact::zero(), Exact::zero()));
            all.len() - 1
        });
        all[at].1 += &of(base);
        all[at].2 += &of(after);
    }
    all
}
