//! Green-power trades settled with certificates: rows to what they settle.

use std::collections::BTreeMap;

use super::orders::{self, Order};
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
        // An order that came to nothing settles nothing; of one whose word is not known it cannot be told.
        match orders::order(cell::text(row, "order_status", sheet), &BTreeMap::new()) {
            Order::Completed => {}
            Order::Uncompleted(word) => {
                defects.push(orders::uncompleted(&word, row.position, sheet));
                continue;
            }
            Order::Unknown(word) => {
                let fault = Fault::new(say!(
                    "the status `{word}` of the trade is not known: write 已完成 (completed) or 已取消 (cancelled)",
                    word = crate::near::shown(&word)
                ));
                defects.push(fault.unparsable(row.position, sheet, Effect::Blocks));
                continue;
            }
        }
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
        project_code: cell::text(row, "project_code", sheet).map(serials::projects).transpose()?,
        position: row.position,
        mwh,
    })
}

/// Certificates settled with a trade.
fn traded(row: &Row, sheet: &Sheet<'_>, mwh: &Exact) -> Result<Option<Codes>, Fault> {
    let text = |name: &str| cell::text(row, name, sheet);
    let whole = |n: &Exact| n.to_i128().and_then(|n| u128::try_from(n).ok());
    let quantity = cell::amount(row, "quantity", sheet)?;
    let stated = quantity.as_ref().map(|q| {
        whole(q)
            .ok_or_else(|| Fault::new(say!("`{name}` is {value}; certificates are whole, one for each MWh", name = "quantity", value = q)))
    });
    serials::traded_codes(text("certificate_first_id"), text("certificate_last_id"), stated.transpose()?, whole(&mwh.floor()))
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
            &[
                "C1|2025-03|1,200.5|GEC0001|gec1200",
                "C2|2025年4月|100|000120250401|010020250401",
                "C3|2025-04|-5||",
                "C4|2025-04|||",
                "C5|2025-04|50|000120250401|010020250401",
                "C6|2025-04|5|GEC1|GEC5",
            ],
        );
        let found = trades(&rows, &Sheet::default(), &mut defects);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].codes.as_ref().map(Codes::quantity), Some(1200));
        assert_eq!(found[1].codes.as_ref().map(|c| (c.width, c.quantity())), Some((4, 100)));
        let told: Vec<_> = defects.iter().map(|d| d.message.to_string()).collect();
        assert!(told[0].contains("cannot be negative") && told[1].contains("`mwh` is empty"), "{told:?}");
        // 100 codes before a date are not the 990 million of all their digits.
        assert!(told[2].contains("state `quantity`") && told[3].contains("at least 6 signs"), "{told:?}");
    }
}
