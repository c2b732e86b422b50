//! Every road through a file of readings leads to the same report, byte for byte: the plain reader is the reference, the fast one is held to it
//! for 1, 2 and 8 threads, for pieces so small that they are cut between any two lines, and with every value kept or summed on the way.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, clippy::format_push_string, reason = "small texts")]

use crate::support;

use std::path::Path;

use lingtan::check::{Check, examine};
use lingtan::input::ReadMode;
use lingtan::report::{json, publish};
use proptest::prelude::*;
use support::{cases, fixture, folders, lingtan};

/// What comes of a folder on a road, judged as `check --interim --format json` does: the report, and with `whole` what was found while reading.
fn on(folder: &Path, road: ReadMode, threads: usize, all_values: bool, whole: bool) -> (String, String) {
    let check = Check::new(folder).interim().road(road).threads(threads);
    let check = if all_values { check.all_values() } else { check };
    let found = examine(&check, |case, assessment, run| {
        let d = case.dossier;
        let seen = || format!("{:?}\n{:?}\n{:?}\n{:?}\n{:?}", d.defects, d.inputs, d.completeness, d.own_use, d.shared_files);
        (json::render(&[&publish(case, assessment, run)], false), if whole { seen() } else { String::new() })
    });
    found.unwrap_or_else(|error| (error.to_string(), String::new()))
}

/// Holds every road of a folder equal to the plain one.
fn held(folder: &Path, what: &str, pieces: &[usize], whole: bool) {
    let plain = on(folder, ReadMode::Plain, 1, false, whole);
    let kept = on(folder, ReadMode::Plain, 1, true, whole);
    same(&plain.0, &kept.0, what, "sums and values");
    let roads = std::iter::once(ReadMode::Fast).chain(pieces.iter().map(|&size| ReadMode::Pieces(size)));
    for (turn, road) in roads.enumerate() {
        for threads in [1, 2, 8] {
            let other = on(folder, road, threads, false, whole);
            same(&plain.0, &other.0, what, &format!("{road:?}, {threads} threads"));
            same(&plain.1, &other.1, what, &format!("what was read by {road:?}, {threads} threads"));
        }
        let other = on(folder, road, 1 + turn, true, whole);
        same(&kept.0, &other.0, what, &format!("{road:?}, all values"));
        same(&kept.1, &other.1, what, &format!("all values that were read by {road:?}"));
    }
}

/// Fails with the place where two texts part.
fn same(one: &str, other: &str, what: &str, how: &str) {
    if one != other {
        let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(300)..text.len().min(at + 300)]).into_owned();
        panic!("{what}: {how}\nplain: {}\nother: {}", near(one), near(other));
    }
}

/// Files of year-long parks are cut into thousands of pieces as it is; the small ones into single lines.
#[test]
fn every_park_of_the_fixtures_comes_to_the_same_bytes() {
    let (parks, defects) = (folders(&fixture("parks")), folders(&fixture("defects")));
    assert!(parks.len() > 15 && defects.len() > 30);
    for park in parks {
        held(&park, &park.display().to_string(), &[3000], false);
    }
    for park in defects {
        held(&park, &park.display().to_string(), &[1, 64, 1000], true);
    }
}

const REGISTRY: &str = "meter_id,carrier,flow,unit,multiplier,rating_kw,digits\nM1,electricity,grid-import,kWh,,,6\nM2,electricity,onsite-renewable,kWh,10,5000,\n\
                        电表-3,electricity,grid-export,kWh,0.1,50,\ntotal,electricity,load,kWh,,,\n";

fn park(folder: &Path, table: &str, files: &[(&str, &[u8])]) {
    let manifest = format!(
        "[park]\nname = \"x\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-02\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\n{table}"
    );
    std::fs::write(folder.join("park.toml"), manifest).expect("a file");
    std::fs::write(folder.join("meters.csv"), REGISTRY).expect("a file");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
}

/// What a CSV reader is tormented with, in every layout.
#[test]
fn files_that_are_none_come_to_the_same_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut all: Vec<_> = std::fs::read_dir(fixture("torture")).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    all.sort();
    assert!(all.len() > 30);
    for path in all {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        let bytes = std::fs::read(&path).expect("a file");
        for layout in ["long", "wide", "register", "bill"] {
            for meter in ["", "meter = \"M1\"\n"] {
                park(folder.path(), &format!("files = [\"{name}\"]\nlayout = \"{layout}\"\n{meter}"), &[(name, &bytes)]);
                held(folder.path(), &format!("{name} as {layout} {meter}"), &[1, 64], true);
            }
        }
    }
}

/// Six lines in a row of which each is there, left out, repeated or no number: every such case, each in a block of its own.
#[test]
fn whatever_happens_on_six_lines_in_a_row_comes_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut registry, mut text) = ("meter_id,carrier,flow,unit\n".to_owned(), "meter_id,time,value\n".to_owned());
    for case in 0..4096 {
        // Sixteen blocks make a day, two days a meter.
        let (meter, day, block) = (case / 32, case / 16 % 2 + 1, case % 16);
        if case % 32 == 0 {
            registry += &format!("M{meter:03},electricity,load,kWh\n");
        }
        for line in 0..6 {
            let at = block * 6 + line;
            let stamp = format!("2025-03-{day:02} {:02}:{:02}", at / 4, at % 4 * 15);
            let row = format!("M{meter:03},{stamp},{}.{:03}\n", at % 7, case);
            text += &match case / 4_usize.pow(u32::try_from(line).expect("small")) % 4 {
                0 => row,
                1 => String::new(),
                2 => row.repeat(2),
                _ => format!("M{meter:03},{stamp},N/A\n"),
            };
        }
    }
    park(folder.path(), "files = [\"a.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n", &[("a.csv", text.as_bytes())]);
    std::fs::write(folder.path().join("meters.csv"), registry).expect("a file");
    held(folder.path(), "six lines", &[1000], true);
}

/// Real exports, read by the table that `inspect` proposes for them.
#[test]
fn real_exports_come_to_the_same_bytes() {
    let mut count = 0;
    for source in folders(&fixture("exports")) {
        for entry in std::fs::read_dir(&source).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|e| e != "csv" && e != "txt") || path.ends_with("SOURCE.txt") {
                continue;
            }
            let output = lingtan(&["inspect", "--format", "json", path.to_str().expect("a path")]);
            let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let Some(table) = found["files"][0]["readings"].as_str() else { continue };
            let mut registry = "meter_id,carrier,flow,unit\n".to_owned();
            for meter in found["files"][0]["meters"].as_array().expect("meters") {
                registry += &format!("{},electricity,onsite-renewable,kWh\n", meter["meter"].as_str().expect("an id"));
            }
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("copied");
            std::fs::write(folder.path().join("park.toml"), format!("[park]\nname = \"x\"\n[meters]\nfile = \"meters.csv\"\n{table}"))
                .expect("a file");
            std::fs::write(folder.path().join("meters.csv"), registry).expect("a file");
            held(folder.path(), &path.display().to_string(), &[700], false);
            count += 1;
        }
    }
    assert!(count >= 7, "{count}");
}

/// A few rows of a meter, too few to show their step, in a file before or behind the one that holds them too, the same or others.
#[test]
fn a_few_rows_sent_again_come_to_the_same_bytes() {
    let row = |at: usize, value: usize| format!("M1,2025-03-01 {:02}:{:02},{value}\n", at / 4, at % 4 * 15);
    let whole: String = (0..96).map(|at| row(at, at)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    for names in [["0.csv", "1.csv"], ["1.csv", "0.csv"]] {
        for (few, left_out) in [((20..23), 0..0), ((20..23), 21..22), ((20..23), 20..23), ((0..5), 0..5)] {
            for other in [0, 1] {
                let few: String = few.clone().map(|at| row(at, at + other)).collect();
                let rest: String =
                    whole.split_inclusive('\n').enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, row)| row).collect();
                let texts = [few, rest].map(|rows| format!("meter_id,time,value\n{rows}"));
                let files = [(names[0], texts[0].as_bytes()), (names[1], texts[1].as_bytes())];
                park(folder.path(), "files = [\"?.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n", &files);
                held(folder.path(), &format!("{texts:?}"), &[200], true);
            }
        }
    }
}

/// A register that is read every quarter of an hour for a day, and then every hour: all its readings together show the hour.
#[test]
fn a_register_read_less_often_comes_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    for hours in [24, 100, 340, 480] {
        let quarters = (0..=96).map(|at| at * 15);
        let rows: String = quarters
            .chain((25..hours).map(|hour| hour * 60))
            .map(|at| format!("M1,2025-03-{:02} {:02}:{:02},{}\n", at / 1440 + 1, at / 60 % 24, at % 60, at * 2))
            .collect();
        let text = format!("meter_id,time,reading\n{rows}");
        park(folder.path(), "files = [\"?.csv\"]\nlayout = \"register\"\n", &[("0.csv", text.as_bytes())]);
        let manifest = std::fs::read_to_string(folder.path().join("park.toml")).expect("a file").replace("03-02", "04-30");
        std::fs::write(folder.path().join("park.toml"), manifest).expect("a file");
        held(folder.path(), &format!("{hours} hours"), &[200], true);
    }
}

/// A way to write two days of quarter hours, before anything is done to it.
#[derive(Clone, Debug)]
struct Style {
    /// Where the columns stand: the meter first, the label first, the value first, one meter in the file, wide.
    order: u8,
    ending: &'static str,
    delimiter: &'static str,
    encoding: u8,
    stamp: u8,
    minutes: usize,
    packed: bool,
    /// Whether the values are what a register shows.
    register: bool,
    /// Further lines of the table.
    further: Vec<&'static str>,
}

fn styles() -> impl Strategy<Value = Style> {
    let further = prop::sample::subsequence(
        vec![
            "time_label = \"start\"\n",
            "midnight = \"closes-date\"\n",
            "utc_offset = \"+07:00\"\n",
            "unit = \"kW\"\n",
            "interval = \"15min\"\n",
            "snap = \"3min\"\n",
            "date_order = \"dmy\"\n",
            "missing = [\"0\", \"9999\", \"-1\"]\n",
        ],
        0..4,
    );
    (
        (0_u8..6, prop::sample::select(vec!["\n", "\n", "\r\n", "\r"]), prop::sample::select(vec![",", ",", ";", "\t", "|"]), 0_u8..4),
        (0_u8..5, prop::sample::select(vec![15, 15, 30, 60]), prop::bool::weighted(0.1), prop::bool::weighted(0.3)),
        further,
    )
        .prop_map(|((order, ending, delimiter, encoding), (stamp, minutes, packed, register), further)| Style {
            order,
            ending,
            delimiter,
            encoding,
            stamp,
            minutes,
            packed,
            register,
            further,
        })
}

const IDS: [&str; 4] = ["M1", "M2", "电表-3", "total"];

fn lines(style: &Style) -> Vec<String> {
    let header = ["meter_id,time,value", "户名,meter_id,time,value,备注", "value,time,meter_id", "time,value", "", "meter_id,value,time"];
    let mut all = vec![header[usize::from(style.order)].to_owned()];
    let points = 1440 / style.minutes;
    let value = |meter: usize, at: usize| format!("{}.{:03}", 10 + (at * 7 + meter) % 13, at * 37 % 1000);
    if style.order == 4 {
        all[0] = std::iter::once("meter_id,date".to_owned()).chain((1..=points).map(|p| format!("v{p}"))).collect::<Vec<_>>().join(",");
        for (meter, id) in IDS.iter().enumerate() {
            for day in 0..2 {
                let values: Vec<_> = (0..points).map(|p| value(meter, day * points + p)).collect();
                let date = if style.stamp == 1 { format!("2025/3/{}", day + 1) } else { format!("2025-03-{:02}", day + 1) };
                all.push(format!("{id},{date},{}", values.join(",")));
            }
        }
    } else {
        for (meter, id) in IDS.iter().enumerate().take(if style.order == 3 { 1 } else { 4 }) {
            for at in 1..=2 * points {
                let (day, minute) = (at * style.minutes / 1440 + 1, at * style.minutes % 1440);
                let (hour, minute) = (minute / 60, minute % 60);
                let stamp = match style.stamp {
                    0 | 1 => format!("2025-03-{day:02} {hour:02}:{minute:02}"),
                    2 => format!("2025-03-{day:02}T{hour:02}:{minute:02}:00+08:00"),
                    3 => format!("2025/3/{day} {hour}:{minute:02}"),
                    _ => format!("2025-03-{day:02} {hour:02}:{minute:02}:00"),
                };
                let value = value(meter, at);
                all.push(match style.order {
                    0 => format!("{id},{stamp},{value}"),
                    1 => format!("某厂,{id},{stamp},{value},x"),
                    2 => format!("{value},{stamp},{id}"),
                    3 => format!("{stamp},{value}"),
                    _ => format!("{id},{value},{stamp}"),
                });
            }
        }
    }
    all.iter().map(|l| l.replace(',', style.delimiter)).collect()
}

/// Something done to a line.
#[derive(Clone, Debug)]
enum Change {
    Drop,
    Repeat,
    Swap,
    /// Put a text at a place of the line.
    Insert(usize, &'static str),
    /// Put a text in place of a field.
    Field(usize, &'static str),
    Cut(usize),
    /// A byte of the file, which need be no text.
    Byte(usize, u8),
}

fn changes() -> impl Strategy<Value = Vec<(usize, Change)>> {
    let texts = prop::sample::select(vec![
        "",
        " ",
        "-",
        "--",
        "NULL",
        "\"",
        "\"\"",
        "\r",
        "\n",
        "\n\n",
        "合计",
        "Total",
        "小计",
        "0",
        "9999",
        "-1",
        "-0",
        "1e3",
        "1,234.5",
        "999999",
        "123456789012345678901",
        "0.0000001",
        "5.",
        ".5",
        "+5",
        "\u{ff15}",
        "2025-03-01 00:15",
        "2025-03-02 24:00",
        "2025-03-02",
        "2025-03",
        "2025-03-01 00:07",
        "01-03-2025 00:15",
        "2025-03-01 00:15:30",
        "2025-03-01T00:15:00Z",
        "6053-01-23 02:00",
        "9999-12-31 23:45",
        "1969-12-31 23:45",
        "0000-00-00 00:00",
        "M2",
        "M9",
        "M1 ",
        "total",
        "电表-3",
        "\u{3000}",
        "\u{feff}",
        "\u{0}",
        ",",
        ";",
        "|",
        "\t",
        "，",
    ]);
    let change = (0_u8..12, 0_usize..60, texts, any::<u8>()).prop_map(|(kind, at, text, byte)| match kind {
        0 => Change::Drop,
        1 => Change::Repeat,
        2 => Change::Swap,
        3 | 4 => Change::Insert(at, text),
        5..=9 => Change::Field(at % 6, text),
        10 => Change::Cut(at),
        _ => Change::Byte(at, byte),
    });
    prop::collection::vec((0_usize..400, change), 0..8)
}

fn written(style: &Style, changes: &[(usize, Change)]) -> Vec<u8> {
    let mut all = lines(style);
    let mut bytes_put = Vec::new();
    for (line, change) in changes {
        let line = line % all.len();
        let floor = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0);
        match change {
            Change::Drop => {
                if all.len() > 2 {
                    all.remove(line);
                }
            }
            Change::Repeat => {
                let copy = all[line].clone();
                all.push(copy);
            }
            Change::Swap => {
                let last = all.len() - 1;
                all.swap(line, last);
            }
            Change::Insert(at, text) => {
                let at = floor(&all[line], *at);
                all[line].insert_str(at, text);
            }
            Change::Field(field, text) => {
                let mut fields: Vec<&str> = all[line].split(style.delimiter).collect();
                let field = field % fields.len();
                fields[field] = text;
                all[line] = fields.join(style.delimiter);
            }
            Change::Cut(at) => {
                let at = floor(&all[line], *at);
                all[line].truncate(at);
            }
            Change::Byte(at, byte) => bytes_put.push((line * 20 + at, *byte)),
        }
    }
    let text = all.join(style.ending) + if changes.len().is_multiple_of(2) { style.ending } else { "" };
    let mut bytes = match style.encoding {
        0 | 3 => text.into_bytes(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        _ => encoding_rs::GB18030.encode(&text).0.into_owned(),
    };
    for (at, byte) in bytes_put {
        let at = at % bytes.len();
        bytes[at] = byte;
    }
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).expect("memory");
    packed.finish().expect("memory")
}

/// A park of two files of a style, the second one of whole other lines.
fn put(folder: &Path, style: &Style, changes: &[(usize, Change)]) {
    let layout = match style.order {
        4 => "wide",
        _ if style.register => "register",
        _ => "long",
    };
    let meter = if style.order == 3 { "meter = \"M1\"\n" } else { "" };
    let stated = if style.delimiter == "|" { "delimiter = \"|\"\n" } else { "" };
    let table = format!("files = [\"*.dat\"]\nlayout = \"{layout}\"\n{meter}{stated}{}", style.further.concat());
    let (one, two) = (written(style, changes), written(style, &changes[changes.len() / 2..]));
    let (one, two) = if style.packed { (packed(&one), two) } else { (one, two) };
    park(folder, &table, &[("a.dat", &one), ("b.dat", &two)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_come_to_the_same_bytes(style in styles(), changes in changes(), size in 1_usize..700) {
        let folder = tempfile::tempdir().expect("a folder");
        put(folder.path(), &style, &changes);
        held(folder.path(), &format!("{style:?} {changes:?}"), &[size], true);
    }

    /// One export in many files: some hold a few rows of a meter, too few to show its step; some hold rows that stand in another file too.
    #[test]
    fn files_cut_anywhere_come_to_the_same_bytes(
        register in any::<bool>(),
        interval in any::<bool>(),
        apart in prop::sample::select(vec![5_usize, 7, 15, 15, 15, 30, 30]),
        dropped in prop::collection::vec(0_usize..3000, 0..3),
        cuts in prop::collection::vec(0_usize..3000, 1..8),
        again in prop::collection::vec((0_usize..3000, 1_usize..12, any::<bool>(), any::<bool>()), 0..3),
        shuffled in prop::option::weighted(0.2, any::<u64>()),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rows = Vec::new();
        for (meter, id) in IDS.iter().enumerate() {
            for at in 0..=2880 / apart {
                let (day, minute) = (at * apart / 1440 + 1, at * apart % 1440);
                let value = if register { at * (at + 5 * meter) } else { 10 + (at * 7 + meter) % 13 };
                rows.push((format!("{id},2025-03-{day:02} {:02}:{:02}", minute / 60, minute % 60), value));
            }
        }
        for at in dropped {
            rows.remove(at % rows.len());
        }
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % rows.len()).chain([0, rows.len()]).collect();
        cuts.sort_unstable();
        let mut files: Vec<Vec<(String, usize)>> = cuts.windows(2).map(|cut| rows[cut[0]..cut[1]].to_vec()).collect();
        for (from, count, other, last) in again {
            let from = from % rows.len();
            let further = rows[from..rows.len().min(from + count)].iter().map(|(start, value)| (start.clone(), value + usize::from(other)));
            let file = if last { files.len() - 1 } else { 0 };
            files[file].extend(further);
        }
        if let Some(shuffled) = shuffled {
            let length = u64::try_from(files.len()).expect("few");
            files.rotate_left(usize::try_from(shuffled % length).expect("few"));
        }
        let texts: Vec<(String, String)> = files
            .iter()
            .enumerate()
            .map(|(n, rows)| {
                let lines: String = rows.iter().map(|(start, value)| format!("{start},{value}.{:03}\n", value % 1000)).collect();
                (format!("{n:02}.csv"), format!("meter_id,time,value\n{lines}"))
            })
            .collect();
        let layout = if register { "register" } else { "long" };
        let stated = if interval { format!("interval = \"{apart}min\"\n") } else { String::new() };
        let stated = if apart == 7 { String::new() } else { stated };
        let table = format!("files = [\"0*.csv\"]\nlayout = \"{layout}\"\ntime_label = \"start\"\n{stated}");
        let texts: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        park(folder.path(), &table, &texts);
        prop_assert_eq!(examine(&Check::new(folder.path()), |_, _, _| ()).err().map(|error| error.to_string()), None);
        held(folder.path(), &format!("{table} {:?}", files.iter().map(Vec::len).collect::<Vec<_>>()), &[200], true);
    }

    /// Registers that rise as they should but for what is done to some lines: what is summed on the way is what a look at all readings finds.
    #[test]
    fn registers_come_to_the_same_bytes(
        apart in prop::sample::select(vec![15_usize, 15, 15, 30]),
        days in prop::sample::select(vec![(0_usize, 3_usize), (1, 3), (0, 2), (1, 2)]),
        done in prop::collection::vec((0_usize..3000, 0_usize..5, 0_u8..15), 0..6),
        cuts in prop::collection::vec(0_usize..3000, 0..4),
        turned in any::<bool>(),
        stated in prop::sample::select(vec!["", "", "", "interval = \"15min\"\n", "snap = \"3min\"\n"]),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rows: Vec<(String, usize, String, String)> = Vec::new();
        for (meter, id) in ["M1", "M2", "电表-3", "G1", "N1", "S1"].iter().enumerate() {
            for at in days.0 * 1440 / apart..=days.1 * 1440 / apart {
                let (day, minute) = (at * apart / 1440 + 1, at * apart % 1440);
                let value = 1_000_000 + at * (at + 50 * meter) * (meter + 1);
                rows.push(((*id).to_owned(), value, format!("2025-03-{day:02} {:02}:{:02}", minute / 60, minute % 60), String::new()));
            }
        }
        for (at, count, what) in done {
            let at = at % rows.len();
            let until = rows.len().min(at + count + 1);
            let copies = rows[at..until].to_vec();
            match what {
                0..=3 => drop(rows.drain(at..until).collect::<Vec<_>>()),
                4 => rows.insert(at + 1, copies[0].clone()),
                5 => rows[at].3 = "again".to_owned(),
                6 => rows.extend(copies),
                7 => rows[at].1 = rows[at].1.saturating_sub(900_000),
                8 => rows[at..].iter_mut().filter(|row| row.0 == copies[0].0).for_each(|row| row.1 = row.1.saturating_sub(900_000)),
                9 => rows[at].1 += 100_000_000,
                10 => rows[at].3 = "--".to_owned(),
                11 => rows[at].2.replace_range(14..16, "07"),
                12 => rows[at].3 = "fine".to_owned(),
                13 => rows[at..].iter_mut().filter(|row| row.0 == copies[0].0).for_each(|row| row.1 += 100_000_000),
                _ => rows.swap(at, until - 1),
            }
        }
        let lines: Vec<String> = rows
            .iter()
            .map(|(id, value, stamp, note)| match note.as_str() {
                "" => format!("{id},{stamp},{}.{:03}\n", value / 1000, value % 1000),
                "--" => format!("{id},{stamp},--\n"),
                "fine" => format!("{id},{stamp},{}.{:03}70\n", value / 1000, value % 1000),
                _ => format!("{id},{stamp},{}.{:03}\n{id},{stamp},{}.5\n", value / 1000, value % 1000, value / 1000 + 1),
            })
            .collect();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % lines.len()).chain([0, lines.len()]).collect();
        cuts.sort_unstable();
        let mut files: Vec<String> = cuts.windows(2).map(|cut| format!("meter_id,time,reading\n{}", lines[cut[0]..cut[1]].concat())).collect();
        if turned {
            files.reverse();
        }
        let names: Vec<String> = (0..files.len()).map(|n| format!("{n}.csv")).collect();
        let texts: Vec<(&str, &[u8])> = names.iter().zip(&files).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        park(folder.path(), &format!("files = [\"?.csv\"]\nlayout = \"register\"\n{stated}"), &texts);
        let further = "G1,natural-gas,consumption,m3,,,8\nN1,electricity,onsite-fossil,kWh,,90,\nS1,electricity,storage-charge,kWh,3,,4\n";
        std::fs::write(folder.path().join("meters.csv"), format!("{REGISTRY}{further}")).expect("a file");
        prop_assert_eq!(examine(&Check::new(folder.path()), |_, _, _| ()).err().map(|error| error.to_string()), None);
        held(folder.path(), &format!("{files:?}"), &[300], true);
    }

    #[test]
    fn bytes_come_to_the_same_bytes(head in prop::sample::select(vec!["", "meter_id,time,value\n", "meter_id,date,v1,v2\n", "time,value\n"]), bytes in prop::collection::vec(prop_oneof![4 => prop::sample::select(b"M12,\n\r\"-:. 0345;\t".to_vec()), 1 => any::<u8>()], 0..300), wide in any::<bool>()) {
        let folder = tempfile::tempdir().expect("a folder");
        let layout = if wide { "wide" } else { "long" };
        park(folder.path(), &format!("files = [\"r.csv\"]\nlayout = \"{layout}\"\n"), &[("r.csv", &[head.as_bytes(), &bytes].concat())]);
        held(folder.path(), "bytes", &[1, 64], true);
    }
}
