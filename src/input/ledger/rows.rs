//! The rows of a ledger as entries.

use crate::dossier::LedgerEntry;
use crate::input::cell;
use crate::input::error::InputError;
use crate::input::row::{Fault, Row, Sheet};
use crate::input::serials;
use crate::say;

/// Reads the rows of a ledger. One that cannot be read is an error: what it holds could be counted twice.
pub(super) fn entries(rows: &[Row], sheet: &Sheet<'_>) -> Result<Vec<LedgerEntry>, Vec<InputError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match entry(row, sheet) {
            Ok(entries) => found.extend(entries),
            Err(fault) => errors.push(fault.error(row.position, sheet)),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn entry(row: &Row, sheet: &Sheet<'_>) -> Result<Vec<LedgerEntry>, Fault> {
    let (park, period) = (cell::required(row, "park", sheet)?, cell::required(row, "period", sheet)?);
    let quantity = cell::text(row, "quantity", sheet)
        .map(|text| {
            text.parse::<u128>()
                .map_err(|_| Fault::new(say!("`quantity` `{text}` is not a whole number; state it without separators", text)))
        })
        .transpose()?;
    let codes = serials::codes(row, sheet, quantity)?.into_iter();
    Ok(codes.map(|codes| LedgerEntry { codes, park: park.to_owned(), period: period.to_owned(), position: Some(row.position) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    #[test]
    fn a_ledger_is_read_whole_or_not_at_all() {
        let names = ["certificate_id", "first_id", "last_id", "park", "period", "quantity"];
        let read = |lines: &[&str]| entries(&rows(&names, lines), &Sheet::default());
        let found =
            read(&["G1|||A|2024|", "|G010|G019|B|2024-01-01..2024-12-31|", "|G000120250301|G010020250301|B|2024|100"]).expect("a ledger");
        assert_eq!(found.iter().map(|e| e.codes.quantity()).collect::<Vec<_>>(), [1, 10, 100]);
        let errors =
            read(&["G1||||2024|", "|G019|G010|B|2024|", "G2|||B|2024|", "|G1|G5|B|2024|4", "|G1|G5|B|2024|five"]).expect_err("errors");
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [2, 3, 5, 6]);
    }
}
