//! The park's own factors. What cannot be read is an error: a factor decides every emission of its fuel.

use std::collections::BTreeMap;

use super::ratio::{Above, Ratio, per, ratio};
use crate::dossier::{Carrier, Dimension, Factor, Unit, Validity};
use crate::input::cell::{self, join};
use crate::input::error::InputError;
use crate::input::field::{is_source, near};
use crate::input::row::{Fault, Row, Sheet};
use crate::measure::Exact;
use crate::say;

/// Reads factors, each in tCO2, GJ and tce for each base unit of the dimension that it is per (kWh, m³, t, tce).
pub fn factors(rows: &[Row], sheet: &Sheet<'_>) -> Result<Vec<Factor>, Vec<InputError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match factor(row, sheet) {
            Ok(factor) => found.push(factor),
            Err(fault) => errors.push(fault.error(row.position, sheet)),
        }
    }
    errors.extend(overlaps(&found, sheet));
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn factor(row: &Row, sheet: &Sheet<'_>) -> Result<Factor, Fault> {
    let item = item(cell::required(row, "item", sheet)?)?;
    let unit_text = cell::required(row, "unit", sheet)?;
    let Ratio { above, size, below } = ratio("unit", unit_text)?;
    let per = per("unit", unit_text, below)?;
    let lawful = match item {
        Carrier::Heat => per.dimension == Dimension::Energy,
        _ => per.dimension != Dimension::Power,
    };
    if !lawful {
        return Err(Fault::new(say!("`unit` `{unit_text}` is for each {per}, which does not measure {item}", unit_text, per, item)));
    }
    let source = cell::text(row, "source", sheet)
        .ok_or_else(|| Fault::new(say!("`source` of the factor of {item} is empty; a factor of the park's own needs its source", item)))?;
    if !is_source(source) {
        return Err(Fault::new(say!(
            "`source` `{source}` of the factor of {item} names no source; write at least four letters or characters (report, document, date)",
            source,
            item
        )));
    }
    let stated = cell::amount(row, "factor", sheet)?;
    let fossil = !matches!(item, Carrier::Fuel(fuel) if !fuel.is_fossil());
    if fossil && stated.as_ref().is_some_and(Exact::is_zero) {
        return Err(Fault::new(say!(
            "`factor` of {item} is 0: burning a fossil fuel, and heat of fossil origin, always emits; leave the cell empty for the default; register heat that is not fossil with `source = non-fossil`, and biogas as `biogas`",
            item
        )));
    }
    if stated.is_some() && above != Above::Carbon {
        return Err(Fault::new(say!(
            "`factor` is stated in `{unit_text}`, which is no mass of CO2; write it as tCO2/{below}",
            unit_text,
            below
        )));
    }
    let ncv = ncv(row, sheet, item, per)?;
    let coal_equivalent = cell::positive(row, "coal_equivalent", sheet)?;
    if stated.is_none() && ncv.is_none() && coal_equivalent.is_none() {
        return Err(Fault::new(say!(
            "the row of {item} states no `factor`, no `ncv` and no `coal_equivalent`; state one or remove it",
            item
        )));
    }
    if coal_equivalent.is_some() && above == Above::Energy {
        return Err(Fault::new(say!(
            "`coal_equivalent` beside `unit` `{unit_text}` has no unit; write the unit as tCO2/{below} or tce/{below}",
            unit_text,
            below
        )));
    }
    let to_base = |value: Exact| &(value * &size) / &per.size();
    if let Some(most) = most_coal_equivalent(per.dimension)
        && let Some(stated) = coal_equivalent.clone().map(to_base).filter(|stated| *stated > most)
    {
        return Err(Fault::new(say!(
            "`coal_equivalent` of {item} comes to {stated} tce for each {base}, more than {most}, which no fuel holds: check the unit",
            item,
            stated,
            base = per.dimension.base(),
            most
        )));
    }
    Ok(Factor {
        item: item.name().to_owned(),
        factor: stated.map(to_base),
        per,
        ncv,
        coal_equivalent: coal_equivalent.map(to_base),
        source: source.to_owned(),
        validity: cell::validity(row, sheet)?,
        position: row.position,
    })
}

/// A fuel, or heat.
fn item(text: &str) -> Result<Carrier, Fault> {
    match Carrier::parse(text).or_else(|| Carrier::parse(&text.to_lowercase())) {
        Some(Carrier::Electricity) => Err(Fault::new(say!(
            "`item` `electricity` cannot have a factor of the park's own: the accounting method fixes it for every park"
        ))),
        Some(item) => Ok(item),
        None => {
            let names = || Carrier::names().filter(|name| *name != "electricity");
            Err(Fault::new(
                say!("`item` `{text}` is not known{near}; known items: {known}", text, near => near(text, names()), known => join(names())),
            ))
        }
    }
}

/// The most tce for each base unit of a dimension: 150 GJ for each t, 0.3 GJ for each m³, and what energy is in coal, twice over for its conversion.
fn most_coal_equivalent(per: Dimension) -> Option<Exact> {
    let of_energy = |gj: Exact| gj.over(&Exact::ratio(293_076, 10_000));
    match per {
        Dimension::Mass => of_energy(Exact::from(150_i64)),
        Dimension::Volume => of_energy(Exact::ratio(3, 10)),
        // For each kWh, of which a GJ has 2500 / 9.
        Dimension::Energy => of_energy(Exact::ratio(9 * 2, 2500)),
        _ => None,
    }
}

/// Calorific value in GJ for each base unit; what is measured in energy has none of its own.
fn ncv(row: &Row, sheet: &Sheet<'_>, item: Carrier, per: Unit) -> Result<Option<Exact>, Fault> {
    match cell::positive(row, "ncv", sheet)? {
        Some(value) if item == Carrier::Heat || per.dimension == Dimension::Energy => {
            Err(Fault::new(say!("`ncv` is {value} GJ for each {per}, and {per} is energy already; leave it empty", value, per)))
        }
        stated => Ok(stated.map(|value| &value / &per.size())),
    }
}

/// Rows of one item that hold on the same day.
fn overlaps(factors: &[Factor], sheet: &Sheet<'_>) -> Vec<InputError> {
    let mut by_item: BTreeMap<&str, Vec<&Factor>> = BTreeMap::new();
    let mut errors = Vec::new();
    for factor in factors {
        let earlier = by_item.entry(&factor.item).or_default();
        if let Some(other) = earlier.iter().find(|other| overlap(other.validity, factor.validity)) {
            let message = say!(
                "the factor of {item} holds on days of the one at {file}:{line}; state `from` and `to` so that one holds on each day",
                item = factor.item,
                file = sheet.file(other.position),
                line = other.position.line
            );
            errors.push(Fault::new(message).error(factor.position, sheet));
        }
        earlier.push(factor);
    }
    errors
}

fn overlap(a: Validity, b: Validity) -> bool {
    let precedes = |a: Validity, b: Validity| a.to.zip(b.from).is_some_and(|(to, from)| to < from);
    !precedes(a, b) && !precedes(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::row::tests::rows;

    const NAMES: &[&str] = &["item", "factor", "unit", "source", "ncv", "coal_equivalent", "from", "to"];

    fn read(lines: &[&str]) -> Result<Vec<Factor>, Vec<String>> {
        let files = ["factors.csv".to_owned()];
        factors(&rows(NAMES, lines), &Sheet { files: &files, ..Sheet::default() }).map_err(|e| e.iter().map(ToString::to_string).collect())
    }

    fn exact(text: &str) -> Option<Exact> {
        Exact::parse(text)
    }

    #[test]
    fn factors_are_per_base_unit() {
        let found = read(&[
            "natural-gas|21.62|tCO2/万m3|lab report|389.31|13.3||",
            "raw-coal|1.98|kgCO₂ / kg|lab report||0.7143||",
            "heat|0.09|tCO2/GJ|boiler test||||",
            "diesel||kgce/kg|lab report|42.6|1.4571||",
            "biomass||GJ/t|lab report|14.5|||",
        ])
        .expect("factors");
        // 21.62 t for 10,000 m3; 389.31 GJ for 10,000 m3; 13.3 tce for 10,000 m3
        assert_eq!(
            (&found[0].factor, &found[0].ncv, &found[0].coal_equivalent),
            (&exact("0.002162"), &exact("0.038931"), &exact("0.00133"))
        );
        // kg for each kg is t for each t
        assert_eq!((&found[1].factor, &found[1].coal_equivalent), (&exact("1.98"), &exact("0.7143")));
        // a GJ is 2500/9 kWh: 0.09 × 9 / 2500 = 0.000324 t for each kWh
        assert_eq!((found[2].item.as_str(), &found[2].factor), ("heat", &exact("0.000324")));
        // 42.6 GJ for each kg are 42,600 for each t; kgce/kg is tce/t
        assert_eq!((&found[3].factor, &found[3].ncv, &found[3].coal_equivalent), (&None, &exact("42600"), &exact("1.4571")));
        assert_eq!((&found[4].factor, &found[4].ncv), (&None, &exact("14.5")));
    }

    #[test]
    fn what_cannot_be_a_factor_is_an_error() {
        for (line, words) in [
            ("natural-gas|21.62|tCO2/万m3|||||", "needs its source"),
            ("natural-gs|21.62|tCO2/万m3|lab report||||", "did you mean `natural-gas`?"),
            ("electricity|0.5|tCO2/MWh|lab report||||", "fixes it"),
            ("natural-gas|21.62|tCO2|lab report||||", "[unknown-unit] factors.csv:2"),
            ("natural-gas|21.62|tCO2e/万m3|lab report||||", "CO2 only"),
            ("natural-gas|21.62|tC/万m3|lab report||||", "is not known"),
            ("natural-gas|21.62|tCO2/barrel|lab report||||", "`barrel`, which is not a unit"),
            ("heat|0.11|tCO2/t|lab report||||", "does not measure heat"),
            ("natural-gas|1.3|tce/万m3|lab report||||", "no mass of CO2"),
            ("natural-gas||tCO2/万m3|lab report||||", "states no"),
            ("natural-gas|-1|tCO2/万m3|lab report||||", "cannot be negative"),
            ("natural-gas|1|tCO2/GJ|lab report|1|||", "energy already"),
            ("natural-gas||GJ/m3|lab report||1.3||", "has no unit"),
            ("natural-gas|1|tCO2/GJ|lab report|||2025-02-01|2025-01-01", "after"),
        ] {
            let found = read(&[line]).expect_err(line);
            assert!(found.len() == 1 && found[0].contains(words), "{line}: {found:?}");
        }
    }

    #[test]
    fn one_factor_of_an_item_holds_on_a_day() {
        let first = "diesel|3.1|tCO2/t|lab report||||2025-06-30";
        assert!(read(&[first, "diesel|3.2|tCO2/t|lab report|||2025-07-01|", "lng|2.7|tCO2/t|lab report||||"]).is_ok());
        let told = read(&[first, "diesel|3.2|tCO2/t|lab report|||2025-06-30|"]).expect_err("an overlap");
        assert!(told[0].starts_with("factors.csv:3:") && told[0].contains("factors.csv:2"), "{told:?}");
    }
}
