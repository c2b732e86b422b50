//! The period where none is stated: the calendar year that the readings cover most.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::field::{Stamp, stamp};
use super::manifest::{Label, Layout, Readings};
use super::points::Columns;
use super::scan::Record;
use crate::measure::{Civil, Month, Period};

/// Days seen, by year.
#[derive(Default)]
pub(super) struct Years {
    days: BTreeMap<NaiveDate, u64>,
}

impl Years {
    /// Notes what a row covers.
    pub(super) fn note(&mut self, table: &Readings, columns: &Columns, record: &Record<'_>, last_date: &mut String) {
        let text = |column: Option<usize>| column.map(|c| record.text(c).into_owned()).unwrap_or_default();
        let order = table.source.date_order;
        match table.layout {
            Layout::Bill => {
                let day = |column| match stamp(&text(column), order) {
                    Ok(Stamp::Day(day)) => Some(day),
                    Ok(Stamp::Instant { civil_seconds, .. }) => Some(Civil(civil_seconds).day()),
                    _ => None,
                };
                if let (Some(start), Some(end)) = (day(columns.start), day(columns.end)) {
                    self.span(start, end.pred_opt().unwrap_or(end).max(start));
                }
            }
            Layout::Wide => {
                if let Ok(Stamp::Day(day)) = stamp(&text(columns.date), order) {
                    *self.days.entry(day).or_default() += 1;
                }
            }
            Layout::Long | Layout::Register => {
                let mut when = text(columns.time);
                if columns.date.is_some() {
                    let date = text(columns.date);
                    if !date.is_empty() {
                        *last_date = date;
                    } else if let Some(stated) = table.date.filter(|_| last_date.is_empty()) {
                        *last_date = stated.to_string();
                    }
                    when = format!("{last_date} {when}");
                }
                match stamp(when.trim(), order) {
                    Ok(Stamp::Day(day)) => *self.days.entry(day).or_default() += 1,
                    Ok(Stamp::Month(month)) => self.span(month.first_day(), month.last_day()),
                    Ok(Stamp::Instant { civil_seconds, .. }) => {
                        // An interval that ends at 00:00 belongs to the day before.
                        let before = i64::from(table.label == Label::End && !table.closes_date);
                        *self.days.entry(Civil(civil_seconds - before).day()).or_default() += 1;
                    }
                    Err(_) => {}
                }
            }
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

    /// The year with the most days, then with the most readings, then the latest.
    pub(super) fn period(&self) -> Option<Period> {
        let mut years: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
        for (day, readings) in &self.days {
            let year = years.entry(day.year()).or_default();
            year.0 += 1;
            year.1 += readings;
        }
        let (year, _) = years.into_iter().max_by_key(|&(year, counts)| (counts, year))?;
        Period::year(year)
    }
}
