//! The cells of a sheet that are not empty.

use super::field::Serial;

/// A cell that is not empty.
pub(super) enum Value {
    Text(String),
    Number(String),
    /// A moment, as a serial number.
    Moment(Serial),
}

pub(super) type Cells = Vec<(u32, u32, Value)>;
