//! `lingtan inspect`: what files look like, and the `[[readings]]` table that would read each.

#![allow(clippy::format_push_string, reason = "a text is put together once; `write!` to a text cannot fail and would say otherwise")]

use serde_json::{Value, json};

use super::arguments::{InspectArguments, SurveyFormat};
use super::{exit, print};
use crate::files::Stream;
use crate::input::error::InputError;
use crate::input::field::DateOrder;
use crate::input::manifest::Label;
use crate::input::scan::Delimiter;
use crate::input::survey::{MeterSurvey, Overview, Role, Shape, Survey, overview, survey_file};
use crate::report::text::Style;
use crate::report::words::Lang;
use crate::report::{clean, width, wrap};
use crate::say;
use crate::say::{Message, Part};

/// Meters and columns that the text lists.
const LISTED: usize = 20;

/// Schema of the JSON.
const SCHEMA: &str = "lingtan.inspect/1";

/// Columns of the names of lines.
const NAMES: usize = 12;

pub(super) fn run(arguments: &InspectArguments) -> anyhow::Result<u8> {
    let style = arguments.look.style();
    let mut code = exit::PASS;
    let mut told = Vec::new();
    let mut tables = Vec::new();
    for path in &arguments.files {
        if path.is_dir() {
            let exports = super::exports::exports(path)?;
            if arguments.format == SurveyFormat::Text {
                tables.push(table(&overview(&exports), style));
            } else {
                told.extend(exports.into_iter().map(|e| (e.name.clone(), e.survey.map_err(|why| InputError::at(&e.name, 0, why)))));
            }
            continue;
        }
        let name = path.display().to_string();
        let found = look(path);
        if let Err(error) = &found {
            print::error(&error.said());
            code = exit::ERROR;
        }
        told.push((name, found));
    }
    let text = match arguments.format {
        SurveyFormat::Json => {
            let all: Vec<Value> = told.iter().flat_map(|(name, found)| values(name, found)).collect();
            crate::report::json::inert(format!("{:#}\n", json!({ "schema": SCHEMA, "files": all })))
        }
        SurveyFormat::Text => told
            .iter()
            .flat_map(|(name, found)| found.iter().flatten().map(|one| text(name, one, style)))
            .chain(tables)
            .collect::<Vec<_>>()
            .join("\n"),
    };
    print::out(&text)?;
    Ok(code)
}

/// Surveys a file of the disk.
pub(super) fn look(path: &std::path::Path) -> Result<Vec<Survey>, InputError> {
    let shown = path.display().to_string();
    survey_file(&shown, || Stream::open(path, &shown).map_err(|e| InputError::file(&e)))
}

/// Name of the file for the `[[readings]]` table.
fn base(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

fn delimiter(delimiter: Delimiter) -> Message {
    match delimiter {
        Delimiter::Byte(b',') => say!("comma"),
        Delimiter::Byte(b'\t') => say!("tab"),
        Delimiter::Byte(b';') => say!("semicolon"),
        Delimiter::Byte(byte) => Message::verbatim(char::from(byte)),
        Delimiter::WideComma => Message::verbatim("，"),
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

fn values(name: &str, found: &Result<Vec<Survey>, InputError>) -> Vec<Value> {
    match found {
        Ok(all) => all.iter().map(|survey| value(name, survey)).collect(),
        Err(error) => vec![json!({ "file": name, "error": error.to_string() })],
    }
}

fn value(name: &str, survey: &Survey) -> Value {
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
        "sheets": survey.sheet.iter().chain(&survey.alike).collect::<Vec<_>>(),
        "where": selected(&survey.filters),
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
        "readings": survey.readings_table(&[base(name)], &Message::to_string),
        "certificates": survey.certificates_table(&[base(name)], &Message::to_string),
    })
}

fn meter_value(m: &MeterSurvey) -> Value {
    json!({
        "meter": m.id, "label": m.label, "multiplier": m.multiplier, "readings": m.readings, "first": m.first.map(|t| t.to_string()), "last": m.last.map(|t| t.to_string()),
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

/// As much of a cell as tells it.
fn short(text: &str) -> String {
    let clean = clean(text);
    if clean.chars().count() > 80 { format!("{}…", clean.chars().take(80).collect::<String>()) } else { clean }
}

/// What is told of a file, line by line, in the reader's language.
struct Told {
    lang: Lang,
    /// Columns of the page.
    columns: usize,
    text: String,
}

impl Told {
    /// A line with its name before it.
    fn line(&mut self, name: &Message, what: &Message) {
        let name = self.lang.say(name);
        let blanks = NAMES.saturating_sub(width(&name));
        let indent = " ".repeat(NAMES + 3);
        let lines = wrap(&self.lang.say(what), self.columns.saturating_sub(NAMES + 3));
        self.text += &format!("  {name}{} {}\n", " ".repeat(blanks), lines.join(&format!("\n{indent}")));
    }

    /// A line behind a number.
    fn numbered(&mut self, number: &str, what: &Message) {
        let lines = wrap(&self.lang.say(what), self.columns.saturating_sub(10));
        self.text += &format!("    {number}  {}\n", lines.join(&format!("\n{}", " ".repeat(12))));
    }

    /// A line of its own, so far indented.
    fn own(&mut self, indent: usize, what: &Message) {
        let lines = wrap(&self.lang.say(what), self.columns.saturating_sub(indent + 2));
        let blanks = " ".repeat(indent);
        self.text += &format!("{blanks}{}\n", lines.join(&format!("\n{blanks}  ")));
    }
}

fn text(name: &str, survey: &Survey, style: Style) -> String {
    let lang = style.lang;
    let mut told = Told { lang, columns: style.width, text: format!("{}\n", clean(name)) };
    told.line(&say!("layout"), &layout(survey));
    match &survey.sheet {
        Some(sheet) => told.line(&say!("sheet"), &Message::verbatim(sheet)),
        None => told.line(
            &say!("text"),
            &say!(
                "{encoding}, {ending} line endings, {delimiter} between cells",
                encoding => encoding(&survey.encoding),
                ending = survey.line_ending,
                delimiter => delimiter(survey.delimiter)
            ),
        ),
    }
    match &survey.header {
        Some(header) => told.line(&say!("header"), &say!("line {line}", line = header.line)),
        None => told.line(&say!("header"), &say!("none: columns are named by number")),
    }
    told.line(&say!("rows"), &Message::verbatim(survey.rows));
    times(survey, &mut told);
    counts(survey, &mut told);
    columns(survey, &mut told);
    meters(survey, &mut told);
    for trouble in &survey.unreadable {
        let excerpt = short(&trouble.excerpt);
        told.line(
            &say!("unreadable"),
            &say!(
                "{count} times, first at line {line}: `{excerpt}`: {why}",
                count = trouble.count,
                line = trouble.line,
                excerpt,
                why => trouble.why.clone()
            ),
        );
    }
    for note in &survey.notes {
        told.line(&say!("note"), note);
    }
    let files = [base(name)];
    let said = |message: &Message| lang.say(message);
    if let Some(table) = survey.readings_table(&files, &said).or_else(|| survey.certificates_table(&files, &said)) {
        told.text.push('\n');
        told.own(2, &say!("Read it in park.toml with:"));
        told.text.push('\n');
        table.lines().for_each(|l| told.text += &format!("    {l}\n"));
    }
    told.text
}

/// A folder's files at a glance: a line for each set that is read alike.
pub(super) fn table(lines: &[Overview], style: Style) -> String {
    let lang = style.lang;
    let say = |message: &Message| clean(&lang.say(message));
    let head = [
        say!("files"),
        say!("sheets"),
        say!("what it is"),
        say!("meters"),
        say!("from"),
        say!("to"),
        say!("step"),
        say!("unit"),
        say!("open"),
    ];
    let mut rows: Vec<Vec<String>> = vec![head.iter().map(&say).collect()];
    for one in lines {
        let files = match &one.files[..] {
            [first, .., last] => format!("{first} … {last} ({})", one.files.len()),
            all => all.concat(),
        };
        let sheets = match &one.sheets[..] {
            [first, .., last] => format!("{first} … {last} ({})", one.sheets.len()),
            all => all.concat(),
        };
        let day = |at: crate::measure::Civil| at.day().to_string();
        let open: Vec<String> = one.open.iter().map(&say).collect();
        rows.push(vec![
            clean(&files),
            clean(&sheets),
            one.shape.map_or_else(|| say(&say!("not read")), |shape| say(&what(shape))),
            if one.meters.is_empty() { String::new() } else { one.meters.len().to_string() },
            one.span.map(|s| day(s.0)).unwrap_or_default(),
            one.span.map(|s| day(s.1)).unwrap_or_default(),
            one.step.map(|s| s.to_string()).unwrap_or_default(),
            one.unit.unwrap_or_default().to_owned(),
            open.join("; "),
        ]);
    }
    let columns = rows[0].len();
    let widths: Vec<usize> = (0..columns).map(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    // A column that says nothing of any file is left out.
    let told = |at: &usize| rows.iter().skip(1).any(|row| !row[*at].is_empty());
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = (0..columns)
            .filter(told)
            .map(|at| format!("{}{}", row[at], " ".repeat(if at + 1 == columns { 0 } else { widths[at].saturating_sub(width(&row[at])) })))
            .collect();
        text += &format!("{}\n", cells.join("  ").trim_end());
    }
    text
}

/// The encoding, with what it is wrapped in.
fn encoding(name: &str) -> Message {
    if let Some(inner) = name.strip_suffix(" in a gzip archive") {
        return say!("{encoding} in a gzip archive", encoding => encoding(inner));
    }
    name.strip_suffix(" with a byte order mark")
        .map_or_else(|| Message::verbatim(name), |inner| say!("{encoding} with a byte order mark", encoding = inner))
}

/// What the table of a file is, by its layout.
pub(super) fn layout(survey: &Survey) -> Message {
    what(survey.shape)
}

/// What a table of a shape is.
fn what(shape: Shape) -> Message {
    let name = shape.name();
    let what = match name {
        "long" => say!("a row for each reading"),
        "wide" => say!("a row for each meter and day"),
        "register" => say!("a row for each reading of a cumulative register"),
        "bill" => say!("a row for each bill or interval, with its start and end"),
        "months" => say!("a row for each meter, a column for each month"),
        "days" => say!("a column for each day or month, the rows give the rest"),
        "day-times" => say!("a row for each time of day, a column for each day"),
        "meter-columns" => say!("a row for each time, a column for each meter"),
        "certificates" => say!("a ledger of green certificates with their retirements"),
        "certificate-retirements" => say!("a list of retired certificates (核销清单)"),
        "certificate-holdings" => say!("a list of the certificates of an account"),
        "certificate-trades" => say!("a record of bought certificates"),
        "certificate-issues" => say!("a record of certificates issued to a generator"),
        "meters" => say!("a registry of meters"),
        "nem12" => say!("Australian meter data, which is no table"),
        "unknown" => return say!("unknown"),
        _ => say!("that table of a park"),
    };
    what.at(name)
}

fn times(survey: &Survey, told: &mut Told) {
    if let Some(found) = &survey.order {
        let why = found.why.clone();
        told.line(&say!("date order"), &order(found.order).map_or_else(|| why.clone(), |o| why.clone().at(o)));
    }
    let Some(times) = &survey.times else { return };
    told.line(&say!("time"), &say!("{start} to {end}", start = times.first, end = times.last));
    match times.step {
        Some(step) => told.line(&say!("step"), &Message::verbatim(step)),
        None => told.line(&say!("step"), &say!("none that all meters share")),
    }
    let why = times.convention.why.clone();
    told.line(
        &say!("label"),
        &match times.convention.label {
            Some(Label::End) => say!("the end of the interval: {why}", why => why),
            Some(Label::Start) => say!("the start of the interval: {why}", why => why),
            None => why,
        },
    );
    if times.closing_midnights > 0 {
        let count = times.closing_midnights;
        told.line(
            &say!("midnight"),
            &say!("00:00 of a date closes that date ({count} times it stands behind the last time of its own date)", count),
        );
    }
    if times.off_grid != 0 {
        told.line(&say!("grid"), &say!("stamps stand {seconds} s after the grid of their step", seconds = times.off_grid));
    }
    if let Some(date) = times.undated {
        told.line(&say!("undated"), &say!("the first rows have no date: they need `date = \"{date}\"`", date));
    }
    if times.descending {
        told.line(&say!("rows run"), &say!("from the newest to the oldest"));
    }
}

fn counts(survey: &Survey, told: &mut Told) {
    if survey.meters.is_empty() {
        return;
    }
    let totals = totals(survey);
    let n = |key: &str| totals[key].as_u64().unwrap_or(0);
    told.line(
        &say!("readings"),
        &say!(
            "{readings} of {meters} meter(s); {absent} interval(s) absent in {gaps} gap(s); {duplicates} duplicate(s), {conflicts} conflict(s), \
             {negatives} negative(s), {placeholders} placeholder(s), {thousands} thousands-separated, {off} off the grid, {unreadable} unreadable",
            readings = n("readings"),
            meters = survey.meters.len(),
            absent = n("gap_intervals"),
            gaps = n("gap_runs"),
            duplicates = n("duplicates"),
            conflicts = n("conflicts"),
            negatives = n("negatives"),
            placeholders = n("placeholders"),
            thousands = n("thousands_separated"),
            off = n("off_grid"),
            unreadable = n("unreadable")
        ),
    );
}

fn columns(survey: &Survey, told: &mut Told) {
    told.own(2, &say!("columns"));
    let is_point = |role: &Role| matches!(role, Role::Point(_));
    let points = survey.columns.iter().filter(|c| is_point(&c.role)).count();
    let shown = survey.columns.iter().filter(|c| points <= LISTED || !is_point(&c.role));
    for column in shown.take(LISTED * 2) {
        let unit = match column.unit {
            Some(unit) if unit.guess => say!(" [{unit}, a guess]", unit = unit.unit),
            Some(unit) => say!(" [{unit}]", unit = unit.unit),
            None => Message::nothing(),
        };
        let cumulative = if column.cumulative { say!(", never falls") } else { Message::nothing() };
        let name = if column.name.is_empty() { say!("(no name)") } else { Message::verbatim(short(&column.name)) };
        let what = say!("{role}{unit}{cumulative}", role => column.role.name(), unit => unit, cumulative => cumulative);
        let told_as = say!("{name}: {what}", name => name, what => what);
        let number = format!("{:>4}", column.number);
        told.numbered(&number, &told_as);
    }
    if points > LISTED {
        told.own(10, &say!("and {points} columns with the intervals of the day", points));
    }
}

fn meters(survey: &Survey, told: &mut Told) {
    if survey.meters.is_empty() {
        return;
    }
    told.own(2, &say!("meters"));
    for m in survey.meters.iter().take(LISTED) {
        let mut facts = vec![say!("{count} reading(s)", count = m.readings)];
        facts.extend(m.step.map(Message::verbatim));
        facts.extend(m.first.zip(m.last).map(|(start, end)| say!("{start} to {end}", start, end)));
        let mut faults = Vec::new();
        if m.gaps.runs > 0 {
            let after = m.gaps.after.map_or_else(Message::nothing, |at| say!(", the first after {at}", at));
            faults.push(say!(
                "{count} absent in {gaps} gap(s), longest {longest}{after}",
                count = m.gaps.intervals,
                gaps = m.gaps.runs,
                longest = m.gaps.longest,
                after => after
            ));
        }
        let counted: [(u64, fn(u64) -> Message); 6] = [
            (m.duplicates, |count| say!("{count} duplicate(s)", count)),
            (m.conflicts, |count| say!("{count} conflict(s)", count)),
            (m.negatives, |count| say!("{count} negative(s)", count)),
            (m.placeholders, |count| say!("{count} placeholder(s)", count)),
            (m.off_grid, |count| say!("{count} off the grid", count)),
            (m.unreadable, |count| say!("{count} unreadable", count)),
        ];
        faults.extend(counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, said)| said(count)));
        if m.cumulative {
            faults.push(say!("never falls"));
        }
        let separator = if faults.is_empty() { Message::nothing() } else { say!("; ") };
        let meter = say!(
            "{facts}{separator}{faults}",
            facts => Part::list(facts, say!(", ")),
            separator => separator,
            faults => Part::list(faults, say!(", "))
        );
        told.own(4, &meter.at(short(&m.id)));
    }
    if survey.meters.len() > LISTED {
        told.own(4, &say!("and {count} more (--format json lists all)", count = survey.meters.len() - LISTED));
    }
}

/// The rows that are read, as `where` states them; `null` where all are.
fn selected(filters: &[(String, Vec<String>)]) -> Value {
    if filters.is_empty() {
        return Value::Null;
    }
    let one = |words: &Vec<String>| if let [word] = &words[..] { json!(word) } else { json!(words) };
    Value::Object(filters.iter().map(|(column, words)| (column.clone(), one(words))).collect())
}
