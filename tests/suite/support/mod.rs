//! What the tests share: running the program as a user would, and reading its report.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Cases of a property; `LINGTAN_CASES` asks for more.
pub(crate) fn cases(usual: u32) -> u32 {
    std::env::var("LINGTAN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// A folder under `fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

/// Runs the program.
pub(crate) fn lingtan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lingtan")).args(arguments).current_dir(root()).env("NO_COLOR", "1").output().expect("the program runs")
}

/// Runs the program in a folder, with something on standard input.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_lingtan"));
    program.args(arguments).current_dir(folder).env("NO_COLOR", "1").env("LANG", "C");
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("standard input");
    let input = input.to_vec();
    // A program that ends early reads no more.
    let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ends");
    feeding.join().expect("fed");
    output
}

/// Runs `check --format json` on a folder: exit code, report (null where there is none), standard error.
pub(crate) fn check(folder: &Path, further: &[&str]) -> (i32, Value, String) {
    let shown = folder.to_str().expect("a path of text");
    let arguments: Vec<&str> = ["check", shown, "--format", "json"].into_iter().chain(further.iter().copied()).collect();
    let output = lingtan(&arguments);
    let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code().expect("an exit code"), report, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The file of a folder as JSON.
pub(crate) fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The folders of a folder, by name.
pub(crate) fn folders(path: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a folder").map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    all.sort();
    all
}

/// An object's entries, none where it is absent.
pub(crate) fn entries(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().map(|o| o.iter().collect()).unwrap_or_default()
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A workbook that is opened again.
pub(crate) type Workbook = calamine::Xlsx<std::io::Cursor<Vec<u8>>>;

/// Opens a workbook.
pub(crate) fn workbook(bytes: &[u8]) -> Workbook {
    calamine::Reader::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook")
}

/// The texts and numbers of a workbook, a cell a line.
pub(crate) fn text_of_workbook(bytes: &[u8]) -> String {
    let cells = calamine::Reader::worksheets(&mut workbook(bytes))
        .into_iter()
        .flat_map(|(_, range)| range.cells().map(|(.., cell)| cell.to_string()).collect::<Vec<_>>());
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")
}
