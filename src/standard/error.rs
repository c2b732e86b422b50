//! What can be wrong with a policy file.

use thiserror::Error;

use super::setting::SettingError;
use crate::say::Message;
use crate::toml::Fault;

/// Why a policy file cannot be used, and on which line.
#[derive(Debug, Error)]
#[error("{}", self.said())]
pub enum StandardError {
    /// Something in the file: it is no TOML, a key or a word is not known, a value is missing or of the wrong kind.
    Entry {
        /// Line from 1, 0 where the file as a whole is meant.
        line: u64,
        /// What is wrong.
        message: Message,
    },
    /// The default that the policy gives for a setting cannot be used.
    Setting {
        /// Line from 1, 0 where the policy that is extended gives the default.
        line: u64,
        /// What is wrong.
        error: Box<SettingError>,
    },
}

impl StandardError {
    /// What is wrong, with the key that it is wrong at.
    pub fn said(&self) -> Message {
        match self {
            Self::Entry { message, .. } => message.clone(),
            Self::Setting { error, .. } => error.said(),
        }
    }

    /// The line of the policy file, from 1; 0 where the file as a whole is meant.
    pub fn line(&self) -> u64 {
        match self {
            Self::Entry { line, .. } | Self::Setting { line, .. } => *line,
        }
    }

    /// What is wrong with what is said of a policy elsewhere.
    pub(super) fn elsewhere(message: Message) -> Self {
        Self::Entry { line: 0, message }
    }
}

impl From<Fault> for StandardError {
    fn from(fault: Fault) -> Self {
        Self::Entry { line: fault.line, message: fault.message }
    }
}
