//! The report for a terminal, summary first: the verdict, the rules that decide it, what would decide an open one, and then what it all rests on.
//!
//! Numbers are rounded for the eye; where a rounded number would belie a decision, the line below says so. What is not known is `—`, never 0.

mod acceptance;
pub(super) mod assumptions;
pub(super) mod certificates;
pub(in crate::report) mod changes;
pub(super) mod citations;
pub(in crate::report) mod corrections;
pub(super) mod deciding;
pub(super) mod defects;
pub(super) mod electricity;
pub(super) mod emissions;
mod evidence;
pub(in crate::report) mod next;
#[doc(hidden)]
pub mod portfolio;
pub(in crate::report) mod projection;
pub(super) mod readings;
pub(in crate::report) mod register;
mod rules;
pub(super) mod scale;
pub(in crate::report) mod scenario;
pub(in crate::report) mod screen;
pub(super) mod summary;
#[cfg(test)]
mod tests;

pub use screen::{LINES, render as render_screen};

use super::page::Page;
pub use super::page::{Style, WIDTH};
use super::schema::Report;
use crate::standard::Level;

/// The report as text, with everything that it says.
pub fn render(report: &Report, style: &Style) -> String {
    let mut page = Page::new(*style);
    summary::write(&mut page, report);
    rules::write(&mut page, report, Level::Required);
    next::write(&mut page, report);
    deciding::write(&mut page, report);
    deciding::write_headroom(&mut page, report);
    changes::write(&mut page, report);
    scenario::write(&mut page, report);
    projection::write(&mut page, report);
    for level in [Level::Guiding, Level::Advisory, Level::Data] {
        rules::write(&mut page, report, level);
    }
    electricity::write(&mut page, report);
    electricity::write_matching(&mut page, report);
    electricity::write_months(&mut page, report);
    certificates::write(&mut page, report);
    certificates::write_trades(&mut page, report);
    emissions::write(&mut page, report);
    emissions::write_ratios(&mut page, report);
    readings::write(&mut page, report);
    emissions::write_net_zero(&mut page, report);
    acceptance::write(&mut page, report);
    assumptions::write(&mut page, report);
    citations::write(&mut page, report);
    corrections::write(&mut page, report);
    defects::write(&mut page, report);
    evidence::write_completeness(&mut page, report);
    register::write(&mut page, report);
    evidence::write_tables(&mut page, report);
    evidence::write_inputs(&mut page, report);
    page.finish()
}
