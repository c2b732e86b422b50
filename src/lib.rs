//! lingtan (零碳): decides from a park's own meter exports and certificates whether it meets China's rules for zero-carbon industrial parks.
//!
//! ```
//! use lingtan::check::Check;
//!
//! # fn main() -> Result<(), lingtan::check::CheckError> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/parks/full-pass");
//! let report = Check::new(folder).run()?;
//! assert_eq!(report.verdict.name(), "pass");
//! for rule in report.rules.iter().filter(|rule| rule.level.name() == "required") {
//!     println!("{}: {} (measured {:?}, limit {:?})", rule.id, rule.outcome, rule.measured, rule.limit);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The data model
//!
//! ```text
//! park folder                    what the law asks
//! park.toml, meters,             policy + factors
//! readings, certificates               │
//!      │ read                          │
//!      ▼                               ▼
//!   Dossier ───────────────► settle ► Accounts ─► assess ► Assessment ─► publish ► Report ─► render
//!   meters, series,                   figures              findings                          text, JSON,
//!   certificates,                     with bounds          verdict                           HTML, …
//!   defects                           and trails
//! ```
//!
//! One direction, five verbs: read, settle, assess, publish, render. [`check`] walks it in one call. Whatever is wrong with the evidence is a value that
//! travels along (a defect, a bound, an outcome `indeterminate`), never a reason to stop, once the park can be read at all.
//!
//! # Glossary
//!
//! - **park**: a folder with a `park.toml`, or what it stands for: everything behind the fence whose meters are in the registry.
//! - **period**: the civil days that are judged, one natural year; any other period is *interim*.
//! - **meter**, **flow**: what is metered, and what its energy is to the park (grid import, direct line, on-site renewable …).
//! - **dossier** ([`dossier`]): what a park submitted, as it was read, with its defects.
//! - **defect**: something wrong with the evidence, with file and line. Its effect says whether it is only noted, discards a reading, or blocks rules.
//! - **policy**, **standard** ([`standard`]): the rules that a park is judged by, as dated and cited data; a *setting* is what a policy lets be stated.
//! - **rule**, **level**, **outcome**: one requirement; whether it decides (`required`), guides, advises or guards the evidence (`data`); what came of it.
//! - **figure**, **bounds**, **trail**: a number of the report, the least and greatest value that the evidence allows, and the lines it comes from.
//! - **verdict**: what the required rules together say: `pass`, `fail` or `indeterminate`. Missing evidence is never `pass`.
//! - **report** ([`report::Report`]): all of it, in the shape of the JSON schema `lingtan.report/1`.
//!
//! What is not listed below is the program's own and changes without notice.

#[doc(hidden)]
pub mod account;
pub mod check;
#[doc(hidden)]
pub mod cli;
mod closed_list;
pub mod dossier;
#[doc(hidden)]
pub mod files;
pub mod guide;
#[doc(hidden)]
pub mod input;
pub mod measure;
mod near;
pub mod report;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod say;
pub mod standard;
mod toml;
