//! Numbers for the eye: sensible digits and thousands separators. Nothing is decided by them.

use crate::measure::Exact;

/// What is not known.
pub(crate) const UNKNOWN: &str = "—";

/// Most decimal places that are ever shown.
pub(crate) const MOST: u32 = 12;

/// A plain decimal with thousands separators.
pub(crate) fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text += fraction;
    }
    text
}

/// A count with thousands separators.
pub(crate) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// Every digit of a number, to twelve places at most.
pub(crate) fn all_digits(number: &Exact) -> String {
    grouped(&number.to_string())
}

/// Decimal places that suit a column of numbers, by its largest.
pub(crate) fn places<'a>(numbers: impl IntoIterator<Item = &'a Exact>) -> u32 {
    let largest = numbers.into_iter().map(Exact::abs).max().unwrap_or_else(Exact::zero);
    let at_least = |limit: i64| largest >= Exact::from(limit);
    match () {
        () if at_least(10_000) => 0,
        () if at_least(1_000) => 1,
        () if at_least(10) => 2,
        () if at_least(1) => 3,
        () => 4,
    }
}

/// A number to some places. One that is not zero is never shown as zero: it gets as many places as it needs.
pub(crate) fn rounded(number: &Exact, places: u32) -> String {
    grouped(&number.to_fixed(enough(number, places)))
}

/// Places, at least those given, at which a number that is not zero is not shown as zero.
pub(crate) fn enough(number: &Exact, places: u32) -> u32 {
    (places..=MOST).find(|&p| number.is_zero() || !number.rounded(p).is_zero()).unwrap_or(MOST)
}

/// Places, at least those given, at which numbers that differ are seen to differ.
pub(crate) fn places_apart(numbers: &[&Exact], places: u32) -> u32 {
    let apart = |p: u32| numbers.iter().enumerate().all(|(at, a)| numbers[at + 1..].iter().all(|b| a == b || a.rounded(p) != b.rounded(p)));
    (places..=MOST).find(|&p| apart(p)).unwrap_or(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).expect(text)
    }

    #[test]
    fn groups_thousands() {
        let shown: Vec<String> = ["0", "-1234567.891", "999", "1000", "0.0001"].into_iter().map(grouped).collect();
        assert_eq!(shown, ["0", "-1,234,567.891", "999", "1,000", "0.0001"]);
        assert_eq!(count(35_040), "35,040");
    }

    #[test]
    fn what_is_not_zero_is_not_shown_as_zero() {
        assert_eq!(rounded(&exact("0.0004"), 2), "0.0004");
        assert_eq!(rounded(&exact("-0.04"), 0), "-0.04");
        assert_eq!(rounded(&Exact::zero(), 2), "0.00");
    }

    #[test]
    fn places_follow_the_largest_and_set_numbers_apart() {
        assert_eq!(places([&exact("3"), &exact("-71234.5")]), 0);
        assert_eq!(places([&exact("3"), &exact("42")]), 2);
        assert_eq!(places_apart(&[&exact("0.50001"), &exact("0.5")], 2), 5);
        assert_eq!(places_apart(&[&exact("0.5"), &exact("0.5")], 2), 2);
    }
}
