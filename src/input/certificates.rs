//! Certificate and trade files: rows to what they present. A row whose evidence cannot be read is a blocking defect.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell::{self, join, near};
use super::field::{self, Stamp, trimmed};
use super::row::{Fault, Row, Sheet};
use super::serials;
use crate::dossier::{Certificate, Code, Codes, Defect, Defects, Effect, Kind, Position, Status, Trade};
use crate::measure::Exact;

/// Reads certificates, in the order of their rows. `statuses` maps the words of a registry to ours; a word that neither knows is
/// [`Status::Unknown`], and is noted once for each file.
pub fn certificates(rows: &[Row], sheet: &Sheet<'_>, statuses: &BTreeMap<String, String>, defects: &mut Defects) -> Vec<Certificate> {
    let mut unknown: BTreeMap<(usize, String), (Position, u64)> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        match certificate(row, sheet, statuses) {
            Ok(certificate) => {
                if let Status::Unknown(word) = &certificate.status {
                    unknown.entry((row.position.file, word.clone())).or_insert((row.position, 0)).1 += 1;
                }
                found.push(certificate);
            }
            Err(fault) => defects.push(fault.unparsable(row.position, sheet, Effect::Blocks)),
        }
    }
    for ((_, word), (position, count)) in unknown {
        let message = format!(
            "{}:{}: status `{word}` is not known, so the certificate does not count; map it under `[certificates] statuses`",
            sheet.file(position),
            position.line
        );
        defects.push(Defect { code: Code::UnknownStatus, effect: Effect::Notes, meter: None, position: Some(position), count, message });
    }
    found
}

fn certificate(row: &Row, sheet: &Sheet<'_>, statuses: &BTreeMap<String, String>) -> Result<Certificate, Fault> {
    let kind = match cell::text(row, "kind", sheet) {
        None => Kind::Tradable,
        Some(word) => Kind::parse(word).ok_or_else(|| {
            let names = Kind::NAMES;
            Fault::new(format!("`kind` `{word}` is not known{}; known kinds: {}", near(word, names), join(names)))
        })?,
    };
    Ok(Certificate {
        codes: serials::codes(row, sheet)?,
        generated: generated(row, sheet)?,
        status: status(row.get("status"), statuses),
        retired_on: cell::day(row, "retired_on", sheet)?,
        beneficiary: row.get("beneficiary").to_owned(),
        kind,
        project_code: cell::text(row, "project_code", sheet).map(str::to_owned),
        position: row.position,
    })
}

/// The status that a word means: by the manifest's map, else by the usual words.
fn status(word: &str, statuses: &BTreeMap<String, String>) -> Status {
    let mapped = statuses.iter().find(|(theirs, _)| trimmed(theirs) == word);
    match Status::parse(mapped.map_or(word, |(_, ours)| trimmed(ours))) {
        Status::Unknown(_) => Status::Unknown(word.to_owned()),
        known => known,
    }
}

/// First and last day of generation.
fn generated(row: &Row, sheet: &Sheet<'_>) -> Result<(NaiveDate, NaiveDate), Fault> {
    let month = cell::text(row, "generation_month", sheet)
        .map(|text| field::month(text).map_err(|e| Fault::new(format!("`generation_month` `{text}`: {e}"))))
        .transpose()?
        .map(|month| (month.first_day(), month.last_day()));
    let edge = |name: &str| -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
        let Some(text) = cell::text(row, name, sheet) else { return Ok(None) };
        let fault = |e| Fault::new(format!("`{name}` `{text}`: {e}"));
        Ok(Some(match field::stamp(text, sheet.order).map_err(fault)? {
            Stamp::Month(month) => (month.first_day(), month.last_day()),
            _ => field::day(text, sheet.order).map(|day| (day, day)).map_err(fault)?,
        }))
    };
    let span = match (edge("generation_start")?, edge("generation_end")?) {
        (Some((start, _)), Some((_, end))) if end < start => {
            return Err(Fault::new(format!("generation ends on {end}, before it starts on {start}; swap the days or correct one")));
        }
        (Some((start, _)), Some((_, end))) => Some((start, end)),
        (None, None) => None,
        (Some((start, _)), None) => return Err(Fault::new(format!("generation starts on {start} and has no `generation_end`"))),
        (None, Some((_, end))) => return Err(Fault::new(format!("generation ends on {end} and has no `generation_start`"))),
    };
    match (month, span) {
        (Some((first, last)), Some((start, end))) if start < first || last < end => Err(Fault::new(format!(
            "generation from {start} to {end} is not within its `generation_month` ({first} to {last}); correct one of them"
        ))),
        (_, Some(span)) => Ok(span),
        (Some(month), None) => Ok(month),
        (None, None) => {
            Err(Fault::new("the time of generation is missing; state `generation_month`, or `generation_start` and `generation_end`"))
        }
    }
}

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
    let missing = || Fault::new("`mwh` is empty; state the energy that was settled, 0 if there was none");
    let mwh = cell::amount(row, "mwh", sheet)?.ok_or_else(missing)?;
    Ok(Trade {
        contract: cell::required(row, "contract_id", sheet)?.to_owned(),
        month: field::month(month).map_err(|e| Fault::new(format!("`month` `{month}`: {e}")))?,
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

    const NAMES: &[&str] = &[
        "certificate_id",
        "first_id",
        "last_id",
        "quantity",
        "generation_month",
        "generation_start",
        "generation_end",
        "status",
        "retired_on",
        "beneficiary",
        "kind",
    ];

    fn read(lines: &[&str], statuses: &[(&str, &str)]) -> (Vec<Certificate>, Vec<Defect>) {
        let files = ["gec.csv".to_owned()];
        let sheet = Sheet { files: &files, ..Sheet::default() };
        let statuses = statuses.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let mut defects = Defects::default();
        let found = certificates(&rows(NAMES, lines), &sheet, &statuses, &mut defects);
        (found, defects.into_sorted())
    }

    #[test]
    fn rows_are_codes_with_their_standing() {
        let (found, defects) = read(
            &[
                "GEC1||||2025年3月|||已核销|2025-12-31|A|",
                "|G001|G010|10||2025-03-01|2025-04-30|Redeemed|2026/1/5 10:00|B|bundled",
                "GEC3||||Mar-2025|||在途|-|A|",
                "GEC4||||Mar-2025|||在途||A|self-use",
            ],
            &[("Redeemed", "retired")],
        );
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        assert_eq!(found.len(), 4);
        assert_eq!((found[0].generated, found[0].retired_on), ((day(2025, 3, 1), day(2025, 3, 31)), Some(day(2025, 12, 31))));
        assert_eq!((&found[0].status, found[0].kind), (&Status::Retired, Kind::Tradable));
        assert_eq!((found[1].codes.quantity(), &found[1].status, found[1].kind), (10, &Status::Retired, Kind::Bundled));
        assert_eq!((found[1].generated, found[1].retired_on), ((day(2025, 3, 1), day(2025, 4, 30)), Some(day(2026, 1, 5))));
        assert_eq!((&found[2].status, found[2].retired_on), (&Status::Unknown("在途".to_owned()), None));
        assert_eq!(defects.len(), 1);
        assert_eq!((defects[0].code, defects[0].effect, defects[0].count), (Code::UnknownStatus, Effect::Notes, 2));
        assert!(defects[0].message.starts_with("gec.csv:4: status `在途`"));
    }

    #[test]
    fn rows_that_cannot_be_read_block() {
        for (line, words) in [
            ("||||2025-03|||已核销|2025-12-31|A|", "no certificate code"),
            ("|G001|||2025-03|||已核销|2025-12-31|A|", "no `last_id`"),
            ("X1|G001|G002||2025-03|||已核销|2025-12-31|A|", "one code or one range"),
            ("|G001|G010|9|2025-03|||已核销|2025-12-31|A|", "holds 10 codes"),
            ("GEC1|||0.5|2025-03|||已核销|2025-12-31|A|", "whole"),
            ("GEC1|||||||已核销|2025-12-31|A|", "time of generation"),
            ("GEC1||||2025|||已核销|2025-12-31|A|", "`generation_month`"),
            ("GEC1|||||2025-03-01||已核销|2025-12-31|A|", "no `generation_end`"),
            ("GEC1|||||2025-03-31|2025-03-01|已核销|2025-12-31|A|", "before it starts"),
            ("GEC1||||2025-03|2025-03-01|2025-04-01|已核销|2025-12-31|A|", "not within"),
            ("GEC1||||2025-03|||已核销|31 December|A|", "`retired_on`"),
            ("GEC1||||2025-03|||已核销|3/4/2025|A|", "date_order"),
            ("GEC1||||2025-03|||已核销|2025-12-31|A|tradble", "did you mean `tradable`?"),
        ] {
            let (found, defects) = read(&[line], &[]);
            assert!(found.is_empty() && defects.len() == 1, "{line}: {defects:?}");
            assert_eq!((defects[0].code, defects[0].effect), (Code::UnparsableRow, Effect::Blocks));
            assert!(defects[0].message.starts_with("gec.csv:2: ") && defects[0].message.contains(words), "{line}: {}", defects[0].message);
        }
    }

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
        let told: Vec<_> = defects.iter().map(|d| d.message.as_str()).collect();
        assert!(told[0].contains("cannot be negative") && told[1].contains("`mwh` is empty"), "{told:?}");
    }
}
