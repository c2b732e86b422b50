//! One meter alone in the bins of a run: what it adds to each flow, for those who follow a figure down to its meters.

use std::collections::BTreeMap;

use super::balance::bins::Bins;
use super::balance::electricity::Electric;
use super::balance::subtraction::{NetSeries, net_series};
use crate::dossier::{Correction, Dossier, Series, Standing};
use crate::measure::{Exact, Month, Period};

/// The bins of a run with nothing but one meter of electricity in them, its losses and what is subtracted from it taken off.
pub fn alone(dossier: &Dossier, electric: &Electric, meter: usize) -> Bins {
    let mut bins = Bins::new(dossier, electric.bins.grid.step, electric.bins.grid.unit, electric.bins.flows.inferred);
    if dossier.meters[meter].flow == crate::dossier::Flow::Curtailed {
        return bins;
    }
    let net_series: Option<NetSeries<'_>> = net_series(dossier, meter);
    bins.add_meter(dossier, meter, net_series.as_ref(), None);
    bins
}

/// What a meter read in a part of the period, in base units: whole intervals in it, and known totals by the share of their time in it.
pub fn as_read(dossier: &Dossier, meter: usize, scope: Period) -> Exact {
    let Some(series) = dossier.series[meter].as_ref() else { return Exact::zero() };
    let service = dossier.meters[meter].service;
    let Some(window) = scope.within(service.from, service.to) else { return Exact::zero() };
    let inside = |cell: usize| series.start(cell) >= window.from() && series.step.next(series.start(cell)) <= window.until();
    let sum: i128 = (0..series.len()).filter(|&c| series.has(c) && inside(c)).map(|c| series.cells.get(c)).sum();
    let spreads: Exact = series.spreads.iter().map(|s| part_of(series, s, scope)).sum();
    series.base_units(sum) + spreads
}

/// The corrections of a meter with what each puts into a part of the period, in base units.
pub fn as_corrected(dossier: &Dossier, meter: usize, scope: Period) -> Vec<(&Correction, Exact)> {
    let Some(series) = dossier.series[meter].as_ref() else { return Vec::new() };
    let applied = dossier.corrections.iter().filter(|c| c.meter == meter && c.standing == Standing::Applied);
    applied
        .filter(|c| c.from < scope.until() && scope.from() < c.until)
        .filter_map(|c| Some((c, part_of(series, series.spreads.iter().find(|s| s.corrected && s.from == c.from)?, scope))))
        .collect()
}

fn part_of(series: &Series, spread: &crate::dossier::Spread, scope: Period) -> Exact {
    let (from, until) = (spread.from.max(scope.from()), spread.until.min(scope.until()));
    let share = Exact::ratio(i128::from((until.0 - from.0).max(0)), i128::from((spread.until.0 - spread.from.0).max(1)));
    series.base_units(spread.total) * share
}

/// What a meter read in each month of a part of the period.
pub fn own_months(dossier: &Dossier, meter: usize, scope: Period) -> BTreeMap<Month, Exact> {
    let month = |m: Month| scope.within(Some(m.first_day()), Some(m.last_day())).map(|part| (m, as_read(dossier, meter, part)));
    scope.months().filter_map(month).collect()
}
