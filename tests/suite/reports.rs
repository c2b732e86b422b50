//! The formats of the report: each is checked against the JSON report and its own standard, and against samples under `fixtures/reports`.
//!
//! After a change that is meant, the samples are rebuilt with `LINGTAN_REBUILD=1 cargo test --test suite samples`; read the difference before committing it.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{check, fixture, folders, json as read_json, lingtan};

const SAMPLES: [&str; 3] = ["full-pass", "fail-near-zero", "indeterminate-missing-data"];

const FORMS: [(&str, &str, &str); 9] = [
    ("markdown", "en", "report.md"),
    ("markdown", "zh", "report.zh.md"),
    ("csv", "en", "report.csv"),
    ("junit", "en", "report.junit.xml"),
    ("github", "en", "report.github.txt"),
    ("sarif", "en", "report.sarif"),
    ("in-toto", "en", "report.in-toto.json"),
    ("jsonl", "en", "report.jsonl"),
    ("json", "en", "report.json"),
];

fn render(park: &str, format: &str, further: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = ["check", park, "--format", format].into_iter().chain(further.iter().copied()).collect();
    let output = lingtan(&arguments);
    (output.status.code().expect("an exit code"), String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn samples_are_what_the_program_writes() {
    for park in SAMPLES {
        let path = format!("fixtures/parks/{park}");
        let mut codes = BTreeSet::new();
        for (format, lang, name) in FORMS {
            let (code, text) = render(&path, format, &["--lang", lang]);
            codes.insert(code);
            let sample = fixture("reports").join(park).join(name);
            if std::env::var_os("LINGTAN_REBUILD").is_some() {
                std::fs::create_dir_all(sample.parent().expect("a folder")).expect("a folder");
                std::fs::write(&sample, &text).expect("a sample");
            }
            let want = std::fs::read_to_string(&sample).unwrap_or_default();
            assert!(text == want, "{} differs; see the head of tests/reports.rs", sample.display());
        }
        assert_eq!(codes.len(), 1, "{park}: one exit code in every format");
    }
}

/// Every text and number of a JSON value, but for `rendering`: of it the pictures are made, and it says the rest once more.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Number(number) => drop(found.insert(number.to_string())),
        Value::Array(all) => all.iter().for_each(|v| leaves(v, found)),
        Value::Object(all) => all.iter().filter(|(key, _)| *key != "rendering").for_each(|(_, v)| leaves(v, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn csv_holds_everything_that_json_holds() {
    for park in folders(&fixture("parks")) {
        let (_, report, _) = check(&park, &[]);
        let rows = rows(&render(park.to_str().expect("text"), "csv", &[]).1);
        let cells: BTreeSet<String> = rows.iter().flat_map(|r| r.values()).map(|c| c.strip_prefix('\'').unwrap_or(c).to_owned()).collect();
        let mut wanted = BTreeSet::new();
        leaves(&report, &mut wanted);
        let lost: Vec<_> = wanted.difference(&cells).collect();
        assert!(lost.is_empty(), "{}: {lost:?}", park.display());
        for (id, figure) in report["figures"].as_object().expect("figures") {
            let row = rows.iter().find(|r| r["section"] == "figure" && r["item"] == *id).expect(id);
            for key in ["value", "lower", "upper", "unit"] {
                assert_eq!(row[key], figure[key].as_str().unwrap_or_default(), "{id} {key}");
            }
        }
        for rule in report["rules"].as_array().expect("rules") {
            let row = rows.iter().find(|r| r["section"] == "rule" && r["item"] == rule["id"]).expect("a rule");
            for (column, key) in
                [("value", "measured"), ("lower", "lower"), ("limit", "limit"), ("margin", "margin"), ("outcome", "outcome")]
            {
                assert_eq!(row[column], rule[key].as_str().unwrap_or_default(), "{} {key}", rule["id"]);
            }
        }
        let of = |section: &str| rows.iter().filter(|r| r["section"] == section).count();
        assert_eq!(of("defect"), report["defects"].as_array().expect("defects").len());
        assert_eq!(of("month"), 7 * report["months"].as_array().expect("months").len());
    }
}

/// Each change of the JSON report with its rule and number, as CSV must hold it.
#[test]
fn changes_are_told_in_csv_and_markdown() {
    let mut seen = 0;
    for park in folders(&fixture("parks")) {
        let (_, report, _) = check(&park, &[]);
        let path = park.to_str().expect("text");
        let table = rows(&render(path, "csv", &[]).1);
        let (en, zh) = (render(path, "markdown", &["--lang", "en"]).1, render(path, "markdown", &["--lang", "zh"]).1);
        for rule in report["changes"]["rules"].as_array().into_iter().flatten() {
            for (at, change) in rule["changes"].as_array().expect("a list").iter().enumerate() {
                let number = (at + 1).to_string();
                let of = |section: &str| {
                    let rows = table.iter().filter(|r| r["section"] == section && r["item"] == rule["id"] && r["count"] == number);
                    rows.collect::<Vec<_>>()
                };
                let [row] = of("change")[..] else { panic!("{path}: one row a change") };
                for (column, key) in [
                    ("detail", "change"),
                    ("comparison", "direction"),
                    ("level", "amount_is"),
                    ("value", "amount"),
                    ("unit", "unit"),
                    ("outcome", "becomes"),
                    ("effect", "impossible"),
                    ("limit", "available"),
                    ("meter", "meter"),
                ] {
                    assert_eq!(row[column], change[key].as_str().unwrap_or_default(), "{path} {key}");
                }
                let effects = change["effects"].as_array().expect("a list");
                assert_eq!(of("change-effect").len(), effects.len());
                for (row, effect) in of("change-effect").into_iter().zip(effects) {
                    for (column, key) in [("detail", "id"), ("value", "measured"), ("limit", "limit"), ("outcome", "outcome")] {
                        assert_eq!(row[column], effect[key].as_str().unwrap_or_default(), "{path} {key}");
                    }
                }
                // Whole certificates are shown to the last digit, whichever the language.
                if let (Some(amount), "certificate") = (change["amount"].as_str(), change["unit"].as_str().expect("a unit")) {
                    seen += 1;
                    let digits: Vec<&str> = amount.as_bytes().rchunks(3).rev().map(|c| std::str::from_utf8(c).expect("digits")).collect();
                    let amount = digits.join(",");
                    assert!(en.contains(&format!("{amount} certificates")) && zh.contains(&format!("{amount} 张")), "{path}: {amount}");
                }
            }
        }
    }
    assert!(seen >= 4, "{seen}");
}

/// Everything that the schema lists is described there.
#[test]
fn every_key_of_the_schema_is_described() {
    fn look(at: &str, schema: &Value, seen: &mut usize) {
        if let Some(properties) = schema["properties"].as_object() {
            for (key, property) in properties {
                *seen += 1;
                assert!(property["description"].as_str().is_some_and(|d| d.len() > 3), "{at}.{key} is not described");
            }
        }
        for (key, inner) in schema.as_object().into_iter().flatten() {
            look(&format!("{at}/{key}"), inner, seen);
        }
        for inner in schema.as_array().into_iter().flatten() {
            look(at, inner, seen);
        }
    }
    let schema: Value = serde_json::from_slice(&lingtan(&["schema"]).stdout).expect("JSON");
    let mut seen = 0;
    look("", &schema, &mut seen);
    assert!(seen > 100, "{seen}");
    // The words of the changes are closed lists.
    let change = &schema["$defs"]["ChangeReport"]["properties"];
    assert!(change["change"]["enum"].as_array().expect("words").contains(&json!("direct-supply")));
    assert_eq!(change["direction"]["enum"], json!(["more", "less"]));
}

#[test]
fn junit_is_green_only_for_a_park_that_passes() {
    for park in folders(&fixture("parks")) {
        let (code, report, _) = check(&park, &[]);
        let text = render(park.to_str().expect("text"), "junit", &[]).1;
        let document = roxmltree::Document::parse(&text).expect("XML");
        let suite = document.descendants().find(|n| n.has_tag_name("testsuite")).expect("a suite");
        let cases: Vec<_> = suite.children().filter(|n| n.has_tag_name("testcase")).collect();
        let with = |tag: &str| cases.iter().filter(|c| c.children().any(|n| n.has_tag_name(tag))).count();
        for (attribute, count) in
            [("tests", cases.len()), ("failures", with("failure")), ("errors", with("error")), ("skipped", with("skipped"))]
        {
            assert_eq!(suite.attribute(attribute), Some(count.to_string().as_str()), "{}: {attribute}", park.display());
        }
        assert_eq!(with("failure") + with("error") == 0, code == 0, "{}", park.display());
        // A verdict that is withheld leaves the failures of rules where they are.
        let withheld = report["period"]["interim"] == true;
        assert!((with("failure") > 0) == (code == 1) || withheld, "{}", park.display());
        for rule in report["rules"].as_array().expect("rules") {
            assert!(cases.iter().any(|c| c.attribute("name") == rule["id"].as_str()), "{}", rule["id"]);
        }
        // The elements and attributes of the usual JUnit XSD, and no time.
        let known = ["testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"];
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(known.contains(&node.tag_name().name()), "{node:?}");
            assert!(node.attribute("timestamp").is_none() && node.attribute("hostname").is_none());
        }
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::validator_for(schema).expect("a schema")
}

fn problems(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn sarif_is_valid_and_its_fingerprints_are_distinct() {
    // One pattern of the published schema has a stray bracket, which strict readers of patterns refuse.
    let text = read_json(&fixture("schemas/sarif-2.1.0.json")).to_string();
    let mended = text.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let validator = validator(&serde_json::from_str(&mended).expect("a schema"));
    for park in folders(&fixture("parks")) {
        let (_, report, _) = check(&park, &[]);
        let log: Value = serde_json::from_str(&render(park.to_str().expect("text"), "sarif", &[]).1).expect("JSON");
        assert_eq!(problems(&validator, &log), Vec::<String>::new(), "{}", park.display());
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let prints: BTreeSet<_> = results.iter().map(|r| r["partialFingerprints"].to_string()).collect();
        assert_eq!(prints.len(), results.len());
        assert!(results.len() >= report["defects"].as_array().expect("defects").len());
        for result in results {
            let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
            assert_eq!(rules[at]["id"], result["ruleId"]);
        }
    }
    assert!(!validator.is_valid(&json!({ "version": "2.1.0" })));
}

#[test]
fn every_json_report_is_of_the_schema() {
    let schema: Value = serde_json::from_slice(&lingtan(&["schema"]).stdout).expect("JSON");
    let validator = validator(&schema);
    let mut last = Value::Null;
    for park in folders(&fixture("parks")).into_iter().chain(folders(&fixture("defects"))) {
        let (_, report, _) = check(&park, &[]);
        if !report.is_null() {
            assert_eq!(problems(&validator, &report), Vec::<String>::new(), "{}", park.display());
            last = report;
        }
    }
    let broken = |change: fn(&mut Value)| {
        let mut report = last.clone();
        change(&mut report);
        assert_ne!(report, last);
        !validator.is_valid(&report)
    };
    assert!(broken(|r| r["figures"]["electricity.grid_import"]["value"] = json!(71.5)), "a number in place of a decimal");
    assert!(broken(|r| r["figures"]["electricity.grid_import"]["value"] = json!("1e3")), "no plain decimal");
    assert!(broken(|r| drop(r.as_object_mut().expect("an object").remove("verdict"))), "a missing key");
    assert!(broken(|r| r["rules"][0]["outcome"] = json!("green")), "an unknown word");
    assert!(
        broken(|r| r["changes"] = json!({ "rules": [], "unavailable": [{ "id": "near-zero", "reason": "fate" }] })),
        "an unknown reason"
    );
    assert!(broken(|r| r["certificates"]["counted"] = json!("1")), "a text in place of a count");
}

#[test]
fn a_statement_is_of_the_inputs() {
    let (_, report, _) = check(&fixture("parks/full-pass"), &[]);
    let (_, text) = render("fixtures/parks/full-pass", "in-toto", &[]);
    assert_eq!(text.lines().count(), 1);
    let statement: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    let inputs = report["inputs"].as_array().expect("inputs");
    let subjects = statement["subject"].as_array().expect("subjects");
    assert_eq!(subjects.len(), inputs.len());
    for (subject, input) in subjects.iter().zip(inputs) {
        assert_eq!((&subject["name"], &subject["digest"]["sha256"]), (&input["file"], &input["sha256"]));
    }
    for key in ["verdict", "rules", "figures", "policy"] {
        assert_eq!(statement["predicate"][key], report[key]);
    }
}

/// A park whose name tries every format.
fn hostile(folder: &Path) -> String {
    let name = "=1+1|<img src=x>]]>&%,:@all `rm` [x](http://e.cn)";
    for entry in std::fs::read_dir(fixture("parks/fail-near-zero")).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let to = folder.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            std::fs::create_dir_all(&to).expect("a folder");
            for file in std::fs::read_dir(&entry).expect("a folder") {
                let file = file.expect("an entry").path();
                std::fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a copy");
            }
        } else {
            std::fs::copy(&entry, to).expect("a copy");
        }
    }
    let manifest = folder.join("park.toml");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    let line = text.lines().find(|l| l.starts_with("name")).expect("a name");
    std::fs::write(&manifest, text.replacen(line, &format!("name = '{name}'"), 1)).expect("a manifest");
    name.to_owned()
}

#[test]
fn a_hostile_name_is_only_a_name() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("a,b:c%d");
    std::fs::create_dir_all(&folder).expect("a folder");
    let name = hostile(&folder);
    let park = folder.to_str().expect("text");
    let csv = rows(&render(park, "csv", &[]).1);
    assert!(csv.iter().all(|r| r["park"] == format!("'{name}")));
    assert!(csv.iter().any(|r| r["margin"].starts_with('-')), "negative numbers stay numbers");
    let junit = render(park, "junit", &[]).1;
    let document = roxmltree::Document::parse(&junit).expect("XML");
    assert!(document.descendants().any(|n| n.attribute("name") == Some(name.as_str())));
    let markdown = render(park, "markdown", &[]).1;
    assert!(!markdown.contains("<img") && !markdown.contains("[x](http") && !markdown.contains("@all") && !markdown.contains("1|"));
    let github = render(park, "github", &[]).1;
    for line in github.lines() {
        assert!(line.starts_with("::"), "{line}");
        let head = line[2..].split_once("::").expect("a command").0;
        assert!(head.contains("a%2Cb%3Ac%25d/park.toml,line="), "{head}");
    }
    assert!(github.contains("&%25,:@all"));
    let log: Value = serde_json::from_str(&render(park, "sarif", &[]).1).expect("JSON");
    let uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
    assert!(uri.ends_with("a%2Cb%3Ac%25d/park.toml"), "{uri}");
    let lines = render(park, "jsonl", &[]).1;
    assert_eq!(serde_json::from_str::<Value>(&lines).expect("one line")["park"]["name"], name.as_str());
}

#[test]
fn several_parks_are_told_in_every_format() {
    let parks = ["fixtures/parks/full-pass", "fixtures/parks/fail-near-zero", "fixtures/parks/nowhere"];
    let run = |format: &str| {
        let output = lingtan(&["check", parks[0], parks[1], parks[2], "--format", format]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let lines = run("jsonl");
    assert_eq!((lines.lines().count(), lines.matches("lingtan.error/1").count()), (3, 1));
    assert_eq!(run("in-toto").lines().count(), 2);
    let junit = run("junit");
    assert_eq!(junit.matches("<testsuite ").count(), 3);
    assert!(junit.contains("could-not-run"));
    assert!(run("github").contains("::error file=fixtures/parks/nowhere/park.toml"));
    let log: Value = serde_json::from_str(&run("sarif")).expect("JSON");
    assert_eq!(log["runs"][2]["invocations"][0]["executionSuccessful"], false);
    assert!(run("markdown").contains("could not run") && run("csv").contains("could-not-run"));
    // A hundred parks still fit one comment, and those left out are counted.
    let many: Vec<&str> = ["check", "--format", "markdown"].into_iter().chain([parks[0]; 40]).collect();
    let text = String::from_utf8(lingtan(&many).stdout).expect("UTF-8");
    assert!(text.chars().count() <= 65_536 && text.contains("more parks"), "{}", text.chars().count());
}

#[test]
fn a_place_is_written_once_and_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let run = |further: &[&str]| {
        let all: Vec<&str> = ["check", "fixtures/parks/full-pass"].into_iter().chain(further.iter().copied()).collect();
        let output = lingtan(&all);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (twice, csv) = (format!("csv={}", at("./a")), format!("csv={}", at("b")));
    assert_eq!(run(&["--output", &at("a"), "--report", &twice]).0, Some(2));
    assert_eq!(run(&["--report", "csv=-"]).0, Some(2), "standard output is taken");
    assert_eq!(run(&["--output", &at("a"), "--report", "csv=-"]).0, Some(0));
    std::fs::remove_file(at("a")).expect("it was written");
    // One that cannot be written leaves none.
    for bad in ["/dev/full", folder.path().to_str().expect("text"), &at("missing/x")] {
        let (code, message) = run(&["--report", &csv, "--output", bad]);
        assert_eq!(code, Some(2), "{bad}");
        assert!(message.contains("not written") && message.contains(bad), "{message}");
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 0, "{bad}");
    }
    let (code, message) = run(&["--output", "fixtures/parks/full-pass/park.toml"]);
    assert!(code == Some(2) && message.contains("input"), "{message}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_lingtan"));
    let child = child.args(["check", "fixtures/parks/fail-near-zero", "--format", "csv"]).current_dir(support::root());
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.code() == Some(1) && output.stderr.is_empty());
}

/// One screen, whatever is wrong with the evidence: at most 40 lines of 100 columns, in both languages, ending with the command that shows the rest.
#[test]
fn the_text_of_a_park_is_one_screen() {
    let mut seen = 0;
    for kind in ["parks", "defects"] {
        for entry in std::fs::read_dir(support::root().join("fixtures").join(kind)).expect("a folder") {
            let park = entry.expect("an entry").path();
            for (lang, more) in [("en", "--details"), ("zh", "--details")] {
                let output = support::lingtan(&["check", park.to_str().expect("UTF-8"), "--interim", "--lang", lang, "--color", "never"]);
                let text = String::from_utf8(output.stdout).expect("UTF-8");
                if text.is_empty() {
                    continue;
                }
                seen += 1;
                assert!(text.lines().count() <= 40, "{}: {} lines", park.display(), text.lines().count());
                for line in text.lines() {
                    assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{}: {line}", park.display());
                }
                assert!(text.lines().last().is_some_and(|line| line.contains(more)), "{}", park.display());
            }
        }
    }
    assert!(seen > 80, "{seen}");
}

/// A park with thousands of defects of many kinds is still one screen, the worst first.
#[test]
fn thousands_of_defects_are_one_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write(
        "park.toml",
        "[park]\nname = \"x\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\n",
    );
    write(
        "meters.csv",
        "meter_id,carrier,flow,unit,rating_kw\nM1,electricity,grid-import,kWh,50\nP1,electricity,onsite-renewable,kWh,50\n",
    );
    let mut rows = String::from("meter_id,time,value\n");
    for day in 1..=28 {
        for hour in 1..24 {
            for (meter, value) in [("M1", "5"), ("M1", "x"), ("M1", "7"), ("M2", "3"), ("P1", "900"), ("P1", "-2")] {
                rows += &format!("{meter},2025-02-{day:02} {hour:02}:00,{value}\n");
            }
        }
    }
    write("r.csv", &rows);
    let output = support::lingtan(&["check", folder.path().to_str().expect("UTF-8"), "--lang", "en", "--color", "never"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.lines().count() <= 40 && text.contains("What to look at in the evidence"), "{text}");
}
