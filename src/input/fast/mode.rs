//! How files of readings are read.

use super::pieces::SIZE;

/// How files of readings are read: the result is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadMode {
    /// By the fast reader, in pieces that suit the machine.
    #[default]
    Fast,
    /// By the fast reader, in pieces of about so many bytes, to try where files are cut.
    Pieces(usize),
    /// By the plain reader alone, the reference.
    Plain,
}

impl ReadMode {
    /// Bytes of a piece; `None` where there are none.
    pub(super) fn piece(self) -> Option<usize> {
        match self {
            Self::Fast => Some(SIZE),
            Self::Pieces(size) => Some(size),
            Self::Plain => None,
        }
    }
}
