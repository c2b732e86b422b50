//! The meters of a folder's files that name none: a file of one meter is called by its name without its dates, so that the files of a year are
//! one meter; like columns of two files that hold the same time are two meters.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::undated;
use super::folder::Export;
use super::twice::{Covered, Twice, compare};
use super::{Role, Survey, stem};
use crate::say;

/// Gives every meter of the folder's files the id by which it is told apart.
pub(super) fn settle(exports: &mut [Export]) {
    leave_totals(exports);
    name_years(exports);
    name_folders(exports);
    tell_columns_apart(exports);
}

/// All surveys with the names of their files.
fn surveys(exports: &mut [Export]) -> impl Iterator<Item = (&str, &mut Survey)> {
    exports.iter_mut().flat_map(|e| {
        let name = e.name.as_str();
        e.survey.iter_mut().flatten().map(move |s| (name, s))
    })
}

/// Whether a survey's meter is called by its file.
fn by_file(survey: &Survey, name: &str) -> bool {
    survey.own.as_deref() == Some(stem(name))
}

/// Files whose names differ by their dates alone are of one meter.
fn name_years(exports: &mut [Export]) {
    let mut stems: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, _) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        stems.entry(undated(stem(name))).or_default().insert(stem(name).to_owned());
    }
    for (name, survey) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        let plain = undated(stem(name));
        if plain == stem(name) || stems[&plain].len() < 2 {
            continue;
        }
        // Names that are dates alone: the folder names the meter, where it has a name.
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder.rsplit('/').next().unwrap_or(folder));
        let own = [plain, undated(folder)].into_iter().find(|n| !n.is_empty()).unwrap_or_else(|| "meter".to_owned());
        rename(survey, &own);
    }
}

/// Files of one name in several folders that hold the same time are of several meters: each is called by its folder.
fn name_folders(exports: &mut [Export]) {
    let doubles = doubles(exports);
    let mut spans: BTreeMap<String, Vec<(String, i64, i64)>> = BTreeMap::new();
    for (name, survey) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        if let Some(times) = &survey.times {
            spans.entry(stem(name).to_owned()).or_default().push((name.to_owned(), times.first.0, times.last.0));
        }
    }
    let meet = |all: &[(String, i64, i64)]| {
        all.iter()
            .enumerate()
            .any(|(at, a)| all[at + 1..].iter().any(|b| a.0 != b.0 && a.1 <= b.2 && b.1 <= a.2 && !doubles.contains(&pair(&a.0, &b.0))))
    };
    let several: BTreeSet<String> = spans.into_iter().filter(|(_, all)| meet(all)).map(|(stem, _)| stem).collect();
    for (name, survey) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        let Some((folder, _)) = name.rsplit_once('/').filter(|_| several.contains(stem(name))) else { continue };
        rename(survey, &format!("{}/{}", folder.rsplit('/').next().unwrap_or(folder), stem(name)));
    }
}

/// Two names in their order.
fn pair(a: &str, b: &str) -> (String, String) {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

/// Files that hold the same readings of the same meters.
fn doubles(exports: &[Export]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    each_pair(exports, |(name, one), (other_name, other)| {
        if compare(one, other, stem(name)) == Some(Twice::Same) {
            found.insert(pair(name, other_name));
        }
    });
    found
}

/// Calls for each two surveys of different files that share a time.
fn each_pair(exports: &[Export], mut call: impl FnMut((&str, &Survey), (&str, &Survey))) {
    let all: Vec<(&str, &Survey, i64, i64)> = exports
        .iter()
        .flat_map(|e| e.survey.iter().flatten().map(|s| (e.name.as_str(), s)))
        .filter(|(_, s)| s.shape.is_readings())
        .filter_map(|(name, s)| s.times.as_ref().map(|times| (name, s, times.first.0, times.last.0)))
        .collect();
    // Of files in time only those that follow before another ends can meet it.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| all[*at].2);
    for (place, &at) in order.iter().enumerate() {
        for &other in order[place + 1..].iter().take_while(|other| all[**other].2 <= all[at].3) {
            if all[at].0 != all[other].0 {
                call((all[at].0, all[at].1), (all[other].0, all[other].1));
            }
        }
    }
}

/// Leaves tables that hold totals of what other files hold, and says so. Of a table that holds a meter beside them, that meter stays.
fn leave_totals(exports: &mut [Export]) {
    let mut found: BTreeMap<(String, usize), Covered> = BTreeMap::new();
    let place = |name: &str, survey: &Survey| {
        let all = exports.iter().filter(|export| export.name == name).flat_map(|export| export.survey.iter().flatten());
        (name.to_owned(), all.take_while(|other| !std::ptr::eq(*other, survey)).count())
    };
    each_pair(exports, |(name, one), (other_name, other)| {
        for (name, one, other) in [(name, one, other), (other_name, other, one)] {
            found.entry(place(name, one)).or_default().add(one, other, stem(name));
        }
    });
    for export in exports {
        let name = export.name.clone();
        let Ok(all) = &mut export.survey else { continue };
        let (mut at, mut last) = (0, None);
        all.retain_mut(|one| {
            at += 1;
            let Some(covered) = found.get(&(name.clone(), at - 1)).filter(|covered| !covered.is_nothing()) else { return true };
            let why = if covered.differs {
                say!("it is called a total of what other files hold, and is not their sum: look at which is right")
            } else {
                say!("it holds totals of what other files hold")
            };
            let kept = one.keep_beyond(covered, &why);
            if !kept {
                last = Some(why);
            }
            kept
        });
        if let Some(why) = last.filter(|_| all.iter().all(|one| !one.shape.is_readings())) {
            export.survey = Err(why);
        }
    }
}

fn rename(survey: &mut Survey, own: &str) {
    let Some(old) = survey.own.replace(own.to_owned()) else { return };
    survey.named = true;
    for meter in &mut survey.meters {
        meter.id = meter.id.replacen(&old, own, 1);
    }
    for column in &mut survey.columns {
        if let Role::OfMeter(id) = &mut column.role {
            *id = id.replacen(&old, own, 1);
        }
    }
}

/// Columns of one name in files that hold the same time: each file's are its own.
fn tell_columns_apart(exports: &mut [Export]) {
    let doubles = doubles(exports);
    let mut spans: BTreeMap<String, Vec<(String, i64, i64)>> = BTreeMap::new();
    for (name, survey) in surveys(exports) {
        let Some(times) = &survey.times else { continue };
        for column in &survey.columns {
            if let Role::OfMeter(id) = &column.role {
                spans.entry(id.clone()).or_default().push((name.to_owned(), times.first.0, times.last.0));
            }
        }
    }
    let mut apart: BTreeSet<String> = BTreeSet::new();
    for all in spans.into_values() {
        for (at, a) in all.iter().enumerate() {
            for b in all[at + 1..].iter().filter(|b| a.0 != b.0 && a.1 < b.2 && b.1 < a.2 && !doubles.contains(&pair(&a.0, &b.0))) {
                apart.extend([a.0.clone(), b.0.clone()]);
            }
        }
    }
    for (name, survey) in surveys(exports).filter(|(name, _)| apart.contains(*name)) {
        let plain = undated(stem(name));
        survey.prefix(if plain.is_empty() { stem(name) } else { &plain });
    }
}
