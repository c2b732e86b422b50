//! The keys of a scenario's tables with the lines on which they stand.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::input::error::InputError;
use crate::input::field::near;
use crate::measure::Exact;
use crate::say;
use crate::say::{Message, Part};

/// Something that was taken, with its line.
#[derive(Clone, Debug)]
pub(super) struct Entry<T> {
    pub(super) value: T,
    pub(super) line: u64,
}

impl<T> Entry<T> {
    /// Another value on the same line.
    pub(super) fn of<U>(&self, value: U) -> Entry<U> {
        Entry { value, line: self.line }
    }
}

/// A table whose keys are taken one by one.
pub(super) struct Keys<'a> {
    file: &'a str,
    text: &'a str,
    /// Line of its header.
    pub(super) line: u64,
    /// Where it stands, in messages.
    place: Message,
    table: Vec<(String, u64, Spanned<DeValue<'a>>)>,
    /// What is wrong with it.
    pub(super) errors: Vec<InputError>,
}

/// The line of a place in a text, from 1.
fn line_at(text: &str, at: usize) -> u64 {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() as u64 + 1
}

impl<'a> Keys<'a> {
    /// The top table of a file.
    pub(super) fn top(file: &'a str, text: &'a str) -> Result<Self, Vec<InputError>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_at(text, span.start));
            let said = error.message().lines().next().unwrap_or_default().to_owned();
            vec![InputError::at(file, line, say!("this is no TOML: {error}", error = said))]
        })?;
        Ok(Self::of(file, text, 0, Message::nothing(), table.into_inner()))
    }

    fn of(file: &'a str, text: &'a str, line: u64, place: Message, table: DeTable<'a>) -> Self {
        let entry = |(key, value): (Spanned<std::borrow::Cow<'a, str>>, Spanned<DeValue<'a>>)| {
            let line = line_at(text, key.span().start);
            (key.into_inner().into_owned(), line, value)
        };
        Self { file, text, line, place, table: table.into_iter().map(entry).collect(), errors: Vec::new() }
    }

    fn child(&self, span: &Range<usize>, place: Message, table: DeTable<'a>) -> Self {
        Self::of(self.file, self.text, line_at(self.text, span.start), place, table)
    }

    /// Records an error at a line.
    pub(super) fn error(&mut self, line: u64, message: Message) {
        self.errors.push(InputError::at(self.file, line, message));
    }

    /// Whether there is a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, ..)| name == key)
    }

    /// The line of a key; that of the table where there is none.
    pub(super) fn line_of(&self, key: &str) -> u64 {
        self.table.iter().find(|(name, ..)| name == key).map_or(self.line, |(_, line, _)| *line)
    }

    /// Refuses every key that is not among the known ones (or was taken).
    pub(super) fn only(&mut self, known: &[&str]) {
        let (kept, unknown): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.table).into_iter().partition(|(key, ..)| known.contains(&key.as_str()));
        self.table = kept;
        for (key, line, _) in unknown {
            let hint = near(&key, known.iter().copied());
            let place = self.place.clone();
            let known = Part::names(known);
            self.error(
                line,
                say!("unknown key `{key}`{place}{near}; known here: {known}", key, place => place, near => hint, known => known),
            );
        }
    }

    fn take(&mut self, key: &str) -> Option<(u64, Spanned<DeValue<'a>>)> {
        let at = self.table.iter().position(|(name, ..)| name == key)?;
        let (_, line, value) = self.table.remove(at);
        Some((line, value))
    }

    /// Takes a table.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Self> {
        let (line, value) = self.take(key)?;
        let span = value.span();
        if let DeValue::Table(table) = value.into_inner() {
            return Some(self.child(&span, say!(" in `[scenario]`"), table));
        }
        self.error(line, say!("`{key}` must be a table, `[{key}]`", key));
        None
    }

    /// Takes an array of tables.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let Some((line, value)) = self.take(key) else { return Vec::new() };
        let span = value.span();
        let place = say!(" in `[[change]]`");
        match value.into_inner() {
            DeValue::Table(table) => vec![self.child(&span, place, table)],
            DeValue::Array(values) => {
                let mut found = Vec::new();
                for value in values {
                    let span = value.span();
                    if let DeValue::Table(table) = value.into_inner() {
                        found.push(self.child(&span, place.clone(), table));
                    } else {
                        self.error(line, say!("`{key}` must be tables, `[[{key}]]`", key));
                    }
                }
                found
            }
            _ => {
                self.error(line, say!("`{key}` must be tables, `[[{key}]]`", key));
                Vec::new()
            }
        }
    }

    /// Takes a text.
    pub(super) fn text(&mut self, key: &str) -> Option<Entry<String>> {
        let (line, value) = self.take(key)?;
        if let DeValue::String(text) = value.into_inner() {
            return Some(Entry { value: text.trim().to_owned(), line });
        }
        self.error(line, say!("`{key}` must be a text in quotes", key));
        None
    }

    /// Takes a text or several.
    pub(super) fn texts(&mut self, key: &str) -> Option<Entry<Vec<String>>> {
        let (line, value) = self.take(key)?;
        let text = |value: DeValue<'_>| match value {
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => None,
        };
        let all: Option<Vec<String>> = match value.into_inner() {
            DeValue::Array(values) => values.into_iter().map(|value| text(value.into_inner())).collect(),
            one => text(one).map(|one| vec![one]),
        };
        if all.is_none() {
            self.error(line, say!("`{key}` must be a list of texts in quotes", key));
        }
        Some(Entry { value: all?, line })
    }

    /// Takes an exact decimal, in quotes or not, which must be there.
    pub(super) fn number(&mut self, key: &str, what: Message, places: u32) -> Option<Entry<Exact>> {
        let Some((line, value)) = self.take(key) else {
            let line = self.line;
            self.error(line, say!("`{key}` is missing: {what}", key, what => what));
            return None;
        };
        let text = match value.into_inner() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => String::new(),
        };
        let plain = text.trim_start_matches('+');
        let Some(number) = Exact::parse(&plain.replace('_', "")) else {
            self.error(
                line,
                if text.is_empty() {
                    say!("`{key}` must be {what}", key, what => what)
                } else {
                    say!("`{key}` must be {what}; `{text}` is no number", key, what => what, text)
                },
            );
            return None;
        };
        if number.rounded(places) != number {
            self.error(line, say!("`{key}` has more than {places} decimal places", key, places));
            return None;
        }
        Some(Entry { value: number, line })
    }
}
