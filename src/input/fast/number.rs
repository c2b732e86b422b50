//! The plainest numbers and stamps, by shape.

/// Reads `-?digits(.digits)?` of at most 18 digits at the start of some bytes: mantissa, decimals, length. `None` for any other spelling.
#[inline]
pub(super) fn number(bytes: &[u8]) -> Option<(i64, u8, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let mut at = usize::from(negative);
    let start = at;
    let mut value = 0_i64;
    while let Some(digit) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|&d| d < 10) {
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        at += 1;
    }
    let mut digits = at - start;
    let mut decimals = 0;
    if digits == 0 {
        return None;
    }
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        let point = at;
        while let Some(digit) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|&d| d < 10) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            at += 1;
        }
        decimals = at - point;
        if decimals == 0 {
            return None;
        }
        digits += decimals;
    }
    if digits > 18 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "at most 18")]
    Some((if negative { -value } else { value }, decimals as u8, at))
}

/// Minutes of ` 00:15` or `T00:15`, the last six bytes of sixteen, below 24:00.
#[inline]
pub(super) fn clock(stamp: u128) -> Option<i32> {
    let tail = (stamp >> 80) as u64;
    let byte = |at: u32| (tail >> (8 * at)) as u8;
    if !matches!(byte(0), b' ' | b'T') || byte(3) != b':' {
        return None;
    }
    let digit = |at: u32| byte(at).wrapping_sub(b'0');
    let (a, b, c, d) = (digit(1), digit(2), digit(4), digit(5));
    if a > 2 || b > 9 || c > 5 || d > 9 {
        return None;
    }
    let (hours, minutes) = (i32::from(a) * 10 + i32::from(b), i32::from(c) * 10 + i32::from(d));
    (hours < 24).then_some(hours * 60 + minutes)
}

/// Sixteen bytes at a place.
#[inline]
pub(super) fn sixteen(bytes: &[u8], at: usize) -> Option<u128> {
    bytes.get(at..)?.first_chunk().map(|chunk| u128::from_le_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use super::super::super::field;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What is read here is read as the plain reader reads it.
        #[test]
        fn numbers_are_those_of_the_plain_reader(text in "-?[0-9]{0,19}\\.?[0-9]{0,6}[,;x ]?") {
            if let Some((mantissa, decimals, length)) = number(text.as_bytes()) {
                let (value, places) = field::decimal(&text.as_bytes()[..length]).expect("a number");
                prop_assert_eq!(i128::from(mantissa), value * 10_i128.pow(u32::from(decimals) - places));
            }
        }

        #[test]
        fn clocks_are_those_of_the_plain_reader(clock_text in "[ T][0-9]{2}[:.][0-9]{2}") {
            let text = format!("2025-03-01{clock_text}");
            let bytes = sixteen(text.as_bytes(), 0).expect("sixteen");
            let plain = match field::stamp(&text, None) {
                Ok(field::Stamp::Instant { civil_seconds, .. }) => Some(civil_seconds - 20_148 * 86_400),
                _ => None,
            };
            if let Some(minutes) = clock(bytes) {
                prop_assert_eq!(Some(i64::from(minutes) * 60), plain);
            }
        }
    }
}
