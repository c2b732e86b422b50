//! The dossier: what a park submitted, as read, with every defect found on the way. No arithmetic of the law, no opinion.

mod carrier;
mod certificate;
mod codes;
mod correction;
mod declared;
mod defect;
mod given;
pub mod headers;
mod interval_set;
mod meter;
mod place;
mod plain_code;
mod scenario;
mod series;
mod totals;
pub mod understanding;
mod unit;

use std::collections::BTreeMap;

pub use carrier::{Carrier, FUELS, Fuel};
pub use certificate::{Certificate, Kind, Lot, Record, Status, Trade, is_not_renewable};
pub use codes::Codes;
pub use correction::{Correction, Standing, Uncorrected};
pub use declared::{Chain, Factor, Indicator, LedgerEntry, Offset, Product};
pub use defect::{Code, Defect, Defects, Effect};
pub use given::Given;
pub use interval_set::IntervalSet;
pub use meter::{Direction, Flow, Meter, Source, Use};
pub use place::{Position, Validity};
pub use plain_code::{has_unseen, plain_code};
pub use scenario::{Planned, Scenario};
pub use series::{Cells, Completeness, Conflict, GRAINS, Places, Put, Series, Spread, State, power_of_ten};
pub use totals::{Frozen, MeterTotals, Pool, PoolKind, Segment, scaled};
pub use unit::{Dimension, Unit};

use crate::measure::Period;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Name relative to the park folder, with `/`.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Data rows: without header, blank and total rows.
    pub rows: u64,
}

/// Everything that a park submitted.
#[derive(Debug)]
pub struct Dossier {
    /// Name of the park.
    pub name: String,
    /// Province, for the location-based side figure.
    pub province: Option<String>,
    /// `whole` or `sub-park`.
    pub scope: String,
    /// Line of the manifest that states the scope; `None` where it is the default.
    pub scope_line: Option<u64>,
    /// Line of the manifest that states the province.
    pub province_line: Option<u64>,
    /// The park of the list of national parks that the manifest says this is.
    pub listed: Option<Listed>,
    /// Kind of park, for policies whose limits go by it.
    pub kind: Option<String>,
    /// The period that is judged.
    pub period: Period,
    /// Settings stated in the manifest or on the command line, by name.
    pub settings: BTreeMap<String, Stated>,
    /// Whether the load meters cover the whole park.
    pub loads_complete: bool,
    /// The registry.
    pub meters: Vec<Meter>,
    /// What each meter measured, in the order of the registry; `None` for one without any reading in the period.
    pub series: Vec<Option<Series>>,
    /// Sums over the meters whose single readings are not kept ([`Series::totals`]), by flow.
    pub pools: Vec<Pool>,
    /// How complete each meter is, in the order of the registry.
    pub completeness: Vec<Completeness>,
    /// Whether a meter showed own use (a negative reading of a generator or a direct line).
    pub own_use: Vec<bool>,
    /// Where rows stand.
    pub places: Places,
    /// Files in which one row holds readings of several meters.
    pub shared_files: Vec<bool>,
    /// Whether the manifest names certificate files at all.
    pub has_certificates: bool,
    /// Which tables read each file, by its place among the inputs.
    pub file_tables: Vec<(usize, Table)>,
    /// Rows of the certificate files, in the order of files and lines.
    pub certificates: Vec<Certificate>,
    /// Entities whose retirements count.
    pub beneficiaries: Vec<String>,
    /// Green-power trades.
    pub trades: Vec<Trade>,
    /// Industrial process output.
    pub products: Vec<Product>,
    /// Declared indicator values.
    pub indicators: Vec<Indicator>,
    /// Rows of indicators that cannot be read, with the indicator that each is about, where it says so.
    pub unread_indicators: BTreeMap<Position, Option<&'static str>>,
    /// The park's own factors.
    pub factors: Vec<Factor>,
    /// Voluntary offsets.
    pub offsets: Vec<Offset>,
    /// Rows of offsets that cannot be read.
    pub unread_offsets: u64,
    /// Whether the manifest names files of corrections at all.
    pub has_corrections: bool,
    /// Corrections and waivers, in the order of files and lines.
    pub corrections: Vec<Correction>,
    /// The corrected meters without their corrections.
    pub uncorrected: Vec<Uncorrected>,
    /// Certificates that earlier runs counted.
    pub ledger: Vec<LedgerEntry>,
    /// What is wrong with it.
    pub defects: Defects,
    /// Every file that was read, in byte order of their names.
    pub inputs: Vec<Input>,
    /// How each table was read, in the order of the inputs.
    pub tables: Vec<understanding::ReadTable>,
    /// Files of the park's folder that no table reads, in byte order.
    pub unread_files: Vec<String>,
}

/// A table of the manifest that reads files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Table {
    Readings,
    Certificates,
    Trades,
    Products,
    Indicators,
    Factors,
    Offsets,
    Corrections,
}

impl Dossier {
    /// The meters that break another down: those below it, but for auxiliary meters, whose parent is the generator that they serve.
    pub fn sub_meters(&self, parent: usize) -> Vec<usize> {
        (0..self.meters.len()).filter(|&m| self.meters[m].parent == Some(parent) && self.meters[m].flow != Flow::Auxiliary).collect()
    }

    /// A place in a file, as `file:line`.
    pub fn file_line(&self, position: Position) -> String {
        format!("{}:{}", self.inputs[position.file].name, position.line)
    }

    /// The tables that read a file.
    pub fn tables_of(&self, file: usize) -> Vec<Table> {
        self.file_tables.iter().filter(|(of, _)| *of == file).map(|(_, table)| *table).collect()
    }

    /// Puts the corrected meters as they were without corrections in the place of what they are with them, or back again.
    pub fn exchange_corrected(&mut self) {
        for other in &mut self.uncorrected {
            std::mem::swap(&mut self.series[other.meter], &mut other.series);
            std::mem::swap(&mut self.completeness[other.meter], &mut other.completeness);
        }
    }
}

/// A park of the list of national parks, as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name on the list.
    pub name: String,
    /// Line of the manifest.
    pub line: u64,
}

/// A setting with where its value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The value as text.
    pub value: String,
    /// Unit, where the setting is a quantity.
    pub unit: Option<String>,
    /// Source given for it.
    pub source: Option<String>,
}
