//! Heat, fuels and process output of a run by day or by month, each quantity times the factor that holds on its day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Amounts, Component, Contribution, Piece};
use crate::account::balance::subtraction::{NetSeries, net_series};
use crate::account::carriers::{PerUnit, Place, per_unit, place};
use crate::account::profile::window;
use crate::dossier::{Dossier, Meter, Series, State};
use crate::measure::{Exact, Month, Period, SECONDS_PER_DAY, Step};
use crate::standard::{Constants, Feedstock, Settings};

/// A contribution for each meter of heat or fuel that enters E or W; by the month where that is all that is wanted.
pub(super) fn contributions<'a>(
    dossier: &'a Dossier,
    constants: &'a Constants,
    settings: &'a Settings,
    monthly: bool,
) -> impl Iterator<Item = Contribution> + 'a {
    let counted = |(index, meter)| Some((index, place(meter)?)).map(|(index, (place, sign))| (index, place, sign));
    let all = dossier.meters.iter().enumerate().filter_map(counted);
    all.map(move |counted| contribution(dossier, counted, constants, settings, monthly))
}

/// The process output that is declared by month; what is declared for the year counts whole from the start.
pub(super) fn process(dossier: &Dossier) -> Option<Contribution> {
    let period = dossier.period;
    let declared = dossier.products.iter().filter_map(|p| Some((p.month?, &p.output * &p.factor)));
    let declared: Vec<(Month, Exact)> = declared.filter(|(month, _)| period.contains_month(*month)).collect();
    let pieces = period.months().filter(|month| period.contains_month(*month)).map(|month| {
        let emissions: Exact = declared.iter().filter(|(m, _)| *m == month).map(|(_, e)| e).sum();
        let days = (month.last_day() - month.first_day()).num_days() + 1;
        let amounts = Amounts::each(|s| if s == Component::Emissions { emissions.clone() } else { Exact::zero() });
        Piece { start: month.first_day(), days, full: true, amounts }
    });
    (!declared.is_empty()).then(|| Contribution { daily: false, pieces: pieces.collect() })
}

/// What a piece of a meter counts under a factor of the park's own, or the default: whole grains, and shares in base units.
struct Quantity {
    grains: i128,
    shares: Exact,
}

/// Quantities of the pieces of a meter.
struct Pieces<'a> {
    dossier: &'a Dossier,
    meter: &'a Meter,
    daily: bool,
    all: BTreeMap<NaiveDate, (Vec<(Option<usize>, Quantity)>, bool)>,
}

impl<'a> Pieces<'a> {
    fn of(dossier: &'a Dossier, meter: &'a Meter, daily: bool) -> Self {
        let mut all = BTreeMap::new();
        let mut day = dossier.period.start;
        while day <= dossier.period.end {
            all.insert(day, (Vec::new(), true));
            let next = if daily { day.succ_opt() } else { Some(Month::of(day).plus(1).first_day()) };
            let Some(next) = next else { break };
            day = next;
        }
        Self { dossier, meter, daily, all }
    }

    fn at(&mut self, day: NaiveDate) -> Option<&mut (Vec<(Option<usize>, Quantity)>, bool)> {
        let start = if self.daily { day } else { Month::of(day).first_day().max(self.dossier.period.start) };
        self.all.get_mut(&start)
    }

    /// What is counted on a day, under the factor that holds on another.
    fn on(&mut self, day: NaiveDate, factor_of: NaiveDate, add: impl FnOnce(&mut Quantity)) {
        let own = chosen(self.dossier, self.meter, factor_of);
        let Some((quantities, _)) = self.at(day) else { return };
        if quantities.last().is_none_or(|last| last.0 != own) {
            quantities.push((own, Quantity { grains: 0, shares: Exact::zero() }));
        }
        if let Some((_, quantity)) = quantities.last_mut() {
            add(quantity);
        }
    }

    fn open(&mut self, day: NaiveDate) {
        if let Some((_, full)) = self.at(day) {
            *full = false;
        }
    }
}

/// The contribution of a meter; by the month where that is all that is wanted.
fn contribution(
    dossier: &Dossier,
    (index, place, sign): (usize, Place, i64),
    constants: &Constants,
    settings: &Settings,
    monthly: bool,
) -> Contribution {
    let meter = &dossier.meters[index];
    let found = net_series(dossier, index);
    let by_day = |series: &Series| series.step != Step::Month && series.spreads.is_empty();
    let daily = !monthly && found.as_ref().is_none_or(|f| by_day(&f.series));
    let mut pieces = Pieces::of(dossier, meter, daily);
    if let Some(window) = window(meter, &dossier.period) {
        match &found {
            Some(found) => fill(&mut pieces, found, window),
            None => dossier.period.within(Some(window.start), Some(window.end)).iter().for_each(|w| {
                let mut day = w.start;
                while day <= w.end {
                    pieces.open(day);
                    let Some(next) = day.succ_opt() else { break };
                    day = next;
                }
            }),
        }
    }
    let mut known: BTreeMap<Option<usize>, PerUnit> = BTreeMap::new();
    let period = dossier.period;
    let all = pieces.all.into_iter().map(|(start, (quantities, full))| {
        let mut amounts = Amounts::default();
        for (own, quantity) in quantities {
            let per_unit = known.entry(own).or_insert_with_key(|&own| {
                let factor = own.map(|at| &dossier.factors[at]);
                per_unit(meter, place, factor, constants)
            });
            let (emissions, energy) = worth(place, per_unit, settings);
            let grains = found.as_ref().map_or_else(Exact::zero, |found| found.series.base_units(quantity.grains));
            let quantity = (grains + &quantity.shares) * Exact::from(sign);
            *amounts.of_mut(Component::Emissions) += &(&quantity * &emissions);
            *amounts.of_mut(Component::Energy) += &(&quantity * &energy);
        }
        let last = if daily { start } else { Month::of(start).last_day().min(period.end) };
        Piece { start, days: (last - start).num_days() + 1, full, amounts }
    });
    Contribution { daily, pieces: all.collect() }
}

/// The park's own factor that holds on a day.
fn chosen(dossier: &Dossier, meter: &Meter, day: NaiveDate) -> Option<usize> {
    dossier.factors.iter().position(|f| f.item == meter.carrier.name() && f.validity.covers(day))
}

/// What a unit adds to E' and W'. Where a factor is missing, E or W is not known in all, and nobody asks for its parts.
fn worth(place: Place, per_unit: &PerUnit, settings: &Settings) -> (Exact, Exact) {
    let emits = matches!(place, Place::Fuel | Place::Conversion | Place::FossilHeat);
    let left_out = place == Place::Feedstock && settings.feedstock_energy() == Feedstock::Excluded;
    let emissions = per_unit.emissions.clone().filter(|_| emits).unwrap_or_else(Exact::zero);
    let energy = per_unit.energy.clone().filter(|_| !left_out).unwrap_or_else(Exact::zero);
    (emissions, energy)
}

fn fill(pieces: &mut Pieces<'_>, found: &NetSeries<'_>, window: Period) {
    let series = &*found.series;
    if series.step == Step::Month {
        // A month that is in service or in the period in part has no reading of its own.
        for month in window.months().filter(|m| !window.contains_month(*m)) {
            pieces.open(month.first_day().max(window.start));
        }
    }
    let cells = series.cells_within(window.from(), window.until());
    if let Some(summed) = &series.totals {
        let per_day = series.cells_within(window.from(), window.from().plus(SECONDS_PER_DAY)).len().max(1);
        for (at, &sum) in summed.days.iter().enumerate() {
            let start = series.start(at * per_day);
            if start >= window.from() && start < window.until() {
                pieces.on(start.day(), start.day(), |quantity| quantity.grains += i128::from(sum));
            }
        }
        for cell in summed.unknown(cells.start, cells.end).chain(series.conflicts.keys().copied()) {
            pieces.open(series.start(cell).day());
        }
    }
    // Readings of one day are summed as integers first.
    let mut sums: BTreeMap<NaiveDate, i128> = BTreeMap::new();
    for cell in cells.filter(|_| series.totals.is_none()) {
        let (state, day) = (series.states[cell], series.start(cell).day());
        if state.has(State::PRESENT) {
            *sums.entry(day).or_default() += series.cells.get(cell);
            if series.conflicts.contains_key(&cell) || found.uncertain.contains_key(&cell) {
                pieces.open(day);
            }
        } else if !state.has(State::SPREAD) && !state.has(State::BILLED) {
            pieces.open(day);
        }
    }
    for (day, sum) in sums {
        pieces.on(day, day, |quantity| quantity.grains += sum);
    }
    for spread in &series.spreads {
        let whole = i128::from((spread.until.0 - spread.from.0).max(1));
        let (first, last) = (spread.from.max(window.from()), spread.until.min(window.until()));
        let inside = spread.from >= window.from() && spread.until <= window.until();
        let mut from = first;
        while from < last {
            let until = Step::Month.next(Step::Month.floor(from)).min(last);
            let share = Exact::ratio(i128::from(until.0 - from.0), whole);
            // As in the account, the factor of the day on which a total starts holds for all of it.
            pieces.on(from.day(), first.day(), |quantity| quantity.shares += &(series.base_units(spread.total) * share));
            if !inside {
                pieces.open(from.day());
            }
            from = until;
        }
    }
}
