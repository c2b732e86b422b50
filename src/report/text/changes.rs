//! Single changes that would flip a required rule, in words: what is needed or can be borne, and what becomes of the other rules.

use super::scale::Scale;
use crate::measure::Exact;
use crate::report::changes::{AmountIs, ChangeReport, PointedReport, RuleChangesReport, UnavailableReport};
use crate::report::names::rule_name;
use crate::report::page::number::{UNKNOWN, places, rounded};
use crate::report::page::{Ink, Page};
use crate::report::schema::Report;
use crate::report::words::Lang;
use crate::rule::{Never, Outcome};
use crate::standard::Level;

/// What is said of a rule.
pub(in crate::report) struct Said<'a> {
    /// The sentence before the changes.
    pub(in crate::report) lead: String,
    /// The changes, each with the report that it tells.
    pub(in crate::report) changes: Vec<(&'a ChangeReport, SaidChange)>,
    /// That certificates never count as direct supply is said once, after the changes.
    pub(in crate::report) never_counts: bool,
}

/// What is said of a change.
pub(in crate::report) struct SaidChange {
    /// What is changed.
    pub(in crate::report) what: String,
    /// How much of it, or why no amount will do.
    pub(in crate::report) amount: String,
    /// What becomes of the rule, where it no longer applies.
    pub(in crate::report) becomes: String,
    /// The other rules after it.
    pub(in crate::report) then: Vec<String>,
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(changes) = &report.changes else { return };
    let lang = page.style.lang;
    page.heading(lang.word("section.changes"));
    for rule in &changes.rules {
        let said = said(report, rule, lang);
        page.paragraph(2, if rule.exact { Ink::Plain } else { Ink::Doubt }, &said.lead);
        for (change, said) in &said.changes {
            let text = said.sentence(lang);
            page.paragraph(4, if change.amount.is_some() { Ink::Plain } else { Ink::Faint }, &text);
            if !said.then.is_empty() {
                page.paragraph(8, Ink::Faint, &lang.fill("changes.then", &[&lang.list(&said.then)]));
            }
        }
        if said.never_counts {
            page.paragraph(4, Ink::Faint, lang.word("changes.never-counts"));
        }
    }
    for rule in &changes.unavailable {
        page.paragraph(2, Ink::Faint, &unavailable(rule, lang));
    }
}

/// The changes of a rule in words.
pub(in crate::report) fn said<'a>(report: &Report, rule: &'a RuleChangesReport, lang: Lang) -> Said<'a> {
    let name = rule_name(lang, rule.id);
    let lead = match (rule.outcome, rule.exact) {
        (Outcome::Fail, true) => lang.fill("changes.of-failed", &[&name]),
        (Outcome::Fail, false) => lang.fill("changes.of-failed-point", &[&name]),
        (_, true) => lang.fill("changes.of-passed", &[&name]),
        (_, false) => lang.fill("changes.of-passed-point", &[&name]),
    };
    let never = |c: &ChangeReport| c.impossible == Some(Never::NeverCounts);
    let changes = rule.changes.iter().filter(|c| !never(c)).map(|c| (c, one(report, rule, c, lang))).collect();
    Said { lead, changes, never_counts: rule.changes.iter().any(never) }
}

/// A rule of which nothing can be said, and why.
pub(in crate::report) fn unavailable(rule: &UnavailableReport, lang: Lang) -> String {
    let why = lang.named("changes.unavailable-", rule.reason.name());
    lang.fill("changes.unavailable", &[&rule_name(lang, rule.id), &why])
}

impl SaidChange {
    /// The change as one sentence, without the other rules.
    pub(in crate::report) fn sentence(&self, lang: Lang) -> String {
        lang.fill("changes.sentence", &[&self.what, &self.amount, &self.becomes])
    }
}

fn one(report: &Report, rule: &RuleChangesReport, change: &ChangeReport, lang: Lang) -> SaidChange {
    let what = what(change, lang);
    let direction = lang.named("changes.", change.direction.name());
    let Some(amount) = &change.amount else {
        let key = format!("changes.{}", change.impossible.map_or("", Never::name));
        let available = change.available.as_ref().map_or_else(String::new, |a| shown(a, change.unit, lang, false));
        let why = lang.fill(&key, &[&available]);
        let amount = lang.fill("changes.impossible", &[&direction, &why]);
        return SaidChange { what, amount, becomes: String::new(), then: Vec::new() };
    };
    let needed = change.amount_is == AmountIs::Needed;
    let amount =
        lang.fill(if needed { "changes.needed" } else { "changes.borne" }, &[&shown(amount, change.unit, lang, needed), &direction]);
    let gone = change.becomes == Some(Outcome::NotApplicable);
    let becomes = if gone { lang.fill("changes.no-longer", &[&rule_name(lang, rule.id)]) } else { String::new() };
    let others = change.effects.iter().filter(|e| e.id != rule.id && e.outcome != Outcome::NotApplicable);
    SaidChange { what, amount, becomes, then: others.map(|e| effect(report, e, lang)).collect() }
}

/// What is changed.
fn what(change: &ChangeReport, lang: Lang) -> String {
    let name = lang.find(&format!("flip.{}.name", change.change)).unwrap_or(change.change).to_owned();
    match (&change.meter, &change.carrier) {
        (Some(meter), Some(carrier)) => lang.fill("changes.of-meter", &[&name, &carrier_name(carrier, lang), meter]),
        _ => name,
    }
}

/// What a fuel or heat is called: its id in English, its term in Chinese.
pub(in crate::report) fn carrier_name(carrier: &str, lang: Lang) -> String {
    match lang {
        Lang::En => carrier.to_owned(),
        Lang::Zh => crate::standard::factors::fuel(carrier).map_or_else(|| lang.word("factor.heat").to_owned(), |f| f.term.clone()),
    }
}

/// An amount for the eye, rounded to the side that holds: up where it is needed, down where it is borne or available.
pub(in crate::report) fn shown(amount: &Exact, unit: &str, lang: Lang, up: bool) -> String {
    let places = if unit == "certificate" { 0 } else { places([amount]).clamp(0, 6) };
    let scale = (0..places).fold(Exact::one(), |scale, _| scale * Exact::from(10_i64));
    let scaled = amount * &scale;
    let whole = if up { scaled.ceil() } else { scaled.floor() } / scale;
    let whole = if whole.is_zero() { amount.clone() } else { whole };
    let unit = lang.named("changes.unit-", unit);
    format!("{} {unit}", rounded(&whole, places))
}

/// A rule after the change.
fn effect(report: &Report, effect: &PointedReport, lang: Lang) -> String {
    let outcome = lang.named("outcome.", effect.outcome.name());
    let rule = report.rules.iter().find(|r| r.id == effect.id);
    let measured = rule.zip(effect.measured.as_ref()).map_or_else(String::new, |(r, m)| Scale::of(r, lang).shown(m));
    let now = report.rules_at(Level::Required).find(|r| r.id == effect.id).map(|r| r.outcome);
    let turned = now.is_some_and(|now| now != effect.outcome && now != Outcome::Indeterminate);
    let measured = if measured.is_empty() { UNKNOWN.to_owned() } else { measured };
    let text = lang.fill("changes.effect", &[&rule_name(lang, effect.id), &measured, &outcome]);
    if turned { lang.fill("changes.turned", &[&text]) } else { text }
}
