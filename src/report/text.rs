//! Text for a terminal.

use super::Report;

/// The report as text.
pub fn render(report: &Report) -> String {
    format!("{}: {}\n", report.park.name, report.verdict)
}
