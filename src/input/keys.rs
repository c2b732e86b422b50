//! Keys of a TOML table, taken one by one; what is left over, misspelt or of the wrong kind is an error with its line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::{Table, Value};

use super::error::InputError;
use super::field::near;
use super::manifest::MANIFEST;
use crate::dossier::Stated;
use crate::say;
use crate::say::{Message, Part};

/// A table whose keys are being taken.
pub(super) struct Keys {
    text: String,
    table: Table,
    path: String,
    errors: Vec<InputError>,
}

impl Keys {
    /// The top table of a manifest.
    pub(super) fn new(text: &str, table: Table) -> Self {
        Self { text: text.to_owned(), table, path: String::new(), errors: Vec::new() }
    }

    fn child(&self, table: Table, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { text: self.text.clone(), table, path, errors: Vec::new() }
    }

    /// Line on which a key is first written after its table's header, 0 if it cannot be told.
    pub(super) fn line_of(&self, key: &str) -> u64 {
        let top = self.path.split('.').next().unwrap_or("");
        let header = |line: &str| {
            let line = line.trim_start_matches('[').trim();
            line.starts_with(top)
        };
        let mut within = top.is_empty();
        for (number, line) in self.text.lines().enumerate() {
            let trimmed = line.trim();
            if trimmed.starts_with('[') {
                within = top.is_empty() || header(trimmed);
                if within && (trimmed.contains(&format!("{key}]")) || trimmed.contains(&format!("[{key}"))) {
                    return number as u64 + 1;
                }
            } else if within && trimmed.split(['=', ',', '{']).any(|part| part.trim().trim_matches('"') == key) {
                return number as u64 + 1;
            }
        }
        0
    }

    /// Records an error about a key.
    pub(super) fn error(&mut self, key: &str, message: Message) {
        let line = self.line_of(key);
        self.errors.push(InputError::at(MANIFEST, line, message));
    }

    /// Records an error about a key, which may be written in several ways.
    pub(super) fn error_at(&mut self, ways: &[&str], message: Message) {
        let line = ways.iter().map(|way| self.line_of(way)).find(|line| *line > 0).unwrap_or(0);
        self.errors.push(InputError::at(MANIFEST, line, message));
    }

    /// Records an error of the catalogue about a key.
    pub(super) fn coded(&mut self, key: &str, code: &'static str, message: Message) {
        let line = self.line_of(key);
        self.errors.push(InputError::at(MANIFEST, line, message).coded(code));
    }

    /// Whether an error was recorded.
    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Takes over the errors of a table below.
    pub(super) fn take_errors(&mut self, below: Keys) {
        self.errors.extend(below.errors);
    }

    /// All errors, if there are any.
    pub(super) fn finish(self) -> Result<(), Vec<InputError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// Refuses every key that is not among the known ones.
    pub(super) fn only(&mut self, path: &str, known: &[&str]) {
        let unknown: Vec<String> = self.table.keys().filter(|k| !known.contains(&k.as_str())).cloned().collect();
        for key in unknown {
            let near = near(&key, known.iter().copied());
            let place = if path.is_empty() { Message::nothing() } else { say!(" in `[{path}]`", path) };
            self.error(&key, say!("unknown key `{key}`{place}{near}", key, place => place, near => near));
            self.table.remove(&key);
        }
    }

    /// Names of the keys that are left.
    pub(super) fn names(&self) -> Vec<String> {
        self.table.keys().cloned().collect()
    }

    /// Fills keys that are not stated from another table.
    pub(super) fn defaults(&mut self, other: &Table) {
        for (key, value) in other {
            match (self.table.get_mut(key), value) {
                (Some(Value::Table(own)), Value::Table(given)) => {
                    for (k, v) in given {
                        own.entry(k.clone()).or_insert_with(|| v.clone());
                    }
                }
                (Some(_), _) => {}
                (None, _) if key == "base" => {}
                (None, _) => {
                    self.table.insert(key.clone(), value.clone());
                }
            }
        }
    }

    /// The table as it stands.
    pub(super) fn clone_table(&self) -> Table {
        self.table.clone()
    }

    fn wrong(&mut self, key: &str, wanted: Message) {
        self.error(key, say!("`{key}` must be {wanted}", key, wanted => wanted));
    }

    /// Takes a table.
    pub(super) fn table(&mut self, key: &str) -> Option<Keys> {
        if let Value::Table(table) = self.table.remove(key)? {
            Some(self.child(table, key))
        } else {
            self.wrong(key, say!("a table"));
            None
        }
    }

    /// Looks at a table without taking it.
    pub(super) fn peek_table(&self, key: &str) -> Option<Keys> {
        match self.table.get(key)? {
            Value::Table(table) => Some(self.child(table.clone(), key)),
            _ => None,
        }
    }

    /// Takes an array of tables.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Keys> {
        match self.table.remove(key) {
            None => Vec::new(),
            Some(Value::Table(table)) => vec![self.child(table, key)],
            Some(Value::Array(values)) => {
                let mut found = Vec::new();
                for value in values {
                    match value {
                        Value::Table(table) => found.push(self.child(table, key)),
                        _ => self.wrong(key, say!("an array of tables, `[[readings]]`")),
                    }
                }
                found
            }
            Some(_) => {
                self.wrong(key, say!("an array of tables, `[[readings]]`"));
                Vec::new()
            }
        }
    }

    /// Takes a text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        if let Value::String(text) = self.table.remove(key)? {
            Some(text)
        } else {
            self.wrong(key, say!("a text in quotes"));
            None
        }
    }

    /// Takes a text or a whole number.
    pub(super) fn text_or_number(&mut self, key: &str) -> Option<String> {
        match self.table.remove(key)? {
            Value::String(text) => Some(text),
            Value::Integer(number) => Some(number.to_string()),
            _ => {
                self.wrong(key, say!("a text in quotes or a number"));
                None
            }
        }
    }

    /// Takes a text that must be one of some.
    pub(super) fn choice<T: Clone>(&mut self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| value.clone());
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|c| c.0).collect();
            let near = near(&text, names.iter().copied());
            self.error(key, say!("`{key} = \"{text}\"` is not one of {known}{near}", key, text, known => Part::names(names), near => near));
        }
        found
    }

    /// Takes a yes or no.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        if let Value::Boolean(flag) = self.table.remove(key)? {
            Some(flag)
        } else {
            self.wrong(key, say!("true or false"));
            None
        }
    }

    /// Takes a whole number.
    pub(super) fn integer(&mut self, key: &str) -> Option<i64> {
        if let Value::Integer(number) = self.table.remove(key)? {
            Some(number)
        } else {
            self.wrong(key, say!("a whole number"));
            None
        }
    }

    /// Takes a date, as a TOML date or a text.
    pub(super) fn date(&mut self, key: &str) -> Option<NaiveDate> {
        let text = match self.table.remove(key)? {
            Value::String(text) => text,
            Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
        if date.is_none() {
            self.wrong(key, say!("a date such as \"2025-01-01\""));
        }
        date
    }

    /// Takes a text, a TOML date or a year as a text.
    pub(super) fn text_or_date(&mut self, key: &str) -> Option<String> {
        match self.table.remove(key)? {
            Value::String(text) => Some(text),
            Value::Datetime(date) => Some(date.to_string()),
            Value::Integer(year) => Some(year.to_string()),
            _ => {
                self.wrong(key, say!("a date such as \"2025-01-01\""));
                None
            }
        }
    }

    /// Takes a list of texts, or one text.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        match self.table.remove(key) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(values)) => {
                let mut found = Vec::new();
                for value in values {
                    match value {
                        Value::String(text) => found.push(text),
                        _ => self.wrong(key, say!("a list of texts in quotes")),
                    }
                }
                found
            }
            Some(_) => {
                self.wrong(key, say!("a list of texts in quotes"));
                Vec::new()
            }
        }
    }

    /// Takes a list of texts and whole numbers, or one of them.
    pub(super) fn texts_or_numbers(&mut self, key: &str) -> Vec<String> {
        let values = match self.table.remove(key) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(one) => vec![one],
        };
        let mut found = Vec::new();
        for value in values {
            match value {
                Value::String(text) => found.push(text),
                Value::Integer(number) => found.push(number.to_string()),
                _ => self.wrong(key, say!("a text in quotes or a number, or a list of them")),
            }
        }
        found
    }

    /// Takes every key, each of which must be a text or a whole number (a column by its number).
    pub(super) fn all_texts(&mut self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for key in self.names() {
            if let Some(text) = self.text_or_number(&key) {
                found.insert(key, text);
            }
        }
        found
    }

    /// Takes a setting: a text, number or flag, or `{ value, unit, source }`; a table of settings gives dotted names.
    pub(super) fn setting(&mut self, key: &str, name: &str, settings: &mut BTreeMap<String, Stated>) {
        let plain = |value: String| Stated { value, unit: None, source: None };
        match self.table.remove(key) {
            Some(Value::String(text)) => {
                settings.insert(name.to_owned(), plain(text));
            }
            Some(Value::Integer(number)) => {
                settings.insert(name.to_owned(), plain(number.to_string()));
            }
            Some(Value::Boolean(flag)) => {
                settings.insert(name.to_owned(), plain(flag.to_string()));
            }
            Some(Value::Float(_)) => {
                self.error(key, say!("`{key}`: write decimals in quotes (`\"0.2856\"`), so that they are read exactly", key));
            }
            Some(Value::Table(table)) if table.contains_key("value") => {
                let mut below = self.child(table, key);
                below.only(&format!("policy.{name}"), &["value", "unit", "source"]);
                let value = match below.table.get("value") {
                    Some(Value::Float(_)) => {
                        below.error("value", say!("`{name}.value`: write decimals in quotes, so that they are read exactly", name));
                        None
                    }
                    _ => below.text_or_number("value"),
                };
                let (unit, source) = (below.text("unit"), below.text("source"));
                if let Some(value) = value {
                    settings.insert(name.to_owned(), Stated { value, unit, source: source.filter(|s| !s.trim().is_empty()) });
                }
                self.take_errors(below);
            }
            Some(Value::Table(table)) => {
                let mut below = self.child(table, key);
                for inner in below.names() {
                    below.setting(&inner, &format!("{name}.{inner}"), settings);
                }
                self.take_errors(below);
            }
            Some(_) => self.wrong(key, say!("a text, or { value, unit, source }")),
            None => {}
        }
    }
}

/// Seconds of `1min`, `30s`, `90 s`, `2m`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: i64 = digits.parse().ok()?;
    let size = match text[digits.len()..].trim() {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        _ => return None,
    };
    number.checked_mul(size).filter(|n| (0..86_400).contains(n))
}
