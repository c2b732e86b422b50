//! What a run has to tell, park by park: the report, or why there is none. Every format tells the same; none decides.

use std::borrow::Cow;

use serde_json::json;

use super::Report;
use crate::files::digest_of;
use crate::rule::Verdict;
use crate::say;
use crate::say::Message;

/// One park of a run.
#[derive(Clone, Debug)]
pub struct Told {
    /// The park's folder as seen from the working directory, with `/` between its parts; empty for the working directory itself, and where a
    /// report that was read does not say it.
    pub folder: String,
    /// The report, or why the park could not be checked.
    pub result: Result<Report, Message>,
    /// Whether the run was told to deny warnings, and the park, which passes, has some.
    pub denied: bool,
}

/// Why a park that passes is undecided all the same.
pub fn denied_warnings() -> Message {
    say!(
        "warnings are denied, and this pass rests on what can matter: a defect that blocks, evidence that is missing or discarded and moves a bound of a required rule, or an outcome that depends on a stated value, a correction or a changed criterion"
    )
}

impl Told {
    /// A file of the park as seen from the working directory.
    pub fn path(&self, file: &str) -> String {
        match self.folder.as_str() {
            "" => file.to_owned(),
            folder if folder.ends_with('/') => format!("{folder}{file}"),
            folder => format!("{folder}/{file}"),
        }
    }

    /// What the park came to: its verdict in effect, undecided where it passes and its warnings are denied; none where it could not be read.
    pub fn outcome(&self) -> Option<Verdict> {
        let report = self.result.as_ref().ok()?;
        Some(match report.verdict_in_effect() {
            Verdict::Pass if self.denied => Verdict::Indeterminate,
            verdict => verdict,
        })
    }

    /// What the park is called: its name, or its folder where it could not be read.
    pub fn name(&self) -> &str {
        match &self.result {
            Ok(report) => &report.park.name,
            Err(_) if self.folder.is_empty() => ".",
            Err(_) => &self.folder,
        }
    }
}

impl Report {
    /// Says where the park's folder lies, bound to the report by a digest.
    pub(crate) fn place(&mut self, folder: &str) {
        self.run.folder = Some(folder.to_owned());
        self.run.folder_sha256 = Some(self.digest_of_folder(folder));
    }

    /// Whether what it says of its folder, if anything, is what belongs to it.
    pub(super) fn is_in_place(&self) -> bool {
        self.run.folder_sha256 == self.run.folder.as_deref().map(|folder| self.digest_of_folder(folder))
    }

    /// The same without its folder: equal evidence, equal bytes.
    pub(super) fn placeless(&self) -> Cow<'_, Self> {
        if self.run.folder.is_none() {
            return Cow::Borrowed(self);
        }
        let mut other = self.clone();
        (other.run.folder, other.run.folder_sha256) = (None, None);
        Cow::Owned(other)
    }

    fn digest_of_folder(&self, folder: &str) -> String {
        digest_of_folder(folder, self.inputs.iter().map(|input| (input.file.as_str(), input.sha256.as_str())))
    }
}

/// What binds a folder to a report: a digest of it and of the report's inputs, each with its name and its digest.
pub fn digest_of_folder<'a>(folder: &str, inputs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    digest_of(json!([folder, inputs.collect::<Vec<_>>()]).to_string().as_bytes())
}

/// The reports there are.
pub fn reports(told: &[Told]) -> impl Iterator<Item = &Report> {
    told.iter().filter_map(|told| told.result.as_ref().ok())
}
