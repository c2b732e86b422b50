//! `park.toml`: what the park says about itself and its files. Raw keys become valid values here; an unknown key is an error that
//! names the nearest known one.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::error::InputError;
use super::field::{DateOrder, Mark, PartialDate, is_source, near};
use super::quality;
pub use super::quality::QualityWord;
use super::scan::Delimiter;
use super::table::TableOptions;
use super::template::{Name, Template};
use super::times::base::DateOf;
use super::times::epoch::Epoch;
use crate::dossier::headers;
use crate::dossier::{Listed, Stated, Unit, has_unseen};
use crate::measure::{Period, Step};
use crate::near::near_or_known;
use crate::say;
use crate::say::Message;
use crate::toml::{Faults, Keys, Lined, Table};

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
    /// Lines of what is understood elsewhere.
    pub lines: Lines,
}

/// Lines of a manifest whose values are understood elsewhere; 0 where they are not stated.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The name of the policy.
    pub policy: u64,
    /// The kind of park.
    pub kind: u64,
    /// The registry's file.
    pub meters: u64,
    /// The settings, by name.
    pub settings: BTreeMap<String, u64>,
}

/// A table of files.
#[derive(Clone, Debug, Default)]
pub struct FileTable {
    /// Paths or globs.
    pub files: Vec<String>,
    /// Line of each of them.
    pub lines: Vec<u64>,
    /// Lines of the columns that are named in `options`, by our names.
    pub column_lines: BTreeMap<String, u64>,
    /// How to read them.
    pub options: TableOptions,
    /// Order of day, month and year in its dates.
    pub date_order: Option<DateOrder>,
}

impl FileTable {
    /// Its paths and globs, each with its line.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&str, u64)> {
        self.files.iter().map(String::as_str).zip(self.lines.iter().copied())
    }
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
    "minute",
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
        let faults = Faults::default();
        let manifest = Table::parse(text).map(|table| Self::of(Keys::new(&table, &faults)));
        let manifest = manifest.map_err(|fault| faults.add(fault));
        let errors: Vec<InputError> = faults.into_sorted().into_iter().map(|fault| InputError::of(MANIFEST, fault)).collect();
        manifest.ok().filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// Reads its tables. It is used only where no fault was found.
    fn of(keys: Keys<'_>) -> Self {
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
        keys.only(&known);
        let mut lines = Lines::default();
        let ParkTable { name, province, scope, scope_line, province_line, listed, kind, utc_offset } = park(keys, &mut lines);
        let period = period(keys);
        let (policy, settings) = policy(keys, &mut lines);
        let (mut meters, mut loads_complete) = (None, false);
        if let Some(t) = keys.table("meters") {
            t.only(&[&["file", "loads_complete"], TABLE_OPTIONS].concat());
            let file = t.text("file");
            loads_complete = t.flag("loads_complete").unwrap_or(false);
            let (options, _) = table_options(t, &names(headers::METERS));
            if !t.has("file") {
                t.error("file", say!("`[meters]` needs `file = \"meters.csv\"`"));
            }
            lines.meters = t.line_of("file");
            meters = file.map(|file| (file, options));
        }
        let layouts = layouts(keys);
        let readings: Vec<Readings> = keys.tables("readings").into_iter().filter_map(|t| readings_table(t, &layouts)).collect();
        if readings.is_empty() && keys.faults().count() == 0 {
            keys.error(
                "readings",
                say!("there is no `[[readings]]` table: name the meter exports with `[[readings]]` and `files = [\"…\"]`"),
            );
        }
        let (mut beneficiaries, mut statuses) = (Vec::new(), BTreeMap::new());
        let certificates = keys.table("certificates").and_then(|t| {
            t.only(&[&["files", "beneficiaries", "statuses"], TABLE_OPTIONS].concat());
            beneficiaries = texts(t, "beneficiaries");
            if let Some(words) = t.table("statuses") {
                for (word, Lined { value: meaning, line }) in words.all_texts(&[]) {
                    if has_unseen(&word) {
                        words.error_at(line, unseen(&word));
                    }
                    if let Some(known) = super::certificates::statuses::remapped(&word, &meaning) {
                        words.error_at(
                            line,
                            say!(
                                "`{word}` is known and means `{known}`; it cannot be given another meaning (`{meaning}`)",
                                word,
                                known,
                                meaning
                            ),
                        );
                    }
                    statuses.insert(word, meaning);
                }
            }
            file_table(t, &names(headers::CERTIFICATES))
        });
        let plain = |name: &str, columns: &[headers::Column]| {
            keys.table(name).and_then(|t| {
                t.only(&[&["files"], TABLE_OPTIONS].concat());
                file_table(t, &names(columns))
            })
        };
        Self {
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
            meters,
            loads_complete,
            readings,
            certificates,
            beneficiaries,
            statuses,
            trades: plain("trades", headers::TRADES),
            products: plain("products", headers::PRODUCTS),
            indicators: plain("indicators", headers::INDICATORS),
            factors: plain("factors", headers::FACTORS),
            offsets: plain("offsets", headers::OFFSETS),
            corrections: plain("corrections", headers::CORRECTIONS),
            lines,
        }
    }
}

/// Several texts, or one.
fn texts(t: Keys<'_>, key: &str) -> Vec<String> {
    t.texts(key).into_iter().map(|text| text.value).collect()
}

/// Says what is wrong with the value of a key.
fn refuse(t: Keys<'_>, key: &str, what: Message) {
    t.error(key, say!("`{key}`: {what}", key, what => what));
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

fn park(keys: Keys<'_>, lines: &mut Lines) -> ParkTable {
    let Some(t) = keys.table("park") else {
        if !keys.has("park") {
            keys.error("park", say!("there is no `[park]` table: it needs at least `name = \"…\"`"));
        }
        return ParkTable::default();
    };
    t.only(&["name", "province", "scope", "utc_offset", "list", "kind"]);
    let line = |key: &str| if t.has(key) { Some(t.line_of(key)) } else { None };
    let (scope_line, province_line, list_line) = (line("scope"), line("province"), line("list"));
    lines.kind = line("kind").unwrap_or(0);
    let name = t.text("name");
    if !t.has("name") || name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        t.error("name", say!("`[park]` needs `name = \"…\"`"));
    }
    let stated = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let province = stated(t.text("province"));
    let scope = t.choice("scope", &[("whole", "whole".to_owned()), ("sub-park", "sub-park".to_owned())]);
    let listed = stated(t.text("list")).map(|name| Listed { name, line: list_line.unwrap_or(0) });
    let kind = stated(t.text("kind"));
    let utc_offset = offset(t).unwrap_or(PARK_OFFSET);
    ParkTable {
        name: name.unwrap_or_default(),
        province_line: province_line.filter(|_| province.is_some()),
        province,
        scope_line: scope_line.filter(|_| scope.is_some()),
        scope: scope.unwrap_or_else(|| "whole".to_owned()),
        listed,
        kind,
        utc_offset,
    }
}

fn offset(t: Keys<'_>) -> Option<i32> {
    let text = t.text("utc_offset")?;
    let parsed = parse_offset(&text);
    if parsed.is_none() {
        refuse(t, "utc_offset", say!("`{text}` is not an offset such as \"+08:00\"", text));
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
    Some(sign * (hours * 3600 + minutes * 60)).filter(|seconds| minutes < 60 && super::times::columns::is_zone(*seconds))
}

fn period(keys: Keys<'_>) -> Option<Period> {
    let t = keys.table("period")?;
    let faults = keys.faults().count();
    t.only(&["year", "start", "end"]);
    let year = t.whole("year");
    let (start, end) = (t.day("start"), t.day("end"));
    let period = match (year, start, end) {
        (Some(year), None, None) => i32::try_from(year).ok().filter(|y| (1900..=2200).contains(y)).and_then(Period::year),
        (None, Some(start), Some(end)) if start <= end => Some(Period { start, end }),
        _ => None,
    };
    if period.is_none() && keys.faults().count() == faults {
        let first = ["year", "start", "end"].into_iter().find(|key| t.has(key)).unwrap_or("year");
        t.error(first, say!("`[period]` takes `year = 2025`, or `start` and `end` (both dates included, start not after end)"));
    }
    period
}

fn policy(keys: Keys<'_>, lines: &mut Lines) -> (String, BTreeMap<String, Stated>) {
    let Some(t) = keys.table("policy") else { return ("cn-national".to_owned(), BTreeMap::new()) };
    let mut settings = BTreeMap::new();
    let name = t.text("name").unwrap_or_else(|| "cn-national".to_owned());
    lines.policy = t.line_of("name");
    for key in t.names().filter(|key| *key != "name") {
        setting(t, key, key, &mut settings);
    }
    for (name, Lined { value: stated, line }) in &settings {
        if name.starts_with("limits.") || name.starts_with("levels.") {
            let message = say!(
                "`{name}`: a park's folder is evidence and sets no law; whoever runs the program may change a criterion for a run (`--set {name}={value}`), and criteria of one's own stand in a policy file (`[policy] name = \"FILE\"`, or `--policy FILE`), which is judged beside the built-in policy that it extends",
                name,
                value = stated.value
            );
            t.error_at(*line, message);
        } else if NEED_A_SOURCE.contains(&name.as_str()) && !stated.source.as_deref().is_some_and(is_source) {
            t.error_at(*line, needs_a_source(name));
        } else if let Some(source) = stated.source.as_deref().filter(|source| !is_source(source)) {
            t.error_at(
                *line,
                say!(
                    "`{name}`: `{source}` names no source: state where the value stands, in at least four letters or characters",
                    name,
                    source
                ),
            );
        }
    }
    lines.settings = settings.iter().map(|(name, stated)| (name.clone(), stated.line)).collect();
    (name, settings.into_iter().map(|(name, stated)| (name, stated.value)).collect())
}

/// A setting: a text, number or flag, or `{ value, unit, source }`; a table of settings gives dotted names.
fn setting(t: Keys<'_>, key: &str, name: &str, settings: &mut BTreeMap<String, Lined<Stated>>) {
    let table = t.all();
    let exactly = |t: Keys<'_>, key: &str| {
        t.error(key, say!("`{key}`: write decimals in quotes (`\"0.2856\"`), so that they are read exactly", key));
    };
    let value = if table.is_table(key) {
        let Some(below) = t.table(key) else { return };
        if !below.has("value") {
            for inner in below.names() {
                setting(below, inner, &format!("{name}.{inner}"), settings);
            }
            return;
        }
        below.only(&["value", "unit", "source"]);
        if below.all().is_decimal("value") {
            return exactly(below, "value");
        }
        let (unit, source) = (below.text("unit"), below.text("source").filter(|source| !source.trim().is_empty()));
        below.text_or_number("value").map(|value| Stated { value, unit, source })
    } else if table.is_decimal(key) {
        return exactly(t, key);
    } else if table.is_flag(key) {
        t.flag(key).map(|flag| Stated { value: flag.to_string(), unit: None, source: None })
    } else {
        let wanted = || say!("a text, or { value, unit, source }");
        t.numeral(key, wanted).map(|value| Stated { value, unit: None, source: None })
    };
    if let Some(value) = value {
        settings.insert(name.to_owned(), Lined { value, line: t.line_of(key) });
    }
}

/// Settings whose value is a number that somebody measured or published: each needs its source.
const NEED_A_SOURCE: &[&str] = &["electricity_equivalent", "baseline"];

fn needs_a_source(name: &str) -> say::Message {
    say!(
        "`{name}` is stated without its source: write {name} = { value = \"…\", unit = \"…\", source = \"…\" }, the source in at least four letters or characters (document, number, date)",
        name
    )
}

/// Our names of the base layouts.
const LAYOUTS: [(&str, Layout); 4] =
    [("long", Layout::Long), ("wide", Layout::Wide), ("register", Layout::Register), ("bill", Layout::Bill)];

fn layouts(keys: Keys<'_>) -> BTreeMap<String, &Table> {
    let mut found = BTreeMap::new();
    let Some(t) = keys.table("layout") else { return found };
    for name in t.names() {
        let Some(layout) = t.table(name) else { continue };
        layout.only(&[&["base"], READING_OPTIONS, TABLE_OPTIONS].concat());
        layout.choice("base", &LAYOUTS);
        if let Some(columns) = layout.table("columns") {
            columns.only(READING_COLUMNS);
        }
        if LAYOUTS.iter().any(|(built_in, _)| *built_in == name) {
            t.error(name, say!("`[layout.{name}]`: this name is built in; choose another", name));
        }
        found.insert(name.to_owned(), layout.all());
    }
    found
}

fn readings_table(t: Keys<'_>, layouts: &BTreeMap<String, &Table>) -> Option<Readings> {
    t.only(&[&["files", "layout"], READING_OPTIONS, TABLE_OPTIONS].concat());
    let named = t.text("layout").unwrap_or_else(|| "long".to_owned());
    let base_of = |name: &str| LAYOUTS.iter().find(|(built_in, _)| *built_in == name).map(|(_, layout)| *layout);
    let joined;
    let (t, layout) = if let Some(layout) = base_of(&named) {
        (t, layout)
    } else if let Some(own) = layouts.get(&named) {
        joined = t.all().over(own, &["base"]);
        let base = own.text("base").ok().flatten().unwrap_or("long");
        (Keys::new(&joined, t.faults()), base_of(base)?)
    } else {
        let known: Vec<&str> = LAYOUTS.iter().map(|(name, _)| *name).chain(layouts.keys().map(String::as_str)).collect();
        t.faults().add(t.all().not_one_of("layout", &named, &known));
        return None;
    };
    let label = t.choice("time_label", &[("end", Label::End), ("start", Label::Start)]);
    let (label, says_label) = (label.unwrap_or(Label::End), label.is_some());
    let unit = t.text("unit").and_then(|text| {
        let unit = Unit::parse(&text);
        if unit.is_none() {
            let near = near(&text, Unit::names());
            let what = say!("`{text}` is not a known unit{near}", text, near => near);
            t.coded("unit", "unknown-unit", say!("`{key}`: {what}", key = "unit", what => what));
        }
        unit
    });
    let quantity = t.choice("quantity", &[("energy", false), ("power", true)]);
    let (power, says_quantity) = (quantity.unwrap_or(false), quantity.is_some());
    let interval = t.text("interval").and_then(|text| {
        let step = Step::parse(&text);
        if step.is_none() {
            refuse(t, "interval", say!("`{text}` is not a step such as \"15min\", \"1h\", \"day\" or \"month\" that divides a day", text));
        }
        step
    });
    let snap = match t.text("snap") {
        None => 0,
        Some(text) => duration(&text).unwrap_or_else(|| {
            refuse(t, "snap", say!("`{text}` is not a time such as \"1min\" or \"30s\"", text));
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
            refuse(t, "meter", why);
            None
        }
    });
    let utc_offset = offset(t);
    let date = date_of(t);
    let epoch = t.choice("epoch", &[("s", Epoch::Seconds), ("ms", Epoch::Milliseconds)]);
    let decimal = t.choice("decimal", &[(",", Mark::Comma), (".", Mark::Point)]);
    let meters = t.table("columns").filter(|columns| columns.has("meters")).and_then(|columns| columns.table("meters"));
    let meter_columns = meters.map_or_else(Vec::new, |meters| meters.all_texts(&[]));
    let meter_columns = meter_columns.into_iter().map(|(meter, column)| (meter, column.value)).collect();
    let qualities = qualities(t);
    let selected = selected(t);
    let mut source = file_table(t, READING_COLUMNS)?;
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

/// Why a word of a file cannot be given a meaning.
fn unseen(word: &str) -> say::Message {
    say!("`{word}` holds signs that are not seen, and looks like another word: write it without them", word = crate::near::shown(word))
}

/// Words of a quality column and what they mean.
fn qualities(t: Keys<'_>) -> BTreeMap<String, QualityWord> {
    let mut found = BTreeMap::new();
    let Some(words) = t.table("qualities") else { return found };
    for word in words.names() {
        let choices = [("good", QualityWord::Good), ("estimated", QualityWord::Estimated), ("bad", QualityWord::Bad)];
        let Some(means) = words.choice(word, &choices) else { continue };
        if has_unseen(word) {
            words.error(word, unseen(word));
        }
        match quality::known(word) {
            Some(own) if own != means => {
                let name = choices.iter().find(|(_, choice)| *choice == own).map_or("", |(name, _)| name);
                words.error(
                    word,
                    say!("`{word}` is a known word of quality and means {name}; it cannot be given another meaning", word, name),
                );
            }
            None if means == QualityWord::Good && quality::speaks_of_estimate(word) => {
                words.error(
                    word,
                    say!("`{word}` speaks of a reading that was not measured; it may mean estimated or bad, never good", word),
                );
            }
            _ => {
                found.insert(word.to_owned(), means);
            }
        }
    }
    found
}

/// The rows that are read: the header of a column, and what stands in it.
fn selected(t: Keys<'_>) -> Vec<(String, Vec<String>)> {
    let Some(rows) = t.table("where") else { return Vec::new() };
    let mut found = Vec::new();
    for column in rows.names() {
        let values = rows.texts_or_numbers(column);
        if values.is_empty() && rows.all().is_empty_list(column) {
            rows.error(column, say!("`where` needs what stands in the column `{column}` in the rows that are read", column));
        }
        found.push((column.to_owned(), values));
    }
    found
}

/// Our names of the columns of a small table.
fn names(columns: &[headers::Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.name).chain(["meter"]).collect()
}

/// The date of rows that do not say it whole: a date, a part of one, or a name of the file.
fn date_of(t: Keys<'_>) -> Option<DateOf> {
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
        Err(why) => refuse(t, "date", why),
    }
    None
}

fn file_table(t: Keys<'_>, known: &[&str]) -> Option<FileTable> {
    let files = t.texts("files");
    if !t.has("files") || t.all().is_empty_list("files") {
        t.error("files", say!("`files` must name at least one file or pattern"));
    }
    let order = t.choice("date_order", &[("ymd", DateOrder::Ymd), ("dmy", DateOrder::Dmy), ("mdy", DateOrder::Mdy)]);
    let (options, column_lines) = table_options(t, known);
    let (files, lines): (Vec<String>, Vec<u64>) = files.into_iter().map(|file| (file.value, file.line)).unzip();
    (!files.is_empty()).then_some(FileTable { files, lines, column_lines, options, date_order: order })
}

/// Why a word cannot be one that says that a cell is empty: a known word has its meaning (METHOD 11), and in tables that are no readings a code, a
/// number or a date is evidence.
fn no_placeholder(readings: bool, word: &str) -> Option<say::Message> {
    use crate::dossier::{Carrier, Flow, Kind};
    use crate::input::field;
    let plain = field::narrow(word.trim());
    let lower = plain.to_lowercase();
    if field::is_missing(&plain, &[]) {
        return None;
    }
    let is_word = super::certificates::statuses::is_known(&plain)
        || Kind::parse(&lower, None).is_some()
        || Carrier::parse(&lower).is_some()
        || Flow::parse(&lower).is_some()
        || super::registry::is_known(&lower)
        || Unit::parse(&plain).is_some();
    let is_evidence = !readings && plain.chars().any(|c| c.is_ascii_digit());
    if is_word {
        Some(say!("`{word}` is a known word; `missing` cannot take its meaning away", word))
    } else if is_evidence {
        Some(say!("`{word}` may be a code, a number or a date; `missing` takes only words that say that there is nothing", word))
    } else {
        None
    }
}

/// Encodings that exports are written in, for whoever misspells one.
const ENCODINGS: &[&str] = &["utf-8", "gb18030", "gbk", "gb2312", "big5", "utf-16le", "utf-16be"];

/// How a table is read, with the lines of the columns that it names.
fn table_options(t: Keys<'_>, known: &[&str]) -> (TableOptions, BTreeMap<String, u64>) {
    let encoding = t.text("encoding").and_then(|label| {
        let found = Encoding::for_label(label.trim().as_bytes());
        if found.is_none() {
            let near = near_or_known(&label, ENCODINGS);
            refuse(t, "encoding", say!("`{label}` is not an encoding such as \"utf-8\" or \"gb18030\"{near}", label, near => near));
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
            let near = near(&text, ["tab", "comma", "semicolon"]);
            let what = say!("`{text}` is not a delimiter: one character such as \",\" \";\" \"\\t\"{near}", text, near => near);
            refuse(t, "delimiter", what);
        }
        found
    });
    let skip_rows = t.whole("skip_rows").and_then(|value| {
        let rows = usize::try_from(value).ok();
        if rows.is_none() {
            t.error("skip_rows", say!("`{name}` is {value}; it cannot be negative", name = "skip_rows", value));
        }
        rows
    });
    let headless = t.flag("header") == Some(false);
    let sheets = t.texts_or_numbers("sheet");
    let missing = texts(t, "missing");
    for why in missing.iter().filter_map(|word| no_placeholder(known == READING_COLUMNS, word)) {
        refuse(t, "missing", why);
    }
    let (mut columns, mut lines) = (BTreeMap::new(), BTreeMap::new());
    if let Some(named) = t.table("columns") {
        named.only(known);
        for (name, Lined { value, line }) in named.all_texts(&["meters"]).into_iter().rev() {
            // `meter` is another name of `meter_id`, and comes last.
            let name = if name == "meter" { "meter_id".to_owned() } else { name };
            lines.insert(name.clone(), line);
            columns.insert(name, value);
        }
    }
    let options =
        TableOptions { encoding, delimiter, skip_rows, headless, sheets, every_sheet: false, missing, columns, selected: Vec::new() };
    (options, lines)
}

/// Seconds of `1min`, `30s`, `90 s`, `2m`.
fn duration(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: i64 = digits.parse().ok()?;
    let size = match text[digits.len()..].trim() {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        _ => return None,
    };
    number.checked_mul(size).filter(|n| (0..86_400).contains(n))
}
