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
mod month_name;
mod number;
mod partial;
mod range;
mod scan;
mod serial;
mod source;
mod stamp;
mod stamped;

use std::borrow::Cow;

pub use crate::near::{near, nearest};
pub use decimal::{decimal, decimal_text};
pub use fixed::fixed_stamp;
pub use marks::{Comma, Mark, MarkError, Marks, comma, number_and_unit, parts_thousands, with_point};
pub use month::month;
pub use number::{NumberError, is_missing, number};
pub use partial::{Known, PartialDate, Unknown};
pub use range::{Range, clock_range, range, range_of_day, stamp};
pub use serial::{Serial, is_timed_serial, plain_date, plain_time};
pub use source::is_source;
pub use stamp::{day, stamp_with_offset};
pub use stamped::{DateOrder, Stamp, StampError};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_width_are_trimmed() {
        assert_eq!(trimmed("\u{feff}\u{3000} M1\u{a0}\t"), "M1");
        assert_eq!(narrow("ｋＷｈ：１２"), "kWh:12");
    }
}
