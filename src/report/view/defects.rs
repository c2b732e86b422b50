//! Defects by effect: every kind with its counts, then one by one.

use std::collections::BTreeMap;

use super::certificates::place;
use super::section::{Cell, Column, Section, Table, Text};
use crate::dossier::Effect;
use crate::report::page::number::count;
use crate::report::schema::{DefectReport, Report};
use crate::report::text::defects::name;
use crate::report::words::Lang;

/// All defects.
pub(crate) fn all(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("section.defects"));
    if report.defects.is_empty() {
        section.say(lang.word("defects.none"));
    }
    for effect in Effect::ALL.iter().copied() {
        let of: Vec<&DefectReport> = report.defects.iter().filter(|d| d.effect == effect).collect();
        if of.is_empty() {
            continue;
        }
        let heading = lang.named("effect.", effect.name());
        let short = heading.split([':', '：']).next().unwrap_or(heading);
        section.heading(heading);
        section.say_all(kinds(&of, lang));
        let columns = [
            Column::from(lang.word("column.defect")),
            Column::in_cells(lang.word("column.name")),
            Column::from(lang.word("column.place")),
            Column::from(lang.word("column.meter")),
            Column::from(lang.word("column.count")),
            Column::from(lang.word("column.message")),
        ];
        let rows = of.iter().map(|defect| row(defect, lang)).collect();
        section.table(Table::new(columns, rows).part(lang.word("column.effect-of"), short));
    }
    section
}

/// Each kind of defects: its entries, and what they concern.
fn kinds(defects: &[&DefectReport], lang: Lang) -> Vec<Text> {
    let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for defect in defects {
        let sum = kinds.entry(defect.code.name()).or_default();
        *sum = (sum.0 + 1, sum.1.saturating_add(defect.count));
    }
    let said = |(code, (entries, concerned)): (&str, (u64, u64))| {
        let head = lang.fill("defects.head", &[&code, &name(code, lang), &count(concerned)]);
        Text::strong(head).then(format!(" × {}", count(entries)))
    };
    kinds.into_iter().map(said).collect()
}

fn row(defect: &DefectReport, lang: Lang) -> Vec<Cell> {
    let at = match (&defect.file, defect.line) {
        (Some(file), Some(line)) => place(file, line, lang),
        (Some(file), None) => file.as_str().into(),
        _ => lang.word("defects.by-accounts").into(),
    };
    let explained = defect.explained.as_ref().map(|place| lang.in_brackets(&lang.fill("correction.explained", &[place])));
    let code = defect.code.name();
    vec![
        code.into(),
        name(code, lang).into(),
        at,
        defect.meter.as_deref().unwrap_or_default().into(),
        Cell::count(defect.count),
        format!("{}{}", lang.say(&defect.message), explained.unwrap_or_default()).into(),
    ]
}
