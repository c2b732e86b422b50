//! Parts of the JSON Schema (2020-12) of what is published: closed lists come from where their words are defined, decimals are texts of a pattern.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::explain::{CHANGES, FIGURES, IMPOSSIBLE};
use crate::measure::Exact;
use crate::rule::{Outcome, RULES, Unavailable, Untold, Verdict};
use crate::standard::Level;

/// A decimal as the report writes it: no exponent, no leading zeros, no trailing zeros, at most twelve places.
const DECIMAL: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]{0,11}[1-9])?$";

/// The schema of a type under a name, as JSON text.
pub(super) fn schema_of<T: JsonSchema>(name: &str) -> String {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), json!(format!("urn:{}", name.replace(['.', '/'], ":"))));
    schema.insert("title".to_owned(), json!(name));
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

impl JsonSchema for Exact {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A decimal as a text: exact if it ends within twelve places, else rounded half to even to twelve.",
            "type": "string",
            "pattern": DECIMAL,
        })
    }
}

pub(super) fn one_of(words: impl IntoIterator<Item = &'static str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    json_schema!({ "type": "string", "enum": words })
}

fn pattern(pattern: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern })
}

/// An object whose keys are of a closed list.
pub(super) fn keyed(keys: &[&str], of: &Value) -> Schema {
    json_schema!({ "type": "object", "propertyNames": { "enum": keys }, "additionalProperties": of })
}

/// An object whose keys are ids of rules.
pub(super) fn by_rule<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let of = generator.subschema_for::<T>().to_value();
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    keyed(&rules, &of)
}

/// An object whose keys are names of figures.
pub(super) fn by_figure<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let of = generator.subschema_for::<T>().to_value();
    keyed(FIGURES, &of)
}

pub(super) fn verdict(_: &mut SchemaGenerator) -> Schema {
    one_of([Verdict::Pass, Verdict::Fail, Verdict::Indeterminate].map(Verdict::name))
}

pub(super) fn verdict_or_null(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<Value> =
        [Verdict::Pass, Verdict::Fail, Verdict::Indeterminate].map(|v| json!(v.name())).into_iter().chain([Value::Null]).collect();
    json_schema!({ "enum": words })
}

/// Id of a rule of the program, or of an indicator of the policy's own.
pub(super) fn rule_or_indicator(_: &mut SchemaGenerator) -> Schema {
    pattern("^[a-z0-9]+(-[a-z0-9]+)*$")
}

pub(super) fn rule(_: &mut SchemaGenerator) -> Schema {
    one_of(RULES.iter().map(|rule| rule.id))
}

pub(super) fn rules(_: &mut SchemaGenerator) -> Schema {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    json_schema!({ "type": "array", "items": { "type": "string", "enum": ids } })
}

pub(super) fn scope(_: &mut SchemaGenerator) -> Schema {
    one_of(["whole", "sub-park"])
}

pub(super) fn step(_: &mut SchemaGenerator) -> Schema {
    one_of(["5min", "10min", "15min", "30min", "60min", "day", "month"])
}

pub(super) fn figure_name(_: &mut SchemaGenerator) -> Schema {
    one_of(FIGURES.iter().copied())
}

pub(super) fn figure_names(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "enum": FIGURES } })
}

pub(super) fn day(_: &mut SchemaGenerator) -> Schema {
    pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
}

pub(super) fn day_or_null(generator: &mut SchemaGenerator) -> Schema {
    or_null(&day(generator))
}

/// An instant of the park's civil time, with seconds only where there are any.
pub(super) fn instant(_: &mut SchemaGenerator) -> Schema {
    pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?$")
}

pub(super) fn month(_: &mut SchemaGenerator) -> Schema {
    pattern("^[0-9]{4}-[0-9]{2}$")
}

pub(super) fn digest(_: &mut SchemaGenerator) -> Schema {
    pattern("^[0-9a-f]{64}$")
}

pub(super) fn change(_: &mut SchemaGenerator) -> Schema {
    one_of(CHANGES.iter().copied())
}

pub(super) fn outcome_or_null(generator: &mut SchemaGenerator) -> Schema {
    or_null(&generator.subschema_for::<Outcome>())
}

pub(super) fn impossible(_: &mut SchemaGenerator) -> Schema {
    or_null(&one_of(IMPOSSIBLE.iter().copied()))
}

pub(super) fn month_or_null(generator: &mut SchemaGenerator) -> Schema {
    or_null(&month(generator))
}

pub(super) fn level_or_null(generator: &mut SchemaGenerator) -> Schema {
    or_null(&generator.subschema_for::<Level>())
}

pub(super) fn untold(_: &mut SchemaGenerator) -> Schema {
    or_null(&one_of(
        [Unavailable::Blocked, Unavailable::Undefined].map(Untold::Rule).into_iter().chain([Untold::NothingFull]).map(Untold::name),
    ))
}

pub(super) fn or_null(schema: &Schema) -> Schema {
    json_schema!({ "anyOf": [schema, { "type": "null" }] })
}
