//! The multiplier that instrument transformers make: CT变比 × PT变比.

use crate::input::cell;
use crate::input::field::{narrow, number, trimmed};
use crate::input::row::{Fault, Row, Sheet};
use crate::measure::Exact;
use crate::say;

/// The product of the transformer ratios that a row states, `None` if it states neither.
pub(super) fn product(row: &Row, sheet: &Sheet<'_>) -> Result<Option<Exact>, Fault> {
    let stated = |name: &str| cell::text(row, name, sheet).map(|text| ratio(name, text)).transpose();
    Ok(match (stated("ct_ratio")?, stated("pt_ratio")?) {
        (None, None) => None,
        (current, voltage) => Some(current.unwrap_or_else(Exact::one) * &voltage.unwrap_or_else(Exact::one)),
    })
}

/// `40`, `200/5`, `200A/5A`, `10kV/100V`, `10000:100`.
fn ratio(name: &str, text: &str) -> Result<Exact, Fault> {
    let refused = || Fault::new(say!("`{name}` `{text}` is not a transformer ratio; write it as 200/5, 10kV/0.1kV or 40", name, text));
    let plain = narrow(trimmed(text)).to_lowercase();
    let mut sides = plain.split(['/', ':']);
    let (above, below) = (side(sides.next().unwrap_or("")), sides.next());
    let below = below.map_or(Some(Exact::one()), side);
    let value = above.zip(below).filter(|_| sides.next().is_none()).and_then(|(above, below)| above.over(&below));
    value.filter(Exact::is_positive).ok_or_else(refused)
}

/// A current or voltage, in A or V.
fn side(text: &str) -> Option<Exact> {
    let text = text.trim();
    let (text, size) = match text.strip_suffix(['a', 'v']) {
        Some(rest) => rest.strip_suffix('k').map_or((rest, 1), |rest| (rest, 1000)),
        None => (text, 1),
    };
    number(text, &[]).ok()?.filter(Exact::is_positive).map(|value| value * Exact::from(i64::from(size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_in_every_spelling() {
        for (text, value) in [("40", 40), ("200/5", 40), ("200A/5A", 40), ("10kV/100V", 100), ("10/0.1", 100), ("３００：５", 60)] {
            assert_eq!(ratio("ct_ratio", text).map_err(|f| f.message), Ok(Exact::from(i64::from(value))), "{text}");
        }
        for text in ["x", "200/0", "1/2/3", "-5", "200//5"] {
            assert!(ratio("ct_ratio", text).is_err(), "{text}");
        }
    }
}
