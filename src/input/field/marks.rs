//! Commas and points in the numbers of a column: a decimal mark, or a separator of thousands.

use super::number::{are_lakhs, are_thousands};
use super::{narrow, trimmed};

/// What the numbers of a column show of their marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// A number in which the comma can only be the decimal mark: `0,3`, `12,5`, `1.234,5`.
    decimal_comma: bool,
    /// One in which it can only part thousands: `1,234.5`, `1,234,567`.
    thousands_comma: bool,
    /// One in which the point can only be the decimal mark: `0.5`, `12.25`, `1234.567`.
    decimal_point: bool,
    /// One that leaves the point open: `1.234`.
    open_point: bool,
    /// One that is no number, whatever the comma is: `1,02,3`.
    malformed: bool,
    /// A whole number below 1,000 that is not zero: `987`.
    whole: bool,
    /// A whole number of 1,000 or more that is not grouped: `1500`.
    ungrouped: bool,
    /// A number whose comma is open and whose last digit is a zero: `1,200`.
    open_zero: bool,
    /// A number whose points can only part thousands: `1.234,5`, `1.234.567`.
    thousands_point: bool,
}

/// A decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A comma: `1.234,5`.
    Comma,
    /// A point: `1,234.5`.
    Point,
}

/// What is not known of the decimal mark of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkError {
    /// Nothing in the column says what a comma is.
    Open,
    /// Some numbers say that it is the decimal mark, others that it is not.
    Contrary,
}

/// What one number shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comma {
    /// It has none.
    None,
    /// It can only be a decimal mark.
    Decimal,
    /// It can only part thousands.
    Thousands,
    /// It may be either: `1,234`.
    Open,
    /// It can be neither.
    Neither,
}

impl Marks {
    /// Takes a cell.
    pub fn note(&mut self, text: &str) {
        match comma(text) {
            Comma::Decimal => {
                self.decimal_comma = true;
                self.thousands_point |= number_of(text).contains('.');
            }
            Comma::Thousands => self.thousands_comma = true,
            Comma::None => {
                let plain = number_of(text);
                let unsigned = plain.trim_start_matches(['+', '-']);
                self.thousands_point |= parts_thousands(&plain);
                if let Some((whole, fraction)) = unsigned.split_once('.')
                    && !fraction.contains('.')
                    && !fraction.is_empty()
                {
                    let open = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
                    self.open_point |= open;
                    self.decimal_point |= !open;
                } else if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
                    let digits = unsigned.trim_start_matches('0').len();
                    self.whole |= (1..=3).contains(&digits);
                    self.ungrouped |= digits > 3;
                }
            }
            Comma::Open => self.open_zero |= number_of(text).ends_with('0'),
            Comma::Neither => self.malformed = true,
        }
    }

    /// The decimal mark of the column, which has commas.
    pub fn decide(self) -> Result<Mark, MarkError> {
        match (self.decimal_comma || self.thousands_point, self.thousands_comma || self.decimal_point || self.malformed) {
            (true, false) if !self.open_point || self.thousands_point => Ok(Mark::Comma),
            (false, true) => Ok(Mark::Point),
            (true, true) => Err(MarkError::Contrary),
            // With decimals cut to what they need, none would end with a zero; with three decimals throughout, none would be whole.
            (false, false) if self.whole && self.open_zero && !self.ungrouped => Ok(Mark::Point),
            _ => Err(MarkError::Open),
        }
    }

    /// What both show.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            decimal_comma: self.decimal_comma || other.decimal_comma,
            thousands_comma: self.thousands_comma || other.thousands_comma,
            decimal_point: self.decimal_point || other.decimal_point,
            open_point: self.open_point || other.open_point,
            malformed: self.malformed || other.malformed,
            whole: self.whole || other.whole,
            ungrouped: self.ungrouped || other.ungrouped,
            open_zero: self.open_zero || other.open_zero,
            thousands_point: self.thousands_point || other.thousands_point,
        }
    }
}

/// Whether the points of a number can only part thousands: two and more of them, before groups of three digits.
pub fn parts_thousands(text: &str) -> bool {
    let plain = number_of(text);
    let groups: Vec<&str> = plain.trim_start_matches(['+', '-']).split('.').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    groups.len() > 2 && groups.iter().all(digits) && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3)
}

/// What the commas of a number can be.
pub fn comma(text: &str) -> Comma {
    let plain = number_of(text);
    let unsigned = plain.trim_start_matches(['+', '-']);
    let parts: Vec<&str> = unsigned.split(',').collect();
    if parts.len() < 2 {
        return Comma::None;
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let grouped = |first: &str, rest: &[&str]| {
        let groups = [&[first], rest].concat();
        are_thousands(&groups) || are_lakhs(&groups)
    };
    // The last part may end with a fraction.
    let last = parts[parts.len() - 1];
    if let Some((whole, fraction)) = last.split_once('.') {
        let mut groups = parts[1..].to_vec();
        if let Some(end) = groups.last_mut() {
            *end = whole;
        }
        return if digits(fraction) && grouped(parts[0], &groups) { Comma::Thousands } else { Comma::Neither };
    }
    if let [whole, fraction] = parts[..] {
        let points: Vec<&str> = whole.split('.').collect();
        if points.len() > 1 {
            return if digits(fraction) && grouped(points[0], &points[1..]) { Comma::Decimal } else { Comma::Neither };
        }
        if !digits(whole) || !digits(fraction) {
            return Comma::Neither;
        }
        return if grouped(whole, &[fraction]) { Comma::Open } else { Comma::Decimal };
    }
    if grouped(parts[0], &parts[1..]) { Comma::Thousands } else { Comma::Neither }
}

/// A number of a column with a decimal comma, as one with a point: `1.234,5` is `1234.5`; `None` where it is none.
pub fn with_point(text: &str) -> Option<String> {
    let plain = number_of(text);
    let unsigned = plain.trim_start_matches(['+', '-']);
    let sign = &plain[..plain.len() - unsigned.len()];
    let (whole, fraction) = unsigned.split_once(',').unwrap_or((unsigned, ""));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split('.').collect();
    let lawful =
        groups.len() == 1 || (groups[0].len() <= 3 && !groups[0].starts_with('0') && groups[1..].iter().all(|group| group.len() == 3));
    if !lawful || !groups.iter().all(|group| digits(group)) || (unsigned.contains(',') && !digits(fraction)) {
        return None;
    }
    let whole = groups.concat();
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// A cell split into its number and the unit behind it: `50,014.0kWh`, `3.2 万kWh`; the second is empty where there is none.
pub fn number_and_unit(text: &str) -> (String, String) {
    let plain = narrow(trimmed(text)).into_owned();
    let bytes = plain.as_bytes();
    let is_part = |at: usize, c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '+' | '-' | ' ' | '\'' | '’')
            || (matches!(c, 'e' | 'E') && at > 0 && bytes.get(at + 1).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-')))
    };
    let end = plain.char_indices().find(|&(at, c)| !is_part(at, c)).map_or(plain.len(), |(at, _)| at);
    (without_blanks(plain[..end].trim()), plain[end..].trim().to_owned())
}

/// A number without the blanks or apostrophes that part its thousands: `1 234,5`, `1'234.5`. What they do not part so stays as it is.
fn without_blanks(number: &str) -> String {
    let Some(sign) = number.chars().find(|c| matches!(c, ' ' | '\'' | '’')) else { return number.to_owned() };
    let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
    let whole = unsigned.find(['.', ',']).map_or(unsigned, |end| &unsigned[..end]);
    let groups: Vec<&str> = whole.split(sign).collect();
    let rest = &unsigned[whole.len()..];
    if are_thousands(&groups) && !rest.contains([' ', '\'', '’']) {
        format!("{}{}{rest}", &number[..number.len() - unsigned.len()], groups.concat())
    } else {
        number.to_owned()
    }
}

fn number_of(text: &str) -> String {
    number_and_unit(text).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_shows_what_it_can_be() {
        for (text, wanted) in [
            ("1234", Comma::None),
            ("1.5", Comma::None),
            ("0,3", Comma::Decimal),
            ("12,5", Comma::Decimal),
            ("0,123", Comma::Decimal),
            ("1234,567", Comma::Decimal),
            ("1.234,5", Comma::Decimal),
            ("1,234", Comma::Open),
            ("-1,234", Comma::Open),
            ("１，２３４", Comma::Open),
            ("1 234,5", Comma::Decimal),
            ("1\u{202f}234,500", Comma::Decimal),
            ("1,23,456.5", Comma::Thousands),
            ("1,234.5", Comma::Thousands),
            ("1,234,567", Comma::Thousands),
            ("50,014.0kWh", Comma::Thousands),
            ("1,02,3", Comma::Neither),
            ("1,", Comma::Neither),
        ] {
            assert_eq!(comma(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_column_decides_all_of_it() {
        let decided = |cells: &[&str]| {
            let mut marks = Marks::default();
            for cell in cells {
                marks.note(cell);
            }
            marks.decide()
        };
        assert_eq!(decided(&["1,100", "0,3"]), Ok(Mark::Comma));
        assert_eq!(decided(&["1,100", "12.5"]), Ok(Mark::Point));
        assert_eq!(decided(&["1,100", "1,234,567"]), Ok(Mark::Point));
        assert_eq!(decided(&["1,100", "1,950"]), Err(MarkError::Open));
        assert_eq!(decided(&["0,3", "0.5"]), Err(MarkError::Contrary));
        // 1,100 beside 987: decimals would be 1,1, or 987,000.
        assert_eq!(decided(&["1,100", "987"]), Ok(Mark::Point));
        assert_eq!(decided(&["1,100", "0"]), Err(MarkError::Open));
        assert_eq!(decided(&["1,101", "987"]), Err(MarkError::Open));
        assert_eq!(decided(&["1,100", "987", "1500"]), Err(MarkError::Open));
        // Read before with a point, it would be a thousandth.
        assert_eq!(decided(&["0,3", "1.234"]), Err(MarkError::Open));
    }

    #[test]
    fn numbers_of_a_decimal_comma() {
        for (text, wanted) in [("1.234,5", "1234.5"), ("0,3", "0.3"), ("-12", "-12"), ("1.234", "1234"), ("1234,567", "1234.567")] {
            assert_eq!(with_point(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["1.23", "1,2,3", "x", "", "1,", "12.34,5"] {
            assert_eq!(with_point(text), None, "{text}");
        }
    }

    #[test]
    fn units_stand_behind_numbers() {
        for (text, number, unit) in [
            ("50,014.0kWh", "50,014.0", "kWh"),
            ("3.2 万kWh", "3.2", "万kWh"),
            ("1035.5m3", "1035.5", "m3"),
            ("12度", "12", "度"),
            ("1.5e3kWh", "1.5e3", "kWh"),
            ("５０ｋＷｈ", "50", "kWh"),
            ("12", "12", ""),
        ] {
            assert_eq!(number_and_unit(text), (number.to_owned(), unit.to_owned()), "{text}");
        }
    }
}
