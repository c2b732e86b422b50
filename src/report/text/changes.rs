//! Single changes that would flip a required rule, in words: what is needed or can be borne, and what becomes of the other rules.

use super::scale::Scale;
use super::{rule_name, rules_at};
use crate::measure::Exact;
use crate::report::changes::{ChangeReport, PointedReport, RuleChangesReport};
use crate::report::page::number::{UNKNOWN, places, rounded};
use crate::report::page::{Ink, Page};
use crate::report::schema::Report;
use crate::report::words::Lang;

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(changes) = &report.changes else { return };
    let lang = page.style.lang;
    page.heading(lang.word("section.changes"));
    for rule in &changes.rules {
        let name = rule_name(lang, rule.id);
        let said = match (rule.outcome, rule.exact) {
            ("fail", true) => lang.fill("changes.of-failed", &[&name]),
            ("fail", false) => lang.fill("changes.of-failed-point", &[&name]),
            (_, true) => lang.fill("changes.of-passed", &[&name]),
            (_, false) => lang.fill("changes.of-passed-point", &[&name]),
        };
        page.paragraph(2, if rule.exact { Ink::Plain } else { Ink::Doubt }, &said);
        for change in &rule.changes {
            // That certificates never count as direct supply is said once, below.
            if change.impossible != Some("never-counts") {
                one(page, report, rule, change);
            }
        }
        if rule.changes.iter().any(|c| c.impossible == Some("never-counts")) {
            page.paragraph(4, Ink::Faint, lang.word("changes.never-counts"));
        }
    }
    for rule in &changes.unavailable {
        let why = lang.find(&format!("changes.unavailable-{}", rule.reason)).unwrap_or(rule.reason);
        page.paragraph(2, Ink::Faint, &lang.fill("changes.unavailable", &[&rule_name(lang, rule.id), &why]));
    }
}

fn one(page: &mut Page, report: &Report, rule: &RuleChangesReport, change: &ChangeReport) {
    let lang = page.style.lang;
    let what = what(change, lang);
    let direction = lang.find(&format!("changes.{}", change.direction)).unwrap_or(change.direction);
    let Some(amount) = &change.amount else {
        let key = format!("changes.{}", change.impossible.unwrap_or_default());
        let available = change.available.as_ref().map_or_else(String::new, |a| shown(a, change, lang, false));
        let why = lang.fill(&key, &[&available]);
        page.paragraph(4, Ink::Faint, &lang.fill("changes.impossible", &[&what, &direction, &why]));
        return;
    };
    let needed = change.amount_is == "needed";
    let mut said =
        lang.fill(if needed { "changes.needed" } else { "changes.borne" }, &[&what, &shown(amount, change, lang, needed), &direction]);
    if change.becomes == Some("not-applicable") {
        said += &lang.fill("changes.no-longer", &[&rule_name(lang, rule.id)]);
    }
    let others: Vec<String> =
        change.effects.iter().filter(|e| e.id != rule.id && e.outcome != "not-applicable").map(|e| effect(report, e, lang)).collect();
    page.paragraph(4, Ink::Plain, &said);
    if !others.is_empty() {
        page.paragraph(8, Ink::Faint, &lang.fill("changes.then", &[&lang.list(&others)]));
    }
}

/// What is changed.
fn what(change: &ChangeReport, lang: Lang) -> String {
    let name = lang.find(&format!("change.{}", change.change)).unwrap_or(change.change).to_owned();
    match (&change.meter, &change.carrier) {
        (Some(meter), Some(carrier)) => {
            let carrier = match lang {
                Lang::En => carrier.clone(),
                Lang::Zh => crate::standard::factors::fuel(carrier).map_or_else(|| lang.word("factor.heat").to_owned(), |f| f.term.clone()),
            };
            lang.fill("changes.of-meter", &[&name, &carrier, meter])
        }
        _ => name,
    }
}

/// An amount for the eye, rounded to the side that holds: up where it is needed, down where it is borne or available.
fn shown(amount: &Exact, change: &ChangeReport, lang: Lang, up: bool) -> String {
    let places = if change.unit == "certificate" { 0 } else { places([amount]).clamp(0, 6) };
    let scale = (0..places).fold(Exact::one(), |scale, _| scale * Exact::from(10_i64));
    let scaled = amount * &scale;
    let whole = if up { scaled.ceil() } else { scaled.floor() } / scale;
    let whole = if whole.is_zero() { amount.clone() } else { whole };
    let unit = lang.find(&format!("changes.unit-{}", change.unit)).unwrap_or(change.unit);
    format!("{} {unit}", rounded(&whole, places))
}

/// A rule after the change.
fn effect(report: &Report, effect: &PointedReport, lang: Lang) -> String {
    let outcome = lang.find(&format!("outcome.{}", effect.outcome)).unwrap_or(effect.outcome);
    let rule = report.rules.iter().find(|r| r.id == effect.id);
    let measured = rule.zip(effect.measured.as_ref()).map_or_else(String::new, |(r, m)| Scale::of(r, lang).shown(m));
    let now = rules_at(report, "required").find(|r| r.id == effect.id).map(|r| r.outcome);
    let turned = now.is_some_and(|now| now != effect.outcome && now != "indeterminate");
    let measured = if measured.is_empty() { UNKNOWN.to_owned() } else { measured };
    let text = lang.fill("changes.effect", &[&rule_name(lang, effect.id), &measured, &outcome]);
    if turned { lang.fill("changes.turned", &[&text]) } else { text }
}
