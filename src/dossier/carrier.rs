//! Energy carriers: electricity, heat, and the fuels that the method names.

use std::fmt;

/// What a meter measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// Electricity.
    Electricity,
    /// Heat (steam, hot water).
    Heat,
    /// A fuel, by its place in [`FUELS`].
    Fuel(Fuel),
}

/// A fuel, by its place in [`FUELS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fuel(pub usize);

/// The fuels: kebab-case name, Chinese name, whether it is fossil unless the meter says otherwise.
/// The method's list (METHOD 5 and 6; GB/T 2589-2020, annex A) with the non-fossil fuels that count as `other`.
pub const FUELS: &[(&str, &str, bool)] = &[
    ("raw-coal", "原煤", true),
    ("anthracite", "无烟煤", true),
    ("coking-coal", "炼焦烟煤", true),
    ("bituminous-coal", "一般烟煤", true),
    ("lignite", "褐煤", true),
    ("cleaned-coal", "洗精煤", true),
    ("other-washed-coal", "其他洗煤", true),
    ("briquettes", "煤制品", true),
    ("coal-gangue", "煤矸石", true),
    ("coke", "焦炭", true),
    ("crude-oil", "原油", true),
    ("fuel-oil", "燃料油", true),
    ("gasoline", "汽油", true),
    ("kerosene", "煤油", true),
    ("diesel", "柴油", true),
    ("lpg", "液化石油气", true),
    ("refinery-gas", "炼厂干气", true),
    ("lng", "液化天然气", true),
    ("naphtha", "石脑油", true),
    ("petroleum-coke", "石油焦", true),
    ("natural-gas", "天然气", true),
    ("coke-oven-gas", "焦炉煤气", true),
    ("blast-furnace-gas", "高炉煤气", true),
    ("converter-gas", "转炉煤气", true),
    ("hydrogen", "氢气", false),
    ("biomass", "生物质", false),
    ("biogas", "沼气", false),
];

impl Fuel {
    /// Its kebab-case name.
    pub fn name(self) -> &'static str {
        FUELS[self.0].0
    }

    /// Whether it is fossil unless the meter says otherwise.
    pub fn is_fossil(self) -> bool {
        FUELS[self.0].2
    }
}

impl Carrier {
    /// Reads an English or Chinese name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "electricity" | "电" | "电力" | "电能" => Some(Self::Electricity),
            "heat" | "热" | "热力" | "热量" | "蒸汽" | "steam" => Some(Self::Heat),
            "燃气" | "管道气" | "管道天然气" => Self::parse("natural-gas"),
            "煤" | "煤炭" => Self::parse("raw-coal"),
            "LPG" => Self::parse("lpg"),
            "LNG" => Self::parse("lng"),
            "氢" => Self::parse("hydrogen"),
            _ => FUELS.iter().position(|(en, zh, _)| *en == text || *zh == text).map(|at| Self::Fuel(Fuel(at))),
        }
    }

    /// The names that [`Carrier::parse`] takes, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["electricity", "heat"].into_iter().chain(FUELS.iter().map(|f| f.0))
    }

    /// Its kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Electricity => "electricity",
            Self::Heat => "heat",
            Self::Fuel(fuel) => fuel.name(),
        }
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
