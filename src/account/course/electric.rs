//! The electricity of a run by day, or by month where that is its resolution.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Amounts, Piece, Strand, Stream};
use crate::account::settle::Accounts;
use crate::measure::{Exact, Month, Period, Step};
use crate::standard::{ExportCredit, Settings, Standard};

/// Sums in run units.
#[derive(Default)]
struct Sums {
    import: i128,
    green: i128,
    fossil: i128,
    used: i128,
    credited: i128,
    days: BTreeSet<NaiveDate>,
}

pub(super) fn strand(period: Period, accounts: &Accounts, standard: &Standard, settings: &Settings) -> Strand {
    let (bins, attribution) = (&accounts.electric.bins, &accounts.electric.attribution);
    let daily = bins.step != Step::Month;
    let piece_of = |b: usize| {
        let day = bins.start(b).day();
        if daily { day } else { Month::of(day).first_day() }
    };
    let mut sums: BTreeMap<NaiveDate, Sums> = BTreeMap::new();
    for b in 0..bins.len() {
        let sum = sums.entry(piece_of(b)).or_default();
        sum.import += bins.import[b];
        sum.green += attribution.direct_green(bins, b);
        sum.fossil += bins.fossil[b];
        sum.used += bins.consumption(b);
        sum.credited += bins.export[b] - attribution.export[b];
        if daily {
            sum.days.insert(bins.start(b).day());
        }
    }
    let mut open: BTreeSet<NaiveDate> = BTreeSet::new();
    // A bill's energy is spread over its time: that says a month well enough, but not a day.
    let unknown = bins.with_unknown(|place| daily || !place.placed_only);
    open.extend((0..bins.len()).filter(|&b| unknown[b]).map(piece_of));
    for split in bins.splits.iter().filter(|_| daily) {
        let days: BTreeSet<NaiveDate> = split.bins.iter().map(|&(b, _)| piece_of(b)).collect();
        if days.len() > 1 {
            open.extend(days);
        }
    }
    let credits = settings.export_credit() == ExportCredit::FossilExport;
    let pieces = sums.into_iter().map(|(start, sum)| {
        let mwh = |units: i128| bins.mwh(units);
        let amounts = Amounts::each(|stream| match stream {
            Stream::Import => mwh(sum.import),
            Stream::Green => mwh(sum.green),
            Stream::Fossil => mwh(sum.fossil),
            Stream::Further => mwh(sum.used - sum.import - sum.green - sum.fossil),
            Stream::Emissions if credits => -(mwh(sum.credited) * &standard.constants.electricity_factor),
            Stream::Emissions | Stream::Energy => Exact::zero(),
        });
        Piece { start, days: 1, full: !open.contains(&start), amounts }
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
    Strand { daily, pieces }
}
