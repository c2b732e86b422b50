//! The steps of a meter that no single one fits: hours for some days, then quarter hours; rows that are spread over files in turn.
//!
//! All stamps of the meter are looked at in the order of time, so that neither the order of rows nor the cutting of files matters. Stamps that
//! follow each other evenly are a run and have the step in which they do; what stands between two runs is read in the finer of them. A reading
//! that is taken for a finer one than it is leaves intervals missing, one that is taken for a coarser one would hide them.

use super::super::step::{STEPS, infer};
use crate::dossier::{Series, State};
use crate::measure::{Civil, SECONDS_PER_DAY, Step};

/// Even distances from which on readings of a step below a day are a run of their own.
const RUN: usize = 8;
/// The same for readings that are a day apart.
const DAYS: usize = 4;
/// The same for ends of months.
const MONTHS: usize = 2;
/// The same for readings that are closer than those around them, and fill an interval of these.
const FINER: usize = 3;

/// The stamps of a meter, by whether they label the start of their interval.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Stamps {
    ends: Vec<Civil>,
    starts: Vec<Civil>,
}

impl Stamps {
    /// Adds one.
    pub(in crate::input) fn push(&mut self, at: Civil, at_start: bool) {
        if at_start { self.starts.push(at) } else { self.ends.push(at) }
    }
}

/// Which stamps of a meter have which step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Plan {
    /// Stamps from which on a step holds, rising.
    ends: Vec<(Civil, Step)>,
    starts: Vec<(Civil, Step)>,
}

impl Plan {
    /// The plan of all stamps of a meter; `known` are steps in which it is read elsewhere.
    pub(in crate::input) fn of(stamps: Stamps, known: &[Step]) -> Self {
        let steps = |mut all: Vec<Civil>, at_start: bool| {
            all.sort_unstable();
            all.dedup();
            let mut steps: Vec<(Civil, Step)> = Vec::new();
            for (&at, step) in all.iter().zip(stepped(&all, at_start, known)) {
                if steps.last().is_none_or(|(_, last)| *last != step) {
                    steps.push((at, step));
                }
            }
            steps
        };
        Self { ends: steps(stamps.ends, false), starts: steps(stamps.starts, true) }
    }

    /// The step of a stamp; `None` where none shows.
    pub(in crate::input) fn step(&self, at: Civil, at_start: bool) -> Option<Step> {
        let steps = if at_start { &self.starts } else { &self.ends };
        let before = steps.partition_point(|(from, _)| *from <= at);
        before.checked_sub(1).and_then(|at| steps.get(at)).map(|(_, step)| *step)
    }
}

/// The step from one stamp to the next, where it is one that is looked for and both are on its grid.
fn distance(from: Civil, to: Civil) -> Option<Step> {
    let apart = to.0 - from.0;
    if apart >= 28 * SECONDS_PER_DAY {
        return (Step::Month.floor(from) == from && Step::Month.next(from) == to).then_some(Step::Month);
    }
    let minutes = u32::try_from(apart / 60).ok().filter(|_| apart % 60 == 0)?;
    let step = Step::Minutes(minutes);
    (STEPS.iter().any(|(usual, _)| *usual == minutes) && step.index_at(from).is_some()).then_some(step)
}

/// Even distances that make a run of a step.
fn least(step: Step) -> usize {
    match step {
        Step::Month => MONTHS,
        Step::DAY => DAYS,
        Step::Minutes(_) => RUN,
    }
}

/// The step of each of some distinct stamps, in the order of time; none where it cannot be told at all.
fn stepped(stamps: &[Civil], at_start: bool, known: &[Step]) -> Vec<Step> {
    let apart: Vec<Option<Step>> = stamps.windows(2).map(|pair| distance(pair[0], pair[1])).collect();
    let mut runs: Vec<(usize, usize, Step)> = Vec::new();
    let mut from = 0;
    for until in 1..=apart.len() {
        if until < apart.len() && apart[until] == apart[from] {
            continue;
        }
        if let Some(step) = apart[from] {
            runs.push((from, until, step));
        }
        from = until;
    }
    let long: Vec<(usize, usize, Step)> = runs.iter().copied().filter(|(from, until, step)| until - from >= least(*step)).collect();
    // Closer readings between those of a run show by less: they fill an interval of it.
    let around = |at: usize| {
        let next = long.partition_point(|run| run.0 <= at);
        let (before, after) = (next.checked_sub(1).map(|n| long[n].2), long.get(next).map(|run| run.2));
        (before, after)
    };
    let fills = |&(from, until, step): &(usize, usize, Step)| {
        let (before, after) = around(from);
        let coarse = before.into_iter().chain(after).min();
        coarse.is_some_and(|coarse| step < coarse && until - from >= FINER && stamps[until].0 - stamps[from].0 >= seconds(coarse))
    };
    let runs: Vec<(usize, usize, Step)> = runs.into_iter().filter(|run| run.1 - run.0 >= least(run.2) || fills(run)).collect();
    let mut steps: Vec<Option<Step>> = vec![None; stamps.len()];
    for &(from, until, step) in &runs {
        // A stamp labels the interval before it, or the one behind it.
        let labelled = if at_start { from..until } else { from + 1..until + 1 };
        steps[labelled].fill(Some(step));
        // The stamp at the far end has no other neighbour.
        if from == 0 {
            steps[0] = Some(step);
        }
        if until + 1 == stamps.len() {
            steps[until] = Some(step);
        }
    }
    let all = infer(stamps).or_else(|| known.iter().copied().filter(|step| fits(stamps, *step)).min());
    between(stamps, steps, all)
}

/// The steps of all stamps, given those of the runs: what stands between two of them has the finer one, or a finer one still that it shows itself.
fn between(stamps: &[Civil], mut steps: Vec<Option<Step>>, all: Option<Step>) -> Vec<Step> {
    let mut from = 0;
    while from < steps.len() {
        if steps[from].is_some() {
            from += 1;
            continue;
        }
        let until = (from..steps.len()).find(|&at| steps[at].is_some()).unwrap_or(steps.len());
        let (before, after) = (from.checked_sub(1).and_then(|at| steps[at]), steps.get(until).copied().flatten());
        let own = if until - from >= RUN { infer(&stamps[from..until]) } else { None };
        let around = before.into_iter().chain(after).chain(own).min().or(all);
        if let Some(finest) = around {
            for at in from..until {
                // A stamp that is on the grid of the coarser neighbour alone is one of its readings.
                let coarse = [before, after].into_iter().flatten().max().filter(|_| finest.index_at(stamps[at]).is_none());
                steps[at] = Some(coarse.filter(|step| step.index_at(stamps[at]).is_some()).unwrap_or(finest));
            }
        }
        from = until;
    }
    steps.into_iter().flatten().collect()
}

fn seconds(step: Step) -> i64 {
    step.seconds().unwrap_or(28 * SECONDS_PER_DAY)
}

/// Whether at least four of five stamps lie on the grid of a step.
fn fits(stamps: &[Civil], step: Step) -> bool {
    stamps.iter().filter(|&&at| step.index_at(at).is_some()).count() * 5 >= stamps.len() * 4
}

/// Whether readings of a series that was placed in one step may be of a longer one for some time.
pub(in crate::input) fn may_change(series: &Series) -> bool {
    let Some(length) = series.step.seconds() else { return false };
    let mut at = 0;
    if let Some(summed) = &series.totals {
        let absent = summed.present.absent_runs(0, series.len());
        let present = absent.chain(std::iter::once((series.len(), series.len()))).filter_map(|(from, until)| {
            let run = (at, from);
            at = until;
            (run.0 < run.1).then_some(run)
        });
        return any_run(present, length);
    }
    let present = std::iter::from_fn(|| {
        let from = (at..series.len()).find(|&cell| series.states[cell].has(State::PRESENT))?;
        at = (from..series.len()).find(|&cell| !series.states[cell].has(State::PRESENT)).unwrap_or(series.len());
        Some((from, at))
    });
    any_run(present, length)
}

/// Whether single cells follow each other evenly, given runs of cells (exclusive) and the seconds of a cell.
fn any_run(present: impl Iterator<Item = (usize, usize)>, length: i64) -> bool {
    let month = usize::try_from(28 * SECONDS_PER_DAY / length).unwrap_or(usize::MAX);
    let day = usize::try_from(SECONDS_PER_DAY / length).unwrap_or(usize::MAX);
    // The distance that was last found, and how many times in a row.
    let (mut last, mut count) = (0, 0_usize);
    let mut before: Option<(usize, usize)> = None;
    for run in present {
        if let Some(before) = before {
            let apart = run.0 + 1 - before.1;
            let goes_on = (apart == last || (apart >= month && last >= month)) && before.1 - before.0 == 1;
            (last, count) = (apart, if goes_on { count + 1 } else { 1 });
            if count
                >= if apart >= month {
                    MONTHS
                } else if apart >= day {
                    DAYS
                } else {
                    RUN
                }
            {
                return true;
            }
        }
        before = Some(run);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(minutes: i64) -> Civil {
        Civil(1_740_787_200 + minutes * 60)
    }

    fn plan(stamps: &[Civil], at_start: bool) -> Vec<(Civil, Step)> {
        let mut all = Stamps::default();
        stamps.iter().rev().for_each(|&at| all.push(at, at_start));
        let plan = Plan::of(all, &[]);
        if at_start { plan.starts } else { plan.ends }
    }

    /// 2025-03-01 by the hour, 2025-03-02 by quarter hours.
    #[test]
    fn hours_and_quarter_hours_are_told_apart_by_either_label() {
        let (hour, quarter) = (Step::Minutes(60), Step::Minutes(15));
        let ends: Vec<Civil> = (1..=24).map(|h| day(h * 60)).chain((1..=96).map(|q| day(1440 + q * 15))).collect();
        assert_eq!(plan(&ends, false), [(day(60), hour), (day(1440 + 15), quarter)]);
        let starts: Vec<Civil> = (0..24).map(|h| day(h * 60)).chain((0..96).map(|q| day(1440 + q * 15))).collect();
        assert_eq!(plan(&starts, true), [(day(0), hour), (day(1440), quarter)]);
        // The other way round in time.
        let ends: Vec<Civil> = (1..=96).map(|q| day(q * 15)).chain((1..=24).map(|h| day(1440 + h * 60))).collect();
        assert_eq!(plan(&ends, false), [(day(15), quarter), (day(1440 + 60), hour)]);
    }

    #[test]
    fn gaps_change_no_step() {
        let with = |lost: &dyn Fn(i64) -> bool| -> Vec<Civil> { (1..=192).filter(|q| !lost(*q)).map(|q| day(q * 15)).collect() };
        let quarter = Step::Minutes(15);
        for stamps in
            [with(&|q| q % 5 == 0), with(&|q| q % 7 < 3), with(&|q| (40..90).contains(&q)), with(&|q| (40..60).contains(&q) && q % 4 != 0)]
        {
            assert_eq!(plan(&stamps, false), [(stamps[0], quarter)]);
        }
    }

    #[test]
    fn one_hour_of_quarter_hours_is_read_as_such() {
        let stamps: Vec<Civil> =
            (1..=12).map(|h| day(h * 60)).chain([615, 630, 645].map(day)).chain((12..=24).map(|h| day(h * 60 + 60))).collect();
        let (hour, quarter) = (Step::Minutes(60), Step::Minutes(15));
        assert_eq!(plan(&stamps, false), [(day(60), hour), (day(615), quarter), (day(720), hour)]);
        // A stray reading is no run.
        let stamps: Vec<Civil> = (1..=24).map(|h| day(h * 60)).chain([day(187)]).collect();
        assert_eq!(plan(&stamps, false), [(day(60), hour)]);
    }
}
