//! By whose law a park is judged, in words: what stands beside the verdict in every format.

use super::criteria::{ChangedReport, State, StatedValueReport};
use super::schema::Report;
use crate::rule::{By, Outcome, Verdict};
use crate::say;
use crate::say::{Message, Part};

impl Report {
    /// The verdict in effect: the worse of the two where the built-in law decides beside the policy that a park brought.
    pub fn verdict_in_effect(&self) -> Verdict {
        self.criteria.in_effect(self.verdict)
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
