//! Parks as the command line asks for them: a request to the library, and what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::arguments::CheckArguments;
use super::deliver::{Target, deliver, folder};
use super::progress::Progress;
use super::{exit, print, threads};
use crate::check::{Check, Checked, Counted, check_all};
use crate::input::ledger::Ledger;
use crate::measure::Period;
use crate::report::stored::last_year_unused;
use crate::report::{Report, Told, denied_warnings};
use crate::say;
use crate::standard::Standard;

/// Files that a run reads beside its parks, with the options that name them.
pub(super) fn read_by(arguments: &CheckArguments) -> Vec<(&'static str, &Path)> {
    let policy = arguments.policy.as_deref().filter(|policy| Standard::built_in(policy).is_none()).map(Path::new);
    let read = [("--scenario", arguments.scenario.as_deref()), ("--last-year", arguments.last_year.as_deref()), ("--policy", policy)];
    read.into_iter().filter_map(|(option, path)| Some((option, path?))).collect()
}

/// What a run found out.
pub(super) struct Outcome {
    /// The parks in the order given.
    told: Vec<Told>,
    /// Their exit codes.
    codes: Vec<u8>,
    /// What those that could be checked count.
    pub(super) counted: Vec<Counted>,
}

impl Outcome {
    /// The worst exit code in the order 2, 1, 3, 0.
    pub(super) fn code(&self, arguments: &CheckArguments) -> u8 {
        exit::worst(&self.codes, arguments.publishing.exit_zero)
    }

    /// Writes the reports, if there are any; JSON Lines say of each park why there is none.
    pub(super) fn deliver(&self, parks: &[PathBuf], arguments: &CheckArguments, targets: &[Target]) -> anyhow::Result<()> {
        if self.told.iter().any(|park| park.result.is_ok()) {
            return deliver(&self.told, parks, &arguments.publishing, targets);
        }
        let lines: Vec<Target> = targets.iter().filter(|target| target.is_lines()).cloned().collect();
        deliver(&self.told, parks, &arguments.publishing, &lines)
    }
}

/// Checks parks, and says on standard error what kept some from being checked.
pub(super) fn check(parks: &[PathBuf], arguments: &CheckArguments, ledger: Option<Arc<Ledger>>) -> anyhow::Result<Outcome> {
    let way = way(arguments, ledger)?;
    let way = way.threads(threads::start(arguments.threads));
    let (shown, passed) = Progress::start(arguments.publishing.manner.quiet, parks);
    let way = way.counted(passed);
    let checks: Vec<Check> = parks.iter().map(|park| way.of(park)).collect();
    let all = check_all(&checks);
    drop(shown);
    let mut outcome = Outcome { told: Vec::new(), codes: Vec::new(), counted: Vec::new() };
    for checked in all {
        outcome.codes.push(exit::of(checked.verdict()));
        let (told, counted) = tell(checked, arguments);
        outcome.counted.extend(counted);
        outcome.told.push(told);
    }
    Ok(outcome)
}

/// What is told of a park that was checked; notes and errors are said now.
pub(super) fn tell(checked: Checked, arguments: &CheckArguments) -> (Told, Option<Counted>) {
    let Checked { park, result, denied, counted, .. } = checked;
    let folder = folder(&park);
    let result = match result {
        Ok(mut report) => {
            report.place(&folder);
            note(&park, &report, arguments);
            if denied {
                print::error(&denied_warnings());
            }
            Ok(report)
        }
        Err(error) => {
            let message = error.message();
            print::error(&message);
            Err(message)
        }
    };
    (Told { folder, result, denied }, counted)
}

/// Notes on how a park was asked for: an earlier year of which no use was made, a period that is no natural year.
fn note(park: &Path, report: &Report, arguments: &CheckArguments) {
    if arguments.publishing.manner.quiet {
        return;
    }
    if let Some(why) = last_year_unused(report).filter(|_| arguments.last_year.is_some()) {
        print::note(&say!("--last-year is not used: {why}", why => why).at(park.display().to_string()));
    }
    let period = &report.period;
    if period.interim && !arguments.interim {
        print::note(
            &say!(
                "{start} to {end} is no natural year; give --interim to judge it on the figures to date",
                start = period.start,
                end = period.end
            )
            .at(report.park.name.as_str()),
        );
    }
}

/// How the command line asks parks to be checked.
pub(super) fn way(arguments: &CheckArguments, ledger: Option<Arc<Ledger>>) -> anyhow::Result<Check> {
    let mut way = way_of(arguments.period.as_deref(), arguments.policy.as_ref(), &arguments.set, ledger)?;
    if let Some(path) = &arguments.scenario {
        way = way.scenario(path)?;
    }
    if let Some(report) = &arguments.last_year {
        way = way.last_year(report)?;
    }
    if arguments.threads == Some(0) {
        bail!(say!("--threads 0: a run needs at least one thread"));
    }
    if arguments.interim {
        way = way.interim();
    }
    if arguments.criteria.is_some() {
        way = way.built_in_criteria();
    }
    if arguments.readings.is_some() {
        way = way.interpretations();
    }
    Ok(if arguments.publishing.deny.is_some() { way.deny_warnings() } else { way })
}

/// What the options that several commands take ask for.
pub(super) fn way_of(period: Option<&str>, policy: Option<&String>, set: &[String], ledger: Option<Arc<Ledger>>) -> anyhow::Result<Check> {
    let mut way = Check::new(".");
    if let Some(text) = period {
        let Some(period) = Period::parse(text) else {
            bail!(say!("--period {text}: not a period such as 2025, 2025-06, 2025-01..2025-06 or 2025-01-01..2025-06-30", text))
        };
        way = way.period(period);
    }
    for set in set {
        let Some((name, value)) = set.split_once('=') else { bail!(say!("--set {set}: write NAME=VALUE", set)) };
        way = way.set(name.trim(), value.trim());
    }
    if let Some(policy) = policy {
        way = way.policy(policy);
    }
    Ok(match ledger {
        Some(ledger) => way.with_ledger(ledger),
        None => way,
    })
}
