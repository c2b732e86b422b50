//! The extremes of a bin whose import and export follow from the loads (METHOD 9).

use super::element::{Element, Open};
use super::totals::Totals;
use super::weights::{Score, Weights};
use crate::account::balance::role::Role;

/// METHOD 9, where import and export follow from the loads: every vertex of the few sums that matter.
pub(super) fn extreme(open: &Open, elements: &[Element], tainted: bool, weights: &Weights, greatest: bool) -> Totals {
    let k = &open.known;
    let range = |start: i128, wanted: &dyn Fn(Role, i128) -> i128| {
        let (mut low, mut high) = (start, start);
        for e in elements {
            let values = e.turns().into_iter().map(|v| e.sum(v, wanted));
            low += values.clone().min().unwrap_or(0);
            high += values.max().unwrap_or(0);
        }
        (low, high)
    };
    let of = |role: Role| move |at: Role, v: i128| if at == role { v } else { 0 };
    let supply = |role: Role| move |at: Role, v: i128| if at == role { v.max(0) } else { 0 };
    let load = range(k.load, &of(Role::Load));
    let fossil = range(k.fossil, &of(Role::Fossil));
    let green = range(k.renewable, &supply(Role::Renewable));
    let nuclear = range(k.nuclear, &supply(Role::Nuclear));
    let mut charge = range(k.charge, &of(Role::Charge));
    let mut discharge = range(k.discharge, &of(Role::Discharge));
    let held: Vec<(i128, i128)> = elements.iter().flat_map(Element::stores).collect();
    let stores = stored(&held, &mut charge, &mut discharge);
    let ends = |r: (i128, i128)| if r.0 == r.1 { vec![r.0] } else { vec![r.0, r.1] };
    let inside = |r: (i128, i128), v: i128| v.clamp(r.0, r.1);
    let open_to = |r: (i128, i128)| r.0 < r.1;
    let mut best: Option<(Score, Totals)> = None;
    let mut consider = |l: i128, f: i128, r: i128, n: i128, c: i128, d: i128| {
        let need = l + c - r - n - f - d;
        let export = (-need).max(0);
        // What stores take and release of it, beside what is unknown of them.
        let (taken, given) = match (tainted, greatest) {
            (false, _) => (0, 0),
            (true, true) => (k.charge_least, k.release_most + d - k.discharge),
            (true, false) => (k.charge_most + c - k.charge, k.release_least),
        };
        let direct = r + given - export.min(r + given) - taken;
        let used = l + c - d - if weights.fossil { 0 } else { f };
        let totals = Totals { green: direct, used, import: need.max(0), nuclear: n };
        let score = weights.score(&totals);
        if best.as_ref().is_none_or(|(s, _)| if greatest { score > *s } else { score < *s }) {
            best = Some((score, totals));
        }
    };
    // Every end, and every value of one sum at which import turns into export or export has eaten all supply.
    for &n in &ends(nuclear) {
        for &(into, out) in &stores {
            for (c, d) in ends(charge).into_iter().flat_map(|c| ends(discharge).into_iter().map(move |d| (c + into, d + out))) {
                for (l, f) in ends(load).into_iter().flat_map(|l| ends(fossil).into_iter().map(move |f| (l, f))) {
                    for &r in &ends(green) {
                        consider(l, f, r, n, c, d);
                        // need = l + c − r − n − f − d: zero; −(r + what stores release); −r.
                        let need = l + c - r - n - f - d;
                        let given = if !tainted {
                            0
                        } else if greatest {
                            k.release_most + d - k.discharge
                        } else {
                            k.release_least
                        };
                        for gap in [need, need + r + given, need + r] {
                            // What is known has no value between its ends.
                            if open_to(load) {
                                consider(inside(load, l - gap), f, r, n, c, d);
                            }
                            if open_to(fossil) {
                                consider(l, inside(fossil, f + gap), r, n, c, d);
                            }
                            if open_to(green) {
                                consider(l, f, inside(green, r + gap), n, c, d);
                            }
                            if open_to(nuclear) {
                                consider(l, f, r, inside(nuclear, n + gap), c, d);
                            }
                            if open_to(charge) {
                                consider(l, f, r, n, inside((charge.0 + into, charge.1 + into), c - gap), d);
                            }
                            if open_to(discharge) {
                                consider(l, f, r, n, c, inside((discharge.0 + out, discharge.1 + out), d + gap));
                            }
                            if let [store] = &held[..] {
                                let v = (into - out - gap).clamp(store.0, store.1);
                                consider(l, f, r, n, c - into + v.max(0), d - out + (-v).max(0));
                            }
                        }
                    }
                }
            }
        }
    }
    best.map_or_else(Default::default, |(_, totals)| totals)
}

/// Charge and discharge of the unknown signed store of a bin: it charges, rests or discharges. Several are taken for charge and discharge that vary
/// apart: while one charges, another may discharge.
fn stored(held: &[(i128, i128)], charge: &mut (i128, i128), discharge: &mut (i128, i128)) -> Vec<(i128, i128)> {
    let flow = |v: i128| (v.max(0), (-v).max(0));
    if let [(low, high)] = *held {
        return [low, 0_i128.clamp(low, high), high].map(flow).to_vec();
    }
    for &(low, high) in held {
        *charge = (charge.0 + low.max(0), charge.1 + high.max(0));
        *discharge = (discharge.0 + (-high).max(0), discharge.1 + (-low).max(0));
    }
    vec![(0, 0)]
}
