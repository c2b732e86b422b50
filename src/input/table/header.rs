//! Cells of a header row: how names are compared, the unit that stands in one, and the column that has a name.
//!
//! Brackets are part of a name unless they hold a unit alone: 电量（峰） is not 电量, 电量（kWh） is.

use std::borrow::Cow;

use crate::dossier::{Dimension, Unit};
use crate::input::field::narrow;
use crate::say;
use crate::say::Message;

const OPENING: [char; 8] = ['(', '（', '[', '【', '〔', '{', '<', '《'];
const CLOSING: [char; 8] = [')', '）', ']', '】', '〕', '}', '>', '》'];

/// A header cell as it is compared: without blanks and case, full-width signs made ASCII.
pub fn folded(text: &str) -> String {
    folds(text).collect()
}

fn folds(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}' && *c != '_')
        .flat_map(char::to_lowercase)
}

/// The texts in the brackets of a cell, each with the bytes that it takes there, brackets included.
pub(in crate::input) fn brackets(cell: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut opened: Option<(usize, usize)> = None;
    for (at, c) in cell.char_indices() {
        if OPENING.contains(&c) {
            opened = opened.or(Some((at, at + c.len_utf8())));
        } else if CLOSING.contains(&c)
            && let Some((from, inner)) = opened.take()
        {
            found.push((from..at + c.len_utf8(), cell[inner..at].trim()));
        }
    }
    found
}

/// What stands in the last brackets of a cell, at its end.
pub(in crate::input) fn bracketed(cell: &str) -> Option<&str> {
    let (range, inner) = brackets(cell).pop()?;
    (range.end == cell.trim_end().len()).then_some(inner)
}

/// Bytes of the longest header that is looked at for a unit; no name of a column is as long.
const LONGEST: usize = 1000;

/// A header cell split into its name and the unit that it states: in any of its brackets, behind `/`, a blank or `_`, or at its end
/// (`电量(万kWh)`, `电量/kWh`, `电量 kWh`, `Usage_kWh`, `电量kWh`). Brackets that hold anything else stay in the name.
pub fn with_unit(cell: &str) -> (Cow<'_, str>, Option<&str>) {
    let cell = cell.trim();
    if cell.len() > LONGEST {
        return (Cow::Borrowed(cell), None);
    }
    for (range, inner) in brackets(cell) {
        let unit = ["单位：", "单位:", "unit:", "单位"].iter().find_map(|word| inner.strip_prefix(word)).unwrap_or(inner).trim();
        if is_unit(unit) {
            let (before, after) = (cell[..range.start].trim(), cell[range.end..].trim());
            let name = match (before, after) {
                (name, "") | ("", name) => Cow::Borrowed(name),
                (before, after) => Cow::Owned(format!("{before}{after}")),
            };
            return (name, Some(unit));
        }
    }
    if let Some((name, unit)) = cell.rsplit_once(['/', ' ', '_', '\u{3000}', ',', '，', ':', '：'])
        && !name.trim().is_empty()
        && Unit::parse(unit).is_some()
        // A tonne is a small letter; EAS T is a total.
        && unit != "T"
        // A column of the registry that is called so.
        && !cell.eq_ignore_ascii_case("rating_kw")
    {
        // `power in W` is power.
        let name = name.trim();
        let bare = name.strip_suffix(" in").map(str::trim).filter(|bare| !bare.is_empty());
        return (Cow::Borrowed(bare.unwrap_or(name)), Some(unit.trim()));
    }
    // A header that is a unit says what the numbers are in.
    if cell.len() > 1 && Unit::parse(cell).is_some_and(|unit| matches!(unit.dimension, Dimension::Energy | Dimension::Power)) {
        return (Cow::Borrowed(cell), Some(cell));
    }
    let glued = cell
        .char_indices()
        .find(|&(at, c)| at > 0 && (c.is_ascii_alphabetic() || c == '万' || c == '亿') && Unit::parse(&cell[at..]).is_some());
    match glued {
        // A single letter may be anything.
        Some((at, _)) if cell.len() - at > 1 && !cell[..at].ends_with(|c: char| c.is_ascii()) => {
            (Cow::Borrowed(cell[..at].trim()), Some(&cell[at..]))
        }
        _ => (Cow::Borrowed(cell), None),
    }
}

/// Whether a text is a unit alone: one of energy, power, mass and volume, a count, a share, an amount of money or of carbon.
pub(super) fn is_unit(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    if Unit::parse(text).is_some() {
        return true;
    }
    let plain = narrow(text).to_lowercase().replace(' ', "");
    let plain = plain.strip_prefix('万').unwrap_or(&plain);
    let counted = ["张", "个", "份", "枚", "本", "元", "%", "‰", "人民币元"];
    counted.contains(&plain)
        || plain.starts_with("元/")
        || is_carbon(plain)
        || plain
            .split_once('/')
            .is_some_and(|(above, below)| (is_carbon(above) || Unit::parse(above).is_some()) && Unit::parse(below).is_some())
}

fn is_carbon(plain: &str) -> bool {
    let plain = plain.replace('₂', "2");
    ["tco2", "kgco2", "gco2", "吨co2", "千克co2", "吨二氧化碳", "千克二氧化碳", "吨二氧化碳当量"]
        .iter()
        .any(|unit| plain.strip_prefix(unit).is_some_and(|rest| matches!(rest, "" | "e" | "eq")))
}

/// Words in brackets that make another column of a name: 电量（峰）, 有功电量（反向）, 时间（UTC）.
const QUALIFYING: [&str; 30] = [
    "尖", "峰", "平", "谷", "总", "正", "反", "逆", "无功", "相", "上", "下", "本", "累计", "率", "价", "费", "l1", "l2", "l3", "peak",
    "valley", "low", "high", "reverse", "forward", "export", "import", "utc", "gmt",
];

/// Finds a column: by the name that the manifest gives it, else by its own name or an alias, with or without its unit. Brackets that hold
/// neither a unit nor a word that makes another column of the name are passed over where one column alone fits so.
pub fn find_column(header: &[String], stated: Option<&String>, names: &[&str]) -> Option<usize> {
    if let Some(stated) = stated {
        let exact = header.iter().position(|cell| cell.trim() == stated.trim());
        // A further header may state another unit: 下网电量(MWh) for 下网电量(kWh).
        let in_another_unit = || {
            let (plain, unit) = with_unit(stated);
            let fits = |cell: &&(usize, &String)| matches!(with_unit(cell.1), (name, Some(other)) if Some(other) != unit && folds(&name).eq(folds(&plain)));
            let all: Vec<(usize, &String)> = header.iter().enumerate().collect();
            let fit: Vec<usize> = all.iter().filter(|_| unit.is_some()).filter(fits).map(|(at, _)| *at).collect();
            if let [one] = fit[..] { Some(one) } else { None }
        };
        return exact.or_else(|| header.iter().position(|cell| folds(cell).eq(folds(stated)))).or_else(in_another_unit);
    }
    // Tables may be very wide: only cells that may hold more than a name are looked at twice.
    let longer: Vec<(usize, &String)> = header.iter().enumerate().filter(|(_, cell)| may_hold_unit(cell)).collect();
    let with_units: Vec<(usize, Cow<'_, str>)> = longer
        .iter()
        .map(|&(at, cell)| (at, with_unit(cell)))
        .filter(|(_, (_, unit))| unit.is_some())
        .map(|(at, (name, _))| (at, name))
        .collect();
    let found = names.iter().find_map(|name| {
        let whole = header.iter().position(|cell| folds(cell).eq(folds(name)));
        whole.or_else(|| with_units.iter().find(|(_, cell)| folds(cell).eq(folds(name))).map(|&(at, _)| at))
    });
    found.or_else(|| {
        let noted = |cell: &str| -> Option<String> {
            let [(range, inner)] = &brackets(cell)[..] else { return None };
            let inner = folded(inner);
            let plain = range.end == cell.trim_end().len() && !QUALIFYING.iter().any(|word| inner.contains(word)) && !is_unit_like(&inner);
            plain.then(|| folded(&cell[..range.start]))
        };
        let notes: Vec<(usize, String)> = longer.iter().filter_map(|&(at, cell)| Some((at, noted(cell)?))).collect();
        let fit: Vec<usize> =
            notes.iter().filter(|(_, cell)| names.iter().any(|name| folds(name).eq(cell.chars()))).map(|&(at, _)| at).collect();
        if let [one] = fit[..] { Some(one) } else { None }
    })
}

/// Whether a text has a fraction of units in it, such as kWh/kWp: what it measures is not what its name says.
fn is_unit_like(text: &str) -> bool {
    text.split(['/', '*', '·']).any(is_unit) || text.contains("kwp") || text.contains("var")
}

fn may_hold_unit(cell: &str) -> bool {
    let mut ascii = false;
    cell.chars().any(|c| {
        let glued = c.is_ascii_alphabetic() && !ascii;
        ascii = c.is_ascii_alphabetic();
        OPENING.contains(&c)
            || matches!(c, '/' | ' ' | '_' | '\u{3000}' | ',' | '，' | ':' | '：' | '万' | '亿')
            || (glued && !c.is_ascii_digit())
    })
}

/// Why a column cannot be told by its name, where another has the same.
pub(in crate::input) fn twins(header: &[String], name: &str) -> Option<Message> {
    let count = header.iter().filter(|cell| folds(cell).eq(folds(name))).count();
    (count > 1 && !name.trim().is_empty()).then(|| {
        say!(
            "{count} columns are called `{name}`, and nothing says which of them is meant: give them names of their own, or number the columns with `header = false`, `skip_rows` and `columns = { … = \"3\" }`",
            count,
            name = name.trim()
        )
    })
}

/// A header of two rows, such as merged cells leave: 正向有功 above 总 is 正向有功总. With `fill`, a name above holds for the empty cells at its right.
pub(in crate::input) fn joined(above: &[String], below: &[String], fill: bool) -> Vec<String> {
    let mut last = "";
    (0..above.len().max(below.len()))
        .map(|at| {
            let (upper, lower) = (above.get(at).map_or("", String::as_str), below.get(at).map_or("", String::as_str));
            last = if upper.is_empty() { last } else { upper };
            match (upper, lower) {
                (one, "") | ("", one) if one.is_empty() || !fill || lower.is_empty() => one.to_owned(),
                ("", lower) => format!("{last}{lower}"),
                (upper, lower) if upper == lower => upper.to_owned(),
                (upper, lower) => format!("{upper}{lower}"),
            }
        })
        .collect()
}

/// The lower row of a header of two, with what stands above its empty cells.
pub(super) fn lower(above: &[String], below: &[String]) -> Vec<String> {
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    (0..above.len().max(below.len()))
        .map(|at| Some(cell(below, at)).filter(|text| !text.is_empty()).unwrap_or_else(|| cell(above, at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_found_wherever_it_stands() {
        for (cell, name, unit) in [
            ("电量(万kWh)", "电量", Some("万kWh")),
            ("电量【MWh】", "电量", Some("MWh")),
            ("有功电量(kWh)(反向)", "有功电量(反向)", Some("kWh")),
            ("电量（单位：万千瓦时）", "电量", Some("万千瓦时")),
            ("电量/kWh", "电量", Some("kWh")),
            ("电量 kWh", "电量", Some("kWh")),
            ("Usage_kWh", "Usage", Some("kWh")),
            ("电量kWh", "电量", Some("kWh")),
            ("电量万kWh", "电量", Some("万kWh")),
            ("绿证数量（张）", "绿证数量", Some("张")),
            ("排放因子(kgCO2/kWh)", "排放因子", Some("kgCO2/kWh")),
            ("电量（峰）", "电量（峰）", None),
            ("发电量(kWh/kWp)", "发电量(kWh/kWp)", None),
            ("电量", "电量", None),
            ("MWh", "MWh", Some("MWh")),
        ] {
            let found = with_unit(cell);
            assert_eq!((found.0.as_ref(), found.1), (name, unit), "{cell}");
        }
    }

    #[test]
    fn brackets_are_part_of_a_name_unless_they_hold_a_unit_or_a_note() {
        let find = |cells: &[&str], name: &str| find_column(&cells.iter().map(ToString::to_string).collect::<Vec<_>>(), None, &[name]);
        assert_eq!(find(&["电量（峰）", "电量（平）"], "电量"), None);
        assert_eq!(find(&["电量（峰）", "电量（kWh）"], "电量"), Some(1));
        assert_eq!(find(&["有功电量(反向)"], "有功电量"), None);
        assert_eq!(find(&["受益方（全称）"], "受益方"), Some(0));
        assert_eq!(find(&["时间(UTC)"], "时间"), None);
        assert_eq!(find(&["发电量(kWh/kWp)"], "发电量"), None);
        assert_eq!(find(&["日期（年月日）", "日期（录入）"], "日期"), None);
    }
}
