//! `lingtan trace`: every tree adds up, ends in the report's own figures, and its rows can be followed by hand.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lingtan::check::{Check, examine};
use lingtan::input::given;
use lingtan::measure::Exact;
use lingtan::report::explain::FIGURES;
use lingtan::report::text::Style;
use lingtan::report::trace::{How, Node, Op, Target, Tracer, render};
use lingtan::report::words::Lang;
use lingtan::rule::{Assessment, Case};
use serde_json::Value;
use support::{check, fixture, folders, lingtan};

fn each<'a>(node: &'a Node, f: &mut dyn FnMut(&'a Node)) {
    f(node);
    node.parts.iter().for_each(|part| each(part, f));
}

/// A park of meters of two directions, turned ones among them, of auxiliary meters and of one from which another is subtracted.
fn signed_park(folder: &Path) -> PathBuf {
    let park = folder.join("signed");
    fs::create_dir(&park).expect("a folder");
    let manifest = "[park]\nname = \"signed\"\n[period]\nstart = \"2025-01-01\"\nend = \"2025-02-28\"\n[meters]\nfile = \"meters.csv\"\n\
        [[readings]]\nfiles = [\"r*.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
    fs::write(park.join("park.toml"), manifest).expect("written");
    let meters = "meter_id,carrier,flow,unit,multiplier,parent,positive,less,source\n\
        GATE,electricity,grid-net,MWh,,,export,,\n\
        ESS,electricity,storage-net,kWh,100,,discharge,,\n\
        PV,electricity,onsite-renewable,kWh,1000,,,,solar\n\
        AUX,electricity,auxiliary,kWh,,PV,,,\n\
        LINE,electricity,direct-line,kWh,,,,TENANT,wind\n\
        TENANT,electricity,load,kWh,,LINE,,,\n";
    fs::write(park.join("meters.csv"), meters).expect("written");
    let (mut january, mut february) = (String::from("meter_id,time,value\n"), String::from("meter_id,time,value\n"));
    for day in 1..=59_i64 {
        let (file, date) =
            if day <= 31 { (&mut january, format!("2025-01-{day:02}")) } else { (&mut february, format!("2025-02-{:02}", day - 31)) };
        for hour in 0..24_i64 {
            let mut row = |id: &str, value: String| file.push_str(&format!("{id},{date} {hour:02}:00,{value}\n"));
            row("GATE", format!("{}", (hour * 7 + day) % 20 - 15));
            row("ESS", format!("{}.5", (hour * 5 + day) % 9 - 4));
            row("PV", format!("{}", if (7..18).contains(&hour) { hour * 2 + day % 3 } else { 0 }));
            row("AUX", "40.25".to_owned());
            row("LINE", format!("{}", 3000 + hour * 10));
            if day != 40 {
                row("TENANT", format!("{}", 500 + day));
            }
        }
    }
    fs::write(park.join("r1.csv"), january).expect("written");
    fs::write(park.join("r2.csv"), february).expect("written");
    park
}

/// Every node of every tree of every sample park is what its operation makes of its parts, and the root is the figure that the report prints.
#[test]
fn every_tree_adds_up() {
    let (mut checked, mut rests) = (0, Vec::new());
    let made = tempfile::tempdir().expect("a folder");
    let mut parks = folders(&fixture("parks"));
    parks.push(signed_park(made.path()));
    for park in parks {
        let check = Check::new(&park).interim().all_values();
        let found = examine(&check, |case, assessment, _| trees(&park, case, assessment));
        let (count, left) = found.expect("a sample park");
        checked += count;
        rests.extend(left);
    }
    assert!(checked > 5000, "{checked}");
    // What is left over is small in kinds: the other sign, netted own use, shares in time, what no one file gives.
    let of_signed = rests.iter().filter(|r| r.contains("/signed:")).count();
    assert!(of_signed > 0, "own use and the other direction are told apart");
}

/// Holds the trees of one park; how many nodes added up, and what was left over.
fn trees(park: &Path, case: &Case<'_>, assessment: &Assessment) -> (usize, Vec<String>) {
    let (dossier, accounts) = (case.dossier, case.accounts);
    let (mut checked, mut rests) = (0, Vec::new());
    let all: Vec<usize> = (0..dossier.meters.len()).collect();
    let whole = given(park, dossier, &all, dossier.period).expect("files that were read once");
    let months: Vec<String> = dossier.period.months().map(|m| m.to_string()).collect();
    let mut names: Vec<String> = FIGURES.iter().map(|f| (*f).to_owned()).collect();
    names.extend(assessment.findings.iter().map(|f| f.id.to_owned()));
    names.extend(dossier.meters.iter().map(|m| m.id.clone()));
    names.extend(months.iter().take(2).cloned());
    for name in names {
        for lang in [Lang::En, Lang::Zh] {
            let target = Target::find(case, assessment, &name, lang).expect(&name);
            let scope = target.scope(dossier.period);
            let part = if scope == dossier.period { whole.clone() } else { given(park, dossier, &all, scope).expect("files") };
            let tree = Tracer { case, assessment, given: &part, scope, by_month: true, lang }.trace(&target);
            let place = format!("{}: {name}", park.display());
            each(&tree, &mut |node| {
                assert_ne!(node.adds_up(), Some(false), "{place}: {} {:?} {:?}", node.id, node.value, node.how);
                checked += usize::from(node.adds_up() == Some(true));
                if node.id == "rest" {
                    rests.push(format!("{place}: {} {:?}", node.label, node.value.as_ref().map(ToString::to_string)));
                }
            });
            if let Target::Figure(id) = target {
                assert_eq!(tree.value, accounts.figure(id).and_then(|f| f.span.clone()).map(|s| s.0), "{place}");
            }
            if let Target::Month(month, None) = target {
                let account = accounts.electric.months.iter().find(|m| m.month == month).expect("a month");
                let values: Vec<Option<Exact>> = tree.parts.iter().map(|p| p.value.clone()).collect();
                if !values.is_empty() {
                    let wanted = [&account.grid_import, &account.direct_green, &account.consumption].map(|e| Some(e.mwh().clone()));
                    assert_eq!(values[..3], wanted, "{place}");
                }
            }
            let text = render(&tree, &Style { lang, color: false, width: 100 });
            assert!(!text.contains("trace.") && !text.is_empty(), "{place}\n{text}");
        }
    }
    (checked, rests)
}

/// A node that does not add up is found.
#[test]
fn a_wrong_subtotal_is_seen() {
    let one = || Node { value: Some(Exact::one()), ..Node::default() };
    let node =
        |value: i64, how, op| Node { value: Some(Exact::from(value)), how, parts: vec![one(), Node { op, ..one() }], ..Node::default() };
    assert_eq!(node(2, How::Sum, Op::Plus).adds_up(), Some(true));
    assert_eq!(node(0, How::Sum, Op::Minus).adds_up(), Some(true));
    assert_eq!(node(3, How::Sum, Op::Plus).adds_up(), Some(false));
    assert_eq!(node(1, How::Product, Op::Over).adds_up(), Some(true));
    assert_eq!(node(2, How::Least, Op::Of).adds_up(), Some(false));
}

fn trace(park: &str, figure: &str, further: &[&str]) -> Value {
    let park = fixture(park);
    let mut arguments = vec!["trace", park.to_str().expect("a path of text"), figure, "--format", "json"];
    arguments.extend(further);
    let output = lingtan(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn nodes(value: &Value, all: &mut Vec<Value>) {
    all.push(value.clone());
    value["parts"].as_array().into_iter().flatten().for_each(|part| nodes(part, all));
}

/// What a person would do with the printed rows: split at commas, add the numbers behind the first `skip` cells.
fn naive(file: &Value, skip: usize, only: Option<&str>) -> Exact {
    let rows = file["evidence"]["text"].as_array().expect("rows");
    let mut sum = Exact::zero();
    for row in rows {
        let cells: Vec<&str> = row["text"].as_str().expect("text").trim().split(',').collect();
        if only.is_some_and(|id| cells[0] != id) {
            continue;
        }
        for cell in &cells[skip..] {
            if let Some(number) = Exact::parse(cell) {
                sum += &number;
            }
        }
    }
    sum
}

/// The files under a meter: (node, the number that its rows add up to).
fn files(tree: &Value, meter: &str) -> Vec<(Value, Exact)> {
    let mut all = Vec::new();
    nodes(&tree["tree"], &mut all);
    let mut found: BTreeMap<String, (Value, Exact)> = BTreeMap::new();
    for node in &all {
        for part in node["parts"].as_array().into_iter().flatten().filter(|p| node["id"] == meter && p["evidence"].is_object()) {
            if let Some(stated) = part["parts"][0]["value"].as_str() {
                found.insert(part["id"].to_string(), (part.clone(), Exact::parse(stated).expect("a decimal")));
            }
        }
    }
    found.into_values().collect()
}

#[test]
fn the_rows_of_a_meter_parsed_naively_sum_to_its_subtotal() {
    // Park, figure, meter, cells before the numbers; both layouts, a multiplier and a file of many meters.
    let cases = [
        ("parks/full-pass", "electricity.onsite_renewable", "PV-1", 2),
        ("parks/full-pass", "electricity.load", "LOAD-A", 2),
        ("parks/full-pass", "emissions.fuel", "GAS-1", 2),
        ("parks/fail-near-zero", "electricity.grid_import", "", 2),
    ];
    for (park, figure, meter, skip) in cases {
        let tree = trace(park, figure, &["--rows"]);
        let meter = if meter.is_empty() { tree["tree"]["parts"][0]["id"].as_str().expect("a meter").to_owned() } else { meter.to_owned() };
        let found = files(&tree, &meter);
        assert!(!found.is_empty(), "{park} {meter}");
        for (file, stated) in found {
            assert!(file["evidence"]["text"].as_array().is_some_and(|t| t.len() as u64 == file["evidence"]["rows"].as_u64().unwrap_or(0)));
            assert_eq!(naive(&file, skip, Some(&meter)), stated, "{park} {meter}");
        }
    }
}

#[test]
fn a_month_figure_has_the_rows_of_that_month_only() {
    let tree = trace("parks/full-pass", "months.2025-03.grid_import", &["--rows"]);
    let (_, report, _) = check(&fixture("parks/full-pass"), &[]);
    assert_eq!(tree["tree"]["value"], report["months"][2]["grid_import"]);
    let found = files(&tree, "GRID-IN");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0["evidence"]["rows"], 31);
    let rows = found[0].0["evidence"]["text"].as_array().expect("rows");
    assert!(rows.iter().all(|r| r["text"].as_str().is_some_and(|t| t.contains("2025-03"))));
}

#[test]
fn unknown_names_give_the_nearest_and_exit_2() {
    for (name, near) in
        [("electricity.grid_imprt", "electricity.grid_import"), ("direct-green-shar", "direct-green-share"), ("GRID-IM", "GRID-IN")]
    {
        let park = fixture("parks/full-pass");
        let output = lingtan(&["trace", park.to_str().expect("text"), name]);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(near), "{said}");
    }
}

/// A copy of a sample park whose readings are packed.
fn packed(name: &str, folder: &Path) -> PathBuf {
    let park = folder.join(name);
    let mut all = vec![(fixture("parks").join(name), park.clone())];
    while let Some((from, to)) = all.pop() {
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(&from).expect("a folder").map(|e| e.expect("an entry")) {
            let (path, there) = (entry.path(), to.join(entry.file_name()));
            if path.is_dir() {
                all.push((path, there));
            } else if from.ends_with("readings") && path.extension().is_some_and(|e| e == "csv") {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                std::io::Write::write_all(&mut packed, &fs::read(&path).expect("a file")).expect("packed");
                fs::write(format!("{}.gz", there.display()), packed.finish().expect("packed")).expect("written");
            } else {
                fs::copy(&path, &there).expect("copied");
            }
        }
    }
    let manifest = fs::read_to_string(park.join("park.toml")).expect("a manifest");
    let parts: Vec<&str> = manifest.split("readings/").collect();
    let packed: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| if at == 0 { (*part).to_owned() } else { part.replacen(".csv\"", ".csv.gz\"", 1) })
        .collect();
    fs::write(park.join("park.toml"), packed.join("readings/")).expect("written");
    park
}

/// The text of a file as a person opens it: unpacked, in its encoding, split at every kind of line end.
fn opened(path: &Path) -> Vec<String> {
    let mut bytes = fs::read(path).expect("a file");
    if path.extension().is_some_and(|e| e == "gz") {
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut plain).expect("gzip");
        bytes = plain;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_or_else(|_| encoding_rs::GB18030.decode(bytes).0.into_owned(), str::to_owned);
    text.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(str::to_owned).collect()
}

/// `--rows` prints what stands in the files at those lines: long, wide, register and bill, GBK, CRLF, packed, with corrections, real exports.
#[test]
fn rows_are_the_lines_of_the_files() {
    let made = tempfile::tempdir().expect("a folder");
    let mut parks: Vec<PathBuf> = [
        "full-pass",
        "corrected",
        "bills",
        "gbk-wide",
        "register-year",
        "steel-works-2018q1",
        "ausgrid-c12",
        "nem12-month-solar",
        "certificate-ledgers",
    ]
    .map(|name| fixture("parks").join(name))
    .to_vec();
    parks.push(packed("fail-near-zero", made.path()));
    let mut seen = 0;
    for park in parks {
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let (_, report, _) = check(&park, &[]);
        let months = report["months"].as_array().expect("months");
        let month = months[months.len() / 2]["month"].as_str().expect("a month").to_owned();
        for name in ["electricity.consumption", "carbon_intensity", "electricity.certificates_eligible", "near-zero", &month] {
            let output = lingtan(&["trace", park.to_str().expect("text"), name, "--rows", "--format", "json"]);
            assert_eq!(output.status.code(), Some(0), "{} {name}", park.display());
            let tree: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let mut all = Vec::new();
            nodes(&tree["tree"], &mut all);
            for evidence in all.iter().map(|node| &node["evidence"]).filter(|e| e["text"].is_array()) {
                let file = evidence["file"].as_str().expect("a file");
                let lines = files.entry(file.to_owned()).or_insert_with(|| opened(&park.join(file)));
                let rows = evidence["text"].as_array().expect("rows");
                assert_eq!(rows.len() as u64, evidence["rows"].as_u64().expect("a count"), "{} {name} {file}", park.display());
                for row in rows {
                    let line = usize::try_from(row["line"].as_u64().expect("a line")).expect("a number");
                    assert_eq!(row["text"].as_str(), Some(lines[line - 1].as_str()), "{} {name} {file}:{line}", park.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20_000, "{seen}");
}
