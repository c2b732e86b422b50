//! What is still needed: the readings that would decide an open rule, and the headroom of the others, in words.

use super::changes::shown;
use super::scale::Scale;
use crate::report::names::rule_name;
use crate::report::page::number::count;
use crate::report::page::{Align, Ink, Page, Table};
use crate::report::schema::{HeadroomReport, Report, RuleReport};
use crate::report::words::Lang;
use crate::rule::Outcome;

/// Meters and days shown for a rule.
const SHOWN: usize = 5;

/// A day, or the days from one to another.
pub(in crate::report) fn days(from: &str, to: &str, lang: Lang) -> String {
    if from == to { from.to_owned() } else { lang.fill("deciding.days", &[&from, &to]) }
}

/// What would decide the rules that the evidence leaves open.
pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let open: Vec<&RuleReport> = report.rules.iter().filter(|r| r.outcome == Outcome::Indeterminate && !r.deciding.is_empty()).collect();
    if open.is_empty() {
        return;
    }
    page.heading(lang.word("section.deciding"));
    for rule in open {
        page.paragraph(2, Ink::Plain, &lang.fill("deciding.of", &[&rule_name(lang, rule.id)]));
        let scale = Scale::of(rule, lang);
        let mut table = Table::new(&[
            (lang.word("column.meter"), Align::Left),
            (lang.word("column.days"), Align::Left),
            (lang.word("column.effect"), Align::Right),
        ]);
        for deciding in rule.deciding.iter().take(SHOWN) {
            let days = days(&deciding.from, &deciding.to, lang);
            let effect = match &deciding.effect {
                Some(effect) => scale.effect(effect, lang),
                None => lang.word("rule-row.unbounded-effect").to_owned(),
            };
            table.row(vec![(&deciding.meter).into(), days.into(), effect.into()]);
        }
        if rule.deciding.len() > SHOWN {
            table.note(Ink::Faint, lang.fill("deciding.more", &[&count((rule.deciding.len() - SHOWN) as u64)]));
        }
        page.table(4, &table);
    }
}

/// Headroom in words.
pub(super) fn write_headroom(page: &mut Page, report: &Report) {
    if report.headroom.is_empty() {
        return;
    }
    page.heading(page.style.lang.word("section.headroom"));
    for rule in &report.rules {
        if let Some(headroom) = report.headroom.get(rule.id) {
            page.paragraph(2, Ink::Plain, &said(page.style.lang, rule, headroom));
        }
    }
}

/// The headroom of a rule as a sentence.
pub(in crate::report) fn said(lang: Lang, rule: &RuleReport, headroom: &HeadroomReport) -> String {
    let name = rule_name(lang, rule.id);
    let Some(change) = &headroom.change else { return lang.fill("headroom.zero-rated-impossible", &[&name]) };
    if change.is_zero() {
        return lang.fill("headroom.exactly", &[&name]);
    }
    // Rounded to the side that holds: up where it is needed, down where it is spare.
    let amount = shown(&change.abs(), headroom.unit, lang, change.is_positive());
    let key = match (headroom.of, change.is_positive()) {
        ("electricity.direct_green", true) => "headroom.direct-green-share-needed",
        ("electricity.direct_green", false) => "headroom.direct-green-share-spare",
        (_, true) => "headroom.zero-rated-needed",
        (_, false) => "headroom.zero-rated-spare",
    };
    lang.fill(key, &[&name, &amount])
}
