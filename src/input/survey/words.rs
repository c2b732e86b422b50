//! The words of headers: units, power or energy, and what is no energy at all.

use super::UnitFound;
use crate::dossier::{Dimension, Unit};
use crate::input::headers;
use crate::input::table::{bracketed, find_column, folded, with_unit};
use crate::say;
use crate::say::Message;

/// Words for a missing number that exports use and that are no usual placeholder: they have to be declared.
const ODD_MISSING: &[&str] = &["nan", "n/a", "na", "#n/a", "none", "nil", "无", "缺", "缺失", "无数据", "#value!", "#div/0!"];

/// Quantities that are no energy: parts of a folded header.
const OTHER: &[&str] = &[
    "kvar",
    "reactive",
    "factor",
    "voltage",
    "volts",
    "current",
    "temp",
    "irradiance",
    "ghi",
    "dni",
    "dhi",
    "gni",
    "poa",
    "zenith",
    "elevation",
    "azimuth",
    "humidity",
    "pressure",
    "speed",
    "direction",
    "rainfall",
    "snow",
    "frequency",
    "tco2",
    "co2",
    "price",
    "label",
    "mask",
    "outlier",
    "year",
    "month",
    "minute",
    "equationoftime",
    "uv-",
    "diffuse",
    "horizontal",
    "directnormal",
    "globalnormal",
    "plane",
    "angle",
    "nsm",
    "index",
    "quantile",
    "无功",
    "电压",
    "电流",
    "功率因数",
    "温度",
    "湿度",
    "频率",
    "电价",
    "金额",
    "费",
    "需量",
    "序号",
    "辐照",
    "风速",
    "气压",
];

const POWER: &[&str] = &["power", "功率", "负荷", "出力", "leistung", "load"];
const ENERGY: &[&str] = &["energy", "usage", "consumption", "电量", "能耗", "用量", "verbrauch"];

/// Whether a cell is a word for a missing number that has to be declared.
pub(super) fn is_odd_missing(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    ODD_MISSING.contains(&lower.as_str())
}

/// How many cells of a row are headers of a table.
pub(super) fn found_in(cells: &[String], table: &[headers::Column]) -> usize {
    table
        .iter()
        .filter(|column| {
            let names: Vec<&str> = std::iter::once(column.name).chain(column.aliases.iter().copied()).collect();
            find_column(cells, None, &names).is_some()
        })
        .count()
}

/// The words of a header, lower case.
pub(super) fn words(header: &str) -> Vec<String> {
    header.split(|c: char| !(c.is_alphanumeric() || matches!(c, '³' | '·'))).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a header speaks of power.
pub(super) fn is_power(header: &str) -> bool {
    let text = folded(header);
    POWER.iter().any(|w| text.contains(w)) && !text.contains("powerfactor")
}

/// The unit of a header: stated in brackets, behind a stroke, or as a word of it; else guessed from what it speaks of.
pub(super) fn unit_of(header: &str) -> Option<UnitFound> {
    let stated = |unit| Some(UnitFound { unit, guess: false });
    if let Some(unit) = with_unit(header).1 {
        return Unit::parse(unit).and_then(stated);
    }
    let parts = words(header);
    let among = parts.iter().rev().find_map(|word| {
        let unit = Unit::parse(word)?;
        let fits = match unit.dimension {
            Dimension::Energy => word != "度",
            Dimension::Power => word.len() > 1 || is_power(header),
            Dimension::Volume => word.contains('3') || word.contains('³'),
            Dimension::Coal => true,
            Dimension::Mass => parts.len() == 1,
        };
        fits.then_some(unit)
    });
    if let Some(unit) = among {
        return stated(unit);
    }
    let text = folded(header);
    let guess = if is_power(header) {
        Unit::parse("kW")
    } else if ENERGY.iter().any(|w| text.contains(w)) {
        Unit::parse("kWh")
    } else {
        None
    };
    guess.map(|unit| UnitFound { unit, guess: true })
}

/// Why a column of numbers is no energy, where its header says so.
pub(super) fn not_energy(header: &str) -> Option<Message> {
    if let Some(unit) = with_unit(header).1.or_else(|| bracketed(header))
        && Unit::parse(unit).is_none()
        && !unit.is_empty()
    {
        return Some(say!("`{unit}` is no unit of energy, power or fuel", unit));
    }
    if unit_of(header).is_some_and(|u| !u.guess) {
        return None;
    }
    let text = folded(header);
    // Parts of a date, whole words only: much else has them in it.
    if matches!(text.as_str(), "day" | "hour" | "weekday" | "week" | "日" | "时" | "星期") {
        return Some(say!("its header speaks of `{word}`", word = text));
    }
    OTHER.iter().find(|word| text.contains(**word)).map(|word| say!("its header speaks of `{word}`", word))
}
