//! The net-zero layer (METHOD 5): emissions less voluntary offsets, beside the rules and never part of them.
//!
//! An offset counts if it was retired in or for the period, by an entity that the park names, if its vintage is at most so many years before the end
//! of the period, and if it names its standard. Each one that does not is listed with the reason.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::closed_list::closed_list;
use crate::dossier::{Dossier, Offset, Position};
use crate::measure::{Emissions, Exact, Span};
use crate::standard::{OffsetStandards, Settings};

closed_list! {
    /// Why an offset does not count.
    OffsetReason {
        /// It has no day of retirement.
        NotRetired = "not-retired",
        /// It was retired for none of the entities that the park names.
        WrongBeneficiary = "wrong-beneficiary",
        /// It was retired neither in the period nor for it.
        OutsidePeriod = "outside-period",
        /// Its vintage cannot be read, is too old, or is later than the period.
        WrongVintage = "wrong-vintage",
        /// It names no standard, or none that the settings accept.
        WrongStandard = "wrong-standard",
    }
}

/// An offset that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedOffset {
    /// Its id.
    pub id: String,
    /// Tonnes of CO2.
    pub tco2: Exact,
    /// Why.
    pub reason: OffsetReason,
    /// Where it stands.
    pub position: Position,
}

/// Voluntary offsets beside the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offsets {
    /// Offsets that count.
    pub counted: Emissions,
    /// The same by vintage and standard.
    pub by_vintage: BTreeMap<(i32, String), Exact>,
    /// Those that do not.
    pub rejected: Vec<RejectedOffset>,
    /// Emissions less offsets, where emissions are known.
    pub net: Option<Emissions>,
    /// Whether emissions less offsets are zero or below, whatever the bounds of the emissions; `None` where these leave it open.
    pub reached: Option<bool>,
}

/// The year of a vintage as it is stated: `2024`, `2024-03`, `2024年`; of several years the first.
fn vintage(text: &str) -> Option<i32> {
    let text = text.trim();
    let year = text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
    let next = text[4..].chars().next();
    let year: i32 = year.parse().ok()?;
    (next.is_none_or(|c| !c.is_ascii_digit()) && (1990..=2100).contains(&year)).then_some(year)
}

fn judge(offset: &Offset, dossier: &Dossier, settings: &Settings) -> Result<i32, OffsetReason> {
    let period = dossier.period;
    let retired = offset.retired_on.ok_or(OffsetReason::NotRetired)?;
    if !dossier.beneficiaries.iter().any(|name| name.trim() == offset.beneficiary.trim()) {
        return Err(OffsetReason::WrongBeneficiary);
    }
    let year = vintage(&offset.vintage);
    // What is retired after the period for it has the vintage of the period's year.
    let within = (period.start..=period.end).contains(&retired) || (retired > period.end && year == Some(period.end.year()));
    if !within {
        return Err(OffsetReason::OutsidePeriod);
    }
    let oldest = period.end.year().saturating_sub(i32::try_from(settings.offset_vintage_years()).unwrap_or(i32::MAX));
    let year = year.filter(|year| (oldest..=period.end.year()).contains(year)).ok_or(OffsetReason::WrongVintage)?;
    let standard = offset.standard.trim();
    let named = standard.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
    let accepted = match settings.offset_standards() {
        OffsetStandards::Any => named,
        OffsetStandards::These(names) => named && names.iter().any(|name| name.eq_ignore_ascii_case(standard)),
    };
    if accepted { Ok(year) } else { Err(OffsetReason::WrongStandard) }
}

/// The offsets of a park against its emissions.
pub(super) fn offsets(dossier: &Dossier, settings: &Settings, emissions: Option<&Span<Emissions>>) -> Offsets {
    // What a row that cannot be read would offset is not known, so that what is left is not either.
    let emissions = emissions.filter(|_| dossier.unread_offsets == 0);
    let mut by_vintage: BTreeMap<(i32, String), Exact> = BTreeMap::new();
    let mut rejected = Vec::new();
    for offset in &dossier.offsets {
        match judge(offset, dossier, settings) {
            Ok(year) => *by_vintage.entry((year, offset.standard.trim().to_owned())).or_insert_with(Exact::zero) += &offset.tco2,
            Err(reason) => {
                rejected.push(RejectedOffset { id: offset.id.clone(), tco2: offset.tco2.clone(), reason, position: offset.position });
            }
        }
    }
    let counted: Exact = by_vintage.values().sum();
    let covers = |bound: &Option<Emissions>| bound.as_ref().map(|e| *e.t() <= counted);
    let reached = emissions.and_then(|e| match (covers(&e.lower), covers(&e.upper)) {
        (_, Some(true)) => Some(true),
        (Some(false), _) => Some(false),
        _ => None,
    });
    let net = emissions.map(|e| Emissions::from_t(e.value.t() - &counted));
    Offsets { counted: Emissions::from_t(counted), by_vintage, rejected, net, reached }
}

#[cfg(test)]
mod tests {
    use super::vintage;

    #[test]
    fn a_vintage_is_its_first_year() {
        for (text, year) in [("2024", 2024), (" 2024-03 ", 2024), ("2024年", 2024), ("2020-2022", 2020), ("2021/2022", 2021)] {
            assert_eq!(vintage(text), Some(year), "{text}");
        }
        for text in ["", "24", "20245", "vintage 2024", "0001", "二零二四"] {
            assert_eq!(vintage(text), None, "{text}");
        }
    }
}
