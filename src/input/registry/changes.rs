//! A meter whose multiplier changes (CT exchanged): a row for each multiplier, with the days on which it holds.
//!
//! Nothing else may differ between the rows, and their days must follow one another: then each reading has exactly one multiplier.

use std::collections::BTreeMap;

use super::super::row::Fault;
use crate::dossier::{Meter, Validity};
use crate::say;

/// Joins the rows of each id into the first of them; the faults are rows that contradict each other.
pub(super) fn join(meters: &mut [Option<Meter>]) -> Vec<(usize, Fault)> {
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, meter) in meters.iter().enumerate() {
        if let Some(meter) = meter {
            rows.entry(meter.id.clone()).or_default().push(at);
        }
    }
    let mut faults = Vec::new();
    for (id, mut rows) in rows.into_iter().filter(|(_, rows)| rows.len() > 1) {
        let first = rows[0];
        rows.sort_by_key(|at| meters[*at].as_ref().and_then(|m| m.service.from));
        let parts: Vec<(usize, Meter)> = rows.iter().filter_map(|at| Some((*at, meters[*at].clone()?))).collect();
        let found: Vec<(usize, Fault)> =
            parts.windows(2).filter_map(|pair| Some((pair[0].0.max(pair[1].0), contradiction(&id, &pair[0].1, &pair[1].1)?))).collect();
        if !found.is_empty() {
            faults.extend(found);
            continue;
        }
        let Some(meter) = &mut meters[first] else { continue };
        let (Some((_, earliest)), Some((_, latest))) = (parts.first(), parts.last()) else { continue };
        meter.service = Validity { from: earliest.service.from, to: latest.service.to };
        meter.service_note = latest.service_note.clone().or_else(|| earliest.service_note.clone());
        meter.multiplier = earliest.multiplier.clone();
        if parts.iter().any(|(_, part)| part.multiplier != earliest.multiplier) {
            let starts = parts.iter().map(|(_, part)| (part.service.from, part.multiplier.clone()));
            meter.multipliers = starts.collect();
        }
    }
    faults
}

/// The meters without the rows that were joined into others; their links follow.
pub(super) fn one_each(meters: Vec<Option<Meter>>) -> Vec<Meter> {
    let mut places = BTreeMap::new();
    let mut moved = Vec::with_capacity(meters.len());
    let mut kept: Vec<Meter> = Vec::with_capacity(meters.len());
    for meter in meters.into_iter().flatten() {
        let place = *places.entry(meter.id.clone()).or_insert(kept.len());
        moved.push(place);
        if place == kept.len() {
            kept.push(meter);
        }
    }
    for meter in &mut kept {
        meter.parent = meter.parent.map(|at| moved[at]);
        for at in &mut meter.less {
            *at = moved[*at];
        }
    }
    kept
}

/// Why two rows, one after the other in time, cannot be one meter.
fn contradiction(id: &str, before: &Meter, after: &Meter) -> Option<Fault> {
    let undated = |m: &Meter| m.service == Validity::default();
    if undated(before) || undated(after) {
        // The repeated id is told already.
        return None;
    }
    let line = before.position.line.min(after.position.line);
    let twice = say!("meter `{id}` is registered twice (first at line {line})", id, line);
    let next = before.service.to.and_then(|day| day.succ_opt());
    let (Some(last), Some(next), Some(from)) = (before.service.to, next, after.service.from) else {
        return Some(Fault::new(say!(
            "{twice}, and both rows are in service at once: let the `to` of one be the day before the `from` of the other",
            twice => twice
        )));
    };
    if from <= last {
        return Some(Fault::new(say!(
            "{twice}, and both rows are in service from {from} to {to}: let the `to` of one be the day before the `from` of the other",
            twice => twice, from, to = after.service.to.map_or(last, |to| to.min(last))
        )));
    }
    if from > next {
        let gap_end = from.pred_opt().unwrap_or(from);
        return Some(Fault::new(say!(
            "{twice}, and from {next} to {gap_end} neither row is in service: let one begin on the day after the other ends, or give them ids of their own",
            twice => twice, next, gap_end
        )));
    }
    let differs = [
        ("carrier", before.carrier != after.carrier),
        ("flow", before.flow != after.flow),
        ("unit", before.unit != after.unit),
        ("positive", before.positive != after.positive),
        ("parent", before.parent != after.parent),
        ("less", before.less != after.less),
        ("rating", before.rating != after.rating),
        ("accuracy_class", before.accuracy_class != after.accuracy_class),
        ("digits", before.digits != after.digits),
        ("loss_percent", before.loss_percent != after.loss_percent),
        ("source", before.source != after.source),
        ("use", before.used_as != after.used_as),
        ("ncv", before.ncv != after.ncv),
        ("project_code", before.project_code != after.project_code),
    ];
    let column = differs.into_iter().find(|(_, differs)| *differs)?.0;
    Some(Fault::new(say!(
        "{twice}, and the rows differ in `{column}`: only the multiplier of a meter may change; give what was exchanged an id of its own",
        twice => twice, column
    )))
}
