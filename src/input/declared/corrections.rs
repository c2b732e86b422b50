//! Corrections and waivers of readings. What cannot be read is an error, and so is one that is anonymous or undated: a correction moves figures, and
//! a waiver asks to be believed.
//!
//! `from` and `to` as everywhere: a bare day or month is included whole, a stamp with a time is that instant. `value` is the energy (or quantity) of the
//! whole span, its multiplier applied, in the `unit` of the row or of the header, else in the meter's.

use chrono::Datelike;

use crate::dossier::{Carrier, Correction, Dimension, Meter, Standing, Unit};
use crate::input::cell;
use crate::input::error::InputError;
use crate::input::field::{self, Stamp, near};
use crate::input::row::{Fault, Row, Sheet};
use crate::measure::{Civil, Exact, SECONDS_PER_DAY};
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// Words that name nobody and give no reason.
const NOBODY: &[&str] = &[
    "anon",
    "anonymous",
    "na",
    "nil",
    "nobody",
    "none",
    "tba",
    "tbd",
    "todo",
    "unknown",
    "x",
    "xx",
    "xxx",
    "不详",
    "匿名",
    "待定",
    "无",
    "无名",
    "暂无",
    "未知",
];
/// Years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// Decimals to which an amount is kept, of 1/60 of its base unit.
const FINEST: u32 = 24;

/// Reads corrections and waivers; what becomes of each is decided later. `offset` is the park's civil time, seconds east of UTC.
pub fn corrections(rows: &[Row], sheet: &Sheet<'_>, meters: &[Meter], offset: i32) -> Result<Vec<Correction>, Vec<InputError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match correction(row, sheet, meters, offset) {
            Ok(correction) => found.push(correction),
            Err(fault) => errors.push(fault.error(row.position, sheet)),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn correction(row: &Row, sheet: &Sheet<'_>, meters: &[Meter], offset: i32) -> Result<Correction, Fault> {
    let id = cell::required(row, "meter_id", sheet)?;
    let meter = meters.iter().position(|m| m.id == id).ok_or_else(|| {
        let near = near(id, meters.iter().map(|m| m.id.as_str()));
        Fault::coded(
            "unknown-meter",
            say!("the correction is of meter `{id}`, which is not in the registry{near}", id = shown(id), near => near),
        )
    })?;
    let (from, until) = (instant(row, "from", sheet, offset, false)?, instant(row, "to", sheet, offset, true)?);
    if from >= until {
        return Err(Fault::new(say!(
            "the span ends ({to}) no later than it starts ({from}); a bare day in `to` is included whole, a time is where the span ends",
            to = shown(row.get("to")),
            from = shown(row.get("from"))
        )));
    }
    let registered = &meters[meter];
    let value = cell::number(row, "value", sheet)?;
    let note = cell::text(row, "note", sheet).map(str::to_owned);
    if value.is_none() && note.as_deref().is_none_or(|note| spoken(note).is_none()) {
        return Err(Fault::new(say!(
            "neither `value` nor `note` says anything: state the energy of the whole span (a correction), or what explains the defect (a waiver)"
        )));
    }
    let unit = match cell::text(row, "unit", sheet) {
        Some(text) => cell::unit("unit", text)?,
        None => registered.unit,
    };
    let amount = value.as_ref().map(|value| amount(value, unit, registered)).transpose()?.unwrap_or_else(Exact::zero);
    let reason = named(row, "reason", sheet, say!("why the readings are not to be taken as they are"))?;
    let approved_by = named(row, "approved_by", sheet, say!("the person who approved it"))?;
    let approved_on = date(row, "approved_on", sheet)?;
    if approved_on.is_none() {
        return Err(Fault::new(say!("`approved_on` is empty; a correction must be dated: state the day on which it was approved")));
    }
    let expires = date(row, "expires", sheet)?.ok_or_else(|| {
        Fault::new(say!("`expires` is empty; a correction must be dated: state the last day on which the approval holds"))
    })?;
    if let Some(day) = approved_on.filter(|day| *day > expires) {
        return Err(Fault::new(say!("it was approved on {day}, after it expired on {expires}; correct one of the two days", day, expires)));
    }
    Ok(Correction {
        meter,
        from,
        until,
        standing: if value.is_some() { Standing::Applied } else { Standing::Waiver },
        value,
        unit,
        amount,
        note,
        reason,
        approved_by,
        approved_on,
        expires,
        position: row.position,
        intervals: 0,
        replaced: 0,
        replaced_amount: Exact::zero(),
        explains: 0,
    })
}

/// Where a span starts, or, with `end`, where it ends: a day or month in `to` is included whole.
fn instant(row: &Row, name: &str, sheet: &Sheet<'_>, offset: i32, end: bool) -> Result<Civil, Fault> {
    let text = cell::required(row, name, sheet)?;
    let read = field::stamp(text, sheet.order)
        .map_err(|e| Fault::new(say!("`{name}` `{text}`: {why}", name, text = shown(text), why => e.said())))?;
    let at = match read {
        Stamp::Instant { civil_seconds, offset: None } => Civil(civil_seconds),
        Stamp::Instant { civil_seconds, offset: Some(own) } => Civil(civil_seconds - i64::from(own) + i64::from(offset)),
        Stamp::Day(day) => Civil::midnight(day).plus(if end { SECONDS_PER_DAY } else { 0 }),
        Stamp::Month(month) => Civil::midnight(if end { month.plus(1).first_day() } else { month.first_day() }),
    };
    if YEARS.contains(&at.day().year()) { Ok(at) } else { Err(absurd(name, text)) }
}

fn date(row: &Row, name: &str, sheet: &Sheet<'_>) -> Result<Option<chrono::NaiveDate>, Fault> {
    match cell::day(row, name, sheet)? {
        Some(day) if !YEARS.contains(&day.year()) => Err(absurd(name, row.get(name))),
        other => Ok(other),
    }
}

fn absurd(name: &str, text: &str) -> Fault {
    Fault::new(say!(
        "`{name}` `{text}` lies outside the years {first} to {last}",
        name,
        text = shown(text),
        first = YEARS.start(),
        last = YEARS.end()
    ))
}

/// The stated value in base units of the meter's series.
fn amount(value: &Exact, unit: Unit, meter: &Meter) -> Result<Exact, Fault> {
    let electric = meter.carrier == Carrier::Electricity;
    if unit.dimension == Dimension::Power {
        let energy = if electric { say!("kWh or MWh") } else { say!("its energy") };
        return Err(Fault::new(say!(
            "the value of {id} would be in {unit}, which is power: a correction is the energy of its whole span; state `unit` ({energy})",
            id = meter.id,
            unit,
            energy => energy
        )));
    }
    if unit.dimension != if electric { Dimension::Energy } else { meter.unit.dimension } {
        return Err(Fault::coded(
            "unknown-unit",
            say!("{id} is measured in {own}; {unit} does not fit it", id = meter.id, own = meter.unit, unit),
        ));
    }
    let size = if !electric && unit.dimension == Dimension::Energy { unit.size() * Exact::ratio(9, 2500) } else { unit.size() };
    if value.is_negative() && !meter.flow.is_signed() && !meter.flow.has_own_use() {
        return Err(Fault::new(say!(
            "`value` is {value}, and {id} ({flow}) cannot be negative",
            value,
            id = meter.id,
            flow = meter.flow.name()
        )));
    }
    let amount = value * &size;
    if grains(&amount).is_none() {
        return Err(Fault::new(say!(
            "`value` {value} {unit} cannot be held exactly in the unit that {id} is counted in",
            value,
            unit,
            id = meter.id
        )));
    }
    Ok(amount)
}

/// An amount of base units as (number, decimals) of grains, where it is a whole number of them.
pub(in crate::input) fn grains(amount: &Exact) -> Option<(i128, u32)> {
    let mut scaled = amount * &Exact::from(crate::dossier::GRAINS);
    for decimals in 0..=FINEST {
        if let Some(number) = scaled.to_i128() {
            return Some((number, decimals));
        }
        scaled = scaled * Exact::from(10_i64);
    }
    None
}

/// A cell that says who or why.
fn named(row: &Row, name: &str, sheet: &Sheet<'_>, what: Message) -> Result<String, Fault> {
    let cell = cell::text(row, name, sheet);
    cell.and_then(spoken).map(str::to_owned).ok_or_else(|| {
        let given = cell.map(|text| text.chars().filter(|&c| !is_blank(c)).collect::<String>()).filter(|text| !text.is_empty());
        let found = given.map_or_else(|| say!("is empty"), |text| say!("`{text}` says nothing", text = shown(&text)));
        Fault::new(say!("`{name}` {found}; no correction can be without it: state {what}", name, found => found, what => what))
    })
}

/// A text with something in it that can be read, and is no word for nobody.
fn spoken(text: &str) -> Option<&str> {
    let bare = text.trim_matches(is_blank);
    let letters: String = bare.chars().filter(|&c| c.is_alphanumeric() && !is_blank(c)).flat_map(char::to_lowercase).collect();
    (!letters.is_empty() && !NOBODY.contains(&letters.as_str())).then_some(bare)
}

/// Whether a character shows nothing: blanks, characters without width, fillers.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
