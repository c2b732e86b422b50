//! Green-power trades settled with certificates: rows to what they settle.

use crate::dossier::{Codes, Defects, Effect, Trade};
use crate::input::cell;
use crate::input::field;
use crate::input::row::{Fault, Row, Sheet};
use crate::input::serials;
use crate::measure::Exact;
use crate::say;

/// Reads green-power trades, in the order of their rows.
pub fn trades(rows: &[Row], sheet: &Sheet<'_>, defects: &mut Defects) -> Vec<Trade> {
    let mut found = Vec::new();
    for row in rows {
        match trade(row, sheet) {
            Ok(trade) => found.push(trade),
            Err(fault) => defects.push(fault.unparsable(row.position, sheet, Effect::Blocks)),
        }
    }
    found
}

fn trade(row: &Row, sheet: &Sheet<'_>) -> Result<Trade, Fault> {
    let month = cell::required(row, "month", sheet)?;
    let missing = || Fault::new(say!("`mwh` is empty; state the energy that was settled, 0 if there was none"));
    let mwh = cell::amount(row, "mwh", sheet)?.ok_or_else(missing)?;
    Ok(Trade {
        contract: cell::required(row, "contract_id", sheet)?.to_owned(),
        month: field::month(month).map_err(|e| Fault::new(say!("`month` `{month}`: {why}", month, why => e.said())))?,
        codes: traded(row, sheet, &mwh)?,
        project_code: cell::text(row, "project_code", sheet).map(str::to_owned),
        position: row.position,
        mwh,
    })
}

/// Certificates settled with a trade. The traded energy tells which digits are the serial where it equals their number;
/// it need not, since a contract may be settled in part.
fn traded(row: &Row, sheet: &Sheet<'_>, mwh: &Exact) -> Result<Option<Codes>, Fault> {
    let text = |name: &str| cell::text(row, name, sheet);
    match (text("certificate_first_id"), text("certificate_last_id")) {
        (None, None) => Ok(None),
        (Some(id), None) | (None, Some(id)) => serials::single(id, None).map(Some),
        (Some(first), Some(last)) => {
            let energy = mwh.to_i128().and_then(|n| u128::try_from(n).ok());
            serials::range(first, last, energy).or_else(|_| serials::range(first, last, None)).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    #[test]
    fn trades_settle_energy_in_a_month() {
        let names = ["contract_id", "month", "mwh", "certificate_first_id", "certificate_last_id"];
        let mut defects = Defects::default();
        let rows = rows(
            &names,
            &["C1|2025-03|1,200.5|G0001|G1200", "C2|2025年4月|100|000120250401|010020250401", "C3|2025-04|-5||", "C4|2025-04|||"],
        );
        let found = trades(&rows, &Sheet::default(), &mut defects);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].codes.as_ref().map(Codes::quantity), Some(1200));
        assert_eq!(found[1].codes.as_ref().map(|c| (c.width, c.quantity())), Some((4, 100)));
        let told: Vec<_> = defects.iter().map(|d| d.message.to_string()).collect();
        assert!(told[0].contains("cannot be negative") && told[1].contains("`mwh` is empty"), "{told:?}");
    }
}
