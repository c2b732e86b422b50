//! Transformer ratios and multipliers as they are written.

use super::field::{narrow, number, trimmed};
use crate::measure::Exact;

/// A transformer ratio or a multiplier: `40`, `200/5`, `10kV/100V`; `None` where it is none.
pub(super) fn ratio(text: &str) -> Option<Exact> {
    let plain = narrow(trimmed(text)).to_lowercase().replace(['倍', ' '], "");
    let mut sides = plain.split(['/', ':']);
    let side = |text: &str| {
        let (text, size) = match text.strip_suffix(['a', 'v']) {
            Some(rest) => rest.strip_suffix('k').map_or((rest, 1_i64), |rest| (rest, 1000)),
            None => (text, 1),
        };
        number(text, &[]).ok()?.filter(Exact::is_positive).map(|value| value * Exact::from(size))
    };
    let above = side(sides.next()?)?;
    let below = sides.next().map_or(Some(Exact::one()), side)?;
    if sides.next().is_some() {
        return None;
    }
    above.over(&below).filter(Exact::is_positive)
}
