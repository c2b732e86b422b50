//! The electricity of a run by day, or by month where that is its resolution.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Amounts, Component, Contribution, Piece};
use crate::account::settle::Accounts;
use crate::measure::{Exact, Month, Period, Step};
use crate::standard::{ExportCredit, Settings, Standard};

/// Sums in run units, and whether not all of them is known.
#[derive(Default)]
struct Sums {
    import: i128,
    green: i128,
    fossil: i128,
    used: i128,
    credited: i128,
    open: bool,
}

pub(super) fn contribution(period: Period, accounts: &Accounts, standard: &Standard, settings: &Settings) -> Contribution {
    let (bins, attribution) = (&accounts.electric.bins, &accounts.electric.attribution);
    let daily = bins.grid.step != Step::Month;
    let unknown = bins.unknowns.bins_with(&bins.grid, |_| true);
    let mut all: Vec<(NaiveDate, Sums)> = Vec::new();
    for (start, bins_of) in bins.grid.in_turn(|day| if daily { day } else { Month::of(day).first_day() }) {
        let mut sum = Sums::default();
        for b in bins_of {
            sum.import += bins.flows.import[b];
            sum.green += attribution.direct_green(&bins.flows, b);
            sum.fossil += bins.flows.fossil[b];
            sum.used += bins.flows.consumption(b);
            sum.credited += bins.flows.export[b] - attribution.export[b];
            // A bill's energy is spread over its time: that says a month well enough, but not a day.
            sum.open |= unknown[b];
        }
        all.push((start, sum));
    }
    for split in bins.unknowns.splits.iter().filter(|_| daily) {
        let days: BTreeSet<NaiveDate> = split.bins.iter().map(|&(b, _)| bins.grid.start(b).day()).collect();
        if days.len() > 1 {
            all.iter_mut().filter(|(start, _)| days.contains(start)).for_each(|(_, sum)| sum.open = true);
        }
    }
    let credits = settings.export_credit() == ExportCredit::FossilExport;
    let pieces = all.into_iter().map(|(start, sum)| {
        let mwh = |units: i128| bins.grid.mwh(units);
        let amounts = Amounts::each(|component| match component {
            Component::Import => mwh(sum.import),
            Component::Green => mwh(sum.green),
            Component::Fossil => mwh(sum.fossil),
            Component::Further => mwh(sum.used - sum.import - sum.green - sum.fossil),
            Component::Emissions if credits => -(mwh(sum.credited) * &standard.constants.electricity_factor),
            Component::Emissions | Component::Energy => Exact::zero(),
        });
        Piece { start, days: 1, full: !sum.open, amounts }
    });
    let mut pieces: Vec<Piece> = pieces.collect();
    if !daily {
        let last = period.end;
        for piece in &mut pieces {
            let month = Month::of(piece.start);
            piece.days = (month.last_day().min(last) - piece.start).num_days() + 1;
            // A reading of a month that the period cuts is not used.
            piece.full &= month.last_day() <= last;
        }
    }
    Contribution { daily, pieces }
}
