//! Fuels: energy in standard coal and CO2 of a tonne or a cubic metre.

use std::collections::BTreeMap;

use crate::measure::Exact;
use crate::standard::Constants;
use crate::standard::citation::Citation;
use crate::standard::document::Document;
use crate::standard::keys::Keys;
use crate::toml::Fault;

/// A number with how its source prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The number in the unit of its field.
    pub value: Exact,
    /// The number as printed.
    pub printed: String,
    /// The unit as printed.
    pub unit: String,
    /// Where it is printed.
    pub citation: Citation,
}

/// The default factors of a fuel, per tonne or per cubic metre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FuelFactor {
    /// Kebab-case name.
    pub name: String,
    /// Chinese term.
    pub term: String,
    /// The unit in which its quantity is counted: `t` or `m3`.
    pub per: String,
    /// Whether it is a coal: their defaults differ between editions of the guideline.
    pub is_coal: bool,
    /// Whether it is a gas of a works, made beside something else: with its default CO2 factor its coefficient follows from the same calorific value.
    pub is_by_product: bool,
    /// Energy in standard coal, tce per unit (GB/T 2589-2020).
    pub coal_equivalent: Option<Printed>,
    /// Net calorific value (低位发热量), GJ per unit (ENT-GUIDE).
    pub ncv: Option<Printed>,
    /// Carbon content of energy (单位热值含碳量), tC/GJ (ENT-GUIDE).
    pub carbon: Option<Printed>,
    /// Oxidation (碳氧化率), 1 being all carbon (ENT-GUIDE).
    pub oxidation: Option<Printed>,
    /// What else the sources say, in English and in Chinese.
    pub note: [String; 2],
}

impl FuelFactor {
    /// Energy in standard coal, tce per unit: of a measured net calorific value in GJ per unit if one is given, else the
    /// default coefficient, else of the default net calorific value.
    pub fn coal(&self, measured_ncv: Option<&Exact>, constants: &Constants) -> Option<Exact> {
        let of_ncv = |ncv: &Exact| ncv.over(&constants.coal_energy);
        match (measured_ncv, &self.coal_equivalent) {
            (Some(ncv), _) => of_ncv(ncv),
            (None, Some(coefficient)) => Some(coefficient.value.clone()),
            (None, None) => of_ncv(&self.ncv.as_ref()?.value),
        }
    }

    /// The number that the default coefficient rests on, where the CO2 factor is the default too or the park's own.
    pub fn coefficient(&self, default_co2: bool) -> Option<&Printed> {
        let of_ncv = self.ncv.as_ref().filter(|_| self.is_by_product && default_co2);
        of_ncv.or(self.coal_equivalent.as_ref()).or(self.ncv.as_ref())
    }

    /// The default coefficient, tce per unit, where the CO2 factor is the default too or the park's own: of a by-product gas with its default CO2 factor
    /// that of its default net calorific value, so that both sides of I rest on one.
    pub fn default_coal(&self, default_co2: bool, constants: &Constants) -> Option<Exact> {
        match &self.ncv {
            Some(ncv) if self.is_by_product && default_co2 => ncv.value.over(&constants.coal_energy),
            _ => self.coal(None, constants),
        }
    }

    /// CO2 of burning, tCO2 per unit: net calorific value (measured if given) × carbon content × oxidation × 44/12.
    pub fn co2(&self, measured_ncv: Option<&Exact>, constants: &Constants) -> Option<Exact> {
        self.carbon_dioxide(measured_ncv, &self.oxidation.as_ref()?.value, constants)
    }

    /// CO2 in energy conversion (加工转换), tCO2 per unit: as [`FuelFactor::co2`] with the oxidation of conversion.
    pub fn conversion_co2(&self, measured_ncv: Option<&Exact>, constants: &Constants) -> Option<Exact> {
        self.carbon_dioxide(measured_ncv, &constants.conversion_oxidation, constants)
    }

    fn carbon_dioxide(&self, ncv: Option<&Exact>, oxidation: &Exact, constants: &Constants) -> Option<Exact> {
        let ncv = ncv.or(self.ncv.as_ref().map(|ncv| &ncv.value))?;
        Some(ncv * &self.carbon.as_ref()?.value * oxidation * &constants.carbon_to_dioxide)
    }
}

/// Units in which the sources print, with their size in tce, GJ, tC/GJ or 1, per t or m3.
const PRINTED: &[(&str, i128, i128)] =
    &[("kgce/kg", 1, 1), ("kgce/m3", 1, 1000), ("GJ/t", 1, 1), ("GJ/10^4m3", 1, 10_000), ("tC/GJ", 1, 1), ("1", 1, 1)];

pub(super) fn read_fuels(keys: &Keys<'_>, documents: &BTreeMap<String, Document>) -> Result<Vec<FuelFactor>, Fault> {
    let citation = |of: &str| -> Result<Citation, Fault> {
        let sources = keys.there("sources", keys.under("sources")?)?;
        let source = sources.there(of, sources.under(of)?)?;
        Citation::read(&source, documents)
    };
    let co2_source = citation("co2")?;
    let units = keys.there("units", keys.under("units")?)?;
    let mut fuels = Vec::new();
    for (name, row) in keys.each("fuels")? {
        let numbers = ["coal_equivalent", "ncv", "carbon", "oxidation"];
        row.only(&[&["term", "per", "coal", "by_product", "coefficient", "standing", "note"][..], &numbers].concat())?;
        let per = row.need("per")?;
        let printed_in = units.there(per, units.under(per)?)?;
        let coal_source = citation(row.text("coefficient")?.unwrap_or("coal_equivalent"))?;
        let standing = row.word("standing")?.unwrap_or(co2_source.standing);
        let co2_source = Citation { standing, ..co2_source.clone() };
        let printed = |key: &str, unit: &str, source: &Citation| -> Result<Option<Printed>, Fault> {
            let Some(value) = row.number(key)? else { return Ok(None) };
            let known = PRINTED.iter().find(|known| known.0 == unit);
            let &(_, size, parts) =
                known.ok_or_else(|| printed_in.not_one_of(key, unit, &PRINTED.iter().map(|known| known.0).collect::<Vec<_>>()))?;
            Ok(Some(Printed {
                value: value * &Exact::ratio(size, parts),
                printed: row.need(key)?.to_owned(),
                unit: unit.to_owned(),
                citation: source.clone(),
            }))
        };
        fuels.push(FuelFactor {
            name: name.to_owned(),
            term: row.need("term")?.to_owned(),
            per: per.to_owned(),
            is_coal: row.flag("coal")?.unwrap_or(false),
            is_by_product: row.flag("by_product")?.unwrap_or(false),
            coal_equivalent: printed("coal_equivalent", printed_in.need("coal_equivalent")?, &coal_source)?,
            ncv: printed("ncv", printed_in.need("ncv")?, &co2_source)?,
            carbon: printed("carbon", "tC/GJ", &co2_source)?,
            oxidation: printed("oxidation", "1", &co2_source)?,
            note: row.in_both("note")?,
        });
    }
    Ok(fuels)
}
