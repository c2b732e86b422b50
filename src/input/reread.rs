//! Reads the files of readings again, one table of one file at a time, to say what each of them gave to a meter. The accounts keep totals only;
//! this second pass shows what a person finds who opens the files one by one.
//!
//! An interval belongs to the first file, in the order of names, that gives it by itself. What no file gives by itself (the step of a register
//! between two files, an estimate) belongs to none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::error::InputError;
use super::fast::claimed;
use super::ids;
use super::manifest::{Layout, MANIFEST, Manifest, Readings};
use super::table::Table;
use super::table::columns::Columns;
use crate::dossier::{Carrier, Defects, Dimension, Dossier, Given, Meter, Series, Unit};
use crate::files::Files;
use crate::input::readings::collector::Collector;
use crate::input::readings::reader::Reader;
use crate::input::readings::retention::Retention;
use crate::measure::{Exact, Period, Step};
use crate::say;

/// What each file gave to some meters in a part of the dossier's period.
pub fn given(park: &Path, dossier: &Dossier, meters: &[usize], scope: Period) -> Result<Vec<Given>, Vec<InputError>> {
    let files = Files::of(park).map_err(|e| vec![InputError::file(&e)])?;
    let (text, _) = files.text(MANIFEST).map_err(|e| vec![InputError::file(&e)])?;
    let manifest = Manifest::parse(text.strip_prefix('\u{feff}').unwrap_or(&text))?;
    let rows = |meter: usize| dossier.series[meter].as_ref().map(Series::rows).unwrap_or_default();
    let used: BTreeMap<usize, BTreeSet<(usize, u64)>> = meters
        .iter()
        .map(|&m| (m, rows(m).into_iter().map(|place| dossier.places.position(place)).map(|p| (p.file, p.line)).collect()))
        .collect();
    let wanted: BTreeSet<usize> = used.values().flatten().map(|&(file, _)| file).collect();
    let mut all = Vec::new();
    let mut taken: BTreeMap<usize, BTreeSet<i64>> = BTreeMap::new();
    for file in wanted {
        let name = &dossier.inputs[file].name;
        let mut tables = Vec::new();
        for table in &manifest.readings {
            let named = |pattern: &String| files.find(pattern).is_ok_and(|names| names.contains(name));
            if table.source.files.iter().any(named) {
                tables.push(table);
            }
        }
        // Each sheet that a table reads is a file of its own.
        let mut each = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            let claimed = claimed(tables.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| *other));
            let table = Readings { claimed, ..(*table).clone() };
            let read = Table::open_each(&files, name, &table.source.options, &table).map_err(|e| vec![e])?;
            each.extend(read.into_iter().map(|(rows, _)| table.of_sheet(rows.sheet)));
        }
        for table in &each {
            let one = |interval: Option<Step>| solo(&files, dossier, file, table, interval, manifest.utc_offset, scope);
            let (mut found, mut sheet, mut columns) = one(table.interval).map_err(|e| vec![e])?;
            let steps: BTreeSet<Step> = meters.iter().filter_map(|&m| dossier.series[m].as_ref().map(|s| s.step)).collect();
            let silent = meters.iter().all(|&m| found[m].is_none());
            if let (true, Some(&step), 1) = (silent, steps.first(), steps.len()) {
                // A file too short to show its step: it has the step that the files together showed.
                (found, sheet, columns) = one(Some(step)).map_err(|e| vec![e])?;
            }
            for &meter in meters {
                let (Some(own), Some(whole)) = (found[meter].as_ref(), dossier.series[meter].as_ref()) else { continue };
                let taken = taken.entry(meter).or_default();
                let mut sum = 0_i128;
                let mut readings = 0;
                for cell in (0..own.len()).filter(|&cell| own.step == whole.step && own.has(cell)) {
                    let index = own.step.index(own.start(cell));
                    let Some(at) = whole.cell(index).filter(|&at| whole.has(at)) else { continue };
                    if taken.insert(index) {
                        sum += whole.cells.get(at);
                        readings += 1;
                    }
                }
                let mut total = whole.base_units(sum);
                for spread in &whole.spreads {
                    let (from, until) = (spread.from.max(scope.from()), spread.until.min(scope.until()));
                    if from < until
                        && dossier.places.position(spread.place).file == file
                        && own.spreads.iter().any(|s| s.from == spread.from)
                    {
                        // Of one that reaches over the ends of the time, what falls into it by days.
                        let share = Exact::ratio(i128::from(until.0 - from.0), i128::from((spread.until.0 - spread.from.0).max(1)));
                        total += &(whole.base_units(spread.total) * share);
                        readings += 1;
                    }
                }
                let lines: BTreeSet<u64> = own.rows().into_iter().map(u64::from).collect();
                // Rows that say again what was said before are not used.
                let lines: Vec<u64> = lines.into_iter().filter(|&line| sheet.is_some() || used[&meter].contains(&(file, line))).collect();
                if lines.is_empty() && readings == 0 {
                    continue;
                }
                let registered = &dossier.meters[meter];
                let (unit, size) = unit_of(table, &columns, registered, own.step);
                let plain = !matches!(table.layout, Layout::Bill) && size.is_positive();
                let factor = &size * &registered.multiplier;
                let stated = if plain { total.over(&factor) } else { None };
                let cumulative = table.layout == Layout::Register;
                all.push(Given { cumulative, file, sheet: sheet.clone(), meter, unit, stated, size, total, readings, lines });
            }
        }
    }
    Ok(all)
}

type Found = (Vec<Option<Series>>, Option<String>, Columns);

/// What one table makes of one file alone; places are lines.
fn solo(
    files: &Files,
    dossier: &Dossier,
    file: usize,
    table: &Readings,
    interval: Option<Step>,
    offset: i32,
    scope: Period,
) -> Result<Found, InputError> {
    let names: Vec<String> = dossier.inputs.iter().map(|input| input.name.clone()).collect();
    let ids = ids::of_meters(&dossier.meters);
    let table = Readings { interval, ..table.clone() };
    let mut retention = Retention::of(&dossier.meters, true);
    loop {
        let mut defects = Defects::default();
        let mut collector = Collector::new(&dossier.meters, scope, &names, &mut defects, retention);
        let open = || Table::open(files, &names[file], &table.source.options, &table);
        let (mut rows, columns) = open()?;
        let (_, kept) = open()?;
        collector.open(file);
        let sheet = rows.sheet.clone();
        let shown = rows.shown_name().to_owned();
        Reader::new(files, &table, &shown, rows.names(&names[file]), file, offset, columns, &ids).read(&mut rows, &mut collector)?;
        let (lines, _, digested) = rows.finish()?;
        if digested.sha256 != dossier.inputs[file].sha256 {
            return Err(InputError::at(&names[file], 0, say!("the file changed while it was read")));
        }
        collector.close(lines)?;
        match collector.finish() {
            Ok(collected) => return Ok((collected.series, sheet, kept)),
            // What showed only while reading: once more.
            Err(more) => retention = more,
        }
    }
}

/// The unit of a meter's numbers in a table, and the base units that one of them stands for over a step.
fn unit_of(table: &Readings, columns: &Columns, meter: &Meter, step: Step) -> (Unit, Exact) {
    let value = match table.layout {
        Layout::Bill => columns.energy,
        _ => columns.value,
    };
    let in_header = || columns.units.iter().find(|(at, _)| Some(*at) == value).map(|&(_, unit)| unit);
    let unit = table.unit.or_else(in_header).or(columns.unit).or(columns.unit_above).or(columns.unit_named).unwrap_or(meter.unit);
    let unit = if table.power && unit.dimension == Dimension::Energy { unit.per_hour().unwrap_or(unit) } else { unit };
    let size = match (meter.carrier, unit.dimension) {
        (Carrier::Electricity, _) => unit.size(),
        (_, Dimension::Energy) => unit.size() * Exact::ratio(9, 2500),
        _ => unit.size(),
    };
    let hours = match (unit.dimension, step.seconds()) {
        (Dimension::Power, Some(seconds)) => Exact::ratio(i128::from(seconds), 3600),
        // Months are of different lengths: their mean powers have no common factor.
        (Dimension::Power, None) => Exact::zero(),
        _ => Exact::one(),
    };
    (unit, size * hours)
}
