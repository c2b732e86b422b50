//! Green electricity certificates (绿证, GEC) and green-power trades as submitted.

use chrono::NaiveDate;

use super::{Codes, Position};
use crate::measure::{Exact, Month};

/// Status of a certificate in its registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// 持有
    Held,
    /// 已核销
    Retired,
    /// 已过期
    Expired,
    /// 已划转
    Transferred,
    /// 已冻结
    Frozen,
    /// A word that is not known; it never counts.
    Unknown(String),
}

impl Status {
    /// Reads an English or Chinese word, without case; any other word is [`Status::Unknown`].
    pub fn parse(word: &str) -> Self {
        match word.to_lowercase().as_str() {
            "held" | "持有" | "持有中" | "已持有" | "未核销" | "待核销" | "核销中" | "申请核销" | "unretired" | "not retired" => {
                Self::Held
            }
            "retired" | "已核销" | "核销" => Self::Retired,
            "expired" | "已过期" | "过期" => Self::Expired,
            "transferred" | "已划转" | "划转" => Self::Transferred,
            "frozen" | "已冻结" | "冻结" => Self::Frozen,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// Its English word; of one that is not known, that word.
    pub fn name(&self) -> &str {
        match self {
            Self::Held => "held",
            Self::Retired => "retired",
            Self::Expired => "expired",
            Self::Transferred => "transferred",
            Self::Frozen => "frozen",
            Self::Unknown(word) => word,
        }
    }
}

/// Kind of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Can be traded apart from the electricity.
    Tradable,
    /// Of existing conventional hydropower, not tradable, transferred directly or allocated from a provincial account (划转).
    Transferred,
    /// Sold with the electricity (counted through its trade).
    Bundled,
    /// Of self-used electricity: informational.
    SelfUse,
}

impl Kind {
    /// Reads an English or Chinese word, without case. Of a certificate that is merely said not to be tradable, the technology of its generator
    /// decides: existing conventional hydropower transfers it, others used the electricity themselves. No other technology transfers certificates.
    pub fn parse(word: &str, technology: Option<&str>) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "不可交易" | "不可交易绿证" | "否" | "non-tradable" | "not tradable" if technology.is_some_and(is_hydropower) => {
                Some(Self::Transferred)
            }
            "不可交易" | "不可交易绿证" | "否" | "non-tradable" | "not tradable" => Some(Self::SelfUse),
            "transferred" | "划转" | "直接划转" | "划转绿证" | "无偿划转" | "划转分配"
                if technology.is_some_and(|of| !is_hydropower(of)) =>
            {
                Some(Self::SelfUse)
            }
            "transferred" | "划转" | "直接划转" | "划转绿证" | "无偿划转" | "划转分配" => Some(Self::Transferred),
            "tradable" | "tradeable" | "可交易" | "可交易绿证" | "普通绿证" | "是" => Some(Self::Tradable),
            "bundled" | "绿电" | "绿电绿证" | "证电合一" | "绿色电力交易" | "绿电交易" => Some(Self::Bundled),
            "self-use" | "自用" | "自发自用" => Some(Self::SelfUse),
            _ => None,
        }
    }

    /// The English words.
    pub const NAMES: [&str; 4] = ["tradable", "transferred", "bundled", "self-use"];
}

/// Whether a generator is conventional hydropower. Pumped storage generates nothing of its own.
fn is_hydropower(technology: &str) -> bool {
    let plain = technology.to_lowercase();
    let pumped = plain.contains("抽水") || plain.contains("抽蓄") || plain.contains("pumped");
    let hydro = matches!(
        plain.as_str(),
        "常规水电"
            | "存量常规水电"
            | "存量水电"
            | "水电"
            | "水力发电"
            | "常规水力发电"
            | "hydro"
            | "hydropower"
            | "conventional hydropower"
    );
    hydro && !pumped
}

/// Whether a generator is of a technology of which no green certificate is issued.
pub fn is_not_renewable(technology: &str) -> bool {
    let words = ["coal", "gas", "natural gas", "oil", "fossil", "nuclear", "thermal power"];
    let terms = [
        "煤电",
        "燃煤",
        "燃煤发电",
        "火电",
        "火力发电",
        "气电",
        "燃气",
        "燃气发电",
        "天然气发电",
        "燃油",
        "燃油发电",
        "核电",
        "核能",
        "核能发电",
    ];
    let plain = technology.trim().to_lowercase();
    words.contains(&plain.as_str()) || terms.contains(&plain.as_str())
}

/// The kind of record that a row stands in: what it can prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// A list that says of each certificate whether it is retired, when and for whom. Its rows stand by themselves.
    Register,
    /// A list of retirements (核销清单): proves retirement, and may leave the time of generation to other records.
    Retirement,
    /// A list of what an account holds, with a status and no retirement.
    Holding,
    /// A record of purchases of an exchange or platform: proves a purchase, never a retirement.
    Purchase,
    /// A record of what was issued to a generator: proves neither.
    Issue,
}

/// Which certificates a row presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lot {
    /// Those of these codes.
    Coded(Codes),
    /// So many, whose codes are not stated: no other record can be joined to them.
    Uncoded {
        /// How many.
        quantity: u128,
        /// What the record calls them: its order, or its month.
        name: String,
    },
}

impl Lot {
    /// How many certificates.
    pub fn quantity(&self) -> u128 {
        match self {
            Self::Coded(codes) => codes.quantity(),
            Self::Uncoded { quantity, .. } => *quantity,
        }
    }

    /// The codes, where they are stated.
    pub fn codes(&self) -> Option<&Codes> {
        match self {
            Self::Coded(codes) => Some(codes),
            Self::Uncoded { .. } => None,
        }
    }
}

/// A row of a certificate file, or what a part of its codes says.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The kind of record that it stands in.
    pub record: Record,
    /// The certificates that it presents.
    pub lot: Lot,
    /// First and last day of generation (a month: its first and last day), where the row states it.
    pub generated: Option<(NaiveDate, NaiveDate)>,
    /// Status.
    pub status: Status,
    /// Day of retirement (核销).
    pub retired_on: Option<NaiveDate>,
    /// Entity for which it was retired; of a purchase, the buyer.
    pub beneficiary: String,
    /// Entity that retired it, where the record names it.
    pub retired_by: String,
    /// Kind.
    pub kind: Kind,
    /// Project code of the generator.
    pub project_code: Option<String>,
    /// Where it stands.
    pub position: Position,
}

impl Certificate {
    /// Whether the row itself proves a retirement with its day.
    pub fn retired(&self) -> Option<NaiveDate> {
        let proves = matches!(self.record, Record::Register | Record::Retirement);
        self.retired_on.filter(|_| proves && self.status == Status::Retired)
    }
}

/// A row of a file of green-power trades.
#[derive(Clone, Debug)]
pub struct Trade {
    /// Contract.
    pub contract: String,
    /// Month of delivery.
    pub month: Month,
    /// Energy in `MWh`.
    pub mwh: Exact,
    /// Certificates settled with it.
    pub codes: Option<Codes>,
    /// Project code of the generator.
    pub project_code: Option<String>,
    /// Where it stands.
    pub position: Position,
}
