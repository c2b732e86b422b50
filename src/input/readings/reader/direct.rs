//! Numbers that the fast path has parsed already, and that the collector could not take at once: they come without their row.

use super::{Reader, Trouble};
use crate::input::error::InputError;
use crate::input::manifest::{Label, Layout};
use crate::input::readings::collector::Collector;
use crate::input::readings::conversion::{Conversion, Form};
use crate::input::readings::entry::{Entry, Given, Quality, When};
use crate::input::readings::fast_path::Numbers;
use crate::input::readings::register::reading::Reading as RegisterReading;
use crate::measure::{Civil, Step};

impl Reader<'_> {
    /// Takes a number, or the lack of one, that the fast path has read; the step is given where the layout fixes it.
    pub(in crate::input) fn take(
        &mut self,
        meter: usize,
        minute: i32,
        number: Option<(i64, u8)>,
        line: u64,
        step: Option<Step>,
        collector: &mut Collector<'_>,
    ) -> Result<(), InputError> {
        let wide = self.table.layout == Layout::Wide;
        let conversion = self.plain_conversion(meter, line, collector)?;
        let at = Civil(i64::from(minute) * 60);
        if self.table.layout == Layout::Register {
            if let Some((mantissa, decimals)) = number {
                let (mantissa, decimals, place) = (mantissa.into(), decimals.into(), collector.place(line));
                let reading = RegisterReading { at, mantissa, decimals, estimated: false, place, given: self.register_given(conversion) };
                collector.take_register(meter, reading, self.table.interval);
                collector.prepare_rises(meter, conversion);
            }
            return Ok(());
        }
        let given = number.map_or(Given::Missing, |(mantissa, decimals)| Given::Number(mantissa.into(), decimals.into()));
        let when = if wide { When::Interval(at, step.unwrap_or(Step::DAY)) } else { When::Instant(at) };
        collector.take(meter, Entry { when, given, quality: Quality::Good, line }, self.placing(), conversion);
        // A multiplier that changes is taken by the time of each reading.
        if collector.meters[meter].multipliers.is_empty() {
            collector.prepare_fast_path(meter, conversion, step, wide || self.table.label == Label::Start);
        }
        Ok(())
    }

    /// Takes numbers of a meter, or the lack of them, each on a line of its own, until its step in the file shows: says how many.
    pub(in crate::input) fn sample(
        &mut self,
        meter: usize,
        run: Numbers<impl Iterator<Item = Option<(i64, u8)>>>,
        collector: &mut Collector<'_>,
    ) -> Result<usize, InputError> {
        if self.table.layout != Layout::Long || self.table.interval.is_some() {
            return Ok(0);
        }
        let conversion = self.plain_conversion(meter, run.line, collector)?;
        Ok(collector.sample(meter, run, Form { placing: self.placing(), conversion }))
    }

    /// The conversion of what the fast path has read on a line.
    pub(super) fn plain_conversion(&mut self, meter: usize, line: u64, collector: &mut Collector<'_>) -> Result<Conversion, InputError> {
        let column = if self.table.layout == Layout::Wide { None } else { Some(self.columns.value.unwrap_or(usize::MAX)) };
        self.conversion(meter, column, collector, None, None).map_err(|trouble| match trouble {
            Trouble::File(error) => error,
            Trouble::Row(why) | Trouble::Nameless(why) | Trouble::Value(why) => InputError::at(self.name, line, why),
        })
    }
}
