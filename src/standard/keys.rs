//! What a table of policy or factor data says in the standard's own terms: exact numbers, words of closed lists, texts in both languages.

use std::ops::Deref;

use crate::closed_list::Word;
use crate::measure::Exact;
use crate::say;
use crate::say::Message;
use crate::toml::{Fault, Table};

/// A table of policy or factor data.
#[derive(Clone, Copy)]
pub(super) struct Keys<'t>(&'t Table);

/// Texts, days and what else means the same in every file.
impl Deref for Keys<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        self.0
    }
}

impl<'t> Keys<'t> {
    /// The whole file.
    pub(super) fn root(table: &'t Table) -> Self {
        Self(table)
    }

    /// Refuses every key that is not one of `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        self.0.unknown_keys(known).into_iter().next().map_or(Ok(()), Err)
    }

    /// Its keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.0.names()
    }

    /// What stands under a key is of the right kind, and cannot be used.
    pub(super) fn unfit(&self, key: &str, found: &str, expected: Message) -> Fault {
        self.fault(key, say!("`{key}`: found {found}, expected {expected}", key, found, expected => expected))
    }

    /// A text in English and in Chinese, `{ en = "…", zh = "…" }`; one without languages is the same in both, and one that is not there is empty.
    pub(super) fn in_both(&self, key: &str) -> Result<[String; 2], Fault> {
        if !self.is_table(key) {
            let same = self.text(key)?.unwrap_or_default().to_owned();
            return Ok([same.clone(), same]);
        }
        let Some(keys) = self.under(key)? else { return Ok(Default::default()) };
        keys.only(&["en", "zh"])?;
        let [en, zh] = [keys.text("en")?, keys.text("zh")?].map(|text| text.unwrap_or_default().to_owned());
        Ok([en, zh])
    }

    /// One of the words of an enumeration.
    pub(super) fn word<T: Word>(&self, key: &str) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        T::parse(text).map(Some).ok_or_else(|| self.not_one_of(key, text, T::WORDS))
    }

    /// A decimal in quotes, a whole number, or a fraction in quotes such as `"44/12"`; exactly.
    pub(super) fn number(&self, key: &str) -> Result<Option<Exact>, Fault> {
        let Some(text) = self.quoted_numeral(key)? else { return Ok(None) };
        let read = match text.split_once('/') {
            Some((over, under)) => Exact::parse(over).zip(Exact::parse(under)).and_then(|(over, under)| over.over(&under)),
            None => Exact::parse(&text),
        };
        read.map(Some).ok_or_else(|| self.unfit(key, &format!("{text:?}"), say!("a decimal in quotes, such as \"0.5\"")))
    }

    /// A number that must be there.
    pub(super) fn need_number(&self, key: &str) -> Result<Exact, Fault> {
        self.there(key, self.number(key)?)
    }

    /// The table under a key.
    pub(super) fn under(&self, key: &str) -> Result<Option<Self>, Fault> {
        Ok(self.0.table(key)?.map(Self))
    }

    /// The tables under a key, by name; none if the key is absent.
    pub(super) fn each(&self, key: &str) -> Result<Vec<(&'t str, Self)>, Fault> {
        let Some(inner) = self.under(key)? else { return Ok(Vec::new()) };
        inner.names().map(|name| Ok((name, inner.there(name, inner.under(name)?)?))).collect()
    }

    /// The list of tables under a key, if it is there.
    pub(super) fn list(&self, key: &str) -> Result<Option<Vec<Self>>, Fault> {
        Ok(self.0.tables(key)?.map(|tables| tables.into_iter().map(Self).collect()))
    }
}
