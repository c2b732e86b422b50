//! What may come of the year of an interim run: the totals, the required rules, and what their targets take.

use maud::{Markup, html};

use super::head::called;
use super::sheet::{Sheet, badge, number};
use crate::report::page::number::UNKNOWN;
use crate::report::text::projection::{ToldRule, Total, how, needs, rules, totals, warnings};

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let lang = sheet.lang;
    let projection = sheet.report.projection.as_ref()?;
    let title = sheet.word("section.projection");
    let Some(year) = &projection.year_end else {
        let why = projection.unavailable.unwrap_or_default();
        let body = html! { p class="remark" { (lang.find(&format!("projection.{why}")).unwrap_or(why)) } };
        return Some(sheet.section("projection", title, &body));
    };
    let of_totals: Vec<Markup> = totals(year, lang).iter().map(total).collect();
    let of_rules: Vec<Markup> = rules(sheet.report, year, lang).iter().map(|told| rule(sheet, told)).collect();
    let head_totals = [
        (sheet.word("html.figure"), false),
        (sheet.word("projection.to-date"), true),
        (sheet.word("projection.year-end"), true),
        (sheet.word("column.unit"), false),
        (sheet.word("projection.band"), false),
    ];
    let head_rules = [
        (sheet.word("column.rule"), false),
        (sheet.word("projection.projected"), true),
        (sheet.word("projection.band"), false),
        (sheet.word("column.limit"), true),
        (sheet.word("projection.outlook"), false),
    ];
    let body = html! {
        p { @for sentence in how(year, lang) { (sentence) " " } }
        @for warning in warnings(year, lang) { p class="remark" { (warning) } }
        (sheet.table("", sheet.word("html.projection-totals"), &head_totals, &of_totals))
        @if !of_rules.is_empty() { (sheet.table("", sheet.word("html.projection-rules"), &head_rules, &of_rules)) }
        ul { @for sentence in needs(sheet.report, year, lang) { li { (sentence) } } }
    };
    Some(sheet.section("projection", title, &body))
}

fn total(total: &Total) -> Markup {
    html! {
        tr {
            th scope="row" { (total.name) }
            @for (exact, shown) in &total.values { td class="number" { (number(exact, shown)) } }
            td { (total.unit) }
            td { (total.band) }
        }
    }
}

fn rule(sheet: &Sheet<'_>, told: &ToldRule<'_>) -> Markup {
    let [measured, band, limit, outlook] = &told.cells;
    html! {
        tr {
            th scope="row" { (called(sheet.lang, told.rule.id)) }
            td class="number" { @match &told.rule.measured { Some(exact) => (number(exact, measured)), None => (UNKNOWN) } }
            td { (band) }
            td class="number" { (limit) }
            td { (badge(told.rule.outlook.unwrap_or_default(), sheet.lang)) " " span class="under" { (outlook) } }
        }
    }
}
