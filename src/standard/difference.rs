//! In what a policy differs from another: every criterion of which the two make something else.

use std::fmt::Write as _;

use super::clause::{Clause, Limit};
use super::constant::Constants;
use super::setting::{LEVELS, LIMITS};
use super::{Preset, Standard};

/// A criterion that two policies state differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The setting (`limits.RULE-ID`, `baseline`), or the path of the key in a policy file (`rules.RULE-ID.comparison`, `constants.NAME`).
    pub setting: String,
    /// The rule that it concerns, where it is one rule's.
    pub rule: Option<&'static str>,
    /// What the policy says; `None` where it has nothing of the kind.
    pub value: Option<String>,
    /// What the other says.
    pub built_in: Option<String>,
    /// What the policy quotes for it.
    pub source: Option<String>,
}

impl Standard {
    /// In what this policy differs from another, in the order of the rules, then constants and settings.
    pub fn differences(&self, built_in: &Self) -> Vec<Difference> {
        let mut all: Vec<Difference> = self.clauses.iter().zip(&built_in.clauses).flat_map(|(own, other)| of_clause(own, other)).collect();
        for own in &self.cited_constants {
            let other = built_in.cited_constants.iter().find(|other| other.name == own.name);
            if other.is_none_or(|other| other.value != own.value) {
                all.push(Difference {
                    setting: format!("constants.{}", own.name),
                    rule: None,
                    value: Some(format!("{} {}", own.value, own.unit)),
                    built_in: other.map(|other| format!("{} {}", other.value, other.unit)),
                    source: Some(own.citation.to_string()),
                });
            }
        }
        for (name, own) in &self.defaults {
            let other = built_in.default_of(name);
            if other.is_none_or(|other| (&other.value, &other.unit) != (&own.value, &own.unit)) {
                all.push(Difference {
                    setting: (*name).to_owned(),
                    rule: None,
                    value: Some(preset(own)),
                    built_in: other.map(preset),
                    source: Some(own.citation.to_string()),
                });
            }
        }
        all
    }

    /// This policy with one of its differences from another as that other states it.
    #[must_use]
    pub fn without(&self, difference: &Difference, built_in: &Self) -> Self {
        let mut other = self.clone();
        let setting = difference.setting.as_str();
        if let Some(name) = setting.strip_prefix("constants.") {
            for constant in other.cited_constants.iter_mut().filter(|constant| constant.name == name) {
                if let Some(same) = built_in.cited_constants.iter().find(|same| same.name == name) {
                    constant.clone_from(same);
                }
            }
            other.constants = Constants::named(&other.cited_constants).unwrap_or(other.constants);
        } else if let Some(rule) = difference.rule {
            let clause = built_in.clause(rule);
            for own in other.clauses.iter_mut().filter(|own| own.id == rule) {
                if setting.starts_with(LEVELS) {
                    own.level = clause.level;
                } else if setting.starts_with(LIMITS) {
                    own.limits.clone_from(&clause.limits);
                    own.divisor.clone_from(&clause.divisor);
                } else {
                    *own = Clause { level: own.level, limits: own.limits.clone(), divisor: own.divisor.clone(), ..clause.clone() };
                }
            }
        } else if let (Some((name, _)), Some(preset)) = (self.defaults.get_key_value(setting), built_in.default_of(setting)) {
            other.defaults.insert(name, preset.clone());
        }
        other
    }
}

fn preset(preset: &Preset) -> String {
    match &preset.unit {
        Some(unit) => format!("{} {unit}", preset.value),
        None => preset.value.clone(),
    }
}

fn of_clause(own: &Clause, other: &Clause) -> Vec<Difference> {
    let number = |number: &Option<crate::measure::Exact>| number.as_ref().map(ToString::to_string);
    let mut all = Vec::new();
    let mut say = |setting: String, value: Option<String>, built_in: Option<String>| {
        if value != built_in {
            all.push(Difference { setting, rule: Some(own.id), value, built_in, source: Some(own.citation.to_string()) });
        }
    };
    let key = |key: &str| format!("rules.{}.{key}", own.id);
    say(format!("levels.{}", own.id), Some(own.level.name().to_owned()), Some(other.level.name().to_owned()));
    say(format!("limits.{}", own.id), own.limits_text(), other.limits_text());
    say(key("comparison"), Some(own.comparison.name().to_owned()), Some(other.comparison.name().to_owned()));
    say(key("unit"), Some(own.unit.clone()), Some(other.unit.clone()));
    say(key("advisory_from_tce"), number(&own.advisory_from_tce), number(&other.advisory_from_tce));
    say(key("warn"), number(&own.warn), number(&other.warn));
    // Whatever else a clause says by which its rule is judged.
    let plain = |clause: &Clause| Clause {
        term: own.term.clone(),
        citation: own.citation.clone(),
        level: own.level,
        limits: own.limits.clone(),
        divisor: own.divisor.clone(),
        comparison: own.comparison,
        unit: own.unit.clone(),
        advisory_from_tce: own.advisory_from_tce.clone(),
        warn: own.warn.clone(),
        ..clause.clone()
    };
    if plain(own) != plain(other) {
        all.push(Difference {
            setting: format!("rules.{}", own.id),
            rule: Some(own.id),
            value: None,
            built_in: None,
            source: Some(own.citation.to_string()),
        });
    }
    all
}

impl Clause {
    /// Its limits with their days and sizes of park, as text; `None` where it has none.
    pub fn limits_text(&self) -> Option<String> {
        if let Some(divisor) = &self.divisor {
            return Some(format!("baseline / {divisor}"));
        }
        (!self.limits.is_empty()).then(|| self.limits.iter().map(limit).collect::<Vec<_>>().join("; "))
    }
}

fn limit(limit: &Limit) -> String {
    let mut text = limit.value.to_string();
    if limit.from.is_some() || limit.to.is_some() {
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let _ = write!(text, " [{}..{}]", day(limit.from), day(limit.to));
    }
    if limit.min_tce.is_some() || limit.max_tce.is_some() {
        let size = |size: &Option<crate::measure::Exact>| size.as_ref().map_or_else(String::new, ToString::to_string);
        let _ = write!(text, " [{}..{} tce]", size(&limit.min_tce), size(&limit.max_tce));
    }
    text
}
