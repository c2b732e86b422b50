//! Tables, and how their values are taken.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::near::{near, near_or_known, shown};
use crate::say;
use crate::say::{Message, Part};

/// What is wrong with a file, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Line from 1, 0 where the file as a whole is meant.
    pub(crate) line: u64,
    /// Code, where the catalogue of defects has one.
    pub(crate) code: Option<&'static str>,
    /// What is wrong and what to do.
    pub(crate) message: Message,
}

impl Fault {
    /// A fault at a line.
    pub(crate) fn at(line: u64, message: Message) -> Self {
        Self { line, code: None, message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

/// Something with the line on which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lined<T> {
    pub(crate) value: T,
    pub(crate) line: u64,
}

impl<T> Lined<T> {
    /// Another value on the same line.
    pub(crate) fn of<U>(&self, value: U) -> Lined<U> {
        Lined { value, line: self.line }
    }
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// A whole number in decimal digits, as far as it is one of 64 bits.
    Whole(Option<i64>),
    /// A number with a decimal point or an exponent, as it is written.
    Decimal(String),
    Flag(bool),
    /// A date, a time or both, as it is written.
    Date(String),
    List(Vec<Item>),
    Table(Table),
}

/// A value of a list.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) value: Value,
    pub(super) line: u64,
    /// It as it is written, as far as a message bears it.
    pub(super) written: String,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Where it stands, such as `readings.columns`; empty for the whole file.
    pub(super) path: String,
    /// Whether it is one of an array of tables.
    pub(super) is_element: bool,
    /// Line of its header, of its brace, or of the dotted key that makes it; 0 for the whole file.
    pub(super) line: u64,
    /// Its values by key, each with the line of the key.
    pub(super) entries: BTreeMap<String, Lined<Value>>,
}

pub(super) type Found<T> = Result<Option<T>, Fault>;

impl Table {
    /// The line of its header, of its brace, or of the dotted key that makes it; 0 for the whole file.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The line of a key; that of the table where there is none.
    pub(crate) fn line_of(&self, key: &str) -> u64 {
        self.entries.get(key).map_or(self.line, |entry| entry.line)
    }

    /// A key with its path.
    pub(crate) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether there is a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Its keys, in the order of their bytes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// What is wrong at a key.
    pub(crate) fn fault(&self, key: &str, message: Message) -> Fault {
        Fault::at(self.line_of(key), message)
    }

    /// A key that must be there is not.
    pub(crate) fn missing(&self, key: &str) -> Fault {
        self.fault(key, say!("`{key}` is missing", key = self.at(key)))
    }

    /// A key is not known here.
    pub(crate) fn unknown(&self, key: &str, known: &[&str]) -> Fault {
        let place = match (self.path.as_str(), self.is_element) {
            ("", _) => Message::nothing(),
            (path, false) => say!(" in `[{path}]`", path),
            (path, true) => say!(" in `[[{path}]]`", path),
        };
        let near = near_or_known(key, known);
        self.fault(key, say!("unknown key `{key}`{place}{near}", key = shown(key), place => place, near => near))
    }

    /// What is not among the known keys.
    pub(crate) fn unknown_keys(&self, known: &[&str]) -> Vec<Fault> {
        self.names().filter(|key| !known.contains(key)).map(|key| self.unknown(key, known)).collect()
    }

    /// A word under a key is none of the known ones. A long list of them is told only where none of them is near.
    pub(crate) fn not_one_of(&self, key: &str, text: &str, known: &[&str]) -> Fault {
        const FEW: usize = 12;
        let excerpt = shown(text);
        let message = if known.len() <= FEW {
            let near = near(text, known.iter().copied());
            let known = Part::names(known);
            say!("`{key} = \"{text}\"` is not one of {known}{near}", key, text = excerpt, known => known, near => near)
        } else {
            say!("`{key} = \"{text}\"` is not known{near}", key, text = excerpt, near => near_or_known(text, known))
        };
        self.fault(key, message)
    }

    fn wrong(&self, key: &str, wanted: Message) -> Fault {
        self.fault(key, say!("`{key}` must be {wanted}", key = shown(key), wanted => wanted))
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// What stands under a key, by what takes it; something else is a fault.
    fn take<'t, T>(&'t self, key: &str, take: impl FnOnce(&'t Value) -> Option<T>, wanted: impl FnOnce() -> Message) -> Found<T> {
        let Some(value) = self.get(key) else { return Ok(None) };
        take(value).map(Some).ok_or_else(|| self.wrong(key, wanted()))
    }

    /// What stands under a key, or the items of the list there, by what takes one of them. `wanted` says what one is, and what the key is to hold.
    fn take_each<'t, T>(&'t self, key: &str, take: impl Fn(&'t Value) -> Option<T>, wanted: [Message; 2]) -> Found<Vec<Lined<T>>> {
        let Some(entry) = self.entries.get(key) else { return Ok(None) };
        let [one, all] = wanted;
        let Value::List(items) = &entry.value else {
            let value = take(&entry.value).ok_or_else(|| self.wrong(key, all))?;
            return Ok(Some(vec![Lined { value, line: entry.line }]));
        };
        let each = items.iter().map(|Item { value, line, written }| {
            let wrong = || say!("`{found}` in `{key}`: an item must be {wanted}", found = written, key = shown(key), wanted => one.clone());
            take(value).map(|value| Lined { value, line: *line }).ok_or_else(|| Fault::at(*line, wrong()))
        });
        each.collect::<Result<_, _>>().map(Some)
    }

    /// A text.
    pub(crate) fn text(&self, key: &str) -> Found<&str> {
        self.take(key, Value::text, || say!("a text in quotes"))
    }

    /// A text that must be there and not be empty.
    pub(crate) fn need(&self, key: &str) -> Result<&str, Fault> {
        self.text(key)?.filter(|text| !text.trim().is_empty()).ok_or_else(|| self.missing(key))
    }

    /// A value that must be there.
    pub(crate) fn there<T>(&self, key: &str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.missing(key))
    }

    /// A text or a whole number.
    pub(crate) fn text_or_number(&self, key: &str) -> Found<String> {
        self.take(key, Value::text_or_number, || say!("a text in quotes or a number"))
    }

    /// Several texts, or one.
    pub(crate) fn texts(&self, key: &str) -> Found<Vec<Lined<&str>>> {
        self.take_each(key, Value::text, [say!("a text in quotes"), say!("a list of texts in quotes")])
    }

    /// Several texts and whole numbers, or one.
    pub(crate) fn texts_or_numbers(&self, key: &str) -> Found<Vec<Lined<String>>> {
        let wanted = [say!("a text in quotes or a number"), say!("a text in quotes or a number, or a list of them")];
        self.take_each(key, Value::text_or_number, wanted)
    }

    /// Every key but some, each of which must hold a text or a whole number.
    pub(crate) fn all_texts(&self, but: &[&str]) -> Vec<Result<(String, Lined<String>), Fault>> {
        let each = self.names().filter(|key| !but.contains(key)).map(|key| {
            let text = self.text_or_number(key)?;
            Ok((key.to_owned(), Lined { value: text.unwrap_or_default(), line: self.line_of(key) }))
        });
        each.collect()
    }

    /// A number as it is written, in quotes or not.
    pub(crate) fn numeral(&self, key: &str, wanted: impl FnOnce() -> Message) -> Found<String> {
        self.take(key, Value::numeral, wanted)
    }

    /// A number as it is written, in quotes unless it is whole: a decimal without quotes would not be read exactly by other readers of the file.
    pub(crate) fn quoted_numeral(&self, key: &str) -> Found<String> {
        let exact = |value: &Value| if matches!(value, Value::Decimal(_)) { None } else { value.numeral() };
        self.take(key, exact, || say!("a decimal in quotes, such as \"0.5\""))
    }

    /// One of several words.
    pub(crate) fn choice<T: Clone>(&self, key: &str, choices: &[(&str, T)]) -> Found<T> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| value.clone());
        let known = || choices.iter().map(|choice| choice.0).collect::<Vec<_>>();
        found.map(Some).ok_or_else(|| self.not_one_of(key, text, &known()))
    }

    /// Yes or no.
    pub(crate) fn flag(&self, key: &str) -> Found<bool> {
        self.take(key, |value| if let Value::Flag(flag) = value { Some(*flag) } else { None }, || say!("true or false"))
    }

    /// A whole number.
    pub(crate) fn whole(&self, key: &str) -> Found<i64> {
        self.take(key, |value| if let Value::Whole(number) = value { *number } else { None }, || say!("a whole number"))
    }

    /// A day, as a TOML date or in quotes.
    pub(crate) fn day(&self, key: &str) -> Found<NaiveDate> {
        let day = |value: &Value| match value {
            Value::Text(text) | Value::Date(text) => NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok(),
            _ => None,
        };
        self.take(key, day, || say!("a date such as \"2025-01-01\""))
    }

    /// A text, a TOML date, or a year as a text.
    pub(crate) fn text_or_date(&self, key: &str) -> Found<String> {
        let text = |value: &Value| if let Value::Date(date) = value { Some(date.clone()) } else { value.text_or_number() };
        self.take(key, text, || say!("a date such as \"2025-01-01\""))
    }

    /// The table under a key.
    pub(crate) fn table(&self, key: &str) -> Found<&Self> {
        self.take(key, Value::table, || say!("a table"))
    }

    /// The tables under a key, or the one there.
    pub(crate) fn tables(&self, key: &str) -> Found<Vec<&Self>> {
        let found = self.take_each(key, Value::table, [say!("a table"), say!("an array of tables, `[[{key}]]`", key)])?;
        Ok(found.map(|tables| tables.into_iter().map(|table| table.value).collect()))
    }

    /// Whether a decimal without quotes stands under a key.
    pub(crate) fn is_decimal(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Decimal(_)))
    }

    /// Whether a text stands under a key.
    pub(crate) fn is_text(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Text(_)))
    }

    /// Whether `true` or `false` stands under a key.
    pub(crate) fn is_flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Flag(_)))
    }

    /// Whether a list of nothing stands under a key.
    pub(crate) fn is_empty_list(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::List(items)) if items.is_empty())
    }

    /// Whether a table stands under a key.
    pub(crate) fn is_table(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Table(_)))
    }

    /// The same with what another table gives and this one does not, but for some keys; tables below are joined too. What is taken over keeps its line.
    #[must_use]
    pub(crate) fn over(&self, other: &Self, but: &[&str]) -> Self {
        let mut joined = self.clone();
        for (key, given) in other.entries.iter().filter(|(key, _)| !but.contains(&key.as_str())) {
            match (joined.entries.get_mut(key).map(|own| &mut own.value), &given.value) {
                (Some(Value::Table(own)), Value::Table(given)) => {
                    for (key, value) in &given.entries {
                        own.entries.entry(key.clone()).or_insert_with(|| value.clone());
                    }
                }
                (Some(_), _) => {}
                (None, _) => {
                    joined.entries.insert(key.clone(), given.clone());
                }
            }
        }
        joined
    }
}

impl Value {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn text_or_number(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Whole(number) => number.map(|number| number.to_string()),
            _ => None,
        }
    }

    fn numeral(&self) -> Option<String> {
        if let Self::Decimal(text) = self { Some(text.clone()) } else { self.text_or_number() }
    }

    fn table(&self) -> Option<&Table> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }
}
