//! Many parks from their reports alone, `lingtan.portfolio/1`: each with its verdict, its required figures and what it lacks, the worst first; and totals by
//! province, stage of acceptance, period and rule, which add up.

pub mod csv;
mod entry;
pub(super) mod phrases;
mod totals;

use schemars::JsonSchema;
use serde::Serialize;

pub use entry::{FIGURES, FigureEntry, LackEntry, ParkEntry, RuleEntry};
pub use totals::{Counts, GroupTotals, RuleTotals, SumReport};

use super::json::inert;
use super::shape;

/// Name of the schema.
pub const SCHEMA: &str = "lingtan.portfolio/1";

/// Many parks.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Portfolio {
    /// Name and number of this schema.
    #[schemars(schema_with = "name_of_schema")]
    pub schema: &'static str,
    /// Totals of all parks.
    pub all: GroupTotals,
    /// Totals by province.
    pub by_province: Vec<GroupTotals>,
    /// Totals by stage on the way to recognition.
    pub by_stage: Vec<GroupTotals>,
    /// Totals by period; figures of different periods are summed in the other totals too.
    pub by_period: Vec<GroupTotals>,
    /// The required rules of all parks.
    pub by_rule: Vec<RuleTotals>,
    /// The parks, the worst first; of equals, in the order given.
    pub parks: Vec<ParkEntry>,
}

fn name_of_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "const": SCHEMA })
}

impl Portfolio {
    /// The portfolio of parks in the order given.
    pub fn of(mut parks: Vec<ParkEntry>) -> Self {
        let by_rule = totals::by_rule(&parks);
        parks.sort_by_key(|park| park.rank);
        Self {
            schema: SCHEMA,
            all: GroupTotals::of(None, &parks),
            by_province: totals::by_province(&parks),
            by_stage: totals::by_stage(&parks),
            by_period: totals::by_period(&parks),
            by_rule,
            parks,
        }
    }

    /// How many periods the parks have.
    pub fn periods(&self) -> usize {
        self.by_period.iter().filter(|group| group.name.is_some()).count()
    }

    /// The portfolio as JSON, never localised.
    pub fn to_json(&self) -> String {
        inert(serde_json::to_string_pretty(self).unwrap_or_default() + "\n")
    }
}

/// The JSON Schema of the portfolio.
pub fn schema() -> String {
    shape::schema_of::<Portfolio>(SCHEMA)
}
