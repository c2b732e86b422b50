//! Certificate records as platforms and exchanges export them: what is counted, what is rejected and where, whatever the order of the
//! files; and `inspect` and `init` on the same files.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{check, fixture, json, lingtan};

/// The park of all shapes; its numbers are worked out in its `expected.json`.
const PARK: &str = "parks/certificate-ledgers";

fn copy(names: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in names {
        fs::copy(fixture(PARK).join(from), folder.path().join(to)).expect("copied");
    }
    folder
}

fn put(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

/// Certificates rejected, by reason.
fn rejected(report: &Value) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for rejection in report["certificates"]["rejected"].as_array().expect("a list") {
        let reason = rejection["reason"].as_str().expect("a reason").to_owned();
        *sums.entry(reason).or_insert(0) += rejection["quantity"].as_u64().expect("a count");
    }
    sums
}

/// A park with the meters of the fixture and these certificate files.
fn park(files: &[(&str, &str)], further: &str) -> (i32, Value, String) {
    let folder = copy(&[("meters.csv", "meters.csv"), ("readings.csv", "readings.csv")]);
    let names: Vec<String> = files.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let manifest = fs::read_to_string(fixture(PARK).join("park.toml")).expect("a manifest");
    put(folder.path(), "park.toml", &format!("{}{further}\n", manifest.replace("\"?-*.csv\"", &names.join(", "))));
    for (name, text) in files {
        put(folder.path(), name, text);
    }
    check(folder.path(), &[])
}

#[test]
fn every_shape_is_read_and_every_certificate_is_accounted_for() {
    let (_, report, errors) = check(&fixture(PARK), &[]);
    let want = json(&fixture(PARK).join("expected.json"));
    let sums = rejected(&report);
    for (reason, quantity) in want["rejected"].as_object().expect("sums") {
        assert_eq!(sums.get(reason), quantity.as_u64().as_ref(), "{reason}: {errors}");
    }
    let all = sums.values().sum::<u64>() + report["certificates"]["counted"].as_u64().expect("a count");
    assert_eq!(report["certificates"]["presented"], all);
    let places: Vec<(String, u64, u64)> = report["certificates"]["rejected"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|r| (r["file"].as_str().expect("a file").to_owned(), r["line"].as_u64().expect("a line"), r["quantity"].as_u64().expect("n")))
        .collect();
    let want = [
        ("1-beijing.csv", 7, 1),
        ("2-guangzhou.csv", 2, 100),
        ("2-guangzhou.csv", 3, 20),
        ("3-trades.csv", 2, 30),
        ("4-issued.csv", 2, 500),
        ("5-retired.csv", 4, 1),
        ("5-retired.csv", 6, 5),
    ];
    assert_eq!(places, want.map(|(file, line, quantity)| (file.to_owned(), line, quantity)));
    let rows: Vec<u64> = report["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .filter(|i| i["file"].as_str().expect("a name").contains('-'))
        .map(|i| i["rows"].as_u64().expect("rows"))
        .collect();
    assert_eq!(rows, [6, 2, 2, 2, 4]);
    let said = report["defects"].to_string();
    assert!(said.contains("without codes none can be joined to it") && said.contains("issued to a generator"), "{said}");
}

#[test]
fn names_and_order_of_the_files_change_no_number() {
    let (_, before, _) = check(&fixture(PARK), &[]);
    let renamed = copy(&[
        ("meters.csv", "meters.csv"),
        ("readings.csv", "readings.csv"),
        ("park.toml", "park.toml"),
        ("5-retired.csv", "1-retired.csv"),
        ("4-issued.csv", "2-issued.csv"),
        ("3-trades.csv", "3-trades.csv"),
        ("1-beijing.csv", "4-beijing.csv"),
        ("2-guangzhou.csv", "5-guangzhou.csv"),
    ]);
    let (_, after, errors) = check(renamed.path(), &[]);
    for key in ["presented", "counted", "unused"] {
        assert_eq!(before["certificates"][key], after["certificates"][key], "{key} {errors}");
    }
    assert_eq!(rejected(&before), rejected(&after));
    assert_eq!(before["figures"]["electricity.zero_rated"]["value"], after["figures"]["electricity.zero_rated"]["value"]);
}

#[test]
fn the_same_evidence_in_several_shapes_counts_once() {
    let bought = "绿证编码,生产年月,成交时间,成交数量(个)\nGEC001~GEC010,2025-03,2025-05-01,10\n";
    let held = "绿证编号,生产年月,状态\nGEC001..GEC010,2025-03,持有\n";
    let retired = "起始编码,终止编码,核销日期,受益方\nGEC001,GEC010,2025-12-01,示范园区管理委员会\n";
    let register = "certificate_id,first_id,last_id,generation_month,status,retired_on,beneficiary\n,GEC001,GEC010,2025-03,retired,2025-12-01,示范园区管理委员会\n";
    let certificates = |files: &[(&str, &str)]| {
        let (_, report, errors) = park(files, "");
        assert!(!report.is_null(), "{errors}");
        let number = |key: &str| report["certificates"][key].as_u64().expect("a number");
        (number("presented"), number("counted"), rejected(&report))
    };
    let (presented, counted, reasons) = certificates(&[("a.csv", bought), ("b.csv", held), ("c.csv", retired)]);
    assert_eq!((presented, counted, reasons.len()), (10, 10, 0));
    let (presented, counted, reasons) = certificates(&[("a.csv", bought), ("b.csv", register), ("c.csv", retired), ("d.csv", bought)]);
    // the register and the list retire the same ten, the two purchases are the same ten: ten count, two times ten are duplicates
    assert_eq!((presented, counted, reasons.get("duplicate")), (30, 10, Some(&20)));
    let (presented, counted, reasons) = certificates(&[("a.csv", bought), ("b.csv", held)]);
    assert_eq!((presented, counted, reasons.get("not-retired")), (10, 0, Some(&10)));
}

#[test]
fn a_retirement_without_a_month_blocks_until_a_record_gives_it() {
    let retired = "绿证编码,核销日期,受益方\nGEC001,2025-12-01,示范园区管理委员会\n";
    let (code, report, _) = park(&[("retired.csv", retired)], "");
    let rules = report["rules"].as_array().expect("rules");
    let outcome = |id: &str| rules.iter().find(|r| r["id"] == id).expect(id)["outcome"].clone();
    assert_eq!((code, outcome("certificate-ledger"), outcome("near-zero")), (1, "fail".into(), "indeterminate".into()));
    assert_eq!(report["certificates"]["presented"], 0);
    assert!(report["defects"].to_string().contains("retired.csv:2: 1 retired certificate(s) from `GEC001` have no month of generation"));
}

#[test]
fn a_name_of_the_manifest_wins_in_the_file_that_has_it() {
    let bought = "绿证编码,生产年月,成交时间\nGEC001,2025-03,2025-05-01\n";
    let retired = "凭证,完成日,受益方\nGEC001,2025-12-01,示范园区管理委员会\n";
    let files = [("a.csv", bought), ("b.csv", retired)];
    let (_, report, errors) = park(&files, "columns = { certificate_id = \"凭证\", retired_on = \"完成日\" }");
    assert_eq!(report["certificates"]["counted"], 1, "{errors}");
    // a name that no file has is an error
    let (code, _, errors) = park(&files, "columns = { certificate_id = \"凭证\", retired_on = \"完成日\", quantity = \"枚数\" }");
    assert_eq!(code, 2);
    assert!(errors.contains("quantity = \"枚数\""), "{errors}");
}

#[test]
fn a_national_range_without_its_number_is_not_guessed() {
    let code = |serial: u32| format!("PGF15202306110017202503{serial:07}11");
    let retired = |quantity: &str| {
        format!(
            "起始编码,终止编码,生产年月,核销量,核销日期,受益方\n{},{},2025-03,{quantity},2025-12-01,示范园区管理委员会\n",
            code(1),
            code(4)
        )
    };
    let (_, report, _) = park(&[("r.csv", &retired("4"))], "");
    assert_eq!(report["certificates"]["counted"], 4);
    let (_, report, _) = park(&[("r.csv", &retired(""))], "");
    assert_eq!(report["certificates"]["presented"], 0);
    assert!(report["defects"].to_string().contains("state `quantity`"));
}

#[test]
fn counts_in_other_units_are_scaled_or_refused() {
    let issued = |unit: &str| format!("电量生产年月,省份,核发量({unit})\n2025-03,内蒙古,1.5\n");
    let (_, report, errors) = park(&[("i.csv", &issued("万张"))], "");
    assert_eq!(report["certificates"]["presented"], 15000, "{errors}");
    let (code, _, errors) = park(&[("i.csv", &issued("亿千瓦时"))], "");
    assert_eq!(code, 2);
    assert!(errors.contains("in a unit that is not known"), "{errors}");
}

#[test]
fn inspect_and_init_know_every_shape() {
    let shapes = ["certificate-trades", "certificate-trades", "certificate-trades", "certificate-issues", "certificate-retirements"];
    let names = ["1-beijing.csv", "2-guangzhou.csv", "3-trades.csv", "4-issued.csv", "5-retired.csv"];
    for (name, shape) in names.iter().zip(shapes) {
        let path = fixture(PARK).join(name);
        let output = lingtan(&["inspect", "--format", "json", path.to_str().expect("a path")]);
        let all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(all["files"][0]["layout"], shape, "{name}");
        assert!(all["files"][0]["certificates"].as_str().expect("a table").contains(&format!("files = [\"{name}\"]")));
    }
    let folder = copy(&[("readings.csv", "readings.csv"), ("1-beijing.csv", "1-beijing.csv"), ("5-retired.csv", "5-retired.csv")]);
    let shown = folder.path().to_str().expect("a path");
    assert_eq!(lingtan(&["init", shown]).status.code(), Some(0));
    let manifest = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    assert!(manifest.contains("[certificates]\nfiles = [\"1-beijing.csv\", \"5-retired.csv\"]"), "{manifest}");
    // filled in, it checks
    let named = manifest.replace("beneficiaries = []", "beneficiaries = [\"示范园区管理委员会\"]");
    put(folder.path(), "park.toml", &named);
    fs::copy(fixture(PARK).join("meters.csv"), folder.path().join("meters.csv")).expect("copied");
    let (_, report, errors) = check(folder.path(), &["--period", "2025"]);
    assert_eq!(report["certificates"]["counted"], 14, "{errors}");
    // purchases alone: init says that the list of retirements is missing
    let folder = copy(&[("readings.csv", "readings.csv"), ("2-guangzhou.csv", "2-guangzhou.csv")]);
    let output = lingtan(&["init", folder.path().to_str().expect("a path")]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("the list of retirements of the certificates"));
}
