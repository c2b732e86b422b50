//! Slips that would make a `pass` of what is none: energy that counts twice, rows that vanish, words whose meaning is taken away, codes that are written
//! otherwise, carbon that leaves where none came in.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, reason = "small texts")]

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::check;

const MONTH: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Judges a park of 2025: what `park.toml` says beside its name, period and registry, and its files.
fn judged(toml: &str, files: &[(&str, String)]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let head = "[park]\nname = \"slips\"\n[period]\nyear = 2025\n";
    let registry = if toml.contains("[meters]") { "" } else { "[meters]\nfile = \"meters.csv\"\n" };
    write(folder.path(), "park.toml", &format!("{head}{registry}{toml}"));
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    check(folder.path(), &[])
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file");
}

/// Rows of the months of 2025 of one meter.
fn months(meter: &str, value: &str) -> String {
    (1..=12).fold(String::new(), |mut all, month| {
        let _ = writeln!(all, "{meter},2025-{month:02},{value}");
        all
    })
}

/// Twelve bills from the 15th to the 15th, from December 2024 on.
fn bills(meter: &str, energy: &str) -> String {
    let start = |n: u32| if n == 0 { "2024-12-15".to_owned() } else { format!("2025-{n:02}-15") };
    (0..12).fold(String::from("meter_id,start,end,energy\n"), |mut all, n| {
        let _ = writeln!(all, "{meter},{},{},{energy}", start(n), start(n + 1));
        all
    })
}

fn registry(rows: &str) -> (&'static str, String) {
    ("meters.csv", format!("meter_id,carrier,flow,unit,parent,rating_kw,project_code,use,source\n{rows}"))
}

fn figure<'a>(report: &'a Value, name: &str) -> [&'a Value; 3] {
    ["value", "lower", "upper"].map(|key| &report["figures"][name][key])
}

fn effects<'a>(report: &'a Value, code: &str) -> Vec<&'a str> {
    let all = report["defects"].as_array().into_iter().flatten();
    all.filter(|d| d["code"] == code).filter_map(|d| d["effect"].as_str()).collect()
}

const LONG_AND_BILL: &str = "[[readings]]\nfiles = [\"a.csv\"]\nlayout = \"long\"\n[[readings]]\nfiles = [\"b.csv\"]\nlayout = \"bill\"\n";
const TWO: &str = "G,electricity,grid-import,MWh,,,,,\nPV,electricity,onsite-renewable,MWh,,,,,\n";

/// 600 MWh a month are 7,200 in the year, however often they are stated: by months and by bills from the 15th to the 15th, or by bills of months and the
/// bill of the year.
#[test]
fn a_total_beside_readings_of_its_time_counts_once() {
    let a = format!("meter_id,time,value\n{}{}", months("G", "1000"), months("PV", "600"));
    let (_, report, errors) = judged(LONG_AND_BILL, &[registry(TWO), ("a.csv", a), ("b.csv", bills("PV", "600"))]);
    assert_eq!(figure(&report, "electricity.onsite_renewable"), [&json!("7200"); 3], "{errors}");
    assert!(effects(&report, "overlapping-reading").iter().all(|effect| *effect == "discards"), "{:?}", report["defects"]);

    let a = format!("meter_id,time,value\n{}", months("G", "1000"));
    let of_months = (1..=12).fold(String::from("meter_id,start,end,energy\n"), |mut all, n| {
        let end = if n == 12 { "2026-01-01".to_owned() } else { format!("2025-{:02}-01", n + 1) };
        let _ = writeln!(all, "PV,2025-{n:02}-01,{end},600");
        all
    });
    let b = of_months + "PV,2025-01-01,2026-01-01,7200\n";
    let (_, report, errors) = judged(LONG_AND_BILL, &[registry(TWO), ("a.csv", a), ("b.csv", b)]);
    assert_eq!(figure(&report, "electricity.onsite_renewable"), [&json!("7200"); 3], "{errors}");
}

/// A bill from 1 January to 15 February and one from 1 February to 1 April: how much of either lies in February alone is not known.
#[test]
fn totals_that_cross_block() {
    let a = format!("meter_id,time,value\n{}", months("G", "1000"));
    let b = "meter_id,start,end,energy\nPV,2025-01-01,2025-02-15,900\nPV,2025-02-01,2025-04-01,1200\n".to_owned();
    let (code, report, errors) = judged(LONG_AND_BILL, &[registry(TWO), ("a.csv", a), ("b.csv", b)]);
    assert_eq!(code, 3, "{errors}");
    assert_eq!(effects(&report, "overlapping-reading"), ["blocks"]);
}

/// Bills that are no calendar months are held against sign, rating, quality and each other's readings as those of months are.
#[test]
fn bills_of_any_time_are_judged() {
    let a = format!("meter_id,time,value\n{}", months("G", "1000"));
    let of =
        |b: String, registry_rows: &str, a: &str| judged(LONG_AND_BILL, &[registry(registry_rows), ("a.csv", a.to_owned()), ("b.csv", b)]);
    // Less than nothing was imported.
    let pv = format!("meter_id,time,value\n{}", months("PV", "600"));
    let b = "meter_id,start,end,energy\nG,2025-01-01,2025-06-15,8000\nG,2025-06-15,2026-01-01,-2000\n".to_owned();
    let (code, report, errors) = of(b, TWO, &pv);
    assert_eq!(effects(&report, "negative-reading"), ["discards"], "{errors}");
    assert!(code != 0 && figure(&report, "electricity.grid_import")[2].is_null());
    // 100 kW come to 876 MWh in a year, and no more than 1.2 times as much.
    let rated = "G,electricity,grid-import,MWh,,,,,\nPV,electricity,onsite-renewable,MWh,,100,,,\n";
    let b = "meter_id,start,end,energy\nPV,2025-01-01,2025-06-15,7000\nPV,2025-06-15,2026-01-01,7000\n".to_owned();
    let (code, report, errors) = of(b, rated, &a);
    assert_eq!((code, effects(&report, "contradicted-rating")), (3, vec!["blocks"]), "{errors}");
    // What is estimated is estimated, what is bad is missing.
    let graded = |word: &str| {
        let rows = bills("PV", "600");
        rows.lines().enumerate().fold(String::new(), |all, (n, line)| all + line + if n == 0 { ",quality\n" } else { word })
    };
    let (_, report, errors) = of(graded(",E\n"), TWO, &a);
    let share = |report: &Value| report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == "estimated-share").cloned();
    assert_eq!(share(&report).expect("a rule")["outcome"], "fail", "{errors}");
    let (_, report, errors) = of(graded(",bad\n"), TWO, &a);
    assert!(figure(&report, "electricity.onsite_renewable")[2].is_null(), "{errors}");
    // 5,000 to 5,900, then 10,000 to 10,900: 4,100 MWh are on no bill.
    let b =
        "meter_id,start,end,start_reading,end_reading\nG,2025-01-01,2025-07-01,5000,5900\nG,2025-07-01,2026-01-01,10000,10900\n".to_owned();
    let (code, report, errors) = of(b, TWO, &pv);
    assert_eq!((code, effects(&report, "bill-mismatch")), (3, vec!["blocks"]), "{errors}");
}

/// Two figures of one bill, the second with more decimals than the first: the first stands, and the bounds hold both.
#[test]
fn figures_of_one_bill_are_held_in_one_scale() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n[[readings]]\nfiles = [\"b.csv\"]\nlayout = \"bill\"\n";
    let pv = format!("meter_id,time,value\n{}", months("PV", "600"));
    let rest = "G,2025-02-01,2026-01-01,1100,2200,1100\n";
    let head = "meter_id,start,end,start_reading,end_reading,energy\n";
    for january in [
        // 1,100 MWh by the registers, 900.125 as stated: more than a tenth apart.
        "G,2025-01-01,2025-02-01,0,1100,900.125\n",
        "G,2025-01-01,2025-02-01,,,1100\nG,2025-01-01,2025-02-01,,,900.125\n",
    ] {
        let (_, report, errors) = judged(toml, &[registry(TWO), ("a.csv", pv.clone()), ("b.csv", format!("{head}{january}{rest}"))]);
        assert_eq!(figure(&report, "electricity.grid_import"), ["2200", "2000.125", "2200"], "{january} {errors}");
    }
}

/// A registry in MWh beside files that say kWh: which of them is wrong is not for the program to choose; stated in the table it is.
#[test]
fn a_unit_that_no_file_repeats_is_a_conflict() {
    let pv = format!("meter_id,time,value\n{}", months("PV", "600"));
    let of = |toml: &str, rows: &str| {
        let a = format!("{}\n", rows.trim_end());
        judged(toml, &[registry(TWO), ("a.csv", a), ("b.csv", pv.clone())])
    };
    let plain = "[[readings]]\nfiles = [\"a.csv\"]\n[[readings]]\nfiles = [\"b.csv\"]\n";
    let in_header = format!("meter_id,time,value(kWh)\n{}", months("G", "1000000"));
    let in_column = format!("meter_id,time,value,unit\n{}", months("G", "1000000,kWh"));
    let in_cells = format!("meter_id,time,value\n{}", months("G", "1000000kWh"));
    for rows in [&in_header, &in_column, &in_cells] {
        let (code, report, errors) = of(plain, rows);
        assert_eq!((code, effects(&report, "registry-conflict")), (3, vec!["blocks"]), "{rows} {errors}");
    }
    let stated = "[[readings]]\nfiles = [\"a.csv\"]\nunit = \"kWh\"\n[[readings]]\nfiles = [\"b.csv\"]\n";
    let (_, report, errors) = of(stated, &in_header);
    assert!(effects(&report, "registry-conflict").is_empty(), "{errors}");
    assert_eq!(figure(&report, "electricity.grid_import")[0], "12000");
    // Some files in the registry's unit, others in their own: each as it says.
    let both = format!("meter_id,time,value,unit\n{}", months("G", "1000,MWh").replace("12,1000,MWh", "12,1000000,kWh"));
    let (_, report, errors) = of(plain, &both);
    assert!(effects(&report, "registry-conflict").is_empty(), "{errors}");
    assert_eq!(figure(&report, "electricity.grid_import")[0], "12000");
}

/// Fossil fuel is not said away: neither by its source nor by a parent that is feedstock.
#[test]
fn fossil_fuel_stays_fossil() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let a = format!("meter_id,time,value\n{}{}{}{}", months("G", "1000"), months("PV", "600"), months("A", "10"), months("B", "20"));
    let of = |rows: &str| judged(toml, &[registry(&format!("{TWO}{rows}")), ("a.csv", a.clone())]);
    for (rows, word) in [
        ("A,natural-gas,consumption,m3,,,,,non-fossil\nB,diesel,consumption,t,,,,,\n", "biogas"),
        ("A,natural-gas,consumption,m3,B,,,,\nB,natural-gas,consumption,m3,,,,feedstock,\n", "feedstock"),
    ] {
        let (code, _, errors) = of(rows);
        assert!(code == 2 && errors.contains(word), "exit {code}: {errors}");
    }
}

/// A meter of export says nothing of import.
#[test]
fn export_alone_is_no_gateway() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let rows = "X,electricity,grid-export,MWh,,,,,\nPV,electricity,onsite-renewable,MWh,,,,,\nL,electricity,load,MWh,,,,,\n";
    let a = format!("meter_id,time,value\n{}{}{}", months("X", "0"), months("PV", "1200"), months("L", "5000"));
    let (code, report, errors) = judged(toml, &[registry(rows), ("a.csv", a)]);
    assert_eq!(code, 3, "{errors}");
    assert_eq!(effects(&report, "incomplete-loads"), ["blocks"]);
}

/// A row that is filled as rows are is one, whatever word it starts with.
#[test]
fn rows_that_start_with_a_word_of_a_total_are_rows() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n[products]\nfiles = [\"p.csv\"]\n";
    let rows = format!("{TWO}累计,electricity,grid-import,MWh,,,,,\n");
    let a = format!("meter_id,time,value\n{}{}{}合计,,99999\n", months("G", "100"), months("PV", "600"), months("累计", "1000"));
    let p = "month,product,output,unit,factor,factor_unit,source\n2025年上半年,熟料,100000,t,0.5,tCO2/t,检测报告\n".to_owned();
    let (_, report, errors) = judged(toml, &[registry(&rows), ("a.csv", a), ("p.csv", p)]);
    // 12 × 100 and 12 × 1,000; the total below them is none.
    assert_eq!(figure(&report, "electricity.grid_import"), [&json!("13200"); 3], "{errors}");
    assert_eq!(effects(&report, "unparsable-row"), ["blocks"]);
}

/// A row of data above the header, quarter hours of which only the hours have known names, a column that hides the file's own: refused by name.
#[test]
fn what_would_vanish_is_refused() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let a = format!("meter_id,time,value\n{}{}", months("G", "100"), months("PV", "600"));
    let above = (
        "meters.csv",
        "G2,electricity,grid-import,MWh,1,2\nmeter_id,carrier,flow,unit,multiplier,rating_kw\nG,electricity,grid-import,MWh,1,2\n"
            .to_owned(),
    );
    let (code, _, errors) = judged(toml, &[above, ("a.csv", a.clone())]);
    assert!(code == 2 && errors.contains("above the header"), "{errors}");

    let wide = "[[readings]]\nfiles = [\"w.csv\"]\nlayout = \"wide\"\n";
    let names: Vec<String> = (1..=96).map(|n| if n % 4 == 0 { format!("T{:02}00", n / 4) } else { format!("备用{n}") }).collect();
    let w = format!("meter_id,date,{}\nG,2025-01-01,{}\n", names.join(","), vec!["1"; 96].join(","));
    let (code, _, errors) = judged(wide, &[registry(TWO), ("w.csv", w)]);
    assert!(code == 2 && errors.contains("points of a day"), "{errors}");

    let certificates = format!("{toml}[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"甲\"]\ncolumns = {{ kind = \"remark\" }}\n");
    let c = "certificate_id,generation_month,status,retired_on,beneficiary,kind,remark\nGEC000001,2025-03,已核销,2025-12-31,甲,self-use,\n";
    let (code, _, errors) = judged(&certificates, &[registry(TWO), ("a.csv", a), ("c.csv", c.to_owned())]);
    assert!(code == 2 && errors.contains("self-use"), "{errors}");
}

/// 24 hours of four quarters each, read in a stated step of an hour: three of four rows are off its grid, and the rest is not all.
#[test]
fn rows_of_a_finer_step_than_stated_block() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n[[readings]]\nfiles = [\"g.csv\"]\ninterval = \"60min\"\n";
    let a = format!("meter_id,time,value\n{}", months("PV", "600"));
    let g = (1..=96).fold(String::from("meter_id,time,value\n"), |mut all, n| {
        let _ = writeln!(all, "G,2025-01-{:02} {:02}:{:02},1", 1 + n / 96, n / 4 % 24, n % 4 * 15);
        all
    });
    let (code, report, errors) = judged(toml, &[registry(TWO), ("a.csv", a), ("g.csv", g)]);
    assert_eq!(code, 3, "{errors}");
    assert!(effects(&report, "unparsable-row").contains(&"blocks"), "{:?}", report["defects"]);
}

/// `missing` says which words mean nothing: none that means something.
#[test]
fn known_words_are_not_missing() {
    for (table, word) in [
        ("certificates", "self-use"),
        ("certificates", "持有"),
        ("trades", "已取消"),
        ("certificates", "PRJ-PV-001"),
        ("meters", "nuclear"),
    ] {
        let toml = match table {
            "meters" => format!("[meters]\nfile = \"meters.csv\"\nmissing = [\"{word}\"]\n"),
            _ => format!("[{table}]\nfiles = [\"c.csv\"]\nmissing = [\"{word}\"]\n"),
        };
        let (code, _, errors) = judged(&toml, &[registry(TWO)]);
        assert!(code == 2 && errors.contains(&format!("`{word}`")), "{table} {word}: {errors}");
    }
    let (_, _, errors) = judged("[certificates]\nfiles = [\"c.csv\"]\nmissing = [\"未填\"]\n", &[registry(TWO)]);
    assert!(!errors.contains("未填"), "{errors}");
}

/// 3,000 kWh on a day of a meter of 1 kW are above 28.8; 20 kWh in another row of that day are not certain for that.
#[test]
fn a_reading_beside_a_spike_is_not_exact() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let rows = "G,electricity,grid-import,kWh,,1,,,\n";
    let mut a = String::from("meter_id,time,value\n");
    for (month, days) in (1..).zip(MONTH) {
        for day in 1..=days {
            let _ = writeln!(a, "G,2025-{month:02}-{day:02},20");
        }
    }
    a += "G,2025-07-01,3000\n";
    let (_, report, errors) = judged(toml, &[registry(rows), ("a.csv", a)]);
    // 365 × 20 kWh, and 2,980 more at most.
    assert_eq!(figure(&report, "electricity.grid_import"), [&json!("7.3"), &json!("7.3"), &json!("10.28")], "{errors}");
}

/// The project of a meter, written in other ways: its certificates do not count beside its energy.
#[test]
fn projects_are_known_however_they_are_written() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"甲\"]\n";
    let a = format!("meter_id,time,value\n{}{}", months("G", "1000"), months("PV", "600"));
    let head = "certificate_id,generation_month,status,retired_on,beneficiary,project_code";
    for (meter, certificate, counts) in [
        ("PRJ-PV-001", "'PRJ-PV-001", false),
        ("PRJ-PV-001、PRJ-PV-002", "PRJ-PV-002", false),
        ("PRJ-PV-001", "prj-pv-001;PRJ-X-0009", false),
        ("PRJ-PV-001", "PRJ-PV-003", true),
    ] {
        let rows = format!("G,electricity,grid-import,MWh,,,,,\nPV,electricity,onsite-renewable,MWh,,,{meter},,\n");
        let c = format!("{head}\nGEC000001,2025-03,已核销,2025-12-31,甲,{certificate}\n");
        let (_, report, errors) = judged(toml, &[registry(&rows), ("a.csv", a.clone()), ("c.csv", c)]);
        assert_eq!(report["certificates"]["counted"], json!(u32::from(counts)), "{meter} {certificate}: {errors}");
    }
    // A letter that is not ASCII, and a suffix.
    for certificate in ["РRJ-PV-001", "PRJ-PV-001（一期）"] {
        let rows = "G,electricity,grid-import,MWh,,,,,\nPV,electricity,onsite-renewable,MWh,,,PRJ-PV-001,,\n";
        let c = format!("{head}\nGEC000001,2025-03,已核销,2025-12-31,甲,{certificate}\n");
        let (_, report, errors) = judged(toml, &[registry(rows), ("a.csv", a.clone()), ("c.csv", c)]);
        assert_eq!(effects(&report, "unparsable-row"), ["blocks"], "{certificate}: {errors}");
    }
}

/// One code settles one trade, however many it is stated with; a trade counts whole from as many codes as its whole MWh. What is recognised is the
/// retired certificate: a code that the park's own file calls held, retired for another, of another year, or self-used settles none.
#[test]
fn trades_count_by_codes_that_hold() {
    let toml =
        "[[readings]]\nfiles = [\"a.csv\"]\n[trades]\nfiles = [\"t.csv\"]\n[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"甲\"]\n";
    let a = format!("meter_id,time,value\n{}{}", months("G", "1000"), months("PV", "600"));
    let c = "certificate_id,generation_month,status,retired_on,beneficiary,kind\nGEC000001,2025-03,持有,,甲,\n\
             GEC000002,2025-03,已核销,2025-12-31,乙,\nGEC000004,2024-03,已核销,2025-12-31,甲,\nGEC000005,2025-03,已核销,2025-12-31,甲,self-use\n\
             GEC000006,2025-03,已核销,2025-12-31,甲,绿电\n";
    let mut t = String::from("contract_id,month,mwh,certificate_first_id,certificate_last_id\n");
    for n in 0..50 {
        let _ = writeln!(t, "A{n},2025-03,0.999,GEC000009,");
    }
    for (contract, code) in [("B", 1), ("C", 2), ("D", 3), ("E", 4), ("F", 5), ("H", 6)] {
        let _ = writeln!(t, "{contract},2025-03,1,GEC00000{code},");
    }
    t += "I,2025-03,1.999,GEC000010,\n";
    let (_, report, errors) = judged(toml, &[registry(TWO), ("a.csv", a), ("t.csv", t), ("c.csv", c.to_owned())]);
    // The first of fifty; D, of which no record speaks; H, whose certificate came with it; I: ⌊1.999⌋ is one code.
    assert_eq!(figure(&report, "electricity.green_traded")[0], &json!("4.998"), "{errors}");
    let reasons: Vec<&Value> = report["trades"]["rejected"].as_array().expect("rejected").iter().map(|r| &r["reason"]).collect();
    assert_eq!(reasons[49..], ["not-retired", "wrong-beneficiary", "wrong-vintage", "not-tradable"], "{}", report["trades"]);
}

/// A sub-meter measures a part of what its parent measures: a gateway below a generator or a load, or heat that comes in below what consumes it, would
/// count nowhere.
#[test]
fn a_parent_of_another_flow_is_refused() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let a = format!("meter_id,time,value\n{}{}{}", months("G", "1000"), months("PV", "1200"), months("S", "400"));
    for (row, refused) in [
        ("S,electricity,grid-import,MWh,PV,,,,\n", true),
        ("L,electricity,load,MWh,,,,,\nS,electricity,grid-import,MWh,L,,,,\n", true),
        ("S,electricity,onsite-fossil,MWh,PV,,,,\n", true),
        ("S,electricity,storage-charge,MWh,G,,,,\n", true),
        ("H,heat,consumption,GJ,,,,,\nS,heat,import,GJ,H,,,,\n", true),
        ("S,electricity,load,MWh,G,,,,\n", false),
        ("S,electricity,onsite-renewable,MWh,PV,,,,\n", false),
        ("S,electricity,grid-import,MWh,G,,,,\n", false),
    ] {
        let (code, _, errors) = judged(toml, &[registry(&format!("{TWO}{row}")), ("a.csv", a.clone())]);
        assert_eq!(code == 2 && errors.contains("`parent`"), refused, "{row}: {errors}");
    }
}

/// Words, units and columns that would take the meaning out of a row: refused, or the row cannot be read.
#[test]
fn what_a_row_says_of_itself_is_not_passed_over() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let a = format!("meter_id,time,value\n{}{}", months("G", "1000"), months("PV", "600"));
    let with = |tables: &str, file: (&'static str, &str)| {
        judged(&format!("{toml}{tables}"), &[registry(TWO), ("a.csv", a.clone()), (file.0, file.1.to_owned())])
    };
    // 480,000 kWh are 480 MWh, of 480 codes.
    let t = "合同编号,月份,结算电量,绿证起始编号,绿证终止编号,单位\nA,2025-06,480000,GEC000001,GEC000480,kWh\n";
    let (_, report, errors) = with("[trades]\nfiles = [\"t.csv\"]\n", ("t.csv", t));
    assert_eq!(figure(&report, "electricity.green_traded")[0], &json!("480"), "{errors}");
    let certificates = "[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"甲\"]\n";
    let head = "certificate_id,generation_month,status,retired_on,beneficiary,kind,technology";
    for (kind, technology, blocks, counted) in [
        ("transferred", "常规水电", false, 1),
        ("transferred", "", false, 1),
        ("transferred", "风电", false, 0),
        ("tradable", "风电", false, 1),
        ("tradable", "燃煤发电", true, 0),
        ("tradable", "核电", true, 0),
    ] {
        let c = format!("{head}\nGEC000001,2025-03,已核销,2025-12-31,甲,{kind},{technology}\n");
        let (_, report, errors) = with(certificates, ("c.csv", &c));
        assert_eq!(report["certificates"]["counted"], json!(counted), "{kind} {technology}: {errors}");
        assert_eq!(effects(&report, "unparsable-row") == ["blocks"], blocks, "{kind} {technology}");
    }
    // A word that is given its meaning is told with the table.
    let c = format!("{head}\nGEC000001,2025-03,结清,2025-12-31,甲,tradable,风电\n");
    let (_, report, errors) = with(&format!("{certificates}statuses = {{ \"结清\" = \"retired\" }}\n"), ("c.csv", &c));
    assert_eq!(report["certificates"]["counted"], json!(1), "{errors}");
    let table = report["tables"].as_array().expect("tables").iter().find(|table| table["file"] == "c.csv").expect("the table").clone();
    assert!(table["options"].to_string().contains("结清 = retired"), "{table}");
    for word in ["尚未核销", "待核销审核", "unredeemed", "pending retirement"] {
        let (code, _, errors) = with(&format!("{certificates}statuses = {{ \"{word}\" = \"retired\" }}\n"), ("c.csv", head));
        assert!(code == 2 && errors.contains(word), "{word}: {errors}");
    }
    let p = "product,month,output,unit,factor,factor_unit,source\n熟料,2025-06,1000,t,0,tCO2/t,检测报告\n";
    let (_, report, errors) = with("[products]\nfiles = [\"p.csv\"]\n", ("p.csv", p));
    assert_eq!(effects(&report, "unparsable-row"), ["blocks"], "{errors}");
}

/// A manifest names which column says the quality of readings; it hides none that says it is that column, and of two it must say which is meant.
#[test]
fn a_column_of_quality_is_not_hidden() {
    let rows: String = months("G", "100").lines().map(|row| format!("{row},坏,\n")).collect();
    for (options, header, refused) in [
        ("", "quality,备注", false),
        ("columns = { quality = \"备注\" }\n", "quality,备注", true),
        ("columns = { quality = \"备注\" }\n", "状态,备注", true),
        ("columns = { quality = \"状态\" }\n", "数据质量,状态", true),
        ("columns = { quality = \"数据质量\" }\n", "数据质量,状态", false),
        ("", "数据质量,状态", true),
    ] {
        let a = format!("meter_id,time,value,{header}\n{rows}{}", months("PV", "600"));
        let (code, report, errors) = judged(&format!("[[readings]]\nfiles = [\"a.csv\"]\n{options}"), &[registry(TWO), ("a.csv", a)]);
        assert_eq!(code == 2 && errors.contains("quality"), refused, "{options} {header}: {errors}");
        assert!(refused || figure(&report, "electricity.grid_import")[2].is_null(), "bad readings are none: {header}");
    }
}

/// Carbon that leaves a park into which none came, and a line that takes in what it does not supply, are missing evidence.
#[test]
fn nothing_comes_of_nothing() {
    let toml = "[[readings]]\nfiles = [\"a.csv\"]\n";
    let base = format!("meter_id,time,value\n{}{}", months("G", "1000"), months("PV", "1200"));
    for (row, value, code) in [
        ("C,coke,production,t,,,,conversion,\n", "500", "missing-fuel"),
        ("C,heat,export,GJ,,,,,\n", "8000", "missing-fuel"),
        ("C,electricity,direct-line,MWh,,,,,\n", "-100", "own-use-reading"),
    ] {
        let (_, report, errors) = judged(toml, &[registry(&format!("{TWO}{row}")), ("a.csv", base.clone() + &months("C", value))]);
        assert!(effects(&report, code).contains(&"blocks"), "{row}: {errors} {:?}", report["defects"]);
    }
}
