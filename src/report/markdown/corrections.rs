//! Corrections and waivers, each with its approval, and the rules with them and without.

use super::escape::{Sheet, escape};
use crate::report::page::Ink;
use crate::report::schema::Report;
use crate::report::text::certificates::uncertified;
use crate::report::text::corrections::{Measured, compared, measured, noted, span, status, told, value};
use crate::report::text::rule_name;
use crate::rule::Outcome;

/// What a reader must know first.
pub(super) fn head(sheet: &mut Sheet, report: &Report) {
    if let Some(note) = uncertified(report, sheet.lang) {
        sheet.line(&format!("⚠️ **{}**", escape(&note)));
    }
    for (ink, note) in noted(report, sheet.lang) {
        let text = escape(&note);
        sheet.line(&if ink == Ink::Bad { format!("⚠️ **{text}**") } else { text });
    }
}

pub(super) fn write(sheet: &mut Sheet, report: &Report) {
    let Some(corrections) = &report.corrections else { return };
    let lang = sheet.lang;
    sheet.heading(3, lang.word("section.corrections"));
    if corrections.is_empty() {
        sheet.line(lang.word("correction.none"));
        return;
    }
    sheet.line(&escape(lang.word("correction.about")));
    let rows = corrections.iter().map(|c| {
        let said = told(c, lang).iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>");
        vec![escape(&c.meter), span(c, lang), escape(&value(c, lang)), status(c, lang).to_owned(), said]
    });
    let columns = ["meter", "span", "value", "status", "approved"].map(|name| format!("column.{name}"));
    let columns: Vec<&str> = columns.iter().map(|key| lang.find(key).unwrap_or(key)).collect();
    sheet.table(&columns, rows.collect());
    let Some(without) = &report.without_corrections else { return };
    sheet.line(&compared(report, lang));
    let outcome = |outcome: Outcome| lang.find(&format!("outcome.{outcome}")).unwrap_or(outcome.name()).to_owned();
    let rows = without.rules.iter().map(|rule| {
        let Measured { with, without, bounds } = measured(report, rule, lang);
        let bounds = bounds.map_or_else(String::new, |bounds| format!("<br>{}", escape(&bounds)));
        let (with, without) = (format!("{with} {}", outcome(rule.with)), format!("{without} {}{bounds}", outcome(rule.outcome)));
        vec![escape(rule_name(lang, rule.id)), with, without]
    });
    sheet.table(&[lang.word("column.rule"), lang.word("column.with"), lang.word("column.without")], rows.collect());
}
