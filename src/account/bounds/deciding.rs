//! What would decide a ratio: the meters and days of what is unknown, by how far they can move it.

use chrono::{Datelike, NaiveDate};

use super::ratio::Other;
use super::varying::Varying;
use crate::account::balance::bins::Bins;
use crate::measure::{Amount, Civil, Exact, SECONDS_PER_DAY, Share, Span};

/// Runs of unknown days that are judged one by one.
const JUDGED: usize = 48;

/// Unknown readings of a meter on consecutive days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Meter.
    pub meter: usize,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// By how much the ratio can move if only these readings vary; `None` if without bound.
    pub effect: Option<Exact>,
}

/// Unknown readings of a meter on consecutive days: meter, first day, last day.
pub(in crate::account) type Run = (usize, NaiveDate, NaiveDate);

/// The longest runs of days on which something of a meter is not known. `rank` orders the meters by their ids, so that nothing depends on the order in
/// which they are registered.
pub(in crate::account) fn runs(bins: &Bins, others: &[Other], rank: &[u32]) -> Vec<Run> {
    // As numbers of days, which take half of the room: there may be one for each day of each meter.
    let number = |meter: usize| rank.get(meter).copied().unwrap_or(u32::MAX);
    let of = |meter: usize, at: Civil| (number(meter), at.day().num_days_from_ce());
    let mut days: Vec<(u32, i32)> =
        bins.unknowns.readings.iter().flat_map(|u| bins.unknowns.read_with(u).map(|(m, at)| of(m, at))).collect();
    days.extend(bins.unknowns.missing.iter().flat_map(|lack| lack.days().map(|day| (number(lack.meter), day.num_days_from_ce()))));
    days.extend(others.iter().map(|o| of(o.meter, o.at)));
    days.extend(bins.unknowns.splits.iter().map(|s| of(s.meter, s.at)));
    days.sort_unstable();
    days.dedup();
    let mut longest: Vec<(u32, i32, i32)> = Vec::new();
    let keep = |longest: &mut Vec<(u32, i32, i32)>| {
        longest.sort_by_key(|&(meter, from, to)| (std::cmp::Reverse(to - from), meter, from));
        longest.truncate(JUDGED);
    };
    let mut run: Option<(u32, i32, i32)> = None;
    for (meter, day) in days {
        match &mut run {
            Some((m, _, to)) if *m == meter && day - *to <= 1 => *to = day,
            _ => longest.extend(run.replace((meter, day, day))),
        }
        if longest.len() > JUDGED * 64 {
            keep(&mut longest);
        }
    }
    longest.extend(run);
    keep(&mut longest);
    let mut rank_of: Vec<usize> = (0..rank.len()).collect();
    rank_of.sort_by_key(|&meter| rank[meter]);
    let day = |day: i32| NaiveDate::from_num_days_from_ce_opt(day).unwrap_or_default();
    let meter = |rank: u32| rank_of.get(rank as usize).copied().unwrap_or(0);
    longest.into_iter().map(|(rank, from, to)| (meter(rank), day(from), day(to))).collect()
}

/// Each meter's place in the order of their ids.
pub(in crate::account) fn ranks<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let ids: Vec<&str> = ids.collect();
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|&meter| ids[meter]);
    let mut ranks = vec![0; ids.len()];
    for (rank, &meter) in order.iter().enumerate() {
        ranks[meter] = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    ranks
}

/// What each run of days can do to a ratio, largest effect first; those that cannot move it are left out.
pub(in crate::account) fn deciding(runs: &[Run], rank: &[u32], with: &dyn Fn(Varying) -> Span<Share>) -> Vec<Deciding> {
    let mut found: Vec<Deciding> = runs
        .iter()
        .filter_map(|&(meter, from, to)| {
            let span = with(Varying::Of { meter, from: Civil::midnight(from), until: Civil::midnight(to).plus(SECONDS_PER_DAY) });
            let effect = span.upper.zip(span.lower).map(|(upper, lower)| upper.exact() - lower.exact());
            (effect.as_ref().is_none_or(Exact::is_positive)).then_some(Deciding { meter, from, to, effect })
        })
        .collect();
    // Without bound first, then by size.
    let place = |d: &Deciding| (rank.get(d.meter).copied(), d.from);
    found.sort_by(|a, b| match (&a.effect, &b.effect) {
        (None, None) => place(a).cmp(&place(b)),
        (None, Some(_)) => std::cmp::Ordering::Less,
        (Some(_), None) => std::cmp::Ordering::Greater,
        (Some(x), Some(y)) => y.cmp(x).then(place(a).cmp(&place(b))),
    });
    found
}
