//! Evidence that is handed in twice, in part or in any order: what is summed as it is read must still be compared.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::path::Path;

use serde_json::Value;
use support::lingtan;

/// Rows of two meters over 200 days, 19,200 quarter-hours each; the value of a row tells its place: (n mod 977 + 1) / 100 kWh.
fn rows(meter: &str) -> Vec<String> {
    (0..19_200)
        .map(|n| {
            let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day") + chrono::Days::new(n / 96);
            let hundredths = n % 977 + 1;
            format!("{meter},{day} {:02}:{:02},{}.{:02}\n", n % 96 / 4, n % 4 * 15, hundredths / 100, hundredths % 100)
        })
        .collect()
}

fn park(folder: &Path, files: &[(&str, Vec<String>)]) {
    std::fs::create_dir_all(folder.join("readings")).expect("a folder");
    let manifest = "[park]\nname = \"p\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-07-19\"\n[meters]\nfile = \"meters.csv\"\n\
                    [[readings]]\nfiles = [\"readings/*.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
    std::fs::write(folder.join("park.toml"), manifest).expect("a file");
    let meters = "meter_id,carrier,flow,unit,multiplier,rating_kw\nGATE,electricity,grid-import,kWh,10,100000\nLINE,electricity,direct-line,kWh,1,100000\n";
    std::fs::write(folder.join("meters.csv"), meters).expect("a file");
    for (name, rows) in files {
        let mut text = "meter_id,time,value\n".to_owned();
        text.extend(rows.iter().map(String::as_str));
        std::fs::write(folder.join("readings").join(name), text).expect("a file");
    }
}

fn report(folder: &Path, threads: &str) -> Value {
    let output = lingtan(&["check", &folder.display().to_string(), "--interim", "--threads", threads, "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn counted(report: &Value, code: &str) -> u64 {
    let defects = report["defects"].as_array().expect("defects");
    defects.iter().filter(|d| d["code"] == code).map(|d| d["count"].as_u64().expect("a count")).sum()
}

fn both() -> Vec<String> {
    rows("GATE").into_iter().chain(rows("LINE")).collect()
}

/// Σ (n mod 977 + 1) over 19,200 rows: 19 whole rounds of 977 × 978 / 2 = 477,753 each, and 637 × 638 / 2 = 203,203 of the last: 9,280,510
/// hundredths of a kWh. Ten times that is the gateway's.
fn is_whole(report: &Value) {
    assert_eq!(report["figures"]["electricity.grid_import"]["value"], "928.051");
    assert_eq!(report["figures"]["electricity.direct_line"]["value"], "92.8051");
    assert_eq!(report["figures"]["electricity.direct_line"]["lower"], "92.8051");
}

#[test]
fn a_file_given_twice_counts_once() {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), &[("a.csv", both()), ("b.csv", both())]);
    let report = report(folder.path(), "2");
    is_whole(&report);
    assert_eq!(counted(&report, "duplicate-reading"), 38_400);
    assert_eq!(report["figures"]["electricity.grid_import"]["trail"].as_array().expect("a trail").len(), 1);
}

#[test]
fn a_month_sent_again_is_compared_reading_by_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    // Quarter-hours 2,976 to 5,663 are those of February; one of them, the 3,000th of the gateway, differs.
    let mut again: Vec<String> = both().into_iter().filter(|row| row.contains(",2025-02-")).collect();
    assert_eq!(again.len(), 2 * 28 * 96);
    let hundredths = 3_000 % 977 + 1;
    assert_eq!(again[24], format!("GATE,2025-02-01 06:00,0.{hundredths}\n"));
    again[24] = "GATE,2025-02-01 06:00,9.99\n".to_owned();
    park(folder.path(), &[("a.csv", both()), ("b.csv", again)]);
    let report = report(folder.path(), "1");
    assert_eq!(counted(&report, "duplicate-reading"), 2 * 28 * 96 - 1);
    assert_eq!(counted(&report, "conflicting-reading"), 1);
    let conflict = report["defects"].as_array().expect("defects").iter().find(|d| d["code"] == "conflicting-reading").expect("one");
    assert_eq!((conflict["file"].as_str(), conflict["line"].as_u64()), (Some("readings/b.csv"), Some(26)));
    // The first in the order of files is the point; the other moves the bound by (9.99 − 0.70) × 10 kWh.
    let import = &report["figures"]["electricity.grid_import"];
    assert_eq!((import["value"].as_str(), import["lower"].as_str()), (Some("928.051"), Some("928.051")));
    assert_eq!(import["upper"], "928.1439");
}

#[test]
fn order_and_threads_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut turned = both();
    turned.reverse();
    let mut shuffled: Vec<(u64, String)> = both().into_iter().enumerate().map(|(n, row)| (n as u64 * 7_919 % 38_400, row)).collect();
    shuffled.sort();
    let orders = [both(), turned, shuffled.into_iter().map(|(_, row)| row).collect()];
    for (number, order) in orders.into_iter().enumerate() {
        let place = folder.path().join(number.to_string());
        park(&place, &[("a.csv", order)]);
        let one = report(&place, "1");
        is_whole(&one);
        assert_eq!(counted(&one, "missing-interval") + counted(&one, "duplicate-reading"), 0);
        for threads in ["2", "8"] {
            assert_eq!(report(&place, threads), one, "{threads} threads");
        }
    }
}

#[test]
fn a_gap_says_the_line_before_it_in_time_in_any_order_of_days() {
    let folder = tempfile::tempdir().expect("a folder");
    // Days newest first; the interval 2025-03-05 12:00 of the gateway is gone. 5 March is day 63 of 200, counted from 0: 136 whole days stand before it.
    let days: Vec<Vec<String>> = rows("GATE").chunks(96).map(<[String]>::to_vec).rev().collect();
    let rows: Vec<String> = days.into_iter().flatten().filter(|row| !row.contains("-03-05 12:00")).collect();
    assert_eq!(rows.len(), 19_199);
    park(folder.path(), &[("a.csv", rows)]);
    let report = report(folder.path(), "2");
    let gap = report["defects"].as_array().expect("defects").iter().find(|d| d["meter"] == "GATE" && d["code"] == "missing-interval");
    // The header, those days, and the row of 11:45, the 48th of its day.
    let expected = 1 + 136 * 96 + 48;
    assert_eq!(gap.expect("a gap")["line"].as_u64(), Some(expected));
}
