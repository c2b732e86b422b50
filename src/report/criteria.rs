//! The keys `criteria` and `stated`: by whose law a park is judged (METHOD 11).
//!
//! `criteria`: whether every criterion is the built-in law's; each that is not, with its built-in value and what the park would come to by that; the verdict
//! under the built-in law. `stated`: what the park states where the method has a default, each with the default, and what depends on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::Report;
use super::shape;
use super::word::Word;
use crate::closed_list::closed_list;
use crate::rule::{Assessment, By, Changed, Criteria, Outcome, StatedValue, Verdict};
use crate::say;
use crate::say::{Message, Part};

closed_list! {
    /// Whether every criterion is the built-in law's.
    State {
        /// Every one is.
        BuiltIn = "built-in",
        /// Some are not.
        Stated = "stated",
    }

    /// Who named the policy.
    PolicyBy {
        /// The park.
        Park = "park",
        /// Whoever ran the program.
        CommandLine = "command-line",
    }
}

/// By whose law a park is judged.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CriteriaReport {
    /// `built-in` where every criterion is the built-in law's, else `stated`.
    pub state: State,
    /// Name of the built-in policy.
    pub built_in: String,
    /// Who named the policy: the park, or whoever ran the program.
    pub policy_by: PolicyBy,
    /// Every criterion that is another than the built-in law's.
    pub changed: Vec<ChangedReport>,
    /// The verdict under the built-in law, of the same evidence.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict_as_built_in: Verdict,
    /// Whether the built-in law decides too, since the park brought its policy itself: the exit code is the worse of the two.
    pub built_in_decides: bool,
}

/// A criterion that is another than the built-in law's.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ChangedReport {
    /// The setting, or the path of the key in a policy file.
    pub setting: String,
    /// Its value; null where there is none.
    pub value: Option<String>,
    /// The built-in value; null where there is none.
    pub built_in: Option<String>,
    /// What the policy file quotes for it; null where the command line gave it.
    pub source: Option<String>,
    /// Who changed it.
    pub by: By,
    /// Outcome of the rule that it concerns, or the verdict where it concerns more than one, with this criterion alone as it is built in.
    pub outcome_as_built_in: Outcome,
}

/// What the park states where the method has a default.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StatedReport {
    /// Every value that is stated.
    pub values: Vec<StatedValueReport>,
    /// The verdict with the default in the place of every one that has a default.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict_as_built_in: Verdict,
    /// The verdict and the required rules of which the outcome depends on these values, one alone or all together; empty where none does.
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
}

/// A value that is stated.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StatedValueReport {
    /// The setting, `factors.ITEM` or `ncv.METER`.
    pub setting: String,
    /// Its value.
    pub value: String,
    /// Unit of both values; null where they carry their own, or have none.
    pub unit: Option<String>,
    /// The built-in value; null where the method has none.
    pub built_in: Option<String>,
    /// Source that is stated with it.
    pub source: Option<String>,
    /// The verdict with the built-in value; null where the method has none.
    #[schemars(schema_with = "shape::verdict_or_null")]
    #[serde(default)]
    pub verdict_as_built_in: Option<Verdict>,
    /// The verdict and the required rules of which the outcome depends on this value alone.
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
}

/// The key `criteria`.
pub(super) fn publish(assessment: &Assessment, criteria: Option<&Criteria>, policy: &str, policy_given: bool) -> CriteriaReport {
    let changed: Vec<ChangedReport> = criteria.iter().flat_map(|c| &c.changed).map(changed).collect();
    CriteriaReport {
        state: if changed.is_empty() { State::BuiltIn } else { State::Stated },
        built_in: criteria.map_or(policy, |c| &c.built_in).to_owned(),
        policy_by: if policy_given { PolicyBy::CommandLine } else { PolicyBy::Park },
        changed,
        verdict_as_built_in: criteria.map_or(assessment.verdict, |c| c.as_built_in.verdict),
        built_in_decides: criteria.is_some_and(|c| c.built_in_decides),
    }
}

fn changed(changed: &Changed) -> ChangedReport {
    ChangedReport {
        setting: changed.setting.clone(),
        value: changed.value.clone(),
        built_in: changed.built_in.clone(),
        source: changed.source.clone(),
        by: changed.by,
        outcome_as_built_in: changed.outcome_as_built_in,
    }
}

/// The key `stated`; absent where the park states nothing.
pub(super) fn stated(assessment: &Assessment, criteria: Option<&Criteria>) -> Option<StatedReport> {
    let criteria = criteria.filter(|c| !c.stated.is_empty())?;
    let together = criteria.without_stated.turns(assessment);
    let alone = |id: &&'static str| criteria.stated.iter().any(|value| value.turns.contains(id));
    let all = std::iter::once("verdict").chain(assessment.findings.iter().map(|finding| finding.id));
    Some(StatedReport {
        values: criteria.stated.iter().map(stated_value).collect(),
        verdict_as_built_in: criteria.without_stated.verdict,
        depends: all.filter(|id| together.contains(id) || alone(id)).collect(),
    })
}

fn stated_value(stated: &StatedValue) -> StatedValueReport {
    StatedValueReport {
        setting: stated.setting.clone(),
        value: stated.value.clone(),
        unit: stated.unit.clone(),
        built_in: stated.built_in.clone(),
        source: stated.source.clone(),
        verdict_as_built_in: stated.verdict_as_built_in,
        depends: stated.turns.clone(),
    }
}

impl Report {
    /// The verdict in effect: the worse of the two where the built-in law decides beside the policy that a park brought.
    pub fn verdict_in_effect(&self) -> Verdict {
        self.criteria.in_effect(self.verdict)
    }
}

impl CriteriaReport {
    /// The verdict in effect beside a verdict of the policy.
    pub(super) fn in_effect(&self, verdict: Verdict) -> Verdict {
        if self.built_in_decides { verdict.max(self.verdict_as_built_in) } else { verdict }
    }
}

/// That a verdict is interim, or withheld since the period is no natural year; `None` of a natural year.
pub(super) fn interim(report: &Report) -> Option<Message> {
    let period = &report.period;
    let (start, end) = (&period.start, &period.end);
    period.interim.then(|| {
        if report.run.interim {
            say!("interim verdict: judged on the figures of {start} to {end}, which is no natural year", start, end)
        } else {
            say!("no verdict is given: {start} to {end} is no natural year", start, end)
        }
    })
}

/// What stands beside the verdict in every format: by whose law it is, and on which stated values it depends.
pub(super) fn beside(report: &Report) -> Vec<Message> {
    // Why a flow has no meter on days of the period is the park's own word, on which its figures rest.
    let noted = report.meters.iter().filter_map(|meter| Some((meter, meter.service_note.as_ref()?)));
    let mut all: Vec<Message> = noted
        .map(|(meter, note)| say!("{id} was out of service on days of the period, and the park's note is all that says why no other meter counts then: {note}", id = meter.id.as_str(), note))
        .collect();
    let criteria = &report.criteria;
    let (policy, built_in) = (&report.policy.name, &criteria.built_in);
    let (own, other) = (outcome_word(report.verdict), outcome_word(criteria.verdict_as_built_in));
    if criteria.built_in_decides {
        all.push(say!(
            "two laws decide, the worse of them: {own} by the policy `{policy}`, which the park itself names, and {other} by the built-in {built_in}",
            own => own,
            policy,
            other => other,
            built_in
        ));
    } else if criteria.state == State::Stated {
        all.push(say!("by criteria that are not the built-in ones: {own}; by the built-in law {built_in} it would be: {other}", own => own, built_in, other => other));
    }
    all.extend(criteria.changed.iter().map(changed_said));
    let Some(stated) = report.stated.as_ref().filter(|stated| !stated.depends.is_empty()) else { return all };
    all.extend(stated.values.iter().filter(|value| !value.depends.is_empty()).map(stated_said));
    let told = |id: &&'static str| stated.values.iter().any(|value| value.depends.contains(id));
    let together: Vec<&'static str> = stated.depends.iter().copied().filter(|id| !told(id)).collect();
    if !together.is_empty() {
        all.push(say!(
            "depends on the values that the park states, taken together: {depends}; with every one of them as built in the verdict would be {verdict}",
            depends => what_depends(&together),
            verdict => outcome_word(stated.verdict_as_built_in)
        ));
    }
    all
}

fn changed_said(changed: &ChangedReport) -> Message {
    let text = |value: &Option<String>| value.as_ref().map_or_else(|| say!("not stated"), Message::verbatim);
    let source = changed.source.as_ref().map_or_else(Message::nothing, |source| say!("; as that file quotes: {source}", source));
    say!(
        "changed criterion: {setting} = {value} ({by}), built in {built_in}; as built in it would be: {outcome}{source}",
        setting = changed.setting,
        value => text(&changed.value),
        by => if changed.by == By::CommandLine { say!("command line") } else { say!("policy file") },
        built_in => text(&changed.built_in),
        outcome => outcome_word(changed.outcome_as_built_in),
        source => source
    )
}

fn stated_said(value: &StatedValueReport) -> Message {
    let with_unit = |text: &String| match &value.unit {
        Some(unit) if unit != "1" => format!("{text} {unit}"),
        _ => text.clone(),
    };
    say!(
        "depends on a value that the park states: {depends} on {setting} = {value} (source: {source}); with the built-in {built_in} the verdict would be {verdict}",
        depends => what_depends(&value.depends),
        setting = value.setting,
        value = with_unit(&value.value),
        source = value.source.as_deref().unwrap_or("—"),
        built_in = value.built_in.as_ref().map_or_else(|| "—".to_owned(), with_unit),
        verdict => value.verdict_as_built_in.map_or_else(|| Message::verbatim("—"), outcome_word)
    )
}

/// Whether an outcome hangs on a criterion that was changed.
pub(crate) fn turns_on_criteria(report: &Report) -> bool {
    let criteria = &report.criteria;
    criteria.verdict_as_built_in != report.verdict
        || criteria.changed.iter().any(|changed| changed.outcome_as_built_in != outcome_now(report, &changed.setting))
}

/// The verdict and rules: by their ids in English, by their names in Chinese.
fn what_depends(ids: &[&'static str]) -> Part {
    let said = |id: &&'static str| match *id {
        "verdict" => say!("the verdict"),
        "direct-green-share" => say!("direct-green-share"),
        "near-zero" => say!("near-zero"),
        "carbon-intensity-tier" => say!("carbon-intensity-tier"),
        "clean-energy-share" => say!("clean-energy-share"),
        other => Message::verbatim(other),
    };
    Part::list(ids.iter().map(said), say!(", "))
}

fn outcome_word(outcome: impl Into<Outcome>) -> Message {
    match outcome.into() {
        Outcome::Pass => say!("pass"),
        Outcome::Fail => say!("fail"),
        Outcome::Indeterminate => say!("indeterminate"),
        Outcome::NotApplicable => say!("not applicable"),
        Outcome::Exempt => say!("exempt"),
    }
}

/// What the rule that a criterion concerns, or the verdict, comes to in the report.
fn outcome_now(report: &Report, setting: &str) -> Outcome {
    let rule = ["limits.", "levels.", "rules."].iter().find_map(|prefix| setting.strip_prefix(prefix));
    let rule = rule.map(|rest| rest.split('.').next().unwrap_or(rest));
    let rule = rule.and_then(|rule| report.rules.iter().find(|own| own.id == rule));
    rule.map_or_else(|| report.verdict.into(), |rule| rule.outcome)
}
