//! Rows of a day with a column per interval, or with a column per day or month (layout `wide`).

use super::{Reader, Trouble};
use crate::input::field::{Known, PartialDate};
use crate::input::readings::collector::Collector;
use crate::input::readings::entry::{Entry, Given, When};
use crate::input::scan::Record;
use crate::measure::{Civil, Step};
use crate::say;

impl Reader<'_> {
    pub(super) fn wide(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(meter) = self.told_apart(record, meter, collector)? else { return Ok(()) };
        let conversion = self.row_conversion(record, meter, None, None, collector)?;
        let quality = self.quality(record);
        let row = self.times.part_of(&self.columns, record).map_err(|refusal| self.refused(refusal, record.line))?;
        if self.columns.points.is_empty() {
            // What is wrong with one column keeps no other from being read.
            let mut trouble = Ok(());
            for (column, label) in self.columns.times.across.clone() {
                let (given, unit) = self.number(record, column)?;
                if matches!(given, Given::Missing) {
                    // A month has no more days than it has; of others it is missing anyway.
                    continue;
                }
                let conversion = if unit.is_some() { self.row_conversion(record, meter, None, unit, collector)? } else { conversion };
                let when = match self.when_across(label, row, record) {
                    Ok(when) => when,
                    Err(Trouble::Row(why)) => {
                        trouble = trouble.and(Err(Trouble::Row(why)));
                        continue;
                    }
                    Err(file) => return Err(file),
                };
                let entry = Entry { when, given, quality, line: record.line };
                collector.take(meter, entry, self.placing(), conversion);
            }
            return trouble;
        }
        let day = match self.times.across(PartialDate::default(), row).map_err(|refusal| self.refused(refusal, record.line))? {
            Known::Day(day) => day,
            Known::Month(_) => return Err(Trouble::Row(say!("no row so far gives a date"))),
        };
        let minutes = 1440 / u32::try_from(self.columns.per_day).unwrap_or(1440).max(1);
        let step = Step::Minutes(minutes);
        let midnight = self.local(Civil::midnight(day).0, None);
        for index in 0..self.columns.points.len() {
            let point = self.columns.points[index];
            let start = midnight.plus(i64::try_from(point.slot).unwrap_or(0) * i64::from(minutes) * 60);
            let (given, unit) = self.number(record, point.column)?;
            let conversion = if unit.is_some() { self.row_conversion(record, meter, None, unit, collector)? } else { conversion };
            let entry = Entry { when: When::Interval(start, step), given, quality, line: record.line };
            collector.take(meter, entry, self.placing(), conversion);
        }
        Ok(())
    }
}
