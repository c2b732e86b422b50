//! The standard: what the law asks, as dated and cited data, with the settings that a park may change.
//!
//! Policies are TOML texts built into the program; a provincial policy, or a park's own file, extends one of them and
//! says only what differs. Nothing here knows a meter, opens a file or judges.

mod citation;
mod clause;
mod constant;
mod error;
pub mod factors;
mod keys;
mod reading;
mod setting;
mod settings;
#[cfg(test)]
mod tests;
mod word;
mod written;

use std::collections::BTreeMap;

pub use citation::{Citation, Standing, Words};
pub use clause::{Clause, Comparison, Level, Limit, RULES};
pub use constant::{Constant, Constants};
pub use error::StandardError;
pub use reading::Reading;
pub use setting::{
    Accuracy, Estimation, ExportCredit, Feedstock, Kind, SETTINGS, Setting, SettingError, Transferred, Uncertified, Vintage,
};
pub use settings::{Effective, Settings, Stated};

use keys::Keys;

/// Built-in policies and their texts; one that extends another stands after it.
const POLICIES: &[(&str, &str)] = &[("cn-national", include_str!("cn-national.toml")), ("cn-hunan", include_str!("cn-hunan.toml"))];

/// A policy in effect: a file with what it extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Its name.
    pub name: String,
    /// What it is, in Chinese and English.
    pub title: String,
    /// The built-in policy that it extends.
    pub extends: Option<String>,
    /// One clause a rule, in the order of [`RULES`].
    pub clauses: Vec<Clause>,
    /// The method's constants.
    pub constants: Constants,
    /// The same with their citations.
    pub cited_constants: Vec<Constant>,
    documents: BTreeMap<String, String>,
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

    /// A built-in policy.
    pub fn built_in(name: &str) -> Option<Self> {
        let text = POLICIES.iter().find(|policy| policy.0 == name)?.1;
        Some(Self::parse(text).expect("the built-in policies can be read; a test holds it"))
    }

    /// Reads a policy file. Everything in it must be known; what it extends must be built in; a rule, constant or
    /// setting that it gives must cite its source.
    pub fn parse(text: &str) -> Result<Self, StandardError> {
        let table: toml::Table = text.parse()?;
        let keys = Keys::root(&table);
        keys.only(["name", "title", "extends", "documents", "constants", "settings", "rules"].into_iter())?;
        let name = keys.need("name")?.to_owned();
        let base = match keys.text("extends")? {
            Some(extended) => {
                let unknown = || StandardError::unknown_value("extends".to_owned(), extended, Self::names());
                Some(Self::built_in(extended).filter(|_| extended != name).ok_or_else(unknown)?)
            }
            None => None,
        };
        let mut documents = base.as_ref().map_or_else(BTreeMap::new, |b| b.documents.clone());
        if let Some(own) = keys.under("documents")? {
            for key in own.names() {
                documents.insert(key.to_owned(), own.need(key)?.to_owned());
            }
        }
        let inherited = base.as_ref().map(|b| b.cited_constants.as_slice());
        let (constants, cited_constants) = Constants::read(&keys, &documents, inherited)?;
        let standard = Self {
            title: keys.text("title")?.unwrap_or(&name).to_owned(),
            extends: base.as_ref().map(|b| b.name.clone()),
            clauses: read_clauses(&keys, &documents, base.as_ref())?,
            defaults: read_defaults(&keys, &documents, base.as_ref())?,
            name,
            constants,
            cited_constants,
            documents,
        };
        Settings::resolve(&standard, [])?;
        Ok(standard)
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

/// One clause a rule: its own table over the one of the policy that is extended.
fn read_clauses(keys: &Keys, documents: &BTreeMap<String, String>, base: Option<&Standard>) -> Result<Vec<Clause>, StandardError> {
    let tables: BTreeMap<&str, Keys> = keys.each("rules")?.into_iter().collect();
    if let Some(unknown) = tables.keys().find(|id| !RULES.contains(*id)) {
        return Err(StandardError::unknown_key(format!("rules.{unknown}"), unknown, RULES.iter().copied()));
    }
    RULES
        .iter()
        .map(|&id| {
            let inherited = base.map(|standard| standard.clause(id));
            match (tables.get(id), inherited) {
                (Some(table), _) => Clause::read(id, table, documents, inherited),
                (None, Some(clause)) => Ok(clause.clone()),
                (None, None) => Err(StandardError::Missing { key: format!("rules.{id}") }),
            }
        })
        .collect()
}

/// The defaults of the settings: its own over those of the policy that is extended.
fn read_defaults(
    keys: &Keys,
    documents: &BTreeMap<String, String>,
    base: Option<&Standard>,
) -> Result<BTreeMap<&'static str, Preset>, StandardError> {
    let mut defaults = base.map_or_else(BTreeMap::new, |b| b.defaults.clone());
    let known = || SETTINGS.iter().filter(|setting| !setting.is_of_rules()).map(|setting| setting.name);
    for (name, table) in keys.each("settings")? {
        let Some(setting) = known().find(|setting| *setting == name) else {
            return Err(StandardError::unknown_key(format!("settings.{name}"), name, known()));
        };
        table.only(["default", "unit"].into_iter().chain(Citation::KEYS))?;
        let default = Preset {
            value: table.need("default")?.to_owned(),
            unit: table.text("unit")?.map(str::to_owned),
            citation: Citation::read(&table, documents)?,
        };
        defaults.insert(setting, default);
    }
    match known().find(|setting| !defaults.contains_key(setting)) {
        Some(missing) => Err(StandardError::Missing { key: format!("settings.{missing}") }),
        None => Ok(defaults),
    }
}
