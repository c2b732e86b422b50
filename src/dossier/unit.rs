//! Units of meters, factors and products. An unknown unit is an error, never a guess.

use std::fmt;

use crate::measure::Exact;

/// What a unit measures; units of one dimension differ by a number only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Energy; base unit kWh.
    Energy,
    /// Power; base unit kW.
    Power,
    /// Volume at the meter's reference conditions; base unit m³.
    Volume,
    /// Mass; base unit t.
    Mass,
    /// Standard coal; base unit tce.
    Coal,
}

impl Dimension {
    /// Symbol of the base unit.
    pub fn base(self) -> &'static str {
        match self {
            Self::Energy => "kWh",
            Self::Power => "kW",
            Self::Volume => "m3",
            Self::Mass => "t",
            Self::Coal => "tce",
        }
    }
}

/// A unit: one of [`Unit::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    name: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    numerator: i64,
    denominator: i64,
}

/// Name as printed, spellings (compared without case), dimension, size in base units as a fraction.
const UNITS: &[(&str, &[&str], Dimension, i64, i64)] = &[
    ("kWh", &["kwh", "kw·h", "kw.h", "千瓦时", "度"], Dimension::Energy, 1, 1),
    ("Wh", &["wh", "瓦时"], Dimension::Energy, 1, 1000),
    ("MWh", &["mwh", "mw·h", "mw.h", "兆瓦时"], Dimension::Energy, 1000, 1),
    ("GWh", &["gwh", "吉瓦时"], Dimension::Energy, 1_000_000, 1),
    ("万kWh", &["万kwh", "万千瓦时", "万度", "1e4kwh"], Dimension::Energy, 10_000, 1),
    ("亿kWh", &["亿kwh", "亿千瓦时", "亿度"], Dimension::Energy, 100_000_000, 1),
    ("GJ", &["gj", "吉焦"], Dimension::Energy, 2_500, 9),
    ("MJ", &["mj", "兆焦"], Dimension::Energy, 5, 18),
    ("kW", &["kw", "千瓦"], Dimension::Power, 1, 1),
    ("W", &["w", "瓦"], Dimension::Power, 1, 1000),
    ("MW", &["mw", "兆瓦"], Dimension::Power, 1000, 1),
    ("m3", &["m3", "m³", "m^3", "立方米", "方", "立方"], Dimension::Volume, 1, 1),
    ("Nm3", &["nm3", "nm³", "nm^3", "标立方米", "标准立方米", "标方"], Dimension::Volume, 1, 1),
    ("万m3", &["万m3", "万m³", "万立方米", "万方", "万nm3", "万nm³", "10^4m3", "1e4m3"], Dimension::Volume, 10_000, 1),
    ("t", &["t", "吨", "ton", "tonne"], Dimension::Mass, 1, 1),
    ("kg", &["kg", "千克", "公斤"], Dimension::Mass, 1, 1000),
    ("万t", &["万t", "万吨"], Dimension::Mass, 10_000, 1),
    ("tce", &["tce", "吨标准煤", "吨标煤"], Dimension::Coal, 1, 1),
    ("kgce", &["kgce", "千克标准煤", "公斤标准煤"], Dimension::Coal, 1, 1000),
];

impl Unit {
    /// Reads a unit's name, in any of its spellings, full-width letters included.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text
            .trim()
            .chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                other => other,
            })
            .collect::<String>()
            .to_lowercase();
        // 千瓦.时, kW-h and kW h are products, however the sign between is written.
        let product: String =
            text.chars().filter(|c| !matches!(c, '.' | '·' | '•' | '･' | '∙' | '⋅' | '‧' | '・' | '*' | '×' | '-' | '_' | ' ')).collect();
        let is_product = || product.ends_with(['h', '时']);
        UNITS
            .iter()
            .find(|(_, spellings, ..)| spellings.contains(&text.as_str()) || is_product() && spellings.contains(&product.as_str()))
            .map(|&(name, _, dimension, numerator, denominator)| Self { name, dimension, numerator, denominator })
    }

    /// The names of all units, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|u| u.0)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Its size in base units of its dimension.
    pub fn size(self) -> Exact {
        Exact::ratio(i128::from(self.numerator), i128::from(self.denominator))
    }

    /// The energy unit that a power unit makes in an hour (kW → kWh), and the other way round.
    pub fn per_hour(self) -> Option<Self> {
        let twin = match self.name {
            "kWh" => "kw",
            "MWh" => "mw",
            "Wh" => "w",
            "kW" => "kwh",
            "MW" => "mwh",
            "W" => "wh",
            _ => return None,
        };
        Self::parse(twin)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joule_is_a_watt_second() {
        let gj = Unit::parse("GJ").expect("a unit").size();
        assert_eq!(gj * Exact::parse("3.6").expect("a number"), Exact::from(1000_i64));
        let mj = Unit::parse("MJ").expect("a unit").size();
        assert_eq!(mj * Exact::from(1000_i64), Unit::parse("GJ").expect("a unit").size());
    }

    #[test]
    fn spellings_meet() {
        for (text, name) in [("度", "kWh"), ("万千瓦时", "万kWh"), ("ｋＷｈ", "kWh"), ("KWH", "kWh"), ("Nm³", "Nm3")] {
            assert_eq!(Unit::parse(text).map(Unit::name), Some(name), "{text}");
        }
        assert_eq!(Unit::parse("kvarh"), None);
    }
}
