//! Parks checked one by one, or in groups, and merged: what one run of all of them says, to the byte, and no certificate counted twice.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::path::Path;
use std::process::{Command, Output};

use lingtan::check::Check;
use lingtan::report::rendering;
use serde_json::{Value, json};
use support::{copy_folder, fixture, folders, run_with};

const FORMATS: [&str; 11] = ["text", "json", "jsonl", "markdown", "html", "csv", "junit", "github", "sarif", "in-toto", "xlsx"];

/// Whatever a form for people says can be made of the JSON report alone.
#[test]
fn a_report_reads_back_from_its_own_json() {
    for park in folders(&fixture("parks")) {
        let mut ways = vec![Check::new(&park), Check::new(&park).interim().interpretations()];
        ways.push(Check::new(&park).scenario(fixture("scenarios/pv-and-battery.toml")).expect("a scenario"));
        for way in ways {
            let Ok(report) = way.run() else { continue };
            let text = serde_json::to_string(&report).expect("JSON");
            let read =
                rendering::read(&serde_json::from_str(&text).expect("JSON")).unwrap_or_else(|why| panic!("{}: {why}", park.display()));
            assert_eq!(format!("{read:#?}"), format!("{report:#?}"), "{}", park.display());
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_with(folder, arguments, b"")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A park in a folder, with its own trades, and certificates of these serials.
fn park(at: &Path, folder: &str, name: &str, number: usize, certificates: &[(u32, u32)]) {
    let target = at.join(folder);
    copy_folder(&fixture("parks/small-below-200000tce"), &target);
    let edit = |file: &str, from: &str, to: &str| {
        let path = target.join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{file}: {from}");
        std::fs::write(path, text.replace(from, to)).expect("a file");
    };
    edit("park.toml", "小型产业园", name);
    edit("green-trades.csv", "GEC25TR0000", &format!("GEC25TR{number:04}"));
    let row = |(first, last): &(u32, u32)| {
        format!("GEC25PV{first:012},GEC25PV{last:012},2025-06,retired,2026-01-15,示范零碳产业园管理委员会,{}\n", last - first + 1)
    };
    let rows: String = certificates.iter().map(row).collect();
    let head = "first_id,last_id,generation_month,status,retired_on,beneficiary,quantity\n";
    std::fs::write(target.join("certificates.csv"), head.to_owned() + &rows).expect("certificates");
}

/// Parks whose certificates make a chain (a, d, f), a cycle (b, e, g) and two that share nothing, in an order that parts them.
fn parks(at: &Path) -> Vec<&'static str> {
    park(at, "a", "甲园", 1, &[(1, 300)]);
    park(at, "b", "乙园", 2, &[(10_001, 10_200), (10_901, 11_000)]);
    park(at, "c", "丙园", 3, &[(20_001, 20_500)]);
    park(at, "d", "丁园", 4, &[(251, 600), (700, 700)]);
    park(at, "e", "戊园", 5, &[(10_150, 10_400)]);
    park(at, "f", "己园", 6, &[(700, 800), (5001, 5100)]);
    park(at, "g", "庚园", 7, &[(10_390, 10_950)]);
    park(at, "h", "辛园", 8, &[(30_001, 30_001)]);
    vec!["a", "b", "c", "d", "e", "f", "g", "h"]
}

/// The reports of parks that are checked each by itself.
fn map(at: &Path, parks: &[&str], further: &[&str]) -> Vec<u8> {
    let arguments: Vec<&str> = ["check", "--parks-from", "-", "--format", "jsonl", "--quiet"].iter().chain(further).copied().collect();
    run_with(at, &arguments, parks.join("\n").as_bytes()).stdout
}

/// The groups that a merge names, each checked together.
fn judged_together(at: &Path, merged: &Output) -> Vec<u8> {
    let groups: Value = serde_json::from_slice(&merged.stdout).expect("groups");
    assert_eq!(groups["schema"], "lingtan.groups/1");
    let all = groups["groups"].as_array().expect("a list");
    let check = |group: &Value| {
        let folders: Vec<&str> = group["folders"].as_array().expect("folders").iter().filter_map(Value::as_str).collect();
        let arguments: Vec<&str> = ["check", "--format", "jsonl", "--quiet"].iter().chain(&folders).copied().collect();
        run(at, &arguments).stdout
    };
    all.iter().flat_map(check).collect()
}

#[test]
fn parks_checked_apart_and_merged_are_one_run_in_every_format() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    let named = parks(at);
    let mut orders = vec![named.clone(), named.iter().rev().copied().collect()];
    orders.push(vec!["g", "f", "c", "a", "e", "h", "d", "b"]);
    for (number, order) in orders.iter().enumerate() {
        std::fs::write(at.join("map.jsonl"), map(at, order, &[])).expect("reports");
        let apart = run(at, &["merge", "map.jsonl", "--format", "json"]);
        assert_eq!(code(&apart), 4, "{}", said(&apart));
        std::fs::write(at.join("together.jsonl"), judged_together(at, &apart)).expect("reports");
        for format in FORMATS.iter().take(if number == 0 { FORMATS.len() } else { 3 }) {
            for lang in ["en", "zh"] {
                let how = ["--format", format, "--lang", lang, "--quiet"];
                let check: Vec<&str> = ["check"].iter().chain(order).chain(&how).copied().collect();
                let merge: Vec<&str> = ["merge", "map.jsonl", "--together", "together.jsonl"].iter().chain(&how).copied().collect();
                let (whole, merged) = (run(at, &check), run(at, &merge));
                assert_eq!(code(&merged), code(&whole), "{format}: {}", said(&merged));
                assert!(merged.stdout == whole.stdout, "{order:?} {format} {lang}");
            }
        }
    }
    for further in ["--summary", "--details"] {
        let order = &orders[2];
        let check: Vec<&str> = ["check", "--quiet", further].iter().chain(order).copied().collect();
        let whole = run(at, &check);
        let merged = run(at, &["merge", "map.jsonl", "--together", "together.jsonl", "--quiet", further, "--output", "merged"]);
        assert_eq!(code(&merged), code(&whole), "{}", said(&merged));
        assert!(std::fs::read_to_string(at.join("merged")).expect("a report") == text(&whole), "{further}");
    }
}

#[test]
fn groups_are_the_parks_that_share_certificates_with_each_other() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    let named = parks(at);
    let lines = map(at, &named, &[]);
    let groups: Value = serde_json::from_slice(&run_with(at, &["merge", "-", "--format", "json"], &lines).stdout).expect("groups");
    let folders: Vec<&Value> = groups["groups"].as_array().expect("a list").iter().map(|group| &group["folders"]).collect();
    assert_eq!(folders, [&json!(["a", "d", "f"]), &json!(["b", "e", "g"])]);
    let shared = json!([
        { "first_id": "GEC25PV000000000251", "last_id": "GEC25PV000000000300", "quantity": 50, "folders": ["a", "d"] },
        { "first_id": "GEC25PV000000000700", "last_id": "GEC25PV000000000700", "quantity": 1, "folders": ["d", "f"] },
    ]);
    assert_eq!(groups["groups"][0]["shared"], shared);
    let told = run_with(at, &["merge", "-"], &lines);
    assert_eq!(code(&told), 4);
    assert!(text(&told).contains("lingtan check a d f --format jsonl"), "{}", text(&told));
    let lines = text(&run_with(at, &["merge", "-", "--format", "jsonl"], &lines));
    assert_eq!(lines.lines().count(), 2);
}

/// A trade claims the certificates that settle it: another park's purchase of them is the same certificate.
#[test]
fn certificates_of_trades_are_held_against_those_that_are_bought() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    park(at, "a", "甲园", 1, &[(1, 10)]);
    park(at, "b", "乙园", 1, &[(11, 20)]);
    let merged = run_with(at, &["merge", "-", "--format", "json"], &map(at, &["a", "b"], &[]));
    assert_eq!(code(&merged), 4, "{}", said(&merged));
    let groups: Value = serde_json::from_slice(&merged.stdout).expect("groups");
    assert_eq!(groups["groups"][0]["quantity"], 5000);
}

/// A value as a program writes it that sorts keys.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(all) => {
            let mut keys: Vec<&String> = all.keys().collect();
            keys.sort();
            Value::Object(keys.into_iter().map(|key| (key.clone(), sorted(&all[key]))).collect())
        }
        Value::Array(all) => Value::Array(all.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// JSON, an array, JSON Lines, one behind another, with keys in another order: the same reports.
#[test]
fn reports_are_read_however_they_were_stored() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let whole = text(&run(at, &["check", "a", "b", "c", "--format", "html", "--quiet"]));
    for name in ["a", "b", "c"] {
        run(at, &["check", name, "--format", "json", "--quiet", "--output", &format!("{name}.json")]);
    }
    run(at, &["check", "b", "c", "--format", "json", "--quiet", "--output", "bc.json"]);
    let lines = String::from_utf8(map(at, &["b", "c"], &[])).expect("UTF-8");
    let other: Vec<String> = lines.lines().map(|line| format!("{:#}\r\n\n", sorted(&serde_json::from_str(line).expect("JSON")))).collect();
    let other = other.concat();
    let how = ["--format", "html", "--quiet"];
    let ways: [(&[&str], &str); 4] =
        [(&["a.json", "b.json", "c.json"], ""), (&["a.json", "bc.json"], ""), (&["a.json", "-"], &lines), (&["a.json", "-"], &other)];
    for (reports, input) in ways {
        let arguments: Vec<&str> = ["merge"].iter().chain(reports).chain(&how).copied().collect();
        let merged = run_with(at, &arguments, input.as_bytes());
        assert!(text(&merged) == whole, "{reports:?}: {}", said(&merged));
    }
    let one = run(at, &["merge", "a.json", "--format", "json"]);
    assert!(text(&one) == std::fs::read_to_string(at.join("a.json")).expect("a report"), "{}", said(&one));
}

/// A report of one park says no folder: forms that name none are those of one check, the others are refused.
#[test]
fn plain_reports_merge_into_the_forms_that_name_no_folder() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    for name in ["a", "b", "c"] {
        run(at, &["check", name, "--format", "json", "--quiet", "--output", &format!("{name}.json")]);
    }
    std::fs::write(at.join("a.jsonl"), map(at, &["a"], &[])).expect("a report");
    std::fs::write(at.join("bc.jsonl"), map(at, &["b", "c"], &[])).expect("reports");
    let ways: [(&[&str], &[&str], &str); 3] = [
        (&["a.json"], &["a"], "a.json"),
        (&["a.json", "b.json", "c.json"], &["a", "b", "c"], "a.json"),
        (&["a.jsonl", "b.json"], &["a", "b"], "b.json"),
    ];
    for (reports, parks, lacking) in ways {
        for format in FORMATS {
            let how = ["--format", format, "--quiet"];
            let check: Vec<&str> = ["check"].iter().chain(parks).chain(&how).copied().collect();
            let merge: Vec<&str> = ["merge"].iter().chain(reports).chain(&how).copied().collect();
            let (whole, merged) = (run(at, &check), run(at, &merge));
            let without =
                ["text", "html", "in-toto"].contains(&format) || parks.len() == 1 && ["json", "markdown", "xlsx"].contains(&format);
            if without {
                assert_eq!(code(&merged), code(&whole), "{reports:?} {format}: {}", said(&merged));
                assert!(merged.stdout == whole.stdout, "{reports:?} {format}");
            } else {
                assert_eq!(code(&merged), 2, "{reports:?} {format}");
                let said = said(&merged);
                assert!(merged.stdout.is_empty() && said.contains(lacking) && said.contains("--format jsonl"), "{format}: {said}");
                let park = if lacking == "a.json" { "甲园" } else { "乙园" };
                assert!(said.contains(format) && said.contains(park), "{said}");
            }
        }
    }
    // A line that says its folder is the JSON of one park without it.
    let one = run(at, &["merge", "a.jsonl", "--format", "json", "--quiet"]);
    assert!(text(&one) == std::fs::read_to_string(at.join("a.json")).expect("a report"), "{}", said(&one));
    // A file that is written beside is refused like standard output, and nothing is written.
    let beside = run(at, &["merge", "a.json", "b.json", "--quiet", "--report", "sarif=out.sarif"]);
    assert!(code(&beside) == 2 && beside.stdout.is_empty() && !at.join("out.sarif").exists(), "{}", said(&beside));
    // Whether two of one name are one folder, nobody knows.
    let twice = run(at, &["merge", "a.json", "a.jsonl"]);
    assert!(code(&twice) == 2 && said(&twice).contains("a.json (甲园)"), "{}", said(&twice));
}

/// Where no folder is known, groups name the report and the park, and what was checked together takes its place by park and period.
#[test]
fn groups_of_plain_reports_name_the_report_and_the_park() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    for name in ["a", "c", "d"] {
        run(at, &["check", name, "--format", "json", "--quiet", "--output", &format!("{name}.json")]);
    }
    let told = run(at, &["merge", "a.json", "c.json", "d.json", "--format", "json"]);
    assert_eq!(code(&told), 4, "{}", said(&told));
    let groups: Value = serde_json::from_slice(&told.stdout).expect("groups");
    let both = json!([{ "report": "a.json", "park": "甲园" }, { "report": "d.json", "park": "丁园" }]);
    assert_eq!((&groups["groups"][0]["folders"], &groups["groups"][0]["shared"][0]["folders"]), (&both, &both));
    for (lang, words) in [("en", "with the folders of a.json (甲园), d.json (丁园)"), ("zh", "所对应的：a.json (甲园), d.json (丁园)")]
    {
        let told = run(at, &["merge", "a.json", "c.json", "d.json", "--lang", lang]);
        assert!(text(&told).contains(words), "{}", text(&told));
    }
    let together = run(at, &["check", "a", "d", "--format", "jsonl", "--quiet"]).stdout;
    std::fs::write(at.join("together"), &together).expect("reports");
    let merge = |reports: &[&str], format: &str| {
        let how = ["--together", "together", "--format", format, "--quiet"];
        run(at, &["merge"].iter().chain(reports).chain(&how).copied().collect::<Vec<_>>())
    };
    let whole = |format: &str| run(at, &["check", "a", "c", "d", "--format", format, "--quiet"]).stdout;
    assert!(merge(&["a.json", "c.json", "d.json"], "html").stdout == whole("html"));
    assert!(said(&merge(&["a.json", "c.json", "d.json"], "csv")).contains("c.json"));
    // All that lacks a folder is replaced by what says it.
    std::fs::write(at.join("c.jsonl"), map(at, &["c"], &[])).expect("a report");
    for format in FORMATS {
        let merged = merge(&["a.json", "c.jsonl", "d.json"], format);
        assert!(merged.stdout == whole(format), "{format}: {}", said(&merged));
    }
    std::fs::write(at.join("together"), [together.clone(), std::fs::read(at.join("a.json")).expect("a report")].concat()).expect("reports");
    let twice = merge(&["a.json", "c.json", "d.json"], "html");
    assert!(code(&twice) == 2 && said(&twice).contains("two reports"), "{}", said(&twice));
}

#[test]
fn an_altered_folder_fails_merge() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let line = String::from_utf8(map(at, &["a"], &[])).expect("UTF-8");
    let report: Value = serde_json::from_str(&line).expect("JSON");
    for (key, value) in [("folder", json!("b")), ("folder", json!("")), ("folder_sha256", json!("00".repeat(32)))] {
        let mut other = report.clone();
        assert_ne!(other["run"][key], value);
        other["run"][key] = value;
        for input in [other.to_string(), format!("{other:#}")] {
            let merged = run_with(at, &["merge", "-"], input.as_bytes());
            assert!(code(&merged) == 2 && said(&merged).contains("`run.folder` is not as"), "{key}: {}", said(&merged));
        }
    }
    for key in ["folder", "folder_sha256"] {
        let mut other = report.clone();
        other["run"].as_object_mut().expect("an object").remove(key);
        let merged = run_with(at, &["merge", "-"], other.to_string().as_bytes());
        assert!(code(&merged) == 2 && said(&merged).contains("altered"), "{key}: {}", said(&merged));
    }
}

/// One edited word or number no longer fits the rest: the verdict follows from the rules, a rule from its bounds and its limit.
#[test]
fn an_altered_verdict_fails_merge_and_portfolio() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let report: Value = serde_json::from_slice(&map(at, &["a"], &[])).expect("a report");
    let verdict = if report["verdict"] == "pass" { "fail" } else { "pass" };
    let rules = report["rules"].as_array().expect("rules");
    let of = |outcome: &str| rules.iter().position(|rule| rule["outcome"] == outcome && !rule["limit"].is_null());
    let mut edits = vec![(json!(verdict), vec!["verdict".to_owned()], "verdict")];
    for (number, edited) in [(of("pass"), "fail"), (of("fail"), "pass")].into_iter().filter_map(|(at, edited)| Some((at?, edited))) {
        edits.push((json!(edited), vec!["rules".to_owned(), number.to_string(), "outcome".to_owned()], "outcome"));
        edits.push((json!("1000000"), vec!["rules".to_owned(), number.to_string(), "measured".to_owned()], "margin"));
    }
    assert!(edits.len() > 2, "{report}");
    if !report["trades"]["counted_codes"].as_array().expect("codes").is_empty() {
        edits.push((json!([]), vec!["trades".to_owned(), "counted_codes".to_owned()], "trades.counted_codes"));
    }
    for (value, path, key) in edits {
        let mut other = report.clone();
        *other.pointer_mut(&format!("/{}", path.join("/"))).expect("a key") = value;
        std::fs::write(at.join("altered.json"), other.to_string()).expect("a report");
        for command in [["merge", "altered.json"], ["portfolio", "altered.json"]] {
            let output = run(at, &command);
            assert!(code(&output) == 2 && said(&output).contains(key), "{command:?} {path:?}: {} {}", code(&output), said(&output));
        }
    }
}

#[test]
fn an_altered_code_fails_verify_and_merge() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let report: Value = serde_json::from_slice(&map(at, &["a"], &[])).expect("a report");
    let others = map(at, &["c", "h"], &[]);
    for kind in ["certificates", "trades"] {
        let codes = report[kind]["counted_codes"].as_array().expect("codes");
        for number in 0..codes.len() {
            for key in ["first_id", "last_id", "quantity"] {
                let mut other = report.clone();
                let place = &mut other[kind]["counted_codes"][number][key];
                *place = match &*place {
                    Value::String(code) => json!(code[..code.len() - 1].to_owned() + if code.ends_with('7') { "8" } else { "7" }),
                    quantity => json!(quantity.as_u64().expect("a number") + 1),
                };
                std::fs::write(at.join("altered.json"), other.to_string()).expect("a report");
                let verified = run(at, &["verify", "altered.json", "a"]);
                assert_eq!(code(&verified), 4, "{kind} {number} {key}: {}", text(&verified));
                let merged = run_with(at, &["merge", "altered.json", "-"], &others);
                assert_eq!(code(&merged), 2, "{kind} {number} {key}: {}", said(&merged));
                assert!(said(&merged).contains("altered"), "{}", said(&merged));
            }
        }
    }
    // As many codes of another park's.
    let mut other = report.clone();
    other["certificates"]["counted_codes"] =
        json!([{ "first_id": "GEC25PV000000020101", "last_id": "GEC25PV000000020400", "quantity": 300 }]);
    std::fs::write(at.join("altered.json"), other.to_string()).expect("a report");
    assert_eq!(code(&run(at, &["verify", "altered.json", "a"])), 4);
    let merged = run_with(at, &["merge", "altered.json", "-"], &others);
    assert_eq!(code(&merged), 4, "{}", said(&merged));
}

#[test]
fn what_is_no_report_or_was_edited_is_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let line = String::from_utf8(map(at, &["a"], &[])).expect("UTF-8");
    let report: Value = serde_json::from_str(&line).expect("JSON");
    let without = |key: &str| {
        let mut other = report.clone();
        other.as_object_mut().expect("an object").remove(key);
        other.to_string()
    };
    let half = &line[..line.len() / 2];
    let (gone, twice) = (line.replacen("\"lower\":null,", "", 1), line.replacen("{\"schema\"", "{\"schema\":\"x\",\"schema\"", 1));
    let cases: [&str; 10] = ["", "[]", "[", "7", "{}", half, &without("rendering"), &without("rules"), &gone, &twice];
    for input in cases {
        let merged = run_with(at, &["merge", "-"], input.as_bytes());
        assert_eq!(code(&merged), 2, "{}: {}", &input[..input.len().min(60)], text(&merged));
        assert!(said(&merged).starts_with("error: ") && merged.stdout.is_empty(), "{}", said(&merged));
    }
}

/// Of a group that was checked in one order, another order is another run; so is a part of it.
#[test]
fn a_group_in_another_order_must_be_checked_again() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let lines = text(&run(at, &["check", "a", "d", "--format", "jsonl", "--quiet"]));
    let [a, d] = lines.lines().collect::<Vec<_>>()[..] else { panic!("two reports") };
    let merged = |lines: &[&str]| run_with(at, &["merge", "-", "--format", "json"], lines.join("\n").as_bytes());
    assert_ne!(code(&merged(&[a, d])), 4);
    for (lines, folders) in [(&[d, a][..], json!(["d", "a"])), (&[d], json!(["d"]))] {
        let merged = merged(lines);
        assert_eq!(code(&merged), 4, "{}", said(&merged));
        let groups: Value = serde_json::from_slice(&merged.stdout).expect("groups");
        assert_eq!(groups["groups"][0]["folders"], folders);
    }
}

#[test]
fn a_park_that_cannot_be_read_is_a_line_and_not_the_end() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    std::fs::create_dir(at.join("empty")).expect("a folder");
    let order = ["a", "empty", "no such park", "h"];
    let mapped = run_with(at, &["check", "--parks-from", "-", "--format", "jsonl", "--quiet"], (order.join("\n") + "\n\n").as_bytes());
    assert_eq!(code(&mapped), 2);
    let lines: Vec<Value> = text(&mapped).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let named: Vec<&str> = lines.iter().filter_map(|line| line["folder"].as_str().or(line["run"]["folder"].as_str())).collect();
    assert_eq!(named, order);
    assert_eq!(lines[1]["schema"], "lingtan.error/1");
    assert!(lines[1]["error"].as_str().is_some_and(|why| why.contains("park.toml")), "{}", lines[1]);
    for format in FORMATS {
        for lang in ["en", "zh"] {
            let how = ["--format", format, "--lang", lang, "--quiet"];
            let check: Vec<&str> = ["check"].iter().chain(&order).chain(&how).copied().collect();
            let merge: Vec<&str> = ["merge", "-"].iter().chain(&how).copied().collect();
            let (whole, merged) = (run(at, &check), run_with(at, &merge, &mapped.stdout));
            assert_eq!((code(&whole), code(&merged)), (2, 2), "{}", said(&merged));
            assert!(merged.stdout == whole.stdout, "{format} {lang}");
        }
    }
}

#[test]
fn verdicts_end_with_zero_where_that_is_asked_for_and_errors_do_not() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    for (arguments, plain) in [(&["check", "a", "--quiet"][..], 1), (&["check", "a", "none", "--quiet"], 2)] {
        let verdict = code(&run(at, arguments));
        assert_eq!(verdict, plain);
        let zero: Vec<&str> = arguments.iter().chain(&["--exit-zero"]).copied().collect();
        assert_eq!(code(&run(at, &zero)), if plain == 2 { 2 } else { 0 });
    }
    let lines = map(at, &["a", "b"], &["--exit-zero"]);
    assert_eq!(code(&run_with(at, &["check", "--parks-from", "-", "--format", "jsonl", "--exit-zero"], b"a\nb\n")), 0);
    assert_eq!(code(&run_with(at, &["merge", "-", "--exit-zero"], &lines)), 0);
    assert_eq!(code(&run_with(at, &["merge", "-"], &lines)), 1);
}

#[test]
fn reports_of_runs_that_were_asked_otherwise_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    parks(at);
    let plain = map(at, &["a"], &[]);
    std::fs::write(at.join("ledger.csv"), "first_id,last_id,quantity,park,period\n").expect("a ledger");
    std::fs::write(at.join("certificates.toml"), "[scenario]\nname = \"more\"\n\n[[change]]\nadd = \"certificates\"\nmwh = \"100\"\n")
        .expect("a scenario");
    let ways: [(&[&str], &str); 5] = [
        (&["--policy", "cn-hunan"], "the policy of the command line"),
        (&["--set", "vintage=within-validity"], "the settings of the command line"),
        (&["--ledger", "ledger.csv"], "the ledger"),
        (&["--readings", "all"], "other readings"),
        (&["--scenario", "certificates.toml"], "the scenario"),
    ];
    for (further, what) in ways {
        let lines = [plain.clone(), map(at, &["c"], further)].concat();
        let merged = run_with(at, &["merge", "-"], &lines);
        assert_eq!(code(&merged), 2, "{further:?}");
        assert!(said(&merged).contains(what), "{further:?}: {}", said(&merged));
        // All of them asked in the same way are one run.
        let check: Vec<&str> = ["check", "a", "c", "--format", "csv", "--quiet"].iter().chain(further).copied().collect();
        let merged = run_with(at, &["merge", "-", "--format", "csv", "--quiet"], &map(at, &["a", "c"], further));
        assert!(text(&merged) == text(&run(at, &check)), "{further:?}: {}", said(&merged));
    }
}

/// One run refuses a second folder with a park of the same name and period, and takes one folder twice.
#[test]
fn namesakes_and_a_park_that_is_given_twice_are_what_one_run_makes_of_them() {
    let place = tempfile::tempdir().expect("a folder");
    let at = place.path();
    park(at, "a", "甲园", 1, &[(1, 10)]);
    park(at, "b", "甲 园", 2, &[(5, 20)]);
    park(at, "c", "丙园", 3, &[(100, 110)]);
    for order in [&["a", "b", "c"][..], &["a", "c", "a"]] {
        for format in ["json", "text", "csv"] {
            let check: Vec<&str> = ["check", "--format", format, "--quiet"].iter().chain(order).copied().collect();
            let merged = run_with(at, &["merge", "-", "--format", format, "--quiet"], &map(at, order, &[]));
            let whole = run(at, &check);
            assert_eq!(code(&merged), code(&whole), "{order:?}: {}", said(&merged));
            assert!(merged.stdout == whole.stdout, "{order:?} {format}");
        }
    }
}

#[test]
fn warnings_can_be_denied_when_reports_are_merged() {
    let parks = ["fixtures/parks/full-pass", "fixtures/parks/no-gateway"];
    let lines = map(support::root(), &parks, &[]);
    for format in ["text", "csv", "json"] {
        let how = ["--deny", "warnings", "--quiet", "--format", format];
        let check: Vec<&str> = ["check"].iter().chain(&parks).chain(&how).copied().collect();
        let merge: Vec<&str> = ["merge", "-"].iter().chain(&how).copied().collect();
        let (whole, merged) = (run(support::root(), &check), run_with(support::root(), &merge, &lines));
        if code(&merged) != 4 {
            assert_eq!(code(&merged), code(&whole), "{}", said(&merged));
            assert!(merged.stdout == whole.stdout, "{format}");
        }
    }
}

#[test]
fn reports_on_a_part_of_a_year_say_what_they_counted() {
    let park = fixture("parks/full-pass");
    let (_, report, _) = support::check(&park, &["--period", "2025-01..2025-06", "--interim"]);
    let (_, year, _) = support::check(&park, &[]);
    for report in [&report, &year] {
        for kind in ["certificates", "trades"] {
            let codes = report[kind]["counted_codes"].as_array().expect("codes");
            let counted: u64 = codes.iter().map(|range| range["quantity"].as_u64().expect("a number")).sum();
            assert!(counted > 0, "{kind}");
            if kind == "certificates" {
                assert_eq!(report[kind]["counted"], counted);
            }
        }
    }
    let shown = park.to_str().expect("a path");
    let table = text(&support::lingtan(&["check", shown, "--period", "2025-01..2025-06", "--interim", "--format", "csv", "--quiet"]));
    for kind in ["certificates", "trades"] {
        for range in report[kind]["counted_codes"].as_array().expect("codes") {
            assert!(table.contains(range["first_id"].as_str().expect("a code")), "{range}");
        }
    }
}

/// Under a limit of processes a run goes on with the threads that it gets.
#[cfg(target_os = "linux")]
#[test]
fn a_run_goes_on_with_the_threads_that_it_gets() {
    let park = fixture("parks/full-pass");
    let (program, shown) = (env!("CARGO_BIN_EXE_lingtan"), park.to_str().expect("a path"));
    let whole = text(&support::lingtan(&["check", shown, shown, "--format", "csv", "--quiet", "--threads", "4"]));
    // A user of its own, who has no other process; the limit does not bind root.
    let user = 61_000 + std::process::id() % 4000;
    for limit in 1..8 {
        let command = format!("ulimit -u {limit}; exec {program} check {shown} {shown} --format csv --quiet --threads 4");
        let mut limited = Command::new("setpriv");
        limited.args([&format!("--reuid={user}"), "--clear-groups", "sh", "-c", &command]).current_dir(support::root());
        let Ok(output) = limited.output() else { return };
        let said = said(&output);
        if said.contains("setpriv") || said.contains("Permission denied") {
            return;
        }
        assert_eq!(code(&output), 0, "{limit}: {said}");
        assert!(text(&output) == whole, "{limit}");
    }
}
