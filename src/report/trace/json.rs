//! A tree as JSON, `lingtan.trace/1`.

use serde_json::{Value, json};

use super::{Node, Op};
use crate::measure::Exact;
use crate::report::json::inert;

/// The tree as JSON; never localised beyond the labels that it was made with.
pub fn render(park: &str, period: &str, tree: &Node) -> String {
    inert(format!("{:#}\n", json!({ "schema": "lingtan.trace/1", "park": park, "period": period, "tree": value(tree) })))
}

fn value(node: &Node) -> Value {
    let mut object = serde_json::Map::new();
    let op = match node.op {
        Op::Plus => "plus",
        Op::Minus => "minus",
        Op::Times => "times",
        Op::Over => "over",
        Op::Of => "of",
        Op::Beside => "beside",
    };
    object.insert("op".to_owned(), json!(op));
    object.insert("id".to_owned(), json!(node.id));
    object.insert("label".to_owned(), json!(node.label));
    object.insert("value".to_owned(), json!(node.value.as_ref().map(ToString::to_string)));
    if let Some(number) = node.value.as_ref().filter(|number| !is_shown_whole(number)) {
        object.insert("fraction".to_owned(), json!(format!("{}/{}", number.numer(), number.denom())));
    }
    object.insert("unit".to_owned(), json!(node.unit));
    object.insert("how".to_owned(), json!(node.how.name()));
    if !node.notes.is_empty() {
        object.insert("notes".to_owned(), json!(node.notes));
    }
    if let Some(rows) = &node.rows {
        let mut stand = json!({
            "file": rows.file, "first_line": rows.lines.first(), "last_line": rows.lines.last(), "rows": rows.lines.len(),
        });
        if let Some(sheet) = &rows.sheet {
            stand["sheet"] = json!(sheet);
        }
        if !rows.text.is_empty() {
            let told = |(line, text): &(u64, String)| match rows.unused.get(line) {
                Some(code) => json!({ "line": line, "text": text, "unused": code }),
                None => json!({ "line": line, "text": text }),
            };
            stand["text"] = rows.text.iter().map(told).collect();
        }
        object.insert("evidence".to_owned(), stand);
    }
    if !node.parts.is_empty() {
        object.insert("parts".to_owned(), node.parts.iter().map(value).collect());
    }
    Value::Object(object)
}

/// Whether a number ends within the places that are printed.
pub(super) fn is_shown_whole(number: &Exact) -> bool {
    number.rounded(12) == *number
}
