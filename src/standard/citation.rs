//! Where a number of the law comes from, and how sure that is.

use std::collections::BTreeMap;
use std::fmt;

use super::keys::Keys;
use super::{StandardError, word::words};

words! {
    /// How sure a citation is.
    Standing {
        /// The official text itself.
        Text = "text",
        /// Two sources agree.
        Confirmed = "confirmed",
        /// One source, which is not the text.
        Secondary = "secondary",
        /// The text is silent and we decided; the quote then begins with `our decision`.
        Decision = "decision",
    }
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Title, number and date.
    pub document: String,
    /// Which part of it, by its Chinese term.
    pub item: String,
    /// Its words where they stand in “…”, else our summary.
    pub quote: String,
    /// How sure it is.
    pub standing: Standing,
}

/// Document and item on one line.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.document, self.item)
    }
}

impl Citation {
    /// Keys of a citation, which stand beside what it is cited for.
    pub(super) const KEYS: [&'static str; 4] = ["document", "item", "quote", "standing"];

    /// Reads the citation beside what it is cited for; `document` is a key of `documents`.
    pub(super) fn read(keys: &Keys, documents: &BTreeMap<String, String>) -> Result<Self, StandardError> {
        let document = keys.need("document")?;
        let title = documents
            .get(document)
            .ok_or_else(|| StandardError::unknown_value(keys.at("document"), document, documents.keys().map(String::as_str)))?;
        Ok(Self {
            document: title.clone(),
            item: keys.need("item")?.to_owned(),
            quote: keys.need("quote")?.to_owned(),
            standing: keys.there("standing", keys.word("standing")?)?,
        })
    }
}
