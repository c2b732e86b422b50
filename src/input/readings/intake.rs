//! What all meters share while files are read: the open file, the list of defects, the sums of flows.

use super::log::DefectLog;
use crate::dossier::{Pool, PoolKind};
use crate::measure::Period;

/// The file that is being read.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::input) struct OpenFile {
    /// Counts the files opened so far: what a meter learnt in one holds in no other.
    pub(in crate::input) turn: u64,
    /// Its number among the inputs.
    pub(in crate::input) file: usize,
    /// Place of the row before its first.
    pub(in crate::input) base: u32,
    /// Whether its rows hold readings of several meters.
    pub(in crate::input) is_shared: bool,
    /// Whether it is byte for byte a file that was read before: every reading of it stands already.
    pub(in crate::input) is_twin: bool,
    /// Whether its ordinary readings may take the fast path.
    pub(in crate::input) is_fast: bool,
}

impl OpenFile {
    /// Place of a line.
    pub(in crate::input) fn place(&self, line: u64) -> u32 {
        self.base.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
    }
}

/// What the readings of all meters go into.
pub(in crate::input) struct Intake<'a> {
    /// The period that is judged.
    pub(in crate::input) period: Period,
    /// The open file.
    pub(in crate::input) open: OpenFile,
    /// Defects, and where rows stand.
    pub(in crate::input) log: DefectLog<'a>,
    /// Sums per flow over the meters that keep no single values.
    pub(in crate::input) pools: Vec<Pool>,
    /// Meters for which something is to be done when the open file ends, by number; some more than once.
    pub(in crate::input) touched: Vec<usize>,
    /// Whether all files are read: what comes now was kept until the end.
    pub(in crate::input) is_ending: bool,
    /// Grains of the numbers at hand: a buffer of the fast path.
    pub(in crate::input) grains: Vec<i64>,
}

impl<'a> Intake<'a> {
    /// Nothing yet.
    pub(in crate::input) fn new(period: Period, log: DefectLog<'a>) -> Self {
        Self { period, open: OpenFile::default(), log, pools: Vec::new(), touched: Vec::new(), is_ending: false, grains: Vec::new() }
    }

    /// Number of the pool of a kind, which is made if it is new.
    pub(in crate::input) fn pool(&mut self, kind: PoolKind) -> usize {
        self.pools.iter().position(|pool| pool.kind == kind).unwrap_or_else(|| {
            let (first, last) = (kind.step.index(self.period.from()), kind.step.index(self.period.until().plus(-1)));
            self.pools.push(Pool::new(kind, first, usize::try_from(last - first + 1).unwrap_or(0)));
            self.pools.len() - 1
        })
    }
}
