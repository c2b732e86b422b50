//! The head of a park: its verdict, where and when and by what it is judged, and what must be known before believing it.

use super::section::{Section, Text, Tone};
use crate::report::page::Ink;
use crate::report::schema::Report;
use crate::report::text::certificates::uncertified;
use crate::report::text::corrections::noted;
use crate::report::told::Told;
use crate::report::words::Lang;
use crate::report::{by_whose_law, force};

/// The head of a park that could be read.
pub(crate) fn of(park: &Told, report: &Report, lang: Lang) -> Section {
    let verdict = report.verdict_in_effect();
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    let word = lang.named("verdict.", verdict.name());
    let mut section = Section::first(Text::from(&report.park.name).then(format!(": {word}{interim}")), verdict);
    for message in by_whose_law::beside(report) {
        section.toned(Tone::Bad, lang.say(&message));
    }
    section.say(standing(report, lang));
    if report.period.interim {
        section.say(lang.word(if report.run.interim { "summary.to-date" } else { "summary.withheld" }));
    }
    section.say_all(force::noted(report, lang));
    if report.figures.values().any(|figure| figure.inferred) {
        section.say(lang.word("summary.inferred"));
    }
    if let Some(default) = report.assumptions.iter().find(|a| a.setting == "electricity_equivalent" && a.default) {
        let unit = default.unit.as_deref().unwrap_or_default();
        section.say(lang.fill("summary.default-equivalent", &[&default.value, &unit]));
    }
    if let Some(note) = uncertified(report, lang) {
        section.toned(Tone::Bad, note);
    }
    for (ink, note) in noted(report, lang) {
        section.toned(if ink == Ink::Bad { Tone::Bad } else { Tone::Plain }, note);
    }
    if park.denied {
        section.say(Text::strong(lang.word("markdown.denied")));
    }
    section
}

/// Province, scope, period, policy and its edition, in a line.
fn standing(report: &Report, lang: Lang) -> Text {
    let scope = lang.named("summary.scope-", &report.park.scope);
    let mut parts: Vec<String> = report.park.province.iter().cloned().collect();
    parts.push(scope.to_owned());
    let period = lang.fill("summary.period-span", &[&report.period.start, &report.period.end]);
    let interim = if report.period.interim { lang.in_brackets(lang.word("summary.interim")) } else { String::new() };
    parts.push(format!("{period}{interim}"));
    parts.push(lang.of_policy(&report.policy.title));
    parts.extend(report.policy.edition.as_ref().map(|edition| lang.fill("summary.edition", &[edition])));
    let mut text = Text::default();
    for (at, part) in parts.into_iter().enumerate() {
        text = if at > 0 { text.then(" · ").then(part) } else { text.then(part) };
    }
    text
}

/// A park that could not be read, and why.
pub(crate) fn unread(name: &str, why: String, lang: Lang) -> Section {
    let mut section = Section::first(name, Tone::Unread);
    section.say(Text::strong(lang.word("markdown.could-not-run")).then(": ").then(why));
    section
}
