//! The catalogue of defects: every code has a smallest park that shows it, at the file and line where it stands.

#![allow(clippy::format_collect, reason = "small texts")]

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

/// Codes that may block, as the catalogue and the parks below show.
const BLOCKING: [&str; 18] = [
    "bill-mismatch",
    "conflicting-reading",
    "contradicted-rating",
    "cumulative-series",
    "identical-series",
    "incomplete-loads",
    "missing-factor",
    "missing-fuel",
    "negative-reading",
    "out-of-service-reading",
    "overlapping-reading",
    "own-use-reading",
    "registry-conflict",
    "service-gap",
    "tariff-mismatch",
    "uncounted-fuel",
    "unexplained-discharge",
    "unparsable-row",
];

/// A park that passes: 12 × 40 MWh from the grid, all of it zero-rated by certificates, 12 × 60 MWh of solar generation.
struct Passing {
    toml: String,
    meters: String,
    files: Vec<(&'static str, String)>,
}

impl Passing {
    fn new() -> Self {
        let months: String = (1..=12).map(|month| format!("GRID,2025-{month:02},40\nPV,2025-{month:02},60\n")).collect();
        let certificates =
            "first_id,last_id,generation_month,status,retired_on,beneficiary\nGEC0000001,GEC0000480,2025-06,retired,2025-12-01,us\n";
        Self {
            toml: "[park]\nname = \"P\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\n\
                   [certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"us\"]\n"
                .to_owned(),
            meters: "meter_id,carrier,flow,unit,parent,less\nGRID,electricity,grid-import,MWh,,\nPV,electricity,onsite-renewable,MWh,,\n"
                .to_owned(),
            files: vec![("r.csv", format!("meter_id,time,value\n{months}")), ("c.csv", certificates.to_owned())],
        }
    }

    fn with(mut self, toml: &str, meters: &str, files: &[(&'static str, &str)]) -> Self {
        self.toml += toml;
        self.meters += meters;
        for (name, text) in files {
            match self.files.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known += text,
                None => self.files.push((name, (*text).to_owned())),
            }
        }
        self
    }

    fn check(&self) -> (i32, Value, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let all = [("park.toml", self.toml.clone()), ("meters.csv", self.meters.clone())].into_iter().chain(self.files.clone());
        all.for_each(|(name, text)| std::fs::write(folder.path().join(name), text).expect("written"));
        check(folder.path(), &[])
    }
}

/// What blocks, and whether each names a rule that does not pass, which decides where the evidence enters a required one.
fn blocking(report: &Value) -> Vec<&str> {
    let list = |key: &str| report[key].as_array().into_iter().flatten();
    let codes: Vec<&str> = list("defects")
        .filter(|d| d["effect"] == "blocks" && d.get("explained").is_none_or(Value::is_null))
        .filter_map(|d| d["code"].as_str())
        .collect();
    for code in &codes {
        let names = |rule: &&Value| rule["reason"].as_str().is_some_and(|reason| reason.contains(&format!("`{code}`")));
        let named: Vec<&Value> = list("rules").filter(names).collect();
        let held = list("rules").find(|rule| rule["id"] == "certificate-ledger" && rule["outcome"] == "fail");
        assert!(!named.is_empty() || held.is_some(), "{code} is named by no rule: {}", report["rules"]);
        assert!(named.iter().all(|rule| rule["outcome"] != "pass"), "{code}: {named:?}");
    }
    codes
}

/// Every code that blocks makes a rule undecided that names it, and never lets a park pass whose required figures need the evidence.
#[test]
fn what_blocks_never_lets_a_park_pass() {
    let months = |meter: &str, value: &str| (1..=12).fold(String::new(), |all, month| format!("{all}{meter},2025-{month:02},{value}\n"));
    let bills = "[[readings]]\nfiles = [\"b.csv\"]\nlayout = \"bill\"\n";
    let (gas, load) = ("GAS,natural-gas,consumption,m3,,\n", months("L", "10"));
    let twice = months("GRID", "41").repeat(2) + &months("PV", "60");
    let crossed = "meter_id,start,end,energy\nW,2025-01-01,2025-02-15,900\nW,2025-02-01,2025-04-01,1200\n";
    let jump = "meter_id,start,end,start_reading,end_reading\nW,2025-01-01,2025-07-01,5000,5900\nW,2025-07-01,2026-01-01,10000,10900\n";
    let parts = "meter_id,time,正向有功总,正向有功尖,正向有功峰,正向有功平,正向有功谷\nW,2025-01-01,0,0,0,0,0\nW,2026-01-01,1000,1,1,1,1\n";
    let wind = "W,electricity,onsite-renewable,MWh,,\n";
    let products = "product,month,output,unit,factor,factor_unit,source\nclinker,2025-06,some,t,0.5,tCO2/t,own test\n";
    let (more, ledger) = ("[products]\nfiles = [\"p.csv\"]\n", "[trades]\nfiles = [\"t.csv\"]\n");
    let trades = "contract_id,month,mwh\nA,2025-06,some\n";
    let indicators = "indicator,numerator,denominator,unit,source\nwater-reuse,some,100,1,annual report\n";
    let all: Vec<(&str, Passing)> = vec![
        ("unparsable-row", Passing::new().with("", "", &[("r.csv", "GRID,2025-01,40,1,2,3\n")])),
        ("unparsable-row", Passing::new().with("", "", &[("c.csv", "GEC1,GEC9,2025-06,retired,2025-12-01,us\n")])),
        ("unparsable-row", Passing::new().with(more, "", &[("p.csv", products)])),
        ("unparsable-row", Passing::new().with(ledger, "", &[("t.csv", trades)])),
        ("conflicting-reading", Passing::new().with("", "", &[("r.csv", &twice)])),
        ("missing-factor", Passing::new().with("", "RC,raw-coal,consumption,t,,\n", &[("r.csv", &months("RC", "1"))])),
        ("uncounted-fuel", Passing::new().with("", "GI,natural-gas,import,m3,,\n", &[("r.csv", &months("GI", "9"))])),
        ("missing-fuel", Passing::new().with("", "F,electricity,onsite-fossil,MWh,,\n", &[("r.csv", &months("F", "9"))])),
        ("service-gap", {
            let park = Passing::new();
            let meters =
                park.meters.replace("less\n", "less,to\n").replace("MWh,,\nPV", "MWh,,,2025-06-30\nPV").replace("MWh,,\n", "MWh,,,\n");
            Passing { meters, ..park }
        }),
        ("overlapping-reading", Passing::new().with(bills, wind, &[("b.csv", crossed)])),
        ("bill-mismatch", Passing::new().with(bills, wind, &[("b.csv", jump)])),
        ("tariff-mismatch", Passing::new().with("[[readings]]\nfiles = [\"b.csv\"]\nlayout = \"register\"\n", wind, &[("b.csv", parts)])),
        ("own-use-reading", Passing::new().with("", "D,electricity,direct-line,MWh,,\n", &[("r.csv", &months("D", "-9"))])),
        ("negative-reading", {
            let park = Passing::new().with("", "L,electricity,load,MWh,,\n", &[("r.csv", &months("L", "50"))]);
            Passing { meters: park.meters.replace("grid-import,MWh,,\n", "grid-import,MWh,,L\n"), ..park }
        }),
        ("registry-conflict", Passing::new().with("", "G2,electricity,grid-import,MWh,GRID,\n", &[("r.csv", &months("G2", "400"))])),
        ("unexplained-discharge", Passing::new().with("", "BD,electricity,storage-discharge,MWh,,\n", &[("r.csv", &months("BD", "9"))])),
    ];
    assert_eq!(Passing::new().check().0, 0, "without a slip it passes");
    assert_eq!(Passing::new().with("", gas, &[("r.csv", &months("GAS", "1"))]).check().0, 0);
    assert_eq!(Passing::new().with("", "L,electricity,load,MWh,,\n", &[("r.csv", &load)]).check().0, 0);
    let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for (code, park) in &all {
        let (exit, report, errors) = park.check();
        assert!(exit == 1 || exit == 3, "{code}: {exit} {errors} {}", report["defects"]);
        let blocks = blocking(&report);
        assert!(blocks.contains(code), "{code} does not block: {}", report["defects"]);
        seen.extend(blocks.into_iter().map(str::to_owned));
    }
    // What enters a guiding rule alone decides that rule.
    let (exit, report, errors) = Passing::new().with("[indicators]\nfiles = [\"i.csv\"]\n", "", &[("i.csv", indicators)]).check();
    assert_eq!((exit, blocking(&report)), (0, vec!["unparsable-row"]), "{errors}");
    for folder in folders(&fixture("defects")) {
        let want = json(&folder.join("expected.json"));
        let arguments: Vec<&str> = want["args"].as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
        let (exit, report, _) = check(&folder, &arguments);
        let blocks = blocking(&report);
        assert!(blocks.is_empty() || exit == 1 || exit == 3, "{}: {exit}", folder.display());
        seen.extend(blocks.into_iter().map(str::to_owned));
    }
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), BLOCKING);
}
