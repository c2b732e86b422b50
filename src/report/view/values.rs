//! The values in force: what the park stated, what is taken by default, what is built in instead, and the texts that the policy rests on.

use super::section::{Cell, Column, Section, Table, Text};
use crate::measure::Exact;
use crate::report::page::number::UNKNOWN;
use crate::report::schema::{Assumption, Report};
use crate::report::text::assumptions::{built_in_rows, name, value};
use crate::report::words::Lang;

/// The values that the park stated, then those taken by default; none of what there is none.
pub(crate) fn assumptions(report: &Report, lang: Lang) -> Vec<Section> {
    let of = |(key, default): (&str, bool)| {
        let rows: Vec<Vec<Cell>> = report.assumptions.iter().filter(|a| a.default == default).map(|a| row(a, lang)).collect();
        if rows.is_empty() {
            return None;
        }
        let heading = lang.word(key);
        let by = lang.word(if default { "column.by-default" } else { "column.by-park" });
        let mut section = Section::new(heading);
        let columns = [
            Column::from(lang.word("column.setting")),
            Column::on_pages(lang.word("column.value")),
            Column::in_cells(lang.word("column.value")),
            Column::in_cells(lang.word("column.unit")),
            Column::from(lang.word("column.source")),
        ];
        section.table(Table::new(columns, rows).part(lang.word("column.stated-by"), by));
        Some(section)
    };
    [("section.stated", false), ("section.assumptions", true)].into_iter().filter_map(of).collect()
}

fn row(assumption: &Assumption, lang: Lang) -> Vec<Cell> {
    let source = assumption.source.as_deref().unwrap_or(UNKNOWN);
    let source = if assumption.default { lang.of_policy(source) } else { lang.reason(source) };
    let called = name(assumption, lang);
    // With the name by which it is set or cited.
    let called =
        if called.contains(&assumption.setting) { Text::from(called) } else { Text::from(called).then(" ").then(&assumption.setting) };
    let number = Exact::parse(&assumption.value).map(|number| Cell::digits(Some(&number)));
    let unit = assumption.unit.as_deref().filter(|unit| *unit != "1").unwrap_or_default();
    vec![
        called.into(),
        value(assumption, lang).into(),
        number.unwrap_or_else(|| assumption.value.as_str().into()),
        lang.named("unit.", unit).into(),
        source.into(),
    ]
}

/// The built-in values in the place of those that were stated, and the texts that the policy rests on.
pub(crate) fn built_in(report: &Report, lang: Lang) -> Section {
    let rows: Vec<Vec<Cell>> = built_in_rows(report, lang).into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
    let mut section = Section::new(if rows.is_empty() { "" } else { lang.word("criteria.heading") });
    if !rows.is_empty() {
        let columns = ["column.setting", "column.value", "criteria.built-in-value", "criteria.as-built-in"];
        section.table(Table::whole(columns.map(|key| lang.word(key)), rows));
    }
    let mut text = Text::from(format!("{} ", lang.word("criteria.rests-on")));
    for (at, own) in report.policy.rests_on.iter().enumerate() {
        let part = if at > 0 { " · " } else { "" };
        text = text.then(part).then(&own.name).then(" ").then(&own.sha256);
    }
    section.say(text);
    section
}
