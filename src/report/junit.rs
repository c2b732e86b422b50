//! `JUnit` XML for CI: a suite per park, a case per rule. A green suite is a park that passes, and nothing else.
//!
//! A required rule that fails is a failure; one that the evidence leaves open is an error, since CI shows a skipped case as harmless. What never decides
//! (guiding, advisory and data rules) never fails a suite: where it does not pass it is skipped, and says why. Where no required rule stands for a verdict that is
//! not `pass` (an interim period, no rule that applies, denied warnings, a park that could not be read) a case `verdict` does. Names are never
//! localised; there is no time and no host.

use quick_junit::{NonSuccessKind, Property, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::schema::{Report, RuleReport};
use super::told::{Told, denied_warnings};
use super::words::Lang;
use crate::rule::{Outcome, Verdict};
use crate::standard::Level;

/// The suites of all parks.
pub fn render(told: &[Told]) -> String {
    let mut suites = Suites::new("lingtan");
    for park in told {
        suites.add_test_suite(suite(park));
    }
    // Writing to memory does not fail, and what XML cannot carry was taken out of every text.
    let mut text = suites.to_string().unwrap_or_default().replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn suite(park: &Told) -> TestSuite {
    let mut suite = TestSuite::new(park.name());
    let mut property = |name: &str, value: &str| {
        suite.add_property(Property::new(name, value));
    };
    property("folder", if park.folder.is_empty() { "." } else { &park.folder });
    let report = match &park.result {
        Ok(report) => report,
        Err(message) => {
            suite.add_test_case(case(
                "verdict",
                park.name(),
                status(NonSuccessKind::Error, "could-not-run", &message.to_string(), &message.to_string()),
            ));
            return suite;
        }
    };
    property("period", &format!("{}..{}", report.period.start, report.period.end));
    property("policy", &report.policy.name);
    property("policy-sha256", &report.policy.sha256);
    if let Some(edition) = &report.policy.edition {
        property("policy-edition", edition);
    }
    property("verdict", report.verdict_in_effect().name());
    property("verdict-by-the-policy", report.verdict.name());
    if let Some(note) = super::force::noted(report, Lang::En) {
        property("judged-for-reference", &note);
    }
    property("interim", if report.period.interim { "true" } else { "false" });
    property("criteria", report.criteria.state.name());
    property("verdict-as-built-in", report.criteria.verdict_as_built_in.name());
    for message in super::by_whose_law::interim(report).into_iter().chain(super::by_whose_law::beside(report)) {
        property("beside-the-verdict", &message.to_string());
    }
    if let Some(without) = &report.without_corrections {
        property("verdict-without-corrections", without.verdict.name());
        if !without.depends.is_empty() {
            property("depends-on-corrections", &without.depends.join(" "));
        }
    }
    for rule in &report.rules {
        let mut case = case(rule.id, &report.park.name, status_of(rule));
        case.set_system_out(said(rule));
        suite.add_test_case(case);
    }
    let in_effect = report.verdict_in_effect();
    if in_effect != report.verdict {
        let message = format!("{in_effect} under the built-in law {}", report.criteria.built_in);
        let kind = if in_effect == Verdict::Fail { NonSuccessKind::Failure } else { NonSuccessKind::Error };
        suite.add_test_case(case("verdict-as-built-in", &report.park.name, status(kind, in_effect.name(), &message, &message)));
    }
    if let Some((kind, message)) = unsaid(park, report) {
        suite.add_test_case(case("verdict", &report.park.name, status(kind, report.verdict.name(), &message, &message)));
    }
    suite
}

fn case(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

fn status(kind: NonSuccessKind, ty: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(ty).set_message(message).set_description(text);
    status
}

fn status_of(rule: &RuleReport) -> TestCaseStatus {
    let message = match &rule.reason {
        Some(reason) => format!("{} rule, {}: {reason}", rule.level, rule.outcome),
        None => format!("{} rule, {}", rule.level, rule.outcome),
    };
    match (rule.level, rule.outcome) {
        (_, Outcome::Pass) => TestCaseStatus::success(),
        (Level::Required, Outcome::Fail) => status(NonSuccessKind::Failure, "fail", &message, &said(rule)),
        (Level::Required, Outcome::Indeterminate) => status(NonSuccessKind::Error, "indeterminate", &message, &said(rule)),
        _ => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(message);
            skipped
        }
    }
}

/// What must not look green although no required rule says so.
fn unsaid(park: &Told, report: &Report) -> Option<(NonSuccessKind, String)> {
    let says = |outcome: Outcome| report.rules.iter().any(|r| r.level == Level::Required && r.outcome == outcome);
    let withheld = report.period.interim && !report.run.interim;
    match report.verdict {
        Verdict::Pass => park.denied.then(|| (NonSuccessKind::Error, denied_warnings().to_string())),
        Verdict::Fail => (!says(Outcome::Fail)).then(|| (NonSuccessKind::Failure, "the verdict is fail".to_owned())),
        _ if withheld => Some((NonSuccessKind::Error, "the period is no natural year, so that no verdict is given".to_owned())),
        _ if says(Outcome::Indeterminate) => None,
        Verdict::Indeterminate => Some((NonSuccessKind::Error, "no required rule applied, so that nothing could be decided".to_owned())),
    }
}

/// The numbers of a rule, one a line.
fn said(rule: &RuleReport) -> String {
    let mut lines = vec![format!("level: {}", rule.level), format!("outcome: {}", rule.outcome)];
    let numbers =
        [("measured", &rule.measured), ("lower", &rule.lower), ("upper", &rule.upper), ("limit", &rule.limit), ("margin", &rule.margin)];
    for (name, number) in numbers {
        if let Some(number) = number {
            lines.push(format!("{name}: {number}"));
        }
    }
    lines.push(format!("unit: {}", rule.unit));
    lines.push(format!("comparison: {}", rule.comparison));
    if let Some(reason) = &rule.reason {
        lines.push(format!("reason: {reason}"));
    }
    if let Some(force) = super::force::of_rule(rule, Lang::En) {
        lines.push(format!("force: {force}"));
    }
    for deciding in &rule.deciding {
        let effect = deciding.effect.as_ref().map_or_else(|| "without bound".to_owned(), ToString::to_string);
        lines.push(format!("deciding: {} {}..{} effect {effect}", deciding.meter, deciding.from, deciding.to));
    }
    lines.push(format!("citation: {} · {}", rule.citation.document, rule.citation.item));
    lines.join("\n")
}
