//! How it is told: the report's schema, its making from an assessment, and one file per format. Nothing here decides.

pub mod acceptance;
mod actions;
pub(crate) mod by_whose_law;
pub mod changes;
mod citation;
mod coherent;
#[doc(hidden)]
pub mod compare;
pub mod corrections;
pub mod criteria;
#[doc(hidden)]
pub mod csv;
pub mod difference;
#[doc(hidden)]
pub mod explain;
mod force;
#[doc(hidden)]
pub mod github;
#[doc(hidden)]
pub mod groups;
mod headline;
#[doc(hidden)]
pub mod html;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod junit;
#[doc(hidden)]
pub mod last_year;
#[doc(hidden)]
pub mod law;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod markdown;
pub mod materiality;
mod names;
mod net_zero;
pub mod next;
#[doc(hidden)]
pub mod overview;
mod page;
mod parts;
#[doc(hidden)]
pub mod portfolio;
pub mod projection;
mod publish;
pub mod purchases;
pub mod readings;
pub mod register;
#[doc(hidden)]
pub mod rendering;
#[doc(hidden)]
pub mod sarif;
pub mod scenario;
pub mod schema;
mod shape;
mod standing;
#[doc(hidden)]
pub mod statement;
#[doc(hidden)]
pub mod stored;
#[doc(hidden)]
pub mod tables;
pub mod text;
mod told;
#[doc(hidden)]
pub mod trace;
mod view;
mod word;
#[doc(hidden)]
pub mod words;
#[doc(hidden)]
pub mod workbook;

pub(crate) use page::{clean, is_unseen, width, wrap};
pub use publish::{Run, publish};
pub use schema::Report;
pub use schema::schema;
pub use told::{Told, denied_warnings, digest_of_folder, reports};
