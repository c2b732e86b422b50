//! One assessment, told whole in every form: what stands in the JSON report stands in HTML, CSV, Markdown, text and the workbook, or is on a short list with the reason.

#![allow(clippy::disallowed_methods, reason = "a test reads what was written")]

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Mutex, OnceLock};

use lingtan::standard::Standard;
use serde_json::Value;
use support::lingtan;

const PARKS: [&[&str]; 8] = [
    &["fixtures/parks/full-pass", "--readings", "all", "--scenario", "fixtures/scenarios/pv-and-battery.toml"],
    &["fixtures/parks/full-pass", "fixtures/parks/indeterminate-missing-data"],
    &["fixtures/parks/corrected"],
    &["fixtures/parks/certificate-ledgers"],
    &["fixtures/parks/interim-half-year", "--interim"],
    &["fixtures/parks/indeterminate-missing-factor"],
    &["fixtures/parks/no-gateway", "--readings", "all"],
    &["fixtures/parks/steel-works-2018q1", "--interim"],
];

/// Keys whose values are words of the program: the forms for people say them in their language.
const SAID_IN_WORDS: &[&str] = &[
    "comparison",
    "level",
    "outcome",
    "verdict",
    "effect",
    "scope",
    "step",
    "unit",
    "amount_is",
    "direction",
    "impossible",
    "change",
    "method",
    "basis",
    "flow",
    "outlook",
    "status",
    "band_of",
    "unavailable",
    "reason",
    "becomes",
    "carrier",
    "with",
    "of",
    "depends",
    "reading",
    "in_force",
    "others",
    "message",
    "assumptions",
    "varied",
    "on",
    "alone",
    "schema",
    "words",
    "title",
    "kind",
    "role",
    "why",
    "used",
    "layout",
    "standing",
    "stage",
    "state",
    "by",
    "policy_by",
    "verdict_as_built_in",
    "outcome_as_built_in",
    "action",
];

/// What HTML does not print to the digit, and why.
const NOT_IN_HTML: [(&str, &str); 11] = [
    ("run.folder", "where the park's folder lies from where the program ran; no form for people rests on it"),
    ("run.folder_sha256", "what binds that folder to the inputs, whose digests are told"),
    ("run.policy", "the text of a policy file; it is named with its digest, and its settings, limits and citations are told"),
    ("run.scenario.text", "the file of the scenario; it is named with its digest, and the changes that it makes are listed"),
    ("months.onsite_fossil", "what a projection of a later year takes of this report; no rule rests on a month of it"),
    ("months.other_emissions", "what a projection of a later year takes of this report; no rule rests on a month of it"),
    ("months.other_energy", "what a projection of a later year takes of this report; no rule rests on a month of it"),
    ("scenario.changes", "said in a sentence, rounded for the eye"),
    ("without_corrections.rules", "bounds without corrections are rounded for the eye; the verdict and the outcomes are told"),
    ("corrections", "a span of whole days is told by its days, not by the instants at their ends"),
    ("readings", "readings are called by words; their numbers are held below"),
];

/// The forms of one run in a language; the workbook by its cells.
struct Forms {
    json: String,
    csv: String,
    html: String,
    markdown: String,
    text: String,
    workbook: String,
}

impl Forms {
    fn of(arguments: &[&str], lang: &str) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let file = |format: &str| place.path().join(format);
        let written: Vec<String> =
            ["json", "csv", "html", "markdown", "xlsx"].map(|format| format!("{format}={}", file(format).display())).to_vec();
        // The whole report, where the form for a terminal is one screen of it.
        let options = ["--quiet", "--details", "--lang", lang];
        let reports = written.iter().flat_map(|report| ["--report", report]);
        let all: Vec<&str> = ["check"].iter().chain(arguments).chain(&options).copied().chain(reports).collect();
        let output = lingtan(&all);
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{all:?}: {}", String::from_utf8_lossy(&output.stderr));
        let read = |format: &str| fs::read_to_string(file(format)).expect("UTF-8");
        Self {
            json: read("json"),
            csv: read("csv"),
            html: read("html"),
            markdown: read("markdown"),
            text: String::from_utf8(output.stdout).expect("UTF-8"),
            workbook: support::text_of_workbook(&fs::read(file("xlsx")).expect("written")),
        }
    }

    fn reports(&self) -> Vec<Value> {
        match serde_json::from_str(&self.json).expect("JSON") {
            Value::Array(all) => all,
            one => vec![one],
        }
    }
}

/// What the tests of this file hold against each other is told once.
fn forms(arguments: &'static [&'static str], lang: &'static str) -> &'static Forms {
    type Made = BTreeMap<(&'static [&'static str], &'static str), &'static OnceLock<Forms>>;
    static MADE: Mutex<Made> = Mutex::new(BTreeMap::new());
    let made: &OnceLock<Forms> =
        MADE.lock().expect("nothing fails in it").entry((arguments, lang)).or_insert_with(|| Box::leak(Box::default()));
    made.get_or_init(|| Forms::of(arguments, lang))
}

/// Every text and number of a report with the keys that lead to it, but for `rendering`: of it the pictures are made, and it says the rest once more.
fn leaves(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        _ if path == "rendering" => {}
        Value::Null | Value::Bool(_) => {}
        Value::Array(all) => all.iter().for_each(|value| leaves(path, value, found)),
        Value::Object(all) => {
            for (key, value) in all {
                leaves(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
            }
        }
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Number(number) => found.push((path.to_owned(), number.to_string())),
    }
}

/// A plain number with commas of thousands, all its places kept.
fn grouped(number: &str) -> String {
    let (whole, places) = number.split_at(number.find('.').unwrap_or(number.len()));
    let parts: Vec<&str> = whole.as_bytes().rchunks(3).rev().map(|c| std::str::from_utf8(c).expect("digits")).collect();
    parts.join(",") + places
}

fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn csv_holds_every_value_of_the_json_report() {
    for arguments in PARKS {
        let forms = forms(arguments, "en");
        let mut reader = csv::Reader::from_reader(forms.csv.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        let cells: BTreeSet<&str> = rows.iter().flat_map(|row| row.iter()).collect();
        for report in forms.reports() {
            let mut all = Vec::new();
            leaves("", &report, &mut all);
            for (key, value) in all {
                // A text that a spreadsheet would take for a formula stands behind an apostrophe.
                let guarded = format!("'{value}");
                // What binds the folder to the inputs: both are in the table, the digests of the inputs too.
                if key == "run.folder_sha256" {
                    continue;
                }
                assert!(cells.contains(value.as_str()) || cells.contains(guarded.as_str()), "{arguments:?}: {key}: {value}");
            }
        }
    }
}

#[test]
fn html_holds_every_value_that_is_not_said_in_words() {
    for arguments in PARKS {
        let forms = forms(arguments, "en");
        let start = forms.html.find("</style>").expect("a style sheet");
        let page = plain(&forms.html[start..]);
        for report in forms.reports() {
            let mut all = Vec::new();
            leaves("", &report, &mut all);
            let mut absent: BTreeMap<String, String> = BTreeMap::new();
            for (key, value) in all {
                let last = key.rsplit('.').next().unwrap_or_default();
                let reasoned = NOT_IN_HTML.iter().any(|(prefix, _)| key == *prefix || key.starts_with(&format!("{prefix}.")));
                let number = value.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-');
                if reasoned && !(number && key.starts_with("readings.alone")) || SAID_IN_WORDS.contains(&last) {
                    continue;
                }
                let is_plain = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                // The page names no address that a browser would follow: it says where to read without the scheme.
                let address = value.strip_prefix("https://").filter(|_| last == "url");
                // A text in pieces between backticks stands in elements of their own.
                let there = page.contains(&value)
                    || is_plain && page.contains(&grouped(&value))
                    || address.is_some_and(|address| page.contains(address))
                    || value.split('`').all(|piece| page.contains(piece.trim()));
                if !there {
                    absent.insert(key, value);
                }
            }
            assert!(absent.is_empty(), "{arguments:?}: {absent:#?}");
        }
    }
}

/// What each form for people must name: rules, figures, meters, defects, certificates, files with their digests, assumptions, citations.
#[test]
fn every_form_for_people_names_what_it_rests_on() {
    let national = Standard::built_in("cn-national").expect("the national policy");
    for arguments in PARKS {
        for lang in ["en", "zh"] {
            let forms = forms(arguments, lang);
            let markdown = plain(&forms.markdown.replace("<!-- -->", "").replace('\\', ""));
            let text: String = forms.text.split_whitespace().collect::<Vec<_>>().join("");
            let html = plain(&forms.html);
            let workbook = &forms.workbook;
            for report in forms.reports() {
                let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
                let said = |what: &str, form: &str, told: &str, value: &str| {
                    let squeezed: String =
                        if form == "text" { value.split_whitespace().collect::<Vec<_>>().join("") } else { value.to_owned() };
                    assert!(told.contains(&squeezed), "{arguments:?} {lang}: {what} `{value}` is not in {form}");
                };
                let everywhere = |what: &str, value: &str| {
                    said(what, "markdown", &markdown, value);
                    said(what, "html", &html, value);
                    said(what, "text", &text, value);
                    said(what, "workbook", workbook, value);
                };
                for rule in list("rules") {
                    let id = rule["id"].as_str().expect("an id");
                    said("rule", "html", &html, id);
                    said("rule", "markdown", &markdown, id);
                    said("rule", "workbook", workbook, id);
                    // Chinese text calls a rule by its term, which `explain` gives.
                    if lang == "en" {
                        said("rule", "text", &text, id);
                    }
                    // Chinese words of the law stay as they are. A summary of ours is told in the language of the reader, and so is what a document says in English.
                    let quote = rule["citation"]["quote"].as_str().expect("a quote");
                    let is_chinese = quote.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                    if lang == "en" || rule["citation"]["words"] == "literal" && is_chinese {
                        everywhere("citation", quote);
                    } else {
                        everywhere("citation", &national.clause(id).citation.paraphrase[1]);
                    }
                }
                for (figure, _) in report["figures"].as_object().expect("figures") {
                    // Markdown and text call a figure by its name and symbol.
                    said("figure", "html", &html, figure);
                    said("figure", "workbook", workbook, figure);
                }
                for meter in list("data") {
                    everywhere("meter", meter["meter"].as_str().expect("a meter"));
                }
                for defect in list("defects") {
                    everywhere("defect", defect["code"].as_str().expect("a code"));
                }
                for rejected in report["certificates"]["rejected"].as_array().into_iter().flatten() {
                    let certificate = rejected["certificate"].as_str().expect("a certificate");
                    said("certificate", "markdown", &markdown, certificate);
                    said("certificate", "html", &html, certificate);
                    said("certificate", "workbook", workbook, certificate);
                    // Text shows the first of each reason and says how many more there are.
                }
                for input in list("inputs") {
                    let digest = input["sha256"].as_str().expect("a digest");
                    everywhere("file", input["file"].as_str().expect("a file"));
                    said("digest", "html", &html, digest);
                    said("digest", "markdown", &markdown, digest);
                    said("digest", "workbook", workbook, digest);
                    // A terminal shows the beginning of a digest.
                    said("digest", "text", &text, &digest[..12]);
                }
                for assumption in list("assumptions") {
                    let setting = assumption["setting"].as_str().expect("a setting");
                    said("assumption", "html", &html, setting);
                    said("assumption", "markdown", &markdown, setting);
                    said("assumption", "workbook", workbook, setting);
                    if assumption["unit"].is_string() {
                        everywhere("value of an assumption", assumption["value"].as_str().expect("a value"));
                    }
                }
                for action in list("next") {
                    everywhere("command of an action", action["command"].as_str().expect("text"));
                    if lang == "en" {
                        let sentence = action["text"].as_str().expect("text").replace('`', "");
                        said("action", "markdown", &markdown.replace('`', ""), &sentence);
                        said("action", "text", &text.replace('`', ""), &sentence);
                    }
                }
                for claim in report["run"]["claimed"].as_array().into_iter().flatten() {
                    for key in ["park", "period", "first_id", "last_id"] {
                        everywhere("claim", claim[key].as_str().expect("text"));
                    }
                }
                if report["readings"].is_object() {
                    let heading = if lang == "en" { "If the rules were read otherwise" } else { "条文的其他理解及其影响" };
                    everywhere("readings", heading);
                    for read in report["readings"]["alone"]
                        .as_array()
                        .expect("a list")
                        .iter()
                        .filter(|r| !r["value"].as_str().expect("text").contains('-'))
                    {
                        if read["value"].as_str().is_some_and(|v| v.bytes().all(|b| b.is_ascii_digit() || b == b'.')) {
                            everywhere("reading", read["value"].as_str().expect("text"));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn several_parks_come_worst_first_in_every_form() {
    // Given in the order pass, indeterminate, fail; and one that cannot be read.
    let parks = ["full-pass", "corrected", "fail-direct-green-share", "no-such-park"].map(|park| format!("fixtures/parks/{park}"));
    let names: Vec<String> =
        parks[..3].iter().map(|park| Forms::of(&[park], "en").reports()[0]["park"]["name"].as_str().expect("a name").to_owned()).collect();
    // Certificates that the first counts make the second lack them; the order of the table follows what they then come to.
    let all: Vec<&str> = parks.iter().map(String::as_str).collect();
    for (format, lang, title) in
        [("html", "en", "4 parks, worst first"), ("markdown", "zh", "4 个园区（由差到好）"), ("text", "en", "4 parks, worst first")]
    {
        let arguments: Vec<&str> = ["check"].iter().chain(&all).chain(&["--quiet", "--format", format, "--lang", lang]).copied().collect();
        let output = lingtan(&arguments);
        assert_eq!(output.status.code(), Some(2));
        let page = String::from_utf8(output.stdout).expect("UTF-8");
        let page = &page[page.find("<body").unwrap_or(0)..];
        let table = &page[page.find(title).unwrap_or_else(|| panic!("{format}: no `{title}`"))..];
        let at = |what: &str| table.find(what).unwrap_or_else(|| panic!("{format}: no `{what}`"));
        assert!(at("no-such-park") < at(&names[2]), "{format}: what cannot be read comes first");
        assert!(at(&names[2]) < at(&names[0]), "{format}: a park that fails comes before one that passes");
    }
}
