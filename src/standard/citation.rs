//! Where a number of the law comes from, and how sure that is.

use std::collections::BTreeMap;
use std::fmt;

use super::document::Document;
use super::keys::Keys;
use crate::closed_list::closed_list;
use crate::toml::Fault;

closed_list! {
    /// Whose words a citation gives.
    Words {
        /// The document's own, letter for letter.
        Literal = "literal",
        /// Ours, for what the document says.
        Paraphrase = "paraphrase",
        /// Ours, for what we decided where the documents are silent.
        Decision = "decision",
    }

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
    /// The document.
    pub document: Document,
    /// Which part of it, by its Chinese term.
    pub item: String,
    /// Its own words, between “ and ”, where they are quoted.
    pub literal: Option<String>,
    /// What it says in our words, in English and in Chinese; empty where the quoted words need none.
    pub paraphrase: [String; 2],
    /// How sure it is.
    pub standing: Standing,
    /// Further places that say the same, or that say what this one leaves open.
    pub also: Vec<Citation>,
}

/// Document and item on one line.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.document, self.item)
    }
}

impl Citation {
    /// Keys of a citation, which stand beside what it is cited for.
    pub(super) const KEYS: [&'static str; 6] = ["document", "item", "quote", "paraphrase", "standing", "also"];

    /// Reads the citation beside what it is cited for; `document` is a key of `documents`.
    pub(super) fn read(keys: &Keys<'_>, documents: &BTreeMap<String, Document>) -> Result<Self, Fault> {
        let document = keys.need("document")?;
        let found = documents
            .get(document)
            .ok_or_else(|| keys.not_one_of("document", document, &documents.keys().map(String::as_str).collect::<Vec<_>>()))?;
        let mut literal = keys.text("quote")?.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let mut paraphrase = keys.in_both("paraphrase")?;
        // What stands under `quote` without the marks of a quotation is nobody's words but the writer's.
        if let Some(own) = literal.take_if(|text| !is_quoted(text))
            && paraphrase.iter().all(String::is_empty)
        {
            paraphrase = [own.clone(), own];
        }
        if literal.is_none() && paraphrase.iter().all(String::is_empty) {
            return Err(keys.missing("quote"));
        }
        Ok(Self {
            document: found.clone(),
            item: keys.need("item")?.to_owned(),
            literal,
            paraphrase,
            standing: keys.there("standing", keys.word("standing")?)?,
            also: keys.list("also")?.unwrap_or_default().iter().map(|keys| Self::read_only(keys, documents)).collect::<Result<_, _>>()?,
        })
    }

    /// Reads a table that holds a citation and nothing else.
    pub(super) fn read_only(keys: &Keys<'_>, documents: &BTreeMap<String, Document>) -> Result<Self, Fault> {
        keys.only(&Self::KEYS)?;
        Self::read(keys, documents)
    }

    /// Whose words [`quote`](Self::quote) gives.
    pub fn words(&self) -> Words {
        match (&self.literal, self.standing) {
            (Some(_), _) => Words::Literal,
            (None, Standing::Decision) => Words::Decision,
            (None, _) => Words::Paraphrase,
        }
    }

    /// The document's own words in “…”, else what it says in our English.
    pub fn quote(&self) -> &str {
        self.literal.as_deref().unwrap_or(&self.paraphrase[0])
    }
}

/// Whether a text is a quotation from end to end: one passage between “ and ”, or several one after another.
fn is_quoted(text: &str) -> bool {
    let passages = text.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    passages.is_some_and(|passages| passages.split("”“").all(|passage| !passage.contains(['“', '”'])))
}
