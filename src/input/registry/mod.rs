//! The meter registry: rows to meters. Whatever a row says that cannot be meant is an error, and all errors are told at once.

mod changes;
mod links;
#[cfg(test)]
mod tests;
mod transformers;
mod words;

use self::links::Ids;
pub(in crate::input) use self::words::is_known;
pub use self::words::{SourceOf, source_names, source_of};
use super::cell;
use super::error::InputError;
use super::field::narrow;
use super::row::{Fault, Row, Sheet};
use super::serials::{self, is_rounded};
use crate::dossier::{Carrier, Dimension, Flow, Meter, Unit};
use crate::measure::Exact;
use crate::say;
use crate::say::{Message, Part};

/// Reads the registry. Meters stand in the order of their rows; multipliers that were applied already are 1, ratings and calorific
/// values are per base unit of the meter's dimension.
pub fn meters(rows: &[Row], sheet: &Sheet<'_>) -> Result<Vec<Meter>, Vec<InputError>> {
    let (ids, mut faults) = Ids::of(rows);
    let (mut meters, mut parents) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let mut found = Vec::new();
        let parent = keep(&mut found, ids.parent(row, sheet)).flatten();
        let less = ids.less(row, sheet).unwrap_or_else(|several| {
            found.extend(several);
            Vec::new()
        });
        parents.push(parent);
        meters.push(meter(row, sheet, &mut found).map(|meter| Meter { parent, less, ..meter }));
        faults.extend(found.into_iter().map(|fault| (at, fault)));
    }
    faults.extend(links::circles(&parents, rows));
    for (at, meter) in meters.iter().enumerate() {
        let contradictions = meter.iter().flat_map(|meter| links::contradictions(meter, &meters));
        faults.extend(contradictions.map(|fault| (at, fault)));
    }
    faults.extend(changes::join(&mut meters));
    if faults.is_empty() {
        return Ok(changes::one_each(meters));
    }
    faults.sort_by_key(|(at, _)| *at);
    Err(faults.into_iter().map(|(at, fault)| fault.error(rows[at].position, sheet)).collect())
}

/// The value, or its fault put by.
fn keep<T>(faults: &mut Vec<Fault>, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

/// A cell that says what a meter is: where it is empty, the fault names the meter and what may stand there.
fn stated<'a>(row: &'a Row, name: &str, sheet: &Sheet<'_>, known: impl Fn() -> Part) -> Result<&'a str, Fault> {
    cell::text(row, name, sheet).ok_or_else(|| {
        Fault::new(
            say!("`{name}` of the meter `{meter}` is empty: fill in one of {known}", name, meter = row.get("meter_id"), known => known()),
        )
    })
}

/// An id that a spreadsheet has not made a rounded number of.
fn not_rounded<'a>(row: &'a Row, id: &'a str) -> Result<&'a str, Fault> {
    if !is_rounded(id) {
        return Ok(id);
    }
    let label = row.get("label");
    let named = if label.is_empty() { Message::nothing() } else { say!(" (the meter `{label}`)", label) };
    Err(Fault::new(say!(
        "`meter_id` `{id}`{named} is a number that a spreadsheet rounded, and its last digits are lost: write the id again in full, in a cell that is \
         formatted as text",
        id,
        named => named
    )))
}

/// A row's meter without its links; `None` where a fault keeps its kind from being known.
fn meter(row: &Row, sheet: &Sheet<'_>, faults: &mut Vec<Fault>) -> Option<Meter> {
    let id = keep(faults, cell::required(row, "meter_id", sheet).and_then(|id| not_rounded(row, id)));
    let carrier = keep(faults, stated(row, "carrier", sheet, words::carriers).and_then(words::carrier));
    let flow = keep(faults, stated(row, "flow", sheet, || words::flows(carrier)).and_then(|text| words::flow(text, carrier)));
    let unit = keep(faults, stated(row, "unit", sheet, || units(carrier)).and_then(|text| unit_of(text, carrier)));
    let text = |name: &str| cell::text(row, name, sheet);
    let multiplier = keep(faults, multiplier(row, sheet));
    let positive = flow.and_then(|flow| keep(faults, words::positive(text("positive"), flow)));
    let source = keep(faults, words::source(text("source"), flow));
    let used_as = keep(faults, words::used_as(text("use"), carrier));
    let accuracy_class = keep(faults, accuracy_class(text("accuracy_class"), sheet)).flatten();
    let digits = keep(faults, digits(row, sheet)).flatten();
    let loss_percent = keep(faults, loss_percent(row, sheet, flow)).flatten();
    let rating = carrier.zip(unit).and_then(|(carrier, unit)| keep(faults, rating(row, sheet, carrier, unit))).flatten();
    let ncv = carrier.zip(unit).and_then(|(carrier, unit)| keep(faults, ncv(row, sheet, carrier, unit))).flatten();
    let service = keep(faults, cell::validity(row, sheet));
    Some(Meter {
        id: id?.to_owned(),
        carrier: carrier?,
        flow: flow?,
        unit: unit?,
        multiplier: multiplier.as_ref()?.0.clone(),
        stated_multiplier: multiplier.as_ref()?.1.clone(),
        multiplier_applied: multiplier?.2,
        multipliers: Vec::new(),
        parent: None,
        positive: positive?,
        rating,
        less: Vec::new(),
        accuracy_class,
        digits,
        loss_percent,
        source: source?,
        project_code: keep(faults, text("project_code").map(serials::projects).transpose())?,
        label: text("label").map(str::to_owned),
        used_as: used_as?,
        ncv,
        guess: text("guess").map(str::to_owned),
        service: service?,
        service_note: keep(faults, service_note(text("service_note"))).flatten(),
        position: row.position,
    })
}

/// The units that measure a carrier, for messages.
fn units(carrier: Option<Carrier>) -> Part {
    let fits = |unit: Unit| match carrier {
        Some(Carrier::Electricity) => unit.name().ends_with("Wh") || unit.dimension == Dimension::Power,
        Some(Carrier::Heat) => unit.dimension == Dimension::Energy,
        Some(Carrier::Fuel(_)) => unit.dimension != Dimension::Power,
        None => true,
    };
    cell::join(Unit::names().filter(|name| Unit::parse(name).is_some_and(fits)))
}

/// A unit that measures the carrier.
fn unit_of(text: &str, carrier: Option<Carrier>) -> Result<Unit, Fault> {
    let unit = cell::unit("unit", text)?;
    let Some(carrier) = carrier else { return Ok(unit) };
    let (fits, wanted) = match carrier {
        Carrier::Electricity => {
            (matches!(unit.dimension, Dimension::Energy | Dimension::Power), say!("energy (kWh, MWh) or power (kW, MW)"))
        }
        Carrier::Heat => (unit.dimension == Dimension::Energy, say!("energy (GJ, MJ, kWh)")),
        Carrier::Fuel(_) => (unit.dimension != Dimension::Power, say!("mass (t), volume (m3), energy (GJ) or standard coal (tce)")),
    };
    if fits {
        Ok(unit)
    } else {
        Err(Fault::new(say!("`unit` `{unit}` does not measure {carrier}, which is metered in {wanted}", unit, carrier, wanted => wanted)))
    }
}

/// The multiplier still to be applied, the one that is stated, and whether that is said to be applied already.
fn multiplier(row: &Row, sheet: &Sheet<'_>) -> Result<(Exact, Option<Exact>, Option<bool>), Fault> {
    let stated = match (cell::positive(row, "multiplier", sheet)?, transformers::product(row, sheet)?) {
        (Some(stated), Some(product)) if stated != product => {
            return Err(Fault::new(say!(
                "`multiplier` is {stated}, but its transformer ratios make {product}; correct one of them",
                stated,
                product
            )));
        }
        (stated, product) => stated.or(product),
    };
    let text = cell::text(row, "multiplier_applied", sheet);
    let applied = words::yes("multiplier_applied", text)?;
    let factor = stated.clone().filter(|_| !applied).unwrap_or_else(Exact::one);
    Ok((factor, stated, text.map(|_| applied)))
}

/// The class number of `0.5`, `0.5S` or `0.5级`.
fn accuracy_class(text: Option<&str>, sheet: &Sheet<'_>) -> Result<Option<Exact>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let plain = narrow(text);
    let class = plain.trim_end_matches(['级', 's', 'S', ' ']);
    match super::field::number(class, sheet.missing) {
        Ok(Some(value)) if value.is_positive() => Ok(Some(value)),
        _ => Err(Fault::new(say!("`accuracy_class` `{text}` is not a class such as 0.5 or 0.5S", text))),
    }
}

/// Why nothing replaces the meter: words that say so, no placeholder.
fn service_note(text: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(note) = text else { return Ok(None) };
    let plain = narrow(note);
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    let chinese = plain.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let placeholder = matches!(
        plain.to_lowercase().as_str(),
        "none"
            | "null"
            | "todo"
            | "test"
            | "xxxx"
            | "n/a"
            | "unknown"
            | "ditto"
            | "same"
            | "as above"
            | "see above"
            | "other"
            | "others"
            | "无"
            | "暂无"
            | "待定"
            | "同上"
            | "同前"
            | "如上"
            | "其他"
            | "其它"
            | "未知"
            | "不详"
            | "不明"
            | "备注"
            | "说明"
            | "待补"
            | "待补充"
            | "略"
    );
    if placeholder || letters < if chinese { 2 } else { 4 } {
        return Err(Fault::new(say!(
            "`service_note` `{note}` says nothing: state why nothing replaces the meter (closed, dismantled), or leave it empty",
            note
        )));
    }
    Ok(Some(note.to_owned()))
}

fn digits(row: &Row, sheet: &Sheet<'_>) -> Result<Option<u32>, Fault> {
    let Some(value) = cell::number(row, "digits", sheet)? else { return Ok(None) };
    let digits = value.to_i128().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=18).contains(n));
    digits.map(Some).ok_or_else(|| Fault::new(say!("`digits` is {value}; a register has 1 to 18 integer digits", value)))
}

/// The loss of a direct line that is metered where its energy is generated; no other meter has one.
fn loss_percent(row: &Row, sheet: &Sheet<'_>, flow: Option<Flow>) -> Result<Option<Exact>, Fault> {
    match cell::number(row, "loss_percent", sheet)? {
        Some(value) if value.is_negative() || value >= Exact::from(100_i64) => {
            Err(Fault::new(say!("`loss_percent` is {value}; it is at least 0 and below 100, in per cent", value)))
        }
        Some(value) if !value.is_zero() && flow.is_some_and(|flow| flow != Flow::DirectLine) => Err(Fault::new(say!(
            "`loss_percent` is stated for `{flow}`; it is the loss of a direct line that is metered where its energy is generated: leave it empty",
            flow = row.get("flow")
        ))),
        other => Ok(other),
    }
}

/// Decimals that a rating may have.
const RATING_DECIMALS: u32 = 20;

/// Rating in kW, or in base units (GJ for energy) per hour.
fn rating(row: &Row, sheet: &Sheet<'_>, carrier: Carrier, unit: Unit) -> Result<Option<Exact>, Fault> {
    let positive = |name: &str| {
        let value = cell::positive(row, name, sheet)?;
        let scale = crate::dossier::power_of_ten(RATING_DECIMALS);
        if value.as_ref().is_some_and(|value| (value * &scale).to_i128().is_none()) {
            return Err(Fault::new(say!(
                "`{name}` `{cell}` has more than {most} decimals",
                name,
                cell = row.get(name),
                most = RATING_DECIMALS
            )));
        }
        Ok(value)
    };
    let (power, other) = (positive("rating_kw")?, positive("rating")?);
    match (carrier, power, other) {
        (Carrier::Electricity, power, None) => Ok(power),
        (Carrier::Electricity, _, Some(_)) => Err(Fault::new(say!("`rating` is stated for electricity; state `rating_kw`, in kW"))),
        (_, Some(_), _) => Err(Fault::new(say!("`rating_kw` is stated for {carrier}; state `rating`, in {unit} per hour", carrier, unit))),
        // Energy of heat and fuels is kept in GJ: 1 GJ = 2500/9 kWh.
        (_, None, other) if unit.dimension == Dimension::Energy => Ok(other.map(|value| value * unit.size() * Exact::ratio(9, 2500))),
        (_, None, other) => Ok(other.map(|value| value * unit.size())),
    }
}

/// Calorific value in GJ per base unit. A meter that is read in energy has one by its unit, and may state no other.
fn ncv(row: &Row, sheet: &Sheet<'_>, carrier: Carrier, unit: Unit) -> Result<Option<Exact>, Fault> {
    let Some(value) = cell::positive(row, "ncv", sheet)? else { return Ok(None) };
    let gigajoule = Unit::parse("GJ").map_or_else(Exact::one, Unit::size);
    if !matches!(carrier, Carrier::Fuel(_)) {
        Err(Fault::new(say!("`ncv` is stated for {carrier}; only fuels have a calorific value, leave it empty", carrier)))
    } else if unit.dimension == Dimension::Energy && &value * &gigajoule != unit.size() {
        Err(Fault::new(say!(
            "`ncv` is {value} GJ per {unit}, and a meter in {unit} is read in energy already; leave it empty",
            value,
            unit
        )))
    } else {
        let per_base = value.over(&unit.size());
        let most = match unit.dimension {
            Dimension::Mass => Some((MOST_PER_TONNE, "t")),
            Dimension::Volume => Some((MOST_PER_CUBIC_METRE, "m3")),
            _ => None,
        };
        if let (Some(((above, below), base)), Some(own)) = (most, &per_base)
            && own * &Exact::from(below) > Exact::from(above)
        {
            return Err(Fault::new(say!(
                "`ncv` is {value} GJ per {unit}: no fuel has more than {most} GJ per {base}; 1 MJ/kg is 1 GJ/t, 1 MJ/m³ is 0.001 GJ/m³",
                value,
                unit,
                most = Exact::ratio(above.into(), below.into()),
                base
            )));
        }
        Ok(per_base)
    }
}

/// What no fuel exceeds, in GJ, as numerator and denominator: hydrogen has 120 GJ/t (142 by its gross value), the richest gases under 0.2 GJ/m³.
const MOST_PER_TONNE: (i64, i64) = (150, 1);
const MOST_PER_CUBIC_METRE: (i64, i64) = (3, 10);
