//! Columns of one file that hold one energy in several ways: the power of a device beside its energy, its register beside both, what the month has
//! come to so far. The one that can be judged is read; the others are left, and said. What a column is called may not tell: the numbers do.

use std::collections::BTreeMap;

use super::flows::kind_of;
use super::found::{Column, Export, Role, Survey};
use super::meter::{Day, MeterSurvey};
use super::sense::{Quantity, quantity_words, sense};
use super::words;
use crate::dossier::{Dimension, Unit};
use crate::input::manifest::Layout;
use crate::input::table::with_unit;
use crate::measure::Step;
use crate::say;

/// A table of a file and a meter of it, by their places.
type Place = (usize, usize);

/// The energy of a meter day by day, in watt-hours, and the way in which its column holds it.
struct Held {
    place: Place,
    /// The sheet, and the device that rows name, where a table has a value of it.
    device: (Option<String>, String),
    /// What its header calls the device, without the words of quantities and directions.
    core: String,
    /// The flow and the direction that its header names.
    flow: (&'static str, bool),
    quantity: Quantity,
    days: BTreeMap<i64, i128>,
    /// Of a register, what it rose by up to each of its rows, where rows say the end of their time.
    ending: BTreeMap<i64, i128>,
}

/// Columns of one file are compared up to so many.
const MOST: usize = 400;

/// Leaves columns that repeat the energy of another column of their file.
pub(super) fn leave_repeated(exports: &mut [Export]) {
    for export in exports {
        let Ok(all) = &mut export.survey else { continue };
        let held: Vec<Held> = all
            .iter()
            .enumerate()
            .filter(|(_, survey)| survey.shape.is_readings())
            .flat_map(|(way, survey)| survey.meters.iter().enumerate().map(move |(at, meter)| held((way, at), survey, meter)))
            .filter(|held| held.days.values().any(|energy| *energy != 0))
            .collect();
        if held.len() < 2 || held.len() > MOST {
            continue;
        }
        let mut left: BTreeMap<Place, &Held> = BTreeMap::new();
        for one in &held {
            for other in
                held.iter().filter(|other| other.place != one.place && other.device == one.device && one.is_of_the_device_of(other))
            {
                if !left.contains_key(&one.place) && !left.contains_key(&other.place) && repeats(one, other) {
                    left.insert(one.place, other);
                }
            }
        }
        let told: Vec<(Place, Quantity, String)> = held
            .iter()
            .filter_map(|one| {
                left.get(&one.place).map(|other| (one.place, one.quantity, all[other.place.0].meters[other.place.1].id.clone()))
            })
            .collect();
        take_out(all, &told);
    }
}

impl Held {
    /// Whether the headers may be of one device: they call it alike, or one of them does not call it at all.
    fn is_of_the_device_of(&self, other: &Self) -> bool {
        // What a plant feeds in is not what it generates, nor what it takes: however near the numbers are.
        let (one, another) = (self.flow, other.flow);
        if one.1 != another.1 || (one.0 != another.0 && !one.0.is_empty() && !another.0.is_empty()) {
            return false;
        }
        self.core == other.core || self.core.is_empty() || other.core.is_empty()
    }
}

/// What a header calls its device.
fn core(header: &str) -> String {
    const CHINESE: [&str; 29] = [
        "区间",
        "时段",
        "增量",
        "底",
        "有功",
        "功率",
        "发电量",
        "发电",
        "用电量",
        "用电",
        "电量",
        "电能",
        "电度",
        "负荷",
        "下网",
        "上网",
        "正向",
        "反向",
        "累计",
        "累积",
        "当日",
        "今日",
        "平均",
        "瞬时",
        "总",
        "日",
        "月",
        "年",
        "量",
    ];
    const LATIN: [&str; 26] = [
        "power",
        "energy",
        "active",
        "p",
        "e",
        "avg",
        "average",
        "mean",
        "yield",
        "leistung",
        "energie",
        "total",
        "today",
        "daily",
        "kw",
        "kwh",
        "ac",
        "generation",
        "w",
        "wh",
        "reading",
        "usage",
        "register",
        "counter",
        "meterstand",
        "verbruik",
    ];
    let plain = with_unit(header).0.to_lowercase();
    let plain = quantity_words().chain(CHINESE).fold(plain, |plain, word| plain.replace(word, " "));
    let parts = words::words(&plain);
    // reading1, usage1: the number is the device's.
    let parts = parts.into_iter().flat_map(|part| {
        let plain = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let (plain, number) = part.split_at(plain.len());
        if LATIN.contains(&plain) { vec![number.to_owned()] } else { vec![part] }
    });
    let humps = |part: String| LATIN.iter().take(4).filter(|word| word.len() > 3).fold(part, |part, word| part.replace(word, ""));
    parts.map(humps).filter(|part| !part.is_empty() && !LATIN.contains(&part.as_str())).collect::<Vec<_>>().join(" ")
}

/// Whether a column holds the energy of another, which is read rather than it.
fn repeats(one: &Held, other: &Held) -> bool {
    let rank = |held: &Held| match held.quantity {
        Quantity::Energy => 0,
        Quantity::Register => 1,
        Quantity::Day => 2,
        Quantity::Power => 3,
        Quantity::Span => 4,
    };
    if rank(one) > rank(other) {
        let thousandths = if one.quantity == Quantity::Power { 60 } else { 30 };
        let courses = |held: &'_ Held| [held.days.clone(), held.ending.clone()];
        return courses(one).iter().any(|a| courses(other).iter().any(|b| agree(a, b, thousandths)));
    }
    // What the month or the year has come to so far, beside what each row adds.
    one.quantity == Quantity::Energy
        && other.quantity == Quantity::Energy
        && agree(&risen(&one.days), &other.days, 10)
        && one.days.len() > 3
}

/// What a running total rises by from one of its rows to the next; it starts anew where it falls.
fn risen(days: &BTreeMap<i64, i128>) -> BTreeMap<i64, i128> {
    let mut before: Option<i128> = None;
    days.iter()
        .filter_map(|(day, total)| {
            let last = before.replace(*total)?;
            Some((*day, if *total < last { *total } else { total - last }))
        })
        .collect()
}

/// Whether two courses are one, within so many thousandths on nearly all days on which there is anything, and over all.
fn agree(one: &BTreeMap<i64, i128>, other: &BTreeMap<i64, i128>, thousandths: u128) -> bool {
    let near = |a: i128, b: i128| a.abs_diff(b).saturating_mul(1000) <= a.unsigned_abs().max(b.unsigned_abs()).saturating_mul(thousandths);
    let shared: Vec<(i128, i128)> =
        one.iter().filter_map(|(day, a)| Some((*a, *other.get(day)?))).filter(|(a, b)| *a != 0 || *b != 0).collect();
    let (a, b) = shared.iter().fold((0_i128, 0_i128), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let equal = shared.iter().filter(|(a, b)| near(*a, *b)).count();
    shared.len() >= 2 && a != 0 && equal * 10 >= shared.len() * 8 && near(a, b)
}

/// The energy of a meter as its column holds it.
fn held(place: Place, survey: &Survey, meter: &MeterSurvey) -> Held {
    let column = column(survey, &meter.id);
    let unit = meter.unit.or_else(|| column?.unit.map(|u| u.unit));
    let power = survey.power || unit.is_some_and(|unit| unit.dimension == Dimension::Power);
    let register = survey.layout == Some(Layout::Register);
    let quantity = match (power, register, survey.daily) {
        (true, ..) => Quantity::Power,
        (_, true, true) => Quantity::Day,
        (_, true, false) => Quantity::Register,
        _ => Quantity::Energy,
    };
    let hours = |sum: i128| match meter.step.and_then(Step::seconds) {
        Some(seconds) => sum.saturating_mul(i128::from(seconds)) / 3600,
        None => 0,
    };
    let scale = size(unit);
    let energy = |day: &Day| match quantity {
        Quantity::Power => hours(day.sum),
        Quantity::Day => day.most,
        _ => day.sum,
    };
    let days = if quantity == Quantity::Register {
        // What it shows at the start of a day, or a month, and of the next.
        meter.days.windows(2).map(|pair| (pair[0].number, (pair[1].first - pair[0].first).saturating_mul(scale))).collect()
    } else {
        meter.days.iter().map(|day| (day.number, energy(day).saturating_mul(scale))).collect()
    };
    let device = if survey.column(&Role::Meter).is_some() { meter.id.strip_suffix(&survey.suffix).unwrap_or(&meter.id) } else { "" };
    let ending = if quantity == Quantity::Register {
        meter.days.windows(2).map(|pair| (pair[1].number, (pair[1].first - pair[0].first).saturating_mul(scale))).collect()
    } else {
        BTreeMap::new()
    };
    let core = column.map(|column| core(&column.name)).unwrap_or_default();
    let flow = column.map_or(("", false), |column| {
        let name = column.name.as_str();
        (kind_of(&[name], false).flow, sense(name).reverse == Some(true))
    });
    Held { place, device: (survey.sheet.clone(), device.to_owned()), core, flow, quantity, days, ending }
}

/// The column of a meter's values.
fn column<'a>(survey: &'a Survey, id: &str) -> Option<&'a Column> {
    let own = survey.columns.iter().find(|c| matches!(&c.role, Role::OfMeter(of) if of == id));
    own.or_else(|| survey.columns.iter().find(|c| matches!(c.role, Role::Value | Role::Energy | Role::Point(_) | Role::Across(_))))
}

/// The size of a unit of energy or power in watt-hours or watts; kilo where none is known.
pub(super) fn size(unit: Option<Unit>) -> i128 {
    match unit.map_or("kWh", Unit::name).trim_end_matches('h') {
        "W" => 1,
        "MW" => 1_000_000,
        "GW" => 1_000_000_000,
        "万kW" => 10_000_000,
        _ => 1000,
    }
}

/// Takes columns out of their tables, and tables of which nothing is left.
fn take_out(all: &mut Vec<Survey>, told: &[(Place, Quantity, String)]) {
    let mut gone = Vec::new();
    for (way, survey) in all.iter_mut().enumerate() {
        let of: Vec<&(Place, Quantity, String)> = told.iter().filter(|((table, _), ..)| *table == way).collect();
        let Some((_, quantity, other)) = of.first() else { continue };
        let why = |quantity: Quantity, other: &str| say!("it is {what} of what `{other}` counts, in the same course", what => quantity.said(), other);
        if of.len() == survey.meters.len() {
            let number = survey.columns.iter().find(|c| matches!(c.role, Role::Value | Role::OfMeter(_))).map(|c| c.number);
            gone.push((way, number, why(*quantity, other)));
            continue;
        }
        let ids: BTreeMap<String, (Quantity, &str)> =
            of.iter().map(|((_, at), quantity, other)| (survey.meters[*at].id.clone(), (*quantity, other.as_str()))).collect();
        // Rows that name their meters are read for all of them alike.
        if survey.column(&Role::Meter).is_some() {
            continue;
        }
        for column in &mut survey.columns {
            if let Role::OfMeter(id) = &column.role
                && let Some((quantity, other)) = ids.get(id)
            {
                column.role = Role::Unused(why(*quantity, other));
            }
        }
        survey.meters.retain(|meter| !ids.contains_key(&meter.id));
    }
    for (_, number, why) in &gone {
        for column in all.iter_mut().flat_map(|survey| &mut survey.columns) {
            if Some(column.number) == *number && matches!(column.role, Role::Unused(_)) {
                column.role = Role::Unused(why.clone());
            }
        }
    }
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        gone.iter().all(|(way, ..)| *way != at - 1)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days by a rule.
    fn days(of: impl Fn(i64) -> i128) -> BTreeMap<i64, i128> {
        (0..30).map(|day| (day, of(day))).collect()
    }

    #[test]
    fn headers_tell_whether_columns_are_of_one_device() {
        for (one, other) in [
            ("1#光伏有功(kW)", "1#光伏发电量(kWh)"),
            ("110kV进线.P(kW)", "110kV进线.正向电度(kWh)"),
            ("PV Power (kW)", "PV Energy (kWh)"),
            ("总有功功率(W)", "当日发电(Wh)"),
        ] {
            assert_eq!(core(one), core(other));
        }
        // Two transformers that share a load, a store's two directions, two plants under one sky.
        for (one, other) in [
            ("1#主变有功功率(kW)", "2#主变下网电量(kWh)"),
            ("储能充电电量(kWh)", "储能放电功率(kW)"),
            ("东区累计发电量(kWh)", "西区发电量(kWh)"),
            ("1#进线有功功率(kW)", "一厂区用电量(kWh)"),
        ] {
            assert_ne!(core(one), core(other));
        }
    }

    #[test]
    fn one_course_in_two_ways_is_known_by_its_numbers() {
        let energy = days(|day| 1000 + i128::from(day % 7) * 130);
        let power = days(|day| 1010 + i128::from(day % 7) * 132);
        let other = days(|day| 1000 + i128::from(day % 5) * 260);
        assert!(agree(&power, &energy, 60) && !agree(&other, &energy, 60));
        let mut sum = 0;
        let running: BTreeMap<i64, i128> = energy
            .iter()
            .map(|(day, value)| {
                sum += value;
                (*day, sum)
            })
            .collect();
        assert!(agree(&risen(&running), &energy, 10));
    }
}
