//! `lingtan verify` and `lingtan diff`: a report against its inputs, and two reports against each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;

use super::check::{Request, report_on};
use super::{exit, print};
use crate::dossier::Stated;
use crate::files::read_outside;
use crate::input::Overrides;
use crate::measure::Period;
use crate::report::compare::{Difference, compare};
use crate::report::schema::SCHEMA;

/// Differences shown one by one.
const SHOWN: usize = 60;

/// Recomputes a report from its inputs and compares.
pub(super) fn verify(report: &Path, park: Option<&Path>) -> anyhow::Result<u8> {
    let stated = one(load(report)?, report)?;
    // A report may lie beside its park's manifest; else the current folder is the park.
    let beside = report.parent().filter(|p| p.join("park.toml").is_file());
    let folder = park.or(beside).map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let request = request(&stated)?;
    let (mut recomputed, _) = report_on(&folder, &request)?;
    // Settings that the report had from the command line are given again where the manifest alone does not bring them.
    let first = serde_json::to_value(&recomputed)?;
    let settings = differing_settings(&stated, &first);
    if !settings.is_empty() {
        let overrides = Overrides { settings, ..request.overrides.clone() };
        (recomputed, _) = report_on(&folder, &Request { overrides, ..request })?;
    }
    let differences = compare(&stated, &serde_json::to_value(&recomputed)?);
    tell(&differences, &format!("{}: every figure follows from the inputs", report.display()), "in the report", "recomputed")
}

/// What changed between two reports.
pub(super) fn diff(old: &Path, new: &Path) -> anyhow::Result<u8> {
    let (a, b) = (load(old)?, load(new)?);
    let differences = match (&a, &b) {
        (Value::Array(_), Value::Array(_)) => {
            let named = |list: &Value| {
                let all = list.as_array().cloned().unwrap_or_default();
                Value::Object(all.into_iter().map(|r| (r["park"]["name"].as_str().unwrap_or_default().to_owned(), r)).collect())
            };
            let (a, b) = (named(&a), named(&b));
            let names = a.as_object().into_iter().chain(b.as_object()).flat_map(|o| o.keys().cloned());
            let names: std::collections::BTreeSet<String> = names.collect();
            let under = |name: &String| {
                let found = compare(a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null));
                found.into_iter().map(move |d| Difference { path: format!("{name}: {}", d.path), ..d }).collect::<Vec<_>>()
            };
            names.iter().flat_map(under).collect()
        }
        _ => compare(&one(a, old)?, &one(b, new)?),
    };
    tell(&differences, "the reports are the same", "old", "new")
}

fn load(path: &Path) -> anyhow::Result<Value> {
    let (bytes, _) = read_outside(path)?;
    serde_json::from_slice(&bytes).with_context(|| format!("{}: not a JSON report", path.display()))
}

/// The one report of a file.
fn one(value: Value, path: &Path) -> anyhow::Result<Value> {
    let report = match value {
        Value::Array(mut list) if list.len() == 1 => list.remove(0),
        Value::Array(list) => bail!("{}: holds {} reports; give one", path.display(), list.len()),
        other => other,
    };
    match report["schema"].as_str() {
        Some(SCHEMA) => Ok(report),
        Some(other) => bail!("{}: its schema is `{other}`; this program knows `{SCHEMA}`", path.display()),
        None => bail!("{}: not a report of this program (it names no schema)", path.display()),
    }
}

/// How the run of a report was asked for.
fn request(report: &Value) -> anyhow::Result<Request> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let period = match (text(&report["period"]["start"]), text(&report["period"]["end"])) {
        (Some(start), Some(end)) => Period::parse(&format!("{start}..{end}")),
        _ => None,
    };
    let Some(period) = period else { bail!("the report states no period that can be read") };
    let ledger = text(&report["run"]["ledger"]).map(PathBuf::from);
    let name = text(&report["policy"]["name"]).unwrap_or_default();
    // A built-in policy is named; one of the park's own stands in its manifest.
    let policy = crate::standard::Standard::built_in(&name).map(|_| name);
    let overrides = Overrides { period: Some(period), policy, settings: BTreeMap::new(), ledger, all_values: false, threads: None };
    Ok(Request { overrides, interim: report["run"]["interim"].as_bool().unwrap_or(false), quiet: true })
}

/// The settings of a report that a recomputed one does not have.
fn differing_settings(stated: &Value, recomputed: &Value) -> BTreeMap<String, Stated> {
    let settings = |report: &Value| report["policy"]["settings"].as_object().cloned().unwrap_or_default();
    let now = settings(recomputed);
    let sources: BTreeMap<String, String> = stated["assumptions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|a| Some((a["setting"].as_str()?.to_owned(), a["source"].as_str()?.to_owned())))
        .collect();
    settings(stated)
        .into_iter()
        .filter(|(name, value)| now.get(name) != Some(value))
        .filter_map(|(name, value)| {
            let source = sources.get(&name).cloned();
            Some((name, Stated { value: value.as_str()?.to_owned(), unit: None, source }))
        })
        .collect()
}

/// Prints what differs; no difference is success.
fn tell(differences: &[Difference], none: &str, old: &str, new: &str) -> anyhow::Result<u8> {
    if differences.is_empty() {
        print::out(&format!("{none}\n"))?;
        return Ok(exit::PASS);
    }
    let mut text = String::new();
    for difference in differences.iter().take(SHOWN) {
        let shown = |value: &str| if value.is_empty() { "—".to_owned() } else { clean(value) };
        text += &format!("{}: {old} {}, {new} {}\n", clean(&difference.path), shown(&difference.old), shown(&difference.new));
    }
    if differences.len() > SHOWN {
        text += &format!("… and {} more\n", differences.len() - SHOWN);
    }
    print::out(&text)?;
    Ok(exit::DIFFERENT)
}

/// A text without control characters, short enough for a line.
fn clean(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if clean.chars().count() > 200 { format!("{}…", clean.chars().take(200).collect::<String>()) } else { clean }
}
