//! One cell of a table: a number, a stamp, a month, a day, a word. Pure functions on text, without I/O.
//!
//! Each kind has one reference that takes every lawful spelling; numbers and stamps of readings also have a fast path for the
//! plain shapes, which answers `None` for anything else and is held equal to the reference by a property test.

mod clock;
mod date;
mod decimal;
mod fixed;
mod marks;
mod month;
mod number;
mod partial;
mod range;
mod scan;
mod serial;
mod source;
mod stamp;

use std::borrow::Cow;

use crate::say;
use crate::say::Message;
pub use decimal::{decimal, decimal_text};
pub use fixed::fixed_stamp;
pub use marks::{Comma, Mark, MarkError, Marks, comma, number_and_unit, parts_thousands, with_point};
pub use month::month;
pub use number::{NumberError, is_missing, number};
pub use partial::{Known, PartialDate, Unknown};
pub use range::{Range, clock_range, range, range_of_day};
pub use serial::{Serial, is_timed_serial, plain_date, plain_time};
pub use source::is_source;
pub use stamp::{DateOrder, Stamp, StampError, day, stamp, stamp_with_offset};

/// The text without blanks at its ends: full-width, no-break and zero-width ones included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
}

/// The text with full-width letters, digits and signs as ASCII, every kind of blank as a space and every minus as a hyphen.
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                '\u{2212}' => '-',
                blank if blank.is_whitespace() => ' ',
                other => other,
            })
            .collect(),
    )
}

/// The candidate nearest to a word, if one is near enough to have been meant: about one slip per three letters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    let limit = (letters / 3).max(1);
    // A slip changes the number of letters by one at most, and so the counts of letters by two: most candidates are passed over by that.
    let own = histogram(&word);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let length = lower.chars().count();
        let within = best.map_or(limit, |(distance, _)| distance.saturating_sub(1).min(limit));
        if length.abs_diff(letters) > within || apart(&own, &histogram(&lower)) > within * 2 {
            continue;
        }
        let distance = strsim::osa_distance(&word, &lower);
        if distance <= limit && distance < length && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often letters of each of 32 kinds are in a word.
fn histogram(word: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for c in word.chars() {
        let at = u32::from(c) as usize % 32;
        counts[at] = counts[at].saturating_add(1);
    }
    counts
}

fn apart(a: &[u8; 32], b: &[u8; 32]) -> usize {
    a.iter().zip(b).map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
}

/// `; did you mean …?`, where a candidate is near.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Message {
    nearest(word, candidates).map_or_else(Message::nothing, |name| say!("; did you mean `{name}`?", name = super::collect::shown(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let flows = ["grid-import", "grid-export", "load"];
        assert_eq!(nearest("grid-imoprt", flows), Some("grid-import"));
        assert_eq!(nearest("Load", flows), Some("load"));
        assert_eq!(nearest("laod", flows), Some("load"));
        assert_eq!(nearest("storage", flows), None);
        assert_eq!(nearest("下网电", ["下网电量", "上网电量"]), Some("下网电量"));
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn blanks_of_every_width_are_trimmed() {
        assert_eq!(trimmed("\u{feff}\u{3000} M1\u{a0}\t"), "M1");
        assert_eq!(narrow("ｋＷｈ：１２"), "kWh:12");
    }
}
