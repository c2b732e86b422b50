//! Words of the program in a report that is read back: ids of rules, outcomes, units. The types hold them as `&'static str`; each that is read is kept
//! once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde::de::{Deserialize, Deserializer, Error};

/// A word of the program. Under this name, serde does not take it for a text that is borrowed from its input.
pub(super) type Word = &'static str;

/// Bytes of the longest word that is taken for one.
const LONGEST: usize = 200;

/// The words that were read.
static READ: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// The word as the program keeps it; `None` of a text that is longer than any word.
pub(super) fn kept(text: &str) -> Option<Word> {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = read.get(text) {
        return Some(word);
    }
    if text.len() > LONGEST {
        return None;
    }
    let word: Word = Box::leak(text.to_owned().into_boxed_str());
    read.insert(word);
    Some(word)
}

/// What is made of words.
pub(super) trait Words: Sized {
    /// What a report holds in its place.
    type Text: for<'de> Deserialize<'de>;
    /// The same with the words of the program.
    fn of(text: Self::Text) -> Option<Self>;
}

impl Words for Word {
    type Text = String;
    fn of(text: String) -> Option<Self> {
        kept(&text)
    }
}

impl<T: Words> Words for Option<T> {
    type Text = Option<T::Text>;
    fn of(text: Self::Text) -> Option<Self> {
        text.map_or(Some(None), |text| T::of(text).map(Some))
    }
}

impl<T: Words> Words for Vec<T> {
    type Text = Vec<T::Text>;
    fn of(text: Self::Text) -> Option<Self> {
        text.into_iter().map(T::of).collect()
    }
}

impl<T: Words> Words for BTreeMap<Word, T> {
    type Text = BTreeMap<String, T::Text>;
    fn of(text: Self::Text) -> Option<Self> {
        text.into_iter().map(|(key, value)| Some((kept(&key)?, T::of(value)?))).collect()
    }
}

/// Reads what is made of words.
pub(super) fn read<'de, D: Deserializer<'de>, T: Words>(deserializer: D) -> Result<T, D::Error> {
    T::of(T::Text::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("a word is longer than any of the program"))
}

/// Values that are no words themselves, under words.
macro_rules! as_they_stand {
    ($($value:ty),* $(,)?) => { $(
        impl $crate::report::word::Words for $value {
            type Text = Self;
            fn of(value: Self) -> Option<Self> {
                Some(value)
            }
        }
    )* };
}

pub(super) use as_they_stand;

as_they_stand!(usize, String, crate::rule::Outcome);
