//! Readings of meters: files are read row by row ([`reader`]), and each reading is put into the series of its meter ([`collector`]).

pub(super) mod bill;
pub(super) mod collector;
mod cumulative;
mod overlaps;
mod plan;
pub(super) mod reader;
mod register;
pub(super) mod retention;
mod solar;
mod twins;
mod validate;
