//! The fast road of readings: whole lines of a file in pieces, parsed by several threads, folded in order by one at a time.
//!
//! A piece is parsed without any state but the file's shape; what it yields is folded in the order of files and lines, so that the result is
//! that of the plain reader whatever the number of threads. A small file is one piece, digested with it. A line that is not of the plainest kind is handed to the plain reader, at its
//! place in the order; a file that is not (quotes, bare CR, another encoding) from there on. The plain reader is the reference.

mod file_header;
mod fold;
mod number;
mod pieces;
mod prediction;
mod rows;
mod scheduler;
mod shape;
mod small_file;

pub(super) use fold::{Entry, Task, claimed};
pub(super) use scheduler::read_all;

/// How files of readings are walked: what is read is the same.
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
    fn piece(self) -> Option<usize> {
        match self {
            Self::Fast => Some(pieces::SIZE),
            Self::Pieces(size) => Some(size),
            Self::Plain => None,
        }
    }
}
