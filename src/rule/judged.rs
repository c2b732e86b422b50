//! What the rules say of evidence or by criteria other than those of the report.

use super::verdict::{findings, verdict_of};
use super::{Assessment, Case, Finding, Judged};
use crate::standard::Level;

impl Judged {
    /// Judges a case.
    pub fn of(case: &Case<'_>, interim: bool) -> Self {
        let findings = findings(case);
        Self { verdict: verdict_of(case, interim, &findings), findings }
    }

    /// What an assessment says, where nothing would be another.
    pub fn same(assessment: &Assessment) -> Self {
        Self { verdict: assessment.verdict, findings: assessment.findings.clone() }
    }

    /// The finding of a rule.
    pub fn finding(&self, rule: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == rule)
    }

    /// `verdict` and the rules, required here or there, whose outcome is another than an assessment's.
    pub fn turns(&self, assessment: &Assessment) -> Vec<&'static str> {
        let verdict = (self.verdict != assessment.verdict).then_some("verdict");
        let rules = assessment.findings.iter().filter(|own| {
            self.finding(own.id).is_some_and(|other| {
                (own.level == Level::Required || other.level == Level::Required) && (own.outcome, own.level) != (other.outcome, other.level)
            })
        });
        verdict.into_iter().chain(rules.map(|own| own.id)).collect()
    }
}
