//! What the registry says of meters and their readings contradict: a meter from which more is subtracted than it counts, sub-meters that count far
//! more than the meter above them. Which of the two is wrong is not known, so that no rule can rest on either.

use std::collections::BTreeMap;

use super::balance::subtraction::net_series;
use super::profile::total_range;
use crate::dossier::{Code, Defect, Dossier, Effect, Flow};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// Of what a meter counts, the share below zero from which on it is no rounding and no shift in time.
const BELOW: i64 = 100;
/// Sub-meters may measure so many fifths of the meter above them.
const FIFTHS: i64 = 6;

/// Says them.
pub(super) fn tell(dossier: &Dossier, defects: &mut Vec<Defect>) {
    for meter in 0..dossier.meters.len() {
        below_zero(dossier, meter, defects);
        mere_own_use(dossier, meter, defects);
        above_parent(dossier, meter, defects);
    }
    above_generation(dossier, defects);
}

fn defect(dossier: &Dossier, meter: usize, code: Code, count: u64, message: Message) -> Defect {
    let registered = &dossier.meters[meter];
    Defect::new(code, Effect::Blocks, message).at(registered.position).of(registered.id.clone()).count(count)
}

/// What is left of a meter once its `less` meters are subtracted is below zero, of a flow that has one direction.
fn below_zero(dossier: &Dossier, meter: usize, defects: &mut Vec<Defect>) {
    let registered = &dossier.meters[meter];
    let signed = registered.flow.is_signed() || matches!(registered.flow, Flow::OnsiteRenewable | Flow::DirectLine);
    if registered.less.is_empty() || signed {
        return;
    }
    let Some(left) = net_series(dossier, meter) else { return };
    let (series, uncertain) = (&left.series, &left.uncertain);
    let (mut above, mut below, mut count) = (Exact::zero(), Exact::zero(), 0_u64);
    let cells = (0..series.len()).filter(|cell| series.has(*cell) && !uncertain.contains_key(cell)).map(|cell| series.cells.get(cell));
    for grains in cells.chain(series.spreads.iter().map(|spread| spread.total)) {
        if grains < 0 {
            (below, count) = (below - Exact::from(grains), count + 1);
        } else {
            above += &Exact::from(grains);
        }
    }
    if count == 0 || &below * &Exact::from(BELOW) <= above {
        return;
    }
    let others: Vec<&str> = registered.less.iter().map(|other| dossier.meters[*other].id.as_str()).collect();
    let message = say!(
        "{id} counts less than {others}, which its `less` subtracts from it, in {count} intervals: what would be left is below zero; correct `less`, or the meters",
        id = registered.id,
        others => say::Part::names(others),
        count
    );
    defects.push(defect(dossier, meter, Code::NegativeReading, count, message));
}

/// A generator or direct line that takes in more than it supplies: a load, or a wrong sign. As own use it would be taken from what the park consumes.
fn mere_own_use(dossier: &Dossier, meter: usize, defects: &mut Vec<Defect>) {
    let registered = &dossier.meters[meter];
    if !registered.flow.has_own_use() || !registered.at_boundary() || !dossier.own_use[meter] {
        return;
    }
    let Some(own) = net_series(dossier, meter) else { return };
    let series = &own.series;
    let (mut supply, mut use_, mut count) = (Exact::zero(), Exact::zero(), 0_u64);
    let read = if series.totals.is_some() { 0 } else { series.len() };
    let cells = (0..read).filter(|cell| series.has(*cell)).map(|cell| series.cells.get(cell));
    for grains in cells.chain(series.spreads.iter().map(|spread| spread.total)) {
        if grains < 0 {
            (use_, count) = (use_ - Exact::from(grains), count + 1);
        } else {
            supply += &Exact::from(grains);
        }
    }
    if let Some(summed) = &series.totals {
        let (total, positive) = (i128::from(summed.total), i128::from(summed.positive));
        supply += &Exact::from(positive);
        use_ += &Exact::from(positive - total);
        count = 1;
    }
    if use_ <= supply {
        return;
    }
    let unit = |grains: &Exact| grains.over(&(Exact::from(crate::dossier::GRAINS * 1000) * crate::dossier::power_of_ten(series.scale)));
    let message = say!(
        "{id} takes in {own} MWh and supplies {supply} MWh: that is no plant's own use; register what it feeds as a load or an import, or correct the sign of its readings",
        id = registered.id,
        own = unit(&use_).unwrap_or_else(Exact::zero),
        supply = unit(&supply).unwrap_or_else(Exact::zero)
    );
    defects.push(defect(dossier, meter, Code::OwnUseReading, count, message));
}

/// Auxiliary meters count more than the generators that they serve supply: what is over is a load of the park, or a wrong sign.
fn above_generation(dossier: &Dossier, defects: &mut Vec<Defect>) {
    let mut served: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (meter, registered) in dossier.meters.iter().enumerate().filter(|(_, meter)| meter.flow == Flow::Auxiliary) {
        served.entry(registered.parent).or_default().push(meter);
    }
    for (generator, auxiliaries) in served {
        let generators = generator.map_or_else(
            || {
                (0..dossier.meters.len())
                    .filter(|at| dossier.meters[*at].flow == Flow::OnsiteRenewable && dossier.meters[*at].at_boundary())
                    .collect()
            },
            |generator| vec![generator],
        );
        let least: Option<Exact> = auxiliaries.iter().map(|meter| total_range(dossier, *meter).1).sum();
        let most: Option<Exact> = generators.iter().map(|meter| total_range(dossier, *meter).2).sum();
        let Some((least, most)) = least.zip(most).filter(|(least, most)| least.is_positive() && least > most) else { continue };
        let names: Vec<&str> = auxiliaries.iter().map(|meter| dossier.meters[*meter].id.as_str()).collect();
        let message = say!(
            "the auxiliary meters {names} count {least} kWh, and what they serve generates at most {most} kWh: register them as loads, or correct their sign or multiplier",
            names => say::Part::names(names),
            least,
            most
        );
        defects.push(defect(dossier, auxiliaries[0], Code::OwnUseReading, auxiliaries.len() as u64, message));
    }
}

/// Sub-meters count at least a fifth more than the meter above them, whatever is missing of either.
fn above_parent(dossier: &Dossier, parent: usize, defects: &mut Vec<Defect>) {
    let children = dossier.sub_meters(parent);
    if children.is_empty() {
        return;
    }
    let Some(most) = total_range(dossier, parent).2 else { return };
    let mut least = Exact::zero();
    for child in &children {
        let Some(low) = total_range(dossier, *child).1 else { return };
        least += &low;
    }
    if least * Exact::from(5_i64) <= most.abs() * Exact::from(FIFTHS) {
        return;
    }
    let names: Vec<&str> = children.iter().map(|child| dossier.meters[*child].id.as_str()).collect();
    let message = say!(
        "the meters below {id} ({children}) count over a fifth more than it: they cannot measure parts of what it measures; correct `parent`, `unit` or `multiplier`",
        id = dossier.meters[parent].id,
        children => say::Part::names(names)
    );
    defects.push(defect(dossier, parent, Code::RegistryConflict, children.len() as u64, message));
}
