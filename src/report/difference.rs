//! One thing that differs between two reports, and whether it is a cause.

use crate::measure::Exact;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: a path of names and ids, such as `figures.electricity.load.value`.
    pub path: String,
    /// What the first report says, empty where it says nothing.
    pub old: String,
    /// What the second says.
    pub new: String,
}

impl Difference {
    /// The section that it is in.
    pub fn section(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or_default()
    }

    /// Whether it is a cause, and not an effect of one.
    pub fn is_cause(&self) -> bool {
        let of_an_outcome = self.path.contains("as_built_in") || self.path.starts_with("stated.depends") || self.path.contains(".depends[");
        // Of a meter, that it is there, and what the registry states of it.
        let field = self.path.rsplit('.').next().map_or("", |field| field.split('[').next().unwrap_or(field));
        let registered = self.section() == "meters" && (STATED.contains(&field) || self.old.is_empty() || self.new.is_empty());
        registered || ORDER[..CAUSES].contains(&self.section()) && !of_an_outcome
    }

    /// New less old, where both are decimals.
    pub fn change(&self) -> Option<Exact> {
        Some(Exact::parse(&self.new)? - Exact::parse(&self.old)?)
    }
}

/// Sections of a report in the order of cause and effect.
pub(super) const ORDER: [&str; 31] = [
    "schema",
    "tool",
    "park",
    "period",
    "run",
    "inputs",
    "corrections",
    "policy",
    "criteria",
    "stated",
    "assumptions",
    "verdict",
    "without_corrections",
    "rules",
    "next",
    "figures",
    "meters",
    "resolution",
    "matching",
    "months",
    "certificates",
    "headroom",
    "changes",
    "readings",
    "scenario",
    "net_zero",
    "sensitivities",
    "data",
    "defects",
    "tables",
    "unread_files",
];

/// Sections that are causes: what a report was made of. All others follow from them.
const CAUSES: usize = 11;

/// Fields of a registered meter that a person stated.
pub(super) const STATED: [&str; 16] = [
    "carrier",
    "flow",
    "registered_unit",
    "multiplier",
    "multiplier_applied",
    "parent",
    "positive",
    "less",
    "rating",
    "use",
    "ncv",
    "loss_percent",
    "source",
    "from",
    "to",
    "service_note",
];
