//! JSON, never localised: one report, or an array of them for several parks.

use super::Report;

/// The reports as JSON text: an object for one, an array for several.
pub fn render(reports: &[&Report], several: bool) -> String {
    let text = match reports {
        [one] if !several => serde_json::to_string_pretty(one),
        all => serde_json::to_string_pretty(all),
    };
    // A report holds texts, integers and nothing that JSON could not carry.
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}

/// JSON Lines: one compact report a line, one line a park.
pub fn lines<'a>(reports: impl IntoIterator<Item = &'a Report>) -> String {
    reports.into_iter().map(|report| serde_json::to_string(report).unwrap_or_default() + "\n").collect()
}
