//! Every figure with every digit, its bounds, and its trail: the files and lines to follow it by hand.

use maud::{Markup, html};

use super::sheet::{Sheet, digits, prose};
use crate::measure::Exact;
use crate::report::page::clean;
use crate::report::page::number::count;
use crate::report::schema::{FigureReport, TrailReport};
use crate::report::text::figure_name;

/// Files of a trail that are shown; the others are folded.
const SHOWN: usize = 8;
/// Files of a trail that a page holds.
const MOST: usize = 400;

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
    let body = html! {
        p { (prose(sheet.word("html.figures-lead"))) }
        @for (prefix, key) in groups {
            @let rows = rows(sheet, prefix);
            @if !rows.is_empty() { (sheet.table("figures-table", sheet.lang.word(key), &head, &rows)) }
        }
    };
    sheet.section("figures", sheet.word("html.figures"), &body)
}

/// The figures of a group, in the order of the balance and of the sums; any other after them.
fn rows(sheet: &Sheet<'_>, prefix: &str) -> Vec<Markup> {
    let mut figures: Vec<(&String, &FigureReport)> =
        sheet.report.figures.iter().filter(|(id, _)| if prefix.is_empty() { !id.contains('.') } else { id.starts_with(prefix) }).collect();
    figures.sort_by_key(|(id, _)| {
        let name = id.strip_prefix(prefix).unwrap_or(id);
        ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
    });
    figures.into_iter().map(|(id, figure)| row(sheet, id, figure)).collect()
}

fn row(sheet: &Sheet<'_>, id: &str, figure: &FigureReport) -> Markup {
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
            td { (trail(sheet, &figure.trail)) }
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

fn trail(sheet: &Sheet<'_>, files: &[TrailReport]) -> Markup {
    let (first, further) = files.split_at(SHOWN.min(files.len()));
    let (held, left) = further.split_at(MOST.min(further.len()));
    html! {
        @if files.is_empty() { span class="faint" { (sheet.word("html.no-trail")) } }
        @else {
            ul class="trail" { @for t in first { (lines(sheet, t)) } }
            @if !held.is_empty() {
                details { summary { (sheet.lang.fill("inputs.more", &[&count(further.len() as u64)])) } ul class="trail" { @for t in held { (lines(sheet, t)) } } }
            }
            @if !left.is_empty() { p class="faint" { (sheet.lang.fill("html.left-out", &[&count(left.len() as u64)])) } }
        }
    }
}

fn lines(sheet: &Sheet<'_>, trail: &TrailReport) -> Markup {
    html! {
        li {
            span class="place" { (clean(&trail.file)) } " "
            (sheet.lang.fill("html.lines", &[&trail.first_line, &trail.last_line, &count(trail.rows)]))
        }
    }
}
