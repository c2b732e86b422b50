//! The fast path: numbers of one meter are put into its sums without a look at each of them by the general code.
//!
//! # What it predicts
//!
//! Most readings of an export are ordinary: the next interval of the same meter, a number of a few digits, no second reading of its interval, within
//! the rating. For a meter whose readings are summed and whose step in the open file is known, [`FastPath::prepared`] works out once per file what
//! such a reading becomes:
//!
//! - the cell: the minute of the stamp, less the minute that labels the first cell, divided by the step; mostly the cell behind the last one;
//! - the value: the mantissa times one factor per number of decimals (unit, multiplier, hours and scale in one integer);
//! - the limits: nothing below zero unless the flow is signed, nothing above 1.2 × the rating, nothing so great that sums could overflow;
//! - the pool of its flow, where it counts at the boundary.
//!
//! [`FastPath::push_run`] takes as many numbers at once as follow each other and are ordinary; [`FastPath::push_next`] takes the one that follows,
//! where each line of a file is of another meter; [`FastPath::push_rises`] takes what a register shows and sums the rises.
//!
//! # When it gives up
//!
//! It decides nothing: at the first number that is out of the ordinary it stops, says how many it has taken, and the general code
//! ([`super::meter::MeterReadings::take`]) takes that one with its messages. It stops at
//!
//! - a file that it was not prepared for, a stamp off the grid, an interval outside the meter's service in the period;
//! - an interval that has a reading already (in a file that was read before byte for byte such readings are counted);
//! - a number with more decimals than the scale holds, or beyond the limits; for a register a fall, or a number below zero;
//! - readings in so little order that what is kept of them outgrows their values.
//!
//! It is not prepared at all for meters that keep their values, for series whose step is a month or not known yet, for files in which one row is of
//! several meters, and once all files are read. A multiplier that changes in time is left to the general code by those who prepare it.

use super::conversion::{Conversion, most_grains};
use super::intake::Intake;
use super::register::reading::Rising;
use super::retention::most_segments;
use super::totals_builder::{LARGEST, Sums, SumsAt};
use crate::dossier::{GRAINS, Meter, Series};
use crate::measure::{Civil, Exact, Step};

/// Decimals that numbers on the fast path have at most, plus one.
const DECIMALS: usize = 10;

/// Numbers of one meter at times that follow each other evenly.
// The iterator of the numbers is what the struct is of.
#[allow(clippy::struct_field_names)]
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Numbers<I> {
    /// Minute that labels the first.
    pub(in crate::input) minute: i32,
    /// Minutes from one to the next.
    pub(in crate::input) step: i32,
    /// The numbers.
    pub(in crate::input) numbers: I,
    /// Line of the first.
    pub(in crate::input) line: u64,
    /// Whether each stands on a line of its own, one below the other; else all stand on one.
    pub(in crate::input) alone: bool,
}

/// What an ordinary reading of one meter becomes in the open file.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::input) struct FastPath {
    /// Turn of the file that this holds in; 0 where it holds in none.
    turn: u64,
    /// Minute that labels the first cell.
    origin: i32,
    /// Minutes of a cell.
    step: i32,
    /// Cells in which readings may lie, the second exclusive.
    cells: (u32, u32),
    /// Minute and cell that follow the last reading.
    next: (i32, u32),
    /// Grains of one unit of the last decimal, by the number of decimals; 0 where that is no whole number.
    factors: [i64; DECIMALS],
    /// Least grains of an ordinary reading.
    least: i64,
    /// Most grains of an ordinary reading.
    most: i64,
    /// Pool of its flow.
    pool: Option<u32>,
    /// Segments up to which its readings are in order enough.
    segments: usize,
    /// Whether further duplicates of the file are only counted, and how many were.
    counted: (bool, u64),
}

impl FastPath {
    /// The fast path for a meter's readings in the open file, where they are ordinary enough: `before` is the last one, `window` the part of the
    /// period in which the meter is in service. Says `None` where there is none, but for what was counted.
    pub(in crate::input) fn prepared(
        self,
        meter: &Meter,
        series: &Series,
        window: (Civil, Civil),
        (conversion, at_start): (Conversion, bool),
        turn: u64,
    ) -> Option<Self> {
        let Step::Minutes(minutes) = series.step else { return None };
        let scale = series.scale;
        let time = i128::from(if conversion.power { i64::from(minutes) } else { GRAINS });
        let mut factors = [0; DECIMALS];
        for (places, factor) in (conversion.decimals..).zip(factors.iter_mut()) {
            let grains = scale.checked_sub(places).and_then(|n| 10_i128.checked_pow(n)).and_then(|n| n.checked_mul(conversion.factor));
            *factor = grains.and_then(|n| i64::try_from(n.checked_mul(time)?).ok()).unwrap_or(0);
        }
        let rated = meter.rating.as_ref().map(|rating: &Exact| most_grains(scale, rating, i64::from(minutes)));
        let most = rated.and_then(|most| i64::try_from(most).ok()).unwrap_or(LARGEST).min(LARGEST);
        let least = if meter.flow.is_signed() { -most } else { 0 };
        let cells = series.cells_within(window.0, window.1);
        let first = series.start(0);
        let labelled = if at_start { first } else { series.step.next(first) };
        let origin = i32::try_from(labelled.0 / 60).ok()?;
        let cell = |at: usize| u32::try_from(at).unwrap_or(0);
        Some(Self {
            turn,
            origin,
            step: minutes.cast_signed(),
            cells: (cell(cells.start), cell(cells.end)),
            next: (i32::MIN, 0),
            factors,
            least,
            most,
            pool: None,
            segments: most_segments(series),
            counted: self.counted,
        })
    }

    /// The same, with the pool that the readings are added to.
    pub(in crate::input) fn pooled(self, pool: Option<usize>) -> Self {
        Self { pool: pool.and_then(|pool| u32::try_from(pool).ok()), ..self }
    }

    /// None, but for the duplicates counted so far, if it is of this file.
    pub(in crate::input) fn forgotten(self, turn: u64) -> Self {
        Self { counted: if self.turn == turn { self.counted } else { (false, 0) }, ..Self::default() }
    }

    /// Whether it was prepared for this file.
    #[inline]
    pub(in crate::input) fn is_of(&self, turn: u64) -> bool {
        self.turn == turn
    }

    /// Has further duplicates of the file only counted, or not.
    pub(in crate::input) fn count_duplicates(&mut self, counts: bool) {
        self.counted.0 = counts;
    }

    /// Ends a file: how many duplicates were only counted.
    pub(in crate::input) fn take_counted(&mut self) -> u64 {
        std::mem::take(&mut self.counted).1
    }

    /// Whether any number becomes more than nothing: a multiplier may be below zero.
    pub(in crate::input) fn is_rising(&self) -> bool {
        self.factors.iter().any(|&factor| factor > 0)
    }

    /// Takes numbers as long as they are ordinary: says how many.
    #[inline]
    pub(in crate::input) fn push_run(
        &mut self,
        into: Option<SumsAt<'_>>,
        intake: &mut Intake<'_>,
        run: Numbers<impl Iterator<Item = (i64, u8)>>,
    ) -> usize {
        let Numbers { minute, step, numbers, line, alone } = run;
        let place = intake.open.place(line);
        if self.turn != intake.open.turn {
            return 0;
        }
        let cell = if minute == self.next.0 {
            self.next.1
        } else {
            let since = minute.wrapping_sub(self.origin);
            if since < 0 || since % self.step != 0 {
                return 0;
            }
            (since / self.step).cast_unsigned()
        };
        if cell < self.cells.0 || cell >= self.cells.1 {
            return 0;
        }
        let Some(SumsAt { totals, builder }) = into else { return 0 };
        let at = cell as usize;
        let most = if step == self.step { (self.cells.1 - cell) as usize } else { 1 };
        let most = most.min(numbers.size_hint().1.unwrap_or(most));
        let free = totals.present.absent_from(at, most);
        // Of a file that was read before, readings that stand already are only counted.
        let repeated = free == 0 && intake.open.is_twin && self.counted.0;
        let most = match (repeated, free) {
            (true, _) => totals.present.present_from(at, most),
            (false, 0) => return 0,
            (false, _) if builder.disorder() > self.segments => return 0,
            _ => free,
        };
        let (taken, sums) = self.scale(numbers.take(most), &mut intake.grains);
        #[allow(clippy::cast_possible_truncation, reason = "no more than there are cells, of which there are fewer than 2^32")]
        let count = taken as u32;
        if count > 0 {
            self.next = (minute + self.step * count.cast_signed(), cell + count);
        }
        if repeated {
            self.counted.1 += u64::from(count);
            return taken;
        }
        let grains = &intake.grains[..taken];
        builder.put_all(totals, at, grains, &sums, (place, alone));
        builder.note_rows(intake.open.file, line, place, if alone { count } else { count.min(1) });
        if let Some(pool) = self.pool {
            intake.pools[pool as usize].add_all(at, grains);
        }
        taken
    }

    /// Takes the number that follows the last one, on a line of its own, if it is ordinary; whether it did. Where every line is another meter's,
    /// this is what is done on each.
    #[inline]
    pub(in crate::input) fn push_next(
        &mut self,
        into: Option<SumsAt<'_>>,
        intake: &mut Intake<'_>,
        minute: i32,
        number: (i64, u8),
        line: u64,
    ) -> bool {
        let place = intake.open.place(line);
        let cell = self.next.1;
        if self.turn != intake.open.turn || minute != self.next.0 || cell >= self.cells.1 {
            return false;
        }
        let Some(grains) = self.grains(number) else { return false };
        let Some(SumsAt { totals, builder }) = into else { return false };
        let at = cell as usize;
        if totals.present.absent_from(at, 1) == 0 || builder.disorder() > self.segments {
            return false;
        }
        self.next = (minute + self.step, cell + 1);
        builder.put_all(totals, at, &[grains], &Sums::of(&[grains]), (place, true));
        builder.note_rows(intake.open.file, line, place, 1);
        if let Some(pool) = self.pool {
            intake.pools[pool as usize].add(at, grains);
        }
        true
    }

    /// Takes what a register shows, each reading on a line of its own, as long as it rises as usual: says how many readings.
    pub(in crate::input) fn push_rises(
        &self,
        rising: &mut Rising,
        into: Option<SumsAt<'_>>,
        intake: &mut Intake<'_>,
        run: Numbers<impl Iterator<Item = (i64, u8)>>,
    ) -> usize {
        let Numbers { minute, step, numbers, line, .. } = run;
        let place = intake.open.place(line);
        if self.turn != intake.open.turn {
            return 0;
        }
        let (Some(total), Some(before)) = (rising.total, rising.minute()) else { return 0 };
        let since = before.wrapping_sub(self.origin);
        if minute != before + self.step || since < 0 {
            return 0;
        }
        let cell = (since / self.step).cast_unsigned();
        if cell < self.cells.0 || cell >= self.cells.1 {
            return 0;
        }
        let Some(SumsAt { totals, builder }) = into else { return 0 };
        let at = cell as usize;
        let most = if step == self.step { (self.cells.1 - cell) as usize } else { 1 };
        let (taken, sums, last) = self.rises(total, numbers.take(most), &mut intake.grains);
        let (Some((total, mantissa, decimals)), Ok(count)) = (last, u32::try_from(taken)) else { return 0 };
        if !std::mem::replace(&mut rising.noted, true) {
            let position = intake.log.position(rising.last.place);
            builder.note_row(position.file, position.line, rising.last.place);
        }
        let grains = &intake.grains[..taken];
        builder.put_all(totals, at, grains, &sums, (place, true));
        builder.note_rows(intake.open.file, line, place, count);
        rising.total = Some(total);
        rising.times = (rising.times.0 + u64::from(count), rising.times.1 + u64::from(count));
        rising.last.at = rising.last.at.plus(i64::from(rising.minutes) * 60 * i64::from(count));
        (rising.last.mantissa, rising.last.decimals) = (mantissa.into(), decimals.into());
        rising.last.place = place.saturating_add(count - 1);
        if let Some(pool) = self.pool {
            intake.pools[pool as usize].add_all(at, grains);
        }
        taken
    }

    /// Grains of a number, where they are a whole number of them.
    #[inline]
    pub(in crate::input) fn exact(&self, (mantissa, decimals): (i64, u8)) -> Option<i64> {
        let factor = self.factors.get(usize::from(decimals)).copied().filter(|&factor| factor != 0)?;
        mantissa.checked_mul(factor)
    }

    /// Grains of a number within the limits.
    #[inline]
    fn grains(&self, number: (i64, u8)) -> Option<i64> {
        self.exact(number).filter(|&value| value >= self.least && value <= self.most)
    }

    /// Makes grains of numbers as long as they are ordinary: how many, and what they come to. What `grains` held before,
    /// and holds behind them, is of no meaning.
    // By itself, so that all it works with stays in registers.
    #[inline(never)]
    fn scale(&self, numbers: impl Iterator<Item = (i64, u8)>, grains: &mut Vec<i64>) -> (usize, Sums) {
        let most = numbers.size_hint().1.unwrap_or(0);
        if grains.len() < most {
            grains.resize(most, 0);
        }
        let (mut sums, mut taken) = (Sums::default(), 0);
        for (number, grain) in numbers.zip(grains.iter_mut()) {
            let Some(value) = self.grains(number) else { break };
            *grain = value;
            sums.add(value);
            taken += 1;
        }
        (taken, sums)
    }

    /// Makes grains of the rises from one number to the next, as long as they are ordinary: how many, what they come to,
    /// and the last number with its grains. What `grains` held before, and holds behind them, is of no meaning.
    // By itself, so that all it works with stays in registers.
    #[inline(never)]
    fn rises(
        &self,
        mut total: i64,
        numbers: impl Iterator<Item = (i64, u8)>,
        grains: &mut Vec<i64>,
    ) -> (usize, Sums, Option<(i64, i64, u8)>) {
        let most = numbers.size_hint().1.unwrap_or(0);
        if grains.len() < most {
            grains.resize(most, 0);
        }
        let (mut sums, mut taken, mut last) = (Sums::default(), 0, None);
        for (number, grain) in numbers.zip(grains.iter_mut()) {
            match self.exact(number) {
                // A reading below zero is looked at with all the others.
                Some(now) if number.0 >= 0 && now >= total && now - total <= self.most => {
                    *grain = now - total;
                    sums.add(*grain);
                    (total, last) = (now, Some((now, number.0, number.1)));
                    taken += 1;
                }
                _ => break,
            }
        }
        (taken, sums, last)
    }
}
