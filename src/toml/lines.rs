//! The line of a place in a text.

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// LF, CRLF and a CR alone each end a line.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = |&at: &usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        Self((0..bytes.len()).filter(ends).map(|at| at + 1).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn at(&self, byte: usize) -> u64 {
        self.0.partition_point(|&begin| begin <= byte) as u64 + 1
    }
}
