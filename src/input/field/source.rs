//! Whether a text names a source: a stated value or a factor is only as good as what it can be traced to.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// Letters, or characters of Chinese, that a source has at least.
const LEAST: usize = 4;

/// What stands where a source should, and names none.
const PLACEHOLDERS: &[&str] = &[
    "none",
    "null",
    "unknown",
    "notavailable",
    "notapplicable",
    "tobedefined",
    "tobedetermined",
    "todo",
    "source",
    "sources",
    "default",
    "test",
    "testing",
    "example",
    "sample",
    "dummy",
    "placeholder",
    "commandline",
    "internal",
    "various",
    "other",
    "anything",
    "something",
    "lorem",
    "lipsum",
    "asdf",
    "qwerty",
    "abcd",
    "未知来源",
    "来源未知",
    "来源不详",
    "来源待定",
    "暂无来源",
    "数据来源",
    "没有来源",
    "无来源",
    "来源待补充",
    "待补充来源",
    "示例来源",
    "来源示例",
    "占位文字",
    "测试数据",
    "测试来源",
    "请填写来源",
    "命令行给定",
];

/// Whether a text names a source: at least four letters or characters of Chinese, not all alike, and no placeholder.
pub fn is_source(text: &str) -> bool {
    let letters: String = text.nfkc().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let distinct: BTreeSet<char> = letters.chars().collect();
    letters.chars().count() >= LEAST && distinct.len() > 2 && !PLACEHOLDERS.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_source;

    #[test]
    fn placeholders_name_no_source() {
        for text in [
            "",
            "x",
            "-",
            "无",
            "n/a",
            "N / A",
            "xxxx",
            "无无无无",
            "none",
            "未知来源",
            "…",
            "1234567",
            "ab",
            "T.B.D.",
            "command line",
            "ｎｏｎｅ",
        ] {
            assert!(!is_source(text), "{text}");
        }
        for text in ["实测报告", "measured", "GB/T 2589-2020 综合能耗计算通则", "lab report 2025", "燃气公司气质检测报告 2025（示例）"]
        {
            assert!(is_source(text), "{text}");
        }
    }
}
