//! The fast reader of files of readings: whole lines in pieces, parsed by several threads ([`scheduler`]), put into the collector in order by one at a
//! time ([`fold`]).
//!
//! A piece is parsed without any state but the file's shape; what it yields is folded in the order of files and lines, so that the result is
//! that of the plain reader whatever the number of threads. A small file is one piece, digested with it. A line that is not of the plainest kind is handed to the plain reader, at its
//! place in the order; a file that is not (quotes, bare CR, another encoding) from there on. The plain reader is the reference.

mod file_header;
mod fold;
mod item;
mod mode;
mod number;
mod pieces;
mod prediction;
mod rows;
mod scheduler;
mod shape;
mod small_file;
mod task;

pub(super) use fold::claimed;
pub use mode::ReadMode;
pub(super) use scheduler::read_all;
pub(super) use task::{Entry, Task};
