//! A sign that stands for an outcome.

/// A sign that stands out in a long page.
pub(super) fn mark(outcome: &str) -> &'static str {
    match outcome {
        "pass" => "✅",
        "fail" => "❌",
        "indeterminate" => "❔",
        "error" => "⛔",
        _ => "➖",
    }
}
