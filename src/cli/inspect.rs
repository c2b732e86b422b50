//! `lingtan inspect`: what files look like, and the `[[readings]]` table that would read each.

#![allow(clippy::format_push_string, reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise")]

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{SurveyFormat, exit, print};
use crate::files::Stream;
use crate::input::error::InputError;
use crate::input::field::DateOrder;
use crate::input::manifest::Label;
use crate::input::scan::Delimiter;
use crate::input::survey::{MeterSurvey, Survey, survey_file};

/// Meters and columns that the text lists.
const LISTED: usize = 20;

/// Schema of the JSON.
const SCHEMA: &str = "lingtan.inspect/1";

pub(super) fn run(files: &[PathBuf], format: SurveyFormat) -> anyhow::Result<u8> {
    let mut code = exit::PASS;
    let mut told = Vec::new();
    for path in files {
        let name = path.display().to_string();
        let found = look(path);
        if let Err(error) = &found {
            print::error(&error.said());
            code = exit::ERROR;
        }
        told.push((name, found));
    }
    let text = match format {
        SurveyFormat::Json => {
            let all: Vec<Value> = told.iter().map(|(name, found)| value(name, found)).collect();
            crate::report::json::inert(format!("{:#}\n", json!({ "schema": SCHEMA, "files": all })))
        }
        SurveyFormat::Text => told.iter().filter_map(|(name, found)| Some(text(name, found.as_ref().ok()?))).collect::<Vec<_>>().join("\n"),
    };
    print::out(&text)?;
    Ok(code)
}

/// Surveys a file of the disk.
pub(super) fn look(path: &std::path::Path) -> Result<Survey, InputError> {
    let shown = path.display().to_string();
    survey_file(&shown, || Stream::open(path, &shown).map_err(|e| InputError::file(&e)))
}

/// Name of the file for the `[[readings]]` table.
fn base(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

fn delimiter(delimiter: Delimiter) -> String {
    match delimiter {
        Delimiter::Byte(b',') => "comma".to_owned(),
        Delimiter::Byte(b'\t') => "tab".to_owned(),
        Delimiter::Byte(b';') => "semicolon".to_owned(),
        Delimiter::Byte(byte) => char::from(byte).to_string(),
        Delimiter::WideComma => "，".to_owned(),
    }
}

fn label(label: Option<Label>) -> Option<&'static str> {
    label.map(|l| if l == Label::End { "end" } else { "start" })
}

fn order(order: Option<DateOrder>) -> Option<&'static str> {
    order.map(|o| match o {
        DateOrder::Ymd => "ymd",
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
    })
}

fn value(name: &str, found: &Result<Survey, InputError>) -> Value {
    let survey = match found {
        Ok(survey) => survey,
        Err(error) => return json!({ "file": name, "error": error.to_string() }),
    };
    let columns: Vec<Value> = survey
        .columns
        .iter()
        .map(|c| {
            json!({
                "number": c.number, "name": c.name, "role": c.role.name(), "unit": c.unit.map(|u| u.unit.name()),
                "unit_is_guess": c.unit.map(|u| u.guess), "cumulative": c.cumulative,
            })
        })
        .collect();
    let times = survey.times.as_ref().map(|t| {
        json!({
            "first": t.first.to_string(), "last": t.last.to_string(), "step": t.step.map(|s| s.to_string()),
            "label": label(t.convention.label), "label_because": t.convention.why,
            "midnight_closes_date": t.closing_midnights > 0, "closing_midnights": t.closing_midnights, "seconds_off_grid": t.off_grid,
            "descending": t.descending, "date_of_undated_rows": t.undated.map(|d| d.to_string()),
        })
    });
    json!({
        "file": name,
        "encoding": survey.encoding,
        "sheet": survey.sheet,
        "line_ending": survey.sheet.is_none().then_some(survey.line_ending),
        "delimiter": survey.sheet.is_none().then(|| delimiter(survey.delimiter)),
        "header_line": survey.header.as_ref().map(|h| h.line),
        "layout": survey.shape.name(),
        "rows": survey.rows,
        "columns": columns,
        "date_order": survey.order.as_ref().and_then(|o| order(o.order)),
        "date_order_because": survey.order.as_ref().map(|o| o.why.clone()),
        "times": times,
        "meters": survey.meters.iter().map(meter_value).collect::<Vec<_>>(),
        "totals": totals(survey),
        "unreadable": survey.unreadable.iter().map(|u| json!({ "count": u.count, "line": u.line, "excerpt": u.excerpt, "why": u.why })).collect::<Vec<_>>(),
        "missing_words": survey.missing_words,
        "notes": survey.notes,
        "readings": survey.readings_table(&[base(name)]),
        "certificates": survey.certificates_table(&[base(name)]),
    })
}

fn meter_value(m: &MeterSurvey) -> Value {
    json!({
        "meter": m.id, "readings": m.readings, "first": m.first.map(|t| t.to_string()), "last": m.last.map(|t| t.to_string()),
        "step": m.step.map(|s| s.to_string()),
        "gaps": { "runs": m.gaps.runs, "intervals": m.gaps.intervals, "longest": m.gaps.longest, "first_after": m.gaps.after.map(|t| t.to_string()) },
        "duplicates": m.duplicates, "conflicts": m.conflicts, "negatives": m.negatives, "placeholders": m.placeholders,
        "unreadable": m.unreadable, "off_grid": m.off_grid, "cumulative": m.cumulative,
    })
}

fn totals(survey: &Survey) -> Value {
    let sum = |count: fn(&MeterSurvey) -> u64| survey.meters.iter().map(count).sum::<u64>();
    json!({
        "readings": sum(|m| m.readings), "gap_runs": sum(|m| m.gaps.runs), "gap_intervals": sum(|m| m.gaps.intervals),
        "duplicates": sum(|m| m.duplicates), "conflicts": sum(|m| m.conflicts), "negatives": sum(|m| m.negatives),
        "placeholders": survey.placeholders, "thousands_separated": survey.thousands, "off_grid": sum(|m| m.off_grid),
        "unreadable": survey.unreadable.iter().map(|u| u.count).sum::<u64>(),
    })
}

/// Control characters never reach the terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if crate::report::is_unseen(c) { '\u{fffd}' } else { c }).collect()
}

/// As much of a cell as tells it.
fn short(text: &str) -> String {
    let clean = clean(text);
    if clean.chars().count() > 80 { format!("{}…", clean.chars().take(80).collect::<String>()) } else { clean }
}

fn text(name: &str, survey: &Survey) -> String {
    let mut out = format!("{}\n", clean(name));
    let mut line = |key: &str, value: &str| out += &format!("  {key:<12} {}\n", clean(value));
    line("layout", &layout(survey));
    match &survey.sheet {
        Some(sheet) => line("sheet", sheet),
        None => line(
            "text",
            &format!("{}, {} line endings, {} between cells", survey.encoding, survey.line_ending, delimiter(survey.delimiter)),
        ),
    }
    match &survey.header {
        Some(header) => line("header", &format!("line {}", header.line)),
        None => line("header", "none: columns are named by number"),
    }
    line("rows", &survey.rows.to_string());
    times(survey, &mut line);
    counts(survey, &mut line);
    out += &columns(survey);
    out += &meters(survey);
    for trouble in &survey.unreadable {
        out += &format!(
            "  unreadable   {} times, first at line {}: `{}`: {}\n",
            trouble.count,
            trouble.line,
            short(&trouble.excerpt),
            clean(&trouble.why)
        );
    }
    for note in &survey.notes {
        out += &format!("  note         {}\n", clean(note));
    }
    let files = [base(name)];
    if let Some(table) = survey.readings_table(&files).or_else(|| survey.certificates_table(&files)) {
        out += "\n  Read it in park.toml with:\n\n";
        table.lines().for_each(|l| out += &format!("    {l}\n"));
    }
    out
}

fn layout(survey: &Survey) -> String {
    let name = survey.shape.name();
    match name {
        "long" => "long: a row for each reading".to_owned(),
        "wide" => "wide: a row for each meter and day".to_owned(),
        "register" => "register: a row for each reading of a cumulative register".to_owned(),
        "bill" => "bill: a row for each bill or interval, with its start and end".to_owned(),
        "meter-columns" => "meter-columns: a row for each time, a column for each meter".to_owned(),
        "certificates" => "certificates: a ledger of green certificates with their retirements".to_owned(),
        "certificate-retirements" => "certificate-retirements: a list of retired certificates (核销清单)".to_owned(),
        "certificate-holdings" => "certificate-holdings: a list of the certificates of an account".to_owned(),
        "certificate-trades" => "certificate-trades: a record of bought certificates".to_owned(),
        "certificate-issues" => "certificate-issues: a record of certificates issued to a generator".to_owned(),
        "meters" => "meters: a registry of meters".to_owned(),
        "nem12" => "nem12: Australian meter data, which is no table".to_owned(),
        "unknown" => "unknown".to_owned(),
        other => format!("{other}: that table of a park"),
    }
}

fn times(survey: &Survey, line: &mut impl FnMut(&str, &str)) {
    if let Some(found) = &survey.order {
        line("date order", &order(found.order).map_or_else(|| found.why.clone(), |o| format!("{o}: {}", found.why)));
    }
    let Some(times) = &survey.times else { return };
    line("time", &format!("{} to {}", times.first, times.last));
    match times.step {
        Some(step) => line("step", &step.to_string()),
        None => line("step", "none that all meters share"),
    }
    match label(times.convention.label) {
        Some(end) => line("label", &format!("the {end} of the interval: {}", times.convention.why)),
        None => line("label", &times.convention.why),
    }
    if times.closing_midnights > 0 {
        line(
            "midnight",
            &format!("00:00 of a date closes that date ({} times it stands behind the last time of its own date)", times.closing_midnights),
        );
    }
    if times.off_grid != 0 {
        line("grid", &format!("stamps stand {} s after the grid of their step", times.off_grid));
    }
    if let Some(date) = times.undated {
        line("undated", &format!("the first rows have no date: they need `date = \"{date}\"`"));
    }
    if times.descending {
        line("rows run", "from the newest to the oldest");
    }
}

fn counts(survey: &Survey, line: &mut impl FnMut(&str, &str)) {
    if survey.meters.is_empty() {
        return;
    }
    let totals = totals(survey);
    let n = |key: &str| totals[key].as_u64().unwrap_or(0);
    let gaps = format!("{} interval(s) absent in {} gap(s)", n("gap_intervals"), n("gap_runs"));
    line(
        "readings",
        &format!(
            "{} of {} meter(s); {gaps}; {} duplicate(s), {} conflict(s), {} negative(s), {} placeholder(s), {} thousands-separated, {} off the grid, {} unreadable",
            n("readings"),
            survey.meters.len(),
            n("duplicates"),
            n("conflicts"),
            n("negatives"),
            n("placeholders"),
            n("thousands_separated"),
            n("off_grid"),
            n("unreadable")
        ),
    );
}

fn columns(survey: &Survey) -> String {
    let mut out = String::from("  columns\n");
    let points = survey.columns.iter().filter(|c| c.role.name().starts_with("interval ")).count();
    let shown = survey.columns.iter().filter(|c| points <= LISTED || !c.role.name().starts_with("interval "));
    for column in shown.take(LISTED * 2) {
        let unit = match column.unit {
            Some(unit) if unit.guess => format!(" [{}, a guess]", unit.unit),
            Some(unit) => format!(" [{}]", unit.unit),
            None => String::new(),
        };
        let cumulative = if column.cumulative { ", never falls" } else { "" };
        let name = if column.name.is_empty() { "(no name)" } else { &column.name };
        out += &format!("    {:>4}  {}: {}{}{cumulative}\n", column.number, short(name), short(&column.role.name()), unit);
    }
    if points > LISTED {
        out += &format!("          and {points} columns with the intervals of the day\n");
    }
    out
}

fn meters(survey: &Survey) -> String {
    if survey.meters.is_empty() {
        return String::new();
    }
    let mut out = String::from("  meters\n");
    for m in survey.meters.iter().take(LISTED) {
        let span = m.first.zip(m.last).map_or(String::new(), |(first, last)| format!(", {first} to {last}"));
        let step = m.step.map_or(String::new(), |s| format!(", {s}"));
        let mut faults = Vec::new();
        if m.gaps.runs > 0 {
            let after = m.gaps.after.map_or(String::new(), |at| format!(", the first after {at}"));
            faults.push(format!("{} absent in {} gap(s), longest {}{after}", m.gaps.intervals, m.gaps.runs, m.gaps.longest));
        }
        for (count, what) in [
            (m.duplicates, "duplicate(s)"),
            (m.conflicts, "conflict(s)"),
            (m.negatives, "negative(s)"),
            (m.placeholders, "placeholder(s)"),
            (m.off_grid, "off the grid"),
            (m.unreadable, "unreadable"),
        ] {
            if count > 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        if m.cumulative {
            faults.push("never falls".to_owned());
        }
        let faults = if faults.is_empty() { String::new() } else { format!("; {}", faults.join(", ")) };
        out += &format!("    {}: {} reading(s){step}{span}{faults}\n", short(&m.id), m.readings);
    }
    if survey.meters.len() > LISTED {
        out += &format!("    and {} more (--format json lists all)\n", survey.meters.len() - LISTED);
    }
    out
}
