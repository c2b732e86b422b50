//! Bad input ends in bounded time with an exit code of the contract and a message: no panic, no hang, no control character on the terminal.
//!
//! Small files are under `fixtures/torture` (made for this test); large ones are written here. Each is tried as whatever a park can hold.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{fixture, root};

const READINGS: &str = "meter_id,time,value\nM1,2025-01-01,5\n";
const REGISTRY: &str = "meter_id,carrier,flow,unit,rating_kw\nM1,electricity,grid-import,kWh,50\n";

/// Runs the program for at most a minute of processor time.
fn run(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_lingtan");
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -t 60; exec \"$0\" \"$@\"", program]);
        shell
    } else {
        Command::new(program)
    };
    let status = command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null())
        .stdout(tempfile_of("out"))
        .stderr(tempfile_of("err"))
        .status()
        .expect("the program runs");
    let read = |what: &str| {
        let path = place_of(what);
        let bytes = std::fs::read(&path).expect("what it wrote");
        std::fs::remove_file(path).expect("it is ours");
        bytes
    };
    Output { status, stdout: read("out"), stderr: read("err") }
}

fn place_of(what: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("lingtan-torture-{}-{:?}-{what}", std::process::id(), std::thread::current().id()))
}

fn tempfile_of(what: &str) -> std::fs::File {
    std::fs::File::create(place_of(what)).expect("a file")
}

/// Runs the program and holds it to what is said above; the exit code and standard error.
fn held(what: &str, arguments: &[&str]) -> (i32, String) {
    let output = run(arguments);
    let (out, errors) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    let (out, errors) = (out.expect("UTF-8 on standard output"), errors.expect("UTF-8 on standard error"));
    let code = output.status.code().unwrap_or_else(|| panic!("{what} {arguments:?}: ended by a signal: {errors}"));
    assert!((0..=3).contains(&code), "{what} {arguments:?}: exit {code}: {errors}");
    assert!(!errors.contains("panicked"), "{what} {arguments:?}: {errors}");
    assert!(
        code != 2 || (!errors.trim().is_empty() && out.is_empty()) || arguments[0] == "inspect",
        "{what} {arguments:?}: {errors} {out}"
    );
    for text in [&out, &errors] {
        let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert_eq!(raw, None, "{what} {arguments:?}: {text:?}");
        assert!(text.len() < 200_000, "{what} {arguments:?}: {} bytes", text.len());
    }
    (code, errors)
}

/// A park with one table of readings over `r*`.
fn park(folder: &Path, layout: &str, tables: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    let manifest = format!(
        "[park]\nname = \"x\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-01-02\"\n[meters]\nfile = \"meters.csv\"\n\
         [[readings]]\nfiles = [\"r*\"]\nlayout = \"{layout}\"\n{tables}"
    );
    std::fs::write(folder.join("park.toml"), manifest).expect("a file");
    std::fs::write(folder.join("meters.csv"), REGISTRY).expect("a file");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

#[test]
fn small_files_as_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = std::fs::read_dir(fixture("torture")).expect("the corpus").map(|e| e.expect("an entry").path());
    let mut count = 0;
    for file in files.filter(|f| f.is_file()) {
        let name = file.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let bytes = std::fs::read(&file).expect("a file");
        count += 1;
        let fresh = |kind: &str| folder.path().join(format!("{count}-{kind}"));
        held(&name, &["inspect", text(&file)]);
        for layout in ["long", "wide", "register", "bill"] {
            let place = fresh(layout);
            park(&place, layout, "");
            std::fs::write(place.join(format!("r-{name}")), &bytes).expect("a file");
            held(&name, &["check", text(&place)]);
        }
        let place = fresh("init");
        std::fs::create_dir(&place).expect("a folder");
        std::fs::write(place.join(&name), &bytes).expect("a file");
        if held(&name, &["init", text(&place)]).0 == 0 {
            held(&name, &["check", text(&place)]);
        }
        for table in ["certificates", "trades", "products", "indicators", "factors", "offsets"] {
            let place = fresh(table);
            let beneficiaries = if table == "certificates" { "beneficiaries = [\"x\"]\n" } else { "" };
            park(&place, "long", &format!("[{table}]\nfiles = [\"t-*\"]\n{beneficiaries}"));
            std::fs::write(place.join("r.csv"), READINGS).expect("a file");
            std::fs::write(place.join(format!("t-{name}")), &bytes).expect("a file");
            held(&name, &["check", text(&place)]);
        }
        for own in ["meters.csv", "park.toml"] {
            let place = fresh(own);
            park(&place, "long", "");
            std::fs::write(place.join("r.csv"), READINGS).expect("a file");
            std::fs::write(place.join(own), &bytes).expect("a file");
            held(&name, &["check", text(&place)]);
        }
    }
    assert!(count > 30, "{count} files");
}

/// What each says, where the words matter.
#[test]
fn the_message_names_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, (name, code, words)) in [
        ("empty.csv", 2, "the file is empty"),
        ("mark-only-utf16.csv", 2, "the file is empty"),
        ("no-zip.xlsx", 2, "no header row"),
        ("zip-without-end.xlsx", 2, "cannot be read as a workbook"),
        ("compound-without-end.xls", 2, "a workbook that cannot be read"),
        ("cut-short.csv.gz", 2, "damaged or cut short"),
        ("wrong-checksum.csv.gz", 2, "damaged or cut short"),
        ("gzip-of-nothing.csv.gz", 2, "the file is empty"),
    ]
    .into_iter()
    .enumerate()
    {
        let place = folder.path().join(at.to_string());
        park(&place, "long", "");
        std::fs::copy(fixture("torture").join(name), place.join(format!("r-{name}"))).expect("a file");
        let (found, errors) = held(name, &["check", text(&place)]);
        assert!(found == code && errors.contains(&format!("r-{name}: ")) && errors.contains(words), "{name}: exit {found}: {errors}");
    }
    // a row that cannot be read is one defect at its line, and the others count: the stamps label ends, so that of 24 readings of 1 to 24 kWh
    // the one of 00:00 is of the day before; the others are 299
    for (at, (name, line)) in [
        ("1e400.csv", 2),
        ("nan.csv", 2),
        ("infinity.csv", 2),
        ("integer-of-400-digits.csv", 2),
        ("30-february.csv", 2),
        ("hour-25.csv", 2),
        ("year-of-8-digits.csv", 2),
        ("invalid-bytes.csv", 2),
        ("nul-byte.csv", 2),
        ("utf8-damaged.csv", 2),
    ]
    .into_iter()
    .enumerate()
    {
        let place = folder.path().join(format!("row-{at}"));
        park(&place, "long", "");
        std::fs::write(place.join("meters.csv"), "meter_id,carrier,flow,unit\nM1,electricity,grid-import,kWh\n").expect("a file");
        std::fs::copy(fixture("torture").join(name), place.join(format!("r-{name}"))).expect("a file");
        let (code, report, errors) = support::check(&place, &[]);
        assert_eq!(code, 3, "{name}: {errors}");
        assert_eq!(report["figures"]["electricity.grid_import"]["value"], "0.299", "{name}");
        let found: Vec<u64> = report["defects"]
            .as_array()
            .expect("defects")
            .iter()
            .filter(|d| d["code"] == "unparsable-row")
            .filter_map(|d| d["line"].as_u64())
            .collect();
        assert_eq!(found, [line], "{name}: {}", report["defects"]);
    }
}

#[test]
fn large_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let gzip = |bytes: &[u8], blanks: usize| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).expect("memory");
        (0..blanks).for_each(|_| packed.write_all(&vec![b'\n'; 1 << 20]).expect("memory"));
        packed.finish().expect("memory")
    };
    let line = |cell: Vec<u8>| [b"meter_id,time,value\nM1,2025-01-01,".as_slice(), &cell, b"\nM1,2025-01-02,5\n"].concat();
    let mut wide = b"meter_id,date".to_vec();
    (0..1_000_000).for_each(|at| wide.extend_from_slice(format!(",v{at}").as_bytes()));
    let all: [(&str, Vec<u8>); 8] = [
        ("r-line-of-100-MB.csv", line(vec![b'1'; 100_000_000])),
        ("r-one-line.csv", vec![b'x'; 50_000_000]),
        ("r-header-of-a-million.csv", wide),
        ("r-row-of-a-million.csv", line(b"1,".repeat(1_000_000))),
        ("r-quoted-quotes.csv", line(b"\"\"".repeat(1_000_000))),
        ("r-id-of-a-megabyte.csv", [b"meter_id,time,value\n".to_vec(), vec![b'M'; 1_000_000], b",2025-01-01,1\n".to_vec()].concat()),
        ("r-gzip-of-blank-lines.csv.gz", gzip(READINGS.as_bytes(), 100)),
        ("r-gzip-of-zeros.csv.gz", gzip(&vec![0; 50_000_000], 0)),
    ];
    for (at, (name, bytes)) in all.into_iter().enumerate() {
        let place = folder.path().join(at.to_string());
        park(&place, "long", "");
        std::fs::write(place.join(name), &bytes).expect("a file");
        held(name, &["check", text(&place)]);
        held(name, &["inspect", text(&place.join(name))]);
    }
}

#[test]
fn manifests_that_are_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = format!("a = {}", "[".repeat(100_000));
    let huge = format!("# {}\n", "x".repeat(20_000_000));
    for (at, bytes) in [b"\xff\xfe\0\x01binary".as_slice(), deep.as_bytes(), huge.as_bytes(), b"", b"\x1b[2J = 1"].into_iter().enumerate() {
        let place = folder.path().join(at.to_string());
        std::fs::create_dir(&place).expect("a folder");
        std::fs::write(place.join("park.toml"), bytes).expect("a file");
        assert_eq!(held(&format!("manifest {at}"), &["check", text(&place)]).0, 2);
    }
    let place = folder.path().join("folder");
    std::fs::create_dir_all(place.join("park.toml")).expect("a folder");
    let (code, errors) = held("a folder", &["check", text(&place)]);
    assert!(code == 2 && errors.contains("park.toml: a folder, not a file"), "{errors}");
    for (at, pattern) in
        [format!("{}r.csv", "**/".repeat(60)), "[[".to_owned(), "***".to_owned(), "../*".to_owned(), "x".repeat(100_000)].iter().enumerate()
    {
        let place = folder.path().join(format!("pattern-{at}"));
        park(&place, "long", &format!("[[readings]]\nfiles = [\"{pattern}\"]\nlayout = \"long\"\n"));
        std::fs::create_dir_all(place.join("d/".repeat(60))).expect("folders");
        std::fs::write(place.join("r.csv"), READINGS).expect("a file");
        held(&format!("pattern {at}"), &["check", text(&place)]);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = |name: &str| {
        let place = folder.path().join(name);
        park(&place, "long", "");
        place
    };
    let fails = |place: &Path, words: &str| {
        let (code, errors) = held(words, &["check", text(place)]);
        assert!(code == 2 && errors.contains(words), "exit {code}: {errors}");
        held(words, &["inspect", text(&place.join("r.csv"))]);
    };
    let place = fresh("folder");
    std::fs::create_dir(place.join("r.csv")).expect("a folder");
    fails(&place, "no file matches this pattern");
    let place = fresh("pipe");
    assert!(Command::new("mkfifo").arg(place.join("r.csv")).status().expect("mkfifo").success());
    fails(&place, "r.csv: a pipe, socket or device, not a file");
    let place = fresh("device");
    symlink("/dev/zero", place.join("r.csv")).expect("a link");
    fails(&place, "r.csv: a link that leads out of the park's folder");
    // a park that would have the program print a file of whoever runs it
    std::fs::write(folder.path().join("secret.csv"), "nobody may read this\n1\n").expect("a file");
    let place = fresh("outside");
    symlink("../secret.csv", place.join("r.csv")).expect("a link");
    let (code, errors) = held("outside", &["check", text(&place)]);
    assert!(code == 2 && errors.contains("leads out") && !errors.contains("nobody"), "exit {code}: {errors}");
    let place = fresh("folder outside");
    symlink("..", place.join("up")).expect("a link");
    let manifest = std::fs::read_to_string(place.join("park.toml")).expect("a file").replace("\"r*\"", "\"up/secret.csv\"");
    std::fs::write(place.join("park.toml"), manifest).expect("a file");
    let (code, errors) = held("folder outside", &["check", text(&place)]);
    assert!(code == 2 && errors.contains("leads out") && !errors.contains("nobody"), "exit {code}: {errors}");
    // a link to another file of the folder is as good as that file
    let place = fresh("inside");
    std::fs::write(place.join("kept.csv"), READINGS).expect("a file");
    symlink("kept.csv", place.join("r.csv")).expect("a link");
    assert_eq!(held("inside", &["check", text(&place)]).0, 3);
    let place = fresh("circle");
    symlink("r.csv", place.join("r.csv")).expect("a link");
    fails(&place, "r.csv: ");
    let place = fresh("nowhere");
    symlink("nothing", place.join("r.csv")).expect("a link");
    fails(&place, "r.csv: there is no such file");
    let place = fresh("forbidden");
    std::fs::write(place.join("r.csv"), READINGS).expect("a file");
    std::fs::set_permissions(place.join("r.csv"), std::fs::Permissions::from_mode(0o0)).expect("a mode");
    if std::fs::read(place.join("r.csv")).is_err() {
        fails(&place, "r.csv: ");
    }
    // a link back to a folder above: each file is read once, under its own name
    let place = fresh("round");
    let manifest = std::fs::read_to_string(place.join("park.toml")).expect("a file").replace("\"r*\"", "\"**/r.csv\"");
    std::fs::write(place.join("park.toml"), manifest).expect("a file");
    std::fs::create_dir(place.join("a")).expect("a folder");
    symlink("..", place.join("a/b")).expect("a link");
    std::fs::write(place.join("a/r.csv"), READINGS).expect("a file");
    let (code, report, errors) = support::check(&place, &[]);
    let names: Vec<&str> = report["inputs"].as_array().expect("inputs").iter().filter_map(|i| i["file"].as_str()).collect();
    assert_eq!((code, names), (3, vec!["a/r.csv", "meters.csv", "park.toml"]), "{errors}");
}
