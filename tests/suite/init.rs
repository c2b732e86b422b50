//! `lingtan init` on folders of real exports: what it writes can be checked, or check says what is missing.

#![allow(clippy::disallowed_methods, reason = "a test looks at what was written")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "small texts")]

use crate::exports;

use std::fs;
use std::path::Path;

use exports::{check, fixture, lingtan, present, stderr, stdout, unread};

fn path(folder: &Path) -> &str {
    folder.to_str().expect("a path")
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn month(meter: &str, month: u32) -> String {
    let rows: String = (1..=96).map(|q| format!("{meter},2025-{month:02}-01 {:02}:{:02},{}\n", q / 4, q % 4 * 15, 10 + q % 7)).collect();
    format!("电能表资产编号,数据时间,电量(kWh)\n{rows}")
}

#[test]
fn words_of_ids_make_a_park_that_checks() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in [1, 2, 3] {
        put(folder.path(), &format!("readings/gate-2025-0{number}.csv"), &month("下网01", number));
        put(folder.path(), &format!("pv/pv-2025-0{number}.csv"), &month("光伏01", number));
    }
    let output = lingtan(&["init", path(folder.path())]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let park = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    assert!(park.contains("files = [\"pv/*.csv\", \"readings/*.csv\"]"), "{park}");
    assert!(park.contains("fill in:"), "{park}");
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    assert!(registry.contains("下网01,electricity,grid-import,kWh"), "{registry}");
    assert!(registry.contains("光伏01,electricity,onsite-renewable,kWh"), "{registry}");
    let report = check(folder.path());
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!((present(&report, "下网01"), present(&report, "光伏01")), (288, 288));
}

#[test]
fn files_of_one_shape_share_a_pattern() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in [1, 2, 3] {
        put(folder.path(), &format!("gate-2025-0{number}.csv"), &month("下网01", number));
    }
    fs::copy(fixture("ausgrid/data_2011.csv"), folder.path().join("load.csv")).expect("copied");
    assert_eq!(lingtan(&["init", path(folder.path())]).status.code(), Some(0));
    let park = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    assert!(park.contains("files = [\"gate-2025-0*.csv\"]") && park.contains("files = [\"load.csv\"]"), "{park}");
}

#[test]
fn a_meter_whose_flow_nothing_tells_is_left_open_and_check_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(fixture("steel/steel_2018.csv"), folder.path().join("steel_2018.csv")).expect("copied");
    let output = lingtan(&["init", path(folder.path())]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("meters.csv: flow of steel_2018"), "{}", stdout(&output));
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    assert!(registry.contains("steel_2018,electricity,,kWh"), "{registry}");
    let output = lingtan(&["check", path(folder.path())]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("meters.csv:3: `flow` of the meter `steel_2018` is empty: fill in one of grid-import"), "{said}");
    fs::write(folder.path().join("meters.csv"), registry.replace("electricity,,kWh", "electricity,load,kWh")).expect("written");
    let report = check(folder.path());
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "steel_2018"), 288);
}

#[test]
fn nothing_that_exists_is_replaced() {
    for name in ["park.toml", "meters.csv"] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(fixture("steel/steel_2018.csv"), folder.path().join("steel_2018.csv")).expect("copied");
        put(folder.path(), name, "mine\n");
        let output = lingtan(&["init", path(folder.path())]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.path().join(name)).expect("there"), "mine\n");
        let count = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(count, 2, "nothing else was written");
    }
}

#[test]
fn a_folder_without_exports_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(lingtan(&["init", path(folder.path())]).status.code(), Some(2));
    put(folder.path(), "notes.csv", "a,b\nc,d\n");
    let output = lingtan(&["init", path(folder.path())]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("notes.csv"), "{}", stderr(&output));
    assert!(!folder.path().join("meters.csv").exists());
}
