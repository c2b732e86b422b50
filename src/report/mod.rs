//! How it is told: the report's schema, its making from an assessment, and one file per format. Nothing here decides.

pub mod changes;
pub mod compare;
pub mod corrections;
pub mod csv;
pub mod explain;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod ledger;
pub mod markdown;
mod page;
pub mod portfolio;
pub mod projection;
mod publish;
pub mod readings;
pub mod sarif;
pub mod scenario;
pub mod schema;
mod shape;
pub mod statement;
pub mod text;
mod told;
pub mod trace;
pub mod words;

pub(crate) use page::{clean, is_unseen, width, wrap};
pub use publish::{Run, publish};
pub use schema::Report;
pub use shape::schema;
pub use told::{Told, denied_warnings, reports};
