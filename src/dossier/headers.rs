//! The columns of the small tables, with the headers under which Chinese platforms and registers print them.

/// A column that a table may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Our name of it, always accepted as a header.
    pub name: &'static str,
    /// Other headers that mean it.
    pub aliases: &'static [&'static str],
    /// Whether a table without it cannot be read.
    pub required: bool,
}

const fn must(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases, required: true }
}

const fn may(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases, required: false }
}

/// The meter registry.
pub const METERS: &[Column] = &[
    must(
        "meter_id",
        &["meter", "表计编号", "电表编号", "表号", "电能表编号", "电能表资产编号", "资产编号", "计量点", "计量点编号", "计量点号", "户号"],
    ),
    must("carrier", &["能源品种", "能源种类", "能源类型", "能源介质", "介质"]),
    must("flow", &["流向", "计量类别", "计量点类别", "用途类别", "能流"]),
    must("unit", &["单位", "计量单位"]),
    may("multiplier", &["倍率", "综合倍率", "计量倍率", "总倍率", "计费倍率", "互感器倍率", "倍数", "变比", "综合变比"]),
    may("ct_ratio", &["CT变比", "CT", "CT倍率", "电流互感器变比", "电流变比"]),
    may("pt_ratio", &["PT变比", "PT", "PT倍率", "电压互感器变比", "电压变比"]),
    may("multiplier_applied", &["已乘倍率", "倍率已计入", "是否已乘倍率"]),
    may("parent", &["上级表计", "上级表计编号", "上级计量点", "父表", "总表"]),
    may("positive", &["正向", "正方向", "正值含义", "正向含义"]),
    may("rating_kw", &["额定功率", "额定容量", "额定功率(kW)", "额定容量(kW)", "装机容量(kW)"]),
    may("rating", &["额定流量", "额定值", "最大流量"]),
    may("less", &["扣减表计", "扣减", "扣除表计"]),
    may("accuracy_class", &["准确度等级", "精度等级", "准确度", "精度"]),
    may("digits", &["表计位数", "位数", "整数位数", "示值位数"]),
    may("loss_percent", &["线损率", "线损率(%)", "线损", "损耗率"]),
    may("source", &["电源类型", "发电类型", "来源", "能源来源"]),
    may("project_code", &["项目代码", "项目编码", "项目编号", "建档立卡项目代码"]),
    may("label", &["名称", "表计名称", "计量点名称", "备注", "安装位置"]),
    may("use", &["用途"]),
    may("ncv", &["低位发热量", "低位热值", "净热值"]),
    may("guess", &["待确认", "推测", "推测项"]),
    may("from", &["启用日期", "投运日期", "起始日期"]),
    may("to", &["停用日期", "退役日期", "终止日期"]),
    may("service_note", &["停用说明", "停用原因", "停运说明", "停运原因", "拆除说明"]),
];

/// Green certificates.
pub const CERTIFICATES: &[Column] = &[
    may(
        "certificate_id",
        &["绿证编号", "绿证编码", "绿证代码", "绿证号", "证书编号", "证书编码", "证书号", "绿证唯一编码", "绿证编码区间", "绿证编号区间"],
    ),
    may(
        "first_id",
        &[
            "绿证起始编码号",
            "绿证编码起",
            "绿证编号起",
            "起始号",
            "首个绿证编码",
            "起始编号",
            "起始编码",
            "开始编号",
            "绿证起始编号",
            "绿证起始编码",
            "证书起始编号",
            "证书起始编码",
            "起始证书编号",
            "起始绿证编号",
        ],
    ),
    may(
        "last_id",
        &[
            "终止编号",
            "终止编码",
            "结束编号",
            "截止编号",
            "绿证终止编号",
            "绿证终止编码",
            "绿证结束编号",
            "证书终止编号",
            "证书终止编码",
            "证书结束编号",
            "终止证书编号",
            "终止绿证编号",
            "截止编码",
            "结束编码",
            "绿证结束编码",
            "绿证截止编号",
            "绿证截止编码",
            "绿证编码止",
            "绿证编号止",
            "终止号",
            "截止号",
            "末个绿证编码",
        ],
    ),
    may(
        "generation_month",
        &[
            "生产年月",
            "电力生产年月",
            "电力生产月份",
            "绿证生产年月",
            "绿证电量生产年月",
            "电量生产年月",
            "电量生产月份",
            "生产月份",
            "发电年月",
            "发电月份",
            "电量年月",
            "电量所属年月",
        ],
    ),
    may("generation_start", &["电量生产起始日期", "电量生产开始日期", "生产起始日期", "生产开始日期", "发电开始日期", "发电起始日期"]),
    may("generation_end", &["电量生产终止日期", "电量生产结束日期", "生产终止日期", "生产结束日期", "发电结束日期", "发电终止日期"]),
    may("status", &["状态", "证书状态", "绿证状态", "当前状态", "核销状态"]),
    may("retired_on", &["核销日期", "核销时间", "核销完成日期", "核销完成时间", "绿证核销日期", "绿证核销时间", "注销日期", "注销时间"]),
    may(
        "beneficiary",
        &[
            "受益人",
            "受益方",
            "受益主体",
            "受益方名称",
            "受益主体名称",
            "核销受益人",
            "核销受益方",
            "绿证受益人",
            "权益所有方",
            "消费主体",
            "用能主体",
        ],
    ),
    may("retired_by", &["核销主体", "核销主体名称", "核销方", "核销单位", "核销企业", "注销主体"]),
    may(
        "quantity",
        &[
            "数量",
            "绿证数量",
            "证书数量",
            "核销数量",
            "数量(张)",
            "绿证数量(张)",
            "张数",
            "个数",
            "核销量",
            "核销张数",
            "核销绿证数量",
            "交易量",
            "交易数量",
            "交易张数",
            "成交量",
            "成交数量",
            "成交张数",
            "购买数量",
        ],
    ),
    may("kind", &["类型", "绿证类型", "证书类型", "绿证类别", "交易属性", "是否可交易"]),
    may("technology", &["发电类型", "能源类型", "电源类型", "技术类型", "项目类型"]),
    may("project_code", &["项目代码", "项目编码", "项目编号", "建档立卡项目代码"]),
    may("project", &["项目名称", "发电项目", "发电项目名称", "电站名称"]),
    may("province", &["省份", "省", "项目所在省份", "项目所在地", "所在省份"]),
    may("issued_on", &["核发日期", "核发时间", "发证日期", "颁发日期"]),
    may("traded_on", &["交易日期", "交易时间", "成交日期", "划转日期", "成交时间", "订单时间", "下单时间", "订单日期"]),
    may("order_id", &["订单编号", "订单号", "成交编号", "成交单号", "订单ID"]),
    may("order_status", &["订单状态", "交易状态", "成交状态"]),
    may("buyer", &["购方主体名称", "购方名称", "购买方名称", "购买方", "购方", "买方名称", "买方", "买方主体名称", "受让方名称", "受让方"]),
    may("price", &["单价", "价格", "成交单价", "成交价格", "金额", "交易金额", "成交金额"]),
    may("issued", &["核发量", "核发数量", "核发总量", "核发绿证数量", "绿证核发量"]),
    may("issued_tradable", &["可交易量", "可交易数量", "可交易绿证数量"]),
    may("issued_untradable", &["不可交易量", "不可交易数量", "不可交易绿证数量"]),
];

/// Green-power trades settled with certificates.
pub const TRADES: &[Column] = &[
    must("contract_id", &["合同编号", "合同号", "交易合同编号", "交易编号", "交易单元编号"]),
    must("month", &["月份", "年月", "交割月份", "执行月份", "结算月份", "电量年月", "结算年月"]),
    must(
        "mwh",
        &["绿电电量", "结算电量", "成交电量", "绿电结算电量", "电量", "电量(MWh)", "结算电量(MWh)", "绿电电量(MWh)", "电量(兆瓦时)"],
    ),
    may("certificate_first_id", &["绿证起始编号", "绿证起始编码", "证书起始编号", "起始编号", "起始编码"]),
    may(
        "certificate_last_id",
        &["绿证终止编号", "绿证终止编码", "绿证结束编号", "证书终止编号", "证书结束编号", "终止编号", "终止编码", "结束编号"],
    ),
    may("project_code", &["项目代码", "项目编码", "项目编号", "建档立卡项目代码"]),
    may("quantity", &["绿证数量", "绿证张数", "证书数量"]),
    may("unit", &["单位", "计量单位", "电量单位"]),
    may("order_status", &["订单状态", "交易状态", "成交状态", "合同状态", "结算状态", "状态", "status"]),
];

/// Output of industrial processes.
pub const PRODUCTS: &[Column] = &[
    must("product", &["产品", "产品名称"]),
    may("month", &["月份", "年月", "生产月份"]),
    may("year", &["年份", "年度", "年"]),
    must("output", &["产量", "产品产量"]),
    must("unit", &["单位", "产量单位"]),
    must("factor", &["排放因子", "过程排放因子", "因子"]),
    must("factor_unit", &["排放因子单位", "因子单位"]),
    must("source", &["来源", "因子来源", "数据来源"]),
];

/// Declared values of the guiding indicators.
pub const INDICATORS: &[Column] = &[
    must("indicator", &["指标", "指标名称"]),
    must("numerator", &["分子"]),
    must("denominator", &["分母"]),
    must("unit", &["单位"]),
    must("source", &["来源", "数据来源"]),
    may("product", &["产品", "产品名称", "能源形式"]),
    may("value", &["值", "数值", "指标值", "单耗", "权重"]),
    may("limit", &["限额", "限值", "标准值"]),
    may("exempt", &["豁免", "豁免理由", "豁免原因", "不适用说明"]),
];

/// The park's own factors.
pub const FACTORS: &[Column] = &[
    must("item", &["品种", "能源品种", "燃料", "燃料品种", "项目"]),
    must("factor", &["排放因子", "二氧化碳排放因子", "碳排放因子", "因子"]),
    must("unit", &["单位", "因子单位", "排放因子单位"]),
    must("source", &["来源", "数据来源", "因子来源"]),
    may("ncv", &["低位发热量", "低位热值", "净热值"]),
    may("coal_equivalent", &["折标系数", "折标准煤系数", "折标煤系数"]),
    may("from", &["起始日期", "生效日期"]),
    may("to", &["终止日期", "失效日期"]),
];

/// Voluntary offsets.
pub const OFFSETS: &[Column] = &[
    must("offset_id", &["编号", "减排量编号", "序列号", "登记编号"]),
    must("tco2", &["减排量", "数量", "减排量(tCO2)", "二氧化碳当量"]),
    must("standard", &["标准", "机制", "减排机制"]),
    must("vintage", &["减排年份", "产生年份", "签发年份", "年份"]),
    must("retired_on", &["注销日期", "核销日期", "抵销日期"]),
    must("beneficiary", &["受益人", "受益方", "注销主体", "抵销主体"]),
    may("unit", &["单位", "计量单位"]),
    may("project", &["项目", "项目名称"]),
];

/// Corrections and waivers.
pub const CORRECTIONS: &[Column] = &[
    must(
        "meter_id",
        &["meter", "表计编号", "电表编号", "表号", "电能表编号", "电能表资产编号", "资产编号", "计量点", "计量点编号", "户号"],
    ),
    must("from", &["start", "起", "自", "起始", "起始时间", "起始日期", "开始时间", "开始日期"]),
    must("to", &["end", "止", "至", "截止", "截止时间", "截止日期", "终止时间", "终止日期", "结束时间", "结束日期"]),
    may("value", &["更正值", "更正电量", "更正量", "更正后电量", "核定电量", "电量", "数值", "值"]),
    may("unit", &["单位", "计量单位"]),
    may("note", &["备注", "说明", "备注/说明", "备注或说明", "情况说明", "豁免说明"]),
    must("reason", &["原因", "更正原因", "理由", "事由", "原因说明"]),
    must("approved_by", &["approver", "批准人", "审批人", "批准人员", "审核人"]),
    must("approved_on", &["批准日期", "审批日期", "批准时间", "审批时间"]),
    must("expires", &["expires_on", "expiry", "valid_until", "有效期至", "有效期", "到期日", "到期日期", "失效日期"]),
];

/// Certificates that earlier runs counted.
pub const LEDGER: &[Column] = &[
    may("certificate_id", &["绿证编号", "绿证编码", "证书编号", "证书编码"]),
    may("first_id", &["起始编号", "起始编码", "绿证起始编号", "证书起始编号"]),
    may("last_id", &["终止编号", "终止编码", "结束编号", "绿证终止编号", "证书终止编号"]),
    must("park", &["园区", "园区名称"]),
    must("period", &["期间", "核算期", "核算年度", "年度"]),
    may("quantity", &["数量"]),
    may("hash", &["哈希值"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_header_means_one_column() {
        for table in [METERS, CERTIFICATES, TRADES, PRODUCTS, INDICATORS, FACTORS, OFFSETS, CORRECTIONS, LEDGER] {
            let mut seen = BTreeSet::new();
            for column in table {
                for header in column.aliases.iter().chain([&column.name]) {
                    assert!(seen.insert(header.to_lowercase()), "{header} means two columns");
                }
            }
        }
    }
}
