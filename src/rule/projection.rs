//! What may come of the year of an interim run, and what its target takes: projected totals judged by the required rules. No evidence: the verdict
//! never comes from here.
//!
//! A period is projected if it starts on 1 January and ends before the end of that year. The rest of the year is that of
//! [`outlook`](crate::account::outlook). Certificates and trades are those that are presented, as they would count in the year: also for months to
//! come, but none is foreseen, so that what is still to be bought is said apart.
//!
//! - Direct supply needed: (limit × U − R so far) / the months that are left, U being that of the projected year: what is supplied more replaces
//!   grid import one for one. It is impossible where it is more than all that will be consumed.
//! - Certificates needed: the whole ones more with which I meets its limit at the projected year; impossible where I is above it
//!   though no import were left to cover.
//! - Out of reach: the first month from which on even supplying all consumption directly comes too late, if things go on as projected until then.
//!   Certificates may be bought until the year ends, and retired later; their target is out of reach at once or not at all.

use chrono::{Datelike, NaiveDate};

use super::point::{PointCriteria, PointResult};
use super::{Assessment, Case, Finding, Outcome, Unavailable};
use crate::account::{Amounts, Component, LastYear, Like, Mode, Outlook, Totals, fine, outlook, purchases, timeline};
use crate::closed_list::closed_list;
use crate::measure::{Exact, Month, Period, Span};
use crate::standard::{Level, Vintage};

closed_list! {
    /// Why a year is not projected.
    NotProjected {
        /// The period does not start on 1 January.
        NotFromJanuary = "not-from-january",
        /// It goes beyond its year.
        BeyondTheYear = "beyond-the-year",
        /// Consumption is not known at all.
        ConsumptionUnknown = "consumption-unknown",
        /// No day of a type that is left, or no month, is known in full.
        NothingFull = "nothing-full",
    }
}

/// Why there is no projection of a rule, or no need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// Nothing can be said of the rule as it is.
    Rule(Unavailable),
    /// What is beside electricity has no full day of a type that is left, or no full month.
    NothingFull,
}

impl Untold {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rule(why) => why.name(),
            Self::NothingFull => NotProjected::NothingFull.name(),
        }
    }
}

/// A number of the projected year with its band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banded {
    /// At the point.
    pub value: Exact,
    /// Least and greatest of the band; `None` where there is no band.
    pub band: Option<(Exact, Exact)>,
}

/// A total of the projected year.
#[derive(Clone, Debug)]
pub struct ProjectedFigure {
    /// The figure.
    pub id: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// To date.
    pub to_date: Exact,
    /// Of the year.
    pub year: Banded,
}

/// A required rule at the projected year.
#[derive(Clone, Debug)]
pub struct ProjectedRule {
    /// At the point.
    pub point: PointResult,
    /// Its outcome over the band: that at the point where all agree, else indeterminate.
    pub outlook: Outcome,
    /// Least and greatest value, each with the week or month like which it comes to that (`None`: the point).
    pub band: Option<[(Exact, Option<Like>); 2]>,
}

/// When the target of a rule gets out of reach: at the point, at the worst of the band and at the best. `None`: not within the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfReach {
    /// At the point.
    pub month: Option<Month>,
    /// The earliest of the band.
    pub earliest: Option<Month>,
    /// The latest of the band.
    pub latest: Option<Month>,
}

/// Direct supply that the rest of the year needs.
#[derive(Clone, Debug)]
pub struct DirectNeed {
    /// A month so far, `MWh`.
    pub so_far: Exact,
    /// A month of the rest as projected, `MWh`.
    pub projected: Exact,
    /// A month of the rest as needed, to a step, rounded up; 0 where the target is reached without any.
    pub needed: Banded,
    /// The step to which it is given.
    pub step: Exact,
    /// Whether all that will be consumed would not do.
    pub impossible: bool,
    /// When it gets out of reach.
    pub out_of_reach: OutOfReach,
}

/// Certificates that are still to be bought by the end of the year.
#[derive(Clone, Debug)]
pub struct CertificateNeed {
    /// The rule.
    pub rule: &'static str,
    /// So many whole certificates more; `None` where none would do.
    pub needed: Option<Exact>,
    /// The fewest and the most of the band; `None` where there is no band, or where none would do.
    pub band: (Option<Exact>, Option<Exact>),
    /// First and last month in which they can be generated.
    pub generated: (Month, Month),
    /// The day until which those of the last month can be retired.
    pub retired_until: NaiveDate,
    /// When it gets out of reach.
    pub out_of_reach: OutOfReach,
}

/// A projected year.
#[derive(Clone, Debug)]
pub struct YearEnd {
    /// How it was projected.
    pub outlook: Outlook,
    /// The earlier year that it follows, where one was given.
    pub last_year: Option<i32>,
    /// Whether the figures to date are known exactly.
    pub exact: bool,
    /// The totals.
    pub figures: Vec<ProjectedFigure>,
    /// The rules that are required to date or at the projected year.
    pub rules: Vec<(&'static str, Result<ProjectedRule, Untold>)>,
    /// Direct supply needed; `None` where its rule is not projected.
    pub direct_supply: Option<DirectNeed>,
    /// Certificates needed, for each rule of I that is projected and applies.
    pub certificates: Vec<CertificateNeed>,
}

/// What may come of the year of an interim run; `None` of a natural year.
pub fn projection(case: &Case<'_>, assessment: &Assessment, last_year: Option<&LastYear>) -> Option<Result<YearEnd, NotProjected>> {
    let period = case.dossier.period;
    if !period.is_interim() {
        return None;
    }
    Some(project(case, assessment, last_year))
}

fn project(case: &Case<'_>, assessment: &Assessment, last_year: Option<&LastYear>) -> Result<YearEnd, NotProjected> {
    let period = case.dossier.period;
    let year = Period::year(period.start.year()).filter(|year| year.start == period.start).ok_or(NotProjected::NotFromJanuary)?;
    if period.end > year.end {
        return Err(NotProjected::BeyondTheYear);
    }
    if case.accounts.electric.mode == Mode::Neither {
        return Err(NotProjected::ConsumptionUnknown);
    }
    let unknown = NotProjected::ConsumptionUnknown;
    let totals = Totals::of(case.accounts, &case.standard.constants, case.settings).ok_or(unknown)?;
    let timeline = timeline(case.dossier, case.accounts, case.standard, case.settings).ok_or(unknown)?;
    let outlook = outlook(&timeline, period, year.end, last_year).ok_or(NotProjected::NothingFull)?;
    let year = Year::of(case, year, &totals, &outlook);
    let findings = &assessment.findings;
    let rules: Vec<(&'static str, Result<ProjectedRule, Untold>)> =
        super::required::REQUIRED.into_iter().filter_map(|id| Some((id, year.rule(findings, id)?))).collect();
    let projected = |id: &str| rules.iter().find_map(|(rule, result)| result.as_ref().ok().filter(|_| *rule == id));
    let direct_supply = projected("direct-green-share").and_then(|_| year.direct_need());
    let of_intensity = ["near-zero", "carbon-intensity-tier"].into_iter();
    let of_intensity = of_intensity.filter(|id| projected(id).is_some_and(|rule| rule.point.level == Level::Required));
    let certificates = of_intensity.filter_map(|id| year.certificate_need(id)).collect();
    let (electric, figures) = (&case.accounts.electric, year.figures());
    let exact = electric.consumption.is_known() && electric.green.is_known() && electric.import.is_known();
    let others = [case.accounts.emissions.as_ref().is_none_or(Span::is_known), case.accounts.energy.as_ref().is_none_or(Span::is_known)];
    let exact = exact && others == [true; 2];
    Ok(YearEnd { last_year: last_year.map(|l| l.year), exact, figures, rules, direct_supply, certificates, outlook })
}

/// A year at the point and at each end that the band may have.
struct Year<'a> {
    case: &'a Case<'a>,
    criteria: PointCriteria<'a>,
    to_date: &'a Totals,
    outlook: &'a Outlook,
    point: Totals,
    band: Vec<(Like, Totals)>,
}

impl<'a> Year<'a> {
    fn of(case: &'a Case<'a>, year: Period, to_date: &'a Totals, outlook: &'a Outlook) -> Self {
        // What cannot be told of the rest cannot be told of the year.
        let known = Totals {
            zero_rated: purchases(case.dossier, case.accounts, case.standard, case.settings, year),
            other_emissions: to_date.other_emissions.clone().filter(|_| outlook.beside),
            other_energy: to_date.other_energy.clone().filter(|_| outlook.beside),
            ..to_date.clone()
        };
        Self {
            case,
            criteria: PointCriteria { standard: case.standard, settings: case.settings, period: year },
            to_date,
            outlook,
            point: known.with(&outlook.point.total()),
            band: outlook.band.iter().map(|(like, rest)| (*like, known.with(&rest.total()))).collect(),
        }
    }

    /// The point, and the least and greatest of it and the band.
    fn banded(&self, of: impl Fn(&Totals) -> Option<Exact>) -> Option<Banded> {
        let value = of(&self.point)?;
        let mut ends = (value.clone(), value.clone());
        for (_, totals) in &self.band {
            let other = of(totals)?;
            ends = (ends.0.min(other.clone()), ends.1.max(other));
        }
        Some(Banded { value, band: (!self.band.is_empty()).then_some(ends) })
    }

    fn figures(&self) -> Vec<ProjectedFigure> {
        type Of<'f> = &'f dyn Fn(&Totals) -> Option<Exact>;
        let zero_rated = |t: &Totals| Some((&t.import).min(&t.zero_rated).clone());
        let all: [(&'static str, &'static str, Of<'_>); 7] = [
            ("electricity.grid_import", "MWh", &|t| Some(t.import.clone())),
            ("electricity.consumption", "MWh", &|t| Some(t.used.clone())),
            ("electricity.direct_green", "MWh", &|t| Some(t.green.clone())),
            ("electricity.zero_rated", "MWh", &zero_rated),
            ("electricity.residual", "MWh", &|t| Some(t.residual())),
            ("energy.total", "tce", &Totals::energy),
            ("emissions.total", "tCO2", &Totals::emissions),
        ];
        let figure = |(id, unit, of): (&'static str, &'static str, Of<'_>)| {
            Some(ProjectedFigure { id, unit, to_date: of(self.to_date)?, year: self.banded(of)? })
        };
        all.into_iter().filter_map(figure).collect()
    }

    /// A rule at the projected year, if it is required then or to date.
    fn rule(&self, findings: &[Finding], id: &'static str) -> Option<Result<ProjectedRule, Untold>> {
        let finding = findings.iter().find(|f| f.id == id).filter(|f| f.outcome != Outcome::Exempt)?;
        let point = self.criteria.judge_one(id, &self.point);
        if finding.level != Level::Required && point.level != Level::Required {
            return None;
        }
        if finding.blocked {
            return Some(Err(Untold::Rule(Unavailable::Blocked)));
        }
        let Some(measured) = point.measured.clone() else {
            let of_rest = id != "direct-green-share" && !self.outlook.beside && self.to_date.intensity().is_some();
            return Some(Err(if of_rest { Untold::NothingFull } else { Untold::Rule(Unavailable::Undefined) }));
        };
        let mut ends = [(measured.clone(), None), (measured, None)];
        let mut agreed = true;
        for (like, totals) in &self.band {
            let then = self.criteria.judge_one(id, totals);
            agreed &= then.outcome == point.outcome;
            let Some(value) = then.measured else { continue };
            if value < ends[0].0 {
                ends[0] = (value, Some(*like));
            } else if value > ends[1].0 {
                ends[1] = (value, Some(*like));
            }
        }
        let outlook = if agreed { point.outcome } else { Outcome::Indeterminate };
        Some(Ok(ProjectedRule { outlook, band: (!self.band.is_empty()).then_some(ends), point }))
    }

    fn direct_need(&self) -> Option<DirectNeed> {
        let outlook = self.outlook;
        let limit = self.criteria.judge_one("direct-green-share", &self.point).limit?;
        let step = fine();
        let in_all = |totals: &Totals| &limit * &totals.used - &self.to_date.green;
        let monthly = |totals: &Totals| {
            let needed = in_all(totals) / &outlook.count;
            let steps = (needed / &step).ceil().max(Exact::zero());
            Some(steps * &step)
        };
        let rest = outlook.point.total();
        let end = self.case.dossier.period.end;
        let so_far = Month::of(end).month - 1;
        let part = Exact::ratio(i128::from(end.day()), i128::from(Month::of(end).last_day().day()));
        let so_far = Exact::from(i64::from(so_far)) + part;
        let at = |months: &[Amounts], totals: &Totals| self.too_late(months, totals, &limit);
        let month = at(&outlook.point.months, &self.point);
        let others = outlook.band.iter().zip(&self.band).map(|((_, rest), (_, totals))| at(&rest.months, totals));
        Some(DirectNeed {
            so_far: &self.to_date.green / &so_far,
            projected: rest.of(Component::Green) / &outlook.count,
            needed: self.banded(monthly)?,
            step: step.clone(),
            impossible: in_all(&self.point) > rest.used(),
            out_of_reach: spread(month, others),
        })
    }

    /// The first month from which on even supplying all consumption directly comes too late.
    fn too_late(&self, months: &[Amounts], year: &Totals, limit: &Exact) -> Option<Month> {
        let wanted = limit * &year.used;
        let mut supplied = self.to_date.green.clone();
        for (at, month) in self.outlook.months.iter().enumerate() {
            let full: Exact = months[at..].iter().map(Amounts::used).sum();
            if &supplied + &full < wanted {
                return Some(*month);
            }
            supplied += months[at].of(Component::Green);
        }
        None
    }

    fn certificate_need(&self, id: &'static str) -> Option<CertificateNeed> {
        let constants = &self.case.standard.constants;
        self.criteria.judge_one(id, &self.point).limit?;
        let months = &self.outlook.months;
        // `None` where no limit holds; what is needed, or that none will do.
        let need = |totals: &Totals| -> Option<Option<Exact>> {
            let limit = self.criteria.judge_one(id, totals).limit?;
            let allowed = limit * totals.energy()? - totals.other_emissions.as_ref()?;
            if allowed.is_negative() {
                return Some(None);
            }
            let covered = &totals.import - &allowed.over(&totals.factor)?;
            let more = (covered - &totals.zero_rated) / &constants.certificate_energy;
            Some(Some(more.ceil().max(Exact::zero())))
        };
        let needed = need(&self.point)?;
        let others: Vec<Option<Exact>> = self.band.iter().filter_map(|(_, totals)| need(totals)).collect();
        let all = || others.iter().chain([&needed]);
        let fewest = all().flatten().min().cloned();
        let most = all().cloned().collect::<Option<Vec<Exact>>>().and_then(|all| all.into_iter().max());
        let band = if self.band.is_empty() { (None, None) } else { (fewest, most) };
        let now = months.first().copied();
        let out = |needed: &Option<Exact>| if needed.is_none() { now } else { None };
        let validity = constants.certificate_validity.to_i128().and_then(|m| i32::try_from(m).ok()).unwrap_or(1).max(1);
        let last = Month::of(self.criteria.period.end);
        let first = match self.case.settings.vintage() {
            Vintage::SameYear => Month::of(self.criteria.period.start),
            // Older ones have expired before they can still be retired.
            Vintage::WithinValidity => now.unwrap_or(last).plus(1 - validity),
        };
        Some(CertificateNeed {
            rule: id,
            band,
            generated: (first, last),
            retired_until: last.plus(validity - 1).last_day(),
            out_of_reach: spread(out(&needed), others.iter().map(out)),
            needed,
        })
    }
}

/// The month at the point with the earliest and latest of the band, none being later than all.
fn spread(month: Option<Month>, others: impl Iterator<Item = Option<Month>>) -> OutOfReach {
    let order = |m: &Option<Month>| m.map_or(i64::MAX, Month::index);
    let mut all: Vec<Option<Month>> = std::iter::once(month).chain(others).collect();
    all.sort_by_key(order);
    OutOfReach { month, earliest: all[0], latest: all[all.len() - 1] }
}
