//! A message with its facts as JSON, and back, so that what reads it can say it in any language.
//!
//! `{"say": PHRASE, "with": [[HOLE, PART], …]}`; a part is a text, a message, or `{"list": [MESSAGE, …], "between": MESSAGE}`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::{CUTS, Message, Part, Phrase, hole_end};

/// Phrases that were read, by their text and the names of their holes.
static READ: Mutex<BTreeMap<(&'static str, &'static [&'static str]), &'static Phrase>> = Mutex::new(BTreeMap::new());

impl Message {
    /// The message with its facts.
    pub fn to_json(&self) -> Value {
        let parts = self.phrase.holes.iter().zip(&*self.parts).map(|(hole, part)| json!([hole, part.to_json()]));
        json!({ "say": self.phrase.english, "with": parts.collect::<Vec<_>>() })
    }

    /// The message of [`Message::to_json`]; `None` of anything else.
    pub fn of_json(value: &Value) -> Option<Self> {
        let (mut holes, mut parts) = (Vec::new(), Vec::new());
        for pair in value.get("with")?.as_array()? {
            let [hole, part] = pair.as_array()?.as_slice() else { return None };
            holes.push(hole.as_str()?);
            parts.push(Part::of_json(part)?);
        }
        Some(Self::new(phrase(value.get("say")?.as_str()?, &holes)?, parts))
    }
}

impl Part {
    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Said(message) => message.to_json(),
            Self::List(list) => json!({ "list": list.0.iter().map(Message::to_json).collect::<Vec<_>>(), "between": list.1.to_json() }),
        }
    }

    fn of_json(value: &Value) -> Option<Self> {
        if let Some(text) = value.as_str() {
            return Some(Self::Text(text.to_owned()));
        }
        let Some(list) = value.get("list") else { return Message::of_json(value).map(Self::Said) };
        let items: Vec<Message> = list.as_array()?.iter().map(Message::of_json).collect::<Option<_>>()?;
        Some(Self::list(items, Message::of_json(value.get("between")?)?))
    }
}

/// The phrase of a text and its holes, kept once; `None` where the text has others than these.
fn phrase(english: &str, holes: &[&str]) -> Option<&'static Phrase> {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(phrase) = read.get(&(english, holes)) {
        return Some(phrase);
    }
    if !is_phrase(english, holes) {
        return None;
    }
    let text = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let holes: Vec<&'static str> = holes.iter().map(|hole| text(hole)).collect();
    let (english, holes): (_, &'static [_]) = (text(english), holes.leak());
    let phrase: &'static Phrase = Box::leak(Box::new(Phrase::new(english, holes)));
    read.insert((english, holes), phrase);
    Some(phrase)
}

/// Whether the holes of a text are these, as [`Phrase::new`] asks.
fn is_phrase(english: &str, holes: &[&str]) -> bool {
    let (mut seen, mut count) = (0_u64, 0);
    for at in 0..english.len() {
        let end = hole_end(english.as_bytes(), at);
        if end > 0 {
            let Some(hole) = holes.iter().position(|hole| *hole == &english[at + 1..end]) else { return false };
            count += 1;
            seen |= 1 << hole.min(63);
        }
    }
    holes.len() < 63 && seen == (1 << holes.len()) - 1 && count <= CUTS && english.len() < usize::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn a_message_reads_back_with_its_facts() {
        let near = say!("; did you mean `{name}`?", name = "{id}");
        let list = Part::names(["a", "b"]);
        let message = say!("{count} row(s) of {id}{near}; known: {known}", count = 3, id = "x", near => near, known => list).at("a.csv:2");
        let read = Message::of_json(&message.to_json()).expect("a message");
        assert_eq!(read, message);
        assert_eq!((read.place(), read.to_string()), (Some("a.csv:2"), message.to_string()));
        for other in [json!({"say": "{a}", "with": []}), json!({"say": "a", "with": [["a", "b"]]}), json!("text"), json!({"say": "a"})] {
            assert!(Message::of_json(&other).is_none(), "{other}");
        }
    }
}
