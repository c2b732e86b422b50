//! What a meter is to the park, as far as the words of its id, its name or its column tell it.

use super::words::words;

/// What the words tell. An empty text is for a person to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// Carrier.
    pub carrier: &'static str,
    /// Flow.
    pub flow: &'static str,
    /// Origin of the energy.
    pub source: &'static str,
    /// The word that told the flow.
    pub told_by: &'static str,
    /// Whether the word only suggests the flow: 光伏 may stand behind a direct line, 关口 counts either direction.
    pub guess: bool,
}

/// Words: those that are looked for, the carrier, flow and source that they mean, and whether they only suggest it.
type Told = (&'static [&'static str], &'static str, &'static str, &'static str, bool);

/// The first that is found decides. Chinese words are looked for anywhere, others as whole words without their digits.
const WORDS: &[Told] = &[
    (&["全厂用电", "全厂总用电", "厂区用电"], "electricity", "load", "", true),
    (&["天然气", "燃气", "用气", "耗气", "gas"], "natural-gas", "consumption", "", false),
    (&["柴油", "diesel"], "diesel", "consumption", "", false),
    (&["汽油", "gasoline"], "gasoline", "consumption", "", false),
    (&["原煤", "用煤", "燃煤"], "raw-coal", "consumption", "", true),
    (&["外购蒸汽", "外购热"], "heat", "import", "", false),
    (&["蒸汽", "热力", "供热", "用汽", "steam", "heat"], "heat", "", "", true),
    (&["弃光", "弃风", "弃电", "curtailed", "curtailment"], "electricity", "curtailed", "", false),
    (&["厂用电", "站用电", "auxiliary"], "electricity", "auxiliary", "", false),
    (&["消纳", "厂内使用", "园区使用"], "electricity", "", "", true),
    (&["自发自用", "自用电", "selfuse", "selfconsumption"], "electricity", "", "", true),
    (&["充电桩", "充电站", "汽车充电", "电动车充电", "车辆充电", "叉车充电"], "electricity", "load", "", true),
    (&["充电", "charge"], "electricity", "storage-charge", "", false),
    (&["放电", "discharge"], "electricity", "storage-discharge", "", false),
    (&["储能", "电池", "battery", "bess", "ess", "storage"], "electricity", "storage-net", "", true),
    (&["风电直", "风电专线", "风电 直"], "electricity", "direct-line", "wind", false),
    (&["光伏直", "光伏专线", "光伏 直"], "electricity", "direct-line", "solar", false),
    (&["直连", "直供", "绿电专线", "新能源专线", "directline"], "electricity", "direct-line", "", false),
    (&["winddirect", "directwind", "windline"], "electricity", "direct-line", "wind", true),
    (&["pvdirect", "directpv", "solardirect", "directsolar", "pvline", "solarline"], "electricity", "direct-line", "solar", true),
    (&["ongrid", "gridfeed", "gridconnected", "egrid"], "electricity", "grid-export", "", true),
    (
        &["上网", "余电", "售电", "export", "exported", "feedin", "feed", "einspeisung", "injection", "togrid", "sold"],
        "electricity",
        "grid-export",
        "",
        false,
    ),
    (
        &[
            "下网",
            "外购电",
            "购电",
            "用网",
            "网购",
            "市电",
            "import",
            "imported",
            "netzbezug",
            "fromgrid",
            "purchased",
            "purchase",
            "bought",
        ],
        "electricity",
        "grid-import",
        "",
        false,
    ),
    (&["光伏", "太阳能", "逆变器", "pv", "solar", "inverter", "inv"], "electricity", "onsite-renewable", "solar", true),
    (&["风电", "风力发电", "风机", "wind"], "electricity", "onsite-renewable", "wind", true),
    (&["自备", "chp", "热电", "燃机", "燃气轮机", "汽轮", "内燃机", "煤气发电", "火电"], "electricity", "onsite-fossil", "", true),
    // Of what it is made, and whether it counts as renewable, nobody but the park knows.
    (&["余热", "余压", "余能", "trt", "垃圾", "焚烧", "氢燃料", "燃料电池", "发电车", "发电机组", "柴发"], "electricity", "", "", true),
    (&["新能源", "发电"], "electricity", "onsite-renewable", "", true),
    (&["关口", "进线", "主变", "总表", "总进", "gateway", "grid"], "electricity", "grid-import", "", true),
    (&["负荷", "车间", "办公", "宿舍", "用电", "load", "consumption"], "electricity", "load", "", true),
];

/// Words of a line of its own from a generator to the park.
const DIRECT: &[&str] = &["直连", "直供", "绿电专线", "新能源专线"];

/// Words of what counts both directions against each other.
const NET: &[&str] = &["净电量", "净下网", "净上网", "净购", "净受电", "净交换"];

/// Which direction of a signed flow texts say is positive: 充正放负, 下网为正; empty where none does, or they differ.
pub(super) fn positive_of(flow: &str, texts: &[&str]) -> &'static str {
    let directions: [(&[&str], &'static str, &'static str); 2] = match flow {
        "grid-net" => [(&["下网", "受电", "购电", "用网"], "import", "export"), (&["上网", "送电", "送出", "倒送"], "export", "import")],
        "storage-net" => [(&["充电", "充"], "charge", "discharge"), (&["放电", "放"], "discharge", "charge")],
        _ => return "",
    };
    // 充电正向 and 充电负荷 say nothing of a sign.
    let says = |text: &str, word: &str, sign: char| {
        [format!("{word}为{sign}"), format!("{word}是{sign}"), format!("{word}{sign}")].iter().any(|form| {
            text.match_indices(form.as_str()).any(|(at, _)| !text[at + form.len()..].starts_with(['向', '荷', '载', '常', '反']))
        }) || text.contains(&format!("{sign}为{word}"))
    };
    let mut found = "";
    for text in texts {
        for (words, own, other) in &directions {
            for word in *words {
                for told in [says(text, word, '正').then_some(*own), says(text, word, '负').then_some(*other)].into_iter().flatten() {
                    if !found.is_empty() && found != told {
                        return "";
                    }
                    found = told;
                }
            }
        }
    }
    found
}

/// Whether a name that speaks of a generator speaks of use, and not of what is generated.
fn is_use(text: &str) -> bool {
    const USES: [&str; 19] = [
        "用电",
        "耗电",
        "自耗",
        "车间",
        "玻璃",
        "材料",
        "组件厂",
        "设备厂",
        "工厂",
        "机房",
        "风机房",
        "空调",
        "路灯",
        "照明",
        "制氢",
        "叶片",
        "负荷",
        "除湿",
        "冷却",
    ];
    USES.iter().any(|word| text.contains(word)) && !["发电", "上网", "发出"].iter().any(|word| text.contains(word))
}

/// Words of the plant's end of a line.
const PLANT_ENDS: &[&str] = &["电场侧", "场站侧", "电站侧", "发电侧", "电源侧", "机组侧"];

/// What runs on electricity in a house that is named after a fuel: 天然气锅炉房用电, Gas boiler pump.
const EQUIPMENT: &[&str] = &[
    "锅炉房用电",
    "房用电",
    "泵用电",
    "电加热",
    "空调",
    "水泵",
    "循环泵",
    "给水泵",
    "鼓风机",
    "引风机",
    "照明",
    "pump",
    "lighting",
    "fan",
    "hvac",
    "heater",
];
/// Fuels and heat after which houses are named.
const NAMESAKES: &[&str] =
    &["天然气", "燃气", "柴油", "汽油", "煤", "蒸汽", "热力", "供热", "gas", "diesel", "gasoline", "steam", "heat", "boiler"];

/// Reads the words of the texts, the first text that tells something deciding. A gateway meter with negative readings is one that
/// counts both directions; one that counts the reverse direction counts what leaves.
pub fn kind_of(texts: &[&str], negatives: bool) -> Kind {
    let reverse = texts.iter().any(|text| text.contains("反向") || text.contains("逆向"));
    for text in texts {
        // The curve of a load, in French; an inverter's own measurement at its terminals.
        let plain = text.to_lowercase();
        if plain.contains("courbe de charge") && !plain.contains("stock") || plain.contains("gridms") {
            continue;
        }
        let parts: Vec<String> =
            words(&split_humps(text)).into_iter().map(|w| w.trim_matches(|c: char| c.is_ascii_digit()).to_owned()).collect();
        let pairs: Vec<String> = parts.windows(2).map(<[String]>::concat).collect();
        let parts = [parts, pairs].concat();
        let both = text.contains("上网") && text.contains("下网");
        let has = |words: &[&'static str]| {
            words.iter().copied().find(|word| if word.is_ascii() { parts.iter().any(|p| p == word) } else { text.contains(word) })
        };
        if let (Some(told_by), Some(_)) = (has(EQUIPMENT), has(NAMESAKES)) {
            return Kind { carrier: "electricity", flow: "load", source: "", told_by, guess: true };
        }
        for (signs, carrier, flow, source, guess) in WORDS {
            let told = signs.iter().find(|sign| if sign.is_ascii() { parts.iter().any(|p| p == **sign) } else { text.contains(**sign) });
            if let Some(told_by) = told {
                // A generator that burns it generates: 柴油发电机发电量. What else speaks of both may be its fuel, or its power.
                let is_fuel = matches!(*carrier, "natural-gas" | "diesel" | "gasoline" | "raw-coal");
                if is_fuel && text.contains("发电量") {
                    return Kind { carrier: "electricity", flow: "onsite-fossil", source: "", told_by, guess: true };
                }
                if is_fuel && (text.contains("发电") || parts.iter().any(|part| part == "generator" || part == "genset")) {
                    return Kind { carrier: "", flow: "", source: "", told_by, guess: true };
                }
                let (flow, guess) = match (*flow, negatives) {
                    ("grid-export" | "grid-import", _) if both || NET.iter().any(|word| text.contains(word)) => ("grid-net", true),
                    ("grid-import", _) if reverse => ("grid-export", true),
                    ("grid-import", true) => ("grid-net", true),
                    // A store's meter without negative readings counts one direction, and nothing says which.
                    ("storage-net", false) => ("", true),
                    // What a plant of modules, or of fans, uses is no generation: 光伏车间用电量, 风机房.
                    ("onsite-renewable", _) if is_use(text) || parts.iter().any(|part| part == "load" || part == "consumption") => {
                        ("", true)
                    }
                    // The other side of a transformer measures the same again.
                    ("grid-import", _) if text.contains("低压侧") => ("", true),
                    // A part of what another says.
                    ("onsite-renewable" | "direct-line", _) if text.contains("其中") => ("", true),
                    // What stands at the plant's end of a line leaves the plant, and need not leave the park.
                    ("grid-export", _) if PLANT_ENDS.iter().any(|end| text.contains(end)) => ("", true),
                    // What a generator's meter counts the other way is its own use, or nothing.
                    ("onsite-renewable" | "direct-line" | "onsite-fossil" | "load", _) if reverse => ("", true),
                    (flow, _) => (flow, *guess),
                };
                // Generation behind a line of its own, where another text says so: 风电 below 直供线.
                let line = texts.iter().find_map(|text| DIRECT.iter().find(|word| text.contains(**word)));
                if let (true, "onsite-renewable", Some(told_by)) = (guess, flow, line) {
                    return Kind { carrier, flow: "direct-line", source, told_by, guess };
                }
                return Kind { carrier, flow, source: if flow.is_empty() { "" } else { source }, told_by, guess };
            }
        }
    }
    Kind::default()
}

/// Words of reports in the names of files: they say what was exported, not what the meter is.
const REPORTS: &[&str] = &[
    "负荷曲线",
    "用电负荷",
    "负荷",
    "曲线",
    "日报表",
    "日报",
    "月报表",
    "月报",
    "年报",
    "报表",
    "电费清单",
    "电费账单",
    "电费",
    "结算单",
    "结算",
    "账单",
    "台账",
    "抄表",
    "清单",
    "统计表",
    "统计",
    "明细",
    "汇总",
    "导出",
    "数据",
    "用电量",
    "电量",
    "load",
    "curve",
    "profile",
    "demand",
    "charge",
    "usage",
    "export",
    "import",
    "report",
    "data",
];

/// What is left of a file's name once the words of reports are taken out: the words of a meter's name, where it names one.
pub(super) fn without_reports(stem: &str) -> String {
    let mut rest = split_humps(stem);
    for word in REPORTS.iter().filter(|w| !w.is_ascii()) {
        rest = rest.replace(word, " ");
    }
    rest.split([' ', '_', '-', '.']).filter(|part| !REPORTS.contains(&part.to_lowercase().as_str())).collect::<Vec<_>>().join(" ")
}

/// `PvEast` → `Pv East`.
fn split_humps(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before_lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() && before_lower {
            out.push(' ');
        }
        before_lower = c.is_ascii_lowercase();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_flows_and_nothing_else_does() {
        let flow = |text: &str| kind_of(&[text], false).flow;
        assert_eq!(flow("PV01"), "onsite-renewable");
        assert_eq!(flow("1#光伏逆变器"), "onsite-renewable");
        assert_eq!((flow("储能1号"), kind_of(&["储能1号"], true).flow), ("", "storage-net"));
        assert_eq!(flow("关口表"), "grid-import");
        assert_eq!(flow("上网电量"), "grid-export");
        assert_eq!(flow("M001"), "");
        assert_eq!(flow("improve"), "");
        assert_eq!(kind_of(&["关口"], true).flow, "grid-net");
        assert_eq!((flow("关口净电量"), flow("净化进线")), ("grid-net", "grid-import"));
        // Self-use leaves out what is exported: nobody but the park knows what the meter counts.
        assert_eq!(flow("自发自用"), "");
        assert_eq!((flow("1#主变-反向"), flow("光伏/反向")), ("grid-export", ""));
        assert_eq!(flow("1#进线（上网）"), "grid-export");
        assert_eq!((flow("风电专线"), flow("风电 直供")), ("direct-line", "direct-line"));
    }

    #[test]
    fn texts_tell_which_direction_is_positive() {
        for (flow, text, positive) in [
            ("storage-net", "储能(充正放负)(kWh)", "charge"),
            ("storage-net", "储能功率（放电为正）", "discharge"),
            ("storage-net", "储能，充电为负", "discharge"),
            ("storage-net", "储能充电正向有功", ""),
            ("storage-net", "充电负荷", ""),
            ("storage-net", "充正放正", ""),
            ("grid-net", "关口净电量(下网为正)", "import"),
            ("grid-net", "关口(正为上网)", "export"),
            ("grid-net", "关口净电量", ""),
            ("load", "下网为正", ""),
        ] {
            assert_eq!(positive_of(flow, &[text]), positive, "{text}");
        }
    }

    #[test]
    fn a_flow_never_comes_from_the_name_of_a_report() {
        for stem in ["负荷曲线", "DemandCharge", "2025年用电负荷", "export_data"] {
            assert_eq!(kind_of(&[&without_reports(stem)], false).flow, "", "{stem}");
        }
        assert_eq!(kind_of(&[&without_reports("关口表(下网)")], false).flow, "grid-import");
        assert_eq!(kind_of(&[&without_reports("总进线下网")], false).flow, "grid-import");
        assert_eq!(kind_of(&[&without_reports("储能放电")], false).flow, "storage-discharge");
    }
}
