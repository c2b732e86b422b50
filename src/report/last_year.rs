//! The earlier year of which a projection is made, read from the report on it, or from the report that was made with it.

use std::collections::BTreeMap;

use super::projection::{LastMonthReport, LastYearReport};
use super::schema::{MonthReport, Park};
use crate::account::LastYear;
use crate::measure::{Exact, Month, Period};
use crate::say;
use crate::say::Message;

/// The months of a report on a whole natural year.
///
/// # Errors
/// It is on no natural year, or its months cannot be read.
pub fn last_year(park: Option<&Park>, period: Option<Period>, months: &[MonthReport], sha256: &str) -> Result<LastYear, Message> {
    let park = park.map(|park| park.name.clone()).ok_or_else(|| say!("the report names no park"))?;
    let period = period.ok_or_else(|| say!("the report on {park} states no period that can be read", park))?;
    if period.is_interim() {
        return Err(say!(
            "the report on {park} is of {from} to {until}, which is no natural year",
            park,
            from = period.start,
            until = period.end
        ));
    }
    let year = Month::of(period.start).year;
    let months = months_of(months.iter().map(|month| (month.month.as_str(), components_told(month))), year)
        .ok_or_else(|| say!("the report on {park} does not hold the twelve months of {year}", park, year))?;
    Ok(LastYear { park, year, sha256: sha256.to_owned(), months })
}

/// The earlier year that the report on a park was made with, as it keeps it.
///
/// # Errors
/// What it keeps is no year.
pub fn kept_year(park: &str, kept: &LastYearReport) -> Result<LastYear, Message> {
    let months = months_of(kept.months.iter().map(|month| (month.month.as_str(), components_kept(month))), kept.year)
        .ok_or_else(|| say!("run.last_year cannot be read"))?;
    Ok(LastYear { park: park.to_owned(), year: kept.year, sha256: kept.sha256.clone(), months })
}

/// What a month added, by [`Component`]; `None` where it is not known.
type Components = Vec<Option<Exact>>;

/// The twelve months of a year.
fn months_of<'a>(months: impl Iterator<Item = (&'a str, Components)>, year: i32) -> Option<BTreeMap<u32, Components>> {
    let mut all = BTreeMap::new();
    for (name, components) in months {
        let number = (1..=12).find(|n| name == format!("{year:04}-{n:02}"))?;
        if all.insert(number, components).is_some() {
            return None;
        }
    }
    (all.len() == 12).then_some(all)
}

/// What a month of a report on a year added. Where on-site fossil generation is not told, what is neither it nor import nor green is not known either.
fn components_told(month: &MonthReport) -> Components {
    let (import, green, fossil) = (&month.grid_import, &month.direct_green, &month.onsite_fossil);
    let further = match (&month.consumption, import, green, fossil) {
        (Some(used), Some(import), Some(green), Some(fossil)) => Some(used - import - green - fossil),
        _ => None,
    };
    vec![import.clone(), green.clone(), fossil.clone(), further, month.other_emissions.clone(), month.other_energy.clone()]
}

/// What a run kept of a month.
fn components_kept(month: &LastMonthReport) -> Components {
    [&month.grid_import, &month.direct_green, &month.onsite_fossil, &month.further_electricity, &month.other_emissions, &month.other_energy]
        .map(Clone::clone)
        .into()
}
