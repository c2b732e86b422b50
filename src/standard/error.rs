//! What can be wrong with a policy file, and the name that was probably meant.

use std::error::Error;
use std::fmt;

use super::setting::SettingError;
use crate::say;
use crate::say::Message;

/// Why a policy file cannot be used. Keys are given with their path, such as `rules.direct-load.limits`.
#[derive(Debug)]
pub enum StandardError {
    /// The file is not TOML.
    Syntax(toml::de::Error),
    /// A key that means nothing here.
    UnknownKey {
        /// The key with its path.
        key: String,
        /// The nearest key that is known here.
        nearest: Option<String>,
    },
    /// A word that is none of those known here.
    UnknownValue {
        /// The key with its path.
        key: String,
        /// What stands there.
        value: String,
        /// The nearest name that is known here.
        nearest: Option<String>,
    },
    /// A key that must be there is not.
    Missing {
        /// The key with its path.
        key: String,
    },
    /// A value of the wrong kind.
    Value {
        /// The key with its path.
        key: String,
        /// What stands there.
        found: String,
        /// What should.
        expected: Message,
    },
    /// Two limits of one rule hold for the same day and the same park.
    Overlap {
        /// The key with its path.
        key: String,
        /// The first of them.
        first: String,
        /// The second.
        second: String,
    },
    /// The default that the policy gives for a setting cannot be used.
    Setting(SettingError),
}

impl StandardError {
    /// What is wrong, with the key that it is wrong at.
    pub fn said(&self) -> Message {
        match self {
            Self::Syntax(error) => say!("the policy is not valid TOML: {error}", error),
            Self::UnknownKey { key, nearest } => say!("unknown key `{key}`{near}", key, near => did_you_mean(nearest.as_deref())),
            Self::UnknownValue { key, value, nearest } => {
                say!("`{key}`: unknown name {value}{near}", key, value = format!("{value:?}"), near => did_you_mean(nearest.as_deref()))
            }
            Self::Missing { key } => say!("`{key}` is missing", key),
            Self::Value { key, found, expected } => {
                say!("`{key}`: found {found}, expected {expected}", key, found, expected => expected.clone())
            }
            Self::Overlap { key, first, second } => {
                say!("`{key}`: two limits, {first} and {second}, hold for the same day and the same size of park", key, first, second)
            }
            Self::Setting(error) => error.said(),
        }
    }

    pub(super) fn unknown_key<'a>(key: String, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        Self::UnknownKey { key, nearest: nearest(name, known) }
    }

    pub(super) fn unknown_value<'a>(key: String, value: &str, known: impl Iterator<Item = &'a str>) -> Self {
        Self::UnknownValue { key, value: value.to_owned(), nearest: nearest(value, known) }
    }
}

impl fmt::Display for StandardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Error for StandardError {}

impl From<toml::de::Error> for StandardError {
    fn from(error: toml::de::Error) -> Self {
        Self::Syntax(error)
    }
}

impl From<SettingError> for StandardError {
    fn from(error: SettingError) -> Self {
        Self::Setting(error)
    }
}

/// The known name nearest to what was written; one that begins with it is nearer than any other.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |candidate: &&str| (!candidate.starts_with(name), strsim::damerau_levenshtein(name, candidate));
    known.min_by_key(distance).map(str::to_owned)
}

/// The end of a message that names the nearest known name.
pub(super) fn did_you_mean(nearest: Option<&str>) -> Message {
    nearest.map_or_else(Message::nothing, |name| say!("; the nearest known name is `{name}`", name))
}
