//! Electricity: the balance by flow, where it came from month by month, the day and the year, and the matching ladder.

use crate::report::names::figure_name;
use maud::{Markup, html};

use super::sheet::{Sheet, digits, number};
use super::{carpet, ladder, months};
use crate::report::page::number::{UNKNOWN, places, rounded};
use crate::report::schema::FigureReport;
use crate::report::text::electricity::flows;
use crate::report::text::scale::{Scale, figure_bounds};

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let known = sheet.report.figures.get("electricity.consumption").is_some_and(|f| f.value.is_some());
    let body = html! {
        @if !known { p class="remark" { (sheet.word("electricity.unknown")) } }
        (balance(sheet))
        (months::write(sheet))
    };
    sheet.section("electricity", sheet.word("section.electricity"), &body)
}

/// Through the day and the year, and step by step.
pub(super) fn write_time(sheet: &Sheet<'_>) -> Markup {
    let body = html! {
        (carpet::write(sheet))
        (ladder::write(sheet))
    };
    sheet.section("time", sheet.word("html.time"), &body)
}

/// The bounds of a figure in a table, or that it is exact.
pub(super) fn bounds_beside(sheet: &Sheet<'_>, figure: &FigureReport, places: u32) -> Markup {
    let Some(value) = &figure.value else { return html! {} };
    let said = figure_bounds(value, figure.lower.as_ref(), figure.upper.as_ref(), places, sheet.lang);
    html! { @if said.is_empty() { span class="faint" { (sheet.word("html.equal")) } } @else { (said) } }
}

/// The flows of the balance, each with its share of consumption.
fn balance(sheet: &Sheet<'_>) -> Markup {
    let lang = sheet.lang;
    let flows = flows(sheet.report);
    let consumption = sheet.report.figures.get("electricity.consumption").and_then(|f| f.value.as_ref());
    let places = places(flows.iter().filter_map(|(_, f)| f.value.as_ref()));
    let percent = Scale::of_unit("1", lang);
    let rows: Vec<Markup> = flows
        .iter()
        .map(|(id, figure)| {
            let strong = matches!(id.as_str(), "electricity.consumption" | "electricity.direct_green");
            let share = figure.value.as_ref().zip(consumption.filter(|c| c.is_positive())).and_then(|(v, whole)| v.over(whole));
            html! {
                tr class=[strong.then_some("strong")] {
                    th scope="row" {
                        a href={ "#" (sheet.anchor(&format!("figure-{id}"))) } { (figure_name(lang, id)) }
                        @if figure.inferred { (lang.in_brackets(sheet.word("electricity.inferred"))) }
                    }
                    td class="number" {
                        @match &figure.value { Some(value) => (number(value, &rounded(value, places))), None => (digits(None)) }
                    }
                    td class="number" { (share.map_or_else(|| UNKNOWN.to_owned(), |s| percent.part(&s))) }
                    td { (bounds_beside(sheet, figure, places)) }
                }
            }
        })
        .collect();
    let head = [
        (sheet.word("html.figure"), false),
        (sheet.word("electricity.unit"), true),
        (sheet.word("column.of-consumption"), true),
        (sheet.word("column.bounds"), false),
    ];
    sheet.table("", sheet.word("html.balance-caption"), &head, &rows)
}
