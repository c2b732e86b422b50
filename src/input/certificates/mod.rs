//! Certificate files: rows to what they present. A row whose evidence cannot be read is a blocking defect.

mod orders;
mod shape;
pub(super) mod statuses;
mod trades;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell::{self, join};
use super::field::near;
use super::field::{self, Stamp, narrow};
use super::row::{Fault, Row, Sheet};
use super::serials;
use crate::dossier::{Certificate, Code, Codes, Defect, Defects, Effect, Kind, Lot, Position, Record, Status, is_not_renewable};
use crate::measure::Exact;
use crate::say;
use orders::Order;
pub(super) use shape::{Filed, read, record};
use statuses::{retirement, status};
pub use trades::trades;

/// Reads certificates, in the order of files and rows. `statuses` maps the words of a registry to ours; a word that neither knows is
/// [`Status::Unknown`], and is noted once for each file.
pub(super) fn certificates(
    files: &[Filed],
    sheet: &Sheet<'_>,
    statuses: &BTreeMap<String, String>,
    defects: &mut Defects,
) -> Vec<Certificate> {
    let mut unknown: BTreeMap<(usize, String), (Position, u64)> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files {
        let rows: Vec<(Position, Result<Told, Fault>)> =
            file.rows.iter().map(|row| (row.position, told(row, file, sheet, statuses))).collect();
        let rounded = all_rounded(&rows);
        for (position, row) in rows {
            match row {
                Ok(Told::Certificates(lots)) if rounded => {
                    let code = lots.first().and_then(|c| c.lot.codes()).map(Codes::first_code).unwrap_or_default();
                    let fault = Fault::new(say!(
                        "`{code}`: every code of the file ends in zeros after its fifteenth digit, as a spreadsheet rounds long numbers; export the column as text",
                        code
                    ));
                    defects.push(fault.unparsable(position, sheet, Effect::Blocks));
                }
                Ok(Told::Certificates(lots)) => {
                    if let Some(Status::Unknown(word)) = lots.first().map(|c| &c.status) {
                        unknown.entry((position.file, word.clone())).or_insert((position, 0)).1 += 1;
                    }
                    found.extend(lots);
                }
                Ok(Told::Uncompleted(word)) => defects.push(orders::uncompleted(&word, position, sheet)),
                Err(fault) => defects.push(fault.unparsable(position, sheet, Effect::Blocks)),
            }
        }
    }
    for ((_, word), (position, count)) in unknown {
        let message = say!("status `{word}` is not known, so the certificate does not count; map it under `[certificates] statuses`", word)
            .at(format!("{}:{}", sheet.file(position), position.line));
        defects.push(Defect::new(Code::UnknownStatus, Effect::Notes, message).at(position).count(count));
    }
    found
}

/// What a row tells.
enum Told {
    /// The certificates that it presents; none where it counts none.
    Certificates(Vec<Certificate>),
    /// An order that came to nothing, by this status.
    Uncompleted(String),
}

/// Whether all codes of a file are long numbers that end in zeros after the digits that a spreadsheet keeps.
fn all_rounded(rows: &[(Position, Result<Told, Fault>)]) -> bool {
    const KEPT: usize = 15;
    let mut codes = rows
        .iter()
        .filter_map(|(_, row)| if let Ok(Told::Certificates(lots)) = row { Some(lots) } else { None })
        .flatten()
        .filter_map(|c| c.lot.codes());
    let rounded = |code: &str| {
        code.len() >= KEPT + 3 && code.bytes().all(|b| b.is_ascii_digit()) && code.as_bytes()[KEPT..].iter().all(|b| *b == b'0')
    };
    let of_all = |codes: &Codes| rounded(&codes.first_code()) && rounded(&codes.last_code());
    codes.next().is_some_and(of_all) && codes.next().is_some_and(of_all) && codes.all(of_all)
}

fn told(row: &Row, file: &Filed, sheet: &Sheet<'_>, statuses: &BTreeMap<String, String>) -> Result<Told, Fault> {
    let stated = |name: &str| cell::text(row, name, sheet);
    let record = file.record;
    let (mut state, mut lost) = (status(row.get("status"), statuses), None);
    match record {
        Record::Register | Record::Holding => {}
        Record::Retirement => state = retirement(stated("status"), statuses),
        Record::Issue => state = Status::Held,
        Record::Purchase => match orders::order(stated("order_status").or_else(|| stated("status")), statuses) {
            Order::Completed => state = Status::Held,
            Order::Uncompleted(word) => lost = Some(word),
            Order::Unknown(word) => state = Status::Unknown(word),
        },
    }
    if let Some(word) = lost {
        return Ok(Told::Uncompleted(word));
    }
    let generated = match record {
        Record::Register => Some(generated(row, sheet)?.ok_or_else(|| {
            Fault::new(say!("the time of generation is missing; state `generation_month`, or `generation_start` and `generation_end`"))
        })?),
        _ => generated(row, sheet)?,
    };
    let beneficiary = match record {
        Record::Purchase => row.get("buyer"),
        _ => stated("beneficiary").or_else(|| stated("retired_by")).unwrap_or(row.get("beneficiary")),
    };
    let project = stated("project_code").map(serials::projects).transpose()?;
    let of = |lot: Lot| -> Result<Certificate, Fault> {
        Ok(Certificate {
            record,
            lot,
            generated,
            status: state.clone(),
            retired_on: cell::day(row, "retired_on", sheet)?,
            beneficiary: beneficiary.to_owned(),
            retired_by: stated("retired_by").unwrap_or_default().to_owned(),
            kind: kind(row, record, sheet)?,
            project_code: project.clone(),
            position: row.position,
        })
    };
    lots(row, file, sheet)?.into_iter().map(of).collect::<Result<_, _>>().map(Told::Certificates)
}

/// What a row presents: codes, or a number of certificates where its record states no codes.
fn lots(row: &Row, file: &Filed, sheet: &Sheet<'_>) -> Result<Vec<Lot>, Fault> {
    let stated = |name: &str| cell::text(row, name, sheet);
    let count = |name: &'static str| count(row, name, file, sheet);
    let coded = ["certificate_id", "first_id", "last_id"].into_iter().any(|name| stated(name).is_some());
    if coded || !matches!(file.record, Record::Purchase | Record::Issue) {
        return Ok(serials::certificate_codes(row, sheet, count("quantity")?)?.into_iter().map(Lot::Coded).collect());
    }
    let (quantity, asked) = match file.record {
        Record::Issue => {
            let parts = (count("issued_tradable")?, count("issued_untradable")?);
            (count("issued")?.or_else(|| Some(parts.0?.saturating_add(parts.1?))), "issued")
        }
        _ => (count("quantity")?, "quantity"),
    };
    let missing = || Fault::new(say!("there is neither a certificate code nor a number of certificates; state `{asked}`", asked));
    let quantity = quantity.ok_or_else(missing)?;
    let month = stated("generation_month").or_else(|| stated("generation_start"));
    let name = stated("order_id").map_or_else(
        || {
            let words: Vec<&str> = [month, stated("province"), stated("project")].into_iter().flatten().collect();
            if words.is_empty() { "no code".to_owned() } else { format!("no code: {}", words.join(" ")) }
        },
        str::to_owned,
    );
    Ok(if quantity == 0 { Vec::new() } else { vec![Lot::Uncoded { quantity, name }] })
}

/// A number of certificates, in the unit of its column's header.
fn count(row: &Row, name: &'static str, file: &Filed, sheet: &Sheet<'_>) -> Result<Option<u128>, Fault> {
    let Some(value) = cell::amount(row, name, sheet)? else { return Ok(None) };
    let one = Exact::one();
    let scale = file.scales.iter().find(|(column, _)| *column == name).map_or(&one, |(_, scale)| scale);
    let whole = (&value * scale).to_i128().and_then(|n| u128::try_from(n).ok());
    whole.map(Some).ok_or_else(|| Fault::new(say!("`{name}` is {value}; certificates are whole, one for each MWh", name, value)))
}

fn kind(row: &Row, record: Record, sheet: &Sheet<'_>) -> Result<Kind, Fault> {
    if let Some(technology) = cell::text(row, "technology", sheet).filter(|of| is_not_renewable(of)) {
        return Err(Fault::new(say!(
            "`technology` is `{technology}`, of which no green certificate is issued: correct it, or take the row out",
            technology
        )));
    }
    let Some(word) = cell::text(row, "kind", sheet) else { return Ok(Kind::Tradable) };
    match (Kind::parse(word, cell::text(row, "technology", sheet)), record) {
        (Some(kind), _) => Ok(kind),
        (None, Record::Register | Record::Retirement) => {
            let names = Kind::NAMES;
            Err(Fault::new(
                say!("`kind` `{word}` is not known{near}; known kinds: {known}", word, near => near(word, names), known => join(names)),
            ))
        }
        // Other records only add to what these two say.
        (None, _) => Ok(Kind::Tradable),
    }
}

/// First and last day of generation.
fn generated(row: &Row, sheet: &Sheet<'_>) -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
    let month = cell::text(row, "generation_month", sheet).map(months).transpose()?;
    let edge = |name: &str| -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
        let Some(text) = cell::text(row, name, sheet) else { return Ok(None) };
        let fault = |e: field::StampError| Fault::new(say!("`{name}` `{text}`: {why}", name, text, why => e.said()));
        Ok(Some(match field::stamp(text, sheet.order).map_err(fault)? {
            Stamp::Month(month) => (month.first_day(), month.last_day()),
            _ => field::day(text, sheet.order).map(|day| (day, day)).map_err(fault)?,
        }))
    };
    let span = match (edge("generation_start")?, edge("generation_end")?) {
        (Some((start, _)), Some((_, end))) if end < start => {
            return Err(Fault::new(say!(
                "generation ends on {end}, before it starts on {start}; swap the days or correct one",
                end,
                start
            )));
        }
        (Some((start, _)), Some((_, end))) => Some((start, end)),
        (None, None) => None,
        (Some((start, _)), None) => return Err(Fault::new(say!("generation starts on {start} and has no `generation_end`", start))),
        (None, Some((_, end))) => return Err(Fault::new(say!("generation ends on {end} and has no `generation_start`", end))),
    };
    match (month, span) {
        (Some((first, last)), Some((start, end))) if start < first || last < end => Err(Fault::new(say!(
            "generation from {start} to {end} is not within its `generation_month` ({first} to {last}); correct one of them",
            start,
            end,
            first,
            last
        ))),
        (month, span) => Ok(span.or(month)),
    }
}

/// First and last day of a month, or of the months from one to another (`2025-01至2025-03`).
fn months(text: &str) -> Result<(NaiveDate, NaiveDate), Fault> {
    let month = |part: &str| field::month(part).map_err(|e| Fault::new(say!("`generation_month` `{text}`: {why}", text, why => e.said())));
    let plain = narrow(text);
    let Some((first, last)) = serials::parted(&plain) else { return month(text).map(|month| (month.first_day(), month.last_day())) };
    let (first, last) = (month(first)?, month(last)?);
    if last < first {
        return Err(Fault::new(say!("`generation_month` `{text}` ends before it starts; swap the months or correct one", text)));
    }
    Ok((first.first_day(), last.last_day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Digested;
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
        read_as(Record::Register, NAMES, lines, statuses)
    }

    fn read_as(record: Record, names: &[&'static str], lines: &[&str], statuses: &[(&str, &str)]) -> (Vec<Certificate>, Vec<Defect>) {
        let files = ["gec.csv".to_owned()];
        let sheet = Sheet { files: &files, ..Sheet::default() };
        let statuses = statuses.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let mut defects = Defects::default();
        let digested = Digested { sha256: String::new(), bytes: 0 };
        let (rows, shown) = (rows(names, lines), "gec.csv".to_owned());
        let file = Filed {
            record,
            scales: Vec::new(),
            count: 0,
            rows,
            shown,
            digested,
            unmet: Vec::new(),
            sheet: None,
            understood: crate::dossier::understanding::Understanding::default(),
            defects: Vec::new(),
        };
        let found = certificates(&[file], &sheet, &statuses, &mut defects);
        (found, defects.into_sorted())
    }

    #[test]
    fn rows_are_codes_with_their_standing() {
        let (found, defects) = read(
            &[
                "GEC001||||2025年3月|||已核销|2025-12-31|A|",
                "|GEC001|GEC010|10||2025-03-01|2025-04-30|Redeemed|2026/1/5 10:00|B|bundled",
                "GEC003||||Mar-2025|||在途|-|A|",
                "GEC004||||Mar-2025|||在途||A|self-use",
            ],
            &[("Redeemed", "retired")],
        );
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        assert_eq!(found.len(), 4);
        assert_eq!((found[0].generated, found[0].retired_on), (Some((day(2025, 3, 1), day(2025, 3, 31))), Some(day(2025, 12, 31))));
        assert_eq!((&found[0].status, found[0].kind), (&Status::Retired, Kind::Tradable));
        assert_eq!((found[1].lot.quantity(), &found[1].status, found[1].kind), (10, &Status::Retired, Kind::Bundled));
        assert_eq!((found[1].generated, found[1].retired_on), (Some((day(2025, 3, 1), day(2025, 4, 30))), Some(day(2026, 1, 5))));
        assert_eq!((&found[2].status, found[2].retired_on), (&Status::Unknown("在途".to_owned()), None));
        assert_eq!(defects.len(), 1);
        assert_eq!((defects[0].code, defects[0].effect, defects[0].count), (Code::UnknownStatus, Effect::Notes, 2));
        assert!(defects[0].message.to_string().starts_with("gec.csv:4: status `在途`"));
    }

    #[test]
    fn rows_that_cannot_be_read_block() {
        for (line, words) in [
            ("||||2025-03|||已核销|2025-12-31|A|", "no certificate code"),
            ("|GEC001|||2025-03|||已核销|2025-12-31|A|", "no `last_id`"),
            ("X1|GEC001|GEC002||2025-03|||已核销|2025-12-31|A|", "one code or one range"),
            ("|GEC001|GEC010|9|2025-03|||已核销|2025-12-31|A|", "holds 10 codes"),
            ("GEC001|||0.5|2025-03|||已核销|2025-12-31|A|", "whole"),
            ("GEC001|||||||已核销|2025-12-31|A|", "time of generation"),
            ("GEC001||||2025|||已核销|2025-12-31|A|", "`generation_month`"),
            ("GEC001|||||2025-03-01||已核销|2025-12-31|A|", "no `generation_end`"),
            ("GEC001|||||2025-03-31|2025-03-01|已核销|2025-12-31|A|", "before it starts"),
            ("GEC001||||2025-03|2025-03-01|2025-04-01|已核销|2025-12-31|A|", "not within"),
            ("GEC001||||2025-03|||已核销|31 December|A|", "`retired_on`"),
            ("GEC001||||2025-03|||已核销|3/4/2025|A|", "date_order"),
            ("GEC001||||2025-03|||已核销|2025-12-31|A|tradble", "did you mean `tradable`?"),
        ] {
            let (found, defects) = read(&[line], &[]);
            assert!(found.is_empty() && defects.len() == 1, "{line}: {defects:?}");
            assert_eq!((defects[0].code, defects[0].effect), (Code::UnparsableRow, Effect::Blocks));
            assert!(
                defects[0].message.to_string().starts_with("gec.csv:2: ") && defects[0].message.to_string().contains(words),
                "{line}: {}",
                defects[0].message
            );
        }
    }

    #[test]
    fn spreadsheets_leave_their_marks_on_codes() {
        let names = &["certificate_id", "retired_on", "beneficiary", "quantity"];
        let (found, defects) = read_as(
            Record::Retirement,
            names,
            &[
                "'GEC-0001|2025-12-31|A|",
                "\t GEC-0002\t|2025-12-31|A|",
                "=\"GEC-0003\"|2025-12-31|A|1",
                "ＧＥＣ－0004～GEC-0009|2025-12-31|A|6",
                "GEC-0010、GEC-0011至GEC-0012|2025-12-31|A|3",
                "1.23E+15|2025-12-31|A|",
                "1E+31|2025-12-31|A|",
                "1E1500|2025-12-31|A|",
                "GEC-0020、GEC-0021|2025-12-31|A|3",
            ],
            &[],
        );
        let told: Vec<String> = found.iter().filter_map(|c| c.lot.codes()).map(ToString::to_string).collect();
        let want = ["GEC-0001", "GEC-0002", "GEC-0003", "GEC-0004..GEC-0009", "GEC-0010", "GEC-0011..GEC-0012", "1E1500"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(told, want);
        let said: Vec<String> = defects.iter().map(|d| d.message.to_string()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("gec.csv:7: `1.23E+15`") && said[0].contains("last digits are lost"), "{said:?}");
        assert!(said[2].contains("hold 2 codes"), "{said:?}");
    }

    #[test]
    fn a_file_of_rounded_numbers_is_refused() {
        let names = &["certificate_id", "generation_month"];
        let rounded = ["202503000000100000000|2025-03", "202503000000200000000|2025-03"];
        let (found, defects) = read_as(Record::Purchase, names, &rounded, &[]);
        assert!(found.is_empty() && defects.iter().all(|d| d.message.to_string().contains("fifteenth digit")), "{defects:?}");
        let (found, _) = read_as(Record::Purchase, names, &["202503000000100000000|2025-03", "202503000000100000001|2025-03"], &[]);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn records_without_codes_present_a_number() {
        let names = &["order_id", "order_status", "quantity", "generation_month"];
        let (found, defects) = read_as(
            Record::Purchase,
            names,
            &[
                "D1|已完成|1,200|202503",
                "D2|已取消|50|2025-03",
                "D3|在途|7|2025/3",
                "|成功|5|2025年3月",
                "D5|成功|0|2025-03",
                "D6|成功||2025-03",
            ],
            &[],
        );
        let told: Vec<(u128, String)> = found
            .iter()
            .map(|c| match &c.lot {
                Lot::Uncoded { quantity, name } => (*quantity, name.clone()),
                Lot::Coded(codes) => panic!("{codes}"),
            })
            .collect();
        assert_eq!(told, [(1200, "D1".to_owned()), (7, "D3".to_owned()), (5, "no code: 2025年3月".to_owned())]);
        let codes: Vec<Code> = defects.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::UncompletedOrder, Code::UnknownStatus, Code::UnparsableRow]);
        let (found, _) =
            read_as(Record::Issue, &["issued", "issued_tradable", "issued_untradable", "generation_month"], &["|90|10|2025-03"], &[]);
        assert_eq!(found.iter().map(|c| c.lot.quantity()).collect::<Vec<_>>(), [100]);
    }
}
