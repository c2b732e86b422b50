//! Rows of one stamp with one value, or one value per meter (layouts `long` and `register`).

use super::{Reader, Trouble};
use crate::input::manifest::Layout;
use crate::input::readings::bill::instant;
use crate::input::readings::collector::Collector;
use crate::input::readings::conversion::Conversion;
use crate::input::readings::entry::{Entry, Given, Quality, When};
use crate::input::readings::register::reading::{GivenAs, Reading as RegisterReading};
use crate::input::scan::Record;
use crate::input::times::Moment;
use crate::measure::{Civil, SECONDS_PER_DAY};
use crate::near::shown;
use crate::say;

impl Reader<'_> {
    pub(super) fn long(&mut self, record: &Record<'_>, fixed: Option<usize>, collector: &mut Collector<'_>) -> Result<(), Trouble> {
        if !self.owners.by_column.is_empty() {
            let moment = self.moment(record)?;
            // What is wrong with one column keeps no other from being read.
            let mut trouble = Ok(());
            for (meter, column) in self.owners.by_column.clone() {
                let result = self.value(record, meter, column, moment, collector);
                trouble = trouble.and(result);
            }
            return trouble;
        }
        let Some(meter) = self.meter(record, fixed, collector.meters)? else { return Ok(()) };
        let Some(own) = self.told_apart(record, meter, collector)? else { return Ok(()) };
        let moment = self.moment(record)?;
        let mut trouble = Ok(());
        if let Some(column) = self.columns.value {
            trouble = self.value(record, own, column, moment, collector);
        }
        if let Some(column) = self.columns.reverse {
            let result = if let Some(reverse) = self.reverse_of(meter, collector.meters) {
                self.value(record, reverse, column, moment, collector)
            } else {
                self.note_unregistered(record, meter, column);
                Ok(())
            };
            trouble = trouble.and(result);
        }
        trouble
    }

    /// Takes one value of a long or register row.
    pub(super) fn value(
        &mut self,
        record: &Record<'_>,
        meter: usize,
        column: usize,
        moment: Moment,
        collector: &mut Collector<'_>,
    ) -> Result<(), Trouble> {
        let (given, unit) = self.number(record, column)?;
        let conversion = self.row_conversion(record, meter, Some(column), unit, collector)?;
        if !self.columns.tariffs.is_empty() {
            self.judge_tariff(record, meter, column, collector);
        }
        let quality = self.quality(record);
        if self.table.layout == Layout::Long {
            let entry = Entry { when: self.when(moment)?, given, quality, line: record.line };
            collector.take(meter, entry, self.placing(), conversion);
            return Ok(());
        }
        let at = match moment {
            Moment::Day(day) => instant(day),
            Moment::Span(..) | Moment::Days(..) => {
                return Err(Trouble::Row(say!("a register shows its reading at an instant, and the row is of a span of time")));
            }
            // 月末示数 of a month is what the register shows at its end.
            Moment::Month(month) if self.is_of_the_end(column) => Civil::midnight(month.last_day()).plus(SECONDS_PER_DAY),
            Moment::Instant(..) | Moment::Month(_) => match self.when(moment)? {
                When::Instant(at) | When::Interval(at, _) => at,
            },
        };
        match given {
            Given::Missing => {}
            _ if quality == Quality::Bad => {}
            Given::Bad(text, why) => return Err(Trouble::Value(say!("the reading `{text}` {why}", text = shown(&text), why => why))),
            Given::Number(mantissa, _) if mantissa < 0 => return Err(Trouble::Value(say!("a register cannot read below zero"))),
            Given::Number(mantissa, decimals) => {
                let estimated = quality == Quality::Estimated;
                let place = collector.place(record.line);
                let reading = RegisterReading { at, mantissa, decimals, estimated, place, given: self.register_given(conversion) };
                collector.take_register(meter, reading, self.table.interval);
            }
        }
        Ok(())
    }

    /// Whether the header of a register says that it is read at the end of a month.
    pub(super) fn is_of_the_end(&self, column: usize) -> bool {
        self.header.get(column).is_some_and(|cell| ["月末", "期末", "月底", "月终"].iter().any(|word| cell.contains(word)))
    }

    /// How the readings of a register are given.
    pub(super) fn register_given(&self, conversion: Conversion) -> GivenAs {
        GivenAs { conversion, snap: self.table.snap, resets_daily: self.table.resets_daily }
    }
}
