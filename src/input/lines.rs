//! The original lines of a file, decoded and otherwise untouched, for a reader who wants to see what a figure rests on.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use encoding_rs::Encoding;

use super::encoding::Text;
use super::error::InputError;
use super::load::tables;
use super::manifest::{MANIFEST, Manifest};
use super::source::{self, Opened, Source};
use crate::files::Files;
use crate::say;

/// The wanted lines of a file of a park, each with its number; of a workbook, the wanted rows of a sheet (else of its first), a comma between cells.
pub fn lines(park: &Path, name: &str, sheet: Option<&str>, wanted: &BTreeSet<u64>) -> Result<Vec<(u64, String)>, InputError> {
    let files = Files::of(park).map_err(|e| InputError::file(&e))?;
    let stream = files.open(name).map_err(|e| InputError::file(&e))?;
    let opened = source::open(stream, name)?;
    match opened {
        Opened::Text(text) => {
            let found = pick(text, encoding_of(&files, name), name, wanted)?;
            if found.len() < wanted.len() {
                return Err(InputError::at(name, 0, say!("the file changed while it was read")));
            }
            Ok(found)
        }
        Opened::Book(mut book, digested) => {
            let error = |why| InputError::at(name, 0, why);
            let Some(first) = book.candidates(&sheet.map(str::to_owned).into_iter().collect::<Vec<_>>()).map_err(error)?.into_iter().next()
            else {
                return Ok(Vec::new());
            };
            let text = book.sheet(&first).map_err(error)?;
            pick(Source::of_sheet(text, digested), Some(encoding_rs::UTF_8), name, wanted)
        }
    }
}

/// The encoding that the manifest declares for a file.
fn encoding_of(files: &Files, name: &str) -> Option<&'static Encoding> {
    let (text, _) = files.text(MANIFEST).ok()?;
    let manifest = Manifest::parse(text.strip_prefix('\u{feff}').unwrap_or(&text)).ok()?;
    let named = |patterns: &[String]| patterns.iter().any(|p| files.find(p).is_ok_and(|names| names.iter().any(|n| n == name)));
    let sources = manifest.readings.iter().map(|readings| &readings.source).chain(tables(&manifest));
    sources.into_iter().find(|source| named(&source.files)).and_then(|source| source.options.encoding)
}

/// Lines as they are counted everywhere: LF, CRLF and a CR alone end one.
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
        while let Some(at) = memchr::memchr2(b'\n', b'\r', &held[start..]).map(|at| start + at) {
            let next = held.get(at + 1);
            if held[at] == b'\r' && next.is_none() && more {
                // Whether LF follows is not known yet.
                break;
            }
            if wanted.contains(&line) {
                found.push((line, String::from_utf8_lossy(&held[start..at]).into_owned()));
            }
            line += 1;
            start = at + if held[at] == b'\r' && next == Some(&b'\n') { 2 } else { 1 };
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that arrive one at a time.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            (buffer[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    #[test]
    fn every_ending_counts_once_however_the_bytes_arrive() {
        let text = "a\r\nb\rc\n\nd\r\r\ne\r";
        let wanted: BTreeSet<u64> = (1..=9).collect();
        let lines = ["a", "b", "c", "", "d", "", "e"];
        let expected: Vec<(u64, String)> = (1..).zip(lines.map(str::to_owned)).collect();
        let whole = pick(text.as_bytes(), None, "x", &wanted).expect("lines");
        let slow = pick(Slowly(text.as_bytes()), None, "x", &wanted).expect("lines");
        assert_eq!((&whole, &slow), (&expected, &expected));
    }
}
