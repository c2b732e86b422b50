//! What the columns hold that are read for nothing: so that a report can name them, and so that columns that tell rows apart are known.

use super::header::{bracketed, folded, with_unit};
use super::heading::Heading;
use crate::dossier::Unit;
use crate::dossier::understanding::{Role, Use, Why};

/// Headers of columns that say what the number of a row is of: direction, tariff part, active or reactive.
pub(in crate::input) const KIND: [&str; 26] = [
    "数据项",
    "数据项名称",
    "数据项目",
    "数据类型",
    "数据名称",
    "示数类型",
    "示值类型",
    "示数类别",
    "读数类型",
    "电量类型",
    "电能类型",
    "费率",
    "费率类型",
    "费率时段",
    "费率名称",
    "方向",
    "功率方向",
    "电量方向",
    "计量方向",
    "电能方向",
    "峰谷类型",
    "时段",
    "时段类型",
    "尖峰平谷",
    "direction",
    "tariff",
];

/// Further headers of columns that tell rows of one meter and time apart.
const APART: [&str; 34] = [
    "时点",
    "时间段",
    "小时",
    "小时数",
    "点号",
    "点",
    "点数",
    "点位",
    "时刻",
    "时序",
    "hour",
    "period",
    "interval",
    "slot",
    "rate",
    "phase",
    "channel",
    "register",
    "type",
    "kind",
    "obis",
    "statistic",
    "相",
    "相别",
    "相位",
    "类型",
    "类别",
    "项目",
    "指标",
    "指标名称",
    "参数",
    "参数名称",
    "通道",
    "变量",
];

/// Parts of headers by which a column is known that is not read, with what it holds.
const PARTS: [(&[&str], Role); 8] = [
    (&["备注", "说明", "remark", "comment", "note"], Role::Remark),
    (&["元", "电费", "金额", "电价", "单价", "价格", "收益", "成本", "费用", "账单金额", "cost", "price", "amount", "fee"], Role::Money),
    (&["减排", "节约标准煤", "节煤", "植树", "co2", "碳减", "标煤"], Role::Saving),
    (
        &[
            "电压",
            "电流",
            "功率因数",
            "频率",
            "温度",
            "湿度",
            "辐照",
            "风速",
            "等效利用",
            "利用小时",
            "效率",
            "需量",
            "谐波",
            "不平衡",
            "线损",
            "无功",
            "视在",
            "powerfactor",
            "voltage",
            "current",
            "frequency",
            "temperature",
            "irradiance",
        ],
        Role::Measurement,
    ),
    (
        &["入库时间", "更新时间", "创建时间", "上报时间", "接收时间", "导出时间", "录入时间", "写入时间", "created", "updated", "inserted"],
        Role::WrittenAt,
    ),
    (
        &[
            "客户名称",
            "户名",
            "用户名称",
            "企业名称",
            "园区名称",
            "单位名称",
            "用电地址",
            "地址",
            "供电单位",
            "所属",
            "区域",
            "抄表员",
            "操作员",
            "责任人",
        ],
        Role::Owner,
    ),
    (&["表计名称", "电表名称", "仪表名称", "计量点名称", "回路名称", "设备名称", "线路名称", "电站名称", "名称"], Role::MeterName),
    (&["客户代码", "客户编号", "用户编号", "户号", "用户号", "账号"], Role::Owner),
];

/// What a column holds that is read for nothing, by its header.
pub(in crate::input) fn left_over(header: &str) -> (Role, Why, Use) {
    let text = folded(&with_unit(header).0);
    if text.is_empty() {
        return (Role::Unknown, Why::Nothing, Use::NotUnderstood);
    }
    if matches!(text.as_str(), "序号" | "编号" | "行号" | "id" | "no" | "no." | "index" | "#" | "row" | "seq") {
        return (Role::RowNumber, Why::Alias, Use::Unused);
    }
    let unit = with_unit(header).1.or_else(|| bracketed(header)).unwrap_or("");
    if unit.contains('元') {
        return (Role::Money, Why::Unit, Use::Unused);
    }
    if KIND.iter().chain(&APART).any(|name| folded(name) == text) {
        return (Role::Kind, Why::Alias, Use::NotUnderstood);
    }
    if let Some((_, role)) = PARTS.iter().find(|(words, _)| words.iter().any(|word| text.contains(word))) {
        return (role.clone(), Why::Alias, Use::Unused);
    }
    if let Some(heading) = Heading::of(header) {
        let role = match heading {
            _ if heading.reactive => Role::Reactive,
            _ if heading.phase => Role::Phase,
            _ if heading.part == Some(super::heading::Part::Tariff) => Role::TariffPart,
            _ => Role::OtherValue,
        };
        return (role, Why::Alias, Use::Unused);
    }
    if Unit::parse(unit).is_some() || text.contains("电量") {
        return (Role::OtherValue, Why::Unit, Use::Unused);
    }
    if ["v", "kv", "a", "ka", "hz", "℃", "°c", "%", "h", "小时", "kvar", "kvarh", "kva", "w/m2", "w/m²", "m/s"]
        .contains(&folded(unit).as_str())
    {
        return (Role::Measurement, Why::Unit, Use::Unused);
    }
    (Role::Unknown, Why::Nothing, Use::NotUnderstood)
}

/// Whether a column of a role may tell rows of one meter and time apart.
pub(super) fn may_tell_apart(role: &Role) -> bool {
    matches!(role, Role::Kind | Role::Unknown | Role::MeterName | Role::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_known_by_its_header() {
        for (header, role) in [
            ("序号", Role::RowNumber),
            ("备注", Role::Remark),
            ("电费(元)", Role::Money),
            ("收益(元)", Role::Money),
            ("二氧化碳减排量(t)", Role::Saving),
            ("A相电压(V)", Role::Measurement),
            ("时段", Role::Kind),
            ("点号", Role::Kind),
            ("反向无功电量(kvarh)", Role::Measurement),
            ("上网电量(kWh)", Role::OtherValue),
            ("回路名称", Role::MeterName),
            ("xyz", Role::Unknown),
            ("", Role::Unknown),
        ] {
            assert_eq!(left_over(header).0, role, "{header}");
        }
    }
}
