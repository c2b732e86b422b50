//! Where the law says what is asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::standard::{Citation, Words};

/// Where the law says it.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CitationReport {
    /// Document.
    pub document: String,
    /// Place in it.
    pub item: String,
    /// What stands there: its own words between “ and ”, else what it says in our English, as `words` tells.
    pub quote: String,
    /// Whose words `quote` gives: `literal` those of the document, `paraphrase` ours for what it says, `decision` ours where it is silent.
    pub words: Words,
    /// How sure that is: the official text, two sources that agree, one source that is not the text, or a decision of this program.
    pub standing: crate::standard::Standing,
    /// Where the document can be read; absent where no address is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it says in our words, in English and in Chinese, for renderings; empty where the quoted words need none.
    #[serde(skip)]
    #[schemars(skip)]
    pub paraphrase: [String; 2],
}

impl CitationReport {
    /// A citation as reports give it.
    pub(super) fn of(citation: &Citation) -> Self {
        Self {
            document: citation.document.to_string(),
            item: citation.item.clone(),
            quote: citation.quote().to_owned(),
            words: citation.words(),
            standing: citation.standing,
            url: citation.document.url.clone(),
            paraphrase: citation.paraphrase.clone(),
        }
    }
}
