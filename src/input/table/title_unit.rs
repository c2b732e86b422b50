//! The unit that stands above a table, in its title, for all of its columns.

use super::header::{bracketed, brackets};
use crate::dossier::{Dimension, Unit};
use crate::near::shown;
use crate::say;
use crate::say::Message;

/// Words behind which a title states its unit: 单位：万kWh, （单位kWh）, Units: MWh.
const WORDS: [&str; 7] = ["单位", "Units", "Unit", "unit", "Einheit", "Eenheid", "Unité"];

/// The unit that a row above the header states: 单位：万kWh, or the only unit that stands in its brackets: 园区日电量(kWh).
pub(in crate::input) fn unit_of_title(cells: &[String]) -> Option<Unit> {
    let bracketed: Vec<Unit> = cells.iter().filter_map(|cell| Unit::parse(bracketed(cell.trim())?)).collect();
    let only = bracketed.first().copied().filter(|first| bracketed.iter().all(|unit| unit == first));
    stated(cells).or(only)
}

/// The unit behind a word that says that it is one, in the cell or in the next.
fn stated(cells: &[String]) -> Option<Unit> {
    cells.iter().enumerate().find_map(|(at, cell)| {
        let text = cell.trim();
        let mut within = brackets(text).into_iter().map(|(_, inner)| inner).chain([text]);
        within.find_map(behind_word).or_else(|| {
            let word = text.trim_end_matches([':', '：']);
            let is_word = WORDS.iter().any(|known| word.strip_prefix("计量").or(word.strip_prefix("电量")).unwrap_or(word) == *known);
            is_word.then(|| Unit::parse(cells.get(at + 1)?)).flatten()
        })
    })
}

fn behind_word(text: &str) -> Option<Unit> {
    WORDS.iter().find_map(|word| {
        let (_, behind) = text.rsplit_once(word)?;
        let behind = behind.strip_prefix("改").unwrap_or(behind).trim_start_matches([':', '：', ' ', '\u{3000}', '为', '是', '(', '（']);
        let end = behind.find(['（', '(', '，', ',', '；', ';', '。']).filter(|at| *at > 0).unwrap_or(behind.len());
        let first = behind.split([' ', '\u{3000}', ')', '）', '】', ']']).next().unwrap_or_default();
        Unit::parse(behind[..end].trim()).or_else(|| Unit::parse(first))
    })
}

/// Whether a title and a header state different units of one quantity: a title's kWh says nothing of a column of gas, but is wrong above 万kWh, and
/// above kW.
pub(in crate::input) fn differ(title: Unit, header: Unit) -> bool {
    let electric = |unit: Unit| matches!(unit.dimension, Dimension::Energy | Dimension::Power);
    if title.dimension == header.dimension { title.size() != header.size() } else { electric(title) && electric(header) }
}

/// Why the values of a column cannot be read whose header states another unit than the title above it.
pub(in crate::input) fn contradiction(title: Unit, column: &str, header: Unit) -> Message {
    say!(
        "the title above the header says that the values are in {title}, the header `{column}` that they are in {header}: correct in the file which of the two is wrong",
        title,
        column = shown(column),
        header
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(row: &str) -> Option<&'static str> {
        let cells: Vec<String> = row.split('|').map(str::to_owned).collect();
        unit_of_title(&cells).map(Unit::name)
    }

    #[test]
    fn titles_state_units_in_every_usual_way() {
        for row in [
            "单位：kWh",
            "（单位：kWh）",
            "（单位kWh）",
            "全年电量 单位 kWh",
            "单位：kWh 制表：王",
            "计量单位|kWh",
            "单位为kWh",
            "日报表(kWh)",
            "单位改为：kWh",
        ] {
            assert_eq!(of(row), Some("kWh"), "{row}");
        }
        for row in ["单位：零碳园区公司", "单位", "用电单位|某厂", "日报表", "下网(kWh)|天然气(m3)", "Unitech"] {
            assert_eq!(of(row), None, "{row}");
        }
    }

    #[test]
    fn a_title_and_a_header_differ_in_size_and_between_power_and_energy() {
        let unit = |text| Unit::parse(text).expect("a unit");
        assert!(differ(unit("万kWh"), unit("kWh")) && differ(unit("kWh"), unit("kW")));
        assert!(!differ(unit("kWh"), unit("度")) && !differ(unit("kWh"), unit("m3")));
    }
}
