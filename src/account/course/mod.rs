//! The course of a run: what each of its days, or months where nothing finer is known, adds to the totals that the required rules rest on.
//!
//! Six streams are told apart, and whatever adds to them is a strand: the electricity of the park is one, each meter of heat or fuel is one, the
//! process output of months is one. A strand goes by the day if its readings allow it, else by the month. A piece of it is `full` if no reading of it
//! is missing or contradicted, and no total is spread over it whose split is not known: only full pieces say at what rate something runs.

mod carried;
mod electric;
mod strand;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub use strand::{Amounts, Piece, Strand, Stream};

use super::electricity::Mode;
use super::settle::Accounts;
use crate::dossier::Dossier;
use crate::measure::Month;
use crate::standard::{Settings, Standard};

/// The course of a run.
#[derive(Clone, Debug)]
pub struct Course {
    /// The electricity.
    pub electric: Strand,
    /// Heat, fuels, process output.
    pub others: Vec<Strand>,
}

/// The course of a run; `None` where consumption is not known at all.
pub fn course(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings) -> Option<Course> {
    if accounts.electric.mode == Mode::Neither {
        return None;
    }
    let electric = electric::strand(dossier.period, accounts, standard, settings);
    Some(Course { electric, others: others(dossier, standard, settings, false).collect() })
}

/// Heat, fuels, process output, each worked out when it is asked for; by the month where that is all that is wanted.
fn others<'a>(dossier: &'a Dossier, standard: &'a Standard, settings: &'a Settings, monthly: bool) -> impl Iterator<Item = Strand> + 'a {
    carried::strands(dossier, &standard.constants, settings, monthly).chain(carried::process(dossier))
}

/// What each month of a run adds, one strand after the other: no course of a whole park is kept for it. Empty where consumption is not known at all.
pub fn months(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings) -> BTreeMap<Month, Amounts> {
    let mut sums: BTreeMap<Month, Amounts> = BTreeMap::new();
    if accounts.electric.mode == Mode::Neither {
        return sums;
    }
    let electric = electric::strand(dossier.period, accounts, standard, settings);
    for strand in std::iter::once(electric).chain(others(dossier, standard, settings, true)) {
        for piece in &strand.pieces {
            sums.entry(Month::of(piece.start)).or_default().add(&piece.amounts);
        }
    }
    sums
}

impl Course {
    /// Every strand.
    pub fn strands(&self) -> impl Iterator<Item = &Strand> {
        std::iter::once(&self.electric).chain(&self.others)
    }

    /// What is beside electricity as one strand: by the day if all of it goes by the day, else by the month; full where all of it is.
    pub fn beside(&self) -> Strand {
        let adds = |s: &&Strand| s.pieces.iter().any(|p| Stream::OTHER.iter().any(|&o| !p.amounts.of(o).is_zero()));
        let strands: Vec<&Strand> = self.strands().filter(adds).collect();
        let daily = strands.iter().all(|s| s.daily);
        let mut pieces: BTreeMap<NaiveDate, Piece> = BTreeMap::new();
        for strand in strands {
            let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
            for piece in &strand.pieces {
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
        Strand { daily, pieces: pieces.into_values().collect() }
    }
}

/// Whether a day is one of Monday to Friday. Public holidays, and the weekend days that are worked in their place, are not data at hand.
pub fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Monday of the week of a day.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}
