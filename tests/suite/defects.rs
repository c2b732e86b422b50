//! The catalogue of defects: every code has a smallest park that shows it, at the file and line where it stands.

use crate::support;

use lingtan::dossier::Code;
use serde_json::Value;
use support::{check, fixture, folders, json};

#[test]
fn every_defect_is_found_where_it_stands() {
    let mut wrong = Vec::new();
    for folder in folders(&fixture("defects")) {
        let want = json(&folder.join("expected.json"));
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let arguments: Vec<&str> = want["args"].as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
        let (code, report, errors) = check(&folder, &arguments);
        if code != want["exit"] {
            wrong.push(format!("{name}: exit {code}, expected {} ({errors})", want["exit"]));
            continue;
        }
        let texts: Vec<&str> = want["stderr"].as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
        wrong.extend(texts.iter().filter(|t| !errors.contains(**t)).map(|t| format!("{name}: `{t}` is not in: {errors}")));
        if code == 2 {
            continue;
        }
        let found: Vec<&Value> = report["defects"].as_array().expect("defects").iter().filter(|d| d["code"] == want["code"]).collect();
        let matches = |d: &&&Value| ["count", "file", "line", "meter", "effect"].iter().all(|k| want.get(*k).is_none_or(|w| *w == d[*k]));
        if found.iter().find(matches).is_none() {
            wrong.push(format!("{name}: expected {want}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_fixture() {
    let shown: Vec<String> =
        folders(&fixture("defects")).iter().map(|f| f.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    let without: Vec<&str> = Code::ALL.iter().map(|c| c.name()).filter(|name| !shown.iter().any(|s| s == name)).collect();
    assert!(without.is_empty(), "no fixture under fixtures/defects for {without:?}");
}
