//! JSON, never localised: one report, or an array of them for several parks.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Report;
use super::told::Told;
use crate::say::Message;

/// The reports as JSON text: an object for one, an array for several.
pub fn render(reports: &[&Report], several: bool) -> String {
    let mut text = String::new();
    let mut list = List::new(several);
    for report in reports {
        text += &list.next(report);
    }
    text + list.end()
}

/// JSON that is written report by report.
pub struct List {
    several: bool,
    begun: bool,
}

impl List {
    /// One report, or an array of them.
    pub fn new(several: bool) -> Self {
        Self { several, begun: false }
    }

    /// The next report, with what stands before it. Of one park it does not say the folder.
    pub fn next(&mut self, report: &Report) -> String {
        let report = if self.several { Cow::Borrowed(report) } else { report.placeless() };
        let report = report.as_ref();
        let mut text = Vec::with_capacity(room(report));
        // A report holds texts, integers and nothing that JSON could not carry.
        let written = serde_json::to_writer_pretty(&mut text, report);
        debug_assert!(written.is_ok(), "{written:?}");
        let text = inert(String::from_utf8(text).unwrap_or_default());
        if !self.several {
            return text;
        }
        // Line breaks of texts are escaped: every one here is between two lines of JSON.
        let before = if std::mem::replace(&mut self.begun, true) { ",\n  " } else { "[\n  " };
        before.to_owned() + &text.replace('\n', "\n  ")
    }

    /// What stands behind the last.
    pub fn end(&self) -> &'static str {
        match (self.several, self.begun) {
            (false, _) => "\n",
            (true, true) => "\n]\n",
            (true, false) => "[]\n",
        }
    }
}

/// Bytes that a report takes, roughly, and rather more than fewer: a text that outgrows its room is copied.
fn room(report: &Report) -> usize {
    let trails: usize = report.figures.values().map(|figure| figure.trail.len()).sum();
    (1 << 16) + report.defects.len() * 800 + report.data.len() * 256 + trails * 160 + report.inputs.len() * 256
}

/// JSON Lines: one compact report a line, one line a park; of a park that could not be checked, its folder and why.
pub fn line(told: &Told) -> String {
    let text = match &told.result {
        Ok(report) => serde_json::to_string(report).unwrap_or_default(),
        Err(why) => json!({ "schema": ERROR, "folder": told.folder, "error": why, "message": why.to_json() }).to_string(),
    };
    inert(text + "\n")
}

/// Name of the schema of a line in the place of a report.
pub const ERROR: &str = "lingtan.error/1";

/// A line in the place of a report: the park's folder, and why it could not be checked. `None` of anything else.
pub fn error(value: &Value) -> Option<(String, Message)> {
    let why = Message::of_json(value.get("message")?)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    (text("schema") == Some(ERROR) && text("error") == Some(why.to_string().as_str())).then_some((text("folder")?.to_owned(), why))
}

/// JSON in which no control character stands as itself: DEL and those from U+0080 to U+009F, which JSON allows and a terminal obeys, are escaped. In JSON
/// they can only stand in texts, which mean the same as before.
pub fn inert(text: String) -> String {
    let obeyed = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    // In UTF-8 they are DEL itself, or begin with C2, as few other characters do.
    let bytes = text.as_bytes();
    if !memchr::memchr2_iter(0x7f, 0xc2, bytes).any(|at| bytes[at] == 0x7f || bytes.get(at + 1).is_some_and(|&next| next < 0xa0)) {
        return text;
    }
    let escaped = |c: char| if obeyed(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    text.chars().map(escaped).collect()
}
