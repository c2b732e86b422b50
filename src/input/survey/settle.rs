//! The meters of a folder's files that name none: a file of one meter is called by its name without its dates, so that the files of a year are
//! one meter; like columns of two files that hold the same time are two meters.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::undated;
use super::folder::Export;
use super::{Role, Survey, stem};

/// Gives every meter of the folder's files the id by which it is told apart.
pub(super) fn settle(exports: &mut [Export]) {
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
    let mut spans: BTreeMap<String, Vec<(String, i64, i64)>> = BTreeMap::new();
    for (name, survey) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        if let Some(times) = &survey.times {
            spans.entry(stem(name).to_owned()).or_default().push((name.to_owned(), times.first.0, times.last.0));
        }
    }
    let meet = |all: &[(String, i64, i64)]| {
        all.iter().enumerate().any(|(at, a)| all[at + 1..].iter().any(|b| a.0 != b.0 && a.1 <= b.2 && b.1 <= a.2))
    };
    let several: BTreeSet<String> = spans.into_iter().filter(|(_, all)| meet(all)).map(|(stem, _)| stem).collect();
    for (name, survey) in surveys(exports).filter(|(name, s)| by_file(s, name)) {
        let Some((folder, _)) = name.rsplit_once('/').filter(|_| several.contains(stem(name))) else { continue };
        rename(survey, &format!("{}/{}", folder.rsplit('/').next().unwrap_or(folder), stem(name)));
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
            for b in all[at + 1..].iter().filter(|b| a.0 != b.0 && a.1 < b.2 && b.1 < a.2) {
                apart.extend([a.0.clone(), b.0.clone()]);
            }
        }
    }
    for (name, survey) in surveys(exports).filter(|(name, _)| apart.contains(*name)) {
        let plain = undated(stem(name));
        survey.prefix(if plain.is_empty() { stem(name) } else { &plain });
    }
}
