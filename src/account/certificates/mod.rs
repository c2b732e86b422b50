//! The certificate ledger: which of the certificates presented count, and why the others do not (METHOD 4).

mod code_set;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::code_set::CodeSet;
use crate::dossier::{Certificate, Code, Codes, Kind, LedgerEntry, Position, Status, Trade};
use crate::measure::{Month, Period};

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

/// Why a certificate does not count, in the order in which the reasons are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is not retired, or has no day of retirement.
    NotRetired,
    /// It was retired for another entity.
    WrongBeneficiary,
    /// It was generated at another time.
    WrongVintage,
    /// It was retired after its validity.
    Expired,
    /// It is of self-used electricity.
    NotTradable,
    /// Its energy is counted elsewhere.
    AlreadyClaimed,
    /// Its code was counted before in this run.
    Duplicate,
}

impl Reason {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotRetired => "not-retired",
            Self::WrongBeneficiary => "wrong-beneficiary",
            Self::WrongVintage => "wrong-vintage",
            Self::Expired => "expired",
            Self::NotTradable => "not-tradable",
            Self::AlreadyClaimed => "already-claimed",
            Self::Duplicate => "duplicate",
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
}

/// Certificates that do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The codes as printed, a range as `FIRST..LAST`.
    pub certificate: String,
    /// How many they are.
    pub quantity: u128,
    /// Why.
    pub reason: Reason,
    /// The row that presented them.
    pub position: Position,
}

/// A row of which certificates count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub quantity: u128,
    /// The row.
    pub position: Position,
}

/// The certificates as judged. One certificate is one `MWh`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Certificates presented, whole ones, not rows.
    pub presented: u128,
    /// Certificates that count.
    pub counted: u128,
    /// The rows of which certificates count, in order.
    pub rows: Vec<Counted>,
    /// What does not count, in the order of rows, then of reasons.
    pub rejected: Vec<Rejection>,
}

/// Judges certificates, in the order in which they are presented.
pub fn judge(certificates: &[Certificate], terms: &Terms<'_>) -> Judged {
    let named: BTreeSet<String> = terms.beneficiaries.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
    let claimed = claimed(terms);
    let mut counted = CodeSet::default();
    let mut judged = Judged::default();
    for certificate in certificates {
        let (codes, position) = (&certificate.codes, certificate.position);
        judged.presented = judged.presented.saturating_add(codes.quantity());
        let mut reject = |codes: &Codes, reason| {
            judged.rejected.push(Rejection { certificate: codes.to_string(), quantity: codes.quantity(), reason, position });
        };
        if let Some(reason) = whole(certificate, terms, &named) {
            reject(codes, reason);
            continue;
        }
        let parted = claimed.part(codes);
        for held in &parted.held {
            reject(held, Reason::AlreadyClaimed);
        }
        let mut quantity = 0_u128;
        for part in parted.free {
            let again = counted.part(&part);
            for held in &again.held {
                reject(held, Reason::Duplicate);
            }
            for free in again.free {
                quantity = quantity.saturating_add(free.quantity());
                counted.add(free);
            }
        }
        if quantity > 0 {
            judged.counted = judged.counted.saturating_add(quantity);
            judged.rows.push(Counted { quantity, position });
        }
    }
    judged
}

/// Codes that are counted elsewhere: through a trade, or by an earlier run.
fn claimed(terms: &Terms<'_>) -> CodeSet {
    let mut claimed = CodeSet::default();
    for codes in terms.trades.iter().filter_map(|trade| trade.codes.as_ref()) {
        claimed.insert(codes);
    }
    let park = folded(terms.park);
    let own = |entry: &LedgerEntry| folded(&entry.park) == park && Period::parse(entry.period.trim()) == Some(terms.period);
    for entry in terms.ledger.iter().filter(|entry| !own(entry)) {
        claimed.insert(&entry.codes);
    }
    claimed
}

/// Why no certificate of a row counts, whatever its codes.
fn whole(certificate: &Certificate, terms: &Terms<'_>, beneficiaries: &BTreeSet<String>) -> Option<Reason> {
    let Some(retired_on) = certificate.retired_on.filter(|_| certificate.status == Status::Retired) else {
        return Some(Reason::NotRetired);
    };
    let (first, last) = (Month::of(certificate.generated.0), Month::of(certificate.generated.1));
    // 24 months from and including 2025-03 end with 2027-02
    let months = i32::try_from(terms.validity_months.clamp(1, 12_000)).unwrap_or(1);
    let valid_until = first.plus(months - 1).last_day();
    let period = &terms.period;
    let of_vintage = match terms.vintage {
        Vintage::SameYear => period.contains_month(first) && period.contains_month(last),
        Vintage::WithinValidity => certificate.generated.1 <= period.end && valid_until >= period.start,
    };
    let metered = certificate.project_code.as_ref().is_some_and(|code| terms.metered_projects.contains(code));
    if !beneficiaries.contains(&folded(&certificate.beneficiary)) {
        Some(Reason::WrongBeneficiary)
    } else if !of_vintage {
        Some(Reason::WrongVintage)
    } else if retired_on > valid_until {
        Some(Reason::Expired)
    } else if certificate.kind == Kind::SelfUse {
        Some(Reason::NotTradable)
    } else if certificate.kind == Kind::Bundled || metered {
        Some(Reason::AlreadyClaimed)
    } else {
        None
    }
}

/// A name for comparison: full-width letters and brackets as ASCII, no blanks, no case.
fn folded(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    name.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').map(narrow).flat_map(char::to_lowercase).collect()
}
