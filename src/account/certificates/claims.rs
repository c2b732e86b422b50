//! What two lists of certificate codes share, and what one has beyond the other: claims of this run beside those of others.

use super::code_set::CodeSet;
use super::names::folded;
use crate::dossier::{Codes, LedgerEntry};
use crate::measure::Period;

/// Whether an entry is of a park and period themselves: what they claimed before they may claim again.
pub fn is_own(entry: &LedgerEntry, park: &str, period: Period) -> bool {
    Period::parse(entry.period.trim()).is_some_and(|of| is_of(&entry.park, of, park, period))
}

/// Whether two names and periods are those of one park.
pub fn is_of(other: &str, other_period: Period, park: &str, period: Period) -> bool {
    folded(other) == folded(park) && other_period == period
}

/// The codes of a list that another does not hold, in order.
pub fn beyond<'a>(codes: &[Codes], others: impl IntoIterator<Item = &'a Codes>) -> Vec<Codes> {
    let others = set(others);
    codes.iter().flat_map(|codes| others.part(codes).free).collect()
}

/// The codes of a list that another holds too, in order.
pub fn shared<'a>(codes: &[Codes], others: impl IntoIterator<Item = &'a Codes>) -> Vec<Codes> {
    let others = set(others);
    codes.iter().flat_map(|codes| others.part(codes).held).map(|(codes, ())| codes).collect()
}

/// The entries of which a list holds every code, in order.
pub fn within<'a>(entries: &'a [LedgerEntry], codes: impl IntoIterator<Item = &'a Codes>) -> Vec<&'a LedgerEntry> {
    let codes = set(codes);
    entries.iter().filter(|entry| codes.part(&entry.codes).free.is_empty()).collect()
}

/// Who counts which codes, for many parks at once.
#[derive(Debug, Default)]
pub struct Holders(CodeSet<usize>);

impl Holders {
    /// Enters what a holder counts; what others hold already is told with the holder of each, in order.
    pub fn enter(&mut self, codes: &Codes, holder: usize) -> Vec<(Codes, usize)> {
        let parted = self.0.part(codes);
        for free in parted.free {
            self.0.add(free, holder);
        }
        parted.held.into_iter().filter(|(_, other)| *other != holder).collect()
    }
}

/// A name as names are compared.
pub fn folded_name(name: &str) -> String {
    folded(name)
}

fn set<'a>(codes: impl IntoIterator<Item = &'a Codes>) -> CodeSet {
    let mut set = CodeSet::default();
    codes.into_iter().for_each(|codes| set.insert(codes, ()));
    set
}
