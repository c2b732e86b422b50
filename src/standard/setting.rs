//! What a park may set: the registry of settings.

use thiserror::Error;

use super::clause::{Level, RULES};
use super::nearest::{did_you_mean, nearest};
use crate::closed_list::closed_list;
use crate::say;
use crate::say::Message;

closed_list! {
    /// Which generation months of certificates count.
    Vintage {
        /// Those of the accounting year.
        SameYear = "same-year",
        /// Any within the certificate's validity.
        WithinValidity = "within-validity",
    }

    /// Whether green-power trades without codes of certificates count.
    Uncertified {
        /// No.
        Rejected = "rejected",
        /// Yes.
        Counted = "counted",
    }

    /// Whether transferred certificates of conventional hydropower count.
    Transferred {
        /// Yes.
        Counted = "counted",
        /// No.
        Informational = "informational",
    }

    /// Whether exported electricity lowers emissions.
    ExportCredit {
        /// No.
        None = "none",
        /// Exported fossil electricity does, by the electricity factor.
        FossilExport = "fossil-export",
    }

    /// Whether gaps in readings are filled.
    Estimation {
        /// No.
        Off = "off",
        /// By interpolation, and by the same time of similar days.
        Interpolate = "interpolate",
    }

    /// Whether the bounds include the accuracy class of the meters.
    Accuracy {
        /// No.
        Off = "off",
        /// By the class that each meter states.
        Stated = "stated",
    }

    /// Whether energy used as feedstock (原料用能) enters the park's energy.
    Feedstock {
        /// No.
        Excluded = "excluded",
        /// Yes.
        Included = "included",
    }
}

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of these words.
    Words(&'static [&'static str]),
    /// The equivalent value of electricity (等价值).
    Equivalent,
    /// Emissions per unit of energy, above 0.
    Intensity,
    /// `measured`, or an efficiency above 0 up to 1.
    Efficiency,
    /// `none`, or an amount of electricity, 0 or more.
    Energy,
    /// A whole number of years.
    Years,
    /// `any`, or names with commas between them.
    Names,
    /// A limit of the rule that the name ends in.
    Limit,
    /// A level of the rule that the name ends in.
    Level,
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name; `limits.RULE-ID` and `levels.RULE-ID` stand for one setting a rule.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Unit of its value, where it is a quantity of one.
    pub unit: Option<&'static str>,
    /// What it decides, in English.
    pub en: &'static str,
    /// What it decides, in Chinese.
    pub zh: &'static str,
}

/// Prefix of the settings that give a rule another limit.
pub(super) const LIMITS: &str = "limits.";
/// Prefix of the settings that give a rule another level.
pub(super) const LEVELS: &str = "levels.";

/// Every setting. The defaults, with their sources, are data of the policy; limits and levels default to its rules.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "electricity_equivalent",
        kind: Kind::Equivalent,
        unit: Some("kgce/kWh"),
        en: "Equivalent value of electricity in standard coal, by which electricity enters the park's energy W.",
        zh: "电力折标准煤的等价值，用于计算园区综合能耗 W。",
    },
    Setting {
        name: "baseline",
        kind: Kind::Intensity,
        unit: Some("tCO2/tce"),
        en: "Average emissions per unit of energy of existing parks; near zero is a tenth of it.",
        zh: "现有园区单位能耗碳排放平均水平；近零碳为其十分之一。",
    },
    Setting {
        name: "vintage",
        kind: Kind::Words(Vintage::WORDS),
        unit: None,
        en: "Which generation months of certificates count: those of the accounting year, or any within validity.",
        zh: "可计入的绿证生产月份：仅核算年度内，或有效期内。",
    },
    Setting {
        name: "trades_without_certificates",
        kind: Kind::Words(Uncertified::WORDS),
        unit: None,
        en: "Whether green-power trades without codes of certificates count: rejected, or counted by their MWh.",
        zh: "未列绿证编码的绿电交易是否计入：不计入，或按成交电量计入。",
    },
    Setting {
        name: "transferred_certificates",
        kind: Kind::Words(Transferred::WORDS),
        unit: None,
        en: "Whether certificates of existing conventional hydropower that were transferred (not tradable) count.",
        zh: "存量常规水电划转的（不可交易）绿证是否计入。",
    },
    Setting {
        name: "storage_round_trip",
        kind: Kind::Efficiency,
        unit: Some("1"),
        en: "Round-trip efficiency of storage: measured (discharge over charge of the period, at most 1) or a decimal.",
        zh: "储能往返效率：按实测（期内放电量除以充电量，不超过 1）或给定小数。",
    },
    Setting {
        name: "export_credit",
        kind: Kind::Words(ExportCredit::WORDS),
        unit: None,
        en: "Whether exported fossil electricity is subtracted from emissions.",
        zh: "上网的化石能源电量是否抵减碳排放。",
    },
    Setting {
        name: "estimation",
        kind: Kind::Words(Estimation::WORDS),
        unit: None,
        en: "Whether gaps in readings are filled by estimates, each of which is listed.",
        zh: "是否估算补全缺失读数；每个估算值均列出。",
    },
    Setting {
        name: "accuracy",
        kind: Kind::Words(Accuracy::WORDS),
        unit: None,
        en: "Whether the bounds of figures include the accuracy class that meters state.",
        zh: "数值上下界是否计入表计的准确度等级。",
    },
    Setting {
        name: "feedstock_energy",
        kind: Kind::Words(Feedstock::WORDS),
        unit: None,
        en: "Whether energy used as feedstock enters the park's energy W.",
        zh: "原料用能是否计入园区综合能耗 W。",
    },
    Setting {
        name: "recognition_cap",
        kind: Kind::Energy,
        unit: Some("MWh"),
        en: "Most that is recognised of green trades and certificates together, where the province sets such a cap (本省认定上限).",
        zh: "绿电交易与绿证合计可认定的上限，适用于省级设有认定上限的情形。",
    },
    Setting {
        name: "nuclear_purchased",
        kind: Kind::Energy,
        unit: Some("MWh"),
        en: "Nuclear electricity bought on the market in the period; it never counts, and is told as another reading of the rules.",
        zh: "核算期内经市场购入的核电电量；不计入判定，仅作为规则的另一种理解列示。",
    },
    Setting {
        name: "offset_vintage_years",
        kind: Kind::Years,
        unit: Some("year"),
        en: "How many years the vintage of an offset may lie before the end of the period; for the net-zero layer only.",
        zh: "抵消量签发年份最多可早于核算期末的年数；仅用于净零情况。",
    },
    Setting {
        name: "offset_standards",
        kind: Kind::Names,
        unit: None,
        en: "Which standards of offsets count: any that is named, or those of a list; for the net-zero layer only.",
        zh: "可计入的抵消量标准：任何已写明的标准，或所列标准；仅用于净零情况。",
    },
    Setting {
        name: "limits.RULE-ID",
        kind: Kind::Limit,
        unit: None,
        en: "Another limit for a rule, at every date and size of park; shares as 0.5 or 50%.",
        zh: "规则的另定限值，适用于任何日期与园区规模；比例写作 0.5 或 50%。",
    },
    Setting {
        name: "levels.RULE-ID",
        kind: Kind::Level,
        unit: None,
        en: "Another level for a rule: required, guiding or advisory. A data rule given one no longer guards the evidence.",
        zh: "规则的另定层级：required（必须）、guiding（引导）、advisory（参考）。数据规则改层级后不再约束证据。",
    },
];

/// Why a setting cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.said())]
pub enum SettingError {
    /// There is no setting of that name.
    Unknown {
        /// What was written.
        name: String,
        /// The nearest setting there is.
        nearest: Option<String>,
    },
    /// A value that the setting does not take.
    Value {
        /// The setting.
        name: String,
        /// What was written.
        value: String,
        /// What it takes.
        expected: Message,
        /// The nearest word that it takes.
        nearest: Option<String>,
    },
    /// A unit that the setting does not take.
    Unit {
        /// The setting.
        name: String,
        /// What was written.
        unit: String,
        /// The units that it takes.
        expected: Message,
    },
    /// A value that can be read but is wrong by the rules.
    Refused {
        /// The setting.
        name: String,
        /// What was written.
        value: String,
        /// Why.
        reason: Message,
    },
}

impl SettingError {
    /// The setting.
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown { name, .. } | Self::Value { name, .. } | Self::Unit { name, .. } | Self::Refused { name, .. } => name,
        }
    }

    /// The setting, and what is wrong with it.
    pub fn said(&self) -> Message {
        match self {
            Self::Unknown { name, nearest } => say!("unknown setting `{name}`{near}", name, near => did_you_mean(nearest.as_deref())),
            Self::Value { name, value, expected, nearest } => {
                let near = did_you_mean(nearest.as_deref());
                say!("setting `{name}`: {value} is not {expected}{near}", name, value = format!("{value:?}"), expected => expected.clone(), near => near)
            }
            Self::Unit { name, unit, expected } => {
                say!("setting `{name}`: unknown unit {unit}; it takes {expected}", name, unit = format!("{unit:?}"), expected => expected.clone())
            }
            Self::Refused { name, value, reason } => {
                say!("setting `{name}`: {value} is refused: {reason}", name, value, reason => reason.clone())
            }
        }
    }
}

impl Setting {
    /// The setting of a name, and its rule where it is a limit or a level of one.
    pub fn find(name: &str) -> Result<(&'static Self, Option<&'static str>), SettingError> {
        let rule_of = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| RULES.iter().find(|rule| **rule == rest)).copied();
        let kind_of = |kind: Kind| SETTINGS.iter().find(|setting| setting.kind == kind);
        if let Some((setting, rule)) = kind_of(Kind::Limit).zip(rule_of(LIMITS)) {
            return Ok((setting, Some(rule)));
        }
        if let Some((setting, rule)) = kind_of(Kind::Level).zip(rule_of(LEVELS)) {
            return Ok((setting, Some(rule)));
        }
        let own = SETTINGS.iter().find(|setting| setting.name == name && !setting.is_of_rules());
        own.map(|setting| (setting, None)).ok_or_else(|| {
            let names: Vec<String> = Self::names().collect();
            let nearest = nearest(name, names.iter().map(String::as_str));
            SettingError::Unknown { name: name.to_owned(), nearest }
        })
    }

    /// The names of all settings, limits and levels of every rule included.
    pub fn names() -> impl Iterator<Item = String> {
        let own = SETTINGS.iter().filter(|setting| !setting.is_of_rules()).map(|setting| setting.name.to_owned());
        let of_rules = [LIMITS, LEVELS].into_iter().flat_map(|prefix| RULES.iter().map(move |r| format!("{prefix}{r}")));
        own.chain(of_rules)
    }

    /// Whether it stands for one setting a rule.
    pub fn is_of_rules(&self) -> bool {
        matches!(self.kind, Kind::Limit | Kind::Level)
    }

    /// What values it takes, for messages and documentation.
    pub fn allowed(&self) -> Message {
        match self.kind {
            Kind::Words(words) => Message::list(words.iter().map(Message::verbatim), say!(", ")),
            Kind::Equivalent => say!("a decimal above the calorific value, in kgce/kWh, tce/MWh or gce/kWh"),
            Kind::Intensity => say!("a decimal above 0, in tCO2/tce"),
            Kind::Efficiency => say!("measured, or a decimal above 0 up to 1"),
            Kind::Energy => say!("none, or a decimal of 0 or more, in MWh, kWh or 万kWh"),
            Kind::Years => say!("a whole number of years, 0 to 50"),
            Kind::Names => say!("any, or names with commas between them"),
            Kind::Limit => say!("a decimal, in the unit of the rule; shares from 0 to 1"),
            Kind::Level => Message::list(Level::WORDS[..3].iter().map(Message::verbatim), say!(", ")),
        }
    }
}
