//! How numbers get in: names, encodings, records, fields, layouts. Everything that is wrong with a file is found here.

pub mod encoding;
pub mod error;
pub mod field;
pub mod scan;
pub mod table;
