//! The balance of electricity: what each meter counts, the bins that it is added to, how storage and export are attributed, and the sums of the run.

pub(in crate::account) mod bins;
pub(in crate::account) mod electricity;
pub(in crate::account) mod flows;
pub(in crate::account) mod grid;
pub(in crate::account) mod matching;
pub(in crate::account) mod role;
pub(in crate::account) mod storage;
pub(in crate::account) mod subtraction;
