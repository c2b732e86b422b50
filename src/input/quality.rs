//! What a reading says of its own quality: the words of platforms, in Chinese and English. A word that is not known never counts as good.

use std::collections::BTreeMap;

use super::field::{narrow, trimmed};

/// What a word of a quality column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualityWord {
    /// Measured.
    Good,
    /// Estimated.
    Estimated,
    /// Not to be used.
    Bad,
}

const GOOD: &[&str] = &[
    "good",
    "ok",
    "normal",
    "valid",
    "validated",
    "actual",
    "measured",
    "metered",
    "real",
    "true",
    "online",
    "a",
    "g",
    "v",
    "y",
    "yes",
    "正常",
    "实测",
    "实抄",
    "有效",
    "良好",
    "好",
    "合格",
    "在线",
    "通讯正常",
    "通信正常",
    "采集成功",
    "成功",
    "正确",
    "真实",
    "完整",
    "已采集",
    "运行",
    "运行中",
    "正常运行",
    "待机",
    "并网",
    "发电",
    "发电中",
    "充电",
    "放电",
    "是",
    "自动",
    "自动采集",
    "远程",
    "远程抄表",
    "抄表成功",
    "已校验",
    "校验通过",
    "验证通过",
    "gemeten",
    "gelezen",
    "gevalideerd",
    "gültig",
    "gemessen",
    "abgelesen",
    "wahrer wert",
    "réel",
    "réelle",
    "effettiva",
    "medido",
    "målt",
    "mitattu",
    "avläst",
];
const ESTIMATED: &[&str] = &[
    "e",
    "est",
    "estimated",
    "estimate",
    "s",
    "f",
    "substituted",
    "substitute",
    "final substitute",
    "interpolated",
    "filled",
    "imputed",
    "forecast",
    "predicted",
    "calculated",
    "adjusted",
    "edited",
    "corrected",
    "估",
    "估算",
    "估计",
    "估读",
    "估抄",
    "估值",
    "预估",
    "暂估",
    "推算",
    "推估",
    "插值",
    "拟合",
    "拟合值",
    "补全",
    "补录",
    "补招",
    "补采",
    "人工",
    "人工补录",
    "人工录入",
    "人工置数",
    "人工修正",
    "人工修改",
    "手工",
    "手工录入",
    "手动",
    "手动录入",
    "修正",
    "修改",
    "替代",
    "替代值",
    "置数",
    "预测",
    "计算值",
    "平均值",
    "上月值",
    "geschat",
];
const BAD: &[&str] = &[
    "bad",
    "b",
    "invalid",
    "error",
    "err",
    "fault",
    "fail",
    "failed",
    "failure",
    "false",
    "wrong",
    "suspect",
    "questionable",
    "missing",
    "null",
    "none",
    "no data",
    "nodata",
    "offline",
    "off-line",
    "disconnected",
    "timeout",
    "time out",
    "communication error",
    "comm error",
    "no",
    "坏",
    "坏数据",
    "坏值",
    "无效",
    "异常",
    "错误",
    "离线",
    "断线",
    "掉线",
    "断开",
    "断连",
    "中断",
    "通讯中断",
    "通信中断",
    "通讯异常",
    "通信异常",
    "通讯故障",
    "通信故障",
    "通讯失败",
    "通信失败",
    "超时",
    "失败",
    "采集失败",
    "抄表失败",
    "未采集",
    "未抄",
    "漏抄",
    "缺失",
    "缺数",
    "无数据",
    "数据缺失",
    "数据异常",
    "失真",
    "突变",
    "跳变",
    "越限",
    "故障",
    "停运",
    "停电",
    "断电",
    "失电",
    "可疑",
    "存疑",
    "不可信",
    "不合格",
    "未校验",
    "校验失败",
    "验证失败",
    "作废",
    "剔除",
    "删除",
    "死数",
    "否",
    "未知",
    "unknown",
];
/// Headers that ask: a yes means their own word.
const ASKED: &[(&str, QualityWord)] = &[
    ("是否估算", QualityWord::Estimated),
    ("是否补采", QualityWord::Estimated),
    ("是否异常", QualityWord::Bad),
    ("补采标志", QualityWord::Estimated),
    ("补采标识", QualityWord::Estimated),
    ("估算标志", QualityWord::Estimated),
    ("异常标志", QualityWord::Bad),
    ("异常标识", QualityWord::Bad),
];

fn plain(word: &str) -> String {
    trimmed(&narrow(word)).to_lowercase()
}

/// What a word means of itself.
pub(super) fn known(word: &str) -> Option<QualityWord> {
    let word = plain(word);
    let among = |words: &[&str]| words.contains(&word.as_str());
    if among(GOOD) {
        Some(QualityWord::Good)
    } else if among(ESTIMATED) {
        Some(QualityWord::Estimated)
    } else if among(BAD) {
        Some(QualityWord::Bad)
    } else {
        None
    }
}

/// Whether a word that is not known has one in it that speaks of an estimate or of a failure: 人工估算, 补录(人工).
pub(super) fn speaks_of_estimate(word: &str) -> bool {
    let word = plain(word);
    let signs = [
        "估",
        "推算",
        "插值",
        "拟合",
        "补全",
        "补录",
        "补采",
        "补招",
        "填补",
        "人工",
        "手工",
        "手动",
        "置数",
        "预测",
        "替代",
        "estimat",
        "interpolat",
        "substitut",
        "未核",
        "无效",
        "异常",
        "错误",
        "离线",
        "中断",
        "故障",
        "失败",
        "缺失",
        "invalid",
        "error",
    ];
    !word.starts_with(['未', '无', '非']) && signs.iter().any(|sign| word.contains(sign))
}

/// Whether a word by itself tells that its column is one of quality: no letter, no yes, no state of a machine.
pub(super) fn is_telling(word: &str) -> bool {
    const OTHERWISE: [&str; 14] =
        ["true", "false", "yes", "no", "none", "null", "运行", "运行中", "正常运行", "待机", "并网", "充电", "放电", "自动"];
    let own = plain(word);
    own.chars().count() >= 2 && !OTHERWISE.contains(&own.as_str()) && known(word).is_some()
}

/// What a word means in a column: as park.toml says, else of itself; `None` where it is not known.
pub(super) fn meaning(header: &str, word: &str, stated: &BTreeMap<String, QualityWord>) -> Option<QualityWord> {
    let own = plain(word);
    if let Some((_, stated)) = stated.iter().find(|(name, _)| plain(name) == own) {
        return Some(*stated);
    }
    if let Some((_, asked)) = ASKED.iter().find(|(name, _)| plain(header).starts_with(name)) {
        return match own.as_str() {
            "是" | "y" | "yes" | "1" | "true" => Some(*asked),
            "否" | "n" | "no" | "0" | "false" => Some(QualityWord::Good),
            _ => known(word),
        };
    }
    known(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let all = [GOOD, ESTIMATED, BAD].concat();
        let distinct: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
    }

    #[test]
    fn words_of_platforms_are_known_and_others_never_good() {
        let none = BTreeMap::new();
        for (word, means) in [
            ("正常", Some(QualityWord::Good)),
            ("离线", Some(QualityWord::Bad)),
            ("补采", Some(QualityWord::Estimated)),
            ("ＯＫ", Some(QualityWord::Good)),
            ("Offline", Some(QualityWord::Bad)),
            ("通讯中断", Some(QualityWord::Bad)),
            ("青蛙", None),
            ("192", None),
        ] {
            assert_eq!(meaning("状态", word, &none), means, "{word}");
        }
        assert_eq!(meaning("是否估算", "是", &none), Some(QualityWord::Estimated));
        assert_eq!(meaning("是否异常", "否", &none), Some(QualityWord::Good));
        let stated = BTreeMap::from([("192".to_owned(), QualityWord::Good)]);
        assert_eq!(meaning("质量码", "192", &stated), Some(QualityWord::Good));
    }
}
