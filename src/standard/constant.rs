//! The method's constants: numbers of the law that are not limits.

use std::collections::BTreeMap;

use super::citation::Citation;
use super::document::Document;
use super::keys::Keys;
use crate::measure::Exact;
use crate::toml::Fault;

/// A constant as the policy prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// Its name: the field of [`Constants`].
    pub name: &'static str,
    /// Its value, in `unit`.
    pub value: Exact,
    /// Its unit.
    pub unit: &'static str,
    /// Where it stands.
    pub citation: Citation,
}

macro_rules! constants {
    ($($(#[$doc:meta])* $name:ident $unit:literal;)*) => {
        /// The method's constants, each in the unit that its field names.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Constants { $($(#[$doc])* #[doc = concat!("\n\nUnit: ", $unit, ".")] pub $name: Exact,)* }

        /// Name and unit of every constant.
        const KNOWN: [(&str, &str); [$($unit),*].len()] = [$((stringify!($name), $unit)),*];

        impl Constants {
            /// The constants by name; the first that is missing where one is.
            pub(super) fn named(list: &[Constant]) -> Result<Self, &'static str> {
                let find = |name: &'static str| {
                    let found = list.iter().find(|constant| constant.name == name);
                    found.map(|constant| constant.value.clone())
                        .ok_or(name)
                };
                Ok(Self { $($name: find(stringify!($name))?,)* })
            }
        }
    };
}

constants! {
    /// CO2 of electricity that is neither directly supplied non-fossil nor zero-rated (ANNEX-4).
    electricity_factor "tCO2/MWh";
    /// The same by the national fossil value of 2023, printed beside it (EF-2023).
    electricity_factor_sensitivity "tCO2/MWh";
    /// CO2 of fossil heat that was not measured (ANNEX-4).
    heat_factor "tCO2/GJ";
    /// Heat in standard coal (GB/T 2589-2020).
    heat_coal_equivalent "tce/GJ";
    /// Equivalent value of electricity (等价值) of the sensitivity line; 1 kgce/kWh = 1 tce/MWh.
    electricity_equivalent_sensitivity "kgce/kWh";
    /// The same below the default.
    electricity_equivalent_sensitivity_low "kgce/kWh";
    /// Calorific value of electricity (当量值), refused as the equivalent value.
    electricity_calorific "kgce/kWh";
    /// Energy of standard coal: 1 kgce = 29.3076 MJ (GB/T 2589-2020).
    coal_energy "GJ/tce";
    /// Carbon dioxide per carbon: 44/12.
    carbon_to_dioxide "tCO2/tC";
    /// Oxidation in energy conversion (ANNEX-4).
    conversion_oxidation "1";
    /// Electricity of one green certificate (GEC-2024).
    certificate_energy "MWh";
    /// Validity of a green certificate, counted from and including its month of generation (GEC-2024).
    certificate_validity "month";
    /// Certificates generated before this year have a validity of their own (GEC-2024).
    certificate_early_before "year";
    /// The year at whose end certificates of such generation expire (GEC-2024).
    certificate_early_until "year";
}

impl Constants {
    /// The constants under `keys`, over those of the policy that is extended: the values, and the list with its citations.
    pub(super) fn read(
        keys: &Keys<'_>,
        documents: &BTreeMap<String, Document>,
        base: Option<&[Constant]>,
    ) -> Result<(Self, Vec<Constant>), Fault> {
        let mut list = base.map_or_else(Vec::new, <[Constant]>::to_vec);
        if let Some(own) = keys.under("constants")? {
            own.only(&KNOWN.map(|known| known.0))?;
        }
        for (name, table) in keys.each("constants")? {
            let Some(&(name, unit)) = KNOWN.iter().find(|known| known.0 == name) else { continue };
            table.only(&[&["value", "unit"][..], &Citation::KEYS].concat())?;
            let written = table.need("unit")?;
            if written != unit {
                return Err(table.not_one_of("unit", written, &[unit]));
            }
            let value = table.need_number("value")?;
            list.retain(|constant| constant.name != name);
            list.push(Constant { name, value, unit, citation: Citation::read(&table, documents)? });
        }
        list.sort_by_key(|constant| KNOWN.iter().position(|known| known.0 == constant.name));
        let named = Self::named(&list).map_err(|name| keys.missing(&format!("constants.{name}")))?;
        Ok((named, list))
    }
}
