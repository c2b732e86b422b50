//! What the threads hand to the fold: a file that starts, lines of it as rows, its end.

use std::sync::Arc;

use super::super::error::InputError;
use super::super::field::DateOrder;
use super::super::table::columns::Columns;
use super::pieces::Buffer;
use super::rows::Rows;
use super::shape::{Ids, Shape};
use crate::dossier::understanding::Understanding;
use crate::files::Digested;

/// The shape of an open file and the ids in it.
#[derive(Debug)]
pub(super) struct Context {
    /// Its place in the task.
    pub(super) entry: usize,
    /// Shape.
    pub(super) shape: Shape,
    /// Ids as they stand in it.
    pub(super) ids: Arc<Ids>,
    /// Encoding of its lines.
    pub(super) encoding: &'static encoding_rs::Encoding,
    /// Whether it is byte for byte a file that was read before, in the same way.
    pub(super) twin: bool,
    /// Order of day, month and year in its dates.
    pub(super) order: Option<DateOrder>,
    /// Its header row.
    pub(super) header: Arc<Vec<String>>,
    /// How it is understood.
    pub(super) understood: Arc<Understanding>,
}

/// What comes in the order of files and lines.
pub(super) enum Item {
    /// A file that starts behind its header line.
    Open(Arc<Context>, Box<Columns>, u64),
    /// Lines of it.
    Piece(Rows, Arc<Buffer>),
    /// Its end, with its digest unless that is made apart.
    Close(Option<Digested>),
    /// The rest of it is not for this road.
    Leave,
    /// A small file.
    Whole(Box<Whole>),
    /// A file that the plain reader reads alone.
    Plain(usize),
    /// A file that cannot be read.
    Failed(InputError),
}

/// A small file that was read.
pub(super) struct Whole {
    /// Its shape, and the ids in it.
    pub(super) context: Arc<Context>,
    /// Its columns.
    pub(super) columns: Columns,
    /// Line of its header.
    pub(super) header: u64,
    /// Its rows.
    pub(super) rows: Rows,
    /// Its lines.
    pub(super) buffer: Buffer,
    /// Its digest.
    pub(super) digested: Digested,
}
