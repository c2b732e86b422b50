//! What certificates are judged by, and why one does not count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::closed_list::closed_list;
use crate::dossier::{Code, Input, LedgerEntry, Position, Trade};
use crate::measure::{Month, Period};
use crate::say;
use crate::say::Message;

/// Which months of generation a certificate may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vintage {
    /// Those of the accounting year, or of the period in an interim run.
    #[default]
    SameYear,
    /// Any up to the period's end whose validity has not ended before the period starts.
    WithinValidity,
}

impl Vintage {
    /// Reads the setting's value.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "same-year" => Some(Self::SameYear),
            "within-validity" => Some(Self::WithinValidity),
            _ => None,
        }
    }
}

closed_list! {
    /// Why a certificate does not count, in the order in which the reasons are judged.
    Reason {
        /// It is not retired, or has no day of retirement.
        NotRetired = "not-retired",
        /// It was retired for another entity.
        WrongBeneficiary = "wrong-beneficiary",
        /// It was generated at another time.
        WrongVintage = "wrong-vintage",
        /// It was retired after its validity.
        Expired = "expired",
        /// It was retired before its month of generation ended.
        RetiredBeforeGeneration = "retired-before-generation",
        /// It is of self-used electricity.
        NotTradable = "not-tradable",
        /// Its energy is counted elsewhere.
        AlreadyClaimed = "already-claimed",
        /// Its code was counted before in this run.
        Duplicate = "duplicate",
        /// Of a trade: no certificate settles it.
        WithoutCertificate = "without-certificates",
    }
}

impl Reason {
    /// The name, to be said in any language.
    pub fn said(self) -> Message {
        match self {
            Self::NotRetired => say!("not-retired"),
            Self::WrongBeneficiary => say!("wrong-beneficiary"),
            Self::WrongVintage => say!("wrong-vintage"),
            Self::Expired => say!("expired"),
            Self::RetiredBeforeGeneration => say!("retired-before-generation"),
            Self::NotTradable => say!("not-tradable"),
            Self::AlreadyClaimed => say!("already-claimed"),
            Self::Duplicate => say!("duplicate"),
            Self::WithoutCertificate => say!("without-certificates"),
        }
    }

    /// The defect that reports it.
    pub fn code(self) -> Code {
        match self {
            Self::NotRetired => Code::CertificateNotRetired,
            Self::WrongBeneficiary => Code::CertificateWrongBeneficiary,
            Self::WrongVintage => Code::CertificateWrongVintage,
            Self::Expired => Code::CertificateExpired,
            Self::NotTradable => Code::CertificateNotTradable,
            Self::AlreadyClaimed => Code::CertificateAlreadyClaimed,
            Self::Duplicate => Code::CertificateDuplicate,
            Self::RetiredBeforeGeneration => Code::CertificateRetiredBeforeGeneration,
            Self::WithoutCertificate => Code::TradeWithoutCertificate,
        }
    }
}

/// What the certificates are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Name of the park.
    pub park: &'a str,
    /// The accounting period.
    pub period: Period,
    /// Entities whose retirements count.
    pub beneficiaries: &'a [String],
    /// Trades, whose certificates count through them.
    pub trades: &'a [Trade],
    /// Projects whose energy is counted as a direct line or as generation on site.
    pub metered_projects: &'a BTreeSet<String>,
    /// What earlier runs counted. Entries of this park and period are this run's own and are passed over.
    pub ledger: &'a [LedgerEntry],
    /// Which months of generation count.
    pub vintage: Vintage,
    /// Months of validity, counted from and including the month of generation.
    pub validity_months: u32,
    /// Certificates generated before the first of these years are valid until the end of the second, whatever their month.
    pub early: (i32, i32),
    /// Whether transferred certificates of conventional hydropower count.
    pub transferred_count: bool,
    /// Whether trades without codes of certificates count.
    pub uncertified_trades: bool,
    /// The files, for messages.
    pub inputs: &'a [Input],
}

/// Last day of the validity of a certificate of a month: 24 months from and including 2025-03 end with 2027-02. Of generation before 2024 it is the
/// end of 2025.
pub(super) fn valid_until(generated: Month, terms: &Terms<'_>) -> NaiveDate {
    if let Some(early) = Month::new(terms.early.1, 12).filter(|_| generated.year < terms.early.0) {
        return early.last_day();
    }
    let months = i32::try_from(terms.validity_months.clamp(1, 12_000)).unwrap_or(1);
    generated.plus(months - 1).last_day()
}

/// Where codes are counted elsewhere, by its place in [`Terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// Through a trade.
    Trade(usize),
    /// By an earlier run, or by another park of this run.
    Entry(usize),
}

/// Names that are a named beneficiary's but for their spelling: file and name, with the first row and the number of rows.
pub(super) type Inexact = BTreeMap<(usize, String), (Position, u64)>;
