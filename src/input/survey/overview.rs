//! A folder at a glance: a line for each set of files that are read alike, and one for each reason why files are not read.

use std::collections::BTreeSet;

use super::folder::{groups, table_open};
use super::found::{Export, Role, Shape, Survey};
use crate::measure::{Civil, Step};
use crate::say;
use crate::say::Message;

/// A line of the overview.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Its files, in the order of their names.
    pub files: Vec<String>,
    /// Its sheets, of a workbook.
    pub sheets: Vec<String>,
    /// What it is; `None` of files that cannot be read.
    pub shape: Option<Shape>,
    /// Its meters, each once.
    pub meters: BTreeSet<String>,
    /// First and last stamp.
    pub span: Option<(Civil, Civil)>,
    /// Its step, where all share one.
    pub step: Option<Step>,
    /// Its unit, where all share one.
    pub unit: Option<&'static str>,
    /// What is open, or why it is not read.
    pub open: Vec<Message>,
}

/// The lines of a folder's files: readings first, then other tables, then what cannot be read.
pub fn overview(exports: &[Export]) -> Vec<Overview> {
    let mut exports = exports.to_vec();
    super::settle::settle(&mut exports);
    let all: Vec<(&str, &Survey)> = exports.iter().flat_map(|e| e.survey.iter().flatten().map(|s| (e.name.as_str(), s))).collect();
    let readings: Vec<(&str, &Survey)> = all.iter().copied().filter(|(_, s)| s.shape.is_readings()).collect();
    let mut lines: Vec<Overview> = groups(&readings).iter().map(|group| line(group)).collect();
    let mut others: Vec<Overview> = Vec::new();
    for (name, survey) in all.iter().filter(|(_, s)| !s.shape.is_readings()) {
        // A sheet without a table in a workbook that has one is told of there.
        if survey.shape == Shape::Unknown && all.iter().any(|(other, s)| other == name && s.shape != Shape::Unknown) {
            continue;
        }
        let one = line(&[(*name, *survey)]);
        join(&mut others, one, |a, b| a.shape == b.shape && a.open == b.open);
    }
    for export in &exports {
        let Err(why) = &export.survey else { continue };
        let one = Overview {
            files: vec![export.name.clone()],
            sheets: Vec::new(),
            shape: None,
            meters: BTreeSet::new(),
            span: None,
            step: None,
            unit: None,
            open: vec![why.clone()],
        };
        join(&mut others, one, |a, b| a.shape.is_none() && b.shape.is_none() && a.open == b.open);
    }
    lines.extend(others);
    lines
}

/// Puts a line to those of its kind.
fn join(lines: &mut Vec<Overview>, one: Overview, alike: impl Fn(&Overview, &Overview) -> bool) {
    match lines.iter_mut().find(|known| alike(known, &one)) {
        Some(known) => known.files.extend(one.files),
        None => lines.push(one),
    }
}

fn line(group: &[(&str, &Survey)]) -> Overview {
    let surveys = || group.iter().map(|(_, s)| *s);
    let times = || surveys().filter_map(|s| s.times.as_ref());
    let steps: BTreeSet<Option<Step>> = times().map(|t| t.step).collect();
    let units: BTreeSet<&str> = surveys()
        .flat_map(|s| &s.columns)
        .filter(|c| is_value(&c.role))
        .filter_map(|c| c.unit.filter(|u| !u.guess))
        .map(|u| u.unit.name())
        .collect();
    let first = times().map(|t| t.first).min();
    let mut files: Vec<String> = group.iter().map(|(name, _)| (*name).to_owned()).collect();
    files.dedup();
    let survey = group[0].1;
    let mut open: Vec<Message> = table_open(survey).into_iter().map(Message::verbatim).collect();
    let (conflicts, readings) = surveys().flat_map(|s| &s.meters).fold((0, 0), |sum, m| (sum.0 + m.conflicts, sum.1 + m.readings));
    if conflicts > 0 {
        open.push(say!("{conflicts} of {readings} intervals have several values", conflicts, readings));
    }
    let unreadable: u64 = surveys().flat_map(|s| &s.unreadable).map(|u| u.count).sum();
    if unreadable > 0 {
        open.push(say!("{count} cell(s) cannot be read", count = unreadable));
    }
    if !survey.shape.is_readings() {
        open.extend(survey.notes.first().cloned());
    }
    Overview {
        files,
        sheets: survey.sheet.iter().filter(|_| survey.sheets > 1).chain(&survey.alike).cloned().collect(),
        shape: Some(survey.shape),
        meters: surveys().flat_map(|s| s.meters.iter().map(|m| m.id.clone())).collect(),
        span: first.zip(times().map(|t| t.last).max()),
        step: if steps.len() == 1 { steps.first().copied().flatten() } else { None },
        unit: if units.len() == 1 { units.first().copied() } else { None },
        open,
    }
}

fn is_value(role: &Role) -> bool {
    matches!(role, Role::Value | Role::OfMeter(_) | Role::Energy | Role::EndReading | Role::Across(..) | Role::Point(_))
}
