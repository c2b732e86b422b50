//! The standard: what the law asks, as dated and cited data, with the settings that a park may change.
//!
//! Policies are TOML texts built into the program; a provincial policy, or a park's own file, extends one of them and
//! says only what differs. Nothing here knows a meter, opens a file or judges.

mod citation;
mod clause;
mod constant;
mod difference;
mod document;
mod error;
pub mod factors;
mod indicator;
mod keys;
pub mod list;
mod names;
mod nearest;
mod read;
mod reading;
pub mod regions;
mod setting;
mod settings;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use citation::{Citation, Standing, Words};
pub use clause::{Clause, Comparison, Level, Limit, Measure, RULES};
pub use constant::{Constant, Constants};
pub use difference::Difference;
pub use document::{Document, Force};
pub use error::StandardError;
pub use indicator::Indicator;
pub use names::resembles_built_in;
pub(crate) use nearest::nearest;
pub use reading::Reading;
pub use setting::{
    Accuracy, Estimation, ExportCredit, Feedstock, Kind, SETTINGS, Setting, SettingError, Transferred, Uncertified, Vintage,
};
pub use settings::{Effective, OffsetStandards, Settings, Stated};

use crate::near::{near_or_known, shown};
use crate::say;

/// Built-in policies and their texts; one that extends another stands after it.
const POLICIES: &[(&str, &str)] = &[
    ("cn-national", include_str!("cn-national.toml")),
    ("cn-hunan", include_str!("cn-hunan.toml")),
    ("cn-jiangsu", include_str!("cn-jiangsu.toml")),
];

/// A policy in effect: a file with what it extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Its name.
    pub name: String,
    /// What it is, in Chinese and English.
    pub title: String,
    /// Day of its edition: when it was last held against its documents. `None` of a policy file that states none.
    pub edition: Option<NaiveDate>,
    /// The province whose law it is; `None` for the whole country.
    pub province: Option<String>,
    /// The built-in policy that it extends.
    pub extends: Option<String>,
    /// One clause a rule, in the order of [`RULES`].
    pub clauses: Vec<Clause>,
    /// The method's constants.
    pub constants: Constants,
    /// The same with their citations.
    pub cited_constants: Vec<Constant>,
    /// Indicators of its own, which the park declares.
    pub indicators: Vec<Indicator>,
    /// Kinds of park that it tells apart, each with its name in English and in Chinese.
    pub kinds: BTreeMap<String, [String; 2]>,
    /// What its documents say of all its limits, by name.
    pub notes: Vec<Citation>,
    /// The documents that it cites, by key.
    pub documents: BTreeMap<String, Document>,
    defaults: BTreeMap<&'static str, Preset>,
}

/// The value that a policy gives a setting which nobody states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The value as text.
    pub value: String,
    /// Its unit, where it is a quantity.
    pub unit: Option<String>,
    /// Where it stands.
    pub citation: Citation,
}

impl Standard {
    /// Names of the built-in policies.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        POLICIES.iter().map(|policy| policy.0)
    }

    /// Text of a built-in policy, or of the built-in `factors`.
    pub fn text(name: &str) -> Option<&'static str> {
        let policy = POLICIES.iter().find(|policy| policy.0 == name).map(|policy| policy.1);
        policy.or_else(|| (name == "factors").then_some(factors::TEXT))
    }

    /// Gives a rule one limit, at every date and size of park: another reading of its deadline.
    pub fn limit_everywhere(&mut self, rule: &str, value: crate::measure::Exact) {
        if let Some(clause) = self.clauses.iter_mut().find(|clause| clause.id == rule) {
            clause.limits = vec![Limit { value, from: None, to: None, min_tce: None, max_tce: None, kind: None }];
        }
    }

    /// The limits of every clause, with the key that a message names.
    pub(super) fn limits(&self) -> impl Iterator<Item = (&'static str, &Limit)> {
        let clauses = self.clauses.iter().chain(self.indicators.iter().map(|indicator| &indicator.clause));
        clauses.flat_map(|clause| clause.limits.iter().map(move |limit| (clause.id, limit)))
    }

    /// This policy as it holds for a park of a kind: limits of other kinds are left out. A policy whose limits go by the kind of park needs to be told it.
    pub fn of_kind(mut self, kind: Option<&str>) -> Result<Self, StandardError> {
        if !self.limits().any(|(_, limit)| limit.kind.is_some()) {
            return Ok(self);
        }
        let key = "[park] kind";
        match kind {
            None => {
                let kinds = self.kinds.iter().map(|(kind, [en, zh])| format!("{kind} ({en}, {zh})")).collect::<Vec<_>>().join(", ");
                let expected = say!("one of the kinds of park by which this policy sets its limits: {kinds}", kinds);
                let message = say!("`{key}`: found {found}, expected {expected}", key, found = "nothing", expected => expected);
                return Err(StandardError::elsewhere(message));
            }
            Some(kind) if !self.kinds.contains_key(kind) => {
                let known: Vec<&str> = self.kinds.keys().map(String::as_str).collect();
                let near = near_or_known(kind, &known);
                return Err(StandardError::elsewhere(
                    say!("`{key} = \"{text}\"` is not known{near}", key, text = shown(kind), near => near),
                ));
            }
            Some(kind) => {
                let clauses = self.clauses.iter_mut().chain(self.indicators.iter_mut().map(|indicator| &mut indicator.clause));
                clauses.for_each(|clause| clause.limits.retain(|limit| limit.kind.as_deref().is_none_or(|of| of == kind)));
            }
        }
        Ok(self)
    }

    /// Whether it is the law of a park in a province: one for the whole country is that of every park.
    pub fn is_of(&self, province: Option<&str>) -> bool {
        let short = |name: &str| {
            ["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"]
                .iter()
                .fold(name.trim().to_owned(), |name, end| name.strip_suffix(end).map_or(name.clone(), str::to_owned))
        };
        self.province.as_deref().is_none_or(|own| province.is_some_and(|given| short(own) == short(given)))
    }

    /// The clause of a rule, whose id must be one of [`RULES`].
    pub fn clause(&self, rule: &str) -> &Clause {
        self.clauses.iter().find(|clause| clause.id == rule).expect("rules ask for clauses by their own id")
    }

    /// What a setting is if nobody states it; `None` for the limits and levels of rules, which the clauses give.
    pub fn default_of(&self, setting: &str) -> Option<&Preset> {
        self.defaults.get(setting)
    }
}

/// Every built-in text, for tests that look for what must stand in none.
#[cfg(test)]
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|policy| policy.1).chain([factors::TEXT, list::TEXT, regions::TEXT])
}
