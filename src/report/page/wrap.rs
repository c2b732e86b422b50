//! Text as a terminal shows it: without control characters, measured in columns, broken into lines.
//!
//! Chinese characters are two columns wide, and a line may break between any two of them, but not before a closing mark or after an opening one.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(crate) use crate::say::is_unseen;

/// The text with everything replaced that could do more than be seen: control characters, marks of direction, invisible characters.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect()
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The lines of a text within a number of columns; one at least. A word that is longer than a line is broken where the line ends.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(&clean(text)) {
        if !line.is_empty() && width(&line) + width(word.trim_end()) > columns {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        for c in word.chars() {
            if c != ' ' && width(&line) + c.width().unwrap_or(0) > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What must stay together on a line, each with the spaces behind it.
fn words(text: &str) -> Vec<&str> {
    let wide = |c: char| c.width() == Some(2);
    let closes = |c: char| "，。、；：？！）〕】》」』”’,.;:?!)]%".contains(c);
    let opens = |c: char| "（〔【《「『“‘([".contains(c);
    let mut all = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let breaks =
            before.is_some_and(|b| (b == ' ' && c != ' ') || (b != ' ' && c != ' ' && (wide(b) || wide(c)) && !closes(c) && !opens(b)));
        if breaks && !measures(&text[..at], &text[at..]) {
            all.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    all.push(&text[start..]);
    all
}

/// Units that stay with their number.
const UNITS: [&str; 18] =
    ["MWh", "kWh", "GWh", "MW", "kW", "GJ", "MJ", "tce", "kgce", "gce", "tCO2", "kgCO2", "t", "kg", "m3", "m³", "s", "min"];

/// Whether what follows is the unit or the measure word of the number before it.
fn measures(before: &str, after: &str) -> bool {
    if !before.ends_with(' ') || !before.trim_end().ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if after.starts_with(|c: char| c.width() == Some(2)) {
        return true;
    }
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/' || c == '³')).unwrap_or(after.len());
    end > 0 && after[..end].split('/').all(|part| UNITS.contains(&part))
}

/// A text in one line of so many columns.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let text = text.replace('\n', " ");
    if width(&text) <= columns {
        return text;
    }
    let mut kept = String::new();
    for sign in text.chars() {
        if width(&kept) + width(sign.encode_utf8(&mut [0; 4])) + 1 > columns {
            break;
        }
        kept.push(sign);
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_passes() {
        assert_eq!(clean("M\u{1b}[31m1\u{202e}x\r\n\u{200b}"), "M\u{fffd}[31m1\u{fffd}x\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(clean("示范园区 A–1 é"), "示范园区 A–1 é");
    }

    #[test]
    fn breaks_by_columns_not_bytes() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("园区用电应优先通过绿色电力", 10), ["园区用电应", "优先通过绿", "色电力"]);
        // A closing mark does not begin a line.
        assert_eq!(wrap("园区用电应，优先", 10), ["园区用电", "应，优先"]);
        assert_eq!(wrap("a/very/long/path/of/a/file.csv", 10), ["a/very/lon", "g/path/of/", "a/file.csv"]);
        assert_eq!(wrap("", 10), [""]);
        // A number does not leave its unit, nor its measure word.
        assert_eq!(wrap("近零碳 0.1941 tCO2/tce 通过", 20), ["近零碳", "0.1941 tCO2/tce 通过"]);
        assert_eq!(wrap("以下各项共 96 种组合", 14), ["以下各项共", "96 种组合"]);
        assert_eq!(wrap("there are 12 meters", 12), ["there are 12", "meters"]);
        for line in wrap("依据：发改环资〔2025〕910号附件4；R 的公式出自 2026 (688).", 12) {
            assert!(width(&line) <= 12, "{line}");
        }
    }
}
