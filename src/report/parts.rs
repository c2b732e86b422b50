//! The parts of the emissions and of the energy, each with its share of the total.

use super::schema::{FigureReport, Report};
use crate::measure::Exact;

const EMISSIONS: &[&str] = &["fuel", "conversion", "electricity", "heat", "process", "total", "bunker", "location_based_electricity"];
const ENERGY: &[&str] = &["fuel", "electricity", "heat", "other", "total"];

/// A part, or the total.
pub(super) struct Part<'a> {
    /// Its figure.
    pub(super) id: String,
    pub(super) figure: &'a FigureReport,
    /// Its share of the total, where both are known.
    pub(super) share: Option<Exact>,
    pub(super) is_total: bool,
    /// Whether it stands beside the parts and is none.
    pub(super) is_aside: bool,
}

/// The parts of the `emissions` or of the `energy`, with the total. A part that the park does not have is left out and stands among the figures.
pub(super) fn parts<'a>(report: &'a Report, group: &str) -> Vec<Part<'a>> {
    let names = if group == "energy" { ENERGY } else { EMISSIONS };
    let total = report.figures.get(&format!("{group}.total")).and_then(|figure| figure.value.as_ref());
    let part = |name: &&str| {
        let id = format!("{group}.{name}");
        let figure = report.figures.get(&id)?;
        let (is_total, is_aside) = (*name == "total", *name == "location_based_electricity");
        let nothing_aside = (is_aside || *name == "bunker") && figure.value.as_ref().is_none_or(Exact::is_zero);
        if !is_total && (figure.has_no_object() || nothing_aside) {
            return None;
        }
        let whole = total.filter(|total| total.is_positive() && !is_aside);
        let share = figure.value.as_ref().zip(whole).and_then(|(value, whole)| value.over(whole));
        Some(Part { id, figure, share, is_total, is_aside })
    };
    names.iter().filter_map(part).collect()
}
