//! The park's electricity, bin by bin: every boundary meter folded into the arrays of its flow, with what is unknown beside it.

use std::collections::BTreeMap;
use std::ops;

use chrono::NaiveDate;

use super::less::{Effective, Loose, Uncertain, unread};
use super::profile::{Range, RunUnit, after_loss, minutes, range, range_of, uncovered, window};
use super::unknown::{Lack, Part, Place, Role, Unknown};
use crate::dossier::{Direction, Dossier, Flow, Meter, Pool, Series, Source, State};
use crate::measure::{Civil, Exact, Period, SECONDS_PER_DAY, Step};

/// A generator with its auxiliary meters, or the park's on-site generation with them: netted bin by bin.
#[derive(Clone, Debug)]
pub struct Group {
    /// Net energy per bin.
    pub net: Vec<i128>,
    /// Whether it is generation on site (else a direct line).
    pub onsite: bool,
    /// Whether it is nuclear.
    pub nuclear: bool,
}

/// A known total whose split over bins is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Meter.
    pub meter: usize,
    /// What it is.
    pub role: Role,
    /// Its netting group, if it has one.
    pub group: Option<usize>,
    /// The bins that it spans, with the share that the point figures put there.
    pub bins: Vec<(usize, i128)>,
    /// All of it, or the most.
    pub total: i128,
    /// The least of it, on the same side of zero: nothing where some of its time lies outside the period, so that anything up to all may lie inside.
    pub least: i128,
    /// When it starts.
    pub at: Civil,
    /// When it ends.
    pub until: Civil,
}

/// The electricity of a run in bins of its resolution, in run units.
#[derive(Clone, Debug)]
pub struct Bins {
    /// Length of a bin.
    pub step: Step,
    /// Number of the first bin.
    pub first: i64,
    /// Unit of all values.
    pub unit: RunUnit,
    /// Whether import and export are inferred from loads (METHOD 9).
    pub inferred: bool,
    /// P, per bin.
    pub import: Vec<i128>,
    /// X, per bin.
    pub export: Vec<i128>,
    /// D, per bin (its supply where import is inferred).
    pub direct: Vec<i128>,
    /// Supply of nuclear lines, per bin.
    pub nuclear: Vec<i128>,
    /// G, per bin (its supply where import is inferred).
    pub onsite: Vec<i128>,
    /// r = D⁺ + G⁺ of renewable sources, per bin.
    pub renewable: Vec<i128>,
    /// What of r the direct lines supply, per bin.
    pub lines: Vec<i128>,
    /// F, per bin.
    pub fossil: Vec<i128>,
    /// `S_c`, per bin.
    pub charge: Vec<i128>,
    /// `S_d`, per bin.
    pub discharge: Vec<i128>,
    /// L, per bin.
    pub load: Vec<i128>,
    /// Stated curtailed energy.
    pub curtailed: i128,
    /// Whether a curtailed meter is incomplete.
    pub curtailed_incomplete: bool,
    /// What is unknown, by bin.
    pub unknown: Vec<Unknown>,
    /// What is unknown of meters that nothing else varies with, in the order of meters.
    pub lacks: Vec<Lack>,
    /// Where the unknown readings stand, and within which range.
    pub places: Vec<Place>,
    /// Totals whose split is unknown.
    pub splits: Vec<Split>,
    /// Netting groups.
    pub groups: Vec<Group>,
    /// Supply, signed total and meter sums per meter, for the accuracy setting: meter, role, signed sum, supply.
    pub sums: BTreeMap<usize, (Role, i128, i128)>,
}

/// The role of a meter's readings at the boundary.
pub(super) fn role(meter: &Meter) -> Option<Role> {
    role_of(meter.flow, meter.source == Source::Nuclear)
}

/// Whether the positive readings of a signed meter are export or discharge.
fn is_turned(role: Role, positive: Option<Direction>) -> bool {
    matches!((role, positive), (Role::Net, Some(Direction::Out)) | (Role::Store, Some(Direction::In)))
}

fn role_of(flow: Flow, nuclear: bool) -> Option<Role> {
    Some(match flow {
        Flow::GridImport => Role::Import,
        Flow::GridExport => Role::Export,
        Flow::GridNet => Role::Net,
        Flow::DirectLine if nuclear => Role::Nuclear,
        Flow::DirectLine | Flow::OnsiteRenewable | Flow::Auxiliary => Role::Renewable,
        Flow::OnsiteFossil => Role::Fossil,
        Flow::StorageCharge => Role::Charge,
        Flow::StorageDischarge => Role::Discharge,
        Flow::StorageNet => Role::Store,
        Flow::Load => Role::Load,
        _ => return None,
    })
}

impl Split {
    /// Whether how much of it there is is not known either.
    pub fn is_open(&self) -> bool {
        self.least != self.total
    }
}

impl Bins {
    /// Empty bins over the period of a dossier.
    pub(super) fn new(dossier: &Dossier, step: Step, unit: RunUnit, inferred: bool) -> Self {
        let first = step.index(dossier.period.from());
        let length = usize::try_from(step.index(dossier.period.until().plus(-1)) - first + 1).unwrap_or(0);
        Self::empty((first, length), step, unit, inferred)
    }

    /// Empty bins: the number of the first by their step, and how many.
    pub(super) fn empty((first, length): (i64, usize), step: Step, unit: RunUnit, inferred: bool) -> Self {
        let zeros = || vec![0_i128; length];
        Self {
            step,
            first,
            unit,
            inferred,
            import: zeros(),
            export: zeros(),
            direct: zeros(),
            nuclear: zeros(),
            onsite: zeros(),
            renewable: zeros(),
            lines: zeros(),
            fossil: zeros(),
            charge: zeros(),
            discharge: zeros(),
            load: zeros(),
            curtailed: 0,
            curtailed_incomplete: false,
            unknown: Vec::new(),
            lacks: Vec::new(),
            places: Vec::new(),
            splits: Vec::new(),
            groups: Vec::new(),
            sums: BTreeMap::new(),
        }
    }

    /// Number of bins.
    pub fn len(&self) -> usize {
        self.import.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.import.is_empty()
    }

    /// Start of a bin.
    pub fn start(&self, bin: usize) -> Civil {
        self.step.start(self.first + i64::try_from(bin).unwrap_or(0))
    }

    pub(super) fn bin(&self, at: Civil) -> usize {
        usize::try_from(self.step.index(at) - self.first).unwrap_or(0).min(self.len().saturating_sub(1))
    }

    /// The bins in a row that start on days of one key, such as their month.
    pub(super) fn in_turn<K: PartialEq>(&self, key: impl Fn(NaiveDate) -> K) -> Vec<(K, ops::Range<usize>)> {
        let mut turns: Vec<(K, ops::Range<usize>)> = Vec::new();
        let mut day = None;
        for b in 0..self.len() {
            let start = self.start(b);
            let own = start.0.div_euclid(SECONDS_PER_DAY);
            if day != Some(own) {
                day = Some(own);
                let key = key(start.day());
                if turns.last().is_none_or(|last| last.0 != key) {
                    turns.push((key, b..b));
                }
            }
            if let Some(last) = turns.last_mut() {
                last.1.end = b + 1;
            }
        }
        turns
    }

    /// U of a bin.
    pub fn consumption(&self, b: usize) -> i128 {
        if self.inferred {
            self.load[b] + self.charge[b] - self.discharge[b]
        } else {
            self.import[b] + self.direct[b] + self.onsite[b] + self.fossil[b] - self.export[b]
        }
    }

    /// N, end use, of a bin.
    pub fn end_use(&self, b: usize) -> i128 {
        self.consumption(b) - self.charge[b] + self.discharge[b]
    }

    /// Adds a known energy of a role to a bin. `supply` counts its positive part as supply; groups net first.
    fn add(&mut self, b: usize, role: Role, onsite: bool, value: i128) {
        match role {
            Role::Import => self.import[b] += value,
            Role::Export => self.export[b] += value,
            Role::Net => {
                self.import[b] += value.max(0);
                self.export[b] += (-value).max(0);
            }
            Role::Renewable => {
                let counted = if self.inferred { value.max(0) } else { value };
                if onsite {
                    self.onsite[b] += counted;
                } else {
                    self.direct[b] += counted;
                    self.lines[b] += value.max(0);
                }
                self.renewable[b] += value.max(0);
            }
            Role::Nuclear => {
                self.direct[b] += if self.inferred { value.max(0) } else { value };
                self.nuclear[b] += value.max(0);
            }
            Role::Fossil => self.fossil[b] += value,
            Role::Charge => self.charge[b] += value,
            Role::Discharge => self.discharge[b] += value,
            Role::Store => {
                self.charge[b] += value.max(0);
                self.discharge[b] += (-value).max(0);
            }
            Role::Load => self.load[b] += value,
        }
    }

    /// Folds a meter in: its series, or nothing where it has none.
    pub(super) fn fold(&mut self, dossier: &Dossier, meter: usize, effective: Option<&Effective<'_>>, group: Option<usize>) {
        let registered = &dossier.meters[meter];
        let Some(role) = role(registered) else { return };
        let Some(window) = window(registered, &dossier.period) else { return };
        let auxiliary = registered.flow == Flow::Auxiliary;
        // What serves a nuclear line is taken from its supply.
        let role = if auxiliary && group.is_some_and(|group| self.groups[group].nuclear) { Role::Nuclear } else { role };
        // Net meters are turned so that import and charge are positive; auxiliary energy is taken away.
        let turned = auxiliary || is_turned(role, registered.positive);
        let onsite = registered.flow != Flow::DirectLine;
        let loss = after_loss(registered);
        let sign = if turned { -1 } else { 1 };
        let factor = (loss.numer(), loss.denom());
        let factor = (i128::try_from(factor.0).unwrap_or(1) * sign, i128::try_from(factor.1).unwrap_or(1));
        let Some(Effective { series, uncertain, loose }) = effective else {
            let part = Part { owner: meter, role, group, factor, offset: 0, point: 0 };
            // Where nothing else varies with it. A window begins and ends with a day, and so with a bin of no more than a day.
            let less = !registered.less.is_empty();
            let apart = group.is_none() && !less && !dossier.meters.iter().any(|other| other.less.contains(&meter));
            if let Some(seconds) = self.step.seconds().filter(|_| apart) {
                let place = Place::of(range(dossier, meter, self.unit, seconds / 60), part);
                let inside = (self.bin(window.from()), self.bin(window.until().plus(-1)) + 1);
                self.lacks.extend(Lack::of(meter, place, self.step, self.first, std::iter::once(inside)));
                return;
            }
            for b in 0..self.len() {
                let start = self.start(b).max(window.from());
                let end = self.step.next(self.start(b)).min(window.until());
                if start < end && less {
                    let minutes = (end.0 - start.0) / 60;
                    self.share(b, meter, start, part.clone(), &unread(dossier, meter, start, minutes));
                } else if start < end {
                    let range = range(dossier, meter, self.unit, (end.0 - start.0) / 60);
                    self.open(b, meter, start, Place::of(range, part.clone()));
                }
            }
            return;
        };
        let raw = crate::dossier::power_of_ten(self.unit.scale - series.scale).to_i128().unwrap_or(0);
        let (mut signed, mut supply) = (0_i128, 0_i128);
        if let Some(summed) = &series.totals {
            // Its readings are in the pool of its flow; what is not known of it stands apart.
            let part = Part { owner: meter, role, group: None, factor, offset: 0, point: 0 };
            let (total, positive) = (i128::from(summed.total), i128::from(summed.positive));
            supply = if turned { positive - total } else { positive } * raw;
            signed = total * raw * sign;
            self.uncertain(dossier, meter, series, &window, &part, raw);
        }
        let kept = if series.totals.is_some() { 0 } else { series.len() };
        for cell in 0..kept {
            let start = series.start(cell);
            if start < window.from() || series.step.next(start) > window.until() {
                continue;
            }
            let b = self.bin(start);
            let state = series.state(cell);
            let mut part = Part { owner: meter, role, group, factor, offset: 0, point: 0 };
            // Where what is subtracted is missing, the point takes it as nothing.
            let read = if state.has(State::PRESENT) {
                Some(series.cells.get(cell) * raw)
            } else {
                uncertain.get(&cell).map(|cell| self.unit.floor(&cell.point))
            };
            if let Some(read) = read {
                let value = read * factor.0 / factor.1;
                part.point = value;
                signed += value;
                supply += value.max(0);
                match group {
                    Some(group) => self.groups[group].net[b] += value,
                    None => self.add(b, role, onsite, value),
                }
            }
            if let Some(uncertain) = uncertain.get(&cell) {
                self.share(b, meter, start, part, uncertain);
            } else if let Some(conflict) = series.conflicts.get(&cell) {
                let values = conflict.values.iter().map(|v| v * raw);
                let range = Range { low: values.clone().min(), high: values.max() };
                self.open(b, meter, start, Place::of(range, part));
            } else if !state.has(State::PRESENT) && !state.has(State::SPREAD) && !state.has(State::BILLED) {
                self.open(b, meter, start, Place::of(range_of(dossier, meter, series, cell, self.unit), part));
            }
        }
        // What bills and register gaps leave over of an interval is not known.
        for (cell, left) in uncovered(series, &window).into_iter().filter(|(cell, _)| !uncertain.contains_key(cell)) {
            let start = series.start(cell);
            let part = Part { owner: meter, role, group, factor, offset: 0, point: 0 };
            self.open(self.bin(start), meter, start, Place::of(range(dossier, meter, self.unit, left), part));
        }
        for total in loose {
            self.loosen((meter, role, group), series, &window, total, factor);
        }
        for spread in &series.spreads {
            let counted = |total: i128| total * raw * factor.0 / factor.1;
            let (total, ends) = (counted(spread.total), spread.ends());
            let (a, b) = (counted(ends.0), counted(ends.1));
            let inside = self.spread(dossier, meter, role, group, onsite, (spread.from, spread.until), (a.min(b), total, a.max(b)));
            signed += inside;
            supply += inside.max(0);
        }
        self.sums.insert(meter, (role, signed, supply));
    }

    /// The readings of a summed meter that are missing or contradict each other.
    fn uncertain(&mut self, dossier: &Dossier, meter: usize, series: &Series, window: &Period, part: &Part, raw: i128) {
        let Some(summed) = &series.totals else { return };
        let cells = series.cells_within(window.from(), window.until());
        // All cells of a summed meter are of the same length.
        let range = range(dossier, meter, self.unit, minutes(series.step, window.from()));
        let absent = summed.unknown_runs(cells.start, cells.end);
        self.lacks.extend(Lack::of(meter, Place::of(range, part.clone()), series.step, series.first, absent));
        for (&cell, conflict) in &series.conflicts {
            let start = series.start(cell);
            let values = conflict.values.iter().map(|v| v * raw);
            let range = Range { low: values.clone().min(), high: values.clone().max() };
            let point = values.clone().next().unwrap_or(0) * part.factor.0 / part.factor.1;
            self.open(self.bin(start), meter, start, Place::of(range, Part { point, ..part.clone() }));
        }
    }

    /// Folds in the sums of a flow over the meters whose readings are summed.
    pub(super) fn pour(&mut self, pool: &Pool) {
        let kind = pool.kind;
        let Some(role) = role_of(kind.flow, kind.nuclear) else { return };
        let raw = crate::dossier::power_of_ten(self.unit.scale - kind.scale).to_i128().unwrap_or(0);
        let turned = is_turned(role, kind.positive);
        let onsite = kind.flow != Flow::DirectLine;
        for (cell, &total) in pool.total.iter().enumerate() {
            let b = self.bin(kind.step.start(pool.first + i64::try_from(cell).unwrap_or(0)));
            let total = i128::from(total) * raw;
            let Some(&positive) = pool.positive.get(cell) else {
                self.add(b, role, onsite, total);
                continue;
            };
            // The two signs count apart: each is added as one reading would be.
            let positive = i128::from(positive) * raw;
            let (positive, negative) = if turned { (positive - total, -positive) } else { (positive, total - positive) };
            self.add(b, role, onsite, positive);
            self.add(b, role, onsite, negative);
        }
    }

    /// Lets the readings that a cell of a meter is made of vary, each wherever it stands.
    fn share(&mut self, b: usize, owner: usize, at: Civil, part: Part, uncertain: &Uncertain) {
        let unit = self.unit;
        let units = |x: &Exact| unit.floor(x);
        let ranged = |low: &Option<Exact>, high: &Option<Exact>| Range { low: low.as_ref().map(units), high: high.as_ref().map(units) };
        let linear = !matches!(part.role, Role::Net | Role::Store | Role::Renewable | Role::Nuclear);
        if uncertain.readings.len() > 1 && !linear {
            // Import and export, or supply and own use, part at the sum of several unknown readings: they vary as one.
            let (low, high) = uncertain.range();
            let range = ranged(&low, &high);
            self.open(b, owner, at, Place::of(range, part));
            return;
        }
        let known = units(&uncertain.known) * part.factor.0 / part.factor.1;
        for (number, reading) in uncertain.readings.iter().enumerate() {
            let first = number == 0;
            let factor = (part.factor.0 * i128::from(reading.sign), part.factor.1);
            let (offset, point) = if first { (known, part.point) } else { (0, 0) };
            let range = ranged(&reading.low, &reading.high);
            let part = Part { factor, offset, point, ..part.clone() };
            self.open(b, reading.meter, reading.at, Place::of(range, part));
        }
    }

    /// Spreads a known total evenly over its time; returns what falls into the period.
    #[allow(clippy::too_many_arguments, reason = "one energy, taken apart")]
    fn spread(
        &mut self,
        dossier: &Dossier,
        meter: usize,
        role: Role,
        group: Option<usize>,
        onsite: bool,
        time: (Civil, Civil),
        (least, total, most): (i128, i128, i128),
    ) -> i128 {
        let (from, until) = (time.0.max(dossier.period.from()), time.1.min(dossier.period.until()));
        let whole = i128::from(time.1.0 - time.0.0);
        // Shares by time, so that they add up to the total to the last unit.
        let share = |at: Civil| total * i128::from(at.0 - time.0.0) / whole.max(1);
        let mut bins = Vec::new();
        let mut at = from;
        while at < until {
            let b = self.bin(at);
            let next = self.step.next(self.start(b)).min(until);
            bins.push((b, share(next) - share(at)));
            at = next;
        }
        let inside: i128 = bins.iter().map(|(_, part)| part).sum();
        for &(b, part) in &bins {
            match group {
                Some(group) => self.groups[group].net[b] += part,
                None => self.add(b, role, onsite, part),
            }
        }
        let partial = from != time.0 || until != time.1;
        if !bins.is_empty() && (partial || bins.len() > 1 || least < most) {
            let ends = if partial { (least.min(0), most.max(0)) } else { (least, most) };
            self.split((meter, role, group), bins, ends, (from, until));
        }
        inside
    }

    /// Takes note of a total whose parts are in the bins already, and whose split over them is not known.
    fn loosen(
        &mut self,
        (meter, role, group): (usize, Role, Option<usize>),
        series: &Series,
        window: &Period,
        parts: &Loose,
        factor: (i128, i128),
    ) {
        let inside = |cell: usize| series.start(cell) >= window.from() && series.step.next(series.start(cell)) <= window.until();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let time = (series.start(first.0), series.step.next(series.start(last.0)));
        let mut bins: BTreeMap<usize, i128> = BTreeMap::new();
        for (cell, part) in parts.iter().filter(|part| inside(part.0)) {
            *bins.entry(self.bin(series.start(*cell))).or_default() += self.unit.floor(part) * factor.0 / factor.1;
        }
        let total = bins.values().sum();
        if bins.len() > 1 {
            self.split((meter, role, group), bins.into_iter().collect(), (total, total), time);
        }
    }

    /// Takes note of a total whose split over bins is not known, or of which there may be more or less.
    fn split(
        &mut self,
        (meter, role, group): (usize, Role, Option<usize>),
        mut bins: Vec<(usize, i128)>,
        (least, most): (i128, i128),
        (at, until): (Civil, Civil),
    ) {
        // A total of a signed meter lies on one side, each part of it as all of it.
        let below = most + least < 0;
        let (role, turned) = match role {
            Role::Net if below => (Role::Export, true),
            Role::Net => (Role::Import, false),
            Role::Store if below => (Role::Discharge, true),
            Role::Store => (Role::Charge, false),
            role => (role, false),
        };
        if turned {
            for (_, part) in &mut bins {
                *part = -*part;
            }
        }
        let (least, most) = if turned { (-most, -least) } else { (least, most) };
        // The end farther from nothing, and the nearer one.
        let (total, nearer) = if most.abs() >= least.abs() { (most, least) } else { (least, most) };
        let least = if (nearer < 0) == (total < 0) { nearer } else { 0 };
        self.splits.push(Split { meter, role, group, bins, total, least, at, until });
    }

    /// Adds a stated curtailed meter.
    pub(super) fn curtail(&mut self, dossier: &Dossier, meter: usize, series: Option<&Series>) {
        let registered = &dossier.meters[meter];
        let Some(window) = window(registered, &dossier.period) else { return };
        let Some(series) = series else {
            self.curtailed_incomplete = true;
            return;
        };
        let factor = (crate::dossier::power_of_ten(self.unit.scale - series.scale) * after_loss(registered)).to_i128().unwrap_or(0);
        for cell in 0..series.len() {
            let start = series.start(cell);
            if start < window.from() || series.step.next(start) > window.until() {
                continue;
            }
            if series.has(cell) {
                self.curtailed += series.cells.get(cell) * factor;
            } else if !series.state(cell).has(State::SPREAD) && !series.state(cell).has(State::BILLED) {
                self.curtailed_incomplete = true;
            }
        }
        self.curtailed += series.spreads.iter().map(|s| s.total * factor).sum::<i128>();
    }

    /// Settles the netting groups once every meter is folded in: their net is generation, its positive part supply.
    pub(super) fn settle_groups(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            let role = if group.nuclear { Role::Nuclear } else { Role::Renewable };
            for (b, &net) in group.net.iter().enumerate() {
                self.add(b, role, group.onsite, net);
            }
        }
        self.merge_unknown();
        self.merge_groups(&groups);
        self.groups = groups;
        self.lacks.sort_by_key(|lack| lack.meter);
        self.infer();
    }

    /// METHOD 9: import and export of each bin from the loads, where there is no gateway meter.
    pub(super) fn infer(&mut self) {
        if !self.inferred {
            return;
        }
        for b in 0..self.len() {
            let need = self.inferred_need(b);
            self.import[b] = need.max(0);
            self.export[b] = (-need).max(0);
        }
    }

    /// L + `S_c` − D⁺ − G⁺ − F − `S_d` of a bin.
    pub(super) fn inferred_need(&self, b: usize) -> i128 {
        self.load[b] + self.charge[b] - self.direct[b] - self.onsite[b] - self.fossil[b] - self.discharge[b]
    }

    /// The sum of an array as `MWh` in run units.
    pub(super) fn sum(values: &[i128]) -> i128 {
        values.iter().sum()
    }

    /// A sum of run units as `MWh`.
    pub fn mwh(&self, units: i128) -> Exact {
        Exact::from(units) / self.unit.per_mwh()
    }
}
