//! What the park declares beside its meters: products, indicators, factors, offsets, and the ledger of earlier runs.

use chrono::NaiveDate;

use super::{Codes, Position, Unit, Validity};
use crate::measure::{Exact, Month};

/// Output of an industrial process with its emission factor.
#[derive(Clone, Debug)]
pub struct Product {
    /// Name of the product.
    pub name: String,
    /// Month of the output, or
    pub month: Option<Month>,
    /// its year.
    pub year: Option<i32>,
    /// Output in tonnes or in the unit that the factor is per.
    pub output: Exact,
    /// Emissions per unit of output, tCO2, both in the row's units.
    pub factor: Exact,
    /// Source of the factor.
    pub source: String,
    /// Where it stands.
    pub position: Position,
}

/// A declared value of a guiding indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Rule that it declares.
    pub indicator: String,
    /// Numerator, where given.
    pub numerator: Option<Exact>,
    /// Denominator, where given.
    pub denominator: Option<Exact>,
    /// Unit of both.
    pub unit: String,
    /// Source.
    pub source: String,
    /// Product or form of energy.
    pub product: Option<String>,
    /// Value, where the indicator is one, or a stated weight.
    pub value: Option<Exact>,
    /// Limit of the value.
    pub limit: Option<Exact>,
    /// Reason of an exemption.
    pub exempt: Option<String>,
    /// Where it stands.
    pub position: Position,
}

/// A factor of the park's own.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Fuel, or `heat`.
    pub item: String,
    /// tCO2 per base unit of [`Factor::per`]'s dimension, where stated.
    pub factor: Option<Exact>,
    /// Unit that the factor, the calorific value and the coal equivalent are per.
    pub per: Unit,
    /// Net calorific value, GJ per base unit.
    pub ncv: Option<Exact>,
    /// tce per base unit.
    pub coal_equivalent: Option<Exact>,
    /// Source, never empty.
    pub source: String,
    /// Days on which it holds.
    pub validity: Validity,
    /// Where it stands.
    pub position: Position,
}

/// A voluntary offset, for the net-zero layer only.
#[derive(Clone, Debug)]
pub struct Offset {
    /// Its id.
    pub id: String,
    /// Tonnes of CO2.
    pub tco2: Exact,
    /// Standard under which it was issued.
    pub standard: String,
    /// Vintage as stated.
    pub vintage: String,
    /// Day of retirement.
    pub retired_on: Option<NaiveDate>,
    /// Entity for which it was retired.
    pub beneficiary: String,
    /// Where it stands.
    pub position: Position,
}

/// Certificates that an earlier run, or another park of this run, counted.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// The codes.
    pub codes: Codes,
    /// Park that counted them.
    pub park: String,
    /// Period for which.
    pub period: String,
    /// Where it stands in the ledger; none for another park of this run.
    pub position: Option<Position>,
}

/// Whether a ledger's own chain of hashes holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// The ledger has no hashes: a list written by hand or by another program.
    Plain,
    /// Every entry continues the one before; the hash of the last, or what an empty ledger starts from.
    Intact(String),
    /// An entry does not continue the one before.
    Broken {
        /// Line of the first such entry.
        line: u64,
        /// What it states.
        stated: String,
        /// What follows from the entries up to it.
        computed: String,
    },
}
