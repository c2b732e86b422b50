//! Evidence that is left out, claimed twice or stated away never makes a park pass: parks of `fixtures/parks`, altered one way each.

#![allow(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(clippy::format_collect, reason = "small texts")]

use crate::support;

use std::path::Path;

use lingtan::measure::Exact;
use serde_json::Value;
use support::{check, copy_folder, fixture, lingtan};

/// A copy of a fixture park.
struct Park(tempfile::TempDir);

impl Park {
    fn of(name: &str) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(&fixture(&format!("parks/{name}")), copy.path());
        Self(copy)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).expect("a file")
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path().join(file), text).expect("a file");
    }

    /// Replaces a text that must stand in the file.
    fn edit(&self, file: &str, old: &str, new: &str) -> &Self {
        let text = self.text(file);
        assert!(text.contains(old), "{file} has no `{old}`");
        self.write(file, &text.replace(old, new));
        self
    }

    fn report(&self, arguments: &[&str]) -> (i32, Value) {
        let (code, report, errors) = check(self.path(), arguments);
        assert!(report.is_object(), "{errors}");
        for defect in report["defects"].as_array().expect("defects").iter().filter(|d| d["effect"] == "blocks") {
            let code = defect["code"].as_str().expect("a code");
            let named = |rule: &Value| rule["reason"].as_str().is_some_and(|reason| reason.contains(code));
            assert!(report["rules"].as_array().expect("rules").iter().any(named), "no rule names {defect}");
        }
        (code, report)
    }
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == id).expect(id)
}

fn outcome<'a>(report: &'a Value, id: &str) -> &'a str {
    rule(report, id)["outcome"].as_str().expect("an outcome")
}

fn has(report: &Value, code: &str) -> bool {
    report["defects"].as_array().expect("defects").iter().any(|d| d["code"] == code)
}

/// A park of monthly totals that passes: gateway, solar, wind, gas, certificates and trades.
const SMALL: &str = "small-below-200000tce";
const REGISTRY: &str = "meter_id,carrier,flow,unit,rating_kw,source,use,label,from,to,service_note\n";

fn registry(rows: &[&str]) -> String {
    format!("{REGISTRY}{}\n", rows.join("\n"))
}

const PV: &str = "PV-1,electricity,onsite-renewable,MWh,,solar,,solar,,,";
const WIND: &str = "WIND-1,electricity,onsite-renewable,MWh,,wind,,wind,,,";
const GAS: &str = "GAS-1,natural-gas,consumption,万m³,,,fuel,boilers,,,";

#[test]
fn a_gateway_out_of_service_is_missing_evidence() {
    let park = Park::of(SMALL);
    assert_eq!(park.report(&[]).0, 0);
    // The readings are still there: the date leaves them out.
    park.write("meters.csv", &registry(&["GRID-IN,electricity,grid-import,MWh,,,,gateway,,2025-06-30,", PV, WIND, GAS]));
    let (code, report) = park.report(&[]);
    assert_eq!(code, 3);
    assert!(has(&report, "service-gap") && has(&report, "out-of-service-reading"));
    assert_eq!(report["figures"]["electricity.grid_import"]["upper"], Value::Null);
    // The readings are taken out, too.
    let name = std::fs::read_dir(park.path().join("readings")).expect("readings").next().expect("one").expect("one").file_name();
    let file = format!("readings/{}", name.to_str().expect("text"));
    let late = |line: &&str| {
        !(line.starts_with("GRID-IN,2025-0") && line[14..].starts_with(['7', '8', '9']) || line.starts_with("GRID-IN,2025-1"))
    };
    let kept: Vec<String> = park.text(&file).lines().filter(late).map(|l| format!("{l}\n")).collect();
    park.write(&file, &kept.concat());
    let (code, report) = park.report(&[]);
    assert_eq!(code, 3);
    assert!(has(&report, "service-gap") && !has(&report, "out-of-service-reading"));
    for id in ["direct-green-share", "near-zero"] {
        assert_eq!(outcome(&report, id), "indeterminate", "{id}");
    }
    // A reason in the registry settles it, and every form prints it.
    park.write("meters.csv", &registry(&["GRID-IN,electricity,grid-import,MWh,,,,gateway,,2025-06-30,line was dismantled", PV, WIND, GAS]));
    let (_, report) = park.report(&[]);
    assert!(!has(&report, "service-gap"));
    for format in ["text", "html", "markdown", "csv", "json"] {
        let shown = park.path().to_str().expect("a path");
        let details: &[&str] = if format == "text" { &["--details"] } else { &[] };
        let arguments: Vec<&str> = [&["check", shown, "--format", format][..], details].concat();
        let mut output = lingtan(&arguments);
        if output.status.code() == Some(2) {
            output = lingtan(&arguments[..4]);
        }
        let told = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("line was dismantled"), "{format}: {told}");
    }
    // A placeholder is no reason.
    park.write("meters.csv", &registry(&["GRID-IN,electricity,grid-import,MWh,,,,gateway,,2025-06-30,n/a", PV, WIND, GAS]));
    assert_eq!(check(park.path(), &[]).0, 2);
}

#[test]
fn fuel_that_is_nowhere_counted_decides_nothing() {
    let park = Park::of(SMALL);
    park.edit("meters.csv", "GAS-1,natural-gas,consumption", "GAS-1,natural-gas,import");
    let (code, report) = park.report(&[]);
    assert!(code == 3 && has(&report, "uncounted-fuel"));
    assert_eq!(outcome(&report, "near-zero"), "indeterminate");
    let meters = report["meters"].as_array().expect("meters");
    let gas = meters.iter().find(|m| m["id"] == "GAS-1").expect("the meter");
    assert!(gas["energy"].is_string() && gas["enters"].as_array().expect("a list").is_empty());
    // Gas that is a generator's and not metered at all.
    let park = Park::of(SMALL);
    park.write(
        "meters.csv",
        &registry(&["GRID-IN,electricity,grid-import,MWh,,,,gateway,,,", PV, "WIND-1,electricity,onsite-fossil,MWh,,,,engine,,,"]),
    );
    let (code, report) = park.report(&[]);
    assert!(code != 0 && has(&report, "missing-fuel"));
    assert_eq!(outcome(&report, "near-zero"), "indeterminate");
    // A fuel's meter that was in service for a month.
    let park = Park::of(SMALL);
    let gateway = "GRID-IN,electricity,grid-import,MWh,,,,gateway,,,";
    park.write("meters.csv", &registry(&[gateway, PV, WIND, "GAS-1,natural-gas,consumption,万m³,,,fuel,boilers,2025-12-01,,"]));
    let (code, report) = park.report(&[]);
    assert!(code == 3 && has(&report, "service-gap"));
    assert_eq!((outcome(&report, "direct-green-share"), outcome(&report, "near-zero")), ("pass", "indeterminate"));
    assert_eq!(report["figures"]["emissions.fuel"]["upper"], Value::Null);
}

#[test]
fn a_row_that_cannot_be_read_blocks_what_would_use_it() {
    let park = Park::of(SMALL);
    let manifest = park.text("park.toml");
    park.write("park.toml", &format!("{manifest}\n[products]\nfiles = [\"products.csv\"]\n\n[indicators]\nfiles = [\"indicators.csv\"]\n"));
    park.write("products.csv", "product,month,output,unit,factor,factor_unit,source\nlime,2025-13,900,t,0.7,tCO2/t,works balance\n");
    park.write(
        "indicators.csv",
        "indicator,numerator,denominator,unit,source\nwater-reuse,90,100,m³,balance\nwater-reuse,many,100,m³,balance\nsolid-waste,90,100,t,ledger\n",
    );
    let (code, report) = park.report(&[]);
    assert_eq!(code, 3);
    for (id, want) in [
        ("near-zero", "indeterminate"),
        ("direct-green-share", "pass"),
        ("clean-energy-share", "indeterminate"),
        ("water-reuse", "indeterminate"),
        ("solid-waste", "pass"),
    ] {
        assert_eq!(outcome(&report, id), want, "{id}");
    }
    // A row of trades, and one of readings.
    let park = Park::of(SMALL);
    park.edit("green-trades.csv", "GT-03,2025-03,409", "GT-03,March-ish,409");
    let (code, report) = park.report(&[]);
    assert_eq!((code, outcome(&report, "certificate-ledger"), outcome(&report, "near-zero")), (3, "fail", "indeterminate"));
    let park = Park::of(SMALL);
    let name = std::fs::read_dir(park.path().join("readings")).expect("readings").next().expect("one").expect("one").file_name();
    let file = format!("readings/{}", name.to_str().expect("text"));
    let more = format!("{}GRID-IN,sometime,99999\n", park.text(&file));
    park.write(&file, &more);
    let (code, report) = park.report(&[]);
    assert_eq!((code, outcome(&report, "direct-green-share")), (3, "indeterminate"));
}

#[test]
fn one_certificate_counts_once_however_it_is_written() {
    let park = Park::of(SMALL);
    let text = park.text("certificates.csv");
    // 2,500 codes once more, as others write them: each way presents them again, none counts.
    let row = |first: &str, last: &str| format!("{first},{last},2025-06,retired,2026-01-15,示范零碳产业园管理委员会,2500\n");
    let again = [
        row("gec25pv000000000001", "gec25pv000000002500"),
        row("ＧＥＣ２５ＰＶ000000000001", "ＧＥＣ２５ＰＶ000000002500"),
        row("GEC25PV\u{200b}000000000001", "GEC25PV\u{200b}000000002500"),
        row("GEC25PV 000000000001", "GEC25PV 000000002500"),
        row("GEC25\u{ad}PV000000000001", "\u{202a}GEC25PV000000002500\u{202c}"),
    ];
    park.write("certificates.csv", &format!("{text}{}", again.concat()));
    let (_, report) = park.report(&[]);
    let certificates = &report["certificates"];
    assert_eq!((&certificates["counted"], &certificates["presented"]), (&Value::from(2500), &Value::from(15_000)));
    let codes = certificates["counted_codes"].as_array().expect("codes");
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0], serde_json::json!({"first_id": "GEC25PV000000000001", "last_id": "GEC25PV000000002500", "quantity": 2500}));
    // What is no code at all is not read.
    for odd in ["GE1", "GECABCDEF", "ГEC25PV000000003000"] {
        let park = Park::of(SMALL);
        park.write("certificates.csv", &format!("{text}{odd},{odd},2025-06,retired,2026-01-15,示范零碳产业园管理委员会,1\n"));
        let (code, report) = park.report(&[]);
        assert!(code == 3 && has(&report, "unparsable-row"), "{odd}");
        assert_eq!(report["certificates"]["presented"], 2500, "{odd}");
    }
}

/// The order of reasons, validity and transferred hydropower, one row each: month, day of retirement, kind, technology, reason (none: it counts).
#[test]
fn certificates_are_judged_by_their_months_and_kinds() {
    for (month, on, kind, technology, reason) in [
        ("2025-06", "2025-06-15", "", "", Some("retired-before-generation")),
        ("2025-06", "2025-07-01", "", "", None),
        ("2025-06", "2026-01-15", "不可交易", "常规水电", None),
        ("2025-06", "2026-01-15", "不可交易", "水电", None),
        ("2025-06", "2026-01-15", "不可交易", "抽水蓄能", Some("not-tradable")),
        ("2025-06", "2026-01-15", "不可交易", "风电", Some("not-tradable")),
        ("2025-06", "2026-01-15", "不可交易", "", Some("not-tradable")),
        ("2025-06", "2026-01-15", "自用", "水电", Some("not-tradable")),
        ("2025-06", "2026-01-15", "transferred", "", None),
    ] {
        let park = Park::of(SMALL);
        let who = "示范零碳产业园管理委员会";
        park.write(
            "certificates.csv",
            &format!(
                "first_id,last_id,generation_month,status,retired_on,beneficiary,kind,technology\nGEC25PV000000000001,GEC25PV000000002500,{month},retired,{on},{who},{kind},{technology}\n"
            ),
        );
        let (_, report) = park.report(&[]);
        let rejected = &report["certificates"]["rejected"];
        assert_eq!(rejected[0]["reason"].as_str(), reason, "{month} {on} {kind} {technology}");
    }
    let park = Park::of(SMALL);
    park.edit("certificates.csv", "beneficiary,quantity", "beneficiary,quantity,kind").edit(
        "certificates.csv",
        ",2500\n",
        ",2500,transferred\n",
    );
    let (_, report) = park.report(&["--set", "transferred_certificates=informational"]);
    assert_eq!(report["certificates"]["rejected"][0]["reason"], "not-tradable");
}

/// Of generation before 2024, certificates are valid until the end of 2025, though two years from June 2023 end in May 2025.
#[test]
fn certificates_of_before_2024_are_valid_until_the_end_of_2025() {
    let park = Park::of(SMALL);
    let name = std::fs::read_dir(park.path().join("readings")).expect("readings").next().expect("one").expect("one").file_name();
    let file = format!("readings/{}", name.to_str().expect("text"));
    for file in [file.as_str(), "park.toml", "green-trades.csv"] {
        park.edit(file, "2025", "2023");
    }
    park.edit("certificates.csv", "2025-06", "2023-06").edit("certificates.csv", "2026-01-15", "2025-11-20");
    let (_, report) = park.report(&[]);
    assert_eq!(report["certificates"]["counted"], 2500);
    park.edit("certificates.csv", "2025-11-20", "2026-01-01");
    let (_, report) = park.report(&[]);
    assert_eq!(report["certificates"]["rejected"][0]["reason"], "expired");
}

#[test]
fn a_trade_counts_by_its_certificates() {
    let traded = |report: &Value| report["figures"]["electricity.green_traded"]["value"].as_str().expect("a value").to_owned();
    let park = Park::of(SMALL);
    let head = "contract_id,month,mwh,certificate_first_id,certificate_last_id\n";
    let full = "GT-01,2025-01,401.5,GEC25TR000000000001,GEC25TR000000000401\n";
    for (rows, counted, reasons) in [
        // ⌊401.5⌋ = 401 codes are enough.
        (full.to_owned(), "401.5", vec![]),
        // 100 codes for 401.5 MWh: 100 count.
        ("GT-01,2025-01,401.5,GEC25TR000000000001,GEC25TR000000000100\n".to_owned(), "100", vec!["without-certificates"]),
        ("GT-01,2025-01,401.5,,\n".to_owned(), "0", vec!["without-certificates"]),
        // The same row again, and the same codes under another contract.
        (format!("{full}{full}"), "401.5", vec!["duplicate"]),
        (format!("{full}GT-02,2025-01,50,gec25tr000000000001,GEC25TR000000000050\n"), "401.5", vec!["duplicate"]),
        // Of another year.
        ("GT-01,2024-12,401.5,GEC25TR000000000001,GEC25TR000000000401\n".to_owned(), "0", vec!["wrong-vintage"]),
    ] {
        park.write("green-trades.csv", &format!("{head}{rows}"));
        let (_, report) = park.report(&[]);
        assert_eq!(traded(&report), counted, "{rows}");
        let rejected: Vec<&str> =
            report["trades"]["rejected"].as_array().expect("a list").iter().map(|r| r["reason"].as_str().expect("a reason")).collect();
        assert_eq!(rejected, reasons, "{rows}");
        assert_eq!(report["trades"]["counted"].as_str(), Some(counted));
    }
    park.write("green-trades.csv", &format!("{head}GT-01,2025-01,401.5,,\n"));
    let (_, report) = park.report(&["--set", "trades_without_certificates=counted"]);
    assert_eq!(traded(&report), "401.5");
    assert!(has(&report, "trade-without-certificates"));
    // A certificate of a trade's range is counted through the trade.
    park.write("green-trades.csv", &format!("{head}GT-01,2025-01,10,GEC25PV000000000001,GEC25PV000000000010\n"));
    let (_, report) = park.report(&[]);
    assert_eq!((traded(&report).as_str(), &report["certificates"]["counted"]), ("10", &Value::from(2490)));
    assert_eq!(report["certificates"]["rejected"][0]["reason"], "already-claimed");
}

#[test]
fn what_one_park_traded_another_cannot_count() {
    let (first, second) = (Park::of(SMALL), Park::of(SMALL));
    second.edit("park.toml", "name = \"小型产业园\"", "name = \"邻园\"");
    let shown = |park: &Park| park.path().to_str().expect("a path").to_owned();
    let run = |a: &Park, b: &Park| {
        let output = lingtan(&["check", &shown(a), &shown(b), "--format", "json"]);
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), output.stderr)
    };
    let (_, reports, _) = run(&first, &second);
    assert_eq!((&reports[0]["certificates"]["counted"], &reports[0]["trades"]["counted"]), (&Value::from(2500), &Value::from("5000")));
    assert_eq!((&reports[1]["certificates"]["counted"], &reports[1]["trades"]["counted"]), (&Value::from(0), &Value::from("0")));
    let reasons = reports[1]["trades"]["rejected"].as_array().expect("a list");
    assert!(reasons.iter().all(|r| r["reason"] == "already-claimed"), "{reasons:?}");
    // Two folders of one name and period cannot be told apart; the same folder twice is one park.
    second.edit("park.toml", "name = \"邻园\"", "name = \"小型产业园\"");
    let (code, _, errors) = run(&first, &second);
    assert_eq!(code, Some(2), "{}", String::from_utf8_lossy(&errors));
    assert_eq!(run(&first, &first).0, Some(0));
}

#[test]
fn what_a_report_counted_adds_up() {
    let park = Park::of("interim-half-year");
    let (_, report) = park.report(&["--interim"]);
    for key in ["certificates", "trades"] {
        let codes = report[key]["counted_codes"].as_array().expect("codes");
        let sum: u64 = codes.iter().map(|c| c["quantity"].as_u64().expect("a number")).sum();
        let counted = &report[key]["counted"];
        let counted = counted.as_u64().unwrap_or_else(|| counted.as_str().and_then(|n| n.parse().ok()).expect("whole MWh"));
        assert_eq!(sum, counted, "{key}");
        assert!(sum > 0, "{key}");
    }
}

#[test]
fn every_meter_enters_a_figure_and_every_share_adds_up_to_one() {
    for name in ["full-pass", SMALL, "indeterminate-missing-data"] {
        let (_, report) = Park::of(name).report(&[]);
        for meter in report["meters"].as_array().expect("meters") {
            let counts = meter["parent"].is_null() && meter["flow"] != "curtailed";
            let informs = meter["carrier"] != "electricity"
                && !["consumption", "import", "export"].contains(&meter["flow"].as_str().expect("a flow"));
            // Raw material counts for nothing unless a setting says so.
            let feedstock = meter["id"] == "GAS-2";
            assert!(!feedstock || meter["enters"].as_array().expect("a list").is_empty());
            if counts && !informs && !feedstock && (meter["carrier"] != "heat" || meter["flow"] != "consumption") {
                assert!(!meter["enters"].as_array().expect("a list").is_empty(), "{name}: {meter}");
            }
        }
        for (rule, made) in report["materiality"].as_object().expect("materiality") {
            for part in ["numerator", "denominator"] {
                let shares = ["measured", "estimated", "corrected", "missing", "declared"].map(|key| made[part][key].as_str());
                let Some(shares) = shares.into_iter().collect::<Option<Vec<&str>>>() else { continue };
                let sum: Exact = shares.iter().map(|s| Exact::parse(s).expect("a number")).sum();
                // Printed shares are rounded to twelve places.
                assert!((sum - Exact::one()).abs() < Exact::parse("0.00000000001").expect("a number"), "{name} {rule} {part}");
            }
        }
    }
}

/// A cell whose bytes are no text is told by its file and line in every small table, and never passed over.
#[test]
fn bytes_that_are_no_text_are_told_in_every_small_table() {
    for file in ["certificates.csv", "factors.csv", "green-trades.csv", "indicators.csv", "offsets.csv", "products.csv", "meters.csv"] {
        let park = Park::of("full-pass");
        let path = park.path().join(file);
        let mut bytes = std::fs::read(&path).expect("a file");
        let last = bytes.trim_ascii_end().rsplit(|b| *b == b'\n').next().expect("a row").to_vec();
        // The row once more, with a byte in its first cell that neither UTF-8 nor GB18030 has beside the Chinese above it.
        bytes.extend_from_slice("其他".as_bytes());
        bytes.push(0xff);
        bytes.extend_from_slice(&last);
        bytes.push(b'\n');
        let line = bytes.split(|b| *b == b'\n').count() - 1;
        std::fs::write(&path, &bytes).expect("written");
        let (code, report, said) = check(park.path(), &["--lang", "en"]);
        let place = format!("{file}:{line}: ");
        let told = said.contains(&place)
            || report["defects"].as_array().into_iter().flatten().any(|defect| {
                defect["code"] == "unparsable-row"
                    && defect["message"].as_str().is_some_and(|why| why.contains(&place) && why.contains("bytes"))
            });
        // No verdict rests on indicators and offsets: the rules and figures that they enter are undecided.
        assert!(
            told && (code != 0 || ["indicators.csv", "offsets.csv"].contains(&file)),
            "{file}: exit {code}: {said}\n{}",
            report["defects"]
        );
    }
}

/// Two reports are told apart by what was done to the evidence first: the meter, its flow and unit, the rows that came or went; then the verdict's rules.
#[test]
fn a_difference_leads_with_the_evidence() {
    let (before, after) = (Park::of("fail-near-zero"), Park::of("fail-near-zero"));
    after.edit("meters.csv", "PV-1,electricity,onsite-renewable", "PV-1,electricity,direct-line");
    after.edit("meters.csv", "GRID-IN,electricity,grid-import,MWh", "GRID-IN,electricity,grid-import,kWh");
    let readings = after.text("readings/month.csv");
    let (kept, _) = readings.trim_end().rsplit_once('\n').expect("rows");
    after.write("readings/month.csv", &format!("{kept}\n"));
    let report = |park: &Park| {
        let (_, report, said) = check(park.path(), &[]);
        assert!(said.is_empty(), "{said}");
        let path = park.path().join("report.json");
        std::fs::write(&path, report.to_string()).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let (old, new) = (report(&before), report(&after));
    let told = |further: &[&str]| {
        let output = lingtan(&[&["diff", &old, &new, "--lang", "en"], further].concat());
        assert_eq!(output.status.code(), Some(4));
        String::from_utf8(output.stdout).expect("text")
    };
    let (folded, whole) = (told(&[]), told(&["--details"]));
    let at = |text: &str| folded.find(text).unwrap_or_else(|| panic!("no `{text}` in {folded}"));
    let order = [
        "registered_unit of GRID-IN: MWh, then kWh",
        "flow of PV-1: onsite-renewable, then direct-line",
        "outcome: near-zero",
        "What follows",
    ];
    assert!(order.map(at).is_sorted(), "{folded}");
    assert!(folded.contains("evidence: readings/month.csv: -1 rows"), "{folded}");
    assert!(whole.lines().count() > folded.lines().count() + 50, "{folded}");
}

/// Two columns that may be one role count where they agree, and are refused where they differ in a row: never the first.
#[test]
fn two_columns_of_one_role_that_differ_are_refused() {
    let park = Park::of(SMALL);
    let text = park.text("certificates.csv");
    let with = |header: &str, cell: &str| {
        let rows: String = text.lines().enumerate().map(|(at, line)| format!("{line},{}\n", if at == 0 { header } else { cell })).collect();
        park.write("certificates.csv", &rows);
    };
    with("状态", "已核销");
    assert_eq!(park.report(&[]).0, 0);
    for (header, cell) in [("状态", "持有"), ("核销量（张）", "5"), ("核销时间", "2024-01-01"), ("电量生产年月", "2023-06")]
    {
        with(header, cell);
        let (code, _, errors) = check(park.path(), &[]);
        assert!(code == 2 && errors.contains("certificates.csv:2") && errors.contains("state which is meant"), "{header}: {errors}");
    }
    park.write("certificates.csv", &text);
    let registry = park.text("meters.csv");
    let doubled: String =
        registry.lines().enumerate().map(|(at, line)| format!("{line},{}\n", if at == 0 { "单位" } else { "kWh" })).collect();
    park.write("meters.csv", &doubled);
    assert_eq!(check(park.path(), &[]).0, 2);
}

/// What the registry says of a meter and its readings contradict decides nothing.
#[test]
fn a_registry_that_the_readings_contradict_blocks() {
    let park = Park::of(SMALL);
    let registry = "meter_id,carrier,flow,unit,source,parent,less,loss_percent\n";
    let rows = |gateway: &str, more: &str| {
        format!(
            "{registry}GRID-IN,electricity,grid-import,MWh,{gateway}\nPV-1,electricity,onsite-renewable,MWh,solar,,,\nWIND-1,electricity,onsite-renewable,MWh,wind,,,\nGAS-1,natural-gas,consumption,万m³,,,,\n{more}"
        )
    };
    park.write("meters.csv", &rows(",,,", ""));
    assert_eq!(park.report(&[]).0, 0);
    // A neighbour with far more than the gateway counts is subtracted from it: what is left would be below zero.
    let year = |id: &str, energy: u32| (1..=12).map(|month| format!("{id},2025-{month:02},{energy}\n")).collect::<String>();
    let file = std::fs::read_dir(park.path().join("readings")).expect("readings").next().expect("one").expect("one").file_name();
    let file = format!("readings/{}", file.to_str().expect("text"));
    let readings = park.text(&file);
    park.write(&file, &format!("{readings}{}", year("NEXT", 900_000)));
    park.write("meters.csv", &rows(",,NEXT,", "NEXT,electricity,load,MWh,,,,\n"));
    let (code, report) = park.report(&[]);
    assert!(code == 3 && has(&report, "negative-reading"), "{code}");
    // The gateway is made a part of a meter that counts next to nothing.
    park.write(&file, &format!("{readings}{}", year("MAIN", 1)));
    park.write("meters.csv", &rows(",MAIN,,", "MAIN,electricity,grid-import,MWh,,,,\n"));
    let (code, report) = park.report(&[]);
    assert!(code == 3 && has(&report, "registry-conflict"), "{code}");
    // A loss is that of a direct line.
    park.write("meters.csv", &rows(",,,90", ""));
    let (code, _, errors) = check(park.path(), &[]);
    assert!(code == 2 && errors.contains("loss_percent"), "{errors}");
}

/// A title that states a multiplier of which the registry says nothing decides nothing; one that the registry has, or that is in the numbers, does.
/// A park of one gateway and two photovoltaic meters that read every quarter hour of March 2025, whatever `second` makes of the first's number.
fn two_plants(second: impl Fn(u64, u64) -> String) -> Park {
    let park = Park(tempfile::tempdir().expect("a folder"));
    let manifest = "[park]\nname = \"双光伏园区\"\n[period]\nstart = \"2025-03-01\"\nend = \"2025-03-31\"\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"readings.csv\"]\nlayout = \"long\"\ntime_label = \"start\"\n";
    park.write("park.toml", manifest);
    let rows = [
        "GATE,electricity,grid-import,kWh,15000",
        "PV-1,electricity,onsite-renewable,kWh,15000",
        "PV-2,electricity,onsite-renewable,kWh,15000",
    ];
    park.write("meters.csv", &format!("meter_id,carrier,flow,unit,rating_kw\n{}\n", rows.join("\n")));
    let mut readings = "meter_id,time,value\n".to_owned();
    for slot in 0..31 * 96_u64 {
        // Hundredths of a kWh: nothing at night, else a number that no formula of days repeats.
        let first = if (24..72).contains(&(slot % 96)) { 10_000 + slot * 7919 % 50_021 } else { 0 };
        let time = format!("2025-03-{:02} {:02}:{:02}", slot / 96 + 1, slot % 96 / 4, slot % 4 * 15);
        readings += &format!("GATE,{time},{}\nPV-1,{time},{}.{:02}\n", 200 + slot % 97, first / 100, first % 100);
        readings += &format!("PV-2,{time},{}\n", second(slot, first));
    }
    park.write("readings.csv", &readings);
    park
}

#[test]
fn a_series_under_two_names_counts_twice_however_it_was_altered() {
    let hundredths = |n: u64| format!("{}.{:02}", n / 100, n % 100);
    let is_told = |park: &Park| has(&park.report(&["--interim"]).1, "identical-series");
    assert!(is_told(&two_plants(|_, first| hundredths(first))), "as it is");
    // One reading a day at noon, or every fourth reading: no day comes to the same, and no day is shared whole.
    assert!(is_told(&two_plants(|slot, first| hundredths(first + u64::from(slot % 96 == 48)))), "a hundredth more at noon");
    assert!(is_told(&two_plants(|slot, first| hundredths(first + u64::from(first > 0 && slot % 4 == 0) * 37))), "every fourth");
    // An export of another platform, rounded to a tenth of a kWh.
    assert!(is_told(&two_plants(|_, first| format!("{}.{}", (first + 5) / 100, (first + 5) % 100 / 10))), "rounded");
    // Two like plants: within 1 % of each other, and never the same by more than chance.
    assert!(!is_told(&two_plants(|slot, first| hundredths(first + first * (slot * 31 % 13) / 1000))), "like plants");
    // The same two in whole kWh of a small plant, 1 to 6 at a time: most readings agree, as those of like plants do.
    let small = |first: u64| (first / 10_000).to_string();
    assert!(!is_told(&two_plants(|slot, first| small(first + u64::from(first > 0) * (slot * 31 % 13) * 100))), "coarse");
}

#[test]
fn a_multiplier_in_words_is_held_against_the_registry() {
    let park = |title: &str, cells: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let days = (0..365).map(|day| chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day") + chrono::Days::new(day));
        let rows: String = days.map(|day| format!("{day},10\n")).collect();
        let manifest = "[park]\nname = \"x\"\n[period]\nyear = 2025\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"关口.csv\"]\nlayout = \"long\"\nmeter = \"G\"\n";
        for (name, text) in [
            ("park.toml", manifest),
            ("meters.csv", &format!("meter_id,carrier,flow,unit,multiplier,multiplier_applied\nG,electricity,grid-import,kWh,{cells}\n")),
            ("关口.csv", &format!("{title}\n日期,电量(kWh)\n{rows}")),
        ] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let (_, report, errors) = check(folder.path(), &[]);
        assert!(report.is_object(), "{errors}");
        (has(&report, "registry-conflict"), report["figures"]["electricity.grid_import"]["value"].as_str().unwrap_or("").to_owned())
    };
    // 365 × 10 kWh, and the same times 8,000.
    assert_eq!(park("关口日电量（未乘倍率；倍率8000）", ","), (true, "3.65".to_owned()));
    assert_eq!(park("关口日电量（未乘倍率；倍率8000）", "8000,"), (false, "29200".to_owned()));
    assert_eq!(park("关口日电量  倍率：8000", ","), (true, "3.65".to_owned()));
    assert_eq!(park("关口日电量  倍率：8000", "8000,yes"), (false, "3.65".to_owned()));
    assert_eq!(park("关口日电量（已乘倍率8000）", ","), (false, "3.65".to_owned()));
    assert_eq!(park("2025年关口日电量", ","), (false, "3.65".to_owned()));
}

/// A small park of monthly readings in MWh, with 410,000 certificates: its registry, and what each of its meters reads every month.
fn monthly(registry: &str, readings: &[(&str, u64)], period: &str) -> Park {
    let park = Park(tempfile::tempdir().expect("a folder"));
    let manifest = format!(
        "[park]\nname = \"P\"\n[period]\n{period}\n[meters]\nfile = \"meters.csv\"\n[[readings]]\nfiles = [\"r.csv\"]\nlayout = \"long\"\n[certificates]\nfiles = [\"c.csv\"]\nbeneficiaries = [\"甲公司\"]\n"
    );
    park.write("park.toml", &manifest);
    park.write("meters.csv", &format!("meter_id,carrier,flow,unit,parent,source,use,project_code,from,to,service_note,ncv\n{registry}"));
    let rows = readings.iter().flat_map(|(id, mwh)| (1..=12).map(move |month| format!("{id},2025-{month:02},{mwh}\n")));
    park.write("r.csv", &format!("meter_id,time,value\n{}", rows.collect::<String>()));
    park.write(
        "c.csv",
        "first_id,last_id,generation_month,status,retired_on,beneficiary,project_code\nGEC25W000000001,GEC25W000410000,2025-06,retired,2026-01-15,甲公司,PRJ9\n",
    );
    park
}

const GATE: &str = "G1,electricity,grid-import,MWh,,,,,,,,\nPV,electricity,onsite-renewable,MWh,,solar,,,,,,\n";
const YEAR: &str = "year = 2025";

/// 480,000 MWh of fossil power burn fuel: one of a raw material or of biomass, or one that is not in service says nothing of it (METHOD 3).
#[test]
fn a_fuel_meter_that_measures_no_fossil_fuel_is_no_evidence_of_it() {
    let fossil = "F1,electricity,onsite-fossil,MWh,,,,,,,,\n";
    let readings = [("G1", 100), ("PV", 50_000), ("F1", 40_000)];
    for (fuel, read) in [
        ("", None),
        ("C,diesel,consumption,t,,,feedstock,,,,,\n", Some(1)),
        ("C,biomass,consumption,t,,,,,,,,15\n", Some(1)),
        ("C,diesel,consumption,t,,,,,2026-01-01,,old engine scrapped,\n", None),
    ] {
        let readings: Vec<(&str, u64)> = readings.iter().copied().chain(read.map(|read| ("C", read))).collect();
        let (code, report) = monthly(&format!("{GATE}{fossil}{fuel}"), &readings, YEAR).report(&[]);
        assert!(code == 3 && has(&report, "missing-fuel"), "{fuel}: {code}");
    }
    let (_, report) =
        monthly(&format!("{GATE}{fossil}C,diesel,consumption,t,,,,,,,,\n"), &[readings[0], readings[1], readings[2], ("C", 9)], YEAR)
            .report(&[]);
    assert!(!has(&report, "missing-fuel"));
}

/// Whatever source is stated of coal, burning it emits (METHOD 5).
#[test]
fn a_fossil_fuel_has_no_other_source() {
    for source in ["biomass", "hydro", "solar", "non-fossil"] {
        let park =
            monthly(&format!("{GATE}C,raw-coal,consumption,t,,{source},,,,,,20\n"), &[("G1", 100), ("PV", 50_000), ("C", 10_000)], YEAR);
        let (code, _, said) = check(park.path(), &["--lang", "en"]);
        assert!(code == 2 && said.contains("burning it always emits"), "{source}: {said}");
    }
}

/// What a sub-meter takes in while the meter above it is out of service counts nowhere; a gateway that is not in service measured no import of zero.
#[test]
fn a_meter_out_of_service_measures_nothing_for_others() {
    let below = "G2,electricity,grid-import,MWh,G3,,,,,,,\nG3,electricity,grid-import,MWh,,,,,2024-01-01,2024-12-31,line closed,\n";
    let (code, report) = monthly(&format!("{GATE}{below}"), &[("G1", 100), ("PV", 50_000), ("G2", 39_000)], YEAR).report(&[]);
    assert!(code == 3 && has(&report, "registry-conflict"), "{code}");
    let later = "G1,electricity,grid-import,MWh,,,,,2026-01-01,,new line in 2026,\nPV,electricity,onsite-renewable,MWh,,solar,,,,,,\n";
    let (code, report) = monthly(later, &[("PV", 50_000)], YEAR).report(&[]);
    assert_eq!((code, outcome(&report, "direct-green-share")), (3, "indeterminate"));
}

/// Auxiliaries of 900,000 MWh beside 600,000 MWh of generation: R would be above U.
#[test]
fn auxiliaries_above_the_generation_that_they_serve_block() {
    let (code, report) =
        monthly(&format!("{GATE}A,electricity,auxiliary,MWh,,,,,,,,\n"), &[("G1", 60_000), ("PV", 50_000), ("A", 75_000)], YEAR)
            .report(&[]);
    assert!(code == 3 && has(&report, "own-use-reading"), "{code}");
}

/// A month that an end of the period cuts: of its 40,000 MWh some are inside, and how many is not known (METHOD 8).
#[test]
fn a_month_that_the_period_cuts_is_not_left_out_in_silence() {
    let park = monthly(GATE, &[("G1", 40_000), ("PV", 50_000)], "start = 2025-01-02\nend = 2025-12-31");
    let (code, report) = park.report(&["--interim"]);
    assert!(code == 3 && has(&report, "outside-period"), "{code}");
}

/// The certificates of a farm whose meter stands below the line that counts it: its energy is in the park already (METHOD 4).
#[test]
fn certificates_of_a_project_below_a_counted_meter_are_claimed_already() {
    let below = "PV1,electricity,onsite-renewable,MWh,PV,solar,,PRJ9,,,,\n";
    let readings = [("G1", 30_000), ("PV", 50_000), ("PV1", 50_000)];
    let (_, with) = monthly(&format!("{GATE}{below}"), &readings, YEAR).report(&[]);
    assert!(has(&with, "certificate-already-claimed"), "{}", with["certificates"]);
}

/// Bills of one meter of which the multiplier changes, and no row of the registry says when.
#[test]
fn bills_that_state_two_multipliers_conflict() {
    let park = monthly(GATE, &[("PV", 50_000)], YEAR);
    park.edit("park.toml", "[certificates]", "[[readings]]\nfiles = [\"b.csv\"]\nlayout = \"bill\"\n[certificates]");
    let rows: String = (1..=12)
        .map(|month| {
            let end = if month == 12 { "2026-01-01".to_owned() } else { format!("2025-{:02}-01", month + 1) };
            format!("G1,2025-{month:02}-01,{end},{},{},{}\n", (month - 1) * 40_000, month * 40_000, if month < 7 { "1" } else { "0.001" })
        })
        .collect();
    park.write("b.csv", &format!("meter_id,start,end,start_reading,end_reading,multiplier\n{rows}"));
    let (code, report) = park.report(&[]);
    assert!(code == 3 && has(&report, "registry-conflict"), "{code}");
}
