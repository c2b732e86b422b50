//! The rest of a year from what is known of it so far: simple, stated, and no evidence.
//!
//! - Run rate: each day that is left is like the mean of the full days so far of its type, workday or weekend. What is known by the month only runs
//!   on at its mean per day.
//! - With a report on an earlier year: each month that is left is like the same month then, by the day, times what the full days so far are to the same
//!   months then. A component that was nothing, or below zero, in that year runs on at its rate.
//! - The band: the rest is worked out once more like each calendar week so far (Monday to Sunday, whole in the period, with full days of each type
//!   that is left), and the least and greatest of what comes out, the point among them, are its ends. Streams known by the month are taken like the
//!   month of that week's Thursday. Where electricity itself is known by the month, months stand in place of weeks. All components are taken of
//!   the same week, so that what is consumed is what is supplied. There is no band of fewer than two weeks or months.
//!
//! Nothing is foreseen that has not been seen: no holidays, no season but those so far (or those of the earlier year), no plant that is still to come.

mod last_year;
mod pace;

use chrono::NaiveDate;

pub use self::last_year::LastYear;
use self::pace::{Days, Pace};
use super::timeline::{Amounts, Component, Contribution, Piece, Timeline, monday};
use crate::measure::{Exact, Month, Period};

/// How a component is taken to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// At its rate so far.
    RunRate,
    /// Like the same months of an earlier year, times this.
    LastYear(Exact),
}

/// A stretch of time like which the rest may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Like {
    /// The week of a Monday.
    Week(NaiveDate),
    /// A month.
    Month(Month),
}

impl Like {
    /// Its name in reports: the Monday, or the month.
    pub fn name(self) -> String {
        match self {
            Self::Week(monday) => monday.to_string(),
            Self::Month(month) => month.to_string(),
        }
    }

    /// Whether a piece of a contribution belongs to it.
    fn has(self, contribution: &Contribution, piece: &Piece) -> bool {
        match self {
            Self::Week(week) if contribution.daily => monday(piece.start) == week,
            Self::Week(week) => Month::of(piece.start) == Month::of(week + chrono::Days::new(3)),
            Self::Month(month) => Month::of(piece.start) == month,
        }
    }
}

/// What the rest of the year adds, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Each month that is left, the first one perhaps in part.
    pub months: Vec<Amounts>,
}

impl Rest {
    /// All of it.
    pub fn total(&self) -> Amounts {
        let mut sum = Amounts::default();
        self.months.iter().for_each(|m| sum.add(m));
        sum
    }
}

/// What may come of a year.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The days that are left.
    pub left: Period,
    /// The months that are left, the first one perhaps in part.
    pub months: Vec<Month>,
    /// How many months that is, a month that is left in part by its days.
    pub count: Exact,
    /// How each component goes on, in the order of [`Component::ALL`].
    pub bases: Vec<Basis>,
    /// Days so far of which all electricity is known.
    pub full_days: i64,
    /// Whether electricity is known by the day, so that workdays and weekends are told apart.
    pub daily: bool,
    /// The rest at the point.
    pub point: Rest,
    /// The rest like each week or month so far; empty where there are fewer than two.
    pub band: Vec<(Like, Rest)>,
    /// Whether what is beside electricity can be told.
    pub beside: bool,
}

/// The rest of a year whose days up to the end of `period` are known, until a day. `None` where no rate can be told: no full day of a type that is left.
pub fn outlook(timeline: &Timeline, period: Period, until: NaiveDate, last_year: Option<&LastYear>) -> Option<Outlook> {
    let left = Period { start: period.end.succ_opt()?, end: until };
    let stretches: Vec<(Month, Days)> =
        left.months().filter_map(|m| Some((m, Days::of(left.within(Some(m.first_day()), Some(m.last_day()))?)))).collect();
    let all = Days::of(left);
    let electric = Pace::of(&timeline.electric, &|_| true).filter(|p| p.over(all).is_some())?;
    let others: Option<Vec<Pace>> = timeline.others.iter().map(|s| Pace::of(s, &|_| true).filter(|p| p.over(all).is_some())).collect();
    let beside = others.is_some();
    let others = others.unwrap_or_default();
    let joint = timeline.beside();
    let of_component = |component: Component| if Component::OTHER.contains(&component) { &joint } else { &timeline.electric };
    let growth = |component: Component, like: Option<Like>| {
        let contribution = of_component(component);
        let taken = contribution.pieces.iter().filter(|p| p.full && like.is_none_or(|l| l.has(contribution, p)));
        last_year.and_then(|year| year.growth(component, taken))
    };
    let growths = Component::ALL.map(|component| growth(component, None));
    let rest = |like: Option<Like>| -> Option<Rest> {
        let pace = |contribution: &Contribution, mean: &Pace| match like {
            None => mean.clone(),
            Some(like) => {
                Pace::of(contribution, &|p| like.has(contribution, p)).filter(|p| p.over(all).is_some()).unwrap_or_else(|| mean.clone())
            }
        };
        let leading = match like {
            None => electric.clone(),
            Some(like) => Pace::of(&timeline.electric, &|p| like.has(&timeline.electric, p)).filter(|p| p.over(all).is_some())?,
        };
        let mut paces = vec![leading];
        paces.extend(timeline.others.iter().zip(&others).map(|(contribution, mean)| pace(contribution, mean)));
        let factors = Component::ALL.map(|component| {
            let mean = growths[component as usize].clone()?;
            Some(like.and_then(|like| growth(component, Some(like))).unwrap_or(mean))
        });
        let months = stretches.iter().map(|&(month, days)| {
            let mut run = Amounts::default();
            paces.iter().filter_map(|p| p.over(days)).for_each(|amounts| run.add(&amounts));
            Amounts::each(|component| match (&factors[component as usize], last_year) {
                (Some(factor), Some(year)) => year.daily(component, month.month) * Exact::from(days.all()) * factor,
                _ => run.of(component).clone(),
            })
        });
        Some(Rest { months: months.collect() })
    };
    let point = rest(None)?;
    let mut band: Vec<(Like, Rest)> = likes(timeline, period).into_iter().filter_map(|like| Some((like, rest(Some(like))?))).collect();
    if band.len() < 2 {
        band.clear();
    }
    let bases = growths.iter().map(|g| g.clone().map_or(Basis::RunRate, Basis::LastYear)).collect();
    let part = |(month, days): &(Month, Days)| Exact::ratio(i128::from(days.all()), i128::from(Days::of_month(*month)));
    Some(Outlook {
        left,
        months: stretches.iter().map(|s| s.0).collect(),
        count: stretches.iter().map(part).sum(),
        bases,
        full_days: timeline.electric.pieces.iter().filter(|p| p.full).map(|p| p.days).sum(),
        daily: timeline.electric.daily,
        point,
        band,
        beside,
    })
}

/// The weeks, or months, that lie whole in the period.
fn likes(timeline: &Timeline, period: Period) -> Vec<Like> {
    if !timeline.electric.daily {
        return period.months().filter(|m| period.contains_month(*m)).map(Like::Month).collect();
    }
    let first = monday(period.start);
    let first = if first < period.start { first + chrono::Days::new(7) } else { first };
    let weeks = first.iter_weeks().take_while(|week| *week + chrono::Days::new(6) <= period.end);
    weeks.map(Like::Week).collect()
}
