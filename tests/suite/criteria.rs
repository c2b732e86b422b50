//! Criteria and evidence are two things: nothing in a park's folder makes a park pass that fails by the built-in law, without that being refused, or
//! said beside the verdict in every format.
//!
//! The park: 12 months, 60 MWh of solar supply and 40 MWh of grid import in each. ρ = 720 / 1200 = 0.6; E = 480 × 0.8325 = 399.6 tCO2;
//! W = 1200 × 0.2856 = 342.72 tce; I = 1.16597…, above 2.1 / 10 = 0.21: near-zero fails. Below 200,000 tce no tier applies.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{check, lingtan, text_of_workbook};

const TAIL: &str = "[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n";

/// Writes the park with what stands under `[policy]`, further tables behind, and further files.
fn park(folder: &Path, province: &str, policy: &str, tables: &str, files: &[(&str, &str)]) {
    let manifest = format!("[park]\nname = \"P\"\n{province}[period]\nyear = 2025\n[policy]\n{policy}\n{TAIL}{tables}");
    fs::write(folder.join("park.toml"), manifest).expect("written");
    fs::write(
        folder.join("meters.csv"),
        "meter_id,carrier,flow,unit,source\nGRID,electricity,grid-import,MWh,\nPV,electricity,onsite-renewable,MWh,solar\n",
    )
    .expect("written");
    let rows: Vec<String> = (1..=12).map(|month| format!("GRID,2025-{month:02},40\nPV,2025-{month:02},60\n")).collect();
    fs::write(folder.join("readings.csv"), format!("meter_id,time,value\n{}", rows.concat())).expect("written");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("written");
    }
}

fn checked(policy: &str, tables: &str, files: &[(&str, &str)], further: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), "", policy, tables, files);
    check(folder.path(), &[&["--lang", "en"], further].concat())
}

const CITED: &str = "document = \"LINGTAN\"\nitem = \"x\"\nquote = \"“a law of our own”\"\nstanding = \"decision\"\n";

/// A policy file of the park's own under which it passes.
fn lax(name: &str) -> String {
    format!(
        "name = \"{name}\"\nextends = \"cn-national\"\n[rules.near-zero]\nlevel = \"required\"\nlimits = [{{ value = \"9\" }}]\n{CITED}"
    )
}

#[test]
fn the_park_fails_by_the_built_in_law() {
    let (code, report, said) = checked("", "", &[], &[]);
    assert_eq!((code, &report["verdict"]), (1, &json!("fail")), "{said}");
    assert_eq!(report["criteria"]["state"], "built-in");
    assert_eq!(report["criteria"]["changed"], json!([]));
    assert_eq!(report["criteria"]["verdict_as_built_in"], "fail");
    assert!(report.get("stated").is_none());
}

/// Each attack from inside the folder that is no evidence is refused, with the place and the way out.
#[test]
fn what_sets_law_from_inside_the_folder_is_refused() {
    let lookalikes = ["cn-national", "CN-NATIONAL", "сn-national", "cn-nationa1", "cn\u{200b}-national", "ｃｎ－ｎａｔｉｏｎａｌ"];
    let posing: Vec<String> = lookalikes.iter().map(|name| lax(name)).collect();
    let cases: Vec<(&str, &str, Vec<(&str, &str)>, &str)> = vec![
        ("limits.near-zero = \"9\"", "", vec![], "park.toml:6: `limits.near-zero`"),
        ("[policy.limits]\nnear-zero = \"9\"", "", vec![], "--set limits.near-zero=9"),
        ("\"limits.near-zero\" = \"9\"", "", vec![], "park.toml:6"),
        ("levels.near-zero = \"advisory\"", "", vec![], "--policy FILE"),
        ("levels = { near-zero = \"guiding\" }", "", vec![], "park.toml:6"),
        ("name = \"../own.toml\"", "", vec![], "stay inside the park's folder"),
        ("name = \"/tmp/own.toml\"", "", vec![], "stay inside the park's folder"),
        ("name = \"no-such-policy\"", "", vec![], "neither a built-in policy"),
        ("electricity_equivalent = { value = \"0.1229\", source = \"统计局公告\" }", "", vec![], "calorific value"),
        ("electricity_equivalent = { value = \"0.9\", source = \"统计局公告\" }", "", vec![], "lies between 0.25 and 0.4 kgce/kWh"),
        ("electricity_equivalent = { value = \"0.41\", source = \"统计局公告\" }", "", vec![], "lies between"),
        ("electricity_equivalent = { value = \"0.2499\", source = \"统计局公告\" }", "", vec![], "lies between"),
        ("baseline = \"21\"", "", vec![], "without its source"),
        ("baseline = { value = \"21\", source = \"x\" }", "", vec![], "without its source"),
        ("baseline = { value = \"21\", source = \"无\" }", "", vec![], "without its source"),
        ("baseline = { value = \"21\", source = \"n/a\" }", "", vec![], "without its source"),
        ("baseline = { value = \"21\", source = \"command line\" }", "", vec![], "without its source"),
        ("vintage = { value = \"within-validity\", source = \"-\" }", "", vec![], "names no source"),
        (
            "",
            "[factors]\nfiles = [\"f.csv\"]\n",
            vec![("f.csv", "item,factor,unit,source\nnatural-gas,0,tCO2/m3,laboratory\n")],
            "f.csv:2: `factor` of natural-gas is 0",
        ),
        (
            "",
            "[factors]\nfiles = [\"f.csv\"]\n",
            vec![("f.csv", "item,factor,unit,source\nheat,0,tCO2/GJ,laboratory\n")],
            "`factor` of heat is 0",
        ),
        ("", "[factors]\nfiles = [\"f.csv\"]\n", vec![("f.csv", "item,factor,unit,source\nheat,0.1,tCO2/GJ,-x-\n")], "names no source"),
        (
            "",
            "[certificates]\nfiles = [\"c.csv\"]\n[certificates.statuses]\n\"已过期\" = \"retired\"\n",
            vec![("c.csv", "")],
            "`已过期` is known and means `expired`",
        ),
        (
            "",
            "[certificates]\nfiles = [\"c.csv\"]\nstatuses = { Held = \"retired\" }\n",
            vec![("c.csv", "")],
            "`Held` is known and means `held`",
        ),
        (
            "",
            "[certificates]\nfiles = [\"c.csv\"]\nstatuses = { \"hel\u{200b}d\" = \"retired\" }\n",
            vec![("c.csv", "")],
            "holds signs that are not seen",
        ),
        ("", "[certificates]\nfiles = [\"c.csv\"]\nstatuses = { \"已取消\" = \"completed\" }\n", vec![("c.csv", "")], "means `cancelled`"),
    ];
    for (policy, tables, files, words) in &cases {
        let (code, report, said) = checked(policy, tables, files, &[]);
        assert!(code == 2 && report.is_null() && said.contains(words), "{policy} {tables}: {code} {said}");
    }
    for (name, text) in lookalikes.iter().zip(&posing) {
        let (code, _, said) = checked("name = \"own.toml\"", "", &[("own.toml", text)], &[]);
        assert!(code == 2 && said.contains("looks like, that of the built-in policy `cn-national`"), "{name}: {said}");
    }
}

/// A policy file that the park brings is judged beside the built-in one; the exit code is the worse of the two, in every format, and both verdicts are told.
#[test]
fn a_policy_of_the_park_s_own_does_not_decide_alone() {
    let own = lax("our");
    let bring = "name = \"own.toml\"";
    let (code, report, said) = checked(bring, "", &[("own.toml", &own)], &[]);
    assert_eq!((code, &report["verdict"]), (1, &json!("pass")), "{said}");
    let criteria = &report["criteria"];
    assert_eq!(
        (&criteria["state"], &criteria["verdict_as_built_in"], &criteria["built_in_decides"]),
        (&json!("stated"), &json!("fail"), &json!(true))
    );
    let changed = criteria["changed"].as_array().expect("a list");
    // Rules that it inherits as required, and of which it states no level, are advisory there: changed criteria too.
    let of = |setting: &str| changed.iter().find(|one| one["setting"] == setting).unwrap_or_else(|| panic!("{setting}: {changed:?}"));
    assert_eq!((changed.len(), &of("levels.direct-green-share")["value"]), (3, &json!("advisory")), "{changed:?}");
    let limit = of("limits.near-zero");
    assert_eq!((&limit["value"], &limit["by"]), (&json!("9"), &json!("policy-file")));
    assert_eq!((&limit["built_in"], &limit["outcome_as_built_in"]), (&json!("baseline / 10"), &json!("fail")));
    assert!(report["inputs"].as_array().expect("inputs").iter().any(|input| input["file"] == "own.toml"));
    let names: Vec<&str> =
        report["policy"]["rests_on"].as_array().expect("texts").iter().filter_map(|text| text["name"].as_str()).collect();
    assert_eq!(names, ["our", "cn-national", "factors"]);
    for format in FORMATS {
        let (code, told) = told(bring, &[("own.toml", &own)], &[], format, "en");
        assert_eq!(code, 1, "{format}");
        assert!(told.contains("cn-national") && told.contains("fail"), "{format}: {told}");
    }
    // Everything made advisory: nothing is required any more, and the built-in law still decides.
    let advisory = ["direct-green-share", "near-zero", "carbon-intensity-tier"]
        .map(|rule| format!("[rules.{rule}]\nlevel = \"advisory\"\n{CITED}"))
        .concat();
    let (code, _, said) = checked(bring, "", &[("own.toml", &format!("name = \"our\"\nextends = \"cn-national\"\n{advisory}"))], &[]);
    assert_eq!(code, 1, "{said}");
    // The law of a province is for its own parks.
    let (code, report, said) = checked("name = \"cn-hunan\"", "", &[], &[]);
    assert_eq!((code, &report["criteria"]["built_in_decides"]), (1, &json!(true)), "{said}");
}

const FORMATS: [&str; 11] = ["text", "json", "jsonl", "markdown", "html", "csv", "junit", "github", "sarif", "in-toto", "xlsx"];

fn told(policy: &str, files: &[(&str, &str)], further: &[&str], format: &str, lang: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), "", policy, "", files);
    let shown = folder.path().to_str().expect("a path of text");
    let output = lingtan(&[&["check", shown, "--format", format, "--lang", lang, "--quiet"], further].concat());
    let text = if format == "xlsx" { text_of_workbook(&output.stdout) } else { String::from_utf8_lossy(&output.stdout).into_owned() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (output.status.code().expect("a code"), text.replace('\\', "").replace("<!-- -->", ""))
}

/// What whoever runs the program changes is told beside the verdict in all formats, with the built-in value and the verdict under it.
#[test]
fn criteria_of_the_command_line_are_told_in_every_format() {
    let set = ["--set", "limits.near-zero=9"];
    let (code, report, _) = checked("", "", &[], &set);
    assert_eq!((code, &report["verdict"]), (0, &json!("pass")));
    let changed = &report["criteria"]["changed"][0];
    assert_eq!((&changed["setting"], &changed["by"]), (&json!("limits.near-zero"), &json!("command-line")));
    assert_eq!((&changed["value"], &changed["built_in"]), (&json!("9 tCO2/tce"), &json!("0.21 tCO2/tce")));
    assert_eq!((&changed["outcome_as_built_in"], &report["criteria"]["verdict_as_built_in"]), (&json!("fail"), &json!("fail")));
    for format in FORMATS {
        for lang in ["en", "zh"] {
            let (code, told) = told("", &[], &set, format, lang);
            assert_eq!(code, 0, "{format}");
            for words in ["limits.near-zero", "0.21 tCO2/tce", "9 tCO2/tce"] {
                assert!(told.contains(words), "{format} {lang}: {words} is not in {told}");
            }
        }
    }
    assert_eq!(checked("", "", &[], &[&set[..], &["--deny", "warnings"]].concat()).0, 3);
    let (code, _, said) = checked("", "", &[], &[&set[..], &["--criteria", "built-in"]].concat());
    assert!(code == 2 && said.contains("--set limits.near-zero"), "{said}");
    let own = lax("our");
    let (code, _, said) = checked("name = \"own.toml\"", "", &[("own.toml", &own)], &["--criteria", "built-in"]);
    assert!(code == 2 && said.contains("`our` is not the built-in law"), "{said}");
    assert_eq!(checked("", "", &[], &["--criteria", "built-in"]).0, 1);
}

/// A value that the method lets a park state is told first where an outcome depends on it, in every format; `--deny warnings` refuses it.
#[test]
fn an_outcome_that_depends_on_a_stated_value_says_so() {
    // 12 / 10 = 1.2 is above I = 1.166.
    let stated = "baseline = { value = \"12\", unit = \"tCO2/tce\", source = \"某省既有园区研究报告\" }";
    let (code, report, _) = checked(stated, "", &[], &[]);
    assert_eq!((code, &report["verdict"]), (0, &json!("pass")));
    assert_eq!(report["stated"]["depends"], json!(["verdict", "near-zero"]));
    let value = &report["stated"]["values"][0];
    assert_eq!((&value["setting"], &value["built_in"], &value["verdict_as_built_in"]), (&json!("baseline"), &json!("2.1"), &json!("fail")));
    for format in FORMATS {
        let (_, told) = told(stated, &[], &[], format, "zh");
        for words in ["baseline", "2.1", "12", "某省既有园区研究报告"] {
            assert!(told.contains(words), "{format}: {words} is not in {told}");
        }
    }
    let (_, text) = told(stated, &[], &[], "text", "en");
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(at("depends on a value that the park states") < at("direct-green-share"), "{text}");
    assert_eq!(checked(stated, "", &[], &["--deny", "warnings"]).0, 3);
    // One on which nothing depends is listed, and no warning.
    let (code, report, said) = checked(
        "electricity_equivalent = { value = \"0.3\", unit = \"kgce/kWh\", source = \"统计局公告\" }",
        "",
        &[],
        &["--deny", "warnings"],
    );
    assert_eq!((code, &report["stated"]["depends"]), (1, &json!([])), "{said}");
}

/// `verify` says by whose law a report is, and holds it to what whoever runs it expects.
#[test]
fn verify_says_whose_law_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), "", "", "", &[]);
    let shown = folder.path().to_str().expect("a path of text");
    let (_, report, _) = check(folder.path(), &["--set", "limits.near-zero=9"]);
    let path = folder.path().join("r.json");
    fs::write(&path, report.to_string()).expect("written");
    let verify = |further: &[&str]| {
        let output = lingtan(&[&["verify", path.to_str().expect("text"), shown, "--lang", "en"], further].concat());
        (output.status.code().expect("a code"), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = verify(&[]);
    assert_eq!(code, 0, "{said}");
    for words in ["P, 2025-01-01 to 2025-12-31", "cn-national", "limits.near-zero = 9 tCO2/tce", "0.21 tCO2/tce", "FAIL"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(verify(&["--expect-policy", "cn-national", "--expect-verdict", "pass"]).0, 0);
    assert_eq!(verify(&["--expect-policy", "cn-hunan"]).0, 4);
    assert_eq!(verify(&["--expect-verdict", "fail"]).0, 4);
    assert_eq!(verify(&["--criteria", "built-in"]).0, 4);
    let mut edited = report.clone();
    edited["criteria"]["policy_by"] = json!("command-line");
    fs::write(&path, edited.to_string()).expect("written");
    assert_eq!(verify(&[]).0, 4, "who named the policy");
}

/// No format gives a verdict on a part of a year without saying so.
#[test]
fn an_interim_verdict_is_marked_in_every_format() {
    for format in FORMATS {
        let (code, told) = told("", &[], &["--period", "2025-01..2025-06", "--interim", "--set", "limits.near-zero=9"], format, "en");
        assert!(code == 0 && told.contains("interim"), "{format}: {told}");
    }
}
