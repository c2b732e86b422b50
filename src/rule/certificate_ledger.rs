//! Asks: every row of the certificate files can be read (绿证台账).
//!
//! Formula: rows of certificates and trades whose evidence cannot be read; none is allowed. A certificate that is rejected for a reason is decided,
//! not missing. Near-zero and the tier depend on this rule.
//!
//! Source: our decision (METHOD 7).

use super::{Case, Finding, Outcome};
use crate::dossier::{Code, Effect, Table};
use crate::measure::Exact;
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let finding = Finding::new(case, clause, &["electricity.certificates_eligible", "electricity.green_traded"]);
    let dossier = case.dossier;
    let unreadable: u64 = dossier
        .defects
        .iter()
        .chain(&case.accounts.defects)
        .filter(|d| d.code == Code::UnparsableRow && d.effect == Effect::Blocks)
        .filter(|d| d.position.is_some_and(|p| dossier.tables_of(p.file).iter().any(|t| matches!(t, Table::Certificates | Table::Trades))))
        .map(|d| d.count)
        .sum();
    if dossier.certificates.is_empty() && unreadable == 0 {
        return finding.because(Outcome::NotApplicable, "the park presents no certificates");
    }
    let finding = finding.exactly(Exact::from(i128::from(unreadable))).against(case.limit(clause));
    if unreadable > 0 {
        return finding
            .because(Outcome::Fail, format!("{unreadable} row(s) of the certificate or trade files cannot be read (`unparsable-row`)"));
    }
    Finding { outcome: Outcome::Pass, ..finding }
}
