//! A table of policy or factor data, read key by key: every error names the key with its path.

use std::fmt::Display;

use chrono::NaiveDate;
use toml::{Table, Value};

use super::StandardError;
use super::word::Word;
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// A table and the path that leads to it.
#[derive(Clone)]
pub(super) struct Keys<'t> {
    path: String,
    table: &'t Table,
}

impl<'t> Keys<'t> {
    /// The whole file.
    pub(super) fn root(table: &'t Table) -> Self {
        Self { path: String::new(), table }
    }

    /// A key with its path.
    pub(super) fn at(&self, key: impl Display) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// Refuses every key that is not one of `known`.
    pub(super) fn only<'a>(&self, known: impl Iterator<Item = &'a str> + Clone) -> Result<(), StandardError> {
        match self.table.keys().find(|key| !known.clone().any(|k| k == *key)) {
            Some(key) => Err(StandardError::unknown_key(self.at(key), key, known)),
            None => Ok(()),
        }
    }

    /// Its keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.table.keys().map(String::as_str)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Result<Option<&'t str>, StandardError> {
        self.table.get(key).map(|value| value.as_str().ok_or_else(|| self.wrong(key, value, say!("a text in quotes")))).transpose()
    }

    /// The text under a key that may hold a table as well; `None` if it holds no text.
    pub(super) fn plain_text(&self, key: &str) -> Option<&'t str> {
        self.table.get(key).and_then(Value::as_str)
    }

    /// A text in English and in Chinese, `{ en = "…", zh = "…" }`; one without languages is the same in both, and one that is not there is empty.
    pub(super) fn in_both(&self, key: &str) -> Result<[String; 2], StandardError> {
        let Some(Value::Table(table)) = self.table.get(key) else {
            let same = self.text(key)?.unwrap_or_default().to_owned();
            return Ok([same.clone(), same]);
        };
        let keys = Self { path: self.at(key), table };
        keys.only(["en", "zh"].into_iter())?;
        let [en, zh] = [keys.text("en")?, keys.text("zh")?].map(|text| text.unwrap_or_default().to_owned());
        Ok([en, zh])
    }

    /// A text that must be there and not be empty.
    pub(super) fn need(&self, key: &str) -> Result<&'t str, StandardError> {
        match self.text(key)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(StandardError::Missing { key: self.at(key) }),
        }
    }

    /// One of the words of an enumeration.
    pub(super) fn word<T: Word>(&self, key: &str) -> Result<Option<T>, StandardError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let unknown = || StandardError::unknown_value(self.at(key), text, T::WORDS.iter().copied());
        T::parse(text).map(Some).ok_or_else(unknown)
    }

    /// A key that must be there.
    pub(super) fn there<T>(&self, key: &str, value: Option<T>) -> Result<T, StandardError> {
        value.ok_or_else(|| StandardError::Missing { key: self.at(key) })
    }

    /// A decimal in quotes, a whole number, or a fraction in quotes such as `"44/12"`; exactly.
    pub(super) fn number(&self, key: &str) -> Result<Option<Exact>, StandardError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let read = match value {
            Value::Integer(whole) => Some(Exact::from(*whole)),
            Value::String(text) => match text.split_once('/') {
                Some((over, under)) => Exact::parse(over).zip(Exact::parse(under)).and_then(|(over, under)| over.over(&under)),
                None => Exact::parse(text),
            },
            _ => None,
        };
        read.map(Some).ok_or_else(|| self.wrong(key, value, say!("a decimal in quotes, such as \"0.5\"")))
    }

    /// A number that must be there.
    pub(super) fn need_number(&self, key: &str) -> Result<Exact, StandardError> {
        self.there(key, self.number(key)?)
    }

    /// Yes or no; no where it is absent.
    pub(super) fn flag(&self, key: &str) -> Result<bool, StandardError> {
        let Some(value) = self.table.get(key) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(key, value, say!("true or false")))
    }

    /// A day, as a TOML date or in quotes.
    pub(super) fn day(&self, key: &str) -> Result<Option<NaiveDate>, StandardError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let text = match value {
            Value::Datetime(date) => date.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(Some).map_err(|_| self.wrong(key, value, say!("a day, such as 2030-01-01")))
    }

    /// The table under a key.
    pub(super) fn under(&self, key: &str) -> Result<Option<Self>, StandardError> {
        self.table
            .get(key)
            .map(|value| {
                let table = value.as_table().ok_or_else(|| self.wrong(key, value, say!("a table")))?;
                Ok(Self { path: self.at(key), table })
            })
            .transpose()
    }

    /// The tables under a key, by name; none if the key is absent.
    pub(super) fn each(&self, key: &str) -> Result<Vec<(&'t str, Self)>, StandardError> {
        let Some(inner) = self.under(key)? else { return Ok(Vec::new()) };
        inner
            .names()
            .map(|name| {
                let table = inner.under(name)?;
                table.map(|t| (name, t)).ok_or_else(|| StandardError::Missing { key: inner.at(name) })
            })
            .collect()
    }

    /// The list of tables under a key, if it is there.
    pub(super) fn list(&self, key: &str) -> Result<Option<Vec<Self>>, StandardError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let items = value.as_array().ok_or_else(|| self.wrong(key, value, say!("a list of tables")))?;
        items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let path = format!("{}[{at}]", self.at(key));
                match item.as_table() {
                    Some(table) => Ok(Self { path, table }),
                    None => Err(StandardError::Value { key: path, found: item.to_string(), expected: say!("a table") }),
                }
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn wrong(&self, key: &str, value: &Value, expected: Message) -> StandardError {
        StandardError::Value { key: self.at(key), found: value.to_string(), expected }
    }
}
