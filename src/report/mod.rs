//! How it is told: the report's schema, its making from an assessment, and one file per format. Nothing here decides.

pub mod changes;
pub mod compare;
pub mod explain;
pub mod json;
mod page;
mod publish;
pub mod schema;
pub mod text;
pub mod trace;
pub mod words;

pub use publish::{Run, publish};
pub use schema::Report;
