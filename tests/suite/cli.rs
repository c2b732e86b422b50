//! The program at its front door: exit codes, streams, the README's commands.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::process::{Command, Stdio};

use support::{fixture, lingtan, root};

fn code(arguments: &[&str]) -> i32 {
    lingtan(arguments).status.code().expect("an exit code")
}

#[test]
fn exit_codes_are_the_verdicts() {
    assert_eq!(code(&["check", "fixtures/parks/full-pass"]), 0);
    assert_eq!(code(&["check", "fixtures/parks/fail-direct-green-share"]), 1);
    assert_eq!(code(&["check", "fixtures/parks/indeterminate-missing-data"]), 3);
    assert_eq!(code(&["check", "fixtures/parks/no-such-park"]), 2);
    assert_eq!(code(&["check", "README.md"]), 2);
    assert_eq!(code(&["chek"]), 2);
    // The worst of several, in the order 2, 1, 3, 0.
    let parks = ["fixtures/parks/full-pass", "fixtures/parks/indeterminate-missing-data", "fixtures/parks/fail-near-zero"];
    assert_eq!(code(&["check", parks[0], parks[1]]), 3);
    assert_eq!(code(&["check", parks[0], parks[1], parks[2]]), 1);
    assert_eq!(code(&["check", parks[0], parks[2], "nowhere"]), 2);
    // A period that is no natural year is judged only when asked.
    assert_eq!(code(&["check", "fixtures/parks/interim-half-year"]), 3);
    assert_eq!(code(&["check", "fixtures/parks/interim-half-year", "--interim"]), 0);
}

#[test]
fn exit_codes_do_not_depend_on_the_format() {
    for park in ["full-pass", "fail-near-zero", "indeterminate-missing-factor"] {
        let park = format!("fixtures/parks/{park}");
        assert_eq!(code(&["check", &park]), code(&["check", &park, "--format", "json"]), "{park}");
        assert_eq!(code(&["check", &park]), code(&["check", &park, "--lang", "zh"]), "{park}");
    }
}

#[test]
fn standard_output_carries_the_report_only() {
    let output = lingtan(&["check", "fixtures/parks/interim-half-year", "--format", "json"]);
    serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON and nothing else");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--interim"));
    let quiet = lingtan(&["check", "fixtures/parks/interim-half-year", "--format", "json", "--quiet"]);
    assert!(quiet.stderr.is_empty());
    assert_eq!(quiet.stdout, output.stdout);
}

#[test]
fn errors_are_told_in_the_language_asked_for() {
    let park = std::env::temp_dir().join(format!("lingtan-errors-{}", std::process::id()));
    std::fs::create_dir_all(&park).expect("a folder");
    let park = park.display().to_string();
    let manifest = |text: &str| std::fs::write(format!("{park}/park.toml"), text).expect("a file");
    let said = |arguments: &[&str], lang: &str| {
        let output = lingtan(&[arguments, &["--lang", lang]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let check = ["check", park.as_str()];
    let told = |en: &str, zh: &str| {
        for (lang, wanted) in [("en", en), ("zh", zh)] {
            let text = said(&check, lang);
            assert!(text.contains(wanted), "{text}");
        }
    };
    let _ = std::fs::remove_file(format!("{park}/park.toml"));
    told("error: ", "错误：");
    told("there is no park.toml in this folder", "该文件夹中没有 park.toml");
    manifest("[park]\nname = \"x\"\nprovince = \"y\"\nprovinces = 1\n[meters]\nfile = \"m.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\n");
    told(
        "error: park.toml:4: unknown key `provinces` in `[park]`; did you mean `province`?",
        "错误：park.toml:4：未知键 provinces（位于 [park]）（是否应为“province”？）",
    );
    manifest("[park]\nname = \"x\"\n[meters]\nfile = \"m.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\n");
    told("error: park.toml:6: r.csv: there is no such file or folder", "错误：park.toml:6：r.csv：无此文件或文件夹");
    std::fs::write(format!("{park}/r.csv"), "meter_id,time,value\nA,2025-01-01 00:15,1\n").expect("a file");
    std::fs::write(format!("{park}/m.csv"), "meter_id,carrier,flow,unit\nA,electricity,grid-import,kWn\n").expect("a file");
    told("m.csv:2: `unit` `kWn` is not a unit; did you mean `kWh`?", "m.csv:2：unit“kWn”不是单位（是否应为“kWh”？）");
    // What the command line gets wrong.
    assert!(said(&["check", "--set", "x"], "zh").contains("错误：--set x：请写作 名称=值"));
    let text = said(&["check", "fixtures/parks/full-pass", "--set", "vintage=never"], "zh");
    assert!(text.contains("错误：设置 vintage：\"never\" 不是下列之一：same-year、within-validity"), "{text}");
    let text = said(&["check", "--fromat", "json"], "zh");
    assert!(
        text.starts_with("错误：未知参数 '--fromat'\n") && text.contains("提示：是否应为 '--format'") && text.contains("用法："),
        "{text}"
    );
    let both = ["en", "zh"].map(|lang| said(&["verify", "fixtures/parks/full-pass/meters.csv"], lang));
    assert!(both[0].contains("not a JSON report") && both[1].contains("不是 JSON 报告"), "{both:?}");
    std::fs::remove_dir_all(&park).expect("a folder");
}

#[test]
fn the_locale_chooses_no_byte_of_json() {
    let run = |locale: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lingtan"));
        command.args(["check", "fixtures/parks/full-pass", "--format", "json"]).current_dir(root());
        command.env("LC_ALL", locale).output().expect("the program runs").stdout
    };
    assert_eq!(run("C"), run("zh_CN.UTF-8"));
}

#[test]
fn a_report_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (json, text) = (folder.path().join("report.json"), folder.path().join("report.txt"));
    let also = format!("text={}", text.display());
    let output =
        lingtan(&["check", "fixtures/parks/full-pass", "--format", "json", "--output", json.to_str().expect("text"), "--report", &also]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(std::fs::read_to_string(&json).expect("a report").starts_with("{\n  \"schema\": \"lingtan.report/1\""));
    assert!(std::fs::read_to_string(&text).expect("a report").contains("PASS"));
    let nowhere = folder.path().join("missing/report.json");
    assert_eq!(code(&["check", "fixtures/parks/full-pass", "--output", nowhere.to_str().expect("text")]), 2);
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 2, "nothing else is left behind: {left:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lingtan"))
        .args(["check", "fixtures/parks/full-pass", "--format", "json"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_report_is_verified_against_its_inputs() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = fixture("parks/full-pass");
    let park = park.to_str().expect("text");
    let report = lingtan(&["check", park, "--format", "json", "--set", "vintage=within-validity"]).stdout;
    let (whole, edited) = (folder.path().join("whole.json"), folder.path().join("edited.json"));
    std::fs::write(&whole, &report).expect("a report");
    assert_eq!(code(&["verify", whole.to_str().expect("text"), park]), 0);
    // One digit of one figure.
    let text = String::from_utf8(report).expect("text");
    let at = text.find("\"direct_green_share\"").expect("a figure");
    let digit = text[at..].find("0.7").expect("a value") + at + 2;
    let mut bytes = text.into_bytes();
    bytes[digit] = b'8';
    std::fs::write(&edited, bytes).expect("a report");
    let output = lingtan(&["verify", edited.to_str().expect("text"), park]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).contains("direct_green_share"));
    assert_eq!(code(&["diff", whole.to_str().expect("text"), edited.to_str().expect("text")]), 4);
    assert_eq!(code(&["diff", whole.to_str().expect("text"), whole.to_str().expect("text")]), 0);
}

#[test]
fn the_readme_names_commands_that_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    assert!(readme.contains("\ncargo run --release -- check fixtures/parks/full-pass\n") && readme.contains("\ncargo test --release\n"));
    let named: Vec<&str> = readme.split("| `lingtan ").skip(1).filter_map(|rest| rest.split([' ', '`']).next()).collect();
    assert!(named.len() >= 5, "{named:?}");
    for command in named {
        assert_eq!(code(&[command, "--help"]), 0, "{command}");
    }
}

/// Every line of a shell block of a text that calls the program, installed or by cargo, runs as it is written, from the repository's folder, and prints something; says how many.
/// Files that a command writes go to `folder`.
fn run_commands(text: &str, codes: &[i32], folder: &std::path::Path) -> usize {
    let mut run = 0;
    for block in text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```")) {
        let programs = ["lingtan ", "cargo run --release -- "];
        for line in block.0.lines().filter_map(|line| programs.iter().find_map(|program| line.strip_prefix(program))) {
            let arguments = line.split(' ').map(|a| match a.split_once('=') {
                Some((format, file)) if file.starts_with("lingtan.") => format!("{format}={}", folder.join(file).display()),
                _ => a.to_owned(),
            });
            let arguments: Vec<String> = arguments.collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = lingtan(&arguments);
            let code = output.status.code();
            assert!(code.is_some_and(|code| codes.contains(&code)), "{line}: {code:?} {}", String::from_utf8_lossy(&output.stderr));
            assert!(!output.stdout.is_empty(), "{line}");
            run += 1;
        }
    }
    run
}

#[test]
fn the_commands_of_the_readme_run() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let folder = tempfile::tempdir().expect("a folder");
    let run = run_commands(&readme, &[0, 1], folder.path());
    // Nothing else stands there but the tests.
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let further: Vec<&str> = blocks.flat_map(|block| block.0.lines()).filter(|line| *line != "cargo test --release").collect();
    assert!(run >= 3 && run == further.len(), "{run}: {further:?}");
    for file in ["lingtan.sarif", "lingtan.xml"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
}

/// Shells of Windows leave `*` to the program.
#[test]
fn patterns_of_the_command_line_are_expanded() {
    let output = lingtan(&["check", "fixtures/parks/fail-*", "--quiet", "--lang", "en"]);
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("3 parks, worst first"), "{printed}");
    let output = lingtan(&["inspect", "fixtures/parks/fail-near-zero/readings/*.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(code(&["check", "fixtures/parks/nothing-*"]), 2);
}

/// A manifest as it is written under Windows: folders parted by `\`, a workbook open in Excel beside the exports, Chinese in GBK.
#[test]
fn a_manifest_of_windows_is_read_or_named_as_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = folder.path().join("park");
    crate::support::copy_folder(&root().join("fixtures/parks/fail-near-zero"), &park);
    let manifest = std::fs::read_to_string(park.join("park.toml")).expect("a manifest");
    let slashed = manifest.replace("[\"readings/*.csv\"]", "['readings\\*.csv']");
    assert_ne!(slashed, manifest);
    std::fs::write(park.join("park.toml"), slashed).expect("a manifest");
    std::fs::write(park.join("readings/~$month.csv"), "what Excel keeps").expect("a file");
    let report = |park: &std::path::Path| {
        let output = lingtan(&["check", park.to_str().expect("text"), "--quiet", "--format", "json"]);
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("a report")
    };
    let (plain, windows) = (report(&root().join("fixtures/parks/fail-near-zero")), report(&park));
    assert_eq!(windows["verdict"], "fail");
    assert_eq!((&windows["figures"], &windows["rules"]), (&plain["figures"], &plain["rules"]), "places in files are parted by `/`");
    let (gbk, _, _) = encoding_rs::GBK.encode(&manifest);
    std::fs::write(park.join("park.toml"), gbk).expect("a manifest");
    let output = lingtan(&["check", park.to_str().expect("text"), "--lang", "en"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(2) && said.contains("park.toml") && said.contains("GBK"), "{said}");
}

/// The first lines that a newcomer sees are those that the README promises.
#[test]
fn the_readme_shows_what_its_first_command_prints() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let shown = readme.split_once("```text\n").and_then(|(_, rest)| rest.split_once("```")).expect("a sample").0;
    let output = lingtan(&["check", "fixtures/parks/full-pass", "--lang", "en"]);
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    for line in shown.lines() {
        assert!(printed.lines().any(|printed| printed == line), "`{line}` is not printed:\n{printed}");
    }
}

#[test]
fn the_commands_of_the_guide_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = 0;
    for page in lingtan::guide::PAGES {
        for (lang, text) in [("en", page.english), ("zh", page.chinese)] {
            let output = lingtan(&["guide", page.name, "--lang", lang]);
            assert_eq!(String::from_utf8_lossy(&output.stdout), text, "{}", page.name);
        }
        // A sample that lacks readings ends undecided.
        run += run_commands(page.english, &[0, 1, 3], folder.path());
    }
    assert!(run >= lingtan::guide::PAGES.len(), "{run}");
}

#[test]
fn the_readme_names_every_command_and_format() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let words = |arguments: &[&str]| String::from_utf8(lingtan(arguments).stdout).expect("UTF-8");
    let help = words(&["--help"]);
    let commands = help.split_once("Commands:\n").expect("commands").1.split("\n\n").next().expect("a list").to_owned();
    for command in commands.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| !l.starts_with(' ')) {
        let command = command.split(' ').next().expect("a name");
        assert!(command == "help" || readme.contains(&format!("`lingtan {command}")), "{command}");
    }
    let help = words(&["check", "--help"]);
    let formats = help.split_once("Possible values:\n").expect("formats").1.split("[default").next().expect("a list").to_owned();
    let mut named = 0;
    for format in formats.lines().filter_map(|l| l.trim().strip_prefix("- ")).filter_map(|l| l.split_once(':')) {
        named += 1;
        assert!(readme.contains(&format!("`{}`", format.0)), "{}", format.0);
    }
    assert!(named >= 10, "{named}");
}
