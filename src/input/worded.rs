//! Multipliers that stand in words, where no column gives them: in a title, a note, a header, a name of a meter, a sheet, a file or a folder.
//! 综合倍率：8000, CT：400/5  PT：10000/100, 示数（×3000）, 未乘倍率, 二次侧读数.

use crate::input::field::narrow;
use crate::input::qualified::ratio;
use crate::measure::Exact;

/// What a text says of the multiplier of the numbers that it speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Worded {
    /// The multiplier, where the text gives one.
    pub(super) multiplier: Option<Exact>,
    /// Whether the numbers have it in them already, where the text says so.
    pub(super) applied: Option<bool>,
}

/// Words before a multiplier.
const MULTIPLIER: [&str; 4] = ["倍率", "乘率", "multiplier", "ctpt"];
/// Words that say that the numbers are still to be multiplied.
const OPEN: [&str; 12] =
    ["未乘", "须乘", "需乘", "应乘", "尚未乘", "乘以倍率", "再乘", "不含倍率", "未折算", "二次侧", "二次读数", "二次电量"];
/// Words that say that they are multiplied.
const DONE: [&str; 8] = ["已乘", "已含倍率", "含倍率", "已折算", "折算后", "一次侧", "一次电量", "乘倍率后"];

impl Worded {
    /// Reads a text; `None` where it says nothing of a multiplier.
    pub(super) fn of(text: &str) -> Option<Self> {
        // Nearly every text has none of the signs.
        if text.len() > 4096 || !SIGNS.iter().any(|sign| text.contains(sign)) {
            return None;
        }
        let plain: String = narrow(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let said = |words: &[&str]| words.iter().any(|word| plain.contains(word));
        let applied = if said(&["未乘", "不含倍率", "未折算"]) {
            Some(false)
        } else if said(&DONE) && !said(&OPEN) {
            Some(true)
        } else {
            said(&OPEN).then_some(false)
        };
        let multiplier = named(&plain).or_else(|| ratios(&plain)).or_else(|| times(&plain));
        let multiplier = multiplier.filter(|stated| *stated != Exact::one());
        (multiplier.is_some() || applied == Some(false)).then_some(Self { multiplier, applied })
    }

    /// What the first of some texts says that says anything.
    pub(super) fn among<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<(Self, &'a str)> {
        texts.into_iter().find_map(|text| Some((Self::of(text)?, text)))
    }
}

/// One of these stands in every text that speaks of a multiplier.
const SIGNS: [&str; 19] =
    ["倍", "乘", "×", "✕", "CT", "ct", "Ct", "PT", "pt", "Pt", "变比", "折算", "二次", "一次", "*", "x", "X", "ultiplier", "＊"];

/// The number at the start of a text, behind what may stand between a word and its number.
fn leading(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([':', '=', '为', '是', '(', '_', '-']);
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// 综合倍率:8000.
fn named(plain: &str) -> Option<Exact> {
    MULTIPLIER.iter().find_map(|word| {
        plain.match_indices(word).find_map(|(at, _)| {
            let behind = &plain[at + word.len()..];
            let number = leading(behind)?;
            // A year or a date is none: 倍率2025年.
            let rest = behind[behind.find(number)? + number.len()..].chars().next();
            if rest.is_some_and(|c| matches!(c, '年' | '月' | '日')) { None } else { ratio(number) }
        })
    })
}

/// CT:400/5 and PT:10000/100, together or one of them; 10kV/100V as well.
fn ratios(plain: &str) -> Option<Exact> {
    let of = |word: &str| {
        plain.match_indices(word).find_map(|(at, _)| {
            // A letter beside it makes another word of it.
            if plain[..at].ends_with(|c: char| c.is_ascii_alphabetic()) {
                return None;
            }
            let text = plain[at + word.len()..].trim_start_matches("变比").trim_start_matches([':', '=', '为', '(', '_']);
            let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/' | 'k' | 'v' | 'a'))).unwrap_or(text.len());
            let stated = text[..end].trim_end_matches('/');
            stated.contains('/').then(|| ratio(stated)).flatten()
        })
    };
    match (of("ct"), of("pt")) {
        (Some(current), Some(voltage)) => Some(current * &voltage),
        (one, other) => one.or(other),
    }
}

/// (×3000), 读数×6000, 示数*80: a number of two digits and more behind the sign, in brackets of its own or behind a word of readings.
fn times(plain: &str) -> Option<Exact> {
    plain.match_indices(['×', '✕', '*', 'x']).find_map(|(at, sign)| {
        let (before, behind) = (&plain[..at], &plain[at + sign.len()..]);
        let number = leading(behind).filter(|number| number.len() >= 2)?;
        let closed = behind[number.len()..].is_empty() || behind[number.len()..].starts_with([')', ']', '】', '倍']);
        let alone = before.ends_with(['(', '[', '【']) && closed;
        let readings = ["读数", "示数", "示值", "表码", "表底", "电量", "倍率"].iter().any(|word| before.ends_with(word));
        (alone || readings).then(|| ratio(number)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipliers_are_read_in_titles_notes_headers_and_names() {
        let number = |text: &str| Worded::of(text).and_then(|told| told.multiplier).map(|m| m.to_string());
        for (text, wanted) in [
            ("关口表 每日0点示数   CT：400/5  PT：10000/100  倍率：8000", "8000"),
            ("CT 150/5，PT 10kV/100V", "3000"),
            ("关口表（CT400/5）", "80"),
            ("下网示数（×3000）", "3000"),
            ("1#进线(×8000)", "8000"),
            ("进线(倍率8000)", "8000"),
            ("正向有功总（倍率:8000）", "8000"),
            ("实际电量=读数×6000", "6000"),
            ("注：以上为表计示数，计算电量须乘倍率3000（CT 150/5，PT 10/0.1）", "3000"),
            ("multiplier = 40", "40"),
        ] {
            assert_eq!(number(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["2025年关口表", "主变 2×1600kVA", "倍率", "倍率：1", "exports x 12", "Pt100 温度", "CT柜", "1#进线×2", "电量(kWh)"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn words_say_whether_it_is_in_the_numbers() {
        let applied = |text: &str| Worded::of(text).and_then(|told| told.applied);
        assert_eq!(applied("日电量（表计读数差，未乘倍率；倍率8000）"), Some(false));
        assert_eq!(applied("电量为二次侧读数"), Some(false));
        assert_eq!(applied("注：电量已乘倍率8000"), Some(true));
        assert_eq!(applied("倍率：8000"), None);
    }
}
