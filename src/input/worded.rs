//! Multipliers that stand in words, where no column gives them: in a title, a note, a header, a name of a meter, a sheet, a file or a folder.
//! 综合倍率：8000, CT：400/5  PT：10000/100, 示数（×3000）, 未乘倍率, 二次侧读数.

use crate::input::field::narrow;
use crate::input::ratio::ratio;
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
const OPEN: [&str; 14] = [
    "未乘",
    "须乘",
    "需乘",
    "应乘",
    "尚未乘",
    "再乘",
    "不含倍率",
    "未折算",
    "二次侧读数",
    "二次侧电量",
    "为二次侧",
    "二次读数",
    "二次电量",
    "二次值",
];
/// Words that say that they are multiplied.
const DONE: [&str; 12] =
    ["已乘", "已含倍率", "含倍率", "已折算", "折算后", "为一次侧", "一次电量", "一次值", "乘倍率后", "倍率后", "得出", "得到"];

impl Worded {
    /// Reads a text; `None` where it says nothing of a multiplier.
    pub(super) fn of(text: &str) -> Option<Self> {
        // Nearly every text has none of the signs.
        if text.len() > 4096 || !SIGNS.iter().any(|sign| text.contains(sign)) {
            return None;
        }
        let plain = narrow(text).to_lowercase();
        let said = |words: &[&str]| words.iter().any(|word| plain.contains(word));
        let applied = if said(&["未乘", "不含倍率", "未折算"]) {
            Some(false)
        } else if said(&DONE) && !said(&OPEN) {
            Some(true)
        } else {
            said(&OPEN).then_some(false)
        };
        let stated = [named(&plain), ratios(&plain), times(&plain)];
        // Two numbers, or one of which it is not plain what it is of: a multiplier is spoken of, and not known.
        let first = stated.iter().find(|said| !matches!(said, Said::Nothing));
        let multiplier = match first {
            Some(Said::Multiplier(multiplier)) => Some(multiplier.clone()).filter(|stated| *stated != Exact::one()),
            Some(Said::Unclear) => return Some(Self { multiplier: None, applied: Some(applied == Some(true)) }),
            _ => None,
        };
        (multiplier.is_some() || applied == Some(false)).then_some(Self { multiplier, applied })
    }

    /// What the first of some texts says that says anything.
    pub(super) fn among<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<(Self, &'a str)> {
        texts.into_iter().find_map(|text| Some((Self::of(text)?, text)))
    }
}

/// One of these stands in every text that speaks of a multiplier.
const SIGNS: [&str; 20] =
    ["互感器", "倍", "乘", "×", "✕", "CT", "ct", "Ct", "PT", "pt", "Pt", "变比", "折算", "二次", "一次", "*", "x", "X", "ultiplier", "＊"];

/// What a way of saying it says.
enum Said {
    Nothing,
    Multiplier(Exact),
    /// Of several meters or times, or in a way that is not understood.
    Unclear,
}

/// The number at the start of a text, behind what may stand between a word and its number: 8000, 8,000, 1.2万; with what follows it.
fn leading(text: &str) -> Option<(Exact, &str)> {
    let text = text.trim_start_matches([':', '=', '为', '是', '(', '_', '-', ' ']);
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(text.len());
    let digits = text[..end].trim_end_matches([',', '.']);
    let groups: Vec<&str> = digits.split(',').collect();
    // A comma that parts no thousands ends the number.
    let grouped = groups.len() > 1 && groups[1..].iter().all(|group| group.split('.').next().is_some_and(|whole| whole.len() == 3));
    let number = if grouped { digits } else { groups[0] };
    let value = ratio(&number.replace(',', ""))?;
    let behind = &text[number.len()..];
    Some(behind.strip_prefix('万').map_or((value.clone(), behind), |rest| (value * Exact::from(10_000_i64), rest)))
}

/// 综合倍率:8000.
fn named(plain: &str) -> Said {
    let mut found: Vec<Exact> = Vec::new();
    for (at, word) in MULTIPLIER.iter().flat_map(|word| plain.match_indices(word)) {
        let Some((number, behind)) = leading(&plain[at + word.len()..]) else { continue };
        match behind.chars().next() {
            // A year or a date is none: 倍率2025年.
            Some('年' | '月' | '日') => {}
            // A number of a meter: 倍率:1#进线8000.
            Some('#' | '号') => return Said::Unclear,
            _ if found.contains(&number) => {}
            _ => found.push(number),
        }
    }
    match &found[..] {
        [] => Said::Nothing,
        [one] => Said::Multiplier(one.clone()),
        _ => Said::Unclear,
    }
}

/// CT:400/5 and PT:10000/100, together or one of them; 10kV/100V, 电流互感器400/5 as well.
fn ratios(plain: &str) -> Said {
    let plain = plain.replace("电流互感器", " ct").replace("电压互感器", " pt");
    let of = |word: &str| {
        let mut found = Said::Nothing;
        for (at, _) in plain.match_indices(word) {
            // A letter beside it makes another word of it.
            if plain[..at].ends_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let text = plain[at + word.len()..].trim_start_matches("变比").trim_start_matches([':', '=', '为', '(', '_', ' ']);
            let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/' | 'k' | 'v' | 'a'))).unwrap_or(text.len());
            let stated = text[..end].trim_end_matches('/');
            // 10/√3 is a ratio that is not read, PT100 and a PT柜 are none at all.
            found = match (stated.contains('/').then(|| ratio(stated)).flatten(), found, text.contains('√')) {
                (Some(one), Said::Nothing, false) => Said::Multiplier(one),
                (Some(one), Said::Multiplier(other), false) if one == other => Said::Multiplier(one),
                (None, found, false) => found,
                _ => Said::Unclear,
            };
        }
        found
    };
    match (of("ct"), of("pt")) {
        (Said::Multiplier(current), Said::Multiplier(voltage)) => Said::Multiplier(current * &voltage),
        (Said::Multiplier(one), Said::Nothing) | (Said::Nothing, Said::Multiplier(one)) => Said::Multiplier(one),
        (Said::Nothing, Said::Nothing) => Said::Nothing,
        _ => Said::Unclear,
    }
}

/// (×3000), 读数×6000, 示数*80, (×10000kWh): a number of two digits and more behind the sign, in brackets of its own or behind a word of readings.
fn times(plain: &str) -> Said {
    for (at, sign) in plain.match_indices(['×', '✕', '*', 'x']) {
        let (before, behind) = (plain[..at].trim_end(), &plain[at + sign.len()..]);
        let Some((number, rest)) = leading(behind).filter(|(number, _)| *number >= Exact::from(10_i64)) else { continue };
        let rest = rest.strip_prefix("kwh").or_else(|| rest.strip_prefix("mwh")).unwrap_or(rest).trim_start();
        let closed = rest.is_empty() || rest.starts_with([')', ']', '】', '倍']);
        let alone = before.ends_with(['(', '[', '【']) && closed;
        let readings = ["读数", "示数", "示值", "表码", "表底", "倍率"].iter().any(|word| before.ends_with(word));
        if alone || readings {
            return Said::Multiplier(number);
        }
    }
    Said::Nothing
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
            ("综合倍率：8,000", "8000"),
            ("综合倍率：1.2万", "12000"),
            ("电流互感器400/5，电压互感器10000/100", "8000"),
            ("下网电量(×10000kWh)", "10000"),
        ] {
            assert_eq!(number(text).as_deref(), Some(wanted), "{text}");
        }
        // Two meters, two times, a ratio with a root: spoken of, and not known.
        for text in
            ["1#进线倍率8000  2#进线倍率6000", "6月1日前倍率6000，6月1日起倍率8000", "倍率：1#进线8000", "CT：400/5  PT：10/√3 / 0.1/√3 kV"]
        {
            assert_eq!(Worded::of(text), Some(Worded { multiplier: None, applied: Some(false) }), "{text}");
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
        assert_eq!(applied("本表电量由每日0点示数差乘以倍率8000得出"), Some(true));
        assert_eq!(applied("CT 400/5（二次侧5A），PT 10000/100；电量为一次值"), Some(true));
    }
}
