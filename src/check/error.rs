//! Why a park could not be checked.

use thiserror::Error;

use crate::files::FileError;
use crate::input::error::InputError;
use crate::say::Message;
use crate::standard::{SettingError, StandardError};

/// Why a park could not be checked. It prints in English; [`CheckError::message`] is the same for a reader of another language.
#[derive(Debug, Error)]
pub enum CheckError {
    /// A file that cannot be had: a ledger, a scenario, a policy, an earlier report.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is wrong with the park's own files: each with its place and its remedy.
    #[error("{}", lines(.0))]
    Input(Vec<InputError>),
    /// A policy file that cannot be used.
    #[error("{}", .error.said().at(place(.file, .error.line())))]
    Policy {
        /// The file.
        file: String,
        /// What is wrong with it.
        error: StandardError,
    },
    /// A setting that cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A request that does not fit the park: an unknown policy, an earlier report on another park, a change that the park cannot bear.
    #[error(transparent)]
    Request(#[from] Message),
}

impl CheckError {
    /// What went wrong, several errors a line each.
    pub fn message(&self) -> Message {
        match self {
            Self::File(error) => error.said(),
            Self::Input(errors) => lines(errors),
            Self::Policy { file, error } => error.said().at(place(file, error.line())),
            Self::Setting(error) => error.said(),
            Self::Request(message) => message.clone(),
        }
    }
}

impl From<Vec<InputError>> for CheckError {
    fn from(errors: Vec<InputError>) -> Self {
        Self::Input(errors)
    }
}

/// A file with a line of it, where one is known.
pub(super) fn place(file: &str, line: u64) -> String {
    if line == 0 { file.to_owned() } else { format!("{file}:{line}") }
}

fn lines(errors: &[InputError]) -> Message {
    Message::list(errors.iter().map(InputError::said), Message::verbatim("\n"))
}
