//! The same readings in two tables: an export of the year beside those of its months, a sheet of totals beside the sheets that it sums. What is
//! there twice is one meter, and what is a total is not read beside its parts: neither may count a kilowatt-hour a second time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::found::{Role, Survey};
use super::meter::{Day, MeterSurvey};
use crate::input::manifest::Layout;
use crate::input::titled::undated;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};
use crate::say::Message;

/// What one table is to another of the same meters and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twice {
    /// The same readings.
    Same,
    /// Totals of what the other holds in a finer step.
    Totals,
    /// Called a total, in a coarser step, and not the sum of the other.
    Differing,
    /// Others.
    Apart,
}

/// What a table is to another; `None` where they share no meter, or no time.
pub(super) fn compare(one: &Survey, other: &Survey, name: &str) -> Option<Twice> {
    let shared = shared(one, other);
    let (first, second) = *shared.first()?;
    if length(first.step) == length(second.step) {
        return same(&shared);
    }
    if length(first.step) < length(second.step) || one.layout == Some(Layout::Register) || other.layout == Some(Layout::Register) {
        return None;
    }
    totals(&shared, first.step, is_total(name) || one.sheet.as_deref().is_some_and(is_total))
}

/// The meters that two tables share.
fn shared<'a>(one: &'a Survey, other: &'a Survey) -> Vec<(&'a MeterSurvey, &'a MeterSurvey)> {
    let known: BTreeMap<&str, &MeterSurvey> = other.meters.iter().map(|meter| (meter.id.as_str(), meter)).collect();
    one.meters.iter().filter_map(|meter| Some((meter, *known.get(meter.id.as_str())?))).collect()
}

/// Meters of a table that finer tables hold as well, so that it holds their totals.
#[derive(Clone, Debug, Default)]
pub(super) struct Covered {
    meters: BTreeSet<String>,
    apart: bool,
    /// Whether some of them are called totals and are not the sums.
    pub(super) differs: bool,
}

impl Covered {
    /// What others cover of a table; each with the name of the table's file.
    pub(super) fn by<'a>(one: &Survey, others: impl Iterator<Item = (&'a Survey, &'a str)>) -> Self {
        let mut covered = Self::default();
        for (other, name) in others {
            covered.add(one, other, name);
        }
        covered
    }

    /// Takes in what another table covers; `name` is that of the table's file.
    pub(super) fn add(&mut self, one: &Survey, other: &Survey, name: &str) {
        let twice = compare(one, other, name);
        match twice {
            Some(Twice::Totals | Twice::Differing) => {
                self.differs |= twice == Some(Twice::Differing);
                self.meters.extend(shared(one, other).into_iter().map(|(meter, _)| meter.id.clone()));
            }
            Some(Twice::Apart) => self.apart = true,
            Some(Twice::Same) | None => {}
        }
    }

    /// Whether it is no table of totals.
    pub(super) fn is_nothing(&self) -> bool {
        self.meters.is_empty() || self.apart
    }
}

impl Survey {
    /// Leaves the columns of covered meters; `false` where nothing is left.
    pub(super) fn keep_beyond(&mut self, covered: &Covered, why: &Message) -> bool {
        if self.meters.iter().all(|meter| covered.meters.contains(&meter.id)) {
            return false;
        }
        // Rows that name their meters are of the meters of the other tables, whatever else stands beside them.
        for column in &mut self.columns {
            if matches!(&column.role, Role::OfMeter(id) if covered.meters.contains(id)) {
                column.role = Role::Unused(why.clone());
            }
        }
        if self.column(&Role::Meter).is_none() {
            self.meters.retain(|meter| !covered.meters.contains(&meter.id));
        }
        true
    }
}

/// Whether a sheet or file is called a total.
fn is_total(name: &str) -> bool {
    let plain = undated(name);
    ["汇总", "合计", "总计", "全年", "年度", "统计", "年报", "total", "summary", "annual"]
        .iter()
        .any(|word| plain.to_lowercase().contains(word))
}

/// Seconds of a step, as steps are compared; a month is the longest, and no step at all is longer.
fn length(step: Option<Step>) -> i64 {
    step.map_or(i64::MAX, |step| step.seconds().unwrap_or(31 * SECONDS_PER_DAY))
}

/// Tables of one step: the same where nearly all days of as many readings have one sum.
fn same(shared: &[(&MeterSurvey, &MeterSurvey)]) -> Option<Twice> {
    let (mut compared, mut equal, mut nonzero) = (0_usize, 0_usize, false);
    for (a, b) in shared {
        let others: BTreeMap<i64, &Day> = b.days.iter().map(|day| (day.number, day)).collect();
        for day in &a.days {
            let Some(other) = others.get(&day.number).filter(|other| other.count == day.count) else { continue };
            compared += 1;
            equal += usize::from(day.sum == other.sum);
            nonzero |= day.sum != 0;
        }
    }
    if compared == 0 {
        return None;
    }
    Some(if nonzero && equal * 20 >= compared * 19 { Twice::Same } else { Twice::Apart })
}

/// A table of a coarser step: totals where nearly all its readings are the sum of the finer ones, in the same unit or one of a power of ten.
fn totals(shared: &[(&MeterSurvey, &MeterSurvey)], step: Option<Step>, called: bool) -> Option<Twice> {
    let months = step.is_none_or(|step| step.seconds().is_none());
    let span = |day: i64| {
        if months {
            Civil(day * SECONDS_PER_DAY).day().with_day(1).map_or(day, |first| Civil::midnight(first).0 / SECONDS_PER_DAY)
        } else {
            day
        }
    };
    let mut pairs: Vec<(i128, i128)> = Vec::new();
    for (coarse, fine) in shared {
        let mut sums: BTreeMap<i64, i128> = BTreeMap::new();
        for day in &fine.days {
            *sums.entry(span(day.number)).or_default() += day.sum;
        }
        for day in &coarse.days {
            if let Some(sum) = sums.get(&span(day.number)) {
                pairs.push((day.sum, *sum));
            }
        }
    }
    if pairs.is_empty() {
        return None;
    }
    // The last reading of a day labelled by its end stands in the next: thousandths by which a sum may be off.
    let tolerance = if months { 5 } else { 20 };
    let near =
        |(a, b): (i128, i128)| a.abs_diff(b).saturating_mul(1000) <= a.unsigned_abs().max(b.unsigned_abs()).saturating_mul(tolerance);
    let in_unit = |powers: (u32, u32)| {
        let scaled =
            |&(coarse, fine): &(i128, i128)| (coarse.saturating_mul(10_i128.pow(powers.0)), fine.saturating_mul(10_i128.pow(powers.1)));
        pairs.iter().map(scaled).filter(|pair| near(*pair)).count()
    };
    let agree = (0..=6).map(|power| in_unit((power, 0))).chain((1..=6).map(|power| in_unit((0, power)))).max().unwrap_or(0);
    let nonzero = pairs.iter().any(|(coarse, _)| *coarse != 0);
    Some(match (nonzero && agree * 10 >= pairs.len() * 9, called) {
        (true, _) => Twice::Totals,
        (false, true) => Twice::Differing,
        (false, false) => Twice::Apart,
    })
}
