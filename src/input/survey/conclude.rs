//! What follows from all rows of a file: its times, its meters, and what has to be said about them.

use std::collections::BTreeMap;

use super::found::{Role, Shape, Times};
use super::label::{self, Convention, Edges};
use super::meter::{self, MeterSurvey, Reading};
use super::pass::Pass;
use super::sheet::Sheet;
use super::sums::OfMeter;
use super::understood::Understood;
use crate::dossier::Unit;
use crate::input::manifest::{Label, Layout, PARK_OFFSET};
use crate::input::step::loose;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};
use crate::near::shown;
use crate::say;
use crate::say::{Message, Part};

impl Pass<'_> {
    /// What follows from all rows.
    pub(super) fn conclude(mut self, sheet: &Sheet) -> (Option<Times>, Vec<MeterSurvey>) {
        let closes =
            self.closing > 0 && self.closing > self.opening * 4 && self.closing > self.backward && self.found.layout != Some(Layout::Wide);
        let closing = if closes { self.closing } else { 0 };
        if closes {
            self.meters.values_mut().for_each(OfMeter::close_midnights);
        }
        let undated = self.undated(closes);
        let step = self.bill_step();
        if let Some(step) = step {
            // Rows with start and end are readings of the interval's end.
            self.meters.values_mut().flat_map(|m| &mut m.readings).for_each(|r| (r.at, r.until) = (r.until, 0));
            debug_assert!(step.seconds().is_some());
        }
        let known = match self.found.layout {
            Some(Layout::Wide) if self.found.shape == Shape::Months => Some(Step::Month),
            Some(Layout::Wide) if self.found.shape == Shape::Days => Some(Step::DAY),
            Some(Layout::Wide) if self.found.shape == Shape::DayTimes => None,
            Some(Layout::Wide) => u32::try_from(self.found.per_day).ok().filter(|n| *n > 0).map(|n| Step::Minutes(1440 / n)),
            _ => step,
        };
        let (mut meters, mut edges, mut offs) = (Vec::new(), Vec::new(), Vec::new());
        let mut beside: Vec<Option<(Step, i64)>> = Vec::new();
        let bills = self.found.layout == Some(Layout::Bill);
        for (id, mut of) in std::mem::take(&mut self.meters) {
            let (mut meter, stamps, off) = meter::count(&id, &mut of.readings, of.unreadable, known);
            let ends = of.complete(&mut meter).or(stamps.first().copied().zip(stamps.last().copied()));
            if let Some([names, multipliers, units]) = self.registry.get(&id) {
                let one = |set: &std::collections::BTreeSet<String>| if set.len() == 1 { set.first().cloned() } else { None };
                (meter.label, meter.multiplier) = (one(names), one(multipliers));
                meter.unit = one(units).and_then(|unit| Unit::parse(&unit));
            }
            meter.section = self.sections.remove(&id).filter(|titles| titles.len() == 1).and_then(|mut titles| titles.pop_first());
            if let (Some((first, last)), Some(step)) = (ends, meter.step) {
                // Where stamps state an offset, whole days are those of the clock that the park goes by.
                let local = off - self.offsets.first().map_or(0, |offset| i64::from(PARK_OFFSET - offset));
                edges.push(Edges { first: first.plus(-local), last: last.plus(-local), step });
                offs.push(off);
            }
            beside.push(if meter.step.is_none() && !bills { loose(&stamps) } else { None });
            meters.push(meter);
        }
        let first = meters.iter().filter_map(|m| m.first).min();
        let last = meters.iter().filter_map(|m| m.last).max();
        let (Some(first), Some(last)) = (first, last) else { return (None, meters) };
        let common = meters.first().and_then(|m| m.step).filter(|step| meters.iter().all(|m| m.step == Some(*step)));
        let common_beside = beside.iter().try_fold(None::<(Step, i64)>, |known, one| {
            let (step, most) = (*one)?;
            known.is_none_or(|(other, _)| other == step).then(|| Some((step, known.map_or(most, |(_, known)| known.max(most)))))
        });
        let off_grid = offs.first().copied().filter(|off| offs.iter().all(|o| o == off)).unwrap_or(0);
        let convention = self.convention(sheet, &edges, step.is_some());
        let times = Times {
            first,
            last,
            step: common,
            loose: common_beside.flatten(),
            convention,
            closing_midnights: closing,
            off_grid,
            offsets: self.offsets,
            undated,
            descending: self.backward > self.forward,
        };
        (Some(times), meters)
    }

    /// Files the readings before the first date under the date that they must have; gives the date to state for them.
    fn undated(&mut self, closes: bool) -> Option<chrono::NaiveDate> {
        let day = self.first_date?;
        if self.early.is_empty() {
            return None;
        }
        let keep = self.keep;
        for (id, clock, value) in std::mem::take(&mut self.early) {
            let at = day * SECONDS_PER_DAY + clock;
            self.meters.entry(id).or_default().put(Reading { at, until: 0, value }, keep);
        }
        Some(Civil((day - i64::from(closes)) * SECONDS_PER_DAY).day())
    }

    /// The step of rows with start and end, if nearly all have the same and it is a day or shorter.
    fn bill_step(&self) -> Option<Step> {
        if self.found.layout != Some(Layout::Bill) || self.found.at(&Role::EndReading).is_some() || self.whole_days {
            return None;
        }
        let mut counts = BTreeMap::new();
        for reading in self.meters.values().flat_map(|m| &m.readings) {
            *counts.entry(reading.until - reading.at).or_insert(0_usize) += 1;
        }
        let total: usize = counts.values().sum();
        let (seconds, count) = counts.into_iter().max_by_key(|&(_, count)| count)?;
        let minutes = u32::try_from(seconds / 60).ok().filter(|m| *m > 0 && 1440 % m == 0 && seconds % 60 == 0)?;
        (count * 5 >= total * 4).then_some(Step::Minutes(minutes))
    }

    fn convention(&self, sheet: &Sheet, edges: &[Edges], intervals: bool) -> Convention {
        if self.found.shape.is_across() && self.found.shape != Shape::DayTimes {
            return Convention { bare: true, ..Convention::new(None, say!("a bare day or month is that day or month")) };
        }
        if self.found.layout == Some(Layout::Wide) && self.found.shape != Shape::DayTimes {
            return match self.found.point_ends {
                Some(true) => Convention::new(Some(Label::End), say!("the header labels each point by the end of its interval")),
                Some(false) => Convention::new(Some(Label::Start), say!("the header labels each point by the start of its interval")),
                None => Convention::new(None, say!("the points are numbered, not timed")),
            };
        }
        if intervals {
            return Convention::new(Some(Label::End), say!("rows give start and end; the end is read"));
        }
        if self.found.layout == Some(Layout::Bill) {
            return Convention::new(None, say!("bills give start and end"));
        }
        if self.spans > 0 {
            return Convention { bare: true, ..Convention::new(None, say!("the rows number their hours or points, or give ranges")) };
        }
        if self.whole_days {
            return Convention { bare: true, ..Convention::new(None, say!("a bare day or month is that day or month")) };
        }
        let header = self.found.at(&Role::Time).map_or("", |at| sheet.name(at));
        let column = if header.eq_ignore_ascii_case("date") { "" } else { header };
        label::conclude(self.midnight_written, column, edges)
    }
}

/// Takes a file whose values never fall for one of register readings, unless its header says energy.
pub(super) fn registers(found: &mut Understood, meters: &[MeterSurvey], notes: &mut Vec<Message>) {
    let alone = matches!(found.shape, Shape::Register | Shape::MeterColumns) && found.layout == Some(Layout::Register) && !found.daily;
    if alone && !meters.is_empty() && meters.iter().all(|meter| meter.falls && !meter.daily) {
        notes.push(say!("the values rise and fall: they are energies, whatever the header calls them"));
        found.layout = Some(Layout::Long);
        found.shape = if found.shape == Shape::Register { Shape::Long } else { found.shape };
        return;
    }
    // Days across that never fall in any row: what registers show, which is no energy of a day.
    let title = found.columns.iter().any(|column| column.name.contains("电量"));
    if found.shape == Shape::Days && !title && meters.iter().any(|m| m.cumulative) && meters.iter().all(|m| m.cumulative || m.steady) {
        let names: Vec<String> = meters.iter().take(5).map(|meter| shown(&meter.id)).collect();
        notes.insert(
            0,
            say!(
                "the values of {names} never fall from day to day: readings of registers are read from rows, so that each day of each meter must have a row of its own; if they are energies, state the [[readings]] table by hand (layout = \"wide\")",
                names => Part::names(names)
            ),
        );
        found.shape = Shape::Unknown;
        found.layout = None;
        return;
    }
    if matches!(found.shape, Shape::Wide | Shape::Bill)
        || found.shape.is_across()
        || found.layout == Some(Layout::Register)
        || found.power
        || meters.is_empty()
    {
        return;
    }
    if meters.iter().all(|m| m.daily) {
        notes.push(say!(
            "the values rise through each day and fall at midnight alone: a counter of the day, read as a register (`resets = \"daily\"`), never as energies"
        ));
        found.daily = true;
        if found.shape == Shape::Long {
            found.shape = Shape::Register;
        }
        found.layout = Some(Layout::Register);
        return;
    }
    let rising: Vec<&str> = meters.iter().filter(|m| m.cumulative).map(|m| m.id.as_str()).collect();
    // A register at rest, or that rises now and then, beside others that rise is one of them.
    let at_rest = |m: &MeterSurvey| !rising.is_empty() && m.steady;
    let cumulative: Vec<&str> = meters.iter().filter(|m| m.cumulative || at_rest(m)).map(|m| m.id.as_str()).collect();
    for column in &mut found.columns {
        column.cumulative = match &column.role {
            Role::OfMeter(id) => cumulative.contains(&id.as_str()),
            Role::Value => !cumulative.is_empty(),
            _ => false,
        };
    }
    if cumulative.is_empty() || found.shape == Shape::Register {
        return;
    }
    let several = cumulative.len() < meters.len();
    let names: Vec<String> = cumulative.iter().take(5).map(|id| shown(id)).collect();
    if several {
        notes.push(say!(
            "the values of {names} never fall: if they are readings of a register, read them by a [[readings]] table of their own with layout = \"register\"",
            names => Part::names(names)
        ));
        return;
    }
    notes.push(say!(
        "the values of {names} never fall: they are taken for readings of a register (layout = \"register\"); if they are energies, state \"long\"",
        names => Part::names(names)
    ));
    if found.shape == Shape::Long {
        found.shape = Shape::Register;
    }
    found.layout = Some(Layout::Register);
}

/// Says what stated offsets mean for the reading.
pub(super) fn tell_offsets(times: &Times, notes: &mut Vec<Message>) {
    if times.offsets.is_empty() {
        return;
    }
    let names: Vec<String> = times
        .offsets
        .iter()
        .take(4)
        .map(|o| format!("{}{:02}:{:02}", if *o < 0 { '-' } else { '+' }, o.abs() / 3600, o.abs() / 60 % 60))
        .collect();
    notes.push(say!(
        "the stamps state their offset from UTC ({offsets}): they are converted to the park's time when read",
        offsets => Part::names(names)
    ));
}

/// Says which meters have no step.
pub(super) fn tell_irregular(meters: &[MeterSurvey], layout: Option<Layout>, notes: &mut Vec<Message>) {
    let irregular: Vec<String> =
        meters.iter().filter(|m| m.step.is_none() && m.readings > 1 && layout != Some(Layout::Bill)).map(|m| shown(&m.id)).collect();
    if let Some(first) = irregular.first() {
        let others = if irregular.len() > 1 { say!(" and {count} more", count = irregular.len() - 1) } else { Message::nothing() };
        notes.push(say!(
            "the readings of {first}{others} follow no step that could be told: bills need their start and end (layout = \"bill\"), and days of a clock with \
             daylight saving need bare dates",
            first,
            others => others
        ));
    }
}

/// Says where stamps are too far off the grid to be read.
pub(super) fn tell_grid(times: &Times, layout: Option<Layout>, notes: &mut Vec<Message>) {
    let Some(Step::Minutes(minutes)) = times.step.filter(|_| times.off_grid != 0 && layout != Some(Layout::Wide)) else { return };
    if super::snippet::snap(minutes, times.off_grid).is_none() {
        notes.push(say!(
            "the stamps stand {seconds} s after the grid of their step of {minutes} min: such readings are not used; ask for the meter's finer readings, or for steps \
             that start at 00:00",
            seconds = times.off_grid,
            minutes
        ));
    }
}
