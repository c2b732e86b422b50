//! `check --record`: the certificates that a run counts are entered in the ledger, once its reports are delivered.
//!
//! Parks are judged by the ledger as it is read first, without keeping others from it. Under the lock it is read again: if it is another one, the run
//! is judged again, this time without letting go of the lock. New entries are written and safe on the disk before the reports are delivered, and take
//! their place after it: a full disk stops the run before anything is told, and a run that is killed in between is repeated as if it had not been.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::arguments::CheckArguments;
use super::checked::{Outcome, check as check_parks};
use super::deliver::Target;
use super::print;
use crate::account::certificates::claims;
use crate::files::locked::{Held, hold};
use crate::files::place_of;
use crate::input::error::InputError;
use crate::input::ledger::{Claim, Ledger, Memory, Recorded, folder_from};
use crate::say;

pub(super) fn run(path: &Path, parks: &[PathBuf], arguments: &CheckArguments, targets: &[Target]) -> anyhow::Result<u8> {
    if targets.iter().filter_map(Target::path).any(|target| place_of(target) == place_of(path)) {
        bail!(say!("this is the ledger; a report must not replace it").at(path.display().to_string()));
    }
    let waiting = || {
        if !arguments.publishing.manner.quiet {
            print::note(&say!("another run is recording; waiting for it").at(path.display().to_string()));
        }
    };
    let check = |bytes: Option<Vec<u8>>| -> anyhow::Result<(Arc<Ledger>, Outcome)> {
        let ledger = Arc::new(Ledger::of(path, bytes.unwrap_or_default()).remembering(Memory::of(path)));
        // A ledger that cannot be added to is refused before anything is read.
        ledger.and(&[]).map_err(all)?;
        Ok((ledger.clone(), check_parks(parks, arguments, Some(ledger))?))
    };
    let seen = hold(path, waiting, Held::read)??;
    let first = check(seen.clone())?;
    hold(path, waiting, |held| {
        let now = held.read()?;
        let (ledger, checked) = if now == seen {
            first
        } else {
            if !arguments.publishing.manner.quiet {
                print::note(&say!("the ledger has changed meanwhile; the run is judged again").at(path.display().to_string()));
            }
            check(now)?
        };
        finish(held, &ledger, &checked, || checked.deliver(parks, arguments, targets))?;
        if !arguments.publishing.manner.quiet {
            let new = claims_of(&ledger, &checked)?;
            let certificates = new.iter().fold(0_u128, |sum, claim| sum.saturating_add(claim.codes.quantity()));
            print::note(
                &say!("{certificates} certificate(s) recorded in {entries} entries", certificates, entries = new.len())
                    .at(path.display().to_string()),
            );
        }
        Ok(checked.code(arguments))
    })?
}

/// Delivers, and records what is new, if anything is.
fn finish(held: &Held, ledger: &Ledger, checked: &Outcome, deliver: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let new = claims_of(ledger, checked)?;
    if new.is_empty() {
        return deliver();
    }
    let grown = ledger.and(&new).map_err(all)?;
    let staged = held.stage(&grown.bytes).map_err(|e| print::because(say!("nothing was recorded, and no report was delivered"), e))?;
    deliver()?;
    let unrecorded = say!("the reports were delivered, but their certificates were not recorded; run again to record them");
    staged.commit().map_err(|e| print::because(unrecorded, e))?;
    held.remember(&remembered(&grown, checked).text())?;
    Ok(())
}

/// What is kept beside a ledger that has grown: its last hash, and the folders of the parks that count certificates.
fn remembered(grown: &Ledger, checked: &Outcome) -> Memory {
    let mut memory = grown.memory.clone();
    for counted in checked.counted.iter().filter(|counted| !counted.codes.is_empty()) {
        let folder = folder_from(Path::new(&grown.shown), &counted.folder);
        let recorded = Recorded { park: counted.park.clone(), period: counted.period_name.clone(), folder };
        if !memory.parks.contains(&recorded) {
            memory.parks.push(recorded);
        }
    }
    memory
}

/// What a run counts that the ledger does not hold.
fn claims_of(ledger: &Ledger, checked: &Outcome) -> anyhow::Result<Vec<Claim>> {
    let mut held: Vec<_> = ledger.entries().map_err(all)?.list.into_iter().map(|entry| entry.codes).collect();
    let mut new = Vec::new();
    for counted in &checked.counted {
        if counted.codes.is_empty() {
            continue;
        }
        if counted.period.is_interim() {
            bail!(say!("{period} is no natural year; its certificates would be spent before the year is judged: leave out --record, and record the year", period = counted.period_name).at(counted.park.as_str()));
        }
        for codes in claims::beyond(&counted.codes, &held) {
            held.push(codes.clone());
            new.push(Claim { codes, park: counted.park.clone(), period: counted.period_name.clone() });
        }
    }
    Ok(new)
}

fn all(errors: Vec<InputError>) -> anyhow::Error {
    print::lines(&errors, InputError::said)
}
