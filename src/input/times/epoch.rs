//! Stamps that count seconds or milliseconds since 1970 in place of dates.

/// How stamps in place of dates are counted, where they are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// Seconds since 1970-01-01 00:00 UTC.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// Seconds or milliseconds of the years 2001 to 2065, by their ten or thirteen digits.
pub(in crate::input) fn looks_like_epoch(text: &str) -> Option<Epoch> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let all = digits.bytes().all(|b| b.is_ascii_digit()) && digits.starts_with(['1', '2']);
    match digits.len() {
        10 if all => Some(Epoch::Seconds),
        13 if all => Some(Epoch::Milliseconds),
        _ => None,
    }
}
