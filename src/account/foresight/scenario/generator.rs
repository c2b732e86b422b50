//! Generators that are supposed: a copy of a profile's readings, scaled.

use super::came::Why;
use crate::account::balance::subtraction::{Uncertain, net_series};
use crate::account::profile::after_loss;
use crate::dossier::{Completeness, Conflict, Dossier, Flow, GRAINS, Meter, Series, Source, Spread, State, power_of_ten};
use crate::measure::Exact;

/// Decimal places of kWh to which a reading is rounded: 1e-12 `MWh`.
const PLACES: u32 = 9;
/// Grains in the least energy that is told apart, at that scale.
const LEAST: i128 = GRAINS as i128;
/// Least energies of a reading above which sums are not safe.
const MOST: u128 = 1 << 86;

/// What is to be generated.
pub(super) struct Wanted<'a> {
    pub(super) source: &'a Source,
    pub(super) technology: &'a str,
    pub(super) flow: Flow,
    /// kW that all profile meters together are scaled to.
    pub(super) capacity: &'a Exact,
    /// What their readings are multiplied by.
    pub(super) factor: &'a Exact,
}

/// A generator that is supposed.
pub(super) struct Added {
    pub(super) meter: Meter,
    pub(super) series: Series,
    pub(super) completeness: Completeness,
    pub(super) own_use: bool,
}

/// A generator by the readings of a meter.
pub(super) fn added(dossier: &Dossier, profile: usize, wanted: &Wanted<'_>) -> Result<Added, Why> {
    let registered = &dossier.meters[profile];
    let factor = wanted.factor * &after_loss(registered);
    let series =
        copy(dossier, profile, &factor).ok_or_else(|| Why::Beyond { meter: registered.id.clone(), factor: wanted.factor.clone() })?;
    let rating = registered.rating.as_ref().map_or_else(|| wanted.capacity.clone(), |rating| rating * wanted.factor);
    let meter = Meter {
        id: format!("+ {} ({})", wanted.technology, registered.id),
        flow: wanted.flow,
        source: wanted.source.clone(),
        multiplier: Exact::one(),
        stated_multiplier: None,
        multiplier_applied: None,
        multipliers: Vec::new(),
        parent: None,
        positive: None,
        rating: Some(rating),
        less: Vec::new(),
        accuracy_class: None,
        digits: None,
        loss_percent: None,
        project_code: None,
        label: None,
        ..registered.clone()
    };
    Ok(Added { meter, series, completeness: dossier.completeness[profile].clone(), own_use: dossier.own_use[profile] })
}

/// The loss that scales what a meter counts by a percentage.
pub(super) fn loss_after(meter: &Meter, percent: &Exact) -> Exact {
    let hundred = Exact::from(100_i64);
    &hundred - &(after_loss(meter) * &(&hundred + percent))
}

/// The readings of a meter, what is subtracted from it taken away, × a factor; `None` if one does not fit.
fn copy(dossier: &Dossier, profile: usize, factor: &Exact) -> Option<Series> {
    let Some(counted) = net_series(dossier, profile) else {
        return Some(Series::new(crate::measure::Step::DAY, dossier.period.from(), dossier.period.until()));
    };
    let own = &*counted.series;
    let mut copy = Series::new(own.step, own.start(0), own.step.next(own.start(own.len().checked_sub(1)?)));
    copy.scale = PLACES;
    let least = power_of_ten(PLACES);
    // From 1/60 kWh to grains of the copy.
    let grains = |sixtieths: Exact| {
        let units = (sixtieths * factor * &least).over(&Exact::from(GRAINS))?.rounded(0).to_i128()?;
        (units.unsigned_abs() < MOST).then_some(units * LEAST)
    };
    let sixtieths = |value: i128| Exact::from(value) / power_of_ten(own.scale);
    for cell in 0..own.len() {
        let state = own.state(cell);
        let estimated = state.has(State::ESTIMATED);
        let (point, ends) = if let Some(spread) = spread_over(own, cell) {
            // A gap of a register: its total is known, and the point spreads it evenly.
            let (from, until) = (own.start(cell).max(spread.from), own.step.next(own.start(cell)).min(spread.until));
            let part = Exact::ratio(i128::from(until.0 - from.0), i128::from(spread.until.0 - spread.from.0));
            let total = sixtieths(spread.total);
            (&total * &part, Some((Exact::zero(), total)))
        } else if own.has(cell) {
            let value = sixtieths(own.cells.get(cell));
            // Totals of unknown split that are subtracted, or that it is left with.
            let (until, mut shares, mut loose) = (own.step.next(own.start(cell)), Exact::zero(), (Exact::zero(), Exact::zero()));
            for spread in own.spreads.iter().filter(|spread| spread.from < until && own.start(cell) < spread.until) {
                let inside = spread.until.min(until).0 - spread.from.max(own.start(cell)).0;
                let total = sixtieths(spread.total);
                shares += &(&total * &Exact::ratio(inside.into(), (spread.until.0 - spread.from.0).into()));
                let end = if total.is_negative() { &mut loose.0 } else { &mut loose.1 };
                *end += &total;
            }
            let range = counted.uncertain.get(&cell).map(Uncertain::range);
            let of_conflict = own.conflicts.get(&cell).and_then(|c| Some((*c.values.iter().min()?, *c.values.iter().max()?)));
            let ends = match (range, of_conflict) {
                (Some((Some(low), Some(high))), _) => Some((low, high)),
                // Unbounded: it is not known at all.
                (Some(_), _) => continue,
                (None, Some((low, high))) => Some((sixtieths(low), sixtieths(high))),
                (None, None) => None,
            };
            let varies = !loose.0.is_zero() || !loose.1.is_zero();
            let ends = ends.or_else(|| varies.then(|| (value.clone(), value.clone())));
            (&value + &shares, ends.map(|(low, high)| (low + &loose.0, high + &loose.1)))
        } else {
            continue;
        };
        let point = grains(point)?;
        copy.put(cell, point, 0, estimated);
        if let Some((low, high)) = ends {
            copy.states[cell].set(State::CONFLICT);
            copy.conflicts.insert(cell, Conflict { values: vec![point, grains(low)?, grains(high)?] });
        }
    }
    Some(copy)
}

/// The energy of known total and unknown split that covers a cell.
fn spread_over(series: &Series, cell: usize) -> Option<&Spread> {
    let state = series.state(cell);
    if !state.has(State::SPREAD) && !state.has(State::BILLED) {
        return None;
    }
    let (from, until) = (series.start(cell), series.step.next(series.start(cell)));
    series.spreads.iter().find(|spread| spread.from < until && from < spread.until)
}
