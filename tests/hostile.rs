//! Names that attack: meters and files whose names are markup, formulas, commands and escapes stay names in every format; floods of defects stay within bounds.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, reason = "small texts, put together once")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use support::lingtan;

/// Meters that try a terminal, a spreadsheet, Markdown, HTML, a workflow command, a direction of writing.
const METERS: [&str; 6] = [
    "G|`x`",
    "=cmd|' /C calc'!A0",
    "\"><script>alert(1)</script>",
    "::error file=x::%0A pwned",
    "a\u{202e}gnp\u{200b}x",
    "e\u{1b}[31m\u{1b}]0;t\u{7}d",
];

/// A file name of letters that a file system takes and a format would act on.
const FILE: &str = "=r|`<script>`'%0A,::x \u{202e}.csv";

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A park of those meters: each lacks a day, so that a report names it; a reading of a meter that nobody registered is there too.
fn park(folder: &Path) {
    let manifest = "[park]\nname = 'p'\nprovince = '山东'\n[period]\nyear = 2025\n[meters]\nfile = 'meters.csv'\n[[readings]]\nfiles = ['*r*.csv']\nlayout = 'long'\n";
    let (mut meters, mut readings) = ("meter_id,carrier,flow,unit,source\n".to_owned(), "meter_id,time,value\n".to_owned());
    for (at, meter) in METERS.iter().enumerate() {
        let (flow, source) = if at < 2 { ("grid-import", "") } else { ("onsite-renewable", "solar") };
        let _ = writeln!(meters, "{},electricity,{flow},MWh,{source}", quoted(meter));
        for month in 1..=12 {
            for day in [1, 15] {
                if at != 3 || month != 6 {
                    let _ = writeln!(readings, "{},2025-{month:02}-{day:02},{}", quoted(meter), 10 + at);
                }
            }
        }
    }
    let _ = writeln!(readings, "{},2025-01-01,1", quoted("::warning::|<b>"));
    let _ = writeln!(readings, "{},2025-01-01,x|y", quoted(METERS[0]));
    std::fs::write(folder.join("park.toml"), manifest.replace("*r*.csv", "*.data")).expect("a manifest");
    std::fs::write(folder.join("meters.csv"), meters).expect("meters");
    std::fs::write(folder.join(FILE.replace(".csv", ".data")), readings).expect("readings");
}

fn told(folder: &Path, format: &str, lang: &str) -> String {
    let output = lingtan(&["check", folder.to_str().expect("text"), "--format", format, "--lang", lang]);
    assert!(matches!(output.status.code(), Some(1 | 3)), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(stream.clone()).expect("UTF-8");
        unseen(&text, format);
    }
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// No escape reaches a terminal. Marks of direction, which JSON and CSV must keep to name a meter, reach none of what a person reads.
fn unseen(text: &str, format: &str) {
    let data = ["json", "jsonl", "csv", "sarif", "in-toto", "junit", "github"].contains(&format);
    let bad = |c: char| {
        let control = c.is_control() && !matches!(c, '\n' | '\r');
        (control && format != "csv") || (!data && matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'))
    };
    let found = text.chars().find(|c| bad(*c));
    assert!(found.is_none(), "{format}: {found:?}");
}

#[test]
fn hostile_meters_and_files_stay_names_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    park(folder.path());
    for lang in ["en", "zh"] {
        for format in ["text", "markdown", "html"] {
            let text = told(folder.path(), format, lang);
            assert!(format == "text" || !text.contains("<script"), "{format}");
            assert!(text.contains("gnp"), "{format} {lang}: the meters are named");
        }
    }
    let markdown = told(folder.path(), "markdown", "en");
    assert!(markdown.contains("G\\|\\`x\\`"));
    // A table keeps its columns whatever stands in its cells.
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    for table in markdown.split("\n\n").filter(|t| t.starts_with('|')) {
        let head = columns(table.lines().next().expect("a head"));
        assert!(table.lines().all(|l| columns(l) == head), "{table}");
    }
    let table = told(folder.path(), "csv", "en");
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        for cell in &row.expect("a row") {
            let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
                || (cell.starts_with('-') && lingtan::input::field::decimal(cell.as_bytes()).is_none());
            assert!(!formula, "{cell}");
        }
    }
    for line in told(folder.path(), "github", "en").lines() {
        let (head, message) = line.strip_prefix("::").and_then(|l| l.split_once("::")).expect("a command");
        assert!(["error", "warning", "notice"].iter().any(|k| head.starts_with(k)), "{line}");
        assert!(!head.contains("%0A,::") && !message.contains('\n'), "{line}");
    }
    let junit = told(folder.path(), "junit", "en");
    assert!(roxmltree::Document::parse(&junit).is_ok(), "{junit}");
    // JSON keeps every name to the letter.
    for format in ["json", "sarif", "in-toto", "jsonl"] {
        let _: Value = serde_json::from_str(&told(folder.path(), format, "en")).expect(format);
    }
    let report: Value = serde_json::from_str(&told(folder.path(), "json", "en")).expect("JSON");
    let named: Vec<&str> = report["data"].as_array().expect("meters").iter().filter_map(|m| m["meter"].as_str()).collect();
    for meter in METERS {
        assert!(named.contains(&meter), "{meter:?} of {named:?}");
    }
    assert!(report["inputs"].as_array().expect("inputs").iter().any(|i| i["file"] == FILE.replace(".csv", ".data")));
}

/// 50,000 certificates that do not count: each is a defect at its line.
#[test]
fn a_flood_of_defects_stays_within_what_a_format_may_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[park]\nname = 'flood'\nprovince = '山东'\n[period]\nyear = 2025\n[meters]\nfile = 'meters.csv'\n[[readings]]\nfiles = ['r.csv']\nlayout = 'long'\n[certificates]\nfiles = ['c.csv']\nbeneficiaries = ['flood']\n";
    std::fs::write(folder.path().join("park.toml"), manifest).expect("a manifest");
    std::fs::write(folder.path().join("meters.csv"), "meter_id,carrier,flow,unit\nG,electricity,grid-import,MWh\n").expect("meters");
    let readings: String = (1..=12).map(|month| format!("G,2025-{month:02},10\n")).collect();
    std::fs::write(folder.path().join("r.csv"), format!("meter_id,time,value\n{readings}")).expect("readings");
    let mut ledger = "certificate_id,quantity,generation_month,status,beneficiary,retired_on,kind\n".to_owned();
    for at in 0..50_000 {
        let _ = writeln!(ledger, "GEC{at:016},1,2025-03,held,flood,,tradable");
    }
    std::fs::write(folder.path().join("c.csv"), ledger).expect("certificates");
    let run = |format: &str| {
        let output = lingtan(&["check", folder.path().to_str().expect("text"), "--format", format]);
        assert!(matches!(output.status.code(), Some(1 | 3)), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let report: Value = serde_json::from_str(&run("json")).expect("JSON");
    // Beyond the first thousand they are counted, not listed.
    let defects = report["defects"].as_array().expect("defects");
    let count: u64 = defects.iter().filter(|d| d["code"] == "certificate-not-retired").filter_map(|d| d["count"].as_u64()).sum();
    assert_eq!(count, 50_000);
    let text = run("sarif");
    assert!(text.len() < 10_000_000, "{}", text.len());
    let log: Value = serde_json::from_str(&text).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() <= 5_000 && results.len() >= defects.len(), "{}", results.len());
    assert!(results.iter().any(|r| r["ruleId"] == "direct-green-share" && r["level"] == "error"), "the gravest are kept");
    assert!(run("markdown").chars().count() <= 65_536);
    assert!(run("github").lines().count() <= 30);
    assert!(run("junit").len() < 100_000);
    assert!(run("html").len() < 5_000_000);
}
