//! Which columns of numbers are read: of power, energy of the interval, counter of the day and register of one device, the one that can be
//! judged. What is left is said.

use std::collections::BTreeMap;

use super::found::{Part, Role, Shape};
use super::keys::tell_places;
use super::kinds::chosen;
use super::lines::REVERSE;
use super::sense::{Quantity, Sense, group_of_others, is_code, is_of_month, kind_word, not_energy, sense};
use super::sheet::{Sheet, read_any};
use super::understood::{Understood, cells, days_apart, layout_of};
use super::words;
use crate::dossier::{Dimension, Unit};
use crate::input::field::Stamp;
use crate::input::manifest::Layout;
use crate::input::qualified::ratio;
use crate::input::table::columns;
use crate::input::table::{find_column, folded, is_footer_cell, with_unit};
use crate::input::times::epoch::{Epoch, looks_like_epoch};
use crate::measure::Exact;
use crate::say;
use crate::say::Part as Names;

/// A column that may be read.
#[derive(Clone, Debug)]
struct Candidate {
    at: usize,
    sense: Sense,
    stated: bool,
    /// Whether its header calls it cumulated: a register, or what the month or year has come to so far.
    running: bool,
}

/// Finds the columns of values, and the ways of reading that follow.
pub(super) fn values(sheet: &Sheet, mut found: Understood) -> Vec<Understood> {
    let candidates = candidates(sheet, &mut found);
    tell_places(sheet, &mut found);
    if candidates.is_empty() {
        found.notes.push(say!("no column holds values of energy or power"));
        return vec![found];
    }
    let plain = found.clone();
    let ways = if found.at(&Role::Meter).is_some() { by_row(sheet, found, &candidates) } else { by_column(sheet, found, &candidates) };
    if !ways.is_empty() {
        return ways;
    }
    let mut none = plain;
    none.running_totals = true;
    let names = Names::names(candidates.iter().map(|candidate| format!("`{}`", sheet.name(candidate.at))));
    none.notes.push(say!(
        "{names}: what a month or a year has come to so far, from which the energy of a row is not read: export the energy of each row beside it",
        names => names
    ));
    vec![none]
}

/// Columns of numbers that are no time, no name, and nothing but energy or power as far as their headers tell.
fn candidates(sheet: &Sheet, found: &mut Understood) -> Vec<Candidate> {
    let mut all = Vec::new();
    // Beside tariff parts, what is called their total is the value.
    let parts = (0..sheet.width).filter(|at| found.is_free(*at) && is_part(sheet.name(*at))).count();
    for at in 0..sheet.width {
        if !found.is_free(at) {
            continue;
        }
        let (name, profile) = (sheet.name(at), &sheet.profiles[at]);
        let above = sheet.above.get(at).map_or("", String::as_str);
        let stated = found.columns[at].unit.is_some_and(|u| !u.guess);
        // Other words of a header were weighed already.
        let reactive = name.contains("无功") || folded(name).contains("reactive");
        let part = kind_word(&with_unit(name).0).filter(|k| k.is_part || reactive).and_then(|k| k.left);
        let part = part.filter(|_| !is_part(name) || has_total(sheet, at));
        let total = parts > 0 && is_total(name);
        // 日 below 发电量, beside 月累计.
        let of_day = name == "日" && self::sense(above).quantity == Some(Quantity::Energy);
        if let Some(why) = not_energy(name).filter(|_| !total && !of_day).or_else(|| group_of_others(above)).or(part) {
            found.set(at, Role::Unused(why));
        } else if is_code(name)
            || is_number_of_something(profile, name)
            || (name.is_empty() && sheet.header.is_some() && profile.is_numbers() && !stated)
        {
            let why = if name.is_empty() {
                say!("numbers that no header explains")
            } else {
                say!("a number or a name of something, no quantity")
            };
            found.set(at, Role::Unused(why));
        } else if !stated && is_time_again(sheet, found, at) {
            found.set(at, Role::Unused(say!("the time of the row once more")));
        } else if profile.is_numbers() || is_of_energy(profile, name) {
            let mut sense = sense(name);
            if of_day {
                (sense.device, sense.quantity) = (String::new(), Some(Quantity::Day));
            }
            // 正向 and 反向 below 有功示数.
            sense.quantity = sense.quantity.or_else(|| self::sense(above).quantity.filter(|_| sense.reverse.is_some()));
            // What a month has come to is the energy of a row of that month.
            if sense.quantity == Some(Quantity::Span) && is_of_month(name) && is_months(sheet, found) {
                sense.quantity = Some(Quantity::Energy);
            }
            if sense.quantity.is_none() && is_called_register(sheet, at) {
                sense.quantity = Some(Quantity::Register);
            }
            all.push(Candidate { at, sense, stated, running: name.contains("累计") || name.contains("累积") });
        }
    }
    // Beside a column that is the value by its name or its unit, numbers that are the same in all rows of a meter are numbers of something.
    let value = find_column(&cells(sheet), None, columns::VALUE);
    let has_value = all.iter().any(|one| (Some(one.at) == value || one.stated) && !is_fixed(sheet, found, one.at));
    if has_value && found.at(&Role::Meter).is_some() {
        let fixed = |one: &Candidate| {
            let known = one.stated || one.sense.quantity.is_some() || Some(one.at) == value || speaks(sheet.name(one.at));
            !known && is_fixed(sheet, found, one.at)
        };
        let numbers: Vec<usize> = all.iter().filter(|one| fixed(one)).map(|one| one.at).collect();
        for at in &numbers {
            found.set(*at, Role::Unused(say!("the same number in all rows of a meter: a number of something, no quantity")));
        }
        all.retain(|one| !numbers.contains(&one.at));
    }
    // What another column has with the multiplier in it is not read for itself.
    let secondary: Vec<(usize, usize)> = all
        .iter()
        .filter_map(|one| all.iter().find(|other| multiplied(sheet, found, one.at, other.at)).map(|other| (one.at, other.at)))
        .collect();
    for (at, other) in &secondary {
        found.set(*at, Role::Unused(say!("`{other}` is it with the multiplier", other = sheet.name(*other))));
    }
    all.retain(|one| secondary.iter().all(|(at, _)| *at != one.at));
    // Columns of one quantity in several years are no meters.
    let yearless = |at: usize| {
        let name = sheet.name(at);
        let year = name.char_indices().map(|(from, _)| from).find(|from| {
            name[*from..].get(..4).is_some_and(|y| y.starts_with("20") && y.bytes().all(|b| b.is_ascii_digit()))
                && name[*from + 4..].starts_with('年')
        })?;
        Some((name[year..year + 4].to_owned(), format!("{}{}", &name[..year], &name[year + 4..])))
    };
    let years: Vec<(usize, String, String)> =
        all.iter().filter_map(|one| yearless(one.at).map(|(year, rest)| (one.at, year, rest))).collect();
    let of_several =
        |at: usize| years.iter().any(|(own, year, rest)| *own == at && years.iter().any(|(_, other, of)| of == rest && other != year));
    for (at, ..) in years.iter().filter(|(at, ..)| of_several(*at)) {
        found.set(*at, Role::Unused(say!("columns of several years stand side by side: give each year rows of its own")));
    }
    all.retain(|one| !of_several(one.at));
    // Where some columns state their unit, those that state none and of which no word tells energy are none.
    let units = all.iter().any(|c| c.stated);
    let (kept, dropped): (Vec<Candidate>, Vec<Candidate>) = all.into_iter().partition(|c| {
        !units || c.stated || c.sense.quantity.is_some() || words::unit_of(sheet.name(c.at)).is_some() || names_flow(sheet.name(c.at))
    });
    for one in dropped {
        found.set(one.at, Role::Unused(say!("numbers without a unit, beside columns that state theirs")));
    }
    kept
}

/// Whether a header states the unit of its cells, or a flow beside some numbers: a meter's, though most are no numbers (512*, 停运) or all are empty.
fn is_of_energy(profile: &super::sheet::Profile, name: &str) -> bool {
    let is_time = profile.is_stamps(true) || profile.is_clock() || profile.is_ranges();
    let is_of_flow = || profile.numbers * 10 > profile.filled && names_flow(name);
    !is_time && (words::unit_of(name).is_some_and(|unit| !unit.guess) || is_of_flow())
}

/// Whether a table is called one of register readings, and the numbers of a column never fall in it.
fn is_called_register(sheet: &Sheet, at: usize) -> bool {
    let called = ["表底", "示数", "示值", "表码", "底码", "起止码"].iter().any(|word| sheet.called.contains(word));
    if !called || ["电量", "用量"].iter().any(|word| sheet.called.contains(word)) {
        return false;
    }
    let numbers = numbers_of(sheet, at);
    // What a register rises by is little beside what it shows.
    let slow = || numbers.windows(2).all(|pair| (&pair[1] - &pair[0]) * Exact::from(2_i64) <= pair[1]);
    let stated = with_unit(sheet.name(at)).1.and_then(Unit::parse).is_some();
    let mut flows = (0..sheet.width).filter(|other| sheet.profiles[*other].is_numbers() && names_flow(sheet.name(*other)));
    numbers.len() > 1 && numbers.is_sorted() && (!stated || slow()) && flows.all(|other| numbers_of(sheet, other).is_sorted())
}

/// The numbers of a column in the rows looked at.
fn numbers_of(sheet: &Sheet, at: usize) -> Vec<Exact> {
    sheet.rows.iter().filter_map(|(_, cells)| ratio(cells.get(at)?)).collect()
}

/// Whether a header speaks of energy, of a flow or of a register.
fn speaks(name: &str) -> bool {
    let kind = super::flows::kind_of(&[name], false);
    let text = folded(name);
    let register = ["reading", "register", "tariff", "stand", "index", "t1", "t2"].iter().any(|word| text.contains(word));
    register || !kind.carrier.is_empty() || !text.chars().any(char::is_alphabetic) || words::unit_of(name).is_some()
}

/// Whether a column holds one whole number, not zero, in all rows of each meter, as far as the first rows tell.
fn is_fixed(sheet: &Sheet, found: &Understood, at: usize) -> bool {
    let profile = &sheet.profiles[at];
    let whole = |cell: &String| cell.bytes().all(|byte| byte.is_ascii_digit()) && cell.bytes().any(|byte| byte != b'0');
    let mut of: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let meter = found.at(&Role::Meter);
    let same = sheet.rows.iter().all(|(_, cells)| {
        let get = |at: usize| cells.get(at).map_or("", String::as_str);
        let known = of.entry(meter.map_or("", get)).or_insert((get(at), 0));
        known.1 += 1;
        known.0 == get(at)
    });
    same && profile.distinct.iter().all(whole) && of.values().any(|(_, rows)| *rows > 2)
}

/// Whether a column of numbers is the time of its row once more, in seconds or milliseconds since 1970.
fn is_time_again(sheet: &Sheet, found: &Understood, at: usize) -> bool {
    let Some(time) = found.at(&Role::Time) else { return false };
    let profile = &sheet.profiles[at];
    let Some(epoch) = profile.distinct.first().and_then(|cell| looks_like_epoch(cell.trim())) else { return false };
    let scale = if epoch == Epoch::Seconds { 1 } else { 1000 };
    // The clock of the stamp may be that of any zone.
    let near = |cell: &str, stamp: &str| {
        let (Ok(number), Ok(Stamp::Instant { civil_seconds, .. })) = (cell.trim().parse::<i64>(), read_any(stamp)) else { return false };
        (number / scale - civil_seconds).abs() <= 15 * 3600
    };
    profile.is_numbers()
        && sheet.rows.iter().all(|(_, cells)| match (cells.get(at), cells.get(time)) {
            (Some(cell), Some(stamp)) => cell.is_empty() || near(cell, stamp),
            _ => true,
        })
}

/// Whether a header names a flow of the park: 余电上网, 2#线下网.
fn names_flow(name: &str) -> bool {
    !super::flows::kind_of(&[name], false).flow.is_empty()
}

/// Whether each row is of a month.
fn is_months(sheet: &Sheet, found: &Understood) -> bool {
    match found.at(&Role::Time).or_else(|| found.at(&Role::Date)) {
        Some(at) => {
            let profile = &sheet.profiles[at];
            profile.months > 0 && profile.months * 10 >= profile.filled * 9
                || found.base.is_some_and(|base| base.named.month.is_none())
                    && profile.distinct.iter().all(|cell| super::calendar::month_day(cell).is_none())
        }
        None => {
            found.base.is_some_and(|base| base.named.month.is_some())
                || found.at(&Role::Part(Part::Month)).is_some() && found.at(&Role::Part(Part::Day)).is_none()
        }
    }
}

/// Whether a column is another before the multiplier of its row: 抄见电量 × 倍率 = 计费电量.
fn multiplied(sheet: &Sheet, found: &Understood, one: usize, other: usize) -> bool {
    let factors: Vec<usize> = found
        .columns
        .iter()
        .filter(|column| matches!(column.role, Role::Multiplier | Role::Known("ct_ratio" | "pt_ratio")))
        .map(|column| column.number - 1)
        .collect();
    if factors.is_empty() || one == other {
        return false;
    }
    let number = |cells: &[String], at: usize| ratio(cells.get(at)?);
    let (mut rows, mut equal) = (0_usize, 0_usize);
    for (_, cells) in &sheet.rows {
        let (Some(one), Some(other)) = (number(cells, one), number(cells, other)) else { continue };
        let Some(factor) = factors.iter().try_fold(Exact::one(), |product, at| Some(product * &number(cells, *at)?)) else { continue };
        if factor == Exact::one() {
            continue;
        }
        rows += 1;
        let product = &one * &factor;
        equal += usize::from((&product - &other).abs() * Exact::from(100_i64) <= other);
    }
    rows >= 2 && equal * 10 >= rows * 9
}

/// Whether a column without a unit holds numbers of something: whole ones of nine digits and more, the same in many rows.
fn is_number_of_something(profile: &super::sheet::Profile, name: &str) -> bool {
    let long = |cell: &String| cell.len() >= 9 && cell.bytes().all(|b| b.is_ascii_digit());
    let repeated = profile.distinct.len() * 4 <= profile.filled;
    repeated && words::unit_of(name).is_none_or(|unit| unit.guess) && !profile.distinct.is_empty() && profile.distinct.iter().all(long)
}

/// Whether a header names a tariff part or a phase of an energy: 尖电量, 峰(kWh), A相电量.
fn is_part(name: &str) -> bool {
    let plain = with_unit(name).0;
    let signs = plain.contains(['尖', '峰', '平', '谷']) || PHASES.iter().any(|phase| folded(&plain).contains(phase));
    signs && !plain.contains("无功") && kind_word(&plain).is_some_and(|kind| kind.left.is_some())
}

const PHASES: [&str; 3] = ["a相", "b相", "c相"];

/// What is left of the name of a part, or of a total, without the words that make it one.
fn stem_of(name: &str) -> String {
    let mut plain = folded(&with_unit(name).0);
    for word in [
        "用电量",
        "尖峰",
        "高峰",
        "低谷",
        "深谷",
        "尖时",
        "峰时",
        "平时",
        "谷时",
        "尖",
        "峰",
        "平",
        "谷",
        "时段",
        "段",
        "总",
        "合计",
        "小计",
        "电量",
        "用电",
        "有功",
        "正向",
        "a相",
        "b相",
        "c相",
    ] {
        plain = plain.replace(word, "");
    }
    plain.retain(|c| !matches!(c, '(' | ')' | '（' | '）' | '-' | '_' | '/' | '.'));
    plain
}

/// Whether another column holds the total of the one of which a column is a part.
fn has_total(sheet: &Sheet, part: usize) -> bool {
    let stem = stem_of(sheet.name(part));
    let above = |at: usize| sheet.above.get(at).map_or("", String::as_str);
    (0..sheet.width).any(|at| {
        let name = sheet.name(at);
        let numbers = sheet.profiles[at].is_numbers() || sheet.profiles[at].filled == 0;
        at != part
            && numbers
            && above(at) == above(part)
            && !is_part(name)
            && !name.contains("无功")
            && (is_total(name) || not_energy(name).is_none())
            && stem_of(name) == stem
    })
}

/// Whether a header names the total of such parts, and nothing but energy.
fn is_total(name: &str) -> bool {
    let (plain, unit) = with_unit(name);
    let rest = ["合计", "总计", "小计", "总"].iter().find_map(|word| plain.contains(word).then(|| plain.replacen(word, "", 1)));
    let energy = unit.and_then(Unit::parse).is_none_or(|unit| unit.dimension == Dimension::Energy);
    energy && rest.is_some_and(|rest| matches!(rest.trim(), "" | "电量" | "用电量" | "发电量" | "有功" | "有功电量"))
}

/// Leaves power beside the energy of the same meter, where no word says that it is of another flow.
fn without_power(sheet: &Sheet, found: &mut Understood, candidates: &[Candidate]) -> Vec<Candidate> {
    let energy = |c: &Candidate| {
        let unit = found.columns[c.at].unit.filter(|unit| !unit.guess).map(|unit| unit.unit.dimension);
        c.sense.quantity != Some(Quantity::Power) && (unit == Some(Dimension::Energy) || unit.is_none() && c.sense.quantity.is_some())
    };
    let flow = |c: &Candidate| super::flows::kind_of(&[sheet.name(c.at)], false).flow;
    let energies: Vec<(usize, &str)> = candidates.iter().filter(|c| energy(c)).map(|c| (c.at, flow(c))).collect();
    let (kept, left): (Vec<Candidate>, Vec<Candidate>) = candidates.iter().cloned().partition(|c| {
        let of = flow(c);
        energies.is_empty() || c.sense.quantity != Some(Quantity::Power) || !of.is_empty() && energies.iter().all(|(_, other)| *other != of)
    });
    for one in left {
        found.set(one.at, Role::Unused(say!("power, beside the energy of the same meter")));
    }
    kept
}

/// Rows that name their meter: one column for each direction of it.
fn by_row(sheet: &Sheet, mut found: Understood, candidates: &[Candidate]) -> Vec<Understood> {
    let candidates = &without_power(sheet, &mut found, candidates)[..];
    let days = days_apart(sheet, &found);
    let cells = cells(sheet);
    let usual = find_column(&cells, None, columns::VALUE);
    let mut all = Vec::new();
    for reverse in [false, true] {
        let of: Vec<&Candidate> = candidates.iter().filter(|c| c.sense.reverse.unwrap_or(false) == reverse).collect();
        // Several energies of rows without a device (发电量, 用电量) are each their own; one beside counters and power is the device's.
        let is_nameless = |c: &Candidate| c.sense.device.is_empty() && c.sense.quantity == Some(Quantity::Energy);
        let energies = of.iter().filter(|c| is_nameless(c)).count();
        // Columns with words of their own (发电量, 上网电量) are meters of their own; a column without words is the value.
        let mut groups: BTreeMap<(bool, String), Vec<&Candidate>> = BTreeMap::new();
        for one in of {
            let own = one.sense.quantity.is_none() || (energies > 1 && is_nameless(one));
            let device = if own { with_unit(sheet.name(one.at)).0.to_string() } else { one.sense.device.clone() };
            groups.entry((!device.is_empty(), device)).or_default().push(one);
        }
        let several = groups.len() > 1;
        let main = groups
            .iter()
            .find(|(_, group)| group.iter().any(|c| Some(c.at) == usual))
            .or_else(|| groups.iter().next())
            .map(|(key, _)| key.clone());
        for (key, group) in groups {
            let Some((best, left)) = best(&group, days) else { continue };
            let mut one = found.clone();
            if reverse {
                one.suffix.push_str(REVERSE);
            }
            if several && Some(&key) != main.as_ref() {
                one.suffix.push_str(&format!("/{}", key.1));
            }
            read_as(&mut one, best, days);
            one.set(best.at, Role::Value);
            for other in candidates.iter().filter(|c| c.at != best.at) {
                let why = if group.iter().any(|c| c.at == other.at) {
                    other.sense.quantity.unwrap_or(Quantity::Energy).said()
                } else {
                    say!("read by a table of its own")
                };
                one.set(other.at, Role::Unused(why));
            }
            if !left.is_empty() {
                let names: Vec<String> = left.iter().map(|c| sheet.name(c.at).to_owned()).collect();
                one.notes.push(chosen(sheet.name(best.at), best.sense.quantity, &names));
            }
            all.push(one);
        }
    }
    all
}

/// What a way of reading is, by its value.
fn read_as(one: &mut Understood, best: &Candidate, days: bool) {
    let (layout, daily, power) = layout_of(best.sense.quantity.unwrap_or(Quantity::Energy), days);
    one.layout = Some(layout);
    one.shape = if layout == Layout::Register { Shape::Register } else { Shape::Long };
    one.daily = daily;
    one.power |= power;
    if daily {
        one.notes.push(say!(
            "`{column}` is a counter of the day: it rises through the day and starts again at midnight, so that it is read as a register (`resets = \"daily\"`), never as energies",
            column = one.columns[best.at].name
        ));
    }
}

/// The column of a device that can be judged: energy of the interval, else the register, else the counter of the day, else power.
fn best<'a>(group: &[&'a Candidate], days: bool) -> Option<(&'a Candidate, Vec<&'a Candidate>)> {
    let plain = group.iter().any(|c| c.sense.quantity.is_none() && c.stated);
    let rank = |c: &Candidate| match c.sense.quantity {
        // Beside a column of the device in a unit of energy.
        Some(Quantity::Register) if c.running && plain => 8,
        Some(Quantity::Energy) => 0,
        Some(Quantity::Day) if days => 1,
        Some(Quantity::Register) => 2,
        Some(Quantity::Day) => 3,
        None => 4,
        Some(Quantity::Power) => 5,
        Some(Quantity::Span) => 9,
    };
    let best = group.iter().copied().filter(|c| rank(c) < 9).min_by_key(|c| (rank(c), !c.stated, c.at))?;
    let left = group.iter().copied().filter(|c| c.at != best.at).collect();
    Some((best, left))
}

/// Rows of a time: a column for each meter, or one for the meter of the file.
fn by_column(sheet: &Sheet, found: Understood, candidates: &[Candidate]) -> Vec<Understood> {
    let days = days_apart(sheet, &found);
    let repeated = |at: usize| (0..sheet.width).filter(|o| sheet.name(*o) == sheet.name(at)).count() > 1;
    // Under one group several rows of names repeat, or say a quantity alone: then the group is the device (1#逆变器 above 日发电量).
    let above = |c: &Candidate| sheet.above.get(c.at).map_or("", String::as_str).trim();
    let groups = candidates.iter().map(above).filter(|above| !above.is_empty()).collect::<std::collections::BTreeSet<_>>().len();
    let device = |c: &Candidate| {
        let above = above(c);
        if (repeated(c.at) || groups > 1 && c.sense.device.is_empty()) && !above.is_empty() {
            format!("{above}{}{}", if c.sense.device.is_empty() { "" } else { " " }, c.sense.device)
        } else {
            c.sense.device.clone()
        }
    };
    let mut order: Vec<(String, bool)> = Vec::new();
    let mut groups: BTreeMap<(String, bool), Vec<&Candidate>> = BTreeMap::new();
    for one in candidates {
        let nameless = one.sense.quantity.is_none() || one.sense.quantity == Some(Quantity::Energy) && one.sense.reverse.is_none();
        let mut name = device(one);
        if name.is_empty() && nameless {
            // 发电量 and 上网电量 are meters by their words alone.
            name = with_unit(sheet.name(one.at)).0.to_string();
        }
        let key = (name, one.sense.reverse.unwrap_or(false));
        if !groups.contains_key(&key) {
            order.push(key.clone());
        }
        groups.entry(key).or_default().push(one);
    }
    // A single word of energy beside counters and power of the same nameless device is that device's.
    merge_nameless(&mut order, &mut groups);
    let single =
        order.iter().filter(|key| !key.1).count() <= 1 && groups.keys().map(|k| &k.0).collect::<std::collections::BTreeSet<_>>().len() == 1;
    let named_device = order.first().is_some_and(|key| groups[key].iter().all(|c| !device(c).is_empty()) && candidates.len() > 1);
    let mut by_layout: BTreeMap<(u8, bool), Understood> = BTreeMap::new();
    let mut ids = std::collections::BTreeSet::new();
    for key in &order {
        let group = &groups[key];
        let Some((best, left)) = best(group, days) else { continue };
        let (layout, daily, power) = layout_of(best.sense.quantity.unwrap_or(Quantity::Energy), days);
        let place = (u8::from(layout == Layout::Register) + u8::from(power) * 2, daily);
        let one = by_layout.entry(place).or_insert_with(|| {
            let mut one = found.clone();
            one.layout = Some(layout);
            (one.daily, one.power) = (daily, one.power || power);
            one
        });
        let alone = single && order.len() == 1 && !named_device;
        let id = if single && !named_device {
            found.own.clone()
        } else if group.len() == 1 && !repeated(best.at) && !key.1 && best.sense.reverse.is_none() {
            with_unit(sheet.name(best.at)).0.to_string()
        } else {
            key.0.clone()
        };
        // Of one column under a group the name of the quantity stays: Warehouse power.
        let plain = with_unit(sheet.name(best.at)).0.to_string();
        let id = if group.len() == 1 && repeated(best.at) && plain.is_ascii() && !id.contains(plain.as_str()) {
            format!("{id} {plain}")
        } else {
            id
        };
        // 尖 峰 平 谷 alone: the meter is that of the file.
        let id = if is_part(sheet.name(best.at)) && stem_of(sheet.name(best.at)).is_empty() { format!("{}/{id}", found.own) } else { id };
        // A registry has no row that is called a total.
        let id = if is_footer_cell(id.trim(), false) { format!("{}/{id}", found.own) } else { id };
        let nameless = id.trim().is_empty();
        let id = if nameless { with_unit(sheet.name(best.at)).0.to_string() } else { id };
        let mut id = if key.1 && !nameless { format!("{id}{REVERSE}") } else { id };
        if id.trim().is_empty() || !ids.insert(id.clone()) {
            id = format!("column {}", best.at + 1);
            ids.insert(id.clone());
        }
        if daily {
            one.notes.push(say!(
                "`{column}` is a counter of the day: it rises through the day and starts again at midnight, so that it is read as a register (`resets = \"daily\"`), never as energies",
                column = sheet.name(best.at)
            ));
        }
        one.shape = match (alone, layout) {
            (true, Layout::Register) => Shape::Register,
            (true, _) => Shape::Long,
            _ => Shape::MeterColumns,
        };
        one.set(best.at, if alone { Role::Value } else { Role::OfMeter(id.trim().to_owned()) });
        if !left.is_empty() {
            let names: Vec<String> = left.iter().map(|c| sheet.name(c.at).to_owned()).collect();
            one.notes.push(chosen(sheet.name(best.at), best.sense.quantity, &names));
        }
        for other in left {
            one.set(other.at, Role::Unused(other.sense.quantity.unwrap_or(Quantity::Energy).said()));
        }
    }
    let taken: Vec<(usize, (u8, bool))> = by_layout
        .iter()
        .flat_map(|(place, one)| {
            one.columns.iter().filter(|c| matches!(c.role, Role::OfMeter(_) | Role::Value)).map(|c| (c.number - 1, *place))
        })
        .collect();
    for (place, one) in &mut by_layout {
        for (at, _) in taken.iter().filter(|(_, other)| other != place) {
            one.set(*at, Role::Unused(say!("read by a table of its own")));
        }
    }
    by_layout.into_values().collect()
}

/// Puts a nameless device's single column of energy together with its counters, registers and power.
fn merge_nameless(order: &mut Vec<(String, bool)>, groups: &mut BTreeMap<(String, bool), Vec<&Candidate>>) {
    let nameless = (String::new(), false);
    if !groups.contains_key(&nameless) {
        return;
    }
    let energies: Vec<(String, bool)> = order
        .iter()
        .filter(|key| {
            !key.1
                && !key.0.is_empty()
                && groups[*key].iter().all(|c| c.sense.device.is_empty() && c.sense.quantity == Some(Quantity::Energy))
        })
        .cloned()
        .collect();
    if let [one] = &energies[..]
        && let Some(group) = groups.remove(one)
    {
        order.retain(|key| key != one);
        groups.entry(nameless).or_default().extend(group);
    }
}
