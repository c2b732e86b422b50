//! A meter whose multiplier changes during the period (its current transformers were exchanged): each reading is worth what it was at its time.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, clippy::needless_range_loop, reason = "small texts, put together once")]

use crate::support;

use serde_json::Value;
use support::check;

const CHANGE: &str = "meter_id,carrier,flow,unit,multiplier,from,to\n\
    GATE,electricity,grid-import,kWh,40,,2025-03-01\nGATE,electricity,grid-import,kWh,60,2025-03-02,\n";

fn park(registry: &str, layout: &str, readings: &str, (start, end): (&str, &str)) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = format!(
        "[park]\nname = \"x\"\n[period]\nstart = \"{start}\"\nend = \"{end}\"\n[meters]\nfile = \"meters.csv\"\n\
         [[readings]]\nfiles = [\"r.csv\"]\nlayout = \"{layout}\"\ntime_label = \"start\"\n"
    );
    for (name, text) in [("park.toml", manifest.as_str()), ("meters.csv", registry), ("r.csv", readings)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    check(folder.path(), &[])
}

fn import(report: &Value) -> &str {
    report["figures"]["electricity.grid_import"]["value"].as_str().unwrap_or("none")
}

fn codes(report: &Value) -> Vec<(String, u64, u64)> {
    let list = report["defects"].as_array().expect("defects");
    list.iter()
        .map(|d| (d["code"].as_str().unwrap_or("").to_owned(), d["line"].as_u64().unwrap_or(0), d["count"].as_u64().unwrap_or(0)))
        .collect()
}

fn hours() -> impl Iterator<Item = (u32, u32)> {
    (1..=3).flat_map(|day| (0..24).map(move |hour| (day, hour)))
}

#[test]
fn every_reading_has_the_multiplier_of_its_time() {
    let mut text = "meter_id,time,value\n".to_owned();
    hours().for_each(|(day, hour)| text += &format!("GATE,2025-03-{day:02} {hour:02}:00,0.{}\n", 25 + hour % 2 * 50));
    let (_, report, errors) = park(CHANGE, "long", &text, ("2025-03-01", "2025-03-03"));
    // 24 × 0.5 (the mean of 0.25 and 0.75) × 40 + 48 × 0.5 × 60 = 480 + 1440 kWh
    assert_eq!((import(&report), codes(&report)), ("1.92", vec![]), "{errors}");
    let wide: String = (1..=3).map(|d| format!("GATE,2025-03-{d:02}{}\n", ",0.25,0.75".repeat(12))).collect();
    let header = (1..=24).map(|p| format!(",v{p}")).collect::<String>();
    let (_, report, _) = park(CHANGE, "wide", &format!("meter_id,date{header}\n{wide}"), ("2025-03-01", "2025-03-03"));
    assert_eq!(import(&report), "1.92");
    // applied already: the registry's multipliers change nothing
    let applied = CHANGE.replace("multiplier,", "multiplier,multiplier_applied,").replace(",40,", ",40,yes,").replace(",60,", ",60,yes,");
    let (_, report, _) = park(&applied, "long", &text, ("2025-03-01", "2025-03-03"));
    assert_eq!(import(&report), "0.036");
}

#[test]
fn a_register_read_at_the_change_is_exact() {
    let mut text = "meter_id,time,reading\n".to_owned();
    let stamps = |hour: u32| format!("2025-03-{:02} {:02}:00", 1 + hour / 24, hour % 24);
    (0..=72).for_each(|hour| text += &format!("GATE,{},{}.{}\n", stamps(hour), 100 + hour / 2, hour % 2 * 25));
    let (_, report, errors) = park(CHANGE, "register", &text, ("2025-03-01", "2025-03-03"));
    // (112 − 100) × 40 + (136 − 112) × 60 = 480 + 1440 kWh
    assert_eq!((import(&report), codes(&report)), ("1.92", vec![]), "{errors}");
    // without the reading at 00:00 of 2 March (line 26) the two hours around it are not known
    let cut: String = text.lines().enumerate().filter(|(at, _)| *at != 25).map(|(_, l)| format!("{l}\n")).collect();
    let (_, report, errors) = park(CHANGE, "register", &cut, ("2025-03-01", "2025-03-03"));
    // less 0.75 × 40 and 0.25 × 60
    assert_eq!((import(&report), codes(&report)), ("1.875", vec![("multiplier-change".to_owned(), 26, 2)]), "{errors}");
    assert_eq!((&report["data"][0]["expected"], &report["data"][0]["missing"]), (&Value::from(72), &Value::from(2)));
}

#[test]
fn bills_take_the_multiplier_of_their_time() {
    let registry = CHANGE.replace("2025-03-01", "2025-02-28").replace("2025-03-02", "2025-03-01");
    let text =
        "meter_id,start,end,start_reading,end_reading,multiplier\nGATE,2025-02-01,2025-03-01,10,20,\nGATE,2025-03-01,2025-04-01,20,40,\n";
    let (_, report, errors) = park(&registry, "bill", text, ("2025-02-01", "2025-03-31"));
    // 10 × 40 + 20 × 60
    assert_eq!((import(&report), codes(&report)), ("1.6", vec![]), "{errors}");
    // a bill that states another multiplier than its meter's contradicts the registry (METHOD 10), which blocks what rests on it
    let (_, report, _) = park(&registry, "bill", &text.replace("20,40,\n", "20,40,50\n"), ("2025-02-01", "2025-03-31"));
    assert_eq!((import(&report), codes(&report)), ("1.4", vec![("registry-conflict".to_owned(), 3, 1)]));
    // one that spans the change is not known
    let (_, report, _) = park(CHANGE, "bill", text, ("2025-02-01", "2025-03-31"));
    assert_eq!((import(&report), codes(&report)), ("0.4", vec![("multiplier-change".to_owned(), 3, 1)]));
}

#[test]
fn rows_in_service_at_once_are_an_error() {
    let registry = CHANGE.replace("2025-03-02", "2025-03-01");
    let (code, _, errors) = park(&registry, "long", "meter_id,time,value\n", ("2025-03-01", "2025-03-03"));
    assert!(
        code == 2 && errors.contains("meters.csv:3: meter `GATE` is registered twice (first at line 2), and both rows are in service from"),
        "{errors}"
    );
}

/// A header that speaks of power over a meter registered in energy: 96 values a day would be four times the energy. Nobody guesses which is meant.
#[test]
fn power_is_not_taken_for_energy() {
    let registry = |unit: &str| format!("meter_id,carrier,flow,unit\nGATE,electricity,grid-import,{unit}\n");
    let run = |unit: &str, header: &str, table: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = format!(
            "[park]\nname = \"x\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-01\"\n[meters]\nfile = \"meters.csv\"\n\
             [[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n{table}"
        );
        let rows: String = (0..96).map(|at| format!("GATE,2025-03-01 {:02}:{:02},1000\n", at / 4, at % 4 * 15)).collect();
        for (name, text) in
            [("park.toml", manifest), ("meters.csv", registry(unit)), ("r.csv", format!("表计编号,数据时间,{header}\n{rows}"))]
        {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        check(folder.path(), &["--interim"])
    };
    for header in ["有功功率", "总有功功率", "Power"] {
        let (code, _, errors) = run("kWh", header, "");
        assert_eq!(code, 2, "{header}");
        assert!(
            errors.contains("r.csv") && errors.contains(header) && errors.contains("unit = \"kW\"") && errors.contains("kWh"),
            "{errors}"
        );
        // 96 × 1000 kW × 1/4 h = 24 MWh; as energy 96 × 1000 kWh = 96 MWh.
        for (unit, table, mwh) in [
            ("kW", "", "24"),
            ("kWh", "unit = \"kW\"\n", "24"),
            ("kWh", "quantity = \"power\"\n", "24"),
            ("kWh", "quantity = \"energy\"\n", "96"),
        ] {
            let (_, report, errors) = run(unit, header, table);
            assert_eq!(import(&report), mwh, "{header} {unit} {table}: {errors}");
        }
    }
    assert_eq!(import(&run("kWh", "有功功率(kW)", "").1), "24");
    assert_eq!(import(&run("kWh", "有功电量", "").1), "96");
}
