//! The bounds beside every whole value that the unknown readings and the parts of totals can have: stores, registers that were not read, bills that
//! reach beyond the period, auxiliary meters, with metered import and without, and what of these comes together.
//!
//! Each possible park is settled for itself, by METHOD 3 and 9 on plain arrays and by [`attribute`]; its figures must lie within the bounds that are
//! worked out once for all of them.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::super::ratio::Ready;
use super::super::unknown::{Placement, Split, Term};
use super::{Totals, Weights};
use crate::account::balance::bins::Bins;
use crate::account::balance::electricity::{Electric, Mode, figures};
use crate::account::balance::flows::Group;
use crate::account::balance::grid::Grid;
use crate::account::balance::role::Role;
use crate::account::balance::storage::attribute;
use crate::account::profile::{Range, RunUnit};
use crate::dossier::Flow;
use crate::measure::{Amount, Civil, Electricity, Exact, Span, Step};

const BINS: usize = 3;
/// Storage products are rounded to as much.
const UNIT: i128 = 60_000;
/// More possible parks than these are not tried.
const MOST: usize = 500;

/// A reading that is not known.
#[derive(Clone, Debug)]
struct Reading {
    role: Role,
    /// Where else it stands, with a sign.
    other: Option<(Role, i128)>,
    grouped: bool,
    low: i128,
    high: i128,
    bins: Vec<usize>,
}

/// A total whose split is not known.
#[derive(Clone, Debug)]
struct Total {
    role: Role,
    grouped: bool,
    sum: i128,
    /// How much of it there is at least.
    least: i128,
    bins: Vec<usize>,
}

impl Total {
    /// Whether none of it may lie in the bins.
    fn is_partial(&self) -> bool {
        self.least == 0 && self.sum != 0
    }
}

/// A park: what is known of each bin (import, export, renewable, nuclear, fossil, charge, discharge, load; net of the netting group), and what is not.
#[derive(Clone, Debug)]
struct Park {
    inferred: bool,
    known: Vec<[i128; 9]>,
    readings: Vec<Reading>,
    totals: Vec<Total>,
}

/// Energies in roles by bin; those of the netting group apart.
#[derive(Clone, Debug, Default)]
struct Values {
    of: Vec<(usize, Role, bool, i128)>,
}

impl Park {
    /// The bins with some values of what is not known.
    fn bins(&self, values: &Values) -> Bins {
        let mut bins = Bins::empty(Grid::new(0, BINS, Step::Minutes(60), RunUnit { scale: 12 }), self.inferred);
        let flows = &mut bins.flows;
        let mut nets = vec![0; BINS];
        for (b, known) in self.known.iter().enumerate() {
            let [import, export, renewable, nuclear, fossil, charge, discharge, load, net] = known.map(|v| v * UNIT);
            if !self.inferred {
                (flows.import[b], flows.export[b]) = (import, export);
            }
            (flows.renewable[b], flows.onsite[b], flows.nuclear[b], flows.direct[b]) = (renewable, renewable, nuclear, nuclear);
            (flows.fossil[b], flows.charge[b], flows.discharge[b], flows.load[b], nets[b]) = (fossil, charge, discharge, load, net);
        }
        for &(b, role, grouped, value) in &values.of {
            let v = value * UNIT;
            let supplied = if self.inferred { v.max(0) } else { v };
            match role {
                Role::Import => flows.import[b] += v,
                Role::Export => flows.export[b] += v,
                Role::Renewable if grouped => nets[b] += v,
                Role::Renewable => (flows.renewable[b], flows.onsite[b]) = (flows.renewable[b] + v.max(0), flows.onsite[b] + supplied),
                Role::Nuclear => (flows.nuclear[b], flows.direct[b]) = (flows.nuclear[b] + v.max(0), flows.direct[b] + supplied),
                Role::Fossil => flows.fossil[b] += v,
                Role::Charge => flows.charge[b] += v,
                Role::Discharge => flows.discharge[b] += v,
                Role::Load => flows.load[b] += v,
                Role::Net => (flows.import[b], flows.export[b]) = (flows.import[b] + v.max(0), flows.export[b] + (-v).max(0)),
                Role::Store => (flows.charge[b], flows.discharge[b]) = (flows.charge[b] + v.max(0), flows.discharge[b] + (-v).max(0)),
            }
        }
        for (b, &net) in nets.iter().enumerate() {
            flows.renewable[b] += net.max(0);
            flows.onsite[b] += if self.inferred { net.max(0) } else { net };
        }
        flows.groups.push(Group { net: nets, onsite: true, nuclear: false });
        flows.infer();
        bins
    }

    /// The bins at the point, with what is unknown beside them.
    fn point(&self) -> Bins {
        let mut values = Values::default();
        let mut splits = Vec::new();
        for (number, total) in self.totals.iter().enumerate() {
            let count = i128::try_from(total.bins.len()).unwrap_or(1) + i128::from(total.is_partial());
            // As even as whole numbers let it be.
            let part = |n: i128| total.sum * (n + 1) / count - total.sum * n / count;
            let parts: Vec<(usize, i128)> = total.bins.iter().zip(0..).map(|(&b, n)| (b, part(n))).collect();
            values.of.extend(parts.iter().map(|&(b, part)| (b, total.role, total.grouped, part)));
            splits.push(Split {
                meter: 100 + number,
                role: total.role,
                group: total.grouped.then_some(0),
                bins: parts.iter().map(|&(b, part)| (b, part * UNIT)).collect(),
                total: total.sum * UNIT,
                least: total.least * total.sum.signum() * UNIT,
                at: Civil(0),
                until: Civil(3600),
            });
        }
        let mut bins = self.bins(&values);
        bins.unknowns.splits = splits;
        for (meter, reading) in self.readings.iter().enumerate() {
            for &b in &reading.bins {
                let group = reading.grouped.then_some(0);
                let part = |owner: usize, role: Role, sign: i128| Term { owner, role, group: None, factor: (sign, 1), offset: 0, point: 0 };
                let range = Range { low: Some(reading.low * UNIT), high: Some(reading.high * UNIT) };
                let mut place = Placement::of(range, Term { group, ..part(meter, reading.role, 1) });
                place.terms.extend(reading.other.map(|(role, sign)| part(50 + meter, role, sign)));
                bins.unknowns.open(b, meter, Civil(i64::try_from(b).unwrap_or(0) * 3600), place);
            }
        }
        let groups = bins.flows.groups.clone();
        bins.unknowns.merge_readings();
        bins.unknowns.merge_groups(&groups);
        bins
    }

    /// Every possible park; none where they are too many.
    fn all(&self) -> Option<Vec<Values>> {
        let mut all = vec![Values::default()];
        for reading in &self.readings {
            for &b in &reading.bins {
                let ways = (reading.low..=reading.high).map(|v| {
                    let other = reading.other.map(|(role, sign)| (b, role, false, v * sign));
                    std::iter::once((b, reading.role, reading.grouped, v)).chain(other).collect()
                });
                all = branch(&all, ways.collect())?;
            }
        }
        for total in &self.totals {
            let ways = (total.least..=total.sum.abs()).flat_map(|sum| parts(sum, total.bins.len()));
            let sign = total.sum.signum();
            let ways = ways.map(|way| total.bins.iter().zip(way).map(|(&b, v)| (b, total.role, total.grouped, v * sign)).collect());
            all = branch(&all, ways.collect())?;
        }
        Some(all)
    }
}

type Way = Vec<(usize, Role, bool, i128)>;

fn branch(all: &[Values], ways: Vec<Way>) -> Option<Vec<Values>> {
    let with = |values: &Values, way: &Way| Values { of: values.of.iter().chain(way).copied().collect() };
    (all.len() * ways.len() <= MOST).then(|| all.iter().flat_map(|values| ways.iter().map(move |way| with(values, way))).collect())
}

/// The ways to part a number.
fn parts(sum: i128, count: usize) -> Vec<Vec<i128>> {
    if count == 1 {
        return vec![vec![sum]];
    }
    (0..=sum).flat_map(|first| parts(sum - first, count - 1).into_iter().map(move |rest| [&[first], &rest[..]].concat())).collect()
}

fn some_bins() -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence((0..BINS).collect::<Vec<usize>>(), 1..=BINS)
}

fn reading(roles: &'static [Role]) -> impl Strategy<Value = Reading> {
    let bins = proptest::sample::subsequence((0..BINS).collect::<Vec<usize>>(), 1..=2);
    (proptest::sample::select(roles), any::<bool>(), 0_i128..3, 1_i128..3, bins).prop_map(|(role, grouped, below, high, bins)| {
        let grouped = grouped && role == Role::Renewable;
        let low = if matches!(role, Role::Renewable | Role::Nuclear | Role::Net | Role::Store) { -below } else { 0 };
        Reading { role, other: None, grouped, low, high, bins }
    })
}

/// A reading that may be subtracted from a meter beside.
fn shared(roles: &'static [Role]) -> impl Strategy<Value = Reading> {
    let other = (proptest::sample::select(roles), prop_oneof![Just(1_i128), Just(-1_i128)]);
    // What is charged or discharged is never negative.
    let other = other.prop_map(|(role, sign)| (role, if matches!(role, Role::Charge | Role::Discharge) { 1 } else { sign }));
    (reading(roles), proptest::option::of(other)).prop_map(|(reading, other)| {
        let negative = |role: Role| matches!(role, Role::Charge | Role::Discharge) && reading.low < 0;
        Reading { other: other.filter(|(role, _)| !negative(*role)), ..reading }
    })
}

fn total(roles: &'static [Role]) -> impl Strategy<Value = Total> {
    let amount = (-3_i128..6, any::<bool>(), 0_i128..4);
    (proptest::sample::select(roles), any::<bool>(), amount, some_bins()).prop_map(|(role, grouped, (total, open, least), bins)| {
        let grouped = grouped && role == Role::Renewable;
        let sum = if matches!(role, Role::Charge | Role::Discharge) { total.abs() } else { total };
        let least = if open { least.min(sum.abs()) } else { sum.abs() };
        Total { role, grouped, sum, least, bins }
    })
}

fn park(inferred: bool, stores: bool, roles: &'static [Role]) -> impl Strategy<Value = Park> {
    let (readings, totals) = (proptest::collection::vec(reading(roles), 0..3), proptest::collection::vec(total(roles), 0..3));
    beside(inferred, stores, readings, totals)
}

/// Readings that stand in several terms, with signed meters among them.
fn shared_park(inferred: bool, stores: bool, roles: &'static [Role]) -> impl Strategy<Value = Park> {
    beside(inferred, stores, proptest::collection::vec(shared(roles), 1..4), Just(Vec::new()))
}

fn beside(
    inferred: bool,
    stores: bool,
    readings: impl Strategy<Value = Vec<Reading>>,
    totals: impl Strategy<Value = Vec<Total>>,
) -> impl Strategy<Value = Park> {
    let energy = || 0_i128..6;
    let stored = if stores { 0_i128..4 } else { 0..1 };
    let known =
        (energy(), energy(), energy(), 0_i128..2, 0_i128..3, stored.clone(), stored, energy(), -2_i128..4).prop_map(<[i128; 9]>::from);
    let known = proptest::collection::vec(known, BINS);
    (known, readings, totals).prop_map(move |(known, readings, totals)| Park { inferred, known, readings, totals })
}

/// R, U, P and nuclear supply of bins that are known, and U without on-site fossil generation.
fn totals(bins: &Bins) -> (Totals, i128) {
    let attribution = attribute(&bins.grid, &bins.flows, None);
    let sum = |of: &dyn Fn(usize) -> i128| (0..bins.grid.len()).map(of).sum::<i128>();
    let used = sum(&|b| bins.flows.consumption(b));
    let green = sum(&|b| attribution.direct_green(&bins.flows, b));
    (
        Totals { green, used, import: bins.flows.import.iter().sum::<i128>(), nuclear: bins.flows.nuclear.iter().sum::<i128>() },
        used - bins.flows.fossil.iter().sum::<i128>(),
    )
}

fn electric(park: &Park, bins: Bins) -> Electric {
    let (ready, attribution) = Ready::beside(&bins, None, || attribute(&bins.grid, &bins.flows, None));
    let mode = if park.inferred { Mode::Inferred } else { Mode::Gateway };
    let readings = park.readings.iter().map(|r| r.role).enumerate();
    let others = park.readings.iter().enumerate().filter_map(|(meter, r)| r.other.map(|(role, _)| (50 + meter, role)));
    let all = readings.chain(others).chain(park.totals.iter().enumerate().map(|(number, total)| (100 + number, total.role)));
    let onsite = all.filter(|(_, role)| *role == Role::Renewable).map(|(meter, _)| meter).collect();
    figures(mode, bins, attribution, ready, Vec::new(), BTreeMap::from([(Flow::OnsiteRenewable, onsite)]))
}

/// Every figure of electricity with its bounds, in run units.
fn spans(e: &Electric) -> Vec<(&'static str, [Option<Exact>; 3])> {
    let units = |x: &Electricity| x.exact() * &e.bins.grid.unit.per_mwh();
    let all = |span: &Span<Electricity>| [span.lower.as_ref().map(units), Some(units(&span.value)), span.upper.as_ref().map(units)];
    vec![
        ("import", all(&e.import)),
        ("export", all(&e.export)),
        ("direct", all(&e.direct)),
        ("onsite", all(&e.onsite)),
        ("fossil", all(&e.fossil)),
        ("charge", all(&e.charge)),
        ("discharge", all(&e.discharge)),
        ("load", all(&e.load)),
        ("consumption", all(&e.consumption)),
        ("green", all(&e.green)),
        ("net", all(&e.net)),
    ]
}

fn check(park: &Park, plain: [i128; 4], fossil: bool) -> Result<(), TestCaseError> {
    let Some(all) = park.all() else { return Ok(()) };
    let bounds = electric(park, park.point());
    let weights = Weights::new(plain.map(BigInt::from), fossil);
    let solved = |greatest: bool| weights.score(&bounds.ready.ends.all.solve(&weights, greatest)).big().to_i128();
    let (least, most) = (solved(false).unwrap_or(i128::MIN), solved(true).unwrap_or(i128::MAX));
    let ranges = spans(&bounds);
    for (name, [lower, value, upper]) in &ranges {
        prop_assert!(lower <= value && upper.as_ref().is_none_or(|upper| value.as_ref().is_some_and(|v| v <= upper)), "point of {}", name);
    }
    let (mut lowest, mut highest) = (i128::MAX, i128::MIN);
    for values in all {
        let bins = park.bins(&values);
        let (t, without) = totals(&bins);
        let used = if fossil { t.used } else { without };
        let score = plain[0] * t.green + plain[1] * t.import + plain[2] * t.nuclear - plain[3] * used;
        prop_assert!(least <= score && score <= most, "{} to {}: {} at {:?}", least, most, score, values);
        (lowest, highest) = (lowest.min(score), highest.max(score));
        let one = Park { readings: Vec::new(), totals: Vec::new(), ..park.clone() };
        for ((name, [lower, _, upper]), (_, [_, value, _])) in ranges.iter().zip(spans(&electric(&one, bins))) {
            prop_assert!(lower.as_ref().is_none_or(|lower| value.as_ref().is_some_and(|v| lower <= v)), "{} at {:?}", name, values);
            prop_assert!(upper.as_ref().is_none_or(|upper| value.as_ref().is_some_and(|v| v <= upper)), "{} at {:?}", name, values);
        }
    }
    // One total, and nothing else that is unknown: the bounds are the extremes.
    let stores = park.known.iter().any(|known| known[5] != 0 || known[6] != 0);
    if !park.inferred && !stores && park.readings.is_empty() && park.totals.len() == 1 {
        prop_assert_eq!((least, most), (lowest, highest));
    }
    Ok(())
}

fn weights() -> impl Strategy<Value = [i128; 4]> {
    proptest::array::uniform4(0_i128..4)
}

const METERED: &[Role] = &[Role::Import, Role::Export, Role::Renewable, Role::Nuclear, Role::Fossil];
const METERED_STORED: &[Role] = &[Role::Import, Role::Export, Role::Renewable, Role::Fossil, Role::Charge, Role::Discharge];
const INFERRED: &[Role] = &[Role::Load, Role::Renewable, Role::Nuclear, Role::Fossil];
const INFERRED_STORED: &[Role] = &[Role::Load, Role::Renewable, Role::Fossil, Role::Charge, Role::Discharge];
const METERED_SIGNED: &[Role] = &[
    Role::Import,
    Role::Export,
    Role::Net,
    Role::Renewable,
    Role::Nuclear,
    Role::Fossil,
    Role::Charge,
    Role::Discharge,
    Role::Store,
    Role::Load,
];
const INFERRED_SIGNED: &[Role] = &[Role::Load, Role::Renewable, Role::Nuclear, Role::Fossil, Role::Charge, Role::Discharge, Role::Store];

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn every_possible_park_lies_within_the_bounds(park in park(false, false, METERED), weights in weights(), fossil in any::<bool>()) {
        check(&park, weights, fossil)?;
    }

    #[test]
    fn with_stores_too(park in park(false, true, METERED_STORED), weights in weights(), fossil in any::<bool>()) {
        check(&park, weights, fossil)?;
    }

    #[test]
    fn and_where_import_is_inferred(park in park(true, false, INFERRED), weights in weights(), fossil in any::<bool>()) {
        check(&park, weights, fossil)?;
    }

    #[test]
    fn and_where_import_is_inferred_and_energy_stored(park in park(true, true, INFERRED_STORED), weights in weights(), fossil in any::<bool>()) {
        check(&park, weights, fossil)?;
    }

    #[test]
    fn and_where_a_reading_stands_in_several_places(
        park in shared_park(false, true, METERED_SIGNED), weights in weights(), fossil in any::<bool>(),
    ) {
        check(&park, weights, fossil)?;
    }

    #[test]
    fn and_where_it_does_while_import_is_inferred(
        park in shared_park(true, true, INFERRED_SIGNED), weights in weights(), fossil in any::<bool>(),
    ) {
        check(&park, weights, fossil)?;
    }
}
