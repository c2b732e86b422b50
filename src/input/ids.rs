//! Ids of meters as files write them: wrapped so that a spreadsheet keeps them, or as it spoilt them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::narrow;
use crate::dossier::Meter;

/// The registered ids, and the place of each meter in the registry; shared by all files.
pub(super) type MeterIds = Arc<BTreeMap<Vec<u8>, usize>>;

/// The ids of a registry.
pub(super) fn of_meters(meters: &[Meter]) -> MeterIds {
    Arc::new(meters.iter().enumerate().map(|(at, meter)| (meter.id.clone().into_bytes(), at)).collect())
}

/// An id without what spreadsheets and exports put around it: `="33001"`, `'33001`, blanks and tabs, full-width digits.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let narrowed = narrow(text);
    let odd = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\'' | '`' | '’' | '‘' | '"' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{2060}')
    };
    let inner = narrowed.trim_matches(odd);
    let inner = inner.strip_prefix('=').map_or(inner, |rest| rest.trim_start_matches("T(")).trim_end_matches(')');
    let inner = if narrowed.trim_matches(odd).starts_with('=') { inner } else { narrowed.trim_matches(odd) };
    let plain = inner.trim_matches(odd);
    if plain == text { Cow::Borrowed(text) } else { Cow::Owned(plain.to_owned()) }
}

/// The registered ids of which a spreadsheet may have made a rounded number (`1.5E+12`); `None` if the text is none.
pub(super) fn rounded<'a>(text: &str, meters: &'a [Meter]) -> Option<Vec<&'a str>> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let signed = exponent.strip_prefix('+');
    let exponent: usize = signed.unwrap_or(exponent).parse().ok()?;
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && (mantissa.contains('.') || signed.is_some());
    if !plain {
        return None;
    }
    let may_be = |id: &&str| {
        let id = id.trim_start_matches('0');
        id.len() == exponent + 1 && id.bytes().all(|b| b.is_ascii_digit()) && rounds_to(id, &digits)
    };
    Some(meters.iter().map(|meter| meter.id.as_str()).filter(may_be).collect())
}

/// Whether a number of many digits, cut to as many as the other has, rounds to it.
fn rounds_to(id: &str, digits: &str) -> bool {
    let digits = digits.trim_end_matches('0');
    let kept = digits.len().max(1).min(id.len());
    let (head, tail) = id.split_at(kept);
    let number = |text: &str| text.parse::<u128>().ok();
    let up = u128::from(tail.as_bytes().first().is_some_and(|b| *b >= b'5'));
    match (number(head), number(if digits.is_empty() { "0" } else { digits })) {
        (Some(head), Some(rounded)) => head == rounded || head + up == rounded,
        _ => head == digits,
    }
}

/// The registered id that differs from a number only by zeros in front, which a spreadsheet takes off.
pub(super) fn without_zeros<'a>(text: &str, meters: &'a [Meter]) -> Option<&'a str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let bare = text.trim_start_matches('0');
    if !digits(bare) {
        return None;
    }
    let mut fit = meters.iter().map(|meter| meter.id.as_str()).filter(|id| digits(id) && id.trim_start_matches('0') == bare);
    let one = fit.next()?;
    fit.next().is_none().then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unwrapped() {
        for text in ["33001", "=\"33001\"", "'33001", "33001\t", "３３００１", "\u{200b}33001\u{a0}", "\"33001\"", "=33001"] {
            assert_eq!(unwrapped(text), "33001", "{text:?}");
        }
        assert_eq!(unwrapped("1#进线"), "1#进线");
        assert_eq!(unwrapped("A (1)"), "A (1)");
    }

    #[test]
    fn a_rounded_number_fits_the_ids_that_round_to_it() {
        assert!(rounds_to("1500000000001", "15"));
        assert!(rounds_to("3300100000012345678901", "3300100000012346"));
        assert!(!rounds_to("1600000000001", "15"));
    }
}
