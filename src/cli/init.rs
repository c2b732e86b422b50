//! `lingtan init`: a park from a folder of exports. Asks nothing and never replaces a file.

#![allow(clippy::format_push_string, reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise")]

use std::path::Path;

use anyhow::bail;

use super::exports::surveyed;
use super::terminal::Look;
use super::{exit, print};
use crate::dossier::{Code, Defect, Effect};
use crate::files::{Files, write_new};
use crate::input::error::InputError;
use crate::input::manifest::{MANIFEST, Manifest};
use crate::input::survey::{Draft, Export, Survey, draft, overview};
use crate::measure::Period;
use crate::say;
use crate::say::Message;

/// The registry that is written.
const METERS: &str = "meters.csv";

/// The registry that is written as a workbook.
const WORKBOOK: &str = "meters.xlsx";

/// Bytes of a folder up to which the draft is read back.
const READ_BACK: u64 = 4 << 30;

/// Lines of a list on the screen.
const LISTED: usize = 20;

pub(super) fn run(folder: &Path, workbook: bool, look: Look) -> anyhow::Result<u8> {
    let lang = look.style().lang;
    let told = |message: &Message| lang.say(message);
    let files = Files::of(folder)?;
    let names = files.list()?;
    let present: Vec<String> = [MANIFEST, METERS, WORKBOOK]
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|p| p.display().to_string())
        .collect();
    if !present.is_empty() {
        bail!(say!("exists already, and is not replaced; move it away first (nothing was written)").at(present.join(", ")));
    }
    let exports: Vec<Export> = surveyed(&files, &names);
    if exports.is_empty() {
        bail!(say!("the folder holds no exports; put the meter exports (CSV) into it first").at(folder.display().to_string()));
    }
    let title = folder
        .canonicalize()
        .ok()
        .and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "park".to_owned());
    let found = overview(&exports);
    let conflicting = conflicts(&exports);
    if !conflicting.is_empty() {
        let whole =
            say!("more than 1 % of the readings of a meter contradict each other: its rows are of several things (nothing was written)");
        let all: Vec<Message> = std::iter::once(whole).chain(conflicting).collect();
        return Err(print::lines(&all, Message::clone));
    }
    let Some(mut draft) = draft(&title, &exports, &told) else {
        let whole = say!("no file in it holds readings of meters (nothing was written)").at(folder.display().to_string());
        let all: Vec<Message> = std::iter::once(whole).chain(exports.iter().map(reason)).collect();
        return Err(print::lines(&all, Message::clone));
    };
    if workbook && draft.meters.is_some() {
        draft.park = draft.park.replacen("file = \"meters.csv\"", "file = \"meters.xlsx\"", 1);
    }
    if let Err(errors) = Manifest::parse(&draft.park) {
        let whole = say!("the park.toml that was drafted cannot be read; nothing was written");
        let all: Vec<Message> = std::iter::once(whole).chain(errors.iter().map(InputError::said)).collect();
        return Err(print::lines(&all, Message::clone));
    }
    let read = read_back(folder, &files, &names, &draft);
    draft.park += &draft.unsettled;
    let registry = folder.join(if workbook { WORKBOOK } else { METERS });
    match &draft.meters {
        Some(_) if workbook => write_new(&registry, &super::meters_workbook::bytes(&draft.cells)?)?,
        Some(text) => write_new(&registry, text.as_bytes())?,
        None => {}
    }
    if let Err(error) = write_new(&folder.join(MANIFEST), draft.park.as_bytes()) {
        if draft.meters.is_some() {
            crate::files::remove(&registry);
        }
        return Err(error.into());
    }
    let line = |what: &Message| crate::report::clean(&told(what));
    let mut text = line(&say!("wrote {file}", file = folder.join(MANIFEST).display())) + "\n";
    if draft.meters.is_some() {
        text += &(line(&say!("wrote {file} ({count} meter(s))", file = registry.display(), count = draft.count)) + "\n");
    }
    let mut part = |head: Message, lines: &[Message]| {
        if lines.is_empty() {
            return;
        }
        text += &format!("\n{}\n", told(&head));
        for what in lines.iter().take(LISTED) {
            text += &format!("  {}\n", line(what));
        }
        if lines.len() > LISTED {
            text += &format!("  {}\n", line(&say!("and {count} more, in park.toml", count = lines.len() - LISTED)));
        }
    };
    part(say!("Fill in:"), &draft.open);
    part(
        say!("Guessed, to be looked over (the column `guess` of meters.csv; `check` repeats it until the cell is empty):"),
        &draft.guessed,
    );
    part(say!("Not read:"), &draft.left);
    part(say!("Read back as `check` reads it:"), &read);
    text += &format!("\n{}\n{}", told(&say!("Found:")), super::inspect::table(&found, look.style()));
    text += &format!("\n{}\n", line(&say!("Then: {command}", command = format_args!("lingtan check {}", folder.display()))));
    print::plain(&text)?;
    Ok(exit::PASS)
}

/// What `check` would say of the draft: why it cannot read it, and what it cannot use, a line for each kind.
fn read_back(folder: &Path, files: &Files, names: &[String], draft: &Draft) -> Vec<Message> {
    let size: u64 = names.iter().filter_map(|name| files.size(name)).sum();
    let Some(trial) = draft.trial.as_ref() else { return Vec::new() };
    if size > READ_BACK {
        let megabytes = size >> 20;
        return vec![say!(
            "the files hold {megabytes} MB, and were not read back: `lingtan check` says what it cannot use of them",
            megabytes
        )];
    }
    let defects = match crate::input::read_back(folder, &draft.park, trial, draft.year.and_then(Period::year)) {
        Ok(defects) => defects,
        Err(errors) => return errors.iter().map(InputError::said).collect(),
    };
    let mut kinds: Vec<(Code, u64, &Message)> = Vec::new();
    for defect in defects.iter().filter(|d| matters(d)) {
        match kinds.iter_mut().find(|(code, ..)| *code == defect.code) {
            Some((_, count, _)) => *count += defect.count,
            None => kinds.push((defect.code, defect.count, &defect.message)),
        }
    }
    kinds
        .into_iter()
        .map(|(code, count, first)| say!("{count} × {code}, such as {first}", count, code = code.name(), first => first.clone()))
        .collect()
}

/// Whether a defect speaks of how the files are read, rather than of what was measured.
fn matters(defect: &Defect) -> bool {
    !matches!(defect.effect, Effect::Notes) && defect.code != Code::MissingInterval && defect.code != Code::OutsidePeriod
}

/// Meters of which more than one reading in a hundred contradicts another of the same time, with the column that tells their rows apart.
fn conflicts(exports: &[Export]) -> Vec<Message> {
    let mut found = Vec::new();
    for (export, survey) in exports.iter().flat_map(|e| e.survey.iter().flatten().map(move |s| (e, s))) {
        for meter in survey.meters.iter().filter(|m| m.conflicts * 100 > m.readings && m.conflicts > 1) {
            let share = meter.conflicts * 100 / meter.readings.max(1);
            let said = if let Some(column) = survey.apart.as_ref().filter(|column| survey.counts_time(column)) {
                say!(
                    "{share} % of the intervals of `{meter}` have several values; the column `{column}` tells their rows apart, and looks like the number of an hour or of a point of the day: state `columns = { date = \"…\", hour = \"{column}\" }`, or `point` in place of `hour`",
                    share,
                    meter = meter.id,
                    column
                )
            } else if let Some(column) = &survey.apart {
                say!(
                    "{share} % of the intervals of `{meter}` have several values; the column `{column}` tells their rows apart: keep the rows of one word of it in a file of their own, or state `where = { \"{column}\" = \"…\" }`",
                    share,
                    meter = meter.id,
                    column
                )
            } else {
                say!(
                    "{share} % of the intervals of `{meter}` have several values, and no column tells their rows apart",
                    share,
                    meter = meter.id
                )
            };
            found.push(said.at(export.name.as_str()));
        }
    }
    found
}

fn reason(export: &Export) -> Message {
    match &export.survey {
        Err(why) => why.clone().at(export.name.as_str()),
        Ok(all) => {
            let told = |survey: &Survey| survey.notes.first().cloned().unwrap_or_else(|| super::inspect::layout(survey));
            all.first().map_or_else(Message::nothing, told).at(export.name.as_str())
        }
    }
}
