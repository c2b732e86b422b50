//! What keeps a park from being read at all: the place, what is wrong, and the remedy.

use std::fmt;

use crate::files::FileError;

/// An input that cannot be used; the run ends with exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// File, relative to the park.
    pub file: String,
    /// Line from 1, 0 where the file as a whole is meant.
    pub line: u64,
    /// Code, where the catalogue of defects has one.
    pub code: Option<&'static str>,
    /// What is wrong and what to do.
    pub message: String,
}

impl InputError {
    /// An error at a line of a file.
    pub fn at(file: &str, line: u64, message: String) -> Self {
        Self { file: file.to_owned(), line, code: None, message }
    }

    /// A file that cannot be had.
    pub fn file(error: &FileError) -> Self {
        Self { file: String::new(), line: 0, code: None, message: error.to_string() }
    }

    /// The same with a code of the catalogue.
    #[must_use]
    pub fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = self.code {
            write!(f, "[{code}] ")?;
        }
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str(&self.message),
            (file, 0) => write!(f, "{file}: {}", self.message),
            (file, line) => write!(f, "{file}:{line}: {}", self.message),
        }
    }
}

impl std::error::Error for InputError {}
