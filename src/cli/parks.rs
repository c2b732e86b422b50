//! The parks of one run: checked side by side, told in the order given, no certificate counted by two of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::check::{Request, code_of, examine, overrides};
use super::deliver::{Target, deliver, folder};
use super::progress::Progress;
use super::reports::{last_year_unused, last_years};
use super::{CheckArguments, exit, print};
use crate::account::certificates::claims;
use crate::dossier::{Codes, LedgerEntry};
use crate::input::Overrides;
use crate::input::ledger::Ledger;
use crate::measure::Period;
use crate::report::schema::DefectReport;
use crate::report::{Report, Told, denied_warnings, publish};
use crate::say;

/// What a run found out.
pub(super) struct Checked {
    /// The parks in the order given.
    told: Vec<Told>,
    /// Their exit codes.
    codes: Vec<u8>,
    /// What those that could be checked count.
    pub(super) counted: Vec<Counted>,
}

/// The certificates that a park counts.
pub(super) struct Counted {
    pub(super) park: String,
    pub(super) period: Period,
    /// The period as a ledger writes it.
    pub(super) period_name: String,
    pub(super) codes: Vec<Codes>,
}

impl Checked {
    /// The worst exit code in the order 2, 1, 3, 0.
    pub(super) fn code(&self) -> u8 {
        let order = [exit::ERROR, exit::FAIL, exit::INDETERMINATE];
        order.into_iter().find(|code| self.codes.contains(code)).unwrap_or(exit::PASS)
    }

    /// Writes the reports, if there are any.
    pub(super) fn deliver(&self, parks: &[PathBuf], arguments: &CheckArguments, targets: &[Target]) -> anyhow::Result<()> {
        if self.told.iter().any(|park| park.result.is_ok()) { deliver(&self.told, parks, arguments, targets) } else { Ok(()) }
    }
}

type Outcome = anyhow::Result<(Report, u8, Counted)>;

/// Checks parks. One that cannot be read does not stop the others.
pub(super) fn check_all(parks: &[PathBuf], arguments: &CheckArguments, ledger: Option<Arc<Ledger>>) -> anyhow::Result<Checked> {
    let overrides = overrides(arguments, ledger)?;
    let (shown, passed) = if parks.len() > 1 { Progress::start(arguments.manner.quiet) } else { (None, None) };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = arguments.threads.unwrap_or(cores).max(1);
    let workers = threads.min(parks.len());
    // Side by side, each park has its part of the threads.
    let share = if parks.len() > 1 { Some((threads / workers).max(1)) } else { arguments.threads };
    let request = Request {
        policy: None,
        overrides: Overrides { passed, threads: share, ..overrides },
        interim: arguments.interim,
        readings: arguments.readings.is_some(),
        last_years: arguments.last_year.as_deref().map(last_years).transpose()?.unwrap_or_default(),
        quiet: arguments.manner.quiet,
    };
    let mut outcomes = side_by_side(parks, workers, |park| check(park, &request));
    for at in 1..outcomes.len() {
        let claimed = claimed_before(&outcomes[..at], &outcomes[at]);
        if !claimed.is_empty() {
            let overrides = Overrides { claimed, threads: arguments.threads, ..request.overrides.clone() };
            outcomes[at] = check(&parks[at], &Request { overrides, ..request.clone() });
        }
    }
    drop(shown);
    let mut checked = Checked { told: Vec::new(), codes: Vec::new(), counted: Vec::new() };
    for (park, outcome) in parks.iter().zip(outcomes) {
        let (result, code, denied) = match outcome {
            Ok((report, code, counted)) => {
                checked.counted.push(counted);
                if let Some(why) = last_year_unused(&report).filter(|_| !request.last_years.is_empty() && !request.quiet) {
                    print::note(&say!("--last-year is not used: {why}", why => why).at(park.display().to_string()));
                }
                let denied = is_denied(&report, code, arguments);
                (Ok(report), if denied { exit::INDETERMINATE } else { code }, denied)
            }
            Err(error) => {
                let message = print::said(&error);
                print::error(&message);
                (Err(message), exit::ERROR, false)
            }
        };
        checked.codes.push(code);
        checked.told.push(Told { folder: folder(park), result, denied });
    }
    Ok(checked)
}

fn check(park: &Path, request: &Request) -> Outcome {
    examine(park, request, |case, assessment, run| {
        let counted = Counted {
            park: case.dossier.name.clone(),
            period: case.dossier.period,
            period_name: period_name(case.dossier.period),
            codes: case.accounts.certificates.codes.clone(),
        };
        (publish(case, assessment, run), code_of(assessment.verdict), counted)
    })
}

/// A period as a ledger writes it: a year, or its first and last day.
fn period_name(period: Period) -> String {
    let year = period.start.to_string().chars().take(4).collect::<String>();
    if Period::parse(&year) == Some(period) { year } else { format!("{}..{}", period.start, period.end) }
}

/// Does something with each park on some threads; the results stand in the order of the parks.
fn side_by_side<T: Send>(parks: &[PathBuf], workers: usize, work: impl Fn(&Path) -> T + Sync) -> Vec<T> {
    if workers < 2 {
        return parks.iter().map(|park| work(park)).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(parks.len()));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((at, park)) = parks.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(park);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What a park counts that parks before it count already. A park that is given twice claims nothing from itself.
fn claimed_before(before: &[Outcome], outcome: &Outcome) -> Vec<LedgerEntry> {
    let Ok((_, _, own)) = outcome else { return Vec::new() };
    let entry =
        |other: &Counted, codes: Codes| LedgerEntry { codes, park: other.park.clone(), period: other.period_name.clone(), position: None };
    let others = before.iter().filter_map(|outcome| outcome.as_ref().ok()).map(|(_, _, counted)| counted);
    let shared = others.flat_map(|other| claims::shared(&own.codes, &other.codes).into_iter().map(|codes| entry(other, codes)));
    shared.filter(|entry| !claims::is_own(entry, &own.park, own.period)).collect()
}

/// Whether a defect is one that denied warnings refuse: what only discards, and a correction or waiver explains, is accepted by whoever approved that.
fn unexplained(defect: &DefectReport) -> bool {
    defect.effect == "blocks" || (defect.effect == "discards" && defect.explained.is_none())
}

/// Whether denied warnings make a pass undecided. Says so, and what a period that is no natural year needs to be judged.
fn is_denied(report: &Report, code: u8, arguments: &CheckArguments) -> bool {
    let period = &report.period;
    if period.interim && !arguments.interim && !arguments.manner.quiet {
        print::note(
            &say!(
                "{start} to {end} is no natural year; give --interim to judge it on the figures to date",
                start = period.start,
                end = period.end
            )
            .at(report.park.name.as_str()),
        );
    }
    let denied = arguments.deny.is_some() && code == exit::PASS && report.defects.iter().any(unexplained);
    if denied {
        print::error(&denied_warnings());
    }
    denied
}
