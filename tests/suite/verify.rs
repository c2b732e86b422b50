//! `lingtan verify` and `lingtan diff`: a report stands for its inputs, and nothing in it can be changed unseen.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

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
        let fails = |path: &String| {
            let mut other = report.clone();
            let place = other.pointer_mut(path).expect("a scalar");
            *place = edited(place);
            let (code, said) = verify(&other, &park);
            assert_eq!(code, 4, "{name} {path}: {said}");
        };
        // The longest test: on two threads.
        std::thread::scope(|scope| {
            for half in all.chunks(all.len().div_ceil(2)) {
                scope.spawn(|| half.iter().for_each(fails));
            }
        });
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

/// A report may name any file as its ledger: what stands in one that is none is not told to whoever verifies it.
#[test]
fn a_report_does_not_have_another_file_read_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = copied(&fixture("defects/certificate-duplicate"), folder.path());
    let (ledger, other) = (folder.path().join("ledger.csv"), folder.path().join("other"));
    fs::write(&ledger, "certificate_id,park,period\nGEC000777,Q,2025\n").expect("written");
    fs::write(&other, "the-secret-of-another\nits,second,line\n").expect("written");
    let report = report_of(&park, &["--ledger", text(&ledger)]);
    assert_eq!(verify(&report, &park).0, 0);
    let edited = report.to_string().replace(text(&ledger), text(&other));
    let (code, said) = verify(&serde_json::from_str(&edited).expect("JSON"), &park);
    assert!(code == 4 && said.contains("no ledger") && !said.contains("secret") && !said.contains("second"), "{said}");
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

/// Numbers that look random and are the same in every run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// JSON pointers of everything but the whole.
fn places(value: &Value, path: &str, all: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
        all.push(path.clone());
        places(value, &path, all);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value)),
        _ => {}
    }
}

/// One edit somewhere: a digit, a key gone, entries exchanged or doubled, another kind of value, something added. None where the place does not allow it.
fn tampered(report: &Value, place: &str, draw: &mut Drawn) -> Option<Value> {
    let mut other = report.clone();
    let (above, name) = place.rsplit_once('/').expect("a pointer");
    let kind = draw.below(7);
    if kind == 0 {
        match other.pointer_mut(above)? {
            Value::Object(object) => drop(object.remove(&name.replace("~1", "/").replace("~0", "~"))),
            Value::Array(list) => drop(list.remove(name.parse().ok()?)),
            _ => return None,
        }
    } else {
        let value = other.pointer_mut(place)?;
        match (kind, &mut *value) {
            (1 | 2, Value::String(text)) => {
                let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
                let at = *digits.get(draw.below(digits.len().max(1)))?;
                let digit = (text.as_bytes()[at] - b'0' + 1 + u8::try_from(draw.below(9)).ok()?) % 10;
                text.replace_range(at..=at, &digit.to_string());
            }
            (3, Value::Array(list)) if list.len() > 1 => {
                let (one, two) = (draw.below(list.len()), draw.below(list.len()));
                list.swap(one, two);
            }
            (4, Value::Array(list)) if !list.is_empty() => {
                let at = draw.below(list.len());
                list.insert(at, list[at].clone());
            }
            (5, _) => *value = edited(value),
            (6, Value::Object(object)) => drop(object.insert("x".to_owned(), json!("1"))),
            (6, _) => *value = json!([[["9".repeat(4000)]], true, -1, 1e300, {}]),
            _ => return None,
        }
    }
    (other != *report).then_some(other)
}

/// Parks with corrections, other readings, a scenario, a projection, settings of the command line, claims of another park; real ones too.
#[test]
fn a_report_edited_at_random_fails_and_says_where() {
    let scenario = fixture("scenarios/pv-and-battery.toml");
    let cases: [(&str, &[&str]); 12] = [
        ("parks/corrected", &[]),
        ("parks/full-pass", &["--scenario", text(&scenario)]),
        ("parks/no-gateway", &["--readings", "all"]),
        ("parks/interim-half-year", &["--interim"]),
        ("parks/interim-half-year", &[]),
        ("parks/certificate-ledgers", &["--set", "vintage=within-validity"]),
        ("parks/indeterminate-missing-data", &[]),
        ("parks/gbk-wide", &["--policy", "cn-hunan"]),
        ("parks/register-year", &[]),
        ("parks/bills", &[]),
        ("parks/steel-works-2018q1", &["--interim"]),
        ("parks/small-below-200000tce", &[]),
    ];
    std::thread::scope(|threads| {
        for (number, (name, further)) in cases.into_iter().enumerate() {
            threads.spawn(move || {
                let park = fixture(name);
                let report = report_of(&park, further);
                assert_eq!(verify(&report, &park).0, 0, "{name}: {}", verify(&report, &park).1);
                let mut all = Vec::new();
                places(&report, "", &mut all);
                let mut draw = Drawn(2025 + number as u64);
                let mut done = 0;
                while done < 12 {
                    let place = &all[draw.below(all.len())];
                    let Some(other) = tampered(&report, place, &mut draw) else { continue };
                    let (code, said) = verify(&other, &park);
                    // What lacks the keys of a report is none.
                    let readable = ["figures", "inputs", "schema"]
                        .iter()
                        .all(|key| other.get(key).map(Value::is_string) == report.get(key).map(Value::is_string));
                    assert!(code == 4 || (code == 2 && !readable), "{name} {place}: {code} {said}");
                    let section = place.split('/').nth(1).expect("a section");
                    let file = report.pointer(&place.split('/').take(3).collect::<Vec<_>>().join("/")).and_then(|v| v["file"].as_str());
                    // The version of the program is said in words.
                    let named = said.contains(section) || (section == "tool" && said.contains("version of the program"));
                    assert!(named || file.is_some_and(|f| said.contains(f)) || code == 2, "{name} {place}: {said}");
                    done += 1;
                }
            });
        }
    });
}

/// The JSON of one park is the same wherever its folder lies. JSON Lines say the folder: it cannot be edited, and they verify wherever it lies now.
#[test]
fn a_folder_is_said_in_json_lines_alone_and_cannot_be_edited() {
    let place = tempfile::tempdir().expect("a folder");
    let park = fixture("defects/certificate-duplicate");
    let moved = copied(&park, place.path());
    let told = |park: &str, at: &Path, format: &str| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_lingtan"));
        program
            .args(["check", park, "--format", format, "--quiet"])
            .args(["--report", &format!("json={}", text(&place.path().join("r.json")))]);
        let told = program.current_dir(at).output().expect("the program runs").stdout;
        (told, fs::read(place.path().join("r.json")).expect("a report"))
    };
    let ways = [(text(&park), Path::new(".")), (text(&moved), Path::new(".")), (".", &moved), ("certificate-duplicate", place.path())];
    let mut folders = Vec::new();
    for (given, at) in ways {
        let (json, file) = told(given, at, "json");
        assert!(json == told(ways[0].0, ways[0].1, "json").0 && file == json, "{given}");
        assert!(told(given, at, "in-toto").0 == told(ways[0].0, ways[0].1, "in-toto").0, "{given}");
        let line: Value = serde_json::from_slice(&told(given, at, "jsonl").0).expect("JSON");
        for now in [&park, &moved] {
            assert_eq!(verify(&line, now).0, 0, "{given}: {}", verify(&line, now).1);
        }
        folders.push(line["run"]["folder"].clone());
        let mut without = line.clone();
        let run = without["run"].as_object_mut().expect("an object");
        assert!(run.remove("folder").is_some() && run.remove("folder_sha256").is_some());
        assert_eq!(without, serde_json::from_slice::<Value>(&json).expect("JSON"), "{given}");
    }
    assert_eq!((&folders[2], &folders[3]), (&json!(""), &json!("certificate-duplicate")));
    let array: Value =
        serde_json::from_slice(&lingtan(&["check", text(&park), text(&moved), "--format", "json", "--quiet"]).stdout).expect("JSON");
    assert_eq!(array[0]["run"]["folder"], folders[0]);
}

/// Every place of `run` and of `rendering` in JSON Lines, edited in each way that it allows.
#[test]
fn what_json_lines_add_cannot_be_edited() {
    let cases: [(&str, &[&str]); 3] = [
        ("defects/certificate-duplicate", &[]),
        ("parks/small-below-200000tce", &["--readings", "all"]),
        ("parks/steel-works-2018q1", &["--interim"]),
    ];
    std::thread::scope(|threads| {
        for (number, (name, further)) in cases.into_iter().enumerate() {
            threads.spawn(move || {
                let park = fixture(name);
                let arguments: Vec<&str> = ["check", text(&park), "--format", "jsonl", "--quiet"].iter().chain(further).copied().collect();
                let report: Value = serde_json::from_slice(&lingtan(&arguments).stdout).expect("a report");
                assert_eq!(verify(&report, &park).0, 0, "{name}: {}", verify(&report, &park).1);
                let mut draw = Drawn(18 + number as u64);
                let fails = |place: &str, other: &Value| {
                    let (code, said) = verify(other, &park);
                    // What is run again as it was asked for differs in what follows.
                    let named = said.contains("run.folder") || !place.starts_with("/run/folder");
                    assert!(code == 4 && named, "{name} {place}: {code} {said}");
                };
                for place in ["/run/folder", "/run/folder_sha256"] {
                    for _ in 0..12 {
                        let Some(other) = tampered(&report, place, &mut draw) else { continue };
                        fails(place, &other);
                    }
                    for value in [json!(null), json!(""), json!("elsewhere"), json!(7)] {
                        let mut other = report.clone();
                        *other.pointer_mut(place).expect("a value") = value;
                        fails(place, &other);
                    }
                }
                for section in ["run", "rendering"] {
                    let mut all = Vec::new();
                    places(&report[section], &format!("/{section}"), &mut all);
                    // A place of each kind, and some more.
                    let mut kinds: Vec<Vec<&str>> = Vec::new();
                    let kind = |place: &str| -> Vec<String> {
                        place.split('/').map(|part| if part.parse::<u32>().is_ok() { "#".to_owned() } else { part.to_owned() }).collect()
                    };
                    let mut known = std::collections::BTreeSet::new();
                    kinds.push(all.iter().filter(|place| known.insert(kind(place))).map(String::as_str).take(15).collect());
                    kinds.push((0..10).map(|_| all[draw.below(all.len())].as_str()).collect());
                    for place in kinds.concat() {
                        let Some(other) = (0..9).find_map(|_| tampered(&report, place, &mut draw)) else { continue };
                        fails(place, &other);
                    }
                }
            });
        }
    });
}

/// Nothing but the order of a list is another.
#[test]
fn entries_exchanged_are_seen() {
    let park = fixture("defects/certificate-duplicate");
    let report = report_of(&park, &[]);
    let mut all = Vec::new();
    places(&report, "", &mut all);
    let mut seen = 0;
    for place in all {
        let mut other = report.clone();
        let Some(Value::Array(list)) = other.pointer_mut(&place) else { continue };
        let Some(at) = (1..list.len()).find(|at| list[*at] != list[0]) else { continue };
        list.swap(0, at);
        let (code, said) = verify(&other, &park);
        assert_eq!(code, 4, "{place}: {said}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

/// A file that no table reads stands in the report twice, and neither can go alone. A report that was written into the folder later makes no difference.
#[test]
fn files_that_no_table_reads_stay_in_the_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = copied(&fixture("defects/unread-file"), folder.path());
    fs::remove_file(park.join("expected.json")).expect("removed");
    let report = report_of(&park, &[]);
    assert_eq!(report["unread_files"], json!(["april.csv"]));
    for list in ["unread_files", "defects"] {
        let mut other = report.clone();
        other[list].as_array_mut().expect("a list").retain(|entry| entry != "april.csv" && entry["code"] != "unread-file");
        assert_ne!(other, report, "{list}");
        let (code, said) = verify(&other, &park);
        assert!(code == 4 && (said.contains("defects.") || said.contains("unread_files")), "{list}: {said}");
    }
    fs::write(park.join("report.json"), report.to_string()).expect("written");
    assert_eq!(verify(&report, &park).0, 0, "{}", verify(&report, &park).1);
    // A file that came later may be evidence.
    fs::write(park.join("may.csv"), "meter_id,time,value\nM,2025-05,1\n").expect("written");
    let (code, said) = verify(&report, &park);
    assert!(code == 4 && said.contains("unread_files"), "{said}");
    fs::remove_file(park.join("may.csv")).expect("removed");
    fs::remove_file(park.join("april.csv")).expect("removed");
    let (code, said) = verify(&report, &park);
    assert!(code == 4 && said.contains("unread_files"), "{said}");
}

/// A setting that was edited is named where it stands, whoever gave it.
#[test]
fn an_edited_setting_is_named() {
    let park = fixture("defects/certificate-duplicate");
    for (further, setting, other) in [
        (&[][..], "offset_vintage_years", "4"),
        (&[], "vintage", "within-validity"),
        (&["--set", "limits.near-zero=0.1"], "limits.near-zero", "0.9"),
        (&["--set", "vintage=within-validity"], "vintage", "same-year"),
    ] {
        let report = report_of(&park, further);
        assert_eq!(verify(&report, &park).0, 0, "{}", verify(&report, &park).1);
        let at = report["assumptions"].as_array().expect("a list").iter().position(|a| a["setting"] == setting).expect(setting);
        let places = [
            (format!("/policy/settings/{setting}"), format!("policy.settings.{setting}")),
            (format!("/assumptions/{at}/value"), format!("assumptions.{setting}.value")),
        ];
        for (place, named) in places {
            let mut edited = report.clone();
            *edited.pointer_mut(&place).expect("a value") = json!(other);
            let (code, said) = flat(verify(&edited, &park));
            assert!(code == 4 && said.contains(&format!("{named}: in the report {other}")), "{place}: {said}");
        }
    }
}

/// One digit of a file, a file gone, renamed, or one more that the manifest means: each is named before what follows from it.
#[test]
fn every_input_that_changes_is_named() {
    for name in ["gbk-wide", "corrected", "bills", "nem12-month-solar", "certificate-ledgers"] {
        let folder = tempfile::tempdir().expect("a folder");
        let park = copied(&fixture(&format!("parks/{name}")), folder.path());
        let report = report_of(&park, &[]);
        let check = |what: &str, file: &str, named: &str| {
            let (code, said) = verify(&report, &park);
            let flat = said.replace("\n  ", " ");
            assert!(code == 4 && flat.contains(named), "{name} {file} {what}: {code} {said}");
        };
        for input in report["inputs"].as_array().expect("inputs") {
            let file = input["file"].as_str().expect("a name");
            let path = park.join(file);
            let before = fs::read(&path).expect("a file");
            let mut bytes = before.clone();
            if let Some(at) = bytes.iter().rposition(u8::is_ascii_digit) {
                bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
                fs::write(&path, &bytes).expect("written");
                check("digit", file, &format!("{file}: the file changed"));
                fs::write(&path, &before).expect("written");
            }
            let aside = park.join("aside.bak");
            fs::rename(&path, &aside).expect("renamed");
            check("gone", file, &format!("{file}: the report names this input; it is not there"));
            fs::rename(&aside, &path).expect("renamed");
            let moved = path.with_file_name(format!("zz-{}", path.file_name().and_then(|n| n.to_str()).expect("a name")));
            fs::rename(&path, &moved).expect("renamed");
            check("renamed", file, file);
            if file == "park.toml" {
                fs::rename(&moved, &path).expect("renamed");
                continue;
            }
            // A copy beside it, whether a glob of the manifest means it or not.
            fs::copy(&moved, &path).expect("copied");
            let (code, said) = verify(&report, &park);
            // Read or not, it is a file of the folder that the report does not name.
            assert_eq!(code, 4, "{name} {file}: {said}");
            assert!(said.contains("zz-"), "{said}");
            fs::remove_file(&moved).expect("removed");
        }
        assert_eq!(verify(&report, &park).0, 0, "{name}: all is as it was");
    }
}

/// What was said, its lines joined.
fn flat((code, said): (i32, String)) -> (i32, String) {
    (code, said.replace("\n  ", " "))
}

/// The policy that judged a park is part of its report; one that only has the name of the law is told apart from it.
#[test]
fn a_policy_of_its_own_is_told_from_the_built_in_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = copied(&fixture("parks/fail-near-zero"), folder.path());
    let own = folder.path().join("own.toml");
    let lax = "name = \"our\"\nextends = \"cn-national\"\n[rules.near-zero]\nlimits = [{ value = \"9\" }]\ndocument = \"LINGTAN\"\nitem = \"x\"\nquote = \"x\"\nstanding = \"decision\"\n";
    fs::write(&own, lax).expect("written");
    let report = report_of(&park, &["--policy", text(&own)]);
    assert_eq!((&report["policy"]["name"], &report["run"]["policy"]), (&json!("our"), &json!(lax)), "{report}");
    // The report holds what verifies it: the file is not looked for.
    fs::remove_file(&own).expect("removed");
    assert_eq!(verify(&report, &park).0, 0, "{}", verify(&report, &park).1);
    let mut other = report.clone();
    other["run"]["policy"] = json!(lax.replace("\"9\"", "\"8\""));
    let (code, said) = flat(verify(&other, &park));
    assert!(code == 4 && said.contains("the policy is not the one"), "{said}");
    assert!(said.contains("rules.near-zero.limit: in the report 9, recomputed 8"), "{said}");
    // One that calls itself by the name of the law is not run at all, and a report that says so does not verify.
    let posing = lax.replace("\"our\"", "\"cn-national\"").replace("extends = \"cn-national\"", "extends = \"cn-hunan\"");
    fs::write(&own, &posing).expect("written");
    let output = lingtan(&["check", text(&park), "--policy", text(&own)]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("own.toml") && error.contains("built-in policy `cn-national`"), "{error}");
    other["run"]["policy"] = json!(posing);
    other["policy"]["name"] = json!("cn-national");
    let (code, said) = flat(verify(&other, &park));
    assert!(code == 4 && said.contains("built-in policy `cn-national`"), "{said}");
    // Without its text, and by the name of the law.
    let mut other = report.clone();
    other["policy"]["name"] = json!("cn-national");
    other["run"].as_object_mut().expect("a run").remove("policy");
    let (code, said) = flat(verify(&other, &park));
    assert!(code == 4 && said.contains("the policy is not the one that this program"), "{said}");
    // A policy file of the park is an input like any other.
    fs::write(park.join("own.toml"), lax).expect("written");
    let manifest = fs::read_to_string(park.join("park.toml")).expect("a manifest");
    let manifest = manifest.replace("[policy]\n", "[policy]\nname = \"own.toml\"\n").replace("name = \"cn-national\"\n", "");
    fs::write(park.join("park.toml"), manifest).expect("written");
    let report = report_of(&park, &[]);
    assert!(report["inputs"].as_array().expect("inputs").iter().any(|i| i["file"] == "own.toml"), "{report}");
    assert_eq!(verify(&report, &park).0, 0, "{}", verify(&report, &park).1);
    fs::write(park.join("own.toml"), lax.replace("\"9\"", "\"8\"")).expect("written");
    let (code, said) = flat(verify(&report, &park));
    assert!(code == 4 && said.contains("own.toml: the file changed") && said.contains("rules.near-zero.limit"), "{said}");
}

/// What the command line gave over the policy is said of a report that verifies.
#[test]
fn settings_of_the_command_line_are_said() {
    let park = fixture("defects/certificate-duplicate");
    let (code, said) = verify(&report_of(&park, &["--set", "limits.near-zero=9"]), &park);
    assert!(code == 0 && said.contains("limits.near-zero = 9"), "{said}");
    assert!(!verify(&report_of(&park, &[]), &park).1.contains("command line"));
}

/// Inputs, policy, settings and period come before what follows from them; the words are those of two reports.
#[test]
fn a_diff_names_each_cause_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = copied(&fixture("parks/full-pass"), folder.path());
    let stored = |name: &str, report: &Value| {
        let path = folder.path().join(format!("{name}.json"));
        fs::write(&path, serde_json::to_vec(report).expect("JSON")).expect("written");
        path
    };
    let before = report_of(&park, &[]);
    let old = stored("old", &before);
    let diff = |new: &Value| {
        let new = stored("new", new);
        let output = lingtan(&["diff", text(&old), text(&new), "--lang", "en"]);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(4), "{said}");
        let said = said.replace("\n  ", " ");
        let (causes, effects) = said.split_once("What follows").unwrap_or((&said, ""));
        (causes.to_owned(), effects.to_owned())
    };
    let (causes, effects) = diff(&report_of(&park, &["--period", "2025-01..2025-06"]));
    assert!(
        causes.contains("period.end: old 2025-12-31, new 2025-06-30") && effects.contains("rules.near-zero.measured"),
        "{causes}{effects}"
    );
    let (causes, effects) = diff(&report_of(&park, &["--policy", "cn-hunan"]));
    assert!(causes.contains("policy.name: old cn-national, new cn-hunan") && causes.contains("another policy text"), "{causes}");
    assert!(effects.contains("rules.near-zero.level: old required, new advisory"), "{effects}");
    let (causes, _) = diff(&report_of(&park, &["--set", "vintage=within-validity"]));
    assert!(causes.contains("policy.settings.vintage: old same-year, new within-validity"), "{causes}");
    let (causes, _) = diff(&report_of(&fixture("parks/fail-near-zero"), &[]));
    assert!(causes.contains("park.name") && causes.contains("factors.csv: an input of the old report only"), "{causes}");
    // More grid import in one quarter of an hour.
    let file = park.join("readings/15min/GRID-IN.csv");
    let rows = fs::read_to_string(&file).expect("text");
    let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
    let cells: Vec<String> = lines[1].split(',').map(str::to_owned).collect();
    lines[1] = [&cells[..2], &["9.5".to_owned()], &cells[3..]].concat().join(",");
    fs::write(&file, lines.join("\n") + "\n").expect("written");
    let (causes, effects) = diff(&report_of(&park, &[]));
    assert!(causes.contains("readings/15min/GRID-IN.csv: another content") && !causes.contains("figures"), "{causes}");
    assert!(effects.contains("figures.electricity.grid_import.value") || effects.contains("rules.near-zero.measured"), "{effects}");
    // A report of an earlier schema, without the keys that came later.
    let mut earlier = before.clone();
    earlier["schema"] = json!("lingtan.report/0");
    for key in ["changes", "projection", "data"] {
        earlier.as_object_mut().expect("a report").remove(key);
    }
    let (causes, _) = diff(&earlier);
    assert!(causes.contains("the reports have different schemas: old `lingtan.report/1`, new `lingtan.report/0`"), "{causes}");
    for path in [&old, &stored("earlier", &earlier)] {
        assert_eq!(lingtan(&["diff", text(path), text(path)]).status.code(), Some(0));
    }
}
