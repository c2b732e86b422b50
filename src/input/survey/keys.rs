//! Which columns say of which meter a row is: its number, its name, its multiplier and its unit.
//!
//! Of several columns that could, the meter's is the first whose cells tell rows of one time apart: a column that names the station is the
//! same in all of them.

use std::collections::BTreeMap;

use super::found::Role;
use super::sense::{is_code, is_kind, is_name, is_place, sense};
use super::sheet::Sheet;
use super::understood::{Understood, cells};
use crate::dossier::Unit;
use crate::input::qualified;
use crate::input::table::columns::{self, CURRENT_RATIO, UNIT, VOLTAGE_RATIO};
use crate::input::table::{find_column, folded};
use crate::say;
use crate::say::Part;

/// Marks the columns that speak of the registry.
pub(super) fn mark(sheet: &Sheet, found: &mut Understood) {
    let cells = cells(sheet);
    if let Some(at) = find_column(&cells, None, columns::MULTIPLIER).filter(|at| sheet.profiles[*at].is_numbers()) {
        found.set(at, Role::Multiplier);
    }
    if found.at(&Role::Multiplier).is_none()
        && let Some(at) = find_column(&cells, None, &FACTORS).filter(|at| found.is_free(*at) && is_factor(&sheet.profiles[*at]))
    {
        found.set(at, Role::Multiplier);
    }
    for (names, role) in [(CURRENT_RATIO, "ct_ratio"), (VOLTAGE_RATIO, "pt_ratio")] {
        let ratio = find_column(&cells, None, names).filter(|at| found.is_free(*at) && found.at(&Role::Multiplier).is_none());
        if let Some(at) = ratio.filter(|at| sheet.profiles[*at].distinct.iter().all(|cell| qualified::ratio(cell).is_some())) {
            found.set(at, Role::Known(role));
        }
    }
    if let Some(at) = find_column(&cells, None, UNIT).filter(|at| sheet.profiles[*at].filled > 0) {
        let (units, others): (Vec<&str>, Vec<&str>) = sheet.words(at).into_iter().partition(|cell| Unit::parse(cell).is_some());
        // Rows of money, of tonnes of product, of per cent stand beside those of energy: a statistical form.
        if !units.is_empty() && others.iter().all(|other| is_other_unit(other)) {
            found.set(at, Role::UnitOf);
            if !others.is_empty() {
                found.filters.push((at, units.into_iter().map(str::to_owned).collect()));
                found.notes.push(say!(
                    "rows of which `{column}` says {units} are no energy, and are not read",
                    column = sheet.name(at),
                    units => Part::names(others.iter().map(|other| format!("`{other}`")))
                ));
            }
        }
    }
}

/// Names of factors by which the numbers of a row are to be multiplied.
const FACTORS: [&str; 8] =
    ["factor", "meterfactor", "scale", "scalefactor", "scalingfactor", "conversionfactor", "faktor", "wandlerfaktor"];

/// Whether a column of that name holds multipliers: powers of ten, or whole numbers; a power factor lies between.
fn is_factor(profile: &super::sheet::Profile) -> bool {
    let ten = |cell: &str| cell.strip_prefix("0.").is_some_and(|rest| rest.trim_start_matches('0') == "1");
    let whole = |cell: &str| {
        cell.trim_end_matches(".0").bytes().all(|byte| byte.is_ascii_digit()) && cell.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
    };
    profile.is_numbers() && profile.distinct.len() < 20 && profile.distinct.iter().all(|cell| ten(cell) || whole(cell))
}

/// Whether a cell of a column of units is the unit of something else: money, shares, hours, products, people.
fn is_other_unit(cell: &str) -> bool {
    let text = folded(cell);
    ["元", "%", "‰", "小时", "人", "台", "件", "天", "户", "平方米", "吨二氧化碳", "tco2", "kvar", "千乏", "千伏", "kw·h/", "/"]
        .iter()
        .any(|word| text.contains(word))
}

/// Roles that say when a row is.
const TIMES: [Role; 5] = [Role::Time, Role::Date, Role::Clock, Role::Start, Role::End];

/// Finds the columns of the meters' ids and names.
pub(super) fn choose(sheet: &Sheet, found: &mut Understood) {
    let candidates = candidates(sheet, found);
    let told = candidates.iter().copied().map(|at| (clashes(sheet, found, Some(at)), at));
    let Some(at) = told.min_by_key(|(clashes, _)| *clashes).map(|(_, at)| at).or_else(|| by_rows(sheet, found)) else { return };
    found.set(at, Role::Meter);
    let name = candidates.into_iter().filter(|other| *other != at && is_name(sheet.name(*other))).find(|other| follows(sheet, at, *other));
    if let Some(name) = name {
        found.set(name, Role::Name);
    }
}

/// The column of which each word is a meter of its own, where the header does not say so (项目, 指标): its words tell the rows of one time apart, and
/// none speaks of a direction, a tariff part or a quantity.
fn by_rows(sheet: &Sheet, found: &Understood) -> Option<usize> {
    const NAMES: [&str; 12] = ["项目", "指标", "类别", "分项", "用途", "位置", "区域", "楼栋", "部门", "单元", "item", "name"];
    let dated: Vec<usize> = TIMES.iter().filter_map(|role| found.at(role)).chain(parts(found)).collect();
    (0..sheet.width).find(|&at| {
        let profile = &sheet.profiles[at];
        let name = folded(sheet.name(at));
        let mut seen = std::collections::BTreeSet::new();
        found.is_free(at)
            && NAMES.iter().any(|known| name.ends_with(known))
            && profile.distinct.len() > 1
            && !profile.is_numbers()
            && profile
                .distinct
                .iter()
                .any(|cell| super::sense::kind_word(cell).is_none_or(|word| !sense(cell).device.is_empty() && word.left.is_none()))
            && sheet.known_rows().all(|cells| {
                let key: Vec<&str> = dated.iter().chain([&at]).map(|at| cells.get(*at).map_or("", String::as_str)).collect();
                seen.insert(key)
            })
    })
}

/// The columns of the parts of a time.
fn parts(found: &Understood) -> impl Iterator<Item = usize> + '_ {
    found.columns.iter().filter(|c| matches!(c.role, Role::Part(_))).map(|c| c.number - 1)
}

/// Columns that may name the meter, the likeliest first.
fn candidates(sheet: &Sheet, found: &Understood) -> Vec<usize> {
    const PARTS: [&str; 8] = ["meterid", "meter", "计量点编号", "资产", "device", "nmi", "serial", "statisticid"];
    let cells = cells(sheet);
    let lawful = |at: usize| {
        let profile = &sheet.profiles[at];
        let name = sheet.name(at);
        found.is_free(at)
            && profile.filled > 0
            && !profile.is_stamps(false)
            && !profile.distinct.iter().any(|c| profile.is_numbers() && c.contains('.'))
            && (is_name(name) || !is_kind(name))
            && super::words::unit_of(name).is_none_or(|u| u.guess)
            && !matches!(folded(name).as_str(), "序号" | "编号" | "no" | "no.")
    };
    let aliases: Vec<usize> = columns::METER.iter().filter_map(|name| find_column(&cells, None, &[name])).collect();
    let mut ranked: Vec<(u8, usize, usize)> = (0..cells.len().min(sheet.width))
        .filter(|at| lawful(*at))
        .filter_map(|at| {
            let (name, text) = (sheet.name(at), folded(sheet.name(at)));
            let alias = aliases.iter().position(|a| *a == at);
            let numbers = sheet.profiles[at].is_numbers();
            let rank = match alias {
                Some(_) if !is_place(name) => 0,
                _ if PARTS.iter().any(|part| text.contains(part)) || (is_code(name) && !is_place(name)) => 1,
                _ if is_name(name) && !is_place(name) && !numbers => 2,
                _ if is_place(name) && (is_code(name) || is_name(name) || alias.is_some()) => 3,
                _ => return None,
            };
            Some((rank, alias.unwrap_or(usize::MAX), at))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, at)| at).collect()
}

/// Rows of the sample that another row of the same meter, time and kind contradicts.
pub(super) fn clashes(sheet: &Sheet, found: &Understood, meter: Option<usize>) -> usize {
    let dated: Vec<usize> = TIMES.iter().filter_map(|role| found.at(role)).chain(parts(found)).collect();
    let kinds: Vec<usize> = (0..sheet.width).filter(|at| is_kind(sheet.name(*at)) && !dated.contains(at)).collect();
    if dated.is_empty() && meter.is_none() {
        return 0;
    }
    let mut seen: BTreeMap<Vec<&str>, &Vec<String>> = BTreeMap::new();
    let mut clashing = 0;
    for cells in sheet.known_rows() {
        let key: Vec<&str> = dated.iter().chain(&kinds).chain(meter.iter()).map(|at| cells.get(*at).map_or("", String::as_str)).collect();
        match seen.get(&key) {
            Some(other) if *other != cells => clashing += 1,
            Some(_) => {}
            None => {
                seen.insert(key, cells);
            }
        }
    }
    clashing
}

/// Whether a column is the same in all rows of one meter.
fn follows(sheet: &Sheet, meter: usize, other: usize) -> bool {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let filled = sheet.profiles[other].filled > 0;
    filled
        && sheet.known_rows().all(|cells| {
            let get = |at: usize| cells.get(at).map_or("", String::as_str);
            get(other).is_empty() || *names.entry(get(meter)).or_insert(get(other)) == get(other)
        })
}

/// The column by which rows of one meter and time differ beside their values: its name, where there is one.
pub(super) fn apart(sheet: &Sheet, found: &Understood) -> Option<String> {
    let key: Vec<usize> = TIMES.iter().chain([&Role::Meter]).filter_map(|role| found.at(role)).chain(parts(found)).collect();
    let mut seen: BTreeMap<Vec<&str>, &Vec<String>> = BTreeMap::new();
    let mut differing: BTreeMap<usize, usize> = BTreeMap::new();
    for cells in sheet.known_rows() {
        let at = key.iter().map(|at| cells.get(*at).map_or("", String::as_str)).collect();
        let Some(other) = seen.insert(at, cells) else { continue };
        for column in 0..sheet.width {
            let text = |cells: &Vec<String>| cells.get(column).cloned().unwrap_or_default();
            if text(cells) != text(other) {
                *differing.entry(column).or_default() += 1;
            }
        }
    }
    let told = |at: &usize| {
        let profile = &sheet.profiles[*at];
        found.is_free(*at) && profile.distinct.len() < 50 && (!profile.is_numbers() || profile.distinct.iter().all(|c| c.len() <= 2))
    };
    differing.into_iter().filter(|(at, _)| told(at)).max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at))).map(|(at, _)| {
        let name = sheet.name(at);
        if name.is_empty() { format!("{}", at + 1) } else { name.to_owned() }
    })
}

/// Whether a column holds more than two whole numbers of up to 96.
pub(super) fn counts(sheet: &Sheet, name: &str) -> bool {
    let Some(at) = (0..sheet.width).find(|at| sheet.name(*at) == name) else { return false };
    let profile = &sheet.profiles[at];
    profile.distinct.len() > 2 && profile.distinct.iter().all(|cell| cell.parse::<u32>().is_ok_and(|number| number <= 96))
}

/// Why a column beside the meter's is not used.
pub(super) fn tell_places(sheet: &Sheet, found: &mut Understood) {
    for at in 0..sheet.width {
        if found.is_free(at) && sheet.profiles[at].filled > 0 && (is_code(sheet.name(at)) || is_place(sheet.name(at))) {
            found.set(at, Role::Unused(say!("a number or a name of something, no quantity")));
        }
    }
}
