//! What a meter counts once its `less` meters are subtracted (METHOD 8: the subtracted energy is signed; where it is missing, the result is, and the
//! point takes it as nothing within what the bounds allow). Totals of unknown split stay so: they are subtracted as totals.
//!
//! A reading that is not known takes one value wherever it stands: what is left of a meter is kept as a sum over the readings that it is
//! made of, so that the bounds let each of them vary once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::account::profile::{missing, missing_of, window};
use crate::dossier::{Completeness, Dossier, Series, Spread, State, power_of_ten};
use crate::measure::{Civil, Exact, Step};

/// Decimal places to which what is left of a meter is kept, of 1/60 of its base unit.
const FINEST: u32 = 15;

/// What a meter counts.
pub(in crate::account) struct NetSeries<'a> {
    /// Its series, other meters subtracted.
    pub(in crate::account) series: Cow<'a, Series>,
    /// Cells that rest on readings that are not known.
    pub(in crate::account) uncertain: BTreeMap<usize, Uncertain>,
    /// Totals within these cells whose split is not known, since readings of a register between them contradict each other.
    pub(in crate::account) loose: Vec<Loose>,
}

/// A total whose split over cells is not known: of each cell the part that the point takes, as read, in 1/60 of the base unit.
pub(in crate::account) type Loose = Vec<(usize, Exact)>;

/// A cell that is a known part plus readings that are not known, all as read, in 1/60 of the base unit.
#[derive(Clone, Debug)]
pub(in crate::account) struct Uncertain {
    /// The known part.
    pub(in crate::account) known: Exact,
    /// What the point figures take for all of it, where a reading is missing: nothing for what is subtracted, within the range of the cell.
    pub(in crate::account) point: Exact,
    /// The readings.
    pub(in crate::account) readings: Vec<Reading>,
}

/// A reading that is not known.
#[derive(Clone, Debug)]
pub(in crate::account) struct Reading {
    /// Meter.
    pub(in crate::account) meter: usize,
    /// When its interval starts.
    pub(in crate::account) at: Civil,
    /// 1 where it is added, −1 where it is subtracted.
    pub(in crate::account) sign: i64,
    /// Its least value.
    pub(in crate::account) low: Option<Exact>,
    /// Its greatest value.
    pub(in crate::account) high: Option<Exact>,
}

impl Uncertain {
    /// Least and greatest value of the cell.
    pub(in crate::account) fn range(&self) -> (Option<Exact>, Option<Exact>) {
        let (mut low, mut high) = (Some(self.known.clone()), Some(self.known.clone()));
        for reading in &self.readings {
            let (least, most) = if reading.sign > 0 {
                (reading.low.clone(), reading.high.clone())
            } else {
                (reading.high.as_ref().map(|h| -h), reading.low.as_ref().map(|l| -l))
            };
            low = low.zip(least).map(|(a, b)| a + b);
            high = high.zip(most).map(|(a, b)| a + b);
        }
        (low, high)
    }
}

/// What a meter counts; `None` where neither it nor what is subtracted from it has a reading.
pub(in crate::account) fn net_series(dossier: &Dossier, meter: usize) -> Option<NetSeries<'_>> {
    if dossier.meters[meter].less.is_empty() {
        let own = dossier.series[meter].as_ref()?;
        let loose = own.loose.iter().map(|run| parts_of(own, run, 1, Some)).collect();
        return Some(NetSeries { series: Cow::Borrowed(own), uncertain: BTreeMap::new(), loose });
    }
    let terms = terms(dossier, meter);
    let step = terms.iter().filter_map(|&(m, _)| dossier.series[m].as_ref()).map(|series| series.step).reduce(Step::meet)?;
    let mut result = Series::new(step, dossier.period.from(), dossier.period.until());
    let mut uncertain = BTreeMap::new();
    // Import and export, or charge and discharge, part at the sum of all: what a total of unknown split puts into a cell is one more unknown there.
    let signed = dossier.meters[meter].flow.is_signed();
    for cell in 0..result.len() {
        let (start, end) = (result.start(cell), step.next(result.start(cell)));
        let mut sum = Sum::default();
        for &(term, sign) in &terms {
            sum.add(dossier, term, sign, (start, end), signed);
        }
        if sum.complete {
            place(&mut result, cell, &sum);
        }
        if !sum.uncertain.readings.is_empty() {
            // What is missing of the meter itself counts as nothing; then nothing is known to be left.
            let point = if sum.own_missing { Exact::zero() } else { sum.point };
            sum.uncertain.point = within(point, sum.uncertain.range());
            uncertain.insert(cell, sum.uncertain);
        }
    }
    let mut loose = Vec::new();
    if !signed {
        for &(term, sign) in &terms {
            let Some(series) = dossier.series[term].as_ref() else { continue };
            let cell = |at: usize| result.cell(step.index(series.start(at)));
            loose.extend(series.loose.iter().map(|run| parts_of(series, run, sign, cell)));
            for spread in series.spreads.iter().filter(|s| s.from < dossier.period.until() && dossier.period.from() < s.until) {
                let (least, most) = spread.ends();
                let mut grains = |total: i128| result.grains(total * i128::from(sign), series.scale);
                if let (Some(total), Some(a), Some(b)) = (grains(spread.total), grains(least), grains(most)) {
                    let disputed = spread.disputed.map(|_| (a.min(b), a.max(b)));
                    result.spreads.push(Spread { total, disputed, ..spread.clone() });
                }
            }
        }
    }
    Some(NetSeries { series: Cow::Owned(result), uncertain, loose })
}

/// What a meter counts in a time in which neither it nor what is subtracted from it has a reading.
pub(in crate::account) fn unread(dossier: &Dossier, meter: usize, at: Civil, minutes: i64) -> Uncertain {
    let reading = |(meter, sign): (usize, i64)| {
        let (low, high) = missing(dossier, meter, minutes);
        Reading { meter, at, sign, low, high }
    };
    Uncertain { known: Exact::zero(), point: Exact::zero(), readings: terms(dossier, meter).into_iter().map(reading).collect() }
}

/// The cells of a run whose total alone is known, each as a cell of what is made of the series.
fn parts_of(series: &Series, run: &Range<usize>, sign: i64, cell: impl Fn(usize) -> Option<usize>) -> Loose {
    let mut parts: BTreeMap<usize, Exact> = BTreeMap::new();
    for at in run.clone().filter(|&at| series.has(at)) {
        let Some(cell) = cell(at) else { continue };
        let value = Exact::from(series.cells.get(at)) * Exact::from(sign) / power_of_ten(series.scale);
        *parts.entry(cell).or_insert_with(Exact::zero) += &value;
    }
    parts.into_iter().collect()
}

/// The value within a range that is nearest to a point.
fn within(point: Exact, (low, high): (Option<Exact>, Option<Exact>)) -> Exact {
    let point = match low {
        Some(low) if point < low => low,
        _ => point,
    };
    match high {
        Some(high) if point > high => high,
        _ => point,
    }
}

/// The meters that a meter is made of, with their signs: itself, less others, less what those are less.
fn terms(dossier: &Dossier, meter: usize) -> Vec<(usize, i64)> {
    let mut terms = Vec::new();
    flatten(dossier, meter, 1, 0, &mut terms);
    terms
}

fn flatten(dossier: &Dossier, meter: usize, sign: i64, depth: usize, terms: &mut Vec<(usize, i64)>) {
    terms.push((meter, sign));
    if depth <= dossier.meters.len() {
        for &other in &dossier.meters[meter].less {
            flatten(dossier, other, -sign, depth + 1, terms);
        }
    }
}

/// A sum over the readings of a time.
struct Sum {
    /// What the point figures take.
    point: Exact,
    uncertain: Uncertain,
    complete: bool,
    /// Whether a reading is missing that is not subtracted.
    own_missing: bool,
    place: Option<u32>,
    estimated: bool,
}

impl Default for Sum {
    fn default() -> Self {
        let uncertain = Uncertain { known: Exact::zero(), point: Exact::zero(), readings: Vec::new() };
        Self { point: Exact::zero(), uncertain, complete: true, own_missing: false, place: None, estimated: false }
    }
}

impl Sum {
    fn add(&mut self, dossier: &Dossier, meter: usize, sign: i64, (start, end): (Civil, Civil), signed: bool) {
        let Some(series) = dossier.series[meter].as_ref() else { return self.unknown(dossier, meter, sign, start, end) };
        let sixtieths = |grains: i128| Exact::from(grains) / power_of_ten(series.scale);
        let mut known = 0_i128;
        for index in series.step.index(start)..=series.step.index(end.plus(-1)) {
            let from = series.step.start(index);
            let cell = series.cell(index);
            if let Some(cell) = cell.filter(|&c| covered(series, c)) {
                // Its total is added for itself; what that leaves over of the cell is not known.
                self.estimated |= series.states[cell].has(State::CORRECTED);
                let (until, mut covered) = (series.step.next(from), 0);
                for spread in series.spreads.iter().filter(|s| s.from < until && from < s.until) {
                    let inside = spread.until.min(until).0 - spread.from.max(from).0;
                    covered += inside;
                    if signed {
                        {
                            let share = Exact::ratio(inside.into(), (spread.until.0 - spread.from.0).into());
                            let (least, most) = spread.ends();
                            let ends = (sixtieths(least.min(0)), sixtieths(most.max(0)));
                            self.part((meter, from, sign), &(sixtieths(spread.total) * share), ends);
                        }
                    }
                }
                let left = until.0 - from.0 - covered;
                if left > 0 {
                    self.unknown(dossier, meter, sign, from, from.plus(left));
                }
                continue;
            }
            let Some(cell) = cell.filter(|&c| series.has(c)) else {
                match cell {
                    Some(cell) => self.lacks(meter, sign, from, missing_of(dossier, meter, series, cell)),
                    None => self.unknown(dossier, meter, sign, from, series.step.next(from)),
                }
                continue;
            };
            let value = series.cells.get(cell);
            let loose = series.loose.iter().filter(|_| signed).find(|run| run.contains(&cell));
            self.place = self.place.or(Some(series.places[cell]));
            self.estimated |= series.states[cell].has(State::ESTIMATED);
            match (series.conflicts.get(&cell), loose) {
                (None, Some(run)) if series.start(run.start) < start || end < series.step.next(series.start(run.end - 1)) => {
                    // What a total puts into the cell is one more unknown.
                    let total: i128 = run.clone().filter(|&at| series.has(at)).map(|at| series.cells.get(at)).sum();
                    self.part((meter, from, sign), &sixtieths(value), (sixtieths(total.min(0)), sixtieths(total.max(0))));
                }
                (None, _) => known += value,
                (Some(conflict), _) => {
                    self.point += &(sixtieths(value) * Exact::from(sign));
                    let low = conflict.values.iter().copied().min().map(sixtieths);
                    let high = conflict.values.iter().copied().max().map(sixtieths);
                    self.uncertain.readings.push(Reading { meter, at: from, sign, low, high });
                }
            }
        }
        let known = sixtieths(known) * Exact::from(sign);
        self.point += &known;
        self.uncertain.known += &known;
    }

    /// A part of a total: a share in the point, anything from nothing to all of it in the range.
    fn part(&mut self, (meter, at, sign): (usize, Civil, i64), share: &Exact, ends: (Exact, Exact)) {
        self.point += &(share * &Exact::from(sign));
        self.uncertain.readings.push(Reading { meter, at, sign, low: Some(ends.0), high: Some(ends.1) });
    }

    fn unknown(&mut self, dossier: &Dossier, meter: usize, sign: i64, start: Civil, end: Civil) {
        self.lacks(meter, sign, start, missing(dossier, meter, (end.0 - start.0) / 60));
    }

    fn lacks(&mut self, meter: usize, sign: i64, start: Civil, (low, high): (Option<Exact>, Option<Exact>)) {
        self.complete = false;
        self.own_missing |= sign > 0;
        self.uncertain.readings.push(Reading { meter, at: start, sign, low, high });
    }
}

/// Whether a cell has no reading of its own and is covered by a total.
fn covered(series: &Series, cell: usize) -> bool {
    let state = series.state(cell);
    !state.has(State::PRESENT) && (state.has(State::SPREAD) || state.has(State::BILLED))
}

fn place(result: &mut Series, cell: usize, sum: &Sum) {
    let mut decimals = 0;
    let mut scaled = sum.point.clone();
    while scaled.to_i128().is_none() && decimals < FINEST {
        scaled = scaled * Exact::from(10_i64);
        decimals += 1;
    }
    // The even share of a register gap need not end within these places.
    if let Some(grains) = scaled.rounded(0).to_i128().and_then(|v| result.grains(v, decimals)) {
        result.put(cell, grains, sum.place.unwrap_or(0), sum.estimated);
    }
}

/// How complete a meter is: as read, or, where other meters are subtracted, as what is left of it.
pub(in crate::account) fn completeness(dossier: &Dossier, meter: usize) -> Completeness {
    let read = dossier.completeness[meter].clone();
    let registered = &dossier.meters[meter];
    let (Some(window), false) = (window(registered, &dossier.period), registered.less.is_empty()) else { return read };
    let Some(NetSeries { series, .. }) = net_series(dossier, meter) else { return read };
    let inside = |&cell: &usize| series.start(cell) >= window.from() && series.step.next(series.start(cell)) <= window.until();
    let cells: Vec<usize> = (0..series.len()).filter(inside).collect();
    let count = |wanted: &dyn Fn(usize) -> bool| cells.iter().filter(|&&c| wanted(c)).count() as u64;
    let present = count(&|c| series.has(c));
    Completeness {
        expected: cells.len() as u64,
        present,
        missing: cells.len() as u64 - present,
        estimated: read.estimated.min(present),
        corrected: read.corrected.min(present),
    }
}
