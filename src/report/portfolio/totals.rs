//! Totals over parks: how many came to what, and sums of their figures. Whatever the parks are grouped by, the groups add up to the whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::{FIGURES, ParkEntry};
use crate::measure::Exact;
use crate::report::shape;
use crate::rule::{Outcome, Verdict};
use crate::standard::regions;

/// Parks that came to each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Counts {
    /// All of them: the sum of the others.
    pub parks: usize,
    /// Those that pass.
    pub pass: usize,
    /// Those that fail.
    pub fail: usize,
    /// Those that could not be decided.
    pub indeterminate: usize,
    /// Those that could not be read.
    pub unread: usize,
}

/// Totals of a group of parks.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct GroupTotals {
    /// Province, stage or period (first and last day with `/` between them); null of parks that say none, and of all parks.
    pub name: Option<String>,
    /// How many parks came to what.
    #[serde(flatten)]
    pub counts: Counts,
    /// Sums of figures, by figure.
    pub sums: BTreeMap<&'static str, SumReport>,
}

/// The sum of a figure over those parks of a group of which it is known.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SumReport {
    /// The sum; null where it is known of no park.
    pub value: Option<Exact>,
    /// Unit.
    pub unit: &'static str,
    /// Parks of which it is known.
    pub known: usize,
    /// Parks of which it is not known, those that could not be read included: the sum is without them.
    pub unknown: usize,
}

/// What a required rule came to in all parks.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleTotals {
    /// Name of the rule, or of an indicator of a policy's own.
    #[schemars(schema_with = "shape::rule_or_indicator")]
    pub id: &'static str,
    /// Parks by its outcome; an outcome that it has nowhere is left out.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Parks in which it is no required rule, those that could not be read included.
    pub without: usize,
}

impl Counts {
    /// Parks of a verdict; of none, those that could not be read.
    pub fn of(&self, verdict: Option<Verdict>) -> usize {
        match verdict {
            Some(Verdict::Pass) => self.pass,
            Some(Verdict::Fail) => self.fail,
            Some(Verdict::Indeterminate) => self.indeterminate,
            None => self.unread,
        }
    }

    fn add(&mut self, verdict: Option<Verdict>) {
        self.parks += 1;
        *match verdict {
            Some(Verdict::Pass) => &mut self.pass,
            Some(Verdict::Fail) => &mut self.fail,
            Some(Verdict::Indeterminate) => &mut self.indeterminate,
            None => &mut self.unread,
        } += 1;
    }
}

impl GroupTotals {
    pub(super) fn of<'a>(name: Option<String>, parks: impl IntoIterator<Item = &'a ParkEntry>) -> Self {
        let sum = |unit| SumReport { value: None, unit, known: 0, unknown: 0 };
        let sums = FIGURES.into_iter().map(|(figure, unit)| (figure, sum(unit))).collect();
        let mut totals = Self { name, counts: Counts::default(), sums };
        for park in parks {
            totals.counts.add(park.verdict);
            for (figure, sum) in &mut totals.sums {
                match park.value(figure) {
                    Some(value) => {
                        sum.known += 1;
                        sum.value = Some(sum.value.as_ref().map_or_else(|| value.clone(), |sum| sum + value));
                    }
                    None => sum.unknown += 1,
                }
            }
        }
        totals
    }
}

/// Parks by what they say, in an order; those that say nothing last.
fn grouped<K: Ord>(parks: &[ParkEntry], of: impl Fn(&ParkEntry) -> Option<(K, String)>) -> Vec<GroupTotals> {
    let mut groups: BTreeMap<(bool, Option<(K, String)>), Vec<&ParkEntry>> = BTreeMap::new();
    for park in parks {
        let key = of(park);
        groups.entry((key.is_none(), key)).or_default().push(park);
    }
    groups.into_iter().map(|((_, key), parks)| GroupTotals::of(key.map(|(_, name)| name), parks)).collect()
}

/// By province, in the official order; names of no province behind them.
pub(super) fn by_province(parks: &[ParkEntry]) -> Vec<GroupTotals> {
    grouped(parks, |park| {
        let name = park.province.clone()?;
        let place = regions::all().iter().position(|region| region.name == name);
        Some((place.unwrap_or(usize::MAX), name))
    })
}

/// By stage on the way to recognition.
pub(super) fn by_stage(parks: &[ParkEntry]) -> Vec<GroupTotals> {
    grouped(parks, |park| park.stage.map(|stage| (stage, stage.name().to_owned())))
}

/// By period.
pub(super) fn by_period(parks: &[ParkEntry]) -> Vec<GroupTotals> {
    grouped(parks, |park| park.period.as_ref().map(|period| ((), format!("{}/{}", period.start, period.end))))
}

/// The required rules of all parks, in the order in which they stand first.
pub(super) fn by_rule(parks: &[ParkEntry]) -> Vec<RuleTotals> {
    let mut all: Vec<RuleTotals> = Vec::new();
    for rule in parks.iter().flat_map(|park| &park.rules) {
        let place = all.iter().position(|known| known.id == rule.id).unwrap_or_else(|| {
            all.push(RuleTotals { id: rule.id, outcomes: BTreeMap::new(), without: parks.len() });
            all.len() - 1
        });
        *all[place].outcomes.entry(rule.outcome.name()).or_default() += 1;
        all[place].without -= 1;
    }
    all
}

impl RuleTotals {
    /// Parks in which it came to an outcome.
    pub fn of(&self, outcome: Outcome) -> usize {
        self.outcomes.get(outcome.name()).copied().unwrap_or_default()
    }
}
