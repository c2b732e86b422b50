//! The key `projection` of an interim run: what may come of its year, and what its targets take. Information, never evidence.
//!
//! `unavailable` says why there is none; else `year_end` holds how it was made (`method`, the flows with their `basis`, what the band is made of), the
//! totals and the required rules at the projected year with their band, and what is needed: direct supply a month, and whole certificates. A band is the
//! least and greatest of what comes out if the rest of the year is like each week (or month) so far; `null` where fewer than two were seen.
//!
//! A report given as that of an earlier year is read here too, and what was used of it stands under `run.last_year`, so that the run can be repeated.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::account::{Basis, Component, LastYear, Like};
use crate::closed_list::closed_list;
use crate::measure::{Exact, Month};
use crate::rule::{Banded, CertificateNeed, DirectNeed, NotProjected, OutOfReach, Outcome, ProjectedRule, Untold, YearEnd};
use crate::standard::Level;

closed_list! {
    /// How the rest of a flow was worked out.
    Method {
        /// At the rate so far.
        RunRate = "run-rate",
        /// Like the same months of an earlier year.
        LastYear = "last-year",
    }

    /// What a band is made of.
    BandOf {
        /// Weeks so far.
        Weeks = "weeks",
        /// Months so far.
        Months = "months",
    }
}

/// What may come of the year of an interim run.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ProjectionReport {
    /// Why the year is not projected; null where it is.
    #[schemars(schema_with = "not_projected_words")]
    #[serde(default)]
    pub unavailable: Option<NotProjected>,
    /// The projected year; null where there is none.
    pub year_end: Option<YearEndReport>,
}

/// A projected year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct YearEndReport {
    /// First day that is projected.
    #[schemars(schema_with = "shape::day")]
    pub from: String,
    /// Last day of the year.
    #[schemars(schema_with = "shape::day")]
    pub until: String,
    /// Months that are left, a month that is left in part by its days.
    pub months_left: Exact,
    /// How the rest was worked out: at the rate so far, or like the same months of an earlier year.
    pub method: Method,
    /// That earlier year, where one was given.
    pub last_year: Option<i32>,
    /// Whether workdays and weekends are told apart; not where electricity is known by the month.
    pub by_day_type: bool,
    /// Days so far of which all electricity is known; only these give rates.
    pub full_days: i64,
    /// Whether the figures to date are known exactly; else the point figures are projected, a missing reading counting as nothing.
    pub exact: bool,
    /// What the band is made of; null where there is no band.
    #[schemars(schema_with = "band_of_words")]
    #[serde(default)]
    pub band_of: Option<BandOf>,
    /// How many of them.
    pub band_count: usize,
    /// How each flow is taken to go on.
    pub flows: Vec<FlowReport>,
    /// Totals of the year, by figure.
    #[schemars(schema_with = "shape::by_figure::<ProjectedFigureReport>")]
    #[serde(deserialize_with = "super::word::read")]
    pub figures: BTreeMap<Word, ProjectedFigureReport>,
    /// The months that are left, the first one perhaps in part.
    pub months: Vec<ProjectedMonthReport>,
    /// The required rules at the projected year.
    pub rules: Vec<ProjectedRuleReport>,
    /// Direct supply that is needed; null where its rule is not projected.
    pub direct_supply: Option<DirectSupplyReport>,
    /// Certificates that are needed, by rule.
    pub certificates: Vec<CertificatesReport>,
}

/// How a flow is taken to go on.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct FlowReport {
    /// The flow.
    #[schemars(schema_with = "flow_words")]
    #[serde(deserialize_with = "super::word::read")]
    pub flow: Word,
    /// At its rate so far, or like the same months of the earlier year.
    pub basis: Method,
    /// What the days so far are to the same days of the earlier year; null at the rate so far.
    pub growth: Option<Exact>,
    /// What the rest of the year adds; null where it is not known.
    pub rest: Option<Exact>,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
}

/// A total of the projected year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ProjectedFigureReport {
    /// To date.
    pub to_date: Exact,
    /// Of the year.
    pub value: Exact,
    /// Least of the band.
    pub lower: Option<Exact>,
    /// Greatest of the band.
    pub upper: Option<Exact>,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
}

/// A month, or the rest of one, as projected.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ProjectedMonthReport {
    /// Month, YYYY-MM.
    #[schemars(schema_with = "shape::month")]
    pub month: String,
    /// Grid import, `MWh`.
    pub grid_import: Exact,
    /// Directly supplied green electricity, `MWh`.
    pub direct_green: Exact,
    /// Consumption, `MWh`.
    pub consumption: Exact,
}

/// A rule at the projected year, with the certificates and trades that are presented, as they count in the year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ProjectedRuleReport {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub id: Word,
    /// Why it is not projected; null where it is.
    #[schemars(schema_with = "shape::untold")]
    #[serde(default, deserialize_with = "super::word::read")]
    pub unavailable: Option<Word>,
    /// Its level at the projected year.
    #[schemars(schema_with = "shape::level_or_null")]
    #[serde(default)]
    pub level: Option<Level>,
    /// Its value at the projected year.
    pub measured: Option<Exact>,
    /// Least of the band.
    pub lower: Option<Exact>,
    /// Greatest of the band.
    pub upper: Option<Exact>,
    /// The week (its Monday) or month like which it comes to the least; null for the point itself.
    pub lower_like: Option<String>,
    /// The week (its Monday) or month like which it comes to the greatest; null for the point itself.
    pub upper_like: Option<String>,
    /// Its limit at the projected year.
    pub limit: Option<Exact>,
    /// Its outcome at the point.
    #[schemars(schema_with = "shape::outcome_or_null")]
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Its outcome over the band: that of the point where all agree, else indeterminate.
    #[schemars(schema_with = "shape::outcome_or_null")]
    #[serde(default)]
    pub outlook: Option<Outcome>,
}

/// When a target gets out of reach; null is not within the year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct OutOfReachReport {
    /// The first month from which on it is too late, if things go on as projected until then.
    #[schemars(schema_with = "shape::month_or_null")]
    pub month: Option<String>,
    /// The earliest of the band.
    #[schemars(schema_with = "shape::month_or_null")]
    pub earliest: Option<String>,
    /// The latest of the band.
    #[schemars(schema_with = "shape::month_or_null")]
    pub latest: Option<String>,
}

/// Direct supply that the rest of the year needs for its share to reach the limit, replacing grid import one for one.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DirectSupplyReport {
    /// `MWh` a month so far.
    pub so_far: Exact,
    /// `MWh` a month in the rest of the year, as projected.
    pub projected: Exact,
    /// `MWh` a month in the rest of the year, as needed: rounded up to the step; 0 where the limit is reached without any.
    pub needed: Exact,
    /// Least of the band.
    pub lower: Option<Exact>,
    /// Greatest of the band.
    pub upper: Option<Exact>,
    /// To what the need is told: one step less a month does not reach the limit.
    pub step: Exact,
    /// Unit.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// Whether it is more than all that will be consumed, so that it cannot be had.
    pub impossible: bool,
    /// The first month from which on even supplying all consumption directly comes too late.
    pub out_of_reach: OutOfReachReport,
}

/// Certificates that are still to be bought by the end of the year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CertificatesReport {
    /// Rule.
    #[schemars(schema_with = "shape::rule")]
    #[serde(deserialize_with = "super::word::read")]
    pub rule: Word,
    /// So many whole certificates more; null where none would do, the emissions beside purchased electricity alone being above the limit.
    pub needed: Option<u64>,
    /// Fewest of the band.
    pub lower: Option<u64>,
    /// Most of the band; null also where none would do.
    pub upper: Option<u64>,
    /// First month in which they can have been generated to count.
    #[schemars(schema_with = "shape::month")]
    pub generated_from: String,
    /// Last month in which they can be generated to count.
    #[schemars(schema_with = "shape::month")]
    pub generated_until: String,
    /// The day until which those of that month can be retired.
    #[schemars(schema_with = "shape::day")]
    pub retired_until: String,
    /// The first month that is left where no certificates would do; they can be bought until the year ends, so that it is at once or not at all.
    pub out_of_reach: OutOfReachReport,
}

/// What was used of the report on an earlier year.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct LastYearReport {
    /// SHA-256 of the file.
    #[schemars(schema_with = "shape::digest")]
    pub sha256: String,
    /// The year.
    pub year: i32,
    /// Its months.
    pub months: Vec<LastMonthReport>,
}

/// A month of an earlier year, as far as it was used: a flow that goes on at its rate so far is null.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct LastMonthReport {
    /// Month, YYYY-MM.
    #[schemars(schema_with = "shape::month")]
    pub month: String,
    /// Grid import, `MWh`.
    pub grid_import: Option<Exact>,
    /// Directly supplied green electricity, `MWh`.
    pub direct_green: Option<Exact>,
    /// On-site fossil generation, `MWh`.
    pub onsite_fossil: Option<Exact>,
    /// The rest of consumption, `MWh`.
    pub further_electricity: Option<Exact>,
    /// Emissions beside those of purchased electricity, tCO2.
    pub other_emissions: Option<Exact>,
    /// Energy beside electricity, tce.
    pub other_energy: Option<Exact>,
}

/// Reasons why a year is not projected.
pub(super) fn not_projected() -> impl Iterator<Item = &'static str> {
    NotProjected::WORDS.iter().copied()
}

/// The flows that are projected.
pub(super) fn flow_name(stream: Component) -> &'static str {
    match stream {
        Component::Import => "grid-import",
        Component::Green => "direct-green",
        Component::Fossil => "onsite-fossil",
        Component::Further => "further-electricity",
        Component::Emissions => "other-emissions",
        Component::Energy => "other-energy",
    }
}

pub(super) fn publish(projection: &Result<YearEnd, NotProjected>) -> ProjectionReport {
    match projection {
        Ok(year) => ProjectionReport { unavailable: None, year_end: Some(year_end(year)) },
        Err(why) => ProjectionReport { unavailable: Some(*why), year_end: None },
    }
}

fn ends(banded: &Banded) -> (Option<Exact>, Option<Exact>) {
    banded.band.clone().unzip()
}

fn year_end(year: &YearEnd) -> YearEndReport {
    let outlook = &year.outlook;
    let rest = outlook.point.total();
    let flow = |stream: Component| {
        let (basis, growth) = match &outlook.bases[stream as usize] {
            Basis::RunRate => (Method::RunRate, None),
            Basis::LastYear(growth) => (Method::LastYear, Some(growth.clone())),
        };
        let unit = match stream {
            Component::Emissions => "tCO2",
            Component::Energy => "tce",
            _ => "MWh",
        };
        let known = outlook.beside || !Component::OTHER.contains(&stream);
        FlowReport { flow: flow_name(stream), basis, growth, rest: known.then(|| rest.of(stream).clone()), unit }
    };
    let figures = year.figures.iter().map(|f| {
        let (lower, upper) = ends(&f.year);
        (f.id, ProjectedFigureReport { to_date: f.to_date.clone(), value: f.year.value.clone(), lower, upper, unit: f.unit })
    });
    let months = outlook.months.iter().zip(&outlook.point.months).map(|(month, amounts)| ProjectedMonthReport {
        month: month.to_string(),
        grid_import: amounts.of(Component::Import).clone(),
        direct_green: amounts.of(Component::Green).clone(),
        consumption: amounts.used(),
    });
    let of_band = outlook.band.first().map(|(like, _)| match like {
        Like::Week(_) => BandOf::Weeks,
        Like::Month(_) => BandOf::Months,
    });
    YearEndReport {
        from: outlook.left.start.to_string(),
        until: outlook.left.end.to_string(),
        months_left: outlook.count.clone(),
        method: if year.last_year.is_some() { Method::LastYear } else { Method::RunRate },
        last_year: year.last_year,
        by_day_type: outlook.daily,
        full_days: outlook.full_days,
        exact: year.exact,
        band_of: of_band,
        band_count: outlook.band.len(),
        flows: Component::ALL.map(flow).into(),
        figures: figures.collect(),
        months: months.collect(),
        rules: year.rules.iter().map(|(id, rule)| projected_rule(id, rule)).collect(),
        direct_supply: year.direct_supply.as_ref().map(direct_supply),
        certificates: year.certificates.iter().map(certificates).collect(),
    }
}

fn projected_rule(id: &'static str, rule: &Result<ProjectedRule, Untold>) -> ProjectedRuleReport {
    let (told, why) = match rule {
        Ok(rule) => (Some(rule), None),
        Err(why) => (None, Some(why.name())),
    };
    let end = |at: usize| told.and_then(|r| r.band.as_ref()).map(|band| &band[at]);
    let like = |at: usize| end(at).and_then(|(_, like)| *like).map(Like::name);
    ProjectedRuleReport {
        id,
        unavailable: why,
        level: told.map(|r| r.point.level),
        measured: told.and_then(|r| r.point.measured.clone()),
        lower: end(0).map(|(value, _)| value.clone()),
        upper: end(1).map(|(value, _)| value.clone()),
        lower_like: like(0),
        upper_like: like(1),
        limit: told.and_then(|r| r.point.limit.clone()),
        outcome: told.map(|r| r.point.outcome),
        outlook: told.map(|r| r.outlook),
    }
}

fn out_of_reach(out: &OutOfReach) -> OutOfReachReport {
    let text = |month: Option<Month>| month.map(|m| m.to_string());
    OutOfReachReport { month: text(out.month), earliest: text(out.earliest), latest: text(out.latest) }
}

fn direct_supply(need: &DirectNeed) -> DirectSupplyReport {
    let (lower, upper) = ends(&need.needed);
    DirectSupplyReport {
        so_far: need.so_far.clone(),
        projected: need.projected.clone(),
        needed: need.needed.value.clone(),
        lower,
        upper,
        step: need.step.clone(),
        unit: "MWh",
        impossible: need.impossible,
        out_of_reach: out_of_reach(&need.out_of_reach),
    }
}

fn certificates(need: &CertificateNeed) -> CertificatesReport {
    let whole = |n: &Option<Exact>| n.as_ref().map(|n| n.to_i128().and_then(|n| u64::try_from(n).ok()).unwrap_or(u64::MAX));
    CertificatesReport {
        rule: need.rule,
        needed: whole(&need.needed),
        lower: whole(&need.band.0),
        upper: whole(&need.band.1),
        generated_from: need.generated.0.to_string(),
        generated_until: need.generated.1.to_string(),
        retired_until: need.retired_until.to_string(),
        out_of_reach: out_of_reach(&need.out_of_reach),
    }
}

/// What is used of an earlier year, as the run keeps it: a number that moves nothing could be changed without anybody seeing it.
pub(super) fn keep(last: &LastYear, year: &YearEnd) -> LastYearReport {
    let used = |stream: Component| matches!(year.outlook.bases[stream as usize], Basis::LastYear(_));
    let month = |(&number, streams): (&u32, &Vec<Option<Exact>>)| {
        let of = |stream: Component| streams.get(stream as usize).cloned().flatten().filter(|_| used(stream));
        LastMonthReport {
            month: format!("{:04}-{number:02}", last.year),
            grid_import: of(Component::Import),
            direct_green: of(Component::Green),
            onsite_fossil: of(Component::Fossil),
            further_electricity: of(Component::Further),
            other_emissions: of(Component::Emissions),
            other_energy: of(Component::Energy),
        }
    };
    LastYearReport { sha256: last.sha256.clone(), year: last.year, months: last.months.iter().map(month).collect() }
}

fn not_projected_words(_: &mut SchemaGenerator) -> Schema {
    shape::or_null(&shape::one_of(not_projected()))
}

fn band_of_words(_: &mut SchemaGenerator) -> Schema {
    shape::or_null(&shape::one_of(BandOf::WORDS.iter().copied()))
}

fn flow_words(_: &mut SchemaGenerator) -> Schema {
    shape::one_of(Component::ALL.map(flow_name))
}

super::word::as_they_stand!(ProjectedFigureReport);
