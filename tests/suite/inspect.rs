//! `lingtan inspect` on real exports: facts counted beforehand with Python's csv module (the command stands at each test), and the
//! table that it prints reads every row.

#![allow(clippy::disallowed_methods, reason = "a test looks at what was written")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "small texts")]

use crate::exports;

use std::fs;

use exports::{check, fixture, lingtan, present, stderr, stdout, unread};
use serde_json::Value;

fn look(name: &str) -> Value {
    let path = fixture(name);
    look_at(path.to_str().expect("a path"))
}

fn look_at(path: &str) -> Value {
    let output = lingtan(&["inspect", "--format", "json", path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let all: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(all["schema"], "lingtan.inspect/1");
    all["files"][0].clone()
}

fn text(text: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    fs::write(&path, text).expect("written");
    look_at(path.to_str().expect("a path"))
}

/// A park of one file with the table that inspect prints; every meter is a load in kWh, unless the table says otherwise.
fn read_back(name: &str) -> (Value, Value) {
    let found = look(name);
    let park = tempfile::tempdir().expect("a folder");
    let base = name.rsplit('/').next().expect("a name");
    fs::copy(fixture(name), park.path().join(base)).expect("copied");
    let table = found["readings"].as_str().expect("a table");
    fs::write(park.path().join("park.toml"), format!("[park]\nname = \"x\"\n[meters]\nfile = \"meters.csv\"\n{table}")).expect("written");
    let mut registry = "meter_id,carrier,flow,unit\n".to_owned();
    for meter in found["meters"].as_array().expect("meters") {
        registry += &format!("{},electricity,onsite-renewable,kWh\n", meter["meter"].as_str().expect("an id"));
    }
    fs::write(park.path().join("meters.csv"), registry).expect("written");
    (found, check(park.path()))
}

/// `python3 -c "import csv;r=list(csv.reader(open(F,encoding='utf-8-sig')))[1:];print(len(r),r[0][0],r[-1][0],sum(x[0].endswith(' 00:00') for x in r))"`:
/// 288, 1/1/2018 00:15, 13/01/2018 00:00, 3. Days 2 to 11 are absent: 10 × 96 intervals.
#[test]
fn a_steel_works_closes_its_days_at_midnight_of_the_same_date() {
    let (found, report) = read_back("steel/steel_2018.csv");
    let times = &found["times"];
    assert_eq!(
        (&found["layout"], &found["encoding"], &found["line_ending"]),
        (&"long".into(), &"UTF-8 with a byte order mark".into(), &"CRLF".into())
    );
    assert_eq!((&times["label"], &found["date_order"], &times["closing_midnights"]), (&"end".into(), &"dmy".into(), &3.into()));
    assert_eq!((&times["first"], &times["last"]), (&"2018-01-01 00:15".into(), &"2018-01-14 00:00".into()));
    assert_eq!((&times["step"], &found["rows"], &found["columns"][1]["unit"]), (&"15min".into(), &288.into(), &"kWh".into()));
    assert_eq!(found["meters"][0]["gaps"]["intervals"], 960);
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "steel_2018"), 288);
}

/// `len(rows)` 192 of two columns, 2011-07-01 00:00:00 to 2011-07-04 23:30:00; the first column has no name.
#[test]
fn columns_of_meters_are_told_from_a_nameless_time() {
    let (found, report) = read_back("ausgrid/data_2011.csv");
    assert_eq!(
        (&found["layout"], &found["times"]["label"], &found["times"]["step"]),
        (&"meter-columns".into(), &"start".into(), &"30min".into())
    );
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!((present(&report, "GC"), present(&report, "GG")), (192, 192));
}

/// 30 days × 48 points, headers 0.0 to 23.5.
#[test]
fn hours_with_decimals_are_points_of_a_day() {
    let (found, report) = read_back("ausgrid/pivot_cons_2011.csv");
    assert_eq!((&found["layout"], &found["rows"], &found["times"]["label"]), (&"wide".into(), &30.into(), &"start".into()));
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "pivot_cons_2011"), 1440);
}

/// 288 rows of three columns; 3 rows with a date, the first row (00:00) has none.
#[test]
fn a_date_on_one_row_a_day_is_carried() {
    let (found, report) = read_back("pycity/profiles.txt");
    assert_eq!((&found["delimiter"], &found["header_line"], &found["date_order"]), (&"tab".into(), &2.into(), &"dmy".into()));
    assert_eq!((&found["times"]["label"], &found["times"]["date_of_undated_rows"]), (&"start".into(), &"2009-12-31".into()));
    assert_eq!((&found["columns"][4]["role"], &found["columns"][4]["unit"]), (&"values of the meter Warehouse power".into(), &"W".into()));
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "Warehouse power"), 288);
}

/// `ac_power__773`: 192 rows, 95 below zero, stamps :01 :16 :31 :46. `serf_east`: 192 rows, 83 below zero, stamps with -07:00.
#[test]
fn inverters_stand_off_the_grid_and_below_zero() {
    let (west, report) = read_back("pvdaq/serf_west_15min.csv");
    assert_eq!((&west["times"]["seconds_off_grid"], &west["times"]["label"]), (&60.into(), &"start".into()));
    let power = west["meters"].as_array().expect("meters").iter().find(|m| m["meter"] == "ac_power__773").expect("the meter").clone();
    assert_eq!((&power["negatives"], &power["readings"]), (&95.into(), &192.into()));
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "ac_power__773"), 192);
    let (east, report) = read_back("pvdaq/serf_east_15min.csv");
    assert_eq!(east["totals"]["negatives"], 83);
    assert!(east["notes"].to_string().contains("-07:00"));
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "serf_east_15min"), 192);
}

/// 299 rows, ends 2022-08-18 00:15 to 2022-08-21 10:45, one hole of 32 quarter hours.
#[test]
fn rows_with_start_and_end_are_read_by_their_end() {
    let (found, report) = read_back("oed/readings_holes.csv");
    let meter = &found["meters"][0];
    assert_eq!((&meter["gaps"]["runs"], &meter["gaps"]["intervals"], &meter["readings"]), (&1.into(), &32.into(), &299.into()));
    assert_eq!((&found["times"]["first"], &found["times"]["label"]), (&"2022-08-18 00:15".into(), &"end".into()));
    assert_eq!(unread(&report), Vec::<String>::new());
    assert_eq!(present(&report, "readings_holes"), 299);
    // pipe10Input: five rows without a header
    let bare = look("oed/pipe10Input.csv");
    assert_eq!((&bare["header_line"], &bare["rows"], &bare["times"]["step"]), (&Value::Null, &5.into(), &"day".into()));
    assert!(bare["readings"].as_str().expect("a table").contains("header = false"));
}

/// Six 200 rows, twelve 300 rows of 96 intervals.
#[test]
fn australian_data_is_named_with_its_remedy() {
    let found = look("nem12/multiple_meters.csv");
    assert_eq!((&found["layout"], &found["header_line"], &found["readings"]), (&"nem12".into(), &Value::Null, &Value::Null));
    assert_eq!(found["meters"].as_array().expect("meters").len(), 6);
    assert_eq!(found["totals"]["readings"], 1152);
    let notes = found["notes"].to_string();
    assert!(notes.contains("Australian NEM12") && notes.contains("no header row") && notes.contains("remedy"), "{notes}");
}

#[test]
fn defects_are_counted_where_they_stand() {
    let found = text(
        "某园区用电量\n电能表资产编号,数据时间,电量(kWh)\nM1,2025-01-01 00:15,\"1,234.5\"\nM1,2025-01-01 00:30,--\nM1,2025-01-01 00:45,5\n\
         M1,2025-01-01 01:00,6\nM1,2025-01-01 01:00,6.0\nM1,2025-01-01 01:15,-3\nM1,2025-01-01 01:15,4\nM1,2025-01-01 02:00,x\nM1,2025-01-01 24:00,NaN\n合计,,9\n",
    );
    let totals = &found["totals"];
    let count = |key: &str| totals[key].as_u64().expect("a count");
    assert_eq!((found["header_line"].as_u64(), found["rows"].as_u64()), (Some(2), Some(9)));
    assert_eq!((count("duplicates"), count("conflicts"), count("negatives"), count("thousands_separated")), (1, 1, 1, 1));
    // -- and NaN; x; 01:30 and 01:45, then 02:15 to 23:45 (87)
    assert_eq!((count("placeholders"), count("unreadable"), count("gap_runs"), count("gap_intervals")), (2, 1, 2, 89));
    assert_eq!((&found["times"]["label"], &found["missing_words"][0]), (&"end".into(), &"NaN".into()));
    assert_eq!((&found["unreadable"][0]["line"], &found["unreadable"][0]["excerpt"]), (&10.into(), &"x".into()));
}

#[test]
fn what_cannot_be_told_is_said() {
    let found = text("time,kWh\n2025-01-01 07:15,1\n2025-01-01 07:30,2\n2025-01-01 07:45,1\n2025-01-01 08:00,2\n");
    assert_eq!(found["times"]["label"], Value::Null);
    assert!(found["times"]["label_because"].as_str().expect("a reason").starts_with("cannot be told"));
    assert!(found["readings"].as_str().expect("a table").contains("fill in"));
    let found = text("time,kWh\n1/2/2025 00:15,1\n1/2/2025 00:30,2\n");
    assert_eq!(found["times"], Value::Null);
    assert_eq!((&found["date_order"], &found["unreadable"][0]["count"]), (&Value::Null, &2.into()));
    let table = found["readings"].as_str().expect("a table");
    assert!(table.contains("# fill in: the order of day and month") && !table.contains("\ndate_order"), "{table}");
}

#[test]
fn a_register_never_falls() {
    let rows: String = (0..30).map(|h| format!("A1,2025-01-{:02} {:02}:00,{}\n", 1 + h / 24, h % 24, 1000 + h * h)).collect();
    let found = text(&format!("meter,time,value\n{rows}"));
    assert_eq!((&found["layout"], &found["meters"][0]["cumulative"]), (&"register".into(), &true.into()));
}

#[test]
fn readings_that_follow_no_step_are_not_full_of_gaps() {
    let found = text(
        "start,value\n2015-11-22T00:00:00-06:00,725.1\n2015-12-21T00:00:00-06:00,1196.8\n2016-01-21T00:00:00-06:00,1\n2016-03-20T00:00:00-05:00,2\n",
    );
    assert_eq!((&found["meters"][0]["step"], &found["totals"]["gap_runs"]), (&Value::Null, &0.into()));
    assert!(found["notes"].to_string().contains("follow no step"));
}

#[test]
fn bad_days_and_numbers_are_told_with_their_lines() {
    let found = text("time,kWh\n2025-02-30 00:15,1\n0000-01-01 00:00,2\n2025-01-01 25:00,3\n2025-01-01 00:15,1e400\n2025-01-01 00:30,4\n");
    let lines: Vec<u64> = found["unreadable"].as_array().expect("a list").iter().map(|u| u["line"].as_u64().expect("a line")).collect();
    assert_eq!((found["totals"]["unreadable"].as_u64(), lines), (Some(4), vec![2, 3, 4, 5]));
    assert_eq!(found["totals"]["readings"], 1);
}

#[test]
fn ledgers_and_registries_are_no_readings() {
    let found = text("绿证编号,生产年月,状态,核销日期,受益人\nGEC1,2025-03,已核销,2025-12-01,某公司\n");
    assert_eq!((&found["layout"], &found["readings"]), (&"certificates".into(), &Value::Null));
    let found = text("成交结果\n成交时间,交易类型,购方主体名称,生产年月,绿证编码,成交数量(个)\n2025-05-01,单向,某公司,2025-03,GEC1,1\n");
    assert_eq!(found["layout"], "certificate-trades");
    let found = text("meter_id,carrier,flow,unit\nM1,electricity,load,kWh\n");
    assert_eq!(found["layout"], "meters");
}

#[test]
fn a_file_that_cannot_be_had_keeps_no_other_from_being_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.csv");
    fs::write(&empty, "").expect("written");
    let steel = fixture("steel/steel_2018.csv");
    let output = lingtan(&[
        "inspect",
        folder.path().to_str().expect("a path"),
        empty.to_str().expect("a path"),
        "no-such-file.csv",
        steel.to_str().expect("a path"),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("layout       long"));
    let said = stderr(&output);
    assert!(said.contains("the file is empty") && said.contains("there is no such file"), "{said}");
}

#[test]
fn terminal_escapes_are_never_printed_raw() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("e.csv");
    fs::write(&path, "meter,time,value\n\u{1b}[31mM1,2025-01-01 00:15,1\n\u{1b}[31mM1,2025-01-01 00:30,\u{1b}x\n").expect("written");
    let output = lingtan(&["inspect", path.to_str().expect("a path")]);
    assert!(!output.stdout.contains(&0x1b));
}

/// Stamps of one minute such as 05:24:00 have `24:00` in them, and say nothing of the end of a day.
#[test]
fn a_midnight_is_told_from_minutes_with_its_signs() {
    let minutes = |from: u32| -> String { (from..from + 60).map(|m| format!("2025-03-01 {:02}:{:02}:00,1\n", m / 60, m % 60)).collect() };
    let found = text(&format!("time,value\n{}", minutes(300)));
    assert_eq!(found["times"]["label"], Value::Null, "{}", found["times"]);
    assert!(found["readings"].as_str().expect("a table").contains("fill in: whether a stamp labels"), "{}", found["readings"]);
    let found = text(&format!("time,value\n{}2025-03-01 24:00:00,1\n", minutes(1380).replacen("2025-03-01 23:00:00,1\n", "", 1)));
    assert_eq!(found["times"]["label"], "end", "{}", found["times"]);
}

/// A day's value stamped with 00:00 may be that of the day before or after: nothing in the file tells, so that a person must.
#[test]
fn a_days_value_with_a_clock_time_leaves_its_day_open() {
    let found = text("time,value\n2025-06-02 00:00:00,24\n2025-06-03 00:00:00,48\n2025-06-04 00:00:00,12\n2025-06-05 00:00:00,96\n");
    let table = found["readings"].as_str().expect("a table");
    assert!(table.contains("fill in: whether a stamp labels") && table.contains("time_label = \"end\""), "{table}");
    let bare = text("time,value\n2025-06-02,24\n2025-06-03,48\n2025-06-04,12\n2025-06-05,96\n");
    assert!(!bare["readings"].as_str().expect("a table").contains("time_label"), "{}", bare["readings"]);
}

/// Year, month, day and hour beside the stamp are parts of it.
#[test]
fn numbers_of_a_date_are_no_meters() {
    let found = text(
        "time,Year,Month,Day,Hour,ac_power\n2025-03-01 00:00,2025,3,1,0,5\n2025-03-01 01:00,2025,3,1,1,6\n2025-03-01 02:00,2025,3,1,2,4\n",
    );
    assert_eq!(found["meters"].as_array().map(Vec::len), Some(1), "{}", found["meters"]);
    assert!(found["readings"].as_str().expect("a table").contains("value = \"ac_power\""), "{}", found["readings"]);
}
