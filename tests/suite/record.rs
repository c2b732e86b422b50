//! The ledger across runs: what a run counts is entered once, no two parks count one certificate, nothing is lost whatever ends a run.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{fixture, lingtan};

const HEADER: &str = "first_id,last_id,quantity,park,period,hash";

/// A folder of parks, each with the certificates that it presents, all of them in order.
struct Parks(tempfile::TempDir);

impl Parks {
    fn new(parks: &[(&str, &str)]) -> Self {
        let all = Self(tempfile::tempdir().expect("a folder"));
        for (name, rows) in parks {
            all.put(name, rows);
        }
        all
    }

    fn put(&self, name: &str, rows: &str) {
        let folder = self.path(name);
        fs::create_dir_all(&folder).expect("made");
        let from = fixture("parks/certificate-ledgers");
        for file in ["meters.csv", "readings.csv"] {
            fs::copy(from.join(file), folder.join(file)).expect("copied");
        }
        let manifest = format!(
            "[park]\nname = \"{name}\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\n\
             [certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"B\"]\n"
        );
        fs::write(folder.join("park.toml"), manifest).expect("written");
        let mut table = vec!["first_id,last_id,generation_month,status,retired_on,beneficiary".to_owned()];
        table.extend(rows.lines().map(|row| {
            let (first, last) = row.split_once("..").unwrap_or((row, row));
            format!("{first},{last},2025-03,retired,2025-12-01,B")
        }));
        fs::write(folder.join("c.csv"), table.join("\n")).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a path").to_owned()
    }

    fn ledger(&self) -> String {
        fs::read_to_string(self.path("ledger.csv")).unwrap_or_default()
    }

    /// Entries as `FIRST..LAST of PARK`.
    fn entries(&self) -> Vec<String> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        self.ledger().lines().skip(1).map(cells).map(|c| format!("{}..{} of {}", c[0], c[1], c[3])).collect()
    }

    fn record(&self, parks: &[&str]) -> (Vec<Value>, Output) {
        let (ledger, parks): (String, Vec<String>) = (self.text("ledger.csv"), parks.iter().map(|p| self.text(p)).collect());
        let mut arguments = vec!["check"];
        arguments.extend(parks.iter().map(String::as_str));
        arguments.extend(["--format", "json", "--ledger", &ledger, "--record"]);
        let output = lingtan(&arguments);
        let reports = match serde_json::from_slice(&output.stdout) {
            Ok(Value::Array(list)) => list,
            Ok(one) => vec![one],
            Err(_) => Vec::new(),
        };
        (reports, output)
    }
}

fn counted(report: &Value) -> u64 {
    report["certificates"]["counted"].as_u64().expect("a count")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn chain_of(parks: &Parks) -> Value {
    let output = lingtan(&["ledger", &parks.text("ledger.csv"), "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

#[test]
fn a_run_is_entered_once_and_what_it_claimed_is_closed_to_others() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010\nGEC015"), ("乙", "GEC008..GEC020")]);
    let (reports, output) = parks.record(&["甲"]);
    assert_eq!((reports.len(), counted(&reports[0])), (1, 11), "{}", said(&output));
    assert_eq!(parks.entries(), ["GEC001..GEC010 of 甲", "GEC015..GEC015 of 甲"]);
    let before = parks.ledger();
    // again: the same report of the certificates, and not a byte more
    let (again, output) = parks.record(&["甲"]);
    assert_eq!((counted(&again[0]), parks.ledger() == before), (11, true), "{}", said(&output));
    // the other park gets what is left of 13: 8, 9, 10 and 15 are claimed
    let (others, _) = parks.record(&["乙"]);
    assert_eq!(counted(&others[0]), 9);
    let rejected = others[0]["certificates"]["rejected"].as_array().expect("a list").clone();
    let told: Vec<_> =
        rejected.iter().map(|r| (r["certificate"].as_str().expect("codes"), r["reason"].as_str().expect("a reason"))).collect();
    assert_eq!(told, [("GEC008..GEC010", "already-claimed"), ("GEC015", "already-claimed")]);
    assert!(others[0]["defects"].to_string().contains("counted by `甲` for 2025: "), "{}", others[0]["defects"]);
    assert_eq!(parks.entries()[2..], ["GEC011..GEC014 of 乙".to_owned(), "GEC016..GEC020 of 乙".to_owned()]);
    assert!(parks.ledger().starts_with(&before), "it only grows");
    // more evidence later: only what is new is entered
    parks.put("甲", "GEC001..GEC010\nGEC015\nGEC030..GEC031");
    let (more, _) = parks.record(&["甲"]);
    assert_eq!(
        (counted(&more[0]), parks.entries().len(), parks.entries().last().expect("one").clone()),
        (13, 5, "GEC030..GEC031 of 甲".to_owned())
    );
    assert_eq!(chain_of(&parks)["chain"]["state"], "intact");
}

#[test]
fn a_report_stays_exact_when_the_ledger_has_grown() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010"), ("乙", "GEC008..GEC020")]);
    let verify = |report: &Value, park: &str| {
        fs::write(parks.path("report.json"), report.to_string()).expect("written");
        let output = lingtan(&["verify", &parks.text("report.json"), &parks.text(park)]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output))
    };
    let (first, _) = parks.record(&["甲"]);
    let (second, _) = parks.record(&["乙"]);
    for (report, park) in [(&first[0], "甲"), (&second[0], "乙")] {
        let (code, told) = verify(report, park);
        assert_eq!(code, Some(0), "{park}: {told}");
    }
    // an entry that the second report saw is taken out: that shows
    let lines: Vec<String> = parks.ledger().lines().map(str::to_owned).collect();
    fs::write(parks.path("ledger.csv"), format!("{HEADER}\n{}\n", lines[2..].join("\n"))).expect("written");
    let (code, told) = verify(&second[0], "乙");
    assert!(code == Some(4) && told.contains("ledger.csv"), "{told}");
}

#[test]
fn nothing_is_recorded_of_a_run_whose_report_is_not_delivered() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010")]);
    let ledger = parks.text("ledger.csv");
    let nowhere = parks.text("no/such/folder/report.json");
    let output = lingtan(&["check", &parks.text("甲"), "--output", &nowhere, "--ledger", &ledger, "--record"]);
    assert_eq!((output.status.code(), parks.path("ledger.csv").exists()), (Some(2), false), "{}", said(&output));
    // nor where the report would replace the ledger, the period is interim, or there is no ledger
    let output = lingtan(&["check", &parks.text("甲"), "--output", &ledger, "--ledger", &ledger, "--record"]);
    assert_eq!((output.status.code(), parks.path("ledger.csv").exists()), (Some(2), false), "{}", said(&output));
    let output = lingtan(&["check", &parks.text("甲"), "--period", "2025-01..2025-06", "--interim", "--ledger", &ledger, "--record"]);
    assert_eq!((output.status.code(), parks.path("ledger.csv").exists()), (Some(2), false), "{}", said(&output));
    assert!(said(&output).contains("record the year") && output.stdout.is_empty(), "{}", said(&output));
    assert_eq!(lingtan(&["check", &parks.text("甲"), "--record"]).status.code(), Some(2));
    assert!(!parks.path(".ledger.csv.part").exists());
}

#[test]
fn a_ledger_without_hashes_is_read_and_made_one_with_them() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010")]);
    let plain = "certificate_id,park,period\nGEC003,乙,2025\nGEC004,甲,2025\n";
    fs::write(parks.path("ledger.csv"), plain).expect("written");
    let (_, output) = parks.record(&["甲"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("--format csv"), "{}", said(&output));
    assert_eq!(parks.ledger(), plain);
    assert_eq!(chain_of(&parks)["chain"]["state"], "none");
    let chained = lingtan(&["ledger", &parks.text("ledger.csv"), "--format", "csv"]).stdout;
    fs::write(parks.path("ledger.csv"), chained).expect("written");
    let (reports, output) = parks.record(&["甲"]);
    assert_eq!(counted(&reports[0]), 9, "{}", said(&output));
    assert_eq!(parks.entries(), ["GEC003..GEC003 of 乙", "GEC004..GEC004 of 甲", "GEC001..GEC002 of 甲", "GEC005..GEC010 of 甲"]);
}

#[test]
fn a_ledger_that_was_changed_is_refused_and_its_line_named() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010"), ("乙", "GEC011..GEC020"), ("丙", "GEC021")]);
    parks.record(&["甲", "乙"]);
    let changed = parks.ledger().replace("GEC011", "GEC012");
    fs::write(parks.path("ledger.csv"), &changed).expect("written");
    let shown = parks.text("ledger.csv");
    // the quantity no longer fits the range: not readable at all
    assert_eq!(lingtan(&["ledger", &shown]).status.code(), Some(2));
    let changed = parks.ledger().replace("GEC012,GEC020,10", "GEC012,GEC020,9");
    fs::write(parks.path("ledger.csv"), &changed).expect("written");
    let output = lingtan(&["ledger", &shown, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).contains("broken at line 3"), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(lingtan(&["ledger", &shown, "--format", "csv"]).stdout, b"");
    for further in [&["--record"][..], &[]] {
        let park = parks.text("丙");
        let mut arguments = vec!["check", &park, "--ledger", &shown];
        arguments.extend(further);
        let output = lingtan(&arguments);
        assert!(output.status.code() == Some(2) && said(&output).contains("ledger.csv:3"), "{}", said(&output));
    }
    assert_eq!(parks.ledger(), changed);
}

#[test]
fn no_two_parks_of_a_run_count_one_certificate() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010"), ("乙", "GEC008..GEC020"), ("丙", "GEC010..GEC011")]);
    let of = |order: [&str; 3], further: &[&str]| {
        let folders = order.map(|name| parks.text(name));
        let mut arguments: Vec<&str> = vec!["check", "--format", "json"];
        arguments.extend(folders.iter().map(String::as_str).chain(further.iter().copied()));
        lingtan(&arguments).stdout
    };
    let one = of(["甲", "乙", "丙"], &["--threads", "1"]);
    assert_eq!(one, of(["甲", "乙", "丙"], &["--threads", "7"]), "threads change no byte");
    let reports: Vec<Value> = serde_json::from_slice(&one).expect("reports");
    // 10; 13 less 8, 9, 10; of 10 and 11 the one is the first park's, the other the second's
    assert_eq!(reports.iter().map(counted).collect::<Vec<_>>(), [10, 10, 0]);
    assert!(reports[1]["defects"].to_string().contains("counted by `甲` for 2025 in this run"));
    let turned: Vec<Value> = serde_json::from_slice(&of(["丙", "乙", "甲"], &[])).expect("reports");
    assert_eq!(turned.iter().map(counted).collect::<Vec<_>>(), [2, 11, 7]);
    // a park given twice takes nothing from itself
    let twice: Vec<Value> = serde_json::from_slice(&of(["甲", "甲", "丙"], &[])).expect("reports");
    assert_eq!(twice.iter().map(counted).collect::<Vec<_>>(), [10, 10, 1]);
    // each report stands for itself afterwards
    fs::write(parks.path("all.json"), &one).expect("written");
    let folders = ["甲", "乙", "丙"].map(|name| parks.text(name));
    let output = lingtan(&["verify", &parks.text("all.json"), &folders[0], &folders[1], &folders[2]]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    // and a claim that was left out of it shows
    let mut edited = reports[1].clone();
    edited["run"].as_object_mut().expect("an object").remove("claimed");
    fs::write(parks.path("one.json"), edited.to_string()).expect("written");
    assert_eq!(lingtan(&["verify", &parks.text("one.json"), &folders[1]]).status.code(), Some(4));
}

fn child(parks: &Parks, park: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lingtan"));
    command.args(["check", &parks.text(park), "--quiet", "--format", "json", "--ledger", &parks.text("ledger.csv"), "--record"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn runs_at_once_lose_nothing_and_count_nothing_twice() {
    let names: Vec<String> = (0..6).map(|n| format!("p{n}")).collect();
    // neighbours overlap by five
    let rows: Vec<String> = (0..6).map(|n| format!("GEC{:04}..GEC{:04}", n * 10 + 1, n * 10 + 15)).collect();
    let parks = Parks::new(&names.iter().zip(&rows).map(|(n, r)| (n.as_str(), r.as_str())).collect::<Vec<_>>());
    let running: Vec<_> = names.iter().map(|name| child(&parks, name).spawn().expect("runs")).collect();
    for run in running {
        let output = run.wait_with_output().expect("ends");
        assert_ne!(output.status.code(), Some(2), "{}", said(&output));
    }
    let listed = chain_of(&parks);
    assert_eq!(listed["chain"]["state"], "intact");
    // 1 to 65, each once
    let mut all: Vec<u64> = Vec::new();
    for entry in listed["entries"].as_array().expect("entries") {
        let serial = |name: &str| entry[name].as_str().expect("a code")[3..].parse::<u64>().expect("a serial");
        all.extend(serial("first_id")..=serial("last_id"));
    }
    all.sort_unstable();
    assert_eq!(all, (1..=65).collect::<Vec<_>>());
}

/// Every second code, so that nothing can be joined: as many entries as codes.
fn many(from: u32, count: u32) -> String {
    (0..count).map(|n| format!("G{:07}", from + 2 * n)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_that_is_killed_leaves_the_ledger_whole() {
    let parks = Parks::new(&[("甲", &many(1, 300)), ("乙", &many(100_001, 3000))]);
    child(&parks, "甲").status().expect("runs");
    let (before, mut killed) = (parks.ledger(), 0);
    assert_eq!(before.lines().count(), 301);
    for delay in (0..400).step_by(8) {
        let mut run = child(&parks, "乙").spawn().expect("runs");
        std::thread::sleep(Duration::from_millis(delay));
        let _ = run.kill();
        let _ = run.wait();
        let now = parks.ledger();
        if now != before {
            break;
        }
        killed += 1;
    }
    assert!(killed > 0);
    child(&parks, "乙").status().expect("runs");
    let now = parks.ledger();
    assert!(now.starts_with(&before));
    assert_eq!(now.lines().count(), 3301);
    assert_eq!(chain_of(&parks)["chain"]["state"], "intact");
    assert!(!parks.path(".ledger.csv.part").exists());
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_the_run_before_anything_is_told() {
    let parks = Parks::new(&[("甲", &many(1, 300)), ("乙", &many(100_001, 300))]);
    child(&parks, "甲").status().expect("runs");
    let before = parks.ledger();
    // no file may be longer than 20 blocks: shorter than the ledger would be; once as an error, once as the signal that ends the process
    for trap in ["trap '' XFSZ; ", ""] {
        let run = child(&parks, "乙");
        let arguments: Vec<String> = run.get_args().map(|a| format!("'{}'", a.to_str().expect("text"))).collect();
        let script = format!("{trap}ulimit -f 20; ulimit -c 0; '{}' {}", env!("CARGO_BIN_EXE_lingtan"), arguments.join(" "));
        let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
        assert_eq!(output.stdout, b"", "no report is delivered");
        assert_ne!(output.status.code(), Some(0));
        if !trap.is_empty() {
            assert!(output.status.code() == Some(2) && said(&output).contains("nothing was recorded"), "{}", said(&output));
            assert!(!parks.path(".ledger.csv.part").exists());
        }
        assert_eq!(parks.ledger(), before);
    }
    child(&parks, "乙").status().expect("runs");
    assert_eq!((parks.ledger().starts_with(&before), parks.ledger().lines().count()), (true, 601));
    // a device is no ledger
    let output = lingtan(&["check", &parks.text("甲"), "--ledger", "/dev/full", "--record"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("not a file"), "{}", said(&output));
    assert!(Path::new("/dev/full").exists());
}

#[test]
fn several_parks_are_told_in_one_table_worst_first() {
    let parks = Parks::new(&[("甲", "GEC001"), ("乙", "GEC002")]);
    let pass = fixture("parks/full-pass");
    let all = [pass.to_str().expect("text").to_owned(), parks.text("甲"), parks.text("no-park"), parks.text("乙")];
    let told = |further: &[&str]| {
        let mut arguments: Vec<&str> = vec!["check", "--lang", "en"];
        arguments.extend(all.iter().map(String::as_str).chain(further.iter().copied()));
        let output = lingtan(&arguments);
        assert_eq!(output.status.code(), Some(2), "a park that cannot be read is the worst");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let table = told(&["--summary"]);
    let place = |text: &str, word: &str| text.find(word).unwrap_or_else(|| panic!("no {word} in {text}"));
    let order = [place(&table, "no-park"), place(&table, "甲"), place(&table, "乙"), place(&table, "PASS")];
    assert!(order.is_sorted(), "{table}");
    assert!(table.contains("direct-green-share") && table.contains("there is no such file or folder"), "{table}");
    // one of four has no total, so that there is no sum
    let sums = table.lines().find(|line| line.trim_start().starts_with("all ")).expect("a line of sums");
    assert_eq!(sums.matches('—').count(), 3, "{table}");
    let screen = told(&[]);
    assert!(screen.starts_with(&table) && screen.trim_end().lines().last().is_some_and(|line| line.contains("--details")), "{screen}");
    // the reports follow, in the order given
    let whole = told(&["--details"]);
    let reports = whole.strip_prefix(&table).expect("the table comes first");
    let heads = ["云川零碳产业园 · ", "甲 · ", "乙 · "].map(|head| place(reports, &format!("\n{head}")));
    assert!(heads.is_sorted() && whole.len() > 4 * table.len(), "{whole}");
    assert_eq!(reports.matches("VERDICT  ").count(), 3, "{whole}");
    assert_eq!(whole, told(&["--details", "--threads", "1"]));
}

/// What was recorded once cannot be stripped of its hashes, cut, or emptied unseen; another ledger of that name is told how to be meant.
#[test]
fn a_ledger_that_lost_what_was_recorded_is_refused() {
    let parks = Parks::new(&[("甲", "GEC001"), ("乙", "GEC002")]);
    assert_eq!(parks.record(&["甲"]).1.status.code().map(|code| code < 2 || code == 3), Some(true));
    let whole = parks.ledger();
    let stripped: String = whole.lines().map(|line| line.rsplit_once(',').expect("a hash").0.to_owned() + "\n").collect();
    let cut = format!("{HEADER}\n");
    for lost in [stripped.as_str(), cut.as_str(), ""] {
        fs::write(parks.path("ledger.csv"), lost).expect("written");
        let plain = lingtan(&["check", &parks.text("乙"), "--lang", "en", "--ledger", &parks.text("ledger.csv")]);
        for output in [plain, parks.record(&["乙"]).1] {
            assert!(output.status.code() == Some(2) && said(&output).contains("it no longer holds it"), "{lost}: {}", said(&output));
        }
        assert_eq!(parks.ledger(), lost, "nothing is written");
    }
    fs::write(parks.path("ledger.csv"), &stripped).expect("written");
    fs::remove_file(parks.path(".ledger.csv.lock")).expect("there");
    let output = lingtan(&["check", &parks.text("乙"), "--lang", "en", "--ledger", &parks.text("ledger.csv")]);
    assert!(output.status.code() != Some(2) && said(&output).contains("no chain of hashes"), "{}", said(&output));
}

/// A second folder of one name and period cannot count once more what the first recorded; the first itself can, and one of another name, and one that was
/// moved once its line is taken out.
#[test]
fn two_folders_of_one_name_do_not_share_a_ledger() {
    let parks = Parks::new(&[("甲", "GEC001..GEC010"), ("b", "GEC001..GEC010")]);
    let manifest = fs::read_to_string(parks.path("b/park.toml")).expect("read");
    fs::write(parks.path("b/park.toml"), manifest.replace("name = \"b\"", "name = \" 甲\"")).expect("written");
    assert_eq!(counted(&parks.record(&["甲"]).0[0]), 10);
    let whole = parks.ledger();
    let plain = || lingtan(&["check", &parks.text("b"), "--lang", "en", "--format", "json", "--ledger", &parks.text("ledger.csv")]);
    for output in [plain(), parks.record(&["b"]).1] {
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("甲") && said(&output).contains(".ledger.csv.lock"), "{}", said(&output));
    }
    assert_eq!(parks.ledger(), whole);
    assert_eq!(counted(&parks.record(&["甲"]).0[0]), 10);
    fs::write(parks.path("b/park.toml"), manifest.replace("name = \"b\"", "name = \"乙\"")).expect("written");
    assert_eq!(counted(&parks.record(&["b"]).0[0]), 0);
    // The tree of both is moved; then the park alone.
    let moved = Parks(tempfile::tempdir().expect("a folder"));
    for name in ["ledger.csv", ".ledger.csv.lock", "甲"] {
        fs::rename(parks.path(name), moved.path(name)).expect("moved");
    }
    assert_eq!(counted(&moved.record(&["甲"]).0[0]), 10);
    fs::rename(moved.path("甲"), moved.path("c")).expect("moved");
    assert_eq!(moved.record(&["c"]).1.status.code(), Some(2));
    let kept = fs::read_to_string(moved.path(".ledger.csv.lock")).expect("read");
    let others: Vec<&str> = kept.lines().filter(|line| !line.contains('甲')).collect();
    fs::write(moved.path(".ledger.csv.lock"), others.join("\n")).expect("written");
    assert_eq!(counted(&moved.record(&["c"]).0[0]), 10);
}
