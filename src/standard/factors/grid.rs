//! Electricity averages: what a provincial grid emits for a unit of electricity. For the location-based side figure, never for the rule.

use std::collections::BTreeMap;

use crate::measure::Exact;
use crate::say;
use crate::standard::citation::Citation;
use crate::standard::document::Document;
use crate::standard::keys::Keys;
use crate::toml::Fault;

/// A province's average of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridAverage {
    /// The province's short Chinese name.
    pub province: String,
    /// The year.
    pub year: i32,
    /// tCO2/MWh (= kgCO2/kWh).
    pub value: Exact,
    /// Where it is printed.
    pub citation: Citation,
}

/// The national averages of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalAverage {
    /// The year.
    pub year: i32,
    /// All electricity, tCO2/MWh.
    pub average: Exact,
    /// Without non-fossil electricity traded on the market, tCO2/MWh.
    pub without_traded: Exact,
    /// Where it is printed.
    pub citation: Citation,
}

/// A province with its averages, oldest first.
struct Province {
    zh: String,
    en: String,
    averages: Vec<GridAverage>,
}

pub(super) struct Grid {
    provinces: Vec<Province>,
    national: Vec<NationalAverage>,
}

/// What may follow the short name of a province in its full name.
const SUFFIXES: &[&str] = &["", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "生产建设兵团"];

impl Province {
    /// Whether a text names it: in Chinese short or in full (海南, but not the prefecture 海南藏族自治州), in English with
    /// or without what follows (`Inner Mongolia Autonomous Region`).
    fn is_named(&self, text: &str) -> bool {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix(self.zh.as_str()) {
            return SUFFIXES.contains(&rest);
        }
        let words = |text: &str| -> Vec<String> {
            let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            split.map(str::to_lowercase).collect()
        };
        words(text).starts_with(&words(&self.en))
    }
}

impl Grid {
    pub(super) fn province(&self, name: &str, year: i32) -> Option<&GridAverage> {
        let province = self.provinces.iter().find(|province| province.is_named(name))?;
        province.averages.iter().rev().find(|average| average.year <= year)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.provinces.iter().map(|province| (province.zh.as_str(), province.en.as_str()))
    }

    pub(super) fn national(&self, year: i32) -> Option<&NationalAverage> {
        self.national.iter().rev().find(|average| average.year <= year)
    }

    pub(super) fn read(keys: &Keys<'_>, documents: &BTreeMap<String, Document>) -> Result<Self, Fault> {
        let grid = keys.there("grid", keys.under("grid")?)?;
        grid.only(&["sources", "national", "provinces"])?;
        let mut sources = BTreeMap::new();
        for (year, source) in grid.each("sources")? {
            let number = year.parse().map_err(|_| grid.unfit("sources", year, say!("a year")))?;
            sources.insert((number, year), Citation::read(&source, documents)?);
        }
        let years: Vec<&str> = sources.keys().map(|(_, year)| *year).collect();
        let mut provinces = Vec::new();
        for (zh, row) in grid.each("provinces")? {
            row.only(&[&["en"][..], &years].concat())?;
            let mut averages = Vec::new();
            for ((year, key), citation) in &sources {
                if let Some(value) = row.number(key)? {
                    averages.push(GridAverage { province: zh.to_owned(), year: *year, value, citation: citation.clone() });
                }
            }
            provinces.push(Province { zh: zh.to_owned(), en: row.need("en")?.to_owned(), averages });
        }
        let national_of = |key: &str| -> Result<Keys<'_>, Fault> {
            let national = grid.there("national", grid.under("national")?)?;
            national.there(key, national.under(key)?)
        };
        let (average, without_traded) = (national_of("average")?, national_of("without_traded")?);
        let mut national = Vec::new();
        for ((year, key), citation) in &sources {
            national.push(NationalAverage {
                year: *year,
                average: average.need_number(key)?,
                without_traded: without_traded.need_number(key)?,
                citation: citation.clone(),
            });
        }
        Ok(Self { provinces, national })
    }
}
