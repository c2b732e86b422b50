//! A table read for whoever tells all faults of a file at once: what is wrong is put by, and reading goes on.

use std::cell::RefCell;

use chrono::NaiveDate;

use super::table::{Fault, Found, Lined, Table};
use crate::say::Message;

/// What is wrong with a file, as it is found.
#[derive(Debug, Default)]
pub(crate) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    /// Puts a fault by.
    pub(crate) fn add(&self, fault: Fault) {
        let mut all = self.0.borrow_mut();
        if !all.contains(&fault) {
            all.push(fault);
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().len()
    }

    /// All of them, in the order of their lines.
    pub(crate) fn into_sorted(self) -> Vec<Fault> {
        let mut all = self.0.into_inner();
        all.sort_by_key(|fault| fault.line);
        all
    }
}

/// A table, and where its faults go.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'t> {
    table: &'t Table,
    faults: &'t Faults,
}

impl<'t> Keys<'t> {
    /// A table, and where its faults go.
    pub(crate) fn new(table: &'t Table, faults: &'t Faults) -> Self {
        Self { table, faults }
    }

    /// The table itself.
    pub(crate) fn all(&self) -> &'t Table {
        self.table
    }

    /// Where its faults go.
    pub(crate) fn faults(&self) -> &'t Faults {
        self.faults
    }

    fn keep<T>(&self, found: Found<T>) -> Option<T> {
        found.unwrap_or_else(|fault| {
            self.faults.add(fault);
            None
        })
    }

    /// The line of its header.
    pub(crate) fn line(&self) -> u64 {
        self.table.line()
    }

    /// The line of a key; that of the table where there is none.
    pub(crate) fn line_of(&self, key: &str) -> u64 {
        self.table.line_of(key)
    }

    /// Whether there is a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.has(key)
    }

    /// Its keys, in the order of their bytes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.table.names()
    }

    /// Puts a fault at a key by; at the table where there is no such key.
    pub(crate) fn error(&self, key: &str, message: Message) {
        self.error_at(self.line_of(key), message);
    }

    /// Puts a fault at a line by.
    pub(crate) fn error_at(&self, line: u64, message: Message) {
        self.faults.add(Fault::at(line, message));
    }

    /// Puts a fault of the catalogue at a key by.
    pub(crate) fn coded(&self, key: &str, code: &'static str, message: Message) {
        self.faults.add(Fault { code: Some(code), ..self.table.fault(key, message) });
    }

    /// Refuses every key that is not among the known ones.
    pub(crate) fn only(&self, known: &[&str]) {
        self.table.unknown_keys(known).into_iter().for_each(|fault| self.faults.add(fault));
    }

    /// The table under a key.
    pub(crate) fn table(&self, key: &str) -> Option<Self> {
        Some(Self { table: self.keep(self.table.table(key))?, ..*self })
    }

    /// The tables under a key, or the one there.
    pub(crate) fn tables(&self, key: &str) -> Vec<Self> {
        let tables = self.keep(self.table.tables(key)).unwrap_or_default();
        tables.into_iter().map(|table| Self { table, ..*self }).collect()
    }

    /// A text.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.keep(self.table.text(key)).map(str::to_owned)
    }

    /// A text or a whole number.
    pub(crate) fn text_or_number(&self, key: &str) -> Option<String> {
        self.keep(self.table.text_or_number(key))
    }

    /// A text, a TOML date, or a year as a text.
    pub(crate) fn text_or_date(&self, key: &str) -> Option<String> {
        self.keep(self.table.text_or_date(key))
    }

    /// Several texts, or one, each with its line.
    pub(crate) fn texts(&self, key: &str) -> Vec<Lined<String>> {
        let texts = self.keep(self.table.texts(key)).unwrap_or_default();
        texts.into_iter().map(|text| text.of(text.value.to_owned())).collect()
    }

    /// Several texts and whole numbers, or one.
    pub(crate) fn texts_or_numbers(&self, key: &str) -> Vec<String> {
        self.keep(self.table.texts_or_numbers(key)).unwrap_or_default().into_iter().map(|text| text.value).collect()
    }

    /// Every key but some, each of which must hold a text or a whole number (a column by its number).
    pub(crate) fn all_texts(&self, but: &[&str]) -> Vec<(String, Lined<String>)> {
        self.table.all_texts(but).into_iter().filter_map(|entry| self.keep(entry.map(Some))).collect()
    }

    /// A number as it is written, in quotes or not.
    pub(crate) fn numeral(&self, key: &str, wanted: impl FnOnce() -> Message) -> Option<String> {
        self.keep(self.table.numeral(key, wanted))
    }

    /// One of several words.
    pub(crate) fn choice<T: Clone>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.keep(self.table.choice(key, choices))
    }

    /// Yes or no.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.keep(self.table.flag(key))
    }

    /// A whole number.
    pub(crate) fn whole(&self, key: &str) -> Option<i64> {
        self.keep(self.table.whole(key))
    }

    /// A day, as a TOML date or in quotes.
    pub(crate) fn day(&self, key: &str) -> Option<NaiveDate> {
        self.keep(self.table.day(key))
    }
}
