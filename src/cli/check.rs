//! `lingtan check`: read, settle, assess, publish, render.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::deliver::targets;
use super::parks::check_all;
use super::progress::Progress;
use super::{CheckArguments, exit, print, record};
use crate::account::{LastYear, estimate, settle};
use crate::dossier::{Dossier, Stated};
use crate::files::{digest_of, read_outside};
use crate::input::error::InputError;
use crate::input::field::near;
use crate::input::ledger::Ledger;
use crate::input::scenario::Plan;
use crate::input::{Overrides, Submission, read};
use crate::measure::{Month, Period};
use crate::report::scenario::Tried;
use crate::report::{Report, Run, publish};
use crate::rule::{Assessment, Case, Uncorrected, Verdict, assess, projection, readings, uncorrected, what_if};
use crate::say;
use crate::say::Part;
use crate::standard::{self, Estimation, Settings, Standard};

pub(super) fn run(arguments: &CheckArguments) -> anyhow::Result<u8> {
    let targets = targets(arguments)?;
    let parks = if arguments.parks.is_empty() { vec![PathBuf::from(".")] } else { arguments.parks.clone() };
    if let Some(path) = arguments.ledger.as_ref().filter(|_| arguments.record) {
        return record::run(path, &parks, arguments, &targets);
    }
    let ledger = arguments.ledger.as_ref().map(|path| Ledger::read(path)).transpose()?;
    let checked = check_all(&parks, arguments, ledger.map(Arc::new))?;
    checked.deliver(&parks, arguments, &targets)?;
    Ok(checked.code())
}

/// What the command line says over the manifests.
pub(super) fn overrides(arguments: &CheckArguments, ledger: Option<Arc<Ledger>>) -> anyhow::Result<Overrides> {
    let said = overrides_of(arguments.period.as_deref(), arguments.policy.as_ref(), &arguments.set, ledger)?;
    let scenario = arguments.scenario.as_ref().map(|path| plan(path)).transpose()?.map(Arc::new);
    Ok(Overrides { threads: arguments.threads, scenario, ..said })
}

/// The scenario that a file states.
fn plan(path: &Path) -> anyhow::Result<Plan> {
    let (bytes, _) = read_outside(path)?;
    let shown = path.display().to_string();
    let Ok(text) = String::from_utf8(bytes) else { bail!(say!("not UTF-8").at(shown)) };
    Plan::parse(&shown, &text).map_err(|errors| print::lines(&errors, InputError::said))
}

/// What the options of a command say over the manifest.
pub(super) fn overrides_of(
    period: Option<&str>,
    policy: Option<&String>,
    set: &[String],
    ledger: Option<Arc<Ledger>>,
) -> anyhow::Result<Overrides> {
    let period = match period {
        None => None,
        Some(text) => Some(Period::parse(text).ok_or_else(|| {
            say!("--period {text}: not a period such as 2025, 2025-06, 2025-01..2025-06 or 2025-01-01..2025-06-30", text)
        })?),
    };
    let mut settings = BTreeMap::new();
    for set in set {
        let Some((name, value)) = set.split_once('=') else { bail!(say!("--set {set}: write NAME=VALUE", set)) };
        let source = Some("command line".to_owned());
        settings.insert(name.trim().to_owned(), Stated { value: value.trim().to_owned(), unit: None, source });
    }
    Ok(Overrides { period, policy: policy.cloned(), settings, ledger, ..Overrides::default() })
}

/// The standard that a policy's name or path means, with the SHA-256 of its text, and the text where the command line gave it as a file.
fn standard_of(name: &str, park: Option<&Path>) -> anyhow::Result<(Standard, String, Option<String>)> {
    if let Some(built_in) = Standard::built_in(name) {
        let text = Standard::text(name).unwrap_or_default();
        return Ok((built_in, digest_of(text.as_bytes()), None));
    }
    let path = park.map_or_else(|| PathBuf::from(name), |park| park.join(name));
    if !path.exists() {
        let known: Vec<&str> = Standard::names().collect();
        let near = near(name, known.iter().copied());
        bail!(
            say!("policy `{name}`: neither a built-in policy ({known}) nor a file{near}", name, known => Part::names(known), near => near)
        );
    }
    let (bytes, digested) = read_outside(&path)?;
    let text = String::from_utf8(bytes).map_err(|_| say!("not UTF-8").at(path.display().to_string()))?;
    let standard = own_standard(&path.display().to_string(), &text)?;
    let given = park.is_none().then_some(text);
    Ok((standard, digested.sha256, given))
}

/// The standard of a policy file. It cannot pass for one that is built in.
fn own_standard(file: &str, text: &str) -> anyhow::Result<Standard> {
    let table: Option<toml::Table> = text.parse().ok();
    if let Some(name) = table.as_ref().and_then(|table| table.get("name")?.as_str()).filter(|name| Standard::built_in(name).is_some()) {
        bail!(
            say!("a policy of its own cannot have the name `{name}` of a built-in one, from which it differs; give it another name", name)
                .at(file)
        );
    }
    Ok(Standard::parse(text).map_err(|e| e.said().at(file))?)
}

/// How a park is to be reported on.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// What is said over the manifest.
    pub(super) overrides: Overrides,
    /// Text of the policy file of an earlier run, which is no longer looked for.
    pub(super) policy: Option<String>,
    /// Whether a period that is no natural year is judged.
    pub(super) interim: bool,
    /// Whether other readings of the rules are told.
    pub(super) readings: bool,
    /// The reports on an earlier year that were given: of each park its own is taken.
    pub(super) last_years: Vec<LastYear>,
    /// No notes.
    pub(super) quiet: bool,
}

/// The earlier year of a park among those given: of several the latest before the year of the period. None is looked for where none was given, or where
/// the period is a natural year, of which nothing is projected.
fn last_year_of<'a>(dossier: &Dossier, given: &'a [LastYear]) -> anyhow::Result<Option<&'a LastYear>> {
    let period = dossier.period;
    if given.is_empty() || !period.is_interim() {
        return Ok(None);
    }
    let year = Month::of(period.start).year;
    let earlier = given.iter().filter(|last| last.park == dossier.name && last.year < year);
    let found = earlier.max_by_key(|last| last.year);
    if found.is_none() {
        let held = Part::names(given.iter().map(|last| format!("{} {}", last.park, last.year)));
        bail!(
            say!("--last-year: the file holds no report on `{park}` of a year before {year}, only {held}", park = dossier.name, year, held => held)
        );
    }
    Ok(found)
}

/// The report on a park, with the exit code that its verdict means.
pub(super) fn report_on(park: &Path, request: &Request) -> anyhow::Result<(Report, u8)> {
    examine(park, request, |case, assessment, run| (publish(case, assessment, run), code_of(assessment.verdict)))
}

/// The exit code that a verdict means.
pub(super) fn code_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => exit::PASS,
        Verdict::Fail => exit::FAIL,
        Verdict::Indeterminate => exit::INDETERMINATE,
    }
}

/// Reads, settles and assesses a park, for whoever asks.
pub(super) fn examine<T>(park: &Path, request: &Request, ask: impl FnOnce(&Case<'_>, &Assessment, &Run) -> T) -> anyhow::Result<T> {
    // Of several parks whoever checks them tells how far they are.
    let (shown, passed) = match &request.overrides.passed {
        Some(passed) => (None, Some(passed.clone())),
        None => Progress::start(request.quiet),
    };
    let submit = |overrides: &Overrides| {
        let overrides = Overrides { passed: passed.clone(), ..overrides.clone() };
        read(park, &overrides).map_err(|errors| print::lines(&errors, InputError::said))
    };
    let submission = submit(&request.overrides)?;
    let Submission { mut dossier, policy, policy_in_park, scenario } = submission;
    let (standard, policy_sha256, given) = match &request.policy {
        Some(own) => (own_standard("run.policy", own)?, digest_of(own.as_bytes()), Some(own.clone())),
        None => standard_of(&policy, policy_in_park.then_some(park))?,
    };
    let stated = dossier
        .settings
        .iter()
        .map(|(name, s)| (name.as_str(), standard::Stated { value: &s.value, unit: s.unit.as_deref(), source: s.source.as_deref() }));
    let settings = Settings::resolve(&standard, stated)?;
    if settings.estimation() == Estimation::Interpolate {
        // Estimates are made from single values, which are not kept otherwise.
        if dossier.series.iter().flatten().any(|s| s.summed.is_some()) {
            dossier = submit(&Overrides { all_values: true, ..request.overrides.clone() })?.dossier;
        }
        estimate::fill(&mut dossier);
    }
    drop(shown);
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
                .map_err(|refused| anyhow::anyhow!(refused.said().at(plan.file.as_str())))?;
            Some(Tried { file: plan.file.clone(), text: plan.text.clone(), sha256: plan.sha256.clone(), what_if })
        }
        _ => None,
    };
    let case = Case { dossier: &dossier, accounts: &accounts, standard: &standard, settings: &settings };
    let ledger = request.overrides.ledger.as_ref().map(|ledger| ledger.shown.clone());
    let claimed = request.overrides.claimed.clone();
    let readings = request.readings.then(|| readings(&case, request.interim));
    let last_year = last_year_of(&dossier, &request.last_years)?.cloned();
    let projection = projection(&case, &assessment, last_year.as_ref());
    Ok(ask(
        &case,
        &assessment,
        &Run { interim: request.interim, ledger, claimed, policy_sha256, policy: given, readings, scenario, last_year, projection },
    ))
}
