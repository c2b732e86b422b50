//! Estimation of gaps (VEE), where the setting asks for it: up to two hours linearly, longer ones by the mean of the same time on the four
//! nearest same weekdays with data. Every estimated interval is listed and counted.

use crate::dossier::{Code, Defect, Dossier, Effect, Series, State};
use crate::say;

/// Hours up to which a gap is filled linearly.
const SHORT: i64 = 2;
/// Same weekdays that a longer gap is estimated from.
const DAYS: usize = 4;
/// Seconds in a week.
const WEEK: i64 = 7 * 86_400;

/// Fills the gaps of every series; of corrected meters also as they were without corrections.
pub fn fill(dossier: &mut Dossier) {
    dossier.exchange_corrected();
    let corrected: Vec<usize> = dossier.uncorrected.iter().map(|u| u.meter).collect();
    for meter in corrected {
        fill_meter(dossier, meter);
    }
    dossier.exchange_corrected();
    for meter in 0..dossier.meters.len() {
        for defect in fill_meter(dossier, meter) {
            dossier.defects.push(defect);
        }
    }
}

/// Fills the gaps of a meter; returns what is to be said of them.
fn fill_meter(dossier: &mut Dossier, meter: usize) -> Vec<Defect> {
    let mut told = Vec::new();
    let Some(mut series) = dossier.series[meter].take() else { return told };
    let filled = estimates(&series);
    for run in runs(&series) {
        let done: Vec<(usize, i128)> = filled.iter().filter(|(c, _)| run.contains(c)).copied().collect();
        if done.is_empty() {
            continue;
        }
        let id = dossier.meters[meter].id.clone();
        for &(cell, value) in &done {
            series.estimate(cell, value);
        }
        let count = done.len() as u64;
        let how =
            if is_short(&series, run.len()) { say!("linearly") } else { say!("by the mean of the same time on the nearest same weekdays") };
        let message = say!(
            "{count} interval(s) of {id} from {start} are estimated {how}",
            count, id, start = series.start(run.start), how => how
        );
        let position = run.start.checked_sub(1).map(|c| series.places[c]).filter(|&p| p > 0).map(|p| dossier.places.position(p));
        let during = Some((series.start(run.start), series.step.next(series.start(run.end - 1))));
        let (code, effect, meter_id) = (Code::EstimatedReading, Effect::Notes, Some(id));
        told.push(Defect::new(code, effect, message).at(position).of(meter_id).count(count).during(during));
        let completeness = &mut dossier.completeness[meter];
        completeness.missing -= count.min(completeness.missing);
        completeness.present += count;
        completeness.estimated += count;
    }
    dossier.series[meter] = Some(series);
    told
}

/// Runs of cells without a value; those in register gaps have a known total and are left alone.
fn runs(series: &Series) -> Vec<std::ops::Range<usize>> {
    let open = |c: usize| !series.has(c) && !series.states[c].has(State::SPREAD) && !series.states[c].has(State::BILLED);
    let mut found = Vec::new();
    let mut start = None;
    for cell in 0..=series.len() {
        match (cell < series.len() && open(cell), start) {
            (true, None) => start = Some(cell),
            (false, Some(first)) => {
                found.push(first..cell);
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn is_short(series: &Series, cells: usize) -> bool {
    series.step.seconds().is_some_and(|s| s * i64::try_from(cells).unwrap_or(i64::MAX) <= SHORT * 3600)
}

/// The estimates of all gaps, from measured values only.
fn estimates(series: &Series) -> Vec<(usize, i128)> {
    let Some(seconds) = series.step.seconds() else { return Vec::new() };
    let week = usize::try_from(WEEK / seconds).unwrap_or(1).max(1);
    let mut found = Vec::new();
    for run in runs(series) {
        let before = run.start.checked_sub(1).filter(|&c| series.has(c));
        let after = Some(run.end).filter(|&c| c < series.len() && series.has(c));
        if is_short(series, run.len())
            && let (Some(before), Some(after)) = (before, after)
        {
            let (a, b) = (series.cells.get(before), series.cells.get(after));
            let steps = i128::try_from(after - before).unwrap_or(1);
            for (n, cell) in run.clone().enumerate() {
                found.push((cell, a + (b - a) * (i128::try_from(n).unwrap_or(0) + 1) / steps));
            }
            continue;
        }
        for cell in run {
            let mut values = Vec::new();
            for distance in 1.. {
                let (back, on) = (cell.checked_sub(distance * week), cell + distance * week);
                if back.is_none() && on >= series.len() || values.len() >= DAYS {
                    break;
                }
                values.extend(back.filter(|&c| series.has(c)).map(|c| series.cells.get(c)));
                values.extend(Some(on).filter(|&c| c < series.len() && series.has(c)).map(|c| series.cells.get(c)));
            }
            values.truncate(DAYS);
            if let Ok(count) = i128::try_from(values.len())
                && count > 0
            {
                found.push((cell, values.iter().sum::<i128>() / count));
            }
        }
    }
    found
}
