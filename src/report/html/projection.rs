//! What may come of the year of an interim run: the totals, the required rules, and what their targets take.

use crate::report::names::{figure_name, rule_title};
use maud::{Markup, html};

use super::sheet::{Sheet, badge, digits, number};
use crate::measure::Exact;
use crate::report::page::number::UNKNOWN;
use crate::report::projection::YearEndReport;
use crate::report::text::projection::{ToldRule, Total, how, needs, rules, totals, warnings};
use crate::rule::NotProjected;

pub(super) fn write(sheet: &Sheet<'_>) -> Option<Markup> {
    let lang = sheet.lang;
    let projection = sheet.report.projection.as_ref()?;
    let title = sheet.word("section.projection");
    let Some(year) = &projection.year_end else {
        let why = projection.unavailable.map_or("", NotProjected::name);
        let body = html! { p class="remark" { (lang.named("projection.", why)) } };
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
        (all(sheet, year))
    };
    Some(sheet.section("projection", title, &body))
}

/// Every digit of it, folded: flows, totals, months, rules, and what is needed.
fn all(sheet: &Sheet<'_>, year: &YearEndReport) -> Markup {
    let lang = sheet.lang;
    let row = |what: &str, value: Option<&Exact>, bounds: [Option<&Exact>; 2], unit: &str| {
        html! {
            tr {
                th scope="row" { (what) }
                td class="number" { (digits(value)) }
                @for bound in bounds { td class="number" { @if bound.is_some() { (digits(bound)) } } }
                td { (unit) }
            }
        }
    };
    let mut rows = Vec::new();
    for flow in &year.flows {
        let name = lang.named("projection.flow.", flow.flow);
        let growth = flow.growth.as_ref().map(|growth| format!(" × {growth}")).unwrap_or_default();
        let what = lang.fill("html.projection-rest", &[&name, &format!("{}{growth}", flow.basis)]);
        rows.push(row(&what, flow.rest.as_ref(), [None, None], flow.unit));
    }
    for (id, figure) in &year.figures {
        rows.push(row(&figure_name(lang, id), Some(&figure.value), [figure.lower.as_ref(), figure.upper.as_ref()], figure.unit));
    }
    for month in &year.months {
        for (id, value) in [("grid_import", &month.grid_import), ("direct_green", &month.direct_green), ("consumption", &month.consumption)]
        {
            let what = format!("{} {}", month.month, figure_name(lang, &format!("electricity.{id}")));
            rows.push(row(&what, Some(value), [None, None], "MWh"));
        }
    }
    for rule in &year.rules {
        let unit =
            sheet.report.rules.iter().find(|r| r.id == rule.id).map(|r| r.unit.as_str()).filter(|unit| *unit != "1").unwrap_or_default();
        rows.push(row(rule_title(lang, rule.id), rule.measured.as_ref(), [rule.lower.as_ref(), rule.upper.as_ref()], unit));
    }
    if let Some(need) = &year.direct_supply {
        rows.push(row(sheet.word("html.projection-so-far"), Some(&need.so_far), [None, None], need.unit));
        rows.push(row(sheet.word("html.projection-as-projected"), Some(&need.projected), [None, None], need.unit));
        let bounds = [need.lower.as_ref(), need.upper.as_ref()];
        rows.push(row(sheet.word("html.projection-needed"), Some(&need.needed), bounds, need.unit));
    }
    let head = [
        (sheet.word("html.figure"), false),
        (sheet.word("column.value"), true),
        (sheet.word("html.lower"), true),
        (sheet.word("html.upper"), true),
        (sheet.word("column.unit"), false),
    ];
    let caption = sheet.word("html.projection-all");
    html! { details { summary { (caption) } (sheet.table("tight", caption, &head, &rows)) } }
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
            th scope="row" { (rule_title(sheet.lang, told.rule.id)) }
            td class="number" { @match &told.rule.measured { Some(exact) => (number(exact, measured)), None => (UNKNOWN) } }
            td { (band) }
            td class="number" { (limit) }
            td { @if let Some(outlook) = told.rule.outlook { (badge(outlook, sheet.lang)) " " } span class="under" { (outlook) } }
        }
    }
}
