//! Where a park stands on the way to recognition (METHOD 2): whether it is on the list of national parks, whether its construction period has ended,
//! and what acceptance asks and holds now. It changes no outcome, and `pass` never says that a park is recognised.

use chrono::Datelike;

use super::{Case, Finding, Outcome};
use crate::closed_list::closed_list;
use crate::standard::Level;
use crate::standard::list::{self, ListedPark};

/// The core indicator (核心指标): a park that does not meet it may in principle not apply.
const CORE: &str = "carbon-intensity-tier";

closed_list! {
    /// Where a park stands.
    Stage {
        /// On the list, before the year in which its construction ends.
        Construction = "construction",
        /// On the list, in the year in which its construction ends or after it.
        Due = "due",
        /// Not on the list.
        NotListed = "not-listed",
    }
}

closed_list! {
    /// What a condition is to acceptance.
    Role {
        /// The core indicator.
        Core = "core",
        /// A further rule that decides the verdict.
        Required = "required",
        /// A reference indicator.
        Reference = "reference",
    }
}

/// What acceptance asks, and what the rule says now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The rule.
    pub rule: &'static str,
    /// What it is to acceptance.
    pub role: Role,
    /// What it says.
    pub outcome: Outcome,
}

impl Condition {
    /// Whether it holds now: the rule passes, or the park is exempt from a reference indicator, which is then not asked for.
    pub fn holds(&self) -> bool {
        matches!(self.outcome, Outcome::Pass | Outcome::Exempt)
    }
}

/// Where a park stands on the way to recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Where it stands.
    pub stage: Stage,
    /// The park of the list.
    pub park: Option<&'static ListedPark>,
    /// What acceptance asks, the core indicator first, and what holds now. What does not apply to this park is left out.
    pub conditions: Vec<Condition>,
}

/// Where a park stands, by its findings.
pub fn acceptance(case: &Case<'_>, findings: &[Finding]) -> Acceptance {
    let dossier = case.dossier;
    let park = list::find(dossier.listed.as_ref().map_or(dossier.name.as_str(), |listed| listed.name.as_str()));
    let stage = match park {
        None => Stage::NotListed,
        Some(park) if dossier.period.end.year() < park.end_year => Stage::Construction,
        Some(_) => Stage::Due,
    };
    let role = |finding: &Finding| match finding.level {
        _ if finding.id == CORE => Some(Role::Core),
        Level::Required => Some(Role::Required),
        Level::Guiding => Some(Role::Reference),
        Level::Advisory | Level::Data => None,
    };
    let asked = |finding: &&Finding| finding.outcome != Outcome::NotApplicable;
    let mut conditions: Vec<Condition> = findings
        .iter()
        .filter(asked)
        .filter_map(|finding| Some(Condition { rule: finding.id, role: role(finding)?, outcome: finding.outcome }))
        .collect();
    conditions.sort_by_key(|condition| Role::ALL.iter().position(|role| *role == condition.role));
    Acceptance { stage, park, conditions }
}
