//! Factors of the park's own that are far from the default of their fuel (METHOD 5): said, since whoever approves them should have looked.

use super::carriers::{Part, Place, per_unit};
use crate::dossier::{Code, Defect, Dossier, Effect};
use crate::measure::Exact;
use crate::say;
use crate::standard::Standard;

/// What the park states differs from its default by more than a half of that.
fn is_far(own: &Exact, default: &Exact) -> bool {
    let apart = (own - default).abs();
    &apart + &apart > *default
}

/// A note for each fuel, or heat, whose own factor or coefficient is far from the default.
pub(super) fn unusual_factors(dossier: &Dossier, standard: &Standard, parts: &[Part]) -> Vec<Defect> {
    let mut found: Vec<Defect> = Vec::new();
    for part in parts {
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
