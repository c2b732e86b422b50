//! The matching ladder: how much of consumption green supply matches, from the resolution of the data up to the whole period.

use maud::{Markup, html};

use super::chart::{Axis, picture};
use super::sheet::{Sheet, digits, name, number};
use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::text::scale::Scale;

/// Meters that are named as those that set the resolution; the others are folded.
const SETTERS: usize = 4;
const LEFT: i64 = 170;
const RIGHT: i64 = 700;
const ROW: i64 = 28;
const TOP: i64 = 20;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let step = lang.named("step.", &report.resolution.step);
    let setters: Vec<String> = report.resolution.set_by.iter().map(|m| clean(m)).collect();
    let said = match setters.as_slice() {
        [] => lang.fill("electricity.resolution-alone", &[&step]),
        meters if meters.len() > SETTERS => {
            lang.fill("electricity.resolution-many", &[&step, &lang.list(&meters[..SETTERS]), &(meters.len() - SETTERS)])
        }
        meters => lang.fill("electricity.resolution", &[&step, &lang.list(meters)]),
    };
    let rungs: Vec<(String, Option<Exact>)> = report
        .matching
        .iter()
        .map(|(rung, share)| {
            let own = if rung == "resolution" { lang.in_brackets(step) } else { String::new() };
            let name = format!("{}{own}", lang.named("rung.", rung));
            (name, share.as_str().and_then(Exact::parse))
        })
        .collect();
    let limit = report.rules.iter().find(|r| r.id == "direct-green-share").and_then(|r| r.limit.as_ref());
    let percent = Scale::of_unit("1", lang);
    let share = |rung: &str| report.matching.get(rung).and_then(serde_json::Value::as_str).and_then(Exact::parse);
    let only_annually = match (share("resolution"), share("year"), limit) {
        (Some(finest), Some(year), Some(limit)) if finest < *limit && year >= *limit => {
            Some(lang.fill("electricity.only-annually", &[&percent.limit(limit), &percent.shown(&finest)]))
        }
        _ => None,
    };
    let body = html! {
        p { (sheet.word("html.ladder-lead")) " " (said) }
        @if setters.len() > SETTERS {
            details { summary { (lang.fill("html.setters", &[&setters.len()])) } p { @for meter in &report.resolution.set_by { (name(meter)) " " } } }
        }
        @if let Some(said) = only_annually { p class="remark" { (said) } }
        @if rungs.iter().any(|(_, share)| share.is_some()) { figure { (drawn(sheet, &rungs, limit)) } }
        (table(sheet, &rungs))
    };
    sheet.part("ladder", sheet.word("section.matching"), &body)
}

fn drawn(sheet: &Sheet<'_>, rungs: &[(String, Option<Exact>)], limit: Option<&Exact>) -> Markup {
    let percent = Scale::of_unit("1", sheet.lang);
    let axis = Axis::new(Exact::zero(), Exact::from(100_i64), LEFT, RIGHT);
    let bottom = TOP + ROW * i64::try_from(rungs.len()).unwrap_or(0);
    let body = html! {
        @for (tick, text) in axis.ticks(5) {
            line class="grid" x1=(axis.place(&tick)) x2=(axis.place(&tick)) y1=(TOP) y2=(bottom) {}
            text class="small" x=(axis.place(&tick)) y=((bottom + 16)) text-anchor="middle" { (text) (percent.suffix()) }
        }
        @for (at, (name, share)) in rungs.iter().enumerate() {
            @let y = TOP + ROW * i64::try_from(at).unwrap_or(0);
            text class="label" x=((LEFT - 8)) y=((y + 18)) text-anchor="end" { (name) }
            @match share {
                Some(share) => {
                    rect class="segment s-lines" x=(LEFT) y=((y + 4)) width=(axis.length(&percent.drawn(share), &Exact::zero())) height=((ROW - 8)) {}
                    text class="value" x=((RIGHT + 10)) y=((y + 18)) { (percent.shown(share)) }
                },
                None => text class="small" x=((LEFT + 6)) y=((y + 18)) { (sheet.word("html.rung-none")) },
            }
        }
        line class="axis" x1=(LEFT) x2=(LEFT) y1=(TOP) y2=(bottom) {}
        @if let Some(limit) = limit { @let x = axis.place(&percent.drawn(limit)); line class="limit" x1=(x) x2=(x) y1="16" y2=(bottom) {} text class="limit-text" x=(x) y="11" text-anchor="middle" { (percent.limit(limit)) } }
    };
    let height = u32::try_from(bottom + 24).unwrap_or(240);
    picture(&sheet.anchor("ladder-picture"), (800, height), sheet.word("section.matching"), sheet.word("html.ladder-lead"), &body)
}

fn table(sheet: &Sheet<'_>, rungs: &[(String, Option<Exact>)]) -> Markup {
    let percent = Scale::of_unit("1", sheet.lang);
    let rows: Vec<Markup> = rungs
        .iter()
        .map(|(name, share)| {
            html! {
                tr {
                    th scope="row" { (name) }
                    td class="number" { @match share { Some(share) => (number(share, &percent.shown(share))), None => (sheet.word("html.rung-none")) } }
                    td class="number" { (digits(share.as_ref())) }
                }
            }
        })
        .collect();
    let head = [(sheet.word("html.rung"), false), (sheet.word("column.share"), true), (sheet.word("html.all-digits"), true)];
    html! { details class="alternative" { summary { (sheet.word("html.as-table")) } (sheet.table("narrow quiet", sheet.word("section.matching"), &head, &rows)) } }
}
