//! What the rows above a header say of the rows below it, beside dates and units. Above all the meter that they name: `表计：1#进线`, `回路名称：1AA1  统计周期：2025年1月`, `表号,0101,名称,1#进线`;
//! or its name alone, where a file has a block of rows for each meter.

use std::collections::BTreeSet;

use super::field::{self, DateOrder, PartialDate};
use super::table::{folded, with_unit};

/// What such a row calls the number of a meter. Numbers of accounts and of customers are none: several meters may have one.
const NUMBERS: [&str; 19] = [
    "表号",
    "表计号",
    "表计编号",
    "电表号",
    "电表编号",
    "仪表编号",
    "仪表号",
    "计量点编号",
    "计量点号",
    "设备编号",
    "测点编号",
    "回路编号",
    "采集点编号",
    "点位编号",
    "资产编号",
    "meterid",
    "meternumber",
    "meterno",
    "deviceid",
];
/// What it calls the name of one.
const NAMES: [&str; 36] = [
    "表计",
    "表计名称",
    "电表",
    "电表名称",
    "仪表",
    "仪表名称",
    "计量表",
    "计量表名称",
    "计量点",
    "计量点名称",
    "测点",
    "测点名称",
    "监测点",
    "监测点名称",
    "采集点",
    "采集点名称",
    "点位",
    "点位名称",
    "回路",
    "回路名称",
    "支路",
    "支路名称",
    "线路",
    "线路名称",
    "间隔",
    "间隔名称",
    "设备",
    "设备名称",
    "逆变器",
    "逆变器名称",
    "名称",
    "meter",
    "metername",
    "device",
    "devicename",
    "circuit",
];
/// Letters of the longest name.
const LONGEST: usize = 100;

/// The meter of the rows below a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Titled {
    /// Its number, else its name.
    pub(in crate::input) id: String,
    /// Its name, where its number is given as well.
    pub(in crate::input) name: Option<String>,
}

/// Whether a cell is such a word alone.
pub(in crate::input) fn is_word(cell: &str) -> bool {
    let cell = folded(cell);
    NUMBERS.contains(&cell.as_str()) || NAMES.contains(&cell.as_str())
}

/// Whether a cell holds a letter.
pub(in crate::input) fn has_letter(cell: &[u8]) -> bool {
    cell.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

/// Whether a text that is alone in its row, where a column says the meters of the rows, is the title of a section: neither a number nor a time.
pub(in crate::input) fn is_section(text: &str) -> bool {
    has_letter(text.as_bytes()) && !field::is_missing(text, &[]) && field::stamp(text, Some(DateOrder::Dmy)).is_err()
}

/// The meter that the rows above a header name, each row with its cells behind one another.
pub(in crate::input) fn of<'t>(rows: impl IntoIterator<Item = &'t str>) -> Option<Titled> {
    let (mut number, mut name) = (None, None);
    for row in rows {
        for (word, value) in pairs(row) {
            let word = folded(word);
            if NUMBERS.contains(&word.as_str()) {
                number = number.or_else(|| Some(value.to_owned()));
            } else if NAMES.contains(&word.as_str()) {
                name = name.or_else(|| Some(value.to_owned()));
            }
        }
    }
    match (number, name) {
        (Some(id), name) => Some(Titled { id, name }),
        (None, Some(id)) => Some(Titled { id, name: None }),
        (None, None) => None,
    }
}

/// What a row above a header says beside dates, units and who made the table; `None` where that is nothing.
pub(in crate::input) fn telling(row: &str) -> Option<String> {
    if is_of_making(row) {
        return None;
    }
    let plain = undated(&without_page(row));
    let name = with_unit(&plain).0;
    let of_unit = ["单位", "计量单位", "unit", "units"].iter().any(|word| folded(&name).trim_start_matches(['(', '[']).starts_with(word));
    let text: String = folded(&name).chars().filter(|c| c.is_alphanumeric() || *c == '#').collect();
    (!text.is_empty() && !of_unit).then_some(text)
}

/// A title without the number of its page.
fn without_page(row: &str) -> String {
    let page = row.find('第').and_then(|from| Some((from, from + row[from..].find('页')?)));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "第一二三四五六七八九十 ".contains(c));
    match page.filter(|(from, until)| is_number(&row[*from..*until])) {
        Some((from, until)) => format!("{}{}", &row[..from], &row[until + '页'.len_utf8()..]),
        None => row.to_owned(),
    }
}

/// What rows above a header say so.
pub(in crate::input) fn telling_of(rows: &[String]) -> BTreeSet<String> {
    rows.iter().filter_map(|row| telling(row)).collect()
}

/// Words by which a line above the header speaks of when it was made.
const MADE: &[&str] = &[
    "查询",
    "导出",
    "打印",
    "制表",
    "生成",
    "填报",
    "上报",
    "创建",
    "下载",
    "更新",
    "export",
    "print",
    "generated",
    "created",
    "download",
    "updated",
];

/// Whether a line above the header speaks of when it was made, which is no date of its rows.
pub(in crate::input) fn is_of_making(line: &str) -> bool {
    MADE.iter().any(|word| line.to_lowercase().contains(word))
}

/// A text without the year, month and day that it names, so that the files of a year share what is left.
pub(in crate::input) fn undated(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    let flush = |digits: &mut String, out: &mut String, next: Option<char>| {
        let dated = match digits.len() {
            4 => digits.starts_with("20"),
            6 | 8 => digits.starts_with("20"),
            1 | 2 => matches!(next, Some('月' | '日')) || out.ends_with('\u{1}'),
            _ => false,
        };
        if dated {
            out.push('\u{1}');
        } else {
            out.push_str(digits);
        }
        digits.clear();
    };
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        flush(&mut digits, &mut out, Some(c));
        // What joins the parts of a date goes with them.
        if !(out.ends_with('\u{1}') && matches!(c, '年' | '月' | '日' | '-' | '_' | '.' | ' ' | '度')) {
            out.push(c);
        }
    }
    flush(&mut digits, &mut out, None);
    out.replace('\u{1}', "").trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | '(' | ')')).to_owned()
}

/// The meter of a block, where each block of rows has a title of its own: the row next to the header is the name, if it says nothing else.
pub(in crate::input) fn of_block<'t>(rows: impl DoubleEndedIterator<Item = &'t str> + Clone) -> Option<Titled> {
    of(rows.clone()).or_else(|| rows.rev().find_map(|row| is_name(row).then(|| Titled { id: row.trim().to_owned(), name: None })))
}

/// Whether a title may be the name of a meter: no date, no unit, no words and values.
fn is_name(row: &str) -> bool {
    let row = row.trim();
    let dated = PartialDate::named(row, false) != PartialDate::default();
    !row.is_empty()
        && row.chars().count() <= LONGEST / 2
        && !dated
        && !row.contains(['：', ':'])
        && with_unit(row).1.is_none()
        && !is_report(row)
}

/// Whether a text is the name of a report.
fn is_report(text: &str) -> bool {
    ["报表", "日报", "月报", "年报", "明细", "统计", "清单", "台账", "汇总", "report"].iter().any(|word| text.contains(word))
}

/// The words of a row that stand before a colon, each with what stands behind it up to the next.
fn pairs(row: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '；' | ';' | '，' | ',' | '|' | '（' | '(' | '【' | '[');
    let is_colon = |c: char| matches!(c, '：' | ':');
    // Where a word starts that stands before a colon.
    let starts: Vec<(usize, usize, usize)> = row
        .char_indices()
        .filter(|(_, c)| is_colon(*c))
        .map(|(at, c)| {
            let before = row[..at].trim_end();
            let from = before.rfind(is_break).map_or(0, |found| found + before[found..].chars().next().map_or(0, char::len_utf8));
            (from, at, at + c.len_utf8())
        })
        .collect();
    let ends: Vec<usize> = starts.iter().skip(1).map(|(from, ..)| *from).chain([row.len()]).collect();
    starts.into_iter().zip(ends).filter_map(move |((from, at, behind), end)| {
        let value = row.get(behind..end.max(behind))?.trim();
        let value = value.split(['；', ';', '，', ',', '|', '\t', '\u{3000}']).next().unwrap_or_default();
        let value = value.split("  ").next().unwrap_or_default().trim().trim_end_matches(['（', '(', '【', '[']).trim_end();
        let value = if value.contains(['（', '(']) { value } else { value.trim_end_matches(['）', ')']) };
        // A report's own name names no meter.
        let fits = !value.is_empty() && !is_report(value) && value.chars().count() <= LONGEST;
        fits.then(|| (row[from..at].trim(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: &[&str]) -> Option<(String, Option<String>)> {
        of(rows.iter().copied()).map(|titled| (titled.id, titled.name))
    }

    #[test]
    fn a_meter_is_named_behind_its_word() {
        for (row, id) in [
            ("表计：1#进线", "1#进线"),
            ("表计 : 1# 进线 ", "1# 进线"),
            ("某园区 回路名称：1AA1 进线  统计周期：2025年1月", "1AA1 进线"),
            ("统计时间：2025-01-01 00:00:00至2025-01-31 表号：0101", "0101"),
            ("单位：kWh；设备名称：屋顶光伏（1期）；倍率：10", "屋顶光伏（1期）"),
            ("Meter: GATE-1", "GATE-1"),
        ] {
            assert_eq!(told(&[row]), Some((id.to_owned(), None)), "{row}");
        }
        assert_eq!(told(&["名称：1#进线", "表号：0101"]), Some(("0101".to_owned(), Some("1#进线".to_owned()))));
    }

    #[test]
    fn the_title_of_a_block_is_a_name() {
        let named = |rows: &[&str]| of_block(rows.iter().copied()).map(|titled| titled.id);
        assert_eq!(named(&["某园区2025年电量明细", "1#进线下网"]).as_deref(), Some("1#进线下网"));
        assert_eq!(named(&["1#进线下网", "单位：kWh"]).as_deref(), Some("1#进线下网"));
        assert_eq!(named(&["某园区", "表计：2#进线"]).as_deref(), Some("2#进线"));
        assert_eq!(named(&["2025年2月", "单位：kWh", "电量(kWh)"]), None);
    }

    #[test]
    fn a_name_is_left_without_its_dates() {
        assert_eq!(undated("2025年01月电费清单"), "电费清单");
        assert_eq!(undated("逆变器月报_2025-01"), "逆变器月报");
        assert_eq!(undated("gate-2025-03"), "gate");
        assert_eq!(undated("1#主变"), "1#主变");
        assert_eq!(undated("10kV进线"), "10kV进线");
    }

    #[test]
    fn other_pairs_name_no_meter() {
        for row in [
            "户号：310001",
            "单位名称：某公司",
            "制表：张三",
            "表计：",
            "名称：月度用电报表",
            "2025年表计电量",
            "时间 00:15",
            "电站名称：一期",
        ] {
            assert_eq!(told(&[row]), None, "{row}");
        }
    }
}
