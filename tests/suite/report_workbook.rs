//! The report as a workbook, opened again: its numbers are those of the JSON report, nothing in it is a formula, and equal evidence makes equal bytes.

#![allow(clippy::disallowed_types, reason = "cells of a workbook are doubles")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Range, Reader};
use serde_json::Value;
use support::{Workbook, check, copy_folder, fixture, lingtan, workbook};

/// The report on parks as a workbook.
fn told(arguments: &[&str]) -> Workbook {
    workbook(&bytes(arguments))
}

fn bytes(arguments: &[&str]) -> Vec<u8> {
    let all: Vec<&str> = ["check", "--quiet", "--format", "xlsx"].iter().chain(arguments).copied().collect();
    let output = lingtan(&all);
    assert!(matches!(output.status.code(), Some(0..=3)), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn sheet(book: &mut Workbook, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a cell shows.
fn said(cell: &Data) -> String {
    cell.to_string()
}

/// The rows below the first row that begins with a head, each by the names of its columns, up to the first empty cell.
fn rows_under(range: &Range<Data>, head: &str) -> Vec<BTreeMap<String, Data>> {
    let all: Vec<&[Data]> = range.rows().collect();
    let at = all.iter().position(|row| said(&row[0]) == head).unwrap_or_else(|| panic!("no head {head}"));
    let names: Vec<String> = all[at].iter().map(ToString::to_string).collect();
    let rows = all[at + 1..].iter().take_while(|row| row[0] != Data::Empty);
    rows.map(|row| names.iter().filter(|name| !name.is_empty()).cloned().zip(row.iter().cloned()).collect()).collect()
}

/// Holds a cell against a number of the JSON report: the double that is nearest to it, and beside it every digit where a double of fifteen keeps less.
fn holds(row: &BTreeMap<String, Data>, column: &str, number: &Value, what: &str) {
    let Some(decimal) = number.as_str() else {
        assert!(!matches!(row[column], Data::Float(_)), "{what} {column}: {:?} for null", row[column]);
        return;
    };
    assert_eq!(row[column], Data::Float(decimal.parse().expect("a number")), "{what} {column}");
    let digits = decimal.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits > 15 {
        assert_eq!(row[&format!("{column}, every digit")], Data::String(decimal.to_owned()), "{what} {column}");
    }
}

#[test]
fn numbers_are_those_of_the_json_report() {
    let mut beyond = 0;
    for park in ["full-pass", "fail-near-zero", "indeterminate-missing-data", "no-gateway", "corrected", "indeterminate-missing-factor"] {
        let path = format!("fixtures/parks/{park}");
        let (_, report, _) = check(&fixture("parks").join(park), &[]);
        let mut book = told(&[&path, "--lang", "en"]);
        let figures = rows_under(&sheet(&mut book, "Figures"), "figure");
        assert_eq!(figures.len(), report["figures"].as_object().expect("figures").len());
        for row in &figures {
            let id = row["name"].to_string();
            for (column, key) in [("value", "value"), ("lower bound", "lower"), ("upper bound", "upper")] {
                holds(row, column, &report["figures"][&id][key], &id);
            }
            beyond += row.keys().filter(|key| key.ends_with("every digit")).count();
            assert_eq!(row["unit"].to_string(), report["figures"][&id]["unit"].as_str().expect("a unit"));
        }
        let rules = rows_under(&sheet(&mut book, "Rules"), "level");
        assert_eq!(rules.len(), report["rules"].as_array().expect("rules").len());
        for rule in report["rules"].as_array().expect("rules") {
            let row = rules.iter().find(|row| said(&row["name"]) == rule["id"].as_str().expect("an id")).expect("a row");
            for (column, key) in
                [("measured", "measured"), ("limit", "limit"), ("margin", "margin"), ("lower bound", "lower"), ("upper bound", "upper")]
            {
                holds(row, column, &rule[key], rule["id"].as_str().expect("an id"));
            }
        }
        if let Some(months) = report["months"].as_array().filter(|months| !months.is_empty()) {
            let rows = rows_under(&sheet(&mut book, "Months"), "month");
            assert_eq!(rows.len(), months.len());
            for (row, month) in rows.iter().zip(months) {
                assert_eq!(row["month"].to_string(), month["month"].as_str().expect("a month"));
                for (column, key) in [
                    ("grid import (MWh)", "grid_import"),
                    ("direct green (MWh)", "direct_green"),
                    ("consumption (MWh)", "consumption"),
                    ("share", "share"),
                    ("other emissions (tCO2)", "other_emissions"),
                ] {
                    holds(row, column, &month[key], "a month");
                }
            }
        }
        let meters = rows_under(&sheet(&mut book, "Meters"), "meter");
        for (row, meter) in meters.iter().zip(report["meters"].as_array().expect("meters")) {
            assert_eq!(row["meter"].to_string(), meter["id"].as_str().expect("an id"));
            holds(row, "in the period", &meter["energy"], "a meter");
        }
        let count = |name: &str, head: &str, key: &str, book: &mut Workbook| {
            let listed = report[key].as_array().expect("a list").len();
            let found = if listed == 0 { 0 } else { rows_under(&sheet(book, name), head).len() };
            assert_eq!(found, listed, "{park}: {key}");
        };
        count("Defects", "effect", "defects", &mut book);
        count("Completeness", "meter", "data", &mut book);
        count("Inputs", "file", "inputs", &mut book);
        count("Values", "stated or default", "assumptions", &mut book);
        let rejected = report["certificates"]["rejected"].as_array().expect("a list");
        if !rejected.is_empty() {
            let rows = rows_under(&sheet(&mut book, "Not counted"), "reason");
            let codes: Vec<String> = rows.iter().map(|row| said(&row["codes"])).collect();
            assert_eq!(codes, rejected.iter().map(|r| r["certificate"].as_str().expect("a code")).collect::<Vec<_>>(), "{park}");
        }
        let certificates = sheet(&mut book, "Certificates");
        if report["certificates"]["presented"] != 0 {
            let totals = rows_under(&certificates, "certificates presented").remove(0);
            for (column, key) in [("certificates presented", "presented"), ("counted", "counted"), ("counted, not needed", "unused")] {
                assert_eq!(totals[column], Data::Float(report["certificates"][key].as_f64().expect("a count")), "{park}: {key}");
            }
        }
    }
    assert!(beyond > 0, "no number had more digits than a double keeps");
}

#[test]
fn every_sheet_has_a_chinese_name_in_a_chinese_workbook() {
    let mut book = told(&["fixtures/parks/full-pass", "--lang", "zh"]);
    let names = book.sheet_names();
    let expected = [
        "结论",
        "规则",
        "电量平衡",
        "分月",
        "碳排放与能耗",
        "数值一览",
        "表计",
        "数据完整性",
        "绿证绿电",
        "不予计入",
        "数据缺陷",
        "取值",
        "依据",
        "输入文件",
    ];
    assert_eq!(names, expected);
    let title = sheet(&mut book, "结论").rows().next().expect("a row")[0].to_string();
    assert!(title.contains("通过"), "{title}");
    // Numbers are numbers in either language.
    let months = rows_under(&sheet(&mut book, "分月"), "月份");
    assert!(months.len() == 12 && months.iter().all(|month| matches!(month["用电总量（MWh）"], Data::Float(_))));
}

#[test]
fn equal_evidence_makes_equal_bytes() {
    let parks = ["fixtures/parks/full-pass", "fixtures/parks/indeterminate-missing-data", "--lang", "zh"];
    let one = bytes(&[&parks[..], &["--threads", "1"]].concat());
    assert!(one == bytes(&[&parks[..], &["--threads", "4"]].concat()), "the number of threads changes the workbook");
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("report.xlsx");
    let shown = format!("xlsx={}", file.display());
    let output = lingtan(&[&["check", "--quiet", "--report", &shown], &parks[..]].concat());
    assert!(output.status.code().is_some_and(|code| code != 2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(one == std::fs::read(&file).expect("a workbook"), "a further report is another workbook");
}

/// A park of one meter, with a name and a note of its own.
fn named(folder: &Path, name: &str) {
    copy_folder(&fixture("parks/fail-near-zero"), folder);
    let path = folder.join("park.toml");
    let manifest = std::fs::read_to_string(&path).expect("park.toml");
    let line = manifest.lines().find(|line| line.starts_with("name = ")).expect("a name").to_owned();
    std::fs::write(path, manifest.replacen(&line, &format!("name = {}", Value::from(name)), 1)).expect("written");
}

#[test]
fn a_text_of_the_evidence_is_never_a_formula() {
    let place = tempfile::tempdir().expect("a folder");
    let names = ["=HYPERLINK(\"http://e.cn\")", "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "_x003D_1"];
    let folders: Vec<String> = (0..names.len()).map(|at| place.path().join(format!("p{at}")).display().to_string()).collect();
    for (name, folder) in names.iter().zip(&folders) {
        named(Path::new(folder), name);
    }
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let mut book = told(&[&folders[..], &["--lang", "en"]].concat());
    let mut seen = 0;
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).expect("a sheet").is_empty(), "{name} has a formula");
        let range = sheet(&mut book, &name);
        seen += range.rows().flatten().filter(|cell| names.contains(&cell.to_string().as_str())).count();
    }
    // Each park stands as it is named in the table of parks and in the rows of its rules.
    assert!(seen > 10 * names.len(), "{seen}");
    let parks: Vec<String> = rows_under(&sheet(&mut book, "Rules"), "park").iter().map(|row| row["park"].to_string()).collect();
    assert!(names.iter().all(|name| parks.contains(&(*name).to_owned())), "{parks:?}");
}

#[test]
fn parks_of_any_name_have_sheets_of_lawful_names() {
    let place = tempfile::tempdir().expect("a folder");
    let long = "某某经济技术开发区零碳园区建设试点第一期工程项目（含增量配电网）";
    // One run takes no park twice: names that differ, and are one once they are lawful.
    let (first, second) = (format!("{long}一区"), format!("{long}二区"));
    let names = ["A/B:C*D?[E]\\", "a?b:c*d?[e]\\", "Rules", "'", &first, &second, "history"];
    let folders: Vec<String> = (0..names.len()).map(|at| place.path().join(format!("p{at}")).display().to_string()).collect();
    for (name, folder) in names.iter().zip(&folders) {
        named(Path::new(folder), name);
    }
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let mut book = told(&[&folders[..], &["--lang", "en"]].concat());
    let sheets = book.sheet_names();
    assert_eq!(sheets[..5], ["Parks", "A_B_C_D__E__", "a_b_c_d__e__ (2)", "Rules", "_"]);
    let mut known: Vec<String> = sheets.iter().map(|name| name.to_lowercase()).collect();
    known.sort();
    known.dedup();
    assert_eq!(known.len(), sheets.len(), "{sheets:?}");
    for name in &sheets {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['/', ':', '*', '?', '[', ']', '\\']), "{name}");
        assert!(name.to_lowercase() != "history" && !name.starts_with('\'') && !name.ends_with('\''), "{name}");
    }
    // The page of a park says its name whole, and its rows say it with its folder.
    for (sheet_name, name) in sheets[1..].iter().zip(names) {
        let title = sheet(&mut book, sheet_name).rows().next().expect("a row")[0].to_string();
        assert!(title.starts_with(name), "{sheet_name}: {title}");
    }
    let rules = rows_under(&sheet(&mut book, "Rules (2)"), "park");
    for (name, folder) in names.iter().zip(&folders) {
        let folder = Path::new(folder).file_name().and_then(|name| name.to_str()).expect("a name");
        let of = rules.iter().filter(|row| said(&row["park"]) == *name && said(&row["folder"]).ends_with(folder));
        assert!(of.count() > 3, "{name}");
    }
}

#[test]
fn a_park_that_cannot_be_read_says_so_on_its_page() {
    let mut book = told(&["fixtures/parks/full-pass", "fixtures/parks/no such park", "--lang", "en"]);
    let page = sheet(&mut book, "fixtures_parks_no such park");
    let text: Vec<String> = page.rows().flatten().map(ToString::to_string).collect();
    assert!(text.iter().any(|cell| cell.contains("could not run")), "{text:?}");
}
