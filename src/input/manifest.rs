//! `park.toml`: what the park says about itself and its files. Raw keys become valid values here; an unknown key is an error that
//! names the nearest known one.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::error::InputError;
use super::field::{DateOrder, Mark, PartialDate, is_source, near};
use super::keys::Keys;
use super::quality;
use super::scan::Delimiter;
use super::table::TableOptions;
use super::template::{Name, Template};
use super::times::Epoch;
use super::times::base::DateOf;
use crate::dossier::headers;
use crate::dossier::{Listed, Stated, Unit};
use crate::measure::{Period, Step};
use crate::say;
use crate::say::Part;

/// Name of the manifest.
pub const MANIFEST: &str = "park.toml";

/// Comments by which a line of the manifest is marked as a guess, in either language.
pub const GUESS_MARKS: &[&str] = &["# guess:", "# 推测："];

/// The manifest, valid.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Name of the park.
    pub name: String,
    /// Province.
    pub province: Option<String>,
    /// `whole` or `sub-park`.
    pub scope: String,
    /// Line that states the scope.
    pub scope_line: Option<u64>,
    /// Line that states the province.
    pub province_line: Option<u64>,
    /// The park of the list of national parks that this is.
    pub listed: Option<Listed>,
    /// Kind of park.
    pub kind: Option<String>,
    /// The park's civil time, seconds east of UTC.
    pub utc_offset: i32,
    /// The period, where stated.
    pub period: Option<Period>,
    /// Name or path of the policy.
    pub policy: String,
    /// Settings stated under `[policy]`.
    pub settings: BTreeMap<String, Stated>,
    /// The registry's file, where there is one.
    pub meters: Option<(String, TableOptions)>,
    /// Whether the load meters cover the whole park.
    pub loads_complete: bool,
    /// Tables of readings.
    pub readings: Vec<Readings>,
    /// Certificate files.
    pub certificates: Option<FileTable>,
    /// Entities whose retirements count.
    pub beneficiaries: Vec<String>,
    /// Words of a registry, and what they mean.
    pub statuses: BTreeMap<String, String>,
    /// Green-power trades.
    pub trades: Option<FileTable>,
    /// Process output.
    pub products: Option<FileTable>,
    /// Declared indicators.
    pub indicators: Option<FileTable>,
    /// The park's own factors.
    pub factors: Option<FileTable>,
    /// Voluntary offsets.
    pub offsets: Option<FileTable>,
    /// Corrections and waivers.
    pub corrections: Option<FileTable>,
}

/// A table of files.
#[derive(Clone, Debug, Default)]
pub struct FileTable {
    /// Paths or globs.
    pub files: Vec<String>,
    /// How to read them.
    pub options: TableOptions,
    /// Order of day, month and year in its dates.
    pub date_order: Option<DateOrder>,
}

/// Base layout of readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A row for each reading.
    #[default]
    Long,
    /// A row for each meter and day.
    Wide,
    /// A row for each reading of a cumulative register.
    Register,
    /// A row for each bill.
    Bill,
}

/// Which end of its interval a stamp labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Label {
    /// The start.
    Start,
    /// The end.
    #[default]
    End,
}

/// Which meter a file is of, where no column says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeterOf {
    /// This one.
    Fixed(String),
    /// The one whose id is made of the names of the file: `{stem}`, `{sheet}`, `{folder}`.
    Named(Template),
    /// The one whose id is that of the row between two texts: `{meter_id}-R` for the reverse register of each meter.
    Around(String, String),
}

impl Readings {
    /// The same, of one sheet where it reads a workbook.
    #[must_use]
    pub(super) fn of_sheet(&self, sheet: Option<String>) -> Self {
        let mut table = self.clone();
        if let Some(sheet) = sheet {
            table.source.options.sheets = vec![sheet];
        }
        table
    }
}

/// A `[[readings]]` table, its layout's defaults applied.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    /// Files and how to read them.
    pub source: FileTable,
    /// Base layout.
    pub layout: Layout,
    /// Label convention.
    pub label: Label,
    /// Unit that overrides the meters'.
    pub unit: Option<Unit>,
    /// Whether values are mean power over the interval.
    pub power: bool,
    /// Whether the manifest says what the values are, energy or power.
    pub says_quantity: bool,
    /// Declared step.
    pub interval: Option<Step>,
    /// Offset of the stamps, seconds east of UTC, where they are not local.
    pub utc_offset: Option<i32>,
    /// Seconds by which a stamp may be off its grid.
    pub snap: i64,
    /// Whether 00:00 of a date is that date's end.
    pub closes_date: bool,
    /// Whether registers start again from zero at each midnight.
    pub resets_daily: bool,
    /// The meter, where no column says it.
    pub meter: Option<MeterOf>,
    /// Whether the manifest says which end of an interval a stamp labels.
    pub says_label: bool,
    /// The date or a part of it, where the rows do not say it.
    pub date: Option<DateOf>,
    /// What stamps count since 1970.
    pub epoch: Option<Epoch>,
    /// The decimal mark of numbers.
    pub decimal: Option<Mark>,
    /// Columns that hold one meter each: meter, column.
    pub meter_columns: Vec<(String, String)>,
    /// Words of a quality column, beside the known ones.
    pub qualities: BTreeMap<String, QualityWord>,
    /// Headers of columns that another table reads from the same file.
    pub claimed: Vec<String>,
}

/// What a word of a quality column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualityWord {
    /// Measured.
    Good,
    /// Estimated.
    Estimated,
    /// Not to be used.
    Bad,
}

/// Seconds by which a park's clock is east of UTC, where `park.toml` states nothing else.
pub(super) const PARK_OFFSET: i32 = 8 * 3600;

const TABLE_OPTIONS: &[&str] = &["encoding", "delimiter", "skip_rows", "header", "sheet", "date_order", "missing", "columns"];
const READING_OPTIONS: &[&str] = &[
    "time_label",
    "unit",
    "quantity",
    "interval",
    "utc_offset",
    "snap",
    "midnight",
    "resets",
    "meter",
    "date",
    "epoch",
    "decimal",
    "where",
    "qualities",
];

/// Keys of `columns` in a `[[readings]]` table.
const READING_COLUMNS: &[&str] = &[
    "meter",
    "meter_id",
    "time",
    "date",
    "year",
    "month",
    "day",
    "hour",
    "point",
    "period",
    "value",
    "reading",
    "quality",
    "start",
    "end",
    "start_reading",
    "end_reading",
    "multiplier",
    "energy",
    "unit",
    "ct_ratio",
    "pt_ratio",
    "meters",
];

impl Manifest {
    /// Reads the text of a manifest.
    pub fn parse(text: &str) -> Result<Self, Vec<InputError>> {
        let text = &*super::bare_keys::quoted(text);
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() as u64 + 1);
            vec![InputError::at(MANIFEST, line, say!("not TOML: {message}", message = e.message()))]
        })?;
        let mut keys = Keys::new(text, table);
        let known = [
            "park",
            "period",
            "policy",
            "meters",
            "readings",
            "layout",
            "certificates",
            "trades",
            "products",
            "indicators",
            "factors",
            "offsets",
            "corrections",
        ];
        keys.only("", &known);
        let ParkTable { name, province, scope, scope_line, province_line, listed, kind, utc_offset } = park(&mut keys);
        let period = period(&mut keys);
        let (policy, settings) = policy(&mut keys);
        let meters = keys.table("meters").map(|mut t| {
            t.only("meters", &[&["file", "loads_complete"], TABLE_OPTIONS].concat());
            let file = t.text("file");
            let complete = t.flag("loads_complete").unwrap_or(false);
            let options = table_options(&mut t, "meters", &names(headers::METERS));
            if file.is_none() {
                t.error("file", say!("`[meters]` needs `file = \"meters.csv\"`"));
            }
            keys.take_errors(t);
            (file, complete, options)
        });
        let layouts = layouts(&mut keys);
        let mut readings = Vec::new();
        for mut t in keys.tables("readings") {
            if let Some(table) = readings_table(&mut t, &layouts) {
                readings.push(table);
            }
            keys.take_errors(t);
        }
        if readings.is_empty() && !keys.has_errors() {
            keys.error(
                "readings",
                say!("there is no `[[readings]]` table: name the meter exports with `[[readings]]` and `files = [\"…\"]`"),
            );
        }
        let (mut beneficiaries, mut statuses) = (Vec::new(), BTreeMap::new());
        let certificates = keys.table("certificates").and_then(|mut t| {
            t.only("certificates", &[&["files", "beneficiaries", "statuses"], TABLE_OPTIONS].concat());
            beneficiaries = t.texts("beneficiaries");
            if let Some(mut words) = t.table("statuses") {
                statuses = words.all_texts();
                for (word, meaning) in &statuses {
                    if let Some(known) = super::certificates::remapped(word, meaning) {
                        words.error(
                            word,
                            say!(
                                "`{word}` is known and means `{known}`; it cannot be given another meaning (`{meaning}`)",
                                word,
                                known,
                                meaning
                            ),
                        );
                    }
                }
                t.take_errors(words);
            }
            let table = file_table(&mut t, "certificates", &names(headers::CERTIFICATES));
            keys.take_errors(t);
            table
        });
        let mut plain = |name: &str, columns: &[headers::Column]| {
            keys.table(name).and_then(|mut t| {
                t.only(name, &[&["files"], TABLE_OPTIONS].concat());
                let table = file_table(&mut t, name, &names(columns));
                keys.take_errors(t);
                table
            })
        };
        let (trades, products) = (plain("trades", headers::TRADES), plain("products", headers::PRODUCTS));
        let (indicators, factors, offsets) =
            (plain("indicators", headers::INDICATORS), plain("factors", headers::FACTORS), plain("offsets", headers::OFFSETS));
        let corrections = plain("corrections", headers::CORRECTIONS);
        let (file, loads_complete, options) = meters.unwrap_or((None, false, TableOptions::default()));
        keys.finish()?;
        Ok(Self {
            name,
            province,
            scope,
            scope_line,
            province_line,
            listed,
            kind,
            utc_offset,
            period,
            policy,
            settings,
            meters: file.map(|f| (f, options)),
            loads_complete,
            readings,
            certificates,
            beneficiaries,
            statuses,
            trades,
            products,
            indicators,
            factors,
            offsets,
            corrections,
        })
    }
}

/// What `[park]` says.
#[derive(Default)]
struct ParkTable {
    name: String,
    province: Option<String>,
    scope: String,
    scope_line: Option<u64>,
    province_line: Option<u64>,
    listed: Option<Listed>,
    kind: Option<String>,
    utc_offset: i32,
}

fn park(keys: &mut Keys) -> ParkTable {
    let Some(mut t) = keys.table("park") else {
        keys.error("park", say!("there is no `[park]` table: it needs at least `name = \"…\"`"));
        return ParkTable::default();
    };
    t.only("park", &["name", "province", "scope", "utc_offset", "list", "kind"]);
    let line = |t: &Keys, key: &str| Some(t.line_of(key)).filter(|line| *line > 0);
    let (scope_line, province_line, list_line) = (line(&t, "scope"), line(&t, "province"), line(&t, "list"));
    let name = t.text("name").unwrap_or_else(|| {
        t.error("name", say!("`[park]` needs `name = \"…\"`"));
        String::new()
    });
    let stated = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let province = stated(t.text("province"));
    let scope = t.choice("scope", &[("whole", "whole".to_owned()), ("sub-park", "sub-park".to_owned())]);
    let listed = stated(t.text("list")).map(|name| Listed { name, line: list_line.unwrap_or(0) });
    let kind = stated(t.text("kind"));
    let utc_offset = offset(&mut t).unwrap_or(PARK_OFFSET);
    keys.take_errors(t);
    ParkTable {
        name,
        province_line: province_line.filter(|_| province.is_some()),
        province,
        scope_line: scope_line.filter(|_| scope.is_some()),
        scope: scope.unwrap_or_else(|| "whole".to_owned()),
        listed,
        kind,
        utc_offset,
    }
}

fn offset(t: &mut Keys) -> Option<i32> {
    let text = t.text("utc_offset")?;
    let parsed = parse_offset(&text);
    if parsed.is_none() {
        t.error("utc_offset", say!("`{text}` is not an offset such as \"+08:00\"", text));
    }
    parsed
}

/// Seconds east of UTC of `+08:00`, `-07`, `+0530` or `Z`.
pub fn parse_offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if !(digits.len() == 2 || digits.len() == 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits.get(2..4).map_or(Ok(0), str::parse).ok()?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn period(keys: &mut Keys) -> Option<Period> {
    let mut t = keys.table("period")?;
    t.only("period", &["year", "start", "end"]);
    let year = t.integer("year");
    let (start, end) = (t.date("start"), t.date("end"));
    let period = match (year, start, end) {
        (Some(year), None, None) => i32::try_from(year).ok().filter(|y| (1900..=2200).contains(y)).and_then(Period::year),
        (None, Some(start), Some(end)) if start <= end => Some(Period { start, end }),
        (None, None, None) => None,
        _ => None,
    };
    if period.is_none() && !t.has_errors() {
        t.error("year", say!("`[period]` takes `year = 2025`, or `start` and `end` (both dates included, start not after end)"));
    }
    keys.take_errors(t);
    period
}

fn policy(keys: &mut Keys) -> (String, BTreeMap<String, Stated>) {
    let mut settings = BTreeMap::new();
    let Some(mut t) = keys.table("policy") else { return ("cn-national".to_owned(), settings) };
    let name = t.text("name").unwrap_or_else(|| "cn-national".to_owned());
    for key in t.names() {
        if key == "name" {
            continue;
        }
        t.setting(&key, &key, &mut settings);
    }
    for (name, stated) in &settings {
        if name.starts_with("limits.") || name.starts_with("levels.") {
            let last = name.rsplit('.').next().unwrap_or(name);
            let message = say!(
                "`{name}`: a park's folder is evidence and sets no law; whoever runs the program may change a criterion for a run (`--set {name}={value}`), and criteria of one's own stand in a policy file (`[policy] name = \"FILE\"`, or `--policy FILE`), which is judged beside the built-in policy that it extends",
                name,
                value = stated.value
            );
            t.error_at(&[name, last], message);
        } else if NEED_A_SOURCE.contains(&name.as_str()) && !stated.source.as_deref().is_some_and(is_source) {
            t.error(name, needs_a_source(name));
        } else if let Some(source) = stated.source.as_deref().filter(|source| !is_source(source)) {
            t.error(
                name,
                say!(
                    "`{name}`: `{source}` names no source: state where the value stands, in at least four letters or characters",
                    name,
                    source
                ),
            );
        }
    }
    keys.take_errors(t);
    (name, settings)
}

/// Settings whose value is a number that somebody measured or published: each needs its source.
const NEED_A_SOURCE: &[&str] = &["electricity_equivalent", "baseline"];

fn needs_a_source(name: &str) -> say::Message {
    say!(
        "`{name}` is stated without its source: write {name} = { value = \"…\", unit = \"…\", source = \"…\" }, the source in at least four letters or characters (document, number, date)",
        name
    )
}

fn layouts(keys: &mut Keys) -> BTreeMap<String, toml::Table> {
    let mut found = BTreeMap::new();
    let Some(mut t) = keys.table("layout") else { return found };
    for name in t.names() {
        if let Some(mut layout) = t.table(&name) {
            layout.only(&format!("layout.{name}"), &[&["base"], READING_OPTIONS, TABLE_OPTIONS].concat());
            if let Some(mut columns) = layout.peek_table("columns") {
                columns.only(&format!("layout.{name}.columns"), READING_COLUMNS);
                layout.take_errors(columns);
            }
            if ["long", "wide", "register", "bill"].contains(&name.as_str()) {
                layout.error("base", say!("`[layout.{name}]`: this name is built in; choose another", name));
            }
            found.insert(name.clone(), layout.clone_table());
            t.take_errors(layout);
        }
    }
    keys.take_errors(t);
    found
}

fn readings_table(t: &mut Keys, layouts: &BTreeMap<String, toml::Table>) -> Option<Readings> {
    t.only("readings", &[&["files", "layout"], READING_OPTIONS, TABLE_OPTIONS].concat());
    let named = t.text("layout").unwrap_or_else(|| "long".to_owned());
    let base_of = |name: &str| match name {
        "long" => Some(Layout::Long),
        "wide" => Some(Layout::Wide),
        "register" => Some(Layout::Register),
        "bill" => Some(Layout::Bill),
        _ => None,
    };
    let layout = if let Some(layout) = base_of(&named) {
        layout
    } else if let Some(own) = layouts.get(&named) {
        let base = own.get("base").and_then(toml::Value::as_str).unwrap_or("long");
        t.defaults(own);
        let Some(layout) = base_of(base) else {
            t.error("layout", say!("`[layout.{named}]`: base `{base}` is not one of long, wide, register, bill", named, base));
            return None;
        };
        layout
    } else {
        let known: Vec<&str> = ["long", "wide", "register", "bill"].into_iter().chain(layouts.keys().map(String::as_str)).collect();
        let near = near(&named, known.iter().copied());
        t.error("layout", say!("`{named}` is not a layout (known: {known}){near}", named, known => Part::names(known), near => near));
        return None;
    };
    let label = t.choice("time_label", &[("end", Label::End), ("start", Label::Start)]);
    let (label, says_label) = (label.unwrap_or(Label::End), label.is_some());
    let unit = t.text("unit").and_then(|text| {
        let unit = Unit::parse(&text);
        if unit.is_none() {
            let near = near(&text, Unit::names());
            t.coded("unit", "unknown-unit", say!("`{text}` is not a known unit{near}", text, near => near));
        }
        unit
    });
    let quantity = t.choice("quantity", &[("energy", false), ("power", true)]);
    let (power, says_quantity) = (quantity.unwrap_or(false), quantity.is_some());
    let step = |t: &mut Keys, key: &str| {
        let text = t.text(key)?;
        let step = Step::parse(&text);
        if step.is_none() {
            t.error(key, say!("`{text}` is not a step such as \"15min\", \"1h\", \"day\" or \"month\" that divides a day", text));
        }
        step
    };
    let interval = step(t, "interval");
    let snap = match t.text("snap") {
        None => 0,
        Some(text) => super::keys::duration(&text).unwrap_or_else(|| {
            t.error("snap", say!("`{text}` is not a time such as \"1min\" or \"30s\"", text));
            0
        }),
    };
    let closes_date = t.choice("midnight", &[("closes-date", true), ("opens-date", false)]).unwrap_or(false);
    let resets_daily = t.choice("resets", &[("daily", true), ("never", false)]).unwrap_or(false);
    if resets_daily && layout != Layout::Register {
        t.error("resets", say!("`resets` is of registers: state `layout = \"register\"` too, or take it out"));
    }
    let meter = t.text("meter").and_then(|m| match (m.split_once("{meter_id}"), Template::parse(&m)) {
        (Some((before, after)), _) => Some(MeterOf::Around(before.to_owned(), after.to_owned())),
        (None, Ok(Some(named))) => Some(MeterOf::Named(named)),
        (None, Ok(None)) => Some(MeterOf::Fixed(m)),
        (None, Err(why)) => {
            t.error("meter", why);
            None
        }
    });
    let utc_offset = offset(t);
    let date = date_of(t);
    let epoch = t.choice("epoch", &[("s", Epoch::Seconds), ("ms", Epoch::Milliseconds)]);
    let decimal = t.choice("decimal", &[(",", Mark::Comma), (".", Mark::Point)]);
    let mut meter_columns = Vec::new();
    if let Some(mut columns) = t.peek_table("columns")
        && let Some(mut meters) = columns.table("meters")
    {
        for (meter, column) in meters.all_texts() {
            meter_columns.push((meter, column));
        }
        t.take_errors(meters);
    }
    let qualities = qualities(t);
    let selected = selected(t);
    let mut source = file_table(t, "readings", READING_COLUMNS)?;
    source.options.selected = selected;
    source.options.every_sheet = matches!(&meter, Some(MeterOf::Named(named)) if named.takes(Name::Sheet))
        || matches!(&date, Some(DateOf::Named(named)) if named.takes(Name::Sheet));
    Some(Readings {
        source,
        layout,
        label,
        unit,
        power,
        says_quantity,
        interval,
        utc_offset,
        snap,
        closes_date,
        resets_daily,
        meter,
        says_label,
        date,
        epoch,
        decimal,
        meter_columns,
        qualities,
        claimed: Vec::new(),
    })
}

/// Words of a quality column and what they mean.
fn qualities(t: &mut Keys) -> BTreeMap<String, QualityWord> {
    let mut found = BTreeMap::new();
    let Some(mut words) = t.table("qualities") else { return found };
    for word in words.names() {
        let choices = [("good", QualityWord::Good), ("estimated", QualityWord::Estimated), ("bad", QualityWord::Bad)];
        let Some(means) = words.choice(&word, &choices) else { continue };
        match quality::known(&word) {
            Some(own) if own != means => {
                let name = choices.iter().find(|(_, choice)| *choice == own).map_or("", |(name, _)| name);
                words.error(
                    &word,
                    say!("`{word}` is a known word of quality and means {name}; it cannot be given another meaning", word, name),
                );
            }
            None if means == QualityWord::Good && quality::speaks_of_estimate(&word) => {
                words.error(
                    &word,
                    say!("`{word}` speaks of a reading that was not measured; it may mean estimated or bad, never good", word),
                );
            }
            _ => {
                found.insert(word, means);
            }
        }
    }
    t.take_errors(words);
    found
}

/// The rows that are read: the header of a column, and what stands in it.
fn selected(t: &mut Keys) -> Vec<(String, Vec<String>)> {
    let Some(mut rows) = t.table("where") else { return Vec::new() };
    let mut found = Vec::new();
    for column in rows.names() {
        let values = rows.texts_or_numbers(&column);
        if values.is_empty() {
            rows.error(&column, say!("`where` needs what stands in the column `{column}` in the rows that are read", column));
        }
        found.push((column, values));
    }
    t.take_errors(rows);
    found
}

/// Our names of the columns of a small table.
fn names(columns: &[headers::Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.name).chain(["meter"]).collect()
}

/// The date of rows that do not say it whole: a date, a part of one, or a name of the file.
fn date_of(t: &mut Keys) -> Option<DateOf> {
    let text = t.text_or_date("date")?;
    if let Some(date) = PartialDate::stated(&text) {
        return Some(DateOf::Stated(date));
    }
    match Template::parse(&text) {
        Ok(Some(named)) => return Some(DateOf::Named(named)),
        Ok(None) => {
            let message = say!(
                "`date = \"{text}\"` is neither a date such as \"2025-01-01\", \"2025-01\" or \"2025\", nor a name of the file such as \"{example}\"",
                text,
                example = "{stem}"
            );
            t.error("date", message);
        }
        Err(why) => t.error("date", why),
    }
    None
}

fn file_table(t: &mut Keys, name: &str, known: &[&str]) -> Option<FileTable> {
    let files = t.texts("files");
    if files.is_empty() {
        t.error("files", say!("`files` must name at least one file or pattern"));
    }
    let order = t.choice("date_order", &[("ymd", DateOrder::Ymd), ("dmy", DateOrder::Dmy), ("mdy", DateOrder::Mdy)]);
    let options = table_options(t, name, known);
    (!files.is_empty()).then_some(FileTable { files, options, date_order: order })
}

/// Why a word cannot be one that says that a cell is empty: a known word has its meaning (METHOD 11), and in tables that are no readings a code, a
/// number or a date is evidence.
fn no_placeholder(table: &str, word: &str) -> Option<say::Message> {
    use crate::dossier::{Carrier, Flow, Kind};
    use crate::input::field;
    let plain = field::narrow(word.trim());
    let lower = plain.to_lowercase();
    if field::is_missing(&plain, &[]) {
        return None;
    }
    let is_word = super::certificates::is_known(&plain)
        || Kind::parse(&lower, None).is_some()
        || Carrier::parse(&lower).is_some()
        || Flow::parse(&lower).is_some()
        || super::registry::is_known(&lower)
        || Unit::parse(&plain).is_some();
    let is_evidence = table != "readings" && plain.chars().any(|c| c.is_ascii_digit());
    if is_word {
        Some(say!("`{word}` is a known word; `missing` cannot take its meaning away", word))
    } else if is_evidence {
        Some(say!("`{word}` may be a code, a number or a date; `missing` takes only words that say that there is nothing", word))
    } else {
        None
    }
}

fn table_options(t: &mut Keys, name: &str, known: &[&str]) -> TableOptions {
    let encoding = t.text("encoding").and_then(|label| {
        let found = Encoding::for_label(label.trim().as_bytes());
        if found.is_none() {
            t.error("encoding", say!("`{label}` is not an encoding such as \"utf-8\" or \"gb18030\"", label));
        }
        found
    });
    let delimiter = t.text("delimiter").and_then(|text| {
        let found = match text.as_str() {
            "，" => Some(Delimiter::WideComma),
            "tab" | "\\t" => Some(Delimiter::Byte(b'\t')),
            "comma" => Some(Delimiter::Byte(b',')),
            "semicolon" => Some(Delimiter::Byte(b';')),
            one if one.len() == 1 => Some(Delimiter::Byte(one.as_bytes()[0])),
            _ => None,
        };
        if found.is_none() {
            t.error("delimiter", say!("`{text}` is not a delimiter: one character such as \",\" \";\" \"\\t\"", text));
        }
        found
    });
    let skip_rows = t.integer("skip_rows").and_then(|value| {
        let rows = usize::try_from(value).ok();
        if rows.is_none() {
            t.error("skip_rows", say!("`{name}` is {value}; it cannot be negative", name = "skip_rows", value));
        }
        rows
    });
    let headless = t.flag("header") == Some(false);
    let sheets = t.texts_or_numbers("sheet");
    let missing = t.texts("missing");
    for word in &missing {
        if let Some(why) = no_placeholder(name, word) {
            t.error("missing", why);
        }
    }
    let mut columns = BTreeMap::new();
    if let Some(mut named) = t.table("columns") {
        let _ = named.table("meters");
        named.only(&format!("{name}.columns"), known);
        columns = named.all_texts();
        t.take_errors(named);
    }
    for (alias, name) in [("meter", "meter_id")] {
        if let Some(column) = columns.remove(alias) {
            columns.insert(name.to_owned(), column);
        }
    }
    TableOptions { encoding, delimiter, skip_rows, headless, sheets, every_sheet: false, missing, columns, selected: Vec::new() }
}
