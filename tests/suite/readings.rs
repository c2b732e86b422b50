//! Other readings of the rules: each is what a run comes to in which that setting or constant is changed by hand, and the verdict stays that of the
//! readings in force.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use lingtan::measure::Exact;
use serde_json::Value;
use support::{check, fixture, folders, lingtan};

const PARKS: [&str; 8] = [
    "full-pass",
    "fail-near-zero",
    "fail-direct-green-share",
    "fail-carbon-intensity-tier",
    "million-tce",
    "certificate-ledgers",
    "indeterminate-missing-data",
    "interim-half-year",
];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("copied");
        }
    }
}

/// The rules of a report that are no data rules, as far as readings tell them.
fn rules(report: &Value) -> BTreeMap<String, Value> {
    let all = report["rules"].as_array().expect("rules").iter().filter(|r| r["level"] != "data");
    all.map(|r| {
        let kept = ["level", "outcome", "measured", "lower", "upper", "limit"].map(|k| (k.to_owned(), r[k].clone()));
        (r["id"].as_str().expect("an id").to_owned(), kept.into_iter().collect::<serde_json::Map<_, _>>().into())
    })
    .collect()
}

/// What readings say of the rules under one of them: those in force with those that it moves in their place.
fn told(report: &Value, reading: &str, value: &str) -> (String, BTreeMap<String, Value>) {
    let all = report["readings"]["alone"].as_array().expect("readings");
    let read = all.iter().find(|r| r["reading"] == reading && r["value"] == value).unwrap_or_else(|| panic!("{reading} {value}"));
    let mut rules = rules(report);
    for rule in read["rules"].as_array().expect("rules") {
        let kept = ["level", "outcome", "measured", "lower", "upper", "limit"].map(|k| (k.to_owned(), rule[k].clone()));
        let before = rules.insert(rule["id"].as_str().expect("an id").to_owned(), Value::Object(kept.into_iter().collect()));
        assert_eq!(rule["turns"], before.expect("a rule in force")["outcome"] != rule["outcome"]);
    }
    (read["verdict"].as_str().expect("a verdict").to_owned(), rules)
}

fn other(report: &Value, reading: &str) -> Vec<String> {
    let points = report["readings"]["points"].as_array().expect("points");
    let point = points.iter().find(|p| p["reading"] == reading).expect("a point");
    point["others"].as_array().expect("others").iter().map(|v| v.as_str().expect("text").to_owned()).collect()
}

#[test]
fn a_setting_read_otherwise_is_a_run_with_that_setting() {
    for park in PARKS {
        let folder = fixture("parks").join(park);
        let (code, report, _) = check(&folder, &["--readings", "all", "--interim"]);
        let (plain, before, _) = check(&folder, &["--interim"]);
        assert_eq!((code, &report["verdict"], &report["rules"]), (plain, &before["verdict"], &before["rules"]), "{park}");
        assert!(before.get("readings").is_none() && before["run"].get("readings").is_none());
        for setting in ["electricity_equivalent", "feedstock_energy", "vintage"] {
            let others = other(&report, setting);
            assert!(!others.is_empty());
            for value in others {
                let (_, run, _) = check(&folder, &["--interim", "--set", &format!("{setting}={value}")]);
                let (verdict, told) = told(&report, setting, &value);
                assert_eq!((verdict.as_str(), &told), (run["verdict"].as_str().expect("text"), &rules(&run)), "{park}: {setting} {value}");
            }
        }
    }
}

#[test]
fn the_other_factor_is_a_run_under_a_policy_that_states_it() {
    for park in PARKS {
        let folder = fixture("parks").join(park);
        let (_, report, _) = check(&folder, &["--readings", "all", "--interim"]);
        assert_eq!(other(&report, "electricity_factor"), ["0.8273"], "{park}");
        let copied = tempfile::tempdir().expect("a folder");
        copy(&folder, copied.path());
        let policy = copied.path().join("other.toml");
        let text = "name = \"other\"\nextends = \"cn-national\"\n[constants.electricity_factor]\nvalue = \"0.8273\"\nunit = \"tCO2/MWh\"\n\
                    document = \"EF-2023\"\nitem = \"x\"\nquote = \"x\"\nstanding = \"confirmed\"\n";
        // A policy states the level of what it inherits as required.
        let required = |id: &str| {
            format!("[rules.{id}]\nlevel = \"required\"\ndocument = \"ANNEX-4\"\nitem = \"x\"\nquote = \"x\"\nstanding = \"text\"\n")
        };
        let rules_required: String = ["direct-green-share", "near-zero", "carbon-intensity-tier"].into_iter().map(required).collect();
        fs::write(&policy, format!("{text}{rules_required}")).expect("written");
        let (_, run, errors) = check(copied.path(), &["--interim", "--policy", policy.to_str().expect("text")]);
        assert!(run.is_object(), "{errors}");
        let (verdict, told) = told(&report, "electricity_factor", "0.8273");
        assert_eq!((verdict.as_str(), &told), (run["verdict"].as_str().expect("text"), &rules(&run)), "{park}");
        // Under that policy the annex's own factor is the other reading.
        let (_, back, _) = check(copied.path(), &["--interim", "--policy", policy.to_str().expect("text"), "--readings", "all"]);
        assert_eq!(other(&back, "electricity_factor"), ["0.8325"]);
    }
}

#[test]
fn certificates_up_to_consumption_and_gas_as_clean_are_what_the_figures_give() {
    let (mut capped, mut gas) = (0, 0);
    for folder in folders(&fixture("parks")) {
        let (_, report, _) = check(&folder, &["--readings", "all", "--interim"]);
        let figure = |id: &str| report["figures"][id]["value"].as_str().map(|v| Exact::parse(v).expect("a decimal"));
        let (_, read) = told(&report, "direct_supply", "with-certificates");
        let rho = &read["direct-green-share"];
        if let (Some(r), Some(u)) = (figure("electricity.direct_green"), figure("electricity.consumption").filter(Exact::is_positive)) {
            let t = figure("electricity.green_traded").expect("T") + figure("electricity.certificates_eligible").expect("C");
            let want = (r + t).min(u.clone()).over(&u).expect("a share");
            assert_eq!(rho["measured"], want.to_string(), "{}", folder.display());
            capped += usize::from(rho["measured"] == "1");
        }
        // The line that the report prints beside the clean share, from code of its own.
        let printed = report["sensitivities"].as_array().expect("a list").iter().find(|s| s["setting"] == "clean_energy_with_natural_gas");
        if let Some(printed) = printed {
            let (_, read) = told(&report, "clean_energy", "with-natural-gas");
            assert_eq!(read["clean-energy-share"]["measured"], printed["result"], "{}", folder.display());
            gas += usize::from(printed["result"] != report["figures"]["clean_energy_share"]["value"]);
        }
    }
    assert!(capped > 0 && gas > 0, "{capped} {gas}");
}

#[test]
fn combinations_are_all_there_and_say_what_depends_on_what() {
    let mut seen = 0;
    for park in PARKS {
        let (_, report, _) = check(&fixture("parks").join(park), &["--readings", "all", "--interim"]);
        let readings = &report["readings"];
        let varied: Vec<&str> = readings["combinations"]["varied"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
        let options: usize = varied.iter().map(|p| 1 + other(&report, p).len()).product();
        let all = readings["combinations"]["all"].as_array().expect("a list");
        assert_eq!((all.len(), &readings["combinations"]["count"]), (options, &options.into()), "{park}");
        assert!(options < 2000, "{park}: {options}");
        // By the readings alone: the verdict of each combination, looked up by what is read otherwise.
        let key = |readings: &Value| -> BTreeSet<String> {
            readings.as_object().expect("an object").iter().map(|(point, value)| format!("{point}={value}")).collect()
        };
        let by: BTreeMap<BTreeSet<String>, &str> =
            all.iter().map(|c| (key(&c["readings"]), c["verdict"].as_str().expect("a verdict"))).collect();
        assert_eq!(by.len(), options);
        assert_eq!(by[&BTreeSet::new()], report["verdict"]);
        let depends = |point: &str| {
            all.iter().any(|c| {
                let mut without = c["readings"].as_object().expect("an object").clone();
                without.remove(point).is_some() && by[&key(&Value::Object(without))] != c["verdict"]
            })
        };
        let want: Vec<&str> = varied.iter().copied().filter(|p| depends(p)).collect();
        let said = readings["depends"].as_array().expect("a list").iter().find(|d| d["of"] == "verdict");
        let said: Vec<&str> = said.map_or_else(Vec::new, |d| d["on"].as_array().expect("names").iter().filter_map(Value::as_str).collect());
        assert_eq!(said, want, "{park}");
        seen += said.len();
        // Two readings at once are a run with both settings.
        let both = all.iter().find(|c| {
            let r = c["readings"].as_object().expect("an object");
            r.len() == 2 && r.contains_key("electricity_equivalent") && r.contains_key("vintage")
        });
        if let Some(both) = both {
            let sets = both["readings"].as_object().expect("an object").iter().map(|(k, v)| format!("{k}={}", v.as_str().expect("text")));
            let sets: Vec<String> = sets.collect();
            let (_, run, _) = check(&fixture("parks").join(park), &["--interim", "--set", &sets[0], "--set", &sets[1]]);
            assert_eq!(both["verdict"], run["verdict"], "{park}");
            for rule in run["rules"].as_array().expect("rules") {
                let before = report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == rule["id"]).expect("a rule");
                let turned = (before["outcome"] != rule["outcome"]).then_some(&rule["outcome"]);
                assert_eq!(both["turned"].get(rule["id"].as_str().expect("an id")), turned, "{park}");
            }
        }
    }
    assert!(seen > 0, "no verdict of these parks depends on a reading");
}

#[test]
fn a_report_with_readings_can_be_verified_and_none_of_it_is_lost() {
    for park in ["full-pass", "fail-near-zero", "indeterminate-missing-data"] {
        let folder = fixture("parks").join(park);
        let shown = folder.to_str().expect("text");
        let (_, mut report, _) = check(&folder, &["--readings", "all"]);
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("report.json");
        let verify = |report: &Value| {
            fs::write(&path, report.to_string()).expect("written");
            lingtan(&["verify", path.to_str().expect("text"), shown, "--quiet"]).status.code()
        };
        assert_eq!(verify(&report), Some(0), "{park}");
        let csv = lingtan(&["check", shown, "--readings", "all", "--format", "csv"]).stdout;
        let rows: Vec<Vec<String>> =
            csv::Reader::from_reader(&csv[3..]).records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
        for read in report["readings"]["alone"].as_array().expect("a list") {
            for rule in read["rules"].as_array().expect("a list") {
                let wanted = [&rule["id"], &rule["measured"], &rule["outcome"], &read["reading"], &read["value"]];
                let there = |row: &Vec<String>| wanted.iter().filter_map(|w| w.as_str()).all(|w| row.iter().any(|cell| cell == w));
                assert!(rows.iter().any(there), "{park}: {wanted:?}");
            }
        }
        for (lang, words) in [("en", "equivalent value: 0.3024 kgce/kWh"), ("zh", "电力等价值：0.3024 kgce/kWh")] {
            let text = |further: &[&str]| {
                let output = lingtan(&[&["check", shown, "--readings", "all", "--lang", lang], further].concat());
                String::from_utf8(output.stdout).expect("UTF-8")
            };
            assert!(text(&["--details"]).contains(words), "{park} {lang}");
            // One screen tells what was asked: whether the verdict depends on it.
            let (depends, same) = if lang == "en" {
                ("The verdict depends on ", "The verdict is the same under each")
            } else {
                ("结论取决于", "结论均相同")
            };
            let is_open = report["readings"]["depends"].as_array().expect("a list").iter().any(|depends| depends["of"] == "verdict");
            let screen = text(&[]);
            assert!(screen.contains(depends) == is_open && screen.contains(same) != is_open, "{park} {lang}: {screen}");
        }
        report["readings"]["alone"][0]["verdict"] = "x".into();
        assert_eq!(verify(&report), Some(4), "{park}");
    }
}
