//! What becomes of the readings of a meter that contradict themselves: counters of the day, registers that glitch, bills that differ, ratings that the
//! readings refute, series under two names.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fmt::Write as _;

use serde_json::{Value, json};
use support::check;

/// Judges a park of 2025-03-01 to a day, given its readings' table and files.
fn park(until: &str, table: &str, meters: &str, readings: &str) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let period = format!("[period]\nstart = \"2025-03-01\"\nend = \"{until}\"\n");
    write(
        "park.toml",
        &format!("[park]\nname = \"meters\"\n{period}[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\n{table}\n"),
    );
    write("meters.csv", meters);
    write("r.csv", readings);
    check(folder.path(), &["--interim"])
}

fn bounds(report: &Value, figure: &str) -> [Value; 3] {
    ["value", "lower", "upper"].map(|key| report["figures"][figure][key].clone())
}

fn codes(report: &Value) -> Vec<&str> {
    report["defects"].as_array().expect("defects").iter().filter_map(|d| d["code"].as_str()).collect()
}

/// A counter that shows 10 kWh more in each hour from 08:00 to 17:00, and nothing again at midnight: 100 kWh a day, three days.
#[test]
fn a_counter_of_the_day_starts_again_at_midnight() {
    let mut rows = String::from("meter_id,time,reading\n");
    for hour in 0..=72_u32 {
        let shown = (hour % 24).saturating_sub(7).min(10) * 10;
        rows += &format!("M,2025-03-{:02} {:02}:00,{shown}\n", 1 + hour / 24, hour % 24);
    }
    let table = "layout = \"register\"\nresets = \"daily\"";
    let (_, report, errors) =
        park("2025-03-03", table, "meter_id,carrier,flow,unit,source\nM,electricity,onsite-renewable,kWh,solar\n", &rows);
    // The sun does not shine at midnight: all is known.
    assert_eq!(bounds(&report, "electricity.onsite_renewable"), [json!("0.3"), json!("0.3"), json!("0.3")], "{errors}");
    assert_eq!(report["data"][0]["missing"], json!(0));
    // What wind brings in the last hour of a day is not known.
    let (_, report, errors) =
        park("2025-03-03", table, "meter_id,carrier,flow,unit,source\nM,electricity,onsite-renewable,kWh,wind\n", &rows);
    assert_eq!(bounds(&report, "electricity.onsite_renewable"), [json!("0.3"), json!("0.3"), Value::Null], "{errors}");
    assert_eq!(report["data"][0]["missing"], json!(3));
}

/// 500,000 kWh and 10 more each hour, but 0 at noon: 240 kWh.
#[test]
fn a_register_that_falls_once_is_read_around_it() {
    for (wrong, is_glitch) in [(vec![12], true), (vec![12, 13, 14], false)] {
        for shown in ["0", "987654321"] {
            let row = |hour: u32| {
                let value = if wrong.contains(&hour) { shown.to_owned() } else { (500_000 + hour * 10).to_string() };
                format!("M,2025-03-{:02} {:02}:00,{value}\n", 1 + hour / 24, hour % 24)
            };
            let rows: String = (0..=24).map(row).collect();
            let (_, report, errors) = park(
                "2025-03-01",
                "layout = \"register\"",
                "meter_id,carrier,flow,unit\nM,electricity,grid-import,kWh\n",
                &format!("meter_id,time,reading\n{rows}"),
            );
            // Several readings in a row may be those of another meter: from 11:00 to 15:00 nothing is known, 40 of the 240 kWh.
            let known = if is_glitch { [json!("0.24"), json!("0.24"), json!("0.24")] } else { [json!("0.2"), json!("0.2"), Value::Null] };
            assert_eq!(bounds(&report, "electricity.grid_import"), known, "{errors}");
            assert_eq!(codes(&report).contains(&"register-glitch"), is_glitch, "{:?}", report["defects"]);
            assert_eq!(codes(&report).contains(&"register-reset"), !is_glitch, "{:?}", report["defects"]);
        }
    }
    // A meter that was exchanged rises as before: that is no glitch.
    let mut rows = String::new();
    for hour in 0..=24_u32 {
        let value = if hour < 12 { 100 + hour * 10 } else { (hour - 12) * 10 };
        let _ = writeln!(rows, "M,2025-03-{:02} {:02}:00,{value}", 1 + hour / 24, hour % 24);
    }
    let meters = "meter_id,carrier,flow,unit\nM,electricity,grid-import,kWh\n";
    let (_, report, _) = park("2025-03-01", "layout = \"register\"", meters, &format!("meter_id,time,reading\n{rows}"));
    assert!(codes(&report).contains(&"register-reset") && !codes(&report).contains(&"register-glitch"), "{:?}", report["defects"]);
}

/// Two bills of one time, 1,000 and 9,000 kWh, whichever stands first; another month of 500 kWh is certain.
#[test]
fn bills_that_differ_are_bounds() {
    let meters = "meter_id,carrier,flow,unit\nM,electricity,grid-import,kWh\n";
    let table = "layout = \"bill\"";
    // A calendar month, and one that is none.
    for (until, span, rest) in
        [("2025-04-30", "2025-03-01,2025-04-01", "2025-04-01,2025-05-01"), ("2025-05-31", "2025-03-01,2025-05-01", "2025-05-01,2025-06-01")]
    {
        for (first, second, point) in [(1000, 9000, "1.5"), (9000, 1000, "9.5")] {
            let rows = format!("meter_id,start,end,energy\nM,{span},{first}\nM,{span},{second}\nM,{rest},500\n");
            let (_, report, errors) = park(until, table, meters, &rows);
            assert_eq!(bounds(&report, "electricity.grid_import"), [json!(point), json!("1.5"), json!("9.5")], "{errors}");
            assert!(codes(&report).contains(&"conflicting-reading"));
        }
    }
}

/// A register of 100 + 10 h kWh that shows two values at noon, between 210 and 230: 240 kWh a day.
#[test]
fn registers_that_differ_are_bounds_whichever_is_first() {
    let meters = "meter_id,carrier,flow,unit\nM,electricity,grid-import,kWh\n";
    let rows = |first: &str, second: &str| {
        let row = |hour: u32| match hour {
            12 => format!("M,2025-03-01 12:00,{first}\nM,2025-03-01 12:00,{second}\n"),
            _ => format!("M,2025-03-{:02} {:02}:00,{}\n", 1 + hour / 24, hour % 24, 100 + hour * 10),
        };
        (0..=24).map(row).fold(String::from("meter_id,time,reading\n"), |all, row| all + &row)
    };
    let of = |first: &str, second: &str| {
        let (_, report, errors) = park("2025-03-01", "layout = \"register\"", meters, &rows(first, second));
        assert!(codes(&report).contains(&"conflicting-reading"), "{errors}");
        bounds(&report, "electricity.grid_import")
    };
    // What the intervals on either side come to is known, whichever is right.
    assert_eq!(of("218", "222"), [json!("0.24"), json!("0.24"), json!("0.24")]);
    assert_eq!(of("222", "218"), [json!("0.24"), json!("0.24"), json!("0.24")]);
    // One that the readings around it do not allow is none of them.
    assert_eq!(of("0", "220"), [json!("0.24"), json!("0.24"), json!("0.24")]);
    assert_eq!(of("220", "0"), [json!("0.24"), json!("0.24"), json!("0.24")]);
}

/// A constant series, the sun by the hour, and a store that fills for a day are no counters; a register that was exchanged once is one.
#[test]
fn a_counter_is_told_from_energies() {
    let meters = "meter_id,carrier,flow,unit\nM,electricity,grid-import,kWh\n";
    let series = |value: &dyn Fn(u32) -> u32| {
        let row = |hour: u32| format!("M,2025-03-{:02} {:02}:00,{}\n", 1 + hour / 24, hour % 24, value(hour));
        let rows = (1..=240).map(row).fold(String::from("meter_id,time,value\n"), |all, row| all + &row);
        let (_, report, errors) = park("2025-03-10", "layout = \"long\"", meters, &rows);
        assert!(report.is_object(), "{errors}");
        codes(&report).contains(&"cumulative-series")
    };
    assert!(!series(&|_| 5));
    assert!(!series(&|hour| if hour < 120 { 0 } else { 5 }));
    assert!(!series(&|hour| 12_u32.saturating_sub((hour % 24).abs_diff(12))));
    assert!(!series(&|hour| if hour % 24 < 20 { 1 } else { 9 }));
    assert!(series(&|hour| 5000 + hour * 3));
    assert!(series(&|hour| if hour < 120 { 5000 + hour * 3 } else { (hour - 120) * 3 }));
    assert!(series(&|hour| (hour % 24) * 7));
}
