//! A row of the drafted registry.

use crate::say::Message;

/// A meter as far as it is known.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) carrier: &'static str,
    pub(super) flow: &'static str,
    pub(super) source: &'static str,
    pub(super) unit: &'static str,
    pub(super) multiplier: String,
    pub(super) applied: &'static str,
    pub(super) parent: String,
    /// The positive direction of a signed flow.
    pub(super) positive: &'static str,
    pub(super) label: String,
    /// Whether it measures what its parent does, and not a part of it.
    pub(super) whole: bool,
    /// What is only guessed, and why.
    pub(super) guesses: Vec<Message>,
    /// What must be filled in.
    pub(super) open: Vec<&'static str>,
    /// What a person has to know about what is open.
    pub(super) asked: Vec<Message>,
}

impl Row {
    /// What names the meter, in small letters.
    pub(super) fn names(&self) -> String {
        format!("{}{}", self.id, self.label).to_lowercase()
    }

    /// Whether one of these words names it.
    pub(super) fn is_called(&self, words: &[&str]) -> bool {
        let names = self.names();
        words.iter().any(|word| names.contains(word))
    }

    /// Takes back what was guessed of it, and asks what it counts.
    pub(super) fn ask_flow(&mut self, why: Message) {
        (self.flow, self.source, self.positive) = ("", "", "");
        self.guesses.clear();
        self.open.push("flow");
        self.asked.push(why);
    }
}
