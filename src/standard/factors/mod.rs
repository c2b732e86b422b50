//! Default factors: fuels in standard coal and CO2, and the electricity averages of provinces. A park's own come first.

mod fuel;
mod grid;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::document::Document;
use super::keys::Keys;
use crate::measure::Exact;
use crate::toml::{Fault, Table};

pub use fuel::{FuelFactor, Printed};
pub use grid::{GridAverage, NationalAverage};

use fuel::read_fuels;
use grid::Grid;

/// The factor data as shipped.
pub(super) const TEXT: &str = include_str!("../factors.toml");

struct Factors {
    fuels: Vec<FuelFactor>,
    grid: Grid,
}

static FACTORS: LazyLock<Factors> = LazyLock::new(|| read(TEXT).expect("the built-in factors can be read; a test holds it"));

fn read(text: &str) -> Result<Factors, Fault> {
    let table = Table::parse(text)?;
    let keys = Keys::root(&table);
    keys.only(&["documents", "units", "sources", "fuels", "grid"])?;
    let documents = Document::read_all(&keys, std::collections::BTreeMap::new())?;
    Ok(Factors { fuels: read_fuels(&keys, &documents)?, grid: Grid::read(&keys, &documents)? })
}

/// The default factors of a fuel, by its kebab-case name or its Chinese term. A fuel that the sources do not list, such
/// as biomass, has none.
pub fn fuel(name: &str) -> Option<&'static FuelFactor> {
    FACTORS.fuels.iter().find(|fuel| fuel.name == name || fuel.term == name)
}

/// All fuels with default factors.
pub fn fuels() -> &'static [FuelFactor] {
    &FACTORS.fuels
}

/// A province's electricity average, tCO2/MWh, of the latest year not after `year`, with that year. Takes 内蒙古,
/// 内蒙古自治区 and `Inner Mongolia`. `None` for a province without one, and before the first year.
pub fn grid(province: &str, year: i32) -> Option<(i32, Exact)> {
    grid_average(province, year).map(|average| (average.year, average.value.clone()))
}

/// The same with the province's name and its source.
pub fn grid_average(province: &str, year: i32) -> Option<&'static GridAverage> {
    FACTORS.grid.province(province, year)
}

/// The provinces that have an average: Chinese and English name.
pub fn provinces() -> impl Iterator<Item = (&'static str, &'static str)> {
    FACTORS.grid.names()
}

/// The national electricity averages of the latest year not after `year`.
pub fn national(year: i32) -> Option<&'static NationalAverage> {
    FACTORS.grid.national(year)
}
