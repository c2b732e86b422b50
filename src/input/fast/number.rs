//! The plainest numbers and stamps, by shape.

/// Most digits of a number: it fits a [`Value`] then.
const DIGITS: usize = 17;

/// A value as it was written: digits and decimals, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value(i64);

impl Value {
    /// No value.
    pub(super) const MISSING: Self = Self(i64::MIN);

    /// `mantissa × 10^-decimals`, of at most [`DIGITS`] digits: 2^57 of them times 2^5 decimals fit.
    #[inline]
    fn new(mantissa: i64, decimals: usize) -> Self {
        Self(mantissa << 5 | decimals.cast_signed() as i64)
    }

    /// Whether it is a number below zero.
    #[inline]
    pub(super) fn is_negative(self) -> bool {
        self.0 < 0 && self != Self::MISSING
    }

    /// Digits and decimals; `None` where there is no value.
    #[inline]
    pub(super) fn number(self) -> Option<(i64, u8)> {
        (self != Self::MISSING).then_some((self.0 >> 5, self.0.to_le_bytes()[0] & 31))
    }
}

/// Reads `-?digits(.digits)?` of at most 17 digits at the start of some bytes: the value, its length. `None` for any other spelling.
#[inline(always)]
#[allow(clippy::inline_always, reason = "called once a reading: handing its result over in memory takes half as long again")]
pub(super) fn number(bytes: &[u8]) -> Option<(Value, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let rest = bytes.get(start..)?;
    let Written { magnitude, decimals, length } = match rest.first_chunk::<8>().and_then(|chunk| short(u64::from_le_bytes(*chunk))) {
        Some(written) => written,
        None => match rest.first_chunk::<16>().and_then(|chunk| wide(u128::from_le_bytes(*chunk))) {
            Some(written) => written,
            None => long(rest)?,
        },
    };
    Some((Value::new(if negative { -magnitude } else { magnitude }, decimals), start + length))
}

/// How a number was written: its decimals and the byte behind it. The next one is likely written so, and is read with fewer questions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// The byte behind it, eight times.
    end: u64,
    decimals: u32,
    /// The least bits that it takes: a digit, and a point with a digit before it where there are decimals.
    least: u32,
    /// The byte of the point in a number that ends with the word, and how it looks there.
    point: (u64, u64),
    /// The bytes of the decimals, and those of the digits before the point.
    below: u64,
    above: u64,
}

impl Manner {
    /// How a value is written that stands before a byte. With more decimals than fit a word nothing is written so.
    pub(super) fn of(value: Value, end: u8) -> Self {
        let decimals = value.number().map_or(0, |(_, decimals)| u32::from(decimals)).min(5);
        let end = u64::from_ne_bytes([end; 8]);
        if decimals == 0 {
            return Self { end, decimals, least: 8, point: (0, 0), below: u64::MAX, above: 0 };
        }
        let at = 56 - 8 * decimals;
        let below = u64::MAX << (64 - 8 * decimals);
        let point = (0xff << at, u64::from(b'.' ^ b'0') << at);
        Self { end, decimals, least: 8 * (decimals + 2), point, below, above: !(u64::MAX << at) }
    }

    /// The byte behind a number of this manner.
    pub(super) fn end(&self) -> u8 {
        self.end.to_le_bytes()[0]
    }

    /// Reads a number that is written so and ends within eight bytes: the value, its length.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `number`")]
    pub(super) fn read(&self, bytes: u64) -> Option<(Value, usize)> {
        const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
        let ends = bytes ^ self.end;
        // The lowest of these bits is that of the first such byte; those above it may be wrong.
        let ends = ends.wrapping_sub(u64::from_ne_bytes([1; 8])) & !ends & HIGH;
        let bits = ends.trailing_zeros() & !7;
        if bits < self.least || bits == 64 {
            return None;
        }
        // The number at the end of the word, zeros before it.
        let text = (bytes ^ u64::from_ne_bytes([b'0'; 8])) << (64 - bits);
        let digits = text & self.below | (text & self.above) << 8;
        let others = (digits.wrapping_add(u64::from_ne_bytes([0x76; 8])) | digits) & HIGH;
        if others != 0 || text & self.point.0 != self.point.1 {
            return None;
        }
        Some((Value::new(joined(digits), self.decimals as usize), bits as usize / 8))
    }
}

/// The number of eight digits, the first of them in the lowest byte: pairs of digits, pairs of these, and the two halves.
#[inline]
fn joined(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let mask = 0x0000_00ff_0000_00ff;
    let high = (pairs & mask).wrapping_mul(0x000f_4240_0000_0064);
    let low = (pairs >> 16 & mask).wrapping_mul(0x0000_2710_0000_0001);
    (high.wrapping_add(low) >> 32).cast_signed()
}

/// A number without its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Written {
    magnitude: i64,
    decimals: usize,
    length: usize,
}

/// A number that ends within eight bytes. No step depends on how long it is, so that the processor need not guess.
#[inline]
fn short(bytes: u64) -> Option<Written> {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    let bytes = bytes ^ u64::from_ne_bytes([b'0'; 8]);
    // The highest bit of each byte that is no digit.
    let others = (((bytes & LOW) + u64::from_ne_bytes([0x76; 8])) | bytes) & !LOW;
    let behind = others & others.wrapping_sub(1);
    // Bits before the first byte that is no digit, and before the second.
    let (whole, second) = (others.trailing_zeros() & !7, behind.trailing_zeros() & !7);
    if whole == 0 || whole == 64 {
        return None;
    }
    let (digits, bits, end) = if (bytes >> whole) & 0xff == u64::from(b'.' ^ b'0') {
        if second == 64 || second == whole + 8 {
            return None;
        }
        let below = (1_u64 << whole) - 1;
        (bytes & below | (bytes >> 8) & !below, second - 8, second)
    } else {
        (bytes, whole, whole)
    };
    // What follows the digits is shifted out; zeros come before them.
    let magnitude = joined(digits << (64 - bits));
    Some(Written { magnitude, decimals: (bits - whole) as usize / 8, length: end as usize / 8 })
}

/// A number that ends within sixteen bytes, as [`short`] reads those that end within eight.
#[inline]
fn wide(bytes: u128) -> Option<Written> {
    const LOW: u128 = u128::from_ne_bytes([0x7f; 16]);
    let bytes = bytes ^ u128::from_ne_bytes([b'0'; 16]);
    let others = (((bytes & LOW) + u128::from_ne_bytes([0x76; 16])) | bytes) & !LOW;
    let behind = others & others.wrapping_sub(1);
    let (whole, second) = (others.trailing_zeros() & !7, behind.trailing_zeros() & !7);
    if whole == 0 || whole == 128 {
        return None;
    }
    let (digits, bits, end) = if (bytes >> whole) & 0xff == u128::from(b'.' ^ b'0') {
        if second == 128 || second == whole + 8 {
            return None;
        }
        let below = (1_u128 << whole) - 1;
        (bytes & below | (bytes >> 8) & !below, second - 8, second)
    } else {
        (bytes, whole, whole)
    };
    let digits = digits << (128 - bits);
    #[allow(clippy::cast_possible_truncation, reason = "the halves")]
    let (first, last) = (digits as u64, (digits >> 64) as u64);
    let magnitude = joined(first) * 100_000_000 + joined(last);
    Some(Written { magnitude, decimals: (bits - whole) as usize / 8, length: end as usize / 8 })
}

/// A number of any length, byte by byte.
#[inline(never)]
fn long(bytes: &[u8]) -> Option<Written> {
    let digits_from = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits_from(0);
    let decimals = if bytes.get(whole) == Some(&b'.') { Some(digits_from(whole + 1)) } else { None };
    if whole == 0 || decimals == Some(0) || whole + decimals.unwrap_or(0) > DIGITS {
        return None;
    }
    let length = whole + decimals.map_or(0, |d| d + 1);
    let digits = bytes[..length].iter().filter(|&&b| b != b'.');
    let magnitude = digits.fold(0, |value, b| value * 10 + i64::from(b - b'0'));
    Some(Written { magnitude, decimals: decimals.unwrap_or(0), length })
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
        fn numbers_are_those_of_the_plain_reader(text in "-?[0-9]{0,19}\\.?[0-9]{0,6}[,;x./:\u{00b7}\u{7535} ]?", behind in "[0-9,.\n]{0,24}") {
            let whole = format!("{text}\n{behind}");
            let read = number(whole.as_bytes());
            if let Some((value, length)) = read {
                let (mantissa, decimals) = value.number().expect("a value");
                let (plain, places) = field::decimal(&whole.as_bytes()[..length]).expect("a number");
                prop_assert_eq!(i128::from(mantissa), plain * 10_i128.pow(u32::from(decimals) - places));
            }
            // All that is spelt so is read, however it lies in the bytes.
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let body = text.strip_prefix('-').unwrap_or(&text);
            let plain = body.split_once('.').map_or(body, |(w, f)| if f.is_empty() { "" } else { w });
            let spelt = !plain.is_empty() && body.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits <= DIGITS && body.matches('.').count() < 2;
            if spelt {
                prop_assert_eq!(read.map(|(_, length)| length), Some(text.len()));
            }
        }

        /// A number that is read in the manner of another one is read as it is by itself, and one that is written so is read.
        #[test]
        fn a_manner_changes_nothing(
            before in "-?[0-9]{1,5}(\\.[0-9]{1,6})?", text in "-?[0-9]{0,7}(\\.[0-9]{0,6})?", end in "[,;\n\r]", other in "[,;x\n.0-9]", behind in "[0-9,.\n]{8}",
        ) {
            let (first, _) = number(format!("{before}{end}{behind}").as_bytes()).expect("a number");
            let manner = Manner::of(first, end.as_bytes()[0]);
            prop_assert_eq!(manner.end(), end.as_bytes()[0]);
            for end in [&end, &other] {
                let whole = format!("{text}{end}{behind}");
                let bytes = whole.as_bytes();
                let word = u64::from_le_bytes(*bytes.first_chunk().expect("eight bytes"));
                let (read, wanted) = (manner.read(word), number(bytes));
                if read.is_some() {
                    prop_assert_eq!(read, wanted);
                }
                let decimals = |value: Value| value.number().map(|(_, decimals)| decimals);
                if let Some((value, length)) = wanted
                    && decimals(value) == decimals(first)
                    && decimals(value) <= Some(5)
                    && length < 8
                    && !bytes.starts_with(b"-")
                    && bytes[length] == manner.end()
                {
                    prop_assert_eq!(read, wanted);
                }
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
