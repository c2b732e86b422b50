//! The ledger of certificates that runs counted (METHOD 4): what it holds, whether its chain of hashes holds, and its next entries.
//!
//! A ledger is a file beside the parks. It only grows: what a run saw of it is its first bytes, which a report names by their number and SHA-256, so
//! that `verify` sees the same later.

mod chain;
mod memory;
mod rows;

use std::path::Path;

pub use chain::{Claim, HEADER, START};
pub use memory::{Memory, Recorded, folder_at, folder_from};

use super::error::InputError;
use super::row::{Row, Sheet};
use super::small;
use super::table::TableOptions;
use crate::dossier::headers;
use crate::dossier::{Chain, Input, LedgerEntry};
use crate::files::{Digested, FileError, digest_of, read_outside};
use crate::say;
use crate::say::Message;

/// A ledger as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Its path as given.
    pub shown: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the runs that recorded in it left beside it.
    pub memory: Memory,
}

/// An entry that stands in no file: another park of the same run counts these codes.
pub fn of_this_run(park: &str, period: &str, (first, last): (&str, &str), quantity: u128) -> Option<LedgerEntry> {
    let codes = super::serials::range(first, last, Some(quantity)).ok()?;
    Some(LedgerEntry { codes, park: park.to_owned(), period: period.to_owned(), position: None })
}

/// What a ledger holds.
#[derive(Clone, Debug)]
pub struct Entries {
    /// Its entries, in their order; a row with a list of codes gives several.
    pub list: Vec<LedgerEntry>,
    /// Data rows.
    pub rows: u64,
    /// Whether its chain of hashes holds.
    pub chain: Chain,
}

impl Ledger {
    /// Reads a ledger.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let (bytes, _) = read_outside(path)?;
        Ok(Self { memory: Memory::of(path), ..Self::of(path, bytes) })
    }

    /// A ledger of bytes that are at hand.
    pub fn of(path: &Path, bytes: Vec<u8>) -> Self {
        Self { shown: path.display().to_string(), bytes, memory: Memory::default() }
    }

    /// The same, with what earlier runs left beside it.
    #[must_use]
    pub fn remembering(self, memory: Memory) -> Self {
        Self { memory, ..self }
    }

    /// The ledger as a report saw it: its first bytes, where they have the digest that the report states; else all of it.
    #[must_use]
    pub fn as_it_was(mut self, bytes: u64, sha256: &str) -> Self {
        let length = usize::try_from(bytes).unwrap_or(usize::MAX);
        if self.bytes.get(..length).is_some_and(|first| digest_of(first) == sha256) {
            if length < self.bytes.len() {
                self.memory.head = None;
            }
            self.bytes.truncate(length);
        }
        self
    }

    /// Digest and size.
    pub fn digested(&self) -> Digested {
        Digested { sha256: digest_of(&self.bytes), bytes: self.bytes.len() as u64 }
    }

    /// Its entries, as the file of a number.
    fn parse(&self, file: usize) -> Result<Entries, Vec<InputError>> {
        let lost = |head: &String| {
            let why = say!(
                "a run recorded an entry of the hash `{head}` in this ledger, and it no longer holds it: restore the ledger; if it is meant to be another, delete the file `.NAME.lock` beside it",
                head
            );
            vec![InputError::at(&self.shown, 0, why)]
        };
        if let (Some(head), true) = (&self.memory.head, self.bytes.is_empty()) {
            return Err(lost(head));
        }
        // A ledger that is yet to be written.
        if self.bytes.is_empty() {
            return Ok(Entries { list: Vec::new(), rows: 0, chain: Chain::Intact(START.to_owned()) });
        }
        let either: &[&[&str]] = &[&["certificate_id", "first_id"]];
        let found =
            small::read_bytes(&self.bytes, &self.shown, file, &TableOptions::default(), headers::LEDGER, either).map_err(|error| {
                // A report may name any file as its ledger: what stands in one that is none is not told.
                let why =
                    say!("this is no ledger that can be read: no row has the columns `park`, `period` and `certificate_id` or `first_id`");
                vec![InputError { message: why, ..error }]
            })?;
        let mut names = vec![String::new(); file];
        names.push(self.shown.clone());
        if let Some(head) = self.memory.head.as_ref().filter(|head| !found.iter().any(|row| row.get("hash") == head.as_str())) {
            return Err(lost(head));
        }
        let list = rows::entries(&found, &Sheet { files: &names, order: None, missing: &[] })?;
        let has_hashes = found.first().map_or_else(|| self.body().is_some(), |row: &Row| row.cells.contains_key("hash"));
        Ok(Entries { list, rows: found.len() as u64, chain: chain::follow(&found, has_hashes) })
    }

    /// Its entries, whether or not its chain holds.
    pub fn entries(&self) -> Result<Entries, Vec<InputError>> {
        self.parse(0)
    }

    /// Whether it has entries, and no hash that would show a change.
    pub fn is_plain(&self) -> bool {
        self.entries().is_ok_and(|entries| entries.chain == Chain::Plain)
    }

    /// Its entries as an input of a park; a chain that does not hold is an error.
    pub(super) fn load(&self, inputs: &mut Vec<Input>) -> Result<Vec<LedgerEntry>, Vec<InputError>> {
        let entries = self.parse(inputs.len())?;
        if let Chain::Broken { line, stated, computed } = entries.chain {
            return Err(vec![self.broken(line, &stated, &computed)]);
        }
        let Digested { sha256, bytes } = self.digested();
        inputs.push(Input { name: self.shown.clone(), sha256, bytes, rows: entries.rows });
        Ok(entries.list)
    }

    fn broken(&self, line: u64, stated: &str, computed: &str) -> InputError {
        let message = say!(
            "the ledger's chain of hashes breaks here: the entry states `{stated}`, and from the entries up to it follows `{computed}`; it was changed, \
             moved or taken out by hand: restore the ledger (`lingtan ledger` lists it)",
            stated,
            computed
        );
        InputError::at(&self.shown, line, message)
    }

    /// What follows the header, if this is a ledger that can be added to.
    fn body(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text).strip_prefix(HEADER)?;
        rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))
    }

    /// The ledger with further entries at its end; every byte before them stays. Entries that could not be read back are an error.
    pub fn and(&self, claims: &[Claim]) -> Result<Self, Vec<InputError>> {
        let refused = |message: Message| vec![InputError::at(&self.shown, 0, message)];
        let entries = self.entries()?;
        let last = match &entries.chain {
            Chain::Broken { line, stated, computed } => return Err(vec![self.broken(*line, stated, computed)]),
            Chain::Intact(last) if self.bytes.is_empty() || self.body().is_some() => last,
            Chain::Intact(_) | Chain::Plain => {
                return Err(refused(say!(
                    "this ledger has no chain of hashes that entries can be added to (its first line must be `{header}`, in UTF-8); write one from it with \
                     `lingtan ledger {shown} --format csv > NEW.csv`, and give that one",
                    header = HEADER,
                    shown = self.shown
                )));
            }
        };
        let mut bytes = self.bytes.clone();
        if bytes.is_empty() {
            bytes.extend_from_slice(HEADER.as_bytes());
        }
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(chain::lines(last, claims).as_bytes());
        let grown = Self { bytes, ..self.clone() };
        let again = grown.entries()?;
        let added = again.list.get(entries.list.len()..).unwrap_or_default();
        let same = added.len() == claims.len()
            && added
                .iter()
                .zip(claims)
                .all(|(entry, claim)| entry.codes.quantity() == claim.codes.quantity() && entry.codes.difference(&claim.codes).is_empty());
        if let (true, Chain::Intact(head)) = (same, again.chain) {
            let memory = Memory { head: Some(head), ..grown.memory.clone() };
            return Ok(grown.remembering(memory));
        }
        Err(refused(say!(
            "an entry to be recorded cannot be read back as it is written; look at the codes and the park's name for signs that no ledger can \
             hold, such as a line break"
        )))
    }

    /// The same entries as a ledger with a chain of hashes.
    pub fn chained(&self) -> Result<Self, Vec<InputError>> {
        let claims: Vec<Claim> =
            self.entries()?.list.into_iter().map(|e| Claim { codes: e.codes, park: e.park, period: e.period }).collect();
        Self { shown: self.shown.clone(), bytes: Vec::new(), memory: Memory::default() }.and(&claims)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dossier::Codes;

    fn claim(prefix: &str, width: usize, first: u128, last: u128, suffix: &str) -> Claim {
        let codes = Codes { prefix: prefix.to_owned(), suffix: suffix.to_owned(), width, first, last };
        Claim { codes, park: "示范, \"园区\"".to_owned(), period: "2025".to_owned() }
    }

    fn empty() -> Ledger {
        Ledger::of(Path::new("l.csv"), Vec::new())
    }

    /// Worked out with `printf '%064d\nG001\nG010\n10\nA\n2025\n' 0 | sha256sum`, and then once more with that in the place of the zeros and `G011 G011 1`.
    #[test]
    fn the_hash_can_be_worked_out_by_hand() {
        let of = |first, last| Claim { park: "A".to_owned(), ..claim("G", 3, first, last, "") };
        let ledger = empty().and(&[of(1, 10), of(11, 11)]).expect("a ledger");
        let text = String::from_utf8(ledger.bytes.clone()).expect("UTF-8");
        let (one, two) = (
            "1341c58ad928078b3e31ab4e8d4585361f8b6c3083f390b57ebc442b0bf8f54c",
            "03360cd74d9c0541e60a959f94a1d8fdca481a5d4f3d877161b4e19f0a4a09c1",
        );
        assert_eq!(text, format!("first_id,last_id,quantity,park,period,hash\nG001,G010,10,A,2025,{one}\nG011,G011,1,A,2025,{two}\n"));
    }

    #[test]
    fn what_was_changed_is_found_at_its_line() {
        let ledger = empty().and(&[claim("G", 3, 1, 10, ""), claim("G", 3, 11, 20, ""), claim("G", 3, 21, 30, "")]).expect("a ledger");
        let text = String::from_utf8(ledger.bytes.clone()).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        let chain = |lines: &[&str]| Ledger::of(Path::new("l.csv"), lines.join("\n").into_bytes()).entries().expect("readable").chain;
        assert!(matches!(chain(&lines), Chain::Intact(_)));
        let without_second = [lines[0], lines[1], lines[3]];
        assert!(matches!(chain(&without_second), Chain::Broken { line: 3, .. }));
        let other = lines[2].replace("2025", "2024");
        assert!(matches!(chain(&[lines[0], lines[1], &other, lines[3]]), Chain::Broken { line: 3, .. }));
        assert!(matches!(chain(&[lines[0], lines[2], lines[1], lines[3]]), Chain::Broken { line: 2, .. }));
        let bare = lines[3].rsplit_once(',').expect("cells").0;
        assert!(matches!(chain(&[lines[0], lines[1], lines[2], bare]), Chain::Broken { line: 4, .. }));
    }

    #[test]
    fn a_plain_ledger_is_read_and_not_added_to() {
        let plain = Ledger::of(Path::new("l.csv"), b"certificate_id,park,period\nG1,A,2024\n".to_vec());
        assert_eq!(plain.entries().expect("readable").chain, Chain::Plain);
        let told = plain.and(&[claim("G", 3, 1, 10, "")]).expect_err("refused");
        assert!(told[0].to_string().contains("--format csv"), "{}", told[0]);
        let grown = plain.chained().and_then(|l| l.and(&[claim("G", 3, 1, 10, "")])).expect("a chain");
        assert_eq!(grown.entries().expect("readable").list.len(), 2);
    }

    proptest! {
        #[test]
        fn what_is_recorded_is_read_back(
            prefix in "(GEC15W|PGF15202306110017|GEC-25|2025-0)", width in 1..7_usize, suffix in "(|11|20250301|-25|X)", a in 0..1_000_000_u128, b in 0..50_u128,
        ) {
            let size = 10_u128.pow(u32::try_from(width).expect("small"));
            let first = a % size;
            let claim = claim(&prefix, width, first, (first + b).min(size - 1), &suffix);
            let grown = empty().and(std::slice::from_ref(&claim));
            let found = grown.map(|l| l.entries().expect("readable").list);
            let all = |codes: &Codes| (codes.first_code(), codes.last_code(), codes.quantity());
            prop_assert_eq!(found.map(|f| f.iter().map(|e| all(&e.codes)).collect::<Vec<_>>()), Ok(vec![all(&claim.codes)]));
        }
    }
}
