//! What can be explained, and the lines that explanations are made of.

use crate::report::page::{Ink, Page};
use crate::report::words::Lang;
use crate::standard::Words;

/// Something that can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Rule(&'static str),
    Defect(&'static str),
    Figure(&'static str),
    /// A setting, by its name in the registry.
    Setting(&'static str),
    /// Something that a report says beside its rules.
    Subject(&'static str),
    /// The changes that would flip a rule: all together, one of them, or why none does.
    Change(&'static str),
    /// A file of the park: the manifest, the registry.
    File(&'static str),
    /// A key of park.toml, with its table.
    Key(&'static str),
    /// A column of the registry.
    Column(&'static str),
    /// What a meter's energy is to the park.
    Flow(&'static str),
}

impl Topic {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Rule(id) | Self::Defect(id) | Self::Figure(id) | Self::Setting(id) | Self::Change(id) | Self::Subject(id) => id,
            Self::File(id) | Self::Key(id) | Self::Column(id) | Self::Flow(id) => id,
        }
    }

    /// Its key in the catalogue.
    pub(super) fn key(self, part: &str) -> String {
        match self {
            Self::Rule(id) => format!("rule.{id}.{part}"),
            Self::Defect(id) => format!("defect.{id}.{part}"),
            Self::Figure(id) => format!("figure.{id}.{part}"),
            Self::Setting(id) => format!("setting.{part}.{id}"),
            Self::Subject(id) => format!("subject.{id}.{part}"),
            Self::Change(id) => format!("flip.{id}.{part}"),
            Self::File(id) => format!("park-file.{id}.{part}"),
            Self::Key(id) => format!("park-key.{id}.{part}"),
            Self::Column(id) => format!("park-column.{id}.{part}"),
            Self::Flow(id) => format!("park-flow.{id}.{part}"),
        }
    }

    /// What it is called.
    pub(super) fn name(self, lang: Lang) -> Option<&'static str> {
        lang.find(&self.key("name"))
    }
}

/// Where something stands: in the words of the document where they are quoted, and in ours, marked as such.
pub(super) fn cite(page: &mut Page, label: &str, citation: &crate::standard::Citation) {
    let lang = page.style.lang;
    labelled(page, label, &lang.of_policy(&citation.to_string()));
    // As in reports, a Chinese page gives the meaning of what a document says in English.
    if let Some(quote) = citation.literal.as_ref().filter(|quote| lang == Lang::En || crate::report::words::is_chinese(quote)) {
        labelled(page, lang.word("words.literal"), quote);
    }
    let ours = &citation.paraphrase[lang as usize];
    if !ours.is_empty() {
        let key = if citation.words() == Words::Decision { "words.decision" } else { "words.paraphrase" };
        labelled(page, lang.word(key), ours);
    }
    labelled(page, lang.word("explain.standing"), lang.find(&format!("standing.{}", citation.standing)).unwrap_or_default());
    for further in &citation.also {
        cite(page, label, further);
    }
}

/// A text behind its label.
pub(super) fn labelled(page: &mut Page, label: &str, text: &str) {
    let colon = match page.style.lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    };
    page.hanging(0, &format!("{label}{colon}"), Ink::Plain, text);
}
