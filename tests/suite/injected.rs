//! Defects put into drawn parks at known lines: each is reported with its code, line and count, and nothing else is.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, clippy::needless_range_loop, reason = "small texts, put together once")]

use crate::support;

use proptest::prelude::*;
use support::check;

/// Hours of the period, 1 to 5 March, and the meters.
const HOURS: usize = 120;
const METERS: usize = 3;

/// A defect at an hour of a meter.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Absent,
    Placeholder,
    Duplicate,
    Conflict,
    Negative,
    NoNumber,
    OffGrid,
    Unknown,
    Outside,
    Spike,
}

const FAULTS: [Fault; 10] = [
    Fault::Absent,
    Fault::Placeholder,
    Fault::Duplicate,
    Fault::Conflict,
    Fault::Negative,
    Fault::NoNumber,
    Fault::OffGrid,
    Fault::Unknown,
    Fault::Outside,
    Fault::Spike,
];

/// The lines of a file, and what must be found: code, line, count.
fn written(faults: &[(usize, usize, Fault)]) -> (Vec<String>, Vec<(String, u64, u64)>) {
    let mut lines = vec!["meter_id,time,value".to_owned()];
    let mut want = Vec::new();
    let mut strange = Vec::new();
    let mut outside = vec![Vec::new(); METERS];
    for meter in 0..METERS {
        for hour in 0..HOURS {
            let value = 10 + (hour * 7 + meter) % 13;
            let row = |value: &str, minute: u32| format!("M{meter},2025-03-{:02} {:02}:{minute:02},{value}", hour / 24 + 1, hour % 24);
            let good = row(&value.to_string(), 0);
            let above = lines.len() as u64;
            let fault = faults.iter().find(|f| (f.0, f.1) == (meter, hour)).map(|f| f.2);
            let mut tell = |code: &str, line: u64| want.push((code.to_owned(), line, 1));
            match fault {
                None => lines.push(good),
                // the gap is told at the row before in time
                Some(Fault::Absent) => tell("missing-interval", above),
                Some(Fault::Placeholder) => {
                    lines.push(row("--", 0));
                    tell("missing-interval", above);
                }
                Some(Fault::Duplicate) => {
                    lines.extend([good.clone(), good]);
                    tell("duplicate-reading", above + 2);
                }
                Some(Fault::Conflict) => {
                    lines.extend([good, row("9.5", 0)]);
                    tell("conflicting-reading", above + 2);
                }
                Some(Fault::Negative) => {
                    lines.push(row("-3", 0));
                    tell("negative-reading", above + 1);
                }
                Some(Fault::NoNumber) => {
                    lines.push(row("12x", 0));
                    tell("unparsable-row", above + 1);
                }
                Some(Fault::OffGrid) => {
                    lines.extend([good, row("5", 7)]);
                    tell("off-grid-reading", above + 2);
                }
                Some(Fault::Unknown) => {
                    lines.extend([good, format!("X{hour},2025-03-01 00:00,1")]);
                    strange.push((format!("X{hour}"), above + 2));
                }
                Some(Fault::Outside) => {
                    lines.extend([good, format!("M{meter},2024-03-01 {:02}:00,1", hour % 24)]);
                    outside[meter].push(above + 2);
                }
                Some(Fault::Spike) => {
                    lines.push(row("121", 0));
                    tell("spike", above + 1);
                }
            }
        }
    }
    let mut ids: Vec<&String> = strange.iter().map(|(id, _)| id).collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        let all: Vec<u64> = strange.iter().filter(|(other, _)| other == id).map(|(_, line)| *line).collect();
        want.push(("unknown-meter".to_owned(), all[0], all.len() as u64));
    }
    for lines in outside.iter().filter(|l| !l.is_empty()) {
        want.push(("outside-period".to_owned(), lines[0], lines.len() as u64));
    }
    want.sort();
    (lines, want)
}

fn drawn() -> impl Strategy<Value = Vec<(usize, usize, Fault)>> {
    // apart from one another and from the ends, so that each gap stands alone
    let one = (0..METERS, 1..HOURS / 4 - 1, prop::sample::select(FAULTS.to_vec()));
    prop::collection::btree_map((0..METERS, 1..HOURS / 4 - 1), one, 0..25)
        .prop_map(|all| all.into_iter().map(|((meter, quarter), (_, _, fault))| (meter, quarter * 4, fault)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: prop::test_runner::RngSeed::Fixed(910), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_was_put_in_is_found_and_nothing_else(faults in drawn(), ending in prop::sample::select(vec!["\n", "\r\n", "\r"]), blank in any::<bool>()) {
        let (mut lines, want) = written(&faults);
        // blank lines are lines of the editor too
        let shift = if blank { lines.splice(1..1, [String::new(), String::new()]); 2 } else { 0 };
        let want: Vec<(String, u64, u64)> = want.into_iter().map(|(code, line, count)| (code, line + shift, count)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = "[park]\nname = \"x\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-05\"\n[meters]\nfile = \"meters.csv\"\n\
            [[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
        let registry: String = (0..METERS).map(|m| format!("M{m},electricity,grid-import,kWh,100\n")).collect();
        std::fs::write(folder.path().join("park.toml"), manifest).expect("a file");
        std::fs::write(folder.path().join("meters.csv"), format!("meter_id,carrier,flow,unit,rating_kw\n{registry}")).expect("a file");
        std::fs::write(folder.path().join("r.csv"), lines.join(ending) + ending).expect("a file");
        let (_, report, errors) = check(folder.path(), &[]);
        let mut found: Vec<(String, u64, u64)> = report["defects"].as_array().unwrap_or_else(|| panic!("{errors}")).iter().map(|d| {
            assert_eq!(d["file"], "r.csv");
            (d["code"].as_str().expect("a code").to_owned(), d["line"].as_u64().expect("a line"), d["count"].as_u64().expect("a count"))
        }).collect();
        found.sort();
        prop_assert_eq!(found, want, "{:?}", faults);
    }
}
