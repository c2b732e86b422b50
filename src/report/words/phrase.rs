//! Phrases in both languages, and their holes.

use std::fmt::Display;

/// Language of text for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (简体中文).
    Zh,
}

/// A phrase in both languages.
pub(super) type Phrase = [String; 2];

/// Fills holes in one pass: what fills a hole is never read for holes itself.
pub(super) fn fill(phrase: &str, values: &[&dyn Display]) -> String {
    let mut text = String::new();
    let mut rest = phrase;
    while let Some(at) = rest.find('{') {
        text += &rest[..at];
        let hole = &rest[at..];
        let number = hole.find('}').and_then(|end| Some((end, hole[1..end].parse::<usize>().ok()?)));
        if let Some((end, value)) = number.and_then(|(end, number)| Some((end, values.get(number)?))) {
            text += &value.to_string();
            rest = &hole[end + 1..];
        } else {
            text.push('{');
            rest = &hole[1..];
        }
    }
    text + rest
}
