//! A meter's energy in the units of the run: exact integers, and the range of what is not known.
//!
//! All electricity of a run is counted in one *run unit*: 1/60 kWh × 10^-scale, with a scale fine enough for every reading, loss and
//! rounded storage product (1e-12 MWh) to be a whole number.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::dossier::{Completeness, Dossier, GRAINS, Meter, Series, State, power_of_ten};
use crate::measure::{Amount, Civil, Electricity, Exact, Period, Step};

/// The unit in which a run counts electricity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunUnit {
    /// Decimal places.
    pub scale: u32,
}

impl RunUnit {
    /// The unit of a run over some series, each with the decimals that its loss adds.
    pub(super) fn of<'a>(series: impl Iterator<Item = (&'a Series, u32)>) -> Self {
        Self { scale: series.map(|(s, decimals)| s.scale + decimals).max().unwrap_or(0).max(12) }
    }

    /// Run units in a MWh.
    pub fn per_mwh(self) -> Exact {
        Exact::from(GRAINS * 1000) * power_of_ten(self.scale)
    }

    /// Run units in 1e-12 MWh, to which storage products are rounded.
    pub fn per_picomwh(self) -> i128 {
        // 1e-12 MWh = 1e-9 kWh = 60 × 10^(scale − 9) run units.
        i128::from(GRAINS) * 10_i128.pow(self.scale - 9)
    }

    /// A number of run units as electricity.
    pub fn electricity(self, units: i128) -> Electricity {
        Electricity::of(Exact::from(units) / self.per_mwh())
    }

    /// A number of kWh/60, times `factor`, as run units, rounded down.
    pub(super) fn floor(self, sixtieths: &Exact) -> i128 {
        (sixtieths * &power_of_ten(self.scale)).floor().to_i128().unwrap_or(i128::MAX / 4)
    }
}

/// A range in which an unknown lies; `None` is unbounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Least value.
    pub low: Option<i128>,
    /// Greatest value.
    pub high: Option<i128>,
}

/// The number that a meter's readings are multiplied by for its loss.
pub(super) fn after_loss(meter: &Meter) -> Exact {
    meter.loss_percent.as_ref().map_or_else(Exact::one, |loss| Exact::one() - (loss / &Exact::from(100_i64)))
}

/// Decimals that a meter's loss adds to its readings.
pub(super) fn loss_decimals(meter: &Meter) -> u32 {
    let mut factor = after_loss(meter);
    let mut decimals = 0;
    while factor.to_i128().is_none() && decimals < 12 {
        factor = factor * Exact::from(10_i64);
        decimals += 1;
    }
    decimals
}

/// The range of an unknown reading of `minutes`, in run units (METHOD 8, bounds).
pub(super) fn range(dossier: &Dossier, meter: usize, unit: RunUnit, minutes: i64) -> Range {
    let (low, high) = missing(dossier, meter, minutes);
    let loss = after_loss(&dossier.meters[meter]);
    let units = |x: Exact| unit.floor(&(x * &loss));
    Range { low: low.map(units), high: high.map(units) }
}

/// The range of an unknown reading of `minutes`, as read, in 1/60 of the base unit: none below zero but of a signed meter, or of a generator or
/// direct line that shows own use in this run; none above the rating.
pub(super) fn missing(dossier: &Dossier, meter: usize, minutes: i64) -> (Option<Exact>, Option<Exact>) {
    let registered = &dossier.meters[meter];
    let most = registered.rating.as_ref().map(|rating| rating * &Exact::from(minutes));
    let both = registered.flow.is_signed() || dossier.own_use[meter];
    (if both { most.as_ref().map(|m| -m) } else { Some(Exact::zero()) }, most)
}

/// What a meter counts, its `less` meters subtracted (METHOD 8: the subtracted energy is signed; where it is missing, the result is).
pub(super) fn effective(dossier: &Dossier, meter: usize) -> Option<Effective<'_>> {
    subtracted(dossier, meter, 0)
}

/// What a meter counts, and the range of each cell whose own range is not that of a missing reading (in 1/60 of the base unit).
pub(super) struct Effective<'a> {
    pub(super) series: Cow<'a, Series>,
    pub(super) ranges: BTreeMap<usize, (Option<Exact>, Option<Exact>)>,
}

fn subtracted(dossier: &Dossier, meter: usize, depth: usize) -> Option<Effective<'_>> {
    let own = dossier.series[meter].as_ref()?;
    let registered = &dossier.meters[meter];
    if registered.less.is_empty() || depth > dossier.meters.len() {
        return Some(Effective { series: Cow::Borrowed(own), ranges: BTreeMap::new() });
    }
    let others: Vec<(usize, Option<Effective<'_>>)> =
        registered.less.iter().map(|&other| (other, subtracted(dossier, other, depth + 1))).collect();
    let step = others.iter().filter_map(|o| o.1.as_ref()).fold(own.step, |step, other| step.meet(other.series.step));
    let (from, until) = (dossier.period.from(), dossier.period.until());
    let mut result = Series::new(step, from, until);
    let mut ranges = BTreeMap::new();
    for cell in 0..result.len() {
        let (start, end) = (result.start(cell), step.next(result.start(cell)));
        let own_sum = Sum::over(own, start, end);
        let sums: Vec<Option<Sum>> = others.iter().map(|(_, o)| o.as_ref().and_then(|o| Sum::over(&o.series, start, end))).collect();
        let complete = sums.iter().all(Option::is_some);
        let Some(mut total) = own_sum.filter(|_| complete) else {
            let mut range = known_range(dossier, meter, Some(own), start, end);
            for (other, series) in &others {
                let taken = known_range(dossier, *other, series.as_ref().map(|s| &*s.series), start, end);
                range = (minus(range.0, taken.1), minus(range.1, taken.0));
            }
            ranges.insert(cell, range);
            continue;
        };
        for sum in sums.iter().flatten() {
            total = total.minus(sum);
        }
        place(&mut result, cell, &total);
    }
    Some(Effective { series: Cow::Owned(result), ranges })
}

fn minus(a: Option<Exact>, b: Option<Exact>) -> Option<Exact> {
    a.zip(b).map(|(a, b)| a - b)
}

/// The range of what a meter counted over a time, as read, in 1/60 of the base unit: cells that are there as they stand, the others as missing.
fn known_range(dossier: &Dossier, meter: usize, series: Option<&Series>, start: Civil, end: Civil) -> (Option<Exact>, Option<Exact>) {
    let Some(series) = series else { return missing(dossier, meter, (end.0 - start.0) / 60) };
    let (mut low, mut high) = (Some(Exact::zero()), Some(Exact::zero()));
    let add = |a: Option<Exact>, b: Option<Exact>| a.zip(b).map(|(a, b)| a + b);
    for index in series.step.index(start)..series.step.index(end.plus(-1)) + 1 {
        let from = series.step.start(index);
        let cell = (from, series.step.next(from));
        let range = match Sum::over(series, cell.0, cell.1) {
            Some(sum) => (Some(sum.low), Some(sum.high)),
            None => missing(dossier, meter, (cell.1.0 - cell.0.0) / 60),
        };
        low = add(low, range.0);
        high = add(high, range.1);
    }
    (low, high)
}

fn place(result: &mut Series, cell: usize, total: &Sum) {
    let mut grains = |value: &Exact| {
        let mut decimals = 0;
        let mut scaled = value.clone();
        while scaled.to_i128().is_none() && decimals < 36 {
            scaled = scaled * Exact::from(10_i64);
            decimals += 1;
        }
        scaled.to_i128().and_then(|v| result.grains(v, decimals)).unwrap_or(0)
    };
    let (point, low, high) = (grains(&total.point), grains(&total.low), grains(&total.high));
    // The scale may have grown while the three were converted.
    let (point, low, high) = if low == high { (point, low, high) } else { (grains(&total.point), grains(&total.low), high) };
    result.put(cell, point, total.place, total.estimated);
    if low != high {
        result.put(cell, low, total.place, total.estimated);
        result.put(cell, high, total.place, total.estimated);
    }
}

/// The sum of the cells of a time, in 1/60 of the base unit, with its bounds where cells conflict.
pub(super) struct Sum {
    pub(super) point: Exact,
    pub(super) low: Exact,
    pub(super) high: Exact,
    place: u32,
    estimated: bool,
}

impl Sum {
    /// The sum of all cells from `start` to `end`; `None` where one is missing.
    pub(super) fn over(series: &Series, start: Civil, end: Civil) -> Option<Self> {
        let (mut point, mut low, mut high) = (0_i128, 0_i128, 0_i128);
        let (mut place, mut estimated, mut any) = (0, false, false);
        for index in series.step.index(start)..series.step.index(end.plus(-1)) + 1 {
            let cell = series.cell(index)?;
            if !series.has(cell) {
                return None;
            }
            let value = series.cells.get(cell);
            let (least, most) = match series.conflicts.get(&cell) {
                Some(conflict) => (conflict.values.iter().copied().min()?, conflict.values.iter().copied().max()?),
                None => (value, value),
            };
            point += value;
            low += least;
            high += most;
            place = if any { place } else { series.places[cell] };
            estimated |= series.states[cell].has(State::ESTIMATED);
            any = true;
        }
        let sixtieths = |grains: i128| Exact::from(grains) / power_of_ten(series.scale);
        any.then(|| Self { point: sixtieths(point), low: sixtieths(low), high: sixtieths(high), place, estimated })
    }

    fn minus(self, other: &Self) -> Self {
        Self {
            point: self.point - &other.point,
            low: self.low - &other.high,
            high: self.high - &other.low,
            place: self.place,
            estimated: self.estimated || other.estimated,
        }
    }
}

/// The part of the period in which a meter was in service.
pub(super) fn window(meter: &Meter, period: &Period) -> Option<Period> {
    period.within(meter.service.from, meter.service.to)
}

/// Minutes of a step that starts at `start`.
pub(super) fn minutes(step: Step, start: Civil) -> i64 {
    (step.next(start).0 - start.0) / 60
}

/// The total of a meter as read, before loss, with its bounds, in base units (kWh for electricity).
pub(crate) fn total_range(dossier: &Dossier, meter: usize) -> (Exact, Option<Exact>, Option<Exact>) {
    let registered = &dossier.meters[meter];
    let zero = || (Exact::zero(), Some(Exact::zero()), Some(Exact::zero()));
    let Some(window) = window(registered, &dossier.period) else { return zero() };
    let both = registered.flow.is_signed() || dossier.own_use[meter];
    let far = |hours: &Exact| registered.rating.as_ref().map(|r| r * hours);
    let add = |a: Option<Exact>, b: Option<Exact>| a.zip(b).map(|(a, b)| a + b);
    let Some(series) = dossier.series[meter].as_ref() else {
        let most = far(&Exact::from((window.until().0 - window.from().0) / 3600));
        return (Exact::zero(), if both { most.clone().map(|m| -m) } else { Some(Exact::zero()) }, most);
    };
    let (mut point, mut low, mut high) = (0_i128, 0_i128, 0_i128);
    let mut missing = Exact::zero();
    for cell in 0..series.len() {
        let start = series.start(cell);
        if start < window.from() || series.step.next(start) > window.until() {
            continue;
        }
        let state = series.states[cell];
        if state.has(State::PRESENT) {
            let value = series.cells.get(cell);
            let values = series.conflicts.get(&cell).map(|c| c.values.clone()).unwrap_or_default();
            point += value;
            low += values.iter().copied().min().unwrap_or(value);
            high += values.iter().copied().max().unwrap_or(value);
        } else if !state.has(State::SPREAD) && !state.has(State::BILLED) {
            missing += &Exact::ratio(i128::from(minutes(series.step, start)), 60);
        }
    }
    let spread: i128 = series.spreads.iter().map(|s| s.total).sum();
    let base = |v: i128| series.base_units(v + spread);
    let (least, most) = if missing.is_zero() {
        (Some(Exact::zero()), Some(Exact::zero()))
    } else {
        let most = far(&missing);
        (if both { most.clone().map(|m| -m) } else { Some(Exact::zero()) }, most)
    };
    (base(point), add(Some(base(low)), least), add(Some(base(high)), most))
}

/// Unit in which a meter's quantities are kept.
pub(crate) fn base_unit(meter: &Meter) -> &'static str {
    use crate::dossier::{Carrier, Dimension};
    match (meter.carrier, meter.unit.dimension) {
        (Carrier::Electricity, _) => "kWh",
        (_, Dimension::Energy) => "GJ",
        (_, dimension) => dimension.base(),
    }
}

/// How complete a meter is: as read, or, where other meters are subtracted, as what is left of it.
pub(super) fn completeness(dossier: &Dossier, meter: usize) -> Completeness {
    let read = dossier.completeness[meter].clone();
    let registered = &dossier.meters[meter];
    let (Some(window), false) = (window(registered, &dossier.period), registered.less.is_empty()) else { return read };
    let Some(Effective { series, .. }) = effective(dossier, meter) else { return read };
    let inside = |&cell: &usize| series.start(cell) >= window.from() && series.step.next(series.start(cell)) <= window.until();
    let cells: Vec<usize> = (0..series.len()).filter(inside).collect();
    let count = |wanted: &dyn Fn(usize) -> bool| cells.iter().filter(|&&c| wanted(c)).count() as u64;
    let present = count(&|c| series.has(c));
    let estimated = count(&|c| series.states[c].has(State::ESTIMATED));
    Completeness { expected: cells.len() as u64, present, missing: cells.len() as u64 - present, estimated }
}
