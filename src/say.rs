//! What is said to a person: a phrase, and what stands in its holes.
//!
//! The phrase is written in English, once, where it is known what is to be said; the catalogue of texts holds the same phrase with its Chinese, and a
//! test holds the two to each other. So the facts stay facts until somebody reads them, and the language is chosen last.

mod stored;

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A phrase in English. A hole is a name in braces, such as `{meter}`; any other brace is itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The phrase.
    pub english: &'static str,
    /// The names of its holes.
    pub holes: &'static [&'static str],
    /// Where its holes are: first byte, byte behind, which.
    cuts: [(u16, u16, u8); CUTS],
    /// How many of these there are.
    count: u8,
}

/// The most holes in a phrase, each as often as it stands there.
const CUTS: usize = 16;

impl Phrase {
    /// A phrase with its holes; one that has others than these does not compile.
    pub const fn new(english: &'static str, holes: &'static [&'static str]) -> Self {
        let bytes = english.as_bytes();
        let (mut cuts, mut count) = ([(0, 0, 0); CUTS], 0);
        let mut seen = 0_u64;
        let mut at = 0;
        while at < bytes.len() {
            let end = hole_end(bytes, at);
            if end > 0 {
                let mut hole = 0;
                while hole < holes.len() && !is_at(bytes, at + 1, end, holes[hole].as_bytes()) {
                    hole += 1;
                }
                assert!(hole < holes.len(), "the phrase has a hole that nothing fills");
                assert!(end < u16::MAX as usize, "the phrase is too long");
                #[allow(clippy::cast_possible_truncation, reason = "both are smaller, as was just seen")]
                {
                    cuts[count as usize] = (at as u16, end as u16 + 1, hole as u8);
                }
                count += 1;
                seen |= 1 << hole;
            }
            at += 1;
        }
        assert!(seen == (1 << holes.len()) - 1, "something fills no hole of the phrase");
        Self { english, holes, cuts, count }
    }
}

/// The end of a hole that begins at a place, 0 where none does.
const fn hole_end(text: &[u8], at: usize) -> usize {
    if text[at] != b'{' {
        return 0;
    }
    let mut end = at + 1;
    while end < text.len() && (text[end].is_ascii_lowercase() || text[end].is_ascii_digit() || text[end] == b'_') {
        end += 1;
    }
    if end < text.len() && end > at + 1 && text[end] == b'}' { end } else { 0 }
}

const fn is_at(text: &[u8], from: usize, to: usize, name: &[u8]) -> bool {
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if text[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A name, a number, an excerpt: the same in every language.
    Text(String),
    /// Something that is said in its turn.
    Said(Message),
    /// Several things, with what is said between them.
    List(Box<(Vec<Message>, Message)>),
}

impl From<Message> for Part {
    fn from(message: Message) -> Self {
        Self::Said(message)
    }
}

/// A phrase with its holes filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    phrase: &'static Phrase,
    /// Shared by its copies: a message stands with the evidence and in the report.
    parts: Arc<[Part]>,
}

/// What is said as it stands, in every language.
const VERBATIM: &Phrase = &Phrase::new("{text}", &["text"]);
/// What is said at a place.
const PLACED: &Phrase = &Phrase::new("{place}: {what}", &["place", "what"]);

impl Message {
    /// A phrase with what fills its holes, in their order; [`say`](crate::say!) makes it.
    pub fn new(phrase: &'static Phrase, parts: Vec<Part>) -> Self {
        Self { phrase, parts: parts.into() }
    }

    /// What is not our own, such as an error of the system: it stays as it is.
    pub fn verbatim(text: impl fmt::Display) -> Self {
        Self::new(VERBATIM, vec![Part::Text(text.to_string())])
    }

    /// Several messages, with what is said between them.
    pub fn list(items: impl IntoIterator<Item = Self>, between: Self) -> Self {
        Self::new(VERBATIM, vec![Part::list(items, between)])
    }

    /// Nothing.
    pub fn nothing() -> Self {
        const NOTHING: &Phrase = &Phrase::new("", &[]);
        Self::new(NOTHING, Vec::new())
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.phrase.english.is_empty()
    }

    /// The same, said at a place such as `readings/a.csv:12`.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Self {
        Self::new(PLACED, vec![Part::Text(place.into()), Part::Said(self)])
    }

    /// The place that it is said at.
    pub fn place(&self) -> Option<&str> {
        self.parted().map(|(place, _)| place)
    }

    /// What is said, without the place that it is said at.
    pub fn without_place(&self) -> &Self {
        self.parted().map_or(self, |(_, what)| what)
    }

    fn parted(&self) -> Option<(&str, &Self)> {
        match &*self.parts {
            [Part::Text(place), Part::Said(what)] if self.phrase == PLACED => Some((place, what)),
            _ => None,
        }
    }

    /// The text, by the phrases that stand for the English ones; where there is none, in English.
    pub fn told(&self, translated: &dyn Fn(&str) -> Option<&'static str>) -> String {
        let mut text = String::with_capacity(256);
        // A text takes whatever is written to it.
        let _ = self.write(&mut text, translated);
        text
    }

    fn write(&self, text: &mut dyn fmt::Write, translated: &dyn Fn(&str) -> Option<&'static str>) -> fmt::Result {
        let Some(mut rest) = translated(self.phrase.english) else { return self.write_english(text, translated) };
        while let Some(at) = rest.find('{') {
            text.write_str(&rest[..at])?;
            let end = hole_end(rest.as_bytes(), at);
            let hole = if end > 0 { self.phrase.holes.iter().position(|hole| *hole == &rest[at + 1..end]) } else { None };
            if let Some(part) = hole.and_then(|hole| self.parts.get(hole)) {
                part.write(text, translated)?;
                rest = &rest[end + 1..];
            } else {
                text.write_char('{')?;
                rest = &rest[at + 1..];
            }
        }
        text.write_str(rest)
    }

    /// The phrase as it stands in the program: where its holes are was found when that was compiled.
    fn write_english(&self, text: &mut dyn fmt::Write, translated: &dyn Fn(&str) -> Option<&'static str>) -> fmt::Result {
        let Phrase { english, cuts, count, .. } = self.phrase;
        let mut from = 0;
        for &(first, behind, hole) in &cuts[..usize::from(*count)] {
            text.write_str(&english[from..usize::from(first)])?;
            if let Some(part) = self.parts.get(usize::from(hole)) {
                part.write(text, translated)?;
            }
            from = usize::from(behind);
        }
        text.write_str(&english[from..])
    }
}

impl Part {
    fn write(&self, text: &mut dyn fmt::Write, translated: &dyn Fn(&str) -> Option<&'static str>) -> fmt::Result {
        match self {
            Self::Text(own) => text.write_str(own),
            Self::Said(message) => message.write(text, translated),
            Self::List(list) => {
                let (items, between) = &**list;
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        between.write(text, translated)?;
                    }
                    item.write(text, translated)?;
                }
                Ok(())
            }
        }
    }

    /// Names with commas between them.
    pub fn names<T: fmt::Display>(names: impl IntoIterator<Item = T>) -> Self {
        Self::list(names.into_iter().map(Message::verbatim), crate::say!(", "))
    }

    /// Several things, with what is said between them.
    pub fn list(items: impl IntoIterator<Item = Message>, between: Message) -> Self {
        Self::List(Box::new((items.into_iter().collect(), between)))
    }
}

/// In English.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &|_| None)
    }
}

impl std::error::Error for Message {}

/// In English: data are in no language of a reader's choice.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As it stands; its facts are elsewhere ([`Message::of_json`]).
impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::verbatim)
    }
}

impl JsonSchema for Message {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// Whether a character cannot be seen, or turns the direction of writing.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Says a phrase: `say!("{count} row(s) of {meter}{near}", count, meter = id, near => near(id))`. What follows `=` or stands alone is shown as it is, in
/// every language; what follows `=>` is a message in its turn.
#[macro_export]
macro_rules! say {
    ($english:literal $(, $hole:ident $(= $shown:expr)? $(=> $said:expr)?)* $(,)?) => {{
        const PHRASE: &$crate::say::Phrase = &$crate::say::Phrase::new($english, &[$(stringify!($hole)),*]);
        $crate::say::Message::new(PHRASE, vec![$($crate::say!(@part $hole $(= $shown)? $(=> $said)?)),*])
    }};
    (@part $hole:ident) => { $crate::say::Part::Text(($hole).to_string()) };
    (@part $hole:ident = $shown:expr) => { $crate::say::Part::Text(($shown).to_string()) };
    (@part $hole:ident => $said:expr) => { $crate::say::Part::from($said) };
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn holes_are_filled_by_name_once_and_in_any_order() {
        let near = say!("; did you mean `{name}`?", name = "{id}");
        let message = say!("{count} row(s) of {id}{near}; `{ … }`", count = 3, id = "{count}", near => near).at("a.csv:2");
        assert_eq!(message.to_string(), "a.csv:2: 3 row(s) of {count}; did you mean `{id}`?; `{ … }`");
        let chinese = message.told(&|english| match english {
            "{count} row(s) of {id}{near}; `{ … }`" => Some("{id} 的 {count} 行{near}"),
            "; did you mean `{name}`?" => Some("；是否为“{name}”？"),
            "{place}: {what}" => Some("{place}：{what}"),
            _ => None,
        });
        assert_eq!(chinese, "a.csv:2：{count} 的 3 行；是否为“{id}”？");
        assert_eq!(message.without_place().to_string(), "3 row(s) of {count}; did you mean `{id}`?; `{ … }`");
    }

    #[test]
    fn lists_have_something_between_their_items() {
        let message = say!("known: {known}", known => Part::names(["a", "b", "c"]));
        assert_eq!(message.to_string(), "known: a, b, c");
    }
}
