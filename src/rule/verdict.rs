//! The verdict (METHOD 2): data rules guard the evidence, required rules decide.

use super::break_even::break_evens;
use super::headroom::headroom;
use super::required::REQUIRED;
use super::{Assessment, Case, Finding, Outcome, RULES, Verdict, blocked, declared};
use crate::account::settle_again;
use crate::standard::Level;

/// Data rules, and which rules depend on each (METHOD 7): all required ones, or those that count certificates.
const GUARDS: [(&str, Guarded); 4] = [
    ("metering-coverage", Guarded::Required),
    ("estimated-share", Guarded::Required),
    ("balance-closure", Guarded::Required),
    ("certificate-ledger", Guarded::Certificates),
];

/// Why a rule that fails does not decide.
const LEVEL_OPEN: &str = "it fails, but the bounds of the park's energy reach over the size from which this rule only advises";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Guarded {
    Required,
    Certificates,
}

impl Guarded {
    fn covers(self, case: &Case<'_>, finding: &Finding) -> bool {
        match self {
            Self::Required => REQUIRED.contains(&finding.id) || finding.level == Level::Required,
            Self::Certificates => {
                matches!(finding.id, "near-zero" | "carbon-intensity-tier" | "clean-energy-share")
                    || (finding.id == "direct-green-share" && case.settings.reading.certificates_are_direct)
            }
        }
    }
}

/// Judges a case. `interim` accepts a period that is no natural year.
pub fn assess(case: &Case<'_>, interim: bool) -> Assessment {
    let findings = findings(case);
    let verdict = verdict_of(case, interim, &findings);
    let headroom = headroom(case, &findings);
    let changes = break_evens(case, &findings);
    Assessment { verdict, findings, headroom, changes, uncorrected: None }
}

/// What each rule says, once the data rules have guarded the evidence.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    findings_on(case, &[])
}

/// The same on the evidence that other findings judge: their data rules stand.
pub(super) fn findings_on(case: &Case<'_>, evidence: &[Finding]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES
        .iter()
        .map(|rule| {
            let stands = evidence.iter().find(|f| f.id == rule.id && f.level == Level::Data);
            stands.cloned().unwrap_or_else(|| (rule.judge)(case, case.standard.clause(rule.id)))
        })
        .chain(case.standard.indicators.iter().map(|indicator| declared::own(case, &indicator.clause)))
        .collect();
    hold_within_bounds(case, &mut findings);
    tell_conflicts(case, &mut findings);
    blocked::block(case, &mut findings);
    for (guard, guarded) in GUARDS {
        let failed = findings.iter().find(|f| f.id == guard && f.level == Level::Data && f.outcome == Outcome::Fail);
        let Some(deciding) = failed.map(|f| f.deciding.clone()) else { continue };
        for finding in &mut findings {
            if finding.level != Level::Data
                && guarded.covers(case, finding)
                && !matches!(finding.outcome, Outcome::NotApplicable | Outcome::Exempt)
            {
                finding.outcome = Outcome::Indeterminate;
                finding.blocked = true;
                // What is not read at all comes first: without it nothing else decides.
                finding.deciding.retain(|d| !deciding.iter().any(|g| g.meter == d.meter));
                finding.deciding.splice(0..0, deciding.iter().cloned());
                finding.reason = Some(format!("the data rule `{guard}` failed, so that the evidence does not carry this rule"));
            }
        }
    }
    findings
}

/// Where no reading is missing, it is those that contradict each other that leave a rule open.
fn tell_conflicts(case: &Case<'_>, findings: &mut [Finding]) {
    let dossier = case.dossier;
    let conflicts =
        dossier.meters.iter().zip(&dossier.series).filter(|(_, series)| series.as_ref().is_some_and(|s| !s.conflicts.is_empty()));
    let names: Vec<&str> = conflicts.map(|(meter, _)| meter.id.as_str()).collect();
    if names.is_empty() || case.accounts.completeness.iter().any(|c| c.missing > 0) {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.reason.as_deref() == Some(super::finding::EITHER_SIDE)) {
        finding.reason =
            Some(format!("the readings of {} contradict each other, and could move it to either side of the limit", names.join(", ")));
    }
}

/// No outcome rests on a figure that lies outside its own bounds, nor on a failure that need not be one of a park of its size.
fn hold_within_bounds(case: &Case<'_>, findings: &mut [Finding]) {
    let contradicted = |f: &Finding| f.figures.iter().any(|id| case.accounts.figure(id).is_some_and(|figure| !figure.lies_within()));
    for finding in findings {
        // That a rule has no object depends on the size of the park alone.
        let settled = finding.outcome == Outcome::NotApplicable && !finding.figures.contains(&"energy.total");
        if !settled && finding.outcome != Outcome::Exempt && contradicted(finding) {
            finding.outcome = Outcome::Indeterminate;
            finding.reason = Some(super::finding::CONTRADICTED.to_owned());
        } else if finding.outcome == Outcome::Fail && finding.level_open {
            finding.outcome = Outcome::Indeterminate;
            finding.reason = Some(LEVEL_OPEN.to_owned());
            finding.deciding.clone_from(&case.accounts.carbon_intensity.deciding);
        }
    }
}

/// The required rules whose outcome would be another under another value of a setting that leaves the balance of electricity as it is.
pub fn turned_by(case: &Case<'_>, findings: &[Finding], setting: &str, value: &str) -> Vec<&'static str> {
    let Some(settings) = case.settings.otherwise(case.standard, setting, value) else { return Vec::new() };
    let accounts = settle_again(case.accounts, case.dossier, case.standard, &settings);
    let found = findings_on(&Case { accounts: &accounts, settings: &settings, ..*case }, findings);
    let turned = findings.iter().zip(&found).filter(|(a, b)| a.level == Level::Required && a.outcome != b.outcome);
    turned.map(|(a, _)| a.id).collect()
}

/// The verdict on findings.
pub(super) fn verdict_of(case: &Case<'_>, interim: bool, findings: &[Finding]) -> Verdict {
    if case.dossier.period.is_interim() && !interim {
        return Verdict::Indeterminate;
    }
    Verdict::of(findings.iter().filter(|f| f.level == Level::Required).map(|f| f.outcome))
}

/// Whether required rules rest on a data rule.
pub(crate) fn is_guard(id: &str) -> bool {
    GUARDS.iter().any(|(guard, _)| *guard == id)
}
