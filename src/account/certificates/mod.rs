//! The certificate ledger: which of the certificates presented count, and why the others do not (METHOD 4).

pub mod claims;
mod code_set;
mod join;
mod names;
mod terms;
#[cfg(test)]
mod tests;
mod trades;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::code_set::CodeSet;
use self::join::{Evidence, Join};
use self::names::{bare, folded};
use self::terms::{Elsewhere, Inexact, valid_until};
pub use self::terms::{Reason, Terms, Vintage};
pub use self::trades::{CountedTrade, JudgedTrades, TradeRejection, judge_trades};
use crate::dossier::{Certificate, Codes, Defect, Kind, Lot, Position, Record};
use crate::measure::Month;
use crate::say::Message;

impl Terms<'_> {
    /// Whether the energy of one of several projects is metered.
    fn is_metered(&self, projects: &str) -> bool {
        projects.split(';').any(|project| self.metered_projects.contains(project))
    }

    /// The beneficiaries as they are compared.
    fn named(&self) -> BTreeSet<String> {
        self.beneficiaries.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect()
    }
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
    /// What is wrong with them and what would help, for messages; empty where the reason says it all.
    pub why: Message,
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
    /// The codes of the certificates that count, in order, neighbours as one range.
    pub codes: Vec<Codes>,
    /// What does not count, in the order of rows, then of reasons.
    pub rejected: Vec<Rejection>,
    /// What the records say differently, leave open or spell differently.
    pub defects: Vec<Defect>,
}

/// Judges certificates, in the order in which they are presented.
pub fn judge(certificates: &[Certificate], terms: &Terms<'_>) -> Judged {
    let join = Join::of(certificates, |projects| terms.is_metered(projects));
    let bench = Bench {
        mixed: join.is_mixed(),
        join,
        terms,
        named: terms.named(),
        claimed: claimed(terms),
        counted: CodeSet::default(),
        rejected: CodeSet::default(),
        open: CodeSet::default(),
        inexact: BTreeMap::new(),
        judged: Judged::default(),
    };
    bench.judge(certificates)
}

/// The judging of all rows.
struct Bench<'a> {
    join: Join<'a>,
    /// Whether records of several kinds are joined.
    mixed: bool,
    terms: &'a Terms<'a>,
    /// Beneficiaries as they are compared.
    named: BTreeSet<String>,
    /// Codes that are counted elsewhere.
    claimed: CodeSet<Elsewhere>,
    counted: CodeSet,
    /// Codes of retirements that do not count, with the reason.
    rejected: CodeSet<Reason>,
    /// Codes of retirements that cannot be judged.
    open: CodeSet,
    inexact: Inexact,
    judged: Judged,
}

impl Bench<'_> {
    fn judge(mut self, certificates: &[Certificate]) -> Judged {
        let mut repeated = Vec::new();
        for (row, certificate) in certificates.iter().enumerate() {
            if let Some(retired_on) = certificate.retired().filter(|_| certificate.lot.codes().is_some()) {
                self.retirement(row, certificate, retired_on);
                continue;
            }
            if certificate.lot.codes().is_none() {
                self.reject_lot(&certificate.lot, certificate, Reason::NotRetired, None);
                continue;
            }
            let presented = self.join.present(row);
            for codes in presented.own {
                self.reject(codes, certificate, Reason::NotRetired, None);
            }
            repeated.extend(presented.again.into_iter().map(|codes| (codes, certificate)));
        }
        for (codes, certificate) in repeated {
            self.again(&codes, certificate);
        }
        let mut defects = words::disagreements(self.join.disagreements.values(), certificates, self.terms);
        defects.extend(words::inexact(&self.inexact, self.terms));
        let Judged { rejected, defects: others, .. } = &mut self.judged;
        rejected.sort_by_key(|rejection| rejection.position);
        others.extend(defects);
        self.judged.codes = self.counted.list();
        self.judged
    }

    /// Judges a row that proves a retirement.
    fn retirement(&mut self, row: usize, certificate: &Certificate, retired_on: NaiveDate) {
        let (mut quantity, mut open) = (0_u128, Vec::new());
        let spelt = bare(&certificate.beneficiary);
        if self.named.contains(&folded(spelt)) && self.terms.beneficiaries.iter().all(|name| bare(name) != spelt) {
            self.inexact.entry((certificate.position.file, spelt.to_owned())).or_insert((certificate.position, 0)).1 += 1;
        }
        for (codes, evidence) in self.join.parts(row) {
            match standing(self.terms, &self.named, certificate, retired_on, &evidence) {
                Standing::Rejected(reason) => self.reject(codes, certificate, reason, Some(&evidence)),
                Standing::Open => open.push(codes),
                Standing::Good => quantity = quantity.saturating_add(self.count(&codes, certificate)),
            }
        }
        if let Some(first) = open.first() {
            let all = open.iter().fold(0_u128, |sum, codes| sum.saturating_add(codes.quantity()));
            self.judged.defects.push(words::no_generation(certificate, first, all, self.terms));
            for codes in &open {
                self.open.insert(codes, ());
            }
        }
        if quantity > 0 {
            self.judged.counted = self.judged.counted.saturating_add(quantity);
            self.judged.rows.push(Counted { quantity, position: certificate.position });
        }
    }

    /// Counts codes that have nothing against them but, perhaps, that they are counted elsewhere or already. Gives how many count.
    fn count(&mut self, codes: &Codes, certificate: &Certificate) -> u128 {
        let parted = self.claimed.part(codes);
        for (held, elsewhere) in parted.held {
            let why = words::elsewhere(elsewhere, self.terms);
            if self.mixed {
                self.rejected.insert(&held, Reason::AlreadyClaimed);
            }
            self.reject_as(&Lot::Coded(held), certificate, Reason::AlreadyClaimed, why);
        }
        let mut quantity = 0_u128;
        for part in parted.free {
            let again = self.counted.part(&part);
            for (held, ()) in again.held {
                self.reject(held, certificate, Reason::Duplicate, None);
            }
            for free in again.free {
                quantity = quantity.saturating_add(free.quantity());
                self.counted.add(free, ());
            }
        }
        self.judged.presented = self.judged.presented.saturating_add(quantity);
        quantity
    }

    /// Judges codes that a record presents again beside their retirement: as what became of it.
    fn again(&mut self, codes: &Codes, certificate: &Certificate) {
        let counted = self.counted.part(codes);
        for (held, ()) in counted.held {
            self.reject(held, certificate, Reason::Duplicate, None);
        }
        for free in counted.free {
            let rejected = self.rejected.part(&free);
            for (held, reason) in rejected.held {
                self.reject(held, certificate, reason, None);
            }
            // what cannot be judged is not presented
            let rest: Vec<Codes> = rejected.free.iter().flat_map(|rest| self.open.part(rest).free).collect();
            for rest in rest {
                self.reject(rest, certificate, Reason::NotRetired, None);
            }
        }
    }

    fn reject(&mut self, codes: Codes, certificate: &Certificate, reason: Reason, evidence: Option<&Evidence>) {
        if self.mixed && certificate.retired().is_some() {
            self.rejected.insert(&codes, reason);
        }
        self.reject_lot(&Lot::Coded(codes), certificate, reason, evidence);
    }

    fn reject_lot(&mut self, lot: &Lot, certificate: &Certificate, reason: Reason, evidence: Option<&Evidence>) {
        self.reject_as(lot, certificate, reason, words::why(reason, certificate, evidence, self.terms));
    }

    fn reject_as(&mut self, lot: &Lot, certificate: &Certificate, reason: Reason, why: Message) {
        let quantity = lot.quantity();
        self.judged.presented = self.judged.presented.saturating_add(quantity);
        let certificate_name = match lot {
            Lot::Coded(codes) => codes.to_string(),
            Lot::Uncoded { name, .. } => name.clone(),
        };
        self.judged.rejected.push(Rejection { certificate: certificate_name, quantity, reason, why, position: certificate.position });
    }
}

/// Whether retired certificates count, whatever their codes.
fn standing(
    terms: &Terms<'_>,
    named: &BTreeSet<String>,
    certificate: &Certificate,
    retired_on: NaiveDate,
    evidence: &Evidence,
) -> Standing {
    if !named.contains(&folded(&certificate.beneficiary)) {
        return Standing::Rejected(Reason::WrongBeneficiary);
    }
    let Some(generated) = evidence.generated else { return Standing::Open };
    let (first, last) = (Month::of(generated.0), Month::of(generated.1));
    let valid_until = valid_until(first, terms);
    if !is_of_vintage(generated, terms) {
        Standing::Rejected(Reason::WrongVintage)
    } else if retired_on > valid_until {
        Standing::Rejected(Reason::Expired)
    } else if retired_on <= last.last_day() {
        Standing::Rejected(Reason::RetiredBeforeGeneration)
    } else if evidence.kind == Kind::SelfUse || (evidence.kind == Kind::Transferred && !terms.transferred_count) {
        Standing::Rejected(Reason::NotTradable)
    } else if evidence.kind == Kind::Bundled || evidence.metered {
        Standing::Rejected(Reason::AlreadyClaimed)
    } else {
        Standing::Good
    }
}

/// Whether a time of generation is one that counts.
fn is_of_vintage(generated: (NaiveDate, NaiveDate), terms: &Terms<'_>) -> bool {
    let (first, last) = (Month::of(generated.0), Month::of(generated.1));
    let period = &terms.period;
    match terms.vintage {
        Vintage::SameYear => period.contains_month(first) && period.contains_month(last),
        Vintage::WithinValidity => generated.1 <= period.end && valid_until(first, terms) >= period.start,
    }
}

/// The codes against which a row of certificates speaks, whoever claims them: what is recognised is the retired certificate, and a trade is settled by
/// no other.
fn objections(certificates: &[Certificate], terms: &Terms<'_>) -> CodeSet<(Reason, usize)> {
    let mut found = CodeSet::default();
    let mut join = Join::of(certificates, |projects| terms.is_metered(projects));
    let named = terms.named();
    for (row, certificate) in certificates.iter().enumerate().filter(|(_, certificate)| certificate.lot.codes().is_some()) {
        let retired = certificate.retired();
        // A record of a purchase or an issue does not say that a certificate was not retired later.
        let says_held = retired.is_none() && !matches!(certificate.record, Record::Purchase | Record::Issue);
        let own = if says_held { join.present(row).own } else { Vec::new() };
        for codes in own {
            found.insert(&codes, (Reason::NotRetired, row));
        }
        for (codes, evidence) in join.parts(row) {
            // That it is bundled says that it counts through a trade.
            let unbundled = if evidence.kind == Kind::Bundled { Evidence { kind: Kind::Tradable, ..evidence } } else { evidence };
            let standing = match (retired, evidence.generated) {
                (Some(retired_on), _) => standing(terms, &named, certificate, retired_on, &unbundled),
                (None, Some(generated)) if !is_of_vintage(generated, terms) => Standing::Rejected(Reason::WrongVintage),
                (None, _) if evidence.kind == Kind::SelfUse => Standing::Rejected(Reason::NotTradable),
                (None, _) if evidence.metered => Standing::Rejected(Reason::AlreadyClaimed),
                (None, _) => Standing::Good,
            };
            if let Standing::Rejected(reason) = standing {
                found.insert(&codes, (reason, row));
            }
        }
    }
    found
}

/// What can be said of retired certificates.
enum Standing {
    /// They do not count.
    Rejected(Reason),
    /// No record says when they were generated.
    Open,
    /// Nothing speaks against them but what their codes may show.
    Good,
}

/// Codes that are counted elsewhere.
fn claimed(terms: &Terms<'_>) -> CodeSet<Elsewhere> {
    let mut claimed = CodeSet::default();
    for (at, trade) in terms.trades.iter().enumerate() {
        if let Some(codes) = &trade.codes {
            claimed.insert(codes, Elsewhere::Trade(at));
        }
    }
    for (at, entry) in terms.ledger.iter().enumerate().filter(|(_, entry)| !claims::is_own(entry, terms.park, terms.period)) {
        claimed.insert(&entry.codes, Elsewhere::Entry(at));
    }
    claimed
}
