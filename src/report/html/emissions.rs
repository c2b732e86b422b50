//! Emissions and energy with their parts, the ratios with other readings of them, and the net-zero layer.

use crate::report::names::figure_name;
use maud::{Markup, html};

use super::electricity::bounds_beside;
use super::sheet::{Sheet, digits, number};
use super::waterfall;
use crate::measure::Exact;
use crate::report::page::number::{UNKNOWN, all_digits, places, rounded};
use crate::report::parts::{Part, parts};
use crate::report::text::scale::Scale;

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let body = html! {
        (sheet.part("waterfall", sheet.word("html.waterfall"), &waterfall::write(sheet)))
        (sheet.part("emission-parts", sheet.word("section.emissions"), &table(sheet, "emissions", "tCO2")))
        (sheet.part("energy-parts", sheet.word("section.energy"), &table(sheet, "energy", "tce")))
    };
    sheet.section("emissions", sheet.word("html.emissions"), &body)
}

/// The ratios with other readings of them, and the net-zero layer.
pub(super) fn write_ratios(sheet: &Sheet<'_>) -> Markup {
    let body = html! {
        (ratios(sheet))
        (sheet.part("net-zero", sheet.word("section.net-zero"), &net_zero(sheet)))
    };
    sheet.section("ratios", sheet.word("section.ratios"), &body)
}

/// The parts of a total. One that is not known is a dash.
fn table(sheet: &Sheet<'_>, group: &str, unit: &str) -> Markup {
    let lang = sheet.lang;
    let figures = parts(sheet.report, group);
    let places = places(figures.iter().filter_map(|part| part.figure.value.as_ref()));
    let percent = Scale::of_unit("1", lang);
    let row = |part: &Part<'_>| {
        html! {
            tr class=[part.is_total.then_some("strong")] {
                th scope="row" { a href={ "#" (sheet.anchor(&format!("figure-{}", part.id))) } { (figure_name(lang, &part.id)) } }
                td class="number" {
                    @match &part.figure.value { Some(value) => (number(value, &rounded(value, places))), None => (digits(None)) }
                }
                td class="number" { (part.share.as_ref().map_or_else(|| UNKNOWN.to_owned(), |share| percent.part(share))) }
                td { (bounds_beside(sheet, part.figure, places)) }
            }
        }
    };
    let rows: Vec<Markup> = figures.iter().map(row).collect();
    let head = [(sheet.word("html.figure"), false), (unit, true), (sheet.word("column.share"), true), (sheet.word("column.bounds"), false)];
    sheet.table("quiet", lang.word(&format!("section.{group}")), &head, &rows)
}

/// The ratios of the rules, and what they would be under other readings of the method's defaults.
fn ratios(sheet: &Sheet<'_>) -> Markup {
    let (report, lang) = (sheet.report, sheet.lang);
    let mut rows = Vec::new();
    for id in ["direct_green_share", "carbon_intensity", "clean_energy_share"] {
        let Some(figure) = report.figures.get(id) else { continue };
        let scale = Scale::of_unit(figure.unit, lang);
        rows.push(html! {
            tr class="strong" {
                th scope="row" { a href={ "#" (sheet.anchor(&format!("figure-{id}"))) } { (figure_name(lang, id)) } }
                td class="number" { @match &figure.value { Some(value) => (number(value, &scale.shown(value))), None => (digits(None)) } }
                td { @if let Some(formula) = lang.find(&format!("figure.{id}.formula")) { (formula) } }
            }
        });
        for other in report.sensitivities.iter().filter(|s| s.figure == id) {
            let key = format!("sensitivity.{}", other.setting);
            let result = other.result.as_ref().map_or_else(|| UNKNOWN.to_owned(), |r| scale.shown(r));
            let said = match lang.find(&key) {
                Some(_) => lang.fill(&key, &[&result, &all_digits(&other.value)]),
                None => format!("{} = {}: {result}", other.setting, all_digits(&other.value)),
            };
            rows.push(html! {
                tr {
                    th scope="row" class="indent" { (sheet.word("html.other-reading")) " " code { (other.setting) } }
                    td class="number" { @match &other.result { Some(r) => (number(r, &scale.shown(r))), None => (digits(None)) } }
                    td { (said) span hidden="" { (digits(Some(&other.value))) } }
                }
            });
        }
    }
    let head = [(sheet.word("html.figure"), false), (sheet.word("column.value"), true), (sheet.word("html.how-read"), false)];
    sheet.table("quiet", sheet.word("section.ratios"), &head, &rows)
}

/// The net-zero layer: what offsets leave of the emissions, beside the rules.
fn net_zero(sheet: &Sheet<'_>) -> Markup {
    let layer = &sheet.report.net_zero;
    let all = [layer.residual.as_ref(), Some(&layer.offsets), layer.net.as_ref()];
    let places = places(all.into_iter().flatten());
    let shown = |x: Option<&Exact>| match x {
        Some(x) => number(x, &rounded(x, places)),
        None => digits(None),
    };
    let rows = [("net-zero.residual", layer.residual.as_ref()), ("net-zero.offsets", Some(&layer.offsets)), ("net-zero.net", layer.net.as_ref())]
        .map(|(key, x)| html! { tr class=[(key == "net-zero.net").then_some("strong")] { th scope="row" { (sheet.lang.word(key)) } td class="number" { (shown(x)) } } });
    html! {
        (sheet.table("narrow quiet", sheet.word("section.net-zero"), &[(sheet.word("html.figure"), false), (layer.unit, true)], &rows))
        p { (crate::report::net_zero::reached(layer, sheet.lang)) }
        @for line in crate::report::net_zero::offsets(layer, sheet.lang) { p class="faint" { (crate::report::page::clean(&line)) } }
        p class="faint" { (sheet.word("net-zero.note")) }
    }
}
