//! The policy that a name or a path means.

use std::path::{Path, PathBuf};

use super::CheckError;
use crate::files::{digest_of, read_outside};
use crate::input::field::near;
use crate::say;
use crate::say::Part;
use crate::standard::Standard;

/// A policy, and the text that it was read from.
pub(super) struct Policy {
    pub(super) standard: Standard,
    /// SHA-256 of its text.
    pub(super) sha256: String,
    /// Its text, where whoever runs the program gave it as a file.
    pub(super) text: Option<String>,
}

impl Policy {
    /// The policy of a built-in name or a path, which is relative to the park where the park names it.
    pub(super) fn find(name: &str, park: Option<&Path>) -> Result<Self, CheckError> {
        if let Some(standard) = Standard::built_in(name) {
            let text = Standard::text(name).unwrap_or_default();
            return Ok(Self { standard, sha256: digest_of(text.as_bytes()), text: None });
        }
        let path = park.map_or_else(|| PathBuf::from(name), |park| park.join(name));
        if !path.exists() {
            let known: Vec<&str> = Standard::names().collect();
            let near = near(name, known.iter().copied());
            return Err(say!("policy `{name}`: neither a built-in policy ({known}) nor a file{near}", name, known => Part::names(known), near => near).into());
        }
        let (bytes, digested) = read_outside(&path)?;
        let text = String::from_utf8(bytes).map_err(|_| say!("not UTF-8").at(path.display().to_string()))?;
        let standard = own(&path.display().to_string(), &text)?;
        Ok(Self { standard, sha256: digested.sha256, text: park.is_none().then_some(text) })
    }

    /// The policy of a text that an earlier run was given.
    pub(super) fn of_text(text: &str) -> Result<Self, CheckError> {
        Ok(Self { standard: own("run.policy", text)?, sha256: digest_of(text.as_bytes()), text: Some(text.to_owned()) })
    }
}

/// The standard of a policy file. It cannot pass for one that is built in.
fn own(file: &str, text: &str) -> Result<Standard, CheckError> {
    let table: Option<toml::Table> = text.parse().ok();
    if let Some(name) = table.as_ref().and_then(|table| table.get("name")?.as_str()).filter(|name| Standard::built_in(name).is_some()) {
        return Err(say!(
            "a policy of its own cannot have the name `{name}` of a built-in one, from which it differs; give it another name",
            name
        )
        .at(file)
        .into());
    }
    Standard::parse(text).map_err(|error| CheckError::Policy { file: file.to_owned(), error })
}
