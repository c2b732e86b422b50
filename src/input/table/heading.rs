//! What the header of a column of numbers says of them: what is measured, in which direction, which part of the day, which phase.
//!
//! Several columns may be of one quantity: 正向有功总 and its 尖 峰 平 谷, 正向 and 反向, A相 B相 C相. [`choose`] takes the total of each direction, or
//! says which columns it cannot choose between; it never takes the first.

use super::header::{bracketed, folded, with_unit};
use crate::dossier::{Dimension, Unit};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Quantity {
    /// Energy of an interval, or an amount of fuel.
    Amount,
    /// Power, or flow.
    Rate,
    /// What a register shows.
    Register,
}

/// In which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Way {
    /// As the meter counts.
    Forward,
    /// Against it.
    Reverse,
}

/// Part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Part {
    /// All of it, said so.
    Total,
    /// 尖, 峰, 平, 谷 or 深谷.
    Tariff,
}

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Heading {
    /// What is measured.
    pub(in crate::input) quantity: Quantity,
    /// The noun, once direction, part and phase are taken off; equal for columns of one quantity.
    pub(in crate::input) noun: String,
    /// Direction, where said.
    pub(in crate::input) way: Option<Way>,
    /// Part of the day, where said.
    pub(in crate::input) part: Option<Part>,
    /// Whether it is of one phase.
    pub(in crate::input) phase: bool,
    /// Whether it is reactive.
    pub(in crate::input) reactive: bool,
}

const REVERSE: [&str; 8] = ["反向", "逆向", "反有功", "反无功", "reverse", "returned", "exported", "export"];
const FORWARD: [&str; 7] = ["正向", "顺向", "正有功", "正无功", "forward", "imported", "import"];
const PHASES: [&str; 10] = ["a相", "b相", "c相", "分相", "相a", "相b", "相c", "phasea", "phaseb", "phasec"];
/// Parts of the day, the longer first.
const TARIFFS: [&str; 26] = [
    "深谷段",
    "深谷时段",
    "深谷",
    "尖峰段",
    "尖峰时段",
    "尖峰",
    "尖时段",
    "尖段",
    "尖时",
    "高峰段",
    "高峰时段",
    "高峰",
    "峰时段",
    "峰段",
    "峰时",
    "平时段",
    "平段",
    "平时",
    "低谷段",
    "低谷时段",
    "低谷",
    "谷时段",
    "谷段",
    "谷时",
    "lowtariff",
    "normaltariff",
];
const SIGNS: [char; 4] = ['尖', '峰', '平', '谷'];

const AMOUNTS: [&str; 31] = [
    "电量",
    "用电量",
    "发电量",
    "下网电量",
    "购电量",
    "受电量",
    "供电量",
    "计费电量",
    "结算电量",
    "抄见电量",
    "日电量",
    "月电量",
    "小时电量",
    "日用电量",
    "月用电量",
    "日发电量",
    "月发电量",
    "电能",
    "电能量",
    "用量",
    "用气量",
    "数值",
    "值",
    "energy",
    "usage",
    "consumption",
    "kwh",
    "mwh",
    "gwh",
    "wh",
    "万kwh",
];
const RATES: [&str; 6] = ["功率", "power", "流量", "负荷", "kw", "mw"];
const REGISTERS: [&str; 14] = [
    "示值",
    "示数",
    "表底",
    "表底数",
    "表码",
    "表码值",
    "读数",
    "电能示值",
    "电量示值",
    "电能示数",
    "累计电量示数",
    "止码",
    "抄表示数",
    "reading",
];

impl Heading {
    /// What a header says, `None` where it does not speak of such numbers.
    pub(in crate::input) fn of(cell: &str) -> Option<Self> {
        let (name, unit) = with_unit(cell);
        let is_reactive_unit = bracketed(cell).is_some_and(|unit| folded(unit).contains("var"));
        if unit.is_some_and(|unit| Unit::parse(unit).is_none()) {
            return None;
        }
        let name = if is_reactive_unit {
            std::borrow::Cow::Borrowed(name.rfind(['(', '（', '[', '【']).map_or(&*name, |at| &name[..at]))
        } else {
            std::borrow::Cow::Borrowed(&*name)
        };
        let mut text: String = folded(&name)
            .chars()
            .filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '【' | '】' | '〔' | '〕' | '-' | '.' | '·' | '、'))
            .collect();
        let mut take = |words: &[&str]| {
            let found = words.iter().find(|word| text.contains(**word)).copied();
            if let Some(word) = found {
                let kept = if word == "反有功" || word == "正有功" {
                    "有功"
                } else if word == "反无功" || word == "正无功" {
                    "无功"
                } else {
                    ""
                };
                text = text.replacen(word, kept, 1);
            }
            found.is_some()
        };
        let way = if take(&REVERSE) {
            Some(Way::Reverse)
        } else if take(&FORWARD) {
            Some(Way::Forward)
        } else {
            None
        };
        let mut phase = take(&PHASES);
        let reactive = take(&["无功", "reactive"]) || is_reactive_unit;
        let active = take(&["有功", "active"]);
        if let Some(rest) = ["l1", "l2", "l3"].iter().find_map(|phase| text.strip_suffix(phase).or_else(|| text.strip_prefix(phase))) {
            phase = true;
            text = rest.to_owned();
        }
        let part = if ["平均", "峰值", "谷值", "尖峰平谷", "峰谷"].iter().any(|word| text.contains(word)) {
            None
        } else if let Some(word) = TARIFFS.iter().find(|word| text.contains(**word)) {
            text = text.replacen(word, "", 1);
            Some(Part::Tariff)
        } else if let Some(sign) = text.chars().find(|c| SIGNS.contains(c)) {
            text = text.replacen(sign, "", 1);
            Some(Part::Tariff)
        } else if text.contains('总') || text.contains("合计") || text.starts_with("total") {
            text = text.replacen("合计", "", 1).replacen('总', "", 1).replacen("total", "", 1);
            Some(Part::Total)
        } else {
            None
        };
        let said = active || reactive || way.is_some() || part.is_some() || phase;
        let quantity = if REGISTERS.contains(&text.as_str()) {
            Quantity::Register
        } else if AMOUNTS.contains(&text.as_str()) {
            if unit.and_then(Unit::parse).is_some_and(|u| u.dimension == Dimension::Power) { Quantity::Rate } else { Quantity::Amount }
        } else if RATES.contains(&text.as_str()) {
            Quantity::Rate
        } else if text.is_empty() && said {
            Quantity::Register
        } else {
            return None;
        };
        Some(Self { quantity, noun: text, way, part, phase, reactive })
    }
}

/// A column that may hold the values.
#[derive(Clone, Debug)]
pub(in crate::input) struct Candidate {
    /// Its place.
    pub(in crate::input) column: usize,
    /// What its header says.
    pub(in crate::input) heading: Heading,
}

/// What was chosen of several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::input) struct Chosen {
    /// The column of the meter itself.
    pub(in crate::input) value: Option<usize>,
    /// The column of its other direction.
    pub(in crate::input) reverse: Option<usize>,
}

/// Chooses among the columns of a header that speak of one of the quantities, the first quantity that any column has; the error lists the
/// columns between which nothing chooses.
pub(in crate::input) fn choose(candidates: &[Candidate], wanted: &[Quantity]) -> Result<Chosen, Vec<usize>> {
    let active: Vec<&Candidate> = candidates.iter().filter(|c| !c.heading.reactive).collect();
    let Some(quantity) = wanted.iter().find(|q| active.iter().any(|c| c.heading.quantity == **q)) else { return Ok(Chosen::default()) };
    let of: Vec<&Candidate> = active.into_iter().filter(|c| c.heading.quantity == *quantity).collect();
    let ways: Vec<Option<Way>> = of.iter().map(|c| c.heading.way).collect();
    let (has_reverse, has_forward) = (ways.contains(&Some(Way::Reverse)), ways.contains(&Some(Way::Forward)));
    if has_forward && ways.contains(&None) {
        return Err(of.iter().map(|c| c.column).collect());
    }
    let within = |reverse: bool| -> Result<Option<usize>, Vec<usize>> {
        let all: Vec<&&Candidate> = of.iter().filter(|c| (c.heading.way == Some(Way::Reverse)) == reverse).collect();
        let whole: Vec<&&&Candidate> = all.iter().filter(|c| !c.heading.phase && c.heading.part != Some(Part::Tariff)).collect();
        match whole[..] {
            [] if all.is_empty() => Ok(None),
            [one] => Ok(Some(one.column)),
            _ => {
                // 电量 beside 电量（总）: the one that says that it is the total.
                let totals: Vec<usize> = whole.iter().filter(|c| c.heading.part == Some(Part::Total)).map(|c| c.column).collect();
                match totals[..] {
                    [one] if whole.iter().all(|c| c.heading.noun == whole[0].heading.noun) => Ok(Some(one)),
                    _ => Err(all.iter().map(|c| c.column).collect()),
                }
            }
        }
    };
    let (forward, reverse) = (within(false)?, within(true)?);
    Ok(match (forward, reverse) {
        (None, Some(only)) if !has_forward && has_reverse => Chosen { value: None, reverse: Some(only) },
        (value, reverse) => Chosen { value, reverse },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(header: &[&str], wanted: &[Quantity]) -> Result<(Option<usize>, Option<usize>), Vec<usize>> {
        let candidates: Vec<Candidate> =
            header.iter().enumerate().filter_map(|(column, cell)| Heading::of(cell).map(|heading| Candidate { column, heading })).collect();
        choose(&candidates, wanted).map(|c| (c.value, c.reverse))
    }

    const LONG: &[Quantity] = &[Quantity::Amount, Quantity::Rate];

    #[test]
    fn the_total_is_taken_and_each_direction_is_its_own() {
        assert_eq!(chosen(&["电量（峰）", "电量（平）", "电量（谷）", "电量（总）"], LONG), Ok((Some(3), None)));
        assert_eq!(chosen(&["峰电量", "平电量", "谷电量", "总电量"], LONG), Ok((Some(3), None)));
        assert_eq!(chosen(&["有功电量(反向)", "有功电量(正向)"], LONG), Ok((Some(1), Some(0))));
        assert_eq!(chosen(&["正向有功电量(kWh)", "反向有功电量(kWh)", "正向无功电量(kvarh)"], LONG), Ok((Some(0), Some(1))));
        assert_eq!(chosen(&["电量(kWh)", "功率(kW)"], LONG), Ok((Some(0), None)));
        let register = &[Quantity::Register];
        assert_eq!(chosen(&["正向有功总", "正向有功尖", "正向有功峰", "反向有功总", "反向有功峰"], register), Ok((Some(0), Some(3))));
        assert_eq!(chosen(&["A相示数", "B相示数", "示数"], register), Ok((Some(2), None)));
    }

    #[test]
    fn nothing_is_taken_because_it_stands_first() {
        assert_eq!(chosen(&["A相电量", "B相电量", "C相电量"], LONG), Err(vec![0, 1, 2]));
        assert_eq!(chosen(&["峰电量", "谷电量"], LONG), Err(vec![0, 1]));
        assert_eq!(chosen(&["用电量", "发电量"], LONG), Err(vec![0, 1]));
        assert_eq!(chosen(&["电量(L1)", "电量(L2)"], LONG), Err(vec![0, 1]));
        assert_eq!(chosen(&["电量（峰）"], LONG), Err(vec![0]));
        assert_eq!(chosen(&["电压", "日期"], LONG), Ok((None, None)));
    }
}
