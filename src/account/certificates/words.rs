//! What is said of certificates that do not count, and of records that disagree: place, excerpt, remedy.

use super::join::{Disagreement, Evidence, Matter};
use super::names::{folded, near};
use super::{Elsewhere, Inexact, Reason, Terms, valid_until};
use crate::dossier::{Certificate, Code, Codes, Defect, Effect, Position, Record, Status};
use crate::measure::Month;

/// Why certificates do not count, beyond the reason's name.
pub(super) fn why(reason: Reason, certificate: &Certificate, evidence: Option<&Evidence>, terms: &Terms<'_>) -> String {
    match reason {
        Reason::NotRetired => not_retired(certificate),
        Reason::WrongBeneficiary if certificate.retired().is_none() => String::new(),
        Reason::WrongBeneficiary if certificate.beneficiary.is_empty() => "the row names no beneficiary".to_owned(),
        Reason::WrongBeneficiary => {
            let near = near(&certificate.beneficiary, terms.beneficiaries)
                .map_or(String::new(), |name| format!("; `{name}` is near: if both are one entity of the park, name both there"));
            format!("retired for `{}`, which is not among `[certificates] beneficiaries`{near}", certificate.beneficiary)
        }
        Reason::WrongVintage | Reason::Expired => {
            let Some((first, last)) = evidence.and_then(|e| e.generated) else { return String::new() };
            let (first, last) = (Month::of(first), Month::of(last));
            let generated = if first == last { format!("generated in {first}") } else { format!("generated in {first} to {last}") };
            let retired_on = certificate.retired_on.filter(|_| reason == Reason::Expired);
            match retired_on {
                Some(day) => format!("{generated}, valid until {}, retired on {day}", valid_until(first, terms)),
                None => format!("{generated}, and judged for {} to {}", terms.period.start, terms.period.end),
            }
        }
        Reason::NotTradable | Reason::AlreadyClaimed | Reason::Duplicate => String::new(),
    }
}

/// Who counts certificates already.
pub(super) fn elsewhere(elsewhere: Elsewhere, terms: &Terms<'_>) -> String {
    match elsewhere {
        Elsewhere::Trade(at) => format!("settled with the trade at {}", place(terms.trades[at].position, terms)),
        Elsewhere::Entry(at) => {
            let entry = &terms.ledger[at];
            let by = format!("counted by `{}` for {}", entry.park, entry.period);
            match entry.position {
                Some(position) => format!("{by}: {}", place(position, terms)),
                None => format!("{by} in this run"),
            }
        }
    }
}

fn not_retired(certificate: &Certificate) -> String {
    let coded = certificate.lot.codes().is_some();
    let told = match (certificate.record, coded) {
        (Record::Issue, _) => {
            "a record of what was issued to a generator, which proves neither a purchase nor a retirement (核销); name the list of retirements \
             with the codes, the retirement date and the beneficiary"
        }
        (Record::Purchase, true) => {
            "a record of a purchase proves no retirement (核销), and no list of retirements names these codes; name that list under `[certificates]`"
        }
        (Record::Purchase, false) => {
            "a record of a purchase proves no retirement (核销), and without codes none can be joined to it; name the list of retirements with the \
             codes, the retirement date and the beneficiary"
        }
        (Record::Holding, _) => {
            "a list of holdings proves no retirement (核销), and no list of retirements names these codes; name that list under `[certificates]`"
        }
        (Record::Register | Record::Retirement, _) if certificate.status == Status::Retired => "the day of retirement is missing",
        (Record::Register | Record::Retirement, _) => "",
    };
    told.to_owned()
}

fn place(position: Position, terms: &Terms<'_>) -> String {
    let name = terms.inputs.get(position.file).map_or("", |input| input.name.as_str());
    format!("{name}:{}", position.line)
}

fn defect(code: Code, effect: Effect, position: Position, count: u64, message: String) -> Defect {
    Defect { code, effect, meter: None, position: Some(position), count, message, during: None, explained: None }
}

/// The defect of a retirement of which no record says when the electricity was generated.
pub(super) fn no_generation(certificate: &Certificate, first: &Codes, quantity: u128, terms: &Terms<'_>) -> Defect {
    let message = format!(
        "{}: {quantity} retired certificate(s) from `{first}` have no month of generation in this list, and no other record names their codes; state \
         `generation_month`, or name the record of their purchase with the codes",
        place(certificate.position, terms)
    );
    defect(Code::UnparsableRow, Effect::Blocks, certificate.position, 1, message)
}

/// The defects of records that disagree.
pub(super) fn disagreements<'a>(all: impl Iterator<Item = &'a Disagreement>, rows: &[Certificate], terms: &Terms<'_>) -> Vec<Defect> {
    let months = |row: &Certificate| match row.generated.map(|(a, b)| (Month::of(a), Month::of(b))) {
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first} to {last}"),
        None => String::new(),
    };
    all.map(|told| {
        let (row, other) = (&rows[told.row], &rows[told.other]);
        let (here, there) = (place(row.position, terms), place(other.position, terms));
        let Disagreement { codes, quantity, .. } = told;
        let message = match told.matter {
            Matter::Generation => format!(
                "{here}: {quantity} certificate(s) of `{codes}` were generated in {} here and in {} at {there}; they count only if they would by both: \
                 correct one",
                months(row),
                months(other)
            ),
            Matter::Beneficiary => format!(
                "{here}: {quantity} certificate(s), `{codes}` first, were retired for `{}` here, and {there} names `{}`; the retirement decides",
                row.beneficiary, other.beneficiary
            ),
        };
        let count = u64::try_from(*quantity).unwrap_or(u64::MAX);
        defect(Code::ConflictingCertificate, Effect::Notes, row.position, count, message)
    })
    .collect()
}

/// The defects of beneficiaries that are spelt otherwise than the manifest names them.
pub(super) fn inexact(all: &Inexact, terms: &Terms<'_>) -> Vec<Defect> {
    all.iter()
        .map(|((_, name), (position, count))| {
            let meant = terms.beneficiaries.iter().find(|named| folded(named) == folded(name)).map_or("", String::as_str);
            let message = format!(
                "{}: `{name}` is taken for the beneficiary `{meant}`: they differ only in full-width signs, blanks or case ({count} row(s)); name it as the \
                 ledger does if it is the same entity",
                place(*position, terms)
            );
            defect(Code::InexactBeneficiary, Effect::Notes, *position, *count, message)
        })
        .collect()
}
