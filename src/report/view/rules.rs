//! The rules of a level: what each measures against which limit, what it comes to, and what the numbers alone do not say.

use super::section::{Cell, Column, Piece, Section, Table, Text};
use crate::measure::Exact;
use crate::report::force;
use crate::report::names::rule_name;
use crate::report::schema::{Report, RuleReport};
use crate::report::text::citations::{place, quoted, standing};
use crate::report::text::scale::Scale;
use crate::report::words::Lang;
use crate::standard::Level;

/// The rules of a level; none where the policy has none of it.
pub(crate) fn of_level(report: &Report, level: Level, lang: Lang) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = report.rules_at(level).map(|rule| row(rule, lang)).collect();
    if rows.is_empty() {
        return None;
    }
    let heading = lang.named("section.", level.name());
    let name = lang.named("explain.level-", level.name());
    let columns = [
        Column::from(lang.word("column.rule")),
        Column::in_cells(lang.word("column.id")),
        Column::from(lang.word("column.outcome")),
        Column::from(lang.word("column.measured")),
        Column::in_cells(lang.word("column.comparison")),
        Column::from(lang.word("column.limit")),
        Column::from(lang.word("column.margin")),
        Column::in_cells(lang.word("column.lower")),
        Column::in_cells(lang.word("column.upper")),
        Column::in_cells(lang.word("column.unit")),
        Column::on_pages(lang.word("column.bounds")),
        Column::from(lang.word("column.reason")),
    ];
    let mut section = Section::new(heading);
    section.table(Table::whole(columns, rows).part(lang.word("column.level"), name));
    Some(section)
}

fn row(rule: &RuleReport, lang: Lang) -> Vec<Cell> {
    let scale = Scale::of(rule, lang);
    let outcome = lang.named("outcome.", rule.outcome.name());
    let sign = rule.comparison.sign();
    let bounds = rule.measured.as_ref().and_then(|m| {
        let bounds = scale.bounds(m, rule.lower.as_ref(), rule.upper.as_ref(), rule.limit.as_ref(), lang)?;
        Some(bounds.split_once([':', '：']).map_or(bounds.clone(), |(_, rest)| rest.trim().to_owned()))
    });
    let mut reasons: Vec<String> = rule.reason.iter().map(|reason| lang.reason(reason)).collect();
    reasons.extend(rule.measured.as_ref().zip(rule.limit.as_ref()).and_then(|(m, limit)| scale.belied(m, limit, lang)));
    reasons.extend(force::of_rule(rule, lang));
    let cell = |number: &Option<Exact>, text: &dyn Fn(&Exact) -> String| match number {
        Some(number) => Cell::valued(text(number), Some(scale.value(number))),
        None => Cell::unknown(),
    };
    vec![
        rule_name(lang, rule.id).into(),
        rule.id.into(),
        Cell::toned(outcome, rule.outcome),
        cell(&rule.measured, &|m| scale.shown(m)),
        sign.into(),
        cell(&rule.limit, &|l| format!("{sign} {}", scale.limit(l))),
        cell(&rule.margin, &|m| scale.difference(m, lang)),
        cell(&rule.lower, &|l| scale.shown(l)),
        cell(&rule.upper, &|u| scale.shown(u)),
        scale.unit().into(),
        bounds.unwrap_or_default().into(),
        reasons.join("; ").into(),
    ]
}

/// What each rule rests on: the document, the place in it, and its words.
pub(crate) fn citations(report: &Report, lang: Lang) -> Section {
    let mut section = Section::new(lang.word("html.citations"));
    let rows = report.rules.iter().map(|rule| {
        let name = lang.find(&format!("rule.{}.name", rule.id)).unwrap_or(rule.id);
        vec![
            Text::from(format!("{name} ")).and(Piece::Code(rule.id.to_owned())).into(),
            place(&rule.citation, lang).into(),
            quoted(&rule.citation, lang).join(" ").into(),
            standing(rule, lang).into(),
        ]
    });
    let columns = [
        Column::from(lang.word("column.rule")),
        Column::from(lang.word("column.source")),
        Column::from(lang.word("html.quoted")),
        Column::in_cells(lang.word("column.standing")),
    ];
    section.table(Table::whole(columns, rows.collect()));
    section
}
