//! `lingtan ledger`: what a ledger of certificates holds, and whether its chain of hashes holds. Nothing is changed.

use std::path::PathBuf;

use clap::ValueEnum;

use super::terminal::Look;
use super::{exit, print};
use crate::dossier::Chain;
use crate::input::error::InputError;
use crate::input::ledger::Ledger;
use crate::report::ledger::{Listing, render, render_json};
use crate::say::Message;

/// Arguments of `ledger`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  lingtan ledger ledger.csv\n  lingtan ledger old.csv --format csv > ledger.csv")]
pub(super) struct LedgerArguments {
    /// The ledger
    file: PathBuf,
    /// Format
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    pub(super) look: Look,
}

/// Formats of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For a terminal
    Text,
    /// As data
    Json,
    /// The same entries as a ledger with a chain of hashes, to which `check --record` can add
    Csv,
}

pub(super) fn run(arguments: &LedgerArguments) -> anyhow::Result<u8> {
    let all = |errors: Vec<InputError>| print::lines(&errors, InputError::said);
    let ledger = Ledger::read(&arguments.file)?;
    let entries = ledger.entries().map_err(all)?;
    let broken = matches!(entries.chain, Chain::Broken { .. });
    let listing = Listing { file: &ledger.shown, entries: &entries.list, chain: &entries.chain };
    match arguments.format {
        ListFormat::Text => print::out(&render(&listing, &arguments.look.style()))?,
        ListFormat::Json => print::out(&render_json(&listing))?,
        // What was changed must not get hashes that hold.
        ListFormat::Csv if broken => print::error(&Message::verbatim(render(&listing, &arguments.look.style_of_file()))),
        ListFormat::Csv => print::out(&String::from_utf8_lossy(&ledger.chained().map_err(all)?.bytes))?,
    }
    Ok(if broken { exit::DIFFERENT } else { exit::PASS })
}
