//! Exact extremes over everything that is unknown (METHOD 8, bounds).
//!
//! A ratio N/D is at least `t` for some values of the unknown readings exactly if the maximum of N − t·D is not negative. For a given `t` that
//! maximum separates by bin, and within a bin it is piecewise linear in each unknown reading, so that only the ends of each range, zero,
//! and the point at which exports meet supply need to be looked at. [`Extremes::solve`] does that for any weights of the four totals in
//! which the ratios of the rules are linear; `bounds` iterates on `t`, which ends at the exact extreme after a few rounds.
//!
//! Unbounded ranges are taken as [`BIG`], larger than any energy; a result that contains it is unbounded.

use num_bigint::BigInt;

use super::bins::{Bins, Part, Role, Split, Unknown};
use super::ground::{Ground, Takes};

/// Stands for an unbounded end of a range, in run units.
pub(super) const BIG: i128 = 1 << 100;

/// Totals of a run, in run units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// R.
    pub(super) green: i128,
    /// U, or P + D + G − X where fossil generation is left out.
    pub(super) used: i128,
    /// P.
    pub(super) import: i128,
    /// Supply of nuclear lines.
    pub(super) nuclear: i128,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            green: self.green + other.green,
            used: self.used + other.used,
            import: self.import + other.import,
            nuclear: self.nuclear + other.nuclear,
        }
    }

    /// Whether an unbounded reading moves one of the totals that have a weight.
    pub(super) fn is_unbounded(&self) -> bool {
        [self.green, self.used, self.import, self.nuclear].into_iter().any(|v| v.abs() > BIG / 4)
    }
}

/// Weights of the totals: `green·R + import·P + nuclear·D⁺ − used·U`. The first three are not negative.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) green: BigInt,
    pub(super) import: BigInt,
    pub(super) nuclear: BigInt,
    pub(super) used: BigInt,
}

impl Weights {
    fn score(&self, t: &Totals) -> BigInt {
        &self.green * t.green + &self.import * t.import + &self.nuclear * t.nuclear - &self.used * t.used
    }
}

/// An unknown reading of a bin, netting groups merged.
#[derive(Clone, Debug)]
struct Element {
    low: i128,
    high: i128,
    /// Where it stands: role, factor, what is known beside it.
    parts: Vec<Part>,
    placed_only: bool,
}

impl Element {
    /// An unknown energy of one role.
    fn plain(role: Role, low: i128, high: i128) -> Self {
        let part = Part { owner: 0, role, group: None, factor: (1, 1), offset: 0, point: 0 };
        Self { low, high, parts: vec![part], placed_only: false }
    }

    /// The same with an element of one place turned so that it stands there as it is.
    fn straight(self) -> Self {
        match &self.parts[..] {
            [part] if part.factor.0 != 0 => {
                let (a, b) = (part.value(self.low), part.value(self.high));
                Self { placed_only: self.placed_only, ..Self::plain(part.role, a.min(b), a.max(b)) }
            }
            _ => self,
        }
    }

    /// The role of an element that stands in one place as it is.
    fn role(&self) -> Option<Role> {
        match &self.parts[..] {
            [part] => Some(part.role),
            _ => None,
        }
    }

    /// Whether it is a signed meter's: it may be import or export.
    fn is_net(&self) -> bool {
        self.role() == Some(Role::Net) && self.high > 0
    }

    /// The values at which anything may turn.
    fn turns(&self) -> Vec<i128> {
        let mut all = vec![self.low, self.high];
        all.extend(std::iter::once(0).chain(self.parts.iter().map(Part::zero)).filter(|&z| self.low < z && z < self.high));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A bin with unknown readings: what is known in it.
#[derive(Clone, Debug, Default)]
struct Open {
    bin: usize,
    known: Known,
    elements: Vec<Element>,
}

/// Known energies of a bin.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    import: i128,
    export: i128,
    signed: i128,
    renewable: i128,
    nuclear: i128,
    fossil: i128,
    charge: i128,
    discharge: i128,
    load: i128,
}

/// The bins of a run, prepared for [`Extremes::solve`].
pub(super) struct Extremes<'a> {
    inferred: bool,
    /// Whether on-site fossil generation counts as used.
    fossil: bool,
    open: Vec<Open>,
    splits: Vec<&'a Split>,
    /// Totals of all bins without unknown readings, with the least and the greatest R.
    closed: [Totals; 2],
    /// The bin from which the attribution of storage is not known.
    tainted_from: usize,
    /// What an unbounded end of a range is taken as.
    far: i128,
}

impl<'a> Extremes<'a> {
    /// Prepares the unknown readings that vary; the others stay at their point value.
    pub(super) fn new(ground: &Ground<'a>, takes: Takes) -> Self {
        Self::reaching(ground, takes, BIG)
    }

    /// The same with unbounded readings held at their near end.
    pub(super) fn near(ground: &Ground<'a>, takes: Takes) -> Self {
        Self::reaching(ground, takes, 0)
    }

    fn reaching(ground: &Ground<'a>, takes: Takes, far: i128) -> Self {
        let bins = ground.bins;
        let relevant = |role: Role| bins.inferred || role != Role::Load;
        let mut taken = ground.taken(takes);
        taken.retain(|u| u.parts.iter().any(|p| relevant(p.role)));
        let splits: Vec<&Split> = bins.splits.iter().filter(|s| relevant(s.role) && takes.has(s.meter, s.at)).collect();
        let stored = |role: Role| matches!(role, Role::Charge | Role::Discharge | Role::Store);
        let tainted_from = if !ground.stores {
            usize::MAX
        } else if taken.iter().flat_map(|u| &u.parts).any(|p| stored(p.role)) || splits.iter().any(|s| stored(s.role)) {
            0
        } else {
            let first = taken.iter().map(|u| u.bin).chain(splits.iter().filter_map(|s| s.bins.first().map(|b| b.0))).min();
            first.unwrap_or(usize::MAX)
        };
        let mut open: Vec<usize> = taken.iter().map(|u| u.bin).chain(splits.iter().flat_map(|s| s.bins.iter().map(|b| b.0))).collect();
        open.sort_unstable();
        open.dedup();
        let mut this = Self {
            inferred: bins.inferred,
            fossil: ground.fossil,
            open: Vec::with_capacity(open.len()),
            splits,
            closed: [Totals::default(); 2],
            tainted_from,
            far,
        };
        let mut next = taken.iter().peekable();
        let mut from = 0;
        for b in open {
            this.close(ground, from, b);
            from = b + 1;
            let mut here: Vec<&Unknown> = Vec::new();
            while let Some(unknown) = next.next_if(|u| u.bin == b) {
                here.push(unknown);
            }
            let opened = this.opened(bins, b, &here);
            this.open.push(opened);
        }
        this.close(ground, from, bins.len());
        this
    }

    /// Adds the totals of bins whose readings are all known.
    fn close(&mut self, ground: &Ground<'_>, from: usize, until: usize) {
        let clear = self.tainted_from.clamp(from, until.max(from));
        let (known, tainted) = (ground.sums(from, clear), ground.sums(clear, until));
        let base = Totals {
            green: known.green,
            used: known.used + tainted.used,
            import: known.import + tainted.import,
            nuclear: known.nuclear + tainted.nuclear,
        };
        for (closed, green) in self.closed.iter_mut().zip([tainted.least, tainted.most]) {
            *closed = closed.plus(base).plus(Totals { green, ..Totals::default() });
        }
    }

    /// Whether anything varies at all.
    pub(super) fn is_exact(&self) -> bool {
        self.open.is_empty()
    }

    /// A bin with unknown readings: their point values are taken out of what is known.
    fn opened(&self, bins: &Bins, b: usize, here: &[&Unknown]) -> Open {
        let mut known = Known {
            import: bins.import[b],
            export: bins.export[b],
            signed: bins.direct[b] + bins.onsite[b],
            renewable: bins.renewable[b],
            nuclear: bins.nuclear[b],
            fossil: bins.fossil[b],
            charge: bins.charge[b],
            discharge: bins.discharge[b],
            load: bins.load[b],
        };
        for split in &self.splits {
            for &(_, part) in split.bins.iter().filter(|(at, _)| *at == b) {
                match split.group {
                    None => known.take(split.role, part, false),
                    Some(group) => {
                        let net = bins.groups[group].net[b];
                        known.renewable += (net - part).max(0) - net.max(0);
                        known.signed -= part;
                    }
                }
            }
        }
        let mut elements = Vec::new();
        for unknown in here {
            let placed = |role: Role| !unknown.placed_only || matches!(role, Role::Renewable | Role::Export);
            let parts: Vec<Part> = unknown.parts.iter().filter(|p| placed(p.role)).cloned().collect();
            for part in &parts {
                known.take(part.role, part.point, unknown.placed_only);
            }
            if !parts.is_empty() {
                let range = unknown.range;
                let low = range.low.unwrap_or_else(|| if self.far == 0 { range.high.unwrap_or(0).min(0) } else { -self.far });
                let high = range.high.unwrap_or_else(|| if self.far == 0 { low.max(0) } else { self.far });
                let element = Element { low, high, parts, placed_only: unknown.placed_only };
                elements.push(element.straight());
            }
        }
        if self.inferred {
            // Import and export follow from the rest.
            (known.import, known.export) = (0, 0);
        }
        Open { bin: b, known, elements }
    }

    /// The totals at the greatest (or least) value of the weighted sum.
    pub(super) fn solve(&self, weights: &Weights, greatest: bool) -> Totals {
        let mut totals = self.closed[usize::from(greatest)];
        let mut margins: Vec<(usize, i128)> = Vec::new();
        for open in &self.open {
            let tainted = open.bin >= self.tainted_from;
            let (part, margin) = if self.inferred {
                self.inferred_bin(open, tainted, weights, greatest)
            } else if greatest {
                self.greatest_bin(open, tainted, weights)
            } else {
                self.least_bin(open, tainted, weights)
            };
            totals = totals.plus(part);
            margins.push((open.bin, margin));
        }
        for split in &self.splits {
            totals = totals.plus(self.split(split, &margins, greatest));
        }
        totals
    }

    /// What a total of unknown split adds, given how far supply exceeds export in each of its bins.
    fn split(&self, split: &Split, margins: &[(usize, i128)], greatest: bool) -> Totals {
        let total = split.total;
        let mut added = Totals::default();
        let here: Vec<i128> = margins.iter().filter(|(b, _)| split.bins.iter().any(|(at, _)| at == b)).map(|m| m.1).collect();
        if self.inferred {
            // Bounds from outside: what the split adds to R lies between nothing and all of it.
            match split.role {
                Role::Load | Role::Charge => added.used = total,
                Role::Discharge => added.used = -total,
                Role::Fossil if !self.fossil => added.used = -total,
                Role::Nuclear => added.nuclear = total.max(0),
                _ => {}
            }
            if split.role == Role::Renewable && total >= 0 {
                // Spread over the bins with room for it, or all in the one with the least room.
                added.green = if greatest { total.min(here.iter().sum()) } else { total.min(here.iter().copied().min().unwrap_or(0)) };
            } else if greatest && matches!(split.role, Role::Load | Role::Discharge) {
                added.green = total.max(0);
            } else if !greatest && matches!(split.role, Role::Charge | Role::Store | Role::Fossil | Role::Nuclear) {
                added.green = -total.max(0);
            }
            return added;
        }
        match split.role {
            Role::Import | Role::Net => {
                added.used = total;
                added.import = total.max(0);
            }
            Role::Fossil => added.used = if self.fossil { total } else { 0 },
            Role::Nuclear => (added.used, added.nuclear) = (total, total.max(0)),
            // What a generator's own use takes, wherever it is placed.
            Role::Renewable if total < 0 => {
                added.used = total;
                let covered: i128 = here.iter().map(|&y| y.max(0)).sum();
                added.green = if greatest {
                    -here.iter().map(|&y| y.max(0) - (y + total).max(0)).min().unwrap_or(-total)
                } else {
                    -(-total).min(covered)
                };
            }
            Role::Renewable | Role::Discharge if greatest || split.role == Role::Renewable => {
                added.used = if split.role == Role::Renewable { total } else { 0 };
                added.green = if greatest {
                    here.iter().map(|&y| (y + total).max(0) - y.max(0)).max().unwrap_or(total)
                } else {
                    let absorbed: i128 = here.iter().map(|&y| (-y).max(0)).sum();
                    (total - absorbed).max(0)
                };
            }
            Role::Export => {
                added.used = -total;
                let covered: i128 = here.iter().map(|&y| y.max(0)).sum();
                added.green = if greatest {
                    -here.iter().map(|&y| y.max(0) - (y - total).max(0)).min().unwrap_or(total)
                } else {
                    -total.min(covered)
                };
            }
            Role::Charge | Role::Store if !greatest => added.green = -total.max(0),
            _ => {}
        }
        added
    }

    /// Base of a bin in the balance with a gateway: totals but for R, the part of R beside supply over export, and supply over export.
    fn base(&self, open: &Open, tainted: bool, greatest: bool) -> (Totals, i128, i128) {
        let k = &open.known;
        let fossil = if self.fossil { k.fossil } else { 0 };
        let totals = Totals { green: 0, used: k.import + k.signed + fossil - k.export, import: k.import, nuclear: k.nuclear };
        let mut y = k.renewable - k.export;
        let mut aside = 0;
        if tainted && greatest {
            y += k.discharge;
        } else if tainted {
            aside -= k.charge;
        }
        (totals, aside, y)
    }

    /// What a value of an element adds to the totals, to R aside, and to supply over export.
    fn effect(&self, element: &Element, value: i128, greatest: bool) -> (Totals, i128, i128) {
        let mut t = Totals::default();
        let (mut aside, mut y) = (0, 0);
        for part in &element.parts {
            let value = part.value(value);
            match part.role {
                Role::Import => (t.used, t.import) = (t.used + value, t.import + value),
                Role::Export => (t.used, y) = (t.used - value, y - value),
                Role::Net => (t.used, t.import, y) = (t.used + value, t.import + value.max(0), y + value.min(0)),
                Role::Renewable => (t.used, y) = (t.used + value, y + value.max(0)),
                Role::Nuclear => (t.used, t.nuclear) = (t.used + value, t.nuclear + value.max(0)),
                Role::Fossil if self.fossil => t.used += value,
                Role::Charge if !greatest => aside -= value,
                Role::Discharge if greatest => y += value,
                Role::Store if greatest => y += (-value).max(0),
                Role::Store => aside -= value.max(0),
                _ => {}
            }
        }
        if element.placed_only {
            (t.used, t.import, t.nuclear) = (0, 0, 0);
        }
        (t, aside, y)
    }

    /// The value of an element, among its ends and zero, at which the weighted sum is greatest (least), supply over export weighing as R or not at all.
    fn best(&self, element: &Element, weights: &Weights, green: bool, greatest: bool) -> i128 {
        let candidates = element.turns();
        let score = |value: i128| {
            let (mut t, aside, y) = self.effect(element, value, greatest);
            t.green = aside + if green { y } else { 0 };
            weights.score(&t)
        };
        let key = |value: &i128| {
            let (_, _, y) = self.effect(element, *value, greatest);
            // Of equal scores, the one nearest to no energy; then the least supply.
            (score(*value), std::cmp::Reverse(value.abs()), std::cmp::Reverse(y))
        };
        let found = if greatest {
            candidates.iter().copied().max_by_key(|v| key(v))
        } else {
            candidates.iter().copied().min_by_key(|v| (score(*v), v.abs()))
        };
        found.unwrap_or(0)
    }

    /// R is the greater of `aside` and `aside + y`: the greatest sum is the greater of the greatest of both.
    fn greatest_bin(&self, open: &Open, tainted: bool, weights: &Weights) -> (Totals, i128) {
        let (base, aside, y) = self.base(open, tainted, true);
        let with = |green: bool| {
            let (mut totals, mut aside, mut y) = (base, aside, y);
            for element in &open.elements {
                let (t, a, dy) = self.effect(element, self.best(element, weights, green, true), true);
                totals = totals.plus(t);
                aside += a;
                y += dy;
            }
            totals.green = aside + y.max(0);
            (totals, y)
        };
        let (without, with) = (with(false), with(true));
        if weights.score(&with.0) >= weights.score(&without.0) { with } else { without }
    }

    /// The least of the greater of two linear sums: at an end where supply and export do not meet, or where they do.
    fn least_bin(&self, open: &Open, tainted: bool, weights: &Weights) -> (Totals, i128) {
        let (mut totals, mut aside, mut y) = self.base(open, tainted, false);
        let mut room = 0_i128;
        let mut nets = Vec::new();
        for element in &open.elements {
            if element.is_net() {
                let value = self.best(element, weights, false, false);
                let (t, a, dy) = self.effect(element, value, false);
                totals = totals.plus(t);
                aside += a;
                y += dy;
                if value >= 0 && element.low < 0 {
                    nets.push((element.clone(), value));
                }
                continue;
            }
            let tight = self.best(element, weights, true, false);
            let loose = self.best(element, weights, false, false);
            let (t, a, dy) = self.effect(element, tight, false);
            let free = self.effect(element, loose, false);
            // Only what raises consumption with supply can meet export at no cost.
            if free.0.used - t.used == free.2 - dy {
                room += (free.2 - dy).max(0);
            }
            totals = totals.plus(t);
            aside += a;
            y += dy;
        }
        if y < 0 && room > 0 {
            // Supply and consumption rise together at no cost to R until supply meets export.
            let raised = room.min(-y);
            totals.used += raised;
            y += raised;
        }
        // Turning a net meter's unknown import into export costs consumption and saves R.
        let mut flips: Vec<(BigInt, i128, i128)> = nets
            .iter()
            .map(|(element, value)| {
                let amount = (-element.low).min(y.max(0));
                let kept = self.effect(element, *value, false).0;
                let turned = Totals { green: -amount, used: -amount, ..Totals::default() };
                (weights.score(&kept) - weights.score(&turned), *value, -element.low)
            })
            .collect();
        flips.sort_by(|a, b| b.0.cmp(&a.0));
        for (_, value, most) in flips {
            let amount = most.min(y);
            if amount <= 0 {
                break;
            }
            let kept = Totals { used: value, import: value, ..Totals::default() };
            let turned = Totals { green: -amount, used: -amount, ..Totals::default() };
            if weights.score(&turned) < weights.score(&kept) {
                totals.used += -amount - value;
                totals.import -= value;
                y -= amount;
            }
        }
        totals.green = aside + y.max(0);
        (totals, y)
    }

    /// METHOD 9, where import and export follow from the loads: every vertex of the few sums that matter.
    fn inferred_bin(&self, open: &Open, tainted: bool, weights: &Weights, greatest: bool) -> (Totals, i128) {
        let k = &open.known;
        let range = |start: i128, wanted: &dyn Fn(&Part, i128) -> i128| {
            let (mut low, mut high) = (start, start);
            for e in &open.elements {
                let values = e.turns().into_iter().map(|v| e.parts.iter().map(|p| wanted(p, p.value(v))).sum::<i128>());
                low += values.clone().min().unwrap_or(0);
                high += values.max().unwrap_or(0);
            }
            (low, high)
        };
        let of = |role: Role| move |p: &Part, v: i128| if p.role == role { v } else { 0 };
        let supply = |role: Role| move |p: &Part, v: i128| if p.role == role { v.max(0) } else { 0 };
        let load = range(k.load, &of(Role::Load));
        let fossil = range(k.fossil, &of(Role::Fossil));
        let green = range(k.renewable, &supply(Role::Renewable));
        let nuclear = range(k.nuclear, &supply(Role::Nuclear));
        let charge = range(k.charge, &of(Role::Charge));
        let discharge = range(k.discharge, &of(Role::Discharge));
        let single = store_ranges(&open.elements);
        let stores = stored(&single);
        let ends = |r: (i128, i128)| if r.0 == r.1 { vec![r.0] } else { vec![r.0, r.1] };
        let inside = |r: (i128, i128), v: i128| v.clamp(r.0, r.1);
        let mut best: Option<(BigInt, Totals, i128)> = None;
        let mut consider = |l: i128, f: i128, r: i128, n: i128, c: i128, d: i128| {
            let need = l + c - r - n - f - d;
            let export = (-need).max(0);
            let direct = if !tainted {
                r - export.min(r)
            } else if greatest {
                r + d - export.min(r + d)
            } else {
                r - c - export.min(r)
            };
            let used = l + c - d - if self.fossil { 0 } else { f };
            let totals = Totals { green: direct, used, import: need.max(0), nuclear: n };
            let score = weights.score(&totals);
            // How much more supply the bin could take before it is exported.
            let taken = if tainted && greatest { r + d } else { r };
            let cap = l + c - f - n - if tainted && greatest { 0 } else { d };
            let room = (cap.max(0) - taken).max(0);
            if best.as_ref().is_none_or(|(s, ..)| if greatest { score > *s } else { score < *s }) {
                best = Some((score, totals, room));
            }
        };
        // Every end, and every value of one sum at which import turns into export or export has eaten all supply.
        for &n in &ends(nuclear) {
            for &(into, out) in &stores {
                for (c, d) in ends(charge).into_iter().flat_map(|c| ends(discharge).into_iter().map(move |d| (c + into, d + out))) {
                    for (l, f) in ends(load).into_iter().flat_map(|l| ends(fossil).into_iter().map(move |f| (l, f))) {
                        for &r in &ends(green) {
                            consider(l, f, r, n, c, d);
                            // need = l + c − r − n − f − d: zero; −(r + d); −r.
                            let need = l + c - r - n - f - d;
                            for gap in [need, need + r + d, need + r] {
                                consider(inside(load, l - gap), f, r, n, c, d);
                                consider(l, inside(fossil, f + gap), r, n, c, d);
                                consider(l, f, inside(green, r + gap), n, c, d);
                                consider(l, f, r, n, inside((charge.0 + into, charge.1 + into), c - gap), d);
                                consider(l, f, r, n, c, inside((discharge.0 + out, discharge.1 + out), d + gap));
                                if let [store] = &single[..] {
                                    let v = (into - out - gap).clamp(store.0, store.1);
                                    consider(l, f, r, n, c - into + v.max(0), d - out + (-v).max(0));
                                }
                            }
                        }
                    }
                }
            }
        }
        best.map_or_else(Default::default, |(_, t, room)| (t, room))
    }
}

/// Ranges of the unknown signed stores of a bin, charge positive.
fn store_ranges(elements: &[Element]) -> Vec<(i128, i128)> {
    let stores = elements.iter().filter(|e| e.role() == Some(Role::Store));
    stores.map(|e| (e.parts[0].value(e.low), e.parts[0].value(e.high))).map(|(a, b)| (a.min(b), a.max(b))).collect()
}

/// Charge and discharge of the unknown signed stores of a bin: each charges, rests or discharges.
fn stored(ends: &[(i128, i128)]) -> Vec<(i128, i128)> {
    let mut all = if ends.is_empty() { vec![(0, 0)] } else { Vec::new() };
    let flow = |v: i128| (v.max(0), (-v).max(0));
    let sum = |parts: &mut dyn Iterator<Item = i128>| parts.map(flow).fold((0, 0), |t, p| (t.0 + p.0, t.1 + p.1));
    for turned in 0..=ends.len() {
        all.push(sum(&mut ends.iter().enumerate().map(|(at, e)| if at < turned { e.1 } else { e.0 })));
        all.push(sum(&mut ends.iter().enumerate().map(|(at, e)| if at < turned { e.1 } else { 0_i128.clamp(e.0, e.1) })));
        all.push(sum(&mut ends.iter().enumerate().map(|(at, e)| if at < turned { e.0 } else { 0_i128.clamp(e.0, e.1) })));
    }
    all.sort_unstable();
    all.dedup();
    all
}

impl Known {
    /// Takes the point value of an unknown reading out of what is known.
    fn take(&mut self, role: Role, value: i128, placed_only: bool) {
        match role {
            Role::Import => self.import -= value,
            Role::Export => {
                self.export -= value;
                if placed_only {
                    // What it takes from consumption is counted elsewhere.
                    self.signed -= value;
                }
            }
            Role::Net => {
                self.import -= value.max(0);
                self.export -= (-value).max(0);
            }
            Role::Renewable => {
                self.renewable -= value.max(0);
                if !placed_only {
                    self.signed -= value;
                }
            }
            Role::Nuclear => {
                self.nuclear -= value.max(0);
                self.signed -= value;
            }
            Role::Fossil => self.fossil -= value,
            Role::Charge => self.charge -= value,
            Role::Discharge => self.discharge -= value,
            Role::Store => {
                self.charge -= value.max(0);
                self.discharge -= (-value).max(0);
            }
            Role::Load => self.load -= value,
        }
    }
}
