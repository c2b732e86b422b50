//! Cells of a row, each as what its column holds; what cannot be read is a [`Fault`] with the cell's name and text.

use chrono::NaiveDate;

use super::field::{self, is_missing, near};
use super::row::{Fault, Row, Sheet};
use crate::dossier::{Unit, Validity};
use crate::measure::Exact;
use crate::say;
use crate::say::Part;

/// The text of a cell, `None` where it says that there is nothing.
pub(super) fn text<'a>(row: &'a Row, name: &str, sheet: &Sheet<'_>) -> Option<&'a str> {
    let cell = row.get(name);
    (!is_missing(cell, sheet.missing)).then_some(cell)
}

/// The text of a cell that must not be empty.
pub(super) fn required<'a>(row: &'a Row, name: &str, sheet: &Sheet<'_>) -> Result<&'a str, Fault> {
    text(row, name, sheet).ok_or_else(|| Fault::new(say!("`{name}` is empty; every row of this table needs it", name)))
}

/// A number of either sign.
pub(super) fn number(row: &Row, name: &str, sheet: &Sheet<'_>) -> Result<Option<Exact>, Fault> {
    field::number(row.get(name), sheet.missing).map_err(|e| Fault::new(say!("`{name}`: {why}", name, why => e.said())))
}

/// A number that is not negative.
pub(super) fn amount(row: &Row, name: &str, sheet: &Sheet<'_>) -> Result<Option<Exact>, Fault> {
    match number(row, name, sheet)? {
        Some(value) if value.is_negative() => Err(Fault::new(say!("`{name}` is {value}; it cannot be negative", name, value))),
        other => Ok(other),
    }
}

/// A number above zero.
pub(super) fn positive(row: &Row, name: &str, sheet: &Sheet<'_>) -> Result<Option<Exact>, Fault> {
    match number(row, name, sheet)? {
        Some(value) if !value.is_positive() => {
            Err(Fault::new(say!("`{name}` is {value}; it must be above zero, or left empty where it is not known", name, value)))
        }
        other => Ok(other),
    }
}

/// A day.
pub(super) fn day(row: &Row, name: &str, sheet: &Sheet<'_>) -> Result<Option<NaiveDate>, Fault> {
    text(row, name, sheet)
        .map(|cell| field::day(cell, sheet.order).map_err(|e| Fault::new(say!("`{name}` `{cell}`: {why}", name, cell, why => e.said()))))
        .transpose()
}

/// The days from `from` to `to`.
pub(super) fn validity(row: &Row, sheet: &Sheet<'_>) -> Result<Validity, Fault> {
    let validity = Validity { from: day(row, "from", sheet)?, to: day(row, "to", sheet)? };
    match (validity.from, validity.to) {
        (Some(from), Some(to)) if from > to => {
            Err(Fault::new(say!("`from` {from} is after `to` {to}; both days are included, swap them or correct one", from, to)))
        }
        _ => Ok(validity),
    }
}

/// A known unit.
pub(super) fn unit(name: &str, text: &str) -> Result<Unit, Fault> {
    Unit::parse(text).ok_or_else(|| {
        Fault::coded(
            "unknown-unit",
            say!(
                "`{name}` `{text}` is not a unit{near}; known units: {known}",
                name, text, near => near(text, Unit::names()), known => join(Unit::names())
            ),
        )
    })
}

/// Names with commas between them.
pub(super) fn join<'a>(names: impl IntoIterator<Item = &'a str>) -> Part {
    Part::names(names)
}
