//! What keeps a park from being read at all: the place, what is wrong, and the remedy.

use thiserror::Error;

use crate::files::{FileError, said};
use crate::say;
use crate::say::Message;
use crate::toml::Fault;

/// An input that cannot be used; the run ends with exit code 2.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.said())]
pub struct InputError {
    /// File, relative to the park.
    pub file: String,
    /// Line from 1, 0 where the file as a whole is meant.
    pub line: u64,
    /// Code, where the catalogue of defects has one.
    pub code: Option<&'static str>,
    /// What is wrong and what to do.
    pub message: Message,
}

impl InputError {
    /// An error at a line of a file.
    pub fn at(file: &str, line: u64, message: Message) -> Self {
        Self { file: file.to_owned(), line, code: None, message }
    }

    /// A fault of a TOML file.
    pub(crate) fn of(file: &str, fault: Fault) -> Self {
        Self { file: file.to_owned(), line: fault.line, code: fault.code, message: fault.message }
    }

    /// A file that cannot be had.
    pub fn file(error: &FileError) -> Self {
        Self { file: String::new(), line: 0, code: None, message: error.said() }
    }

    /// An error of reading a file.
    pub fn io(file: &str, line: u64, error: &std::io::Error) -> Self {
        Self::at(file, line, said(error))
    }

    /// The same with a code of the catalogue.
    #[must_use]
    pub fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
}

impl InputError {
    /// Place, what is wrong and what to do.
    pub fn said(&self) -> Message {
        let said = match (self.file.as_str(), self.line) {
            ("", _) => self.message.clone(),
            (file, 0) => self.message.clone().at(file),
            (file, line) => self.message.clone().at(format!("{file}:{line}")),
        };
        match self.code {
            Some(code) => say!("[{code}] {error}", code, error => said),
            None => said,
        }
    }
}
