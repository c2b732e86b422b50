//! A park of the portfolio: what its report says of it that a table of hundreds can show.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::measure::Exact;
use crate::report::by_whose_law::{beside, interim};
use crate::report::schema::{PeriodReport, Report, RuleReport};
use crate::report::shape;
use crate::report::standing::rank;
use crate::report::text::next;
use crate::report::told::{Told, denied_warnings};
use crate::report::words::Lang;
use crate::rule::{Outcome, Stage, Verdict};
use crate::say::Message;
use crate::standard::{Comparison, Level, regions};

/// The figures of a park that are summed, with their units.
pub const FIGURES: [(&str, &str); 4] =
    [("electricity.consumption", "MWh"), ("electricity.direct_green", "MWh"), ("energy.total", "tce"), ("emissions.total", "tCO2")];

/// A park.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct ParkEntry {
    /// Its place in the order given, from 1.
    pub number: usize,
    /// Its folder; null where the report does not say it.
    pub folder: Option<String>,
    /// Its name; null where it could not be read.
    pub park: Option<String>,
    /// Its province by its short Chinese name, as the park states it where that names none; null where it states none.
    pub province: Option<String>,
    /// Where it stands on the way to recognition; null where it could not be read.
    pub stage: Option<Stage>,
    /// Year in which construction ends; null where the park is not listed.
    pub end_year: Option<i32>,
    /// The period; null where it could not be read.
    pub period: Option<PeriodReport>,
    /// The policy by which it is judged; null where it could not be read.
    pub policy: Option<String>,
    /// The verdict in effect: of the built-in law where that decides beside the park's own policy and is the worse, indeterminate where warnings are denied; null
    /// where the park could not be read.
    #[schemars(schema_with = "shape::verdict_or_null")]
    pub verdict: Option<Verdict>,
    /// The required rules, in the order of the rules.
    pub rules: Vec<RuleEntry>,
    /// The figures that are summed.
    pub figures: BTreeMap<&'static str, FigureEntry>,
    /// What it lacks, most urgent first; empty where it passes and nothing is foreseen to be wanting.
    pub lacks: Vec<LackEntry>,
    /// What must be known beside the verdict: criteria that are not built in, values that the park states, a period that is no natural year, denied warnings.
    pub notes: Vec<Message>,
    /// Why it could not be read; null where it could.
    pub error: Option<Message>,
    /// How good the outcome is: the lesser, the worse.
    #[serde(skip)]
    #[schemars(skip)]
    pub(super) rank: (usize, std::cmp::Reverse<(usize, usize)>),
}

/// A required rule of a park.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleEntry {
    /// Name of the rule, or of an indicator of the policy's own.
    #[schemars(schema_with = "shape::rule_or_indicator")]
    pub id: &'static str,
    /// Its outcome.
    pub outcome: Outcome,
    /// What was measured; null if it is not known.
    pub measured: Option<Exact>,
    /// Least value that the evidence allows; null if there is none.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows; null if there is none.
    pub upper: Option<Exact>,
    /// Unit of the numbers.
    pub unit: String,
    /// On which side of the limit a value passes; at the limit it does.
    pub comparison: Comparison,
    /// The limit; null if none applies.
    pub limit: Option<Exact>,
    /// By how much it is kept: positive on the passing side.
    pub margin: Option<Exact>,
}

/// A figure of a park.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FigureEntry {
    /// Its value; null if it is not known.
    pub value: Option<Exact>,
    /// Least value that the evidence allows; null if there is none.
    pub lower: Option<Exact>,
    /// Greatest value that the evidence allows; null if there is none.
    pub upper: Option<Exact>,
    /// Unit.
    pub unit: &'static str,
}

/// What a park lacks: an action that would bring it nearer to a verdict, or to a pass.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LackEntry {
    /// What to do.
    #[schemars(schema_with = "crate::report::next::action")]
    pub action: &'static str,
    /// Required rules that it bears on.
    pub rules: Vec<&'static str>,
    /// The action in an English sentence.
    pub text: String,
    /// The action in the reader's language.
    #[serde(skip)]
    #[schemars(skip)]
    pub said: String,
}

impl ParkEntry {
    /// What a report says of its park; `number` is its place in the order given.
    pub fn of(number: usize, told: &Told, lang: Lang) -> Self {
        let mut entry = Self { number, verdict: told.outcome(), rank: rank(told), ..Self::default() };
        match &told.result {
            Ok(report) => entry.take(report, told.denied, lang),
            Err(error) => (entry.folder, entry.error) = (Some(told.folder.clone()), Some(error.clone())),
        }
        entry
    }

    fn take(&mut self, report: &Report, denied: bool, lang: Lang) {
        self.folder.clone_from(&report.run.folder);
        self.park = Some(report.park.name.clone());
        self.province = report.park.province.as_deref().and_then(province);
        self.stage = Some(report.acceptance.stage);
        self.end_year = report.acceptance.end_year;
        self.period = Some(report.period.clone());
        self.policy = Some(report.policy.name.clone());
        self.rules = report.rules_at(Level::Required).map(RuleEntry::of).collect();
        let figure = |(id, unit): (&'static str, &'static str)| {
            let figure = report.figures.get(id)?;
            let [value, lower, upper] = [&figure.value, &figure.lower, &figure.upper].map(Clone::clone);
            (figure.unit == unit).then_some((id, FigureEntry { value, lower, upper, unit }))
        };
        self.figures = FIGURES.into_iter().filter_map(figure).collect();
        self.lacks = report
            .next
            .iter()
            .map(|action| LackEntry {
                action: action.action,
                rules: action.rules.clone(),
                text: action.text.clone(),
                said: next::said(report, action, lang),
            })
            .collect();
        self.notes = beside(report);
        self.notes.extend(interim(report));
        self.notes.extend(denied.then(denied_warnings));
    }

    /// What the park is called: its name, or its folder where it could not be read.
    pub fn name(&self) -> &str {
        let folder = self.folder.as_deref().map(|folder| if folder.is_empty() { "." } else { folder });
        self.park.as_deref().or(folder).unwrap_or_default()
    }

    /// A required rule of it.
    pub fn rule(&self, id: &str) -> Option<&RuleEntry> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The value of a figure that is summed.
    pub fn value(&self, figure: &str) -> Option<&Exact> {
        self.figures.get(figure)?.value.as_ref()
    }
}

impl RuleEntry {
    fn of(rule: &RuleReport) -> Self {
        Self {
            id: rule.id,
            outcome: rule.outcome,
            measured: rule.measured.clone(),
            lower: rule.lower.clone(),
            upper: rule.upper.clone(),
            unit: rule.unit.clone(),
            comparison: rule.comparison,
            limit: rule.limit.clone(),
            margin: rule.margin.clone(),
        }
    }
}

/// The province that a park states: one spelling for each region that is known.
fn province(stated: &str) -> Option<String> {
    let stated = stated.trim();
    let name = regions::named(stated).map_or(stated, |region| region.name.as_str());
    (!name.is_empty()).then(|| name.to_owned())
}
