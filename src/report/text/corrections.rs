//! Corrections and waivers: what a reader must know of them first, then every one with its approval, then the verdict without them.

use crate::report::names::rule_name;
use crate::report::standing::outcome_ink;
use std::collections::BTreeSet;

use super::scale::Scale;
use crate::dossier::Standing;
use crate::report::corrections::{CorrectionReport, WithoutRuleReport};
use crate::report::page::number::{UNKNOWN, all_digits, count};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::schema::Report;
use crate::report::words::Lang;
use crate::rule::{Outcome, Verdict};

/// Corrections shown one by one.
const SHOWN: usize = 40;
/// Persons named before the others are counted.
const NAMED: usize = 5;

/// What a reader must know of corrections before believing the verdict.
pub(in crate::report) fn noted(report: &Report, lang: Lang) -> Vec<(Ink, String)> {
    let (Some(corrections), Some(without)) = (&report.corrections, &report.without_corrections) else { return Vec::new() };
    let mut notes = Vec::new();
    let applied: Vec<&CorrectionReport> = corrections.iter().filter(|c| c.status == Standing::Applied).collect();
    let number = count(applied.len() as u64);
    let approvers: BTreeSet<&str> = applied.iter().map(|c| c.approved_by.as_str()).collect();
    let mut names: Vec<String> = approvers.iter().take(NAMED).map(|name| (*name).to_owned()).collect();
    if approvers.len() > NAMED {
        names.push(lang.fill("correction.more", &[&(approvers.len() - NAMED)]));
    }
    let names = lang.list(&names);
    if without.depends.contains(&"verdict") {
        let verdict = lang.named("verdict.", without.verdict.name());
        notes.push((Ink::Bad, lang.fill("summary.verdict-depends", &[&verdict, &number, &names])));
    }
    let turned: Vec<String> = without.rules.iter().filter(|r| without.depends.contains(&r.id)).map(|r| said(r, lang)).collect();
    if !turned.is_empty() {
        notes.push((Ink::Bad, lang.fill("summary.rules-depend", &[&names, &lang.list(&turned)])));
    } else if without.depends.is_empty() && !applied.is_empty() {
        notes.push((Ink::Plain, lang.fill("summary.nothing-depends", &[&number, &names])));
    }
    let idle = corrections.iter().filter(|c| matches!(c.status, Standing::Expired | Standing::Unused)).count() as u64;
    if idle > 0 {
        notes.push((Ink::Doubt, lang.fill("summary.not-in-force", &[&count(idle)])));
    }
    notes
}

/// A rule that turns, with its two outcomes.
fn said(rule: &WithoutRuleReport, lang: Lang) -> String {
    let outcome = |outcome: Outcome| lang.named("outcome.", outcome.name());
    lang.fill("summary.rule-depends", &[&rule_name(lang, rule.id), &outcome(rule.with), &outcome(rule.outcome)])
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(corrections) = &report.corrections else { return };
    let lang = page.style.lang;
    page.heading(lang.word("section.corrections"));
    if corrections.is_empty() {
        page.paragraph(2, Ink::Plain, lang.word("correction.none"));
        return;
    }
    page.paragraph(2, Ink::Plain, lang.word("correction.about"));
    let mut table = Table::new(&[
        (lang.word("column.meter"), Align::Left),
        (lang.word("column.span"), Align::Left),
        (lang.word("column.value"), Align::Right),
        (lang.word("column.status"), Align::Left),
    ]);
    for correction in corrections.iter().take(SHOWN) {
        let ink = if matches!(correction.status, Standing::Applied | Standing::Waiver) { Ink::Plain } else { Ink::Doubt };
        table.row(vec![
            (&correction.meter).into(),
            span(correction, lang).into(),
            value(correction, lang).into(),
            Cell::inked(status(correction, lang), ink),
        ]);
        for line in told(correction, lang) {
            table.note(Ink::Faint, line);
        }
    }
    if corrections.len() > SHOWN {
        table.note(Ink::Faint, lang.fill("correction.more", &[&count((corrections.len() - SHOWN) as u64)]));
    }
    page.table(2, &table);
    write_without(page, report);
}

/// The rules with corrections and without.
fn write_without(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let Some(without) = &report.without_corrections else { return };
    page.blank();
    let ink = if without.depends.is_empty() { Ink::Plain } else { Ink::Bad };
    page.paragraph(2, ink, &compared(report, lang));
    let mut table = Table::new(&[
        (lang.word("column.rule"), Align::Left),
        (lang.word("column.with"), Align::Right),
        ("", Align::Left),
        (lang.word("column.without"), Align::Right),
        ("", Align::Left),
    ]);
    let outcome = |outcome: Outcome| Cell::inked(lang.named("outcome.", outcome.name()), outcome_ink(outcome));
    for rule in &without.rules {
        let Measured { with, without, bounds } = measured(report, rule, lang);
        let name = rule_name(lang, rule.id);
        table.row(vec![name.into(), with.into(), outcome(rule.with), without.into(), outcome(rule.outcome)]);
        if let Some(bounds) = bounds {
            table.note(Ink::Faint, bounds);
        }
    }
    if !table.is_empty() {
        page.table(4, &table);
    }
}

/// The verdict with corrections and without.
pub(in crate::report) fn compared(report: &Report, lang: Lang) -> String {
    let verdict = |verdict: Verdict| lang.named("verdict.", verdict.name());
    let without = report.without_corrections.as_ref().map_or("", |w| verdict(w.verdict));
    lang.fill("correction.comparison", &[&verdict(report.verdict), &without])
}

/// What a rule measures, as it is shown.
pub(in crate::report) struct Measured {
    /// With corrections.
    pub(in crate::report) with: String,
    /// Without.
    pub(in crate::report) without: String,
    /// Its bounds without corrections, where they differ from what is measured.
    pub(in crate::report) bounds: Option<String>,
}

/// What a rule measures with corrections and without.
pub(in crate::report) fn measured(report: &Report, rule: &WithoutRuleReport, lang: Lang) -> Measured {
    let now = report.rules.iter().find(|r| r.id == rule.id);
    let scale = now.map(|r| Scale::of(r, lang));
    let shown = |number: Option<&crate::measure::Exact>| {
        scale.as_ref().zip(number).map_or_else(|| UNKNOWN.to_owned(), |(scale, number)| scale.shown(number))
    };
    let bounds = scale
        .as_ref()
        .zip(rule.measured.as_ref())
        .and_then(|(scale, measured)| scale.bounds(measured, rule.lower.as_ref(), rule.upper.as_ref(), rule.limit.as_ref(), lang));
    let bounds = bounds.map(|bounds| lang.fill("correction.bounds", &[&bounds]));
    Measured { with: shown(now.and_then(|r| r.measured.as_ref())), without: shown(rule.measured.as_ref()), bounds }
}

/// The span of a correction: days, both included, where it begins and ends with one.
pub(in crate::report) fn span(correction: &CorrectionReport, lang: Lang) -> String {
    let day = |text: &str| text.strip_suffix(" 00:00").map(str::to_owned);
    let last = day(&correction.to)
        .and_then(|d| chrono::NaiveDate::parse_from_str(&d, "%Y-%m-%d").ok())
        .and_then(|d| d.pred_opt())
        .map(|d| d.to_string());
    match (day(&correction.from), last) {
        (Some(first), Some(last)) if first == last => first,
        (Some(first), Some(last)) => lang.fill("correction.days", &[&first, &last]),
        _ => lang.fill("correction.days", &[&correction.from, &correction.to]),
    }
}

/// The value of a correction with its unit.
pub(in crate::report) fn value(correction: &CorrectionReport, lang: Lang) -> String {
    match (&correction.value, correction.unit) {
        (Some(value), Some(unit)) => lang.fill("correction.value", &[&all_digits(value), &unit]),
        _ => UNKNOWN.to_owned(),
    }
}

/// What became of a correction.
pub(in crate::report) fn status(correction: &CorrectionReport, lang: Lang) -> &str {
    lang.named("correction.", correction.status.name())
}

/// Reason with place, note, approval, and what it stands for, a line each.
pub(in crate::report) fn told(correction: &CorrectionReport, lang: Lang) -> Vec<String> {
    let mut lines = vec![lang.fill("correction.reason", &[&correction.file, &correction.line, &correction.reason])];
    lines.extend(correction.note.as_ref().map(|note| lang.fill("correction.note", &[note])));
    lines.push(match &correction.approved_on {
        Some(day) => lang.fill("correction.approved", &[&correction.approved_by, day, &correction.expires]),
        None => lang.fill("correction.approved-undated", &[&correction.approved_by, &correction.expires]),
    });
    let mut does = Vec::new();
    if correction.status == Standing::Applied {
        does.push(lang.fill("correction.stands-for", &[&count(correction.intervals), &count(correction.replaced)]));
    }
    if correction.explains > 0 {
        does.push(lang.fill("correction.explains", &[&count(correction.explains)]));
    }
    if !does.is_empty() {
        lines.push(lang.list(&does));
    }
    lines
}
