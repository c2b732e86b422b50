//! Where a park stands on the way to recognition: the list of national parks, the end of construction, what acceptance asks and how much of it holds
//! now. It changes no outcome.

use crate::report::names::rule_name;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::CitationReport;
use super::shape;
use super::word::Word;
use super::words::Lang;
use crate::rule::{Case, Condition, Finding, Outcome, Role, Stage, acceptance};
use crate::standard::list;

/// Where a park stands on the way to recognition.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct AcceptanceReport {
    /// Where it stands: `construction` before the year in which it ends, `due` from then on, `not-listed`.
    pub stage: Stage,
    /// The park of the list; absent where it is not on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<ListedReport>,
    /// Year in which construction ends; null where the park is not listed.
    pub end_year: Option<i32>,
    /// What acceptance asks, the core indicator first, and what each rule says now.
    pub conditions: Vec<ConditionReport>,
    /// How many of them hold now.
    pub holding: usize,
    /// What the documents say of acceptance.
    pub says: Vec<CitationReport>,
}

/// A park of the list.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ListedReport {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// The document that published the list.
    pub document: String,
}

/// What acceptance asks.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ConditionReport {
    /// The rule.
    #[schemars(schema_with = "shape::rule_or_indicator")]
    #[serde(deserialize_with = "super::word::read")]
    pub rule: Word,
    /// What it is to acceptance: the core indicator, a further rule that decides, or a reference.
    pub role: Role,
    /// What it says now.
    pub outcome: Outcome,
    /// Whether it holds now.
    pub holds: bool,
}

pub(super) fn publish(case: &Case<'_>, findings: &[Finding]) -> AcceptanceReport {
    let found = acceptance(case, findings);
    let condition = |c: &Condition| ConditionReport { rule: c.rule, role: c.role, outcome: c.outcome, holds: c.holds() };
    AcceptanceReport {
        stage: found.stage,
        listed: found.park.map(|park| ListedReport {
            number: park.number,
            name: park.name.clone(),
            document: list::document().to_string(),
        }),
        end_year: found.park.map(|park| park.end_year),
        holding: found.conditions.iter().filter(|c| c.holds()).count(),
        conditions: found.conditions.iter().map(condition).collect(),
        says: case.standard.notes.iter().map(CitationReport::of).collect(),
    }
}

/// A stage in words, with the year where there is one.
pub(super) fn stage_in_words(stage: Stage, end_year: Option<i32>, lang: Lang) -> String {
    let word = lang.named("acceptance.", stage.name());
    end_year.map_or_else(|| word.to_owned(), |year| lang.fill("acceptance.until", &[&word, &year]))
}

impl AcceptanceReport {
    /// The stage in words, with the year where there is one.
    pub(super) fn stage_in_words(&self, lang: Lang) -> String {
        stage_in_words(self.stage, self.end_year, lang)
    }

    /// What every form for people says: where the park stands, then how much of what acceptance asks holds now.
    pub(super) fn said(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![match &self.listed {
            Some(listed) => {
                let document = lang.of_policy(&listed.document);
                lang.fill("acceptance.listed", &[&self.stage_in_words(lang), &listed.name, &listed.number, &document])
            }
            None => lang.word("acceptance.on-no-list").to_owned(),
        }];
        if !self.conditions.is_empty() {
            lines.push(lang.fill("acceptance.holding", &[&self.holding, &self.conditions.len()]));
        }
        for condition in &self.conditions {
            let role = lang.named("acceptance.role-", condition.role.name());
            let outcome = lang.named("outcome.", condition.outcome.name());
            lines.push(lang.fill("acceptance.condition", &[&rule_name(lang, condition.rule), &role, &outcome]));
        }
        lines.push(lang.word("acceptance.never").to_owned());
        lines
    }
}
