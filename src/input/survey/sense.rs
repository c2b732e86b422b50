//! What a header says of its column: which quantity stands in it, of which device and direction, or that it is no energy at all.

use super::words;
use crate::dossier::Dimension;
use crate::input::table::heading::{Heading, Part as Tariff};
use crate::input::table::left_over::KIND;
use crate::input::table::{bracketed, brackets, folded, with_unit};
use crate::say;
use crate::say::Message;

/// What kind of number a column of energy or power holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quantity {
    /// Energy of the interval.
    Energy,
    /// A counter of the day, which starts again at midnight: of rows a day apart it is the energy of the day.
    Day,
    /// A cumulative register.
    Register,
    /// Power.
    Power,
    /// Energy of the month or year so far, beside rows of something shorter.
    Span,
}

impl Quantity {
    /// What it is called.
    pub(super) fn said(self) -> Message {
        match self {
            Self::Energy => say!("energy of the interval"),
            Self::Day => say!("a counter of the day"),
            Self::Register => say!("a cumulative register"),
            Self::Power => say!("power"),
            Self::Span => say!("a total of the month or year so far"),
        }
    }
}

/// A column of numbers that may be a meter's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// What is left of the header once the words of quantity and direction are taken out: the device.
    pub(super) device: String,
    /// The quantity that a word or the unit tells.
    pub(super) quantity: Option<Quantity>,
    /// Whether it counts the reverse direction; `None` where no word tells a direction.
    pub(super) reverse: Option<bool>,
}

/// Words of quantities, the longest first where one holds another.
const QUANTITIES: &[(&str, Quantity)] = &[
    ("本年累计", Quantity::Span),
    ("本月累计", Quantity::Span),
    ("当年累计", Quantity::Span),
    ("年初累计", Quantity::Span),
    ("月累计发电量", Quantity::Span),
    ("年累计发电量", Quantity::Span),
    ("月累计", Quantity::Span),
    ("年累计", Quantity::Span),
    ("本月发电量", Quantity::Span),
    ("当月发电量", Quantity::Span),
    ("月发电量", Quantity::Span),
    ("本年发电量", Quantity::Span),
    ("年发电量", Quantity::Span),
    ("累计发电量", Quantity::Register),
    ("累积发电量", Quantity::Register),
    ("累计用电量", Quantity::Register),
    ("累计电量", Quantity::Register),
    ("累积电量", Quantity::Register),
    ("累计流量", Quantity::Register),
    ("历史发电量", Quantity::Register),
    ("总发电量", Quantity::Register),
    ("总电能", Quantity::Register),
    ("有功总电能示值", Quantity::Register),
    ("有功总示值", Quantity::Register),
    ("有功总示数", Quantity::Register),
    ("有功电能示值", Quantity::Register),
    ("有功示值", Quantity::Register),
    ("有功示数", Quantity::Register),
    ("有功总", Quantity::Register),
    ("电能示值", Quantity::Register),
    ("表底数", Quantity::Register),
    ("表底", Quantity::Register),
    ("底码", Quantity::Register),
    ("表码", Quantity::Register),
    ("示数", Quantity::Register),
    ("示值", Quantity::Register),
    ("读数", Quantity::Register),
    ("累计", Quantity::Register),
    ("累积", Quantity::Register),
    ("当日发电量", Quantity::Day),
    ("今日发电量", Quantity::Day),
    ("当天发电量", Quantity::Day),
    ("日发电量", Quantity::Day),
    ("日用电量", Quantity::Day),
    ("当日电量", Quantity::Day),
    ("日电量", Quantity::Day),
    ("瞬时有功功率", Quantity::Power),
    ("总有功功率", Quantity::Power),
    ("有功功率", Quantity::Power),
    ("瞬时功率", Quantity::Power),
    ("交流功率", Quantity::Power),
    ("直流功率", Quantity::Power),
    ("实时功率", Quantity::Power),
    ("平均功率", Quantity::Power),
    ("输出功率", Quantity::Power),
    ("功率", Quantity::Power),
    ("有功电量", Quantity::Energy),
    ("有功电能", Quantity::Energy),
    ("发电量", Quantity::Energy),
    ("抄见电量", Quantity::Energy),
    ("计费电量", Quantity::Energy),
    ("结算电量", Quantity::Energy),
    ("用电量", Quantity::Energy),
    ("耗电量", Quantity::Energy),
    ("日电能", Quantity::Day),
    ("电能", Quantity::Energy),
    ("电度", Quantity::Energy),
    ("电量", Quantity::Energy),
    ("用气量", Quantity::Energy),
    ("耗气量", Quantity::Energy),
    ("用汽量", Quantity::Energy),
    ("消耗量", Quantity::Energy),
    ("用量", Quantity::Energy),
    ("能耗", Quantity::Energy),
];

/// The words of quantities in headers, the longest of those that hold one another first.
pub(super) fn quantity_words() -> impl Iterator<Item = &'static str> {
    QUANTITIES.iter().map(|(word, _)| *word)
}

/// Words of Latin letters, folded.
const LATIN: &[(&str, Quantity)] = &[
    ("totalyield", Quantity::Register),
    ("totalenergy", Quantity::Register),
    ("lifetime", Quantity::Register),
    ("cumulative", Quantity::Register),
    ("totalgeneration", Quantity::Register),
    ("generationtotal", Quantity::Register),
    ("dailygeneration", Quantity::Day),
    ("generationtoday", Quantity::Day),
    ("eactotal", Quantity::Register),
    ("eactoday", Quantity::Day),
    ("etotal", Quantity::Register),
    ("counter", Quantity::Register),
    ("zählerstand", Quantity::Register),
    ("zaehlerstand", Quantity::Register),
    ("metervalue", Quantity::Register),
    ("meterreading", Quantity::Register),
    ("gesamtertrag", Quantity::Register),
    ("totaldelivered", Quantity::Register),
    ("etoday", Quantity::Day),
    ("today", Quantity::Day),
    ("dailyyield", Quantity::Day),
    ("dailyenergy", Quantity::Day),
    ("energytoday", Quantity::Day),
    ("eday", Quantity::Day),
    ("monthlyyield", Quantity::Span),
    ("activepower", Quantity::Power),
    ("acpower", Quantity::Power),
    ("power", Quantity::Power),
    ("leistung", Quantity::Power),
    ("activeenergy", Quantity::Energy),
    ("energy", Quantity::Energy),
    ("energie", Quantity::Energy),
];

/// Words of directions that belong to no device.
const DIRECTIONS: &[(&str, bool)] = &[("反向", true), ("逆向", true), ("正向", false), ("(反)", true), ("(正)", false)];

/// What is left of a header that names no device: which power or energy it is, and of which interval.
const NO_DEVICE: [&str; 21] = [
    "有功",
    "总有功",
    "总",
    "区间",
    "时段",
    "每小时",
    "小时",
    "分时",
    "逐时",
    "整点",
    "间隔",
    "增量",
    "周期",
    "期间",
    "时间段",
    "分钟",
    "15分钟",
    "5分钟",
    "30分钟",
    "半小时",
    "本次",
];

/// Words of the period that a number is of.
const NOW: [(&str, Quantity); 11] = [
    ("本期", Quantity::Energy),
    ("当期", Quantity::Energy),
    ("报告期", Quantity::Energy),
    ("本日", Quantity::Day),
    ("当日", Quantity::Day),
    ("今日", Quantity::Day),
    ("本月", Quantity::Span),
    ("当月", Quantity::Span),
    ("本年", Quantity::Span),
    ("当年", Quantity::Span),
    ("全年", Quantity::Span),
];

/// Whether a header speaks of the month, and of nothing longer: 本月, 当月电量, 月发电量.
pub(super) fn is_of_month(header: &str) -> bool {
    header.contains('月') && !["累计", "累积", "年", "上月", "上个月"].iter().any(|word| header.contains(word))
}

/// Reads a header.
pub(super) fn sense(header: &str) -> Sense {
    let (name, stated) = with_unit(header);
    let mut rest: String = name.to_string();
    let take = |rest: &mut String, word: &str| {
        let at = rest.find(word);
        if let Some(at) = at {
            rest.replace_range(at..at + word.len(), " ");
        }
        at.is_some()
    };
    let mut reverse = None;
    for (word, is_reverse) in DIRECTIONS {
        if take(&mut rest, word) {
            reverse = Some(*is_reverse);
        }
    }
    let power = stated.and_then(crate::dossier::Unit::parse).is_some_and(|u| u.dimension == Dimension::Power);
    // A unit that stands among the words: kW tot mean.
    let among = if stated.is_none() && header.is_ascii() { words::unit_of(header).filter(|unit| !unit.guess) } else { None };
    let power = power || among.is_some_and(|unit| unit.unit.dimension == Dimension::Power);
    if among.is_some() {
        let units = |part: &str| crate::dossier::Unit::parse(part).is_some();
        rest = rest.split(' ').filter(|part| !units(part)).collect::<Vec<_>>().join(" ");
    }
    let mut quantity = QUANTITIES.iter().find(|(word, _)| take(&mut rest, word)).map(|(_, quantity)| *quantity);
    if quantity.is_none() {
        let text = folded(&name).replace('-', "");
        let told = LATIN.iter().find(|(word, _)| text.contains(word));
        quantity = told.map(|(_, quantity)| *quantity);
        if let Some((word, _)) = told {
            rest = without(&rest, word);
        }
    }
    if power && quantity.is_none_or(|q| q == Quantity::Energy) {
        quantity = Some(Quantity::Power);
    }
    // 日充电量 beside 累计充电量: the counter of the day of one device.
    if quantity == Some(Quantity::Energy)
        && let Some(of) = rest.trim().strip_prefix('日').filter(|of| of.starts_with(['充', '放', '发', '用']))
    {
        rest = of.to_owned();
        quantity = Some(Quantity::Day);
    }
    let rest = without_multiplier(&rest);
    let rest = rest.trim().strip_suffix("电量").unwrap_or(&rest).trim();
    // 当月值, 本期, 累计值: words of time and of number, which belong to no device.
    let now = NOW.iter().find_map(|(word, quantity)| Some((rest.strip_prefix(word)?, *quantity)));
    if quantity.is_none_or(|quantity| quantity == Quantity::Energy) {
        quantity = now.map(|(_, quantity)| quantity).or(quantity);
    }
    let rest = now.map_or(rest, |(rest, _)| rest);
    let rest = if matches!(rest.trim(), "值" | "数" | "数值" | "实际" | "实绩" | "完成" | "完成值" | "发生额") {
        ""
    } else {
        rest
    };
    let device = rest
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/' | '·' | ':' | '：' | '(' | ')' | '（' | '）' | '.'))
        .to_owned();
    let device =
        if device.chars().count() == 1 && device.is_ascii() || NO_DEVICE.contains(&device.as_str()) { String::new() } else { device };
    Sense { device, quantity, reverse }
}

/// A name without brackets that state a multiplier: （×3000）, （倍率:8000）.
fn without_multiplier(name: &str) -> String {
    let Some(open) = name.rfind(['(', '（']) else { return name.to_owned() };
    if crate::input::worded::Worded::of(&name[open..]).is_some() { name[..open].trim_end().to_owned() } else { name.to_owned() }
}

/// A name without the parts that together are a word: `Inverter 1 E-Total` without `etotal`.
fn without(name: &str, word: &str) -> String {
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    for from in 0..parts.len() {
        for until in from + 1..=parts.len() {
            if parts[from..until].concat().to_lowercase() == word {
                return [&parts[..from], &parts[until..]].concat().join(" ");
            }
        }
    }
    name.to_owned()
}

/// Parts of a header that make it no energy: money, savings, machines' states, numbers of rows and people.
const OTHER: &[&str] = &[
    "无功",
    "kvar",
    "reactive",
    "功率因数",
    "powerfactor",
    "电压",
    "voltage",
    "电流",
    "current",
    "频率",
    "frequency",
    "温度",
    "temp",
    "湿度",
    "辐照",
    "风速",
    "气压",
    "需量",
    "demand",
    "峰值",
    "最大",
    "最小",
    "最高",
    "额定",
    "装机",
    "容量",
    "效率",
    "转换率",
    "占比",
    "同比",
    "环比",
    "完成率",
    "利用率",
    "自用率",
    "消纳率",
    "时长",
    "小时数",
    "利用小时",
    "金额",
    "电价",
    "单价",
    "收益",
    "收入",
    "成本",
    "电费",
    "费用",
    "水费",
    "气费",
    "基本费",
    "减排",
    "二氧化碳",
    "节约",
    "节煤",
    "植树",
    "计划",
    "目标",
    "预测",
    "变损",
    "线损",
    "退补",
    "序号",
    "行号",
    "电话",
    "天数",
    "factor",
    "volts",
    "irradiance",
    "ghi",
    "dni",
    "dhi",
    "gni",
    "poa",
    "zenith",
    "elevation",
    "azimuth",
    "humidity",
    "pressure",
    "speed",
    "direction",
    "rainfall",
    "snow",
    "tco2",
    "co2",
    "price",
    "label",
    "mask",
    "outlier",
    "year",
    "month",
    "minute",
    "equationoftime",
    "uv-",
    "diffuse",
    "horizontal",
    "directnormal",
    "globalnormal",
    "plane",
    "angle",
    "nsm",
    "index",
    "quantile",
];
/// Parts of a header of what was not measured, or at another point: these hold beside a unit of energy as well.
const UNREAL: &[&str] =
    &["工况", "理论", "应发", "契约", "限额", "增减", "组合有功", "直流侧", "earray", "theoretical", "expected", "forecast"];

/// Limits and maxima in other languages: no energy of their own, and they hold beside a unit as well.
const LIMITS: &[&str] = &["grenze", "sollwert", "höchst", "spitzen", "maxim", "máxim", "contratada", "souscrite", "최대"];
/// Prices in other languages.
const PRICES: &[&str] = &["rrp", "preis", "precio", "prix"];

/// The first of these parts in a header.
fn other_in(text: &str) -> Option<&'static str> {
    let text = text.replace("电压等级", "");
    let mut parts = OTHER.iter().chain(LIMITS).chain(PRICES).chain(UNREAL);
    parts.find(|word| text.contains(**word) && !(**word == "demand" && is_system_demand(&text))).copied()
}

/// Whether what a folded header calls demand is the load of a system, and no maximum of a month: TOTALDEMAND.
fn is_system_demand(text: &str) -> bool {
    ["totaldemand", "systemdemand", "operationaldemand", "actualdemand", "realdemand", "netdemand"].iter().any(|word| text.contains(word))
}

/// Parts of a header of what may be, or was most: these hold beside a unit as well.
const STRONG: &[&str] = &[
    "绿证",
    "交易电量",
    "峰值",
    "最大",
    "最小",
    "最高",
    "额定",
    "装机",
    "容量",
    "需量",
    "demand",
    "变损",
    "线损",
    "退补",
    "无功",
    "限值",
    "上限",
    "下限",
];

/// Words before a quantity of another time: what the row before says already, or a year that is not judged.
const OTHER_TIMES: &[&str] = &["上月", "上期", "上年", "去年", "同期", "上个月", "lastmonth", "lastyear", "previous"];
/// Words of register readings, which a bill has of the month before as well.
const READINGS: &[&str] = &["示数", "示值", "止码", "起码", "表底", "底数", "读数", "表码", "底码", "reading"];

/// Words of a plan, a forecast, a contract or another day, before or behind the name of what is metered: 计划光伏发电量, 光伏发电量预计.
const PLANNED: [&str; 21] = [
    "计划",
    "目标",
    "预测",
    "预计",
    "预估",
    "预算",
    "定额",
    "核定",
    "可发",
    "设计",
    "损失",
    "昨日",
    "前日",
    "合同",
    "申报",
    "应付",
    "中长期",
    "现货",
    "偏差",
    "基线",
    "折标",
];
/// What makes such a word the name of a place or of people: 计划科, 预测中心, 合同能源管理.
const PLACES: [&str; 18] =
    ["科", "处", "部", "室", "组", "楼", "院", "所", "局", "中心", "车间", "能源", "岗", "班", "公司", "厂", "站", "员"];

/// A plan or a forecast of a quantity: 计划电量, 预测功率; not 计划科, 预测中心.
fn planned(plain: &str) -> Option<&'static str> {
    const QUANTITIES: [&str; 9] = ["电量", "发电", "用电", "值", "负荷", "功率", "出力", "上网", "下网"];
    let before = |word: &str| {
        plain.match_indices(word).any(|(at, _)| {
            let rest = &plain[at + word.len()..];
            let starts = plain[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let starts_with = |of: &[&str]| of.iter().any(|one| rest.starts_with(one));
            starts && !starts_with(&PLACES) || starts_with(&QUANTITIES)
        })
    };
    PLANNED.into_iter().find(|word| plain.ends_with(word) || before(word))
}

/// Words in the name or the title of a table by which it holds what was planned or foretold, or is of another year, and nothing that is to be counted.
const PLANNED_TABLES: [&str; 16] =
    ["计划", "预测", "预计", "预估", "预算", "目标", "可研", "测算", "规划", "上年", "去年", "同期", "作废", "废弃", "模板", "理论"];

/// The word by which a table holds a plan or a forecast: the sheet 计划, 发电量预测.csv, 2025年预算/电量.csv; not 计划科.csv.
pub(super) fn planned_table(name: &str) -> Option<&'static str> {
    let foreign = || {
        let words = words::words(name);
        ["plan", "planned", "forecast", "budget"].into_iter().find(|word| words.iter().any(|own| own == word))
    };
    let is_place = |rest: &str| PLACES.iter().any(|place| rest.starts_with(place));
    let stands = |word: &&str| name.match_indices(*word).any(|(at, _)| !is_place(&name[at + word.len()..]));
    // What was done of a plan is no plan: 计划完成情况, 计划与实际对比.
    let done = ["实际", "完成", "执行"].iter().any(|word| name.contains(word));
    if done { None } else { PLANNED_TABLES.into_iter().find(stands).or_else(foreign) }
}

/// What is metered in a volume or a mass, and is no energy: 自来水(m³), 压缩空气(Nm³).
fn no_carrier(plain: &str, unit: Option<crate::dossier::Unit>) -> Option<&'static str> {
    const MEDIA: [&str; 14] =
        ["自来水", "用水量", "取水量", "用水", "水量", "软水", "软化水", "除盐水", "循环水", "污水", "压缩空气", "氮气", "氧气", "氩气"];
    let of_matter = unit.is_some_and(|unit| matches!(unit.dimension, Dimension::Volume | Dimension::Mass));
    MEDIA.into_iter().find(|word| if of_matter { plain.contains(word) } else { unit.is_none() && plain.ends_with(word) })
}

/// A header without what stands in brackets.
fn without_brackets(name: &str) -> String {
    let mut rest = name.to_owned();
    brackets(name).into_iter().rev().for_each(|(range, _)| rest.replace_range(range, ""));
    rest
}

/// Why a column is no meter's: a word of its header.
fn speaks_of(word: impl std::fmt::Display) -> Message {
    say!("its header speaks of `{word}`", word)
}

/// Why a column is no meter's, where its header says so.
pub(super) fn not_energy(header: &str) -> Option<Message> {
    let text = folded(header);
    // Whole words only: much else has them in it.
    let whole = [
        "no",
        "no.",
        "#",
        "编号",
        "合计",
        "总计",
        "小计",
        "累计",
        "合计电量",
        "小计电量",
        "day",
        "hour",
        "weekday",
        "week",
        "日",
        "时",
        "星期",
        "type",
        "status",
        "flag",
        "code",
        "epoch",
    ];
    if let Some(word) = [text.clone(), folded(&with_unit(header).0)].into_iter().find(|text| whole.contains(&text.as_str())) {
        return Some(speaks_of(word));
    }
    let other = OTHER_TIMES.iter().find(|word| text.contains(**word));
    if let Some(word) = other.filter(|_| !READINGS.iter().any(|reading| text.contains(reading))) {
        return Some(speaks_of(word));
    }
    let most = words::words(header).iter().any(|word| word == "max" || word == "min" || word == "peak");
    if most {
        return Some(speaks_of("max"));
    }
    if let Some(word) = PLANNED.iter().find(|word| brackets(header).iter().any(|(_, inner)| inner.trim() == **word)) {
        return Some(speaks_of(word));
    }
    // What may be, not what was.
    let limits = [
        "budget",
        "target",
        "plan",
        "planned",
        "simulated",
        "scheduled",
        "lost",
        "prior",
        "limit",
        "limits",
        "limitation",
        "setpoint",
        "rated",
        "rating",
        "nominal",
        "contracted",
        "subscribed",
    ];
    if let Some(word) = words::words(header).into_iter().find(|word| limits.contains(&word.as_str())) {
        return Some(speaks_of(word));
    }
    // Energy Wh (A) is of the phase A.
    let phase = || words::unit_of(without_brackets(header).trim()).is_some_and(|unit| !unit.guess);
    if let Some(odd) = bracketed(header).filter(|unit| !unit.is_empty() && crate::dossier::Unit::parse(unit).is_none())
        && !(odd.eq_ignore_ascii_case("a") && phase())
    {
        let measure = odd.contains(['/', '%', '°', '℃'])
            || ["元", "h", "小时", "天", "ppm", "kpa", "mpa", "v", "a", "hz", "℃"].contains(&odd.to_lowercase().as_str());
        if measure {
            return Some(say!("`{unit}` is no unit of energy, power or fuel", unit = odd));
        }
    }
    let savings = ["二氧化碳", "减排", "节约", "节煤", "植树", "co2"].iter().find(|word| text.contains(**word));
    let unit = with_unit(header).1.filter(|unit| !unit.is_empty()).map(crate::dossier::Unit::parse);
    match unit {
        Some(None) => {
            return Some(say!("`{unit}` is no unit of energy, power or fuel", unit = with_unit(header).1.unwrap_or_default()));
        }
        // A unit of energy says more than a word does, but for the peak of a power and what was saved.
        Some(Some(_)) if savings.is_none() => {
            // What stands in brackets describes the device: 2#主变(容量1600kVA).
            let plain = folded(&without_brackets(&with_unit(header).0));
            let told = STRONG
                .iter()
                .chain(LIMITS)
                .chain(UNREAL)
                .find(|word| plain.contains(**word) && !(**word == "demand" && is_system_demand(&plain)));
            let told = told.copied().or_else(|| planned(&plain)).or_else(|| no_carrier(&plain, unit.flatten()));
            return told.map(speaks_of);
        }
        _ => {}
    }
    let plain = folded(&without_brackets(&with_unit(header).0));
    let planned = planned(&plain).or_else(|| no_carrier(&plain, None));
    if words::unit_of(header).is_some_and(|u| !u.guess) && savings.is_none() {
        return planned.map(speaks_of);
    }
    other_in(&text).or(planned).map(speaks_of)
}

/// Why the columns below a group are no energy, where the group's name says so.
pub(super) fn group_of_others(above: &str) -> Option<Message> {
    let text = folded(above);
    other_in(&text).or_else(|| planned(&text)).map(speaks_of)
}

/// Names of numbers of things that are written as one word.
const IDS: [&str; 10] = ["itemid", "geoid", "siteid", "deviceid", "channelid", "tagid", "sensorid", "assetid", "objectid", "userid"];

/// Whether a header names a number or a code of something: its values are no quantity even where they are numbers.
pub(super) fn is_code(header: &str) -> bool {
    let text = folded(&with_unit(header).0);
    let ends = ["编号", "代码", "编码", "户号", "表号", "资产号", "序列号", "sn号", "卡号", "账号", "客户号", "用户号", "电话", "手机"];
    let last = words::words(&with_unit(header).0).pop().unwrap_or_default();
    ends.iter().any(|end| text.ends_with(end))
        || matches!(last.as_str(), "sn" | "id")
        || IDS.contains(&text.as_str())
        || matches!(text.as_str(), "sn" | "id" | "ean" | "account" | "mpan" | "mprn" | "pod" | "prm" | "cups" | "eic" | "table" | "result")
        || [
            "number",
            "accountno",
            "customerid",
            "serial",
            "esiid",
            "målepunkt",
            "zählpunkt",
            "meteringpoint",
            "entityid",
            "tunnus",
            "odometer",
        ]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether a header names something by name: a circuit, a device, a point of metering.
pub(super) fn is_name(header: &str) -> bool {
    let text = folded(&with_unit(header).0);
    // What a device is in, not which it is.
    let states = ["status", "state", "mode", "model", "type", "version", "alarm", "zustand"];
    if words::words(header).last().is_some_and(|word| states.contains(&word.as_str()))
        || ["状态", "型号", "告警", "版本"].iter().any(|word| text.ends_with(word))
    {
        return false;
    }
    let words = [
        "名称",
        "回路",
        "设备",
        "逆变器",
        "仪表",
        "测点",
        "支路",
        "线路",
        "馈线",
        "电表",
        "计量点",
        "表计",
        "用能单元",
        "车间",
        "电站",
        "站点",
        "管理对象",
        "配电房",
        "安装位置",
        "安装地点",
        "装表位置",
        "manageobject",
        "entity",
        "device",
        "inverter",
        "circuit",
        "metername",
        "statisticid",
        "point",
    ];
    words.iter().any(|word| text.contains(word))
        || matches!(text.as_str(), "name" | "meter" | "表" | "表名" | "点位" | "点名" | "变量名" | "标签名" | "tag" | "tagname" | "户名")
}

/// Whether a header names the place or the owner of all rows, rather than a meter.
pub(super) fn is_place(header: &str) -> bool {
    let text = folded(header);
    [
        "站点",
        "电站",
        "户名",
        "户号",
        "客户",
        "用户",
        "管理域",
        "区域",
        "单位名称",
        "公司",
        "station",
        "plant",
        "site",
        "account",
        "customer",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Whether a header names what the number of the row is of: direction, tariff part, active or reactive, energy or power.
pub(super) fn is_kind(header: &str) -> bool {
    let text = folded(header);
    KIND.iter().any(|name| folded(name) == text)
        || [
            "示数类型",
            "数据项",
            "数据类型",
            "电能类型",
            "量测类型",
            "类型",
            "费率",
            "时段",
            "方向",
            "能量方向",
            "测量项",
            "指标",
            "项目",
            "参数",
            "尖峰平谷",
            "峰谷",
            "主副",
            "主备",
            "相别",
            "direction",
        ]
        .iter()
        .any(|word| text == *word || (text.ends_with(word) && word.chars().count() > 2))
}

/// What a word in such a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KindWord {
    /// As it stands.
    pub(super) word: String,
    /// Whether it is reactive, a tariff part, or a phase: nothing that is counted.
    pub(super) left: Option<Message>,
    /// Whether it is a part that has a total: a tariff part, a phase.
    pub(super) is_part: bool,
    /// The reverse direction.
    pub(super) reverse: bool,
    /// The quantity.
    pub(super) quantity: Option<Quantity>,
}

/// Reads a word of such a column; `None` where it says nothing of the kind.
pub(super) fn kind_word(word: &str) -> Option<KindWord> {
    let text = folded(word);
    let told = sense(word);
    let plain: String = text.chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）')).collect();
    let plain = ["时段", "段", "时"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(&plain).to_owned();
    let check = ["副表", "备表", "校核表", "备用表", "副", "备"].contains(&plain.as_str());
    let main = ["主表", "主", "合计", "总计", "小计"].contains(&plain.as_str());
    let part = ["尖峰", "尖", "峰", "平", "谷", "深谷"].iter().find(|part| plain.ends_with(**part) && !plain.contains("电量")).copied();
    let part = part.or_else(|| {
        ["(尖", "(峰", "(平", "(谷", "（尖", "（峰", "（平", "（谷", "尖电量", "峰电量", "平电量", "谷电量"]
            .into_iter()
            .find(|p| text.contains(p))
    });
    // 峰时电量, 高峰用电量, 低谷电量.
    let tariff = || Heading::of(word).filter(|heading| heading.part == Some(Tariff::Tariff) && text.contains(['尖', '峰', '平', '谷']));
    let part = part.or_else(|| tariff().map(|_| ""));
    let phase = ["a相", "b相", "c相"].into_iter().find(|p| text.contains(p));
    let reactive = text.contains("无功") || text.contains("reactive");
    let is_part = !reactive && (phase.is_some() || part.is_some());
    let left = if reactive {
        Some(say!("reactive energy is no energy"))
    } else if let Some(phase) = phase {
        Some(say!("`{part}` is a part of the total", part = phase))
    } else if part.is_some() {
        Some(say!("`{part}` is a part of the total", part = word))
    } else if check {
        Some(say!("`{word}` is a check meter, and counts what the main meter counts", word))
    } else {
        other_in(&text).map(speaks_of)
    };
    let active = ["有功", "正向", "反向", "电量", "功率", "示数", "示值", "总", "active", "forward", "reverse", "import", "export"]
        .iter()
        .any(|w| text.contains(w));
    (left.is_some() || active || main || told.quantity.is_some()).then(|| KindWord {
        word: word.to_owned(),
        left,
        is_part,
        reverse: told.reverse == Some(true) || text.contains("reverse") || text.contains("export"),
        quantity: told.quantity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_device_quantity_and_direction() {
        let told = |text: &str| {
            let found = sense(text);
            (found.device, found.quantity, found.reverse)
        };
        assert_eq!(told("1#逆变器日发电量(kWh)"), ("1#逆变器".to_owned(), Some(Quantity::Day), None));
        assert_eq!(told("累计发电量(kWh)"), (String::new(), Some(Quantity::Register), None));
        assert_eq!(told("正向有功总"), (String::new(), Some(Quantity::Register), Some(false)));
        assert_eq!(told("反向有功电量（kWh）"), (String::new(), Some(Quantity::Energy), Some(true)));
        assert_eq!(told("主变 有功功率(kW)"), ("主变".to_owned(), Some(Quantity::Power), None));
        assert_eq!(told("屋顶光伏"), ("屋顶光伏".to_owned(), None, None));
    }

    #[test]
    fn savings_money_and_machine_states_are_no_energy() {
        for header in [
            "二氧化碳减排量(t)",
            "节约标准煤(t)",
            "收益(元)",
            "转换效率(%)",
            "并网时长(h)",
            "峰值交流功率(kW)",
            "序号",
            "无功电量(kvarh)",
            "合计",
        ] {
            assert!(not_energy(header).is_some(), "{header}");
        }
        for header in ["计费电量", "发电量(kWh)", "锅炉房（m³）", "风电专线"] {
            assert!(not_energy(header).is_none(), "{header}");
        }
    }

    #[test]
    fn kinds_of_a_bill_tell_what_counts() {
        let told = |text: &str| kind_word(text).map(|k| (k.left.is_some(), k.reverse));
        assert_eq!(told("有功（总）"), Some((false, false)));
        assert_eq!(told("有功（尖峰）"), Some((true, false)));
        assert_eq!(told("反向有功（总）"), Some((false, true)));
        assert_eq!(told("无功（总）"), Some((true, false)));
        assert_eq!(told("一号楼"), None);
    }
}
