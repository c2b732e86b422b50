//! The keys `certificates` and `trades`: what was presented, what counts with its codes, and what does not with its reason. So what two reports count
//! twice can be found from the reports alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shape;
use super::word::Word;
use crate::account::Accounts;
use crate::account::certificates::Reason;
use crate::dossier::{Codes, Dossier};
use crate::measure::Exact;
use crate::rule::{Case, Finding, turned_by};
use crate::standard::Uncertified;

/// The certificate ledger.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Certificates {
    /// Presented.
    pub presented: u64,
    /// Counted.
    pub counted: u64,
    /// Counted, and not needed.
    pub unused: u64,
    /// The codes of those that count, in order, neighbours as one range.
    pub counted_codes: Vec<CodesReport>,
    /// Those that do not count.
    pub rejected: Vec<RejectionReport>,
}

/// Certificates that do not count.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RejectionReport {
    /// Code, or first and last code of a range.
    pub certificate: String,
    /// How many.
    pub quantity: u64,
    /// Why they do not count.
    pub reason: Reason,
    /// File.
    pub file: String,
    /// Line.
    pub line: u64,
}

/// Green-power trades, in `MWh`. A trade counts by the codes of the certificates that settle it.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Trades {
    /// Energy presented.
    pub presented: Exact,
    /// Energy that counts.
    pub counted: Exact,
    /// Unit of both.
    #[serde(deserialize_with = "super::word::read")]
    pub unit: Word,
    /// The codes that the counted trades claim, in order, neighbours as one range.
    pub counted_codes: Vec<CodesReport>,
    /// Energy without a certificate: of rows that state no codes, or fewer than their `MWh`.
    pub uncertified: Exact,
    /// Required rules whose outcome would be another if that energy counted, or, where a setting lets it count, if it did not.
    #[schemars(schema_with = "shape::rules")]
    #[serde(deserialize_with = "super::word::read")]
    pub depends: Vec<Word>,
    /// What does not count.
    pub rejected: Vec<TradeRejectionReport>,
}

/// Traded energy that does not count.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct TradeRejectionReport {
    /// Contract.
    pub contract: String,
    /// How much, `MWh`.
    pub mwh: Exact,
    /// Why it does not count.
    pub reason: Reason,
    /// File.
    pub file: String,
    /// Line.
    pub line: u64,
}

/// Codes that differ in one run of digits.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CodesReport {
    /// First code.
    pub first_id: String,
    /// Last code.
    pub last_id: String,
    /// How many.
    pub quantity: u64,
}

fn whole(n: u128) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn listed(codes: &[Codes]) -> Vec<CodesReport> {
    let range = |c: &Codes| CodesReport { first_id: c.first_code(), last_id: c.last_code(), quantity: whole(c.quantity()) };
    codes.iter().map(range).collect()
}

pub(super) fn certificates(dossier: &Dossier, accounts: &Accounts) -> Certificates {
    let judged = &accounts.certificates;
    let rejected = judged.rejected.iter().map(|r| RejectionReport {
        certificate: r.certificate.clone(),
        quantity: whole(r.quantity),
        reason: r.reason,
        file: dossier.inputs[r.position.file].name.clone(),
        line: r.position.line,
    });
    Certificates {
        presented: whole(judged.presented),
        counted: whole(judged.counted),
        unused: whole(accounts.unused),
        counted_codes: listed(&judged.codes),
        rejected: rejected.collect(),
    }
}

pub(super) fn trades(case: &Case<'_>, findings: &[Finding]) -> Trades {
    let (dossier, accounts) = (case.dossier, case.accounts);
    let judged = &accounts.trades;
    let rejected_without = judged.rejected.iter().filter(|r| r.reason == Reason::WithoutCertificate);
    let (uncertified, other) = match &judged.uncertified {
        Some((mwh, _)) => (mwh.clone(), Uncertified::Rejected),
        None => (rejected_without.map(|r| &r.mwh).sum(), Uncertified::Counted),
    };
    let depends = if uncertified.is_zero() { Vec::new() } else { turned_by(case, findings, "trades_without_certificates", other.name()) };
    let rejected = judged.rejected.iter().map(|r| TradeRejectionReport {
        contract: r.contract.clone(),
        mwh: r.mwh.clone(),
        reason: r.reason,
        file: dossier.inputs[r.position.file].name.clone(),
        line: r.position.line,
    });
    Trades {
        presented: judged.presented.clone(),
        counted: judged.counted.clone(),
        unit: "MWh",
        counted_codes: listed(&judged.codes),
        uncertified,
        depends,
        rejected: rejected.collect(),
    }
}
