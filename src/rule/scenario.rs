//! What the rules would say of a park under a scenario. It never decides anything: the verdict is that of the park's own evidence.
//!
//! The changed park is settled and judged by the same accounts and the same rules. The data rules stay the park's own, for a scenario adds no evidence:
//! what they block in the park they block in the scenario too.

use super::assessment::Verdict;
use super::headroom::{Headroom, headroom};
use super::verdict::{findings_on, verdict_of};
use super::{Case, Finding};
use crate::account::scenario::{Came, Refused, extend, restore, settle};
use crate::account::{Accounts, Figure};
use crate::dossier::{Dossier, Scenario};
use crate::standard::{Settings, Standard};

/// What a scenario would make of a park.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// What is supposed.
    pub scenario: Scenario,
    /// What each change came to.
    pub came: Vec<Came>,
    /// The verdict.
    pub verdict: Verdict,
    /// The findings, in the order of the rules.
    pub findings: Vec<Finding>,
    /// Headroom by rule.
    pub headroom: Vec<(&'static str, Headroom)>,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// Tries a scenario on a park. The dossier is changed while it is judged, and is then what it was.
pub fn what_if(
    dossier: &mut Dossier,
    base: (&Accounts, &[Finding]),
    law: (&Standard, &Settings),
    interim: bool,
    scenario: &Scenario,
) -> Result<WhatIf, Refused> {
    let before = extend(dossier, scenario)?;
    let (standard, settings) = law;
    let judged = settle(dossier, &before, base.0, standard, settings, scenario).map(|(accounts, came)| {
        let case = Case { dossier, accounts: &accounts, standard, settings };
        let findings = findings_on(&case, base.1);
        let headroom = headroom(&case, &findings);
        let verdict = verdict_of(&case, interim, &findings);
        WhatIf { scenario: scenario.clone(), came, verdict, findings, headroom, figures: accounts.figures }
    });
    restore(dossier, before);
    judged
}
