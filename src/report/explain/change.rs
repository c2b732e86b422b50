//! The words of the report's key `changes`.

/// What can be changed.
pub const CHANGES: &[&str] = &["direct-supply", "certificates", "trades", "fuel", "heat"];

/// What is said of an amount.
pub(super) const WORDS: &[&str] = &["needed", "borne", "step"];

/// Why no amount of a change flips a rule.
pub const IMPOSSIBLE: &[&str] = crate::rule::Never::WORDS;
