//! Numbers of a cell: a spreadsheet's own where they keep every digit, with the format by which it shows them.

#![allow(
    clippy::disallowed_types,
    reason = "a spreadsheet holds binary floating point; what does not fit is told beside it, and nothing is computed here"
)]

use crate::measure::Exact;
use crate::report::page::number::{MOST, enough, places};
use crate::report::view::Value;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Decimal places that are few.
const FEW: u32 = 6;

/// A number for a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// As the spreadsheet holds it.
    pub(super) double: f64,
    /// Every digit, as JSON says it.
    pub(super) exact: String,
    /// Whether the spreadsheet keeps every digit.
    pub(super) fits: bool,
}

/// The number of a value.
pub(super) fn number(value: &Value) -> Option<Number> {
    let exact = match value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) | Value::Share(number) => number.to_string(),
    };
    let significant = exact.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let double: f64 = exact.parse().ok()?;
    double.is_finite().then_some(Number { double, fits: significant <= DIGITS, exact })
}

/// How a column shows its numbers: the decimal places that suit the largest of them, and no more than they have.
pub(super) fn places_of<'a>(values: impl IntoIterator<Item = &'a Value>) -> u32 {
    let numbers: Vec<&Exact> = values
        .into_iter()
        .filter_map(|value| match value {
            Value::Number(number) => Some(number),
            Value::Count(_) | Value::Share(_) => None,
        })
        .collect();
    let have = numbers.iter().map(|number| decimals(&number.to_string())).max().unwrap_or(0);
    places(numbers).max(2).min(have)
}

/// How a number alone is shown: with every digit that it has, where they are few, such as those of a factor.
pub(super) fn places_alone(value: &Value) -> u32 {
    let have = if let Value::Number(number) = value { decimals(&number.to_string()) } else { 0 };
    if have <= FEW { have } else { places_of([value]) }
}

fn decimals(decimal: &str) -> u32 {
    decimal.split_once('.').map_or(0, |(_, fraction)| u32::try_from(fraction.len()).unwrap_or(MOST))
}

/// The format of a value in a column of so many places. One that is not zero is never shown as zero.
pub(super) fn format(value: &Value, places: u32) -> String {
    match value {
        Value::Count(_) => grouped(0),
        Value::Share(share) => format!("0.{}%", "0".repeat(enough(&(share * &Exact::from(100_i64)), 2) as usize)),
        Value::Number(number) => grouped(enough(number, places)),
    }
}

fn grouped(places: u32) -> String {
    if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places as usize)) }
}

/// The format by which a number looks like the text that a page shows for it: `≥ 50 %` of 0.5. None where the text is no look of the number.
pub(super) fn look(text: &str, value: &Value) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end = text[start..].find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).map_or(text.len(), |end| start + end);
    let (before, digits, after) = (&text[..start], &text[start..end], &text[end..]);
    let (before, sign) = before.strip_suffix(['-', '+']).map_or((before, ""), |rest| (rest, &before[rest.len()..]));
    let percent = after.trim_start().starts_with('%');
    let shown = Exact::parse(&format!("{}{}", sign.trim_start_matches('+'), digits.replace(',', "")))?;
    let own = match value {
        Value::Share(share) if percent => share * &Exact::from(100_i64),
        Value::Number(number) => number.clone(),
        Value::Count(count) => Exact::parse(&count.to_string())?,
        Value::Share(_) => return None,
    };
    let places = decimals(digits);
    if own.rounded(places) != shown || text.contains(['"', '\\']) {
        return None;
    }
    let core = if digits.contains(',') || places == 0 { grouped(places) } else { format!("0.{}", "0".repeat(places as usize)) };
    let quoted = |text: &str| if text.is_empty() { String::new() } else { format!("\"{text}\"") };
    let after = match after.split_once('%') {
        Some((space, rest)) if percent => format!("{}%{}", quoted(space), quoted(rest)),
        _ => quoted(after),
    };
    let positive = format!("{}{}{core}{after}", quoted(before), if sign == "+" { "+" } else { "" });
    Some(if sign == "-" { format!("{positive};{}-{core}{after}", quoted(before)) } else { positive })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).expect(text)
    }

    #[test]
    fn a_number_fits_by_its_significant_digits() {
        let fits = |text: &str| number(&Value::Number(exact(text))).expect(text).fits;
        // Fifteen digits are kept, a sixteenth is not; zeros before the first digit are none.
        assert!(fits("123456789012.345") && fits("-0.000123456789") && fits("0"));
        assert!(!fits("1234567890123.456") && !fits("-123456.1234567891"));
        assert!(!number(&Value::Count(9_007_199_254_740_993)).expect("a count").fits);
    }

    #[test]
    fn a_text_is_the_look_of_its_number_or_none() {
        let share = |text: &str, value: &str| look(text, &Value::Share(exact(value)));
        let number = |text: &str, value: &str| look(text, &Value::Number(exact(value)));
        assert_eq!(share("52.31 %", "0.523051").as_deref(), Some("0.00\" \"%"));
        assert_eq!(share("≥ 50%", "0.5").as_deref(), Some("\"≥ \"#,##0%"));
        assert_eq!(number("0.1941 tCO2/tce", "0.19412").as_deref(), Some("0.0000\" tCO2/tce\""));
        assert_eq!(number("+1,234", "1234.4").as_deref(), Some("+#,##0"));
        assert_eq!(number("-5", "-5").as_deref(), Some("#,##0;-#,##0"));
        // Percentage points are no percentage; another number is no look.
        assert_eq!(share("+2.31 pp", "0.0231"), None);
        assert_eq!(number("12", "13"), None);
        assert_eq!(number("—", "13"), None);
    }

    #[test]
    fn what_is_not_zero_is_not_shown_as_zero() {
        assert_eq!(format(&Value::Number(exact("0.00004")), 2), "#,##0.00000");
        assert_eq!(format(&Value::Share(exact("0.000001")), 2), "0.0000%");
        assert_eq!(format(&Value::Number(exact("12")), 0), "#,##0");
    }

    #[test]
    fn a_column_has_the_places_of_its_numbers_and_no_more() {
        let places = |numbers: &[&str]| places_of(&numbers.iter().map(|text| Value::Number(exact(text))).collect::<Vec<_>>());
        assert_eq!(places(&["12", "7"]), 0);
        assert_eq!(places(&["123456.789", "0.5"]), 2);
        assert_eq!(places(&["0.123456"]), 4);
        // A factor stands alone, and is shown whole.
        let alone = |text: &str| places_alone(&Value::Number(exact(text)));
        assert_eq!([alone("0.00133"), alone("2.1"), alone("5"), alone("0.123456789")], [5, 1, 0, 4]);
    }
}
