//! When a reading is of, and what its number is, in the shapes that people have: each small table gives the energy that a person adds up by hand, or is
//! refused with the option that settles it.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use rust_xlsxwriter::Workbook;
use support::check;
use tempfile::TempDir;

const MARCH_1: &str = "start = \"2025-03-01\"\nend = \"2025-03-01\"";
const MARCH_1_TO_3: &str = "start = \"2025-03-01\"\nend = \"2025-03-03\"";
const MARCH: &str = "start = \"2025-03-01\"\nend = \"2025-03-31\"";
const QUARTER: &str = "start = \"2025-01-01\"\nend = \"2025-03-31\"";

/// A park of one gateway meter, GATE in kWh, whose readings are in files whose names start with g.
fn park(period: &str, options: &str, files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let manifest = format!(
        "[park]\nname = \"times\"\n[period]\n{period}\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"**/g*\"]\n{options}\n"
    );
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("park.toml", &manifest);
    write("meters.csv", "meter_id,carrier,flow,unit\nGATE,electricity,grid-import,kWh\n");
    for (name, text) in files {
        write(name, text);
    }
    folder
}

/// The import is exactly so many MWh: nothing is missing, nothing is left over.
#[track_caller]
fn holds(mwh: &str, park: &TempDir) {
    let (_, report, errors) = check(park.path(), &["--interim", "--lang", "en"]);
    let figure = &report["figures"]["electricity.grid_import"];
    assert_eq!(
        [&figure["value"], &figure["lower"], &figure["upper"]].map(|v| v.as_str().unwrap_or("none")),
        [mwh, mwh, mwh],
        "{errors} {}",
        report["defects"]
    );
}

/// The park is not read, and the error names the option.
#[track_caller]
fn refused(option: &str, park: &TempDir) {
    let (code, _, errors) = check(park.path(), &["--interim", "--lang", "en"]);
    assert!(code == 2 && errors.contains(option), "{code}: {errors}");
}

/// A table of one file: its header, and a row for each of some numbers.
fn table(header: &str, numbers: impl IntoIterator<Item = u32>, row: impl Fn(u32) -> String) -> Vec<(&'static str, String)> {
    let rows: String = numbers.into_iter().map(|n| row(n) + "\n").collect();
    vec![("g.csv", format!("{header}\n{rows}"))]
}

#[test]
fn hours_count_from_0_or_to_24() {
    // 1 + 2 + … + 24 = 300 kWh either way.
    let header = "表号,日期,小时,电量(kWh)";
    holds("0.3", &park(MARCH_1, "", &table(header, 0..24, |h| format!("GATE,2025-03-01,{h},{}", h + 1))));
    holds("0.3", &park(MARCH_1, "", &table(header, 1..25, |h| format!("GATE,2025-03-01,{h},{h}"))));
    let stated = "columns = { date = \"日期\", time = \"小时\" }";
    holds("0.3", &park(MARCH_1, stated, &table(header, 1..25, |h| format!("GATE,2025-03-01,{h:02}时,{h}"))));
    refused("time_label", &park(MARCH_1, "", &table(header, 1..24, |h| format!("GATE,2025-03-01,{h},{h}"))));
    refused("time_label", &park(MARCH_1, "", &table(header, 0..25, |h| format!("GATE,2025-03-01,{h},{h}"))));
}

#[test]
fn points_are_those_of_a_day() {
    let header = "表号,数据日期,点号,电量(kWh)";
    for (points, mwh) in [(24, "0.048"), (48, "0.096"), (96, "0.192"), (288, "0.576")] {
        holds(mwh, &park(MARCH_1, "", &table(header, 1..=points, |p| format!("GATE,2025-03-01,{p},2"))));
        holds(mwh, &park(MARCH_1, "", &table(header, 0..points, |p| format!("GATE,2025-03-01,{p},2"))));
    }
    refused("interval", &park(MARCH_1, "", &table(header, 1..90, |p| format!("GATE,2025-03-01,{p},2"))));
}

#[test]
fn a_range_is_the_interval_whatever_stamps_label() {
    for label in ["", "time_label = \"start\"", "time_label = \"end\""] {
        for parted in ["-", "~", "至", " - "] {
            let row = |h: u32| format!("GATE,2025-03-01 {h:02}:00{parted}{:02}:00,{}", h + 1, h + 1);
            holds("0.3", &park(MARCH_1, label, &table("表号,数据时间,电量(kWh)", 0..24, row)));
        }
        let row = |h: u32| format!("GATE,2025-03-01,{h:02}:00-{:02}:00,{}", h + 1, h + 1);
        holds("0.3", &park(MARCH_1, label, &table("表号,日期,时段,电量(kWh)", 0..24, row)));
    }
    // The same tail on every row is an offset: 12:00 of the day before at −05:00 is 01:00 here.
    let row = |h: u32| format!("GATE,2025-0{} {:02}:00-05:00,1", if h < 12 { "2-28" } else { "3-01" }, (h + 12) % 24);
    holds("0.024", &park(MARCH_1, "", &table("表号,时间,电量", 0..24, row)));
}

#[test]
fn ranges_stand_across() {
    let wide = |label: &dyn Fn(u32) -> String, points: u32| {
        let labels: Vec<String> = (0..points).map(label).collect();
        let values: Vec<String> = (0..points).map(|n| (n + 1).to_string()).collect();
        vec![("g.csv", format!("表号,日期,{}\nGATE,2025-03-01,{}\n", labels.join(","), values.join(",")))]
    };
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let layout = "layout = \"wide\"";
    holds("0.3", &park(MARCH_1, layout, &wide(&|h| format!("{}-{}", clock(h * 60), clock(h * 60 + 60)), 24)));
    holds("0.3", &park(MARCH_1, layout, &wide(&|h| format!("{h}-{}时", h + 1), 24)));
    // 1 + … + 96 = 4656.
    holds("4.656", &park(MARCH_1, layout, &wide(&|q| format!("{}~{}", clock(q * 15), clock(q * 15 + 15)), 96)));
}

#[test]
fn a_zone_in_the_header_is_that_of_the_stamps() {
    let utc = |h: u32| format!("GATE,2025-0{} {:02}:00,{}", if h < 7 { "2-28" } else { "3-01" }, (h + 17) % 24, h + 1);
    for header in ["表号,数据时间(UTC),电量(kWh)", "meter,Date Time UTC,value", "meter,time_utc,value"] {
        holds("0.3", &park(MARCH_1, "", &table(header, 0..24, utc)));
    }
    holds("0.024", &park(MARCH_1, "", &table("meter,Time (GMT+8),value", 1..25, |h| format!("GATE,2025-03-01 {h:02}:00,1"))));
    refused("utc_offset", &park(MARCH_1, "utc_offset = \"+08:00\"", &table("meter,time (UTC),value", 0..24, utc)));
}

#[test]
fn the_rest_of_a_date_stands_in_names() {
    let day = |d: u32| format!("GATE,{d}日,10");
    let header = "表号,日期,电量(kWh)";
    let named = |name: &'static str, mut files: Vec<(&'static str, String)>| {
        files[0].0 = name;
        files
    };
    holds("0.31", &park(MARCH, "", &table("园区2025年3月电量日报,,\n表号,日期,电量(kWh)", 1..32, day)));
    holds("0.31", &park(MARCH, "date = \"{stem}\"", &named("g2025-03.csv", table(header, 1..32, |d| format!("GATE,{d},10")))));
    holds("0.31", &park(MARCH, "date = \"{folder}\"", &named("2025年3月/g.csv", table(header, 1..32, day))));
    holds("0.31", &park(MARCH, "date = \"2025-03\"", &table(header, 1..32, day)));
    holds("0.31", &park(MARCH, "date = \"2025\"", &table(header, 1..32, |d| format!("GATE,3月{d}日,10"))));
    holds("0.31", &park(MARCH, "", &named("g2025年.csv", table(header, 1..32, |d| format!("GATE,3-{d},10")))));
    refused("date = \"2025\"", &park(MARCH, "", &table(header, 1..32, |d| format!("GATE,3-{d},10"))));
    refused(
        "date = \"2025-06\"",
        &park(MARCH, "", &named("g2024.csv", table("2025年日报,,\n表号,日期,电量", 1..32, |d| format!("GATE,3-{d},10")))),
    );
    // When a file was made is not when its readings are of.
    refused(
        "date = \"2025\"",
        &park(MARCH, "", &named("g20260105.csv", table("导出时间 2026-01-05,,\n表号,日期,电量", 1..32, |d| format!("GATE,3-{d},10")))),
    );
    refused("did you mean `stem`", &park(MARCH, "date = \"{stm}\"", &table(header, 1..32, day)));
    refused("date", &park(MARCH, "date = \"2025-13\"", &table(header, 1..32, day)));
}

#[test]
fn months_and_days_stand_across_or_in_columns() {
    let text = |text: &str| vec![("g.csv", text.to_owned())];
    let layout = "layout = \"wide\"";
    holds("0.006", &park(QUARTER, layout, &text("2025年度用电量统计表,,,,\n表号,1月,2月,3月,合计\nGATE,1,2,3,6\n")));
    holds("0.006", &park(QUARTER, layout, &text("表号,2025-01,2025-02,2025-03\nGATE,1,2,3\n")));
    holds("0.006", &park(QUARTER, layout, &text("表号,年份,1月,2月,3月\nGATE,2025,1,2,3\n")));
    refused("date = \"2025\"", &park(QUARTER, layout, &text("表号,1月,2月,3月\nGATE,1,2,3\n")));
    holds("0.006", &park(QUARTER, "", &text("表号,年份,月份,电量(kWh)\nGATE,2025,1,1\nGATE,2025,2,2\nGATE,2025,3,3\n")));
    holds("0.006", &park(QUARTER, "", &text("表号,年,月,电量\nGATE,2025,1,1\nGATE,,2,2\nGATE,,3,3\n")));
    holds("0.006", &park(QUARTER, "", &text("表号,月份,电量\nGATE,2025年1月,1\nGATE,202502,2\nGATE,2025-03,3\n")));
    let days: Vec<String> = (1..32).map(|d| format!("{d}日")).collect();
    let tens = vec!["10"; 31].join(",");
    holds(
        "0.31",
        &park(MARCH, "layout = \"wide\"\ndate = \"2025-03\"", &text(&format!("表号,{},合计\nGATE,{tens},310\n", days.join(",")))),
    );
}

#[test]
fn bills_have_periods_in_one_cell_or_in_a_name() {
    let bill = |file: &'static str, text: &str| vec![(file, text.to_owned())];
    let layout = "layout = \"bill\"";
    let periods =
        "表号,计费周期,电量(kWh)\nGATE,2025-01-01至2025-01-31,31\nGATE,2025-02-01至2025-02-28,28\nGATE,2025-03-01至2025-03-31,31\n";
    holds("0.09", &park(QUARTER, layout, &bill("g.csv", periods)));
    let until_reading =
        "表号,计费周期,电量(kWh)\nGATE,2025-01-01至2025-02-01,31\nGATE,2025-02-01至2025-03-01,28\nGATE,2025-03-01至2025-04-01,31\n";
    holds("0.09", &park(QUARTER, layout, &bill("g.csv", until_reading)));
    // (20 − 10) × 100 kWh
    holds("1", &park(MARCH, layout, &bill("g.csv", "表号,结算周期,上月示数,本月示数,倍率\nGATE,20250301-20250331,10,20,100\n")));
    holds("1", &park(MARCH, layout, &bill("g2025-03.csv", "表号,上月表码,本月表码,倍率\nGATE,10,20,100\n")));
    let two_rows =
        "2025年3月电量明细表,,,,,,\n表号,倍率,尖,,总,,\n表号,倍率,上月示数,本月示数,上月示数,本月示数,实用度数\nGATE,100,1,2,10,20,1000\n";
    holds("1", &park(MARCH, layout, &bill("g.csv", &two_rows.replace("尖,,总,,", "尖,尖,总,总,总"))));
    refused("date = \"2025", &park(MARCH, layout, &bill("g.csv", "表号,上月表码,本月表码,倍率\nGATE,10,20,100\n")));
}

#[test]
fn times_since_1970_are_read_where_declared() {
    // 1740758400 is 2025-03-01 00:00 +08:00.
    let seconds = |h: u32| 1_740_758_400 + u64::from(h) * 3600;
    let of = |scale: u64| table("表号,ts,电量", 1..25, move |h| format!("GATE,{},1", seconds(h) * scale));
    holds("0.024", &park(MARCH_1, "epoch = \"s\"\ncolumns = { time = \"ts\" }", &of(1)));
    holds("0.024", &park(MARCH_1, "epoch = \"ms\"\ncolumns = { time = \"ts\" }", &of(1000)));
    refused("epoch = \"s\"", &park(MARCH_1, "columns = { time = \"ts\" }", &of(1)));
    refused("epoch = \"ms\"", &park(MARCH_1, "columns = { time = \"ts\" }", &of(1000)));
}

#[test]
fn a_column_decides_what_its_commas_are() {
    let of = |cells: [&str; 3]| {
        let rows: Vec<String> = (1..).zip(cells).map(|(day, cell)| format!("GATE;2025-03-0{day};{cell}\n")).collect();
        vec![("g.csv", format!("表号;日期;电量(kWh)\n{}", rows.concat()))]
    };
    holds("0.014", &park(MARCH_1_TO_3, "", &of(["1,100", "12,5", "0,4"])));
    holds("2.3375", &park(MARCH_1_TO_3, "", &of(["1,100", "1,234.5", "3"])));
    refused("1,100", &park(MARCH_1_TO_3, "", &of(["1,100", "1,950", "1,250"])));
    holds("0.0043", &park(MARCH_1_TO_3, "decimal = \",\"", &of(["1,100", "1,950", "1,250"])));
    holds("4.3", &park(MARCH_1_TO_3, "decimal = \".\"", &of(["1,100", "1,950", "1,250"])));
    holds("1.1155", &park(MARCH_1_TO_3, "decimal = \",\"", &of(["1.100", "12,5", "3"])));
}

#[test]
fn a_unit_behind_a_number_is_that_of_the_number() {
    let of = |header: &str| {
        vec![("g.csv", format!("表号,日期,{header}\nGATE,2025-03-01,\"50,014.0kWh\"\nGATE,2025-03-02,3.2 万kWh\nGATE,2025-03-03,1MWh\n"))]
    };
    holds("83.014", &park(MARCH_1_TO_3, "", &of("电量")));
    refused("万kWh", &park(MARCH_1_TO_3, "", &of("电量(kWh)")));
}

/// Saves sheets of rows of text and numbers into a park.
fn save(park: &TempDir, name: &str, sheets: &[(&str, Vec<Vec<String>>)]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell.parse::<i32>() {
                    Ok(number) => sheet.write_number(row, column, number),
                    Err(_) => sheet.write_string(row, column, cell),
                }
                .expect("written");
            }
        }
    }
    book.save(park.path().join(name)).expect("saved");
}

#[test]
fn sheets_of_a_series_are_one_table() {
    let days = [31, 28, 31];
    let month = |length: u32| -> Vec<Vec<String>> {
        let header = vec!["日期".to_owned(), "总进线".to_owned()];
        std::iter::once(header).chain((1..=length).map(|day| vec![day.to_string(), "10".to_owned()])).collect()
    };
    let all: Vec<(&str, Vec<Vec<String>>)> = ["1月", "2月", "3月"].into_iter().zip(days.map(month)).collect();
    // 90 days of 10 kWh; the year stands in the file's name, the month in the sheet's.
    let columns = "columns = { meters = { GATE = \"总进线\" } }";
    let series = park(QUARTER, columns, &[]);
    save(&series, "g2025年.xlsx", &all);
    holds("0.9", &series);
    let stated = park(QUARTER, &format!("{columns}\nsheet = [\"1月\", \"2*\", 3]"), &[]);
    save(&stated, "g2025年.xlsx", &all);
    holds("0.9", &stated);
    // Other names, and nothing says whether all of them are meant.
    let unlike: Vec<(&str, Vec<Vec<String>>)> = [("关口", month(31)), ("光伏", month(31))].into();
    let doubtful = park(MARCH, &format!("{columns}\ndate = \"2025-03\""), &[]);
    save(&doubtful, "g.xlsx", &unlike);
    refused("`关口`, `光伏`", &doubtful);
    let missing = park(QUARTER, &format!("{columns}\nsheet = \"13月\""), &[]);
    save(&missing, "g2025年.xlsx", &all);
    refused("13月", &missing);
}
