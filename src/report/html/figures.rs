//! Every figure with every digit, its bounds, and its trail: the numbers of the spans of lines to follow it by hand, which stand below, each once.

use crate::report::names::figure_name;
use maud::{Markup, html};

use super::sheet::{Sheet, digits, prose};
use super::trails::Trails;
use crate::measure::Exact;
use crate::report::schema::FigureReport;

const ORDER: [&str; 27] = [
    "grid_import",
    "direct_line",
    "onsite_renewable",
    "onsite_fossil",
    "grid_export",
    "consumption",
    "storage_charge",
    "storage_discharge",
    "direct_green",
    "load",
    "balance_residual",
    "green_traded",
    "certificates_eligible",
    "zero_rated",
    "unused_zero_rated",
    "residual",
    "fuel",
    "conversion",
    "electricity",
    "heat",
    "process",
    "other",
    "total",
    "bunker",
    "location_based_electricity",
    "direct_green_share",
    "carbon_intensity",
];

pub(super) fn write(sheet: &Sheet<'_>) -> Markup {
    let head = [
        (sheet.word("html.figure"), false),
        (sheet.word("column.value"), true),
        (sheet.word("column.bounds"), false),
        (sheet.word("html.trail"), false),
    ];
    let groups = [
        ("electricity.", "section.electricity"),
        ("energy.", "section.energy"),
        ("emissions.", "section.emissions"),
        ("", "section.ratios"),
    ];
    let trails = Trails::of(sheet.report);
    let body = html! {
        p { (prose(sheet.word("html.figures-lead"))) }
        @for (prefix, key) in groups {
            @let rows = rows(sheet, &trails, prefix);
            @if !rows.is_empty() { (sheet.table("figures-table", sheet.lang.word(key), &head, &rows)) }
        }
        (trails.table(sheet))
    };
    sheet.section("figures", sheet.word("html.figures"), &body)
}

/// The figures of a group, in the order of the balance and of the sums; any other after them.
fn rows(sheet: &Sheet<'_>, trails: &Trails<'_>, prefix: &str) -> Vec<Markup> {
    let mut figures: Vec<(&String, &FigureReport)> =
        sheet.report.figures.iter().filter(|(id, _)| if prefix.is_empty() { !id.contains('.') } else { id.starts_with(prefix) }).collect();
    figures.sort_by_key(|(id, _)| {
        let name = id.strip_prefix(prefix).unwrap_or(id);
        ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
    });
    figures.into_iter().map(|(id, figure)| row(sheet, trails, id, figure)).collect()
}

fn row(sheet: &Sheet<'_>, trails: &Trails<'_>, id: &str, figure: &FigureReport) -> Markup {
    let lang = sheet.lang;
    html! {
        tr id=(sheet.anchor(&format!("figure-{id}"))) {
            th scope="row" {
                (figure_name(lang, id))
                @if figure.inferred { (lang.in_brackets(sheet.word("electricity.inferred"))) }
                span class="under" { code { (id) } }
                @if let Some(formula) = lang.find(&format!("figure.{id}.formula")) { span class="under" { (formula) } }
                @if figure.inferred { span class="under" { (sheet.word("trace.inferred")) } }
            }
            td class="number" { (digits(figure.value.as_ref())) @if figure.unit != "1" { " " (figure.unit) } }
            td { (bounds(sheet, figure)) }
            td { @if figure.trail.is_empty() { span class="faint" { (sheet.word("html.no-trail")) } } @else { (trails.numbers(sheet, &figure.trail)) } }
        }
    }
}

/// Both bounds with every digit; one word where they are the value.
fn bounds(sheet: &Sheet<'_>, figure: &FigureReport) -> Markup {
    let Some(value) = &figure.value else { return digits(None) };
    if figure.lower.as_ref() == Some(value) && figure.upper.as_ref() == Some(value) {
        return html! { (sheet.word("html.equal")) };
    }
    let side = |bound: Option<&Exact>| {
        if bound.is_some() {
            digits(bound)
        } else {
            html! { (sheet.word("html.no-bound")) }
        }
    };
    html! {
        span class="under" { (sheet.word("html.lower")) " " (side(figure.lower.as_ref())) }
        span class="under" { (sheet.word("html.upper")) " " (side(figure.upper.as_ref())) }
    }
}
