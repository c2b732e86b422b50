//! Asks: sub-meters do not measure more than the meter above them (分表与总表).
//!
//! Formula: the greatest (Σ children − parent) / parent. A shortfall is only reported; no rule depends on it.
//!
//! Source: our decision (METHOD 7).

use super::{Case, Finding, Outcome};
use crate::account::total_range;
use crate::measure::{Amount, Exact, Share, Span};
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let dossier = case.dossier;
    let finding = Finding::new(case, clause, &[]);
    let mut greatest: Option<Span<Share>> = None;
    let mut any = false;
    for parent in 0..dossier.meters.len() {
        let children = dossier.sub_meters(parent);
        if children.is_empty() {
            continue;
        }
        any = true;
        let above = total_range(dossier, parent);
        let below = children.iter().map(|&c| total_range(dossier, c)).reduce(|a, b| {
            let both = |x: Option<Exact>, y: Option<Exact>| x.zip(y).map(|(x, y)| x + y);
            (a.0 + b.0, both(a.1, b.1), both(a.2, b.2))
        });
        let Some(below) = below else { continue };
        if !above.0.is_positive() {
            continue;
        }
        let excess = |part: &Exact, whole: &Exact| if whole.is_positive() { Some((part - whole) / whole.clone()) } else { None };
        let Some(value) = excess(&below.0, &above.0) else { continue };
        let lower = below.1.as_ref().zip(above.2.as_ref()).and_then(|(part, whole)| excess(part, whole));
        let upper = below.2.as_ref().zip(above.1.as_ref()).and_then(|(part, whole)| excess(part, whole));
        let span = Span { value: Share::of(value), lower: lower.map(Share::of), upper: upper.map(Share::of) };
        greatest = Some(match greatest {
            None => span,
            Some(best) => Span {
                value: larger(best.value, span.value),
                lower: match (best.lower, span.lower) {
                    (Some(a), Some(b)) => Some(larger(a, b)),
                    (a, b) => a.or(b),
                },
                upper: best.upper.zip(span.upper).map(|(a, b)| larger(a, b)),
            },
        });
    }
    if !any {
        return finding.because(Outcome::NotApplicable, "the park has no sub-meters");
    }
    match greatest {
        Some(span) => finding.measuring(&span).against(case.limit(clause)).decided(),
        None => finding.against(case.limit(clause)).because(Outcome::Indeterminate, "no meter with sub-meters measured anything"),
    }
}

fn larger(a: Share, b: Share) -> Share {
    if a >= b { a } else { b }
}
