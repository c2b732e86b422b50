//! The one reader of TOML: manifests, policies and scenarios. Every key and value knows its line, so that every error names the line on which the text
//! stands that it quotes.
//!
//! [`Table`] answers with a value or the first [`Fault`]; [`Keys`] is the same for whoever wants to tell all faults of a file at once. Lines are counted as
//! an editor counts them, from 1. Keys in Chinese need no quotes, and a byte order mark is passed over.
//!
//! Tables are not read by `serde`: it ends at the first fault, keeps the span of a value only where its type asks for it, and knows no nearest key.

mod bare_keys;
mod collected;
mod lines;
mod parse;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use collected::{Faults, Keys};
pub(crate) use table::{Fault, Lined, Table};
