//! How numbers get in: names, encodings, records, fields, layouts. Everything that is wrong with a file is found here.

mod cell;
pub mod certificates;
pub mod declared;
pub mod encoding;
pub mod error;
pub mod field;
pub mod headers;
pub mod registry;
pub mod row;
pub mod scan;
mod serials;
pub mod table;
