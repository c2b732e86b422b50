//! Which column of a readings file is what: by the names of the contract, their usual Chinese headers, and the labels of points.

use super::manifest::{Layout, MeterOf, Readings};
use super::table::{Recognise, find_column, folded, with_unit};
use super::tariff::Tariff;
use crate::dossier::Unit;
use crate::say;
use crate::say::Message;

pub(super) const METER: &[&str] = &[
    "meter_id",
    "meter",
    "表计编号",
    "电能表资产编号",
    "表计资产编号",
    "资产编号",
    "电表编号",
    "表号",
    "计量点编号",
    "计量点",
    "户号",
    "用户编号",
    "用户号",
    "仪表编号",
    "设备编号",
    "测点",
    "测点编号",
    "nmi",
];
pub(super) const TIME: &[&str] = &[
    "time",
    "timestamp",
    "datetime",
    "date_time",
    "数据时间",
    "时间",
    "采集时间",
    "抄表时间",
    "数据日期时间",
    "日期时间",
    "读数时间",
    "冻结时间",
    "measured_on",
    "日期",
    "数据日期",
    "date",
];
pub(super) const DATE: &[&str] = &["date", "数据日期", "日期", "抄表日期", "冻结日期", "数据时间"];
pub(super) const VALUE: &[&str] = &[
    "value",
    "电量",
    "数值",
    "值",
    "用电量",
    "发电量",
    "有功电量",
    "正向有功电量",
    "总有功功率",
    "有功功率",
    "功率",
    "energy",
    "power",
    "usage",
    "kwh",
    "consumption",
    "用量",
    "用气量",
    "流量",
];
pub(super) const READING: &[&str] =
    &["reading", "value", "示值", "示数", "表底", "表底数", "表码", "正向有功总", "正向有功总示值", "正向有功总电能示值", "正向有功"];
pub(super) const QUALITY: &[&str] = &["quality", "质量", "数据质量", "质量标志", "状态"];
pub(super) const START: &[&str] = &["start", "开始日期", "起始日期", "起始时间", "开始时间", "上次抄表日期", "上次抄表时间", "起"];
pub(super) const END: &[&str] = &["end", "结束日期", "截止日期", "终止日期", "结束时间", "截止时间", "本次抄表日期", "本次抄表时间", "止"];
pub(super) const START_READING: &[&str] = &["start_reading", "起码", "起始示数", "上次示数", "上次表底", "上月示数", "起数", "上期示数"];
pub(super) const END_READING: &[&str] = &["end_reading", "止码", "截止示数", "本次示数", "本次表底", "本月示数", "止数", "本期示数"];
pub(super) const MULTIPLIER: &[&str] = &["multiplier", "倍率", "综合倍率", "乘率"];
pub(super) const ENERGY: &[&str] = &["energy", "电量", "计费电量", "结算电量", "抄见电量", "用电量", "有功电量"];
/// Numbers of points in a day that a wide table may have.
pub(super) const POINTS: [usize; 4] = [288, 96, 48, 24];

/// A column of a wide table: the interval that it holds, by its number in the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) column: usize,
    pub(super) slot: usize,
}

/// The columns of a readings file.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(super) meter: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) quality: Option<usize>,
    /// Columns of one meter each: index into [`Readings::meter_columns`], column.
    pub(super) meters: Vec<(usize, usize)>,
    /// Points of a wide table, in the order of the columns.
    pub(super) points: Vec<Point>,
    /// Points in a day.
    pub(super) per_day: usize,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) start_reading: Option<usize>,
    pub(super) end_reading: Option<usize>,
    pub(super) multiplier: Option<usize>,
    pub(super) energy: Option<usize>,
    /// Columns with tariff parts.
    pub(super) tariffs: Vec<Tariff>,
    /// Units in the headers of columns of one meter each, and of the energy of bills.
    pub(super) units: Vec<(usize, Unit)>,
    /// Unit in the header of the value column.
    pub(super) unit: Option<Unit>,
    /// Value columns whose headers speak of power and state no unit, with what they say.
    pub(super) powers: Vec<(usize, String)>,
}

impl Columns {
    /// Whether one row holds readings of several meters.
    pub(super) fn has_several_meters(&self) -> bool {
        self.meters.len() > 1
    }
}

impl Recognise for Readings {
    type Columns = Columns;

    fn recognise(&self, header: &[String]) -> Result<Columns, Vec<Message>> {
        let mut missing = Vec::new();
        let stated = |name: &str| self.source.options.columns.get(name);
        let find = |name: &str, aliases: &[&str]| {
            // Without a header only what the manifest numbers is known.
            if self.source.options.headless && stated(name).is_none() { None } else { find_column(header, stated(name), aliases) }
        };
        let mut columns = Columns { quality: find("quality", QUALITY), ..Columns::default() };
        if matches!(self.meter, None | Some(MeterOf::Around(..))) && self.meter_columns.is_empty() {
            columns.meter = find("meter_id", METER);
            if columns.meter.is_none() {
                missing.push(wanted("meter_id", stated("meter_id")));
            }
        }
        match self.layout {
            Layout::Wide => {
                columns.date = find("date", DATE).or_else(|| find("time", DATE));
                if columns.date.is_none() && self.date.is_none() {
                    missing.push(wanted("date", stated("date")));
                }
                let named: Vec<usize> = [columns.meter, columns.date, columns.quality].into_iter().flatten().collect();
                (columns.points, columns.per_day) = if self.source.options.headless {
                    numbered_points(header.len(), named.iter().max().map_or(0, |m| m + 1))
                } else {
                    points(header, &named)
                };
                if columns.points.is_empty() {
                    missing.push(say!("24, 48, 96 or 288 points (T0015…T2400, 00:15…24:00, v1…v96)"));
                }
            }
            Layout::Long | Layout::Register => {
                columns.date = if stated("date").is_some() { find("date", &[]) } else { None };
                columns.time = find("time", TIME);
                if stated("date").is_some() && columns.date.is_none() {
                    missing.push(wanted("date", stated("date")));
                }
                if columns.time.is_none() {
                    missing.push(wanted("time", stated("time")));
                }
                self.values(header, &mut columns, &mut missing);
            }
            Layout::Bill => {
                columns.start = find("start", START);
                columns.end = find("end", END);
                columns.start_reading = find("start_reading", START_READING);
                columns.end_reading = find("end_reading", END_READING);
                columns.multiplier = find("multiplier", MULTIPLIER);
                columns.energy = find("energy", ENERGY);
                if let Some(at) = columns.energy {
                    columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
                    columns.tariffs.extend(Tariff::of(header, at));
                }
                for (name, column) in [("start", columns.start), ("end", columns.end)] {
                    if column.is_none() {
                        missing.push(wanted(name, stated(name)));
                    }
                }
                if columns.energy.is_none() {
                    for (name, column) in [("start_reading", columns.start_reading), ("end_reading", columns.end_reading)] {
                        if column.is_none() {
                            missing.push(wanted(name, stated(name)));
                        }
                    }
                }
            }
        }
        if missing.is_empty() { Ok(columns) } else { Err(missing) }
    }
}

impl Readings {
    /// Finds the value columns: one, or one per meter.
    fn values(&self, header: &[String], columns: &mut Columns, missing: &mut Vec<Message>) {
        for (index, (_, column)) in self.meter_columns.iter().enumerate() {
            match find_column(header, Some(column), &[]) {
                Some(at) => {
                    columns.meters.push((index, at));
                    columns.units.extend(unit_of(header, at).map(|unit| (at, unit)));
                    columns.powers.extend(power_of(header, at));
                    columns.tariffs.extend(Tariff::of(header, at));
                }
                None => missing.push(Message::verbatim(format_args!("`{column}`"))),
            }
        }
        if !self.meter_columns.is_empty() {
            return;
        }
        let register = self.layout == Layout::Register;
        let (name, aliases) = if register { ("reading", READING) } else { ("value", VALUE) };
        let options = &self.source.options;
        let stated = options.columns.get(name).or_else(|| options.columns.get(if register { "value" } else { "reading" }));
        columns.value = if options.headless && stated.is_none() { None } else { find_column(header, stated, aliases) };
        match columns.value {
            Some(at) => {
                columns.unit = unit_of(header, at);
                columns.powers.extend(power_of(header, at));
                columns.tariffs.extend(Tariff::of(header, at));
            }
            None => missing.push(wanted(name, stated)),
        }
    }
}

/// The unit in a header.
fn unit_of(header: &[String], column: usize) -> Option<Unit> {
    header.get(column).and_then(|cell| with_unit(cell).1).and_then(Unit::parse)
}

/// A column whose header speaks of power without its unit.
fn power_of(header: &[String], column: usize) -> Option<(usize, String)> {
    let cell = header.get(column).filter(|_| unit_of(header, column).is_none())?;
    let text = folded(cell);
    let speaks =
        ["功率", "power"].iter().any(|word| text.contains(word)) && !["功率因数", "powerfactor", "电量"].iter().any(|w| text.contains(w));
    speaks.then(|| (column, cell.trim().to_owned()))
}

fn wanted(name: &str, stated: Option<&String>) -> Message {
    stated
        .map_or_else(|| Message::verbatim(format_args!("`{name}`")), |s| say!("`{name}` (named `{header}` in park.toml)", name, header = s))
}

/// What the header of a point says: a time of day in minutes, or its number.
#[derive(Clone, Copy)]
enum PointLabel {
    Minutes(u32),
    Number(usize),
}

fn point_label(cell: &str) -> Option<PointLabel> {
    let text = folded(cell);
    let text = text.as_str();
    if let Some((hours, minutes)) = text.split_once([':', '时']) {
        let minutes = minutes.trim_end_matches('分').trim_end_matches(":00");
        let minutes = if minutes.is_empty() { "0" } else { minutes };
        return clock(hours.trim_start_matches(['t', 'p']), minutes);
    }
    if let Some((hours, part)) = text.split_once('.') {
        // Hours with a decimal part: 0.0, 0.5, 1.0 …
        let hours: u32 = hours.parse().ok()?;
        let hundredths: u32 = format!("{part:0<2}").get(..2)?.parse().ok()?;
        return (hours <= 24 && part.len() <= 2 && (hundredths * 60).is_multiple_of(100))
            .then(|| PointLabel::Minutes(hours * 60 + hundredths * 60 / 100));
    }
    if let Some(digits) = text.strip_prefix('t').filter(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit())) {
        return clock(&digits[..2], &digits[2..]);
    }
    let digits =
        text.trim_start_matches(['v', 'p', 't', 'h', 'q']).trim_start_matches("点").trim_start_matches("第").trim_end_matches("点");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if digits.len() == 4 && digits == text { clock(&digits[..2], &digits[2..]) } else { digits.parse().ok().map(PointLabel::Number) }
}

fn clock(hours: &str, minutes: &str) -> Option<PointLabel> {
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60 && hours * 60 + minutes <= 1440).then(|| PointLabel::Minutes(hours * 60 + minutes))
}

/// The points of a wide header: a day's worth of times or numbers.
pub(super) fn points(header: &[String], named: &[usize]) -> (Vec<Point>, usize) {
    let labels: Vec<(usize, PointLabel)> = header
        .iter()
        .enumerate()
        .filter(|(at, _)| !named.contains(at))
        .filter_map(|(at, cell)| point_label(cell).map(|label| (at, label)))
        .collect();
    let times: Vec<(usize, u32)> =
        labels.iter().filter_map(|(at, l)| if let PointLabel::Minutes(m) = l { Some((*at, *m)) } else { None }).collect();
    let numbers: Vec<(usize, usize)> =
        labels.iter().filter_map(|(at, l)| if let PointLabel::Number(n) = l { Some((*at, *n)) } else { None }).collect();
    if POINTS.contains(&times.len()) {
        let per_day = times.len();
        let step = 1440 / u32::try_from(per_day).unwrap_or(1440);
        let ends = !times.iter().any(|(_, m)| *m == 0) || times.iter().any(|(_, m)| *m == 1440);
        let slot = |minutes: u32| minutes.is_multiple_of(step).then_some(()).and_then(|()| (minutes / step).checked_sub(u32::from(ends)));
        let found: Vec<Point> =
            times.iter().filter_map(|&(column, m)| Some(Point { column, slot: slot(m)? as usize })).filter(|p| p.slot < per_day).collect();
        if all_slots(&found, per_day) {
            return (found, per_day);
        }
    }
    if POINTS.contains(&numbers.len()) {
        let per_day = numbers.len();
        let first = numbers.iter().map(|(_, n)| *n).min().unwrap_or(1);
        let found: Vec<Point> = numbers.iter().map(|&(column, n)| Point { column, slot: n - first }).collect();
        if first <= 1 && all_slots(&found, per_day) {
            return (found, per_day);
        }
    }
    (Vec::new(), 0)
}

fn all_slots(points: &[Point], per_day: usize) -> bool {
    let mut seen = vec![false; per_day];
    for point in points {
        if point.slot >= per_day || std::mem::replace(&mut seen[point.slot], true) {
            return false;
        }
    }
    seen.into_iter().all(|s| s)
}

/// The points of a table without a header: the columns behind the named ones.
fn numbered_points(width: usize, from: usize) -> (Vec<Point>, usize) {
    let left = width.saturating_sub(from);
    match POINTS.into_iter().find(|&n| n <= left) {
        Some(per_day) => ((0..per_day).map(|slot| Point { column: from + slot, slot }).collect(), per_day),
        None => (Vec::new(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(header: &[String]) -> (usize, Vec<usize>) {
        let (points, per_day) = points(header, &[0]);
        (per_day, points.iter().map(|p| p.slot).collect())
    }

    #[test]
    fn points_of_a_day_are_found_by_any_label() {
        let expected = (96, (0..96).collect::<Vec<_>>());
        let time = |m: usize| format!("{:02}:{:02}", m / 60, m % 60);
        let with = |f: &dyn Fn(usize) -> String| -> Vec<String> { std::iter::once("date".to_owned()).chain((0..96).map(f)).collect() };
        assert_eq!(slots(&with(&|i| time((i + 1) * 15))), expected);
        assert_eq!(slots(&with(&|i| time(i * 15))), expected);
        assert_eq!(slots(&with(&|i| format!("T{}", time((i + 1) * 15).replace(':', "")))), expected);
        assert_eq!(slots(&with(&|i| format!("v{}", i + 1))), expected);
        assert_eq!(slots(&with(&|i| format!("v{:02}", i + 1))), expected);
        assert_eq!(slots(&with(&|i| format!("点{}", i + 1))), expected);
        let pivot: Vec<String> = std::iter::once("date".to_owned()).chain((0..48).map(|i| format!("{}.{}", i / 2, i % 2 * 5))).collect();
        assert_eq!(slots(&pivot), (48, (0..48).collect()));
    }
}
