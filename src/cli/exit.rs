//! Exit codes, the same in every format.

use crate::rule::Verdict;

/// Every required rule that applies passed.
pub const PASS: u8 = 0;
/// A required rule failed.
pub const FAIL: u8 = 1;
/// It could not run.
pub const ERROR: u8 = 2;
/// A required rule could not be decided.
pub const INDETERMINATE: u8 = 3;
/// `verify` or `diff` found a difference; `merge` or `portfolio` found certificates that several parks count.
pub const DIFFERENT: u8 = 4;

/// The exit code that what a park came to means; of none, that of a park that could not be read.
pub(super) fn of(verdict: Option<Verdict>) -> u8 {
    match verdict {
        Some(Verdict::Pass) => PASS,
        Some(Verdict::Fail) => FAIL,
        Some(Verdict::Indeterminate) => INDETERMINATE,
        None => ERROR,
    }
}

/// The worst of some exit codes in the order 2, 1, 3, 0; that of a verdict is 0 where verdicts are to end so.
pub(super) fn worst(codes: &[u8], exit_zero: bool) -> u8 {
    let order = if exit_zero { &[ERROR][..] } else { &[ERROR, FAIL, INDETERMINATE] };
    order.iter().copied().find(|code| codes.contains(code)).unwrap_or(PASS)
}
