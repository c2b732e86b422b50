//! The rules that guide, advise, and guard the evidence: one table a level, each rule on its scale.

use maud::{Markup, html};

use super::gauge::{Room, gauge};
use super::head::{bounds, remarks};
use super::sheet::{Sheet, badge, digits, number, prose};
use crate::report::names::rule_title;
use crate::report::schema::RuleReport;
use crate::report::text::scale::Scale;
use crate::standard::Level;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let body = html! {
        @for level in [Level::Guiding, Level::Advisory, Level::Data] {
            @if sheet.report.rules_at(level).next().is_some() { (of_level(sheet, level)) }
        }
    };
    sheet.section("further-rules", sheet.word("html.further-rules"), &body)
}

fn of_level(sheet: &Sheet<'_>, level: Level) -> Markup {
    let title = sheet.lang.find(&format!("section.{level}")).unwrap_or_default();
    let rows: Vec<Markup> = sheet.report.rules_at(level).map(|rule| row(sheet, rule)).collect();
    let head = [
        (sheet.word("column.rule"), false),
        (sheet.word("column.outcome"), false),
        (sheet.word("column.measured"), true),
        (sheet.word("column.limit"), true),
        (sheet.word("column.margin"), true),
        (sheet.word("html.on-scale"), false),
    ];
    sheet.part(&format!("rules-{level}"), title, &sheet.table("rules quiet", title, &head, &rows))
}

fn row(sheet: &Sheet<'_>, rule: &RuleReport) -> Markup {
    let lang = sheet.lang;
    let scale = Scale::of(rule, lang);
    let sign = rule.comparison.sign();
    let differ = rule.measured.is_some() && (rule.lower != rule.measured || rule.upper != rule.measured);
    let remarks = remarks(sheet, rule, &scale);
    html! {
        tr {
            th scope="row" {
                a id=(sheet.anchor(&format!("rule-{}", rule.id))) href={ "#" (sheet.anchor(&format!("cite-{}", rule.id))) } { (rule_title(lang, rule.id)) }
                span class="under" { code { (rule.id) } }
                @for remark in remarks { p class={ "remark " (rule.outcome) } { (prose(&remark)) } }
            }
            td { (badge(rule.outcome, lang)) }
            td class="number" {
                @match &rule.measured { Some(measured) => (number(measured, &scale.shown(measured))), None => (digits(None)) }
                @if differ { p class="faint" { (bounds(sheet, rule, &scale)) } }
            }
            td class="number" { @match &rule.limit { Some(limit) => { (sign) " " (number(limit, &scale.limit(limit))) }, None => (digits(None)) } }
            td class="number" { @match &rule.margin { Some(margin) => (number(margin, &scale.difference(margin, lang))), None => (digits(None)) } }
            td class="scale" { @if rule.measured.is_some() && rule.id != "certificate-ledger" { (gauge(sheet, rule, Room::Column)) } }
        }
    }
}
