//! The meters of a folder's files that name none: a file of one meter is called by its name without its dates, so that the files of a year are
//! one meter; like columns of two files that hold the same time are two meters.

use std::collections::{BTreeMap, BTreeSet};

use super::found::{Export, Role, Survey, stem};
use super::overlap;
use super::twice::{Covered, Twice, compare};
use crate::input::titled::undated;
use crate::say;

/// Gives every meter of the folder's files the id by which it is told apart.
pub(super) fn settle(exports: &mut [Export]) {
    overlap::leave_repeated(exports);
    leave_totals(exports);
    name_years(exports);
    name_titled(exports);
    let doubles = doubles(exports);
    name_folders(exports, &doubles);
    tell_columns_apart(exports, &doubles);
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

/// Files that name one meter in their titles, and whose own names differ by more than dates: each is called by its name, since a title may be that of all.
fn name_titled(exports: &mut [Export]) {
    let mut stems: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, survey) in surveys(exports).filter(|(_, survey)| survey.titled) {
        for meter in &survey.meters {
            stems.entry(meter.id.clone()).or_default().insert(undated(stem(name)));
        }
    }
    for (name, survey) in surveys(exports).filter(|(_, survey)| survey.titled && survey.own.is_some()) {
        if survey.meters.iter().any(|meter| stems[&meter.id].len() > 1) {
            let plain = undated(stem(name));
            rename(survey, if plain.is_empty() { stem(name) } else { &plain });
        }
    }
}

/// Files of one name in several folders that hold the same time are of several meters: each is called by its folder.
fn name_folders(exports: &mut [Export], doubles: &BTreeSet<(String, String)>) {
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

/// Whether two files are versions of one: 2025-05.csv and 2025-05（更正）.csv. What they say differently are contradictions, not two meters.
fn are_versions(one: &str, other: &str) -> bool {
    const WORDS: [&str; 20] = [
        "更正",
        "修正",
        "修订",
        "更新",
        "订正",
        "最终",
        "以此为准",
        "新版",
        "副本",
        "备份",
        "原始",
        "旧版",
        "作废",
        "copy",
        "final",
        "corrected",
        "revised",
        "backup",
        "new",
        "old",
    ];
    let plain = |name: &str| {
        // The folder too may say which it is: 更正/日报.csv beside 原始/日报.csv.
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = format!("{folder}/{}", stem(name)).to_lowercase();
        let told = WORDS.iter().any(|word| name.contains(word));
        let numbered =
            (2..10).find(|n| name.ends_with(&format!("v{n}")) || name.ends_with(&format!("({n})")) || name.ends_with(&format!("（{n}）")));
        let rest = WORDS.iter().fold(name, |name, word| name.replace(word, ""));
        let rest = numbered.map_or(rest.clone(), |n| {
            [format!("v{n}"), format!("({n})"), format!("（{n}）")]
                .iter()
                .fold(rest, |rest, end| rest.trim_end().trim_end_matches(end.as_str()).to_owned())
        });
        let told = told || numbered.is_some();
        let rest: String = rest.chars().filter(|c| c.is_alphanumeric()).collect();
        (told, rest.trim_end_matches(['版', '稿', '本']).to_owned())
    };
    let ((told, one), (also, other)) = (plain(one), plain(other));
    (told || also) && one == other
}

/// Two names in their order.
fn pair(a: &str, b: &str) -> (String, String) {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

/// A table: its file, and the way of reading it, by their places.
type Place = (usize, usize);

fn table(exports: &[Export], (file, way): Place) -> (&str, Option<&Survey>) {
    (exports[file].name.as_str(), exports[file].survey.iter().flatten().nth(way))
}

/// Tables of different files that share a meter and a time.
fn meeting(exports: &[Export]) -> BTreeSet<(Place, Place)> {
    let mut spans: BTreeMap<&str, Vec<(i64, i64, Place)>> = BTreeMap::new();
    for (file, export) in exports.iter().enumerate() {
        for (way, survey) in export.survey.iter().flatten().enumerate().filter(|(_, s)| s.shape.is_readings()) {
            let Some(times) = &survey.times else { continue };
            for meter in &survey.meters {
                spans.entry(&meter.id).or_default().push((times.first.0, times.last.0, (file, way)));
            }
        }
    }
    let mut found = BTreeSet::new();
    for mut of_meter in spans.into_values() {
        // Of tables in time only those that start before another ends can meet it.
        of_meter.sort_unstable();
        for (at, (_, last, one)) in of_meter.iter().enumerate() {
            let others = of_meter[at + 1..].iter().take_while(|(first, ..)| first <= last).map(|(.., other)| *other);
            found.extend(others.filter(|other| other.0 != one.0).map(|other| (*one, other)));
        }
    }
    found
}

/// Files that hold the same readings of the same meters.
fn doubles(exports: &[Export]) -> BTreeSet<(String, String)> {
    let same = |&(one, other): &(Place, Place)| {
        let ((name, one), (other_name, other)) = (table(exports, one), table(exports, other));
        (compare(one?, other?, stem(name)) == Some(Twice::Same)).then(|| pair(name, other_name))
    };
    meeting(exports).iter().filter_map(same).collect()
}

/// Leaves tables that hold totals of what other files hold, and says so. Of a table that holds a meter beside them, that meter stays.
fn leave_totals(exports: &mut [Export]) {
    let mut found: BTreeMap<Place, Covered> = BTreeMap::new();
    for (one, other) in meeting(exports) {
        for (place, other) in [(one, other), (other, one)] {
            if let ((name, Some(one)), (_, Some(other))) = (table(exports, place), table(exports, other)) {
                found.entry(place).or_default().add(one, other, stem(name));
            }
        }
    }
    for (file, export) in exports.iter_mut().enumerate() {
        let Ok(all) = &mut export.survey else { continue };
        let (mut at, mut last) = (0, None);
        all.retain_mut(|one| {
            at += 1;
            let Some(covered) = found.get(&(file, at - 1)).filter(|covered| !covered.is_nothing()) else { return true };
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
    (survey.named, survey.titled) = (true, false);
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
fn tell_columns_apart(exports: &mut [Export], doubles: &BTreeSet<(String, String)>) {
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
            let meets = |b: &&(String, i64, i64)| a.0 != b.0 && a.1 < b.2 && b.1 < a.2;
            let same = |b: &&(String, i64, i64)| doubles.contains(&pair(&a.0, &b.0)) || are_versions(&a.0, &b.0);
            for b in all[at + 1..].iter().filter(|b| meets(b) && !same(b)) {
                apart.extend([a.0.clone(), b.0.clone()]);
            }
        }
    }
    let called = |name: &str| {
        let plain = undated(stem(name));
        if plain.is_empty() { stem(name).to_owned() } else { plain }
    };
    // Of two folders with files of one name, each is called by its folder too.
    let folder = |name: &str| name.rsplit_once('/').map(|(folder, _)| folder.rsplit('/').next().unwrap_or(folder).to_owned());
    let mut folders: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    for name in &apart {
        folders.entry(called(name)).or_default().insert(folder(name));
    }
    let names: BTreeMap<String, String> = apart
        .iter()
        .map(|name| {
            let own = called(name);
            let several = folders[&own].len() > 1;
            (name.clone(), folder(name).filter(|_| several).map_or(own.clone(), |folder| format!("{folder}/{own}")))
        })
        .collect();
    for (name, survey) in surveys(exports) {
        if let Some(own) = names.get(name) {
            survey.prefix(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_a_file_are_told_by_its_name_or_its_folder() {
        for (one, other) in [
            ("2025-05.csv", "2025-05（更正）.csv"),
            ("2025-05日报.csv", "2025-05日报(更正版).csv"),
            ("光伏.csv", "光伏 - 副本.csv"),
            ("光伏(2).csv", "光伏.csv"),
            ("原始/日报.csv", "更正/日报.csv"),
            ("日报.csv", "备份/日报.csv"),
        ] {
            assert!(are_versions(one, other) && are_versions(other, one), "{one} {other}");
        }
        for (one, other) in [("A园区/日报.csv", "B园区/日报.csv"), ("光伏1.csv", "光伏2.csv"), ("2025-05.csv", "2025-06（更正）.csv")]
        {
            assert!(!are_versions(one, other), "{one} {other}");
        }
    }
}
