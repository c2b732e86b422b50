//! What the rules say with corrections and without them.
//!
//! The verdict of a report is the one with the corrections that are in force. Beside it stands what it would be without any: the same evidence as it was
//! read, settled and judged by the same rules. Where the two differ, the verdict rests on the word of whoever approved a correction, and the report
//! says so first.

use super::{Case, Judged};
use crate::account::settle;
use crate::dossier::Dossier;
use crate::standard::{Settings, Standard};

/// Judges a dossier without its corrections; `None` where no value is corrected. The dossier is as before when this returns.
pub fn uncorrected(dossier: &mut Dossier, standard: &Standard, settings: &Settings, interim: bool) -> Option<Judged> {
    if dossier.uncorrected.is_empty() {
        return None;
    }
    dossier.exchange_corrected();
    let found = {
        let accounts = settle(dossier, standard, settings);
        let case = Case { dossier, accounts: &accounts, standard, settings };
        Judged::of(&case, interim)
    };
    dossier.exchange_corrected();
    Some(found)
}
