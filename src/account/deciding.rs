//! What would decide a ratio: the meters and days of what is unknown, by how far they can move it.

use chrono::NaiveDate;

use super::bins::Bins;
use super::bounds::Other;
use super::ground::Takes;
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
pub(super) type Run = (usize, NaiveDate, NaiveDate);

/// The longest runs of days on which something of a meter is not known.
pub(super) fn runs(bins: &Bins, others: &[Other]) -> Vec<Run> {
    let mut days: Vec<(usize, NaiveDate)> = bins.unknown.iter().flat_map(|u| bins.readings(u).map(|(m, at)| (m, at.day()))).collect();
    days.extend(bins.lacks.iter().flat_map(|lack| lack.days().map(|day| (lack.meter, day))));
    days.extend(others.iter().map(|o| (o.meter, o.at.day())));
    days.extend(bins.splits.iter().map(|s| (s.meter, s.at.day())));
    days.sort_unstable();
    days.dedup();
    let mut runs: Vec<Run> = Vec::new();
    for (meter, day) in days {
        match runs.last_mut() {
            Some((m, _, to)) if *m == meter && (day - *to).num_days() <= 1 => *to = day,
            _ => runs.push((meter, day, day)),
        }
    }
    runs.sort_by_key(|&(_, from, to)| std::cmp::Reverse((to - from).num_days()));
    runs.truncate(JUDGED);
    runs
}

/// What each run of days can do to a ratio, largest effect first; those that cannot move it are left out.
pub(super) fn deciding(runs: &[Run], with: &dyn Fn(Takes) -> Span<Share>) -> Vec<Deciding> {
    let mut found: Vec<Deciding> = runs
        .iter()
        .filter_map(|&(meter, from, to)| {
            let span = with(Takes::Of { meter, from: Civil::midnight(from), until: Civil::midnight(to).plus(SECONDS_PER_DAY) });
            let effect = span.upper.zip(span.lower).map(|(upper, lower)| upper.exact() - lower.exact());
            (effect.as_ref().is_none_or(Exact::is_positive)).then_some(Deciding { meter, from, to, effect })
        })
        .collect();
    // Without bound first, then by size.
    found.sort_by(|a, b| match (&a.effect, &b.effect) {
        (None, None) => (a.meter, a.from).cmp(&(b.meter, b.from)),
        (None, Some(_)) => std::cmp::Ordering::Less,
        (Some(_), None) => std::cmp::Ordering::Greater,
        (Some(x), Some(y)) => y.cmp(x).then((a.meter, a.from).cmp(&(b.meter, b.from))),
    });
    found
}
