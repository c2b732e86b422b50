//! The walk: read, settle, assess; then whoever asked publishes.

use super::policy::Policy;
use super::{Check, CheckError};
use crate::account::{LastYear, estimate, settle};
use crate::dossier::Dossier;
use crate::input::manifest::MANIFEST;
use crate::input::{Overrides, Submission, read};
use crate::measure::Month;
use crate::report::Run;
use crate::report::scenario::Tried;
use crate::rule::{Assessment, Case, Uncorrected, assess, projection, readings, uncorrected, what_if};
use crate::say;
use crate::say::Part;
use crate::standard::{self, Estimation, Settings, list};

/// Reads, settles and assesses a park, for whoever asks.
pub fn examine<T>(check: &Check, ask: impl FnOnce(&Case<'_>, &Assessment, &Run) -> T) -> Result<T, CheckError> {
    let (park, request) = (check.park.as_path(), &check.request);
    let Submission { mut dossier, policy, policy_in_park, scenario } = read(park, &request.overrides)?;
    let policy = match &request.policy {
        Some(text) => Policy::of_text(text)?,
        None => Policy::find(&policy, policy_in_park.then_some(park))?,
    };
    let standard = policy.standard.of_kind(dossier.kind.as_deref()).map_err(|error| error.said().at(MANIFEST))?;
    if let Some(listed) = dossier.listed.as_ref().filter(|listed| list::find(&listed.name).is_none()) {
        return Err(list::not_listed(&listed.name).at(format!("{MANIFEST}:{}", listed.line)).into());
    }
    let stated = dossier
        .settings
        .iter()
        .map(|(name, s)| (name.as_str(), standard::Stated { value: &s.value, unit: s.unit.as_deref(), source: s.source.as_deref() }));
    let settings = Settings::resolve(&standard, stated)?;
    if settings.estimation() == Estimation::Interpolate {
        // Estimates are made from single values, which are not kept otherwise.
        if dossier.series.iter().flatten().any(|s| s.summed.is_some()) {
            dossier = read(park, &Overrides { all_values: true, ..request.overrides.clone() })?.dossier;
        }
        estimate::fill(&mut dossier);
    }
    let without = uncorrected(&mut dossier, &standard, &settings, request.interim);
    let accounts = settle(&dossier, &standard, &settings);
    let mut assessment = {
        let case = Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &settings };
        assess(&case, request.interim)
    };
    assessment.uncorrected = dossier.has_corrections.then(|| without.unwrap_or_else(|| Uncorrected::same(&assessment)));
    let scenario = match (&request.overrides.scenario, scenario) {
        (Some(plan), Some(scenario)) => {
            let base = (&accounts, assessment.findings.as_slice());
            let what_if = what_if(&mut dossier, base, (&standard, &settings), request.interim, &scenario)
                .map_err(|refused| refused.said().at(plan.file.as_str()))?;
            Some(Tried { file: plan.file.clone(), text: plan.text.clone(), sha256: plan.sha256.clone(), what_if })
        }
        _ => None,
    };
    let case = Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &settings };
    let last_year = last_year_of(&dossier, &request.last_years)?.cloned();
    let run = Run {
        interim: request.interim,
        ledger: request.overrides.ledger.as_ref().map(|ledger| ledger.shown.clone()),
        claimed: request.overrides.claimed.clone(),
        policy_sha256: policy.sha256,
        policy: policy.text,
        readings: request.interpretations.then(|| readings(&case, request.interim)),
        scenario,
        projection: projection(&case, &assessment, last_year.as_ref()),
        last_year,
    };
    Ok(ask(&case, &assessment, &run))
}

/// The earlier year of a park among those given: of several the latest before the year of the period. None is looked for where none was given, or where
/// the period is a natural year, of which nothing is projected.
fn last_year_of<'a>(dossier: &Dossier, given: &'a [LastYear]) -> Result<Option<&'a LastYear>, CheckError> {
    let period = dossier.period;
    if given.is_empty() || !period.is_interim() {
        return Ok(None);
    }
    let year = Month::of(period.start).year;
    let earlier = given.iter().filter(|last| last.park == dossier.name && last.year < year);
    let found = earlier.max_by_key(|last| last.year);
    if found.is_none() {
        let held = Part::names(given.iter().map(|last| format!("{} {}", last.park, last.year)));
        return Err(
            say!("--last-year: the file holds no report on `{park}` of a year before {year}, only {held}", park = dossier.name, year, held => held)
                .into(),
        );
    }
    Ok(found)
}
