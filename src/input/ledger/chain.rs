//! The chain of hashes of a ledger, and new entries at its end.
//!
//! The hash of an entry is the SHA-256 of six lines in UTF-8, each with its line feed: the hash of the entry before (64 zeros for the first), and the
//! entry's `first_id`, `last_id`, `quantity`, `park` and `period` as they stand in the file.

use crate::dossier::{Chain, Codes};
use crate::files::digest_of;
use crate::input::row::Row;

/// Header of a ledger that this program adds to.
pub const HEADER: &str = "first_id,last_id,quantity,park,period,hash";

/// What the first entry continues.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The columns that a hash covers.
const COVERED: [&str; 5] = ["first_id", "last_id", "quantity", "park", "period"];

fn hash(before: &str, cells: [&str; 5]) -> String {
    let mut text = format!("{before}\n");
    for cell in cells {
        text += cell;
        text.push('\n');
    }
    digest_of(text.as_bytes())
}

/// Follows the chain through the rows of a ledger, in their order.
pub(super) fn follow(rows: &[Row], has_hashes: bool) -> Chain {
    if !has_hashes {
        return Chain::Plain;
    }
    let mut last = START.to_owned();
    for row in rows {
        let computed = hash(&last, COVERED.map(|name| row.get(name)));
        // a code in a column that no hash covers could be changed unseen
        if row.get("hash") != computed || !row.get("certificate_id").is_empty() {
            return Chain::Broken { line: row.position.line, stated: row.get("hash").to_owned(), computed };
        }
        last = computed;
    }
    Chain::Intact(last)
}

/// Certificates to be entered in a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The codes.
    pub codes: Codes,
    /// Park that counted them.
    pub park: String,
    /// Period for which.
    pub period: String,
}

/// The lines of claims that continue an entry's hash.
pub(super) fn lines(before: &str, claims: &[Claim]) -> String {
    let mut last = before.to_owned();
    let mut text = String::new();
    for claim in claims {
        let (first_id, last_id) = (claim.codes.first_code(), claim.codes.last_code());
        let quantity = claim.codes.quantity().to_string();
        let (park, period) = (plain(&claim.park), plain(&claim.period));
        let cells = [first_id.trim(), last_id.trim(), &quantity, &park, &period];
        last = hash(&last, cells);
        text += &cells.map(quoted).join(",");
        text += &format!(",{last}\n");
    }
    text
}

/// A name on one line, without surrounding blanks.
fn plain(name: &str) -> String {
    name.split(|c: char| c.is_control()).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', ';', '\t', '\'']) || cell.is_empty() {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
