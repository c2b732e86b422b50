//! An in-toto statement (version 1) of what was decided from which bytes, ready to be the payload of a signed envelope (DSSE); signing is for another tool.
//!
//! The subjects are the inputs with their SHA-256, named as in the park's folder. One compact statement a line, one line a park, so that a line is
//! the payload. The predicate's type is a name and no address: nothing needs to be fetched to understand it, and nobody has to hold a domain for it.

use serde_json::{Value, json};

use super::told::{Told, reports};
use super::{Report, json};
use crate::files::digest_of;

/// Type of the predicate; a change of its shape bumps the number.
pub const PREDICATE: &str = "urn:lingtan:verdict:1";

/// The statements, one a line.
pub fn render(told: &[Told]) -> String {
    json::inert(reports(told).map(|report| statement(report).to_string() + "\n").collect())
}

fn statement(report: &Report) -> Value {
    let report = report.placeless();
    let report = report.as_ref();
    let whole = json::render(&[report], false);
    let subjects: Vec<Value> =
        report.inputs.iter().map(|input| json!({ "name": input.file, "digest": { "sha256": input.sha256 } })).collect();
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": PREDICATE,
        "predicate": {
            "tool": report.tool,
            "policy": report.policy,
            "run": report.run,
            "park": report.park,
            "period": report.period,
            "verdict": report.verdict_in_effect(),
            "criteria": report.criteria,
            "stated": report.stated,
            "rules": report.rules,
            "figures": report.figures,
            "certificates": {
                "presented": report.certificates.presented,
                "counted": report.certificates.counted,
                "unused": report.certificates.unused,
            },
            // The whole report, as `--format json` writes it for this park alone.
            "report": { "schema": report.schema, "digest": { "sha256": digest_of(whole.as_bytes()) } },
        },
    })
}
