//! Asks: every listed product is made with no more energy than grade 2 of its limit standard (产品单位能耗达到2级及以上).
//!
//! Formula: listed products at or better than grade 2 / listed products. A row gives a product with its `value` and the `limit` of grade 2 in
//! one unit; or the numbers of products as `numerator` and `denominator`.
//!
//! Source: NOTICE (发改环资〔2025〕910号) annex 3, indicator 3 (guiding, with stated exemptions).

use super::{Case, Finding, declared};
use crate::measure::Exact;
use crate::standard::Clause;

pub(super) fn judge(case: &Case<'_>, clause: &Clause) -> Finding {
    let rows: Vec<_> = declared::rows(case, clause.id).into_iter().filter(|r| r.exempt.is_none()).collect();
    let listed: Vec<bool> = rows.iter().filter_map(|r| Some(r.value.as_ref()? <= r.limit.as_ref()?)).collect();
    if listed.is_empty() || listed.len() < rows.len() {
        return declared::sum(case, clause);
    }
    let good = i64::try_from(listed.iter().filter(|g| **g).count()).unwrap_or(0);
    let all = i64::try_from(listed.len()).unwrap_or(1);
    let measured = Exact::ratio(i128::from(good), i128::from(all));
    let finding = Finding::new(case, clause, &[]).exactly(measured).against(case.limit(clause)).decided();
    declared::exempt(case, clause, finding)
}
