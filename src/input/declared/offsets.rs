//! Voluntary offsets, for the net-zero layer only.

use std::collections::BTreeMap;

use crate::dossier::{Defects, Effect, Offset};
use crate::input::cell;
use crate::input::row::{Fault, Row, Sheet};
use crate::say;

/// Reads offsets, and how many rows cannot be read. Such a row is not used, and a second row of an id neither: no rule rests on offsets, but what is
/// left of emissions after them is not known then.
pub fn offsets(rows: &[Row], sheet: &Sheet<'_>, defects: &mut Defects) -> (Vec<Offset>, u64) {
    let (mut found, mut unread) = (Vec::new(), 0);
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        let read = offset(row, sheet).inspect_err(|_| unread += 1).and_then(|offset| match seen.get(&offset.id) {
            Some(line) => {
                Err(Fault::new(say!("offset {id} appears twice (first at line {line}); the second is not used", id = offset.id, line)))
            }
            None => Ok(offset),
        });
        match read {
            Ok(offset) => {
                seen.insert(offset.id.clone(), row.position.line);
                found.push(offset);
            }
            Err(fault) => defects.push(fault.unparsable(row.position, sheet, Effect::Discards)),
        }
    }
    (found, unread)
}

fn offset(row: &Row, sheet: &Sheet<'_>) -> Result<Offset, Fault> {
    let tco2 = cell::amount(row, "tco2", sheet)?
        .ok_or_else(|| Fault::new(say!("`tco2` is empty; state the tonnes that the offset stands for")))?;
    Ok(Offset {
        id: cell::required(row, "offset_id", sheet)?.to_owned(),
        tco2,
        standard: row.get("standard").to_owned(),
        vintage: row.get("vintage").to_owned(),
        retired_on: cell::day(row, "retired_on", sheet)?,
        beneficiary: row.get("beneficiary").to_owned(),
        position: row.position,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;
    use crate::measure::Exact;

    #[test]
    fn offsets_are_used_once() {
        let names = ["offset_id", "tco2", "standard", "vintage", "retired_on", "beneficiary"];
        let mut defects = Defects::default();
        let lines = [
            "C1|1,000|CCER|2024|2026-01-05|A",
            "C1|1000|CCER|2024|2026-01-05|A",
            "C2||CCER|2024||A",
            "C3|5|CCER|2024|soon|A",
            "C4|5|VCS|2023||A",
        ];
        let (found, unread) = offsets(&rows(&names, &lines), &Sheet::default(), &mut defects);
        assert_eq!(unread, 2);
        assert_eq!(found.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), ["C1", "C4"]);
        assert_eq!((Some(&found[0].tco2), found[1].retired_on), (Exact::parse("1000").as_ref(), None));
        assert!(defects.iter().all(|d| d.effect == Effect::Discards) && defects.iter().count() == 3);
    }
}
