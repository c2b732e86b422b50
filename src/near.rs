//! "Did you mean": the known name nearest to a word that is not known.

use crate::say;
use crate::say::{Message, Part};

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
    nearest(word, candidates).map_or_else(Message::nothing, |name| say!("; did you mean `{name}`?", name = shown(name)))
}

/// The same; where no candidate is near, all of them.
pub(crate) fn near_or_known(word: &str, known: &[&str]) -> Message {
    let near = near(word, known.iter().copied());
    if near.is_empty() && !known.is_empty() { say!("; known here: {known}", known => Part::names(known)) } else { near }
}

/// A text of a file in a message: without control characters, and not longer than a message bears.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if clean.chars().count() > 60 { format!("{}…", clean.chars().take(60).collect::<String>()) } else { clean }
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
