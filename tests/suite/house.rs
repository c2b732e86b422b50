//! The house's own laws: who may use whom, where the disk and the printer are, and that numbers of the law stand in data.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && path.file_name().is_some_and(|n| n != "tests.rs") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// The code of a file without its comments, documentation and tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source");
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Each layer and those that it may use. `say`, what is said of anything, is below all of them and uses none.
const LAYERS: [(&str, &[&str]); 8] = [
    ("measure", &[]),
    ("dossier", &["measure"]),
    ("standard", &["measure"]),
    ("input", &["dossier", "measure", "files"]),
    ("account", &["dossier", "standard", "measure"]),
    ("rule", &["account", "dossier", "standard", "measure"]),
    ("report", &["rule", "account", "dossier", "standard", "measure", "files"]),
    ("check", &["report", "rule", "account", "input", "dossier", "standard", "measure", "files"]),
];

#[test]
fn layers_use_only_those_below() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all = ["measure", "dossier", "standard", "input", "account", "rule", "report", "check", "cli", "files"];
    let mut wrong = Vec::new();
    for (layer, allowed) in LAYERS {
        for path in sources(&source.join(layer)) {
            let text = code(&path);
            for other in all.iter().filter(|o| **o != layer && !allowed.contains(o)) {
                if text.contains(&format!("crate::{other}")) {
                    wrong.push(format!("{} uses {other}", path.display()));
                }
            }
        }
    }
    let say = code(&source.join("say.rs"));
    assert!(all.iter().all(|other| !say.contains(&format!("crate::{other}"))), "say uses a layer");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_one_door_to_the_disk_and_one_to_the_printer() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in sources(&source) {
        let (text, name) = (code(&path), path.display().to_string());
        if !name.ends_with("src/files.rs") && !name.contains("src/files/") {
            assert!(!text.contains("std::fs") && !text.contains("File::open"), "{name} opens the disk");
        }
        if !name.contains("src/cli/") {
            assert!(!text.contains("io::stdout") && !text.contains("println!"), "{name} prints");
        }
    }
}

#[test]
fn no_number_of_the_law_stands_in_a_rule() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rule");
    for path in sources(&rules) {
        for line in code(&path).lines() {
            let literal = line.contains("parse(\"0.")
                || line.contains("ratio(1,")
                || ["0.5", "0.9", "0.21", "0.8325", "200000", "1000000", "200_000", "1_000_000"].iter().any(|n| line.contains(n));
            assert!(!literal, "{}: {line}", path.display());
        }
    }
}

#[test]
fn no_binary_floating_point_in_the_core() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in sources(&source) {
        let name = path.display().to_string();
        if name.contains("src/report") || name.contains("src/cli") {
            continue;
        }
        for line in code(&path).lines().filter(|l| !l.contains("disallowed_types")) {
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            assert!(!words.contains(&"f64") && !words.contains(&"f32"), "{name}: {line}");
        }
    }
}

/// Windows reserves some names, whatever follows the dot, and takes names that differ in case for one: no such file could be checked out there.
#[test]
fn every_file_can_be_checked_out_on_windows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("tests"), root.join("fixtures")];
    while let Some(folder) = folders.pop() {
        let mut names = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("UTF-8");
            let stem = name.split('.').next().unwrap_or_default().to_uppercase();
            let device =
                ["COM", "LPT"].iter().any(|d| stem.strip_prefix(d).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit())));
            let reserved = device || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str());
            assert!(
                !reserved && !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) && !name.ends_with(['.', ' ']),
                "{}",
                entry.path().display()
            );
            assert!(names.insert(name.to_lowercase()), "{} differs from another in case only", entry.path().display());
            if entry.path().is_dir() && name != "target" {
                folders.push(entry.path());
            }
        }
    }
}
