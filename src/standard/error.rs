//! What can be wrong with a policy file, and the name that was probably meant.

use thiserror::Error;

use super::setting::SettingError;

/// Why a policy file cannot be used. Keys are given with their path, such as `rules.direct-load.limits`.
#[derive(Debug, Error)]
pub enum StandardError {
    /// The file is not TOML.
    #[error("the policy is not valid TOML: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A key that means nothing here.
    #[error("unknown key `{key}`{}", did_you_mean(nearest.as_deref()))]
    UnknownKey {
        /// The key with its path.
        key: String,
        /// The nearest key that is known here.
        nearest: Option<String>,
    },
    /// A word that is none of those known here.
    #[error("`{key}`: unknown name {value:?}{}", did_you_mean(nearest.as_deref()))]
    UnknownValue {
        /// The key with its path.
        key: String,
        /// What stands there.
        value: String,
        /// The nearest name that is known here.
        nearest: Option<String>,
    },
    /// A key that must be there is not.
    #[error("`{key}` is missing")]
    Missing {
        /// The key with its path.
        key: String,
    },
    /// A value of the wrong kind.
    #[error("`{key}`: found {found}, expected {expected}")]
    Value {
        /// The key with its path.
        key: String,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// Two limits of one rule hold for the same day and the same park.
    #[error("`{key}`: two limits, {first} and {second}, hold for the same day and the same size of park")]
    Overlap {
        /// The key with its path.
        key: String,
        /// The first of them.
        first: String,
        /// The second.
        second: String,
    },
    /// The default that the policy gives for a setting cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
}

impl StandardError {
    pub(super) fn unknown_key<'a>(key: String, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        Self::UnknownKey { key, nearest: nearest(name, known) }
    }

    pub(super) fn unknown_value<'a>(key: String, value: &str, known: impl Iterator<Item = &'a str>) -> Self {
        Self::UnknownValue { key, value: value.to_owned(), nearest: nearest(value, known) }
    }
}

/// The known name nearest to what was written; one that begins with it is nearer than any other.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |candidate: &&str| (!candidate.starts_with(name), strsim::damerau_levenshtein(name, candidate));
    known.min_by_key(distance).map(str::to_owned)
}

/// The end of a message that names the nearest known name.
pub(super) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; the nearest known name is `{name}`"))
}
