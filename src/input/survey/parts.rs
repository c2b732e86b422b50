//! Meters of one flow of which one measures what others measure too: a meter at the grid connection above its inverters, a gateway above its
//! transformers, a monthly table beside the curve of the same plant. Counted together they would be the energy twice.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::meter::Day;
use crate::measure::{Civil, SECONDS_PER_DAY, Step};

/// The energy of a meter as far as it can be compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Energy {
    /// Sums by days, or by months where its step is one; in millionths of its unit.
    sums: BTreeMap<i64, i128>,
    monthly: bool,
    /// The longest of its steps in seconds, where it has one shorter than a month.
    seconds: i64,
}

/// A meter among those of its flow.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) place: usize,
    pub(super) energy: &'a Energy,
    pub(super) name: &'a str,
    /// Whether it is called a whole.
    pub(super) named: bool,
}

/// What a meter is to others of its flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Others, by their places, add up to it.
    Whole(Vec<usize>),
    /// Another, by its place, has the same energy in a finer step.
    Same(usize),
    /// Another, by its place, has nearly the same energy, and a name that tells no other device.
    Alike(usize),
    /// Another, by its place, has a name that tells no other device, and nothing that could be compared.
    Unclear(usize),
}

/// Of how many meters at most sums are looked for.
const MOST: usize = 10;
/// Months and days that two meters must share.
const MONTHS: usize = 6;
const DAYS: usize = 60;
/// Days that a line and what feeds it must share.
const LOSSES: usize = 28;

/// A month as a day: its first.
fn month(day: i64) -> i64 {
    let first = Civil(day * SECONDS_PER_DAY).day().with_day(1);
    first.map_or(day, |first| Civil::midnight(first).0 / SECONDS_PER_DAY)
}

impl Energy {
    /// Takes in the days of a table; `scale` is the unit's size in the unit by which all are compared.
    pub(super) fn add(&mut self, days: &[Day], step: Option<Step>, scale: i128) {
        self.monthly |= step == Some(Step::Month);
        self.seconds = self.seconds.max(step.and_then(Step::seconds).unwrap_or(0));
        for day in days {
            let sum = day.sum.saturating_mul(scale);
            // A day that another table has as well counts once; one that a file cuts has two parts.
            let known = self.sums.entry(day.number).or_default();
            *known = if *known == sum { sum } else { *known + sum };
        }
    }

    /// Its sums by days as they are known, or by months.
    fn by(&self, monthly: bool) -> Cow<'_, BTreeMap<i64, i128>> {
        if monthly { Cow::Owned(self.by_months()) } else { Cow::Borrowed(&self.sums) }
    }

    fn by_months(&self) -> BTreeMap<i64, i128> {
        let mut months: BTreeMap<i64, i128> = BTreeMap::new();
        for (day, sum) in &self.sums {
            *months.entry(month(*day)).or_default() += sum;
        }
        months
    }

    pub(super) fn total(&self) -> i128 {
        self.sums.values().sum()
    }

    /// The energy of two meters together, where both have it.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let monthly = self.monthly || other.monthly;
        let others = other.by(monthly);
        let sums = self.by(monthly).iter().filter_map(|(span, sum)| Some((*span, sum + others.get(span)?))).collect();
        Self { sums, monthly, seconds: self.seconds.max(other.seconds) }
    }

    /// Whether its step is longer than that of another.
    fn is_coarser(&self, other: &Self) -> bool {
        !other.monthly && (self.monthly || (self.seconds > other.seconds && other.seconds > 0))
    }
}

/// Finds what the meters of one flow are to each other.
pub(super) fn relations(meters: &[Member<'_>], generation: bool) -> Vec<(usize, Relation)> {
    if meters.len() > MOST {
        return wholes(meters);
    }
    meters.iter().enumerate().filter_map(|(at, one)| Some((one.place, relation(one, at, meters, generation)?))).collect()
}

/// Of many meters, those that all others add up to, or all others of one name.
fn wholes(meters: &[Member<'_>]) -> Vec<(usize, Relation)> {
    let names: Vec<String> = meters.iter().map(|meter| numberless(meter.name)).collect();
    let monthly = meters.iter().any(|meter| meter.energy.monthly);
    let sums: Vec<Cow<'_, BTreeMap<i64, i128>>> = meters.iter().map(|meter| meter.energy.by(monthly)).collect();
    let plain: Vec<usize> = (0..meters.len()).filter(|at| !meters[*at].named).collect();
    let by_name: BTreeSet<&String> = plain.iter().map(|at| &names[*at]).collect();
    let of_name = by_name.iter().map(|name| plain.iter().copied().filter(|at| names[*at] == **name).collect());
    let with_sum = |set: Vec<usize>| {
        let together = Together::of(set.iter().map(|at| &*sums[*at]));
        (set, together)
    };
    let sets: Vec<(Vec<usize>, Together)> = std::iter::once(plain.clone()).chain(of_name).map(with_sum).collect();
    let whole = |at: usize| {
        let one = &meters[at];
        sets.iter().find_map(|(set, together)| {
            let own = set.binary_search(&at).is_ok();
            if set.len() - usize::from(own) < 2 || !together.is_comparable(&sums[at], own) {
                return None;
            }
            let others = || set.iter().filter(|other| **other != at);
            let apart = others().all(|other| names[*other] != names[at]);
            let parts: Vec<&Member<'_>> = others().map(|other| &meters[*other]).collect();
            let called = one.named && is_whole_of(one.name, &parts) || are_devices(one, &parts);
            if !apart && !called {
                return None;
            }
            let energies: Vec<&Energy> = parts.iter().map(|part| part.energy).collect();
            let shared = Shared::of(one.energy, &energies);
            let is_whole = called && (shared.adds_up(30, 3, 4) || shared.is_after_losses()) || apart && shared.is_sum(7);
            is_whole.then(|| Relation::Whole(parts.iter().map(|part| part.place).collect()))
        })
    };
    (0..meters.len()).filter_map(|at| Some((meters[at].place, whole(at)?))).collect()
}

/// What some meters have together: in each span how many of them, and their sum.
struct Together {
    count: usize,
    spans: BTreeMap<i64, (usize, i128)>,
}

impl Together {
    fn of<'e>(all: impl Iterator<Item = &'e BTreeMap<i64, i128>>) -> Self {
        let mut together = Self { count: 0, spans: BTreeMap::new() };
        for sums in all {
            together.count += 1;
            for (span, sum) in sums {
                let known = together.spans.entry(*span).or_default();
                *known = (known.0 + 1, known.1.saturating_add(*sum));
            }
        }
        together
    }

    /// Whether a meter, perhaps one of them, has at all about what the others have where all of them have something: what has not is not looked at span
    /// by span.
    fn is_comparable(&self, sums: &BTreeMap<i64, i128>, own: bool) -> bool {
        let (mut whole, mut parts) = (0_i128, 0_i128);
        for (span, sum) in sums {
            let Some((_, all)) = self.spans.get(span).filter(|(count, _)| *count == self.count) else { continue };
            whole = whole.saturating_add(*sum);
            parts = parts.saturating_add(if own { all - sum } else { *all });
        }
        whole.abs_diff(parts).saturating_mul(2) <= whole.unsigned_abs()
    }
}

fn relation(one: &Member<'_>, at: usize, meters: &[Member<'_>], generation: bool) -> Option<Relation> {
    let others: Vec<&Member<'_>> = meters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, m)| m).collect();
    let total = one.energy.total();
    // The fewest parts first, so that what has nothing to do with it is not among them.
    let mut sets: Vec<u32> = (1..1_u32 << others.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    let whole = sets.into_iter().find_map(|set| {
        let parts: Vec<&Member<'_>> = (0..others.len()).filter(|n| set >> n & 1 == 1).map(|n| others[n]).collect();
        // What is far from it over all is not looked at day by day.
        let sum: i128 = parts.iter().map(|part| part.energy.total()).sum();
        if sum.abs_diff(total).saturating_mul(7) > total.unsigned_abs() {
            return None;
        }
        let energies: Vec<&Energy> = parts.iter().map(|part| part.energy).collect();
        let shared = Shared::of(one.energy, &energies);
        let apart = parts.iter().all(|part| numberless(part.name) != numberless(one.name));
        let equal = if parts.len() == 1 {
            let few = if shared.monthly { 2 } else { DAYS };
            // The settlement of a plant and its own report are a loss apart; two names that tell no device are of one.
            let is_report = || is_report_alone(one.name) && is_report_alone(parts[0].name) && shared.adds_up(30, MONTHS, DAYS);
            one.energy.is_coarser(parts[0].energy) && apart && (shared.adds_up(5, MONTHS, DAYS) || shared.is_sum(few) || is_report())
        } else {
            // Plants under one sky share their course: halves add up to a whole that none of them is, but for what it is called; and to the last
            // digit only where it is their sum, unless all of them are numbers of one row.
            let named = (one.named && is_whole_of(one.name, &parts) || are_devices(one, &parts)) && parts.iter().all(|part| !part.named);
            (named && (shared.adds_up(30, 3, 4) || shared.is_after_losses()))
                || (apart && is_plain(one.name) && shared.adds_up(1, MONTHS, 4))
                || (apart && shared.is_sum(7))
                // A bill of the month beside the meters that it is of.
                || (apart && parts.iter().all(|part| one.energy.is_coarser(part.energy)) && shared.adds_up(5, MONTHS, DAYS))
        };
        equal.then(|| parts.iter().map(|part| part.place).collect::<Vec<_>>())
    });
    match whole.as_deref() {
        // Of two the one in the coarser step stands for the other.
        Some([one]) => return Some(Relation::Same(*one)),
        Some(parts) => return Some(Relation::Whole(parts.to_vec())),
        None => {}
    }
    // Of two of which none has a name of its own, the later, or the one with more.
    let mut plain = others.iter().filter(|other| {
        let plain = is_plain(one.name) && is_plain(other.name) && numberless(one.name) != numberless(other.name);
        plain && (other.energy.total().unsigned_abs(), other.place) < (total.unsigned_abs(), one.place)
    });
    let (mut alike, mut unclear) = (None, None);
    for other in plain.by_ref() {
        // The generation of a plant stands in one report at several points of its way: at the panels, at the inverters, at the gateway.
        let shared = Shared::of(one.energy, &[other.energy]);
        let comparable = total != 0 && other.energy.total() != 0 && !shared.pairs.is_empty();
        if shared.adds_up(20, MONTHS, DAYS) || generation && comparable && shared.is_near() {
            alike = alike.or(Some(other.place));
        } else if generation && !comparable {
            unclear = unclear.or(Some(other.place));
        }
    }
    alike.map(Relation::Alike).or(unclear.map(Relation::Unclear))
}

/// A name without what counts devices of a kind: numbers, letters, points of the compass.
pub(super) fn numberless(name: &str) -> String {
    let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十甲乙丙丁东西南北中#号尖峰平谷高低深段相".contains(c);
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '#'));
    words.filter(|word| word.len() > 1 || !word.is_ascii()).flat_map(str::chars).filter(|c| !counts(*c)).collect()
}

/// Whether a name tells no device apart from others: words of quantities, of generation and of the gateway alone.
pub(super) fn is_plain(name: &str) -> bool {
    let mut rest = name.to_lowercase();
    for word in PLAIN {
        rest = rest.replace(word, "");
    }
    !rest.chars().any(char::is_alphanumeric)
}

/// Whether a name tells no device, and no more than what its table is: 光伏结算单.
fn is_report_alone(name: &str) -> bool {
    is_plain(&super::flows::without_reports(name))
}

/// Whether another meter's energy is this one's, within half a hundredth in nearly all months or days.
pub(super) fn is_same(one: &Energy, other: &Energy) -> bool {
    Shared::of(one, &[other]).adds_up(5, MONTHS, DAYS)
}

/// Words of quantities, of generation and of the gateway.
const PLAIN: [&str; 44] = [
    "光伏发电系统",
    "光伏",
    "太阳能",
    "逆变器",
    "发电",
    "电站",
    "电量",
    "电能",
    "有功",
    "正向",
    "反向",
    "上网",
    "下网",
    "购电",
    "外购",
    "用网",
    "余电",
    "关口",
    "总表",
    "主表",
    "副表",
    "备表",
    "校核",
    "并网",
    "计量",
    "直流侧",
    "交流侧",
    "交流",
    "直流",
    "进线",
    "电",
    "量",
    "表",
    "总",
    "日",
    "月",
    "solar",
    "yield",
    "energy",
    "inverter",
    "total",
    "pv",
    "generation",
    "production",
];

/// Whether a name calls no place or device of its own, or one that all parts are of: 光伏合计, 总进线, not 东区总表 beside feeders of the west.
fn is_whole_of(name: &str, parts: &[&Member<'_>]) -> bool {
    const WHOLES: [&str; 16] = [
        "合计", "小计", "总计", "共计", "汇总", "园区", "厂区", "全园", "全站", "全厂", "全部", "全区", "overall", "subtotal", "sum", "all",
    ];
    let mut rest = name.to_lowercase();
    for word in WHOLES.iter().chain(&PLAIN) {
        rest = rest.replace(word, "");
    }
    for volts in ["kv", "mwh", "kwh"] {
        rest = rest.replace(volts, "");
    }
    rest.retain(|c| c.is_alphabetic() && !"线柜侧点口号站".contains(c));
    rest.is_empty() || parts.iter().all(|part| part.name.to_lowercase().contains(&rest))
}

/// Whether the parts are called devices, and the whole a plant: inverters below a 示范电站.
fn are_devices(whole: &Member<'_>, parts: &[&Member<'_>]) -> bool {
    let is_device = |name: &str| {
        ["逆变器", "组串", "汇流箱", "风机", "机组", "inverter", "string", "turbine"].iter().any(|word| name.to_lowercase().contains(word))
    };
    let is_plant = ["电站", "电厂", "系统", "plant", "site", "station"].iter().any(|word| whole.name.to_lowercase().contains(word));
    is_plant && !is_device(whole.name) && parts.iter().all(|part| is_device(part.name))
}

/// Whether what a plant delivers is what it generates, but for its own use and losses.
pub(super) fn is_delivery(delivered: &Energy, generated: &Energy) -> bool {
    Shared::of(generated, &[delivered]).adds_up(100, 1, 3)
}

/// Whether it is so near, and for so long, that nothing else is meant.
pub(super) fn is_surely_delivery(delivered: &Energy, generated: &Energy) -> bool {
    Shared::of(generated, &[delivered]).adds_up(30, 6, 28)
}

/// What a whole and its parts have in the spans that all of them share.
pub(super) struct Shared {
    monthly: bool,
    /// The whole, and the sum of the parts.
    pairs: Vec<(i128, i128)>,
    /// In how many spans there is something in all of them.
    nonzero: usize,
    /// Whether all parts are in one proportion to each other in all spans.
    proportional: bool,
    /// How many parts there are.
    parts: usize,
}

impl Shared {
    pub(super) fn of(whole: &Energy, parts: &[&Energy]) -> Self {
        let monthly = whole.monthly || parts.iter().any(|part| part.monthly);
        let (all, of_parts) = (whole.by(monthly), parts.iter().map(|part| part.by(monthly)).collect::<Vec<_>>());
        let (mut pairs, mut nonzero, mut proportional) = (Vec::new(), 0, true);
        let mut first: Option<Vec<i128>> = None;
        for (span, sum) in &*all {
            let values: Vec<i128> = of_parts.iter().filter_map(|part| part.get(span).copied()).collect();
            if values.len() == parts.len() {
                pairs.push((*sum, values.iter().sum()));
                let of = first.get_or_insert_with(|| values.clone());
                proportional &=
                    values.iter().zip(of.iter()).all(|(value, one)| value.saturating_mul(of[0]) == values[0].saturating_mul(*one));
                nonzero += usize::from(*sum != 0 && values.iter().all(|value| *value != 0));
            }
        }
        Self { monthly, pairs, nonzero, proportional, parts: parts.len() }
    }

    /// Whether the parts add up to the whole in nearly all of so many months or days, each within so many thousandths.
    pub(super) fn adds_up(&self, thousandths: u128, months: usize, days: usize) -> bool {
        let near =
            |(whole, sum): &&(i128, i128)| whole.abs_diff(*sum).saturating_mul(1000) <= whole.unsigned_abs().saturating_mul(thousandths);
        let equal = self.pairs.iter().filter(near).count();
        let shared = self.pairs.len();
        shared >= if self.monthly { months } else { days } && self.nonzero * 2 >= shared && equal * 10 >= shared * 9
    }

    /// Whether the whole is what the parts are together, less what is lost on the way: at most an eighth, and nearly the same share in nearly all of
    /// at least so many months or days.
    pub(super) fn is_after_losses(&self) -> bool {
        let (whole, sum) = self.pairs.iter().fold((0_i128, 0_i128), |(a, b), (whole, sum)| (a + whole, b + sum));
        if sum <= 0 || whole.saturating_mul(1000) > sum.saturating_mul(1003) || whole.saturating_mul(1000) < sum.saturating_mul(875) {
            return false;
        }
        // The whole as the common share of the loss would have it, within two hundredths.
        let near = |(one, parts): &&(i128, i128)| {
            let (one, expected) = (one.saturating_mul(sum), parts.saturating_mul(whole));
            one.abs_diff(expected).saturating_mul(50) <= expected.unsigned_abs()
        };
        let shared = self.pairs.len();
        let least = if self.monthly { MONTHS } else { LOSSES };
        shared >= least && self.nonzero * 2 >= shared && self.pairs.iter().filter(near).count() * 10 >= shared * 9
    }

    /// Whether the parts are the whole within a tenth, over all and in nearly all spans.
    pub(super) fn is_near(&self) -> bool {
        let close = |a: i128, b: i128| a.abs_diff(b).saturating_mul(10) <= a.unsigned_abs().max(b.unsigned_abs());
        let (whole, sum) = self.pairs.iter().fold((0, 0), |(a, b), (whole, sum)| (a + whole, b + sum));
        let equal = self.pairs.iter().filter(|(whole, sum)| close(*whole, *sum)).count();
        whole != 0 && close(whole, sum) && equal * 10 >= self.pairs.len() * 8
    }

    /// Whether the parts are the whole to the last digit in all of at least so many spans.
    pub(super) fn is_sum(&self, least: usize) -> bool {
        let shared = self.pairs.len();
        let sums: BTreeSet<i128> = self.pairs.iter().map(|(whole, _)| *whole).collect();
        let varies = sums.len() >= least.min(4) && (!self.proportional || self.parts == 1);
        shared >= least && varies && self.nonzero * 2 >= shared && self.pairs.iter().all(|(whole, sum)| whole == sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64, count: u32, sum: i128) -> Day {
        Day { number, count, sum, first: sum, most: sum }
    }

    /// A year of days by a rule.
    fn energy(of: impl Fn(i128) -> i128) -> Energy {
        let days: Vec<Day> = (20_089..20_454).map(|number| day(number, 24, of(number.into()))).collect();
        let mut energy = Energy::default();
        energy.add(&days, Some(Step::Minutes(60)), 1);
        energy
    }

    #[test]
    fn a_whole_and_its_parts_are_told_from_neighbours() {
        let (one, two) = (energy(|n| 1000 + n % 37 * 50), energy(|n| 2000 + n % 53 * 40));
        let connection = energy(|n| (3000 + n % 37 * 50 + n % 53 * 40) * 98 / 100);
        let other = energy(|n| 3100 + n % 41 * 90);
        let i = |place, energy, name| Member { place, energy, name, named: false };
        let n = |place, energy, name| Member { place, energy, name, named: true };
        let [a, b, whole] = ["1#逆变器", "2#逆变器", "并网柜"];
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), n(2, &connection, whole)], false), [(2, Relation::Whole(vec![0, 1]))]);
        // Nearly the sum, and no name that says so.
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), i(2, &connection, "屋顶")], false), []);
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), n(2, &other, whole)], false), []);
        // Three inverters of one plant, of which one is as large as the others together, are three; what is called otherwise is their sum.
        let exact = energy(|n| 3000 + n % 37 * 50 + n % 53 * 40);
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), i(2, &exact, "3#逆变器")], false), []);
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), i(2, &exact, "光伏发电量")], false), [(2, Relation::Whole(vec![0, 1]))]);
        // A check meter counts once; two halves of one plant twice.
        let check = energy(|n| (1000 + n % 37 * 50) * 1001 / 1000);
        assert_eq!(relations(&[i(0, &one, "关口主表"), i(1, &check, "关口副表")], false), [(1, Relation::Alike(0))]);
        assert_eq!(relations(&[i(0, &one, "东区光伏"), i(1, &check, "西区光伏")], false), []);
        let mut monthly = Energy::default();
        let months: Vec<Day> = one.by_months().into_iter().map(|(number, sum)| day(number, 1, sum)).collect();
        monthly.add(&months, Some(Step::Month), 1);
        assert_eq!(relations(&[i(0, &one, a), i(1, &two, b), i(2, &monthly, "光伏")], false), [(2, Relation::Same(0))]);
    }
}
