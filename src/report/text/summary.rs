//! The head of the report: which park, when, by what, the verdict, and what carries it.

use crate::dossier::Effect;
use crate::report::names::rule_name;
use crate::report::page::number::count;
use crate::report::page::{Ink, Page, width};
use crate::report::schema::Report;
use crate::report::standing::outcome_ink;
use crate::report::words::Lang;
use crate::rule::Outcome;
use crate::standard::Level;

pub(super) fn write(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    head(page, report);
    page.blank();
    let verdict = report.verdict_in_effect();
    let ink = outcome_ink(verdict);
    let word = |lang: Lang| {
        let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
        format!("{}{interim}", lang.named("verdict.", verdict.name()))
    };
    let label = lang.word("verdict.label");
    let plain = format!("{}  {}", word(lang), word(lang.other()));
    let bar = "=".repeat(width(label) + width(&plain) + 6);
    page.line(2, &[(&bar, ink)]);
    page.line(4, &[(label, Ink::Strong), ("  ", Ink::Plain), (&plain, ink)]);
    page.line(2, &[(&bar, ink)]);
    page.blank();
    required(page, report);
    notes(page, report);
}

pub(super) fn head(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let scope = lang.named("summary.scope-", &report.park.scope);
    let mut about = Vec::new();
    about.extend(report.park.province.clone());
    about.push(scope.to_owned());
    page.line(0, &[(&report.park.name, Ink::Strong), (" · ", Ink::Faint), (&about.join(" · "), Ink::Plain)]);
    let period = lang.fill("summary.period-span", &[&report.period.start, &report.period.end]);
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    let title = lang.of_policy(&report.policy.title);
    let mut when = vec![(period.as_str(), Ink::Plain), (&interim, Ink::Doubt), (" · ", Ink::Faint), (&report.policy.name, Ink::Plain)];
    let room = when.iter().map(|(text, _)| width(text)).sum::<usize>() + 3 + width(&title) <= page.style.width;
    if room {
        when.extend([(" · ", Ink::Faint), (title.as_str(), Ink::Plain)]);
    }
    page.line(0, &when);
    if !room {
        page.paragraph(0, Ink::Plain, &title);
    }
    if let Some(edition) = &report.policy.edition {
        page.paragraph(0, Ink::Faint, &lang.fill("summary.edition", &[edition]));
    }
}

/// Which required rules passed, failed or stay open.
fn required(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let outcomes = [
        (Outcome::Fail, "summary.failed"),
        (Outcome::Indeterminate, "summary.undecided"),
        (Outcome::Pass, "summary.passed"),
        (Outcome::NotApplicable, "summary.not-applicable"),
        (Outcome::Exempt, "summary.exempt"),
    ];
    for (outcome, key) in outcomes {
        let names: Vec<String> =
            report.rules_at(Level::Required).filter(|r| r.outcome == outcome).map(|r| rule_name(lang, r.id).to_owned()).collect();
        if !names.is_empty() {
            page.paragraph(2, outcome_ink(outcome), &lang.fill(key, &[&lang.list(&names)]));
        }
    }
    if !report.rules_at(Level::Required).any(|r| matches!(r.outcome, Outcome::Pass | Outcome::Fail | Outcome::Indeterminate)) {
        page.paragraph(2, Ink::Doubt, lang.word("summary.none-applied"));
    }
}

fn notes(page: &mut Page, report: &Report) {
    for (ink, note) in noted(report, page.style.lang) {
        page.paragraph(2, ink, &note);
    }
}

/// What a reader must know before believing any of it.
pub(in crate::report) fn noted(report: &Report, lang: Lang) -> Vec<(Ink, String)> {
    let mut notes: Vec<(Ink, String)> =
        crate::report::by_whose_law::beside(report).iter().map(|message| (Ink::Bad, lang.say(message))).collect();
    notes.extend(super::corrections::noted(report, lang));
    notes.extend(crate::report::force::noted(report, lang).map(|note| (Ink::Doubt, note)));
    notes.extend(super::certificates::uncertified(report, lang).map(|note| (Ink::Bad, note)));
    if report.period.interim {
        let key = if report.run.interim { "summary.to-date" } else { "summary.withheld" };
        notes.push((Ink::Doubt, lang.word(key).to_owned()));
    }
    let failed: Vec<String> =
        report.rules_at(Level::Data).filter(|r| r.outcome == Outcome::Fail).map(|r| rule_name(lang, r.id).to_owned()).collect();
    let blocked = report.rules.iter().any(|r| r.reason.as_deref().is_some_and(|reason| reason.starts_with("the data rule")));
    if !failed.is_empty() && blocked {
        notes.push((Ink::Bad, lang.fill("summary.guards-failed", &[&lang.list(&failed)])));
    }
    if report.figures.values().any(|figure| figure.inferred) {
        notes.push((Ink::Doubt, lang.word("summary.inferred").to_owned()));
    }
    if let Some(default) = report.assumptions.iter().find(|a| a.setting == "electricity_equivalent" && a.default) {
        let unit = default.unit.as_deref().unwrap_or_default();
        notes.push((Ink::Doubt, lang.fill("summary.default-equivalent", &[&default.value, &unit])));
    }
    let entries = |effect: Effect| count(report.defects.iter().filter(|d| d.effect == effect).count() as u64);
    notes.push((
        Ink::Plain,
        if report.defects.is_empty() {
            lang.word("summary.no-defects").to_owned()
        } else {
            lang.fill("summary.defects", &[&entries(Effect::Blocks), &entries(Effect::Discards), &entries(Effect::Notes)])
        },
    ));
    notes
}
