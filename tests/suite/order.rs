//! The order of rows and the cutting of files change nothing: the same rows newest first, shuffled, in two files or in twelve come to the same
//! figures, bounds, outcomes and completeness, in every layout, also where the step changes on the way.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use support::check;

/// A layout: its table of the manifest, the header and the rows of a park's readings in the order of time.
#[derive(Debug)]
struct Export {
    name: &'static str,
    table: &'static str,
    header: String,
    rows: Vec<String>,
}

const DAYS: u32 = 6;

/// A stamp, `minutes` after the start of the period.
fn stamp(minutes: u32) -> String {
    format!("2025-03-{:02} {:02}:{:02}", 1 + minutes / 1440, minutes / 60 % 24, minutes % 60)
}

/// Reading number `n` of a meter: no two alike in a row.
fn reading(n: u32, seed: u32) -> u32 {
    10 + (n * 7 + seed) % 13
}

/// Some readings by the hour, then by the quarter of an hour (or the other way round), a few of them lost.
fn long(power: bool, quarters_first: bool, changed: u32, lost: &[u32], seed: u32) -> Export {
    let is_fine = |minute: u32| (minute <= changed * 60) == quarters_first;
    let mut rows = Vec::new();
    for quarter in 1..=DAYS * 96 {
        let minute = quarter * 15;
        if !is_fine(minute) && minute % 60 > 0 || lost.contains(&quarter) {
            continue;
        }
        rows.push(format!("GRID,{},{}", stamp(minute), reading(quarter, seed)));
        rows.push(format!("SUN,{},{}", stamp(minute), reading(quarter * 3, seed)));
    }
    let (name, table) = if power { ("power", "layout = \"long\"\nunit = \"kW\"") } else { ("energy", "layout = \"long\"") };
    Export { name, table, header: "meter_id,time,value".to_owned(), rows }
}

/// Days of quarter hours, one of them lost.
fn wide(lost: u32, seed: u32) -> Export {
    let mut header = "meter_id,date".to_owned();
    (1..=96).for_each(|n| write!(header, ",v{n}").expect("text"));
    let mut rows = Vec::new();
    for (meter, factor) in [("GRID", 1), ("SUN", 3)] {
        for day in (0..DAYS).filter(|&day| meter == "SUN" || day != lost) {
            let mut row = format!("{meter},2025-03-{:02}", day + 1);
            (1..=96).for_each(|n| write!(row, ",{}", reading((day * 96 + n) * factor, seed)).expect("text"));
            rows.push(row);
        }
    }
    Export { name: "wide", table: "layout = \"wide\"", header, rows }
}

/// A register by the hour, that rolls over, is not read for some hours and glitches once.
fn register(lost: &[u32], glitch: u32, seed: u32) -> Export {
    let mut rows = Vec::new();
    let (mut grid, mut sun) = (99_000, 0);
    for hour in 0..=DAYS * 24 {
        (grid, sun) = ((grid + reading(hour, seed)) % 100_000, sun + reading(hour * 3, seed));
        if !lost.contains(&hour) {
            rows.push(format!("GRID,{},{grid}", stamp(hour * 60)));
        }
        let shown = if hour == glitch { 0 } else { sun };
        rows.push(format!("SUN,{},{shown}", stamp(hour * 60)));
    }
    Export { name: "register", table: "layout = \"register\"", header: "meter_id,time,reading".to_owned(), rows }
}

/// Bills of a day each, some of two.
fn bill(seed: u32) -> Export {
    let mut rows = Vec::new();
    for (meter, factor) in [("GRID", 1), ("SUN", 3)] {
        let mut day = 1;
        while day <= DAYS {
            let next = (day + 1 + (seed + day * factor) % 2).min(DAYS + 1);
            rows.push(format!("{meter},2025-03-{day:02},2025-03-{next:02},{}", reading(day * factor, seed) * (next - day)));
            day = next;
        }
    }
    Export { name: "bill", table: "layout = \"bill\"", header: "meter_id,start,end,energy".to_owned(), rows }
}

/// What must not change.
fn judged(export: &Export, files: &[Vec<&String>]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let manifest = format!(
        "[park]\nname = \"order\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-0{DAYS}\"\n[meters]\nfile = \"meters.csv\"\n\
         [[readings]]\nfiles = [\"r*.csv\"]\n{}\n",
        export.table
    );
    write("park.toml", &manifest);
    write(
        "meters.csv",
        "meter_id,carrier,flow,unit,digits,rating_kw\nGRID,electricity,grid-import,kWh,5,900\nSUN,electricity,onsite-renewable,kWh,,900\n",
    );
    for (number, rows) in files.iter().enumerate() {
        let rows: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
        write(&format!("r{number:02}.csv"), &format!("{}\n{}", export.header, rows.concat()));
    }
    report(folder.path())
}

fn report(folder: &Path) -> Value {
    let (code, report, errors) = check(folder, &["--interim"]);
    assert!(report.is_object(), "exit {code}: {errors}");
    let figures: Vec<Value> = report["figures"]
        .as_object()
        .expect("figures")
        .iter()
        .map(|(name, figure)| json!([name, figure["value"], figure["lower"], figure["upper"]]))
        .collect();
    let rules: Vec<Value> = report["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|rule| json!([rule["id"], rule["outcome"], rule["measured"], rule["lower"], rule["upper"]]))
        .collect();
    json!({ "exit": code, "figures": figures, "rules": rules, "data": report["data"], "resolution": report["resolution"] })
}

fn exports() -> impl Strategy<Value = Export> {
    let lost = prop::collection::vec(1..DAYS * 96, 0..12);
    let few = prop::collection::vec(1..DAYS * 24, 0..8);
    prop_oneof![
        4 => (any::<bool>(), any::<bool>(), 0..=DAYS * 24, lost, 0..13_u32).prop_map(|(power, first, changed, lost, seed)| long(power, first, changed, &lost, seed)),
        1 => (0..DAYS, 0..13_u32).prop_map(|(lost, seed)| wide(lost, seed)),
        2 => (few, 1..DAYS * 24, 0..13_u32).prop_map(|(lost, glitch, seed)| register(&lost, glitch, seed)),
        1 => (0..13_u32).prop_map(bill),
    ]
}

#[test]
fn the_order_of_rows_and_the_cutting_of_files_change_nothing() {
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 8, max_shrink_iters: 0, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = exports().prop_flat_map(|export| {
        let rows = export.rows.clone();
        (Just(export.name), Just(export.table), Just(export.header.clone()), Just(rows.clone()), Just(rows).prop_shuffle())
    });
    runner
        .run(&strategy, |(name, table, header, rows, shuffled)| {
            let export = Export { name, table, header, rows };
            let rows: Vec<&String> = export.rows.iter().collect();
            let wanted = judged(&export, std::slice::from_ref(&rows));
            let mut newest_first = rows.clone();
            newest_first.reverse();
            let cut = |rows: &[&String], files: usize| -> Vec<Vec<&String>> {
                let rows: Vec<&String> = export.rows.iter().filter(|row| rows.contains(row)).collect();
                rows.chunks(rows.len().div_ceil(files)).map(<[&String]>::to_vec).collect()
            };
            let shuffled: Vec<&String> = shuffled.iter().collect();
            let in_turn: Vec<Vec<&String>> = (0..4).map(|n| rows.iter().skip(n).step_by(4).copied().collect()).collect();
            for (what, files) in [
                ("newest first", vec![newest_first]),
                ("shuffled", vec![shuffled.clone()]),
                ("in two files", cut(&rows, 2)),
                ("in twelve files", cut(&rows, 12)),
                ("row by row in four files", in_turn),
                ("shuffled in twelve files", shuffled.chunks(shuffled.len().div_ceil(12)).map(<[&String]>::to_vec).collect()),
            ] {
                prop_assert_eq!(&judged(&export, &files), &wanted, "{}, {}: {:?}", export.name, what, &export.rows[..3]);
            }
            Ok(())
        })
        .expect("nothing changes");
}

/// A year of one reading in the hour for eight days, then of one in the quarter of an hour: 10 kWh an hour throughout, of which the sun gives 4.
/// 8,760 hours of 10 and 4 kWh: 87.6 and 35.04 MWh.
#[test]
fn a_step_that_changes_behind_the_head_of_a_file_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write(
        "park.toml",
        "[park]\nname = \"step\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\n",
    );
    write("meters.csv", "meter_id,carrier,flow,unit\nGRID,electricity,grid-import,kWh\nSUN,electricity,onsite-renewable,kWh\n");
    let mut rows = String::from("meter_id,time,value\n");
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day").and_hms_opt(0, 0, 0).expect("a time");
    for (meter, hour, quarter) in [("GRID", "10", "2.5"), ("SUN", "4", "1")] {
        for number in 1..=365 * 96_i64 {
            let at = first + chrono::TimeDelta::minutes(number * 15);
            if number <= 8 * 96 && number % 4 != 0 {
                continue;
            }
            let value = if number <= 8 * 96 { hour } else { quarter };
            writeln!(rows, "{meter},{},{value}", at.format("%Y-%m-%d %H:%M")).expect("text");
        }
    }
    write("r.csv", &rows);
    let (code, report, errors) = check(folder.path(), &[]);
    assert_eq!(code, 1, "4 / 14 of the consumption is supplied directly: {errors}");
    for (figure, mwh) in [("electricity.grid_import", "87.6"), ("electricity.onsite_renewable", "35.04")] {
        let found = &report["figures"][figure];
        assert_eq!((&found["value"], &found["lower"], &found["upper"]), (&json!(mwh), &json!(mwh), &json!(mwh)), "{figure}");
    }
    for meter in report["data"].as_array().expect("data") {
        assert_eq!((&meter["expected"], &meter["missing"]), (&json!(8760), &json!(0)), "{meter}");
    }
}
