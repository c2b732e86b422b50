//! Makes a report from an assessment: names, files and lines in place of numbers of rows, nothing decided anew.

use std::collections::BTreeMap;

use super::projection::LastYearReport;
use super::scenario::{ScenarioRun, Tried};
use super::schema::{
    Assumption, CitationReport, ClaimedReport, DataReport, DecidingReport, DefectReport, Detail, FigureReport, HeadroomReport, InputReport,
    Matching, MonthReport, NetZero, OffsetReport, Park, PeriodReport, Policy, RejectedOffsetReport, Report, Resolution, RestsOn,
    RuleReport, RunSettings, SCHEMA, Sensitivity, Tool, TrailReport,
};
use super::words::Lang;
use crate::account::certificates::claims;
use crate::account::{
    Accounts, Component, Figure, LastYear, Mode, Place, RejectedOffset, calendar, carpet, months as added_by_month, supply,
};
use crate::dossier::{Defect, Defects, Dossier, Effect, LedgerEntry};
use crate::measure::Exact;
use crate::rule::{Assessment, Case, Criteria, Finding, Interpretations, NotProjected, YearEnd};
use crate::say;
use crate::standard::{Feedstock, Force, Settings, Standard};

/// Meters whose days are kept: those that want the most readings.
const CALENDARS: usize = 40;

/// Commit of the source, where whoever builds the program says so.
const COMMIT: Option<&str> = option_env!("LINGTAN_COMMIT");

/// How a run was asked for, and by which policy.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Whether a period that is no natural year is judged.
    pub interim: bool,
    /// Ledger of earlier runs.
    pub ledger: Option<String>,
    /// What other parks of the same run count of this one's certificates.
    pub claimed: Vec<LedgerEntry>,
    /// SHA-256 of the policy's text.
    pub policy_sha256: String,
    /// Text of the policy file that the command line gave.
    pub policy: Option<String>,
    /// Whether whoever ran the program gave the policy.
    pub policy_given: bool,
    /// Every text that the policy rests on, with its SHA-256.
    pub rests_on: Vec<(String, String)>,
    /// The built-in law beside the criteria of the run, and the values that the park states.
    pub criteria: Option<Criteria>,
    /// Other readings of the rules, where they were asked for.
    pub readings: Option<Interpretations>,
    /// The scenario that was tried.
    pub scenario: Option<Tried>,
    /// The report on an earlier year, where one was given.
    pub last_year: Option<LastYear>,
    /// What may come of the year of an interim run.
    pub projection: Option<Result<YearEnd, NotProjected>>,
}

/// The report on an assessed case.
pub fn publish(case: &Case<'_>, assessment: &Assessment, run: &Run) -> Report {
    let (dossier, accounts) = (case.dossier, case.accounts);
    let known = accounts.electric.mode != Mode::Neither;
    // The longest parts, beside each other.
    let ((months, detail), defects) = rayon::join(|| (months(case, known), detail(dossier, accounts)), || defects(dossier, accounts));
    let mut report = Report {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), commit: COMMIT },
        policy: Policy {
            name: case.standard.name.clone(),
            title: case.standard.title.clone(),
            edition: case.standard.edition.map(|day| day.to_string()),
            sha256: run.policy_sha256.clone(),
            rests_on: run.rests_on.iter().map(|(name, sha256)| RestsOn { name: name.clone(), sha256: sha256.clone() }).collect(),
            settings: case.settings.list.iter().map(|s| (s.name.clone(), s.value.clone())).collect(),
        },
        // Said only where it changes anything, so that equal runs have equal reports.
        run: RunSettings {
            interim: run.interim && dossier.period.is_interim(),
            folder: None,
            folder_sha256: None,
            ledger: run.ledger.clone(),
            readings: run.readings.as_ref().map(|_| "all"),
            policy: run.policy.clone(),
            scenario: run.scenario.as_ref().map(|tried| ScenarioRun { file: tried.file.clone(), text: tried.text.clone() }),
            last_year: kept(run),
            claimed: claimed(dossier, run),
        },
        park: Park { name: dossier.name.clone(), province: dossier.province.clone(), scope: dossier.scope.clone() },
        period: PeriodReport {
            start: dossier.period.start.to_string(),
            end: dossier.period.end.to_string(),
            interim: dossier.period.is_interim(),
        },
        verdict: assessment.verdict,
        criteria: super::criteria::publish(assessment, run.criteria.as_ref(), &case.standard.name, run.policy_given),
        stated: super::criteria::stated(assessment, run.criteria.as_ref()),
        rules: assessment.findings.iter().map(|f| rule(dossier, f)).collect(),
        next: Vec::new(),
        acceptance: super::acceptance::publish(case, &assessment.findings),
        figures: accounts.figures.iter().map(|f| (f.id.to_owned(), figure(dossier, f))).collect(),
        resolution: Resolution {
            step: accounts.electric.bins.grid.step.to_string(),
            set_by: accounts.electric.set_by.iter().map(|&m| dossier.meters[m].id.clone()).collect(),
        },
        matching: matching(accounts, known),
        months,
        certificates: super::purchases::certificates(dossier, accounts),
        trades: super::purchases::trades(case, &assessment.findings),
        headroom: assessment
            .headroom
            .iter()
            .map(|(id, h)| (*id, HeadroomReport { change: h.change.clone(), unit: "MWh", of: h.of }))
            .collect(),
        changes: super::changes::publish(dossier, &assessment.changes),
        projection: run.projection.as_ref().map(super::projection::publish),
        readings: run.readings.as_ref().map(super::readings::publish),
        scenario: run.scenario.as_ref().map(|tried| super::scenario::publish(case, assessment, tried)),
        net_zero: net_zero(dossier, accounts),
        sensitivities: accounts
            .sensitivities
            .iter()
            .map(|(setting, value, result)| Sensitivity {
                setting,
                value: value.clone(),
                figure: "carbon_intensity",
                result: result.clone(),
            })
            .chain(accounts.clean_energy_with_gas.iter().map(|share| Sensitivity {
                setting: "clean_energy_with_natural_gas",
                value: crate::measure::Exact::one(),
                figure: "clean_energy_share",
                result: Some(share.one().clone()),
            }))
            .collect(),
        corrections: super::corrections::publish(dossier),
        without_corrections: super::corrections::without(assessment),
        defects,
        data: dossier
            .meters
            .iter()
            .zip(&accounts.completeness)
            .map(|(meter, c)| DataReport {
                meter: meter.id.clone(),
                expected: c.expected,
                present: c.present,
                missing: c.missing,
                estimated: c.estimated,
                corrected: c.corrected,
            })
            .collect(),
        meters: super::register::publish(dossier, accounts),
        materiality: super::materiality::publish(case, assessment),
        assumptions: assumptions(dossier, accounts, case.standard, case.settings),
        inputs: dossier
            .inputs
            .iter()
            .map(|i| InputReport { file: i.name.clone(), sha256: i.sha256.clone(), bytes: i.bytes, rows: i.rows })
            .collect(),
        tables: super::tables::publish(dossier),
        unread_files: dossier.unread_files.clone(),
        detail,
    };
    report.next = super::actions::of(&report);
    for at in 0..report.next.len() {
        report.next[at].text = super::text::next::said(&report, &report.next[at], Lang::En);
    }
    super::rendering::complete(&mut report);
    report
}

fn detail(dossier: &Dossier, accounts: &Accounts) -> Detail {
    Detail { supply: supply(accounts), carpet: carpet(accounts), calendar: calendar(dossier, accounts, CALENDARS), ..Detail::default() }
}

/// What others claim of the park's own certificates: a claim to anything else says nothing of it.
fn claimed(dossier: &Dossier, run: &Run) -> Vec<ClaimedReport> {
    let claim = |entry: &LedgerEntry| ClaimedReport {
        park: entry.park.clone(),
        period: entry.period.clone(),
        first_id: entry.codes.first_code(),
        last_id: entry.codes.last_code(),
        quantity: u64::try_from(entry.codes.quantity()).unwrap_or(u64::MAX),
    };
    let own = dossier.certificates.iter().filter_map(|row| row.lot.codes()).chain(dossier.trades.iter().filter_map(|t| t.codes.as_ref()));
    claims::within(&run.claimed, own).into_iter().map(claim).collect()
}

fn rule(dossier: &Dossier, f: &Finding) -> RuleReport {
    let document = &f.citation.document;
    RuleReport {
        id: f.id,
        level: f.level,
        outcome: f.outcome,
        measured: f.measured.clone(),
        lower: f.lower.clone(),
        upper: f.upper.clone(),
        unit: f.unit.clone(),
        comparison: f.comparison,
        limit: f.limit.clone(),
        margin: f.margin.clone(),
        reason: f.reason.clone(),
        deciding: f
            .deciding
            .iter()
            .map(|d| DecidingReport {
                meter: dossier.meters[d.meter].id.clone(),
                from: d.from.to_string(),
                to: d.to.to_string(),
                effect: d.effect.clone(),
            })
            .collect(),
        figures: f.figures.clone(),
        in_force_from: document.in_force_from.map(|day| day.to_string()),
        in_force_until: document.in_force_until.map(|day| day.to_string()),
        judged_for_reference: document.force(&dossier.period) != Force::Holds,
        citation: CitationReport::of(&f.citation),
    }
}

fn net_zero(dossier: &Dossier, accounts: &Accounts) -> NetZero {
    let offsets = &accounts.offsets;
    let rejected = |r: &RejectedOffset| RejectedOffsetReport {
        offset: r.id.clone(),
        tco2: r.tco2.clone(),
        reason: r.reason,
        file: dossier.inputs[r.position.file].name.clone(),
        line: r.position.line,
    };
    let counted = |((vintage, standard), tco2): (&(i32, String), &Exact)| OffsetReport {
        vintage: *vintage,
        standard: standard.clone(),
        tco2: tco2.clone(),
    };
    NetZero {
        residual: accounts.emissions.as_ref().map(|e| e.value.t().clone()),
        offsets: offsets.counted.t().clone(),
        net: offsets.net.as_ref().map(|n| n.t().clone()),
        unit: "tCO2",
        reached: offsets.reached,
        counted: offsets.by_vintage.iter().map(counted).collect(),
        rejected: offsets.rejected.iter().map(rejected).collect(),
    }
}

fn figure(dossier: &Dossier, f: &Figure) -> FigureReport {
    let (value, lower, upper) = match &f.span {
        Some((value, lower, upper)) => (Some(value.clone()), lower.clone(), upper.clone()),
        None => (None, None, None),
    };
    let trail = f.trail.files().map(|(file, lines)| TrailReport {
        file: dossier.inputs[file].name.clone(),
        first_line: lines.first,
        last_line: lines.last,
        rows: lines.rows,
    });
    FigureReport { value, lower, upper, unit: f.unit, inferred: f.inferred, trail: trail.collect() }
}

fn kept(run: &Run) -> Option<LastYearReport> {
    let Some(Ok(year)) = &run.projection else { return None };
    run.last_year.as_ref().map(|last| super::projection::keep(last, year))
}

fn matching(accounts: &Accounts, known: bool) -> Matching {
    let value = |share: &Option<crate::measure::Exact>| match share.as_ref().filter(|_| known) {
        Some(share) => serde_json::Value::String(share.to_string()),
        None => serde_json::Value::Null,
    };
    accounts.electric.ladder.iter().map(|(rung, share)| (rung.name().to_owned(), value(share))).collect()
}

fn months(case: &Case<'_>, known: bool) -> Vec<MonthReport> {
    let accounts = case.accounts;
    let added = added_by_month(case.dossier, accounts, case.standard, case.settings);
    let (emissions, energy) = (accounts.emissions.is_some(), accounts.energy.is_some());
    let when = |value: &crate::measure::Electricity| known.then(|| value.mwh().clone());
    accounts
        .electric
        .months
        .iter()
        .map(|m| (m, added.get(&m.month)))
        .map(|(m, added)| MonthReport {
            onsite_fossil: added.map(|a| a.of(Component::Fossil).clone()),
            other_emissions: added.filter(|_| emissions).map(|a| a.of(Component::Emissions).clone()),
            other_energy: added.filter(|_| energy).map(|a| a.of(Component::Energy).clone()),
            month: m.month.to_string(),
            grid_import: when(&m.grid_import),
            direct_green: when(&m.direct_green),
            consumption: when(&m.consumption),
            share: m.share.as_ref().filter(|_| known).map(|s| s.one().clone()),
        })
        .collect()
}

fn defects(dossier: &Dossier, accounts: &Accounts) -> Vec<DefectReport> {
    let mut further = Defects::default();
    for defect in &accounts.defects {
        further.push(defect.clone());
    }
    for rejection in &accounts.certificates.rejected {
        let place = &dossier.inputs[rejection.position.file].name;
        let certificates = say!(
            "{quantity} certificate(s) `{certificate}` do not count: {reason}",
            quantity = rejection.quantity,
            certificate = rejection.certificate,
            reason => rejection.reason.said()
        );
        let why = rejection.why.clone();
        let message = if why.is_empty() { certificates } else { say!("{what} ({why})", what => certificates, why => why) };
        let message = message.at(format!("{place}:{}", rejection.position.line));
        further.push(Defect::new(rejection.reason.code(), Effect::Discards, message).at(rejection.position));
    }
    for rejection in &accounts.trades.rejected {
        let place = &dossier.inputs[rejection.position.file].name;
        let traded = say!(
            "{mwh} MWh of the trade `{contract}` do not count: {reason}",
            mwh = rejection.mwh,
            contract = rejection.contract,
            reason => rejection.reason.said()
        );
        let why = rejection.why.clone();
        let message = if why.is_empty() { traded } else { say!("{what} ({why})", what => traded, why => why) };
        further.push(
            Defect::new(rejection.reason.code(), Effect::Discards, message.at(format!("{place}:{}", rejection.position.line)))
                .at(rejection.position),
        );
    }
    dossier
        .defects
        .sorted_with(&further)
        .into_iter()
        .map(|d| DefectReport {
            code: d.code,
            effect: d.effect,
            meter: d.meter.clone(),
            file: d.position.map(|p| dossier.inputs[p.file].name.clone()),
            line: d.position.map(|p| p.line),
            count: d.count,
            message: d.message.clone(),
            explained: d.explained.map(|p| dossier.file_line(p)),
        })
        .collect()
}

/// Every setting in force, and every factor that a fuel of this park is counted with.
fn assumptions(dossier: &Dossier, accounts: &Accounts, standard: &Standard, settings: &Settings) -> Vec<Assumption> {
    let mut all: Vec<Assumption> = settings
        .list
        .iter()
        .map(|s| Assumption {
            setting: s.name.clone(),
            value: s.value.clone(),
            unit: s.unit.clone(),
            default: s.is_default,
            source: s.source.clone(),
        })
        .collect();
    for constant in &standard.cited_constants {
        all.push(Assumption {
            setting: format!("constants.{}", constant.name),
            value: constant.value.to_string(),
            unit: Some(constant.unit.to_string()),
            default: true,
            source: Some(constant.citation.to_string()),
        });
    }
    let mut factors: BTreeMap<String, Assumption> = BTreeMap::new();
    for part in &accounts.parts {
        let meter = &dossier.meters[part.meter];
        let per = crate::account::base_unit(meter);
        let own = part.source.clone();
        let printed = crate::standard::factors::fuel(meter.carrier.name());
        let default = |citation: Option<&crate::standard::Citation>| citation.map(ToString::to_string);
        if let Some(value) =
            part.per_unit.emissions.as_ref().filter(|_| matches!(part.place, Place::Fuel | Place::Conversion | Place::FossilHeat))
        {
            let source = if part.per_unit.default_emissions {
                default(printed.and_then(|f| f.carbon.as_ref()).map(|p| &p.citation))
            } else {
                own.clone()
            };
            let setting = format!("factors.{}.co2{}", meter.carrier, if part.place == Place::Conversion { "_conversion" } else { "" });
            factors.insert(
                format!("{setting} {value}"),
                Assumption {
                    setting,
                    value: value.to_string(),
                    unit: Some(format!("tCO2/{per}")),
                    default: part.per_unit.default_emissions,
                    source,
                },
            );
        }
        let excluded = part.place == Place::Feedstock && settings.feedstock_energy() == Feedstock::Excluded;
        let counted = !excluded && !matches!(part.place, Place::FossilHeat | Place::CleanHeat);
        if let Some(value) = part.per_unit.energy.as_ref().filter(|_| counted) {
            let source = if part.per_unit.default_energy {
                default(printed.and_then(|f| f.coefficient(part.per_unit.default_emissions)).map(|p| &p.citation))
            } else if meter.ncv.is_some() {
                Some(format!("the registry's `ncv` of {}", meter.id))
            } else {
                own
            };
            let setting = format!("factors.{}.coal_equivalent", meter.carrier);
            factors.insert(
                format!("{setting} {value}"),
                Assumption {
                    setting,
                    value: value.to_string(),
                    unit: Some(format!("tce/{per}")),
                    default: part.per_unit.default_energy,
                    source,
                },
            );
        }
    }
    all.extend(factors.into_values());
    all
}
