//! What is not known stays between bounds that hold for every possible reading, and the point lies within them: totals whose split is not known beside
//! auxiliary meters and beside import that follows from the loads, bills that leave days over, subtracted readings that are missing, stores.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fmt::Write as _;

use lingtan::measure::Exact;
use serde_json::Value;
use support::check;

/// A park of 2025 (or some days of it) with its files.
fn judged(period: &str, options: &str, meters: &str, files: &[(&str, &str, String)]) -> (i32, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut manifest = format!("[park]\nname = \"x\"\n[period]\n{period}\n[meters]\nfile = \"meters.csv\"\n{options}");
    for (name, layout, text) in files {
        manifest += &format!("[[readings]]\nfiles = [\"{name}\"]\n{layout}\n");
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    std::fs::write(folder.path().join("park.toml"), manifest).expect("a file");
    std::fs::write(folder.path().join("meters.csv"), meters).expect("a file");
    let (code, report, errors) = check(folder.path(), &["--interim"]);
    assert!(report.is_object(), "{errors}");
    for (name, figure) in support::entries(&report["figures"]) {
        let [lower, value, upper] = ["lower", "value", "upper"].map(|end| figure[end].as_str().and_then(Exact::parse));
        let Some(value) = value else { continue };
        assert!(lower.is_none_or(|lower| lower <= value) && upper.is_none_or(|upper| value <= upper), "{name}: {figure}");
    }
    (code, report)
}

/// A value a month of a meter.
fn monthly(meter: &str, value: impl Fn(usize) -> Option<&'static str>) -> String {
    (0..12).filter_map(|m| value(m).map(|v| format!("{meter},2025-{:02},{v}\n", m + 1))).collect()
}

/// A register that is read at the start of each month but one, with its rise in each month.
fn register(meter: &str, rise: i64, unread: usize) -> String {
    let at = |m: usize| if m == 12 { "2026-01-01 00:00".to_owned() } else { format!("2025-{:02}-01 00:00", m + 1) };
    let reads = (0..=12).filter(|&m| m != unread).map(|m| format!("{meter},{},{}\n", at(m), rise * i64::try_from(m).unwrap_or(0)));
    format!("meter_id,time,reading\n{}", reads.collect::<String>())
}

fn ends(report: &Value, figure: &str) -> [String; 3] {
    ["lower", "value", "upper"].map(|end| report["figures"][figure][end].as_str().unwrap_or("none").to_owned())
}

fn outcome<'a>(report: &'a Value, rule: &str) -> &'a str {
    let rules = report["rules"].as_array().expect("rules");
    rules.iter().find(|r| r["id"] == rule).and_then(|r| r["outcome"].as_str()).expect("an outcome")
}

const LONG: &str = "layout = \"long\"";

/// PV of 9 `MWh` a month, its register unread at the end of March; auxiliaries of 1 `MWh` a month; import of 8.25. U = 99 + 108 − 12 = 195 whatever the
/// split. R is 96, or 97 where all 18 of March and April fell in one of them: the auxiliaries of the other are no negative supply.
/// 96/195 = 0.492307692308, 97/195 = 0.497435897436.
#[test]
fn a_register_gap_beside_auxiliaries() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,parent\nGRID,electricity,grid-import,MWh,1000,,\n\
        PV,electricity,onsite-renewable,MWh,1000,solar,\nAUX,electricity,auxiliary,MWh,1000,,PV\n";
    let months = format!("meter_id,time,value\n{}{}", monthly("GRID", |_| Some("8.25")), monthly("AUX", |_| Some("1")));
    let files = [("months.csv", LONG, months), ("pv.csv", "layout = \"register\"", register("PV", 9, 3))];
    let (code, report) = judged("year = 2025", "", meters, &files);
    assert_eq!(code, 1);
    assert_eq!(ends(&report, "electricity.direct_green"), ["96", "96", "97"]);
    assert_eq!(ends(&report, "direct_green_share"), ["0.492307692308", "0.492307692308", "0.497435897436"]);
    assert_eq!(outcome(&report, "direct-green-share"), "fail");
}

/// Load of 10 `MWh` a month behind a register unread at the end of March, PV of 8 a month, no gateway. Ten months import 2 each and use all 8. In March
/// and April together the load is 20: both above 8, and 4 are imported, all 16 of supply used; or all of it in one of them, and 12 are imported, 8
/// exported. P = 24 … 32, X = 0 … 8, R = 88 … 96, U = 120: ρ = 0.733333333333 … 0.8. E = 0.8325 P, W = 0.2856 × 120 = 34.272 tce:
/// I = 0.582983193277 … 0.77731092437.
#[test]
fn a_register_gap_where_import_follows_from_the_loads() {
    let meters =
        "meter_id,carrier,flow,unit,rating_kw,source\nLOAD,electricity,load,MWh,1000,\nPV,electricity,onsite-renewable,MWh,1000,solar\n";
    let months = format!("meter_id,time,value\n{}", monthly("PV", |_| Some("8")));
    let files = [("months.csv", LONG, months), ("load.csv", "layout = \"register\"", register("LOAD", 10, 3))];
    let (code, report) = judged("year = 2025", "loads_complete = true\n", meters, &files);
    assert_eq!(code, 1);
    let bounds = |figure: &str| {
        let [lower, _, upper] = ends(&report, figure);
        [lower, upper]
    };
    assert_eq!(bounds("electricity.grid_import"), ["24", "32"]);
    assert_eq!(bounds("electricity.grid_export"), ["0", "8"]);
    assert_eq!(bounds("electricity.direct_green"), ["88", "96"]);
    assert_eq!(bounds("direct_green_share"), ["0.733333333333", "0.8"]);
    assert_eq!(bounds("carbon_intensity"), ["0.582983193277", "0.77731092437"]);
    assert_eq!(outcome(&report, "direct-green-share"), "pass");
    assert_eq!(outcome(&report, "near-zero"), "fail");

    // Loads that may not be all of them: U is at least theirs, and nothing that rests on it is decided.
    let months = format!("meter_id,time,value\n{}", monthly("PV", |_| Some("8")));
    let files = [("months.csv", LONG, months), ("load.csv", "layout = \"register\"", register("LOAD", 10, 13))];
    let (code, report) = judged("year = 2025", "", meters, &files);
    assert_eq!(code, 3);
    assert_eq!(ends(&report, "electricity.consumption"), ["120", "120", "none"]);
    for rule in ["direct-green-share", "near-zero"] {
        assert_eq!(outcome(&report, rule), "indeterminate", "{rule}");
    }
}

/// Bills of 8 `MWh` from the 16th to the 16th, eleven of them: 1 to 15 January (360 h) and 16 to 31 December (384 h) are billed nowhere. The PV is rated
/// at 20 kW: 7.2 and 7.68 `MWh` at most. G = 88 … 102.88; import is 120, U = 208 … 222.88: ρ = 0.423076923077 … 0.461593682699.
#[test]
fn what_bills_leave_over_of_a_month_is_not_known() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source\nGRID,electricity,grid-import,MWh,1000,\nPV,electricity,onsite-renewable,MWh,20,solar\n";
    let months = format!("meter_id,time,value\n{}", monthly("GRID", |_| Some("10")));
    let bill = |m: usize| format!("PV,2025-{:02}-16,2025-{:02}-16,8\n", m, m + 1);
    let bills = format!("meter_id,start,end,energy\n{}", (1..12).map(bill).collect::<String>());
    let files = [("months.csv", LONG, months), ("bills.csv", "layout = \"bill\"", bills)];
    let (_, report) = judged("year = 2025", "", meters, &files);
    assert_eq!(ends(&report, "electricity.onsite_renewable"), ["88", "88", "102.88"]);
    assert_eq!(ends(&report, "electricity.consumption"), ["208", "208", "222.88"]);
    let [lower, _, upper] = ends(&report, "direct_green_share");
    assert_eq!([lower.as_str(), upper.as_str()], ["0.423076923077", "0.461593682699"]);
}

/// A gateway of 20 `MWh` a month that feeds a neighbour of 5, whose meter (10 kW) was not read in February: 6.72 `MWh` at most in its 672 hours. Of
/// February the point takes 20, the bounds 13.28 … 20; the other months leave 15 each: 185, within 178.28 … 185.
#[test]
fn a_subtracted_reading_that_is_missing_counts_as_nothing() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,less\nGRID,electricity,grid-import,MWh,1000,NEXT\nNEXT,electricity,load,MWh,10,\n";
    let next = monthly("NEXT", |m| (m != 1).then_some("5"));
    let months = format!("meter_id,time,value\n{}{next}", monthly("GRID", |_| Some("20")));
    let (_, report) = judged("year = 2025", "", meters, &[("months.csv", LONG, months)]);
    assert_eq!(ends(&report, "electricity.grid_import"), ["178.28", "185", "185"]);

    // The neighbour's register was not read at the end of March: its total of March and April is known all the same.
    let months = format!("meter_id,time,value\n{}", monthly("GRID", |_| Some("20")));
    let files = [("months.csv", LONG, months), ("next.csv", "layout = \"register\"", register("NEXT", 5, 3))];
    let (_, report) = judged("year = 2025", "", meters, &files);
    assert_eq!(ends(&report, "electricity.grid_import"), ["180", "180", "180"]);
}

/// Ten days of 24 hours: load 100 kWh an hour; PV of 300 from 08:00 to 16:00, of which 100 charge a store, 100 are used and 100 exported; from 18:00 to
/// 04:00 the store gives 72 an hour (720 of 800 a day), but not in the first four hours, before anything was charged. All charge is renewable.
///
/// One reading of import (a gateway of 110 kW) is missing, at noon of the fifth day: had 110 come in, nothing of that hour's charge were surplus, and
/// 100 × 200 / 310 = 64.5 of it renewable, not 100; and less of that is released later. From outside, surplus (none to 100) and the mix of the rest
/// (100 of 210 renewable, to all) are bounded apart: 100 × 100 / 210 = 47.6 of the charge at least. So R moves by no more than 53 kWh either way, and U
/// by 110 of some 25,000.
#[test]
fn a_missing_reading_moves_the_pool_by_no_more_than_it_can_hold_of_it() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source\nIN,electricity,grid-import,kWh,110,\nOUT,electricity,grid-export,kWh,1000,\n\
        PV,electricity,onsite-renewable,kWh,1000,solar\nCH,electricity,storage-charge,kWh,200,\nDIS,electricity,storage-discharge,kWh,200,\n";
    let mut text = "meter_id,time,value\n".to_owned();
    for day in 1..=10 {
        for hour in 0..24 {
            let (sun, night) = ((8..16).contains(&hour), !(4..18).contains(&hour));
            // The first night has nothing to release yet; the last evening gives all that is left.
            let given = if night && !(day == 1 && hour < 4) { 72 } else { 0 };
            let (pv, charge, export) = if sun { (300, 100, 100) } else { (0, 0, 0) };
            let import = if sun { 0 } else { 100 - given };
            for (meter, value) in [("IN", import), ("OUT", export), ("PV", pv), ("CH", charge), ("DIS", given)] {
                if meter != "IN" || (day, hour) != (5, 12) {
                    text += &format!("{meter},2025-03-{day:02} {hour:02}:00,{value}\n");
                }
            }
        }
    }
    let period = "start = \"2025-03-01\"\nend = \"2025-03-10\"";
    let (_, report) = judged(period, "", meters, &[("hours.csv", "layout = \"long\"\ntime_label = \"start\"", text)]);
    let [lower, value, upper] = ends(&report, "direct_green_share").map(|end| Exact::parse(&end).expect("a bound"));
    assert!(lower < value && value <= upper);
    assert!(&upper - &lower < Exact::ratio(10, 1000), "{lower} to {upper}");
    let [least, point, most] = ends(&report, "electricity.direct_green").map(|end| Exact::parse(&end).expect("a bound"));
    // In MWh.
    assert!(&point - &least <= Exact::ratio(53, 1000) && &most - &point <= Exact::ratio(53, 1000), "{least} to {most} around {point}");
}

/// What is missing of two meters that are alike is told in the order of their ids, whichever of them is registered first.
#[test]
fn what_would_decide_does_not_depend_on_the_order_of_the_registry() {
    let rows =
        ["B,electricity,grid-import,MWh,100,", "A,electricity,grid-import,MWh,100,", "PV,electricity,onsite-renewable,MWh,1000,solar"];
    let deciding = |order: [usize; 3]| {
        let meters = format!("meter_id,carrier,flow,unit,rating_kw,source\n{}\n", order.map(|at| rows[at]).join("\n"));
        let part = |meter: &str| monthly(meter, |m| (m != 4).then_some("5"));
        let months = format!("meter_id,time,value\n{}{}{}", monthly("PV", |_| Some("12")), part("A"), part("B"));
        let (_, report) = judged("year = 2025", "", &meters, &[("months.csv", LONG, months)]);
        let rules = report["rules"].as_array().expect("rules").clone();
        let rule = rules.into_iter().find(|r| r["id"] == "direct-green-share").expect("the rule");
        assert_eq!(rule["outcome"], "indeterminate");
        rule["deciding"].clone()
    };
    let first = deciding([0, 1, 2]);
    assert_eq!(first[0]["meter"], "A");
    assert_eq!(first, deciding([1, 0, 2]));
    assert_eq!(first, deciding([2, 0, 1]));
}

/// A register that shows 30 and 34 at the start of April, first read 10 a month: the year's 120 are known, and of March and April together 20.
#[test]
fn two_readings_of_a_register_at_one_time_leave_the_total_known() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source\nGRID,electricity,grid-import,MWh,1000,\nPV,electricity,onsite-renewable,MWh,1000,solar\n";
    let first = "GRID,2025-04-01 00:00,30\n";
    let grid = register("GRID", 10, 13).replace(first, &format!("{first}GRID,2025-04-01 00:00,34\n"));
    let months = format!("meter_id,time,value\n{}", monthly("PV", |_| Some("10")));
    let (_, report) = judged("year = 2025", "", meters, &[("months.csv", LONG, months), ("grid.csv", "layout = \"register\"", grid)]);
    assert_eq!(ends(&report, "electricity.grid_import"), ["120", "120", "120"]);
    assert_eq!(outcome(&report, "direct-green-share"), "pass");
}

/// Two bills of one month that differ, 1 and 9 `MWh`: import lies between them, whichever stands first.
#[test]
fn two_bills_of_one_time_bound_the_energy() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source\nGRID,electricity,grid-import,MWh,1000,\nPV,electricity,onsite-renewable,MWh,1000,solar\n";
    for (first, second) in [(1, 9), (9, 1)] {
        let bills = format!("meter_id,start,end,energy\nGRID,2025-01-01,2025-02-01,{first}\nGRID,2025-01-01,2025-02-01,{second}\n");
        let pv = "meter_id,time,value\nPV,2025-01,2\n".to_owned();
        let period = "start = \"2025-01-01\"\nend = \"2025-01-31\"";
        let (_, report) = judged(period, "", meters, &[("pv.csv", LONG, pv), ("bills.csv", "layout = \"bill\"", bills)]);
        assert_eq!(ends(&report, "electricity.grid_import"), ["1".to_owned(), first.to_string(), "9".to_owned()]);
        assert_eq!(outcome(&report, "direct-green-share"), "indeterminate");
    }
}

/// A gateway of 100 kW over a day of hours: 23 of 10 kWh, and one of 500 kWh, above 1.2 × 100: it counts as missing and may be true. 0.23 to 0.73 `MWh`;
/// where a second row of that hour reads 20 kWh, it is not known which of the two holds: 0.25 to 0.73.
#[test]
fn a_reading_above_the_rating_may_be_true() {
    let meters = "meter_id,carrier,flow,unit,rating_kw\nGRID,electricity,grid-import,kWh,100\n";
    let mut text = "meter_id,time,value\n".to_owned();
    for at in 0..24 {
        let _ = writeln!(text, "GRID,2025-03-01 {at:02}:00,{}", if at == 7 { 500 } else { 10 });
    }
    let period = "start = \"2025-03-01\"\nend = \"2025-03-01\"";
    let layout = "layout = \"long\"\ntime_label = \"start\"";
    let (_, report) = judged(period, "", meters, &[("hours.csv", layout, text.clone())]);
    assert_eq!(ends(&report, "electricity.grid_import"), ["0.23", "0.23", "0.73"]);
    let (_, report) = judged(period, "", meters, &[("hours.csv", layout, text + "GRID,2025-03-01 07:00,20\n")]);
    assert_eq!(ends(&report, "electricity.grid_import"), ["0.25", "0.25", "0.73"]);
}

const DAYS: &str = "start = \"2025-03-01\"\nend = \"2025-03-02\"";

/// Two days of March, a value a day of each meter, of one that is unknown none: with each of its possible values on the first day, the figures lie within
/// the bounds without.
fn two_days(options: &str, meters: &str, known: &[(&str, [i64; 2])], unknown: &[(&str, std::ops::RangeInclusive<i64>, i64)]) -> Value {
    let days = |values: &[i64]| {
        let mut text = "meter_id,time,value\n".to_owned();
        for (meter, [first, second]) in known {
            text += &format!("{meter},2025-03-01,{first}\n{meter},2025-03-02,{second}\n");
        }
        for (at, (meter, _, second)) in unknown.iter().enumerate() {
            text += &values.get(at).map_or_else(String::new, |value| format!("{meter},2025-03-01,{value}\n"));
            text += &format!("{meter},2025-03-02,{second}\n");
        }
        judged(DAYS, options, meters, &[("days.csv", LONG, text)]).1
    };
    let report = days(&[]);
    let mut all: Vec<Vec<i64>> = vec![Vec::new()];
    for (_, values, _) in unknown {
        all = all.iter().flat_map(|before| values.clone().map(move |value| [&before[..], &[value]].concat())).collect();
    }
    for values in all {
        within(&report, &days(&values), &format!("{values:?}"));
    }
    report
}

/// The figures of a park in which all is known lie within the bounds of one in which something is not.
fn within(report: &Value, known: &Value, with: &str) {
    // Figures are printed to twelve places.
    let least = Exact::ratio(1, 1_000_000_000_000);
    let number = |figure: &Value, end: &str| figure[end].as_str().and_then(Exact::parse);
    for (name, figure) in support::entries(&known["figures"]) {
        let bounds = &report["figures"][name];
        let Some(value) = number(figure, "value") else { continue };
        let (lower, upper) = (number(bounds, "lower"), number(bounds, "upper"));
        let holds = lower.is_none_or(|lower| lower - &least <= value) && upper.is_none_or(|upper| value <= upper + &least);
        assert!(holds, "{name} with {with}: {figure}, not within {bounds}");
    }
}

fn sides(report: &Value, figure: &str) -> [String; 2] {
    let [lower, _, upper] = ends(report, figure);
    [lower, upper]
}

/// A signed gateway of 1 and 5 `MWh` less a neighbour's x, which is missing on the first day (7.5 at most); PV of 4 and 9, fossil generation of 6 and 0.
/// U = 25 − x; of the first day x − 1 is exported: R = 13 − min(4, x − 1). 13/25 at x = 0, 13/24 at 1, 9/20 at 5, 9/17.5 at 7.5.
#[test]
fn a_signed_gateway_less_a_missing_load_may_turn_to_export() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,positive,less\nGATE,electricity,grid-net,MWh,500,,import,NEXT\n\
        NEXT,electricity,load,MWh,312.5,,,\nPV,electricity,onsite-renewable,MWh,500,solar,,\nCHP,electricity,onsite-fossil,MWh,500,,,\n";
    let known = [("GATE", [1, 5]), ("PV", [4, 9]), ("CHP", [6, 0])];
    let report = two_days("", meters, &known, &[("NEXT", 0..=7, 0)]);
    assert_eq!(sides(&report, "direct_green_share"), ["0.45", "0.541666666667"]);
}

/// A signed gateway that counts export x (−3 … 3), missing on the first day, is subtracted from the PV of 4 as well; a direct line of 5 and fossil
/// generation of 6 on the second day. U = 15 − 2x, R = 5 + (4 − x − x⁺)⁺: 9/15 at x = 0, 5/11 at 2, 5/9 at 3, 12/21 at −3.
///
/// Import of 10 and 4 less export x (0 … 6), PV of 2 and 6: U = 22 − 2x, R = 6 + (2 − x)⁺: 8/22 at x = 0, 6/18 at 2, 6/10 at 6.
#[test]
fn an_unknown_export_that_is_subtracted_as_well_may_meet_supply_between_its_ends() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,positive,less\nNET,electricity,grid-net,MWh,125,,export,\n\
        PV,electricity,onsite-renewable,MWh,250,solar,,NET\nDL,electricity,direct-line,MWh,250,wind,,\nCHP,electricity,onsite-fossil,MWh,250,,,\n";
    let known = [("PV", [4, 0]), ("DL", [0, 5]), ("CHP", [0, 6])];
    let report = two_days("", meters, &known, &[("NET", -3..=3, 0)]);
    assert_eq!(sides(&report, "direct_green_share"), ["0.454545454545", "0.6"]);

    let meters = "meter_id,carrier,flow,unit,rating_kw,source,less\nIN,electricity,grid-import,MWh,500,,OUT\nOUT,electricity,grid-export,MWh,250,,\n\
        PV,electricity,onsite-renewable,MWh,250,solar,\n";
    let report = two_days("", meters, &[("IN", [10, 4]), ("PV", [2, 6])], &[("OUT", 0..=6, 0)]);
    assert_eq!(sides(&report, "direct_green_share"), ["0.333333333333", "0.6"]);
    // Beside another that is missing, it is taken for two: the bounds are from outside.
    two_days("", meters, &[("IN", [10, 4])], &[("OUT", 0..=6, 0), ("PV", 0..=6, 6)]);
}

/// No gateway: loads of 3 and 4 `MWh`, PV of 6 and 0, a store that charges 3 on the first day less the house's own x (0 … 3), which is missing then and
/// is a load of its own. U = 3 + 4 + x + 3 − x = 10; charge is 3 − x.
#[test]
fn a_store_less_a_missing_load_where_import_is_inferred() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,positive,less\nLOAD,electricity,load,MWh,250,,,\nPV,electricity,onsite-renewable,MWh,500,solar,,\n\
        BAT,electricity,storage-net,MWh,250,,charge,HOUSE\nHOUSE,electricity,load,MWh,125,,,\n";
    let known = [("LOAD", [3, 4]), ("PV", [6, 0]), ("BAT", [3, 0])];
    let report = two_days("loads_complete = true\n", meters, &known, &[("HOUSE", 0..=3, 0)]);
    assert_eq!(sides(&report, "electricity.consumption"), ["10", "10"]);
    assert_eq!(sides(&report, "electricity.storage_charge"), ["0", "3"]);
}

/// Two signed stores that are missing on one day: one may charge while the other discharges.
#[test]
fn two_missing_stores_where_import_is_inferred() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,positive\nLOAD,electricity,load,MWh,250,,\nPV,electricity,onsite-renewable,MWh,500,solar,\n\
        B1,electricity,storage-net,MWh,125,,charge\nB2,electricity,storage-net,MWh,125,,discharge\n";
    for pv in [2, 4, 6] {
        let known = [("LOAD", [4, 3]), ("PV", [pv, 5])];
        two_days("loads_complete = true\n", meters, &known, &[("B1", -3..=3, 1), ("B2", -3..=3, 1)]);
    }
}

/// Wind of which nothing was read, 62.5 kW: 0 … 1.5 `MWh` a day; less a neighbour's 3. With PV of 8 a day, 2 × (8 − 3) = 10 … 13 are generated. Where
/// nothing was read of the neighbour (125 kW, 0 … 3) either, 10 … 19.
#[test]
fn what_is_subtracted_from_a_meter_without_readings_stays_subtracted() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,less\nIN,electricity,grid-import,MWh,250,,\nWT,electricity,onsite-renewable,MWh,62.5,wind,NEXT\n\
        PV,electricity,onsite-renewable,MWh,500,solar,\nNEXT,electricity,load,MWh,125,,\n";
    let days = |meters: &[(&str, i64)]| {
        let rows = meters.iter().map(|(meter, value)| format!("{meter},2025-03-01,{value}\n{meter},2025-03-02,{value}\n"));
        format!("meter_id,time,value\n{}", rows.collect::<String>())
    };
    let park = |read: &[(&str, i64)]| judged(DAYS, "", meters, &[("days.csv", LONG, days(read))]).1;
    let report = park(&[("IN", 1), ("PV", 8), ("NEXT", 3)]);
    assert_eq!(sides(&report, "electricity.onsite_renewable"), ["10", "13"]);
    for wind in [0, 1] {
        within(&report, &park(&[("IN", 1), ("PV", 8), ("NEXT", 3), ("WT", wind)]), &format!("{wind}"));
    }
    let report = park(&[("IN", 1), ("PV", 8)]);
    assert_eq!(sides(&report, "electricity.onsite_renewable"), ["10", "19"]);
    for (wind, next) in [(0, 0), (1, 0), (0, 3), (1, 3)] {
        within(&report, &park(&[("IN", 1), ("PV", 8), ("NEXT", next), ("WT", wind)]), &format!("{wind}, {next}"));
    }
}

/// A direct line of 5 `MWh` a day with an auxiliary meter of its own: 1, and x (0 … 3) that is missing. D = 9 − x; nothing is generated on site.
#[test]
fn a_missing_auxiliary_meter_of_a_direct_line_is_the_lines() {
    let meters = "meter_id,carrier,flow,unit,rating_kw,source,parent\nIN,electricity,grid-import,MWh,250,,\nDL,electricity,direct-line,MWh,250,wind,\n\
        AUX,electricity,auxiliary,MWh,125,,DL\n";
    let report = two_days("", meters, &[("IN", [1, 1]), ("DL", [5, 5])], &[("AUX", 0..=3, 1)]);
    assert_eq!(sides(&report, "electricity.direct_line"), ["6", "9"]);
    assert_eq!(sides(&report, "electricity.onsite_renewable"), ["0", "0"]);
}

/// A register that shows 100 and 106 at one midnight: 6 `MWh` over two days, x of them on the first. It counts the PV less a neighbour of nothing, of which
/// the first day exports 6: R is 6 − x. It counts a neighbour that is subtracted from PV of 10 a day: R is (4 − x)⁺ + 4 + x, 8 … 10. And it counts
/// one that is subtracted from a signed gateway of 2 a day: net import is 2 − x and x − 4.
#[test]
fn two_readings_of_a_register_at_one_time_beside_what_is_subtracted() {
    let park = |meters: &str, register: &str, at: &[i64], known: &[(&str, [i64; 4])]| {
        let mut reads = format!("meter_id,time,reading\n{register},2025-03-01 00:00,100\n");
        for x in at {
            let _ = writeln!(reads, "{register},2025-03-02 00:00,{}", 100 + x);
        }
        for day in 3..6 {
            let _ = writeln!(reads, "{register},2025-03-{day:02} 00:00,106");
        }
        let mut days = "meter_id,time,value\n".to_owned();
        for (meter, values) in known {
            for (value, day) in values.iter().zip(1..) {
                let _ = writeln!(days, "{meter},2025-03-{day:02},{value}");
            }
        }
        let period = "start = \"2025-03-01\"\nend = \"2025-03-04\"";
        judged(period, "", meters, &[("days.csv", LONG, days), ("reg.csv", "layout = \"register\"", reads)]).1
    };
    let gateway = "meter_id,carrier,flow,unit,rating_kw,source,less\nIN,electricity,grid-import,MWh,250,,\nOUT,electricity,grid-export,MWh,250,,\n\
        PV,electricity,onsite-renewable,MWh,500,solar,NEXT\nNEXT,electricity,load,MWh,250,,\n";
    let signed = "meter_id,carrier,flow,unit,rating_kw,source,positive,less\nGATE,electricity,grid-net,MWh,250,,import,NEXT\n\
        PV,electricity,onsite-renewable,MWh,500,solar,,\nNEXT,electricity,load,MWh,250,,,\n";
    let (import, export) = (("IN", [2, 3, 2, 3]), ("OUT", [6, 0, 0, 0]));
    for (meters, register, known, green) in [
        (gateway, "PV", vec![import, export, ("NEXT", [0; 4])], Some(["0", "6"])),
        (gateway, "NEXT", vec![import, export, ("PV", [10, 10, 0, 0])], Some(["8", "10"])),
        (signed, "NEXT", vec![("GATE", [2; 4]), ("PV", [3, 3, 0, 0])], None),
    ] {
        for pair in [[0, 6], [6, 0]] {
            let report = park(meters, register, &pair, &known);
            for x in 0..=6 {
                within(&report, &park(meters, register, &[x], &known), &format!("{register} {x}"));
            }
            if let Some(green) = green {
                assert_eq!(sides(&report, "electricity.direct_green"), green, "{register}");
            }
        }
    }
}
