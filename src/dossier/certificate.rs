//! Green electricity certificates (绿证, GEC) and green-power trades as submitted.

use chrono::NaiveDate;

use super::Position;
use crate::measure::{Exact, Month};

/// A set of certificate codes that are equal but for one run of digits: `prefix`, a number of `width` digits, `suffix`.
/// A single code is a set of one. 1 certificate = 1 MWh.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Codes {
    /// Text before the serial.
    pub prefix: String,
    /// Text after the serial.
    pub suffix: String,
    /// Digits of the serial, leading zeros included.
    pub width: usize,
    /// First serial.
    pub first: u128,
    /// Last serial, not below the first.
    pub last: u128,
}

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

/// Kind of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Can be traded apart from the electricity.
    Tradable,
    /// Sold with the electricity (counted through its trade).
    Bundled,
    /// Of self-used electricity: informational.
    SelfUse,
}

/// A row of a certificate file.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The codes that it presents.
    pub codes: Codes,
    /// First and last day of generation (a month: its first and last day).
    pub generated: (NaiveDate, NaiveDate),
    /// Status.
    pub status: Status,
    /// Day of retirement (核销).
    pub retired_on: Option<NaiveDate>,
    /// Entity for which it was retired.
    pub beneficiary: String,
    /// Kind.
    pub kind: Kind,
    /// Project code of the generator.
    pub project_code: Option<String>,
    /// Where it stands.
    pub position: Position,
}

/// A row of a green-trade file.
#[derive(Clone, Debug)]
pub struct Trade {
    /// Contract.
    pub contract: String,
    /// Month of delivery.
    pub month: Month,
    /// Energy in MWh.
    pub mwh: Exact,
    /// Certificates settled with it.
    pub codes: Option<Codes>,
    /// Project code of the generator.
    pub project_code: Option<String>,
    /// Where it stands.
    pub position: Position,
}
