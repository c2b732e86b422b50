//! What the three ratios of the direct-line rules (绿电直连) share: they apply to parks with a renewable direct line, and carry no bounds.

use super::{Case, Finding, Outcome};
use crate::account::Electric;
use crate::dossier::{Flow, Source};
use crate::measure::Exact;
use crate::standard::Clause;

/// Flows whose completeness a ratio needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// All of the balance.
    Balance,
    /// Generation, export and curtailment.
    Generation,
}

/// Judges a ratio of a park with a renewable direct line.
pub(super) fn judge(
    case: &Case<'_>,
    clause: &Clause,
    figures: &[&'static str],
    needs: Needs,
    ratio: &dyn Fn(&Electric) -> (Exact, Exact),
) -> Finding {
    let electric = &case.accounts.electric;
    let finding = Finding::new(case, clause, figures);
    let lines = electric.meters(&[Flow::DirectLine]);
    if !lines.iter().any(|&m| case.dossier.meters[m].source != Source::Nuclear) {
        return finding.because(Outcome::NotApplicable, "the park has no renewable direct line");
    }
    let limit = case.limit(clause);
    if electric.mode == crate::account::Mode::Neither {
        return finding.against(limit).because(Outcome::Indeterminate, "neither a gateway meter nor load meters are registered");
    }
    let (numerator, denominator) = ratio(electric);
    if !denominator.is_positive() {
        return finding.against(limit).because(Outcome::Indeterminate, "its denominator is zero or negative");
    }
    let Some(measured) = numerator.over(&denominator) else { return finding.against(limit) };
    if incomplete(case, electric, needs) {
        let finding = Finding { measured: Some(measured), ..finding }.against(limit);
        return finding.because(Outcome::Indeterminate, "a flow that it uses is incomplete, and this ratio carries no bounds");
    }
    finding.exactly(measured).against(limit).decided()
}

/// Whether a reading that the ratio uses is unknown.
fn incomplete(case: &Case<'_>, electric: &Electric, needs: Needs) -> bool {
    let stored = [Flow::StorageCharge, Flow::StorageDischarge, Flow::StorageNet].into_iter().any(|f| electric.by_flow.contains_key(&f));
    let all = needs == Needs::Balance || stored || electric.mode == crate::account::Mode::Inferred;
    let uses = |meter: usize| {
        let flow = case.dossier.meters[meter].flow;
        if all {
            electric.uses(flow)
        } else if case.dossier.meters[meter].source == Source::Nuclear {
            // Neither supply nor what is exported of it depends on a nuclear line.
            false
        } else {
            matches!(flow, Flow::DirectLine | Flow::OnsiteRenewable | Flow::Auxiliary | Flow::GridExport | Flow::GridNet)
        }
    };
    let unknown = electric.bins.unknowns.any(|p| uses(p.owner));
    let split = electric.bins.unknowns.splits.iter().any(|s| uses(s.meter));
    unknown || split || (needs == Needs::Generation && electric.bins.flows.curtailed_incomplete)
}

/// r + stated curtailed energy, `MWh`.
pub(super) fn available(electric: &Electric) -> Exact {
    let renewable: i128 = electric.bins.flows.renewable.iter().sum();
    electric.bins.grid.mwh(renewable + electric.bins.flows.curtailed)
}
