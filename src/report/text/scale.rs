//! How the numbers of a rule are shown: shares as percentages, counts whole, the rest in their unit; and where a shown number would belie a decision.

use std::cmp::Ordering;

use crate::measure::Exact;
use crate::report::page::number::{all_digits, grouped, places_apart, rounded};
use crate::report::schema::RuleReport;
use crate::report::view::Value;
use crate::report::words::Lang;

/// How the numbers of a rule are shown.
pub(crate) struct Scale {
    factor: Exact,
    places: u32,
    suffix: String,
    points: bool,
}

impl Scale {
    /// The scale of a rule: the one rule that counts rows, a share, or a quantity of a unit.
    pub(crate) fn of(rule: &RuleReport, lang: Lang) -> Self {
        if rule.id == "certificate-ledger" {
            return Self { factor: Exact::one(), places: 0, suffix: String::new(), points: false };
        }
        Self::of_unit(&rule.unit, lang)
    }

    /// The scale of a unit, where `1` is a share.
    pub(crate) fn of_unit(unit: &str, lang: Lang) -> Self {
        match unit {
            "1" => Self { factor: Exact::from(100_i64), places: 2, suffix: lang.percent().to_owned(), points: true },
            unit => Self { factor: Exact::one(), places: 4, suffix: format!(" {unit}"), points: false },
        }
    }

    /// A number rounded for the eye, with its unit.
    pub(crate) fn shown(&self, number: &Exact) -> String {
        self.shown_to(number, self.places)
    }

    fn shown_to(&self, number: &Exact, places: u32) -> String {
        format!("{}{}", rounded(&(number * &self.factor), places), self.suffix)
    }

    /// A part of a whole, to the places of a column.
    pub(crate) fn part(&self, share: &Exact) -> String {
        format!("{}{}", grouped(&(share * &self.factor).to_fixed(self.places)), self.suffix)
    }

    /// A number in the unit that is shown, every digit of it, for drawing.
    pub(in crate::report) fn drawn(&self, number: &Exact) -> Exact {
        number * &self.factor
    }

    /// A number as a cell holds it.
    pub(in crate::report) fn value(&self, number: &Exact) -> Value {
        if self.points { Value::Share(number.clone()) } else { Value::Number(number.clone()) }
    }

    /// The unit of what is shown, without a space.
    pub(in crate::report) fn unit(&self) -> &str {
        self.suffix.trim()
    }

    /// The unit behind a number, with the space before it.
    pub(in crate::report) fn suffix(&self) -> &str {
        &self.suffix
    }

    /// A number rounded for the eye, without the unit where its column or its sentence says it; a percentage keeps its sign.
    pub(in crate::report) fn bare(&self, number: &Exact) -> String {
        if self.points { self.shown(number) } else { rounded(&(number * &self.factor), self.places) }
    }

    /// A limit, with every digit that it has.
    pub(crate) fn limit(&self, number: &Exact) -> String {
        format!("{}{}", all_digits(&(number * &self.factor)), self.suffix)
    }

    /// A limit without its unit, which the measured value beside it carries.
    pub(crate) fn bare_limit(&self, number: &Exact) -> String {
        if self.points { self.limit(number) } else { all_digits(number) }
    }

    /// A difference, with its sign.
    pub(crate) fn difference(&self, number: &Exact, lang: Lang) -> String {
        let sign = if number.is_positive() { "+" } else { "" };
        let number = rounded(&(number * &self.factor), self.places);
        let unit = if self.points { format!(" {}", lang.word("rule-row.points")) } else { String::new() };
        format!("{sign}{number}{unit}")
    }

    /// How far something can move a number.
    pub(crate) fn effect(&self, number: &Exact, lang: Lang) -> String {
        let number = rounded(&(number * &self.factor), self.places);
        if self.points { format!("{number} {}", lang.word("rule-row.points")) } else { format!("{number}{}", self.suffix) }
    }

    /// What to say where the shown number stands otherwise to the limit than the exact one.
    pub(crate) fn belied(&self, measured: &Exact, limit: &Exact, lang: Lang) -> Option<String> {
        let (exact, limit_here) = (measured * &self.factor, limit * &self.factor);
        let stands = exact.cmp(&limit_here);
        if shown_value(&exact, self.places).cmp(&limit_here) == stands {
            return None;
        }
        let key = match stands {
            Ordering::Less => "rule-row.shown-below",
            Ordering::Greater => "rule-row.shown-above",
            // At the limit exactly: shown otherwise only where the limit has more digits than are shown.
            Ordering::Equal => return None,
        };
        Some(lang.fill(key, &[&self.shown(measured), &self.limit(limit)]))
    }

    /// The bounds of a measured value where they differ from it, with digits enough to tell them apart and on which side of the limit they stand.
    pub(crate) fn bounds(
        &self,
        measured: &Exact,
        lower: Option<&Exact>,
        upper: Option<&Exact>,
        limit: Option<&Exact>,
        lang: Lang,
    ) -> Option<String> {
        let known: Vec<Exact> = [lower, upper].into_iter().flatten().map(|b| b * &self.factor).collect();
        let mut compared: Vec<Exact> = known.clone();
        compared.extend(limit.map(|l| l * &self.factor));
        compared.dedup();
        let places = places_apart(&compared.iter().collect::<Vec<_>>(), self.places);
        let shown = |bound: &Exact| self.shown_to(bound, places);
        match (lower, upper) {
            (Some(l), Some(u)) if l == measured && u == measured => None,
            (Some(l), Some(u)) => Some(lang.fill("rule-row.between", &[&shown(l), &shown(u)])),
            (Some(l), None) => Some(lang.fill("rule-row.no-upper", &[&shown(l)])),
            (None, Some(u)) => Some(lang.fill("rule-row.no-lower", &[&shown(u)])),
            (None, None) => Some(lang.word("rule-row.unbounded").to_owned()),
        }
    }
}

/// The number that the reader sees, as a number.
fn shown_value(number: &Exact, places: u32) -> Exact {
    Exact::parse(&rounded(number, places).replace(',', "")).unwrap_or_else(|| number.clone())
}

/// Bounds of a figure in a table; empty where they are the value.
pub(crate) fn figure_bounds(value: &Exact, lower: Option<&Exact>, upper: Option<&Exact>, places: u32, lang: Lang) -> String {
    let known: Vec<&Exact> = [lower, upper].into_iter().flatten().collect();
    let places = places_apart(&known, places);
    let shown = |bound: &Exact| grouped(&bound.to_fixed(places));
    match (lower, upper) {
        (Some(l), Some(u)) if l == value && u == value => String::new(),
        (Some(l), Some(u)) => lang.fill("bounds.between", &[&shown(l), &shown(u)]),
        (Some(l), None) => lang.fill("bounds.no-upper", &[&shown(l)]),
        (None, Some(u)) => lang.fill("bounds.no-lower", &[&shown(u)]),
        (None, None) => lang.word("bounds.unbounded").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).expect(text)
    }

    #[test]
    fn says_where_the_shown_number_belies_the_decision() {
        let share = Scale::of_unit("1", Lang::En);
        let half = exact("0.5");
        assert_eq!(share.shown(&exact("0.499999")), "50.00 %");
        assert_eq!(share.belied(&exact("0.499999"), &half, Lang::En).as_deref(), Some("shown 50.00 %; exactly, it is below 50 %"));
        let zh = Scale::of_unit("1", Lang::Zh).belied(&exact("0.500001"), &half, Lang::Zh);
        assert_eq!(zh.as_deref(), Some("显示为 50.00%，精确值高于 50%"));
        assert_eq!(share.belied(&half, &half, Lang::En), None);
        assert_eq!(share.belied(&exact("0.48"), &half, Lang::En), None);
    }

    #[test]
    fn bounds_show_the_digits_that_tell_them_apart() {
        let share = Scale::of_unit("1", Lang::En);
        let (low, value) = (exact("0.499999"), exact("0.52"));
        let said = share.bounds(&value, Some(&low), Some(&value), Some(&exact("0.5")), Lang::En);
        assert_eq!(said.as_deref(), Some("bounds: 49.9999 % to 52.0000 %"));
        assert_eq!(share.bounds(&value, Some(&value), Some(&value), None, Lang::En), None);
        assert_eq!(
            share.bounds(&value, Some(&value), None, None, Lang::En).as_deref(),
            Some("bounds: 52.00 % or more, without an upper bound")
        );
        assert_eq!(Scale::of_unit("tCO2/tce", Lang::En).difference(&exact("0.02"), Lang::En), "+0.0200");
    }
}
