//! Corrections and waivers: what they replace and bound, that none is anonymous or undated, and that the verdict is told with and without them.
//!
//! The numbers are worked out by hand beside each case.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, clippy::doc_markdown, reason = "small texts put together once; units are words here")]

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{check, entries, fixture, json as read_json, lingtan};

const HEAD: &str = "meter_id,from,to,value,unit,note,reason,approved_by,approved_on,expires";
const BY: &str = "out of service,Li Na,2025-02-10,2025-12-31";

/// A park of February 2025: ten MWh a day from the grid and twelve from a wind line, read once a day.
struct Park {
    meters: String,
    readings: String,
    corrections: String,
    manifest: String,
}

impl Park {
    fn new() -> Self {
        let mut readings = "meter_id,time,value\n".to_owned();
        for day in 1..=28 {
            let _ = writeln!(readings, "GATE,2025-02-{day:02},10\nLINE,2025-02-{day:02},12");
        }
        Self {
            meters: "meter_id,carrier,flow,unit,rating_kw,source\nGATE,electricity,grid-import,MWh,1000,\nLINE,electricity,direct-line,MWh,1000,wind\n"
                .to_owned(),
            readings,
            corrections: format!("{HEAD}\n"),
            manifest: "[park]\nname = \"P\"\n[period]\nstart = \"2025-02-01\"\nend = \"2025-02-28\"\n[meters]\nfile = \"meters.csv\"\n\
                       [[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n[corrections]\nfiles = [\"corrections.csv\"]\n"
                .to_owned(),
        }
    }

    /// Rows of corrections behind the usual header.
    fn with(mut self, rows: &[&str]) -> Self {
        self.corrections = format!("{HEAD}\n{}\n", rows.join("\n"));
        self
    }

    /// Without the readings of a meter on some days.
    fn lacking(mut self, meter: &str, days: std::ops::RangeInclusive<u32>) -> Self {
        for day in days {
            let row = format!("{meter},2025-02-{day:02},");
            self.readings = self.readings.lines().filter(|l| !l.starts_with(&row)).map(|l| format!("{l}\n")).collect();
        }
        self
    }

    fn write(&self, folder: &Path) {
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
        put("park.toml", &self.manifest);
        put("meters.csv", &self.meters);
        put("readings.csv", &self.readings);
        put("corrections.csv", &self.corrections);
    }

    fn check(&self, further: &[&str]) -> (i32, Value, String) {
        let folder = tempfile::tempdir().expect("a folder");
        self.write(folder.path());
        let arguments: Vec<&str> = ["--interim"].into_iter().chain(further.iter().copied()).collect();
        check(folder.path(), &arguments)
    }

    /// The report of a park that can be read.
    fn report(&self) -> Value {
        let (code, report, errors) = self.check(&[]);
        assert_ne!(code, 2, "{errors}");
        report
    }

    /// The message of a park that cannot be.
    fn refused(&self) -> String {
        let (code, report, errors) = self.check(&[]);
        assert!(code == 2 && report.is_null(), "{code} {report}");
        errors
    }
}

fn figure<'a>(report: &'a Value, id: &str) -> [&'a str; 3] {
    ["value", "lower", "upper"].map(|key| report["figures"][id][key].as_str().unwrap_or("none"))
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == id).expect("a rule")
}

fn data<'a>(report: &'a Value, meter: &str) -> &'a Value {
    report["data"].as_array().expect("data").iter().find(|d| d["meter"] == meter).expect("a meter")
}

fn defects<'a>(report: &'a Value, code: &str) -> Vec<&'a Value> {
    report["defects"].as_array().expect("defects").iter().filter(|d| d["code"] == code).collect()
}

/// Four days of the line are not read: it may have supplied 0 to 96 MWh then (1 MW), so that ρ lies between 288 / 568 and 384 / 664. The check meter
/// says 40 MWh: ρ = 328 / 608, exactly, for without storage and export it does not matter on which day they came.
#[test]
fn a_gap_with_a_known_total_is_exact() {
    let park = Park::new().lacking("LINE", 10..=13);
    let report = park.report();
    assert!(report.get("corrections").is_some_and(|c| c == &json!([])) && report["without_corrections"]["depends"] == json!([]));
    assert_eq!(rule(&report, "direct-green-share")["measured"], "0.507042253521");
    let park = park.with(&[&format!("LINE,2025-02-10,2025-02-13,40,,,{BY}")]);
    let report = park.report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["328"; 3]);
    assert_eq!(figure(&report, "electricity.consumption"), ["608"; 3]);
    assert_eq!(figure(&report, "direct_green_share"), ["0.539473684211"; 3]);
    assert_eq!(
        data(&report, "LINE"),
        &json!({ "meter": "LINE", "expected": 28, "present": 28, "missing": 0, "estimated": 4, "corrected": 4 })
    );
    let trail = &report["figures"]["electricity.direct_line"]["trail"];
    assert_eq!(trail[0], json!({ "file": "corrections.csv", "first_line": 2, "last_line": 2, "rows": 1 }));
    let found = defects(&report, "missing-interval");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["explained"], "corrections.csv:2");
    let listed = &report["corrections"][0];
    for (key, want) in [
        ("meter", json!("LINE")),
        ("from", json!("2025-02-10 00:00")),
        ("to", json!("2025-02-14 00:00")),
        ("status", json!("applied")),
        ("value", json!("40")),
        ("unit", json!("MWh")),
        ("note", Value::Null),
        ("reason", json!("out of service")),
        ("approved_by", json!("Li Na")),
        ("approved_on", json!("2025-02-10")),
        ("expires", json!("2025-12-31")),
        ("file", json!("corrections.csv")),
        ("line", json!(2)),
        ("intervals", json!(4)),
        ("replaced", json!(0)),
        ("explains", json!(1)),
    ] {
        assert_eq!(listed[key], want, "{key}");
    }
    // Approved on the first of the four days: three were still to come.
    assert_eq!(defects(&report, "early-approval").len(), 1);
}

/// The line's 12 MWh of three days are replaced by 6 MWh in all: D = 25 × 12 + 6 = 306.
#[test]
fn every_reading_of_the_span_is_replaced_and_counted() {
    let report = Park::new().with(&["LINE,2025-02-20,2025-02-22,6000,kWh,,wrong multiplier,王强,2025-02-23,2025-12-31"]).report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["306"; 3]);
    assert_eq!(report["corrections"][0]["replaced"], 3);
    assert!(defects(&report, "early-approval").is_empty());
    // It counts with the greatest of 6, the 36 that it replaces, and three days at the mean of the other 25: 36 / (280 + 300 + 36).
    assert_eq!(rule(&report, "estimated-share")["measured"], "0.058441558442");
    assert_eq!(report["without_corrections"]["rules"][0]["measured"], "0.545454545455");
}

/// Zero for ten days is no little thing: it counts as the mean of the other days, 120 of 280 + 216 + 120, above the limit of a tenth.
#[test]
fn a_park_cannot_be_corrected_into_a_pass() {
    let zero = Park::new().with(&["GATE,2025-02-01,2025-02-10,0,,,nothing was drawn,王强,2025-02-23,2025-12-31"]).report();
    assert_eq!(figure(&zero, "electricity.grid_import")[0], "180");
    // The ten days replaced 100 MWh, and their mean is 100 MWh: 100 / (180 + 100 + 336).
    assert_eq!(rule(&zero, "estimated-share")["measured"], "0.162337662338");
    assert_eq!(rule(&zero, "estimated-share")["outcome"], "fail");
    assert_eq!(rule(&zero, "direct-green-share")["outcome"], "indeterminate");
    assert_eq!(zero["verdict"], "indeterminate");
    let lacking =
        Park::new().lacking("GATE", 1..=10).with(&["GATE,2025-02-01,2025-02-10,0,,,nothing was drawn,王强,2025-02-23,2025-12-31"]).report();
    assert_eq!(rule(&lacking, "estimated-share")["measured"], "0.162337662338");
}

/// A correction is no reading: a meter that was never read stays unread, whatever is stated for it.
#[test]
fn a_correction_does_not_make_a_meter_read() {
    let report = Park::new().lacking("LINE", 1..=28).with(&["LINE,2025-02,2025-02,330,,,export lost,王强,2025-03-01,2025-12-31"]).report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["330"; 3]);
    assert_eq!(rule(&report, "metering-coverage")["outcome"], "fail");
    assert_eq!(report["verdict"], "indeterminate");
    assert_eq!(report["resolution"]["step"], "day");
}

/// A store that charges 4 MWh and releases 3 a day, its charge corrected for two days: the total of what it charged is exact, but how much of
/// it was renewable depends on the day, so that R has bounds.
#[test]
fn the_split_is_bounded_where_it_matters() {
    let mut park = Park::new();
    park.meters += "CHG,electricity,storage-charge,MWh,1000,\nDIS,electricity,storage-discharge,MWh,1000,\n";
    for day in 1..=28 {
        let _ = writeln!(park.readings, "CHG,2025-02-{day:02},4\nDIS,2025-02-{day:02},3");
    }
    let exact = figure(&park.report(), "electricity.direct_green").map(str::to_owned);
    assert!(exact[0] == exact[1] && exact[1] == exact[2], "{exact:?}");
    let park = park.with(&["CHG,2025-02-20,2025-02-21,8,,,meter changed,王强,2025-02-23,2025-12-31"]);
    let report = park.report();
    assert_eq!(figure(&report, "electricity.storage_charge"), ["112"; 3]);
    let [value, lower, upper] = figure(&report, "electricity.direct_green");
    assert_eq!(value, exact[0], "spread evenly, the point is as before");
    assert_ne!(lower, upper);
    assert_eq!(rule(&report, "direct-self-use")["outcome"], "indeterminate");
}

/// There is no clock: the end of the period, or of the span, is what an approval must reach.
#[test]
fn an_approval_holds_to_the_end_of_the_period() {
    let of = |expires: &str| {
        let row = format!("LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-02-12,{expires}");
        Park::new().with(&[&row]).report()
    };
    let last = of("2025-02-28");
    assert_eq!(last["corrections"][0]["status"], "applied");
    let before = of("2025-02-27");
    assert_eq!(before["corrections"][0]["status"], "expired");
    assert_eq!(figure(&before, "electricity.direct_line"), ["336"; 3]);
    let found = defects(&before, "expired-correction");
    assert_eq!((found.len(), &found[0]["effect"], &found[0]["line"]), (1, &json!("discards"), &json!(2)));
    assert!(found[0]["message"].as_str().expect("text").contains("before the period ends (2025-02-28)"));
    // A span beyond the period: the approval must reach the span's end too.
    let row = "LINE,2025-02-27,2025-03-02,40,,,r,王强,2025-03-01,2025-03-01";
    assert_eq!(Park::new().with(&[row]).report()["corrections"][0]["status"], "expired");
}

/// How much of a value lies inside the period nobody knows.
#[test]
fn a_span_over_the_end_of_the_period_is_an_error() {
    let errors = Park::new().with(&["LINE,2025-02-27,2025-03-02,40,,,r,王强,2025-03-03,2025-12-31"]).refused();
    assert!(errors.contains("corrections.csv:2: ") && errors.contains("reaches beyond the period (2025-02-01 to 2025-02-28)"), "{errors}");
}

#[test]
fn what_concerns_nothing_is_reported() {
    let report = Park::new()
        .with(&[
            "LINE,2024-12-01,2024-12-02,40,,,r,王强,2024-12-03,2025-12-31",
            "LINE,2025-02-03,2025-02-04,,,all was well,r,王强,2025-02-05,2025-12-31",
        ])
        .report();
    let status: Vec<&str> = report["corrections"].as_array().expect("a list").iter().map(|c| c["status"].as_str().expect("text")).collect();
    assert_eq!(status, ["unused", "unused"]);
    assert_eq!(defects(&report, "unused-correction").len(), 2);
    assert_eq!(figure(&report, "electricity.direct_line"), ["336"; 3]);
    assert_eq!(report["without_corrections"]["verdict"], report["verdict"]);
}

/// A waiver explains what lies wholly within it, changes no figure, and lets `--deny warnings` pass over what it explains; an expired one does not.
#[test]
fn a_waiver_explains_and_changes_nothing() {
    let mut park = Park::new();
    // 12 MWh in a day are half of what 1 MW can give; 40 cannot be: a spike that is discarded.
    park.readings = park.readings.replace("LINE,2025-02-15,12", "LINE,2025-02-15,40");
    park.meters = park.meters.replace("GATE,electricity,grid-import,MWh,1000,", "GATE,electricity,grid-import,MWh,,");
    let bare = park.report();
    assert_eq!(defects(&bare, "spike").len(), 1);
    let waived = |days: &str, expires: &str| {
        let row = format!("LINE,{days},,,lightning struck the transmitter,surge,王强,2025-02-16,{expires}");
        Park { corrections: format!("{HEAD}\n{row}\n"), ..clone(&park) }
    };
    let all = waived("2025-02-15,2025-02-15", "2025-12-31").report();
    assert_eq!(defects(&all, "spike")[0]["explained"], "corrections.csv:2");
    assert_eq!(all["corrections"][0]["status"], "waiver");
    assert_eq!(all["figures"], bare["figures"]);
    assert_eq!(all["rules"], bare["rules"]);
    assert_eq!(all["without_corrections"]["depends"], json!([]));
    // Half of the day is not the day.
    let half = waived("2025-02-15 00:00,2025-02-15 12:00", "2025-12-31").report();
    assert!(defects(&half, "spike")[0].get("explained").is_none());
    assert_eq!(half["corrections"][0]["status"], "unused");
}

fn clone(park: &Park) -> Park {
    Park {
        meters: park.meters.clone(),
        readings: park.readings.clone(),
        corrections: park.corrections.clone(),
        manifest: park.manifest.clone(),
    }
}

/// Denied warnings refuse what is discarded and moves a bound, explained or not, until a value is given for it; what expired gives none. What matters to
/// no bound and no outcome is passed over.
#[test]
fn denied_warnings_refuse_what_can_matter() {
    let mut park = Park::new();
    // A month in which the park passes whatever that one day was; certificates cover the import.
    park.readings = park.readings.replace("LINE,2025-02-15,12", "LINE,2025-02-15,40");
    park.manifest += "[certificates]\nfiles = [\"certificates.csv\"]\nbeneficiaries = [\"P\"]\n";
    let run = |corrections: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        Park { corrections: format!("{HEAD}\n{corrections}\n"), ..clone(&park) }.write(folder.path());
        let ledger = "first_id,last_id,generation_month,status,retired_on,beneficiary\nGEC0001,GEC0290,2025-02,retired,2025-03-05,P\n";
        fs::write(folder.path().join("certificates.csv"), ledger).expect("written");
        let (plain, report, errors) = check(folder.path(), &["--interim"]);
        assert_eq!(plain, 0, "{errors} {}", report["verdict"]);
        check(folder.path(), &["--interim", "--deny", "warnings"]).0
    };
    assert_eq!(run(""), 3);
    assert_eq!(run("LINE,2025-02-15,2025-02-15,,,surge,surge,王强,2025-02-16,2025-12-31"), 3);
    let value = "LINE,2025-02-15,2025-02-15,12,MWh,surge,surge,王强,2025-02-16,2025-12-31";
    assert_eq!(run(value), 0);
    assert_eq!(run("LINE,2025-02-15,2025-02-15,12,MWh,surge,surge,王强,2025-02-16,2025-02-20"), 3);
    assert_eq!(run(&format!("{value}\nGATE,2025-02-15,2025-02-15,,,x1,r,王强,2025-02-16,2025-12-31")), 0);
}

/// None can be anonymous or undated, whatever the blanks are made of.
#[test]
fn none_is_anonymous_or_undated() {
    for (row, words) in [
        ("LINE,2025-02-10,2025-02-11,40,,,r,,2025-02-12,2025-12-31", "`approved_by` is empty"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,\u{200b}\u{3000}\u{2060} \u{3164},2025-02-12,2025-12-31", "`approved_by` is empty"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,。……,2025-02-12,2025-12-31", "`approved_by` `。……` says nothing"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,匿名,2025-02-12,2025-12-31", "`approved_by` `匿名` says nothing"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,N/A,2025-02-12,2025-12-31", "`approved_by` `N/A` says nothing"),
        ("LINE,2025-02-10,2025-02-11,40,,,-,王强,2025-02-12,2025-12-31", "`reason` is empty"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,,2025-12-31", "`approved_on` is empty"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-02-12,", "`expires` is empty"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,soon,2025-12-31", "`approved_on` `soon`"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-02-12,2025-02-30", "no such day"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-02-12,9999-12-31", "lies outside the years"),
        ("LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-03-12,2025-03-11", "after it expired"),
    ] {
        let errors = Park::new().with(&["GATE,2025-02-01,2025-02-01,,,n1,r1,王强,2025-02-12,2025-12-31", row]).refused();
        assert!(errors.contains("corrections.csv:3: ") && errors.contains(words), "{row}: {errors}");
    }
    let mut park = Park::new();
    for missing in ["reason", "approved_by", "approved_on", "expires", "meter_id", "from", "to"] {
        park.corrections = format!("{}\n", HEAD.replace(&format!("{missing},"), "").replace(&format!(",{missing}"), ""));
        let errors = park.refused();
        assert!(errors.contains("corrections.csv") && errors.contains(&format!("`{missing}`")), "{missing}: {errors}");
    }
}

#[test]
fn what_cannot_be_a_correction_is_an_error() {
    let by = "r,王强,2025-02-25,2025-12-31";
    for (row, words) in [
        (format!("LINES,2025-02-10,2025-02-11,40,,,{by}"), "did you mean `LINE`?"),
        (format!(",2025-02-10,2025-02-11,40,,,{by}"), "`meter_id` is empty"),
        (format!("LINE,2025-02-10,2025-02-11,NaN,,,{by}"), "`NaN` is not a number"),
        (format!("LINE,2025-02-10,2025-02-11,1e999,,,{by}"), "too many digits"),
        (format!("LINE,2025-02-10,2025-02-11,-4,,,{by}"), ""),
        (format!("GATE,2025-02-10,2025-02-11,-4,,,{by}"), "cannot be negative"),
        (format!("LINE,2025-02-10,2025-02-11,,,,{by}"), "neither `value` nor `note`"),
        (format!("LINE,2025-02-10,2025-02-11,,,--,{by}"), "neither `value` nor `note`"),
        (format!("LINE,2025-02-11,2025-02-10,4,,,{by}"), "no later than it starts"),
        (format!("LINE,2025-02-10 00:00,2025-02-10 00:00,4,,,{by}"), "no later than it starts"),
        (format!("LINE,0001-01-01,2025-02-10,4,,,{by}"), "lies outside the years"),
        (format!("LINE,yesterday,2025-02-10,4,,,{by}"), "`from` `yesterday`"),
        (format!("LINE,2025-02-10,2025-02-11,4,kW,,{by}"), "which is power"),
        (format!("LINE,2025-02-10,2025-02-11,4,t,,{by}"), "does not fit it"),
        (format!("LINE,2025-02-10,2025-02-11,4,kWp,,{by}"), "is not a unit"),
        // 2 days at 1 MW are 48 MWh, and 1.2 times that 57.6.
        (format!("LINE,2025-02-10,2025-02-11,57.6,,,{by}"), ""),
        (format!("LINE,2025-02-10,2025-02-11,57.7,,,{by}"), "above 1.2 × 48000 kWh"),
        (format!("LINE,2025-02-10 06:00,2025-02-11,4,,,{by}"), "does not begin and end with an interval of LINE, which is a day long"),
        (format!("LINE,2025-02-10,2025-02-11,\"4,,,{by}"), "a quote is opened and never closed"),
    ] {
        let park = Park::new().with(&[&row]);
        if words.is_empty() {
            assert_eq!(park.report()["corrections"][0]["status"], "applied", "{row}");
            continue;
        }
        let errors = park.refused();
        assert!(errors.contains("corrections.csv:2: ") && errors.contains(words), "{row}: {errors}");
    }
}

/// Two values for one time contradict each other; a row that expired contradicts nothing, and a waiver neither.
#[test]
fn overlapping_values_are_an_error() {
    let first = "LINE,2025-02-10,2025-02-12,40,,,r,王强,2025-02-13,2025-12-31";
    for second in [first, "LINE,2025-02-12,2025-02-14,40,,,r,李娜,2025-02-15,2025-12-31"] {
        let errors = Park::new().with(&[first, second]).refused();
        assert!(errors.contains("corrections.csv:3: ") && errors.contains("overlaps the one at corrections.csv:2"), "{errors}");
    }
    let beside =
        ["LINE,2025-02-13,2025-02-14,20,,,r,王强,2025-02-15,2025-12-31", "GATE,2025-02-10,2025-02-12,30,,,r,王强,2025-02-13,2025-12-31"];
    let expired = "LINE,2025-02-10,2025-02-12,50,,,r,王强,2025-02-13,2025-02-20";
    let report = Park::new().with(&[first, beside[0], beside[1], expired]).report();
    // 23 × 12 + 40 + 20
    assert_eq!(figure(&report, "electricity.direct_line"), ["336"; 3]);
}

/// Corrections of a register: the steps of the span are replaced, and a gap whose total the register gives cannot be parted.
#[test]
fn a_register_is_corrected_whole() {
    let mut park = Park::new();
    park.readings = park.readings.lines().filter(|l| !l.starts_with("LINE")).map(|l| format!("{l}\n")).collect();
    park.manifest += "[[readings]]\nfiles = [\"register.csv\"]\nlayout = \"register\"\ninterval = \"day\"\n";
    let run = |row: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        Park { corrections: format!("{HEAD}\n{row}\n"), ..clone(&park) }.write(folder.path());
        // 12 a day; not read from the 10th to the 14th at 00:00, with 48 between them.
        let mut text = "meter_id,time,reading\n".to_owned();
        for day in (0..=28).filter(|d| !(10..=12).contains(d)) {
            let at = if day == 28 { "2025-03-01 00:00".to_owned() } else { format!("2025-02-{:02} 00:00", day + 1) };
            let _ = writeln!(text, "LINE,{at},{}", 1000 + 12 * day);
        }
        fs::write(folder.path().join("register.csv"), text).expect("written");
        check(folder.path(), &["--interim"])
    };
    let (code, _, errors) = run("LINE,2025-02-10,2025-02-11,20,,,r,王强,2025-02-25,2025-12-31");
    assert!(
        code == 2 && errors.contains("parts the time from 2025-02-10 00:00 to 2025-02-14 00:00") && errors.contains("48000 kWh"),
        "{errors}"
    );
    // The gap and two days more: 22 × 12 + 60.
    let (_, report, errors) = run("LINE,2025-02-10,2025-02-15,60,,,r,王强,2025-02-25,2025-12-31");
    assert_eq!(figure(&report, "electricity.direct_line"), ["324"; 3], "{errors}");
    assert_eq!(report["corrections"][0]["replaced"], 3);
    assert_eq!(data(&report, "LINE")["corrected"], 6);
}

/// A fuel read by month: 30 t in place of February's 20 t. W = 30 × 0.7143 + …; a part of a month cannot be corrected, nor one over a change of factor.
#[test]
fn a_fuel_is_corrected_by_its_months() {
    let mut park = Park::new();
    park.manifest = park.manifest.replace("2025-02-28", "2025-04-30");
    park.manifest += "[factors]\nfiles = [\"factors.csv\"]\n";
    park.meters += "COAL,raw-coal,consumption,t,,\n";
    park.readings += "COAL,2025-02,20\nCOAL,2025-03,20\nCOAL,2025-04,20\n";
    let run = |row: &str, factors: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        Park { corrections: format!("{HEAD}\n{row}\n"), ..clone(&park) }.write(folder.path());
        fs::write(folder.path().join("factors.csv"), format!("item,factor,unit,source,coal_equivalent,from,to\n{factors}\n"))
            .expect("written");
        check(folder.path(), &["--interim"])
    };
    let one = "raw-coal,2,tCO2/t,measured,0.7,,";
    let (_, report, errors) = run("COAL,2025-02,2025-02,30,,,weighed again,王强,2025-03-02,2025-12-31", one);
    // 70 t × 0.7 tce/t and 2 tCO2/t
    assert_eq!((figure(&report, "energy.fuel"), figure(&report, "emissions.fuel")), (["49"; 3], ["140"; 3]), "{errors}");
    assert_eq!(figure(&report, "emissions.fuel")[0], "140");
    let (code, _, errors) = run("COAL,2025-02-01,2025-02-15,10,,,r,王强,2025-03-02,2025-12-31", one);
    assert!(code == 2 && errors.contains("which is a month long"), "{errors}");
    let two = "raw-coal,2,tCO2/t,measured,0.7,,2025-02-28\nraw-coal,3,tCO2/t,measured,0.7,2025-03-01,";
    let (code, _, errors) = run("COAL,2025-02,2025-03,50,,,r,王强,2025-04-02,2025-12-31", two);
    assert!(code == 2 && errors.contains("changes on 2025-03-01, within the span"), "{errors}");
}

/// A meter from which another is subtracted is corrected itself; the other is still subtracted: 25 × (12 − 2) + 30 − 3 × 2.
#[test]
fn what_is_subtracted_from_a_corrected_meter_still_is() {
    let mut park = Park::new().with(&["LINE,2025-02-03,2025-02-05,30,,,r,王强,2025-02-25,2025-12-31"]);
    park.meters = "meter_id,carrier,flow,unit,rating_kw,source,less,parent\nGATE,electricity,grid-import,MWh,1000,,,\n\
                   LINE,electricity,direct-line,MWh,1000,wind,TENANT,\nTENANT,electricity,load,MWh,1000,,,LINE\n"
        .to_owned();
    for day in 1..=28 {
        let _ = writeln!(park.readings, "TENANT,2025-02-{day:02},2");
    }
    let report = park.report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["274"; 3]);
    assert_eq!(data(&report, "LINE")["estimated"], 3);
    // A sub-meter never counts at the boundary: its correction moves what it is subtracted from. 28 × 12 − 27 × 2 − 5.
    let report = Park { corrections: format!("{HEAD}\nTENANT,2025-02-03,2025-02-03,5,,,r,王强,2025-02-25,2025-12-31\n"), ..park }.report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["277"; 3]);
}

/// The total of a meter that counts both ways does not say how much went each way: interval by interval it does.
#[test]
fn a_signed_meter_is_corrected_interval_by_interval() {
    let mut park = Park::new().with(&["GATE,2025-02-03,2025-02-04,-3,,,r,王强,2025-02-25,2025-12-31"]);
    park.meters = "meter_id,carrier,flow,unit,rating_kw,source,positive\nGATE,electricity,grid-net,MWh,1000,,import\n\
                   LINE,electricity,direct-line,MWh,1000,wind,\n"
        .to_owned();
    let errors = park.refused();
    assert!(errors.contains("counts both ways") && errors.contains("a row for each day"), "{errors}");
    let rows = "GATE,2025-02-03,2025-02-03,-3,,,r,王强,2025-02-25,2025-12-31\nGATE,2025-02-04,2025-02-04,7,,,r,王强,2025-02-25,2025-12-31";
    let report = Park { corrections: format!("{HEAD}\n{rows}\n"), ..park }.report();
    // 26 × 10 + 7, and 3 the other way
    assert_eq!((figure(&report, "electricity.grid_import"), figure(&report, "electricity.grid_export")), (["267"; 3], ["3"; 3]));
}

/// The usual Chinese headers, dates and units, a unit in the header, and an offset in a stamp.
#[test]
fn corrections_are_read_as_people_write_them() {
    let mut park = Park::new();
    park.corrections = "表计编号;起;止;更正值（kWh）;备注;原因;批准人;批准日期;有效期至\n\
                        LINE;2025年2月10日;2025/2/11;2.0e4;;检修停运;李 娜;2025.2.12;2025年12月31日\n"
        .to_owned();
    let report = park.report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["332"; 3]);
    assert_eq!(report["corrections"][0]["approved_by"], "李 娜");
    // 00:00 in Beijing is 16:00 of the day before in UTC; a stamp with a time is the instant at which the span ends.
    park.corrections = "meter,from,to,value,note,reason,approved by,审批日期,expires\n\
                        LINE,2025-02-09T16:00:00Z,2025-02-12 00:00,20,,r,Li Na,2025-02-12,2025-12-31\n"
        .to_owned();
    let report = park.report();
    assert_eq!(figure(&report, "electricity.direct_line"), ["332"; 3]);
    assert_eq!(
        (&report["corrections"][0]["to"], &report["corrections"][0]["approved_on"]),
        (&json!("2025-02-12 00:00"), &json!("2025-02-12"))
    );
}

/// Estimation fills what no correction covers, with and without it.
#[test]
fn estimation_leaves_corrections_alone() {
    let park = Park::new().lacking("LINE", 10..=13).with(&["LINE,2025-02-10,2025-02-11,40,,,r,王强,2025-02-25,2025-12-31"]);
    let (_, report, errors) = park.check(&["--set", "estimation=interpolate"]);
    // 24 × 12 + 40, and two days at the mean of the same weekdays
    assert_eq!(figure(&report, "electricity.direct_line"), ["352"; 3], "{errors}");
    assert_eq!(report["without_corrections"]["rules"][0]["measured"], "0.545454545455");
    assert_eq!(data(&report, "LINE")["estimated"], 4);
    assert_eq!(data(&report, "LINE")["corrected"], 2);
}

/// The sample park: what the reference program makes of the same park with the corrections as readings, and of the park as it was read.
#[test]
fn the_verdict_is_told_with_and_without() {
    let folder = fixture("parks/corrected");
    let want = read_json(&folder.join("expected.json"));
    let (code, report, _) = check(&folder, &[]);
    assert_eq!(code, 0);
    let listed = report["corrections"].as_array().expect("a list");
    for (key, all) in entries(&want["corrections"]) {
        let have: Vec<&Value> = listed.iter().map(|c| &c[key]).collect();
        assert_eq!(have, all.as_array().expect("a list").iter().collect::<Vec<_>>(), "{key}");
    }
    let without = &report["without_corrections"];
    for key in ["verdict", "depends"] {
        assert_eq!(without[key], want["without_corrections"][key], "{key}");
    }
    let rules = without["rules"].as_array().expect("rules");
    for (id, wanted) in entries(&want["without_corrections"]["rules"]) {
        let rule = rules.iter().find(|r| r["id"] == *id).expect("a rule");
        assert_eq!(
            (&rule["outcome"], &rule["measured"], &rule["with"]),
            (&wanted["outcome"], &wanted["measured"], &want["rules"][id]),
            "{id}"
        );
    }
    // The corrected park is what it would be without the table, but for what the corrections do.
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["meters.csv", "certificates.csv", "green-trades.csv"] {
        fs::copy(folder.join(name), copy.path().join(name)).expect("a copy");
    }
    fs::create_dir(copy.path().join("readings")).expect("a folder");
    fs::copy(folder.join("readings/day.csv"), copy.path().join("readings/day.csv")).expect("a copy");
    let manifest = fs::read_to_string(folder.join("park.toml")).expect("a manifest");
    fs::write(copy.path().join("park.toml"), manifest.replace("[corrections]\nfiles = [\"corrections.csv\"]\n", "")).expect("written");
    let (_, bare, _) = check(copy.path(), &[]);
    assert!(bare.get("corrections").is_none() && bare.get("without_corrections").is_none());
    assert_eq!(bare["verdict"], without["verdict"]);
    for rule in rules {
        let other = bare["rules"].as_array().expect("rules").iter().find(|r| r["id"] == rule["id"]).expect("a rule");
        for key in ["outcome", "measured", "lower", "upper", "level"] {
            assert_eq!(rule[key], other[key], "{} {key}", rule["id"]);
        }
    }
}

/// Said before anything else in every format that people read, and as an annotation and a property where machines do.
#[test]
fn what_the_verdict_rests_on_is_said_first() {
    let of = |format: &str, lang: &str| {
        let output = lingtan(&["check", "fixtures/parks/corrected", "--format", format, "--lang", lang, "--details"]);
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for format in ["text", "html", "markdown"] {
        for (lang, words) in [("en", "THE VERDICT DEPENDS ON CORRECTIONS"), ("zh", "结论取决于数据更正")] {
            let text = of(format, lang);
            let at = text.find(words).unwrap_or_else(|| panic!("{format} {lang}"));
            let rules = text.find(if format == "html" {
                "id=\"required\""
            } else {
                ["Required rules\n", "约束性规则\n"][usize::from(lang == "zh")]
            });
            assert!(rules.is_some_and(|rules| at < rules), "{format} {lang}");
            for told in ["李娜", "王强", "采集终端故障", "corrections.csv"] {
                assert!(text.contains(told), "{format} {lang}: {told}");
            }
        }
    }
    // On one screen too.
    for (lang, words, rules) in
        [("en", "THE VERDICT DEPENDS ON CORRECTIONS", "\nRequired rules\n"), ("zh", "结论取决于数据更正", "\n约束性规则\n")]
    {
        let screen = String::from_utf8(lingtan(&["check", "fixtures/parks/corrected", "--lang", lang]).stdout).expect("UTF-8");
        let (at, rules) = (screen.find(words), screen.find(rules));
        assert!(at.is_some() && rules.is_some() && at < rules && screen.contains("corrections.csv"), "{screen}");
    }
    assert!(
        of("github", "en").contains("::warning file=fixtures/parks/corrected/park.toml,line=1,title=lingtan%3A depends on corrections::")
    );
    assert!(of("junit", "en").contains("<property name=\"verdict-without-corrections\" value=\"indeterminate\"/>"));
    let sarif: Value = serde_json::from_str(&of("sarif", "en")).expect("JSON");
    assert_eq!(sarif["runs"][0]["properties"]["withoutCorrections"]["verdict"], "indeterminate");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let suppressed: Vec<&str> =
        results.iter().filter(|r| r.get("suppressions").is_some()).map(|r| r["ruleId"].as_str().expect("text")).collect();
    assert_eq!(suppressed, ["missing-interval", "frozen-reading"]);
}

/// A correction that is taken out is named before what follows from it.
#[test]
fn diff_names_the_correction_first() {
    let folder = fixture("parks/corrected");
    let (_, old, _) = check(&folder, &[]);
    let copy = tempfile::tempdir().expect("a folder");
    let mut new = old.clone();
    new["corrections"].as_array_mut().expect("a list").remove(0);
    new["verdict"] = json!("indeterminate");
    for (name, report) in [("old.json", &old), ("new.json", &new)] {
        fs::write(copy.path().join(name), report.to_string()).expect("written");
    }
    let path = |name: &str| copy.path().join(name).display().to_string();
    let output = lingtan(&["diff", &path("old.json"), &path("new.json"), "--lang", "en"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (cause, effect) = (text.find("the correction PV-1 2025-07-08 00:00 was taken out"), text.find("verdict:"));
    assert!(cause.is_some() && cause < effect, "{text}");
}
