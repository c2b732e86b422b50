//! How numbers get in: names, encodings, records, fields, layouts. Everything that is wrong with a file is found here.

mod bill;
mod cell;
pub mod certificates;
mod collect;
pub mod declared;
pub mod encoding;
pub mod error;
mod fast;
pub mod field;
pub mod headers;
mod interleave;
mod keys;
pub mod lines;
mod load;
pub mod manifest;
mod memory;
mod points;
mod readings;
mod register;
pub mod registry;
mod reread;
pub mod row;
pub mod scan;
mod serials;
mod small;
mod solar;
pub mod source;
mod step;
pub mod survey;
pub mod table;
mod tariff;
mod validate;
mod workbook;
mod years;

pub use load::{Overrides, Submission, read};
pub use reread::given;
