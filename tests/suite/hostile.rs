//! Names that attack: meters and files whose names are markup, formulas, commands and escapes stay names in every format; floods of defects stay within bounds.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, reason = "small texts, put together once")]

use crate::support;

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
    "e\u{1b}[31m\u{1b}]0;t\u{7}d\u{9b}m",
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

/// What a form tells, all of it; the screen of the terminal is looked at for what must not be seen.
fn told(folder: &Path, format: &str, lang: &str) -> String {
    let shown = folder.to_str().expect("text");
    if format == "text" {
        let screen = lingtan(&["check", shown, "--lang", lang]);
        unseen(std::str::from_utf8(&screen.stdout).expect("UTF-8"), format);
    }
    let output = lingtan(&["check", shown, "--format", format, "--lang", lang, "--details"]);
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
        (control && (format != "csv" || c != '\t')) || (!data && matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'))
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

/// Runs a command; it must not panic, and nothing that a terminal obeys may come out of it.
fn tame(arguments: &[&str], codes: &[i32]) -> (String, String) {
    let output = lingtan(arguments);
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"));
    let shown: Vec<String> = arguments.iter().map(|a| a.chars().take(40).collect()).collect();
    assert!(output.status.code().is_some_and(|code| codes.contains(&code)), "{shown:?}: {:?} {said:?}", output.status.code());
    let data = arguments.contains(&"json") || arguments.contains(&"csv");
    for text in &said {
        unseen(text, if data { "json" } else { "text" });
        assert!(!text.contains("panicked"), "{shown:?}: {text}");
    }
    let [out, error] = said;
    (out, error)
}

/// Names that a person types, reads in a report or finds in a folder.
const NAMES: [&str; 14] = [
    "e\u{1b}[31m\u{1b}]0;t\u{7}d",
    "a\u{202e}gnp\u{200b}x",
    "n\nl\r\nerror: x",
    "</script><b>",
    "x]]>y",
    "::error::p%0A",
    "=cmd|' /C calc'!A0",
    "\u{2066}iso\u{2069}",
    "tab\tx",
    "`x`|$(y)",
    "\u{9b}31m",
    "--help",
    "\u{7f}del",
    "…",
];

#[test]
fn hostile_names_stay_names_in_every_command() {
    let outside = tempfile::tempdir().expect("a folder");
    let report_of = |park: &str, into: &str| tame(&["check", park, "--format", "json", "--output", into, "--quiet"], &[0, 1, 3]);
    for (number, name) in NAMES.iter().copied().chain(["L".repeat(10_000).as_str()]).enumerate() {
        let folder = outside.path().join(format!("p{number}"));
        std::fs::create_dir(&folder).expect("a folder");
        let file = format!("{}.csv", name.replace('/', "_").chars().take(60).collect::<String>());
        let manifest = format!(
            "[park]\nname = {name}\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [{file}]\nlayout = \"long\"\n",
            name = lingtan::input::survey::quoted(name),
            file = lingtan::input::survey::quoted(&file)
        );
        let meters = format!(
            "meter_id,carrier,flow,unit,source\n{},electricity,grid-import,MWh,\nPV,electricity,onsite-renewable,MWh,solar\n",
            quoted(name)
        );
        let readings: String = (1..=12).map(|m| format!("{0},2025-{m:02},10\nPV,2025-{m:02},12\n", quoted(name))).collect();
        for (to, text) in [("park.toml", manifest), ("meters.csv", meters), (file.as_str(), format!("meter_id,time,value\n{readings}"))] {
            std::fs::write(folder.join(to), text).expect("a file");
        }
        let (park, export) = (folder.to_str().expect("text"), folder.join(&file));
        for format in ["text", "json"] {
            for further in [&[][..], &["--rows"][..]] {
                for figure in ["electricity.grid_import", "near-zero", "2025-03", name] {
                    let arguments = [&["trace", park, "--format", format], further, &["--", figure]].concat();
                    assert!(!tame(&arguments, &[0]).0.is_empty());
                }
            }
            tame(&["inspect", "--format", format, "--", export.to_str().expect("text")], &[0]);
        }
        // What is not there: the message, and nothing else.
        for arguments in [
            &["trace", park, "--", &format!("{name}?")][..],
            &["explain", "--", name],
            &["policy", "--", name],
            &["man", "--", name],
            &["ledger", "--", name],
            &["inspect", "--", name],
            &["init", "--", name],
            &["verify", "--", name],
            &["diff", "--", name, name],
            &["check", "--", name],
            &["check", park, &format!("--policy={name}")],
            &["check", park, &format!("--set={name}=1")],
            &["check", park, &format!("--period={name}")],
            &["check", park, &format!("--format={name}")],
            &["check", park, &format!("--report={name}=x")],
            &["completions", "--", name],
        ] {
            let (out, error) = tame(arguments, &[2]);
            assert!(out.is_empty() && !error.is_empty(), "{arguments:?}");
        }
        // A report in which everything has that name.
        let (whole, edited) = (outside.path().join(format!("{number}.json")), outside.path().join(format!("{number}-edited.json")));
        let (whole, edited) = (whole.to_str().expect("text"), edited.to_str().expect("text"));
        report_of(park, whole);
        assert!(!tame(&["verify", whole, park], &[0]).0.is_empty());
        let mut report: Value = support::json(Path::new(whole));
        report["figures"][name] = serde_json::json!({ "value": name });
        for place in ["/park/name", "/verdict", "/inputs/0/sha256", "/policy/sha256", "/rules/0/reason"] {
            *report.pointer_mut(place).expect("a place") = serde_json::json!(name);
        }
        std::fs::write(edited, report.to_string()).expect("a report");
        for format in ["text", "json"] {
            tame(&["verify", edited, park, "--format", format], &[4]);
            tame(&["diff", whole, edited, "--format", format], &[4]);
        }
        // A ledger, and a folder of exports, of that name.
        let ledger = outside.path().join(format!("{number}.csv"));
        std::fs::write(&ledger, format!("certificate_id,park,period\nG1,{0},2025\nG2,{0},2024\n", quoted(name))).expect("a ledger");
        for format in ["text", "json", "csv"] {
            tame(&["ledger", ledger.to_str().expect("text"), "--format", format], &[0]);
        }
        let exports = outside.path().join(name.replace('/', "_").chars().take(60).collect::<String>());
        std::fs::create_dir(&exports).expect("a folder");
        std::fs::copy(&export, exports.join(&file)).expect("a copy");
        tame(&["init", "--", exports.to_str().expect("text")], &[0]);
        // The park.toml that was written names the file to the letter.
        let (_, error) = tame(&["check", "--", exports.to_str().expect("text")], &[2]);
        assert!(error.contains("meters.csv") && !error.contains("no such file"), "{name:?}: {error}");
    }
}

/// Archives made under Windows keep Chinese names in GBK; unpacked elsewhere they are no text.
#[cfg(unix)]
#[test]
fn a_file_whose_name_is_not_text_is_an_error_where_it_is_meant() {
    use std::os::unix::ffi::OsStrExt as _;
    let outside = tempfile::tempdir().expect("a folder");
    // 园区 and 电表 in GBK.
    let folder = outside.path().join(std::ffi::OsStr::from_bytes(b"\xd4\xb0\xc7\xf8"));
    std::fs::create_dir(&folder).expect("a folder");
    if folder.to_str().is_some() {
        return;
    }
    let named = folder.join(std::ffi::OsStr::from_bytes(b"\xb5\xe7\xb1\xed.csv"));
    let manifest =
        "[park]\nname = 'p'\n[period]\nyear = 2025\n[meters]\nfile = 'm.txt'\n[[readings]]\nfiles = ['PATTERN']\nlayout = 'long'\n";
    std::fs::write(folder.join("m.txt"), "meter_id,carrier,flow,unit\nG,electricity,grid-import,MWh\n").expect("meters");
    let readings = "meter_id,time,value\nG,2025-01,10\n";
    for path in [&folder.join("a.csv"), &named] {
        std::fs::write(path, readings).expect("readings");
    }
    let run = |command: &str, pattern: &str| {
        std::fs::write(folder.join("park.toml"), manifest.replace("PATTERN", pattern)).expect("a manifest");
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_lingtan"));
        let output =
            program.arg(command).arg(&folder).args((command == "trace").then_some("electricity.grid_import")).output().expect("a run");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    for command in ["check", "trace"] {
        for pattern in ["*.csv", "[!m]*.csv", "**/*.csv"] {
            let (code, error) = run(command, pattern);
            assert!(code == Some(2) && error.contains("is not UTF-8") && error.contains("rename it"), "{command} {pattern}: {error}");
        }
        // Where the pattern means others, it does not matter.
        assert!(matches!(run(command, "a*.csv").0, Some(0 | 1 | 3)), "{:?}", run(command, "a*.csv"));
    }
    // It is told as a file that no table reads, with what to do about it; so is all of a folder whose own name is no text, by that name.
    let below = folder.join(std::ffi::OsStr::from_bytes(b"\xb5\xe7"));
    std::fs::create_dir(&below).expect("a folder");
    std::fs::write(below.join("b.csv"), readings).expect("readings");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lingtan")).args(["check", "--format", "json"]).arg(&folder).output();
    let report: Value = serde_json::from_slice(&output.expect("a run").stdout).expect("JSON");
    // What of a name is no text is shown as U+FFFD.
    let shown = [b"\xb5\xe7\xb1\xed.csv".as_slice(), b"\xb5\xe7"].map(|name| String::from_utf8_lossy(name).into_owned());
    let mut unread: Vec<&str> = report["unread_files"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    unread.sort_by_key(|name| std::cmp::Reverse(name.len()));
    assert_eq!(unread, shown);
    let defects = report["defects"].as_array().expect("defects").iter().filter(|defect| defect["code"] == "unread-file");
    let messages: Vec<&str> = defects.filter_map(|defect| defect["message"].as_str()).collect();
    assert!(messages.len() == 2 && messages.iter().all(|m| m.contains("is not UTF-8") && m.contains("rename it")), "{messages:?}");
    std::fs::remove_dir_all(&below).expect("removed");
    std::fs::remove_file(folder.join("park.toml")).expect("removed");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lingtan")).arg("init").arg(&folder).output().expect("a run");
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(2) && error.contains("is not UTF-8") && !folder.join("park.toml").exists(), "{error}");
}

/// What a run reads is not what it writes; what cannot be written is said, and nothing else is written.
#[test]
fn a_report_replaces_nothing_that_its_run_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = folder.path().join("park");
    std::fs::create_dir(&park).expect("a folder");
    let manifest = "[park]\nname = 'p'\n[period]\nyear = 2025\n[policy]\nname = 'own.toml'\n[meters]\nfile = 'm.csv'\n[[readings]]\nfiles = ['r.csv']\nlayout = 'long'\n";
    let policy = "name = \"our\"\nextends = \"cn-national\"\n";
    let readings: String = (1..=12).map(|month| format!("G,2025-{month:02},10\n")).collect();
    for (name, text) in [
        ("park.toml", manifest),
        ("own.toml", policy),
        ("m.csv", "meter_id,carrier,flow,unit\nG,electricity,grid-import,MWh\n"),
        ("r.csv", &format!("meter_id,time,value\n{readings}")),
    ] {
        std::fs::write(park.join(name), text).expect("a file");
    }
    let beside = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let (shown, given, last, ledger, scenario) =
        (park.to_str().expect("text"), beside("given.toml"), beside("last.json"), beside("ledger.csv"), beside("scenario.toml"));
    std::fs::write(&given, policy).expect("a policy");
    std::fs::write(&ledger, "certificate_id,park,period\n").expect("a ledger");
    std::fs::write(&scenario, "[scenario]\n[[change]]\nadd = \"certificates\"\nmwh = \"1\"\n").expect("a scenario");
    tame(&["check", shown, "--format", "json", "--output", &last, "--quiet"], &[1, 3]);
    let inside = |name: &str| park.join(name).to_str().expect("text").to_owned();
    let cases = [
        (inside("park.toml"), vec![]),
        (inside("own.toml"), vec![]),
        (inside("m.csv"), vec![]),
        (inside("../park/r.csv"), vec![]),
        (given.clone(), vec!["--policy", &given]),
        (last.clone(), vec!["--last-year", &last, "--period", "2025-01..2025-06"]),
        (ledger.clone(), vec!["--ledger", &ledger]),
        (scenario.clone(), vec!["--scenario", &scenario]),
    ];
    for (path, further) in &cases {
        let before = std::fs::read(path).expect("a file");
        for target in [vec!["--output", path.as_str()], vec!["--report", &format!("html={path}")]] {
            let arguments = [&["check", shown, "--quiet"], further.as_slice(), &target].concat();
            let (out, error) = tame(&arguments, &[2]);
            assert!(error.contains("must not replace it") && out.is_empty(), "{arguments:?}: {error}");
            assert_eq!(std::fs::read(path).expect("a file"), before, "{path}");
        }
    }
    // Of two reports one cannot be written: neither is.
    for bad in ["/dev/full", "/nowhere/x", shown] {
        if bad == "/dev/full" && !Path::new(bad).exists() {
            continue;
        }
        let good = beside("good.html");
        let (_, error) = tame(&["check", shown, "--quiet", "--report", &format!("html={good}"), "--output", bad], &[2]);
        assert!(error.contains("the report was not written") && error.contains(bad), "{error}");
        assert!(!Path::new(&good).exists(), "{bad}");
    }
}
