//! Certificate codes of a row: one code, or the first and last of a range.

use super::cell;
use super::field::{narrow, trimmed};
use super::row::{Fault, Row, Sheet};
use crate::dossier::{Codes, plain_code};
use crate::say;
use crate::say::Message;

/// Certificates that a range may hold: more energy than the country uses in a century.
const LARGEST: u128 = 1_000_000_000_000;

/// Signs between the first and the last of a range that stands in one cell. No hyphen: codes have hyphens of their own.
const BETWEEN: [&str; 6] = ["..", "~", "至", "到", "—", "–"];

/// Signs between the codes of a list in one cell.
const LISTED: [char; 5] = [',', ';', '、', '\n', '\r'];

/// The two sides of a range in one text.
pub(super) fn parted(text: &str) -> Option<(&str, &str)> {
    let (first, last) = BETWEEN.iter().find_map(|sign| text.split_once(sign))?;
    let (first, last) = (trimmed(first), trimmed(last.trim_start_matches(['—', '–', '~', '.'])));
    (!first.is_empty() && !last.is_empty()).then_some((first, last))
}

/// The codes of a row with the columns `certificate_id` or `first_id` and `last_id`, held against the quantity that it states.
pub(super) fn codes(row: &Row, sheet: &Sheet<'_>, quantity: Option<u128>) -> Result<Vec<Codes>, Fault> {
    let text = |name: &str| cell::text(row, name, sheet);
    let one = |codes: Result<Codes, Fault>| codes.map(|codes| vec![codes]);
    match (text("certificate_id"), text("first_id"), text("last_id")) {
        (Some(id), None, None) => listed(id, quantity),
        (None, Some(first), Some(last)) => one(told_range(first, last, quantity)),
        (Some(id), Some(first), last) if id == first && last.is_none_or(|last| last == first) => one(single(id, quantity)),
        (Some(id), first, last) => Err(Fault::new(say!(
            "`certificate_id` {id} stands beside the range {first}..{last}; a row is one code or one range",
            id,
            first = first.unwrap_or(""),
            last = last.unwrap_or("")
        ))),
        (None, Some(first), None) if quantity == Some(1) => one(single(first, quantity)),
        (None, Some(first), None) => Err(Fault::new(say!("the range from {first} has no `last_id`; state its last code", first))),
        (None, None, Some(last)) => Err(Fault::new(say!("the range up to {last} has no `first_id`; state its first code", last))),
        (None, None, None) => Err(Fault::new(say!("there is no certificate code; state `certificate_id`, or `first_id` and `last_id`"))),
    }
}

/// The codes of one cell: a code, a range, or a list of both.
fn listed(cell: &str, quantity: Option<u128>) -> Result<Vec<Codes>, Fault> {
    let plain = narrow(cell);
    let parts: Vec<&str> = plain.split(LISTED).map(trimmed).filter(|part| !part.is_empty()).collect();
    let part = |text: &str, quantity: Option<u128>| match parted(text) {
        Some((first, last)) => told_range(first, last, quantity),
        None => single(text, quantity),
    };
    let [only] = parts[..] else {
        let all = parts.iter().map(|text| part(text, None)).collect::<Result<Vec<_>, _>>()?;
        let held = all.iter().fold(0_u128, |sum, codes| sum.saturating_add(codes.quantity()));
        return match quantity {
            Some(stated) if stated != held => Err(Fault::new(say!(
                "`quantity` is {stated}, and the {parts} parts of the cell hold {held} codes; correct one",
                stated,
                parts = all.len(),
                held
            ))),
            _ => Ok(all),
        };
    };
    part(only, quantity).map(|codes| vec![codes])
}

/// The set from a first to a last code, of which the row is the only evidence of the number. A national code has 32 places, of which the
/// last two are classes: without a stated quantity a run of digits that ends in them would hold codes that do not exist.
fn told_range(first: &str, last: &str, quantity: Option<u128>) -> Result<Codes, Fault> {
    let (first, last) = (code(first)?, code(last)?);
    let national = |code: &str| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let month = |text: &str| {
            text.starts_with("20")
                && matches!(&text[4..], "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12")
        };
        code.len() == 32 && code.is_ascii() && digits(&code[17..]) && month(&code[17..23])
    };
    if quantity.is_none() && first != last && national(&first) && national(&last) && first[30..] == last[30..] {
        return Err(Fault::new(say!(
            "{first}..{last}: the last two places of these codes are classes and no part of the serial, so that the range alone does not say how many \
             certificates it holds; state `quantity`",
            first,
            last
        )));
    }
    range(&first, &last, quantity)
}

/// A code as its registry writes it, or what a spreadsheet made of it.
fn code(text: &str) -> Result<String, Fault> {
    let narrowed = narrow(text);
    let formula = trimmed(&narrowed).strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let code = formula
        .unwrap_or(&narrowed)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '`' | '’' | '‘' | '"' | '\u{feff}' | '\u{200b}'));
    if is_rounded(code) {
        return Err(Fault::new(say!(
            "`{text}` is a code that a spreadsheet rounded to a number: its last digits are lost; export the column as text",
            text
        )));
    }
    let plain = plain_code(code);
    if plain.is_empty() || plain.contains(char::is_control) {
        return Err(Fault::new(say!("`{text}` is no certificate code", text)));
    }
    Ok(plain)
}

/// The codes of projects in a cell, as they are compared, with [`PROJECTS`] between them: one meter may measure what several projects filed.
pub(super) fn projects(text: &str) -> Result<String, Fault> {
    let plain = narrow(text);
    let is_parting = |c: char| LISTED.contains(&c) || matches!(c, '/' | '|' | '+' | '&' | '\t') || c.is_whitespace();
    let parts: Vec<&str> = plain.split(is_parting).map(trimmed).filter(|part| !part.is_empty()).collect();
    let each = |parts: &[&str]| parts.iter().map(|part| code(part).and_then(|code| lawful_project(&code))).collect::<Result<Vec<_>, _>>();
    // Blanks and slashes may also be part of one code.
    let whole = |codes: &[String]| codes.iter().all(|code| code.len() >= SHORTEST && code.bytes().any(|b| b.is_ascii_digit()));
    let all = match each(&parts) {
        Ok(all) if !all.is_empty() && whole(&all) => all,
        failed => {
            let parts: Vec<&str> = plain.split(LISTED).map(trimmed).filter(|part| !part.is_empty()).collect();
            if parts.is_empty() { failed? } else { each(&parts)? }
        }
    };
    Ok(all.join(PROJECTS))
}

/// What stands between the codes of several projects.
pub(super) const PROJECTS: &str = ";";

/// A code of a project: of ASCII, as METHOD 4 asks of a certificate's. It may be short: nothing is counted by it.
fn lawful_project(code: &str) -> Result<String, Fault> {
    if let Some(odd) = code.chars().find(|&c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '#'))) {
        return Err(Fault::new(say!(
            "`{code}` is no code of a project: `{odd}` is no letter or digit of ASCII; state the code alone, several with a comma between them",
            code,
            odd
        )));
    }
    Ok(code.to_owned())
}

/// Signs that a code has at least.
const SHORTEST: usize = 6;

/// Whether codes can be those of certificates: a registry's codes are of ASCII letters and digits, at least one a digit, and not short.
fn lawful(codes: Codes) -> Result<Codes, Fault> {
    let first = codes.first_code();
    if let Some(odd) = first.chars().find(|c| !c.is_ascii()) {
        return Err(Fault::new(say!("`{code}` is no certificate code: `{odd}` is no letter or digit of ASCII", code = first, odd)));
    }
    if first.len() < SHORTEST || !first.bytes().any(|b| b.is_ascii_digit()) {
        return Err(Fault::new(say!(
            "`{code}` is no certificate code: one has at least {least} signs, and a digit among them",
            code = first,
            least = SHORTEST
        )));
    }
    Ok(codes)
}

/// The codes of a row of certificates, which must be such as a registry gives.
pub(super) fn certificate_codes(row: &Row, sheet: &Sheet<'_>, quantity: Option<u128>) -> Result<Vec<Codes>, Fault> {
    codes(row, sheet, quantity)?.into_iter().map(lawful).collect()
}

/// The codes that settle a trade of some whole MWh. Their number is stated, or that of the MWh, or that of the whole run of digits: not where the run
/// ends in a date or in classes, which would make many codes of few.
pub(super) fn traded_codes(
    first: Option<&str>,
    last: Option<&str>,
    stated: Option<u128>,
    mwh: Option<u128>,
) -> Result<Option<Codes>, Fault> {
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(id), None) | (None, Some(id)) => return single(id, stated.filter(|n| *n != 1)).and_then(lawful).map(Some),
        (Some(first), Some(last)) => (first, last),
    };
    if let Some(stated) = stated {
        return range(first, last, Some(stated)).and_then(lawful).map(Some);
    }
    if let Ok(codes) = range(first, last, mwh) {
        return lawful(codes).map(Some);
    }
    let whole = told_range(first, last, None)?;
    let (a, b) = (whole.first_code(), whole.last_code());
    let shared = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b && a.is_ascii_digit()).count();
    if a != b && shared >= AMBIGUOUS {
        return Err(Fault::new(say!(
            "{first}..{last}: the codes end in the same {shared} digits, a date perhaps, so that the range alone does not say how many certificates it holds; \
             state `quantity`",
            first,
            last,
            shared
        )));
    }
    lawful(whole).map(Some)
}

/// Equal digits at the end of two codes that may be no part of the serial.
const AMBIGUOUS: usize = 4;

/// Whether a spreadsheet made a rounded number of a code: `1.5E+12`.
pub(super) fn is_rounded(code: &str) -> bool {
    code.split_once(['E', 'e']).is_some_and(|(mantissa, exponent)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let signed = exponent.strip_prefix('+');
        digits(mantissa) && digits(signed.unwrap_or(exponent)) && (mantissa.contains('.') || signed.is_some())
    })
}

/// The set of one code.
pub(super) fn single(id: &str, quantity: Option<u128>) -> Result<Codes, Fault> {
    match quantity {
        Some(stated) if stated != 1 => Err(Fault::new(say!(
            "`quantity` is {stated}, and {id} is one code; state `first_id` and `last_id`, or correct the quantity",
            stated,
            id
        ))),
        _ => code(id).map(|code| Codes::single(&code)),
    }
}

/// The set from a first to a last code, which must be equal but for one run of digits. Where the stated quantity fits only the front
/// part of that run (the serial stands before a date), that part is the serial.
pub(super) fn range(first: &str, last: &str, quantity: Option<u128>) -> Result<Codes, Fault> {
    let (first, last) = (code(first)?, code(last)?);
    if first == last {
        return single(&first, quantity);
    }
    let refused = |why: Message| Fault::new(say!("{first}..{last} is no range: {why}", first, last, why => why));
    if first.len() != last.len() {
        return Err(refused(say!("the codes have different lengths; write leading zeros, or one row for each length")));
    }
    let (a, b) = (first.as_bytes(), last.as_bytes());
    let differ = |at: &usize| a[*at] != b[*at];
    let (Some(from), Some(to)) = ((0..a.len()).find(differ), (0..a.len()).rev().find(differ)) else {
        return Err(refused(say!("the codes are equal")));
    };
    if !(from..=to).all(|at| a[at].is_ascii_digit() && b[at].is_ascii_digit()) {
        return Err(refused(say!("the codes differ in more than one run of digits; state one row for each run")));
    }
    let start = (0..from).rev().take_while(|at| a[*at].is_ascii_digit()).last().unwrap_or(from);
    let end = (to..a.len()).take_while(|at| a[*at].is_ascii_digit()).last().unwrap_or(to) + 1;
    if end - from > Codes::MAX_WIDTH {
        return Err(refused(say!("its serial is too long to be one")));
    }
    let start = start.max(end.saturating_sub(Codes::MAX_WIDTH));
    let serial = |code: &[u8], end: usize| code[start..end].iter().fold(0, |n: u128, d| n * 10 + u128::from(d - b'0'));
    let set = |end: usize| Codes {
        prefix: first[..start].to_owned(),
        suffix: first[end..].to_owned(),
        width: end - start,
        first: serial(a, end),
        last: serial(b, end),
    };
    let whole = set(end);
    if whole.last < whole.first {
        return Err(refused(say!("the last code is below the first; swap them")));
    }
    let found = match quantity {
        None => whole,
        Some(stated) => (to + 1..=end).rev().map(set).find(|codes| codes.quantity() == stated).ok_or_else(|| {
            Fault::new(say!(
                "`quantity` is {stated}, and {whole} holds {quantity} codes ({last} - {first} + 1); correct the quantity or the codes",
                stated,
                whole,
                quantity = whole.quantity(),
                last = whole.last,
                first = whole.first
            ))
        })?,
    };
    if found.quantity() > LARGEST {
        return Err(Fault::new(say!(
            "{found} holds {quantity} codes, more than the country uses in a century; if the serial stands before a date, state `quantity`",
            found,
            quantity = found.quantity()
        )));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(first: &str, last: &str, quantity: Option<u128>) -> Result<(String, u128, usize), String> {
        range(first, last, quantity).map(|c| (c.to_string(), c.quantity(), c.width)).map_err(|fault| fault.message.to_string())
    }

    #[test]
    fn ranges_are_their_codes() {
        assert_eq!(read("G-0001-25", "G-0100-25", None), Ok(("G-0001-25..G-0100-25".to_owned(), 100, 4)));
        assert_eq!(read("G-0001", "G-0001", None).map(|r| r.1), Ok(1));
        assert_eq!(read("2025030100001", "2025030100100", Some(100)).map(|r| (r.1, r.2)), Ok((100, 13)));
        // serial and date run together: 0001 to 0100, then 20250301
        assert_eq!(read("G000120250301", "G010020250301", Some(100)).map(|r| (r.1, r.2)), Ok((100, 4)));
        assert_eq!(read("G000120250301", "G010020250301", None).map(|r| r.1), Ok(9_900_000_001));
        assert_eq!(read("G0", "G999999999999", None).map_err(|_| ()), Err(()));
        assert_eq!(read("G000000000001", "G999999999999", None).map(|r| r.1), Ok(999_999_999_999));
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (first, last, quantity, words) in [
            ("A1", "A10", None, "different lengths"),
            ("A01-01", "A02-02", None, "more than one run"),
            ("A01", "B02", None, "more than one run"),
            ("A10", "A01", None, "below the first"),
            ("A001", "A010", Some(5), "holds 10 codes (10 - 1 + 1)"),
            ("A01", "A01", Some(2), "is one code"),
            ("1.23E+15", "1.24E+15", None, "rounded"),
            ("G00001000000000000", "G99999000000000000", None, "century"),
        ] {
            let told = read(first, last, quantity).expect_err(first);
            assert!(told.contains(words), "{first} {last}: {told}");
        }
    }
}
