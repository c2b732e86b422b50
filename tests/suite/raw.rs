//! From the raw folder of an operator to the figures, with nothing filled in but the flow or unit that no file says: `init`, then `check`, for each
//! shape in which platforms export. The truth is the sum of the numbers that the test writes.

#![allow(clippy::disallowed_methods, reason = "a test writes files of its own")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "small texts")]

use crate::support;

use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use serde_json::Value;
use support::lingtan;

/// A meter: its name, and its energy of an hour of the year in kWh.
struct Meter {
    name: &'static str,
    figure: &'static str,
    hour: fn(u64) -> u64,
}

const METERS: [Meter; 3] = [
    Meter { name: "总进线(下网)", figure: "electricity.grid_import", hour: |h| 100 + h * 37 % 90 },
    Meter { name: "余电上网", figure: "electricity.grid_export", hour: |h| h * 53 % 30 },
    Meter { name: "光伏发电", figure: "electricity.onsite_renewable", hour: |h| 60 + h * 41 % 75 },
];

impl Meter {
    fn sum(&self, hours: std::ops::Range<u64>) -> u64 {
        hours.map(self.hour).sum()
    }

    fn day(&self, day: u64) -> u64 {
        self.sum(day * 24..day * 24 + 24)
    }

    fn month(&self, month: u32) -> u64 {
        let (from, until) = (first(month), first(month) + days(month));
        self.sum(from * 24..until * 24)
    }
}

/// The date of a day of 2025.
fn date(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day") + Days::new(day)
}

/// Days before a month of 2025, and in it.
fn first(month: u32) -> u64 {
    (1..month).map(days).sum()
}

fn days(month: u32) -> u64 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Rows of cells as CSV, below a header.
fn csv(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    std::iter::once(header.to_owned()).chain(rows.map(|row| row.join(","))).map(|line| line + "\n").collect()
}

/// One value of each meter, in the order of the columns.
fn columns(of: impl Fn(&Meter) -> u64) -> impl Iterator<Item = String> {
    METERS.iter().map(move |meter| of(meter).to_string()).collect::<Vec<_>>().into_iter()
}

fn header(before: &str) -> String {
    let names: String = METERS.iter().map(|meter| format!(",{}(kWh)", meter.name)).collect();
    format!("{before}{names}")
}

/// Rows of all meters in all hours, each after the columns that say its time.
fn hours(header_of: &str, time: impl Fn(u64) -> String) -> String {
    csv(&header(header_of), (0..8760).map(|hour| std::iter::once(time(hour)).chain(columns(|meter| (meter.hour)(hour))).collect()))
}

/// The same by days.
fn by_days(days: std::ops::Range<u64>, time: impl Fn(u64) -> String) -> String {
    csv(&header("日期"), days.map(|day| std::iter::once(time(day)).chain(columns(|meter| meter.day(day))).collect()))
}

/// Rows of a meter and a day, one after the other.
fn rows_by_meter(header: &str, cells: impl Fn(&Meter, u64) -> String) -> String {
    let rows = METERS.iter().flat_map(|meter| (0..365).map(move |day| (meter, day)));
    csv(header, rows.map(|(meter, day)| vec![meter.name.to_owned(), date(day).to_string(), cells(meter, day)]))
}

fn of_hours(meter: &Meter, day: u64) -> String {
    (day * 24..day * 24 + 24).map(|hour| (meter.hour)(hour).to_string()).collect::<Vec<_>>().join(",")
}

/// A figure of a report in MWh, as kWh.
fn kilowatt_hours(report: &Value, figure: &str) -> u64 {
    let text = report["figures"][figure]["value"].as_str().unwrap_or_else(|| panic!("{figure}: {}", report["figures"]));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<3}").parse().unwrap_or_else(|_| panic!("{figure} is {text}"))
}

/// Drafts the folder, fills `cells` of the draft (what stands there, what is put there), checks it, and compares every figure.
fn is_right(shape: &str, write: impl Fn(&Path), cells: &[(&str, &str)]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path());
    let path = folder.path().to_str().expect("a path");
    let output = lingtan(&["init", "--lang", "en", path]);
    assert_eq!(output.status.code(), Some(0), "{shape}: {}", String::from_utf8_lossy(&output.stderr));
    let registry = folder.path().join("meters.csv");
    let mut text = fs::read_to_string(&registry).expect("written");
    for (open, filled) in cells {
        assert!(text.contains(open), "{shape}: no `{open}` in {text}");
        text = text.replace(open, filled);
    }
    fs::write(&registry, text).expect("written");
    let (code, report, said) = support::check(folder.path(), &[]);
    assert!(code < 2, "{shape}: exit {code}: {said}");
    for meter in &METERS {
        assert_eq!(kilowatt_hours(&report, meter.figure), meter.sum(0..8760), "{shape}: {}", meter.figure);
    }
    report
}

#[test]
fn a_time_may_stand_in_several_columns() {
    let clock = |hour: u64| format!("{},{}", date(hour / 24), hour % 24);
    is_right("a date and the number of the hour", |folder| put(folder, "逐时.csv", &hours("日期,小时", clock)), &[]);
    let point = |hour: u64| format!("{},{}", date(hour / 24), hour % 24 + 1);
    is_right("a date and the number of the point", |folder| put(folder, "逐点.csv", &hours("数据日期,点号", point)), &[]);
    let range = |hour: u64| format!("{},{:02}:00-{:02}:00", date(hour / 24), hour % 24, hour % 24 + 1);
    is_right("a date and a range", |folder| put(folder, "时段.csv", &hours("日期,时段", range)), &[]);
    let months = || (1..=12).flat_map(|month| METERS.iter().map(move |meter| (month, meter)));
    let rows =
        || months().map(|(month, meter)| vec!["2025".to_owned(), month.to_string(), meter.name.to_owned(), meter.month(month).to_string()]);
    is_right("year and month", |folder| put(folder, "月电量.csv", &csv("年,月,计量点名称,电量(kWh)", rows())), &[]);
    // 2025-01-01 00:00 of +08:00 is 1,735,660,800 s after 1970 began at UTC (date -u -d @1735660800: 31 December 2024, 16:00).
    let since = |hour: u64| ((1_735_660_800 + hour * 3600) * 1000).to_string();
    is_right("milliseconds since 1970", |folder| put(folder, "curve.csv", &hours("time", since)), &[]);
    let utc = |hour: u64| {
        let at = date(0).and_hms_opt(0, 0, 0).expect("a time") + chrono::TimeDelta::hours(i64::try_from(hour).expect("small") - 8);
        at.format("%Y-%m-%d %H:%M").to_string()
    };
    is_right("a zone in the header", |folder| put(folder, "export.csv", &hours("时间(UTC)", utc)), &[]);
}

#[test]
fn times_may_stand_across() {
    let ranges: String = (0..24).map(|hour| format!(",{hour:02}:00-{:02}:00", hour + 1)).collect();
    let open = ("electricity,grid-import,,", "electricity,grid-import,kWh,");
    let others = [
        ("electricity,grid-export,,", "electricity,grid-export,kWh,"),
        ("electricity,onsite-renewable,,", "electricity,onsite-renewable,kWh,"),
    ];
    let units = [open, others[0], others[1]];
    is_right("ranges of the day", |folder| put(folder, "曲线.csv", &rows_by_meter(&format!("计量点,日期{ranges}"), of_hours)), &units);
    let two_rows = |folder: &Path| {
        let below: String = (0..24).map(|hour| format!(",{hour}时")).collect();
        let rows = rows_by_meter(&format!("计量点,日期,小时{}\n,{below}", ",".repeat(23)), of_hours);
        put(folder, "小时电量.csv", &format!("园区小时电量（kWh）\n{rows}"));
    };
    is_right("hours below a group", two_rows, &[]);
    let across = |folder: &Path| {
        let quarter = |of: u32| format!("{}月,{}月,{}月,{of}季度", of * 3 - 2, of * 3 - 1, of * 3);
        let names: Vec<String> = (1..=4).map(quarter).collect();
        let rows = METERS.iter().map(|meter| {
            let cells = (1..=4).flat_map(|of| {
                let months: Vec<u64> = (of * 3 - 2..=of * 3).map(|month| meter.month(month)).collect();
                let sum = months.iter().sum();
                months.into_iter().chain([sum])
            });
            std::iter::once(meter.name.to_owned())
                .chain(cells.map(|cell| cell.to_string()))
                .chain([meter.sum(0..8760).to_string()])
                .collect()
        });
        put(folder, "年报.csv", &format!("2025年能源统计（单位：kWh）\n{}", csv(&format!("项目,{},全年", names.join(",")), rows)));
    };
    is_right("months, with their quarters and the year", across, &[]);
    let month_of_days = |folder: &Path| {
        for month in 1..=12 {
            let names: String = (1..=days(month)).map(|day| format!(",{day}日")).collect();
            let rows = METERS.iter().map(|meter| {
                std::iter::once(meter.name.to_owned())
                    .chain((0..days(month)).map(|day| meter.day(first(month) + day).to_string()))
                    .collect()
            });
            put(folder, &format!("2025年{month}月.csv"), &format!("单位：kWh\n{}", csv(&format!("计量点{names}"), rows)));
        }
    };
    is_right("days", month_of_days, &[]);
}

#[test]
fn bills_and_sheets_of_registers() {
    let period = |month: u32| format!("2025{month:02}01-2025{month:02}{}", days(month));
    let rows = || (1..=12).flat_map(|month| METERS.iter().map(move |meter| (month, meter)));
    let bills = rows().map(|(month, meter)| vec![period(month), meter.name.to_owned(), meter.month(month).to_string(), "1.5".to_owned()]);
    let bills = csv("用电周期,表计,电量(kWh),电费(元)", bills);
    is_right("a period in a cell", |folder| put(folder, "账单.csv", &bills), &[]);
    // Registers of tenths with a multiplier of 10 count whole kilowatt-hours.
    let shown = |meter: &Meter, month: u32| {
        let count = 5000 + (1..month).map(|before| meter.month(before)).sum::<u64>();
        format!("{}.{}", count / 10, count % 10)
    };
    let sheet = rows().map(|(month, meter)| {
        vec![format!("{month}月"), meter.name.to_owned(), shown(meter, month), shown(meter, month + 1), "10".to_owned()]
    });
    let sheet = csv("月份,表计名称,上月示数,本月示数,倍率", sheet);
    let kwh = |flow: &str| (format!("electricity,{flow},,"), format!("electricity,{flow},kWh,"));
    let open = ["grid-import", "grid-export", "onsite-renewable"].map(kwh);
    let open: Vec<(&str, &str)> = open.iter().map(|(open, filled)| (open.as_str(), filled.as_str())).collect();
    is_right("a month in a column beside registers", |folder| put(folder, "2025年抄表.csv", &sheet), &open);
}

/// The same readings twice, or beside their totals, count once; a total that is not the sum is said and not counted.
#[test]
fn what_is_there_twice_counts_once() {
    let months = |folder: &Path| {
        for month in 1..=12 {
            put(folder, &format!("{month}月.csv"), &by_days(first(month)..first(month) + days(month), |day| date(day).to_string()));
        }
    };
    let year = |folder: &Path| {
        months(folder);
        put(folder, "全年.csv", &by_days(0..365, |day| date(day).to_string()));
    };
    is_right("the year beside its months", year, &[]);
    let totals = |wrong: u64| {
        let rows = (1..=12).map(move |month| {
            std::iter::once(format!("2025-{month:02}")).chain(columns(|meter| meter.month(month) * wrong)).collect::<Vec<_>>()
        });
        csv(&header("月份"), rows)
    };
    for (wrong, said) in
        [(1, "it holds totals of what other files hold"), (2, "it is called a total of what other files hold, and is not their sum")]
    {
        let write = |folder: &Path| {
            months(folder);
            put(folder, "汇总.csv", &totals(wrong));
        };
        is_right("months beside their totals", write, &[]);
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path());
        let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
        let screen = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(screen.contains("汇总.csv") && screen.contains(said), "{screen}");
    }
}

#[test]
fn names_around_a_table_say_what_its_rows_leave_out() {
    let folders = |folder: &Path| {
        for month in 1..=12 {
            for meter in &METERS {
                let rows = (0..days(month)).map(|day| vec![(day + 1).to_string(), meter.day(first(month) + day).to_string()]);
                put(folder, &format!("2025年/{month}月/{}.csv", meter.name), &csv("日,电量(kWh)", rows));
            }
        }
    };
    is_right("a year and a month in folders", folders, &[]);
    // Power of 24 points, as energies of the hour: a value of kW over an hour is as many kWh.
    let points: String = (1..=24).map(|hour| format!(",{hour:02}:00")).collect();
    let rows = METERS.iter().flat_map(|meter| (0..365).map(move |day| (meter, day)));
    let power = csv(
        &format!("线路,日期{points}"),
        rows.map(|(meter, day)| vec![format!("{}有功功率(kW)", meter.name), date(day).to_string(), of_hours(meter, day)]),
    );
    is_right("the unit in the name of the meter", |folder| put(folder, "功率.csv", &power), &[]);
    let commas = hours("Time", |hour| format!("{} {:02}:00", date(hour / 24), hour % 24));
    let (header, rows) = commas.split_once('\n').expect("a header");
    let rows =
        rows.lines().map(|row| row.split(',').enumerate().map(|(at, cell)| if at == 0 { cell.to_owned() } else { format!("{cell},0") }));
    let rows: String = rows.map(|cells| cells.collect::<Vec<_>>().join(";") + "\n").collect();
    let commas = format!("{}\n{rows}", header.replace(',', ";"));
    is_right("decimal commas", |folder| put(folder, "export.csv", &commas), &[]);
}

/// A name that states a unit, beside another in the registry: which of them holds is asked, never the registry's taken.
#[test]
fn a_unit_in_a_name_that_the_registry_contradicts_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        "park.toml",
        "[park]\nname = \"P\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\ninterval = \"1h\"\n",
    );
    put(folder.path(), "meters.csv", "meter_id,carrier,flow,unit\n进线功率(kW),electricity,grid-import,kWh\n");
    put(folder.path(), "r.csv", "meter_id,time,value\n进线功率(kW),2025-01-01 01:00,5\n");
    let (code, _, said) = support::check(folder.path(), &["--lang", "en"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("the name `进线功率(kW)` says kW, the registry kWh: state `unit`"), "{said}");
}

/// A second feeder of which the export holds only the year to date: 1,000 + 1,050 + … kWh, and no month by itself. A park without it would seem to buy
/// half of what it buys, so that nothing is judged until a person has settled it.
#[test]
fn energies_that_cannot_be_read_stop_the_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let months = |of: fn(u64) -> u64| -> String { (1..=12).map(|month| format!("2025年{month}月,{}\n", of(month))).collect() };
    put(folder.path(), "1#进线月报.csv", &format!("月份,下网电量(kWh)\n{}", months(|month| 1000 + month * 7 % 5)));
    put(folder.path(), "光伏月报.csv", &format!("月份,发电量(kWh)\n{}", months(|month| 1500 + month * 5 % 3)));
    put(folder.path(), "2#进线月报.csv", &format!("月份,1-本月累计电量(kWh)\n{}", months(|month| month * 1000 + month * (month - 1) * 25)));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(screen.contains("export the energies of 2#进线月报.csv, or take its table out"), "{screen}");
    let (code, _, said) = support::check(folder.path(), &["--lang", "en"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("2#进线月报.csv"), "{said}");
    // Once the person has taken the table out, the rest is judged.
    let manifest = fs::read_to_string(folder.path().join("park.toml")).expect("a manifest");
    let table = manifest.rfind("[[readings]]").expect("a table");
    put(folder.path(), "park.toml", &manifest[..table]);
    let (code, report, said) = support::check(folder.path(), &[]);
    assert_ne!(code, 2, "{said}");
    assert!(report["unread_files"].to_string().contains("2#进线月报.csv"), "{report}");
}

/// A figure of a report in kWh.
fn kwh(report: &Value, figure: &str) -> String {
    let mwh = report["figures"][figure]["value"].as_str().and_then(lingtan::measure::Exact::parse).expect("a figure");
    (mwh * lingtan::measure::Exact::from(1000_i64)).to_string()
}

/// What was planned stands beside what was metered, in a file, a folder or under a title of its own: counted too, 38 % of green supply become 55 %.
#[test]
fn plans_are_not_read_wherever_their_name_stands() {
    let table = |scale: u64| -> String {
        let rows: String =
            (0..365).map(|day| format!("{},{},{}\n", date(day), (1000 + day % 9) * 2 / scale, (600 + day % 7) * scale)).collect();
        format!("日期,下网(kWh),光伏(kWh)\n{rows}")
    };
    let titled = format!("2025年度用电预测表\n{}", table(2));
    for (name, plan) in [("2025年计划.csv", table(2)), ("预算/电量.csv", table(2)), ("b.csv", titled)] {
        let folder = tempfile::tempdir().expect("a folder");
        put(folder.path(), "日报.csv", &table(1));
        put(folder.path(), name, &plan);
        let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
        let screen = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(screen.contains("it does not hold what was metered in the period"), "{name}: {screen}");
        let (_, report, said) = support::check(folder.path(), &[]);
        let truth: u64 = (0..365).map(|day| (1000 + day % 9) * 2).sum();
        let import = kwh(&report, "electricity.grid_import");
        assert_eq!(import, truth.to_string(), "{name}: {said}");
    }
}

/// Two parks' folders with files of one name are two parks' meters; a corrected version beside the first is the same meter again, whose readings differ.
#[test]
fn files_of_one_name_are_of_their_folders_and_versions_of_one_meter() {
    let table = |scale: u64| -> String {
        let rows: String = (0..365).map(|day| format!("{},{},{}\n", date(day), (1000 + day % 9) * scale, 600 + day % 7)).collect();
        format!("日期,下网(kWh),光伏(kWh)\n{rows}")
    };
    let drafted = |files: &[(&str, u64)]| {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, scale) in files {
            put(folder.path(), name, &table(*scale));
        }
        lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
        fs::read_to_string(folder.path().join("meters.csv"))
            .map_or(0, |text| text.lines().filter(|line| line.contains("grid-import")).count())
    };
    assert_eq!(drafted(&[("A园区/日报.csv", 2), ("B园区/日报.csv", 3)]), 2);
    // All of it contradicts itself, and nothing is drafted of which one import is twice the other.
    assert!(drafted(&[("原始/日报.csv", 2), ("更正/日报.csv", 3)]) <= 1);
}

/// Rows that say that they are not to be used contradict none, and a header that says which direction is positive asks nothing.
#[test]
fn rows_not_to_be_used_and_signs_in_headers_are_taken_from_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..365)
        .map(|day| {
            let row = |scale: u64, word: &str| {
                format!("{},{},{}{},{word}\n", date(day), (1000 + day % 9) * scale, if day % 2 == 0 { "" } else { "-" }, 40 + day % 5)
            };
            if day % 40 == 7 { row(10, "无效") + &row(1, "有效") } else { row(1, "有效") }
        })
        .collect();
    put(folder.path(), "日报.csv", &format!("日期,下网(kWh),储能(充正放负)(kWh),标记\n{rows}"));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, report, said) = support::check(folder.path(), &[]);
    let sum = |all: u64| all.to_string();
    assert_eq!(kwh(&report, "electricity.grid_import"), sum((0..365).map(|day| 1000 + day % 9).sum()), "{said}");
    assert_eq!(
        kwh(&report, "electricity.storage_charge"),
        sum((0..365).filter(|day| day % 2 == 0).map(|day| 40 + day % 5).sum()),
        "{said}"
    );
}

/// Names that speak of sun or wind and of use, or of generation from heat and fuel, are no green generation until a person says so; a unit that is a product
/// is one however its sign is written.
#[test]
fn what_is_no_green_generation_is_never_guessed_as_such() {
    for name in [
        "光伏组件车间",
        "光伏车间用电量",
        "风机房",
        "光伏空调",
        "自备电厂发电量",
        "热电联产发电量",
        "余热发电量",
        "垃圾焚烧发电",
        "1#主变低压侧",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let rows: String = (0..365).map(|day| format!("{},{},{}\n", date(day), 1000 + day % 9, 600 + day % 7)).collect();
        put(folder.path(), "日报.csv", &format!("日期,总进线(千瓦.时),{name}(kW-h)\n{rows}"));
        lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
        let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("a registry");
        let row = registry.lines().find(|line| line.starts_with(name)).expect("a row");
        assert!(!row.contains("renewable") && !row.contains("import") && row.contains(",kWh,"), "{name}: {row}");
    }
}

/// A corrector shows one volume twice: at the pressure of the pipe (工况) and at standard conditions (标况), which alone measures gas.
#[test]
fn of_a_gas_corrector_the_standard_volume_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..365).map(|day| format!("{},RQ-01,{},{},20.1\n", date(day), 1000 + day * 50, 275 + day * 12)).collect();
    put(folder.path(), "燃气.csv", &format!("记录时间,仪表编号,标况累计(Nm³),工况累计(m³),温度(℃)\n{rows}"));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(screen.contains("`工况累计(m³)`") && screen.contains("its header speaks of `工况`"), "{screen}");
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("a registry");
    let meters: Vec<&str> = registry.lines().filter(|line| line.starts_with("RQ-01")).collect();
    assert!(matches!(meters[..], [one] if one.contains(",Nm3,")), "{registry}");
}

/// What a cell is asked for, and what to know for it, stand together on the screen.
#[test]
fn the_question_of_self_use_stands_on_the_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..365).map(|day| format!("{},{},{},{}\n", date(day), 1000 + day % 9, 500 + day % 7, 100 + day % 5)).collect();
    put(folder.path(), "日报.csv", &format!("日期,购电量(kWh),光伏自用电量(kWh),光伏上网电量(kWh)\n{rows}"));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    let asked = screen.lines().find(|line| line.contains("flow of 光伏自用电量")).expect("a question");
    assert!(asked.contains("generation is self-use and export together"), "{screen}");
}

/// A title in 万kWh above headers in kWh: ten thousand times lies between them, and neither is taken (METHOD 10). A title's kWh above a column of gas
/// says nothing of it.
#[test]
fn a_title_and_a_header_that_state_different_units_are_refused() {
    let table = |title: &str| format!("{title}\n{}", daily_table());
    for title in ["日报,单位：万kWh", "日报（单位：MWh）", "园区电量(万kWh)"] {
        let folder = tempfile::tempdir().expect("a folder");
        put(folder.path(), "日报.csv", &table(title));
        let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{title}: {said}");
        assert!(said.contains("the title above the header says") && said.contains("correct in the file"), "{said}");
        put(
            folder.path(),
            "park.toml",
            "[park]\nname = \"P\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"日报.csv\"]\ninterval = \"day\"\ncolumns = { date = \"日期\", meters = { G = \"总进线电量(kWh)\" } }\n",
        );
        put(folder.path(), "meters.csv", "meter_id,carrier,flow,unit\nG,electricity,grid-import,kWh\n");
        let (code, _, said) = support::check(folder.path(), &["--lang", "en"]);
        assert_eq!(code, 2, "{title}: {said}");
        assert!(said.contains("the header `总进线电量(kWh)`"), "{said}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "日报.csv", &table("日报,单位：kWh"));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("a registry");
    assert!(registry.contains(",m3") && registry.contains(",kWh"), "{registry}");
}

/// A year of days of a feeder and of a gas meter, with the units in their headers.
fn daily_table() -> String {
    let rows: String = (0..365).map(|day| format!("{},{},{}\n", date(day), 900 + day % 9, 30 + day % 4)).collect();
    format!("日期,总进线电量(kWh),天然气(m3)\n{rows}")
}

#[test]
fn clocks_days_and_units_are_where_platforms_put_them() {
    let compact = |hour: u64| format!("{},{:02}00", date(hour / 24).format("%Y%m%d"), hour % 24);
    is_right("clocks of four digits", |folder| put(folder, "a.csv", &hours("日期,时间", compact)), &[]);
    let daily = |folder: &Path| {
        for day in 0..365 {
            let rows = (day * 24..day * 24 + 24)
                .map(|hour| std::iter::once(format!("{:02}:00", hour % 24)).chain(columns(|m| (m.hour)(hour))).collect());
            let text = format!("查询时间：2026-01-05 08:00\n{}", csv(&header("时刻"), rows));
            put(folder, &format!("日报_{}.csv", date(day).format("%Y%m%d")), &text);
        }
    };
    is_right("days in the names of files", daily, &[]);
    let names: String = METERS.iter().map(|meter| format!(",{}", meter.name)).collect();
    let months = (1..=12).map(|month| {
        std::iter::once(format!("{month}月")).chain(columns(|meter| meter.month(month))).chain(["0".to_owned()]).collect::<Vec<_>>()
    });
    let year =
        std::iter::once(std::iter::once("全年".to_owned()).chain(columns(|meter| meter.sum(0..8760))).chain(["0".to_owned()]).collect());
    let ledger = csv(&format!("2025年用能台账\n月份{names},合计\n,kWh,kWh,kWh,kWh"), months.chain(year));
    is_right("units in a row of their own, totals at the right and below", |folder| put(folder, "台账.csv", &ledger), &[]);
}

#[test]
fn parts_and_ratios_are_no_meters() {
    let parts = |folder: &Path| {
        for meter in &METERS {
            let rows = (1..=12).map(|month| {
                let all = meter.month(month);
                let (peak, flat) = (all / 3, all / 4);
                let cells = [peak, flat, all - peak - flat, all];
                std::iter::once(format!("2025-{month:02}")).chain(cells.map(|cell| cell.to_string())).chain(["88.5".to_owned()]).collect()
            });
            put(folder, &format!("{}.csv", meter.name), &csv("月份,峰电量(kWh),平电量(kWh),谷电量(kWh),合计电量(kWh),电费(元)", rows));
        }
    };
    is_right("tariff parts beside their total", parts, &[]);
    // Registers of thousandths behind transformers of 100 × 10 count whole kilowatt-hours.
    let rows = METERS.iter().flat_map(|meter| {
        (0..=365).map(move |day| {
            let count = 70_000 + (0..day).map(|before| meter.day(before)).sum::<u64>();
            vec![
                date(day).to_string(),
                meter.name.to_owned(),
                format!("{}.{:03}", count / 1000, count % 1000),
                "100".to_owned(),
                "10".to_owned(),
            ]
        })
    });
    let registers = csv("时间,名称,正向有功总,CT,PT", rows);
    let kwh = |flow: &str| (format!("electricity,{flow},,"), format!("electricity,{flow},kWh,"));
    let open = ["grid-import", "grid-export", "onsite-renewable"].map(kwh);
    let open: Vec<(&str, &str)> = open.iter().map(|(open, filled)| (open.as_str(), filled.as_str())).collect();
    is_right("ratios of transformers", |folder| put(folder, "表底.csv", &registers), &open);
}

/// A meter at the grid connection above its inverters, each with a file of its own: the energy counts once, and the draft says why.
#[test]
fn a_whole_and_its_parts_count_once() {
    // 4 parts in 10 and the rest, which the connection measures two in a hundred less of.
    let inverter = |day: u64, which: u64| {
        let all = METERS[2].day(day) * 100;
        if which == 1 { all * 2 / 5 + day % 7 * 900 } else { all - all * 2 / 5 - day % 7 * 900 }
    };
    let write = |folder: &Path| {
        for which in [1, 2] {
            let rows =
                (0..365).map(|day| vec![date(day).to_string(), format!("{}.{:02}", inverter(day, which) / 98, inverter(day, which) % 98)]);
            put(folder, &format!("{which}#逆变器.csv"), &csv("日期,发电量(kWh)", rows));
        }
        let rows = (0..365).map(|day| vec![date(day).to_string(), METERS[2].day(day).to_string()]);
        put(folder, "光伏并网柜.csv", &csv("日期,电量(kWh)", rows));
        for meter in &METERS[..2] {
            let rows = (0..365).map(|day| vec![date(day).to_string(), meter.day(day).to_string()]);
            put(folder, &format!("{}.csv", meter.name), &csv("日期,电量(kWh)", rows));
        }
    };
    let report = is_right("inverters below their connection", write, &[]);
    let meters = report["meters"].as_array().expect("a list");
    let parents: Vec<&str> = meters.iter().filter_map(|meter| meter["parent"].as_str()).collect();
    assert_eq!(parents, ["光伏并网柜", "光伏并网柜"], "{meters:?}");
    let monthly = |folder: &Path| {
        write(folder);
        let rows = (1..=12).map(|month| vec![format!("2025-{month:02}"), METERS[2].month(month).to_string()]);
        put(folder, "屋顶光伏月报.csv", &csv("月份,电量(kWh)", rows));
    };
    let report = is_right("a monthly report of the plant beside its days", monthly, &[]);
    let meters = report["meters"].as_array().expect("a list");
    let report = meters.iter().find(|meter| meter["id"] == "屋顶光伏月报").expect("registered");
    assert_eq!(report["parent"], "光伏并网柜", "{meters:?}");
}

/// What is printed of a folder's draft, and the report of the draft as it is.
fn drafted(write: impl Fn(&Path)) -> (String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let park = folder.path().join("park");
    fs::create_dir(&park).expect("made");
    write(&park);
    let init = lingtan(&["init", park.to_str().expect("a path")]);
    assert_eq!(init.status.code(), Some(0), "{init:?}");
    let check = lingtan(&["check", park.to_str().expect("a path"), "--format", "json"]);
    let report = serde_json::from_slice(&check.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&check.stderr)));
    (String::from_utf8_lossy(&init.stdout).into_owned(), report)
}

/// Two points of one way, each with a flow of its own by its name: the energy counts once, at the park's end, and the draft says why.
#[test]
fn a_line_counts_once() {
    let daily = |folder: &Path, name: &str, of: &dyn Fn(u64) -> String| {
        let rows = (0..365).map(|day| vec![date(day).to_string(), of(day)]);
        put(folder, &format!("{name}.csv"), &csv("日期,电量(kWh)", rows));
    };
    let import = |folder: &Path| daily(folder, METERS[0].name, &|day| METERS[0].day(day).to_string());
    let delivered = METERS[2].sum(0..365 * 24);
    let parents = |report: &Value| -> Vec<(String, String)> {
        let text = |meter: &Value, key: &str| meter[key].as_str().unwrap_or_default().to_owned();
        let meters = report["meters"].as_array().expect("a list").iter();
        meters.map(|meter| (text(meter, "id"), text(meter, "parent"))).filter(|(_, parent)| !parent.is_empty()).collect()
    };
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();

    // Turbines at the far end: of what they generate, 4 in a hundred are lost.
    let (said, report) = drafted(|folder| {
        import(folder);
        daily(folder, "风电专线", &|day| METERS[2].day(day).to_string());
        let turbine = |day: u64, which: u64| {
            let all = METERS[2].day(day) * 104;
            let one = all / 3 + day % 11 * 3000;
            let share = if which == 1 { one } else { all - one };
            format!("{}.{:02}", share / 100, share % 100)
        };
        daily(folder, "1#风机", &|day| turbine(day, 1));
        daily(folder, "2#风机", &|day| turbine(day, 2));
    });
    assert_eq!(parents(&report), owned(&[("1#风机", "风电专线"), ("2#风机", "风电专线")]));
    assert!(said.contains("less a loss: the same energy"), "{said}");
    assert_eq!(kilowatt_hours(&report, "electricity.direct_line"), delivered);
    assert_eq!(report["figures"]["electricity.onsite_renewable"]["value"].as_str().unwrap_or("0"), "0");

    // The two ends of a line.
    let (said, report) = drafted(|folder| {
        import(folder);
        daily(folder, "光伏直连线受端", &|day| METERS[2].day(day).to_string());
        daily(folder, "光伏直连线送端", &|day| format!("{}.{:02}", METERS[2].day(day) * 103 / 100, METERS[2].day(day) * 103 % 100));
    });
    assert_eq!(parents(&report), owned(&[("光伏直连线送端", "光伏直连线受端")]));
    assert!(said.contains("the far end of the line"), "{said}");
    assert_eq!(kilowatt_hours(&report, "electricity.direct_line"), delivered);

    // A feeder that its name calls the whole, 6 in a hundred below its inverters.
    let (_, report) = drafted(|folder| {
        import(folder);
        daily(folder, "光伏并网柜", &|day| METERS[2].day(day).to_string());
        let inverter = |day: u64, which: u64| {
            let all = METERS[2].day(day) * 106;
            let one = all * 2 / 5 + day % 7 * 900;
            let share = if which == 1 { one } else { all - one };
            format!("{}.{:02}", share / 100, share % 100)
        };
        daily(folder, "1#逆变器", &|day| inverter(day, 1));
        daily(folder, "2#逆变器", &|day| inverter(day, 2));
    });
    assert_eq!(parents(&report), owned(&[("1#逆变器", "光伏并网柜"), ("2#逆变器", "光伏并网柜")]));
    assert_eq!(kilowatt_hours(&report, "electricity.onsite_renewable"), delivered);
}

/// What the files say of a folder's meters: rows of the drafted registry by their ids.
fn registry(write: impl Fn(&Path)) -> std::collections::BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path());
    let init = lingtan(&["init", folder.path().to_str().expect("a path")]);
    assert_eq!(init.status.code(), Some(0), "{init:?}");
    let text = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    let rows = text.lines().skip(2).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    rows.map(|cells| (cells[0].clone(), cells)).collect()
}

/// What one meter is said to be twice counts once, or is asked for: what a bill settles beside what was read, parts of the day in a file of their own, a
/// plant outside the park of which a line delivers a part, a generator's meter that counts what it gives in reverse.
#[test]
fn no_energy_counts_under_two_names() {
    const FLOW: usize = 2;
    const PARENT: usize = 6;
    // Settled is what was read and one in a hundred for losses.
    let settled = registry(|folder| {
        let rows = (1..=12).flat_map(|month| {
            METERS.iter().map(move |meter| {
                let read = meter.month(month);
                vec![
                    meter.name.to_owned(),
                    format!("2025-{month:02}"),
                    read.to_string(),
                    (read / 100).to_string(),
                    (read + read / 100).to_string(),
                ]
            })
        });
        put(folder, "结算.csv", &csv("计量点名称,抄表月份,抄见电量(kWh),变损电量(kWh),结算电量(kWh)", rows));
    });
    for meter in &METERS {
        assert_eq!(settled[&format!("{}/结算电量", meter.name)][PARENT], meter.name, "{settled:?}");
    }
    let parted = registry(|folder| {
        let all = |day: u64| METERS.iter().map(move |meter| (meter, meter.day(day)));
        let totals =
            (0..365).flat_map(|day| all(day).map(move |(meter, kwh)| vec![meter.name.to_owned(), date(day).to_string(), kwh.to_string()]));
        put(folder, "日总.csv", &csv("计量点名称,日期,电量(kWh)", totals));
        let parts = (0..365).flat_map(|day| {
            all(day).flat_map(move |(meter, kwh)| {
                let parts = [("尖", 0), ("峰", kwh / 5), ("平", kwh / 3), ("谷", kwh - kwh / 5 - kwh / 3)];
                parts.map(|(part, kwh)| vec![meter.name.to_owned(), date(day).to_string(), part.to_owned(), kwh.to_string()])
            })
        });
        put(folder, "分费率.csv", &csv("计量点名称,日期,费率,电量(kWh)", parts));
    });
    for (meter, part) in METERS.iter().flat_map(|meter| ["尖", "峰", "平", "谷"].map(|part| (meter, part))) {
        assert_eq!(parted[&format!("{}/{part}", meter.name)][PARENT], meter.name, "{parted:?}");
    }
    let divided = registry(|folder| {
        let rows = (0..365).map(|day| {
            let (supplied, fed) = (METERS[2].day(day), METERS[1].day(day));
            vec![date(day).to_string(), (supplied + fed).to_string(), fed.to_string(), supplied.to_string()]
        });
        put(folder, "风电场.csv", &csv("日期,风电场发电量(kWh),风电场上网电量(kWh),直供园区电量(kWh)", rows));
        let rows = (0..365).map(|day| vec![date(day).to_string(), METERS[0].day(day).to_string()]);
        put(folder, "园区.csv", &csv("日期,园区下网电量(kWh)", rows));
    });
    let flows = ["直供园区电量", "风电场发电量", "风电场上网电量"].map(|id| divided[id][FLOW].as_str());
    assert_eq!(flows, ["direct-line", "", ""], "{divided:?}");
    let turned = registry(|folder| {
        let rows = (0..365).map(|day| vec!["光伏并网点".to_owned(), date(day).to_string(), "2".to_owned(), METERS[2].day(day).to_string()]);
        put(folder, "光伏.csv", &csv("计量点名称,数据时间,正向有功电量(kWh),反向有功电量(kWh)", rows));
    });
    let [forward, reverse] = ["光伏并网点", "光伏并网点/反向"].map(|id| (turned[id][FLOW].as_str(), turned[id][PARENT].as_str()));
    assert_eq!((forward, reverse), (("auxiliary", "光伏并网点/反向"), ("onsite-renewable", "")));
}

/// The same, where one of the two is a register, a power, or the bill of a month.
#[test]
fn no_energy_counts_in_two_measures() {
    const FLOW: usize = 2;
    const PARENT: usize = 6;
    let daily = |folder: &Path, name: &str, header: &str, cells: &dyn Fn(u64) -> Vec<String>| {
        let rows = (0..=365).map(|day| std::iter::once(date(day).to_string()).chain(cells(day)).collect());
        put(folder, name, &csv(header, rows));
    };
    let inverter = |day: u64, which: u64| {
        let one = METERS[2].day(day) / 3 + day % 11 * 7;
        if which == 1 { one } else { METERS[2].day(day) - one }
    };
    let registers = registry(|folder| {
        daily(folder, "逆变器.csv", "日期,1#逆变器累计发电量(kWh),2#逆变器累计发电量(kWh)", &|day| {
            [1, 2].map(|which| (1000 + (0..day).map(|day| inverter(day, which)).sum::<u64>()).to_string()).to_vec()
        });
        daily(folder, "电站日报.csv", "日期,光伏电站发电量(kWh)", &|day| vec![METERS[2].day(day).to_string()]);
    });
    let parents: Vec<&str> = registers.values().map(|cells| cells[PARENT].as_str()).filter(|parent| !parent.is_empty()).collect();
    assert_eq!(parents, ["电站日报", "电站日报"], "{registers:?}");
    let billed = registry(|folder| {
        // Two lines of which every hour is labelled by its end, and the bill of both.
        let rows = (0..8760).map(|hour| {
            let (all, one) = ((METERS[0].hour)(hour), (METERS[0].hour)(hour) / 3 + hour % 7);
            let at = format!("{} {:02}:00", date((hour + 1) / 24), (hour + 1) % 24);
            vec![at, one.to_string(), (all - one).to_string()]
        });
        put(folder, "EMS.csv", &csv("时间,1#进线(kWh),2#进线(kWh)", rows));
        let rows = (1..=12).map(|month| vec!["3301002233".to_owned(), format!("2025-{month:02}"), METERS[0].month(month).to_string()]);
        put(folder, "国网电费.csv", &csv("户号,电费年月,下网电量(kWh)", rows));
    });
    assert_eq!(["1#进线", "2#进线"].map(|id| billed[id][PARENT].as_str()), ["3301002233", "3301002233"], "{billed:?}");
    let line = registry(|folder| {
        daily(folder, "风电场.csv", "日期,直供园区电量(kWh)", &|day| {
            vec![format!("{}.{:02}", METERS[2].day(day) * 102 / 100, METERS[2].day(day) * 102 % 100)]
        });
        daily(folder, "园区.csv", "日期,绿电直连受电量(kWh),下网电量(kWh)", &|day| {
            vec![METERS[2].day(day).to_string(), METERS[0].day(day).to_string()]
        });
    });
    assert_eq!(["绿电直连受电量", "风电场"].map(|id| line[id][FLOW].as_str()), ["direct-line", ""], "{line:?}");
}

/// A file of which nothing is read says why.
#[test]
fn a_file_of_running_totals_alone_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = (0..59).map(|day| {
        let from = if day < 31 { 0 } else { 31 };
        vec![date(day).to_string(), METERS[0].sum(from * 24..day * 24 + 24).to_string()]
    });
    put(folder.path(), "月累计.csv", &csv("日期,下网月累计电量(kWh)", rows));
    let init = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    assert_eq!(init.status.code(), Some(2));
    let said = String::from_utf8_lossy(&init.stderr);
    assert!(said.contains("月累计.csv: `下网月累计电量(kWh)`: what a month or a year has come to so far"), "{said}");
}

/// A table of totals that holds a meter beside them: the totals are left, the meter is not.
#[test]
fn a_meter_that_only_the_table_of_totals_has_stays() {
    let write = |folder: &Path| {
        for month in 1..=12 {
            // The months hold all but the export.
            let rows = (0..days(month)).map(|day| {
                let day = first(month) + day;
                vec![date(day).to_string(), METERS[0].day(day).to_string(), METERS[2].day(day).to_string()]
            });
            put(folder, &format!("{month}月.csv"), &csv(&format!("日期,{}(kWh),{}(kWh)", METERS[0].name, METERS[2].name), rows));
        }
        let rows = (1..=12).map(|month| std::iter::once(format!("2025-{month:02}")).chain(columns(|meter| meter.month(month))).collect());
        put(folder, "汇总.csv", &csv(&header("月份"), rows));
    };
    is_right("totals with a meter of their own", write, &[]);
}

/// A multiplier that stands in a title, a note, a header or the name of the folder multiplies what registers show, as one in a column does.
#[test]
fn multipliers_in_words_count() {
    // Registers of a meter from 2025-01-01 to 2026-01-01, in thousandths of the energy.
    let register = |meter: &Meter| -> Vec<String> {
        (0..=365)
            .map(|day| {
                let count = meter.sum(0..day * 24);
                format!("{},{}.{:03}", date(day), count / 1000, count % 1000)
            })
            .collect()
    };
    let units = ["grid-import", "grid-export", "onsite-renewable"]
        .map(|flow| (format!("electricity,{flow},,1000"), format!("electricity,{flow},kWh,1000")));
    let units: Vec<(&str, &str)> = units.iter().map(|(open, filled)| (open.as_str(), filled.as_str())).collect();
    let each = |folder: &Path, name: &dyn Fn(&Meter) -> String, above: &str, header: &str, below: &str| {
        for meter in &METERS {
            let text = format!("{above}日期,{header}\n{}\n{below}", register(meter).join("\n"));
            put(folder, &name(meter), &text);
        }
    };
    let plain = |meter: &Meter| format!("{}.csv", meter.name);
    let title = "每日0点示数  CT：500/5  PT：1000/100  综合倍率：1000\n";
    is_right("in the title", |folder| each(folder, &plain, title, "正向有功总示数", ""), &units);
    let note = "注：以上为表计示数，计算电量须乘倍率1000\n";
    is_right("in a note below", |folder| each(folder, &plain, "", "正向有功总示数", note), &units);
    is_right("in the header", |folder| each(folder, &plain, "", "正向有功总示数（×1000）", ""), &units);
    let folders = |meter: &Meter| format!("{}（倍率1000）/{}.csv", meter.name, meter.name);
    is_right("in the name of the folder", |folder| each(folder, &folders, "", "正向有功总示数", ""), &units);
    // The staff's list of meters.
    let listed = |folder: &Path| {
        put(
            folder,
            "台账.csv",
            &csv(
                "序号,表计编号,安装位置,综合倍率",
                METERS.iter().zip(1..).map(|(meter, n)| vec![n.to_string(), format!("B{n:03}"), meter.name.to_owned(), "1000".to_owned()]),
            ),
        );
        let rows = METERS.iter().zip(1..).flat_map(|(meter, n)| register(meter).into_iter().map(move |row| vec![format!("B{n:03}"), row]));
        put(folder, "日示数.csv", &csv("表计编号,日期,正向有功总", rows));
    };
    is_right("in a list of meters", listed, &units);
}

/// Power beside energy, a running total, the month before and a check meter are the energy of another column, and count once.
#[test]
fn one_energy_in_several_columns_counts_once() {
    let power = |folder: &Path| {
        let names: String = METERS.iter().map(|meter| format!(",{0}有功(kW),{0}量(kWh)", meter.name)).collect();
        let rows = (0..8760).map(|hour| {
            let cells = METERS.iter().flat_map(|meter| [(meter.hour)(hour).to_string(), (meter.hour)(hour).to_string()]);
            std::iter::once(format!("{} {:02}:00", date(hour / 24), hour % 24)).chain(cells).collect()
        });
        put(folder, "曲线.csv", &csv(&format!("时间{names}"), rows));
    };
    is_right("power beside energy", power, &[]);
    let months = |folder: &Path| {
        let names: String = METERS.iter().map(|meter| format!(",上月{0},{0},累计{0}", meter.name)).collect();
        let rows = (1..=12).map(|month| {
            let cells = METERS.iter().flat_map(|meter| {
                let before = if month > 1 { meter.month(month - 1) } else { 4321 };
                [before, meter.month(month), (1..=month).map(|m| meter.month(m)).sum()].map(|value| value.to_string())
            });
            std::iter::once(format!("2025-{month:02}")).chain(cells).collect()
        });
        put(folder, "月报.csv", &format!("2025年电量（单位：kWh）\n{}", csv(&format!("月份{names}"), rows)));
    };
    is_right("the month before and the year so far", months, &[]);
    let checked = |folder: &Path| {
        let rows = (0..365).map(|day| {
            let gateway = METERS[0].day(day);
            let further = [gateway + gateway / 900, METERS[1].day(day), METERS[2].day(day)];
            [gateway].into_iter().chain(further).map(|value| value.to_string()).fold(vec![date(day).to_string()], |mut row, cell| {
                row.push(cell);
                row
            })
        });
        put(folder, "日电量.csv", &csv("日期,关口主表下网(kWh),关口副表下网(kWh),余电上网(kWh),光伏发电(kWh)", rows));
    };
    is_right("a check meter", checked, &[]);
}

/// 尖 峰 平 谷 without a total are each counted, in columns and in rows.
#[test]
fn parts_without_a_total_add_up() {
    // A tenth, three tenths, four tenths and the rest.
    let parts = |all: u64| [all / 10, all * 3 / 10, all * 4 / 10, all - all / 10 - all * 3 / 10 - all * 4 / 10];
    let columns = |folder: &Path| {
        let rows = (0..365).map(|day| {
            let cells = parts(METERS[0].day(day)).into_iter().chain([METERS[1].day(day), METERS[2].day(day)]);
            std::iter::once(date(day).to_string()).chain(cells.map(|value| value.to_string())).collect()
        });
        put(folder, "分时.csv", &csv("日期,下网尖(kWh),下网峰(kWh),下网平(kWh),下网谷(kWh),余电上网(kWh),光伏发电(kWh)", rows));
    };
    is_right("in columns", columns, &[]);
    let rows = |folder: &Path| {
        let rows = (0..365).flat_map(|day| {
            let cells = ["尖峰", "高峰", "平段", "低谷"].into_iter().zip(parts(METERS[0].day(day)));
            cells.map(move |(part, value)| vec![date(day).to_string(), "园区下网".to_owned(), part.to_owned(), value.to_string()])
        });
        put(folder, "下网分时.csv", &csv("日期,计量点名称,费率时段,电量(kWh)", rows));
        for meter in &METERS[1..] {
            let rows = (0..365).map(|day| vec![date(day).to_string(), meter.day(day).to_string()]);
            put(folder, &format!("{}.csv", meter.name), &csv("日期,电量(kWh)", rows));
        }
    };
    is_right("in rows", rows, &[]);
}

#[test]
fn a_matrix_says_its_day_by_row_and_column() {
    let grid = |meter: &Meter, corner: &str| {
        let months: String = (1..=12).map(|month| format!(",{month}月")).collect();
        let rows = (1..=31_u64).map(|day| {
            let cell = |month: u32| if day <= days(month) { meter.day(first(month) + day - 1).to_string() } else { String::new() };
            std::iter::once(format!("{day}日")).chain((1..=12).map(cell)).collect::<Vec<_>>()
        });
        let totals = (1..=12).map(|month| format!(",{}", meter.month(month))).collect::<String>();
        format!("2025年{}统计（单位：kWh）\n{}合计{totals}\n", meter.name, csv(&format!("{corner}{months}"), rows))
    };
    for corner in ["日期", ""] {
        let days_and_months =
            |folder: &Path| METERS.iter().for_each(|meter| put(folder, &format!("{}.csv", meter.name), &grid(meter, corner)));
        is_right("days by months", days_and_months, &[]);
    }
    let hours_and_days = |folder: &Path| {
        for meter in &METERS {
            let names: String = (0..365).map(|day| format!(",{}", date(day))).collect();
            let rows = (0..24).map(|hour| {
                let cells = (0..365).map(|day| (meter.hour)(day * 24 + hour).to_string());
                std::iter::once(format!("{hour:02}:00-{:02}:00", hour + 1)).chain(cells).collect()
            });
            put(folder, &format!("{}.csv", meter.name), &format!("单位：kWh\n{}", csv(&format!("时间{names}"), rows)));
        }
    };
    is_right("hours by days", hours_and_days, &[]);
    let years = |folder: &Path| {
        for meter in &METERS {
            let row = |month: u32| vec![format!("{month}月"), (meter.month(month) + 7).to_string(), meter.month(month).to_string()];
            let text = format!("{}历年电量（kWh）\n{}", meter.name, csv("月份,2024年,2025年", (1..=12).map(row)));
            put(folder, &format!("{}.csv", meter.name), &text);
        }
    };
    let folder = tempfile::tempdir().expect("a folder");
    years(folder.path());
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, report, said) = support::check(folder.path(), &["--period", "2025"]);
    assert!(report["figures"].is_object(), "{said}");
    for meter in &METERS {
        assert_eq!(kilowatt_hours(&report, meter.figure), meter.sum(0..8760), "months by years: {}", meter.figure);
    }
}

#[test]
fn blocks_stand_below_each_other_each_under_its_title() {
    let names: String = METERS.iter().map(|meter| format!(",{}(kWh)", meter.name)).collect();
    let stacked = |day: fn(u32, u64) -> String| {
        let mut text = String::new();
        for month in 1..=12 {
            let rows =
                (0..days(month)).map(|of| std::iter::once(day(month, of)).chain(columns(|meter| meter.day(first(month) + of))).collect());
            let totals = columns(|meter| meter.month(month)).map(|sum| format!(",{sum}")).collect::<String>();
            text.push_str(&format!("2025年{month}月电量日报\n{}合计{totals}\n\n", csv(&format!("日期{names}"), rows)));
        }
        text
    };
    is_right("days of a month", |folder| put(folder, "日报.csv", &stacked(|_, of| (of + 1).to_string())), &[]);
    is_right("whole dates", |folder| put(folder, "日报.csv", &stacked(|month, of| format!("2025-{month:02}-{:02}", of + 1))), &[]);
    // A block that is no title's keeps its rows from being read as those of the block above.
    let folder = tempfile::tempdir().expect("a folder");
    let text = stacked(|month, of| format!("2025-{month:02}-{:02}", of + 1)).replace("2025年2月电量日报", "另一张表");
    put(folder.path(), "日报.csv", &text);
    let path = folder.path().to_str().expect("a path");
    assert_eq!(lingtan(&["init", "--lang", "en", path]).status.code(), Some(0));
    let (_, report, _) = support::check(folder.path(), &[]);
    let codes: Vec<&str> = report["defects"].as_array().expect("a list").iter().filter_map(|defect| defect["code"].as_str()).collect();
    assert!(codes.contains(&"unparsable-row"), "{codes:?}");
}

/// The hours of the year of a meter, each with its date and its time, below a header.
fn of_meter(meter: &Meter) -> String {
    csv(
        "日期,时间,电量(kWh)",
        (0..8760).map(|hour| vec![date(hour / 24).to_string(), format!("{:02}:00", hour % 24), (meter.hour)(hour).to_string()]),
    )
}

#[test]
fn a_title_names_the_meter_of_the_rows_below_it() {
    let titles: [(&str, fn(usize, &str) -> String); 5] = [
        ("a pair in one cell", |_, name| format!("表计：{name},,\n")),
        ("a pair beside another", |_, name| format!("回路名称：{name}  统计周期：2025年,,\n")),
        ("a pair in two cells", |_, name| format!("计量点名称,{name},\n单位,kWh,\n")),
        ("a number and a name", |at, name| format!("表号：00{at},,\n名称：{name},,\n")),
        ("a name alone", |_, name| format!("{name},,\n")),
    ];
    for (shape, title) in titles {
        let blocks: String = METERS.iter().enumerate().map(|(at, meter)| title(at, meter.name) + &of_meter(meter) + "\n").collect();
        is_right(shape, |folder| put(folder, "export.csv", &format!("某园区2025年电量明细,,\n{blocks}")), &[]);
        is_right(shape, |folder| put(folder, "export.csv", &blocks), &[]);
    }
    // A file for each, whose name says nothing.
    let file_by_file = |folder: &Path| {
        for (at, meter) in METERS.iter().enumerate() {
            put(folder, &format!("export-{at}.csv"), &format!("某园区,,\n设备名称：{},,\n单位：kWh,,\n\n{}", meter.name, of_meter(meter)));
        }
    };
    is_right("a file for each", file_by_file, &[]);
}

#[test]
fn a_title_of_another_meter_is_never_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[park]\nname = \"x\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\nmeter = \"A\"\n";
    put(folder.path(), "park.toml", manifest);
    put(folder.path(), "meters.csv", "meter_id,carrier,flow,unit\nA,electricity,grid-import,kWh\nB,electricity,grid-import,kWh\n");
    let half = |from: u64, until: u64| csv("日期,电量", (from..until).map(|day| vec![date(day).to_string(), "5".to_owned()]));
    // The times of the two blocks do not meet, so that no reading contradicts another.
    put(folder.path(), "r.csv", &format!("表计：A,\n{}表计：B,\n{}", half(0, 100), half(100, 365)));
    let (code, _, said) = support::check(folder.path(), &[]);
    assert!(
        code == 2 && said.contains("r.csv:103") && said.contains("names the meter `B`") && said.contains("{title.meter}"),
        "{code}: {said}"
    );
    // A title with a word that is not known, a name alone, two names, and one number under two names: none is read as the meter above it.
    let cases = [
        ("表计：A,\n", "站点：2#下网关口,\n"),
        ("", "站点：2#下网关口,\n"),
        ("", "2#下网关口,\n"),
        ("1#光伏(kWh),\n", "2#下网(kWh),\n"),
        ("1#光伏2025年1月,\n", "2#下网2025年2月,\n"),
        ("名称：A,\n1#光伏,\n", "名称：A,\n2#下网,\n"),
        ("资产编号：A,\n名称：光伏,\n", "资产编号：A,\n名称：下网,\n"),
    ];
    for (first, second) in cases {
        for meter in ["A", "{title.meter}"] {
            if meter == "{title.meter}" && !first.contains('A') {
                continue;
            }
            put(folder.path(), "park.toml", &manifest.replace("meter = \"A\"", &format!("meter = \"{meter}\"")));
            put(folder.path(), "r.csv", &format!("{first}{}{second}{}", half(0, 100), half(100, 365)));
            let (code, report, said) = support::check(folder.path(), &[]);
            assert!(code == 3, "{first}{second}{meter}: exit {code}: {said}");
            let blocks =
                report["defects"].as_array().expect("a list").iter().any(|d| d["code"] == "unparsable-row" && d["effect"] == "blocks");
            assert!(blocks, "{first}{second}{meter}: {}", report["defects"]);
        }
    }
    // Below the last row a text says nothing of any.
    put(folder.path(), "park.toml", manifest);
    put(folder.path(), "r.csv", &format!("{}某公司能源部,\n", half(0, 365)));
    let (_, report, _) = support::check(folder.path(), &[]);
    let unread: Vec<&Value> = report["defects"].as_array().expect("a list").iter().filter(|d| d["code"] == "unparsable-row").collect();
    assert!(matches!(unread[..], [one] if one["effect"] == "discards"), "{unread:?}");
    // Without a header below it, what the title names is not known to end the block.
    put(folder.path(), "r.csv", &format!("表计：A,\n{}表计：B,\n{}", half(0, 100), half(100, 365).replace("日期,电量\n", "")));
    let titled = manifest.replace("meter = \"A\"", "meter = \"{title.meter}\"");
    for text in [manifest, titled.as_str()] {
        put(folder.path(), "park.toml", text);
        let (code, report, said) = support::check(folder.path(), &[]);
        assert!(code == 3 && report["verdict"] == "indeterminate", "{code}: {said}");
        let blocks = report["defects"].as_array().expect("a list").iter().any(|d| d["code"] == "unparsable-row" && d["effect"] == "blocks");
        assert!(blocks, "{}", report["defects"]);
    }
}

#[test]
fn totals_between_the_rows_are_no_rows() {
    let words: [(&str, fn(NaiveDate, u64) -> String); 3] = [
        ("beside the date", |day, sum| format!("{day} 合计,,{sum}\n")),
        ("where the time stands", |day, sum| format!("{day},合计,{sum}\n")),
        ("of the day", |day, sum| format!("{day},日计,{sum}\n")),
    ];
    for (shape, total) in words {
        let write = |folder: &Path| {
            for meter in &METERS {
                let rows = (0..365).map(|day| {
                    let of_day =
                        (day * 24..day * 24 + 24).map(|hour| format!("{},{:02}:00,{}\n", date(day), hour % 24, (meter.hour)(hour)));
                    of_day.collect::<String>() + &total(date(day), meter.day(day))
                });
                put(folder, &format!("{}.csv", meter.name), &format!("日期,时间,电量(kWh)\n{}", rows.collect::<String>()));
            }
        };
        let report = is_right(shape, write, &[]);
        assert!(
            report["defects"].as_array().expect("a list").iter().all(|defect| defect["code"] != "unparsable-row"),
            "{}",
            report["defects"]
        );
    }
}

#[test]
fn a_table_may_go_on_at_its_right() {
    for between in ["", ","] {
        let write = |folder: &Path| {
            for meter in &METERS {
                for month in 1..=12 {
                    let cell = |of: u64| {
                        let day = first(month) + of;
                        if of < days(month) { format!("{},{}", date(day), meter.day(day)) } else { ",".to_owned() }
                    };
                    let rows: String = (0..16).map(|of| format!("{},{between}{}\n", cell(of), cell(of + 16))).collect();
                    let text = format!("{}电量表\n日期,电量(kWh),{between}日期,电量(kWh)\n{rows}", meter.name);
                    put(folder, &format!("{}2025年{month}月.csv", meter.name), &text);
                }
            }
        };
        let report = is_right("two halves of a month", write, &[]);
        assert!(
            report["defects"].as_array().expect("a list").iter().all(|defect| defect["code"] != "unparsable-row"),
            "{}",
            report["defects"]
        );
    }
}

#[test]
fn a_statistical_form_is_of_the_month_that_its_title_names() {
    let forms = |folder: &Path| {
        for month in 1..=12 {
            let so_far = |meter: &Meter| (1..=month).map(|before| meter.month(before)).sum::<u64>();
            let rows = METERS.iter().map(|meter| {
                vec![meter.name.to_owned(), "千瓦时".to_owned(), meter.month(month).to_string(), so_far(meter).to_string(), "5".to_owned()]
            });
            let product = vec!["工业总产值", "万元", "1200", "2400", "1100"].into_iter().map(str::to_owned).collect();
            let form = csv("指标名称,计量单位,本月,本年累计,上年同期", std::iter::once(product).chain(rows));
            put(folder, &format!("{month:02}.csv"), &format!("能源统计报表\n2025年{month}月\n{form}"));
        }
    };
    is_right("forms by month", forms, &[]);
    let rows = (1..=12).flat_map(|month| METERS.iter().map(move |meter| (month, meter))).map(|(month, meter)| {
        let so_far = (1..=month).map(|before| meter.month(before)).sum::<u64>();
        let [now, total] = [meter.month(month), so_far].map(|value| value.to_string());
        vec![format!("2025-{month:02}"), meter.name.to_owned(), "kWh".to_owned(), now, total]
    });
    let rows = csv("月份,指标,单位,当月值,累计值", rows);
    is_right("a running total beside each month", |folder| put(folder, "月报.csv", &rows), &[]);
}

#[test]
fn dates_are_read_as_spreadsheets_and_platforms_write_them() {
    let range = |hour: u64| format!("{} {:02}:00~{:02}:00", date(hour / 24), hour % 24, hour % 24 + 1);
    is_right("a range with its date", |folder| put(folder, "a.csv", &hours("统计时段", range)), &[]);
    let both = |hour: u64| {
        let at = |hour: u64| format!("{} {:02}:00:00", date(hour / 24), hour % 24);
        format!("{}~{}", at(hour), at(hour + 1))
    };
    is_right("a range with both dates", |folder| put(folder, "a.csv", &hours("时间", both)), &[]);
    // 2025-01-01 is the day 45658 of a spreadsheet (python3: (date(2025, 1, 1) - date(1899, 12, 30)).days).
    is_right("serial numbers of days", |folder| put(folder, "a.csv", &by_days(0..365, |day| (45_658 + day).to_string())), &[]);
    let serial = |hour: u64| match hour % 24 {
        0 => (45_658 + hour / 24).to_string(),
        of => format!("{}.{:04}", 45_658 + hour / 24, (of * 10_000 + 12) / 24),
    };
    is_right("serial numbers with four decimals", |folder| put(folder, "a.csv", &hours("时间", serial)), &[]);
    for format in ["%y-%m-%d", "%y/%-m/%-d", "%d/%m/%y", "%y年%-m月%-d日"] {
        is_right(format, |folder| put(folder, "a.csv", &by_days(0..365, |day| date(day).format(format).to_string())), &[]);
    }
    // The first of a month, in place of the month: what a spreadsheet makes of 2025年1月.
    let rows = (1..=12).map(|month| std::iter::once(format!("2025/{month}/1")).chain(columns(|meter| meter.month(month))).collect());
    let rows = csv(&header("月份"), rows);
    is_right("first days of months", |folder| put(folder, "a.csv", &rows), &[]);
    let day_files = |folder: &Path| {
        for day in 0..365 {
            let names: String = (1..=24).map(|hour| format!(",{hour}时")).collect();
            let rows = METERS.iter().map(|meter| vec![meter.name.to_owned(), of_hours(meter, day)]);
            let title = date(day).format("%Y年%-m月%-d日").to_string();
            put(folder, &format!("{day:03}.csv"), &format!("{title} 分时电量（kWh）\n{}", csv(&format!("计量点{names}"), rows)));
        }
    };
    is_right("the day in the title", day_files, &[]);
}

/// What a row's item is in stands in its word, and a registry in another unit is not believed.
#[test]
fn the_word_of_an_item_states_its_unit() {
    let rows = (0..365).flat_map(|day| METERS.iter().map(move |meter| (day, meter)));
    let rows =
        rows.map(|(day, meter)| vec![date(day).to_string(), meter.name.to_owned(), "电量(kWh)".to_owned(), meter.day(day).to_string()]);
    let text = csv("日期,表名,数据项,数值", rows);
    is_right("items", |folder| put(folder, "a.csv", &text), &[]);
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "a.csv", &text);
    let manifest = "[park]\nname = \"P\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"a.csv\"]\ncolumns = { meter = \"表名\" }\ninterval = \"day\"\n";
    put(folder.path(), "park.toml", manifest);
    let rows = METERS.iter().zip(["grid-import", "grid-export", "onsite-renewable"]);
    let rows = rows.map(|(meter, flow)| vec![meter.name.to_owned(), "electricity".to_owned(), flow.to_owned(), "MWh".to_owned()]);
    put(folder.path(), "meters.csv", &csv("meter_id,carrier,flow,unit", rows));
    let (_, report, said) = support::check(folder.path(), &[]);
    assert!(report["figures"].is_object(), "{said}");
    for meter in &METERS {
        assert_eq!(kilowatt_hours(&report, meter.figure), meter.sum(0..8760), "{}", meter.figure);
    }
}

/// Both directions of a bill, in columns that name them and below groups that do; the energies of one settlement, each of its own flow.
#[test]
fn bills_count_each_direction_and_each_flow() {
    let shown = |meter: &Meter, month: u32| (1000 + (1..month).map(|before| meter.month(before)).sum::<u64>()).to_string();
    let [import, export, generation] = &METERS;
    let row = |month: u32| {
        let both = [month, month + 1];
        let gateway = [import, export].into_iter().flat_map(move |meter| both.map(|month| shown(meter, month)));
        let plant = both.map(|month| shown(generation, month)).into_iter().chain(["0".to_owned(), "0".to_owned()]);
        [
            std::iter::once("总进线".to_owned()).chain(gateway).collect::<Vec<_>>(),
            std::iter::once("光伏发电".to_owned()).chain(plant).collect(),
        ]
    };
    let cells = [
        ("总进线,electricity,grid-import,,", "总进线,electricity,grid-import,kWh,"),
        ("总进线/反向,electricity,grid-export,,", "总进线/反向,electricity,grid-export,kWh,"),
        ("光伏发电,electricity,onsite-renewable,,", "光伏发电,electricity,onsite-renewable,kWh,"),
        ("光伏发电/反向,electricity,,,", "光伏发电/反向,electricity,auxiliary,kWh,"),
    ];
    let headers = [
        "表计名称,正向起码,正向止码,反向起码,反向止码",
        "表计名称,正向有功上月示数,正向有功本月示数,反向有功上月示数,反向有功本月示数",
        "表计名称,正向有功,正向有功,反向有功,反向有功\n表计名称,上月示数,本月示数,上月示数,本月示数",
    ];
    for header in headers {
        let sheets = |folder: &Path| {
            for month in 1..=12 {
                put(folder, &format!("2025年{month:02}月抄表.csv"), &csv(header, row(month).into_iter()));
            }
        };
        is_right(header, sheets, &cells);
    }
    let period = |month: u32| format!("2025-{month:02}-01至2025-{month:02}-{}", days(month));
    let settled =
        (1..=12).map(|month| std::iter::once(period(month)).chain(columns(|meter| meter.month(month))).chain(["9.5".to_owned()]).collect());
    let settled = csv(&format!("{},电费(元)", header("结算周期")), settled);
    is_right("a settlement of several flows", |folder| put(folder, "结算.csv", &settled), &[]);
}

/// A print of several pages in one file: header, units, 过次页, 承前页 and the page's number stand again on each.
#[test]
fn the_pages_of_a_print_are_one_table() {
    let names: String = METERS.iter().map(|meter| format!(",{}", meter.name)).collect();
    let head = format!("日期{names}\n,kWh,kWh,kWh\n");
    let write = |folder: &Path| {
        let mut text = format!("示范园区电量日报（第1页）\n{head}");
        for day in 0..365 {
            if day > 0 && day % 40 == 0 {
                let sums: String = columns(|meter| meter.sum(0..day * 24)).map(|sum| format!(",{sum}")).collect();
                text += &format!("过次页{sums}\n第{page}页\n示范园区电量日报（第{page}页）\n{head}承前页{sums}\n", page = day / 40 + 1);
            }
            text += &format!("{},{}\n", date(day), columns(|meter| meter.day(day)).collect::<Vec<_>>().join(","));
        }
        put(folder, "日报.csv", &text);
    };
    let report = is_right("pages", write, &[]);
    assert!(report["defects"].as_array().expect("a list").iter().all(|defect| defect["effect"] != "blocks"), "{}", report["defects"]);
}

/// 小计 among the meters of a day is no meter; 日 below the name of a plant, beside what the month has come to, is its day.
#[test]
fn subtotals_are_no_meters_and_days_are_days() {
    let rows = (0..365).flat_map(|day| {
        let of = |name: &str, sum: u64| vec![date(day).to_string(), name.to_owned(), sum.to_string()];
        let all: Vec<Vec<String>> = METERS.iter().map(|meter| of(meter.name, meter.day(day))).collect();
        let sum = METERS.iter().map(|meter| meter.day(day)).sum();
        all.into_iter().chain([of("小计", sum)])
    });
    let text = csv("日期,回路名称,电量(kWh)", rows);
    let report = is_right("小计", |folder| put(folder, "日报.csv", &text), &[]);
    assert!(report["defects"].as_array().expect("a list").iter().all(|defect| defect["code"] != "unknown-meter"), "{}", report["defects"]);
    let groups: String = METERS.iter().map(|meter| format!(",{}电量(kWh),", meter.name)).collect();
    let so_far = |meter: &Meter, day: u64| meter.sum(0..day * 24 + 24);
    let rows: String = (0..365)
        .map(|day| {
            format!(
                "{}{}\n",
                date(day),
                METERS.iter().map(|meter| format!(",{},{}", meter.day(day), so_far(meter, day))).collect::<String>()
            )
        })
        .collect();
    let text = format!("日期{groups}\n{}\n{rows}", ",日,年累计".repeat(3));
    is_right("日 | 年累计", |folder| put(folder, "日报.csv", &text), &[]);
}

/// What is planned, forecast or of another day stands beside what was metered, before its name or behind it; water is no energy.
#[test]
fn what_was_not_metered_is_no_meter() {
    for word in ["计划", "预计", "预算", "损失", "昨日", "合同"] {
        for behind in [false, true] {
            let other = if behind { format!("光伏发电{word}(kWh)") } else { format!("{word}光伏发电量(kWh)") };
            let rows = (0..365).map(|day| {
                let of_other = METERS[2].day(day) * 11 / 10;
                let own = columns(|meter| meter.day(day));
                std::iter::once(date(day).to_string()).chain(own).chain([of_other.to_string(), "120".to_owned()]).collect()
            });
            let text = csv(&format!("{},{other},自来水(m³)", header("日期")), rows);
            is_right(&other, |folder| put(folder, "日报.csv", &text), &[]);
        }
    }
}

/// A column whose header states its unit is a meter's, though most of its cells are no numbers: what cannot be read is missing, and the meter is there.
#[test]
fn a_meter_whose_cells_are_mostly_words_is_not_left_out() {
    for (word, number) in [("512*", false), ("1.03万", true), ("停运", true), ("约512", false)] {
        let folder = tempfile::tempdir().expect("a folder");
        let rows = (0..365_u64).map(|day| {
            let cell = if number && day.is_multiple_of(4) { "512".to_owned() } else { word.to_owned() };
            vec![date(day).to_string(), METERS[0].day(day).to_string(), cell, (METERS[2].day(day) * 9).to_string()]
        });
        put(folder.path(), "日报.csv", &csv("日期,1#进线(kWh),2#进线(kWh),光伏发电量(kWh)", rows));
        let path = folder.path().to_str().expect("a path");
        assert_eq!(lingtan(&["init", "--lang", "en", path]).status.code(), Some(0), "{word}");
        let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
        assert!(registry.contains("2#进线,electricity,grid-import,kWh"), "{word}: {registry}");
        let (code, report, said) = support::check(folder.path(), &[]);
        assert_eq!(code, 3, "{word}: {said}");
        assert!(report["figures"]["electricity.grid_import"]["upper"].is_null(), "{word}: {}", report["figures"]);
    }
}

/// A cell may state its own unit, another than the cell above it.
#[test]
fn cells_of_one_column_may_state_several_units() {
    let cell = |meter: &Meter, day: u64| {
        let sum = meter.day(day);
        if day.is_multiple_of(3) { format!("{}.{:04}万kWh", sum / 10_000, sum % 10_000) } else { format!("{sum}kWh") }
    };
    let rows = (0..365).map(|day| std::iter::once(date(day).to_string()).chain(METERS.iter().map(|meter| cell(meter, day))).collect());
    let text = csv(&format!("日期,{}", METERS.map(|meter| meter.name).join(",")), rows);
    is_right("a unit in each cell", |folder| put(folder, "日报.csv", &text), &[]);
}

/// Rows that say 有功功率 are power, beside a file of energies of the same meter too.
#[test]
fn rows_that_say_power_are_power() {
    let power = |folder: &Path| {
        let points: String = (1..=96).map(|point| format!(",P{point}")).collect();
        // What is drawn through an hour is its energy.
        let quarters =
            |day: u64| (day * 96..day * 96 + 96).map(|point| (METERS[2].hour)(point / 4).to_string()).collect::<Vec<_>>().join(",");
        let pv = &METERS[2];
        let rows: String = (0..365).map(|day| format!("GF01,{},有功功率,{}\n", date(day), quarters(day))).collect();
        put(folder, "光伏功率曲线.csv", &format!("设备编号,日期,数据项{points}\n{rows}"));
        put(
            folder,
            "光伏日电量.csv",
            &csv(
                "日期,设备编号,日发电量(kWh)",
                (0..365).map(|day| vec![date(day).to_string(), "GF01".to_owned(), pv.day(day).to_string()]),
            ),
        );
        for meter in &METERS[..2] {
            put(
                folder,
                &format!("{}.csv", meter.name),
                &csv("日期,电量(kWh)", (0..365).map(|day| vec![date(day).to_string(), meter.day(day).to_string()])),
            );
        }
    };
    is_right("a curve of power beside days", power, &[]);
    // By hand: read as energies of the registry's unit they are refused.
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        "a.csv",
        &csv(
            "表号,时间,数据项,数值",
            (0..24).map(|hour| vec!["G".to_owned(), format!("2025-01-01 {hour:02}:00"), "有功功率".to_owned(), "5".to_owned()]),
        ),
    );
    put(folder.path(), "meters.csv", "meter_id,carrier,flow,unit\nG,electricity,grid-import,kWh\n");
    put(
        folder.path(),
        "park.toml",
        "[park]\nname = \"p\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-01\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"a.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n",
    );
    let (code, _, said) = support::check(folder.path(), &[]);
    assert!(code == 2 && said.contains("有功功率") && said.contains("quantity"), "exit {code}: {said}");
}

/// The settlement of a plant and a bill of the grid are of meters that have a file of their own: they count once.
#[test]
fn settlements_and_bills_beside_a_curve_count_once() {
    let shown = |month: u32| (1..month).map(|before| METERS[0].month(before)).sum::<u64>();
    let write = |folder: &Path| {
        for meter in &METERS {
            let name = if meter.figure.ends_with("renewable") { "光伏日报" } else { meter.name };
            put(
                folder,
                &format!("{name}.csv"),
                &csv("日期,电量(kWh)", (0..365).map(|day| vec![date(day).to_string(), meter.day(day).to_string()])),
            );
        }
        // A hundredth and a half is lost on the way to the meter by which the plant is paid.
        let settled = (1..=12).map(|month| vec![format!("2025-{month:02}"), (METERS[2].month(month) * 985 / 1000).to_string()]);
        put(folder, "光伏结算单.csv", &csv("月份,结算电量(kWh)", settled));
        let bills = (1..=12).map(|month| {
            let month_of = format!("2025{month:02}");
            vec![
                "1500123456789".to_owned(),
                month_of,
                shown(month).to_string(),
                shown(month + 1).to_string(),
                "1".to_owned(),
                METERS[0].month(month).to_string(),
            ]
        });
        put(folder, "电费账单.csv", &csv("户号,电费年月,起码,止码,倍率,电量(kWh)", bills));
    };
    is_right("a bill and a settlement", write, &[]);
}

/// Two exports of one meter that overlap stand under two names: what both have is counted twice, and nothing passes.
#[test]
fn exports_that_overlap_under_two_names_block() {
    for days in [11, 90] {
        let folder = tempfile::tempdir().expect("a folder");
        let of = |meter: &Meter, days: std::ops::Range<u64>| {
            csv("日期,电量(kWh)", days.map(|day| vec![date(day).to_string(), meter.day(day).to_string()]))
        };
        put(folder.path(), "总进线下网.csv", &of(&METERS[0], 0..365));
        put(folder.path(), "光伏2025上半年.csv", &of(&METERS[2], 0..180 + days));
        put(folder.path(), "光伏导出(2).csv", &of(&METERS[2], 180..365));
        let path = folder.path().to_str().expect("a path");
        assert_eq!(lingtan(&["init", "--lang", "en", path]).status.code(), Some(0));
        let (code, report, said) = support::check(folder.path(), &[]);
        let twins: Vec<&Value> = report["defects"].as_array().expect("a list").iter().filter(|d| d["code"] == "identical-series").collect();
        assert!(
            code == 3 && twins.len() == 1 && twins[0]["effect"] == "blocks" && twins[0]["count"] == days,
            "exit {code}: {twins:?} {said}"
        );
    }
}

/// Twelve numbers that rise may be those of a park that grows, or a register's: the person is asked, and nothing is drafted by itself.
#[test]
fn few_numbers_that_rise_are_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = (1..=12_u64)
        .map(|month| vec![format!("2025-{month:02}"), (100_000 + month * 9_000).to_string(), (150_000 + month * 18_000).to_string()]);
    put(folder.path(), "月报.csv", &csv("月份,总进线电量(kWh),光伏发电量(kWh)", rows));
    let output = lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(0));
    let registry = fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    assert!(registry.contains("总进线电量,electricity,,kWh") && registry.contains("光伏发电量,electricity,,kWh"), "{registry}");
    let manifest = fs::read_to_string(folder.path().join("park.toml")).expect("written");
    assert!(manifest.contains("never fall") && manifest.contains("layout = \"long\""), "{manifest}");
}

/// 一、下网侧 above the rows of some meters: what it says holds for them, and it is no meter.
#[test]
fn the_title_of_a_section_says_what_its_meters_count() {
    let sections = [("一、下网侧", "1001"), ("二、上网侧", "1002"), ("三、光伏发电侧", "1003")];
    for first in ["", "1,"] {
        let header = if first.is_empty() { "表号,名称,电量(kWh)" } else { "序号,表号,名称,电量(kWh)" };
        let sheets = |folder: &Path| {
            for month in 1..=12 {
                let rows = sections.iter().zip(&METERS).flat_map(|((title, number), meter)| {
                    let title = vec![format!("{title},{}", if first.is_empty() { "" } else { "," })];
                    [title, vec![format!("{first}{number}"), "主变".to_owned(), meter.month(month).to_string()]]
                });
                put(folder, &format!("2025年{month:02}月清单.csv"), &csv(header, rows));
            }
        };
        let report = is_right(header, sheets, &[]);
        let defects = report["defects"].as_array().expect("a list");
        let titles = defects.iter().filter(|defect| defect["code"] == "section-title" && defect["count"] == 3).count();
        assert_eq!(titles, 12, "{defects:?}");
        assert!(defects.iter().all(|defect| defect["code"] != "unknown-meter" && defect["code"] != "unparsable-row"), "{defects:?}");
    }
}

/// The same energy at another point, or under another name: totals that are rounded, are called 小计 or 全园, or stand in another unit; a plant's delivery;
/// power whose sum is not quite the energy.
#[test]
fn what_is_counted_already_is_no_further_meter() {
    let rows = |extra: fn(u64) -> String| {
        (0..365).map(move |day| {
            let roof = METERS[2].day(day) * 3 / 5;
            let parts = [roof, METERS[2].day(day) - roof].map(|part| part.to_string());
            let gateway = METERS[..2].iter().map(|meter| meter.day(day).to_string());
            std::iter::once(date(day).to_string()).chain(gateway).chain(parts).chain([extra(METERS[2].day(day))]).collect::<Vec<_>>()
        })
    };
    let tenth = |sum: u64| format!("{}.{}", (sum + 50) / 1000, (sum + 50) / 100 % 10);
    let totals: [(&str, fn(u64) -> String); 3] =
        [("光伏小计(kWh)", |sum| sum.to_string()), ("全园光伏(kWh)", |sum| sum.to_string()), ("光伏合计(MWh)", tenth)];
    for (name, extra) in totals {
        let text = csv(&format!("日期,总进线(下网)(kWh),余电上网(kWh),屋顶光伏(kWh),车棚光伏(kWh),{name}"), rows(extra));
        // What is rounded is within a hundredth of a per cent of the year.
        let folder = tempfile::tempdir().expect("a folder");
        put(folder.path(), "日报.csv", &text);
        assert_eq!(lingtan(&["init", "--lang", "en", folder.path().to_str().expect("a path")]).status.code(), Some(0), "{name}");
        let (_, report, said) = support::check(folder.path(), &[]);
        assert!(report["figures"].is_object(), "{name}: {said}");
        let (counted, truth) = (kilowatt_hours(&report, METERS[2].figure), METERS[2].sum(0..8760));
        assert!(counted.abs_diff(truth) * 1000 <= truth, "{name}: {counted} for {truth}");
    }
    let plant = (0..365).map(|day| {
        let sum = METERS[2].day(day);
        vec![date(day).to_string(), sum.to_string(), (sum - sum / 100).to_string()]
    });
    let plant = csv("日期,光伏发电(kWh),上网电量(kWh)", plant);
    let gateway = (0..365)
        .map(|day| std::iter::once(date(day).to_string()).chain(METERS[..2].iter().map(|meter| meter.day(day).to_string())).collect());
    let gateway = csv("日期,总进线(下网)(kWh),余电上网(kWh)", gateway);
    let both = |folder: &Path| {
        put(folder, "光伏电站日报.csv", &plant);
        put(folder, "园区关口日报.csv", &gateway);
    };
    is_right("a plant's delivery beside the gateway", both, &[]);
    let noisy = (0..8760).flat_map(|hour| METERS.iter().map(move |meter| (hour, meter))).map(|(hour, meter)| {
        let energy = (meter.hour)(hour);
        let power = energy * (75 + hour * 13 % 50) / 100;
        vec![format!("{} {:02}:00", date(hour / 24), hour % 24), meter.name.to_owned(), power.to_string(), energy.to_string()]
    });
    let noisy = csv("采集时间,回路名称,瞬时功率(kW),区间电量(kWh)", noisy);
    is_right("power of an instant", |folder| put(folder, "回路.csv", &noisy), &[]);
}

/// A settlement of the market is no meter: what a wind farm feeds in somewhere is not what the park exports.
#[test]
fn settlements_of_trades_are_no_readings() {
    let write = |folder: &Path| {
        put(folder, "关口.csv", &by_days(0..365, |day| date(day).to_string()));
        let rows = (1..=12).map(|month| {
            ["乌兰风电场", "示范园区", "700", "500", "285.5"].map(str::to_owned).into_iter().fold(
                vec![format!("2025-{month:02}")],
                |mut row, cell| {
                    row.push(cell);
                    row
                },
            )
        });
        put(folder, "绿电交易结算单.csv", &csv("结算月份,售电方,购电方,上网电量(MWh),结算电量(MWh),电能量价格(元/MWh)", rows));
    };
    is_right("a settlement beside the gateway", write, &[]);
}

/// Two bills of one month whose registers start elsewhere may be those of an exchanged meter: their energy may be that of both.
#[test]
fn bills_of_an_exchanged_meter_are_bounded_by_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[park]\nname = \"P\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"抄表.csv\"]\nlayout = \"bill\"\ndate = \"2025-01\"\n";
    put(folder.path(), "park.toml", manifest);
    put(
        folder.path(),
        "meters.csv",
        "meter_id,carrier,flow,unit\n总进线,electricity,grid-import,kWh\n光伏,electricity,onsite-renewable,kWh\n",
    );
    // (400 − 300) × 6000 = 600,000 kWh, then (103 − 0) × 6000 = 618,000 kWh: together 1,218 MWh.
    let rows = "总进线,300,400,6000,旧表\n总进线,0,103,6000,新表\n光伏,1000,1500,2000,\n";
    put(folder.path(), "抄表.csv", &format!("meter_id,起码,止码,倍率,备注\n{rows}"));
    let (code, report, said) = support::check(folder.path(), &["--interim", "--period", "2025-01"]);
    assert_ne!(code, 0, "{said}");
    let import = &report["figures"]["electricity.grid_import"];
    assert_eq!([&import["lower"], &import["upper"]].map(|end| end.as_str().unwrap_or_default()), ["600", "1218"], "{import}");
}

/// A unit that changes within a file is that of the rows below it, whether the step is stated or inferred: 24 rows of 40 kWh, then rows of 0.04 MWh.
#[test]
fn a_unit_that_changes_holds_from_there_on() {
    let gate = |header: &str, cells: &dyn Fn(u64) -> (bool, String)| {
        let mut text = format!("{header}\n");
        for hour in 0..72 {
            let (header, cell) = cells(hour);
            if header {
                text.push_str("meter_id,time,value(MWh)\n");
            }
            text.push_str(&format!("G,{} {:02}:00,{cell}\n", date(hour / 24), hour % 24));
        }
        text
    };
    let second = gate("meter_id,time,value(kWh)", &|hour| (hour == 24, if hour < 24 { "40".to_owned() } else { "0.04".to_owned() }));
    let one_cell = gate("meter_id,time,value", &|hour| (false, if hour == 30 { "0.04MWh".to_owned() } else { "40".to_owned() }));
    for (text, interval) in [(&second, ""), (&second, "interval = \"60min\"\n"), (&one_cell, ""), (&one_cell, "interval = \"60min\"\n")] {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = format!(
            "[park]\nname = \"P\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"g.csv\"]\ntime_label = \"start\"\n{interval}"
        );
        put(folder.path(), "park.toml", &manifest);
        put(folder.path(), "meters.csv", "meter_id,carrier,flow,unit\nG,electricity,grid-import,kWh\n");
        put(folder.path(), "g.csv", text);
        let (_, report, said) = support::check(folder.path(), &["--interim", "--period", "2025-01-01..2025-01-03"]);
        assert_eq!(report["figures"]["electricity.grid_import"]["value"], "2.88", "72 hours of 40 kWh: {said}");
    }
}
