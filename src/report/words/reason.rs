//! Reasons of rules in another language. The rules write them in English; here they are recognised by their English phrase and said by the other.

use std::collections::BTreeMap;

use super::phrase::{Phrase, fill};

/// Prefix of the phrases of reasons.
pub(super) const REASONS: &str = "reason.";
/// Prefix of the phrases of the command line's parser.
pub(super) const USAGE: &str = "usage.";

/// The Chinese of an English text that is one of the phrases below a prefix, if the catalogue has it.
pub(super) fn translated(catalogue: &BTreeMap<String, Phrase>, prefix: &str, english: &str) -> Option<String> {
    let mut known = catalogue.iter().filter(|(key, _)| key.starts_with(prefix));
    let (values, zh) = known.find_map(|(_, [en, zh])| Some((held(en, english)?, zh)))?;
    let values: Vec<&dyn std::fmt::Display> = values.iter().map(|v| v as &dyn std::fmt::Display).collect();
    Some(fill(zh, &values))
}

/// What stands in the holes of a phrase in a text; `None` if the text is not of that phrase.
pub(super) fn held<'a>(phrase: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = Vec::new();
    let mut rest = phrase;
    while let Some(at) = rest.find('{') {
        let end = at + rest[at..].find('}')?;
        pieces.push(&rest[..at]);
        rest = &rest[end + 1..];
    }
    let mut left = text.strip_prefix(pieces.first().copied().unwrap_or(rest))?;
    if pieces.is_empty() {
        return left.is_empty().then(Vec::new);
    }
    let mut values = Vec::new();
    for piece in &pieces[1..] {
        let at = left.find(piece)?;
        values.push(&left[..at]);
        left = &left[at + piece.len()..];
    }
    values.push(left.strip_suffix(rest)?);
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::held;

    #[test]
    fn recognises_a_phrase_by_its_fixed_parts() {
        assert_eq!(
            held("the park uses {0} tce; none below {1} tce", "the park uses 12 tce; none below 200000 tce"),
            Some(vec!["12", "200000"])
        );
        assert_eq!(held("no reading of {0}", "no reading of M1, M2"), Some(vec!["M1, M2"]));
        assert_eq!(held("plain", "plain"), Some(vec![]));
        assert_eq!(held("plain", "plainer"), None);
        assert_eq!(held("no reading of {0}", "a reading"), None);
    }
}
