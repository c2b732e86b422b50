//! Makes of a header and the columns that were found in it the value that says how the table is understood.

use std::collections::BTreeMap;

use super::columns::{
    Columns, DATE, END, END_READING, ENERGY, METER, MULTIPLIER, QUALITY, READING, START, START_READING, TIME, UNIT, VALUE,
};
use super::header::{folded, with_unit};
use super::left_over::{left_over, may_tell_apart};
use super::{Recognise, Table, TableOptions};
use crate::dossier::understanding::{Column, Role, Understanding, Use, Why};
use crate::input::field::Mark;
use crate::input::manifest::{Label, Layout, MeterOf, QualityWord, Readings};
use crate::input::scan::Delimiter;
use crate::input::times::columns::{DAY, HOUR, MINUTE, MONTH, PERIOD, POINT, YEAR};
use crate::input::times::epoch::Epoch;
use crate::say::Message;

/// Understands a header row of readings by what park.toml states of the table (or by a table that states nothing), with the rows above it and the first
/// below it; or says which columns it misses.
pub fn understand(
    table: &Readings,
    above: &[(u64, Vec<String>)],
    header: &[String],
    below: &[(u64, Vec<String>)],
) -> Result<Understanding, Vec<Message>> {
    let columns = table.recognise_among(above, header, below)?;
    Ok(Understanding {
        columns: columns_of(table, &columns, header),
        layout: layout(table),
        options: options(table),
        ..Understanding::default()
    })
}

/// How an open table of readings is understood.
pub(in crate::input) fn of_readings<R>(open: &Table<R>, table: &Readings, columns: &Columns) -> Understanding
where
    R: std::io::Read,
{
    Understanding {
        layout: layout(table),
        encoding: open.encoding(),
        delimiter: if open.sheet.is_some() { String::new() } else { delimiter(open.delimiter()) },
        header_line: if table.source.options.headless { 0 } else { open.header_line },
        columns: columns_of(table, columns, &open.header),
        options: options(table),
    }
}

/// How an open small table is understood: `found` are our names of columns and where they are.
pub(in crate::input) fn of_small<R>(
    open: &Table<R>,
    name: &'static str,
    options: &TableOptions,
    found: &[(&'static str, usize)],
) -> Understanding
where
    R: std::io::Read,
{
    let at: BTreeMap<usize, &'static str> = found.iter().map(|&(name, at)| (at, name)).collect();
    let columns = open.header.iter().enumerate().map(|(place, cell)| {
        let (role, why, used) = match at.get(&place) {
            Some(name) => {
                let own = folded(&with_unit(cell).0) == folded(name);
                let stated = options.columns.contains_key(*name);
                (
                    Role::Cell(name),
                    if stated {
                        Why::Stated
                    } else if own {
                        Why::Name
                    } else {
                        Why::Alias
                    },
                    Use::Used,
                )
            }
            None => left_over(cell),
        };
        Column { first: place + 1, last: place + 1, header: cell.clone(), role, why, used, unit: with_unit(cell).1.map(str::to_owned) }
    });
    Understanding {
        layout: name,
        encoding: open.encoding(),
        delimiter: if open.sheet.is_some() { String::new() } else { delimiter(open.delimiter()) },
        header_line: if options.headless { 0 } else { open.header_line },
        columns: columns.filter(|column| !column.header.is_empty()).collect(),
        options: table_options(options),
    }
}

/// The columns that a table leaves over and that may tell rows of one meter and time apart, with their headers.
pub(in crate::input) fn telling_apart(table: &Readings, columns: &Columns, header: &[String]) -> Vec<(usize, String)> {
    columns_of(table, columns, header)
        .into_iter()
        .filter(|column| !matches!(column.used, Use::Used | Use::Checked) && may_tell_apart(&column.role))
        .map(|column| (column.first - 1, column.header))
        .collect()
}

impl Readings {
    /// Columns that no header explains.
    pub(in crate::input) fn unexplained(&self, columns: &Columns, header: &[String]) -> Vec<usize> {
        telling_apart(self, columns, header)
            .into_iter()
            .filter(|(_, cell)| matches!(left_over(cell).0, Role::Unknown))
            .map(|(at, _)| at)
            .collect()
    }
}

fn layout(table: &Readings) -> &'static str {
    match table.layout {
        Layout::Long => "long",
        Layout::Wide => "wide",
        Layout::Register => "register",
        Layout::Bill => "bill",
    }
}

fn delimiter(delimiter: Delimiter) -> String {
    match delimiter {
        Delimiter::Byte(b'\t') => "\\t".to_owned(),
        Delimiter::Byte(byte) => char::from(byte).to_string(),
        Delimiter::WideComma => "，".to_owned(),
    }
}

fn columns_of(table: &Readings, columns: &Columns, header: &[String]) -> Vec<Column> {
    let mut roles: BTreeMap<usize, (Role, Use, &str, &[&str])> = BTreeMap::new();
    let mut put = |at: Option<usize>, role: Role, used: Use, name: &'static str, names: &'static [&'static str]| {
        if let Some(at) = at {
            roles.entry(at).or_insert((role, used, name, names));
        }
    };
    put(columns.meter, Role::Meter, Use::Used, "meter_id", METER);
    put(columns.date, Role::Date, Use::Used, "date", DATE);
    put(columns.time, Role::Time, Use::Used, "time", TIME);
    let times = &columns.times;
    for (at, name, names) in
        [(times.hour, "hour", HOUR), (times.minute, "minute", MINUTE), (times.point, "point", POINT), (times.period, "period", PERIOD)]
    {
        put(at, Role::Time, Use::Used, name, names);
    }
    for (at, name, names) in
        [(times.year, "year", YEAR), (times.month, "month", MONTH), (times.day, "day", DAY), (times.beside, "date", DATE)]
    {
        put(at, Role::Date, Use::Used, name, names);
    }
    for &(at, _) in &times.across {
        put(Some(at), Role::Value, Use::Used, "value", &[]);
    }
    let register = table.layout == Layout::Register;
    put(columns.value, if register { Role::Reading } else { Role::Value }, Use::Used, "value", if register { READING } else { VALUE });
    put(columns.reverse, Role::Direction("/反向"), Use::Used, "value", &[]);
    for at in columns.reverse_bill.all() {
        put(Some(at), Role::Direction("/反向"), Use::Used, "energy", &[]);
    }
    put(columns.quality, Role::Quality, Use::Used, "quality", QUALITY);
    put(columns.start, Role::Start, Use::Used, "start", START);
    put(columns.end, Role::End, Use::Used, "end", END);
    put(columns.start_reading, Role::StartReading, Use::Used, "start_reading", START_READING);
    put(columns.end_reading, Role::EndReading, Use::Used, "end_reading", END_READING);
    put(columns.energy, Role::Energy, Use::Used, "energy", ENERGY);
    put(columns.multiplier, Role::Multiplier, Use::Used, "multiplier", MULTIPLIER);
    put(columns.ratios[0], Role::CurrentRatio, Use::Used, "ct_ratio", &[]);
    put(columns.ratios[1], Role::VoltageRatio, Use::Used, "pt_ratio", &[]);
    put(columns.row_unit, Role::Unit, Use::Used, "unit", UNIT);
    for &(index, at) in &columns.meters {
        put(Some(at), Role::OfMeter(table.meter_columns[index].0.clone()), Use::Used, "meters", &[]);
    }
    for &at in &columns.kinds {
        put(Some(at), Role::Kind, Use::Used, "", &[]);
    }
    for tariff in &columns.tariffs {
        for &at in tariff.parts() {
            put(Some(at), Role::TariffPart, Use::Checked, "", &[]);
        }
    }
    for (name, _) in &table.source.options.selected {
        let at = header.iter().position(|cell| folded(cell) == folded(name));
        roles.extend(at.map(|at| (at, (Role::Selects, Use::Used, "where", &[][..]))));
    }
    let stated = |name: &str| table.source.options.columns.contains_key(name) || matches!(name, "meters" | "where");
    let width = header.len().max(roles.keys().max().map_or(0, |last| last + 1));
    let points: BTreeMap<usize, usize> = columns.points.iter().map(|point| (point.column, point.slot)).collect();
    let mut found: Vec<Column> = Vec::new();
    for at in 0..width {
        let cell = header.get(at).map_or("", String::as_str);
        if points.contains_key(&at) {
            match found.last_mut() {
                Some(run) if run.role == Role::Points && run.last == at => {
                    run.last = at + 1;
                    let first = run.header.split(" … ").next().unwrap_or("").to_owned();
                    run.header = format!("{first} … {cell}");
                }
                _ => found.push(Column {
                    first: at + 1,
                    last: at + 1,
                    header: cell.to_owned(),
                    role: Role::Points,
                    why: Why::Name,
                    used: Use::Used,
                    unit: None,
                }),
            }
            continue;
        }
        let (role, why, used) = match roles.get(&at) {
            Some((role, used, name, _)) => {
                let own = [*name, "reading"].iter().any(|name| !name.is_empty() && folded(&with_unit(cell).0) == folded(name));
                let is_stated = stated(name)
                    || (*name == "meter_id" && table.source.options.columns.contains_key("meter"))
                    || (*name == "value" && table.source.options.columns.contains_key("reading"));
                (
                    role.clone(),
                    if is_stated {
                        Why::Stated
                    } else if own {
                        Why::Name
                    } else {
                        Why::Alias
                    },
                    *used,
                )
            }
            None if cell.is_empty() => continue,
            None => left_over(cell),
        };
        found.push(Column {
            first: at + 1,
            last: at + 1,
            header: cell.to_owned(),
            role,
            why,
            used,
            unit: with_unit(cell).1.map(str::to_owned),
        });
    }
    found
}

/// The options of a table of files that are not the usual ones.
fn table_options(options: &TableOptions) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut put = |name: &str, value: Option<String>| all.extend(value.map(|value| (name.to_owned(), value)));
    put("encoding", options.encoding.map(|encoding| encoding.name().to_owned()));
    put("delimiter", options.delimiter.map(delimiter));
    put("skip_rows", options.skip_rows.map(|rows| rows.to_string()));
    put("header", options.headless.then(|| "false".to_owned()));
    put("sheet", (!options.sheets.is_empty()).then(|| options.sheets.join(", ")));
    put("missing", (!options.missing.is_empty()).then(|| options.missing.join(", ")));
    let pairs: Vec<String> = options.columns.iter().map(|(name, header)| format!("{name} = {header}")).collect();
    put("columns", (!pairs.is_empty()).then(|| pairs.join(", ")));
    let rows: Vec<String> = options.selected.iter().map(|(name, values)| format!("{name} = {}", values.join(" | "))).collect();
    put("where", (!rows.is_empty()).then(|| rows.join(", ")));
    all
}

/// The options of a table of readings that are not the usual ones.
fn options(table: &Readings) -> Vec<(String, String)> {
    let mut all = table_options(&table.source.options);
    let mut put = |name: &str, value: Option<String>| all.extend(value.map(|value| (name.to_owned(), value)));
    put("time_label", (table.label == Label::Start).then(|| "start".to_owned()));
    put("unit", table.unit.map(|unit| unit.to_string()));
    put("quantity", table.says_quantity.then(|| if table.power { "power" } else { "energy" }.to_owned()));
    put("interval", table.interval.map(|step| step.to_string()));
    put(
        "utc_offset",
        table.utc_offset.map(|seconds| {
            let minutes = seconds.abs() / 60;
            format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
        }),
    );
    put("snap", (table.snap > 0).then(|| format!("{}s", table.snap)));
    put("midnight", table.closes_date.then(|| "closes-date".to_owned()));
    put(
        "meter",
        table.meter.as_ref().map(|meter| match meter {
            MeterOf::Fixed(id) => id.clone(),
            MeterOf::Named(named) => named.to_string(),
            MeterOf::Around(before, after) => format!("{before}{{meter_id}}{after}"),
        }),
    );
    put("date", table.date.as_ref().map(ToString::to_string));
    put("epoch", table.epoch.map(|epoch| if epoch == Epoch::Seconds { "s" } else { "ms" }.to_owned()));
    put("decimal", table.decimal.map(|mark| if mark == Mark::Comma { "," } else { "." }.to_owned()));
    let order = table.source.date_order.map(|order| match order {
        crate::input::field::DateOrder::Ymd => "ymd",
        crate::input::field::DateOrder::Dmy => "dmy",
        crate::input::field::DateOrder::Mdy => "mdy",
    });
    put("date_order", order.map(str::to_owned));
    let meters: Vec<String> = table.meter_columns.iter().map(|(meter, header)| format!("{meter} = {header}")).collect();
    put("meters", (!meters.is_empty()).then(|| meters.join(", ")));
    let words = table.qualities.iter().map(|(word, means)| {
        let means = match means {
            QualityWord::Good => "good",
            QualityWord::Estimated => "estimated",
            QualityWord::Bad => "bad",
        };
        format!("{word} = {means}")
    });
    let words: Vec<String> = words.collect();
    put("qualities", (!words.is_empty()).then(|| words.join(", ")));
    all
}
