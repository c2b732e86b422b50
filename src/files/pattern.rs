//! Which files of a folder a pattern means: `*`, `?` and `[…]` within a name, `**` for any number of folders.
//!
//! Names on a disk need not be text: archives made under Windows keep them in GBK. Such a file that a pattern means is an error that says so; others do not
//! matter. What begins with a dot is meant only by a pattern that does. A link to a folder is followed, unless it leads back to a folder on the way.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::error::FileError;

/// What Excel keeps beside a workbook that is open.
const OWNER_FILE: &str = "~$";

const OPTIONS: MatchOptions = MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// One part of a pattern, between two `/`.
enum Part {
    /// `**`
    Folders,
    Name(Pattern),
}

/// The names of the files, relative to the folder and in byte order, each once.
pub(super) fn matches(root: &Path, pattern: &str) -> Result<Vec<String>, FileError> {
    let wrong = |error: glob::PatternError| FileError::Pattern(pattern.to_owned(), error.to_string());
    Pattern::new(pattern).map_err(wrong)?;
    let mut parts: Vec<Part> = Vec::new();
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("**", Some(Part::Folders)) => {}
            ("**", _) => parts.push(Part::Folders),
            _ => parts.push(Part::Name(Pattern::new(part).map_err(wrong)?)),
        }
    }
    let mut walk = Walk { root, found: Vec::new() };
    walk.enter(Path::new(""), &parts, &[])?;
    let mut names = walk.found.iter().map(|path| name_of(path)).collect::<Result<Vec<_>, _>>()?;
    names.sort();
    names.dedup();
    Ok(names)
}

/// What a path of the command line means where the shell left its `*`, `?` or `[…]` to the program, as those of Windows do: files and folders in byte order.
/// A path that exists, or that no name matches, stays as it is.
pub(super) fn expanded(path: &Path) -> Vec<PathBuf> {
    let as_given = || vec![path.to_path_buf()];
    let Some(text) = path.to_str().filter(|text| text.contains(['*', '?', '['])) else { return as_given() };
    if path.symlink_metadata().is_ok() {
        return as_given();
    }
    let found = glob::glob_with(text, OPTIONS).into_iter().flatten().flatten();
    let is_owner = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(OWNER_FILE));
    let mut found: Vec<PathBuf> = found.filter(|path| !is_owner(path)).collect();
    found.sort();
    if found.is_empty() { as_given() } else { found }
}

/// The name of a file as text, with `/` between its parts.
pub(super) fn name_of(path: &Path) -> Result<String, FileError> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| FileError::NotText(path.to_string_lossy().into_owned()))
}

struct Walk<'a> {
    root: &'a Path,
    /// Relative to the root.
    found: Vec<PathBuf>,
}

impl Walk<'_> {
    /// Goes into a folder, once on each way: `above` are the folders on it.
    fn enter(&mut self, folder: &Path, parts: &[Part], above: &[PathBuf]) -> Result<(), FileError> {
        let real = self.root.join(folder).canonicalize().map_err(|e| io_error(folder, e))?;
        if above.contains(&real) {
            return Ok(());
        }
        let way: Vec<PathBuf> = above.iter().cloned().chain([real]).collect();
        self.look(folder, parts, &way)
    }

    fn look(&mut self, folder: &Path, parts: &[Part], way: &[PathBuf]) -> Result<(), FileError> {
        match parts.split_first() {
            // A folder itself is no file.
            None => {}
            Some((Part::Folders, rest)) => {
                self.look(folder, rest, way)?;
                for name in self.entries(folder)? {
                    let path = folder.join(&name);
                    if !name.to_string_lossy().starts_with('.') && self.root.join(&path).is_dir() {
                        self.enter(&path, parts, way)?;
                    }
                }
            }
            Some((Part::Name(pattern), rest)) => {
                for name in self.entries(folder)? {
                    let text = name.to_string_lossy();
                    if !pattern.matches_with(&text, OPTIONS) || text.starts_with(OWNER_FILE) {
                        continue;
                    }
                    let path = folder.join(name);
                    match (self.root.join(&path).is_dir(), rest.is_empty()) {
                        (true, false) => self.enter(&path, rest, way)?,
                        (false, true) => self.found.push(path),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn entries(&self, folder: &Path) -> Result<Vec<OsString>, FileError> {
        let entries = std::fs::read_dir(self.root.join(folder)).map_err(|e| io_error(folder, e))?;
        entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(|e| io_error(folder, e))).collect()
    }
}

fn io_error(folder: &Path, error: io::Error) -> FileError {
    FileError::Io(folder.display().to_string(), error)
}
