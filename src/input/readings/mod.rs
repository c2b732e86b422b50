//! Readings of meters: rows become the series of each meter.
//!
//! ```text
//! file ─► reader ──────► collector ─► MeterReadings of one meter ─► series, defects
//!         rows of a      all meters    stamps   step, grid            validate: gaps, spikes, frozen values
//!         table                        register differences           twins: two meters with one series
//!                                      billing  months
//! ```
//!
//! [`fast_path`] takes the ordinary numbers of a file many at a time; [`retention`] says what is kept of each reading.

pub(super) mod bill;
mod billing;
mod climb;
pub(super) mod collector;
pub(super) mod conversion;
mod cumulative;
pub(super) mod entry;
pub(super) mod fast_path;
mod intake;
pub(super) mod log;
mod meter;
mod overlaps;
mod plan;
mod rating;
pub(super) mod reader;
mod register;
pub(super) mod retention;
mod scope;
mod solar;
mod stamps;
mod stated_units;
mod step_inference;
mod totals_builder;
mod twins;
mod validate;
