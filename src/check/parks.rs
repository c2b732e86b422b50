//! The parks of one run: checked side by side, told in the order given, no certificate counted by two of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Check, CheckError, examine};
use crate::account::certificates::claims;
use crate::dossier::{Codes, Effect, LedgerEntry};
use crate::files::place_of;
use crate::input::Overrides;
use crate::input::ledger::{Ledger, folder_at, folder_from};
use crate::measure::Period;
use crate::report::by_whose_law::turns_on_criteria;
use crate::report::{Report, publish};
use crate::rule::{Case, Verdict};
use crate::say;
use crate::say::Message;
use crate::standard::Level;

/// A park that was checked.
#[derive(Debug)]
pub struct Checked {
    /// Its folder.
    pub park: PathBuf,
    /// The report, or why there is none.
    pub result: Result<Report, CheckError>,
    /// Whether warnings are denied, and the park, which passes, has some: it is undecided then.
    pub denied: bool,
    verdict: Option<Verdict>,
    /// The certificates that it counts.
    pub(crate) counted: Option<Counted>,
}

/// The certificates that a park counts.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) park: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
    pub(crate) period: Period,
    /// The period as a ledger writes it.
    pub(crate) period_name: String,
    pub(crate) codes: Vec<Codes>,
}

impl Checked {
    /// A park that cannot be checked.
    pub(crate) fn refused(park: PathBuf, why: CheckError) -> Self {
        Self { park, result: Err(why), denied: false, verdict: None, counted: None }
    }

    /// The verdict in effect: the worse of two where the park brought its own policy, and denied warnings taken into account; `None` where the park could
    /// not be checked.
    pub fn verdict(&self) -> Option<Verdict> {
        if self.denied { self.verdict.max(Some(Verdict::Indeterminate)) } else { self.verdict }
    }
}

/// Checks the parks of one run, on as many threads as one of them may use. One that cannot be read does not stop the others; of certificates that two of
/// them count, those of the one that stands first are counted, and the other rejects them.
pub fn check_all(checks: &[Check]) -> Vec<Checked> {
    let threads = threads_of(checks.first().and_then(|check| check.request.overrides.threads));
    let workers = threads.min(checks.len());
    let mut all = side_by_side(checks, workers, |check| {
        // Side by side, each park has its part of the threads.
        if checks.len() > 1 { one(&check.clone().threads((threads / workers).max(1))) } else { one(check) }
    });
    refuse_namesakes(&mut all);
    for at in 1..all.len() {
        let claimed = claimed_before(&all[..at], &all[at]);
        if !claimed.is_empty() {
            let mut again = checks[at].clone();
            again.request.overrides = Overrides { claimed, ..again.request.overrides };
            all[at] = one(&again);
        }
    }
    all
}

/// Threads of a run: those asked for, or the cores; never more than four for each core.
pub(crate) fn threads_of(asked: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.unwrap_or(cores).clamp(1, cores * 4)
}

/// Checks one park by itself.
pub(crate) fn one(check: &Check) -> Checked {
    let found = examine(check, |case, assessment, run| {
        let report = publish(case, assessment, run);
        let denied = check.request.deny_warnings && is_denied(&report);
        let built_in = run.criteria.as_ref().filter(|criteria| criteria.built_in_decides).map(|criteria| criteria.as_built_in.verdict);
        (report, denied, assessment.verdict.max(built_in.unwrap_or(Verdict::Pass)), counted(case, &check.park))
    });
    let park = check.park.clone();
    match found {
        Ok((report, denied, verdict, counted)) => {
            let ledger = check.request.overrides.ledger.as_deref();
            if let Some(why) = ledger.and_then(|ledger| recorded_elsewhere(ledger, &counted)) {
                return Checked::refused(park, CheckError::Request(why));
            }
            Checked { park, result: Ok(report), denied, verdict: Some(verdict), counted: Some(counted) }
        }
        Err(error) => Checked::refused(park, error),
    }
}

fn counted(case: &Case<'_>, folder: &Path) -> Counted {
    Counted {
        park: case.dossier.name.clone(),
        folder: folder.to_path_buf(),
        period: case.dossier.period,
        period_name: period_name(case.dossier.period),
        codes: [&case.accounts.certificates.codes[..], &case.accounts.trades.codes[..]].concat(),
    }
}

/// A period as a ledger writes it: a year, or its first and last day.
pub(super) fn period_name(period: Period) -> String {
    let year = period.start.to_string().chars().take(4).collect::<String>();
    if Period::parse(&year) == Some(period) { year } else { format!("{}..{}", period.start, period.end) }
}

/// Does something with each of a list on some threads; the results stand in the order of the list.
fn side_by_side<T: Sync, R: Send>(list: &[T], workers: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if workers < 2 {
        return list.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(list.len()));
    let work = || {
        while let Some((at, item)) = list.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            // Where the system gives no more threads, those that there are do the work.
            if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Folders of one name and period cannot be told apart in a ledger, which would let the second count what the first counted: it is an error. The same
/// folder may be given twice.
fn refuse_namesakes(all: &mut [Checked]) {
    let folders: Vec<PathBuf> = all.iter().map(|checked| place_of(&checked.park)).collect();
    for at in 1..all.len() {
        let Some(own) = &all[at].counted else { continue };
        let is_namesake = |other: &Counted| claims::is_of(&other.park, other.period, &own.park, own.period);
        let before = (0..at).find(|&b| folders[b] != folders[at] && all[b].counted.as_ref().is_some_and(is_namesake));
        let Some(before) = before else { continue };
        let message = namesake(own, &all[before].park.display().to_string());
        let park = all[at].park.clone();
        let error = CheckError::Request(message.at(park.display().to_string()));
        all[at] = Checked::refused(park, error);
    }
}

/// Why a park is refused of whose name and period another folder recorded certificates in the ledger.
fn recorded_elsewhere(ledger: &Ledger, own: &Counted) -> Option<Message> {
    let path = Path::new(&ledger.shown);
    let folder = folder_from(path, &own.folder);
    let is_namesake = |park: &str, period: &str| Period::parse(period).is_some_and(|of| claims::is_of(park, of, &own.park, own.period));
    let mut others = ledger.memory.parks.iter().filter(|recorded| is_namesake(&recorded.park, &recorded.period));
    let other = others.find(|recorded| recorded.folder != folder).filter(|_| !own.codes.is_empty())?;
    let lock = path.with_file_name(format!(".{}.lock", path.file_name().unwrap_or_default().to_string_lossy()));
    let why = say!(
        "the park is called `{name}`, as the one in {other} is, which recorded certificates for {period} in {ledger}: certificates are told apart by name \
         and period; give one of them another name, or, where the folder was moved, take its line out of {lock}",
        name = own.park,
        other = folder_at(path, &other.folder).display(),
        period = own.period_name,
        ledger = ledger.shown,
        lock = lock.display()
    );
    Some(why.at(own.folder.display().to_string()))
}

/// Why a park is refused that cannot be told apart from one in another folder.
pub(super) fn namesake(own: &Counted, other: &str) -> Message {
    say!(
        "the park is called `{name}`, as the one in {other} is, and both are judged for {period}: certificates are told apart by name and period; give \
         one of them another name",
        name = own.park,
        other,
        period = own.period_name
    )
}

/// What a park counts that parks before it count already. A park that is given twice claims nothing from itself.
fn claimed_before(before: &[Checked], checked: &Checked) -> Vec<LedgerEntry> {
    let Some(own) = &checked.counted else { return Vec::new() };
    let entry =
        |other: &Counted, codes: Codes| LedgerEntry { codes, park: other.park.clone(), period: other.period_name.clone(), position: None };
    let others = before.iter().filter_map(|checked| checked.counted.as_ref());
    let shared = others.flat_map(|other| claims::shared(&own.codes, &other.codes).into_iter().map(|codes| entry(other, codes)));
    shared.filter(|entry| !claims::is_own(entry, &own.park, own.period)).collect()
}

/// Whether denied warnings leave a park undecided that passes: what can matter to that is refused. Readings outside the period, certificates that are
/// rejected and decided, and notes cannot.
pub(crate) fn is_denied(report: &Report) -> bool {
    let blocks = report.defects.iter().any(|defect| defect.effect == Effect::Blocks);
    // The bounds of meters' accuracy, where they are asked for, are no want of evidence.
    let wanting = report.data.iter().any(|data| data.missing > 0) || report.defects.iter().any(|defect| defect.effect == Effect::Discards);
    let moved = report.rules.iter().any(|rule| {
        rule.level == Level::Required && rule.measured.is_some() && (rule.lower != rule.measured || rule.upper != rule.measured)
    });
    let depends = report.stated.as_ref().is_some_and(|stated| !stated.depends.is_empty())
        || report.without_corrections.as_ref().is_some_and(|without| !without.depends.is_empty())
        || turns_on_criteria(report);
    report.verdict == Verdict::Pass && (blocks || (wanting && moved) || depends)
}
