//! Numbers of readings: an integer and how many of its digits stand after the point.

use super::number::{NumberError, plain_decimal};
use super::trimmed;

/// Significant digits that are taken.
const DIGITS: u32 = 36;

/// Reads sign, ASCII digits, point and exponent as `mantissa / 10^decimals`, with as few decimals as the value allows (`1.50` is
/// 15 and 1, `-0.0` is 0 and 0). `None` for any other spelling, and past 36 significant digits. Allocates nothing.
pub fn decimal(bytes: &[u8]) -> Option<(i128, u32)> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    let (magnitude, decimals) = if digits.len() <= 18 { short(digits).or_else(|| long(digits))? } else { long(digits)? };
    let magnitude = i128::try_from(magnitude).ok()?;
    Some((if negative { -magnitude } else { magnitude }, decimals))
}

/// The same for the spellings that [`decimal`] does not take: blanks, full-width digits, thousands separators, words for a missing value.
pub fn decimal_text(text: &str, missing: &[String]) -> Result<Option<(i128, u32)>, NumberError> {
    let Some(plain) = plain_decimal(text, missing)? else { return Ok(None) };
    match decimal(plain.as_bytes()) {
        Some(value) => Ok(Some(value)),
        None if super::number(text, missing).is_ok() => Err(NumberError::TooLong(trimmed(text).to_owned())),
        None => Err(NumberError::NotANumber(trimmed(text).to_owned())),
    }
}

/// Up to 18 digits and points, in 64 bits.
fn short(bytes: &[u8]) -> Option<(u128, u32)> {
    let (mut value, mut zeros, mut decimals) = (0_u64, 0_u32, 0_u32);
    let (mut point, mut seen) = (false, false);
    for &byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            seen = true;
            if point && digit == 0 {
                zeros += 1;
                continue;
            }
            if point {
                for _ in 0..zeros {
                    value *= 10;
                }
                decimals += zeros + 1;
                zeros = 0;
            }
            value = value * 10 + u64::from(digit);
        } else if byte == b'.' && !point {
            point = true;
        } else {
            return None;
        }
    }
    seen.then_some((u128::from(value), decimals))
}

/// Any number of digits, and an exponent.
fn long(bytes: &[u8]) -> Option<(u128, u32)> {
    let end = bytes.iter().position(|b| matches!(b, b'e' | b'E'));
    let (mantissa, exponent) = match end {
        Some(at) => (&bytes[..at], exponent(&bytes[at + 1..])?),
        None => (bytes, 0),
    };
    let (mut value, mut zeros, mut decimals) = (0_u128, 0_u32, 0_i32);
    let (mut point, mut seen) = (false, false);
    for &byte in mantissa {
        match byte {
            // a zero counts only once a digit after it does
            b'0' => {
                zeros += u32::from(value != 0);
                decimals += i32::from(point);
                seen = true;
            }
            b'1'..=b'9' => {
                value = tens(value, zeros + 1)? + u128::from(byte - b'0');
                (zeros, seen) = (0, true);
                decimals = decimals.checked_add(i32::from(point))?;
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !seen {
        return None;
    }
    if value == 0 {
        return Some((0, 0));
    }
    // value × 10^zeros × 10^(exponent − decimals)
    let shift = i32::try_from(zeros).ok()?.checked_add(exponent)?.checked_sub(decimals)?;
    if shift >= 0 { Some((tens(value, shift.unsigned_abs())?, 0)) } else { Some((value, shift.unsigned_abs())) }
}

/// A sign and up to three digits.
fn exponent(bytes: &[u8]) -> Option<i32> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0, |n, d| n * 10 + i32::from(d - b'0'));
    Some(if negative { -value } else { value })
}

/// `value × 10^zeros`, below 10^36.
fn tens(value: u128, zeros: u32) -> Option<u128> {
    if zeros > DIGITS {
        return None;
    }
    value.checked_mul(10_u128.pow(zeros)).filter(|v| *v < 10_u128.pow(DIGITS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::Exact;

    #[test]
    fn decimals_drop_what_says_nothing() {
        for (text, mantissa, decimals) in [
            ("1.50", 15, 1),
            ("-0.0", 0, 0),
            ("0012", 12, 0),
            ("1200", 1200, 0),
            (".5", 5, 1),
            ("5.", 5, 0),
            ("+0.001", 1, 3),
            ("1.2e3", 1200, 0),
            ("1.5e1", 15, 0),
            ("120e-1", 12, 0),
            ("25E-4", 25, 4),
            ("1.000000000000000000000000000000000000000000", 1, 0),
            ("-123456789012345678.125", -123_456_789_012_345_678_125, 3),
        ] {
            assert_eq!(decimal(text.as_bytes()), Some((mantissa, decimals)), "{text}");
        }
    }

    #[test]
    fn other_spellings_are_left_to_the_slower_path() {
        for text in ["", "-", ".", "1,5", " 1", "１", "1e", "1e+", "e5", "1.2.3", "0x1", "NaN", "1e9999"] {
            assert_eq!(decimal(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(decimal("1".repeat(37).as_bytes()), None);
        assert_eq!(decimal_text("１，２３４.50", &[]), Ok(Some((12345, 1))));
        assert_eq!(decimal_text("--", &[]), Ok(None));
        assert!(matches!(decimal_text(&"1".repeat(37), &[]), Err(NumberError::TooLong(_))));
        assert!(matches!(decimal_text("1..2", &[]), Err(NumberError::NotANumber(_))));
    }

    proptest! {
        #[test]
        fn the_fast_path_is_the_exact_number(text in "[-+]?[0-9]{0,22}(\\.[0-9]{0,12})?([eE][-+]?[0-5]?[0-9])?") {
            if let Some((mantissa, decimals)) = decimal(text.as_bytes()) {
                let value = Exact::from(mantissa).over(&Exact::from(10_i128.pow(decimals.min(38))));
                if decimals <= 38 {
                    prop_assert_eq!(value, Exact::parse(&text));
                    prop_assert!(decimals == 0 || mantissa % 10 != 0);
                }
            } else {
                let digits = Exact::parse(&text).map_or(0, |x| x.abs().floor().to_string().len());
                prop_assert!(Exact::parse(&text).is_none() || digits > 36 || text.len() > 36, "{}", text);
            }
        }
    }
}
