//! Reads a park folder into a dossier: the manifest, the registry, every reading, every declared table, in the byte order of the files' names.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::correct;
use super::error::InputError;
use super::fast::{self, Entry, ReadMode, Task};
use super::ids;
use super::ledger::Ledger;
use super::manifest::{self, FileTable, GUESS_MARKS, Lines, MANIFEST, Manifest};
use super::row::{Row, Sheet};
use super::scenario::Plan;
use super::small;
use super::table::{Table, TableOptions, apart};
use super::times::Times;
use super::years::Years;
use super::{certificates, declared, registry};
use crate::dossier::headers::{self, Column};
use crate::dossier::understanding::{ReadTable, Understanding};
use crate::dossier::{self, Code, Correction, Defect, Defects, Dossier, Effect, Input, LedgerEntry, Meter, Position, Scenario, Stated};
use crate::files::{Digested, FileError, Files, Passed};
use crate::input::readings::collector::{Collected, Collector};
use crate::input::readings::retention::Retention;
use crate::measure::{Exact, Period};
use crate::say;
use crate::say::Message;

/// What the command line says over the manifest.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Period.
    pub period: Option<Period>,
    /// Policy.
    pub policy: Option<String>,
    /// Settings.
    pub settings: BTreeMap<String, Stated>,
    /// Ledger of earlier runs.
    pub ledger: Option<Arc<Ledger>>,
    /// What other parks of the same run counted.
    pub claimed: Vec<LedgerEntry>,
    /// Where the bytes that were read are counted.
    pub passed: Option<Passed>,
    /// Whether the value of every reading is kept, as estimation needs it, even where a sum would do.
    pub all_values: bool,
    /// A scenario to be tried on the park; the values that it needs are kept.
    pub scenario: Option<Arc<Plan>>,
    /// Threads; the machine's cores where not stated.
    pub threads: Option<usize>,
    /// How files of readings are walked.
    pub road: ReadMode,
    /// The files that are told of where no table reads them: those that the report of an earlier run names. All of them where not stated.
    pub unread_files: Option<BTreeSet<String>>,
}

/// A park as submitted, with the policy that it names.
#[derive(Debug)]
pub struct Submission {
    /// What was read.
    pub dossier: Dossier,
    /// Name of a built-in policy, or a path.
    pub policy: String,
    /// Name of the policy as the manifest has it.
    pub named: String,
    /// Text and SHA-256 of the policy file, where the park names one of its own.
    pub policy_file: Option<(String, String)>,
    /// What the scenario supposes of this park, where there is one.
    pub scenario: Option<Scenario>,
    /// Lines of the manifest for what is understood after it is read; of the settings those that the manifest decides.
    pub lines: Lines,
}

/// Days of the longest period: every interval of it is worked out.
const LONGEST: i64 = 3660;

type Errors = Vec<InputError>;

/// Reads a park folder.
pub fn read(park: &Path, overrides: &Overrides) -> Result<Submission, Errors> {
    let files = Files::of(park).map_err(|e| vec![InputError::file(&e)])?.counted(overrides.passed.clone());
    let (text, digested) = files.text(MANIFEST).map_err(|e| vec![no_manifest(park, &e)])?;
    let manifest = Manifest::parse(text.strip_prefix('\u{feff}').unwrap_or(&text))?;
    let mut loader = Loader::new(files, manifest, digested, overrides, None)?;
    loader.guesses(&text);
    loader.load(overrides)
}

/// Threads that a run may have for each core: more only wait for each other.
const THREADS_PER_CORE: usize = 4;

/// The park's own policy file, if its manifest names one: name, text and digest. One outside the folder is refused.
fn policy_file(files: &Files, named: &str, overrides: &Overrides) -> Result<Option<(String, String, Digested)>, FileError> {
    if overrides.policy.is_some() {
        return Ok(None);
    }
    let name = named.strip_prefix("./").unwrap_or(named).to_owned();
    match files.find(&name) {
        Ok(found) if found == [name.as_str()] => files.text(&name).map(|(text, digested)| Some((name, text, digested))),
        Err(FileError::Outside(path)) => Err(FileError::Outside(path)),
        _ => Ok(None),
    }
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn no_manifest(park: &Path, error: &FileError) -> InputError {
    match error {
        FileError::Missing(_) => InputError::at(
            "",
            0,
            say!(
                "{park}: there is no park.toml in this folder: a park is a folder with a park.toml (`lingtan init` writes one)",
                park = park.display()
            ),
        ),
        other => InputError::file(other),
    }
}

/// Reads a draft of a park back before its files stand in the folder: what `check` would say of it. `period` is the one that its readings cover, where that
/// is known.
pub fn read_back(park: &Path, manifest: &str, registry: &str, period: Option<Period>) -> Result<Vec<Defect>, Errors> {
    let files = Files::of(park).map_err(|e| vec![InputError::file(&e)])?;
    let parsed = Manifest::parse(manifest)?;
    let overrides = Overrides::default();
    let digested = Digested { sha256: String::new(), bytes: 0 };
    let mut loader = Loader::new(files, parsed, digested, &overrides, Some(registry))?;
    let meters = loader.registry()?;
    let period = match loader.manifest.period.or(period) {
        Some(period) => period,
        None => loader.find_period()?,
    };
    let retention = Retention::of(&meters, false);
    loader.readings(&meters, period, retention)?;
    Ok(loader.defects.into_sorted())
}

struct Loader {
    /// The registry, where it is a draft that no file holds yet.
    drafted: Option<String>,
    files: Files,
    manifest: Manifest,
    names: Vec<String>,
    /// Names of the small tables in messages, with the sheet where they are workbooks.
    shown: Vec<String>,
    inputs: Vec<Option<Input>>,
    defects: Defects,
    /// How each table was read.
    tables: Vec<ReadTable>,
    /// Multipliers of which the registry says nothing, as files state them.
    multipliers: Vec<(usize, Exact)>,
    threads: usize,
    road: ReadMode,
    policy_file: Option<(String, String)>,
}

impl Loader {
    /// Names every file, so that they can be numbered before the first is read.
    fn new(files: Files, manifest: Manifest, digested: Digested, overrides: &Overrides, drafted: Option<&str>) -> Result<Self, Errors> {
        let mut names = vec![MANIFEST.to_owned()];
        let mut errors = Vec::new();
        let meters = manifest.meters.iter().filter(|_| drafted.is_none()).map(|(file, _)| (file.as_str(), manifest.lines.meters));
        let sources = manifest.readings.iter().map(|readings| &readings.source).chain(tables(&manifest));
        for (pattern, line) in meters.chain(sources.flat_map(FileTable::patterns)) {
            match files.find(pattern) {
                Ok(found) => names.extend(found),
                Err(error) => errors.push(InputError::at(MANIFEST, line, error.said())),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        // A policy file of the park is an input too; its text is understood where policies are.
        let policy = policy_file(&files, &manifest.policy, overrides)
            .map_err(|error| vec![InputError::at(MANIFEST, manifest.lines.policy, error.said())])?;
        names.extend(policy.iter().map(|(name, ..)| name.clone()));
        names.sort();
        names.dedup();
        let mut inputs = vec![None; names.len()];
        let at = names.iter().position(|n| n == MANIFEST).unwrap_or(0);
        inputs[at] = Some(Input { name: MANIFEST.to_owned(), sha256: digested.sha256, bytes: digested.bytes, rows: 0 });
        let policy_file = policy.as_ref().map(|(_, text, digested)| (text.clone(), digested.sha256.clone()));
        if let Some((name, _, digested)) = policy
            && let Some(at) = names.iter().position(|n| *n == name)
        {
            inputs[at] = Some(Input { name, sha256: digested.sha256, bytes: digested.bytes, rows: 0 });
        }
        let shown = names.clone();
        let threads = overrides.threads.unwrap_or_else(available).clamp(1, available().saturating_mul(THREADS_PER_CORE));
        Ok(Self {
            drafted: drafted.map(str::to_owned),
            files,
            manifest,
            names,
            shown,
            inputs,
            defects: Defects::default(),
            tables: Vec::new(),
            multipliers: Vec::new(),
            threads,
            road: overrides.road,
            policy_file,
        })
    }

    fn load(mut self, overrides: &Overrides) -> Result<Submission, Errors> {
        let mut meters = self.registry()?;
        let period = match overrides.period.or(self.manifest.period) {
            Some(period) => period,
            None => self.find_period()?,
        };
        if period.days() > LONGEST {
            let years = LONGEST / 366;
            return Err(vec![InputError::at(
                "",
                0,
                say!(
                    "the period {start} to {end} is longer than {years} years; a report is of one year, or of a part of one",
                    start = period.start,
                    end = period.end,
                    years
                ),
            )]);
        }
        let mut corrections = self.corrections(&meters)?;
        let mut retention = Retention::of(&meters, overrides.all_values);
        for corrected in corrections.iter().filter(|c| c.value.is_some()) {
            retention.keep_values(corrected.meter);
        }
        if let Some(plan) = &overrides.scenario {
            for (index, _) in meters.iter().enumerate().filter(|(_, meter)| plan.needs(meter)) {
                retention.keep_values(index);
            }
        }
        let (mut collected, shared_files) = self.readings(&meters, period, retention)?;
        for (meter, multiplier) in std::mem::take(&mut self.multipliers) {
            meters[meter].multiplier = multiplier;
        }
        // Nothing is bounded by a rating that the readings contradict.
        for &meter in &collected.unrated {
            meters[meter].rating = None;
        }
        let manifest = self.manifest.clone();
        let order = manifest.certificates.as_ref().and_then(|t| t.date_order);
        let mut defects = std::mem::take(&mut self.defects);
        let sheet_of = |table: &Option<FileTable>| {
            let missing = table.as_ref().map(|t| t.options.missing.clone()).unwrap_or_default();
            (table.as_ref().and_then(|t| t.date_order).or(order), missing)
        };
        macro_rules! table {
            ($field:ident, $columns:expr, $either:expr, $read:expr) => {{
                let (order, missing) = sheet_of(&manifest.$field);
                let rows = self.small(manifest.$field.as_ref(), stringify!($field), $columns, $either)?;
                let sheet = Sheet { files: &self.shown.clone(), order, missing: &missing };
                #[allow(clippy::redundant_closure_call, reason = "one shape for readers of different results")]
                $read(&rows, &sheet)
            }};
        }
        let filed = self.certificates(manifest.certificates.as_ref())?;
        let (order_stated, missing) = sheet_of(&manifest.certificates);
        let sheet = Sheet { files: &self.shown.clone(), order: order_stated, missing: &missing };
        let certificates_read = certificates::certificates(&filed, &sheet, &manifest.statuses, &mut defects);
        let trades =
            table!(trades, headers::TRADES, &[], |rows: &[Row], sheet: &Sheet<'_>| certificates::trades(rows, sheet, &mut defects));
        let products = table!(products, headers::PRODUCTS, &[&["month", "year"]], |rows: &[Row], sheet: &Sheet<'_>| declared::products(
            rows,
            sheet,
            &mut defects
        ))?;
        let (indicators, unread_indicators) =
            table!(indicators, headers::INDICATORS, &[], |rows: &[Row], sheet: &Sheet<'_>| declared::indicators(rows, sheet, &mut defects));
        let factors = table!(factors, headers::FACTORS, &[], |rows: &[Row], sheet: &Sheet<'_>| declared::factors(rows, sheet))?;
        let (offsets, unread_offsets) =
            table!(offsets, headers::OFFSETS, &[], |rows: &[Row], sheet: &Sheet<'_>| declared::offsets(rows, sheet, &mut defects));
        let (order_stated, missing) = sheet_of(&manifest.corrections);
        let sheet = Sheet { files: &self.shown.clone(), order: order_stated, missing: &missing };
        let ground = correct::Ground { meters: &meters, factors: &factors, period, sheet };
        let uncorrected = correct::apply(&mut corrections, &mut collected, &mut defects, &ground)?;
        defects.extend(std::mem::take(&mut self.defects).into_list());
        let unread_files = self.unread_files(overrides.unread_files.as_ref(), &mut defects);
        let file_tables = self.file_tables()?;
        self.files.unchanged().map_err(|error| vec![InputError::file(&error)])?;
        let mut tables = std::mem::take(&mut self.tables);
        tables.sort_by_key(|table| table.file);
        let mut inputs: Vec<Input> = self.inputs.into_iter().flatten().collect();
        let mut ledger = match &overrides.ledger {
            None => Vec::new(),
            Some(ledger) => ledger.load(&mut inputs)?,
        };
        ledger.extend(overrides.claimed.iter().cloned());
        let mut settings = manifest.settings;
        settings.extend(overrides.settings.clone());
        let dossier = Dossier {
            name: manifest.name,
            province: manifest.province,
            scope: manifest.scope,
            scope_line: manifest.scope_line,
            province_line: manifest.province_line,
            listed: manifest.listed,
            kind: manifest.kind,
            period,
            settings,
            loads_complete: manifest.loads_complete,
            meters,
            series: collected.series,
            pools: collected.pools,
            completeness: collected.completeness,
            own_use: collected.own_use,
            places: collected.places,
            shared_files,
            has_certificates: manifest.certificates.is_some(),
            file_tables,
            certificates: certificates_read,
            beneficiaries: manifest.beneficiaries,
            trades,
            products,
            indicators,
            unread_indicators,
            factors,
            offsets,
            unread_offsets,
            has_corrections: manifest.corrections.is_some(),
            corrections,
            uncorrected,
            ledger,
            defects,
            inputs,
            tables,
            unread_files,
        };
        let scenario = overrides.scenario.as_ref().map(|plan| plan.of(&dossier)).transpose()?;
        let named = manifest.policy;
        let mut lines = manifest.lines;
        lines.settings.retain(|name, _| !overrides.settings.contains_key(name));
        Ok(Submission {
            lines,
            dossier,
            policy: overrides.policy.clone().unwrap_or_else(|| named.clone()),
            named,
            policy_file: self.policy_file,
            scenario,
        })
    }

    /// Which tables read each file.
    fn file_tables(&self) -> Result<Vec<(usize, dossier::Table)>, Errors> {
        use dossier::Table::{Certificates, Corrections, Factors, Indicators, Offsets, Products, Readings, Trades};
        let manifest = &self.manifest;
        let mut tables = Vec::new();
        for table in &manifest.readings {
            tables.extend(self.names_of(&table.source)?.into_iter().map(|name| (self.index(&name), Readings)));
        }
        let declared = [
            (&manifest.certificates, Certificates),
            (&manifest.trades, Trades),
            (&manifest.products, Products),
            (&manifest.indicators, Indicators),
            (&manifest.factors, Factors),
            (&manifest.offsets, Offsets),
            (&manifest.corrections, Corrections),
        ];
        for (files, table) in declared.into_iter().filter_map(|(files, table)| Some((files.as_ref()?, table))) {
            tables.extend(self.names_of(files)?.into_iter().map(|name| (self.index(&name), table)));
        }
        tables.sort_unstable();
        tables.dedup();
        Ok(tables)
    }

    fn index(&self, name: &str) -> usize {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).unwrap_or(0)
    }

    fn note_input(&mut self, file: usize, rows: u64, digested: Digested) {
        if self.inputs[file].is_none() {
            self.inputs[file] = Some(Input { name: self.names[file].clone(), sha256: digested.sha256, bytes: digested.bytes, rows });
        }
    }

    fn note_table(&mut self, file: usize, sheet: Option<String>, rows: u64, understood: Arc<Understanding>) {
        self.tables.push(ReadTable { file, sheet, rows, understood });
    }

    fn registry(&mut self) -> Result<Vec<Meter>, Errors> {
        let Some((name, options)) = self.manifest.meters.clone() else {
            let message = say!("there is no `[meters]` table: register the meters in a file (`[meters]` with `file = \"meters.csv\"`)");
            return Err(vec![InputError::at(MANIFEST, 0, message)]);
        };
        let lines = vec![self.manifest.lines.meters];
        let table = Some(FileTable { files: vec![name.clone()], lines, options, ..FileTable::default() });
        let rows = match &self.drafted {
            Some(text) => {
                let file = self.index(MANIFEST);
                let options = TableOptions::default();
                small::read_bytes(text.as_bytes(), &name, file, &options, headers::METERS, &[]).map_err(|e| vec![e])?
            }
            None => self.small(table.as_ref(), "meters", headers::METERS, &[])?,
        };
        let names = self.shown.clone();
        let missing = table.map(|t| t.options.missing).unwrap_or_default();
        let sheet = Sheet { files: &names, order: None, missing: &missing };
        let meters = registry::meters(&rows, &sheet)?;
        for (meter, guess) in meters.iter().filter_map(|meter| Some((meter, meter.guess.as_ref()?))) {
            let what = say!("of the meter `{meter}` is only guessed: {guess}; look it over, and empty the cell", meter = meter.id, guess);
            self.open_guess(meter.position, Some(meter.id.clone()), what);
        }
        Ok(meters)
    }

    /// Says what is still marked as a guess.
    fn open_guess(&mut self, position: Position, meter: Option<String>, what: Message) {
        let file = self.shown.get(position.file).cloned().unwrap_or_default();
        self.defects.push(Defect::new(Code::OpenGuess, Effect::Notes, what.at(format!("{file}:{}", position.line))).at(position).of(meter));
    }

    /// Says which lines of the manifest are still marked as a guess.
    fn guesses(&mut self, text: &str) {
        let file = self.index(MANIFEST);
        for (line, at) in text.lines().zip(1..) {
            let Some((_, guess)) = GUESS_MARKS.iter().find_map(|mark| line.split_once(mark)) else { continue };
            let what = say!("is only guessed: {guess}; look it over, and delete the comment", guess = guess.trim());
            self.open_guess(Position { file, line: at }, None, what);
        }
    }

    /// The rows of a table of small files, in the byte order of their names.
    fn small(&mut self, table: Option<&FileTable>, kind: &'static str, columns: &[Column], either: &[&[&str]]) -> Result<Vec<Row>, Errors> {
        let Some(table) = table else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for name in self.names_of(table)? {
            let file = self.index(&name);
            let read = small::read(&self.files, &name, file, &table.options, kind, columns, either).map_err(|e| vec![e])?;
            self.note_input(file, read.count, read.digested);
            self.note_table(file, read.sheet, read.count, Arc::new(read.understood));
            self.defects.extend(read.defects);
            self.shown[file] = read.shown;
            rows.extend(read.rows);
        }
        Ok(rows)
    }

    /// The corrections and waivers, in the byte order of their files.
    fn corrections(&mut self, meters: &[Meter]) -> Result<Vec<Correction>, Errors> {
        let Some(table) = self.manifest.corrections.clone() else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for name in self.names_of(&table)? {
            let file = self.index(&name);
            let read = small::read(&self.files, &name, file, &table.options, "corrections", headers::CORRECTIONS, &[&["value", "note"]]);
            let mut read = read.map_err(|e| vec![e])?;
            // A unit in the header of the values is that of every row that states none.
            if let Some((_, unit)) = read.units.iter().find(|(column, _)| *column == "value") {
                for row in read.rows.iter_mut().filter(|row| row.get("unit").is_empty()) {
                    row.cells.insert("unit", unit.clone());
                }
            }
            self.note_input(file, read.count, read.digested);
            self.note_table(file, read.sheet, read.count, Arc::new(read.understood));
            self.defects.extend(read.defects);
            self.shown[file] = read.shown;
            rows.extend(read.rows);
        }
        let names = self.shown.clone();
        let sheet = Sheet { files: &names, order: table.date_order, missing: &table.options.missing };
        declared::corrections(&rows, &sheet, meters, self.manifest.utc_offset)
    }

    /// The certificate files, each recognised by its own header, in the byte order of their names.
    fn certificates(&mut self, table: Option<&FileTable>) -> Result<Vec<certificates::Filed>, Errors> {
        let Some(table) = table else { return Ok(Vec::new()) };
        let names = self.names_of(table)?;
        let statuses: Vec<String> = self.manifest.statuses.iter().map(|(word, means)| format!("{word} = {means}")).collect();
        let statuses = (!statuses.is_empty()).then(|| ("statuses".to_owned(), statuses.join(", ")));
        let mut all = Vec::new();
        for name in &names {
            let file = self.index(name);
            let read = certificates::read(&self.files, name, file, &table.options, names.len() > 1).map_err(|e| vec![e])?;
            self.defects.extend(read.defects.clone());
            self.note_input(file, read.count, read.digested.clone());
            let mut understood = read.understood.clone();
            understood.options.extend(statuses.clone());
            self.note_table(file, read.sheet.clone(), read.count, Arc::new(understood));
            self.shown[file].clone_from(&read.shown);
            all.push(read);
        }
        let unmet = |column: &str| !all.is_empty() && all.iter().all(|file| file.unmet.iter().any(|name| name == column));
        let errors: Errors = (table.options.columns.iter().filter(|(column, _)| unmet(column)))
            .map(|(column, header)| {
                let message = say!(
                    "`[certificates] columns` names `{column} = \"{header}\"`, and no certificate file has such a header",
                    column,
                    header
                );
                InputError::at(MANIFEST, table.column_lines.get(column).copied().unwrap_or(0), message)
            })
            .collect();
        if errors.is_empty() { Ok(all) } else { Err(errors) }
    }

    /// Whether a file is a report of this program, by its beginning: one that was written into the folder later is none of what the run saw.
    fn is_report(&self, name: &str) -> bool {
        let mut head = Vec::new();
        let read = self.files.open(name).ok().and_then(|stream| stream.take(1024).read_to_end(&mut head).ok());
        let text = String::from_utf8_lossy(&head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins = |start: &str| text.starts_with(start);
        read.is_some()
            && (text.contains("\"schema\": \"lingtan.") && begins("{")
                || text.contains("\"schema\":\"lingtan.") && begins("{")
                || begins("[") && text.contains("lingtan.report/")
                || begins("<!DOCTYPE html>") && text.contains("name=\"generator\" content=\"lingtan")
                || begins("folder,park,period_start,period_end,section,item")
                || begins("<?xml") && text.contains("<testsuites name=\"lingtan\""))
    }

    /// The files of the park's folder that no table reads, but for hidden ones and the locks of spreadsheets; where some are `named`, reports that are not are left out.
    fn unread_files(&self, named: Option<&BTreeSet<String>>, defects: &mut Defects) -> Vec<String> {
        let parks: Vec<String> = self
            .files
            .folders_with(MANIFEST)
            .iter()
            .filter_map(|path| Some(path.strip_prefix(self.files.root()).ok()?.to_str()?.to_owned()))
            .collect();
        let hidden = |name: &str| name.split('/').any(|part| part.starts_with('.') || part.starts_with("~$")) || name.ends_with('~');
        // A folder below that is a park by itself is not this park's.
        let other_park = |name: &str| {
            parks.iter().any(|park| !park.is_empty() && name.strip_prefix(park.as_str()).is_some_and(|rest| rest.starts_with('/')))
        };
        let is_read = |name: &String, trouble: &Option<FileError>| trouble.is_none() && self.names.binary_search(name).is_ok();
        let is_told = |name: &String| named.is_none_or(|named| named.contains(name) || !self.is_report(name));
        let mut unread = self.files.listing();
        unread.retain(|(name, trouble)| !is_read(name, trouble) && !hidden(name) && !other_park(name) && is_told(name));
        for (name, trouble) in &unread {
            let message = trouble.as_ref().map_or_else(
                || {
                    say!(
                        "no table of park.toml reads {file}: name it in `files` of the table that it belongs to, or move it out of the park's folder",
                        file = crate::near::shown(name)
                    )
                },
                FileError::said,
            );
            defects.push(Defect::new(Code::UnreadFile, Effect::Notes, message));
        }
        unread.into_iter().map(|(name, _)| name).collect()
    }

    fn names_of(&self, table: &FileTable) -> Result<Vec<String>, Errors> {
        let mut names = Vec::new();
        for (pattern, line) in table.patterns() {
            names.extend(self.files.find(pattern).map_err(|e| vec![InputError::at(MANIFEST, line, e.said())])?);
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Every file of readings with the tables that read it, in the byte order of the names.
    fn reading_files(&self) -> Result<Vec<(String, Vec<usize>)>, Errors> {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, table) in self.manifest.readings.iter().enumerate() {
            // A pattern means exports, not the registry that lies beside them.
            let registry = self.manifest.meters.as_ref().map(|(file, _)| file.as_str());
            let named = |name: &String| table.source.files.iter().any(|pattern| pattern == name);
            for name in self.names_of(&table.source)?.into_iter().filter(|name| Some(name.as_str()) != registry || named(name)) {
                by_name.entry(name).or_default().push(index);
            }
        }
        Ok(by_name.into_iter().collect())
    }

    /// The calendar year that the readings cover most.
    fn find_period(&self) -> Result<Period, Errors> {
        let all: Vec<(String, usize)> = self
            .reading_files()?
            .into_iter()
            .flat_map(|(name, tables)| tables.into_iter().map(move |index| (name.clone(), index)))
            .collect();
        let of_each: Vec<Result<Years, Errors>> =
            all.par_iter().map(|(name, index)| self.years_of(name, &self.manifest.readings[*index])).collect();
        let mut years = Years::default();
        for of_one in of_each {
            years.join(of_one?);
        }
        years.period().ok_or_else(|| {
            let message =
                say!("no reading has a date that can be read, so that there is no period to judge: state `[period]` with `year = …`");
            vec![InputError::at(MANIFEST, 0, message)]
        })
    }

    /// What the readings of a file cover that a table reads.
    fn years_of(&self, name: &str, table: &manifest::Readings) -> Result<Years, Errors> {
        let mut years = Years::default();
        for (mut rows, columns) in Table::open_each(&self.files, name, &table.source.options, table).map_err(|e| vec![e])? {
            let mut names = rows.names(name);
            names.entitle(columns.times.title.clone());
            let mut times = Times::new(table, &names);
            while let Some(record) = rows.next().map_err(|e| vec![e])? {
                years.note(table, &columns, &record, &mut times);
            }
        }
        Ok(years)
    }

    /// Folds every reading into a series per meter. Also says which files hold several meters in a row.
    fn readings(&mut self, meters: &[Meter], period: Period, mut retention: Retention) -> Result<(Collected, Vec<bool>), Errors> {
        let before = std::mem::take(&mut self.defects);
        let tables = self.tables.clone();
        loop {
            self.tables.clone_from(&tables);
            let mut defects = before.clone();
            match self.fold(meters, period, retention, &mut defects)? {
                (Ok(collected), shared) => {
                    self.defects = defects;
                    return Ok((collected, shared));
                }
                // What showed only while reading: once more, with more kept.
                (Err(more), _) => retention = more,
            }
        }
    }

    /// Refuses files in which rows that seem to repeat each other differ in a column that is not read.
    fn told_apart(&self, collector: &Collector<'_>, entries: &[Entry]) -> Result<(), Errors> {
        let repeats = |defect: &&Defect| matches!(defect.code, Code::DuplicateReading | Code::ConflictingReading);
        let files: BTreeSet<usize> = collector.defects().filter(repeats).filter_map(|defect| Some(defect.position?.file)).collect();
        for entry in entries.iter().filter(|entry| files.contains(&entry.file)) {
            for &index in &entry.tables {
                let table = &self.manifest.readings[index];
                for (mut open, columns) in Table::open_each(&self.files, &entry.name, &table.source.options, table).map_err(|e| vec![e])? {
                    apart::refuse(&mut open, table, &columns).map_err(|e| vec![e])?;
                }
            }
        }
        Ok(())
    }

    fn fold(&mut self, meters: &[Meter], period: Period, retention: Retention, defects: &mut Defects) -> Result<Folded, Errors> {
        let ids = ids::of_meters(meters);
        let names = self.names.clone();
        let entries: Vec<Entry> =
            self.reading_files()?.into_iter().map(|(name, tables)| Entry { file: self.index(&name), name, tables }).collect();
        let mut shared = vec![false; names.len()];
        let mut collector = Collector::new(meters, period, &names, defects, retention);
        let readings = self.manifest.readings.clone();
        let task = Task {
            files: &self.files.clone(),
            readings: &readings,
            entries: &entries,
            ids: &ids,
            offset: self.manifest.utc_offset,
            threads: self.threads,
            road: self.road,
        };
        let notes = fast::read_all(task, &mut collector).map_err(|e| vec![e])?;
        self.told_apart(&collector, &entries)?;
        let multipliers = collector.told_multipliers();
        collector.tell_units();
        for note in notes {
            shared[note.file] |= note.shared;
            for (sheet, rows, understood) in note.tables {
                self.note_table(note.file, sheet, rows, understood);
            }
            if let Some(digested) = note.digested {
                self.note_input(note.file, note.rows, digested);
            }
        }
        let collected = collector.finish();
        self.multipliers = multipliers;
        Ok((collected, shared))
    }
}

/// What was collected, or what must be kept to read once more; and which files hold several meters in a row.
type Folded = (Result<Collected, Retention>, Vec<bool>);

pub(super) fn tables(manifest: &Manifest) -> impl Iterator<Item = &FileTable> {
    let declared = [&manifest.products, &manifest.indicators, &manifest.factors, &manifest.offsets, &manifest.corrections];
    [&manifest.certificates, &manifest.trades].into_iter().chain(declared).flatten()
}
