//! From text to tables, by the spans of the parser.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Error};

use super::bare_keys;
use super::lines::Lines;
use super::table::{Fault, Item, Lined, Table, Value};
use crate::near::shown;
use crate::say;
use crate::say::Message;

impl Table {
    /// Reads a text.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let text = bare_keys::quoted(text.strip_prefix('\u{feff}').unwrap_or(text));
        let lines = Lines::of(&text);
        let table = DeTable::parse(&text).map_err(|error| refused(&text, &lines, &error))?;
        Ok(table_of((&text, &lines), String::new(), false, 0, table.into_inner()))
    }
}

/// What the parser says of a text that is no TOML, where it says it; of one that ends too early, on its last line.
fn refused(text: &str, lines: &Lines, error: &Error) -> Fault {
    let end = text.trim_end().len();
    let span = error.span().unwrap_or(end..end);
    let excerpt = written(text, span.clone());
    let at = if excerpt.is_empty() { Message::nothing() } else { say!(" at `{excerpt}`", excerpt) };
    let said = error.message().lines().next().unwrap_or_default();
    Fault::at(lines.at(span.start.min(end)), say!("not TOML: {message}{at}", message = said, at => at))
}

/// The first line of what stands at a place, as far as a message bears it.
fn written(text: &str, span: Range<usize>) -> String {
    shown(text.get(span).and_then(|excerpt| excerpt.lines().next()).unwrap_or_default().trim())
}

fn table_of(source: (&str, &Lines), path: String, is_element: bool, line: u64, table: DeTable<'_>) -> Table {
    let entries = table.into_iter().map(|(key, value)| {
        let line = source.1.at(key.span().start);
        let key = key.into_inner().into_owned();
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let span = value.span();
        (key, Lined { value: value_of(source, path, false, span, value.into_inner()), line })
    });
    Table { entries: entries.collect(), path, is_element, line }
}

fn value_of(source: (&str, &Lines), path: String, is_element: bool, span: Range<usize>, value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Whole(i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()),
        DeValue::Float(number) => Value::Decimal(number.as_str().replace('_', "")),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            let item = |item: Spanned<DeValue<'_>>| {
                let span = item.span();
                let (line, written) = (source.1.at(span.start), written(source.0, span.clone()));
                Item { line, written, value: value_of(source, path.clone(), true, span, item.into_inner()) }
            };
            Value::List(items.into_iter().map(item).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(source, path, is_element, source.1.at(span.start), table)),
    }
}
