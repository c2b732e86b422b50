//! At what rate a contribution runs, and what it comes to over days to come.

use super::super::timeline::{Amounts, Contribution, Piece, is_workday};
use crate::measure::{Exact, Month, Period};

/// Numbers of days of each type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    workdays: i64,
    weekend: i64,
}

impl Days {
    /// The days of a period.
    pub(super) fn of(period: Period) -> Self {
        let workdays = period.start.iter_days().take_while(|day| *day <= period.end).filter(|day| is_workday(*day)).count();
        let workdays = i64::try_from(workdays).unwrap_or(0);
        Self { workdays, weekend: period.days() - workdays }
    }

    /// The length of a month.
    pub(super) fn of_month(month: Month) -> i64 {
        (month.last_day() - month.first_day()).num_days() + 1
    }

    /// All of them.
    pub(super) fn all(self) -> i64 {
        self.workdays + self.weekend
    }
}

/// A rate per day.
#[derive(Clone, Debug)]
pub(super) enum Pace {
    /// Of a workday and of a day of a weekend, where one was seen.
    ByType(Box<[Option<Amounts>; 2]>),
    /// Of any day.
    Even(Box<Amounts>),
}

impl Pace {
    /// The mean of those full pieces of a contribution that are kept; `None` where there are none.
    pub(super) fn of(contribution: &Contribution, keep: &dyn Fn(&Piece) -> bool) -> Option<Self> {
        let mean = |of_type: &dyn Fn(&Piece) -> bool| {
            let (mut sum, mut days) = (Amounts::default(), 0);
            for piece in contribution.pieces.iter().filter(|p| p.full && keep(p) && of_type(p)) {
                sum.add(&piece.amounts);
                days += piece.days;
            }
            (days > 0).then(|| sum.times(&Exact::ratio(1, days.into())))
        };
        if contribution.daily {
            let pace = [mean(&|p| is_workday(p.start)), mean(&|p| !is_workday(p.start))];
            return pace.iter().any(Option::is_some).then(|| Self::ByType(Box::new(pace)));
        }
        mean(&|_| true).map(|mean| Self::Even(Box::new(mean)))
    }

    /// What it comes to over days; `None` where the rate of a type of them is not known.
    pub(super) fn over(&self, days: Days) -> Option<Amounts> {
        let times = |pace: &Amounts, days: i64| pace.times(&Exact::from(days));
        match self {
            Self::Even(pace) => Some(times(pace, days.all())),
            Self::ByType(paces) => {
                let [workday, weekend] = &**paces;
                let mut sum = Amounts::default();
                for (pace, days) in [(workday, days.workdays), (weekend, days.weekend)].into_iter().filter(|(_, days)| *days > 0) {
                    sum.add(&times(pace.as_ref()?, days));
                }
                Some(sum)
            }
        }
    }
}
