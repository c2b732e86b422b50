//! Which value of an unknown reading makes the weighted sum greatest, or least.
//!
//! A reading that stands in one place moves the sum in a straight line on each side of zero, the same in every bin: two scores for each role say
//! which end it is. Readings that stand in several terms are tried at every value at which anything may turn.

use std::cell::OnceCell;
use std::cmp::Ordering;

use num_bigint::Sign;

use super::element::{Effect, Element, Stands};
use super::weights::{Score, Weights};
use crate::account::balance::role::Role;

/// Scores of one unit of energy in a role, and of one unit below zero.
struct Slopes {
    above: Score,
    below: Score,
}

/// The choices under some weights.
pub(super) struct Choices<'a> {
    pub(super) weights: &'a Weights,
    pub(super) greatest: bool,
    slopes: [OnceCell<Slopes>; 20],
}

impl<'a> Choices<'a> {
    pub(super) fn new(weights: &'a Weights, greatest: bool) -> Self {
        Self { weights, greatest, slopes: [const { OnceCell::new() }; 20] }
    }

    /// What a value of an element adds.
    pub(super) fn effect(&self, element: &Element, value: i128) -> Effect {
        let mut effect = Effect::default();
        match &element.stands {
            Stands::As(role) => effect.add(*role, value, self.weights.fossil, self.greatest),
            Stands::In(parts) => parts.iter().for_each(|p| effect.add(p.role, p.value(value), self.weights.fossil, self.greatest)),
        }
        effect
    }

    /// The sum, supply over export weighing as R or not at all.
    fn score(&self, effect: Effect, green: bool) -> Score {
        let mut totals = effect.totals;
        totals.green = effect.aside + if green { effect.over } else { 0 };
        self.weights.score(&totals)
    }

    fn slopes(&self, role: Role, green: bool) -> &Slopes {
        let at = role as usize * 2 + usize::from(green);
        self.slopes[at].get_or_init(|| {
            let unit = |value| Element { low: value, high: value, stands: Stands::As(role) };
            let score = |value| self.score(self.effect(&unit(value), value), green);
            Slopes { above: score(1), below: score(-1) }
        })
    }

    /// The value of an element, among its ends and zero, at which the sum is greatest (least).
    pub(super) fn best(&self, element: &Element, green: bool) -> i128 {
        let Stands::As(role) = element.stands else { return self.tried(element, green) };
        let Slopes { above, below } = self.slopes(role, green);
        let wanted = if self.greatest { Sign::Plus } else { Sign::Minus };
        let (low, high) = (element.low, element.high);
        // Of equal scores, the one nearest to no energy.
        if low >= 0 {
            return if above.sign() == wanted { high } else { low };
        }
        if high <= 0 {
            return if below.sign() == wanted { low } else { high };
        }
        match (below.sign() == wanted, above.sign() == wanted) {
            (false, false) => 0,
            (false, true) => high,
            (true, false) => low,
            (true, true) => match (above * high).cmp(&(below * -low)) {
                Ordering::Equal => self.tried(element, green),
                Ordering::Greater if self.greatest => high,
                Ordering::Less if !self.greatest => high,
                _ => low,
            },
        }
    }

    /// The same by trial.
    fn tried(&self, element: &Element, green: bool) -> i128 {
        let candidates = element.turns().into_iter();
        let score = |value: i128| self.score(self.effect(element, value), green);
        // Of equal scores, the one nearest to no energy; then the least supply.
        let supply = |value: i128| std::cmp::Reverse(self.effect(element, value).over);
        let found = if self.greatest {
            candidates.max_by_key(|&v| (score(v), std::cmp::Reverse(v.abs()), supply(v)))
        } else {
            candidates.min_by_key(|&v| (score(v), v.abs()))
        };
        found.unwrap_or(0)
    }
}
