//! Which end of its interval a stamp labels, and how that was concluded.

use chrono::Datelike;

use crate::input::manifest::Label;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};
use crate::say;
use crate::say::Message;

/// The convention, and the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convention {
    /// The end that stamps label; `None` where it cannot be told.
    pub label: Option<Label>,
    /// The evidence, or what is missing.
    pub why: Message,
    /// Whether stamps are bare days or months, which label themselves.
    pub bare: bool,
}

impl Convention {
    pub(super) fn new(label: Option<Label>, why: Message) -> Self {
        Self { label, why, bare: false }
    }
}

/// The first and last stamps of a meter, freed of a common offset from the grid, and its step.
pub(super) struct Edges {
    pub(super) first: Civil,
    pub(super) last: Civil,
    pub(super) step: Step,
}

/// Concludes from a written 24:00 (its line), else from the header of the time column, else from the first and last stamps of the meters.
pub(super) fn conclude(midnight_written: Option<u64>, header: &str, edges: &[Edges]) -> Convention {
    if let Some(line) = midnight_written {
        return Convention::new(Some(Label::End), say!("24:00 is written (line {line})", line));
    }
    let words = super::words::words(header);
    let names = |signs: [&str; 3]| words.iter().any(|w| signs.contains(&w.as_str()));
    let chinese = |signs: [&str; 3]| signs.iter().any(|sign| header.contains(sign));
    if names(["start", "begin", "from"]) || chinese(["开始", "起始", "起"]) {
        return Convention::new(Some(Label::Start), say!("the column is called `{header}`, which names the start", header));
    }
    if names(["end", "until", "to"]) || chinese(["结束", "截止", "终止"]) {
        return Convention::new(Some(Label::End), say!("the column is called `{header}`, which names the end", header));
    }
    let mut found: Vec<(Label, Message)> = Vec::new();
    for edge in edges.iter().filter(|edge| edge.step == Step::DAY) {
        // Midnights that stand for days: an export runs from the first of a month, or to the last; from the second to the first they are ends.
        let (first, last) = (edge.first.day(), edge.last.day());
        if first.day() == 2 && last.day() == 1 {
            found.push((Label::End, say!("the first stamp is {first} and the last {last}", first = edge.first, last = edge.last)));
        } else if edge.first.0.rem_euclid(SECONDS_PER_DAY) == 0 && (first.day() == 1 || last.succ_opt().is_some_and(|next| next.day() == 1))
        {
            found.push((Label::Start, say!("the first stamp is {first} and the last {last}", first = edge.first, last = edge.last)));
        }
    }
    for edge in edges {
        let Some(step) = edge.step.seconds().filter(|s| *s < SECONDS_PER_DAY) else { continue };
        let clock = |at: Civil| at.0.rem_euclid(SECONDS_PER_DAY);
        let (first, last) = (clock(edge.first), clock(edge.last));
        if first == step {
            found.push((Label::End, say!("the first stamp is {first}: no interval would end at 00:00 before it", first = edge.first)));
        } else if first == 0 && last == SECONDS_PER_DAY - step {
            found.push((Label::Start, say!("the first stamp is {first} and the last {last}", first = edge.first, last = edge.last)));
        }
    }
    if found.is_empty() {
        // The first stamps may be of any hour; an export ends where its last day does.
        for edge in edges {
            let Some(step) = edge.step.seconds().filter(|s| *s < SECONDS_PER_DAY) else { continue };
            match edge.last.0.rem_euclid(SECONDS_PER_DAY) {
                0 => found.push((Label::End, say!("the last stamp is {last}, at midnight", last = edge.last))),
                last if last == SECONDS_PER_DAY - step => {
                    found.push((Label::Start, say!("the last stamp is {last}, one step before midnight", last = edge.last)));
                }
                _ => {}
            }
        }
        found = if found.len() == edges.len() { found } else { Vec::new() };
    }
    let Some((label, why)) = found.first().cloned() else {
        return Convention::new(None, say!("cannot be told: the first and last stamps are not those of whole days"));
    };
    if found.iter().any(|(other, _)| *other != label) {
        return Convention::new(
            None,
            say!("cannot be told: some meters start as if stamps label the end, others as if they label the start"),
        );
    }
    Convention::new(Some(label), why)
}
