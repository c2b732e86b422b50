//! Where the electricity of each month came from: stacked bars with the limit across each, and the same as a table.

use maud::{Markup, html};

use super::chart::{Axis, picture, position, round_up};
use super::sheet::{Sheet, digits, number};
use crate::account::MonthSupply;
use crate::measure::{Electricity, Exact};
use crate::report::page::number::{UNKNOWN, places, rounded};
use crate::report::text::scale::Scale;

const WIDTH: i64 = 800;
const TOP: i64 = 30;
const BOTTOM: i64 = 280;
const LEFT: i64 = 64;

type Source = (&'static str, fn(&MonthSupply) -> &Electricity);

/// The sources from the ground up: what counts as direct green supply, other generation, what purchases cover, the rest.
const SOURCES: [Source; 8] = [
    ("lines", |m| &m.lines),
    ("onsite", |m| &m.onsite),
    ("released", |m| &m.released),
    ("nuclear", |m| &m.nuclear),
    ("fossil", |m| &m.fossil),
    ("traded", |m| &m.traded),
    ("certified", |m| &m.certified),
    ("rest", |m| &m.rest),
];

/// Months beside which there is room for their share above the bar.
const LABELLED: usize = 18;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let months = &sheet.report.detail.supply;
    if months.is_empty() {
        // Consumption is not known: the months are told, and nothing is drawn.
        let none = sheet.report.months.is_empty();
        return if none {
            html! {}
        } else {
            sheet.part("months", sheet.word("section.months"), &table(sheet, months, &[]))
        };
    }
    let sources: Vec<Source> = SOURCES.into_iter().filter(|(_, of)| months.iter().any(|m| !of(m).mwh().is_zero())).collect();
    let uncertain = months.iter().any(|m| m.uncertain > 0);
    let body = html! {
        p { (sheet.word("html.months-lead")) }
        figure {
            (drawn(sheet, months, &sources))
            figcaption {
                ul class="legend" {
                    @for (name, _) in &sources { li { (swatch(&format!("s-{name}"))) (sheet.lang.word(&format!("html.source.{name}"))) } }
                    @if let Some(limit) = limit(sheet) {
                        li { (line_swatch()) (sheet.lang.fill("html.months-limit", &[&Scale::of_unit("1", sheet.lang).limit(limit)])) }
                    }
                }
                @if uncertain { p class="remark" { "* " (sheet.word("html.months-uncertain")) } }
                p class="faint" { (sheet.word("html.months-note")) }
            }
        }
        (table(sheet, months, &sources))
    };
    sheet.part("months", sheet.word("html.months"), &body)
}

/// A sample of a colour.
pub(super) fn swatch(class: &str) -> Markup {
    html! { svg class="swatch" viewBox="0 0 14 14" aria-hidden="true" focusable="false" { rect class={ "segment " (class) } x="0.5" y="0.5" width="13" height="13" {} } }
}

fn line_swatch() -> Markup {
    html! { svg class="swatch" viewBox="0 0 14 14" aria-hidden="true" focusable="false" { line class="limit" x1="0" x2="14" y1="7" y2="7" {} } }
}

fn limit<'a>(sheet: &Sheet<'a>) -> Option<&'a Exact> {
    sheet.report.rules.iter().find(|r| r.id == "direct-green-share").and_then(|r| r.limit.as_ref())
}

fn drawn(sheet: &Sheet<'_>, months: &[MonthSupply], sources: &[Source]) -> Markup {
    let lang = sheet.lang;
    let positive = |x: &Exact| if x.is_positive() { x.clone() } else { Exact::zero() };
    let tallest =
        months.iter().map(|m| sources.iter().map(|(_, of)| positive(of(m).mwh())).sum::<Exact>()).max().unwrap_or_else(Exact::one);
    let top = round_up(&tallest, 5);
    let axis = Axis::new(Exact::zero(), top, BOTTOM, TOP);
    let count = i64::try_from(months.len()).unwrap_or(1).max(1);
    let slot = Exact::ratio(i128::from(WIDTH - LEFT - 8), i128::from(count));
    let width = &slot * &Exact::ratio(62, 100);
    let percent = Scale::of_unit("1", lang);
    let label_every = months.len().div_ceil(24);
    let body = html! {
        @for (tick, text) in axis.ticks(5) {
            line class="grid" x1=(LEFT) x2=(WIDTH) y1=(axis.place(&tick)) y2=(axis.place(&tick)) {}
            text class="small" x=((LEFT - 6)) y=(position(&(axis.at(&tick) + Exact::from(4_i64)))) text-anchor="end" { (text) }
        }
        text class="small" x=((LEFT - 6)) y="14" text-anchor="end" { "MWh" }
        @for (at, month) in months.iter().enumerate() {
            @let left = Exact::from(LEFT) + Exact::from(i64::try_from(at).unwrap_or(0)) * &slot + (&slot - &width) / Exact::from(2_i64);
            @let middle = position(&(&left + &(&width / &Exact::from(2_i64))));
            g {
                title { (lang.fill("html.month-title", &[&month.month, &share(month, &percent)])) }
                @let segments = stack(month, sources);
                @for (class, from, to) in &segments {
                    rect class={ "segment s-" (class) } x=(position(&left)) width=(position(&width)) y=(axis.place(to)) height=(axis.length(to, from)) {}
                }
                @if let Some(limit) = limit(sheet) {
                    @let half = month.consumption.mwh() * limit;
                    @if half.is_positive() {
                        line class="limit" x1=(position(&(&left - &Exact::from(4_i64)))) x2=(position(&(&left + &(&width + &Exact::from(4_i64)))))
                            y1=(axis.place(&half)) y2=(axis.place(&half)) {}
                    }
                }
                @if months.len() <= LABELLED {
                    @let top = segments.last().map_or_else(Exact::zero, |s| s.2.clone());
                    text class="value" x=(middle) y=(position(&(axis.at(&top) - Exact::from(6_i64)))) text-anchor="middle" {
                        (share(month, &percent)) @if month.uncertain > 0 { "*" }
                    }
                }
                @if at % label_every == 0 {
                    text class="small" x=(middle) y=((BOTTOM + 16)) text-anchor="middle" { (month.month.month) }
                    @if at == 0 || month.month.month == 1 { text class="small" x=(middle) y=((BOTTOM + 31)) text-anchor="middle" { (month.month.year) } }
                }
            }
        }
        line class="axis" x1=(LEFT) x2=(WIDTH) y1=(BOTTOM) y2=(BOTTOM) {}
    };
    picture(&sheet.anchor("months-picture"), (800, 316), sheet.word("html.months"), sheet.word("html.months-lead"), &body)
}

/// The segments of a bar from the ground up; what is negative has no area.
fn stack(month: &MonthSupply, sources: &[Source]) -> Vec<(&'static str, Exact, Exact)> {
    let mut foot = Exact::zero();
    let mut all = Vec::new();
    for (name, of) in sources {
        let energy = of(month).mwh();
        if energy.is_positive() {
            let head = &foot + energy;
            all.push((*name, foot, head.clone()));
            foot = head;
        }
    }
    all
}

/// Share of direct green supply.
fn share(month: &MonthSupply, percent: &Scale) -> String {
    let green: Exact = [&month.lines, &month.onsite, &month.released].into_iter().map(Electricity::mwh).sum();
    let share = green.over(month.consumption.mwh()).filter(|_| month.consumption.mwh().is_positive());
    share.map_or_else(|| UNKNOWN.to_owned(), |s| format!("{}{}", percent.drawn(&s).to_fixed(0), percent.suffix()))
}

fn table(sheet: &Sheet<'_>, months: &[MonthSupply], sources: &[Source]) -> Markup {
    let report = sheet.report;
    let all = report.months.iter().flat_map(|m| [&m.grid_import, &m.direct_green, &m.consumption]).flatten();
    let places = places(all);
    let percent = Scale::of_unit("1", sheet.lang);
    let energy = |x: &Option<Exact>| x.as_ref().map_or_else(|| digits(None), |x| number(x, &rounded(x, places)));
    let rows: Vec<Markup> = report
        .months
        .iter()
        .map(|month| {
            let supply = months.iter().find(|m| m.month.to_string() == month.month);
            html! {
                tr {
                    th scope="row" { (month.month) @if supply.is_some_and(|s| s.uncertain > 0) { "*" } }
                    td class="number" { (energy(&month.consumption)) }
                    @for (_, of) in sources {
                        td class="number" { @if let Some(supply) = supply { (number(of(supply).mwh(), &rounded(of(supply).mwh(), places))) } }
                    }
                    td class="number strong" { (energy(&month.direct_green)) }
                    td class="number strong" { @match &month.share { Some(s) => (number(s, &percent.shown(s))), None => (UNKNOWN) } }
                    td class="number" { (energy(&month.grid_import)) }
                }
            }
        })
        .collect();
    let mut head = vec![(sheet.word("column.month"), false), (sheet.word("column.consumption"), true)];
    let names: Vec<String> = sources.iter().map(|(name, _)| sheet.lang.word(&format!("html.source-short.{name}")).to_owned()).collect();
    head.extend(names.iter().map(|n| (n.as_str(), true)));
    head.extend([(sheet.word("column.green"), true), (sheet.word("column.share"), true), (sheet.word("column.import"), true)]);
    sheet.table("tight", sheet.word("html.months-caption"), &head, &rows)
}
