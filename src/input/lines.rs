//! The original lines of a file, decoded and otherwise untouched, for a reader who wants to see what a figure rests on.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use encoding_rs::Encoding;

use super::encoding::Text;
use super::error::InputError;
use super::manifest::{MANIFEST, Manifest};
use super::source::{self, Opened, Source};
use crate::files::Files;

/// The wanted lines of a file of a park, each with its number; of a workbook, the wanted rows of a sheet (else of its first), a comma between cells.
pub fn lines(park: &Path, name: &str, sheet: Option<&str>, wanted: &BTreeSet<u64>) -> Result<Vec<(u64, String)>, InputError> {
    let files = Files::of(park).map_err(|e| InputError::file(&e))?;
    let stream = files.open(name).map_err(|e| InputError::file(&e))?;
    let opened = source::open(stream, name)?;
    match opened {
        Opened::Text(text) => pick(text, encoding_of(&files, name), name, wanted),
        Opened::Book(mut book, digested) => {
            let error = |why| InputError::at(name, 0, why);
            let Some(first) = book.candidates(sheet).map_err(error)?.into_iter().next() else { return Ok(Vec::new()) };
            let text = book.sheet(&first).map_err(error)?;
            pick(Source::of_sheet(text, digested), Some(encoding_rs::UTF_8), name, wanted)
        }
    }
}

/// The encoding that the manifest declares for a file.
fn encoding_of(files: &Files, name: &str) -> Option<&'static Encoding> {
    let (text, _) = files.text(MANIFEST).ok()?;
    let manifest = Manifest::parse(&text).ok()?;
    let named = |patterns: &[String]| patterns.iter().any(|p| files.find(p).is_ok_and(|names| names.iter().any(|n| n == name)));
    manifest.readings.iter().find(|r| named(&r.source.files)).and_then(|r| r.source.options.encoding)
}

fn pick<R: Read>(
    stream: R,
    encoding: Option<&'static Encoding>,
    name: &str,
    wanted: &BTreeSet<u64>,
) -> Result<Vec<(u64, String)>, InputError> {
    let io = |e: std::io::Error| InputError::io(name, 0, &e);
    let mut text = Text::open(stream, encoding).map_err(io)?;
    let (mut found, mut held, mut line) = (Vec::new(), Vec::new(), 1_u64);
    let last = wanted.last().copied().unwrap_or(0);
    while line <= last {
        let more = text.fill(&mut held).map_err(io)?;
        let mut start = 0;
        while let Some(end) = memchr::memchr(b'\n', &held[start..]) {
            if wanted.contains(&line) {
                found.push((line, String::from_utf8_lossy(&held[start..start + end]).into_owned()));
            }
            line += 1;
            start += end + 1;
        }
        held.drain(..start);
        if !more {
            if wanted.contains(&line) && !held.is_empty() {
                found.push((line, String::from_utf8_lossy(&held).into_owned()));
            }
            break;
        }
    }
    Ok(found)
}
