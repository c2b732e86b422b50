//! Which column is what: by the headers that the readers know, else by what stands in the cells.
//!
//! One table of a file may have to be read in several ways: a row that counts both directions is two meters, and rows that say in a column
//! what they are of (有功（总）, 反向有功（总）) are read by that word. Each way is one [`Understood`].

use std::collections::BTreeSet;

use super::around::Around;
use super::bills;
use super::found::{Column, Role, Shape};
use super::keys;
use super::kinds;
use super::sheet::Sheet;
use super::tables::{settlement, small};
use super::time_columns;
use super::understood::{Understood, cells};
use super::values::values;
use super::words::{self, UnitFound};
use crate::dossier::Unit;
use crate::dossier::understanding::Role::Unknown as Unexplained;
use crate::input::field::{self};
use crate::input::manifest::Layout;
use crate::input::points::{self, POINTS, points};
use crate::input::quality::is_telling;
use crate::input::table::columns;
use crate::input::table::left_over::left_over;
use crate::input::table::{find_column, folded, with_unit};
use crate::input::times::columns::TimeColumns;
use crate::measure::Exact;
use crate::say;

/// Understands the columns of a sheet, in each way in which it has to be read.
pub(super) fn understand(sheet: &Sheet, around: &Around<'_>) -> Vec<Understood> {
    let mut all = match sheet.parts() {
        Some(parts) => parts.iter().flat_map(|part| roles(&sheet.only(part), around)).collect(),
        None => roles(sheet, around),
    };
    for found in &mut all {
        for column in found.columns.iter_mut().filter(|c| matches!(c.role, Role::Unused(_) | Role::Known(_))) {
            column.unit = column.unit.filter(|u| !u.guess);
        }
    }
    all
}

fn roles(sheet: &Sheet, around: &Around<'_>) -> Vec<Understood> {
    let columns = (0..sheet.width).map(|at| column(sheet, at)).collect();
    let mut found = Understood {
        shape: Shape::Unknown,
        layout: None,
        columns,
        per_day: 0,
        point_ends: None,
        filters: Vec::new(),
        suffix: String::new(),
        own: around.own.to_owned(),
        named: false,
        base: None,
        clock: None,
        beside: false,
        daily: false,
        power: false,
        running_totals: false,
        notes: Vec::new(),
    };
    if small(sheet, &mut found) {
        return vec![found];
    }
    if settlement(sheet, &mut found, around.path) {
        return vec![found];
    }
    keys::mark(sheet, &mut found);
    if let Some(ways) = bills::ways(sheet, &found, around) {
        return ways.into_iter().flat_map(|one| kinds::split(sheet, one)).collect();
    }
    if wide(sheet, &mut found, around) || across(sheet, &mut found, around) {
        return kinds::split(sheet, found);
    }
    if !times(sheet, &mut found, around) {
        list(sheet, &mut found);
        return vec![found];
    }
    if let Some(at) =
        find_column(&cells(sheet), None, columns::QUALITY).filter(|at| found.is_free(*at) && !sheet.profiles[*at].is_numbers())
    {
        found.set(at, Role::Quality);
    } else if let Some(at) =
        (0..sheet.width).find(|at| found.is_free(*at) && left_over(sheet.name(*at)).0 == Unexplained && are_qualities(sheet, *at))
    {
        found.set(at, Role::Quality);
    }
    kinds::split(sheet, found).into_iter().flat_map(|one| values(sheet, one)).collect()
}

/// Whether all words of a column are words of quality.
fn are_qualities(sheet: &Sheet, at: usize) -> bool {
    let words = sheet.words(at);
    sheet.header.is_some() && !words.is_empty() && words.into_iter().all(is_telling)
}

fn column(sheet: &Sheet, at: usize) -> Column {
    let name = sheet.name(at);
    let repeated = !name.is_empty() && (0..sheet.width).filter(|&other| sheet.name(other) == name).count() > 1;
    let above = sheet.above.get(at).filter(|a| repeated && !a.is_empty());
    let shown = above.map_or_else(|| name.to_owned(), |above| format!("{above} · {name}"));
    let profile = &sheet.profiles[at];
    let why = if profile.filled == 0 {
        say!("empty in the first rows")
    } else if profile.is_numbers() {
        say!("numbers that no header explains")
    } else {
        say!("text")
    };
    let stated = words::unit_of(name).filter(|u| !u.guess);
    let group = || {
        let unit = sheet.above.get(at).and_then(|above| Unit::parse(with_unit(above).1?))?;
        Some(UnitFound { unit, guess: false })
    };
    let in_cells = || profile.unit.map(|unit| UnitFound { unit, guess: false });
    let around = || sheet.unit.filter(|unit| fits(*unit, name)).map(|unit| UnitFound { unit, guess: false });
    Column {
        number: at + 1,
        name: shown,
        role: Role::Unused(why),
        unit: stated.or_else(group).or_else(in_cells).or_else(around).or_else(|| words::unit_of(name)),
        above: sheet.above.get(at).cloned().unwrap_or_default(),
        power: words::is_power(name),
        cumulative: false,
    }
}

/// Whether a unit that stands above the table may be that of a column: a title's kWh is not the unit of a column of gas, of power, or of a number.
fn fits(unit: Unit, header: &str) -> bool {
    let other = ["天然气", "燃气", "用气", "蒸汽", "柴油", "煤", "水"].iter().any(|word| header.contains(word));
    let power = words::is_power(header);
    !other && !power && unit.dimension == crate::dossier::Dimension::Energy
}

/// Days in rows, intervals in columns.
fn wide(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    let cells = cells(sheet);
    let date = find_column(&cells, None, columns::DATE)
        .filter(|at| sheet.profiles[*at].is_stamps(true))
        .or_else(|| (0..sheet.width).find(|at| sheet.profiles[*at].is_stamps(false)))
        .or_else(|| (0..sheet.width).find(|at| sheet.profiles[*at].is_stamps(true)));
    let before = found.clone();
    if let Some(date) = date {
        found.set(date, Role::Date);
    } else {
        // What the rows leave out of the day stands around them.
        let taken: BTreeSet<usize> = points(&cells, &[]).0.iter().map(|point| point.column).collect();
        if taken.is_empty() || !time_columns::of_points(sheet, found, around, &|at| !taken.contains(&at)) {
            return false;
        }
    }
    keys::choose(sheet, found);
    let named: Vec<usize> = [found.at(&Role::Date), found.at(&Role::Meter)].into_iter().flatten().collect();
    let (slots, per_day) = points(&cells, &named);
    if slots.is_empty() {
        let behind = named.iter().max().map_or(0, |m| m + 1);
        let numbers = (behind..sheet.width).take_while(|at| sheet.profiles[*at].is_numbers()).count();
        if sheet.header.is_some() || !POINTS.contains(&numbers) {
            *found = before;
            return false;
        }
        (0..numbers).for_each(|slot| found.set(behind + slot, Role::Point(slot)));
        found.per_day = numbers;
    } else {
        label_points(&cells, found, &slots, per_day);
    }
    let points: Vec<usize> = (0..sheet.width).filter(|at| matches!(found.columns[*at].role, Role::Point(_))).collect();
    // A unit of the day's points stands in the title, where it stands anywhere.
    for at in points {
        found.columns[at].unit = sheet.unit.map(|unit| UnitFound { unit, guess: false });
    }
    found.shape = Shape::Wide;
    found.layout = Some(Layout::Wide);
    true
}

/// Marks the points of a day, and says which end of its interval each labels.
fn label_points(cells: &[String], found: &mut Understood, slots: &[points::Point], per_day: usize) {
    for point in slots {
        found.set(point.column, Role::Point(point.slot));
    }
    found.per_day = per_day;
    let first = slots.iter().find(|p| p.slot == 0).map_or("", |p| cells[p.column].as_str());
    let last = slots.iter().find(|p| p.slot + 1 == per_day).map_or("", |p| cells[p.column].as_str());
    let is_time = |cell: &str| cell.contains([':', '.', '时']) || (folded(cell).starts_with('t') && cell.len() >= 5);
    if is_time(first) {
        let digits: String = first.chars().filter(char::is_ascii_digit).collect();
        found.point_ends = Some(!digits.bytes().all(|b| b == b'0'));
        found.notes.push(if found.point_ends == Some(true) {
            say!("the points run from `{first}` to `{last}`: each names the end of its interval", first, last)
        } else {
            say!("the points run from `{first}` to `{last}`: each names the start of its interval", first, last)
        });
    } else {
        found.notes.push(say!(
            "the points are numbered from `{first}` to `{last}`: the first is taken for the interval from 00:00",
            first,
            last
        ));
    }
}

/// Meters in rows, months or days in columns.
fn across(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    let before = found.clone();
    let Some(label) = time_columns::across(sheet, found, around) else { return false };
    if are_registers(sheet, found, around) {
        *found = before;
        found.notes.push(say!(
            "what a register shows stands across, a column for each day it was read: give each reading a row of its own (meter, date, reading), and read it with layout = \"register\""
        ));
        return false;
    }
    let days = label.day.is_some();
    let timed = found.clock.as_ref().is_some_and(|clock| clock.columns.times.clock.is_some());
    let base = match (label.year, label.month) {
        (Some(_), Some(_)) => None,
        (None, Some(_)) => Some(around.year(sheet)),
        _ => Some(around.month(sheet)),
    };
    if base == Some(None) {
        *found = before;
        found.notes.push(if days {
            say!("its columns are days, and no title, sheet or file name says of which month: state `date = \"2025-06\"`")
        } else {
            say!("its columns are months, and no title, sheet or file name says of which year: state `date = \"2025\"`")
        });
        return false;
    }
    found.base = base.flatten();
    keys::choose(sheet, found);
    found.shape = match (days, timed) {
        (true, true) => Shape::DayTimes,
        (true, false) => Shape::Days,
        (false, _) => Shape::Months,
    };
    found.layout = Some(Layout::Wide);
    true
}

/// Whether numbers across are those of registers: what stands around them says so, or none of them ever falls.
fn are_registers(sheet: &Sheet, found: &Understood, around: &Around<'_>) -> bool {
    let titles = sheet.title_rows.iter().map(String::as_str).chain(around.sheet).chain([around.stem]);
    let mut called = titles.chain(sheet.above.iter().map(String::as_str));
    let speaks = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    if called.any(|text| speaks(text, &["示数", "示值", "表底", "表码", "底码", "读数", "止码"]) && !speaks(text, &["电量", "用量"]))
    {
        return true;
    }
    let across: Vec<usize> = found.columns.iter().filter(|c| matches!(c.role, Role::Across(_))).map(|c| c.number - 1).collect();
    let rises = |cells: &Vec<String>| {
        let numbers: Vec<Exact> = across.iter().filter_map(|at| crate::input::qualified::ratio(cells.get(*at)?)).collect();
        numbers.len() >= 6 && numbers.is_sorted() && numbers.first() != numbers.last()
    };
    !sheet.rows.is_empty() && sheet.rows.iter().all(|(_, cells)| rises(cells))
}

/// Finds the columns of date and time.
fn times(sheet: &Sheet, found: &mut Understood, around: &Around<'_>) -> bool {
    if time_columns::beside(sheet, found, around)
        || time_columns::since_1970(sheet, found, around)
        || time_columns::of_ranges(sheet, found, around)
    {
        keys::choose(sheet, found);
        return true;
    }
    let cells = cells(sheet);
    let aliases: Vec<usize> = {
        let mut all: Vec<usize> = columns::TIME.iter().chain(columns::DATE).filter_map(|name| find_column(&cells, None, &[name])).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let order: Vec<usize> = aliases.iter().copied().chain((0..sheet.width).filter(|at| !aliases.contains(at))).collect();
    let spoken = |at: usize| {
        let text = sheet.name(at);
        aliases.contains(&at)
            || sheet.header.is_none() && sheet.profiles[at].compact == sheet.profiles[at].filled
            || ["时间", "日期", "月份", "年月"].iter().any(|word| text.contains(word))
            || words::words(text).iter().any(|w| w.contains("time") || w.contains("date") || w == "start")
    };
    let stamps: Vec<usize> = order.iter().copied().filter(|&at| found.is_free(at) && sheet.profiles[at].is_stamps(spoken(at))).collect();
    let profile = |at: usize| &sheet.profiles[at];
    let instants = stamps.iter().copied().find(|&at| {
        profile(at).instants * 2 > profile(at).filled
            || profile(at).compact > 0 && profile(at).distinct.iter().any(|t| t.len() > 8)
            || profile(at).serials > 0 && profile(at).distinct.iter().any(|cell| field::is_timed_serial(cell))
    });
    if let Some(at) = instants {
        found.set(at, Role::Time);
        keys::choose(sheet, found);
        return true;
    }
    // 0015 and 2400 are times of day where the header says so.
    let compact = |at: usize| {
        let cells = &profile(at).distinct;
        let is_clock = |cell: &String| {
            matches!(cell.len(), 4 | 6)
                && cell.bytes().all(|b| b.is_ascii_digit())
                && field::stamp(&format!("2000-01-01 {cell}"), None).is_ok()
        };
        spoken(at) && !stamps.contains(&at) && !cells.is_empty() && cells.iter().all(is_clock)
    };
    let clock = order.iter().copied().find(|&at| profile(at).is_clock() || compact(at));
    match (stamps.first(), clock) {
        (Some(&day), Some(clock)) => {
            found.set(day, Role::Date);
            found.set(clock, Role::Clock);
        }
        (Some(&day), None) => found.set(day, Role::Time),
        (None, clock) => {
            let parts = order.iter().copied().find_map(|at| Some((at, around.completes(sheet, at)?)));
            if let Some((at, base)) = parts {
                found.set(at, Role::Time);
                found.base = Some(base);
                keys::choose(sheet, found);
                return true;
            }
            if clock.is_some_and(|at| time_columns::of_named_day(sheet, found, around, at)) {
                keys::choose(sheet, found);
                return true;
            }
            if time_columns::of_named_month(sheet, found, around) {
                return true;
            }
            if let Some(why) = time_columns::refused(sheet) {
                found.notes.push(why);
                return false;
            }
            found.notes.push(if let Some(at) = clock {
                say!(
                    "column {column} holds times of day without a date: split the file by day and state `date = \"2025-06-01\"`",
                    column = at + 1
                )
            } else {
                say!("no column holds dates or times: without them a file cannot be read as readings")
            });
            return false;
        }
    }
    keys::choose(sheet, found);
    true
}

/// A list of meters, as the staff keep one: a row for each, with its multiplier or its transformers, where it is, what it is for.
fn list(sheet: &Sheet, found: &mut Understood) {
    let ratio = |role: &Role| matches!(role, Role::Multiplier | Role::Known("ct_ratio" | "pt_ratio"));
    let across = || !TimeColumns::find_across(&cells(sheet), &[]).is_empty();
    if sheet.header.is_none() || !found.columns.iter().any(|column| ratio(&column.role)) || across() {
        return;
    }
    keys::choose(sheet, found);
    let Some(meter) = found.at(&Role::Meter) else { return };
    if sheet.rows.iter().all(|(_, cells)| cells.get(meter).is_some_and(|id| !id.is_empty())) {
        found.shape = Shape::Meters;
        found.notes.clear();
        for at in 0..sheet.width {
            if found.is_free(at) && sheet.profiles[at].filled > 0 && !sheet.profiles[at].is_numbers() {
                found.set(at, Role::Name);
            }
        }
    }
}
