//! The only printer. Standard output carries the report, standard error the messages; a closed pipe is no error.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;

use crate::check::CheckError;
use crate::files::{FileError, place_of};
use crate::input::error::InputError;
use crate::report::words::Lang;
use crate::report::{clean, is_unseen};
use crate::say;
use crate::say::Message;
use crate::standard::{SettingError, StandardError};

/// Prints to standard output. A reader that closed its end early is not an error.
pub(super) fn out(text: &str) -> anyhow::Result<()> {
    bytes(text.as_bytes())
}

/// Prints what need not be text.
pub(super) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(say!("standard output: {why}", why => crate::files::said(&error)).into())
        }
        _ => Ok(()),
    }
}

/// Prints piece by piece to standard output. A reader that closed its end early is not an error.
pub(super) fn pieces(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut stdout = io::BufWriter::with_capacity(1 << 18, io::stdout().lock());
    match write(&mut stdout).and_then(|()| Ok(stdout.flush()?)) {
        Err(error) => match error.downcast_ref::<io::Error>() {
            Some(closed) if closed.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Some(other) => Err(say!("standard output: {why}", why => crate::files::said(other)).into()),
            None => Err(error),
        },
        Ok(()) => Ok(()),
    }
}

/// Prints a text without colours to standard output, and nothing in it that a terminal would obey.
pub(super) fn plain(text: &str) -> anyhow::Result<()> {
    out(&seen(text))
}

/// Refuses to replace a file that the run reads; these are named with what names them on the command line.
pub(super) fn spared(place: &Path, read: &[(&'static str, &Path)]) -> anyhow::Result<()> {
    match read.iter().find(|(_, path)| place_of(path) == place) {
        Some((option, path)) => {
            Err(say!("this is read by this run ({option}); a report must not replace it", option).at(path.display().to_string()).into())
        }
        None => Ok(()),
    }
}

/// Prints an error to standard error, one line for each line of it.
pub(super) fn error(message: &Message) {
    line("error", message);
}

/// Prints a note to standard error.
pub(super) fn note(message: &Message) {
    line("note", message);
}

/// What an error says, cause after cause.
pub(super) fn said(error: &anyhow::Error) -> Message {
    Message::list(error.chain().map(one), say!(": "))
}

/// An error with what did not happen because of it.
pub(super) fn because(what: Message, error: impl Into<anyhow::Error>) -> anyhow::Error {
    Message::list([what, said(&error.into())], say!(": ")).into()
}

/// Several errors, a line each.
pub(super) fn lines<T: fmt::Display + fmt::Debug + Send + Sync + 'static>(errors: &[T], said: impl Fn(&T) -> Message) -> anyhow::Error {
    anyhow::Error::new(Message::list(errors.iter().map(said), Message::verbatim("\n")))
}

fn one(error: &(dyn std::error::Error + 'static)) -> Message {
    let known = [
        error.downcast_ref::<Message>().cloned(),
        error.downcast_ref::<CheckError>().map(CheckError::message),
        error.downcast_ref::<InputError>().map(InputError::said),
        error.downcast_ref::<FileError>().map(FileError::said),
        error.downcast_ref::<StandardError>().map(StandardError::said),
        error.downcast_ref::<SettingError>().map(SettingError::said),
        error.downcast_ref::<io::Error>().map(crate::files::said),
    ];
    known.into_iter().flatten().next().unwrap_or_else(|| Message::verbatim(error))
}

/// The language of messages, once it is known.
static LANG: OnceLock<Lang> = OnceLock::new();

/// Sets the language of messages, once.
pub(super) fn speak(lang: Lang) {
    let _ = LANG.set(lang);
}

/// The language of messages.
pub(super) fn lang() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// Prints what is said of a command line that runs nothing: the parser's own words, with the colours of the terminal, or others in their place. What was
/// typed must not have the colours, nor anything else that a terminal would obey.
pub(super) fn usage(error: &clap::Error, instead: Option<&str>) {
    let hostile = std::env::args_os().any(|argument| argument.to_string_lossy().contains(is_unseen));
    if instead.is_none() && !hostile {
        let _ = error.print();
        return;
    }
    let text = seen(&instead.map_or_else(|| error.render().to_string(), str::to_owned));
    if error.use_stderr() {
        let _ = write!(io::stderr().lock(), "{text}");
    } else {
        let _ = out(&text);
    }
}

/// A text of several lines, with everything replaced that could do more than be seen.
fn seen(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) && c != '\n' { '\u{fffd}' } else { c }).collect()
}

fn line(kind: &str, message: &Message) {
    let lang = lang();
    let (word, colon) = (lang.word(&format!("cli.{kind}")).to_owned(), lang.word("cli.colon"));
    let mut stderr = io::stderr().lock();
    for part in lang.say(message).lines() {
        let clean = clean(part);
        let separator = if clean.starts_with('[') { "" } else { colon };
        let _ = writeln!(stderr, "{word}{separator}{clean}");
    }
}
