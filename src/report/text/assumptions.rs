//! The values in force: those that nobody stated, by the document that they come from, and those that the park stated.

use crate::dossier::FUELS;
use crate::measure::Exact;
use crate::report::names::rule_name;
use crate::report::page::number::{UNKNOWN, all_digits};
use crate::report::page::{Align, Cell, Ink, Page, Table};
use crate::report::schema::{Assumption, Report};
use crate::report::words::Lang;
use crate::rule::Outcome;

pub(super) fn write(page: &mut Page, report: &Report) {
    write_defaults(page, report);
    write_stated(page, report);
    write_built_in(page, report);
}

/// The built-in values in the place of those that were stated, and the texts that the policy rests on.
fn write_built_in(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let mut table = Table::new(&[
        (lang.word("column.setting"), Align::Left),
        (lang.word("column.value"), Align::Left),
        (lang.word("criteria.built-in-value"), Align::Left),
        (lang.word("criteria.as-built-in"), Align::Left),
    ])
    .flexible();
    for row in built_in_rows(report, lang) {
        table.row(row.into_iter().map(Cell::from).collect());
    }
    if !table.is_empty() {
        page.heading(lang.word("criteria.heading"));
        page.table(2, &table);
    }
    page.heading(lang.word("criteria.rests-on"));
    for text in &report.policy.rests_on {
        page.line(2, &[(&text.name, Ink::Plain), ("  ", Ink::Plain), (&text.sha256[..12.min(text.sha256.len())], Ink::Faint)]);
    }
}

/// Each changed criterion and each stated value: name, value, built-in value, what it would come to with that.
pub(in crate::report) fn built_in_rows(report: &Report, lang: Lang) -> Vec<Vec<String>> {
    let text = |text: Option<&String>| text.map_or_else(|| UNKNOWN.to_owned(), Clone::clone);
    let outcome = |outcome: Outcome| lang.named("outcome.", outcome.name()).to_owned();
    let criteria = report
        .criteria
        .changed
        .iter()
        .map(|c| vec![c.setting.clone(), text(c.value.as_ref()), text(c.built_in.as_ref()), outcome(c.outcome_as_built_in)]);
    let stated = report.stated.iter().flat_map(|stated| &stated.values).map(|value| {
        let unit = value.unit.as_deref().filter(|unit| *unit != "1").map_or_else(String::new, |unit| format!(" {unit}"));
        let built_in = value.built_in.as_ref().map_or_else(|| UNKNOWN.to_owned(), |text| format!("{text}{unit}"));
        let verdict = value.verdict_as_built_in.map_or_else(|| UNKNOWN.to_owned(), |verdict| outcome(verdict.into()));
        vec![value.setting.clone(), format!("{}{unit}", value.value), built_in, verdict]
    });
    criteria.chain(stated).collect()
}

/// Defaults and constants, grouped by document, each with the place in it.
fn write_defaults(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let mut documents: Vec<(String, Vec<Vec<Cell>>)> = Vec::new();
    for assumption in report.assumptions.iter().filter(|a| a.default) {
        // As a citation is written: document, colon, item.
        let source = assumption.source.as_deref().unwrap_or(UNKNOWN);
        let (document, item) = source.split_once(": ").unwrap_or((source, ""));
        let (document, item) = (lang.of_policy(document), lang.of_policy(item));
        let name = name(assumption, lang);
        let item = if item == name { String::new() } else { item };
        let row = vec![name.into(), value(assumption, lang).into(), Cell::inked(item, Ink::Faint)];
        match documents.iter_mut().find(|(known, _)| *known == document) {
            Some((_, rows)) => rows.push(row),
            None => documents.push((document, vec![row])),
        }
    }
    if documents.is_empty() {
        return;
    }
    page.heading(lang.word("section.assumptions"));
    // One table for all, so that the columns of every document align.
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left), ("", Align::Left)]).flexible();
    for (document, rows) in documents {
        table.title(document);
        for row in rows {
            table.row(row);
        }
    }
    page.table(4, &table);
}

/// What the park stated, with its sources.
fn write_stated(page: &mut Page, report: &Report) {
    let lang = page.style.lang;
    let mut table = Table::new(&[
        (lang.word("column.setting"), Align::Left),
        (lang.word("column.value"), Align::Left),
        (lang.word("column.source"), Align::Left),
    ])
    .flexible();
    for assumption in report.assumptions.iter().filter(|a| !a.default) {
        let source = lang.reason(assumption.source.as_deref().unwrap_or(UNKNOWN));
        table.row(vec![name(assumption, lang).into(), value(assumption, lang).into(), Cell::inked(source, Ink::Faint)]);
    }
    if !table.is_empty() {
        page.heading(lang.word("section.stated"));
        page.table(2, &table);
    }
}

pub(in crate::report) fn value(assumption: &Assumption, lang: Lang) -> String {
    let value = Exact::parse(&assumption.value).map_or_else(|| assumption.value.clone(), |v| all_digits(&v));
    let unit = match assumption.unit.as_deref() {
        None | Some("1") => return value,
        Some(unit) => lang.named("unit.", unit),
    };
    format!("{value} {unit}")
}

/// What a setting, constant or factor is called. Settings keep their own name, by which they are set.
pub(in crate::report) fn name(assumption: &Assumption, lang: Lang) -> String {
    let name = assumption.setting.as_str();
    if let Some(constant) = name.strip_prefix("constants.") {
        return lang.named("constant.", constant).to_owned();
    }
    if lang == Lang::En {
        return name.to_owned();
    }
    if let Some((carrier, kind)) = name.strip_prefix("factors.").and_then(|rest| rest.rsplit_once('.')) {
        let term = FUELS.iter().find(|fuel| fuel.0 == carrier).map(|fuel| fuel.1);
        let term = term.or_else(|| lang.find(&format!("factor.{carrier}"))).unwrap_or(carrier);
        let key = format!("factor.{kind}");
        return if lang.find(&key).is_some() { lang.fill(&key, &[&term]) } else { name.to_owned() };
    }
    if let Some(rule) = name.strip_prefix("limits.").or_else(|| name.strip_prefix("levels.")) {
        return format!("{name}{}", lang.in_brackets(rule_name(lang, rule)));
    }
    match lang.find(&format!("setting.name.{name}")) {
        Some(term) => format!("{term}{}", lang.in_brackets(name)),
        None => name.to_owned(),
    }
}
