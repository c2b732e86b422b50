//! What a run has to tell, park by park: the report, or why there is none. Every format tells the same; none decides.

use super::Report;
use crate::say;
use crate::say::Message;

/// One park of a run.
#[derive(Clone, Debug)]
pub struct Told {
    /// The park's folder as seen from the working directory, with `/` between its parts; empty for the working directory itself.
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

    /// What the park is called: its name, or its folder where it could not be read.
    pub fn name(&self) -> &str {
        match &self.result {
            Ok(report) => &report.park.name,
            Err(_) if self.folder.is_empty() => ".",
            Err(_) => &self.folder,
        }
    }
}

/// The reports there are.
pub fn reports(told: &[Told]) -> impl Iterator<Item = &Report> {
    told.iter().filter_map(|told| told.result.as_ref().ok())
}
