//! The columns of a table of readings: the headers that each role is known by, and where a header has them.

use super::bills::BillColumns;
pub(in crate::input) use super::bills::{END_READING, ENERGY, START_READING};
use crate::dossier::Unit;
use crate::input::points::Point;
use crate::input::tariff::Tariff;
use crate::input::times::columns::TimeColumns;

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
    "ts",
    "时间戳",
    "采样时间",
    "上报时间",
    "记录时间",
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
pub(in crate::input) const QUALITY: &[&str] = &[
    "quality",
    "质量",
    "数据质量",
    "质量标志",
    "质量码",
    "数据质量码",
    "状态",
    "数据状态",
    "读数状态",
    "采集状态",
    "通讯状态",
    "通信状态",
    "在线状态",
    "设备状态",
    "表计状态",
    "状态标志",
    "数据标志",
    "数据标识",
    "采集标志",
    "补采标志",
    "有效标志",
    "校验状态",
    "status",
    "state",
    "flag",
    "validity",
    "data_quality",
    "quality_flag",
    "是否有效",
    "是否估算",
    "是否补采",
    "是否异常",
    "是否在线",
];
pub(in crate::input) const START: &[&str] =
    &["start", "开始日期", "起始日期", "起始时间", "开始时间", "上次抄表日期", "上次抄表时间", "抄表起", "抄表起始日期", "起"];
pub(in crate::input) const END: &[&str] =
    &["end", "结束日期", "截止日期", "终止日期", "结束时间", "截止时间", "本次抄表日期", "本次抄表时间", "抄表止", "抄表截止日期", "止"];
pub(in crate::input) const MULTIPLIER: &[&str] = &[
    "multiplier",
    "倍率",
    "综合倍率",
    "计量倍率",
    "总倍率",
    "乘率",
    "变比",
    "综合变比",
    "倍数",
    "ct*pt",
    "ct×pt",
    "计费倍率",
    "实际倍率",
    "电表倍率",
    "表计倍率",
    "互感器倍率",
];
pub(in crate::input) const CURRENT_RATIO: &[&str] = &["ct", "ct变比", "ct倍率", "电流互感器变比", "电流变比", "ct_ratio"];
pub(in crate::input) const VOLTAGE_RATIO: &[&str] = &["pt", "pt变比", "pt倍率", "电压互感器变比", "电压变比", "pt_ratio"];
pub(in crate::input) const UNIT: &[&str] = &[
    "unit",
    "单位",
    "计量单位",
    "电量单位",
    "数值单位",
    "units",
    "uom",
    "einheit",
    "eenheid",
    "unite",
    "unité",
    "unidad",
    "unità",
    "unidade",
    "måleenhed",
    "enhet",
    "enhed",
    "yksikkö",
    "yksikkötyyppi",
    "單位",
    "단위",
];

/// The columns of a readings file.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(in crate::input) meter: Option<usize>,
    pub(in crate::input) time: Option<usize>,
    pub(in crate::input) date: Option<usize>,
    pub(in crate::input) value: Option<usize>,
    pub(in crate::input) quality: Option<usize>,
    /// Whether what stands in the quality column says that it is one, and no header.
    pub(in crate::input) quality_by_values: bool,
    /// Columns that no header explains and that are empty in the first rows: the first word in one says whether it is the quality.
    pub(in crate::input) silent: Vec<usize>,
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
    /// Unit that a row above the header states for the whole table.
    pub(in crate::input) unit_above: Option<Unit>,
    /// Unit that the name of the sheet or the file states, where nothing within says one.
    pub(in crate::input) unit_named: Option<Unit>,
    /// Value columns whose headers speak of power and state no unit, with what they say.
    pub(in crate::input) powers: Vec<(usize, String)>,
    /// The column of the other direction of each row's meter, which is a meter of its own.
    pub(in crate::input) reverse: Option<usize>,
    /// The columns of a bill that are of the other direction of its meter.
    pub(in crate::input) reverse_bill: BillColumns,
    /// Unit of each row.
    pub(in crate::input) row_unit: Option<usize>,
    /// Ratios of current and voltage transformers.
    pub(in crate::input) ratios: [Option<usize>; 2],
    /// Columns that say what the number of a row is of: direction, tariff part, active or reactive.
    pub(in crate::input) kinds: Vec<usize>,
    /// Columns of which a word may state the unit of its row: 正向有功电量(kWh).
    pub(in crate::input) items: Vec<usize>,
    /// The columns that say when a row is of, beside its stamp.
    pub(in crate::input) times: TimeColumns,
    /// Cells that a row may have: those up to the last that the header names.
    pub(in crate::input) width: usize,
}

impl Columns {
    /// Whether one row holds readings of several meters.
    pub(in crate::input) fn has_several_meters(&self) -> bool {
        self.meters.len() > 1 || self.reverse.is_some()
    }

    /// Whether the columns say of each row more than its meter, time and value.
    pub(in crate::input) fn qualify_rows(&self) -> bool {
        self.reverse.is_some()
            || self.reverse_bill.are_enough()
            || self.row_unit.is_some()
            || self.multiplier.is_some()
            || self.ratios.iter().any(Option::is_some)
            || !self.kinds.is_empty()
            || !self.items.is_empty()
    }
}
