//! The bins of a run: every boundary meter added to the flow of its role, bin by bin, with what is unknown of it beside.

use std::collections::BTreeMap;

use super::flows::Flows;
use super::grid::Grid;
use super::role::Role;
use super::subtraction::{Loose, NetSeries, Uncertain, unread};
use crate::account::bounds::unknown::{MissingRuns, Placement, Split, Term, Unknowns};
use crate::account::profile::{Range, RunUnit, after_loss, minutes, range, range_of, uncovered, window};
use crate::dossier::{Conflict, Dossier, Flow, Meter, Pool, Series, State, power_of_ten};
use crate::measure::{Civil, Exact, Period, Step};

/// The electricity of a run: a time grid, the point energy of each flow on it, and what is unknown.
#[derive(Clone, Debug)]
pub struct Bins {
    /// The steps of the run, and their unit.
    pub grid: Grid,
    /// Energy of each flow at its point value.
    pub flows: Flows,
    /// Readings and splits that are not known.
    pub unknowns: Unknowns,
    /// Sums of each meter, for the accuracy setting.
    pub sums: BTreeMap<usize, MeterSum>,
}

/// What a meter comes to over the run, in run units.
#[derive(Clone, Copy, Debug)]
pub struct MeterSum {
    /// Its role.
    pub role: Role,
    /// Its signed sum.
    pub signed: i128,
    /// The sum of its positive readings.
    pub supply: i128,
}

/// A meter on its way into the bins: where its readings go, and by what they are multiplied.
struct Entry<'a> {
    dossier: &'a Dossier,
    meter: usize,
    registered: &'a Meter,
    window: Period,
    role: Role,
    group: Option<usize>,
    onsite: bool,
    /// Whether its readings count with the other sign.
    turned: bool,
    /// Sign and loss, as numerator and denominator.
    factor: (i128, i128),
}

/// From the least to the greatest of readings that contradict each other, in run units.
fn spanned(conflict: &Conflict, raw: i128) -> Range {
    let values = conflict.values.iter().map(|value| value * raw);
    Range { low: values.clone().min(), high: values.max() }
}

impl<'a> Entry<'a> {
    /// `None` for a meter that is in no flow of the balance, or out of service in the whole period.
    fn of(dossier: &'a Dossier, meter: usize, group: Option<usize>, flows: &Flows) -> Option<Self> {
        let registered = &dossier.meters[meter];
        let role = Role::of(registered)?;
        let window = window(registered, &dossier.period)?;
        let auxiliary = registered.flow == Flow::Auxiliary;
        // What serves a nuclear line is taken from its supply.
        let role = if auxiliary && group.is_some_and(|group| flows.groups[group].nuclear) { Role::Nuclear } else { role };
        // Net meters are turned so that import and charge are positive; auxiliary energy is taken away.
        let turned = auxiliary || role.is_turned(registered.positive);
        let loss = after_loss(registered);
        let sign = if turned { -1 } else { 1 };
        let factor = (i128::try_from(loss.numer()).unwrap_or(1) * sign, i128::try_from(loss.denom()).unwrap_or(1));
        Some(Self { dossier, meter, registered, window, role, group, onsite: registered.flow != Flow::DirectLine, turned, factor })
    }

    /// The term of one of its readings, with what the point figures take for it.
    fn term(&self, point: i128) -> Term {
        Term { owner: self.meter, role: self.role, group: self.group, factor: self.factor, offset: 0, point }
    }

    /// A reading, or a total of readings, as it counts.
    fn counted(&self, read: i128) -> i128 {
        read * self.factor.0 / self.factor.1
    }
}

impl Bins {
    /// Empty bins over the period of a dossier.
    pub(in crate::account) fn new(dossier: &Dossier, step: Step, unit: RunUnit, inferred: bool) -> Self {
        Self::empty(Grid::over_period(&dossier.period, step, unit), inferred)
    }

    /// Empty bins of a grid.
    pub(in crate::account) fn empty(grid: Grid, inferred: bool) -> Self {
        Self { flows: Flows::empty(grid.len(), inferred), grid, unknowns: Unknowns::default(), sums: BTreeMap::new() }
    }

    /// Adds a meter: its series, or nothing where it has none.
    pub(in crate::account) fn add_meter(&mut self, dossier: &Dossier, meter: usize, net: Option<&NetSeries<'_>>, group: Option<usize>) {
        let Some(entry) = Entry::of(dossier, meter, group, &self.flows) else { return };
        match net {
            None => self.add_unread(&entry),
            Some(net) => {
                let sum = self.add_series(&entry, net);
                self.sums.insert(meter, sum);
            }
        }
    }

    /// Notes a meter without any reading: each of its intervals is unknown.
    fn add_unread(&mut self, entry: &Entry<'_>) {
        let Entry { dossier, meter, registered, window, .. } = *entry;
        let (grid, unit) = (self.grid, self.grid.unit);
        let less = !registered.less.is_empty();
        // One entry for all of them where nothing else varies with it. A window begins and ends with a day, and so with a bin of no more than a day.
        let apart = entry.group.is_none() && !less && !dossier.meters.iter().any(|other| other.less.contains(&meter));
        if let Some(seconds) = grid.step.seconds().filter(|_| apart) {
            let placement = Placement::of(range(dossier, meter, unit, seconds / 60), entry.term(0));
            let inside = (grid.bin(window.from()), grid.bin(window.until().plus(-1)) + 1);
            self.unknowns.missing.extend(MissingRuns::of(meter, placement, grid.step, grid.first, std::iter::once(inside)));
            return;
        }
        for b in 0..grid.len() {
            let start = grid.start(b).max(window.from());
            let end = grid.step.next(grid.start(b)).min(window.until());
            let minutes = (end.0 - start.0) / 60;
            if start < end && less {
                self.share(b, (meter, start), entry.term(0), &unread(dossier, meter, start, minutes));
            } else if start < end {
                self.unknowns.open(b, meter, start, Placement::of(range(dossier, meter, unit, minutes), entry.term(0)));
            }
        }
    }

    /// Adds the readings of a meter, its totals of unknown split, and what is missing of it.
    fn add_series(&mut self, entry: &Entry<'_>, net: &NetSeries<'_>) -> MeterSum {
        let NetSeries { series, uncertain, loose } = net;
        let raw = power_of_ten(self.grid.unit.scale - series.scale).to_i128().unwrap_or(0);
        let mut sum = MeterSum { role: entry.role, signed: 0, supply: 0 };
        if let Some(totals) = &series.totals {
            // Its readings are in the pool of its flow; what is not known of it stands apart.
            let (total, positive) = (i128::from(totals.total), i128::from(totals.positive));
            sum.supply = if entry.turned { positive - total } else { positive } * raw;
            sum.signed = if entry.turned { -total } else { total } * raw;
            self.note_unknown_of_summed(entry, series, raw);
        } else {
            for cell in 0..series.len() {
                let start = series.start(cell);
                if start >= entry.window.from() && series.step.next(start) <= entry.window.until() {
                    self.add_cell(entry, net, cell, raw, &mut sum);
                }
            }
        }
        // What bills and register gaps leave over of an interval is not known.
        for (cell, left) in uncovered(series, &entry.window).into_iter().filter(|(cell, _)| !uncertain.contains_key(cell)) {
            let start = series.start(cell);
            let placement = Placement::of(range(entry.dossier, entry.meter, self.grid.unit, left), entry.term(0));
            self.unknowns.open(self.grid.bin(start), entry.meter, start, placement);
        }
        for parts in loose {
            self.loosen(entry, series, parts);
        }
        for spread in &series.spreads {
            let counted = |total: i128| entry.counted(total * raw);
            let (total, ends) = (counted(spread.total), spread.ends());
            let (a, b) = (counted(ends.0), counted(ends.1));
            let inside = self.spread(entry, (spread.from, spread.until), (a.min(b), total, a.max(b)));
            sum.signed += inside;
            sum.supply += inside.max(0);
        }
        sum
    }

    /// Adds the reading of a cell, and notes it where it is missing or contradicted.
    fn add_cell(&mut self, entry: &Entry<'_>, net: &NetSeries<'_>, cell: usize, raw: i128, sum: &mut MeterSum) {
        let series = &*net.series;
        let (start, state) = (series.start(cell), series.state(cell));
        let b = self.grid.bin(start);
        let uncertain = net.uncertain.get(&cell);
        let read = if state.has(State::PRESENT) {
            Some(series.cells.get(cell) * raw)
        } else {
            // Where what is subtracted is missing, the point takes it as nothing.
            uncertain.map(|cell| self.grid.unit.floor(&cell.point))
        };
        let mut point = 0;
        if let Some(read) = read {
            point = entry.counted(read);
            sum.signed += point;
            sum.supply += point.max(0);
            self.flows.add_to(b, entry.role, entry.onsite, entry.group, point);
        }
        if let Some(uncertain) = uncertain {
            self.share(b, (entry.meter, start), entry.term(point), uncertain);
        } else if let Some(conflict) = series.conflicts.get(&cell) {
            self.unknowns.open(b, entry.meter, start, Placement::of(spanned(conflict, raw), entry.term(point)));
        } else if !state.has(State::PRESENT) && !state.has(State::SPREAD) && !state.has(State::BILLED) {
            let range = range_of(entry.dossier, entry.meter, series, cell, self.grid.unit);
            self.unknowns.open(b, entry.meter, start, Placement::of(range, entry.term(point)));
        }
    }

    /// Notes the readings of a summed meter that are missing or contradict each other.
    fn note_unknown_of_summed(&mut self, entry: &Entry<'_>, series: &Series, raw: i128) {
        let Some(summed) = &series.totals else { return };
        let Entry { dossier, meter, window, .. } = *entry;
        let term = |point: i128| Term { group: None, ..entry.term(point) };
        let cells = series.cells_within(window.from(), window.until());
        // All cells of a summed meter are of the same length.
        let range = range(dossier, meter, self.grid.unit, minutes(series.step, window.from()));
        let absent = summed.unknown_runs(cells.start, cells.end);
        let missing = MissingRuns::of(meter, Placement::of(range, term(0)), series.step, series.first, absent);
        self.unknowns.missing.extend(missing);
        for (&cell, conflict) in &series.conflicts {
            let start = series.start(cell);
            let point = entry.counted(conflict.values.first().map_or(0, |value| value * raw));
            self.unknowns.open(self.grid.bin(start), meter, start, Placement::of(spanned(conflict, raw), term(point)));
        }
    }

    /// Adds the sums of a flow over the meters whose readings are summed.
    pub(in crate::account) fn add_pool(&mut self, pool: &Pool) {
        let kind = pool.kind;
        let Some(role) = Role::of_flow(kind.flow, kind.nuclear) else { return };
        let raw = power_of_ten(self.grid.unit.scale - kind.scale).to_i128().unwrap_or(0);
        let turned = role.is_turned(kind.positive);
        let onsite = kind.flow != Flow::DirectLine;
        for (cell, &total) in pool.total.iter().enumerate() {
            let b = self.grid.bin(kind.step.start(pool.first + i64::try_from(cell).unwrap_or(0)));
            let total = i128::from(total) * raw;
            let Some(&positive) = pool.positive.get(cell) else {
                self.flows.add(b, role, onsite, total);
                continue;
            };
            // The two signs count apart: each is added as one reading would be.
            let positive = i128::from(positive) * raw;
            let (positive, negative) = if turned { (positive - total, -positive) } else { (positive, total - positive) };
            self.flows.add(b, role, onsite, positive);
            self.flows.add(b, role, onsite, negative);
        }
    }

    /// Lets the readings that a cell of a meter is made of vary, each wherever it stands.
    fn share(&mut self, b: usize, (owner, at): (usize, Civil), term: Term, uncertain: &Uncertain) {
        let unit = self.grid.unit;
        let units = |x: &Exact| unit.floor(x);
        let ranged = |low: &Option<Exact>, high: &Option<Exact>| Range { low: low.as_ref().map(units), high: high.as_ref().map(units) };
        let linear = !matches!(term.role, Role::Net | Role::Store | Role::Renewable | Role::Nuclear);
        if uncertain.readings.len() > 1 && !linear {
            // Import and export, or supply and own use, part at the sum of several unknown readings: they vary as one.
            let (low, high) = uncertain.range();
            let range = ranged(&low, &high);
            self.unknowns.open(b, owner, at, Placement::of(range, term));
            return;
        }
        let known = units(&uncertain.known) * term.factor.0 / term.factor.1;
        for (number, reading) in uncertain.readings.iter().enumerate() {
            let first = number == 0;
            let factor = (term.factor.0 * i128::from(reading.sign), term.factor.1);
            let (offset, point) = if first { (known, term.point) } else { (0, 0) };
            let range = ranged(&reading.low, &reading.high);
            let term = Term { factor, offset, point, ..term.clone() };
            self.unknowns.open(b, reading.meter, reading.at, Placement::of(range, term));
        }
    }

    /// Spreads a known total evenly over its time; returns what falls into the period.
    fn spread(&mut self, entry: &Entry<'_>, time: (Civil, Civil), (least, total, most): (i128, i128, i128)) -> i128 {
        let period = &entry.dossier.period;
        let (from, until) = (time.0.max(period.from()), time.1.min(period.until()));
        let whole = i128::from(time.1.0 - time.0.0);
        // Shares by time, so that they add up to the total to the last unit.
        let share = |at: Civil| total * i128::from(at.0 - time.0.0) / whole.max(1);
        let mut bins = Vec::new();
        let mut at = from;
        while at < until {
            let b = self.grid.bin(at);
            let next = self.grid.step.next(self.grid.start(b)).min(until);
            bins.push((b, share(next) - share(at)));
            at = next;
        }
        let inside: i128 = bins.iter().map(|(_, part)| part).sum();
        for &(b, part) in &bins {
            self.flows.add_to(b, entry.role, entry.onsite, entry.group, part);
        }
        let partial = from != time.0 || until != time.1;
        if !bins.is_empty() && (partial || bins.len() > 1 || least < most) {
            let ends = if partial { (least.min(0), most.max(0)) } else { (least, most) };
            self.note_split(entry, bins, ends, (from, until));
        }
        inside
    }

    /// Notes a total whose parts are in the bins already, and whose split over them is not known.
    fn loosen(&mut self, entry: &Entry<'_>, series: &Series, parts: &Loose) {
        let window = &entry.window;
        let inside = |cell: usize| series.start(cell) >= window.from() && series.step.next(series.start(cell)) <= window.until();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let time = (series.start(first.0), series.step.next(series.start(last.0)));
        let mut bins: BTreeMap<usize, i128> = BTreeMap::new();
        for (cell, part) in parts.iter().filter(|part| inside(part.0)) {
            *bins.entry(self.grid.bin(series.start(*cell))).or_default() += entry.counted(self.grid.unit.floor(part));
        }
        let total = bins.values().sum();
        if bins.len() > 1 {
            self.note_split(entry, bins.into_iter().collect(), (total, total), time);
        }
    }

    /// Notes a total whose split over bins is not known, or of which there may be more or less.
    fn note_split(&mut self, entry: &Entry<'_>, mut bins: Vec<(usize, i128)>, (least, most): (i128, i128), (at, until): (Civil, Civil)) {
        // A total of a signed meter lies on one side, each part of it as all of it.
        let below = most + least < 0;
        let (role, turned) = match entry.role {
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
        self.unknowns.splits.push(Split { meter: entry.meter, role, group: entry.group, bins, total, least, at, until });
    }

    /// Adds a stated curtailed meter.
    pub(in crate::account) fn add_curtailed(&mut self, dossier: &Dossier, meter: usize, series: Option<&Series>) {
        let registered = &dossier.meters[meter];
        let Some(window) = window(registered, &dossier.period) else { return };
        let Some(series) = series else {
            self.flows.curtailed_incomplete = true;
            return;
        };
        let factor = (power_of_ten(self.grid.unit.scale - series.scale) * after_loss(registered)).to_i128().unwrap_or(0);
        for cell in 0..series.len() {
            let start = series.start(cell);
            if start < window.from() || series.step.next(start) > window.until() {
                continue;
            }
            if series.has(cell) {
                self.flows.curtailed += series.cells.get(cell) * factor;
            } else if !series.state(cell).has(State::SPREAD) && !series.state(cell).has(State::BILLED) {
                self.flows.curtailed_incomplete = true;
            }
        }
        self.flows.curtailed += series.spreads.iter().map(|s| s.total * factor).sum::<i128>();
    }

    /// Completes the bins once every meter is added: netting groups, one entry for each unknown reading, import and export where they are inferred.
    pub(in crate::account) fn complete(&mut self) {
        self.flows.add_groups();
        self.unknowns.merge_readings();
        self.unknowns.merge_groups(&self.flows.groups);
        self.unknowns.missing.sort_by_key(|missing| missing.meter);
        self.flows.infer();
    }
}
