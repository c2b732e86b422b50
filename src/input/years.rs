//! The period where none is stated: the calendar year that the readings cover most.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::field::{Known, PartialDate, Range, Stamp, range, stamp};
use super::manifest::{Label, Layout, Readings};
use super::scan::Record;
use super::table::columns::Columns;
use super::times::{Moment, Times};
use crate::measure::{Civil, Month, Period};

/// Days seen, by year.
#[derive(Default)]
pub(super) struct Years {
    days: BTreeMap<NaiveDate, u64>,
}

impl Years {
    /// Takes in what others cover.
    pub(super) fn join(&mut self, other: Self) {
        for (day, readings) in other.days {
            *self.days.entry(day).or_default() += readings;
        }
    }

    /// Notes what a row covers.
    pub(super) fn note(&mut self, table: &Readings, columns: &Columns, record: &Record<'_>, times: &mut Times<'_>) {
        let text = |column: Option<usize>| column.map(|c| record.text(c).into_owned()).unwrap_or_default();
        let order = table.source.date_order;
        let of = |known: Known| match known {
            Known::Day(day) => (day, day),
            Known::Month(month) => (month.first_day(), month.last_day()),
        };
        match table.layout {
            Layout::Bill if columns.start.is_some() || columns.end.is_some() => {
                let day = |column| match stamp(&text(column), order) {
                    Ok(Stamp::Day(day)) => Some(day),
                    Ok(Stamp::Instant { civil_seconds, .. }) => Some(Civil(civil_seconds).day()),
                    _ => None,
                };
                if let (Some(start), Some(end)) = (day(columns.start), day(columns.end)) {
                    self.span(start, end.pred_opt().unwrap_or(end).max(start));
                }
            }
            Layout::Bill => {
                let span = match columns.times.period.map(|at| (range(&record.text(at), order), stamp(&record.text(at), order))) {
                    Some((Ok(Some(Range::Days(from, until))), _)) => Some((from, until)),
                    Some((_, Ok(Stamp::Month(month)))) => Some((month.first_day(), month.last_day())),
                    Some(_) => None,
                    None => times.whole(columns, record).ok().map(of),
                };
                if let Some((start, end)) = span {
                    self.span(start, end);
                }
            }
            Layout::Wide => {
                let Ok(row) = times.part_of(columns, record) else { return };
                let labels: Vec<PartialDate> = columns.times.across.iter().map(|&(_, label)| label).collect();
                let labels = if columns.points.is_empty() { labels } else { vec![PartialDate::default()] };
                for (start, end) in labels.into_iter().filter_map(|label| times.across(label, row).ok().map(of)) {
                    self.span(start, end);
                }
            }
            Layout::Long | Layout::Register => match times.moment(columns, record) {
                Ok(Moment::Day(day)) => self.span(day, day),
                Ok(Moment::Month(month)) => self.span(month.first_day(), month.last_day()),
                Ok(Moment::Days(from, until)) => self.span(from, until),
                Ok(Moment::Span(from, until)) => self.span(Civil(from).day(), Civil(until - 1).day()),
                Ok(Moment::Instant(seconds, _)) => {
                    // An interval that ends at 00:00 belongs to the day before.
                    let before = i64::from(table.label == Label::End && !table.closes_date);
                    let day = Civil(seconds - before).day();
                    self.span(day, day);
                }
                Err(_) => {}
            },
        }
    }

    fn span(&mut self, start: NaiveDate, end: NaiveDate) {
        if Month::of(end).index() - Month::of(start).index() > 240 {
            return;
        }
        for day in start.iter_days().take_while(|d| *d <= end) {
            *self.days.entry(day).or_default() += 1;
        }
    }

    /// The year of which the fewest days lack, then with the most readings a day, then the latest.
    pub(super) fn period(&self) -> Option<Period> {
        let mut years: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
        for (day, readings) in &self.days {
            let year = years.entry(day.year()).or_default();
            year.0 += 1;
            year.1 += readings;
        }
        let lacking = |year: i32, days: u64| Period::year(year).map_or(0, |period| period.days()) - i64::try_from(days).unwrap_or(0);
        let (year, _) = years
            .into_iter()
            .max_by_key(|&(year, (days, readings))| (std::cmp::Reverse(lacking(year, days)), readings / days.max(1), year))?;
        Period::year(year)
    }
}
