//! The text of a small report: nothing raw, nothing too wide, nothing unknown shown as zero.

use super::super::schema::*;
use super::*;
use crate::dossier::{Code, Effect};
use crate::measure::Exact;
use crate::report::criteria::{PolicyBy, State};
use crate::report::page::width;
use crate::report::purchases::{Certificates, Trades};
use crate::report::words::Lang;
use crate::rule::{Outcome, Stage, Verdict};
use crate::standard::{Comparison, Level, Standing, Words};

fn exact(text: &str) -> Exact {
    Exact::parse(text).expect(text)
}

fn rule(id: &'static str, outcome: Outcome, measured: Option<&str>) -> RuleReport {
    let measured = measured.map(exact);
    RuleReport {
        id,
        level: Level::Required,
        outcome,
        lower: measured.clone(),
        upper: measured.clone(),
        margin: measured.as_ref().map(|m| m - &exact("0.5")),
        measured,
        unit: "1".to_owned(),
        comparison: Comparison::AtLeast,
        limit: Some(exact("0.5")),
        reason: None,
        deciding: Vec::new(),
        figures: Vec::new(),
        in_force_from: Some("2025-06-30".to_owned()),
        in_force_until: None,
        judged_for_reference: false,
        citation: CitationReport {
            standing: Standing::Text,
            url: None,
            document: String::new(),
            item: String::new(),
            quote: String::new(),
            words: Words::Paraphrase,
            paraphrase: Default::default(),
        },
    }
}

fn report() -> Report {
    let mut open = rule("near-zero", Outcome::Indeterminate, None);
    open.reason = Some("what is missing could move it to either side of the limit".to_owned());
    open.deciding = (1..=8)
        .map(|n| DecidingReport {
            meter: format!("M{n}"),
            from: "2025-03-01".to_owned(),
            to: "2025-03-04".to_owned(),
            effect: Some(exact("0.01")),
        })
        .collect();
    let figure = |value: Option<&str>| FigureReport {
        value: value.map(exact),
        lower: value.map(exact),
        upper: value.map(exact),
        unit: "MWh",
        inferred: false,
        trail: Vec::new(),
    };
    let figures = [
        ("electricity.grid_import", figure(Some("71234.5"))),
        ("electricity.consumption", figure(Some("120000"))),
        ("electricity.direct_green", figure(None)),
        ("electricity.storage_charge", figure(Some("0"))),
        ("emissions.total", figure(None)),
        ("energy.total", figure(Some("34272"))),
    ];
    Report {
        schema: SCHEMA,
        tool: Tool { name: "lingtan", version: "0", commit: None },
        policy: Policy { name: "cn-national".to_owned(), title: "国家级零碳园区".to_owned(), edition: None, sha256: "ab".repeat(32), rests_on: Vec::new(), settings: [].into() },
        run: RunSettings {
            interim: false,
            folder: None,
            folder_sha256: None,
            ledger: None,
            readings: None,
            policy: None,
            scenario: None,
            last_year: None,
            claimed: Vec::new(),
        },
        park: Park { name: "园区\u{1b}[2J\u{202e}x".to_owned(), province: Some("内蒙古".to_owned()), scope: "whole".to_owned() },
        period: PeriodReport { start: "2025-01-01".to_owned(), end: "2025-12-31".to_owned(), interim: false },
        criteria: crate::report::criteria::CriteriaReport {
            state: State::BuiltIn,
            built_in: "cn-national".to_owned(),
            policy_by: PolicyBy::Park,
            changed: Vec::new(),
            verdict_as_built_in: Verdict::Fail,
            built_in_decides: false,
        },
        stated: None,
        verdict: Verdict::Fail,
        rules: vec![rule("direct-green-share", Outcome::Fail, Some("0.499999")), open],
        next: Vec::new(),
        acceptance: crate::report::acceptance::AcceptanceReport {
            stage: Stage::NotListed,
            listed: None,
            end_year: None,
            conditions: Vec::new(),
            holding: 0,
            says: Vec::new(),
        },
        figures: figures.into_iter().map(|(id, f)| (id.to_owned(), f)).collect(),
        resolution: Resolution { step: "15min".to_owned(), set_by: vec!["M\u{7}1".to_owned()] },
        matching: [("resolution".to_owned(), serde_json::json!("0.4")), ("year".to_owned(), serde_json::json!("0.51"))].into_iter().collect(),
        months: vec![MonthReport { onsite_fossil: None, other_emissions: None, other_energy: None, month: "2025-01".to_owned(), grid_import: None, direct_green: None, consumption: Some(exact("1000")), share: None }],
        certificates: Certificates { presented: 0, counted: 0, unused: 0, counted_codes: Vec::new(), rejected: Vec::new() },
        trades: Trades { presented: Exact::zero(), counted: Exact::zero(), unit: "MWh", counted_codes: Vec::new(), uncertified: Exact::zero(), depends: Vec::new(), rejected: Vec::new() },
        meters: Vec::new(),
        materiality: [].into(),
        headroom: [("direct-green-share", HeadroomReport { change: Some(exact("0.12")), unit: "MWh", of: "electricity.direct_green" })].into(),
        changes: None,
        projection: None,
        readings: None,
        scenario: None,
        corrections: None,
        without_corrections: None,
        net_zero: NetZero { residual: None, offsets: Exact::zero(), net: None, unit: "tCO2", reached: None, counted: Vec::new(), rejected: Vec::new() },
        sensitivities: Vec::new(),
        defects: (1..=5)
            .map(|n| DefectReport {
                code: Code::MissingInterval,
                effect: Effect::Notes,
                meter: Some("M1".to_owned()),
                file: Some("readings/\u{9b}a.csv".to_owned()),
                line: Some(n),
                count: 4,
                message: crate::say!(
                    "{count} interval(s) of {id} are missing, from {start} to {end}",
                    count = 4,
                    id = "M1",
                    start = "…",
                    end = "…"
                )
                    .at(format!("readings/\u{9b}a.csv:{n}")),
                explained: None,
            })
            .collect(),
        data: vec![DataReport { meter: "M1".to_owned(), expected: 35_040, present: 35_020, missing: 20, estimated: 0, corrected: 0 }],
        assumptions: vec![Assumption {
            setting: "electricity_equivalent".to_owned(),
            value: "0.2856".to_owned(),
            unit: Some("kgce/kWh".to_owned()),
            default: true,
            source: Some("综合能耗计算通则，GB/T 2589-2020，2020: 等价值 (equivalent value: by the coal consumption of power plants of the year before)".to_owned()),
        }],
        inputs: vec![InputReport { file: "meters.csv".to_owned(), sha256: "cd".repeat(32), bytes: 12_345, rows: 10 }],
        tables: Vec::new(),
        unread_files: Vec::new(),
        detail: Detail::default(),
    }
}

fn shown(lang: Lang, columns: usize, color: bool) -> String {
    render(&report(), &Style { lang, color, width: columns })
}

#[test]
fn nothing_of_the_evidence_is_printed_raw() {
    for lang in [Lang::En, Lang::Zh] {
        let text = shown(lang, 80, false);
        assert!(text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')), "{text:?}");
        // With colours, the only escapes are the page's own.
        let colored = shown(lang, 80, true);
        for rest in colored.split('\u{1b}').skip(1) {
            assert!(["[0m", "[1m", "[2m", "[31m", "[32m", "[33m"].iter().any(|own| rest.starts_with(own)), "{rest:?}");
        }
    }
}

#[test]
fn keeps_within_the_page() {
    for lang in [Lang::En, Lang::Zh] {
        for columns in [80, 100, 140] {
            for line in shown(lang, columns, false).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
                assert_eq!(line, line.trim_end());
            }
        }
    }
}

#[test]
fn says_the_verdict_first_and_in_both_languages() {
    let text = shown(Lang::En, 100, false);
    assert!(text.contains("VERDICT  FAIL  不通过"), "{text}");
    assert!(text.find("VERDICT") < text.find("Required rules"));
    let text = shown(Lang::Zh, 100, false);
    assert!(text.contains("判定结论  不通过  FAIL"), "{text}");
}

#[test]
fn unknown_is_a_dash_and_a_shown_number_does_not_belie_the_decision() {
    let text = shown(Lang::En, 100, false);
    assert!(text.contains("shown 50.00 %; exactly, it is below 50 %"), "{text}");
    let line = |start: &str| text.lines().find(|l| l.trim_start().starts_with(start)).expect(start).to_owned();
    assert!(line("direct green supply R").contains('—'));
    assert!(line("emissions in all E").contains('—'));
    assert!(!text.contains("storage charge"), "a flow that the park does not have is left out");
    assert!(text.contains("Only annual netting reaches 50 %: at the resolution of the data 40.00 %"), "{text}");
}

#[test]
fn long_lists_say_how_many_more() {
    let text = shown(Lang::En, 100, false);
    assert!(text.contains("M5") && !text.contains("M6") && text.contains("and 3 more"), "{text}");
    assert!(text.contains("missing-interval (missing readings): 20 concerned") && text.contains("and 2 more entries"), "{text}");
    let text = shown(Lang::Zh, 100, false);
    assert!(text.contains("读数缺失（missing-interval）：涉及 20 处") && text.contains("a.csv:1：M1 自 … 至 … 缺失 4 个时段"), "{text}");
    assert!(text.contains("缺失数据可能使结果落在限值任一侧"), "{text}");
}
