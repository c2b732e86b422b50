//! JSON reports as files: read strictly, so that nothing in them passes unseen.

use std::fmt;
use std::io::BufRead;
use std::path::Path;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::criteria::{CriteriaReport, StatedReport, StatedValueReport};
use super::last_year::last_year;
use super::projection::Method;
use super::schema::{Assumption, InputReport, Park, PeriodReport, Policy, RunSettings, SCHEMA, Tool};
use super::told::Told;
use super::{Report, json, rendering};
use crate::account::LastYear;
use crate::files::{FileError, read_outside, said};
use crate::measure::Period;
use crate::rule::Verdict;
use crate::say;
use crate::say::Message;

/// A report of a file: as it stands, and by their types what it says of itself and of its run. It may have been edited, or come from another version:
/// a section that cannot be read is none here, and what it says otherwise than it should is found by comparing it as it stands.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the keys of the report")]
pub struct Stored {
    /// The whole report.
    pub value: Value,
    pub tool: Option<Tool>,
    pub policy: Option<Policy>,
    pub run: Option<RunSettings>,
    pub park: Option<Park>,
    pub period: Option<PeriodReport>,
    pub verdict: Option<Verdict>,
    pub criteria: Option<CriteriaReport>,
    pub stated: Option<StatedReport>,
    pub assumptions: Vec<Assumption>,
    pub inputs: Vec<InputReport>,
    pub unread_files: Vec<String>,
}

impl From<Value> for Stored {
    fn from(value: Value) -> Self {
        Self {
            tool: section(&value, "tool"),
            policy: section(&value, "policy"),
            run: section(&value, "run"),
            park: section(&value, "park"),
            period: section(&value, "period"),
            verdict: section(&value, "verdict"),
            criteria: section(&value, "criteria"),
            stated: section(&value, "stated"),
            assumptions: entries(&value, "assumptions"),
            inputs: entries(&value, "inputs"),
            unread_files: entries(&value, "unread_files"),
            value,
        }
    }
}

impl Stored {
    /// Name of the park; empty where the report names none.
    pub fn name(&self) -> &str {
        self.park.as_ref().map_or("", |park| &park.name)
    }

    /// The period, where its days can be read.
    pub fn period(&self) -> Option<Period> {
        self.period.as_ref().and_then(PeriodReport::days)
    }

    /// The verdict in effect, as [`Report::verdict_in_effect`] tells it.
    pub fn verdict_in_effect(&self) -> Option<Verdict> {
        let verdict = self.verdict?;
        Some(self.criteria.as_ref().map_or(verdict, |criteria| criteria.in_effect(verdict)))
    }

    /// The stated values on which an outcome depends; all of them where it depends on them together.
    pub fn depends_on(&self) -> Vec<&StatedValueReport> {
        let Some(stated) = &self.stated else { return Vec::new() };
        let alone: Vec<&StatedValueReport> = stated.values.iter().filter(|value| !value.depends.is_empty()).collect();
        if alone.is_empty() && !stated.depends.is_empty() { stated.values.iter().collect() } else { alone }
    }
}

/// A section of a report; where one of its keys cannot be read, without that one, if it can be absent.
fn section<T: DeserializeOwned>(report: &Value, key: &str) -> Option<T> {
    let stated = report.get(key)?;
    let without = |key: &String| {
        let mut rest = stated.clone();
        rest.as_object_mut()?.remove(key);
        T::deserialize(rest).ok()
    };
    T::deserialize(stated).ok().or_else(|| stated.as_object()?.keys().find_map(without))
}

/// The entries of a list in a report, but for those that cannot be read.
fn entries<T: DeserializeOwned>(report: &Value, key: &str) -> Vec<T> {
    report.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(|entry| T::deserialize(entry).ok()).collect()
}

/// The reports of a file: one, or an array of them.
pub fn load(path: &Path) -> Result<Vec<Stored>, Message> {
    load_digested(path).map(|(reports, _)| reports.into_iter().map(Stored::from).collect())
}

/// The reports of a file, with the SHA-256 of its bytes.
fn load_digested(path: &Path) -> Result<(Vec<Value>, String), Message> {
    let shown = path.display().to_string();
    let (bytes, digested) = read_outside(path).map_err(|e| FileError::said(&e))?;
    let strict: Strict = serde_json::from_slice(&bytes)
        .map_err(|e| Message::list([say!("not a JSON report").at(shown.as_str()), Message::verbatim(e)], say!(": ")))?;
    let all = match strict.0 {
        Value::Array(list) => list,
        one => vec![one],
    };
    if all.is_empty() {
        return Err(say!("holds no report").at(shown));
    }
    for report in &all {
        let has = |name: &str, wanted: fn(&Value) -> bool| report.get(name).is_some_and(wanted);
        if !(has("schema", Value::is_string) && has("figures", Value::is_object) && has("inputs", Value::is_array)) {
            return Err(say!("not a report of this program (it lacks `schema`, `figures` or `inputs`)").at(shown));
        }
    }
    Ok((all, digested.sha256))
}

/// The earlier years that the reports of a file are on.
pub fn last_years(path: &Path) -> Result<Vec<LastYear>, Message> {
    let (reports, sha256) = load_digested(path)?;
    let read = |report: &Value| {
        let (park, period): (Option<Park>, Option<PeriodReport>) = (section(report, "park"), section(report, "period"));
        let months: Vec<_> = section(report, "months").unwrap_or_default();
        let days = period.as_ref().and_then(PeriodReport::days);
        last_year(park.as_ref(), days, &months, &sha256).map_err(|why| why.at(path.display().to_string()))
    };
    reports.iter().map(read).collect()
}

/// Why a report makes no use of the earlier year that was given for it.
pub fn last_year_unused(report: &Report) -> Option<Message> {
    let Some(projection) = &report.projection else {
        return Some(say!("the period is a natural year, of which nothing is projected"));
    };
    let Some(year) = &projection.year_end else {
        return Some(say!("the year is not projected, for the reason that the report gives"));
    };
    let run_rate = year.flows.iter().all(|flow| flow.basis == Method::RunRate);
    run_rate.then(|| say!("no flow has usable months in that year, and all go on at their rate so far"))
}

/// The JSON values of a text one after another, each as its bytes: the items of arrays, and what stands outside of them (JSON, JSON Lines).
pub struct Values<R> {
    input: R,
    /// Whether an array is open, and what may come next in it.
    array: Option<Next>,
    line: u64,
}

/// What may come next in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    ValueOrEnd,
    Value,
    CommaOrEnd,
}

impl<R: BufRead> Values<R> {
    /// The values of a text.
    pub fn of(input: R) -> Self {
        Self { input, array: None, line: 1 }
    }

    /// The next object; `None` at the end.
    pub fn next_object(&mut self) -> Result<Option<Vec<u8>>, Message> {
        loop {
            let Some(sign) = self.peek()? else {
                return if self.array.is_none() { Ok(None) } else { Err(self.malformed()) };
            };
            match (sign, self.array) {
                (b'{', None | Some(Next::Value | Next::ValueOrEnd)) => {
                    self.array = self.array.map(|_| Next::CommaOrEnd);
                    return self.object().map(Some);
                }
                (b'[', None) => self.array = Some(Next::ValueOrEnd),
                (b']', Some(Next::ValueOrEnd | Next::CommaOrEnd)) => self.array = None,
                (b',', Some(Next::CommaOrEnd)) => self.array = Some(Next::Value),
                (b'\n', _) => self.line += 1,
                (b' ' | b'\t' | b'\r', _) => {}
                _ => return Err(self.malformed()),
            }
            self.input.consume(1);
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Message> {
        self.input.fill_buf().map(|buffer| buffer.first().copied()).map_err(|error| said(&error))
    }

    fn malformed(&self) -> Message {
        say!("line {line}: neither JSON nor JSON Lines of reports", line = self.line)
    }

    /// An object from its brace to the one that closes it.
    fn object(&mut self) -> Result<Vec<u8>, Message> {
        let mut object = Vec::new();
        let (mut depth, mut text, mut escaped) = (0_usize, false, false);
        loop {
            let buffer = self.input.fill_buf().map_err(|error| said(&error))?;
            if buffer.is_empty() {
                return Err(say!("line {line}: the report that begins here has no end", line = self.line));
            }
            let mut end = None;
            for (at, &sign) in buffer.iter().enumerate() {
                match sign {
                    _ if escaped => escaped = false,
                    b'\\' if text => escaped = true,
                    b'"' => text = !text,
                    _ if text => {}
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    end = Some(at + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(buffer.len());
            object.extend_from_slice(&buffer[..taken]);
            self.input.consume(taken);
            if end.is_some() {
                self.line += memchr::memchr_iter(b'\n', &object).count() as u64;
                return Ok(object);
            }
        }
    }
}

/// A park of a file of reports: the report, or the line that stands in its place where it could not be checked. What the program would not have written
/// so is refused.
pub fn told(bytes: &[u8]) -> Result<Told, Message> {
    if let Some(report) = as_written(bytes) {
        return Ok(of_report(report));
    }
    let Strict(value) =
        serde_json::from_slice(bytes).map_err(|error| Message::list([say!("not a JSON report"), Message::verbatim(error)], say!(": ")))?;
    if let Some((folder, why)) = json::error(&value) {
        return Ok(Told { folder, result: Err(why), denied: false });
    }
    if value.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
        return Err(say!("not a report of this program (its `schema` is not {schema})", schema = SCHEMA));
    }
    rendering::read(&value).map(of_report)
}

/// The same of bytes that [`told`] has taken before: that the program writes them so need not be seen again.
pub fn told_again(bytes: &[u8]) -> Result<Told, Message> {
    let read = std::str::from_utf8(bytes).ok().and_then(rendering::read_text);
    read.map_or_else(|| told(bytes), |report| Ok(of_report(report)))
}

fn of_report(report: Report) -> Told {
    Told { folder: report.run.folder.clone().unwrap_or_default(), result: Ok(report), denied: false }
}

/// A report whose bytes are those of a line that the program writes: nothing else in it needs to be looked at.
fn as_written(bytes: &[u8]) -> Option<Report> {
    let report = rendering::read_text(std::str::from_utf8(bytes).ok()?)?;
    let written = serde_json::to_vec(&report).ok()?;
    (written == bytes).then_some(report)
}

/// A JSON value in which no key of an object stands twice: the second would hide the first.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading).map(Strict)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    #[allow(clippy::disallowed_types, reason = "a JSON number as it stands; nothing is computed with it")]
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(value)) = list.next_element()? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            let Strict(value) = object.next_value()?;
            if all.contains_key(&key) {
                return Err(A::Error::custom(format_args!("`{key}` stands twice in one object")));
            }
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}
