//! The projection of interim runs against the rest of real series that was held out, and against small cases worked out by hand.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use lingtan::measure::Exact;
use serde_json::Value;
use support::{check, fixture, lingtan};

fn exact(value: &Value) -> Exact {
    Exact::parse(value.as_str().expect("a decimal")).expect("a decimal")
}

/// A park of daily import and on-site generation.
fn park(folder: &Path, days: &[(String, String, String)]) {
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    put(
        "park.toml",
        "[park]\nname = \"P\"\n[meters]\nfile = \"meters.csv\"\nloads_complete = true\n[[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n",
    );
    put("meters.csv", "meter_id,carrier,flow,unit,source\nUSE,electricity,load,kWh,\nPV,electricity,onsite-renewable,kWh,solar\n");
    let mut readings = "meter_id,time,value\n".to_owned();
    for (day, used, supplied) in days {
        let _ = writeln!(readings, "USE,{day},{used}\nPV,{day},{supplied}");
    }
    put("readings.csv", &readings);
}

/// The daily use and generation of the solar home (so that a day's supply counts up to the day's use), its year from July restated as 2016: both have 366 days and start on a Friday.
fn solar_home() -> Vec<(String, String, String)> {
    let table = |name: &str| -> Vec<Exact> {
        let text = fs::read_to_string(fixture("parks/ausgrid-c12/readings").join(name)).expect("a table");
        let half = Exact::ratio(1, 2);
        let sum = |row: &str| row.split(',').skip(1).map(|x| Exact::parse(x).expect("a number")).sum::<Exact>() * &half;
        text.lines().skip(1).filter(|row| !row.is_empty()).map(sum).collect()
    };
    let (used, supplied) = (table("daily_pivot_cons_2011-2012.csv"), table("daily_pivot_prod_2011-2012.csv"));
    let first = chrono::NaiveDate::from_ymd_opt(2016, 1, 1).expect("a day");
    let days = first.iter_days().zip(used.into_iter().zip(supplied));
    days.map(|(day, (used, supplied))| (day.to_string(), used.to_string(), supplied.to_string())).collect()
}

/// The half hours of the solar home as they were exported, its year restated as 2016.
fn half_hours(folder: &Path) {
    let home = fixture("parks/ausgrid-c12");
    let read = |name: &str| fs::read_to_string(home.join(name)).expect("a file");
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    fs::create_dir(folder.join("readings")).expect("a folder");
    put("park.toml", &read("park.toml").replace("2011-07-01", "2016-01-01").replace("2012-06-30", "2016-12-31"));
    put("meters.csv", &read("meters.csv"));
    let first = chrono::NaiveDate::from_ymd_opt(2016, 1, 1).expect("a day");
    for name in ["readings/daily_pivot_cons_2011-2012.csv", "readings/daily_pivot_prod_2011-2012.csv"] {
        let text = read(name);
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let mut restated = format!("{}\n", lines.next().expect("a header"));
        for (day, line) in first.iter_days().zip(lines) {
            let _ = writeln!(restated, "{day},{}", line.split_once(',').expect("values").1);
        }
        put(name, &restated);
    }
}

/// What follows the rest of the year is held out after each month. An independent script in floating point (the mean workday and weekend day of the
/// least of use and supply each half hour, and of use; once more for each whole week from Monday) found the same points and bands, and misses too.
#[test]
fn the_band_of_a_solar_home_holds_its_share_from_january_and_its_use_from_april() {
    let folder = tempfile::tempdir().expect("a folder");
    half_hours(folder.path());
    let (_, year, _) = check(folder.path(), &["--period", "2016"]);
    let share = exact(&year["figures"]["direct_green_share"]["value"]);
    let used = exact(&year["figures"]["electricity.consumption"]["value"]);
    // Share and use at the point, with the least and greatest of their band, as the script has them to six places.
    let stated = [
        (3, ["0.212801", "0.149623", "0.257891"], ["4.817560", "3.958711", "5.558709"]),
        (6, ["0.216740", "0.162650", "0.256432"], ["5.585891", "4.625016", "6.355323"]),
        (9, ["0.214704", "0.188520", "0.234940"], ["5.914222", "5.351247", "6.228362"]),
    ];
    let near = |value: &Value, stated: &str| {
        let off = (exact(value) - Exact::parse(stated).expect("a number")).abs();
        assert!(off <= Exact::ratio(1, 1_000_000), "{value}, not {stated}");
    };
    let (mut share_missed, mut use_missed) = (Vec::new(), Vec::new());
    for month in 1..12 {
        let (_, report, _) = check(folder.path(), &["--period", &format!("2016-01..2016-{month:02}"), "--interim"]);
        let end = &report["projection"]["year_end"];
        assert_eq!(end["band_of"], "weeks");
        let (rule, figure) = (&end["rules"][0], &end["figures"]["electricity.consumption"]);
        assert_eq!(rule["id"], "direct-green-share");
        let held = |told: &Value, truth: &Exact| exact(&told["lower"]) <= *truth && *truth <= exact(&told["upper"]);
        if !held(rule, &share) {
            share_missed.push(month);
        }
        if !held(figure, &used) {
            use_missed.push(month);
        }
        // The point is within two points of the truth from the first month on.
        assert!((exact(&rule["measured"]) - &share).abs() <= Exact::ratio(2, 100), "{month}: {rule}");
        if let Some((_, of_share, of_use)) = stated.iter().find(|s| s.0 == month) {
            for (at, key) in ["measured", "lower", "upper"].into_iter().enumerate() {
                near(&rule[key], of_share[at]);
            }
            for (at, key) in ["value", "lower", "upper"].into_iter().enumerate() {
                near(&figure[key], of_use[at]);
            }
        }
    }
    // Use rose from 11 kWh a day in the first month to 18 in the fifth: no week of the first three had shown that.
    assert_eq!((share_missed, use_missed), (vec![], vec![1, 2, 3]));
}

/// Import of 100 a workday and 40 a weekend day, supply of 30 on each, from January to June.
#[test]
fn a_steady_park_is_projected_to_the_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
    let used = |day: chrono::NaiveDate| {
        let weekend = matches!(chrono::Datelike::weekday(&day), chrono::Weekday::Sat | chrono::Weekday::Sun);
        if weekend { "40000" } else { "100000" }
    };
    let days: Vec<_> = first.iter_days().take(181).map(|day| (day.to_string(), used(day).to_owned(), "30000".to_owned())).collect();
    park(folder.path(), &days);
    let (_, report, _) = check(folder.path(), &["--period", "2025-01..2025-06", "--interim"]);
    let end = &report["projection"]["year_end"];
    // 2025 has 261 days from Monday to Friday and 104 others: U = 26,100 + 4,160, R = 365 × 30.
    assert_eq!(end["figures"]["electricity.consumption"]["value"], "30260");
    assert_eq!(end["figures"]["electricity.direct_green"]["value"], "10950");
    // A band of like weeks is a point.
    assert_eq!(end["figures"]["electricity.consumption"]["lower"], end["figures"]["electricity.consumption"]["upper"]);
    // (15,130 − 181 × 30) / 6 = 1,616.6…, rounded up to a millionth.
    assert_eq!(end["direct_supply"]["needed"], "1616.666667");
    // Two millionths short of it would be short of half: 6 × 1,616.666666 + 5,430 < 15,130 ≤ 6 × 1,616.666667 + 5,430.
    let (needed, step) = (exact(&end["direct_supply"]["needed"]), exact(&end["direct_supply"]["step"]));
    let reached = |rate: Exact| rate * Exact::from(6_i64) + Exact::from(5_430_i64) >= Exact::from(15_130_i64);
    assert!(reached(needed.clone()) && !reached(needed - &step));
    // Supplying all from October on: 5,430 + 92 × 30 + (66 × 100 + 26 × 40) = 15,830; from November on 14,040 or so, below 15,130.
    assert_eq!(end["direct_supply"]["out_of_reach"]["month"], "2025-11");
}

#[test]
fn a_period_that_cannot_be_projected_says_why_and_a_year_says_nothing() {
    let half = fixture("parks/interim-half-year");
    let (_, report, _) = check(&half, &["--period", "2025-02..2025-06", "--interim"]);
    assert_eq!(report["projection"]["unavailable"], "not-from-january");
    let (_, report, _) = check(&fixture("parks/full-pass"), &[]);
    assert!(report.get("projection").is_none());
    // It never decides: the verdict is the same with it and without `--interim` it is withheld.
    let (code, report, _) = check(&half, &[]);
    assert!(code == 3 && report["projection"]["year_end"].is_object());
}

#[test]
fn the_months_of_an_earlier_year_are_kept_for_verification() {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), &solar_home());
    let at = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let all = folder.path().to_str().expect("text");
    // Beside the park: a file within it that vanishes would be a difference of its own.
    let beside = tempfile::tempdir().expect("a folder");
    let year = beside.path().join("year.json").to_str().expect("text").to_owned();
    assert!(lingtan(&["check", all, "--period", "2016", "--format", "json", "--output", &year]).status.code().is_some_and(|c| c != 2));
    // As the year before: the same months, one year earlier.
    let text = fs::read_to_string(&year).expect("a report").replace("2016-", "2015-");
    fs::write(&year, text.replace("2015-02-29", "2015-02-28")).expect("written");
    let half = at("half.json");
    let arguments =
        ["check", all, "--period", "2016-01..2016-06", "--interim", "--last-year", &year, "--format", "json", "--output", &half];
    assert!(lingtan(&arguments).status.code().is_some_and(|c| c != 2));
    let report: Value = serde_json::from_str(&fs::read_to_string(&half).expect("a report")).expect("JSON");
    let end = &report["projection"]["year_end"];
    assert_eq!(end["method"], "last-year");
    // The same months again, day for day but for February, of which the later year has one more: what comes out is near what came.
    let (_, whole, _) = check(folder.path(), &["--period", "2016"]);
    let came = exact(&whole["figures"]["electricity.consumption"]["value"]);
    let off = (exact(&end["figures"]["electricity.consumption"]["value"]) - &came).abs();
    assert!(off <= came / Exact::from(100_i64), "{end}");
    fs::remove_file(&year).expect("removed");
    assert_eq!(lingtan(&["verify", &half, all]).status.code(), Some(0));
    // A month of that year, or a number that follows from it, that is changed afterwards is found.
    let sound = fs::read_to_string(&half).expect("a report");
    for path in [vec!["run", "last_year", "months", "9", "grid_import"], vec!["projection", "year_end", "direct_supply", "needed"]] {
        let mut forged: Value = serde_json::from_str(&sound).expect("JSON");
        let value = forged.pointer_mut(&format!("/{}", path.join("/"))).expect("a value");
        *value = Value::String((exact(value) + Exact::one()).to_string());
        fs::write(&half, forged.to_string()).expect("written");
        assert_eq!(lingtan(&["verify", &half, all]).status.code(), Some(4), "{path:?}");
    }
}

#[test]
fn an_earlier_year_that_is_given_and_not_used_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path(), &solar_home());
    let year = folder.path().join("year.json").to_str().expect("text").to_owned();
    let all = folder.path().to_str().expect("text");
    lingtan(&["check", all, "--period", "2016", "--format", "json", "--output", &year]);
    let text = fs::read_to_string(&year).expect("a report").replace("2016-02-29", "2015-02-28").replace("2016-", "2015-");
    fs::write(&year, text).expect("written");
    let told = |period: &str| check(folder.path(), &["--period", period, "--interim", "--last-year", &year]).2;
    assert!(told("2016").contains("--last-year is not used: the period is a natural year"), "{}", told("2016"));
    assert!(told("2016-02..2016-06").contains("--last-year is not used: the year is not projected"));
    assert!(!told("2016-01..2016-06").contains("not used"));
}
