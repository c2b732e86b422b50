//! JSON reports as files: read strictly, so that nothing in them passes unseen.

use std::fmt;
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Report;
use super::projection::last_year;
use crate::account::LastYear;
use crate::files::{FileError, read_outside};
use crate::say;
use crate::say::Message;

/// The reports of a file: one, or an array of them.
pub fn load(path: &Path) -> Result<Vec<Value>, Message> {
    load_digested(path).map(|(reports, _)| reports)
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
    let read = |report: &Value| last_year(report, &sha256).map_err(|why| why.at(path.display().to_string()));
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
    let run_rate = year.flows.iter().all(|flow| flow.basis == "run-rate");
    run_rate.then(|| say!("no flow has usable months in that year, and all go on at their rate so far"))
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
