//! The walk: read, settle, assess; then whoever asked publishes.

use super::error::place;
use super::policy::Policy;
use super::{Check, CheckError, Request};
use crate::account::{LastYear, estimate, settle};
use crate::dossier::Dossier;
use crate::input::manifest::MANIFEST;
use crate::input::{Overrides, Submission, read};
use crate::measure::Month;
use crate::report::scenario::Tried;
use crate::report::{Report, Run, publish};
use crate::rule::{Assessment, Case, Judged, Law, assess, criteria, interpretations, projection, uncorrected, what_if};
use crate::say;
use crate::say::Part;
use crate::standard::{self, Estimation, Settings, StandardError, list};

impl Check {
    /// The report on the park.
    pub fn run(&self) -> Result<Report, CheckError> {
        examine(self, publish)
    }
}

/// Reads, settles and assesses a park, for whoever asks.
pub fn examine<T>(check: &Check, ask: impl FnOnce(&Case<'_>, &Assessment, &Run) -> T) -> Result<T, CheckError> {
    let (park, request) = (check.park.as_path(), &check.request);
    let submission = read(park, &request.overrides)?;
    let policy = match (&request.policy, &request.overrides.policy) {
        (Some(text), _) => Policy::of_text(text)?,
        (None, Some(name)) => Policy::given(name)?,
        (None, None) => Policy::of_park(park, &submission)?,
    };
    if request.built_in_criteria {
        refuse_changes(request, &policy)?;
    }
    let rests_on = policy.rests_on();
    // Said only where it changes anything, so that equal runs have equal reports.
    let given_by_name =
        request.overrides.policy.as_ref().is_some_and(|name| *name != submission.named || policy.is_foreign(&submission.dossier));
    let policy_given = policy.text.is_some() || given_by_name;
    let Submission { mut dossier, scenario, lines, .. } = submission;
    let unkind = |error: StandardError| error.said().at(place(MANIFEST, lines.kind));
    let standard = policy.standard.of_kind(dossier.kind.as_deref()).map_err(unkind)?;
    if let Some(listed) = dossier.listed.as_ref().filter(|listed| list::find(&listed.name).is_none()) {
        return Err(list::not_listed(&listed.name).at(format!("{MANIFEST}:{}", listed.line)).into());
    }
    let built_in = policy.built_in.map(|built_in| built_in.of_kind(dossier.kind.as_deref())).transpose();
    let built_in = built_in.map_err(unkind)?;
    let stated = dossier
        .settings
        .iter()
        .map(|(name, s)| (name.as_str(), standard::Stated { value: &s.value, unit: s.unit.as_deref(), source: s.source.as_deref() }));
    let settings = Settings::resolve(&standard, stated).map_err(|error| match lines.settings.get(error.name()) {
        Some(&line) => error.said().at(place(MANIFEST, line)).into(),
        None => CheckError::Setting(error),
    })?;
    let mut unestimated = None;
    if settings.estimation() == Estimation::Interpolate {
        // Estimates are made from single values, which are not kept otherwise.
        if dossier.series.iter().flatten().any(|s| s.totals.is_some()) {
            dossier = read(park, &Overrides { all_values: true, ..request.overrides.clone() })?.dossier;
        }
        // What the rules say without estimates: readings that are estimated cannot be taken out again.
        let off = settings.otherwise(&standard, "estimation", Estimation::Off.name()).unwrap_or_else(|| settings.clone());
        let accounts = settle(&dossier, &standard, &off);
        unestimated =
            Some(Judged::of(&Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &off }, request.interim));
        drop(accounts);
        estimate::fill(&mut dossier);
    }
    let without = uncorrected(&mut dossier, &standard, &settings, request.interim);
    let accounts = settle(&dossier, &standard, &settings);
    let mut assessment = {
        let case = Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &settings };
        assess(&case, request.interim)
    };
    assessment.uncorrected = dossier.has_corrections.then(|| without.unwrap_or_else(|| Judged::same(&assessment)));
    let scenario = match (&request.overrides.scenario, scenario) {
        (Some(plan), Some(scenario)) => {
            let base = (&accounts, assessment.findings.as_slice());
            let what_if = what_if(&mut dossier, base, (&standard, &settings), request.interim, &scenario)
                .map_err(|refused| refused.why.said().at(place(&plan.file, plan.line_of(refused.change))))?;
            Some(Tried { file: plan.file.clone(), text: plan.text.clone(), sha256: plan.sha256.clone(), what_if })
        }
        _ => None,
    };
    let criteria = {
        let given = request.overrides.settings.keys().cloned().collect();
        let built_in = built_in.as_ref().unwrap_or(&standard);
        let law = Law { standard: &standard, settings: &settings, built_in, brought_by_park: policy.brought_by_park, given: &given };
        criteria(&mut dossier, (&accounts, &assessment), &law, request.interim, unestimated)
    };
    let case = Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &settings };
    let last_year = last_year_of(&dossier, &request.last_years)?.cloned();
    let run = Run {
        interim: request.interim,
        ledger: request.overrides.ledger.as_ref().map(|ledger| ledger.shown.clone()),
        claimed: request.overrides.claimed.clone(),
        policy_sha256: policy.sha256,
        policy: policy.text,
        policy_given,
        rests_on,
        criteria: Some(criteria),
        readings: request.interpretations.then(|| interpretations(&case, request.interim)),
        scenario,
        projection: projection(&case, &assessment, last_year.as_ref()),
        last_year,
    };
    Ok(ask(&case, &assessment, &run))
}

/// Refuses criteria that are not built in.
fn refuse_changes(request: &Request, policy: &Policy) -> Result<(), CheckError> {
    if let Some(name) = request.overrides.settings.keys().next() {
        return Err(say!("--criteria built-in: `--set {name}` changes a criterion, which this run refuses", name).into());
    }
    if policy.built_in.is_some() {
        let name = &policy.standard.name;
        return Err(say!(
            "--criteria built-in: the policy `{name}` is not the built-in law of this park, which alone this run takes",
            name
        )
        .into());
    }
    Ok(())
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
