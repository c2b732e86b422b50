//! Emissions as a waterfall: what they would be if all electricity were bought at the fossil factor, what direct supply, trades and certificates take away,
//! what is left, and the limit.

use crate::report::names::{figure_name, rule_title};
use maud::{Markup, html};

use super::chart::{Axis, picture, position, round_up};
use super::sheet::{Sheet, number};
use crate::measure::Exact;
use crate::report::page::number::{grouped, places, rounded};
use crate::report::schema::Report;

const LEFT: i64 = 250;
const RIGHT: i64 = 700;
const ROW: i64 = 27;
const TOP: i64 = 46;

/// A step: what it is called, where it starts and ends, how it is drawn.
pub(super) struct Step {
    name: String,
    from: Exact,
    to: Exact,
    class: &'static str,
}

fn value<'a>(report: &'a Report, id: &str) -> Option<&'a Exact> {
    report.figures.get(id).and_then(|f| f.value.as_ref())
}

/// The electricity factor in force.
fn factor(report: &Report) -> Option<Exact> {
    let found = report.assumptions.iter().find(|a| a.setting == "constants.electricity_factor")?;
    Exact::parse(&found.value)
}

/// The steps down to the total; none where a part of it is not known.
pub(super) fn steps(sheet: &Sheet<'_>) -> Option<Vec<Step>> {
    let (report, lang) = (sheet.report, sheet.lang);
    let total = value(report, "emissions.total")?;
    let bought = value(report, "emissions.electricity")?;
    let factor = factor(report)?;
    let net = value(report, "electricity.consumption")? - value(report, "electricity.onsite_fossil")?;
    let import = value(report, "electricity.grid_import")?;
    let zero_rated = value(report, "electricity.zero_rated")?;
    let traded = value(report, "electricity.green_traded")?.min(zero_rated);
    let mut steps: Vec<Step> = Vec::new();
    let mut at = Exact::zero();
    let mut go = |name: String, change: &Exact, class: &'static str, steps: &mut Vec<Step>| {
        if !change.is_zero() {
            let to = &at + change;
            steps.push(Step { name, from: at.clone(), to: to.clone(), class });
            at = to;
        }
    };
    for part in ["emissions.fuel", "emissions.conversion", "emissions.heat", "emissions.process"] {
        go(figure_name(lang, part), value(report, part)?, "w-up", &mut steps);
    }
    let credit = (import - zero_rated) * &factor - bought;
    let of_direct = (&net - import) * &factor;
    go(sheet.word("html.step.all-bought").to_owned(), &(&net * &factor), "w-up", &mut steps);
    go(sheet.word("html.step.direct").to_owned(), &-of_direct, "w-direct", &mut steps);
    go(sheet.word("html.step.traded").to_owned(), &-(traded * &factor), "w-traded", &mut steps);
    go(sheet.word("html.step.certified").to_owned(), &-((zero_rated - traded) * &factor), "w-certified", &mut steps);
    go(sheet.word("html.step.credit").to_owned(), &-credit, "w-direct", &mut steps);
    // The steps end where the total stands; a test holds it.
    (at == *total).then_some(())?;
    steps.push(Step { name: figure_name(lang, "emissions.total"), from: Exact::zero(), to: at, class: "w-total" });
    Some(steps)
}

/// The emissions that each intensity rule allows: limit × W.
fn allowed<'a>(sheet: &Sheet<'a>) -> Vec<(&'a str, Exact)> {
    let Some(energy) = value(sheet.report, "energy.total") else { return Vec::new() };
    let rules = sheet.report.rules.iter().filter(|r| matches!(r.id, "near-zero" | "carbon-intensity-tier"));
    rules.filter_map(|r| Some((rule_title(sheet.lang, r.id), r.limit.as_ref()? * energy))).collect()
}

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let Some(steps) = steps(sheet) else {
        return html! { p class="remark" { (sheet.word("html.no-waterfall")) } };
    };
    let allowed = allowed(sheet);
    html! {
        p { (sheet.word("html.waterfall-lead")) }
        figure { (drawn(sheet, &steps, &allowed)) figcaption { ul class="plain-list" { @for line in said(sheet, &allowed) { li { (line) } } } } }
        (table(sheet, &steps, &allowed))
    }
}

/// How the total stands to what is allowed, in a sentence each.
fn said(sheet: &Sheet<'_>, allowed: &[(&str, Exact)]) -> Vec<String> {
    let Some(total) = value(sheet.report, "emissions.total") else { return Vec::new() };
    allowed
        .iter()
        .map(|(name, limit)| {
            let apart = total - limit;
            let key = if apart.is_positive() { "html.above-limit" } else { "html.below-limit" };
            let shown = |x: &Exact| rounded(x, places([x]));
            sheet.lang.fill(key, &[&name, &shown(limit), &shown(&apart.abs())])
        })
        .collect()
}

fn drawn(sheet: &Sheet<'_>, steps: &[Step], allowed: &[(&str, Exact)]) -> Markup {
    let all = || steps.iter().flat_map(|s| [&s.from, &s.to]).chain(allowed.iter().map(|a| &a.1));
    let zero = Exact::zero();
    let low = all().min().unwrap_or(&zero).min(&zero).clone();
    let high = round_up(all().max().unwrap_or(&zero), 4);
    let axis = Axis::new(low, high, LEFT, RIGHT);
    let bottom = TOP + ROW * i64::try_from(steps.len()).unwrap_or(0);
    let total = sheet.report.figures.get("emissions.total");
    let body = html! {
        @for (tick, text) in axis.ticks(4) {
            line class="grid" x1=(axis.place(&tick)) x2=(axis.place(&tick)) y1=(TOP) y2=(bottom) {}
            text class="small" x=(axis.place(&tick)) y=((bottom + 16)) text-anchor="middle" { (text) }
        }
        text class="small" x=((LEFT - 10)) y=((bottom + 16)) text-anchor="end" { "tCO2" }
        @for (at, step) in steps.iter().enumerate() {
            @let y = TOP + ROW * i64::try_from(at).unwrap_or(0);
            @let (left, right) = if step.from < step.to { (&step.from, &step.to) } else { (&step.to, &step.from) };
            @let change = &step.to - &step.from;
            text class="label" x=((LEFT - 10)) y=((y + 18)) text-anchor="end" { (step.name) }
            rect class={ "segment " (step.class) } x=(axis.place(left)) y=((y + 4)) width=(axis.length(left, right)) height=((ROW - 8)) {}
            @if at + 1 < steps.len() && step.class != "w-total" {
                line class="link" x1=(axis.place(&step.to)) x2=(axis.place(&step.to)) y1=((y + 4)) y2=((y + ROW + 4)) {}
            }
            text class="value" x="794" y=((y + 18)) text-anchor="end" {
                @if change.is_positive() && step.class != "w-total" { "+" }
                (grouped(&change.to_fixed(0)))
            }
        }
        // What is unknown could move the total this far.
        @if let Some((lower, upper)) = total.and_then(|t| t.lower.as_ref().zip(t.upper.as_ref())).filter(|(l, u)| l != u) {
            line class="bounds" x1=(axis.place(lower)) x2=(axis.place(upper)) y1=((bottom - 13)) y2=((bottom - 13)) {}
        }
        line class="axis" x1=(axis.place(&zero)) x2=(axis.place(&zero)) y1=(TOP) y2=(bottom) {}
        @for (at, (name, limit)) in allowed.iter().enumerate() {
            @let x = axis.at(limit);
            @let y = 14 + 16 * i64::try_from(at).unwrap_or(0);
            line class="limit" x1=(position(&x)) x2=(position(&x)) y1=((y - 10)) y2=(bottom) {}
            text class="limit-text" x=(position(&(x.clone() + Exact::from(5_i64)))) y=(y) { (name) " ≤ " (rounded(limit, places([limit]))) }
        }
    };
    let height = u32::try_from(bottom + 24).unwrap_or(300);
    picture(&sheet.anchor("waterfall-picture"), (800, height), sheet.word("html.waterfall"), sheet.word("html.waterfall-lead"), &body)
}

fn table(sheet: &Sheet<'_>, steps: &[Step], allowed: &[(&str, Exact)]) -> Markup {
    let places = places(steps.iter().map(|s| &s.to));
    let mut rows: Vec<Markup> = steps
        .iter()
        .map(|step| {
            let change = &step.to - &step.from;
            html! {
                tr class=[(step.class == "w-total").then_some("strong")] {
                    th scope="row" { (step.name) }
                    td class="number" { (number(&change, &rounded(&change, places))) }
                    td class="number" { (number(&step.to, &rounded(&step.to, places))) }
                }
            }
        })
        .collect();
    rows.extend(allowed.iter().map(|(name, limit)| {
        html! {
            tr {
                th scope="row" { (sheet.lang.fill("html.allowed", &[name])) }
                td {}
                td class="number" { (number(limit, &rounded(limit, places))) }
            }
        }
    }));
    let head = [(sheet.word("html.step-column"), false), (sheet.word("html.change-t"), true), (sheet.word("html.standing-t"), true)];
    html! { details class="alternative" { summary { (sheet.word("html.as-table")) } (sheet.table("narrow quiet", sheet.word("html.waterfall"), &head, &rows)) } }
}
