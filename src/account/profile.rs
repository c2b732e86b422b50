//! A meter's energy in the units of the run: exact integers, and the range of what is not known.
//!
//! All electricity of a run is counted in one *run unit*: 1/60 kWh × 10^-scale, with a scale fine enough for every reading, loss and
//! rounded storage product (1e-12 `MWh`) to be a whole number.

use crate::dossier::{Conflict, Dossier, GRAINS, Meter, Series, State, power_of_ten};
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

    /// Run units in a `MWh`.
    pub fn per_mwh(self) -> Exact {
        Exact::from(GRAINS * 1000) * power_of_ten(self.scale)
    }

    /// Run units in 1e-12 `MWh`, to which storage products are rounded.
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

/// The range of an unknown reading of `minutes`, as read, in run units (METHOD 8, bounds).
pub(super) fn range(dossier: &Dossier, meter: usize, unit: RunUnit, minutes: i64) -> Range {
    let (low, high) = missing(dossier, meter, minutes);
    // A rating finer than the run's unit is rounded outwards.
    Range { low: low.map(|x| unit.floor(&x)), high: high.map(|x| -unit.floor(&-x)) }
}

/// The range of a reading that a cell lacks, in run units.
pub(super) fn range_of(dossier: &Dossier, meter: usize, series: &Series, cell: usize, unit: RunUnit) -> Range {
    let (low, high) = missing_of(dossier, meter, series, cell);
    Range { low: low.map(|x| unit.floor(&x)), high: high.map(|x| -unit.floor(&-x)) }
}

/// The range of a reading that a cell lacks, in 1/60 of the base unit: what was read there and not used, above the rating, may be true all the same.
pub(super) fn missing_of(dossier: &Dossier, meter: usize, series: &Series, cell: usize) -> (Option<Exact>, Option<Exact>) {
    let (low, high) = missing(dossier, meter, minutes(series.step, series.start(cell)));
    let Some(&(least, greatest)) = series.spikes.get(&cell) else { return (low, high) };
    let exact = |grains: i128| Exact::from(grains) / power_of_ten(series.scale);
    (low.map(|low| low.min(exact(least))), high.map(|high| high.max(exact(greatest))))
}

/// The range of an unknown reading of `minutes`, as read, in 1/60 of the base unit: none below zero but of a signed meter, or of a generator or
/// direct line that shows own use in this run; none above the rating.
pub(super) fn missing(dossier: &Dossier, meter: usize, minutes: i64) -> (Option<Exact>, Option<Exact>) {
    let registered = &dossier.meters[meter];
    let most = registered.rating.as_ref().map(|rating| rating * &Exact::from(minutes));
    let both = registered.flow.is_signed() || dossier.own_use[meter];
    (if both { most.as_ref().map(|m| -m) } else { Some(Exact::zero()) }, most)
}

/// The intervals of a meter's window that a bill or a register gap covers in part only, with the minutes that it leaves over.
pub(super) fn uncovered(series: &Series, window: &Period) -> Vec<(usize, i64)> {
    if series.totals.is_some() {
        // Gaps of a register whose readings are summed begin and end with an interval.
        return Vec::new();
    }
    let covered = |cell: usize| {
        let state = series.states[cell];
        !state.has(State::PRESENT) && (state.has(State::SPREAD) || state.has(State::BILLED))
    };
    let mut spans: Vec<(i64, i64)> = series.spreads.iter().map(|spread| (spread.from.0, spread.until.0)).collect();
    spans.sort_unstable();
    let mut spans = spans.into_iter().peekable();
    let mut reached = i64::MIN;
    let mut found = Vec::new();
    for cell in series.cells_within(window.from(), window.until()).filter(|&cell| covered(cell)) {
        let (start, end) = (series.start(cell).0, series.step.next(series.start(cell)).0);
        let (mut at, mut left) = (start.max(reached.min(end)), 0);
        while let Some(&(from, until)) = spans.peek().filter(|span| span.0 < end) {
            left += (from - at).max(0);
            reached = reached.max(until);
            at = at.max(until.min(end));
            if until > end {
                break;
            }
            spans.next();
        }
        left += end - at;
        if left > 0 {
            found.push((cell, left / 60));
        }
    }
    found
}

/// The part of the period in which a meter was in service.
pub(super) fn window(meter: &Meter, period: &Period) -> Option<Period> {
    period.within(meter.service.from, meter.service.to)
}

/// Minutes of a step that starts at `start`.
pub(super) fn minutes(step: Step, start: Civil) -> i64 {
    (step.next(start).0 - start.0) / 60
}

/// The total of a meter as read, before loss, in base units (kWh for electricity).
pub(crate) fn total(dossier: &Dossier, meter: usize) -> Exact {
    let (Some(window), Some(series)) = (window(&dossier.meters[meter], &dossier.period), dossier.series[meter].as_ref()) else {
        return Exact::zero();
    };
    let sum = match &series.totals {
        Some(summed) => summed.total.into(),
        None => sum_within(series, series.cells_within(window.from(), window.until())),
    };
    series.base_units(sum) + shared(dossier, series)
}

fn sum_within(series: &Series, cells: std::ops::Range<usize>) -> i128 {
    cells.filter(|&cell| series.has(cell)).map(|cell| series.cells.get(cell)).sum()
}

/// What the totals of gaps and bills that reach into the period add to it: their even share, in base units.
fn shared(dossier: &Dossier, series: &Series) -> Exact {
    let share = |spread: &crate::dossier::Spread| {
        let (from, until) = (spread.from.max(dossier.period.from()), spread.until.min(dossier.period.until()));
        let (inside, all) = (until.0 - from.0, spread.until.0 - spread.from.0);
        Exact::from(spread.total) * Exact::ratio(i128::from(inside.max(0)), i128::from(all.max(1)))
    };
    series.spreads.iter().map(share).sum::<Exact>() / (Exact::from(crate::dossier::GRAINS) * power_of_ten(series.scale))
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
    // What readings above the rating add to the range of what is missing, in 1/60 of the base unit.
    let mut beyond = (Exact::zero(), Exact::zero());
    let cells = series.cells_within(window.from(), window.until());
    if let Some(summed) = &series.totals {
        point = summed.total.into();
        for Conflict { values } in series.conflicts.values() {
            low += values.iter().min().unwrap_or(&0) - values[0];
            high += values.iter().max().unwrap_or(&0) - values[0];
        }
        (low, high) = (low + point, high + point);
        let absent = summed.unknown(cells.start, cells.end).count();
        missing = Exact::ratio(i128::try_from(absent).unwrap_or(0) * i128::from(minutes(series.step, window.from())), 60);
    }
    for cell in cells.filter(|_| series.totals.is_none()) {
        let start = series.start(cell);
        let state = series.states[cell];
        if state.has(State::PRESENT) {
            let value = series.cells.get(cell);
            let values = series.conflicts.get(&cell).map(|conflict| &conflict.values);
            point += value;
            low += values.and_then(|values| values.iter().copied().min()).unwrap_or(value);
            high += values.and_then(|values| values.iter().copied().max()).unwrap_or(value);
        } else if !state.has(State::SPREAD) && !state.has(State::BILLED) {
            missing += &Exact::ratio(i128::from(minutes(series.step, start)), 60);
            if series.spikes.contains_key(&cell) {
                let within = self::missing(dossier, meter, minutes(series.step, start));
                let (low, high) = missing_of(dossier, meter, series, cell);
                let more = |all: Option<Exact>, part: Option<Exact>| all.zip(part).map_or_else(Exact::zero, |(all, part)| all - part);
                beyond.0 += &more(low, within.0);
                beyond.1 += &more(high, within.1);
            }
        }
    }
    for (_, left) in uncovered(series, &window) {
        missing += &Exact::ratio(i128::from(left), 60);
    }
    // Of a total that reaches beyond the period, anything from nothing to all of it may lie inside; the point takes its even share.
    let mut whole = (0_i128, 0_i128);
    for spread in &series.spreads {
        let (from, until) = (spread.from.max(dossier.period.from()), spread.until.min(dossier.period.until()));
        let (inside, all) = (until.0 - from.0, spread.until.0 - spread.from.0);
        let (least, most) = spread.ends();
        let ends = if inside == all { (least, most) } else { (least.min(0), most.max(0)) };
        whole = (whole.0 + ends.0, whole.1 + ends.1);
    }
    let base = |v: i128, spread: i128| series.base_units(v + spread);
    let (least, most) = if missing.is_zero() {
        (Some(Exact::zero()), Some(Exact::zero()))
    } else {
        let most = far(&missing);
        let further = |end: Option<Exact>, beyond: Exact| end.map(|end| end + beyond / Exact::from(crate::dossier::GRAINS));
        (further(if both { most.clone().map(|m| -m) } else { Some(Exact::zero()) }, beyond.0), further(most, beyond.1))
    };
    (series.base_units(point) + shared(dossier, series), add(Some(base(low, whole.0)), least), add(Some(base(high, whole.1)), most))
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
