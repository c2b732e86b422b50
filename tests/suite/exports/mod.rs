//! Runs the program on copies of real exports.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A file of `fixtures/exports`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exports").join(name)
}

/// Runs the program.
pub(crate) fn lingtan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lingtan")).args(arguments).output().expect("the program runs")
}

/// What was printed.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// What was said beside it.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The JSON report of a park, judged to date.
pub(crate) fn check(park: &Path) -> Value {
    let output = lingtan(&["check", "--interim", "--format", "json", park.to_str().expect("a path")]);
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("no report: {}", stderr(&output)))
}

/// Defects that say that a row was not read.
pub(crate) fn unread(report: &Value) -> Vec<String> {
    let codes = ["unparsable-row", "unknown-meter", "off-grid-reading", "unknown-step", "outside-period"];
    let all = report["defects"].as_array().expect("defects");
    all.iter().filter(|d| codes.contains(&d["code"].as_str().unwrap_or(""))).map(|d| d["message"].to_string()).collect()
}

/// Intervals of a meter that were read.
pub(crate) fn present(report: &Value, meter: &str) -> u64 {
    let all = report["data"].as_array().expect("data");
    all.iter().find(|d| d["meter"] == meter).and_then(|d| d["present"].as_u64()).unwrap_or(0)
}
