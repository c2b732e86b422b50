//! Workbooks and archives: read as the text that they hold, located by sheet, row and cell.

#![allow(clippy::disallowed_types, reason = "cells of a workbook are doubles")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::io::Write as _;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;
use support::check;
use tempfile::TempDir;

const METERS: &str = "meter_id,carrier,flow,unit\nGRID,electricity,grid-import,kWh\nPV,electricity,onsite-renewable,kWh\n";

/// A park of two meters over two days, with its `[[readings]]` table.
fn park(readings: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let manifest = format!(
        "[park]\nname = \"book\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-02\"\n[meters]\nfile = \"meters.csv\"\n{readings}"
    );
    write(&folder, "park.toml", manifest.as_bytes());
    write(&folder, "meters.csv", METERS.as_bytes());
    folder
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) {
    std::fs::write(folder.path().join(name), bytes).expect("written");
}

fn kwh(meter: &str, slot: u32) -> f64 {
    if meter == "GRID" { 100.1 + f64::from(slot) / 10.0 } else { 7.25 }
}

/// Meter, label of the interval's end as days since 2025-01-01, its text, value.
fn rows() -> Vec<(&'static str, u32, String, f64)> {
    let mut all = Vec::new();
    for meter in ["GRID", "PV"] {
        for slot in 1..=192 {
            let (day, minute) = (1 + slot / 96, slot % 96 * 15);
            all.push((meter, slot, format!("2025-01-{day:02} {:02}:{:02}", minute / 60, minute % 60), kwh(meter, slot)));
        }
    }
    all
}

fn csv() -> String {
    rows().iter().fold("meter_id,time,value\n".to_owned(), |text, (meter, _, time, value)| format!("{text}{meter},{time},{value}\n"))
}

fn stamp(slot: u32) -> ExcelDateTime {
    ExcelDateTime::from_serial_datetime(45658.0 + f64::from(slot) / 96.0).expect("a date")
}

fn figures(folder: &Path) -> Value {
    let (_, report, errors) = check(folder, &["--interim"]);
    assert!(report["figures"].is_object(), "{errors}");
    let figures = report["figures"].as_object().expect("figures").iter();
    figures.map(|(name, f)| (name.clone(), serde_json::json!([f["value"], f["lower"], f["upper"]]))).collect()
}

fn expected() -> Value {
    let folder = park("[[readings]]\nfiles = [\"r.csv\"]\n");
    write(&folder, "r.csv", csv().as_bytes());
    figures(folder.path())
}

fn header(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        sheet.write(row, column, *cell).expect("written");
    }
}

#[test]
fn a_sheet_with_titles_merged_cells_and_dates_is_read_as_its_text() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").expect("a name").write(0, 0, "导出说明").expect("written");
    let sheet = book.add_worksheet().set_name("数据").expect("a name");
    let format = Format::new().set_num_format("yyyy/m/d h:mm");
    sheet.merge_range(0, 0, 0, 2, "示范园区电量明细", &Format::new()).expect("merged");
    header(sheet, 2, &["表计编号", "数据时间", "电量(kWh)"]);
    // The meter's name is merged over its rows.
    for (meter, first) in [("GRID", 3), ("PV", 195)] {
        sheet.merge_range(first, 0, first + 191, 0, meter, &Format::new()).expect("merged");
    }
    for (row, (_, slot, _, value)) in (3..).zip(rows()) {
        sheet.write_datetime_with_format(row, 1, stamp(slot), &format).expect("written");
        sheet.write(row, 2, value).expect("written");
    }
    header(sheet, 387, &["合计", "", "1"]);
    let bytes = book.save_to_buffer().expect("a workbook");
    for table in ["", "sheet = \"数据\"\n", "sheet = 2\n"] {
        let folder = park(&format!("[[readings]]\nfiles = [\"r.xlsx\"]\n{table}"));
        write(&folder, "r.xlsx", &bytes);
        assert_eq!(figures(folder.path()), expected(), "{table}");
        let (_, report, _) = check(folder.path(), &["--interim"]);
        let input = report["inputs"].as_array().and_then(|i| i.iter().find(|i| i["file"] == "r.xlsx")).cloned().unwrap_or_default();
        assert_eq!((&input["rows"], &input["bytes"]), (&Value::from(384), &Value::from(bytes.len())));
    }
    let folder = park("[[readings]]\nfiles = [\"r.xlsx\"]\nsheet = \"Sheet9\"\n");
    write(&folder, "r.xlsx", &bytes);
    let (code, _, errors) = check(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(errors.contains("no sheet `Sheet9`; its sheets are: 说明, 数据"), "{errors}");
}

#[test]
fn a_header_of_two_rows_is_joined() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 0, "电能表资产编号", &Format::new()).expect("merged");
    sheet.merge_range(0, 1, 1, 1, "数据时间", &Format::new()).expect("merged");
    sheet.merge_range(0, 2, 0, 3, "正向有功", &Format::new()).expect("merged");
    header(sheet, 1, &["电能表资产编号", "数据时间", "总", "峰"]);
    for (row, day) in (2..).zip([1, 2, 3]) {
        for (offset, meter) in [(0, "GRID"), (3, "PV")] {
            sheet.write(row + offset, 0, meter).expect("written");
            sheet.write(row + offset, 1, format!("2025-01-0{day}")).expect("written");
            sheet.write(row + offset, 2, 100 * day).expect("written");
        }
    }
    let folder = park("[[readings]]\nfiles = [\"r.xlsx\"]\nlayout = \"register\"\n");
    write(&folder, "r.xlsx", &book.save_to_buffer().expect("a workbook"));
    assert_eq!(figures(folder.path())["electricity.grid_import"][0], "0.2");
}

#[test]
fn a_cell_that_cannot_be_read_is_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, 0, &["meter_id", "time", "value"]);
    for (row, (meter, _, time, value)) in (1..).zip(rows()) {
        sheet.write(row, 0, meter).expect("written");
        sheet.write(row, 1, time).expect("written");
        if row == 5 { sheet.write(row, 2, "坏") } else { sheet.write(row, 2, value) }.expect("written");
    }
    let folder = park("[[readings]]\nfiles = [\"r.xlsx\"]\n");
    write(&folder, "r.xlsx", &book.save_to_buffer().expect("a workbook"));
    let (_, report, _) = check(folder.path(), &["--interim"]);
    let defects = report["defects"].as_array().expect("defects");
    let found = defects.iter().find(|d| d["code"] == "unparsable-row").expect("the cell is told");
    assert_eq!((&found["file"], &found["line"]), (&Value::from("r.xlsx"), &Value::from(6)));
    let message = found["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("r.xlsx[Sheet1]:6: ") && message.contains("C6: 坏"), "{message}");
}

#[test]
fn small_tables_may_be_sheets_of_one_workbook() {
    let mut book = Workbook::new();
    for (name, text) in [("表计", METERS), ("读数", csv().as_str())] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (row, line) in (0..).zip(text.lines()) {
            header(sheet, row, &line.split(',').collect::<Vec<_>>());
        }
    }
    let folder = park("[[readings]]\nfiles = [\"park.xlsx\"]\n");
    let manifest = std::fs::read_to_string(folder.path().join("park.toml")).expect("text").replace("meters.csv", "park.xlsx");
    write(&folder, "park.toml", manifest.as_bytes());
    write(&folder, "park.xlsx", &book.save_to_buffer().expect("a workbook"));
    assert_eq!(figures(folder.path()), expected());
}

#[test]
fn archives_are_unpacked_and_their_own_bytes_digested() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(csv().as_bytes()).expect("in memory");
    let bytes = packed.finish().expect("in memory");
    let folder = park("[[readings]]\nfiles = [\"r.csv.gz\"]\n");
    write(&folder, "r.csv.gz", &bytes);
    assert_eq!(figures(folder.path()), expected());
    let (_, report, _) = check(folder.path(), &["--interim"]);
    let input = report["inputs"].as_array().and_then(|i| i.iter().find(|i| i["file"] == "r.csv.gz")).cloned().unwrap_or_default();
    assert_eq!(input["bytes"], bytes.len());
    // Two members, one after the other, are one text.
    let text = csv();
    let (first, second) = text.split_at(text.len() / 2);
    let member = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).expect("in memory");
        packed.finish().expect("in memory")
    };
    write(&folder, "r.csv.gz", &[member(first), member(second)].concat());
    assert_eq!(figures(folder.path()), expected());
    write(&folder, "r.csv.gz", &bytes[..bytes.len() / 2]);
    let (code, _, errors) = check(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(errors.contains("r.csv.gz") && errors.contains("damaged or cut short"), "{errors}");
}

#[test]
fn serial_numbers_in_text_are_dates() {
    let folder = park("[[readings]]\nfiles = [\"r.csv\"]\n");
    let text = rows().iter().fold("meter_id,time,value\n".to_owned(), |text, (meter, slot, _, value)| {
        let serial = format!("{:.10}", 45658.0 + f64::from(*slot) / 96.0);
        format!("{text}{meter},{},{value}\n", serial.trim_end_matches('0').trim_end_matches('.'))
    });
    write(&folder, "r.csv", text.as_bytes());
    assert_eq!(figures(folder.path()), expected());
}

/// `inspect` and `init` look into what `check` reads: a sheet of a workbook, the text in a gzip archive.
#[test]
fn workbooks_and_archives_are_inspected() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "meter_id,time,value\nM1,2025-01-01 00:00,1\nM1,2025-01-01 01:00,2\nM1,2025-01-01 03:00,4\n";
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").expect("a name").write(0, 0, "某园区").expect("a cell");
    let sheet = book.add_worksheet();
    sheet.set_name("数据").expect("a name");
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<u32>() {
                Ok(number) => sheet.write(row, column, number),
                Err(_) => sheet.write(row, column, cell),
            }
            .expect("a cell");
        }
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).expect("memory");
    for (name, bytes, encoding) in [
        ("r.csv.gz", packed.finish().expect("memory"), "UTF-8 in a gzip archive"),
        ("r.xlsx", book.save_to_buffer().expect("a workbook"), "a sheet of a workbook"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let output = support::lingtan(&["inspect", path.to_str().expect("text"), "--format", "json"]);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let file = &found["files"][0];
        assert_eq!((&file["encoding"], &file["layout"], &file["rows"]), (&encoding.into(), &"long".into(), &3.into()), "{file}");
        assert_eq!((&file["totals"]["readings"], &file["totals"]["gap_intervals"]), (&3.into(), &1.into()), "{file}");
        let table = file["readings"].as_str().expect("a table");
        assert_eq!(table.contains("sheet = \"数据\""), name == "r.xlsx", "{table}");
    }
}
