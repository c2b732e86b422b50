//! Scenarios: what generation, a battery, less fuel or further purchases would make of a park, by cases worked out by hand; the park itself is never
//! touched, and what decides stays its own. `tests/reference/scenario.py` holds random scenarios to parks in which they were really carried out.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lingtan::standard::{Kind, SETTINGS};
use serde_json::{Value, json};
use support::{check, fixture, lingtan};

/// A park of one day by hours (kWh): hour, import, export, PV; hours that are not named are zero. PV is rated at 100 kW.
const HOURS: [(usize, u32, u32, u32); 5] = [(10, 30, 0, 50), (11, 0, 5, 80), (12, 40, 0, 20), (18, 10, 0, 0), (19, 100, 0, 0)];

/// Writes that park, with 1,000 m3 of gas, without the readings that are named.
fn park(folder: &Path, missing: &[(&str, usize)]) -> PathBuf {
    let park = folder.join("park");
    fs::create_dir_all(&park).expect("a folder");
    let manifest = "[park]\nname = \"P\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-01\"\n[meters]\nfile = \"meters.csv\"\n\
                    [[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\ninterval = \"60min\"\n";
    fs::write(park.join("park.toml"), manifest).expect("written");
    let meters = "meter_id,carrier,flow,unit,rating_kw,source\nIN,electricity,grid-import,kWh,200,\nOUT,electricity,grid-export,kWh,200,\n\
                  PV,electricity,onsite-renewable,kWh,100,solar\nGAS,natural-gas,consumption,m3,,\n";
    fs::write(park.join("meters.csv"), meters).expect("written");
    let mut rows = "meter_id,time,value\n".to_owned();
    for hour in 0..24 {
        let (_, import, export, pv) = HOURS.into_iter().find(|(at, ..)| *at == hour).unwrap_or((hour, 0, 0, 0));
        for (meter, value) in [("IN", import), ("OUT", export), ("PV", pv), ("GAS", if hour == 8 { 1000 } else { 0 })] {
            if !missing.contains(&(meter, hour)) {
                rows += &format!("{meter},2025-03-01 {hour:02}:00,{value}\n");
            }
        }
    }
    fs::write(park.join("readings.csv"), rows).expect("written");
    park
}

/// The key `scenario` of a park's report.
fn tried(park: &Path, text: &str) -> Value {
    let file = park.with_extension("toml");
    fs::write(&file, text).expect("written");
    let (code, report, errors) = check(park, &["--scenario", file.to_str().expect("a path"), "--interim"]);
    assert!(report.is_object(), "{code}: {errors}");
    report["scenario"].clone()
}

/// Values of the figures in a scenario.
fn figures(scenario: &Value) -> BTreeMap<String, Value> {
    let all = scenario["figures"].as_array().expect("figures").iter();
    all.map(|f| (f["id"].as_str().expect("an id").to_owned(), f["scenario"].clone())).collect()
}

fn value<'a>(figures: &'a BTreeMap<String, Value>, id: &str) -> &'a str {
    figures[id]["value"].as_str().unwrap_or("—")
}

const PV: &str = "[[change]]\nadd = \"solar\"\nmw = \"0.1\"\n";
const BATTERY: &str = "[[change]]\nadd = \"battery\"\nmwh = 0.06\nmw = 0.05\nround_trip = 0.8\n";

#[test]
fn generation_displaces_import_and_the_rest_is_exported() {
    // As much again as PV: 50, 80, 20. At 10 it displaces 30 and exports 20; at 11 it exports 80; at 12 it displaces 20.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[]), PV);
    let change = &scenario["changes"][0];
    assert_eq!([&change["generated"], &change["displaced"], &change["exported"]], ["0.15", "0.05", "0.1"], "{change}");
    let figures = figures(&scenario);
    for (id, expected) in [
        ("electricity.grid_import", "0.13"),
        ("electricity.grid_export", "0.105"),
        ("electricity.onsite_renewable", "0.3"),
        ("electricity.consumption", "0.325"),
        ("electricity.direct_green", "0.195"),
        ("direct_green_share", "0.6"),
    ] {
        assert_eq!(value(&figures, id), expected, "{id}");
    }
}

#[test]
fn a_direct_line_makes_its_rules_apply() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[]), &format!("{PV}flow = \"direct-line\"\n"));
    assert_eq!(value(&figures(&scenario), "electricity.direct_line"), "0.15");
    let rule = scenario["rules"].as_array().expect("rules").iter().find(|r| r["id"] == "direct-load").expect("the rule").clone();
    assert_eq!((&rule["base"]["outcome"], &rule["scenario"]["outcome"]), (&json!("not-applicable"), &json!("pass")));
}

#[test]
fn a_battery_takes_what_would_be_exported_and_gives_it_back() {
    // 60 kWh deliverable, 50 kW, 80 %. Export after the PV: 20 at 10, 85 at 11; import: 20 at 12, 10 at 18, 100 at 19.
    // 10: takes 20, holds 16. 11: takes min(85, 50, (60 − 16) / 0.8 = 55) = 50, holds 56. 12: gives 20. 18: gives 10. 19: gives the 26 that are left.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[]), &format!("{BATTERY}{PV}"));
    let change = &scenario["changes"][0];
    assert_eq!([&change["charged"], &change["discharged"], &change["left"]], ["0.07", "0.056", "0"], "{change}");
    let figures = figures(&scenario);
    // U grows by the loss of 14; R = 300 − 70 + 56 − 35.
    for (id, expected) in [
        ("electricity.grid_import", "0.074"),
        ("electricity.grid_export", "0.035"),
        ("electricity.storage_charge", "0.07"),
        ("electricity.storage_discharge", "0.056"),
        ("electricity.consumption", "0.339"),
        ("electricity.direct_green", "0.251"),
    ] {
        assert_eq!(value(&figures, id), expected, "{id}");
    }
}

#[test]
fn less_gas_moves_emissions_and_energy_exactly() {
    // 1,000 m3 × 0.038931 GJ × 0.0153 tC × 0.99 × 44/12 = 2.162188809 tCO2, and 1.33 tce; 85 % of each.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[]), "[[change]]\nscale = \"natural-gas\"\npercent = -15\n");
    let figures = figures(&scenario);
    assert_eq!(value(&figures, "emissions.fuel"), "1.83786048765");
    assert_eq!(value(&figures, "energy.fuel"), "1.1305");
    assert_eq!(value(&figures, "electricity.grid_import"), "0.18");
    let one = tried(&park(folder.path(), &[]), "[[change]]\nmeter = \"GAS\"\npercent = \"-15\"\n");
    assert_eq!(one["figures"], scenario["figures"], "the only meter of a carrier is the carrier");
}

#[test]
fn a_generator_that_is_taken_away_is_imported_instead() {
    // Without PV: at 11 the export of 5 goes first, then 75 are imported.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[]), "[[change]]\nmeter = \"PV\"\npercent = -100\n");
    let figures = figures(&scenario);
    for (id, expected) in [
        ("electricity.grid_import", "0.325"),
        ("electricity.grid_export", "0"),
        ("electricity.onsite_renewable", "0"),
        ("electricity.consumption", "0.325"),
    ] {
        assert_eq!(value(&figures, id), expected, "{id}");
    }
}

#[test]
fn purchases_cover_import() {
    // P − Z is 47,019 MWh in this park: 1,000 MWh more cover 832.5 tCO2.
    for add in ["certificates", "trades"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("s.toml");
        fs::write(&file, format!("[[change]]\nadd = \"{add}\"\nmwh = 1000\n")).expect("written");
        let (_, report, errors) = check(&fixture("parks/full-pass"), &["--scenario", file.to_str().expect("a path")]);
        let all = report["scenario"]["figures"].as_array().unwrap_or_else(|| panic!("{errors}"));
        let difference = |id: &str| all.iter().find(|f| f["id"] == id).expect("the figure")["difference"].clone();
        assert_eq!(difference("emissions.total"), "-832.5", "{add}");
        assert_eq!(difference("electricity.zero_rated"), "1000", "{add}");
        assert_eq!(difference("electricity.direct_green"), "0", "{add}");
    }
}

#[test]
fn missing_import_leaves_open_what_is_displaced() {
    // Import at 10 is missing, between 0 and 200: of the 50 more, between 0 and 50 are displaced. Consumption is what it was for each of them.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[("IN", 10)]), PV);
    assert_eq!(scenario["changes"][0]["unknown_steps"], 1);
    let figures = figures(&scenario);
    // Known import 150 less 20 displaced at 12; at 10 max(0, import − 50): 0 to 150. Known export 5 + 80; at 10 max(0, 50 − import): 0 to 50.
    assert_eq!(
        (&figures["electricity.grid_import"]["lower"], &figures["electricity.grid_import"]["upper"]),
        (&json!("0.13"), &json!("0.28"))
    );
    assert_eq!(
        (&figures["electricity.grid_export"]["lower"], &figures["electricity.grid_export"]["upper"]),
        (&json!("0.085"), &json!("0.135"))
    );
    let base = &scenario["figures"].as_array().expect("figures").iter().find(|f| f["id"] == "electricity.consumption").expect("U")["base"];
    assert_eq!(&figures["electricity.consumption"], base);
}

#[test]
fn a_missing_profile_adds_what_is_not_known() {
    // PV at 11 is missing: up to 100 more from either; import there is 0, so that it can only be exported.
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = tried(&park(folder.path(), &[("PV", 11)]), PV);
    let figures = figures(&scenario);
    assert_eq!(
        (&figures["electricity.grid_export"]["lower"], &figures["electricity.grid_export"]["upper"]),
        (&json!("0.025"), &json!("0.125"))
    );
    assert_eq!(
        (&figures["electricity.onsite_renewable"]["lower"], &figures["electricity.onsite_renewable"]["upper"]),
        (&json!("0.14"), &json!("0.34"))
    );
}

#[test]
fn nothing_more_is_the_park_itself() {
    for name in ["full-pass", "ausgrid-c12", "no-gateway", "interim-half-year", "indeterminate-missing-data"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("s.toml");
        let mut none = "[[change]]\nadd = \"solar\"\nmw = 0\nprofile_mw = 1\n[[change]]\nadd = \"trades\"\nmwh = 0\n".to_owned();
        // Parks that are read by month or day can have no battery.
        if ["full-pass", "ausgrid-c12", "no-gateway"].contains(&name) {
            none += "[[change]]\nadd = \"battery\"\nmwh = 0\nmw = 0\nround_trip = 1\n";
        }
        fs::write(&file, none).expect("written");
        let park = fixture(&format!("parks/{name}"));
        let (code, report, errors) = check(&park, &["--scenario", file.to_str().expect("a path"), "--interim"]);
        assert!(report.is_object(), "{name}: {errors}");
        for figure in report["scenario"]["figures"].as_array().expect("figures") {
            assert_eq!(figure["base"], figure["scenario"], "{name}: {}", figure["id"]);
        }
        for rule in report["scenario"]["rules"].as_array().expect("rules") {
            assert_eq!(rule["base"], rule["scenario"], "{name}: {}", rule["id"]);
        }
        assert_eq!(report["scenario"]["verdict"], report["verdict"], "{name}");
        // What decides is as if there were no scenario.
        let (alone, mut plain, _) = check(&park, &["--interim"]);
        assert_eq!(alone, code, "{name}");
        let mut with = report.clone();
        with.as_object_mut().expect("a report").remove("scenario");
        // The words of the scenario, for forms that are made of the report.
        for report in [&mut with, &mut plain] {
            report.as_object_mut().expect("a report").remove("rendering");
        }
        with["run"].as_object_mut().expect("a run").remove("scenario");
        assert_eq!(with.take(), plain.take(), "{name}");
    }
}

fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(bytes(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    all
}

#[test]
fn a_report_with_a_scenario_is_verified_and_the_park_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let (park, report) = (fixture("parks/no-gateway"), folder.path().join("report.json"));
    let before = bytes(&park);
    let file = folder.path().join("s.toml");
    fs::write(&file, "[[change]]\nadd = \"solar\"\nmw = 3\nprofile_mw = 5\n").expect("written");
    let path = |path: &Path| path.to_str().expect("a path").to_owned();
    lingtan(&["check", &path(&park), "--scenario", &path(&file), "--format", "json", "--output", &path(&report)]);
    // The file is no longer needed: the report carries it.
    fs::remove_file(&file).expect("removed");
    let verified = lingtan(&["verify", &path(&report), &path(&park)]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    let mut stated = support::json(&report);
    let schema: Value = serde_json::from_slice(&lingtan(&["schema"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&stated), "{:?}", validator.iter_errors(&stated).map(|e| e.to_string()).collect::<Vec<_>>());
    stated["scenario"]["changes"][0]["displaced"] = json!("1");
    fs::write(&report, stated.to_string()).expect("written");
    let verified = lingtan(&["verify", &path(&report), &path(&park)]);
    assert_eq!(verified.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&verified.stdout).contains("scenario.changes[0].displaced"));
    assert_eq!(bytes(&park), before);
}

#[test]
fn what_cannot_be_is_refused_and_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = park(folder.path(), &[]);
    let meters = fs::read_to_string(park.join("meters.csv")).expect("a registry");
    let file = folder.path().join("s.toml");
    let refused = |text: &str, arguments: &[&str], said: &str| {
        fs::write(&file, text).expect("written");
        let further: Vec<&str> = ["--scenario", file.to_str().expect("a path")].into_iter().chain(arguments.iter().copied()).collect();
        let (code, report, errors) = check(&park, &further);
        assert_eq!((code, &report), (2, &Value::Null), "{text}: {errors}");
        assert!(errors.contains(said), "{text}: {errors}");
    };
    refused("[[change]]\nadd = \"solar\"\nmw = 1\nprofile = [\"PW\"]", &[], "s.toml:4: the park P has no meter `PW`; did you mean `PV`?");
    refused("[[change]]\nadd = \"solar\"\nmw = 1\nprofile = [\"IN\"]", &[], "s.toml:4: IN is a meter of `grid-import`");
    refused("[[change]]\nadd = \"wind\"\nmw = 1\nprofile = [\"PV\"]", &[], "s.toml:4: the registry gives PV another source");
    refused("[[change]]\nadd = \"wind\"\nmw = 1", &[], "s.toml:1: the park P has no generator of source `wind`");
    refused("[[change]]\nmeter = \"IN\"\npercent = 5", &[], "s.toml:2: IN is a meter of `grid-import`, which follows");
    refused("[[change]]\nscale = \"heat\"\npercent = 5", &[], "s.toml:2: the park P uses no heat");
    refused("[[change]]\nscale = \"natural-gas\"\npercent = 5\n[[change]]\nmeter = \"GAS\"\npercent = 5", &[], "s.toml:5: GAS is scaled");
    refused("[[change]]\nmw = 1", &[], "s.toml:1: this change says neither");
    refused(PV, &["--record", "--ledger", "l.csv"], "cannot be used with");
    refused(PV, &["--output", file.to_str().expect("a path")], "this is read by this run (--scenario); a report must not replace it");
    fs::write(park.join("meters.csv"), meters.replace("100,solar", ",solar")).expect("written");
    refused(PV, &[], "s.toml:1: the capacity of PV is not known");
    let rated = format!("{PV}profile_mw = 0.1\n");
    assert_eq!(tried(&park, &rated)["changes"][0]["generated"], "0.15");
    let (code, _, errors) = check(&park, &["--scenario", "no-such-file.toml"]);
    assert!(code == 2 && errors.contains("no-such-file.toml"), "{errors}");
}

#[test]
fn a_park_without_gateway_and_loads_cannot_tell_what_generation_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("s.toml");
    fs::write(&file, "[[change]]\nadd = \"solar\"\nmw = 1\nprofile_mw = 1\n").expect("written");
    let (code, _, errors) = check(&fixture("parks/pvdaq-serf-east"), &["--scenario", file.to_str().expect("a path")]);
    assert!(code == 2 && errors.contains("neither a gateway nor load meters"), "{errors}");
}

#[test]
fn a_battery_wants_hours() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = park(folder.path(), &[]);
    let manifest = fs::read_to_string(park.join("park.toml")).expect("a manifest").replace("60min", "day");
    fs::write(park.join("park.toml"), manifest).expect("written");
    let rows = "meter_id,time,value\nIN,2025-03-01,180\nOUT,2025-03-01,5\nPV,2025-03-01,150\nGAS,2025-03-01,1000\n";
    fs::write(park.join("readings.csv"), rows).expect("written");
    let file = folder.path().join("s.toml");
    fs::write(&file, BATTERY).expect("written");
    let (code, _, errors) = check(&park, &["--scenario", file.to_str().expect("a path")]);
    assert!(code == 2 && errors.contains("a battery moves energy between hours") && errors.contains("by day"), "{errors}");
    // By days all of the 150 more displace import: that is said.
    let scenario = tried(&park, PV);
    assert_eq!(scenario["changes"][0]["displaced"], "0.15");
    assert!(scenario["assumptions"].as_array().expect("assumptions").contains(&json!("coarse-steps")));
}

#[test]
fn every_format_for_people_tells_it_in_both_languages() {
    let (park, file) = (fixture("parks/full-pass"), fixture("scenarios/pv-and-battery.toml"));
    for (lang, heading, saving) in [("en", "What if", "grid import P"), ("zh", "情景测算", "下网电量 P")] {
        for format in ["text", "markdown", "html", "csv"] {
            let path = |path: &Path| path.to_str().expect("a path").to_owned();
            let output = lingtan(&["check", &path(&park), "--scenario", &path(&file), "--format", format, "--lang", lang, "--details"]);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(0));
            if format == "csv" {
                assert!(text.contains("scenario-figure,electricity.grid_import,difference,-14534.10423076906"), "{text}");
            } else {
                assert!(text.contains(heading) && text.contains(saving), "{format} {lang}");
                assert!(!text.contains("scenario.a") && !text.contains("scenario.g"), "{format} {lang}: a key without a phrase");
            }
        }
        // One screen tells what was asked: the scenario by its name, and the verdict under it.
        let output = lingtan(&["check", park.to_str().expect("a path"), "--scenario", file.to_str().expect("a path"), "--lang", lang]);
        let screen = String::from_utf8_lossy(&output.stdout).into_owned();
        let (colon, same) =
            if lang == "en" { (": ", "The verdict would be the same: PASS.") } else { ("：", "该情景下结论不变：通过。") };
        assert!(screen.contains(&format!("{heading}{colon}20 MW of PV, a battery, less gas\n  {same}\n")), "{screen}");
        assert!(screen.lines().count() <= 40, "{screen}");
    }
}

#[test]
fn every_setting_can_be_tried_alone_and_is_explained() {
    let listed = String::from_utf8(lingtan(&["explain", "--lang", "en"]).stdout).expect("text");
    for setting in SETTINGS {
        let (name, given) = match setting.kind {
            Kind::Limit => ("limits.direct-green-share".to_owned(), "0.6"),
            Kind::Level => ("levels.direct-green-share".to_owned(), "advisory"),
            Kind::Words(words) => (setting.name.to_owned(), words[words.len() - 1]),
            Kind::Equivalent => (setting.name.to_owned(), "0.296"),
            Kind::Intensity => (setting.name.to_owned(), "2.4"),
            Kind::Efficiency => (setting.name.to_owned(), "0.88"),
            Kind::Energy => (setting.name.to_owned(), "12000"),
            Kind::Years => (setting.name.to_owned(), "3"),
            Kind::Names => (setting.name.to_owned(), "CCER"),
        };
        assert!(listed.contains(setting.name), "{}", setting.name);
        let set = format!("{name}={given}");
        let (code, report, errors) = check(&fixture("parks/full-pass"), &["--set", &set]);
        assert_ne!(code, 2, "{set}: {errors}");
        assert_eq!(report["policy"]["settings"][&name], given, "{set}");
    }
}
