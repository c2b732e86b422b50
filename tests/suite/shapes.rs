//! Equal evidence in another shape gives the same figures and the same verdict: encodings, delimiters, line ends, quoting, units, order of rows, files.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::io::Write as _;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use support::check;

/// A way to write the readings.
#[derive(Clone, Debug)]
struct Shape {
    encoding: u8,
    delimiter: char,
    eol: &'static str,
    quoted: bool,
    wide: bool,
    /// A column for each meter.
    columns: bool,
    gzip: bool,
    unit: &'static str,
    title: bool,
    total: bool,
    files: usize,
    turned: bool,
    start_label: bool,
    chinese: bool,
    /// What the register shows, instead of what it counted in each hour.
    register: bool,
}

/// Wh of a meter in an hour: whole numbers, so that every unit writes them exactly.
fn reading(meter: usize, hour: usize) -> i64 {
    let sun = [0, 0, 0, 0, 0, 0, 50, 200, 400, 600, 800, 900, 950, 900, 800, 600, 400, 200, 50, 0, 0, 0, 0, 0][hour % 24];
    match meter {
        0 => 400_000 + i64::try_from(hour * 7919 % 1000).unwrap_or(0) * 37,
        1 => sun * 700 + i64::try_from(hour).unwrap_or(0) % 3,
        _ => i64::try_from(hour * 31 % 17).unwrap_or(0) * 1100,
    }
}

const METERS: [&str; 3] = ["GATE", "PV-1", "出口"];
const HOURS: usize = 72;

fn decimal(wh: i64, unit: &str) -> String {
    let places = match unit {
        "kWh" => 3,
        "MWh" => 6,
        _ => 7,
    };
    let digits = format!("{wh:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{whole}.{fraction}")
}

fn stamp(hour: usize, shape: &Shape) -> String {
    instant(if shape.start_label { hour } else { hour + 1 }, shape)
}

fn instant(hour: usize, shape: &Shape) -> String {
    let (day, clock) = (hour / 24 + 1, hour % 24);
    if shape.chinese { format!("2025年3月{day}日 {clock}时00分") } else { format!("2025-03-{day:02} {clock:02}:00") }
}

/// The rows of the readings, header first.
fn rows(shape: &Shape) -> (Vec<String>, Vec<Vec<String>>) {
    if shape.register {
        let header = if shape.chinese { ["表计编号", "数据时间", "正向有功总"] } else { ["meter_id", "time", "reading"] };
        let mut all = Vec::new();
        for (meter, id) in METERS.iter().enumerate() {
            let mut shown = 4_321_000;
            for hour in 0..=HOURS {
                all.push(vec![(*id).to_owned(), instant(hour, shape), decimal(shown, shape.unit)]);
                shown += if hour < HOURS { reading(meter, hour) } else { 0 };
            }
        }
        return (header.map(str::to_owned).to_vec(), all);
    }
    if shape.wide {
        let mut header =
            vec![if shape.chinese { "表计编号" } else { "meter_id" }.to_owned(), if shape.chinese { "日期" } else { "date" }.to_owned()];
        header.extend((1..=24).map(|p| format!("v{p:02}")));
        let mut all = Vec::new();
        for (meter, id) in METERS.iter().enumerate() {
            for day in 0..HOURS / 24 {
                let mut row = vec![(*id).to_owned(), format!("2025-03-{:02}", day + 1)];
                row.extend((0..24).map(|h| decimal(reading(meter, day * 24 + h), shape.unit)));
                all.push(row);
            }
        }
        return (header, all);
    }
    if shape.columns {
        let header = ["time", METERS[0], METERS[1], METERS[2]].map(str::to_owned).to_vec();
        let row = |hour| std::iter::once(stamp(hour, shape)).chain((0..3).map(|m| decimal(reading(m, hour), shape.unit))).collect();
        return (header, (0..HOURS).map(row).collect());
    }
    let header = if shape.chinese { ["表计编号", "数据时间", "电量"] } else { ["meter_id", "time", "value"] };
    let mut all = Vec::new();
    for (meter, id) in METERS.iter().enumerate() {
        for hour in 0..HOURS {
            all.push(vec![(*id).to_owned(), stamp(hour, shape), decimal(reading(meter, hour), shape.unit)]);
        }
    }
    (header.map(str::to_owned).to_vec(), all)
}

fn encoded(text: &str, encoding: u8) -> Vec<u8> {
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => encoding_rs::GB18030.encode(text).0.into_owned(),
        3 => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        _ => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
    }
}

fn write(folder: &Path, shape: &Shape) {
    let (header, mut rows) = rows(shape);
    if shape.turned {
        rows.reverse();
    }
    std::fs::create_dir_all(folder.join("readings")).expect("a folder");
    for file in 0..shape.files {
        let mut lines = Vec::new();
        if shape.title {
            lines.push("某园区电量报表".to_owned());
        }
        let cell = |text: &String| if shape.quoted { format!("\"{text}\"") } else { text.clone() };
        let join = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(&shape.delimiter.to_string());
        lines.push(join(&header));
        lines.extend(rows.iter().skip(file).step_by(shape.files).map(join));
        if shape.total {
            lines.push(["合计", "", "1"].join(&shape.delimiter.to_string()));
        }
        let text = lines.join(shape.eol) + shape.eol;
        let (mut bytes, mut name) = (encoded(&text, shape.encoding), format!("readings/{file}.csv"));
        if shape.gzip {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(&bytes).expect("memory");
            bytes = packed.finish().expect("memory");
            name += ".gz";
        }
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
    let label = if shape.start_label { "start" } else { "end" };
    let layout = if shape.register {
        "register"
    } else if shape.wide {
        "wide"
    } else {
        "long"
    };
    let columns = if shape.columns && !shape.wide && !shape.register {
        "columns = { time = \"time\", meters = { GATE = \"GATE\", PV-1 = \"PV-1\", \"出口\" = \"出口\" } }\n"
    } else {
        ""
    };
    let manifest = format!(
        "[park]\nname = \"shapes\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-03\"\n[meters]\nfile = \"meters.csv\"\n\
         [[readings]]\nfiles = [\"readings/*\"]\nlayout = \"{layout}\"\ntime_label = \"{label}\"\n{columns}"
    );
    std::fs::write(folder.join("park.toml"), manifest).expect("a manifest");
    let unit = shape.unit;
    let registry = format!(
        "meter_id,carrier,flow,unit,rating_kw,source\nGATE,electricity,grid-import,{unit},600,\nPV-1,electricity,onsite-renewable,{unit},900,solar\n\
         出口,electricity,grid-export,{unit},600,\n"
    );
    std::fs::write(folder.join("meters.csv"), registry).expect("a registry");
}

/// What must not change: figures, rules, matching, months, data.
fn essence(report: &Value) -> Value {
    let figures: serde_json::Map<String, Value> = support::entries(&report["figures"])
        .into_iter()
        .map(|(id, f)| (id.clone(), serde_json::json!([f["value"], f["lower"], f["upper"]])))
        .collect();
    serde_json::json!([
        report["verdict"],
        figures,
        report["rules"],
        report["matching"],
        report["months"],
        report["data"],
        report["resolution"]
    ])
}

fn plain() -> Shape {
    Shape {
        encoding: 0,
        delimiter: ',',
        eol: "\n",
        quoted: false,
        wide: false,
        columns: false,
        gzip: false,
        unit: "kWh",
        title: false,
        total: false,
        files: 1,
        turned: false,
        start_label: true,
        chinese: false,
        register: false,
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    let text = (0_u8..5, prop::sample::select(vec![',', ';', '\t', '，']), prop::sample::select(vec!["\n", "\r\n", "\r"]), any::<bool>());
    let rows = (any::<bool>(), prop::sample::select(vec!["kWh", "MWh", "万kWh"]), any::<bool>(), any::<bool>(), 1_usize..4, any::<bool>());
    (text, rows, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.25)).prop_map(
        |(text, rows, start_label, chinese, columns, gzip, register)| Shape {
            encoding: text.0,
            delimiter: text.1,
            eol: text.2,
            quoted: text.3,
            wide: rows.0,
            unit: rows.1,
            title: rows.2,
            total: rows.3,
            files: rows.4,
            turned: rows.5,
            start_label,
            chinese,
            columns,
            gzip,
            register,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn equal_evidence_gives_equal_figures(shape in shapes()) {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (folder.path().join("plain"), folder.path().join("other"));
        write(&one, &plain());
        write(&other, &shape);
        let (code, expected, _) = check(&one, &["--interim"]);
        let (other_code, found, errors) = check(&other, &["--interim"]);
        prop_assert_eq!(code, other_code, "{}", errors);
        prop_assert_eq!(essence(&expected), essence(&found), "{:?}\n{}", shape, found["defects"]);
    }
}

/// The plain shape itself, added up here: the sum of each meter in `MWh`.
#[test]
fn the_plain_shape_adds_up() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &plain());
    let (_, report, errors) = check(folder.path(), &["--interim"]);
    for (meter, figure) in ["electricity.grid_import", "electricity.onsite_renewable", "electricity.grid_export"].into_iter().enumerate() {
        let wh: i64 = (0..HOURS).map(|h| reading(meter, h)).sum();
        let expected = decimal(wh, "MWh");
        assert_eq!(report["figures"][figure]["value"].as_str(), Some(expected.trim_end_matches('0').trim_end_matches('.')), "{errors}");
    }
}
