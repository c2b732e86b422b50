//! The HTML report: well formed, without scripts or requests, nothing of the evidence raw, everything of the JSON report on the page, the same every time.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]

use crate::support;

use std::collections::BTreeSet;
use std::path::Path;

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;
use support::{check, entries, fixture, folders, lingtan};

/// The page of some parks.
fn page(parks: &[&Path], further: &[&str]) -> String {
    let parks = parks.iter().map(|p| p.to_str().expect("a path of text"));
    let arguments: Vec<&str> =
        ["check"].into_iter().chain(parks).chain(["--format", "html", "--quiet"]).chain(further.iter().copied()).collect();
    let output = lingtan(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The page as strict XML: every element closed, every text escaped. Only the `meta` elements, which HTML leaves open, are closed first.
fn strict(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = rest.find("<meta ") {
        let end = at + rest[at..].find('>').expect("an end of meta");
        text += &rest[..end];
        text += "/>";
        rest = &rest[end + 1..];
    }
    text + rest
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}"))
}

/// All text of a page, without the style sheet.
fn text_of(document: &Document<'_>) -> String {
    let shown = |node: &Node<'_, '_>| node.is_text() && node.parent().is_none_or(|p| !p.has_tag_name("style"));
    document.descendants().filter(shown).filter_map(|n| n.text()).collect::<Vec<_>>().join(" ")
}

/// Values of all `data` elements.
fn data_of<'a>(document: &'a Document<'_>) -> BTreeSet<&'a str> {
    document.descendants().filter(|n| n.has_tag_name("data")).filter_map(|n| n.attribute("value")).collect()
}

/// What every page must keep to, whatever it tells.
fn keeps_the_rules(page: &str, lang: &str) {
    let lower = page.to_lowercase();
    for forbidden in ["<script", "javascript:", "<img", "<iframe", "<object", "<embed", "<link", "@import", "src=", "http:", "https:", "//"]
    {
        assert!(!lower.contains(forbidden), "{forbidden}");
    }
    for (at, _) in lower.match_indices("url(") {
        assert!(lower[at..].starts_with("url(#"), "{}", &lower[at..at + 40]);
    }
    let text = strict(page);
    let document = parse(&text);
    let html = document.root_element();
    assert_eq!(html.attribute("lang"), Some(lang));
    // No handler of events, whatever a name says.
    for node in document.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
        }
    }
    // Ids are unique, and every link within the page leads somewhere.
    let ids: Vec<&str> = document.descendants().filter_map(|n| n.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "ids are used twice");
    for link in document.descendants().filter_map(|n| n.attribute("href")) {
        assert!(link.strip_prefix('#').is_some_and(|id| unique.contains(id)), "{link} leads nowhere");
    }
    for labels in document.descendants().filter_map(|n| n.attribute("aria-labelledby")) {
        assert!(labels.split(' ').all(|id| unique.contains(id)), "{labels}");
    }
    // One h1, and no heading skips a level.
    let levels: Vec<u32> = document
        .descendants()
        .filter_map(|n| n.tag_name().name().strip_prefix('h').and_then(|l| l.parse().ok()).filter(|_| n.is_element()))
        .collect();
    assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
    assert_eq!(levels.first(), Some(&1));
    assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{levels:?}");
    // Tables have a caption and scopes; pictures a name and a description.
    for table in document.descendants().filter(|n| n.has_tag_name("table")) {
        let caption = table.children().find(|n| n.has_tag_name("caption")).and_then(|n| n.text()).unwrap_or_default();
        assert!(!caption.trim().is_empty());
    }
    for head in document.descendants().filter(|n| n.has_tag_name("th")) {
        assert!(matches!(head.attribute("scope"), Some("col" | "row")));
    }
    for picture in document.descendants().filter(|n| n.has_tag_name("svg")) {
        let hidden = picture.attribute("aria-hidden") == Some("true");
        let named = picture.attribute("role") == Some("img")
            && picture.children().any(|n| n.has_tag_name("title") && n.text().is_some_and(|t| !t.trim().is_empty()))
            && picture.children().any(|n| n.has_tag_name("desc"));
        assert!(hidden || named, "a picture without a name: {:?}", picture.attributes().collect::<Vec<_>>());
    }
    // Nothing unseen: no control characters, no marks of direction.
    assert!(
        page.chars()
            .all(|c| c == '\n' || !(c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c)))
    );
}

/// Everything of a JSON report stands on its page.
fn tells_everything(report: &Value, page: &str, lang: &str) {
    let text = strict(page);
    let document = parse(&text);
    let (shown, data) = (text_of(&document), data_of(&document));
    let park = report["park"]["name"].as_str().expect("a name");
    let says = |what: &str| assert!(shown.contains(what), "{park} {lang}: `{what}` is not on the page");
    let number = |value: &Value| {
        if let Some(value) = value.as_str() {
            assert!(data.contains(value), "{park} {lang}: {value} is not on the page");
        }
    };
    let plain = |value: &Value| value.as_str().map(str::to_owned);
    let grouped = |n: u64| {
        let digits = n.to_string();
        let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|c| std::str::from_utf8(c).expect("digits")).collect();
        parts.join(",")
    };
    let count = |value: &Value| says(&grouped(value.as_u64().expect("a count")));
    says(report["schema"].as_str().expect("text"));
    for (_, value) in entries(&report["tool"]) {
        says(value.as_str().expect("text"));
    }
    for what in [&report["policy"]["name"], &report["policy"]["sha256"], &report["park"]["name"], &report["park"]["province"]] {
        if let Some(what) = what.as_str() {
            says(what);
        }
    }
    for (name, value) in entries(&report["policy"]["settings"]) {
        says(&format!("{name}={}", value.as_str().expect("a value")));
    }
    says(report["period"]["start"].as_str().expect("a day"));
    says(report["period"]["end"].as_str().expect("a day"));
    let by_id = |id: &str| document.descendants().find(|n| n.attribute("id") == Some(id)).unwrap_or_else(|| panic!("{park}: no #{id}"));
    for rule in report["rules"].as_array().expect("rules") {
        let id = rule["id"].as_str().expect("an id");
        by_id(&format!("rule-{id}"));
        let citation = by_id(&format!("cite-{id}")).parent().expect("a citation");
        let cited: String = citation.descendants().filter_map(|n| n.text()).collect();
        // The document's own words in every language; ours in the page's, and never as a quotation.
        let (quote, words) = (&rule["citation"]["quote"], &rule["citation"]["words"]);
        let quoted = citation.descendants().any(|n| n.has_tag_name("blockquote"));
        // English words of a document are told by their meaning on a Chinese page.
        let is_chinese = quote.as_str().is_some_and(|quote| quote.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
        let foreign = lang == "zh" && !is_chinese;
        assert_eq!(quoted, words == "literal" && !foreign, "{id}: {cited}");
        if quoted || lang == "en" {
            assert!(cited.contains(quote.as_str().expect("a quote")), "{id}: {cited}");
        }
        assert!(quoted || lang == "en" || cited.contains("（非原文）"), "{id}: {cited}");
        for key in ["measured", "limit", "margin"] {
            number(&rule[key]);
        }
        for key in ["lower", "upper"] {
            // Bounds that are the measured value are said in a word.
            if rule["lower"] != rule["measured"] || rule["upper"] != rule["measured"] {
                number(&rule[key]);
            }
        }
        for deciding in rule["deciding"].as_array().expect("a list") {
            number(&deciding["effect"]);
            for key in ["meter", "from", "to"] {
                says(deciding[key].as_str().expect("text"));
            }
        }
        if lang == "en"
            && let Some(reason) = rule["reason"].as_str()
        {
            for piece in reason.split('`') {
                says(piece.trim());
            }
        }
    }
    for (id, figure) in entries(&report["figures"]) {
        let row = by_id(&format!("figure-{id}"));
        let told: String = row.descendants().filter_map(|n| n.text()).collect::<Vec<_>>().join(" ");
        let values: BTreeSet<&str> = row.descendants().filter(|n| n.has_tag_name("data")).filter_map(|n| n.attribute("value")).collect();
        let has = |value: &Value| value.as_str().is_none_or(|v| values.contains(v));
        assert!(has(&figure["value"]), "{id}: {values:?}");
        if figure["lower"] != figure["value"] || figure["upper"] != figure["value"] {
            assert!(has(&figure["lower"]) && has(&figure["upper"]), "{id}: {values:?}");
        }
        assert!(
            told.contains(figure["unit"].as_str().filter(|u| *u != "1").unwrap_or_default()) || figure["value"].is_null(),
            "{id}: {told}"
        );
        // Its lines stand once on the page, under the numbers that the figure names, such as `1–4, 7`.
        let named = row.descendants().filter_map(|n| n.attribute("href")).filter_map(|link| link.strip_prefix("#trail-"));
        let named: Vec<usize> = named.map(|number| number.parse().expect("a number")).collect();
        let trail = figure["trail"].as_array().expect("a trail");
        assert_eq!(named.is_empty(), trail.is_empty(), "{id}: {told}");
        let (Some(first), Some(last)) = (named.first(), named.last()) else { continue };
        let under: Vec<String> = (*first..=*last)
            .map(|number| {
                by_id(&format!("trail-{number}")).descendants().filter(Node::is_text).filter_map(|n| n.text()).collect::<Vec<_>>().join("")
            })
            .collect();
        for trail in trail {
            let file = trail["file"].as_str().expect("a file");
            let (first, last) = (trail["first_line"].as_u64().expect("a line"), trail["last_line"].as_u64().expect("a line"));
            let said = format!("{file}{first}–{last}{}", grouped(trail["rows"].as_u64().expect("rows")));
            assert!(under.iter().any(|line| line.ends_with(&said)), "{id}: {said}: {under:?}");
        }
    }
    for meter in report["resolution"]["set_by"].as_array().expect("meters") {
        says(meter.as_str().expect("a meter"));
    }
    for (_, share) in entries(&report["matching"]) {
        number(share);
    }
    for month in report["months"].as_array().expect("months") {
        says(month["month"].as_str().expect("a month"));
        if report["figures"]["electricity.consumption"]["value"].is_string() {
            for key in ["grid_import", "direct_green", "consumption", "share"] {
                number(&month[key]);
            }
        }
    }
    let ledger = &report["certificates"];
    if ledger["presented"].as_u64() != Some(0) {
        for key in ["presented", "counted", "unused"] {
            count(&ledger[key]);
        }
    }
    for rejection in ledger["rejected"].as_array().expect("a list") {
        says(rejection["certificate"].as_str().expect("a certificate"));
        count(&rejection["quantity"]);
        says(rejection["file"].as_str().expect("a file"));
    }
    for (_, headroom) in entries(&report["headroom"]) {
        number(&headroom["change"]);
    }
    for rule in report["changes"]["rules"].as_array().into_iter().flatten() {
        for change in rule["changes"].as_array().expect("a list").iter().filter(|c| c["impossible"] != "never-counts") {
            for key in ["amount", "available"] {
                number(&change[key]);
            }
            if let Some(meter) = change["meter"].as_str() {
                says(meter);
            }
            if lang == "en" && change["amount"].is_string() {
                says(&format!("{} ", if change["amount_is"] == "needed" { "at least" } else { "at most" }));
            }
            for effect in change["effects"].as_array().expect("a list") {
                number(&effect["measured"]);
                number(&effect["limit"]);
            }
        }
    }
    let section = document.descendants().find(|n| n.attribute("id") == Some("changes"));
    assert_eq!(section.is_some(), report["changes"].is_object(), "{park}: the changes stand where there are any");
    for key in ["residual", "offsets", "net"] {
        number(&report["net_zero"][key]);
    }
    for other in report["sensitivities"].as_array().expect("a list") {
        number(&other["result"]);
        number(&other["value"]);
        says(other["setting"].as_str().expect("a setting"));
    }
    for defect in report["defects"].as_array().expect("a list") {
        says(defect["code"].as_str().expect("a code"));
        for key in ["meter", "file"] {
            if let Some(what) = plain(&defect[key]) {
                says(&what);
            }
        }
        if let (Some(file), Some(line)) = (defect["file"].as_str(), defect["line"].as_u64()) {
            says(&if lang == "en" { format!("{file}:{line}") } else { format!("{file} 第 {line} 行") });
        }
        count(&defect["count"]);
        // The message without its place, with names between backticks in elements of their own.
        let message = defect["message"].as_str().expect("a message");
        if lang == "en" {
            for piece in message.split('`').map(|p| p.rsplit_once(": ").map_or(p, |(_, last)| last)) {
                says(piece.trim());
            }
        } else {
            // The same facts: every number that stands between blanks.
            for number in message.split(' ').filter(|word| word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && word.len() > 1) {
                says(number.trim_end_matches('.'));
            }
        }
    }
    // What is said of defects is in the page's language.
    let of_defects = |n: &Node<'_, '_>| n.ancestors().any(|a| a.attribute("id") == Some("defects"));
    for cell in document.descendants().filter(|n| n.has_tag_name("td") && n.attribute("class") == Some("message") && of_defects(n)) {
        let said: String = cell.descendants().filter_map(|n| n.text()).collect();
        assert_eq!(said.chars().any(|c| "，：；的为个".contains(c)), lang != "en", "{park} {lang}: {said}");
    }
    for meter in report["data"].as_array().expect("a list") {
        says(meter["meter"].as_str().expect("a meter"));
        for key in ["expected", "present", "missing", "estimated"] {
            count(&meter[key]);
        }
    }
    for assumption in report["assumptions"].as_array().expect("a list") {
        says(assumption["setting"].as_str().expect("a setting"));
        number(&assumption["value"]);
        if lang == "en"
            && let Some(source) = assumption["source"].as_str()
        {
            for piece in source.split('`') {
                says(piece.trim());
            }
        }
    }
    for input in report["inputs"].as_array().expect("a list") {
        says(input["file"].as_str().expect("a file"));
        says(input["sha256"].as_str().expect("a digest"));
        count(&input["bytes"]);
        count(&input["rows"]);
    }
}

#[test]
fn every_sample_park_is_told_whole_in_both_languages() {
    let mut parks = folders(&fixture("parks"));
    parks.extend(folders(&fixture("defects")));
    let mut told = 0;
    for park in parks {
        let (code, report, _) = check(&park, &["--quiet"]);
        if code == 2 {
            // Refused as a whole: there is no report.
            continue;
        }
        told += 1;
        for (lang, code) in [("en", "en"), ("zh", "zh-CN")] {
            let page = page(&[&park], &["--lang", lang]);
            keeps_the_rules(&page, code);
            tells_everything(&report, &page, lang);
        }
    }
    assert!(told > 40, "{told}");
}

/// A park whose names attack the page.
fn hostile(folder: &Path) {
    let long = "长".repeat(150) + &"x".repeat(150);
    let manifest = "[park]\nname = '<script>alert(1)</script>'\nprovince = '内蒙古'\n[period]\nyear = 2025\n[meters]\nfile = 'meters.csv'\n\
         [policy]\nname = 'cn-national'\nbaseline = { value = '2.1', unit = 'tCO2/tce', source = '\"><img src=x onerror=alert(1)> & </td></table>' }\n\
         [[readings]]\nfiles = ['*<b>.csv']\nlayout = 'long'\n";
    std::fs::write(folder.join("park.toml"), manifest).expect("a manifest");
    let names = ["\"><img onerror=alert(1)>", "evil\u{202e}gnp", "&amp;&lt;", &long];
    let mut meters = "meter_id,carrier,flow,unit,source\n".to_owned();
    let mut readings = "meter_id,time,value\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        let (flow, source) = if at == 0 { ("grid-import", "") } else { ("onsite-renewable", "solar") };
        meters += &format!("\"{}\",electricity,{flow},MWh,{source}\n", name.replace('"', "\"\""));
        for day in 1..=365_u64 {
            // The second meter has a hole in March.
            if at == 1 && (60..=70).contains(&day) {
                continue;
            }
            let date = chrono::NaiveDate::from_yo_opt(2025, u32::try_from(day).expect("a day")).expect("a date");
            readings += &format!("\"{}\",{date},{}\n", name.replace('"', "\"\""), 10 + day % 7);
        }
    }
    readings += "'--><svg onload=alert(1)>,2025-01-01,1\n";
    std::fs::write(folder.join("meters.csv"), meters).expect("meters");
    std::fs::write(folder.join("a&<b>.csv"), readings).expect("readings");
}

#[test]
fn names_stay_names() {
    let folder = tempfile::tempdir().expect("a folder");
    hostile(folder.path());
    for (lang, code) in [("en", "en"), ("zh", "zh-CN")] {
        let output = lingtan(&["check", folder.path().to_str().expect("text"), "--format", "html", "--lang", lang]);
        let page = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!page.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        // What looks like markup is text; the source of a setting and the name of the park are shown as they are.
        let text = strict(&page);
        let document = parse(&text);
        let shown = text_of(&document);
        for raw in ["<script>alert(1)</script>", "\"><img onerror=alert(1)>", "&amp;&lt;", "a&<b>.csv", "evil\u{fffd}gnp", "</td></table>"]
        {
            assert!(shown.contains(raw), "{lang}: {raw}");
        }
        assert!(!page.contains("<img") && !page.contains("<svg onload") && !page.contains("<script") && !page.contains('\u{202e}'));
        let heading = document.descendants().find(|n| n.has_tag_name("h1")).expect("a heading");
        assert_eq!(heading.descendants().find_map(|n| n.text()), Some("<script>alert(1)</script>"));
        assert_eq!(document.root_element().attribute("lang"), Some(code));
        assert!(document.descendants().all(|n| n.attributes().all(|a| !a.name().starts_with("on"))));
    }
}

#[test]
fn what_is_missing_is_shown_as_missing() {
    let page = page(&[&fixture("parks/indeterminate-missing-data")], &["--lang", "en"]);
    let text = strict(&page);
    let document = parse(&text);
    // PV-1 lacks the 20 days from 8 to 27 July: one hatched area over 20 of the 365 columns of the picture, which are 746 wide.
    let carpet = document.descendants().find(|n| n.attribute("aria-labelledby") == Some("carpet-picture-title carpet-picture-description"));
    let unknown: Vec<_> = carpet.expect("a carpet").descendants().filter(|n| n.attribute("class") == Some("k-unknown")).collect();
    assert_eq!(unknown.len(), 1);
    // 188 days lie before 8 July; 46 + 746 × 187 / 365 … + 746 × 20 / 365.
    assert_eq!(unknown[0].attribute("x"), Some("430.2"));
    assert_eq!(unknown[0].attribute("width"), Some("40.9"));
    // Its calendar says so in words.
    assert!(text_of(&document).contains("missing: 20 days, complete: 345 days"));
}

#[test]
fn what_is_not_known_is_not_drawn() {
    // A fuel without a factor leaves emissions unknown: no waterfall, and the total is a dash.
    let open = page(&[&fixture("parks/indeterminate-missing-factor")], &["--lang", "en"]);
    assert!(open.contains("A part of emissions is not known") && !open.contains("waterfall-picture"));
    // Generation alone: neither months nor hours are drawn.
    let alone = page(&[&fixture("parks/pvdaq-serf-east")], &["--lang", "en"]);
    assert!(!alone.contains("months-picture") && !alone.contains("carpet-picture"));
}

#[test]
fn the_months_add_up_to_consumption() {
    // Each month's sources and rest, as exact decimals of the table, are its consumption.
    for park in ["full-pass", "no-gateway", "million-tce"] {
        let page = page(&[&fixture(&format!("parks/{park}"))], &["--lang", "en"]);
        let text = strict(&page);
        let document = parse(&text);
        let table = document
            .descendants()
            .find(|n| n.has_tag_name("table") && n.descendants().any(|c| c.text() == Some("Consumption by month and source, MWh")))
            .expect("a table");
        let rows: Vec<_> = table.descendants().filter(|n| n.has_tag_name("tr")).skip(1).collect();
        assert_eq!(rows.len(), 12);
        for row in rows {
            let values: Vec<i128> = row
                .descendants()
                .filter(|n| n.has_tag_name("data"))
                .filter_map(|n| n.attribute("value"))
                .map(|v| {
                    let (whole, fraction) = v.trim_start_matches('-').split_once('.').unwrap_or((v.trim_start_matches('-'), ""));
                    let digits: i128 = format!("{whole}{fraction:0<12}").parse().expect("digits");
                    if v.starts_with('-') { -digits } else { digits }
                })
                .collect();
            // Consumption first; direct green, share and import last.
            let sources = &values[1..values.len() - 3];
            assert!(sources.len() >= 3, "{values:?}");
            let rounding = i128::try_from(sources.len()).expect("a number");
            assert!((sources.iter().sum::<i128>() - values[0]).abs() <= rounding, "{park}: {values:?}");
        }
    }
}

#[test]
fn a_shown_number_does_not_belie_the_decision() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[park]\nname = 'edge'\nprovince = '山东'\n[period]\nyear = 2025\n[meters]\nfile = 'meters.csv'\n[[readings]]\nfiles = ['r.csv']\nlayout = 'long'\n";
    std::fs::write(folder.path().join("park.toml"), manifest).expect("a manifest");
    std::fs::write(
        folder.path().join("meters.csv"),
        "meter_id,carrier,flow,unit,source\nG,electricity,grid-import,MWh,\nP,electricity,onsite-renewable,MWh,solar\n",
    )
    .expect("meters");
    let mut readings = "meter_id,time,value\n".to_owned();
    for month in 1..=12 {
        readings += &format!("G,2025-{month:02},100000\nP,2025-{month:02},{}\n", if month == 12 { 99_999 } else { 100_000 });
    }
    std::fs::write(folder.path().join("r.csv"), readings).expect("readings");
    // 1,199,999 of 2,399,999: 49.99998 %.
    let en = page(&[folder.path()], &["--lang", "en"]);
    assert!(en.contains("shown 50.00 %; exactly, it is below 50 %"));
    let zh = page(&[folder.path()], &["--lang", "zh"]);
    assert!(zh.contains("显示为 50.00%，精确值低于 50%"));
}

#[test]
fn several_parks_stand_on_one_page_with_an_overview_first() {
    let parks = ["full-pass", "fail-direct-green-share", "indeterminate-missing-data"].map(|p| fixture(&format!("parks/{p}")));
    let parks: Vec<&Path> = parks.iter().map(std::path::PathBuf::as_path).collect();
    for (lang, code) in [("en", "en"), ("zh", "zh-CN")] {
        let page = page(&parks, &["--lang", lang]);
        keeps_the_rules(&page, code);
        let text = strict(&page);
        let document = parse(&text);
        assert_eq!(document.descendants().filter(|n| n.has_tag_name("article")).count(), 3);
        let overview = document.descendants().find(|n| n.has_tag_name("table")).expect("an overview");
        // A head, three parks, and their sums.
        assert_eq!(overview.descendants().filter(|n| n.has_tag_name("tr")).count(), 5);
    }
}

#[test]
fn many_meters_say_how_many_are_not_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[park]\nname = 'many'\nprovince = '山东'\n[period]\nyear = 2025\n[meters]\nfile = 'meters.csv'\n[[readings]]\nfiles = ['r.csv']\nlayout = 'long'\n";
    std::fs::write(folder.path().join("park.toml"), manifest).expect("a manifest");
    let mut meters = "meter_id,carrier,flow,unit\nG,electricity,grid-import,MWh\n".to_owned();
    let mut readings = "meter_id,time,value\n".to_owned();
    for month in 1..=12 {
        readings += &format!("G,2025-{month:02},1000\n");
    }
    for meter in 1..200_u32 {
        meters += &format!("L{meter:03},electricity,load,MWh\n");
        // 50 of them lack months.
        for month in (if meter <= 50 { 4 } else { 1 })..=12 {
            readings += &format!("L{meter:03},2025-{month:02},1\n");
        }
    }
    std::fs::write(folder.path().join("meters.csv"), meters).expect("meters");
    std::fs::write(folder.path().join("r.csv"), readings).expect("readings");
    let page = page(&[folder.path()], &["--lang", "en"]);
    keeps_the_rules(&page, "en");
    assert!(page.contains("Drawn are the 40 meters that want the most readings; the days of 160 other meters are not drawn"));
    let (_, report, _) = check(folder.path(), &["--quiet"]);
    tells_everything(&report, &page, "en");
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    for lang in ["en", "zh"] {
        let park = fixture("parks/full-pass");
        assert_eq!(page(&[&park], &["--lang", lang]), page(&[&park], &["--lang", lang]));
    }
    // Beside another format, in one run, and whole.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    let beside = format!("html={}", file.display());
    let output = lingtan(&["check", "fixtures/parks/full-pass", "--lang", "zh", "--report", &beside]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&file).expect("a page"), page(&[Path::new("fixtures/parks/full-pass")], &["--lang", "zh"]));
}

/// The samples are what the program writes. After a change that is meant: `LINGTAN_REBUILD=1 cargo test --test suite samples`, and read the difference.
#[test]
fn the_samples_are_what_is_written() {
    for lang in ["en", "zh"] {
        let sample = fixture(&format!("reports/full-pass.{lang}.html"));
        let page = page(&[Path::new("fixtures/parks/full-pass")], &["--lang", lang]);
        if std::env::var_os("LINGTAN_REBUILD").is_some() {
            std::fs::create_dir_all(fixture("reports")).expect("a folder");
            std::fs::write(&sample, &page).expect("a sample");
        }
        let held = std::fs::read_to_string(&sample).unwrap_or_else(|e| panic!("{}: {e}", sample.display()));
        assert!(held == page, "{} is not what is written now", sample.display());
    }
}
