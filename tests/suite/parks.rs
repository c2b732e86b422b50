//! Every fixture park against what was worked out for it independently (each `expected.json` names its source).

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::path::Path;

use lingtan::measure::Exact;
use serde_json::Value;
use support::{check, entries, fixture, folders, json};

/// Whether two decimals are equal, or as near as the expectation says (products of storage may be rounded).
fn same(have: &Value, want: &Value, tolerance: &Value) -> bool {
    let (Some(have), Some(want)) = (have.as_str(), want.as_str()) else { return have == want };
    let (have, want) = (Exact::parse(have).expect(have), Exact::parse(want).expect(want));
    let tolerance = tolerance.as_str().map_or(Exact::zero(), |t| Exact::parse(t).expect(t));
    let scale = want.abs().max(Exact::one());
    (have - want).abs() <= tolerance * scale
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    let rules = report["rules"].as_array().expect("rules");
    rules.iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("no rule {id}"))
}

/// What differs between a report and its expectation.
fn differences(folder: &Path, want: &Value) -> Vec<String> {
    let arguments: Vec<&str> = want["args"].as_array().expect("args").iter().filter_map(Value::as_str).collect();
    let (code, report, errors) = check(folder, &arguments);
    let mut found = Vec::new();
    let mut differ = |what: String, have: &Value, want: &Value| found.push(format!("{what}: {have}, expected {want}"));
    if code != want["exit"] {
        differ("exit".to_owned(), &Value::from(code), &want["exit"]);
    }
    if report.is_null() {
        return vec![format!("no report: {errors}")];
    }
    if let Some(other) = want.get("without_interim") {
        let (code, report, _) = check(folder, &[]);
        if code != other["exit"] || report["verdict"] != other["verdict"] {
            differ("without --interim".to_owned(), &report["verdict"], other);
        }
    }
    let tolerance = &want["tolerance"];
    for key in ["verdict", "period"] {
        if want.get(key).is_some_and(|w| *w != report[key]) {
            differ(key.to_owned(), &report[key], &want[key]);
        }
    }
    if want.get("resolution").is_some_and(|w| *w != report["resolution"]["step"]) {
        differ("resolution".to_owned(), &report["resolution"], &want["resolution"]);
    }
    for (id, outcome) in entries(&want["rules"]) {
        if rule(&report, id)["outcome"] != *outcome {
            differ(format!("rule {id}"), &rule(&report, id)["outcome"], outcome);
        }
    }
    for (id, level) in entries(&want["levels"]) {
        if rule(&report, id)["level"] != *level {
            differ(format!("level {id}"), &rule(&report, id)["level"], level);
        }
    }
    for (id, value) in entries(&want["measured"]) {
        if !same(&rule(&report, id)["measured"], value, tolerance) {
            differ(format!("measured {id}"), &rule(&report, id)["measured"], value);
        }
    }
    for (id, value) in entries(&want["figures"]) {
        let have = &report["figures"][id]["value"];
        if !same(have, value, tolerance) {
            differ(format!("figure {id}"), have, value);
        }
    }
    for (id, trail) in entries(&want["trails"]) {
        if report["figures"][id]["trail"] != *trail {
            differ(format!("trail {id}"), &report["figures"][id]["trail"], trail);
        }
    }
    for (rung, value) in entries(&want["matching"]) {
        if !same(&report["matching"][rung], value, tolerance) {
            differ(format!("matching {rung}"), &report["matching"][rung], value);
        }
    }
    for (key, value) in entries(&want["headroom"]) {
        let have = &report["headroom"][key]["change"];
        if !same(have, if value.is_object() { &value["change"] } else { value }, tolerance) {
            differ(format!("headroom {key}"), have, value);
        }
    }
    for key in ["presented", "counted", "unused"] {
        if want["certificates"].get(key).is_some_and(|w| *w != report["certificates"][key]) {
            differ(format!("certificates {key}"), &report["certificates"][key], &want["certificates"][key]);
        }
    }
    for (meter, data) in entries(&want["data"]) {
        let have = report["data"].as_array().expect("data").iter().find(|d| d["meter"] == **meter);
        for (key, value) in entries(data) {
            if have.is_none_or(|d| d[key] != *value) {
                differ(format!("data {meter} {key}"), &have.cloned().unwrap_or_default(), value);
            }
        }
    }
    found
}

#[test]
fn every_park_comes_to_what_was_worked_out_for_it() {
    let parks = folders(&fixture("parks"));
    assert!(parks.len() >= 17, "only {} fixture parks", parks.len());
    let mut all = Vec::new();
    for park in parks {
        let want = json(&park.join("expected.json"));
        for difference in differences(&park, &want) {
            all.push(format!("{}: {difference}", park.file_name().expect("a name").to_string_lossy()));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Certificates never move ρ; more of them never raise I.
#[test]
fn certificates_never_move_the_direct_share() {
    let park = fixture("parks/full-pass");
    let copy = tempfile::tempdir().expect("a folder");
    support::copy_folder(&park, copy.path());
    let manifest = copy.path().join("park.toml");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    // All of them are somebody else's.
    let without = text.replace("beneficiaries = [", "beneficiaries = [\"另一园区\"] # ");
    assert_ne!(text, without);
    let (_, before, _) = check(copy.path(), &[]);
    std::fs::write(&manifest, without).expect("a manifest");
    let (_, after, errors) = check(copy.path(), &[]);
    assert_eq!(after["certificates"]["counted"], 0, "{errors}");
    assert_ne!(before["certificates"]["counted"], 0);
    for key in ["value", "lower", "upper"] {
        assert_eq!(before["figures"]["direct_green_share"][key], after["figures"]["direct_green_share"][key]);
    }
    let intensity =
        |report: &Value| Exact::parse(report["figures"]["carbon_intensity"]["value"].as_str().expect("a value")).expect("a number");
    assert!(intensity(&after) > intensity(&before));
}

/// The same run gives the same bytes, whatever the number of threads asked for.
#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let park = fixture("parks/full-pass");
    let shown = park.to_str().expect("a path");
    let run = |threads: &str| support::lingtan(&["check", shown, "--format", "json", "--threads", threads]).stdout;
    let first = run("1");
    assert!(!first.is_empty());
    assert_eq!(first, run("2"));
    assert_eq!(first, run("8"));
}
