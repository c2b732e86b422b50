//! What is said of certificates that do not count, and of records that disagree: place, excerpt, remedy.

use super::join::{Disagreement, Evidence, Matter};
use super::names::{folded, near};
use super::terms::{Elsewhere, Inexact, Reason, Terms, valid_until};
use crate::dossier::{Certificate, Code, Codes, Defect, Effect, Position, Record, Status};
use crate::measure::Month;
use crate::say;
use crate::say::Message;

/// Why certificates do not count, beyond the reason's name.
pub(super) fn why(reason: Reason, certificate: &Certificate, evidence: Option<&Evidence>, terms: &Terms<'_>) -> Message {
    match reason {
        Reason::NotRetired => not_retired(certificate),
        Reason::WrongBeneficiary if certificate.retired().is_none() => Message::nothing(),
        Reason::WrongBeneficiary if certificate.beneficiary.is_empty() => say!("the row names no beneficiary"),
        Reason::WrongBeneficiary => {
            let near = near(&certificate.beneficiary, terms.beneficiaries).map_or_else(Message::nothing, |name| {
                say!("; `{name}` is near: if both are one entity of the park, name both there", name)
            });
            say!(
                "retired for `{beneficiary}`, which is not among `[certificates] beneficiaries`{near}",
                beneficiary = certificate.beneficiary, near => near
            )
        }
        Reason::WrongVintage | Reason::Expired => {
            let Some((first, last)) = evidence.and_then(|e| e.generated) else { return Message::nothing() };
            let (first, last) = (Month::of(first), Month::of(last));
            let generated =
                if first == last { say!("generated in {first}", first) } else { say!("generated in {first} to {last}", first, last) };
            let retired_on = certificate.retired_on.filter(|_| reason == Reason::Expired);
            match retired_on {
                Some(day) => {
                    say!(
                        "{generated}, valid until {valid_until}, retired on {day}",
                        generated => generated, valid_until = valid_until(first, terms), day
                    )
                }
                None => {
                    say!(
                        "{generated}, and judged for {start} to {end}",
                        generated => generated, start = terms.period.start, end = terms.period.end
                    )
                }
            }
        }
        Reason::RetiredBeforeGeneration => {
            let Some(((_, last), day)) = evidence.and_then(|e| e.generated).zip(certificate.retired_on) else { return Message::nothing() };
            say!("generated until {last}, and retired on {day}: correct one of them", last, day)
        }
        Reason::NotTradable => say!(
            "not tradable: if it is of existing conventional hydropower and was transferred (划转), state `technology` as 常规水电, or `kind` as transferred"
        ),
        Reason::AlreadyClaimed | Reason::Duplicate | Reason::WithoutCertificate => Message::nothing(),
    }
}

/// Who counts certificates already.
pub(super) fn elsewhere(elsewhere: Elsewhere, terms: &Terms<'_>) -> Message {
    match elsewhere {
        Elsewhere::Trade(at) => say!("settled with the trade at {place}", place = place(terms.trades[at].position, terms)),
        Elsewhere::Entry(at) => {
            let entry = &terms.ledger[at];
            let by = say!("counted by `{park}` for {period}", park = entry.park, period = entry.period);
            if let Some(position) = entry.position {
                say!("{by}: {place}", by => by, place = place(position, terms))
            } else {
                say!("{by} in this run", by => by)
            }
        }
    }
}

fn not_retired(certificate: &Certificate) -> Message {
    let coded = certificate.lot.codes().is_some();
    match (certificate.record, coded) {
        (Record::Issue, _) => {
            say!(
                "a record of what was issued to a generator, which proves neither a purchase nor a retirement (核销); name the list of retirements \
             with the codes, the retirement date and the beneficiary"
            )
        }
        (Record::Purchase, true) => {
            say!(
                "a record of a purchase proves no retirement (核销), and no list of retirements names these codes; name that list under `[certificates]`"
            )
        }
        (Record::Purchase, false) => {
            say!(
                "a record of a purchase proves no retirement (核销), and without codes none can be joined to it; name the list of retirements with the \
             codes, the retirement date and the beneficiary"
            )
        }
        (Record::Holding, _) => {
            say!(
                "a list of holdings proves no retirement (核销), and no list of retirements names these codes; name that list under `[certificates]`"
            )
        }
        (Record::Register | Record::Retirement, _) if certificate.status == Status::Retired => say!("the day of retirement is missing"),
        (Record::Register | Record::Retirement, _) => Message::nothing(),
    }
}

fn place(position: Position, terms: &Terms<'_>) -> String {
    let name = terms.inputs.get(position.file).map_or("", |input| input.name.as_str());
    format!("{name}:{}", position.line)
}

fn defect(code: Code, effect: Effect, position: Position, count: u64, message: Message) -> Defect {
    Defect::new(code, effect, message).at(position).count(count)
}

/// The defect of a retirement of which no record says when the electricity was generated.
pub(super) fn no_generation(certificate: &Certificate, first: &Codes, quantity: u128, terms: &Terms<'_>) -> Defect {
    let message = say!(
        "{quantity} retired certificate(s) from `{first}` have no month of generation in this list, and no other record names their codes; state \
         `generation_month`, or name the record of their purchase with the codes",
        quantity,
        first
    ).at(place(certificate.position, terms));
    defect(Code::UnparsableRow, Effect::Blocks, certificate.position, 1, message)
}

/// The defects of records that disagree.
pub(super) fn disagreements<'a>(all: impl Iterator<Item = &'a Disagreement>, rows: &[Certificate], terms: &Terms<'_>) -> Vec<Defect> {
    let months = |row: &Certificate| match row.generated.map(|(a, b)| (Month::of(a), Month::of(b))) {
        Some((first, last)) if first == last => Message::verbatim(first),
        Some((first, last)) => say!("{first} to {last}", first, last),
        None => Message::nothing(),
    };
    all.map(|told| {
        let (row, other) = (&rows[told.row], &rows[told.other]);
        let (here, there) = (place(row.position, terms), place(other.position, terms));
        let Disagreement { codes, quantity, .. } = told;
        let message = match told.matter {
            Matter::Generation => say!(
                "{quantity} certificate(s) of `{codes}` were generated in {generated} here and in {other} at {there}; they count only if they would by both: \
                 correct one",
                quantity, codes, generated => months(row), other => months(other), there
            ).at(here),
            Matter::Beneficiary => say!(
                "{quantity} certificate(s), `{codes}` first, were retired for `{beneficiary}` here, and {there} names `{other}`; the retirement decides",
                quantity,
                codes,
                beneficiary = row.beneficiary,
                there,
                other = other.beneficiary
            ).at(here),
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
            let message = say!(
                "`{name}` is taken for the beneficiary `{meant}`: they differ only in full-width signs, blanks or case ({count} row(s)); name it as the \
                 ledger does if it is the same entity",
                name,
                meant,
                count
            ).at(place(*position, terms));
            defect(Code::InexactBeneficiary, Effect::Notes, *position, *count, message)
        })
        .collect()
}
