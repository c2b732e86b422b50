//! Registers that are not read at the edge of the period: what lies inside is known to be between nothing and all of it.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use lingtan::measure::Exact;
use serde_json::Value;
use support::check;

fn ends(report: &Value, figure: &str) -> [Exact; 2] {
    let figure = &report["figures"][figure];
    ["lower", "upper"].map(|end| figure[end].as_str().and_then(Exact::parse).expect("a bound"))
}

/// A direct line whose register is read hourly, 3 `MWh` an hour, but not from 00:00 on the 28th (four days before the end of the period) until 00:00
/// on the 5th of the next month: 40 `MWh` flowed in these eight days. Known in the period: 27 days × 24 h × 3 = 1,944 `MWh`.
/// Inside: something between 0 and 40 `MWh`. The gateway takes 1 `MWh` an hour, 744 in the month.
#[test]
fn a_gap_over_the_edge_of_the_period_adds_between_nothing_and_all_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut line = "meter_id,time,reading\n".to_owned();
    for hour in 0..=27 * 24 {
        line += &format!("LINE,2025-01-{:02} {:02}:00,{}\n", hour / 24 + 1, hour % 24, hour * 3);
    }
    line += &format!("LINE,2025-02-05 00:00,{}\n", 27 * 24 * 3 + 40);
    let mut gate = "meter_id,time,value\n".to_owned();
    for hour in 0..31 * 24 {
        gate += &format!("GATE,2025-01-{:02} {:02}:00,1\n", hour / 24 + 1, hour % 24);
    }
    let manifest = "[park]\nname = \"x\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-31\"\n[meters]\nfile = \"meters.csv\"\n\
        [[readings]]\nfiles = [\"line.csv\"]\nlayout = \"register\"\ninterval = \"60min\"\n\
        [[readings]]\nfiles = [\"gate.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
    let meters = "meter_id,carrier,flow,unit,source\nLINE,electricity,direct-line,MWh,wind\nGATE,electricity,grid-import,MWh,\n";
    for (name, text) in [("park.toml", manifest), ("meters.csv", meters), ("line.csv", &line), ("gate.csv", &gate)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let (_, report, errors) = check(folder.path(), &[]);
    assert!(report.is_object(), "{errors}");
    let exact = |n: i64| Exact::from(n);
    assert_eq!(ends(&report, "electricity.direct_line"), [exact(1_944), exact(1_984)]);
    assert_eq!(ends(&report, "electricity.consumption"), [exact(2_688), exact(2_728)]);
    // The share is least with nothing of it inside. Its upper bound holds from outside: each hour by itself may hold all of it.
    let [least, most] = ends(&report, "direct_green_share");
    assert_eq!(least, Exact::ratio(1_944, 2_688).rounded(12));
    assert!(most >= Exact::ratio(1_984, 2_728), "{most}");
    assert_eq!(report["figures"]["electricity.grid_import"]["upper"], "744");
}

/// A register that was read outside the period alone is one that was not read in it, however many readings there are: nothing of it is expected at its
/// step, and nothing is told as missing interval by interval.
#[test]
fn a_register_read_outside_the_period_alone_was_not_read_in_it() {
    let manifest = "[park]\nname = \"x\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-31\"\n[meters]\nfile = \"meters.csv\"\n\
        [[readings]]\nfiles = [\"line.csv\"]\nlayout = \"register\"\n[[readings]]\nfiles = [\"gate.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
    let meters = "meter_id,carrier,flow,unit,source\nLINE,electricity,direct-line,MWh,wind\nGATE,electricity,grid-import,MWh,\n";
    let mut gate = "meter_id,time,value\n".to_owned();
    for hour in 0..31 * 24 {
        gate += &format!("GATE,2025-01-{:02} {:02}:00,1\n", hour / 24 + 1, hour % 24);
    }
    for readings in [50, 95, 96, 97, 400] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut line = "meter_id,time,reading\n".to_owned();
        for hour in 0..readings {
            line += &format!("LINE,2025-03-{:02} {:02}:00,{hour}\n", hour / 24 + 1, hour % 24);
        }
        for (name, text) in [("park.toml", manifest), ("meters.csv", meters), ("line.csv", &line), ("gate.csv", &gate)] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let (_, report, errors) = check(folder.path(), &[]);
        assert!(report.is_object(), "{readings}: {errors}");
        let of_line = report["data"].as_array().expect("data").iter().find(|data| data["meter"] == "LINE").expect("the meter");
        assert_eq!((&of_line["expected"], &of_line["missing"]), (&0.into(), &0.into()), "{readings}");
        let told: Vec<&Value> = report["defects"].as_array().expect("defects").iter().filter(|defect| defect["meter"] == "LINE").collect();
        assert_eq!(told.len(), 1, "{readings}: {told:?}");
        assert_eq!((&told[0]["code"], &told[0]["count"]), (&"outside-period".into(), &readings.into()), "{readings}");
        // Without a rating nothing bounds what the line supplied.
        assert_eq!(report["figures"]["electricity.direct_line"]["upper"], Value::Null, "{readings}");
    }
}
