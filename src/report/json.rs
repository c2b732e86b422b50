//! JSON, never localised: one report, or an array of them for several parks.

use super::Report;

/// The reports as JSON text: an object for one, an array for several.
pub fn render(reports: &[&Report], several: bool) -> String {
    let mut text = Vec::with_capacity(reports.iter().map(|report| room(report)).sum());
    let written = match reports {
        [one] if !several => serde_json::to_writer_pretty(&mut text, one),
        all => serde_json::to_writer_pretty(&mut text, all),
    };
    // A report holds texts, integers and nothing that JSON could not carry.
    debug_assert!(written.is_ok(), "{written:?}");
    let mut text = written.ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default();
    text.push('\n');
    inert(text)
}

/// Bytes that a report takes, roughly, and rather more than fewer: a text that outgrows its room is copied.
fn room(report: &Report) -> usize {
    let trails: usize = report.figures.values().map(|figure| figure.trail.len()).sum();
    (1 << 16) + report.defects.len() * 600 + report.data.len() * 256 + trails * 160 + report.inputs.len() * 256
}

/// JSON Lines: one compact report a line, one line a park.
pub fn lines<'a>(reports: impl IntoIterator<Item = &'a Report>) -> String {
    inert(reports.into_iter().map(|report| serde_json::to_string(report).unwrap_or_default() + "\n").collect())
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
