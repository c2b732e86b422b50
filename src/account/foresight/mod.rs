//! What is no evidence: the timeline of a run, its projection to the end of the year, scenarios, and the single changes that would turn a rule.

pub(in crate::account) mod break_even;
pub(in crate::account) mod projection;
pub mod scenario;
pub(in crate::account) mod timeline;
