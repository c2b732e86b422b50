//! `lingtan verify` and `lingtan diff`: a report stands for its inputs, and nothing in it can be changed unseen.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{fixture, folders, lingtan};

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

fn report_of(park: &Path, further: &[&str]) -> Value {
    let mut arguments = vec!["check", text(park), "--format", "json", "--quiet"];
    arguments.extend(further);
    serde_json::from_slice(&lingtan(&arguments).stdout).expect("a report")
}

fn verify(report: &Value, park: &Path) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.json");
    fs::write(&path, serde_json::to_vec(report).expect("JSON")).expect("written");
    let output = lingtan(&["verify", text(&path), text(park), "--lang", "en"]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("a code"), String::from_utf8_lossy(&said).into_owned())
}

/// JSON pointers of all scalars, and of empty lists and objects.
fn scalars(value: &Value, path: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            object.iter().for_each(|(key, v)| scalars(v, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), all));
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(at, v)| scalars(v, &format!("{path}/{at}"), all));
        }
        _ => all.push(path.to_owned()),
    }
}

/// Another value of the same kind: a last digit or letter changed.
fn edited(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            match letters.pop() {
                Some(last) => letters.push(if last == '1' {
                    '2'
                } else if last.is_ascii_digit() {
                    '1'
                } else {
                    'x'
                }),
                None => letters.push('x'),
            }
            let changed: String = letters.into_iter().collect();
            if changed == *text { json!(format!("{text}y")) } else { json!(changed) }
        }
        Value::Number(number) => json!(number.as_i64().unwrap_or(0) + 1),
        Value::Bool(flag) => json!(!flag),
        Value::Null => json!("1"),
        Value::Array(_) => json!(["1"]),
        Value::Object(_) => json!({ "a": "1" }),
    }
}

/// Each scalar in turn. The parks are small, and hold deciding meters, bounds, rejected certificates and a missing factor between them.
#[test]
fn a_report_edited_anywhere_fails() {
    for name in ["defects/certificate-duplicate", "defects/missing-interval"] {
        let park = fixture(name);
        let report = report_of(&park, &[]);
        assert_eq!(verify(&report, &park).0, 0, "{name}: {}", verify(&report, &park).1);
        let mut all = Vec::new();
        scalars(&report, "", &mut all);
        assert!(all.len() > 400, "{}", all.len());
        for path in all {
            let mut other = report.clone();
            let place = other.pointer_mut(&path).expect("a scalar");
            *place = edited(place);
            let (code, said) = verify(&other, &park);
            assert_eq!(code, 4, "{name} {path}: {said}");
        }
    }
}

#[test]
fn reports_of_all_sample_parks_verify() {
    for park in folders(&fixture("parks")) {
        for further in [&["--interim"][..], &[]] {
            let (code, said) = verify(&report_of(&park, further), &park);
            assert_eq!(code, 0, "{}: {said}", park.display());
        }
    }
}

#[test]
fn settings_of_the_command_line_are_run_again() {
    let park = fixture("defects/certificate-duplicate");
    let mut report =
        report_of(&park, &["--set", "limits.near-zero=0.1", "--set", "vintage=within-validity", "--period", "2025-01..2025-06"]);
    assert_eq!(verify(&report, &park).0, 0, "{}", verify(&report, &park).1);
    let changed = report["assumptions"].as_array_mut().expect("a list").iter_mut().find(|a| a["source"] == "command line").expect("one");
    changed["source"] = json!("a law");
    assert_eq!(verify(&report, &park).0, 4);
}

/// A copy of a park that can be changed.
fn copied(park: &Path, into: &Path) -> PathBuf {
    let target = into.join(park.file_name().expect("a name"));
    let mut folders = vec![(park.to_path_buf(), target.clone())];
    while let Some((from, to)) = folders.pop() {
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(&from).expect("a folder").map(|e| e.expect("an entry")) {
            let there = to.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push((entry.path(), there));
            } else {
                fs::copy(entry.path(), there).expect("copied");
            }
        }
    }
    target
}

#[test]
fn a_changed_or_missing_input_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = copied(&fixture("defects/certificate-duplicate"), folder.path());
    let report = report_of(&park, &[]);
    let file = report["inputs"].as_array().expect("inputs").iter().filter_map(|i| i["file"].as_str()).find(|f| f.starts_with("readings"));
    let path = park.join(file.expect("readings"));
    let name = file.expect("readings");
    let before = fs::read_to_string(&path).expect("text");
    fs::write(&path, format!("{before}\n")).expect("written");
    let (code, said) = verify(&report, &park);
    assert_eq!(code, 4);
    assert!(said.contains(&format!("{name}: the file changed")), "{said}");
    assert!(said.contains("Causes") && !said.contains("What follows"), "{said}");
    fs::remove_file(&path).expect("removed");
    let (code, said) = verify(&report, &park);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains(&format!("{name}: the report names this input; it is not there")), "{said}");
    fs::write(&path, "nothing that can be read").expect("written");
    let (code, said) = verify(&report, &park);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains(&format!("{name}: the file changed")) && said.contains("cannot be recomputed"), "{said}");
}

#[test]
fn arrays_of_reports_find_their_parks() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = copied(&fixture("defects/certificate-duplicate"), folder.path());
    let two = copied(&fixture("defects/missing-interval"), folder.path());
    let mut reports = json!([report_of(&one, &[]), report_of(&two, &[])]);
    assert_eq!(verify(&reports, folder.path()), verify(&reports, folder.path()));
    assert_eq!(verify(&reports, folder.path()).0, 0, "{}", verify(&reports, folder.path()).1);
    reports[1]["verdict"] = json!("pass");
    reports[1]["rules"][0]["outcome"] = json!("pass");
    let edited = verify(&reports, folder.path());
    assert_eq!(edited.0, 4, "{}", edited.1);
}

#[test]
fn what_is_no_report_cannot_be_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.json");
    let park = fixture("defects/certificate-duplicate");
    let whole = serde_json::to_string(&report_of(&park, &[])).expect("JSON");
    let twice = whole.replacen("\"verdict\":", "\"verdict\":\"pass\",\"verdict\":", 1);
    let deep = "[".repeat(100_000);
    for (what, bytes) in [
        ("empty", ""),
        ("truncated", &whole[..whole.len() / 2]),
        ("deep", deep.as_str()),
        ("a key twice", twice.as_str()),
        ("another JSON", "{\"schema\": \"lingtan.trace/1\"}"),
        ("an empty list", "[]"),
        ("text", "\u{1b}[2J no JSON"),
    ] {
        fs::write(&path, bytes).expect("written");
        for arguments in [["verify", text(&path), text(&park)], ["diff", text(&path), text(&path)]] {
            let output = lingtan(&arguments);
            assert_eq!(output.status.code(), Some(2), "{what}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("report.json") && output.stdout.is_empty() && !said.contains('\u{1b}'), "{what}: {said}");
        }
    }
    fs::write(&path, whole).expect("written");
    assert_eq!(lingtan(&["verify", text(&path), text(folder.path())]).status.code(), Some(2), "a folder that holds no park");
    assert_eq!(lingtan(&["verify", "nowhere.json", text(&park)]).status.code(), Some(2));
}

#[test]
fn a_diff_tells_cause_effect_and_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = fixture("parks/full-pass");
    let (old, new) = (folder.path().join("old.json"), folder.path().join("new.json"));
    fs::write(&old, serde_json::to_vec(&report_of(&park, &[])).expect("JSON")).expect("written");
    fs::write(&new, serde_json::to_vec(&report_of(&park, &["--set", "limits.direct-green-share=90%"])).expect("JSON")).expect("written");
    let output = lingtan(&["diff", text(&old), text(&new), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let at = |what: &str| said.find(what).unwrap_or_else(|| panic!("{what}: {said}"));
    assert!(at("policy.settings.limits.direct-green-share") < at("verdict: old pass, new fail"));
    // The limit rises from 0.5 to 0.9: by 0.4.
    assert!(at("rules.direct-green-share.limit: old 0.5, new 0.9 (change +0.4)") > at("What follows"));
    let output = lingtan(&["diff", text(&old), text(&new), "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = told["parks"][0]["differences"].as_array().expect("a list");
    assert_eq!((&told["same"], output.status.code()), (&json!(false), Some(4)));
    assert!(all.iter().any(|d| d["path"] == "rules.direct-green-share.limit" && d["change"] == "0.4" && d["kind"] == "effect"));
    assert_eq!(lingtan(&["diff", text(&old), text(&old)]).status.code(), Some(0));
}
