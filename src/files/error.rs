//! Why a file cannot be had.

use std::io;

use thiserror::Error;

use crate::say;
use crate::say::Message;

/// A file that cannot be had.
#[derive(Debug, Error)]
#[error("{}", self.said())]
pub enum FileError {
    /// The path does not exist.
    Missing(String),
    /// A pattern that no file matches.
    NoMatch(String),
    /// A path that leaves the park's folder.
    Outside(String),
    /// A file whose name is not text.
    NotText(String),
    /// A pattern that cannot be read.
    Pattern(String, String),
    /// Something that is no regular file: what it is.
    NotAFile(String, Message),
    /// A link that leads out of the park's folder.
    LinkOutside(String),
    /// A file that was replaced or written to while the park was read.
    Changed(String),
    /// Anything else that the system says.
    Io(String, io::Error),
}

impl FileError {
    /// The file, and why it cannot be had.
    pub fn said(&self) -> Message {
        match self {
            Self::Missing(file) => say!("there is no such file or folder").at(file),
            Self::NoMatch(pattern) => say!("no file matches this pattern").at(pattern),
            Self::Outside(path) => say!("a path must stay inside the park's folder: no `..`, no absolute path").at(path),
            Self::NotText(file) => {
                say!("the name of this file is not UTF-8 (archives made under Windows may keep names in GBK); rename it").at(file)
            }
            Self::Pattern(pattern, why) => say!("not a pattern that can be matched: {why}", why).at(pattern),
            Self::NotAFile(file, what) => say!("{what}, not a file", what => what.clone()).at(file),
            Self::LinkOutside(file) => {
                say!("a link that leads out of the park's folder: what a park submits stands in its folder; copy the file there").at(file)
            }
            Self::Changed(file) => {
                say!("the file was replaced or written to while the park was read, so that no figure would be of the bytes that the report names; run again when the export is done").at(file)
            }
            Self::Io(file, error) => said(error).at(file),
        }
    }
}

/// What an error of the system says; one of our own says its message.
pub fn said(error: &io::Error) -> Message {
    if let Some(own) = error.get_ref().and_then(|own| own.downcast_ref::<Message>()) {
        return own.clone();
    }
    // Windows lets no two programs at a file where one of them, such as Excel, wants it for itself: a violation of sharing, or of a lock.
    if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
        return say!("another program has this file open: close it there (Excel keeps a workbook for itself)");
    }
    let text = error.to_string();
    let known = [
        say!("No such file or directory (os error 2)"),
        say!("Permission denied (os error 13)"),
        say!("File exists (os error 17)"),
        say!("Not a directory (os error 20)"),
        say!("Is a directory (os error 21)"),
        say!("No space left on device (os error 28)"),
        say!("Read-only file system (os error 30)"),
        say!("File name too long (os error 36)"),
    ];
    known.into_iter().find(|one| one.to_string() == text).unwrap_or_else(|| Message::verbatim(text))
}
