//! Numbers as people write them in small tables.

use std::borrow::Cow;

use super::{narrow, trimmed};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// Digits beside the leading zeros that a number may have.
const DIGITS: usize = 50;

/// Spellings of "no value", compared without case.
const MISSING: &[&str] = &["", "-", "--", "—", "——", "/", "null"];

/// A cell that is not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is something else.
    NotANumber(String),
    /// It has more digits than any meter or table has reason to print.
    TooLong(String),
}

impl NumberError {
    /// What is wrong, and what would help.
    pub fn said(&self) -> Message {
        match self {
            Self::NotANumber(text) => say!("`{text}` is not a number; write digits with a point, such as 1234.5", text),
            Self::TooLong(text) => say!("`{text}` has too many digits to be a measured value", text),
        }
    }
}

/// Whether a cell says that there is no value, in the usual words or in those that the caller lists.
pub fn is_missing(text: &str, listed: &[String]) -> bool {
    let bare = trimmed(text);
    let plain = narrow(bare);
    MISSING.iter().any(|word| plain.eq_ignore_ascii_case(word)) || listed.iter().any(|word| trimmed(word) == bare)
}

/// Reads a number: full-width digits, a sign, thousands separators between whole groups of three, and an exponent are understood.
/// `Ok(None)` where the cell says that there is no value.
pub fn number(text: &str, missing: &[String]) -> Result<Option<Exact>, NumberError> {
    let Some(plain) = plain_decimal(text, missing)? else { return Ok(None) };
    let (mantissa, exponent) = plain.split_once(['e', 'E']).unwrap_or((&plain, "0"));
    let digits = mantissa.trim_start_matches(['+', '-', '0', '.']).len();
    if digits > DIGITS || exponent.trim_start_matches(['+', '-', '0']).len() > 2 {
        return Err(NumberError::TooLong(trimmed(text).to_owned()));
    }
    Exact::parse(&plain).map(Some).ok_or_else(|| NumberError::NotANumber(trimmed(text).to_owned()))
}

/// The number in ASCII digits, without separators or blanks; `None` where the cell says that there is no value.
pub(super) fn plain_decimal<'a>(text: &'a str, missing: &[String]) -> Result<Option<Cow<'a, str>>, NumberError> {
    if is_missing(text, missing) {
        return Ok(None);
    }
    let bare = trimmed(text);
    let plain = narrow(bare);
    let refused = || NumberError::NotANumber(bare.to_owned());
    let separated = plain.contains([',', ' ', '\'', '’']);
    let plain = if separated { Cow::Owned(ungrouped(&plain).ok_or_else(refused)?) } else { plain };
    let number = plain.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'));
    if number && plain.bytes().any(|b| b.is_ascii_digit()) { Ok(Some(plain)) } else { Err(refused()) }
}

/// The text without its thousands separators, if they part groups of three digits (behind the first three digits of two, as in India, where commas
/// part them: `1,23,456.5`) and are all the same. A group that opens with zero (`0,123`) is refused: there the comma is a decimal one.
fn ungrouped(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = &text[..text.len() - unsigned.len()];
    let unsigned = unsigned.trim_start_matches(' ');
    let whole_ends = unsigned.find(|c: char| !matches!(c, '0'..='9' | ',' | ' ' | '\'' | '’')).unwrap_or(unsigned.len());
    let (whole, rest) = unsigned.split_at(whole_ends);
    if rest.contains([',', ' ', '\'', '’']) {
        return None;
    }
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else { return Some(format!("{sign}{whole}{rest}")) };
    let groups: Vec<&str> = whole.split(separator).collect();
    let lawful = are_thousands(&groups) || separator == ',' && are_lakhs(&groups);
    lawful.then(|| format!("{sign}{}{rest}", whole.replace(separator, "")))
}

/// Whether groups of digits are those of thousands: `1 234 567`.
pub(super) fn are_thousands(groups: &[&str]) -> bool {
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let Some((first, rest)) = groups.split_first() else { return false };
    (1..=3).contains(&first.len()) && !first.starts_with('0') && digits(first) && rest.iter().all(|group| group.len() == 3 && digits(group))
}

/// Whether groups of digits are those of thousands, lakhs and crores: `1,23,456`.
pub(super) fn are_lakhs(groups: &[&str]) -> bool {
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let [first, middle @ .., last] = groups else { return false };
    !middle.is_empty()
        && (1..=2).contains(&first.len())
        && !first.starts_with('0')
        && last.len() == 3
        && middle.iter().all(|group| group.len() == 2)
        && groups.iter().all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Exact> {
        number(text, &[]).ok().flatten()
    }

    #[test]
    fn spellings_of_one_number() {
        let value = Exact::parse("1234.5");
        for text in ["1234.5", "1,234.5", "1 234.5", "1，234.5", "１２３４．５", " +1234.50\u{a0}", "\u{3000}1.2345e3", "1\u{a0}234.5"]
        {
            assert_eq!(read(text), value, "{text:?}");
        }
        assert_eq!(read("－0.0"), Some(Exact::zero()));
        assert_eq!(read("−5"), Exact::parse("-5"));
        assert_eq!(read("- 5"), Exact::parse("-5"));
        assert_eq!(read("1,234,567"), Exact::parse("1234567"));
        for text in ["1'234'567.5", "1’234’567.5", "1\u{202f}234\u{202f}567.5", "12,34,567.5"] {
            assert_eq!(read(text), Exact::parse("1234567.5"), "{text:?}");
        }
    }

    #[test]
    fn odd_groups_are_not_numbers() {
        for text in [
            "1,23",
            "12,34,56",
            "1'23",
            "1'234,567",
            "123,45,678",
            "1234,567",
            "0,123",
            "1,234 567",
            ",123",
            "1,",
            "1.234,5",
            "1 2",
            "1,234,56",
            "12%",
            "1.2.3",
            "NaN",
            "inf",
        ] {
            assert!(matches!(number(text, &[]), Err(NumberError::NotANumber(_))), "{text:?}");
        }
    }

    #[test]
    fn absence_has_many_words() {
        for text in ["", " ", "-", "--", "－－", "—", "——", "/", "NULL", "null", "\u{3000}"] {
            assert_eq!(number(text, &[]), Ok(None), "{text:?}");
        }
        assert!(number("N/A", &[]).is_err(), "only the usual placeholders; others are declared");
        assert_eq!(number("N/A", &["N/A".to_owned()]), Ok(None));
        assert_eq!(number("NaN", &["NaN".to_owned()]), Ok(None));
        assert_eq!(number("-9999", &["-9999".to_owned()]), Ok(None));
    }

    #[test]
    fn endless_digits_are_refused() {
        assert!(matches!(number(&"9".repeat(51), &[]), Err(NumberError::TooLong(_))));
        assert!(matches!(number("1e-2147483648", &[]), Err(NumberError::TooLong(_))));
        assert!(read("0.00000000000000000000000000000000000000000000001").is_some());
    }
}
