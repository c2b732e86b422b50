//! Days on which a flow that takes in energy has no meter in service (METHOD 3, service days): energy that nobody measured, not energy that was zero.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::dossier::{Carrier, Code, Defect, Dossier, Effect, Flow, Fuel, Meter, Source, Use};
use crate::measure::{Civil, Exact, Period};
use crate::say;

/// Days of the period on which a flow has no meter in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceGap {
    /// A meter that went out of service before these days, else one that came into service after them.
    pub meter: usize,
    /// First to last of these days.
    pub days: Period,
}

impl ServiceGap {
    /// The start of each of its days.
    pub(super) fn starts(&self) -> impl Iterator<Item = (NaiveDate, Civil)> + use<> {
        let Period { start, end } = self.days;
        start.iter_days().take_while(move |&day| day <= end).map(|day| (day, Civil::midnight(day)))
    }
}

/// What meters measure that stand in for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Intake {
    Grid,
    Heat,
    Fuel(Fuel),
}

/// The gaps of a dossier that no note in the registry explains, by flow and in order of days.
pub fn service_gaps(dossier: &Dossier) -> Vec<ServiceGap> {
    let mut intakes: BTreeMap<Intake, Vec<usize>> = BTreeMap::new();
    let consumed = |fuel: Fuel| dossier.meters.iter().any(|m| m.carrier == Carrier::Fuel(fuel) && m.flow == Flow::Consumption);
    for (index, meter) in dossier.meters.iter().enumerate().filter(|(_, meter)| meter.parent.is_none()) {
        let intake = match (meter.carrier, meter.flow) {
            (Carrier::Electricity, Flow::GridImport | Flow::GridNet) => Intake::Grid,
            (Carrier::Heat, Flow::Import) => Intake::Heat,
            (Carrier::Fuel(fuel), Flow::Consumption) => Intake::Fuel(fuel),
            // What is bought of a fuel counts for nothing beside what is used of it.
            (Carrier::Fuel(fuel), Flow::Import) if !consumed(fuel) => Intake::Fuel(fuel),
            _ => continue,
        };
        intakes.entry(intake).or_default().push(index);
    }
    intakes.into_values().flat_map(|meters| gaps_of(dossier, &meters)).collect()
}

fn gaps_of(dossier: &Dossier, meters: &[usize]) -> Vec<ServiceGap> {
    let period = dossier.period;
    let service = |meter: &usize| dossier.meters[*meter].service;
    let mut served: Vec<Period> = meters.iter().filter_map(|m| period.within(service(m).from, service(m).to)).collect();
    served.sort_by_key(|days| (days.start, days.end));
    let (mut gaps, mut next) = (Vec::new(), Some(period.start));
    for days in served {
        let Some(first) = next else { break };
        if let Some(end) = days.start.pred_opt().filter(|end| *end >= first) {
            gaps.push(Period { start: first, end });
        }
        next = days.end.succ_opt().max(next);
    }
    if let Some(first) = next.filter(|first| *first <= period.end) {
        gaps.push(Period { start: first, end: period.end });
    }
    let beside = |gap: Period| {
        let before = |m: &&usize| service(m).to.is_some_and(|to| to < gap.start);
        let after = |m: &&usize| service(m).from.is_some_and(|from| from > gap.end);
        let last = meters.iter().filter(before).filter_map(|m| service(m).to).max();
        let first = meters.iter().filter(after).filter_map(|m| service(m).from).min();
        let ended: Vec<usize> = meters.iter().copied().filter(|m| last.is_some() && service(m).to == last).collect();
        let began: Vec<usize> = meters.iter().copied().filter(|m| first.is_some() && service(m).from == first).collect();
        let noted = |side: &[usize]| !side.is_empty() && side.iter().all(|&m| dossier.meters[m].service_note.is_some());
        let explained = noted(&ended) || noted(&began);
        ended.iter().chain(&began).copied().find(|_| !explained)
    };
    gaps.into_iter().filter_map(|days| Some(ServiceGap { meter: beside(days)?, days })).collect()
}

/// Says the gaps.
pub(super) fn tell(dossier: &Dossier, gaps: &[ServiceGap], defects: &mut Vec<Defect>) {
    for gap in gaps {
        let meter = &dossier.meters[gap.meter];
        let Period { start, end } = gap.days;
        let message = say!(
            "from {start} to {end} no meter of this flow ({carrier}, {flow}) is in service, and {id} is before or after: what was taken in on these days \
             is not known; register the meter that measured it, or state in `service_note` why there was none (closed, dismantled)",
            start,
            end,
            carrier = meter.carrier,
            flow = meter.flow.name(),
            id = meter.id
        );
        defects.push(
            Defect::new(Code::ServiceGap, Effect::Blocks, message)
                .at(meter.position)
                .of(meter.id.clone())
                .count(gap.days.days().unsigned_abs())
                .during((gap.days.from(), gap.days.until())),
        );
    }
}

/// Says carbon that leaves a park into which none came: products of a conversion of which nothing was consumed, fossil heat that is given away though
/// neither heat nor fuel came in. What they were made of is missing evidence of E and W.
pub(super) fn tell_sources(dossier: &Dossier, totals: &dyn Fn(usize) -> Exact, defects: &mut Vec<Defect>) {
    // Those of a kind of which something was measured.
    let all = |kind: &dyn Fn(&Meter) -> bool| {
        let meters = dossier.meters.iter().enumerate().filter(|(_, meter)| meter.parent.is_none() && kind(meter));
        meters.filter(|(index, _)| totals(*index).is_positive()).collect::<Vec<_>>()
    };
    let is_fuel = |carrier: Carrier| matches!(carrier, Carrier::Fuel(fuel) if fuel.is_fossil());
    let mut push = |index: usize, message| {
        let meter = &dossier.meters[index];
        let (id, position) = (Some(meter.id.clone()), Some(meter.position));
        let code = Code::MissingFuel;
        defects.push(Defect::new(code, Effect::Blocks, message).at(position).of(id));
    };
    let converts = |meter: &Meter| meter.used_as == Use::Conversion && is_fuel(meter.carrier);
    let fed = !all(&|meter| converts(meter) && meter.flow == Flow::Consumption).is_empty();
    let made = all(&|meter| converts(meter) && meter.flow == Flow::Production);
    if let Some(&(index, meter)) = made.first().filter(|_| !fed) {
        let message = say!(
            "{id} measures a product of a conversion, and no meter measures what is converted (`flow = consumption`, `use = conversion`): its carbon and energy would be subtracted from nothing; register that meter",
            id = meter.id
        );
        push(index, message);
    }
    let is_heat = |meter: &Meter| meter.carrier == Carrier::Heat && matches!(meter.source, Source::Unstated | Source::Fossil);
    let burnt = !all(&|meter| is_fuel(meter.carrier) && meter.flow == Flow::Consumption).is_empty();
    let given = all(&|meter| is_heat(meter) && meter.flow == Flow::Export);
    let sum = |all: Vec<(usize, &Meter)>| all.into_iter().map(|(index, _)| totals(index)).sum::<Exact>();
    let come = all(&|meter| is_heat(meter) && meter.flow == Flow::Import);
    if let Some(&(index, meter)) = given.first().filter(|_| !burnt && sum(given.clone()) > sum(come)) {
        let message = say!(
            "{id} measures fossil heat that leaves the park, more than comes in, and no meter measures the `consumption` of a fuel of which it is made: register the fuel's meter, or state `source = non-fossil` of the heat",
            id = meter.id
        );
        push(index, message);
    }
}

/// Says fuel that must have been burnt and is nowhere counted (METHOD 3): a fuel that is bought and has no meter of its consumption, and
/// generation from fuel without any meter of a fuel's consumption.
pub(super) fn tell_fuel(dossier: &Dossier, generated: bool, defects: &mut Vec<Defect>) {
    let fuel_of = |carrier: Carrier| if let Carrier::Fuel(fuel) = carrier { Some(fuel) } else { None };
    // A meter that is out of service in the period, and for power one of a raw material or of what is no fossil fuel, measures no such use.
    let consumes = |fuel: Option<Fuel>| {
        let mut meters = dossier.meters.iter().filter(|m| m.parent.is_none() && m.flow == Flow::Consumption);
        let is_burnt = |m: &Meter, own: Fuel| own.is_fossil() && m.used_as != Use::Feedstock;
        meters.any(|m| {
            fuel_of(m.carrier).is_some_and(|own| fuel.map_or(is_burnt(m, own), |fuel| own == fuel))
                && super::profile::window(m, &dossier.period).is_some()
        })
    };
    let mut push = |code, index: usize, message| {
        let meter = &dossier.meters[index];
        let (meter, position) = (Some(meter.id.clone()), Some(meter.position));
        defects.push(Defect::new(code, Effect::Blocks, message).at(position).of(meter));
    };
    for (index, meter) in dossier.meters.iter().enumerate() {
        let bought = meter.parent.is_none() && meter.flow == Flow::Import;
        let Some(fuel) = fuel_of(meter.carrier).filter(|fuel| bought && !consumes(Some(*fuel))) else { continue };
        let message = say!(
            "{id} measures {fuel} that enters the park, and no meter measures its `consumption`: what was used of it counts neither in E nor in W; register \
             the meter of its use, or this one as `consumption`",
            id = meter.id,
            fuel = fuel.name()
        );
        push(Code::UncountedFuel, index, message);
    }
    let generator = dossier.meters.iter().position(|m| m.parent.is_none() && m.flow == Flow::OnsiteFossil);
    if let Some(index) = generator.filter(|_| generated && !consumes(None)) {
        let message = say!(
            "{id} measures generation from fossil fuel, and no meter measures the `consumption` of a fuel: what was burnt for it counts neither in E nor \
             in W; register the fuel's meter",
            id = dossier.meters[index].id
        );
        push(Code::MissingFuel, index, message);
    }
}
