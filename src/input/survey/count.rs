//! Counts all rows of a table as it was understood.

use super::clock::Clock;
use super::conclude::{registers, tell_grid, tell_irregular, tell_offsets};
use super::found::{OrderFound, Role, Survey};
use super::keys;
use super::pass::Pass;
use super::rows::{Gathered, Gathering, Part, Row, Source};
use super::sheet::Sheet;
use super::sums::Keep;
use super::understood::Understood;
use crate::input::error::InputError;
use crate::input::field::{Mark, Marks};
use crate::input::worded::Worded;

/// Footers that are looked through for words of a multiplier.
const FOOTERS: usize = 20;

/// What is gathered of a part of the rows.
struct OfPart<'a> {
    pass: Pass<'a>,
    footers: Vec<String>,
}

/// Gathers all rows: by ranges, where the rows of one take nothing from those of another.
fn gathered<'a>(
    sheet: &Sheet,
    found: &'a Understood,
    start: &(dyn Fn() -> Pass<'a> + Sync),
    source: &mut Source<'_, '_>,
) -> Result<(OfPart<'a>, &'static str), InputError> {
    let start = || OfPart { pass: start(), footers: Vec::new() };
    let take = |part: &mut OfPart<'a>, row: Row<'_>| match row {
        Row::Footer(text) => {
            if part.footers.len() < FOOTERS && Worded::of(&text).is_some() {
                part.footers.push(text);
            }
        }
        Row::Data(record) => part.pass.take(sheet, record),
    };
    let gathering = Gathering { start: &start, take: &take };
    let is_plain = found.clock.is_none() && found.base.is_none();
    let by_ranges = if is_plain { Some(source.gather(&gathering)?) } else { None };
    let Gathered { parts, encoding } = match by_ranges.filter(|all| are_apart(&all.parts)) {
        Some(all) => all,
        None => source.in_order(&gathering)?,
    };
    let mut whole = start();
    for Part { state, line } in parts {
        whole.pass.join(state.pass, line);
        whole.footers.extend(state.footers);
    }
    whole.footers.truncate(FOOTERS);
    Ok((whole, encoding))
}

/// Whether no part takes anything from the parts before it.
fn are_apart(parts: &[Part<OfPart<'_>>]) -> bool {
    let [first, rest @ ..] = parts else { return true };
    let offsets = &first.state.pass.offsets;
    rest.is_empty() || parts.iter().all(|part| !part.state.pass.is_bound && part.state.pass.offsets == *offsets) && offsets.len() < 2
}

/// Counts all rows.
pub(super) fn count(
    sheet: &Sheet,
    mut found: Understood,
    order: Option<OrderFound>,
    keep: Keep,
    source: &mut Source<'_, '_>,
) -> Result<Survey, InputError> {
    let commas = sheet.profiles.iter().fold(Marks::default(), |all, profile| all.with(profile.marks)).decide() == Ok(Mark::Comma);
    let start = || Pass::new(&found, order.as_ref().and_then(|o| o.order), keep, commas);
    let (OfPart { mut pass, footers }, encoding) = gathered(sheet, &found, &start, source)?;
    let name = source.name;
    let titled = pass.titled || sheet.titled.is_some() && pass.no_meter;
    if let Some(first) = sheet.titled.as_ref().filter(|_| pass.no_meter) {
        pass.note_name(first);
    }
    let Pass { rows, placeholders, thousands, missing_words, unreadable, .. } = &pass;
    let (rows, placeholders, thousands) = (*rows, *placeholders, *thousands);
    let (missing_words, unreadable) = (missing_words.clone(), unreadable.clone());
    let passed = std::mem::take(&mut pass.passed);
    let several_units = pass.other_units || sheet.profiles.iter().any(|profile| profile.several_units);
    let (times, meters) = pass.conclude(sheet);
    let mut notes = std::mem::take(&mut found.notes);
    registers(&mut found, &meters, &mut notes);
    let texts = sheet.title_rows.iter().chain(&footers).map(String::as_str).chain([name]);
    let worded = Worded::among(texts).map(|(told, text)| (told, text.to_owned()));
    let conflicts: u64 = meters.iter().map(|m| m.conflicts).sum();
    let apart = if conflicts > 0 { keys::apart(sheet, &found) } else { None };
    let own = meters.is_empty() || found.at(&Role::Meter).is_some() || found.columns.iter().any(|c| matches!(c.role, Role::OfMeter(_)));
    tell_irregular(&meters, found.layout, &mut notes);
    if let Some(times) = &times {
        tell_offsets(times, &mut notes);
        tell_grid(times, found.layout, &mut notes);
    }
    Ok(Survey {
        sheet: None,
        alike: Vec::new(),
        sheets: 0,
        filters: found.filters.iter().map(|(at, words)| (sheet.name(*at).to_owned(), words.clone())).collect(),
        suffix: found.suffix.clone(),
        own: (!own).then(|| found.own.clone()),
        named: found.named && !titled,
        titled,
        base: found.base.map(|b| b.place),
        several_units,
        beside: found.beside,
        daily: found.daily,
        unread: Vec::new(),
        passed,
        lost: Vec::new(),
        epoch: found.clock.as_ref().and_then(Clock::epoch),
        power: found.power,
        worded,
        apart_counts: apart.as_ref().is_some_and(|name| keys::counts(sheet, name)),
        apart,
        encoding: encoding.to_owned(),
        line_ending: sheet.line_ending,
        delimiter: sheet.delimiter,
        header: sheet.header.clone(),
        skip: sheet.skip,
        shape: found.shape,
        layout: found.layout,
        columns: found.columns,
        rows,
        placeholders,
        thousands,
        missing_words,
        unreadable,
        order,
        times,
        meters,
        running_totals: found.running_totals,
        running_sheets: Vec::new(),
        notes,
    })
}
