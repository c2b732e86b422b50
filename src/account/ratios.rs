//! The three ratios of the rules with their exact bounds: ρ = R / U, I = E / W, and the share of clean energy.

use std::sync::OnceLock;

use super::accuracy::Slack;
use super::balance::electricity::Electric;
use super::balance::role::Role;
use super::bounds::deciding::{Deciding, Run, deciding, runs};
use super::bounds::ratio::{Other, Ratio};
use super::bounds::varying::Varying;
use crate::measure::{Exact, Share, Span};
use crate::standard::Constants;

/// A ratio and what would decide it.
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The ratio with its bounds; `None` where it is undefined.
    pub span: Option<Span<Share>>,
    /// Meters and days of what is unknown, largest effect first.
    pub deciding: Vec<Deciding>,
    /// Whether the bounds are from outside, and need not be reached.
    pub outside: bool,
}

/// What the ratios need beside electricity.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    /// Emissions without electricity, tCO2; `None` where a factor is missing.
    pub(super) emissions: Option<Exact>,
    /// Energy without electricity, tce.
    pub(super) energy: Option<Exact>,
    /// The least that energy in all can be, tce; `None` where it is unbounded.
    pub(super) least_energy: Option<Exact>,
    /// Clean energy beside electricity, tce.
    pub(super) clean: Option<Exact>,
    /// Unknown readings of heat and fuels.
    pub(super) others: Vec<Other>,
    /// Days on which something of electricity, heat or fuels is unknown, once they are asked for.
    pub(super) runs: OnceLock<Vec<Run>>,
    /// Each meter's place in the order of their ids.
    pub(super) ranks: Vec<u32>,
    /// T + C in `MWh`.
    pub(super) zero_rated: Exact,
    /// How far the accuracy of each meter lets its total move.
    pub(super) slack: Vec<Slack>,
    /// Emissions not charged for exported fossil electricity, tCO2.
    pub(super) export_credit: Exact,
    /// By how much less or more that may be, where it is not known.
    pub(super) credit_open: Option<(Exact, Option<Exact>)>,
}

/// ρ = R / U; or with so many `MWh` of certificates and trades that another reading counts, up to consumption: min(R + T + C, U) / U.
pub(super) fn direct_green_share(electric: &Electric, rest: &Rest, counted: &Exact) -> Bounded {
    let zero = Exact::zero;
    let slack = rest.slack.iter().map(|s| wide(s.green.clone(), s.used.clone(), s)).collect();
    let ratio = Ratio {
        green: Exact::one(),
        nuclear: zero(),
        import: zero(),
        beyond: true,
        zero_rated: zero(),
        used: Exact::one(),
        fossil: true,
        numerator: counted.clone(),
        denominator: zero(),
        others: slack,
    };
    let point = quotient(&(electric.green.value.mwh() + counted), electric.consumption.value.mwh());
    let least = electric.consumption.lower.as_ref().map(|u| u.mwh().clone());
    let mut share = bounded(electric, ratio, (&[], &OnceLock::new(), &rest.ranks), &|_| (zero(), zero()), point, least);
    if counted.is_positive() {
        let capped = |share: Share| Share::from_one(share.one().clone().min(Exact::one()));
        share.span = share.span.map(|span| Span {
            value: capped(span.value),
            lower: span.lower.map(capped),
            upper: Some(span.upper.map_or_else(|| Share::from_one(Exact::one()), capped)),
        });
    }
    share
}

/// I = E / W, tCO2/tce.
pub(super) fn carbon_intensity(electric: &Electric, rest: &Rest, constants: &Constants, k: &Exact) -> Bounded {
    let (Some(emissions), Some(energy)) = (&rest.emissions, &rest.energy) else {
        return Bounded { span: None, deciding: Vec::new(), outside: false };
    };
    let import = electric.import.value.mwh() - &rest.zero_rated;
    let import = if import.is_negative() { Exact::zero() } else { import };
    let charged = import.is_positive();
    let slack = rest
        .slack
        .iter()
        .map(|s| {
            let emitted = charged && matches!(s.role, Role::Import | Role::Net);
            let factor = if emitted { constants.electricity_factor.clone() } else { Exact::zero() };
            wide(factor, net(s) * k, s)
        })
        .chain(rest.credit_open.clone().map(|(least, most)| (-Exact::one(), Exact::zero(), Some(least), most)))
        .collect();
    let ratio = Ratio {
        green: Exact::zero(),
        nuclear: Exact::zero(),
        import: constants.electricity_factor.clone(),
        beyond: true,
        zero_rated: rest.zero_rated.clone(),
        used: k.clone(),
        fossil: false,
        numerator: emissions - &rest.export_credit,
        denominator: energy.clone(),
        others: slack,
    };
    let numerator = &import * &constants.electricity_factor + emissions - &rest.export_credit;
    let point = quotient(&numerator, &(electric.net.value.mwh() * k + energy));
    bounded(
        electric,
        ratio,
        (&rest.others, &rest.runs, &rest.ranks),
        &|o| (o.emissions.clone(), o.energy.clone()),
        point,
        rest.least_energy.clone(),
    )
}

/// The share of clean energy: [(R + Z + nuclear) k + non-fossil heat and fuels] / W.
pub(super) fn clean_energy_share(electric: &Electric, rest: &Rest, k: &Exact) -> Bounded {
    let (Some(clean), Some(energy)) = (&rest.clean, &rest.energy) else {
        return Bounded { span: None, deciding: Vec::new(), outside: false };
    };
    let nuclear = electric.bins.grid.mwh(electric.bins.flows.nuclear.iter().sum());
    let import = electric.import.value.mwh();
    let within = *import < rest.zero_rated;
    let zero_rated = if within { import.clone() } else { rest.zero_rated.clone() };
    let slack = rest
        .slack
        .iter()
        .map(|s| {
            let counted = match s.role {
                Role::Import | Role::Net if within => Exact::one(),
                Role::Nuclear => Exact::one(),
                _ => s.green.clone(),
            };
            wide(counted * k, net(s) * k, s)
        })
        .collect();
    let ratio = Ratio {
        green: k.clone(),
        nuclear: k.clone(),
        import: k.clone(),
        beyond: false,
        zero_rated: rest.zero_rated.clone(),
        used: k.clone(),
        fossil: false,
        numerator: clean.clone(),
        denominator: energy.clone(),
        others: slack,
    };
    let numerator = (electric.green.value.mwh() + &nuclear + &zero_rated) * k + clean;
    let point = quotient(&numerator, &(electric.net.value.mwh() * k + energy));
    bounded(
        electric,
        ratio,
        (&rest.others, &rest.runs, &rest.ranks),
        &|o| (o.clean.clone(), o.energy.clone()),
        point,
        rest.least_energy.clone(),
    )
}

/// A meter's slack as an unknown of a ratio.
fn wide(numerator: Exact, denominator: Exact, slack: &Slack) -> (Exact, Exact, Option<Exact>, Option<Exact>) {
    (numerator, denominator, Some(-&slack.amount), Some(slack.amount.clone()))
}

/// `MWh` of P + D + G − X per `MWh` of a meter.
fn net(slack: &Slack) -> Exact {
    if slack.role == Role::Fossil { Exact::zero() } else { slack.used.clone() }
}

/// A quotient whose denominator is positive.
fn quotient(numerator: &Exact, denominator: &Exact) -> Option<Exact> {
    if denominator.is_positive() { numerator.over(denominator) } else { None }
}

fn bounded(
    electric: &Electric,
    ratio: Ratio,
    (others, open, ranks): (&[Other], &OnceLock<Vec<Run>>, &[u32]),
    slopes: &dyn Fn(&Other) -> (Exact, Exact),
    point: Option<Exact>,
    denominator: Option<Exact>,
) -> Bounded {
    let Some(point) = point else { return Bounded { span: None, deciding: Vec::new(), outside: false } };
    let (bins, ready) = (&electric.bins, &*electric.ready);
    let run = (bins, &electric.attribution, ready);
    let with = |varying: Varying| -> Span<Share> {
        let mut ratio = ratio.clone();
        // Readings of one meter move alike: their ranges add up.
        let mut sums: Vec<(Exact, Exact, Option<Exact>, Option<Exact>)> = Vec::new();
        for other in others.iter().filter(|o| varying.has(o.meter, o.at)) {
            let (n, d) = slopes(other);
            let both = |a: Option<Exact>, b: &Option<Exact>| a.zip(b.clone()).map(|(a, b)| a + b);
            match sums.iter_mut().find(|s| s.0 == n && s.1 == d) {
                Some(sum) => {
                    sum.2 = both(sum.2.take(), &other.low);
                    sum.3 = both(sum.3.take(), &other.high);
                }
                None => sums.push((n, d, other.low.clone(), other.high.clone())),
            }
        }
        ratio.others.extend(sums);
        match varying {
            Varying::All => ratio.span(&ready.ends, run, point.clone()),
            Varying::Of { .. } => {
                ratio.span(&ready.ends_of(bins, (!ratio.green.is_zero()).then_some(&electric.attribution), varying), run, point.clone())
            }
        }
    };
    // Where the denominator may vanish, the ratio may be undefined: it has no bounds then.
    // So has one whose consumption is without bound.
    let vanishes = electric.open_above || denominator.as_ref().is_none_or(|least| !least.is_positive());
    let span = if vanishes { Span { value: Share::from_one(point.clone()), lower: None, upper: None } } else { with(Varying::All) };
    let deciding = if span.is_known() { Vec::new() } else { deciding(open.get_or_init(|| runs(bins, others, ranks)), ranks, &with) };
    Bounded { outside: !span.is_known() && ready.ends.all.is_outside(), span: Some(span), deciding }
}
