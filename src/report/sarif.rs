//! SARIF 2.1.0 for code scanning: a run per park; rules that fail or stay open and defects of the evidence, each at its file and line.
//!
//! The texts of rules stand in English, and in Chinese as a translation of the tool. Artifacts carry the SHA-256 of their bytes. A fingerprint is made of the
//! rule, the meter, the file and the place among equals, so that a result stays itself when lines move. Results keep kind `fail`, also where a required
//! rule is undecided: an undecided rule is a problem to be shown, and SARIF shows other kinds as none; `properties.outcome` says which it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::schema::{DefectReport, Report, RuleReport};
use super::told::{Told, denied_warnings};
use super::words::Lang;
use crate::dossier::{Code, Effect};
use crate::files::digest_of;
use crate::rule::{Outcome, RULES, Verdict};
use crate::standard::{Comparison, Level};

/// What file names are relative to: the working directory of the run.
const ROOT: &str = "%SRCROOT%";

/// The property of a result that a correction or waiver explains: where that stands. Such a result is suppressed.
const EXPLAINED: &str = "explained";

/// Results of a run. Code scanning shows 5,000 and refuses a log of more than 25,000.
const MOST: usize = 5_000;

/// The log of all parks.
pub fn render(told: &[Told]) -> String {
    let runs: Vec<Value> = told.iter().map(run).collect();
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    super::json::inert(text)
}

fn run(park: &Told) -> Value {
    let mut run = json!({
        "tool": { "driver": driver() },
        "translations": [translation()],
        "language": "en",
        "automationDetails": { "id": format!("lingtan/{}/", if park.folder.is_empty() { "." } else { &park.folder }) },
        "originalUriBaseIds": { ROOT: { "description": { "text": "The working directory of the run." } } },
        "columnKind": "unicodeCodePoints",
    });
    let (artifacts, results, invocation, properties) = match &park.result {
        Ok(report) => (
            artifacts(park, report),
            results(park, report),
            invocation(report),
            json!({ "park": report.park.name, "period": report.period, "policy": report.policy.name, "policySha256": report.policy.sha256,
                "verdict": report.verdict_in_effect(), "deniedWarnings": park.denied, }),
        ),
        Err(message) => (
            Vec::new(),
            Vec::new(),
            json!({ "executionSuccessful": false,
                "toolExecutionNotifications": [{ "level": "error", "message": { "text": message.to_string() } }] }),
            json!({ "park": park.name(), "verdict": null }),
        ),
    };
    run["artifacts"] = json!(artifacts);
    run["results"] = json!(results);
    run["invocations"] = json!([invocation]);
    run["properties"] = properties;
    if let Some(note) = park.result.as_ref().ok().and_then(|report| super::force::noted(report, Lang::En)) {
        run["properties"]["judgedForReference"] = json!(note);
    }
    if let Ok(report) = &park.result {
        run["properties"]["criteria"] = json!(report.criteria);
        run["properties"]["interim"] = json!(report.period.interim);
        if let Some(stated) = &report.stated {
            run["properties"]["stated"] = json!(stated);
        }
    }
    if let Some(without) = park.result.as_ref().ok().and_then(|report| report.without_corrections.as_ref()) {
        run["properties"]["withoutCorrections"] = json!(without);
    }
    run
}

/// Results at most: what is said of rules, of the verdict, and each defect.
fn results_of(report: &Report) -> usize {
    report.rules.len() + 2 + report.defects.len()
}

/// That the run went well, and whether there is more than a log may hold.
fn invocation(report: &Report) -> Value {
    let mut said: Vec<String> = super::by_whose_law::interim(report)
        .into_iter()
        .chain(super::by_whose_law::beside(report))
        .map(|message| message.to_string())
        .collect();
    if results_of(report) > MOST {
        said.push(format!(
            "there are {} defects; this log holds {MOST} results, the gravest first chosen, and the JSON report holds all",
            report.defects.len()
        ));
    }
    if said.is_empty() {
        return json!({ "executionSuccessful": true });
    }
    let notifications: Vec<Value> = said.iter().map(|text| json!({ "level": "warning", "message": { "text": text } })).collect();
    json!({ "executionSuccessful": true, "toolExecutionNotifications": notifications })
}

fn driver() -> Value {
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "language": "en",
        "rules": descriptors(Lang::En),
    })
}

/// The same descriptors in Chinese, in the same order.
fn translation() -> Value {
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "language": "zh-CN",
        "contents": ["localizedData"],
        "isComprehensive": true,
        "translationMetadata": { "name": "简体中文" },
        "rules": descriptors(Lang::Zh),
    })
}

/// Names of all rules and defects.
fn names() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id).chain(Code::ALL.iter().map(|code| code.name()))
}

fn descriptors(lang: Lang) -> Vec<Value> {
    let rules = RULES.iter().map(|rule| {
        let about = lang.find(&format!("rule.{}.about", rule.id)).unwrap_or_default().trim();
        described(rule.id, lang.find(&format!("rule.{}.name", rule.id)), about, about)
    });
    let defects = Code::ALL.iter().map(|code| {
        let code = code.name();
        let say = |what: &str| lang.find(&format!("defect.{code}.{what}")).unwrap_or_default();
        let mut help = String::new();
        for what in ["meaning", "effect", "remedy", "example"] {
            let _ = writeln!(help, "{}: {}", lang.word(&format!("explain.{what}")), say(what));
        }
        described(code, lang.find(&format!("defect.{code}.name")), say("meaning"), help.trim_end())
    });
    rules.chain(defects).collect()
}

fn described(id: &str, name: Option<&str>, full: &str, help: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": name.unwrap_or(id) },
        "fullDescription": { "text": full },
        "help": { "text": help },
    })
}

fn artifacts(park: &Told, report: &Report) -> Vec<Value> {
    let all = report.inputs.iter().map(|input| {
        json!({ "location": { "uri": uri(&park.path(&input.file)), "uriBaseId": ROOT }, "length": input.bytes, "hashes": { "sha-256": input.sha256 } })
    });
    all.collect()
}

fn results(park: &Told, report: &Report) -> Vec<Value> {
    let mut seen = BTreeMap::new();
    let rules = report.rules.iter().filter_map(|rule| Some((of_rule(report, rule)?, vec![rule.id.to_owned()])));
    let withheld = report.period.interim && !report.run.interim;
    let mut all: Vec<(Found, Vec<String>)> = rules.collect();
    if park.denied || withheld {
        // Said of the first required rule: SARIF has no result without a rule of the tool.
        let message = if park.denied {
            denied_warnings().to_string()
        } else {
            "the period is no natural year, so that no verdict is given".to_owned()
        };
        let rule = RULES[0].id;
        let properties = json!({ "outcome": Outcome::Indeterminate });
        let found = Found { rule, level: "warning", message, file: Some("park.toml".to_owned()), line: None, properties };
        all.push((found, vec!["verdict".to_owned()]));
    }
    let in_effect = report.verdict_in_effect();
    if in_effect != report.verdict {
        let level = if in_effect == Verdict::Fail { "error" } else { "warning" };
        let message = format!("{}: {in_effect} under the built-in law {}", report.park.name, report.criteria.built_in);
        let properties = json!({ "outcome": in_effect });
        let found = Found { rule: RULES[0].id, level, message, file: Some("park.toml".to_owned()), line: None, properties };
        all.push((found, vec!["verdict-as-built-in".to_owned()]));
    }
    all.extend(report.defects.iter().map(|defect| {
        let key = [Some(&defect.code.name().to_owned()), defect.meter.as_ref(), defect.file.as_ref()]
            .map(|part| part.cloned().unwrap_or_default());
        (of_defect(defect), key.to_vec())
    }));
    // Fingerprints are counted over all, so that one does not change with what is left out.
    let all: Vec<(&str, Value)> = all.into_iter().map(|(found, key)| (found.level, result(park, report, &found, key, &mut seen))).collect();
    gravest(all)
}

/// At most as many results as a log may hold: the gravest, in their order.
fn gravest(all: Vec<(&str, Value)>) -> Vec<Value> {
    let rank = |level: &str| ["error", "warning", "note"].iter().position(|l| *l == level);
    let mut kept: Vec<usize> = (0..all.len()).collect();
    kept.sort_by_key(|at| rank(all[*at].0));
    kept.truncate(MOST);
    let kept: BTreeSet<usize> = kept.into_iter().collect();
    all.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, (_, value))| value).collect()
}

struct Found {
    rule: &'static str,
    level: &'static str,
    message: String,
    file: Option<String>,
    line: Option<u64>,
    properties: Value,
}

fn of_rule(report: &Report, rule: &RuleReport) -> Option<Found> {
    let level = match (rule.level, rule.outcome) {
        (Level::Required, Outcome::Fail) => "error",
        (Level::Required, Outcome::Indeterminate) | (Level::Data, Outcome::Fail) => "warning",
        (_, Outcome::Fail | Outcome::Indeterminate) => "note",
        _ => return None,
    };
    let number = |n: &Option<crate::measure::Exact>| n.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
    let sign = match rule.comparison {
        Comparison::AtLeast => "at least",
        Comparison::Above => "above",
        Comparison::AtMost => "at most",
    };
    let mut message = format!(
        "{}: {} rule {}: {}; measured {} (bounds {} to {}), limit {sign} {}, unit {}",
        report.park.name,
        rule.level,
        rule.id,
        rule.outcome,
        number(&rule.measured),
        number(&rule.lower),
        number(&rule.upper),
        number(&rule.limit),
        rule.unit
    );
    if let Some(reason) = &rule.reason {
        let _ = write!(message, "; {reason}");
    }
    if let Some(force) = super::force::of_rule(rule, Lang::En) {
        let _ = write!(message, "; {force}");
    }
    let properties = json!({
        "outcome": rule.outcome, "ruleLevel": rule.level, "measured": rule.measured, "lower": rule.lower, "upper": rule.upper, "unit": rule.unit,
        "comparison": rule.comparison, "limit": rule.limit, "margin": rule.margin, "reason": rule.reason, "deciding": rule.deciding,
        "citation": rule.citation, "inForceFrom": rule.in_force_from, "judgedForReference": rule.judged_for_reference,
    });
    Some(Found { rule: rule.id, level, message, file: Some("park.toml".to_owned()), line: Some(1), properties })
}

fn of_defect(defect: &DefectReport) -> Found {
    let level = match defect.effect {
        Effect::Blocks => "error",
        Effect::Discards => "warning",
        Effect::Notes => "note",
    };
    Found {
        rule: defect.code.name(),
        level,
        message: defect.message.to_string(),
        file: defect.file.clone(),
        line: defect.line,
        properties: match &defect.explained {
            None => json!({ "effect": defect.effect, "meter": defect.meter, "count": defect.count }),
            Some(place) => json!({ "effect": defect.effect, "meter": defect.meter, "count": defect.count, EXPLAINED: place }),
        },
    }
}

fn result(park: &Told, report: &Report, found: &Found, key: Vec<String>, seen: &mut BTreeMap<Vec<String>, u64>) -> Value {
    // A defect of the accounts has no file: the park's manifest stands for it.
    let file = found.file.as_deref().unwrap_or("park.toml");
    let mut artifact = Map::new();
    artifact.insert("uri".to_owned(), json!(uri(&park.path(file))));
    artifact.insert("uriBaseId".to_owned(), json!(ROOT));
    if let Some(at) = report.inputs.iter().position(|input| input.file == file) {
        artifact.insert("index".to_owned(), json!(at));
    }
    let line = found.line.unwrap_or(1).max(1);
    let nth = seen.entry(key.clone()).or_insert(0);
    *nth += 1;
    let print = digest_of(json!([park.folder, key, nth]).to_string().as_bytes());
    let mut result = json!({
        "ruleId": found.rule,
        "kind": "fail",
        "level": found.level,
        "message": { "text": found.message },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": { "startLine": line } } }],
        "partialFingerprints": { "lingtanFinding/v1": print },
        "properties": found.properties,
    });
    // An indicator of the policy's own is described by no rule of the tool.
    if let Some(at) = names().position(|name| name == found.rule) {
        result["ruleIndex"] = json!(at);
    }
    if let Some(place) = found.properties[EXPLAINED].as_str() {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": format!("explained by {place}") }]);
    }
    result
}

/// A path as a relative URI reference: whatever is not unreserved is percent-encoded.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MOST, gravest, uri};

    #[test]
    fn the_gravest_results_are_kept_in_their_order() {
        let level = |at: usize| if at % 20_000 == 19_999 { "error" } else { "note" };
        let kept = gravest((0..50_000).map(|at| (level(at), json!(at))).collect());
        assert_eq!(kept.len(), MOST);
        // Both errors, and before them the first 4,998 notes.
        assert_eq!(kept[MOST - 3..], [json!(4_997), json!(19_999), json!(39_999)]);
    }

    #[test]
    fn a_path_of_any_letters_is_a_uri() {
        assert_eq!(uri("readings/a b#1:%.csv"), "readings/a%20b%231%3A%25.csv");
        assert_eq!(uri("电"), "%E7%94%B5");
    }
}
