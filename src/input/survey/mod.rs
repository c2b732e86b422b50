//! What a file of an unknown kind looks like: its text, its table, what each column holds, and what its readings are like.
//!
//! A sample of the first rows decides how the columns are understood; one pass over all rows then counts. Nothing is guessed
//! silently: what the file does not say is left open and said so. `lingtan inspect` prints a survey, `lingtan init` turns the
//! surveys of a folder into a park.

mod around;
mod bills;
mod calendar;
mod clock;
mod columns;
mod conclude;
mod count;
mod counted_once;
mod flows;
mod folder;
mod foreign;
mod found;
mod keys;
mod kinds;
mod label;
mod lines;
mod look;
mod marked;
mod meter;
mod one_table;
mod order;
mod overlap;
mod overview;
mod packed;
mod parts;
mod pass;
mod registry;
mod registry_row;
mod rows;
mod sense;
mod settle;
mod sheet;
mod snippet;
mod sums;
mod tables;
mod time_columns;
mod twice;
mod understood;
mod values;
mod words;

pub use self::flows::{Kind, kind_of};
pub use self::folder::{Draft, draft};
pub use self::found::{Column, Export, Header, OrderFound, Part, Place, Role, Shape, Survey, Times, Told, Unreadable, stem};
pub use self::label::Convention;
pub use self::meter::{Gaps, MeterSurvey};
pub use self::one_table::survey;
pub use self::overview::{Overview, overview};
pub use self::packed::{survey_file, survey_large};
pub use self::snippet::quoted;
pub use self::words::UnitFound;
