//! What becomes of further generation, bin by bin: it takes the place of import, and what is beyond import is exported.
//!
//! Where import is not known, how much is displaced is not known either. One unknown reading of import becomes a signed one, import less what is
//! displaced, which is exact; where there are several, a total of unknown split, or a generator whose own use is unknown too, what is displaced and what is
//! exported are left open each for itself, between nothing and all of it: wider than they could be, never narrower.

use std::collections::BTreeMap;

use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;
use crate::account::balance::subtraction::net_series;
use crate::account::bounds::unknown::{Placement, Term};
use crate::account::profile::{Range, after_loss, range_of, window};
use crate::dossier::{Dossier, State, power_of_ten};
use crate::measure::{Civil, Exact};

/// What becomes of further (or, negative, less) generation, in the point figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Import that it takes the place of, `MWh`.
    pub displaced: Exact,
    /// What is exported of it, `MWh`.
    pub exported: Exact,
    /// Bins in which it is not known what becomes of it.
    pub unknown: u64,
}

impl Default for Exchange {
    fn default() -> Self {
        Self { displaced: Exact::zero(), exported: Exact::zero(), unknown: 0 }
    }
}

/// A reading of further generation that is not known.
struct Open {
    meter: usize,
    at: Civil,
    bin: usize,
    /// What the meter may have read.
    range: Range,
    /// What of the meter's reading is further generation.
    factor: (i128, i128),
    /// What the point figures take.
    point: i128,
}

/// Further generation of one change.
pub(super) struct Moves {
    meter: usize,
    /// Known energy, per bin.
    known: Vec<i128>,
    /// Known supply, per bin.
    supply: Vec<i128>,
    /// What is not known.
    open: Vec<Open>,
}

impl Moves {
    /// What meters move: those that are new, and those that are scaled, with the loss that they had.
    pub(super) fn of(dossier: &Dossier, bins: &Bins, meters: impl Iterator<Item = (usize, Option<Option<Exact>>)>) -> Self {
        let mut all = Self { meter: 0, known: vec![0; bins.grid.len()], supply: vec![0; bins.grid.len()], open: Vec::new() };
        for (meter, old_loss) in meters {
            all.meter = meter;
            let registered = &dossier.meters[meter];
            let fraction = |x: &Exact| (i128::try_from(x.numer()).unwrap_or(1), i128::try_from(x.denom()).unwrap_or(1));
            let now = after_loss(registered);
            let was = old_loss.map_or_else(Exact::zero, |loss| {
                let percent = loss.unwrap_or_else(Exact::zero);
                Exact::one() - (&percent / &Exact::from(100_i64))
            });
            let (more, now, was) = (fraction(&(&now - &was)), fraction(&now), fraction(&was));
            let (Some(window), Some(counted)) = (window(registered, &dossier.period), net_series(dossier, meter)) else { continue };
            let series = &*counted.series;
            let raw = power_of_ten(bins.grid.unit.scale - series.scale).to_i128().unwrap_or(0);
            for cell in series.cells_within(window.from(), window.until()) {
                let at = series.start(cell);
                let bin = bins.grid.bin(at);
                let present = series.state(cell).has(State::PRESENT);
                let value = |(n, d): (i128, i128)| if present { series.cells.get(cell) * raw * n / d } else { 0 };
                let energy = value(now) - value(was);
                let supply = value(now).max(0) - value(was).max(0);
                all.supply[bin] += supply;
                let conflict = series.conflicts.get(&cell).map(|conflict| conflict.values.iter().map(|v| v * raw));
                let range = match conflict {
                    Some(values) => Range { low: values.clone().min(), high: values.max() },
                    None if present => {
                        all.known[bin] += energy;
                        continue;
                    }
                    None => range_of(dossier, meter, series, cell, bins.grid.unit),
                };
                all.open.push(Open { meter, at, bin, range, factor: more, point: energy });
            }
        }
        all
    }
}

/// What becomes of generation where import and export are inferred: they have followed it already.
pub(super) fn inferred(bins: &Bins, moves: &[Moves]) -> Vec<Exchange> {
    let uncertain = bins.unknowns.bins_with(&bins.grid, |_| true);
    let mut all: Vec<(i128, i128, u64)> = vec![(0, 0, 0); moves.len()];
    for (b, uncertain) in uncertain.into_iter().enumerate() {
        let mut need = bins.flows.inferred_need(b) + moves.iter().map(|m| m.supply[b]).sum::<i128>();
        for (made, sums) in moves.iter().zip(&mut all) {
            let after = need - made.supply[b];
            sums.0 += need.max(0) - after.max(0);
            sums.1 += (-after).max(0) - (-need).max(0);
            let moved = made.supply[b] != 0 || made.open.iter().any(|open| open.bin == b);
            sums.2 += u64::from(moved && uncertain);
            need = after;
        }
    }
    all.into_iter().map(|(displaced, exported, unknown)| said(bins, displaced, exported, unknown)).collect()
}

/// Lets generation take the place of metered import, change by change.
pub(super) fn metered(bins: &mut Bins, moves: &[Moves]) -> Vec<Exchange> {
    let mut gateway = Gateway::of(bins);
    let found: Vec<(i128, i128, u64)> = moves.iter().map(|made| gateway.exchange(made)).collect();
    bins.unknowns.readings.sort_by_key(|u| (u.bin, u.meter, u.at));
    found.into_iter().map(|(displaced, exported, unknown)| said(bins, displaced, exported, unknown)).collect()
}

fn said(bins: &Bins, displaced: i128, exported: i128, unknown: u64) -> Exchange {
    Exchange { displaced: bins.grid.mwh(displaced), exported: bins.grid.mwh(exported), unknown }
}

/// Import and export of a park with what is unknown of them.
struct Gateway<'a> {
    bins: &'a mut Bins,
    /// Unknown readings of a bin, by their number.
    of_bin: BTreeMap<usize, Vec<usize>>,
    /// Even shares of totals whose split is unknown: import and export of a bin.
    split: BTreeMap<usize, (i128, i128)>,
}

/// A side of the gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Import,
    Export,
}

impl Side {
    fn role(self) -> Role {
        match self {
            Self::Import => Role::Import,
            Self::Export => Role::Export,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Import => Self::Export,
            Self::Export => Self::Import,
        }
    }

    /// What a part of an unknown reading puts on this side.
    fn of(self, role: Role, value: i128) -> i128 {
        match (self, role) {
            (Self::Import, Role::Import) | (Self::Export, Role::Export) => value,
            (Self::Import, Role::Net) => value.max(0),
            (Self::Export, Role::Net) => (-value).max(0),
            _ => 0,
        }
    }
}

impl<'a> Gateway<'a> {
    fn of(bins: &'a mut Bins) -> Self {
        bins.unknowns.take_apart(&bins.grid);
        let mut of_bin: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, unknown) in bins.unknowns.readings.iter().enumerate() {
            of_bin.entry(unknown.bin).or_default().push(number);
        }
        let mut split: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
        for found in bins.unknowns.splits.iter().filter(|s| matches!(s.role, Role::Import | Role::Export | Role::Net)) {
            for &(b, part) in &found.bins {
                let shares = split.entry(b).or_default();
                shares.0 += Side::Import.of(found.role, part);
                shares.1 += Side::Export.of(found.role, part);
            }
        }
        Self { bins, of_bin, split }
    }

    /// Exchanges the generation of one change: import displaced, energy exported, bins in which that is not known.
    fn exchange(&mut self, made: &Moves) -> (i128, i128, u64) {
        let totals = |bins: &Bins| (bins.flows.import.iter().sum::<i128>(), bins.flows.export.iter().sum::<i128>());
        let before = totals(self.bins);
        let mut unknown: std::collections::BTreeSet<usize> = std::collections::BTreeSet::new();
        for (b, &energy) in made.known.iter().enumerate().filter(|(_, energy)| **energy != 0) {
            if !self.shift(made.meter, b, energy) {
                unknown.insert(b);
            }
        }
        for open in &made.open {
            self.open(open);
            unknown.insert(open.bin);
        }
        let after = totals(self.bins);
        (before.0 - after.0, after.1 - before.1, unknown.len() as u64)
    }

    fn side(&mut self, side: Side, b: usize) -> &mut i128 {
        match side {
            Side::Import => &mut self.bins.flows.import[b],
            Side::Export => &mut self.bins.flows.export[b],
        }
    }

    /// Where unknown readings stand on a side in a bin: number, place among its parts.
    fn unknown_on(&self, side: Side, b: usize) -> Vec<(usize, usize)> {
        let stands = |role: Role| role == side.role() || role == Role::Net;
        let numbers = self.of_bin.get(&b).into_iter().flatten();
        let parts = numbers.flat_map(|&number| self.place(number).terms.iter().enumerate().map(move |(at, part)| (number, at, part)));
        parts.filter(|(_, _, part)| stands(part.role)).map(|(number, at, _)| (number, at)).collect()
    }

    /// What is known of a side in a bin.
    fn known(&mut self, side: Side, b: usize) -> i128 {
        let unknown: i128 =
            self.unknown_on(side, b).iter().map(|&(number, at)| &self.place(number).terms[at]).map(|p| side.of(p.role, p.point)).sum();
        let split = self.split.get(&b).map_or(0, |shares| if side == Side::Import { shares.0 } else { shares.1 });
        *self.side(side, b) - unknown - split
    }

    /// Exchanges a known energy in a bin; whether it is known what becomes of it.
    fn shift(&mut self, owner: usize, b: usize, energy: i128) -> bool {
        let (side, mut rest) = if energy > 0 { (Side::Import, energy) } else { (Side::Export, -energy) };
        let first = self.known(side, b).max(0).min(rest);
        *self.side(side, b) -= first;
        rest -= first;
        if rest == 0 {
            return true;
        }
        let unknown = self.unknown_on(side, b);
        match unknown[..] {
            [] if !self.split.contains_key(&b) => {
                *self.side(side.other(), b) += rest;
                return true;
            }
            [(number, at)] if !self.split.contains_key(&b) => {
                self.sign(side, b, (number, at), rest);
            }
            _ => {
                let stands = (*self.side(side, b) - self.known(side, b)).clamp(0, rest);
                *self.side(side, b) -= stands;
                *self.side(side.other(), b) += rest - stands;
                let at = self.bins.grid.start(b);
                self.loose(side, (b, owner, at), (Some(-rest), Some(0)), -stands);
                self.loose(side.other(), (b, owner, at), (Some(0), Some(rest)), rest - stands);
            }
        }
        false
    }

    /// Lets an unknown reading of a side be signed: what is displaced beyond it stands on the other side.
    fn sign(&mut self, side: Side, b: usize, (number, at): (usize, usize), rest: i128) {
        let old = self.place(number).terms[at].clone();
        let mut part = old.clone();
        if part.role == Role::Export {
            (part.factor.0, part.offset, part.point) = (-part.factor.0, -part.offset, -part.point);
        }
        part.role = Role::Net;
        let moved = if side == Side::Import { -rest } else { rest };
        part.offset += moved;
        part.point += moved;
        let new = part.clone();
        self.change(number, |place| place.terms[at] = part);
        for side in [Side::Import, Side::Export] {
            *self.side(side, b) += side.of(new.role, new.point) - side.of(old.role, old.point);
        }
    }

    /// Exchanges a reading that is not known.
    fn open(&mut self, open: &Open) {
        let b = open.bin;
        let numbers = self.of_bin.get(&b).cloned().unwrap_or_default();
        let own = numbers.into_iter().find(|&number| {
            let unknown = &self.bins.unknowns.readings[number];
            unknown.meter == open.meter
                && unknown.at == open.at
                && self.place(number).with.is_empty()
                && self.place(number).terms.first().is_some_and(|p| p.owner == open.meter)
        });
        let range = open.range;
        let ends = [range.low, range.high].map(|end| end.map(|end| end * open.factor.0 / open.factor.1));
        let (low, high) = if open.factor.0 < 0 { (ends[1], ends[0]) } else { (ends[0], ends[1]) };
        let certain = self.unknown_on(Side::Import, b).is_empty() && !self.split.contains_key(&b);
        if certain && low.is_some_and(|low| low >= 0) {
            let import = self.bins.flows.import[b];
            let factor = (-open.factor.0, open.factor.1);
            let net = Term { owner: open.meter, role: Role::Net, group: None, factor, offset: import, point: import - open.point };
            self.bins.flows.import[b] = net.point.max(0);
            self.bins.flows.export[b] += (-net.point).max(0);
            // A generator that is netted with others varies with them: here it varies for itself.
            let number = own.unwrap_or_else(|| {
                let place = Placement { with: Vec::new(), range: open.range, terms: Vec::new() };
                self.push(b, open.meter, open.at, place)
            });
            self.change(number, |place| place.terms.push(net));
            return;
        }
        let stands = if open.point > 0 { self.bins.flows.import[b].clamp(0, open.point) } else { open.point };
        self.bins.flows.import[b] -= stands;
        self.bins.flows.export[b] += open.point - stands;
        let (low, high) = (low.map(|low| low.min(0)), high.map(|high| high.max(0)));
        let turned = |end: Option<i128>| end.map(|end| -end);
        self.loose(Side::Import, (b, open.meter, open.at), (turned(high), turned(low)), -stands);
        self.loose(Side::Export, (b, open.meter, open.at), (low, high), open.point - stands);
    }

    /// An energy of a side that is not known, for itself: how it goes with others is left open, which can only widen the bounds.
    fn loose(&mut self, side: Side, (b, meter, at): (usize, usize, Civil), (low, high): (Option<i128>, Option<i128>), point: i128) {
        let part = Term { owner: meter, role: side.role(), group: None, factor: (1, 1), offset: 0, point };
        self.push(b, meter, at, Placement::of(Range { low, high }, part));
    }

    fn push(&mut self, b: usize, meter: usize, at: Civil, place: Placement) -> usize {
        let number = self.bins.unknowns.readings.len();
        self.of_bin.entry(b).or_default().push(number);
        self.bins.unknowns.open(b, meter, at, place);
        number
    }

    /// Where an unknown reading stands.
    fn place(&self, number: usize) -> &Placement {
        self.bins.unknowns.placement(&self.bins.unknowns.readings[number])
    }

    /// Lets an unknown reading stand otherwise. Others that stood with it stay.
    fn change(&mut self, number: usize, how: impl FnOnce(&mut Placement)) {
        let mut place = self.place(number).clone();
        how(&mut place);
        let unknown = self.bins.unknowns.readings[number];
        self.bins.unknowns.open(unknown.bin, unknown.meter, unknown.at, place);
        if let Some(moved) = self.bins.unknowns.readings.pop() {
            self.bins.unknowns.readings[number] = moved;
        }
    }
}
