//! The key `next`: what to do next, most urgent first, where a park does not pass or its year is not expected to pass. It decides nothing.
//!
//! Every action is taken from the rest of the report: defects that block, data rules that failed, readings that would decide (`rules[].deciding`), what the
//! rest of an interim year needs (`projection`), the smallest changes of a failed rule (`changes`), evidence that was discarded and would count. Each names the
//! required rules that it bears on and a command that explains it. A rule that is open and for which nothing else is known is told with its reason.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::{AmountIs, ChangeReport, Direction};
use super::schema::{DefectReport, Report, RuleReport};
use super::shape;
use super::word::Word;
use crate::dossier::{Code, Effect};
use crate::measure::Exact;
use crate::rule::{Outcome, Verdict, is_guard};
use crate::standard::Level;

/// Kinds of actions.
pub const ACTIONS: &[&str] = &[
    "mend",
    "repair-evidence",
    "read-again",
    "supply-directly",
    "obtain-certificates",
    "change",
    "meet-built-in-law",
    "complete-year",
    "look-up",
];

/// Readings that are named for a rule; the others stand under `deciding`.
const READ_AGAIN: usize = 5;

/// An action that would bring the park nearer to a verdict, or to a pass.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
pub struct ActionReport {
    /// What to do.
    #[schemars(schema_with = "shape::action")]
    #[serde(deserialize_with = "super::word::read")]
    pub action: Word,
    /// Required rules that it bears on.
    #[serde(deserialize_with = "super::word::read")]
    pub rules: Vec<Word>,
    /// `mend`: code of the defect. `repair-evidence`: the data rule that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub of: Option<Word>,
    /// `mend`: how many rows or readings; of certificates that are not counted, how many certificates. `obtain-certificates`: how many more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// `mend`: file of the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `mend`: its line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// `read-again`, `mend`: the meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    /// `read-again`: first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "shape::day")]
    pub from: Option<String>,
    /// `read-again`: last day, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "shape::day")]
    pub to: Option<String>,
    /// `read-again`: whether nothing else is missing, so that the first rule is decided by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<bool>,
    /// `read-again`: by how much it can move what the first rule measures; absent where that has no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Exact>,
    /// `supply-directly`: `MWh` a month of direct green supply that the rest of the year needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Exact>,
    /// `change`: changes of which one is enough, those first after which every required rule passes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionReport>,
    /// Command that explains it.
    pub command: String,
    /// The action in an English sentence.
    pub text: String,
}

/// A change that is enough for its rule.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct OptionReport {
    /// What is changed.
    #[schemars(schema_with = "shape::change")]
    #[serde(deserialize_with = "super::word::read")]
    pub change: Word,
    /// Meter whose fuel or heat is changed; null for the other changes.
    pub meter: Option<String>,
    /// What that meter measures.
    pub carrier: Option<String>,
    /// Whether there is more or less of it.
    pub direction: Direction,
    /// The least amount that is enough.
    pub amount: Exact,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// What the verdict would be with it, by all required rules.
    #[schemars(schema_with = "shape::verdict")]
    pub verdict: Verdict,
}

/// The actions that a report gives rise to; their `text` is still to be written.
pub(super) fn of(report: &Report) -> Vec<ActionReport> {
    let open = open_rules(report);
    let mut all = Vec::new();
    all.extend(blocking(report, &open));
    all.extend(guards(report, &open));
    read_again(report, &open, &mut all);
    all.extend(year(report));
    all.extend(mending(report, &open, &all));
    all.extend(built_in(report));
    if report.period.interim && !report.run.interim {
        all.push(ActionReport { action: "complete-year", command: "lingtan guide what-if".to_owned(), ..ActionReport::default() });
    }
    for rule in open.iter().filter(|rule| rule.outcome == Outcome::Indeterminate) {
        if !all.iter().any(|action| action.rules.contains(&rule.id)) {
            all.push(look_up(vec![rule.id], format!("lingtan explain {}", rule.id)));
        }
    }
    if all.is_empty() && report.verdict != Verdict::Pass {
        all.push(look_up(Vec::new(), "lingtan guide method 2".to_owned()));
    }
    all
}

fn look_up(rules: Vec<Word>, command: String) -> ActionReport {
    ActionReport { action: "look-up", rules, command, ..ActionReport::default() }
}

/// The required rules that are not passed, those that failed first.
fn open_rules(report: &Report) -> Vec<&RuleReport> {
    let at = |outcome: Outcome| report.rules.iter().filter(move |rule| rule.level == Level::Required && rule.outcome == outcome);
    at(Outcome::Fail).chain(at(Outcome::Indeterminate)).collect()
}

/// How the reason of a rule begins that a data rule guards and that one of them keeps open.
const GUARDED: &str = "the data rule `";

fn reason_is(rule: &RuleReport, holds: impl Fn(&str) -> bool) -> bool {
    rule.reason.as_deref().is_some_and(holds)
}

/// Defects that block an open rule, one action for each kind.
fn blocking(report: &Report, open: &[&RuleReport]) -> Vec<ActionReport> {
    let mut all: Vec<ActionReport> = Vec::new();
    for defect in report.defects.iter().filter(|defect| defect.effect == Effect::Blocks && defect.explained.is_none()) {
        if let Some(known) = all.iter_mut().find(|action| action.of == Some(defect.code.name())) {
            known.count = known.count.map(|count| count + defect.count);
            continue;
        }
        // A data rule that failed stands in the reason in the place of the defects.
        let named = format!("`{}`", defect.code);
        let blocks = |rule: &&&RuleReport| reason_is(rule, |reason| reason.contains(&named) || reason.starts_with(GUARDED));
        let rules: Vec<Word> = open.iter().filter(blocks).map(|rule| rule.id).collect();
        if !rules.is_empty() {
            all.push(mend(defect, rules));
        }
    }
    all
}

fn mend(defect: &DefectReport, rules: Vec<Word>) -> ActionReport {
    ActionReport {
        action: "mend",
        rules,
        of: Some(defect.code.name()),
        count: Some(defect.count),
        file: defect.file.clone(),
        line: defect.line,
        meter: defect.meter.clone(),
        command: format!("lingtan explain {}", defect.code),
        ..ActionReport::default()
    }
}

/// Data rules that failed and so keep required rules open.
fn guards(report: &Report, open: &[&RuleReport]) -> Vec<ActionReport> {
    let failed = report.rules.iter().filter(|rule| rule.level == Level::Data && rule.outcome == Outcome::Fail && is_guard(rule.id));
    let guard = |guard: &RuleReport| {
        // The reason names the last that failed; the certificates guard those that count them alone.
        let named = format!("{GUARDED}{}`", guard.id);
        let covers = |rule: &&&RuleReport| {
            let all = guard.id != "certificate-ledger" || matches!(rule.id, "near-zero" | "carbon-intensity-tier");
            reason_is(rule, |reason| reason.starts_with(&named) || all && reason.starts_with(GUARDED))
        };
        let rules: Vec<Word> = open.iter().filter(covers).map(|rule| rule.id).collect();
        (!rules.is_empty()).then(|| ActionReport {
            action: "repair-evidence",
            rules,
            of: Some(guard.id),
            command: format!("lingtan explain {}", guard.id),
            ..ActionReport::default()
        })
    };
    failed.filter_map(guard).collect()
}

/// Readings that would decide open rules, largest effect first, each once.
fn read_again(report: &Report, open: &[&RuleReport], all: &mut Vec<ActionReport>) {
    for rule in open.iter().filter(|rule| rule.outcome == Outcome::Indeterminate) {
        // Where the evidence is blocked, reading again alone decides nothing.
        let free = !all.iter().any(|action| matches!(action.action, "mend" | "repair-evidence") && action.rules.contains(&rule.id));
        for deciding in rule.deciding.iter().take(READ_AGAIN) {
            let same = |action: &&mut ActionReport| {
                let [meter, from, to] = [&action.meter, &action.from, &action.to].map(Option::as_ref);
                [meter, from, to] == [Some(&deciding.meter), Some(&deciding.from), Some(&deciding.to)]
            };
            if let Some(known) = all.iter_mut().find(same) {
                known.rules.push(rule.id);
                continue;
            }
            all.push(ActionReport {
                action: "read-again",
                rules: vec![rule.id],
                meter: Some(deciding.meter.clone()),
                from: Some(deciding.from.clone()),
                to: Some(deciding.to.clone()),
                decides: Some(free && rule.deciding.len() == 1),
                effect: deciding.effect.clone(),
                command: format!("lingtan explain {}", unread(report, &deciding.meter).unwrap_or(rule.id)),
                ..ActionReport::default()
            });
        }
    }
}

/// Code of the first defect that says why readings of a meter are not known.
fn unread(report: &Report, meter: &str) -> Option<Word> {
    const CODES: [Code; 7] = [
        Code::MissingInterval,
        Code::ConflictingReading,
        Code::OverlappingReading,
        Code::NegativeReading,
        Code::ContradictedRating,
        Code::UnparsableRow,
        Code::ServiceGap,
    ];
    let is_of_meter = |code: &Code| report.defects.iter().any(|d| d.code == *code && d.meter.as_deref() == Some(meter));
    CODES.into_iter().find(is_of_meter).map(Code::name)
}

/// What the rest of an interim year takes, of rules that it is not expected to pass.
fn year(report: &Report) -> Vec<ActionReport> {
    let Some(year) = report.projection.as_ref().and_then(|projection| projection.year_end.as_ref()) else { return Vec::new() };
    let short = |id: &str| {
        year.rules.iter().any(|rule| rule.id == id && rule.level == Some(Level::Required) && rule.outlook != Some(Outcome::Pass))
    };
    let command = || "lingtan explain projection".to_owned();
    let direct = year.direct_supply.as_ref().filter(|need| short("direct-green-share") && need.needed.is_positive() && !need.impossible);
    let direct = direct.map(|need| ActionReport {
        action: "supply-directly",
        rules: vec!["direct-green-share"],
        amount: Some(need.needed.clone()),
        command: command(),
        ..ActionReport::default()
    });
    let certificates = year.certificates.iter().filter(|need| short(need.rule) && need.needed.is_some_and(|needed| needed > 0));
    let certificates = certificates.map(|need| ActionReport {
        action: "obtain-certificates",
        rules: vec![need.rule],
        count: need.needed,
        command: command(),
        ..ActionReport::default()
    });
    direct.into_iter().chain(certificates).collect()
}

/// What would mend the rules that failed: those with a change first after which the park would pass.
fn mending(report: &Report, open: &[&RuleReport], known: &[ActionReport]) -> Vec<ActionReport> {
    let mut groups: Vec<(bool, Vec<ActionReport>)> = Vec::new();
    for rule in open.iter().filter(|rule| rule.outcome == Outcome::Fail) {
        let change = change(report, rule);
        let named: Vec<Word> = known.iter().chain(groups.iter().flat_map(|(_, group)| group)).filter_map(|action| action.of).collect();
        let rejected = rejected(report, rule).into_iter().filter(|action| !action.of.is_some_and(|of| named.contains(&of)));
        // What was bought and does not count comes first where mending it would be enough.
        let needed = change.options.iter().find(|option| option.change == "certificates").map(|option| option.amount.clone());
        let enough =
            |action: &ActionReport| needed.as_ref().zip(action.count).is_some_and(|(n, count)| Exact::from(i128::from(count)) >= *n);
        let (mut group, after): (Vec<_>, Vec<_>) = rejected.partition(enough);
        let passes = change.options.iter().any(|option| option.verdict == Verdict::Pass);
        group.push(change);
        group.extend(after);
        groups.push((!passes, group));
    }
    groups.sort_by_key(|(fails, _)| *fails);
    groups.into_iter().flat_map(|(_, group)| group).collect()
}

/// The smallest changes of a failed rule; a change that no amount of flips is none of them.
fn change(report: &Report, rule: &RuleReport) -> ActionReport {
    let found = report.changes.as_ref().and_then(|changes| changes.rules.iter().find(|changes| changes.id == rule.id));
    let option = |change: &ChangeReport| {
        let amount = change.amount.clone().filter(|_| change.amount_is == AmountIs::Needed)?;
        Some(OptionReport {
            change: change.change,
            meter: change.meter.clone(),
            carrier: change.carrier.clone(),
            direction: change.direction,
            amount,
            unit: change.unit,
            verdict: Verdict::of(change.effects.iter().map(|rule| rule.outcome)),
        })
    };
    let mut options: Vec<OptionReport> = found.iter().flat_map(|found| &found.changes).filter_map(option).collect();
    options.sort_by_key(|option| option.verdict != Verdict::Pass);
    let first = options.first().map_or("changes", |option| option.change);
    let command = format!("lingtan explain {first}");
    ActionReport { action: "change", rules: vec![rule.id], options, command, ..ActionReport::default() }
}

/// Certificates that were presented and do not count, by the reason, most certificates first, of a rule that counts them.
fn rejected(report: &Report, rule: &RuleReport) -> Vec<ActionReport> {
    if !matches!(rule.id, "near-zero" | "carbon-intensity-tier") {
        return Vec::new();
    }
    let mut found: Vec<ActionReport> = Vec::new();
    for rejected in &report.certificates.rejected {
        let at = |defect: &&DefectReport| defect.file.as_ref() == Some(&rejected.file) && defect.line == Some(rejected.line);
        let Some(defect) = report.defects.iter().filter(at).find(|defect| defect.code.name().starts_with("certificate-")) else { continue };
        match found.iter_mut().find(|action| action.of == Some(defect.code.name())) {
            Some(action) => action.count = action.count.map(|count| count + rejected.quantity),
            None => found.push(ActionReport { count: Some(rejected.quantity), ..mend(defect, vec![rule.id]) }),
        }
    }
    found.sort_by_key(|action| std::cmp::Reverse(action.count));
    found
}

/// That the built-in law decides beside the policy that a park brought, where it is not met.
fn built_in(report: &Report) -> Option<ActionReport> {
    let criteria = &report.criteria;
    let decides =
        criteria.built_in_decides && criteria.verdict_as_built_in != Verdict::Pass && criteria.verdict_as_built_in != report.verdict;
    decides.then(|| ActionReport {
        action: "meet-built-in-law",
        command: format!("lingtan policy {}", criteria.built_in),
        ..ActionReport::default()
    })
}
