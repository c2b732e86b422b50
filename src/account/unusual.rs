//! Factors of the park's own that are far from the default of their fuel (METHOD 5): said, since whoever approves them should have looked.

use super::carriers::{Part, Place, per_unit};
use crate::dossier::{Carrier, Code, Defect, Dossier, Effect, Use};
use crate::measure::Exact;
use crate::say;
use crate::standard::{Standard, factors};

/// What the park states differs from its default by more than a half of that.
fn is_far(own: &Exact, default: &Exact) -> bool {
    let apart = (own - default).abs();
    &apart + &apart > *default
}

/// A note for each fuel, or heat, whose own factor or coefficient is far from the default.
pub(super) fn unusual_factors(dossier: &Dossier, standard: &Standard, parts: &[Part]) -> Vec<Defect> {
    let mut found: Vec<Defect> = Vec::new();
    // What is a raw material is not burnt, and has no factor.
    for part in parts.iter().filter(|part| dossier.meters[part.meter].used_as != Use::Feedstock) {
        let meter = &dossier.meters[part.meter];
        let mut plain = meter.clone();
        plain.ncv = None;
        let default = per_unit(&plain, part.place, None, &standard.constants);
        let fossil = matches!(part.place, Place::Fuel | Place::Conversion | Place::FossilHeat);
        let co2 = part.per_unit.emissions.as_ref().zip(default.emissions.as_ref()).filter(|_| fossil && !part.per_unit.default_emissions);
        let energy = part.per_unit.energy.as_ref().zip(default.energy.as_ref()).filter(|_| !part.per_unit.default_energy);
        let base = super::base_unit(meter);
        for (what, pair) in [(format!("tCO2/{base}"), co2), (format!("tce/{base}"), energy)] {
            let Some((own, default)) = pair.filter(|(own, default)| is_far(own, default)) else { continue };
            let factor = dossier.factors.iter().find(|factor| factor.item == meter.carrier.name());
            let position = factor.filter(|_| meter.ncv.is_none()).map_or(meter.position, |factor| factor.position);
            let message = say!(
                "{carrier} of {meter}: the park's own {own} {unit} differs from the default {default} {unit} by more than a half; check it against its source",
                carrier = meter.carrier,
                meter = meter.id,
                own = own,
                default = default,
                unit = what
            )
            .at(dossier.file_line(position));
            let code = Code::UnusualFactor;
            let defect = Defect::new(code, Effect::Notes, message).at(position);
            if !found.iter().any(|other| other.message == defect.message) {
                found.push(defect);
            }
        }
    }
    found
}

/// A note for each coal that is burnt and counted by defaults, which differ between editions of the guideline (FACTORS, raw coal to lignite).
pub(super) fn default_coal(dossier: &Dossier, parts: &[Part]) -> Vec<Defect> {
    let mut found: Vec<Defect> = Vec::new();
    let by_default = |part: &&Part| {
        let per_unit = &part.per_unit;
        // What has no factor at all is said as such.
        part.place == Place::Fuel && per_unit.emissions.is_some() && (per_unit.default_emissions || per_unit.default_energy)
    };
    for part in parts.iter().filter(by_default) {
        let meter = &dossier.meters[part.meter];
        let Carrier::Fuel(fuel) = meter.carrier else { continue };
        if !factors::fuel(fuel.name()).is_some_and(|fuel| fuel.is_coal) {
            continue;
        }
        let message = say!(
            "{carrier} of {meter} is counted by default values, which differ between editions of the guideline: state its net calorific value and factor in a table of factors, with their source",
            carrier = meter.carrier,
            meter = meter.id
        );
        let defect = Defect::new(Code::DefaultCoalFactor, Effect::Notes, message.at(dossier.file_line(meter.position))).at(meter.position);
        let defect = defect.of(Some(meter.id.clone()));
        if !found.iter().any(|other| other.meter == defect.meter) {
            found.push(defect);
        }
    }
    found
}
