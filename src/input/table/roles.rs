//! The columns of a file of readings: by the names that park.toml gives them, our own names, their usual Chinese headers.

use super::Recognise;
use super::header::{find_column, folded, with_unit};
use crate::dossier::Unit;
use crate::input::manifest::{Layout, MeterOf, Readings};
use crate::input::points::{Point, numbered_points, points};
use crate::input::tariff::Tariff;
use crate::say;
use crate::say::Message;

pub(in crate::input) const METER: &[&str] = &[
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
pub(in crate::input) const TIME: &[&str] = &[
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
pub(in crate::input) const DATE: &[&str] = &["date", "数据日期", "日期", "抄表日期", "冻结日期", "数据时间"];
pub(in crate::input) const VALUE: &[&str] = &[
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
pub(in crate::input) const READING: &[&str] =
    &["reading", "value", "示值", "示数", "表底", "表底数", "表码", "正向有功总", "正向有功总示值", "正向有功总电能示值", "正向有功"];
pub(in crate::input) const QUALITY: &[&str] = &["quality", "质量", "数据质量", "质量标志", "状态"];
pub(in crate::input) const START: &[&str] =
    &["start", "开始日期", "起始日期", "起始时间", "开始时间", "上次抄表日期", "上次抄表时间", "起"];
pub(in crate::input) const END: &[&str] =
    &["end", "结束日期", "截止日期", "终止日期", "结束时间", "截止时间", "本次抄表日期", "本次抄表时间", "止"];
pub(in crate::input) const START_READING: &[&str] =
    &["start_reading", "起码", "起始示数", "上次示数", "上次表底", "上月示数", "起数", "上期示数"];
pub(in crate::input) const END_READING: &[&str] =
    &["end_reading", "止码", "截止示数", "本次示数", "本次表底", "本月示数", "止数", "本期示数"];
pub(in crate::input) const MULTIPLIER: &[&str] = &["multiplier", "倍率", "综合倍率", "乘率"];
pub(in crate::input) const ENERGY: &[&str] = &["energy", "电量", "计费电量", "结算电量", "抄见电量", "用电量", "有功电量"];
/// The columns of a readings file.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(in crate::input) meter: Option<usize>,
    pub(in crate::input) time: Option<usize>,
    pub(in crate::input) date: Option<usize>,
    pub(in crate::input) value: Option<usize>,
    pub(in crate::input) quality: Option<usize>,
    /// Columns of one meter each: index into [`Readings::meter_columns`], column.
    pub(in crate::input) meters: Vec<(usize, usize)>,
    /// Points of a wide table, in the order of the columns.
    pub(in crate::input) points: Vec<Point>,
    /// Points in a day.
    pub(in crate::input) per_day: usize,
    pub(in crate::input) start: Option<usize>,
    pub(in crate::input) end: Option<usize>,
    pub(in crate::input) start_reading: Option<usize>,
    pub(in crate::input) end_reading: Option<usize>,
    pub(in crate::input) multiplier: Option<usize>,
    pub(in crate::input) energy: Option<usize>,
    /// Columns with tariff parts.
    pub(in crate::input) tariffs: Vec<Tariff>,
    /// Units in the headers of columns of one meter each, and of the energy of bills.
    pub(in crate::input) units: Vec<(usize, Unit)>,
    /// Unit in the header of the value column.
    pub(in crate::input) unit: Option<Unit>,
    /// Value columns whose headers speak of power and state no unit, with what they say.
    pub(in crate::input) powers: Vec<(usize, String)>,
}

impl Columns {
    /// Whether one row holds readings of several meters.
    pub(in crate::input) fn has_several_meters(&self) -> bool {
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
