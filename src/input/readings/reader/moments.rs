//! Which instant or interval a row is of, in the park's civil time.

use super::{Reader, Trouble};
use crate::input::error::InputError;
use crate::input::field::{self, Known, PartialDate, Range, Stamp, StampError};
use crate::input::manifest::Label;
use crate::input::readings::bill::instant;
use crate::input::readings::conversion::Placing;
use crate::input::readings::entry::When;
use crate::input::scan::Record;
use crate::input::table::Table;
use crate::input::times::seen::Seen;
use crate::input::times::{Moment, Refusal, Times};
use crate::measure::{Civil, Month, SECONDS_PER_DAY, Step};
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Reader<'_> {
    pub(super) fn placing(&self) -> Placing {
        Placing { interval: self.table.interval, at_start: self.table.label == Label::Start, snap: self.table.snap }
    }

    /// Looks at the whole file for what no single row shows.
    pub(super) fn look(&mut self) -> Result<(), InputError> {
        let table = self.table.of_sheet(self.names.sheet.clone());
        let (mut rows, columns) = Table::open(self.files, &self.names.path, &table.source.options, &table)?;
        let single = [columns.value, columns.reverse, columns.energy, columns.start_reading, columns.end_reading];
        let single = single.into_iter().chain(columns.reverse_bill.all().map(Some));
        let several = columns.meters.iter().map(|&(_, at)| at).chain(columns.points.iter().map(|point| point.column));
        let across = columns.times.across.iter().map(|&(at, _)| at);
        let numbers: Vec<usize> = single.flatten().chain(several).chain(across).collect();
        let mut seen = Seen::default();
        while let Some(record) = rows.next()? {
            seen.note(&record, &columns.times, (columns.time, columns.date), &numbers, self.table.source.date_order);
        }
        self.times.saw(seen);
        Ok(())
    }

    pub(super) fn refused(&self, refusal: Refusal, line: u64) -> Trouble {
        match refusal {
            Refusal::Row(why) => Trouble::Row(why),
            Refusal::File(why) => Trouble::File(InputError::at(self.name, line, why)),
        }
    }

    /// When a long or register row is of.
    pub(super) fn moment(&mut self, record: &Record<'_>) -> Result<Moment, Trouble> {
        if self.times.doubts(&self.columns, record) {
            self.look().map_err(Trouble::File)?;
        }
        self.times.moment(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))
    }

    /// Park time of an instant.
    pub(super) fn local(&self, seconds: i64, offset: Option<i32>) -> Civil {
        let stamped = offset.or(Times::offset(self.table, &self.columns)).unwrap_or(self.park_offset);
        Civil(seconds - i64::from(stamped) + i64::from(self.park_offset))
    }

    pub(super) fn when(&self, moment: Moment) -> Result<When, Trouble> {
        Ok(match moment {
            // Spreadsheets make the first of a month of 2025年1月.
            Moment::Day(day) if self.table.interval == Some(Step::Month) => {
                let month = Month::of(day);
                if day != month.first_day() && day != month.last_day() {
                    return Err(Trouble::Row(say!(
                        "`interval` of its [[readings]] table is a month, and {day} is neither the first day of one nor the last",
                        day
                    )));
                }
                When::Interval(Civil::midnight(month.first_day()), Step::Month)
            }
            Moment::Day(day) => When::Interval(Civil::midnight(day), Step::DAY),
            Moment::Month(month) => When::Interval(Civil::midnight(month.first_day()), Step::Month),
            Moment::Instant(seconds, offset) => {
                let closes = self.table.closes_date && seconds.rem_euclid(SECONDS_PER_DAY) == 0;
                let at = self.local(seconds, offset);
                When::Instant(if closes { at.plus(SECONDS_PER_DAY) } else { at })
            }
            Moment::Span(from, until) => Self::interval(self.local(from, None), self.local(until, None))?,
            Moment::Days(from, until) => {
                let inclusive = self.times.seen().is_none_or(|seen| seen.inclusive);
                let until = if inclusive { until.succ_opt().unwrap_or(until) } else { until };
                Self::interval(Civil::midnight(from), Civil::midnight(until))?
            }
        })
    }

    /// An interval by its ends, which must be one of a step.
    pub(super) fn interval(from: Civil, until: Civil) -> Result<When, Trouble> {
        let minutes = u32::try_from((until.0 - from.0) / 60).ok().filter(|minutes| *minutes > 0 && (until.0 - from.0) % 60 == 0);
        let step = minutes.filter(|minutes| 1440 % minutes == 0).map(Step::Minutes);
        let month = Step::Month.floor(from) == from && Step::Month.next(from) == until;
        match step {
            Some(step) if step.floor(from) == from => Ok(When::Interval(from, step)),
            _ if month => Ok(When::Interval(from, Step::Month)),
            _ => Err(Trouble::Row(say!("from {from} to {until} is no interval of a step that divides a day, and no month", from, until))),
        }
    }

    /// When the cell of a column across is of.
    pub(super) fn when_across(&self, label: PartialDate, row: PartialDate, record: &Record<'_>) -> Result<When, Trouble> {
        let known = self.times.across(label, row).map_err(|refusal| self.refused(refusal, record.line))?;
        match (known, self.columns.times.clock) {
            (Known::Day(day), Some(clock)) => {
                let text = record.text(clock);
                let moment = self.times.of_day(day, &text).map_err(|refusal| self.refused(refusal, record.line))?;
                self.when(moment)
            }
            (Known::Day(day), None) => Ok(When::Interval(Civil::midnight(day), Step::DAY)),
            (Known::Month(month), _) => Ok(When::Interval(Civil::midnight(month.first_day()), Step::Month)),
        }
    }

    /// The ends of a bill, each with whether it is a date without a time.
    pub(super) fn bill_ends(&mut self, record: &Record<'_>) -> Result<((Civil, bool), (Civil, bool)), Trouble> {
        if self.columns.start.is_some() || self.columns.end.is_some() {
            let start = self.bill_end(record, self.columns.start, say!("start"))?;
            return Ok((start, self.bill_end(record, self.columns.end, say!("end"))?));
        }
        if let Some(column) = self.columns.times.period {
            let text = record.text(column).into_owned();
            let order = self.table.source.date_order;
            let ambiguous = |_| {
                let message = say!("`{text}` may be day/month or month/day: state `date_order`", text = shown(&text));
                Trouble::File(InputError::at(self.name, record.line, message))
            };
            return match (field::range(&text, order).map_err(ambiguous)?, field::stamp(&text, order)) {
                (Some(Range::Days(from, until)), _) => {
                    let inclusive = self.times.seen().is_some_and(|seen| seen.inclusive);
                    let until = if inclusive { until.succ_opt().unwrap_or(until) } else { until };
                    Ok(((instant(from), true), (instant(until), true)))
                }
                (Some(Range::Moments(from, until)), _) => Ok(((self.local(from, None), false), (self.local(until, None), false))),
                (None, Ok(Stamp::Month(month))) => Ok(month_ends(month)),
                _ => Err(Trouble::Row(say!("`{text}` is no period such as 2025-01-01至2025-01-31", text = shown(&text)))),
            };
        }
        match self.times.whole(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))? {
            Known::Month(month) => Ok(month_ends(month)),
            Known::Day(day) => Ok(((instant(day), true), (instant(day), true))),
        }
    }

    pub(super) fn bill_end(&self, record: &Record<'_>, column: Option<usize>, what: Message) -> Result<(Civil, bool), Trouble> {
        let text = column.map_or(String::new(), |c| record.text(c).into_owned());
        match field::stamp(&text, self.table.source.date_order) {
            Ok(Stamp::Day(day)) => Ok((instant(day), true)),
            Ok(Stamp::Instant { civil_seconds, offset }) => Ok((self.local(civil_seconds, offset), false)),
            Err(StampError::AmbiguousOrder) => {
                let message = say!("`{text}` may be day/month or month/day: state `date_order`", text = shown(&text));
                Err(Trouble::File(InputError::at(self.name, record.line, message)))
            }
            _ => Err(Trouble::Row(say!("the {what} `{text}` is not a date", what => what, text = shown(&text)))),
        }
    }
}

/// The ends of a month, as dates.
fn month_ends(month: Month) -> ((Civil, bool), (Civil, bool)) {
    ((instant(month.first_day()), true), (instant(month.last_day().succ_opt().unwrap_or(month.last_day())), true))
}
