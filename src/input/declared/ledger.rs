//! The ledger of earlier runs: certificates that are spent.

use crate::dossier::LedgerEntry;
use crate::input::cell;
use crate::input::error::InputError;
use crate::input::row::{Fault, Row, Sheet};
use crate::input::serials;

/// Reads a ledger. A row that cannot be read is an error: what it holds could be counted twice.
pub fn ledger(rows: &[Row], sheet: &Sheet<'_>) -> Result<Vec<LedgerEntry>, Vec<InputError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match entries(row, sheet) {
            Ok(entries) => found.extend(entries),
            Err(fault) => errors.push(fault.error(row.position, sheet)),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn entries(row: &Row, sheet: &Sheet<'_>) -> Result<Vec<LedgerEntry>, Fault> {
    let (park, period) = (cell::required(row, "park", sheet)?, cell::required(row, "period", sheet)?);
    let codes = serials::codes(row, sheet, None)?.into_iter();
    Ok(codes.map(|codes| LedgerEntry { codes, park: park.to_owned(), period: period.to_owned(), position: row.position }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    #[test]
    fn a_ledger_is_read_whole_or_not_at_all() {
        let names = ["certificate_id", "first_id", "last_id", "park", "period"];
        let found = ledger(&rows(&names, &["G1|||A|2024", "|G010|G019|B|2024-01-01..2024-12-31"]), &Sheet::default()).expect("a ledger");
        assert_eq!(found.iter().map(|e| e.codes.quantity()).collect::<Vec<_>>(), [1, 10]);
        let errors = ledger(&rows(&names, &["G1||||2024", "|G019|G010|B|2024", "G2|||B|2024"]), &Sheet::default()).expect_err("errors");
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [2, 3]);
    }
}
