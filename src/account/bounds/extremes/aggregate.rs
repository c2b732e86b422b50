//! What varies alike is taken as one: readings of one role in a bin, bins in which it is plain how supply lies to export or consumption, and bins of
//! which all is the same.

use std::collections::BTreeMap;

use super::super::unknown::{MissingRuns, UNBOUNDED};
use super::super::varying::Varying;
use super::element::{Element, Known, Open, Side, Stands};
use crate::account::balance::bins::Bins;
use crate::account::balance::role::Role;

/// The sum of some ranges, and how many they are. An end that is unbounded stays so.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    low: i128,
    high: i128,
    count: i128,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.low += other.low;
        self.high += other.high;
        self.count += other.count;
    }
}

/// Readings of a bin that vary alike, as sums.
#[derive(Default)]
pub(super) struct ByRole(Vec<(Kind, Sum)>);

/// Role and side of readings that vary alike.
type Kind = (Role, Side);

/// The kind of an element, where those of one bin vary as their sum.
fn kind(element: &Element) -> Option<Kind> {
    // What a signed meter turns from import into export, or from charge into discharge, is looked at one by one.
    element.kind().filter(|(role, _)| !matches!(role, Role::Net | Role::Store))
}

impl ByRole {
    /// Varying an element in, or gives it back.
    pub(super) fn take(&mut self, element: Element) -> Option<Element> {
        let Some(kind) = kind(&element) else { return Some(element) };
        self.add(kind, Sum { low: element.low, high: element.high, count: 1 });
        None
    }

    fn add(&mut self, kind: Kind, sum: Sum) {
        match self.0.iter_mut().find(|all| all.0 == kind) {
            Some(all) => all.1.add(sum),
            None => self.0.push((kind, sum)),
        }
    }

    /// One element for each kind; none is left.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Element> + '_ {
        let element = |((role, _), sum): (Kind, Sum)| Element {
            low: sum.low.max(-UNBOUNDED),
            high: sum.high.min(UNBOUNDED),
            stands: Stands::As(role),
        };
        self.0.drain(..).map(element)
    }
}

/// Missing readings by bin.
pub(super) struct MissingByBin {
    /// Those alike, by kind: what each bin from the first on has more than the one before, and what the last one asked for has.
    alike: Vec<(Kind, Vec<Sum>, Sum)>,
    /// The others: bin, how many, which; by bin, last first.
    others: Vec<(usize, i128, usize)>,
    elements: Vec<Element>,
    /// First bin with any.
    pub(super) from: usize,
    /// Bin after the last with any.
    pub(super) until: usize,
}

impl MissingByBin {
    /// Those of some meters that vary, with the ends of their ranges.
    pub(super) fn of(bins: &Bins, missing: &[&MissingRuns], varying: Varying, ends: impl Fn(&MissingRuns) -> Option<Element>) -> Self {
        let mut this = Self { alike: Vec::new(), others: Vec::new(), elements: Vec::new(), from: usize::MAX, until: 0 };
        let spans = |lack: &MissingRuns, each: &mut dyn FnMut(std::ops::Range<usize>, i128)| {
            lack.within(varying).for_each(|run| bins.grid.covered_by(lack.step, run, &mut *each));
        };
        for lack in missing {
            for run in lack.within(varying) {
                this.from = this.from.min(bins.grid.bin(lack.step.start(run.0)));
                this.until = this.until.max(bins.grid.bin(lack.step.start(run.1 - 1)) + 1);
            }
        }
        let length = this.until.saturating_sub(this.from) + 1;
        for lack in missing {
            let Some(element) = ends(lack) else { continue };
            let Some(kind) = kind(&element) else {
                let number = this.elements.len();
                spans(lack, &mut |bins, count| this.others.extend(bins.map(|b| (b, count, number))));
                this.elements.push(element);
                continue;
            };
            let at = this.alike.iter().position(|all| all.0 == kind).unwrap_or_else(|| {
                this.alike.push((kind, vec![Sum::default(); length], Sum::default()));
                this.alike.len() - 1
            });
            let (first, steps) = (this.from, &mut this.alike[at].1);
            spans(lack, &mut |bins, count| {
                let sum = |count: i128| Sum { low: element.low * count, high: element.high * count, count };
                steps[bins.start - first].add(sum(count));
                steps[bins.end - first].add(sum(-count));
            });
        }
        this.others.sort_unstable_by(|a, b| b.cmp(a));
        this
    }

    /// The lacking readings of a bin, which is asked for after the one before it; whether there are any.
    pub(super) fn take(&mut self, b: usize, alike: &mut ByRole, others: &mut Vec<Element>) -> bool {
        let mut any = false;
        if let Some(at) = b.checked_sub(self.from) {
            for (kind, steps, now) in &mut self.alike {
                let Some(step) = steps.get(at) else { continue };
                now.add(*step);
                if now.count > 0 {
                    alike.add(*kind, *now);
                    any = true;
                }
            }
        }
        while let Some(&(_, count, number)) = self.others.last().filter(|other| other.0 == b) {
            self.others.pop();
            for _ in 0..count {
                others.push(self.elements[number].clone());
            }
            any = true;
        }
        any
    }
}

/// Bins in which it is plain, whatever the unknown readings are, how supply lies to export, or to consumption: R and import are straight lines in all of
/// them, so that they are solved as one bin. By how it lies, before and after the attribution of storage is lost.
#[derive(Default)]
pub(super) struct LinearBins([Option<(usize, Known, Vec<Element>)>; 6]);

/// How supply lies to export where both are metered, or to consumption where import and export follow from it.
#[derive(Clone, Copy)]
enum Lies {
    /// It exceeds export; or consumption takes all of it.
    Used,
    /// Consumption takes part of it.
    Parted,
    /// It does not exceed export; or other sources meet all consumption.
    Exported,
}

impl LinearBins {
    /// Varying a bin in, if it is plain.
    pub(super) fn take(&mut self, b: usize, known: &Known, elements: &[Element], tainted: bool, inferred: bool) -> bool {
        let lies = if inferred { to_consumption(known, elements, tainted) } else { to_export(known, elements, tainted) };
        let Some(lies) = lies else { return false };
        let (_, sum, all) = self.0[lies as usize * 2 + usize::from(tainted)].get_or_insert_with(|| (b, Known::default(), Vec::new()));
        sum.add(known);
        for element in elements {
            match all.iter_mut().find(|other| other.kind() == element.kind()) {
                Some(other) => {
                    other.low = (other.low + element.low).max(-UNBOUNDED);
                    other.high = (other.high + element.high).min(UNBOUNDED);
                }
                None => all.push(element.clone()),
            }
        }
        true
    }

    /// The bins that stand for them, and their elements, after those of others.
    pub(super) fn put(self, open: &mut Vec<Open>, elements: &mut Vec<Element>) {
        for (bin, known, own) in self.0.into_iter().flatten() {
            let first = elements.len();
            elements.extend(own);
            open.push(Open { bin, known, elements: first..elements.len(), times: 1 });
        }
        open.sort_by_key(|open| open.bin);
    }
}

/// How supply lies to export, for all values of the unknown readings and for either extreme; `None` where that depends on them.
fn to_export(known: &Known, elements: &[Element], tainted: bool) -> Option<Lies> {
    let mut over = Span::of(known.renewable - known.export);
    if tainted {
        over.add((known.release_least, known.release_most));
    }
    for element in elements {
        let (role, _) = element.kind()?;
        let (low, high) = (element.low, element.high);
        over.add(match role {
            Role::Import | Role::Nuclear | Role::Fossil | Role::Charge | Role::Load => (0, 0),
            Role::Export => (-high, -low),
            Role::Net => (low.min(0), high.min(0)),
            Role::Renewable => (low.max(0), high.max(0)),
            Role::Discharge => (low.min(0), high.max(0)),
            Role::Store => (0, (-low).max(0)),
        });
    }
    match over {
        Span { low: 0.., .. } => Some(Lies::Used),
        Span { high: ..=0, .. } => Some(Lies::Exported),
        Span { .. } => None,
    }
}

/// How supply lies to consumption where import and export follow from it (METHOD 9), for all values of the unknown readings and for either extreme.
fn to_consumption(known: &Known, elements: &[Element], tainted: bool) -> Option<Lies> {
    // What is left for renewable supply, and that; what stores release counts as supply at one extreme.
    let mut left = Span::of(known.load + known.charge - known.nuclear - known.fossil - known.discharge);
    let (mut supply, mut released) = (Span::of(known.renewable), Span::of(if tainted { known.release_most } else { 0 }));
    for element in elements {
        let (role, _) = element.kind()?;
        let (low, high) = (element.low, element.high);
        match role {
            Role::Load | Role::Charge => left.add((low, high)),
            Role::Nuclear => left.add((-high.max(0), -low.max(0))),
            Role::Fossil => left.add((-high, -low)),
            Role::Discharge => {
                left.add((-high, -low));
                released.add((low.min(0), high));
            }
            Role::Renewable => supply.add((low.max(0), high.max(0))),
            Role::Store => return None,
            Role::Import | Role::Export | Role::Net => {}
        }
    }
    let need = Span { low: left.low - supply.high, high: left.high - supply.low };
    if released.low < 0 {
        return None;
    }
    let beyond = if tainted { released.high } else { 0 };
    if need.low >= 0 {
        Some(Lies::Used)
    } else if need.high <= 0 && left.low >= 0 {
        Some(Lies::Parted)
    } else if need.high <= 0 && left.high + beyond <= 0 {
        Some(Lies::Exported)
    } else {
        None
    }
}

/// Where a sum over unknown readings lies.
#[derive(Clone, Copy)]
struct Span {
    low: i128,
    high: i128,
}

impl Span {
    fn of(known: i128) -> Self {
        Self { low: known, high: known }
    }

    fn add(&mut self, (low, high): (i128, i128)) {
        self.low += low;
        self.high += high;
    }
}

/// Bins that are open and alike in all that is known and unknown of them: solved once.
#[derive(Default)]
pub(super) struct EqualBins(BTreeMap<(bool, Known), Vec<usize>>);

impl EqualBins {
    /// Whether a bin is like one that is open already: it stands for both then.
    pub(super) fn take(&mut self, known: &Known, elements: &[Element], tainted: bool, open: &mut [Open], all: &[Element]) -> bool {
        let Some(known_alike) = self.0.get(&(tainted, *known)) else { return false };
        let same = known_alike.iter().copied().find(|&at| all[open[at].elements.clone()] == *elements);
        same.inspect(|&at| open[at].times += 1).is_some()
    }

    /// Varying note of an open bin.
    pub(super) fn note(&mut self, known: &Known, tainted: bool, at: usize) {
        self.0.entry((tainted, *known)).or_default().push(at);
    }
}
