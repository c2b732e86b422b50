//! Bills, and rows that give the start and the end of their interval: of each direction that a bill counts, and of each flow that it has a column of, one
//! way of reading.

use super::around::Around;
use super::flows;
use super::found::{Role, Shape};
use super::keys;
use super::lines::REVERSE;
use super::sense::{not_energy, sense};
use super::sheet::Sheet;
use super::time_columns;
use super::understood::{Understood, cells};
use super::words;
use crate::input::manifest::Layout;
use crate::input::table::bills::{BillColumns, directions};
use crate::input::table::columns;
use crate::input::table::{find_column, with_unit};
use crate::say;

/// The ways in which bills are read; `None` where the rows are none.
pub(super) fn ways(sheet: &Sheet, found: &Understood, around: &Around<'_>) -> Option<Vec<Understood>> {
    let mut found = found.clone();
    let header = sheet.header.as_ref().map(|header| header.cells.clone()).unwrap_or_default();
    let [forward, reverse] = directions(&header);
    let plain = BillColumns {
        start_reading: find_column(&cells(sheet), None, columns::START_READING),
        end_reading: find_column(&cells(sheet), None, columns::END_READING),
        energy: find_column(&cells(sheet), None, columns::ENERGY),
    };
    let are_pair = |columns: &BillColumns| columns.start_reading.is_some() && columns.end_reading.is_some();
    let directed = are_pair(&forward);
    let own = if directed { BillColumns { energy: forward.energy.or(plain.energy), ..forward } } else { plain };
    if !dated(sheet, &mut found, around, are_pair(&own)) {
        return None;
    }
    if let Some(at) = find_column(&cells(sheet), None, columns::MULTIPLIER).filter(|at| found.is_free(*at)) {
        found.set(at, Role::Multiplier);
    }
    let before = found.clone();
    take(&mut found, own);
    keys::choose(sheet, &mut found);
    found.shape = Shape::Bill;
    found.layout = Some(Layout::Bill);
    if found.at(&Role::EndReading).is_none() {
        let several = by_flow(sheet, &before);
        if several.len() > 1 {
            return Some(several);
        }
        if found.at(&Role::Energy).is_none() {
            let value = find_column(&cells(sheet), None, &[columns::VALUE, columns::READING].concat());
            let free = |at: &usize| found.is_free(*at) && sheet.profiles[*at].is_numbers() && not_energy(sheet.name(*at)).is_none();
            let at = value.filter(free).or_else(|| (0..sheet.width).find(free))?;
            found.set(at, Role::Energy);
        }
    }
    if !reverse.are_enough() || (are_pair(&own) && !are_pair(&reverse) && reverse.energy.is_none()) {
        return Some(vec![found]);
    }
    let mut other = before;
    let used = own.all().collect::<Vec<_>>();
    take(&mut other, reverse);
    keys::choose(sheet, &mut other);
    (other.shape, other.layout) = (Shape::Bill, Some(Layout::Bill));
    other.suffix.push_str(REVERSE);
    for (one, columns) in [(&mut found, reverse.all().collect::<Vec<_>>()), (&mut other, used)] {
        one.beside = true;
        for at in columns.into_iter().filter(|at| one.is_free(*at)).collect::<Vec<_>>() {
            one.set(at, Role::Unused(say!("read by a table of its own")));
        }
    }
    Some(vec![found, other])
}

/// Marks the columns of a bill that are free.
fn take(found: &mut Understood, columns: BillColumns) {
    let BillColumns { start_reading, end_reading, energy } = columns;
    for (role, at) in [(Role::StartReading, start_reading), (Role::EndReading, end_reading), (Role::Energy, energy)] {
        if let Some(at) = at.filter(|at| found.is_free(*at)) {
            found.set(at, role);
        }
    }
}

/// Finds when the rows start and end; `readings` says whether they give a register's readings at both ends.
fn dated(sheet: &Sheet, found: &mut Understood, around: &Around<'_>, readings: bool) -> bool {
    let cells = cells(sheet);
    let stamps = |at: &usize| sheet.profiles[*at].is_stamps(true);
    let spoken = |word: &str| cells.iter().position(|c| words::words(c).iter().any(|w| w == word)).filter(stamps);
    let start = find_column(&cells, None, columns::START).filter(stamps).or_else(|| spoken("start"));
    let end = find_column(&cells, None, columns::END).filter(stamps).or_else(|| spoken("end"));
    // Rows that give start and end of their interval and a column for each of several meters are no bills.
    let values =
        || (0..sheet.width).filter(|at| sheet.profiles[*at].is_numbers() && words::unit_of(sheet.name(*at)).is_some_and(|u| !u.guess));
    if start.is_some() && end.is_some() && !readings && found.at(&Role::Multiplier).is_none() && values().count() > 1 {
        return false;
    }
    if let (Some(start), Some(end)) = (start, end) {
        found.set(start, Role::Start);
        found.set(end, Role::End);
    } else if time_columns::of_bill(sheet, found, around, readings) {
        // Its period stands in one cell, or its month in columns.
    } else if let Some(base) = if readings { around.month(sheet) } else { None } {
        // A monthly sheet: its month stands above the table, or in the name of the sheet or the file.
        found.base = Some(base);
    } else {
        let all: Vec<usize> = (0..sheet.width).filter(|at| sheet.profiles[*at].is_stamps(false)).collect();
        match all[..] {
            [a, b] if sheet.header.is_none() && b == a + 1 => {
                found.set(a, Role::Start);
                found.set(b, Role::End);
            }
            _ => return false,
        }
    }
    true
}

/// One way for each column of energy that names a flow of its own: 发电量 and 上网电量 of one period.
fn by_flow(sheet: &Sheet, found: &Understood) -> Vec<Understood> {
    let is_flow = |at: &usize| {
        let name = sheet.name(*at);
        found.is_free(*at)
            && sheet.profiles[*at].is_numbers()
            && not_energy(name).is_none()
            && !flows::kind_of(&[name], false).flow.is_empty()
    };
    let columns: Vec<usize> = (0..sheet.width).filter(is_flow).collect();
    let way = |at: usize| {
        let mut one = found.clone();
        one.set(at, Role::Energy);
        keys::choose(sheet, &mut one);
        (one.shape, one.layout, one.beside) = (Shape::Bill, Some(Layout::Bill), true);
        for &other in columns.iter().filter(|other| **other != at) {
            one.set(other, Role::Unused(say!("read by a table of its own")));
        }
        let name = with_unit(sheet.name(at)).0.to_string();
        if one.at(&Role::Meter).is_some() {
            one.suffix.push_str(&format!("/{name}"));
        } else {
            one.own = name;
            one.named = true;
        }
        if sense(sheet.name(at)).reverse == Some(true) {
            one.suffix.push_str(REVERSE);
        }
        one
    };
    columns.iter().map(|at| way(*at)).collect()
}
