//! The `[[readings]]` table that reads a file as it was understood.

use super::found::{Column, Role, Shape, Survey, Told};
use super::words;
use crate::dossier::Unit;
use crate::input::field::DateOrder;
use crate::input::manifest::{Label, Layout};
use crate::input::scan::Delimiter;
use crate::input::sheets::is_series;
use crate::input::table::columns;
use crate::input::table::{find_column, folded};
use crate::input::times::epoch::Epoch;
use crate::measure::Step;
use crate::say;
use crate::say::{Message, is_unseen};

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            // What cannot be seen is written so that it can.
            c if is_unseen(c) => {
                let _ = if u32::from(c) > 0xffff { write!(out, "\\U{:08X}", u32::from(c)) } else { write!(out, "\\u{:04X}", u32::from(c)) };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The table, with comments for what the file does not say. `None` if it holds no readings.
pub(super) fn readings_table(survey: &Survey, files: &[String], told: Told<'_>) -> Option<String> {
    let layout = survey.layout.filter(|_| survey.shape.is_readings())?;
    let mut lines = vec!["[[readings]]".to_owned()];
    lines.push(format!("files = [{}]", files.iter().map(|f| quoted(f)).collect::<Vec<_>>().join(", ")));
    let interval = interval_rows(survey);
    let name = match layout {
        Layout::Long => "long",
        Layout::Wide => "wide",
        Layout::Register => "register",
        Layout::Bill if interval => "long",
        Layout::Bill => "bill",
    };
    lines.push(format!("layout = \"{name}\""));
    let sheets: Vec<&str> = survey.sheet.iter().chain(&survey.alike).map(String::as_str).collect();
    match sheets[..] {
        [one] if survey.sheets > 1 => lines.push(format!("sheet = {}", quoted(one))),
        [_, ..] if sheets.len() > 1 && (sheets.len() < survey.sheets || !is_series(sheets.iter().copied())) => {
            lines.push(format!("sheet = [{}]", sheets.iter().map(|s| quoted(s)).collect::<Vec<_>>().join(", ")));
        }
        _ => {}
    }
    match survey.delimiter {
        _ if survey.sheet.is_some() => {}
        Delimiter::Byte(b',') => {}
        Delimiter::Byte(b'\t') => lines.push("delimiter = \"\\t\"".to_owned()),
        Delimiter::Byte(byte) => lines.push(format!("delimiter = {}", quoted(&char::from(byte).to_string()))),
        Delimiter::WideComma => lines.push("delimiter = \"，\"".to_owned()),
    }
    let by_name = survey.header.is_some() && named_once(survey);
    if !by_name {
        lines.push("header = false".to_owned());
        if survey.skip > 0 {
            lines.push(format!("skip_rows = {}", survey.skip));
        }
    }
    match &survey.own {
        _ if survey.column(&Role::Meter).is_some() && !survey.suffix.is_empty() => {
            lines.push(format!("meter = {}", quoted(&format!("{{meter_id}}{}", survey.suffix))));
        }
        // Each column names its own.
        _ if survey.columns.iter().any(|column| matches!(column.role, Role::OfMeter(_))) => {}
        _ if survey.titled => lines.push(format!("meter = {}", quoted(&format!("{{title.meter}}{}", survey.suffix)))),
        Some(own) if survey.named || survey.sheet.as_ref() == Some(own) || !survey.suffix.is_empty() => {
            lines.push(format!("meter = {}", quoted(&format!("{own}{}", survey.suffix))));
        }
        Some(_) => lines.push("meter = \"{stem}\"".to_owned()),
        None => {}
    }
    if !survey.filters.is_empty() {
        let selected = survey.filters.iter().map(|(column, words)| {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("{} = {}", quoted(column), if let [word] = &words[..] { word.clone() } else { format!("[{}]", words.join(", ")) })
        });
        lines.push(format!("where = {{ {} }}", selected.collect::<Vec<_>>().join(", ")));
    }
    if let Some(place) = survey.base {
        lines.push(format!("date = {}", quoted(place.stated())));
    }
    match survey.epoch {
        Some(Epoch::Seconds) => lines.push("epoch = \"s\"".to_owned()),
        Some(Epoch::Milliseconds) => lines.push("epoch = \"ms\"".to_owned()),
        None => {}
    }
    if survey.daily {
        lines.push("resets = \"daily\"".to_owned());
    }
    let columns = columns(survey, by_name, interval);
    if !columns.is_empty() {
        lines.push(format!("columns = {{ {} }}", columns.join(", ")));
    }
    values(survey, &mut lines, told);
    times(survey, layout, interval, &mut lines, told);
    if !survey.missing_words.is_empty() {
        lines.push(format!("missing = [{}]", survey.missing_words.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(", ")));
    }
    Some(lines.join("\n") + "\n")
}

/// The table that reads records of certificates of any kind: each file is recognised by its own header.
pub(super) fn certificates_table(files: &[String], told: Told<'_>) -> String {
    let files: Vec<String> = files.iter().map(|f| quoted(f)).collect();
    let fill = comment(&to_fill(say!("the entities whose retirements count")), told);
    format!("[certificates]\nfiles = [{}]\n{fill}\nbeneficiaries = []\n", files.join(", "))
}

/// What a person must fill in, marked as such.
pub(super) fn to_fill(what: Message) -> Message {
    say!("fill in: {what}", what => what)
}

/// A comment of one line, without control characters.
pub(super) fn comment(message: &Message, told: Told<'_>) -> String {
    told(message).chars().fold("# ".to_owned(), |mut text, c| {
        text.push(if is_unseen(c) { ' ' } else { c });
        text
    })
}

/// A line with a comment behind it.
fn line(setting: &str, message: &Message, told: Told<'_>) -> String {
    format!("{setting}   {}", comment(message, told))
}

/// Whether rows with start and end are intervals of one step, not bills.
fn interval_rows(survey: &Survey) -> bool {
    survey.layout == Some(Layout::Bill) && survey.times.as_ref().is_some_and(|t| t.step.is_some())
}

/// Whether every column that is used can be named by a header that stands once.
fn named_once(survey: &Survey) -> bool {
    let Some(header) = &survey.header else { return false };
    let is_named = |c: &&Column| !matches!(c.role, Role::Unused(_) | Role::Point(_) | Role::Across(_)) && !is_corner(survey, c);
    survey.columns.iter().filter(is_named).all(|column| {
        let name = header.cells.get(column.number - 1).map_or("", String::as_str);
        !name.is_empty() && header.cells.iter().filter(|c| folded(c) == folded(name)).count() == 1
    })
}

/// Whether a column is that of the days beside months across whose header is blank: the readers find it without a name.
fn is_corner(survey: &Survey, column: &Column) -> bool {
    survey.shape == Shape::Days && column.role == Role::Date && column.name.trim().is_empty()
}

fn columns(survey: &Survey, by_name: bool, interval: bool) -> Vec<String> {
    let header = survey.header.as_ref().map(|h| h.cells.clone()).unwrap_or_default();
    let says = |number: usize| if by_name { quoted(&header[number - 1]) } else { quoted(&number.to_string()) };
    let register = survey.layout == Some(Layout::Register);
    let value = if register { ("value", columns::READING) } else { ("value", columns::VALUE) };
    let roles: [(Role, &str, &[&str]); 12] = [
        (Role::Meter, "meter", columns::METER),
        (Role::Time, "time", columns::TIME),
        (Role::Date, "date", if survey.layout == Some(Layout::Wide) { columns::DATE } else { &[] }),
        (Role::Clock, "time", columns::TIME),
        (Role::Value, value.0, value.1),
        (Role::Quality, "quality", columns::QUALITY),
        (Role::Start, "start", columns::START),
        (Role::End, if interval { "time" } else { "end" }, if interval { &[] } else { columns::END }),
        (Role::StartReading, "start_reading", columns::START_READING),
        (Role::EndReading, "end_reading", columns::END_READING),
        (Role::Multiplier, "multiplier", columns::MULTIPLIER),
        (Role::Energy, if interval { "value" } else { "energy" }, if interval { columns::VALUE } else { columns::ENERGY }),
    ];
    let mut found = Vec::new();
    for (role, key, aliases) in roles {
        let Some(column) = survey.column(&role) else { continue };
        if interval && role == Role::Start || is_corner(survey, column) || (survey.shape == Shape::DayTimes && role == Role::Clock) {
            continue;
        }
        let known = by_name && !survey.beside && find_column(&header, None, aliases) == Some(column.number - 1);
        if !known {
            found.push(format!("{key} = {}", says(column.number)));
        }
    }
    for column in &survey.columns {
        if let Role::Part(part) = column.role {
            found.push(format!("{} = {}", part.key(), says(column.number)));
        }
    }
    let meters: Vec<String> = survey
        .columns
        .iter()
        .filter_map(|c| if let Role::OfMeter(id) = &c.role { Some(format!("{} = {}", quoted(id), says(c.number))) } else { None })
        .collect();
    if !meters.is_empty() {
        found.push(format!("meters = {{ {} }}", meters.join(", ")));
    }
    found
}

/// Unit and quantity.
fn values(survey: &Survey, lines: &mut Vec<String>, told: Told<'_>) {
    let used: Vec<&Column> = survey
        .columns
        .iter()
        .filter(|c| matches!(c.role, Role::Value | Role::OfMeter(_) | Role::Energy | Role::EndReading | Role::Across(..) | Role::Point(_)))
        .collect();
    if survey.column(&Role::UnitOf).is_some() || survey.several_units {
        return;
    }
    if survey.power && used.iter().all(|c| c.unit.is_none_or(|u| u.guess)) {
        lines.push(line("quantity = \"power\"", &say!("the header speaks of power"), told));
    }
    let stated: Vec<Option<Unit>> = used.iter().map(|c| c.unit.filter(|u| !u.guess).map(|u| u.unit)).collect();
    match stated.first().copied().flatten() {
        Some(unit) if stated.iter().all(|u| *u == Some(unit)) => lines.push(format!("unit = {}", quoted(unit.name()))),
        Some(_) if stated.iter().all(Option::is_some) => {
            lines.push(comment(&say!("the columns have different units: each meter states its own in the registry"), told));
        }
        // A bill that states the unit of its energy states that of its readings.
        _ if survey.layout == Some(Layout::Bill) && stated.iter().any(Option::is_some) => {}
        _ => {
            if !survey.power && used.first().is_some_and(|c| words::is_power(&c.name)) && used.iter().all(|c| c.power) {
                lines.push(line("quantity = \"power\"", &say!("the header speaks of power"), told));
            }
            let guess = used.first().and_then(|c| c.unit).map_or("kWh", |u| u.unit.name());
            lines.push(comment(&to_fill(say!("the file states no unit; state it here or for each meter in the registry")), told));
            lines.push(format!("# unit = {}", quoted(guess)));
        }
    }
}

/// Label, interval, order of dates, midnight, snap.
fn times(survey: &Survey, layout: Layout, interval: bool, lines: &mut Vec<String>, told: Told<'_>) {
    if let Some(found) = &survey.order {
        if let Some(order) = found.order {
            lines.push(line(&format!("date_order = \"{}\"", order_name(order)), &found.why, told));
        } else {
            lines.push(comment(&to_fill(say!("the order of day and month {why}", why => found.why.clone())), told));
            lines.push("# date_order = \"dmy\"".to_owned());
        }
    }
    let Some(times) = &survey.times else { return };
    if (layout == Layout::Wide && survey.shape != Shape::DayTimes) || (layout == Layout::Bill && !interval) {
        return;
    }
    if times.closing_midnights > 0 {
        lines.push(line("midnight = \"closes-date\"", &say!("00:00 of a date stands behind its 23:45"), told));
    }
    if let Some(date) = times.undated {
        lines.push(line(&format!("date = \"{date}\""), &say!("of the rows before the first date"), told));
    }
    if layout != Layout::Register {
        match times.convention.label {
            Some(Label::End) => lines.push(line("time_label = \"end\"", &times.convention.why, told)),
            Some(Label::Start) => lines.push(line("time_label = \"start\"", &times.convention.why, told)),
            None if times.step.or(times.loose.map(|(step, _)| step)).is_some() && !times.convention.bare => {
                let why = times.convention.why.clone();
                let open = say!("whether a stamp labels the start or the end of its interval {why}", why => why);
                lines.push(comment(&to_fill(open), told));
                lines.push("time_label = \"end\"".to_owned());
            }
            None => {}
        }
    }
    if let Some(step) = times.step {
        lines.push(format!("interval = \"{step}\""));
        if let Step::Minutes(minutes) = step
            && let Some(text) = snap(minutes, times.off_grid)
        {
            lines.push(line(&format!("snap = \"{text}\""), &say!("all stamps are off the grid by as much"), told));
        }
    } else if let Some((step, most)) = times.loose {
        lines.push(format!("interval = \"{step}\""));
        lines.push(line(&format!("snap = \"{most}min\""), &say!("the stamps stand beside the grid, none by more"), told));
    }
}

/// The `snap` that brings stamps to the grid, if they are off it by no more than a quarter of the step.
pub(super) fn snap(minutes: u32, off_grid: i64) -> Option<String> {
    let step = i64::from(minutes) * 60;
    let off = off_grid.min(step - off_grid);
    (off > 0 && off * 4 <= step).then(|| if off % 60 == 0 { format!("{}min", off / 60) } else { format!("{off}s") })
}

/// Name of an order in the manifest.
pub(super) fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Ymd => "ymd",
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
    }
}

impl Survey {
    /// The `[[readings]]` table that reads the file, given as one or more names or patterns, with comments in the language of `told`.
    pub fn readings_table(&self, files: &[String], told: Told<'_>) -> Option<String> {
        readings_table(self, files, told)
    }

    /// The `[certificates]` table that reads the file; `None` where it holds no certificates.
    pub fn certificates_table(&self, files: &[String], told: Told<'_>) -> Option<String> {
        matches!(self.shape, Shape::Certificates(_)).then(|| certificates_table(files, told))
    }
}
