//! Reads policies: the texts that are built in, and files of a park's own.

use std::collections::BTreeMap;

use super::citation::Citation;
use super::clause::{Clause, RULES};
use super::constant::Constants;
use super::document::Document;
use super::error::StandardError;
use super::indicator::Indicator;
use super::keys::Keys;
use super::setting::SETTINGS;
use super::settings::Settings;
use super::{POLICIES, Preset, Standard};
use crate::say;
use crate::toml::{Fault, Table};

impl Standard {
    /// A built-in policy.
    pub fn built_in(name: &str) -> Option<Self> {
        let text = POLICIES.iter().find(|policy| policy.0 == name)?.1;
        Some(Self::parse(text).expect("the built-in policies can be read; a test holds it"))
    }

    /// Reads a policy file. Everything in it must be known; what it extends must be built in; a rule, constant or
    /// setting that it gives must cite its source.
    pub fn parse(text: &str) -> Result<Self, StandardError> {
        let table = Table::parse(text)?;
        let keys = Keys::root(&table);
        keys.only(&[
            "name",
            "title",
            "edition",
            "province",
            "extends",
            "documents",
            "kinds",
            "notes",
            "constants",
            "settings",
            "rules",
            "indicators",
        ])?;
        let name = keys.need("name")?.to_owned();
        let base = match keys.text("extends")? {
            Some(extended) => {
                let unknown = || keys.not_one_of("extends", extended, &Self::names().collect::<Vec<_>>());
                Some(Self::built_in(extended).filter(|_| extended != name).ok_or_else(unknown)?)
            }
            None => None,
        };
        let documents = Document::read_all(&keys, base.as_ref().map_or_else(BTreeMap::new, |b| b.documents.clone()))?;
        let inherited = base.as_ref().map(|b| b.cited_constants.as_slice());
        let (constants, cited_constants) = Constants::read(&keys, &documents, inherited)?;
        let standard = Self {
            title: keys.text("title")?.unwrap_or(&name).to_owned(),
            edition: keys.day("edition")?,
            province: keys.text("province")?.map(str::to_owned),
            extends: base.as_ref().map(|b| b.name.clone()),
            clauses: read_clauses(&keys, &documents, base.as_ref())?,
            indicators: Indicator::read_all(&keys, &documents, base.as_ref().map_or(&[], |b| &b.indicators))?,
            kinds: read_kinds(&keys, base.as_ref())?,
            notes: keys.each("notes")?.iter().map(|(_, note)| Citation::read_only(note, &documents)).collect::<Result<_, _>>()?,
            defaults: read_defaults(&keys, &documents, base.as_ref())?,
            name,
            constants,
            cited_constants,
            documents,
        };
        standard.check_kinds(&keys)?;
        Settings::resolve(&standard, []).map_err(|error| {
            let own = keys.under("settings").ok().flatten().filter(|own| own.has(error.name()));
            let own = own.and_then(|own| own.under(error.name()).ok().flatten());
            StandardError::Setting { line: own.map_or(0, |own| own.line_of("default")), error: Box::new(error) }
        })?;
        Ok(standard)
    }

    /// Every kind that a limit binds is one that the policy names.
    fn check_kinds(&self, keys: &Keys<'_>) -> Result<(), Fault> {
        let known: Vec<&str> = self.kinds.keys().map(String::as_str).collect();
        let written = keys.each("rules")?.into_iter().chain(keys.each("indicators")?);
        for (_, clause) in written {
            for limit in clause.list("limits")?.unwrap_or_default() {
                if let Some(kind) = limit.text("kind")?.filter(|kind| !known.contains(kind)) {
                    return Err(limit.not_one_of("kind", kind, &known));
                }
            }
        }
        // What is inherited binds kinds that this policy must not leave out.
        let inherited =
            self.limits().find_map(|(id, limit)| limit.kind.as_deref().filter(|kind| !known.contains(kind)).map(|kind| (id, kind)));
        inherited.map_or(Ok(()), |(id, kind)| {
            Err(keys.unfit("kinds", &known.join(", "), say!("`{kind}` too: a limit of `{id}` binds it", kind, id)))
        })
    }
}

/// The kinds of park that a policy tells apart: its own, or those of the policy that is extended.
fn read_kinds(keys: &Keys<'_>, base: Option<&Standard>) -> Result<BTreeMap<String, [String; 2]>, Fault> {
    let Some(own) = keys.under("kinds")? else { return Ok(base.map_or_else(BTreeMap::new, |b| b.kinds.clone())) };
    let mut kinds = BTreeMap::new();
    for kind in own.names() {
        let name = own.in_both(kind)?;
        if name.iter().any(String::is_empty) {
            return Err(own.missing(kind));
        }
        kinds.insert(kind.to_owned(), name);
    }
    Ok(kinds)
}

/// One clause a rule: its own table over the one of the policy that is extended.
fn read_clauses(keys: &Keys<'_>, documents: &BTreeMap<String, Document>, base: Option<&Standard>) -> Result<Vec<Clause>, Fault> {
    if let Some(own) = keys.under("rules")? {
        own.only(RULES)?;
    }
    let tables: BTreeMap<&str, Keys<'_>> = keys.each("rules")?.into_iter().collect();
    RULES
        .iter()
        .map(|&id| {
            let inherited = base.map(|standard| standard.clause(id));
            match (tables.get(id), inherited) {
                (Some(table), _) => Clause::read(id, table, documents, inherited),
                (None, Some(clause)) => Ok(Clause { level: clause.inherited_level(), ..clause.clone() }),
                (None, None) => Err(keys.missing(&format!("rules.{id}"))),
            }
        })
        .collect()
}

/// The defaults of the settings: its own over those of the policy that is extended.
fn read_defaults(
    keys: &Keys<'_>,
    documents: &BTreeMap<String, Document>,
    base: Option<&Standard>,
) -> Result<BTreeMap<&'static str, Preset>, Fault> {
    let mut defaults = base.map_or_else(BTreeMap::new, |b| b.defaults.clone());
    let known = || SETTINGS.iter().filter(|setting| !setting.is_of_rules()).map(|setting| setting.name);
    if let Some(own) = keys.under("settings")? {
        own.only(&known().collect::<Vec<_>>())?;
    }
    for (name, table) in keys.each("settings")? {
        let Some(setting) = known().find(|setting| *setting == name) else { continue };
        table.only(&[&["default", "unit"][..], &Citation::KEYS].concat())?;
        let default = Preset {
            value: table.need("default")?.to_owned(),
            unit: table.text("unit")?.map(str::to_owned),
            citation: Citation::read(&table, documents)?,
        };
        defaults.insert(setting, default);
    }
    match known().find(|setting| !defaults.contains_key(setting)) {
        Some(missing) => Err(keys.missing(&format!("settings.{missing}"))),
        None => Ok(defaults),
    }
}
