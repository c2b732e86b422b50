//! The catalogue of texts: every phrase that a reader sees, in English and Chinese, by key.
//!
//! The phrases stand in the TOML files beside this one; nothing else of the report holds a phrase. A key is the path of its tables, such as
//! `defect.spike.meaning`; a plain string instead of `{ en, zh }` is the same in both languages. The English text about a rule is the documentation of
//! its module, so that it is written once. JSON is never localised and does not come here.

mod phrase;
mod reason;
mod reread;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

pub use phrase::Lang;
use phrase::{Phrase, fill};

use crate::rule::RULES;
use crate::say::Message;
use crate::standard::Standard;

const FILES: &[(&str, &str)] = &[
    ("report.toml", include_str!("report.toml")),
    ("html.toml", include_str!("html.toml")),
    ("rules.toml", include_str!("rules.toml")),
    ("reasons.toml", include_str!("reasons.toml")),
    ("defects.toml", include_str!("defects.toml")),
    ("figures.toml", include_str!("figures.toml")),
    ("settings.toml", include_str!("settings.toml")),
    ("readings.toml", include_str!("readings.toml")),
    ("scenario.toml", include_str!("scenario.toml")),
    ("corrections.toml", include_str!("corrections.toml")),
    ("changes.toml", include_str!("changes.toml")),
    ("keys.toml", include_str!("keys.toml")),
    ("projection.toml", include_str!("projection.toml")),
    ("trace.toml", include_str!("trace.toml")),
    ("ledger.toml", include_str!("ledger.toml")),
    ("portfolio.toml", include_str!("portfolio.toml")),
    ("cli.toml", include_str!("cli.toml")),
];

/// The messages, which carry their English with them: they are looked at for the Chinese alone.
const SAID: &[(&str, &str)] = &[
    ("messages.toml", include_str!("messages.toml")),
    ("survey.toml", include_str!("survey.toml")),
    ("layouts.toml", include_str!("layouts.toml")),
];

static CATALOGUE: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| {
    let mut phrases = phrases_of(FILES);
    for rule in RULES {
        let about = phrases.entry(format!("rule.{}.about", rule.id)).or_default();
        about[0] = rule.documentation();
    }
    // Indicators that a built-in policy has of its own bring their names with them.
    for indicator in Standard::names().filter_map(Standard::built_in).flat_map(|standard| standard.indicators) {
        phrases.insert(format!("indicator.{}.name", indicator.clause.id), indicator.name);
    }
    phrases
});

/// The phrases of the messages.
static MESSAGES: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| phrases_of(SAID));

/// The Chinese of the messages, by their English.
static CHINESE: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| MESSAGES.values().map(|[en, zh]| (en.as_str(), zh.as_str())).collect());

fn phrases_of(files: &[(&str, &str)]) -> BTreeMap<String, Phrase> {
    let mut phrases = BTreeMap::new();
    for (name, text) in files {
        let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        collect(String::new(), &toml::Value::Table(table), &mut phrases);
    }
    phrases
}

fn collect(key: String, value: &toml::Value, phrases: &mut BTreeMap<String, Phrase>) {
    match value {
        toml::Value::String(same) => {
            phrases.insert(key, [same.clone(), same.clone()]);
        }
        toml::Value::Table(table) if table.contains_key("en") || table.contains_key("zh") => {
            let text = |lang: &str| table.get(lang).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
            phrases.insert(key, [text("en"), text("zh")]);
        }
        toml::Value::Table(table) => {
            for (name, value) in table {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                collect(key, value, phrases);
            }
        }
        // Nothing else stands in the files; the tests look.
        _ => {}
    }
}

impl Lang {
    /// The language of a name such as `zh`, `zh_CN.UTF-8` or `en`; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        match text.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The other of the two.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    /// The phrase of a key, if there is one.
    pub fn find(self, key: &str) -> Option<&'static str> {
        CATALOGUE.get(key).map(|phrase| phrase[self as usize].as_str())
    }

    /// The phrase of a key. A key that does not exist is its own phrase; a test looks for such keys.
    pub fn word(self, key: &str) -> &str {
        self.find(key).unwrap_or(key)
    }

    /// The phrase of a name of a list, such as `verdict.` and `pass`; the name itself where the list has no phrase of it.
    pub fn named<'a>(self, list: &str, name: &'a str) -> &'a str {
        self.find(&format!("{list}{name}")).unwrap_or(name)
    }

    /// The phrase of a key with its holes `{0}`, `{1}` … filled.
    pub fn fill(self, key: &str, values: &[&dyn Display]) -> String {
        fill(self.word(key), values)
    }

    /// A message in this language. English stands in the message itself; a message whose Chinese is missing stays English, and a test looks for those.
    pub fn say(self, message: &Message) -> String {
        match self {
            Self::En => message.to_string(),
            Self::Zh => message.told(&|english| CHINESE.get(english).copied()),
        }
    }

    /// A rule's reason, or a source, in this language. One that is not the program's own (a stated exemption) stays as it is.
    pub fn reason(self, english: &str) -> String {
        match self {
            Self::En => english.to_owned(),
            Self::Zh => reason::translated(&CATALOGUE, reason::REASONS, english).unwrap_or_else(|| english.to_owned()),
        }
    }

    /// A text of a JSON report, which is English, in this language: a reason, a source, a paraphrase or a message. One that is none of these stays.
    pub fn of_report(self, english: &str) -> String {
        if self == Self::En {
            return english.to_owned();
        }
        if let Some(reason) = reason::translated(&CATALOGUE, reason::REASONS, english) {
            return reason;
        }
        if let Some(said) = reread::said(&MESSAGES, english) {
            return said;
        }
        self.of_policy(english)
    }

    /// What the parser of the command line says, in this language; a line that it is not known to say stays as it is.
    pub fn usage(self, english: &str) -> String {
        let known = |text: &str| reason::translated(&CATALOGUE, reason::USAGE, text).unwrap_or_else(|| text.to_owned());
        let line = |line: &str| {
            let said = known(line).split('：').map(known).collect::<Vec<_>>().join("：");
            if said.starts_with("  [可用") { said.replace(", ", "、") } else { said }
        };
        match self {
            Self::En => english.to_owned(),
            Self::Zh => english.split('\n').map(line).collect::<Vec<_>>().join("\n"),
        }
    }

    /// A text of a policy, which says it in Chinese with the English behind it in brackets: for a Chinese reader without those.
    pub fn of_policy(self, text: &str) -> String {
        if self == Self::En || !is_chinese(text) {
            return text.to_owned();
        }
        let text = self.reason(text);
        let mut kept = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(" (") {
            let Some(end) = rest[at..].find(')').map(|end| at + end + 1) else { break };
            let bracket = &rest[at..end];
            kept += &rest[..at];
            if let Some((_, also)) = bracket.split_once("; also ").filter(|(_, also)| is_chinese(also)) {
                kept += &fill(self.word("explain.see-also"), &[&also.trim_end_matches(')')]);
            } else if is_chinese(bracket) || !bracket.contains(|c: char| c.is_ascii_lowercase()) {
                kept += bracket;
            }
            rest = &rest[end..];
        }
        (kept + rest).replace(": ", "：")
    }

    /// The sign of a percentage, with the space that the language puts before it.
    pub fn percent(self) -> &'static str {
        match self {
            Self::En => " %",
            Self::Zh => "%",
        }
    }

    /// What begins and ends something said in passing.
    pub fn in_brackets(self, text: &str) -> String {
        match self {
            Self::En => format!(" ({text})"),
            Self::Zh => format!("（{text}）"),
        }
    }

    /// A list of names or phrases.
    pub fn list(self, items: &[String]) -> String {
        items.join(match self {
            Self::En => ", ",
            Self::Zh => "、",
        })
    }
}

/// Whether a text holds Chinese characters.
pub(crate) fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The keys that begin with a prefix, in order, without it.
pub fn keys_under(prefix: &str) -> impl Iterator<Item = &'static str> {
    CATALOGUE.keys().filter_map(move |key| key.strip_prefix(prefix))
}
