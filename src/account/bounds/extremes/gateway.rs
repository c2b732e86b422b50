//! The extremes of a bin whose import and export are metered.

use std::borrow::Cow;

use super::choice::Choices;
use super::element::{Effect, Element, Open};
use super::stores::scaled;
use super::totals::Totals;
use super::weights::Score;

/// What is known of a bin.
fn base(open: &Open, tainted: bool, choices: &Choices<'_>) -> Effect {
    let k = &open.known;
    let fossil = if choices.weights.fossil { k.fossil } else { 0 };
    let totals = Totals { green: 0, used: k.import + k.signed + fossil - k.export, import: k.import, nuclear: k.nuclear };
    let over = k.renewable - k.export;
    match (tainted, choices.greatest) {
        (true, true) => Effect { totals, aside: -k.charge_least, over: over + k.release_most },
        (true, false) => Effect { totals, aside: -k.charge_most, over: over + k.release_least },
        (false, _) => Effect { totals, aside: 0, over },
    }
}

/// R is the greater of `aside` and `aside + over`: the greatest sum is the greater of the greatest of both.
pub(super) fn greatest(open: &Open, elements: &[Element], tainted: bool, choices: &Choices<'_>) -> Totals {
    let known = base(open, tainted, choices);
    let with = |green: bool| elements.iter().fold(known, |sum, e| sum.plus(choices.effect(e, choices.best(e, green)))).closed();
    let (without, with) = (with(false), with(true));
    let weights = choices.weights;
    if with == without || weights.score(&with) >= weights.score(&without) { with } else { without }
}

/// The least of the greater of two linear sums: at an end where supply and export do not meet, or where they do. A reading in several terms is
/// taken for as many readings, unless it is the only one.
pub(super) fn least(open: &Open, elements: &[Element], tainted: bool, choices: &Choices<'_>) -> Totals {
    let mut sum = base(open, tainted, choices);
    let mut elements = Cow::Borrowed(elements);
    if elements.iter().any(Element::is_joint) {
        if let [element] = &elements[..] {
            return least_of_one(sum, element, choices);
        }
        elements = Cow::Owned(elements.iter().flat_map(Element::apart).collect());
    }
    let mut room = 0_i128;
    let mut nets: Vec<(&Element, i128)> = Vec::new();
    for element in elements.iter() {
        let loose = choices.best(element, false);
        if element.is_net() {
            sum = sum.plus(choices.effect(element, loose));
            if loose >= 0 && element.low < 0 {
                nets.push((element, loose));
            }
            continue;
        }
        let tight = choices.effect(element, choices.best(element, true));
        let free = choices.effect(element, loose);
        // Only what raises consumption with supply can meet export at no cost.
        if free.totals.used - tight.totals.used == free.over - tight.over {
            room += (free.over - tight.over).max(0);
        }
        sum = sum.plus(tight);
    }
    if sum.over < 0 && room > 0 {
        // Supply and consumption rise together at no cost to R until supply meets export.
        let raised = room.min(-sum.over);
        sum.totals.used += raised;
        sum.over += raised;
    }
    turn_nets(&mut sum, &nets, choices);
    sum.closed()
}

/// The least over the values of one reading: at one at which a part of it turns, or at which supply meets export between two of these.
fn least_of_one(base: Effect, element: &Element, choices: &Choices<'_>) -> Totals {
    let at = |value: i128| base.plus(choices.effect(element, value));
    let turns = element.turns();
    let mut values = turns.clone();
    for ends in turns.windows(2) {
        let (first, last) = (at(ends[0]).over, at(ends[1]).over);
        if (first < 0 && last > 0) || (first > 0 && last < 0) {
            let meets = ends[0] + scaled(ends[1] - ends[0], first.abs(), (last - first).abs(), false);
            values.extend([meets, (meets + 1).min(ends[1])]);
        }
    }
    let least = values.into_iter().map(|value| at(value).closed()).min_by_key(|totals| choices.weights.score(totals));
    least.unwrap_or_default()
}

/// Turning a net meter's unknown import into export costs consumption and saves R.
fn turn_nets(sum: &mut Effect, nets: &[(&Element, i128)], choices: &Choices<'_>) {
    let weights = choices.weights;
    let mut flips: Vec<(Score, i128, i128)> = nets
        .iter()
        .map(|(element, value)| {
            let amount = (-element.low).min(sum.over.max(0));
            let kept = choices.effect(element, *value).totals;
            let turned = Totals { green: -amount, used: -amount, ..Totals::default() };
            (&weights.score(&kept) - &weights.score(&turned), *value, -element.low)
        })
        .collect();
    flips.sort_by(|a, b| b.0.cmp(&a.0));
    for (_, value, most) in flips {
        let amount = most.min(sum.over);
        if amount <= 0 {
            break;
        }
        let kept = Totals { used: value, import: value, ..Totals::default() };
        let turned = Totals { green: -amount, used: -amount, ..Totals::default() };
        if weights.score(&turned) < weights.score(&kept) {
            sum.totals.used += -amount - value;
            sum.totals.import -= value;
            sum.over -= amount;
        }
    }
}
