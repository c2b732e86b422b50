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
    Meter { name: "光伏发电", figure: "electricity.onsite_renewable", hour: |h| 60 + h * 71 % 70 },
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
