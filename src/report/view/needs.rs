//! What to do and what is wanting: next actions, readings that would decide an open rule, headroom, single changes, acceptance.

use super::section::{Cell, Piece, Section, Table, Text};
use crate::report::names::rule_name;
use crate::report::schema::{Report, RuleReport};
use crate::report::text::scale::Scale;
use crate::report::text::{changes as said_of_changes, citations, deciding as said_of_deciding, next as said_of_next};
use crate::report::words::Lang;
use crate::rule::Outcome;

/// What to do next, most urgent first, each with the command that explains it; none where there is nothing to do.
pub(crate) fn next(report: &Report, lang: Lang) -> Option<Section> {
    if report.next.is_empty() {
        return None;
    }
    let mut section = Section::new(lang.word("section.next"));
    let line = |(number, action): (u32, &_)| {
        let number = Text::from(format!("{number}. "));
        number.then(said_of_next::said(report, action, lang)).then(" ").and(Piece::Code(action.command.clone()))
    };
    section.list((1..).zip(&report.next).map(line).collect());
    Some(section)
}

/// The readings that would decide each open rule; none where no rule is open for want of readings.
pub(crate) fn deciding(report: &Report, lang: Lang) -> Option<Section> {
    let open: Vec<&RuleReport> = report.rules.iter().filter(|r| r.outcome == Outcome::Indeterminate && !r.deciding.is_empty()).collect();
    if open.is_empty() {
        return None;
    }
    let mut section = Section::new(lang.word("section.deciding"));
    for rule in open {
        let name = rule_name(lang, rule.id);
        section.say(lang.fill("deciding.of", &[&name]));
        let scale = Scale::of(rule, lang);
        let rows = rule.deciding.iter().map(|d| {
            let days = said_of_deciding::days(&d.from, &d.to, lang);
            let effect = d.effect.as_ref().map(|e| Cell::valued(scale.effect(e, lang), Some(scale.value(e))));
            vec![d.meter.as_str().into(), days.into(), effect.unwrap_or_else(|| lang.word("rule-row.unbounded-effect").into())]
        });
        let columns = [lang.word("column.meter"), lang.word("column.days"), lang.word("column.effect")];
        section.table(Table::new(columns, rows.collect()).part(lang.word("column.rule"), name));
    }
    Some(section)
}

/// What rules need or can spare; none where nothing is said of it.
pub(crate) fn headroom(report: &Report, lang: Lang) -> Option<Section> {
    let said = |rule: &RuleReport| Some(said_of_deciding::said(lang, rule, report.headroom.get(rule.id)?));
    let said: Vec<String> = report.rules.iter().filter_map(said).collect();
    if said.is_empty() {
        return None;
    }
    let mut section = Section::new(lang.word("section.headroom"));
    section.say_all(said);
    Some(section)
}

/// Single changes that would flip a required rule, a table for each rule; none where nothing applies.
pub(crate) fn changes(report: &Report, lang: Lang) -> Option<Section> {
    let changes = report.changes.as_ref()?;
    let mut section = Section::new(lang.word("section.changes"));
    for rule in &changes.rules {
        let said = said_of_changes::said(report, rule, lang);
        section.say(said.lead);
        let rows = said.changes.iter().map(|(_, change)| {
            let then = if change.then.is_empty() { Cell::unknown() } else { lang.list(&change.then).into() };
            vec![change.what.as_str().into(), format!("{}{}", change.amount, change.becomes).into(), then]
        });
        let columns = [lang.word("html.changes-what"), lang.word("html.changes-amount"), lang.word("markdown.changes-others")];
        section.table(Table::new(columns, rows.collect()).part(lang.word("column.rule"), rule_name(lang, rule.id)));
        if said.never_counts {
            section.say(lang.word("changes.never-counts"));
        }
    }
    section.say_all(changes.unavailable.iter().map(|rule| said_of_changes::unavailable(rule, lang)));
    Some(section)
}

/// Where the park stands on the way to recognition, with the words of the documents.
pub(crate) fn acceptance(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("acceptance.heading"));
    section.say_all(report.acceptance.said(lang));
    for citation in &report.acceptance.says {
        let words = citations::quoted(citation, lang).join(" ");
        section.say(format!("{}: {words}", citations::place(citation, lang)));
    }
    section
}
