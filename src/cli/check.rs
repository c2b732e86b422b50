//! `lingtan check`: what the command line asks for, told and delivered, or recorded in a ledger.

use std::path::PathBuf;
use std::sync::Arc;

use super::arguments::CheckArguments;
use super::checked::{check, read_by};
use super::deliver::targets;
use super::{print, record};
use crate::input::ledger::Ledger;
use crate::say;

mod stream;

pub(super) fn run(arguments: &CheckArguments) -> anyhow::Result<u8> {
    if let Some(list) = &arguments.parks_from {
        return stream::run(list, arguments);
    }
    let publishing = &arguments.publishing;
    let targets = targets(publishing, &read_by(arguments))?;
    let parks = if arguments.parks.is_empty() { vec![PathBuf::from(".")] } else { arguments.parks.clone() };
    if let Some(path) = arguments.ledger.as_ref().filter(|_| arguments.record) {
        return record::run(path, &parks, arguments, &targets);
    }
    let ledger = arguments.ledger.as_ref().map(|path| Ledger::read(path)).transpose()?;
    if let Some(ledger) = ledger.as_ref().filter(|ledger| !publishing.manner.quiet && ledger.is_plain()) {
        print::note(&say!("it has no chain of hashes: nothing shows whether entries were changed or taken out").at(ledger.shown.as_str()));
    }
    let outcome = check(&parks, arguments, ledger.map(Arc::new))?;
    outcome.deliver(&parks, arguments, &targets)?;
    let code = outcome.code(arguments);
    // The program ends here: large reports are not taken apart for that.
    std::mem::forget(outcome);
    Ok(code)
}
