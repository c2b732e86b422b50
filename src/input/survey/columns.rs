//! Which column is what: by the headers that the readers know, else by what stands in the cells.

use std::collections::BTreeSet;

use super::sheet::Sheet;
use super::tables::small;
use super::words;
use super::{Column, Role, Shape};
use crate::input::manifest::Layout;
use crate::input::points::{self, POINTS, points};
use crate::input::table::{find_column, folded};
use crate::say;
use crate::say::Message;

/// The columns as understood.
pub(super) struct Understood {
    pub(super) shape: Shape,
    pub(super) layout: Option<Layout>,
    pub(super) columns: Vec<Column>,
    /// Points in a day of a wide table, and whether its header labels ends, where it says so.
    pub(super) per_day: usize,
    pub(super) point_ends: Option<bool>,
    pub(super) notes: Vec<Message>,
}

impl Understood {
    /// Index of the column of a role.
    pub(super) fn at(&self, role: &Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == *role)
    }

    pub(super) fn set(&mut self, at: usize, role: Role) {
        self.columns[at].role = role;
    }

    pub(super) fn is_free(&self, at: usize) -> bool {
        matches!(self.columns[at].role, Role::Unused(_))
    }
}

/// Understands the columns of a sheet.
pub(super) fn understand(sheet: &Sheet) -> Understood {
    let mut found = roles(sheet);
    for column in found.columns.iter_mut().filter(|c| matches!(c.role, Role::Unused(_) | Role::Known(_))) {
        column.unit = column.unit.filter(|u| !u.guess);
    }
    found
}

fn roles(sheet: &Sheet) -> Understood {
    let columns = (0..sheet.width).map(|at| column(sheet, at)).collect();
    let mut found = Understood { shape: Shape::Unknown, layout: None, columns, per_day: 0, point_ends: None, notes: Vec::new() };
    if small(sheet, &mut found) || bill(sheet, &mut found) || wide(sheet, &mut found) {
        return found;
    }
    if !times(sheet, &mut found) {
        return found;
    }
    if let Some(at) = meter(sheet, &found) {
        found.set(at, Role::Meter);
    }
    if let Some(at) = find_column(&cells(sheet), None, points::QUALITY).filter(|at| found.is_free(*at) && !sheet.profiles[*at].is_numbers())
    {
        found.set(at, Role::Quality);
    }
    values(sheet, &mut found);
    found
}

/// Headers of a file; none where it has no header.
pub(super) fn cells(sheet: &Sheet) -> Vec<String> {
    sheet.header.as_ref().map(|h| h.cells.clone()).unwrap_or_default()
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
    Column {
        number: at + 1,
        name: shown,
        role: Role::Unused(why),
        unit: words::unit_of(name),
        power: words::is_power(name),
        cumulative: false,
    }
}

/// Bills, and rows that give the start and the end of their interval.
fn bill(sheet: &Sheet, found: &mut Understood) -> bool {
    let cells = cells(sheet);
    let stamps = |at: &usize| sheet.profiles[*at].is_stamps(true);
    let spoken = |word: &str| cells.iter().position(|c| words::words(c).iter().any(|w| w == word)).filter(stamps);
    let start = find_column(&cells, None, points::START).filter(stamps).or_else(|| spoken("start"));
    let end = find_column(&cells, None, points::END).filter(stamps).or_else(|| spoken("end"));
    let (start, end) = if let (Some(start), Some(end)) = (start, end) {
        (start, end)
    } else {
        let all: Vec<usize> = (0..sheet.width).filter(|at| sheet.profiles[*at].is_stamps(false)).collect();
        match all[..] {
            [a, b] if sheet.header.is_none() && b == a + 1 => (a, b),
            _ => return false,
        }
    };
    found.set(start, Role::Start);
    found.set(end, Role::End);
    if let Some(at) = meter(sheet, found) {
        found.set(at, Role::Meter);
    }
    let roles = [
        (Role::StartReading, points::START_READING),
        (Role::EndReading, points::END_READING),
        (Role::Multiplier, points::MULTIPLIER),
        (Role::Energy, points::ENERGY),
    ];
    for (role, names) in roles {
        if let Some(at) = find_column(&cells, None, names).filter(|at| found.is_free(*at)) {
            found.set(at, role);
        }
    }
    if found.at(&Role::EndReading).is_none() && found.at(&Role::Energy).is_none() {
        let value = find_column(&cells, None, &[points::VALUE, points::READING].concat());
        let free = |at: &usize| found.is_free(*at) && sheet.profiles[*at].is_numbers();
        let Some(at) = value.filter(free).or_else(|| (0..sheet.width).find(free)) else { return false };
        found.set(at, Role::Energy);
    }
    found.shape = Shape::Bill;
    found.layout = Some(Layout::Bill);
    true
}

/// Days in rows, intervals in columns.
fn wide(sheet: &Sheet, found: &mut Understood) -> bool {
    let cells = cells(sheet);
    let date = find_column(&cells, None, points::DATE)
        .filter(|at| sheet.profiles[*at].is_stamps(true))
        .or_else(|| (0..sheet.width).find(|at| sheet.profiles[*at].is_stamps(false)))
        .or_else(|| (0..sheet.width).find(|at| sheet.profiles[*at].is_stamps(true)));
    let Some(date) = date else { return false };
    let meter = meter(sheet, found).filter(|at| *at != date);
    let named: Vec<usize> = [Some(date), meter].into_iter().flatten().collect();
    let (slots, per_day) = points(&cells, &named);
    if slots.is_empty() {
        let behind = named.iter().max().map_or(0, |m| m + 1);
        let numbers = (behind..sheet.width).take_while(|at| sheet.profiles[*at].is_numbers()).count();
        if sheet.header.is_some() || !POINTS.contains(&numbers) {
            return false;
        }
        (0..numbers).for_each(|slot| found.set(behind + slot, Role::Point(slot)));
        found.per_day = numbers;
    } else {
        for point in &slots {
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
    found.set(date, Role::Date);
    if let Some(at) = meter {
        found.set(at, Role::Meter);
    }
    found.shape = Shape::Wide;
    found.layout = Some(Layout::Wide);
    true
}

/// Finds the columns of date and time.
fn times(sheet: &Sheet, found: &mut Understood) -> bool {
    let cells = cells(sheet);
    let aliases: BTreeSet<usize> = points::TIME.iter().chain(points::DATE).filter_map(|name| find_column(&cells, None, &[name])).collect();
    let order: Vec<usize> = aliases.iter().copied().chain((0..sheet.width).filter(|at| !aliases.contains(at))).collect();
    let spoken = |at: usize| {
        aliases.contains(&at) || words::words(sheet.name(at)).iter().any(|w| w.contains("time") || w.contains("date") || w == "start")
    };
    let stamps: Vec<usize> = order.iter().copied().filter(|&at| sheet.profiles[at].is_stamps(spoken(at))).collect();
    let profile = |at: usize| &sheet.profiles[at];
    let instants = stamps.iter().copied().find(|&at| {
        profile(at).instants * 2 > profile(at).filled || profile(at).compact > 0 && profile(at).distinct.iter().any(|t| t.len() > 8)
    });
    if let Some(at) = instants {
        found.set(at, Role::Time);
        return true;
    }
    let clock = order.iter().copied().find(|&at| profile(at).is_clock());
    match (stamps.first(), clock) {
        (Some(&day), Some(clock)) => {
            found.set(day, Role::Date);
            found.set(clock, Role::Clock);
            true
        }
        (Some(&day), None) => {
            found.set(day, Role::Time);
            true
        }
        (None, clock) => {
            let short = order.iter().copied().find(|&at| profile(at).short_years * 2 > profile(at).filled);
            found.notes.push(match (short, clock) {
                (Some(at), _) => {
                    say!("column {column} has dates whose year has two digits: export them with four, as in 2025-03-01", column = at + 1)
                }
                (None, Some(at)) => {
                    say!(
                        "column {column} holds times of day without a date: split the file by day and state `date = \"2025-06-01\"`",
                        column = at + 1
                    )
                }
                (None, None) => say!("no column holds dates or times: without them a file cannot be read as readings"),
            });
            false
        }
    }
}

/// Finds the column of meter ids.
fn meter(sheet: &Sheet, found: &Understood) -> Option<usize> {
    const PARTS: [&str; 10] = ["meterid", "meter", "表号", "编号", "户号", "资产", "计量点", "device", "nmi", "serial"];
    let cells = cells(sheet);
    let lawful = |at: &usize| found.is_free(*at) && sheet.profiles[*at].filled > 0 && !sheet.profiles[*at].is_stamps(false);
    find_column(&cells, None, points::METER).filter(lawful).or_else(|| {
        (0..cells.len().min(sheet.width)).filter(lawful).find(|&at| {
            let text = folded(&cells[at]);
            PARTS.iter().any(|part| text.contains(part))
                && words::unit_of(&cells[at]).is_none()
                && !sheet.profiles[at].distinct.iter().any(|c| c.contains('.'))
        })
    })
}

/// Finds the columns of values, and the layout that follows.
fn values(sheet: &Sheet, found: &mut Understood) {
    let cells = cells(sheet);
    let mut candidates = Vec::new();
    for at in 0..sheet.width {
        if !found.is_free(at) {
            continue;
        }
        let stated = words::unit_of(sheet.name(at)).is_some_and(|u| !u.guess);
        if let Some(why) = words::not_energy(sheet.name(at)) {
            found.set(at, Role::Unused(why));
        } else if sheet.profiles[at].is_numbers() || (sheet.profiles[at].filled == 0 && stated) {
            candidates.push((at, stated));
        }
    }
    let register = find_column(&cells, None, &points::READING[2..]).filter(|at| candidates.iter().any(|c| c.0 == *at));
    let usual = find_column(&cells, None, points::VALUE).filter(|at| candidates.iter().any(|c| c.0 == *at));
    let stated: Vec<usize> = candidates.iter().filter(|c| c.1).map(|c| c.0).collect();
    let all: Vec<usize> = candidates.iter().map(|c| c.0).collect();
    let by_row = found.at(&Role::Meter).is_some();
    let single = match (register, usual) {
        (Some(at), _) if by_row || all.len() == 1 => Some(at),
        (_, Some(at)) if by_row || stated.len() < 2 => Some(at),
        _ if by_row => stated.first().or(all.first()).copied(),
        _ if stated.len() == 1 => stated.first().copied(),
        _ if stated.is_empty() && all.len() == 1 => all.first().copied(),
        _ => None,
    };
    if let Some(at) = single {
        found.set(at, Role::Value);
        found.shape = if register == Some(at) { Shape::Register } else { Shape::Long };
        found.layout = Some(if register == Some(at) { Layout::Register } else { Layout::Long });
        for other in all.into_iter().filter(|o| *o != at) {
            found.set(
                other,
                Role::Unused(say!(
                    "a second column of numbers beside the value; read it by a further [[readings]] table if it is a meter of its own"
                )),
            );
        }
        return;
    }
    let meters = if stated.is_empty() { all } else { stated };
    if meters.is_empty() {
        found.notes.push(say!("no column holds values of energy or power"));
        return;
    }
    let mut seen = BTreeSet::new();
    for at in meters {
        let own = sheet.name(at);
        let repeated = (0..sheet.width).filter(|o| sheet.name(*o) == own).count() > 1;
        let above = sheet.above.get(at).map(String::as_str).filter(|a| repeated && !a.is_empty());
        let mut id = above.unwrap_or(own).trim().to_owned();
        if id.is_empty() || !seen.insert(id.clone()) {
            id = format!("column {}", at + 1);
            seen.insert(id.clone());
        }
        found.set(at, Role::OfMeter(id));
    }
    found.shape = Shape::MeterColumns;
    found.layout = Some(Layout::Long);
}
