//! What to do next, from the rest of a report.

use super::changes::{AmountIs, ChangeReport};
use super::next::{ActionReport, OptionReport};
use super::schema::{DefectReport, Report, RuleReport};
use super::word::Word;
use crate::dossier::{Code, Effect};
use crate::measure::Exact;
use crate::rule::{Outcome, Verdict, is_guard};
use crate::standard::Level;

/// Readings that are named for a rule; the others stand under `deciding`.
const READ_AGAIN: usize = 5;

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
