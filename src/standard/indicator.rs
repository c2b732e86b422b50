//! Indicators of a policy's own, which the nation does not have: a park declares them, or they follow from what it declares.
//!
//! They are clauses as those of the rules are, judged after them. Ids of rules live as long as the program, since findings and reports pass them on;
//! an id of a policy's own is kept once for all, however often its policy is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::citation::Citation;
use super::clause::{Clause, Comparison, Level, Limit, Measure, RULES, apart};
use super::document::Document;
use super::keys::Keys;
use crate::measure::Exact;
use crate::say;
use crate::toml::Fault;

static IDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// An id for as long as the program runs.
fn kept(id: &str) -> &'static str {
    let mut ids = IDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = ids.get(id) {
        return known;
    }
    let id: &'static str = Box::leak(id.to_owned().into_boxed_str());
    ids.insert(id);
    id
}

/// Whether an id is written as those of the rules are: small letters, digits and single hyphens.
fn is_id(id: &str) -> bool {
    id.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// An indicator of a policy's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// What it asks.
    pub clause: Clause,
    /// Its name, in English and in Chinese.
    pub name: [String; 2],
}

impl Indicator {
    /// Whether a row of declared indicators is of this one: by its id, or by its name in either language.
    pub fn is_named(&self, text: &str) -> bool {
        let text = text.trim();
        text == self.clause.id || self.name.iter().any(|name| name == text)
    }

    fn read(id: &str, keys: &Keys<'_>, documents: &BTreeMap<String, Document>) -> Result<Self, Fault> {
        let own = ["name", "level", "measure", "comparison", "unit", "limits"];
        keys.only(&[&own[..], &Citation::KEYS].concat())?;
        let wrong = |key: &str, found: &str, expected| Err(keys.unfit(key, found, expected));
        if !is_id(id) || RULES.contains(&id) {
            return wrong("name", id, say!("an id of its own, of small letters, digits and hyphens, that no rule has"));
        }
        let name = keys.in_both("name")?;
        if name.iter().any(String::is_empty) {
            return Err(keys.missing("name"));
        }
        let level: Level = keys.there("level", keys.word("level")?)?;
        if level == Level::Data {
            return wrong("level", "data", say!("required, guiding or advisory: only rules of the program guard the evidence"));
        }
        let measure: Measure = keys.there("measure", keys.word("measure")?)?;
        let limits = keys.list("limits")?.unwrap_or_default().iter().map(Limit::read).collect::<Result<Vec<_>, _>>()?;
        apart(&limits, keys)?;
        let (comparison, limits) = match measure {
            Measure::Rule => return wrong("measure", "rule", say!("ratio, value, growth or offset-share")),
            // What has to grow is above the period before, which is the limit.
            Measure::Growth if limits.is_empty() => {
                let one = Limit { value: Exact::one(), from: None, to: None, min_tce: None, max_tce: None, kind: None };
                (keys.word("comparison")?.unwrap_or(Comparison::Above), vec![one])
            }
            Measure::Growth => return wrong("limits", "limits", say!("none: what has to grow is held against the period before")),
            _ if limits.is_empty() => return Err(keys.missing("limits")),
            _ => (keys.there("comparison", keys.word("comparison")?)?, limits),
        };
        let unit = keys.text("unit")?.unwrap_or("1");
        if unit != "1" && measure != Measure::Value {
            return wrong("unit", unit, say!("1: a share, growth and the share of offsets have no unit"));
        }
        let clause = Clause {
            id: kept(id),
            term: name[1].clone(),
            level,
            comparison,
            unit: unit.to_owned(),
            limits,
            divisor: None,
            advisory_from_tce: None,
            warn: None,
            measure,
            citation: Citation::read(keys, documents)?,
        };
        Ok(Self { clause, name })
    }

    /// The indicators of a policy, over those of the policy that is extended: what is required there is advisory here unless it is stated.
    pub(super) fn read_all(keys: &Keys<'_>, documents: &BTreeMap<String, Document>, base: &[Self]) -> Result<Vec<Self>, Fault> {
        let inherited = |indicator: &Self| {
            let clause = Clause { level: indicator.clause.inherited_level(), ..indicator.clause.clone() };
            Self { clause, name: indicator.name.clone() }
        };
        let mut all: Vec<Self> = base.iter().map(inherited).collect();
        for (id, table) in keys.each("indicators")? {
            let own = Self::read(id, &table, documents)?;
            all.retain(|indicator| indicator.clause.id != own.clause.id);
            all.push(own);
        }
        Ok(all)
    }
}
