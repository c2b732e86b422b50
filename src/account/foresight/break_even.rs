//! The single changes by which a park can steer: what each does to the inputs, what a unit of it moves, and how much of it there is.
//!
//! - `direct-supply`: so many `MWh` more of renewable energy over a direct line, and as many less of grid import, in steps of the run in which
//!   electricity is imported, nothing is charged into storage, and all export that can be renewable is renewable already. U, X, W and the
//!   stores stay as they are; R rises and P falls by exactly the amount. The other way round, supply is lost and import takes its place.
//! - `certificates`: so many whole certificates more (or less) that count. T + C moves, nothing else.
//! - `trades`: so many `MWh` more (or less) of green-power trading settled with certificates, in whole months of the period.
//! - `fuel`, `heat`: so much less (or more) of the quantity of one meter of fossil fuel that is burnt, or of fossil heat that is bought. E and W
//!   move both. Where several factors hold in turn, all readings of the meter move in proportion.

use crate::account::balance::electricity::{Electric, Mode};
use crate::account::carriers::{Part, Place};
use crate::account::profile::base_unit;
use crate::account::settle::Accounts;
use crate::account::totals::Slope;
use crate::dossier::Dossier;
use crate::measure::Exact;
use crate::standard::Constants;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// Direct supply in place of grid import.
    DirectSupply,
    /// Certificates.
    Certificates,
    /// Green-power trades.
    Trades,
    /// Fuel burnt, by meter.
    Fuel(usize),
    /// Fossil heat bought, by meter.
    Heat(usize),
}

impl Lever {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::DirectSupply => "direct-supply",
            Self::Certificates => "certificates",
            Self::Trades => "trades",
            Self::Fuel(_) => "fuel",
            Self::Heat(_) => "heat",
        }
    }

    /// The meter that it is about.
    pub fn meter(self) -> Option<usize> {
        match self {
            Self::Fuel(meter) | Self::Heat(meter) => Some(meter),
            _ => None,
        }
    }

    /// Whether more of it helps the park (else less of it does).
    pub fn more_helps(self) -> bool {
        self.meter().is_none()
    }
}

/// A change that can be made to a park's inputs.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is changed.
    pub lever: Lever,
    /// Unit of the amount.
    pub unit: &'static str,
    /// The least amount that is told apart, in `unit`.
    pub grain: Exact,
    /// What one unit that helps moves; one that harms moves the opposite.
    pub slope: Slope,
    /// The most that can be done to help; `None` where nothing limits it.
    pub most_help: Option<Exact>,
    /// The most that can be done to harm; `None` where nothing limits it.
    pub most_harm: Option<Exact>,
}

/// To what amounts of energy and fuel are told: a millionth of their unit.
pub fn fine() -> Exact {
    Exact::ratio(1, 1_000_000)
}

/// The changes open to a park, in the order of reports.
pub fn changes(dossier: &Dossier, accounts: &Accounts, constants: &Constants) -> Vec<Change> {
    if accounts.electric.mode == Mode::Neither {
        return Vec::new();
    }
    let (replaceable, losable) = supply(&accounts.electric);
    let one = Exact::one;
    let mut all = vec![
        Change {
            lever: Lever::DirectSupply,
            unit: "MWh",
            grain: fine(),
            slope: Slope { green: Some(one()), import: Some(-one()), ..Slope::default() },
            most_help: Some(replaceable),
            most_harm: Some(losable),
        },
        Change {
            lever: Lever::Certificates,
            unit: "certificate",
            grain: one(),
            slope: Slope { zero_rated: Some(constants.certificate_energy.clone()), ..Slope::default() },
            most_help: None,
            most_harm: Some(Exact::from(i128::try_from(accounts.certificates.counted).unwrap_or(i128::MAX))),
        },
        Change {
            lever: Lever::Trades,
            unit: "MWh",
            grain: fine(),
            slope: Slope { zero_rated: Some(one()), ..Slope::default() },
            most_help: None,
            most_harm: Some(accounts.traded.mwh().clone()),
        },
    ];
    let mut meters: Vec<usize> = accounts.parts.iter().map(|p| p.meter).collect();
    meters.dedup();
    all.extend(meters.into_iter().filter_map(|meter| burnt(dossier, accounts, meter, fine())));
    all
}

/// The change of one meter of fuel or heat, if it is burnt or bought and its factors are known.
fn burnt(dossier: &Dossier, accounts: &Accounts, meter: usize, grain: Exact) -> Option<Change> {
    let parts: Vec<&Part> = accounts.parts.iter().filter(|p| p.meter == meter).collect();
    let place = parts.first()?.place;
    if !matches!(place, Place::Fuel | Place::FossilHeat) || parts.iter().any(|p| p.sign < 0) {
        return None;
    }
    let quantity: Exact = parts.iter().map(|p| &p.quantity.0).sum();
    if !quantity.is_positive() {
        return None;
    }
    let mut mean = (Exact::zero(), Exact::zero());
    for part in parts.iter().filter(|p| !p.quantity.0.is_zero()) {
        mean.0 += &(&part.quantity.0 * part.per_unit.emissions.as_ref()?);
        mean.1 += &(&part.quantity.0 * part.per_unit.energy.as_ref()?);
    }
    let slope = Slope { emissions: Some(-mean.0.over(&quantity)?), energy: Some(-mean.1.over(&quantity)?), ..Slope::default() };
    let lever = if place == Place::Fuel { Lever::Fuel(meter) } else { Lever::Heat(meter) };
    Some(Change { lever, unit: base_unit(&dossier.meters[meter]), grain, slope, most_help: Some(quantity), most_harm: None })
}

/// Grid import that direct supply can replace one for one, and direct supply that import can replace, `MWh`: in steps without charging, as long as
/// the renewable part of export stays as it is.
fn supply(electric: &Electric) -> (Exact, Exact) {
    let (bins, attribution) = (&electric.bins, &electric.attribution);
    let (mut replaceable, mut losable) = (0_i128, 0_i128);
    for b in (0..bins.grid.len()).filter(|&b| bins.flows.charge[b] == 0) {
        // What renewable energy is left in the step once all export is taken from it; below zero some export is not renewable.
        let left = bins.flows.renewable[b] + attribution.discharge[b] - bins.flows.export[b];
        if left >= 0 {
            replaceable += bins.flows.import[b].max(0);
            losable += left.min(bins.flows.renewable[b]).max(0);
        }
    }
    (bins.grid.mwh(replaceable), bins.grid.mwh(losable))
}
