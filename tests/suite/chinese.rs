//! What is told in Chinese is told in Chinese: no sentence of English is left in anything that a person reads, whatever the park.
//!
//! Three words of English one after another are a sentence. What a park's own files say (names, notes, sources) stays as it is, and so do ids, file
//! names, units and commands, none of which is made of three plain words.

#![allow(clippy::disallowed_methods, reason = "a test looks at what was written")]

use crate::support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{fixture, root};

/// What a command says in Chinese, on both outputs.
fn told(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lingtan"))
        .args(arguments)
        .args(["--lang", "zh"])
        .current_dir(root())
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    String::from_utf8_lossy(&output.stdout).into_owned() + "\n" + &String::from_utf8_lossy(&output.stderr)
}

/// The first run of three words of English in a text.
fn english(text: &str) -> Option<String> {
    for line in text.lines() {
        let mut run: Vec<&str> = Vec::new();
        let mut command = 0;
        // What stands in quotes of data is one thing after another, not a sentence across them.
        let line = line.replace('"', " § ");
        for piece in line.split(|c: char| c == ' ' || ",;:，；：（）()“”。！？[]".contains(c)).filter(|piece| !piece.is_empty())
        {
            // A full stop ends a word as well.
            let word = piece.trim_end_matches('.');
            let plain = word.len() > 1
                && word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
                && word.chars().skip(1).all(|c| c.is_ascii_lowercase() || c == '\'');
            if word == "lingtan" {
                // A command with its arguments.
                (command, run) = (2, Vec::new());
            } else if plain && command == 0 {
                run.push(piece);
            } else {
                command = usize::from(plain && command > 1);
                run.clear();
            }
            if run.len() == 3 {
                return Some(format!("{} … in: {line}", run.join(" ")));
            }
        }
    }
    None
}

/// Words of the park's own files that hold blanks, longest first.
fn own(park: &Path) -> Vec<String> {
    fn values(value: &toml::Value, into: &mut BTreeSet<String>) {
        match value {
            toml::Value::String(text) => {
                into.insert(text.clone());
            }
            toml::Value::Array(list) => list.iter().for_each(|value| values(value, into)),
            toml::Value::Table(table) => table.iter().for_each(|(_, value)| values(value, into)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(park).expect("a folder").flatten() {
        let bytes = if entry.path().is_file() { std::fs::read(entry.path()).expect("a file") } else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if entry.file_name() == "park.toml" {
            values(&toml::Value::Table(text.parse().expect("TOML")), &mut found);
        } else if bytes.len() < 500_000 {
            found.extend(text.lines().flat_map(|line| line.split([',', ';', '\t'])).map(|cell| cell.trim_matches('"').to_owned()));
        }
    }
    let mut all: Vec<String> = found.into_iter().filter(|text| text.contains(' ') && text.len() > 5).collect();
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    all
}

/// What a reader of a page sees or hears.
fn seen(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        text += &rest[..at];
        rest = &rest[at..];
        let skipped = ["style", "script"].into_iter().find(|name| rest[1..].starts_with(*name));
        let end = skipped.map_or_else(|| rest.find('>'), |name| rest.find(&format!("</{name}>")));
        let tag = &rest[..end.unwrap_or(rest.len())];
        for name in ["title=\"", "aria-label=\"", "alt=\""] {
            text.extend(tag.split_once(name).and_then(|(_, value)| value.split_once('"')).map(|(value, _)| format!("\n{value}\n")));
        }
        text.push('\n');
        rest = end.map_or("", |end| &rest[end..]);
        rest = rest.split_once('>').map_or("", |(_, behind)| behind);
    }
    text + rest
}

fn holds(what: &str, text: &str, own: &[String]) {
    let text = own.iter().fold(text.to_owned(), |text, mine| text.replace(mine.as_str(), ""));
    assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{what}: {text}");
    if let Some(english) = english(&text) {
        panic!("{what}: {english}");
    }
}

/// The parks below folders of the fixtures.
fn parks(folders: &[&str]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(fixture(folder)).expect("a folder").flatten())
        .map(|entry| entry.path())
        .filter(|path| path.join("park.toml").exists())
        .collect();
    all.sort();
    assert!(all.len() > 10);
    all
}

#[test]
fn a_sentence_is_known_when_it_is_seen() {
    assert!(english("规则：the park uses").is_some() && english("（Asks that nothing, (or) more）").is_some());
    assert!(english("flow 可填：grid-import grid-export grid-net").is_none() && english("运行 lingtan explain scenario 可查看").is_none());
    assert!(english("{\"default\":true,\"source\":\"x\"}").is_none() && english("\"the data rule\"").is_some());
    assert!(english("2 MWh of PV；CO2 kgce GJ；lingtan check").is_none());
    assert_eq!(
        seen("<p title=\"a b\">x<style>p q r</style>&lt;</p>y").split_whitespace().collect::<Vec<_>>(),
        ["a", "b", "x", "&lt;", "y"]
    );
}

#[test]
fn reports_of_every_park_are_chinese_throughout() {
    for park in parks(&["parks", "defects"]) {
        let shown = park.to_str().expect("a path");
        let mine = own(&park);
        let further: &[&str] = if shown.contains("/parks/") { &["--readings", "all"] } else { &[] };
        // What defects say is the same in every format.
        let formats: &[&str] = if shown.contains("/parks/") { &["text", "markdown", "html"] } else { &["html"] };
        for format in formats {
            let text = told(&[&["check", shown, "--format", format], further].concat());
            let text = if *format == "html" { seen(&text) } else { text };
            holds(&format!("{shown} {format}"), &text, &mine);
        }
    }
}

#[test]
fn trees_and_differences_are_chinese_throughout() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.json");
    let report = report.to_str().expect("a path");
    let other = fixture("reports/fail-near-zero/report.json");
    let full = own(&fixture("parks/full-pass"));
    let figures = ["direct_green_share", "carbon_intensity", "clean_energy_share", "near-zero", "emissions.location_based_electricity"];
    for (number, park) in parks(&["parks"]).into_iter().enumerate() {
        let shown = park.to_str().expect("a path");
        let mine = [own(&park), full.clone(), own(&fixture("parks/fail-near-zero"))].concat();
        // Every figure of some parks, and one of each other.
        for figure in figures.into_iter().enumerate().filter(|(at, _)| number % 7 == 0 || number % 5 == *at).map(|(_, figure)| figure) {
            holds(&format!("{shown} {figure}"), &told(&["trace", shown, figure]), &mine);
        }
        told(&["check", shown, "--format", "json", "--output", report, "--interim"]);
        if number % 3 != 0 {
            continue;
        }
        holds(&format!("{shown} verified"), &told(&["verify", report, shown]), &mine);
        let wrong = fixture("parks/full-pass");
        holds(&format!("{shown} verified as another"), &told(&["verify", report, wrong.to_str().expect("a path")]), &mine);
        holds(&format!("{shown} compared"), &told(&["diff", report, other.to_str().expect("a path")]), &mine);
    }
}

#[test]
fn a_scenario_a_ledger_and_the_lists_are_chinese_throughout() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = fixture("scenarios/pv-and-battery.toml");
    let mine = [own(&fixture("parks/full-pass")), vec!["20 MW of PV, a battery, less gas".to_owned()]].concat();
    let arguments = ["check", "fixtures/parks/full-pass", "--scenario", scenario.to_str().expect("a path")];
    holds("scenario", &told(&arguments), &mine);
    let bad = folder.path().join("bad.toml");
    let wrong = "[[change]]\nadd = \"solr\"\nmw = -1\n[[change]]\nscale = \"electricity\"\npercent = -200\n[[change]]\nmw = 3\nx = 1\n[[change]]\n\
                 add = \"battery\"\nmwh = \"x\"\nround_trip = 90\n";
    std::fs::write(&bad, wrong).expect("written");
    holds("a bad scenario", &told(&["check", "fixtures/parks/full-pass", "--scenario", bad.to_str().expect("a path")]), &mine);
    let ledger = folder.path().join("ledger.csv");
    let ledger = ledger.to_str().expect("a path");
    holds("recorded", &told(&["check", "fixtures/parks/full-pass", "--ledger", ledger, "--record"]), &mine);
    holds("a ledger", &told(&["ledger", ledger]), &[]);
    holds(
        "several parks",
        &told(&["check", "fixtures/parks/full-pass", "fixtures/parks/fail-near-zero", "fixtures/nowhere", "--summary"]),
        &mine,
    );
    holds("policies", &told(&["policy"]), &[]);
    holds("no policy", &told(&["policy", "cn"]), &[]);
    let names = told(&["explain"]);
    holds("names", &names, &[]);
    let mut explained = 0;
    for line in names.lines() {
        let Some(name) = line.split_whitespace().next().filter(|name| name.is_ascii() && line.starts_with("  ")) else { continue };
        explained += 1;
        holds(&format!("explain {name}"), &told(&["explain", name]), &[]);
    }
    assert!(explained > 90, "{explained}");
}

#[test]
fn surveys_and_drafts_are_chinese_throughout() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ids = Vec::new();
    for export in ["ausgrid", "nem12", "oed", "pvdaq", "pycity", "steel"] {
        for entry in std::fs::read_dir(fixture("exports").join(export)).expect("a folder").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if path.extension().is_some_and(|ending| ending == "txt") && name == "SOURCE.txt" {
                continue;
            }
            let mine = own(path.parent().expect("a folder"));
            holds(&path.display().to_string(), &told(&["inspect", path.to_str().expect("a path")]), &mine);
            std::fs::copy(&path, folder.path().join(name)).expect("copied");
            ids.extend(mine);
        }
    }
    let shown = folder.path().to_str().expect("a path");
    holds("init", &told(&["init", shown]), &ids);
    let park = std::fs::read_to_string(folder.path().join("park.toml")).expect("written");
    let registry = std::fs::read_to_string(folder.path().join("meters.csv")).expect("written");
    // Meters are called as the header rows of the exports call them, one row after another.
    let meters = registry.lines().skip(1).filter_map(|row| row.split(',').next()).filter(|id| id.contains(' '));
    ids.extend(meters.map(str::to_owned));
    let comments: String = park.lines().filter_map(|line| Some(line.split_once('#')?.1.to_owned() + "\n")).collect();
    holds("park.toml", &comments, &ids);
    assert!(park.contains("请填写：") && !park.contains("fill in"), "{park}");
    // Excel takes a file without the mark for GBK.
    let marked = registry.strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(marked.starts_with("请填写空白单元格"), "{registry}");
    // What was drafted in Chinese is read like what was drafted in English.
    let said = told(&["check", shown]);
    assert!(said.contains("meters.csv") && !said.contains("TOML"), "{said}");
}

/// Nothing is wider than the page but what must not be broken: ids, digests, file names.
#[test]
fn columns_of_a_chinese_report_end_where_the_page_does() {
    let width = |line: &str| line.chars().map(|c| if c as u32 >= 0x1100 { 2 } else { 1 }).sum::<usize>();
    for park in ["full-pass", "corrected", "indeterminate-missing-data", "interim-half-year"] {
        let path = format!("fixtures/parks/{park}");
        for line in told(&["check", &path, "--readings", "all"]).lines() {
            // Signs such as ≥ or “ are one column wide in a terminal, and counted as two here: so is the page.
            let narrow = line.chars().filter(|c| (0x1100..0x2e80).contains(&(*c as u32))).count();
            assert!(width(line) - narrow <= 100, "{park}: {line}");
        }
    }
}

#[test]
fn help_and_mistakes_are_chinese_too() {
    for command in
        ["check", "explain", "trace", "verify", "diff", "portfolio", "schema", "completions", "man", "inspect", "init", "ledger", "policy"]
    {
        // These two take no language of their own; it is given before them.
        let before = ["schema", "completions"].contains(&command);
        let run = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_lingtan")).args(arguments).output().expect("the program runs");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
        };
        for help in ["--help", "-h"] {
            let (code, text) = run(&["--lang", "zh", command, help]);
            assert_eq!(code, Some(0), "{text}");
            assert!(text.contains("用法：lingtan") && text.contains("选项："), "{text}");
            holds(command, &text, &["JSON Schema".to_owned()]);
        }
        let (code, text) = run(&["--lang", "zh", command, "--nothing-of-the-kind"]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.starts_with("错误："), "{text}");
        holds(command, &text, &[]);
        if !before {
            let (_, text) = run(&[command, "--help", "--lang=zh"]);
            assert!(text.contains("用法：lingtan"), "{text}");
        }
    }
    let mistakes: [&[&str]; 6] = [
        &["--lang", "zh"],
        &["--lang", "zh", "chek"],
        &["--lang", "zh", "trace"],
        &["--lang", "zh", "check", "--format", "pdf"],
        &["--lang", "zh", "check", "--threads", "x"],
        &["--lang", "zh", "check", "--record"],
    ];
    for arguments in mistakes {
        let output = Command::new(env!("CARGO_BIN_EXE_lingtan")).args(arguments).output().expect("the program runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        holds(&format!("{arguments:?}"), &text, &[]);
    }
}
