//! What differs between two JSON reports: cause first (inputs, policy, settings, period), then effects (verdict, rules, figures, the rest).

use std::collections::BTreeSet;

use serde_json::Value;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: a path of names and ids, such as `figures.electricity.load.value`.
    pub path: String,
    /// What the first report says, empty where it says nothing.
    pub old: String,
    /// What the second says.
    pub new: String,
}

/// Sections of a report in the order of cause and effect.
const ORDER: [&str; 21] = [
    "schema",
    "tool",
    "park",
    "period",
    "run",
    "inputs",
    "policy",
    "assumptions",
    "verdict",
    "rules",
    "figures",
    "resolution",
    "matching",
    "months",
    "certificates",
    "headroom",
    "changes",
    "net_zero",
    "sensitivities",
    "data",
    "defects",
];

/// Everything that differs, in the order of cause and effect.
pub fn compare(old: &Value, new: &Value) -> Vec<Difference> {
    let mut all = Vec::new();
    let names: BTreeSet<&str> = [old, new].into_iter().filter_map(Value::as_object).flat_map(|o| o.keys().map(String::as_str)).collect();
    let known = ORDER.into_iter().filter(|n| names.contains(n));
    let others = names.iter().copied().filter(|n| !ORDER.contains(n));
    for name in known.chain(others) {
        values(name, old.get(name).unwrap_or(&Value::Null), new.get(name).unwrap_or(&Value::Null), &mut all);
    }
    all
}

/// The key by which an entry of a list is known.
fn key(value: &Value) -> Option<String> {
    let named = ["id", "meter", "file", "setting", "month"].into_iter().find_map(|k| value.get(k)?.as_str().map(str::to_owned));
    // Defects, rejected certificates and trails have a place; several may share a meter.
    match (value.get("code").or_else(|| value.get("certificate")), value.get("line")) {
        (Some(code), line) => {
            Some(format!("{} {}:{}", code.as_str()?, named.unwrap_or_default(), line.map(ToString::to_string).unwrap_or_default()))
        }
        _ => named,
    }
}

fn values(path: &str, old: &Value, new: &Value, all: &mut Vec<Difference>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                let null = Value::Null;
                values(&format!("{path}.{name}"), a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null), all);
            }
        }
        (Value::Array(a), Value::Array(b)) => lists(path, a, b, all),
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
        let null = Value::Null;
        for at in 0..old.len().max(new.len()) {
            values(&format!("{path}[{at}]"), old.get(at).unwrap_or(&null), new.get(at).unwrap_or(&null), all);
        }
        return;
    };
    for (name, value) in a.iter().zip(old) {
        let other = b.iter().position(|n| n == name).map_or(&Value::Null, |at| &new[at]);
        values(&format!("{path}.{name}"), value, other, all);
    }
    for (name, value) in b.iter().zip(new).filter(|(name, _)| !a.contains(name)) {
        values(&format!("{path}.{name}"), &Value::Null, value, all);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
