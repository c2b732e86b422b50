//! Exit codes, the same in every format.

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

/// The worst of some exit codes in the order 2, 1, 3, 0; that of a verdict is 0 where verdicts are to end so.
pub(super) fn worst(codes: &[u8], exit_zero: bool) -> u8 {
    let order = if exit_zero { &[ERROR][..] } else { &[ERROR, FAIL, INDETERMINATE] };
    order.iter().copied().find(|code| codes.contains(code)).unwrap_or(PASS)
}
