//! The electricity of a run: which balance applies, at which resolution, and what it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bins::Bins;
use super::flows::Group;
use super::matching::{Rung, ladder};
use super::role::Role;
use super::storage::{Attribution, attribute};
use super::subtraction::{NetSeries, net_series};
use crate::account::bounds::extremes::{Extremes, Of};
use crate::account::bounds::ratio::{Ready, green_range, sum_range};
use crate::account::bounds::unknown::{Placement, Term, UNBOUNDED};
use crate::account::bounds::varying::Varying;
use crate::account::profile::{Range, RunUnit, loss_decimals};
use crate::account::service::service_gaps;
use crate::dossier::{Carrier, Code, Defect, Dossier, Effect, Flow};
use crate::measure::{Amount, Electricity, Exact, Month, Share, Span, Step};
use crate::say;
use crate::standard::Settings;

/// Which balance of electricity the meters allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Import and export are metered.
    Gateway,
    /// They are inferred from the loads (METHOD 9).
    Inferred,
    /// Neither gateway nor load is metered.
    Neither,
}

/// The figures of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthAccount {
    /// The month.
    pub month: Month,
    /// P.
    pub grid_import: Electricity,
    /// R.
    pub direct_green: Electricity,
    /// U.
    pub consumption: Electricity,
    /// R / U.
    pub share: Option<Share>,
}

/// The electricity of a run.
#[derive(Clone, Debug)]
pub struct Electric {
    /// Which balance applies.
    pub mode: Mode,
    /// Whether consumption is inferred from loads that may not be all of them (METHOD 9): U is unbounded above.
    pub open_above: bool,
    /// The bins.
    pub bins: Bins,
    /// The attribution of storage and export.
    pub attribution: Attribution,
    /// What is unknown, made ready for the bounds.
    pub(in crate::account) ready: Arc<Ready>,
    /// The meters that set the resolution.
    pub set_by: Vec<usize>,
    /// The boundary meters of each flow.
    pub by_flow: BTreeMap<Flow, Vec<usize>>,
    /// The matching ladder.
    pub ladder: Vec<(Rung, Option<Exact>)>,
    /// The months.
    pub months: Vec<MonthAccount>,
    /// P.
    pub import: Span<Electricity>,
    /// X.
    pub export: Span<Electricity>,
    /// D.
    pub direct: Span<Electricity>,
    /// G.
    pub onsite: Span<Electricity>,
    /// F.
    pub fossil: Span<Electricity>,
    /// `S_c`.
    pub charge: Span<Electricity>,
    /// `S_d`.
    pub discharge: Span<Electricity>,
    /// L.
    pub load: Span<Electricity>,
    /// U.
    pub consumption: Span<Electricity>,
    /// R.
    pub green: Span<Electricity>,
    /// P + D + G − X, which enters energy.
    pub net: Span<Electricity>,
    /// What the balance leaves over: U − (L + `S_c` − `S_d`).
    pub residual: Span<Electricity>,
}

/// Percent of the released energy above which what was never charged blocks the rules that rest on consumption (METHOD 3).
const UNEXPLAINED: i128 = 5;

/// Flows that enter U and R.
const BALANCE: [Flow; 10] = [
    Flow::GridImport,
    Flow::GridExport,
    Flow::GridNet,
    Flow::DirectLine,
    Flow::OnsiteRenewable,
    Flow::OnsiteFossil,
    Flow::StorageCharge,
    Flow::StorageDischarge,
    Flow::StorageNet,
    Flow::Auxiliary,
];

/// Whether a flow enters a balance: where import is inferred from the loads, so is export.
fn enters(mode: Mode, flow: Flow) -> bool {
    match flow {
        Flow::Load => mode == Mode::Inferred,
        Flow::GridExport => mode != Mode::Inferred,
        _ => BALANCE.contains(&flow),
    }
}

impl Electric {
    /// Whether a flow enters the balance that applies.
    pub fn uses(&self, flow: Flow) -> bool {
        enters(self.mode, flow)
    }

    /// Boundary meters of some flows.
    pub fn meters(&self, flows: &[Flow]) -> Vec<usize> {
        flows.iter().flat_map(|f| self.by_flow.get(f).cloned().unwrap_or_default()).collect()
    }

    /// Boundary meters of the balance.
    pub fn balance_meters(&self) -> Vec<usize> {
        let flows: Vec<Flow> = self.by_flow.keys().copied().filter(|&f| self.uses(f)).collect();
        self.meters(&flows)
    }
}

/// The bins of a dossier, before anything of them is attributed.
pub(in crate::account) struct Balance {
    pub(in crate::account) mode: Mode,
    /// Whether the load meters are all of the load.
    pub(in crate::account) loads_complete: bool,
    pub(in crate::account) bins: Bins,
    pub(in crate::account) set_by: Vec<usize>,
    pub(in crate::account) by_flow: BTreeMap<Flow, Vec<usize>>,
}

/// Settles the electricity of a dossier.
pub(in crate::account) fn settle(dossier: &Dossier, settings: &Settings, defects: &mut Vec<Defect>) -> Electric {
    conclude(balance(dossier), settings, defects)
}

/// Folds the meters of a dossier into bins.
pub(in crate::account) fn balance(dossier: &Dossier) -> Balance {
    let mut by_flow: BTreeMap<Flow, Vec<usize>> = BTreeMap::new();
    for (index, meter) in dossier.meters.iter().enumerate() {
        if meter.carrier == Carrier::Electricity && meter.at_boundary() {
            by_flow.entry(meter.flow).or_default().push(index);
        }
    }
    // A meter that is not in service in the period measures nothing of it, and not that nothing was imported.
    let in_service = |meter: &usize| super::super::profile::window(&dossier.meters[*meter], &dossier.period).is_some();
    let has = |flow: Flow| by_flow.get(&flow).is_some_and(|meters| meters.iter().any(in_service));
    // What is exported says nothing of what is imported: without a meter of import there is none at the gateway.
    let mode = if [Flow::GridImport, Flow::GridNet].into_iter().any(has) {
        Mode::Gateway
    } else if has(Flow::Load) {
        Mode::Inferred
    } else {
        Mode::Neither
    };
    if mode == Mode::Inferred {
        by_flow.remove(&Flow::GridExport);
    }
    let boundary: Vec<usize> = by_flow.values().flatten().copied().collect();
    let series: BTreeMap<usize, Option<NetSeries<'_>>> = boundary.iter().map(|&m| (m, net_series(dossier, m))).collect();
    let steps: Vec<(usize, Step)> = boundary
        .iter()
        .filter(|&&m| enters(mode, dossier.meters[m].flow))
        .filter_map(|&m| series[&m].as_ref().map(|s| (m, s.series.step)))
        .collect();
    let resolution = steps.iter().map(|s| s.1).reduce(Step::meet).unwrap_or(Step::DAY);
    let coarsest = steps.iter().map(|s| s.1).max();
    let set_by = steps.iter().filter(|s| Some(s.1) == coarsest).map(|s| s.0).collect();
    let unit = RunUnit::of(boundary.iter().filter_map(|m| series[m].as_ref().map(|s| (&*s.series, loss_decimals(&dossier.meters[*m])))));
    let mut bins = Bins::new(dossier, resolution, unit, mode == Mode::Inferred);
    let mut groups = groups(dossier, &by_flow, &mut bins);
    net_alone(dossier, &series, &mut groups, &mut bins);
    for &meter in &boundary {
        let found = series[&meter].as_ref();
        match dossier.meters[meter].flow {
            Flow::Curtailed => bins.add_curtailed(dossier, meter, found.map(|f| &*f.series)),
            _ => bins.add_meter(dossier, meter, found, groups.get(&meter).copied()),
        }
    }
    dossier.pools.iter().for_each(|pool| bins.add_pool(pool));
    open_gaps(dossier, mode, &mut bins);
    bins.complete();
    Balance { mode, loads_complete: dossier.loads_complete, bins, set_by, by_flow }
}

/// Varying note of what nobody measured: on days on which no gateway meter is in service, import may be anything.
fn open_gaps(dossier: &Dossier, mode: Mode, bins: &mut Bins) {
    let gaps =
        service_gaps(dossier).into_iter().filter(|gap| mode == Mode::Gateway && dossier.meters[gap.meter].carrier == Carrier::Electricity);
    for gap in gaps {
        let part = Term { owner: gap.meter, role: Role::Import, group: None, factor: (1, 1), offset: 0, point: 0 };
        for (_, at) in gap.starts() {
            let place = Placement::of(Range { low: Some(0), high: None }, part.clone());
            bins.unknowns.open(bins.grid.bin(at), gap.meter, at, place);
        }
    }
}

/// Attributes export and storage, and sums up.
pub(in crate::account) fn conclude(balance: Balance, settings: &Settings, defects: &mut Vec<Defect>) -> Electric {
    let Balance { mode, loads_complete, bins, set_by, by_flow } = balance;
    let (ready, attribution) =
        Ready::beside(&bins, settings.storage_round_trip(), || attribute(&bins.grid, &bins.flows, settings.storage_round_trip()));
    tell_unexplained(&bins, &attribution, defects);
    if mode == Mode::Inferred {
        tell_inferred(loads_complete, defects);
    }
    let mut electric = figures(mode, bins, attribution, ready, set_by, by_flow);
    electric.open_above = mode == Mode::Inferred && !loads_complete;
    if electric.open_above {
        // What other loads use is imported, or keeps supply from being exported.
        for span in [&mut electric.consumption, &mut electric.import, &mut electric.net, &mut electric.load, &mut electric.green] {
            span.upper = None;
        }
        electric.export.lower = Some(Electricity::of(Exact::zero()));
    }
    electric
}

/// Netting groups of generators and their auxiliary meters: meter to group.
fn groups(dossier: &Dossier, by_flow: &BTreeMap<Flow, Vec<usize>>, bins: &mut Bins) -> BTreeMap<usize, usize> {
    let none = Vec::new();
    let auxiliaries = by_flow.get(&Flow::Auxiliary).unwrap_or(&none);
    let mut members: BTreeMap<usize, usize> = BTreeMap::new();
    let whole_park = auxiliaries.iter().any(|&a| dossier.meters[a].parent.is_none());
    let open = |bins: &mut Bins, onsite: bool, nuclear: bool| {
        let net = vec![0; bins.grid.len()];
        bins.flows.groups.push(Group { net, onsite, nuclear });
        bins.flows.groups.len() - 1
    };
    if whole_park {
        let group = open(bins, true, false);
        for &generator in by_flow.get(&Flow::OnsiteRenewable).unwrap_or(&none) {
            members.insert(generator, group);
        }
        for &auxiliary in auxiliaries {
            let served = dossier.meters[auxiliary].parent.map(|p| dossier.meters[p].flow);
            if served.is_none() || served == Some(Flow::OnsiteRenewable) {
                members.insert(auxiliary, group);
            }
        }
    }
    for &auxiliary in auxiliaries {
        let Some(parent) = dossier.meters[auxiliary].parent else { continue };
        if members.contains_key(&auxiliary) {
            continue;
        }
        let group = if let Some(&group) = members.get(&parent) {
            group
        } else {
            let generator = &dossier.meters[parent];
            let group = open(bins, generator.flow != Flow::DirectLine, Role::of(generator) == Some(Role::Nuclear));
            members.insert(parent, group);
            group
        };
        members.insert(auxiliary, group);
    }
    members
}

/// A generator from which other meters are subtracted is netted with itself where one of them has a total of unknown split.
fn net_alone(dossier: &Dossier, series: &BTreeMap<usize, Option<NetSeries<'_>>>, groups: &mut BTreeMap<usize, usize>, bins: &mut Bins) {
    for (&meter, counted) in series {
        let registered = &dossier.meters[meter];
        let spreads = counted.as_ref().is_some_and(|counted| !counted.series.spreads.is_empty() || !counted.loose.is_empty());
        let generates = matches!(Role::of(registered), Some(Role::Renewable | Role::Nuclear));
        if generates && spreads && !registered.less.is_empty() && !groups.contains_key(&meter) {
            let nuclear = Role::of(registered) == Some(Role::Nuclear);
            bins.flows.groups.push(Group { net: vec![0; bins.grid.len()], onsite: registered.flow != Flow::DirectLine, nuclear });
            groups.insert(meter, bins.flows.groups.len() - 1);
        }
    }
}

fn tell_unexplained(bins: &Bins, attribution: &Attribution, defects: &mut Vec<Defect>) {
    let (energy, found) = &attribution.unexplained;
    let Some(&first) = found.first() else { return };
    // End use was fed from a source that U does not hold, if it is more than a little.
    let effect = if energy * 100 > bins.flows.discharge.iter().sum::<i128>() * UNEXPLAINED { Effect::Blocks } else { Effect::Notes };
    let message = say!(
        "{energy} MWh were discharged beyond what the stores were charged with in this run (first in the {step} from {start}): they count as not renewable",
        energy = bins.grid.mwh(*energy), step => bins.grid.step.said(), start = bins.grid.start(first)
    );
    defects.push(Defect::new(Code::UnexplainedDischarge, effect, message).count(found.len() as u64));
}

fn tell_inferred(loads_complete: bool, defects: &mut Vec<Defect>) {
    let mut tell = |code: Code, effect: Effect, message| {
        defects.push(Defect::new(code, effect, message));
    };
    let message = say!(
        "no gateway meter is registered: grid import and export are inferred from the load meters, bin by bin; a gateway meter would settle them"
    );
    tell(Code::InferredFlow, Effect::Notes, message);
    if !loads_complete {
        let message = say!(
            "no gateway meter is registered, and the load meters may not be all of the load: consumption is at least theirs, without bound above; register a gateway meter, or state `[meters] loads_complete = true` in park.toml if every load is metered"
        );
        tell(Code::IncompleteLoads, Effect::Blocks, message);
    }
}

pub(in crate::account) fn figures(
    mode: Mode,
    bins: Bins,
    attribution: Attribution,
    ready: Ready,
    set_by: Vec<usize>,
    by_flow: BTreeMap<Flow, Vec<usize>>,
) -> Electric {
    let inferred = mode == Mode::Inferred;
    let electricity = |units: i128| bins.grid.unit.electricity(units);
    let span = |point: i128, ends: (Option<i128>, Option<i128>)| Span {
        value: electricity(point),
        lower: ends.0.map(electricity),
        upper: ends.1.map(electricity),
    };
    let total = |values: &[i128]| values.iter().sum::<i128>();
    let ranged = |point: i128, f: &dyn Fn(Role, i128) -> i128| span(point, sum_range(&bins, point, f, &|_| true));
    let is = |wanted: Role| move |role: Role, v: i128| if role == wanted { v } else { 0 };
    let of_lines = netted_with_lines(&bins);
    let onsite = |meter: usize| by_flow_has(&by_flow, meter, &[Flow::OnsiteRenewable, Flow::Auxiliary]) && !of_lines.contains(&meter);
    let generation = |wanted_onsite: bool, point: i128| {
        let supply = |role: Role, v: i128| match role {
            Role::Renewable | Role::Nuclear if inferred => v.max(0),
            Role::Renewable | Role::Nuclear => v,
            _ => 0,
        };
        let ends = sum_range(&bins, point, &supply, &|m| onsite(m) == wanted_onsite);
        if !inferred {
            return span(point, ends);
        }
        // Supply of a netting group depends on where the parts of a total lie in it.
        let moved = spread_supply(&bins, wanted_onsite, &ready.ends.all);
        span(point, (ends.0.map(|low| low + moved.0), ends.1.map(|high| high + moved.1)))
    };
    let import_of = |role: Role, v: i128| match role {
        Role::Import => v,
        Role::Net => v.max(0),
        _ => 0,
    };
    let export_of = |role: Role, v: i128| match role {
        Role::Export => v,
        Role::Net => (-v).max(0),
        _ => 0,
    };
    let charge_of = |role: Role, v: i128| match role {
        Role::Charge => v,
        Role::Store => v.max(0),
        _ => 0,
    };
    let discharge_of = |role: Role, v: i128| match role {
        Role::Discharge => v,
        Role::Store => (-v).max(0),
        _ => 0,
    };
    let (p, x) = (total(&bins.flows.import), total(&bins.flows.export));
    let (import, export) = if inferred {
        let (import, export) = inferred_ranges(&bins, &ready);
        (span(p, import), span(x, export))
    } else {
        (ranged(p, &import_of), ranged(x, &export_of))
    };
    let used: i128 = (0..bins.grid.len()).map(|b| bins.flows.consumption(b)).sum();
    let used_of = |fossil: bool, role: Role, v: i128| match role {
        Role::Load | Role::Charge if inferred => v,
        Role::Discharge if inferred => -v,
        Role::Store if inferred => v,
        Role::Fossil if inferred => {
            if fossil {
                0
            } else {
                -v
            }
        }
        Role::Import | Role::Net | Role::Renewable | Role::Nuclear if !inferred => v,
        Role::Export if !inferred => -v,
        Role::Fossil if fossil => v,
        _ => 0,
    };
    let consumption = ranged(used, &|role, v| used_of(true, role, v));
    let f = total(&bins.flows.fossil);
    let net = ranged(used - f, &|role, v| used_of(false, role, v));
    let green: i128 = (0..bins.grid.len()).map(|b| attribution.direct_green(&bins.flows, b)).sum();
    let ends = if ready.ends.all.is_exact() { (Some(green), Some(green)) } else { green_range(&ready.ends.all) };
    let green = span(green, ends);
    let (ladder, months) = rayon::join(|| ladder(&bins, &attribution), || months(&bins, &attribution));
    let left = |role: Role, v: i128| {
        used_of(true, role, v)
            - match role {
                Role::Load | Role::Charge | Role::Store => v,
                Role::Discharge => -v,
                _ => 0,
            }
    };
    let residual = used - total(&bins.flows.load) - total(&bins.flows.charge) + total(&bins.flows.discharge);
    let residual = if inferred { Span::zero() } else { ranged(residual, &left) };
    Electric {
        direct: generation(false, total(&bins.flows.direct)),
        onsite: generation(true, total(&bins.flows.onsite)),
        fossil: ranged(f, &is(Role::Fossil)),
        charge: ranged(total(&bins.flows.charge), &charge_of),
        discharge: ranged(total(&bins.flows.discharge), &discharge_of),
        load: ranged(total(&bins.flows.load), &is(Role::Load)),
        ladder,
        months,
        mode,
        open_above: false,
        set_by,
        import,
        export,
        consumption,
        green,
        net,
        residual,
        by_flow,
        attribution,
        ready: Arc::new(ready),
        bins,
    }
}

/// The meters of unknown readings and totals that are netted with a direct line: what they count is the line's, an auxiliary meter's too.
fn netted_with_lines(bins: &Bins) -> BTreeSet<usize> {
    let parts = bins.unknowns.standing().flat_map(|(place, _)| &place.terms).map(|part| (part.owner, part.group));
    let all = parts.chain(bins.unknowns.splits.iter().map(|split| (split.meter, split.group)));
    all.filter(|(_, group)| group.is_some_and(|group| !bins.flows.groups[group].onsite)).map(|(meter, _)| meter).collect()
}

fn by_flow_has(by_flow: &BTreeMap<Flow, Vec<usize>>, meter: usize, flows: &[Flow]) -> bool {
    flows.iter().any(|f| by_flow.get(f).is_some_and(|meters| meters.contains(&meter)))
}

type Ends = (Option<i128>, Option<i128>);

/// Least and greatest import and export where both are inferred: the need of each bin at the ends of its readings.
fn inferred_ranges(bins: &Bins, ready: &Ready) -> (Ends, Ends) {
    let effect = |role: Role, v: i128| match role {
        Role::Load | Role::Charge | Role::Store => v,
        Role::Renewable | Role::Nuclear => -v.max(0),
        Role::Fossil | Role::Discharge => -v,
        _ => 0,
    };
    let far = UNBOUNDED;
    // How far below and above its point the need of each bin may be.
    let mut moves = vec![(0_i128, 0_i128); bins.grid.len()];
    let span = |place: &Placement| {
        let stands: i128 = place.terms.iter().map(|p| effect(p.role, p.point)).sum();
        let needs = place.turns().into_iter().map(|reading| place.terms.iter().map(|p| effect(p.role, p.value(reading))).sum::<i128>());
        (needs.clone().min().unwrap_or(0) - stands, needs.max().unwrap_or(0) - stands)
    };
    for unknown in &bins.unknowns.readings {
        let (low, high) = span(bins.unknowns.placement(unknown));
        let moved = &mut moves[unknown.bin];
        *moved = (moved.0 + low, moved.1 + high);
    }
    for lack in &bins.unknowns.missing {
        let (low, high) = span(&lack.placement);
        for run in lack.within(Varying::All) {
            bins.grid.covered_by(lack.step, run, |bins, count| {
                moves[bins].iter_mut().for_each(|moved| *moved = (moved.0 + low * count, moved.1 + high * count));
            });
        }
    }
    // Totals of unknown split are added to what is without them.
    let (mut import, mut export) = (ready.ends.all.spread_range(Of::Import), ready.ends.all.spread_range(Of::Export));
    let parts = need_of_parts(bins);
    for (b, moved) in moves.into_iter().enumerate() {
        let need = bins.flows.inferred_need(b);
        let part = parts.get(&b).copied().unwrap_or_default();
        let moved = (moved.0 - part.1, moved.1 - part.0);
        let (low, high) = ((need + moved.0).max(-far), (need + moved.1).min(far));
        import = (import.0 + low.max(0), import.1 + high.max(0));
        export = (export.0 + (-high).max(0), export.1 + (-low).max(0));
    }
    let bounded = |v: i128| (v.abs() < far / 4).then_some(v);
    ((bounded(import.0), bounded(import.1)), (bounded(export.0), bounded(export.1)))
}

/// What the parts of totals that stand in netting groups add to the supply of the group at the point, by bin and group: between two values where
/// another reading of the group is unknown there.
fn supply_of_parts(bins: &Bins) -> BTreeMap<(usize, usize), Ends> {
    let mut sums: BTreeMap<(usize, usize), i128> = BTreeMap::new();
    for split in &bins.unknowns.splits {
        let Some(group) = split.group else { continue };
        for &(b, part) in &split.bins {
            *sums.entry((b, group)).or_default() += part;
        }
    }
    if sums.is_empty() {
        return BTreeMap::new();
    }
    let open = bins.unknowns.bins_with(&bins.grid, |place| place.terms.iter().any(|p| p.group.is_some()));
    let supplied = |((b, group), parts): ((usize, usize), i128)| {
        let net = bins.flows.groups[group].net[b];
        let exact = net.max(0) - (net - parts).max(0);
        let (low, high) = if open[b] { (parts.min(0), parts.max(0)) } else { (exact, exact) };
        ((b, group), (Some(low), Some(high)))
    };
    sums.into_iter().map(supplied).collect()
}

/// Between what the supply of the netting groups moves from its point by the totals of unknown split in them.
fn spread_supply(bins: &Bins, onsite: bool, extremes: &Extremes) -> (i128, i128) {
    let (mut low, mut high) = (0, 0);
    for (number, split) in bins.unknowns.splits.iter().enumerate() {
        if split.group.is_some_and(|group| bins.flows.groups[group].onsite == onsite) {
            let range = extremes.spread_range_of(number, Of::Supply);
            (low, high) = (low + range.0, high + range.1);
        }
    }
    for ((_, group), (least, most)) in supply_of_parts(bins) {
        if bins.flows.groups[group].onsite == onsite {
            (low, high) = (low - most.unwrap_or(0), high - least.unwrap_or(0));
        }
    }
    (low, high)
}

/// What the parts of totals of unknown split add to the need of each bin at the point.
fn need_of_parts(bins: &Bins) -> BTreeMap<usize, (i128, i128)> {
    let mut all: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
    let mut add = |b: usize, low: i128, high: i128| {
        let sum = all.entry(b).or_default();
        *sum = (sum.0 + low, sum.1 + high);
    };
    for split in &bins.unknowns.splits {
        for &(b, part) in &split.bins {
            match split.role {
                Role::Load | Role::Charge | Role::Store => add(b, part, part),
                Role::Fossil | Role::Discharge => add(b, -part, -part),
                Role::Renewable | Role::Nuclear if split.group.is_none() => add(b, -part.max(0), -part.max(0)),
                _ => {}
            }
        }
    }
    for ((b, _), (low, high)) in supply_of_parts(bins) {
        add(b, -high.unwrap_or(0), -low.unwrap_or(0));
    }
    all
}

fn months(bins: &Bins, attribution: &Attribution) -> Vec<MonthAccount> {
    let months = bins.grid.in_turn(Month::of).into_iter();
    months
        .map(|(month, bins_of)| {
            let green: i128 = bins_of.clone().map(|b| attribution.direct_green(&bins.flows, b)).sum();
            let used: i128 = bins_of.clone().map(|b| bins.flows.consumption(b)).sum();
            (month, (bins.flows.import[bins_of].iter().sum::<i128>(), green, used))
        })
        .map(|(month, (import, green, used))| MonthAccount {
            month,
            grid_import: bins.grid.unit.electricity(import),
            direct_green: bins.grid.unit.electricity(green),
            consumption: bins.grid.unit.electricity(used),
            share: (used > 0).then(|| Share::of(Exact::ratio(green, used))),
        })
        .collect()
}
