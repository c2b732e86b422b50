//! Messages in a JSON report, where they stand in English: recognised by their phrases and said in Chinese, what stands in their holes included.

use std::collections::BTreeMap;

use super::phrase::{Lang, Phrase};

/// How deep messages stand within one another.
const DEEP: u32 = 4;
/// Letters that a phrase with holes must have of its own to be recognised: what says less would be found in many a text that somebody wrote.
const OWN: usize = 10;

/// The Chinese of an English message, if it is of a known phrase.
pub(super) fn said(messages: &BTreeMap<String, Phrase>, english: &str) -> Option<String> {
    let phrases: Vec<(&str, &str)> =
        messages.values().map(|[en, zh]| (en.as_str(), zh.as_str())).filter(|(en, _)| own(en) >= OWN || !en.contains('{')).collect();
    again(&phrases, english, DEEP)
}

/// Letters of a phrase that are its own: one that is nearly all holes is every text.
fn own(phrase: &str) -> usize {
    let mut inside = false;
    phrase
        .chars()
        .filter(|c| {
            inside = (inside || *c == '{') && *c != '}';
            !inside && c.is_ascii_alphabetic()
        })
        .count()
}

fn again(phrases: &[(&str, &str)], english: &str, deep: u32) -> Option<String> {
    // The phrase with the most letters of its own says most exactly what was meant.
    let found = phrases.iter().filter_map(|(en, zh)| Some((own(en), held(en, english)?, zh)));
    if let Some((_, parts, zh)) = found.max_by_key(|(own, ..)| *own) {
        let mut text = String::new();
        let mut rest: &str = zh;
        while let Some(at) = rest.find('{') {
            text += &rest[..at];
            let hole = parts.iter().find(|(name, _)| rest[at + 1..].strip_prefix(*name).is_some_and(|behind| behind.starts_with('}')));
            let Some((name, value)) = hole else {
                text.push('{');
                rest = &rest[at + 1..];
                continue;
            };
            let inner = if deep > 0 && value.contains(|c: char| c.is_ascii_alphabetic()) { again(phrases, value, deep - 1) } else { None };
            text += inner.as_deref().unwrap_or(value);
            rest = &rest[at + name.len() + 2..];
        }
        return Some(text + rest);
    }
    if deep == 0 {
        return None;
    }
    // A message with its reason in brackets.
    if let Some((what, why)) = with_reason(english) {
        let [said, because] = [what, why].map(|part| again(phrases, part, deep - 1));
        if said.is_some() || because.is_some() {
            return Some(said.as_deref().unwrap_or(what).to_owned() + &Lang::Zh.in_brackets(because.as_deref().unwrap_or(why)));
        }
    }
    // A message at its place, such as `readings/a.csv:12`.
    let (place, what) = english.split_once(": ")?;
    if place.contains(' ') {
        return None;
    }
    Some(format!("{place}：{}", again(phrases, what, deep - 1)?))
}

/// What stands before the last brackets of a text that ends with them, and what stands in them.
fn with_reason(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut closed = 0;
    let (at, _) = inner.char_indices().rev().find(|(_, sign)| {
        closed += i32::from(*sign == ')') - i32::from(*sign == '(');
        closed < 0
    })?;
    Some((inner[..at].strip_suffix(' ')?, &inner[at + 1..]))
}

/// What stands in the holes of a phrase in a text, by their names; `None` if the text is not of that phrase.
fn held<'a>(phrase: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = Vec::new();
    let (mut phrase, mut text) = (phrase, text);
    loop {
        let Some((at, name, behind)) = next_hole(phrase) else {
            return (phrase == text).then_some(found);
        };
        text = text.strip_prefix(&phrase[..at])?;
        phrase = &phrase[behind..];
        let fixed = next_hole(phrase).map_or(phrase, |(at, ..)| &phrase[..at]);
        let end = match (fixed.is_empty(), next_hole(phrase)) {
            (true, None) => text.len(),
            // Two holes side by side: the first is taken to be empty, or all.
            (true, Some(_)) => 0,
            (false, None) => text.len().checked_sub(fixed.len()).filter(|at| text.is_char_boundary(*at) && text.ends_with(fixed))?,
            (false, Some(_)) => text.find(fixed)?,
        };
        found.push((name, &text[..end]));
        text = &text[end..];
    }
}

/// The next hole: where it stands, its name, and where it ends.
fn next_hole(phrase: &str) -> Option<(usize, &str, usize)> {
    let mut from = 0;
    while let Some(at) = phrase[from..].find('{').map(|at| at + from) {
        if let Some(end) = phrase[at..].find('}').map(|end| at + end) {
            let name = &phrase[at + 1..end];
            if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                return Some((at, name, end + 1));
            }
        }
        from = at + 1;
    }
    None
}
