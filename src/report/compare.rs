//! What differs between two JSON reports: cause first (inputs, policy, settings, period), then effects (verdict, rules, figures, the rest).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use super::difference::Difference;
use super::difference::ORDER;
use super::headline;
use super::page::{Ink, Page, Style};
use super::words::Lang;

/// What forms for people need beyond the rest, and what the rest says once more: it differs where the rest does.
const RENDERING: &str = "rendering";

/// Where the park's folder lies, and the digest that binds it to the report.
const PLACE: [&str; 2] = ["run.folder", "run.folder_sha256"];

/// Everything that differs, in the order of cause and effect. Where a folder lies is no part of what was judged.
pub fn compare(old: &Value, new: &Value) -> Vec<Difference> {
    let mut all = sections(old, new);
    all.retain(|difference| !PLACE.contains(&difference.path.as_str()));
    all
}

fn sections(old: &Value, new: &Value) -> Vec<Difference> {
    let mut all = Vec::new();
    let (Value::Object(a), Value::Object(b)) = (old, new) else {
        values("report", Some(old), Some(new), &mut all);
        return all;
    };
    let names: BTreeSet<&str> = a.keys().chain(b.keys()).map(String::as_str).collect();
    let known = ORDER.into_iter().filter(|n| names.contains(n));
    let others = names.iter().copied().filter(|n| !ORDER.contains(n));
    for name in known.chain(others).filter(|name| *name != RENDERING) {
        values(name, a.get(name), b.get(name), &mut all);
    }
    all
}

/// Everything that differs between a report and what its inputs give: the order of its lists too, which says nothing of two reports to a reader but
/// belongs to what one report states.
pub fn compare_whole(stated: &Value, recomputed: &Value) -> Vec<Difference> {
    let mut all = sections(stated, recomputed);
    if all.is_empty() {
        order("", stated, recomputed, &mut all);
    }
    if all.is_empty() {
        values(RENDERING, stated.get(RENDERING), recomputed.get(RENDERING), &mut all);
    }
    all
}

/// Lists of the same entries in another order.
fn order(path: &str, old: &Value, new: &Value, all: &mut Vec<Difference>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                order(&path, value, b.get(name).unwrap_or(&Value::Null), all);
            }
        }
        (Value::Array(a), Value::Array(b)) if a != b => {
            let names = |list: &[Value]| list.iter().map(|v| key(v).unwrap_or_else(|| plain(Some(v)))).collect::<Vec<_>>().join(", ");
            all.push(Difference { path: path.to_owned(), old: names(a), new: names(b) });
        }
        _ => {}
    }
}

/// The key by which an entry of a list is known.
fn key(value: &Value) -> Option<String> {
    let named = ["id", "meter", "file", "setting", "month"].into_iter().find_map(|k| value.get(k)?.as_str().map(str::to_owned));
    // A meter may have several corrections, each of its own span.
    if let (Some(_), Some(from)) = (value.get("approved_by"), value.get("from").and_then(Value::as_str)) {
        return Some(format!("{} {from}", named?));
    }
    // Defects, rejected certificates and trails have a place; several may share a meter.
    match (value.get("code").or_else(|| value.get("certificate")), value.get("line")) {
        (Some(code), line) => {
            Some(format!("{} {}:{}", code.as_str()?, named.unwrap_or_default(), line.map(ToString::to_string).unwrap_or_default()))
        }
        _ => named,
    }
}

/// What is absent differs from what is null.
fn values(path: &str, old: Option<&Value>, new: Option<&Value>, all: &mut Vec<Difference>) {
    match (old, new) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                values(&format!("{path}.{name}"), a.get(name), b.get(name), all);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => lists(path, a, b, all),
        _ if old == new => {}
        _ => all.push(Difference { path: path.to_owned(), old: plain(old), new: plain(new) }),
    }
}

fn lists(path: &str, old: &[Value], new: &[Value], all: &mut Vec<Difference>) {
    let keyed = |list: &[Value]| -> Option<Vec<String>> {
        let keys: Vec<String> = list.iter().map(key).collect::<Option<_>>()?;
        let distinct: BTreeSet<&String> = keys.iter().collect();
        (distinct.len() == keys.len()).then_some(keys)
    };
    let (Some(a), Some(b)) = (keyed(old), keyed(new)) else {
        for at in 0..old.len().max(new.len()) {
            values(&format!("{path}[{at}]"), old.get(at), new.get(at), all);
        }
        return;
    };
    let places: BTreeMap<&String, usize> = b.iter().enumerate().map(|(at, name)| (name, at)).collect();
    for (name, value) in a.iter().zip(old) {
        values(&format!("{path}.{name}"), Some(value), places.get(name).map(|&at| &new[at]), all);
    }
    let known: BTreeSet<&String> = a.iter().collect();
    for (name, value) in b.iter().zip(new).filter(|(name, _)| !known.contains(name)) {
        values(&format!("{path}.{name}"), None, Some(value), all);
    }
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Differences shown of one section of causes, and of effects where these are folded.
const SHOWN: usize = 40;
const FOLDED: usize = 6;
/// Digits of a SHA-256 that are shown.
const DIGITS: usize = 12;

/// What differs, park by park, causes before effects. `command` is `verify` or `diff`; of a difference between two reports what follows is folded, but
/// for `details`.
pub fn describe(all: &[(String, Vec<Difference>)], style: &Style, command: &str, details: bool) -> String {
    let lang = style.lang;
    let mut page = Page::new(*style);
    for (park, found) in all {
        page.blank();
        if found.is_empty() {
            page.line(0, &[(park, Ink::Strong), ("  ", Ink::Plain), (lang.word(&format!("compare.same-{command}")), Ink::Good)]);
            continue;
        }
        page.line(0, &[(park, Ink::Strong)]);
        let (causes, effects): (Vec<&Difference>, Vec<&Difference>) = found.iter().partition(|d| d.is_cause());
        if causes.is_empty() && command == "verify" {
            page.paragraph(2, Ink::Bad, lang.word("compare.no-causes"));
        }
        if command == "diff" {
            headline::write(found, lang, &mut page);
        }
        for (title, group) in [("causes", causes), ("effects", effects)] {
            let folded = title == "effects" && command == "diff" && !details;
            if !group.is_empty() {
                page.heading(lang.word(&format!("compare.{title}")));
            }
            let mut section = ("", 0);
            let mut hidden = 0;
            for (number, difference) in group.iter().enumerate() {
                section = if section.0 == difference.section() { section } else { (difference.section(), 0) };
                let most = if folded && !matches!(section.0, "rules" | "figures") { FOLDED } else { SHOWN };
                if section.1 < most && !(folded && is_detail(difference)) {
                    section.1 += 1;
                    page.paragraph(2, Ink::Plain, &said(difference, style, command));
                } else {
                    hidden += 1;
                }
                let ends = group.get(number + 1).is_none_or(|next| next.section() != section.0);
                if ends && hidden > 0 {
                    page.paragraph(2, Ink::Faint, &lang.fill("compare.more", &[&hidden]));
                    hidden = 0;
                }
            }
        }
    }
    page.finish()
}

/// Whether a rule's or a figure's difference says less than its outcome and its value do.
fn is_detail(d: &Difference) -> bool {
    let field = d.path.rsplit('.').next().unwrap_or_default();
    match d.section() {
        "rules" => !matches!(field, "outcome" | "measured" | "level" | "limit" | "reason"),
        "figures" => field != "value",
        _ => false,
    }
}

fn said(d: &Difference, style: &Style, command: &str) -> String {
    let lang = style.lang;
    let word = |name: &str| format!("compare.{name}-{command}");
    // From the beginning, or from where they differ.
    let from = if d.old.chars().take(DIGITS).eq(d.new.chars().take(DIGITS)) { late(&d.old, &d.new, DIGITS - 1) } else { 0 };
    let mark = if from > 0 { "…" } else { "" };
    let digits = |text: &str| format!("{mark}{}", text.chars().skip(from).take(DIGITS).collect::<String>());
    if let Some(file) = d.path.strip_prefix("inputs.") {
        if let Some(file) = file.strip_suffix(".sha256") {
            return if d.new.is_empty() {
                lang.fill(&word("input-gone"), &[&file])
            } else {
                lang.fill(&word("input-changed"), &[&file, &digits(&d.old), &digits(&d.new)])
            };
        }
        if d.new.is_empty() {
            return lang.fill(&word("input-gone"), &[&file]);
        }
        if d.old.is_empty() {
            return lang.fill(&word("input-new"), &[&file]);
        }
    }
    match d.path.as_str() {
        "run" if d.old.is_empty() && command == "verify" => return lang.fill("compare.cannot", &[&d.new]),
        "tool.version" => return lang.fill(&word("tool"), &[&d.old, &d.new]),
        "schema" => return lang.fill(&word("schema"), &[&d.old, &d.new]),
        "policy.sha256" if !d.old.is_empty() && !d.new.is_empty() => {
            return lang.fill(&word("policy"), &[&digits(&d.old), &digits(&d.new)]);
        }
        _ => {}
    }
    // The sentence of an action is English in JSON, and says again what the action's other fields hold.
    if lang == Lang::Zh && d.path.starts_with("next[") && d.path.strip_suffix(".text").is_some() {
        return lang.fill("compare.action-text", &[&d.path]);
    }
    let (told_old, told_new) = (told(lang, &d.old), told(lang, &d.new));
    let (mut old, mut new) = (short(&told_old), short(&told_new));
    if old == new {
        // Long texts that differ late: only from where they do.
        let at = late(&told_old, &told_new, 10);
        let late = |text: &str| short(&format!("…{}", text.chars().skip(at).collect::<String>()));
        (old, new) = (late(&told_old), late(&told_new));
    }
    let label = |which: &str| lang.word(&format!("compare.{which}-{command}")).to_owned();
    let mut text = match lang {
        Lang::En => format!("{}: {} {old}, {} {new}", d.path, label("old"), label("new")),
        Lang::Zh => format!("{}：{} {old}，{} {new}", d.path, label("old"), label("new")),
    };
    if let Some(change) = d.change().filter(|_| !d.path.ends_with("sha256")) {
        let sign = if change.is_positive() { "+" } else { "" };
        text += &lang.in_brackets(&lang.fill("compare.change", &[&format!("{sign}{change}")]));
    }
    text
}

/// A value of a report, which says everything in English, in the reader's language: reasons, sources and messages, alone or within an entry.
fn told(lang: Lang, value: &str) -> String {
    if lang == Lang::En || !value.contains(' ') {
        return value.to_owned();
    }
    match serde_json::from_str::<Value>(value) {
        Ok(mut entry @ (Value::Object(_) | Value::Array(_))) => {
            translate(lang, &mut entry);
            entry.to_string()
        }
        _ => lang.of_report(value),
    }
}

fn translate(lang: Lang, value: &mut Value) {
    match value {
        Value::String(text) if text.contains(' ') => *text = lang.of_report(text),
        Value::Array(list) => list.iter_mut().for_each(|value| translate(lang, value)),
        Value::Object(entries) => {
            if entries.contains_key("action") && entries.contains_key("command") {
                entries.shift_remove("text");
            }
            entries.iter_mut().for_each(|(_, value)| translate(lang, value));
        }
        _ => {}
    }
}

/// The place of the first character that differs, with so many before it.
fn late(old: &str, new: &str, before: usize) -> usize {
    old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count().saturating_sub(before)
}

/// A value short enough to be read; what is absent is a dash.
fn short(text: &str) -> String {
    const MOST: usize = 160;
    match text.chars().count() {
        0 => "—".to_owned(),
        n if n > MOST => format!("{}…", text.chars().take(MOST).collect::<String>()),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn causes_come_before_effects() {
        let old = json!({ "verdict": "pass", "inputs": [{ "file": "a.csv", "sha256": "1" }], "figures": { "x": { "value": "1" } } });
        let new = json!({ "verdict": "fail", "inputs": [{ "file": "a.csv", "sha256": "2" }], "figures": { "x": { "value": "3" } } });
        let paths: Vec<String> = compare(&old, &new).into_iter().map(|d| d.path).collect();
        assert_eq!(paths, ["inputs.a.csv.sha256", "verdict", "figures.x.value"]);
        assert!(compare(&old, &old).is_empty());
    }

    #[test]
    fn entries_are_matched_by_name_not_by_place() {
        let old = json!({ "rules": [{ "id": "a", "outcome": "pass" }, { "id": "b", "outcome": "pass" }] });
        let new = json!({ "rules": [{ "id": "b", "outcome": "fail" }, { "id": "a", "outcome": "pass" }] });
        let found = compare(&old, &new);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].old.as_str(), found[0].new.as_str()), ("rules.b.outcome", "pass", "fail"));
    }
}
