//! Whether the law was in force: a rule whose document was not at the end of the period is judged for reference, and says so.

use crate::report::names::rule_name;
use std::collections::BTreeMap;

use super::schema::{Report, RuleReport};
use super::words::Lang;
use crate::standard::Level;

/// What a rule that is judged for reference says of its document; `None` of every other rule.
pub(super) fn of_rule(rule: &RuleReport, lang: Lang) -> Option<String> {
    if !rule.judged_for_reference {
        return None;
    }
    match (&rule.in_force_until, &rule.in_force_from) {
        (Some(until), _) => Some(lang.fill("force.no-longer", &[until])),
        (None, Some(from)) => Some(lang.fill("force.not-yet", &[from])),
        (None, None) => None,
    }
}

/// The days on which the document of a rule is in force; `None` of what is no law.
pub(super) fn days(rule: &RuleReport, lang: Lang) -> Option<String> {
    let from = rule.in_force_from.as_ref()?;
    Some(match &rule.in_force_until {
        Some(until) => lang.fill("force.between", &[from, until]),
        None => lang.fill("force.from", &[from]),
    })
}

/// What stands beside the verdict: the rules that are judged for reference, by what is said of their documents.
pub(super) fn noted(report: &Report, lang: Lang) -> Option<String> {
    // Those that decide the verdict; each of the others says so itself.
    let decides = report.rules.iter().any(|rule| rule.level == Level::Required && rule.judged_for_reference);
    let mut by_day: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for rule in report.rules.iter().filter(|rule| rule.level == Level::Required || !decides) {
        if let Some(said) = of_rule(rule, lang) {
            by_day.entry(said).or_default().push(rule_name(lang, rule.id).to_owned());
        }
    }
    if by_day.is_empty() {
        return None;
    }
    let colon = if lang == Lang::En { ": " } else { "：" };
    let parts: Vec<String> = by_day.into_iter().map(|(said, rules)| format!("{said}{colon}{}", lang.list(&rules))).collect();
    Some(lang.fill("force.beside-verdict", &[&parts.join(if lang == Lang::En { "; " } else { "；" })]))
}
