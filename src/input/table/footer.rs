//! Rows of a table that hold no data: totals, and the notes and signatures below it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::input::field;
use crate::input::ids::MeterIds;
use crate::input::scan::Record;

/// Words that by themselves are the first cell of a total row.
const TOTALS: [&str; 31] = [
    "合计",
    "总计",
    "小计",
    "总和",
    "共计",
    "累计",
    "合计数",
    "总合计",
    "合计电量",
    "全部合计",
    "total",
    "sum",
    "subtotal",
    "grandtotal",
    "totals",
    "合計",
    "上旬",
    "中旬",
    "下旬",
    "旬计",
    "月计",
    "年计",
    "日计",
    "日平均",
    "月平均",
    "承前页",
    "过次页",
    "接上页",
    "转下页",
    "上页结转",
    "结转下页",
];
/// What a total is of, in front of one of [`OF`]: 全年合计, 2025年合计, 3月小计.
const SPANS: [&str; 20] = [
    "全年",
    "本年",
    "年度",
    "年",
    "全月",
    "本月",
    "月度",
    "月",
    "本页",
    "本期",
    "本日",
    "日",
    "季度",
    "上半年",
    "下半年",
    "全园",
    "上旬",
    "中旬",
    "下旬",
    "旬",
];
/// What ends the word of a total row.
const OF: [&str; 4] = ["合计", "总计", "小计", "累计"];
/// Words that start a note or a signature below a table.
const NOTES: [&str; 34] = [
    "注释",
    "注",
    "说明",
    "备注",
    "制表人",
    "制表单位",
    "制表日期",
    "制表时间",
    "制表",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "审批人",
    "填表人",
    "填表单位",
    "填表日期",
    "填报人",
    "填报单位",
    "填报日期",
    "填写人",
    "经办人",
    "负责人",
    "单位负责人",
    "打印时间",
    "打印人",
    "打印日期",
    "导出时间",
    "导出日期",
    "导出人",
    "数据来源",
    "签字",
    "盖章",
    "note",
];

/// Whether a row is a total row or a note below the table: by its first filled cell.
pub(in crate::input) fn is_footer(record: &Record<'_>) -> bool {
    let first = record.get(0);
    // Nearly every row starts with an id or a digit: the first bytes decide.
    let Some(cell) = (if first.is_empty() { record.fields().find(|f| !f.is_empty()) } else { Some(first) }) else { return false };
    if cell[0].is_ascii() && !may_start_word(cell) {
        return false;
    }
    let Ok(text) = std::str::from_utf8(cell) else { return false };
    is_footer_cell(text, record.fields().filter(|f| !f.is_empty()).nth(1).is_none())
}

/// Which rows are data though their first cell is a word of a total or a note: those that are filled where a row of the table must be.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Kept {
    /// Columns that every row fills.
    pub(in crate::input) filled: Vec<usize>,
    /// Columns of which a row fills one, with no word of a total or a note.
    pub(in crate::input) either: Vec<usize>,
    /// The column of meters, and the registered ids.
    pub(in crate::input) ids: Option<(usize, MeterIds)>,
    /// Columns of times: a row that says 合计 there is the total of those above it.
    pub(in crate::input) times: Vec<usize>,
}

impl Kept {
    /// Whether a row is no data: a total, or a note below the table.
    pub(in crate::input) fn is_footer(&self, record: &Record<'_>) -> bool {
        is_footer(record) && !self.holds(record) || self.times.iter().any(|&at| is_total_cell(record.get(at)))
    }

    /// Whether a row that starts with such a word is data.
    fn holds(&self, record: &Record<'_>) -> bool {
        if let Some((column, ids)) = &self.ids {
            return ids.contains_key(record.get(*column));
        }
        let is_told = |at: &usize| !record.get(*at).is_empty() && !is_footer_cell(&record.text(*at), false);
        let some = !self.filled.is_empty() || !self.either.is_empty();
        some && self.filled.iter().all(|&at| !record.get(at).is_empty()) && (self.either.is_empty() || self.either.iter().any(is_told))
    }
}

/// Whether a row that starts with a cell is no row of data; `alone` says that no other cell of the row is filled.
pub(in crate::input) fn is_footer_cell(cell: &str, alone: bool) -> bool {
    let plain: String = cell.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let word = plain.trim_end_matches([':', '：']);
    let is_page = || alone && word.starts_with('第') && (word.ends_with('页') || word.contains("页共"));
    is_total(word) || is_note(&plain, word, alone) || is_page()
}

/// Whether a cell in which a time stands elsewhere is the word of a total.
pub(in crate::input) fn is_total_cell(cell: &[u8]) -> bool {
    if cell.first().is_none_or(|first| first.is_ascii() && !may_start_word(cell)) {
        return false;
    }
    let plain: String = String::from_utf8_lossy(cell).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    is_total(plain.trim_end_matches([':', '：']))
}

/// Whether what stands in the column of meters is no meter, but what some of them come to together.
pub(in crate::input) fn is_subtotal(meter: &[u8]) -> bool {
    meter == "小计".as_bytes()
}

fn is_total(word: &str) -> bool {
    let spanned = || {
        let Some(span) = OF.iter().find_map(|of| word.strip_suffix(of)) else { return false };
        let span = span.trim_end_matches(['用', '电', '发', '量']);
        let digits = span.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '第'));
        SPANS.contains(&digits)
    };
    // 一季度, 2025年上半年, 全年 below the months that they sum up.
    let whole = || {
        let span = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '第' | '年'));
        matches!(span, "季度" | "上半年" | "下半年" | "全年" | "全年度")
    };
    // 2025-01-01 合计 below the rows of that day.
    let dated = || {
        let at = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.')));
        at.is_some_and(|at| TOTALS.contains(&&word[at..]) && field::stamp(&word[..at], None).is_ok())
    };
    TOTALS.contains(&word) || spanned() || whole() || dated()
}

fn is_note(plain: &str, word: &str, alone: bool) -> bool {
    NOTES.iter().any(|note| {
        let Some(rest) = plain.strip_prefix(note) else { return false };
        // 注1：, 说明（2）:
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '（' | '）'));
        word == *note || rest.starts_with([':', '：', '、', '．']) || (alone && !plain.is_ascii())
    })
}

/// Whether a cell that starts with an ASCII character may be one of the words above.
fn may_start_word(cell: &[u8]) -> bool {
    match cell[0] {
        b't' | b'T' | b's' | b'S' | b'g' | b'G' | b'n' | b'N' => ["tot", "sum", "sub", "gra", "not"]
            .iter()
            .any(|start| cell.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))),
        // 2025年合计, 2025-01-01 合计
        b'0'..=b'9' => cell.iter().find(|b| !matches!(b, b'0'..=b'9' | b'-' | b'/' | b'.' | b' ')).is_some_and(|b| !b.is_ascii()),
        _ => false,
    }
}

/// Whether a line may be a total row or a note, by its first bytes, in UTF-8 or GB18030.
pub(in crate::input) fn may_start_footer(line: &[u8], chinese: bool) -> bool {
    let Some(&first) = line.first() else { return false };
    if matches!(first, b' ' | b'\t' | 0x0c) {
        return true;
    }
    if first.is_ascii() {
        return may_start_word(&line[..line.len().min(8)]);
    }
    let heads = if chinese { &heads().1 } else { &heads().0 };
    line.get(..if chinese { 2 } else { 3 }).is_some_and(|head| heads.contains(head))
}

/// The first characters of the words above, in UTF-8 and in GB18030.
fn heads() -> &'static (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) {
    static HEADS: OnceLock<(BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>)> = OnceLock::new();
    HEADS.get_or_init(|| {
        let words = TOTALS.iter().chain(&SPANS).chain(&NOTES).chain(&["一", "二", "三", "四", "第"]);
        let heads: BTreeSet<String> = words.filter_map(|word| word.chars().next()).filter(|c| !c.is_ascii()).map(String::from).collect();
        let chinese = heads.iter().map(|head| encoding_rs::GB18030.encode(head).0.into_owned()).collect();
        (heads.into_iter().map(String::into_bytes).collect(), chinese)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_notes_are_no_rows() {
        for word in [
            "合计",
            "合 计",
            "总计：",
            "全年合计",
            "2025年合计",
            "3月小计",
            "一季度合计",
            "全年用电量合计",
            "2025-01-01 合计",
            "2025/1/1小计",
            "Total",
            "注：",
            "注1：如下",
            "备注: a",
        ] {
            assert!(is_footer_cell(word, false), "{word}");
        }
        for word in ["制表", "审核：李四", "填表人：张三", "说明：本表", "数据来源：采集系统", "Note: x"] {
            assert!(is_footer_cell(word, false), "{word}");
        }
        assert!(is_footer_cell("说明 本表为示例", true));
        assert!(is_footer_cell("第2页", true) && is_footer_cell("第 2 页 共 9 页", true) && is_footer_cell("过次页", false));
        assert!(!is_footer_cell("第2页", false) && !is_footer_cell("第二热电厂", true));
        for word in ["注塑车间", "备用一号", "合计车间", "总表", "T1", "sum-1", "说明书印刷厂", "本部", "2025年", "全园总表", "导出柜"]
        {
            assert!(!is_footer_cell(word, false), "{word}");
        }
    }

    #[test]
    fn the_first_bytes_of_a_line_never_hide_a_footer() {
        for word in TOTALS.iter().chain(&NOTES).copied().chain(["全年合计", "2025年合计", "一季度小计", "第二季度合计"]) {
            assert!(may_start_footer(word.as_bytes(), false), "{word}");
            assert!(may_start_footer(&encoding_rs::GB18030.encode(word).0, true), "{word} in GB18030");
        }
        for line in ["33001,1", "电表1,2", "GATE,1", "2025-01-01,3"] {
            assert!(!may_start_footer(line.as_bytes(), false), "{line}");
        }
    }
}
