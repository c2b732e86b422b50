//! The columns of a bill: the readings of its register at both ends, and its energy, of each direction that the meter counts.

use super::header::{find_column, folded, with_unit};

/// Headers of the reading at the start.
pub(in crate::input) const START_READING: &[&str] = &[
    "start_reading",
    "起码",
    "起始示数",
    "上次示数",
    "上次表底",
    "上月示数",
    "上月表码",
    "上月表底",
    "上月底数",
    "起数",
    "上期示数",
    "上次表码",
    "上期表码",
    "上月止码",
    "上期止码",
    "上次止码",
    "上期表底",
    "上期底数",
    "期初示数",
    "月初示数",
    "起度",
];
/// Headers of the reading at the end.
pub(in crate::input) const END_READING: &[&str] = &[
    "end_reading",
    "止码",
    "截止示数",
    "本次示数",
    "本次表底",
    "本月示数",
    "本月表码",
    "本月表底",
    "本月底数",
    "止数",
    "本期示数",
    "本次表码",
    "本期表码",
    "本月止码",
    "本期止码",
    "本次止码",
    "本期表底",
    "本期底数",
    "期末示数",
    "止度",
];
/// Headers of the energy.
pub(in crate::input) const ENERGY: &[&str] = &[
    "energy",
    "电量",
    "计费电量",
    "结算电量",
    "抄见电量",
    "用电量",
    "有功电量",
    "实用度数",
    "实用电量",
    "合计电量",
    "总电量",
    "本月电量",
    "用电量合计",
    "抄见电量合计",
    "计费电量合计",
];

/// The columns of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::input) struct BillColumns {
    /// The reading at the start.
    pub(in crate::input) start_reading: Option<usize>,
    /// The reading at the end.
    pub(in crate::input) end_reading: Option<usize>,
    /// The energy.
    pub(in crate::input) energy: Option<usize>,
}

impl BillColumns {
    /// Whether an energy follows from them.
    pub(in crate::input) fn are_enough(&self) -> bool {
        self.energy.is_some() || (self.start_reading.is_some() && self.end_reading.is_some())
    }

    /// The columns among them.
    pub(in crate::input) fn all(&self) -> impl Iterator<Item = usize> {
        [self.start_reading, self.end_reading, self.energy].into_iter().flatten()
    }
}

/// What a column of a bill holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Start,
    End,
    Energy,
}

/// Which direction and what a header names, where it names a direction: 正向起码, 反向有功上月示数, 本月反向止码.
fn directed(cell: &str) -> Option<(bool, Noun)> {
    let (name, _) = with_unit(cell);
    let mut text: String = folded(&name).chars().filter(|c| c.is_alphanumeric()).collect();
    if ["无功", "尖", "峰", "平", "谷", "a相", "b相", "c相"].iter().any(|word| text.contains(word)) {
        return None;
    }
    let mut take = |words: &[&str]| {
        let found = words.iter().find(|word| text.contains(**word))?;
        text = text.replacen(found, "", 1);
        Some(())
    };
    let reverse = match (take(&["反向", "逆向", "反有功"]), take(&["正向", "顺向", "正有功"])) {
        (Some(()), None) => true,
        (None, Some(())) => false,
        _ => return None,
    };
    let _ = take(&["有功电能"]).or_else(|| take(&["有功电量"])).or_else(|| take(&["有功"]));
    let _ = take(&["总", "合计"]);
    let is = |names: &[&str]| {
        let plain = |name: &&str| folded(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        names.iter().any(|name| plain(name) == text)
    };
    let noun = if is(START_READING) {
        Noun::Start
    } else if is(END_READING) {
        Noun::End
    } else if is(ENERGY) || text.is_empty() {
        Noun::Energy
    } else {
        return None;
    };
    Some((reverse, noun))
}

/// The columns that name their direction: those of the forward direction, then those of the other. A column of each kind must be alone.
pub(in crate::input) fn directions(header: &[String]) -> [BillColumns; 2] {
    let all: Vec<(usize, bool, Noun)> =
        header.iter().enumerate().filter_map(|(at, cell)| directed(cell).map(|(way, noun)| (at, way, noun))).collect();
    let only = |reverse: bool, noun: Noun| {
        let of: Vec<usize> = all.iter().filter(|(_, way, of)| (*way, *of) == (reverse, noun)).map(|(at, ..)| *at).collect();
        if let [one] = of[..] { Some(one) } else { None }
    };
    [false, true].map(|reverse| BillColumns {
        start_reading: only(reverse, Noun::Start),
        end_reading: only(reverse, Noun::End),
        energy: only(reverse, Noun::Energy).filter(|at| find_column(header, None, START_READING) != Some(*at)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_direction_has_its_own_columns() {
        let header = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let of = |start, end, energy| BillColumns { start_reading: start, end_reading: end, energy };
        assert_eq!(
            directions(&header("计量点,正向起码,正向止码,反向起码,反向止码,倍率")),
            [of(Some(1), Some(2), None), of(Some(3), Some(4), None)]
        );
        assert_eq!(
            directions(&header("表计,正向有功上月示数,正向有功本月示数,反向有功上月示数,反向有功本月示数")),
            [of(Some(1), Some(2), None), of(Some(3), Some(4), None)]
        );
        assert_eq!(
            directions(&header("表计,起码,止码,正向电量(kWh),反向电量(kWh),反向无功电量")),
            [of(None, None, Some(3)), of(None, None, Some(4))]
        );
        // Tariff parts and columns of one name twice are none that could be meant.
        assert_eq!(directions(&header("表计,反向峰起码,反向谷起码,反向止码,反向止码")), [of(None, None, None); 2]);
    }
}
