//! Totals that a reader can hold against a bill at a glance: those of the park, its lowest months, and what each meter measured, the most first.

use crate::report::names::figure_name;
use std::cmp::Reverse;

use maud::{Markup, html};

use super::sheet::{Sheet, digits, name, number};
use crate::measure::Exact;
use crate::report::page::number::{places, rounded};
use crate::report::register::MeterReport;
use crate::report::text::scale::Scale;
use crate::report::words::Lang;

/// Meters that are shown; the others are folded.
const SHOWN: usize = 10;

/// Months that are named.
const LOWEST: usize = 3;

/// The totals of a park.
const TOTALS: [&str; 5] =
    ["electricity.consumption", "electricity.direct_green", "electricity.grid_import", "energy.total", "emissions.total"];

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let lang = sheet.lang;
    let shown = TOTALS.iter().filter_map(|id| Some((*id, sheet.report.figures.get(*id)?)));
    let body = html! {
        dl class="sums" {
            @for (id, figure) in shown {
                div {
                    dt { a href={ "#" (sheet.anchor(&format!("figure-{id}"))) } { (figure_name(lang, id)) } }
                    dd { (figure.value.as_ref().map_or_else(|| digits(None), |value| amount(value, figure.unit))) }
                }
            }
        }
        @if let Some(said) = lowest(sheet) { p { (said) } }
        (meters(sheet))
    };
    sheet.section("totals", sheet.word("html.totals"), &body)
}

/// The months with the least share of direct green supply, where they differ.
fn lowest(sheet: &Sheet<'_>) -> Option<String> {
    let mut known: Vec<(&Exact, &str)> =
        sheet.report.months.iter().filter_map(|month| Some((month.share.as_ref()?, month.month.as_str()))).collect();
    known.sort();
    if known.len() < 2 || known.first()?.0 == known.last()?.0 {
        return None;
    }
    let percent = Scale::of_unit("1", sheet.lang);
    let months: Vec<String> = known
        .iter()
        .take(LOWEST.min(known.len() - 1))
        .map(|(share, month)| sheet.lang.fill("html.lowest-month", &[month, &percent.shown(share)]))
        .collect();
    Some(sheet.lang.fill("html.lowest-months", &[&sheet.lang.list(&months)]))
}

/// A number as it is read, with its unit.
fn amount(value: &Exact, unit: &str) -> Markup {
    html! { (number(value, &rounded(value, places([value])))) " " (unit) }
}

/// What a meter measured, in the unit that people compare: electricity in `MWh`.
fn energy(meter: &MeterReport) -> Option<(Exact, &str)> {
    let energy = meter.energy.clone()?;
    Some(if meter.unit == "kWh" { (energy / Exact::from(1_000_i64), "MWh") } else { (energy, meter.unit) })
}

/// Electricity first, then each other carrier; of a carrier the greatest first.
fn meters(sheet: &Sheet<'_>) -> Markup {
    let mut all: Vec<&MeterReport> = sheet.report.meters.iter().collect();
    all.sort_by_key(|meter| {
        let energy = energy(meter).map(|(energy, _)| energy);
        (meter.carrier != "electricity", meter.carrier, Reverse(energy), &meter.id)
    });
    if all.is_empty() {
        return html! {};
    }
    let row = |meter: &&MeterReport| {
        html! {
            tr {
                th scope="row" { (name(&meter.id)) @if let Some(label) = &meter.label { span class="under" { (name(label)) } } }
                td { (what(meter, sheet.lang)) @if meter.is_uncounted() { span class="under" { (sheet.word("register.uncounted")) } } }
                td class="number" { (energy(meter).map_or_else(|| digits(None), |(energy, unit)| amount(&energy, unit))) }
            }
        }
    };
    let rows: Vec<Markup> = all.iter().map(row).collect();
    let head = [(sheet.word("column.meter"), false), (sheet.word("register.carrier"), false), (sheet.word("register.energy"), true)];
    sheet.long_table("meter-totals", sheet.word("html.meter-totals"), &head, &rows, SHOWN)
}

/// What a meter measures, by the words of the reader.
fn what(meter: &MeterReport, lang: Lang) -> String {
    let flow = lang.named("html.flow.", meter.flow);
    if meter.carrier == "electricity" {
        flow.to_owned()
    } else {
        lang.list(&[crate::report::text::changes::carrier_name(meter.carrier, lang), flow.to_owned()])
    }
}
