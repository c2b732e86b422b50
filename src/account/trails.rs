//! Trails from figures to rows: which lines of which files each meter's readings stand on.

use std::collections::BTreeMap;

use crate::dossier::{Dossier, Position};
use crate::measure::{Lines, Trail};

/// The rows used of every meter.
pub struct Trails<'a> {
    dossier: &'a Dossier,
    by_meter: Vec<BTreeMap<usize, Lines>>,
}

impl<'a> Trails<'a> {
    /// Collects the rows of every meter once.
    pub fn of(dossier: &'a Dossier) -> Self {
        let by_meter = (0..dossier.meters.len())
            .map(|meter| {
                if let Some(summed) = dossier.series[meter].as_ref().and_then(|s| s.totals.as_ref()) {
                    return summed.rows.clone();
                }
                let mut files: BTreeMap<usize, Lines> = BTreeMap::new();
                for position in Self::rows(dossier, meter) {
                    let line = Lines::one(position.line);
                    files.entry(position.file).and_modify(|l| *l = l.and(line)).or_insert(line);
                }
                files
            })
            .collect();
        Self { dossier, by_meter }
    }

    fn rows(dossier: &Dossier, meter: usize) -> Vec<Position> {
        // A summed meter has no row in a file in which one row is of several meters.
        let series = dossier.series[meter].as_ref().filter(|s| s.totals.is_none());
        let rows = series.map(crate::dossier::Series::rows).unwrap_or_default();
        rows.into_iter().map(|place| dossier.places.position(place)).collect()
    }

    /// The trail of a sum over meters; the meters subtracted from them belong to it.
    pub fn meters(&self, meters: &[usize]) -> Trail {
        let mut all: Vec<usize> = meters.to_vec();
        for &meter in meters {
            all.extend(&self.dossier.meters[meter].less);
        }
        all.sort_unstable();
        all.dedup();
        let mut trail = Trail::new();
        let mut shared = false;
        for &meter in &all {
            trail.add_meter(meter);
            for (&file, &lines) in &self.by_meter[meter] {
                if self.dossier.shared_files.get(file).copied().unwrap_or(false) {
                    shared = true;
                } else {
                    trail.add(file, lines);
                }
            }
        }
        if shared {
            // One row may hold readings of several meters: each counts once.
            let mut rows: Vec<Position> = all.iter().flat_map(|&m| Self::rows(self.dossier, m)).collect();
            rows.retain(|p| self.dossier.shared_files.get(p.file).copied().unwrap_or(false));
            rows.sort_unstable();
            rows.dedup();
            for position in rows {
                trail.add(position.file, Lines::one(position.line));
            }
        }
        trail
    }

    /// The files with readings of a meter.
    pub fn files_of(&self, meter: usize) -> impl Iterator<Item = usize> + '_ {
        self.by_meter[meter].keys().copied()
    }

    /// The trail of rows of declared tables.
    pub fn rows_at(positions: impl IntoIterator<Item = Position>) -> Trail {
        let mut rows: Vec<Position> = positions.into_iter().collect();
        rows.sort_unstable();
        rows.dedup();
        let mut trail = Trail::new();
        for position in rows {
            trail.add(position.file, Lines::one(position.line));
        }
        trail
    }
}
