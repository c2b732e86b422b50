//! Heat and fuels: what each meter of them adds to emissions and to energy (METHOD 5 and 6).
//!
//! Quantities are in base units: t, m³, GJ, tce. Every sum is an exact rational.

use std::collections::BTreeMap;

use super::balance::subtraction::{NetSeries, Uncertain, net_series, unread};
use super::bounds::ratio::Other;
use super::profile::{self, minutes, window};
use super::service::{ServiceGap, service_gaps};
use crate::dossier::{
    Carrier, Code, Conflict, Defect, Dimension, Dossier, Effect, Factor, Flow, Fuel, GRAINS, Meter, State, Use, power_of_ten,
};
use crate::measure::{Amount, Civil, CoalEquivalent, Emissions, Exact, SECONDS_PER_DAY, Span, kwh_in_gj};
use crate::say;
use crate::standard::{Constants, Feedstock, Settings, Standard, factors};

/// What a base unit of a meter's quantity stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerUnit {
    /// tCO2, where a factor is known.
    pub emissions: Option<Exact>,
    /// tce, where a coefficient is known.
    pub energy: Option<Exact>,
    /// Whether the emission factor is a default.
    pub default_emissions: bool,
    /// Whether the coefficient is a default.
    pub default_energy: bool,
}

/// What a meter's quantity does in the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Fuel burnt in the park, bunkers included.
    Fuel,
    /// Fossil input (or, negative, output) of conversion.
    Conversion,
    /// Feedstock, which only counts as energy where a setting says so.
    Feedstock,
    /// Non-fossil fuel used as final energy.
    Other,
    /// Heat of fossil origin that enters (or, negative, leaves) the park.
    FossilHeat,
    /// Heat of other origin that enters (or, negative, leaves) the park.
    CleanHeat,
}

/// A quantity of one meter over which one factor holds.
#[derive(Clone, Debug)]
pub struct Part {
    /// Meter.
    pub meter: usize,
    /// What it does.
    pub place: Place,
    /// Sign: 1, or −1 for what is subtracted.
    pub sign: i64,
    /// Quantity as read, least and greatest.
    pub quantity: (Exact, Option<Exact>, Option<Exact>),
    /// What a unit of it stands for.
    pub per_unit: PerUnit,
    /// Source of the park's own factor, where it states one.
    pub source: Option<String>,
    /// Readings of it that are unknown, those of a day in a row as one: start of the first, range beyond the point.
    pub unknown: Vec<(Civil, Option<Exact>, Option<Exact>)>,
}

/// The place of a meter's quantity in the accounts, with its sign; `None` for one that only informs.
pub fn place(meter: &Meter) -> Option<(Place, i64)> {
    if meter.parent.is_some() {
        return None;
    }
    match (meter.carrier, meter.flow) {
        (Carrier::Heat, Flow::Import) => Some((heat(meter), 1)),
        (Carrier::Heat, Flow::Export) => Some((heat(meter), -1)),
        (Carrier::Fuel(_), Flow::Consumption) => match (meter.used_as, meter.is_fossil()) {
            (Use::Feedstock, true) => Some((Place::Feedstock, 1)),
            (Use::Conversion, true) => Some((Place::Conversion, 1)),
            (Use::Fuel | Use::Bunker, true) => Some((Place::Fuel, 1)),
            (Use::Fuel | Use::Bunker, false) => Some((Place::Other, 1)),
            (Use::Feedstock | Use::Conversion, false) => None,
        },
        (Carrier::Fuel(_), Flow::Production) if meter.used_as == Use::Conversion && meter.is_fossil() => Some((Place::Conversion, -1)),
        _ => None,
    }
}

fn heat(meter: &Meter) -> Place {
    if meter.is_fossil() { Place::FossilHeat } else { Place::CleanHeat }
}

/// The quantities of all heat and fuel meters that enter the accounts.
pub(super) fn parts(dossier: &Dossier, standard: &Standard, settings: &Settings, defects: &mut Vec<Defect>) -> Vec<Part> {
    let mut all = Vec::new();
    let gaps = service_gaps(dossier);
    for (index, meter) in dossier.meters.iter().enumerate() {
        let Some((place, sign)) = place(meter) else { continue };
        let mut found = quantities(dossier, &gaps, index, place, sign, &standard.constants);
        for part in &mut found {
            if part.place == Place::Feedstock && settings.feedstock_energy() == Feedstock::Excluded {
                part.per_unit.energy = Some(Exact::zero());
            }
            tell_missing(dossier, part, defects);
        }
        all.extend(found);
    }
    all
}

/// Whether a part's quantity can be other than zero.
fn matters(part: &Part) -> bool {
    let (point, low, high) = &part.quantity;
    !(point.is_zero() && low.as_ref().is_some_and(Exact::is_zero) && high.as_ref().is_some_and(Exact::is_zero))
}

fn tell_missing(dossier: &Dossier, part: &Part, defects: &mut Vec<Defect>) {
    if !matters(part) {
        return;
    }
    let meter = &dossier.meters[part.meter];
    let needs_emissions = matches!(part.place, Place::Fuel | Place::Conversion | Place::FossilHeat);
    let mut lacks = Vec::new();
    if needs_emissions && part.per_unit.emissions.is_none() {
        lacks.push(say!("CO2 factor"));
    }
    if part.per_unit.energy.is_none() {
        lacks.push(if part.place == Place::Other { say!("net calorific value") } else { say!("coal-equivalent coefficient") });
    }
    if lacks.is_empty() {
        return;
    }
    let message = say!(
        "{id} ({carrier}, in {unit}) has no {lacks}, and no default is known: state it in the factors file, with its source",
        id = meter.id, carrier = meter.carrier, unit = meter.unit, lacks => crate::say::Part::list(lacks, say!(" and no "))
    );
    let defect = Defect::new(Code::MissingFactor, Effect::Blocks, message).at(meter.position).of(meter.id.clone());
    if !defects.contains(&defect) {
        defects.push(defect);
    }
}

/// The quantity of a meter, one part for each factor that holds in turn.
fn quantities(dossier: &Dossier, gaps: &[ServiceGap], index: usize, place: Place, sign: i64, constants: &Constants) -> Vec<Part> {
    let meter = &dossier.meters[index];
    let gaps: Vec<ServiceGap> = gaps.iter().copied().filter(|gap| gap.meter == index).collect();
    let window = window(meter, &dossier.period);
    if window.is_none() && gaps.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<(Option<usize>, Part)> = Vec::new();
    let mut add = |day: chrono::NaiveDate, start: Civil, point: &Exact, low: Option<Exact>, high: Option<Exact>, known: bool| {
        let chosen = dossier.factors.iter().position(|f| f.item == meter.carrier.name() && f.validity.covers(day));
        let at = parts.iter().position(|(c, _)| *c == chosen).unwrap_or_else(|| {
            let per_unit = per_unit(meter, place, chosen.map(|c| &dossier.factors[c]), constants);
            let zero = || Exact::zero();
            let quantity = (zero(), Some(zero()), Some(zero()));
            parts.push((
                chosen,
                Part {
                    meter: index,
                    place,
                    sign,
                    quantity,
                    per_unit,
                    source: chosen.map(|c| dossier.factors[c].source.clone()),
                    unknown: Vec::new(),
                },
            ));
            parts.len() - 1
        });
        let part = &mut parts[at].1;
        if !known {
            let beyond = |end: &Option<Exact>| end.as_ref().map(|e| e - point);
            let (low, high) = (beyond(&low), beyond(&high));
            // Readings of one meter move alike: those of a day are told as one.
            match part.unknown.last_mut() {
                Some((at, least, most)) if at.day() == day => {
                    *least = least.take().zip(low).map(|(a, b)| a + b);
                    *most = most.take().zip(high).map(|(a, b)| a + b);
                }
                _ => part.unknown.push((start, low, high)),
            }
        }
        let (sum, least, most) = &mut part.quantity;
        *sum += point;
        *least = least.take().zip(low).map(|(a, b)| a + b);
        *most = most.take().zip(high).map(|(a, b)| a + b);
    };
    // What nobody measured.
    for (day, start) in gaps.iter().flat_map(ServiceGap::starts) {
        add(day, start, &Exact::zero(), Some(Exact::zero()), None, false);
    }
    let Some(window) = window else { return parts.into_iter().map(|p| p.1).collect() };
    let Some(NetSeries { series, uncertain, .. }) = net_series(dossier, index) else {
        let (low, high) = unread(dossier, index, window.from(), (window.until().0 - window.from().0) / 60).range();
        let base = |x: Exact| x / Exact::from(GRAINS);
        add(window.start, window.from(), &Exact::zero(), low.map(base), high.map(base), false);
        return parts.into_iter().map(|p| p.1).collect();
    };
    let grain = Exact::from(GRAINS) * power_of_ten(series.scale);
    if let Some(summed) = &series.totals {
        let exact = |v: i128| Exact::from(v) / grain.clone();
        let base = |x: Exact| x / Exact::from(GRAINS);
        let per_day = series.cells_within(window.from(), window.from().plus(SECONDS_PER_DAY)).len().max(1);
        let mut contradicted = BTreeMap::<usize, i128>::new();
        for (&cell, conflict) in &series.conflicts {
            *contradicted.entry(cell / per_day).or_default() += conflict.values[0];
        }
        for (at, &sum) in summed.days.iter().enumerate() {
            let start = series.start(at * per_day);
            if start >= window.from() && start < window.until() {
                let value = exact(i128::from(sum) - contradicted.get(&at).copied().unwrap_or(0));
                add(start.day(), start, &value, Some(value.clone()), Some(value.clone()), true);
            }
        }
        let cells = series.cells_within(window.from(), window.until());
        for (&cell, Conflict { values }) in &series.conflicts {
            let start = series.start(cell);
            let (low, high) = (values.iter().copied().min().map(exact), values.iter().copied().max().map(exact));
            add(start.day(), start, &exact(values[0]), low, high, false);
        }
        let (low, high) = profile::missing(dossier, index, minutes(series.step, window.from()));
        let (low, high) = (low.map(base), high.map(base));
        let mut absent = summed.unknown(cells.start, cells.end).peekable();
        while let Some(cell) = absent.next() {
            // As many as the day lacks.
            let mut count = 1_i64;
            while absent.next_if(|next| next / per_day == cell / per_day).is_some() {
                count += 1;
            }
            let all = |end: &Option<Exact>| end.as_ref().map(|end| end * &Exact::from(count));
            let start = series.start(cell);
            add(start.day(), start, &Exact::zero(), all(&low), all(&high), false);
        }
    }
    // Known cells of one day share a factor: they are summed as integers first.
    let mut run: Option<(chrono::NaiveDate, Civil, i128)> = None;
    let kept = if series.totals.is_some() { 0 } else { series.len() };
    for cell in 0..kept {
        let start = series.start(cell);
        if start < window.from() || series.step.next(start) > window.until() {
            continue;
        }
        let day = start.day();
        if let Some((open, at, sum)) = run
            && open != day
        {
            let value = Exact::from(sum) / grain.clone();
            add(open, at, &value, Some(value.clone()), Some(value.clone()), true);
            run = None;
        }
        let state = series.states[cell];
        if state.has(State::PRESENT) {
            match series.conflicts.get(&cell) {
                None if uncertain.contains_key(&cell) => {
                    let (low, high) = uncertain.get(&cell).map(Uncertain::range).unwrap_or_default();
                    let base = |x: Exact| x / Exact::from(GRAINS);
                    let point = Exact::from(series.cells.get(cell)) / grain.clone();
                    add(day, start, &point, low.map(base), high.map(base), false);
                }
                None => {
                    let (_, _, sum) = run.get_or_insert((day, start, 0));
                    *sum += series.cells.get(cell);
                }
                Some(conflict) => {
                    let exact = |v: i128| Exact::from(v) / grain.clone();
                    let low = conflict.values.iter().copied().min().map(exact);
                    let high = conflict.values.iter().copied().max().map(exact);
                    add(day, start, &exact(series.cells.get(cell)), low, high, false);
                }
            }
        } else if !state.has(State::SPREAD) && !state.has(State::BILLED) {
            let base = |x: Exact| x / Exact::from(GRAINS);
            let (point, (low, high)) = match uncertain.get(&cell) {
                Some(uncertain) => (base(uncertain.point.clone()), uncertain.range()),
                None => (Exact::zero(), profile::missing_of(dossier, index, &series, cell)),
            };
            add(day, start, &point, low.map(base), high.map(base), false);
        }
    }
    if let Some((day, at, sum)) = run {
        let value = Exact::from(sum) / grain.clone();
        add(day, at, &value, Some(value.clone()), Some(value.clone()), true);
    }
    // What bills and register gaps leave over of an interval is not known.
    for (cell, left) in profile::uncovered(&series, &window).into_iter().filter(|(cell, _)| !uncertain.contains_key(cell)) {
        let start = series.start(cell);
        let (low, high) = profile::missing(dossier, index, left);
        let base = |x: Exact| x / Exact::from(GRAINS);
        add(start.day(), start, &Exact::zero(), low.map(base), high.map(base), false);
    }
    for spread in &series.spreads {
        let total = Exact::from(spread.total) / grain.clone();
        let (from, until) = (spread.from.max(window.from()), spread.until.min(window.until()));
        let whole = spread.from == from && spread.until == until;
        let share = Exact::ratio(i128::from(until.0 - from.0), i128::from((spread.until.0 - spread.from.0).max(1)));
        let point = if whole { total.clone() } else { &total * &share };
        let (least, most) = spread.ends();
        let (least, most) = if whole { (least, most) } else { (least.min(0), most.max(0)) };
        let (low, high) = (Exact::from(least) / grain.clone(), Exact::from(most) / grain.clone());
        let whole = whole && low == high;
        add(from.day(), from, &point, Some(low), Some(high), whole);
    }
    parts.into_iter().map(|p| p.1).collect()
}

/// What a base unit of a meter's quantity stands for: the park's own factor, else the defaults.
pub(super) fn per_unit(meter: &Meter, place: Place, own: Option<&Factor>, constants: &Constants) -> PerUnit {
    let dimension = meter.unit.dimension;
    if meter.carrier == Carrier::Heat {
        let stated = own.and_then(|f| f.factor.as_ref()).map(|f| f * &kwh_in_gj());
        let default = stated.is_none();
        let emissions = if place == Place::FossilHeat { stated.unwrap_or_else(|| constants.heat_factor.clone()) } else { Exact::zero() };
        return PerUnit {
            emissions: Some(emissions),
            energy: Some(constants.heat_coal_equivalent.clone()),
            default_emissions: default && place == Place::FossilHeat,
            default_energy: false,
        };
    }
    let Carrier::Fuel(fuel) = meter.carrier else { return PerUnit::default() };
    let defaults = factors::fuel(fuel.name()).filter(|f| f.per == dimension.base());
    let own_ncv = own.filter(|f| f.per.dimension == dimension).and_then(|f| f.ncv.clone());
    let ncv = meter.ncv.clone().or_else(|| own_ncv.clone());
    // GJ in a base unit, by whatever is known: to carry a factor stated per GJ to this unit and back.
    let gj = match dimension {
        Dimension::Energy => Some(Exact::one()),
        Dimension::Coal => Some(constants.coal_energy.clone()),
        _ => ncv.clone().or_else(|| defaults.and_then(|d| d.ncv.as_ref()).map(|n| n.value.clone())),
    };
    let carried = |factor: &Factor, value: &Exact| -> Option<Exact> {
        match factor.per.dimension {
            same if same == dimension && same == Dimension::Energy => Some(value * &kwh_in_gj()),
            same if same == dimension => Some(value.clone()),
            Dimension::Energy => Some(value * &kwh_in_gj() * gj.as_ref()?),
            _ => None,
        }
    };
    let stated_emissions = own.and_then(|f| carried(f, f.factor.as_ref()?));
    let stated_energy = own.and_then(|f| carried(f, f.coal_equivalent.as_ref()?));
    let by_ncv = |ncv: &Exact| ncv.over(&constants.coal_energy);
    let energy = match dimension {
        Dimension::Energy => by_ncv(&Exact::one()),
        Dimension::Coal => Some(Exact::one()),
        _ => meter.ncv.as_ref().and_then(by_ncv).or_else(|| stated_energy.clone()).or_else(|| own_ncv.as_ref().and_then(by_ncv)),
    };
    if place == Place::Other {
        return PerUnit { emissions: Some(Exact::zero()), energy, default_emissions: false, default_energy: false };
    }
    let default_energy = energy.is_none();
    let default_emissions = stated_emissions.is_none();
    let energy = energy.or_else(|| defaults.and_then(|d| d.default_coal(default_emissions, constants)));
    let emissions = stated_emissions.or_else(|| default_co2(fuel, dimension, place, ncv.as_ref(), constants));
    PerUnit { emissions, energy, default_emissions, default_energy }
}

/// The default CO2 of a base unit of a fuel.
fn default_co2(fuel: Fuel, dimension: Dimension, place: Place, ncv: Option<&Exact>, constants: &Constants) -> Option<Exact> {
    let factor = factors::fuel(fuel.name())?;
    let gj = match dimension {
        Dimension::Energy => Some(Exact::one()),
        Dimension::Coal => Some(constants.coal_energy.clone()),
        _ if factor.per == dimension.base() => ncv.cloned(),
        // Measured in another unit than the default is printed for: only with a measured calorific value.
        _ => Some(ncv?.clone()),
    };
    if place == Place::Conversion { factor.conversion_co2(gj.as_ref(), constants) } else { factor.co2(gj.as_ref(), constants) }
}

/// Sum of parts as a span, each quantity times what `of` says a unit stands for; `None` where one is not known.
pub(super) fn total<T: Amount + std::ops::Add<Output = T>>(
    parts: &[Part],
    wanted: &dyn Fn(&Part) -> bool,
    of: &dyn Fn(&Part) -> Option<Exact>,
) -> Option<Span<T>> {
    let mut sum = Span::zero();
    for part in parts.iter().filter(|p| wanted(p)) {
        if !matters(part) {
            continue;
        }
        let factor = of(part)? * Exact::from(part.sign);
        let (value, lower, upper) = part.quantity.clone();
        let span = Span { value: T::of(value), lower: lower.map(T::of), upper: upper.map(T::of) };
        sum = sum + span.times::<T>(&factor);
    }
    Some(sum)
}

/// Emissions of the parts in a place.
pub(super) fn emissions(parts: &[Part], wanted: &dyn Fn(&Part) -> bool) -> Option<Span<Emissions>> {
    total(parts, wanted, &|p| p.per_unit.emissions.clone())
}

/// Energy of the parts in a place.
pub(super) fn energy(parts: &[Part], wanted: &dyn Fn(&Part) -> bool) -> Option<Span<CoalEquivalent>> {
    total(parts, wanted, &|p| p.per_unit.energy.clone())
}

/// Whether a part's emissions count.
pub(super) fn emits(part: &Part) -> bool {
    matches!(part.place, Place::Fuel | Place::Conversion | Place::FossilHeat)
}

/// Whether a part is clean energy: non-fossil heat and fuels.
pub(super) fn is_clean(part: &Part) -> bool {
    matches!(part.place, Place::Other | Place::CleanHeat)
}

/// The unknown readings of the parts, as contributions to emissions, energy and clean energy.
pub(super) fn others(parts: &[Part], is_clean: &dyn Fn(&Part) -> bool) -> Vec<Other> {
    let mut all = Vec::new();
    for part in parts {
        let sign = Exact::from(part.sign);
        let emissions = if emits(part) { part.per_unit.emissions.clone() } else { None }.unwrap_or_else(Exact::zero) * &sign;
        let energy = part.per_unit.energy.clone().unwrap_or_else(Exact::zero) * &sign;
        let clean = if is_clean(part) { energy.clone() } else { Exact::zero() };
        for (at, low, high) in &part.unknown {
            all.push(Other {
                meter: part.meter,
                at: *at,
                low: low.clone(),
                high: high.clone(),
                emissions: emissions.clone(),
                energy: energy.clone(),
                clean: clean.clone(),
            });
        }
    }
    all
}
