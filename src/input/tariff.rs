//! Tariff parts (尖峰平谷) beside a total: they must add up to it. The total is what is used; a difference is said.
//!
//! Each part is cut off or rounded at its last printed digit by itself, so that a sum may be off by one unit of the last printed digit for
//! each of the parts; anything beyond that is a mismatch. Sums are exact.

use super::field;
use super::scan::Record;
use super::table::heading::{Heading, Part};
use super::table::{folded, with_unit};
use crate::dossier::{Effect, Unit, power_of_ten};
use crate::measure::Exact;
use crate::say;
use crate::say::Message;

/// The parts of the day, by their usual headers where the total's header does not tell them.
const NAMES: [&[&str]; 5] = [
    &["尖", "尖峰", "尖段", "尖时", "尖电量", "尖示值", "sharp", "critical_peak"],
    &["峰", "高峰", "峰段", "峰时", "峰电量", "峰示值", "peak"],
    &["平", "平段", "平时", "平电量", "平示值", "flat", "normal", "shoulder"],
    &["谷", "低谷", "谷段", "谷时", "谷电量", "谷示值", "valley", "off_peak"],
    &["深谷", "深谷段", "深谷电量", "深谷示值", "deep_valley"],
];
/// The signs of the parts, which stand in place of 总 in a header such as 正向有功总.
const SIGNS: [&str; 5] = ["尖", "峰", "平", "谷", "深谷"];

/// A column with the columns of its tariff parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tariff {
    pub(super) total: usize,
    parts: Vec<usize>,
    /// The size of the unit of each part in that of the total.
    scales: Vec<Exact>,
}

impl Tariff {
    /// The parts of a column, `None` where the header has fewer than two of them.
    pub(super) fn of(header: &[String], total: usize) -> Option<Self> {
        let named = |cell: &str| folded(&with_unit(cell).0);
        let own = named(header.get(total)?);
        // What is a part itself has none.
        if Heading::of(&header[total]).is_some_and(|heading| heading.part == Some(Part::Tariff)) {
            return None;
        }
        let column = |wanted: &str| header.iter().position(|cell| named(cell) == folded(wanted));
        let mut parts: Vec<usize> =
            if own.contains('总') { SIGNS.iter().filter_map(|sign| column(&own.replacen('总', sign, 1))).collect() } else { Vec::new() };
        if parts.is_empty() && !own.contains("反向") {
            parts = NAMES.iter().filter_map(|names| names.iter().find_map(|name| column(name))).collect();
        }
        if parts.len() < 2
            && let Some(whole) = Heading::of(&header[total])
        {
            // 电量（峰） beside 电量（总） or 电量.
            let is_part = |cell: &String| {
                Heading::of(cell).is_some_and(|h| h.part == Some(Part::Tariff) && h.way == whole.way && h.noun == whole.noun)
            };
            parts = (0..header.len()).filter(|&at| is_part(&header[at])).collect();
        }
        parts.retain(|&at| at != total);
        // A total in 万kWh may have its parts in kWh.
        let size = |at: usize| with_unit(&header[at]).1.and_then(Unit::parse).map(Unit::size);
        let scale = |at: &usize| size(*at).zip(size(total)).and_then(|(part, whole)| part.over(&whole)).unwrap_or_else(Exact::one);
        let scales = parts.iter().map(scale).collect();
        (parts.len() >= 2).then_some(Self { total, parts, scales })
    }

    /// Its parts.
    pub(super) fn parts(&self) -> &[usize] {
        &self.parts
    }

    /// What is wrong with a row whose parts do not add up; `None` where they do, or where any of them is not given.
    pub(super) fn mismatch(&self, record: &Record<'_>, missing: &[String]) -> Option<(Message, Effect)> {
        let number = |column: usize| -> Option<(Exact, u32)> {
            let text = record.text(column);
            let (mantissa, decimals) = field::decimal_text(&text, missing).ok()??;
            let printed = text.split_once(['.', '．']).map_or(0, |(_, fraction)| fraction.trim().chars().count());
            Some((Exact::from(mantissa).over(&power_of_ten(decimals))?, u32::try_from(printed).ok()?))
        };
        let total = number(self.total)?;
        let scaled = |(&column, scale): (&usize, &Exact)| {
            let (value, places) = number(column)?;
            // As many more decimals as the unit is smaller.
            let further = (0..12).find(|more| (scale * &power_of_ten(*more)).to_i128().is_some()).unwrap_or(12);
            Some((value * scale.clone(), places + further))
        };
        let parts: Vec<(Exact, u32)> = self.parts.iter().zip(&self.scales).map(scaled).collect::<Option<_>>()?;
        mismatch(total, &parts)
    }
}

/// What is wrong with parts that do not add up to their total, each with the decimals that are printed. Where they are apart by a twentieth or more,
/// it is not known which of the two is the energy.
pub(super) fn mismatch((total, mut places): (Exact, u32), parts: &[(Exact, u32)]) -> Option<(Message, Effect)> {
    for (_, printed) in parts {
        places = places.min(*printed);
    }
    let sum = parts.iter().fold(Exact::zero(), |sum, (part, _)| sum + part.clone());
    let off = (&total - &sum).abs();
    let allowed = Exact::from(i64::try_from(parts.len()).unwrap_or(0)).over(&power_of_ten(places.min(30)))?;
    if off <= allowed {
        return None;
    }
    let terms: Vec<String> = parts.iter().map(|(part, _)| part.to_string()).collect();
    let far = &off * &Exact::from(20_i64);
    let effect = if far >= total.abs() && far >= sum.abs() { Effect::Blocks } else { Effect::Notes };
    let why = say!(
        "its tariff parts add up to {terms} = {sum}, its total is {total}: {off} apart; the total is used",
        terms = terms.join(" + "),
        sum,
        total,
        off
    );
    Some((why, effect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::encoding::Text;
    use crate::input::scan::{Delimiter, Records};

    fn parts(header: &[&str], total: usize) -> Option<Vec<usize>> {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        Tariff::of(&header, total).map(|t| t.parts)
    }

    fn told(row: &str) -> Option<Message> {
        let tariff = Tariff { total: 0, parts: vec![1, 2, 3], scales: vec![Exact::one(); 3] };
        let mut records = Records::new(Text::open(row.as_bytes(), None).expect("text"), Delimiter::Byte(b';'));
        let record = records.next().expect("text").expect("a row");
        tariff.mismatch(&record, &[]).map(|(why, _)| why)
    }

    #[test]
    fn parts_are_those_of_their_total() {
        let both = ["t", "正向有功总", "正向有功尖", "正向有功峰", "反向有功总", "反向有功峰", "反向有功谷"];
        assert_eq!(parts(&both, 1), Some(vec![2, 3]));
        assert_eq!(parts(&both, 4), Some(vec![5, 6]));
        assert_eq!(parts(&["示值", "尖", "峰", "平", "谷"], 0), Some(vec![1, 2, 3, 4]));
        assert_eq!(parts(&["电量(kWh)", "峰(kWh)", "谷(kWh)"], 0), Some(vec![1, 2]));
        assert_eq!(parts(&["reading", "peak", "flat", "valley"], 0), Some(vec![1, 2, 3]));
        assert_eq!(parts(&["value", "峰"], 0), None);
    }

    #[test]
    fn sums_are_exact_but_for_the_last_digit_of_each_part() {
        assert_eq!(told("10.00;3.33;3.33;3.33"), None);
        assert_eq!(told("10.00;3.33;3.33;3.31"), None);
        assert!(
            told("10.00;3.33;3.33;3.30").is_some_and(|m| m.to_string().contains("3.33 + 3.33 + 3.3 = 9.96, its total is 10: 0.04 apart"))
        );
        assert!(told("1,000;500;400;96").is_some());
        assert_eq!(told("1000;500;400;--"), None);
    }
}
