//! A reader of dates and times, left to right.

use super::stamped::StampError;

/// What is left of a text.
pub(super) struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// At the start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Whether everything was read.
    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The digits ahead, possibly none.
    pub(super) fn digits(&mut self) -> &'a str {
        self.take(|c| c.is_ascii_digit())
    }

    /// The ASCII letters ahead, possibly none.
    pub(super) fn letters(&mut self) -> &'a str {
        self.take(|c| c.is_ascii_alphabetic())
    }

    /// Passes blanks; whether there were any.
    pub(super) fn blanks(&mut self) -> bool {
        !self.take(|c| c == ' ').is_empty()
    }

    /// Passes one of the characters, and says which.
    pub(super) fn one_of(&mut self, chars: &[char]) -> Option<char> {
        let next = self.rest.chars().next().filter(|c| chars.contains(c))?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    /// Passes a word.
    pub(super) fn word(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).map(|rest| self.rest = rest).is_some()
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

/// The value of a few ASCII digits.
pub(super) fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |n, d| n * 10 + u32::from(d - b'0'))
}

/// One or two digits.
pub(super) fn short(digits: &str) -> Result<u32, StampError> {
    if matches!(digits.len(), 1 | 2) { Ok(number(digits)) } else { Err(StampError::Unreadable) }
}
