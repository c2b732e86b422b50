//! The words of headers: units, power or energy, and what is no energy at all.

use crate::dossier::headers;
use crate::dossier::{Dimension, Unit};
use crate::input::table::{brackets, find_column, folded, with_unit};

/// A unit, and whether it is only a guess (from a word such as 功率, not from a unit that the header states).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitFound {
    /// The unit.
    pub unit: Unit,
    /// Whether nothing states it.
    pub guess: bool,
}

/// Words for a missing number that exports use and that are no usual placeholder: they have to be declared.
const ODD_MISSING: &[&str] = &["nan", "n/a", "na", "#n/a", "none", "nil", "无", "缺", "缺失", "无数据", "#value!", "#div/0!"];

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

/// Whether a header speaks of a factor beside its unit, which the unit alone does not hold: (kWh)×1000, (x1000 kWh), (kWh)（万）, 电量 万 kWh.
pub(super) fn has_factor(header: &str) -> bool {
    const FACTORS: [&str; 7] = ["万", "千", "百万", "十万", "亿", "k", "K"];
    // Of a multiplier of transformers the registry says what it is.
    if ["倍率", "变比", "CT", "PT", "ct", "pt"].iter().any(|word| header.contains(word)) {
        return false;
    }
    let times = header.match_indices(['×', 'x', 'X', '*', '＊']).any(|(at, sign)| header[at + sign.len()..].trim_start().starts_with("10"));
    let inner =
        |text: &str| FACTORS.iter().any(|factor| text == *factor || text.strip_prefix(factor).is_some_and(|rest| rest.starts_with(' ')));
    let within = brackets(header).iter().any(|(_, text)| inner(text.trim()) && Unit::parse(text).is_none());
    times || within || [" 万", " 千"].iter().any(|factor| with_unit(header).0.trim_end().ends_with(factor))
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
