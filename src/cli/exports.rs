//! The files of a folder that may be exports.

use std::path::Path;

use rayon::prelude::*;

use crate::files::{Files, Ranges, Stream};
use crate::input::error::InputError;
use crate::input::survey::{Export, survey_file, survey_large};

/// Endings of files that are no exports.
const LEFT_OUT: &[&str] = &["md", "json", "toml", "html", "pdf", "png", "jpg", "py", "rs", "doc", "docx"];

/// The files of a folder that may be exports, as surveyed.
pub(super) fn exports(folder: &Path) -> anyhow::Result<Vec<Export>> {
    let files = Files::of(folder)?;
    let names = files.list()?;
    Ok(surveyed(&files, &names))
}

/// The files of those names that may be exports, as surveyed.
pub(super) fn surveyed(files: &Files, names: &[String]) -> Vec<Export> {
    let names: Vec<&String> = names.iter().filter(|name| !is_left_out(name)).collect();
    names.into_par_iter().map(|name| export(files, name)).collect()
}

fn is_left_out(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    // What Excel keeps beside a workbook that is open.
    if base.starts_with("~$") {
        return true;
    }
    let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_none_or(|ending| LEFT_OUT.contains(&ending.as_str()))
}

fn export(files: &Files, name: &str) -> Export {
    let path = files.root().join(name);
    let open = || Stream::open(&path, name).map_err(|e| InputError::file(&e));
    let survey = match Ranges::of(&path, name) {
        Ok(Some(ranges)) => survey_large(name, &ranges, files.size(name).unwrap_or_default(), open),
        _ => survey_file(name, open),
    };
    Export { name: name.to_owned(), survey: survey.map_err(|e| e.message) }
}
