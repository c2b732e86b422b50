//! The report as sections: headings, paragraphs and tables of cells, in either language. Renderers show sections and know nothing of reports; a section is
//! written once for all of them.
//!
//! [`section`] says what a section is made of; each other file makes the sections of one subject.

pub(super) mod certificates;
pub(super) mod corrections;
pub(super) mod defects;
pub(super) mod electricity;
pub(super) mod evidence;
pub(super) mod figures;
pub(super) mod foresight;
pub(super) mod head;
pub(super) mod needs;
pub(super) mod parks;
pub(super) mod portfolio;
pub(super) mod read_tables;
pub(super) mod rules;
mod section;
pub(super) mod values;

pub(super) use section::{Block, Cell, Column, Piece, Section, Shown, Table, Text, Tone, Value};
