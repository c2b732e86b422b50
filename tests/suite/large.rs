//! A file of any size is read as a whole: where a meter, a direction or a unit stands in it changes nothing.

#![allow(clippy::disallowed_methods, reason = "a test looks at what was written")]
#![allow(clippy::format_collect, reason = "small texts")]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::exports::{check, lingtan, present, stderr, stdout, unread};

/// Bytes from which on a file is read by ranges, with some to spare.
const LARGE: usize = 17 << 20;

/// A remark that makes few rows a large file.
fn remark(rows: usize) -> String {
    "远程自动采集数据正常".repeat(LARGE / rows / 30 + 1)
}

/// Stamps of hours, the first ending at 01:00 of 1 March 2025.
fn stamp(hour: usize) -> String {
    let (day, clock) = (hour / 24, hour % 24);
    format!("2025-03-{:02} {clock:02}:00", day + 1)
}

/// What a meter counts in an hour, in tenths.
fn tenths(meter: usize, hour: usize) -> usize {
    (hour * hour * 13 + hour * meter * 7 + meter) % 997
}

fn name(meter: usize) -> String {
    let flow = ["下网", "光伏", "负荷"][meter % 3];
    format!("{flow}{meter:02}")
}

const METERS: usize = 41;
const HOURS: usize = 30 * 24;

/// The rows of all meters: of one after the other, or of one hour after the other.
fn rows(by_meter: bool) -> String {
    let remark = remark(METERS * HOURS);
    let row = |meter: usize, hour: usize| {
        let tenths = tenths(meter, hour);
        format!("{},{},{}.{},{remark}\n", name(meter), stamp(hour), tenths / 10, tenths % 10)
    };
    if by_meter {
        (0..METERS).flat_map(|meter| (1..=HOURS).map(move |hour| (meter, hour))).map(|(meter, hour)| row(meter, hour)).collect()
    } else {
        (1..=HOURS).flat_map(|hour| (0..METERS).map(move |meter| (meter, hour))).map(|(meter, hour)| row(meter, hour)).collect()
    }
}

const HEADER: &str = "计量点名称,数据时间,电量(kWh),备注\n";

/// The registry and the tables of readings that `init` drafts for a file, and the report that follows.
fn drafted(text: &[u8]) -> (String, String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let park = folder.path().join("park");
    fs::create_dir(&park).expect("made");
    fs::write(park.join("data.csv"), text).expect("written");
    let output = lingtan(&["init", park.to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let read = |name: &str| fs::read_to_string(park.join(name)).expect("written");
    (read("meters.csv"), read("park.toml"), check(&park))
}

fn figure<'v>(report: &'v Value, name: &str) -> &'v str {
    report["figures"][name]["value"].as_str().unwrap_or_default()
}

#[test]
fn every_meter_of_a_large_file_is_found_wherever_its_rows_stand() {
    let by_meter = rows(true);
    assert!(by_meter.len() > LARGE);
    let (registry, park, report) = drafted(format!("{HEADER}{by_meter}").as_bytes());
    for meter in 0..METERS {
        assert!(registry.contains(&format!("{},electricity,", name(meter))), "{} is missing in {registry}", name(meter));
        assert_eq!(present(&report, &name(meter)), HOURS as u64, "{}", name(meter));
    }
    assert_eq!(unread(&report), Vec::<String>::new());
    // Summed by hand: the meters of a flow, over all hours, in tenths of a kWh; 10,000 of these are one MWh.
    let sum = |flow: usize| -> usize { (0..METERS).filter(|m| m % 3 == flow).flat_map(|m| (1..=HOURS).map(move |h| tenths(m, h))).sum() };
    for (flow, figure_name) in [(0, "electricity.grid_import"), (1, "electricity.onsite_renewable"), (2, "electricity.load")] {
        let tenths = sum(flow);
        let decimal = format!("{}.{:04}", tenths / 10_000, tenths % 10_000);
        assert_eq!(figure(&report, figure_name), decimal.trim_end_matches('0').trim_end_matches('.'), "{figure_name}");
    }
    // The same rows, one hour after the other; below a title; in GBK.
    let titled = format!("示范园区电量明细,,,\n{HEADER}{by_meter}");
    let chinese = encoding_rs::GB18030.encode(&titled).0.into_owned();
    for text in [format!("{HEADER}{}", rows(false)).into_bytes(), chinese] {
        let (other_registry, other_park, other) = drafted(&text);
        assert_eq!(other_registry, registry);
        assert_eq!(other_park, park);
        assert_eq!(other["verdict"], report["verdict"]);
        assert_eq!(other["figures"]["direct_green_share"]["value"], report["figures"]["direct_green_share"]["value"]);
    }
}

/// Writes a file into a folder and drafts a park of it; gives what was printed.
fn init(folder: &Path, text: &str) -> String {
    fs::write(folder.join("data.csv"), text).expect("written");
    let output = lingtan(&["init", folder.to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_direction_that_stands_behind_the_first_rows_is_a_meter_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let row = |kind: &str, hour: usize| format!("关口01,{},{kind},{}\n", stamp(hour), 10 + hour * hour % 7);
    let rows = |kind: &'static str| (1..=HOURS).map(move |hour| row(kind, hour)).collect::<String>();
    init(folder.path(), &format!("计量点名称,数据时间,数据项,电量(kWh)\n{}{}{}", rows("正向有功"), rows("反向有功"), rows("正向无功")));
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    assert!(registry.contains("关口01/反向,electricity,grid-export"), "{registry}");
    let report = check(folder.path());
    assert_eq!((present(&report, "关口01"), present(&report, "关口01/反向")), (HOURS as u64, HOURS as u64));
}

#[test]
fn a_column_that_is_empty_at_first_is_a_meter() {
    let folder = tempfile::tempdir().expect("a folder");
    let row = |hour: usize| {
        let late = if hour < 500 { String::new() } else { format!("{}.5", hour * hour % 5) };
        format!("{},{}.5,{late}\n", stamp(hour), 10 + hour * hour % 7)
    };
    init(folder.path(), &format!("时间,下网电量(kWh),光伏发电量(kWh)\n{}", (1..=HOURS).map(row).collect::<String>()));
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    assert!(registry.contains("光伏发电量,electricity,onsite-renewable,kWh"), "{registry}");
    assert_eq!(present(&check(folder.path()), "光伏发电量"), (HOURS - 499) as u64);
}

/// What a meter counts in an hour, in whole kWh.
fn count(hour: usize) -> usize {
    60 + hour * hour * 71 % 67
}

/// The energy of some hours in MWh, as a figure is written.
fn megawatt_hours(hours: std::ops::RangeInclusive<usize>) -> String {
    let sum: usize = hours.map(count).sum();
    let decimal = format!("{}.{:03}", sum / 1000, sum % 1000);
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[test]
fn words_of_quality_behind_the_first_rows_are_heard() {
    let folder = tempfile::tempdir().expect("a folder");
    let row = |hour: usize| format!("下网01,{},{},{}\n", stamp(hour), count(hour), if hour > 500 { "异常" } else { "" });
    init(folder.path(), &format!("计量点名称,数据时间,电量(kWh),标记\n{}", (1..=HOURS).map(row).collect::<String>()));
    let drafted = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    assert!(drafted.contains("quality = \"标记\""), "{drafted}");
    // A table that names no column of quality hears them as well.
    for park in [drafted.clone(), drafted.replace(", quality = \"标记\"", "")] {
        fs::write(folder.path().join("park.toml"), park).expect("written");
        let report = check(folder.path());
        assert_eq!(present(&report, "下网01"), 500);
        assert_eq!(figure(&report, "electricity.grid_import"), megawatt_hours(1..=500));
    }
}

#[test]
fn a_meter_whose_rows_say_another_word_than_those_of_the_first_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = |id: &str, word: &str, value: &dyn Fn(usize) -> String| -> String {
        (1..=HOURS).map(|hour| format!("{id},{},{word},{}\n", stamp(hour), value(hour))).collect()
    };
    let kilowatt_hours = rows("下网01", "正向有功电量(kWh)", &|hour| count(hour).to_string());
    let megawatt = rows("光伏01", "发电量(MWh)", &|hour| format!("0.{:03}", count(hour)));
    let reactive = rows("补偿柜", "正向无功电量(kvarh)", &|hour| count(hour).to_string());
    let said = init(folder.path(), &format!("计量点名称,数据时间,数据项,数值\n{kilowatt_hours}{megawatt}{reactive}"));
    assert!(said.contains("1 meter(s), `补偿柜`: rows that say `正向无功电量(kvarh)` are not read"), "{said}");
    let report = check(folder.path());
    for name in ["electricity.grid_import", "electricity.onsite_renewable"] {
        assert_eq!(figure(&report, name), megawatt_hours(1..=HOURS), "{name}");
    }
}
