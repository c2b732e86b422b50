//! `lingtan init`: a park from a folder of exports. Asks nothing and never replaces a file.

#![allow(clippy::format_push_string, reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise")]

use std::path::Path;

use anyhow::bail;

use super::terminal::Look;
use super::{exit, print};
use crate::files::{Files, Stream, write_new};
use crate::input::error::InputError;
use crate::input::manifest::{MANIFEST, Manifest};
use crate::input::survey::{Export, draft, survey_file};
use crate::say;
use crate::say::Message;

/// The registry that is written.
const METERS: &str = "meters.csv";

/// Endings of files that are no exports.
const LEFT_OUT: &[&str] = &["md", "json", "toml", "html", "pdf", "png", "jpg", "py", "rs", "doc", "docx"];

pub(super) fn run(folder: &Path, look: Look) -> anyhow::Result<u8> {
    let lang = look.style().lang;
    let told = |message: &Message| lang.say(message);
    let files = Files::of(folder)?;
    let names = files.list()?;
    let present: Vec<String> = [MANIFEST, METERS]
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|p| p.display().to_string())
        .collect();
    if !present.is_empty() {
        bail!(say!("exists already, and is not replaced; move it away first (nothing was written)").at(present.join(", ")));
    }
    let exports: Vec<Export> = names.iter().filter(|name| !is_left_out(name)).map(|name| export(&files, name)).collect();
    if exports.is_empty() {
        bail!(say!("the folder holds no exports; put the meter exports (CSV) into it first").at(folder.display().to_string()));
    }
    let title = folder
        .canonicalize()
        .ok()
        .and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "park".to_owned());
    let Some(draft) = draft(&title, &exports, &told) else {
        let whole = say!("no file in it holds readings of meters (nothing was written)").at(folder.display().to_string());
        let all: Vec<Message> = std::iter::once(whole).chain(exports.iter().map(reason)).collect();
        return Err(print::lines(&all, Message::clone));
    };
    if let Err(errors) = Manifest::parse(&draft.park) {
        let whole = say!("the park.toml that was drafted cannot be read; nothing was written");
        let all: Vec<Message> = std::iter::once(whole).chain(errors.iter().map(InputError::said)).collect();
        return Err(print::lines(&all, Message::clone));
    }
    let registry = folder.join(METERS);
    if let Some(text) = &draft.meters {
        write_new(&registry, text.as_bytes())?;
    }
    if let Err(error) = write_new(&folder.join(MANIFEST), draft.park.as_bytes()) {
        if draft.meters.is_some() {
            crate::files::remove(&registry);
        }
        return Err(error.into());
    }
    let line = |what: &Message| crate::report::clean(&told(what));
    let mut text = line(&say!("wrote {file}", file = folder.join(MANIFEST).display())) + "\n";
    if draft.meters.is_some() {
        text += &(line(&say!("wrote {file} ({count} meter(s))", file = registry.display(), count = draft.count)) + "\n");
    }
    text += &format!("\n{}\n", told(&say!("Fill in:")));
    for what in &draft.open {
        text += &format!("  {}\n", line(what));
    }
    text += &format!("\n{}\n", line(&say!("Then: {command}", command = format_args!("lingtan check {}", folder.display()))));
    print::plain(&text)?;
    Ok(exit::PASS)
}

fn is_left_out(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_none_or(|ending| LEFT_OUT.contains(&ending.as_str()))
}

fn export(files: &Files, name: &str) -> Export {
    let path = files.root().join(name);
    let found = survey_file(name, || Stream::open(&path, name).map_err(|e| InputError::file(&e)));
    Export { name: name.to_owned(), survey: found.map_err(|e| e.message) }
}

fn reason(export: &Export) -> Message {
    match &export.survey {
        Err(why) => why.clone().at(export.name.as_str()),
        Ok(survey) => survey.notes.first().cloned().unwrap_or_else(|| super::inspect::layout(survey)).at(export.name.as_str()),
    }
}
