//! The timeline of a run: what each of its days, or months where nothing finer is known, adds to the totals that the required rules rest on.
//!
//! Six components are told apart, and whatever adds to them is a contribution: the electricity of the park is one, each meter of heat or fuel is one, the
//! process output of months is one. A contribution goes by the day if its readings allow it, else by the month. A piece of it is `full` if no reading of it
//! is missing or contradicted, and no total is spread over it whose split is not known: only full pieces say at what rate something runs.

mod carried;
mod contribution;
mod electric;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub use contribution::{Amounts, Component, Contribution, Piece};

use crate::account::balance::electricity::Mode;
use crate::account::settle::Accounts;
use crate::dossier::Dossier;
use crate::measure::Month;
use crate::standard::{Settings, Standard};

/// The timeline of a run.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The electricity.
    pub electric: Contribution,
    /// Heat, fuels, process output.
    pub others: Vec<Contribution>,
}

/// The timeline of a run; `None` where consumption is not known at all.
pub fn timeline(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings) -> Option<Timeline> {
    if accounts.electric.mode == Mode::Neither {
        return None;
    }
    let electric = electric::contribution(dossier.period, accounts, standard, settings);
    Some(Timeline { electric, others: others(dossier, standard, settings, false).collect() })
}

/// Heat, fuels, process output, each worked out when it is asked for; by the month where that is all that is wanted.
fn others<'a>(
    dossier: &'a Dossier,
    standard: &'a Standard,
    settings: &'a Settings,
    monthly: bool,
) -> impl Iterator<Item = Contribution> + 'a {
    carried::contributions(dossier, &standard.constants, settings, monthly).chain(carried::process(dossier))
}

/// What each month of a run adds, one contribution after the other: no timeline of a whole park is kept for it. Empty where consumption is not known at all.
pub fn months(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings) -> BTreeMap<Month, Amounts> {
    let mut sums: BTreeMap<Month, Amounts> = BTreeMap::new();
    if accounts.electric.mode == Mode::Neither {
        return sums;
    }
    let electric = electric::contribution(dossier.period, accounts, standard, settings);
    for contribution in std::iter::once(electric).chain(others(dossier, standard, settings, true)) {
        for piece in &contribution.pieces {
            sums.entry(Month::of(piece.start)).or_default().add(&piece.amounts);
        }
    }
    sums
}

impl Timeline {
    /// Every contribution.
    pub fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        std::iter::once(&self.electric).chain(&self.others)
    }

    /// What is beside electricity as one contribution: by the day if all of it goes by the day, else by the month; full where all of it is.
    pub fn beside(&self) -> Contribution {
        let adds = |s: &&Contribution| s.pieces.iter().any(|p| Component::OTHER.iter().any(|&o| !p.amounts.of(o).is_zero()));
        let contributions: Vec<&Contribution> = self.contributions().filter(adds).collect();
        let daily = contributions.iter().all(|s| s.daily);
        let mut pieces: BTreeMap<NaiveDate, Piece> = BTreeMap::new();
        for contribution in contributions {
            let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
            for piece in &contribution.pieces {
                let start = if daily { piece.start } else { Month::of(piece.start).first_day() };
                let empty = || Piece { start, days: 0, full: true, amounts: Amounts::default() };
                let sum = pieces.entry(start).or_insert_with(empty);
                sum.full &= piece.full;
                sum.amounts.add(&piece.amounts);
                *days.entry(start).or_default() += piece.days;
            }
            for (start, days) in days {
                pieces.entry(start).and_modify(|p| p.days = p.days.max(days));
            }
        }
        Contribution { daily, pieces: pieces.into_values().collect() }
    }
}

/// Whether a day is one of Monday to Friday. Public holidays, and the weekend days that are worked in their place, are not data at hand.
pub fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Monday of the week of a day.
pub(in crate::account) fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}
