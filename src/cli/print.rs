//! The only printer. Standard output carries the report, standard error the messages; a closed pipe is no error.

use std::io::{self, Write};

use crate::report::is_unseen;

/// Prints to standard output. A reader that closed its end early is not an error.
pub(super) fn out(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(anyhow::Error::new(error).context("standard output")),
        _ => Ok(()),
    }
}

/// Prints an error to standard error, one line for each line of it.
pub(super) fn error(text: &str) {
    line("error", text);
}

/// Prints a note to standard error.
pub(super) fn note(text: &str) {
    line("note", text);
}

fn line(kind: &str, text: &str) {
    let mut stderr = io::stderr().lock();
    for part in text.lines() {
        let clean: String = part.chars().map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect();
        let separator = if clean.starts_with('[') { "" } else { ": " };
        let _ = writeln!(stderr, "{kind}{separator}{clean}");
    }
}
