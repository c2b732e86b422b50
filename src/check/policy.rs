//! The policy that a name or a path means, and the built-in law beside it.

use std::path::{Path, PathBuf};

use super::CheckError;
use super::error::place;
use crate::dossier::Dossier;
use crate::files::{digest_of, read_outside};
use crate::input::field::near;
use crate::input::{Submission, manifest::MANIFEST};
use crate::say;
use crate::say::Part;
use crate::standard::{Standard, resembles_built_in};
use crate::toml::Table;

/// The policy that a policy file without another extends.
const NATIONAL: &str = "cn-national";

/// A policy, and what it rests on.
pub(super) struct Policy {
    pub(super) standard: Standard,
    /// The built-in policy by which the park is judged beside it; `None` where it is built in itself, and not the park's own choice of a laxer one.
    pub(super) built_in: Option<Standard>,
    /// Whether the park brought it: the built-in law decides too.
    pub(super) brought_by_park: bool,
    /// SHA-256 of its text.
    pub(super) sha256: String,
    /// Its text, where whoever runs the program gave it as a file.
    pub(super) text: Option<String>,
}

impl Policy {
    /// The policy that whoever runs the program gave by a built-in name or a path.
    pub(super) fn given(name: &str) -> Result<Self, CheckError> {
        if let Some(built_in) = Self::built_in(name) {
            return Ok(built_in);
        }
        let path = PathBuf::from(name);
        if !path.exists() {
            return Err(unknown(name).into());
        }
        let (bytes, digested) = read_outside(&path)?;
        let text = String::from_utf8(bytes).map_err(|_| say!("not UTF-8").at(path.display().to_string()))?;
        let own = own(&path.display().to_string(), &text)?;
        Ok(Self { sha256: digested.sha256, text: Some(text), ..own })
    }

    /// The policy that a text means which an earlier run was given.
    pub(super) fn of_text(text: &str) -> Result<Self, CheckError> {
        Ok(Self { text: Some(text.to_owned()), ..own("run.policy", text)? })
    }

    /// The policy that the park names: a built-in one, or a file in its folder.
    pub(super) fn of_park(park: &Path, submission: &Submission) -> Result<Self, CheckError> {
        let name = submission.policy.as_str();
        if let Some(policy) = Self::built_in(name) {
            // A province's law is for parks of the province; another park is held to what it extends as well.
            let built_in = beyond(&policy.standard, &submission.dossier);
            return Ok(Self { brought_by_park: built_in.is_some(), built_in, ..policy });
        }
        match &submission.policy_file {
            Some((text, _)) => {
                let policy = own(&park.join(name).display().to_string(), text)?;
                // One that extends the law of another province is held to what that extends.
                let beyond = policy.built_in.as_ref().and_then(|law| beyond(law, &submission.dossier));
                Ok(Self { brought_by_park: true, built_in: beyond.or(policy.built_in), ..policy })
            }
            None => Err(unknown(name).at(place(MANIFEST, submission.lines.policy)).into()),
        }
    }

    fn built_in(name: &str) -> Option<Self> {
        let standard = Standard::built_in(name)?;
        let text = Standard::text(name).unwrap_or_default();
        Some(Self { standard, built_in: None, brought_by_park: false, sha256: digest_of(text.as_bytes()), text: None })
    }

    /// Whether it is the law of another province than a park's.
    pub(super) fn is_foreign(&self, dossier: &Dossier) -> bool {
        !self.standard.is_of(dossier.province.as_deref())
    }

    /// Every text that it rests on: its own, those of the policies that it extends, and the factors; each with its SHA-256.
    pub(super) fn rests_on(&self) -> Vec<(String, String)> {
        let mut all = vec![(self.standard.name.clone(), self.sha256.clone())];
        let mut extended = self.standard.extends.clone();
        while let Some(name) = extended {
            all.push((name.clone(), digest_of(Standard::text(&name).unwrap_or_default().as_bytes())));
            extended = Standard::built_in(&name).and_then(|standard| standard.extends);
        }
        all.push(("factors".to_owned(), digest_of(Standard::text("factors").unwrap_or_default().as_bytes())));
        all
    }
}

/// What the law of another province than a park's extends: the law that the park is under.
fn beyond(law: &Standard, dossier: &Dossier) -> Option<Standard> {
    let extended = law.extends.as_deref().and_then(Standard::built_in);
    extended.filter(|_| !law.is_of(dossier.province.as_deref()))
}

fn unknown(name: &str) -> say::Message {
    let known: Vec<&str> = Standard::names().collect();
    let near = near(name, known.iter().copied());
    say!("policy `{name}`: neither a built-in policy ({known}) nor a file{near}", name, known => Part::names(known), near => near)
}

/// A policy file. It cannot pass for one that is built in.
fn own(file: &str, text: &str) -> Result<Policy, CheckError> {
    let table = Table::parse(text).ok();
    let named = |key: &str| table.as_ref().and_then(|table| Some((table.text(key).ok()??, table.line_of(key))));
    for (key, (named, line)) in ["name", "title"].into_iter().filter_map(|key| Some((key, named(key)?))) {
        if let Some(built_in) = resembles_built_in(named) {
            return Err(say!(
                "`{key}`: `{named}` is, or looks like, that of the built-in policy `{built_in}`, from which this one differs; give it another",
                key,
                named,
                built_in
            )
            .at(place(file, line))
            .into());
        }
    }
    let standard = Standard::parse(text).map_err(|error| CheckError::Policy { file: file.to_owned(), error })?;
    let built_in = Standard::built_in(standard.extends.as_deref().unwrap_or(NATIONAL));
    Ok(Policy { standard, built_in, brought_by_park: false, sha256: digest_of(text.as_bytes()), text: None })
}
